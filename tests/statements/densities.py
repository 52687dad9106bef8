"""Small exact models for the certificates: every expectation in them is a finite sum or a quadrature."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy as sp
from scipy import integrate

# The chapter's running example: z ~ N(0, 1), x | z ~ N(A z, T^2), one observation X, encoder q = N(M, S^2).
A, T, X, M, S = 1.5, 0.8, 1.1, 0.7, 0.6


def log_normal(x, mean, sd):
    """Log-density of N(mean, sd^2) at x, elementwise, in nats. sd is a standard deviation."""
    return -0.5 * np.log(2 * np.pi) - np.log(sd) - (x - mean) ** 2 / (2 * sd**2)


def gaussian_expectation(function: Callable, mean: float, sd: float) -> float:
    """Expectation of function(z) under N(mean, sd^2) by adaptive quadrature over 12 standard deviations."""

    def weighted(z: float) -> float:
        return np.exp(log_normal(z, mean, sd)) * function(z)

    low, high = mean - 12 * sd, mean + 12 * sd
    return integrate.quad(weighted, low, high, points=[mean], epsabs=1e-13, epsrel=1e-12, limit=200)[0]


def gauss_hermite(order: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights, each [order], with sum(weights * f(nodes)) = E f(eps), eps ~ N(0, 1)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(order)
    return nodes, weights / weights.sum()


@dataclass(frozen=True)
class LatentModel:
    """One observation x, seen through a latent z and an approximate posterior q.

    log_q, log_prior, log_likelihood, log_posterior: functions of z, in nats. log_evidence: log p(x).
    expect: takes a function of z, returns its expectation under q.
    """

    log_q: Callable
    log_prior: Callable
    log_likelihood: Callable
    log_posterior: Callable
    log_evidence: object
    expect: Callable

    def elbo(self) -> object:
        """Expected log-likelihood minus KL from q to the prior."""
        return self.expect(lambda z: self.log_likelihood(z) - self.log_q(z) + self.log_prior(z))

    def gap(self) -> object:
        """KL from q to the posterior."""
        return self.expect(lambda z: self.log_q(z) - self.log_posterior(z))


def linear_gaussian(m: float = M, s: float = S, *, a: float = A, t: float = T, x: float = X) -> LatentModel:
    """The linear-Gaussian model with q = N(m, s^2): posterior and evidence in closed form, the rest by quadrature."""
    variance = a**2 + t**2
    return LatentModel(
        log_q=lambda z: log_normal(z, m, s),
        log_prior=lambda z: log_normal(z, 0.0, 1.0),
        log_likelihood=lambda z: log_normal(x, a * z, t),
        log_posterior=lambda z: log_normal(z, a * x / variance, t / np.sqrt(variance)),
        log_evidence=log_normal(x, 0.0, np.sqrt(variance)),
        expect=lambda function: gaussian_expectation(function, m, s),
    )


def discrete(q, prior=(0.5, 0.5), likelihood=(0.6, 0.2), log=np.log) -> LatentModel:
    """A latent with finitely many states, by enumeration. With log=sympy.log the entries may be symbols."""
    evidence = sum(p * like for p, like in zip(prior, likelihood, strict=True))
    return LatentModel(
        log_q=lambda k: log(q[k]),
        log_prior=lambda k: log(prior[k]),
        log_likelihood=lambda k: log(likelihood[k]),
        log_posterior=lambda k: log(prior[k]) + log(likelihood[k]) - log(evidence),
        log_evidence=log(evidence),
        expect=lambda function: sum(q[k] * function(k) for k in range(len(q))),
    )


def symbolic_states() -> LatentModel:
    """Three states with symbols for every probability; q and the prior sum to one by construction."""
    q0, q1, p0, p1, a, b, c = sp.symbols("q0 q1 p0 p1 a b c", positive=True)
    return discrete((q0, q1, 1 - q0 - q1), (p0, p1, 1 - p0 - p1), (a, b, c), log=sp.log)


def exact_models() -> list[LatentModel]:
    """Models and encoders on which the identities of the chapter are held, the exact posterior among them."""
    encoders = [(M, S), (0.0, 1.0), (-0.4, 1.3), (A * X / (A**2 + T**2), T / np.sqrt(A**2 + T**2))]
    models = [linear_gaussian(m, s) for m, s in encoders]
    models += [linear_gaussian(0.2, 0.5, a=-0.7, t=1.4, x=-2.0)]
    models += [discrete(q) for q in [(0.5, 0.5), (0.75, 0.25), (0.1, 0.9)]]
    return models + [discrete((0.2, 0.5, 0.3), (0.6, 0.3, 0.1), (0.9, 0.05, 0.4))]


def average_rate_and_distortion(k: float, s: float) -> tuple[float, float]:
    """Averages over x ~ N(0, A^2 + T^2) for the encoder q(z|x) = N(k x, s^2), by Gauss-Hermite quadrature.

    Returns the rate E KL(q, prior) and the distortion E (x - A z)^2 / (2 T^2), in nats.
    """
    nodes, weights = gauss_hermite(6)
    x = np.sqrt(A**2 + T**2) * nodes[:, None]
    z = k * x + s * nodes[None, :]
    grid = weights[:, None] * weights[None, :]
    rate = np.sum(grid * (log_normal(z, k * x, s) - log_normal(z, 0.0, 1.0)))
    return float(rate), float(np.sum(grid * (x - A * z) ** 2) / (2 * T**2))
