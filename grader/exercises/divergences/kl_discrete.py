"""`kl_discrete`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy.special import rel_entr

from course_utils.checks import expect
from course_utils.checks.public.divergences import kl_discrete as public
from course_utils.checks.public.divergences.shared import drawn_distribution

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def kl_discrete(p, q):
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


def pairs(draw) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pairs p, q by what is special in them; all but the last have a finite divergence."""
    p, q = drawn_distribution(draw, 7), drawn_distribution(draw, 7)
    fewer, none = p.copy(), q.copy()
    fewer[:3] = none[:2] = 0.0
    fewer, none = fewer / fewer.sum(), none / none.sum()
    nearly = p * (1 + 0.03 * np.array([1, -1, 1, -1, 1, -1, 1]))
    nearly /= nearly.sum()
    tiny = np.append(q[:-1] / q[:-1].sum(), 10.0 ** draw.uniform(-30, -20))
    return {
        "full support": (p, q),
        "zeros in p": (fewer, q),
        "zeros in both": (fewer, none),
        "a tiny probability in q": (p, tiny),
        "a tiny probability in p": (tiny, q),
        "nearly the same probabilities": (p, nearly),
        "zeros in q": (p, none),
    }


@secret.case(
    "agrees with scipy.special.rel_entr, with zeros in p, in both, in q, and with tiny probabilities", weight=2
)
def _(student, draw):
    for name, (p, q) in pairs(draw).items():
        expect.close(student(p, q), rel_entr(p, q).sum(), what=f"KL with {name}")


@secret.case("one way round it is finite, as in torch; the other way round it is not")
def _(student, draw):
    p, q = np.roll(np.append(0.0, drawn_distribution(draw, 4)), 2), drawn_distribution(draw, 5)
    want = torch.nn.functional.kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="sum")
    expect.close(student(p, q), float(want), what="KL")
    expect.close(student(q, p), math.inf, what="KL the other way round")


@secret.misconception(
    "swaps the two distributions",
    hint="KL(p || q) averages log(p / q) under p, the first argument.",
)
def kl_discrete(p, q):
    seen = q > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(q[seen] * np.log(q[seen] / p[seen])))


@secret.misconception(
    "adds a small constant inside the logarithms",
    hint="A constant makes an infinite divergence finite and spoils tiny probabilities. Leave out the outcomes with p = 0 and let q = 0 give infinity.",
)
def kl_discrete(p, q):
    return float(np.sum(p * np.log((p + 1e-12) / (q + 1e-12))))


@secret.misconception(
    "gives NaN where p is 0",
    hint="0 log 0 counts as 0, but the computer makes NaN of it: sum over the outcomes with p > 0 only.",
)
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sum(p * np.log(p / q)))


@secret.misconception(
    "gives NaN only where both are 0",
    hint="With p = q = 0 the ratio is 0 / 0. Such an outcome adds nothing: choose the outcomes by p > 0 before you divide.",
)
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = p / q
        terms = p * np.log(np.where(ratio == 0, 1.0, ratio))
    return float(terms.sum())


@secret.misconception(
    "puts a large number in place of infinity",
    hint="Where q = 0 < p the divergence is infinite: return `math.inf`, not a large number.",
)
def kl_discrete(p, q):
    if np.any((q == 0) & (p > 0)):
        return 1e10
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


@secret.misconception(
    "gives 0 where it should be infinite",
    hint="An outcome that p has and q rules out makes the divergence infinite. It must not be set to 0.",
)
def kl_discrete(p, q):
    if np.any((q == 0) & (p > 0)):
        return 0.0
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


@secret.misconception(
    "leaves out the outcomes where q is 0",
    hint="Only outcomes with p = 0 may be left out. Where q = 0 < p the term is infinite, and so is the sum.",
)
def kl_discrete(p, q):
    seen = (p > 0) & (q > 0)
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))


@secret.misconception("counts in bits", hint="The answer is in nats: use the natural logarithm.")
def kl_discrete(p, q):
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[seen] * np.log2(p[seen] / q[seen])))


@secret.misconception(
    "has the log ratio upside down",
    hint="The divergence is never negative: the ratio is p / q, or mind the minus sign.",
)
def kl_discrete(p, q):
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[seen] * np.log(q[seen] / p[seen])))


@secret.misconception(
    "averages over the outcomes",
    hint="The weights p are the average already: take the sum, not the mean.",
)
def kl_discrete(p, q):
    terms = np.zeros_like(p)
    seen = p > 0
    with np.errstate(divide="ignore"):
        terms[seen] = p[seen] * np.log(p[seen] / q[seen])
    return float(terms.mean())


@secret.misconception(
    "returns the cross-entropy",
    hint="-sum p log q still contains the entropy of p: subtract it, so that KL(p || p) = 0.",
)
def kl_discrete(p, q):
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float(-np.sum(p[seen] * np.log(q[seen])))


@secret.misconception(
    "takes the absolute value of every term",
    hint="Single terms may be negative; only their sum is not. Add them as they are.",
)
def kl_discrete(p, q):
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(np.abs(p[seen] * np.log(p[seen] / q[seen]))))


@secret.misconception(
    "adds both directions",
    hint="KL(p || q) + KL(q || p) is the Jeffreys divergence. Return the first of the two.",
)
def kl_discrete(p, q):
    total = 0.0
    for a, b in ((p, q), (q, p)):
        seen = a > 0
        with np.errstate(divide="ignore"):
            total += float(np.sum(a[seen] * np.log(a[seen] / b[seen])))
    return total


@secret.misconception(
    "writes into p",
    hint="`p[p == 0] = ...` changes the caller's array. Choose the outcomes with a mask, or copy p first.",
)
def kl_discrete(p, q):
    with np.errstate(divide="ignore"):
        seen = p > 0
        kl = float(np.sum(p[seen] * np.log(p[seen] / q[seen])))
    p[p == 0] = 1e-300
    return kl


@secret.alternative("a loop over the outcomes with math.log")
def kl_discrete(p, q):
    total = 0.0
    for a, b in zip(p.tolist(), q.tolist(), strict=True):
        if a > 0 and b == 0:
            return math.inf
        if a > 0:
            total += a * (math.log(a) - math.log(b))
    return total


@secret.alternative("cross-entropy less entropy, torch.xlogy")
def kl_discrete(p, q):
    a, b = torch.as_tensor(p), torch.as_tensor(q)
    return (torch.xlogy(a, a).sum() - torch.xlogy(a, b).sum()).item()


@secret.alternative("scipy's entropies")
def kl_discrete(p, q):
    from scipy.special import rel_entr

    return rel_entr(p, q).sum()
