"""Certificates of the GAN chapter's statements; each fails on the wrong variants named beside it."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies
from densities import gaussian_expectation, log_normal
from scipy import optimize
from scipy.spatial.distance import jensenshannon
from scipy.special import expit, logit, xlogy

MEAN, SD = 1.5, 0.7
PAIRS = [np.random.default_rng(seed).dirichlet(np.ones(4), size=2) for seed in range(5)]
GRID = np.linspace(-14.0, 18.0, 16001)


def integral(values):
    return np.sum(values) * (GRID[1] - GRID[0])


def brute_force(pd, pg):
    """The answer y that maximises pd log y + pg log(1 - y), by search."""
    found = optimize.minimize_scalar(
        lambda y: -xlogy(pd, y) - xlogy(pg, 1 - y), bounds=(0, 1), method="bounded", options={"xatol": 1e-10}
    )
    return found.x


def value(pd, pg, D):
    return np.sum(xlogy(pd, D) + xlogy(pg, 1 - D))


# Players


def pushed(outputs, weights):
    """p_g as a dict: the weights of all z with the same G(z), added."""
    return {x: sum(w for y, w in zip(outputs, weights, strict=True) if y == x) for x in outputs}


@certifies(
    "gan.lotus",
    right=pushed,
    wrong={
        "one z for each x": lambda outputs, weights: dict(zip(outputs, weights, strict=True)),
        "all x alike": lambda outputs, weights: dict.fromkeys(outputs, 1 / len(set(outputs))),
    },
)
def test_the_mean_over_z_is_the_mean_over_x_without_an_inverse(statement):
    rng = np.random.default_rng(0)
    for size in (4, 7):
        weights, f = rng.dirichlet(np.ones(size)), rng.normal(size=3)
        outputs = [z % 3 for z in range(1, size + 1)]
        over_z = sum(w * f[x] for x, w in zip(outputs, weights, strict=True))
        assert sum(p * f[x] for x, p in statement(outputs, weights).items()) == pytest.approx(over_z, abs=1e-12)


@certifies(
    "gan.slip_composition",
    right=("G", "D"),
    wrong={"G after D": ("D", "G"), "G twice": ("G", "G")},
)
def test_what_the_generator_makes_goes_into_the_discriminator(statement):
    shapes = {"G": (2, 5), "D": (5, 1)}
    width = 2
    for player in statement:
        assert shapes[player][0] == width
        width = shapes[player][1]
    assert width == 1


def moves_everywhere(n_latent, n_data):
    """Does a random smooth map have a Jacobian of full row rank?"""
    rng = np.random.default_rng(n_latent * 10 + n_data)
    first, last = rng.normal(size=(20, n_latent)), rng.normal(size=(n_data, 20))
    slopes = 1 - np.tanh(first @ rng.normal(size=n_latent)) ** 2
    return np.linalg.matrix_rank(last @ (slopes[:, None] * first)) == n_data


DIMENSIONS = list(itertools.product((1, 2, 5, 7), (1, 2, 5)))
DIMENSION_SLIPS = {"more latents than data": lambda n_latent, n_data: n_latent > n_data}


@certifies(
    "gan.full_support",
    right=lambda n_latent, n_data: n_latent >= n_data,
    wrong=DIMENSION_SLIPS | {"any number of latents": lambda n_latent, n_data: True},
)
def test_the_rank_of_the_jacobian_decides_on_full_support(statement):
    for sizes in DIMENSIONS:
        assert moves_everywhere(*sizes) == statement(*sizes)


@certifies("gan.slip_dimension", right=lambda n_latent, n_data: n_latent >= n_data, wrong=DIMENSION_SLIPS)
def test_as_many_latents_as_data_are_enough(statement):
    z = torch.randn(200_000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    x = z @ torch.tensor([[1.0, 0.4], [0.0, 0.8]], dtype=torch.float64) + 0.1 * torch.tanh(z)
    cells = torch.histogramdd(x, bins=[4, 4], range=[-1.0, 1.0, -1.0, 1.0]).hist
    assert bool((cells > 0).all()) == statement(2, 2)


# The critic's cost


def data_set(seed):
    """Logits of N real and N generated points, float64 tensors."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(2, 6, generator=generator, dtype=torch.float64)


@certifies(
    "gan.discriminator_cost",
    right=lambda real, fake: -0.5 * np.mean(np.log(real)) - 0.5 * np.mean(np.log(1 - fake)),
    wrong={
        "without the halves": lambda real, fake: -np.mean(np.log(real)) - np.mean(np.log(1 - fake)),
        "labels exchanged": lambda real, fake: -0.5 * np.mean(np.log(1 - real)) - 0.5 * np.mean(np.log(fake)),
        "log D of both": lambda real, fake: -0.5 * np.mean(np.log(real)) - 0.5 * np.mean(np.log(fake)),
    },
)
def test_the_cost_is_the_cross_entropy_of_the_whole_data_set(statement):
    for seed in range(3):
        logits = data_set(seed)
        labels = torch.cat([torch.ones(6), torch.zeros(6)]).double()
        whole = torch.nn.functional.binary_cross_entropy_with_logits(logits.flatten(), labels).item()
        assert statement(*torch.sigmoid(logits).numpy()) == pytest.approx(whole, rel=1e-12)


@certifies(
    "gan.slip_sum",
    right=lambda terms: sum(terms) / len(terms),
    wrong={
        "both sums run to N": lambda terms: sum(terms[: len(terms) // 2]) / len(terms),
        "divided by N": lambda terms: 2 * sum(terms) / len(terms),
    },
)
def test_the_sum_runs_over_both_halves(statement):
    for seed in range(3):
        real, fake = torch.sigmoid(data_set(seed)).numpy()
        terms = [-math.log(d) for d in real] + [-math.log(1 - d) for d in fake]
        target = -0.5 * np.log(real).mean() - 0.5 * np.log(1 - fake).mean()
        assert statement(terms) == pytest.approx(target, rel=1e-12)


@certifies(
    "gan.value",
    right=value,
    wrong={
        "with the half": lambda pd, pg, D: 0.5 * value(pd, pg, D),
        "log D of the generated": lambda pd, pg, D: np.sum(xlogy(pd, D) + xlogy(pg, D)),
        "the critic's cost": lambda pd, pg, D: -value(pd, pg, D),
    },
)
def test_the_minimax_of_the_value_is_the_data_distribution(statement):
    pd = np.array([0.3, 0.7])
    answers, shares = np.linspace(0.05, 0.95, 19), np.linspace(0.1, 0.9, 9)

    def critic_at_its_best(share):
        pg = np.array([share, 1 - share])
        return max(statement(pd, pg, np.array(D)) for D in itertools.product(answers, answers))

    assert shares[np.argmin([critic_at_its_best(share) for share in shares])] == pytest.approx(0.3)
    for real, fake in PAIRS:
        D = np.random.default_rng(1).uniform(0.1, 0.9, 4)
        cost = -0.5 * real @ np.log(D) - 0.5 * fake @ np.log(1 - D)
        assert statement(real, fake, D) == pytest.approx(-2 * cost)


# The best critic

OPTIMAL_SLIPS = {
    "only for equal densities": lambda pd, pg: 0.5,
    "the larger density wins": lambda pd, pg: float(pd > pg),
    "the generated share": lambda pd, pg: pg / (pd + pg),
}


@certifies("gan.optimal_discriminator", right=lambda pd, pg: pd / (pd + pg), wrong=OPTIMAL_SLIPS)
def test_the_best_answer_by_search_and_by_calculus(statement):
    for real, fake in PAIRS:
        for pd, pg in zip(real, fake, strict=True):
            assert statement(pd, pg) == pytest.approx(brute_force(pd, pg), abs=1e-5)
    y = sp.symbols("y", positive=True)
    inside = sp.Rational(3, 7) * sp.log(y) + sp.Rational(1, 5) * sp.log(1 - y)
    (place,) = sp.solve(sp.diff(inside, y), y)
    assert statement(3 / 7, 1 / 5) == pytest.approx(float(place))
    assert sp.diff(inside, y, 2).subs(y, place) < 0


@certifies("gan.slip_optimal", right=lambda pd, pg: pd / (pd + pg), wrong=OPTIMAL_SLIPS)
def test_the_best_critic_of_unequal_densities(statement):
    densities = math.exp(log_normal(0.0, 0.0, 1.0)), math.exp(log_normal(0.0, MEAN, SD))
    assert statement(*densities) == pytest.approx(brute_force(*densities), abs=1e-5)
    assert statement(*densities) == pytest.approx(0.874, abs=5e-4)


@certifies(
    "gan.density_ratio",
    right=np.exp,
    wrong={"the probability": expit, "upside down": lambda a: np.exp(-a), "the logit": lambda a: a},
)
def test_the_logit_of_the_best_critic_is_the_log_ratio(statement):
    for real, fake in PAIRS:
        a = [logit(brute_force(pd, pg)) for pd, pg in zip(real, fake, strict=True)]
        assert statement(np.array(a)) == pytest.approx(real / fake, rel=1e-3)


@certifies(
    "gan.global_optimum",
    right=lambda js: 2 * js - math.log(4),
    wrong={
        "one JS": lambda js: js - math.log(4),
        "the other normalisation's constant": lambda js: 2 * js - math.log(2),
        "no constant": lambda js: 2 * js,
    },
)
def test_the_value_of_the_best_critic(statement):
    for real, fake in [*PAIRS, (PAIRS[0][0], PAIRS[0][0]), (np.array([1.0, 0.0]), np.array([0.0, 1.0]))]:
        best = value(real, fake, np.array([brute_force(*pair) for pair in zip(real, fake, strict=True)]))
        assert statement(jensenshannon(real, fake) ** 2) == pytest.approx(best, abs=1e-4)
        assert (abs(best + math.log(4)) < 1e-6) == np.array_equal(real, fake)


@certifies(
    "gan.slip_normalisation",
    right=lambda half: -math.log(2) if half else -math.log(4),
    wrong={
        "exchanged": lambda half: -math.log(4) if half else -math.log(2),
        "-log 4 in both": lambda half: -math.log(4),
        "-log 2 in both": lambda half: -math.log(2),
    },
)
def test_each_normalisation_has_its_minimum(statement):
    for factor in (1.0, 0.5):
        pd = np.array([0.2, 0.8])

        def best(share, factor=factor, pd=pd):
            pg = np.array([share, 1 - share])
            return factor * value(pd, pg, pd / (pd + pg))

        found = optimize.minimize_scalar(best, bounds=(0.01, 0.99), method="bounded")
        assert statement(factor == 0.5) == pytest.approx(found.fun, abs=1e-8)


# The frozen critic


def frozen(cost, mean=MEAN, sd=SD):
    """d/d mean of E cost(D*(x)), x ~ N(mean, sd^2), by moving the samples under a frozen critic."""

    def expected(shift):
        def inside(x):
            return cost(log_normal(x, 0.0, 1.0) - log_normal(x, mean, sd))

        return gaussian_expectation(inside, mean + shift, sd)

    return (expected(1e-3) - expected(-1e-3)) / 2e-3


def slope(divergence):
    """d/d mean of a divergence of (log p_d, log p_g) on GRID, by central differences."""
    real = log_normal(GRID, 0.0, 1.0)
    ahead, behind = (divergence(real, log_normal(GRID, MEAN + shift, SD)) for shift in (1e-3, -1e-3))
    return (ahead - behind) / 2e-3


def kl(log_p, log_q):
    return integral(np.exp(log_p) * (log_p - log_q))


def double_js(real, fake):
    middle = np.logaddexp(real, fake) - math.log(2)
    return kl(real, middle) + kl(fake, middle)


def to_frozen_middle(real, fake):
    return kl(fake, np.logaddexp(real, log_normal(GRID, MEAN, SD)) - math.log(2))


def minimax(a):
    return -np.logaddexp(0, a)


@certifies(
    "gan.frozen_discriminator",
    right=minimax,
    wrong={
        "-log D": lambda a: np.logaddexp(0, -a),
        "half of it": lambda a: 0.5 * minimax(a),
        "minus the logit": lambda a: -a,
        "1 - log D": lambda a: 1 + np.logaddexp(0, -a),
    },
)
def test_three_gradients_agree_at_the_frozen_point(statement):
    assert frozen(statement) == pytest.approx(slope(double_js), abs=1e-5)
    assert frozen(statement) == pytest.approx(slope(to_frozen_middle), abs=1e-5)


REVERSE_SLIPS = {
    "all are the reverse KL": lambda reverse, js2: (reverse, reverse, reverse),
    "-log D is the reverse KL": lambda reverse, js2: (js2, reverse, reverse),
    "JS added": lambda reverse, js2: (js2, reverse + js2, reverse),
}


def slopes_of_the_costs(reverse, js2):
    """Gradients of log(1 - D), -log D and -a at the frozen critic."""
    return js2, reverse - js2, reverse


@certifies("gan.reverse_kl", right=slopes_of_the_costs, wrong=REVERSE_SLIPS)
def test_each_cost_has_the_gradient_of_its_own_divergence(statement):
    found = [frozen(cost) for cost in (minimax, lambda a: np.logaddexp(0, -a), lambda a: -a)]
    expected = statement(slope(lambda real, fake: kl(fake, real)), slope(double_js))
    assert found == pytest.approx(expected, abs=1e-5)


@certifies("gan.slip_reverse_kl", right=slopes_of_the_costs, wrong=REVERSE_SLIPS)
def test_the_slopes_at_the_chapters_numbers(statement):
    assert statement(1.5, 0.5243703) == pytest.approx((0.5243703, 0.9756297, 1.5))
    assert frozen(minimax) == pytest.approx(statement(1.5, 0.5243703)[0], abs=1e-5)
    assert frozen(lambda a: np.logaddexp(0, -a)) == pytest.approx(statement(1.5, 0.5243703)[1], abs=1e-5)


# The bilinear game


def right_game(eta):
    """(factor of r^2, simultaneous), (coefficient of theta psi kept by alternating), (factor, extragradient)."""
    return 1 + eta**2, -eta, 1 - eta**2 + eta**4


@certifies(
    "gan.bilinear",
    right=right_game,
    wrong={
        "simultaneous steps orbit": lambda eta: (1.0, *right_game(eta)[1:]),
        "simultaneous steps shrink": lambda eta: (1 - eta**2, *right_game(eta)[1:]),
        "alternating keeps the radius": lambda eta: (1 + eta**2, 0.0, right_game(eta)[2]),
        "alternating, other sign": lambda eta: (1 + eta**2, eta, right_game(eta)[2]),
        "extragradient without the fourth power": lambda eta: (*right_game(eta)[:2], 1 - eta**2),
    },
)
def test_the_three_ways_to_play(statement):
    for eta in (0.1, 0.6):
        out, mixed, into = statement(eta)
        turn = np.array([[0.0, -1.0], [1.0, 0.0]])
        both = np.eye(2) + eta * turn
        answer = np.array([[1.0, 0.0], [eta, 1.0]]) @ np.array([[1.0, -eta], [0.0, 1.0]])
        ahead = np.eye(2) + eta * turn @ both
        kept = np.array([[1.0, mixed / 2], [mixed / 2, 1.0]])
        assert np.abs(np.linalg.eigvals(both)) ** 2 == pytest.approx(out)
        assert answer.T @ kept @ answer == pytest.approx(kept)
        assert np.linalg.det(answer) == pytest.approx(1.0)
        assert np.abs(np.linalg.eigvals(ahead)) ** 2 == pytest.approx(into)


# Numbers


@certifies("gan.minimum", right=-1.386294, wrong={"the other normalisation": -0.693147, "disjoint": 0.0})
def test_the_smallest_value(statement):
    pd = PAIRS[0][0]

    def best(scores):
        pg = np.exp(scores) / np.exp(scores).sum()
        return value(pd, pg, pd / (pd + pg))

    assert optimize.minimize(best, np.zeros(4)).fun == pytest.approx(statement, abs=1e-6)


@certifies(
    "gan.gaussian_value",
    right=-0.8107568,
    wrong={"one JS": -1.0985256, "half": -0.4053784, "standard deviation for variance": -0.8427},
)
def test_the_value_of_the_two_normals(statement):
    def critic(x):
        return log_normal(x, 0.0, 1.0) - log_normal(x, MEAN, SD)

    real = gaussian_expectation(lambda x: -np.logaddexp(0, -critic(x)), 0.0, 1.0)
    assert real + gaussian_expectation(lambda x: minimax(critic(x)), MEAN, SD) == pytest.approx(statement, abs=5e-8)


@certifies(
    "gan.frozen_gradients",
    right=(0.5243703, 0.9756297, 3.0612245),
    wrong={
        "one JS": (0.26218515, 0.9756297, 3.0612245),
        "the whole reverse KL": (0.5243703, 1.5, 3.0612245),
        "variance for standard deviation": (0.5243703, 0.9756297, 2.1428571),
    },
)
def test_the_gradients_by_score_and_by_torch(statement):
    score = np.exp(log_normal(GRID, MEAN, SD)) * (GRID - MEAN) / SD**2
    a = log_normal(GRID, 0.0, 1.0) - log_normal(GRID, MEAN, SD)
    assert integral(score * minimax(a)) == pytest.approx(statement[0], abs=5e-8)
    assert integral(score * np.logaddexp(0, -a)) == pytest.approx(statement[1], abs=5e-8)
    mean = torch.tensor(MEAN, dtype=torch.float64, requires_grad=True)
    forward = torch.distributions.kl_divergence(
        torch.distributions.Normal(torch.zeros((), dtype=torch.float64), 1.0), torch.distributions.Normal(mean, SD)
    )
    assert torch.autograd.grad(forward, mean)[0].item() == pytest.approx(statement[2], abs=5e-8)


@certifies(
    "gan.bilinear_radius",
    right=1.644632,
    wrong={"squared": 2.704814, "an orbit": 1.0, "a tenth a step": 1.1**100, "shrinking": 0.608069},
)
def test_the_radius_after_a_hundred_steps(statement):
    point = 1 + 0j
    for _ in range(100):
        point += 0.1j * point
    assert abs(point) == pytest.approx(statement, abs=5e-7)


@certifies(
    "gan.logit_slopes",
    right=(-0.0066929, -0.9933071),
    wrong={"exchanged": (-0.9933071, -0.0066929), "signs": (0.0066929, 0.9933071), "by D, not by a": (-1.0067, -149.4)},
)
def test_the_slopes_by_autograd(statement):
    a = torch.tensor(-5.0, dtype=torch.float64, requires_grad=True)
    D = torch.sigmoid(a)
    found = [torch.autograd.grad(cost, a, retain_graph=True)[0].item() for cost in (torch.log(1 - D), -torch.log(D))]
    assert found == pytest.approx(statement, abs=5e-8)
