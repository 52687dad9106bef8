"""`reparameterize`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.vae import reparameterize as public
from course_utils.checks.public.vae.reparameterize import columns, scaled_noise

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("the noise is standard normal: its first four moments are 0, 1, 0 and 3")
def _(student, draw):
    # The fourth moment of a sum of twelve uniforms is off by 0.1: 8 standard errors of the smaller sample, 13 of the larger.
    for n in (40_000, 100_000):
        if has_moments_of_normal(student.seeded(draw.seed()), n):
            break


def has_moments_of_normal(seeded, n: int) -> bool:
    """Whether the moments of n rows are clearly right. Raises where they are wrong."""
    noise, clear = scaled_noise(seeded(*columns(n)), columns(n)[0]), []
    # Hermite polynomials are uncorrelated with the lower moments, and so tell more than the powers alone.
    square = noise * noise  # numpy's ** takes ten times as long
    for text, values, variance in (
        ("e", noise, 1),
        ("e^2 - 1", square - 1, 2),
        ("e^3 - 3 e", noise * (square - 3), 6),
        ("e^4 - 6 e^2 + 3", square * (square - 6) + 3, 24),
    ):
        what = f"with e = (z - mu) / deviation, the mean of {text}"
        clear += [
            expect.statistic(values.mean(axis=0), np.zeros(4), math.sqrt(variance / n), what=f"{what} in column", slack=1),
            expect.statistic(values.mean(), 0.0, math.sqrt(variance / (4 * n)), what=what, slack=1),
        ]
    return all(clear)


@secret.case("the noise is independent from column to column, from row to row and from call to call")
def _(student, draw):
    n = 6_000
    mu, logvar = columns(n)
    seeded = student.seeded(draw.seed())
    noise, again = scaled_noise(seeded(mu, logvar), mu), scaled_noise(student(mu, logvar), mu)
    expect.greater(noise.std(axis=0), 0.1, what="the scatter of the noise in a column")
    noise, again = noise / noise.std(axis=0), again / again.std(axis=0)  # its scale is the matter of other cases
    pairs, half = [noise[:, i] * noise[:, j] for i in range(4) for j in range(i)], n // 2
    for what, products in (
        ("in pair of columns", np.transpose(pairs)),
        ("of consecutive rows in column", noise[1:] * noise[:-1]),
        ("of the batch's halves in column", noise[:half] * noise[half:]),
        ("of two calls in column", noise * again),
    ):
        found, error = products.mean(axis=0), 1 / math.sqrt(len(products))
        expect.statistic(found, np.zeros(len(found)), error, what=f"the correlation {what}")


@secret.case("drawn means and log-variances in one dimension are followed entry by entry")
def _(student, draw):
    n = 6_000
    mu, logvar = draw.uniform(-3, 3, n), draw.uniform(-4, 4, n)
    z = student.seeded(draw.seed())(tensor(mu), tensor(logvar))
    expect.shape(z, (n,), what="z")
    noise = (expect.array(z) - mu) / np.sqrt(np.exp(logvar))
    groups = np.array_split(np.argsort(logvar), 5)
    variances = np.array([(noise[group] ** 2).mean() for group in groups])
    what = "the variance of (z - mu) / deviation in group"
    expect.statistic(variances, np.ones(5), math.sqrt(2 * 5 / n), what=what, slack=1)
    expect.statistic(np.corrcoef(noise, mu)[0, 1], 0.0, 1 / math.sqrt(n), what="the correlation of noise and mu")


@secret.case("log-variances of -40 and 40 are followed as they stand")
def _(student, draw):
    n, ends = 6_000, np.array([40.0, -40.0, 12.0, -12.0])
    deviations = np.exp(ends / 2)
    mu, weights = tensor(np.zeros((n, 4))), tensor(1 / deviations).expand(n, 4)
    z, grads = student.seeded(draw.seed()).vjp((mu, tensor(ends).expand(n, 4)), weights)
    expect.shape(z, (n, 4), what="z")
    noise = expect.array(z) / deviations
    what = "the deviation of z over exp(logvar / 2) in column"
    expect.statistic(np.sqrt((noise**2).mean(axis=0)), np.ones(4), 1 / math.sqrt(2 * n), what=what)
    expect.gradient(grads[1], noise / 2, of="logvar")


@secret.alternative("a sampler that keeps the graph")
def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu, (logvar / 2).exp()).rsample()


@secret.alternative("the root of the variance, noise from a size")
def reparameterize(mu, logvar):
    variance = logvar.exp()
    noise = torch.randn(mu.size(), dtype=mu.dtype, device=mu.device)
    return torch.addcmul(mu, noise, variance.sqrt())


@secret.alternative("uniform noise through the inverse normal distribution function")
def reparameterize(mu, logvar):
    u = torch.rand_like(mu).clamp(1e-12, 1 - 1e-12)
    return math.sqrt(2) * torch.erfinv(2 * u - 1) * torch.exp(logvar) ** 0.5 + mu


NOISE, DEVIATION, Z = "torch.randn_like(mu)", "(0.5 * logvar).exp()", "torch.randn_like(mu).mul(deviation).add(mu)"

secret.slips(
    {
        "takes the variance for the standard deviation": (DEVIATION, "logvar.exp()"),
        "halves the variance instead of its logarithm": (DEVIATION, "0.5 * logvar.exp()"),
        "takes logvar itself for the standard deviation": (DEVIATION, "logvar"),
        "takes half of logvar for the standard deviation": (DEVIATION, "0.5 * logvar"),
        "takes the root of logvar without an exponential": (DEVIATION, "logvar.abs().sqrt()"),
        "divides by the standard deviation": (DEVIATION, "(-0.5 * logvar).exp()"),
    },
    hint="`exp(logvar)` is the variance, so the standard deviation is its root, `exp(logvar / 2)`, and stretches the noise.",
)
secret.slips(
    {
        "adds the standard deviation without any noise": (Z, "mu + deviation"),
        "returns the mean without any noise": (Z, "1.0 * mu"),
        "leaves out the mean": (".add(mu)", ""),
        "multiplies by the mean": (".add(mu)", ".mul(mu)"),
        "stretches the mean as well": (".mul(deviation).add(mu)", ".add(mu).mul(deviation)"),
    },
    hint="z is the mean, as it is, plus fresh standard normal noise that is stretched by the standard deviation.",
)
LAPLACE = "torch.distributions.Laplace(torch.zeros_like(mu), math.sqrt(0.5)).sample()"
secret.slips(
    {
        "draws noise that is uniform on [0, 1)": (NOISE, "torch.rand_like(mu)"),
        "draws noise that is uniform on [-1, 1)": (NOISE, "(2 * torch.rand_like(mu) - 1)"),
        "draws uniform noise of variance 1": (NOISE, "(torch.rand_like(mu) - 0.5).mul(math.sqrt(12))"),
        "draws Laplace noise of variance 1": (NOISE, LAPLACE),
        "draws random signs for noise": (NOISE, "torch.randn_like(mu).sign()"),
        "draws from a normal cut off at three deviations": (NOISE, f"torch.nn.init.trunc_normal_({NOISE}, a=-3, b=3)"),
        "cuts the noise off at three deviations": (NOISE, f"{NOISE}.clamp(-3, 3)"),
        "takes the absolute value of the noise": (NOISE, f"{NOISE}.abs()"),
    },
    hint="The noise must be standard normal, with both signs and its tails (one draw in 370 lies beyond 3): "
    "`torch.randn_like(mu)`, as it comes.",
)
COLUMN = "torch.randn(mu.shape[:1] + (1,) * (mu.dim() - 1), dtype=mu.dtype)"
secret.slips(
    {
        "shares one noise vector among all rows": (NOISE, "torch.randn(mu.shape[1:], dtype=mu.dtype)"),
        "shares one noise value among all coordinates of a row": (NOISE, COLUMN),
        "shares one noise value among all entries": (NOISE, "torch.randn((), dtype=mu.dtype)"),
    },
    hint="Every latent coordinate of every image needs noise of its own: draw it in the full shape of `mu`.",
)
RESTORED = "puts torch's random state back, so the next call repeats the same noise"
secret.slips(
    {
        "sets the seed itself, so every call repeats the same noise": (" deviation =", " torch.manual_seed(0)\n    deviation ="),
        RESTORED: ("    return", "    with torch.random.fork_rng():\n        return"),
        "draws its noise once and keeps it": (
            ("logvar: torch.Tensor)", "logvar: torch.Tensor, kept={})"),
            (NOISE, "kept.setdefault(mu.shape, torch.randn_like(mu))"),
        ),
    },
    hint="Draw anew in every call, and leave the seed and the state of the generator alone: they are the caller's.",
)
FROM_NUMPY = "torch.from_numpy(np.random.{}.standard_normal(tuple(mu.shape))).to(mu.dtype)"
secret.slips(
    {
        "takes its noise from numpy": (NOISE, FROM_NUMPY.replace("{}.", "")),
        "takes its noise from a generator of its own": (NOISE, FROM_NUMPY.format("default_rng()")),
    },
    hint="`torch.manual_seed` does not reach that generator, so no run could be repeated: use `torch.randn_like`.",
)
secret.slips(
    {
        "samples in a way that gradients cannot pass": (Z, "torch.normal(mu, deviation).detach()"),
        "samples in a way that makes all gradients 0": (Z, "torch.normal(mu, deviation)"),
        "cuts the gradient to mu": ("add(mu)", "add(mu.detach())"),
        "cuts the gradient to logvar": (DEVIATION, f"{DEVIATION}.detach()"),
    },
    hint="The encoder learns through z: write it as a formula in mu, logvar and noise, without `sample()`, `torch.normal`, "
    "`detach` and no_grad.",
)
secret.slips(
    {
        "overwrites logvar": ("    return", "    logvar.data.mul_(0.5).exp_()\n    return"),
        "overwrites mu": (f"return {Z}", f"z = {Z}\n    mu.data.mul_(0.5)\n    return z"),
    },
    hint="`exp_`, `mul_` and `*=` work in place, and the loss still needs mu and logvar: use `exp` and `*`.",
)
secret.slips(
    {
        "returns single precision whatever it is given": ("add(mu)", "add(mu).float()"),
        "returns double precision whatever it is given": (NOISE, "torch.randn(mu.shape, dtype=torch.float64)"),
    },
    hint="z has the dtype of mu: take the noise from `torch.randn_like(mu)`.",
)
secret.slips(
    {
        "clamps the log-variance": (DEVIATION, "(0.5 * logvar.clamp(-10, 10)).exp()"),
        "adds a small constant to the variance": (DEVIATION, "(logvar.exp() + 1e-8).sqrt()"),
        "adds a small constant to the standard deviation": (DEVIATION, f"{DEVIATION} + 1e-6"),
    },
    hint="An exponential is never 0 and needs no guard: a clamp cuts off gradients, and a constant hides small variances.",
)
