"""`activation_grads`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3

exercise = topic.exercise("activation_grads", level=1)
exercise.hints(
    "What is each slope at z = 0, and what must it tend to far out on both sides? Sketch the three before you compute.",
    "The slopes can be written with the functions' own values: sigma (1 - sigma) and 1 - tanh^2; that of ReLU "
    "is a step. Which of these overflows at z = 1000, and how did you avoid that in `sigmoid`?",
    "With s = e^(-|z|) the slope of the sigmoid is s over (1 + s) to the power ..., the same on both sides of "
    "0. For the other two, `np.tanh(z)` and a comparison of z with 0 are enough; return a dict with the three "
    "names as keys.",
)

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
    expect.greater(found["relu"], -1e-9, what="`relu` at 0")
    expect.greater(1 - found["relu"], -1e-9, what="1 minus `relu` at 0")


@exercise.case("slopes at z and -z: equal for sigmoid and tanh, adding up to 1 for ReLU; z is left as it was")
def _(student, draw):
    z = np.cumsum(draw.uniform(0.1, 0.6, 3, 2), axis=0)
    right = slopes(student, z)
    expect.unchanged(student)
    left = slopes(student, -z)
    expect.unchanged(student)
    for name in ("sigmoid", "tanh"):
        expect.close(left[name], right[name], what=f"`{name}` at -z")
        expect.greater(-np.diff(right[name], axis=0), 0, what=f"the fall of `{name}` from one z to a larger one")
    expect.close(left["relu"] + right["relu"], np.ones((3, 2)), what="`relu` at z plus `relu` at -z")


@exercise.case("at z = 1000 and -1000 nothing overflows: 0 and 0, 0 and 0, 1 and 0")
def _(student, draw):
    found = slopes(student, [1000.0, -1000.0])
    for name, want in (("sigmoid", [0.0, 0.0]), ("tanh", [0.0, 0.0]), ("relu", [1.0, 0.0])):
        expect.close(found[name], want, atol=1e-6, what=f"`{name}`")
