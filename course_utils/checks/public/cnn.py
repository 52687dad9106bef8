"""Public cases of chapter 5: properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from .. import expect
from ..exercises import Topic

topic = Topic("05_cnn")

receptive_field = topic.exercise("receptive_field", level=1)
conv_params = topic.exercise("conv_params", level=1)
conv2d_forward = topic.exercise("conv2d_forward", level=2)
maxpool = topic.exercise("maxpool", level=2)
conv2d_backward = topic.exercise("conv2d_backward", level=3)


def _wave(*shape: int, turn: float = 1.0) -> np.ndarray:
    """Fixed values between -2 and 2 without a pattern, [*shape], all different."""
    return 2 * np.sin(turn * (1.0 + np.arange(int(np.prod(shape)))) ** 2).reshape(shape)


def digest(got) -> list:
    """Shape of an array and three weighted sums of it: enough to tell wrong answers apart."""
    values = expect.array(got)
    return [list(values.shape), [float((values * _wave(*values.shape, turn=t)).sum()) for t in (0.7, 1.3, 2.9)]]


# --------------------------------------------------------------- receptive_field

# (kernel, stride) from the image to the last pooling layer (Krizhevsky, Sutskever & Hinton 2012).
ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]


def seen(student, layers: list, r: int, jump: int, what: str) -> None:
    """The answer for these layers is (r, jump)."""
    got = expect.parts(student(layers), 2, "r and jump")
    expect.close(got[0], r, rtol=0, atol=0, what=f"r of {what}")
    expect.close(got[1], jump, rtol=0, atol=0, what=f"the jump of {what}")


@receptive_field.case("the worked example: layers of kernel 3 and stride 2 see 3, then 7, then 15 pixels", weight=2)
def _(student, draw):
    seen(student, [(3, 2)], 3, 2, "one layer (3, 2)")
    seen(student, [(3, 2), (3, 2)], 7, 4, "two layers (3, 2)")
    seen(student, [(3, 2), (3, 2), (3, 2)], 15, 8, "three layers (3, 2)")


@receptive_field.case("without a layer a unit sees one pixel; three layers (3, 1) see as much as one layer (7, 1)")
def _(student, draw):
    seen(student, [], 1, 1, "no layer")
    seen(student, [(3, 1), (3, 1), (3, 1)], 7, 1, "three layers (3, 1)")
    seen(student, [(7, 1)], 7, 1, "one layer (7, 1)")


@receptive_field.case("the order counts: a stride widens what the layers after it see")
def _(student, draw):
    seen(student, [(5, 1), (2, 3)], 6, 3, "(5, 1), then (2, 3)")
    seen(student, [(2, 3), (5, 1)], 14, 3, "(2, 3), then (5, 1)")


@receptive_field.case("the published number: AlexNet's last pooling layer sees 195 pixels and jumps by 32")
def _(student, draw):
    seen(student, ALEXNET, 195, 32, "AlexNet's pool5")
    expect.unchanged(student)


@receptive_field.probed()
def _(student):
    def of(*layers):
        return lambda: [float(expect.array(part)) for part in expect.parts(student(list(layers)), 2, "r and jump")]

    def changed():
        student([(3, 2), (2, 2)])
        return list(student.changed)

    return {
        "mixed": of((5, 3), (3, 2), (2, 1), (4, 2)),
        "plain": of((3, 1), (4, 1)),
        "skipping": of((1, 3), (2, 4), (3, 1)),
        "none": of(),
        "raw": lambda: student([(5, 2), (3, 1)]),
        "changed": changed,
    }


# ------------------------------------------------------------------- conv_params


def counted(student, want: int, what: str, *args, **kwargs) -> None:
    """The count for these arguments is exactly `want`."""
    expect.close(student(*args, **kwargs), want, rtol=0, atol=0, what=f"the parameters of {what}")


@conv_params.case("the worked example: five filters of 2 x 3 pixels over 4 channels have 125 parameters", weight=2)
def _(student, draw):
    counted(student, 125, "a layer with biases", 2, 3, 4, 5, True, 1)
    counted(student, 120, "a layer without biases", 2, 3, 4, 5, False, 1)


@conv_params.case("a layer has biases and one group if nothing else is said")
def _(student, draw):
    counted(student, 156, "LeNet-5's first layer", 5, 5, 1, 6)
    counted(student, 2416, "LeNet-5's second layer, if it looks at all six maps,", 5, 5, 6, 16)
    counted(student, 2400, "the same without biases", 5, 5, 6, 16, bias=False)


@conv_params.case("in two groups a filter sees half of the channels; in as many groups as channels, one")
def _(student, draw):
    counted(student, 114, "six filters of 3 x 3 pixels over 4 channels in two groups", 3, 3, 4, 6, True, 2)
    counted(student, 80, "eight filters of 3 x 3 pixels, each over one of 8 channels,", 3, 3, 8, 8, bias=True, groups=8)


@conv_params.case("the published number: AlexNet's second layer, two groups of 5 x 5, has 307,456 parameters")
def _(student, draw):
    counted(student, 307_456, "AlexNet's second layer", 5, 5, 96, 256, groups=2)


@conv_params.probed(rtol=0, atol=1e-6)
def _(student):
    def of(*args, **kwargs):
        return lambda: float(expect.array(student(*args, **kwargs)))

    return {
        "plain": of(2, 5, 6, 9, True, 1),
        "no bias": of(2, 5, 6, 9, False, 1),
        "groups": of(2, 4, 6, 9, True, 3),
        "groups, no bias": of(2, 4, 6, 9, False, 3),
        "defaults": of(1, 2, 3, 4),
    }


# ---------------------------------------------------------------- conv2d_forward

NINE = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
KERNEL = np.array([[[[1.0, 2.0], [0.0, 3.0]]]])
NONE = np.zeros(1)


def row(*values: float) -> np.ndarray:
    """An image of one row and one channel, [1, 1, 1, len(values)]."""
    return np.array(values, dtype=float).reshape(1, 1, 1, -1)


@conv2d_forward.case("the worked example: the pixels 1 to 9 under the kernel (1, 2 / 0, 3)", weight=2)
def _(student, draw):
    expect.close(student(NINE, KERNEL, NONE, 1, 0), [[[[20, 26], [38, 44]]]], what="the output")


@conv2d_forward.case("the kernel slides as it is: an impulse prints it back to front")
def _(student, draw):
    expect.close(student(row(1, 2, 3, 4, 5), row(1, 0, 2), NONE, 1, 0), row(7, 10, 13), what="1...5 under (1, 0, 2)")
    impulse = student(row(0, 0, 1, 0, 0), row(1, 2, 3), NONE, 1, 0)
    expect.close(impulse, row(3, 2, 1), what="an impulse under (1, 2, 3)")


@conv2d_forward.case("stride 2 over six pixels has two places; the last pixel is not read")
def _(student, draw):
    expect.close(student(row(1, 2, 3, 4, 5, 6), row(1, 0, 2), NONE, 2, 0), row(7, 13), what="the output")


@conv2d_forward.case("padding is a frame of zeros of `pad` pixels on each side")
def _(student, draw):
    ones, kernel = np.ones((1, 1, 2, 2)), np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    expect.close(student(ones, kernel, NONE, 1, 1), [[[[28, 24], [16, 12]]]], what="the output at pad 1")
    want = [[[[9, 17, 15, 7], [15, 28, 24, 11], [9, 16, 12, 5], [3, 5, 3, 1]]]]
    expect.close(student(ones, kernel, NONE, 1, 2), want, what="the output at pad 2")


@conv2d_forward.case("channels are added up, and each filter adds its own bias once")
def _(student, draw):
    x = np.array([1.0, 10.0]).reshape(1, 2, 1, 1)
    w = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).reshape(3, 2, 1, 1)
    y = student(x, w, np.array([100.0, 200.0, 300.0]), 1, 0)
    expect.close(
        y, np.reshape([121.0, 243.0, 365.0], (1, 3, 1, 1)), what="the output of two channels and three filters"
    )


@conv2d_forward.case("images of a batch do not meet, and no two sizes are mixed up")
def _(student, draw):
    x, w, b = draw.normal(2, 3, 7, 10), draw.normal(4, 3, 3, 2), draw.normal(4)
    whole = student(x, w, b, 2, 1)
    expect.shape(whole, (2, 4, 4, 6), what="the output")
    for i in range(2):
        alone = expect.array(student(x[i : i + 1], w, b, 2, 1))
        expect.close(expect.array(whole)[i : i + 1], alone, what=f"image {i} of the batch against the image alone")
    without = student(x, w, 0 * b, 2, 1)
    expect.shape(without, (2, 4, 4, 6), what="the output without b")
    expect.close(
        expect.array(whole) - expect.array(without), b.reshape(1, 4, 1, 1) + np.zeros((2, 4, 4, 6)), what="what b adds"
    )


@conv2d_forward.probed()
def _(student):
    x, w, b = _wave(2, 3, 5, 7), _wave(4, 3, 3, 2, turn=1.7), _wave(4, turn=0.6)
    square = _wave(1, 2, 6, 6), _wave(2, 2, 3, 3, turn=1.7), _wave(2, turn=0.6)

    def changed():
        student(x, w, b, 1, 0)
        return list(student.changed)

    return {
        "plain": lambda: digest(student(x, w, b, 1, 0)),
        "stride": lambda: digest(student(x, w, b, 2, 0)),
        "pad": lambda: digest(student(x, w, b, 1, 1)),
        "both": lambda: digest(student(x, w, b, 3, 2)),
        "square": lambda: digest(student(*square, 1, 0)),
        "square, stride": lambda: digest(student(*square, 2, 1)),
        "changed": changed,
    }


# ----------------------------------------------------------------------- maxpool


def pooled(student, x: np.ndarray, k: int, s: int, dout) -> tuple:
    """y and dx of the answer where dout is given; dx has the shape of x."""
    y, dx = expect.parts(student(x, k, s, np.asarray(dout, dtype=float)), 2, "y and dx")
    expect.shape(dx, x.shape, what="dx")
    return y, dx


@maxpool.case("the worked example: four windows of 2 x 2, and the way back", weight=2)
def _(student, draw):
    x = np.array([[[[1.0, 3, 2, 8], [4, 0, 6, 5], [9, 7, 12, 10], [11, 14, 13, 15]]]])
    expect.close(student(x, 2, 2), [[[[4, 8], [14, 15]]]], what="y without dout")
    y, dx = pooled(student, x, 2, 2, [[[[1, 2], [3, 4]]]])
    expect.close(y, [[[[4, 8], [14, 15]]]], what="y")
    expect.close(dx, [[[[0, 0, 0, 2], [1, 0, 0, 0], [0, 0, 0, 0], [0, 3, 0, 4]]]], what="dx")


@maxpool.case("a pixel that wins two overlapping windows gets both gradients")
def _(student, draw):
    x = np.array([[[[0.0, 2, 1, 3, 4], [5, 6, 9, 7, 8], [-1, -2, -3, -4, -5]]]])
    y, dx = pooled(student, x, 3, 2, [[[[1, 10]]]])
    expect.close(y, [[[[9, 9]]]], what="y")
    expect.close(dx, [[[[0] * 5, [0, 0, 11, 0, 0], [0] * 5]]], what="dx")


@maxpool.case("the largest of negative numbers is negative")
def _(student, draw):
    expect.close(student(np.array([[[[-4.0, -3], [-2, -5]]]]), 2, 2), [[[[-2]]]], what="y")
    expect.close(student(np.array([[[[-4.0, -7, -3], [-6, -2, -5]]]]), 2, 1), [[[[-2, -2]]]], what="y at stride 1")


@maxpool.case("five rows hold two windows of 2: the last row and column are not read and get no gradient")
def _(student, draw):
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    y, dx = pooled(student, x, 2, 2, [[[[1, 2], [3, 4]]]])
    expect.close(y, [[[[6, 8], [16, 18]]]], what="y")
    expect.close(expect.array(dx)[0, 0, 4], np.zeros(5), what="the last row of dx")
    expect.close(expect.array(dx)[0, 0, :, 4], np.zeros(5), what="the last column of dx")
    expect.close(expect.array(dx)[0, 0, 1::2, 1::2], [[1, 2], [3, 4]], what="dx at the maxima")


@maxpool.case("every channel of every image is pooled alone, and dx holds all of dout")
def _(student, draw):
    x, dout = draw.normal(2, 3, 7, 8), draw.uniform(1, 2, 2, 3, 3, 3)
    y, dx = pooled(student, x, 3, 2, dout)
    expect.unchanged(student)
    expect.shape(y, (2, 3, 3, 3), what="y")
    expect.close(expect.array(dx).sum(axis=(2, 3)), dout.sum(axis=(2, 3)), what="the sums of dx by image and channel")
    alone = student(x[1:, 2:], 3, 2)
    expect.close(expect.array(y)[1:, 2:], expect.array(alone), what="y of a channel against the channel alone")


@maxpool.probed()
def _(student):
    x = _wave(2, 2, 6, 8)
    inputs = {"overlap": (x, 3, 2, (2, 3)), "tiles": (x, 2, 2, (3, 4)), "gaps": (x, 2, 3, (2, 3))}
    inputs |= {"negative": (x - 5, 3, 1, (4, 6)), "whole": (x[:, :, :, :6], 6, 1, (1, 1))}

    def forward(x, k, s, size):
        return lambda: digest(student(x, k, s))

    def backward(x, k, s, size):
        dout = _wave(2, 2, *size, turn=0.9)
        return lambda: [digest(part) for part in expect.parts(student(x, k, s, dout), 2, "y and dx")]

    def changed():
        student(x, 3, 2, _wave(2, 2, 2, 3))
        return list(student.changed)

    return {
        **{f"{name}, y": forward(*given) for name, given in inputs.items()},
        **{f"{name}, both": backward(*given) for name, given in inputs.items()},
        "changed": changed,
    }


# --------------------------------------------------------------- conv2d_backward


def gradients(student, dout, x: np.ndarray, w: np.ndarray, stride: int, pad: int) -> list[np.ndarray]:
    """dx, dw and db of the answer, each of the shape of what it is the gradient of."""
    found = expect.parts(student(np.asarray(dout, dtype=float), x, w, stride, pad), 3, "dx, dw and db")
    for part, shape, what in zip(found, (x.shape, w.shape, w.shape[:1]), ("dx", "dw", "db"), strict=True):
        expect.shape(part, shape, what=what)
    return [expect.array(part) for part in found]


def these(found: list[np.ndarray], dx, dw, db) -> None:
    """The three gradients have these values."""
    for got, want, what in zip(found, (dx, dw, db), ("dx", "dw", "db"), strict=True):
        expect.close(got, want, what=what)


@conv2d_backward.case("the worked example: x = 1...5, w = (1, 0, 2) and dout = (1, 2, 3)", weight=2)
def _(student, draw):
    found = gradients(student, row(1, 2, 3), row(1, 2, 3, 4, 5), row(1, 0, 2), 1, 0)
    these(found, row(1, 2, 5, 4, 6), row(14, 20, 26), [6])


@conv2d_backward.case("the same in two dimensions: the pixels 1 to 9 and the kernel (1, 2 / 0, 3)")
def _(student, draw):
    found = gradients(student, [[[[1, 2], [3, 4]]]], NINE, KERNEL, 1, 0)
    these(found, [[[[1, 4, 4], [3, 13, 14], [0, 9, 12]]]], [[[[37, 47], [67, 77]]]], [10])


@conv2d_backward.case("stride 2 over six pixels: the last pixel is not read and gets gradient 0")
def _(student, draw):
    found = gradients(student, row(1, 2), row(1, 2, 3, 4, 5, 6), row(1, 0, 2), 2, 0)
    these(found, row(1, 0, 4, 0, 4, 0), row(7, 10, 13), [3])


@conv2d_backward.case("padding is read but has no gradient to return")
def _(student, draw):
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    found = gradients(student, [[[[1, 10]]]], np.array([[[[2.0, 3.0]]]]), kernel, 1, 1)
    these(found, [[[[45, 56]]]], [[[[0, 0, 0], [20, 32, 3], [0, 0, 0]]]], [11])


@conv2d_backward.case("dx . x and dw . w are the same number, in all sizes")
def _(student, draw):
    for stride, pad, size in ((1, 0, (5, 7)), (2, 1, (4, 5)), (3, 1, (3, 3))):
        x, w, dout = draw.normal(2, 3, 7, 8), draw.normal(4, 3, 3, 2), draw.normal(2, 4, *size)
        dx, dw, db = gradients(student, dout, x, w, stride, pad)
        expect.unchanged(student)
        expect.close((dx * x).sum(), (dw * w).sum(), what=f"dx . x against dw . w at stride {stride}, pad {pad}")
        expect.greater([np.abs(dx).max(), np.abs(dw).max()], 1e-3, what="the largest entries of dx and dw")
        expect.close(db.sum(), dout.sum(), what="the sum of db")


@conv2d_backward.probed()
def _(student):
    x, w = _wave(2, 3, 5, 6), _wave(4, 3, 3, 2, turn=1.7)
    sizes = {(1, 0): (3, 5), (2, 0): (2, 3), (1, 1): (5, 7), (2, 1): (3, 4), (3, 1): (2, 3)}

    def of(stride, pad):
        dout = _wave(2, 4, *sizes[stride, pad], turn=0.9)
        return lambda: [digest(part) for part in expect.parts(student(dout, x, w, stride, pad), 3, "dx, dw and db")]

    def square():
        found = student(_wave(1, 2, 4, 4, turn=0.9), x[:1, :2, :, :5], w[:2, :2, :2], 1, 0)
        return [digest(part) for part in expect.parts(found, 3, "dx, dw and db")]

    def changed():
        student(_wave(2, 4, 3, 5), x, w, 1, 0)
        return list(student.changed)

    named = {f"stride {stride}, pad {pad}": of(stride, pad) for stride, pad in sizes}
    return {**named, "square": square, "changed": changed}
