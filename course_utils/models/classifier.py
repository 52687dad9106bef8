"""What all classifiers share: the loss that trains them and the accuracy that measures them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Classifier(nn.Module):
    """A module whose forward maps n inputs [n, ...] to logits [n, K] of the classes 0, ..., K - 1."""

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        """The mean cross-entropy in nats, a scalar; `fit` takes it as `Classifier.loss` with reduction="mean".

        batch: (inputs [n, ...], labels [n] int64).
        """
        inputs, labels = batch
        return F.cross_entropy(self(inputs), labels)

    @torch.no_grad()
    def accuracy(self, inputs: Tensor, labels: Tensor, *, batch_size: int = 4096) -> float:
        """The share of inputs whose largest logit is that of their label, in [0, 1]; the training mode is restored.

        inputs: [n, ...]; labels: [n] int64; on any device. Raises ValueError if their lengths differ or are 0.
        """
        if len(inputs) != len(labels) or not len(inputs):
            raise ValueError(
                f"expected as many labels as inputs, and at least one, got {len(labels)} and {len(inputs)}"
            )
        where = next((parameter.device for parameter in self.parameters()), torch.device("cpu"))
        was_training = self.training
        self.eval()
        right = 0
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            right += int((self(inputs[part].to(where)).argmax(dim=-1) == labels[part].to(where)).sum())
        self.train(was_training)
        return right / len(inputs)
