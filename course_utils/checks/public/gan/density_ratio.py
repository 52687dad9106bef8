"""`density_ratio`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG3, LOG4, ratio

exercise = topic.exercise("density_ratio", level=1)
exercise.hints(
    "With D = 1 / (1 + e^(-a)), what is D / (1 - D)? Simplify on paper before you program.",
    "Everything cancels but one exponential, so D, which rounds to 1 at a = 40, never has to be computed. "
    "Real stands on top: large logits must give large ratios.",
    "The whole function is the exponential of ...: with which sign?",
)


@exercise.case("the worked values: D = 1/2, 3/4, 1/5 and 9/10 are ratios of 1, 3, 1/4 and 9", weight=2)
def _(student, draw):
    found = ratio(student, [0.0, LOG3, -LOG4, 2 * LOG3])
    expect.close(found, [1, 3, 0.25, 9], what="the ratio")


@exercise.case("logits of 40 and -40, where D rounds to 1 or nearly to 0")
def _(student, draw):
    found = ratio(student, [40.0, -40.0, 20.0, 38.0])
    expect.close(
        found / [1e17, 1e-18, 1e8, 1e16], [2.35385267, 4.24835426, 4.85165195, 3.18559318], what="the ratio's digits"
    )


@exercise.case("real and forged exchanged: the sign of the logit turns and the ratio with it, in one dimension or two")
def _(student, draw):
    logit = draw.uniform(0.5, 6.0, 12)
    for shape in ((12,), (3, 4)):
        above, below = ratio(student, logit.reshape(shape)), ratio(student, -logit.reshape(shape))
        expect.greater(above, 1.1, what="the ratio at positive logits")
        expect.close(above * below, np.ones(shape), what="the product of the ratio and the one exchanged")


@exercise.case("the logits are left as they were")
def _(student, draw):
    found = ratio(student, draw.uniform(0.3, 0.9, 6))
    expect.unchanged(student)
    expect.greater([np.ptp(found), found.min() - 1], 0, what="the spread of the ratio, and its smallest less 1,")
