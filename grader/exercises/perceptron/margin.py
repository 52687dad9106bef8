"""The largest margin of signed points: an exact quadratic programme, by non-negative least squares."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

TOUCHING = 1e-10  # squared residual below which the signed points surround the origin


def widest(signed: np.ndarray) -> tuple[np.ndarray, float]:
    """The unit w with the largest min_i w.s_i over the rows s_i = y_i x_i, and that margin; zeros and 0 if none is positive.

    signed: [n, d]. The shortest w with S w >= 1 is the residual of one non-negative least-squares problem
    (Lawson & Hanson 1974, section 23.4, least distance programming).
    """
    n, d = signed.shape
    system, target = np.vstack([signed.T, np.ones(n)]), np.append(np.zeros(d), 1.0)
    residual = target - system @ nnls(system, target)[0]
    if residual @ residual < TOUCHING:
        return np.zeros(d), 0.0
    w = -residual[:d] / residual[d]
    length = np.linalg.norm(w)
    return w / length, float((signed @ w).min() / length)
