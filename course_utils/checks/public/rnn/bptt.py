"""`bptt`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import LOG3, changed, numbers

exercise = topic.exercise("bptt", level=3)


HALF = LOG3 / 2  # tanh is 1/2 there and its slope 3/4


def weight_gradient(student, xs, ys, h0, Whh, Wxh, Why) -> np.ndarray:
    """The answer as finite numbers [H, H]."""
    return numbers(student(xs, ys, h0, Whh, Wxh, Why), Whh.shape, "dWhh")


def drawn_problem(draw, steps: int = 6, inputs: int = 2, outputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], ys [steps, outputs], h0 [hidden], Whh, Wxh [hidden, inputs], Why [outputs, hidden]."""
    shapes = ((steps, inputs), (steps, outputs), (hidden,), (hidden, hidden), (hidden, inputs), (outputs, hidden))
    return tuple(draw.uniform(0.3, 0.9, *s) * np.sign(draw.normal(*s)) for s in shapes)


@exercise.case("one unit, two steps: 1 of the first loss, 1 and 1.5 of the second", weight=2)
def _(student, draw):
    # tanh is 1/2 at h_0 and h_1, h_2 = 1, and both predictions are 1 above their target: an error of 2 each.
    xs, ys = np.array([[HALF - 1.0], [0.0]]), np.array([[HALF - 1.0], [0.0]])
    one = np.ones((1, 1))
    expect.close(weight_gradient(student, xs, ys, np.array([HALF]), 2 * one, one, one), [[3.5]], what="dWhh")


@exercise.case("two units, of which the second feeds the first: both rows of the gradient are there", weight=2)
def _(student, draw):
    # The first prediction is right; the second, 0.5, is 1 too high. tanh(0.5) = 0.4621172.
    xs, ys, h0 = np.array([[HALF], [0.0]]), np.array([[0.5], [-0.5]]), np.array([HALF, HALF])
    Whh, Wxh, Why = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.array([[1.0, 0.0]])
    dWhh = weight_gradient(student, xs, ys, h0, Whh, Wxh, Why)
    expect.close(dWhh, [[0.9242343, 1.0], [0.75, 0.75]], atol=1e-7, what="dWhh")


@exercise.case("a single step: errors (2, 4) meet the squashed state (0.5, 0.8)")
def _(student, draw):
    xs, ys, h0 = np.array([[1.0]]), np.array([[0.0]]), np.array([HALF, LOG3])
    dWhh = weight_gradient(student, xs, ys, h0, np.zeros((2, 2)), np.array([[1.0], [0.0]]), np.array([[1.0, 2.0]]))
    expect.close(dWhh, [[1.0, 1.6], [2.0, 3.2]], what="dWhh")


@exercise.case("what the last step adds does not depend on the targets before it")
def _(student, draw):
    xs, ys, *rest = drawn_problem(draw)
    added = []
    for targets in (ys, ys + np.vstack([draw.uniform(1, 2, 5, 3), np.zeros((1, 3))])):
        longer = weight_gradient(student, xs, targets, *rest)
        added.append(longer - weight_gradient(student, xs[:5], targets[:5], *rest))
    expect.greater(np.abs(added[0]).max(), 1e-4, what="what the last step adds")
    expect.close(added[1], added[0], atol=1e-8, what="what the last step adds, with other targets before it,")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    dWhh = weight_gradient(student, *drawn_problem(draw))
    expect.unchanged(student)
    expect.greater(np.abs(dWhh).max(), 1e-4, what="the largest entry of dWhh")


@exercise.probed(rtol=1e-6, atol=1e-8)
def _(student):
    xs, ys, *rest = drawn_problem(Draw(7, exercise.id, "probe"), 4)
    return {
        "four steps": lambda: student(xs, ys, *rest),
        "two steps": lambda: student(xs[:2], ys[:2], *rest),
        "one step": lambda: student(xs[:1], ys[:1], *rest),
        "changed": lambda: changed(student, xs, ys, *rest),
    }
