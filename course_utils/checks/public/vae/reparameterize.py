"""`reparameterize`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch

from ... import expect
from ...draw import tensor
from . import topic

exercise = topic.exercise("reparameterize", level=1)


# Standard deviations of columns whose log-variances are 3, -3, 0 and 1.
LOGVARS = (3.0, -3.0, 0.0, 1.0)


DEVIATIONS = np.array([4.48168907, 0.22313016, 1.0, 1.64872127])


def columns(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """mu and logvar [n, 4]: equal rows, one column for each of LOGVARS."""
    return tensor([0.5, -2.0, 3.0, 1.0]).expand(n, 4), tensor(LOGVARS).expand(n, 4)


def scaled_noise(z, mu) -> np.ndarray:
    """(z - mu) over the right standard deviations, [n, 4]."""
    expect.shape(z, tuple(mu.shape), what="z")
    expect.finite(z, what="z")
    return (expect.array(z) - mu.numpy()) / DEVIATIONS


@exercise.case("z scatters around mu with standard deviation exp(logvar / 2)", weight=2)
def _(student, draw):
    n = 25_000
    mu, logvar = columns(n)
    noise = scaled_noise(student.seeded(draw.seed())(mu, logvar), mu)
    deviations = np.sqrt((noise**2).mean(axis=0))
    expect.statistic(
        deviations * DEVIATIONS, DEVIATIONS, DEVIATIONS / math.sqrt(2 * n), what="the standard deviation of column"
    )
    expect.statistic(
        noise.mean(axis=0), np.zeros(4), 1 / math.sqrt(n), what="the mean of (z - mu) / deviation in column"
    )


@exercise.case("shape and dtype are those of mu, in one dimension and in two")
def _(student, draw):
    for shape, dtype in (((7,), torch.float64), ((5, 3), torch.float64), ((5, 3), torch.float32)):
        mu, logvar = tensor(draw.normal(*shape)).to(dtype), tensor(draw.uniform(-1, 1, *shape)).to(dtype)
        z = student.seeded(draw.seed())(mu, logvar)
        expect.shape(z, shape, what="z")
        expect.dtype(z, dtype, what="z")
        expect.finite(z, what="z")
        expect.differs(z, student.seeded(draw.seed())(mu, logvar), "two seeds gave the same z: it carries no noise")


@exercise.case("every call draws fresh noise, and the same torch seed repeats it")
def _(student, draw):
    mu, logvar = columns(3)
    first, second = student(mu, logvar), student(mu, logvar)
    expect.differs(first, second, "two calls gave the same z: the noise must be drawn anew each time")
    seeded = student.seeded(draw.seed(), only_torch=True)
    expect.close(seeded(mu, logvar), seeded(mu, logvar), what="z after the same torch.manual_seed")


@exercise.case("gradients: dz/dmu = 1 and dz/dlogvar = (z - mu) / 2")
def _(student, draw):
    mu, logvar = tensor(draw.normal(6, 3)), tensor(draw.uniform(-2, 2, 6, 3))
    weights = tensor(draw.normal(6, 3))
    z, grads = student.seeded(draw.seed()).vjp((mu, logvar), weights)
    expect.gradient(grads[0], weights, of="mu")
    expect.gradient(grads[1], weights * (z - mu) / 2, of="logvar")


@exercise.case("mu and logvar are left as they were")
def _(student, draw):
    mu, logvar = columns(50)
    z = student.seeded(draw.seed())(mu, logvar)
    expect.unchanged(student)
    expect.greater(scaled_noise(z, mu).std(axis=0), 0.1, what="the scatter of z in a column")


@exercise.probed(rtol=0.06, atol=0.06)
def _(student):
    n = 20_000
    mu, logvar = columns(n)
    seeded, torch_seeded = student.seeded(11), student.seeded(11, only_torch=True)

    @cache
    def noise():
        return scaled_noise(seeded(mu, logvar), mu)

    def slopes():
        z, grads = seeded.vjp((mu, logvar))
        noise_part = expect.array(z) - mu.numpy()
        by_mu, by_logvar = ("none" if g is None else g.numpy() for g in grads)
        ratio = (
            by_logvar
            if isinstance(by_logvar, str)
            else (by_logvar * noise_part).sum(axis=0) / (noise_part**2).sum(axis=0).clip(1e-12)
        )
        return [by_mu if isinstance(by_mu, str) else by_mu.mean(axis=0), ratio]

    def correlation():
        e = noise() - noise().mean(axis=0)
        return [
            np.mean(e[:, 0] * e[:, 1]) / (e[:, 0].std() * e[:, 1].std() + 1e-12),
            np.mean(e[1:] * e[:-1]) / (e.var() + 1e-12),
        ]

    def far():
        # Whether the spread at log-variances of 40 and -40 is wrong by a factor above e^2, and in which direction.
        ends = tensor(np.tile([40.0, -40.0], (100, 1)))
        spread = expect.array(seeded(0 * ends, ends)).std(axis=0).clip(1e-300) / np.exp([20, -20])
        return np.sign(np.log(spread)) * (np.abs(np.log(spread)) > 2)

    return {
        "deviations": lambda: np.sqrt((noise() ** 2).mean(axis=0)),
        "means": lambda: noise().mean(axis=0),
        "slopes": slopes,
        "correlations": correlation,
        "largest": lambda: [bool(np.abs(noise()).max() > bound) for bound in (2.5, 3.01)],
        "repeats": lambda: bool(torch.equal(student(mu[:3], logvar[:3]), student(mu[:3], logvar[:3]))),
        "dtypes": lambda: [
            str(seeded(mu[:9].to(dtype), logvar[:9].to(dtype)).dtype) for dtype in (torch.float32, torch.float64)
        ],
        "torch's seed repeats": lambda: bool(
            torch.equal(torch_seeded(mu[:9], logvar[:9]), torch_seeded(mu[:9], logvar[:9]))
        ),
        "far": far,
        "changed": lambda: [seeded(mu[:9], logvar[:9]) is None, *seeded.changed],
    }
