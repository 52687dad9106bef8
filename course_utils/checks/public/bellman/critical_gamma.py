"""`critical_gamma`: public cases, the two rounds compared below the answer and above it."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("critical_gamma", level=2)
exercise.hints(
    "What is each loop worth if it is walked for ever, as a formula in gamma? Begin at state 0.",
    "The short loop pays 1 after one step of discount and comes round every 2 steps: gamma / (1 - gamma^2). "
    "The long one pays 3 after two, every 3 steps. Set them equal; gamma and (1 - gamma) are factors of both "
    "sides and cancel.",
    "Both sides over their common factors: (1 + gamma + gamma^2) = 3 gamma (1 + gamma). That is a quadratic "
    "equation 2 gamma^2 + 2 gamma - 1 = 0: which of its roots lies between 0 and 1? Return it in full, not "
    "rounded.",
)


def worth(rewards: tuple, gamma: float) -> float:
    """What a round of these rewards, walked over and over, is worth at its start, by adding up 600 steps."""
    return sum(gamma**k * rewards[k % len(rewards)] for k in range(600))


def lead(gamma: float) -> float:
    """How much more the short round (1 in its second step) is worth than the long one (3 in its third)."""
    return worth((0, 1), gamma) - worth((0, 0, 3), gamma)


def discount(student) -> float:
    """The answer, a number between 0 and 1."""
    found = student()
    expect.shape(found, (), what="the discount")
    gamma = float(np.squeeze(expect.array(found, "the discount")))
    expect.greater(gamma, 0.02, what="the discount")
    expect.greater(1 - gamma, 0.02, what="1 less the discount")
    return gamma


@exercise.case("with gamma 0.01 smaller the short round is better, with gamma 0.01 larger the long one", weight=2)
def _(student, draw):
    gamma = discount(student)
    expect.greater(lead(gamma - 0.01), 0, what="the lead of the short round below it")
    expect.greater(-lead(gamma + 0.01), 0, what="the lead of the long round above it")


@exercise.case("and so it is with gamma 0.000001 smaller or larger")
def _(student, draw):
    gamma = discount(student)
    for near, steps, side in ((gamma - 1e-6, 2, "below"), (gamma + 1e-6, 3, "above")):
        expect.close(
            2 if lead(near) > 0 else 3, steps, what=f"the number of steps of the better round, 0.000001 {side} it"
        )
