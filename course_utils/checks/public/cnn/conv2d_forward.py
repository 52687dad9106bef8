"""`conv2d_forward`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import KERNEL, NINE, column, pixels, row

exercise = topic.exercise("conv2d_forward", level=2)
exercise.hints(
    "How many places does a kernel of height 3 have on 5 rows with stride 1? With stride 2? And what does "
    "padding add to the 5?",
    "Pad the last two axes only. For each place (i, j) of the output cut a window out of all images at once: "
    "rows i * stride to i * stride + kh, columns likewise. Each filter is multiplied with the window as it "
    "is, unflipped, and summed over channels, rows and columns.",
    "`np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])`, an empty output [N, F, Ho, Wo], a loop over "
    "`np.ndindex(Ho, Wo)`. In it `a[:, :, i, j]` is the window [N, C, kh, kw] combined with w [F, C, kh, kw] "
    'by an einsum "ncmk,fcmk->...", plus ...',
)

NO_BIAS = np.zeros(1)


@exercise.case("rung 1, one channel: the pixels 1 to 9 under the kernel (1, 2 / 0, 3)", weight=2)
def _(student, draw):
    expect.close(student(NINE, KERNEL, NO_BIAS, 1, 0), [[[[20, 26], [38, 44]]]], what="the output")


@exercise.case("rung 1, one channel: the kernel slides as it is: an impulse prints it back to front")
def _(student, draw):
    expect.close(student(row(1, 2, 3, 4, 5), row(1, 0, 2), NO_BIAS, 1, 0), row(7, 10, 13), what="1...5 under (1, 0, 2)")
    impulse = student(row(0, 0, 1, 0, 0), row(1, 2, 3), NO_BIAS, 1, 0)
    expect.close(impulse, row(3, 2, 1), what="an impulse under (1, 2, 3)")


@exercise.case("rung 1, one channel: a kernel may be wider than tall, or taller than wide")
def _(student, draw):
    wide = student(NINE, row(1, 2), NO_BIAS, 1, 0)
    expect.close(wide, [[[[5, 8], [14, 17], [23, 26]]]], what="the output of a kernel of 1 x 2 pixels")
    tall = student(NINE, column(1, 2), NO_BIAS, 1, 0)
    expect.close(tall, [[[[9, 12, 15], [18, 21, 24]]]], what="the output of a kernel of 2 x 1 pixels")


@exercise.case("rung 2, steps: stride 2 over six pixels has two places; the last pixel is not read")
def _(student, draw):
    across = student(row(1, 2, 3, 4, 5, 6), row(1, 0, 2), NO_BIAS, 2, 0)
    expect.close(across, row(7, 13), what="the output of a row")
    down = student(column(1, 2, 3, 4, 5, 6), column(1, 0, 2), NO_BIAS, 2, 0)
    expect.close(down, column(7, 13), what="the output of a column")


@exercise.case("rung 3, padding: a frame of zeros, `pad` pixels wide on each side")
def _(student, draw):
    x, want = np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), np.array([[[[3, 6, 0], [11, 17, 2], [6, 11, 4]]]])
    expect.close(student(x, KERNEL, NO_BIAS, 1, 1), want, what="the output at pad 1")
    want = np.pad(want, ((0, 0), (0, 0), (1, 1), (1, 1)))
    expect.close(student(x, KERNEL, NO_BIAS, 1, 2), want, what="the output at pad 2")


@exercise.case("rung 3, padding: the stride counts from the corner of the frame")
def _(student, draw):
    expect.close(student(NINE, KERNEL, NO_BIAS, 2, 1), [[[[3, 9], [29, 44]]]], what="the output at stride 2, pad 1")
    expect.close(student(NINE, KERNEL, NO_BIAS, 3, 1), [[[[3, 0], [14, 9]]]], what="the output at stride 3, pad 1")


@exercise.case("rung 4, channels and filters: channels are added up, and each filter adds its own bias once")
def _(student, draw):
    x, w, b = pixels([[1, 10], [2, 30]]), pixels([[1, 2], [3, 4], [5, 6]]), np.array([100, -200.5, 300])
    y = student(x, w, 0 * b, 1, 0)
    expect.close(y, pixels([[21, 43, 65], [62, 126, 190]]), what="the output without biases")
    y = student(x, w, b, 1, 0)
    expect.close(y, pixels([[121, -157.5, 365], [162, -74.5, 490]]), what="the output with biases")


@exercise.case("rung 5, images: those of a batch do not meet, and nothing is changed")
def _(student, draw):
    x, w, b = draw.normal(2, 3, 7, 10), draw.normal(4, 3, 3, 2), draw.normal(4)
    whole = student(x, w, b, 2, 1)
    expect.unchanged(student)
    expect.shape(whole, (2, 4, 4, 6), what="the output")
    for i in range(2):
        alone = expect.array(student(x[i : i + 1], w, b, 2, 1))
        expect.close(expect.array(whole)[i : i + 1], alone, what=f"image {i} of the batch against the image alone")
    without = student(x, w, 0 * b, 2, 1)
    expect.shape(without, (2, 4, 4, 6), what="the output without b")
    added = expect.array(whole) - expect.array(without)
    expect.close(added, b[:, None, None] + np.zeros((2, 4, 4, 6)), what="what b adds")
