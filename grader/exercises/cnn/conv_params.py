"""`conv_params`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import itertools

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.cnn import conv_params as public
from course_utils.checks.public.cnn.conv_params import counted

from ...exercise import Secret

secret = Secret(public.exercise)

# (kh, kw, c_in, c_out, bias, groups); a fully connected layer is a convolution over all that is left of the image.
LENET5 = [(5, 5, 1, 6), (5, 5, 6, 16), (5, 5, 16, 120), (1, 1, 120, 84), (1, 1, 84, 10)]
ALEXNET = [(11, 11, 3, 96), (5, 5, 96, 256, True, 2), (3, 3, 256, 384), (3, 3, 384, 384, True, 2)]
ALEXNET += [(3, 3, 384, 256, True, 2), (6, 6, 256, 4096), (1, 1, 4096, 4096), (1, 1, 4096, 1000)]
WIDTHS = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
VGG16 = [(3, 3, a, b) for a, b in itertools.pairwise(WIDTHS)]
VGG16 += [(7, 7, 512, 4096), (1, 1, 4096, 4096), (1, 1, 4096, 1000)]


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
    channels = draw.choice((4, 6, 10))
    counted(student, 3 * 10 * channels, "three filters per channel", 3, 3, channels, 3 * channels, True, channels)
    counted(student, 6 * channels, "kernels of 2 x 3 pixels", 2, 3, channels, channels, False, channels)
    counted(student, 2 * (15 * channels // 2 + 1), "two filters in two groups", 3, 5, channels, 2, True, 2)


@secret.case("the published totals: LeNet-5 61,706, AlexNet 60,965,224, VGG-16 138,357,544")
def _(student, draw):
    totals = (LENET5, 61_706, "LeNet-5"), (ALEXNET, 60_965_224, "AlexNet"), (VGG16, 138_357_544, "VGG-16")
    for layers, total, what in totals:
        counts = [expect.array(student(*layer), "the count") for layer in layers]
        expect.shape(counts[0], (), what="the count")
        expect.close(sum(counts), total, rtol=0, atol=0, what=f"the parameters of {what}")


@secret.alternative("the entries of the two arrays")
def conv_params(kh, kw, c_in, c_out, bias=True, groups=1):
    weights = (c_out, c_in // groups, kh, kw)
    return int(np.prod(weights)) + (c_out if bias else 0)


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


WEIGHTS = "kh * kw * (c_in // groups)"
BIAS = "(1 if bias else 0)"
ANSWER = f"c_out * (weights_of_a_filter + {BIAS})"
APART = "c_out * weights_of_a_filter + ({0} if bias else 0)"
ONE_EACH = "A filter adds up its pixels and channels and then one bias of its own: c_out biases, whatever c_in and kh * kw are."
ALL_BIASED = "Every filter has a bias, in however many groups: c_out biases in all."
DIVIDED_ONCE = "c_out counts the filters of all groups together, and each sees c_in / groups channels: divide c_in, once."

secret.slip(
    "adds a single bias for the whole layer",
    (ANSWER, APART.format(1)),
    hint="Every filter has a bias of its own: c_out of them, so the bias goes inside the bracket that c_out multiplies.",
)
secret.slip("counts one bias per group", (ANSWER, APART.format("groups")), hint=ONE_EACH)
secret.slip("counts a bias for each input channel", (ANSWER, APART.format("c_in")), hint=ONE_EACH)
secret.slip("counts a bias for each channel that a filter sees", (ANSWER, f"c_out * (kh * kw + {BIAS}) * (c_in // groups)"), hint=ONE_EACH)
secret.slip("counts a bias for each pixel of a kernel", (ANSWER, f"c_out * kh * kw * (c_in // groups + {BIAS})"), hint=ONE_EACH)
secret.slip("counts the biases even where there are none", (BIAS, "1"), hint="With bias=False the layer has weights only: use `bias`.")
secret.slip("forgets the biases", (f" + {BIAS}", ""), hint="With bias=True each of the c_out filters has one more parameter, its bias.")
secret.slip(
    "counts the biases exactly where there are none",
    ("1 if bias else 0", "0 if bias else 1"),
    hint="bias=True means that each filter has a bias: add 1 then, and 0 otherwise.",
)
secret.slip(
    "takes bias to be False unless told otherwise",
    ("bias: bool = True", "bias: bool = False"),
    hint="The signature says bias=True: a layer has biases if the caller says nothing.",
)
secret.slip("forgets the biases of a layer in groups", ("bias else", "bias and groups == 1 else"), hint=ALL_BIASED)
secret.slip("forgets the biases where each filter sees one channel", ("bias else", "bias and groups != c_in else"), hint=ALL_BIASED)
secret.slip(
    "does not divide by the groups",
    ("c_in // groups", "c_in"),
    hint="In a layer of g groups a filter sees only c_in / g channels, so it has that many fewer weights.",
)
secret.slip("multiplies by the groups", ("c_in // groups", "c_in * groups"), hint=DIVIDED_ONCE)
secret.slip("counts c_out filters in each group", (ANSWER, f"groups * {ANSWER}"), hint=DIVIDED_ONCE)
secret.slip(
    "divides the weights by the groups twice", (ANSWER, f"c_out // groups * weights_of_a_filter + c_out * {BIAS}"), hint=DIVIDED_ONCE
)
secret.slip("divides the filters by the groups as well", (ANSWER, ANSWER.replace("c_out", "(c_out // groups)")), hint=DIVIDED_ONCE)
secret.slip(
    "divides the whole count by the groups, biases included",
    ("c_in // groups", "c_in"),
    (ANSWER, f"{ANSWER} // groups"),
    hint="A filter sees c_in / groups channels, but all c_out filters remain, each with its bias: divide c_in only.",
)
secret.slip(
    "takes c_out to be c_in where each filter sees one channel",
    ("return c_out", "return (c_in if groups == c_in else c_out)"),
    hint="In as many groups as channels there may still be several filters per channel: count all c_out of them.",
)
secret.slip(
    "rounds before it multiplies",
    (WEIGHTS, "kh * kw // groups * c_in"),
    hint="The pixels of the kernel are not split among the groups: divide c_in, which `groups` divides, and not kh * kw.",
)
OBLONG = "Kernels need not be square: multiply kh by kw."
secret.slip("takes the kernel to be square", ("kh * kw", "kh * kh"), hint=OBLONG)
secret.slip("takes the kernel's width for its height", ("kh * kw", "kw * kw"), hint=OBLONG)
secret.slip(
    "adds height and width", ("kh * kw", "(kh + kw)"), hint="A kernel of kh rows and kw columns has kh * kw weights for each channel."
)
secret.slip(
    "forgets the input channels",
    (WEIGHTS, "kh * kw"),
    hint="A filter has a kernel of its own for each channel that it sees: multiply by c_in / groups.",
)
secret.slip(
    "counts the weights of one filter",
    (ANSWER, f"weights_of_a_filter + c_out * {BIAS}"),
    hint="The layer has c_out filters, each with weights of its own: multiply them as well as the biases.",
)
secret.slip("forgets the filters", ("c_out * ", ""), hint="One filter has that many parameters; the layer has c_out of them.")
secret.slip(
    "returns weights and biases apart",
    (ANSWER, "c_out * weights_of_a_filter, (c_out if bias else 0)"),
    hint="Return one number: the weights plus the biases.",
)
