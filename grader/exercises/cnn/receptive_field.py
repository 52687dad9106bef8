"""`receptive_field`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import receptive_field as public
from course_utils.checks.public.cnn.receptive_field import seen

from ...exercise import Secret

secret = Secret(public.exercise)

VGG16 = 2 * [(3, 1), (3, 1), (2, 2)] + 3 * [(3, 1), (3, 1), (3, 1), (2, 2)]


@secret.alternative("RENAME ME: the former reference")
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return r, jump


def support(layers: list) -> tuple[int, int]:
    """(r, jump) as gradients show them: pixels from the first to the last that two neighbouring units hear of."""
    x = torch.ones(1, 1, 2500, dtype=torch.float64, requires_grad=True)
    h = x
    for k, s in layers:
        h = F.conv1d(h, tensor(np.ones((1, 1, k)) / k), stride=s)
    heard = [torch.autograd.grad(h[0, 0, m], x, retain_graph=True)[0][0, 0].nonzero() for m in (0, 1)]
    return int(heard[0][-1] - heard[0][0]) + 1, int(heard[1][0] - heard[0][0])


def drawn_layers(draw, count: int) -> list:
    """[(k, s), ...] with kernels 2 to 5 and strides 1 to 3, the first stride above 1."""
    layers = [(draw.choice((2, 3, 4, 5)), draw.choice((1, 2, 3))) for _ in range(count)]
    return [(layers[0][0], draw.choice((2, 3))), *layers[1:]]


@secret.case("agrees with the pixels that gradients reach, for drawn layers", weight=2)
def _(student, draw):
    for count in (2, 3, 4, 5):
        layers = drawn_layers(draw, count)
        seen(student, layers, *support(layers), what=f"{count} drawn layers")


@secret.case("a kernel narrower than its stride skips pixels and counts like any other")
def _(student, draw):
    for layers in ([(1, 2), (3, 1)], [(2, 3), (1, 2), (4, 2)], [(1, 3), (1, 2), (2, 1)]):
        seen(student, layers, *support(layers), what="layers that skip pixels")


@secret.case("the published numbers: VGG-16 sees 212 pixels; ResNet-50 483, or 427 with its strides placed later")
def _(student, draw):
    seen(student, VGG16, 212, 32, "VGG-16's pool5")
    stem, block = [(7, 2), (3, 2)], [(1, 1), (3, 1), (1, 1)]
    first, later = [(1, 2), (3, 1), (1, 1)], [(1, 1), (3, 2), (1, 1)]
    for start, r in ((first, 483), (later, 427)):
        seen(student, stem + 3 * block + start + 3 * block + start + 5 * block + start + 2 * block, r, 32, "ResNet-50")


@secret.misconception(
    "takes the layer's own stride for the jump",
    hint="Neighbouring inputs of a layer lie as many pixels apart as all strides before it multiply to; its own stride only counts for the layers after it.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * s
        jump *= s
    return r, jump


@secret.misconception(
    "multiplies the jump before it widens the field",
    hint="The kernel steps over the layer's inputs, so the jump before the layer counts: widen r first, then multiply the jump.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        jump *= s
        r += (k - 1) * jump
    return r, jump


@secret.misconception(
    "takes the stride of the layer before for the jump",
    hint="The jump is the product of all earlier strides, not the last of them alone: three layers (3, 2) see 15 pixels.",
)
def receptive_field(layers):
    r, jump, before = 1, 1, 1
    for k, s in layers:
        r += (k - 1) * before
        jump, before = jump * s, s
    return r, jump


@secret.misconception(
    "adds the strides up",
    hint="Two steps of 2 make a step of 4, three of them one of 8: strides multiply.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump += s - 1
    return r, jump


@secret.misconception(
    "widens the field as if no layer had a stride",
    hint="After a stride of 2, neighbouring inputs lie two pixels apart: k - 1 steps of the kernel are k - 1 jumps.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += k - 1
        jump *= s
    return r, jump


@secret.misconception(
    "adds the whole kernel at each layer",
    hint="A kernel of k covers k - 1 steps from its first input to its last: a kernel of 1 adds nothing.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += k * jump
        jump *= s
    return r, jump


@secret.misconception(
    "starts from a field of 0",
    hint="Before the first layer a unit is a pixel and sees itself: start from r = 1.",
)
def receptive_field(layers):
    r, jump = 0, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return r, jump


@secret.misconception(
    "multiplies the kernels",
    hint="Two kernels of 3 see 5 pixels, not 9: neighbouring fields overlap. Each layer adds to r.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r *= k
        jump *= s
    return r, jump


@secret.misconception(
    "starts from the last layer with the rule for the first",
    hint="The jump grows from the image on: go through the layers in the order of the list.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers[::-1]:
        r += (k - 1) * jump
        jump *= s
    return r, jump


@secret.misconception(
    "scales the whole field by the stride on the way back",
    hint="From the last layer to the image, r units lie r - 1 strides apart, and only then comes the kernel: it is r - 1 that the stride multiplies.",
)
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in reversed(layers):
        r = r * s + k - 1
        jump *= s
    return r, jump


@secret.misconception("takes (stride, kernel) pairs", hint="Each entry is (k, s): the kernel comes first.")
def receptive_field(layers):
    r, jump = 1, 1
    for s, k in layers:
        r += (k - 1) * jump
        jump *= s
    return r, jump


@secret.misconception("returns the jump first", hint="Return r, then the jump.")
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return jump, r


@secret.misconception(
    "returns the last stride in place of the jump",
    hint="The jump that you return is the product of all strides, the last one included.",
)
def receptive_field(layers):
    r, jump, s = 1, 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return r, s


@secret.misconception(
    "leaves the last stride out of the jump",
    hint="The jump returned is that of the last layer's output: its own stride belongs to it.",
)
def receptive_field(layers):
    r, jump, before = 1, 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        before, jump = jump, jump * s
    return r, before


@secret.misconception("returns the field alone", hint="Return two numbers: r and the jump.")
def receptive_field(layers):
    r, jump = 1, 1
    for k, s in layers:
        r += (k - 1) * jump
        jump *= s
    return r


@secret.misconception(
    "empties the list of layers",
    hint="`pop` takes the layers out of the caller's list: go through it with `for k, s in layers`.",
)
def receptive_field(layers):
    r, jump = 1, 1
    while layers:
        k, s = layers.pop(0)
        r += (k - 1) * jump
        jump *= s
    return r, jump


@secret.alternative("from one output unit back to the image")
def receptive_field(layers):
    width = 1
    for k, s in reversed(layers):
        width = (width - 1) * s + k
    return width, math.prod(s for _, s in layers)


@secret.alternative("the first and the last pixel of two neighbouring units")
def receptive_field(layers):
    def pixels(unit):
        first = last = unit
        for k, s in layers[::-1]:
            first, last = first * s, last * s + k - 1
        return first, last

    (first, last), (second, _) = pixels(0), pixels(1)
    return last - first + 1, second - first


@secret.alternative("a sum over cumulative products")
def receptive_field(layers):
    kernels, strides = np.array(layers, dtype=int).reshape(-1, 2).T
    jumps = np.concatenate([[1], np.cumprod(strides)])
    return 1 + int(np.dot(kernels - 1, jumps[:-1])), int(jumps[-1])
