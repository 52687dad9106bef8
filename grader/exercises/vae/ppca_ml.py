"""`ppca_ml`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from scipy import stats

from course_utils.checks import expect
from course_utils.checks.public.vae import ppca_ml as public
from course_utils.checks.public.vae.ppca_ml import fitted

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def ppca_ml(X, k):
    centred = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(X))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


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
        X = drawn_data(draw, n)
        outer, sigma2 = fitted(student, X, k)
        spectrum = np.linalg.svd(X - X.mean(axis=0), compute_uv=False) ** 2 / n
        expect.close(sigma2, spectrum[k:].mean(), rtol=1e-4, what=f"sigma2 for n = {n}, k = {k}")
        kept = np.r_[spectrum[:k] - spectrum[k:].mean(), np.zeros(6 - k)]
        expect.close(
            np.sort(np.linalg.eigvalsh(outer))[::-1],
            kept,
            rtol=1e-4,
            atol=1e-5,
            what=f"the eigenvalues of W W^T for n = {n}, k = {k}",
        )


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
        expect.greater(
            best - log_likelihood(X, moved @ moved.T, sigma2), -1e-3, what="the likelihood less that of a changed W"
        )
    for factor in (0.95, 1.05):
        expect.greater(
            best - log_likelihood(X, outer, sigma2 * factor), 0, what="the likelihood less that of a changed sigma2"
        )


@secret.case("data a hundred times smaller have a hundredth of W")
def _(student, draw):
    X = drawn_data(draw, 40)
    outer, sigma2 = fitted(student, X, 2)
    small_outer, small_sigma2 = fitted(student, X / 100, 2)
    expect.close(1e4 * small_sigma2, sigma2, rtol=1e-4, what="10^4 sigma2 of the small data")
    expect.close(1e4 * small_outer, outer, rtol=1e-4, atol=1e-4, what="10^4 W W^T of the small data")
    expect.greater(sigma2, 0.01, what="sigma2")


@secret.misconception(
    "divides the covariance by n - 1", hint="Maximum likelihood divides by n; n - 1 belongs to the unbiased estimate."
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


@secret.misconception(
    "does not centre the data",
    hint="Subtract the column means first: otherwise the first direction is the mean itself.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(X.T @ X / len(X))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


@secret.misconception(
    "scales W by the full eigenvalues",
    hint="sigma2 already puts noise in every direction: W carries only what exceeds it, sqrt(eigenvalue - sigma2).",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    return vectors[:, -k:] * np.sqrt(values[-k:]), float(values[:-k].mean())


@secret.misconception(
    "scales W without the square root",
    hint="W W^T must have the variances as eigenvalues, so W carries their square roots.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * (values[-k:] - sigma2), float(sigma2)


@secret.misconception(
    "returns the directions unscaled", hint="The directions have length 1; scale each by sqrt(eigenvalue - sigma2)."
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    return vectors[:, -k:], float(values[:-k].mean())


@secret.misconception(
    "sums the discarded eigenvalues",
    hint="sigma2 is the variance of one discarded direction: the mean of the d - k eigenvalues.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[:-k].sum()
    return vectors[:, -k:] * np.sqrt(np.maximum(values[-k:] - sigma2, 0)), float(sigma2)


@secret.misconception(
    "divides the discarded variance by d",
    hint="The noise is averaged over the d - k discarded directions, not over all d.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[:-k].sum() / len(values)
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


@secret.misconception(
    "keeps the directions of least variance",
    hint="`eigh` sorts the eigenvalues upwards: the leading directions are its last columns.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[k:].mean()
    return vectors[:, :k] * np.sqrt(np.maximum(values[:k] - sigma2, 0)), float(sigma2)


@secret.misconception("returns a standard deviation for sigma2", hint="sigma2 is a variance: do not take its root.")
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(np.sqrt(sigma2))


@secret.misconception(
    "adds a small constant to the covariance",
    hint="`eigh` needs no help with a covariance: the constant ends up in sigma2, which may itself be small.",
)
def ppca_ml(X, k):
    values, vectors = np.linalg.eigh(np.cov(X.T, bias=True) + 1e-6 * np.eye(X.shape[1]))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


@secret.misconception(
    "overwrites the data", hint="`X -= X.mean(axis=0)` changes the caller's array: compute into a new one."
)
def ppca_ml(X, k):
    X -= X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X / len(X))
    sigma2 = values[:-k].mean()
    return vectors[:, -k:] * np.sqrt(values[-k:] - sigma2), float(sigma2)


@secret.alternative("the singular value decomposition of the centred data")
def ppca_ml(X, k):
    n, d = X.shape
    _, singular, directions = np.linalg.svd(X - X.mean(0), full_matrices=True)
    spectrum = np.zeros(d)
    spectrum[: len(singular)] = singular**2 / n
    noise = (spectrum.sum() - spectrum[:k].sum()) / (d - k)
    return (np.sqrt(spectrum[:k] - noise)[:, None] * directions[:k]).T, noise


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
