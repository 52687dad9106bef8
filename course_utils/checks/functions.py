"""Functions and small objects that cases pass to an exercise which takes a callable."""

from __future__ import annotations

import torch


def cubic(x):
    """Sum of x^3 - 2 x over all entries: its gradient is 3 x^2 - 2."""
    return (x**3 - 2 * x).sum()


def scaled_sine(x):
    """sin(3 x), entry by entry."""
    return torch.sin(3 * x) if isinstance(x, torch.Tensor) else torch.sin(3 * torch.as_tensor(x)).numpy()


class Affine(torch.nn.Module):
    """y = scale x + shift with two scalar parameters, float64."""

    def __init__(self, scale: float, shift: float):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.tensor(scale, dtype=torch.float64))
        self.shift = torch.nn.Parameter(torch.tensor(shift, dtype=torch.float64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Tensor of x's shape."""
        return self.scale * x + self.shift
