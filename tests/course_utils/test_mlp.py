"""The multilayer perceptron and what trains and measures a classifier."""

import math
import time

import pytest
import torch
from torch import nn

from course_utils.data import digits
from course_utils.models import MLP
from course_utils.models.mlp import accuracy, cross_entropy
from course_utils.training import evaluate, fit


def test_layers_are_affine_with_the_activation_between_them_and_none_behind():
    torch.manual_seed(0)
    model, x = MLP((3, 4, 2, 5), torch.tanh), torch.randn(6, 3)
    first, second, last = model.layers
    hidden = torch.tanh(torch.tanh(x @ first.weight.T + first.bias) @ second.weight.T + second.bias)
    assert torch.allclose(model(x), hidden @ last.weight.T + last.bias, atol=1e-6)
    assert [tuple(layer.weight.shape) for layer in model.layers] == [(4, 3), (2, 4), (5, 2)]
    assert sum(parameter.numel() for parameter in model.parameters()) == 16 + 10 + 15


def test_without_hidden_layers_it_is_affine_and_an_activation_may_be_a_module():
    model = MLP([3, 2])
    x = torch.randn(4, 3)
    assert torch.allclose(model(x) + model(-x), 2 * model.layers[0].bias.expand(4, 2), atol=1e-6)
    assert len(list(MLP((3, 4, 2), nn.PReLU()).parameters())) == 5, "the activation's own parameter is trained too"


@pytest.mark.parametrize("sizes", [(), (3,), (3, 0), (3, -1), (3, 2.5)])
def test_widths_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match="two or more positive integers"):
        MLP(sizes)


class Fixed(nn.Module):
    """Logits that depend on nothing but the input itself, to know the answers."""

    def forward(self, x):
        return x


def test_cross_entropy_is_the_mean_in_nats_and_survives_large_logits():
    logits, labels = torch.tensor([[0.0, 0.0], [math.log(3), 0.0]]), torch.tensor([0, 0])
    assert cross_entropy(Fixed(), (logits, labels)).item() == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    assert cross_entropy(Fixed(), (torch.tensor([[0.0, 1000.0]]), torch.tensor([0]))).item() == pytest.approx(1000)


def test_accuracy_counts_the_largest_logit_in_any_batch_size():
    logits, labels = torch.eye(5), torch.tensor([0, 1, 2, 0, 0])
    assert accuracy(Fixed(), logits, labels) == accuracy(Fixed(), logits, labels, batch_size=2) == 3 / 5
    for wrong in ((logits, labels[:3]), (logits[:0], labels[:0])):
        with pytest.raises(ValueError, match="as many labels as inputs"):
            accuracy(Fixed(), *wrong)


def test_accuracy_leaves_the_model_in_its_mode():
    model = MLP((4, 3, 2)).train()
    accuracy(model, torch.randn(3, 4), torch.tensor([0, 1, 0]))
    assert model.training


def test_it_learns_the_digits_well_within_the_time_allowed():
    torch.manual_seed(0)
    data, model, start = digits(), MLP((64, 32, 10), torch.tanh), time.perf_counter()
    pair = (data.held_out, data.held_out_labels)
    fit(model, cross_entropy, (data.train, data.train_labels), reduction="mean", batch_size=32, epochs=8, lr=5e-3)
    assert accuracy(model, *pair) > 0.94 and evaluate(model, cross_entropy, pair, reduction="mean") < 0.25
    assert time.perf_counter() - start < 30


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_and_is_measured_on_a_gpu():
    data, model = digits(), MLP((64, 32, 10)).to("cuda")
    fit(model, cross_entropy, (data.train, data.train_labels), reduction="mean", batch_size=32, epochs=8, lr=5e-3)
    assert accuracy(model, data.held_out, data.held_out_labels) > 0.9
