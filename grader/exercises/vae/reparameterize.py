"""`reparameterize`: reference, hidden cases, misconceptions and accepted alternatives."""

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


@secret.alternative("RENAME ME: the former reference")
def reparameterize(mu, logvar):
    std = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std)


@secret.case("the noise is standard normal: its first four moments are 0, 1, 0 and 3")
def _(student, draw):
    n = 100_000
    noise = scaled_noise(student.seeded(draw.seed())(*columns(n)), columns(n)[0])
    # Hermite polynomials are uncorrelated with the lower moments, and so tell more than the powers alone.
    square = noise * noise  # numpy's ** takes ten times as long
    for text, values, variance in (
        ("e", noise, 1),
        ("e^2 - 1", square - 1, 2),
        ("e^3 - 3 e", noise * (square - 3), 6),
        ("e^4 - 6 e^2 + 3", square * (square - 6) + 3, 24),
    ):
        what = f"with e = (z - mu) / deviation, the mean of {text}"
        expect.statistic(values.mean(axis=0), np.zeros(4), math.sqrt(variance / n), what=f"{what} in column", slack=1)
        expect.statistic(values.mean(), 0.0, math.sqrt(variance / (4 * n)), what=what, slack=1)


@secret.case("the noise is independent from column to column, from row to row and from call to call")
def _(student, draw):
    n = 20_000
    mu, logvar = columns(n)
    seeded = student.seeded(draw.seed())
    noise, again = scaled_noise(seeded(mu, logvar), mu), scaled_noise(student(mu, logvar), mu)
    expect.greater(noise.std(axis=0), 0.1, what="the scatter of the noise in a column")
    noise, again = noise / noise.std(axis=0), again / again.std(axis=0)  # its scale is the matter of other cases
    columns_of = [noise[:, i] * noise[:, j] for i in range(4) for j in range(i)]
    expect.statistic(
        np.mean(columns_of, axis=1), np.zeros(6), 1 / math.sqrt(n), what="the correlation in pair of columns"
    )
    expect.statistic(
        (noise[1:] * noise[:-1]).mean(axis=0),
        np.zeros(4),
        1 / math.sqrt(n - 1),
        what="the correlation of consecutive rows in column",
    )
    expect.statistic(
        (noise[: n // 2] * noise[n // 2 :]).mean(axis=0),
        np.zeros(4),
        math.sqrt(2 / n),
        what="the correlation of the batch's halves in column",
    )
    expect.statistic(
        (noise * again).mean(axis=0), np.zeros(4), 1 / math.sqrt(n), what="the correlation of two calls in column"
    )


@secret.case("drawn means and log-variances in one dimension are followed entry by entry")
def _(student, draw):
    n = 20_000
    mu, logvar = draw.uniform(-3, 3, n), draw.uniform(-4, 4, n)
    z = student.seeded(draw.seed())(tensor(mu), tensor(logvar))
    expect.shape(z, (n,), what="z")
    noise = (expect.array(z) - mu) / np.sqrt(np.exp(logvar))
    groups = np.array_split(np.argsort(logvar), 5)
    variances = np.array([(noise[group] ** 2).mean() for group in groups])
    expect.statistic(
        variances, np.ones(5), math.sqrt(2 * 5 / n), what="the variance of (z - mu) / deviation in group", slack=1
    )
    expect.statistic(np.corrcoef(noise, mu)[0, 1], 0.0, 1 / math.sqrt(n), what="the correlation of noise and mu")


@secret.case("log-variances of -40 and 40 are followed as they stand")
def _(student, draw):
    n, ends = 20_000, np.array([40.0, -40.0, 12.0, -12.0])
    deviations = np.exp(ends / 2)
    mu, weights = tensor(np.zeros((n, 4))), tensor(1 / deviations).expand(n, 4)
    z, grads = student.seeded(draw.seed()).vjp((mu, tensor(ends).expand(n, 4)), weights)
    expect.shape(z, (n, 4), what="z")
    noise = expect.array(z) / deviations
    expect.statistic(
        np.sqrt((noise**2).mean(axis=0)),
        np.ones(4),
        1 / math.sqrt(2 * n),
        what="the deviation of z over exp(logvar / 2) in column",
    )
    expect.gradient(grads[1], noise / 2, of="logvar")


@secret.misconception(
    "takes the variance for the standard deviation",
    hint="`exp(logvar)` is the variance. The standard deviation is its root, `exp(logvar / 2)`.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(logvar) * torch.randn_like(mu)


@secret.misconception(
    "takes logvar itself for the standard deviation",
    hint="`logvar` is the logarithm of the variance and may be negative: exponentiate half of it.",
)
def reparameterize(mu, logvar):
    return mu + logvar * torch.randn_like(mu)


@secret.misconception(
    "divides by the standard deviation",
    hint="The noise is stretched by the standard deviation: the exponent is `+logvar / 2`, without a minus.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(-0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "adds the standard deviation without any noise",
    hint="z is random: multiply the standard deviation by fresh standard normal noise before you add it.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar)


@secret.misconception(
    "leaves out the mean", hint="The noise is centred at 0; add `mu` to move it to where the encoder wants it."
)
def reparameterize(mu, logvar):
    return 0 * mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "draws uniform noise", hint="`torch.rand` is uniform on [0, 1). The noise must be standard normal: `torch.randn`."
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.rand_like(mu)


@secret.misconception(
    "draws noise of the right variance that is not normal",
    hint="Mean 0 and variance 1 are not enough: the noise must be standard normal, `torch.randn`.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * (torch.rand_like(mu) - 0.5) * math.sqrt(12)


@secret.misconception(
    "shares one noise vector among all rows",
    hint="Every image needs noise of its own: draw it in the full shape of `mu`, not in the shape of one row.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape[-1], dtype=mu.dtype)


@secret.misconception(
    "shares one noise value among all coordinates of a row",
    hint="Every latent coordinate needs noise of its own: draw it in the full shape of `mu`.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape[:1] + (1,) * (mu.dim() - 1), dtype=mu.dtype)


@secret.misconception(
    "sets the seed itself, so every call repeats the same noise",
    hint="Leave the seed to the caller: a function that resets it draws the same z every time.",
)
def reparameterize(mu, logvar):
    torch.manual_seed(0)
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "samples in a way that gradients cannot pass",
    hint="`sample()` and `torch.normal` cut the graph. Write z as a formula in mu, logvar and noise.",
)
def reparameterize(mu, logvar):
    return torch.distributions.Normal(mu, torch.exp(0.5 * logvar)).sample()


@secret.misconception(
    "cuts the gradient to logvar",
    hint="The encoder learns its spread through the standard deviation: do not detach it or compute it under no_grad.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar).detach() * torch.randn_like(mu)


@secret.misconception(
    "overwrites logvar",
    hint="`exp_`, `mul_` and `*=` work in place, and the loss still needs logvar: use `exp` and `*`.",
)
def reparameterize(mu, logvar):
    with torch.no_grad():
        logvar.mul_(1.0).clamp_(max=0.9)
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)


@secret.misconception(
    "returns single precision whatever it is given",
    hint="z has the dtype of mu: take the noise from `torch.randn_like(mu)`.",
)
def reparameterize(mu, logvar):
    return (mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)).float()


@secret.misconception(
    "returns double precision whatever it is given",
    hint="z has the dtype of mu: take the noise from `torch.randn_like(mu)`.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn(mu.shape, dtype=torch.float64)


@secret.misconception(
    "takes its noise from numpy",
    hint="`torch.manual_seed` does not reach numpy's generator, so no run could be repeated: use `torch.randn_like`.",
)
def reparameterize(mu, logvar):
    noise = torch.from_numpy(np.random.standard_normal(tuple(mu.shape))).to(mu.dtype)
    return mu + torch.exp(0.5 * logvar) * noise


@secret.misconception(
    "clamps the log-variance",
    hint="Outside the clamp the spread is wrong and no gradient reaches logvar: `exp(logvar / 2)` needs no guard.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar.clamp(-10, 10)) * torch.randn_like(mu)


@secret.misconception(
    "adds a small constant to the variance",
    hint="An exponential is never 0, so nothing needs protecting; the constant hides every small variance.",
)
def reparameterize(mu, logvar):
    return mu + torch.sqrt(torch.exp(logvar) + 1e-8) * torch.randn_like(mu)


@secret.misconception(
    "cuts the noise off at three deviations",
    hint="A standard normal has tails: about one draw in 370 lies beyond 3. Take `torch.randn_like(mu)` as it comes.",
)
def reparameterize(mu, logvar):
    return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu).clamp(-3, 3)


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
