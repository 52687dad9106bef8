"""`critical_gamma`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

from ... import expect
from . import topic

exercise = topic.exercise("critical_gamma", level=2)


def worth(rewards: tuple, gamma: float) -> float:
    """What a round of these rewards, walked over and over, is worth at its start, by adding up 600 steps."""
    return sum(gamma**k * rewards[k % len(rewards)] for k in range(600))


def preferences(student, distance: float) -> list[float]:
    """How much better the short round is at `distance` below the answer, and the long round above it."""
    found = student()
    expect.shape(found, (), what="the discount")
    gamma = float(expect.array(found, "the discount"))
    expect.greater([gamma, 1 - gamma], 0.02, what="the discount, and what it lacks of 1,")
    below, above = gamma - distance, gamma + distance
    return [worth((0, 1), below) - worth((0, 0, 3), below), worth((0, 0, 3), above) - worth((0, 1), above)]


@exercise.case("with gamma 0.01 smaller the short round is better, with gamma 0.01 larger the long one", weight=2)
def _(student, draw):
    expect.greater(preferences(student, 0.01), 0, what="what the better round gains below and above")


@exercise.case("and so it is with gamma 0.000001 smaller or larger")
def _(student, draw):
    expect.greater(preferences(student, 1e-6), 0, what="what the better round gains below and above")


@exercise.probed(rtol=1e-9)
def _(student):
    return {"gamma": lambda: student()}
