"""`ppca_ml`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.vae import ppca_ml as public
from course_utils.checks.public.vae.ppca_ml import fitted
from scipy import stats

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_data(draw, n: int, d: int = 6) -> np.ndarray:
    """[n, d] correlated data with distinct variances and a mean far from 0."""
    mixing = np.linalg.qr(draw.normal(d, d))[0] * np.linspace(3, 0.4, d)
    return draw.normal(n, d) @ mixing.T + draw.uniform(5, 10, d)


def log_likelihood(X: np.ndarray, outer: np.ndarray, sigma2: float) -> float:
    """Log-likelihood of the rows under N(mean, W W^T + sigma2 I)."""
    return float(stats.multivariate_normal(X.mean(axis=0), outer + sigma2 * np.eye(X.shape[1])).logpdf(X).sum())


@secret.case("reaches the closed form of Tipping and Bishop on drawn data", weight=2)
def _(student, draw):
    for n, k in ((200, 2), (11, 2), (60, 4)):
        X, where = drawn_data(draw, n), f"for n = {n}, k = {k}"
        outer, sigma2 = fitted(student, X, k)
        spectrum = np.linalg.svd(X - X.mean(axis=0), compute_uv=False) ** 2 / n
        noise = spectrum[k:].mean()
        expect.close(sigma2, noise, rtol=1e-4, what=f"sigma2 {where}")
        kept, found = np.r_[np.zeros(6 - k), spectrum[:k][::-1] - noise], np.linalg.eigvalsh(outer)
        expect.close(found, kept, rtol=1e-4, atol=1e-5, what=f"the eigenvalues of W W^T {where}")


@secret.case("no small change of W or sigma2 raises the likelihood")
def _(student, draw):
    X = drawn_data(draw, 200)
    outer, sigma2 = fitted(student, X, 2)
    expect.greater(sigma2, 0, what="sigma2")
    best = log_likelihood(X, outer, sigma2)
    root = np.linalg.cholesky(outer + 1e-12 * np.eye(6))
    # Random steps can all miss what is too long or too short; W itself as a direction cannot.
    for step in (-0.03 * root, 0.03 * root, *(3e-2 * draw.normal(6, 6) for _ in range(6))):
        moved = (root + step)[:, :2]
        loss = best - log_likelihood(X, moved @ moved.T, sigma2)
        expect.greater(loss, -1e-3, what="the likelihood less that of a changed W")
    for factor in (0.95, 1.05):
        loss = best - log_likelihood(X, outer, sigma2 * factor)
        expect.greater(loss, 0, what="the likelihood less that of a changed sigma2")


@secret.case("data a hundred times smaller have a hundredth of W")
def _(student, draw):
    X = drawn_data(draw, 40)
    outer, sigma2 = fitted(student, X, 2)
    small_outer, small_sigma2 = fitted(student, X / 100, 2)
    expect.close(1e4 * small_sigma2, sigma2, rtol=1e-4, what="10^4 sigma2 of the small data")
    expect.close(1e4 * small_outer, outer, rtol=1e-4, atol=1e-4, what="10^4 W W^T of the small data")
    expect.greater(sigma2, 0.01, what="sigma2")


EIGEN = "the eigenvectors of the covariance"


@secret.alternative(EIGEN)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), sigma2


@secret.alternative("expectation maximisation, run until it stands still")
def ppca_ml(X, k):
    centred = X - np.mean(X, axis=0)
    n, d = centred.shape
    covariance = centred.T @ centred / n
    W, noise = np.random.default_rng(0).normal(size=(d, k)), 1.0
    for _ in range(4000):
        inverse = np.linalg.inv(W.T @ W + noise * np.eye(k))
        projected = covariance @ W
        W_next = projected @ np.linalg.inv(noise * np.eye(k) + inverse @ W.T @ projected)
        noise_next = np.trace(covariance - projected @ inverse @ W_next.T) / d
        moved = np.abs(W_next - W).max()
        W, noise = W_next, noise_next
        if moved < 1e-10:
            break
    return W, noise


CENTRED, SCALE, SIGMA2 = "X.mean(axis=0)", "np.sqrt(spectrum[:k] - sigma2)", "spectrum[k:].sum() / (X.shape[1] - k)"
# Rows that add up to 0 leave a direction without variance: its rounding error would be told from run to run.
BY_ROWS = ((CENTRED, "X.mean(axis=1, keepdims=True)"), ("singular**2 / len(X)", "(singular**2 / len(X)).round(12)"))
AT_LEAST = "\n    spectrum = np.maximum(spectrum, sigma2)"  # where sigma2 may be larger than an eigenvalue

secret.slips(
    {
        "divides the covariance by n - 1": ("/ len(X)", "/ (len(X) - 1)"),
        "does not divide the squared singular values by n": (" / len(X)", ""),
        "takes singular values for variances": ("singular**2 / len(X)", "singular / np.sqrt(len(X))"),
    },
    hint="The variances are the squared singular values over n: maximum likelihood divides by n, not by n - 1.",
)
secret.slips(
    {
        "does not centre the data": (f" - {CENTRED}", ""),
        "centres the data by one mean for all columns": (CENTRED, "X.mean()"),
        "centres each row instead of each column": BY_ROWS,
        "standardizes the columns": (f"X - {CENTRED}", f"(X - {CENTRED}) / X.std(axis=0)"),
    },
    hint="Subtract from each column its mean, and do no more: the covariance is that of the data, around their mean.",
)
secret.slips(
    {
        "scales W by the full eigenvalues": (" - sigma2)", ")"),
        "scales W without the square root": (SCALE, "(spectrum[:k] - sigma2)"),
        "returns the directions unscaled": (f" * {SCALE}", ""),
        "subtracts standard deviations instead of variances": (SCALE, "(np.sqrt(spectrum[:k]) - np.sqrt(sigma2))"),
        "adds sigma2 to the eigenvalues": ("[:k] - sigma2", "[:k] + sigma2"),
    },
    hint="sigma2 already puts noise in every direction: W carries only what exceeds it, so scale each direction, of length "
    "1, by sqrt(eigenvalue - sigma2).",
)
secret.slips(
    {
        "sums the discarded eigenvalues": (SIGMA2, f"spectrum[k:].sum(){AT_LEAST}"),
        "divides the discarded variance by d": ("(X.shape[1] - k)", "X.shape[1]"),
        "divides the discarded variance by k": (SIGMA2, f"spectrum[k:].sum() / k{AT_LEAST}"),
        "averages all eigenvalues": (SIGMA2, f"spectrum.mean(){AT_LEAST}"),
        "takes the smallest eigenvalue for sigma2": (SIGMA2, "spectrum[-1]"),
        "takes the largest discarded eigenvalue for sigma2": (SIGMA2, "spectrum[k]"),
        "leaves the largest discarded eigenvalue out of sigma2": (SIGMA2, "spectrum[k + 1 :].sum() / max(X.shape[1] - k - 1, 1)"),
        "returns a standard deviation for sigma2": ("float(sigma2)", "float(np.sqrt(sigma2))"),
        "keeps sigma2 above a floor": (SIGMA2, f"max({SIGMA2}, 1e-2){AT_LEAST}"),
    },
    hint="sigma2 is the variance of one discarded direction, however small: the mean of the d - k smallest eigenvalues.",
)
LEADING, FIRST = "vectors[:, -k:] * np.sqrt(values[-k:] - sigma2)", "vectors[:, :k] * np.sqrt({})"
ROOT_OF_NEGATIVE = "keeps the directions of least variance, and takes the root of a negative number"
secret.slips(
    {
        name: (("values[:-k]", "values[k:]"), (LEADING, FIRST.format(excess)))
        for name, excess in {
            "keeps the directions of least variance": "np.abs(values[:k] - sigma2)",
            ROOT_OF_NEGATIVE: "values[:k] - sigma2",
        }.items()
    },
    hint="`eigh` sorts the eigenvalues upwards: the leading directions are its last columns. Count from the end.",
    of=EIGEN,
)
LEFT = (("_, singular, directions", "directions, singular, _"), ("directions[:k].T", "directions[:, :k]"))
COLUMNS = "np.eye(X.shape[1])[:, :k] * np.sqrt(np.maximum(spectrum[:k] - sigma2, 0))"
secret.slips(
    {
        "takes the left singular vectors for directions": LEFT,
        "takes the columns of X for principal axes": (
            ("singular**2 / len(X)", "deviations.var(axis=0)"),
            (f"directions[:k].T * {SCALE}", COLUMNS),
        ),
        "returns W transposed": (f"directions[:k].T * {SCALE}", f"(directions[:k].T * {SCALE}).T"),
        "keeps two directions whatever k is": ("    deviations", "    k = 2\n    deviations"),
    },
    hint="W is [d, k]: k columns, which are the leading eigenvectors of the covariance of the columns of X, scaled.",
)
secret.slips(
    {
        "takes rows of the eigenvector matrix for directions": ("vectors[:, -k:]", "vectors[-k:].T"),
        "takes the covariance of the rows": ("np.cov(X.T", "np.cov(X"),
    },
    hint="`eigh` returns the eigenvectors as columns, and `np.cov` takes rows for variables: check both for the transpose.",
    of=EIGEN,
)
secret.slips(
    {
        f"adds {e} to the diagonal of the covariance": ("bias=True)", f"bias=True) + {e} * np.eye(X.shape[1])")
        for e in ("1e-6", "1e-8", "1e-10")
    },
    hint="`eigh` needs no help with a covariance: the constant ends up in sigma2, which may itself be small.",
    of=EIGEN,
)
secret.slip(
    "overwrites the data",
    (f"    deviations = X - {CENTRED}", f"    X -= {CENTRED}\n    deviations = X"),
    hint="`X -= X.mean(axis=0)` changes the caller's array: compute into a new one.",
)
