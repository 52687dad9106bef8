"""`q_sweep`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import q_sweep as public
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import best_worth

secret = Secret(public.exercise)


def swept(P, R, Q, gamma: float) -> list:
    """The next Q, one outcome at a time."""
    found = R.tolist()
    for (s, a, n), chance in np.ndenumerate(P):
        found[s][a] += gamma * chance * max(Q[n].tolist())
    return found


@secret.case("agrees with a sum over all outcomes on drawn problems", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 5, 0.5), (6, 2, 0.99)):
        P, R = drawn_problem(draw, states, actions)
        Q = draw.normal(states, actions)
        expect.close(student(P, R, Q, gamma), swept(P, R, Q, gamma), what=f"the next Q for S = {states}, A = {actions}")


@secret.case("many sweeps end at the best values, and the arguments are left as they were")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 2)
    Q = np.zeros((4, 2))
    for _ in range(14):
        Q = expect.array(student(P, R, Q, 0.3))
        expect.unchanged(student)
    expect.close(Q.max(axis=1), best_worth(P, R, 0.3), rtol=1e-6, what="the best values")


@secret.alternative("einsum")
def q_sweep(P, R, Q, gamma):
    return R + gamma * np.einsum("san,n->sa", P, np.amax(Q, axis=1))


@secret.alternative("loops")
def q_sweep(P, R, Q, gamma):
    new = [[float(reward) for reward in row] for row in R]
    for s, a in np.ndindex(*R.shape):
        for n, chance in enumerate(P[s, a]):
            new[s][a] += gamma * chance * max(Q[n])
    return new


ANSWER = "R + gamma * (P * Q.max(axis=1)).sum(axis=2)"
COIN = "Which state follows is up to chance: average over the next states with P[s, a], a sum and no choice."
INSIDE = "In the next state you see where you are and then choose: take the max over actions there, then average over the states."
BEST = "You will choose the best action in the next state: max over the actions of Q[n]."
REWARD = "The reward of the step counts in full, what follows is multiplied by gamma once."
TABLE = "The next Q has an entry for each state and action, [S, A], and is a number, not an index."

for name, answer, hint in (
    ("takes the largest term of the expectation", "R + gamma * (P * Q.max(axis=1)).max(axis=2)", COIN),
    ("takes the mean of the terms of the expectation", "R + gamma * (P * Q.max(axis=1)).mean(axis=2)", COIN),
    ("takes the best next state that is possible", "R + gamma * np.where(P > 0, Q.max(axis=1), -np.inf).max(axis=2)", COIN),
    ("follows the likeliest next state only", "R + gamma * Q.max(axis=1)[P.argmax(axis=2)]", COIN),
    ("adds the next states up without their chances", "R + gamma * ((P > 0) * Q.max(axis=1)).sum(axis=2)", COIN),
    ("takes the max outside the expectation", "R + gamma * (P @ Q).max(axis=2)", INSIDE),
    ("averages over the next actions", "R + gamma * P @ Q.mean(axis=1)", BEST),
    ("takes the worst next action", "R + gamma * P @ Q.min(axis=1)", BEST),
    ("takes the same action again", "R + gamma * np.einsum('san,na->sa', P, Q)", BEST),
    ("takes the best action of each column", "R + gamma * P @ np.resize(Q.max(axis=0), len(P))", BEST),
    ("never goes below zero", "R + gamma * P @ Q.max(axis=1, initial=0)", BEST),
    ("does not discount", "R + P @ Q.max(axis=1)", REWARD),
    ("discounts the reward, too", "gamma * (R + P @ Q.max(axis=1))", REWARD),
    ("squares the discount", "R + gamma**2 * P @ Q.max(axis=1)", REWARD),
    ("leaves the reward out", "gamma * P @ Q.max(axis=1)", REWARD),
    ("adds what it had before", "Q + R + gamma * P @ Q.max(axis=1)", REWARD),
    (
        "does not look ahead",
        "R + gamma * Q.max(axis=1, keepdims=True)",
        "What follows is worth the value of the state that is reached: bring P in.",
    ),
    (
        "reads P from the new state to the old one",
        "R + gamma * np.einsum('nas,n->sa', P, Q.max(axis=1))",
        "The last index of P is the state that is reached: sum P[s, a, n] over n.",
    ),
    ("returns the values of the states", "(R + gamma * P @ Q.max(axis=1)).max(axis=1)", TABLE),
    ("returns the best actions", "(R + gamma * P @ Q.max(axis=1)).argmax(axis=1)", TABLE),
):
    secret.slip(name, (ANSWER, answer), hint=hint)
secret.slip(
    "changes Q in place",
    (f"return {ANSWER}", f"Q[:] = {ANSWER}\n    return Q"),
    hint="`Q[:] = ...` changes the caller's table: return a new array.",
)
