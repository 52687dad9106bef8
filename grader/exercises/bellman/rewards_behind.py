"""`rewards_behind`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import rewards_behind as public
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import series

secret = Secret(public.exercise)


def drawn_values(draw, states: int, actions: int, gamma: float) -> tuple:
    """P, R, pi, and q of the policy, added up step by step over pairs of state and action."""
    P, R = drawn_problem(draw, states, actions)
    pi = draw.rng.dirichlet(np.ones(actions), states)
    pairs = np.einsum("san,nb->sanb", P, pi).reshape(states * actions, states * actions)
    return P, R, pi, series(gamma * pairs, R.ravel()).reshape(states, actions)


@secret.case("finds the rewards of drawn problems from the action values", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 4, 0.5), (5, 2, 0.99)):
        P, R, pi, q = drawn_values(draw, states, actions, gamma)
        found = student(P, q, pi, gamma)
        expect.close(found, R, rtol=1e-7, atol=1e-7, what=f"R for S = {states}, A = {actions}, gamma = {gamma}")


@secret.case("one action more often than the other, and the arguments are left as they were")
def _(student, draw):
    P, R, _, _ = drawn_values(draw, 3, 2, 0.8)
    pi = np.array([[1.0, 0.0], [0.2, 0.8], [0.0, 1.0]])
    pairs = np.einsum("san,nb->sanb", P, pi).reshape(6, 6)
    found = student(P, series(0.8 * pairs, R.ravel()).reshape(3, 2), pi, 0.8)
    expect.unchanged(student)
    expect.close(found, R, rtol=1e-7, atol=1e-7, what="R")


@secret.alternative("a matrix over pairs of state and action")
def rewards_behind(P, q, pi, gamma):
    states, actions = q.shape
    step = np.einsum("san,nb->sanb", P, pi).reshape(states * actions, states * actions)
    return ((np.eye(states * actions) - gamma * step) @ q.ravel()).reshape(states, actions)


@secret.alternative("loops")
def rewards_behind(P, q, pi, gamma):
    v = [sum(chance * worth for chance, worth in zip(*row, strict=True)) for row in zip(pi, q, strict=True)]
    return [[q[s, a] - gamma * sum(P[s, a, n] * v[n] for n in range(len(v))) for a in range(q.shape[1])] for s in range(len(q))]


VALUE, ANSWER = "(pi * q).sum(axis=1)", "q - gamma * P @ v"
AVERAGE = "What follows is worth v, the average of q over the actions that *this policy* takes: v = sum_a pi[s, a] q[s, a]."
EQUATION = "q = R + gamma P v, so R = q - gamma P v: the discount multiplies what follows, and nothing else."
NEXT = "What follows is the value of the state that is *reached*: average v over the next states with P[s, a]."
SHAPE = "R has one entry for each state and action, as q has: [S, A]."
IN_PLACE = "`q -= ...` changes the caller's table: write an expression that makes a new array."

for name, value in (
    ("takes the best action in the next state", "q.max(axis=1)"),
    ("averages over the actions uniformly", "q.mean(axis=1)"),
    ("adds the action values up without weights", "q.sum(axis=1)"),
    ("takes the likeliest action only", "q[np.arange(len(q)), pi.argmax(axis=1)]"),
):
    secret.slip(name, (VALUE, value), hint=AVERAGE)
for name, answer, hint in (
    ("adds what follows instead of taking it off", "q + gamma * P @ v", EQUATION),
    ("does not discount", "q - P @ v", EQUATION),
    ("squares the discount", "q - gamma**2 * P @ v", EQUATION),
    ("discounts what is left", "gamma * (q - P @ v)", EQUATION),
    ("divides by the discount", "(q - P @ v) / max(gamma, 1e-12)", EQUATION),
    ("takes off the value of the state itself", "q - v[:, None]", NEXT),
    ("takes off the discounted value of the state itself", "q - gamma * v[:, None]", NEXT),
    ("swaps the two states of P", "q - gamma * np.einsum('nas,n->sa', P, v)", NEXT),
    ("takes the likeliest next state only", "q - gamma * v[P.argmax(axis=2)]", NEXT),
    ("returns the values of the states", "v", SHAPE),
    ("averages the rewards over the actions", "(pi * (q - gamma * P @ v)).sum(axis=1)", SHAPE),
    ("returns what follows", "gamma * P @ v", EQUATION),
    ("returns q as it is", "q.copy()", EQUATION),
):
    secret.slip(name, (ANSWER, answer), hint=hint)
secret.slip("changes q in place", (f"return {ANSWER}", "q -= gamma * P @ v\n    return q"), hint=IN_PLACE)
