"""`maxpool`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import cnn as public

from ...exercise import Secret

secret = Secret(public.maxpool)


@secret.is_reference
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    images, channels = np.ogrid[:n, :c]
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
            y[:, :, i, j] = window.max(axis=2)
            if dout is not None:
                row, col = np.divmod(window.argmax(axis=2), k)
                dx[images, channels, i * s + row, j * s + col] += dout[:, :, i, j]
    return y if dout is None else (y, dx)
