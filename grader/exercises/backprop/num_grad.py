"""`num_grad`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.backprop import num_grad as public
from course_utils.checks.public.backprop.num_grad import CUBIC, DETERMINANT, cubed_sum

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_tie(draw, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and x, whose weighted sum is not near 0."""
    weights = draw.choice((-1, 1)) * draw.uniform(0.5, 1.5, *shape)
    return weights, draw.uniform(0.3, 1.2, *shape)


def slope(weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Derivatives of (sum of weights * x)^3."""
    return 3 * (weights * x).sum() ** 2 * weights


@secret.case("the differences of a cubic that ties all entries together, in one, two and three dimensions", weight=2)
def _(student, draw):
    # Taylor: a cubic's difference quotient exceeds its slope by h^2 / 6 times the third derivative, exactly.
    for shape in ((5,), (2, 3), (3, 1), (2, 2, 3)):
        (weights, x), h = drawn_tie(draw, *shape), draw.uniform(0.15, 0.25)
        want = slope(weights, x) + h**2 * weights**3
        expect.close(student(cubed_sum(weights), x, h), want, what=f"the gradient at h = {h:.2g}")


@secret.case("the error falls to a quarter when the step is halved")
def _(student, draw):
    weights, x = drawn_tie(draw, 2, 3)
    errors = [np.asarray(student(cubed_sum(weights), x, h)) - slope(weights, x) for h in (0.2, 0.1)]
    expect.close(errors[0], 4 * errors[1], rtol=1e-6, what="the error at h = 0.2, against four times that at 0.1,")
    expect.greater(np.abs(errors[1]), 1e-4, what="the error at h = 0.1")
    expect.greater(1 - np.abs(errors[1]), 0, what="1 less the error at h = 0.1")


@secret.case("a small step gives the slope to six digits, from integers and from floats")
def _(student, draw):
    whole = draw.rng.integers(1, 9, (2, 2))
    a, b, c, d = (float(v) for v in whole.flat)
    for x in (whole, whole.astype(float)):
        expect.close(student(DETERMINANT, x), [[d, -c], [-b, a]], atol=1e-6, what=f"the gradient at x of {x.dtype}")
    row = draw.rng.integers(1, 4, 6)
    expect.close(student(CUBIC, row), 3.0 * row**2 - 2, atol=1e-6, what="the gradient at a row of integers")


@secret.case("x is left as it was, of floats or of integers")
def _(student, draw):
    weights, x = drawn_tie(draw, 3, 2)
    for h in (1e-5, 0.2):
        gradient = student(cubed_sum(weights), x, h)
        expect.unchanged(student)
        expect.close(gradient, slope(weights, x) + h**2 * weights**3, atol=1e-6, what="the gradient")
    whole = draw.rng.integers(1, 9, (2, 2))
    gradient = student(DETERMINANT, whole)
    expect.unchanged(student)
    expect.close(gradient, [whole[1, ::-1], whole[0, ::-1]] * np.array([[1, -1], [-1, 1]]), atol=1e-6, what="the gradient")


STEPS = "up[place], down[place] = x[place] + h, x[place] - h"
COPIES = "up, down = np.array(x, dtype=float), np.array(x, dtype=float)"
QUOTIENT = "(f(up) - f(down)) / (2 * h)"
IN_PLACE = "one entry at a time in place, on a copy, each put back"

secret.slip(
    "takes the forward difference",
    (QUOTIENT, "(f(up) - f(np.array(x, dtype=float))) / h"),
    hint="f(x + h) - f(x) errs by h / 2 times the second derivative. Step to both sides and divide by 2 h.",
)
secret.slip(
    "takes the backward difference",
    (QUOTIENT, "(f(np.array(x, dtype=float)) - f(down)) / h"),
    hint="f(x) - f(x - h) errs by h / 2 times the second derivative. Step to both sides and divide by 2 h.",
)
secret.slip(
    "divides the forward difference by 2 h",
    (QUOTIENT, "(f(up) - f(np.array(x, dtype=float))) / (2 * h)"),
    hint="x and x + h are only h apart. With 2 h below, f(x - h) has to stand above: f(x + h) - f(x - h).",
)
secret.slip(
    "divides by h where 2 h belongs",
    (QUOTIENT, "(f(up) - f(down)) / h"),
    hint="x + h and x - h are 2 h apart: divide the difference by that.",
)
secret.slip(
    "divides by 2 and multiplies by h",
    (QUOTIENT, "(f(up) - f(down)) / 2 * h"),
    hint="`/ 2 * h` divides by 2 and multiplies by h: write `/ (2 * h)`.",
)
secret.slip(
    "divides only f(x - h) by 2 h",
    (QUOTIENT, "f(up) - f(down) / (2 * h)"),
    hint="`a - b / c` divides b alone: put brackets round the difference.",
)
secret.slip(
    "takes the second derivative",
    (QUOTIENT, "(f(up) - 2 * f(np.array(x, dtype=float)) + f(down)) / h**2"),
    hint="f(x + h) - 2 f(x) + f(x - h) over h^2 is f'', the slope of the slope. The slope itself is (f(x + h) - f(x - h)) / (2 h).",
)
secret.slip(
    "returns the difference without dividing it by 2 h",
    (QUOTIENT, "f(up) - f(down)"),
    hint="The difference falls with the step. The slope is the difference per unit of x: divide by 2 h.",
)
secret.slip(
    "steps half as far as it divides by",
    (STEPS, "up[place], down[place] = x[place] + h / 2, x[place] - h / 2"),
    (QUOTIENT, "(f(up) - f(down)) / h"),
    hint="f(x + h / 2) - f(x - h / 2) over h is the quotient of half the step: move each entry by h to both sides.",
)
secret.slip(
    "takes the difference the wrong way round",
    (QUOTIENT, "(f(down) - f(up)) / (2 * h)"),
    hint="The slope is f(x + h) less f(x - h), not the other way round.",
)
secret.slip("ignores h", (COPIES, f"h = 1e-5\n        {COPIES}"), hint="The step is an argument: use h, not a number of your own.")
secret.slip(
    "uses a formula that is exact for cubics",
    (QUOTIENT, "(8 * (f(up) - f(down)) - f(2 * up - x) + f(2 * down - x)) / (12 * h)"),
    hint="Good, but not what is asked: the central difference takes two values of f, at x + h and at x - h, and no others.",
)
secret.slip(
    "rounds the slopes",
    (QUOTIENT, "round((f(up) - f(down)) / (2 * h), 4)"),
    hint="Return all digits. Round a number where you print it, not where it is computed.",
)
secret.slip(
    "does not put an entry back before it moves the next",
    ("        work[i] = kept\n", ""),
    of=IN_PLACE,
    hint="After both steps x[i] still stands at x[i] - h: put the old value back before the next entry, or copy x anew.",
)
secret.slip(
    "puts an entry back at x + h",
    ("        work[i] = kept\n", "        work[i] = kept + h\n"),
    of=IN_PLACE,
    hint="From x - h it takes one step of h to come back to x, not two. Better: keep the old value, and write it back.",
)
secret.slip(
    "leaves its last step in the caller's x",
    ("np.array(x, dtype=np.float64)", "np.asarray(x, dtype=float)"),
    ("        work[i] = kept\n", ""),
    of=IN_PLACE,
    hint="`moved = x` is no copy: what you do to it is done to the caller's x. Work on a copy, and put each entry back.",
)
secret.slip(
    "puts x back by arithmetic",
    ("np.array(x, dtype=np.float64)", "np.asarray(x, dtype=float)"),
    ("work[i] = kept + h", "work[i] += h"),
    ("work[i] = kept - h", "work[i] -= 2 * h"),
    ("        work[i] = kept\n", "        work[i] += h\n"),
    of=IN_PLACE,
    hint="x + h - 2 h + h is not always x again: keep the old value, or work on a copy.",
)
secret.slip(
    "finds no difference between f(x + h) and f(x - h)",
    (COPIES, "up = down = np.array(x, dtype=float)"),
    hint="Every slope comes out as 0. Are `up` and `down` two names for one array? `up = down = x.copy()` copies only once.",
)
secret.slip(
    "moves all entries at once",
    (STEPS, "up, down = x + h, x - h"),
    hint="f(x + h) moves every entry, and gives the sum of all slopes: move one entry at a time.",
)
secret.slip(
    "moves whole rows",
    ("np.ndindex(x.shape)", "range(len(x))"),
    hint="`for i in range(len(x))` takes a whole row of a 2-D array: go through all indices, e.g. with np.ndindex(x.shape).",
)
secret.slip(
    "returns after the first entry",
    ("    return gradient", "        return gradient"),
    hint="`return` stands inside the loop, and ends it at its first round: move it out, level with `for`.",
)
secret.slip(
    "leaves the last entry out",
    ("in np.ndindex(x.shape)", "in list(np.ndindex(x.shape))[:-1]"),
    hint="The last slope is 0 whatever f is: let the loop run to the last entry, as `range(x.size)` does.",
)
secret.slip(
    "loses the step in an array of integers",
    (COPIES, "up, down = x.copy(), x.copy()"),
    hint="An array of integers cannot hold 1 + 1e-5, and keeps 1: make the copy an array of floats.",
)
secret.slip(
    "returns an array of integers",
    ("np.zeros(x.shape)", "np.zeros_like(x)"),
    hint="np.zeros_like(x) of an array of integers holds integers, and cuts the slopes: use np.zeros(x.shape).",
)
secret.slip(
    "steps by 1e-4 where h is left out",
    ("h: float = 1e-5", "h: float = 1e-4"),
    hint="The default of h is 1e-5, where the formula's error and the rounding are about equal: keep the stub's first line.",
)
secret.slip(
    "takes a step in proportion to x",
    (STEPS, "step = h * max(abs(x[place]), 1.0)\n        up[place], down[place] = x[place] + step, x[place] - step"),
    (QUOTIENT, "(f(up) - f(down)) / (2 * step)"),
    hint="The step is h for every entry, whatever its size.",
)
secret.slip(
    "flattens the gradient",
    ("return gradient", "return gradient.ravel()"),
    hint="Return the slopes in the shape of x, not in one long row.",
)
secret.slip(
    "transposes the gradient",
    ("return gradient", "return gradient.T"),
    hint="Entry [i, j] of the gradient is the slope along x[i, j], in the same place.",
)
secret.slip(
    "scales the gradient to length 1",
    ("return gradient", "return gradient / np.linalg.norm(gradient)"),
    hint="The direction alone is not enough: return the slopes themselves.",
)


@secret.alternative("rows of a scaled identity, reshaped")
def num_grad(f, x, h=1e-5):
    steps = (h * np.eye(x.size)).reshape(x.size, *x.shape)
    return np.array([f(x + step) - f(x - step) for step in steps]).reshape(x.shape) / (2 * h)


@secret.alternative(IN_PLACE)
def num_grad(f, x, h=1e-5):
    work = np.array(x, dtype=np.float64)
    slopes = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        kept = work[i]
        work[i] = kept + h
        above = f(work)
        work[i] = kept - h
        slopes[i] = (above - f(work)) / (2.0 * h)
        work[i] = kept
    return slopes
