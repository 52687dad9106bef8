"""What every run of the perceptron has in common, in whatever order it visits the points."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.failures import Failure

from .margin import widest


def within_the_bound(n_updates: int, X: np.ndarray, y: np.ndarray) -> None:
    """At most (R / gamma)^2 mistakes, with the largest gamma there is."""
    margin = widest(y[:, None] * X)[1]
    most = (X**2).sum(axis=1).max() / margin**2
    if n_updates > most * (1 + 1e-9):
        text = "n_updates: more mistakes than (R / gamma)^2, which no run of the perceptron exceeds"
        raise Failure(f"{text}: {n_updates} and {most:.4g}", text)


def tagged(X: np.ndarray, size: float = 0.1) -> np.ndarray:
    """X with a column for each point in which only that point is not 0: [n, d + n]. How often a point was added can be read off w."""
    return np.column_stack([X, size * np.eye(len(X))])


def counted(w: np.ndarray, n_updates: int, X: np.ndarray, y: np.ndarray, eta: float) -> None:
    """w is the sum of n_updates terms eta y_i x_i. X: tagged points."""
    n = len(X)
    terms = w[-n:] / (eta * y * X[:, -n:].diagonal())
    whole = np.rint(terms)
    expect.close(terms, whole, rtol=0, atol=1e-6, what="w / eta as a sum of y_i x_i: how often each point was added")
    expect.greater(whole, -0.5, what="how often each point was added")
    expect.close(w, eta * (whole * y) @ X, atol=1e-7, what="w, against the sum of the eta y_i x_i that went into it")
    expect.close(n_updates, whole.sum(), what="n_updates, against how many eta y_i x_i went into w")


def reached(signed: np.ndarray, steps: int) -> list[np.ndarray]:
    """Entry k: all weights [m, d] that k mistakes can lead to from w = 0 with eta = 1, in whatever order the points are visited."""
    n = len(signed)
    levels = [{(0,) * n}]
    for _ in range(steps):
        following = set()
        for counts in levels[-1]:
            for i in np.flatnonzero(signed @ (np.array(counts) @ signed) <= 1e-12):
                following.add(counts[:i] + (counts[i] + 1,) + counts[i + 1 :])
        levels.append(following)
    return [np.array(sorted(level)).reshape(len(level), n) @ signed for level in levels]
