"""`value_iteration`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import COIN_P, COIN_R, SKEW_P, SKEW_R, STAY_P, STAY_R, actions_of

exercise = topic.exercise("value_iteration", level=2)


def solved(student, P, R, *arguments) -> tuple[np.ndarray, np.ndarray]:
    """V and pi that value iteration answers with."""
    V, pi = expect.parts(student(P, R, *arguments), 2, "V and pi")
    expect.shape(V, (len(R),), what="V")
    return expect.array(V), actions_of(pi, *R.shape)


@exercise.case("a coin leads to two states with opposite best actions, gamma = 0.9: 0.9 in state 0", weight=2)
def _(student, draw):
    V, pi = solved(student, COIN_P, COIN_R, 0.9)
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")


@exercise.case("one state that pays 1 for ever: 10 to within 0.01 for gamma = 0.9, 100 to within 0.001 for 0.99")
def _(student, draw):
    for gamma, tol, value in ((0.9, 0.01, 10.0), (0.99, 0.001, 100.0)):
        V, _ = solved(student, np.ones((1, 1, 1)), np.ones((1, 1)), gamma, tol)
        expect.close(V, [value], rtol=1e-12, atol=tol, what=f"V for gamma = {gamma}, tol = {tol}")


@exercise.case("tol is 1e-10 if left out, and V is as near as that at gamma = 0.99")
def _(student, draw):
    V, _ = solved(student, STAY_P, STAY_R, 0.99)
    expect.close(V, [198.0, 200.0], rtol=1e-12, atol=1e-10, what="V")


@exercise.case("1 a step here or 2 a step next door: stay for gamma = 0.25, go for gamma = 0.9")
def _(student, draw):
    for gamma, values, policy in ((0.25, [4 / 3, 8 / 3], [0, 0]), (0.9, [18.0, 20.0], [1, 0])):
        V, pi = solved(student, STAY_P, STAY_R, gamma)
        expect.close(V, values, what=f"V for gamma = {gamma}")
        expect.close(pi, policy, what=f"pi for gamma = {gamma}")


@exercise.case("where every step costs, the least cost is best: -10 a round in the best of two rings")
def _(student, draw):
    V, pi = solved(student, np.ones((1, 2, 1)), np.array([[-5.0, -1.0]]), 0.9)
    expect.close(V, [-10.0], what="V")
    expect.close(pi, [1], what="pi")


@exercise.case("P and R are left as they were")
def _(student, draw):
    V, _ = solved(student, STAY_P, STAY_R, 0.5)
    expect.unchanged(student)
    expect.close(V, [2.0, 4.0], what="V")


@exercise.probed()
def _(student):
    def changed():
        student(SKEW_P, SKEW_R, 0.8)
        return list(student.changed)

    return {
        "solved": lambda: student(SKEW_P, SKEW_R, 0.8),
        "costs": lambda: student(SKEW_P, SKEW_R - 3.0, 0.8),
        "rough": lambda: student(SKEW_P, SKEW_R, 0.95, 0.01),
        "far": lambda: student(SKEW_P, SKEW_R, 0.99)[0],
        "coin": lambda: student(COIN_P, COIN_R, 0.9)[0],
        "next door": lambda: student(STAY_P, STAY_R, 0.9),
        "changed": changed,
    }
