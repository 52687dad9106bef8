"""`signed_distance`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.perceptron import signed_distance as public
from course_utils.checks.public.perceptron.signed_distance import distances

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("a unit vector, and the line's own distance from the origin")
def signed_distance(X, w, b=0.0):
    length = math.sqrt(sum(v * v for v in w))
    unit, offset = w / length, b / length
    return np.array([x.dot(unit) + offset for x in X])


@secret.alternative("the foot of each point, as a list")
def signed_distance(X, w, b=0.0):
    found = []
    for x in X:
        way = (x @ w + b) / (w @ w) * w  # from the foot on the line to the point
        found.append(math.copysign(math.hypot(*way), x @ w + b))
    return found


@secret.alternative("torch, as a tensor")
def signed_distance(X, w, b=0.0):
    import torch

    X, w = torch.tensor(X), torch.tensor(w)
    return (torch.mv(X, w) + b) / torch.linalg.vector_norm(w)


@secret.case("points at known distances from a drawn surface, in 2, 3 and 40 dimensions", weight=2)
def _(student, draw):
    for d in (2, 3, 40):
        w, b, far = draw.normal(d), draw.uniform(-3, 3), draw.normal(9)
        unit = w / math.sqrt(math.fsum(v * v for v in w))
        along = draw.normal(9, d)
        along -= np.outer(along @ unit, unit)  # on the surface through the origin
        foot = -b / math.sqrt(math.fsum(v * v for v in w)) * unit
        expect.close(distances(student, along + foot + far[:, None] * unit, w, b), far, what=f"the distances, d = {d}")


@secret.case("a turn of the whole plane changes no distance; arguments are left as they were")
def _(student, draw):
    X, w, b, turn = draw.normal(5, 2), draw.normal(2), draw.uniform(0.5, 2), draw.uniform(0.3, 1.2)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    here = distances(student, X, w, b)
    expect.unchanged(student)
    expect.close(distances(student, X @ rotation.T, rotation @ w, b), here, what="the distances after a turn")
    expect.greater(np.ptp(here), 1e-3, what="the largest distance less the smallest")


SCORE, LENGTH = "(X @ w + b)", "np.linalg.norm(w)"  # of the chapter's solution
WHOLE = f"{SCORE} / {LENGTH}"

for name, wrong in {
    "returns the scores themselves": SCORE,
    "divides by the squared length of w": f"{SCORE} / (w @ w)",
    "multiplies by the length of w": f"{SCORE} * {LENGTH}",
    "divides by the sum of the sizes of w": f"{SCORE} / np.abs(w).sum()",
    "divides by the largest entry of w": f"{SCORE} / np.abs(w).max()",
    "divides by the sum of w": f"{SCORE} / w.sum()",
}.items():
    secret.slip(
        name,
        (WHOLE, wrong),
        hint="A step of length 1 along w adds the Euclidean length of w to the score: the score divided by that length is the distance.",
    )
secret.slip(
    "counts the constant in the length of w",
    (LENGTH, "np.linalg.norm(np.append(w, b))"),
    hint="b moves the line and does not turn it: a step along w adds the same to the score, whatever b is.",
)
for name, wrong in {
    "leaves out the constant": f"X @ w / {LENGTH}",
    "adds the constant after dividing": f"X @ w / {LENGTH} + b",
    "subtracts the constant": f"(X @ w - b) / {LENGTH}",
}.items():
    secret.slip(name, (WHOLE, wrong), hint="The score is w . x + b, all of it, and all of it is divided by the length of w.")
for name, wrong in {
    "returns sizes without a sign": f"np.abs{SCORE} / {LENGTH}",
    "returns only the side": f"np.sign{SCORE}",
    "swaps the sides": f"-{SCORE} / {LENGTH}",
}.items():
    secret.slip(name, (WHOLE, wrong), hint="The distance has a sign: positive where w . x + b is positive, the side to which w points.")
for name, wrong in {
    "divides by the lengths of the points": f"{SCORE} / np.maximum(np.linalg.norm(X, axis=1), 1e-300)",
    "divides by the lengths of w and of the points, as for an angle": (
        f"{SCORE} / ({LENGTH} * np.maximum(np.linalg.norm(X, axis=1), 1e-300))"
    ),
}.items():
    secret.slip(
        name, (WHOLE, wrong), hint="How long a point is has no say: two points on the same parallel to the line are equally far from it."
    )
secret.slip(
    "measures from the mean of the points",
    (WHOLE, f"((X - X.mean(axis=0)) @ w + b) / {LENGTH}"),
    hint="The line is where w . x + b is 0, whatever other points there are: each point is measured by itself.",
)
secret.slip(
    "scales w in place",
    (WHOLE, "X @ np.divide(w, length, out=w) + b / length"),
    ("return", "length = np.linalg.norm(w)\n    return"),
    hint="`w /= ...` changes the caller's array: write `w / ...`, which makes a new one.",
)
