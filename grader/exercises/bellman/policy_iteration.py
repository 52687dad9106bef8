"""`policy_iteration`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from itertools import product

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.bellman import policy_iteration as public
from course_utils.checks.public.bellman.policy_iteration import improved
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import (
    LONG,
    SHORT,
    best_worth,
    chain,
    chain_worth,
    evaluations,
    policy_worth,
    twins,
)

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        pi = np.where(better, Q.argmax(axis=1), pi)


@secret.case("finds the best of all policies on drawn problems, in as many evaluations as it takes", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 4, 0.99), (5, 2, 0.5), (4, 2, 0.0)):
        P, R = drawn_problem(draw, states, actions)
        pi0 = draw.rng.integers(0, actions, states)
        V, pi, n_iter = improved(student, P, R, gamma, pi0)
        what = f"for S = {states}, A = {actions}, gamma = {gamma}"
        best = best_worth(P, R, gamma)
        expect.close(V, best, rtol=1e-9, what=f"V {what}")
        expect.close(policy_worth(P, R, pi, gamma), best, rtol=1e-9, what=f"what pi is worth {what}")
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


@secret.case("every action twice: it ends with the best values", seconds=5)
def _(student, draw):
    for _ in range(5):
        P, R = drawn_problem(draw, 4, 2)
        order = draw.rng.permutation(4)
        V, _, n_iter = improved(student, P[:, order % 2], R[:, order % 2], 0.9, draw.rng.integers(0, 4, 4))
        expect.close(V, best_worth(P, R, 0.9), rtol=1e-9, what="V")
        expect.greater(12 - n_iter, 0, what="12 less n_iter")


@secret.case("actions that are equally good but for the last digit: it ends with the best values", seconds=5)
def _(student, draw):
    for _ in range(30):
        P, R = twins(draw)
        V, pi, n_iter = improved(student, P, R, 0.9, draw.rng.integers(0, 4, 6))
        expect.close(V, policy_worth(P, R, pi, 0.9), rtol=1e-9, what="V, and what pi is worth,")
        better = (R + 0.9 * P @ V).max(axis=1) - V
        expect.greater(1e-9 - better, 0, what="1e-9 less what another action would gain")
        expect.greater(15 - n_iter, 0, what="15 less n_iter")


@secret.case("the arguments are left as they were, from a start far from the best")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi0 = R.argmin(axis=1)
    V, _, _ = improved(student, P, R, 0.9, pi0)
    expect.unchanged(student)
    expect.close(V, best_worth(P, R, 0.9), rtol=1e-9, what="V")


@secret.misconception(
    "switches to actions that are only as good",
    hint="Switch only where another action is strictly better, by more than rounding: between equals it goes on for ever.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi = np.arange(len(R)), np.array(pi0)
    for n_iter in range(1, 201):
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        Q = R + gamma * P @ V
        others = np.where(np.arange(R.shape[1]) == pi[:, None], -np.inf, Q)
        new = np.where(others.max(axis=1) >= Q[states, pi] - 1e-10, others.argmax(axis=1), pi)
        if (new == pi).all():
            break
        pi = new
    return V, pi, n_iter


@secret.misconception(
    "counts the improvements instead of the evaluations",
    hint="n_iter goes up with every evaluation, the last one included, which finds nothing to improve.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        n_iter += 1
        pi = np.where(better, Q.argmax(axis=1), pi)


@secret.misconception(
    "evaluates the final policy once more",
    hint="When no action changes, V is known already: return at once. From the best policy one evaluation is enough.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    previous = np.full(len(R), np.inf)
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        if np.abs(V - previous).max() < 1e-10:
            return V, pi, n_iter
        Q, previous = R + gamma * P @ V, V
        pi = np.where(Q.max(axis=1) > Q[states, pi] + 1e-10, Q.argmax(axis=1), pi)


@secret.misconception(
    "improves once",
    hint="The better policy has values of its own, which may show a better one still: repeat until no action changes.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    for _ in range(2):
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        pi = (R + gamma * P @ V).argmax(axis=1)
    return V, pi, n_iter


@secret.misconception(
    "evaluates with twenty sweeps",
    hint="An evaluation gives the exact values of the policy: solve the linear system, or sweep until nothing moves.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter, V = np.arange(len(R)), np.array(pi0), 0, np.zeros(len(R))
    while True:
        for _ in range(20):
            V = R[states, pi] + gamma * P[states, pi] @ V
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any() or n_iter > 200:
            return V, pi, n_iter
        pi = np.where(better, Q.argmax(axis=1), pi)


@secret.misconception(
    "switches one state a round",
    hint="Howard's improvement switches every state in which another action is better, all at once.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        gain = Q.max(axis=1) - Q[states, pi]
        if gain.max() <= 1e-10:
            return V, pi, n_iter
        pi[gain.argmax()] = Q[gain.argmax()].argmax()


@secret.misconception(
    "improves by the next reward alone",
    hint="The better action has the larger R[s, a] + gamma P[s, a] @ V: what comes after counts, too.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        if (R.argmax(axis=1) == pi).all():
            return V, pi, n_iter
        pi = R.argmax(axis=1)


@secret.misconception("ignores pi0", hint="Begin with the policy that is given: evaluate pi0 first.")
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.zeros(len(R), dtype=int), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        pi = np.where(better, Q.argmax(axis=1), pi)


@secret.misconception(
    "stops as soon as one state keeps its action",
    hint="Go on while any state switches: the policies must agree in all states, `.all()` and not `.any()`.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        new = (R + gamma * P @ V).argmax(axis=1)
        if (new == pi).any():
            return V, pi, n_iter
        pi = new


@secret.misconception(
    "follows the likeliest next state only",
    hint="P[s, a].argmax() is one of several states that may follow: average over all of them, P[s, a] @ V.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), np.array(pi0), 0
    P = np.eye(len(R))[P.argmax(axis=2)]
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        pi = np.where(better, Q.argmax(axis=1), pi)


@secret.misconception(
    "reads P from the new state to the old one in the evaluation",
    hint="Row s of P_pi says where s leads: P[s, pi[s]] is that row, without a transpose.",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi = np.arange(len(R)), np.array(pi0)
    for n_iter in range(1, 51):
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi].T, R[states, pi])
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            break
        pi = np.where(better, Q.argmax(axis=1), pi)
    return V, pi, n_iter


@secret.misconception(
    "writes the new policy into pi0",
    hint="`pi = pi0` is a second name for the caller's array: start from a copy, pi0.copy().",
)
def policy_iteration(P, R, gamma, pi0):
    states, pi, n_iter = np.arange(len(R)), pi0, 0
    while True:
        V = np.linalg.solve(np.eye(len(R)) - gamma * P[states, pi], R[states, pi])
        n_iter += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-10
        if not better.any():
            return V, pi, n_iter
        pi[better] = Q.argmax(axis=1)[better]


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
