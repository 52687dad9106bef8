"""`elbo_linear_gaussian`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.vae import elbo_linear_gaussian as public
from course_utils.checks.public.vae.shared import bound

from ...exercise import Secret
from ..quadrature import expectation, log_normal

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    total = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * total) - x**2 / (2 * total)
    mean, variance = a * x / total, t**2 / total
    gap = 0.5 * (s**2 / variance + (m - mean) ** 2 / variance - 1 + np.log(variance / s**2))
    return {"elbo": elbo, "logpx": logpx, "gap": gap}


def linear_gaussian_points(draw) -> list[tuple[float, ...]]:
    """Two points x, a, t, m, s, one with a > 0 and one with a < 0; |a|, t and s away from 1, m away from 0."""
    return [_point(draw, sign) for sign in (1, -1)]


def _point(draw, sign: int) -> tuple[float, ...]:
    scales = [draw.choice([draw.uniform(0.4, 0.8), draw.uniform(1.3, 2.2)]) for _ in range(3)]
    return draw.uniform(-2, 2), sign * scales[0], scales[1], draw.choice([-1, 1]) * draw.uniform(0.4, 1.5), scales[2]


@lru_cache(maxsize=64)  # the points are the same for the whole class
def integrated(x, a, t, m, s) -> tuple[float, float, float]:
    """The bound, log p(x) and the gap at a point, each by quadrature."""

    def log_joint(z):
        return log_normal(z, 0, 1) + log_normal(x, a * z, t)

    elbo = expectation(lambda z: log_joint(z) - log_normal(z, m, s), m, s)
    logpx = math.log(expectation(lambda z: math.exp(log_normal(x, a * z, t)), 0.0, 1.0))
    return elbo, logpx, expectation(lambda z: log_normal(z, m, s) - log_joint(z) + logpx, m, s)


@secret.case("the bound agrees with quadrature of E log p(x, z) - E log q(z)", weight=2)
def _(student, draw):
    for point in linear_gaussian_points(draw):
        elbo, _, _ = integrated(*point)
        expect.close(bound(student, *point)["elbo"], elbo, rtol=1e-6, atol=1e-8, what="`elbo`")


@secret.case("log p(x) agrees with quadrature over z, and the gap with the divergence to the posterior", weight=2)
def _(student, draw):
    for point in linear_gaussian_points(draw):
        answer, (_, logpx, gap) = bound(student, *point), integrated(*point)
        expect.close(answer["logpx"], logpx, rtol=1e-6, atol=1e-8, what="`logpx`")
        expect.close(answer["gap"], gap, rtol=1e-6, atol=1e-7, what="`gap`")


@secret.misconception(
    "takes the expected log-likelihood at the mean of q",
    hint="E (x - a z)^2 is (x - a m)^2 + a^2 s^2: the spread of q costs reconstruction too.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    elbo = -0.5 * np.log(2 * np.pi * t**2) - (x - a * m) ** 2 / (2 * t**2) - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.misconception(
    "forgets the factor a in the spread of a z", hint="The variance of a z under q is a^2 s^2, not s^2."
)
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + s**2) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.misconception(
    "reports the divergence to the prior as the gap",
    hint="The gap is the divergence from q to the posterior p(z|x); the one to the prior is inside the ELBO.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    prior = 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    elbo = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2) - prior
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": prior}


@secret.misconception(
    "turns the gap's divergence around",
    hint="The gap is KL(q || p(z|x)), with the expectation under q; the other direction is another number.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    total = a**2 + t**2
    mean, variance = a * x / total, t**2 / total
    gap = 0.5 * (variance / s**2 + (m - mean) ** 2 / s**2 - 1 + np.log(s**2 / variance))
    return {"elbo": elbo, "logpx": -0.5 * np.log(2 * np.pi * total) - x**2 / (2 * total), "gap": gap}


@secret.misconception(
    "gives the gap a minus sign",
    hint="log p(x) lies above the bound: the gap is logpx - elbo, and it is never negative.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": elbo - logpx}


@secret.misconception(
    "forgets a in the variance of x",
    hint="x = a z + noise, so its variance is a^2 + t^2: the prior's variance reaches x through a.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (1 + t**2)) - x**2 / (2 * (1 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.misconception("takes t for a variance", hint="t is the standard deviation of x given z: the formulas need t^2.")
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t)
    elbo = reconstruction - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t)) - x**2 / (2 * (a**2 + t))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.misconception("takes s for a variance", hint="s is the standard deviation of q: the formulas need s^2.")
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s) / (2 * t**2)
    elbo = reconstruction - 0.5 * (s + m**2 - 1 - np.log(s))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.misconception(
    "drops the constant of the likelihood",
    hint="-log(2 pi t^2) / 2 does not depend on q, but without it the bound is off by a constant.",
)
def elbo_linear_gaussian(x, a, t, m, s):
    total = a**2 + t**2
    elbo = -((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2) - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    mean, variance = a * x / total, t**2 / total
    gap = 0.5 * ((s**2 + (m - mean) ** 2) / variance - 1 + np.log(variance / s**2))
    return {"elbo": elbo, "logpx": -(x**2) / (2 * total), "gap": gap}


@secret.misconception(
    "adds the divergence to the prior", hint="The ELBO is the reconstruction less the divergence to the prior."
)
def elbo_linear_gaussian(x, a, t, m, s):
    reconstruction = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = reconstruction + 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.alternative("Gauss-Hermite quadrature, exact for these polynomials")
def elbo_linear_gaussian(x, a, t, m, s):
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    z, weights = m + s * nodes, weights / weights.sum()

    def log_normal(value, mean, sd):
        return -np.log(sd) - 0.5 * np.log(2 * np.pi) - 0.5 * ((value - mean) / sd) ** 2

    joint = log_normal(x, a * z, t) + log_normal(z, 0.0, 1.0)
    elbo = float(weights @ (joint - log_normal(z, m, s)))
    logpx = float(log_normal(x, 0.0, math.hypot(a, t)))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


@secret.alternative("torch distributions for the closed forms")
def elbo_linear_gaussian(x, a, t, m, s):
    values = [torch.as_tensor(v, dtype=torch.float64) for v in (x, a, t, m, s)]
    x, a, t, m, s = values
    q, prior = torch.distributions.Normal(m, s), torch.distributions.Normal(torch.zeros_like(m), torch.ones_like(s))
    precision = 1 + (a / t) ** 2
    posterior = torch.distributions.Normal(a * x / t**2 / precision, precision**-0.5)
    gap = torch.distributions.kl_divergence(q, posterior)
    likelihood = torch.distributions.Normal(a * m, t).log_prob(x) - (a * s / t) ** 2 / 2
    elbo = likelihood - torch.distributions.kl_divergence(q, prior)
    return {"gap": gap.item(), "elbo": elbo.item(), "logpx": (elbo + gap).item()}
