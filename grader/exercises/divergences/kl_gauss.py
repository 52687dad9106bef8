"""`kl_gauss`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.divergences import kl_gauss as public
from course_utils.checks.public.divergences.kl_gauss import divergences, drawn_gaussians

from ...exercise import Secret
from ..quadrature import expectation, log_normal

secret = Secret(public.exercise)


@secret.case("agrees with torch.distributions.kl_divergence, entry by entry and in tables", weight=2)
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 8)
    for name, given in {
        "vectors": (mu1, s1, mu2, s2),
        "a column and a row": (mu1[:3, None], s1[:3, None], mu2[3:], s2[3:]),
        "a single Gaussian and a vector": (0.5, 1.7, mu2, s2),
        "Gaussians that nearly agree": (mu1, s1, mu1 + 0.01 * s1, 1.01 * s1),
        "a matrix": tuple(v.reshape(2, 4) for v in (mu1, s1, mu2, s2)),
    }.items():
        normals = (torch.distributions.Normal(*torch.broadcast_tensors(*map(tensor, v))) for v in (given[:2], given[2:]))
        expect.close(divergences(student, *given), torch.distributions.kl_divergence(*normals), what=f"KL for {name}")


@secret.case("agrees with quadrature of the log ratio under the first Gaussian")
def _(student, draw):
    for mu1, s1, mu2, s2 in np.transpose(drawn_gaussians(draw, 3)).tolist():
        want = expectation(lambda z, g=(mu1, s1, mu2, s2): log_normal(z, *g[:2]) - log_normal(z, *g[2:]), mu1, s1)
        expect.close(student(mu1, s1, mu2, s2), want, what="KL")


@secret.case("widths a thousand times apart")
def _(student, draw):
    mu = draw.normal()
    for s1, s2 in ((1e-3, 1.0), (0.02, 20.0), (20.0, 0.02)):
        normals = (torch.distributions.Normal(*map(tensor, v)) for v in ((mu, s1), (mu + 0.5, s2)))
        expect.close(student(float(mu), s1, float(mu) + 0.5, s2), torch.distributions.kl_divergence(*normals), what="KL")


# Most students write the formula as the sum of the chapter's derivation, and slip in one of its terms.
TERMS = "cross-entropy less entropy, term by term"
LOG, SQUARES, BELOW = "np.log(s2 / s1)", "(s1 ** 2 + (mu1 - mu2) ** 2)", "/ (2 * s2 ** 2)"
WHOLE = f"{LOG} + {SQUARES} {BELOW} - 0.5"

secret.slip(
    "swaps the two Gaussians",
    ("return", "mu1, s1, mu2, s2 = mu2, s2, mu1, s1\n    return"),
    hint="The first Gaussian is the one that the expectation is taken under: its width stands above, s2 below.",
    of=TERMS,
)
secret.slip(
    "takes the standard deviations for variances",
    ("return", "s1, s2 = np.sqrt(s1), np.sqrt(s2)\n    return"),
    hint="s1 and s2 are standard deviations: square them where the formula has a variance.",
    of=TERMS,
)
secret.slip(
    "takes s1 and s2 for variances in the quadratic term only",
    ("s1 ** 2", "s1"),
    ("s2 ** 2", "s2"),
    hint="s1 and s2 are standard deviations: the quadratic term has s1^2 above and 2 s2^2 below.",
    of=TERMS,
)
secret.slip(
    "does not square s1",
    ("s1 ** 2", "s1"),
    hint="E (x - mu2)^2 under the first Gaussian is s1^2 + (mu1 - mu2)^2: its variance is s1 squared.",
    of=TERMS,
)
secret.slip(
    "does not square s2", ("s2 ** 2", "s2"), hint="The exponent of the second Gaussian is -(x - mu2)^2 / (2 s2^2): square s2.", of=TERMS
)
secret.slip(
    "halves the logarithm of the ratio of the widths",
    (LOG, f"0.5 * {LOG}"),
    hint="log(s2 / s1) needs no 1/2: that stands before log(s2^2 / s1^2), the logarithm of the variances.",
    of=TERMS,
)
secret.slip(
    "leaves out the -1/2",
    (" - 0.5", ""),
    hint="Two equal Gaussians must give 0: log 1 + 1/2 - 1/2. The entropy brings the last term.",
    of=TERMS,
)
secret.slip(
    "subtracts 1 in place of 1/2",
    ("- 0.5", "- 1"),
    hint="The bracket with -1 has a factor 1/2 before it; written out, the last term is -1/2.",
    of=TERMS,
)
secret.slip(
    "has the sign of the log ratio wrong",
    ("s2 / s1", "s1 / s2"),
    hint="A wide second Gaussian costs log(s2 / s1) > 0: the second width stands above.",
    of=TERMS,
)
secret.slip(
    "leaves out the log ratio",
    (f"{LOG} + ", "0 * s1 + "),
    hint="The two normalising factors, 1 / s1 and 1 / s2, do not cancel: their ratio gives log(s2 / s1).",
    of=TERMS,
)
secret.slip(
    "leaves out the 2 below the quadratic term",
    (BELOW, "/ s2 ** 2"),
    hint="The exponent of a Gaussian is -(x - mu)^2 / (2 s^2): the 2 stays in the quadratic term.",
    of=TERMS,
)
secret.slip(
    "squares the 2 below the quadratic term with s2",
    (BELOW, "/ (2 * s2) ** 2"),
    hint="The exponent of a Gaussian is -(x - mu)^2 / (2 s^2): only s is squared, not the 2.",
    of=TERMS,
)
secret.slip(
    "multiplies by the second variance for lack of parentheses",
    (BELOW, "/ 2 * s2 ** 2"),
    hint="`/ 2 * s2 ** 2` divides by 2 and multiplies by s2^2: write `/ (2 * s2 ** 2)`.",
    of=TERMS,
)
secret.slip(
    "divides only the distance of the means by 2 s2^2",
    (SQUARES, "s1 ** 2 + (mu1 - mu2) ** 2"),
    hint="Mind the parentheses: s1^2 and (mu1 - mu2)^2 are both divided by 2 s2^2.",
    of=TERMS,
)
secret.slip(
    "leaves out the 1/2 before the logarithm of the variances",
    (LOG, "np.log(s2 ** 2 / s1 ** 2)"),
    hint="log(s2 / s1) is half of log(s2^2 / s1^2): with variances in the logarithm, halve it.",
    of=TERMS,
)
secret.slip(
    "measures the squares by the first Gaussian",
    (SQUARES, "(s2 ** 2 + (mu1 - mu2) ** 2)"),
    (BELOW, "/ (2 * s1 ** 2)"),
    hint="The squares are measured by the density inside log p2: s1^2 stands above, 2 s2^2 below.",
    of=TERMS,
)
secret.slip(
    "divides by the first variance",
    (BELOW, "/ (2 * s1 ** 2)"),
    hint="The squares are measured by the density inside log p2: divide by 2 s2^2.",
    of=TERMS,
)
secret.slip(
    "does not square the distance of the means",
    ("(mu1 - mu2) ** 2", "np.abs(mu1 - mu2)"),
    hint="E (x - mu2)^2 is s1^2 + (mu1 - mu2)^2: the distance of the means enters squared.",
    of=TERMS,
)
secret.slip(
    "adds the means in place of subtracting them",
    ("mu1 - mu2", "mu1 + mu2"),
    hint="Only the distance of the two means counts: (mu1 - mu2)^2.",
    of=TERMS,
)
secret.slip(
    "subtracts the distance of the means",
    ("s1 ** 2 +", "s1 ** 2 -"),
    hint="E (x - mu2)^2 is s1^2 + (mu1 - mu2)^2: means that lie apart make the divergence larger.",
    of=TERMS,
)
secret.slip(
    "squares the sum of width and distance",
    (SQUARES, "(s1 + np.abs(mu1 - mu2)) ** 2"),
    hint="E (x - mu2)^2 is s1^2 + (mu1 - mu2)^2, a sum of squares.",
    of=TERMS,
)
secret.slip(
    "forgets the spread of the first Gaussian",
    (WHOLE, f"{LOG} + (mu1 - mu2) ** 2 {BELOW}"),
    hint="E (x - mu2)^2 under the first Gaussian is s1^2 + (mu1 - mu2)^2: its own variance is missing.",
    of=TERMS,
)
secret.slip(
    "is right for equal widths only",
    (WHOLE, f"0 * s1 + (mu1 - mu2) ** 2 {BELOW}"),
    hint="The widths differ too: they bring log(s2 / s1) + s1^2 / (2 s2^2) - 1/2.",
    of=TERMS,
)
secret.slip(
    "takes the second Gaussian for the standard one",
    ("return", "mu2, s2 = 0 * mu2, s2 / s2\n    return"),
    hint="That is the divergence to N(0, 1). Here the second Gaussian has a mean mu2 and a width s2.",
    of=TERMS,
)
secret.slip(
    "returns the cross-entropy",
    (WHOLE, f"0.5 * np.log(2 * np.pi * s2 ** 2) + {SQUARES} {BELOW}"),
    hint="-E log p2 is one half of the way: add E log p1, so that equal Gaussians give 0.",
    of=TERMS,
)
secret.slip(
    "has the opposite sign",
    (WHOLE, f"-({WHOLE})"),
    hint="A divergence is never negative: it is E log p1 - E log p2, not the other way round.",
    of=TERMS,
)
secret.slip(
    "counts in bits",
    (WHOLE, f"({WHOLE}) / np.log(2)"),
    hint="The answer is in nats: use the natural logarithm, and divide by nothing.",
    of=TERMS,
)
secret.slip(
    "adds both directions",
    (WHOLE, f"{SQUARES} {BELOW} + (s2 ** 2 + (mu1 - mu2) ** 2) / (2 * s1 ** 2) - 1"),
    hint="KL(p1 || p2) + KL(p2 || p1) is the Jeffreys divergence. Return the first of the two.",
    of=TERMS,
)
secret.slip(
    "adds the entries up",
    (WHOLE, f"np.sum({WHOLE})"),
    hint="One divergence for each pair of Gaussians: do not sum over the array.",
    of=TERMS,
)
secret.slip(
    "averages over the entries",
    (WHOLE, f"np.mean({WHOLE})"),
    hint="One divergence for each pair of Gaussians: do not average over the array.",
    of=TERMS,
)
secret.slip(
    "writes into `s1`",
    ("return", "answer = ("),
    ("- 0.5", "- 0.5)\n    s1 *= s1\n    return answer"),
    hint="`s1 *= s1` and the like change the caller's array: compute into a new one.",
    of=TERMS,
)
secret.slip(
    "divides the distance of the means by 2 only",
    (f"{SQUARES} {BELOW}", f"s1 ** 2 {BELOW} + (mu1 - mu2) ** 2 / 2"),
    hint="The distance of the means is measured in widths of the second Gaussian: divide its square by 2 s2^2.",
    of=TERMS,
)
secret.slip(
    "averages both directions",
    (WHOLE, f"({SQUARES} {BELOW} + (s2**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - 1) / 2"),
    hint="The divergence is not symmetric: return KL(p1 || p2), without KL(p2 || p1).",
    of=TERMS,
)
secret.slip(
    "writes into `s2`",
    ("return", "answer = ("),
    ("- 0.5", "- 0.5)\n    s2 *= s2\n    return answer"),
    hint="`s2 *= s2` and the like change the caller's array: compute into a new one.",
    of=TERMS,
)
secret.slip(
    "divides the distance of the means by the sum of both variances",
    (f"{SQUARES} {BELOW}", f"s1 ** 2 {BELOW} + (mu1 - mu2) ** 2 / (s1 ** 2 + s2 ** 2)"),
    hint="Only the second Gaussian measures the distance of the means: divide its square by 2 s2^2.",
    of=TERMS,
)
secret.slip(
    "adds 1e-6 to the denominator",
    (BELOW, "/ (2 * s2 ** 2 + 1e-6)"),
    hint="A width is never 0 here: the constant only spoils the answer for a narrow second Gaussian.",
    of=TERMS,
)


@secret.alternative("cross-entropy less entropy, term by term")
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


@secret.alternative("torch.distributions")
def kl_gauss(mu1, s1, mu2, s2):
    first, second = (
        torch.distributions.Normal(*(torch.as_tensor(v, dtype=torch.float64) for v in pair)) for pair in ((mu1, s1), (mu2, s2))
    )
    return torch.distributions.kl_divergence(first, second)


@secret.alternative("cross-entropy less entropy, by Gauss-Hermite quadrature")
def kl_gauss(mu1, s1, mu2, s2):
    nodes, weights = np.polynomial.hermite_e.hermegauss(5)
    total = 0.0
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        x = mu1 + s1 * node
        total = total + weight * (np.log(s2) - np.log(s1) + ((x - mu2) / s2) ** 2 / 2 - node**2 / 2)
    return total


@secret.alternative("variances and a ratio")
def kl_gauss(mu1, s1, mu2, s2):
    ratio = np.square(s1 / s2)
    return (ratio - 1 - np.log(ratio) + np.square((mu1 - mu2) / s2)) / 2
