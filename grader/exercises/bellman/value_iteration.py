"""`value_iteration`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.bellman import value_iteration as public
from course_utils.checks.public.bellman.shared import drawn_problem
from course_utils.checks.public.bellman.value_iteration import solved

from ...exercise import Secret
from .oracles import (
    LONG,
    SHORT,
    best_worth,
    chain,
    chain_worth,
    policy_worth,
    slippery_lake,
    twins,
)

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)


def best_policy(P, R, pi, gamma: float, best: np.ndarray) -> None:
    """The policy is worth as much as the best one; ties may be broken either way."""
    expect.close(policy_worth(P, R, pi, gamma), best, rtol=1e-7, atol=1e-7, what="what pi is worth")


@secret.case("agrees with the best of all policies on drawn problems, and its policy is worth as much", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 4, 0.6), (5, 2, 0.8)):
        P, R = drawn_problem(draw, states, actions)
        best = best_worth(P, R, gamma)
        V, pi = solved(student, P, R, gamma)
        expect.close(V, best, rtol=1e-12, atol=1.01e-10, what=f"V for S = {states}, A = {actions}, gamma = {gamma}")
        best_policy(P, R, pi, gamma, best)


@secret.case("V is within tol at gamma = 0.99, for a coarse tol and a fine one", seconds=20)
def _(student, draw):
    P, R = drawn_problem(draw, 4, 2)
    R = R + 0.5
    best = best_worth(P, R, 0.99)
    for tol in (0.1, 1e-4, 1e-8):
        V, _ = solved(student, P, R, 0.99, tol)
        expect.close(V, best, rtol=1e-12, atol=1.001 * tol, what=f"V for tol = {tol}")


@secret.case("without tol, V is within 1e-10 at gamma = 0.99", seconds=20)
def _(student, draw):
    P, R = drawn_problem(draw, 3, 3)
    V, pi = solved(student, P, R, 0.99)
    best = best_worth(P, R, 0.99)
    expect.close(V, best, rtol=1e-12, atol=1.01e-10, what="V")
    best_policy(P, R, pi, 0.99, best)


@secret.case("the chain: the short policy at gamma = 0.1, the long one at 0.99", seconds=20)
def _(student, draw):
    for gamma, policy, steps in ((0.1, SHORT, 40), (0.99, LONG, 4000)):
        V, pi = solved(student, *chain(), gamma)
        expect.close(V, chain_worth(policy, gamma, steps), rtol=1e-11, atol=1.1e-10, what=f"V at gamma = {gamma}")
        expect.close(pi, policy, what=f"pi at gamma = {gamma}")


@secret.case("a slippery lake of 16 cells, where one step in three goes where it should: 0.5420259", seconds=40)
def _(student, draw):
    V, _ = solved(student, *slippery_lake(), 0.99, 1e-8)
    expect.close(V[0], 0.5420259, rtol=0, atol=1e-7, what="V of the start")


@secret.case("costs instead of rewards: no value is above zero")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    V, pi = solved(student, P, R - 3.0, 0.9)
    best = best_worth(P, R - 3.0, 0.9)
    expect.close(V, best, rtol=1e-12, atol=1.01e-10, what="V")
    best_policy(P, R - 3.0, pi, 0.9, best)


@secret.case("actions that are equally good: any of them will do")
def _(student, draw):
    P, R = twins(draw)
    V, pi = solved(student, P, R, 0.9)
    best = best_worth(P[:, :2], R[:, :2], 0.9)
    expect.close(V, best, rtol=1e-12, atol=1.01e-10, what="V")
    best_policy(P, R, pi, 0.9, best)


@secret.case("P and R are left as they were, on a drawn problem")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    V, _ = solved(student, P, R, 0.7)
    expect.unchanged(student)
    expect.close(V, best_worth(P, R, 0.7), rtol=1e-12, atol=1.01e-10, what="V")


@secret.misconception(
    "stops when the change is below tol",
    hint="A change below tol leaves an error up to gamma / (1 - gamma) times as large, 99 tol at gamma = 0.99: "
    "stop when change < tol (1 - gamma) / gamma.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if change < tol:
            return V, (R + gamma * P @ V).argmax(axis=1)


@secret.misconception(
    "turns the factor of the stopping rule around",
    hint="The allowed change is smaller than tol: multiply tol by (1 - gamma) / gamma, not by gamma / (1 - gamma).",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if change < tol * gamma / (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)


@secret.misconception(
    "takes the max outside the expectation",
    hint="In the next state you know where you are: take the max over actions there, then average over the states. "
    "max over the table after multiplying by P picks one action for all of them.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    Q = np.zeros(R.shape)
    for _ in range(3000):
        new = R + gamma * (P @ Q).max(axis=2)
        done, Q = gamma * np.abs(new - Q).max() < tol * (1 - gamma), new
        if done:
            break
    return Q.max(axis=1), Q.argmax(axis=1)


@secret.misconception(
    "takes the best next state instead of the expected one",
    hint="Which state follows is up to chance: the values of the next states are averaged with P[s, a], not maximised.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(3000):
        Q = R + gamma * np.where(P > 0, V, -np.inf).max(axis=2)
        done, V = gamma * np.abs(Q.max(axis=1) - V).max() < tol * (1 - gamma), Q.max(axis=1)
        if done:
            break
    return V, Q.argmax(axis=1)


@secret.misconception(
    "follows the likeliest next state only",
    hint="P[s, a].argmax() is one of several states that may follow: average over all of them, P[s, a] @ V.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V, following = np.zeros(len(R)), P.argmax(axis=2)
    for _ in range(3000):
        Q = R + gamma * V[following]
        done, V = gamma * np.abs(Q.max(axis=1) - V).max() < tol * (1 - gamma), Q.max(axis=1)
        if done:
            break
    return V, Q.argmax(axis=1)


@secret.misconception(
    "averages over the actions", hint="The best action counts, not the mean of all: max over a, not mean."
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(5000):
        Q = R + gamma * P @ V
        V = Q.mean(axis=1)
    return V, Q.argmax(axis=1)


@secret.misconception(
    "reads P from the new state to the old one",
    hint="The last index of P is the state that is reached: sum P[s, a, n] V[n] over n.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(300):
        Q = R + gamma * np.einsum("nas,n->sa", P, V)
        V = Q.max(axis=1)
    return V, Q.argmax(axis=1)


@secret.misconception(
    "discounts the reward, too",
    hint="The reward comes at once: only the value of the next state is multiplied by gamma.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = gamma * (R + P @ V)
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, Q.argmax(axis=1)


@secret.misconception(
    "never goes below zero",
    hint="All values may be negative: start the search for the largest with the first action, not with 0.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        new = np.maximum((R + gamma * P @ V).max(axis=1), 0)
        change, V = np.abs(new - V).max(), new
        if gamma * change < tol * (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)


@secret.misconception(
    "returns the policy that is greedy for the next reward",
    hint="The greedy action is the one with the largest R[s, a] + gamma P[s, a] @ V, not with the largest reward.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, R.argmax(axis=1)


@secret.misconception(
    "makes a hundred sweeps whatever tol and gamma are",
    hint="How many sweeps are needed depends on gamma: sweep until the change is below tol (1 - gamma) / gamma.",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    for _ in range(100):
        Q = R + gamma * P @ V
        V = Q.max(axis=1)
    return V, Q.argmax(axis=1)


@secret.misconception(
    "stops when one state has settled",
    hint="The error is measured in the state where it is largest: .max() of the changes, not .min().",
)
def value_iteration(P, R, gamma, tol=1e-10):
    V = np.zeros(len(R))
    while True:
        Q = R + gamma * P @ V
        change, V = np.abs(Q.max(axis=1) - V).min(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)


@secret.misconception(
    "changes P in place", hint="`P *= ...` changes the caller's table: write gamma * P @ V, which makes a new array."
)
def value_iteration(P, R, gamma, tol=1e-10):
    P *= gamma
    V = np.zeros(len(R))
    while True:
        Q = R + P @ V
        change, V = np.abs(Q.max(axis=1) - V).max(), Q.max(axis=1)
        if gamma * change < tol * (1 - gamma):
            return V, (R + P @ V).argmax(axis=1)


@secret.alternative("the number of sweeps from the contraction, counted beforehand")
def value_iteration(P, R, gamma, tol=1e-10):
    largest = np.abs(R).max() / (1 - gamma)
    V = np.zeros(len(R))
    for _ in range(int(np.ceil(np.log(0.5 * tol / (largest + 1)) / np.log(gamma)))):
        V = np.max(R + gamma * np.tensordot(P, V, axes=1), axis=1)
    return V, np.argmax(R + gamma * np.tensordot(P, V, axes=1), axis=1)


@secret.alternative("in place, state by state")
def value_iteration(P, R, gamma, tol=1e-10):
    states, actions = R.shape
    V, change = np.zeros(states), np.inf
    while change * gamma >= tol * (1 - gamma):
        change = 0.0
        for s in range(states):
            best = max(R[s, a] + gamma * (P[s, a] @ V) for a in range(actions))
            change, V[s] = max(change, abs(best - V[s])), best
    return V, [max(range(actions), key=lambda a: R[s, a] + gamma * (P[s, a] @ V)) for s in range(states)]


@secret.alternative("on a table of action values, started high")
def value_iteration(P, R, gamma, tol=1e-10):
    Q = np.full(R.shape, R.max() / (1 - gamma))
    while True:
        new = R + gamma * np.einsum("san,n->sa", P, Q.max(axis=1))
        if np.abs(new - Q).max() <= 0.5 * tol * (1 - gamma) / gamma:
            return new.max(axis=1), new.argmax(axis=1)
        Q = new
