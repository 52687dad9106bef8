"""`maxpool`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("maxpool", level=2)
exercise.hints(
    "Going forward you look for the largest pixel of a window. What must you still know about it when its "
    "error comes back?",
    "The error of a window goes to the pixel that has won it and to no other. Where windows overlap, one "
    "pixel may win several: what happens to its errors? Let negative images keep negative maxima.",
    "Loop over `np.ndindex(N, C, Ho, Wo)`; the window starts at row i * s, column j * s. "
    "`divmod(window.argmax(), width of the window)` gives the winner's row and column in it. y takes its "
    "value; and if dout is given, dx at the winner's place in the image ... (= or +=?) dout at (n, c, i, j).",
)


def pooled(student, x: np.ndarray, k: int, s: int, dout) -> tuple:
    """y and dx of the answer where dout is given; dx has the shape of x."""
    y, dx = expect.parts(student(x, k, s, np.asarray(dout, dtype=float)), 2, "y and dx")
    expect.shape(dx, x.shape, what="dx")
    return y, dx


@exercise.case("the worked example: four windows of 2 x 2, and the way back", weight=2)
def _(student, draw):
    x = np.array([[[[1.0, 3, 2, 8], [4, 0, 6, 5], [9, 7, 12, 10], [11, 14.5, 13, 15]]]])
    expect.close(student(x, 2, 2), [[[[4, 8], [14.5, 15]]]], what="y without dout")
    y, dx = pooled(student, x, 2, 2, [[[[1, -2], [3, 4]]]])
    expect.close(y, [[[[4, 8], [14.5, 15]]]], what="y")
    expect.close(dx, [[[[0, 0, 0, -2], [1, 0, 0, 0], [0, 0, 0, 0], [0, 3, 0, 4]]]], what="dx")


@exercise.case("a pixel that wins two overlapping windows gets both gradients")
def _(student, draw):
    x = np.array([[[[0.0, 2, 1, 3, 4], [5, 6, 9, 7, 8], [-1, -2, -3, -4, -5]]]])
    y, dx = pooled(student, x, 3, 2, [[[[1, 10]]]])
    expect.close(y, [[[[9, 9]]]], what="y")
    expect.close(dx, [[[[0] * 5, [0, 0, 11, 0, 0], [0] * 5]]], what="dx")


@exercise.case("the largest of negative numbers is negative")
def _(student, draw):
    x = np.array([[[[-4.0, -7, -3], [-6, -2.5, -5]]]])
    expect.close(student(x, 1, 1), x, what="y of windows of one pixel")
    expect.close(student(x, 2, 2), [[[[-2.5]]]], what="y at stride 2")
    expect.close(student(x, 2, 1), [[[[-2.5, -2.5]]]], what="y at stride 1")


@exercise.case("five rows hold two windows of 2: the last row and column are not read")
def _(student, draw):
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    expect.close(student(x, 2, 2), [[[[6, 8], [16, 18]]]], what="y")
    expect.close(student(x, 2, 3), [[[[6, 9], [21, 24]]]], what="y at stride 3")


@exercise.case("pixels that no window reads have gradient 0")
def _(student, draw):
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    dx = expect.array(pooled(student, x, 2, 2, [[[[1, 2], [3, 4]]]])[1])
    expect.close(dx[0, 0, 4], np.zeros(5), what="the last row of dx")
    expect.close(dx[0, 0, :, 4], np.zeros(5), what="the last column of dx")
    expect.close(dx[0, 0, 1::2, 1::2], [[1, 2], [3, 4]], what="dx at the maxima")


@exercise.case("every channel of every image is pooled alone, dx holds all of dout, and nothing is changed")
def _(student, draw):
    x, dout = draw.normal(2, 3, 7, 9), draw.uniform(1, 2, 2, 3, 3, 4)
    found = student(x, 3, 2, dout)
    expect.unchanged(student)
    y, dx = expect.parts(found, 2, "y and dx")
    expect.shape(dx, x.shape, what="dx")
    expect.shape(y, (2, 3, 3, 4), what="y")
    expect.close(expect.array(dx).sum(axis=(2, 3)), dout.sum(axis=(2, 3)), what="the sums of dx by image and channel")
    alone = student(x[1:, 2:], 3, 2)
    expect.close(expect.array(y)[1:, 2:], expect.array(alone), what="y of a channel against the channel alone")
