"""`num_grad`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np

from course_utils.checks import expect
from course_utils.checks.public.backprop import num_grad as public
from course_utils.checks.public.backprop.num_grad import CUBIC, DETERMINANT, cubed_sum

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient


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
        expect.close(
            student(cubed_sum(weights), x, h),
            slope(weights, x) + h**2 * weights**3,
            what=f"the gradient at h = {h:.2g}",
        )


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
    expect.close(student(DETERMINANT, whole)[0][0], float(whole[1, 1]), atol=1e-6, what="the first slope")
    expect.unchanged(student)


@secret.misconception(
    "takes the forward difference",
    hint="f(x + h) - f(x) errs by h / 2 times the second derivative. Step to both sides and divide by 2 h.",
)
def num_grad(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += h
        gradient[i] = (f(moved) - f(x)) / h
    return gradient


@secret.misconception(
    "takes the backward difference",
    hint="f(x) - f(x - h) errs by h / 2 times the second derivative. Step to both sides and divide by 2 h.",
)
def num_grad(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] -= h
        gradient[i] = (f(x) - f(moved)) / h
    return gradient


@secret.misconception(
    "divides by h where 2 h belongs", hint="x + h and x - h are 2 h apart: divide the difference by that."
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / h
    return gradient


@secret.misconception(
    "divides by 2 and multiplies by h",
    hint="`/ 2 * h` divides by 2 and multiplies by h: write `/ (2 * h)`.",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / 2 * h
    return gradient


@secret.misconception(
    "steps half as far as it divides by",
    hint="f(x + h / 2) - f(x - h / 2) over h is the quotient of half the step: move each entry by h to both sides.",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h / 2
        gradient[i] = (f(x + step) - f(x - step)) / h
    return gradient


@secret.misconception(
    "does not put an entry back before it moves the next",
    hint="After both steps x[i] still stands at x[i] - h: put the old value back before the next entry, or copy x anew.",
)
def num_grad(f, x, h=1e-5):
    moved = np.array(x, dtype=float)
    gradient = np.zeros_like(moved)
    for i in np.ndindex(moved.shape):
        moved[i] += h
        above = f(moved)
        moved[i] -= 2 * h
        gradient[i] = (above - f(moved)) / (2 * h)
    return gradient


@secret.misconception(
    "moves all entries at once",
    hint="f(x + h) moves every entry, and gives the sum of all slopes: move one entry at a time.",
)
def num_grad(f, x, h=1e-5):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@secret.misconception(
    "moves whole rows",
    hint="`for i in range(len(x))` takes a whole row of a 2-D array: go through all indices, e.g. with np.ndindex(x.shape).",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@secret.misconception(
    "loses the step in an array of integers",
    hint="An array of integers cannot hold 1 + 1e-5, and keeps 1: make the copy an array of floats.",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] = up[i] + h
        down[i] = down[i] - h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


@secret.misconception(
    "returns an array of integers",
    hint="np.zeros_like(x) of an array of integers holds integers, and cuts the slopes: use np.zeros(x.shape).",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@secret.misconception(
    "leaves x at the last step",
    hint="`moved = x` is no copy: what you do to it is done to the caller's x. Work on x.astype(float), or put x back.",
)
def num_grad(f, x, h=1e-5):
    moved = np.asarray(x, dtype=float)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        old = moved[i]
        moved[i] = old + h
        above = f(moved)
        moved[i] = old - h
        gradient[i] = (above - f(moved)) / (2 * h)
        moved[i] = old if i != (0,) * moved.ndim else old - h
    return gradient


@secret.misconception(
    "puts x back by arithmetic",
    hint="x + h - 2 h + h is not always x again: keep the old value, or work on a copy.",
)
def num_grad(f, x, h=1e-5):
    moved = np.asarray(x, dtype=float)
    gradient = np.zeros(moved.shape)
    for i in np.ndindex(moved.shape):
        moved[i] += h
        above = f(moved)
        moved[i] -= 2 * h
        gradient[i] = (above - f(moved)) / (2 * h)
        moved[i] += h
    return gradient


@secret.misconception("ignores h", hint="The step is an argument: use h, not a number of your own.")
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = 1e-5
        gradient[i] = (f(x + step) - f(x - step)) / 2e-5
    return gradient


@secret.misconception(
    "takes a step in proportion to x",
    hint="The step is h for every entry, not h times the entry: an entry of 0 would not move at all.",
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h * max(abs(x[i]), 1.0)
        gradient[i] = (f(x + step) - f(x - step)) / (2 * step[i])
    return gradient


@secret.misconception(
    "takes the difference the wrong way round", hint="The slope is f(x + h) less f(x - h), not the other way round."
)
def num_grad(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient[i] = (f(x - step) - f(x + step)) / (2 * h)
    return gradient


@secret.misconception("flattens the gradient", hint="Return the slopes in the shape of x, not in one long row.")
def num_grad(f, x, h=1e-5):
    gradient = []
    for i in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[i] = h
        gradient.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(gradient)


@secret.alternative("rows of a scaled identity, reshaped")
def num_grad(f, x, h=1e-5):
    steps = (h * np.eye(x.size)).reshape(x.size, *x.shape)
    return np.array([f(x + step) - f(x - step) for step in steps]).reshape(x.shape) / (2 * h)


@secret.alternative("one entry at a time in place, on a copy, each put back")
def num_grad(f, x, h=1e-5):
    work = np.array(x, dtype=np.float64)
    flat, slopes = work.reshape(-1), []
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + h
        above = f(work)
        flat[i] = kept - h
        below = f(work)
        flat[i] = kept
        slopes.append((above - below) / (2.0 * h))
    return np.reshape(slopes, x.shape)
