"""`gumbel_max`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.public.gumbel import gumbel_max as public
from course_utils.checks.public.gumbel.shared import frequencies, winners
from scipy import special, stats

from ...exercise import Secret

secret = Secret(public.exercise)

# Of the chapter's solution.
ANSWER = "np.argmax(logits - np.log(-np.log(u)), axis=1)"
NOISE = "- np.log(-np.log(u))"


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


@secret.case("agrees with the quantiles of scipy's Gumbel law, for logits of any size", weight=2)
def _(student, draw):
    for K, shift in ((2, 5.0), (3, -20.0), (6, 0.0)):
        logits, u = 2 * draw.normal(K) + shift, draw.uniform(1e-9, 1 - 1e-9, 120, K)
        want = stats.gumbel_r.ppf(u, loc=logits).argmax(axis=1)
        expect.close(winners(student, logits, u), want, what=f"the winners among {K} classes")
    expect.close(winners(student, logits, u[:1]), want[:1], what="the winner of a single row")


@secret.case("20,000 rows of strongly uneven logits: shares as softmax, keys of the winners Gumbel around logsumexp", seconds=30)
def _(student, draw):
    n, logits = 20_000, np.array([-4.0, 2.0, 0.0, -2.0]) + draw.choice([5.0, -5.0])
    u = draw.uniform(1e-15, 1, n, 4)
    found = np.concatenate([winners(student, logits, part) for part in np.split(u, 5)])
    pi = special.softmax(logits)
    expect.statistic(frequencies(found, 4), pi, np.sqrt(pi * (1 - pi) / n), slack=1, what="the share of class")
    keys = logits[found] + stats.gumbel_r.ppf(u[np.arange(n), found]) - special.logsumexp(logits)
    moments, variance = np.array([keys.mean(), keys.var()]), math.pi**2 / 6
    # The fourth moment of a Gumbel variable is 5.4 variances squared.
    errors = np.sqrt([variance / n, 4.4 * variance**2 / n])
    expect.statistic(moments, [np.euler_gamma, variance], errors, slack=1, what="mean and variance of the keys, entry")


for name, noise in {
    "loses the minus before the outer logarithm": "np.log(-np.log(u))",
    "loses the minus before the inner logarithm": "-np.log(np.log(u))",
    "takes 1 - u for u": "-np.log(-np.log1p(-u))",
    "turns Gumbel noise upside down": "np.log(-np.log1p(-u))",
    "halves the noise": "-0.5 * np.log(-np.log(u))",
    "takes logarithms to base 2": "-np.log2(-np.log2(u))",
}.items():
    hint = "Gumbel noise is -log(-log u), with u itself, both signs and natural logarithms: large u must give large noise."
    secret.slip(name, (NOISE, f"+ ({noise})"), hint=hint)
for name, noise in {
    "adds Gaussian noise": "math.pi / math.sqrt(3) * torch.erfinv(torch.tensor(2 * u - 1)).numpy()",
    "adds exponential noise": "-np.log(u)",
    "adds the uniform numbers themselves": "u",
    "adds logistic noise": "np.log(u) - np.log1p(-u)",
}.items():
    hint = "Only Gumbel noise makes the largest key land on i with probability softmax(logits)_i: use -log(-log u)."
    secret.slip(name, (NOISE, f"+ ({noise})"), hint=hint)
for name, noise in {
    "takes u in single precision": "-np.log(-np.log(u.astype(np.float32)))",
    "keeps u away from 0 and 1 by clipping": "-np.log(-np.log(np.clip(u, 1e-8, 1 - 1e-8)))",
    "adds a small number to u": "-np.log(-np.log(u + 1e-10))",
    "bends the largest noise with an epsilon": "-np.log(-np.log(u) + 1e-10)",
    "bends extreme noise with an epsilon": "-np.log(-np.log(u + 1e-10) + 1e-10)",
}.items():
    hint = "u is a float64 strictly between 0 and 1, so both logarithms are finite: no epsilon, no clipping, no float32."
    secret.slip(name, (NOISE, f"+ ({noise})"), hint=hint)
secret.slip(
    "uses one row of noise for all",
    (NOISE, "- np.log(-np.log(u[:1])) + 0 * u"),
    hint="Each row of u is a draw of its own: `u`, not `u[0]`, goes into the noise.",
)
secret.slip(
    "names the largest logit, without noise", (NOISE, "+ 0 * u"), hint="Without the noise every draw is the mode: add -log(-log u)."
)
secret.slip(
    "draws noise of its own",
    (NOISE, "+ np.random.gumbel(size=u.shape)"),
    hint="The noise comes from u: the same u gives the same winners. Draw nothing inside.",
)
for name, keys in {
    "adds the noise to probabilities": "np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()",
    "adds the noise to e^logits": "np.exp(logits)",
    "takes the logarithm of the logits": "np.log(logits)",
}.items():
    hint = "Logits are log-probabilities already, and that is where Gumbel noise belongs: add it to them as they are."
    secret.slip(name, ("argmax(logits", f"argmax({keys}"), hint=hint)
secret.slip(
    "overflows when it normalises the logits",
    ("argmax(logits", "argmax(np.log(np.exp(logits) / np.exp(logits).sum())"),
    hint="`np.exp(1000)` is infinite. Leave the logits unnormalised: the shift changes no winner.",
)
for name, scaled in {
    "divides the logits by their sum": "logits / logits.sum()",
    "divides the logits by the largest": "logits / np.abs(logits).max()",
    "standardises the logits": "(logits - logits.mean()) / logits.std()",
}.items():
    hint = "Logits need no normalising: the same number added to all changes no winner, but a factor does."
    secret.slip(name, ("argmax(logits", f"argmax({scaled}"), hint=hint)
for name, edit, hint in (
    ("multiplies logits and noise", ("logits - np.log", "-logits * np.log"), "The keys are logits plus noise."),
    ("takes the smallest key", ("argmax", "argmin"), "The largest of logits + noise wins: `argmax`."),
    ("sorts the logits", ("argmax(logits", "argmax(np.sort(logits)[::-1]"), "Class k has logits[k] and column k of u: keep the order."),
    ("returns the largest key", ("argmax", "max"), "Return who wins, `argmax`, not by how much, `max`."),
    ("counts the classes from 1", ("axis=1)", "axis=1) + 1"), "The result is used as an index: it begins at 0."),
    ("returns one-hot rows", (ANSWER, f"np.eye(len(logits))[{ANSWER}]"), "Return the place of the 1: `argmax` itself."),
    ("returns a column", ("axis=1)", "axis=1)[:, None]"), "The winners are one row of n numbers: no `keepdims`."),
):
    secret.slip(name, edit, hint=hint)
for name, edit in {
    "finds the best row of each class": ("axis=1", "axis=0"),
    "has one winner for the whole batch": (ANSWER, f"np.full(len(u), {ANSWER[:-9]}) % len(logits))"),
    "returns a single place": (", axis=1", ""),
}.items():
    secret.slip(name, edit, hint="Every row is one draw: the maximum goes along axis=1, one winner per row.")
for name, first in {"overwrites u": "u[:] = np.log(u)\n    u = np.exp(u)", "overwrites the logits": "logits -= logits.max()"}.items():
    hint = "`out=u`, `u[:] = ...` and `logits -= ...` change the caller's array: compute the keys into a new one."
    secret.slip(name, ("return", f"{first}\n    return"), hint=hint)


@secret.misconception(
    "inverts the distribution function with the first column of u",
    hint="That draws from softmax(logits) too, but the winner asked for has the largest logit + Gumbel noise.",
)
def gumbel_max(logits, u):
    p = np.exp(logits - logits.max())
    return np.searchsorted(np.cumsum(p / p.sum()), u[:, 0]).clip(0, len(p) - 1)
