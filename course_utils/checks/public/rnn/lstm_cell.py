"""`lstm_cell`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import LOG2, LOG3, changed, numbers

exercise = topic.exercise("lstm_cell", level=2)


def drawn_cell(draw, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """x, h, c (entries above 1 in size), Wx, Wh, b; no weight near 0."""
    shapes = ((inputs,), (hidden,), (hidden,), (4 * hidden, inputs), (4 * hidden, hidden), (4 * hidden,))
    x, h, c, *weights = (draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)
    return x, h, c + np.sign(c), *weights


def cell(student, x, h, c, *weights) -> tuple[np.ndarray, np.ndarray]:
    """(h2, c2) of the answer, finite and of the right shapes."""
    h2, c2 = expect.parts(student(x, h, c, *weights), 2, "h2 and c2")
    return numbers(h2, h.shape, "h2"), numbers(c2, h.shape, "c2")


def held(draw, forget: float, enter: float, show: float) -> tuple[np.ndarray, ...]:
    """A cell of two units whose three sigmoid gates are held by their biases; c = (log 2, -log 3)."""
    b = np.concatenate([np.full(2, enter), np.full(2, forget), draw.uniform(0.5, 1.0, 2), np.full(2, show)])
    return draw.normal(3), draw.normal(2), np.array([LOG2, -LOG3]), np.zeros((8, 3)), np.zeros((8, 2)), b


@exercise.case("the worked example: i = 3/4, f = 1/4, g = 0.6, o = 0.8 and c = 2", weight=2)
def _(student, draw):
    # sigma(log 3) = 3/4, sigma(-log 3) = 1/4, tanh(log 2) = 0.6, sigma(log 4) = 0.8; 0.95 of memory, tanh(0.95) = 0.7397831.
    Wx = np.array([[LOG3, 0.0], [0.0, 0.0], [0.0, LOG2 / 2], [0.0, 0.0]])
    Wh, b = np.array([[0.0], [-2 * LOG3], [0.0], [0.0]]), np.array([0.0, 0.0, 0.0, 2 * LOG2])
    h2, c2 = cell(student, np.array([1.0, 2.0]), np.array([0.5]), np.array([2.0]), Wx, Wh, b)
    expect.close(c2, [0.95], what="c2")
    expect.close(h2, [0.5918264], atol=1e-7, what="h2")


@exercise.case("gates held open or shut: memory is kept, dropped, shown or hidden")
def _(student, draw):
    kept, dropped, memory = (50.0, -50.0), (-50.0, -50.0), np.array([LOG2, -LOG3])
    for gates, show, want_h, want_c in (
        (kept, 50.0, [0.6, -0.8], memory),
        (kept, -50.0, [0, 0], memory),
        (dropped, 50.0, [0, 0], [0, 0]),
    ):
        h2, c2 = cell(student, *held(draw, *gates, show))
        told = f"f at {gates[0]:g}, i at {gates[1]:g}, o at {show:g} before sigma"
        expect.close(c2, want_c, atol=1e-8, what=f"c2 with {told}")
        expect.close(h2, want_h, atol=1e-8, what=f"h2 with {told}")


@exercise.case("numbering the units differently numbers the answer differently and changes nothing else")
def _(student, draw):
    x, h, c, Wx, Wh, b = drawn_cell(draw)
    order = np.array([2, 0, 3, 1])
    rows = np.concatenate([order + 4 * gate for gate in range(4)])
    h2, c2 = cell(student, x, h, c, Wx, Wh, b)
    expect.greater([np.ptp(h2), np.ptp(c2), np.abs(c2 - c).max()], 1e-6, what="the spreads of h2 and c2, and c2 - c")
    turned_h, turned_c = cell(student, x, h[order], c[order], Wx[rows], Wh[rows][:, order], b[rows])
    expect.close(turned_h, h2[order], what="h2 of the renumbered cell")
    expect.close(turned_c, c2[order], what="c2 of the renumbered cell")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    x, h, c, *weights = drawn_cell(draw)
    h2, c2 = cell(student, x, h, c, *weights)
    expect.unchanged(student)
    expect.greater([np.abs(h2).max(), np.abs(c2).max(), np.abs(c2 - c).max()], 1e-3, what="h2, c2, and c2 - c")


@exercise.probed()
def _(student):
    arguments = drawn_cell(Draw(7, exercise.id, "probe"))

    def saturated():
        return [bool(np.isfinite(expect.array(part)).all()) for part in student(*arguments[:5], 1000 * arguments[5])]

    return {
        "step": lambda: student(*arguments),
        "saturated": saturated,
        "changed": lambda: changed(student, *arguments),
    }
