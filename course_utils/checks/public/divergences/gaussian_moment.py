"""`gaussian_moment`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import number

exercise = topic.exercise("gaussian_moment", level=2)
exercise.hints(
    "What do the two sides of 0 contribute for odd n? And how is the integral for n = 2 related to that for n = 0?",
    "Integrate by parts: each step from n - 2 to n multiplies the integral by (n - 1) / (2 a). It starts with "
    "sqrt(pi / a) at n = 0. So for n = 4 which factors are there?",
    "Odd n: 0.0. Even n: start from the root of pi / a and go through the odd numbers below n, `range(1, n, "
    "2)`, multiplying each time by ... / ...",
)


def moments(student, orders, a: float) -> np.ndarray:
    """The answers for several n as finite numbers."""
    return np.array([number(student(n, a), f"the moment for n = {n}") for n in orders])


@exercise.case("the worked example: n = 0 and n = 2 at a = 1", weight=2)
def _(student, draw):
    expect.close(student(2, 1.0), 0.886226925452758, what="the moment for n = 2, a = 1")
    expect.close(student(0, 1.0), 1.772453850905516, what="the moment for n = 0, a = 1")


@exercise.case("the fourth and sixth moment of a standard normal variable are 3 and 15")
def _(student, draw):
    area, *got = moments(student, (0, 2, 4, 6), 0.5)
    expect.greater(area, 0, what="the moment for n = 0, a = 1/2,")
    for n, moment, want in zip((2, 4, 6), got, (1.0, 3.0, 15.0), strict=True):
        expect.close(moment / area, want, what=f"the moment for n = {n} over that for n = 0, a = 1/2,")
    expect.close(got[1], 7.519884823893, what="the moment for n = 4, a = 1/2")


@exercise.case("a narrow bell, a = 5/2: 0.2241996 for n = 2, 0.1345198 for n = 4")
def _(student, draw):
    found = moments(student, (2, 4), 2.5)
    expect.close(found[0], 0.22419964865591716, what="the moment for n = 2, a = 5/2")
    expect.close(found[1], 0.1345197891935503, what="the moment for n = 4, a = 5/2")


@exercise.case("for odd n the two sides cancel: 0; for even n they do not")
def _(student, draw):
    a = draw.positive()
    expect.close(moments(student, (1, 3, 5, 7), a), np.zeros(4), what="the moments for n = 1, 3, 5 and 7")
    expect.greater(moments(student, (2, 4), a), 0, what="the moment for even n")


@exercise.case("substituting x = 2y: the moment at a is 2^(n+1) times that at 4a")
def _(student, draw):
    a = draw.positive()
    orders = np.array([0, 2, 4, 6, 8])
    wide, narrow = moments(student, orders.tolist(), a), moments(student, orders.tolist(), 4 * a)
    expect.greater(narrow, 0, what="the moment for even n")
    expect.close(wide, 2.0 ** (orders + 1) * narrow, what="the moments at a for n = 0, 2, 4, 6 and 8")


@exercise.case("n = 0 is the plain bell: 1 at a = pi, 2 at a = pi / 4")
def _(student, draw):
    expect.close(student(0, math.pi), 1.0, what="the moment for n = 0, a = pi")
    expect.close(student(0, math.pi / 4), 2.0, what="the moment for n = 0, a = pi / 4")
