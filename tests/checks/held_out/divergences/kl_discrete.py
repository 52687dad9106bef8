# ruff: noqa
# Right and wrong ways to write `kl_discrete` that grader/exercises does not hold. Each section is a file of its own.

# %% right: np.where around a safe ratio
def kl_discrete(p, q):
    if ((q == 0) & (p > 0)).any():
        return np.inf
    safe_p, safe_q = np.where(p > 0, p, 1.0), np.where(p > 0, q, 1.0)
    return np.sum(p * (np.log(safe_p) - np.log(safe_q)))


# %% right: fsum over a generator
def kl_discrete(p, q):
    pairs = [(float(a), float(b)) for a, b in zip(p, q) if a]
    if not all(b for _, b in pairs):
        return float("inf")
    return math.fsum(a * math.log(a / b) for a, b in pairs)


# %% right: torch, kl_div over the support, with the arguments in its order
def kl_discrete(p, q):
    k = p > 0
    return torch.nn.functional.kl_div(torch.from_numpy(q[k]).log(), torch.from_numpy(p[k]), reduction="sum")


# %% right: dot product, where= in the ufuncs
def kl_discrete(p, q):
    with np.errstate(divide="ignore"):
        log_p = np.log(p, out=np.zeros_like(p), where=p > 0)
        log_q = np.log(q, out=np.zeros_like(q), where=p > 0)
    return np.dot(p, log_p - log_q) if np.isfinite(log_q).all() else np.inf


# %% right: recursion over the outcomes
def kl_discrete(p, q):
    if len(p) == 0:
        return 0.0
    first = 0.0
    if p[0] > 0:
        first = p[0] * np.log(p[0] / q[0]) if q[0] > 0 else np.inf
    return first + kl_discrete(p[1:], q[1:])


# %% right: nansum, where only 0 log 0 makes NaN
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = p * (np.log(p) - np.log(q))
    return np.nansum(terms)


# %% right: a closure for one term, reduce
from functools import reduce


def kl_discrete(p, q):
    def term(total, pair):
        a, b = pair
        if a == 0:
            return total
        return total + (a * (math.log2(a) - math.log2(b)) * math.log(2) if b > 0 else math.inf)

    return reduce(term, zip(p, q), 0.0)


# %% right: einsum over the support, 0-d array
def kl_discrete(p, q):
    k = np.flatnonzero(p)
    with np.errstate(divide="ignore"):
        return np.asarray(np.einsum("i,i->", p[k], -np.log(q[k] / p[k])))


# %% right: the Bregman form, whose extra terms cancel
from scipy.special import kl_div


def kl_discrete(p, q):
    return kl_div(p, q).sum() + p.sum() - q.sum()


# %% right: mask as numbers, warnings left on
def kl_discrete(p, q):
    inside = p != 0
    ratio = np.divide(p, q, out=np.ones(p.shape), where=inside & (q != 0))
    return float((p * np.log(ratio)).sum()) + (math.inf if (inside & (q == 0)).any() else 0)


# %% wrong: nansum hides too much
# told: leaves out the outcomes where q is 0
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = p * np.log(p / q)
    terms[~np.isfinite(terms)] = 0
    return terms.sum()


# %% wrong: nan_to_num
# told: turns infinity into the largest number with nan_to_num
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nan_to_num(p * np.log(p / q)).sum())


# %% wrong: an epsilon of the smallest kind
# told: keeps q away from 0 with a constant, 1e-300
def kl_discrete(p, q):
    return float(np.sum(p * (np.log(p + 1e-300) - np.log(q + 1e-300))))


# %% wrong: clips q only
# told: keeps q away from 0 with a constant, 1e-15
def kl_discrete(p, q):
    m = p > 0
    return float(np.sum(p[m] * np.log(p[m] / np.clip(q[m], 1e-15, 1))))


# %% wrong: outcomes with q = 0 make it infinite even if p never has them
# told: is infinite wherever q has a 0
def kl_discrete(p, q):
    if (q == 0).any():
        return math.inf
    m = p > 0
    return float(np.sum(p[m] * np.log(p[m] / q[m])))


# %% wrong: infinite when either has a zero that the other has not
# told: is infinite wherever only one of the two is 0
def kl_discrete(p, q):
    if ((p == 0) != (q == 0)).any():
        return math.inf
    m = p > 0
    return float(np.sum(p[m] * np.log(p[m] / q[m])))


# %% wrong: np.isclose takes tiny probabilities for 0
# told: takes a tiny probability for 0
def kl_discrete(p, q):
    if (np.isclose(q, 0) & (p > 0)).any():
        return math.inf
    m = p > 0
    return float(np.sum(p[m] * np.log(p[m] / q[m])))


# %% wrong: normalises what is left of q
# told: normalises q over the outcomes that p has
def kl_discrete(p, q):
    m = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[m] * np.log(p[m] / (q[m] / max(q[m].sum(), 1e-300)))))


# %% wrong: torch, kl_div gives NaN where both are 0
# told: gives NaN only where both are 0
def kl_discrete(p, q):
    return torch.nn.functional.kl_div(torch.from_numpy(q).log(), torch.from_numpy(p), reduction="sum")


# %% wrong: torch without the logarithm
# told: subtracts q in place of log q
def kl_discrete(p, q):
    return torch.nn.functional.kl_div(torch.tensor(q), torch.tensor(p), reduction="sum").item()


# %% wrong: torch, mean over the outcomes
# told: averages over the outcomes
def kl_discrete(p, q):
    return torch.nn.functional.kl_div(torch.tensor(q).log(), torch.tensor(p), reduction="mean").item()


# %% wrong: single precision
def kl_discrete(p, q):
    p, q = p.astype(np.float32), q.astype(np.float32)
    m = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[m] * np.log(p[m] / q[m])))


# %% wrong: the terms, not their sum
# told: returns the terms, not their sum
def kl_discrete(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0, p * np.log(p / q), 0.0)


# %% wrong: minus infinity
# told: gives minus infinity
def kl_discrete(p, q):
    m = p > 0
    if (q[m] == 0).any():
        return -math.inf
    return float(np.sum(p[m] * np.log(p[m] / q[m])))


# %% wrong: negative terms cut off
# told: cuts off the negative terms
def kl_discrete(p, q):
    m = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(np.maximum(p[m] * np.log(p[m] / q[m]), 0)))


# %% wrong: rounded
# told: rounds the answer to 4 digits
def kl_discrete(p, q):
    m = p > 0
    with np.errstate(divide="ignore"):
        return round(float(np.sum(p[m] * np.log(p[m] / q[m]))), 4)


# %% wrong: drops the zeros from the caller's p
def kl_discrete(p, q):
    p[p == 0] = 1e-320
    with np.errstate(divide="ignore"):
        return float(np.sum(p * (np.log(p) - np.log(q))))


# %% wrong: a loop that skips zeros of either
# told: leaves out the outcomes where q is 0
def kl_discrete(p, q):
    total = 0.0
    for pi, qi in zip(p, q):
        if pi == 0 or qi == 0:
            continue
        total += pi * math.log(pi / qi)
    return total


# %% wrong: a loop over q log q / p
# told: swaps the two distributions
def kl_discrete(p, q):
    total = 0.0
    for i in range(len(p)):
        if q[i] > 0:
            if p[i] == 0:
                return float("inf")
            total += q[i] * math.log(q[i] / p[i])
    return total


# %% wrong: only the log ratios
# told: forgets the weights p
def kl_discrete(p, q):
    mask = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(np.log(p[mask]) - np.log(q[mask])))


# %% wrong: cross entropy in torch
# told: returns the cross-entropy
def kl_discrete(p, q):
    p, q = torch.from_numpy(p), torch.from_numpy(q)
    return -torch.xlogy(p, q).sum().item()


# %% wrong: base 2
# told: counts in bits
def kl_discrete(p, q):
    with np.errstate(divide="ignore"):
        return sum(float(a * np.log2(a / b)) for a, b in zip(p, q) if a > 0)


# %% wrong: no case distinction
# told: gives NaN where p is 0
def kl_discrete(p, q):
    with np.errstate(all="ignore"):
        return float((p * (np.log(p) - np.log(q))).sum())


# %% wrong: mean by habit
# told: averages over the outcomes
def kl_discrete(p, q):
    with np.errstate(divide="ignore"):
        return float(np.mean(np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0.0)))
