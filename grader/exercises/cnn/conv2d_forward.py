"""`conv2d_forward`: reference, hidden cases, misconceptions and accepted alternatives."""

# ruff: noqa: F811
from __future__ import annotations

import numpy as np

from course_utils.checks.public import cnn as public

from ...exercise import Secret

secret = Secret(public.conv2d_forward)


@secret.is_reference
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijkl,fckl->nfij", windows[:, :, ::stride, ::stride], w) + b[:, None, None]
