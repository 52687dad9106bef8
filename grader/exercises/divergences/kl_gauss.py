"""`kl_gauss`: reference, hidden cases, misconceptions and accepted alternatives."""

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


@secret.alternative("RENAME ME: the former reference")
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


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
        normals = (
            torch.distributions.Normal(*torch.broadcast_tensors(*map(tensor, v))) for v in (given[:2], given[2:])
        )
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
        expect.close(
            student(float(mu), s1, float(mu) + 0.5, s2), torch.distributions.kl_divergence(*normals), what="KL"
        )


@secret.misconception(
    "swaps the two Gaussians",
    hint="The first Gaussian is the one that the expectation is taken under: its width stands above, s2 below.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s1 / s2) + (s2**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - 0.5


@secret.misconception(
    "takes the standard deviations for variances",
    hint="s1 and s2 are standard deviations: square them where the formula has a variance.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * np.log(s2 / s1) + (s1 + (mu1 - mu2) ** 2) / (2 * s2) - 0.5


@secret.misconception(
    "leaves out the -1/2",
    hint="Two equal Gaussians must give 0: log 1 + 1/2 - 1/2. The entropy brings the last term.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2)


@secret.misconception(
    "subtracts 1 in place of 1/2",
    hint="The bracket with -1 has a factor 1/2 before it; written out, the last term is -1/2.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 1


@secret.misconception(
    "has the sign of the log ratio wrong",
    hint="A wide second Gaussian costs log(s2 / s1) > 0: the second width stands above.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s1 / s2) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


@secret.misconception(
    "leaves out the 2 below the quadratic term",
    hint="The exponent of a Gaussian is -(x - mu)^2 / (2 s^2): the 2 stays in the quadratic term.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / s2**2 - 0.5


@secret.misconception(
    "leaves out the 1/2 before the logarithm of the variances",
    hint="log(s2 / s1) is half of log(s2^2 / s1^2): with variances in the logarithm, halve it.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2**2 / s1**2) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


@secret.misconception(
    "divides by the first variance",
    hint="The squares are measured by the density inside log p2: divide by 2 s2^2.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s2**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - 0.5


@secret.misconception(
    "does not square the distance of the means",
    hint="E (x - mu2)^2 is s1^2 + (mu1 - mu2)^2: the distance of the means enters squared.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + np.abs(mu1 - mu2)) / (2 * s2**2) - 0.5


@secret.misconception(
    "forgets the spread of the first Gaussian",
    hint="E (x - mu2)^2 under the first Gaussian is s1^2 + (mu1 - mu2)^2: its own variance is missing.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (mu1 - mu2) ** 2 / (2 * s2**2)


@secret.misconception(
    "takes the second Gaussian for the standard one",
    hint="That is the divergence to N(0, 1). Here the second Gaussian has a mean mu2 and a width s2.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * (s1**2 + mu1**2 - 1 - np.log(s1**2)) + 0 * (mu2 + s2)


@secret.misconception(
    "returns the cross-entropy",
    hint="-E log p2 is one half of the way: add E log p1, so that equal Gaussians give 0.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * np.log(2 * np.pi * s2**2) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2)


@secret.misconception(
    "adds the entries up",
    hint="One divergence for each pair of Gaussians: do not sum over the array.",
)
def kl_gauss(mu1, s1, mu2, s2):
    return np.sum(np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5)


@secret.misconception(
    "writes into an argument",
    hint="`s1 *= s1` and the like change the caller's array: compute into a new one.",
)
def kl_gauss(mu1, s1, mu2, s2):
    answer = np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5
    s1 *= s1
    return answer


@secret.alternative("torch.distributions")
def kl_gauss(mu1, s1, mu2, s2):
    first, second = (
        torch.distributions.Normal(*(torch.as_tensor(v, dtype=torch.float64) for v in pair))
        for pair in ((mu1, s1), (mu2, s2))
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
