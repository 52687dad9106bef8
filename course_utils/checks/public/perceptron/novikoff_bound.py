"""`novikoff_bound`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import AND, BIASED, PAIR, PAIR_LABELS, changed_by, planted

exercise = topic.exercise("novikoff_bound", level=2)


def bound(student, X, y, w_star) -> float:
    """The answer as one number."""
    answer = student(np.asarray(X, float), np.asarray(y, float), np.asarray(w_star, float))
    expect.shape(answer, (), what="the bound")
    return float(expect.array(answer))


@exercise.case("the worked examples: 10 for the two points, 51 for AND", weight=2)
def _(student, draw):
    expect.close(bound(student, PAIR, PAIR_LABELS, [1, -1]), 10.0, rtol=1e-9, what="the bound of the two points")
    expect.close(bound(student, BIASED, AND, [-3, 2, 2]), 51.0, rtol=1e-9, what="the bound of AND")


@exercise.case("neither the length of w* nor the unit of X changes the bound")
def _(student, draw):
    X, y, w_star = planted(draw, 12)
    value = bound(student, X, y, w_star)
    expect.greater([value, 1e9 - value], 1.1, what="the bound, and 10^9 less the bound,")
    expect.close(bound(student, X, y, 7 * w_star), value, what="the bound with 7 w*")
    expect.close(bound(student, 3 * X, y, w_star), value, what="the bound of 3 X")


@exercise.case("inf where w* puts a point on the wrong side, or on the line itself")
def _(student, draw):
    expect.greater(
        1e6 - bound(student, PAIR, PAIR_LABELS, [5, -5]), 0, what="10^6 less the bound of a w* that separates"
    )
    for w_star, where in (([-1, 1], "both points"), ([1, 1], "one point"), ([2, -1], "a point on the line")):
        value = bound(student, PAIR, PAIR_LABELS, w_star)
        expect.close(value, math.inf, what=f"the bound where w* fails for {where}")


@exercise.case("X, y and w* are left as they were")
def _(student, draw):
    value = bound(student, PAIR, PAIR_LABELS, [2, -2])
    expect.unchanged(student)
    expect.close(value, 10.0, what="the bound")


@exercise.probed()
def _(student):
    X = np.array([[1.0, 2.0, -0.5], [3.0, -1.0, 0.2], [-2.0, 1.5, 1.0], [-4.0, -0.3, 2.5]])
    y, w_star = np.array([1.0, 1.0, -1.0, -1.0]), np.array([2.0, 0.4, -1.0])

    return {
        "separating": lambda: bound(student, X, y, w_star),
        "wrong side": lambda: bound(student, X, y, -w_star),
        "one wrong": lambda: bound(student, X, y * np.array([-1, 1, 1, 1]), w_star),
        "on the line": lambda: bound(student, PAIR, PAIR_LABELS, [2, -1]),
        "changed": lambda: changed_by(student, lambda: bound(student, X, y, w_star)),
    }
