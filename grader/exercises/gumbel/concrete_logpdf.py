"""`concrete_logpdf`: hidden cases, misconceptions and accepted alternatives."""

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

# Of the chapter's solution.
SUM = "np.logaddexp.reduce(logits - tau * log_y, axis=1)"
FACTORIAL = "math.lgamma(K)"
POWER = "(K - 1) * math.log(tau)"
PRODUCT = "(logits - (tau + 1) * log_y)"
DENOMINATOR = "- K * log_A"


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


for name, factorial in {
    "leaves out (K - 1)!": "0",
    "takes K! for (K - 1)!": "math.lgamma(K + 1)",
    "adds (K - 1)! without a logarithm": "math.gamma(K)",
    "takes log (K - 1) for log (K - 1)!": "math.log(K - 1)",
    "takes log K for log (K - 1)!": "math.log(K)",
}.items():
    hint = "The density starts with (K - 1)!, in logarithms `math.lgamma(K)`. For K = 2 it is 1; for three classes it is 2."
    secret.slip(name, (FACTORIAL, factorial), hint=hint)
for name, power in {
    "leaves out the power of tau": "0",
    "takes tau to the power K": "K * math.log(tau)",
    "takes tau to the power 1": "math.log(tau)",
    "gives the power of tau the wrong sign": "(1 - K) * math.log(tau)",
    "takes tau for log tau": "(K - 1) * tau",
}.items():
    hint = "On the simplex K - 1 coordinates are free, so the density carries tau^(K-1) in the numerator: add (K - 1) log tau."
    secret.slip(name, (POWER, power), hint=hint)
for name, total in {
    "gives the exponent in the sum the wrong sign": "np.logaddexp.reduce(logits + tau * log_y, axis=1)",
    "takes tau + 1 in the sum too": "np.logaddexp.reduce(logits - (tau + 1) * log_y, axis=1)",
    "takes the logits for alpha in the sum": "np.log((logits * y**-tau).sum(axis=1))",
    "leaves alpha out of the sum": "np.logaddexp.reduce(-tau * log_y, axis=1)",
}.items():
    hint = "The sum runs over alpha_k y_k^(-tau), with alpha = exp(logits) and the power -tau."
    secret.slip(name, (SUM, total), hint=hint)
for name, total in {
    "overflows near the corners": "np.log((np.exp(logits - logits.max()) * y**-tau).sum(axis=1)) + logits.max()",
    "takes the exponentials of the sum as they are": "np.log(np.exp(logits - tau * log_y).sum(axis=1))",
    "underflows beside a corner": "np.log(np.exp(logits - tau * log_y - (logits - tau * log_y).max()).sum(axis=1))"
    " + (logits - tau * log_y).max()",
}.items():
    hint = "1e-300 to the power -2 is infinite: stay in logarithms, log sum exp(logits - tau log y) less each row's own maximum."
    secret.slip(name, (SUM, total), hint=hint)
secret.slip(
    "takes the largest term for the sum",
    (SUM, "(logits - tau * log_y).max(axis=1)"),
    hint="The largest term only keeps the exponentials small: add the logarithm of the sum of exp(terms - largest).",
)
for name, product in {
    "gives the exponent in the product the wrong sign": "(logits + (tau + 1) * log_y)",
    "leaves alpha out of the product": "(-(tau + 1) * log_y)",
}.items():
    hint = "The product runs over alpha_k y_k^(-tau - 1): in logarithms, logits minus (tau + 1) log y_k."
    secret.slip(name, (PRODUCT, product), hint=hint)
for name, product in {
    "takes tau for tau + 1": "(logits - tau * log_y).sum(axis=1)",
    "takes tau - 1 for tau + 1": "(logits - (tau - 1) * log_y).sum(axis=1)",
    "takes the Jacobian of all but the last class": "(logits - tau * log_y).sum(axis=1) - log_y[:, :-1].sum(axis=1)",
}.items():
    hint = "On the simplex dy = y d(log y) adds a power of each of the K entries: y_k^(-tau-1) in the product."
    secret.slip(name, (PRODUCT + ".sum(axis=1)", product), hint=hint)
for where, edit in {
    "product": (PRODUCT, "(logits - np.logaddexp.reduce(logits) - (tau + 1) * log_y)"),
    "sum": (SUM, "np.logaddexp.reduce(logits - np.logaddexp.reduce(logits) - tau * log_y, axis=1)"),
}.items():
    hint = "The density does not change when all alpha share a factor, but product and sum must use the same alpha."
    secret.slip(f"normalises the logits in the {where} only", edit, hint=hint)
for name, summed in {"sums the product over all points": "sum()", "takes the mean over the classes": "mean(axis=1)"}.items():
    hint = "The product runs over the K classes of each point: sum along axis=1."
    secret.slip(name, (f"{PRODUCT}.sum(axis=1)", f"{PRODUCT}.{summed}"), hint=hint)
for name, denominator in {
    "takes the sum to the power 1": "- log_A",
    "takes the sum to the power K - 1": "- (K - 1) * log_A",
    "puts K inside the logarithm": "- math.log(K) - log_A",
    "multiplies by the sum": "+ K * log_A",
    "leaves out the sum": "",
}.items():
    hint = "The sum stands to the power K in the denominator: subtract K times its logarithm."
    secret.slip(name, (DENOMINATOR, denominator), hint=hint)
for name, first, hint in (
    ("takes the logits for alpha throughout", "logits = np.log(logits)", "Logits are log alpha already, of either sign."),
    ("overflows where the logits are large", "logits = np.log(np.exp(logits))", "Stay in logarithms: exp(1000) is infinite."),
    ("takes 1 / tau for tau", "tau = 1 / tau", "The density has y_k^(-tau): a power of tau, not of 1 / tau."),
    ("divides the logits by tau", "logits = logits / tau", "Alpha stands to the power 1: the temperature acts on y alone."),
    ("keeps y away from 0 by clipping", "y = np.maximum(y, 1e-10)", "log 1e-300 is an ordinary number, -690.8."),
    ("adds a small number to y", "y = y + 1e-20", "log 1e-300 is an ordinary number, -690.8: no epsilon is needed."),
    ("overwrites y", "y[:] = np.log(y)\n    y = np.exp(y)", "`out=y` and `y[:] = ...` change the caller's array."),
    ("overwrites the logits", "logits -= logits.mean()", "`logits -= ...` changes the caller's array: bind a new one."),
):
    secret.slip(name, ("K, log_y", f"{first}\n    K, log_y"), hint=hint)
secret.slip("takes n for K", ("y.shape[1]", "len(y)"), hint="K is the number of classes; `len(y)` is the number of points.")
for name, wrapped, hint in (
    ("returns the density", "np.exp({})", "The logarithm of the density is asked for."),
    ("has the sign of a loss", "-({})", "Return the log-density itself, not its negative."),
    ("adds up the batch", "({}).sum()", "One log-density for each row of y: sum along axis=1 only."),
    ("returns a column", "({})[:, None]", "One log-density for each row of y, in one row of n numbers: no `keepdims`."),
):
    answer = f"constant + {PRODUCT}.sum(axis=1) {DENOMINATOR}"
    secret.slip(name, (answer, wrapped.format(answer)), hint=hint)


@secret.misconception(
    "returns the log-density of a Dirichlet law",
    hint="The Dirichlet law lives on the simplex too, but softmax of Gumbel keys does not follow it.",
)
def concrete_logpdf(y, logits, tau):
    alpha = torch.tensor(np.exp(logits) / tau)
    constant = torch.lgamma(alpha.sum()) - torch.lgamma(alpha).sum()
    return (constant + ((alpha - 1) * torch.tensor(np.log(y))).sum(dim=1)).numpy()
