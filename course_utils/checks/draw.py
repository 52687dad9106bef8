"""Random inputs of a case, from a stream of its own."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import torch


class Draw:
    """Inputs drawn for one case; the stream depends on (seed, exercise, case) and on nothing else.

    All arrays are float64. A case that draws nothing (`used` is False) is the same for every seed.
    `state` (63 bits) is what the generators of the student's process start from in grading.
    """

    def __init__(self, seed: int, exercise: str, case: str):
        words = hashlib.sha256(f"{exercise}\n{case}".encode()).digest()
        entropy = [seed, *np.frombuffer(words, dtype=np.uint32).tolist()]
        self.state = int.from_bytes(hashlib.sha256(repr(entropy).encode()).digest()[:8]) >> 1
        self._entropy = entropy
        self._rng: np.random.Generator | None = None  # most cases draw nothing

    @property
    def rng(self) -> np.random.Generator:
        """The numpy generator behind the draws."""
        self._rng = self._rng or np.random.default_rng(np.random.SeedSequence(self._entropy))
        return self._rng

    @property
    def used(self) -> bool:
        """Whether anything was drawn."""
        return self._rng is not None

    def normal(self, *shape: int) -> np.ndarray:
        """Standard normal values, float64 [*shape]."""
        return self.rng.standard_normal(shape)

    def uniform(self, low: float, high: float, *shape: int) -> Any:
        """Uniform values in [low, high), float64 [*shape]; a float when no shape is given."""
        return self.rng.uniform(low, high, shape) if shape else float(self.rng.uniform(low, high))

    def positive(self, *shape: int) -> Any:
        """Log-uniform values in (0.3, 3), float64 [*shape]; a float when no shape is given."""
        return np.exp(self.uniform(np.log(0.3), np.log(3.0), *shape))

    def choice(self, options):
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def seed(self) -> int:
        """A seed for `student.seeded`."""
        return int(self.rng.integers(2**31))


def tensor(values) -> torch.Tensor:
    """A float64 torch tensor with these values (a copy)."""
    return torch.tensor(np.asarray(values, dtype=np.float64))
