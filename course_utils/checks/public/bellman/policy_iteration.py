"""`policy_iteration`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import COIN_P, COIN_R, SKEW_P, SKEW_R, STAY_P, STAY_R, actions_of

exercise = topic.exercise("policy_iteration", level=2)


def improved(student, P, R, gamma, pi0) -> tuple[np.ndarray, np.ndarray, int]:
    """V, pi and n_iter that policy iteration answers with."""
    V, pi, n_iter = expect.parts(student(P, R, gamma, pi0), 3, "V, pi and n_iter")
    expect.shape(V, (len(R),), what="V")
    expect.shape(n_iter, (), what="n_iter")
    return expect.array(V), actions_of(pi, *R.shape), float(expect.array(n_iter))


@exercise.case("from (stay, stay) at gamma = 0.9: V = (10, 20), then (18, 20), two evaluations", weight=2)
def _(student, draw):
    V, pi, n_iter = improved(student, STAY_P, STAY_R, 0.9, np.array([0, 0]))
    expect.close(V, [18.0, 20.0], what="V")
    expect.close(pi, [1, 0], what="pi")
    expect.close(n_iter, 2, what="n_iter")


@exercise.case("from the best policy one evaluation is enough, from (go, go) it takes three")
def _(student, draw):
    for pi0, count in (([1, 0], 1), ([1, 1], 3)):
        V, _, n_iter = improved(student, STAY_P, STAY_R, 0.9, np.array(pi0))
        expect.close(n_iter, count, what=f"n_iter from {pi0}")
        expect.close(V, [18.0, 20.0], what=f"V from {pi0}")


@exercise.case("a coin leads to two states with opposite best actions, gamma = 0.9: 0.9 in state 0")
def _(student, draw):
    V, pi, _ = improved(student, COIN_P, COIN_R, 0.9, np.array([0, 1, 0, 0]))
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")


@exercise.case("two actions that do the same: it ends, whichever it starts with")
def _(student, draw):
    P, R = STAY_P[:, [0, 0, 1, 1]], STAY_R[:, [0, 0, 1, 1]]
    for pi0 in ([0, 0], [1, 1], [3, 2]):
        V, _, n_iter = improved(student, P, R, 0.9, np.array(pi0))
        expect.close(V, [18.0, 20.0], what=f"V from {pi0}")
        expect.greater(6 - n_iter, 0, what="6 less n_iter")


@exercise.case("the arguments are left as they were, pi0 too")
def _(student, draw):
    V, _, _ = improved(student, STAY_P, STAY_R, 0.9, np.array([0, 1]))
    expect.unchanged(student)
    expect.close(V, [18.0, 20.0], what="V")


@exercise.probed()
def _(student):
    def changed():
        student(SKEW_P, SKEW_R, 0.8, np.array([0, 0, 0]))
        return list(student.changed)

    twice = [0, 0, 1, 1]
    return {
        "solved": lambda: student(SKEW_P, SKEW_R, 0.8, np.array([0, 0, 0])),
        "other start": lambda: student(SKEW_P, SKEW_R, 0.95, np.array([1, 0, 1])),
        "best start": lambda: student(STAY_P, STAY_R, 0.9, np.array([1, 0])),
        "all go": lambda: student(STAY_P, STAY_R, 0.9, np.array([1, 1])),
        "coin": lambda: student(COIN_P, COIN_R, 0.9, np.array([0, 1, 0, 0]))[0],
        "twice": lambda: student(STAY_P[:, twice], STAY_R[:, twice], 0.9, np.array([3, 2]))[2],
        "changed": changed,
    }
