"""Certificates of the CNN chapter's numbers: worked by hand, and published."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from certify import certifies
from torch import nn

BY_HAND = {
    "correlation": [7, 10, 13],
    "convolution": [5, 8, 11],
    "errors": [1, 2, 5, 4, 6],
    "kernel": [14, 20, 26],
    "strided": [7, 13],
    "strided errors": [1, 0, 4, 0, 4, 0],
}


@certifies(
    "cnn.one_dimension",
    right=BY_HAND,
    wrong={
        "correlation and convolution swapped": BY_HAND | {"correlation": [5, 8, 11], "convolution": [7, 10, 13]},
        "errors through the turned kernel": BY_HAND | {"errors": [2, 4, 7, 2, 3]},
        "kernel turned": BY_HAND | {"kernel": [26, 20, 14]},
        "size rounded up": BY_HAND | {"strided": [7, 13, 5]},
        "errors not spread out": BY_HAND | {"strided errors": [1, 2, 2, 4, 0, 0]},
    },
)
def test_the_row_by_torch_and_numpy(statement):
    def layer(x, w, stride=1):
        return F.conv1d(x[None], w[None, None], stride=stride)[0]

    x, w = torch.arange(1.0, 6, requires_grad=True), torch.tensor([1.0, 0, 2], requires_grad=True)
    a = layer(x, w)
    errors, kernel = torch.autograd.grad(a, (x, w), torch.tensor([1.0, 2, 3]))
    six = torch.arange(1.0, 7, requires_grad=True)
    strided = layer(six, w, stride=2)
    (strided_errors,) = torch.autograd.grad(strided, six, torch.tensor([1.0, 2]))
    found = {
        "correlation": a,
        "convolution": np.convolve(x.detach(), w.detach(), mode="valid"),
        "errors": errors,
        "kernel": kernel,
        "strided": strided,
        "strided errors": strided_errors,
    }
    assert {name: values.tolist() for name, values in found.items()} == statement


def conv(c_in, c_out, k, groups=1):
    return nn.Conv2d(c_in, c_out, k, groups=groups, device="meta")


def linear(n_in, n_out):
    return nn.Linear(n_in, n_out, device="meta")


def lenet5():
    return [conv(1, 6, 5), conv(6, 16, 5), linear(16 * 5 * 5, 120), linear(120, 84), linear(84, 10)]


def alexnet():
    convolutions = [conv(3, 96, 11), conv(96, 256, 5, 2), conv(256, 384, 3), conv(384, 384, 3, 2), conv(384, 256, 3, 2)]
    return convolutions + [linear(256 * 6 * 6, 4096), linear(4096, 4096), linear(4096, 1000)]


def vgg16():
    widths = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    convolutions = [conv(c_in, c_out, 3) for c_in, c_out in pairwise(widths)]
    return convolutions + [linear(512 * 7 * 7, 4096), linear(4096, 4096), linear(4096, 1000)]


@certifies(
    "cnn.published_parameters",
    right=(61_706, 60_965_224, 138_357_544),
    wrong={
        "AlexNet without groups": (61_706, 62_378_344, 138_357_544),
        "LeNet-5 whose second convolution leaves some maps out": (60_806, 60_965_224, 138_357_544),
        "VGG-16 without biases": (61_706, 60_965_224, 138_344_128),
    },
)
def test_torch_holds_the_published_totals(statement):
    totals = [sum(p.numel() for layer in net() for p in layer.parameters()) for net in (lenet5, alexnet, vgg16)]
    assert tuple(totals) == statement


def resnet50(early):
    layers = [(7, 2), (3, 2)]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            s = 2 if stage and block == 0 else 1
            layers += [(1, s), (3, 1), (1, 1)] if early else [(1, 1), (3, s), (1, 1)]
    return layers


ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
VGG16 = [(3, 1), (3, 1), (2, 2)] * 2 + [(3, 1), (3, 1), (3, 1), (2, 2)] * 3


@certifies(
    "cnn.published_fields",
    right=(195, 212, 483, 427),
    wrong={
        "own strides": (63, 37, 49, 55),
        "the two ResNets swapped": (195, 212, 427, 483),
        "last pooling left out": (163, 196, 483, 427),
    },
)
def test_one_unit_depends_on_that_many_pixels(statement):
    found = []
    for layers in (ALEXNET, VGG16, resnet50(early=True), resnet50(early=False)):
        first = last = 0
        for k, s in reversed(layers):
            first, last = first * s, last * s + k - 1
        found.append(last - first + 1)
    assert tuple(found) == statement


@certifies(
    "cnn.effective_field",
    right=0.97,
    wrong={"equal shares": 11 / 21, "all of it": 1.0, "the share of the middle 9": 0.928},
)
def test_the_middle_pixels_carry_most_of_the_influence(statement):
    # Paths of ten steps of -1, 0 or 1, counted exactly.
    paths = {0: 1}
    for _ in range(10):
        paths = {place: sum(paths.get(place + step, 0) for step in (-1, 0, 1)) for place in range(-10, 11)}
    share = Fraction(sum(count for place, count in paths.items() if abs(place) <= 5), 3**10)
    x = torch.ones(1, 1, 21, dtype=torch.float64, requires_grad=True)
    h = x
    for _ in range(10):
        h = F.conv1d(h, torch.full((1, 1, 3), 1 / 3, dtype=h.dtype))
    (slope,) = torch.autograd.grad(h.sum(), x)
    assert slope[0, 0, 5:16].sum().item() == pytest.approx(float(share))
    assert float(share) == pytest.approx(statement, abs=0.005)
