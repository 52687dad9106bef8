"""`policy_value`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.bellman import policy_value as public
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import series

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(axis=1))


def averaged(P, R, pi) -> tuple[np.ndarray, np.ndarray]:
    """P and R of the policy, state by state."""
    states, actions = R.shape
    step = [sum(pi[s, a] * P[s, a] for a in range(actions)) for s in range(states)]
    return np.array(step), np.array([sum(pi[s, a] * R[s, a] for a in range(actions)) for s in range(states)])


@secret.case("agrees with the series of discounted rewards for drawn stochastic policies", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (5, 2, 0.99), (3, 3, 0.5), (2, 4, 0.0)):
        P, R = drawn_problem(draw, states, actions)
        pi = draw.rng.dirichlet(np.ones(actions), states)
        step, rewards = averaged(P, R, pi)
        what = f"v for S = {states}, A = {actions}, gamma = {gamma}"
        expect.close(student(P, R, pi, gamma), series(gamma * step, rewards), rtol=1e-8, what=what)


def grid() -> tuple[np.ndarray, np.ndarray]:
    """P [25, 4, 25] and R [25, 4] of the grid of Sutton and Barto 2018, example 3.5."""
    P, R = np.zeros((25, 4, 25)), np.zeros((25, 4))
    for row in range(5):
        for column in range(5):
            for a, (down, right) in enumerate(((-1, 0), (1, 0), (0, 1), (0, -1))):
                inside = 0 <= row + down < 5 and 0 <= column + right < 5
                new = (row + down, column + right) if inside else (row, column)
                reward = 0.0 if inside else -1.0
                if row == 0 and column in (1, 3):
                    new, reward = ((4, 1), 10.0) if column == 1 else ((2, 3), 5.0)
                P[5 * row + column, a, 5 * new[0] + new[1]] = 1.0
                R[5 * row + column, a] = reward
    return P, R


@secret.case("the published grid of 25 cells under the random policy: 3.3, 8.8, 4.4, 5.3, 1.5, ...")
def _(student, draw):
    published = [
        *(3.3, 8.8, 4.4, 5.3, 1.5),
        *(1.5, 3.0, 2.3, 1.9, 0.5),
        *(0.1, 0.7, 0.7, 0.4, -0.4),
        *(-1.0, -0.4, -0.4, -0.6, -1.2),
        *(-1.9, -1.3, -1.2, -1.4, -2.0),
    ]
    v = student(*grid(), np.full((25, 4), 0.25), 0.9)
    expect.close(v, published, rtol=0, atol=0.0501, what="v")


@secret.case("a policy that is certain in some states and not in others")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi = np.array([[0.0, 1.0, 0.0], [0.2, 0.5, 0.3], [1.0, 0.0, 0.0], [0.45, 0.1, 0.45]])
    step, rewards = averaged(P, R, pi)
    expect.close(student(P, R, pi, 0.9), series(0.9 * step, rewards), rtol=1e-8, what="v")


@secret.case("the arguments are left as they were, for several states")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi = draw.rng.dirichlet(np.ones(3), 4)
    v = expect.array(student(P, R, pi, 0.8), "v")
    expect.unchanged(student)
    expect.shape(v, (4,), what="v")
    step, rewards = averaged(P, R, pi)
    expect.close(v - 0.8 * step @ v, rewards, what="v less gamma times the expected v of the next state")


@secret.misconception(
    "reads P from the new state to the old one",
    hint="v(s) averages over the states that s leads to: the rows of P_pi belong to s, so no transpose.",
)
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi.T, (pi * R).sum(axis=1))


@secret.misconception(
    "averages over the actions uniformly", hint="Weight action a in state s with pi[s, a], both in P and in R."
)
def policy_value(P, R, pi, gamma):
    return np.linalg.solve(np.eye(len(R)) - gamma * P.mean(axis=1), R.mean(axis=1))


@secret.misconception(
    "takes the likeliest action only",
    hint="The policy is stochastic: average over all actions with pi[s, a] instead of taking pi.argmax.",
)
def policy_value(P, R, pi, gamma):
    states, best = np.arange(len(R)), pi.argmax(axis=1)
    return np.linalg.solve(np.eye(len(R)) - gamma * P[states, best], R[states, best])


@secret.misconception(
    "weights P with the policy but not R", hint="The expected reward of a state is sum_a pi[s, a] R[s, a]."
)
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, R.mean(axis=1))


@secret.misconception(
    "weights R with the policy but not P", hint="P_pi[s, n] is sum_a pi[s, a] P[s, a, n], not the plain mean over a."
)
def policy_value(P, R, pi, gamma):
    return np.linalg.solve(np.eye(len(R)) - gamma * P.mean(axis=1), (pi * R).sum(axis=1))


@secret.misconception(
    "values the best policy instead of the given one",
    hint="There is no max here: the actions are drawn from pi, good or bad.",
)
def policy_value(P, R, pi, gamma):
    v = np.zeros(len(R))
    for _ in range(5000):
        v = (R + gamma * P @ v).max(axis=1)
    return v


@secret.misconception(
    "discounts the first reward", hint="R(s, a) comes at once: only the value of the next state is multiplied by gamma."
)
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - gamma * P_pi, gamma * (pi * R).sum(axis=1))


@secret.misconception(
    "stops after a hundred sweeps",
    hint="After k sweeps the error is gamma^k: at gamma = 0.99 more than a third after 100. Solve the linear system.",
)
def policy_value(P, R, pi, gamma):
    P_pi, v = np.einsum("sa,san->sn", pi, P), np.zeros(len(R))
    for _ in range(100):
        v = (pi * R).sum(axis=1) + gamma * P_pi @ v
    return v


@secret.misconception(
    "looks one step ahead only", hint="The value of the next state is v again, not its expected reward."
)
def policy_value(P, R, pi, gamma):
    rewards = (pi * R).sum(axis=1)
    return rewards + gamma * np.einsum("sa,san->sn", pi, P) @ rewards


@secret.misconception(
    "turns a sign around", hint="v = R_pi + gamma P_pi v gives (I - gamma P_pi) v = R_pi, with a minus."
)
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) + gamma * P_pi, (pi * R).sum(axis=1))


@secret.misconception(
    "returns the values of the actions", hint="v(s) is one number for each state: average q(s, a) over a with pi."
)
def policy_value(P, R, pi, gamma):
    P_pi = np.einsum("sa,san->sn", pi, P)
    return R + gamma * P @ np.linalg.solve(np.eye(len(R)) - gamma * P_pi, (pi * R).sum(axis=1))


@secret.misconception(
    "changes P in place", hint="`P *= ...` changes the caller's table: write gamma * P_pi, which makes a new array."
)
def policy_value(P, R, pi, gamma):
    P *= gamma
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(R)) - P_pi, (pi * R).sum(axis=1))


@secret.alternative("sweeps until nothing moves any more")
def policy_value(P, R, pi, gamma):
    v = np.zeros(len(R))
    for _ in range(100000):
        new = (pi * (R + gamma * (P * v).sum(axis=2))).sum(axis=1)
        if np.abs(new - v).max() < 1e-13:
            break
        v = new
    return new


@secret.alternative("the average of q, solved for all pairs of state and action")
def policy_value(P, R, pi, gamma):
    states, actions = R.shape
    step = np.einsum("san,nb->sanb", P, pi).reshape(states * actions, states * actions)
    q = np.linalg.inv(np.eye(states * actions) - gamma * step) @ R.ravel()
    return np.sum(pi * q.reshape(states, actions), axis=1)


@secret.alternative("powers of the matrix, doubled up")
def policy_value(P, R, pi, gamma):
    v, step = np.sum(pi * R, axis=1), gamma * np.matmul(pi[:, None, :], P)[:, 0]
    for _ in range(20):
        v, step = v + step @ v, step @ step
    return v.tolist()
