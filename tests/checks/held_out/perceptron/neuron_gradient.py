# ruff: noqa
# Right and wrong ways to write `neuron_gradient` that grader/exercises does not hold. Each section is a file of its own.

# %% right: s (1 - s) in one line
def neuron_gradient(w, X, t):
    e = np.exp(-np.abs(X @ w))
    s = np.where(X @ w >= 0, 1 / (1 + e), e / (1 + e))
    return X.T @ ((s - t) * s * np.where(X @ w >= 0, e, 1) / (1 + e)) / X.shape[0]


# %% right: a loop over rows and weights
def neuron_gradient(w, X, t):
    n, d = X.shape
    grad = np.zeros(d)
    for i in range(n):
        z = float(X[i] @ w)
        s = 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))
        slope = math.exp(-abs(z)) / (1 + math.exp(-abs(z))) ** 2
        for j in range(d):
            grad[j] += (s - t[i]) * slope * X[i, j]
    return grad / n


# %% right: einsum and scipy
def neuron_gradient(w, X, t):
    from scipy.special import expit

    z = X @ w
    return np.einsum("n,n,n,nd->d", expit(z) - t, expit(z), expit(-z), X) / len(t)


# %% right: np.mean over axis 0
def neuron_gradient(w, X, t):
    z = (X * w).sum(axis=1)
    p = np.exp(-np.logaddexp(0, -z))
    q = np.exp(-np.logaddexp(0, z))
    return ((p - t) * p * q)[:, None].__mul__(X).mean(0)


# %% right: with a diagonal matrix
def neuron_gradient(w, X, t):
    z = X.dot(w)
    D = np.diag(0.25 / np.cosh(np.clip(z / 2, -350, 350)) ** 2)
    s = np.exp(-np.logaddexp(0, -z))
    return X.T @ D @ (s - t) / len(X)


# %% right: torch, by hand
def neuron_gradient(w, X, t):
    w, X, t = torch.tensor(w), torch.tensor(X), torch.tensor(t)
    s = torch.sigmoid(X @ w)
    return (X * ((s - t) * s * torch.sigmoid(-X @ w))[:, None]).mean(0)


# %% right: the perceptron's sign, turned round
def neuron_gradient(w, X, t):
    e = np.exp(-abs(X @ w))
    s = np.where(X @ w > 0, 1.0, e) / (1 + e)
    push = (t - s) * e / (1 + e) ** 2
    return -np.average(push[:, np.newaxis] * X, axis=0)


# %% right: autograd through backward
def neuron_gradient(w, X, t):
    v = torch.from_numpy(w.copy()).requires_grad_(True)
    loss = 0.5 * F.mse_loss(torch.sigmoid(torch.from_numpy(X.copy()) @ v), torch.from_numpy(t.copy()))
    loss.backward()
    return v.grad.numpy()


# %% wrong: logistic regression
# told: leaves out the slope of the sigmoid
def neuron_gradient(w, X, t):
    from scipy.special import expit

    return X.T @ (expit(X @ w) - t) / len(X)


# %% wrong: least squares
# told: is that of a neuron without an activation
def neuron_gradient(w, X, t):
    return X.T @ (X @ w - t) / len(t)


# %% wrong: the sum
# told: adds up over the rows
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return X.T @ ((s - t) * s * expit(-X @ w))


# %% wrong: descent direction
# told: points downhill
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return X.T @ ((t - s) * s * expit(-X @ w)) / len(X)


# %% wrong: the 2 of the square
# told: forgets the factor 1/2 of the cost
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return 2 * np.mean(((s - t) * s * expit(-X @ w))[:, None] * X, axis=0)


# %% wrong: the slope of the slope
# told: takes the slope at the answer instead of the score
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    slope = expit(s) * (1 - expit(s))
    return X.T @ ((s - t) * slope) / len(X)


# %% wrong: 1 - tanh^2
# told: takes the slope of tanh
def neuron_gradient(w, X, t):
    from scipy.special import expit

    z = X @ w
    return ((expit(z) - t) * (1 - np.tanh(z) ** 2)) @ X / len(z)


# %% wrong: signed labels
# told: takes labels -1 and +1
def neuron_gradient(w, X, t):
    from scipy.special import expit

    y, s = np.where(t > 0.5, 1, -1) * np.abs(2 * t - 1), expit(X @ w)
    return ((s - y) * s * expit(-X @ w)) @ X / len(X)


# %% wrong: naive exponentials
# told: overflows for scores that are far from 0
def neuron_gradient(w, X, t):
    e = np.exp(X @ w)
    s = e / (1 + e)
    return X.T @ ((s - t) * s * (1 - s)) / len(X)


# %% wrong: per weight
# told: divides by the number of weights
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return X.T @ ((s - t) * s * expit(-X @ w)) / len(w)


# %% wrong: all entries averaged
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return np.full_like(w, np.mean(((s - t) * s * expit(-X @ w))[:, None] * X))


# %% wrong: no inputs
# told: leaves out the inputs
def neuron_gradient(w, X, t):
    from scipy.special import expit

    s = expit(X @ w)
    return np.ones(len(w)) * ((s - t) * s * expit(-X @ w)).mean()


# %% wrong: the error of the step
# told: takes the error of the step
def neuron_gradient(w, X, t):
    from scipy.special import expit

    z = X @ w
    return ((np.where(z > 0, 1.0, 0.0) - t) * expit(z) * expit(-z)) @ X / len(X)
