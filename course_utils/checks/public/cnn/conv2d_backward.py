"""`conv2d_backward`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import KERNEL, NINE, pixels, row

exercise = topic.exercise("conv2d_backward", level=3)
exercise.hints(
    "One entry dout[n, f, i, j]: which pixels and which weights went into that output, and what did each multiply?",
    "Go through the output's places again, as in the forward pass. At each place, a weight was multiplied by "
    "a pixel of the window, and a pixel by a weight: the gradient of each is dout times the other one. All "
    "contributions add up, also in the padding, which is cut off at the end.",
    'With `here` the window\'s slice: dpadded[here] += einsum("nf,fcmk->ncmk", dout at the place, ...), dw += '
    'einsum("nf,ncmk->fcmk", dout at the place, ...). db sums dout over the axes of images, rows and ... Cut '
    "`pad` off each side of dpadded; what if pad is 0?",
)


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


@exercise.case("rung 1, one channel: the worked example, x = 1...5, w = (1, 0, 2) and dout = (1, 2, 3)", weight=2)
def _(student, draw):
    found = gradients(student, row(1, 2, 3), row(1, 2, 3, 4, 5), row(1, 0, 2), 1, 0)
    these(found, row(1, 2, 5, 4, 6), row(14, 20, 26), [6])


@exercise.case("rung 1, one channel: the same in two dimensions: the pixels 1 to 9 and the kernel (1, 2 / 0, 3)")
def _(student, draw):
    found = gradients(student, [[[[1, 2], [3, 4]]]], NINE, KERNEL, 1, 0)
    these(found, [[[[1, 4, 4], [3, 13, 14], [0, 9, 12]]]], [[[[37, 47], [67, 77]]]], [10])


@exercise.case("rung 2, steps: stride 2 over six pixels: the last pixel is not read and gets gradient 0")
def _(student, draw):
    found = gradients(student, row(1, 2), row(1, 2, 3, 4, 5, 6), row(1, 0, 2), 2, 0)
    these(found, row(1, 0, 4, 0, 4, 0), row(7, 10, 13), [3])


@exercise.case("rung 3, padding: it is read but has no gradient to return")
def _(student, draw):
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    found = gradients(student, [[[[1, 10]]]], np.array([[[[2.0, 3.0]]]]), kernel, 1, 1)
    these(found, [[[[45, 56]]]], [[[[0, 0, 0], [20, 32, 3], [0, 0, 0]]]], [11])


@exercise.case("rung 3, padding: the stride counts from the corner of the frame")
def _(student, draw):
    found = gradients(student, [[[[1, 2], [3, 4]]]], NINE, KERNEL, 2, 1)
    these(found, [[[[3, 0, 6], [6, 4, 8], [9, 0, 12]]]], [[[[20, 36], [36, 64]]]], [10])


@exercise.case(
    "rung 4, channels, filters, images: dx sums over the filters, dw over the images, and db is one number per filter"
)
def _(student, draw):
    x, w, dout = pixels([[1, 10], [2, 30]]), pixels([[1, 2], [3, 4], [5, 6]]), pixels([[1, 2, 3], [4, 5, -6]])
    dx, dw = pixels([[22, 28], [-11, -8]]), pixels([[9, 130], [12, 170], [-9, -150]])
    these(gradients(student, dout, x, w, 1, 0), dx, dw, [5, 7, -3])


@exercise.case("rung 5, all together: dx . x and dw . w are the same number, in all sizes, and nothing is changed")
def _(student, draw):
    for stride, pad, size in ((1, 0, (5, 7)), (2, 1, (4, 5)), (3, 1, (3, 3))):
        x, w, dout = draw.normal(2, 3, 7, 8), draw.normal(4, 3, 3, 2), draw.normal(2, 4, *size)
        student(dout, x, w, stride, pad)
        expect.unchanged(student)
        dx, dw, db = gradients(student, dout, x, w, stride, pad)
        expect.close((dx * x).sum(), (dw * w).sum(), what=f"dx . x against dw . w at stride {stride}, pad {pad}")
        expect.greater([np.abs(dx).max(), np.abs(dw).max()], 1e-3, what="the largest entries of dx and dw")
        expect.close(db.sum(), dout.sum(), what="the sum of db")


@exercise.probed()
def _(student):
    """An empty dx, as `pad:-pad` leaves it at pad 0, has no number that could be recorded: its shape is."""
    dout, x, w = np.ones((2, 4, 3, 5)), np.ones((2, 3, 5, 6)), np.ones((4, 3, 3, 2))
    return {"the shape of dx at pad 0": lambda: list(np.shape(student(dout, x, w, 1, 0)[0]))}
