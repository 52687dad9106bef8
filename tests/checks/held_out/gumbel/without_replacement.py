# ruff: noqa
# Right and wrong ways to write `without_replacement` that grader/exercises does not hold. Each section is a file of its own.

# %% right: scipy's logsumexp of the sorted rest
from scipy.special import logsumexp


def without_replacement(logits, g, k):
    order = np.argsort(logits + g, axis=1)[:, ::-1]
    a = logits[order]
    total = sum(a[:, j] - logsumexp(a[:, j:], axis=1) for j in range(k))
    return order[:, :k], total


# %% right: repeated argmax, the keys struck out
def without_replacement(logits, g, k):
    keys = logits + g
    alive = np.zeros(g.shape)
    rows = np.arange(len(g))
    order = np.empty((len(g), k), dtype=int)
    lp = np.zeros(len(g))
    for j in range(k):
        i = keys.argmax(axis=1)
        scores = logits + alive
        m = scores.max(axis=1)
        lp += scores[rows, i] - m - np.log(np.exp(scores - m[:, None]).sum(axis=1))
        keys[rows, i] = -np.inf
        alive[rows, i] = -np.inf
        order[:, j] = i
    return order, lp


# %% right: torch, a list of tensors
def without_replacement(logits, g, k):
    a, noise = torch.tensor(logits), torch.tensor(g)
    order = (a + noise).sort(dim=1, descending=True)[1]
    s = a[order]
    lp = sum((s[:, j] - torch.logsumexp(s[:, j:], 1) for j in range(k)), torch.zeros(len(g), dtype=torch.float64))
    return [order[:, :k], lp]


# %% right: race by race with recursion
def without_replacement(logits, g, k):
    def run(items, row, k):
        if k == 0:
            return [], 0.0
        i = max(items, key=lambda j: logits[j] + row[j])
        norm = np.logaddexp.reduce([logits[j] for j in items])
        rest, lp = run([j for j in items if j != i], row, k - 1)
        return [i] + rest, logits[i] - norm + lp

    found = [run(list(range(len(logits))), row, k) for row in g]
    return np.array([f[0] for f in found]), np.array([f[1] for f in found])


# %% right: reverse accumulate
def without_replacement(logits, g, k):
    order = (-(logits + g)).argsort(axis=1)
    s = logits[order]
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k].astype(float), (s - rest)[:, :k].sum(axis=1)


# %% right: argpartition, then sorted
def without_replacement(logits, g, k):
    keys = logits + g
    some = np.argpartition(-keys, k - 1, axis=1)[:, :k]
    inner = np.take_along_axis(keys, some, axis=1).argsort(axis=1)[:, ::-1]
    order = np.take_along_axis(some, inner, axis=1)
    lp = np.zeros(len(g))
    for j in range(k):
        gone = np.zeros(g.shape, dtype=bool)
        np.put_along_axis(gone, order[:, :j], True, axis=1)
        rest = np.where(gone, -np.inf, logits)
        lp += logits[order[:, j]] - np.logaddexp.reduce(rest, axis=1)
    return order, lp


# %% right: the race in times, gamma by gamma
def without_replacement(logits, g, k):
    times = -(g + logits)  # log arrival times
    order = np.argsort(times, axis=1)[:, :k]
    lp = []
    for row in order:
        w = logits.copy()
        t = 0.0
        for i in row:
            t += w[i] - (w.max() + np.log(np.sum(np.exp(w - w.max()))))
            w[i] = -np.inf
        lp.append(t)
    return order, np.array(lp)


# %% right: log-softmax of logits deleted one at a time
def without_replacement(logits, g, k):
    order = np.argsort(-(g + logits[None]), axis=-1)
    out = np.zeros(len(g))
    for r in range(len(g)):
        for j in range(k):
            out[r] += torch.log_softmax(torch.tensor(logits[order[r, j:]]), dim=0)[0].item()
    return order[:, :k], out


# %% wrong: smallest keys first
# told: begins with the last to arrive
def without_replacement(logits, g, k):
    order = (logits + g).argsort(axis=1)
    s = logits[order]
    lp = sum(s[:, j] - np.logaddexp.reduce(s[:, j:], axis=1) for j in range(k))
    return order[:, :k], lp


# %% wrong: independent draws
# told: draws with replacement
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    log_p = logits - np.logaddexp.reduce(logits)
    return order, log_p[order].sum(axis=1)


# %% wrong: argpartition, listed by number
# told: lists the arrivals by number
def without_replacement(logits, g, k):
    keys = logits + g
    order = np.sort(np.argpartition(-keys, k - 1, axis=1)[:, :k], axis=1)
    lp = np.zeros(len(g))
    for j in range(k):
        gone = np.zeros(g.shape, dtype=bool)
        np.put_along_axis(gone, order[:, :j], True, axis=1)
        lp += logits[order[:, j]] - np.logaddexp.reduce(np.where(gone, -np.inf, logits), axis=1)
    return order, lp


# %% wrong: the probability itself
# told: returns probabilities
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k], np.exp((s - rest)[:, :k].sum(axis=1))


# %% wrong: the first place not normalised
# told: takes the logits for normalised
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    lp = s[:, 0] + sum(s[:, j] - np.logaddexp.reduce(s[:, j:], axis=1) for j in range(1, k))
    return order[:, :k], lp


# %% wrong: the rest without the one that arrives
# told: takes those that arrived out too early
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    lp = np.zeros(len(g))
    for j in range(k):
        lp += s[:, j] - (np.logaddexp.reduce(s[:, j + 1 :], axis=1) if j + 1 < s.shape[1] else -np.inf)
    return order[:, :k], lp


# %% wrong: plain exponentials
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    w = np.exp(logits)[order]
    lp = sum(np.log(w[:, j] / w[:, j:].sum(axis=1)) for j in range(k))
    return order[:, :k], lp


# %% wrong: 1 minus a running sum
# told: computes what is left as 1 minus what has arrived
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    p = np.exp(logits - logits.max())
    p = (p / p.sum())[order]
    lp, left = np.zeros(len(g)), np.ones(len(g))
    for j in range(k):
        lp += np.log(p[:, j] / np.maximum(left, 1e-300))
        left = left - p[:, j]
    return order, lp


# %% wrong: keys scored
# told: scores the keys, noise included
def without_replacement(logits, g, k):
    keys = logits + g
    order = np.argsort(-keys, axis=1)
    s = np.take_along_axis(keys, order, axis=1)
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k], (s - rest)[:, :k].sum(axis=1)


# %% wrong: one more arrival is forgotten
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k], (s - rest)[:, : k - 1].sum(axis=1)


# %% wrong: mean log-probability
# told: takes the mean over the places
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k], (s - rest)[:, :k].mean(axis=1)


# %% wrong: the sets, not the orders
# told: counts all orders of the same outcomes
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)
    s = logits[order]
    rest = np.logaddexp.accumulate(s[:, ::-1], axis=1)[:, ::-1]
    return order[:, :k], (s - rest)[:, :k].sum(axis=1) + math.log(math.factorial(k))


# %% wrong: overwrites the logits
# told: overwrites the logits
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    logits -= np.logaddexp.reduce(logits)
    lp = np.zeros(len(g))
    for r, row in enumerate(order):
        left = logits.copy()
        for i in row:
            lp[r] += left[i] - np.logaddexp.reduce(left)
            left[i] = -np.inf
    return order, lp


# %% wrong: a logit of 0 for who is gone
# told: gives an outcome that has arrived the logit 0
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    lp = np.zeros(len(g))
    for r, row in enumerate(order):
        left = logits.copy()
        for i in row:
            lp[r] += left[i] - np.logaddexp.reduce(left)
            left[i] = 0
    return order, lp
