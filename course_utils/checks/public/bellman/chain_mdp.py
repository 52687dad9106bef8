"""`chain_mdp`: public cases, properties and walks worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("chain_mdp", level=1)
exercise.hints(
    "State -1 has the index 0. Which index has state 0, to which stepping off either end leads?",
    "For each of the four states write down where - and + lead, as indices: eight entries of P are 1, all "
    "others 0. Only two entries of R are not 0: those of stepping off.",
    "The pairs (where - leads, where + leads) for the indices 0 to 3 are (1, 1), (0, 2), (1, ...), (2, ...). "
    "In a loop over them set P[s, 0, left] and P[s, 1, right]; then R[0, 0] = ... and R[3, 1] = ...",
)


def tables(student) -> tuple[np.ndarray, np.ndarray]:
    """P [4, 2, 4] and R [4, 2] of the answer."""
    P, R = expect.parts(student(), 2, "P and R")
    expect.shape(P, (4, 2, 4), what="P")
    expect.shape(R, (4, 2), what="R")
    return expect.array(P).astype(float), expect.array(R).astype(float)


def walk(student, start: int, actions: str, indices: list, rewards: list) -> None:
    """Each step of a walk leads to the state with this index and pays this reward. actions: a text of + and -."""
    P, R = tables(student)
    left, taken = [start, *indices[:-1]], ["-+".index(action) for action in actions]
    expect.close(P[left, taken] @ np.arange(4), indices, what="the index of the state that each step leads to")
    expect.close(R[left, taken], rewards, what="the reward of each step")


@exercise.case("every action leads to one state for certain: each row of P is a single 1 among zeros")
def _(student, draw):
    P, _ = tables(student)
    expect.close(P.sum(axis=2), np.ones((4, 2)), what="the sums of P over the next state")
    expect.close(P.max(axis=2), np.ones((4, 2)), what="the largest entries of P's rows")


@exercise.case("the walk + + + from state 0 passes the states 1 and 2, is paid 3 and is back in state 0", weight=2)
def _(student, draw):
    walk(student, 1, "+++", [2, 3, 1], [0, 0, 3])


@exercise.case("the walk - - from state 0 passes the state -1, is paid 1 and is back in state 0", weight=2)
def _(student, draw):
    walk(student, 1, "--", [0, 1], [0, 1])


@exercise.case("the walk - - - + from state 2 passes 1, 0 and -1, ends in 0 and is paid nothing")
def _(student, draw):
    walk(student, 3, "---+", [2, 1, 0, 1], [0, 0, 0, 0])


@exercise.case("two pairs of state and action are paid, 4 together, and none costs anything")
def _(student, draw):
    _, R = tables(student)
    expect.close((R != 0).sum(), 2, what="the number of rewards that are not 0")
    expect.close(R.sum(), 4, what="the sum of the rewards")
    expect.close(R.min(), 0, what="the smallest reward")
