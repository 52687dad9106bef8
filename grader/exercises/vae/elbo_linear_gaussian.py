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


def drawn_points(draw) -> list[tuple[float, ...]]:
    """Two points x, a, t, m, s, one with a > 0 and one with a < 0; |a|, t and s away from 1, m away from 0."""
    points = []
    for sign in (1, -1):
        a, t, s = (draw.choice([draw.uniform(0.4, 0.8), draw.uniform(1.3, 2.2)]) for _ in range(3))
        points.append((draw.uniform(-2, 2), sign * a, t, draw.choice([-1, 1]) * draw.uniform(0.4, 1.5), s))
    return points


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
    for point in drawn_points(draw):
        elbo, _, _ = integrated(*point)
        expect.close(bound(student, *point)["elbo"], elbo, rtol=1e-6, atol=1e-8, what="`elbo`")


@secret.case("log p(x) agrees with quadrature over z, and the gap with the divergence to the posterior", weight=2)
def _(student, draw):
    for point in drawn_points(draw):
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


@secret.alternative("torch's distributions for the closed forms")
def elbo_linear_gaussian(x, a, t, m, s):
    x, a, t, m, s = torch.tensor([x, a, t, m, s], dtype=torch.float64)
    Normal, divergence, precision = torch.distributions.Normal, torch.distributions.kl_divergence, 1 + (a / t) ** 2
    gap = divergence(Normal(m, s), Normal(a * x / t**2 / precision, precision**-0.5))
    likelihood = Normal(a * m, t).log_prob(x) - (a * s / t) ** 2 / 2
    elbo = likelihood - divergence(Normal(m, s), Normal(torch.zeros_like(m), torch.ones_like(s)))
    return {"gap": gap.item(), "elbo": elbo.item(), "logpx": (elbo + gap).item()}


BOUND, GAP = "reconstruction - to_prior", '"gap": gap'
SPREAD, PRIOR = "(a * s) ** 2", "0.5 * (m**2 + s**2 - 1) - math.log(s)"
EVIDENCE = "-0.5 * math.log(2 * math.pi * variance) - 0.5 * x**2 / variance"
DIVERGENCE = "math.log(sd / s) + (s**2 + (m - mean) ** 2) / (2 * sd**2) - 0.5"
TURNED = "math.log(s / sd) + (sd**2 + (m - mean) ** 2) / (2 * s**2) - 0.5"

secret.slips(
    {
        "takes the expected log-likelihood at the mean of q": (f" + {SPREAD}", ""),
        "forgets the factor a in the spread of a z": (SPREAD, "s**2"),
        "squares s but not a in the spread of a z": (SPREAD, "a * s**2"),
    },
    hint="E (x - a z)^2 is (x - a m)^2 + a^2 s^2: the spread of q costs reconstruction too.",
)
secret.slips(
    {
        "turns the sign in x - a m": ("x - a * m", "x + a * m"),
        "divides the squared error by t^2 instead of 2 t^2": (") / (\n        2 * t**2\n    )", ") / t**2"),
        "drops the constant of the likelihood": ("-0.5 * math.log(2 * math.pi * t**2) - ((x", "-((x"),
        "leaves 2 pi out of the densities of x": (("math.pi * t**2", "0.5 * t**2"), ("math.pi * variance", "0.5 * variance")),
    },
    hint="log p(x | z) is -log(2 pi t^2) / 2 - (x - a z)^2 / (2 t^2), and 2 pi does not cancel: compare term by term.",
)
secret.slips(
    {
        "adds the divergence to the prior": (BOUND, "reconstruction + to_prior"),
        "leaves the divergence to the prior out of the bound": (BOUND, "reconstruction"),
        "returns the loss, minus the bound": (BOUND, "to_prior - reconstruction"),
    },
    hint="The bound is the reconstruction less the divergence to the prior, and lies below log p(x).",
)
secret.slips(
    {
        "forgets m^2 in the divergence to the prior": ("m**2 + s**2 - 1", "s**2 - 1"),
        "forgets the -1 in the divergence to the prior": ("s**2 - 1)", "s**2)"),
        "takes log s for log s^2": (PRIOR, "0.5 * (m**2 + s**2 - 1 - math.log(s))"),
        "adds log s in the divergence to the prior": ("- 1) - math", "- 1) + math"),
        "leaves out the factor 1/2 of the divergence to the prior": (PRIOR, "m**2 + s**2 - 1 - 2 * math.log(s)"),
    },
    hint="KL(N(m, s^2) || N(0, 1)) is (m^2 + s^2 - 1 - log s^2) / 2: compare term by term.",
)
T = (("math.pi * t**2", "math.pi * t"), ("2 * t**2", "2 * t"), ("a**2 + t**2", "a**2 + t"))
S = ((SPREAD, "a**2 * s"), (PRIOR, "0.5 * (m**2 + s - 1 - math.log(s))"), (GAP, f'"gap": logpx - ({BOUND})'))
secret.slips(
    {"takes s for a variance": S, "takes t for a variance": (*T, ("t / math.sqrt(variance)", "math.sqrt(t / variance)"))},
    hint="s is the standard deviation of q and t that of x given z: the formulas need s^2 and t^2.",
)
secret.slips(
    {
        "forgets a in the variance of x": (EVIDENCE, EVIDENCE.replace("variance", "(1 + t**2)")),
        "takes the noise for all of the variance of x": (EVIDENCE, EVIDENCE.replace("variance", "t**2")),
        "adds standard deviations instead of variances": (EVIDENCE, EVIDENCE.replace("variance", "(a + t) ** 2")),
        "forgets the factor 1/2 in the exponent of p(x)": ("0.5 * x**2 / variance", "x**2 / variance"),
        "returns p(x) instead of its logarithm": ('"logpx": logpx', '"logpx": math.exp(logpx)'),
    },
    hint="x = a z + noise is normal with mean 0 and variance a^2 + t^2; `logpx` is the logarithm of its density.",
)
secret.slips(
    {
        "reports the divergence to the prior as the gap": (GAP, '"gap": to_prior'),
        "turns the gap's divergence around": (DIVERGENCE, TURNED),
        "gives the gap a minus sign": (GAP, '"gap": -gap'),
        "turns the gap's logarithm upside down": ("math.log(sd / s)", "math.log(s / sd)"),
        "leaves the -1/2 out of the gap": ("(2 * sd**2) - 0.5", "(2 * sd**2)"),
    },
    hint="The gap is KL(q || p(z|x)), from q to the posterior, under q: never negative, and zero where the two agree.",
)
for name, edit in {
    "takes the posterior's variance for its deviation": ("t / math.sqrt(variance)", "t**2 / variance"),
    "forgets t in the posterior's deviation": ("t / math.sqrt(variance)", "1 / math.sqrt(variance)"),
    "forgets the slope in the posterior's mean": ("a * x / variance", "x / variance"),
    "takes the slope's absolute value in the posterior's mean": ("a * x / variance", "abs(a) * x / variance"),
    "divides the posterior's mean by t^2 alone": ("a * x / variance", "a * x / t**2"),
    "takes x / a for the posterior's mean": ("a * x / variance", "x / a"),
}.items():
    completed = "Complete the square in z: the posterior has mean a x / (a^2 + t^2) and variance t^2 / (a^2 + t^2)."
    secret.slip(name, edit, hint=completed)
    secret.slip(f"{name}, which spoils the bound too", edit, (BOUND, "logpx - gap"), hint=completed)
for name, answer, hint in (
    ("answers in bits", "({}) / math.log(2)", "In nats the logarithm is the natural one: no division by log 2."),
    ("rounds its answers", "round({}, 6)", "Return the numbers as they are computed; rounding is for printing."),
):
    edits = [(f": {value}", f": {answer.format(value)}") for value in (BOUND, "logpx", "gap")]
    secret.slip(name, *edits, hint=hint)
