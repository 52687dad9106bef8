"""`density_ratio`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch
from scipy import stats

from course_utils.checks import expect
from course_utils.checks.public.gan import density_ratio as public
from course_utils.checks.public.gan.shared import ratio

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("is the ratio of two normal densities at the best critic's logits", weight=2)
def _(student, draw):
    x, mean, sd = draw.uniform(-4, 4, 15), draw.uniform(0.5, 2.0), draw.uniform(0.8, 1.4)
    logit = 0.5 * ((x - mean) / sd) ** 2 - 0.5 * x**2 + np.log(sd)
    want = stats.norm.pdf(x) / stats.norm.pdf(x, mean, sd)
    expect.close(ratio(student, logit), want, what="the ratio")


@secret.case("between -40 and 40 it has the digits of an evaluation with 40 digits")
def _(student, draw):
    logit = np.concatenate([draw.uniform(-40, 40, 8), draw.uniform(37, 40, 2), [40.0, -40.0]])
    with mpmath.workdps(40):
        # D / (1 - D) with digits enough for 1 - D
        odds = [1 / (1 + mpmath.exp(-mpmath.mpf(float(a)))) for a in logit]
        want = np.array([float(D / (1 - D)) for D in odds])
    for shape in ((12,), (2, 6), (2, 3, 2)):
        found = ratio(student, logit.reshape(shape))
        expect.close(found / want.reshape(shape), np.ones(shape), what="the ratio, in units of the right one,")


@secret.misconception(
    "goes through D, which rounds to 1",
    hint="At a = 40, 1 - D is 0 in floating point. Put D = 1 / (1 + e^(-a)) into D / (1 - D) on paper first.",
)
def density_ratio(logit):
    D = 1 / (1 + np.exp(-logit))
    with np.errstate(divide="ignore"):
        return D / (1 - D)


@secret.misconception("returns the logit itself", hint="The logit is the logarithm of the ratio: undo the logarithm.")
def density_ratio(logit):
    return logit.copy()


@secret.misconception(
    "has the sign of the logit turned", hint="A large logit says real: the ratio is pd / pg, with real on top."
)
def density_ratio(logit):
    return np.exp(-logit)


@secret.misconception("returns D", hint="sigma(a) is the probability D; the ratio is its odds, D / (1 - D).")
def density_ratio(logit):
    return 1 / (1 + np.exp(-logit))


@secret.misconception(
    "adds a small number to 1 - D",
    hint="With the epsilon the ratio cannot exceed 1 / epsilon. Work from the logit, not from D.",
)
def density_ratio(logit):
    D = 1 / (1 + np.exp(-logit))
    return D / (1 - D + 1e-8)


@secret.misconception(
    "clips D before it divides",
    hint="A clipped D bounds the ratio, and 40 is a legal logit. Work from the logit itself.",
)
def density_ratio(logit):
    D = np.clip(1 / (1 + np.exp(-logit)), 1e-7, 1 - 1e-7)
    return D / (1 - D)


@secret.misconception(
    "clips the logit", hint="e^40 is far from overflow: leave the logit as it is, and no digit is lost."
)
def density_ratio(logit):
    return np.exp(np.clip(logit, -20, 20))


@secret.misconception(
    "takes the logits for probabilities",
    hint="The argument is a logit, any real number; D / (1 - D) holds for D = sigma(logit).",
)
def density_ratio(logit):
    return logit / (1 - logit + (logit == 1))


@secret.misconception(
    "returns 1 / (1 - D)", hint="1 + e^a is 1 / (1 - D), which is (pd + pg) / pg. The ratio has D on top."
)
def density_ratio(logit):
    return 1 + np.exp(logit)


@secret.misconception(
    "returns the ratio to the mixture", hint="2 D is pd / ((pd + pg) / 2). The ratio asked for divides by pg alone."
)
def density_ratio(logit):
    return 2 / (1 + np.exp(-logit))


@secret.misconception("subtracts 1", hint="e^a - 1 is 0 where pd = pg. The ratio is 1 there.")
def density_ratio(logit):
    return np.expm1(logit)


@secret.misconception("takes a logarithm to base 2", hint="The logit is a natural logarithm: the base is e, not 2.")
def density_ratio(logit):
    return np.exp2(logit)


@secret.misconception("overwrites the logits", hint="`out=logit` changes the caller's array: return a new one.")
def density_ratio(logit):
    return np.exp(logit, out=logit)


@secret.alternative("both probabilities by sigmoids of their own, in torch")
def density_ratio(logit):
    a = torch.tensor(logit)
    return torch.sigmoid(a) / torch.sigmoid(-a)


@secret.alternative("from log D and log(1 - D), entry by entry")
def density_ratio(logit):
    def one(a):
        log_d, log_not_d = -np.logaddexp(0, -a), -np.logaddexp(0, a)
        return np.exp(log_d - log_not_d)

    return np.array([one(a) for a in logit.ravel()]).reshape(logit.shape)
