"""`exp_from_uniform`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import torch
from scipy import stats

from course_utils.checks import expect
from course_utils.checks.public.gumbel import exp_from_uniform as public
from course_utils.checks.public.gumbel.exp_from_uniform import times

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with the logarithm to forty digits, from 1e-18 to one step below 1", weight=2)
def _(student, draw):
    u = np.concatenate([10 ** draw.uniform(-18, -1, 8), draw.uniform(0.1, 0.9, 8), 1 - 10 ** draw.uniform(-15, -1, 8)])
    with mpmath.workdps(40):
        want = [float(-mpmath.log(1 - mpmath.mpf(float(x)))) for x in u]
    expect.close(times(student, u), want, rtol=1e-9, atol=0, what="c")
    expect.close(times(student, u[:1]), want[:1], rtol=1e-9, atol=0, what="c of a single u")


@secret.case("even steps of u give the exponential law, and the law gives u back")
def _(student, draw):
    u = draw.rng.permutation((np.arange(2000) + draw.uniform(0.1, 0.9, 2000)) / 2000)
    c = times(student, u)
    expect.greater(2 / 2000 - stats.kstest(c, "expon").statistic, 0, what="0.001 less the distance of the two laws")
    expect.close(stats.expon.cdf(c), u, what="the chance of a wait below c")


@secret.misconception(
    "returns -log(u)",
    hint="That is an Exp(1) sample too, but not F^-1(u): solve 1 - e^-c = u for c. Here u = 0 is allowed, and log 0 is not.",
)
def exp_from_uniform(u):
    with np.errstate(divide="ignore"):
        return -np.log(u)


@secret.misconception(
    "loses u below 1e-16",
    hint="In floating point 1 - 1e-18 is 1, and its logarithm 0. `np.log1p(x)` computes log(1 + x) for small x.",
)
def exp_from_uniform(u):
    return -np.log(1 - u)


@secret.misconception("forgets the minus sign", hint="1 - u is below 1, so its logarithm is negative; waits are not.")
def exp_from_uniform(u):
    return np.log1p(-u)


@secret.misconception(
    "returns the distribution function itself", hint="1 - e^-c turns a wait into a probability; you need its inverse."
)
def exp_from_uniform(u):
    return -np.expm1(-u)


@secret.misconception("returns the density", hint="e^-c is the density at c. Solve F(c) = 1 - e^-c = u for c.")
def exp_from_uniform(u):
    return np.exp(-u)


@secret.misconception("takes log(1 + u)", hint="Solving 1 - e^-c = u gives e^-c = 1 - u: mind the sign inside `log1p`.")
def exp_from_uniform(u):
    return np.log1p(u)


@secret.misconception("takes the logarithm to base 2", hint="e^-c needs the natural logarithm, `np.log1p`.")
def exp_from_uniform(u):
    return -np.log1p(-u) / np.log(2)


@secret.misconception("takes the logarithm to base 10", hint="e^-c needs the natural logarithm, `np.log1p`.")
def exp_from_uniform(u):
    return -np.log1p(-u) / np.log(10)


@secret.misconception(
    "keeps u away from 0 and 1 by clipping",
    hint="u = 0 is harmless in -log(1 - u), and u is never 1: leave u as it is.",
)
def exp_from_uniform(u):
    return -np.log1p(-np.clip(u, 1e-7, 1 - 1e-7))


@secret.misconception(
    "adds a small number inside the logarithm",
    hint="1 - u is never 0 here, so no epsilon is needed, and it spoils both ends.",
)
def exp_from_uniform(u):
    return -np.log(1 - u + 1e-10)


@secret.misconception(
    "draws noise of its own", hint="The noise is the argument u: the same u gives the same c. Draw nothing inside."
)
def exp_from_uniform(u):
    return np.random.exponential(size=u.shape)


@secret.misconception(
    "returns Gumbel noise", hint="One logarithm gives an exponential wait; a second one turns it into Gumbel noise."
)
def exp_from_uniform(u):
    with np.errstate(divide="ignore"):
        return -np.log(-np.log(u))


@secret.misconception("returns the odds u / (1 - u)", hint="The inverse of 1 - e^-c needs a logarithm.")
def exp_from_uniform(u):
    return u / (1 - u)


@secret.misconception(
    "computes in single precision", hint="float32 rounds 1 - 1e-16 to 1: keep the float64 of the argument."
)
def exp_from_uniform(u):
    with np.errstate(divide="ignore"):
        return -np.log1p(-u.astype(np.float32))


@secret.misconception("sorts the sample", hint="Entry i of the result belongs to u[i]: keep the order.")
def exp_from_uniform(u):
    return np.sort(-np.log1p(-u))


@secret.misconception("overwrites u", hint="`out=u` and `u *= -1` change the caller's array: compute into a new one.")
def exp_from_uniform(u):
    u *= -1
    np.log1p(u, out=u)
    return -u


@secret.alternative("torch's log1p")
def exp_from_uniform(u):
    return torch.log1p(-torch.tensor(u)).neg()


@secret.alternative("one number after the other, with math")
def exp_from_uniform(u):
    waits = [-math.log1p(-x) for x in u.ravel().tolist()]
    return np.array(waits).reshape(u.shape)


@secret.alternative("the inverse hyperbolic sine of (1 / (1 - u) - (1 - u)) / 2")
def exp_from_uniform(u):
    return np.arcsinh(u * (2 - u) / (2 * (1 - u)))
