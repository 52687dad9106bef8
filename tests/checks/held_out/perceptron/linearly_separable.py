# ruff: noqa
# Right and wrong ways to write `linearly_separable` that grader/exercises does not hold. Each section is a file of its own.

# %% right: the fewest slacks
from scipy.optimize import linprog


def linearly_separable(X, y):
    n, d = X.shape
    A = np.hstack([-(y[:, None] * X), -y[:, None], -np.eye(n)])
    cost = np.concatenate([np.zeros(d + 1), np.ones(n)])
    best = linprog(cost, A_ub=A, b_ub=-np.ones(n), bounds=[(None, None)] * (d + 1) + [(0, None)] * n)
    return best.fun < 1e-6


# %% right: Gordan's alternative
def linearly_separable(X, y):
    from scipy.optimize import linprog

    S = (y[:, None] * np.c_[X, np.ones(len(X))]).T
    A = np.r_[S, np.ones((1, len(X)))]
    b = np.zeros(len(A))
    b[-1] = 1
    return not linprog(np.zeros(len(X)), A_eq=A, b_eq=b, bounds=(0, None)).success


# %% right: two cones of constraints, lists
def linearly_separable(X, y):
    from scipy.optimize import linprog

    rows, right = [], []
    for x, label in zip(X.tolist(), y.tolist()):
        if label > 0:
            rows.append([-v for v in x] + [-1])
            right.append(-1)
        else:
            rows.append(x + [1])
            right.append(-1)
    free = [(None, None)] * (X.shape[1] + 1)
    return int(linprog([0] * (X.shape[1] + 1), rows, right, bounds=free, method="highs-ds").status == 0)


# %% right: a support vector machine with a hard margin
from sklearn.svm import SVC


def linearly_separable(X, y):
    if len(np.unique(y)) == 1:
        return True
    X = (X - X.mean(0)) / (X.std(0) + 1e-12)
    machine = SVC(kernel="linear", C=1e8, tol=1e-6, max_iter=2_000_000).fit(X, y)
    return bool(np.min(y * machine.decision_function(X)) > 0.5)


# %% right: a milp without integers
from scipy.optimize import LinearConstraint, milp


def linearly_separable(X, y):
    A = np.column_stack([X, np.ones(len(X))]) * y[:, None]
    free = __import__("scipy.optimize", fromlist=["Bounds"]).Bounds(-np.inf, np.inf)
    answer = milp(np.zeros(A.shape[1]), constraints=LinearConstraint(A, lb=1), bounds=free)
    return np.bool_(answer.success)


# %% right: non-negative combinations that vanish
from scipy.optimize import lsq_linear


def linearly_separable(X, y):
    scale = np.abs(X - X.mean(0)).max() or 1.0
    S = (y[:, None] * np.column_stack([(X - X.mean(0)) / scale, np.ones(len(X))])).T
    A, b = np.vstack([S, np.ones(len(X))]), np.append(np.zeros(len(S)), 1.0)
    found = lsq_linear(A, b, bounds=(0, np.inf), method="bvls", tol=1e-14, max_iter=10_000)
    return found.cost > 1e-8


# %% right: the shortest bridge between the hulls, by active sets
from scipy.optimize import nnls


def linearly_separable(X, y):
    P, N = X[y > 0], X[y <= 0]
    if not len(P) or not len(N):
        return True
    big = 100.0
    A = np.block([[P.T, -N.T], [big * np.ones(len(P)), np.zeros(len(N))], [np.zeros(len(P)), big * np.ones(len(N))]])
    b = np.append(np.zeros(X.shape[1]), [big, big])
    return bool(nnls(A, b)[1] > 1e-5)


# %% right: sweeps of the perceptron, many of them
def linearly_separable(X, y):
    Z = np.column_stack([X - X.mean(axis=0), np.ones(len(X))])
    rows = (y[:, None] * Z / np.abs(Z).max()).tolist()
    w, left = [0.0] * Z.shape[1], 150_000
    while left > 0:
        clean = True
        for row in rows:
            if sum(a * b for a, b in zip(w, row)) <= 0:
                w = [a + b for a, b in zip(w, row)]
                left -= 1
                clean = False
        if clean:
            return True
    return False


# %% right: a boolean array without dimensions
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = np.hstack([X, np.ones((len(X), 1))]) * -y.reshape(-1, 1)
    c = np.append(A.sum(axis=0), 0.0)
    A = np.hstack([A, np.ones((len(X), 1))])
    best = linprog(-np.eye(len(c))[-1], A_ub=A, b_ub=np.zeros(len(X)), bounds=[(-5, 5)] * (len(c) - 1) + [(0, 1)])
    return np.array(best.x[-1] > 1e-7)


# %% right: the constraints eliminated one variable at a time
from fractions import Fraction


def linearly_separable(X, y):
    if len(X) > 8:
        from scipy.optimize import linprog

        A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
        return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0
    rows = {tuple([Fraction(float(t)) * Fraction(float(v)) for v in x] + [Fraction(float(t))]) for x, t in zip(X, y)}
    for column in range(X.shape[1] + 1):
        up = [r for r in rows if r[column] > 0]
        down = [r for r in rows if r[column] < 0]
        rows = {r for r in rows if r[column] == 0}
        for p in up:
            for q in down:
                mixed = [a / p[column] - b / q[column] for a, b in zip(p, q)]
                size = max(map(abs, mixed)) or 1
                rows.add(tuple(v / size for v in mixed))
    return not rows  # what is left reads 0 > 0


# %% wrong: points of one class inside the other's hull
# told: looks only whether points of one class lie among those of the other
def linearly_separable(X, y):
    from scipy.optimize import linprog

    def inside(p, hull):
        A = np.vstack([hull.T, np.ones(len(hull))])
        return len(hull) > 0 and linprog(np.zeros(len(hull)), A_eq=A, b_eq=np.append(p, 1)).status == 0

    P, N = X[y > 0], X[y < 0]
    return not (any(inside(p, N) for p in P) or any(inside(q, P) for q in N))


# %% wrong: boxes that do not overlap
# told: looks only along the axes
def linearly_separable(X, y):
    P, N = X[y > 0], X[y < 0]
    if not len(P) or not len(N):
        return True
    return bool(((P.min(0) > N.max(0)) | (N.min(0) > P.max(0))).any())


# %% wrong: scikit-learn's perceptron as it is
from sklearn.linear_model import Perceptron


def linearly_separable(X, y):
    if len(set(y)) == 1:
        return True
    return bool(Perceptron().fit(X, y).score(X, y) == 1)


# %% wrong: a soft margin
# told: trains a support vector machine that forgives mistakes
from sklearn.svm import SVC


def linearly_separable(X, y):
    if len(set(y)) == 1:
        return True
    return bool(SVC(kernel="linear").fit(X, y).score(X, y) == 1)


# %% wrong: a curved boundary
# told: accepts boundaries that are not straight
from sklearn.svm import SVC


def linearly_separable(X, y):
    if len(set(y)) == 1:
        return True
    return bool(SVC(kernel="rbf", C=1e6, gamma=10).fit(X, y).score(X, y) == 1)


# %% wrong: logistic regression with its default penalty
# told: trains a logistic regression with a penalty on the weights
from sklearn.linear_model import LogisticRegression


def linearly_separable(X, y):
    if len(set(y)) == 1:
        return True
    return bool(LogisticRegression().fit(X, y).score(X, y) == 1)


# %% wrong: linear discriminants
# told: trusts least squares
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def linearly_separable(X, y):
    if len(set(y)) == 1:
        return True
    if len(X) <= X.shape[1]:
        return True
    return bool(LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1e-3).fit(X, y).score(X, y) == 1)


# %% wrong: a tree
# told: accepts boundaries that are not straight
from sklearn.tree import DecisionTreeClassifier


def linearly_separable(X, y):
    return bool(DecisionTreeClassifier().fit(X, y).score(X, y) == 1)


# %% wrong: centred instead of a bias
# told: moves the points to their mean instead of having a bias
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * (X - X.mean(axis=0))
    return linprog(np.zeros(X.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: a bias that must be positive
# told: allows only a positive bias
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    free = [(None, None)] * X.shape[1] + [(0, None)]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=free).status == 0


# %% wrong: weights held in a box
# told: misses very narrow gaps
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(-100, 100)).status == 0


# %% wrong: any optimal solution will do
# told: calls everything separable
def linearly_separable(X, y):
    from scipy.optimize import linprog

    S = y[:, None] * np.column_stack([X, np.ones(len(X))])
    A = np.column_stack([-S, np.ones(len(X))])
    return linprog(np.append(np.zeros(S.shape[1]), -1.0), A_ub=A, b_ub=np.zeros(len(X)), bounds=(-1, 1)).success


# %% wrong: a gap of a hundredth at least
# told: misses very narrow gaps
def linearly_separable(X, y):
    from scipy.optimize import linprog

    S = y[:, None] * np.column_stack([X, np.ones(len(X))])
    A = np.column_stack([-S, np.ones(len(X))])
    found = linprog(np.append(np.zeros(S.shape[1]), -1.0), A_ub=A, b_ub=np.zeros(len(X)), bounds=(-1, 1))
    return bool(found.x[-1] > 1e-2)


# %% wrong: a little overlap is forgiven
# told: calls everything separable
def linearly_separable(X, y):
    from scipy.optimize import linprog

    n, d = X.shape
    A = np.hstack([-(y[:, None] * X), -y[:, None], -np.eye(n)])
    cost = np.append(np.zeros(d + 1), np.ones(n))
    bounds = [(-1e3, 1e3)] * (d + 1) + [(0, None)] * n
    return bool(linprog(cost, A_ub=A, b_ub=-np.full(n, 1e-3), bounds=bounds).fun < 0.01)


# %% wrong: equality
# told: asks for scores that equal the labels
def linearly_separable(X, y):
    B = np.column_stack([X, np.ones(len(X))])
    w = np.linalg.lstsq(B, y, rcond=None)[0]
    return bool(np.allclose(B @ w, y))


# %% wrong: the rank of the points
# told: asks for scores that equal the labels
def linearly_separable(X, y):
    B = np.column_stack([X, np.ones(len(X))])
    return bool(np.linalg.matrix_rank(np.column_stack([B, y])) == np.linalg.matrix_rank(B))


# %% wrong: ties count as right
# told: lets points lie on the line
def linearly_separable(X, y):
    w, Z = np.zeros(X.shape[1] + 1), np.column_stack([X, np.ones(len(X))])
    for _ in range(5_000):
        bad = np.flatnonzero(np.where(Z @ w >= 0, 1, -1) != y)
        if not len(bad):
            return True
        w = w + y[bad[0]] * Z[bad[0]]
    return bool((y * (Z @ w) >= 0).all())


# %% wrong: a thousand updates
# told: misses narrow gaps
def linearly_separable(X, y):
    w, Z = np.zeros(X.shape[1] + 1), np.column_stack([X, np.ones(len(X))])
    for _ in range(300):
        bad = np.flatnonzero(y * (Z @ w) <= 0)
        if not len(bad):
            return True
        w = w + y[bad[0]] * Z[bad[0]]
    return False


# %% wrong: the perceptron without a bias
# told: forgets the bias
def linearly_separable(X, y):
    w = np.zeros(X.shape[1])
    for _ in range(2_000):
        bad = np.flatnonzero(y * (X @ w) <= 0)
        if not len(bad):
            return True
        w = w + y[bad[0]] * X[bad[0]]
    return False


# %% wrong: only lines through two of the points
# told: calls nothing separable
import itertools


def linearly_separable(X, y):
    if X.shape[1] != 2:
        return True
    for a, b in itertools.permutations(X, 2):
        side = (X - a) @ np.array([a[1] - b[1], b[0] - a[0]])
        if (y * side > 0).all():
            return True
    return False


# %% wrong: random directions
def linearly_separable(X, y):
    for w in np.random.default_rng(0).normal(size=(500, X.shape[1])):
        s = X @ w
        if s[y > 0].min(initial=np.inf) > s[y < 0].max(initial=-np.inf):
            return True
    return False


# %% wrong: words
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    ok = linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0
    return "True" if ok else "False"


# %% wrong: the weights where there are some
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    found = linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None))
    return found.x if found.status == 0 else False


# %% wrong: 1 or -1
# told: returns 1 or -1
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    return 1 if linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0 else -1


# %% wrong: the status itself
# told: returns the solver's status
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status


# %% wrong: labels in place
# told: overwrites y
def linearly_separable(X, y):
    from scipy.optimize import linprog

    y *= -1
    A = y[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: the class of the first point against the rest of its own
def linearly_separable(X, y):
    from scipy.optimize import linprog

    A = -y[:, None] * np.column_stack([X, np.ones(len(X))])
    keep = np.arange(len(X)) > 0
    return linprog(np.zeros(A.shape[1]), A_ub=A[keep], b_ub=-np.ones(keep.sum()), bounds=(None, None)).status == 0


# %% wrong: linprog as it comes
# told: allows only positive weights
def linearly_separable(X, y):
    A = -y[:, None] * np.hstack([X, np.ones((len(X), 1))])
    result = linprog(c=np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(y)))
    return result.success


# %% wrong: without a constant
# told: forgets the bias
def linearly_separable(X, y):
    n, d = X.shape
    result = linprog(np.zeros(d), A_ub=-(X * y.reshape(-1, 1)), b_ub=-np.ones(n), bounds=[(None, None)] * d)
    return bool(result.success)


# %% wrong: at least 0
# told: calls everything separable
def linearly_separable(X, y):
    A = -y[:, None] * np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=np.zeros(len(X)), bounds=(None, None)).success


# %% wrong: a tiny threshold
# told: calls everything separable
def linearly_separable(X, y):
    A = -y[:, None] * np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-1e-9 * np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: the labels forgotten
# told: calls everything separable
def linearly_separable(X, y):
    A = -np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: the inequality the other way
# told: calls everything separable
def linearly_separable(X, y):
    A = y[:, None] * np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: the chapter's perceptron, 1000 updates
# told: gives the perceptron too few updates
def linearly_separable(X, y):
    Z = np.c_[np.ones(len(X)), X]
    w, k = np.zeros(Z.shape[1]), 0
    for _ in range(1000):
        clean = True
        for z, t in zip(Z, y):
            if t * (w @ z) <= 0:
                w, clean, k = w + t * z, False, k + 1
            if k == 1000:
                return False
        if clean:
            return True
    return False


# %% wrong: the status, not compared
# told: returns the solver's status
def linearly_separable(X, y):
    A = -y[:, None] * np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status


# %% wrong: one class is no classification
# told: wants both labels
def linearly_separable(X, y):
    if (y == 1).all() or (y == -1).all():
        return False
    A = -y[:, None] * np.c_[X, np.ones(len(X))]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: a threshold on each coordinate
# told: looks only along the axes
def linearly_separable(X, y):
    for j in range(X.shape[1]):
        a, b = X[y > 0, j], X[y < 0, j]
        if len(a) == 0 or len(b) == 0 or a.min() > b.max() or b.min() > a.max():
            return True
    return False


# %% wrong: X multiplied in place
# told: overwrites X
def linearly_separable(X, y):
    X *= y[:, None]
    A = -np.c_[X, y]
    return linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None)).status == 0


# %% wrong: the least-squares line
# told: trusts least squares
def linearly_separable(X, y):
    A = np.c_[X, np.ones(len(X))]
    w = np.linalg.pinv(A) @ y
    return bool(np.all(np.sign(A @ w) == y))
