"""`novikoff_bound`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.perceptron import novikoff_bound as public
from course_utils.checks.public.perceptron.novikoff_bound import bound
from course_utils.checks.public.perceptron.shared import planted

from ...exercise import Secret
from .margin import widest

secret = Secret(public.exercise)


@secret.alternative("squared lengths, in torch")
def novikoff_bound(X, y, w_star):
    import torch

    X, y, w = (torch.as_tensor(a) for a in (X, y, w_star))
    scores = y * torch.mv(X, w)
    if bool((scores <= 0).any()):
        return torch.tensor(float("inf"))
    return (X * X).sum(1).max() * w.dot(w) / scores.min() ** 2


@secret.alternative("a loop over the points")
def novikoff_bound(X, y, w_star):
    length, radius, margin = math.sqrt(sum(v * v for v in w_star)), 0.0, math.inf
    for x, label in zip(X, y, strict=True):
        distance = label * sum(a * b for a, b in zip(x, w_star, strict=True)) / length
        if distance <= 0:
            return math.inf
        radius, margin = max(radius, math.sqrt(sum(v * v for v in x))), min(margin, distance)
    return (radius / margin) ** 2


@secret.case("agrees with the definition, point by point, for w* of any length", weight=2)
def _(student, draw):
    for n in (3, 9, 20):
        X, y, w_star = planted(draw, n)
        w_star = draw.positive() * (w_star + 0.02 * draw.normal(3))
        longest, nearest, length = 0.0, math.inf, math.hypot(*w_star)
        for x, label in zip(X.tolist(), y, strict=True):
            longest = max(longest, math.hypot(*x))
            nearest = min(nearest, label * math.fsum(a * b for a, b in zip(x, w_star, strict=True)) / length)
        expect.close(bound(student, X, y, w_star), longest**2 / nearest**2, what="the bound")


@secret.case("points of length 1 at known angles from w*: the bound is 1 / cos^2 of the widest angle")
def _(student, draw):
    turn, angles = draw.uniform(0, 6.28), np.append(draw.uniform(-1.2, 1.2, 7), draw.choice([-1.3, 1.3]))
    y = np.where(np.arange(8) % 2, 1.0, -1.0)
    X = y[:, None] * np.column_stack([np.cos(turn + angles), np.sin(turn + angles)])
    w_star = draw.positive() * np.array([np.cos(turn), np.sin(turn)])
    expect.close(bound(student, X, y, w_star), 1 / math.cos(1.3) ** 2, what="the bound")


@secret.case("the direction of widest margin gives the smallest bound; one turned label gives inf")
def _(student, draw):
    X, y, w_star = planted(draw, 15)
    best, margin = widest(y[:, None] * X)
    expect.close(bound(student, X, y, best), (X**2).sum(axis=1).max() / margin**2, what="the bound of the best w*")
    expect.greater(bound(student, X, y, w_star) * (1 + 1e-9), bound(student, X, y, best), what="the bound of another w*")
    turned = np.where(np.arange(15) == draw.rng.integers(15), -y, y)
    expect.close(bound(student, X, turned, w_star), math.inf, what="the bound with one label turned")
    expect.close(bound(student, X, y, -w_star), math.inf, what="the bound of -w*")


# Of the chapter's solution.
SMALLEST, LENGTH = "np.min(y * (X @ w_star))", "np.linalg.norm(w_star)"
MARGIN, RADIUS = f"{SMALLEST} / {LENGTH}", "np.max(np.sum(X**2, axis=1))"
SMALL = "gamma is the smallest y_i w*.x_i over the points of both classes: one close point is enough to slow the perceptron down."
TEST, BOUND = "margin <= 0", f"{RADIUS} / margin**2"

for name, wrong in {
    "forgets the length of w*": SMALLEST,
    "forgets the root in the length of w*": f"{SMALLEST} / np.sum(w_star**2)",
    "multiplies by the length of w*": f"{SMALLEST} * {LENGTH}",
    "adds up the sizes of the entries for the length of w*": f"{SMALLEST} / np.sum(np.abs(w_star))",
    "takes the largest entry for the length of w*": f"{SMALLEST} / np.max(np.abs(w_star))",
    "leaves the bias out of the length of w*": f"{SMALLEST} / np.linalg.norm(w_star[1 * np.all(X[:, 0] == 1) :])",
    "adds a small constant to the length of w*": f"{SMALLEST} / ({LENGTH} + 1e-6)",
}.items():
    hint = "The margin is a distance: divide y_i w*.x_i by the Euclidean length of w*, of all its entries, with nothing added."
    secret.slip(name, (MARGIN, wrong), hint=hint)
for name, wrong in {
    "takes the distance of every point as positive": f"np.min(np.abs(X @ w_star)) / {LENGTH}",
    "leaves out the labels": f"np.min(X @ w_star) / {LENGTH}",
    "looks at the positive points alone": f"np.min((X @ w_star)[y > 0]) / {LENGTH}",
    "averages the margins": f"np.mean(y * (X @ w_star)) / {LENGTH}",
    "takes the largest margin": f"np.max(y * (X @ w_star)) / {LENGTH}",
    "adds up the margins": f"np.sum(y * (X @ w_star)) / {LENGTH}",
    "takes the margin of the first point": f"(y * (X @ w_star))[0] / {LENGTH}",
    "scales each point to length 1 for the margin": f"np.min(y * (X @ w_star) / np.linalg.norm(X, axis=1)) / {LENGTH}",
}.items():
    secret.slip(name, (MARGIN, wrong), hint=SMALL)
for name, chosen in (("averages the margins where w* separates", "mean"), ("takes the largest margin where w* separates", "max")):
    gamma = f"(np.{chosen}(y * (X @ w_star)) / {LENGTH})"
    secret.slip(name, (MARGIN, SMALLEST), ("margin**2", f"{gamma}**2"), hint=SMALL)
for name, wrong in {
    "averages the lengths of the points": "np.mean(np.linalg.norm(X, axis=1)) ** 2",
    "takes the shortest point": "np.min(np.sum(X**2, axis=1))",
    "takes the first point for the longest": "np.sum(X[0] ** 2)",
    "takes the norm of the whole matrix": "np.sum(X**2)",
    "takes the norms of the columns": "np.max(np.sum(X**2, axis=0))",
    "takes the spectral norm of X": "np.linalg.norm(X, 2) ** 2",
    "takes the largest coordinate for the length": "np.max(np.abs(X)) ** 2",
    "adds up the sizes of the coordinates for the length": "np.max(np.sum(np.abs(X), axis=1)) ** 2",
    "leaves the constant out of the lengths": "np.max(np.sum(X[:, ~np.all(X == X[0], axis=0)] ** 2, axis=1))",
    "measures lengths from the mean of the points": "np.max(np.sum((X - X.mean(axis=0)) ** 2, axis=1))",
    "takes half the distance of the farthest two points for R": "np.max(np.sum((X[:, None] - X) ** 2, axis=2)) / 4",
}.items():
    hint = "R is the Euclidean length of the longest row, a constant included, from the origin, where the weights start."
    secret.slip(name, (RADIUS, wrong), hint=hint)
for name, wrong in {
    "forgets the square": f"np.sqrt({RADIUS}) / margin",
    "squares R alone": f"{RADIUS} / margin",
    "squares gamma alone": f"np.sqrt({RADIUS}) / margin**2",
    "squares R twice": f"{RADIUS} ** 2 / margin**2",
    "divides gamma by R": f"margin**2 / {RADIUS}",
    "multiplies R and gamma": f"{RADIUS} * margin**2",
    "divides each point's length by its own margin": f"np.max(np.sum(X**2, axis=1) / (y * (X @ w_star) / {LENGTH}) ** 2)",
    "rounds the bound up": f"np.ceil({BOUND})",
    "rounds the bound down": f"np.floor({BOUND} + 1e-9)",
}.items():
    hint = "The bound is the square of R / gamma, with the longest point and the smallest margin, not rounded: 10 for the chapter's two points."
    secret.slip(name, (BOUND, wrong), hint=hint)
for name, wrong, hint in (
    (
        "squares a negative margin",
        "margin == 0",
        "A negative margin means that w* does not separate: return inf, before the square hides its sign.",
    ),
    ("accepts a point on the line", "margin < 0", "A margin of exactly 0 is no margin: y_i w*.x_i must be positive, else return inf."),
    (
        "returns inf only where w* is wrong about every point",
        "np.max(y * (X @ w_star)) <= 0",
        "One point on the wrong side is enough: then nothing bounds the mistakes.",
    ),
):
    edits = [(TEST, wrong), ("margin**2", "max(margin**2, 1e-24)")]
    secret.slip(name, *edits[: 1 + (wrong != "margin == 0")], hint=hint)
for value, name in (
    ("math.nan", "returns NaN where w* does not separate"),
    ("0.0", "returns 0 where w* does not separate"),
    ("-math.inf", "returns minus infinity where w* does not separate"),
    ("1e308", "returns a large number where w* does not separate"),
):
    secret.slip(name, ("math.inf", value), hint="Without a margin nothing bounds the mistakes: return `math.inf`.")
secret.slip(
    "turns w* around where it is mostly wrong",
    ("margin =", "w_star = w_star * np.sign(np.sum(y * (X @ w_star)))\n    margin ="),
    hint="-w* is another weight vector: the bound asked for is that of w*, and w* does not separate.",
)
secret.slip(
    "overwrites w*",
    ("margin =", f"w_star /= {LENGTH}\n    margin ="),
    hint="`w_star /= ...` changes the caller's array: write `w_star = w_star / ...`, which makes a new one.",
)
secret.slip(
    "overwrites X",
    ("margin =", "X *= y[:, None]\n    margin ="),
    (SMALLEST, "np.min(X @ w_star)"),
    hint="`X *= ...` changes the caller's array: write `X = X * ...`, which makes a new one.",
)
secret.slip(
    "computes in single precision",
    ("margin =", "X, y, w_star = X.astype(np.float32), y.astype(np.float32), w_star.astype(np.float32)\n    margin ="),
    hint="float32 keeps seven digits, X and w* have sixteen: leave them float64.",
)
secret.slip(
    "returns an array of one number",
    (f"float({BOUND})", f"np.array([{BOUND}])"),
    hint="Return one number: `float(...)`, or the first entry.",
)
