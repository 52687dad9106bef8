"""`ppca_ml`: data whose principal axes are known, along the coordinates and turned. W is compared by W W^T."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("ppca_ml", level=3)
exercise.hints(
    "Which directions of the data does W keep, and where does the variance of all the others go?",
    "Centre the columns and take the eigenvalues of the covariance, which divides by n. sigma2 is the average "
    "of those that are left out. W has the k leading directions, each stretched by what its variance exceeds "
    "the noise.",
    "_, singular, directions = np.linalg.svd(X - X.mean(axis=0), full_matrices=False); spectrum = singular**2 "
    "/ ...; sigma2 = spectrum[k:].sum() / (d - ...), which counts the zeros when n is small; W = "
    "directions[:k].T * np.sqrt(spectrum[:k] - ...).",
)

# Two rows on each of three orthogonal axes around a mean: the variances along them (with 1/n) are 3, 4/3 and 1/3.
MEAN = np.array([10.0, -5.0, 2.0])
STEPS = np.array([[3, 0, 0], [-3, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [0, 0, -1.0]])
TURN = np.array([[2, 1, 2], [1, 2, -2], [2, -2, -1]]) / 3  # its rows are orthonormal
AXES, TURNED = MEAN + STEPS, MEAN + STEPS @ TURN
EXCESS = {1: [13 / 6, 0, 0], 2: [8 / 3, 1, 0]}  # variances less sigma2, for each k
NOISE = {1: 5 / 6, 2: 1 / 3}


def fitted(student, X: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """(W W^T [d, d], sigma2) of the answer; W is known only up to a rotation of its columns."""
    W, sigma2 = expect.parts(student(X, k), 2, "W and sigma2")
    W, sigma2 = expect.array(W, "W"), expect.array(sigma2, "sigma2")
    expect.close(W.shape, (X.shape[1], k), what="the shape of W")
    expect.shape(sigma2, (), what="sigma2")
    return W @ W.T, float(sigma2)


@exercise.case("the noise variance where the variances are 3, 4/3 and 1/3: 5/6 for k = 1, 1/3 for k = 2")
def _(student, draw):
    for k in (1, 2):
        expect.close(fitted(student, AXES, k)[1], NOISE[k], rtol=1e-5, what=f"sigma2 for k = {k}")


@exercise.case("W W^T where the variances are 3, 4/3 and 1/3 along the coordinate axes")
def _(student, draw):
    for k in (1, 2):
        wanted = np.diag(EXCESS[k])
        expect.close(fitted(student, AXES, k)[0], wanted, rtol=1e-5, atol=1e-6, what=f"W W^T for k = {k}")


@exercise.case("the same data turned: W turns with them")
def _(student, draw):
    for k in (1, 2):
        wanted = TURN.T @ np.diag(EXCESS[k]) @ TURN
        expect.close(fitted(student, TURNED, k)[0], wanted, rtol=1e-5, atol=1e-6, what=f"W W^T for k = {k}")


@exercise.case("the turned data a thousand times smaller have a millionth of the noise variance")
def _(student, draw):
    sigma2 = fitted(student, TURNED / 1000, 2)[1]
    expect.close(1e6 * sigma2, NOISE[2], rtol=1e-5, what="10^6 sigma2")


@exercise.case("the model keeps the total variance of the data, wherever their mean is")
def _(student, draw):
    X = draw.normal(12, 5) @ np.diag([3, 2, 1, 0.7, 0.5]) + 20
    outer, sigma2 = fitted(student, X, 2)
    expect.close(np.trace(outer) + 5 * sigma2, X.var(axis=0).sum(), rtol=1e-5, what="trace(W W^T + sigma2 I)")
    expect.greater(sigma2, 1e-3, what="sigma2")
    expect.greater(np.trace(outer), 1.0, what="trace(W W^T)")


@exercise.case("the data are left as they were, and W W^T has the trace 13/6")
def _(student, draw):
    outer, _ = fitted(student, AXES, 1)
    expect.unchanged(student)
    expect.greater(np.ptp(outer), 1e-6, what="how far the entries of W W^T lie apart")
    excess = np.trace(outer) - 1
    expect.greater([excess, 3 - excess], 0.0, what="the distances of trace(W W^T) from 1 and from 4")
