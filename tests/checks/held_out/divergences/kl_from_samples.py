# ruff: noqa
# Right and wrong ways to write `kl_from_samples` that grader/exercises does not hold. Each section is a file of its own.

# %% right: difference first, exp, minus one
def kl_from_samples(log_p, log_q):
    d = log_p - log_q
    return (np.exp(-d) - 1 + d).mean()


# %% right: np.average of expm1
def kl_from_samples(log_p, log_q):
    return np.average(np.expm1(log_q - log_p) + log_p - log_q)


# %% right: fsum
def kl_from_samples(log_p, log_q):
    terms = [math.exp(b - a) - 1.0 - b + a for a, b in zip(log_p, log_q)]
    return math.fsum(terms) / len(terms)


# %% right: the ratio and its own logarithm
def kl_from_samples(log_p, log_q):
    r = np.exp(log_q - log_p)
    return np.mean(r - 1 - np.log(r))


# %% right: a dot product with equal weights
def kl_from_samples(log_p, log_q):
    n = len(log_p)
    log_r = np.subtract(log_q, log_p)
    return float(np.ones(n) / n @ (np.exp(log_r) - log_r - 1))


# %% right: control variate with coefficient one
def kl_from_samples(log_p, log_q):
    plain = log_p - log_q
    control = np.exp(log_q - log_p) - 1
    c = 1.0
    return (plain + c * control).mean().item()


# %% right: torch tensors
def kl_from_samples(log_p, log_q):
    a, b = torch.tensor(log_p), torch.tensor(log_q)
    return float(torch.mean(torch.expm1(b - a) - (b - a)))


# %% right: a running mean
def kl_from_samples(log_p, log_q):
    mean = 0.0
    for k in range(len(log_p)):
        d = log_q[k] - log_p[k]
        mean += (math.expm1(d) - d - mean) / (k + 1)
    return mean


# %% wrong: plain average
# told: averages the log-ratio as it is
def kl_from_samples(log_p, log_q):
    return float((log_p - log_q).mean())


# %% wrong: magnitude
# told: takes the absolute value of each log-ratio
def kl_from_samples(log_p, log_q):
    return np.abs(log_p - log_q).mean()


# %% wrong: squares
# told: takes half the square of the log-ratio
def kl_from_samples(log_p, log_q):
    return 0.5 * np.mean((log_p - log_q) ** 2)


# %% wrong: relu
# told: cuts the negative draws off
def kl_from_samples(log_p, log_q):
    d = log_p - log_q
    return d[d > 0].sum() / len(d)


# %% wrong: clip the mean
# told: cuts a negative mean off
def kl_from_samples(log_p, log_q):
    return max(0.0, float(np.mean(log_p - log_q)))


# %% wrong: p over q
# told: has the ratio upside down
def kl_from_samples(log_p, log_q):
    r = np.exp(log_p - log_q)
    return np.mean(r - 1 - np.log(r))


# %% wrong: densities first
# told: exponentiates the log-densities one by one
def kl_from_samples(log_p, log_q):
    p, q = np.exp(log_p), np.exp(log_q)
    return np.mean(q / p - 1 - np.log(q / p))


# %% wrong: no minus one
# told: adds the ratio without its mean
def kl_from_samples(log_p, log_q):
    log_r = log_q - log_p
    return np.mean(np.exp(log_r) - log_r)


# %% wrong: sum
# told: adds up in place of averaging
def kl_from_samples(log_p, log_q):
    log_r = log_q - log_p
    return float((np.exp(log_r) - 1 - log_r).sum())


# %% wrong: weights with p
def kl_from_samples(log_p, log_q):
    return float(np.sum(np.exp(log_p) * (log_p - log_q)))


# %% wrong: the terms
# told: returns one number per draw
def kl_from_samples(log_p, log_q):
    log_r = log_q - log_p
    return np.exp(log_r) - 1 - log_r


# %% wrong: in place
# told: writes into `log_p`
def kl_from_samples(log_p, log_q):
    log_p -= log_q
    return np.mean(np.exp(-log_p) - 1 + log_p)


# %% wrong: reverse weights
# told: estimates the other direction
def kl_from_samples(log_p, log_q):
    r = np.exp(log_q - log_p)
    return np.mean(r * np.log(r) - r + 1)


# %% wrong: minus the control
# told: subtracts what has to be added
def kl_from_samples(log_p, log_q):
    r = np.exp(log_q - log_p)
    return np.mean(-np.log(r) - (r - 1))


# %% wrong: self-normalised
def kl_from_samples(log_p, log_q):
    r = np.exp(log_q - log_p)
    r = r / r.mean()
    return np.mean(-np.log(r))
