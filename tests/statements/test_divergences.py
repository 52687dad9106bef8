"""Certificates of the chapter on divergences: inequalities, symmetrised forms, Gaussian integrals."""

import math

import mpmath
import numpy as np
import pytest
import sympy as sp
from certify import certifies
from densities import gaussian_expectation, log_normal
from scipy import integrate
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr


def distributions(count, outcomes=4):
    """Pairs [count, 2, outcomes] of distributions, drawn evenly from the simplex."""
    return np.random.default_rng(0).dirichlet(np.ones(outcomes), size=(count, 2))


def kl(p, q):
    return float(rel_entr(p, q).sum())


# Kullback and Leibler


@certifies(
    "divergences.kl",
    right=lambda p, q: float(np.sum(p * (np.log(p) - np.log(q)))),
    wrong={
        "averaged over q": lambda p, q: float(np.sum(q * (np.log(q) - np.log(p)))),
        "ratio upside down": lambda p, q: float(np.sum(p * (np.log(q) - np.log(p)))),
        "mean surprise alone": lambda p, q: float(-np.sum(p * np.log(q))),
    },
)
def test_the_divergence_is_the_rate_at_which_a_wrong_belief_loses(statement):
    p, q = np.array([0.5, 0.5]), np.array([0.75, 0.25])
    assert (statement(p, q), statement(q, p)) == pytest.approx((0.143841, 0.130812), abs=5e-7)
    for p, q in distributions(20):
        draws, n = np.random.default_rng(1).multinomial(200_000, p), 200_000
        assert statement(p, q) == pytest.approx(draws @ (np.log(p) - np.log(q)) / n, abs=0.02)


GIBBS_SLIP = {"the bound is log 1": lambda p, q: 0.0}


def mass_where_p(p, q):
    return math.log(q[p > 0].sum())


@certifies("divergences.gibbs", right=mass_where_p, wrong=GIBBS_SLIP | {"log of p's mass under q": lambda p, q: -1.0})
def test_jensen_and_the_support(statement):
    for p, q in distributions(200):
        p = np.where(np.arange(4) == 3, 0.0, p)
        p = p / p.sum()
        assert -kl(p, q) <= statement(p, q) + 1e-12
        # Equality where q is proportional to p on p's support, whatever it does elsewhere.
        parallel = np.append(p[:3] * (1 - q[3]), q[3])
        assert -kl(p, parallel) == pytest.approx(statement(p, parallel), abs=1e-12)
    for p, q in distributions(50):
        assert kl(p, q) > 0 and kl(p, p) == 0


@certifies("divergences.slip_support", right=mass_where_p, wrong=GIBBS_SLIP)
def test_mass_outside_the_support_lowers_the_bound(statement):
    p, q = np.array([1.0, 0.0]), np.array([0.4, 0.6])
    assert statement(p, q) == pytest.approx(-0.916291, abs=5e-7)
    assert statement(p, q) == pytest.approx(-kl(p, q))


@certifies(
    "divergences.slip_positive",
    right=lambda value: value >= 0,
    wrong={"always positive": lambda value: value > 0, "positive by a margin": lambda value: value > 1e-6},
)
def test_zero_is_among_the_values_of_a_divergence(statement):
    for p, q in distributions(50):
        assert statement(kl(p, q)) and statement(kl(p, p))


# Symmetrised divergences


def js(p, q):
    m = (p + q) / 2
    return 0.5 * kl(p, m) + 0.5 * kl(q, m)


def jeffreys(p, q):
    return kl(p, q) + kl(q, p)


@certifies(
    "divergences.js",
    right=js,
    wrong={
        "without the halves": lambda p, q: 2 * js(p, q),
        "both directions added": jeffreys,
        "its square root": lambda p, q: math.sqrt(js(p, q)),
    },
)
def test_the_mixture_divergence(statement):
    for p, q in distributions(200):
        assert statement(p, q) == pytest.approx(statement(q, p)) == pytest.approx(jensenshannon(p, q) ** 2)
        assert 0 <= statement(p, q) <= math.log(2)
    apart = np.array([0.3, 0.7, 0, 0]), np.array([0, 0, 0.5, 0.5])
    assert statement(*apart) == pytest.approx(math.log(2))


@certifies(
    "divergences.symmetrisations",
    right=(4.0, math.log(2)),
    wrong={"JS at most J/16": (16.0, math.log(2)), "JS at most 1/2": (4.0, 0.5)},
)
def test_js_against_jeffreys(statement):
    factor, bound = statement
    for p, q in distributions(500):
        assert js(p, q) <= min(jeffreys(p, q) / factor + 1e-12, bound + 1e-12)
        near = 0.999 * p + 0.001 * q
        assert js(p, near) <= jeffreys(p, near) / factor + 1e-9 and js(p, near) > 0
    for tiny in (1e-3, 1e-30, 1e-300):
        p, q = np.array([1 - tiny, tiny]), np.array([tiny, 1 - tiny])
        assert js(p, q) <= bound and jeffreys(p, q) > -1.9 * math.log(tiny) - 0.1


@certifies(
    "divergences.slip_symmetrised",
    right=js,
    wrong={"Jeffreys in its place": jeffreys, "a quarter of Jeffreys": lambda p, q: jeffreys(p, q) / 4},
)
def test_the_two_symmetrised_forms_differ_at_the_chapters_numbers(statement):
    p, q = np.array([0.5, 0.4, 0.1]), np.array([0.1, 0.3, 0.6])
    assert statement(p, q) == pytest.approx(0.1754, abs=5e-5)
    assert (jeffreys(p, q), jeffreys(p, q) / 4) == pytest.approx((1.5684, 0.3921), abs=5e-5)
    assert statement(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(0.6931, abs=5e-5)


METRICS = {
    "squared distance": (lambda a, b: float(np.sum((a - b) ** 2))),
    "1 - cosine": (lambda a, b: 1 - float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))),
    "JS without a root": js,
}


@certifies("divergences.slip_metric", right=lambda a, b: math.sqrt(max(js(a, b), 0.0)), wrong=METRICS | {"KL": kl})
def test_the_root_of_js_keeps_the_triangle(statement):
    for a, b, c in np.random.default_rng(0).dirichlet(np.ones(3), size=(2000, 3)):
        assert statement(a, b) == pytest.approx(statement(b, a), abs=1e-9)
        assert statement(a, c) <= statement(a, b) + statement(b, c) + 1e-9


# Gaussians


def gauss(mq, sq, m, s):
    return np.log(s / sq) + (sq**2 + (mq - m) ** 2) / (2 * s**2) - 0.5


@certifies(
    "divergences.gaussian_kl",
    right=gauss,
    wrong={
        "directions swapped": lambda mq, sq, m, s: gauss(m, s, mq, sq),
        "variances for deviations": lambda mq, sq, m, s: gauss(mq, sq**2, m, s**2),
        "no square on the shift": lambda mq, sq, m, s: np.log(s / sq) + (sq**2 + abs(mq - m)) / (2 * s**2) - 0.5,
    },
)
def test_the_gaussian_divergence_by_quadrature(statement):
    assert (statement(0, 1, 1, 2), statement(1, 2, 0, 1)) == pytest.approx((0.443147, 1.306853), abs=5e-7)
    for mq, sq, m, s in ((0.3, 0.6, -0.8, 1.3), (2.0, 1.7, 0.5, 0.4)):
        exact = gaussian_expectation(lambda z, g=(mq, sq, m, s): log_normal(z, *g[:2]) - log_normal(z, *g[2:]), mq, sq)
        assert statement(mq, sq, m, s) == pytest.approx(exact, abs=1e-9)


@certifies(
    "divergences.slip_sign",
    right=lambda first, cross: first - cross,
    wrong={"pieces added": lambda first, cross: first + cross, "only the second": lambda first, cross: -cross},
)
def test_the_pieces_are_subtracted(statement):
    for mq, sq, m, s in ((0.0, 1.0, 1.0, 2.0), (0.7, 0.6, 0.0, 1.0)):
        first = gaussian_expectation(lambda z, g=(mq, sq): log_normal(z, *g), mq, sq)
        cross = gaussian_expectation(lambda z, g=(m, s): log_normal(z, *g), mq, sq)
        assert statement(first, cross) == pytest.approx(gauss(mq, sq, m, s), abs=1e-9) and statement(first, cross) > 0


def moment(n, a):
    return 0 if n % 2 else sp.factorial2(n - 1) / (2 * a) ** sp.Rational(n, 2) * sp.sqrt(sp.pi / a)


def plain_factorial(n, a):
    return 0 if n % 2 else 2 * sp.factorial(n - 1) / (2 ** sp.Rational(n + 2, 2) * a ** (n / 2)) * sp.sqrt(sp.pi / a)


def misread(n, a):
    return 0 if n % 2 else 2 * sp.factorial(n - 1) / ((n + 2) * a ** (n / 2)) * sp.sqrt(sp.pi / a)


MOMENT_SLIPS = {"(n-1)! for (n-1)!!": plain_factorial, "2 (n+2)/2 for the power": misread}


@certifies(
    "divergences.gaussian_moment",
    right=moment,
    wrong=MOMENT_SLIPS
    | {"half the line": lambda n, a: moment(n, a) / 2, "odd n too": lambda n, a: moment(n + n % 2, a)},
)
def test_the_moments_by_quadrature(statement):
    for n in (1, 2, 3, 4, 6, 8):
        for a in (0.5, 1.0, 2.3):
            exact = mpmath.quad(lambda x, n=n, a=a: x**n * mpmath.exp(-a * x * x), [-mpmath.inf, 0, mpmath.inf])
            assert float(statement(n, a)) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


@certifies("divergences.slip_factorial", right=moment, wrong=MOMENT_SLIPS)
def test_the_formulas_part_at_four(statement):
    assert [float(f(2, 1)) for f in (moment, plain_factorial, misread)] == pytest.approx([0.886227] * 3, abs=5e-7)
    values = [integrate.quad(lambda x, n=n: x**n * math.exp(-x * x), -12, 12)[0] for n in (4, 6)]
    assert [float(statement(n, 1)) for n in (4, 6)] == pytest.approx(values)
    assert values == pytest.approx([1.329340, 3.323351], abs=5e-7)


@certifies(
    "divergences.wallis",
    right=(2000, 1.570600),
    wrong={"pi / 2 itself": (2000, 1.570796), "200 factors": (200, 1.570600)},
)
def test_wallis_from_the_ratios_of_moments(statement):
    factors, value = statement
    half = sp.Rational(1, 2)
    assert [sp.simplify(moment(2 * i, half) / moment(2 * i - 2, half)) for i in range(1, 8)] == [1, 3, 5, 7, 9, 11, 13]
    product = math.prod((2 * i) ** 2 / ((2 * i - 1) * (2 * i + 1)) for i in range(1, factors + 1))
    assert product == pytest.approx(value, abs=5e-7)
    # The product telescopes into gamma functions; what multiplies pi / 2 tends to 1.
    rest = math.exp(2 * math.lgamma(factors + 1) - math.lgamma(factors + 0.5) - math.lgamma(factors + 1.5))
    assert math.pi / 2 * rest == pytest.approx(value, abs=5e-7)
    assert 1 - 1 / (4 * factors) < rest < 1
