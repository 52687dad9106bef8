"""`novikoff_bound`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.perceptron import novikoff_bound as public
from course_utils.checks.public.perceptron.novikoff_bound import bound
from course_utils.checks.public.perceptron.shared import planted

from ...exercise import Secret
from .margin import widest

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def novikoff_bound(X, y, w_star):
    radius = np.linalg.norm(X, axis=1).max()
    margin = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (radius / margin) ** 2 if margin > 0 else np.inf


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
    expect.greater(
        bound(student, X, y, w_star) * (1 + 1e-9), bound(student, X, y, best), what="the bound of another w*"
    )
    turned = np.where(np.arange(15) == draw.rng.integers(15), -y, y)
    expect.close(bound(student, X, turned, w_star), math.inf, what="the bound with one label turned")
    expect.close(bound(student, X, y, -w_star), math.inf, what="the bound of -w*")


@secret.misconception(
    "forgets the length of w*",
    hint="The margin is a distance: divide y_i w*.x_i by the length of w*, which need not be 1.",
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star))
    return (np.linalg.norm(X, axis=1).max() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "forgets the square", hint="The bound is (R / gamma)^2: two points of the chapter give 10, not 3.16."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return np.linalg.norm(X, axis=1).max() / margin if margin > 0 else np.inf


@secret.misconception("squares R alone", hint="gamma is squared too: (R / gamma)^2 = R^2 / gamma^2.")
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return np.linalg.norm(X, axis=1).max() ** 2 / margin if margin > 0 else np.inf


@secret.misconception(
    "squares a negative margin",
    hint="A negative margin means that w* does not separate: return inf, before the square hides its sign.",
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return float((np.linalg.norm(X, axis=1).max() / margin) ** 2) if margin != 0 else np.inf


@secret.misconception(
    "takes the distance of every point as positive",
    hint="|w*.x_i| is the distance whatever the label; y_i w*.x_i tells whether the point is on its side.",
)
def novikoff_bound(X, y, w_star):
    margin = np.min(np.abs(X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception("leaves out the labels", hint="A negative point should have w*.x < 0: the margin is y_i w*.x_i.")
def novikoff_bound(X, y, w_star):
    margin = np.min(X @ w_star) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "averages the margins", hint="gamma is the smallest margin: one close point is enough to slow the perceptron down."
)
def novikoff_bound(X, y, w_star):
    margins = y * (X @ w_star) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / margins.mean()) ** 2 if margins.min() > 0 else np.inf


@secret.misconception(
    "averages the lengths of the points", hint="R is the length of the longest point: the largest norm, not the mean."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).mean() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "takes the norm of the whole matrix", hint="Give `np.linalg.norm` axis=1: R is the longest row, not the norm of X."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X) / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "takes the norms of the columns", hint="The points are the rows of X: their lengths are the norms along axis=1."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=0).max() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "takes the largest coordinate for the length", hint="R is the Euclidean length of a row, not its largest entry."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.abs(X).max() / margin) ** 2 if margin > 0 else np.inf


@secret.misconception(
    "divides each point's length by its own margin",
    hint="R and gamma belong to different points: take the largest length and the smallest margin, then divide.",
)
def novikoff_bound(X, y, w_star):
    margins = y * (X @ w_star) / np.linalg.norm(w_star)
    return ((np.linalg.norm(X, axis=1) / margins) ** 2).max() if margins.min() > 0 else np.inf


@secret.misconception(
    "returns NaN where w* does not separate", hint="Without a margin nothing bounds the mistakes: return inf, not NaN."
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / margin) ** 2 if margin > 0 else np.nan


@secret.misconception(
    "accepts a point on the line",
    hint="A margin of exactly 0 is no margin: y_i w*.x_i must be positive, else return inf.",
)
def novikoff_bound(X, y, w_star):
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / max(margin, 1e-12)) ** 2 if margin >= 0 else np.inf


@secret.misconception(
    "overwrites w*",
    hint="`w_star /= ...` changes the caller's array: write `w_star = w_star / ...`, which makes a new one.",
)
def novikoff_bound(X, y, w_star):
    w_star /= np.linalg.norm(w_star)
    margin = np.min(y * (X @ w_star))
    return (np.linalg.norm(X, axis=1).max() / margin) ** 2 if margin > 0 else np.inf


@secret.alternative("squared lengths, in torch")
def novikoff_bound(X, y, w_star):
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
