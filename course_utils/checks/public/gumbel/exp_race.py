"""`exp_race`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import ERROR, UNEVEN, changed, frequencies, winners

exercise = topic.exercise("exp_race", level=1)


@exercise.case("the worked example: rates (0.1, 0.2, 0.7), four races", weight=2)
def _(student, draw):
    # Arrival times (2.23, 6.02, 4.28), (10, 5, 1.43), (10, 2, 4.29) and (0.5, 1.5, 1).
    C = np.array([[0.2231, 1.2040, 2.9957], [1.0, 1.0, 1.0], [1.0, 0.4, 3.0], [0.05, 0.3, 0.7]])
    expect.close(winners(student, UNEVEN, C), [0, 2, 1, 0], what="the winners")


@exercise.case("over 20,000 races the runners win as often as pi says")
def _(student, draw):
    found = winners(student, UNEVEN, draw.rng.exponential(size=(20_000, 3)))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of runner")


@exercise.case("five times the rates: everyone arrives sooner, and the winners stay")
def _(student, draw):
    C = draw.rng.exponential(size=(60, 3))
    C[:3] = 2 - np.eye(3) * 1.9  # one race for each runner
    expect.close(winners(student, np.ones(3), C)[:3], [0, 1, 2], what="the winners of three even races")
    found = winners(student, UNEVEN, C)
    for factor in (5.0, 0.01):
        expect.close(winners(student, factor * UNEVEN, C), found, what=f"the winners with {factor:g} times the rates")


@exercise.case("a runner of probability 0 never wins, not even with C = 0")
def _(student, draw):
    C = np.tile([[1.0, 0.0, 2.0], [2.0, 1e-300, 1.0], [3.0, 1e-12, 0.1], [0.5, 3.0, 1.5]], (10, 1))
    expect.close(winners(student, np.array([0.5, 0.0, 0.5]), C), [0, 2, 2, 0] * 10, what="the winners")


@exercise.case("pi and C are left as they were")
def _(student, draw):
    found = winners(student, 3 * UNEVEN, np.tile([[0.1, 1.0, 1.0], [5.0, 0.1, 5.0]], (20, 1)))
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")


@exercise.probed()
def _(student):
    seeded = student.seeded(5)
    C = Draw(13, exercise.id, "probe").rng.exponential(size=(12, 4))
    pi, still = np.array([0.15, 0.4, 0.1, 0.35]), np.array([0.3, 0.0, 0.5, 0.2])
    return {
        "winners": lambda: seeded(pi, C),
        "scaled": lambda: seeded(20 * pi, C),
        "other rates": lambda: seeded(np.array([0.05, 0.05, 0.8, 0.1]), C),
        "zero": lambda: seeded(still, C),
        "zero and zero": lambda: [seeded(still, np.array([[c, 0.0, 2.0, 3.0]])) for c in (1.0, 0.0)],
        "zero and tiny": lambda: seeded(still, np.array([[1.0, 1e-14, 2.0, 3.0]])),
        "changed": lambda: changed(seeded, pi, C),
    }
