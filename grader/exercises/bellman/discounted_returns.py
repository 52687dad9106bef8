"""`discounted_returns`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import discounted_returns as public

from ...exercise import Secret

secret = Secret(public.exercise)


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


@secret.case("a constant reward of 1 adds up to a geometric series, in a long episode as well")
def _(student, draw):
    for length, gamma in ((25, draw.uniform(0.5, 0.95)), (700, draw.uniform(0.2, 0.3))):
        left = np.arange(length, 0, -1)
        expect.close(student(np.ones(length), gamma), (1 - gamma**left) / (1 - gamma), what=f"the returns, T = {length}")


@secret.case("the rewards are left as they were, floats and integers, and the first return counts them all")
def _(student, draw):
    for r in (draw.normal(6), draw.rng.integers(1, 9, 6)):
        returns = student(r, 0.5)
        expect.unchanged(student)
        expect.shape(returns, (6,), what="the returns")
        expect.close(expect.array(returns)[0], sum(r / 2.0 ** np.arange(6)), what="the first return")


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


STEP, STORE, ANSWER = "after = r[t] + gamma * after", "G[t] = after", "return G"
BOTH = f"{STEP}\n        {STORE}"
RECURSION = "G[t] = r[t] + gamma G[t+1]: r[t] itself counts in full, a reward k steps ahead gamma^k times"
WHOLE = "An array made like r, or a copy of it, holds integers where r does: make one of floats, np.zeros(len(r))."
EACH = "One return for each reward, in the same order: the first counts all of them, the last is r[T - 1]."
END = "The last return is the last reward: begin with t = T - 1 and a 0 for what follows the end"

for name, step in (
    ("discounts the first reward, too", "after = gamma * (r[t] + after)"),
    ("does not discount", "after = r[t] + after"),
    ("subtracts what follows", "after = r[t] - gamma * after"),
    ("squares the discount", "after = r[t] + gamma**2 * after"),
    ("takes 0.9 for gamma", "after = r[t] + 0.9 * after"),
    ("averages instead of adding up", "after = (1 - gamma) * r[t] + gamma * after"),
    ("counts the exponent from the start of the episode", "after = gamma**t * r[t] + after"),
):
    secret.slip(name, (STEP, step), hint=f"{RECURSION}.")
for name, steps in (
    ("leaves out the reward of the step itself", f"{STORE}\n        {STEP}"),
    ("starts with the next reward", f"G[t] = gamma * after\n        {STEP}"),
    ("forgets to carry the sum on", "G[t] = r[t] + gamma * after"),
    ("looks one step ahead only", f"{BOTH}\n        after = r[t]"),
    ("discounts all later rewards by gamma, however far ahead", "G[t] = r[t] + gamma * after\n        after += r[t]"),
):
    secret.slip(name, (BOTH, steps), hint=f"{RECURSION}. Update the sum with each reward, then store it.")
for name, answer in (
    ("returns the first return only", "return G[0]"),
    ("returns them in the order in which they were computed", "return G[::-1]"),
    ("leaves out the last return", "return G[:-1]"),
    ("adds a return of 0 after the end", "return np.append(G, 0.0)"),
):
    secret.slip(name, (ANSWER, answer), hint=EACH)
secret.slip(
    "adds up the past",
    ("reversed(range(len(r)))", "range(len(r))"),
    hint="The return at t looks ahead: r[t] + gamma r[t+1] + ... Start at the last reward and go backwards.",
)
secret.slip("cuts the returns of integer rewards to integers", ("np.zeros(len(r))", "np.zeros_like(r)"), hint=WHOLE)
secret.slip(
    "cuts integer returns to integers and goes on with what is left",
    ("np.zeros(len(r))", "np.zeros_like(r)"),
    (STORE, f"{STORE}\n        after = G[t]"),
    hint=WHOLE,
)
secret.slip("leaves out the last reward", ("range(len(r))", "range(len(r) - 1)"), hint=f"{END}.")
secret.slip("counts the last reward twice", ("len(r)), 0.0", "len(r)), r[-1]"), hint=f"{END}.")
secret.slip("rounds the returns", (STORE, "G[t] = round(after, 2)"), hint="Give them in full: rounding belongs to printing.")
secret.slip("returns a column", ("np.zeros(len(r))", "np.zeros((len(r), 1))"), hint="The shape is that of r, [T].")
secret.slip(
    "standardises the returns",
    (ANSWER, "return (G - G.mean()) / (G.std() + 1e-9)"),
    hint="Subtracting the mean and dividing by the deviation is a trick for training: return the returns themselves.",
)


@secret.misconception(
    "divides by powers of gamma",
    hint="gamma^t may be 0, at gamma = 0 or late in a long episode, and 0 / 0 is nan: start at the end and multiply.",
)
def discounted_returns(r, gamma):
    weights = float(gamma) ** np.arange(len(r))
    return np.cumsum((r * weights)[::-1])[::-1] / weights


@secret.misconception("writes the returns over the rewards", hint="The caller still needs r: write into a new array of floats.")
def discounted_returns(r, gamma):
    for t in reversed(range(len(r) - 1)):
        r[t] = r[t] + gamma * r[t + 1]
    return r


@secret.misconception(
    "makes no copy where the rewards are floats already",
    hint="np.asarray(r, dtype=float) is r itself if r holds floats: np.array(r, dtype=float) makes a copy.",
)
def discounted_returns(r, gamma):
    G = np.asarray(r, dtype=float)
    for t in reversed(range(len(r) - 1)):
        G[t] += gamma * G[t + 1]
    return G
