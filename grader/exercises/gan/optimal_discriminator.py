"""`optimal_discriminator`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gan import optimal_discriminator as public
from course_utils.checks.public.gan.optimal_discriminator import critic
from course_utils.checks.public.gan.shared import two_distributions
from scipy import optimize, special, stats

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("is where a log y + b log(1 - y) is largest, found by a search", weight=2)
def _(student, draw):
    for places in (1, 6, 11):
        pd, pg = two_distributions(draw, places)
        scale = draw.positive()
        want = [optimize.brentq(lambda y, a=a, b=b: a / y - b / (1 - y), 1e-9, 1 - 1e-9, xtol=1e-14) for a, b in zip(pd, pg, strict=True)]
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


# What the chapter's solution returns.
SHARE = "np.divide(pd, total, out=np.full(total.shape, 0.5), where=total > 0)"
WHOLE = "np.where(total > 0, total, 1.0)"

secret.slip(
    "returns the share of the forged samples", ("np.divide(pd,", "np.divide(pg,"), hint="D is the probability of real: pd belongs on top."
)
secret.slip(
    "returns the ratio of the densities",
    (SHARE, "pd / pg"),
    hint="pd / pg is D / (1 - D), the odds. The probability of real divides by both together, pd + pg.",
)
secret.slip(
    "is NaN where the forger never is",
    (SHARE, "(pd / pg) / (1 + pd / pg)"),
    hint="Through r = pd / pg, D = r / (1 + r) is inf / inf where pg is 0. Divide by pd + pg, which is positive there.",
)
secret.slip(
    "is NaN where neither is found",
    (SHARE, "pd / total"),
    hint="0 / 0 is NaN. Where both densities are 0 the answer is 1/2: treat these places on their own.",
)
secret.slip(
    "answers 0 where neither is found",
    ("np.full(total.shape, 0.5)", "np.zeros(total.shape)"),
    hint="Where both densities are 0 nothing speaks for either side: D is 1/2 there.",
)
secret.slip(
    "answers 1/2 wherever one of the two is zero",
    ("total > 0", "(pd > 0) & (pg > 0)"),
    hint="Where only real samples are found D is 1; where only forged ones are, it is 0. Only where both vanish is it 1/2.",
)
secret.slip(
    "adds a small number to the denominator",
    (SHARE, "pd / (total + 1e-8)"),
    hint="Where densities are small the epsilon outweighs them. Treat the places where pd + pg is 0 on their own.",
)
secret.slip(
    "adds a small number above and below",
    (SHARE, "(pd + 1e-8) / (total + 2e-8)"),
    hint="Where densities are small the epsilons outweigh them. Treat the places where pd + pg is 0 on their own.",
)
secret.slip(
    "keeps D away from 0 and 1",
    (SHARE, f"np.clip({SHARE}, 1e-3, 1 - 1e-3)"),
    hint="Where one of the two is never found the best critic is certain: D is 1 or 0 there, without clipping.",
)
secret.slip(
    "divides by the mean of the two",
    ("total = pd + pg", "total = (pd + pg) / 2"),
    hint="The mean (pd + pg) / 2 stands in the Jensen-Shannon divergence; D divides by the sum.",
)
secret.slip(
    "decides instead of weighing",
    (SHARE, "np.heaviside(pd - pg, 0.5)"),
    hint="Do not round: D says how probable real is, and is 3/4 for 6 real to 2 forged.",
)
secret.slip("rounds D", (SHARE, f"np.round({SHARE}, 2)"), hint="Return D as it is: a third is not 0.33.")
secret.slip(
    "runs from -1 to 1",
    ("np.divide(pd,", "np.divide(pd - pg,"),
    hint="(pd - pg) / (pd + pg) is 2 D - 1. A probability runs from 0 to 1: put pd alone on top.",
)
secret.slip(
    "returns the probability of the more frequent kind",
    ("np.divide(pd,", "np.divide(np.maximum(pd, pg),"),
    hint="D is the probability of real, also where forged samples are more frequent: pd belongs on top.",
)
secret.slip(
    "squares the densities",
    ("total = pd + pg", "pd, total = pd**2, pd**2 + pg**2"),
    hint="The share is that of the densities themselves, without squares.",
)
secret.slip(
    "returns the logit of D",
    (SHARE, "np.log(pd) - np.log(pg)"),
    hint="log pd - log pg is the logit. The probability is its sigmoid, or the share of pd directly.",
)
secret.slip(
    "normalises over the places",
    (SHARE, f"pd / {WHOLE} / (pd / {WHOLE}).sum()"),
    hint="Every place has its own verdict: the D do not add up to 1, so do not divide by their sum.",
)
secret.slip(
    "puts the sum over all places into the denominator",
    ("total = pd + pg", "total = np.full(len(pd), (pd + pg).sum())"),
    hint="Compare pd and pg at the same place: the denominator is pd + pg there, not a sum over the places.",
)
secret.slip(
    "takes the softmax of the two densities",
    (SHARE, "1 / (1 + np.exp(pg - pd))"),
    hint="sigma(pd - pg) treats densities as logits. Their logarithms are logits; or take the share of pd directly.",
)
secret.slip(
    "leaves out the places with a zero",
    (SHARE, "(pd / total)[(pd > 0) & (pg > 0)]"),
    hint="The answer has one entry for every place, those with a zero included.",
)
secret.slip(
    "overwrites pd",
    ("out=np.full(total.shape, 0.5)", "out=pd"),
    hint="Dividing into `pd` changes the caller's array: compute into a new one.",
)


@secret.alternative("the sigmoid of the difference of the logarithms")
def optimal_discriminator(pd, pg):
    logs = torch.log(torch.tensor(np.stack([pd, pg])))
    return torch.sigmoid(logs[0] - logs[1]).nan_to_num(nan=0.5)


@secret.alternative("bisection on the slope of a log y + b log(1 - y)")
def optimal_discriminator(pd, pg):
    low, high = np.zeros(len(pd)), np.ones(len(pd))
    for _ in range(60):
        middle = (low + high) / 2
        rising = pd * (1 - middle) > pg * middle
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return np.where(pd + pg > 0, (low + high) / 2, 0.5)


@secret.alternative("place by place, in a list")
def optimal_discriminator(pd, pg):
    verdicts = []
    for real, forged in zip(pd.tolist(), pg.tolist(), strict=True):
        if real == 0:
            verdicts.append(0.0 if forged else 0.5)
        else:
            verdicts.append(1 / (1 + forged / real))
    return verdicts
