"""`num_grad`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...named import Named
from . import topic

exercise = topic.exercise("num_grad", level=1)
exercise.hints(
    "f takes the whole array and gives one number. How many times must it be called to learn its slope along "
    "each entry of a 2 x 3 array?",
    "Move one entry at a time, once up by h and once down by h, all others as they are. How far apart are the "
    "two points? Work on copies that hold floats, also where x holds integers.",
    "Loop over `np.ndindex(x.shape)`. For each place make two copies, `np.array(x, dtype=float)`; set that "
    "entry to x[place] + h in one and to x[place] - h in the other; the entry of the gradient is f(up) - "
    "f(down), divided by ...",
)

CUBIC = Named("checks.functions:cubic")  # its gradient is 3 x^2 - 2, and its third derivatives are 6
DETERMINANT = Named("checks.functions:determinant")


def cubed_sum(weights) -> Named:
    """f(x) = (sum of weights * x)^3 for x of the shape of the weights."""
    return Named("checks.functions:CubedSum", (np.asarray(weights, dtype=float),))


@exercise.case(
    "arrays of integers: the determinant at [[1, 2], [3, 4]], and the sum of x^3 - 2 x at (2, -1, 0)", weight=2
)
def _(student, draw):
    gradient = student(DETERMINANT, np.array([[1, 2], [3, 4]]), 0.25)
    expect.close(gradient, [[4, -3], [-2, 1]], what="the gradient of the determinant")
    gradient = student(CUBIC, np.array([2, -1, 0]), 0.5)
    expect.close(gradient, [10.25, 1.25, -1.75], what="the gradient of the sum, at h = 0.5,")


@exercise.case("for the sum of x^3 - 2 x a step of 0.1 gives 0.01 too much, a step of 0.2 gives 0.04")
def _(student, draw):
    x = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
    slopes = np.array([[1.0, 10.0, -1.25], [-2.0, 25.0, 1.0]])
    for h, excess in ((0.1, 0.01), (0.2, 0.04)):
        expect.close(student(CUBIC, x, h), slopes + excess, atol=1e-9, what=f"the gradient at h = {h}")


@exercise.case("the step is 1e-5 if left out")
def _(student, draw):
    # At 0 the slope is 0, and what the differences give in its place is h^2 weight^3.
    f, x = cubed_sum([50.0, 3000.0]), np.zeros(2)
    expect.close(student(f, x), [1.25e-5, 2.7], what="the differences of a steep cubic without h")
    expect.close(student(f, x, 1e-4), [1.25e-3, 270.0], what="the differences of a steep cubic for h = 1e-4")


@exercise.case("(x + 2 y)^3 at (1, 1) with a step of 0.2: 27.04 and 54.32")
def _(student, draw):
    expect.close(student(cubed_sum([1.0, 2.0]), np.ones(2), 0.2), [27.04, 54.32], what="the gradient")


@exercise.case(
    "the gradient of the determinant at [[0.1, 0.7], [1.3, -0.3]], where x stays as it was to the last digit"
)
def _(student, draw):
    gradient = student(DETERMINANT, np.array([[0.1, 0.7], [1.3, -0.3]]))
    expect.unchanged(student)
    expect.close(gradient, [[-0.3, -1.3], [-0.7, 0.1]], atol=1e-7, what="the gradient")
