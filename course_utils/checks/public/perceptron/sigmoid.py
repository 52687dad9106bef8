"""`sigmoid`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure
from . import topic
from .shared import LOG2, LOG3, changed_by

exercise = topic.exercise("sigmoid", level=1)


def curve(student, z) -> np.ndarray:
    """The answer as an array of the shape of z, with no NaN in it."""
    z = np.asarray(z, float)
    values = student(z)
    expect.shape(values, z.shape)
    expect.finite(values)
    values = expect.array(values)
    if values.dtype.kind == "f" and values.dtype != np.float64:
        raise Failure(f"the result has dtype {values.dtype}, expected float64", "the result: expected dtype float64")
    return values


@exercise.case("the worked values: odds e^z of 3 to 1 are a probability of 3/4, 1 to 9 are 1/10", weight=2)
def _(student, draw):
    z = [[0.0, LOG3, -LOG3], [LOG2, 2 * LOG3, -2 * LOG3]]
    expect.close(curve(student, z), [[0.5, 0.75, 0.25], [2 / 3, 0.9, 0.1]], rtol=1e-9)


@exercise.case("sigma(z) + sigma(-z) = 1, rising all the way, for one dimension and for two")
def _(student, draw):
    z = np.sort(6 * draw.normal(30))
    for values, mirrored in (
        (curve(student, z), curve(student, -z)),
        (curve(student, z.reshape(5, 6)).ravel(), curve(student, -z.reshape(5, 6)).ravel()),
    ):
        expect.close(values + mirrored, np.ones(30), rtol=1e-12, what="sigma(z) + sigma(-z)")
        expect.greater(np.diff(values)[z[1:] < 15], 0, what="the rise of sigma from one z to the next")


@exercise.case("z = 1000 gives 1, z = -1000 gives 0, and z = -30 gives 9.36e-14")
def _(student, draw):
    values = curve(student, [1000.0, -1000.0, -30.0, 30.0])
    expect.unchanged(student)
    expect.close(values, [1.0, 0.0, 9.36e-14, 1.0], rtol=1e-12, atol=2e-15)


@exercise.case("z is left as it was")
def _(student, draw):
    values = curve(student, [LOG3, -LOG3])
    expect.unchanged(student)
    expect.close(values, [0.75, 0.25])


@exercise.probed(atol=1e-6)
def _(student):
    z = np.array([[0.3, -1.2, 2.0], [-0.7, 4.0, -6.0]])

    return {
        "values": lambda: student(z),
        "row": lambda: student(z[1]),
        "far": lambda: student(np.array([12.0, -12.0])),
        "left tail": lambda: 1e12 * expect.array(student(np.array([-24.0, -30.0]))),
        "mirrored": lambda: 1e9 * (expect.array(student(z)) + expect.array(student(-z)) - 1),
        "farther": lambda: student(np.array([1000.0, -1000.0])),
        "dtype": lambda: str(expect.array(student(z)).dtype),
        "changed": lambda: changed_by(student, lambda: curve(student, z)),
    }
