"""`gan_value`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gan import gan_value as public
from course_utils.checks.public.gan.gan_value import value
from course_utils.checks.public.gan.shared import two_distributions
from scipy import spatial, special, stats

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("only the places where the probability is positive")
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


secret.slip(
    "halves both terms, as a mean over 2N labels does",
    ("float(", "float(0.5 * "),
    hint="The value without the factor 1/2 is asked for: at pg = pd and D = 1/2 it is -log 4, not -log 2.",
)
secret.slip(
    "makes NaN of 0 log 0",
    ("xlogy(pd, D)", "pd * np.log(D)"),
    ("xlogy(pg, 1 - D)", "pg * np.log(1 - D)"),
    hint="0 * log 0 is 0 * -inf = NaN to the machine. Sum only over the places where the probability is positive.",
)
secret.slip(
    "answers 0 where 0 log 0 made it NaN",
    ("np.sum(xlogy(pd, D) + xlogy(pg, 1 - D))", "np.nan_to_num(np.sum(pd * np.log(D) + pg * np.log(1 - D)))"),
    hint="One NaN swallows the whole sum. Only the terms with probability 0 are 0: leave those out, and add up the others.",
)
secret.slip(
    "takes log D of the forged samples as well",
    ("1 - D", "D"),
    hint="On forged samples the critic is paid log(1 - D): the second expectation is of that.",
)
secret.slip(
    "takes log(1 - D) of the real samples as well",
    ("xlogy(pd, D)", "xlogy(pd, 1 - D)"),
    hint="On real samples the critic is paid log D: the first expectation is of that.",
)
secret.slip(
    "swaps real and forged",
    ("xlogy(pd, D) + xlogy(pg,", "xlogy(pg, D) + xlogy(pd,"),
    hint="D is the probability of real: log D goes with pd, log(1 - D) with pg.",
)
secret.slip(
    "takes the mean over the places",
    ("np.sum", "np.mean"),
    hint="An expectation weights each place by its probability and adds up: a sum, without another division by K.",
)
secret.slip(
    "adds an epsilon inside the logarithms",
    ("xlogy(pd, D) + xlogy(pg, 1 - D)", "pd * np.log(D + 1e-8) + pg * np.log(1 - D + 1e-8)"),
    hint="The epsilon shifts every term. Leave out the places of probability 0 instead: 0 log 0 = 0.",
)
secret.slip(
    "adds a tiny epsilon inside the logarithms",
    ("xlogy(pd, D) + xlogy(pg, 1 - D)", "pd * np.log(D + 1e-10) + pg * np.log(1 - D + 1e-10)"),
    hint="A critic who is almost certain, and wrong, pays -log D: the epsilon lets him off. Leave out the places of probability 0 instead.",
)
secret.slip(
    "clips D",
    ("return", "D = np.clip(D, 1e-6, 1 - 1e-6)\n    return"),
    hint="A critic who is certain and right has V = 0; the clipped one does not. Use D as it is, and 0 log 0 = 0.",
)
secret.slip(
    "returns the critic's cost", ("float(", "float(-"), hint="V is what the critic wants large, a sum of logarithms: it is never positive."
)
secret.slip(
    "subtracts the second term", ("+ xlogy", "- xlogy"), hint="The critic is paid on both kinds of samples: the two expectations are added."
)
secret.slip("leaves the forged samples out", (" + xlogy(pg, 1 - D)", ""), hint="Add the second expectation, of log(1 - D) under pg.")
secret.slip("leaves the real samples out", ("xlogy(pd, D) + ", ""), hint="Add the first expectation, of log D under pd.")
secret.slip(
    "has the non-saturating term in place of the second",
    ("+ xlogy(pg, 1 - D)", "- xlogy(pg, D)"),
    hint="-log D is a cost for the generator. The value of the game has log(1 - D) under pg.",
)
secret.slip(
    "forgets the probabilities",
    ("xlogy(pd, D)", "xlogy(pd > 0, D)"),
    ("xlogy(pg, 1 - D)", "xlogy(pg > 0, 1 - D)"),
    hint="An expectation weights each place's logarithm by its probability.",
)
secret.slip("measures in bits", ("1 - D))", "1 - D)) / np.log(2)"), hint="Natural logarithms: -log 4 is -1.386, not -2.")
secret.slip("takes logarithms to base 10", ("1 - D))", "1 - D)) / np.log(10)"), hint="Natural logarithms: -log 4 is -1.386, not -0.602.")
secret.slip(
    "adds log 4",
    ("1 - D))", "1 - D)) + np.log(4)"),
    hint="V + log 4 is twice the Jensen-Shannon divergence at the best critic. V itself is asked for.",
)
secret.slip(
    "takes the logarithm of the expectations",
    ("xlogy(pd, D) + xlogy(pg, 1 - D)", "np.log(np.sum(pd * D)) + np.log(np.sum(pg * (1 - D)))"),
    hint="The logarithm stands inside the expectation: E[log D], not log E[D].",
)
secret.slip(
    "uses the best critic instead of D",
    ("return", "D = pd / np.where(pd + pg > 0, pd + pg, 1.0)\n    return"),
    hint="The value of the given critic is asked for: use the argument D.",
)
secret.slip(
    "weights both terms by the mixture",
    ("return", "pd, pg = (pd + pg) / 2, (pd + pg) / 2\n    return"),
    hint="Each expectation has its own distribution: pd for log D, pg for log(1 - D).",
)
secret.slip(
    "counts only the places where both are found",
    ("xlogy(pd, D) + xlogy(pg, 1 - D)", "(xlogy(pd, D) + xlogy(pg, 1 - D)) * ((pd > 0) & (pg > 0))"),
    hint="A place where only one kind is found still pays its critic: leave out only the term whose own probability is 0.",
)
secret.slip(
    "returns the probability of a right answer",
    ("xlogy(pd, D) + xlogy(pg, 1 - D)", "pd * D + pg * (1 - D)"),
    hint="The expectations are those of the logarithms, log D and log(1 - D).",
)
secret.slip(
    "returns one number for each place",
    ("float(np.sum(xlogy(pd, D) + xlogy(pg, 1 - D)))", "xlogy(pd, D) + xlogy(pg, 1 - D)"),
    hint="V is a single number: sum over the places.",
)
secret.slip(
    "returns both terms as a pair",
    ("float(np.sum(xlogy(pd, D) + xlogy(pg, 1 - D)))", "np.array([xlogy(pd, D).sum(), xlogy(pg, 1 - D).sum()])"),
    hint="V is a single number: add the two expectations.",
)
secret.slip(
    "overwrites pd",
    ("return", "pd *= np.log(np.where(pd > 0, D, 1.0))\n    return"),
    ("xlogy(pd, D)", "pd"),
    hint="`pd *= ...` changes the caller's array: compute into a new one.",
)


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
