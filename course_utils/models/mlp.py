"""The multilayer perceptron: layers a^l = W^l h^{l-1} + b^l, h^l = F(a^l), the last one without F.

The output is the last pre-activation, the logits of a classifier, because that is what the loss wants: cross-entropy
from logits neither overflows nor takes the logarithm of 0 (Goodfellow, Bengio & Courville 2016, section 6.2.2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from course_utils.models.classifier import Classifier


class MLP(Classifier):
    """A fully connected network for batches of n inputs.

    sizes: widths (d_0, ..., d_L), at least two, of the input, the hidden layers and the output.
    activation: F, an elementwise function of tensors such as torch.tanh, or a module; after every layer but the last.
    Raises ValueError for fewer than two widths, or a width that is not a positive integer.
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
