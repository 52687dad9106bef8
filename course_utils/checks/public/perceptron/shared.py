"""What several exercises of chapter 01 share: inputs, and points with a gap between the classes."""

from __future__ import annotations

import math

import numpy as np

LOG2, LOG3 = math.log(2), math.log(3)

# The two points of the chapter's first example, and AND with the bias as a first column of ones.
PAIR, PAIR_LABELS = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
BIASED = np.column_stack([np.ones(4), SQUARE])
AND, OR, XOR = (np.array(labels) for labels in ([-1.0, -1, -1, 1], [-1.0, 1, 1, 1], [-1.0, 1, 1, -1]))


def planted(draw, n: int = 40, margin: float = 0.3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X [n, 3] with a first column of ones, labels [n] (a quarter positive), a unit w_star with y w_star.x >= margin."""
    turn, offset = draw.uniform(0, 2 * np.pi), draw.uniform(-0.8, 0.8)
    across = np.array([np.cos(turn), np.sin(turn)])
    y = np.where(np.arange(n) < max(1, n // 4), 1.0, -1.0)[draw.rng.permutation(n)]
    points = 1.5 * draw.normal(n, 2)
    height = y * (margin * math.hypot(1, offset) + np.abs(draw.normal(n)))
    points += np.outer(height - offset - points @ across, across)
    w_star = np.append(offset, across) / math.hypot(1, offset)
    return np.column_stack([np.ones(n), points]), y, w_star
