"""`linearly_separable`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import AND, OR, SQUARE, XOR

exercise = topic.exercise("linearly_separable", level=3)
exercise.hints(
    "If some (w, b) puts every point strictly on its side, what happens to the smallest y_i (w . x_i + b) "
    "when you multiply w and b by 100?",
    "Because (w, b) may be scaled, 'greater than 0' may be asked as 'at least 1'. That is a set of linear "
    "inequalities in d + 1 unknowns: whether they have a solution is a question for a linear program with "
    "nothing to minimise.",
    "Put a column of ones beside X and multiply each row by its label: call that `signed`. `linprog` takes "
    "`A_ub @ v <= b_ub`, so `signed @ v >= 1` becomes `-signed @ v <= ...`. Its variables are at least 0 "
    "unless `bounds` says otherwise. Which `status` means that a solution was found?",
)

CUBE = np.array([[i, j, k] for i in (0.0, 1.0) for j in (0.0, 1.0) for k in (0.0, 1.0)])


def decision(student, X, y) -> bool:
    """The answer, True or False (or 1 or 0)."""
    answer = student(np.asarray(X, float), np.asarray(y, float))
    expect.shape(answer, (), what="the answer")
    value = expect.array(answer)
    expect.differs(
        value.size == 1 and value in (0, 1),
        False,
        "the answer is a number that is neither 0 nor 1: expected True or False",
    )
    return bool(np.all(value > 0))


def decides(student, X, y, want: bool, what: str) -> bool:
    """The answer, which is the expected one."""
    found = decision(student, X, y)
    expect.close(float(found), float(want), what=f"whether {what} can be separated (1 yes, 0 no)")
    return found


def decides_all(student, *questions: tuple) -> None:
    """Each answer is the expected one. questions: (X, y, the answer, what it is about)."""
    found = [decides(student, *question) for question in questions]
    # One number for all answers: who is wrong about some of these only is not taken for who is wrong about all.
    got, want = (
        float(sum(2**i for i, answer in enumerate(row) if answer)) for row in (found, [q[2] for q in questions])
    )
    expect.close(got, want, what="all answers, read as the digits of a binary number")


@exercise.case(
    "AND and OR are separable, XOR and its negation are not; nor is it a matter of scale", weight=2, seconds=30
)
def _(student, draw):
    decides_all(
        student,
        (SQUARE, AND, True, "AND"),
        (SQUARE, OR, True, "OR"),
        (SQUARE, XOR, False, "XOR"),
        (SQUARE, -XOR, False, "XNOR"),
        (SQUARE, -AND, True, "NAND"),
        (200 * (SQUARE - 0.6), AND, True, "AND with inputs -120 and 80"),
        (0.01 * SQUARE, OR, True, "OR with inputs 0 and 0.01"),
    )


@exercise.case("on a line one threshold must do, wherever it lies and however close the points are", seconds=30)
def _(student, draw):
    line, close = [[3.0], [4.0], [6.0]], [[0.499], [0.0], [0.501], [1.0]]
    decides_all(
        student,
        (line, [-1, -1, 1], True, "-, -, + along a line"),
        (line, [1, -1, -1], True, "+, -, - along a line"),
        ([[2.0], [3.0], [4.0], [6.0]], [1, 1, -1, 1], False, "+, +, -, + along a line"),
        (close, [-1, -1, 1, 1], True, "the two sides of a gap from 0.499 to 0.501"),
        (close, [1, -1, -1, 1], False, "an overlap from 0.499 to 0.501"),
        ([[0.0], [1.0], [2.0], [100.0]], [-1, -1, 1, 1], True, "-, -, + and a far + along a line"),
    )


@exercise.case("equal labels are separable; one point with both labels is not, nor are classes that touch", seconds=30)
def _(student, draw):
    twice, touching = [[1.0, 2.0], [3.0, 1.0], [1.0, 2.0]], [[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 3.0]]
    decides_all(
        student,
        (SQUARE, np.ones(4), True, "a square with all labels +1"),
        (SQUARE, -np.ones(4), True, "a square with all labels -1"),
        (twice, [1, 1, -1], False, "a point that carries both labels"),
        (touching, [1, 1, -1, -1], False, "a point midway between two of the other class"),
    )


@exercise.case("squares far from the origin, and points that need an oblique line", seconds=30)
def _(student, draw):
    oblique = [[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [1.0, 9.0], [1.5, -40.0]]
    decides_all(
        student,
        (SQUARE + 4, AND, True, "AND, moved by 4,"),
        (SQUARE + 4, OR, True, "OR, moved by 4,"),
        (np.vstack([SQUARE, SQUARE]) + 4, np.append(XOR, XOR), False, "XOR with every point twice, moved by 4,"),
        (SQUARE - 4, AND, True, "AND, moved by -4,"),
        (SQUARE - 4, OR, True, "OR, moved by -4,"),
        (oblique, [-1, -1, -1, 1, 1], True, "a column of three and two beside it, far up and far down,"),
        ([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [1, -1, -1], True, "+, -, - along the diagonal"),
    )


@exercise.case("in space and around a ring; X and y are left as they were", seconds=30)
def _(student, draw):
    ring = np.array([[np.cos(t), np.sin(t)] for t in np.arange(6)])
    decides(student, CUBE + 1, np.where(CUBE.sum(axis=1) > 1, 1, -1), True, "the majority of three")
    expect.unchanged(student)
    decides_all(
        student,
        (CUBE, np.where(CUBE.sum(axis=1) % 2 > 0, 1, -1), False, "the parity of three"),
        (ring, [1, 1, 1, -1, -1, -1], True, "+, +, +, -, -, - around a ring"),
        (ring, [1, -1, 1, 1, -1, 1], False, "+, -, +, +, -, + around a ring"),
    )
