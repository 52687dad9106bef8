"""Certificates of the Gaussian KL, step by step: by sympy, by quadrature and by torch.distributions."""

import math

import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies
from densities import gaussian_expectation, log_normal
from torch.distributions import Independent, Normal, kl_divergence

POINTS = [(0.7, 0.6, 0.0, 1.0), (-1.2, 1.7, 0.4, 0.5), (0.3, 0.9, 0.3, 0.9), (2.0, 0.4, -1.0, 2.5)]


def second_moment(mu_q, s_q, mu_p, s_p):
    return s_q**2 + (mu_q - mu_p) ** 2


def negative_entropy(mu_q, s_q, mu_p, s_p):
    return -(sp.log(2 * sp.pi * s_q**2) + 1) / 2


def cross_entropy(mu_q, s_q, mu_p, s_p):
    return sp.log(2 * sp.pi * s_p**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)


def kl(mu_q, s_q, mu_p, s_p):
    return sp.log(s_p / s_q) + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - sp.Rational(1, 2)


MOMENT_SLIPS = {
    "the mean's distance left out": lambda mu_q, s_q, mu_p, s_p: s_q**2,
    "the variance left out": lambda mu_q, s_q, mu_p, s_p: (mu_q - mu_p) ** 2,
    "standard deviation for variance": lambda mu_q, s_q, mu_p, s_p: s_q + (mu_q - mu_p) ** 2,
}
ENTROPY_SLIPS = {
    "the one half from the square left out": lambda mu_q, s_q, mu_p, s_p: -sp.log(2 * sp.pi * s_q**2) / 2,
    "standard deviation for variance": lambda mu_q, s_q, mu_p, s_p: -(sp.log(2 * sp.pi * s_q) + 1) / 2,
    "sign of the entropy": lambda mu_q, s_q, mu_p, s_p: (sp.log(2 * sp.pi * s_q**2) + 1) / 2,
}
CROSS_SLIPS = {
    "sign of the cross-entropy": lambda *arguments: -cross_entropy(*arguments),
    "the variance of q left out": lambda mu_q, s_q, mu_p, s_p: (
        sp.log(2 * sp.pi * s_p**2) / 2 + (mu_q - mu_p) ** 2 / (2 * s_p**2)
    ),
    "divided by the other variance": lambda mu_q, s_q, mu_p, s_p: (
        sp.log(2 * sp.pi * s_p**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_q**2)
    ),
}
KL_SLIPS = {
    "the two Gaussians exchanged": lambda mu_q, s_q, mu_p, s_p: kl(mu_p, s_p, mu_q, s_q),
    "the one half left out": lambda *arguments: kl(*arguments) + sp.Rational(1, 2),
    "variances in the logarithm": lambda mu_q, s_q, mu_p, s_p: kl(mu_q, s_q, mu_p, s_p) + sp.log(s_p / s_q),
    "entropy and cross-entropy subtracted": lambda *arguments: negative_entropy(*arguments) - cross_entropy(*arguments),
}


def equal(left: sp.Expr, right: sp.Expr) -> bool:
    return sp.simplify(sp.expand_log(sp.expand(left - right), force=True)) == 0


def quadrature(integrand, statement) -> None:
    """Hold a formula against the expectation under q of integrand(z, mu_q, s_q, mu_p, s_p)."""
    for point in POINTS:
        expected = gaussian_expectation(lambda z, point=point: integrand(z, *point), point[0], point[1])
        assert float(statement(*point)) == pytest.approx(expected, rel=1e-9, abs=1e-10)


@certifies("vae.gaussian_second_moment", right=second_moment, wrong=MOMENT_SLIPS)
def test_the_second_moment_by_sympy(statement, gaussian_integrals):
    assert equal(gaussian_integrals.second_moment, statement(*gaussian_integrals.symbols))


@certifies("vae.gaussian_second_moment", right=second_moment, wrong=MOMENT_SLIPS)
def test_the_second_moment_by_quadrature(statement):
    quadrature(lambda z, mu_q, s_q, mu_p, s_p: (z - mu_p) ** 2, statement)


@certifies("vae.gaussian_entropy", right=negative_entropy, wrong=ENTROPY_SLIPS)
def test_the_entropy_by_sympy(statement, gaussian_integrals):
    assert equal(gaussian_integrals.negative_entropy, statement(*gaussian_integrals.symbols))


@certifies("vae.gaussian_entropy", right=negative_entropy, wrong=ENTROPY_SLIPS)
def test_the_entropy_by_quadrature(statement):
    quadrature(lambda z, mu_q, s_q, mu_p, s_p: log_normal(z, mu_q, s_q), statement)


@certifies("vae.gaussian_entropy", right=negative_entropy, wrong=ENTROPY_SLIPS)
def test_the_entropy_by_torch(statement):
    for point in POINTS:
        entropy = Normal(*torch.tensor(point[:2], dtype=torch.float64)).entropy()
        assert float(statement(*point)) == pytest.approx(-entropy.item(), rel=1e-12)


@certifies("vae.gaussian_cross_entropy", right=cross_entropy, wrong=CROSS_SLIPS)
def test_the_cross_entropy_by_sympy(statement, gaussian_integrals):
    assert equal(gaussian_integrals.cross_entropy, statement(*gaussian_integrals.symbols))


@certifies("vae.gaussian_cross_entropy", right=cross_entropy, wrong=CROSS_SLIPS)
def test_the_cross_entropy_by_quadrature(statement):
    quadrature(lambda z, mu_q, s_q, mu_p, s_p: -log_normal(z, mu_p, s_p), statement)


@certifies("vae.gaussian_kl", right=kl, wrong=KL_SLIPS)
def test_the_divergence_by_sympy(statement, gaussian_integrals):
    integral = gaussian_integrals.negative_entropy + gaussian_integrals.cross_entropy
    assert equal(integral, statement(*gaussian_integrals.symbols))


@certifies("vae.gaussian_kl", right=kl, wrong=KL_SLIPS)
def test_the_divergence_by_quadrature(statement):
    quadrature(lambda z, mu_q, s_q, mu_p, s_p: log_normal(z, mu_q, s_q) - log_normal(z, mu_p, s_p), statement)


@certifies("vae.gaussian_kl", right=kl, wrong=KL_SLIPS)
def test_the_divergence_by_torch(statement):
    for point in POINTS:
        mu_q, s_q, mu_p, s_p = torch.tensor(point, dtype=torch.float64)
        expected = kl_divergence(Normal(mu_q, s_q), Normal(mu_p, s_p)).item()
        assert float(statement(*point)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def kl_to_standard(mu: np.ndarray, logvar: np.ndarray) -> float:
    return float(0.5 * np.sum(mu**2 + np.exp(logvar) - 1 - logvar))


STANDARD_SLIPS = {
    "sign": lambda mu, logvar: -kl_to_standard(mu, logvar),
    "averaged over the coordinates": lambda mu, logvar: kl_to_standard(mu, logvar) / len(mu),
    "logvar taken for log sigma": lambda mu, logvar: kl_to_standard(mu, 2 * logvar),
    "the one half left out": lambda mu, logvar: 2 * kl_to_standard(mu, logvar),
}


@certifies("vae.gaussian_kl_standard", right=kl_to_standard, wrong=STANDARD_SLIPS)
def test_the_divergence_to_the_prior_by_sympy(statement):
    symbolic = [kl(mu, sp.exp(logvar / 2), 0, 1) for mu, logvar in ((1, 0), (0, sp.log(4)))]
    assert symbolic == [sp.Rational(1, 2), sp.Rational(3, 2) - sp.log(2)]
    assert statement(np.array([1.0, 0.0]), np.array([0.0, math.log(4.0)])) == pytest.approx(float(sum(symbolic)))


@certifies("vae.gaussian_kl_standard", right=kl_to_standard, wrong=STANDARD_SLIPS)
def test_the_divergence_to_the_prior_by_torch_and_by_quadrature(statement):
    mu, logvar = np.array([0.3, -1.1, 2.0]), np.array([-3.0, 0.5, 1.0])
    q = Independent(Normal(torch.tensor(mu), torch.tensor(logvar).div(2).exp()), 1)
    prior = Independent(Normal(torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)), 1)
    by_axis = [
        gaussian_expectation(lambda z, m=m, s=s: log_normal(z, m, s) - log_normal(z, 0.0, 1.0), m, s)
        for m, s in zip(mu, np.exp(logvar / 2), strict=True)
    ]
    assert statement(mu, logvar) == pytest.approx(kl_divergence(q, prior).item(), rel=1e-12)
    assert statement(mu, logvar) == pytest.approx(sum(by_axis), rel=1e-9)
