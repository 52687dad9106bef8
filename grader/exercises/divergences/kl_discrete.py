"""`kl_discrete`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.divergences import kl_discrete as public
from course_utils.checks.public.divergences.shared import drawn_distribution
from scipy.special import rel_entr

from ...exercise import Secret

secret = Secret(public.exercise)


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


@secret.case("agrees with scipy.special.rel_entr, with zeros in p, in both, in q, and with tiny probabilities", weight=2)
def _(student, draw):
    for name, (p, q) in pairs(draw).items():
        expect.close(student(p, q), rel_entr(p, q).sum(), what=f"KL with {name}")


@secret.case("one way round it is finite, as in torch; the other way round it is not")
def _(student, draw):
    p, q = np.roll(np.append(0.0, drawn_distribution(draw, 4)), 2), drawn_distribution(draw, 5)
    want = torch.nn.functional.kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="sum")
    expect.close(student(p, q), float(want), what="KL")
    expect.close(student(q, p), math.inf, what="KL the other way round")


BODY = """possible = p > 0
    if (q[possible] == 0).any():
        return math.inf
    return float(p[possible] @ np.log(p[possible] / q[possible]))
"""
SUM = "p[possible] @ np.log(p[possible] / q[possible])"
CHECK = "(q[possible] == 0).any()"

secret.slip(
    "swaps the two distributions",
    ("p: np.ndarray, q: np.ndarray", "q: np.ndarray, p: np.ndarray"),
    hint="KL(p || q) averages log(p / q) under p, the first argument.",
)
for small in ("1e-6", "1e-8", "1e-10", "1e-12", "1e-15", "1e-300"):
    secret.slip(
        f"keeps q away from 0 with a constant, {small}",
        (BODY, f"return float(np.sum(p * (np.log(p + {small}) - np.log(q + {small}))))\n"),
        hint="A constant added to q, or a lower bound, makes an infinite divergence finite and spoils tiny probabilities. Leave out the outcomes with p = 0 and let q = 0 give infinity.",
    )
secret.slip(
    "takes a tiny probability for 0",
    (CHECK, "np.isclose(q[possible], 0).any()"),
    hint="A probability of 10^-20 makes the divergence large, not infinite: compare with 0 exactly.",
)
secret.slip(
    "gives NaN where p is 0",
    (BODY, "return float(np.sum(p * np.log(p / q)))\n"),
    hint="0 log 0 counts as 0, but the computer makes NaN of it: sum over the outcomes with p > 0 only.",
)
secret.slip(
    "gives NaN only where both are 0",
    (BODY, "return float(np.sum(np.where(p > 0, p * np.log(p), 0.0) - p * np.log(q)))\n"),
    hint="With p = q = 0 there stands 0 times log 0. Such an outcome adds nothing: choose the outcomes by p > 0 first.",
)
secret.slip(
    "puts a large number in place of infinity",
    ("math.inf", "1e10"),
    hint="Where q = 0 < p the divergence is infinite: return `math.inf`, not a large number.",
)
secret.slip(
    "turns infinity into the largest number with nan_to_num",
    (BODY, "return float(np.nan_to_num(p * np.log(p / q)).sum())\n"),
    hint="nan_to_num does replace NaN by 0, but also infinity by 1.8e308. Choose the outcomes with p > 0 instead.",
)
secret.slip(
    "gives 0 where it should be infinite",
    ("math.inf", "0.0"),
    hint="An outcome that p has and q rules out makes the divergence infinite. It must not be set to 0.",
)
secret.slip(
    "gives minus infinity", ("math.inf", "-math.inf"), hint="Where q = 0 < p, log(p / q) is plus infinity: a divergence is never negative."
)
secret.slip(
    "gives NaN where it should be infinite",
    ("math.inf", "math.nan"),
    hint="Where q = 0 < p the divergence is not undefined but infinite: return `math.inf`.",
)
secret.slip(
    "leaves out the outcomes where q is 0",
    ("possible = p > 0", "possible = (p > 0) & (q > 0)"),
    hint="Only outcomes with p = 0 may be left out. Where q = 0 < p the term is infinite, and so is the sum.",
)
secret.slip(
    "is infinite wherever q has a 0",
    (CHECK, "(q == 0).any()"),
    hint="q = 0 does no harm where p = 0 too: only an outcome with q = 0 < p makes the divergence infinite.",
)
secret.slip(
    "is infinite wherever p has a 0",
    (CHECK, "(p == 0).any()"),
    hint="An outcome that p never has adds nothing. It is q = 0 < p that makes the divergence infinite.",
)
secret.slip(
    "is infinite wherever only one of the two is 0",
    (CHECK, "((p == 0) != (q == 0)).any()"),
    hint="p = 0 < q adds nothing; only q = 0 < p makes the divergence infinite.",
)
secret.slip("counts in bits", ("np.log(", "np.log2("), hint="The answer is in nats: use the natural logarithm.")
secret.slip("takes logarithms to base 10", ("np.log(", "np.log10("), hint="The answer is in nats: use the natural logarithm.")
secret.slip(
    "has the log ratio upside down",
    ("p[possible] / q[possible]", "q[possible] / p[possible]"),
    hint="The divergence is never negative: the ratio is p / q, or mind the minus sign.",
)
secret.slip(
    "averages over the outcomes", (SUM, f"{SUM} / len(p)"), hint="The weights p are the average already: take the sum, not the mean."
)
secret.slip(
    "averages over the outcomes that p has",
    (SUM, f"{SUM} / possible.sum()"),
    hint="The weights p are the average already: take the sum, not the mean.",
)
secret.slip(
    "forgets the weights p",
    ("p[possible] @ np.log", "np.sum(np.log"),
    ("p[possible] / q[possible]", "p[possible] / q[possible])"),
    hint="The log ratios are averaged under p: multiply each by its p before you sum.",
)
secret.slip(
    "weights the log ratio with q",
    ("p[possible] @", "q[possible] @"),
    hint="log(p / q) is averaged under p, the first argument: the weights are p.",
)
secret.slip(
    "forgets the logarithm",
    ("np.log(p[possible] / q[possible])", "(p[possible] / q[possible])"),
    hint="The average is that of log(p / q), so that p = q gives 0.",
)
secret.slip(
    "takes the logarithm of the average",
    (SUM, "np.log(p[possible] @ (p[possible] / q[possible]))"),
    hint="The logarithm stands inside the average: E[log(p / q)], not log E[p / q].",
)
secret.slip(
    "returns the cross-entropy",
    ("p[possible] @ np.log(p[possible] /", "-p[possible] @ np.log("),
    hint="-sum p log q still contains the entropy of p: subtract it, so that KL(p || p) = 0.",
)
secret.slip(
    "weights log q with q",
    (SUM, "p[possible] @ np.log(p[possible]) - q[possible] @ np.log(q[possible])"),
    hint="Both logarithms are averaged under p: a difference of two entropies is another number.",
)
secret.slip(
    "subtracts q in place of log q",
    (BODY, "return float(np.sum(np.where(p > 0, p * np.log(p), 0.0) - p * q))\n"),
    hint="`kl_div` in torch expects log q as its first argument, and p as its second.",
)
secret.slip(
    "takes the absolute value of every term",
    ("np.log(p[possible] / q[possible])", "np.abs(np.log(p[possible] / q[possible]))"),
    hint="Single terms may be negative; only their sum is not. Add them as they are.",
)
secret.slip(
    "cuts off the negative terms",
    ("np.log(p[possible] / q[possible])", "np.maximum(np.log(p[possible] / q[possible]), 0)"),
    hint="Single terms may be negative; only their sum is not. Add them as they are.",
)
secret.slip(
    "adds both directions",
    (BODY, "return float(rel_entr(p, q).sum() + rel_entr(q, p).sum())\n"),
    ("def kl", "from scipy.special import rel_entr\n\n\ndef kl"),
    hint="KL(p || q) + KL(q || p) is the Jeffreys divergence. Return the first of the two.",
)
secret.slip(
    "normalises q over the outcomes that p has",
    ("/ q[possible])", "/ (q[possible] / q[possible].sum()))"),
    hint="What q gives to other outcomes is lost to those of p, and counts: use q as it is.",
)
secret.slip(
    "returns the terms, not their sum",
    ("float(p[possible] @ np.log(p[possible] / q[possible]))", "rel_entr(p, q)"),
    ("def kl", "from scipy.special import rel_entr\n\n\ndef kl"),
    hint="The divergence is one number: sum over the outcomes.",
)
secret.slip(
    "writes into p",
    ("    return float", "    p[~possible] = 1e-300\n    return float"),
    hint="`p[p == 0] = ...` changes the caller's array. Choose the outcomes with a mask, or copy p first.",
)
secret.slip(
    "rounds the answer to 4 digits",
    ("float(p[possible] @ np.log(p[possible] / q[possible]))", "round(float(p[possible] @ np.log(p[possible] / q[possible])), 4)"),
    hint="Return all digits; rounding is for what is printed.",
)


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
