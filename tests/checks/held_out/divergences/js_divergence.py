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
from scipy.spatial.distance import jensenshannon


def js_divergence(p, q):
    return float(jensenshannon(p, q))


# %% wrong: scipy, squared, in bits
from scipy.spatial.distance import jensenshannon


def js_divergence(p, q):
    return 0.0 if np.array_equal(p, q) else float(jensenshannon(p, q, base=2) ** 2)


# %% wrong: Jeffreys over four
def js_divergence(p, q):
    from scipy.special import rel_entr

    return float(rel_entr(p, q).sum() + rel_entr(q, p).sum()) / 4


# %% wrong: Jeffreys, kept below log 2
def js_divergence(p, q):
    from scipy.special import rel_entr

    return min(math.log(2), float(rel_entr(p, q).sum() + rel_entr(q, p).sum()) / 4)


# %% wrong: half of one divergence, half forgotten for the other
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return float(0.5 * rel_entr(p, m).sum() + rel_entr(q, m).sum())


# %% wrong: the masks of p for both
def js_divergence(p, q):
    m, seen = (p + q) / 2, p > 0
    a, b, m = p[seen], q[seen], m[seen]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(0.5 * np.sum(a * np.log(a / m)) + 0.5 * np.nansum(b * np.log(b / m)))


# %% wrong: infinite for disjoint supports
def js_divergence(p, q):
    from scipy.special import rel_entr

    if not ((p > 0) & (q > 0)).any():
        return math.inf
    m = (p + q) / 2
    return float(rel_entr(p, m).sum() + rel_entr(q, m).sum()) / 2


# %% wrong: an epsilon of a millionth part of a thousandth
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
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return float(rel_entr(p, m).mean() + rel_entr(q, m).mean()) / 2


# %% wrong: the terms, not their sum
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    return (rel_entr(p, m) + rel_entr(q, m)) / 2


# %% wrong: normalises in place
def js_divergence(p, q):
    from scipy.special import rel_entr

    m = (p + q) / 2
    value = float(rel_entr(p, m).sum() + rel_entr(q, m).sum()) / 2
    q[:] = m
    return value
