"""`discounted_returns`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.bellman import discounted_returns as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def discounted_returns(r, gamma):
    G, following = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        G[t] = following = r[t] + gamma * following
    return G


@secret.case("agrees with a recursive filter run backwards over drawn rewards", weight=2)
def _(student, draw):
    from scipy.signal import lfilter  # half a second, which every start of the grader would pay

    for length, gamma in ((40, 0.9), (7, draw.uniform(0.3, 0.8)), (3, 1.0), (1, 0.5)):
        r = draw.normal(length)
        want = lfilter([1.0], [1.0, -gamma], r[::-1])[::-1]
        expect.close(student(r, gamma), want, what=f"the returns for T = {length}, gamma = {gamma:.3g}")


@secret.case("integer rewards: agrees with the double sum for gamma = 0, 0.9 and 1")
def _(student, draw):
    r = draw.rng.integers(-5, 10, 9)
    for gamma in (0.0, 0.9, 1.0):
        want = [sum(gamma**k * int(r[t + k]) for k in range(9 - t)) for t in range(9)]
        expect.close(student(r, gamma), want, what=f"the returns for gamma = {gamma}")


@secret.case("a constant reward of 1 adds up to a geometric series")
def _(student, draw):
    gamma, left = draw.uniform(0.5, 0.95), np.arange(25, 0, -1)
    expect.close(student(np.ones(25), gamma), (1 - gamma**left) / (1 - gamma), what="the returns")


@secret.case("the rewards are left as they were, floats and integers")
def _(student, draw):
    for r in (draw.normal(6), draw.rng.integers(1, 9, 6)):
        returns = expect.array(student(r, 0.5), "the returns")
        expect.unchanged(student)
        expect.shape(returns, (6,), what="the returns")
        expect.close(returns[-1:], r[-1:], what="the last return")
        expect.close(returns[:1], [sum(r / 2.0 ** np.arange(6))], what="the first return")


@secret.misconception(
    "adds up the past",
    hint="The return at t looks ahead: r[t] + gamma r[t+1] + ... Start at the last reward and go backwards.",
)
def discounted_returns(r, gamma):
    G, before = np.zeros(len(r)), 0.0
    for t in range(len(r)):
        G[t] = before = r[t] + gamma * before
    return G


@secret.misconception(
    "discounts the first reward, too",
    hint="r[t] comes at once and counts in full: its factor is gamma^0 = 1, and only what follows is discounted.",
)
def discounted_returns(r, gamma):
    G, following = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        G[t] = following = gamma * (r[t] + following)
    return G


@secret.misconception(
    "cuts the returns of integer rewards to integers",
    hint="An array made like r holds integers where r does: make one of floats, np.zeros(len(r)).",
)
def discounted_returns(r, gamma):
    G = np.zeros_like(r)
    following = 0
    for t in reversed(range(len(r))):
        G[t] = r[t] + gamma * following
        following = G[t]
    return G


@secret.misconception(
    "writes the returns over the rewards",
    hint="The caller still needs r: write into a new array of floats.",
)
def discounted_returns(r, gamma):
    for t in reversed(range(len(r) - 1)):
        r[t] = r[t] + gamma * r[t + 1]
    return r


@secret.misconception("does not discount", hint="A reward k steps ahead counts gamma^k times.")
def discounted_returns(r, gamma):
    return np.cumsum(r[::-1])[::-1].astype(float)


@secret.misconception(
    "returns the first return only", hint="One return for each step: an array as long as r, not only its entry 0."
)
def discounted_returns(r, gamma):
    return float(sum(gamma**k * reward for k, reward in enumerate(r)))


@secret.misconception(
    "returns them in the order in which they were computed",
    hint="Going backwards, the first number found belongs to the last step: turn the list around before you return it.",
)
def discounted_returns(r, gamma):
    G, following = [], 0.0
    for reward in r[::-1]:
        following = reward + gamma * following
        G.append(following)
    return np.array(G)


@secret.misconception(
    "counts the exponent from the start of the episode",
    hint="The exponent counts the steps from t on, k, and not from the start, t + k.",
)
def discounted_returns(r, gamma):
    weighted = r * gamma ** np.arange(len(r))
    return np.cumsum(weighted[::-1])[::-1]


@secret.misconception(
    "leaves out the reward of the step itself",
    hint="r[t] is received after step t and belongs to its return: G[t] = r[t] + gamma G[t+1].",
)
def discounted_returns(r, gamma):
    G = np.zeros(len(r))
    for t in reversed(range(len(r) - 1)):
        G[t] = r[t + 1] + gamma * G[t + 1]
    return G


@secret.misconception(
    "looks one step ahead only",
    hint="After r[t] comes gamma times the whole return of the next step, not only its reward.",
)
def discounted_returns(r, gamma):
    return r + gamma * np.append(r[1:], 0.0)


@secret.misconception(
    "standardises the returns",
    hint="Subtracting the mean and dividing by the deviation is a trick of training: here the returns themselves are asked.",
)
def discounted_returns(r, gamma):
    G, following = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        G[t] = following = r[t] + gamma * following
    return (G - G.mean()) / (G.std() + 1e-9)


@secret.alternative("one triangular matrix of powers")
def discounted_returns(r, gamma):
    ahead = np.arange(len(r)) - np.arange(len(r))[:, None]
    return np.where(ahead >= 0, float(gamma) ** np.maximum(ahead, 0), 0.0) @ r


@secret.alternative("solving G - gamma G_next = r as a linear system")
def discounted_returns(r, gamma):
    return np.linalg.solve(np.eye(len(r)) - gamma * np.eye(len(r), k=1), np.asarray(r, dtype=float))


@secret.alternative("the double sum")
def discounted_returns(r, gamma):
    return [sum(gamma**k * reward for k, reward in enumerate(r[t:].tolist())) for t in range(len(r))]
