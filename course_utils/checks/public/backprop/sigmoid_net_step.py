"""`sigmoid_net_step`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("sigmoid_net_step", level=2)
exercise.hints(
    "To which weights do the gradients belong: the ones that came in, or those that you have changed already?",
    "Forward: h, then o. Backward: delta_o = (o - t) o (1 - o), an error times the slope of the sigmoid. "
    "Hidden unit j is blamed through column j of the old W2, and then by its own slope. Compute both "
    "gradients before any weight moves.",
    "E is half the squared error. delta_h = (W2 transposed times delta_o) * h * (1 - h). New W2 is W2 - lr * "
    "np.outer(delta_o, ...), new W1 is W1 - lr * np.outer(delta_h, ...). What does each weight multiply in "
    "the forward pass?",
)

# Mazur 2015: weights, biases, input, target, step.
MAZUR = (
    np.array([[0.15, 0.20], [0.25, 0.30]]),
    np.array([[0.40, 0.45], [0.50, 0.55]]),
    *(0.35, 0.60, np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5),
)


def step(student, *arguments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """E, W1_new and W2_new of the answer."""
    return tuple(expect.array(part) for part in expect.parts(student(*arguments), 3, "E, W1_new and W2_new"))


@exercise.case("the published example: E = 0.298371109 and eight new weights", weight=2)
def _(student, draw):
    E, W1, W2 = step(student, *MAZUR)
    expect.close(E, 0.298371109, rtol=0, atol=6e-9, what="E")
    new = [[0.35891648, 0.408666186], [0.51130127, 0.561370121]]
    expect.close(W2, new, rtol=0, atol=6e-9, what="W2_new")
    new = [[0.149780716, 0.19956143], [0.24975114, 0.29950229]]
    expect.close(W1, new, rtol=0, atol=6e-9, what="W1_new")


@exercise.case("from weights of 0 and biases of 0: all outputs are 1/2, and W1 stays where it is")
def _(student, draw):
    zero = np.zeros((2, 2))
    E, W1, W2 = step(student, zero, zero, 0.0, 0.0, np.array([3.0, -1.0]), np.array([0.0, 1.0]), 1.0)
    expect.close(E, 0.25, what="E")
    expect.close(W2, [[-0.0625, -0.0625], [0.0625, 0.0625]], what="W2_new")
    expect.close(W1, zero, what="W1_new")


@exercise.case("one hidden unit at 800, where its output is 1 and its slope 0; the outputs are 0.8 and 0.5")
def _(student, draw):
    # The errors are 0.5 and -0.5, the slopes of the outputs 0.16 and 0.25, that of the other hidden unit 0.25.
    W1, W2 = np.array([[800.0, 0.0], [0.0, 0.0]]), np.array([[np.log(4) - 1, 2.0], [1.0, -2.0]])
    E, new_W1, new_W2 = step(student, W1, W2, 0.0, 0.0, np.array([1.0, 0.0]), np.array([0.3, 1.0]), 1.0)
    expect.close(E, 0.25, what="E")
    expect.close(new_W2 - W2, [[-0.08, -0.04], [0.125, 0.0625]], what="the change of W2")
    expect.close(new_W1 - W1, [[0.0, 0.0], [-0.1025, 0.0]], what="the change of W1")


@exercise.case("the next step starts from the error 0.291027774")
def _(student, draw):
    _, W1, W2 = step(student, *MAZUR)
    expect.close(step(student, W1, W2, *MAZUR[2:])[0], 0.291027774, rtol=0, atol=6e-9, what="E of the next step")


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
    E, W1, W2 = step(student, *MAZUR)
    expect.unchanged(student)
    expect.shape(E, (), what="E")
    expect.greater(E, 1e-4, what="E")
    for layer, new in ((1, W1), (2, W2)):
        expect.greater(np.abs(new - MAZUR[layer - 1]).max(), 1e-6, what=f"the largest change of W{layer}")
        expect.greater(np.ptp(new), 1e-6, what=f"how far the entries of W{layer} lie apart")
