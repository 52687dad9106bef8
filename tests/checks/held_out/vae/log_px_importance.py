# ruff: noqa
# Right and wrong ways to write `log_px_importance` that grader/exercises does not hold. Each section is a file of its own.

# %% right: torch
def log_px_importance(logw):
    return torch.logsumexp(torch.from_numpy(logw), dim=0) - math.log(len(logw))


# %% right: logaddexp, folded
def log_px_importance(logw):
    return np.logaddexp.reduce(logw) - np.log(logw.size)


# %% right: sorted, exactly summed, a python float
def log_px_importance(logw):
    values = sorted(float(v) for v in logw)
    top = values[-1]
    return top + math.log(math.fsum(math.exp(v - top) for v in values) / len(values))


# %% right: decimals
from decimal import Decimal, getcontext


def log_px_importance(logw):
    getcontext().prec = 40
    return float((sum(Decimal(float(v)).exp() for v in logw) / len(logw)).ln())


# %% right: pairwise halves
def _mean(values):
    if len(values) == 1:
        return values[0], 1
    (a, n), (b, m) = _mean(values[: len(values) // 2]), _mean(values[len(values) // 2 :])
    return np.logaddexp(a + np.log(n), b + np.log(m)) - np.log(n + m), n + m


def log_px_importance(logw):
    return _mean(list(logw))[0]


# %% right: a softmax identity
def log_px_importance(logw):
    p = np.exp(logw - logw.max())
    p = p / p.sum()
    best = int(np.argmax(logw))
    return np.asarray(logw[best] - np.log(p[best]) - np.log(len(logw)))


# %% right: chunks, a zero-dimensional tensor
def log_px_importance(logw):
    parts = torch.stack([c.logsumexp(0) for c in torch.tensor(logw).split(16)])
    return parts.logsumexp(0).sub(np.log(logw.shape[0])).squeeze()


# %% right: sympy's numbers
def log_px_importance(logw):
    total = sum((sympy.exp(sympy.Float(float(v), 30)) for v in logw), sympy.Float(0, 30))
    return float(sympy.log(total / len(logw)))


# %% wrong: subtracts the mean
# told: subtracts the mean log-weight
def log_px_importance(logw):
    centre = logw.mean()
    with np.errstate(all="ignore"):
        return centre + np.log(np.mean(np.exp(logw - centre)))


# %% wrong: subtracts the first
# told: subtracts the first log-weight
def log_px_importance(logw):
    with np.errstate(all="ignore"):
        return logw[0] + np.log(np.mean(np.exp(logw - logw[0])))


# %% wrong: subtracts the smallest
# told: subtracts the smallest log-weight
def log_px_importance(logw):
    low = logw.min()
    with np.errstate(all="ignore"):
        return low + np.log(np.mean(np.exp(logw - low)))


# %% wrong: a small constant inside the logarithm
# told: adds 1e-8 inside the logarithm
def log_px_importance(logw):
    top = logw.max()
    return top + np.log(np.mean(np.exp(logw - top)) + 1e-8)


# %% wrong: a small constant inside a naive logarithm
# told: hides the logarithm of 0 behind a constant of 1e-12
def log_px_importance(logw):
    return np.log(np.mean(np.exp(logw)) + 1e-12)


# %% wrong: clipped
# told: clips the log-weights
def log_px_importance(logw):
    return np.log(np.mean(np.exp(np.clip(logw, -700, 700))))


# %% wrong: one sample too few
# told: divides by one sample too few
def log_px_importance(logw):
    top = logw.max()
    return top + np.log(np.sum(np.exp(logw - top)) / max(len(logw) - 1, 1))


# %% wrong: base two
# told: takes the logarithm to base 2
def log_px_importance(logw):
    top = logw.max()
    return top + np.log2(np.mean(np.exp(logw - top)))


# %% wrong: the median weight
# told: returns the median log-weight
def log_px_importance(logw):
    return np.median(logw)


# %% wrong: largest in absolute value
# told: subtracts the largest absolute value
def log_px_importance(logw):
    top = np.abs(logw).max()
    with np.errstate(all="ignore"):
        return top + np.log(np.mean(np.exp(logw - top)))


# %% wrong: single precision
def log_px_importance(logw):
    t = torch.tensor(logw, dtype=torch.float32)
    return (torch.logsumexp(t, 0) - math.log(len(logw))).item()


# %% wrong: sorts in place
# told: overwrites the log-weights
def log_px_importance(logw):
    logw.sort()
    return float(logw[-1] + np.log(np.mean(np.exp(logw - logw[-1]))))


# %% wrong: an array of one number
# told: returns an array of one entry
def log_px_importance(logw):
    top = logw.max(keepdims=True)
    return top + np.log(np.mean(np.exp(logw - top), keepdims=True))


# %% wrong: negative
# told: returns minus the estimate
def log_px_importance(logw):
    top = logw.max()
    return -(top + np.log(np.mean(np.exp(logw - top))))


# %% wrong: drops far log-weights
# told: leaves out weights far below the largest
def log_px_importance(logw):
    near = logw[logw > logw.max() - 2]
    return near.max() + np.log(np.mean(np.exp(near - near.max())))


# %% wrong: a single sample is worth nothing
# told: returns 0 for a single sample
def log_px_importance(logw):
    if len(logw) == 1:
        return 0.0
    top = logw.max()
    return top + np.log(np.mean(np.exp(logw - top)))


# %% wrong: the first answer for ever
from functools import cache


def log_px_importance(logw, seen=[]):
    if not seen:
        seen.append(logw.max() + np.log(np.mean(np.exp(logw - logw.max()))))
    return seen[0]


# %% wrong: second-order expansion
# told: expands to second order around the mean log-weight
def log_px_importance(logw):
    return logw.mean() + logw.var() / 2


# %% wrong: rounded
# told: rounds its answer
def log_px_importance(logw):
    top = logw.max()
    return round(float(top + np.log(np.mean(np.exp(logw - top)))), 4)


# %% wrong: weights normalised first
# told: averages the log-weights with the normalized weights
def log_px_importance(logw):
    w = np.exp(logw - logw.max())
    w /= w.sum()
    return float(np.sum(w * logw))


# %% wrong: the plain formula
# told: exponentiates the log-weights as they are
def log_px_importance(logw):
    return float(np.log(np.mean(np.exp(logw))))


# %% wrong: the bound
# told: averages the log-weights
def log_px_importance(logw):
    return logw.sum() / len(logw)


# %% wrong: a sum for a mean, by torch
# told: sums the weights without dividing by their number
def log_px_importance(logw):
    return float(torch.logsumexp(torch.from_numpy(logw), dim=0))


# %% wrong: the largest never added back
# told: does not add the largest log-weight back
def log_px_importance(logw):
    shifted = logw - np.max(logw)
    return float(np.log(np.exp(shifted).sum()) - np.log(len(logw)))


# %% wrong: the largest taken away twice
# told: subtracts the largest log-weight again instead of adding it
def log_px_importance(logw):
    m = np.max(logw)
    return float(np.log(np.exp(logw - m).mean()) - m)


# %% wrong: log S added
# told: multiplies by the number of samples
def log_px_importance(logw):
    from scipy.special import logsumexp

    return logsumexp(logw) + np.log(len(logw))


# %% wrong: S subtracted instead of its logarithm
# told: subtracts S instead of its logarithm
def log_px_importance(logw):
    m = logw.max()
    return m + np.log(np.sum(np.exp(logw - m))) - len(logw)


# %% wrong: the mean weight itself
# told: returns the mean weight, not its logarithm
def log_px_importance(logw):
    return float(np.mean(np.exp(logw)))


# %% wrong: the largest alone
# told: returns the largest log-weight
def log_px_importance(logw):
    return max(logw)


# %% wrong: shifted in place
# told: overwrites the log-weights
def log_px_importance(logw):
    m = logw.max()
    logw -= m
    return m + np.log(np.exp(logw).mean())


# %% wrong: nothing returned
def log_px_importance(logw):
    m = logw.max()
    estimate = m + np.log(np.mean(np.exp(logw - m)))


# %% wrong: infinity made finite
# told: makes infinities finite instead of shifting the log-weights
def log_px_importance(logw):
    return float(np.nan_to_num(np.log(np.mean(np.exp(logw)))))
