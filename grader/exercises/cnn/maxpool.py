"""`maxpool`: hidden cases, misconceptions and accepted alternatives."""

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

MASK = "a mask of the maxima, window by window"


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


@secret.alternative(MASK)
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


SIZES = "(height - k) // s + 1, (width - k) // s + 1"
WINDOW = "seen = x[n, c, i * s :, j * s :][:k, :k]"
MAXIMUM = "= seen[row, column]"
PLACE = "dx[n, c, i * s + row, j * s + column] += dout[n, c, i, j]"
GRADIENT = "+= dout[n, c, i, j]"
RETURN = "y if dout is None else (y, dx)"
INDEX = ("divmod(int(seen.argmax()), k)", "np.unravel_index(seen.argmax(), seen.shape)")
INSIDE = ("if dout is not None", "if dout is not None and i < dout.shape[2] and j < dout.shape[3]")

secret.slip(
    "overwrites dx where windows overlap",
    ("+= dout", "= dout"),
    hint="A pixel may win several windows: their gradients add up. Use += (or `np.add.at`), not =.",
)
secret.slip(
    "lets the whole window's dx be overwritten by the next",
    ("dx[place] +=", "dx[place] ="),
    hint="Writing a masked window into dx wipes out what an earlier window left there: add it with +=.",
    of=MASK,
)
secret.slip(
    "starts the maximum from 0",
    (MAXIMUM, "= max(0.0, seen[row, column])"),
    hint="Where all pixels are negative, so is their maximum: start from -inf or from the first pixel, not from 0.",
)
secret.slip(
    "rounds the output size up",
    (SIZES, "-((k - height) // s) + 1, -((k - width) // s) + 1"),
    INDEX,
    INSIDE,
    hint="A window that sticks out of the image has no place: (H - k) // s + 1 rows, rounded down.",
)
secret.slip(
    "fills windows at the edge with zeros",
    (SIZES, "-((k - height) // s) + 1, -((k - width) // s) + 1"),
    ("np.zeros(x.shape)\n", "np.zeros(x.shape)\n    x = np.pad(x, ((0, 0), (0, 0), (0, s), (0, s)))\n"),
    INSIDE,
    hint="Max pooling here has no padding: windows that stick out are left away. A zero would win against negative pixels.",
)
secret.slip(
    "pads the image with zeros",
    (
        "np.zeros(x.shape)\n",
        "np.zeros(x.shape)\n    x = np.pad(x, ((0, 0), (0, 0), (k // 2, k // 2), (k // 2, k // 2)))\n",
    ),
    (
        "if dout is not None",
        "row, column = row - k // 2, column - k // 2\n        if dout is not None and i * s + row >= 0 <= j * s + column",
    ),
    (MAXIMUM, "= seen.max()"),
    hint="Max pooling here has no padding: the first window starts at the first pixel.",
)
secret.slip(
    "forgets the first window in the output size",
    (SIZES, "(height - k) // s, (width - k) // s"),
    INSIDE,
    hint="(H - k) // s counts the steps; there is one window more than steps: + 1.",
)
secret.slip(
    "takes the image to be square",
    (SIZES, "(height - k) // s + 1, (height - k) // s + 1"),
    INSIDE,
    hint="Images may be wider than tall: count the columns of y from the width.",
)
secret.slip(
    "puts the windows side by side whatever the stride",
    (SIZES, "height // k, width // k"),
    (WINDOW, WINDOW.replace("* s", "* k")),
    (PLACE, PLACE.replace("* s", "* k")),
    INSIDE,
    hint="Windows start s pixels apart, not k: for s < k they overlap.",
)
secret.slip(
    "moves the window by one pixel although the size is right",
    (WINDOW, WINDOW.replace(" * s", "")),
    (PLACE, PLACE.replace(" * s", "")),
    hint="Window (i, j) starts at the pixel (i * s, j * s), not at (i, j).",
)
secret.slip(
    "takes the average of the window",
    (MAXIMUM, "= seen.mean()"),
    (PLACE, "dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j] / k**2"),
    hint="This is average pooling: take the maximum, and give dout to it alone.",
)
secret.slip(
    "splits dout evenly over the window",
    (PLACE, "dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j] / k**2"),
    hint="Only the maximum moves y, so it gets all of dout. An equal share for each pixel belongs to average pooling.",
)
secret.slip(
    "gives dout to every pixel of the window",
    (PLACE, "dx[n, c, i * s : i * s + k, j * s : j * s + k] += dout[n, c, i, j]"),
    hint="Compare each pixel of the window with its maximum: only the one that is equal gets dout.",
)
secret.slip(
    "takes the minimum of the window",
    ("argmax", "argmin"),
    hint="Max pooling keeps the largest pixel: `max`, `argmax`.",
)
secret.slip(
    "takes the entry of largest size, whatever its sign",
    ("seen.argmax()", "np.abs(seen).argmax()"),
    hint="Max pooling compares the numbers, not their absolute values: -9 is smaller than 1.",
)
secret.slip(
    "takes the largest absolute value",
    ("seen.argmax()", "np.abs(seen).argmax()"),
    (MAXIMUM, "= abs(seen[row, column])"),
    (GRADIENT, f"{GRADIENT} * np.sign(seen[row, column])"),
    hint="Max pooling compares the numbers and keeps their sign: no absolute values.",
)
secret.slip(
    "takes the maximum over the channels as well",
    (WINDOW, WINDOW.replace("x[n, c, ", "x[n].max(axis=0)[")),
    hint="Each channel is pooled by itself: y has as many channels as x.",
)
secret.slip(
    "marks the maxima with ones",
    (GRADIENT, "+= 1"),
    hint="dx is the gradient, not the mask: multiply the mask by dout.",
)
secret.slip(
    "puts the maxima into dx",
    (GRADIENT, "+= seen[row, column]"),
    hint="dx is the gradient: the pixel that wins gets the error of its window, dout[n, c, i, j], and not its own value.",
)
secret.slip(
    "multiplies dout by the maximum",
    (GRADIENT, f"{GRADIENT} * seen[row, column]"),
    hint="The slope of the maximum with respect to the pixel that wins is 1: dout passes as it is.",
)
secret.slip(
    "uses the first image's dout for all",
    ("dout[n, c, i, j]", "dout[0, c, i, j]"),
    hint="Each image has errors of its own: dout[n] belongs to x[n].",
)
secret.slip(
    "cuts the unread pixels off dx",
    (RETURN, "y if dout is None else (y, dx[:, :, : (rows - 1) * s + k, : (columns - 1) * s + k])"),
    hint="dx has the shape of x: pixels that no window reads have gradient 0, but they are there.",
)
secret.slip(
    "returns dout in place of dx",
    (RETURN, "y if dout is None else (y, dout)"),
    hint="dx has the shape of x: put each entry of dout at the pixel that won its window, and 0 elsewhere.",
)
secret.slip(
    "swaps row and column of the argmax",
    (MAXIMUM, "= seen.max()"),
    ("+ row", "+ column"),
    ("* s + column] +=", "* s + row] +="),
    hint="An index into a window laid out row by row is row * k + col: `divmod(index, k)` gives the row first.",
)
secret.slip(
    "forgets where the window stands",
    (PLACE, PLACE.replace("i * s + ", "").replace("j * s + ", "")),
    hint="The argmax counts within the window: add the window's corner (i * s, j * s) to find the pixel in dx.",
)
secret.slip(
    "cuts y off to integers",
    ("x.dtype)", "int)"),
    hint="The pixels are no integers: collect y in an array of floats, like `np.zeros(shape)` without a dtype.",
)
secret.slip("returns dx before y", ("(y, dx)\n", "(dx, y)\n"), hint="With dout the result is (y, dx), in this order.")
secret.slip(
    "returns a pair even without dout",
    (RETURN, "(y, dx)"),
    hint="Without dout return y alone; (y, dx) only where dout is given.",
)
secret.slip(
    "changes the image",
    (RETURN, "y if dout is None else (y, x.__setitem__(..., dx) or x)"),
    hint="`dx = x` is another name for the caller's image, not a copy: start from `np.zeros(x.shape)`, and sort only copies.",
)
secret.slip(
    "changes dout",
    (RETURN, "y if dout is None else (y, dx, dout.__imul__(2))[:2]"),
    hint="`dout *= ...` changes the caller's errors: compute into a new array.",
)
