"""`receptive_field`: public cases, numbers worked by hand and a published one."""

from __future__ import annotations

from ... import expect
from . import topic

exercise = topic.exercise("receptive_field", level=1)
exercise.hints(
    "Two neighbouring units of a layer: how many pixels of the image are their windows apart? What does that "
    "distance do when a layer with stride 2 follows?",
    "Keep two numbers as you go through the layers: r, what a unit sees, and jump, how far apart neighbours' "
    "windows are. An empty list is the image itself: r = jump = 1. A kernel of width k reaches k - 1 "
    "neighbours further.",
    "For each (k, s), in this order: r grows by (k - 1) times the jump of the layer ... it, and then jump is "
    "multiplied by ...",
)

# (kernel, stride) from the image to the last pooling layer (Krizhevsky, Sutskever & Hinton 2012).
ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]


def seen(student, layers: list, r: int, jump: int, what: str) -> None:
    """The answer for these layers is (r, jump)."""
    got = student(layers)
    expect.shape(got, (2,), what="the pair (r, jump)")
    for part, want, name in zip(got, (r, jump), ("r", "the jump"), strict=True):
        expect.close(part, want, rtol=0, atol=0, what=f"{name} of {what}")


@exercise.case("the worked example: layers of kernel 3 and stride 2 see 3, then 7, then 15 pixels", weight=2)
def _(student, draw):
    seen(student, [(3, 2)], 3, 2, "one layer (3, 2)")
    seen(student, [(3, 2), (3, 2)], 7, 4, "two layers (3, 2)")
    seen(student, [(3, 2), (3, 2), (3, 2)], 15, 8, "three layers (3, 2)")


@exercise.case("without a layer a unit sees one pixel; three layers (3, 1) see as much as one layer (7, 1)")
def _(student, draw):
    seen(student, [], 1, 1, "no layer")
    seen(student, [(3, 1), (3, 1), (3, 1)], 7, 1, "three layers (3, 1)")
    seen(student, [(7, 1)], 7, 1, "one layer (7, 1)")


@exercise.case("the order counts: a stride widens what the layers after it see")
def _(student, draw):
    seen(student, [(5, 1), (2, 3)], 6, 3, "(5, 1), then (2, 3)")
    seen(student, [(2, 3), (5, 1)], 14, 3, "(2, 3), then (5, 1)")


@exercise.case("a kernel narrower than its stride skips pixels; they count as seen")
def _(student, draw):
    seen(student, [(1, 3), (2, 2)], 4, 6, "(1, 3), then (2, 2)")
    seen(student, [(2, 5), (3, 1)], 12, 5, "(2, 5), then (3, 1)")


@exercise.case("the published number: AlexNet's last pooling layer sees 195 pixels and jumps by 32")
def _(student, draw):
    student(ALEXNET)
    expect.unchanged(student)
    seen(student, ALEXNET, 195, 32, "AlexNet's pool5")
