# ruff: noqa
# Right and wrong ways to write `exp_from_uniform` that grader/exercises does not hold. Each section is a file of its own.

# %% right: nested lists, recursion
def exp_from_uniform(u):
    if np.ndim(u):
        return [exp_from_uniform(part) for part in u]
    return -math.log1p(-u)


# %% right: scipy's quantile
from scipy.stats import expon


def exp_from_uniform(u):
    return expon.ppf(u)


# %% right: scipy's upper quantile turned round
from scipy import special


def exp_from_uniform(u):
    return -special.xlog1py(1.0, -u)


# %% right: torch exponential law
def exp_from_uniform(u):
    law = torch.distributions.Exponential(torch.ones((), dtype=torch.float64))
    return law.icdf(torch.from_numpy(u.copy()))


# %% right: two branches
def exp_from_uniform(u):
    small = u < 1e-3
    series = sum(u**k / k for k in range(1, 8))
    return np.where(small, series, -np.log(1 - u))


# %% right: minimum with a finite bound
def exp_from_uniform(u):
    c = np.empty_like(u)
    np.log1p(np.negative(u), out=c)
    return np.minimum(np.abs(c), 745.0)


# %% right: inverse hyperbolic tangent for small u
def exp_from_uniform(u):
    with np.errstate(divide="ignore"):
        return np.where(u < 0.5, 2 * np.arctanh(u / (2 - u)), -np.log(1 - u))


# %% right: a closure over a quantile function
def quantile(survival_log):
    def inverse(u):
        return -survival_log(u)

    return inverse


exp_from_uniform = quantile(lambda u: np.log1p(-np.asarray(u)))


# %% right: mpmath, number by number
import mpmath


def exp_from_uniform(u):
    with mpmath.workdps(50):
        c = np.zeros_like(u)
        for index, x in np.ndenumerate(u):
            c[index] = -mpmath.log(1 - mpmath.mpf(float(x)))
        return c


# %% right: recursion, long double
def exp_from_uniform(u):
    if len(u) > 1:
        half = len(u) // 2
        return np.concatenate([exp_from_uniform(u[:half]), exp_from_uniform(u[half:])])
    return -np.log1p(-u.astype(np.longdouble)).astype(np.float64)


# %% wrong: the Taylor series alone
def exp_from_uniform(u):
    return sum(u**k / k for k in range(1, 60))


# %% wrong: -log u but finite
# told: returns -log(u)
def exp_from_uniform(u):
    return -np.log(np.maximum(u, 1e-300))


# %% wrong: -log(u) where u is large
def exp_from_uniform(u):
    return np.where(u < 0.5, -np.log1p(-u), -np.log(np.maximum(u, 1e-300)))


# %% wrong: log(1 - u) with an epsilon of 1e-20
# told: loses small u
def exp_from_uniform(u):
    return -np.log(1 - u + 1e-20)


# %% wrong: rounds to 1e-9
# told: rounds the waits
def exp_from_uniform(u):
    return np.round(-np.log1p(-u), 9)


# %% wrong: float32 in torch
# told: computes in single precision
def exp_from_uniform(u):
    return -torch.log1p(-torch.tensor(u, dtype=torch.float32))


# %% wrong: clips the top at 1 - 1e-12
# told: cuts off long waits
def exp_from_uniform(u):
    return -np.log1p(-np.minimum(u, 1 - 1e-12))


# %% wrong: caps the wait at 30
# told: cuts off long waits
def exp_from_uniform(u):
    return np.minimum(-np.log1p(-u), 30.0)


# %% wrong: absolute value of log u
# told: returns -log(u)
def exp_from_uniform(u):
    return np.abs(np.log(u + (u == 0)))


# %% wrong: u = 0 waits the smallest number seen
def exp_from_uniform(u):
    c = -np.log1p(-u)
    return np.where(u == 0, 1e-3, c)


# %% wrong: sum of all waits
# told: adds the waits up
def exp_from_uniform(u):
    return np.cumsum(-np.log1p(-u))


# %% wrong: mean removed
# told: divides by the mean wait
def exp_from_uniform(u):
    c = -np.log1p(-u)
    return c / c.mean()


# %% wrong: negates the argument in place
# told: overwrites u
def exp_from_uniform(u):
    np.negative(u, out=u)
    return -np.log1p(u)


# %% wrong: flat
# told: flattens u
def exp_from_uniform(u):
    return np.array([-math.log1p(-x) for x in u.ravel()])


# %% wrong: a column
# told: returns a column
def exp_from_uniform(u):
    return -np.log1p(-u).reshape(-1, 1)


# %% wrong: rate 2
# told: halves the waits
def exp_from_uniform(u):
    return -np.log1p(-u) / 2


# %% wrong: bisection to 1e-8
def exp_from_uniform(u):
    low, high = np.zeros_like(u), np.full_like(u, 50.0)
    while (high - low).max() > 1e-8:
        middle = (low + high) / 2
        low, high = np.where(1 - np.exp(-middle) < u, middle, low), np.where(1 - np.exp(-middle) < u, high, middle)
    return (low + high) / 2


# %% wrong: the rate as a factor, plain logarithm
# told: loses small u
def exp_from_uniform(u):
    rate = 1.0
    return -np.log(1 - u) / rate


# %% wrong: plain logarithm and no minus
# told: forgets the minus sign
def exp_from_uniform(u):
    return np.log(1 - u)


# %% wrong: a list of math.log, which takes no second axis
def exp_from_uniform(u):
    return np.array([-math.log(1.0 - x) for x in u])


# %% wrong: the inverse of e^c - 1
# told: takes -log(1 + u)
def exp_from_uniform(u):
    c = np.log1p(u)
    return -c


# %% wrong: e^u - 1
# told: returns e^u - 1
def exp_from_uniform(u):
    return np.exp(u) - 1


# %% wrong: F itself, written out
# told: returns the distribution function itself
def exp_from_uniform(u):
    return 1 - np.exp(-u)


# %% wrong: clipped, then the plain logarithm
# told: keeps u away from 0 and 1 by clipping
def exp_from_uniform(u):
    u = np.clip(u, 1e-12, 1 - 1e-12)
    return -np.log(1 - u)


# %% wrong: -log u, 0 where u is 0
# told: returns -log(u)
def exp_from_uniform(u):
    return np.where(u == 0, 0.0, -np.log(np.where(u == 0, 1.0, u)))


# %% wrong: scipy's upper quantile
# told: returns -log(u)
from scipy.stats import expon


def exp_from_uniform(u):
    return expon.isf(u)


# %% wrong: uniform numbers of its own
# told: draws noise of its own
def exp_from_uniform(u):
    return -np.log1p(-np.random.rand(*u.shape))


# %% wrong: a fresh generator
# told: draws noise of its own
def exp_from_uniform(u):
    rng = np.random.default_rng()
    return rng.exponential(1.0, size=u.shape)


# %% wrong: writes the result into u
# told: overwrites u
def exp_from_uniform(u):
    u[...] = -np.log1p(-u)
    return u


# %% wrong: u itself where it is small
# told: takes c = u for small u
def exp_from_uniform(u):
    return np.where(u < 1e-8, u, -np.log(1 - u))


# %% wrong: log10 of 1 - u
# told: takes the logarithm to base 10
def exp_from_uniform(u):
    return -np.log10(1 - u)


# %% wrong: one average wait
# told: returns a single wait
def exp_from_uniform(u):
    c = -np.log1p(-u)
    return c.mean()
