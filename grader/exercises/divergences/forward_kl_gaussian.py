"""`forward_kl_gaussian`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy import optimize

from course_utils.checks import expect
from course_utils.checks.public.divergences import forward_kl_gaussian as public
from course_utils.checks.public.divergences.forward_kl_gaussian import drawn_mixture, fit

from ...exercise import Secret
from ..quadrature import expectation

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    variance = np.sum(w * (s**2 + (mu - m) ** 2))
    return m, float(np.sqrt(variance))


def minimiser(w, mu, s) -> tuple[float, float]:
    """(m, sd) with the smallest -E log N(x; m, sd^2) under the mixture, searched for on a grid of x."""
    x = np.linspace((mu - 10 * s).min(), (mu + 10 * s).max(), 4001)
    p = (w * np.exp(-0.5 * ((x[:, None] - mu) / s) ** 2) / s).sum(axis=1)
    p /= p.sum()

    def cost(point):
        return point[1] + 0.5 * p @ ((x - point[0]) / math.exp(point[1])) ** 2

    found = optimize.minimize(
        cost, [mu[0], math.log(s.max())], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 0}
    )
    return found.x[0], math.exp(found.x[1])


@secret.case("no other Gaussian has a smaller forward divergence: a numerical search ends there", weight=2)
def _(student, draw):
    for components in (2, 3):
        w, mu, s = drawn_mixture(draw, components)
        expect.close(fit(student, w, mu, s), minimiser(w, mu, s), rtol=1e-5, atol=1e-5, what="[m, sd]")


@secret.case("mean and standard deviation of the mixture, by quadrature, for unequal weights, means and widths")
def _(student, draw):
    mu, s = drawn_mixture(draw, 4)[1:]
    w = draw.rng.permutation([0.55, 0.3, 0.1, 0.05])
    parts = list(zip(w.tolist(), mu.tolist(), s.tolist(), strict=True))
    mean = sum(a * expectation(lambda x: x, b, c) for a, b, c in parts)
    variance = sum(a * expectation(lambda x: (x - mean) ** 2, b, c) for a, b, c in parts)
    expect.close(fit(student, w, mu, s), [mean, math.sqrt(variance)], what="[m, sd]")


@secret.misconception(
    "takes the mean of the variances",
    hint="The variance of a mixture has two parts: the mean of the variances and the variance of the means.",
)
def forward_kl_gaussian(w, mu, s):
    return float(np.sum(w * mu)), float(np.sqrt(np.sum(w * s**2)))


@secret.misconception(
    "takes the mean of the standard deviations",
    hint="Standard deviations do not average. Work with variances, add the variance of the means, and take the root last.",
)
def forward_kl_gaussian(w, mu, s):
    return float(np.sum(w * mu)), float(np.sum(w * s))


@secret.misconception(
    "takes the unweighted mean",
    hint="Component k holds the share w[k] of the mass: m is the sum of w[k] mu[k].",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.mean(mu))
    return m, float(np.sqrt(np.sum(w * (s**2 + (mu - m) ** 2))))


@secret.misconception(
    "ignores the weights altogether",
    hint="Component k holds the share w[k] of the mass: the weights belong in the mean and in the variance.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.mean(mu))
    return m, float(np.sqrt(np.mean(s**2 + (mu - m) ** 2)))


@secret.misconception(
    "ignores the weights in the variance",
    hint="The squares are averaged with the weights w too, as the means are.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    return m, float(np.sqrt(np.mean(s**2 + (mu - m) ** 2)))


@secret.misconception(
    "returns the variance",
    hint="The second number is the standard deviation: take the root of the variance.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    return m, float(np.sum(w * (s**2 + (mu - m) ** 2)))


@secret.misconception(
    "returns the heaviest component",
    hint="Settling on one bell is what the reverse divergence does. The forward one pays for every point of the mixture that the fit leaves bare.",
)
def forward_kl_gaussian(w, mu, s):
    k = int(np.argmax(w))
    return float(mu[k]), float(s[k])


@secret.misconception(
    "forgets the widths of the components",
    hint="The variance of the means is one part; the mean of the variances is the other.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    return m, float(np.sqrt(np.sum(w * (mu - m) ** 2)))


@secret.misconception(
    "takes the standard deviations for variances",
    hint="s holds standard deviations: square them before averaging.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    return m, float(np.sqrt(np.sum(w * (s + (mu - m) ** 2))))


@secret.misconception(
    "mixes up a mixture and a weighted sum",
    hint="w^2 s^2 belongs to a sum of variables. In a mixture x comes from one component at a time: average the squares with w.",
)
def forward_kl_gaussian(w, mu, s):
    return float(np.sum(w * mu)), float(np.sqrt(np.sum(w**2 * s**2)))


@secret.misconception(
    "does not subtract the square of the mean",
    hint="The sum of w (s^2 + mu^2) is the second moment. The variance is that less m^2.",
)
def forward_kl_gaussian(w, mu, s):
    return float(np.sum(w * mu)), float(np.sqrt(np.sum(w * (s**2 + mu**2))))


@secret.misconception(
    "adds up the widths and the spread of the means before squaring",
    hint="Variances add, standard deviations do not: add s^2 and (mu - m)^2, and take the root last.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    return m, float(np.sqrt(np.sum(w * (s + np.abs(mu - m)) ** 2)))


@secret.misconception(
    "weights the components by their precision",
    hint="That multiplies densities. A mixture adds them: m is the sum of w mu, whatever the widths.",
)
def forward_kl_gaussian(w, mu, s):
    precision = w / s**2
    return float(np.sum(precision * mu) / np.sum(precision)), float(1 / np.sqrt(np.sum(precision)))


@secret.misconception(
    "writes into an argument",
    hint="`mu -= m` and the like change the caller's array: compute into a new one.",
)
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    mu -= m
    return m, float(np.sqrt(np.sum(w * (s**2 + mu**2))))


@secret.alternative("second moment less the square of the mean")
def forward_kl_gaussian(w, mu, s):
    m = np.dot(w, mu)
    return m, math.sqrt(np.dot(w, s * s + mu * mu) - m * m)


@secret.alternative("torch.distributions knows the moments of a mixture")
def forward_kl_gaussian(w, mu, s):
    w, mu, s = (torch.as_tensor(v) for v in (w, mu, s))
    components = torch.distributions.Normal(mu, s)
    mixture = torch.distributions.MixtureSameFamily(torch.distributions.Categorical(probs=w), components)
    return mixture.mean.item(), mixture.stddev.item()


@secret.alternative("components taken in one by one")
def forward_kl_gaussian(w, mu, s):
    mass, m, variance = 0.0, 0.0, 0.0
    for a, b, c in zip(w.tolist(), mu.tolist(), s.tolist(), strict=True):
        share = a / (mass + a)
        variance = (1 - share) * variance + share * c * c + share * (1 - share) * (b - m) ** 2
        m, mass = m + share * (b - m), mass + a
    return m, math.sqrt(variance)
