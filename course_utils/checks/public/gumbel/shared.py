"""What several exercises of chapter 13 share: inputs, and how answers are read."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure

UNEVEN = np.array([0.1, 0.2, 0.7])
ERROR = np.sqrt(UNEVEN * (1 - UNEVEN) / 20_000)  # of a share in 20,000 draws
SELF_DRAWN = (
    "asked twice with the same arguments, the function gives two answers: the noise is an argument, draw none inside"
)


def steady(student, *arguments):
    """The answer of a function that gives it again when it is asked again; one that draws noise of its own fails here."""
    answer, again = (student(*arguments) for _ in range(2))
    _same(answer, again)
    return answer


def steady_parts(student, *arguments, names: str) -> tuple:
    """The two parts of an answer that is given again when asked for again."""
    parts, again = (expect.parts(student(*arguments), 2, names) for _ in range(2))
    for part, other in zip(parts, again, strict=True):
        _same(part, other)
    return parts


def _same(answer, again) -> None:
    one, other = expect.array(answer), expect.array(again)
    if one.shape != other.shape or not np.allclose(one, other, equal_nan=True):
        expect.differs(False, False, SELF_DRAWN)
        raise Failure(SELF_DRAWN, SELF_DRAWN)


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


def winners(student, weights: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """The answer as int [n], if each row of noise [n, K] has one of the K columns for a winner."""
    answer = steady(student, weights, noise)
    expect.shape(answer, noise.shape[:1], what="the winners")
    found, last = expect.array(answer), noise.shape[1] - 1
    nearest = np.round(np.nan_to_num(found)).clip(0, last)
    what = f"how far the winners are from whole numbers between 0 and {last}"
    expect.close(found - nearest, np.zeros(found.shape), what=what)
    return nearest.astype(int)


def frequencies(found: np.ndarray, K: int) -> np.ndarray:
    """Shares [K] of the winners."""
    return np.bincount(found, minlength=K) / len(found)
