"""`log_px_importance`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from course_utils.checks import expect
from course_utils.checks.public.vae import log_px_importance as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def log_px_importance(logw):
    top = np.max(logw)
    return float(top + np.log(np.mean(np.exp(logw - top))))


@secret.case("agrees with the logarithm of the mean weight for drawn log-weights at every scale", weight=2)
def _(student, draw):
    for size, level in ((1, -900.0), (2, 0.0), (50, -1000.0), (333, 1000.0)):
        logw = level + 3 * draw.normal(size)
        expect.close(
            student(logw),
            special.logsumexp(logw) - math.log(size),
            what=f"the estimate from {size} log-weights near {level:g}",
        )


@secret.case("one weight of 1 among 999 that vanish averages to 1/1000")
def _(student, draw):
    expect.close(student(np.append(np.full(999, -1000.0), 0.0)), -math.log(1000), rtol=1e-9, what="the estimate")


@secret.case("is exact where q is the posterior, whatever the samples")
def _(student, draw):
    # x | z ~ N(a z, t^2) with z ~ N(0, 1): at the posterior every weight equals p(x).
    x, a, t = draw.normal(1)[0], draw.positive(), draw.positive()
    total = a * a + t * t
    z = stats.norm(a * x / total, t / math.sqrt(total)).rvs(20, random_state=draw.rng)
    joint = stats.norm(0, 1).logpdf(z) + stats.norm(a * z, t).logpdf(x)
    logw = joint - stats.norm(a * x / total, t / math.sqrt(total)).logpdf(z)
    expect.close(student(logw), stats.norm(0, math.sqrt(total)).logpdf(x), what="the estimate of log p(x)")


@secret.misconception(
    "averages the log-weights",
    hint="The mean of the logarithms is the ELBO. The estimate is the logarithm of the mean weight.",
)
def log_px_importance(logw):
    return float(np.mean(logw))


@secret.misconception(
    "sums the weights without dividing by their number", hint="The identity is an expectation: subtract log S."
)
def log_px_importance(logw):
    top = np.max(logw)
    return float(top + np.log(np.sum(np.exp(logw - top))))


@secret.misconception(
    "divides the logarithm by the number of samples",
    hint="1/S stands inside the logarithm: it becomes - log S, not a division.",
)
def log_px_importance(logw):
    top = np.max(logw)
    return float((top + np.log(np.sum(np.exp(logw - top)))) / len(logw))


@secret.misconception(
    "exponentiates the log-weights as they are",
    hint="exp(-1000) is 0 and exp(1000) is infinite in floating point: subtract the largest log-weight first and add it back.",
)
def log_px_importance(logw):
    with np.errstate(all="ignore"):
        return float(np.log(np.mean(np.exp(logw))))


@secret.misconception(
    "does not add the largest log-weight back",
    hint="What you subtract before the exponential must be added after the logarithm.",
)
def log_px_importance(logw):
    return float(np.log(np.mean(np.exp(logw - np.max(logw)))))


@secret.misconception(
    "returns the largest log-weight", hint="The largest weight is only one of S: average all weights."
)
def log_px_importance(logw):
    return float(np.max(logw))


@secret.misconception(
    "subtracts the smallest log-weight", hint="Subtract the largest: only then is no exponential above 1."
)
def log_px_importance(logw):
    low = np.min(logw)
    with np.errstate(all="ignore"):
        return float(low + np.log(np.mean(np.exp(logw - low))))


@secret.misconception(
    "subtracts the mean log-weight", hint="Subtract the largest: only then is no exponential above 1."
)
def log_px_importance(logw):
    centre = np.mean(logw)
    with np.errstate(all="ignore"):
        return float(centre + np.log(np.mean(np.exp(logw - centre))))


@secret.misconception(
    "adds a small constant inside the logarithm",
    hint="After the largest is subtracted the sum is at least 1: its logarithm needs no protection.",
)
def log_px_importance(logw):
    top = np.max(logw)
    return float(top + np.log(np.mean(np.exp(logw - top)) + 1e-8))


@secret.misconception(
    "overwrites the log-weights", hint="`logw -= ...` changes the caller's array: compute into a new one."
)
def log_px_importance(logw):
    top = np.max(logw)
    logw -= top
    return float(top + np.log(np.mean(np.exp(logw))))


@secret.alternative("scipy's logsumexp")
def log_px_importance(logw):
    from scipy.special import logsumexp

    return logsumexp(logw, b=1 / np.size(logw))


@secret.alternative("a running sum that folds one log-weight in at a time")
def log_px_importance(logw):
    total = -math.inf
    for value in logw:
        high, low = max(total, value), min(total, value)
        total = high + math.log1p(math.exp(low - high))
    return total - math.log(len(logw))
