"""`optimal_discriminator`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from scipy import optimize, special, stats

from course_utils.checks import expect
from course_utils.checks.public.gan import optimal_discriminator as public
from course_utils.checks.public.gan.optimal_discriminator import critic
from course_utils.checks.public.gan.shared import two_distributions

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("is where a log y + b log(1 - y) is largest, found by a search", weight=2)
def _(student, draw):
    for places in (1, 6, 11):
        pd, pg = two_distributions(draw, places)
        scale = draw.positive()
        want = [
            optimize.brentq(lambda y, a=a, b=b: a / y - b / (1 - y), 1e-9, 1 - 1e-9, xtol=1e-14)
            for a, b in zip(pd, pg, strict=True)
        ]
        expect.close(critic(student, scale * pd, scale * pg), want, what=f"D at {places} places")


@secret.case("for two normal densities its logit is a parabola")
def _(student, draw):
    x = np.concatenate([draw.uniform(-6, 7, 12), [0.0]])
    mean, sd = draw.uniform(0.5, 2.0), draw.uniform(0.5, 0.9)
    want = special.expit(0.5 * ((x - mean) / sd) ** 2 - 0.5 * x**2 + np.log(sd))
    pd, pg = stats.norm.pdf(x), stats.norm.pdf(x, mean, sd)
    expect.close(critic(student, pd, pg), want, what="D on the line")


@secret.case("zeros of either, of both and of none, in any order")
def _(student, draw):
    counts = np.array([[0, 3], [2, 0], [0, 0], [1, 3], [4, 4], [0, 0], [9, 1], [0, 5]])
    counts = counts[draw.rng.permutation(8)]
    pd, pg = counts[:, 0] / 16, counts[:, 1] / 16
    verdict = {(0, 3): 0, (2, 0): 1, (0, 0): 0.5, (1, 3): 0.25, (4, 4): 0.5, (9, 1): 0.9, (0, 5): 0}
    expect.close(critic(student, pd, pg), [verdict[tuple(pair)] for pair in counts.tolist()], what="D")


@secret.misconception(
    "returns the share of the forged samples", hint="D is the probability of real: pd belongs on top."
)
def optimal_discriminator(pd, pg):
    total = pd + pg
    return np.divide(pg, total, out=np.full(total.shape, 0.5), where=total > 0)


@secret.misconception(
    "returns the ratio of the densities",
    hint="pd / pg is D / (1 - D), the odds. The probability of real divides by both together, pd + pg.",
)
def optimal_discriminator(pd, pg):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(pd, pg)


@secret.misconception(
    "is NaN where the forger never is",
    hint="Through r = pd / pg, D = r / (1 + r) is inf / inf where pg is 0. Divide by pd + pg, which is positive there.",
)
def optimal_discriminator(pd, pg):
    with np.errstate(divide="ignore", invalid="ignore"):
        r = pd / pg
        return r / (1 + r)


@secret.misconception(
    "answers 1/2 wherever one of the two is zero",
    hint="Where only real samples are found D is 1, where only forged ones are, 0. Only where both vanish is it open.",
)
def optimal_discriminator(pd, pg):
    both = (pd > 0) & (pg > 0)
    return np.where(both, pd / np.where(both, pd + pg, 1.0), 0.5)


@secret.misconception(
    "adds a small number to the denominator",
    hint="Where densities are small the epsilon outweighs them. Treat the places where pd + pg is 0 on their own.",
)
def optimal_discriminator(pd, pg):
    return pd / (pd + pg + 1e-8)


@secret.misconception(
    "keeps D away from 0 and 1",
    hint="Where one of the two is never found the best critic is certain: D is 1 or 0 there, without clipping.",
)
def optimal_discriminator(pd, pg):
    return np.clip(pd / np.where(pd + pg > 0, pd + pg, 1.0), 1e-3, 1 - 1e-3)


@secret.misconception(
    "divides by the mean of the two",
    hint="The mean (pd + pg) / 2 stands in the Jensen-Shannon divergence; D divides by the sum.",
)
def optimal_discriminator(pd, pg):
    return pd / np.where(pd + pg > 0, (pd + pg) / 2, 1.0)


@secret.misconception(
    "decides instead of weighing", hint="Do not round: D says how probable real is, and is 3/4 for 6 real to 2 forged."
)
def optimal_discriminator(pd, pg):
    return np.where(pd > pg, 1.0, np.where(pd < pg, 0.0, 0.5))


@secret.misconception(
    "runs from -1 to 1", hint="(pd - pg) / (pd + pg) is 2 D - 1. A probability runs from 0 to 1: put pd alone on top."
)
def optimal_discriminator(pd, pg):
    return (pd - pg) / np.where(pd + pg > 0, pd + pg, 1.0)


@secret.misconception(
    "normalises over the places",
    hint="Every place has its own verdict: the D do not add up to 1, so do not divide by their sum.",
)
def optimal_discriminator(pd, pg):
    D = pd / np.where(pd + pg > 0, pd + pg, 1.0)
    return D / D.sum()


@secret.misconception(
    "puts the sum over all places into the denominator",
    hint="Compare pd and pg at the same place: the denominator is pd + pg there, not a sum over the places.",
)
def optimal_discriminator(pd, pg):
    return pd / (pd.sum() + pg.sum())


@secret.misconception(
    "takes the softmax of the two densities",
    hint="sigma(pd - pg) treats densities as logits. Their logarithms are logits; or take the share of pd directly.",
)
def optimal_discriminator(pd, pg):
    return 1 / (1 + np.exp(pg - pd))


@secret.misconception(
    "leaves the places with a zero out",
    hint="The answer has one entry for every place, those with a zero included.",
)
def optimal_discriminator(pd, pg):
    both = (pd > 0) & (pg > 0)
    return pd[both] / (pd[both] + pg[both])


@secret.misconception("overwrites pd", hint="`pd /= ...` changes the caller's array: compute into a new one.")
def optimal_discriminator(pd, pg):
    pd /= np.where(pd + pg > 0, pd + pg, 1.0)
    return pd


@secret.alternative("the sigmoid of the difference of the logarithms")
def optimal_discriminator(pd, pg):
    logs = torch.log(torch.tensor(np.stack([pd, pg])))
    return torch.sigmoid(logs[0] - logs[1])


@secret.alternative("bisection on the slope of a log y + b log(1 - y)")
def optimal_discriminator(pd, pg):
    low, high = np.zeros(len(pd)), np.ones(len(pd))
    for _ in range(60):
        middle = (low + high) / 2
        rising = pd * (1 - middle) > pg * middle
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return (low + high) / 2


@secret.alternative("place by place, in a list")
def optimal_discriminator(pd, pg):
    verdicts = []
    for real, forged in zip(pd.tolist(), pg.tolist(), strict=True):
        if real == 0:
            verdicts.append(0.0)
        else:
            verdicts.append(1 / (1 + forged / real))
    return verdicts
