"""`log_px_importance`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.vae import log_px_importance as public
from scipy import special, stats

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with the logarithm of the mean weight for drawn log-weights at every scale", weight=2)
def _(student, draw):
    for size, level in ((1, -900.0), (2, 0.0), (50, -1000.0), (333, 1000.0)):
        logw = level + 3 * draw.normal(size)
        expect.close(student(logw), special.logsumexp(logw) - math.log(size), what=f"the estimate from {size} log-weights near {level:g}")
    logw = np.full(8000, -1500.0)
    logw[[17, 4000]] = 0.0
    expect.close(student(logw), -math.log(4000), rtol=1e-10, what="the estimate where two weights of 8,000 do not vanish")


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
SUMMED, PLAIN = "largest + math.log(np.exp(logw - largest).sum())", "np.log(np.exp(logw).mean())"
NORMALIZED = "np.average(logw, weights=np.exp(logw - largest))"

secret.slips(
    {
        "averages the log-weights": (ESTIMATE, "logw.mean()"),
        "returns the largest log-weight": (ESTIMATE, "largest"),
        "returns the median log-weight": (ESTIMATE, "np.median(logw)"),
        "expands to second order around the mean log-weight": (ESTIMATE, "logw.mean() + logw.var() / 2"),
        "averages the log-weights with the normalized weights": (ESTIMATE, NORMALIZED),
        "returns the mean weight, not its logarithm": (ESTIMATE, "np.exp(logw).mean()"),
        "returns minus the estimate": ("largest + ", "-largest - "),
        "takes the logarithm to base 2": ("math.log(", "math.log2("),
    },
    hint="The estimate is the natural logarithm of the mean weight; the mean of the logarithms is the ELBO, and smaller.",
)
secret.slips(
    {
        "sums the weights without dividing by their number": (" / logw.size", ""),
        "divides the logarithm by the number of samples": (ESTIMATE, f"({SUMMED}) / logw.size"),
        "divides by one sample too few": ("logw.size", "max(logw.size - 1, 1)"),
        "multiplies by the number of samples": ("/ logw.size", "* logw.size"),
        "subtracts S instead of its logarithm": (" / logw.size)", ") - logw.size"),
        "leaves out weights far below the largest": ("logw.max()", "logw.max()\n    logw = logw[logw > largest - 2]"),
        "returns 0 for a single sample": ("largest +", "0.0 if logw.size == 1 else largest +"),
    },
    hint="The identity is an expectation: the sum of the weights is divided by S inside the logarithm, so subtract log S. "
    "Each sample counts, however small its weight, and S = 1 is no special case.",
)
secret.slips(
    {
        "exponentiates the log-weights as they are": (ESTIMATE, PLAIN),
        "makes infinities finite instead of shifting the log-weights": (ESTIMATE, f"np.nan_to_num({PLAIN})"),
        "clips the log-weights": (ESTIMATE, "np.log(np.exp(logw.clip(-700, 700)).mean())"),
    }
    | {
        f"hides the logarithm of 0 behind a constant of {e}": (ESTIMATE, f"np.log(np.exp(logw).mean() + {e})")
        for e in ("1e-8", "1e-10", "1e-12")
    },
    hint="exp(-1000) is 0 and exp(1000) is infinite in floating point: subtract the largest log-weight first and add it back.",
)
secret.slips(
    {
        "does not add the largest log-weight back": ("largest + ", ""),
        "subtracts the largest log-weight again instead of adding it": ("largest + ", "-largest + "),
    },
    hint="What you subtract before the exponential must be added after the logarithm.",
)
secret.slips(
    {
        f"subtracts the {name}": (("logw.max()", shift), ("math.log(", "np.log("))
        for name, shift in {
            "smallest log-weight": "logw.min()",
            "mean log-weight": "logw.mean()",
            "first log-weight": "logw[0]",
            "median log-weight": "np.median(logw)",
            "largest absolute value": "np.abs(logw).max()",
        }.items()
    },
    hint="Subtract the largest, with its sign: only then is no exponential above 1 and the sum at least 1.",
)
secret.slips(
    {f"adds {e} inside the logarithm": ("logw.size)", f"logw.size + {e})") for e in ("1e-8", "1e-10", "1e-12")},
    hint="After the largest is subtracted the sum is at least 1: its logarithm needs no protection.",
)
secret.slip("rounds its answer", ("float(", "round("), ("logw.size))", "logw.size), 4)"), hint="Rounding is for printing.")
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
