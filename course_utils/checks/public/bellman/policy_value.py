"""`policy_value`: public cases, numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import CHANCE_P, CHANCE_PI, CHANCE_R, drawn_problem

exercise = topic.exercise("policy_value", level=1)
exercise.hints(
    "If the policy is fixed, what remains of the choice of actions? Which matrix leads from state to state, "
    "and what is earned on average?",
    "Average over the actions with pi: P_pi[s, n] = sum_a pi[s, a] P[s, a, n], R_pi[s] = sum_a pi[s, a] R[s, "
    "a]. Then v = R_pi + gamma P_pi v is a linear system: bring v to one side.",
    '`np.einsum` with "sa,san->..." averages P over the actions, (pi * R).sum(axis=...) the rewards. Then '
    "np.linalg.solve(identity - ... * P_pi, R_pi).",
)


@exercise.case("two states that follow each other, rewards 1 and 0, gamma = 1/2: 4/3 and 2/3", weight=2)
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    v = student(P, np.array([[1.0], [0.0]]), np.ones((2, 1)), 0.5)
    expect.close(v, [4 / 3, 2 / 3], what="v")


@exercise.case("one state, rewards 0 and 4, the second action three times in four: 30 for gamma = 0.9, 300 for 0.99")
def _(student, draw):
    for gamma, value in ((0.9, 30.0), (0.99, 300.0)):
        v = student(np.ones((1, 2, 1)), np.array([[0.0, 4.0]]), np.array([[0.25, 0.75]]), gamma)
        expect.close(v, [value], rtol=1e-8, what=f"v for gamma = {gamma}")


@exercise.case("a path of no return: state 0 leads to state 1, which pays 1 for ever; gamma = 1/2: 1 and 2")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[0.0, 1.0]]])
    expect.close(student(P, np.array([[0.0], [1.0]]), np.ones((2, 1)), 0.5), [1.0, 2.0], what="v")


@exercise.case("gamma = 0: what the next action is expected to pay")
def _(student, draw):
    P, _ = drawn_problem(draw, 3, 2)
    R, pi = np.array([[1.0, 5.0], [2.0, -2.0], [0.0, 10.0]]), np.array([[0.5, 0.5], [0.75, 0.25], [0.9, 0.1]])
    expect.close(student(P, R, pi, 0.0), [3.0, 1.0, 1.0], what="v")


@exercise.case("chance in P and in pi, gamma = 1/2: R_pi = (-1/4, 7/4), so v = (37/86, 197/86)")
def _(student, draw):
    v = student(CHANCE_P, CHANCE_R, CHANCE_PI, 0.5)
    expect.close(v, [37 / 86, 197 / 86], what="v")


@exercise.case("the arguments are left as they were; two states take turns, the rewards 3 and 0 give 4 and 2")
def _(student, draw):
    P, R = np.zeros((2, 2, 2)), np.array([[2.0, 4.0], [1.0, -1.0]])
    P[0, :, 1] = P[1, :, 0] = 1.0
    v = student(P, R, np.full((2, 2), 0.5), 0.5)
    expect.unchanged(student)
    expect.close(v, [4.0, 2.0], what="v")
