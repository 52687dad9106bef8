"""Images and kernels that several exercises of chapter 05 use."""

from __future__ import annotations

import numpy as np

NINE = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)  # the pixels 1 to 9
KERNEL = np.array([[[[1.0, 2.0], [0.0, 3.0]]]])


def row(*values: float) -> np.ndarray:
    """An image of one row and one channel, [1, 1, 1, len(values)]."""
    return np.array(values, dtype=float).reshape(1, 1, 1, -1)


def column(*values: float) -> np.ndarray:
    """An image of one column and one channel, [1, 1, len(values), 1]."""
    return row(*values).reshape(1, 1, -1, 1)


def pixels(values) -> np.ndarray:
    """Images (or filters) of a single pixel, from values [N, C]: [N, C, 1, 1]."""
    return np.array(values, dtype=float)[:, :, None, None]
