"""The loss and the accuracy of a classifier."""

import math

import pytest
import torch

from course_utils.models import MLP
from course_utils.models.classifier import Classifier


class Fixed(Classifier):
    """Logits that depend on nothing but the input itself, to know the answers."""

    def forward(self, x):
        return x


def test_cross_entropy_is_the_mean_in_nats_and_survives_large_logits():
    logits, labels = torch.tensor([[0.0, 0.0], [math.log(3), 0.0]]), torch.tensor([0, 0])
    assert Fixed().loss((logits, labels)).item() == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    assert Fixed().loss((torch.tensor([[0.0, 1000.0]]), torch.tensor([0]))).item() == pytest.approx(1000)


def test_accuracy_counts_the_largest_logit_in_any_batch_size():
    logits, labels = torch.eye(5), torch.tensor([0, 1, 2, 0, 0])
    assert Fixed().accuracy(logits, labels) == Fixed().accuracy(logits, labels, batch_size=2) == 3 / 5
    for wrong in ((logits, labels[:3]), (logits[:0], labels[:0])):
        with pytest.raises(ValueError, match="as many labels as inputs"):
            Fixed().accuracy(*wrong)


def test_accuracy_leaves_the_model_in_its_mode():
    model = MLP((4, 3, 2)).train()
    model.accuracy(torch.randn(3, 4), torch.tensor([0, 1, 0]))
    assert model.training
