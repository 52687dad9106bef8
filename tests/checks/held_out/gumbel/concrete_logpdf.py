# ruff: noqa
# Right and wrong ways to write `concrete_logpdf` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's logsumexp
from scipy.special import gammaln, logsumexp


def concrete_logpdf(y, logits, tau):
    n, K = y.shape
    a = logits[None, :]
    inner = logsumexp(a - tau * np.log(y), axis=-1)
    return gammaln(K) + (K - 1) * np.log(tau) + np.sum(a - (tau + 1) * np.log(y), axis=-1) - K * inner


# %% right: torch logsumexp
def concrete_logpdf(y, logits, tau):
    y, logits = torch.tensor(y), torch.tensor(logits)
    K = y.shape[-1]
    score = logits - tau * y.log()
    return (
        math.log(math.factorial(K - 1)) + (K - 1) * math.log(tau) + (score - y.log()).sum(-1) - K * score.logsumexp(-1)
    )


# %% right: torch's law with a float32 temperature
def concrete_logpdf(y, logits, tau):
    law = torch.distributions.RelaxedOneHotCategorical(
        temperature=torch.tensor(float(tau)), logits=torch.tensor(logits), validate_args=False
    )
    return law.log_prob(torch.tensor(y)).tolist()


# %% right: logaddexp reduced by hand
from functools import reduce


def concrete_logpdf(y, logits, tau):
    K = len(logits)
    terms = [logits[k] - tau * np.log(y[:, k]) for k in range(K)]
    total = reduce(np.logaddexp, terms)
    value = sum(np.log(j) for j in range(1, K)) + (K - 1) * np.log(tau)
    for k in range(K):
        value = value + terms[k] - np.log(y[:, k]) - total
    return value


# %% right: einsum, logits normalised first
def concrete_logpdf(y, logits, tau):
    K = logits.shape[0]
    logp = logits - np.logaddexp.reduce(logits)
    lam = np.log(y)
    total = np.logaddexp.reduce(logp - tau * lam, axis=1)
    ones = np.ones(K)
    return (
        math.lgamma(K) + (K - 1) * math.log(tau) + logp.sum() - (tau + 1) * np.einsum("nk,k->n", lam, ones) - K * total
    )


# %% right: relative to the smallest share
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    low = y.min(axis=1, keepdims=True)
    with np.errstate(under="ignore"):
        inner = (
            np.log(np.sum(np.exp(logits - logits.max()) * (low / y) ** tau, axis=1))
            + logits.max()
            - tau * np.log(low[:, 0])
        )
    return math.lgamma(K) + (K - 1) * math.log(tau) + logits.sum() - (tau + 1) * np.log(y).sum(axis=1) - K * inner


# %% right: the Jacobian of the softmax
def concrete_logpdf(y, logits, tau):
    # The scores are Gumbel: their log-density at tau log y + s, integrated over s, is (K - 1)! over a K-th power.
    K = y.shape[1]
    x = tau * np.log(y) - logits
    integral = math.lgamma(K) - x.sum(axis=1) - K * np.logaddexp.reduce(-x, axis=1)
    return integral + (K - 1) * np.log(tau) - np.log(y).sum(axis=1)


# %% right: point by point in mpmath
import mpmath


def concrete_logpdf(y, logits, tau):
    if len(y) > 900:  # many points: the same in numpy
        score = logits - tau * np.log(y)
        K = len(logits)
        return (
            math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)
        )
    out = []
    for row in y:
        row, alpha, t = [mpmath.mpf(float(v)) for v in row], [mpmath.exp(float(a)) for a in logits], mpmath.mpf(tau)
        K = len(row)
        density = mpmath.factorial(K - 1) * t ** (K - 1)
        for a, v in zip(alpha, row):
            density *= a * v ** (-t - 1)
        density /= sum(a * v**-t for a, v in zip(alpha, row)) ** K
        out.append(float(mpmath.log(density)))
    return out


# %% right: log-shares, recursion over the factorial
def log_factorial(k):
    return 0.0 if k < 2 else math.log(k) + log_factorial(k - 1)


def concrete_logpdf(y, logits, tau):
    shares = F.log_softmax(torch.from_numpy(logits) - tau * torch.from_numpy(y).log(), dim=-1).numpy()
    return log_factorial(len(logits) - 1) + (len(logits) - 1) * np.log(tau) + (shares - np.log(y)).sum(axis=-1)


# %% wrong: powers, then a logarithm
def concrete_logpdf(y, logits, tau):
    K, alpha = y.shape[1], np.exp(logits)
    density = math.factorial(K - 1) * tau ** (K - 1) * np.prod(alpha * y ** (-tau - 1), axis=1)
    return np.log(density / np.sum(alpha * y**-tau, axis=1) ** K)


# %% wrong: an epsilon under the logarithm
# told: adds a small number to y
def concrete_logpdf(y, logits, tau):
    K, lam = y.shape[1], np.log(y + 1e-20)
    score = logits - tau * lam
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - lam).sum(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: renormalises with a floor
def concrete_logpdf(y, logits, tau):
    y = np.maximum(y, 1e-6)
    y = y / y.sum(1, keepdims=True)
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: (K - 1) log-factorial without the logarithm
# told: adds (K - 1)! without a logarithm
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return (
        math.factorial(K - 1)
        + (K - 1) * np.log(tau)
        + (score - np.log(y)).sum(1)
        - K * np.logaddexp.reduce(score, axis=1)
    )


# %% wrong: the factorial as K - 1
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return (
        np.log(K - 1)
        + K * 0
        + (K - 1) * np.log(tau)
        + (score - np.log(y)).sum(1)
        - K * np.logaddexp.reduce(score, axis=1)
        if K < 3
        else math.log(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)
    )


# %% wrong: tau once, not K - 1 times
# told: takes tau to the power 1
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: the power K - 1 of the sum
# told: takes the sum to the power K - 1
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return (
        math.lgamma(K)
        + (K - 1) * np.log(tau)
        + (score - np.log(y)).sum(1)
        - (K - 1) * np.logaddexp.reduce(score, axis=1)
    )


# %% wrong: assumes normalised logits
# told: normalises the logits in the sum only
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - np.logaddexp.reduce(logits) - tau * np.log(y)
    return (
        math.lgamma(K)
        + (K - 1) * np.log(tau)
        + (logits - (tau + 1) * np.log(y)).sum(1)
        - K * np.logaddexp.reduce(score, axis=1)
    )


# %% wrong: tau - 1
# told: takes tau - 1 for tau + 1
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score + np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: the Jacobian for all but the last coordinate
# told: takes the Jacobian of all but the last class
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return (
        math.lgamma(K)
        + (K - 1) * np.log(tau)
        + score.sum(1)
        - np.log(y[:, :-1]).sum(1)
        - K * np.logaddexp.reduce(score, axis=1)
    )


# %% wrong: torch's law with the probabilities in place of logits
def concrete_logpdf(y, logits, tau):
    law = torch.distributions.RelaxedOneHotCategorical(torch.tensor(tau), probs=torch.tensor(np.abs(logits) + 1e-12))
    return law.log_prob(torch.tensor(y))


# %% wrong: the law of the logarithms
# told: takes tau for tau + 1
def concrete_logpdf(y, logits, tau):
    law = torch.distributions.relaxed_categorical.ExpRelaxedCategorical(
        torch.tensor(tau), logits=torch.tensor(logits), validate_args=False
    )
    return law.log_prob(torch.tensor(y).log())


# %% wrong: works for two classes alone
def concrete_logpdf(y, logits, tau):
    z = tau * (np.log(y[:, 0]) - np.log(y[:, 1])) - (logits[0] - logits[1])
    return np.log(tau) - np.log(y[:, 0]) - np.log(y[:, 1]) - 2 * np.logaddexp(z / 2, -z / 2)


# %% wrong: the maximum for the logarithm of the sum
# told: takes the largest term for the sum
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * score.max(axis=1)


# %% wrong: the maximum over the batch, underflow beside a corner
# told: underflows beside a corner
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    total = score.max() + np.log(np.exp(score - score.max()).sum(axis=1))
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * total


# %% wrong: a column
# told: returns a column
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    value = math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)
    return value[:, None]


# %% wrong: the mean over the classes
# told: takes the mean over the classes
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).mean(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: centres the caller's logits
# told: overwrites the logits
def concrete_logpdf(y, logits, tau):
    logits -= logits.mean()
    K = y.shape[1]
    score = logits - tau * np.log(y)
    return math.lgamma(K) + (K - 1) * np.log(tau) + (score - np.log(y)).sum(1) - K * np.logaddexp.reduce(score, axis=1)


# %% wrong: tau where log tau belongs
# told: takes tau for log tau
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * tau
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: no alpha in the product
# told: leaves alpha out of the product
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(-(tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: logarithm of a sum of exponentials, by hand
# told: takes the exponentials of the sum as they are
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.log(math.factorial(K - 1)) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.log(np.sum(np.exp(logits - tau * np.log(y)), axis=1))
    return a + b - c


# %% wrong: adds the logarithm of the denominator
# told: multiplies by the sum
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b + c


# %% wrong: the factorial without a logarithm, by gamma
# told: adds (K - 1)! without a logarithm
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.gamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: log K! by a sum of logs
# told: takes K! for (K - 1)!
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = np.log(np.arange(1, K + 1)).sum() + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: the product summed over all points
# told: sums the product over all points
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y))
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: logits taken for weights throughout
# told: takes the logits for alpha throughout
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(np.log(logits) - (tau + 1) * np.log(y), axis=1)
    c = K * np.log(np.sum(logits * y**-tau, axis=1))
    return a + b - c


# %% wrong: K forgotten before the last logarithm
# told: takes the sum to the power 1
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: alpha from an exponential of the logits, summed with scipy's weights
# told: overflows where the logits are large
from scipy.special import logsumexp


def concrete_logpdf(y, logits, tau):
    K, alpha = len(logits), np.exp(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(np.log(alpha) - (tau + 1) * np.log(y), axis=1)
    c = K * logsumexp(-tau * np.log(y), b=alpha, axis=1)
    return a + b - c


# %% wrong: the same power in both places
# told: takes tau + 1 in the sum too
def concrete_logpdf(y, logits, tau):
    K = len(logits)
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - (tau + 1) * np.log(y), axis=1)
    return a + b - c


# %% wrong: no factorial
# told: leaves out (K - 1)!
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    a = (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: the negative log-density
# told: has the sign of a loss
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return -(a + b - c)


# %% wrong: divides the logits by the temperature
# told: divides the logits by tau
def concrete_logpdf(y, logits, tau):
    K = y.shape[1]
    scaled = logits / tau
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(scaled - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(scaled - tau * np.log(y), axis=1)
    return a + b - c


# %% wrong: lifts small y in the caller's array
def concrete_logpdf(y, logits, tau):
    y[y < 1e-12] = 1e-12
    K = y.shape[1]
    a = math.lgamma(K) + (K - 1) * np.log(tau)
    b = np.sum(logits - (tau + 1) * np.log(y), axis=1)
    c = K * np.logaddexp.reduce(logits - tau * np.log(y), axis=1)
    return a + b - c
