"""`elbo_linear_gaussian`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

from ... import expect
from . import topic
from .shared import bound

exercise = topic.exercise("elbo_linear_gaussian", level=2)


@exercise.case("the worked example: -1.658909 = -1.766386 + 0.107477", weight=2)
def _(student, draw):
    answer = bound(student, 1.1, 1.5, 0.8, 0.7, 0.6)
    for key, value in (("logpx", -1.658909), ("elbo", -1.766386), ("gap", 0.107477)):
        expect.close(answer[key], value, rtol=0, atol=6e-7, what=f"`{key}`")


@exercise.case("elbo + gap = logpx, with a gap that is positive")
def _(student, draw):
    for _ in range(20):  # rounded answers fit together now and then
        x, a, t, m, s = (
            draw.uniform(-2, 2),
            *(draw.uniform(1.2, 2.5) for _ in range(2)),
            draw.uniform(2, 4),
            draw.positive(),
        )
        answer = bound(student, x, a, t, m, s)
        expect.close(answer["elbo"] + answer["gap"], answer["logpx"], rtol=0, atol=1e-10, what="`elbo` + `gap`")
        expect.greater(answer["gap"], 1e-3, what="`gap`")


@exercise.case("the gap closes where q is the posterior")
def _(student, draw):
    # For a = t = 1 the posterior of x = 2 has mean 1 and variance 1/2, and x has variance 2.
    answer = bound(student, 2.0, 1.0, 1.0, 1.0, math.sqrt(0.5))
    expect.close(answer["gap"], 0.0, atol=1e-10, what="`gap`")
    expect.close(answer["elbo"], -2.2655121, rtol=0, atol=1e-6, what="`elbo`")


@exercise.probed()
def _(student):
    points = ((1.1, 1.5, 0.8, 0.7, 0.6), (-0.4, -0.5, 1.7, 0.3, 2.2))
    return {f"point {i}": (lambda p=p: student(*p)) for i, p in enumerate(points)}
