"""`value_iteration`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import value_iteration as public
from course_utils.checks.public.bellman.shared import actions_of, drawn_problem
from course_utils.checks.public.bellman.value_iteration import solved

from ...exercise import Secret
from .oracles import LONG, SHORT, best_worth, chain, chain_worth, policy_worth, twins

secret = Secret(public.exercise)


def best_policy(P, R, pi, gamma: float, best: np.ndarray) -> None:
    """The policy is worth as much as the best one; ties may be broken either way."""
    worth = policy_worth(P, R, actions_of(pi, *R.shape), gamma)
    expect.close(worth, best, rtol=1e-7, atol=1e-7, what="what pi is worth")


@secret.case("agrees with the best of all policies on drawn problems, and its policy is worth as much", weight=2)
def _(student, draw):
    for states, actions, gamma, cost in ((4, 3, 0.9, 0.0), (3, 4, 0.6, 1.0), (5, 2, 0.8, 3.0)):
        P, R = drawn_problem(draw, states, actions)
        R -= cost
        best = best_worth(P, R, gamma)
        V, pi = solved(student, P, R, gamma)
        expect.close(V, best, rtol=1e-12, atol=1.01e-10, what=f"V for S = {states}, A = {actions}, gamma = {gamma}")
        best_policy(P, R, pi, gamma, best)


@secret.case("V is within tol at gamma = 0.99, for a coarse tol and a fine one", seconds=20)
def _(student, draw):
    P, R = drawn_problem(draw, 4, 2)
    R = R + 0.5
    best = best_worth(P, R, 0.99)
    for tol in (0.1, 1e-4):
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
    from course_utils.rl import frozen_lake  # Gymnasium, which every start of the grader would pay

    V, _ = solved(student, *frozen_lake(), 0.99, 1e-8)
    expect.close(V[0], 0.5420259, rtol=0, atol=1e-7, what="V of the start")


@secret.case("actions that are equally good: any of them will do")
def _(student, draw):
    P, R = twins(draw)
    V, pi = solved(student, P, R, 0.9)
    best = best_worth(P[:, :2], R[:, :2], 0.9)
    expect.close(V, best, rtol=1e-12, atol=1.01e-10, what="V")
    best_policy(P, R, pi, 0.9, best)


@secret.case("P and R are left as they were, on a drawn problem; gamma = 0 looks at the next reward only")
def _(student, draw):
    P, R = drawn_problem(draw, 4, 3)
    for gamma in (0.7, 0.0):
        V, _ = solved(student, P, R, gamma)
        expect.unchanged(student)
        expect.close(V, best_worth(P, R, gamma), rtol=1e-12, atol=1.01e-10, what=f"V at gamma = {gamma}")


COUNTED, TABLE = ("the number of sweeps from the contraction, counted beforehand", "on a table of action values, started high")


@secret.alternative(COUNTED)
def value_iteration(P, R, gamma, tol=1e-10):
    largest, V = np.abs(R).max() / (1 - gamma), np.zeros(len(R))
    sweeps = 1 if gamma == 0 else int(np.ceil(np.log(0.5 * tol / (largest + 1)) / np.log(gamma)))
    for _ in range(sweeps):
        V = np.max(R + gamma * np.tensordot(P, V, axes=1), axis=1)
    return V, np.argmax(R + gamma * np.tensordot(P, V, axes=1), axis=1)


@secret.alternative("in place, state by state")
def value_iteration(P, R, gamma, tol=1e-10):
    V, settled = np.zeros(len(R)), False
    while not settled:
        before = V.copy()
        for s, actions in enumerate(P):
            V[s] = max(R[s, a] + gamma * (row @ V) for a, row in enumerate(actions))
        settled = gamma * np.abs(V - before).max() < tol * (1 - gamma)
    return V, [max(range(R.shape[1]), key=lambda a: R[s, a] + gamma * (P[s, a] @ V)) for s in range(len(R))]


@secret.alternative(TABLE)
def value_iteration(P, R, gamma, tol=1e-10):
    Q = np.full(R.shape, R.max() / (1 - gamma))
    while True:
        new = R + gamma * np.einsum("san,n->sa", P, Q.max(axis=1))
        if gamma * np.abs(new - Q).max() <= 0.5 * tol * (1 - gamma):
            return (new.max(axis=1), new.argmax(axis=1))
        Q = new


UPDATE, POLICY = "(R + gamma * P @ V).max(axis=1)", "(R + gamma * P @ V).argmax(axis=1)"
RULE, CHANGE = "gamma * np.abs(V - before).max() < tol * (1 - gamma)", "np.abs(V - before).max()"
STOP = (
    "An error may be gamma / (1 - gamma) times the change, 99 times at gamma = 0.99: stop when gamma times the change, "
    "the largest of all states, is below tol (1 - gamma)."
)
BEST = "The value of a state is the largest R[s, a] + gamma P[s, a] @ V, even if negative: a max over the actions."
COIN = "Which state follows is up to chance: the values of the next states are averaged with P[s, a], not chosen from."
GREEDY = "The greedy action is the index of the largest R[s, a] + gamma P[s, a] @ V: pi holds one for each state, from 0 on."

for name, rule in (
    ("stops when the change is below tol", f"{CHANGE} < tol"),
    ("turns the factor of the stopping rule around", f"{CHANGE} * (1 - gamma) <= tol * gamma"),
    ("divides tol by 1 - gamma", f"{CHANGE} * (1 - gamma) < tol"),
    ("multiplies tol by gamma in the stopping rule", f"{CHANGE} <= tol * gamma"),
    ("stops when the change is below a tenth of tol", f"{CHANGE} < tol / 10"),
    ("stops at a change of 0.000001 whatever tol is", f"{CHANGE} < 1e-6"),
    ("stops when one state has settled", RULE.replace("max", "min")),
    ("averages the change over the states", RULE.replace("max", "mean")),
    ("takes the change with its sign", RULE.replace("np.abs", "")),
):
    secret.slip(name, (RULE, rule), hint=STOP)
for name, sweeps in (
    ("makes a single sweep", "range(1)"),
    ("makes a hundred sweeps whatever tol and gamma are", "range(100)"),
    ("makes a thousand sweeps whatever tol and gamma are", "range(1000)"),
):
    secret.slip(name, ("range(sweeps)", sweeps), of=COUNTED, hint=f"How many are needed depends on gamma. {STOP}")
for name, update, hint in (
    ("averages over the actions", "(R + gamma * P @ V).mean(axis=1)", BEST),
    ("takes the worst action", "(R + gamma * P @ V).min(axis=1)", BEST),
    ("never goes below zero", "(R + gamma * P @ V).max(axis=1, initial=0.0)", BEST),
    ("takes absolute values of the action values", "np.abs(R + gamma * P @ V).max(axis=1)", BEST),
    ("discounts the reward, too", "(gamma * (R + P @ V)).max(axis=1)", BEST),
    ("squares the discount", "(R + gamma**2 * P @ V).max(axis=1)", BEST),
    ("takes the best next state instead of the expected one", "(R + gamma * np.where(P > 0, V, V.min()).max(axis=2)).max(axis=1)", COIN),
    ("takes the largest term of the expectation", "(R + gamma * (P * V).max(axis=2)).max(axis=1)", COIN),
    ("follows the likeliest next state only", "(R + gamma * V[P.argmax(axis=2)]).max(axis=1)", COIN),
):
    secret.slip(name, (UPDATE, update), hint=hint)
for name, policy in (
    ("returns the policy that is greedy for the next reward", "R.argmax(axis=1)"),
    ("leaves the reward out of the policy", "(P @ V).argmax(axis=1)"),
    ("does not discount in the policy", "(R + P @ V).argmax(axis=1)"),
    ("returns the worst actions as policy", "(R + gamma * P @ V).argmin(axis=1)"),
    ("reads P backwards in the policy", '(R + gamma * np.einsum("nas,n->sa", P, V)).argmax(axis=1)'),
    ("counts the actions from 1", f"{POLICY} + 1"),
    ("returns a one-hot policy", f"np.eye(R.shape[1])[{POLICY}]"),
    ("returns the largest action value as policy", "(R + gamma * P @ before).max(axis=1)"),
):
    secret.slip(name, (POLICY, policy), hint=GREEDY)
for name, answer in (
    ("returns pi before V", f"return {POLICY}, V"),
    ("returns the values of the actions", f"return R + gamma * P @ V, {POLICY}"),
    ("rounds V", f"return V.round(6), {POLICY}"),
):
    secret.slip(name, (f"return V, {POLICY}", answer), hint="Return V, one number for each state and in full, then pi.")
secret.slip(
    "takes a larger tol if none is given",
    ("tol: float = 1e-10", "tol: float = 1e-6"),
    hint="If tol is left out it is 1e-10: keep the default of the signature.",
)
secret.slip(
    "makes no sweep at gamma = 0",
    ("1 if gamma == 0 else ", ""),
    of=COUNTED,
    hint="0 times infinity is nan, no comparison with nan holds, and log 0 is -inf: make sure that one sweep is made.",
)
secret.slip(
    "takes the max outside the expectation",
    ("np.einsum('san,n->sa', P, Q.max(axis=1))", "(P @ Q).max(axis=2)"),
    of=TABLE,
    hint="In the next state you know where you are: take the max over actions there, then average over the states. "
    "max over the table after multiplying by P picks one action for all of them.",
)
secret.slip(
    "reads P from the new state to the old one",
    ("V = np.max(R + gamma * np.tensordot(P, V, axes=1)", "V = np.max(R + gamma * np.tensordot(V, P, axes=1).T"),
    ("range(sweeps)", "range(min(sweeps, 300))"),
    of=COUNTED,
    hint="The last index of P is the state that is reached: sum P[s, a, n] V[n] over n.",
)
secret.slip(
    "computes in single precision",
    ("np.zeros(len(R))", "np.zeros(len(R), dtype=np.float32)"),
    ("sweeps = ", "P, R, gamma = P.astype(np.float32), R.astype(np.float32), np.float32(gamma)\n    sweeps = "),
    of=COUNTED,
    hint="Seven digits cannot be right to 1e-10: compute in float64.",
)
secret.slip(
    "changes P in place",
    ("V = np", "P *= gamma\n    V = np"),
    (UPDATE, "(R + P @ V).max(axis=1)"),
    (POLICY, "(R + P @ V).argmax(axis=1)"),
    hint="`P *= ...` changes the caller's table: write gamma * P @ V, which makes a new array.",
)
