"""`conv_params`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import itertools
import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.cnn import conv_params as public
from course_utils.checks.public.cnn.conv_params import counted

from ...exercise import Secret

secret = Secret(public.exercise)

# (kh, kw, c_in, c_out, bias, groups), fully connected layers as convolutions over all that is left of the image.
LENET5 = [(5, 5, 1, 6), (5, 5, 6, 16), (5, 5, 16, 120), (1, 1, 120, 84), (1, 1, 84, 10)]
ALEXNET = [
    (11, 11, 3, 96),
    (5, 5, 96, 256, True, 2),
    (3, 3, 256, 384),
    (3, 3, 384, 384, True, 2),
    (3, 3, 384, 256, True, 2),
    (6, 6, 256, 4096),
    (1, 1, 4096, 4096),
    (1, 1, 4096, 1000),
]
WIDTHS = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
VGG16 = [(3, 3, a, b) for a, b in itertools.pairwise(WIDTHS)]
VGG16 += [(7, 7, 512, 4096), (1, 1, 4096, 4096), (1, 1, 4096, 1000)]


@secret.alternative("RENAME ME: the former reference")
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in // groups + int(bias)) * c_out


def drawn_layer(draw, groups: int) -> tuple[int, int, int, int]:
    """kh, kw, c_in, c_out, all different, with channels that the groups divide."""
    kh, a = draw.choice((2, 3, 4)), draw.choice((3, 4, 5))
    return kh, kh + draw.choice((1, 2)), groups * a, groups * (a + draw.choice((2, 3, 4)))


@secret.case("agrees with the number of entries in torch's layers of drawn sizes", weight=2)
def _(student, draw):
    for groups in (1, 2, 3):
        for bias in (True, False):
            kh, kw, c_in, c_out = drawn_layer(draw, groups)
            layer = torch.nn.Conv2d(c_in, c_out, (kh, kw), bias=bias, groups=groups)
            entries = sum(p.numel() for p in layer.parameters())
            counted(student, entries, "a drawn layer", kh, kw, c_in, c_out, bias, groups)


@secret.case("more filters than channels, and fewer, in groups of one channel")
def _(student, draw):
    channels = draw.choice((4, 6, 8))
    counted(student, 3 * 10 * channels, "three filters a channel", 3, 3, channels, 3 * channels, True, channels)
    counted(student, 6 * channels, "kernels of 2 x 3 pixels", 2, 3, channels, channels, False, channels)
    counted(student, 2 * (15 * channels // 2 + 1), "two filters in two groups", 3, 5, channels, 2, True, 2)


@secret.case("the published totals: LeNet-5 61,706, AlexNet 60,965,224, VGG-16 138,357,544")
def _(student, draw):
    for layers, total, what in (
        (LENET5, 61_706, "LeNet-5"),
        (ALEXNET, 60_965_224, "AlexNet"),
        (VGG16, 138_357_544, "VGG-16"),
    ):
        counts = [expect.array(student(*layer), "the count") for layer in layers]
        expect.shape(counts[0], (), what="the count")
        expect.close(sum(counts), total, rtol=0, atol=0, what=f"the parameters of {what}")


@secret.misconception(
    "adds a single bias for the whole layer",
    hint="Every filter has a bias of its own: c_out of them, so the bias goes inside the bracket that c_out multiplies.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in // groups * c_out + int(bias)


@secret.misconception(
    "counts a bias for each input channel",
    hint="A bias is added once to each output map: there are c_out of them, whatever c_in is. Are c_in and c_out swapped?",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in // groups * c_out + int(bias) * c_in


@secret.misconception(
    "counts a bias for each channel that a filter sees",
    hint="A filter adds up its channels and then one bias: the bias is not multiplied by c_in.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw + int(bias)) * c_in // groups * c_out


@secret.misconception(
    "counts the biases even where there are none", hint="With bias=False the layer has weights only: use `bias`."
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in // groups + 1) * c_out


@secret.misconception(
    "forgets the biases", hint="With bias=True each of the c_out filters has one more parameter, its bias."
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return kh * kw * c_in // groups * c_out


@secret.misconception(
    "takes bias to be False unless told otherwise",
    hint="The signature says bias=True: a layer has biases if the caller says nothing.",
)
def conv_params(kh, kw, c_in, c_out, bias=False, groups=1):
    return (kh * kw * c_in // groups + int(bias)) * c_out


@secret.misconception(
    "does not divide by the groups",
    hint="In a layer of g groups a filter sees only c_in / g channels, so it has that many fewer weights.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in + int(bias)) * c_out


@secret.misconception(
    "multiplies by the groups",
    hint="There are c_out filters in all, shared out among the groups; each sees c_in / groups channels.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in * groups + int(bias)) * c_out


@secret.misconception(
    "divides the filters by the groups as well",
    hint="c_out counts the filters of all groups together: only the channels that a filter sees are divided.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in // groups + int(bias)) * (c_out // groups)


@secret.misconception(
    "divides the filters by the groups, not the channels that they see",
    hint="All c_out filters remain, but each sees c_in / groups channels. Only the count of the biases tells the two apart.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw * c_in + int(bias)) * c_out // groups


@secret.misconception(
    "rounds before it multiplies",
    hint="The kernel's pixels are not shared out among the groups: divide c_in, which `groups` divides, and not kh * kw.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw // groups * c_in + int(bias)) * c_out


@secret.misconception(
    "takes the kernel to be square", hint="Kernels may be higher than wide: multiply kh by kw, not by itself."
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kh * c_in // groups + int(bias)) * c_out


@secret.misconception(
    "adds height and width", hint="A kernel of kh rows and kw columns has kh * kw weights for each channel."
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return ((kh + kw) * c_in // groups + int(bias)) * c_out


@secret.misconception(
    "forgets the input channels",
    hint="A filter has a kernel of its own for each channel that it sees: multiply by c_in / groups.",
)
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    return (kh * kw + int(bias)) * c_out


@secret.alternative("the entries of the two arrays")
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    weights = (c_out, c_in // groups, kh, kw)
    return math.prod(weights) + (c_out if bias else 0)


@secret.alternative("group by group, each a small layer of its own")
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    total = 0
    for _ in range(groups):
        filters, channels = c_out // groups, c_in // groups
        total += filters * (channels * kh * kw)
        total += filters if bias else 0
    return total


@secret.alternative("torch's layer, without memory")
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    layer = torch.nn.Conv2d(c_in, c_out, (kh, kw), bias=bias, groups=groups, device="meta")
    return np.sum([p.numel() for p in layer.parameters()])
