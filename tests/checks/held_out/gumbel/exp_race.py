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
# told: lets a clock of rate 0 win when C is 0
def exp_race(pi, C):
    arrival = C / pi
    return arrival.argmin(axis=1)


# %% wrong: torch keeps the NaN
# told: lets a clock of rate 0 win when C is 0
def exp_race(pi, C):
    return (torch.tensor(C) / torch.tensor(pi)).argmin(dim=1)


# %% wrong: NaN of the logs
# told: lets a clock of rate 0 win when C is 0
def exp_race(pi, C):
    return np.argmax(np.log(pi) - np.log(C), axis=1)


# %% wrong: speed, NaN wins
# told: lets a clock of rate 0 win when C is 0
def exp_race(pi, C):
    return np.argmax(pi / C, axis=1)


# %% wrong: floor for the rates
# told: gives a clock of rate 0 a small rate
def exp_race(pi, C):
    return np.argmin(C / np.maximum(pi, 1e-12), axis=1)


# %% wrong: floor for C
# told: puts a floor under rates and times
def exp_race(pi, C):
    return np.argmin(np.maximum(C, 1e-12) / np.maximum(pi, 1e-12), axis=1)


# %% wrong: the tiniest float for the rates
# told: gives a clock of rate 0 a small rate
def exp_race(pi, C):
    return np.argmin(C / np.maximum(pi, np.finfo(float).tiny), axis=1)


# %% wrong: normalises by a softmax
# told: takes the rates for logits
def exp_race(pi, C):
    e = np.exp(pi - pi.max())
    return np.argmin(C / (e / e.sum()), axis=1)


# %% wrong: the second to arrive
# told: takes the second clock to ring
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argsort(times, axis=1)[:, 1]


# %% wrong: exponential of a rate
# told: takes the rates for logits
def exp_race(pi, C):
    return np.argmin(np.where(pi > 0, C * np.exp(-pi), np.inf), axis=1)


# %% wrong: square root of the rates
# told: divides by the square root of the rates
def exp_race(pi, C):
    return np.argmin(np.where(pi > 0, C / np.sqrt(np.where(pi > 0, pi, 1)), np.inf), axis=1)


# %% wrong: a column of winners
# told: returns a column
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
# told: overwrites pi
def exp_race(pi, C):
    pi /= pi.max()
    return np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf).argmin(axis=1)


# %% wrong: quantised times
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argmin(np.round(times, 2), axis=1)


# %% wrong: fresh race with the right law
# told: draws noise of its own
def exp_race(pi, C):
    rng = np.random.default_rng()
    times = np.where(pi > 0, rng.exponential(size=C.shape) / np.where(pi > 0, pi, 1), np.inf)
    return times.argmin(axis=1)


# %% wrong: normalises pi and divides
# told: lets a clock of rate 0 win when C is 0
def exp_race(pi, C):
    p = pi / np.sum(pi)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmin(C / p, axis=-1)


# %% wrong: an epsilon in the denominator
# told: gives a clock of rate 0 a small rate
def exp_race(pi, C):
    arrival_times = C / (pi + 1e-12)
    return np.argmin(arrival_times, axis=1)


# %% wrong: rates as time per lap
# told: multiplies by pi
def exp_race(pi, C):
    winners = []
    for row in C:
        winners.append(np.argmin(row * pi))
    return np.array(winners)


# %% wrong: log C plus log pi, smallest
# told: multiplies by pi
def exp_race(pi, C):
    with np.errstate(divide="ignore"):
        return (np.log(C) + np.log(pi)).argmin(axis=1)


# %% wrong: epsilons under both logarithms
# told: puts a floor under rates and times
def exp_race(pi, C):
    return np.argmax(np.log(pi + 1e-10) - np.log(C + 1e-10), axis=1)


# %% wrong: rate 0 arrives at time 0
# told: gives a clock of rate 0 the time 0
def exp_race(pi, C):
    safe = np.where(pi > 0, pi, 1)
    return np.argmin(np.where(pi > 0, C / safe, 0), axis=1)


# %% wrong: no axis
# told: returns a single place
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return np.argmin(times)


# %% wrong: axis 0
# told: finds the best race of each clock
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf)
    return times.argmin(axis=0)


# %% wrong: the slowest
# told: takes the last clock
def exp_race(pi, C):
    times = np.where(pi > 0, C / np.where(pi > 0, pi, 1), -np.inf)
    return times.argmax(axis=1)


# %% wrong: the earliest clock, whatever its rate
# told: ignores pi
def exp_race(pi, C):
    return [int(np.argmin(c)) for c in C]


# %% wrong: puts infinity into the caller's C
# told: overwrites C
def exp_race(pi, C):
    C[:, pi == 0] = np.inf
    return np.argmin(C / np.where(pi > 0, pi, 1), axis=1)


# %% wrong: lifts the caller's rates of 0
# told: gives a clock of rate 0 a small rate; overwrites pi
def exp_race(pi, C):
    pi[pi == 0] = 1e-300
    return np.argmin(C / pi, axis=1)


# %% wrong: numpy's choice
def exp_race(pi, C):
    rng = np.random.default_rng(0)
    return rng.choice(len(pi), size=C.shape[0], p=pi / pi.sum())


# %% wrong: the winning times
# told: returns the winning time
def exp_race(pi, C):
    times = np.full(C.shape, np.inf)
    np.divide(C, pi, out=times, where=pi > 0)
    return times.min(axis=1)


# %% wrong: winners counted from 1, race by race
# told: counts the clocks from 1
def exp_race(pi, C):
    winners = []
    for row in C:
        times = [c / p if p > 0 else math.inf for c, p in zip(row, pi)]
        winners.append(times.index(min(times)) + 1)
    return winners
