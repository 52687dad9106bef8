# ruff: noqa
# Right and wrong ways to write `kl_gauss` that grader/exercises does not hold. Each section is a file of its own.

# %% right: np.vectorize over a scalar function
def kl_gauss(mu1, s1, mu2, s2):
    def one(a, b, c, d):
        return math.log(d) - math.log(b) + (b * b + (a - c) ** 2) / (2 * d * d) - 0.5

    return np.vectorize(one, otypes=[float])(mu1, s1, mu2, s2)


# %% right: loop over broadcast arguments
def kl_gauss(mu1, s1, mu2, s2):
    several = np.broadcast(mu1, s1, mu2, s2)
    out = np.empty(several.shape)
    for i, (a, b, c, d) in enumerate(several):
        out.flat[i] = np.log(d / b) + 0.5 * ((b / d) ** 2 + ((a - c) / d) ** 2 - 1)
    return out


# %% right: nested lists
def kl_gauss(mu1, s1, mu2, s2):
    r = np.asarray(s1) / np.asarray(s2)
    return (0.5 * (r**2 - 1) - np.log(r) + 0.5 * ((mu1 - mu2) / s2) ** 2).tolist()


# %% right: torch tensors by hand
def kl_gauss(mu1, s1, mu2, s2):
    mu1, s1, mu2, s2 = (torch.tensor(v, dtype=torch.double) for v in (mu1, s1, mu2, s2))
    v1, v2 = s1.square(), s2.square()
    return 0.5 * (torch.log(v2) - torch.log(v1) + (v1 + (mu1 - mu2).square()) / v2 - 1)


# %% right: cross-entropy less entropy
def kl_gauss(mu1, s1, mu2, s2):
    def cross(m, s):
        return 0.5 * np.log(2 * np.pi * s**2) + (s1**2 + (mu1 - m) ** 2) / (2 * s**2)

    return cross(mu2, s2) - cross(mu1, s1)


# %% right: the matrix formula with 1 x 1 covariances
def kl_gauss(mu1, s1, mu2, s2):
    mu1, s1, mu2, s2 = np.broadcast_arrays(mu1, s1, mu2, s2)
    A, B = (s1**2)[..., None, None], (s2**2)[..., None, None]
    d = (mu2 - mu1)[..., None]
    quadratic = np.einsum("...i,...ij,...j->...", d, np.linalg.inv(B), d)
    trace = np.trace(np.linalg.inv(B) @ A, axis1=-2, axis2=-1)
    return 0.5 * (trace + quadratic - 1 + np.linalg.slogdet(B)[1] - np.linalg.slogdet(A)[1])


# %% right: standardise the second Gaussian first
def kl_gauss(mu1, s1, mu2, s2):
    m, s = (mu1 - mu2) / s2, s1 / s2
    return 0.5 * np.square(m) + 0.5 * np.square(s) - np.log(s) - 0.5


# %% right: log1p of the relative difference
def kl_gauss(mu1, s1, mu2, s2):
    excess = (s1 - s2) / s2
    return excess + excess * excess / 2 - np.log1p(excess) + (mu1 - mu2) ** 2 / (2 * s2 * s2)


# %% right: float for numbers, array else
def kl_gauss(mu1, s1, mu2, s2):
    kl = np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5
    return float(kl) if np.ndim(kl) == 0 else np.array(kl)


# %% wrong: correct only for equal widths
# told: is right for equal widths only
def kl_gauss(mu1, s1, mu2, s2):
    return (mu1 - mu2) ** 2 / (2 * s2**2) + 0 * s1


# %% wrong: the mean term under both variances
# told: divides the distance of the means by the sum of both variances
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + s1**2 / (2 * s2**2) + (mu1 - mu2) ** 2 / (s1**2 + s2**2) - 0.5


# %% wrong: squares the sum of the widths
# told: squares the sum of width and distance
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1 + np.abs(mu1 - mu2)) ** 2 / (2 * s2**2) - 0.5


# %% wrong: precedence of the division
# told: multiplies by the second variance for lack of parentheses
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / 2 * s2**2 - 0.5


# %% wrong: squares 2 s2 together
# told: squares the 2 below the quadratic term with s2
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2) ** 2 - 0.5


# %% wrong: the mean outside the fraction
# told: divides the distance of the means by 2 only
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + s1**2 / (2 * s2**2) + (mu1 - mu2) ** 2 / 2 - 0.5


# %% wrong: variances in the quadratic term only
# told: halves the logarithm of the ratio of the widths
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


# %% wrong: symmetrised
# told: averages both directions
def kl_gauss(mu1, s1, mu2, s2):
    d = (mu1 - mu2) ** 2
    return 0.5 * ((s1**2 + d) / (2 * s2**2) + (s2**2 + d) / (2 * s1**2) - 1)


# %% wrong: swapped in the logarithm of torch
# told: swaps the two Gaussians
def kl_gauss(mu1, s1, mu2, s2):
    mu1, s1, mu2, s2 = (torch.as_tensor(v, dtype=torch.float64) for v in (mu1, s1, mu2, s2))
    N = torch.distributions.Normal
    return torch.distributions.kl_divergence(N(mu2, s2), N(mu1, s1))


# %% wrong: single precision in torch
def kl_gauss(mu1, s1, mu2, s2):
    N = torch.distributions.Normal
    mu1, s1, mu2, s2 = (torch.as_tensor(v, dtype=torch.float32) for v in (mu1, s1, mu2, s2))
    return torch.distributions.kl_divergence(N(mu1, s1), N(mu2, s2))


# %% wrong: an epsilon in the denominator
# told: adds 1e-6 to the denominator
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2 + 1e-6) - 0.5


# %% wrong: only for arguments of one shape
def kl_gauss(mu1, s1, mu2, s2):
    out = [
        np.log(d / b) + (b**2 + (a - c) ** 2) / (2 * d**2) - 0.5
        for a, b, c, d in zip(np.ravel(mu1), np.ravel(s1), np.ravel(mu2), np.ravel(s2))
    ]
    return np.array(out).reshape(np.shape(mu1))


# %% wrong: math.log, numbers only
def kl_gauss(mu1, s1, mu2, s2):
    return math.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5


# %% wrong: an estimate from samples
def kl_gauss(mu1, s1, mu2, s2):
    z = np.random.default_rng(0).standard_normal(100_000).reshape((-1,) + (1,) * np.broadcast(mu1, s1, mu2, s2).ndim)
    x = mu1 + s1 * z
    return (np.log(s2 / s1) - z**2 / 2 + ((x - mu2) / s2) ** 2 / 2).mean(axis=0)


# %% wrong: squares s2 in place when it is an array
# told: writes into `s2`
def kl_gauss(mu1, s1, mu2, s2):
    log_ratio = np.log(s2 / s1)
    s2 *= s2
    return log_ratio + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2) - 0.5


# %% wrong: mean over the batch
# told: averages over the entries
def kl_gauss(mu1, s1, mu2, s2):
    return np.mean(np.log(s2 / s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s2**2) - 0.5)


# %% wrong: the variances' formula with the widths put in
# told: takes the standard deviations for variances
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * (np.log(s2) - np.log(s1) + (s1 + (mu1 - mu2) ** 2) / s2 - 1)


# %% wrong: the log of the variances, not halved
# told: leaves out the 1/2 before the logarithm of the variances
def kl_gauss(mu1, s1, mu2, s2):
    var1, var2 = s1**2, s2**2
    return np.log(var2 / var1) + (var1 + (mu2 - mu1) ** 2) / (2 * var2) - 0.5


# %% wrong: the bracket closed too early
# told: divides only the distance of the means by 2 s2^2
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + s1**2 + (mu1 - mu2) ** 2 / (2 * s2**2) - 1 / 2


# %% wrong: the other direction
# told: swaps the two Gaussians
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s1 / s2) + (s2**2 + (mu2 - mu1) ** 2) / (2 * s1**2) - 1 / 2


# %% wrong: log upside down
# told: has the sign of the log ratio wrong
def kl_gauss(mu1, s1, mu2, s2):
    r = s1 / s2
    return np.log(r) + r**2 / 2 + ((mu1 - mu2) / s2) ** 2 / 2 - 0.5


# %% wrong: no constant
# told: leaves out the -1/2
def kl_gauss(mu1, s1, mu2, s2):
    return -np.log(s1 / s2) + 0.5 * (s1 / s2) ** 2 + 0.5 * ((mu1 - mu2) / s2) ** 2


# %% wrong: to the standard normal, as in a VAE
# told: takes the second Gaussian for the standard one
def kl_gauss(mu1, s1, mu2, s2):
    return 0.5 * (s1**2 + mu1**2 - 1 - 2 * np.log(s1)) + 0 * mu2 * s2


# %% wrong: precision of the first
# told: divides by the first variance
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2) - np.log(s1) + (s1**2 + (mu1 - mu2) ** 2) / (2 * s1**2) - 0.5


# %% wrong: absolute distance
# told: does not square the distance of the means
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + (s1**2 + abs(mu1 - mu2)) / (2 * s2**2) - 0.5


# %% wrong: minus one
# told: subtracts 1 in place of 1/2
def kl_gauss(mu1, s1, mu2, s2):
    return np.log(s2 / s1) + 0.5 * (s1**2 + (mu1 - mu2) ** 2) / s2**2 - 1
