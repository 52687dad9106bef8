"""`rnn_forward`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import LOG2, LOG3, changed, numbers

exercise = topic.exercise("rnn_forward", level=1)


def drawn_network(draw, steps: int = 6, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], h0 [hidden], Whh [hidden, hidden], Wxh [hidden, inputs], b [hidden]; no entry near 0."""
    shapes = ((steps, inputs), (hidden,), (hidden, hidden), (hidden, inputs), (hidden,))
    return tuple(draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)


def states(student, xs, h0, *weights) -> np.ndarray:
    """The answer as finite numbers [T, H]."""
    return numbers(student(xs, h0, *weights), (len(xs), len(h0)), "hs")


@exercise.case("the worked example: what unit 2 holds, unit 1 gets a step later", weight=2)
def _(student, draw):
    Whh, Wxh, b = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.zeros(2)
    hs = states(student, np.array([[LOG2], [0.0], [0.0]]), np.array([0.0, LOG3]), Whh, Wxh, b)
    expect.close(hs, [[0.8, 0.6], [0.5370496, 0.0], [0.0, 0.0]], atol=1e-7, what="hs")


@exercise.case("a sequence read in two parts leaves the same states as read in one go")
def _(student, draw):
    xs, h0, *weights = drawn_network(draw)
    whole, first = states(student, xs, h0, *weights), states(student, xs[:4], h0, *weights)
    second = states(student, xs[4:], first[-1], *weights)
    expect.greater(np.abs(whole).max(axis=1), 1e-6, what="the largest entry of a state")
    expect.close(np.concatenate([first, second]), whole, what="hs, read as steps 1 to 4 and then 5 to 6,")


@exercise.case("a shift of the bias does what a shift of the inputs does")
def _(student, draw):
    xs, h0, Whh, _, b = drawn_network(draw, inputs=4)
    shift = draw.uniform(0.3, 0.6, 4)
    plain, moved = states(student, xs, h0, Whh, np.eye(4), b), states(student, xs, h0, Whh, np.eye(4), b + shift)
    expect.greater(np.abs(moved - plain)[0], 1e-6, what="what the bias moves")
    expect.close(moved, states(student, xs + shift, h0, Whh, np.eye(4), b), what="hs with the bias shifted")


@exercise.case("inputs of 1000 drive the units to 1 and -1, and no number overflows")
def _(student, draw):
    weights = np.array([[0.5, 1.0], [-1.0, 0.3]]), np.array([[1.0], [-1.0]]), np.array([0.5, -0.5])
    hs = states(student, np.array([[1000.0], [-1000.0], [1000.0]]), np.array([0.2, -0.1]), *weights)
    expect.close(hs, [[1, -1], [-1, 1], [1, -1]], what="hs")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    hs = states(student, *drawn_network(draw))
    expect.unchanged(student)
    expect.greater(np.abs(hs), 0, what="the size of an entry of hs")


@exercise.probed()
def _(student):
    xs, h0, Whh, Wxh, b = drawn_network(Draw(7, exercise.id, "probe"), 4, 2, 3)
    return {
        "states": lambda: student(xs, h0, Whh, Wxh, b),
        "one step": lambda: student(xs[:1], h0, Whh, Wxh, b),
        "far": lambda: np.isfinite(expect.array(student(1000 * xs, h0, Whh, Wxh, b))).all(),
        "changed": lambda: changed(student, xs, h0, Whh, Wxh, b),
    }
