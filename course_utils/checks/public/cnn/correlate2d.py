"""`correlate2d`: public cases, numbers worked by hand and a property."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import KERNEL, NINE

exercise = topic.exercise("correlate2d", level=1)
exercise.hints(
    "How many places are there for 2 rows on 3 rows? For kh rows on H rows? And the same for columns?",
    "Go through all places (i, j) of the output. At each one cut a window of the size of the kernel out of the "
    "image, its upper left corner at (i, j), multiply the two pixel by pixel, and add up.",
    "An empty array of (H - kh + 1, W - kw + 1), a loop over `np.ndindex` of its shape, and in it "
    "`a[i, j]` = the sum of x[i : i + ..., j : j + ...] * ...",
)

IMAGE, SMALL = NINE[0, 0], KERNEL[0, 0]


@exercise.case("the worked example: the pixels 1 to 9 under the kernel (1, 2 / 0, 3)", weight=2)
def _(student, draw):
    expect.close(student(IMAGE, SMALL), [[20, 26], [38, 44]], what="the output")


@exercise.case("a kernel may be wider than tall, or taller than wide, or as large as the image")
def _(student, draw):
    expect.close(student(IMAGE, np.array([[1.0, 2]])), [[5, 8], [14, 17], [23, 26]], what="the output of 1 x 2 pixels")
    expect.close(student(IMAGE, np.array([[1.0], [2]])), [[9, 12, 15], [18, 21, 24]], what="the output of 2 x 1 pixels")
    expect.close(student(IMAGE, IMAGE - 5), [[60]], what="the output of 3 x 3 pixels")


@exercise.case("a bright pixel prints the kernel back to front, where it stands")
def _(student, draw):
    x = np.zeros((4, 5))
    x[1, 2] = 1.5
    want = [[0, 4.5, 0, 0], [0, 3, 1.5, 0], [0, 0, 0, 0]]
    expect.close(student(x, SMALL), want, what="the output of one bright pixel")


@exercise.case("the image moved by a row and a column gives the output moved likewise, and nothing is changed")
def _(student, draw):
    x, w = draw.normal(7, 8), draw.normal(3, 2)
    here = expect.array(student(x, w))
    expect.unchanged(student)
    expect.shape(here, (5, 7), what="the output")
    there = expect.array(student(x[1:, 1:].copy(), w))
    expect.shape(there, (4, 6), what="the output of the moved image")
    expect.close(there, here[1:, 1:], what="the output of the moved image")
    expect.greater(here.std(), 1e-3, what="the spread of the outputs")
