"""`gumbel_max`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from scipy import special, stats

from course_utils.checks import expect
from course_utils.checks.public.gumbel import gumbel_max as public
from course_utils.checks.public.gumbel.shared import frequencies, winners

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with the quantiles of scipy's Gumbel law, for logits of any size", weight=2)
def _(student, draw):
    for K, shift in ((2, 5.0), (3, -20.0), (6, 0.0)):
        logits, u = 2 * draw.normal(K) + shift, draw.uniform(1e-9, 1 - 1e-9, 120, K)
        want = stats.gumbel_r.ppf(u, loc=logits).argmax(axis=1)
        expect.close(winners(student, logits, u), want, what=f"the winners among {K} classes")
    expect.close(winners(student, logits, u[:1]), want[:1], what="the winner of a single row")


@secret.case(
    "100,000 rows of strongly uneven logits: shares as softmax, keys of the winners Gumbel around logsumexp", seconds=30
)
def _(student, draw):
    n, logits = 100_000, np.array([-4.0, 2.0, 0.0, -2.0]) + draw.choice([5.0, -5.0])
    u = draw.uniform(1e-15, 1, n, 4)
    found = np.concatenate([winners(student, logits, part) for part in np.split(u, 5)])
    pi = special.softmax(logits)
    expect.statistic(frequencies(found, 4), pi, np.sqrt(pi * (1 - pi) / n), slack=1, what="the share of class")
    keys = logits[found] + stats.gumbel_r.ppf(u[np.arange(n), found]) - special.logsumexp(logits)
    moments, variance = np.array([keys.mean(), keys.var()]), math.pi**2 / 6
    errors = np.sqrt(
        [variance / n, 4.4 * variance**2 / n]
    )  # the fourth moment of a Gumbel variable is 5.4 variances squared
    expect.statistic(moments, [np.euler_gamma, variance], errors, slack=1, what="mean and variance of the keys, entry")


@secret.misconception(
    "loses the minus before the outer logarithm",
    hint="Gumbel noise is -log(-log u), with both signs: large u must give large noise.",
)
def gumbel_max(logits, u):
    return np.argmax(logits + np.log(-np.log(u)), axis=1)


@secret.misconception(
    "adds the noise to probabilities",
    hint="Gumbel noise belongs to log-probabilities: add it to the logits as they are, without a softmax.",
)
def gumbel_max(logits, u):
    p = np.exp(logits - logits.max())
    return np.argmax(p / p.sum() - np.log(-np.log(u)), axis=1)


@secret.misconception(
    "adds Gaussian noise",
    hint="Only Gumbel noise makes the largest key land on i with probability softmax(logits)_i: use -log(-log u).",
)
def gumbel_max(logits, u):
    tail = torch.tensor(2 * u - 1)
    return np.argmax(logits + (math.sqrt(2) * torch.erfinv(tail)).numpy() * math.pi / math.sqrt(6), axis=1)


@secret.misconception(
    "divides the logits by their sum",
    hint="Logits need no normalising: the same number added to all changes no winner, but a factor does.",
)
def gumbel_max(logits, u):
    return np.argmax(logits / logits.sum() - np.log(-np.log(u)), axis=1)


@secret.misconception(
    "overflows when it normalises the logits",
    hint="`np.exp(1000)` is infinite. Leave the logits unnormalised: the shift changes no winner.",
)
def gumbel_max(logits, u):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        p = np.exp(logits) / np.exp(logits).sum()
        return np.argmax(np.log(p) - np.log(-np.log(u)), axis=1)


@secret.misconception(
    "takes the logarithm of the logits",
    hint="Logits are logarithms already: add the noise to them as they are.",
)
def gumbel_max(logits, u):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.argmax(np.nan_to_num(np.log(logits), nan=-1e9) - np.log(-np.log(u)), axis=1)


@secret.misconception("takes the smallest key", hint="The largest of logits + noise wins: `argmax`.")
def gumbel_max(logits, u):
    return np.argmin(logits - np.log(-np.log(u)), axis=1)


@secret.misconception(
    "finds the best row of each class", hint="Every row is one draw: the maximum goes along axis=1, one winner a row."
)
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u)), axis=0)


@secret.misconception(
    "has one winner for the whole batch",
    hint="`argmax` without an axis looks at all rows as one: give axis=1, one winner a row.",
)
def gumbel_max(logits, u):
    return np.full(len(u), np.argmax(logits - np.log(-np.log(u))) % len(logits))


@secret.misconception(
    "uses one row of noise for all", hint="Each row of u is a draw of its own: `u`, not `u[0]`, goes into the noise."
)
def gumbel_max(logits, u):
    return np.full(len(u), np.argmax(logits - np.log(-np.log(u[0]))))


@secret.misconception(
    "adds exponential noise",
    hint="-log u is an exponential wait. Its logarithm with a minus is Gumbel noise: -log(-log u).",
)
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(u), axis=1)


@secret.misconception("adds the uniform numbers themselves", hint="Turn u into Gumbel noise first: -log(-log u).")
def gumbel_max(logits, u):
    return np.argmax(logits + u, axis=1)


@secret.misconception(
    "adds logistic noise", hint="log u - log(1 - u) is the difference of two Gumbel variables; one is -log(-log u)."
)
def gumbel_max(logits, u):
    return np.argmax(logits + np.log(u) - np.log1p(-u), axis=1)


@secret.misconception(
    "takes 1 - u for u",
    hint="-log(-log(1 - u)) is Gumbel noise too, but not the one asked for: put u itself into -log(-log u).",
)
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log1p(-u)), axis=1)


@secret.misconception(
    "bends extreme noise with an epsilon",
    hint="u is strictly between 0 and 1, so both logarithms are finite: no epsilon and no clipping.",
)
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u + 1e-10) + 1e-10), axis=1)


@secret.misconception(
    "names the largest logit, without noise", hint="Without the noise every draw is the mode: add -log(-log u)."
)
def gumbel_max(logits, u):
    return np.full(len(u), np.argmax(logits))


@secret.misconception(
    "draws noise of its own", hint="The noise comes from u: the same u gives the same winners. Draw nothing inside."
)
def gumbel_max(logits, u):
    return np.argmax(logits + np.random.gumbel(size=u.shape), axis=1)


@secret.misconception("returns the largest key", hint="Return who wins, `argmax`, not by how much, `max`.")
def gumbel_max(logits, u):
    return np.max(logits - np.log(-np.log(u)), axis=1)


@secret.misconception("counts the classes from 1", hint="The result is used as an index, and indices begin at 0.")
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u)), axis=1) + 1


@secret.misconception(
    "overwrites u", hint="`out=u` and `u[:] = ...` change the caller's array: compute the keys into a new one."
)
def gumbel_max(logits, u):
    u[:] = logits - np.log(-np.log(u))
    return np.argmax(u, axis=1)


@secret.alternative("the race of the exponential clocks")
def gumbel_max(logits, u):
    rates = np.exp(logits - logits.max())
    with np.errstate(divide="ignore"):
        return np.argmin(-np.log(u) / rates, axis=1)


@secret.alternative("torch's Gumbel law, as one-hot rows")
def gumbel_max(logits, u):
    law = torch.distributions.Gumbel(torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64))
    keys = torch.tensor(logits) + law.icdf(torch.tensor(u))
    return F.one_hot(keys.argmax(dim=1), len(logits)).nonzero()[:, 1]


@secret.alternative("a loop that keeps the best key so far")
def gumbel_max(logits, u):
    best = np.full(len(u), -math.inf)
    found = np.zeros(len(u), dtype=int)
    for k, logit in enumerate(logits):
        key = logit - np.log(-np.log(u[:, k]))
        found[key > best] = k
        best = np.maximum(best, key)
    return found
