"""`exp_from_uniform`: public cases, numbers worked by hand and the law of memoryless clocks."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers, steady

exercise = topic.exercise("exp_from_uniform", level=1)
exercise.hints(
    "Solve u = 1 - e^(-c) for c on paper. What becomes of 1 - u in floating point when u is 1e-18?",
    "c = -log(1 - u), but 1 - 1e-18 is 1. Numpy has a function that computes log(1 + x) for small x without "
    "adding 1 first.",
    "Use `np.log1p`: what has to be put into it so that it gives log(1 - u)? And which sign does a waiting time have?",
)


def times(student, u) -> np.ndarray:
    """The answer as finite numbers of the shape of u."""
    u = np.asarray(u, dtype=float)
    return numbers(steady(student, u), u.shape, "c")


@exercise.case("the worked example: half of all clocks have rung after 0.693, three quarters after 1.386", weight=2)
def _(student, draw):
    c = times(student, [0.5, 0.75, 0.9, 0.2, 0.7, 0.95])
    expect.close(c, [0.6931472, 1.3862944, 2.3025851, 0.2231436, 1.2039728, 2.9957323], atol=1e-7, what="c")


@exercise.case("clocks forget: where chances of still waiting multiply, times add")
def _(student, draw):
    # 1 - u is the chance of still waiting, so this w stands for waiting through both.
    u, v = draw.uniform(0.1, 0.9, 2, 3), draw.uniform(0.1, 0.9, 2, 3)
    first, second, both = (times(student, x) for x in (u, v, u + v - u * v))
    expect.close(both, first + second, what="c of both waits, one after the other,")
    expect.greater([first, second], 0.05, what="c")


@exercise.case("u = 0 is no wait at all; 1/8 is a wait of 0.134, and 7/8 one of 2.079")
def _(student, draw):
    c = times(student, [0.0, 0.125, 0.875])
    expect.close(c[1:], [0.1335314, 2.0794415], atol=1e-7, what="c of 1/8 and 7/8")
    expect.close(c[0], 0.0, what="c of 0")


@exercise.case("u from 1e-18 to 1e-6: no wait is lost, however short, and c has all its digits")
def _(student, draw):
    u = 1e-18 * 1.5 ** np.arange(20)
    c = times(student, u)
    expect.close(c, np.zeros(20), atol=0.01, what="c of u up to 2e-15, to two decimals")
    slopes = np.diff(c, axis=0) / np.diff(u)
    expect.greater(slopes, 0.5, what="what c grows by where u grows by 1")
    if (slopes > 0.5).all():  # where waits are lost, further digits say nothing
        u = np.array([3e-10, 8e-9, 3e-8, 1e-6])  # c = u + u^2/2 + u^3/3 + ...
        rest = (times(student, u) - u) / u**2
        expect.close(rest, np.full(4, 0.5), rtol=0, atol=1e-4, what="(c - u) / u^2 of u from 3e-10 to 1e-6")


@exercise.case("the last steps below u = 1: waits go on growing, from 32.4 to 35.4")
def _(student, draw):
    c = times(student, 1 - 2.0**-51 * np.arange(20, 0, -1))
    expect.greater(np.diff(c, axis=0), 0, what="what c grows by from each u to the next")
    if (np.diff(c, axis=0) > 0).all():  # one rounding of the last u makes 0.3 of a difference
        expect.close(c[[0, -1]], [32.3548, 35.3505], atol=0.4, rtol=0, what="the first and the last c")


@exercise.case("u is left as it was, and every wait is longer than its u")
def _(student, draw):
    u = np.linspace(0.25, 0.95, 40)
    c = times(student, u)
    expect.unchanged(student)
    expect.greater(c - u, 0.03, what="c - u")
    expect.greater(np.ptp(c), 0.03, what="how far the waits lie apart")
