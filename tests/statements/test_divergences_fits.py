"""Certificates of the fits in the chapter on divergences: which way covers, which chooses, and at what price."""

import math

import numpy as np
import pytest
import torch
from certify import certifies
from densities import log_normal
from scipy import optimize
from scipy.spatial.distance import jensenshannon
from scipy.stats import wasserstein_distance

GRID = np.linspace(-11, 11, 2201)


def hills(offset):
    return np.logaddexp(log_normal(GRID, -offset, 0.5), log_normal(GRID, offset, 0.5)) - math.log(2)


def integral(values):
    return float(np.sum(values) * (GRID[1] - GRID[0]))


def forward(log_p, log_q):
    return integral(np.exp(log_p) * (log_p - log_q))


def reverse(log_p, log_q):
    return forward(log_q, log_p)


def js(log_p, log_q):
    log_m = np.logaddexp(log_p, log_q) - math.log(2)
    return 0.5 * forward(log_p, log_m) + 0.5 * forward(log_q, log_m)


def best(divergence, log_p, start):
    """(mean, sd, value) of the Gaussian where a descent from start = (mean, sd) ends."""
    found = optimize.minimize(
        lambda v: divergence(log_p, log_normal(GRID, v[0], math.exp(v[1]))),
        [start[0], math.log(start[1])],
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-12},
    )
    return found.x[0], math.exp(found.x[1]), found.fun


def broad_and_narrow(divergence, offset):
    """The value of the divergence at the end of a search from the middle, and of one from a hill."""
    wide = optimize.minimize_scalar(
        lambda log_sd: divergence(hills(offset), log_normal(GRID, 0.0, math.exp(log_sd))),
        bounds=(-1.0, 1.6),
        method="bounded",
    ).fun
    return wide, best(divergence, hills(offset), (offset, 0.5))[2]


@certifies(
    "divergences.forward_reverse",
    right=(forward, reverse),
    wrong={
        "the two directions exchanged": (reverse, forward),
        "both seek": (reverse, reverse),
        "both cover": (forward, forward),
    },
)
def test_which_direction_covers_and_which_seeks(statement):
    covers, seeks = statement
    log_p = hills(2.0)
    ends = [best(covers, log_p, start) for start in ((0.3, 1.5), (2.0, 0.5))]
    assert [mean for mean, _, _ in ends] == pytest.approx([0, 0], abs=1e-3)
    assert best(seeks, log_p, (2.0, 0.5))[0] == pytest.approx(2.0, abs=1e-3)
    # A bell that shrinks onto one hill: the covering divergence grows without bound, the other does not.
    prices = [covers(log_p, log_normal(GRID, 2.0, sd)) for sd in (0.5, 0.25, 0.125)]
    assert prices[0] > 10 and prices[1] > 3 * prices[0] and prices[2] > 3 * prices[1]
    assert all(seeks(log_p, log_normal(GRID, 2.0, sd)) < 2 for sd in (0.5, 0.25, 0.125))


@certifies(
    "divergences.fits",
    right=((0.0, 2.0616), (2.0, 0.5004, 0.69305)),
    wrong={
        "mean of the variances": ((0.0, 0.5), (2.0, 0.5004, 0.69305)),
        "exactly log 2 is left": ((0.0, 2.0616), (2.0, 0.5004, 0.69315)),
        "reverse covers": ((0.0, 2.0616), (0.0, 2.0616, 0.69305)),
    },
)
def test_the_fits_of_two_hills(statement):
    broad, narrow = statement
    assert best(forward, hills(2.0), (0.5, 1.0))[:2] == pytest.approx(broad, abs=5e-5)
    mean, sd, value = best(reverse, hills(2.0), (1.5, 0.8))
    assert (mean, sd) == pytest.approx(narrow[:2], abs=5e-4) and value == pytest.approx(narrow[2], abs=1e-5)


@certifies(
    "divergences.prices",
    right=(2.10, 15.31),
    wrong={"exchanged": (15.31, 2.10), "their own prices": (0.72, 0.69)},
)
def test_the_price_in_the_other_direction(statement):
    of_broad = reverse(hills(2.0), log_normal(GRID, 0.0, math.sqrt(4.25)))
    of_narrow = forward(hills(2.0), log_normal(GRID, 2.0, 0.5))
    assert (of_broad, of_narrow) == pytest.approx(statement, abs=5e-3)
    # The second in closed form: cross-entropy by moments, entropy of well separated hills.
    cross = 0.5 * math.log(2 * math.pi * 0.25) + (0.25 + 0.5 * 16) / 0.5
    entropy = 0.5 * math.log(2 * math.pi * math.e * 0.25) + math.log(2)
    assert cross - entropy == pytest.approx(statement[1], abs=5e-3)


@certifies(
    "divergences.jumps",
    right=(1.40, 2.12),
    wrong={"JS jumps before 2": (1.40, 1.90), "reverse jumps with JS": (2.12, 2.12), "exchanged": (2.12, 1.40)},
)
def test_where_the_fits_leave_the_middle(statement):
    for divergence, between, place in zip((reverse, js), ((1.3, 1.6), (2.0, 2.4)), statement, strict=True):

        def advantage(offset, divergence=divergence):
            wide, narrow = broad_and_narrow(divergence, offset)
            return wide - narrow

        assert optimize.brentq(advantage, *between, xtol=1e-3) == pytest.approx(place, abs=0.01)
    mean, sd, _ = best(js, hills(2.0), (0.1, 2.0))
    assert (abs(mean), sd) == pytest.approx((0.0, 2.042), abs=1e-3)


@certifies(
    "divergences.parallel_lines",
    right=lambda theta: (math.inf if theta else 0.0, math.log(2) if theta else 0.0, abs(theta)),
    wrong={
        "JS shrinks with the shift": lambda theta: (math.inf, math.log(2) * min(abs(theta), 1), abs(theta)),
        "W1 without absolute value": lambda theta: (math.inf if theta else 0.0, math.log(2) if theta else 0.0, theta),
        "KL finite": lambda theta: (1.0, math.log(2) if theta else 0.0, abs(theta)),
    },
)
def test_two_parallel_lines(statement):
    columns = np.arange(-8, 9) / 8
    here = (columns == 0).astype(float)
    for theta in (-1.0, -0.125, 0.0, 0.125, 0.5):
        there = (columns == theta).astype(float)
        with np.errstate(divide="ignore"):
            ratio = here[here > 0] / there[here > 0]
            kl = float(np.sum(np.log(ratio)))
        found = kl, jensenshannon(here, there) ** 2, wasserstein_distance(columns, columns, here, there)
        assert found == pytest.approx(statement(theta))


LINE = torch.linspace(-14, 14, 6001, dtype=torch.float64)


def slope_of(cost):
    """d/dmu at 1.5 of the integral of cost(data, made, frozen), with P_d = N(0, 1) and P_g = N(mu, 0.7^2)."""
    mu = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    data = torch.distributions.Normal(0.0, 1.0).log_prob(LINE).exp()
    made = torch.distributions.Normal(mu, 0.7).log_prob(LINE).exp()
    return torch.autograd.grad(torch.trapezoid(cost(data, made, made.detach()), LINE), mu)[0].item()


def twice_js(d, g, _):
    return d * (2 * d / (d + g)).log() + g * (2 * g / (d + g)).log()


def reverse_kl(d, g, _):
    return g * (g / d).log()


@certifies(
    "divergences.slip_gan",
    right=(twice_js, lambda d, g, f: reverse_kl(d, g, f) - twice_js(d, g, f)),
    wrong={
        "both are the reverse divergence": (reverse_kl, reverse_kl),
        "the saturating cost is JS, not twice": (lambda d, g, f: twice_js(d, g, f) / 2, reverse_kl),
        "-log D is the reverse divergence": (twice_js, reverse_kl),
    },
)
def test_the_gradients_of_the_two_generator_costs(statement):
    saturating, other = statement
    frozen_discriminator = slope_of(lambda d, g, f: g * (f / (d + f)).log())
    frozen_mixture = slope_of(lambda d, g, f: g * (2 * g / (d + f)).log())
    assert slope_of(saturating) == pytest.approx(frozen_discriminator, abs=1e-9)
    assert slope_of(saturating) == pytest.approx(frozen_mixture, abs=1e-9)
    assert slope_of(saturating) == pytest.approx(0.5243703, abs=5e-8)
    assert slope_of(other) == pytest.approx(slope_of(lambda d, g, f: -g * (d / (d + f)).log()), abs=1e-9)
    assert slope_of(other) == pytest.approx(0.9756297, abs=5e-8)
