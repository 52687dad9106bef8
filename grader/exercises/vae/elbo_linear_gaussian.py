"""`elbo_linear_gaussian`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.vae import elbo_linear_gaussian as public
from course_utils.checks.public.vae.elbo_linear_gaussian import bound

from ...exercise import Secret
from ..quadrature import expectation, log_normal

secret = Secret(public.exercise)


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


BOUND, GAP = "reconstruction - to_prior", '"gap": gap'
SPREAD, PRIOR = "(a * s) ** 2", "0.5 * (m**2 + s**2 - 1) - math.log(s)"
EVIDENCE = "-0.5 * math.log(2 * math.pi * variance) - 0.5 * x**2 / variance"
FROM_THE_BOUND = (GAP, f'"gap": logpx - ({BOUND})')

secret.slip(
    "takes the expected log-likelihood at the mean of q",
    (f" + {SPREAD}", ""),
    hint="E (x - a z)^2 is (x - a m)^2 + a^2 s^2: the spread of q costs reconstruction too.",
)
SPREAD_HINT = "The variance of a z under q is a^2 s^2, with both factors squared."
secret.slip("forgets the factor a in the spread of a z", (SPREAD, "s**2"), hint=SPREAD_HINT)
secret.slip("squares s but not a in the spread of a z", (SPREAD, "a * s**2"), hint=SPREAD_HINT)
secret.slip(
    "turns the sign in x - a m",
    ("x - a * m", "x + a * m"),
    hint="The likelihood measures how far x is from the decoded mean: their difference.",
)
secret.slip(
    "divides the squared error by t^2 instead of 2 t^2",
    (" + (a * s) ** 2) / (\n        2 * t**2\n    )", " + (a * s) ** 2) / t**2"),
    hint="The exponent of a normal density is the squared error over twice the variance.",
)
secret.slip(
    "drops the constant of the likelihood",
    ("-0.5 * math.log(2 * math.pi * t**2) - ((x", "-((x"),
    hint="-log(2 pi t^2) / 2 does not depend on q, but without it the bound is off by a constant.",
)
secret.slip(
    "leaves 2 pi out of the densities of x",
    ("2 * math.pi * t**2", "t**2"),
    ("2 * math.pi * variance", "variance"),
    hint="A normal density has 2 pi in its constant; it cancels in a divergence, but not in a log-likelihood.",
)
secret.slip(
    "adds the divergence to the prior",
    (BOUND, "reconstruction + to_prior"),
    hint="The bound is the reconstruction less the divergence to the prior.",
)
secret.slip(
    "leaves the divergence to the prior out of the bound",
    (BOUND, "reconstruction"),
    hint="The expected log-likelihood is only one of the two terms: q also pays for its distance from the prior.",
)
secret.slip(
    "returns the loss, minus the bound",
    (BOUND, "to_prior - reconstruction"),
    hint='"elbo" is the bound itself, which lies below log p(x); a loss is its negative.',
)
secret.slip(
    "returns the loss, minus the bound, and measures the gap from there",
    (BOUND, "to_prior - reconstruction"),
    (GAP, '"gap": logpx - to_prior + reconstruction'),
    hint='"elbo" is the bound itself, which lies below log p(x) by the gap; a loss is its negative.',
)
PRIOR_HINT = "KL(N(m, s^2) || N(0, 1)) is (m^2 + s^2 - 1 - log s^2) / 2: compare term by term."
secret.slip("forgets m^2 in the divergence to the prior", ("m**2 + s**2 - 1", "s**2 - 1"), hint=PRIOR_HINT)
secret.slip("forgets the -1 in the divergence to the prior", ("s**2 - 1)", "s**2)"), hint=PRIOR_HINT)
secret.slip("takes log s for log s^2", (PRIOR, "0.5 * (m**2 + s**2 - 1 - math.log(s))"), hint=PRIOR_HINT)
secret.slip("adds log s in the divergence to the prior", ("- 1) - math", "- 1) + math"), hint=PRIOR_HINT)
secret.slip(
    "leaves out the factor 1/2 of the divergence to the prior",
    (PRIOR, "m**2 + s**2 - 1 - 2 * math.log(s)"),
    hint=PRIOR_HINT,
)
secret.slip(
    "takes s for a variance",
    (SPREAD, "a**2 * s"),
    (PRIOR, "0.5 * (m**2 + s - 1 - math.log(s))"),
    FROM_THE_BOUND,
    hint="s is the standard deviation of q: the formulas need s^2.",
)
secret.slip(
    "takes t for a variance",
    ("math.pi * t**2", "math.pi * t"),
    ("2 * t**2", "2 * t"),
    ("a**2 + t**2", "a**2 + t"),
    ("t / math.sqrt(variance)", "math.sqrt(t / variance)"),
    hint="t is the standard deviation of x given z: the formulas need t^2.",
)
EVIDENCE_HINT = "x = a z + noise, and variances of independent terms add: x has variance a^2 + t^2."
for name, variance in {
    "forgets a in the variance of x": "(1 + t**2)",
    "takes the noise for all of the variance of x": "t**2",
    "adds standard deviations instead of variances": "(a + t) ** 2",
}.items():
    secret.slip(name, (EVIDENCE, EVIDENCE.replace("variance", variance)), hint=EVIDENCE_HINT)
secret.slip(
    "forgets the factor 1/2 in the exponent of p(x)",
    ("0.5 * x**2 / variance", "x**2 / variance"),
    hint="The exponent of a normal density is x^2 over twice the variance.",
)
secret.slip(
    "returns p(x) instead of its logarithm",
    ('"logpx": logpx', '"logpx": math.exp(logpx)'),
    hint='"logpx" is log p(x), in nats: leave it a logarithm.',
)
secret.slip(
    "reports the divergence to the prior as the gap",
    (GAP, '"gap": to_prior'),
    hint="The gap is the divergence from q to the posterior p(z|x); the one to the prior is inside the bound.",
)
secret.slip(
    "turns the gap's divergence around",
    (
        "math.log(sd / s) + (s**2 + (m - mean) ** 2) / (2 * sd**2)",
        "math.log(s / sd) + (sd**2 + (m - mean) ** 2) / (2 * s**2)",
    ),
    hint="The gap is KL(q || p(z|x)), with the expectation under q; the other direction is another number.",
)
secret.slip(
    "gives the gap a minus sign",
    (GAP, '"gap": -gap'),
    hint="log p(x) lies above the bound: the gap is logpx - elbo, and it is never negative.",
)
DIVERGENCE_HINT = "The gap is KL(q || p(z|x)), zero where the two agree: compare its formula term by term."
secret.slip("turns the gap's logarithm upside down", ("math.log(sd / s)", "math.log(s / sd)"), hint=DIVERGENCE_HINT)
secret.slip("leaves the -1/2 out of the gap", ("(2 * sd**2) - 0.5", "(2 * sd**2)"), hint=DIVERGENCE_HINT)
POSTERIOR_HINT = "Complete the square in z: the posterior has mean a x / (a^2 + t^2) and variance t^2 / (a^2 + t^2)."
for name, edit in {
    "takes the posterior's variance for its deviation": ("t / math.sqrt(variance)", "t**2 / variance"),
    "forgets t in the posterior's deviation": ("t / math.sqrt(variance)", "1 / math.sqrt(variance)"),
    "forgets the slope in the posterior's mean": ("a * x / variance", "x / variance"),
    "takes the slope's absolute value in the posterior's mean": ("a * x / variance", "abs(a) * x / variance"),
    "divides the posterior's mean by t^2 alone": ("a * x / variance", "a * x / t**2"),
    "takes x / a for the posterior's mean": ("a * x / variance", "x / a"),
}.items():
    secret.slip(name, edit, hint=POSTERIOR_HINT)
    secret.slip(f"{name}, which spoils the bound too", edit, (BOUND, "logpx - gap"), hint=POSTERIOR_HINT)
secret.slip(
    "answers in bits",
    (BOUND, f"({BOUND}) / math.log(2)"),
    ('"logpx": logpx', '"logpx": logpx / math.log(2)'),
    (GAP, '"gap": gap / math.log(2)'),
    hint="The three numbers are asked for in nats: natural logarithms, and no division by log 2.",
)
secret.slip(
    "rounds its answers",
    (BOUND, f"round({BOUND}, 6)"),
    ('"logpx": logpx', '"logpx": round(logpx, 6)'),
    (GAP, '"gap": round(gap, 6)'),
    hint="Return the numbers as they are computed; rounding is for printing.",
)
