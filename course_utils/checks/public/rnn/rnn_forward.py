"""`rnn_forward`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3, numbers

exercise = topic.exercise("rnn_forward", level=1)
exercise.hints(
    "What does step t need from step t - 1, and what does the first step need in its place?",
    "The state is carried along: each step makes the new state from the old one and from the input, and the "
    "new one is what you keep. Whh @ h, not h @ Whh: row i holds the weights into unit i.",
    "Start with h = h0 and an empty list. For each x of xs: h = np.tanh(... @ h + ... @ x + b), and append "
    "... At the end stack the list into [T, H].",
)


def drawn_network(draw, steps: int = 6, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], h0 [hidden], Whh [hidden, hidden], Wxh [hidden, inputs], b [hidden]; no entry near 0."""
    shapes = ((steps, inputs), (hidden,), (hidden, hidden), (hidden, inputs), (hidden,))
    return tuple(draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)


def states(student, xs, h0, *weights) -> np.ndarray:
    """The answer as finite numbers [T, H]."""
    return numbers(student(xs, h0, *weights), (len(xs), len(h0)), "hs")


@exercise.case("the worked example: what unit 1 holds, unit 2 gets a step later", weight=2)
def _(student, draw):
    Whh, Wxh, b = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.0], [0.0]]), np.zeros(2)
    hs = states(student, np.array([[LOG2], [-LOG3], [0.0]]), np.array([LOG3, 0.0]), Whh, Wxh, b)
    expect.close(hs, [[0.6, 0.8], [-0.8, 0.5370496], [0.0, -0.6640368]], atol=1e-7, what="hs")


@exercise.case("one unit, two steps: tanh(0.3 + 0.25 + 0.1), then tanh(0.343 - 0.5 + 0.1)")
def _(student, draw):
    # tanh(0.65) = 0.5716700 is the first state, and tanh(0.6 * 0.57167 - 0.4) = tanh(-0.0569980) the second.
    w, v, b = np.array([[0.6]]), np.array([[0.25]]), np.array([0.1])
    hs = states(student, np.array([[1.0], [-2.0]]), np.array([0.5]), w, v, b)
    expect.close(hs, [[0.5716700], [-0.0569364]], atol=1e-7, what="hs")


@exercise.case("a sequence read in two parts leaves the same states as read in one go")
def _(student, draw):
    xs, h0, *weights = drawn_network(draw)
    whole, first = states(student, xs, h0, *weights), states(student, xs[:4], h0, *weights)
    second = states(student, xs[4:], first.reshape(-1, 4)[-1], *weights)
    expect.greater(np.abs(whole).max(axis=1), 1e-6, what="the largest entry of a state")
    expect.greater(np.ptp(whole), 1e-6, what="how far the entries of hs lie apart")
    expect.close(np.concatenate([first, second]), whole, what="hs read as steps 1 to 4, then 5 to 6")


@exercise.case("inputs of 1000 drive the units to 1 and -1, and no number overflows")
def _(student, draw):
    weights = np.array([[0.5, 1.0], [-1.0, 0.3]]), np.array([[1.0], [-1.0]]), np.array([0.5, -0.5])
    hs = states(student, np.array([[1000.0], [-1000.0], [1000.0]]), np.array([0.2, -0.1]), *weights)
    expect.close(hs, [[1, -1], [-1, 1], [1, -1]], what="hs")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    arguments = drawn_network(draw)
    answer = student(*arguments)
    expect.unchanged(student)
    hs = numbers(answer, (6, 4), "hs")
    expect.greater(np.abs(hs).max(axis=1), 1e-6, what="the largest entry of a state")
    expect.greater(np.ptp(hs), 1e-6, what="how far the entries of hs lie apart")
