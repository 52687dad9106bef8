"""`signed_distance`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import PAIR

exercise = topic.exercise("signed_distance", level=1)
exercise.hints(
    "Walk a distance t from the line, straight along the arrow w. How much does w . x + b grow on the way? Does b have a say in that?",
    "The constant moves the line and does not turn it. So the score now includes b, and what a step of length 1 "
    "adds to the score is what it was without b.",
    "All points at once: `X @ w` has one entry per point. Add the constant to each, then divide by "
    "`np.linalg.norm(...)`. Of what, and does b belong to it?",
)


def distances(student, X, w, *constant) -> np.ndarray:
    """The answer as an array [n]."""
    points, weights = np.asarray(X, float), np.asarray(w, float)
    answer = student(points, weights, *constant)
    expect.shape(answer, (len(points),), what="the distances")
    return expect.array(answer).astype(float)


@exercise.case("the chapter's two points are 0.707 and -0.707 from the line of (1, -1)", weight=2)
def _(student, draw):
    expect.close(
        distances(student, PAIR, [1, -1]), [math.sqrt(0.5), -math.sqrt(0.5)], what="the distances without a constant"
    )
    expect.close(
        distances(student, [[6.0, 2.0]], [3, 4], 0.0), [5.2], what="the distance of (6, 2) from the line of (3, 4)"
    )


@exercise.case("the line 3 x1 + 4 x2 - 5 = 0: (3, 4) is 4 from it, the origin -1, and (1, 0.5) lies on it")
def _(student, draw):
    found = distances(student, [[3.0, 4.0], [0.0, 0.0], [1.0, 0.5], [7.0, -1.5]], [3, 4], -5.0)
    expect.close(found[0], 4.0, what="the distance of (3, 4)")
    expect.close(found[1], -1.0, what="the distance of the origin")
    expect.close(found[2], 0.0, atol=1e-12, what="the distance of a point on the line")
    expect.close(found[3], 2.0, what="the distance of (7, -1.5)")


@exercise.case(
    "longer weights with a longer constant: the same line; -w and -b: the sides are swapped; nothing is changed"
)
def _(student, draw):
    X, w, b = draw.normal(6, 3), draw.normal(3) + 2, draw.uniform(0.5, 2)
    found = distances(student, X, w, b)
    expect.unchanged(student)
    expect.close(distances(student, X, 7 * w, 7 * b), found, what="the distances with 7 w and 7 b")
    expect.close(distances(student, X, -w, -b), -found, what="the distances with -w and -b")
    expect.greater(np.ptp(found), 0.01, what="the largest distance less the smallest")


@exercise.case("a walk of length t along w adds t to the distance, in 1, 2 and 5 dimensions")
def _(student, draw):
    for d in (1, 2, 5):
        X, w, t = draw.normal(4, d), draw.positive(d) + 0.5, draw.uniform(1, 3)
        there = distances(student, X + t * w / math.hypot(*w), w, 1.5)
        here = distances(student, X, w, 1.5)
        expect.close(there - here, np.full(4, t), what=f"what a walk of {t:.3f} adds, d = {d}")
