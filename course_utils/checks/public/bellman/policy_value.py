"""`policy_value`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import SKEW_P, SKEW_R, drawn_problem

exercise = topic.exercise("policy_value", level=1)


@exercise.case("two states that follow each other, rewards 1 and 0, gamma = 1/2: 4/3 and 2/3", weight=2)
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    v = student(P, np.array([[1.0], [0.0]]), np.ones((2, 1)), 0.5)
    expect.close(v, [4 / 3, 2 / 3], what="v")


@exercise.case("one state, rewards 0 and 4, the second action three times in four, gamma = 0.9: 30")
def _(student, draw):
    v = student(np.ones((1, 2, 1)), np.array([[0.0, 4.0]]), np.array([[0.25, 0.75]]), 0.9)
    expect.close(v, [30.0], what="v")


@exercise.case("a way of no return: state 0 leads to state 1, which pays 1 for ever; gamma = 1/2: 1 and 2")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[0.0, 1.0]]])
    expect.close(student(P, np.array([[0.0], [1.0]]), np.ones((2, 1)), 0.5), [1.0, 2.0], what="v")


@exercise.case("gamma = 0: what the next action is expected to pay")
def _(student, draw):
    P, _ = drawn_problem(draw, 3, 2)
    R, pi = np.array([[1.0, 5.0], [2.0, -2.0], [0.0, 10.0]]), np.array([[0.5, 0.5], [0.75, 0.25], [0.9, 0.1]])
    expect.close(student(P, R, pi, 0.0), [3.0, 1.0, 1.0], what="v")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    v = student(P, np.array([[3.0], [0.0]]), np.ones((2, 1)), 0.5)
    expect.unchanged(student)
    expect.close(v, [4.0, 2.0], what="v")


@exercise.probed()
def _(student):
    pi = np.array([[0.3, 0.7], [0.4, 0.6], [0.65, 0.35]])

    def changed():
        student(SKEW_P, SKEW_R, pi, 0.8)
        return list(student.changed)

    return {
        "value": lambda: student(SKEW_P, SKEW_R, pi, 0.8),
        "far": lambda: student(SKEW_P, SKEW_R, pi, 0.99),
        "now": lambda: student(SKEW_P, SKEW_R, pi, 0.0),
        "changed": changed,
    }
