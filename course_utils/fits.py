"""The single Gaussian closest to a density on the line, by one divergence or another, found numerically."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy
from numpy.typing import ArrayLike
from scipy.optimize import minimize

DIVERGENCES = ("forward", "reverse", "Jensen-Shannon")


@dataclass(frozen=True)
class Fit:
    """A fitted Gaussian. mean, sd: in units of x. value: the divergence that is left, in nats."""

    mean: float
    sd: float
    value: float


def gaussian_log_density(x: ArrayLike, mean: float, sd: float) -> numpy.ndarray:
    """log N(x; mean, sd^2), elementwise. sd: standard deviation, positive."""
    return -0.5 * ((numpy.asarray(x) - mean) / sd) ** 2 - numpy.log(sd * numpy.sqrt(2 * numpy.pi))


def two_bells(x: ArrayLike, *, offset: float, sd: float = 0.5) -> numpy.ndarray:
    """Log-density of 1/2 N(-offset, sd^2) + 1/2 N(offset, sd^2) at x, elementwise."""
    left, right = gaussian_log_density(x, -offset, sd), gaussian_log_density(x, offset, sd)
    return numpy.logaddexp(left, right) - numpy.log(2)


def divergence_on_grid(kind: str, log_p: ArrayLike, log_q: ArrayLike, *, x: ArrayLike) -> float:
    """A divergence of two densities by the trapezoidal rule, in nats.

    kind: "forward", KL(p || q); "reverse", KL(q || p); or "Jensen-Shannon" (Lin 1991).
    log_p, log_q: [n], log-densities at x: [n], ascending, which must reach beyond the mass of p and q.
    Raises ValueError for any other kind.
    """
    if kind not in DIVERGENCES:
        raise ValueError(f"{kind!r} is not one of {', '.join(DIVERGENCES)}")
    log_p, log_q = numpy.asarray(log_p), numpy.asarray(log_q)
    p, q = numpy.exp(log_p), numpy.exp(log_q)
    if kind == "forward":
        integrand = p * (log_p - log_q)
    elif kind == "reverse":
        integrand = q * (log_q - log_p)
    else:
        log_m = numpy.logaddexp(log_p, log_q) - numpy.log(2)
        integrand = 0.5 * (p * (log_p - log_m) + q * (log_q - log_m))
    return float(numpy.trapezoid(integrand, numpy.asarray(x)))


def fit_gaussian(
    log_density: Callable[[numpy.ndarray], numpy.ndarray], divergence: str | Callable, *, x: ArrayLike
) -> Fit:
    """The Gaussian q with the smallest divergence from the density p (Minka 2005, section 3).

    log_density: log p, a function of an array. x: [n], ascending in equal steps, reaching beyond the mass of p.
    divergence: a kind of `divergence_on_grid`, or a function of the probabilities p, q [n] of bins around x.
    The search (Nelder-Mead) starts from the moments of p and from each of its peaks: a search that starts only from
    the middle never leaves it when p is symmetric. Of equally good Gaussians the rightmost is returned.
    Raises ValueError for an unknown kind.
    """
    x = numpy.asarray(x, dtype=float)
    log_p = log_density(x)

    def cost(point: numpy.ndarray) -> float:
        log_q = gaussian_log_density(x, point[0], numpy.exp(point[1]))
        if callable(divergence):
            step = x[1] - x[0]
            return float(divergence(numpy.exp(log_p) * step, numpy.exp(log_q) * step))
        return divergence_on_grid(divergence, log_p, log_q, x=x)

    tolerances = {"xatol": 1e-6, "fatol": 1e-10}
    found = [
        minimize(cost, [mean, numpy.log(sd)], method="Nelder-Mead", options=tolerances)
        for mean, sd in _starts(x, log_p)
    ]
    least = min(result.fun for result in found)
    best = max((result for result in found if result.fun < least + 1e-7), key=lambda result: result.x[0])
    return Fit(float(best.x[0]) + 0.0, float(numpy.exp(best.x[1])), float(best.fun))


def _starts(x: numpy.ndarray, log_p: numpy.ndarray) -> list[tuple[float, float]]:
    """(mean, sd) of the density, and for each of its peaks the position and the width that the curvature implies."""
    p, step = numpy.exp(log_p), x[1] - x[0]
    mean = numpy.trapezoid(p * x, x)
    starts = [(mean, numpy.sqrt(numpy.trapezoid(p * (x - mean) ** 2, x)))]
    for i in numpy.flatnonzero((p[1:-1] > p[:-2]) & (p[1:-1] >= p[2:])) + 1:
        curvature = (2 * log_p[i] - log_p[i - 1] - log_p[i + 1]) / step**2
        if curvature > 0:
            starts.append((x[i], 1 / numpy.sqrt(curvature)))
    return starts
