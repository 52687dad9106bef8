"""`forward_kl_gaussian`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import changed, drawn_distribution, number

exercise = topic.exercise("forward_kl_gaussian", level=2)


def fit(student, w, mu, s) -> np.ndarray:
    """[m, sd] of the answer, finite."""
    m, sd = expect.parts(student(w, mu, s), 2, "m and sd")
    return np.array([number(m, "m"), number(sd, "sd")])


def drawn_mixture(draw, components: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """w, mu, s [components]; the means lie apart."""
    apart = 3.0 * np.arange(components) * draw.choice([-1, 1])
    return drawn_distribution(draw, components), apart + draw.normal(components), draw.positive(components)


@exercise.case("the worked example: two equal bells of width 1/2 at -2 and 2")
def _(student, draw):
    m, sd = fit(student, np.array([0.5, 0.5]), np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
    expect.close([m, sd], [0.0, 2.0615528128088303], what="[m, sd]")


@exercise.case("1/4 N(0, 1) + 3/4 N(4, 2^2): m = 3, sd = 2.5", weight=2)
def _(student, draw):
    w, mu, s = np.array([0.25, 0.75]), np.array([0.0, 4.0]), np.array([1.0, 2.0])
    expect.close(fit(student, w, mu, s), [3.0, 2.5], what="[m, sd]")


@exercise.case("two needles at -1 and 1 have width 1; widths 1 and 7 at the same place make 5")
def _(student, draw):
    even, place = np.array([0.5, 0.5]), draw.uniform(-3, 3)
    needles = fit(student, even, np.array([-1.0, 1.0]), np.array([1e-6, 1e-6]))
    expect.close(needles, [0.0, 1.0], what="[m, sd] of the needles")
    expect.close(fit(student, even, np.full(2, place), np.array([1.0, 7.0])), [place, 5.0], what="[m, sd]")


@exercise.case("of a single Gaussian it is that Gaussian; of two that are alike, too")
def _(student, draw):
    mu, s, share = draw.normal(1), draw.positive(1), draw.uniform(0.2, 0.4)
    want = np.append(mu, s)
    expect.close(fit(student, np.ones(1), mu, s), want, what="[m, sd] of a single Gaussian")
    shares = np.array([share, 1 - share])
    expect.close(fit(student, shares, np.tile(mu, 2), np.tile(s, 2)), want, what="[m, sd] of two that are alike")


@exercise.case("a mixture that is moved and stretched moves and stretches its fit")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    unit, zero = draw.uniform(1.5, 3.0), draw.uniform(2.0, 5.0)
    m, sd = fit(student, w, mu, s)
    expect.greater(sd, 1e-6, what="sd")
    expect.close(fit(student, w, unit * mu + zero, unit * s), [unit * m + zero, unit * sd], what="[m, sd] moved")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    m, sd = fit(student, w, mu, s)
    expect.unchanged(student)
    expect.greater([m - mu.min(), mu.max() - m, sd], 1e-6, what="m within the means, and sd,")


@exercise.probed()
def _(student):
    w, mu, s = drawn_mixture(Draw(10, exercise.id, "probe"))
    return {
        "three": lambda: student(w, mu, s),
        "uneven": lambda: student(np.array([0.3, 0.7]), np.array([-1.0, 2.5]), np.array([0.4, 1.6])),
        "same place": lambda: student(np.array([0.2, 0.8]), np.ones(2), np.array([0.5, 2.0])),
        "single": lambda: student(np.ones(1), np.array([1.5]), np.array([0.6])),
        "changed": lambda: changed(student, w, mu, s),
    }
