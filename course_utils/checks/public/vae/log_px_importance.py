"""`log_px_importance`: averages worked by hand, near 0 and far out, and what scaling the weights does."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("log_px_importance", level=2)
exercise.hints(
    "What is exp(-1000) in floating point, and what is its logarithm? The mean of such numbers is not 0: how "
    "can it be kept from vanishing?",
    "Take the largest log-weight out: log mean exp(l) = c + log mean exp(l - c) for every c. With c the "
    "largest, no exponential exceeds 1, and at least one of them is 1.",
    "c = logw.max(); return float(c + log of the sum of np.exp(logw - ...), divided by ... inside the logarithm).",
)


@exercise.case("the weights 0.1 and 0.3 average to 0.2, five to 1/2, and a single weight is its own average")
def _(student, draw):
    expect.close(student(np.log([0.1, 0.3])), -1.6094379, atol=1e-6, what="the estimate from (log 0.1, log 0.3)")
    expect.close(student(np.array([-2.5])), -2.5, what="the estimate from a single log-weight of -2.5")
    for weights in ([0.2, 0.5, 0.1, 1.6, 0.1], [1.6, 0.1, 0.5, 0.1, 0.2]):
        expect.close(student(np.log(weights)), -0.6931472, atol=1e-6, what="the estimate from five log-weights")


@exercise.case("log-weights near -1000 and +1000 neither vanish nor overflow")
def _(student, draw):
    # Weights w and 3 w average to 2 w.
    for level in (-1000.0, 1000.0):
        logw = np.array([level, level + math.log(3)])
        expect.close(student(logw), level + 0.6931472, atol=1e-6, rtol=1e-8, what=f"the estimate near {level:g}")


@exercise.case("log-weights that are 800 or more apart are averaged, whichever comes first")
def _(student, draw):
    # Beside e^800 a weight of 1 is nothing, but it counts: 2 of 3, 2 of 5, 2 of 11 and 1 of 2 are averaged over all.
    for logw, wanted in (
        ([0, 800, 800], 799.5945349),
        ([800, 0, 0, 0, 800], 799.0837093),
        ([900] + 9 * [0] + [900], 898.2952519),
        ([-1000, 1000], 999.3068528),
    ):
        what = f"the estimate from {len(logw)} log-weights up to {max(logw)}"
        expect.close(student(np.array(logw, dtype=float)), wanted, atol=1e-6, rtol=1e-8, what=what)
    # One weight of 1000 among 999 that vanish averages to 1: a constant inside the logarithm would show.
    logw = np.append(np.full(999, -1000.0), math.log(1000))
    expect.close(student(logw), 0.0, atol=2e-10, what="the estimate from 1000 log-weights")


@exercise.case("scaling every weight by c adds log c, and the estimate is above the mean log-weight")
def _(student, draw):
    logw = 2 * draw.normal(40)
    estimate = expect.array(student(logw), "the estimate")
    expect.shape(estimate, (), what="the estimate")
    expect.close(student(logw + 7.0), estimate + 7.0, what="the estimate after adding 7 to every log-weight")
    expect.greater(estimate - logw.mean(), 0.1, what="the estimate less the mean log-weight")
    expect.greater(logw.max() - estimate, 0.1, what="the largest log-weight less the estimate")


@exercise.case("the log-weights are left as they were, and e^0.5, e^-0.5 and e^3 average to e^2.008188")
def _(student, draw):
    estimate = student(np.array([0.5, -0.5, 3.0]))
    expect.unchanged(student)
    expect.shape(estimate, (), what="the estimate")
    distances = np.array([1.0, -1.0]) * (expect.array(estimate) - [1.5, 2.5])
    expect.greater(distances, 0.0, what="the distances of the estimate from 1.5 and from 2.5")
