"""`log_px_importance`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("log_px_importance", level=2)


@exercise.case("the weights 0.1 and 0.3 average to 0.2; a single weight is its own average")
def _(student, draw):
    expect.close(student(np.log([0.1, 0.3])), -1.6094379, atol=1e-6, what="the estimate from (log 0.1, log 0.3)")
    expect.close(student(np.array([-2.5])), -2.5, what="the estimate from a single log-weight of -2.5")


@exercise.case("log-weights near -1000 and +1000 neither vanish nor overflow")
def _(student, draw):
    # Weights w and 3 w average to 2 w.
    for level in (-1000.0, 1000.0):
        expect.close(
            student(np.array([level, level + math.log(3)])),
            level + 0.6931472,
            atol=1e-6,
            rtol=0,
            what=f"the estimate near {level:g}",
        )
    # Beside e^1000 the weight e^-1000 is nothing, but it counts among the two.
    expect.close(
        student(np.array([-1000.0, 1000.0])), 999.3068528, atol=1e-6, rtol=0, what="the estimate from (-1000, 1000)"
    )


@exercise.case("scaling every weight by c adds log c, and the estimate is above the mean log-weight")
def _(student, draw):
    logw = 2 * draw.normal(40)
    estimate = expect.array(student(logw), "the estimate")
    expect.shape(estimate, (), what="the estimate")
    expect.close(student(logw + 7.0), estimate + 7.0, what="the estimate after adding 7 to every log-weight")
    expect.greater(estimate - logw.mean(), 0.1, what="the estimate less the mean log-weight")
    expect.greater(logw.max() - estimate, 0.1, what="the largest log-weight less the estimate")


@exercise.case("the log-weights are left as they were")
def _(student, draw):
    estimate = student(np.array([0.5, -0.5, 3.0]))
    expect.unchanged(student)
    expect.greater([estimate - 1, 3 - estimate], 0.5, what="the distances of the estimate from 1 and from 3")


@exercise.probed()
def _(student):
    def changed():
        student(np.array([1.0, 2.0]))
        return list(student.changed)

    return {
        "three": lambda: student(np.array([-0.7, 0.2, 1.9])),
        "one": lambda: student(np.array([0.4])),
        "low": lambda: student(np.array([-1000.0, -1001.0])),
        "high": lambda: student(np.array([1000.0, 1001.0])),
        "negative": lambda: student(np.array([-3.0, -1.0, -2.0])),
        "apart": lambda: student(np.array([-900.0, -500.0, 1000.0])),
        "less apart": lambda: student(np.array([-500.0, 500.0])),
        "one among many": lambda: student(np.append(np.full(9999, -1000.0), 0.0)),
        "changed": changed,
    }
