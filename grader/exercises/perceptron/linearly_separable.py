"""`linearly_separable`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import itertools

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.perceptron import linearly_separable as public
from course_utils.checks.public.perceptron.linearly_separable import decides, decision
from course_utils.checks.public.perceptron.shared import SQUARE

from ...exercise import Secret
from .margin import widest

secret = Secret(public.exercise)

# Answers by the perceptron's bound take their time where nothing separates.
PATIENCE = 60.0


@secret.alternative("the widest gap in a box")
def linearly_separable(X, y):
    from scipy.optimize import linprog

    n, d = X.shape
    rows = [[-label * v for v in x] + [-label, 1.0] for x, label in zip(X, y, strict=True)]
    best = linprog([0.0] * (d + 1) + [-1.0], A_ub=rows, b_ub=[0.0] * n, bounds=[(-1, 1)] * (d + 1) + [(None, 1)])
    return bool(-best.fun > 1e-8)


@secret.alternative("do the two convex hulls meet?")
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A, B = X[y == 1], X[y == -1]
    if min(len(A), len(B)) == 0:
        return True
    system = np.block([[A.T, -B.T], [np.ones((1, len(A))), np.zeros((1, len(B)))], [np.zeros((1, len(A))), np.ones((1, len(B)))]])
    right = np.append(np.zeros(X.shape[1]), [1.0, 1.0])
    return linprog(np.zeros(len(X)), A_eq=system, b_eq=right).status == 2


@secret.alternative("the perceptron, as far as the bound of a margin of 1e-3 may take it")
def linearly_separable(X, y):
    X = X - X.mean(axis=0)
    points = np.column_stack([X / max(np.abs(X).max(), 1e-12), np.ones(len(X))])
    signed = y[:, None] * points
    gram = signed @ signed.T
    scores = np.zeros(len(X))
    for _ in range(50_000):
        i = scores.argmin()
        if scores[i] > 1e-9:  # back at w = 0 the sums of XOR are rounding errors, of either sign
            return True
        scores += gram[i]
    return False


@secret.alternative("non-negative least squares")
def linearly_separable(X, y):
    from scipy.optimize import nnls

    signed = np.column_stack([y[:, None] * X, y]).T
    return bool(nnls(np.vstack([signed, np.ones(len(y))]), np.append(np.zeros(len(signed)), 1.0))[1] > 1e-6)


def moved(draw, X: np.ndarray) -> np.ndarray:
    """X after an invertible linear map and a shift, which change nothing about separability."""
    d = X.shape[1]
    turn, _ = np.linalg.qr(draw.normal(d, d))
    back, _ = np.linalg.qr(draw.normal(d, d))
    return X @ (turn * draw.uniform(0.7, 1.4, d)) @ back + draw.uniform(-1, 1, d)


def shuffled(draw, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same points in another order."""
    order = draw.rng.permutation(len(X))
    return X[order], y[order]


@secret.case("of the sixteen Boolean functions of two inputs exactly fourteen are separable", weight=2, seconds=PATIENCE)
def _(student, draw):
    corners, found = moved(draw, SQUARE), []
    for labels in itertools.product((-1.0, 1.0), repeat=4):
        found.append(decision(student, *shuffled(draw, corners, np.array(labels))))
    expect.close(sum(found), 14, what="how many of the sixteen are called separable")
    uncrossed = [not (a == d != b == c) for a, b, c, d in itertools.product((0, 1), repeat=4)]
    expect.close(np.array(found, float), np.array(uncrossed, float), what="whether each is called separable")


@secret.case("three inputs: majority is separable, parity is not", seconds=PATIENCE)
def _(student, draw):
    cube = np.array(list(itertools.product((0.0, 1.0), repeat=3)))
    flipped = (cube + draw.rng.integers(0, 2, 3)) % 2
    sign = draw.choice([-1.0, 1.0])
    for votes, want, what in (
        (flipped.sum(axis=1) >= 2, True, "majority"),
        (flipped.sum(axis=1) % 2 == 1, False, "parity"),
        # Odd thresholds put a point of the least-squares fit on its very line, where the last bit decides.
        (flipped @ [4, 2, 1] >= draw.choice([2, 4, 6]), True, "a number above a threshold"),
    ):
        decides(student, *shuffled(draw, moved(draw, cube), sign * np.where(votes, 1.0, -1.0)), want, what)


@secret.case("a margin of 1e-3 is enough, an overlap of 1e-3 is too much", weight=2, seconds=PATIENCE)
def _(student, draw):
    frame, _ = np.linalg.qr(draw.normal(3, 3))
    shift, sign, angles = (draw.uniform(-0.05, 0.05, 3), draw.choice([-1.0, 1.0]), draw.uniform(0, 2) + np.arange(3) * 2.1)
    # Three negative points in a plane and one below it; a positive point above their triangle, or inside the pyramid.
    corners = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(3)]) / 2
    others = [[*draw.uniform(-0.1, 0.1, 2), height] for height in (-0.5, 0.5, 0.0)]
    y = sign * np.array([-1.0, -1, -1, -1, 1, 1])
    for height, want, what in ((2e-3, True, "a gap of 2e-3"), (-1e-3, False, "an overlap of 1e-3")):
        others[-1][-1] = height
        decides(student, *shuffled(draw, np.vstack([corners, others]) @ frame + shift, y), want, what)


@secret.case("five points in space: Cover counts 30 of 32 labellings, so 15 with the first label positive", seconds=PATIENCE)
def _(student, draw):
    labellings = [np.array([1.0, *rest]) for rest in itertools.product((-1.0, 1.0), repeat=4)]
    while True:
        X = draw.uniform(-1, 1, 5, 3)
        margins = [widest(y[:, None] * np.column_stack([X, np.ones(5)]))[1] for y in labellings]
        if min(margin for margin in margins if margin) > 0.02:
            break
    found = [decision(student, X, y) for y in labellings]
    expect.close(sum(found), 15, what="how many of 16 labellings are called separable")
    expect.close(np.array(found, float), np.sign(margins), what="whether each labelling is called separable")


@secret.case("many points in space, and few points in many dimensions", seconds=PATIENCE)
def _(student, draw):
    X, direction = draw.normal(60, 3), draw.normal(3)
    height = X @ direction / np.linalg.norm(direction) - draw.uniform(0.8, 1.2)
    X, height = X[np.abs(height) > 0.1], height[np.abs(height) > 0.1]
    y = np.where(height > 0, 1.0, -1.0)
    decides(student, X, y, True, "sixty points on the two sides of a plane")
    inside = np.argmin(height)  # a negative point; midway to the mean of the negative ones lies a positive one
    middle = (X[inside] + X[y < 0].mean(axis=0)) / 2
    decides(student, np.vstack([X, middle]), np.append(y, 1.0), False, "the same with a positive point among the negative")
    few = draw.normal(6, 6)
    labels = np.where(np.arange(6) < draw.choice([2, 3]), 1.0, -1.0)
    decides(student, few, labels[draw.rng.permutation(6)], True, "six points in six dimensions")


@secret.case("classes that touch in a point are not separable; moved apart, or with one label only, they are", seconds=PATIENCE)
def _(student, draw):
    X = draw.rng.integers(-3, 4, (4, 2)) + np.array([[0.0, 0], [8, 0], [0, 8], [8, 8]])
    touching = np.vstack([X[:2], X[:2].mean(axis=0), X[:2].mean(axis=0) + [0, 3]])  # the third is midway between the first two
    y = np.array([1.0, 1.0, -1.0, -1.0])
    decides(student, touching, y, False, "classes that touch in a point")
    apart = touching + np.outer([0, 0, 1, 1], [0, 1.0 + 6 * np.abs(X[1] - X[0])[1]])
    decides(student, apart, y, True, "the same classes moved apart")
    decides(student, X, np.full(4, draw.choice([-1.0, 1.0])), True, "equal labels")


@secret.misconception(
    "looks only along the line between the class means",
    hint="The direction that separates need not join the means: all directions w must be tried, by a linear program.",
)
def linearly_separable(X, y):
    if len(np.unique(y)) == 1:
        return True
    scores = X @ (X[y > 0].mean(axis=0) - X[y < 0].mean(axis=0))
    return bool(scores[y > 0].min() > scores[y < 0].max())


@secret.misconception("looks only along the axes", hint="A line may be oblique: AND of two inputs has no threshold in one of them alone.")
def linearly_separable(X, y):
    if len(np.unique(y)) == 1:
        return True
    pairs = [(column[y > 0], column[y < 0]) for column in X.T]
    return any(a.min() > b.max() or b.min() > a.max() for a, b in pairs)


@secret.misconception(
    "gives the perceptron too few updates",
    hint="A narrow gap takes up to (R / gamma)^2 updates: a perceptron that has not finished proves nothing. Ask a linear program.",
)
def linearly_separable(X, y):
    signed = y[:, None] * np.column_stack([X, np.ones(len(X))])
    w, updates = np.zeros(signed.shape[1]), 0
    while updates < 1000 and (signed @ w <= 0).any():
        for row in signed:
            if row @ w <= 0:
                w, updates = w + row, updates + 1
    return bool((signed @ w > 0).all())


@secret.misconception(
    "trains a support vector machine that forgives mistakes",
    hint="With its default C = 1 the machine prefers a few mistakes to a narrow gap: separability asks for none, however narrow.",
)
def linearly_separable(X, y):
    from sklearn.svm import SVC

    return len(set(y)) == 1 or bool(SVC(kernel="linear").fit(X, y).score(X, y) == 1)


@secret.misconception(
    "trains a logistic regression with a penalty on the weights",
    hint="The default penalty prefers a few mistakes to large weights: separability asks for none, however narrow the gap.",
)
def linearly_separable(X, y):
    from sklearn.linear_model import LogisticRegression

    return len(set(y)) == 1 or bool(LogisticRegression().fit(X, y).score(X, y) == 1)


@secret.misconception(
    "lets slack buy off mistakes",
    hint="A soft margin (finite C) prefers a few errors to a narrow gap: separability asks for none, however narrow.",
)
def linearly_separable(X, y):
    from scipy.optimize import linprog

    n, d = X.shape
    signed = y[:, None] * np.column_stack([X, np.ones(n)])
    rows = np.column_stack([signed, -signed, np.eye(n)])
    cost = np.append(np.ones(2 * d + 2), np.full(n, 2.0))
    found = linprog(cost, A_ub=-rows, b_ub=-np.ones(n))
    return bool((signed @ (found.x[: d + 1] - found.x[d + 1 : 2 * d + 2]) > 0).all())


@secret.misconception(
    "looks only whether points of one class lie among those of the other",
    hint="XOR has no point between two of the other class, and yet the two segments cross: ask for a line, by a linear program.",
)
def linearly_separable(X, y):
    from scipy.optimize import linprog

    def inside(point, others):
        system = np.vstack([others.T, np.ones(len(others))])
        return len(others) > 0 and linprog(np.zeros(len(others)), A_eq=system, b_eq=np.append(point, 1)).status == 0

    return not any(inside(point, X[y != label]) for point, label in zip(X, y, strict=True))


secret.slip(
    "forgets the bias",
    ("np.column_stack([X, np.ones(len(X))])", "X"),
    hint="The line need not pass through the origin: append a column of ones, or a variable b.",
)
secret.slip(
    "moves the points to their mean instead of having a bias",
    ("np.column_stack([X, np.ones(len(X))])", "(X - X.mean(axis=0))"),
    hint="The line need not pass through the mean of the points: append a column of ones, or a variable b.",
)
FREE = "[(None, None)] * unknowns"
for name, bounds in {
    "allows only positive weights": "(0, None)",
    "allows only a positive bias": "[(None, None)] * X.shape[1] + [(0, None)]",
    "allows only positive weights, beside a bias of either sign": "[(0, None)] * X.shape[1] + [(None, None)]",
}.items():
    hint = "Weights and bias may have either sign, but `linprog` keeps variables at 0 or above: pass bounds=(None, None)."
    secret.slip(name, (FREE, bounds), hint=hint)
for name, bound in (("misses all but wide gaps", 1), ("misses narrow gaps", 10), ("misses very narrow gaps", 100)):
    secret.slip(
        name,
        (FREE, f"(-{bound}, {bound})"),
        hint="However narrow the gap is, the classes are separable. Weights that are bounded or penalised miss it, and so does a "
        "perceptron that is stopped early: ask a linear program for y_i (w.x_i + b) >= 1, with bounds=(None, None).",
    )
secret.slip(
    "calls everything separable",
    ("np.full(len(X), -1.0)", "np.zeros(len(X))"),
    hint="Perhaps w = 0 meets its conditions, or a problem that always has a solution: y_i (w.x_i + b) must reach 1, for both "
    "labels, and the answer is whether that is feasible.",
)
secret.slip(
    "calls nothing separable",
    ("answer.status == 0", "answer.status == 1"),
    hint="Look at what the solver answers for AND: a feasible problem has status 0, and `success` is True.",
)
ANSWER = "bool(answer.status == 0)"
for name, wrong in {
    "turns the answer around": "bool(answer.status != 0)",
    "returns the solver's status": "answer.status",
    "returns 1 or -1": "1 if answer.status == 0 else -1",
}.items():
    secret.slip(name, (ANSWER, wrong), hint="True where some (w, b) exists, else False: a feasible problem has status 0.")
for name, wrong in {
    "wants both labels": "bool(answer.status == 0 and len(set(y)) > 1)",
    "wants a positive label": "bool(answer.status == 0 and y.max() > 0)",
}.items():
    secret.slip(name, (ANSWER, wrong), hint="With equal labels w = 0 and b = y_1 do, whichever label it is.")
EACH_ONCE = "len(np.unique(X, axis=0)) == len(np.unique(np.column_stack([X, y]), axis=0))"
secret.slip(
    "accepts boundaries that are not straight",
    (ANSWER, EACH_ONCE),
    hint="A tree or a curve can part any points that carry one label each: only a line (w, b) counts.",
)
secret.slip(
    "counts points and dimensions",
    (ANSWER, "bool(len(np.unique(X, axis=0)) <= X.shape[1] + 1)"),
    hint="Up to d + 1 points in general position can be labelled at will, but more may be separable too: look at where they lie.",
)
LEAST_SQUARES = "ones = np.column_stack([X, np.ones(len(X))])\n    scores = ones @ np.linalg.lstsq(ones, y, rcond=None)[0]\n    return "
secret.slip(
    "trusts least squares",
    (f"return {ANSWER}", f"{LEAST_SQUARES}bool((y * scores > 0).all())"),
    hint="The least-squares line serves far points at the cost of near ones, and may miss a line that exists: ask for y_i (w.x_i + b) >= 1.",
)
secret.slip(
    "asks for scores that equal the labels",
    (f"return {ANSWER}", f"{LEAST_SQUARES}bool(np.allclose(scores, y))"),
    hint="Scores need the signs of the labels, not their values: ask for y_i (w.x_i + b) >= 1.",
)
secret.slip(
    "lets points lie on the line",
    ("signed = ", "if len(set(y)) == 1:\n        return True\n    signed = "),
    ("np.zeros(unknowns)", "-signed.sum(axis=0)"),
    ("np.full(len(X), -1.0)", "np.zeros(len(X))"),
    (FREE, "(-1, 1)"),
    ("answer.status == 0", "-answer.fun > 1e-9"),
    hint="A point on the line is on neither side: y_i (w.x_i + b) must be positive for every point.",
)
secret.slip(
    "returns the width of the gap",
    ("-signed,", "np.column_stack([-signed, np.ones(len(X))]),"),
    ("np.zeros(unknowns)", "np.append(np.zeros(unknowns), -1.0)"),
    ("np.full(len(X), -1.0)", "np.zeros(len(X))"),
    (FREE, "(-1, 1)"),
    (ANSWER, "0.5 * answer.x[-1]"),
    hint="The answer is True or False: compare the margin with 0.",
)
secret.slip(
    "overwrites X",
    ("signed = ", "X *= y[:, None]\n    signed = "),
    ("y[:, None] * np.column_stack([X, np.ones(len(X))])", "np.column_stack([X, y])"),
    hint="`X *= ...` changes the caller's array: write `X = X * ...`, which makes a new one.",
)
secret.slip(
    "overwrites y",
    ("signed = ", "y *= -1\n    signed = "),
    hint="`y *= ...` changes the caller's array: write `y = -y`, which makes a new one.",
)
