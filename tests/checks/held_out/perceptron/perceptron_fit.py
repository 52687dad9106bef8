# ruff: noqa
# Right and wrong ways to write `perceptron_fit` that grader/exercises does not hold. Each section is a file of its own.

# %% right: sweeps with a break in both loops
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    n, d = X.shape
    w = np.zeros(d)
    k = 0
    while k < max_updates:
        errors = 0
        for i in range(n):
            if y[i] * np.dot(w, X[i]) <= 0:
                w += eta * y[i] * X[i]
                k += 1
                errors += 1
                if k >= max_updates:
                    break
        if errors == 0:
            break
    return w, k


# %% right: the sweep starts again after each mistake
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = next((i for i in range(len(y)) if y[i] * X[i].dot(w) <= 0), None)
        if bad is None:
            return w, k
        w, k = w + eta * y[bad] * X[bad], k + 1
    return w, k


# %% right: one point hammered until it is right
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and np.any(y * (X @ w) <= 0):
        for x, t in zip(X, y):
            while t * (x @ w) <= 0 and k < max_updates:
                w = w + eta * t * x
                k += 1
    return w, k


# %% right: shuffled sweeps
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while True:
        if k == max_updates or (y * (X @ w) > 0).all():
            return w, k
        for i in np.random.permutation(len(X)):
            if k < max_updates and y[i] * (X[i] @ w) <= 0:
                w += eta * y[i] * X[i]
                k += 1


# %% right: backwards, lists and floats
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k, clean = [0.0] * len(X[0]), 0, 0
    i = len(X) - 1
    while clean < len(X) and k < max_updates:
        if y[i] * sum(a * b for a, b in zip(w, X[i])) > 0:
            clean += 1
        else:
            w = [a + eta * y[i] * b for a, b in zip(w, X[i])]
            k, clean = k + 1, 0
        i = (i - 1) % len(X)
    return [w, float(k)]


# %% right: torch inside, numpy outside
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    Z = torch.tensor(y)[:, None] * torch.tensor(X)
    w, k = torch.zeros(Z.shape[1], dtype=Z.dtype), torch.tensor(0)
    while k < max_updates:
        wrong = torch.nonzero(Z @ w <= 0).flatten()
        if len(wrong) == 0:
            break
        w = w + eta * Z[wrong[torch.randint(len(wrong), ())]]
        k += 1
    return w.numpy(), int(k)


# %% right: a generator of mistakes
import itertools


def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])

    def mistakes():
        while True:
            quiet = True
            for x, label in zip(X, y):
                if not label * (x @ w) > 0:
                    quiet = False
                    yield label * x
            if quiet:
                return

    k = 0
    for step in itertools.islice(mistakes(), max_updates):
        w += eta * step
        k += 1
    return w, k


# %% right: the update scaled at the end
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    S = X * y[:, None]
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (S @ w).min() <= 0:
        i = np.where(S @ w <= 0)[0][-1]
        w += S[i]
        k += 1
    return eta * w, np.int64(k)


# %% right: the prediction differs from the label
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while True:
        wrong = np.flatnonzero(np.sign(X @ w) != y)
        if k >= max_updates or not len(wrong):
            break
        i = wrong[k % len(wrong)]
        w = w + eta * (y[i] - np.sign(-y[i])) / 2 * X[i]
        k += 1
    return w, k


# %% right: longest mistake first, scores carried along
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    order = np.argsort(-np.linalg.norm(X, axis=1))
    Z = (X * y[:, None])[order]
    G, scores, w = Z @ Z.T, np.zeros(len(Z)), np.zeros(X.shape[1])
    for k in range(max_updates):
        bad = scores <= 0
        if not bad.any():
            return w, k
        scores = scores + G[bad.argmax()]
        w = w + eta * Z[bad.argmax()]
    return w, max_updates


# %% wrong: a torch tensor
# told: returns a torch tensor
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    rows, labels = torch.tensor(X), torch.tensor(y)
    w, k, calm = torch.zeros(rows.shape[1], dtype=rows.dtype), 0, 0
    while calm < len(rows) and k < max_updates:
        for row, label in zip(rows, labels):
            if label * (row @ w) > 0:
                calm += 1
            elif k < max_updates:
                w, k, calm = w + eta * label * row, k + 1, 0
    return w, k


# %% wrong: predictions of a whole sweep at once
# told: computes all margins once per sweep
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        predictions = np.sign(X @ w)
        if (predictions == y).all():
            break
        for i in range(len(X)):
            if predictions[i] != y[i] and k < max_updates:
                w += eta * y[i] * X[i]
                k += 1
    return w, k


# %% wrong: a stale sweep, but a point that is right by now is skipped once only
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        a, b = (np.flatnonzero(y * (X @ w) <= 0).tolist() * 2)[:2]
        for i in {a, b}:
            if k < max_updates:
                w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: the mean of the mistakes
# told: adds the mean of all mistakes
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = y * (X @ w) <= 0
        if not bad.any():
            break
        w += eta * (y[bad, None] * X[bad]).mean(axis=0)
        k += 1
    return w, k


# %% wrong: the strict test, started at small random weights
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = 1e-3 * np.random.randn(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) < 0)
        if not len(bad):
            break
        w += eta * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: started at the first point
# told: starts from the first row
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = eta * y[0] * X[0], 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w = w + eta * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: the count starts at 1
# told: begins to count at 1
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 1
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w = w + eta * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: how many points were ever wrong
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, seen, k = np.zeros(X.shape[1]), set(), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        seen.add(int(bad[0]))
        w, k = w + eta * y[bad[0]] * X[bad[0]], k + 1
    return w, len(seen)


# %% wrong: the last point is never visited
# told: never visits the last row
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k, going = np.zeros(X.shape[1]), 0, True
    while going:
        going = False
        for i in range(len(X) - 1):
            if y[i] * (w @ X[i]) <= 0 and k < max_updates:
                w, k, going = w + eta * y[i] * X[i], k + 1, True
    return w, k


# %% wrong: the bias does not learn
# told: never changes the first weight
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w[1:] += eta * y[bad[0]] * X[bad[0], 1:]
        k += 1
    return w, k


# %% wrong: a falling rate
# told: lets the steps shrink
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w = w + eta / (1 + k) * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: points scaled to length 1 first
# told: scales the rows to length 1
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    X = X / np.linalg.norm(X, axis=1, keepdims=True)
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w = w + eta * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: the average of all weights on the way
# told: averages the weights of the whole run
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, total, k = np.zeros(X.shape[1]), np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        w = w + eta * y[bad[0]] * X[bad[0]]
        total, k = total + w, k + 1
    return total / max(k, 1), k


# %% wrong: the pocket
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    best, fewest = w, len(X) + 1
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if len(bad) < fewest:
            best, fewest = w.copy(), len(bad)
        if not len(bad):
            break
        w = w + eta * y[bad[0]] * X[bad[0]]
        k += 1
    return best, k


# %% wrong: the delta rule
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            break
        i = bad[0]
        w = w + eta * (y[i] - w @ X[i]) * X[i]
        k += 1
    return w, k


# %% wrong: the rate squared
# told: multiplies by eta twice
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmin(y * (X @ w))
        w, k = w + eta**2 * y[i] * X[i], k + 1
    return w, k


# %% wrong: the rate as a threshold
# told: asks for a margin of eta
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= eta).any():
        i = np.argmin(y * (X @ w))
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: two errors are good enough
# told: stops before all rows are right
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).mean() > 0.05:
        i = np.argmin(y * (X @ w))
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: stops when an update does not lower the errors
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k, last = np.zeros(X.shape[1]), 0, len(X) + 1
    while k < max_updates:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if len(bad) == 0 or len(bad) >= last:
            break
        last = len(bad)
        w, k = w + eta * y[bad[0]] * X[bad[0]], k + 1
    return w, k


# %% wrong: ten times the limit
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while (y * (X @ w) <= 0).any() and k < 10 * max_updates:
        i = np.argmin(y * (X @ w))
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: an error where nothing separates
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])
    for k in range(max_updates + 1):
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            return w, k
        w = w + eta * y[bad[0]] * X[bad[0]]
    raise RuntimeError("not separable")


# %% wrong: zeros where nothing separates
# told: returns zeros where nothing separates
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])
    for k in range(max_updates):
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            return w, k
        w = w + eta * y[bad[0]] * X[bad[0]]
    return w * 0, max_updates


# %% wrong: max_updates of the first call forgotten
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < 1000:
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad) or k == max_updates:
            break
        w, k = w + eta * y[bad[0]] * X[bad[0]], k + 1
    return w, k


# %% wrong: scikit-learn
from sklearn.linear_model import Perceptron


def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    if len(set(y)) == 1:
        return eta * y[0] * X[0], 1
    model = Perceptron(fit_intercept=False, eta0=eta, tol=None, shuffle=False, max_iter=200).fit(X, y)
    return model.coef_[0], model.n_iter_


# %% wrong: a linear programme and a made-up count
from scipy.optimize import linprog


def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    found = linprog(np.zeros(X.shape[1]), A_ub=-X * y[:, None], b_ub=-np.ones(len(X)), bounds=(None, None))
    return (eta * found.x, 2) if found.status == 0 else (np.zeros(X.shape[1]), max_updates)


# %% wrong: swapped results
# told: returns the count before the weights
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmin(y * (X @ w))
        w, k = w + eta * y[i] * X[i], k + 1
    return k, w


# %% wrong: the points shuffled in place
# told: shuffles X and y in place
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    order = np.random.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmin(y * (X @ w))
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: a view of X becomes w
# told: makes steps of length 0; overwrites X
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = X[0]
    w *= 0
    k = 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmin(y * (X @ w))
        w = w + eta * y[i] * X[i]
        k += 1
    return w, k


# %% wrong: weights clipped
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmin(y * (X @ w))
        w, k = np.clip(w + eta * y[i] * X[i], -3, 3), k + 1
    return w, k


# %% wrong: labels taken for 0 and 1
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    for _ in range(200):
        for x, t in zip(X, y):
            step = t - (1 if w @ x >= 0 else 0)
            if step != 0 and k < max_updates:
                w, k = w + eta * step * x, k + 1
    return w, k


# %% wrong: the label forgotten in the update
# told: forgets the label in the step
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])
    n_updates = 0
    while n_updates < max_updates:
        mistakes = 0
        for i in range(len(X)):
            if y[i] * np.dot(w, X[i]) <= 0:
                w += eta * X[i]
                n_updates += 1
                mistakes += 1
                if n_updates == max_updates:
                    break
        if mistakes == 0:
            break
    return w, n_updates


# %% wrong: predictions compared, +1 at score 0
# told: counts a positive row with score 0 as right
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    done = False
    while not done and k < max_updates:
        done = True
        for x, t in zip(X, y):
            prediction = 1 if w @ x >= 0 else -1
            if prediction != t:
                w, k, done = w + eta * t * x, k + 1, False
                if k >= max_updates:
                    break
    return w, k


# %% wrong: the strict test
# told: never starts, because the test is strict
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates:
        wrong = [i for i in range(len(y)) if y[i] * (X[i] @ w) < 0]
        if not wrong:
            break
        w, k = w + eta * y[wrong[0]] * X[wrong[0]], k + 1
    return w, k


# %% wrong: the chapter's bug with a limit
# told: computes all margins once per sweep
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n_updates = np.zeros(X.shape[1]), 0
    while True:
        products = y * (X @ w)
        if (products > 0).all():
            return w, n_updates
        for i in np.flatnonzero(products <= 0):
            if n_updates == max_updates:
                return w, n_updates
            w, n_updates = w + eta * y[i] * X[i], n_updates + 1


# %% wrong: one vectorised step for all mistakes
# told: adds all mistakes of a sweep at once
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, n = np.zeros(X.shape[1]), 0
    while n < max_updates:
        mask = y * X.dot(w) <= 0
        if mask.sum() == 0:
            break
        w = w + eta * (y[mask][:, None] * X[mask]).sum(axis=0)
        n += 1
    return w, n


# %% wrong: eta is never used
# told: ignores eta
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmax(y * (X @ w) <= 0)
        w, k = w + y[i] * X[i], k + 1
    return w, k


# %% wrong: minus
# told: subtracts where it should add
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmax(y * (X @ w) <= 0)
        w, k = w - eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: a single pass
# told: stops after one sweep
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])
    count = 0
    for x_i, y_i in zip(X, y):
        if count >= max_updates:
            break
        if y_i * w.dot(x_i) <= 0:
            w += eta * y_i * x_i
            count += 1
    return w, count


# %% wrong: epochs counted
# told: counts sweeps instead of mistakes
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w = np.zeros(X.shape[1])
    for epoch in range(max_updates):
        errors = 0
        for x_i, y_i in zip(X, y):
            if y_i * w.dot(x_i) <= 0:
                w += eta * y_i * x_i
                errors += 1
        if errors == 0:
            return w, epoch
    return w, max_updates


# %% wrong: the hinge
# told: asks for a margin of 1, as the hinge loss does
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) < 1).any():
        i = np.argmax(y * (X @ w) < 1)
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: the error as label minus prediction
# told: subtracts a prediction of -1 or 1 from the label
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k, clean = np.zeros(X.shape[1]), 0, False
    while not clean and k < max_updates:
        clean = True
        for x, t in zip(X, y):
            error = t - np.sign(w @ x) if w @ x != 0 else 2 * t
            if error != 0 and k < max_updates:
                w, k, clean = w + eta * error * x, k + 1, False
    return w, k


# %% wrong: max_updates passes over the data
# told: takes max_updates for a number of sweeps
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    for _ in range(min(max_updates, 3000)):
        before = k
        for i in range(len(X)):
            if y[i] * (w @ X[i]) <= 0:
                w = w + eta * y[i] * X[i]
                k += 1
        if k == before:
            break
    return w, k


# %% wrong: a column of ones prepended
# told: adds a bias of its own
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    Z = np.hstack([np.ones((len(X), 1)), X])
    w, k = np.zeros(Z.shape[1]), 0
    while k < max_updates and (y * (Z @ w) <= 0).any():
        i = np.argmax(y * (Z @ w) <= 0)
        w, k = w + eta * y[i] * Z[i], k + 1
    return w, k


# %% wrong: weights of ones at the start
# told: starts from ones
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.ones(X.shape[1]), 0
    while k < max_updates:
        bad = [i for i in range(len(X)) if y[i] * (X[i] @ w) <= 0]
        if not bad:
            break
        w += eta * y[bad[0]] * X[bad[0]]
        k += 1
    return w, k


# %% wrong: a unit vector at the end
# told: scales the weights to length 1
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (y * (X @ w) <= 0).any():
        i = np.argmax(y * (X @ w) <= 0)
        w, k = w + eta * y[i] * X[i], k + 1
    return w / np.linalg.norm(w), k


# %% wrong: one update too many
# told: makes one mistake more than max_updates
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while k <= max_updates and (y * (X @ w) <= 0).any():
        i = np.argmax(y * (X @ w) <= 0)
        w, k = w + eta * y[i] * X[i], k + 1
    return w, k


# %% wrong: every row is added
# told: updates on every point, right or wrong
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    w, k = np.zeros(X.shape[1]), 0
    while (y * (X @ w) <= 0).any():
        for x_i, y_i in zip(X, y):
            w = w + eta * y_i * x_i
            k += 1
            if k == max_updates:
                return w, k
    return w, k


# %% wrong: the labels multiplied into X
# told: overwrites X
def perceptron_fit(X, y, eta=1.0, max_updates=10000):
    X *= y.reshape(-1, 1)
    w, k = np.zeros(X.shape[1]), 0
    while k < max_updates and (X @ w <= 0).any():
        i = np.argmax(X @ w <= 0)
        w, k = w + eta * X[i], k + 1
    return w, k
