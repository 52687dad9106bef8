"""`linearly_separable`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure
from . import topic
from .shared import AND, OR, SQUARE, XOR, changed_by

exercise = topic.exercise("linearly_separable", level=3)


def decision(student, X, y) -> bool:
    """The answer, True or False (or 1 or 0)."""
    answer = student(np.asarray(X, float), np.asarray(y, float))
    expect.shape(answer, (), what="the answer")
    value = expect.array(answer)
    if value not in (0, 1):
        raise Failure(f"expected True or False, got {value:.7g}", "expected True or False")
    return bool(value)


def decides(student, X, y, want: bool, what: str) -> None:
    """The answer is the expected one."""
    found = decision(student, X, y)
    if found != want:
        text = f"{what}: expected {want}, got {found}"
        raise Failure(text, text)


@exercise.case("AND and OR are separable, XOR and its negation are not", weight=2, seconds=30)
def _(student, draw):
    decides(student, SQUARE, AND, True, "AND")
    decides(student, SQUARE, OR, True, "OR")
    decides(student, SQUARE, XOR, False, "XOR")
    decides(student, SQUARE, -XOR, False, "XNOR")


@exercise.case("on a line one threshold must do, wherever it lies")
def _(student, draw):
    line = np.array([[3.0], [4.0], [6.0]])
    decides(student, line, [-1, -1, 1], True, "-, -, + along a line")
    decides(student, line, [1, -1, -1], True, "+, -, - along a line")
    decides(student, line, [1, -1, 1], False, "+, -, + along a line")


@exercise.case("equal labels are separable; one point with both labels is not")
def _(student, draw):
    decides(student, SQUARE, np.ones(4), True, "all labels +1")
    decides(student, SQUARE, -np.ones(4), True, "all labels -1")
    decides(student, [[1.0, 2.0], [3.0, 1.0], [1.0, 2.0]], [1, 1, -1], False, "a point that carries both labels")


@exercise.case("X and y are left as they were")
def _(student, draw):
    decides(student, SQUARE + 1, OR, True, "OR")
    expect.unchanged(student)
    decides(student, SQUARE + 1, XOR, False, "XOR")
    expect.unchanged(student)


@exercise.probed()
def _(student):
    touching = [[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 3.0]]
    ring = np.array([[np.cos(t), np.sin(t)] for t in np.arange(6)])
    near = np.array([[0.499], [0.0], [0.501], [1.0]])
    cube = np.array([[i, j, k] for i in (0.0, 1.0) for j in (0.0, 1.0) for k in (0.0, 1.0)])

    def boolean():
        codes = [np.where([c >> i & 1 for i in range(4)], 1.0, -1.0) for c in range(16)]
        return [decision(student, SQUARE, y) for y in codes]

    return {
        "boolean": boolean,
        "value": lambda: student(SQUARE, AND),
        "far": lambda: [decision(student, SQUARE + 4, y) for y in (AND, OR, XOR)],
        "near": lambda: [decision(student, near, [-1, -1, 1, 1]), decision(student, 100 * near, [-1, -1, 1, 1])],
        "overlap": lambda: decision(student, near, [1, -1, -1, 1]),
        "touching": lambda: decision(student, touching, [1, 1, -1, -1]),
        "opposite": lambda: decision(student, [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [1, -1, -1]),
        "ring": lambda: [decision(student, ring, y) for y in ([1, 1, 1, -1, -1, -1], [1, -1, 1, 1, -1, 1])],
        "cube": lambda: [decision(student, cube, np.where(f, 1, -1)) for f in (cube.sum(1) % 2 > 0, cube.sum(1) > 1)],
        "unequal": lambda: decision(student, [[0.0], [1.0], [2.0], [100.0]], [-1, -1, 1, 1]),
        "skewed": lambda: decision(student, [[0.0, 0], [0, 1], [0, 2], [1, 9], [1.5, -40]], [-1, -1, -1, 1, 1]),
        "changed": lambda: changed_by(student, lambda: decision(student, SQUARE + 1, OR)),
    }
