"""`policy_iteration`: public cases, numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import COIN_P, COIN_R, MIXED_P, MIXED_R, ROW_P, ROW_R, STAY_P, STAY_R

exercise = topic.exercise("policy_iteration", level=2)
exercise.hints(
    "Two actions may be equally good. Which one does the policy keep, and what would happen if it switched every time?",
    "Evaluate the policy exactly, by the linear system of its own actions. Form Q = R + gamma P V. Switch in "
    "every state where the best action is better than the policy's own by more than rounding, all at once; "
    "where none is, stop. Count the evaluations.",
    "pi = a copy of pi0. Repeat: V = np.linalg.solve(np.eye(S) - gamma * P[states, pi], R[states, ...]); "
    "count; Q = ...; better = Q.max(axis=1) > Q[states, pi] + a tolerance of some 1e-9; if none is better, "
    "return V, pi and the count; else pi = np.where(better, ..., pi).",
)


def improved(student, P, R, gamma, pi0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """V, pi and n_iter that policy iteration answers with."""
    V, pi, n_iter = expect.parts(student(P, R, gamma, np.array(pi0)), 3, "V, pi and n_iter")
    for part, shape, name in ((V, (len(R),), "V"), (pi, (len(R),), "pi"), (n_iter, (), "n_iter")):
        expect.shape(part, shape, what=name)
    return expect.array(V), expect.array(pi, "pi"), expect.array(n_iter)


def improves(student, problem: tuple, pi0: list, V: list, pi: list, n_iter: int, gamma: float = 0.9) -> None:
    """Policy iteration from pi0 answers with this."""
    found = improved(student, *problem, gamma, pi0)
    for part, want, name in zip(found, (V, pi, n_iter), ("V", "pi", "n_iter"), strict=True):
        expect.close(part, want, what=f"{name} from {pi0}")


@exercise.case("from (stay, stay) at gamma = 0.9: V = (10, 20), then (18, 20), two evaluations", weight=2)
def _(student, draw):
    improves(student, (STAY_P, STAY_R), [0, 0], [18.0, 20.0], [1, 0], 2)


@exercise.case("from the best policy one evaluation is enough, also at gamma = 0.25; from (go, go) it takes three")
def _(student, draw):
    improves(student, (STAY_P, STAY_R), [0, 0], [4 / 3, 8 / 3], [0, 0], 1, gamma=0.25)
    improves(student, (STAY_P, STAY_R), [1, 0], [18.0, 20.0], [1, 0], 1)
    improves(student, (STAY_P, STAY_R), [1, 1], [18.0, 20.0], [1, 0], 3)


@exercise.case("a coin leads to two states with opposite best actions: both switch at once, 0.9 in state 0")
def _(student, draw):
    V, pi, n_iter = improved(student, COIN_P, COIN_R, 0.9, [0, 1, 0, 0])
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")
    expect.close(n_iter, 2, what="n_iter")


@exercise.case("four states in a row: the news of the 2 in the last one travels one state back per round")
def _(student, draw):
    improves(student, (ROW_P, ROW_R), [0, 0, 0, 0], [14.58, 16.2, 18.0, 20.0], [1, 1, 1, 0], 4)
    improves(student, (ROW_P, ROW_R), [1, 1, 1, 1], [14.58, 16.2, 18.0, 20.0], [1, 1, 1, 0], 5)


@exercise.case("chance, and an action that pays less but leads to a better state, gamma = 1/2: 74/21 and 38/7")
def _(student, draw):
    improves(student, (MIXED_P, MIXED_R), [0, 0], [74 / 21, 38 / 7], [2, 3], 4, gamma=0.5)


@exercise.case("of several better actions the best is taken at once, and a gain of 0.001 counts")
def _(student, draw):
    improves(student, (np.ones((1, 3, 1)), np.array([[1.0, 2.0, 4.0]])), [0], [40.0], [2], 2)
    improves(student, (np.ones((1, 2, 1)), np.array([[1.0, 1.001]])), [0], [10.01], [1], 2)


@exercise.case("two actions that do the same, or the same but for rounding: no switch between them")
def _(student, draw):
    twice = [0, 0, 1, 1]
    improves(student, (STAY_P[:, twice], STAY_R[:, twice]), [3, 1], [18.0, 20.0], [3, 1], 1)
    ends = np.zeros((2, 2, 2))
    ends[:, :, 1] = 1.0
    for first in (0, 1):
        problem = ends, np.array([[0.3, 0.1 + 0.2], [0.0, 0.0]])
        improves(student, problem, [first, 0], [0.3, 0.0], [first, 0], 1)


@exercise.case("the arguments are left as they were, pi0 too; from (stay, go) it takes three evaluations")
def _(student, draw):
    found = improved(student, STAY_P, STAY_R, 0.9, [0, 1])
    expect.unchanged(student)
    for part, want, name in zip(found, ([18.0, 20.0], [1, 0], 3), ("V", "pi", "n_iter"), strict=True):
        expect.close(part, want, what=name)
