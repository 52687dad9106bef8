"""`policy_iteration`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from itertools import product

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import policy_iteration as public
from course_utils.checks.public.bellman.policy_iteration import improved
from course_utils.checks.public.bellman.shared import actions_of, drawn_problem

from ...exercise import Secret
from .oracles import LONG, SHORT, best_worth, chain, chain_worth, evaluations, policy_worth, twins

secret = Secret(public.exercise)


@secret.case("finds the best of all policies on drawn problems, in as many evaluations as it takes", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 4, 0.99), (5, 2, 0.5), (4, 2, 0.0)):
        P, R = drawn_problem(draw, states, actions)
        pi0 = draw.rng.integers(0, actions, states)
        V, pi, n_iter = improved(student, P, R, gamma, pi0)
        what = f"for S = {states}, A = {actions}, gamma = {gamma}"
        best = best_worth(P, R, gamma)
        expect.close(V, best, rtol=1e-9, what=f"V {what}")
        worth = policy_worth(P, R, actions_of(pi, *R.shape), gamma)
        expect.close(worth, best, rtol=1e-9, what=f"what pi is worth {what}")
        expect.close(n_iter, evaluations(P, R, gamma, pi0), what=f"n_iter {what}")


@secret.case("from the worst action in every state it takes as many evaluations as counted by hand")
def _(student, draw):
    for _ in range(6):
        P, R = drawn_problem(draw, 5, 3)
        V, _, n_iter = improved(student, P, R, 0.95, R.argmin(axis=1))
        expect.close(V, best_worth(P, R, 0.95), rtol=1e-9, what="V")
        expect.close(n_iter, evaluations(P, R, 0.95, R.argmin(axis=1)), what="n_iter")


@secret.case("the chain from each of its 16 policies: short at gamma = 0.1, long at 0.99")
def _(student, draw):
    for gamma, policy, steps in ((0.1, SHORT, 40), (0.99, LONG, 4000)):
        best = chain_worth(policy, gamma, steps)
        for pi0 in product((0, 1), repeat=4):
            V, pi, n_iter = improved(student, *chain(), gamma, np.array(pi0))
            expect.close(V, best, rtol=1e-9, what=f"V at gamma = {gamma} from {pi0}")
            expect.close(pi, policy, what=f"pi at gamma = {gamma} from {pi0}")
            expect.greater(7 - n_iter, 0, what=f"7 less n_iter at gamma = {gamma} from {pi0}")
            if list(pi0) == policy.tolist():
                expect.close(n_iter, 1, what=f"n_iter at gamma = {gamma} from the best policy")


@secret.case("every action twice: it ends with the best values", seconds=2)
def _(student, draw):
    for _ in range(5):
        P, R = drawn_problem(draw, 4, 2)
        order = draw.rng.permutation(4)
        V, _, n_iter = improved(student, P[:, order % 2], R[:, order % 2], 0.9, draw.rng.integers(0, 4, 4))
        expect.close(V, best_worth(P, R, 0.9), rtol=1e-9, what="V")
        expect.greater(12 - n_iter, 0, what="12 less n_iter")


@secret.case("actions that are equally good but for the last digit: no switch from one best policy to another", seconds=2)
def _(student, draw):
    for _ in range(20):
        P, R = twins(draw)
        V, pi, n_iter = improved(student, P, R, 0.9, draw.rng.integers(0, 4, 6))
        pi = actions_of(pi, 6, 4)
        expect.close(V, policy_worth(P, R, pi, 0.9), rtol=1e-9, what="V, and what pi is worth,")
        expect.greater(1e-9 - ((R + 0.9 * P @ V).max(axis=1) - V), 0, what="1e-9 less what another action would gain")
        expect.greater(15 - n_iter, 0, what="15 less n_iter")
        as_good = (pi + 2 * draw.rng.integers(0, 2, 6)) % 4
        expect.close(improved(student, P, R, 0.9, as_good)[2], 1, what="n_iter from another best policy")


@secret.case("the arguments are left as they were, from a start far from the best, and V is the best")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi0 = R.argmin(axis=1)
    V, _, _ = improved(student, P, R, 0.9, pi0)
    expect.unchanged(student)
    expect.close(V, best_worth(P, R, 0.9), rtol=1e-9, what="V")


@secret.alternative("loops, and an evaluation by sweeps until nothing moves any more")
def policy_iteration(P, R, gamma, pi0):
    S, A = R.shape
    pi, n_iter, stable = [int(a) for a in pi0], 0, False
    while not stable:
        V, change = np.zeros(S), 1.0
        while change > 1e-13:
            new = np.array([R[s, pi[s]] + gamma * (P[s, pi[s]] @ V) for s in range(S)])
            change, V = np.abs(new - V).max() / (1 + np.abs(V).max()), new
        n_iter, stable = n_iter + 1, True
        for s in range(S):
            q = [R[s, a] + gamma * (P[s, a] @ V) for a in range(A)]
            if max(q) > q[pi[s]] + 1e-7:
                pi[s], stable = q.index(max(q)), False
    return V, pi, n_iter


@secret.alternative("recursion, rounded action values and one-hot policies")
def policy_iteration(P, R, gamma, pi0):
    def onward(pi, n_iter):
        chosen = np.eye(R.shape[1])[pi]
        step, rewards = np.einsum("sa,san->sn", chosen, P), np.einsum("sa,sa->s", chosen, R)
        V = np.linalg.inv(np.eye(len(R)) - gamma * step) @ rewards
        Q = np.round(R + gamma * np.einsum("san,n->sa", P, V), 8)
        gains = Q > (Q * chosen).sum(axis=1, keepdims=True) + 1e-7
        if not gains.any():
            return V, pi, n_iter
        return onward(np.where(gains.any(axis=1), Q.argmax(axis=1), pi), n_iter + 1)

    return onward(np.array(pi0, dtype=int), 1)


START, ACTIONS, ANSWER = "pi, states", "Q = R + gamma * P @ V", "return V, pi, evaluations"
EVALUATION = "V = np.linalg.solve(np.eye(len(P)) - gamma * P[states, pi], R[states, pi])"
BETTER = "Q.max(axis=1) > Q[states, pi] + 1e-9 * (1 + np.abs(V).max())"
DONE, SWITCH = "if not better.any():", "pi = np.where(better, Q.argmax(axis=1), pi)"
SWEPT = "V = R[states, pi] + gamma * P[states, pi] @ V"
CAPPED = (DONE, "if not better.any() or evaluations == 60:")  # for wrong answers that might go on for ever
STRICT = (
    "Switch only where another action is strictly better, by more than rounding (0.1 + 0.2 is no better than 0.3), "
    "some 1e-9: between equals it may go on for ever, and a wide tolerance misses a better policy."
)
COUNT = (
    "n_iter counts the evaluations, the last one included, which finds nothing to improve; then V is known already. "
    "From the best policy one evaluation is enough."
)
EXACT = "An evaluation gives the exact values of the policy: solve the linear system, or sweep until nothing moves."
OWN = "An evaluation takes the policy's own action in each state: row s is P[s, pi[s]], not transposed, with R[s, pi[s]]."
HOWARD = "Howard's improvement switches every state in which another action is better, all at once, to the best action."
GAIN = "The better action has the larger R[s, a] + gamma P[s, a] @ V: the reward counts and, discounted, what comes after."
CHANCE = "P[s, a] holds several states that may follow: average their values over all of them, P[s, a] @ V."
FROM = "Begin with the policy that is given: evaluate pi0 first."
SHAPES = "Return V [S], pi [S], one action index for each state, and n_iter, in this order."

for name, better in (
    ("switches to actions that are only as good", "Q.argmax(axis=1) != pi"),
    ("switches for a difference of rounding", "Q.max(axis=1) > Q[states, pi]"),
    ("switches only for a large gain", "Q.max(axis=1) > Q[states, pi] + 0.01"),
):
    secret.slip(name, (BETTER, better), CAPPED, hint=STRICT)
for name, answer, hint in (
    ("counts the improvements instead of the evaluations", f"{ANSWER} - 1", COUNT),
    ("counts one evaluation too many", f"{ANSWER} + 1", COUNT),
    ("answers 1 for the number of evaluations", "return V, pi, 1", COUNT),
    ("returns pi before V", "return pi, V, evaluations", SHAPES),
    ("returns a one-hot policy", "return V, np.eye(R.shape[1])[pi], evaluations", SHAPES),
    ("averages the values over the states", "return V.mean(), pi, evaluations", SHAPES),
):
    secret.slip(name, (ANSWER, answer), hint=hint)
for name, evaluation, hint in (
    ("evaluates with fifty sweeps", f"V = np.zeros(len(P))\n        for _ in range(50):\n            {SWEPT}", EXACT),
    ("evaluates with a hundred sweeps", f"V = np.zeros(len(P))\n        for _ in range(100):\n            {SWEPT}", EXACT),
    ("evaluates with the best rewards", EVALUATION.replace("R[states, pi]", "R.max(axis=1)"), OWN),
    ("reads P from the new state to the old one in the evaluation", EVALUATION.replace("pi],", "pi].T,"), OWN),
    ("evaluates the average of all actions", "V = np.linalg.solve(np.eye(len(P)) - gamma * P.mean(axis=1), R.mean(axis=1))", OWN),
):
    secret.slip(name, (EVALUATION, evaluation), CAPPED, hint=hint)
for name, switch in (
    ("switches one state a round", "first = (Q.max(axis=1) - Q[states, pi]).argmax()\n        pi[first] = Q[first].argmax()"),
    ("switches only the first state that can be improved", "pi[better.argmax()] = Q[better.argmax()].argmax()"),
    ("takes the first better action", "pi = np.where(better, (Q > Q[states, pi][:, None] + 1e-9).argmax(axis=1), pi)"),
    ("switches to the worst action", "pi = np.where(better, Q.argmin(axis=1), pi)"),
):
    secret.slip(name, (SWITCH, switch), CAPPED, hint=HOWARD)
for name, actions, hint in (
    ("improves by the next reward alone", "Q = R", GAIN),
    ("leaves the reward out of the improvement", "Q = gamma * P @ V", GAIN),
    ("does not discount in the improvement", "Q = R + P @ V", GAIN),
    ("takes the largest term of the expectation", "Q = R + gamma * (P * V).max(axis=2)", CHANCE),
):
    secret.slip(name, (ACTIONS, actions), CAPPED, hint=hint)
secret.slip("ignores pi0", ("np.array(pi0)", "np.zeros(len(P), dtype=int)"), hint=FROM)
secret.slip("starts from the actions with the largest reward", ("np.array(pi0)", "R.argmax(axis=1)"), hint=FROM)
secret.slip("follows the likeliest next state only", (START, f"P = np.eye(len(P))[P.argmax(axis=2)]\n    {START}"), hint=CHANCE)
secret.slip(
    "improves once",
    (DONE, "if not better.any() or evaluations == 2:"),
    hint="The better policy has values of its own, which may show a better one still: repeat until no action changes.",
)
secret.slip(
    "stops as soon as one state keeps its action",
    (DONE, "if not better.all():"),
    hint="Go on while any state switches: the policies must agree in all states, `.all()` and not `.any()`.",
)
secret.slip(
    "returns the values of the policy before the last",
    (ANSWER, "return (before if evaluations > 1 else V), pi, evaluations"),
    (SWITCH, f"{SWITCH}\n        before = V"),
    hint="V belongs to the policy that is returned: the values of the last evaluation.",
)
secret.slip(
    "evaluates with twenty sweeps from the last values",
    (START, f"V = np.zeros(len(P))\n    {START}"),
    (EVALUATION, f"for _ in range(20):\n            {SWEPT}"),
    CAPPED,
    hint=EXACT,
)
secret.slip(
    "writes the new policy into pi0",
    ("np.array(pi0)", "pi0"),
    (SWITCH, "pi[better] = Q.argmax(axis=1)[better]"),
    hint="`pi = pi0` is a second name for the caller's array: start from a copy, pi0.copy().",
)
secret.slip(
    "changes P in place",
    (START, f"P *= gamma\n    {START}"),
    ("gamma * P[", "P["),
    (ACTIONS, "Q = R + P @ V"),
    hint="`P *= ...` changes the caller's table: write gamma * P, which makes a new array.",
)
