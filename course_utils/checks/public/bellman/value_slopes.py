"""`value_slopes`: public cases, worlds so small that the value is a formula in the rewards."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import CHANCE_P, CHANCE_PI, CHANCE_R

exercise = topic.exercise("value_slopes", level=2)
exercise.hints(
    "v = M^-1 R_pi with M = I - gamma P_pi is linear in the rewards. You want one row of it: how is the gradient of one output "
    "of a linear layer sent back to its inputs?",
    "Backwards, a layer multiplies by the transpose. The error at the output is 1 at `start` and 0 elsewhere; the slopes d with "
    "respect to R_pi solve a linear system with the transpose of M. Each R[s, a] enters R_pi[s] with a weight.",
    "d = np.linalg.solve((np.eye(S) - gamma * P_pi).T, one-hot of ...); then entry (s, a) is d[s] times ...",
)


@exercise.case(
    "two states that follow each other, gamma = 1/2: v(0) = 4/3 R0 + 2/3 R1, v(1) = 2/3 R0 + 4/3 R1", weight=2
)
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    for start, slopes in ((0, [[4 / 3], [2 / 3]]), (1, [[2 / 3], [4 / 3]])):
        expect.close(student(P, np.ones((2, 1)), 0.5, start), slopes, what=f"the slopes of v({start})")


@exercise.case("a path of no return: state 0 leads to state 1 for ever, gamma = 1/2: v(0) = R0 + R1, v(1) = 2 R1")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[0.0, 1.0]]])
    for start, slopes in ((0, [[1.0], [1.0]]), (1, [[0.0], [2.0]])):
        found = student(P, np.ones((2, 1)), 0.5, start)
        expect.close(found, slopes, atol=1e-9, what=f"the slopes of v({start})")


@exercise.case("one state, the second action three times in four, gamma = 0.9: v = 2.5 R0 + 7.5 R1")
def _(student, draw):
    found = student(np.ones((1, 2, 1)), np.array([[0.25, 0.75]]), 0.9, 0)
    expect.close(found, [[2.5, 7.5]], what="the slopes of v(0)")


@exercise.case("chance in P and in pi, gamma = 1/2: the slopes times the rewards add up to v = 37/86 and 197/86")
def _(student, draw):
    want = {0: [[33 / 86, 99 / 86], [20 / 86, 20 / 86]], 1: [[13 / 86, 39 / 86], [60 / 86, 60 / 86]]}
    for start, value in ((0, 37 / 86), (1, 197 / 86)):
        found = student(CHANCE_P, CHANCE_PI, 0.5, start)
        expect.close(found, want[start], what=f"the slopes of v({start})")
        expect.close((expect.array(found) * CHANCE_R).sum(), value, what=f"slopes times rewards from {start}")


@exercise.case("the arguments are left as they were; gamma = 0 counts the next reward only; nothing follows an end")
def _(student, draw):
    found = student(CHANCE_P, CHANCE_PI, 0.0, 1)
    expect.unchanged(student)
    expect.close(found, [[0.0, 0.0], [0.5, 0.5]], atol=1e-9, what="the slopes of v(1) for gamma = 0")
    P = np.zeros((2, 2, 2))
    P[0, :, 0], P[0, :, 1] = 0.5, 0.5
    found = student(P, np.array([[0.25, 0.75], [0.5, 0.5]]), 1.0, 0)
    expect.close(found, [[0.5, 1.5], [0.5, 0.5]], what="the slopes of v(0), with an end in state 1 and gamma = 1")
