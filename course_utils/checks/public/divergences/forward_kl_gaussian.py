"""`forward_kl_gaussian`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import drawn_distribution, number

exercise = topic.exercise("forward_kl_gaussian", level=2)
exercise.hints(
    "The Gaussian that minimises KL(mixture || N) matches two numbers of the mixture. Which?",
    "It has the mixture's mean and the mixture's variance. The variance has two sources: the widths of the "
    "components, and how far apart their means lie. E x^2 of one component is s^2 + mu^2.",
    "m = w @ mu; the second moment is w @ (... + ...); the variance is the second moment less ...; sd is its root.",
)


def fit(student, w, mu, s) -> np.ndarray:
    """[m, sd] of the answer, finite."""
    m, sd = expect.parts(student(w, mu, s), 2, "m and sd")
    return np.array([number(m, "m"), number(sd, "sd")])


def drawn_mixture(draw, components: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """w, mu, s [components]; the means lie apart."""
    apart = 3.0 * np.arange(components) * draw.choice([-1, 1])
    return drawn_distribution(draw, components), apart + draw.normal(components), draw.positive(components)


def compare(got, m, sd, of: str = "") -> None:
    """m and sd of the answer, each by itself."""
    expect.close(got[0], m, what=f"`m`{of}")
    expect.close(got[1], sd, what=f"`sd`{of}")


@exercise.case("the worked example: two equal bells of width 1/2 at -2 and 2")
def _(student, draw):
    got = fit(student, np.array([0.5, 0.5]), np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
    compare(got, 0.0, 2.0615528128088303)


@exercise.case("1/4 N(0, 1) + 3/4 N(4, 2^2): m = 3, sd = 2.5", weight=2)
def _(student, draw):
    compare(fit(student, np.array([0.25, 0.75]), np.array([0.0, 4.0]), np.array([1.0, 2.0])), 3.0, 2.5)


@exercise.case("1/8 N(-3, 1) + 1/2 N(1, 3^2) + 3/8 N(2, 1/2^2): m = 0.875, sd = 2.660475")
def _(student, draw):
    w, mu, s = np.array([0.125, 0.5, 0.375]), np.array([-3.0, 1.0, 2.0]), np.array([1.0, 3.0, 0.5])
    compare(fit(student, w, mu, s), 0.875, 2.6604745817240953)


@exercise.case("two needles at -1 and 1 have width 1; widths 1 and 7 at the same place make 5")
def _(student, draw):
    even, place = np.array([0.5, 0.5]), draw.uniform(-3, 3)
    needles = fit(student, even, np.array([-1.0, 1.0]), np.array([1e-6, 1e-6]))
    compare(needles, 0.0, 1.0, " of the needles")
    compare(fit(student, even, np.full(2, place), np.array([1.0, 7.0])), place, 5.0, " at the same place")


@exercise.case("of a single Gaussian it is that Gaussian; of two that are alike, too")
def _(student, draw):
    mu, s, share = draw.normal(1), draw.positive(1), draw.uniform(0.2, 0.4)
    compare(fit(student, np.ones(1), mu, s), mu[0], s[0], " of a single Gaussian")
    shares = np.array([share, 1 - share])
    compare(fit(student, shares, np.tile(mu, 2), np.tile(s, 2)), mu[0], s[0], " of two that are alike")


@exercise.case("a mixture that is moved and stretched moves and stretches its fit")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    unit, zero = draw.uniform(1.5, 3.0), draw.uniform(2.0, 5.0)
    m, sd = fit(student, w, mu, s)
    expect.greater(sd, 1e-6, what="sd")
    moved = fit(student, w, unit * mu + zero, unit * s)
    compare(moved, unit * m + zero, unit * sd, " of the moved mixture")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    m, sd = fit(student, w, mu, s)
    expect.unchanged(student)
    expect.greater([m - mu.min(), mu.max() - m, sd], 1e-6, what="m within the means, and sd,")
