"""`js_divergence`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.divergences import js_divergence as public
from course_utils.checks.public.divergences.shared import drawn_distribution
from scipy.spatial.distance import jensenshannon

from ...exercise import Secret

secret = Secret(public.exercise)


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


MEAN = "(kl_discrete(p, m) + kl_discrete(q, m)) / 2"
RETURN = f"return {MEAN}\n"

secret.slip(
    "leaves out the halves",
    ("m)) / 2", "m))"),
    hint="JS is the average of the two divergences to m: each has the weight 1/2, and JS is never above log 2.",
)
secret.slip(
    "halves only the second divergence",
    (MEAN, "kl_discrete(p, m) + kl_discrete(q, m) / 2"),
    hint="Mind the parentheses: both divergences to m have the weight 1/2.",
)
secret.slip(
    "halves only the first divergence",
    (MEAN, "kl_discrete(p, m) / 2 + kl_discrete(q, m)"),
    hint="Both divergences to m have the weight 1/2.",
)
secret.slip("halves twice", ("m)) / 2", "m)) / 4"), hint="The average of two numbers is half of their sum, not a quarter.")
secret.slip(
    "returns the distance, the root of the divergence",
    (MEAN, f"math.sqrt(max(0.0, {MEAN}))"),
    hint="The root of JS is the Jensen-Shannon distance (a metric, and what scipy returns). Return JS itself.",
)
secret.slip(
    "averages KL(p || q) and KL(q || p)",
    ("(p, m)", "(p, q)"),
    ("(q, m)", "(q, p)"),
    hint="That is half of the Jeffreys divergence, and unbounded. JS compares both with their mixture m = (p + q) / 2.",
)
secret.slip(
    "adds KL(p || q) and KL(q || p)",
    (MEAN, "kl_discrete(p, q) + kl_discrete(q, p)"),
    hint="That is the Jeffreys divergence, and unbounded. JS compares both with their mixture m = (p + q) / 2.",
)
secret.slip(
    "returns KL(p || q)",
    (MEAN, "kl_discrete(p, q)"),
    hint="Compare p and q not with each other but with their mixture m = (p + q) / 2, and average.",
)
secret.slip("counts in bits", (MEAN, f"{MEAN} / np.log(2)"), hint="The answer is in nats: its largest value is log 2, not 1.")
secret.slip(
    "takes logarithms to base 10",
    (MEAN, f"{MEAN} / np.log(10)"),
    hint="The answer is in nats: its largest value is log 2, with natural logarithms.",
)
for small in ("1e-6", "1e-8", "1e-9", "1e-10", "1e-12"):
    secret.slip(
        f"adds {small} inside the logarithms",
        (MEAN, f"float(sum(np.sum(r * np.log((r + {small}) / (m + {small}))) for r in (p, q)) / 2)"),
        hint="JS is finite without it, since m > 0 wherever p or q is: sum over the outcomes with positive probability.",
    )
    secret.slip(
        f"adds {small} to all probabilities",
        ("m = ", f"p, q = p + {small}, q + {small}\n    m = "),
        hint="JS is finite without it, since m > 0 wherever p or q is: sum over the outcomes with positive probability.",
    )
secret.slip(
    "gives NaN where a probability is 0",
    (MEAN, "float(np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2"),
    hint="0 log 0 counts as 0, but the computer makes NaN of it: sum over the outcomes with positive probability.",
)
secret.slip(
    "compares only the outcomes that both have",
    (RETURN, f"both = (p > 0) & (q > 0)\n    p, q, m = p[both], q[both], m[both]\n    {RETURN}"),
    hint="An outcome with p = 0 < q adds nothing to KL(p || m) but does add to KL(q || m): use a mask for each of the two.",
)
secret.slip(
    "compares only the outcomes that p has",
    (RETURN, f"possible = p > 0\n    p, q, m = p[possible], q[possible], m[possible]\n    {RETURN}"),
    hint="An outcome with p = 0 < q does add to KL(q || m): each divergence has a mask of its own.",
)
secret.slip(
    "compares only p with the mixture",
    (MEAN, "kl_discrete(p, m)"),
    hint="Both p and q are compared with m: without the second divergence JS is not symmetric.",
)
secret.slip(
    "compares only q with the mixture",
    (MEAN, "kl_discrete(q, m)"),
    hint="Both p and q are compared with m: without the first divergence JS is not symmetric.",
)
secret.slip(
    "adds only half of the divergence of p",
    (MEAN, "kl_discrete(p, m) / 2"),
    hint="The second half is that of q: without KL(q || m) JS is not symmetric.",
)
secret.slip(
    "subtracts the second divergence",
    (" + kl", " - kl"),
    hint="The two divergences to m are averaged: JS is symmetric, and never negative.",
)
secret.slip(
    "turns the divergences around",
    ("(p, m)", "(m, p)"),
    ("(q, m)", "(m, q)"),
    hint="The mixture stands second: KL(p || m) and KL(q || m). The other way round the answer can be infinite.",
)
secret.slip(
    "takes p + q for the mixture", ("0.5 * (p + q)", "p + q"), hint="The mixture is a distribution: m = (p + q) / 2, which sums to 1."
)
secret.slip("has the sign wrong", (MEAN, f"-{MEAN}"), hint="JS is never negative: the ratios are p / m and q / m.")
secret.slip(
    "takes a quarter of the Jeffreys divergence",
    ("0.5 * (p + q)", "np.sqrt(p * q)"),
    hint="(KL(p || q) + KL(q || p)) / 4, also what sqrt(p q) for the mixture makes, is unbounded. JS has m = (p + q) / 2 for the mixture.",
)
secret.slip(
    "takes the normalised geometric mean for the mixture",
    ("0.5 * (p + q)", "np.sqrt(p * q) / max(np.sum(np.sqrt(p * q)), 1e-300)"),
    hint="The mixture is the arithmetic mean of the two, (p + q) / 2.",
)
secret.slip(
    "averages over the outcomes",
    (MEAN, f"{MEAN} / len(p)"),
    hint="The weights p and q are the average already: take the sum over the outcomes, not the mean.",
)
secret.slip(
    "returns the terms, not their sum",
    (MEAN, "(rel_entr(p, m) + rel_entr(q, m)) / 2"),
    ("def js", "from scipy.special import rel_entr\n\n\ndef js"),
    hint="The divergence is one number: sum over the outcomes.",
)
secret.slip(
    "takes the larger of the two divergences",
    (MEAN, "max(kl_discrete(p, m), kl_discrete(q, m))"),
    hint="JS is the average of the two divergences to m.",
)
secret.slip(
    "subtracts the entropies without their halves",
    ("(entropy(p) + entropy(q)) / 2", "entropy(p) - entropy(q)"),
    hint="JS is the entropy of m less the *average* of the two entropies.",
    of="entropy of the mixture less the mean entropy",
)
secret.slip(
    "is infinite where the two share nothing",
    (RETURN, f"if not ((p > 0) & (q > 0)).any():\n        return math.inf\n    {RETURN}"),
    hint="m is positive wherever p or q is, so JS is finite: log 2 where the two share nothing.",
)
secret.slip(
    "writes the mixture into q",
    ("return (", "answer = ("),
    (") / 2", ") / 2\n    q[:] = m\n    return answer"),
    hint="`q[:] = ...` and `q += p` change the caller's array: write m = (p + q) / 2.",
)
secret.slip(
    "writes the mixture into p",
    ("m = 0.5 * (p + q)", "m = p\n    m += q\n    m /= 2"),
    ("(p, m)", "(2 * m - q, m)"),
    hint="`p += q` changes the caller's array: write m = (p + q) / 2.",
)


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
