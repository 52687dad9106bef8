"""`layers_that_see`: public cases; what a list of layers sees is found by walking back from its units."""

from __future__ import annotations

from ... import expect
from . import topic

exercise = topic.exercise("layers_that_see", level=2)
exercise.hints(
    "A layer adds 2 pixels times the jump that it finds below it. Which layers profit from a step of 2: those "
    "before it, itself, or those after it?",
    "A step of 2 makes every later layer add twice as much, so it should come as early as possible. How "
    "many of them are allowed? The jump doubles with each and must not exceed `finest`.",
    "Keep r = 1 and jump = 1, and add layers while r < ...: the stride is 2 if twice the jump is still at most "
    "finest, else 1; then r grows by ... and the jump by the factor stride.",
)


def designed(student, n: int, finest: int, count: int) -> None:
    """The answer is `count` layers (3, 1) or (3, 2), which see n pixels and are not too far apart."""
    what = f"{n} pixels, at most {finest} apart"
    layers = expect.array(student(n, finest), f"the layers for {what}")
    expect.close(len(layers), count, rtol=0, atol=0, what=f"the number of layers for {what}")
    if not count:
        return
    expect.shape(layers, (count, 2), what=f"the list of (3, stride) for {what}")
    expect.close(layers[:, 0], [3] * count, what=f"the kernels for {what}")
    expect.greater(2.5 - layers[:, 1], 0, what=f"2.5 less each stride for {what}")
    expect.greater(layers[:, 1], 0.5, what=f"each stride for {what}")
    first, last, second = 0, 0, 1
    for _, stride in layers[::-1]:
        first, last, second = first * stride, last * stride + 2, second * stride
    expect.greater(last - first + 1, n - 0.5, what=f"the pixels seen by the layers for {what}")
    expect.greater(
        finest + 0.5 - (second - first), 0, what=f"`finest` less the jump of the layers for {what}, plus 0.5"
    )


@exercise.case("without steps: three layers see 7 pixels, seven see 15", weight=2)
def _(student, draw):
    designed(student, 7, 1, 3)
    designed(student, 15, 1, 7)


@exercise.case("with steps: 15 pixels take four layers at a jump of 2, three at a jump of 4")
def _(student, draw):
    designed(student, 15, 2, 4)
    designed(student, 15, 4, 3)


@exercise.case("one pixel more takes one layer more, and one pixel takes none")
def _(student, draw):
    designed(student, 16, 4, 4)
    designed(student, 23, 4, 4)
    designed(student, 24, 4, 5)
    designed(student, 1, 8, 0)


@exercise.case("a jump of 3 allows no more than a jump of 2, and 7 no more than 4")
def _(student, draw):
    designed(student, 11, 3, 3)
    designed(student, 12, 3, 4)
    designed(student, 31, 7, 5)


@exercise.case("a network for photographs: 224 pixels, at most 32 apart")
def _(student, draw):
    designed(student, 224, 32, 8)
