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
# told: takes u in single precision
def gumbel_max(logits, u):
    u32 = u.astype(np.float32)
    return np.argmax(logits - np.log(-np.log(u32)), axis=1)


# %% wrong: clips u at 1e-6
# told: keeps u away from 0 and 1 by clipping
def gumbel_max(logits, u):
    u = np.clip(u, 1e-6, 1 - 1e-6)
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: epsilon of 1e-9 under both logarithms
# told: bends extreme noise with an epsilon
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(1e-9 - np.log(u + 1e-9)), axis=1)


# %% wrong: probabilities plus noise, by torch
# told: adds the noise to probabilities
def gumbel_max(logits, u):
    p = torch.softmax(torch.tensor(logits), dim=0)
    return (p - torch.log(-torch.log(torch.tensor(u)))).argmax(dim=1)


# %% wrong: the locked die, fed with the noise that is given
# told: adds the noise to probabilities
def gumbel_max(logits, u):
    weights = np.exp(logits - logits.max())
    chances = weights / weights.sum()
    noise = -np.log(-np.log(u))
    return np.argmax(chances + noise, axis=1)


# %% wrong: log of an overflowing softmax
# told: overflows when it normalises the logits
def gumbel_max(logits, u):
    p = np.exp(logits) / np.sum(np.exp(logits))
    return np.argmax(np.log(p) - np.log(-np.log(u)), axis=1)


# %% wrong: logits divided by their largest size
# told: divides the logits by the largest
def gumbel_max(logits, u):
    return np.argmax(logits / np.abs(logits).max() - np.log(-np.log(u)), axis=1)


# %% wrong: logits centred and scaled
# told: standardises the logits
def gumbel_max(logits, u):
    logits = (logits - logits.mean()) / logits.std()
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: standard Gumbel of minima
# told: turns Gumbel noise upside down
def gumbel_max(logits, u):
    return np.argmax(logits + np.log(-np.log1p(-u)), axis=1)


# %% wrong: noise of 1 - u
# told: takes 1 - u for u
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(1 - u)), axis=1)


# %% wrong: Gaussian noise of equal variance
# told: adds Gaussian noise
from scipy.stats import norm


def gumbel_max(logits, u):
    return np.argmax(logits + norm.ppf(u) * np.pi / np.sqrt(6), axis=1)


# %% wrong: half the noise
# told: halves the noise
def gumbel_max(logits, u):
    return np.argmax(logits - 0.5 * np.log(-np.log(u)), axis=1)


# %% wrong: inverse sampling from one column of u
# told: inverts the distribution function with the first column of u
def gumbel_max(logits, u):
    p = np.exp(logits - logits.max())
    return np.searchsorted(np.cumsum(p / p.sum()), u[:, 0]).clip(0, len(p) - 1)


# %% wrong: a column of winners
# told: returns a column
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(u)), axis=1)[:, None]


# %% wrong: one-hot rows
# told: returns one-hot rows
def gumbel_max(logits, u):
    return np.eye(len(logits))[np.argmax(logits - np.log(-np.log(u)), axis=1)]


# %% wrong: base-two logarithms
# told: takes logarithms to base 2
def gumbel_max(logits, u):
    return np.argmax(logits - np.log2(-np.log2(u)), axis=1)


# %% wrong: the noise of the next row
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(-np.log(np.roll(u, 1, axis=0))), axis=1)


# %% wrong: centres the caller's logits
# told: overwrites the logits
def gumbel_max(logits, u):
    logits -= logits.max()
    return np.argmax(logits - np.log(-np.log(u)), axis=1)


# %% wrong: sorts the logits first
# told: sorts the logits
def gumbel_max(logits, u):
    return np.argmax(np.sort(logits)[::-1] - np.log(-np.log(u)), axis=1)


# %% wrong: noise on e^logits
# told: adds the noise to e^logits
def gumbel_max(logits, u):
    noise = -np.log(-np.log(u))
    return np.argmax(np.exp(logits) + noise, axis=1)


# %% wrong: the loaded die with a softmax in front
# told: adds the noise to probabilities; overflows when it normalises the logits
def gumbel_max(logits, u):
    pi = np.exp(logits) / np.exp(logits).sum()
    noise = -np.log(-np.log(u))
    return np.argmax(pi + noise, axis=1)


# %% wrong: the race with rates e^logits
# told: overflows when it normalises the logits
def gumbel_max(logits, u):
    pi = np.exp(logits)
    C = -np.log(u)
    return np.argmin(C / pi, axis=1)


# %% wrong: log of the logits, NaN and all
# told: takes the logarithm of the logits
def gumbel_max(logits, u):
    noise = -np.log(-np.log(u))
    return np.argmax(np.log(logits) + noise, axis=1)


# %% wrong: log(log u)
# told: loses the minus before the inner logarithm
def gumbel_max(logits, u):
    return np.argmax(logits - np.log(np.log(u)), axis=1)


# %% wrong: noise as a factor
# told: multiplies logits and noise
def gumbel_max(logits, u):
    g = -np.log(-np.log(u))
    return (logits * g).argmax(axis=1)


# %% wrong: subtracts the noise
# told: loses the minus before the outer logarithm
def gumbel_max(logits, u):
    g = -np.log(-np.log(u))
    return (logits - g).argmax(axis=1)


# %% wrong: the largest share of a naive softmax
# told: overflows when it normalises the logits
def gumbel_max(logits, u):
    e = np.exp(logits - np.log(-np.log(u)))
    return (e / e.sum(axis=1, keepdims=True)).argmax(axis=1)


# %% wrong: numpy's own Gumbel noise
# told: draws noise of its own
def gumbel_max(logits, u):
    g = np.random.default_rng().gumbel(size=u.shape)
    return np.argmax(logits + g, axis=1)


# %% wrong: clips u at 1e-10
# told: keeps u away from 0 and 1 by clipping
def gumbel_max(logits, u):
    u = np.clip(u, 1e-10, 1 - 1e-10)
    g = -np.log(-np.log(u))
    return np.argmax(logits + g, axis=1)


# %% wrong: no axis
# told: returns a single place
def gumbel_max(logits, u):
    g = -np.log(-np.log(u))
    return np.argmax(logits + g)


# %% wrong: argmin in the last line
# told: takes the smallest key
def gumbel_max(logits, u):
    keys = []
    for row in u:
        keys.append(logits - np.log(-np.log(row)))
    return np.argmin(np.array(keys), axis=1)


# %% wrong: runner numbers, from 1
# told: counts the classes from 1
def gumbel_max(logits, u):
    keys = logits + -np.log(-np.log(u))
    return [int(np.argmax(row)) + 1 for row in keys]


# %% wrong: one logarithm
# told: adds exponential noise
def gumbel_max(logits, u):
    return np.argmax(logits + -np.log(u), axis=1)


# %% wrong: np.random.choice
# told: draws noise of its own
def gumbel_max(logits, u):
    p = np.exp(logits - logits.max())
    return np.random.choice(len(p), size=len(u), p=p / p.sum())


# %% wrong: the keys are written into u
# told: overwrites u
def gumbel_max(logits, u):
    np.log(u, out=u)
    np.log(-u, out=u)
    return np.argmax(logits - u, axis=1)
