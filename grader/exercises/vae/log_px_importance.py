"""`log_px_importance`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from course_utils.checks import expect
from course_utils.checks.public.vae import log_px_importance as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with the logarithm of the mean weight for drawn log-weights at every scale", weight=2)
def _(student, draw):
    for size, level in ((1, -900.0), (2, 0.0), (50, -1000.0), (333, 1000.0)):
        logw = level + 3 * draw.normal(size)
        expect.close(
            student(logw),
            special.logsumexp(logw) - math.log(size),
            what=f"the estimate from {size} log-weights near {level:g}",
        )


@secret.case("two weights of 1 among 8,000 that vanish average to 1/4000")
def _(student, draw):
    logw = np.full(8000, -1500.0)
    logw[[17, 4000]] = 0.0
    expect.close(student(logw), -math.log(4000), rtol=1e-10, what="the estimate")


@secret.case("is exact where q is the posterior, whatever the samples")
def _(student, draw):
    # x | z ~ N(a z, t^2) with z ~ N(0, 1): at the posterior every weight equals p(x).
    x, a, t = draw.normal(1)[0], draw.positive(), draw.positive()
    total = a * a + t * t
    z = stats.norm(a * x / total, t / math.sqrt(total)).rvs(20, random_state=draw.rng)
    joint = stats.norm(0, 1).logpdf(z) + stats.norm(a * z, t).logpdf(x)
    logw = joint - stats.norm(a * x / total, t / math.sqrt(total)).logpdf(z)
    expect.close(student(logw), stats.norm(0, math.sqrt(total)).logpdf(x), what="the estimate of log p(x)")


@secret.alternative("scipy's logsumexp")
def log_px_importance(logw):
    from scipy.special import logsumexp

    return logsumexp(logw, b=1 / np.size(logw))


@secret.alternative("a running sum that folds one log-weight in at a time")
def log_px_importance(logw):
    total = -math.inf
    for value in logw:
        high, low = max(total, value), min(total, value)
        total = high + math.log1p(math.exp(low - high))
    return total - math.log(len(logw))


ESTIMATE = "largest + math.log(np.exp(logw - largest).sum() / logw.size)"
SHIFT_HINT = "Subtract the largest: only then is no exponential above 1 and the sum at least 1."
FAR_HINT = "exp(-1000) is 0 and exp(1000) is infinite in floating point: subtract the largest log-weight first and add it back."

secret.slip(
    "averages the log-weights",
    (ESTIMATE, "logw.mean()"),
    hint="The mean of the logarithms is the ELBO. The estimate is the logarithm of the mean weight.",
)
NUMBER_HINT = (
    "The identity is an expectation: the sum of the weights is divided by S inside the logarithm, so subtract log S."
)
secret.slip("sums the weights without dividing by their number", (" / logw.size", ""), hint=NUMBER_HINT)
secret.slip(
    "divides the logarithm by the number of samples",
    (ESTIMATE, "(largest + math.log(np.exp(logw - largest).sum())) / logw.size"),
    hint="1/S stands inside the logarithm: it becomes - log S, not a division.",
)
secret.slip("divides by one sample too few", ("logw.size", "max(logw.size - 1, 1)"), hint=NUMBER_HINT)
secret.slip("multiplies by the number of samples", ("/ logw.size", "* logw.size"), hint=NUMBER_HINT)
secret.slip("subtracts S instead of its logarithm", (" / logw.size)", ") - logw.size"), hint=NUMBER_HINT)
secret.slip("exponentiates the log-weights as they are", (ESTIMATE, "np.log(np.exp(logw).mean())"), hint=FAR_HINT)
secret.slip(
    "makes infinities finite in place of shifting the log-weights",
    (ESTIMATE, "np.nan_to_num(np.log(np.exp(logw).mean()))"),
    hint=FAR_HINT,
)
secret.slip("clips the log-weights", (ESTIMATE, "np.log(np.exp(logw.clip(-700, 700)).mean())"), hint=FAR_HINT)
BACK_HINT = "What you subtract before the exponential must be added after the logarithm."
secret.slip("does not add the largest log-weight back", ("largest + ", ""), hint=BACK_HINT)
secret.slip(
    "subtracts the largest log-weight again instead of adding it", ("largest + ", "-largest + "), hint=BACK_HINT
)
for name, shift in {
    "smallest": "logw.min()",
    "mean": "logw.mean()",
    "first": "logw[0]",
    "median": "np.median(logw)",
}.items():
    secret.slip(f"subtracts the {name} log-weight", ("logw.max()", shift), ("math.log(", "np.log("), hint=SHIFT_HINT)
secret.slip(
    "subtracts the largest absolute value",
    ("logw.max()", "np.abs(logw).max()"),
    ("math.log(", "np.log("),
    hint="Subtract the largest log-weight with its sign: near -1000 the largest absolute value makes it worse.",
)
WHOLE_HINT = "One weight, or the middle one, is no average: take the mean of all S weights, then its logarithm."
secret.slip("returns the largest log-weight", (ESTIMATE, "largest"), hint=WHOLE_HINT)
secret.slip("returns the median log-weight", (ESTIMATE, "np.median(logw)"), hint=WHOLE_HINT)
secret.slip(
    "averages the log-weights with the normalised weights",
    (ESTIMATE, "np.average(logw, weights=np.exp(logw - largest))"),
    hint="Normalised weights average functions under the posterior; here the weights themselves are averaged.",
)
secret.slip(
    "expands to second order around the mean log-weight",
    (ESTIMATE, "logw.mean() + logw.var() / 2"),
    hint="Mean plus half the variance is exact only for infinitely many log-weights that are normal: average the weights.",
)
secret.slip(
    "leaves out weights that are far below the largest",
    ("largest = logw.max()", "largest = logw.max()\n    logw = logw[logw > largest - 2]"),
    hint="A small weight still counts among the S: drop none.",
)
secret.slip(
    "returns the mean weight, not its logarithm",
    (ESTIMATE, "np.exp(logw).mean()"),
    hint="The estimate is of log p(x): take the logarithm of the mean weight.",
)
secret.slip(
    "returns minus the estimate", ("largest + ", "-largest - "), hint="log p(x) is asked for, not a loss: no minus."
)
secret.slip(
    "takes the logarithm to base 2",
    ("math.log(", "math.log2("),
    hint="Log-weights are in nats: the logarithm must be the natural one.",
)
secret.slip(
    "returns 0 for a single sample",
    ("largest +", "0.0 if logw.size == 1 else largest +"),
    hint="With S = 1 the estimate is the one log-weight itself: no special case is needed.",
)
CONSTANT_HINT = "After the largest is subtracted the sum is at least 1: its logarithm needs no protection."
for constant in ("1e-8", "1e-10", "1e-12"):
    secret.slip(f"adds {constant} inside the logarithm", ("logw.size)", f"logw.size + {constant})"), hint=CONSTANT_HINT)
    secret.slip(
        f"hides the logarithm of 0 behind a constant of {constant}",
        (ESTIMATE, f"np.log(np.exp(logw).mean() + {constant})"),
        hint=FAR_HINT,
    )
secret.slip(
    "rounds its answer", ("float(", "round("), ("logw.size))", "logw.size), 4)"), hint="Rounding is for printing."
)
secret.slip(
    "returns an array of one entry",
    (f"float({ESTIMATE})", f"np.array([{ESTIMATE}])"),
    hint="Return a number: an array of shape [1] still has an axis.",
)
secret.slip(
    "overwrites the log-weights",
    ("    return", "    logw -= largest\n    return"),
    ("np.exp(logw - largest)", "np.exp(logw)"),
    hint="`logw -= ...` changes the caller's array: compute into a new one.",
)
