# ruff: noqa
# Right and wrong ways to write `gumbel_max` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's quantile
from scipy.stats import gumbel_r


def gumbel_max(logits, u):
    return (logits + gumbel_r.ppf(u)).argmax(axis=1)


# %% right: scipy's quantile around the logits
from scipy import stats


def gumbel_max(logits, u):
    return np.argmax(stats.gumbel_r(loc=logits).ppf(u), axis=-1)


# %% right: torch
def gumbel_max(logits, u):
    return (torch.tensor(logits) - torch.log(-torch.log(torch.tensor(u)))).argmax(dim=1)


# %% right: an epsilon too small to matter
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u + 1e-20) + 1e-20), axis=1)


# %% right: logits normalised by logsumexp
from scipy.special import logsumexp


def gumbel_max(logits, u):
    return np.argmax(logits - logsumexp(logits) - np.log(-np.log(u)), axis=1)


# %% right: torch's log-softmax
def gumbel_max(logits, u):
    g = -np.log(-np.log(u))
    return np.argmax(F.log_softmax(torch.tensor(logits), dim=0).numpy() + g, axis=1)


# %% right: the log of the race
def gumbel_max(logits, u):
    return np.argmin(np.log(-np.log(u)) - logits[None, :], axis=1).astype(np.float64)


# %% right: python's max with a key
def gumbel_max(logits, u):
    K = len(logits)
    lo = logits.tolist()
    return [max(range(K), key=lambda k: lo[k] - math.log(-math.log(row[k]))) for row in u.tolist()]


# %% right: columns, then a stack
def gumbel_max(logits, u):
    columns = [logit - np.log(-np.log(column)) for logit, column in zip(logits, u.T)]
    return np.argmax(np.stack(columns), axis=0)


# %% right: sorted keys, last place
def gumbel_max(logits, u):
    keys = logits - np.log(-np.log(u))
    return np.argsort(keys, axis=1)[:, -1].tolist()


# %% right: chunks
def gumbel_max(logits, u):
    found = [(logits - np.log(-np.log(part))).argmax(axis=1) for part in np.array_split(u, 7)]
    return np.concatenate(found)


# %% wrong: float32
def gumbel_max(logits, u):
    u32 = u.astype(np.float32)
    return np.argmax(logits - np.log(-np.log(u32)), axis=1)


# %% wrong: clips u at 1e-6
def gumbel_max(logits, u):
    u = np.clip(u, 1e-6, 1 - 1e-6)
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: epsilon of 1e-9 under both logarithms
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(1e-9 - np.log(u + 1e-9)), axis=1)


# %% wrong: probabilities plus noise, by torch
def gumbel_max(logits, u):
    p = torch.softmax(torch.tensor(logits), dim=0)
    return (p - torch.log(-torch.log(torch.tensor(u)))).argmax(dim=1)


# %% wrong: log of an overflowing softmax
def gumbel_max(logits, u):
    p = np.exp(logits) / np.sum(np.exp(logits))
    return np.argmax(np.log(p) - np.log(-np.log(u)), axis=1)


# %% wrong: logits divided by their largest size
def gumbel_max(logits, u):
    return np.argmax(logits / np.abs(logits).max() - np.log(-np.log(u)), axis=1)


# %% wrong: logits centred and scaled
def gumbel_max(logits, u):
    logits = (logits - logits.mean()) / logits.std()
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: standard Gumbel of minima
def gumbel_max(logits, u):
    return np.argmax(logits + np.log(-np.log1p(-u)), axis=1)


# %% wrong: noise of 1 - u
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(1 - u)), axis=1)


# %% wrong: Gaussian noise of equal variance
from scipy.stats import norm


def gumbel_max(logits, u):
    return np.argmax(logits + norm.ppf(u) * np.pi / np.sqrt(6), axis=1)


# %% wrong: half the noise
def gumbel_max(logits, u):
    return np.argmax(logits - 0.5 * np.log(-np.log(u)), axis=1)


# %% wrong: inverse sampling from one column of u
def gumbel_max(logits, u):
    p = np.exp(logits - logits.max())
    return np.searchsorted(np.cumsum(p / p.sum()), u[:, 0]).clip(0, len(p) - 1)


# %% wrong: a column of winners
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u)), axis=1)[:, None]


# %% wrong: one-hot rows
def gumbel_max(logits, u):
    return np.eye(len(logits))[np.argmax(logits - np.log(-np.log(u)), axis=1)]


# %% wrong: base-two logarithms
def gumbel_max(logits, u):
    return np.argmax(logits - np.log2(-np.log2(u)), axis=1)


# %% wrong: the noise of the next row
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(np.roll(u, 1, axis=0))), axis=1)


# %% wrong: centres the caller's logits
def gumbel_max(logits, u):
    logits -= logits.max()
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: sorts the logits first
def gumbel_max(logits, u):
    return np.argmax(np.sort(logits)[::-1] - np.log(-np.log(u)), axis=1)
