"""The multilayer perceptron."""

import pytest
import torch
from torch import nn

from course_utils.data import digits
from course_utils.models import MLP
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


def test_it_learns_the_digits_well_with_one_hidden_layer():
    torch.manual_seed(0)
    data, model = digits(), MLP((64, 32, 10), torch.tanh)
    pair = (data.held_out, data.held_out_labels)
    fit(model, MLP.loss, (data.train, data.train_labels), reduction="mean", batch_size=32, epochs=8, lr=5e-3)
    assert model.accuracy(*pair) > 0.94 and evaluate(model, MLP.loss, pair, reduction="mean") < 0.25


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_and_is_measured_on_a_gpu():
    data, model = digits(), MLP((64, 32, 10)).to("cuda")
    fit(model, MLP.loss, (data.train, data.train_labels), reduction="mean", batch_size=32, epochs=8, lr=5e-3)
    assert model.accuracy(data.held_out, data.held_out_labels) > 0.9
