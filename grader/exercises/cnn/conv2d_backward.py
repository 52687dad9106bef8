"""`conv2d_backward`: hidden cases, misconceptions and accepted alternatives."""

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


OF_DX = '"nf,fcmk->ncmk", dout[:, :, i, j], w'
OF_DW = '"nf,ncmk->fcmk", dout[:, :, i, j], images[here]'
OF_DB = "dout.sum(axis=(0, 2, 3))"
CORNERS = "(pad, pad), (pad, pad)]"
CUT = "pad : images.shape[2] - pad, pad : images.shape[3] - pad"
HERE = "i * stride : i * stride + kh, j * stride : j * stride + kw"
THERE = HERE.replace(" * stride", "")


def summed(name: str, instead: str, hint: str) -> None:
    """A slip that returns something else for db."""
    secret.slip(name, (OF_DB, instead), hint=hint)


def returned(name: str, instead: str, hint: str) -> None:
    """A slip that returns something else than (dx, dw, db)."""
    secret.slip(name, (f"return dx, dw, {OF_DB}", f"return {instead.replace('db', OF_DB)}"), hint=hint)


def started(name: str, instead: str, hint: str) -> None:
    """A slip that starts the sums from something else than zeros."""
    secret.slip(name, ("np.zeros_like(images), np.zeros_like(w)", instead), hint=hint)


secret.slip(
    "turns the kernel in the gradient of x",
    (OF_DX, f"{OF_DX}[:, :, ::-1, ::-1]"),
    hint="The layer correlates, so its input gradient is a full convolution with w as it is: each dout adds dout * w where its window stood. rot180 belongs to a layer that convolves.",
)
secret.slip(
    "turns the kernel upside down in the gradient of x",
    (OF_DX, f"{OF_DX}[:, :, ::-1]"),
    hint="Each dout adds dout * w where its window stood, with w as it is.",
)
returned(
    "turns the gradient of the kernel",
    "dx, dw[:, :, ::-1, ::-1], db",
    "The layer correlates, so dw is a correlation of x with dout: w[m, n] multiplied the pixel m rows and n columns into the window.",
)
secret.slip(
    "differentiates a layer that convolves",
    (OF_DX, f"{OF_DX}[:, :, ::-1, ::-1]"),
    ("return dx, dw,", "return dx, dw[:, :, ::-1, ::-1],"),
    hint="These are the gradients of a true convolution. `conv2d_forward` correlates: no kernel is turned, in dx or in dw.",
)

PER_FILTER = "b[f] is added at every place of every image: sum dout over images, rows and columns, until [F] is left."
summed("does not sum the gradient of b over the batch", "dout[0].sum(axis=(1, 2))", PER_FILTER)
summed("keeps the last image only in the gradient of b", "dout[-1].sum(axis=(1, 2))", PER_FILTER)
summed("keeps the images apart in the gradient of b", "dout.sum(axis=(2, 3))", PER_FILTER)
summed("keeps the places apart in the gradient of b", "dout.sum(axis=0)", PER_FILTER)
summed("returns dout for the gradient of b", "dout", PER_FILTER)
summed("averages the gradient of b", "dout.mean(axis=(0, 2, 3))", PER_FILTER)
summed("keeps the summed axes in the gradient of b", "dout.sum(axis=(0, 2, 3), keepdims=True)", PER_FILTER)
summed("adds up the gradient of b over the filters", "np.full(len(w), dout.sum())", PER_FILTER)
summed("returns one number for the gradient of b", "dout.sum()", PER_FILTER)
summed("counts the places in place of adding up dout", "np.full(len(w), float(dout[:, 0].size))", PER_FILTER)
NO_MEAN = "dout already says how the loss depends on each output: sum over the batch, a mean is not asked for."
returned("averages the gradients over the batch", "dx, dw / len(x), db / len(x)", NO_MEAN)
returned("divides all gradients by the number of images", "dx / len(x), dw / len(x), db / len(x)", NO_MEAN)
returned("returns descent steps", "-dx, -dw, -db", "Return the gradients: the minus belongs to the step that uses them.")

STEPS = "Windows are `stride` pixels apart in the backward pass as they were in the forward pass."
secret.slip(
    "forgets the stride in the gradient of x",
    ("dimages[here]", f"dimages[:, :, {THERE}]"),
    hint="Window (i, j) starts at (i * stride, j * stride). In a full convolution this means dout with stride - 1 zeros between its entries.",
)
secret.slip("forgets the stride in the gradient of w", ("images[here])", f"images[:, :, {THERE}])"), hint=STEPS)
secret.slip("forgets the stride in both gradients", (HERE, THERE), hint=STEPS)
secret.slip(
    "leaves the unread pixels out of dx",
    (CUT, "pad : i * stride + kh - pad, pad : j * stride + kw - pad"),
    hint="dx has the shape of x: where the stride does not divide, the last pixels are not read and have gradient 0, but they are there.",
)
INSIDE = "The image begins `pad` rows down and `pad` columns in: cut dx out as [pad : pad + H, pad : pad + W]."
secret.slip("leaves the frame on dx", (f"[:, :, {CUT}]", ""), hint=INSIDE)
secret.slip("cuts the frame off one side only", (CUT, ": x.shape[2], : x.shape[3]"), hint=INSIDE)
secret.slip(
    "returns an empty dx where there is no padding",
    (CUT, "pad:-pad, pad:-pad"),
    hint="With pad = 0 the slice pad:-pad is 0:0, which is empty. Write pad : pad + H, with the height of x.",
)
secret.slip(
    "takes the windows of dw from the image without its frame",
    ("images[here])", "np.pad(x, [(0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)])[here])"),
    hint="The kernel multiplied the padded image: pad x before you correlate it with dout.",
)
secret.slip(
    "overwrites dx where windows overlap",
    ("dimages[here] +=", "dimages[here] ="),
    hint="A pixel that several windows read hears from each of them: add to dx with +=.",
)
EVERYWHERE = "A weight is used at every place, and a pixel by every window that reads it: add with +=, do not assign."
secret.slip("keeps the last window only in dw", ("dw +=", "dw ="), hint=EVERYWHERE)
secret.slip("overwrites dx and dw at each window", ("dimages[here] +=", "dimages[here] ="), ("dw +=", "dw ="), hint=EVERYWHERE)
FROM_ZERO = "Start dw and the gradient of the padded image from new arrays of zeros: `np.pad(x, ...)` brings the pixels along."
started("adds the gradient to x", "images.copy(), np.zeros_like(w)", FROM_ZERO)
started("collects the gradient in the padded image", "images, np.zeros_like(w)", FROM_ZERO)
started("adds the gradient to w", "np.zeros_like(images), w.copy()", FROM_ZERO)

secret.slip(
    "hears from the first filter only",
    (OF_DX, OF_DX.replace("dout[:, :,", "dout[:, :1,") + "[:1]"),
    hint="All filters read the same pixel: dx sums over f as well.",
)
ALL_IMAGES = "All images are read by the same kernel: dw sums over n as well, and over nothing else but the places."
IMAGE = OF_DW.replace("dout[:, :, i, j], images[here]", "dout[[{0}], :, i, j], images[here][[{0}]]")
secret.slip("keeps the first image only in dw", (OF_DW, IMAGE.format(0)), hint=ALL_IMAGES)
secret.slip("keeps the last image only in dw", (OF_DW, IMAGE.format(-1)), hint=ALL_IMAGES)
returned("adds up dw over the channels", "dx, dw.sum(axis=1, keepdims=True) + 0 * dw, db", ALL_IMAGES)
CHAIN = "The chain rule: what window (i, j) adds to a gradient is multiplied by its error, dout[n, f, i, j]."
secret.slip("forgets dout in the gradient of x", (OF_DX, OF_DX.replace("i, j]", "i, j] ** 0")), hint=CHAIN)
secret.slip("forgets dout in the gradient of w", (OF_DW, OF_DW.replace("i, j]", "i, j] ** 0")), hint=CHAIN)
secret.slip(
    "swaps kh and kw",
    ("kh, kw = w.shape[2:]", "kw, kh = w.shape[2:]"),
    (CORNERS, "(pad, pad + w.shape[3]), (pad, pad + w.shape[2])]"),
    (OF_DX, f"{OF_DX}.swapaxes(2, 3)"),
    (f"np.einsum({OF_DW})", f"np.einsum({OF_DW}).swapaxes(2, 3)"),
    (CUT, "pad : pad + x.shape[2], pad : pad + x.shape[3]"),
    hint="`w.shape` is (F, C, kh, kw): kh goes with the rows of the image and kw with its columns.",
)
returned("returns dw before dx", "dw, dx, db", "Return (dx, dw, db), in this order.")
returned("returns db before dw", "dx, db, dw", "Return (dx, dw, db), in this order.")
returned("puts channels first in dw", "dx, dw.swapaxes(0, 1), db", "dw has the shape of w, [F, C, kh, kw]: filters first.")
CALLERS = "`dx = x` is another name for the caller's array, not a copy, and [...] = or *= change it: compute into a new one."
returned("writes dx into x", "(x.__setitem__(..., dx), dx)[1], dw, db", CALLERS)
returned("writes dw into w", "dx, (w.__setitem__(..., dw), dw)[1], db", CALLERS)
returned("changes dout", "dx, dw, (db, dout.__imul__(2))[0]", CALLERS)
