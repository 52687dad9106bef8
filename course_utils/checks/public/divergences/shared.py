"""What several exercises of chapter 10 share: inputs, and how their answers are read."""

from __future__ import annotations

import math

import numpy as np

from ... import expect

LOG2 = math.log(2)


def number(answer, what: str = "the result") -> float:
    """The answer as a float, if it is one finite number."""
    expect.shape(answer, (), what=what)
    expect.finite(answer, what=what)
    return float(expect.array(answer).real)


def drawn_distribution(draw, outcomes: int = 5) -> np.ndarray:
    """Probabilities [outcomes], none near 0."""
    weights = draw.positive(outcomes)
    return weights / weights.sum()
