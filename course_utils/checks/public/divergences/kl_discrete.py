"""`kl_discrete`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, drawn_distribution, number

exercise = topic.exercise("kl_discrete", level=1)
exercise.hints(
    "What does an outcome contribute that p never has? And one that p has and q rules out?",
    "Look at the outcomes with p > 0 only; the others add nothing, whatever q says. Among those, q = 0 makes "
    "the sum infinite: ask for it first, with ==, not with a small threshold.",
    "Make a mask of the outcomes that p has. If any q under the mask is 0, return ... Otherwise sum p * "
    "np.log(... / ...) under the mask, and make it a float. Which of the two stands on top?",
)


@exercise.case("the worked example: (1/2, 1/2) against (1/4, 3/4), and the other way round", weight=2)
def _(student, draw):
    even, uneven = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    expect.close(student(even, uneven), 0.14384103622589045, what="KL of (1/2, 1/2) against (1/4, 3/4)")
    expect.close(student(uneven, even), 0.13081203594113697, what="KL of (1/4, 3/4) against (1/2, 1/2)")


@exercise.case("an outcome that p never has adds nothing, whatever q gives it")
def _(student, draw):
    expect.close(student(np.array([1.0, 0.0]), np.array([0.4, 0.6])), 0.916290731874155, what="KL of (1, 0)")
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])
    expect.close(student(p, q), LOG2 / 2, what="KL of (1/2, 1/2, 0) against (1/4, 1/2, 1/4)")
    q = np.array([0.25, 0.75, 0.0])
    expect.close(student(p, q), 0.14384103622589045, what="KL with an outcome that neither has")


@exercise.case("an outcome that p has and q rules out makes it infinite; the other way round it does not")
def _(student, draw):
    even, sure = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    expect.close(student(even, sure), math.inf, what="KL of (1/2, 1/2) against (1, 0)")
    expect.close(student(sure, even), LOG2, what="KL of (1, 0) against (1/2, 1/2)")
    p, q = np.array([0.125, 0.375, 0.5]), np.array([0.25, 0.0, 0.75])
    expect.close(student(p, q), math.inf, what="KL of (1/8, 3/8, 1/2) against (1/4, 0, 3/4)")


@exercise.case("a probability of 2^-80 is not 0: the answer is 39 log 2")
def _(student, draw):
    p, q = np.array([0.5, 0.5]), np.array([2.0**-80, 1.0])
    expect.close(student(p, q), 39 * LOG2, what="KL of (1/2, 1/2) against (2^-80, 1)")


@exercise.case("two independent experiments: their divergences add up")
def _(student, draw):
    p, q, r, s = (drawn_distribution(draw, n) for n in (3, 3, 4, 4))
    first, second = number(student(p, q)), number(student(r, s))
    joint = number(student(np.outer(p, r).ravel(), np.outer(q, s).ravel()))
    expect.greater([first, second], 1e-9, what="KL of one experiment")
    expect.close(joint, first + second, what="KL of both experiments together")


@exercise.case("zero where p = q, above zero anywhere else")
def _(student, draw):
    p, q = drawn_distribution(draw), drawn_distribution(draw)
    expect.close(student(p, p), 0.0, what="KL of p against p")
    expect.greater(number(student(p, q)), 1e-9, what="KL of p against another q")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    p, q = np.append(drawn_distribution(draw), 0.0), drawn_distribution(draw, 6)
    answer = number(student(p, q))
    expect.unchanged(student)
    expect.greater(answer, 1e-9, what="KL of p against another q")
    other = np.append(drawn_distribution(draw), 0.0)
    expect.differs(answer, number(student(other, q)), "KL is the same for another p")
