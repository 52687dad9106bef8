"""What several exercises of chapter 05 share: inputs, and how their answers are read."""

from __future__ import annotations

import numpy as np

from ... import expect


def _wave(*shape: int, turn: float = 1.0) -> np.ndarray:
    """Fixed values between -2 and 2 without a pattern, [*shape], all different."""
    return 2 * np.sin(turn * (1.0 + np.arange(int(np.prod(shape)))) ** 2).reshape(shape)


def digest(got) -> list:
    """Shape of an array and three weighted sums of it: enough to tell wrong answers apart."""
    values = expect.array(got)
    return [list(values.shape), [float((values * _wave(*values.shape, turn=t)).sum()) for t in (0.7, 1.3, 2.9)]]


NINE = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)


KERNEL = np.array([[[[1.0, 2.0], [0.0, 3.0]]]])


def row(*values: float) -> np.ndarray:
    """An image of one row and one channel, [1, 1, 1, len(values)]."""
    return np.array(values, dtype=float).reshape(1, 1, 1, -1)
