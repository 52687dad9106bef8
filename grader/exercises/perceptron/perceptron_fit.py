"""`perceptron_fit`: hidden cases, misconceptions and accepted alternatives.

Students visit the rows in any order, by sweeps or at random, so no case compares weights with those of one run.
"""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.failures import Failure
from course_utils.checks.public.perceptron import perceptron_fit as public
from course_utils.checks.public.perceptron.perceptron_fit import fitted, separates
from course_utils.checks.public.perceptron.shared import planted

from ...exercise import Secret
from .runs import counted, reached, tagged, within_the_bound

secret = Secret(public.exercise)


@secret.alternative("always the worst point")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    signed, w = y[:, None] * X, np.zeros(X.shape[1])
    for n_updates in range(max_updates):
        scores = signed @ w
        worst = int(np.argmin(scores))
        if scores[worst] > 0:
            return w, n_updates
        w = w + eta * signed[worst]
    return w, max_updates


@secret.alternative("a mistake chosen at random")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    rng, w, n = np.random.default_rng(), np.zeros(X.shape[1]), 0
    while n < max_updates:
        (wrong,) = np.nonzero(y * (X @ w) <= 0)
        if wrong.size == 0:
            break
        i = rng.choice(wrong)
        w += eta * y[i] * X[i]
        n += 1
    return w, n


@secret.alternative("multiples of the points, through their inner products, as a list")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    gram, times = (X @ X.T) * np.outer(y, y), np.zeros(len(X))
    while times.sum() < max_updates and (gram @ times <= 0).any():
        times[np.argmax(gram @ times <= 0)] += 1
    return (eta * (times * y) @ X).tolist(), int(times.sum())


@secret.alternative("labels and predictions of 0 and 1, a score of 0 predicting the wrong one")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    target, w, mistakes, i, calm = (y + 1) / 2, np.zeros(X.shape[1]), 0, 0, 0
    while calm < len(X) and mistakes < max_updates:
        score = w @ X[i]
        difference = target[i] - (1 - target[i] if score == 0 else float(score > 0))
        w = w + eta * difference * X[i]
        mistakes += difference != 0
        calm = 0 if difference else calm + 1
        i = (i + 1) % len(X)
    return w, mistakes


@secret.case("three draws with a margin: no error is left, after at most (R / gamma)^2 mistakes", weight=2)
def _(student, draw):
    for eta in (1.0, 0.05, 8.0):
        X, y, _ = planted(draw, 57)
        w, n_updates = fitted(student, X, y, eta)
        separates(w, X, y)
        within_the_bound(n_updates, X, y)


@secret.case("w is the sum of exactly n_updates terms eta y_i x_i")
def _(student, draw):
    for eta in (1.0, draw.uniform(0.1, 0.6)):
        X, y, _ = planted(draw, 16)
        w, n_updates = fitted(student, tagged(X), y, eta)
        separates(w, tagged(X), y)
        counted(w, n_updates, tagged(X), y, eta)


@secret.case("stopped after one to five mistakes, w is one that so many single mistakes lead to", weight=2)
def _(student, draw):
    for limit in (1, 2, 3, 5):
        (X, y, _), eta = planted(draw, 7, margin=0.1), draw.uniform(0.2, 2.0)
        signed = y[:, None] * X
        w, n_updates = fitted(student, X, y, eta, limit)
        if not 0 <= n_updates <= limit:
            raise Failure(f"n_updates: expected at most max_updates = {limit}, got {n_updates}", "n_updates: above max_updates")
        if n_updates < limit:
            separates(w, X, y)
        possible = reached(signed, n_updates)[n_updates]
        if not any(np.allclose(w / eta, other, rtol=0, atol=1e-8) for other in possible):
            text = "w: no n_updates steps eta y_i x_i lead there, if each of them mends a mistake that w makes at that moment"
            raise Failure(text, text)


@secret.case("a cone so narrow that (R / gamma)^2 is below 2: one mistake, then none")
def _(student, draw):
    axis = np.array([1.0, *draw.uniform(-1, 1, 3)])
    signed = axis + draw.uniform(-0.2, 0.2, 12, 4)
    y = np.where(np.arange(12) < 4, 1.0, -1.0)[draw.rng.permutation(12)]
    X = y[:, None] * signed
    w, n_updates = fitted(student, X, y)
    expect.close(n_updates, 1, what="n_updates")
    separates(w, X, y)
    expect.close(np.abs(signed - w).sum(axis=1).min(), 0.0, what="the distance of w from the nearest y_i x_i")


@secret.case("all labels equal, and a column of ones: the weights end on the right side of every point")
def _(student, draw):
    for y in (-np.ones(10), np.ones(10)):
        X = tagged(np.column_stack([np.ones(10), 2 * draw.normal(10, 2)]))
        w, n_updates = fitted(student, X, y, 0.5)
        separates(w, X, y)
        counted(w, n_updates, X, y, 0.5)


@secret.case("points that nothing separates: exactly max_updates mistakes, 10000 if not said otherwise")
def _(student, draw):
    X, y, _ = planted(draw, 5)
    # Twice a point under the other label: no w is right about both.
    X, y = np.vstack([X, 2 * X[:1]]), np.append(y, -y[0])
    columns = np.column_stack([X, np.vstack([0.1 * np.eye(5), 0.2 * np.eye(5)[:1]])])
    for options in ((), (0.5, draw.rng.integers(30, 60).item())):
        w, n_updates = fitted(student, columns, y, *options)
        expect.close(n_updates, options[1] if options else 10000, what="n_updates")
        terms = w[3:] / (0.1 * y[:5] * (options[0] if options else 1.0))
        expect.close(terms, np.rint(terms), rtol=0, atol=1e-4, what="w / eta as a sum of y_i x_i: the multiples of the points")


@secret.misconception("counts sweeps instead of mistakes", hint="n_updates counts changes of w: add 1 inside the `if`, not once per sweep.")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, sweeps, clean = np.zeros(X.shape[1]), 0, False
    while not clean and sweeps < max_updates:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0:
                w, clean = w + eta * y_i * x_i, False
        sweeps += not clean
    return w, sweeps


@secret.misconception("takes max_updates for a number of sweeps", hint="Look at n_updates before every update, not after a whole sweep.")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    for _ in range(min(max_updates, 4000)):
        before = n_updates
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0:
                w, n_updates = w + eta * y_i * x_i, n_updates + 1
        if n_updates == before:
            break
    return w, n_updates


@secret.misconception(
    "updates on every point, right or wrong", hint="A point on its side changes nothing: update only where y_i w.x_i <= 0."
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    while n_updates < max_updates and (y * (X @ w) <= 0).any():
        for x_i, y_i in zip(X, y, strict=True):
            if n_updates < max_updates:
                w, n_updates = w + eta * y_i * x_i, n_updates + 1
    return w, n_updates


# Of the chapter's solution, and of an alternative.
START, RIGHT, STEP = "np.zeros(X.shape[1])", "label * row.dot(weights) > 0", "eta * label * row"
RANDOM, RANDOM_STEP = "a mistake chosen at random", "w += eta * y[i] * X[i]"

for name, test in {
    "never starts, because the test is strict": "label * row.dot(weights) >= 0",
    "counts a positive row with score 0 as right": "label == (1 if row.dot(weights) >= 0 else -1)",
    "counts a negative row with score 0 as right": "label == (1 if row.dot(weights) > 0 else -1)",
}.items():
    hint = "At w = 0 every score is 0, and nothing would ever happen: y_i w.x_i = 0 is a mistake, for both labels."
    secret.slip(name, (RIGHT, test), hint=hint)
for name, test in {
    "leaves negative rows alone": "label < 0 or row.dot(weights) > 0",
    "forgets the label in the test": "row.dot(weights) > 0",
    "turns the test around": "label * row.dot(weights) < 0",
    "asks for a margin of 1, as the hinge loss does": "label * row.dot(weights) >= 1",
    "asks for a margin of eta": "label * row.dot(weights) > eta",
}.items():
    hint = "A row is right where y_i w.x_i > 0, however small it is and whichever label the row has; otherwise it is a mistake."
    secret.slip(name, (RIGHT, test), hint=hint)
for name, step in {
    "subtracts a prediction of -1 or 1 from the label": "eta * (2 * label) * row",
    "subtracts a prediction of 0 or 1 from a label of -1 or 1": "eta * (label - (row.dot(weights) > 0)) * row",
    "subtracts a prediction, 1 at score 0, from a label of -1 or 1": "eta * (label - (row.dot(weights) >= 0)) * row",
    "subtracts the score from the label": "eta * (label - row.dot(weights)) * row",
}.items():
    hint = "With labels -1 and 1 the step is eta y_i x_i, however wrong the score is: a difference from the label belongs to other forms."
    secret.slip(name, (STEP, step), hint=hint)
for name, step in {
    "forgets the label in the step": "eta * row",
    "subtracts where it should add": "(-eta) * label * row",
    "takes half a step": "eta * label / 2 * row",
    "ignores eta": "label * row",
    "multiplies by eta twice": "eta**2 * label * row",
    "divides by eta": "label * row / eta",
    "lets the steps shrink": "eta / (1 + mistakes) * label * row",
    "scales the rows to length 1": "eta * label * row / np.linalg.norm(row)",
    "never changes the first weight": "eta * label * row * (np.arange(len(row)) > 0)",
}.items():
    hint = "Each mistake adds eta y_i x_i: the row as it is, all its entries, with the sign of its label, and eta once."
    secret.slip(name, (STEP, step), hint=hint)
secret.slip(
    "makes steps of length 0",
    (STEP, "eta * abs(row.dot(weights)) * label * row"),
    hint="Mistakes are counted and w does not move: is the step multiplied by a score, which is 0 at the start, or has a row of X become 0?",
)
for name, start in {
    "starts from small weights": "0.01 * np.ones(X.shape[1])",
    "starts from ones": "np.ones(X.shape[1])",
    "starts from the first row": "eta * y[0] * X[0]",
}.items():
    hint = "Start from w = 0: the first row is a mistake there, counted like any other, and the learning rate only scales w."
    secret.slip(name, (START, start), hint=hint)
for name, edit in {
    "begins to count at 1": (f"{START}, 0,", f"{START}, 1,"),
    "counts every row that it looks at": ("right += 1", "right, mistakes = right + 1, mistakes + 1"),
    "counts the rows that were ever wrong": ("return weights, mistakes", "return weights, min(mistakes, len(X))"),
    "returns the rows that are right instead of the mistakes": ("return weights, mistakes", "return weights, right"),
}.items():
    secret.slip(name, edit, hint="n_updates is how often w has changed: 0 at the start, and one more after each mistake.")
for name, edit in {
    "makes one mistake more than max_updates": ("mistakes == max_updates", "mistakes > max_updates"),
    "makes one mistake less than max_updates": ("mistakes == max_updates", "mistakes >= max_updates - 1"),
}.items():
    secret.slip(name, edit, hint="Stop when n_updates has reached max_updates, before the next update and not one earlier.")
for name, edit in {
    "stops after one sweep": ("itertools.cycle(zip(X, y))", "zip(X, y)"),
    "never visits the last row": ("zip(X, y)", "zip(X[:-1], y[:-1])"),
    "never visits the first row": ("zip(X, y)", "zip(X[1:], y[1:])"),
    "stops before all rows are right": ("right == len(X)", "right == 1"),
}.items():
    hint = "A later update can spoil an earlier row: go on until a whole sweep, from the first row to the last, finds no mistake."
    secret.slip(name, edit, hint=hint)
for name, edit in {
    "returns the count before the weights": ("return weights, mistakes", "return mistakes, weights"),
    "scales the weights to length 1": ("return weights,", "return weights / max(np.linalg.norm(weights), 1e-12),"),
    "returns zeros where nothing separates": ("return weights,", "return weights * (right == len(X)),"),
}.items():
    hint = "Return (w, n_updates) as they are at the end, whether all rows are right by then or max_updates has been reached."
    secret.slip(name, edit, hint=hint)
secret.slip(
    "adds a bias of its own",
    ("weights, mistakes, right = np", "X = np.column_stack([np.ones(len(X)), X])\n    weights, mistakes, right = np"),
    hint="The constant is a column of X already: w has one entry for each column.",
)
secret.slip(
    "computes all margins once per sweep",
    (
        f"i = rng.choice(wrong)\n        {RANDOM_STEP}\n        n += 1",
        f"for i in wrong[:max_updates - n]:\n            {RANDOM_STEP}\n            n += 1",
    ),
    of=RANDOM,
    hint="An update changes every score. Compute y_i w.x_i with the present w, at each row: the theorem allows fewer mistakes than you make.",
)
for name, step in {
    "adds all mistakes of a sweep at once": "w += eta * y[wrong] @ X[wrong]",
    "adds the mean of all mistakes": "w += eta * y[wrong] @ X[wrong] / wrong.size",
}.items():
    hint = "The perceptron learns from one mistake at a time: add one y_i x_i, then look again."
    secret.slip(name, (RANDOM_STEP, step), of=RANDOM, hint=hint)
secret.slip(
    "averages the weights of the whole run",
    ("0, 0\n", "0, 0\n    total = 0 * weights\n"),
    ("mistakes + 1, 0", "mistakes + 1, 0\n            total = total + weights"),
    ("return weights,", "return total / max(mistakes, 1),"),
    hint="That is the averaged perceptron: return the last weights, which the theorem is about.",
)
secret.slip(
    "overwrites X",
    ("weights, mistakes, right = np", "X *= y[:, None]\n    weights, mistakes, right = np"),
    ("zip(X, y)", "zip(X, np.ones(len(X)))"),
    hint="`X *= y[:, None]` changes the caller's array: write `X = X * y[:, None]`, which makes a new one.",
)
secret.slip(
    "shuffles X and y in place",
    ("weights, mistakes, right = np", "X[:], y[:] = X[::-1].copy(), y[::-1].copy()\n    weights, mistakes, right = np"),
    hint="Shuffle an array of indices, not the caller's X and y: `for i in rng.permutation(len(X))`.",
)
secret.slip(
    "turns the labels into 0 and 1 and keeps the form for -1 and 1",
    (RIGHT, "(label > 0) * row.dot(weights) > 0"),
    (STEP, "eta * (label > 0) * row"),
    hint="With labels 0 and 1 every negative row has product 0, and its step has length 0: keep y_i = -1.",
)
secret.slip(
    "returns a torch tensor",
    ("return weights, mistakes", "return __import__('torch').tensor(weights), mistakes"),
    hint="The chapter multiplies your w with numpy arrays, and those do not mix: return `w.numpy()`.",
)
