"""Clocks and keys for the certificates of Gumbel noise: evenly spread draws and quadrature instead of luck."""

from collections.abc import Callable

import numpy as np
from scipy import integrate
from scipy.stats import expon, gumbel_r, qmc

PI = np.array([0.1, 0.2, 0.7])
PRIORS = (PI, np.array([0.9, 0.1]), np.array([0.05, 0.25, 0.3, 0.4]))


def spread(states: int, power: int = 16) -> np.ndarray:
    """2^power evenly spread points inside the unit cube, [2^power, states]: a scrambled Sobol sequence."""
    points = qmc.Sobol(states, rng=np.random.default_rng(0)).random_base2(power)
    return np.clip(points, 1e-12, 1 - 1e-12)


def clocks(states: int, power: int = 16) -> np.ndarray:
    """2^power rows of Exp(1) times, by scipy's quantile function. Returns [2^power, states]."""
    return expon.ppf(spread(states, power))


def soft(pi: np.ndarray, temperature: float, power: int = 16) -> np.ndarray:
    """Gumbel-softmax samples as shares of (pi / C)^(1/T), [2^power, K]."""
    speed = pi / clocks(len(pi), power)
    weight = (speed / speed.max(axis=1, keepdims=True)) ** (1 / temperature)
    return weight / weight.sum(axis=1, keepdims=True)


def shares(winners: np.ndarray, states: int) -> np.ndarray:
    """Relative frequencies of the winners 0..states-1."""
    return np.bincount(winners, minlength=states) / len(winners)


def at_the_first_arrival(pi: np.ndarray, winner: int, f: Callable[[float], float]) -> float:
    """E[f(time); this clock wins], by integrating its density times the survival of the others."""

    def integrand(t: float) -> float:
        others = np.prod([expon.sf(t * rate) for k, rate in enumerate(pi) if k != winner])
        return f(t) * pi[winner] * expon.pdf(t * pi[winner]) * others

    return integrate.quad(integrand, 0, np.inf)[0]


def at_the_largest_key(pi: np.ndarray, winner: int, f: Callable[[float], float]) -> float:
    """E[f(key); this key is the largest], by integrating its density times the distributions of the others."""

    def integrand(x: float) -> float:
        others = np.prod([gumbel_r.cdf(x - np.log(p)) for k, p in enumerate(pi) if k != winner])
        return f(x) * gumbel_r.pdf(x - np.log(pi[winner])) * others

    return integrate.quad(integrand, -12, 45, points=[-2, 0, 2, 6], limit=200)[0]
