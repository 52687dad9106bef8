"""Certificates of the gradient of the bound: autograd at quadrature nodes against differences of exact bounds."""

import math

import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies
from densities import A, T, X, gauss_hermite, gaussian_expectation, log_normal

LOG_2PI = math.log(2 * math.pi)
PARAMETERS = (A, 0.7, 2 * math.log(0.6))  # decoder slope a, encoder mean mu, encoder logvar
EXACT_D_MU = A * (X - A * 0.7) / T**2 - 0.7  # derivative of the running example's bound, -0.58281


def exact_bound(a: float, mu: float, logvar: float) -> float:
    """The bound of the running example, by quadrature, in nats."""
    s = math.exp(logvar / 2)
    return gaussian_expectation(
        lambda z: log_normal(X, a * z, T) + log_normal(z, 0.0, 1.0) - log_normal(z, mu, s), mu, s
    )


def exact_gradient() -> list[float]:
    """Central differences of the exact bound with respect to PARAMETERS."""
    step, slopes = 1e-4, []
    for index in range(len(PARAMETERS)):
        up, down = list(PARAMETERS), list(PARAMETERS)
        up[index] += step
        down[index] -= step
        slopes.append((exact_bound(*up) - exact_bound(*down)) / (2 * step))
    return slopes


def log_likelihood(a, z):
    return -0.5 * LOG_2PI - math.log(T) - (X - a * z) ** 2 / (2 * T**2)


def log_q(z, mu, logvar):
    return -0.5 * (LOG_2PI + logvar + (z - mu) ** 2 / logvar.exp())


def log_ratio(a, z, mu, logvar):
    """log p(x, z) - log q(z|x), [J]."""
    return log_likelihood(a, z) - 0.5 * (LOG_2PI + z**2) - log_q(z, mu, logvar)


def kl_to_prior(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


def nodes_and_weights(order: int = 12) -> tuple[torch.Tensor, torch.Tensor]:
    nodes, weights = gauss_hermite(order)
    return torch.tensor(nodes), torch.tensor(weights)


def gradient_of(surrogate) -> list[float]:
    """Gradient of surrogate(a, mu, logvar, eps, weights) at PARAMETERS, by autograd."""
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in PARAMETERS]
    surrogate(*leaves, *nodes_and_weights()).backward()
    return [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]


def moved(mu, logvar, eps):
    return mu + (logvar / 2).exp() * eps


@certifies(
    "vae.reparameterized_gradient",
    right=lambda a, mu, logvar, eps: log_ratio(a, moved(mu, logvar, eps), mu, logvar),
    wrong={
        "samples held fixed": lambda a, mu, logvar, eps: log_ratio(a, moved(mu, logvar, eps).detach(), mu, logvar),
        "noise not scaled": lambda a, mu, logvar, eps: log_ratio(a, mu + eps, mu, logvar),
        "variance for standard deviation": lambda a, mu, logvar, eps: log_ratio(
            a, moved(mu, 2 * logvar, eps), mu, logvar
        ),
    },
)
def test_the_gradient_moves_inside_the_expectation_over_noise(statement):
    found = gradient_of(lambda a, mu, logvar, eps, weights: (weights * statement(a, mu, logvar, eps)).sum())
    assert found == pytest.approx(exact_gradient(), abs=1e-6)


@certifies(
    "vae.reparameterized_gradient",
    right=lambda a, mu, logvar, eps: log_likelihood(a, moved(mu, logvar, eps)),
    wrong={
        "samples held fixed": lambda a, mu, logvar, eps: log_likelihood(a, moved(mu, logvar, eps).detach()),
        "noise not scaled": lambda a, mu, logvar, eps: log_likelihood(a, mu + eps),
        "prior counted twice": lambda a, mu, logvar, eps: (
            log_likelihood(a, moved(mu, logvar, eps)) - 0.5 * moved(mu, logvar, eps) ** 2
        ),
    },
)
def test_the_gradient_with_the_analytic_divergence(statement):
    found = gradient_of(
        lambda a, mu, logvar, eps, weights: (weights * statement(a, mu, logvar, eps)).sum() - kl_to_prior(mu, logvar)
    )
    assert found == pytest.approx(exact_gradient(), abs=1e-6)


@certifies(
    "vae.slip_kl_sign",
    right=lambda likelihood, kl: likelihood - kl,
    wrong={
        "the sign absorbed twice": lambda likelihood, kl: likelihood + kl,
        "KL left out": lambda likelihood, kl: likelihood,
    },
)
def test_the_divergence_is_subtracted_once(statement):
    def surrogate(a, mu, logvar, eps, weights):
        return statement((weights * log_likelihood(a, moved(mu, logvar, eps))).sum(), kl_to_prior(mu, logvar))

    assert gradient_of(surrogate) == pytest.approx(exact_gradient(), abs=1e-6)


def score_function(mu, logvar, eps):
    z = moved(mu, logvar, eps).detach()
    return (log_ratio(A, z, mu, logvar).detach() * log_q(z, mu, logvar)).mean()


FROZEN_SLIPS = {
    "samples held fixed": lambda mu, logvar, eps: log_ratio(A, moved(mu, logvar, eps).detach(), mu, logvar).mean(),
    "summed and not averaged": lambda mu, logvar, eps: log_ratio(A, moved(mu, logvar, eps), mu, logvar).sum(),
}


def monte_carlo_gradient(statement, draws: int = 40000) -> float:
    """Derivative with respect to mu, from `draws` samples with a fixed seed."""
    mu = torch.tensor(PARAMETERS[1], dtype=torch.float64, requires_grad=True)
    logvar = torch.tensor(PARAMETERS[2], dtype=torch.float64)
    eps = torch.tensor(np.random.default_rng(11).standard_normal(draws))
    (slope,) = torch.autograd.grad(statement(mu, logvar, eps), mu)
    return slope.item()


# One reparameterised draw has standard deviation 2.7 here, one score draw 4.3: seven standard errors of 40,000
# draws are 0.15 at most, and the slips miss by 0.58 or by a factor of 40,000.


@certifies(
    "vae.slip_frozen_samples",
    right=lambda mu, logvar, eps: log_ratio(A, moved(mu, logvar, eps), mu, logvar).mean(),
    wrong=FROZEN_SLIPS,
)
def test_samples_that_follow_the_parameters_give_the_gradient(statement):
    assert pytest.approx(-0.58281, abs=5e-6) == EXACT_D_MU
    assert monte_carlo_gradient(statement) == pytest.approx(EXACT_D_MU, abs=0.15)


@certifies("vae.slip_frozen_samples", right=score_function, wrong=FROZEN_SLIPS)
def test_fixed_samples_need_the_score(statement):
    assert monte_carlo_gradient(statement) == pytest.approx(EXACT_D_MU, abs=0.15)


@certifies(
    "vae.reparameterize_code",
    right=moved,
    wrong={
        "variance for standard deviation": lambda mu, logvar, eps: mu + logvar.exp() * eps,
        "half of logvar": lambda mu, logvar, eps: mu + logvar / 2 * eps,
        "noise added last": lambda mu, logvar, eps: mu * (logvar / 2).exp() + eps,
        "no path through logvar": lambda mu, logvar, eps: mu + (logvar / 2).exp().detach() * eps,
    },
)
def test_the_code_draws_from_the_gaussian_and_differentiates(statement):
    eps, weights = nodes_and_weights()
    for mean, log_variance in ((1.0, 0.0), (0.7, -3.0), (-1.2, 3.0)):
        mu = torch.full_like(eps, mean, requires_grad=True)
        logvar = torch.full_like(eps, log_variance, requires_grad=True)
        z = statement(mu, logvar, eps)
        d_mu, d_logvar = torch.autograd.grad(z.sum(), [mu, logvar], allow_unused=True, materialize_grads=True)
        # The noise is symmetric, so its odd moments are 0: z has the moments of N(mean, exp(log_variance)).
        variance = math.exp(log_variance)
        moments = [(weights * (z - mean) ** power).sum().item() for power in (1, 2, 3, 4)]
        assert moments == pytest.approx([0.0, variance, 0.0, 3 * variance**2], abs=1e-9 * max(1, variance**2))
        assert torch.allclose(d_mu, torch.ones_like(eps), rtol=1e-12)
        assert torch.allclose(d_logvar, (z - mu) / 2, rtol=1e-12)


@certifies(
    "vae.gradient_variance",
    right=(4, 30),
    wrong={"second moments": (8, 34), "the two exchanged": (30, 4), "standard deviations": (2, sp.sqrt(30))},
)
def test_the_variances_of_the_two_gradients(statement):
    eps, t = sp.symbols("epsilon t", real=True)
    generating = sp.exp(t**2 / 2)  # E exp(t eps): its n-th derivative at 0 is the n-th moment
    for estimator, variance in zip((2 * (1 + eps), (1 + eps) ** 2 * eps), statement, strict=True):
        mean, square = (
            sum(factor * generating.diff(t, n).subs(t, 0) for (n,), factor in sp.Poly(estimator**order, eps).terms())
            for order in (1, 2)
        )
        numeric = gaussian_expectation(sp.lambdify(eps, estimator**2), 0.0, 1.0)
        assert mean == 2
        assert square - mean**2 == variance
        assert numeric == pytest.approx(float(variance) + 4)
