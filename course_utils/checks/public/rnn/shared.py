"""What several exercises of chapter 07 share: inputs, and how their answers are read."""

from __future__ import annotations

import math

import numpy as np

from ... import expect

LOG2, LOG3 = math.log(2), math.log(3)  # tanh(log 2) = 0.6, tanh(log 3) = 0.8


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


def signs(draw) -> list[np.ndarray]:
    """Sixteen entries of 1 and -1 in three tensors: together they have norm 4."""
    return [np.sign(draw.normal(*shape)) for shape in ((3, 2), (2, 2, 2), (2,))]
