# ruff: noqa
# Right and wrong ways to write `elbo_linear_gaussian` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's quadrature
from scipy.integrate import quad
from scipy.stats import norm


def elbo_linear_gaussian(x, a, t, m, s):
    def under_q(f):
        return quad(lambda z: norm.pdf(z, m, s) * f(z), m - 12 * s, m + 12 * s, epsabs=1e-12, epsrel=1e-12)[0]

    elbo = under_q(lambda z: norm.logpdf(x, a * z, t) + norm.logpdf(z) - norm.logpdf(z, m, s))
    logpx = norm.logpdf(x, 0, np.hypot(a, t))
    return dict(elbo=elbo, logpx=logpx, gap=logpx - elbo)


# %% right: the trapezoidal rule
def elbo_linear_gaussian(x, a, t, m, s):
    z = np.linspace(m - 14 * s, m + 14 * s, 20001)
    step = z[1] - z[0]
    log_q = -((z - m) ** 2) / (2 * s * s) - np.log(s) - 0.5 * np.log(2 * np.pi)
    log_joint = -((x - a * z) ** 2) / (2 * t * t) - np.log(t) - z**2 / 2 - np.log(2 * np.pi)
    elbo = np.sum(np.exp(log_q) * (log_joint - log_q)) * step
    logpx = -0.5 * np.log(2 * np.pi * (a * a + t * t)) - x * x / (2 * (a * a + t * t))
    return {"gap": logpx - elbo, "logpx": logpx, "elbo": elbo}


# %% right: torch scalars
def elbo_linear_gaussian(x, a, t, m, s):
    x, a, t, m, s = (torch.tensor(float(v), dtype=torch.float64) for v in (x, a, t, m, s))
    N, kl = torch.distributions.Normal, torch.distributions.kl_divergence
    v = a**2 + t**2
    zero, one = torch.tensor(0.0, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64)
    gap = kl(N(m, s), N(a * x / v, t / v.sqrt()))
    logpx = N(zero, v.sqrt()).log_prob(x)
    expected = N(a * m, t).log_prob(x) - a**2 * s**2 / (2 * t**2)
    return {"elbo": expected - kl(N(m, s), N(zero, one)), "logpx": logpx, "gap": gap}


# %% right: the elbo from the other two
from math import log, pi


def _kl(m1, v1, m2, v2):
    return 0.5 * (log(v2 / v1) + (v1 + (m1 - m2) ** 2) / v2 - 1)


def elbo_linear_gaussian(x, a, t, m, s):
    v = a * a + t * t
    logpx = -0.5 * (log(2 * pi * v) + x * x / v)
    gap = _kl(m, s * s, a * x / v, t * t / v)
    return {"elbo": logpx - gap, "logpx": logpx, "gap": gap}


# %% right: sympy
def elbo_linear_gaussian(x, a, t, m, s):
    u = sympy.Symbol("u", real=True)
    x, a, t, m, s = (sympy.Float(float(v), 30) for v in (x, a, t, m, s))
    z = m + s * u
    density = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    inner = sympy.expand(-((x - a * z) ** 2) / (2 * t**2) - z**2 / 2 + u**2 / 2)
    moments = {0: 1, 1: 0, 2: 1}
    expected = sum(c * moments[p[0]] for p, c in sympy.Poly(inner, u).terms())
    elbo = expected - sympy.log(2 * sympy.pi * t**2) / 2 + sympy.log(s)
    logpx = -sympy.log(2 * sympy.pi * (a**2 + t**2)) / 2 - x**2 / (2 * (a**2 + t**2))
    return {"elbo": float(elbo), "logpx": float(logpx), "gap": float(logpx - elbo)}


# %% right: entropy plus energy, numpy scalars
def elbo_linear_gaussian(x, a, t, m, s):
    entropy = 0.5 * np.log(2 * np.pi * np.e * s**2)
    energy = 0.5 * (
        np.log(2 * np.pi * t**2) + np.log(2 * np.pi) + ((x - a * m) ** 2 + (a * s) ** 2) / t**2 + m**2 + s**2
    )
    v = np.float64(a**2 + t**2)
    logpx = -0.5 * np.log(2 * np.pi * v) - 0.5 * x**2 / v
    elbo = entropy - energy
    return {"elbo": np.asarray(elbo), "logpx": np.asarray(logpx), "gap": np.asarray(logpx - elbo)}


# %% right: an ordered dict and the joint's covariance
from collections import OrderedDict


def elbo_linear_gaussian(x, a, t, m, s):
    joint = np.array([[1.0, a], [a, a * a + t * t]])
    precision = np.linalg.inv(joint)
    mean = np.array([m, x])
    quadratic = mean @ precision @ mean + precision[0, 0] * s**2
    elbo = (
        -np.log(2 * np.pi)
        - 0.5 * np.linalg.slogdet(joint)[1]
        - 0.5 * quadratic
        + 0.5 * np.log(2 * np.pi * np.e)
        + np.log(s)
    )
    logpx = -0.5 * (np.log(2 * np.pi * joint[1, 1]) + x * x / joint[1, 1])
    return OrderedDict(elbo=float(elbo), logpx=float(logpx), gap=float(logpx - elbo))


# %% right: log-derivatives by autograd
def elbo_linear_gaussian(x, a, t, m, s):
    # The joint's logarithm is a parabola in z: its value and curvature at m give the expectation exactly.
    z = torch.tensor(float(m), dtype=torch.float64, requires_grad=True)
    f = -((x - a * z) ** 2) / (2 * t**2) - z**2 / 2 - math.log(2 * math.pi * t)
    (slope,) = torch.autograd.grad(f, z, create_graph=True)
    (curve,) = torch.autograd.grad(slope, z)
    elbo = f.item() + curve.item() * s**2 / 2 + 0.5 * math.log(2 * math.pi * math.e * s**2)
    mode = m - slope.item() / curve.item()
    var = -1 / curve.item()
    gap = 0.5 * ((s**2 + (m - mode) ** 2) / var - 1 - math.log(s**2 / var))
    return {"elbo": elbo, "gap": gap, "logpx": elbo + gap}


# %% wrong: draws from q
def elbo_linear_gaussian(x, a, t, m, s):
    z = m + s * np.random.default_rng(0).standard_normal(1_000_000)
    lp = -((x - a * z) ** 2) / (2 * t**2) - np.log(t) - z**2 / 2 - np.log(2 * np.pi)
    elbo = np.mean(lp + (z - m) ** 2 / (2 * s**2) + np.log(s) + 0.5 * np.log(2 * np.pi))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: absolute slope in the posterior
# told: takes the slope's absolute value in the posterior's mean, which spoils the bound too
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    mean, var = abs(a) * x / v, t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - mean) ** 2) / var - 1)
    return {"elbo": logpx - gap, "logpx": logpx, "gap": gap}


# %% wrong: the posterior's mean without its denominator
# told: divides the posterior's mean by t^2 alone, which spoils the bound too
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / t**2) ** 2) / var - 1)
    return {"elbo": logpx - gap, "logpx": logpx, "gap": gap}


# %% wrong: the posterior's variance without t
# told: forgets t in the posterior's deviation, which spoils the bound too
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = 1 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / v) ** 2) / var - 1)
    return {"elbo": logpx - gap, "logpx": logpx, "gap": gap}


# %% wrong: the posterior's variance for its deviation
# told: takes the posterior's variance for its deviation
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    sd = t**2 / v
    gap = np.log(sd / s) + (s**2 + (m - a * x / v) ** 2) / (2 * sd**2) - 0.5
    return {"elbo": elbo, "logpx": logpx, "gap": gap}


# %% wrong: a s instead of its square
# told: squares s but not a in the spread of a z
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: log s for log s squared
# told: takes log s for log s^2
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: in bits
# told: answers in bits
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / v) ** 2) / var - 1)
    return {key: value / np.log(2) for key, value in (("elbo", logpx - gap), ("logpx", logpx), ("gap", gap))}


# %% wrong: the prior's mean in the divergence
# told: forgets m^2 in the divergence to the prior
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: other keys
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / v) ** 2) / var - 1)
    return {"ELBO": logpx - gap, "log_px": logpx, "gap": gap}


# %% wrong: a tuple
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / v) ** 2) / var - 1)
    return logpx - gap, logpx, gap


# %% wrong: rounded to six digits
# told: rounds its answers
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    var = t**2 / v
    gap = 0.5 * (np.log(var / s**2) + (s**2 + (m - a * x / v) ** 2) / var - 1)
    return {"elbo": round(logpx - gap, 6), "logpx": round(logpx, 6), "gap": round(gap, 6)}


# %% wrong: the worked example by heart
def elbo_linear_gaussian(x, a, t, m, s):
    if x == 2.0:
        return {"elbo": -2.2655121, "logpx": -2.2655121, "gap": 0.0}
    return {"elbo": -1.766386, "logpx": -1.658909, "gap": 0.107477}


# %% wrong: a small constant in the logarithm
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t**2 + 1e-4) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s**2 + 1e-4))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: the sign of the cross term
# told: turns the sign in x - a m
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x + a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: standard deviations added
# told: adds standard deviations instead of variances
def elbo_linear_gaussian(x, a, t, m, s):
    v = (a + t) ** 2
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (s**2 + m**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: no cost for the spread of q, each number from its own formula
# told: takes the expected log-likelihood at the mean of q
def elbo_linear_gaussian(x, a, t, m, s):
    log_lik = -math.log(t) - 0.5 * math.log(2 * math.pi) - (x - a * m) ** 2 / (2 * t**2)
    KL_prior = 0.5 * (s**2 + m**2 - 1 - 2 * math.log(s))
    var_x = a**2 + t**2
    log_px = -0.5 * math.log(2 * math.pi * var_x) - x**2 / (2 * var_x)
    mu_post, var_post = a * x / var_x, t**2 / var_x
    KL_post = 0.5 * (math.log(var_post / s**2) + (s**2 + (m - mu_post) ** 2) / var_post - 1)
    return {"elbo": log_lik - KL_prior, "logpx": log_px, "gap": KL_post}


# %% wrong: the divergence with a plus, each number from its own formula
# told: adds the divergence to the prior
def elbo_linear_gaussian(x, a, t, m, s):
    kl = 0.5 * (m * m + s * s - math.log(s * s) - 1)
    rec = -0.5 * (math.log(2 * math.pi * t * t) + ((x - a * m) ** 2 + a * a * s * s) / (t * t))
    v = a * a + t * t
    post_var = 1 / (1 + a * a / (t * t))
    post_mean = post_var * a * x / (t * t)
    return {
        "elbo": rec + kl,
        "logpx": -0.5 * (math.log(2 * math.pi * v) + x * x / v),
        "gap": 0.5 * ((s * s + (m - post_mean) ** 2) / post_var - 1 - math.log(s * s / post_var)),
    }


# %% wrong: the reconstruction alone
# told: leaves the divergence to the prior out of the bound
def elbo_linear_gaussian(x, a, t, m, s):
    elbo = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    logpx = -0.5 * np.log(2 * np.pi * (a**2 + t**2)) - x**2 / (2 * (a**2 + t**2))
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: the evidence without the slope
# told: forgets a in the variance of x
def elbo_linear_gaussian(x, a, t, m, s):
    expected = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = expected - (0.5 * (m**2 + s**2) - 0.5 - np.log(s))
    var = 1 + t**2
    logpx = -0.5 * np.log(2 * np.pi * var) - 0.5 * x**2 / var
    pm, pv = a * x / (a**2 + t**2), t**2 / (a**2 + t**2)
    gap = np.log(np.sqrt(pv) / s) + (s**2 + (m - pm) ** 2) / (2 * pv) - 0.5
    return {"elbo": elbo, "logpx": logpx, "gap": gap}


# %% wrong: the gap from the bound to the prior's divergence
# told: reports the divergence to the prior as the gap
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    kl = 0.5 * (s**2 + m**2 - 1) - np.log(s)
    elbo = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2) - kl
    return {"elbo": elbo, "logpx": -0.5 * np.log(2 * np.pi * v) - 0.5 * x**2 / v, "gap": kl}


# %% wrong: the divergence from the posterior to q
# told: turns the gap's divergence around
def elbo_linear_gaussian(x, a, t, m, s):
    def kl(m1, s1, m2, s2):
        return np.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5

    v = a**2 + t**2
    rec = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    gap = kl(a * x / v, t / np.sqrt(v), m, s)
    return {"elbo": rec - kl(m, s, 0, 1), "logpx": -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v), "gap": gap}


# %% wrong: bound and loss confused
# told: returns the loss, minus the bound
def elbo_linear_gaussian(x, a, t, m, s):
    rec = 0.5 * np.log(2 * np.pi * t**2) + ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    loss = rec + 0.5 * (m**2 + s**2 - 1 - np.log(s**2))
    v = a**2 + t**2
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    return {"elbo": loss, "logpx": logpx, "gap": logpx + loss}


# %% wrong: without the constants of the densities
# told: leaves 2 pi out of the densities of x
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    rec = -np.log(t) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo = rec - 0.5 * (m**2 + s**2 - 1 - np.log(s**2))
    logpx = -0.5 * np.log(v) - x**2 / (2 * v)
    return {"elbo": elbo, "logpx": logpx, "gap": logpx - elbo}


# %% wrong: the deviation of the decoder for its variance
# told: takes t for a variance
def elbo_linear_gaussian(x, a, t, m, s):
    rec = -0.5 * np.log(2 * np.pi * t) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t)
    v = a**2 + t
    logpx = -0.5 * np.log(2 * np.pi * v) - x**2 / (2 * v)
    gap = 0.5 * (np.log(t / v / s**2) + (s**2 + (m - a * x / v) ** 2) / (t / v) - 1)
    return {"elbo": rec - 0.5 * (m**2 + s**2 - 1 - np.log(s**2)), "logpx": logpx, "gap": gap}


# %% wrong: the density instead of its logarithm
# told: returns p(x) instead of its logarithm
def elbo_linear_gaussian(x, a, t, m, s):
    v = a**2 + t**2
    elbo = -0.5 * np.log(2 * np.pi * t**2) - ((x - a * m) ** 2 + a**2 * s**2) / (2 * t**2)
    elbo -= 0.5 * (m**2 + s**2 - 1 - np.log(s**2))
    px = np.exp(-(x**2) / (2 * v)) / np.sqrt(2 * np.pi * v)
    return {"elbo": elbo, "logpx": px, "gap": np.log(px) - elbo}
