"""`reparameterize`: the spread of z and its gradients, shapes and seeds; a probe that looks at the noise itself."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch

from ... import expect
from ...draw import tensor
from . import topic

exercise = topic.exercise("reparameterize", level=1)
exercise.hints(
    "`logvar` is the logarithm of which number? What has to be done to it before it can stretch the noise?",
    "z = mean + standard deviation times standard normal noise. The standard deviation is the root of "
    "exp(logvar). The noise is drawn afresh on every call, one number for each entry, and mu and logvar are "
    "used by torch's own operations, so gradients arrive.",
    "`torch.randn_like(mu)` is the noise; the deviation is torch.exp(logvar / ...); put them together as mu + "
    "... * ...",
)


LOGVARS = (3.0, -3.0, 0.0, 1.0)
DEVIATIONS = np.array([4.48168907, 0.22313016, 1.0, 1.64872127])  # of columns with these log-variances
REPEATED = "the share of z that the same torch.manual_seed repeats"


def columns(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """mu and logvar [n, 4]: equal rows, one column for each of LOGVARS."""
    return tensor([0.5, -2.0, 3.0, 1.0]).expand(n, 4), tensor(LOGVARS).expand(n, 4)


def scaled_noise(z, mu) -> np.ndarray:
    """(z - mu) over the right standard deviations, [n, 4]."""
    expect.shape(z, tuple(mu.shape), what="z")
    expect.finite(z, what="z")
    return (expect.array(z) - mu.numpy()) / DEVIATIONS


def repeated(seeded) -> float:
    """The share of entries that two calls have in common."""
    mu, logvar = columns(9)
    first, second = (expect.array(seeded(mu, logvar), "z") for _ in range(2))
    return float(np.mean(first == second)) if first.shape == second.shape else 0.0


@exercise.case("z scatters around mu with standard deviation exp(logvar / 2)", weight=2)
def _(student, draw):
    n = 8_000
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
    expect.close(repeated(student.seeded(draw.seed(), only_torch=True)), 1.0, what=REPEATED)


@exercise.case("gradients: dz/dmu = 1 and dz/dlogvar = (z - mu) / 2")
def _(student, draw):
    mu, logvar = tensor(draw.normal(4, 3)), tensor(draw.uniform(-2, 2, 4, 3))
    z, grads = student.seeded(draw.seed()).vjp((mu, logvar))
    expect.gradient(grads[0], np.ones((4, 3)), of="mu")
    noise = expect.array(z) - mu.numpy()
    if grads[1] is None:
        expect.gradient(None, noise / 2, of="logvar")
    else:
        with np.errstate(divide="ignore", invalid="ignore"):  # an answer may have no noise at all
            expect.close(grads[1].numpy() / noise, np.full((4, 3), 0.5), what="dz/dlogvar over z - mu")


@exercise.case("mu and logvar are left as they were")
def _(student, draw):
    mu, logvar = columns(50)
    z = student.seeded(draw.seed())(mu, logvar)
    expect.unchanged(student)
    expect.shape(z, (50, 4), what="z")
    scatter = expect.array(z).std(axis=0).max()
    expect.greater([scatter, 50 - scatter], 0.1, what="the scatter of z in its widest column, and 50 less the scatter,")


@exercise.probed(rtol=0.06, atol=0.06)
def _(student):
    mu, logvar = columns(20_000)
    seeded = student.seeded(11)

    @cache
    def noise() -> np.ndarray:
        return scaled_noise(seeded(mu, logvar), mu)

    def along(e: np.ndarray, other: np.ndarray) -> float:
        return float(np.mean(e * other) / np.mean(e * e).clip(1e-12))

    def far() -> np.ndarray:
        # Whether the spread at log-variances of 40 and -40 is wrong by a factor above e^2, and in which direction.
        ends = tensor(np.tile([40.0, -40.0], (100, 1)))
        spread = expect.array(seeded(0 * ends, ends)).std(axis=0).clip(1e-300) / np.exp([20, -20])
        return np.sign(np.log(spread)) * (np.abs(np.log(spread)) > 2)

    return {
        "fourth moment": lambda: np.mean(noise() ** 4),
        "largest, up to 3.5": lambda: min(3.5, float(np.abs(noise()).max())),
        "correlation of columns": lambda: along(noise()[:, 0], noise()[:, 1]),
        "correlation of rows": lambda: along(noise()[1:], noise()[:-1]),
        "repeated by all seeds": lambda: repeated(seeded),
        "far": far,
    }
