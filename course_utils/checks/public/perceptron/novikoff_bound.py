"""`novikoff_bound`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import AND, BIASED, PAIR, PAIR_LABELS, planted

exercise = topic.exercise("novikoff_bound", level=2)
exercise.hints(
    "Which single point decides the margin, and which decides R? Work both out on paper for the chapter's two "
    "points, where the bound is 10.",
    "A margin is a distance: the smallest of y_i w*.x_i over all rows, divided by the length of w*. R is the "
    "length of the longest row. What should a margin of 0 or less give, before anything is squared?",
    "Three lines: the margin from `np.min(y * (X @ w_star))` and `np.linalg.norm(...)`; a test of its sign "
    "that returns `math.inf`; then R squared, the largest of the rows' sums of squares, over the margin ... "
    "to which power?",
)


def bound(student, X, y, w_star) -> float:
    """The answer as one number."""
    answer = student(np.asarray(X, float), np.asarray(y, float), np.asarray(w_star, float))
    expect.shape(answer, (), what="the bound")
    values = expect.array(answer)
    return float(values.flat[0]) if values.size else math.nan


@exercise.case("the worked examples: 10 for the two points, 51 for AND", weight=2)
def _(student, draw):
    expect.close(bound(student, PAIR, PAIR_LABELS, [1, -1]), 10.0, rtol=1e-5, what="the bound of the two points")
    expect.close(bound(student, BIASED, AND, [-3, 2, 2]), 51.0, rtol=1e-5, what="the bound of AND")


@exercise.case("four points with R = 10 and, for w* = (3, 4), gamma = 12/5: the bound is 17.36")
def _(student, draw):
    # Lengths: sqrt 8, 2.5, 5 and 10; distances from the line: 2.8, 2.4, 4.8 and 2.8.
    X = [[2.0, 2.0], [2.0, 1.5], [-4.0, -3.0], [6.0, -8.0]]
    value = bound(student, X, [1, 1, -1, -1], [3, 4])
    expect.unchanged(student)
    expect.close(value, 100 / 5.76, rtol=1e-5, what="the bound")
    expect.differs(
        float(np.float32(value)) == value, True, "the bound has the seven digits of float32: expected float64"
    )


@exercise.case("neither the length of w* nor the unit of X changes the bound; X, y and w* are left as they were")
def _(student, draw):
    X, y, w_star = planted(draw, 12)
    value = bound(student, X, y, w_star)
    expect.unchanged(student)
    expect.greater(value, 1.1, what="the bound")
    expect.finite(value, what="the bound")
    expect.differs(bound(student, *planted(draw, 12)), value, "other points have the same bound")
    expect.close(bound(student, X, y, 7 * w_star), value, rtol=1e-4, what="the bound with 7 w*")
    same = math.isclose(bound(student, X, y, 1e-9 * w_star), value, rel_tol=1e-4)
    expect.differs(same, False, "a w* of a billionth of the length has another bound: expected the same")
    expect.close(bound(student, 3 * X, y, w_star), value, what="the bound of 3 X")


@exercise.case("inf where w* puts a point on the wrong side, or on the line itself; 10 again where it separates")
def _(student, draw):
    expect.close(bound(student, PAIR, PAIR_LABELS, [5, -5]), 10.0, what="the bound of a w* that separates")
    failing = [
        ([-1, 1], "both points"),
        ([1, 3], "the second point"),
        ([-3, -1], "the first point"),
        ([2, -1], "a point on the line"),
    ]
    for w_star, where in failing:
        value = bound(student, PAIR, PAIR_LABELS, w_star)
        expect.close(value, math.inf, what=f"the bound where w* fails for {where}")
