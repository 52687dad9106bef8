"""`correlate2d`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.public.cnn import correlate2d as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("agrees with scipy at drawn values, all sizes different", weight=2)
def _(student, draw):
    from scipy import signal  # half a second, which every start of the grader would pay

    for kernel in ((2, 3), (4, 1), (3, 3), (1, 1)):
        x, w = draw.normal(6, 9), draw.normal(*kernel)
        want = signal.correlate2d(x, w, mode="valid")
        expect.close(student(x, w), want, what=f"the output of {kernel[0]} x {kernel[1]} pixels")


@secret.case("twice the image gives twice the output; the outputs of two images add up")
def _(student, draw):
    one, two, w = draw.normal(5, 6), draw.normal(5, 6), draw.normal(2, 3)
    whole = expect.array(student(one + two, w))
    expect.close(whole, expect.array(student(one, w)) + expect.array(student(two, w)), what="the output of a sum")
    expect.greater(np.abs(whole).max(), 1e-3, what="the largest output of a sum")
    expect.close(student(-2 * one, w), -2 * expect.array(student(one, w)), what="the output of -2 x")
    expect.close(student(one, -2 * w), -2 * expect.array(student(one, w)), what="the output under -2 w")


VIEW = "every window at once, by a view of the image"


@secret.alternative(VIEW)
def correlate2d(x, w):
    return (np.lib.stride_tricks.sliding_window_view(x, w.shape) * w).sum(axis=(2, 3))


@secret.alternative("one weight at a time, each with the image moved")
def correlate2d(x, w):
    rows, columns = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    total = np.zeros((rows, columns))
    for m in range(w.shape[0]):
        for n in range(w.shape[1]):
            total += w[m, n] * x[m : m + rows, n : n + columns]
    return total


@secret.alternative("torch's layer")
def correlate2d(x, w):
    return F.conv2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None])[0, 0].numpy()


WINDOW = "x[i : i + kh, j : j + kw] * w"
SIZES = "x.shape[0] - kh + 1, x.shape[1] - kw + 1"
AS_IT_IS = "Lay the kernel on as it is: w[m, n] meets the pixel m rows below and n columns right of the window's corner."


def multiplied(name: str, instead: str, hint: str) -> None:
    """A slip that adds up something else than window times w."""
    secret.slip(name, (f"({WINDOW}).sum()", instead), hint=hint)


multiplied("flips the kernel", f"({WINDOW}[::-1, ::-1]).sum()", AS_IT_IS)
multiplied("flips the kernel left to right", f"({WINDOW}[:, ::-1]).sum()", AS_IT_IS)
multiplied("flips the kernel upside down", f"({WINDOW}[::-1]).sum()", AS_IT_IS)
multiplied("averages over the window", f"({WINDOW}).mean()", "The products are added up; nothing is divided by their number.")
multiplied(
    "adds pixels and weights in place of multiplying them",
    f"({WINDOW.replace('*', '+')}).sum()",
    "Each pixel is multiplied by the weight on top of it, and the products are added up.",
)
multiplied(
    "takes the largest product",
    f"({WINDOW}).max()",
    "All products of a window are added up; the largest of them alone would be a kind of pooling.",
)
multiplied(
    "divides by the weights of the kernel",
    f"({WINDOW}).sum() / np.abs(w).sum()",
    "The kernel is used as it is given: its weights need not add up to 1.",
)
secret.slip(
    "forgets the first place in the output size",
    (SIZES, "x.shape[0] - kh, x.shape[1] - kw"),
    hint="H - kh is how far the kernel can move; it has one place more than it has steps.",
)
secret.slip(
    "swaps kh and kw",
    ("kh, kw = w.shape", "kw, kh = w.shape"),
    (WINDOW, "np.pad(x, ((0, kh), (0, kw)))[i : i + w.shape[0], j : j + w.shape[1]] * w"),
    hint="`w.shape` is (kh, kw): kh goes with the rows of the image and kw with its columns.",
)
secret.slip(
    "pads the image so that the output keeps its size",
    (SIZES, "x.shape"),
    (WINDOW, "np.pad(x, ((kh // 2, kh), (kw // 2, kw)))[i : i + kh, j : j + kw] * w"),
    hint="There is a place only where the whole kernel lies on the image: (H - kh + 1) of them down, (W - kw + 1) across.",
)
secret.slip(
    "takes windows side by side",
    (WINDOW, "np.pad(x, ((0, x.shape[0] * kh), (0, x.shape[1] * kw)))[i * kh : i * kh + kh, j * kw : j * kw + kw] * w"),
    hint="The kernel moves on by one pixel, not by its own width: neighbouring windows overlap.",
)
secret.slip(
    "swaps rows and columns of the output",
    ("return a", "return a.T"),
    hint="Entry (i, j) of the output belongs to the window i rows down and j columns to the right.",
)
secret.slip(
    "changes the image", ("return a", "x *= 2\n    return a"), hint="`*=` and [...] = change the caller's array: compute into a new one."
)
