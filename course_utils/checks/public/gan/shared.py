"""What several exercises of chapter 14 share: inputs, and how their answers are read."""

from __future__ import annotations

import numpy as np

from ... import expect

LOG3, LOG4 = np.log(3), np.log(4)  # sigma(log 3) = 3/4, sigma(-log 4) = 1/5


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


def two_distributions(draw, places: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Two distributions [places], no probability near zero, one well above the other at some places and below at others."""
    pg = draw.uniform(0.3, 1.0, places)
    ratio = draw.uniform(2.0, 4.0, places)
    pd = pg * np.where(np.arange(places) % 2, ratio, 1 / ratio)
    return pd / pd.sum(), pg / pg.sum()


def ratio(student, logit) -> np.ndarray:
    """The answer as finite numbers of the logits' shape."""
    logit = np.array(logit, dtype=float)
    return numbers(student(logit), logit.shape, "the ratio")
