# ruff: noqa
# Right and wrong ways to write `js_divergence` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's distance, squared
from scipy.spatial.distance import jensenshannon


def js_divergence(p, q):
    return 0.0 if np.array_equal(p, q) else jensenshannon(p, q) ** 2


# %% right: a function inside for KL
def js_divergence(p, q):
    def kl(a, b):
        return sum(x * math.log(x / y) for x, y in zip(a, b) if x > 0)

    m = 0.5 * (p + q)
    return 0.5 * kl(p, m) + 0.5 * kl(q, m)


# %% right: log 2 less what the two share
def js_divergence(p, q):
    both = (p > 0) & (q > 0)
    a, b = p[both], q[both]
    shared = a * np.log1p(b / a) + b * np.log1p(a / b)
    return math.log(2) - 0.5 * shared.sum()


# %% right: entropies from scipy
from scipy.stats import entropy


def js_divergence(p, q):
    return entropy((p + q) / 2) - 0.5 * entropy(p) - 0.5 * entropy(q)


# %% right: entropies in bits, then nats
def js_divergence(p, q):
    def bits(r):
        r = r[r > 0]
        return -(r * np.log2(r)).sum()

    return (bits((p + q) / 2) - (bits(p) + bits(q)) / 2) * np.log(2)


# %% right: torch kl_div, twice
def js_divergence(p, q):
    p, q = torch.from_numpy(p), torch.from_numpy(q)
    log_m = ((p + q) / 2).log()
    seen = torch.isfinite(log_m)
    kl = lambda a: torch.nn.functional.kl_div(log_m[seen], a[seen], reduction="sum")
    return (kl(p) + kl(q)) / 2


# %% right: mutual information of a fair coin and the outcome
def js_divergence(p, q):
    joint = 0.5 * np.array([p, q])
    marginal = joint.sum(0)
    total = 0.0
    for row in range(2):
        for k in range(len(p)):
            if joint[row, k] > 0:
                total += joint[row, k] * np.log(joint[row, k] / (0.5 * marginal[k]))
    return np.float64(total)


# %% right: einsum of masked logs
def js_divergence(p, q):
    stack = np.vstack((p, q))
    m = stack.mean(0)
    ratio = np.divide(stack, m, out=np.ones_like(stack), where=stack > 0)
    return np.einsum("ij,ij->", stack, np.log(ratio)) / 2


# %% right: recursion on the outcomes, clipped at 0
def js_divergence(p, q):
    def walk(k):
        if k == len(p):
            return 0.0
        m = (p[k] + q[k]) / 2
        here = sum(0.5 * a * math.log(a / m) for a in (p[k], q[k]) if a > 0)
        return here + walk(k + 1)

    return max(0.0, walk(0))


# %% right: nansum, since only 0 log 0 makes NaN
def js_divergence(p, q):
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return 0.5 * np.nansum(p * np.log(p / m)) + 0.5 * np.nansum(q * np.log(q / m))


# %% wrong: the distance as scipy returns it
# told: returns the distance, the root of the divergence
from scipy.spatial.distance import jensenshannon


def js_divergence(p, q):
    return float(jensenshannon(p, q))


# %% wrong: scipy, squared, in bits
# told: counts in bits
from scipy.spatial.distance import jensenshannon


def js_divergence(p, q):
    return 0.0 if np.array_equal(p, q) else float(jensenshannon(p, q, base=2) ** 2)


# %% wrong: Jeffreys over four
# told: takes a quarter of the Jeffreys divergence
def js_divergence(p, q):
    from scipy.special import rel_entr

    return float(rel_entr(p, q).sum() + rel_entr(q, p).sum()) / 4


# %% wrong: Jeffreys, kept below log 2
def js_divergence(p, q):
    from scipy.special import rel_entr

    return min(math.log(2), float(rel_entr(p, q).sum() + rel_entr(q, p).sum()) / 4)


# %% wrong: half of one divergence, half forgotten for the other
# told: halves only the first divergence
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return float(0.5 * rel_entr(p, m).sum() + rel_entr(q, m).sum())


# %% wrong: the masks of p for both
# told: compares only the outcomes that p has
def js_divergence(p, q):
    m, seen = (p + q) / 2, p > 0
    a, b, m = p[seen], q[seen], m[seen]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(0.5 * np.sum(a * np.log(a / m)) + 0.5 * np.nansum(b * np.log(b / m)))


# %% wrong: infinite for disjoint supports
# told: is infinite where the two share nothing
def js_divergence(p, q):
    from scipy.special import rel_entr

    if not ((p > 0) & (q > 0)).any():
        return math.inf
    m = (p + q) / 2
    return float(rel_entr(p, m).sum() + rel_entr(q, m).sum()) / 2


# %% wrong: an epsilon of a millionth part of a thousandth
# told: adds 1e-8 to all probabilities
def js_divergence(p, q):
    p, q = p + 1e-8, q + 1e-8
    m = (p + q) / 2
    return float(0.5 * np.sum(p * np.log(p / m)) + 0.5 * np.sum(q * np.log(q / m)))


# %% wrong: NaN where neither has an outcome
def js_divergence(p, q):
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.where(p > 0, p * np.log(p / m), p / m) + np.where(q > 0, q * np.log(q / m), q / m)
        total = np.where(
            (p > 0) & (q > 0), total, p * np.log(np.maximum(p, 1e-320) / m) + q * np.log(np.maximum(q, 1e-320) / m)
        )
    return float(total.sum() / 2)


# %% wrong: entropies less entropy, sign
# told: has the sign wrong
def js_divergence(p, q):
    from scipy.stats import entropy

    return float((entropy(p) + entropy(q)) / 2 - entropy((p + q) / 2))


# %% wrong: total variation times log 2
def js_divergence(p, q):
    return float(0.5 * np.abs(p - q).sum() * math.log(2))


# %% wrong: squared Hellinger distance times log 2
def js_divergence(p, q):
    return float((1 - np.sqrt(p * q).sum()) * math.log(2))


# %% wrong: mean over the outcomes
# told: averages over the outcomes
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return float(rel_entr(p, m).mean() + rel_entr(q, m).mean()) / 2


# %% wrong: the terms, not their sum
# told: returns the terms, not their sum
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return (rel_entr(p, m) + rel_entr(q, m)) / 2


# %% wrong: normalises in place
# told: writes the mixture into q
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    value = float(rel_entr(p, m).sum() + rel_entr(q, m).sum()) / 2
    q[:] = m
    return value


# %% wrong: both directions, halved
# told: averages KL(p || q) and KL(q || p)
def js_divergence(p, q):
    def kl(a, b):
        with np.errstate(divide="ignore"):
            return sum(float(x * np.log(x / y)) for x, y in zip(a, b) if x > 0)

    return 0.5 * kl(p, q) + 0.5 * kl(q, p)


# %% wrong: no factor
# told: leaves out the halves
def js_divergence(p, q):
    m = (p + q) / 2

    def kl(a, b):
        k = a > 0
        return float(np.sum(a[k] * np.log(a[k] / b[k])))

    return kl(p, m) + kl(q, m)


# %% wrong: from the mixture's view
# told: turns the divergences around
def js_divergence(p, q):
    m = (p + q) / 2
    k = m > 0
    with np.errstate(divide="ignore"):
        return 0.5 * float(np.sum(m[k] * np.log(m[k] / p[k])) + np.sum(m[k] * np.log(m[k] / q[k])))


# %% wrong: np.log2
# told: counts in bits
def js_divergence(p, q):
    m = (p + q) / 2
    total = 0
    for a, b, c in zip(p, q, m):
        if a > 0:
            total += a * np.log2(a / c) / 2
        if b > 0:
            total += b * np.log2(b / c) / 2
    return total


# %% wrong: the entropies in full
# told: subtracts the entropies without their halves
def js_divergence(p, q):
    def H(r):
        r = r[r > 0]
        return -np.sum(r * np.log(r))

    return float(H((p + q) / 2) - H(p) - H(q))


# %% wrong: a guard inside every logarithm
# told: adds 1e-12 inside the logarithms
def js_divergence(p, q):
    eps = 1e-12
    m = (p + q) / 2
    kl = lambda a: np.sum(a * np.log((a + eps) / (m + eps)))
    return float((kl(p) + kl(q)) / 2)


# %% wrong: the first half only
# told: adds only half of the divergence of p
def js_divergence(p, q):
    k = p > 0
    return 0.5 * float(np.sum(p[k] * np.log(p[k] / ((p[k] + q[k]) / 2))))


# %% wrong: the sum as the mixture
# told: takes p + q for the mixture
def js_divergence(p, q):
    m = p + q
    i, j = p > 0, q > 0
    return 0.5 * np.sum(p[i] * np.log(p[i] / m[i])) + 0.5 * np.sum(q[j] * np.log(q[j] / m[j]))


# %% wrong: a metric
# told: returns the distance, the root of the divergence
def js_divergence(p, q):
    m = (p + q) / 2
    i, j = p > 0, q > 0
    return np.sqrt(0.5 * np.sum(p[i] * np.log(p[i] / m[i])) + 0.5 * np.sum(q[j] * np.log(q[j] / m[j])))


# %% wrong: one mask for both
# told: compares only the outcomes that both have
def js_divergence(p, q):
    m = (p + q) / 2
    i = (p > 0) & (q > 0)
    return 0.5 * np.sum(p[i] * np.log(p[i] / m[i])) + 0.5 * np.sum(q[i] * np.log(q[i] / m[i]))
