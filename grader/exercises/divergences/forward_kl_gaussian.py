"""`forward_kl_gaussian`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.divergences import forward_kl_gaussian as public
from course_utils.checks.public.divergences.forward_kl_gaussian import drawn_mixture, fit
from scipy import optimize

from ...exercise import Secret
from ..quadrature import expectation

secret = Secret(public.exercise)


def minimiser(w, mu, s) -> tuple[float, float]:
    """(m, sd) with the smallest -E log N(x; m, sd^2) under the mixture, searched for on a grid of x."""
    x = np.linspace((mu - 10 * s).min(), (mu + 10 * s).max(), 4001)
    p = (w * np.exp(-0.5 * ((x[:, None] - mu) / s) ** 2) / s).sum(axis=1)
    p /= p.sum()

    def cost(point):
        return point[1] + 0.5 * p @ ((x - point[0]) / math.exp(point[1])) ** 2

    found = optimize.minimize(cost, [mu[0], math.log(s.max())], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 0})
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


ABOUT = "squares about the mean"
VARIANCE = "np.sum(w * (s ** 2 + (mu - m) ** 2))"

secret.slip(
    "takes the mean of the variances",
    (VARIANCE, "np.sum(w * s ** 2)"),
    hint="The variance of a mixture has two parts: the mean of the variances and the variance of the means.",
    of=ABOUT,
)
secret.slip(
    "takes the mean of the standard deviations",
    ("np.sqrt(variance)", "np.sum(w * s)"),
    hint="Standard deviations do not average. Work with variances, add the variance of the means, and take the root last.",
    of=ABOUT,
)
secret.slip(
    "takes the unweighted mean",
    ("np.sum(w * mu)", "np.mean(mu)"),
    hint="Component k holds the share w[k] of the mass: m is the sum of w[k] mu[k].",
    of=ABOUT,
)
secret.slip(
    "divides the mean by the number of components",
    ("np.sum(w * mu)", "np.mean(w * mu)"),
    hint="The weights sum to 1: m is the sum of w[k] mu[k], without a division by their number.",
    of=ABOUT,
)
secret.slip(
    "ignores the weights altogether",
    ("m = float", "w = np.full(len(w), 1 / len(w))\n    m = float"),
    hint="Component k holds the share w[k] of the mass: the weights belong in the mean and in the variance.",
    of=ABOUT,
)
secret.slip(
    "ignores the weights in the variance",
    (VARIANCE, "np.mean(s ** 2 + (mu - m) ** 2)"),
    hint="The squares are averaged with the weights w too, as the means are.",
    of=ABOUT,
)
secret.slip(
    "ignores the weights in the variance of the means",
    (VARIANCE, "np.sum(w * s ** 2) + np.var(mu)"),
    hint="The squared distances of the means from m are averaged with the weights w, as the variances are.",
    of=ABOUT,
)
secret.slip(
    "ignores the weights in the mean of the variances",
    (VARIANCE, "np.mean(s ** 2) + np.sum(w * (mu - m) ** 2)"),
    hint="The variances s^2 are averaged with the weights w, as the means are.",
    of=ABOUT,
)
secret.slip(
    "adds the variances up without weights",
    (VARIANCE, "np.sum(s ** 2 + (mu - m) ** 2)"),
    hint="In a mixture x comes from one component at a time: average the squares with the weights w.",
    of=ABOUT,
)
secret.slip(
    "adds all the variances s^2 to the variance of the means",
    (VARIANCE, "np.sum(s ** 2) + np.sum(w * (mu - m) ** 2)"),
    hint="In a mixture x comes from one component at a time: average the variances with the weights w.",
    of=ABOUT,
)
secret.slip(
    "returns the variance",
    ("np.sqrt(variance)", "variance"),
    hint="The second number is the standard deviation: take the root of the variance.",
    of=ABOUT,
)
secret.slip(
    "takes the root twice",
    ("np.sqrt(variance)", "np.sqrt(np.sqrt(variance))"),
    hint="The standard deviation is the root of the variance, taken once.",
    of=ABOUT,
)
secret.slip(
    "takes the root before subtracting the square of the mean",
    ("math.sqrt(second_moment - m**2)", "math.sqrt(second_moment) - m**2"),
    hint="Take the root of the whole difference, second moment less m^2.",
)
secret.slip(
    "returns sd first",
    ("float(m), math.sqrt(second_moment - m**2)", "math.sqrt(second_moment - m**2), float(m)"),
    hint="The order of the answer is m, then sd.",
)
secret.slip(
    "returns the heaviest component",
    (
        "m = float(np.sum(w * mu))\n    variance = np.sum(w * (s ** 2 + (mu - m) ** 2))",
        "m, variance = float(mu[np.argmax(w)]), s[np.argmax(w)] ** 2",
    ),
    hint="Settling on one bell is what the reverse divergence does. The forward one pays for every point of the mixture that the fit leaves bare.",
    of=ABOUT,
)
secret.slip(
    "returns the tallest component",
    (
        "m = float(np.sum(w * mu))\n    variance = np.sum(w * (s ** 2 + (mu - m) ** 2))",
        "m, variance = float(mu[np.argmax(w / s)]), s[np.argmax(w / s)] ** 2",
    ),
    hint="Settling on one bell is what the reverse divergence does. The forward one pays for every point of the mixture that the fit leaves bare.",
    of=ABOUT,
)
secret.slip(
    "forgets the widths of the components",
    ("s ** 2 + ", ""),
    hint="The variance of the means is one part; the mean of the variances is the other.",
    of=ABOUT,
)
secret.slip(
    "takes the standard deviations for variances",
    ("s ** 2", "s"),
    hint="s holds standard deviations: square them before averaging.",
    of=ABOUT,
)
secret.slip(
    "mixes up a mixture and a weighted sum",
    (VARIANCE, "np.sum(w ** 2 * s ** 2)"),
    hint="w^2 s^2 belongs to a sum of variables. In a mixture x comes from one component at a time: average the squares with w.",
    of=ABOUT,
)
secret.slip(
    "squares the weights",
    ("np.sum(w * (s", "np.sum(w ** 2 * (s"),
    hint="w^2 belongs to a sum of variables. In a mixture x comes from one component at a time: average the squares with w.",
    of=ABOUT,
)
secret.slip(
    "does not subtract the square of the mean",
    ("second_moment - m**2", "second_moment"),
    hint="The sum of w (s^2 + mu^2) is the second moment. The variance is that less m^2.",
)
secret.slip(
    "subtracts the mean, not its square",
    ("second_moment - m**2", "max(second_moment - m, 0)"),
    hint="The variance is the second moment less the *square* of the mean.",
)
secret.slip(
    "adds the square of the mean",
    ("second_moment - m**2", "second_moment + m**2"),
    hint="The variance is the second moment *less* the square of the mean.",
)
secret.slip(
    "does not square the distance from the mean",
    ("(mu - m) ** 2", "np.abs(mu - m)"),
    hint="The variance of the means averages the squares (mu - m)^2.",
    of=ABOUT,
)
secret.slip(
    "adds up the widths and the spread of the means before squaring",
    (VARIANCE, "np.sum(w * (s + np.abs(mu - m)) ** 2)"),
    hint="Variances add, standard deviations do not: add s^2 and (mu - m)^2, and take the root last.",
    of=ABOUT,
)
secret.slip(
    "adds two standard deviations",
    ("np.sqrt(variance)", "np.sqrt(np.sum(w * s ** 2)) + np.sqrt(np.sum(w * (mu - m) ** 2))"),
    hint="Variances add, standard deviations do not: take the root last, of the sum.",
    of=ABOUT,
)
secret.slip(
    "takes the root inside the average",
    ("np.sqrt(variance)", "np.sum(w * np.sqrt(s ** 2 + (mu - m) ** 2))"),
    hint="Average the squares first, and take the root last.",
    of=ABOUT,
)
secret.slip(
    "weights the components by their precision",
    ("m = float", "w = w / s ** 2\n    m = float"),
    ("np.sum(w * mu)", "np.sum(w * mu) / np.sum(w)"),
    (VARIANCE, "1 / np.sum(w)"),
    hint="That multiplies densities. A mixture adds them: m is the sum of w mu, whatever the widths.",
    of=ABOUT,
)
secret.slip(
    "writes into an argument",
    ("variance =", "mu -= m\n    variance ="),
    ("mu - m)", "mu)"),
    hint="`mu -= m` and the like change the caller's array: compute into a new one.",
    of=ABOUT,
)
secret.slip(
    "counts the variance of the means twice",
    (VARIANCE, "np.sum(w * s**2) + 2 * np.sum(w * (mu - m) ** 2)"),
    hint="The sum over all pairs w_j w_k (mu_j - mu_k)^2 has each pair twice: half of it is the variance of the means.",
    of=ABOUT,
)
secret.slip(
    "divides the variance of the means by n - 1",
    (VARIANCE, "np.sum(w * s**2) + np.sum(w * (mu - m) ** 2) * len(w) / max(len(w) - 1, 1)"),
    hint="The means are no sample from which a variance is estimated: average their squares with the weights w, without a correction.",
    of=ABOUT,
)
secret.slip(
    "squares the weights in the variance of the means",
    (VARIANCE, "np.sum(w * s**2) + np.sum(w**2 * (mu - m) ** 2)"),
    hint="Component k holds the share w[k] of the mass: (mu - m)^2 is averaged with w, not w^2.",
    of=ABOUT,
)
secret.slip(
    "applies a softmax to the weights",
    ("m = float", "w = np.exp(w) / np.sum(np.exp(w))\n    m = float"),
    hint="The weights are probabilities already, and sum to 1: use them as they are.",
    of=ABOUT,
)
secret.slip(
    "takes half the distance between the outer means for their spread",
    (VARIANCE, "np.sum(w * s**2) + (mu.max() - mu.min()) ** 2 / 4"),
    hint="That is right for two components of equal weight only: average (mu - m)^2 with the weights w.",
    of=ABOUT,
)


@secret.alternative("squares about the mean")
def forward_kl_gaussian(w, mu, s):
    m = float(np.sum(w * mu))
    variance = np.sum(w * (s**2 + (mu - m) ** 2))
    return m, float(np.sqrt(variance))


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
