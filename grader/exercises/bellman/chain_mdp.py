"""`chain_mdp`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from itertools import product

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.bellman import chain_mdp as public
from course_utils.checks.public.bellman.chain_mdp import tables, walked

from ...exercise import Secret
from .oracles import CHAIN_STEPS, LONG, SHORT, chain_worth, policy_worth

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = 1
        P[s, 1, s + 1 if s < 3 else 1] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


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
        expect.close(
            policy_worth(P, R, list(policy), gamma), chain_worth(policy, gamma, 150), what=f"the value of {name}"
        )


@secret.case("drawn walks from every state go where they should and pay what they should")
def _(student, draw):
    P, R = tables(student)
    for start in range(4):
        actions = "".join(draw.choice("-+") for _ in range(12)) + "---+++"
        states, rewards = [start], []
        for action in actions:
            new, reward = CHAIN_STEPS[states[-1] - 1, action]
            states.append(new + 1)
            rewards.append(reward)
        got = walked(P, R, start, actions)
        expect.close(got[0], states, what=f"the indices of the states from {start} on")
        expect.close(got[1], rewards, what=f"the rewards from {start} on")


@secret.misconception(
    "stays at the ends", hint="Leaving either end leads back to state 0, which has the index 1: it is no wall."
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, max(s - 1, 0)] = P[s, 1, min(s + 1, 3)] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.misconception(
    "wraps the chain into a ring", hint="From state 2, + leads to state 0 (index 1), not to the other end of the chain."
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, (s - 1) % 4] = P[s, 1, (s + 1) % 4] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.misconception(
    "sends the ends back to the index 0",
    hint="The states are -1, 0, 1, 2: the state called 0 has the index 1, and index 0 is the state -1.",
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, max(s - 1, 0)] = P[s, 1, s + 1 if s < 3 else 0] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.misconception(
    "ends the episode at the ends",
    hint="The walk never ends: leaving an end pays and leads to state 0, so every row of P sums to 1.",
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        if s > 0:
            P[s, 0, s - 1] = 1
        if s < 3:
            P[s, 1, s + 1] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.misconception(
    "resets on arrival at an end",
    hint="State -1 and state 2 are real places: only the move beyond them leads back to state 0.",
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s, left, right in ((0, 1, 1), (1, 1, 2), (2, 1, 1), (3, 2, 1)):
        P[s, 0, left] = P[s, 1, right] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.misconception(
    "pays on arrival at an end",
    hint="R[s, a] is paid for action a taken in state s: - in state -1 pays 1, not the step that leads there.",
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = P[s, 1, s + 1 if s < 3 else 1] = 1
    R[1, 0], R[2, 1] = 1, 3
    return P, R


@secret.misconception(
    "pays whatever the action is", hint="Only one action is paid in each of the two ends: - in state -1, + in state 2."
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = P[s, 1, s + 1 if s < 3 else 1] = 1
    R[0], R[3] = 1, 3
    return P, R


@secret.misconception("exchanges the rewards", hint="The left end (state -1, action -) pays 1, the right end pays 3.")
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = P[s, 1, s + 1 if s < 3 else 1] = 1
    R[0, 0], R[3, 1] = 3, 1
    return P, R


@secret.misconception(
    "exchanges the actions", hint="Action 0 is -, one state down; action 1 is +, one state up. So it is in R as well."
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 1, s - 1 if s > 0 else 1] = P[s, 0, s + 1 if s < 3 else 1] = 1
    R[0, 1], R[3, 0] = 1, 3
    return P, R


@secret.misconception(
    "pays the other action", hint="The paid moves are those that leave the chain: - in state -1 and + in state 2."
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s, 0, s - 1 if s > 0 else 1] = P[s, 1, s + 1 if s < 3 else 1] = 1
    R[0, 1], R[3, 0] = 1, 3
    return P, R


@secret.misconception(
    "exchanges the old and the new state in P",
    hint="The first index of P is the state that is left, the last the one that is reached.",
)
def chain_mdp():
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s in range(4):
        P[s - 1 if s > 0 else 1, 0, s] = P[s + 1 if s < 3 else 1, 1, s] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R


@secret.alternative("rows of an identity matrix")
def chain_mdp():
    return np.eye(4)[[[1, 1], [0, 2], [1, 3], [2, 1]]], np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 3.0]])


@secret.alternative("from labels, with a dictionary of rewards")
def chain_mdp():
    labels, paid = [-1, 0, 1, 2], {(-1, -1): 1.0, (2, 1): 3.0}
    P = [[[float(new == (s + a if s + a in labels else 0)) for new in labels] for a in (-1, 1)] for s in labels]
    return P, [[paid.get((s, a), 0.0) for a in (-1, 1)] for s in labels]
