"""`mlp_grads`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("mlp_grads", level=2)
exercise.hints(
    "Which numbers of the forward pass does the backward pass need again? Where would you keep them?",
    "Keep the outputs of all layers, x among them. Going back, delta = (blame of the layer's outputs) times "
    "the slope of tanh, which is 1 - h^2 with the output h. delta is the gradient of b; what is the gradient "
    "of W, and what is the blame of the layer below?",
    "Start with the blame h^L - t. For each layer from the last to the first: delta is the blame times 1 - "
    "h^2, entry by entry, with the layer's own output h; db is delta; dW is the outer product of delta and "
    "the outputs of the layer ...; the next blame is W transposed times ... Put each result at the front of "
    "its list.",
)


def gradients(student, x, t, Ws: list, bs: list) -> tuple[list, list]:
    """The two lists of gradients, one entry for each layer."""
    answer = expect.parts(student(x, t, Ws, bs), 2, "dWs and dbs")
    return tuple(
        [expect.array(gradient, f"{kind}[{layer}]") for layer, gradient in enumerate(_each(found, len(Ws), kind))]
        for kind, found in zip(("dWs", "dbs"), answer, strict=True)
    )


def _each(found, layers: int, kind: str) -> tuple:
    return expect.parts(found, layers, f"one gradient in {kind} for each layer")


def each_close(found: tuple[list, list], dWs: list, dbs: list, **tolerance) -> None:
    """All gradients have these values."""
    for kind, got, want in (("dWs", found[0], dWs), ("dbs", found[1], dbs)):
        for layer, (gradient, value) in enumerate(zip(got, want, strict=True)):
            expect.close(gradient, value, what=f"{kind}[{layer}]", **tolerance)


def small_network(draw, widths: tuple = (3, 4, 2, 5)) -> tuple:
    """x, t, Ws, bs with pre-activations that are not near 0."""
    pairs = list(zip(widths[1:], widths[:-1], strict=True))
    Ws = [draw.normal(m, n) / math.sqrt(n) for m, n in pairs]
    bs = [draw.choice((-1, 1)) * draw.uniform(0.4, 1.2, m) for m, _ in pairs]
    return draw.normal(widths[0]) + 1, draw.uniform(-1, 1, widths[-1]), Ws, bs


@exercise.case("one layer with the outputs tanh(log 2) = 0.6 and tanh(log 3) = 0.8", weight=2)
def _(student, draw):
    # The errors are 0.5 and -0.2, the slopes of tanh 0.64 and 0.36.
    W, b = np.array([[0.5, 0.25], [-1.0, 0.5]]), np.array([math.log(2) - 1, math.log(3)])
    found = gradients(student, np.array([1.0, 2.0]), np.array([0.1, 1.0]), [W], [b])
    each_close(found, [[[0.32, 0.64], [-0.072, -0.144]]], [[0.32, -0.072]])


@exercise.case("two layers at pre-activation 0: (1, -1) goes back through [[1, 2], [3, 4]] as (-2, -2)")
def _(student, draw):
    Ws = [np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([[1.0, 2.0], [3.0, 4.0]])]
    bs = [np.array([-1.0, -4.5]), np.zeros(2)]
    found = gradients(student, np.array([2.0, 1.0]), np.array([-1.0, 1.0]), Ws, bs)
    each_close(found, [[[-4.0, -2.0], [-4.0, -2.0]], np.zeros((2, 2))], [[-2.0, -2.0], [1.0, -1.0]])


@exercise.case("a chain of two units with outputs 0.6 and 0.8 and target 0.3")
def _(student, draw):
    Ws, bs = [np.array([[math.log(2)]]), np.array([[2.0]])], [np.zeros(1), np.array([math.log(3) - 1.2])]
    found = gradients(student, np.ones(1), np.array([0.3]), Ws, bs)
    each_close(found, [[[0.2304]], [[0.108]]], [[0.2304], [0.18]])


@exercise.case("a hidden unit at 800 has the output 1 and the slope 0; the one beside it stands at 0")
def _(student, draw):
    # The outputs are 0.6 and 0, the errors 0.5 and -1, the slopes 0.64 and 1: (0.32, -1) goes back as (0.32, -1.36).
    Ws = [np.array([[800.0, 0.0], [0.0, 0.0]]), np.array([[1.0, -0.5], [0.0, 1.2]])]
    bs = [np.zeros(2), np.array([math.log(2) - 1, 0.0])]
    found = gradients(student, np.array([1.0, 2.0]), np.array([0.1, 1.0]), Ws, bs)
    each_close(found, [[[0.0, 0.0], [-1.36, -2.72]], [[0.32, 0.0], [-1.0, 0.0]]], [[0.0, -1.36], [0.32, -1.0]])


@exercise.case("widths 3-4-2-5: shapes of Ws and bs; a target half-way between two has half the sum of their gradients")
def _(student, draw):
    x, t, Ws, bs = small_network(draw)
    near, far = gradients(student, x, t, Ws, bs), gradients(student, x, t - 2, Ws, bs)
    middle = gradients(student, x, t - 1, Ws, bs)
    for kind, found, given in (("dWs", middle[0], Ws), ("dbs", middle[1], bs)):
        for layer, (gradient, of) in enumerate(zip(found, given, strict=True)):
            expect.shape(gradient, of.shape, what=f"the shape of {kind}[{layer}]")
            expect.greater(np.ptp(gradient), 1e-6, what=f"how far the entries of {kind}[{layer}] lie apart")
    each_close(middle, *([(n + f) / 2 for n, f in zip(near[i], far[i], strict=True)] for i in (0, 1)))


@exercise.case("x, t, Ws and bs are left as they were")
def _(student, draw):
    x, t, Ws, bs = small_network(draw, (2, 2, 2))
    found = gradients(student, x, t, Ws, bs)
    expect.unchanged(student)
    expect.shape(found[0][0], (2, 2), what="dWs[0]")
    expect.greater(np.ptp(found[0][0]), 1e-6, what="how far the entries of dWs[0] lie apart")
