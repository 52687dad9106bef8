"""`concrete_logpdf`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gumbel import concrete_logpdf as public
from course_utils.checks.public.gumbel.concrete_logpdf import log_density

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    log_y = np.log(y)
    score = logits - tau * log_y
    top = score.max(axis=1)
    log_total = top + np.log(np.exp(score - top[:, None]).sum(axis=1))
    constant = math.lgamma(K) + (K - 1) * math.log(tau)
    return constant + (score - log_y).sum(axis=1) - K * log_total


def by_torch(y: np.ndarray, logits: np.ndarray, tau: float) -> torch.Tensor:
    """Log-densities [n] by torch's RelaxedOneHotCategorical."""
    law = torch.distributions.RelaxedOneHotCategorical(tensor(tau), logits=tensor(logits), validate_args=False)
    return law.log_prob(tensor(y))


@secret.case("agrees with torch's RelaxedOneHotCategorical for two, three and five classes", weight=2)
def _(student, draw):
    for K in (2, 3, 5):
        logits = draw.normal(K) + draw.choice([4.0, -4.0])
        y = draw.rng.dirichlet(np.ones(K), size=6).clip(1e-6)
        y /= y.sum(axis=1, keepdims=True)
        for tau in (0.4, 2.0):
            got = log_density(student, y, logits, tau)
            expect.close(got, by_torch(y, logits, tau), atol=1e-6, what=f"the log-densities for K = {K}, tau = {tau:g}")
            expect.close(log_density(student, y[:1], logits, tau), got[:1], what="the log-density at a single point")


@secret.case("the density of three classes integrates to 1")
def _(student, draw):
    t = np.arange(-18, 18.1, 0.25)  # y is the softmax of (s, t, 0), and dy = y_1 y_2 y_3 ds dt
    s, t = (x.ravel() for x in np.meshgrid(t, t))
    y = np.exp(np.stack([s, t, 0 * t], axis=1))
    y /= y.sum(axis=1, keepdims=True)
    density = np.exp(log_density(student, y, draw.uniform(-1, 1, 3) + 2, 2.0).clip(max=600))
    expect.close((density * y.prod(axis=1)).sum() * 0.25**2, 1.0, rtol=1e-5, what="the integral at tau = 2")


@secret.case("the change of variables from the logistic law gives the same density")
def _(student, draw):
    # With two classes, tau log(y_1 / y_2) is a logistic variable around logits_1 - logits_2.
    logits, y = draw.normal(2), draw.uniform(0.02, 0.98, 8)
    for tau in (0.4, 2.0):
        z = tau * np.log(y / (1 - y)) - (logits[0] - logits[1])
        want = -2 * np.logaddexp(z / 2, -z / 2) + np.log(tau / (y * (1 - y)))
        got = log_density(student, np.stack([y, 1 - y], axis=1), logits, tau)
        expect.close(got, want, atol=1e-6, what=f"the log-densities at tau = {tau:g}")


@secret.case("corners of three classes, 1e-180 away, overflow nowhere")
def _(student, draw):
    y = np.array([[1e-180, 1e-120, 1.0], [0.5, 1e-180, 0.5], [0.2, 0.3, 0.5]])
    logits = draw.normal(3)
    for tau in (0.4, 2.0):
        want = by_torch(y, logits, tau)
        expect.close(log_density(student, y, logits, tau), want, atol=1e-6, what=f"the log-densities at tau = {tau:g}")


@secret.misconception(
    "leaves out (K - 1)!",
    hint="The density starts with (K - 1)!, in logarithms `math.lgamma(K)`. For K = 2 it is 1; for three classes it is 2.",
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    return (K - 1) * np.log(tau) + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception("takes K! for (K - 1)!", hint="`math.lgamma(K + 1)` is log K!; log (K - 1)! is `math.lgamma(K)`.")
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K + 1) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception("leaves out the power of tau", hint="The density carries tau^(K-1): add (K - 1) log tau.")
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    return math.lgamma(K) + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "takes tau to the power K", hint="A point of the simplex has K - 1 free coordinates: the power is tau^(K-1)."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + K * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "gives the power of tau the wrong sign", hint="tau^(K-1) stands in the numerator: add (K - 1) log tau."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) - (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "gives the exponent in the sum the wrong sign", hint="The sum runs over alpha_k y_k^(-tau): the power is negative."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    total = np.logaddexp.reduce(logits + tau * np.log(y), axis=1)
    return constant + (score - np.log(y)).sum(axis=1) - K * total


@secret.misconception(
    "gives the exponent in the product the wrong sign",
    hint="The product runs over alpha_k y_k^(-tau - 1): minus (tau + 1) log y_k.",
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (logits + (tau + 1) * np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "takes the sum to the power 1", hint="The sum stands to the power K: subtract K times its logarithm."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "puts K inside the logarithm",
    hint="The power K becomes a factor in front of the logarithm: K log(sum), not log(K sum).",
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - np.log(K) - np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "takes the logits for alpha", hint="alpha = exp(logits): in the sum the logits go into an exponential first."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    with np.errstate(all="ignore"):
        total = np.log((logits * y**-tau).sum(axis=1))
    return constant + (score - np.log(y)).sum(axis=1) - K * total


@secret.misconception(
    "leaves alpha out of the sum", hint="The sum runs over alpha_k y_k^(-tau), with alpha = exp(logits)."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(-tau * np.log(y), axis=1)


@secret.misconception(
    "normalises the logits in one place only",
    hint="The density does not change when all alpha share a factor, but product and sum must use the same alpha.",
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    normalised = score - np.logaddexp.reduce(logits)
    return constant + (normalised - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "takes tau for tau + 1",
    hint="That is the density of log y. On the simplex dy = y d(log y) adds one power: y_k^(-tau-1) in the product.",
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + score.sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "takes tau + 1 in the sum too", hint="In the product the power is -tau - 1, in the sum it is -tau."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - (tau + 1) * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + score.sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception("takes 1 / tau for tau", hint="The density has y_k^(-tau): a power of tau, not of 1 / tau.")
def concrete_logpdf(y, logits, tau):
    tau = 1 / tau
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "divides the logits by tau", hint="In the density alpha stands to the power 1: the temperature acts on y alone."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits / tau - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "overflows near the corners",
    hint="1e-200 to the power -2 is infinite: stay in logarithms, log sum exp(logits - tau log y) less its maximum.",
)
def concrete_logpdf(y, logits, tau):
    K, alpha = len(logits), np.exp(logits)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    with np.errstate(over="ignore"):
        total = np.log((alpha * y**-tau).sum(axis=1))
    return constant + (logits - (tau + 1) * np.log(y)).sum(axis=1) - K * total


@secret.misconception(
    "keeps y away from 0 by clipping", hint="log 1e-200 is an ordinary number, -460.5: no epsilon and no clipping."
)
def concrete_logpdf(y, logits, tau):
    K, y = len(logits), np.maximum(y, 1e-10)
    score = logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception("returns the density", hint="The logarithm of the density is asked for.")
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    with np.errstate(over="ignore"):
        return np.exp(constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1))


@secret.misconception("has the sign of a loss", hint="Return the log-density itself, not its negative.")
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return K * np.logaddexp.reduce(score, axis=1) - constant - (score - np.log(y)).sum(axis=1)


@secret.misconception("adds up the batch", hint="One log-density for each row of y: sum along axis=1 only.")
def concrete_logpdf(y, logits, tau):
    K, score = len(logits), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return (constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)).sum()


@secret.misconception(
    "takes n for K", hint="K is the number of classes, `y.shape[1]`; `len(y)` is the number of points."
)
def concrete_logpdf(y, logits, tau):
    K, score = len(y), logits - tau * np.log(y)
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - np.log(y)).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.misconception(
    "returns the log-density of a Dirichlet law",
    hint="The Dirichlet law lives on the simplex too, but softmax of Gumbel keys does not follow it.",
)
def concrete_logpdf(y, logits, tau):
    alpha = np.exp(logits) / tau
    constant = math.lgamma(alpha.sum()) - sum(math.lgamma(a) for a in alpha)
    return constant + ((alpha - 1) * np.log(y)).sum(axis=1)


@secret.misconception("overwrites y", hint="`out=y` and `y[:] = ...` change the caller's array: bind a new one.")
def concrete_logpdf(y, logits, tau):
    K, log_y = len(logits), np.log(y, out=y)
    score = logits - tau * log_y
    constant = math.lgamma(K) + (K - 1) * np.log(tau)
    return constant + (score - log_y).sum(axis=1) - K * np.logaddexp.reduce(score, axis=1)


@secret.alternative("torch's law")
def concrete_logpdf(y, logits, tau):
    law = torch.distributions.RelaxedOneHotCategorical(torch.tensor(tau), logits=torch.tensor(logits))
    return law.log_prob(torch.tensor(y))


@secret.alternative("shares of alpha y^-tau, whose logarithms are log-softmax values")
def concrete_logpdf(y, logits, tau):
    log_y = torch.tensor(y).log()
    shares = torch.log_softmax(torch.tensor(logits) - tau * log_y, dim=1)
    return math.lgamma(len(logits)) + math.log(tau) * (len(logits) - 1) + (shares - log_y).sum(dim=1)


@secret.alternative("point by point, scaled by the largest term")
def concrete_logpdf(y, logits, tau):
    K, result = y.shape[1], []
    for point in y:
        terms = [float(a) - tau * math.log(v) for a, v in zip(logits, point, strict=True)]
        top = max(terms)
        value = math.log(math.factorial(K - 1) * tau ** (K - 1)) - K * math.log(sum(math.exp(t - top) for t in terms))
        result.append(value + sum(t - top - math.log(v) for t, v in zip(terms, point, strict=True)))
    return result
