"""`js_divergence`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, drawn_distribution, number

exercise = topic.exercise("js_divergence", level=1)
exercise.hints(
    "You have KL already. Against which third distribution are p and q compared, and can it be 0 where p or q is not?",
    "m = (p + q) / 2 gives every outcome of p or q some probability, so neither divergence is infinite. JS is "
    "their average.",
    "m = 0.5 * (p + q); return (kl_discrete(p, ...) + kl_discrete(..., m)) / ...",
)


@exercise.case("the worked example: (1, 0) and (1/2, 1/2), in either order", weight=2)
def _(student, draw):
    sure, even = np.array([1.0, 0.0]), np.array([0.5, 0.5])
    expect.close(student(sure, even), 0.21576155433883567, what="JS of (1, 0) and (1/2, 1/2)")
    expect.close(student(even, sure), 0.21576155433883567, what="JS of (1/2, 1/2) and (1, 0)")


@exercise.case("three outcomes: (1/8, 3/8, 1/2) and (5/8, 1/8, 1/4)")
def _(student, draw):
    # m = (3/8, 1/4, 3/8)
    p, q = np.array([0.125, 0.375, 0.5]), np.array([0.625, 0.125, 0.25])
    expect.close(student(p, q), 0.14491012796982414, what="JS of p and q")
    expect.close(student(q, p), 0.14491012796982414, what="JS of q and p")


@exercise.case("no outcome in common: log 2, however large a step apart; the same distribution: 0")
def _(student, draw):
    p, q = drawn_distribution(draw, 3), drawn_distribution(draw, 2)
    apart = np.append(p, np.zeros(2)), np.append(np.zeros(3), q)
    expect.close(student(*apart), LOG2, what="JS of two that share nothing")
    expect.close(student(p, p), 0.0, what="JS of p and p")


@exercise.case("a quarter, a half and three quarters of the mass in common leave that much less than log 2")
def _(student, draw):
    for shared in (0.25, 0.5, 0.75):
        p, q = np.array([shared, 1 - shared, 0.0]), np.array([shared, 0.0, 1 - shared])
        expect.close(student(p, q), (1 - shared) * LOG2, what=f"JS with {shared} in common")


@exercise.case("symmetric, and between 0 and log 2")
def _(student, draw):
    p, q, r = (drawn_distribution(draw) for _ in range(3))
    first, other = number(student(p, q)), number(student(p, r))
    expect.close(student(q, p), first, what="JS of q and p")
    expect.greater([first, other, LOG2 - first, LOG2 - other], 1e-9, what="JS, and log 2 less JS,")
    expect.differs(first, other, "the answer is the same for two different pairs")


@exercise.case("an outcome that neither has adds nothing")
def _(student, draw):
    p, q = drawn_distribution(draw), drawn_distribution(draw)
    plain = number(student(p, q))
    expect.greater(plain, 1e-9, what="JS")
    expect.close(student(np.insert(p, 2, 0.0), np.insert(q, 2, 0.0)), plain, what="JS with an outcome more")
    expect.close(student(np.append(p, 0.0), np.append(p, 0.0)), 0.0, what="JS of p and p with an outcome more")


@exercise.case("an outcome that only one of them has, with a probability of 2^-27, leaves 2^-28 log 2")
def _(student, draw):
    rare = 2.0**-27
    p, q = np.array([1.0, 0.0]), np.array([1 - rare, rare])
    found = number(student(p, q)) / (rare / 2 * LOG2)
    expect.close(found, 1.0, rtol=1e-4, what="JS of (1, 0) and (1 - 2^-27, 2^-27), in units of 2^-28 log 2,")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    p, q = np.append(drawn_distribution(draw), 0.0), np.insert(drawn_distribution(draw), 0, 0.0)
    answer = number(student(p, q))
    expect.unchanged(student)
    expect.greater([answer, LOG2 - answer], 1e-9, what="JS, and log 2 less JS,")
    expect.differs(answer, number(student(p, p)), "JS is the same for two distributions and for one and itself")
