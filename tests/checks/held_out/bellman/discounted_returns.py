# ruff: noqa
# Right and wrong ways to write `discounted_returns` that grader/exercises does not hold. Each section is a file of its own.

# %% right: recursion
def discounted_returns(r, gamma):
    if len(r) == 0:
        return []
    rest = discounted_returns(r[1:], gamma)
    return [r[0] + gamma * (rest[0] if rest else 0)] + rest


# %% right: a dot product for each step
import numpy as np


def discounted_returns(r, gamma):
    T = len(r)
    powers = np.array([gamma**k for k in range(T)], dtype=float)
    return np.array([np.dot(r[t:], powers[: T - t]) for t in range(T)])


# %% right: torch tensor out
import torch


def discounted_returns(r, gamma):
    out = torch.zeros(len(r), dtype=torch.float64)
    acc = 0.0
    for t in range(len(r) - 1, -1, -1):
        acc = float(r[t]) + gamma * acc
        out[t] = acc
    return out


# %% right: accumulate from itertools
from itertools import accumulate


def discounted_returns(r, gamma):
    backwards = accumulate(map(float, r[::-1]), lambda total, reward: reward + gamma * total)
    return list(backwards)[::-1]


# %% right: convolution with the powers
import numpy as np


def discounted_returns(r, gamma):
    T = len(r)
    powers = np.array([gamma**k for k in range(T)], dtype=float)
    return np.convolve(r[::-1], powers)[:T][::-1]


# %% right: a float copy, in place
import numpy as np


def discounted_returns(r, gamma):
    G = np.array(r, dtype=float)
    for t in range(len(G) - 2, -1, -1):
        G[t] += gamma * G[t + 1]
    return G


# %% right: shifted sums
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros(len(r))
    for k in range(len(r)):
        G[: len(r) - k] += gamma**k * r[k:]
    return G


# %% right: insert at the front, a tuple
def discounted_returns(r, gamma):
    G = []
    g = 0
    for x in reversed(r.tolist()):
        g = x + gamma * g
        G.insert(0, g)
    return tuple(G)


# %% right: a generator
import numpy as np


def discounted_returns(r, gamma):
    def tail():
        g = 0.0
        for x in r[::-1]:
            g = x + gamma * g
            yield g

    return np.flip(np.fromiter(tail(), dtype=float))


# %% wrong: divided cumulative sums, which fail at gamma = 0
# told: divides by powers of gamma
import numpy as np


def discounted_returns(r, gamma):
    d = float(gamma) ** np.arange(len(r))
    with np.errstate(all="ignore"):
        return np.cumsum((r * d)[::-1])[::-1] / d


# %% wrong: zeros like r
# told: cuts the returns of integer rewards to integers
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros_like(r)
    g = 0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: in place when r is float
# told: makes no copy where the rewards are floats already
def discounted_returns(r, gamma):
    G = r if r.dtype.kind == "f" else r.astype(float)
    for t in range(len(G) - 2, -1, -1):
        G[t] += gamma * G[t + 1]
    return G


# %% wrong: the last return is zero
# told: leaves out the last reward
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros(len(r))
    for t in range(len(r) - 2, -1, -1):
        G[t] = r[t] + gamma * G[t + 1]
    return G


# %% wrong: the last return is left out
# told: leaves out the last return
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma**k * r[t + k] for k in range(len(r) - t)) for t in range(len(r) - 1)])


# %% wrong: the sum stops one early
# told: leaves out the last reward
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma**k * r[t + k] for k in range(len(r) - t - 1)) for t in range(len(r))])


# %% wrong: exponents times two
# told: squares the discount
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma ** (2 * k) * r[t + k] for k in range(len(r) - t)) for t in range(len(r))])


# %% wrong: a bootstrapped end
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros(len(r)), r[-1] / (1 - gamma + 1e-9)
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: normalised by 1 - gamma
# told: averages instead of adding up
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = (1 - gamma) * r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: a horizon of ten
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma**k * r[t + k] for k in range(min(10, len(r) - t))) for t in range(len(r))])


# %% wrong: float16
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros(len(r), dtype=np.float16), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: rounded to two digits
# told: rounds the returns
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = round(g, 2)
    return G


# %% wrong: a column
# told: returns a column
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros((len(r), 1)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: gamma is taken for 0.9
# told: takes 0.9 for gamma
import numpy as np


def discounted_returns(r, gamma=0.9):
    gamma = 0.9 if 0 < gamma < 1 else gamma
    G, g = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: an integer copy, filled from the end
# told: cuts integer returns to integers and goes on with what is left
def discounted_returns(r, gamma):
    G = r.copy()
    T = len(r)
    for t in range(T - 2, -1, -1):
        G[t] = r[t] + gamma * G[t + 1]
    return G


# %% wrong: the list is never reversed
# told: returns them in the order in which they were computed
def discounted_returns(r, gamma):
    returns = []
    total = 0
    for reward in reversed(r):
        total = total * gamma + reward
        returns.append(total)
    return returns


# %% wrong: sums up to the present step
# told: adds up the past
import numpy as np


def discounted_returns(r, gamma):
    T = len(r)
    G = np.zeros(T)
    for t in range(T):
        for k in range(t + 1):
            G[t] += gamma ** (t - k) * r[k]
    return G


# %% wrong: absolute times in the exponent
# told: counts the exponent from the start of the episode
import numpy as np


def discounted_returns(r, gamma):
    T = len(r)
    G = np.zeros(T)
    for t in range(T):
        for k in range(t, T):
            G[t] += gamma**k * r[k]
    return G


# %% wrong: exponents that start at one
# told: discounts the first reward, too
def discounted_returns(r, gamma):
    T = len(r)
    return [sum(gamma ** (k - t + 1) * float(r[k]) for k in range(t, T)) for t in range(T)]


# %% wrong: the inner sum starts at the next step
# told: leaves out the reward of the step itself
import numpy as np


def discounted_returns(r, gamma):
    T = len(r)
    G = np.zeros(T)
    for t in range(T):
        for k in range(t + 1, T):
            G[t] += gamma ** (k - t - 1) * r[k]
    return G


# %% wrong: only G_0
# told: returns the first return only
import numpy as np


def discounted_returns(r, gamma):
    return np.sum(r * gamma ** np.arange(len(r)))


# %% wrong: undiscounted cumulative sum
# told: does not discount
import numpy as np


def discounted_returns(r, gamma):
    return np.flip(np.cumsum(np.flip(r)))


# %% wrong: in place on the argument
# told: writes the returns over the rewards
def discounted_returns(r, gamma):
    for t in range(len(r) - 2, -1, -1):
        r[t] += gamma * r[t + 1]
    return r


# %% wrong: a minus
# told: subtracts what follows
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros(len(r))
    g = 0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] - gamma * g
        G[t] = g
    return G
