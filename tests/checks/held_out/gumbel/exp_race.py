# ruff: noqa
# Right and wrong ways to write `exp_race` that grader/exercises does not hold. Each section is a file of its own.

# %% right: where with infinity
def exp_race(pi, C):
    safe = np.where(pi > 0, pi, 1.0)
    return np.where(pi > 0, C / safe, np.inf).argmin(axis=1)


# %% right: floats for the winners
def exp_race(pi, C):
    arrival = np.full_like(C, np.inf)
    for k, rate in enumerate(pi):
        if rate:
            arrival[:, k] = C[:, k] / rate
    return np.argmin(arrival, axis=1).astype(float)


# %% right: only those who run, renumbered back
def exp_race(pi, C):
    runners = np.flatnonzero(pi)
    return runners[np.argmin(C[:, runners] / pi[runners], axis=1)]


# %% right: torch, masked
def exp_race(pi, C):
    pi, C = torch.tensor(pi), torch.tensor(C)
    return torch.where(pi > 0, C / pi, torch.inf).argmin(dim=-1)


# %% right: sorted order, first place
def exp_race(pi, C):
    with np.errstate(all="ignore"):
        arrival = C / pi
    arrival[np.isnan(arrival)] = np.inf
    return np.argsort(arrival, axis=1, kind="stable")[:, 0]


# %% right: logs of normalised rates
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        keys = np.log(pi / pi.sum()) - np.log(C)
    keys = np.where(pi == 0, -np.inf, keys)
    return keys.argmax(1)


# %% right: python's min with a key
def exp_race(pi, C):
    alive = [k for k in range(len(pi)) if pi[k] > 0]
    rates = pi.tolist()
    return [min(alive, key=lambda k: row[k] / rates[k]) for row in C.tolist()]


# %% right: a tournament
from functools import reduce


def exp_race(pi, C):
    rows = np.arange(len(C))

    def duel(best, k):
        wins = (pi[k] > 0) & ((pi[best] == 0) | (C[rows, k] * pi[best] < C[rows, best] * pi[k]))
        return np.where(wins, k, best)

    return reduce(duel, range(1, len(pi)), np.zeros(len(C), dtype=int))


# %% right: largest rate over time
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = pi / C
    speed[:, pi == 0] = -1
    return np.argmax(speed, axis=1).tolist()


# %% right: int32 answers, transposed
def exp_race(pi, C):
    times = np.array([c / p if p > 0 else np.full(len(c), np.inf) for p, c in zip(pi, C.T)])
    return times.argmin(axis=0).astype(np.int32)


# %% wrong: keeps the NaN
def exp_race(pi, C):
    arrival = C / pi
    return arrival.argmin(axis=1)


# %% wrong: torch keeps the NaN
def exp_race(pi, C):
    return (torch.tensor(C) / torch.tensor(pi)).argmin(dim=1)


# %% wrong: NaN of the logs
def exp_race(pi, C):
    return np.argmax(np.log(pi) - np.log(C), axis=1)


# %% wrong: speed, NaN wins
def exp_race(pi, C):
    return np.argmax(pi / C, axis=1)


# %% wrong: floor for the rates
def exp_race(pi, C):
    return np.argmin(C / np.maximum(pi, 1e-12), axis=1)


# %% wrong: floor for C
def exp_race(pi, C):
    return np.argmin(np.maximum(C, 1e-12) / np.maximum(pi, 1e-12), axis=1)


# %% wrong: the tiniest float for the rates
def exp_race(pi, C):
    return np.argmin(C / np.maximum(pi, np.finfo(float).tiny), axis=1)


# %% wrong: normalises by a softmax
def exp_race(pi, C):
    e = np.exp(pi - pi.max())
    return np.argmin(C / (e / e.sum()), axis=1)


# %% wrong: the second to arrive
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argsort(times, axis=1)[:, 1]


# %% wrong: exponential of a rate
def exp_race(pi, C):
    return np.argmin(np.where(pi > 0, C * np.exp(-pi), np.inf), axis=1)


# %% wrong: square root of the rates
def exp_race(pi, C):
    return np.argmin(np.where(pi > 0, C / np.sqrt(np.where(pi > 0, pi, 1)), np.inf), axis=1)


# %% wrong: a column of winners
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argmin(times, axis=1, keepdims=True)


# %% wrong: inverse sampling from C's first column
def exp_race(pi, C):
    u = 1 - np.exp(-C[:, 0])
    return np.searchsorted(np.cumsum(pi / pi.sum()), u).clip(0, len(pi) - 1)


# %% wrong: the last of equals, runner count minus winner
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argmin(times[:, ::-1], axis=1)


# %% wrong: rates normalised to the largest, in place
def exp_race(pi, C):
    pi /= pi.max()
    return np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf).argmin(axis=1)


# %% wrong: quantised times
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argmin(np.round(times, 2), axis=1)


# %% wrong: fresh race with the right law
def exp_race(pi, C):
    rng = np.random.default_rng()
    times = np.where(pi > 0, rng.exponential(size=C.shape) / np.where(pi > 0, pi, 1), np.inf)
    return times.argmin(axis=1)
