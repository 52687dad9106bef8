"""`perceptron_fit`: public cases, properties and numbers worked by hand.

Students visit the rows in any order: what is compared is the same in all of them.
"""

from __future__ import annotations

import numpy as np
import torch

from ... import expect
from ...failures import Failure
from . import topic
from .shared import BIASED, PAIR, PAIR_LABELS, XOR, planted

exercise = topic.exercise("perceptron_fit", level=2)
exercise.hints(
    "At w = 0 every score is 0. Is such a row right or wrong, and what has to happen to the first row that "
    "you look at?",
    "A row is a mistake where y_i w.x_i <= 0; only then w moves, by eta y_i x_i, and the count goes up by 1. "
    "When can you be sure that no row is wrong any more: after one sweep, or after one sweep without a "
    "mistake?",
    "Go round the rows again and again and count how many in a row were right. A right one adds 1 to that "
    "number; a mistake changes `w`, adds 1 to `n_updates`, and sets that number to ... Stop when it reaches "
    "the number of rows, or when `n_updates` has reached ...",
)


def fitted(student, X: np.ndarray, y: np.ndarray, *options) -> tuple[np.ndarray, int]:
    """(w, n_updates) of the answer; options: eta, max_updates."""
    w, n_updates = expect.parts(student(X, y, *options), 2, "w and n_updates")
    is_tensor = float(isinstance(w, torch.Tensor))
    expect.differs(is_tensor, 1.0, "w is a torch tensor, and the chapter goes on with numpy: expected a numpy array")
    expect.shape(w, (X.shape[1],), what="w")
    expect.finite(w, what="w")
    expect.shape(n_updates, (), what="n_updates")
    count = float(expect.array(n_updates))
    if not count.is_integer():
        raise Failure(f"n_updates: expected a whole number, got {count:g}", "n_updates: expected a whole number")
    return expect.array(w).astype(float), int(count)


def separates(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> None:
    """Every point lies strictly on its side."""
    right = bool((y * (X @ w) > 0).all())
    expect.differs(right, False, "after training y_i w.x_i is not positive for every row")


def is_a_row(w: np.ndarray, signed: np.ndarray) -> None:
    """w is one of the y_i x_i."""
    distance = np.abs(signed - w).sum(axis=1).min()
    expect.close(distance, 0.0, what="w after one mistake with eta = 1 is some y_i x_i: the distance from the nearest")


@exercise.case("a single row with label +1 or -1: one mistake, and w = eta y x")
def _(student, draw):
    row = np.array([[2.0, -1.0, 0.5]])
    for label, eta in ((-1.0, 1.0), (1.0, 1.0), (1.0, 3.0)):
        w, n_updates = fitted(student, row, np.array([label]), eta)
        expect.close(w, eta * label * row[0], what=f"w for label {label:+g} and eta = {eta:g}")
        expect.close(n_updates, 1, what=f"n_updates for label {label:+g} and eta = {eta:g}")


@exercise.case("the worked example: two points, two mistakes, w = (1, -1)", weight=2)
def _(student, draw):
    for order in ([0, 1], [1, 0]):
        w, n_updates = fitted(student, PAIR[order], PAIR_LABELS[order])
        expect.close(w, [1.0, -1.0], what="w")
        expect.close(n_updates, 2, what="n_updates")


@exercise.case("from w = 0 the learning rate scales w and nothing else")
def _(student, draw):
    for eta in (0.25, 3.0):
        w, n_updates = fitted(student, PAIR, PAIR_LABELS, eta)
        expect.close(w, [eta, -eta], what=f"w with eta = {eta:g}")
        expect.close(n_updates, 2, what=f"n_updates with eta = {eta:g}")


@exercise.case("three points in a narrow cone, turned to their labels: the first mistake is the last")
def _(student, draw):
    # For each two of the points x.x' > 0: whichever is first, its update puts all three right.
    cone = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 1.5]])
    for y in (-np.ones(3), np.array([1.0, -1.0, -1.0]), np.ones(3)):
        w, n_updates = fitted(student, y[:, None] * cone, y)
        separates(w, y[:, None] * cone, y)
        expect.close(n_updates, 1, what="n_updates")
        is_a_row(w, cone)


@exercise.case("XOR is never learnt: training stops after max_updates mistakes")
def _(student, draw):
    for limit in (1, 6, 25):
        w, n_updates = fitted(student, BIASED, XOR, 1.0, limit)
        expect.close(n_updates, limit, what=f"n_updates with max_updates = {limit}")
        if limit == 1:
            is_a_row(w, XOR[:, None] * BIASED)
        if limit == 25:  # an odd number of steps of length 1 cannot lead the bias back to 0
            expect.greater(np.abs(w).max(), 0, what="the largest size of an entry of w after 25 mistakes")


@exercise.case("drawn points with a gap between the classes all end on their sides; X and y are left as they were")
def _(student, draw):
    X, y, _ = planted(draw)
    w, n_updates = fitted(student, X, y)
    expect.unchanged(student)
    separates(w, X, y)
    expect.greater(n_updates, 0, what="n_updates")
