"""The plain recurrent network of Elman (1990), with one answer for a whole sequence, read from its last state."""

from __future__ import annotations

from collections.abc import Callable

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional


class RNN(nn.Module):
    """h_t = tanh(Whh h_(t-1) + Wxh x_t + b) from h_0 = 0, answer V h_T + v; n sequences of T steps of D numbers.

    n_inputs, n_hidden, n_outputs: D, the size H of the state, and the size O of the answer.
    orthogonal: start the recurrent weights from an orthogonal matrix, whose norm is 1, not from torch's small ones.
    """

    def __init__(self, n_inputs: int, n_hidden: int, n_outputs: int = 1, *, orthogonal: bool = False) -> None:
        super().__init__()
        self.recurrent = nn.RNN(n_inputs, n_hidden, batch_first=True)
        self.readout = nn.Linear(n_hidden, n_outputs)
        if orthogonal:
            nn.init.orthogonal_(_parameters(self.recurrent)[1])

    def states(self, x: Tensor) -> Tensor:
        """x: [n, T, D]. Returns h_1, ..., h_T of every sequence, [n, T, H]."""
        return self.recurrent(x)[0]

    def forward(self, x: Tensor) -> Tensor:
        """x: [n, T, D]. Returns the answers, [n, O]."""
        return self.readout(self.states(x)[:, -1])

    def step(self, state: Tensor, x: Tensor) -> Tensor:
        """One step of one sequence: from the state [H] and x [D] to the next state [H]."""
        return torch.rnn_tanh_cell(x[None], state[None], *_parameters(self.recurrent))[0]

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """batch: (x [n, T, D], y [n, O]). Returns the squared error, averaged over the batch and the O numbers."""
        x, y = batch
        return functional.mse_loss(self(x), y)

    def weights(self) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
        """(Whh [H, H], Wxh [H, D], b [H]) as float64 arrays."""
        Wxh, Whh, b_ih, b_hh = map(_array, _parameters(self.recurrent))
        return Whh, Wxh, b_ih + b_hh

    def answer_with(self, forward: Callable, x: Tensor) -> Tensor:
        """The answers [n, O] to x [n, T, D], with the states computed by the reader's function.

        forward: (xs [T, D], h0 [H], Whh, Wxh, b) -> hs [T, H], on numpy arrays.
        """
        Whh, Wxh, b = self.weights()
        last = [forward(xs, numpy.zeros(len(b)), Whh, Wxh, b)[-1] for xs in _array(x)]
        return _read(self.readout, last)


def _parameters(recurrent: nn.Module) -> list[Tensor]:
    """Input weights, recurrent weights and the two bias vectors of a torch layer."""
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return [getattr(recurrent, name) for name in names]


def _array(values: Tensor) -> numpy.ndarray:
    return values.detach().cpu().numpy().astype(numpy.float64)


@torch.no_grad()
def _read(readout: nn.Linear, states: list[numpy.ndarray]) -> Tensor:
    """The readout's answers [n, O] to n states [H]."""
    weight = readout.weight
    return readout(torch.as_tensor(numpy.stack(states), dtype=weight.dtype, device=weight.device))
