"""`sigmoid`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3

exercise = topic.exercise("sigmoid", level=1)
exercise.hints(
    "Which of e^z and e^(-z) is small when z is 1000? And when z is -1000?",
    "There are two ways to write the same function: 1 / (1 + e^(-z)) and e^z / (1 + e^z). Each is safe on one "
    "side of 0. The exponential of -|z| is safe on both.",
    "Compute e^(-|z|) once, with numpy: call it s. The denominator is 1 + s for every z. The numerator is 1 "
    "where z >= 0, and ... elsewhere: `np.where` chooses.",
)

SINGLE = "the result has the seven digits of float32: expected float64"


def curve(student, z) -> np.ndarray:
    """The answer as an array of the shape of z, with no NaN in it."""
    z = np.asarray(z, float)
    values = student(z)
    expect.shape(values, z.shape)
    expect.finite(values)
    return expect.array(values)


@exercise.case("the worked values: odds e^z of 3 to 1 are a probability of 3/4, 1 to 9 are 1/10", weight=2)
def _(student, draw):
    values = curve(student, [[0.0, LOG3, -LOG3], [LOG2, 2 * LOG3, -2 * LOG3]])
    expect.close(values, [[0.5, 0.75, 0.25], [2 / 3, 0.9, 0.1]])


@exercise.case("sigma(z) + sigma(-z) = 1, rising all the way, for one dimension and for two")
def _(student, draw):
    z = np.sort(draw.uniform(-6, 6, 30))
    for grid in (z, z.reshape(5, 6)):
        values, mirrored = curve(student, grid).ravel(), curve(student, -grid).ravel()
        single = np.array_equal(values.astype(np.float32), values)
        expect.differs(single, True, SINGLE)
        surplus = values + mirrored - 1
        expect.close(surplus, np.zeros(30), atol=1e-6 if single else 1e-10, what="sigma(z) + sigma(-z) - 1")
        expect.greater(np.diff(values), 0, what="the rise of sigma from one z to the next")


@exercise.case("z = 1000 gives 1 and z = -1000 gives 0; z is left as it was")
def _(student, draw):
    right, left, near = curve(student, [1000.0, -1000.0, LOG3])
    expect.unchanged(student)
    expect.close(right, 1.0, atol=1e-4, what="sigma(1000)")
    expect.close(left, 0.0, atol=1e-4, what="sigma(-1000)")
    expect.close(near, 0.75, what="sigma(log 3)")


@exercise.case("small values keep their digits: sigma(-34) is 1.7139e-15 and sigma(-40) is 4.2484e-18")
def _(student, draw):
    near, far = curve(student, [-34.0, -40.0])
    expect.differs(far, near, "sigma(-34) and sigma(-40) are equal: expected the second to be smaller by a factor e^-6")
    expect.differs(far, 0.0, "sigma(-40) is 0: expected 4.2484e-18")
    if far in (near, 0.0):  # clipped or lost: which number stands there instead says nothing more
        expect.differs(abs(near / 1.7139084e-15 - 1) < 1e-4, False, "sigma(-34): expected 1.7139e-15")
    else:
        expect.close(near, 1.7139084e-15, rtol=1e-4, atol=0, what="sigma(-34)")
        expect.close(far, 4.2483543e-18, rtol=1e-4, atol=0, what="sigma(-40)")
