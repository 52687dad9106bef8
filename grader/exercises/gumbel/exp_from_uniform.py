"""`exp_from_uniform`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gumbel import exp_from_uniform as public
from course_utils.checks.public.gumbel.exp_from_uniform import times
from scipy import stats

from ...exercise import Secret

secret = Secret(public.exercise)

ANSWER = "-np.log1p(-u)"  # of the chapter's solution


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


@secret.case("agrees with the logarithm to forty digits, from 1e-18 to 1 - 1e-6, in one, two and three dimensions", weight=2)
def _(student, draw):
    small, large = 10 ** draw.uniform(-18, -1, 24), 1 - 10 ** draw.uniform(-6, -1, 24)
    for u, rtol, what in ((small, 1e-12, "c of u up to 0.1"), (large, 1e-9, "c of u from 0.9 on")):
        with mpmath.workdps(40):
            want = np.array([float(-mpmath.log(1 - mpmath.mpf(float(x)))) for x in u])
        for shape in ((24,), (4, 6), (2, 3, 4)):
            expect.close(times(student, u.reshape(shape)), want.reshape(shape), rtol=rtol, atol=0, what=what)
        expect.close(times(student, u[:1]), want[:1], rtol=rtol, atol=0, what="c of a single u")


@secret.case("even steps of u give the exponential law, and the law gives u back")
def _(student, draw):
    u = draw.rng.permutation((np.arange(2000) + draw.uniform(0.1, 0.9, 2000)) / 2000)
    c = times(student, u)
    expect.greater(2 / 2000 - stats.kstest(c, "expon").statistic, 0, what="0.001 less the distance of the two laws")
    expect.close(stats.expon.cdf(c), u, what="the chance of a wait below c")


secret.slip(
    "returns -log(u)",
    (ANSWER, "-np.log(u)"),
    hint="That is an Exp(1) sample too, but not F^-1(u): solve 1 - e^-c = u for c. Here u = 0 is allowed, and log 0 is not.",
)
secret.slip(
    "loses small u",
    (ANSWER, "-np.log(1 - u)"),
    hint="In floating point 1 - 1e-18 is 1, and its logarithm 0. `np.log1p(x)` computes log(1 + x) for small x.",
)
secret.slip(
    "takes c = u for small u",
    (ANSWER, "np.where(u < 1e-8, u, -np.log(1 - u))"),
    hint="Between 1e-8 and 1e-6 neither u nor log(1 - u) has all digits. `np.log1p(x)` computes log(1 + x) for any x.",
)
secret.slip("forgets the minus sign", (ANSWER, "np.log1p(-u)"), hint="1 - u is below 1, so its logarithm is negative; waits are not.")
for name, formula in {
    "takes log(1 + u)": "np.log1p(u)",
    "takes -log(1 + u)": "-np.log1p(u)",
    "returns e^u - 1": "np.expm1(u)",
    "returns the odds u / (1 - u)": "u / (1 - u)",
}.items():
    secret.slip(name, (ANSWER, formula), hint="Solve u = 1 - e^-c for c step by step: first e^-c = 1 - u, then the logarithm.")
secret.slip(
    "returns the distribution function itself",
    (ANSWER, "-np.expm1(-u)"),
    hint="1 - e^-c turns a wait into a probability; you need its inverse.",
)
secret.slip("returns the density", (ANSWER, "np.exp(-u)"), hint="e^-c is the density at c. Solve F(c) = 1 - e^-c = u for c.")
for name, factor in {
    "takes the logarithm to base 2": " / np.log(2)",
    "takes the logarithm to base 10": " / np.log(10)",
    "halves the waits": " / 2",
    "divides by the mean wait": " / -np.log1p(-u).mean()",
}.items():
    hint = "c is the natural logarithm, `np.log1p`, with a minus: nothing is left to divide by."
    secret.slip(name, (ANSWER, ANSWER + factor), hint=hint)
for name, formula in {
    "keeps u away from 0 and 1 by clipping": "-np.log1p(-np.clip(u, 1e-7, 1 - 1e-7))",
    "cuts off long waits": "-np.log1p(-np.minimum(u, 1 - 1e-12))",
    "adds a small number inside the logarithm": "-np.log(1 - u + 1e-10)",
}.items():
    hint = "u = 0 is harmless in -log(1 - u), and u is never 1, so every wait is finite: no clipping, no largest wait, no epsilon."
    secret.slip(name, (ANSWER, formula), hint=hint)
secret.slip("rounds the waits", (ANSWER, "np.round(-np.log1p(-u), 9)"), hint="A wait of 1e-18 is a wait: return c with all its digits.")
secret.slip(
    "draws noise of its own",
    (ANSWER, "np.random.exponential(size=u.shape)"),
    hint="The noise is the argument u: the same u gives the same c. Draw nothing inside.",
)
for name, formula in {
    "returns Gumbel noise": "-np.log(-np.log(u))",
    "takes the logarithm of the waits as well": "-np.log(-np.log1p(-u))",
}.items():
    secret.slip(name, (ANSWER, formula), hint="One logarithm gives an exponential wait; a second one turns it into Gumbel noise.")
secret.slip(
    "computes in single precision",
    (ANSWER, "-np.log1p(-u.astype(np.float32))"),
    hint="float32 rounds 1 - 1e-16 to 1: keep the float64 of the argument.",
)
secret.slip("sorts the sample", (ANSWER, "np.sort(-np.log1p(-u))"), hint="Entry i of the result belongs to u[i]: keep the order.")
secret.slip(
    "adds the waits up",
    (ANSWER, "np.cumsum(-np.log1p(-u)).reshape(u.shape)"),
    hint="Each u gives one wait, whatever the others are: no `cumsum`.",
)
for name, shaped in {
    "returns a single wait": "-np.log1p(-u).mean()",
    "returns a column": "-np.log1p(-u).reshape(-1, 1)",
    "flattens u": "-np.log1p(-u).ravel()",
}.items():
    secret.slip(name, (ANSWER, shaped), hint="c has the shape of u: one wait for each entry, at the same place.")
secret.slip(
    "overwrites u",
    ("return " + ANSWER, "u *= -1\n    np.log1p(u, out=u)\n    return -u"),
    hint="`out=u` and `u *= -1` change the caller's array: compute into a new one.",
)
