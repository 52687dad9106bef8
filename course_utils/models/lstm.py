"""The LSTM of Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000); it answers from its last state."""

from __future__ import annotations

from collections.abc import Callable

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

from course_utils.models.rnn import _array, _parameters, _read


class LSTM(nn.Module):
    """One layer of LSTM cells from h_0 = c_0 = 0, answer V h_T + v; n sequences of T steps of D numbers.

    n_inputs, n_hidden, n_outputs: D, the size H of the state, and the size O of the answer.
    forget_bias: where the bias of the forget gate starts. torch adds two bias vectors; the other one starts at 0, so
        that the gate sees this number once and not twice.
    """

    def __init__(self, n_inputs: int, n_hidden: int, n_outputs: int = 1, *, forget_bias: float = 0.0) -> None:
        super().__init__()
        self.recurrent = nn.LSTM(n_inputs, n_hidden, batch_first=True)
        self.readout = nn.Linear(n_hidden, n_outputs)
        *_, b_ih, b_hh = _parameters(self.recurrent)
        nn.init.zeros_(b_hh)
        with torch.no_grad():
            b_ih[n_hidden : 2 * n_hidden] = forget_bias

    def states(self, x: Tensor) -> Tensor:
        """x: [n, T, D]. Returns h_1, ..., h_T of every sequence, [n, T, H]."""
        return self.recurrent(x)[0]

    def forward(self, x: Tensor) -> Tensor:
        """x: [n, T, D]. Returns the answers, [n, O]."""
        return self.readout(self.states(x)[:, -1])

    def step(self, state: Tensor, x: Tensor) -> Tensor:
        """One step of one sequence: from the state [2H], h followed by c, and x [D] to the next state [2H]."""
        before = state[None].chunk(2, dim=1)
        return torch.cat(torch.lstm_cell(x[None], before, *_parameters(self.recurrent)), dim=1)[0]

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """batch: (x [n, T, D], y [n, O]). Returns the squared error, averaged over the batch and the O numbers."""
        x, y = batch
        return functional.mse_loss(self(x), y)

    def weights(self) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
        """(Wx [4H, D], Wh [4H, H], b [4H]) as float64 arrays, gates stacked i, f, g, o as torch stacks them."""
        Wx, Wh, b_ih, b_hh = map(_array, _parameters(self.recurrent))
        return Wx, Wh, b_ih + b_hh

    def answer_with(self, cell: Callable, x: Tensor) -> Tensor:
        """The answers [n, O] to x [n, T, D], with every step computed by the reader's cell.

        cell: (x [D], h [H], c [H], Wx [4H, D], Wh [4H, H], b [4H]) -> (h, c), on numpy arrays.
        """
        Wx, Wh, b = self.weights()
        last = []
        for sequence in _array(x):
            h = c = numpy.zeros(len(b) // 4)
            for step in sequence:
                h, c = cell(step, h, c, Wx, Wh, b)
            last.append(h)
        return _read(self.readout, last)
