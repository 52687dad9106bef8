"""`kl_gauss`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("kl_gauss", level=1)
exercise.hints(
    "Under which of the two Gaussians is the expectation taken? So which width is squared on top of the "
    "fraction, and which below?",
    "With r = s1 / s2 and d = (mu1 - mu2) / s2 everything is measured in units of the second width. The "
    "divergence is 0 for r = 1 and d = 0: that tells you which constant is subtracted.",
    "The answer is half of (r squared + d squared - ...), minus the logarithm of ... Numpy broadcasts the rest.",
)


def divergences(student, mu1, s1, mu2, s2) -> np.ndarray:
    """The answer as finite numbers, of the shape that the arguments have together."""
    answer = student(mu1, s1, mu2, s2)
    expect.shape(answer, np.broadcast_shapes(*map(np.shape, (mu1, s1, mu2, s2))), what="KL")
    expect.finite(answer, what="KL")
    return expect.array(answer)


def drawn_gaussians(draw, *shape: int) -> list[np.ndarray]:
    """mu1, s1, mu2, s2, each [*shape]; the means are apart, and neither s1 nor s2 is near 1 or near the other."""
    mu1, mu2 = draw.normal(*shape), draw.normal(*shape)
    wide, factor = draw.uniform(1.3, 3.0, *shape), draw.uniform(0.2, 0.6, *shape)
    first = draw.rng.random(shape) < 0.5
    return [mu1, np.where(first, wide, factor), mu2 + 2 * np.sign(mu2 - mu1), np.where(first, factor, wide)]


@exercise.case(
    "the worked example: N(0, 1) against N(0, 2^2), the other way round, and N(2, 0.5^2) against N(0, 1)", weight=2
)
def _(student, draw):
    expect.close(student(0.0, 1.0, 0.0, 2.0), 0.31814718055994, what="KL of N(0, 1) against N(0, 2^2)")
    expect.close(student(0.0, 2.0, 0.0, 1.0), 0.80685281944005, what="KL of N(0, 2^2) against N(0, 1)")
    expect.close(student(2.0, 0.5, 0.0, 1.0), 2.31814718055994, what="KL of N(2, 0.5^2) against N(0, 1)")
    expect.close(student(1.0, 3.0, -2.0, 4.0), 0.3501820724517808, what="KL of N(1, 3^2) against N(-2, 4^2)")


@exercise.case("equal widths 1, 2 and 4, means 2 apart: 2, 1/2 and 1/8")
def _(student, draw):
    s, mu = np.array([1.0, 2.0, 4.0]), draw.normal(3)
    expect.close(divergences(student, mu, s, mu + 2, s), [2.0, 0.5, 0.125], what="KL")
    expect.close(divergences(student, mu, s, mu - 2, s), [2.0, 0.5, 0.125], what="KL, the means exchanged")


@exercise.case("zero where the two agree, above zero where only the means or only the widths do")
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 6)
    expect.close(divergences(student, mu1, s1, mu1, s1), np.zeros(6), what="KL of a Gaussian against itself")
    expect.greater(divergences(student, mu1, s1, mu1, s2), 1e-6, what="KL with equal means")
    expect.greater(divergences(student, mu1, s1, mu2, s1), 1e-6, what="KL with equal widths")


@exercise.case("in other units, and measured from another zero, it is the same number")
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 6)
    unit, zero = draw.uniform(2.0, 5.0), draw.uniform(1.0, 3.0)
    plain = divergences(student, mu1, s1, mu2, s2)
    expect.greater(plain, 1e-6, what="KL")
    expect.greater(np.ptp(plain), 1e-6, what="how far the KL of six pairs lie apart")
    moved = divergences(student, unit * mu1 + zero, unit * s1, unit * mu2 + zero, unit * s2)
    expect.close(moved, plain, what="KL in other units")


@exercise.case("a column of means against a row of widths makes a table")
def _(student, draw):
    mu1, s1 = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [1.0], [1.0]])
    table = divergences(student, mu1, s1, 0.0, np.array([1.0, 2.0]))
    expect.close(table[:, 0], [0.0, 0.5, 2.0], what="the first column")
    expect.close(table[:, 1], [0.31814718055994, 0.44314718055994, 0.81814718055994], what="the second column")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    mean, *rest = drawn_gaussians(draw, 6)
    answer = divergences(student, mean, *rest)
    expect.unchanged(student)
    expect.greater(answer, 1e-6, what="KL")
    expect.differs(answer, divergences(student, mean + 1, *rest), "KL is the same when the first mean moves by 1")
