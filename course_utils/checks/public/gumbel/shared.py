"""What several exercises of chapter 13 share: inputs, and how their answers are read."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure

UNEVEN = np.array([0.1, 0.2, 0.7])


ERROR = np.sqrt(UNEVEN * (1 - UNEVEN) / 20_000)  # of a share in 20,000 draws


def changed(student, *arguments) -> list[str]:
    """Names of the arguments that a call changes in place."""
    student(*arguments)
    return list(student.changed)


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


def winners(student, weights: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """The answer as int [n], if each row of noise [n, K] has one of the K runners for a winner."""
    answer = student(weights, noise)
    expect.shape(answer, noise.shape[:1], what="the winners")
    found = expect.array(answer)
    if not np.isin(found, np.arange(noise.shape[1])).all():
        text = "the winners: expected whole numbers from 0 to K - 1, the columns where they stand"
        raise Failure(text, text)
    return found.astype(int)


def frequencies(found: np.ndarray, K: int) -> np.ndarray:
    """Shares [K] of the winners."""
    return np.bincount(found, minlength=K) / len(found)
