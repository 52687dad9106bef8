"""Certificates of the statements on races, Gumbel noise and soft samples; each fails on the wrong variants beside it."""

import math
from itertools import permutations

import numpy as np
import pytest
import torch
from certify import certifies
from races import PI, PRIORS, at_the_first_arrival, clocks, shares, soft, spread
from scipy import integrate
from scipy.special import logsumexp
from scipy.stats import expon, gumbel_r, norm
from torch.distributions import Categorical, RelaxedOneHotCategorical, kl_divergence

# The race


@certifies(
    "gumbel.exponential_race",
    right=lambda pi: pi / pi.sum(),
    wrong={
        "softmax of the rates": lambda pi: np.exp(pi) / np.exp(pi).sum(),
        "sum from the second on": lambda pi: pi / pi[1:].sum(),
        "against the others only": lambda pi: pi / (pi.sum() - pi),
        "the fastest always": lambda pi: np.eye(len(pi))[pi.argmax()],
    },
)
def test_each_clock_wins_with_its_share_of_the_rates(statement):
    for pi in (*PRIORS, 3 * PI, np.array([0.0, 0.3, 0.7])):
        exact = [at_the_first_arrival(pi, k, lambda t: 1.0) for k in range(len(pi))]
        assert statement(pi) == pytest.approx(exact, abs=1e-8)


@certifies(
    "gumbel.exponential_race",
    right=lambda pi, C: (np.log(pi) - np.log(C)).argmax(axis=1),
    wrong={
        "sign of log C": lambda pi, C: (np.log(pi) + np.log(C)).argmax(axis=1),
        "times the rate": lambda pi, C: (C * pi).argmin(axis=1),
        "the last arrival": lambda pi, C: (C / pi).argmax(axis=1),
        "no logarithm of the rate": lambda pi, C: (pi - np.log(C)).argmax(axis=1),
    },
)
def test_the_largest_key_is_the_first_arrival_and_a_sample(statement):
    for pi in PRIORS:
        C = clocks(len(pi))
        winners = statement(pi, C)
        first = [min(range(len(pi)), key=lambda k, row=row: row[k] / pi[k]) for row in C[:2000]]
        assert (winners[:2000] == first).all()  # a list this long takes pytest minutes to explain
        assert shares(winners, len(pi)) == pytest.approx(pi, abs=2e-3)


@certifies(
    "gumbel.sampling_exponential",
    right=lambda u: -np.log(1 - u),
    wrong={
        "n in place of 1": lambda u: -np.log(2 - u),
        "sign": lambda u: np.log(1 - u),
        "the upper tail, another number": lambda u: -np.log(u),
        "density for distribution": lambda u: np.exp(-u),
    },
)
def test_the_time_by_which_a_share_u_has_rung(statement):
    u = np.linspace(0.001, 0.999, 400)
    assert statement(u) == pytest.approx(expon.ppf(u), rel=1e-9)


@certifies(
    "gumbel.sampling_exponential",
    right=lambda u: -np.log(u),
    wrong={
        "sign": lambda u: np.log(u),
        "n in place of 0": lambda u: -np.log(1 + u),
        "base two": lambda u: -np.log2(u),
    },
)
def test_minus_log_u_has_the_same_distribution(statement):
    u = (np.arange(100_000) + 0.5) / 100_000
    assert np.allclose(np.sort(statement(u)), expon.ppf(u), rtol=1e-6)


@certifies(
    "gumbel.order_of_arrival",
    right=lambda pi, order: math.prod(pi[i] / (1 - pi[list(order[:j])].sum()) for j, i in enumerate(order)),
    wrong={
        "draws with replacement": lambda pi, order: math.prod(pi[i] for i in order),
        "itself not among those left": lambda pi, order: math.prod(
            pi[i] / (1 - pi[list(order[: j + 1])].sum() + 1e-12) for j, i in enumerate(order)
        ),
        "the set, in any order": lambda pi, order: math.factorial(len(order)) * math.prod(pi[i] for i in order),
        "only the first is taken out": lambda pi, order: math.prod(
            pi[i] / (1 - (pi[order[0]] if j else 0)) for j, i in enumerate(order)
        ),
    },
)
def test_the_first_arrivals_are_draws_without_replacement(statement):
    pi = np.array([0.05, 0.25, 0.3, 0.4])
    arrivals = (clocks(4) / pi).argsort(axis=1)
    for k in (1, 2, 3):
        for order in permutations(range(4), k):
            seen = (arrivals[:, :k] == order).all(axis=1).mean()
            assert statement(pi, order) == pytest.approx(seen, abs=2e-3)


# Gumbel noise


@certifies(
    "gumbel.gumbel_max",
    right=lambda u: -np.log(-np.log(u)),
    wrong={
        "one logarithm": lambda u: -np.log(u),
        "sign of the outer logarithm": lambda u: np.log(-np.log(u)),
        "normal of the same variance": lambda u: np.pi / np.sqrt(6) * norm.ppf(u),
        "scale one half": lambda u: -np.log(-np.log(u)) / 2,
    },
)
def test_gumbel_noise_on_logits_draws_exactly(statement):
    for pi in PRIORS:
        for shift in (0.0, 5.0):
            u = spread(len(pi))
            winners = (np.log(pi) + shift + statement(u)).argmax(axis=1)
            assert shares(winners, len(pi)) == pytest.approx(pi, abs=2e-3)
    middle = np.linspace(0.01, 0.99, 99)
    assert statement(middle) == pytest.approx(gumbel_r.ppf(middle), rel=1e-9)


@certifies(
    "gumbel.gumbel_max",
    right=np.log,
    wrong={
        "noise on the probabilities": lambda pi: pi,
        "on their roots": np.sqrt,
        "on the odds": lambda p: np.log(p / (1 - p)),
    },
)
def test_the_noise_belongs_on_the_logarithms(statement):
    for pi in PRIORS:
        winners = (statement(pi) + gumbel_r.ppf(spread(len(pi)))).argmax(axis=1)
        assert shares(winners, len(pi)) == pytest.approx(pi, abs=2e-3)


# Soft samples


def relax(keys, temperature):
    scaled = keys / temperature
    return np.exp(scaled - logsumexp(scaled, axis=1, keepdims=True))


def normaliser_from_the_second(log_pi, g, T):
    scaled = (log_pi + g) / T
    return np.exp(scaled - logsumexp(scaled[:, 1:], axis=1, keepdims=True))


def normaliser_without_noise(log_pi, g, T):
    return np.exp((log_pi + g) / T - logsumexp(log_pi / T + 0 * g, axis=1, keepdims=True))


@certifies(
    "gumbel.gumbel_softmax",
    right=lambda log_pi, g, T: relax(log_pi + g, T),
    wrong={
        "normaliser from the second": normaliser_from_the_second,
        "normaliser without noise": normaliser_without_noise,
        "times the temperature": lambda log_pi, g, T: relax(log_pi + g, 1 / T),
        "noise not cooled": lambda log_pi, g, T: relax(log_pi / T + g, 1.0),
        "no noise": lambda log_pi, g, T: relax(log_pi + 0 * g, T),
        "sign of the noise": lambda log_pi, g, T: relax(log_pi - g, T),
    },
)
def test_a_soft_sample_is_the_share_of_powered_speeds_with_its_limits(statement):
    for pi in PRIORS:
        C = clocks(len(pi), 8)
        for T in (0.1, 0.5, 1.0, 5.0):
            assert statement(np.log(pi), -np.log(C), T) == pytest.approx(soft(pi, T, 8), abs=1e-9)
        cold, warm = (statement(np.log(pi), -np.log(C), T) for T in (1e-6, 1e6))
        assert cold == pytest.approx(np.eye(len(pi))[(C / pi).argmin(axis=1)], abs=1e-6)
        assert warm == pytest.approx(np.full_like(C, 1 / len(pi)), abs=1e-4)


@certifies(
    "gumbel.rounding",
    right=lambda pi, T: pi,
    wrong={
        "the mean of the samples": lambda pi, T: soft(pi, T).mean(axis=0),
        "softmax at that temperature": lambda pi, T: pi ** (1 / T) / (pi ** (1 / T)).sum(),
        "uniform": lambda pi, T: np.full(len(pi), 1 / len(pi)),
    },
)
def test_rounding_is_exact_at_every_temperature(statement):
    for pi in PRIORS:
        for T in (0.1, 1.0, 5.0):
            assert shares(soft(pi, T).argmax(axis=1), len(pi)) == pytest.approx(statement(pi, T), abs=2e-3)


def mean_by_quadrature(pi, T):
    """E y by integrating over the simplex of C / sum C, uniform for exponential clocks; [3]."""

    def entry(k):
        def integrand(b, a):
            v = np.array([a, b * (1 - a), (1 - b) * (1 - a)])
            with np.errstate(divide="ignore", over="ignore"):
                weight = (pi / np.maximum(v, 1e-300)) ** (1 / T)
            return 2 * (1 - a) * weight[k] / weight.sum()

        return integrate.dblquad(integrand, 0, 1, 0, 1, epsabs=1e-5, epsrel=1e-5)[0]

    first, second = entry(0), entry(1)
    return np.array([first, second, 1 - first - second])


@certifies(
    "gumbel.slip_mean",
    right={1.0: (0.154, 0.253, 0.593), 5.0: (0.277, 0.317, 0.405)},
    wrong={
        "unbiased at every temperature": {1.0: PI, 5.0: PI},
        "unbiased at T = 1": {1.0: PI, 5.0: (0.277, 0.317, 0.405)},
        "softmax at that temperature": {1.0: PI, 5.0: (0.276, 0.317, 0.407)},
        "uniform": {1.0: (1 / 3, 1 / 3, 1 / 3), 5.0: (1 / 3, 1 / 3, 1 / 3)},
    },
)
def test_the_mean_of_soft_samples_is_biased(statement):
    for T, expected in statement.items():
        assert expected == pytest.approx(mean_by_quadrature(PI, T), abs=1e-3)
        assert expected == pytest.approx(soft(PI, T).mean(axis=0), abs=1.5e-3)


@certifies(
    "gumbel.straight_through",
    right=lambda h, y: h + (y - y.detach()),
    wrong={
        "no slope": lambda h, y: h + 0 * y,
        "nothing detached": lambda h, y: h + y,
        "brackets moved": lambda h, y: (h + y) - y.detach(),
        "the soft sample itself": lambda h, y: y,
        "sign": lambda h, y: h - (y - y.detach()),
    },
)
def test_the_value_is_one_hot_and_the_slope_that_of_the_soft_sample(statement):
    generator, T = torch.Generator().manual_seed(0), 0.7
    keys = torch.randn(2000, 4, generator=generator).requires_grad_()
    y = torch.softmax(keys / T, dim=1)
    h = torch.nn.functional.one_hot(y.argmax(1), 4).float()
    value = statement(h, y)
    assert torch.equal(value, h)
    upstream = torch.randn(2000, 4, generator=generator)
    (found,) = torch.autograd.grad(value, keys, upstream)
    soft_y = y.detach()
    exact = soft_y * (upstream - (soft_y * upstream).sum(1, keepdim=True)) / T
    assert torch.allclose(found, exact, atol=1e-5)


# The density and the divergence


def log_density(y, logits, T, factorial=True, exponent=1, power=None):
    K = y.shape[1]
    log_y = np.log(y)
    found = (K - 1) * np.log(T) + (logits - (T + exponent) * log_y).sum(axis=1)
    found = found - (power or K) * logsumexp(logits - T * log_y, axis=1)
    return found + (math.lgamma(K) if factorial else 0.0)


@certifies(
    "gumbel.concrete_density",
    right=log_density,
    wrong={
        "no factorial": lambda y, logits, T: log_density(y, logits, T, factorial=False),
        "exponent T": lambda y, logits, T: log_density(y, logits, T, exponent=0),
        "power K - 1": lambda y, logits, T: log_density(y, logits, T, power=y.shape[1] - 1),
        "temperature inverted": lambda y, logits, T: log_density(y, logits, 1 / T),
    },
)
def test_the_concrete_density_against_torch_and_integrated(statement):
    rng = np.random.default_rng(1)
    for K, T in ((2, 0.4), (3, 0.4), (3, 2.0), (5, 1.3)):
        y, logits = rng.dirichlet(np.ones(K), size=20), rng.normal(size=K) + 3
        shipped = RelaxedOneHotCategorical(torch.tensor(T).double(), logits=torch.from_numpy(logits))
        assert statement(y, logits, T) == pytest.approx(shipped.log_prob(torch.from_numpy(y)).numpy(), abs=1e-6)

    def density(b, a):
        return math.exp(statement(np.array([[a, b, 1 - a - b]]), np.log(PI), 2.0)[0])

    assert integrate.dblquad(density, 0, 1, 0, lambda a: 1 - a, epsabs=1e-4)[0] == pytest.approx(1, abs=1e-3)
    for T in (0.5, 1.0, 2.0):
        assert math.exp(statement(np.array([[0.5, 0.5]]), np.zeros(2), T)[0]) == pytest.approx(T)


@certifies(
    "gumbel.categorical_kl",
    right=lambda pi: np.log(len(pi)) + (pi * np.log(pi)).sum(),
    wrong={
        "the other direction": lambda pi: -np.log(len(pi)) - np.log(pi).mean(),
        "entropy added": lambda pi: np.log(len(pi)) - (pi * np.log(pi)).sum(),
        "in bits": lambda pi: np.log2(len(pi)) + (pi * np.log2(pi)).sum(),
        "no constant": lambda pi: (pi * np.log(pi)).sum(),
    },
)
def test_the_divergence_to_the_uniform(statement):
    for pi in PRIORS:
        uniform = Categorical(torch.full((len(pi),), 1 / len(pi), dtype=torch.float64))
        assert statement(pi) == pytest.approx(
            kl_divergence(Categorical(torch.from_numpy(pi)), uniform).item(), abs=1e-9
        )
    assert statement(PI) == pytest.approx(0.2968, abs=5.1e-5)
