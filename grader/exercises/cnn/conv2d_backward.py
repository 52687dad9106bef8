"""`conv2d_backward`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import cnn as public

from ...exercise import Secret

secret = Secret(public.conv2d_backward)


@secret.is_reference
def conv2d_backward(dout, x, w, stride, pad):
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, cols = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
            delta = dout[:, :, i, j]
            dpadded[:, :, rows, cols] += np.tensordot(delta, w, axes=1)
            dw += np.tensordot(delta, padded[:, :, rows, cols], axes=(0, 0))
    height, width = x.shape[2:]
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))
