"""`activation_grads`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3, changed_by

exercise = topic.exercise("activation_grads", level=1)


NAMES = ("sigmoid", "tanh", "relu")


def slopes(student, z) -> dict[str, np.ndarray]:
    """The three derivatives, each of the shape of z."""
    z = np.asarray(z, float)
    answer = student(z)
    expect.keys(answer, set(NAMES))
    for name in NAMES:
        expect.shape(answer[name], z.shape, what=f"`{name}`")
        expect.finite(answer[name], what=f"`{name}`")
    return {name: expect.array(answer[name]).astype(float) for name in NAMES}


@exercise.case("the worked values: 3/16, 9/25 and 1 at log 3; 2/9, 16/25 and 1 at log 2", weight=2)
def _(student, draw):
    found = slopes(student, [[LOG3, -LOG3], [LOG2, -LOG2]])
    expect.close(found["sigmoid"], [[3 / 16, 3 / 16], [2 / 9, 2 / 9]], what="`sigmoid`")
    expect.close(found["tanh"], [[0.36, 0.36], [0.64, 0.64]], what="`tanh`")
    expect.close(found["relu"], [[1.0, 0.0], [1.0, 0.0]], what="`relu`")


@exercise.case("at 0 the slopes are 1/4 and 1, and that of ReLU is anything from 0 to 1")
def _(student, draw):
    found = slopes(student, [0.0])
    expect.close(found["sigmoid"], [0.25], what="`sigmoid`")
    expect.close(found["tanh"], [1.0], what="`tanh`")
    expect.greater([found["relu"], 1 - found["relu"]], -1e-9, what="`relu` at 0, and 1 less it,")


@exercise.case("slopes at z and -z: equal for sigmoid and tanh, adding up to 1 for ReLU; flatter farther out")
def _(student, draw):
    z = np.cumsum(draw.uniform(0.1, 0.6, 3, 2), axis=0)
    right, left = slopes(student, z), slopes(student, -z)
    for name in ("sigmoid", "tanh"):
        expect.close(left[name], right[name], what=f"`{name}` at -z")
        expect.greater(-np.diff(right[name], axis=0), 0, what=f"the fall of `{name}` from one z to a larger one")
    expect.close(left["relu"] + right["relu"], np.ones((3, 2)), what="`relu` at z plus `relu` at -z")


@exercise.case("z is left as it was")
def _(student, draw):
    found = slopes(student, [LOG3, -LOG3])
    expect.unchanged(student)
    expect.close(found["tanh"], [0.36, 0.36], what="`tanh`")


@exercise.probed()
def _(student):
    z = np.array([[0.3, -1.2, 2.0], [-0.7, 1.4, -2.6]])

    return {
        "values": lambda: student(z),
        "at 0": lambda: {name: bool(0 <= value[0] <= 1) for name, value in student(np.zeros(1)).items()},
        "far": lambda: student(np.array([20.0, -20.0])),
        "changed": lambda: changed_by(student, lambda: slopes(student, z)),
    }
