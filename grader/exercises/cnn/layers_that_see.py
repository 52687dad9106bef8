"""`layers_that_see`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import itertools

import numpy as np
from course_utils.checks.public.cnn import layers_that_see as public
from course_utils.checks.public.cnn.layers_that_see import designed

from ...exercise import Secret

secret = Secret(public.exercise)


def fewest(n: int, finest: int) -> int:
    """The smallest number of layers, by trying all of them."""
    for count in itertools.count():
        for strides in itertools.product((1, 2), repeat=count):
            jumps = np.cumprod((1, *strides))
            if jumps[-1] <= finest and 1 + 2 * jumps[:-1].sum() >= n:
                return count
    raise AssertionError


@secret.case("as few layers as a search through all lists finds", weight=2)
def _(student, draw):
    for finest in (1, 2, 4, 5, 8):
        n = draw.choice(range(6, 9) if finest == 1 else range(8, 24))
        designed(student, n, finest, fewest(n, finest))


@secret.case("exactly as many pixels as some layers see")
def _(student, draw):
    for n, finest, count in ((3, 1, 1), (3, 4, 1), (7, 2, 2), (31, 8, 4), (32, 8, 5), (5, 1, 2), (63, 64, 5)):
        designed(student, n, finest, count)


@secret.case("many layers")
def _(student, draw):
    n = draw.choice(range(300, 400))
    designed(student, n, 1, -(-(n - 1) // 2))
    designed(student, n, 16, 4 + -(-(n - 31) // 32))


@secret.alternative("all steps of 2 first, the rest counted")
def layers_that_see(n, finest):
    steps = int(finest).bit_length() - 1
    layers = []
    while len(layers) < steps and 2 ** (len(layers) + 1) - 1 < n:
        layers.append((3, 2))
    missing = n - (2 ** (len(layers) + 1) - 1)
    return layers + [(3, 1)] * max(0, -(-missing // (2 * 2**steps)))


@secret.alternative("one layer more until it is enough")
def layers_that_see(n, finest):
    for count in range(n):
        strides, room = [], finest
        for _ in range(count):
            strides.append(2 if room >= 2 else 1)
            room = room // strides[-1]
        if 1 + 2 * sum(int(np.prod(strides[:i])) for i in range(count)) >= n:
            return [(3, s) for s in strides]
    return []


STRIDE = "stride = 2 if 2 * jump <= finest else 1"
GROW = "r, jump = r + 2 * jump, jump * stride"
EARLY = "A step of 2 doubles what every *later* layer adds: take the steps as early as possible."
FINEST = "`finest` bounds the jump of the units at the top, the product of all strides: it may be reached, not exceeded."

secret.slip("never takes a step of 2", (STRIDE, "stride = 1"), hint=EARLY)
secret.slip("takes a step of 2 in every layer", (STRIDE, "stride = 2"), hint=FINEST)
secret.slip("takes the steps of 2 last", ("return layers", "return layers[::-1]"), hint=EARLY)
secret.slip("stays below the largest jump allowed", ("2 * jump <= finest", "2 * jump < finest"), hint=FINEST)
secret.slip("lets the jump exceed what is allowed", ("2 * jump <= finest", "jump < finest"), hint=FINEST)
secret.slip(
    "allows as many steps of 2 as the largest jump",
    (STRIDE, "stride = 2 if len(layers) < finest else 1"),
    hint="Strides multiply: three steps of 2 make a jump of 8, not of 3.",
)
secret.slip(
    "counts the steps of 2 as if they added up",
    (STRIDE, "stride = 2 if jump + 2 <= finest else 1"),
    (GROW, "r, jump = r + 2 * jump, jump + (2 if stride == 2 else 0)"),
    hint="Strides multiply: after steps of 2 and 2 the units are 4 pixels apart, after another one 8.",
)
secret.slip(
    "adds a layer where the pixels are just enough",
    ("while r < n", "while r <= n"),
    hint="The units should see at least n pixels: with r = n they do, and no layer more is needed.",
)
secret.slip(
    "lets a step widen the layer that takes it",
    (GROW, "jump = jump * stride\n        r = r + 2 * jump"),
    hint="A layer lays its kernel over units that are as far apart as the layers *before* it made them.",
)
secret.slip(
    "adds the whole kernel at each layer",
    (GROW, GROW.replace("2 * jump", "3 * jump")),
    hint="A kernel of 3 covers 2 steps from its first unit to its last: it adds 2 jumps.",
)
secret.slip(
    "ignores the steps when it adds up what is seen",
    (GROW, GROW.replace("r + 2 * jump", "r + 2")),
    hint="After a step of 2 the units below are two pixels apart, so a kernel of 3 adds 4 pixels.",
)
secret.slip(
    "stops one layer early",
    ("return layers", "return layers[:-1]"),
    hint="Count what the units see, the last layer included: it must be at least n.",
)
secret.slip(
    "returns the strides alone",
    ("append((3, stride))", "append(stride)"),
    hint="Return a list of pairs (3, stride), as `receptive_field` takes it.",
)
secret.slip("returns (stride, kernel) pairs", ("(3, stride)", "(stride, 3)"), hint="In each pair the kernel comes first: (3, stride).")
secret.slip(
    "uses one layer at least",
    ("return layers", "return layers or [(3, 1)]"),
    hint="Without a layer a unit is a pixel and sees one: for n = 1 the list is empty.",
)


@secret.misconception(
    "widens the kernel in place of adding layers",
    hint="All kernels are 3 wide: only the number of layers and their steps are yours to choose.",
)
def layers_that_see(n, finest):
    return [(n, 1)] if n > 1 else []
