"""`reparameterize`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public import vae as public
from course_utils.checks.public.vae import columns, scaled_noise

from ...exercise import Secret

secret = Secret(public.reparameterize)


@secret.is_reference
def reparameterize(mu, logvar):
    std = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std)


@secret.case("the noise is normal: its third moment is 0 and its fourth is 3")
def _(student, draw):
    n = 100_000
    noise = scaled_noise(student.seeded(draw.seed())(*columns(n)), columns(n)[0])
    expect.statistic((noise**3).mean(axis=0), np.zeros(4), math.sqrt(15 / n), what="the third moment of column", sigmas=8)
    expect.statistic((noise**4).mean(axis=0), np.full(4, 3.0), math.sqrt(96 / n), what="the fourth moment of column", sigmas=8)


@secret.case("the noise is independent from column to column, from row to row and from call to call")
def _(student, draw):
    n = 50_000
    mu, logvar = columns(n)
    seeded = student.seeded(draw.seed())
    noise, again = scaled_noise(seeded(mu, logvar), mu), scaled_noise(student(mu, logvar), mu)
    expect.greater(noise.std(axis=0), 0.1, what="the scatter of the noise in a column")
    columns_of = [noise[:, i] * noise[:, j] for i in range(4) for j in range(i)]
    expect.statistic(np.mean(columns_of, axis=1), np.zeros(6), 1 / math.sqrt(n), what="the correlation of two columns")
    expect.statistic((noise[1:] * noise[:-1]).mean(axis=0), np.zeros(4), 1 / math.sqrt(n - 1), what="the correlation of consecutive rows")
    expect.statistic((noise * again).mean(axis=0), np.zeros(4), 1 / math.sqrt(n), what="the correlation of two calls")


@secret.case("drawn means and log-variances in one dimension are followed entry by entry")
def _(student, draw):
    n = 100_000
    mu, logvar = draw.uniform(-3, 3, n), draw.uniform(-4, 4, n)
    z = student.seeded(draw.seed())(tensor(mu), tensor(logvar))
    expect.shape(z, (n,), what="z")
    noise = (expect.array(z) - mu) / np.sqrt(np.exp(logvar))
    groups = np.array_split(np.argsort(logvar), 5)
    variances = np.array([(noise[group] ** 2).mean() for group in groups])
    expect.statistic(variances, np.ones(5), math.sqrt(2 * 5 / n), what="the variance of (z - mu) / deviation in a fifth of the entries", sigmas=8)
    expect.statistic(np.corrcoef(noise, mu)[0, 1], 0.0, 1 / math.sqrt(n), what="the correlation of noise and mu")


@secret.misconception(
    "takes the variance for the standard deviation", hint="`exp(logvar)` is the variance. The standard deviation is its root, `exp(logvar / 2)`."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(logvar) * torch.randn_like(mu)


@secret.misconception(
    "takes logvar itself for the standard deviation", hint="`logvar` is the logarithm of the variance and may be negative: exponentiate half of it."
)
def reparameterize(mu, logvar):
    return mu + logvar * torch.randn_like(mu)


@secret.misconception(
    "divides by the standard deviation", hint="The noise is stretched by the standard deviation: the exponent is `+logvar / 2`, without a minus."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(-0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "adds the standard deviation without any noise", hint="z is random: multiply the standard deviation by fresh standard normal noise before you add it."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar)


@secret.misconception("leaves out the mean", hint="The noise is centred at 0; add `mu` to move it to where the encoder wants it.")
def reparameterize(mu, logvar):
    return 0 * mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception("draws uniform noise", hint="`torch.rand` is uniform on [0, 1). The noise must be standard normal: `torch.randn`.")
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.rand_like(mu)


@secret.misconception(
    "draws noise of the right variance that is not normal", hint="Mean 0 and variance 1 are not enough: the noise must be standard normal, `torch.randn`."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * (torch.rand_like(mu) - 0.5) * math.sqrt(12)


@secret.misconception(
    "shares one noise vector among all rows", hint="Every image needs noise of its own: draw it in the full shape of `mu`, not in the shape of one row."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape[-1], dtype=mu.dtype)


@secret.misconception(
    "shares one noise value among all coordinates of a row", hint="Every latent coordinate needs noise of its own: draw it in the full shape of `mu`."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape[:1] + (1,) * (mu.dim() - 1), dtype=mu.dtype)


@secret.misconception(
    "sets the seed itself, so every call repeats the same noise", hint="Leave the seed to the caller: a function that resets it draws the same z every time."
)
def reparameterize(mu, logvar):
    torch.manual_seed(0)
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "samples in a way that gradients cannot pass", hint="`sample()` and `torch.normal` cut the graph. Write z as a formula in mu, logvar and noise."
)
def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu, torch.exp(0.5 * logvar)).sample()


@secret.misconception(
    "cuts the gradient to logvar", hint="The encoder learns its spread through the standard deviation: do not detach it or compute it under no_grad."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar).detach() * torch.randn_like(mu)


@secret.misconception("overwrites logvar", hint="`exp_`, `mul_` and `*=` work in place, and the loss still needs logvar: use `exp` and `*`.")
def reparameterize(mu, logvar):
    with torch.no_grad():
        logvar.mul_(1.0).clamp_(max=0.9)
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception("returns single precision whatever it is given", hint="z has the dtype of mu: take the noise from `torch.randn_like(mu)`.")
def reparameterize(mu, logvar):
    return (mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)).float()


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
