"""`without_replacement`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("without_replacement", level=2)
# For who is stuck, one step at a time: a question, the idea, nearly the solution, with a gap.
exercise.hints(
    "What is the sum for the numbers 3 and 4, worked by hand?",
    "Each number is squared first, and the squares are added up.",
    "Two of numpy's operations in one line: x to the power ..., then its sum. The answer is a float.",
)


# A case asks through `student`, which answers with plain data, and compares each part under a name of its own. It never
# computes the answer as the solution does: it knows a number worked by hand, or a property.
@exercise.case("the squares of 3 and 4 add up to 25", weight=2)
def _(student, draw):
    expect.close(student(np.array([3.0, 4.0])), 25.0, what="the sum")


# `draw` gives inputs that are others for every seed, in the notebook always those of seed 0.
@exercise.case("twice the numbers give four times the sum, and the numbers are left as they were")
def _(student, draw):
    x = draw.normal(6) + 3
    once = expect.array(student(x))
    expect.unchanged(student)
    expect.close(student(2 * x), 4 * once, what="the sum for 2 x")
    expect.greater(once, 1.0, what="the sum for x")
