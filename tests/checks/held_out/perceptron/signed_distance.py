# ruff: noqa
# Right and wrong ways to write `signed_distance` that grader/exercises does not hold. Each section is a file of its own.

# %% right: with a root
def signed_distance(X, w, b=0.0):
    return (np.dot(X, w) + b) / np.sqrt(np.sum(w**2))


# %% right: a comprehension
def signed_distance(X, w, b=0.0):
    norm = np.linalg.norm(w)
    return np.array([(sum(xi * wi for xi, wi in zip(x, w)) + b) / norm for x in X])


# %% right: a column of ones
def signed_distance(X, w, b=0.0):
    rows = np.column_stack([np.ones(len(X)), X])
    return rows @ np.append(b, w) / np.linalg.norm(w)


# %% right: einsum
def signed_distance(X, w, b=0.0):
    return np.einsum("ij,j->i", X, w) / (w @ w) ** 0.5 + b / (w @ w) ** 0.5


# %% right: from a point on the line
def signed_distance(X, w, b=0.0):
    foot = -b * w / w.dot(w)
    return (X - foot) @ (w / math.dist(w, np.zeros(len(w))))


# %% right: a side times a length
def signed_distance(X, w, b=0.0):
    score = X @ w + b
    return np.sign(score) * np.abs(score) / np.hypot.reduce(w)


# %% right: matrices
def signed_distance(X, w, b=0.0):
    column = w.reshape(-1, 1)
    return ((X @ column + b) / np.linalg.norm(column)).ravel()


# %% right: row by row into an array
def signed_distance(X, w, b=0.0):
    out = np.zeros(X.shape[0])
    for i in range(X.shape[0]):
        out[i] = np.inner(w, X[i]) + b
    return out / np.linalg.norm(w, ord=2)


# %% wrong: no length
# told: returns the scores themselves
def signed_distance(X, w, b=0.0):
    return np.dot(X, w) + b


# %% wrong: squared length
# told: divides by the squared length of w
def signed_distance(X, w, b=0.0):
    return (X @ w + b) / np.sum(w**2)


# %% wrong: weights and constant together
# told: counts the constant in the length of w
def signed_distance(X, w, b=0.0):
    v = np.concatenate([[b], w])
    return np.column_stack([np.ones(len(X)), X]) @ v / np.sqrt(v @ v)


# %% wrong: brackets
# told: adds the constant after dividing
def signed_distance(X, w, b=0.0):
    return X @ (w / np.linalg.norm(w)) + b


# %% wrong: never looks at b
# told: leaves out the constant
def signed_distance(X, w, b=0.0):
    return np.array([x @ w for x in X]) / np.sqrt(w @ w)


# %% wrong: the textbook formula with bars
# told: returns sizes without a sign
def signed_distance(X, w, b=0.0):
    return abs(X @ w + b) / np.linalg.norm(w)


# %% wrong: the sides
# told: returns only the side
def signed_distance(X, w, b=0.0):
    return np.where(X @ w + b > 0, 1.0, np.where(X @ w + b < 0, -1.0, 0.0))


# %% wrong: a threshold
# told: subtracts the constant
def signed_distance(X, w, b=0.0):
    return (X.dot(w) - b) / np.linalg.norm(w)


# %% wrong: the cosine
# told: divides by the lengths of w and of the points, as for an angle
def signed_distance(X, w, b=0.0):
    lengths = np.linalg.norm(X, axis=1)
    lengths[lengths == 0] = 1
    return (X @ w + b) / (lengths * np.linalg.norm(w))


# %% wrong: the sum of sizes
# told: divides by the sum of the sizes of w
def signed_distance(X, w, b=0.0):
    return (X @ w + b) / np.linalg.norm(w, 1)


# %% wrong: from the origin
def signed_distance(X, w, b=0.0):
    return np.linalg.norm(X, axis=1) * np.sign(X @ w + b)


# %% wrong: in place
# told: scales w in place
def signed_distance(X, w, b=0.0):
    n = np.linalg.norm(w)
    w /= n
    return X @ w + b / n


# %% wrong: a column
def signed_distance(X, w, b=0.0):
    return (X @ w.reshape(-1, 1) + b) / np.linalg.norm(w)
