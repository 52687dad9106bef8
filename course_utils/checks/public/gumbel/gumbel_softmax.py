"""`gumbel_softmax`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import torch

from ... import expect
from ...draw import Draw, tensor
from . import topic
from .shared import changed, numbers

exercise = topic.exercise("gumbel_softmax", level=2)


# exp(logits + g) is (1, 2, 5) and (3, 2, 1), twenty times each.
WORKED = tuple(tensor(np.log(w)).repeat(20, 1) for w in ([[1, 2, 4], [3, 1, 2]], [[1, 1, 1.25], [1, 2, 0.5]]))


def sample(student, *arguments) -> np.ndarray:
    """The answer as finite numbers of the shape of the logits."""
    return numbers(student(*arguments), tuple(arguments[0].shape), "y")


@exercise.case("the worked example: weights (1, 2, 5) and (3, 2, 1), squared at tau = 0.5, rooted at 2", weight=2)
def _(student, draw):
    roots = [[0.2150407, 0.3041134, 0.4808456], [0.4177377, 0.3410814, 0.2411809]]
    squares = [[1 / 30, 4 / 30, 25 / 30], [9 / 14, 4 / 14, 1 / 14]]
    for tau, want in ((1.0, [[1 / 8, 2 / 8, 5 / 8], [3 / 6, 2 / 6, 1 / 6]]), (0.5, squares), (2.0, roots)):
        expect.close(
            sample(student, *WORKED, tau), np.tile(want, (20, 1)), atol=2e-7, rtol=0, what=f"y at tau = {tau:g}"
        )


def slopes_by_hand(student, *hard) -> None:
    """y = (1/4, 3/4) at tau = 1 and (1/10, 9/10) at tau = 1/2: y_1 moves by y_1 y_2 / tau."""
    logits, g, pick = (tensor(r).repeat(60, 1) for r in ([0.0, math.log(2)], [0.0, math.log(1.5)], [1.0, 0.0]))
    for tau, y, slope in ((1.0, 1 / 4, 3 / 16), (0.5, 1 / 10, 0.09 / 0.5)):
        value, grads = student.vjp((logits, g, tau, *hard), pick)
        expect.close(value, [[0, 1] if hard else [y, 1 - y]] * 60, rtol=1e-6, atol=1e-12, what=f"y at tau = {tau:g}")
        expect.gradient(grads[0], [[slope, -slope]] * 60, of="logits")


@exercise.case("soft slopes: y = (1/4, 3/4) moves by 3/16, divided by tau")
def _(student, draw):
    slopes_by_hand(student)


@exercise.case("hard: 1 for the winner and 0 for the rest, though its share may be below one half")
def _(student, draw):
    for tau in (0.1, 1.0, 2.0, 5.0):
        y = sample(student, *WORKED, tau, True)
        expect.close(y, [[0, 0, 1], [1, 0, 0]] * 20, rtol=0, atol=1e-12, what=f"y at tau = {tau:g} with hard=True")


@exercise.case("hard: the slopes are those of the soft sample")
def _(student, draw):
    slopes_by_hand(student, True)


@exercise.case("tau = 0.001 overflows nowhere")
def _(student, draw):
    logits = tensor([[0.0, 0.0010986123], [700.0, -700.0], [-3.0, 4.0]])  # 0.001 log 3
    y = sample(student, logits, torch.zeros(3, 2, dtype=torch.float64), 1e-3)
    expect.close(y, [[0.25, 0.75], [1, 0], [0, 1]], what="y at tau = 0.001")


@exercise.case("at every tau the rows sum to 1 and the largest entry is where logits + g is largest")
def _(student, draw):
    logits, g = tensor(2 * draw.normal(40, 4)), tensor(draw.rng.gumbel(size=(40, 4)))
    largest = (logits + g).numpy().argmax(axis=1)
    for tau in (0.1, 0.5, 5.0):
        y = sample(student, logits, g, tau)
        expect.close(y.sum(axis=1), np.ones(40), what=f"the sums of the rows at tau = {tau:g}")
        expect.close(y.argmax(axis=1), largest, what=f"the places of the largest entries at tau = {tau:g}")


@exercise.case("logits and g are left as they were")
def _(student, draw):
    for hard in (False, True):
        y = sample(student, *WORKED, 1.0, hard)
        expect.unchanged(student)
        expect.close(y.sum(axis=1), np.ones(40), what="the sums of the rows")
        expect.greater(
            [y[::2, 2] - y[::2, 0], y[1::2, 0] - y[1::2, 2]], 0.2, what="the largest share less the smallest"
        )


@exercise.probed()
def _(student):
    seeded, draw = student.seeded(5), Draw(13, exercise.id, "probe")
    logits, g, pick = tensor(draw.normal(3, 4)), tensor(draw.rng.gumbel(size=(3, 4))), tensor(draw.normal(3, 4))

    def slopes(hard):
        slope = seeded.vjp((logits, g, 0.7, hard), pick).grads[0]
        return "none" if slope is None else slope

    return {
        "soft": lambda: seeded(logits, g, 0.7),
        "soft slopes": lambda: slopes(False),
        "hard": lambda: seeded(logits, g, 0.7, True),
        "hard and wide": lambda: seeded(logits, g, 6.0, True),
        "hard slopes": lambda: slopes(True),
        "cold": lambda: seeded(0 * logits, 0.004 * pick, 0.001),
        "far": lambda: seeded(800 + logits, g, 0.7),
        "changed": lambda: changed(seeded, logits, g, 0.7),
    }
