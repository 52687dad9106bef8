"""`gumbel_max`: public cases, draws worked by hand and the law of the winners."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import ERROR, UNEVEN, frequencies, winners

exercise = topic.exercise("gumbel_max", level=2)
exercise.hints(
    "Apply -log to the time C / rate of one clock, on paper. Does the smallest time become the smallest number or the "
    "largest? Into which two terms does the quotient fall?",
    "-log(C / rate) = log rate - log C, and the smallest time has the largest of these keys. The logit is log rate, up "
    "to a constant that all keys share. And C is -log u.",
    "np.argmax(logits - ..., axis=...), where the clocks C are -np.log(u). Both logarithms are finite for u between "
    "0 and 1: no clipping.",
)


@exercise.case("the worked example: probabilities (0.1, 0.2, 0.7), four rows of u, ten times over", weight=2)
def _(student, draw):
    # Keys (-0.80, -1.80, -1.45), (-1.94, -1.24, 0.01), (-3.40, 0.64, -1.19) and (2.30, 1.29, 0.01).
    u = np.array([[0.8, 0.3, 0.05], [0.5, 0.5, 0.5], [0.05, 0.9, 0.1], [0.99, 0.946, 0.5]])
    expect.close(winners(student, np.log(UNEVEN), np.tile(u, (10, 1))), [0, 2, 1, 0] * 10, what="the winners")


@exercise.case("over 20,000 rows the classes win as often as softmax says, from logits 5 too high")
def _(student, draw):
    found = winners(student, np.log(UNEVEN) + 5, draw.uniform(1e-12, 1, 20_000, 3))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of class")


@exercise.case("5 more or less for all logits moves no winner")
def _(student, draw):
    same_winners(student, draw, 5.0)


@exercise.case("1000 more or less for all logits moves no winner")
def _(student, draw):
    same_winners(student, draw, 1000.0)


def same_winners(student, draw, shift: float) -> None:
    """60 rows of noise give the same winners with the shift added to all logits, and subtracted."""
    u = draw.uniform(0.001, 0.999, 60, 3)
    u[:3] = 0.02 + np.eye(3) * 0.97  # one row for each class
    found = winners(student, np.log(UNEVEN), u)
    expect.close(found[:3], [0, 1, 2], what="the winners of the first three rows")
    for added in (shift, -shift):
        moved = winners(student, np.log(UNEVEN) + added, u)
        expect.close(moved, found, what=f"the winners with {added:g} added to each logit")


@exercise.case("strongly uneven logits: rare noise still beats them, and hopeless classes do no harm")
def _(student, draw):
    # u = 1 - 1e-13, 1 - 1e-9, 0.999, 1e-5 and 1e-12 are noise of 29.9, 20.7, 6.91, -2.44 and -3.32.
    low = np.tile([[1e-12, 1e-5], [1e-5, 1e-12]], (10, 1))
    expect.close(winners(student, np.array([0.8, 0.0]), low), [1, 0] * 10, what="the winners with logits (0.8, 0)")
    rare = np.tile([[1 - 1e-13, 1 - 1e-9], [1 - 1e-9, 1 - 1e-9], [1 - 1e-13, 1 - 1e-10]], (7, 1))
    expect.close(winners(student, np.array([0.0, 8.0]), rare), [0, 1, 1] * 7, what="the winners with logits (0, 8)")
    found = winners(student, np.array([0.0, 4.0]), np.tile([[0.999, 0.5], [0.5, 0.999]], (10, 1)))
    expect.close(found, [0, 1] * 10, what="the winners with logits (0, 4)")
    found = winners(student, np.array([-900.0, 3.0, 1.0]), np.tile([[0.9, 0.5, 0.5], [0.9, 0.01, 0.9]], (9, 1)))
    expect.close(found, [1, 2] * 9, what="the winners with logits (-900, 3, 1)")


@exercise.case("logits and u are left as they were")
def _(student, draw):
    found = winners(student, np.array([1.0, 1.5]), np.tile([[0.9, 0.1], [0.1, 0.9]], (20, 1)))
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")
