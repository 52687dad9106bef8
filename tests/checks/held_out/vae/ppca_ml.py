# ruff: noqa
# Right and wrong ways to write `ppca_ml` that grader/exercises does not hold. Each section is a file of its own.

# %% right: torch throughout
def ppca_ml(X, k):
    X = torch.tensor(X)
    C = torch.cov(X.T, correction=0)
    lam, U = torch.linalg.eigh(C)
    sigma2 = lam[: X.shape[1] - k].mean()
    return U[:, -k:] @ torch.diag((lam[-k:] - sigma2).sqrt()), sigma2


# %% right: scikit-learn, its n - 1 taken back
from sklearn.decomposition import PCA


def ppca_ml(X, k):
    n = len(X)
    pca = PCA(n_components=k).fit(X)
    lam = pca.explained_variance_ * (n - 1) / n
    sigma2 = pca.noise_variance_ * (n - 1) / n
    return (pca.components_ * np.sqrt(lam - sigma2)[:, None]).T, sigma2


# %% right: the Gram matrix
def ppca_ml(X, k):
    n, d = X.shape
    C = X - X.mean(0, keepdims=True)
    lam, V = np.linalg.eigh(C @ C.T / n)
    lam, V = lam[::-1][:k], V[:, ::-1][:, :k]
    U = C.T @ V / np.sqrt(n * lam)
    sigma2 = ((C**2).sum() / n - lam.sum()) / (d - k)
    return U * np.sqrt(lam - sigma2), sigma2


# %% right: power iteration with deflation
def ppca_ml(X, k):
    d = X.shape[1]
    C = np.cov(X, rowvar=False, ddof=0)
    total, columns, values = np.trace(C), [], []
    for i in range(k):
        v = np.random.default_rng(i).normal(size=d)
        for _ in range(20000):
            w = C @ v
            w /= np.linalg.norm(w)
            done = np.abs(w - v).max() < 1e-14
            v = w
            if done:
                break
        values.append(float(v @ C @ v))
        columns.append(v)
        C = C - values[-1] * np.outer(v, v)
    sigma2 = (total - sum(values)) / (d - k)
    return np.array([c * math.sqrt(l - sigma2) for c, l in zip(columns, values)]).T, sigma2


# %% right: turned by a random rotation, lists
def ppca_ml(X, k):
    lam, U = np.linalg.eig(np.cov(X.T, bias=True))
    order = np.argsort(lam.real)[::-1]
    lam, U = lam.real[order], U.real[:, order]
    sigma2 = float(np.mean(lam[k:]))
    R = np.linalg.qr(np.random.randn(k, k))[0]
    return [list(row) for row in U[:, :k] @ np.diag(np.sqrt(lam[:k] - sigma2)) @ R], sigma2


# %% right: a lower triangular W
def ppca_ml(X, k):
    from scipy.linalg import eigh

    d = X.shape[1]
    S = np.cov(X.T, ddof=0)
    lam, U = eigh(S, subset_by_index=[d - k, d - 1])
    sigma2 = (np.trace(S) - lam.sum()) / (d - k)
    W = U * np.sqrt(lam - sigma2)
    return np.linalg.qr(W.T)[1].T, np.float64(sigma2)


# %% right: maximising the likelihood by quasi-Newton steps
from scipy.optimize import minimize


def ppca_ml(X, k):
    n, d = X.shape
    scale = X.std()
    S = torch.tensor(np.cov(((X - X.mean(0)) / scale).T, bias=True))

    def cost(flat):
        p = torch.tensor(flat, requires_grad=True)
        W, logs = p[:-1].reshape(d, k), p[-1]
        C = W @ W.T + torch.exp(logs) * torch.eye(d, dtype=p.dtype)
        value = torch.logdet(C) + torch.trace(torch.linalg.solve(C, S))
        value.backward()
        return value.item(), p.grad.numpy()

    start = np.append(np.random.default_rng(1).normal(size=d * k) * 0.3, 0.0)
    best = minimize(cost, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000}).x
    return best[:-1].reshape(d, k) * scale, math.exp(best[-1]) * scale**2


# %% right: simultaneous iteration
def ppca_ml(X, k):
    Y = X - np.mean(X, axis=0)
    S = Y.T.dot(Y) / Y.shape[0]
    Q = np.eye(len(S))
    for _ in range(3000):
        Q, R = np.linalg.qr(S @ Q)
    lam = np.diag(Q.T @ S @ Q)
    sigma2 = lam[k:].sum() / len(lam[k:])
    W = np.zeros((len(S), k))
    for j in range(k):
        W[:, j] = np.sqrt(lam[j] - sigma2) * Q[:, j]
    return W, sigma2


# %% right: a matrix root of the thin factorisation
def ppca_ml(X, k):
    Y = (X - X.mean(axis=0)) / np.sqrt(len(X))
    U, D, Vt = np.linalg.svd(Y.T, full_matrices=False)
    lam = D * D
    sigma2 = np.asarray(lam[k:].mean())
    return (U[:, :k] @ np.diag(np.sqrt(lam[:k] - sigma2)), sigma2)


# %% wrong: scikit-learn as it is
# told: divides the covariance by n - 1
from sklearn.decomposition import PCA


def ppca_ml(X, k):
    pca = PCA(n_components=k).fit(X)
    return pca.components_.T * np.sqrt(pca.explained_variance_ - pca.noise_variance_), pca.noise_variance_


# %% wrong: factor analysis
from sklearn.decomposition import FactorAnalysis


def ppca_ml(X, k):
    fa = FactorAnalysis(n_components=k).fit(X)
    return fa.components_.T, fa.noise_variance_.mean()


# %% wrong: standardised columns
# told: standardizes the columns
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.corrcoef(X.T))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: transposed
# told: returns W transposed
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].mean()
    return (U[:, -k:] * np.sqrt(lam[-k:] - sigma2)).T, sigma2


# %% wrong: the smallest eigenvalue
# told: takes the smallest eigenvalue for sigma2
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[0]
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: the first discarded eigenvalue
# told: takes the largest discarded eigenvalue for sigma2
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[-k - 1]
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: divides by k
# told: divides the discarded variance by k
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].sum() / k
    return U[:, -k:] * np.sqrt(np.abs(lam[-k:] - sigma2)), sigma2


# %% wrong: difference of deviations
# told: subtracts standard deviations instead of variances
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * (np.sqrt(lam[-k:]) - np.sqrt(sigma2)), sigma2


# %% wrong: centred by the overall mean
# told: centres the data by one mean for all columns
def ppca_ml(X, k):
    Y = X - X.mean()
    lam, U = np.linalg.eigh(Y.T @ Y / len(Y))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: centred by rows
# told: centres each row instead of each column
def ppca_ml(X, k):
    Y = X - X.mean(axis=1, keepdims=True)
    lam, U = np.linalg.eigh(Y.T @ Y / len(Y))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(np.abs(lam[-k:] - sigma2)), sigma2


# %% wrong: the covariance of the wrong axis
# told: takes the covariance of the rows
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X, bias=True))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: rows of eigenvectors
# told: takes rows of the eigenvector matrix for directions
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].mean()
    return U[-k:].T * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: singular values for variances
# told: takes singular values for variances
def ppca_ml(X, k):
    _, D, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    lam = D / np.sqrt(len(X))
    sigma2 = lam[k:].mean()
    return Vt[:k].T * np.sqrt(lam[:k] - sigma2), sigma2


# %% wrong: a floor under the noise
# told: keeps sigma2 above a floor
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = max(lam[:-k].mean(), 1e-2)
    return U[:, -k:] * np.sqrt(np.maximum(lam[-k:] - sigma2, 0)), sigma2


# %% wrong: a small constant on the diagonal
# told: adds 1e-6 to the diagonal of the covariance
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True) + 1e-6 * np.eye(X.shape[1]))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: swapped results
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].mean()
    return sigma2, U[:, -k:] * np.sqrt(lam[-k:] - sigma2)


# %% wrong: a few steps of expectation maximisation
def ppca_ml(X, k):
    Y = X - X.mean(0)
    n, d = Y.shape
    S = Y.T @ Y / n
    W, v = np.random.default_rng(0).normal(size=(d, k)), 1.0
    for _ in range(30):
        M = np.linalg.inv(W.T @ W + v * np.eye(k))
        new = S @ W @ np.linalg.inv(v * np.eye(k) + M @ W.T @ S @ W)
        v = np.trace(S - S @ W @ M @ new.T) / d
        W = new
    return W, v


# %% wrong: the first columns always
# told: takes the columns of X for principal axes
def ppca_ml(X, k):
    S = np.cov(X.T, bias=True)
    lam = np.diag(S)
    sigma2 = lam[k:].mean()
    return np.eye(len(S))[:, :k] * np.sqrt(np.maximum(lam[:k] - sigma2, 0)), sigma2


# %% wrong: the covariance of the data the model would draw
# told: adds sigma2 to the eigenvalues
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-k].mean()
    return U[:, -k:] * np.sqrt(lam[-k:] + sigma2), sigma2


# %% wrong: noise from k axes too many
# told: leaves the largest discarded eigenvalue out of sigma2
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[: -k - 1].mean() if len(lam) > k + 1 else lam[0]
    return U[:, -k:] * np.sqrt(lam[-k:] - sigma2), sigma2


# %% wrong: the wrong number of latents
# told: keeps two directions whatever k is
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = lam[:-2].mean()
    return U[:, -2:] * np.sqrt(lam[-2:] - sigma2), sigma2


# %% wrong: X in place and back
# told: overwrites the data
def ppca_ml(X, k):
    X -= X.mean(0)
    X /= np.sqrt(len(X))
    _, D, Vt = np.linalg.svd(X, full_matrices=False)
    sigma2 = (D[k:] ** 2).mean()
    return Vt[:k].T * np.sqrt(D[:k] ** 2 - sigma2), sigma2


# %% wrong: eigenvalues upwards, the first taken
# told: keeps the directions of least variance
def ppca_ml(X, k):
    Xc = X - X.mean(axis=0)
    S = Xc.T @ Xc / X.shape[0]
    lam, U = np.linalg.eigh(S)
    sigma2 = lam[k:].mean()
    W = U[:, :k] @ np.diag(np.sqrt(np.abs(lam[:k] - sigma2)))
    return W, sigma2


# %% wrong: eigenvalues upwards, a root of something negative
# told: keeps the directions of least variance, and takes the root of a negative number
def ppca_ml(X, k):
    S = np.cov(X, rowvar=False, bias=True)
    evals, evecs = np.linalg.eigh(S)
    sigma2 = np.mean(evals[k:])
    with np.errstate(invalid="ignore"):
        W = evecs[:, :k] * np.sqrt(evals[:k] - sigma2)
    return W, sigma2


# %% wrong: np.cov as it comes
# told: divides the covariance by n - 1
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X, rowvar=False))
    lam, U = lam[::-1], U[:, ::-1]
    sigma2 = lam[k:].mean()
    return U[:, :k] @ np.diag(np.sqrt(lam[:k] - sigma2)), sigma2


# %% wrong: the noise stays in W
# told: scales W by the full eigenvalues
def ppca_ml(X, k):
    Y = X - X.mean(axis=0)
    U, s, Vt = np.linalg.svd(Y, full_matrices=False)
    lam = s**2 / len(X)
    return Vt[:k].T * np.sqrt(lam[:k]), lam[k:].mean()


# %% wrong: the data as they are
# told: does not centre the data
def ppca_ml(X, k):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    lam = s**2 / len(X)
    sigma2 = lam[k:].mean()
    return Vt[:k].T * np.sqrt(lam[:k] - sigma2), sigma2


# %% wrong: squared singular values, not divided
# told: does not divide the squared singular values by n
def ppca_ml(X, k):
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    lam = s**2
    sigma2 = lam[k:].mean()
    return Vt[:k].T * np.sqrt(lam[:k] - sigma2), sigma2


# %% wrong: all that is left over
# told: sums the discarded eigenvalues
def ppca_ml(X, k):
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    lam = s**2 / len(X)
    sigma2 = lam[k:].sum()
    return Vt[:k].T * np.sqrt(np.clip(lam[:k] - sigma2, 0, None)), sigma2


# %% wrong: the left singular vectors
# told: takes the left singular vectors for directions
def ppca_ml(X, k):
    U, s, Vt = np.linalg.svd((X - X.mean(axis=0)).T, full_matrices=False)
    lam = s**2 / len(X)
    sigma2 = lam[k:].mean()
    return Vt[:k].T * np.sqrt(lam[:k] - sigma2), sigma2


# %% wrong: a deviation for the noise
# told: returns a standard deviation for sigma2
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    lam, U = lam[::-1], U[:, ::-1]
    sigma = np.sqrt(lam[k:].mean())
    return U[:, :k] * np.sqrt(lam[:k] - sigma**2), sigma


# %% wrong: principal axes alone
# told: returns the directions unscaled
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    order = np.argsort(lam)[::-1]
    return U[:, order[:k]], lam[order[k:]].mean()


# %% wrong: no root
# told: scales W without the square root
def ppca_ml(X, k):
    lam, U = np.linalg.eigh(np.cov(X.T, bias=True))
    order = np.argsort(-lam)
    lam, U = lam[order], U[:, order]
    sigma2 = lam[k:].mean()
    return U[:, :k] @ np.diag(lam[:k] - sigma2), sigma2
