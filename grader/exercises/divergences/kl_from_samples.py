"""`kl_from_samples`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.divergences import kl_from_samples as public
from scipy.special import rel_entr

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("draws in exact proportion give the divergence of any two distributions", weight=2)
def _(student, draw):
    for outcomes in (2, 3, 5):
        counts = draw.rng.integers(1, 9, outcomes)
        q = draw.positive(outcomes)
        p, q = counts / counts.sum(), q / q.sum()
        drawn = draw.rng.permutation(np.repeat(np.arange(outcomes), counts))
        want = rel_entr(p, q).sum()
        expect.close(student(np.log(p[drawn]), np.log(q[drawn])), want, what="the estimate", atol=1e-9)


@secret.case("a hundred draws from a bell that nearly agrees: the estimate is above 0 and near the divergence")
def _(student, draw):
    for shift in (-0.1, 0.1):
        x = draw.normal(100)
        half = 0.5 * math.log(2 * math.pi)
        found = public.sampled(student, -0.5 * x**2 - half, -0.5 * (x - shift) ** 2 - half)
        expect.greater([found, 0.012 - found], 0.0, what="the estimate, and 0.012 less the estimate,")


@secret.case("large and small ratios, one draw at a time and together")
def _(student, draw):
    shifts = draw.rng.permutation([-9.0, -2.0, -0.3, 0.2, 1.7, 4.0]) + draw.uniform(-0.1, 0.1, 6)
    at = draw.normal(6)
    single = [public.sampled(student, [a], [a + s]) for a, s in zip(at, shifts, strict=True)]
    want = [math.expm1(s) - s for s in shifts]
    expect.close(single, want, what="the estimates from one draw each")
    expect.close(student(at, at + shifts), np.mean(want), what="the estimate from all of them")


PLAIN = "the two parts averaged apart"
ANSWER = "np.mean(np.expm1(log_r) - log_r)"

secret.slip(
    "averages the log-ratio as it is",
    (ANSWER, "np.mean(-log_r)"),
    hint="That mean is right on average, but single draws are negative. Add something to each draw whose mean under p is 0.",
)
secret.slip(
    "takes the absolute value of each log-ratio",
    (ANSWER, "np.mean(np.abs(log_r))"),
    hint="That is never negative, but its mean is too large: the negative draws have to make up for others. Add something with mean 0.",
)
secret.slip(
    "cuts the negative draws off",
    (ANSWER, "np.mean(np.maximum(-log_r, 0))"),
    hint="Cutting off changes the mean: the negative draws have to make up for others. Add something with mean 0.",
)
secret.slip(
    "cuts a negative mean off",
    (ANSWER, "max(np.mean(-log_r), 0.0)"),
    hint="Cutting off changes the average over many such estimates. Each single draw should contribute 0 or more by itself.",
)
secret.slip(
    "takes half the square of the log-ratio",
    (ANSWER, "np.mean(log_r**2 / 2)"),
    hint="Half the square is close where p and q nearly agree, and wrong elsewhere. What you add must have the mean 0 under p.",
)
secret.slip(
    "has the ratio upside down",
    ("log_q - log_p", "log_p - log_q"),
    hint="Under p it is q / p that has the mean 1: the p in the average cancels the p below. The mean of p / q is another number.",
)
secret.slip(
    "adds the wrong ratio to the right logarithm",
    ("np.expm1(log_r)", "np.expm1(-log_r)"),
    hint="Under p it is q / p that has the mean 1, not p / q.",
)
secret.slip(
    "subtracts what has to be added",
    (ANSWER, "np.mean(-log_r - np.expm1(log_r))"),
    hint="Adding and subtracting both keep the mean; only one of them keeps every draw at 0 or above. Look at the tangent at r = 1.",
)
secret.slip("adds the ratio without its mean", ("np.expm1", "np.exp"), hint="The mean of r = q / p under p is 1, not 0: add r - 1.")
secret.slip(
    "adds half of what is needed",
    ("np.expm1(log_r)", "0.5 * np.expm1(log_r)"),
    hint="The tangent of -log r at r = 1 has the slope -1: half of r - 1 does not lift the curve enough.",
)
secret.slip(
    "adds twice what is needed",
    ("np.expm1(log_r)", "2 * np.expm1(log_r)"),
    hint="Twice r - 1 lifts the curve too much: for r below 1 a draw may become negative. The tangent at r = 1 says how much.",
)
secret.slip(
    "estimates the other direction",
    (ANSWER, "np.mean(np.exp(log_r) * log_r - np.expm1(log_r))"),
    hint="Weighting each draw with q / p averages under q. That estimates KL(q || p); here the average is under p.",
)
secret.slip("adds up in place of averaging", ("np.mean", "np.sum"), hint="Many draws make the estimate better, not larger: take the mean.")
secret.slip(
    "averages over one draw too few",
    (ANSWER, f"{ANSWER} * len(log_r) / max(len(log_r) - 1, 1)"),
    hint="n - 1 belongs to a variance. This is a plain mean over n draws.",
)
secret.slip(
    "exponentiates the log-densities one by one",
    (ANSWER, "np.mean(np.exp(log_q) / np.exp(log_p) - 1 - log_r)"),
    hint="e^-1000 is 0 for a computer, and 0 / 0 is not a number: subtract the logarithms first.",
)
secret.slip(
    "has the opposite sign", (ANSWER, f"-{ANSWER}"), hint="A divergence is never negative, and neither should be a draw's contribution."
)
secret.slip(
    "counts in bits",
    (ANSWER, f"{ANSWER} / np.log(2)"),
    hint="The log-densities are natural logarithms, and so is the answer: divide by nothing.",
)
secret.slip(
    "returns one number per draw",
    (f"float({ANSWER})", "np.expm1(log_r) - log_r"),
    hint="The estimate is one number: the mean over the draws.",
)
secret.slip(
    "writes into `log_q`",
    ("log_r = log_q - log_p", "log_q -= log_p\n    log_r = log_q"),
    hint="`log_q -= log_p` changes the caller's array: compute into a new one.",
)
secret.slip(
    "writes into `log_p`",
    ("log_r = log_q - log_p", "log_p -= log_q\n    log_r = -log_p"),
    hint="`log_p -= log_q` changes the caller's array: compute into a new one.",
)


@secret.alternative(PLAIN)
def kl_from_samples(log_p, log_q):
    ratios = np.exp(log_q - log_p)
    return float(np.mean(log_p - log_q) + (np.mean(ratios) - 1))


@secret.alternative("a loop over the draws")
def kl_from_samples(log_p, log_q):
    total = 0.0
    for a, b in zip(log_p.tolist(), log_q.tolist(), strict=True):
        r = math.exp(b - a)
        total += r - 1 - (b - a)
    return total / len(log_p)


@secret.alternative("torch")
def kl_from_samples(log_p, log_q):
    log_r = torch.as_tensor(log_q) - torch.as_tensor(log_p)
    return (log_r.exp() - 1 - log_r).mean().item()
