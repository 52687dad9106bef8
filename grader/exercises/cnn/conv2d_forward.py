"""`conv2d_forward`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import conv2d_forward as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijkl,fckl->nfij", windows[:, :, ::stride, ::stride], w) + b[:, None, None]


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


@secret.misconception(
    "flips the kernel",
    hint="What deep learning calls convolution is cross-correlation: lay the kernel on the image as it is. The flip would be true convolution.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w[:, :, ::-1, ::-1]) + b[:, None, None]


@secret.misconception(
    "rounds the output size up",
    hint="A window that would stick out of the padded image has no place: divide with //, which rounds down.",
)
def conv2d_forward(x, w, b, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    below, right = -(height + 2 * pad - kh) % stride, -(width + 2 * pad - kw) % stride
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad + below), (pad, pad + right)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "swaps kh and kw",
    hint="`w.shape` is (F, C, kh, kw): kh goes with the rows of the image and kw with its columns.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kernel = w.transpose(0, 1, 3, 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, kernel) + b[:, None, None]


@secret.misconception(
    "takes the kernel to be square",
    hint="`w.shape` is (F, C, kh, kw): use kh for the rows and kw for the columns, not one of them for both.",
)
def conv2d_forward(x, w, b, stride, pad):
    kh = w.shape[2]
    square = np.zeros((*w.shape[:2], kh, kh))
    square[..., : w.shape[3]] = w[..., :kh]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kh), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, square) + b[:, None, None]


@secret.misconception(
    "ignores the padding", hint="Put a frame of `pad` zeros around each channel first: `np.pad` on the last two axes."
)
def conv2d_forward(x, w, b, stride, pad):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "pads below and to the right only",
    hint="`pad` rows go above and as many below, and the same for the columns: `np.pad` takes (before, after) for each axis.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "pads with copies of the border", hint="The frame is made of zeros: `np.pad` with its default mode 'constant'."
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "pads so that the image keeps its size",
    hint="The frame is as wide as `pad` says, which may be 0: its width does not follow from the kernel.",
)
def conv2d_forward(x, w, b, stride, pad):
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "ignores the stride", hint="Neighbouring outputs look at places `stride` pixels apart, in rows and in columns."
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "moves the window by one pixel although the size is right",
    hint="Output (i, j) looks at the window that starts at (i * stride, j * stride), not at (i, j).",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    rows, cols = -(-windows.shape[2] // stride), -(-windows.shape[3] // stride)
    return np.einsum("ncijkl,fckl->nfij", windows[:, :, :rows, :cols], w) + b[:, None, None]


@secret.misconception(
    "strides over rows only", hint="The stride holds for the columns as well: the window starts at j * stride."
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]


@secret.misconception(
    "spreads the kernel by the stride",
    hint="The stride is the step from one window to the next; inside a window pixels are neighbours. Steps inside would be dilation.",
)
def conv2d_forward(x, w, b, stride, pad):
    kh, kw = w.shape[2:]
    (height, width), reach = x.shape[2:], stride * max(kh, kw)
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad + reach), (pad, pad + reach)))
    rows, cols = (height + 2 * pad - kh) // stride + 1, (width + 2 * pad - kw) // stride + 1
    y = np.zeros((len(x), len(w), rows, cols)) + b[:, None, None]
    for i in range(rows):
        for j in range(cols):
            window = padded[:, :, i * stride :, j * stride :][:, :, : kh * stride : stride, : kw * stride : stride]
            y[:, :, i, j] += np.einsum("nckl,fckl->nf", window, w)
    return y


@secret.misconception("forgets the bias", hint="Add b[f] to every entry of output map f.")
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w)


@secret.misconception(
    "adds the bias once for each channel",
    hint="The channels are added up first and the bias comes last, once: keep it out of the loop over channels.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return sum(np.einsum("nijkl,fkl->nfij", windows[:, c], w[:, c]) + b[:, None, None] for c in range(x.shape[1]))


@secret.misconception(
    "looks at the first channel only",
    hint="A filter has a kernel for each channel: multiply channel by channel and add up over c as well.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nijkl,fkl->nfij", windows[:, 0], w[:, 0]) + b[:, None, None]


@secret.misconception("averages over the window", hint="The products under the kernel are added up, not averaged.")
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nfij", windows, w) / w[0].size + b[:, None, None]


@secret.misconception(
    "puts the filters last", hint="The output is [N, F, Ho, Wo]: filters stand second, as channels do in x."
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijkl,fckl->nijf", windows, w) + b


@secret.misconception(
    "overwrites the kernel",
    hint="`w *= ...` and writing into w[...] change the caller's kernel: compute into a new array.",
)
def conv2d_forward(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("ncijkl,fckl->nfij", windows, w) + b[:, None, None]
    w[:] = w[:, :, ::-1, ::-1].copy()
    return y


@secret.alternative("one place of the output at a time")
def conv2d_forward(x, w, b, stride, pad):
    (n, c, height, width), (f, _, kh, kw) = x.shape, w.shape
    framed = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    framed[:, :, pad : pad + height, pad : pad + width] = x
    y = np.empty((n, f, (height + 2 * pad - kh) // stride + 1, (width + 2 * pad - kw) // stride + 1))
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            top, left = i * stride, j * stride
            y[:, :, i, j] = np.tensordot(framed[:, :, top : top + kh, left : left + kw], w, ((1, 2, 3), (1, 2, 3))) + b
    return y


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
