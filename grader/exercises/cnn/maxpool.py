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
    expect.close(expect.array(dx)[0, [0, 1], 2, [2, 3]], [dout[0, 0, :, :3].sum(), dout[0, 1, :, 1:].sum()], what="dx at the peaks")


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
CEILINGS = "-((k - height) // s) + 1, -((k - width) // s) + 1"
WINDOW = "seen = x[n, c, i * s :, j * s :][:k, :k]"
MAXIMUM = "= seen[row, column]"
DOUT = "dout[n, c, i, j]"
PIXEL = "dx[n, c, i * s + row, j * s + column]"
WHOLE = "dx[n, c, i * s : i * s + k, j * s : j * s + k]"
ZEROS = "np.zeros(x.shape)\n"
INSIDE = ("if dout is not None", "if dout is not None and i < dout.shape[2] and j < dout.shape[3]")


def returned(name: str, instead: str, hint: str) -> None:
    """A slip that returns something else than (y, dx) where dout is given."""
    secret.slip(name, ("(y, dx)\n", f"{instead}\n"), hint=hint)


def passed(name: str, instead: str, hint: str) -> None:
    """A slip that passes something else than dout to the pixel that wins."""
    secret.slip(name, (f"+= {DOUT}", f"+= {instead}"), hint=hint)


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
NO_PADDING = "Max pooling here has no padding: the first window starts at the first pixel, and none sticks out. A zero would win against negative pixels."
secret.slip(
    "rounds the output size up",
    (SIZES, CEILINGS),
    ("divmod(int(seen.argmax()), k)", "np.unravel_index(seen.argmax(), seen.shape)"),
    INSIDE,
    hint="A window that sticks out of the image has no place: (H - k) // s + 1 rows, rounded down.",
)
secret.slip(
    "fills windows at the edge with zeros",
    (SIZES, CEILINGS),
    (ZEROS, f"{ZEROS}    x = np.pad(x, ((0, 0), (0, 0), (0, s), (0, s)))\n"),
    INSIDE,
    hint=NO_PADDING,
)
secret.slip(
    "pads the image with zeros",
    (ZEROS, f"{ZEROS}    x, half = np.pad(x, ((0, 0), (0, 0), (k // 2, k // 2), (k // 2, k // 2))), k // 2\n"),
    ("if dout is not None", "if dout is not None and i * s + row >= half <= j * s + column"),
    (PIXEL, "dx[n, c, i * s + row - half, j * s + column - half]"),
    hint=NO_PADDING,
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
    (PIXEL, PIXEL.replace("* s", "* k")),
    INSIDE,
    hint="Windows start s pixels apart, not k: for s < k they overlap.",
)
secret.slip(
    "moves the window by one pixel although the size is right",
    (WINDOW, WINDOW.replace(" * s", "")),
    (PIXEL, PIXEL.replace(" * s", "")),
    hint="Window (i, j) starts at the pixel (i * s, j * s), not at (i, j).",
)
AVERAGE = "This is average pooling: take the maximum, and give all of dout to it alone, for only the maximum moves y."
SHARE = (f"{PIXEL} += {DOUT}", f"{WHOLE} += {DOUT} / k**2")
secret.slip("takes the average of the window", (MAXIMUM, "= seen.mean()"), SHARE, hint=AVERAGE)
secret.slip("splits dout evenly over the window", SHARE, hint=AVERAGE)
secret.slip(
    "gives dout to every pixel of the window",
    (PIXEL, WHOLE),
    hint="Compare each pixel of the window with its maximum: only the one that is equal gets dout.",
)
NUMBERS = "Max pooling keeps the largest number, sign and all: 1 is larger than -9."
ABSOLUTE = ("seen.argmax()", "np.abs(seen).argmax()")
secret.slip("takes the minimum of the window", ("argmax", "argmin"), hint=NUMBERS)
secret.slip("takes the entry of largest size, whatever its sign", ABSOLUTE, hint=NUMBERS)
secret.slip(
    "takes the largest absolute value",
    ABSOLUTE,
    (MAXIMUM, "= abs(seen[row, column])"),
    (f"+= {DOUT}", f"+= {DOUT} * np.sign(seen[row, column])"),
    hint=NUMBERS,
)
secret.slip(
    "takes the maximum over the channels as well",
    (WINDOW, WINDOW.replace("x[n, c, ", "x[n].max(axis=0)[")),
    hint="Each channel is pooled by itself: y has as many channels as x.",
)
passed("marks the maxima with ones", "1", "dx is the gradient, not the mask: multiply the mask by dout.")
SLOPE = "The slope of y with respect to the pixel that wins is 1: this pixel gets dout[n, c, i, j] as it is."
passed("puts the maxima into dx", "seen[row, column]", SLOPE)
passed("multiplies dout by the maximum", f"{DOUT} * seen[row, column]", SLOPE)
passed("uses the first image's dout for all", "dout[0, c, i, j]", SLOPE)
passed("lets no negative error through", f"max(0.0, {DOUT})", SLOPE)
UNREAD = "dx has the shape of x: each entry of dout goes to the pixel that won its window, and all others have gradient 0."
returned("cuts the unread pixels off dx", "(y, dx[:, :, : (rows - 1) * s + k, : (columns - 1) * s + k])", UNREAD)
returned("returns dout in place of dx", "(y, dout)", UNREAD)
secret.slip(
    "swaps row and column of the argmax",
    (MAXIMUM, "= seen.max()"),
    (PIXEL, "dx[n, c, i * s + column, j * s + row]"),
    hint="An index into a window laid out row by row is row * k + col: `divmod(index, k)` gives the row first.",
)
secret.slip(
    "forgets where the window stands",
    (PIXEL, "dx[n, c, row, column]"),
    hint="The argmax counts within the window: add the window's corner (i * s, j * s) to find the pixel in dx.",
)
secret.slip(
    "cuts y off to integers",
    ("x.dtype)", "int)"),
    hint="The pixels are no integers: collect y in an array of floats, like `np.zeros(shape)` without a dtype.",
)
returned("returns dx before y", "(dx, y)", "With dout the result is (y, dx), in this order.")
secret.slip(
    "returns a pair even without dout",
    ("return y if dout is None else", "return"),
    hint="Without dout return y alone; (y, dx) only where dout is given.",
)
CALLERS = "`dx = x` is another name for the caller's array, not a copy, and `sort` and *= work in place: use a new array."
returned("changes the image", "(y, x.__setitem__(..., dx) or x)", CALLERS)
returned("changes dout", "(y, dx, dout.__imul__(2))[:2]", CALLERS)
