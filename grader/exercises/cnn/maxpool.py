"""`maxpool`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.cnn import maxpool as public
from course_utils.checks.public.cnn.maxpool import pooled

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    images, channels = np.ogrid[:n, :c]
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
            y[:, :, i, j] = window.max(axis=2)
            if dout is not None:
                row, col = np.divmod(window.argmax(axis=2), k)
                dx[images, channels, i * s + row, j * s + col] += dout[:, :, i, j]
    return y if dout is None else (y, dx)


def torch_agrees(student, draw, x: np.ndarray, k: int, s: int) -> None:
    """y with and without dout, and dx, are those of torch's max pooling and its autograd."""
    image = tensor(x).requires_grad_()
    want = F.max_pool2d(image, k, s)
    dout = draw.normal(*want.shape)
    want.backward(tensor(dout))
    where = f"for k = {k}, s = {s}"
    expect.close(student(x, k, s), want, what=f"y without dout {where}")
    y, dx = pooled(student, x, k, s, dout)
    expect.unchanged(student)
    expect.close(y, want, what=f"y {where}")
    expect.close(dx, image.grad, what=f"dx {where}")


@secret.case("agrees with torch at drawn values, windows overlapping, touching and apart", weight=2)
def _(student, draw):
    for k, s in ((3, 2), (2, 2), (3, 1), (2, 3), (4, 3)):
        x = draw.normal(2, 3, draw.choice((7, 8)), draw.choice((9, 10, 11)))
        torch_agrees(student, draw, x, k, s)


@secret.case("images of negative numbers only, and of numbers far from 0")
def _(student, draw):
    for k, s, shift in ((3, 2, -6.0), (2, 2, -1000.0), (3, 2, 1000.0)):
        torch_agrees(student, draw, draw.uniform(-5, 5, 2, 2, 8, 7) + shift, k, s)


@secret.case("the peak of an image wins every window that holds it")
def _(student, draw):
    x = draw.uniform(-2, -1, 1, 2, 5, 6)
    x[0, 0, 2, 2], x[0, 1, 2, 3] = -0.5, -0.1
    dout = draw.uniform(1, 2, 1, 2, 3, 4)
    y, dx = pooled(student, x, 3, 1, dout)
    expect.shape(y, dout.shape, what="y")
    expect.close(expect.array(y)[0, 0, :, :3], np.full((3, 3), -0.5), what="y around the first peak")
    expect.close(
        expect.array(dx)[0, [0, 1], 2, [2, 3]],
        [dout[0, 0, :, :3].sum(), dout[0, 1, :, 1:].sum()],
        what="dx at the peaks",
    )


@secret.misconception(
    "overwrites dx where windows overlap",
    hint="A pixel may win several windows: their gradients add up. Use += (or `np.add.at`), not =.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    images, channels = np.ogrid[:n, :c]
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
            y[:, :, i, j] = window.max(axis=2)
            if dout is not None:
                row, col = np.divmod(window.argmax(axis=2), k)
                dx[images, channels, i * s + row, j * s + col] = dout[:, :, i, j]
    return y if dout is None else (y, dx)


@secret.misconception(
    "lets the whole window's dx be overwritten by the next",
    hint="Writing a masked window into dx wipes out what an earlier window left there: add it with +=.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] = (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "starts the maximum from 0",
    hint="Where all pixels are negative, so is their maximum: start from -inf or from the first pixel, not from 0.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.zeros((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = np.maximum(y[:, :, i, j], x[place].max(axis=(2, 3)))
            if dout is not None:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "rounds the output size up",
    hint="A window that sticks out of the image has no place: (H - k) // s + 1 rows, rounded down.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = -((k - height) // s) + 1, -((k - width) // s) + 1
    y, dx = np.full((n, c, rows, cols), -np.inf), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3), initial=-np.inf)
            if dout is not None and i < dout.shape[2] and j < dout.shape[3]:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "fills windows at the edge with zeros",
    hint="Max pooling here has no padding: windows that stick out are left away. A zero would win against negative pixels.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = -((k - height) // s) + 1, -((k - width) // s) + 1
    wide = np.pad(x, ((0, 0), (0, 0), (0, (rows - 1) * s + k - height), (0, (cols - 1) * s + k - width)))
    y, dx = np.empty((n, c, rows, cols)), np.zeros(wide.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = wide[place].max(axis=(2, 3))
            if dout is not None and i < dout.shape[2] and j < dout.shape[3]:
                dx[place] += (wide[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx[:, :, :height, :width])


@secret.misconception(
    "puts the windows side by side whatever the stride",
    hint="Windows start s pixels apart, not k: for s < k they overlap.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = height // k, width // k
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * k, i * k + k), slice(j * k, j * k + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None and i < dout.shape[2] and j < dout.shape[3]:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "takes the average of the window", hint="This is average pooling: take the maximum, and give dout to it alone."
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].mean(axis=(2, 3))
            if dout is not None:
                dx[place] += dout[:, :, i : i + 1, j : j + 1] / k**2
    return y if dout is None else (y, dx)


@secret.misconception(
    "gives dout to every pixel of the window",
    hint="Compare each pixel of the window with its maximum: only the one that is equal gets dout.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] += dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception("marks the maxima with ones", hint="dx is the gradient, not the mask: multiply the mask by dout.")
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            dx[place] += x[place] == y[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "takes the entry of largest size, whatever its sign",
    hint="Max pooling compares the numbers, not their absolute values: -9 is smaller than 1.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            window = x[place].reshape(n, c, -1)
            index = np.abs(window).argmax(axis=2, keepdims=True)
            y[:, :, i, j] = np.take_along_axis(window, index, axis=2)[:, :, 0]
            if dout is not None:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "cuts the unread pixels off dx",
    hint="dx has the shape of x: pixels that no window reads have gradient 0, but they are there.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros((n, c, (rows - 1) * s + k, (cols - 1) * s + k))
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.misconception(
    "swaps row and column of the argmax",
    hint="An index into a window laid out row by row is row * k + col: `divmod(index, k)` gives the row first.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    images, channels = np.ogrid[:n, :c]
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
            y[:, :, i, j] = window.max(axis=2)
            if dout is not None:
                col, row = np.divmod(window.argmax(axis=2), k)
                dx[images, channels, i * s + row, j * s + col] += dout[:, :, i, j]
    return y if dout is None else (y, dx)


@secret.misconception(
    "forgets where the window stands",
    hint="The argmax counts within the window: add the window's corner (i * s, j * s) to find the pixel in dx.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    images, channels = np.ogrid[:n, :c]
    for i in range(rows):
        for j in range(cols):
            window = x[:, :, i * s : i * s + k, j * s : j * s + k].reshape(n, c, -1)
            y[:, :, i, j] = window.max(axis=2)
            if dout is not None:
                row, col = np.divmod(window.argmax(axis=2), k)
                dx[images, channels, row, col] += dout[:, :, i, j]
    return y if dout is None else (y, dx)


@secret.misconception("returns dx before y", hint="With dout the result is (y, dx), in this order.")
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (dx, y)


@secret.misconception(
    "returns a pair even without dout", hint="Without dout return y alone; (y, dx) only where dout is given."
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((n, c, rows, cols)), np.zeros(x.shape)
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = x[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] += (x[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y, dx


@secret.misconception(
    "writes dx into x",
    hint="`dx = x` is another name for the caller's image, not a copy: start from `np.zeros(x.shape)`.",
)
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, kept, dx = np.empty((n, c, rows, cols)), x.copy(), x
    if dout is not None:
        dx[:] = 0
    for i in range(rows):
        for j in range(cols):
            place = (slice(None), slice(None), slice(i * s, i * s + k), slice(j * s, j * s + k))
            y[:, :, i, j] = kept[place].max(axis=(2, 3))
            if dout is not None:
                dx[place] += (kept[place] == y[:, :, i : i + 1, j : j + 1]) * dout[:, :, i : i + 1, j : j + 1]
    return y if dout is None else (y, dx)


@secret.alternative("a mask of the maxima, window by window")
def maxpool(x, k, s, dout=None):
    n, c, height, width = x.shape
    rows, cols = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.zeros((n, c, rows, cols)), np.zeros_like(x)
    for i, j in np.ndindex(rows, cols):
        place = (..., slice(i * s, i * s + k), slice(j * s, j * s + k))
        best = x[place].max(axis=(2, 3), keepdims=True)
        y[..., i : i + 1, j : j + 1] = best
        if dout is not None:
            dx[place] += np.where(x[place] == best, dout[..., i : i + 1, j : j + 1], 0.0)
    return y if dout is None else (y, dx)


@secret.alternative("torch's pooling and its autograd")
def maxpool(x, k, s, dout=None):
    image = torch.tensor(x, requires_grad=True)
    y = F.max_pool2d(image, k, s)
    if dout is None:
        return y.detach().numpy()
    y.backward(torch.tensor(dout))
    return y.detach().numpy(), image.grad.numpy()


@secret.alternative("all windows at once, dout scattered by flat index")
def maxpool(x, k, s, dout=None):
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::s, ::s]
    flat = windows.reshape(*windows.shape[:4], k * k)
    winners = flat.argmax(axis=-1)
    y = np.take_along_axis(flat, winners[..., None], axis=-1)[..., 0]
    if dout is None:
        return y
    n, c, i, j = np.indices(winners.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * s + winners // k, j * s + winners % k), dout)
    return y, dx
