"""`gan_value`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from scipy import spatial, special, stats
from scipy.special import xlogy

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gan import gan_value as public
from course_utils.checks.public.gan.gan_value import value
from course_utils.checks.public.gan.shared import two_distributions

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def gan_value(pd, pg, D):
    real, forged = pd > 0, pg > 0
    return float(np.sum(pd[real] * np.log(D[real])) + np.sum(pg[forged] * np.log(1 - D[forged])))


@secret.case("is minus torch's binary cross-entropy, summed over real and forged samples", weight=2)
def _(student, draw):
    for places in (2, 5, 9):
        pd, pg = two_distributions(draw, places)
        D = draw.uniform(0.05, 0.95, places)
        entropy = [
            torch.nn.functional.binary_cross_entropy(
                tensor(D), torch.full((places,), label, dtype=torch.float64), weight=tensor(p), reduction="sum"
            )
            for label, p in ((1.0, pd), (0.0, pg))
        ]
        expect.close(value(student, pd, pg, D), -float(sum(entropy)), what=f"V at {places} places")


@secret.case("the best critic has 2 JS - log 4, and no other has more")
def _(student, draw):
    pd, pg = two_distributions(draw)
    pd[0], pg[3], pd[5], pg[5] = 0, 0, 0, 0
    pd, pg = pd / pd.sum(), pg / pg.sum()
    D = special.expit(np.log(np.maximum(pd, 1e-320)) - np.log(np.maximum(pg, 1e-320)))
    want = 2 * spatial.distance.jensenshannon(pd, pg) ** 2 - np.log(4)
    best = value(student, pd, pg, np.where(pd == 0, 0, np.where(pg == 0, 1, D)))
    expect.close(best, want, what="V of the best critic")
    for _ in range(3):
        other = np.clip(D + 0.2 * np.sign(draw.normal(7)), 0.01, 0.99)
        expect.greater(best - value(student, pd, pg, other), 0, what="what another critic loses")


@secret.case("two normal densities in narrow bins: -0.8107568")
def _(student, draw):
    x = np.linspace(-9, 9, 361) + draw.uniform(0, 0.04)
    pd, pg = 0.05 * stats.norm.pdf(x), 0.05 * stats.norm.pdf(x, 1.5, 0.7)
    D = special.expit(0.5 * ((x - 1.5) / 0.7) ** 2 - 0.5 * x**2 + np.log(0.7))
    expect.close(value(student, pd, pg, np.clip(D, 1e-14, 1 - 1e-14)), -0.8107568, atol=1e-7, rtol=0, what="V")


@secret.misconception(
    "has the factor 1/2 of 2016",
    hint="The value without the factor 1/2 is asked for: at pg = pd and D = 1/2 it is -log 4, not -log 2.",
)
def gan_value(pd, pg, D):
    return float(0.5 * (xlogy(pd, D).sum() + xlogy(pg, 1 - D).sum()))


@secret.misconception(
    "makes NaN of 0 log 0",
    hint="0 * log 0 is 0 * -inf = NaN to the machine. Sum only over the places where the probability is positive.",
)
def gan_value(pd, pg, D):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sum(pd * np.log(D)) + np.sum(pg * np.log(1 - D)))


@secret.misconception(
    "takes log D of the forged samples as well",
    hint="On forged samples the critic is paid log(1 - D): the second expectation is of that.",
)
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pd, D) + xlogy(pg, D)))


@secret.misconception(
    "swaps real and forged",
    hint="D is the probability of real: log D goes with pd, log(1 - D) with pg.",
)
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pg, D) + xlogy(pd, 1 - D)))


@secret.misconception(
    "takes the mean over the places",
    hint="An expectation weighs each place by its probability and adds up: a sum, without another division by K.",
)
def gan_value(pd, pg, D):
    return float(np.mean(xlogy(pd, D) + xlogy(pg, 1 - D)))


@secret.misconception(
    "adds an epsilon inside the logarithms",
    hint="The epsilon shifts every term. Leave out the places of probability 0 instead: 0 log 0 = 0.",
)
def gan_value(pd, pg, D):
    return float(np.sum(pd * np.log(D + 1e-8) + pg * np.log(1 - D + 1e-8)))


@secret.misconception(
    "clips D",
    hint="A critic that is certain and right has V = 0; the clipped one has not. Use D as it is and 0 log 0 = 0.",
)
def gan_value(pd, pg, D):
    D = np.clip(D, 1e-6, 1 - 1e-6)
    return float(np.sum(pd * np.log(D) + pg * np.log(1 - D)))


@secret.misconception(
    "returns the critic's cost", hint="V is what the critic wants large, a sum of logarithms: it is never positive."
)
def gan_value(pd, pg, D):
    return float(-np.sum(xlogy(pd, D) + xlogy(pg, 1 - D)))


@secret.misconception(
    "subtracts the second term", hint="The critic is paid on both kinds of samples: the two expectations are added."
)
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pd, D) - xlogy(pg, 1 - D)))


@secret.misconception("leaves the forged samples out", hint="Add the second expectation, of log(1 - D) under pg.")
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pd, D)))


@secret.misconception(
    "forgets the probabilities", hint="An expectation weighs each place's logarithm by its probability."
)
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pd > 0, D) + xlogy(pg > 0, 1 - D)))


@secret.misconception("measures in bits", hint="Natural logarithms: -log 4 is -1.386, not -2.")
def gan_value(pd, pg, D):
    return float(np.sum(xlogy(pd, D) + xlogy(pg, 1 - D)) / np.log(2))


@secret.misconception(
    "takes the logarithm of the expectations",
    hint="The logarithm stands inside the expectation: E[log D], not log E[D].",
)
def gan_value(pd, pg, D):
    return float(np.log(np.sum(pd * D)) + np.log(np.sum(pg * (1 - D))))


@secret.misconception(
    "uses the best critic instead of D", hint="The value of the given critic is asked for: use the argument D."
)
def gan_value(pd, pg, D):
    total = np.where(pd + pg > 0, pd + pg, 1.0)
    return float(np.sum(xlogy(pd, pd / total) + xlogy(pg, pg / total)))


@secret.misconception(
    "weighs both terms by the mixture",
    hint="Each expectation has its own distribution: pd for log D, pg for log(1 - D).",
)
def gan_value(pd, pg, D):
    half = (pd + pg) / 2
    both = (D > 0) & (D < 1)
    return float(np.sum(half[both] * (np.log(D[both]) + np.log(1 - D[both]))))


@secret.misconception("returns one number for each place", hint="V is a single number: sum over the places.")
def gan_value(pd, pg, D):
    return xlogy(pd, D) + xlogy(pg, 1 - D)


@secret.misconception("overwrites pd", hint="`pd *= ...` changes the caller's array: compute into a new one.")
def gan_value(pd, pg, D):
    pd *= np.log(np.where(pd > 0, D, 1.0))
    return float(pd.sum() + xlogy(pg, 1 - D).sum())


@secret.alternative("xlogy, in one sum")
def gan_value(pd, pg, D):
    from scipy.special import xlogy

    return (xlogy(pd, D) + xlogy(pg, 1 - D)).sum()


@secret.alternative("place by place, with conditions")
def gan_value(pd, pg, D):
    V = 0.0
    for real, forged, says in zip(pd, pg, D, strict=True):
        if real > 0:
            V += real * np.log(says)
        if forged > 0:
            V += forged * np.log1p(-says)
    return V


@secret.alternative("torch, dot products with the logarithms made harmless first")
def gan_value(pd, pg, D):
    pd, pg, D = (torch.tensor(v) for v in (pd, pg, D))
    one = torch.ones_like(D)
    return pd @ torch.where(pd > 0, D, one).log() + pg @ torch.where(pg > 0, 1 - D, one).log()
