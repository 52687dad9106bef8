"""`kl_from_samples`: public cases, numbers worked by hand and properties."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, number

exercise = topic.exercise("kl_from_samples", level=2)
exercise.hints(
    "Average q(x) / p(x) over p: the p cancels. What is left, and what is the number? So what has the mean 0?",
    "With the ratio r = q / p, a draw contributes -log r so far, and you may add any multiple of r - 1. Draw -log r and think "
    "of its tangent at r = 1: which multiple lifts the curve so that it touches 0 there and is above 0 elsewhere?",
    "Subtract the two logarithms first, log_q less log_p, for densities far out are too small for a float. Then average over "
    "the draws: the exponential of that difference, less 1, less ...",
)


def sampled(student, log_p, log_q, what: str = "the estimate") -> float:
    """The answer as a finite number."""
    return number(student(np.array(log_p, dtype=float), np.array(log_q, dtype=float)), what)


@exercise.case(
    "one draw: 1 - log 2 where q is twice p, log 2 - 1/2 where it is half of p, 0 where they are equal", weight=2
)
def _(student, draw):
    at = np.array([-1.5])
    expect.close(student(at, at + LOG2), 1 - LOG2, what="the estimate where q is twice p")
    expect.close(student(at, at - LOG2), LOG2 - 0.5, what="the estimate where q is half of p")
    expect.close(student(at, at.copy()), 0.0, what="the estimate where they are equal")


@exercise.case(
    "four draws in exact proportion, p = (1/2, 1/4, 1/4), q = (1/4, 1/4, 1/2): the divergence itself, log 2 / 4"
)
def _(student, draw):
    log_p, log_q = np.log([0.5, 0.5, 0.25, 0.25]), np.log([0.25, 0.25, 0.25, 0.5])
    expect.close(student(log_p, log_q), LOG2 / 4, what="the estimate from four draws")
    expect.close(
        student(np.tile(log_p, 3), np.tile(log_q, 3)), LOG2 / 4, what="the estimate from the same draws, three times"
    )


@exercise.case("ten draws in exact proportion, p = (3/10, 7/10), q = (8/10, 2/10)")
def _(student, draw):
    log_p, log_q = np.log([0.3] * 3 + [0.7] * 7), np.log([0.8] * 3 + [0.2] * 7)
    expect.close(student(log_p, log_q), 0.5826853020432394, what="the estimate from ten draws")


@exercise.case("no single draw contributes a negative number")
def _(student, draw):
    found = {}
    for shift in (-3.0, -0.5, 0.5, 3.0):
        found[shift] = sampled(student, [-1.0], [-1.0 + shift], f"the estimate where log q - log p is {shift:g}")
        expect.greater(found[shift], 1e-9, what=f"the estimate where log q - log p is {shift:g}")
    expect.greater(found[3.0] - found[0.5], 1e-9, what="the estimate at 3 less that at 0.5")


@exercise.case("only the ratio counts: densities of e^-1000 do no harm")
def _(student, draw):
    at = np.array([-1000.0, -1000.0])
    expect.close(student(at, at + LOG2), 1 - LOG2, what="the estimate far out")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    log_p, shift = draw.normal(6), draw.uniform(0.5, 1.5, 6)
    found = sampled(student, log_p, log_p + shift)
    expect.unchanged(student)
    expect.greater([found, shift.max() - found + 2], 1e-9, what="the estimate, and what it leaves,")
    expect.differs(found, sampled(student, log_p, log_p - 0.6 * shift), "the answer is the same for another q")
