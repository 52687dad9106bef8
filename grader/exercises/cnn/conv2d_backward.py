"""`conv2d_backward`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import conv2d_backward as public
from course_utils.checks.public.cnn.conv2d_backward import gradients, these

from ...exercise import Secret

secret = Secret(public.exercise)

# (kh, kw), stride, pad. No kernel is narrower than pad + 1, so that the frame of a full convolution is never negative.
SETTINGS = (((3, 2), 1, 0), ((2, 4), 1, 1), ((3, 2), 2, 1), ((2, 3), 3, 1), ((4, 3), 2, 2))


@secret.alternative("RENAME ME: the former reference")
def conv2d_backward(dout, x, w, stride, pad):
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, cols = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
            delta = dout[:, :, i, j]
            dpadded[:, :, rows, cols] += np.tensordot(delta, w, axes=1)
            dw += np.tensordot(delta, padded[:, :, rows, cols], axes=(0, 0))
    height, width = x.shape[2:]
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.case("agrees with torch's autograd at drawn values, all sizes different", weight=2)
def _(student, draw):
    for kernel, stride, pad in SETTINGS:
        height, width = draw.choice((6, 7, 8)), draw.choice((9, 10, 11))
        x, w, b = draw.normal(2, 3, height, width), draw.normal(5, 3, *kernel), draw.normal(5)
        leaves = [tensor(value).requires_grad_() for value in (x, w, b)]
        y = F.conv2d(*leaves, stride, pad)
        dout = draw.normal(*y.shape)
        y.backward(tensor(dout))
        these(gradients(student, dout, x, w, stride, pad), *(leaf.grad for leaf in leaves))
        expect.unchanged(student)


@secret.case("a step in x, w or b changes the output as the gradients say")
def _(student, draw):
    for kernel, stride, pad in SETTINGS:
        x, w, b = draw.normal(3, 2, 7, 10), draw.normal(4, 2, *kernel), draw.normal(4)
        y = F.conv2d(tensor(x), tensor(w), tensor(b), stride, pad).numpy()
        dout = draw.normal(*y.shape)
        dx, dw, db = gradients(student, dout, x, w, stride, pad)
        by_x, by_w, by_b = draw.normal(*x.shape), draw.normal(*w.shape), draw.normal(*b.shape)
        # The output is linear in x, in w and in b, so a whole step is as good as a small one.
        for gradient, step, moved, what in (
            (dx, by_x, (x + by_x, w, b), "x"),
            (dw, by_w, (x, w + by_w, b), "w"),
            (db, by_b, (x, w, b + by_b), "b"),
        ):
            change = F.conv2d(*map(tensor, moved), stride, pad).numpy() - y
            scale = np.abs(change * dout).sum()
            difference = ((gradient * step).sum() - (change * dout).sum()) / scale
            expect.close(difference, 0.0, atol=1e-9, what=f"the change by a step in {what} less what its gradient says")


@secret.case("rows and columns that no window reads have gradient 0")
def _(student, draw):
    for stride, size in ((3, (2, 3)), (4, (2, 2))):
        x, w, dout = draw.normal(2, 2, 8, 9), draw.uniform(1, 2, 3, 2, 3, 2), draw.uniform(1, 2, 2, 3, *size)
        dx, _, _ = gradients(student, dout, x, w, stride, 0)
        read = np.zeros((8, 9), dtype=bool)
        for i, j in np.ndindex(*size):
            read[i * stride : i * stride + 3, j * stride : j * stride + 2] = True
        expect.close(dx[:, :, ~read], np.zeros((2, 2, int((~read).sum()))), what="dx where no window reads x")
        expect.greater(dx[:, :, read], 1.0, what="dx where a window reads x")


@secret.misconception(
    "turns the kernel in the gradient of x",
    hint="The layer correlates, so its input gradient is a full convolution with w as it is: each dout adds dout * w where its window stood. rot180 belongs to a layer that convolves.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w[:, :, ::-1, ::-1], axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "turns the gradient of the kernel",
    hint="The layer correlates, so dw is a correlation of x with dout: w[m, n] multiplied the pixel m rows and n columns into the window.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw[:, :, ::-1, ::-1], dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "does not sum the gradient of b over the batch",
    hint="b[f] is added at every place of every image: sum dout over images, rows and columns, until [F] is left.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout[0].sum(axis=(1, 2))


@secret.misconception(
    "keeps the places apart in the gradient of b",
    hint="db has one number a filter: sum dout over rows and columns too, not over the batch alone.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=0)


@secret.misconception(
    "averages the gradients over the batch",
    hint="dout already says how the loss depends on each output: sum over the batch, a mean is not asked for.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0)) / len(x)
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(2, 3)).mean(axis=0)


@secret.misconception(
    "forgets the stride in the gradient of x",
    hint="Window (i, j) starts at (i * stride, j * stride). In a full convolution this means dout with stride - 1 zeros between its entries.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[:, :, i : i + kh, j : j + kw] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "forgets the stride in both gradients",
    hint="Windows are `stride` pixels apart in the backward pass as they were in the forward pass.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i, i + kh), slice(j, j + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "leaves the unread pixels out of dx",
    hint="dx has the shape of x: where the stride does not divide, the last pixels are not read and have gradient 0, but they are there.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (rows, cols), (kh, kw) = dout.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded = np.zeros((*x.shape[:2], (rows - 1) * stride + kh, (cols - 1) * stride + kw))
    dw = np.zeros(w.shape)
    for i, j in np.ndindex(rows, cols):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    height, width = dpadded.shape[2:]
    return dpadded[:, :, pad : height - pad, pad : width - pad], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "leaves the frame on dx",
    hint="The frame of zeros is not part of x: cut `pad` rows and columns off each side of what you have added up.",
)
def conv2d_backward(dout, x, w, stride, pad):
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded, dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "cuts the frame off one side only",
    hint="The image begins `pad` rows down and `pad` columns in: dx is [pad : pad + H, pad : pad + W] of what you have added up.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, :height, :width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "takes the windows of dw from the image without its frame",
    hint="The kernel multiplied the padded image: pad x before you correlate it with dout.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    shifted = np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))
    dpadded, dw = np.zeros(shifted.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], shifted[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "overwrites dx where windows overlap",
    hint="A pixel that several windows read hears from each of them: add to dx with +=.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] = np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "adds the gradient to x",
    hint="`np.pad(x, ...)` brings the pixels along: start the gradient of the padded image from zeros.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = padded.copy(), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "hears from the first filter only",
    hint="All filters read the same pixel: dx sums over f as well.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :1, i, j], w[:1], axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dpadded[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "swaps kh and kw",
    hint="`w.shape` is (F, C, kh, kw): kh goes with the rows of the image and kw with its columns.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kw, kh) = x.shape[2:], w.shape[2:]
    turned = w.transpose(0, 1, 3, 2)
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad + kh), (pad, pad + kw)))
    dwide, dw = np.zeros(wide.shape), np.zeros(turned.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dwide[place] += np.tensordot(dout[:, :, i, j], turned, axes=1)
        dw += np.tensordot(dout[:, :, i, j], wide[place], axes=(0, 0))
    return dwide[:, :, pad : pad + height, pad : pad + width], dw.transpose(0, 1, 3, 2), dout.sum(axis=(0, 2, 3))


@secret.misconception("returns dw before dx", hint="Return (dx, dw, db), in this order.")
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    return dw, dpadded[:, :, pad : pad + height, pad : pad + width], dout.sum(axis=(0, 2, 3))


@secret.misconception(
    "writes dx into x",
    hint="`dx = x` is another name for the caller's image, not a copy: start from `np.zeros(x.shape)`.",
)
def conv2d_backward(dout, x, w, stride, pad):
    (height, width), (kh, kw) = x.shape[2:], w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx, dpadded, dw = x, np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        place = (slice(None), slice(None), slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw))
        dpadded[place] += np.tensordot(dout[:, :, i, j], w, axes=1)
        dw += np.tensordot(dout[:, :, i, j], padded[place], axes=(0, 0))
    dx[:] = dpadded[:, :, pad : pad + height, pad : pad + width]
    return dx, dw, dout.sum(axis=(0, 2, 3))


@secret.alternative("torch's autograd")
def conv2d_backward(dout, x, w, stride, pad):
    image, kernel = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    bias = torch.zeros(len(w), dtype=image.dtype, requires_grad=True)
    y = F.conv2d(image, kernel, bias, stride=stride, padding=pad)
    return torch.autograd.grad(y, (image, kernel, bias), torch.tensor(dout))


@secret.alternative("a full convolution with the spread-out dout, and a correlation with it")
def conv2d_backward(dout, x, w, stride, pad):
    kh, kw = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    height, width = padded.shape[2:]
    spread = np.zeros((*dout.shape[:2], height - kh + 1, width - kw + 1))
    spread[:, :, ::stride, ::stride] = dout
    view = np.lib.stride_tricks.sliding_window_view
    framed = np.pad(spread, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    full = np.einsum("nfijkl,fckl->ncij", view(framed, (kh, kw), axis=(2, 3)), w[:, :, ::-1, ::-1])
    dw = np.einsum("ncklij,nfij->fckl", view(padded, spread.shape[2:], axis=(2, 3)), spread)
    return full[:, :, pad : height - pad, pad : width - pad], dw, np.einsum("nfij->f", dout)


@secret.alternative("one pixel of the kernel at a time")
def conv2d_backward(dout, x, w, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros_like(padded), np.empty_like(w)
    rows, cols = (stride * (size - 1) + 1 for size in dout.shape[2:])
    for m in range(w.shape[2]):
        for n in range(w.shape[3]):
            read = (slice(None), slice(None), slice(m, m + rows, stride), slice(n, n + cols, stride))
            dw[:, :, m, n] = np.einsum("nfij,ncij->fc", dout, padded[read])
            dpadded[read] += np.einsum("nfij,fc->ncij", dout, w[:, :, m, n])
    inside = slice(pad, x.shape[2] + pad), slice(pad, x.shape[3] + pad)
    return dpadded[:, :, *inside], dw, dout.sum(3).sum(2).sum(0)
