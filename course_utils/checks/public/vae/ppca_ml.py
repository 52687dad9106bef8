"""`ppca_ml`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("ppca_ml", level=3)


# Rows on the three axes around (10, -5, 2): the covariance (with 1/n) is diagonal, 3, 4/3 and 1/3.
AXES = np.array([10.0, -5.0, 2.0]) + np.array([[3, 0, 0], [-3, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [0, 0, -1.0]])


def fitted(student, X: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """(W W^T [d, d], sigma2) of the answer; W is known only up to a rotation of its columns."""
    W, sigma2 = expect.parts(student(X, k), 2, "W and sigma2")
    expect.shape(W, (X.shape[1], k), what="W")
    expect.shape(sigma2, (), what="sigma2")
    W = expect.array(W)
    return W @ W.T, float(expect.array(sigma2))


@exercise.case("the worked example: variances 3, 4/3 and 1/3 along the axes", weight=2)
def _(student, draw):
    outer, sigma2 = fitted(student, AXES, 1)
    expect.close(sigma2, 5 / 6, rtol=1e-5, what="sigma2 for k = 1")
    expect.close(outer, np.diag([13 / 6, 0, 0]), rtol=1e-5, atol=1e-6, what="W W^T for k = 1")
    outer, sigma2 = fitted(student, AXES, 2)
    expect.close(sigma2, 1 / 3, rtol=1e-5, what="sigma2 for k = 2")
    expect.close(outer, np.diag([8 / 3, 1, 0]), rtol=1e-5, atol=1e-6, what="W W^T for k = 2")


@exercise.case("the model keeps the total variance of the data, wherever their mean is")
def _(student, draw):
    X = draw.normal(12, 5) @ np.diag([3, 2, 1, 0.7, 0.5]) + 20
    outer, sigma2 = fitted(student, X, 2)
    expect.close(np.trace(outer) + 5 * sigma2, X.var(axis=0).sum(), rtol=1e-5, what="trace(W W^T + sigma2 I)")
    expect.greater(sigma2, 1e-3, what="sigma2")
    expect.greater(np.trace(outer), 1.0, what="trace(W W^T)")


@exercise.case("the data are left as they were")
def _(student, draw):
    outer, _ = fitted(student, AXES, 1)
    expect.unchanged(student)
    expect.greater([np.trace(outer), 5 - np.trace(outer)], 1.0, what="trace(W W^T), and 5 less the trace,")


@exercise.probed(rtol=1e-5, atol=1e-6)
def _(student):
    skew = np.array(
        [
            [2.0, 0.3, 1.0, -1.0],
            [0.5, 1.7, -0.4, 0.2],
            [1.1, -0.6, 2.5, 0.9],
            [-1.3, 0.8, 0.1, 1.4],
            [0.2, 2.2, 1.9, -0.7],
            [3.1, 0.4, -2.0, 0.6],
        ]
    )

    def fit(k):
        outer, sigma2 = fitted(student, skew, k)
        return [outer, sigma2]

    def changed():
        fit(1)
        return list(student.changed)

    def small():
        outer, sigma2 = fitted(student, skew / 100, 1)
        return [1e4 * outer, 1e4 * sigma2]

    return {"one": lambda: fit(1), "two": lambda: fit(2), "small": small, "changed": changed}
