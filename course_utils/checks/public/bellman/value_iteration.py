"""`value_iteration`: public cases, numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import COIN_P, COIN_R, MIXED_P, MIXED_R, ROW_P, ROW_R, STAY_P, STAY_R

exercise = topic.exercise("value_iteration", level=2)
exercise.hints(
    "If one more sweep changes no value by more than 0.001, how far may the values still be from the true "
    "ones at gamma = 0.99?",
    "A sweep: V(s) becomes the largest R[s, a] + gamma P[s, a] @ V. The error left is at most gamma / (1 - "
    "gamma) times the last change: turn that into a condition on the change. The policy is greedy with "
    "respect to the final V.",
    "Repeat: keep the old V, new V = (R + gamma * P @ V).max(axis=1). Stop when gamma * np.abs(V - "
    "before).max() < tol * (...). Return V and the arg... of the same table.",
)


def solved(student, P, R, *arguments) -> tuple[np.ndarray, np.ndarray]:
    """V and pi that value iteration answers with."""
    V, pi = expect.parts(student(P, R, *arguments), 2, "V and pi")
    for part, name in ((V, "V"), (pi, "pi")):
        expect.shape(part, (len(R),), what=name)
    return expect.array(V), expect.array(pi, "pi")


def within(V: np.ndarray, want: list, tol: float, where: str) -> None:
    """V is off by less than tol, and the rounding of numbers of this size."""
    left = tol + 1e-12 * np.abs(want).max() - np.abs(V - want)
    expect.greater(left, 0, what=f"tol less the error of V {where}")


@exercise.case("a coin leads to two states with opposite best actions, gamma = 0.9: 0.9 in state 0", weight=2)
def _(student, draw):
    V, pi = solved(student, COIN_P, COIN_R, 0.9)
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")


@exercise.case("one state of four pays 1 for ever: 10 to within 0.01 for gamma = 0.9, 100 to within 0.001 for 0.99")
def _(student, draw):
    for gamma, tol, value in ((0.9, 0.01, 10.0), (0.99, 0.001, 100.0)):
        V, _ = solved(student, np.eye(4)[:, None], np.array([[0.0], [1.0], [0.0], [0.0]]), gamma, tol)
        within(V, [0.0, value, 0.0, 0.0], tol, f"for gamma = {gamma}, tol = {tol}")


@exercise.case("four states in a row, gamma = 0.99: 200 in the last one; tol is 1e-10 if left out")
def _(student, draw):
    V, pi = solved(student, ROW_P, ROW_R, 0.99)
    within(V, [194.0598, 196.02, 198.0, 200.0], 1e-10, "for gamma = 0.99")
    expect.close(pi, [1, 1, 1, 0], what="pi")


@exercise.case("1 a step here or 2 a step next door: stay for gamma = 0.25, go for gamma = 0.9")
def _(student, draw):
    for gamma, values, policy in ((0.25, [4 / 3, 8 / 3], [0, 0]), (0.9, [18.0, 20.0], [1, 0])):
        V, pi = solved(student, STAY_P, STAY_R, gamma)
        expect.close(V, values, what=f"V for gamma = {gamma}")
        expect.close(pi, policy, what=f"pi for gamma = {gamma}")


@exercise.case("chance, and an action that pays less but leads to a better state, gamma = 1/2: 74/21 and 38/7")
def _(student, draw):
    V, pi = solved(student, MIXED_P, MIXED_R, 0.5)
    within(V, [74 / 21, 38 / 7], 1e-10, "for gamma = 0.5")
    expect.close(pi, [2, 3], what="pi")


@exercise.case("where every step costs, the least cost is best: 1 a step for ever, gamma = 0.9: -10")
def _(student, draw):
    V, pi = solved(student, np.ones((1, 2, 1)), np.array([[-5.0, -1.0]]), 0.9)
    expect.close(V, [-10.0], what="V")
    expect.close(pi, [1], what="pi")


@exercise.case("P and R are left as they were; rewards that are 3 lower make every value 6 lower at gamma = 1/2")
def _(student, draw):
    V, pi = solved(student, MIXED_P, MIXED_R - 3.0, 0.5)
    expect.unchanged(student)
    within(V, [74 / 21 - 6, 38 / 7 - 6], 1e-10, "for gamma = 0.5")
    expect.close(pi, [2, 3], what="pi")


@exercise.case("gamma = 0: V is the largest next reward", seconds=1)
def _(student, draw):
    V, pi = solved(student, STAY_P, np.array([[1.5, 4.25], [-0.5, -2.25]]), 0.0)
    expect.close(V, [4.25, -0.5], what="V")
    expect.close(pi, [1, 0], what="pi")
