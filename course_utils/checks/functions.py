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


class LittleGame:
    """A GAN on the line, float64, each player with plain gradient steps; for cases that look at the weights afterwards.

    theta: [2], the forger makes x = theta[0] + theta[1] z. psi: [3], the critic's logit is psi[0] + psi[1] x + psi[2] x^2.
    lr: of the critic and of the forger. momentum: of both.
    """

    def __init__(self, theta, psi, lr: tuple = (0.1, 0.1), momentum: float = 0.0):
        self.model = _LittleGAN(theta, psi)
        self.critic_optimizer = torch.optim.SGD([self.model.psi], lr=lr[0], momentum=momentum)
        self.forger_optimizer = torch.optim.SGD([self.model.theta], lr=lr[1], momentum=momentum)

    @property
    def itself(self) -> LittleGame:
        """The game, for a case that holds it."""
        return self

    def weights(self) -> list[torch.Tensor]:
        """[theta, psi], as they are now."""
        return [self.model.theta.detach().clone(), self.model.psi.detach().clone()]


class _LittleGAN(torch.nn.Module):
    def __init__(self, theta, psi):
        super().__init__()
        self.theta, self.psi = (torch.nn.Parameter(torch.as_tensor(w, dtype=torch.float64)) for w in (theta, psi))

    def generate(self, z: torch.Tensor) -> torch.Tensor:
        """z: [n, 1]. Returns [n, 1]."""
        return self.theta[0] + self.theta[1] * z

    def logits(self, x: torch.Tensor) -> torch.Tensor:
        """x: [n, 1]. Returns [n]."""
        return self.psi[0] + self.psi[1] * x[:, 0] + self.psi[2] * x[:, 0] ** 2
