# ruff: noqa
# Right and wrong ways to write `sigmoid` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy
from scipy.special import expit


def sigmoid(z):
    return expit(z)


# %% right: as it stands in the book
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %% right: both forms, chosen by np.where
def sigmoid(z):
    with np.errstate(all="ignore"):
        a = 1 / (1 + np.exp(-z))
        b = np.exp(z) / (np.exp(z) + 1)
    return np.where(z < 0, np.nan_to_num(b), a)


# %% right: np.vectorize
@np.vectorize
def sigmoid(z):
    if z < 0:
        e = math.exp(z)
        return e / (e + 1.0)
    return 1.0 / (1.0 + math.exp(-z))


# %% right: nested lists
def sigmoid(z):
    if np.ndim(z) == 0:
        z = float(z)
        return 1 / (1 + math.exp(-z)) if z > -700 else 0.0
    return [sigmoid(row) for row in z]


# %% right: a torch tensor
def sigmoid(z):
    return torch.tensor(z).sigmoid()


# %% right: minus the log-sigmoid
def sigmoid(z):
    return np.exp(F.logsigmoid(torch.as_tensor(z)).numpy())


# %% right: clipped where it cannot be seen
def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1.0 / (1.0 + np.exp(-z))


# %% right: a softmax of two
def sigmoid(z):
    pair = np.stack([z, np.zeros_like(z)])
    pair = np.exp(pair - pair.max(axis=0))
    return pair[0] / pair.sum(axis=0)


# %% right: the logistic distribution
from scipy import stats


def sigmoid(z):
    return stats.logistic.cdf(z)


# %% right: two steps with masks and indices
def sigmoid(z):
    out = np.ones_like(z)
    neg = np.nonzero(z < 0)
    t = np.exp(-np.abs(z))
    out[neg] = t[neg]
    return out / (1 + t)


# %% wrong: the overflowing form, patched by nan_to_num
# told: returns 0 where z is very large
def sigmoid(z):
    with np.errstate(all="ignore"):
        e = np.exp(z)
        return np.nan_to_num(e / (1 + e))


# %% wrong: masks that both take exp(z)
# told: overflows for large z
def sigmoid(z):
    out = np.zeros_like(z)
    out[z >= 0] = np.exp(z[z >= 0]) / (1 + np.exp(z[z >= 0]))
    out[z < 0] = 1 / (1 + np.exp(-z[z < 0]))
    return out


# %% wrong: 1 minus it
# told: falls instead of rising
def sigmoid(z):
    return 1 / (1 + np.exp(np.clip(z, -700, 700)))


# %% wrong: float32 in the middle
# told: computes in single precision
def sigmoid(z):
    return torch.sigmoid(torch.tensor(z, dtype=torch.float32)).numpy()


# %% wrong: float32 and back
# told: computes in single precision
def sigmoid(z):
    return torch.sigmoid(torch.tensor(z, dtype=torch.float32)).double().numpy()


# %% wrong: base 10
# told: computes with powers of 10
def sigmoid(z):
    return 1 / (1 + 10.0 ** np.clip(-z, -300, 300))


# %% wrong: base 2.718
def sigmoid(z):
    return 1 / (1 + 2.71828 ** np.clip(-z, -300, 300))


# %% wrong: clipped at 10
# told: clips z or sigma, so that it stops falling on the left
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


# %% wrong: clipped at 30
# told: clips z or sigma, so that it stops falling on the left
def sigmoid(z):
    return 1 / (1 + np.exp(-np.maximum(z, -29.5)))


# %% wrong: kept away from 0 and 1
# told: clips z or sigma, so that it stops falling on the left
def sigmoid(z):
    s = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
    return np.clip(s, 1e-12, 1 - 1e-12)


# %% wrong: rounded
# told: replaces small values by 0
def sigmoid(z):
    return np.round(1 / (1 + np.exp(-np.clip(z, -700, 700))), 8)


# %% wrong: the normal distribution function
from scipy.stats import norm


def sigmoid(z):
    return norm.cdf(z * 1.702)


# %% wrong: the softsign
# told: takes z / (1 + |z|) for tanh
def sigmoid(z):
    return 0.5 * (1 + z / (1 + np.abs(z)))


# %% wrong: symmetric in z
# told: treats positive and negative z alike, so that it is never below 1/2
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)


# %% wrong: always the small one
# told: treats positive and negative z alike, so that it is never above 1/2
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e)


# %% wrong: softmax along the last axis
# told: normalises along the last axis
def sigmoid(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# %% wrong: only for two dimensions
def sigmoid(z):
    rows, columns = z.reshape(len(z), -1).shape
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = 0.5 * (1 + math.tanh(z.reshape(rows, -1)[i, j] / 2))
    return out


# %% wrong: in place
# told: overwrites z
def sigmoid(z):
    np.clip(z, -500, 500, out=z)
    return 1 / (1 + np.exp(-z))


# %% wrong: minus z in place
# told: overwrites z
def sigmoid(z):
    z *= -1
    return 1 / (1 + np.exp(np.clip(z, -700, 700)))


# %% wrong: 0 as a threshold
def sigmoid(z):
    return np.where(np.abs(z) < 500, 0.5 * (1 + np.tanh(z / 2)), 0.0)


# %% wrong: a series
def sigmoid(z):
    return np.clip(0.5 + z / 4 - z**3 / 48 + z**5 / 480, 0, 1)


# %% wrong: the logit
def sigmoid(z):
    p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
    return np.log(p / (1 - p))


# %% wrong: nothing returned
def sigmoid(z):
    result = 1 / (1 + np.exp(-np.clip(z, -700, 700)))


# %% wrong: brackets forgotten
# told: adds e^(-z) to 1 instead of dividing by the sum
def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1 / 1 + np.exp(-z)


# %% wrong: the minus sign forgotten
# told: falls instead of rising
def sigmoid(z):
    return 1 / (1 + np.exp(z))


# %% wrong: the chapter's second form with -z throughout
# told: falls, and overflows on the left
def sigmoid(z):
    return np.exp(-z) / (1 + np.exp(-z))


# %% wrong: one minus the mirrored one
# told: loses small values by subtracting numbers near 1
def sigmoid(z):
    return 1 - 1 / (1 + np.exp(z))


# %% wrong: from tanh
# told: loses small values by subtracting numbers near 1
def sigmoid(z):
    return (np.tanh(z / 2) + 1) / 2


# %% wrong: from tanh without the inner half
# told: forgets to halve z in the formula with tanh
def sigmoid(z):
    return 0.5 * np.tanh(z) + 0.5


# %% wrong: large entries cut in place
# told: overwrites z
def sigmoid(z):
    z[z > 500] = 500
    z[z < -500] = -500
    return 1 / (1 + np.exp(-z))


# %% wrong: the slope
# told: returns its slope sigma (1 - sigma)
def sigmoid(z):
    e = np.exp(-abs(z))
    s = 1 / (1 + e)
    return s * (1 - s)


# %% wrong: kept away from 0 and 1 by 1e-7
# told: clips z or sigma, so that it stops falling on the left
def sigmoid(z):
    p = 1.0 / (1.0 + np.exp(-z))
    return np.clip(p, 1e-7, 1 - 1e-7)


# %% wrong: the logarithm of it
# told: returns its logarithm
def sigmoid(z):
    return F.logsigmoid(torch.tensor(z)).numpy()


# %% wrong: a softmax of the whole array
# told: normalises over all entries
def sigmoid(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


# %% wrong: a loop that forgets the shape
# told: flattens the array
def sigmoid(z):
    out = []
    for v in z.flatten():
        if v >= 0:
            out.append(1 / (1 + math.exp(-v)))
        else:
            out.append(math.exp(v) / (1 + math.exp(v)))
    return np.array(out)


# %% wrong: 1 - e^-z
# told: has a minus sign in the denominator
def sigmoid(z):
    return 1 / (1 - np.exp(-z))


# %% wrong: the wrong form on each side
# told: falls instead of rising
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z < 0, 1 / (1 + small), small / (1 + small))


# %% wrong: everything below a threshold is 0
# told: replaces very small values by 0
def sigmoid(z):
    out = np.zeros(z.shape)
    keep = z > -36
    out[keep] = 1 / (1 + np.exp(-z[keep]))
    return out
