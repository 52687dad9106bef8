"""`js_divergence`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy.spatial.distance import jensenshannon

from course_utils.checks import expect
from course_utils.checks.public.divergences import js_divergence as public
from course_utils.checks.public.divergences.shared import drawn_distribution

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def js_divergence(p, q):
    m = (p + q) / 2
    total = 0.0
    for a in (p, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log(a[seen] / m[seen]))
    return float(total)


@secret.case("agrees with the square of scipy's distance, with zeros in one, in both and in neither", weight=2)
def _(student, draw):
    p, q = drawn_distribution(draw, 6), drawn_distribution(draw, 6)
    fewer = np.append(drawn_distribution(draw, 4), np.zeros(2))
    other = np.concatenate([np.zeros(1), drawn_distribution(draw, 4), np.zeros(1)])
    nearly = p * (1 + 0.05 * np.array([1, 1, 1, -1, -1, -1]))
    for name, pair in {
        "full support": (p, q),
        "nearly the same probabilities": (p, nearly / nearly.sum()),
        "zeros in the first": (fewer, q),
        "zeros in the second": (p, fewer),
        "zeros in both": (fewer, other),
    }.items():
        expect.close(student(*pair), jensenshannon(*pair) ** 2, what=f"JS with {name}")


@secret.case("is what a draw tells of the distribution that it came from")
def _(student, draw):
    p, q = drawn_distribution(draw, 4), np.append(drawn_distribution(draw, 3), 0.0)
    joint = np.stack([p, q]) / 2
    independent = np.outer([0.5, 0.5], joint.sum(axis=0))
    told = math.fsum(a * math.log(a / b) for a, b in zip(joint.flat, independent.flat, strict=True) if a > 0)
    expect.close(student(p, q), told, what="JS")
    expect.close(student(np.eye(3)[0], np.eye(3)[draw.choice([1, 2])]), math.log(2), what="JS of two sure outcomes")


@secret.misconception(
    "leaves out the halves",
    hint="JS is the average of the two divergences to m: each has the weight 1/2, and JS is never above log 2.",
)
def js_divergence(p, q):
    m, total = (p + q) / 2, 0.0
    for a in (p, q):
        seen = a > 0
        total += np.sum(a[seen] * np.log(a[seen] / m[seen]))
    return float(total)


@secret.misconception(
    "returns the distance, the root of the divergence",
    hint="The root of JS is the Jensen-Shannon distance (a metric, and what scipy returns). Return JS itself.",
)
def js_divergence(p, q):
    m, total = (p + q) / 2, 0.0
    for a in (p, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log(a[seen] / m[seen]))
    return float(np.sqrt(max(total, 0.0)))


@secret.misconception(
    "averages KL(p || q) and KL(q || p)",
    hint="That is half of the Jeffreys divergence, and unbounded. JS compares both with their mixture m = (p + q) / 2.",
)
def js_divergence(p, q):
    total = 0.0
    with np.errstate(divide="ignore"):
        for a, b in ((p, q), (q, p)):
            seen = a > 0
            total += 0.5 * np.sum(a[seen] * np.log(a[seen] / b[seen]))
    return float(total)


@secret.misconception("counts in bits", hint="The answer is in nats: its largest value is log 2, not 1.")
def js_divergence(p, q):
    m, total = (p + q) / 2, 0.0
    for a in (p, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log2(a[seen] / m[seen]))
    return float(total)


@secret.misconception(
    "adds a small constant inside the logarithms",
    hint="JS is finite without it, since m > 0 wherever p or q is: sum over the outcomes with positive probability.",
)
def js_divergence(p, q):
    m = (p + q) / 2
    return float(sum(0.5 * np.sum(a * np.log((a + 1e-6) / (m + 1e-6))) for a in (p, q)))


@secret.misconception(
    "gives NaN where a probability is 0",
    hint="0 log 0 counts as 0, but the computer makes NaN of it: sum over the outcomes with positive probability.",
)
def js_divergence(p, q):
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(0.5 * np.sum(p * np.log(p / m)) + 0.5 * np.sum(q * np.log(q / m)))


@secret.misconception(
    "compares only the outcomes that both have",
    hint="An outcome with p = 0 < q adds nothing to KL(p || m) but does add to KL(q || m): use a mask for each of the two.",
)
def js_divergence(p, q):
    both = (p > 0) & (q > 0)
    p, q = p[both], q[both]
    m = (p + q) / 2
    return float(0.5 * np.sum(p * np.log(p / m)) + 0.5 * np.sum(q * np.log(q / m)))


@secret.misconception(
    "compares only p with the mixture",
    hint="Both p and q are compared with m: without the second divergence JS is not symmetric.",
)
def js_divergence(p, q):
    m, seen = (p + q) / 2, p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / m[seen])))


@secret.misconception(
    "turns the divergences around",
    hint="The mixture stands second: KL(p || m) and KL(q || m). The other way round the answer can be infinite.",
)
def js_divergence(p, q):
    m = (p + q) / 2
    seen = m > 0
    with np.errstate(divide="ignore"):
        return float(sum(0.5 * np.sum(m[seen] * np.log(m[seen] / a[seen])) for a in (p, q)))


@secret.misconception(
    "takes p + q for the mixture",
    hint="The mixture is a distribution: m = (p + q) / 2, which sums to 1.",
)
def js_divergence(p, q):
    m, total = p + q, 0.0
    for a in (p, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log(a[seen] / m[seen]))
    return float(total)


@secret.misconception(
    "has the log ratio upside down",
    hint="JS is never negative: the ratios are p / m and q / m.",
)
def js_divergence(p, q):
    m, total = (p + q) / 2, 0.0
    for a in (p, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log(m[seen] / a[seen]))
    return float(total)


@secret.misconception(
    "takes the geometric mean for the mixture",
    hint="The mixture is the arithmetic mean of the two, (p + q) / 2.",
)
def js_divergence(p, q):
    m, total = np.sqrt(p * q) / np.maximum(np.sum(np.sqrt(p * q)), 1e-300), 0.0
    with np.errstate(divide="ignore"):
        for a in (p, q):
            seen = a > 0
            total += 0.5 * np.sum(a[seen] * np.log(a[seen] / m[seen]))
    return float(total)


@secret.misconception(
    "writes the mixture into p",
    hint="`p += q` changes the caller's array: write m = (p + q) / 2.",
)
def js_divergence(p, q):
    old = p.copy()
    p += q
    p /= 2
    total = 0.0
    for a in (old, q):
        seen = a > 0
        total += 0.5 * np.sum(a[seen] * np.log(a[seen] / p[seen]))
    return float(total)


@secret.alternative("entropy of the mixture less the mean entropy")
def js_divergence(p, q):
    def entropy(r):
        return -math.fsum(v * math.log(v) for v in r.tolist() if v > 0)

    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


@secret.alternative("torch.xlogy over the stacked pair")
def js_divergence(p, q):
    both = torch.stack([torch.as_tensor(p), torch.as_tensor(q)])
    m = both.mean(dim=0, keepdim=True)
    return (torch.xlogy(both, both) - torch.xlogy(both, m)).sum() / 2


@secret.alternative("scipy's relative entropies")
def js_divergence(p, q):
    from scipy.special import rel_entr

    return (rel_entr(p, (p + q) / 2) + rel_entr(q, (p + q) / 2)).sum() / 2
