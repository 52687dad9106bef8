"""`elbo_linear_gaussian`: the chapter's worked example part by part, and how the three numbers belong together."""

from __future__ import annotations

import math

from ... import expect
from . import topic

exercise = topic.exercise("elbo_linear_gaussian", level=2)
exercise.hints(
    "The three numbers satisfy log p(x) = elbo + gap. Which of the three can you write down without q?",
    "log p(x): x = a z + noise is Gaussian with mean 0; add up the variances. elbo: the expectation of (x - a "
    "z)^2 under q is (x - a m)^2 + (a s)^2, and KL to N(0, 1) is known. gap: the posterior is Gaussian with "
    "variance t^2 / (a^2 + t^2) and mean a x / (a^2 + t^2).",
    "reconstruction = -0.5 * log(2 pi t^2) - ((x - a m)^2 + ...) / (2 t^2); to_prior = 0.5 * (m^2 + s^2 - 1) "
    "- log(...); elbo = reconstruction - ... For the gap use KL(N(m, s^2) || N(mean, sd^2)), whose formula "
    "the divergence chapter has; check that elbo + gap is logpx.",
)

WORKED = (1.1, 1.5, 0.8, 0.7, 0.6)

# For a = -2 and t = 1/2 the variance of x is 17/4, and the posterior of x = 17/8 is N(-1, 1/17). There the gap is 0.
AT_THE_POSTERIOR = (2.125, -2.0, 0.5, -1.0, math.sqrt(1 / 17))
EVIDENCE = -0.5 * math.log(2 * math.pi * 4.25) - 17 / 32

KEYS = {"elbo", "logpx", "gap"}


def bound(student, *arguments: float) -> dict:
    """The answer at (x, a, t, m, s): a dict of three numbers."""
    answer = student(*arguments)
    expect.keys(answer, KEYS)
    for key in sorted(KEYS):
        expect.shape(answer[key], (), what=f"`{key}`")
    return answer


@exercise.case("the bound of the worked example is -1.766386", weight=2)
def _(student, draw):
    expect.close(bound(student, *WORKED)["elbo"], -1.7663862307, rtol=1e-8, what="`elbo`")


@exercise.case("log p(x) of the worked example is -1.658909")
def _(student, draw):
    expect.close(bound(student, *WORKED)["logpx"], -1.6589093448, rtol=1e-8, what="`logpx`")


@exercise.case("the gap of the worked example is 0.107477, and it closes where q is the posterior")
def _(student, draw):
    expect.close(bound(student, *WORKED)["gap"], 0.1074768858, rtol=1e-8, what="`gap`")
    gap = bound(student, *AT_THE_POSTERIOR)["gap"]
    expect.close(gap, 0.0, what="`gap` where q is the posterior")


@exercise.case("where q is the posterior, the bound is log p(x)")
def _(student, draw):
    answer = bound(student, *AT_THE_POSTERIOR)
    for key in ("elbo", "logpx"):
        expect.close(answer[key], EVIDENCE, rtol=1e-8, what=f"`{key}`")


@exercise.case("elbo + gap = logpx, with a gap that is positive")
def _(student, draw):
    for _ in range(3):
        x, a, t = draw.uniform(-2, 2), draw.uniform(1.2, 2.5), draw.uniform(1.2, 2.5)
        answer = bound(student, x, a, t, draw.uniform(2, 4), draw.positive())
        total = expect.array(answer["elbo"]) + expect.array(answer["gap"])
        expect.close(total, answer["logpx"], rtol=1e-8, what="`elbo` + `gap`")
        expect.greater(answer["gap"], 1e-3, what="`gap`")
