"""`neuron_gradient`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3

exercise = topic.exercise("neuron_gradient", level=2)
exercise.hints(
    "One row, one weight: (sigmoid(w x) - t)^2 / 2. Which three functions stand inside each other here, and what is the derivative of each?",
    "The chain rule multiplies three factors: the error, the slope of the activation at the score, and the "
    "input. Without an activation the one in the middle is 1. You wrote it in exercise 1.6.",
    "Compute the scores `X @ w` once. Make an array [n] of error times slope, both at the scores. Each row of X is "
    "multiplied by its own number, and the rows are averaged: which product of that array with X does both but the ...?",
)


def gradient(student, w, X, t) -> np.ndarray:
    """The answer as an array [d]."""
    weights, rows, labels = (np.asarray(a, float) for a in (w, X, t))
    answer = student(weights, rows, labels)
    expect.shape(answer, weights.shape, what="the gradient")
    expect.finite(answer, what="the gradient")
    return expect.array(answer).astype(float)


def cost(w: np.ndarray, X: np.ndarray, t: np.ndarray) -> float:
    """The cost itself, for scores of moderate size."""
    return float(np.mean((1 / (1 + np.exp(-X @ w)) - t) ** 2) / 2)


@exercise.case("the chapter's row (1, 2), w = 0: (-1/8, -1/4) for t = 1, and the opposite for t = 0", weight=2)
def _(student, draw):
    for t, want in ((1.0, [-0.125, -0.25]), (0.0, [0.125, 0.25])):
        expect.close(gradient(student, [0, 0], [[1, 2]], [t]), want, what=f"the gradient for t = {t:g}")


@exercise.case("a row with score log 3: the answer is 3/4, the slope 3/16; one with -log 2: 1/3 and 2/9")
def _(student, draw):
    expect.close(gradient(student, [LOG3, 0], [[1, -4]], [1]), [-3 / 64, 12 / 64], what="the gradient at log 3, t = 1")
    expect.close(gradient(student, [LOG3, 0], [[1, -4]], [0]), [9 / 64, -36 / 64], what="the gradient at log 3, t = 0")
    expect.close(gradient(student, [0, LOG2], [[3, -1]], [1]), [-4 / 9, 4 / 27], what="the gradient at -log 2, t = 1")


@exercise.case(
    "several rows: the mean of theirs, so that rows given twice change nothing; arguments are left as they were"
)
def _(student, draw):
    w, X, t = draw.normal(3), 0.7 * draw.normal(5, 3), np.array([1.0, 0, 1, 1, 0])
    found = gradient(student, w, X, t)
    expect.unchanged(student)
    each = [gradient(student, w, X[i : i + 1], t[i : i + 1]) for i in range(5)]
    expect.close(
        found, np.mean(each, axis=0), what="the gradient of five rows, against the mean of the gradients of one"
    )
    expect.close(
        gradient(student, w, np.vstack([X, X]), np.append(t, t)), found, what="the gradient with each row twice"
    )
    turned = gradient(student, w, X, 1 - t)
    expect.greater(np.ptp(found - turned), 1e-4, what="how differently the entries change when all labels are turned")


@exercise.case("it says how the cost changes when one weight is moved a little")
def _(student, draw):
    w, X, t = draw.normal(4), draw.normal(7, 4), draw.uniform(0, 1, 7)
    moves = 1e-5 * np.eye(4)
    want = [(cost(w + move, X, t) - cost(w - move, X, t)) / 2e-5 for move in moves]
    expect.close(
        gradient(student, w, X, t), want, rtol=1e-4, atol=1e-7, what="the gradient, against small moves of each weight"
    )


@exercise.case("scores of 1000 and -1000: nothing overflows, and such rows add nothing")
def _(student, draw):
    X, w = [[1000.0, 0.0], [-1000.0, 0.0], [0.0, 2.0], [0.0, 2.0]], [1, 0]
    expect.close(
        gradient(student, w, X, [0, 1, 1, 1]), [0.0, -0.125], what="the gradient with two rows far on the wrong side"
    )
