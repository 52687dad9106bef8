"""`chain_mdp`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from itertools import product

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import chain_mdp as public
from course_utils.checks.public.bellman.chain_mdp import tables

from ...exercise import Secret
from .oracles import CHAIN_STEPS, LONG, SHORT, chain_worth, policy_worth

secret = Secret(public.exercise)


@secret.case("the short and the long policy are worth what their geometric series say", weight=2)
def _(student, draw):
    P, R = tables(student)
    short = [1.010101, 0.101010, 0.301010, 3.010101]
    long = [99.006700, 98.996667, 99.996633, 101.006700]
    expect.close(policy_worth(P, R, SHORT, 0.1), short, rtol=0, atol=6e-7, what="(-, -, +, +) at gamma = 0.1")
    expect.close(policy_worth(P, R, LONG, 0.99), long, rtol=0, atol=6e-7, what="(-, +, +, +) at gamma = 0.99")


@secret.case("each of the 16 policies is worth what a walk by hand collects")
def _(student, draw):
    P, R = tables(student)
    gamma = draw.uniform(0.5, 0.8)
    for policy in product((0, 1), repeat=4):
        name = "(" + ", ".join("-+"[a] for a in policy) + ")"
        worth = policy_worth(P, R, list(policy), gamma)
        expect.close(worth, chain_worth(policy, gamma, 150), what=f"the value of {name}")


@secret.case("drawn walks from every state go where they should and pay what they should")
def _(student, draw):
    P, R = tables(student)
    for start in range(4):
        at, state = np.eye(4)[start], start - 1
        for action in "".join(draw.choice("-+") for _ in range(12)) + "---+++":
            taken = "-+".index(action)
            state, reward = CHAIN_STEPS[state, action]
            expect.close(at @ R[:, taken], reward, what=f"a reward on the way from {start - 1}")
            at = at @ P[:, taken]
            expect.close(at, np.eye(4)[state + 1], what=f"where a walk from {start - 1} is")


@secret.alternative("rows of an identity matrix")
def chain_mdp():
    return np.eye(4)[[[1, 1], [0, 2], [1, 3], [2, 1]]], np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 3.0]])


@secret.alternative("from labels, with a dictionary of rewards")
def chain_mdp():
    labels, paid = [-1, 0, 1, 2], {(-1, -1): 1.0, (2, 1): 3.0}
    P = [[[float(new == (s + a if s + a in labels else 0)) for new in labels] for a in (-1, 1)] for s in labels]
    return P, [[paid.get((s, a), 0.0) for a in (-1, 1)] for s in labels]


MOVES, ONES, PAID = "[(1, 1), (0, 2), (1, 3), (2, 1)]", "P[s, 0, left] = P[s, 1, right] = 1", "R[0, 0], R[3, 1] = 1, 3"
NO_WALL = "Stepping off either end leads back to state 0, which has the index 1: the ends are no walls."
BACK = "Stepping off an end leads to state 0, which has the index 1. (The index -1 is Python's name for the last one.)"
STEPS = "- moves one step down, + one step up, also in the ends: only the move beyond an end leads back to state 0."
REWARDS = "R[s, a] is paid for action a taken in state s: - in state -1 pays 1, + in state 2 pays 3, and nothing else pays."
ORDER = "Action 0 is -, one state down; action 1 is +, one state up; in P as in R."
SHAPES = "Return P, probabilities of the next state, [4, 2, 4], then R, [4, 2]; the first index is the state."

for name, moves, hint in (
    ("stays at the ends", "[(0, 1), (0, 2), (1, 3), (2, 3)]", NO_WALL),
    ("stays at the left end", "[(0, 1), (0, 2), (1, 3), (2, 1)]", NO_WALL),
    ("stays at the right end", "[(1, 1), (0, 2), (1, 3), (2, 3)]", NO_WALL),
    ("wraps the chain into a ring", "[(3, 1), (0, 2), (1, 3), (2, 0)]", BACK),
    ("wraps around at the left end", "[(3, 1), (0, 2), (1, 3), (2, 1)]", BACK),
    ("sends the ends back to the index 0", "[(0, 1), (0, 2), (1, 3), (2, 0)]", BACK),
    ("sends the right end back to the index 0", "[(1, 1), (0, 2), (1, 3), (2, 0)]", BACK),
    ("sends the right end back to the index 2", "[(1, 1), (0, 2), (1, 3), (2, 2)]", BACK),
    ("never leaves the ends", "[(0, 0), (0, 2), (1, 3), (3, 3)]", STEPS),
    ("resets on arrival at an end", "[(1, 1), (1, 2), (1, 1), (2, 1)]", STEPS),
    ("resets with either action in state 2", "[(1, 1), (0, 2), (1, 3), (1, 1)]", STEPS),
    ("moves two steps up from state -1", "[(1, 2), (0, 2), (1, 3), (2, 1)]", STEPS),
    ("moves two steps down from state 1", "[(1, 1), (0, 2), (0, 3), (2, 1)]", STEPS),
):
    secret.slip(name, (MOVES, moves), hint=hint)
for name, paid in (
    ("pays on arrival at an end", "R[1, 0], R[2, 1] = 1, 3"),
    ("pays the 3 on arrival at state 2", "R[0, 0], R[2, 1] = 1, 3"),
    ("pays the 1 on arrival at state -1", "R[1, 0], R[3, 1] = 1, 3"),
    ("pays whatever the action is", "R[0], R[3] = 1, 3"),
    ("pays the other action", "R[0, 1], R[3, 0] = 1, 3"),
    ("pays the other action in state -1", "R[0, 1], R[3, 1] = 1, 3"),
    ("pays the other action in state 2", "R[0, 0], R[3, 0] = 1, 3"),
    ("swaps the rewards", "R[0, 0], R[3, 1] = 3, 1"),
    ("pays 2 in state 2", "R[0, 0], R[3, 1] = 1, 2"),
    ("forgets the reward of the left end", "R[3, 1] = 3"),
):
    secret.slip(name, (PAID, paid), hint=REWARDS)
for name, answer in (
    ("puts the actions first", "return P.transpose(1, 0, 2), R.T"),
    ("returns R before P", "return R, P"),
    ("gives R an entry for each next state", "return P, P * R[:, :, None]"),
    ("gives the next state itself instead of probabilities", "return P.argmax(axis=2), R"),
):
    secret.slip(name, ("return P, R", answer), hint=SHAPES)
SWAPPED = "P[s, 1, left] = P[s, 0, right] = 1"
secret.slip("swaps the actions", (ONES, SWAPPED), (PAID, "R[0, 1], R[3, 0] = 1, 3"), hint=ORDER)
secret.slip("swaps the actions in P", (ONES, SWAPPED), hint=f"{ORDER} R is right.")
secret.slip(
    "swaps the old and the new state in P",
    (ONES, "P[left, 0, s] = P[right, 1, s] = 1"),
    hint="The first index of P is the state that is left, the last the one that is reached.",
)
secret.slip(
    "ends the episode at the ends",
    (ONES, "P[s, 0, left], P[s, 1, right] = s > 0, s < 3"),
    hint="The walk never ends: leaving an end pays and leads to state 0, so every row of P sums to 1.",
)
secret.slip(
    "divides the probability between the actions",
    (ONES, "P[s, 0, left] = P[s, 1, right] = 0.5"),
    hint="P[s, a] says what follows once a is taken, so its rows sum to 1: which action is taken is up to the policy.",
)
