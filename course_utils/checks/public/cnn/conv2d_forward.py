"""`conv2d_forward`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import KERNEL, NINE, _wave, digest, row

exercise = topic.exercise("conv2d_forward", level=2)


NONE = np.zeros(1)


@exercise.case("the worked example: the pixels 1 to 9 under the kernel (1, 2 / 0, 3)", weight=2)
def _(student, draw):
    expect.close(student(NINE, KERNEL, NONE, 1, 0), [[[[20, 26], [38, 44]]]], what="the output")


@exercise.case("the kernel slides as it is: an impulse prints it back to front")
def _(student, draw):
    expect.close(student(row(1, 2, 3, 4, 5), row(1, 0, 2), NONE, 1, 0), row(7, 10, 13), what="1...5 under (1, 0, 2)")
    impulse = student(row(0, 0, 1, 0, 0), row(1, 2, 3), NONE, 1, 0)
    expect.close(impulse, row(3, 2, 1), what="an impulse under (1, 2, 3)")


@exercise.case("stride 2 over six pixels has two places; the last pixel is not read")
def _(student, draw):
    expect.close(student(row(1, 2, 3, 4, 5, 6), row(1, 0, 2), NONE, 2, 0), row(7, 13), what="the output")


@exercise.case("padding is a frame of zeros of `pad` pixels on each side")
def _(student, draw):
    ones, kernel = np.ones((1, 1, 2, 2)), np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    expect.close(student(ones, kernel, NONE, 1, 1), [[[[28, 24], [16, 12]]]], what="the output at pad 1")
    want = [[[[9, 17, 15, 7], [15, 28, 24, 11], [9, 16, 12, 5], [3, 5, 3, 1]]]]
    expect.close(student(ones, kernel, NONE, 1, 2), want, what="the output at pad 2")


@exercise.case("channels are added up, and each filter adds its own bias once")
def _(student, draw):
    x = np.array([1.0, 10.0]).reshape(1, 2, 1, 1)
    w = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).reshape(3, 2, 1, 1)
    y = student(x, w, np.array([100.0, 200.0, 300.0]), 1, 0)
    expect.close(
        y, np.reshape([121.0, 243.0, 365.0], (1, 3, 1, 1)), what="the output of two channels and three filters"
    )


@exercise.case("images of a batch do not meet, and no two sizes are mixed up")
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


@exercise.probed()
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
