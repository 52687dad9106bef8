"""A task for the recurrent networks, and tools that watch their gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy
import torch
from torch import Tensor

ADDING_BASELINE = 1 / 6
"""Mean squared error on the adding problem of a network that always answers 1: the variance of a sum of two numbers."""


def adding_problem(n: int, length: int, *, seed: int = 0) -> tuple[Tensor, Tensor]:
    """n sequences of the adding problem: remember two marked numbers and answer with their sum.

    length: T, at least 2. seed: fixes the numbers and the positions of the marks.
    Returns (x [n, T, 2], y [n, 1]) in float32. x[..., 0] are numbers drawn uniformly from [0, 1); x[..., 1] is 1 at two
    steps, one in the first half and one in the second, and 0 elsewhere; y is the sum of the numbers at those steps.
    Raises ValueError if there is no room for the marks.
    Source: Hochreiter & Schmidhuber 1997, section 5.4; this form is that of Arjovsky, Shah & Bengio 2016, section 5.2.
    """
    if n < 1 or length < 2:
        raise ValueError(f"n is {n} and length is {length}: at least 1 sequence of 2 steps is needed")
    generator = torch.Generator().manual_seed(seed)
    numbers, marks, rows = torch.rand(n, length, generator=generator), torch.zeros(n, length), torch.arange(n)
    half = length // 2
    marks[rows, torch.randint(0, half, (n,), generator=generator)] = 1
    marks[rows, torch.randint(half, length, (n,), generator=generator)] = 1
    return torch.stack([numbers, marks], dim=2), (numbers * marks).sum(dim=1, keepdim=True)


@dataclass
class clipped:
    """An optimizer for `fit` whose gradients pass through `clip` before every step.

    optimizer: a class such as torch.optim.Adam.
    clip: the reader's (grads: list of float64 arrays, max_norm) -> (clipped: list, norm: float).
    Called as (parameters, **options), it returns the optimizer; the list `norms` collects the norm of every step, as
    `clip` returned it. Raises ValueError if `clip` returns gradients that differ in number or shape.
    """

    optimizer: type[torch.optim.Optimizer]
    clip: Callable
    max_norm: float
    norms: list[float] = field(default_factory=list, init=False)

    def __call__(self, parameters, **options) -> torch.optim.Optimizer:
        made = self.optimizer(parameters, **options)
        made.register_step_pre_hook(lambda *_: self.norms.append(_clip(made, self.clip, self.max_norm)))
        return made


def _clip(optimizer: torch.optim.Optimizer, clip: Callable, max_norm: float) -> float:
    """Replace the gradients that the optimizer is about to use; returns the norm that `clip` reports."""
    held = [p for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
    arrays, norm = clip([p.grad.detach().cpu().numpy().astype(numpy.float64) for p in held], max_norm)
    if len(arrays) != len(held):
        raise ValueError(f"the clipping function returned {len(arrays)} gradients for {len(held)} parameters")
    for parameter, array in zip(held, arrays, strict=True):
        gradient = torch.as_tensor(array, dtype=parameter.grad.dtype)
        if gradient.shape != parameter.grad.shape:
            shapes = f"{list(gradient.shape)}, but its parameter has {list(parameter.shape)}"
            raise ValueError(f"the clipping function returned a gradient of shape {shapes}")
        parameter.grad.copy_(gradient)
    return float(norm)


def step_jacobians(step: Callable[..., Tensor], start: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """The Jacobian of every step of a recurrence, by torch's automatic differentiation.

    step: (state [S], input [D]) -> the next state [S], in torch operations. start: [S]. inputs: [T, D].
    Returns (states [T + 1, S], jacobians [T, S, S]): states[0] is `start`, and jacobians[t][a, b] is
    d states[t + 1][a] / d states[t][b].
    """
    visited = [start]
    for given in inputs:
        visited.append(step(visited[-1], given).detach())
    states = torch.stack(visited)
    return states, torch.func.vmap(torch.func.jacrev(step))(states[:-1], inputs)
