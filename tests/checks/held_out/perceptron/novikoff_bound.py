# ruff: noqa
# Right and wrong ways to write `novikoff_bound` that grader/exercises does not hold. Each section is a file of its own.

# %% right: step by step
def novikoff_bound(X, y, w_star):
    unit = w_star / np.sqrt((w_star**2).sum())
    gamma = min(y[i] * (X[i] @ unit) for i in range(len(y)))
    R = max(np.linalg.norm(x) for x in X)
    if gamma <= 0:
        return float("inf")
    return (R / gamma) ** 2


# %% right: einsum
def novikoff_bound(X, y, w_star):
    R2 = np.einsum("ij,ij->i", X, X).max()
    m = np.einsum("i,ij,j->i", y, X, w_star).min()
    return R2 * np.einsum("i,i->", w_star, w_star) / m**2 if m > 0 else math.inf


# %% right: after normalising X
def novikoff_bound(X, y, w_star):
    R = np.sqrt(np.max(np.diag(X @ X.T)))
    Z = (X / R) * y.reshape(-1, 1)
    gamma = np.amin(Z @ w_star) / np.linalg.norm(w_star, 2)
    return np.float64(np.inf) if not gamma > 0 else gamma**-2


# %% right: a tensor
def novikoff_bound(X, y, w_star):
    X, y, w = torch.tensor(X), torch.tensor(y), F.normalize(torch.tensor(w_star), dim=0)
    gamma = torch.min(y * (X @ w))
    R = torch.linalg.vector_norm(X, dim=1).max()
    return torch.where(gamma > 0, (R / gamma).square(), torch.tensor(torch.inf, dtype=X.dtype))


# %% right: one label at a time
def novikoff_bound(X, y, w_star):
    scores = X @ w_star / math.dist(w_star, 0 * w_star)
    low = np.append(scores[y == 1], np.inf).min()
    high = np.append(scores[y == -1], -np.inf).max()
    gamma = min(low, -high)
    if gamma > 0:
        return np.array((np.hypot.reduce(X, axis=1).max() / gamma) ** 2)
    return np.array(np.inf)


# %% right: dividing by zero with open eyes
def novikoff_bound(X, y, w_star):
    with np.errstate(divide="ignore"):
        gamma = np.maximum((y * X.dot(w_star)).min(), 0.0) / np.linalg.norm(w_star)
        return np.square(np.linalg.norm(X, axis=-1).max() / gamma)


# %% right: all pairs of points
def novikoff_bound(X, y, w_star):
    n = len(X)
    margins = [y[i] * sum(X[i] * w_star) for i in range(n)]
    if any(m <= 0 for m in margins):
        return math.inf
    length2 = sum(v**2 for v in w_star)
    return max(X[i].dot(X[i]) * length2 / margins[j] ** 2 for i in range(n) for j in range(n))


# %% right: in logarithms
def novikoff_bound(X, y, w_star):
    margins = y * np.inner(X, w_star)
    if not np.all(margins > 0):
        return np.inf
    log = 0.5 * np.log(np.sum(X**2, 1)).max() - np.log(margins).min() + 0.5 * np.log(w_star @ w_star)
    return math.exp(2 * log)


# %% right: distances to the line
def novikoff_bound(X, y, w_star):
    from scipy.spatial.distance import cdist

    if (np.sign(X @ w_star) != y).any():
        return math.inf
    foot = np.outer(X @ w_star, w_star) / w_star.dot(w_star)
    distance = np.linalg.norm(foot, axis=1).min()
    return (cdist(X, np.zeros((1, X.shape[1]))).max() / distance) ** 2


# %% wrong: the sum of squares of w* without a root
# told: forgets the root in the length of w*
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / (w_star**2).sum()
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: times the norm
# told: multiplies by the length of w*
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() * np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the 1-norm of w*
# told: adds up the sizes of the entries for the length of w*
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.abs(w_star).sum()
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: rounded up to a whole number
# told: rounds the bound up
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return float(np.ceil((np.linalg.norm(X, axis=1).max() / gamma) ** 2)) if gamma > 0 else math.inf


# %% wrong: rounded down to a whole number
# told: rounds the bound down
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return int((np.linalg.norm(X, axis=1).max() / gamma) ** 2 + 1e-9) if gamma > 0 else math.inf


# %% wrong: a small constant under the line
# told: adds a small constant to the length of w*
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / (np.linalg.norm(w_star) + 1e-6)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: 0 for no margin
# told: returns 0 where w* does not separate
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else 0.0


# %% wrong: minus infinity
# told: returns minus infinity where w* does not separate
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else -np.inf


# %% wrong: a very large number
# told: returns a large number where w* does not separate
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else 1e308


# %% wrong: an error
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    if gamma <= 0:
        raise ValueError("w_star does not separate")
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2


# %% wrong: the largest margin
# told: takes the largest margin where w* separates
def novikoff_bound(X, y, w_star):
    margins = y * (X @ w_star) / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / margins.max()) ** 2 if margins.min() > 0 else math.inf


# %% wrong: the shortest point
# told: takes the shortest point
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).min() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the spectral norm
# told: takes the spectral norm of X
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, 2) / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the induced 2,1 norm by a wrong ord
# told: adds up the sizes of the coordinates for the length
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, np.inf) / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the radius about the mean
# told: measures lengths from the mean of the points
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X - X.mean(0), axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: half the diameter
# told: takes half the distance of the farthest two points for R
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    D = max(np.linalg.norm(a - b) for a in X for b in X)
    return (D / 2 / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: points normalised one by one
# told: divides each point's length by its own margin
def novikoff_bound(X, y, w_star):
    Z = X / np.linalg.norm(X, axis=1, keepdims=True)
    gamma = (y * (Z @ w_star)).min() / np.linalg.norm(w_star)
    return 1 / gamma**2 if gamma > 0 else math.inf


# %% wrong: only the positive points have a margin
# told: looks at the positive points alone
def novikoff_bound(X, y, w_star):
    unit = w_star / np.linalg.norm(w_star)
    gamma = (X[y > 0] @ unit).min()
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: inf only if most points are wrong
def novikoff_bound(X, y, w_star):
    scores = y * (X @ w_star)
    if (scores <= 0).mean() > 0.5:
        return math.inf
    gamma = scores[scores > 0].min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2


# %% wrong: a mistaken sign is forgiven
# told: turns w* around where it is mostly wrong
def novikoff_bound(X, y, w_star):
    if (y * (X @ w_star)).sum() < 0:
        w_star = -w_star
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the bias left out of the lengths
# told: leaves the constant out of the lengths
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(w_star)
    Z = X[:, ~np.all(X == X[0], axis=0)]
    return (np.linalg.norm(Z, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: the bias left out of the length of w*
# told: leaves the bias out of the length of w*
def novikoff_bound(X, y, w_star):
    short = w_star[1:] if np.all(X[:, 0] == 1) else w_star
    gamma = (y * (X @ w_star)).min() / np.linalg.norm(short)
    return (np.linalg.norm(X, axis=1).max() / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: an array of one
# told: returns an array of one number
def novikoff_bound(X, y, w_star):
    gamma = (y * (X @ w_star)).min(keepdims=True) / np.linalg.norm(w_star)
    return np.where(gamma > 0, (np.linalg.norm(X, axis=1).max() / gamma) ** 2, np.inf)


# %% wrong: X in place
# told: overwrites X
def novikoff_bound(X, y, w_star):
    R = np.linalg.norm(X, axis=1).max()
    X *= y[:, None]
    gamma = (X @ w_star).min() / np.linalg.norm(w_star)
    return (R / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: float32
# told: computes in single precision
def novikoff_bound(X, y, w_star):
    X, y, w = (torch.tensor(a, dtype=torch.float32) for a in (X, y, w_star))
    gamma = (y * (X @ w)).min() / w.norm()
    return float((X.norm(dim=1).max() / gamma) ** 2) if gamma > 0 else math.inf


# %% wrong: the norm of X without an axis
# told: takes the norm of the whole matrix
def novikoff_bound(X, y, w_star):
    R = np.linalg.norm(X)
    gamma = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    if gamma <= 0:
        return math.inf
    return float((R / gamma) ** 2)


# %% wrong: R / gamma
# told: forgets the square
def novikoff_bound(X, y, w_star):
    R = max(np.linalg.norm(x) for x in X)
    gamma = min(y_i * (x @ w_star) for x, y_i in zip(X, y)) / np.linalg.norm(w_star)
    return R / gamma if gamma > 0 else math.inf


# %% wrong: the length of w* forgotten
# told: forgets the length of w*
def novikoff_bound(X, y, w_star):
    R = np.max(np.sqrt(np.sum(X**2, axis=1)))
    gamma = np.min(y * np.dot(X, w_star))
    if gamma <= 0:
        return float("inf")
    return R**2 / gamma**2


# %% wrong: the sign never looked at
# told: squares a negative margin
def novikoff_bound(X, y, w_star):
    R = np.linalg.norm(X, axis=1).max()
    u = w_star / np.linalg.norm(w_star)
    gamma = (y * (X @ u)).min()
    return float(R**2 / gamma**2) if gamma else math.inf


# %% wrong: the labels forgotten
# told: leaves out the labels
def novikoff_bound(X, y, w_star):
    u = w_star / np.linalg.norm(w_star)
    gamma = min(X @ u)
    R = max(np.linalg.norm(X, axis=1))
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% wrong: only strictly wrong points count
# told: accepts a point on the line
def novikoff_bound(X, y, w_star):
    margins = y * (X @ w_star) / np.linalg.norm(w_star)
    if (margins < 0).any():
        return math.inf
    return (np.linalg.norm(X, axis=1).max() / (margins.min() + 1e-12)) ** 2


# %% wrong: w* normalised in place
# told: overwrites w*
def novikoff_bound(X, y, w_star):
    w_star /= np.linalg.norm(w_star)
    gamma = (y * (X @ w_star)).min()
    R = np.linalg.norm(X, axis=1).max()
    return (R / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: axis 0
# told: takes the norms of the columns
def novikoff_bound(X, y, w_star):
    R = np.max(np.linalg.norm(X, axis=0))
    gamma = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return R**2 / gamma**2 if gamma > 0 else math.inf


# %% wrong: R squared once too often
# told: squares R twice
def novikoff_bound(X, y, w_star):
    R = (X**2).sum(axis=1).max()
    gamma = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (R / gamma) ** 2 if gamma > 0 else math.inf


# %% wrong: nan for no margin
# told: returns NaN where w* does not separate
def novikoff_bound(X, y, w_star):
    R = np.linalg.norm(X, axis=1).max()
    gamma = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    return (R / gamma) ** 2 if gamma > 0 else float("nan")
