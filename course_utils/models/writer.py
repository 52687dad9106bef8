"""An LSTM that reads a text character by character and guesses the next one; asked again and again, it writes."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional

from course_utils.environment import grading
from course_utils.models.lstm import LSTM
from course_utils.models.rnn import _array

LENGTH, BATCH = 32, 32


class Writer(LSTM):
    """One layer of LSTM cells over characters, each given as a one-hot vector, and a guess of the next one at every step.

    alphabet: the K characters that it knows, each once. n_hidden: the number H of cells.
    """

    def __init__(self, alphabet: str, n_hidden: int = 128) -> None:
        super().__init__(len(alphabet), n_hidden, len(alphabet), forget_bias=1.0)
        self.alphabet = alphabet

    def encode(self, text: str) -> Tensor:
        """The characters as numbers, [n] int64. Raises ValueError for one that the alphabet lacks."""
        return torch.tensor([self.alphabet.index(character) for character in text], device=self.readout.weight.device)

    def forward(self, letters: Tensor) -> Tensor:
        """letters: [n, T] int64. Returns the logits of each next character, [n, T, K]."""
        return self.readout(self.states(self._one_hot(letters)))

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """batch: characters and those that come next, [n, T] int64 each. Returns the mean cross-entropy, in nats."""
        letters, following = batch
        return functional.cross_entropy(self(letters).flatten(0, 1), following.flatten())

    @torch.no_grad()
    def perplexity(self, text: str) -> float:
        """exp of the mean cross-entropy: among how many equally likely characters it hesitates, on average."""
        letters = self.encode(text)[None]
        return float(self.loss((letters[:, :-1], letters[:, 1:])).exp())

    @torch.no_grad()
    def perplexity_by_context(self, text: str, length: int) -> numpy.ndarray:
        """The perplexity after it has seen 1, 2, ..., `length` characters from an empty memory, [length].

        Averaged over all windows of the text.
        """
        windows = self.encode(text).unfold(0, length + 1, 1)
        logits = self(windows[:, :-1]).transpose(1, 2)
        return _array(functional.cross_entropy(logits, windows[:, 1:], reduction="none").mean(0).exp())

    @torch.no_grad()
    def memories(self, text: str, cell: Callable | None = None) -> numpy.ndarray:
        """The memory c of every cell after each character of the text, [n, H]; cell: as for `write`."""
        run, kept = _Run(self, cell), []
        for letter in self.encode(text).tolist():
            run.read(letter)
            kept.append(run.c)
        return numpy.array(kept)

    @torch.no_grad()
    def write(
        self, n: int, cell: Callable | None = None, *, start: str = "the ", temperature: float = 0.7, seed: int = 0
    ) -> str:
        """`start`, which it reads first, and n characters that it draws one after the other, reading each.

        cell: (x [K], h [H], c [H], Wx [4H, K], Wh [4H, H], b [4H]) -> (h, c), on float64 arrays: the reader's; torch's by
            default. The steps of both are the same, so that the same numbers are drawn.
        temperature: the logits are divided by it; near 0 the likeliest character is always taken.
        """
        draws, written, run = numpy.random.default_rng(seed).random(n), start, _Run(self, cell)
        weight, bias = _array(self.readout.weight), _array(self.readout.bias)
        for letter in self.encode(start).tolist():
            run.read(letter)
        for draw in draws:
            logits = (weight @ run.h + bias) / temperature
            chances = numpy.exp(logits - logits.max()).cumsum()
            letter = int((chances < draw * chances[-1]).sum())
            written += self.alphabet[letter]
            run.read(letter)
        return written

    def _one_hot(self, letters: Tensor) -> Tensor:
        return functional.one_hot(letters, len(self.alphabet)).to(self.readout.weight.dtype)


class _Run:
    """State h and memory c of a writer that reads one character after the other, from zeros."""

    def __init__(self, writer: Writer, cell: Callable | None) -> None:
        self._weights, self._cell = writer.weights(), cell or _torch_cell
        self._letters = numpy.eye(len(writer.alphabet))
        self.h = self.c = numpy.zeros(len(self._weights[2]) // 4)

    def read(self, letter: int) -> None:
        h, c = self._cell(self._letters[letter], self.h, self.c, *self._weights)
        self.h, self.c = numpy.asarray(h), numpy.asarray(c)


def _torch_cell(x, h, c, Wx, Wh, b) -> tuple[numpy.ndarray, numpy.ndarray]:
    x, h, c, Wx, Wh, b = map(torch.as_tensor, (x, h, c, Wx, Wh, b))
    h, c = torch.lstm_cell(x[None], (h[None], c[None]), Wx, Wh, b, torch.zeros_like(b))
    return h[0].numpy(), c[0].numpy()


def fit_writer(
    writer: Writer,
    text: str,
    *,
    steps: int,
    stops: Collection[int] = (),
    then: Callable[[int], object] | None = None,
    lr: float = 0.012,
    max_norm: float = 1.0,
    seed: int = 0,
) -> list[float]:
    """Adam on windows of 33 characters, 32 at a time, the norm of the gradient clipped and the step size falling to 0.

    The memory begins empty in every window: errors travel back 32 steps at most (truncated backpropagation).
    then: called with each step of `stops`, before that step is made; `steps` itself is one of them, at the end.
    Returns the loss of every step, in nats per character. seed: of the windows. Only one step is made while nbgrader grades
    or validates the notebook.
    """
    letters, losses, made = writer.encode(text), [], 1 if grading() else steps
    optimizer = torch.optim.Adam(writer.parameters(), lr)
    draw = torch.Generator().manual_seed(seed)
    for step in range(steps + 1):
        if then is not None and step in stops:
            then(step)
        if step >= made:
            continue
        optimizer.param_groups[0]["lr"] = lr * (1 - step / steps)
        starts = torch.randint(len(letters) - LENGTH, (BATCH,), generator=draw)
        windows = letters[(starts[:, None] + torch.arange(LENGTH + 1)).to(letters.device)]
        loss = writer.loss((windows[:, :-1], windows[:, 1:]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(writer.parameters(), max_norm)
        optimizer.step()
        losses.append(loss.item())
    return losses
