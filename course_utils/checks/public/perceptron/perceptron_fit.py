"""`perceptron_fit`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure
from . import topic
from .shared import BIASED, PAIR, PAIR_LABELS, XOR, changed_by, planted

exercise = topic.exercise("perceptron_fit", level=2)


def fitted(student, X: np.ndarray, y: np.ndarray, *options) -> tuple[np.ndarray, int]:
    """(w, n_updates) of the answer; options: eta, max_updates."""
    w, n_updates = expect.parts(student(X, y, *options), 2, "w and n_updates")
    expect.shape(w, (X.shape[1],), what="w")
    expect.finite(w, what="w")
    expect.shape(n_updates, (), what="n_updates")
    count = float(expect.array(n_updates))
    if not count.is_integer():
        raise Failure(f"n_updates: expected a whole number, got {count:g}", "n_updates: expected a whole number")
    return expect.array(w).astype(float), int(count)


def separates(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> None:
    """Every point lies strictly on its side."""
    expect.greater(y * (X @ w) + 0.0, 0, what="the smallest y_i w.x_i after training")


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
    cone = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 1.0]])
    for y in (-np.ones(3), np.array([1.0, -1.0, -1.0])):
        w, n_updates = fitted(student, y[:, None] * cone, y)
        separates(w, y[:, None] * cone, y)
        expect.close(n_updates, 1, what="n_updates")
        expect.close(np.abs(cone - w).sum(axis=1).min(), 0.0, what="the distance of w from the nearest y_i x_i")


@exercise.case("XOR is never learnt: training stops after max_updates mistakes")
def _(student, draw):
    for limit in (1, 6, 25):
        w, n_updates = fitted(student, BIASED, XOR, 1.0, limit)
        expect.close(n_updates, limit, what=f"n_updates with max_updates = {limit}")
        # Each mistake moves the weight of the column of ones by 1, up or down.
        expect.close((n_updates - w[0]) % 2, 0.0, what="the remainder of (n_updates - bias) / 2")


@exercise.case("drawn points with a gap between the classes all end on their sides; X and y are left as they were")
def _(student, draw):
    X, y, _ = planted(draw)
    w, n_updates = fitted(student, X, y)
    expect.unchanged(student)
    separates(w, X, y)
    expect.greater(n_updates, 0, what="n_updates")


@exercise.probed()
def _(student):
    cone = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 1.0]])
    four = np.array([[1.0, 1.0, 0.2], [1.0, 1.3, 0.1], [1.0, -0.2, 0.9], [1.0, 0.4, -0.6]])
    labels = np.array([1.0, -1.0, 1.0, -1.0])

    def cones(y):
        w, n_updates = fitted(student, cone, y)
        return [n_updates, np.abs(y[:, None] * cone - w).sum(axis=1).min()]

    def ends():
        w, n_updates = fitted(student, four, labels, 1.0, 500)
        return [bool((labels * (four @ w) > 0).all()), n_updates >= 500, n_updates > 500]

    return {
        "pair": lambda: student(PAIR, PAIR_LABELS),
        "turned": lambda: student(PAIR[::-1].copy(), PAIR_LABELS[::-1].copy(), 0.25),
        "cone": lambda: cones(-np.ones(3)),
        "cone of positives": lambda: cones(np.ones(3)),
        "single negative": lambda: student(PAIR[:1], -np.ones(1), 0.5),
        "stops": lambda: [fitted(student, BIASED, XOR, 1.0, limit)[1] for limit in (1, 6, 25)],
        "one mistake": lambda: np.sort(np.abs(fitted(student, PAIR, PAIR_LABELS, 1.0, 1)[0])),
        "ends": ends,
        "changed": lambda: changed_by(student, lambda: fitted(student, PAIR, PAIR_LABELS)),
    }
