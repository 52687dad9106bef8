"""`two_sample_test`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.gan import two_sample_test as public
from course_utils.checks.public.gan.two_sample_test import chance, logits

from ...exercise import Secret

secret = Secret(public.exercise)


def counted(real: np.ndarray, fake: np.ndarray) -> float:
    """The probability, from how many ways there are to reach every sum with every number of logits, one logit after another."""
    ways: dict[tuple[int, int], int] = {(0, 0): 1}
    for logit in (np.concatenate([real, fake]) * 16).astype(int).tolist():
        for (chosen, total), number in list(ways.items()):
            key = chosen + 1, total + logit
            ways[key] = ways.get(key, 0) + number
    goal = round(16 * real.sum())
    good = sum(number for (chosen, total), number in ways.items() if chosen == len(real) and total >= goal)
    return good / math.comb(len(real) + len(fake), len(real))


@secret.case("agrees with a count of the ways to reach every sum, logit by logit", weight=2)
def _(student, draw):
    for n, m in ((5, 6), (2, 7), (6, 3)):
        real, fake = logits(draw, n) + draw.choice((0, 2)), logits(draw, m)
        expect.close(chance(student, real, fake), counted(real, fake), what=f"the probability for {n} real and {m} forged samples")


@secret.case("over all labellings of six logits it takes every multiple of 1/20 once")
def _(student, draw):
    values = np.array([1.0, 2, 4, 8, 16, 32])[draw.rng.permutation(6)]  # no two sums of these are equal
    found = []
    for chosen in combinations(range(6), 3):
        rest = [i for i in range(6) if i not in chosen]
        found.append(chance(student, values[list(chosen)], values[rest]))
    expect.close(np.sort(found), np.arange(1, 21) / 20, what="the probabilities of all labellings, sorted")


@secret.case("eight against eight in perfect order: 1 in 12,870")
def _(student, draw):
    real, fake = 5 + np.abs(logits(draw, 8)), -np.abs(logits(draw, 8))
    expect.close(12870 * chance(student, real, fake), 1.0, what="12,870 times the probability")


SHARE = "float((sums >= real.sum()).mean())"

secret.slip(
    "does not count the labels as they are",
    ("sums >= real.sum()", "sums > real.sum()"),
    hint="At least as high: the true labels, and all others with the same mean, count too. No probability is 0.",
)
secret.slip(
    "counts what is worse instead of what is better",
    ("sums >= real.sum()", "sums <= real.sum()"),
    hint="A good critic gives real samples high logits: count the labellings that look at least as good as the true one.",
)
secret.slip(
    "returns the probability of the opposite",
    (SHARE, "float((sums < real.sum()).mean())"),
    hint="Small means hard to explain by chance: return the share of labellings that look at least as good.",
)
secret.slip(
    "looks to both sides",
    ("sums >= real.sum()", "np.abs(sums / n - pooled.mean()) >= abs(real.mean() - pooled.mean())"),
    hint="Only high logits of real samples speak for the critic: one side counts.",
)
secret.slip(
    "calls as many real as there are forged ones",
    ("len(real)", "len(fake)"),
    hint="In every labelling as many samples are called real as there really are.",
)
secret.slip(
    "counts every sum once",
    ("sums = np.array(", "sums = np.unique("),
    hint="Labellings with the same mean are different labellings: each counts.",
)
secret.slip(
    "returns how many labellings there are",
    (SHARE, "float((sums >= real.sum()).sum())"),
    hint="A probability: divide by the number of all labellings.",
)
secret.slip(
    "adds one above and below",
    (SHARE, "float(((sums >= real.sum()).sum() + 1) / (len(sums) + 1))"),
    hint="That is for a sample of shuffled labels. Here all labellings are listed, the true one among them.",
)
secret.slip(
    "counts the logits above 0 instead of their mean",
    ("pooled[list(chosen)].sum()", "(pooled[list(chosen)] > 0).sum()"),
    ("real.sum()", "(real > 0).sum()"),
    hint="How high a logit is matters, not only its sign: compare means.",
)
secret.slip(
    "compares the largest logits",
    ("pooled[list(chosen)].sum()", "pooled[list(chosen)].max()"),
    ("real.sum()", "real.max()"),
    hint="The mean over all that are called real is compared, not one of them.",
)
secret.slip(
    "compares the medians",
    ("pooled[list(chosen)].sum()", "np.median(pooled[list(chosen)])"),
    ("real.sum()", "np.median(real)"),
    hint="The mean over all that are called real is compared: a single large logit raises it.",
)
secret.slip("rounds the probability", (SHARE, "round(float((sums >= real.sum()).mean()), 2)"), hint="Return the share as it is.")
secret.slip(
    "sorts the caller's logits",
    ("pooled, n =", "real.sort()\n    pooled, n ="),
    hint="`real.sort()` changes the caller's array: work on a copy.",
)


@secret.misconception("lets a sample be chosen twice", hint="A labelling calls n different samples real: none is drawn twice.")
def two_sample_test(real, fake):
    pooled, n = np.concatenate([real, fake]), len(real)
    sums = np.zeros(1)
    for _ in range(n):
        sums = (sums[:, None] + pooled).ravel()[:200_000]
    return float((sums >= real.sum()).mean())


@secret.misconception(
    "shuffles a hundred times instead of listing all ways", hint="There are few enough ways to list them all: `itertools.combinations`."
)
def two_sample_test(real, fake):
    pooled, rng = np.concatenate([real, fake]), np.random.default_rng(0)
    gaps = [rng.permutation(pooled)[: len(real)].sum() for _ in range(100)]
    return float((np.array(gaps) >= real.sum()).mean())


@secret.misconception(
    "trusts the normal distribution", hint="Eight logits need not be normal, and the question is about labels: list all ways to deal them."
)
def two_sample_test(real, fake):
    import math

    gap = real.mean() - fake.mean()
    spread = np.sqrt(real.var() / len(real) + fake.var() / len(fake)) + 1e-9
    return 0.5 * math.erfc(gap / spread / math.sqrt(2))


@secret.misconception(
    "counts pairs instead of labellings",
    hint="The share of pairs in the right order measures the critic. How probable that is by chance is another question.",
)
def two_sample_test(real, fake):
    return float((real[:, None] <= fake).mean())


@secret.alternative("every mask of n + m bits, means compared")
def two_sample_test(real, fake):
    pooled, n = np.concatenate([real, fake]), len(real)
    masks = (np.arange(2 ** len(pooled))[:, None] >> np.arange(len(pooled))) & 1
    masks = masks[masks.sum(1) == n]
    return np.mean(masks @ pooled / n >= real.mean())


@secret.alternative("recursion: the next logit is called real or not")
def two_sample_test(real, fake):
    import math

    pooled, goal = [*real.tolist(), *fake.tolist()], math.fsum(real)

    def good(i, left, total):
        if left == 0:
            return int(total >= goal)
        if len(pooled) - i < left:
            return 0
        return good(i + 1, left - 1, total + pooled[i]) + good(i + 1, left, total)

    return good(0, len(real), 0.0) / math.comb(len(pooled), len(real))
