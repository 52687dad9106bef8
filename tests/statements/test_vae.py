"""Certificates of the VAE chapter's statements; each fails on the wrong variants named beside it."""

import math

import numpy as np
import pytest
import sympy as sp
from certify import certifies
from densities import (
    A,
    T,
    X,
    average_rate_and_distortion,
    discrete,
    exact_models,
    gauss_hermite,
    gaussian_expectation,
    linear_gaussian,
    log_normal,
    symbolic_states,
)
from scipy import integrate, optimize
from torch.utils.data import BatchSampler, SequentialSampler


def bent(z):
    """A smooth non-linear decoder mean."""
    return np.tanh(2.0 * z) + 0.3 * z


# Intractability and the importance identity


def marginal(decoder, x, t):
    return gaussian_expectation(lambda z: np.exp(log_normal(x, decoder(z), t)), 0.0, 1.0)


def linearised(decoder, x, t):
    slope = (decoder(1e-5) - decoder(-1e-5)) / 2e-5
    return np.exp(log_normal(x, decoder(0.0), np.hypot(slope, t)))


def moment_matched(decoder, x, t):
    variance = gaussian_expectation(lambda z: decoder(z) ** 2, 0.0, 1.0)
    return np.exp(log_normal(x, 0.0, np.sqrt(variance + t**2)))


@certifies(
    "vae.intractability",
    right=marginal,
    wrong={"Gaussian formula at the decoder's slope": linearised, "Gaussian formula at the moments": moment_matched},
)
def test_only_integration_gives_the_evidence_of_a_bent_decoder(statement):
    grid = np.linspace(-10, 10, 8001)
    for x in (-1.5, 0.2, 0.9):
        joint = np.exp(log_normal(x, bent(grid), 0.4) + log_normal(grid, 0.0, 1.0))
        posterior = joint / statement(bent, x, 0.4)
        assert integrate.trapezoid(posterior, grid) == pytest.approx(1.0, abs=1e-9)


@certifies(
    "vae.slip_continuous_integral",
    right=lambda continuous, linear: linear,
    wrong={
        "a continuous latent has no closed form": lambda continuous, linear: not continuous,
        "a Gaussian latent always has one": lambda continuous, linear: True,
    },
)
def test_the_decoder_and_not_the_continuous_latent_decides(statement):
    for decoder, linear in ((lambda z: A * z, True), (bent, False)):
        exact = [marginal(decoder, x, T) for x in (-2.0, 0.0, X)]
        closed = [moment_matched(decoder, x, T) for x in (-2.0, 0.0, X)]
        assert np.allclose(exact, closed, rtol=1e-8) == statement(continuous=True, linear=linear)


@certifies(
    "vae.importance_identity",
    right=lambda d: math.log(d.expect(lambda z: np.exp(d.log_likelihood(z) + d.log_prior(z) - d.log_q(z)))),
    wrong={
        "logarithm inside": lambda d: d.elbo(),
        "ratio upside down": lambda d: math.log(
            d.expect(lambda z: np.exp(d.log_q(z) - d.log_likelihood(z) - d.log_prior(z)))
        ),
        "prior left out": lambda d: math.log(d.expect(lambda z: np.exp(d.log_likelihood(z) - d.log_q(z)))),
    },
)
def test_the_mean_weight_is_the_evidence(statement):
    # The weights are integrable for every q, but the inverted ones only where q has the lighter tails.
    for model in [discrete((0.5, 0.5)), discrete((0.1, 0.9)), linear_gaussian(0.3, 0.5), linear_gaussian()]:
        assert statement(model) == pytest.approx(model.log_evidence, abs=1e-8)


# The bound and its gap

LIKELIHOOD_SLIP = {"likelihood in place of posterior": lambda d, z: d.log_q(z) - d.log_likelihood(z)}
GAP_SLIPS = LIKELIHOOD_SLIP | {
    "prior in place of posterior": lambda d, z: d.log_q(z) - d.log_prior(z),
    "ratio upside down": lambda d, z: d.log_posterior(z) - d.log_q(z),
}


def gap(d, z):
    return d.log_q(z) - d.log_posterior(z)


@certifies("vae.elbo_decomposition", right=gap, wrong=GAP_SLIPS)
def test_the_decomposition_by_quadrature_and_enumeration(statement):
    for model in exact_models():
        total = model.elbo() + model.expect(lambda z, d=model: statement(d, z))
        assert total == pytest.approx(model.log_evidence, abs=1e-9)


@certifies("vae.elbo_decomposition", right=gap, wrong=GAP_SLIPS)
def test_the_decomposition_by_sympy(statement):
    model = symbolic_states()
    difference = model.elbo() + model.expect(lambda k: statement(model, k)) - model.log_evidence
    assert sp.simplify(sp.expand(sp.expand_log(difference, force=True))) == 0


@certifies("vae.slip_posterior_term", right=gap, wrong=LIKELIHOOD_SLIP)
def test_the_total_is_the_evidence_at_the_chapters_numbers(statement):
    model = linear_gaussian()
    assert model.elbo() + model.expect(lambda z: statement(model, z)) == pytest.approx(-1.658909, abs=5e-7)
    for q in [(0.5, 0.5), (0.75, 0.25), (0.1, 0.9)]:
        states = discrete(q)
        assert states.elbo() + states.expect(lambda k, d=states: statement(d, k)) == pytest.approx(math.log(0.4))


@certifies("vae.slip_not_a_kl", right=gap, wrong=LIKELIHOOD_SLIP)
def test_the_last_term_is_a_divergence(statement):
    model = linear_gaussian(0.0, 0.5, a=0.1, t=0.3, x=0.0)
    density_in_z = integrate.quad(lambda z: np.exp(model.log_q(z) - statement(model, z)), -40, 40, points=[0.0])[0]
    assert model.expect(lambda z: statement(model, z)) >= 0
    assert density_in_z == pytest.approx(1.0, abs=1e-8)


@certifies(
    "vae.slip_missing_log",
    right=lambda d: d.elbo(),
    wrong={"no logarithm": lambda d: d.expect(lambda z: np.exp(d.log_likelihood(z) + d.log_prior(z) - d.log_q(z)))},
)
def test_the_bound_lies_below_the_evidence_by_the_gap(statement):
    for model in exact_models()[:2] + [discrete((0.5, 0.5))]:
        assert statement(model) == pytest.approx(model.log_evidence - model.gap(), abs=1e-8)
        assert statement(model) <= model.log_evidence


# Training

DATA = np.array([-2.1, 0.4, 1.1, 2.6, -0.9])


def elbo_terms(a, k, log_s):
    """Expected log-likelihood and KL to the prior for every x in DATA, with q(z|x) = N(k x, s^2)."""
    nodes, weights = gauss_hermite(6)
    s = math.exp(log_s)
    z = k * DATA[:, None] + s * nodes
    likelihood = log_normal(DATA[:, None], a * z, T) @ weights
    return likelihood, (log_normal(z, k * DATA[:, None], s) - log_normal(z, 0.0, 1.0)) @ weights


@certifies(
    "vae.training_objective",
    right=lambda likelihood, kl: np.sum(likelihood - kl),
    wrong={
        "KL averaged where the likelihood is summed": lambda likelihood, kl: np.sum(likelihood) - np.mean(kl),
        "no KL": lambda likelihood, kl: np.sum(likelihood),
        "the best point only": lambda likelihood, kl: np.max(likelihood - kl),
    },
)
def test_the_optimum_over_both_networks_is_maximum_likelihood(statement):
    found = optimize.minimize(lambda parameters: -statement(*elbo_terms(*parameters)), [1.0, 0.3, -0.5], tol=1e-10)
    evidence = np.sum(log_normal(DATA, 0.0, np.sqrt(np.mean(DATA**2))))
    assert found.x[0] ** 2 + T**2 == pytest.approx(np.mean(DATA**2), rel=1e-4)
    assert -found.fun == pytest.approx(evidence, abs=1e-6)


@certifies(
    "vae.deterministic_decoder",
    right=lambda distance: -math.inf if distance > 0 else math.inf,
    wrong={
        "squared error for log-likelihood": lambda distance: -(distance**2) / 2,
        "finite on the curve": lambda distance: -math.inf if distance > 0 else 0.0,
    },
)
def test_without_noise_the_likelihood_is_singular(statement):
    t = sp.symbols("t", positive=True)
    for distance in (0, sp.Rational(1, 100), 1):
        # Two observed coordinates, one latent: a curve in the plane, blurred by noise of width t.
        log_density = -sp.log(2 * sp.pi * t**2) - distance**2 / (2 * t**2)
        assert float(sp.limit(log_density, t, 0, "+")) == statement(float(distance))
    points = np.random.default_rng(0).uniform(-1, 1, (20000, 2))
    nearness = np.abs(np.hypot(*points.T) - 0.5)
    shares = [np.mean(nearness < width) for width in (0.1, 0.01, 0.001)]
    assert shares == pytest.approx([math.pi / 20, math.pi / 200, math.pi / 2000], rel=0.2)


@certifies(
    "vae.training_log",
    right=lambda sums, sizes: (len(sums), np.sum(sums) / np.sum(sizes)),
    wrong={
        "last, shorter batch dropped": lambda sums, sizes: (
            np.sum(np.array(sizes) == 128),
            np.sum(sums) / np.sum(sizes),
        ),
        "mean of the batch means": lambda sums, sizes: (len(sums), np.mean(np.divide(sums, sizes))),
        "divided by the number of batches": lambda sums, sizes: (len(sums), np.sum(sums) / len(sums)),
    },
)
def test_the_log_counts_batches_and_averages_over_images(statement):
    losses = 103.6788 + np.linspace(-20, 20, 60000)
    batches = list(BatchSampler(SequentialSampler(range(60000)), batch_size=128, drop_last=False))
    count, average = statement([losses[batch].sum() for batch in batches], [len(batch) for batch in batches])
    assert (count, len(batches[-1]), 100 * 128) == (469, 96, 12800)
    assert average == pytest.approx(103.6788, abs=1e-9)
    assert [round(100 * done / count) for done in (100, 200, 300, 400)] == [21, 43, 64, 85]


# beta-VAE


def best_encoder(objective):
    """Maximise objective(expected log-likelihood, rate), averaged over x, over the encoders N(k x, s^2)."""

    def loss(parameters):
        rate, distortion = average_rate_and_distortion(parameters[0], math.exp(parameters[1]))
        return -objective(-distortion - math.log(2 * math.pi * T**2) / 2, rate)

    found = optimize.minimize(loss, [0.3, -0.5], tol=1e-10)
    return -found.fun, average_rate_and_distortion(found.x[0], math.exp(found.x[1]))


@certifies(
    "vae.beta_vae",
    right=lambda likelihood, kl, beta, kappa: likelihood - beta * (kl - kappa),
    wrong={
        "bound left out": lambda likelihood, kl, beta, kappa: likelihood - beta * kl,
        "sign of the bound": lambda likelihood, kl, beta, kappa: likelihood - beta * (kl + kappa),
        "beta on the likelihood": lambda likelihood, kl, beta, kappa: beta * likelihood - (kl - kappa),
    },
)
def test_the_lagrangian_solves_the_constrained_problem(statement):
    kappa = 0.5
    dual = optimize.minimize_scalar(
        lambda log_beta: best_encoder(lambda e, kl: statement(e, kl, math.exp(log_beta), kappa))[0],
        bounds=(-2.5, 3.0),
        method="bounded",
        options={"xatol": 1e-3},
    )
    constrained = optimize.minimize(
        lambda p: average_rate_and_distortion(p[0], math.exp(p[1]))[1],
        [0.3, -0.5],
        method="SLSQP",
        tol=1e-12,
        constraints={"type": "ineq", "fun": lambda p: kappa - average_rate_and_distortion(p[0], math.exp(p[1]))[0]},
    )
    assert dual.fun == pytest.approx(-constrained.fun - math.log(2 * math.pi * T**2) / 2, abs=1e-5)
    for likelihood, kl, beta in ((-1.3, 0.4, 0.0), (-1.3, 0.4, 4.0), (-2.0, 3.0, 0.25)):
        assert statement(likelihood, kl, beta, kappa) >= likelihood - beta * kl


@certifies(
    "vae.beta_vae",
    right=lambda posterior_kl, prior_kl, beta: posterior_kl + (beta - 1) * prior_kl,
    wrong={
        "only the distance to the posterior": lambda posterior_kl, prior_kl, beta: posterior_kl,
        "beta times the distance to the posterior": lambda posterior_kl, prior_kl, beta: beta * posterior_kl,
        "beta in place of beta - 1": lambda posterior_kl, prior_kl, beta: posterior_kl + beta * prior_kl,
    },
)
def test_the_beta_bound_lies_below_the_evidence_by_both_divergences(statement):
    for model in exact_models():
        prior_kl = model.expect(lambda z, d=model: d.log_q(z) - d.log_prior(z))
        for beta in (1.0, 4.0, 0.25):
            bound = model.expect(model.log_likelihood) - beta * prior_kl
            assert model.log_evidence - bound == pytest.approx(statement(model.gap(), prior_kl, beta), abs=1e-9)


@certifies(
    "vae.slip_disentangled",
    right=lambda decoder: decoder @ decoder.T,
    wrong={
        "the axes themselves": lambda decoder: decoder,
        "the length of each axis": lambda decoder: np.linalg.norm(decoder, axis=0),
    },
)
def test_rotated_latents_explain_the_data_equally_well(statement):
    decoder, angle, x = np.array([[1.2, 0.1], [0.3, 0.8]]), 0.6, np.array([0.4, -1.3])
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    nodes, weights = gauss_hermite(60)
    grid = np.stack(np.meshgrid(nodes, nodes), axis=-1)

    def evidence(matrix):
        """Integral over both latents, by a product rule."""
        return weights @ np.exp(log_normal(x, grid @ matrix.T, T).sum(-1)) @ weights

    assert evidence(decoder @ rotation) == pytest.approx(evidence(decoder), rel=1e-9)
    assert evidence(1.1 * decoder) != pytest.approx(evidence(decoder), rel=1e-3)
    assert np.allclose(statement(decoder @ rotation), statement(decoder))
    assert not np.allclose(statement(1.1 * decoder), statement(decoder))
