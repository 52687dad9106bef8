"""`discounted_returns`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("discounted_returns", level=1)


@exercise.case("the rewards 1, 0, 2 with gamma = 1/2 give 1.5, 1, 2", weight=2)
def _(student, draw):
    expect.close(student(np.array([1, 0, 2]), 0.5), [1.5, 1.0, 2.0], what="the returns")


@exercise.case("gamma = 0 looks at one reward, gamma = 1 adds up all that follow")
def _(student, draw):
    r = np.array([3.0, -1.0, 4.0])
    expect.close(student(r, 0.0), r, what="the returns for gamma = 0")
    expect.close(student(r, 1.0), [6.0, 3.0, 4.0], what="the returns for gamma = 1")


@exercise.case("a single reward of 8 at the end, gamma = 1/2: it halves with every step that it lies ahead")
def _(student, draw):
    expect.close(student(np.array([0.0, 0.0, 0.0, 8.0]), 0.5), [1.0, 2.0, 4.0, 8.0], what="the returns")


@exercise.case("an array of integers has returns that are no integers")
def _(student, draw):
    expect.close(student(np.array([1, 1, 1]), 0.9), [2.71, 1.9, 1.0], what="the returns")


@exercise.case("the rewards are left as they were")
def _(student, draw):
    returns = student(np.array([2.0, 4.0]), 0.25)
    expect.unchanged(student)
    expect.close(returns, [3.0, 4.0], what="the returns")


@exercise.probed()
def _(student):
    r = np.array([0.7, -1.1, 2.3, 0.4, 1.9])

    def changed():
        student(r, 0.6)
        return list(student.changed)

    return {
        "returns": lambda: student(r, 0.6),
        "integers": lambda: student(np.array([3, -2, 5, 1]), 0.7),
        "one": lambda: student(np.array([1.5]), 0.6),
        "now": lambda: student(r, 0.0),
        "all": lambda: student(r, 1.0),
        "changed": changed,
    }
