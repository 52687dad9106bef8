"""`chain_mdp`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("chain_mdp", level=1)


def tables(student) -> tuple[np.ndarray, np.ndarray]:
    """P [4, 2, 4] and R [4, 2] of the answer."""
    P, R = expect.parts(student(), 2, "P and R")
    expect.shape(P, (4, 2, 4), what="P")
    expect.shape(R, (4, 2), what="R")
    return expect.array(P).astype(float), expect.array(R).astype(float)


def walked(P: np.ndarray, R: np.ndarray, start: int, actions: str) -> tuple[list, list]:
    """Indices of the states and the rewards met from `start` on, the actions written as a text of + and -."""
    at, states, rewards = np.eye(4)[start], [start], []
    for action in actions:
        rewards.append(float(at @ R[:, "-+".index(action)]))
        at = at @ P[:, "-+".index(action)]
        states.append(float(at @ np.arange(4)))
    return states, rewards


@exercise.case("every action leads to one state for certain: the rows of P hold one 1 and else 0")
def _(student, draw):
    P, _ = tables(student)
    expect.close(P.sum(axis=2), np.ones((4, 2)), what="the sums of P over the new state")
    expect.close(P.max(axis=2), np.ones((4, 2)), what="the largest entries of P's rows")


@exercise.case("the walk + + + from state 0 passes the states 1 and 2, is paid 3 and is back in state 0", weight=2)
def _(student, draw):
    states, rewards = walked(*tables(student), 1, "+++")
    expect.close(states, [1, 2, 3, 1], what="the indices of the states")
    expect.close(rewards, [0, 0, 3], what="the rewards")


@exercise.case("the walk - - from state 0 passes the state -1, is paid 1 and is back in state 0", weight=2)
def _(student, draw):
    states, rewards = walked(*tables(student), 1, "--")
    expect.close(states, [1, 0, 1], what="the indices of the states")
    expect.close(rewards, [0, 1], what="the rewards")


@exercise.case("two pairs of state and action are paid, 4 together, and none costs anything")
def _(student, draw):
    _, R = tables(student)
    expect.close([(R != 0).sum(), R.sum(), R.min()], [2, 4, 0], what="number of rewards, their sum, the smallest")


@exercise.probed()
def _(student):
    return {"P": lambda: student()[0], "R": lambda: student()[1]}
