"""`density_ratio`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gan import density_ratio as public
from course_utils.checks.public.gan.shared import ratio
from scipy import stats

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


# D as most would write it.
D = "1 / (1 + np.exp(-logit))"

secret.slip(
    "goes through D, which rounds to 1",
    ("np.exp(logit)", f"{D} / (1 - {D})"),
    hint="At a = 40, 1 - D is 0 in floating point. Put D = 1 / (1 + e^(-a)) into D / (1 - D) on paper first.",
)
secret.slip(
    "returns the logit itself", ("np.exp(logit)", "logit.copy()"), hint="The logit is the logarithm of the ratio: undo the logarithm."
)
secret.slip(
    "has the sign of the logit turned",
    ("np.exp(logit)", "np.exp(-logit)"),
    hint="A large logit says real: the ratio is pd / pg, with real on top.",
)
secret.slip("returns D", ("np.exp(logit)", f"{D}"), hint="sigma(a) is the probability D; the ratio is its odds, D / (1 - D).")
secret.slip(
    "returns 1 - D",
    ("np.exp(logit)", "1 / (1 + np.exp(logit))"),
    hint="sigma(-a) is the probability of forged; the ratio is the odds of real, D / (1 - D).",
)
secret.slip(
    "adds a small number to 1 - D",
    ("np.exp(logit)", f"{D} / (1 - {D} + 1e-8)"),
    hint="With the epsilon the ratio cannot exceed 1 / epsilon. Work from the logit, not from D.",
)
secret.slip(
    "clips D before it divides",
    ("np.exp(logit)", f"np.clip({D}, 1e-7, 1 - 1e-7) / (1 - np.clip({D}, 1e-7, 1 - 1e-7))"),
    hint="A clipped D bounds the ratio, and 40 is a legal logit. Work from the logit itself.",
)
secret.slip(
    "clips the logit",
    ("np.exp(logit)", "np.exp(np.clip(logit, -20, 20))"),
    hint="e^40 is far from overflow: leave the logit as it is, and no digit is lost.",
)
secret.slip(
    "takes the logits for probabilities",
    ("np.exp(logit)", "logit / (1 - logit + (logit == 1))"),
    hint="The argument is a logit, any real number; D / (1 - D) holds for D = sigma(logit).",
)
secret.slip(
    "returns 1 / (1 - D)",
    ("np.exp(logit)", "1 + np.exp(logit)"),
    hint="1 + e^a is 1 / (1 - D), which is (pd + pg) / pg. The ratio has D on top.",
)
secret.slip(
    "returns the ratio to the mixture",
    ("np.exp(logit)", f"2 * {D}"),
    hint="2 D is pd / ((pd + pg) / 2). The ratio asked for divides by pg alone.",
)
secret.slip("subtracts 1", ("np.exp(logit)", "np.expm1(logit)"), hint="e^a - 1 is 0 where pd = pg. The ratio is 1 there.")
secret.slip(
    "takes a logarithm to base 2", ("np.exp(logit)", "np.exp2(logit)"), hint="The logit is a natural logarithm: the base is e, not 2."
)
secret.slip("takes a logarithm to base 10", ("np.exp(logit)", "10**logit"), hint="The logit is a natural logarithm: the base is e, not 10.")
secret.slip(
    "halves the ratio",
    ("np.exp(logit)", "0.5 * np.exp(logit)"),
    hint="Real and generated samples are equally many, so the ratio is the odds themselves: 1 where the logit is 0.",
)
secret.slip(
    "takes the root of the ratio",
    ("np.exp(logit)", "np.exp(logit / 2)"),
    hint="The ratio is e^a, with the whole logit: at a = log 3 real is three times as frequent.",
)
secret.slip(
    "squares the ratio",
    ("np.exp(logit)", "np.exp(2 * logit)"),
    hint="The ratio is e^a, with the logit once: at a = log 3 real is three times as frequent.",
)
secret.slip(
    "forgets the sign of the logit",
    ("np.exp(logit)", "np.exp(np.abs(logit))"),
    hint="A negative logit says forged: the ratio is below 1 there.",
)
secret.slip(
    "returns the log-probability of real",
    ("np.exp(logit)", "-np.logaddexp(0, -logit)"),
    hint="log sigma(a) is log D. The ratio is D / (1 - D).",
)
secret.slip(
    "returns a softplus", ("np.exp(logit)", "np.logaddexp(0, logit)"), hint="log(1 + e^a) is -log(1 - D), a cost. The ratio is e^a alone."
)
secret.slip(
    "normalises over the batch",
    ("np.exp(logit)", "np.exp(logit) / np.exp(logit).sum()"),
    hint="Each place has a ratio of its own: a softmax over the places says something else.",
)
secret.slip(
    "takes the largest logit off",
    ("np.exp(logit)", "np.exp(logit - logit.max())"),
    hint="Subtracting the maximum helps a softmax, which divides it away again. Here it changes the ratio.",
)
secret.slip(
    "returns a flat array",
    ("np.exp(logit)", "np.exp(logit).ravel()"),
    hint="The answer has the shape of the logits, in any number of dimensions.",
)
secret.slip(
    "overwrites the logits", ("np.exp(logit)", "np.exp(logit, out=logit)"), hint="`out=logit` changes the caller's array: return a new one."
)


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
