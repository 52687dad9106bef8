"""`one_kernel`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import one_kernel as public

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_layers(draw, sizes, strides) -> tuple[list, list]:
    """Kernels of these sizes at drawn values, and the strides."""
    return [draw.normal(k) for k in sizes], list(strides)


@secret.case("the single layer does what the layers do", weight=2)
def _(student, draw):
    for sizes, strides in (((3, 2), (1, 1)), ((2, 3), (2, 2)), ((3, 4, 2), (2, 3, 1)), ((2, 2, 2, 3), (2, 1, 2, 2))):
        kernels, strides = drawn_layers(draw, sizes, strides)
        found = expect.array(student(kernels, strides))
        width = 1
        for k, s in zip(sizes[::-1], strides[::-1], strict=True):
            width = (width - 1) * s + k
        expect.shape(found, (width,), what="the kernel")
        x = draw.normal(60)
        h = tensor(x)[None, None]
        for kernel, s in zip(kernels, strides, strict=True):
            h = F.conv1d(h, tensor(kernel)[None, None], stride=s)
        whole = F.conv1d(tensor(x)[None, None], tensor(found)[None, None], stride=int(np.prod(strides)))
        expect.close(whole, h, what="the outputs of the single layer")


@secret.case("steps wider than the kernel below leave pixels unread")
def _(student, draw):
    first, second = draw.uniform(1, 2, 2), draw.uniform(1, 2, 3)
    found = expect.array(student([first, second], [4, 2]))
    expect.shape(found, (10,), what="the kernel")
    expect.close(found[[2, 3, 6, 7]], np.zeros(4), what="the weights of pixels that are not read")
    expect.close(found[[0, 1, 4, 5, 8, 9]], np.outer(second, first).ravel(), what="the weights of pixels that are read")


CONVOLVED = "kernels spread out and convolved"


@secret.alternative(CONVOLVED)
def one_kernel(kernels, strides):
    whole, jump = np.ones(1), 1
    for kernel, stride in zip(kernels, strides, strict=True):
        spread = np.zeros((len(kernel) - 1) * jump + 1)
        spread[::jump] = kernel
        whole, jump = np.convolve(whole, spread), jump * stride
    return whole


@secret.alternative("the gradient, by autograd")
def one_kernel(kernels, strides):
    r = 1
    for kernel, stride in reversed(list(zip(kernels, strides, strict=True))):
        r = (r - 1) * stride + len(kernel)
    x = torch.zeros(r, dtype=torch.float64, requires_grad=True)
    h = x[None, None]
    for kernel, stride in zip(kernels, strides, strict=True):
        h = F.conv1d(h, torch.tensor(kernel)[None, None], stride=stride)
    return torch.autograd.grad(h.sum(), x)[0].numpy()


@secret.alternative("one bright pixel at a time")
def one_kernel(kernels, strides):
    r = 1
    for kernel, stride in reversed(list(zip(kernels, strides, strict=True))):
        r = (r - 1) * stride + len(kernel)
    rows = np.eye(r)
    for kernel, stride in zip(kernels, strides, strict=True):
        views = np.lib.stride_tricks.sliding_window_view(rows, len(kernel), axis=1)[:, ::stride]
        rows = views @ kernel
    return rows[:, 0]


HERE = "below[unit * stride : unit * stride + len(kernel)]"
LENGTH = "np.zeros((len(weights) - 1) * stride + len(kernel))"
BACKWARDS = "zip(kernels[::-1], strides[::-1], strict=True)"
SPREAD = "Unit number u of a layer lays its kernel on from place u * stride of the layer below: use that layer's own stride there."

secret.slip(
    "ignores the strides", (HERE, "below[unit : unit + len(kernel)]"), (LENGTH, "np.zeros(len(weights) - 1 + len(kernel))"), hint=SPREAD
)
secret.slip("moves the units by one pixel although the size is right", (HERE, "below[unit : unit + len(kernel)]"), hint=SPREAD)
secret.slip(
    "turns the kernel back to front",
    ("weight * kernel", "weight * kernel[::-1]"),
    hint="The layers correlate: w[m] belongs to the pixel m places to the right. Lay it on as it is, and let the first weight belong to the first pixel.",
)
secret.slip(
    "overwrites where windows overlap",
    (f"{HERE} +=", f"{HERE} ="),
    hint="Several paths lead from the unit to the same pixel, as the two of the 5 in the example: add them up.",
)
secret.slip(
    "takes the layers in the wrong order on the way down",
    (BACKWARDS, "zip(kernels, strides, strict=True)"),
    hint="The way down begins at the last layer: its stride places its kernel over the layer below it, and so on.",
)
secret.slip(
    "pairs each kernel with the stride of another layer",
    (BACKWARDS, "zip(kernels[::-1], strides, strict=True)"),
    hint="Going down, kernels and strides are both read from the last layer to the first.",
)
secret.slip(
    "spreads each kernel by its own stride",
    ("spread[::jump] = kernel", "spread[::stride] = kernel"),
    ("- 1) * jump + 1", "- 1) * stride + 1"),
    hint="A layer's own stride moves its own units apart; its kernel steps over what the layers below it have left.",
    of=CONVOLVED,
)
secret.slip(
    "spreads each kernel by the stride of the layer below alone",
    ("jump * stride", "stride"),
    hint="Strides multiply: below a layer all the steps of the layers under it count, not only those of the nearest.",
    of=CONVOLVED,
)
secret.slip(
    "adds the strides up",
    ("jump * stride", "jump + stride - 1"),
    hint="Strides multiply: steps of 2 over units that are 3 pixels apart are steps of 6.",
    of=CONVOLVED,
)
secret.slip(
    "multiplies by the jump before the layer is laid on",
    ("spread = np.zeros((len(kernel) - 1) * jump + 1)", "jump = jump * stride\n        spread = np.zeros((len(kernel) - 1) * jump + 1)"),
    ("(np.convolve(whole, spread), jump * stride)", "(np.convolve(whole, spread), jump)"),
    hint="The kernel steps over the units below: their distance counts, without the layer's own stride.",
    of=CONVOLVED,
)
secret.slip(
    "divides the kernel by its sum",
    ("return weights", "return weights / weights.sum() if weights.sum() else weights"),
    hint="Return the weights as they are: for (1, 2) and (1, 3) they are (1, 5, 6), which do not add up to 1.",
)
secret.slip(
    "takes the absolute values of the weights",
    ("weight * kernel", "abs(weight) * np.abs(kernel)"),
    hint="Weights keep their signs: two paths may cancel each other.",
)
secret.slip(
    "adds the weights along a path in place of multiplying them",
    ("weight * kernel", "weight + kernel"),
    hint="Along a path from the unit down to a pixel the weights are multiplied; only different paths are added up.",
)
secret.slip(
    "leaves the first layer out",
    (BACKWARDS, "zip(kernels[:0:-1], strides[:0:-1], strict=True)"),
    hint="Go on down to the pixels: the first layer has a kernel too.",
)
secret.slip(
    "changes the list of kernels",
    (
        "for kernel, stride in zip(kernels[::-1], strides[::-1], strict=True):",
        "strides = list(strides)\n    while kernels:\n        kernel, stride = kernels.pop(), strides.pop()",
    ),
    hint="`pop` and `reverse` change the caller's lists: go through `reversed(...)` or a copy.",
)
