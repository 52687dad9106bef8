"""`discounted_returns`: public cases, numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("discounted_returns", level=1)
exercise.hints(
    "How is the return at t related to the return at t + 1?",
    "G_t = r_t + gamma G_(t+1), and after the last reward there is nothing: 0. So one pass from the end to "
    "the start is enough. r may hold integers; G must not.",
    "G = np.zeros(len(r)); after = 0.0; for t in reversed(range(len(r))): after = r[t] + gamma * ...; G[t] = ...",
)


@exercise.case("the rewards 1, 0, 2 with gamma = 1/2 give 1.5, 1, 2", weight=2)
def _(student, draw):
    expect.close(student(np.array([1, 0, 2]), 0.5), [1.5, 1.0, 2.0], what="the returns")


@exercise.case("gamma = 0 looks at one reward, gamma = 1 adds up all that follow")
def _(student, draw):
    r = np.array([3.0, -1.0, 4.0])
    expect.close(student(r, 0.0), r, what="the returns for gamma = 0")
    expect.close(student(r, 1.0), [6.0, 3.0, 4.0], what="the returns for gamma = 1")


@exercise.case("a single reward of 8 at the end, gamma = 1/2: it is halved for every step that it lies ahead")
def _(student, draw):
    expect.close(student(np.array([0.0, 0.0, 0.0, 8.0]), 0.5), [1.0, 2.0, 4.0, 8.0], what="the returns")


@exercise.case("whole numbers can have fractional returns: 3, 5, 7 with gamma = 0.9 give 13.17, 11.3, 7")
def _(student, draw):
    expect.close(student(np.array([3, 5, 7]), 0.9), [13.17, 11.3, 7.0], what="the returns")


@exercise.case("the rewards 0.7, -1.1, 2.3, 0.4, 1.9 with gamma = 0.6 give 1.20064, 0.8344, 3.224, 1.54, 1.9")
def _(student, draw):
    returns = student(np.array([0.7, -1.1, 2.3, 0.4, 1.9]), 0.6)
    expect.close(returns, [1.20064, 0.8344, 3.224, 1.54, 1.9], what="the returns")


@exercise.case("the rewards 2, 4 are left as they were, and with gamma = 1/4 they give 3, 4")
def _(student, draw):
    returns = student(np.array([2.0, 4.0]), 0.25)
    expect.unchanged(student)
    expect.close(returns, [3.0, 4.0], what="the returns")
