"""The multilayer perceptron: layers a^l = W^l h^{l-1} + b^l, h^l = F(a^l), the last one without F.

The output is the last pre-activation, the logits of a classifier, because the loss wants them so: cross-entropy from
logits neither overflows nor takes the logarithm of 0 (Goodfellow, Bengio & Courville 2016, section 6.2.2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MLP(nn.Module):
    """A fully connected network for batches of n inputs.

    sizes: widths (d_0, ..., d_L), at least two, of the input, the hidden layers and the output.
    activation: F, an elementwise function of tensors such as torch.tanh, or a module; after every layer but the last.
    Raises ValueError for fewer than two widths, or a width that is no positive integer.
    """

    def __init__(self, sizes: Sequence[int], activation: Callable[[Tensor], Tensor] = torch.relu) -> None:
        super().__init__()
        widths = list(sizes)
        if len(widths) < 2 or not all(isinstance(width, int) and width > 0 for width in widths):
            raise ValueError(f"sizes must be two or more positive integers, input width first, but are {widths}")
        self.layers = nn.ModuleList(nn.Linear(into, out) for into, out in pairwise(widths))
        self.activation = activation

    def forward(self, x: Tensor) -> Tensor:
        """x: [n, d_0]. Returns the logits, [n, d_L]."""
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


def cross_entropy(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """The mean cross-entropy of a classifier, a loss for `fit` and `evaluate` with reduction="mean".

    model: inputs [n, ...] -> logits [n, K]. batch: (inputs [n, ...], labels [n] int64 in 0..K-1).
    Returns a scalar tensor, in nats.
    """
    inputs, labels = batch
    return F.cross_entropy(model(inputs), labels)


@torch.no_grad()
def accuracy(model: nn.Module, inputs: Tensor, labels: Tensor, *, batch_size: int = 4096) -> float:
    """The share of inputs whose largest logit is that of their label, in [0, 1].

    model: inputs [n, ...] -> logits [n, K]. inputs: [n, ...]; labels: [n] int64. They move to the model's device.
    Raises ValueError if the lengths differ or there are no inputs.
    """
    if len(inputs) != len(labels) or not len(inputs):
        raise ValueError(f"expected as many labels as inputs, and at least one, got {len(labels)} and {len(inputs)}")
    where = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    was_training = model.training
    model.eval()
    right = 0
    for start in range(0, len(inputs), batch_size):
        part = slice(start, start + batch_size)
        right += int((model(inputs[part].to(where)).argmax(dim=-1) == labels[part].to(where)).sum())
    model.train(was_training)
    return right / len(inputs)
