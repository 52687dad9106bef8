"""`without_replacement`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.gumbel import without_replacement as public

from ...exercise import Secret

secret = Secret(public.exercise)


# Hidden cases never repeat an input of the public ones.
@secret.case("agrees with numpy on drawn numbers")
def _(student, draw):
    x = draw.normal(9)
    expect.close(student(x), np.linalg.norm(x) ** 2, what="the sum")


# An alternative is right and differs in method; it uses nothing but its arguments and the chapter's imports.
@secret.alternative("a scalar product")
def without_replacement(x):
    return float(x @ x)


# A slip edits the chapter's solution, docstrings left out, or the alternative that `of` names. Its name completes
# "your function ..."; the hint says what to do, and not the answer.
secret.slip(
    "adds up the numbers themselves",
    ("x**2", "x"),
    hint="Each number counts by its square: a negative one adds as much as a positive one.",
)


# A wrong answer that is another program altogether is written out.
@secret.misconception(
    "takes the root at the end",
    hint="The sum of the squares is asked for, not the length.",
)
def without_replacement(x):
    return float(np.linalg.norm(x))
