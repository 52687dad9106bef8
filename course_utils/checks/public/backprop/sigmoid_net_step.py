"""`sigmoid_net_step`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("sigmoid_net_step", level=2)


# Mazur 2015: weights, biases, input, target, step.
MAZUR = (
    np.array([[0.15, 0.20], [0.25, 0.30]]),
    np.array([[0.40, 0.45], [0.50, 0.55]]),
    *(0.35, 0.60, np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5),
)


def step(student, *arguments) -> tuple[float, np.ndarray, np.ndarray]:
    """E, W1_new and W2_new of the answer."""
    E, W1, W2 = expect.parts(student(*arguments), 3, "E, W1_new and W2_new")
    for what, part, shape in (("E", E, ()), ("W1_new", W1, (2, 2)), ("W2_new", W2, (2, 2))):
        expect.shape(part, shape, what=what)
    return float(expect.array(E)), expect.array(W1), expect.array(W2)


@exercise.case("the published example: E = 0.298371109 and eight new weights", weight=2)
def _(student, draw):
    E, W1, W2 = step(student, *MAZUR)
    expect.close(E, 0.298371109, rtol=0, atol=6e-10, what="E")
    new = np.array([[0.35891648, 0.408666186], [0.51130127, 0.561370121]])
    expect.close(W2, new, rtol=0, atol=6e-9, what="W2_new")
    new = np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]])
    expect.close(W1, new, rtol=0, atol=6e-9, what="W1_new")


@exercise.case("from weights of 0 and biases of 0: all outputs are 1/2, and W1 stays where it is")
def _(student, draw):
    zero = np.zeros((2, 2))
    E, W1, W2 = step(student, zero, zero, 0.0, 0.0, np.array([3.0, -1.0]), np.array([0.0, 1.0]), 1.0)
    expect.close(E, 0.25, what="E")
    expect.close(W2, [[-0.0625, -0.0625], [0.0625, 0.0625]], what="W2_new")
    expect.close(W1, zero, what="W1_new")


@exercise.case("the next step starts from the error 0.291027774")
def _(student, draw):
    _, W1, W2 = step(student, *MAZUR)
    expect.close(step(student, W1, W2, *MAZUR[2:])[0], 0.291027774, rtol=0, atol=6e-10, what="E of the next step")


@exercise.case("twice the learning rate moves every weight twice as far, and leaves E as it is")
def _(student, draw):
    W1, W2 = draw.normal(2, 2), draw.normal(2, 2)
    rest = (0.3, -0.2, draw.normal(2), np.array([0.9, 0.2]))
    one, two = step(student, W1, W2, *rest, 0.7), step(student, W1, W2, *rest, 1.4)
    expect.close(two[0], one[0], what="E at twice the learning rate")
    for layer, W in ((1, W1), (2, W2)):
        expect.close(two[layer] - W, 2 * (one[layer] - W), what=f"the change of W{layer} at twice the learning rate")
        expect.greater(np.abs(one[layer] - W).max(), 1e-9, what=f"the largest change of W{layer}")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    E, W1, _ = step(student, *MAZUR)
    expect.unchanged(student)
    expect.greater([E, MAZUR[0][0, 0] - W1[0, 0]], 1e-4, what="E, and the first weight less its new value,")


@exercise.probed()
def _(student):
    W1, W2 = np.array([[0.8, -1.2], [0.5, 1.9]]), np.array([[1.4, -0.6], [0.3, 2.1]])
    rest = (0.4, -0.9, np.array([1.3, -0.7]), np.array([0.2, 0.9]))

    def changed():
        student(W1, W2, *rest, 2.0)
        return list(student.changed)

    return {
        "step": lambda: student(W1, W2, *rest, 2.0),
        "small step": lambda: student(W1, W2, *rest, 0.25),
        "changed": changed,
    }
