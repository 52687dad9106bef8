"""`concrete_logpdf`: public cases, densities worked by hand and their integral."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import numbers, steady

exercise = topic.exercise("concrete_logpdf", level=3)
exercise.hints(
    "What is the integral of s^(K-1) e^(-sA) over s from 0 to infinity for K = 1, 2, 3 and 4? Then take logarithms: "
    "which factors become sums, and which power becomes a factor K?",
    "The integral is (K-1)! / A^K, where A is the sum over k of exp(logits_k - tau log y_k). So log p is "
    "log (K-1)! + (K-1) log tau + the sum of the logarithms of alpha_k y_k^(-tau-1), - K log A. Exponentials in A "
    "overflow unless the largest term is taken out first.",
    "math.lgamma(K) is log (K - 1)!. `np.logaddexp.reduce(..., axis=1)` gives the logarithm of a sum of "
    "exponentials; put logits - tau * log y into it, and subtract it ... times.",
)

# exp(logits), tau, a point of the simplex, and the density there.
DENSITIES = (
    ((1, 1), 1.0, (0.3, 0.7), 1.0),
    ((1, 1, 1), 1.0, (0.5, 0.25, 0.25), 2.048),
    ((1, 1, 1, 1), 1.0, (0.4, 0.2, 0.2, 0.2), 6 * 97656.25 / 17.5**4),
    ((1, 3), 1.0, (0.25, 0.75), 4 / 3),
    ((1, 2, 4), 2.0, (0.5, 0.25, 0.25), 2.097152),
    ((1, 1), 2.0, (1 / 3, 2 / 3), 1.44),
    ((1, 1), 0.5, (0.5, 0.5), 0.5),
)


def log_density(student, y, logits, tau: float) -> np.ndarray:
    """The answer as finite numbers [n] at the points y [n, K]."""
    answer = steady(student, np.asarray(y, dtype=float), np.asarray(logits, dtype=float), tau)
    return numbers(answer, (len(y),), "the log-densities")


@exercise.case("the worked examples: at tau = 1 the density of two even classes is 1 everywhere", weight=2)
def _(student, draw):
    for weights, tau, y, density in DENSITIES:
        got = log_density(student, [y], np.log(weights), tau)
        what = f"the log-density at y = {tuple(round(v, 2) for v in y)}, exp(logits) = {weights}, tau = {tau:g}"
        expect.close(got, [math.log(density)], atol=1e-6, what=what)


@exercise.case("the density of two classes integrates to 1", weight=2)
def _(student, draw):
    t = np.linspace(-100, 100, 801)  # y is the sigmoid of t, and dy = y (1 - y) dt
    y = 1 / (1 + np.exp(-np.stack([t, -t], axis=1)))
    for tau in (0.4, 2.0):
        found = log_density(student, y, draw.uniform(-1, 1) + np.array([0.0, 1.5]), tau)
        density = np.exp(found.clip(max=600))
        expect.close((density * y.prod(axis=1)).sum() * 0.25, 1.0, what=f"the integral at tau = {tau:g}")
        expect.greater(density.max() - density.min(), 0.1, what="what the density varies by")


@exercise.case("the same number added to all logits changes nothing; added to one, it does")
def _(student, draw):
    logits, y = draw.normal(3), draw.rng.dirichlet(np.full(3, 3.0), size=5)
    plain = log_density(student, y, logits, 0.8)
    for shift in (5.0, -3.0):
        moved = log_density(student, y, logits + shift, 0.8)
        expect.close(moved, plain, atol=1e-6, what=f"the log-densities with {shift:g} added to each logit")
    one = log_density(student, y, logits + np.array([2.0, 0.0, 0.0]), 0.8)
    expect.greater(np.abs(one - plain).max(), 0.01, what="what 2 more for the first logit changes")


@exercise.case("logits of 1000 or -1000 overflow nowhere")
def _(student, draw):
    for size in (1000.0, -1000.0):
        got = log_density(student, [[0.5, 0.25, 0.25], [0.2, 0.3, 0.5]], np.full(3, size), 1.0)
        expect.close(got, [0.7168637, 0.7001382], atol=1e-6, what=f"the log-densities with logits of {size:g}")


@exercise.case("far in a corner, y = (1e-300, 1), nothing overflows")
def _(student, draw):
    y, even = [[1e-300, 1.0], [0.5, 0.5]], [0.0, 0.0]
    for tau, want in ((2.0, [-690.0823808, 0.6931472]), (0.4, [413.5490261, -0.9162907])):
        expect.close(log_density(student, y, even, tau), want, what=f"the log-densities at tau = {tau:g}")


@exercise.case("y and logits are left as they were")
def _(student, draw):
    got = log_density(student, [[0.3, 0.7], [0.5, 0.5]], [math.log(2), math.log(2)], 2.0)
    expect.unchanged(student)
    expect.greater([got[1], got[1] - got[0]], 0.1, what="the second log-density, and how far it is above the first,")
