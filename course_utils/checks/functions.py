"""Functions and small objects that cases pass to an exercise which takes a callable."""

from __future__ import annotations

import torch


def cubic(x):
    """Sum of x^3 - 2 x over all entries: its gradient is 3 x^2 - 2."""
    return (x**3 - 2 * x).sum()


def determinant(x):
    """x[0, 0] x[1, 1] - x[0, 1] x[1, 0] of a 2 x 2 matrix."""
    return x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0]


class CubedSum:
    """f(x) = (sum of weights * x)^3, one number: it ties all entries together, and its third derivatives are not zero.

    weights: an array of the shape that x must have; ValueError for another one.
    """

    def __init__(self, weights):
        self.weights = weights

    def __call__(self, x):
        """A number."""
        if x.shape != self.weights.shape:
            raise ValueError(f"f takes arrays of shape {list(self.weights.shape)}, not {list(x.shape)}")
        return (self.weights * x).sum() ** 3


class Affine(torch.nn.Module):
    """y = scale x + shift with two scalar parameters, float64."""

    def __init__(self, scale: float, shift: float):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.tensor(scale, dtype=torch.float64))
        self.shift = torch.nn.Parameter(torch.tensor(shift, dtype=torch.float64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Tensor of x's shape."""
        return self.scale * x + self.shift
