"""`exp_race`: public cases, races worked by hand and the law of the winners."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import ERROR, UNEVEN, frequencies, winners

exercise = topic.exercise("exp_race", level=1)
exercise.hints(
    "A clock with a high rate rings early. Is its time C_i * pi_i or C_i / pi_i? When does a clock of rate 0 ring?",
    "The winner of a row is the clock with the smallest time. A clock of rate 0 never rings: its time is "
    "infinity, even where C is 0, and 0 / 0 must not be computed.",
    "Fill an array of the times with np.inf, and let `np.divide(C, pi, out=..., where=...)` write only the "
    "clocks that run; then for each row the place of the smallest: times.arg...(axis=...).",
)


@exercise.case("the worked example: rates (0.1, 0.2, 0.7), four races, run ten times over", weight=2)
def _(student, draw):
    # Arrival times (2.23, 6.02, 4.28), (10, 5, 1.43), (10, 2, 4.29) and (0.5, 1.5, 1).
    C = np.array([[0.2231, 1.2040, 2.9957], [1.0, 1.0, 1.0], [1.0, 0.4, 3.0], [0.05, 0.3, 0.7]])
    expect.close(winners(student, UNEVEN, np.tile(C, (10, 1))), [0, 2, 1, 0] * 10, what="the winners")


@exercise.case("over 20,000 races the clocks win as often as pi says")
def _(student, draw):
    found = winners(student, UNEVEN, draw.rng.exponential(size=(20_000, 3)))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of clock")


@exercise.case("five times the rates, or times of 1e-15: the winners stay")
def _(student, draw):
    C = draw.rng.exponential(size=(60, 3))
    C[:3] = 2 - np.eye(3) * 1.9  # one race for each clock
    expect.close(winners(student, np.ones(3), C)[:3], [0, 1, 2], what="the winners of three even races")
    found = winners(student, UNEVEN, C)
    for factor in (5.0, 0.01):
        expect.close(winners(student, factor * UNEVEN, C), found, what=f"the winners with {factor:g} times the rates")
    expect.close(winners(student, UNEVEN, 1e-15 * C), found, what="the winners with 1e-15 times the times")


@exercise.case("a clock of rate 0 never wins, not even with C = 0")
def _(student, draw):
    C = np.array([[1.0, 0.0, 2.0], [2.0, 1e-310, 1.0], [3.0, 1e-310, 0.1], [0.5, 0.8, 1.5], [0.0, 0.0, 1.0]])
    expect.close(
        winners(student, np.array([0.5, 0.0, 0.5]), np.tile(C, (8, 1))), [0, 2, 2, 0, 0] * 8, what="the winners"
    )


@exercise.case("pi and C are left as they were")
def _(student, draw):
    C = np.tile([[0.1, 1.0, 1.0, 5.0], [5.0, 0.1, 5.0, 5.0]], (20, 1))
    found = winners(student, np.array([0.3, 0.6, 2.1, 0.0]), C)
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")
