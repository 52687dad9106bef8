"""`lstm_cell`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG2, LOG3, numbers

exercise = topic.exercise("lstm_cell", level=2)
exercise.hints(
    "Four numbers are computed for each unit, i, f, g and o. Three say how far a gate is open, one is what is "
    "written. Which needs to lie between 0 and 1, and which may be negative?",
    "a = Wx @ x + Wh @ h + b has 4H entries in the order i, f, g, o. The memory: keep the part f of the old "
    "one and write the part i of g. The state shows the part o of the squashed memory. At a = -1000 exp(1000) "
    "overflows: write sigma with tanh.",
    "`i, f, g, o = a.reshape(4, -1)`. sigma(a) is half of 1 + tanh(...). c2 = sigma(f) * ... + sigma(i) * "
    "tanh(...); h2 = sigma(o) * tanh(...).",
)


def drawn_cell(draw, inputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """x, h, c (entries above 1 in size), Wx, Wh, b; no weight near 0."""
    shapes = ((inputs,), (hidden,), (hidden,), (4 * hidden, inputs), (4 * hidden, hidden), (4 * hidden,))
    x, h, c, *weights = (draw.uniform(0.2, 0.8, *s) * np.sign(draw.normal(*s)) for s in shapes)
    return x, h, c + np.sign(c), *weights


def cell(student, x, h, c, *weights) -> tuple[np.ndarray, np.ndarray]:
    """(h2, c2) of the answer, finite and of the right shapes."""
    return parts(student(x, h, c, *weights), len(h))


def parts(answer, hidden: int) -> tuple[np.ndarray, np.ndarray]:
    """(h2, c2) of an answer, finite and of the right shapes."""
    h2, c2 = expect.parts(answer, 2, "h2 and c2")
    return numbers(h2, (hidden,), "h2"), numbers(c2, (hidden,), "c2")


def not_trivial(h2: np.ndarray, c2: np.ndarray, c: np.ndarray) -> None:
    """The units differ from one another, and the memory has changed."""
    expect.greater(np.ptp(h2), 1e-6, what="the difference between the largest and the smallest entry of h2")
    expect.greater(np.ptp(c2), 1e-6, what="the difference between the largest and the smallest entry of c2")
    expect.greater(np.abs(c2 - c).max(), 1e-6, what="the largest entry of c2 - c")


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


@exercise.case("two units: the second reads what the first has shown, in all four blocks")
def _(student, draw):
    # Unit 2 sees log 3, -log 3, log 2 and log 4 in i, f, g and o; unit 1 sees 0. tanh(0.5) = 0.4621172.
    Wh = np.zeros((8, 2))
    Wh[1::2, 0] = 2 * LOG3, -2 * LOG3, 2 * LOG2, 4 * LOG2
    memory = np.array([1.0, 2.0])
    h2, c2 = cell(student, np.zeros(1), np.array([0.5, -0.4]), memory, np.zeros((8, 1)), Wh, np.zeros(8))
    expect.close(c2, [0.5, 0.95], what="c2")
    expect.close(h2, [0.2310586, 0.5918264], atol=1e-7, what="h2")


@exercise.case("gates held open or shut: memory is kept, dropped, shown or hidden")
def _(student, draw):
    kept, dropped, memory = (1000.0, -1000.0), (-1000.0, -1000.0), np.array([LOG2, -LOG3])
    for gates, show, want_h, want_c in (
        (kept, 1000.0, [0.6, -0.8], memory),
        (kept, -1000.0, [0, 0], memory),
        (dropped, 1000.0, [0, 0], [0, 0]),
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
    not_trivial(h2, c2, c)
    turned_h, turned_c = cell(student, x, h[order], c[order], Wx[rows], Wh[rows][:, order], b[rows])
    expect.close(turned_h, h2[order], what="h2 of the renumbered cell")
    expect.close(turned_c, c2[order], what="c2 of the renumbered cell")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    x, h, c, *weights = drawn_cell(draw)
    answer = student(x, h, c, *weights)
    expect.unchanged(student)
    h2, c2 = parts(answer, 4)
    not_trivial(h2, c2, c)
