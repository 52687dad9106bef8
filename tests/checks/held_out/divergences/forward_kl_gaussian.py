# ruff: noqa
# Right and wrong ways to write `forward_kl_gaussian` that grader/exercises does not hold. Each section is a file of its own.

# %% right: np.average with weights
def forward_kl_gaussian(w, mu, s):
    m = np.average(mu, weights=w)
    return m, np.sqrt(np.average(s**2, weights=w) + np.average((mu - m) ** 2, weights=w))


# %% right: loops in plain Python, a list returned
def forward_kl_gaussian(w, mu, s):
    m = 0.0
    for k in range(len(w)):
        m += w[k] * mu[k]
    v = 0.0
    for k in range(len(w)):
        v += w[k] * (s[k] ** 2 + (mu[k] - m) ** 2)
    return [m, v**0.5]


# %% right: pairwise differences of the means
def forward_kl_gaussian(w, mu, s):
    between = 0.5 * np.einsum("i,j,ij->", w, w, (mu[:, None] - mu[None, :]) ** 2)
    return w @ mu, math.sqrt(w @ s**2 + between)


# %% right: fsum and hypot
def forward_kl_gaussian(w, mu, s):
    m = math.fsum(a * b for a, b in zip(w, mu))
    return m, math.hypot(*(math.sqrt(a) * math.hypot(b - m, c) for a, b, c in zip(w, mu, s)))


# %% right: torch, 0-d tensors returned
def forward_kl_gaussian(w, mu, s):
    w, mu, s = map(torch.from_numpy, (w, mu, s))
    m = torch.dot(w, mu)
    return m, torch.sqrt(torch.dot(w, s.square() + (mu - m).square()))


# %% right: moments of the density on a grid
def forward_kl_gaussian(w, mu, s):
    m, second = 0.0, 0.0
    t = np.linspace(-12, 12, 2001)
    base = np.exp(-(t**2) / 2)
    base /= base.sum()
    for a, b, c in zip(w, mu, s):
        m += a * np.sum(base * (b + c * t))
    for a, b, c in zip(w, mu, s):
        second += a * np.sum(base * (b + c * t - m) ** 2)
    return m, second**0.5


# %% right: Newton's method on the cross-entropy
def forward_kl_gaussian(w, mu, s):
    first, second = w @ mu, w @ (mu**2 + s**2)
    m, log_sd = torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.float64)
    m = torch.as_tensor(first)
    spread = float(second - 2 * m * first + m**2)
    for _ in range(200):
        step = 0.5 * (1 - spread * torch.exp(-2 * log_sd)) / (spread * torch.exp(-2 * log_sd))
        log_sd = log_sd - torch.clamp(step, -1.0, 1.0)
    return float(m), float(torch.exp(log_sd))


# %% right: recursion, two components merged at a time
def forward_kl_gaussian(w, mu, s):
    def merge(parts):
        if len(parts) == 1:
            return parts[0]
        (a, b, c), (d, e, f) = merge(parts[:-1]), parts[-1]
        total = a + d
        mean = (a * b + d * e) / total
        return total, mean, (a * (c + (b - mean) ** 2) + d * (f + (e - mean) ** 2)) / total

    _, m, v = merge(list(zip(w, mu, s**2)))
    return m, np.sqrt(v)


# %% right: np.cov of the means
def forward_kl_gaussian(w, mu, s):
    between = np.cov(mu, aweights=w, ddof=0) if len(w) > 1 else 0.0
    return float(mu.dot(w)), np.asarray(np.sqrt(between + np.inner(w, s * s)))


# %% wrong: np.std of the means, unweighted
# told: ignores the weights in the variance of the means
def forward_kl_gaussian(w, mu, s):
    return float(w @ mu), float(np.sqrt(w @ s**2 + mu.var()))


# %% wrong: np.cov with its default divisor
# told: divides the variance of the means by n - 1
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    n = max(len(w), 2)
    return m, float(np.sqrt(w @ s**2 + (w @ (mu - m) ** 2) * n / (n - 1)))


# %% wrong: squares of the weights between the means
# told: squares the weights in the variance of the means
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return m, float(np.sqrt(w @ s**2 + w**2 @ (mu - m) ** 2))


# %% wrong: forgets the half of the pairwise form
# told: counts the variance of the means twice
def forward_kl_gaussian(w, mu, s):
    between = np.einsum("i,j,ij->", w, w, (mu[:, None] - mu) ** 2)
    return float(w @ mu), float(np.sqrt(w @ s**2 + between))


# %% wrong: the order of the pair
# told: returns sd first
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return float(np.sqrt(w @ (s**2 + (mu - m) ** 2))), m


# %% wrong: a sum of standard deviations
# told: adds two standard deviations
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return m, float(np.sqrt(w @ s**2) + np.sqrt(w @ (mu - m) ** 2))


# %% wrong: the mean of component spreads
# told: takes the root inside the average
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return m, float(w @ np.sqrt(s**2 + (mu - m) ** 2))


# %% wrong: the median component's place
def forward_kl_gaussian(w, mu, s):
    m = float(mu[np.searchsorted(np.cumsum(w), 0.5)])
    return m, float(np.sqrt(w @ (s**2 + (mu - m) ** 2)))


# %% wrong: the tallest component
# told: returns the tallest component
def forward_kl_gaussian(w, mu, s):
    k = int(np.argmax(w / s))
    return float(mu[k]), float(s[k])


# %% wrong: the reverse divergence, by search
# told: returns the heaviest component
def forward_kl_gaussian(w, mu, s):
    x = np.linspace((mu - 8 * s).min(), (mu + 8 * s).max(), 801)
    log_p = np.log((w / s * np.exp(-0.5 * ((x[:, None] - mu) / s) ** 2)).sum(1) + 1e-300)
    best = (np.inf, 0.0, 1.0)
    for m, sd in zip(mu, s):
        q = np.exp(-0.5 * ((x - m) / sd) ** 2)
        q /= q.sum()
        best = min(best, (float(q @ (np.log(q + 1e-300) - log_p)), float(m), float(sd)))
    return best[1], best[2]


# %% wrong: Laplace's, mean right and width of the nearest component
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return m, float(s[np.argmin(np.abs(mu - m))])


# %% wrong: a sample of the mixture
def forward_kl_gaussian(w, mu, s):
    rng = np.random.default_rng(0)
    k = rng.choice(len(w), size=200_000, p=w)
    x = rng.normal(mu[k], s[k])
    return float(x.mean()), float(x.std())


# %% wrong: assumes equal weights in the between term of two
# told: takes half the distance between the outer means for their spread
def forward_kl_gaussian(w, mu, s):
    return float(w @ mu), float(np.sqrt(w @ s**2 + (mu.max() - mu.min()) ** 2 / 4))


# %% wrong: softmax of the weights
# told: applies a softmax to the weights
def forward_kl_gaussian(w, mu, s):
    w = np.exp(w) / np.exp(w).sum()
    m = float(w @ mu)
    return m, float(np.sqrt(w @ (s**2 + (mu - m) ** 2)))


# %% wrong: root of the variance taken twice
# told: takes the root twice
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    return m, float((w @ (s**2 + (mu - m) ** 2)) ** 0.25)


# %% wrong: centres the caller's means
# told: writes into an argument
def forward_kl_gaussian(w, mu, s):
    m = float(w @ mu)
    np.subtract(mu, m, out=mu)
    return m, float(np.sqrt(w @ (s**2 + mu**2)))


# %% wrong: averages everything
# told: takes the mean of the standard deviations
def forward_kl_gaussian(w, mu, s):
    return float(np.average(mu, weights=w)), float(np.average(s, weights=w))


# %% wrong: only the within part
# told: takes the mean of the variances
def forward_kl_gaussian(w, mu, s):
    m = sum(wk * muk for wk, muk in zip(w, mu))
    var = sum(wk * sk**2 for wk, sk in zip(w, s))
    return m, math.sqrt(var)


# %% wrong: forgets the root
# told: returns the variance
def forward_kl_gaussian(w, mu, s):
    mean = np.dot(w, mu)
    second = np.dot(w, mu**2 + s**2)
    return mean, second - mean**2


# %% wrong: the raw second moment
# told: does not subtract the square of the mean
def forward_kl_gaussian(w, mu, s):
    mean = np.dot(w, mu)
    return mean, np.sqrt(np.dot(w, mu**2 + s**2))


# %% wrong: s in place of s squared
# told: takes the standard deviations for variances
def forward_kl_gaussian(w, mu, s):
    mean = np.dot(w, mu)
    return mean, np.sqrt(np.dot(w, mu**2 + s) - mean**2)


# %% wrong: no weights
# told: ignores the weights altogether
def forward_kl_gaussian(w, mu, s):
    return mu.mean(), np.sqrt((s**2).mean() + mu.var())


# %% wrong: law of total variance, one part
# told: forgets the widths of the components
def forward_kl_gaussian(w, mu, s):
    m = (w * mu).sum()
    between = (w * (mu - m) ** 2).sum()
    return m, np.sqrt(between)
