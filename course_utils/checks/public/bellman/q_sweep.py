"""`q_sweep`: public cases, sweeps worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import COIN_P, COIN_R, MIXED_P, MIXED_R, STAY_P, STAY_R

exercise = topic.exercise("q_sweep", level=1)
exercise.hints(
    "Say in words what each part of the faulty line does. Who chooses the next action, and who chooses the next state?",
    "You choose the action, so there the best counts. The next state is chosen by P: multiply by the chances, and then "
    "combine the products as chances are combined.",
    "best = Q.max(axis=...) has one number for each state. Then R + gamma * (P * best), put together over the last axis by ...",
)


@exercise.case(
    "a coin leads to two states with opposite best actions, gamma = 0.9: both actions are worth 0.9", weight=2
)
def _(student, draw):
    Q = student(COIN_P, COIN_R, np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), 0.9)
    expect.close(Q, [[0.9, 0.9], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], what="the next Q")


@exercise.case("1 a step here or 2 a step next door, gamma = 1/2: from 2, 3 and 1, -1 to 2.5, 0.5 and 2.5, 1.5")
def _(student, draw):
    Q = student(STAY_P, STAY_R, np.array([[2.0, 3.0], [1.0, -1.0]]), 0.5)
    expect.close(Q, [[2.5, 0.5], [2.5, 1.5]], what="the next Q")


@exercise.case("chance, four actions, gamma = 1/2, the best of the old values 4 and 8")
def _(student, draw):
    Q = student(MIXED_P, MIXED_R, np.array([[1.0, 2.0, 0.0, 4.0], [-2.0, 3.0, 8.0, 5.0]]), 0.5)
    expect.close(Q, [[3.1, 4.0, 4.6, 4.75], [2.5, 3.0, 5.5, 6.4]], what="the next Q")


@exercise.case("where all values are negative the least loss is best: from -4, -6 and -8, -10 at gamma = 1/2")
def _(student, draw):
    P = np.array([[[0.25, 0.75], [0.5, 0.5]], [[1.0, 0.0], [0.0, 1.0]]])
    Q = student(P, -np.ones((2, 2)), np.array([[-6.0, -4.0], [-8.0, -10.0]]), 0.5)
    expect.close(Q, [[-4.5, -4.0], [-3.0, -5.0]], what="the next Q")


@exercise.case("the arguments are left as they were; gamma = 0 leaves the rewards, gamma = 1 adds 3 and 5")
def _(student, draw):
    old = np.array([[3.0, 1.0], [2.0, 5.0]])
    Q = student(STAY_P, STAY_R, old, 0.0)
    expect.unchanged(student)
    expect.close(Q, STAY_R, what="the next Q for gamma = 0")
    expect.close(student(STAY_P, STAY_R, old, 1.0), [[4.0, 5.0], [7.0, 3.0]], what="the next Q for gamma = 1")
