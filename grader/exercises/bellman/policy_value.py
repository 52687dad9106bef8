"""`policy_value`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import policy_value as public
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import series

secret = Secret(public.exercise)


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


@secret.case("the published grid of 25 cells under the random policy: 3.3, 8.8, 4.4, 5.3, 1.5, ...")
def _(student, draw):
    from course_utils.rl import grid_with_jumps  # Gymnasium, which every start of the grader would pay

    published = [
        *(3.3, 8.8, 4.4, 5.3, 1.5),
        *(1.5, 3.0, 2.3, 1.9, 0.5),
        *(0.1, 0.7, 0.7, 0.4, -0.4),
        *(-1.0, -0.4, -0.4, -0.6, -1.2),
        *(-1.9, -1.3, -1.2, -1.4, -2.0),
    ]
    v = student(*grid_with_jumps(), np.full((25, 4), 0.25), 0.9)
    expect.close(v, published, rtol=0, atol=0.0501, what="v")


@secret.case("a policy that is certain in some states and not in others")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi = np.array([[0.0, 1.0, 0.0], [0.2, 0.5, 0.3], [1.0, 0.0, 0.0], [0.45, 0.1, 0.45]])
    step, rewards = averaged(P, R, pi)
    expect.close(student(P, R, pi, 0.9), series(0.9 * step, rewards), rtol=1e-8, what="v")


@secret.case("the arguments are left as they were, and v solves Bellman's equation for several states")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    pi = draw.rng.dirichlet(np.ones(3), 4)
    v = student(P, R, pi, 0.8)
    expect.unchanged(student)
    expect.shape(v, (4,), what="v")
    v, (step, rewards) = expect.array(v), averaged(P, R, pi)
    expect.close(v - 0.8 * step @ v, rewards, what="v less gamma times the expected v of the next state")


SWEEPS = "sweeps until nothing moves any more"


@secret.alternative(SWEEPS)
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


STEP, PAY, MATRIX = 'np.einsum("sa,san->sn", pi, P)', "(pi * R).sum(axis=1)", "np.eye(len(P)) - gamma * P_pi"
SOLVED = f"np.linalg.solve({MATRIX}, {PAY})"
WEIGHTS = "The actions are drawn from pi in state s: P_pi[s] = sum_a pi[s, a] P[s, a], and R_pi[s] = sum_a pi[s, a] R[s, a]."
BELLMAN = "v = R_pi + gamma P_pi v: the reward of s counts in full, and gamma multiplies the next state's value once."
ROWS = "v(s) averages over the states that s leads to: the rows of P_pi belong to s, so no transpose."
STOP = "After k sweeps the error is gamma^k of the start, and a small change is no small error: solve the linear system."
EACH = "v has one entry for each state, [S]: the average over its actions, weighted with pi."
IN_PLACE = "`P *= ...` or `R *= ...` changes the caller's table: write an expression that makes a new array."

for name, step in (
    ("swaps the two states of P", 'np.einsum("sa,nas->sn", pi, P)'),
    ("weights the actions with the policy of the new state", 'np.einsum("na,san->sn", pi, P)'),
    ("weights R with the policy but not P", "P.mean(axis=1)"),
):
    secret.slip(name, (STEP, step), hint=WEIGHTS)
for name, pi in (
    ("averages over the actions uniformly", "np.full_like(pi, 1 / pi.shape[1])"),
    ("takes the likeliest action only", "np.eye(pi.shape[1])[pi.argmax(axis=1)]"),
    ("takes the policy of state 0 in every state", "pi[[0] * len(P)]"),
):
    secret.slip(name, ("P_pi = ", f"pi = {pi}\n    P_pi = "), hint=WEIGHTS)
for name, pay, hint in (
    ("weights P with the policy but not R", "R.mean(axis=1)", WEIGHTS),
    ("adds the rewards up without weights", "R.sum(axis=1)", WEIGHTS),
    ("takes the reward of the best action", "R.max(axis=1)", WEIGHTS),
    ("discounts the first reward", f"gamma * {PAY}", BELLMAN),
    ("pays the rewards of the state that is reached", f"P_pi @ {PAY}", BELLMAN),
    ("returns a column", "(pi * R).sum(axis=1, keepdims=True)", EACH),
):
    secret.slip(name, (PAY, pay), hint=hint)
for name, answer, hint in (
    ("leaves out the reward of the first step", f"{SOLVED} - {PAY}", BELLMAN),
    ("looks one step ahead only", f"{PAY} + gamma * P_pi @ {PAY}", BELLMAN),
    ("returns the values of the actions", f"R + gamma * P @ {SOLVED}", EACH),
    ("averages the values over the states", f"{SOLVED}.mean()", EACH),
    ("multiplies entry by entry", f"np.linalg.inv({MATRIX}) * {PAY}", "`*` multiplies entries, `@` applies a matrix."),
):
    secret.slip(name, (SOLVED, answer), hint=hint)
for name, old, new in (
    ("stops after a hundred sweeps", "100000", "100"),
    ("stops after a thousand sweeps", "100000", "1000"),
    ("stops at a change of 0.0001", "1e-13", "0.0001"),
    ("stops at a change of 0.000001", "1e-13", "1e-06"),
):
    secret.slip(name, (old, new), of=SWEEPS, hint=STOP)
secret.slip("reads P from the new state to the old one", ("P_pi, (pi", "P_pi.T, (pi"), hint=ROWS)
secret.slip("squares the discount", ("gamma *", "gamma**2 *"), hint=BELLMAN)
secret.slip("turns a sign around", ("- gamma", "+ gamma"), hint="v = R_pi + gamma P_pi v gives (I - gamma P_pi) v = R_pi, with a minus.")
secret.slip(
    "values the best action instead of the given policy",
    ("(pi * (R + gamma * (P * v).sum(axis=2))).sum(axis=1)", "(R + gamma * (P * v).sum(axis=2)).max(axis=1)"),
    of=SWEEPS,
    hint="There is no max here: the actions are drawn from pi, good or bad.",
)
secret.slip(
    "computes in single precision",
    ("P_pi = ", "P, R, pi = (table.astype(np.float32) for table in (P, R, pi))\n    P_pi = "),
    ("np.eye(len(P)) - gamma", "np.eye(len(P), dtype=np.float32) - np.float32(gamma)"),
    hint="Near gamma = 1 the equations magnify rounding by 1 / (1 - gamma): use float64, or seven digits become five.",
)
secret.slip("changes P in place", ("P_pi = ", "P *= gamma\n    P_pi = "), ("gamma * P_pi", "P_pi"), hint=IN_PLACE)
secret.slip("changes R in place", ("P_pi = ", "R *= pi\n    P_pi = "), (PAY, "R.sum(axis=1)"), hint=IN_PLACE)
