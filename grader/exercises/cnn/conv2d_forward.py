"""`conv2d_forward`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import conv2d_forward as public

from ...exercise import Secret

secret = Secret(public.exercise)

VIEW = "every window at once, by a view of the image"


@secret.case("agrees with torch at drawn values, all sizes different", weight=2)
def _(student, draw):
    for (kh, kw), stride, pad in (((3, 2), 1, 0), ((2, 4), 1, 1), ((3, 2), 2, 1), ((2, 3), 3, 2), ((3, 3), 2, 0)):
        height, width = draw.choice((6, 7, 8)), draw.choice((9, 10, 11))
        x, w, b = draw.normal(2, 3, height, width), draw.normal(5, 3, kh, kw), draw.normal(5)
        want = F.conv2d(tensor(x), tensor(w), tensor(b), stride, pad)
        expect.close(student(x, w, b, stride, pad), want, what=f"the output at stride {stride}, pad {pad}")
        expect.unchanged(student)


@secret.case("strides that do not divide the image leave its last rows and columns unread")
def _(student, draw):
    from scipy import signal  # half a second, which every start of the grader would pay

    x, w, b = draw.normal(1, 2, 8, 10), draw.normal(3, 2, 3, 2), draw.normal(3)
    for stride, size in ((2, (3, 5)), (3, (2, 3)), (4, (2, 3)), (5, (2, 2))):
        y = student(x, w, b, stride, 0)
        want = np.array([signal.correlate(x[0], kernel, mode="valid")[0] + c for kernel, c in zip(w, b, strict=True)])
        expect.shape(y, (1, 3, *size), what=f"the output at stride {stride}")
        expect.close(y, want[None, :, ::stride, ::stride], what=f"the output at stride {stride}")


@secret.case("a kernel as large as the padded image has one place; a kernel of one pixel has every one")
def _(student, draw):
    x, b = draw.normal(2, 2, 3, 4), draw.normal(3)
    for kernel, stride, pad in (((3, 4), 1, 0), ((5, 6), 2, 1), ((1, 1), 1, 0), ((1, 1), 2, 0)):
        w = draw.normal(3, 2, *kernel)
        want = F.conv2d(tensor(x), tensor(w), tensor(b), stride, pad)
        expect.close(student(x, w, b, stride, pad), want, what=f"the output of a kernel of {kernel[0]} x {kernel[1]}")


@secret.alternative(VIEW)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijkl,fckl->nfij", windows[:, :, ::stride, ::stride], w) + b[:, None, None]


@secret.alternative("one pixel of the kernel at a time")
def conv2d_forward(x, w, b, stride, pad):
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    kh, kw = w.shape[2:]
    rows, cols = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    total = np.broadcast_to(b[None, :, None, None], (len(x), len(w), rows, cols)).copy()
    for m in range(kh):
        for n in range(kw):
            seen = x[:, :, m : m + stride * rows : stride, n : n + stride * cols : stride][:, :, :rows, :cols]
            total += np.moveaxis(np.tensordot(w[:, :, m, n], seen, axes=(1, 1)), 0, 1)
    return total


@secret.alternative("a matrix of kernels times a matrix of patches")
def conv2d_forward(x, w, b, stride, pad):
    patches = F.unfold(torch.tensor(x), w.shape[2:], padding=pad, stride=stride)
    y = torch.tensor(w).flatten(1) @ patches + torch.tensor(b)[:, None]
    return y.reshape(len(x), len(w), (x.shape[2] + 2 * pad - w.shape[2]) // stride + 1, -1).numpy()


CORNERS = "(pad, pad), (pad, pad)]"
WINDOW = "i * stride : i * stride + kh, j * stride : j * stride + kw"
PRODUCT = 'np.einsum("ncmk,fcmk->nf", window, w)'
STRIDED = "[:, :, ::stride, ::stride]"


def multiplied(name: str, instead: str, hint: str) -> None:
    """A slip that multiplies something else than window and w."""
    secret.slip(name, ("window, w)", f"{instead})"), hint=hint)


def padded(name: str, instead: str, hint: str) -> None:
    """A slip that pads rows and columns in another way."""
    secret.slip(name, (CORNERS, instead), hint=hint)


def strided(name: str, instead: str) -> None:
    """A slip that takes other windows than every `stride`-th."""
    steps = "Output (i, j) looks at the window that starts at (i * stride, j * stride), in rows and in columns."
    secret.slip(name, (STRIDED, instead), hint=steps, of=VIEW)


def added(name: str, instead: str, hint: str) -> None:
    """A slip that adds something else than b."""
    secret.slip(name, (f"{PRODUCT} + b", f"{PRODUCT}{instead}"), hint=hint)


def returned(name: str, instead: str, hint: str) -> None:
    """A slip that returns something else than the output map."""
    secret.slip(name, ("return a", f"return {instead}"), hint=hint)


multiplied(
    "flips the kernel",
    "window, w[:, :, ::-1, ::-1]",
    "What deep learning calls convolution is cross-correlation: lay the kernel on the image as it is. The flip would be true convolution.",
)
AS_IT_IS = "Lay the kernel on the image as it is, unflipped in both directions, and channel c of the kernel on channel c."
multiplied("flips the kernel left to right", "window, w[:, :, :, ::-1]", AS_IT_IS)
multiplied("flips the kernel upside down", "window, w[:, :, ::-1]", AS_IT_IS)
multiplied("flips the kernel and reverses the channels", "window, w[:, ::-1, ::-1, ::-1]", AS_IT_IS)
multiplied("reverses the channels", "window, w[:, ::-1]", AS_IT_IS)
SIZE_OF_KERNEL = "`w.shape` is (F, C, kh, kw): kh goes with the rows of the image and kw with its columns, both in use."
secret.slip(
    "swaps kh and kw",
    ("kh, kw = w.shape", "kw, kh = w.shape"),
    ("(images.shape[2] - kh) // stride + 1", "max(0, (images.shape[2] - kh) // stride + 1)"),
    ("window, w)", "window, w.swapaxes(2, 3))"),
    hint=SIZE_OF_KERNEL,
)
secret.slip(
    "takes the kernel to be square",
    ("kh, kw = w.shape\n", "kh, kw = w.shape\n    w, kw = F.pad(torch.tensor(w), (0, kh - kw)).numpy(), kh\n"),
    hint=SIZE_OF_KERNEL,
)

FLOOR = "A window that would stick out of the padded image has no place: divide with //, for rows and for columns."
padded("rounds the output size up", "(pad, pad + stride - 1), (pad, pad + stride - 1)]", FLOOR)
padded("rounds the number of rows up", "(pad, pad + stride - 1), (pad, pad)]", FLOOR)
padded("rounds the number of columns up", "(pad, pad), (pad, pad + stride - 1)]", FLOOR)
secret.slip(
    "forgets the first place in the output size",
    ("kh) // stride + 1", "kh) // stride"),
    ("kw) // stride + 1", "kw) // stride"),
    hint="(H + 2 pad - kh) // stride counts the steps; there is one place more than steps: + 1.",
)
secret.slip(
    "leaves the frame out of the output size",
    ("images.shape[2]", "x.shape[2]"),
    ("images.shape[3]", "x.shape[3]"),
    hint="The kernel moves over the padded image: Ho = (H + 2 pad - kh) // stride + 1.",
)

FRAME = "Put a frame of `pad` zeros around each channel, on all four sides: `np.pad` takes (before, after) for each axis."
padded("ignores the padding", "(0, 0), (0, 0)]", FRAME)
padded("pads below and to the right only", "(0, 2 * pad), (0, 2 * pad)]", FRAME)
padded("pads above and to the left only", "(pad, 0), (pad, 0)]", FRAME)
padded("pads rows but not columns", "(pad, pad), (0, 0)]", FRAME)
padded("pads columns but not rows", "(0, 0), (pad, pad)]", FRAME)
padded("pads with 1 pixel at most", CORNERS.replace("pad", "min(pad, 1)"), FRAME)
padded("pads twice as much", CORNERS.replace("pad", "2 * pad"), f"{FRAME} The 2 in H + 2 pad counts the two sides.")
ZEROS = "The frame is made of zeros: `np.pad` with its default mode, 'constant'."
padded("pads with copies of the border", f"{CORNERS}, mode='edge'", ZEROS)
padded("pads with the mirror image", f"{CORNERS}, mode='symmetric'", ZEROS)
padded("pads with the opposite side of the image", f"{CORNERS}, mode='wrap'", ZEROS)
padded(
    "pads so that the image keeps its size",
    "((w.shape[2] - 1) // 2, w.shape[2] // 2), ((w.shape[3] - 1) // 2, w.shape[3] // 2)]",
    "The frame is as wide as `pad` says, which may be 0: its width does not follow from the kernel.",
)

strided("ignores the stride", "")
strided("strides over rows only", "[:, :, ::stride]")
strided("strides over columns only", "[:, :, :, ::stride]")
strided("takes strides of 2 at most", STRIDED.replace("stride", "min(stride, 2)"))
for name, instead in (
    ("moves the window by one pixel although the size is right", "i : i + kh, j : j + kw"),
    ("moves the window by one column although the size is right", WINDOW.replace("j * stride", "j")),
    ("moves the window by one row although the size is right", WINDOW.replace("i * stride", "i")),
):
    secret.slip(name, (WINDOW, instead), hint="The window of output (i, j) starts at (i * stride, j * stride).")
secret.slip(
    "spreads the kernel by the stride",
    (CORNERS, "(pad, pad + stride * w.shape[2]), (pad, pad + stride * w.shape[3])]"),
    ("images.shape[2]", "x.shape[2] + 2 * pad"),
    ("images.shape[3]", "x.shape[3] + 2 * pad"),
    (WINDOW, "i * stride :, j * stride :][:, :, : kh * stride : stride, : kw * stride : stride"),
    hint="The stride is the step from one window to the next; inside a window pixels are neighbours. Steps inside would be dilation.",
)

OWN = "Filter f adds b[f] to every entry of its output map: for [N, F, Ho, Wo], give b the shape [F, 1, 1]."
added("forgets the bias", "", OWN)
added("subtracts the bias", " - b", OWN)
added("multiplies by the bias", " * b", OWN)
added("adds the first bias to every map", " + b[0]", OWN)
added("adds all biases to every map", " + b.sum()", OWN)
ONCE = "The products are added up first, and the bias comes last, once: keep it out of the loops over channels and kernel."
added("adds the bias once for each channel", " + b * x.shape[1]", ONCE)
added("adds the bias once for each weight", " + b * w[0].size", ONCE)

SUM = "Multiply channel by channel, each with its own kernel, and add all of it up: a sum over c, m and n, no mean."
multiplied("looks at the first channel only", "window[:, :1], w[:, :1]", SUM)
multiplied("keeps the last channel only", "window[:, -1:], w[:, -1:]", SUM)
added("averages over the window", " / w[0].size + b", SUM)
added("averages over the channels", " / x.shape[1] + b", SUM)
APART = "The output is [N, F, Ho, Wo]: each image n under each filter f, and nothing is summed over n or f."
multiplied("applies the first filter only", "window, w[:1] + 0 * w", APART)
multiplied("looks at the first image only", "window[:1] + 0 * window, w", APART)
multiplied("looks at the last image only", "window[-1:] + 0 * window, w", APART)
multiplied("adds up the images of the batch", "window.sum(axis=0) + 0 * window, w", APART)

AXES = "The output is [N, F, Ho, Wo]: images, then filters (where x has its channels), then rows, then columns."
returned("puts the filters last", "a.transpose(0, 2, 3, 1)", AXES)
returned("puts the filters before the images", "a.swapaxes(0, 1)", AXES)
returned("swaps rows and columns of the output", "a.swapaxes(2, 3)", AXES)
returned("adds a ReLU", "np.maximum(a, 0)", "Negative outputs stay as they are: the activation comes after the layer.")
returned("cuts the output off to integers", "np.trunc(a)", "Collect the output in an array of floats, without an integer dtype.")
CALLERS = "Writing into it, with `*=` or [...] =, changes the caller's array: compute into a new one."
returned("changes the kernel", "(a, w.__setitem__(..., 2 * w))[0]", CALLERS)
returned("changes the image", "(a, x.__setitem__(..., 2 * x))[0]", CALLERS)
