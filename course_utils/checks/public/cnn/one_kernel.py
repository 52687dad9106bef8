"""`one_kernel`: public cases, numbers worked by hand and properties."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("one_kernel", level=2)
exercise.hints(
    "In the example, the 5 adds up two paths from the unit down to the middle pixel: 1 times 2, and 3 times 1. How did "
    "you add up all paths through a graph when you sent a gradient back through it?",
    "Begin at the top with the weight 1 for the unit itself, and go down layer by layer. If you know how much "
    "each unit of a layer counts, each hands its share on to the k units below that it reads, through the kernel. "
    "What arrives at the same place adds up.",
    "weights = [1]; from the last layer to the first: a new array of zeros, as long as the layer sees; for unit "
    "number u of the layer, add its weight times the kernel to the places u * ... to u * ... + k of the new array.",
)


def row(*values: float) -> np.ndarray:
    """A row of floats."""
    return np.array(values, dtype=float)


@exercise.case("the worked example: (1, 2) and (1, 3) at stride 1 are (1, 5, 6)", weight=2)
def _(student, draw):
    expect.close(student([row(1, 2), row(1, 3)], [1, 1]), row(1, 5, 6), what="the kernel at stride 1")


@exercise.case("steps of the first layer: (1, 2) at stride 2, then (1, 3), are (1, 2, 3, 6)")
def _(student, draw):
    expect.close(student([row(1, 2), row(1, 3)], [2, 1]), row(1, 2, 3, 6), what="the kernel at strides 2 and 1")
    want = row(1, 2, 4, 3, 6, 12)
    expect.close(student([row(1, 2, 4), row(1, 3)], [3, 1]), want, what="the kernel at strides 3 and 1")
    want = row(1, 2, 0, 3, 6)
    expect.close(student([row(1, 2), row(1, 3)], [3, 1]), want, what="the kernel where steps leave a gap")


@exercise.case("one layer is its own kernel, whatever its stride; none at all is (1)")
def _(student, draw):
    expect.close(student([row(2, -1, 5)], [3]), row(2, -1, 5), what="the kernel of one layer")
    expect.close(student([], []), row(1), what="the kernel of no layer")


@exercise.case("three layers: the steps of all layers below count")
def _(student, draw):
    kernels = [row(1, 2), row(1, 0, 1), row(1, -1)]
    want = row(1, 2, 0, 0, 0, 0, 0, 0, -1, -2)
    expect.close(student(kernels, [2, 2, 1]), want, what="the kernel at strides 2, 2 and 1")
    want = row(1, 2, -1, -2, 1, 2, -1, -2)
    expect.close(student(kernels, [2, 1, 1]), want, what="the kernel at strides 2, 1 and 1")


@exercise.case("weights that add up to 1 in each layer do so in the whole, and nothing is changed")
def _(student, draw):
    kernels = [weights / weights.sum() for weights in (draw.uniform(1, 2, k) for k in (3, 2, 4))]
    found = expect.array(student(kernels, [2, 3, 2]))
    expect.unchanged(student)
    expect.shape(found, (3 + 2 * 1 + 6 * 3,), what="the kernel")
    expect.close(found.sum(), 1, what="the sum of the kernel")
    expect.close(found[0], kernels[0][0] * kernels[1][0] * kernels[2][0], what="its first weight")
    expect.close(found[-1], kernels[0][-1] * kernels[1][-1] * kernels[2][-1], what="its last weight")
