"""Certificates of the VAE chapter's published and hand-worked numbers."""

import math

import numpy as np
import pytest
import torch
from certify import certifies
from densities import (
    A,
    M,
    S,
    T,
    X,
    average_rate_and_distortion,
    discrete,
    gaussian_expectation,
    linear_gaussian,
    log_normal,
)
from scipy import integrate, optimize
from torch.distributions import MultivariateNormal, Normal, kl_divergence

SIX_DIGITS, FOUR_DIGITS, THREE_DIGITS = 5.1e-7, 5.1e-5, 5.1e-4  # half a unit of the last printed digit


@certifies(
    "vae.two_state",
    right={"log p": -0.9163, "posterior": (0.75, 0.25), "elbo": -1.0601, "gap": 0.1438},
    wrong={
        "gap to the prior": {"log p": -0.9163, "posterior": (0.75, 0.25), "elbo": -1.0601, "gap": 0.0},
        "gap in bits": {"log p": -0.9163, "posterior": (0.75, 0.25), "elbo": -1.0601, "gap": 0.2075},
        "likelihoods for posterior": {"log p": -0.9163, "posterior": (0.6, 0.2), "elbo": -1.0601, "gap": 0.1438},
    },
)
def test_the_two_state_table(statement):
    model = discrete((0.5, 0.5))
    q = torch.distributions.Categorical(torch.tensor([0.5, 0.5], dtype=torch.float64))
    posterior = torch.distributions.Categorical(torch.tensor(statement["posterior"], dtype=torch.float64))
    assert [math.exp(model.log_posterior(k)) for k in (0, 1)] == pytest.approx(statement["posterior"])
    assert kl_divergence(q, posterior).item() == pytest.approx(statement["gap"], abs=FOUR_DIGITS)
    assert math.log(0.5 * 0.6 + 0.5 * 0.2) == pytest.approx(statement["log p"], abs=FOUR_DIGITS)
    assert model.elbo() == pytest.approx(statement["elbo"], abs=FOUR_DIGITS)


@certifies(
    "vae.linear_gaussian",
    right=(-1.658909, -1.766386, 0.107477),
    wrong={
        "likelihood in place of posterior": (-1.343939, -1.766386, 0.422448),
        "variance for standard deviation in the code": (-1.658909, -1.361386, -0.297523),
        "no logarithm": (-1.658909, 0.190346, 0.107477),
    },
)
def test_the_running_example(statement):
    joint = integrate.quad(lambda z: np.exp(log_normal(X, A * z, T) + log_normal(z, 0.0, 1.0)), -12, 12)[0]
    mean, sd = A * X / (A**2 + T**2), T / math.sqrt(A**2 + T**2)
    gap = kl_divergence(*(Normal(*torch.tensor(pair, dtype=torch.float64)) for pair in ((M, S), (mean, sd))))
    expected = (math.log(joint), linear_gaussian().elbo(), gap.item())
    assert (mean, sd) == pytest.approx((0.5709, 0.4706), abs=FOUR_DIGITS)
    assert statement == pytest.approx(expected, abs=SIX_DIGITS)
    assert statement[1] + statement[2] == pytest.approx(statement[0], abs=2 * SIX_DIGITS)


@certifies(
    "vae.importance_samples",
    right=(-1.766, -1.665, -1.659),
    wrong={
        "logarithms averaged": (-1.766, -1.766, -1.766),
        "summed and not averaged": (-1.766, 0.638, 2.946),
        "no bias": (-1.659, -1.659, -1.659),
    },
)
def test_more_samples_raise_the_bound_to_the_evidence(statement):
    rng = np.random.default_rng(5)
    for expected, samples, repeats in zip(statement[1:], (10, 100), (300_000, 30_000), strict=True):
        z = M + S * rng.standard_normal((repeats, samples))
        log_weight = log_normal(X, A * z, T) + log_normal(z, 0.0, 1.0) - log_normal(z, M, S)
        bounds = np.log(np.exp(log_weight).mean(axis=1))
        # 7 standard errors: 0.0015 or less, beside the rounding of the printed digits.
        error = 7 * bounds.std() / math.sqrt(repeats)
        assert error < 2e-3
        assert bounds.mean() == pytest.approx(expected, abs=THREE_DIGITS + error)
    assert linear_gaussian().elbo() == pytest.approx(statement[0], abs=THREE_DIGITS)


@certifies(
    "vae.rate_distortion",
    right={0.25: (1.449, 0.127), 1: (0.754, 0.5), 4: (0.222, 1.575), 16: (0.030, 2.959)},
    wrong={
        "beta on the likelihood": {0.25: (0.222, 1.575), 1: (0.754, 0.5), 4: (1.449, 0.127), 16: (2.152, 0.031)},
        "log-normaliser in the distortion": {
            0.25: (1.449, 0.822),
            1: (0.754, 1.196),
            4: (0.222, 2.271),
            16: (0.030, 3.655),
        },
        "rate and distortion exchanged": {0.25: (0.127, 1.449), 1: (0.5, 0.754), 4: (1.575, 0.222), 16: (2.959, 0.030)},
    },
)
def test_the_rate_distortion_curve(statement):
    for beta, published in statement.items():

        def loss(parameters, beta=beta):
            rate, distortion = average_rate_and_distortion(parameters[0], math.exp(parameters[1]))
            return distortion + beta * rate

        k, log_s = optimize.minimize(loss, [0.3, -0.5], tol=1e-10).x
        assert average_rate_and_distortion(k, math.exp(log_s)) == pytest.approx(published, abs=THREE_DIGITS)


# Probabilistic PCA


def spectrum(data, ddof=0):
    """Eigenvalues in falling order and eigenvectors of the covariance with divisor n - ddof."""
    values, vectors = np.linalg.eigh(np.cov(data, rowvar=False, ddof=ddof))
    return values[::-1], vectors[:, ::-1]


def principal_axes(data, k, ddof=0):
    values, vectors = spectrum(data, ddof)
    sigma2 = values[k:].mean()
    return vectors[:, :k] * np.sqrt(values[:k] - sigma2), sigma2


def without_subtraction(data, k):
    values, vectors = spectrum(data)
    return vectors[:, :k] * np.sqrt(values[:k]), values[k:].mean()


def with_the_next_axes(data, k):
    values, vectors = spectrum(data)
    kept = [*range(k - 1), k]
    sigma2 = np.delete(values, kept).mean()
    return vectors[:, kept] * np.sqrt(values[kept] - sigma2), sigma2


def rotated(data, k):
    weights, sigma2 = principal_axes(data, k)
    return weights @ np.array([[0.8, -0.6], [0.6, 0.8]]), sigma2


@pytest.fixture(scope="module")
def cloud():
    """200 points in six dimensions with three strong directions, so that the likelihood has a true saddle, [200, 6]."""
    rng = np.random.default_rng(3)
    axes = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    return rng.standard_normal((200, 6)) * np.sqrt([12.0, 6.0, 4.0, 0.3, 0.2, 0.2]) @ axes.T


def log_likelihood(data, weights, sigma2):
    covariance = weights @ weights.T + sigma2 * torch.eye(len(weights), dtype=torch.float64)
    return MultivariateNormal(data.mean(0), covariance).log_prob(data).sum()


@certifies(
    "vae.ppca",
    right=principal_axes,
    wrong={
        "n - 1 in the covariance": lambda data, k: principal_axes(data, k, ddof=1),
        "noise not subtracted": without_subtraction,
        "smallest eigenvalue for sigma2": lambda data, k: (principal_axes(data, k)[0], spectrum(data)[0][-1]),
        "not the leading axes (a saddle)": with_the_next_axes,
    },
)
def test_the_closed_form_maximises_the_likelihood(statement, cloud):
    data = torch.tensor(cloud)
    weights, sigma2 = (torch.tensor(value, requires_grad=True) for value in statement(cloud, 2))
    total = log_likelihood(data, weights, sigma2)
    slopes = torch.autograd.grad(total, [weights, sigma2])
    values, (n, d) = spectrum(cloud)[0], cloud.shape
    noise = values[2:].mean()
    maximum = -n / 2 * (d * math.log(2 * math.pi) + np.log(values[:2]).sum() + (d - 2) * math.log(noise) + d)
    assert max(slope.abs().max().item() for slope in slopes) < 1e-9 * n
    assert total.item() == pytest.approx(maximum, rel=1e-11)


@certifies(
    "vae.ppca",
    right=principal_axes,
    wrong={"another basis of the same plane": rotated, "noise not subtracted": without_subtraction},
)
def test_a_diagonal_encoder_leaves_no_gap_at_the_optimum(statement, cloud):
    weights, sigma2 = statement(cloud, 2)
    centred = cloud - cloud.mean(0)
    precision = weights.T @ weights + sigma2 * np.eye(2)
    means, variances = centred @ weights @ np.linalg.inv(precision), sigma2 / np.diag(precision)
    # The bound term by term: E|x - Wz|^2 = |x - Wm|^2 + sum_j s_j^2 |w_j|^2 and the KL of each coordinate.
    spread = (weights**2).sum(0) @ variances
    error = ((centred - means @ weights.T) ** 2).sum(1) + spread
    likelihood = -3 * math.log(2 * math.pi * sigma2) - error / (2 * sigma2)
    kl = 0.5 * (means**2 + variances - 1 - np.log(variances)).sum(1)
    best = log_likelihood(torch.tensor(cloud), *map(torch.tensor, principal_axes(cloud, 2))).item()
    assert np.sum(likelihood - kl) == pytest.approx(best, rel=1e-10)


def test_the_scale_slip_reports_a_bound_above_the_evidence():
    """The bug hunt's symptom, at the exact posterior: sampling with the variance as standard deviation."""
    model = linear_gaussian()
    mean, sd = A * X / (A**2 + T**2), T / math.sqrt(A**2 + T**2)
    reported = gaussian_expectation(lambda z: log_normal(X, A * z, T), mean, sd**2)
    reported -= 0.5 * (mean**2 + sd**2 - 1 - math.log(sd**2))
    assert reported == pytest.approx(-1.356, abs=THREE_DIGITS)
    assert reported > model.log_evidence
