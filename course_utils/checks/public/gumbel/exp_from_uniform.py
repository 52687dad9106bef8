"""`exp_from_uniform`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import changed, numbers

exercise = topic.exercise("exp_from_uniform", level=1)


def times(student, u) -> np.ndarray:
    """The answer as finite numbers of the shape of u."""
    return numbers(student(np.asarray(u, dtype=float)), np.shape(u), "c")


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


@exercise.case("the ends: u = 0 is no wait at all, and u = 1 - 1e-16 waits 36.7")
def _(student, draw):
    c = times(student, [0.0, 1 - 1e-16, 0.0, 1 - 2.0**-40])
    expect.close(c, [0.0, 36.7368006, 0.0, 27.7258872], atol=1e-7, rtol=0, what="c")


@exercise.case("a u of 1e-18 waits 1e-18, and not 0")
def _(student, draw):
    c = times(student, [1e-18, 1e-12, 1e-6])
    expect.close(c, [1e-18, 1e-12, 1.0000005e-6], rtol=1e-9, atol=0, what="c")


@exercise.case("u is left as it was")
def _(student, draw):
    excess = times(student, np.linspace(0.25, 0.95, 40)) - np.linspace(0.25, 0.95, 40)
    expect.unchanged(student)
    expect.greater(excess, 0.03, what="c - u")


@exercise.probed()
def _(student):
    seeded = student.seeded(5)
    u = np.array([0.3, 0.1, 0.62, 0.97])
    return {
        "times": lambda: seeded(u),
        "ends": lambda: [np.isfinite(expect.array(seeded(np.array([0.0])))).all(), seeded(np.array([1 - 1e-16]))],
        "small": lambda: expect.array(seeded(np.array([1e-18]))) > 5e-19,
        "fairly small": lambda: expect.array(seeded(np.array([1e-8]))) * 1e6,
        "changed": lambda: changed(seeded, u),
    }
