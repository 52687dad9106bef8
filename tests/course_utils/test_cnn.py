"""The convolutional network: shapes, operations that come from outside, training on the digits."""

import numpy
import pytest
import torch
import torch.nn.functional as F

from course_utils.adapter import differentiable
from course_utils.data import digits, load
from course_utils.models import CNN, GlyphCNN
from course_utils.training import fit

SETTINGS = {"reduction": "mean", "batch_size": 64, "lr": 3e-3}


def _model(**changes):
    torch.manual_seed(0)
    return CNN(**changes)


def test_shapes():
    model, x = _model(), torch.rand(5, 64)
    first, second = model.maps(x)
    assert first.shape == (5, 16, 8, 8) and second.shape == (5, 32, 8, 8)
    assert model(x).shape == (5, 10) and model.loss((x, torch.arange(5))).shape == ()
    assert CNN((28, 20), 3, channels=(2, 4))(torch.rand(2, 560)).shape == (2, 3)


def test_images_smaller_than_a_window_are_refused():
    with pytest.raises(ValueError, match="smaller than a pooling window"):
        CNN((8, 2))


def test_the_logits_are_those_of_torch_layers():
    model, x = _model().eval(), torch.rand(3, 64)
    first = F.relu(F.conv2d(x.reshape(3, 1, 8, 8), model.first.weight, model.first.bias, padding=1))
    second = F.relu(F.conv2d(first, model.second.weight, model.second.bias, padding=1))
    pooled = F.max_pool2d(second, 3, 2)
    assert pooled.shape == (3, 32, 3, 3)
    assert torch.equal(model(x), model.classifier(pooled.flatten(1)))


def test_it_uses_the_operations_given_and_no_other():
    calls = []

    def conv(x, w, b):
        calls.append(tuple(w.shape))
        return torch.zeros(len(x), len(w), *x.shape[2:]) + b[:, None, None]

    def pool(x):
        calls.append("pool")
        return x[:, :, :3, :3]

    model = _model(conv=conv, pool=pool).eval()
    logits = model(torch.rand(2, 64))
    assert calls == [(16, 1, 3, 3), (32, 16, 3, 3), "pool"]
    maps = F.relu(model.second.bias)[:, None, None].expand(2, 32, 3, 3)
    assert torch.allclose(logits, model.classifier(maps.flatten(1)))


def correlated(x, w, b):
    """A numpy layer that shifts the whole image once per entry of the kernel."""
    padded = numpy.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows, columns = x.shape[2:]
    shifted = [[padded[:, :, m : m + rows, n : n + columns] for n in range(3)] for m in range(3)]
    terms = [numpy.einsum("ncij,fc->nfij", shifted[m][n], w[:, :, m, n]) for m in range(3) for n in range(3)]
    return sum(terms) + b[:, None, None]


def correlated_backward(dout, x, w, b):
    turned = w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    dx = correlated(dout, turned, numpy.zeros(len(turned)))
    padded = numpy.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = numpy.lib.stride_tricks.sliding_window_view(padded, dout.shape[2:], axis=(2, 3))
    return dx, numpy.einsum("ncmkij,nfij->fcmk", windows, dout), dout.sum(axis=(0, 2, 3))


def test_numpy_layers_train_it_as_torch_layers_do():
    data = digits()
    part = data.train[:96].double(), data.train_labels[:96]
    histories = []
    for options in ({}, {"conv": differentiable(correlated, correlated_backward)}):
        model = _model(channels=(4, 6), **options).double()
        histories.append(fit(model, CNN.loss, part, reduction="mean", batch_size=32, epochs=20, lr=1e-2).loss)
    assert histories[0] == pytest.approx(histories[1], rel=1e-9)
    assert histories[0][-1] < 0.9 * histories[0][0]


def test_it_learns_the_digits_well_in_twenty_epochs():
    data, model = digits(), _model()
    fit(model, CNN.loss, (data.train, data.train_labels), epochs=20, **SETTINGS)
    assert model.accuracy(data.held_out, data.held_out_labels) >= 0.975


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_it_trains_on_a_gpu():
    data, model = digits(), _model().to("cuda")
    fit(model, CNN.loss, (data.train, data.train_labels), epochs=20, **SETTINGS)
    assert model.accuracy(data.held_out, data.held_out_labels) >= 0.97


def test_the_glyph_network_has_three_layers_and_6218_parameters():
    torch.manual_seed(0)
    model, x = GlyphCNN().eval(), torch.rand(2, 784)
    assert [tuple(map_.shape[1:]) for map_ in model.maps(x)] == [(8, 28, 28), (16, 13, 13), (32, 6, 6)]
    assert sum(parameter.numel() for parameter in model.parameters()) == 6218
    h = x.reshape(2, 1, 28, 28)
    for number, layer in enumerate(model.layers):
        h = F.relu(F.conv2d(F.max_pool2d(h, 3, 2) if number else h, layer.weight, layer.bias, padding=1))
    assert torch.allclose(model(x), model.classifier(h.amax((2, 3))))


def test_the_glyph_network_uses_the_operations_given():
    calls = []

    def conv(x, w, b):
        calls.append(tuple(w.shape))
        return F.conv2d(x, w, b, padding=1)

    def pool(x, k, s):
        calls.append((k, s))
        return F.max_pool2d(x, k, s)

    GlyphCNN(3, channels=(2, 3, 4), conv=conv, pool=pool)(torch.rand(1, 784))
    assert calls == [(2, 1, 3, 3), (3, 2), (3, 2, 3, 3), (3, 2), (4, 3, 3, 3), (6, 1)]


def test_the_glyph_network_reads_digits_where_it_has_seen_none():
    data = load("glyphs", n=600, held_out=100, angle=0.0, size=0.9, slant=0.0, shift=0.0)
    torch.manual_seed(0)
    model = GlyphCNN(channels=(4, 8, 16))
    fit(model, GlyphCNN.loss, (data.train, data.train_labels), **(SETTINGS | {"lr": 1e-2}), epochs=20)
    away = F.pad(data.held_out.reshape(-1, 28, 28), (4, -4, 0, 0)).flatten(1)
    assert model.accuracy(data.held_out, data.held_out_labels) > 0.9
    assert model.accuracy(away, data.held_out_labels) > 0.85
