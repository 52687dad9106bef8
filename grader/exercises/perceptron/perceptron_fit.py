"""`perceptron_fit`: reference, hidden cases, misconceptions and accepted alternatives.

Students visit the points in any order, by sweeps or at random, so no case compares weights with those of one run.
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


@secret.alternative("RENAME ME: the former reference")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0:
                if n_updates == max_updates:
                    return w, n_updates
                w = w + eta * y_i * x_i
                n_updates += 1
                clean = False
    return w, n_updates


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
            raise Failure(
                f"n_updates: expected at most max_updates = {limit}, got {n_updates}", "n_updates: above max_updates"
            )
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


@secret.case("all labels negative, and a column of ones: the weights end on the right side of every point")
def _(student, draw):
    X = np.column_stack([np.ones(10), 2 * draw.normal(10, 2)])
    w, n_updates = fitted(student, tagged(X), -np.ones(10), 0.5)
    separates(w, tagged(X), -np.ones(10))
    counted(w, n_updates, tagged(X), -np.ones(10), 0.5)


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
        expect.close(
            terms, np.rint(terms), rtol=0, atol=1e-4, what="w / eta as a sum of y_i x_i: the multiples of the points"
        )


@secret.misconception(
    "never starts, because the test is strict",
    hint="At w = 0 every score is 0: a score of 0 is a mistake too, so test y_i w.x_i <= 0.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) < 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * y_i * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "computes all margins once per sweep",
    hint="An update changes every score. Compute y_i w.x_i with the present w, at each point: the theorem allows fewer mistakes than you make.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    while True:
        wrong = np.flatnonzero(y * (X @ w) <= 0)
        if len(wrong) == 0:
            return w, n_updates
        for i in wrong:
            if n_updates == max_updates:
                return w, n_updates
            w = w + eta * y[i] * X[i]
            n_updates += 1


@secret.misconception(
    "adds all mistakes of a sweep at once",
    hint="The perceptron learns from one mistake at a time: add one y_i x_i, then look again.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    while n_updates < max_updates:
        wrong = y * (X @ w) <= 0
        if not wrong.any():
            break
        w = w + eta * y[wrong] @ X[wrong]
        n_updates += 1
    return w, n_updates


@secret.misconception(
    "counts sweeps instead of mistakes",
    hint="n_updates counts changes of w: add 1 inside the `if`, not once per sweep.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, sweeps, clean = np.zeros(X.shape[1]), 0, False
    while not clean and sweeps < max_updates:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0:
                w, clean = w + eta * y_i * x_i, False
        sweeps += not clean
    return w, sweeps


@secret.misconception(
    "takes max_updates for a number of sweeps", hint="Look at n_updates before every update, not after a whole sweep."
)
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
    "makes one mistake more than max_updates",
    hint="Stop when n_updates has reached max_updates, before the next update.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, i, right = np.zeros(X.shape[1]), 0, 0, 0
    while right < len(X) and n_updates <= max_updates:
        right += 1
        if y[i] * (w @ X[i]) <= 0:
            w, n_updates, right = w + eta * y[i] * X[i], n_updates + 1, 0
        i = (i + 1) % len(X)
    return w, n_updates


@secret.misconception(
    "stops after one sweep",
    hint="A later update can spoil an earlier point: go on until a whole sweep finds no mistake.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    for x_i, y_i in zip(X, y, strict=True):
        if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
            w, n_updates = w + eta * y_i * x_i, n_updates + 1
    return w, n_updates


@secret.misconception(
    "updates on every point, right or wrong",
    hint="A point on its side changes nothing: update only where y_i w.x_i <= 0.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    while n_updates < max_updates and (y * (X @ w) <= 0).any():
        for x_i, y_i in zip(X, y, strict=True):
            if n_updates < max_updates:
                w, n_updates = w + eta * y_i * x_i, n_updates + 1
    return w, n_updates


@secret.misconception(
    "subtracts a prediction of -1 or 1 from the label",
    hint="y - prediction is 2 or -2 where the two differ, a step of twice eta: add eta y_i x_i.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * (y_i - (-y_i)) * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "subtracts a prediction of 0 or 1 from a label of -1 or 1",
    hint="With labels -1 and 1 the step is eta y_i x_i; (y - prediction) belongs to labels 0 and 1 and makes negative points count double.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * (y_i - (w @ x_i > 0)) * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "leaves negative points alone",
    hint="A negative point on the wrong side moves w by -eta x_i: the step is eta y_i x_i for both labels.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i > 0 and w @ x_i <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "counts a negative point with score 0 as right",
    hint="At w = 0 every score is 0, and with negative labels only nothing would ever happen: y_i w.x_i = 0 is a mistake.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if (1 if w @ x_i > 0 else -1) != y_i and n_updates < max_updates:
                w, n_updates, clean = w + eta * y_i * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception("ignores eta", hint="Each step is eta y_i x_i; from w = 0 that scales w, which must show in w.")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + y_i * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "does not start at 0", hint="Start from w = 0: then the learning rate only scales w and the theorem holds."
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = 0.01 * np.ones(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * y_i * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "adds a bias of its own",
    hint="The bias is a column of X already: w has one entry for each column, and nothing else moves.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    X = np.column_stack([np.ones(len(X)), X])
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            if y_i * (w @ x_i) <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * y_i * x_i, n_updates + 1, False
    return w, n_updates


@secret.misconception(
    "overwrites X",
    hint="`X *= y[:, None]` changes the caller's array: write `X = X * y[:, None]`, which makes a new one.",
)
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    X *= y[:, None]
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i in X:
            if w @ x_i <= 0 and n_updates < max_updates:
                w, n_updates, clean = w + eta * x_i, n_updates + 1, False
    return w, n_updates


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


@secret.alternative("multiples of the points, through their inner products")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    gram, times = (X @ X.T) * np.outer(y, y), np.zeros(len(X))
    while times.sum() < max_updates and (gram @ times <= 0).any():
        times[np.argmax(gram @ times <= 0)] += 1
    return eta * (times * y) @ X, int(times.sum())


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


@secret.alternative("a prediction of 1 at a score of 0, as in the form with labels 0 and 1")
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates, clean = np.zeros(X.shape[1]), 0, False
    while not clean:
        clean = True
        for x_i, y_i in zip(X, y, strict=True):
            prediction = 1 if w @ x_i >= 0 else -1
            if prediction != y_i and n_updates < max_updates:
                w, n_updates, clean = w + eta * y_i * x_i, n_updates + 1, False
    return w, n_updates
