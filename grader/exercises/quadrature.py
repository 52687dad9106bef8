"""Expectations by adaptive quadrature: the independent side of many comparisons."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import integrate


def log_normal(x: float, mean: float, sd: float) -> float:
    """Log-density of N(mean, sd^2) at x."""
    return -0.5 * ((x - mean) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))


def expectation(function: Callable[[float], float], mean: float, sd: float) -> float:
    """E f(z) for z ~ N(mean, sd^2), to about 1e-10."""

    def weighted(z: float) -> float:
        return math.exp(log_normal(z, mean, sd)) * function(z)

    return integrate.quad(weighted, mean - 12 * sd, mean + 12 * sd, epsabs=1e-12, epsrel=1e-11, limit=200)[0]
