"""`value_slopes`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import value_slopes as public
from course_utils.checks.public.bellman.shared import drawn_problem

from ...exercise import Secret
from .oracles import series

secret = Secret(public.exercise)


@secret.case("raising a reward by 1 raises the value by its slope, on drawn problems", weight=2)
def _(student, draw):
    for states, actions, gamma in ((4, 3, 0.9), (3, 2, 0.5)):
        P, R = drawn_problem(draw, states, actions)
        pi = draw.rng.dirichlet(np.ones(actions), states)
        step = gamma * (pi[:, :, None] * P).sum(axis=1)
        for start in (0, states - 1):
            rises = np.empty((states, actions))
            for s, a in np.ndindex(states, actions):
                more = R.copy()
                more[s, a] += 1.0
                rises[s, a] = (series(step, (pi * more).sum(axis=1)) - series(step, (pi * R).sum(axis=1)))[start]
            found = student(P, pi, gamma, start)
            expect.close(found, rises, rtol=1e-7, atol=1e-9, what=f"the slopes of v({start}), S = {states}, gamma = {gamma}")


@secret.case("at gamma = 0.99 the slopes add up to 100, and the arguments are left as they were")
def _(student, draw):
    P, _ = drawn_problem(draw, 5, 2)
    pi = draw.rng.dirichlet(np.ones(2), 5)
    found = expect.array(student(P, pi, 0.99, 2))
    expect.unchanged(student)
    expect.close(found.sum(), 100.0, what="the sum of the slopes")
    expect.close(found / found.sum(axis=1, keepdims=True), pi, what="the shares of the actions")


VISITS = "the visits, step by step"


@secret.alternative(VISITS)
def value_slopes(P, pi, gamma, start):
    here, visits = np.eye(len(P))[start], np.zeros(len(P))
    for _ in range(20000):
        visits, here = visits + here, gamma * np.einsum("s,sa,san->n", here, pi, P)
        if here.sum() < 1e-13:
            break
    return visits[:, None] * pi


@secret.alternative("torch sends the gradient back")
def value_slopes(P, pi, gamma, start):
    import torch

    table, chances = torch.tensor(P, dtype=torch.float64), torch.tensor(pi, dtype=torch.float64)
    R = torch.zeros(chances.shape, dtype=torch.float64, requires_grad=True)
    matrix = torch.eye(len(table), dtype=torch.float64) - gamma * torch.einsum("sa,san->sn", chances, table)
    v = torch.linalg.solve(matrix, (chances * R).sum(1))
    return torch.autograd.grad(v[start], R)[0].numpy()


SOLVED, ANSWER, PER_STATE = "np.linalg.solve(matrix.T, np.eye(len(P))[start])", "d[:, None] * pi", "np.eye(len(P)) - gamma * P_pi"
TRANSPOSE = "You want the row `start` of the inverse of I - gamma P_pi, not its column: backwards, a linear map is transposed."
WEIGHT = "R[s, a] enters the value only when the action is taken in s: its slope is the state's, times pi[s, a]."
SHAPE = "There is a slope for every reward: [S, A], like R."
START = "Only the value of `start` is asked about: the error that is sent back is 1 there and 0 elsewhere."
SERIES = "Step k counts gamma^k: I + gamma P_pi + gamma^2 P_pi^2 + ... is the inverse of I - gamma P_pi."

for name, solved, hint in (
    ("takes a column of the inverse instead of a row", "np.linalg.solve(matrix, np.eye(len(P))[start])", TRANSPOSE),
    ("adds the slopes of all states' values", "np.linalg.solve(matrix.T, np.ones(len(P)))", START),
    ("averages over where to start", "np.linalg.solve(matrix.T, np.full(len(P), 1 / len(P)))", START),
    ("starts in state 0 always", "np.linalg.solve(matrix.T, np.eye(len(P))[0])", START),
    ("starts in the last state always", "np.linalg.solve(matrix.T, np.eye(len(P))[-1])", START),
    ("looks one step ahead only", "np.eye(len(P))[start] + gamma * P_pi[start]", SERIES),
    ("leaves out the first step", f"{SOLVED} - np.eye(len(P))[start]", SERIES),
    ("scales the slopes to sum to 1", f"(1 - gamma) * {SOLVED}", SERIES),
    ("discounts the first step, too", f"gamma * {SOLVED}", SERIES),
    ("multiplies by the matrix instead of solving", "matrix.T @ np.eye(len(P))[start]", SERIES),
):
    secret.slip(name, (SOLVED, solved), hint=hint)
for name, answer, hint in (
    ("forgets how often each action is taken", "d[:, None] * np.ones_like(pi)", WEIGHT),
    ("splits the slopes evenly over the actions", "d[:, None] * np.ones_like(pi) / pi.shape[1]", WEIGHT),
    ("takes the policy of the start in every state", "d[:, None] * pi[start]", WEIGHT),
    ("gives it all to the likeliest action", "d[:, None] * np.eye(pi.shape[1])[pi.argmax(axis=1)]", WEIGHT),
    ("divides by the policy", "d[:, None] / pi", WEIGHT),
    ("returns one slope for each state", "d", SHAPE),
    ("returns the table transposed", "(d[:, None] * pi).T", SHAPE),
):
    secret.slip(name, (ANSWER, answer), hint=hint)
for name, matrix in (
    ("squares the discount", "np.eye(len(P)) - gamma**2 * P_pi"),
    ("turns a sign around", "np.eye(len(P)) + gamma * P_pi"),
):
    secret.slip(name, (PER_STATE, matrix), hint=SERIES)
secret.slip(
    "moves as if all actions were taken equally often",
    ('np.einsum("sa,san->sn", pi, P)', "P.mean(axis=1)"),
    hint="The policy also decides where the walk goes: P_pi weights P with pi.",
)
secret.slip("stops after fifty steps", ("20000", "50"), of=VISITS, hint=SERIES)
secret.slip(
    "changes P in place",
    ("P_pi = ", "P *= gamma\n    P_pi = "),
    ("gamma * P_pi", "P_pi"),
    hint="`P *= ...` changes the caller's table: write an expression that makes a new array.",
)
