"""Certificates of the published and hand-worked numbers on Gumbel noise."""

import math

import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies
from races import PI, PRIORS, at_the_first_arrival, at_the_largest_key
from scipy import integrate
from scipy.stats import logistic

FOUR_DIGITS = 5.1e-5  # half a unit of the last printed digit


@certifies(
    "gumbel.min_arrival",
    right=lambda pi, k: (1.0, 1.0),
    wrong={
        "the winner's own clock": lambda pi, k: (1 / pi[k], 1 / pi[k] ** 2),
        "the smallest of K equal clocks": lambda pi, k: (1 / len(pi), 1 / len(pi) ** 2),
        "slow winners are late": lambda pi, k: (1 + np.log(pi.max() / pi[k]), 1.0),
    },
)
def test_the_winning_time_is_exponential_whoever_wins(statement):
    for pi in PRIORS:
        for k in range(len(pi)):
            first, second = (at_the_first_arrival(pi, k, lambda t, m=m: t**m) / pi[k] for m in (1, 2))
            assert statement(pi, k) == pytest.approx((first, second - first**2), rel=1e-6)
            later = at_the_first_arrival(pi, k, lambda t: float(t > 0.7)) / pi[k]
            assert later == pytest.approx(math.exp(-0.7), abs=1e-2)


@certifies(
    "gumbel.max_moments",
    right=lambda pi, k: (0.5772, 1.6449),
    wrong={
        "mean zero": lambda pi, k: (0.0, 1.6449),
        "standard deviation": lambda pi, k: (0.5772, 1.2825),
        "the key's own mean": lambda pi, k: (0.5772 + np.log(pi[k]), 1.6449),
        "the largest of K equal keys": lambda pi, k: (0.5772 + np.log(len(pi)), 1.6449),
    },
)
def test_the_largest_key_is_gumbel_whichever_it_is(statement):
    for pi in PRIORS:
        for k in range(len(pi)):
            first, second = (at_the_largest_key(pi, k, lambda x, m=m: x**m) / pi[k] for m in (1, 2))
            assert statement(pi, k) == pytest.approx((first, second - first**2), abs=2 * FOUR_DIGITS)


@certifies(
    "gumbel.mean_two_classes",
    right=sp.Rational(9, 8) * (1 - sp.log(9) / 8),
    wrong={
        "unbiased": sp.Rational(9, 10),
        "sign of the logarithm": sp.Rational(9, 8) * (1 + sp.log(9) / 8),
        "odds for weights": sp.Rational(9, 10) * (1 - sp.log(9) / 8),
    },
)
def test_the_mean_of_the_soft_coin(statement):
    w = sp.symbols("w", positive=True)
    exact = sp.integrate(9 * w / (1 + 8 * w), (w, 0, 1))
    numeric = integrate.quad(lambda x: logistic.cdf(x + math.log(9)) * logistic.pdf(x), -40, 40)[0]
    assert abs(float(statement - exact)) < 1e-12
    assert float(statement) == pytest.approx(numeric, abs=1e-9)
    assert float(statement) == pytest.approx(0.816015, abs=5.1e-7)


@certifies(
    "gumbel.gradient_moments",
    right={5.0: (0.0464, 0.00384), 1.0: (0.105, 0.0795), 0.1: (0.0907, 0.377), 0.01: (0.0900, 1.22)},
    wrong={
        "no bias": {5.0: (0.090, 0.00384), 1.0: (0.090, 0.0795)},
        "noise that does not grow": {0.1: (0.0907, 0.080), 0.01: (0.0900, 0.080)},
        "noise like 1 / T": {0.1: (0.0907, 0.80), 0.01: (0.0900, 8.0)},
        "division by T left out": {5.0: (0.230, 0.019), 0.1: (0.00907, 0.0377)},
    },
)
def test_bias_and_noise_of_the_slope(statement):
    u = (torch.arange(2_000_000, dtype=torch.float64) + 0.5) / 2_000_000
    difference = torch.log(u) - torch.log1p(-u)
    for T, expected in statement.items():
        a = torch.full_like(u, math.log(9)).requires_grad_()
        (slopes,) = torch.autograd.grad(torch.sigmoid((a + difference) / T).sum(), a)
        assert expected == pytest.approx((slopes.mean().item(), slopes.std().item()), rel=6e-3)


@certifies(
    "gumbel.gradient_moments",
    right=lambda T: 0.09 / (6 * T),
    wrong={
        "like 1 / T squared": lambda T: 0.09 / (6 * T**2),
        "bounded": lambda T: 0.015,
        "no sixth": lambda T: 0.09 / T,
    },
)
def test_the_noise_grows_like_one_over_the_temperature(statement):
    for T in (0.002, 0.005, 0.01):
        second = integrate.quad(
            lambda v, T=T: logistic.pdf(v) ** 2 * logistic.pdf(T * v - math.log(9)) / T, -60, 60, points=[0]
        )[0]
        assert statement(T) == pytest.approx(second, rel=2e-2)


@certifies(
    "gumbel.race_by_hand",
    right={
        "C": (0.2231, 1.2040, 2.9957),
        "times": (2.231, 6.020, 4.280),
        "keys": (-0.8026, -1.7951, -1.4539),
        "T=1": (0.529, 0.196, 0.276),
    },
    wrong={
        "clocks of u, not of 1 - u": {"C": (1.6094, 0.3567, 0.0513), "times": (16.094, 1.783, 0.073)},
        "times without division": {"C": (0.2231, 1.2040, 2.9957), "times": (0.2231, 1.2040, 2.9957)},
        "keys upside down": {"keys": (0.8026, 1.7951, 1.4539)},
        "softmax of the probabilities": {"T=1": (0.255, 0.281, 0.464)},
    },
)
def test_the_race_by_hand(statement):
    C = np.array([-math.log(1 - u) for u in (0.2, 0.7, 0.95)])
    keys = torch.from_numpy(np.log(PI)) - torch.from_numpy(C).log()
    exact = {"C": C, "times": C / PI, "keys": keys.numpy(), "T=1": torch.softmax(keys, 0).numpy()}
    digits = {"C": 4, "times": 3, "keys": 4, "T=1": 3}
    for name, values in statement.items():
        assert values == pytest.approx(exact[name], abs=0.51 * 10.0 ** -digits[name])
