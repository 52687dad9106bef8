"""`receptive_field`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import receptive_field as public
from course_utils.checks.public.cnn.receptive_field import seen

from ...exercise import Secret

secret = Secret(public.exercise)

BACK = "from one output unit back to the image"
VGG16 = 2 * [(3, 1), (3, 1), (2, 2)] + 3 * [(3, 1), (3, 1), (3, 1), (2, 2)]


def support(layers: list) -> tuple[int, int]:
    """(r, jump) as gradients show them: pixels from the first to the last that reach either of two neighbouring units."""
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
    for count in (3, 3, 4, 5):
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


@secret.alternative(BACK)
def receptive_field(layers):
    width = 1
    for k, s in reversed(layers):
        width = (width - 1) * s + k
    return width, np.prod([s for _, s in layers], dtype=int)


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


GROWTH = "r + (k - 1) * jump"
STEP = f"r, jump = {GROWTH}, jump * s"
RETURN = "return r, jump"
INPUTS = "Neighbouring inputs of a layer lie as many pixels apart as the product of all strides before it"
STRIDES = "Strides multiply: two steps of 2 make a step of 4, and three of them one of 8. A stride of 1 changes nothing."
PRODUCT = "The jump that you return is the product of all strides, the last one included."
ONE = "Before the first layer a unit is a pixel, one pixel away from the next: r and the jump are both 1, not 0."
BACKWARDS = "Towards the image, r units of a layer span (r - 1) * s of its inputs, and then its kernel adds k."
ENUMERATED = ("for k, s in layers", "for i, (k, s) in enumerate(layers)")

secret.slip(
    "takes the layer's own stride for the jump",
    (GROWTH, "r + (k - 1) * s"),
    hint=f"{INPUTS}; its own stride only counts for the layers after it.",
)
secret.slip(
    "multiplies the jump before it widens the field",
    (GROWTH, "r + (k - 1) * jump * s"),
    hint="The kernel steps over the layer's inputs, so the jump before the layer counts: widen r first, then multiply the jump.",
)
secret.slip(
    "takes the stride of the layer before for the jump",
    ("r = jump = 1", "r = jump = before = 1"),
    (STEP, "r, jump, before = r + (k - 1) * before, jump * s, s"),
    hint="The jump is the product of all earlier strides, not the last of them alone: three layers (3, 2) see 15 pixels.",
)
secret.slip("replaces the jump by each stride", ("jump * s", "s"), hint=STRIDES)
secret.slip("adds the strides up", ("jump * s", "jump + s - 1"), hint=STRIDES)
secret.slip("adds each stride to the jump", ("jump * s", "jump + s"), hint=STRIDES)
secret.slip(
    "multiplies the jump by the kernel",
    ("jump * s", "jump * k"),
    hint="It is the stride s that moves a unit's window, so it is s that the jump is multiplied by.",
)
secret.slip(
    "takes a power of the layer's own stride for the jump",
    ENUMERATED,
    (GROWTH, "r + (k - 1) * s**i"),
    hint=f"{INPUTS}, which differ from layer to layer: keep their product.",
)
secret.slip(
    "leaves the first stride out",
    ENUMERATED,
    ("jump * s", "jump * (s if i else 1)"),
    hint="The first layer's stride counts as well: its outputs are s pixels apart for the second layer.",
)
secret.slip(
    "widens the field as if no layer had a stride",
    (GROWTH, "r + k - 1"),
    hint="After a stride of 2, neighbouring inputs lie two pixels apart: k - 1 steps of the kernel are k - 1 jumps.",
)
secret.slip(
    "adds the whole kernel at each layer",
    (GROWTH, "r + k * jump"),
    hint="A kernel of k covers k - 1 steps from its first input to its last: a kernel of 1 adds nothing.",
)
secret.slip(
    "forgets to add the field so far",
    (GROWTH, "(k - 1) * jump"),
    hint="Each layer adds (k - 1) * jump to the field that its inputs have already: r = r + ...",
)
secret.slip("starts from a field of 0", ("r = jump = 1", "r, jump = 0, 1"), hint=ONE)
secret.slip("starts from a jump of 0", ("r = jump = 1", "r, jump = 1, 0"), hint=ONE)
secret.slip("starts both r and the jump from 0", ("r = jump = 1", "r = jump = 0"), hint=ONE)
secret.slip("answers 0 where there is no layer", (RETURN, "return (r, jump) if layers else (0, 0)"), hint=ONE)
secret.slip(
    "multiplies the kernels",
    (GROWTH, "r * k"),
    hint="Two kernels of 3 see 5 pixels, not 9: neighbouring fields overlap. Each layer adds to r.",
)
secret.slip(
    "counts one side of the kernel only",
    (GROWTH, "r + (k - 1) / 2 * jump"),
    hint="r is the whole width of the field: all k - 1 steps of the kernel count, not only those on one side of its middle.",
)
secret.slip(
    "treats an even kernel like an odd one",
    (GROWTH, "r + 2 * (k // 2) * jump"),
    hint="A kernel of 2 makes one step, one of 4 makes three: add k - 1 jumps, not twice k // 2.",
)
secret.slip("returns the area of the field", (RETURN, "return r * r, jump"), hint="r is the field's width along one row.")
secret.slip(
    "skips layers whose kernel is 1",
    (STEP, STEP.replace("jump * s", "jump * (s if k > 1 else 1)")),
    hint="A kernel of 1 does not widen the field, but its stride moves the units apart like any other.",
)
secret.slip(
    "stops where a layer has no stride",
    (STEP, f"{STEP}\n        if s == 1:\n            break"),
    hint="A layer of stride 1 leaves the jump as it is, and the layers after it still widen the field: go through them all.",
)
secret.slip(
    "goes through the layers from the last to the first",
    ("in layers", "in layers[::-1]"),
    hint="The jump grows from the image on: go through the layers in the order of the list.",
)
for name, step in (
    ("scales the whole field by the stride on the way back", "width * s + k - 1"),
    ("applies the stride after the kernel on the way back", "(width + k - 1) * s"),
):
    secret.slip(name, ("(width - 1) * s + k", step), hint=BACKWARDS, of=BACK)
secret.slip(
    "counts only the pixels that reach the unit",
    ("width = 1", "pixels = {0}"),
    ("width = (width - 1) * s + k", "pixels = {first * s + m for first in pixels for m in range(k)}"),
    ("(width, ", "(len(pixels), "),
    hint="r is the width of the field from its first pixel to its last, those in between included that no kernel reads.",
    of=BACK,
)
secret.slip("takes (stride, kernel) pairs", ("for k, s", "for s, k"), hint="In each pair (k, s) the kernel comes first.")
secret.slip("returns the jump first", (RETURN, "return jump, r"), hint="Return r, then the jump.")
secret.slip("returns the field alone", (RETURN, "return r"), hint="Return two numbers: r and the jump.")
for name, instead in (
    ("returns the last stride in place of the jump", "r, layers[-1][1] if layers else 1"),
    ("returns the largest stride in place of the jump", "r, max([1] + [s for _, s in layers])"),
    ("returns the sum of the strides in place of the jump", "r, sum(s for _, s in layers)"),
    ("leaves the last stride out of the jump", "r, jump // (layers[-1][1] if layers else 1)"),
):
    secret.slip(name, (RETURN, f"return {instead}"), hint=PRODUCT)
secret.slip(
    "changes the list of layers",
    ("for k, s in layers:", "while layers:\n        k, s = layers.pop(0)"),
    hint="`pop`, `clear` and `reverse` change the caller's list: go through it with `for k, s in layers`.",
)
