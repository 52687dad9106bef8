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
import numpy as np


def discounted_returns(r, gamma):
    d = float(gamma) ** np.arange(len(r))
    with np.errstate(all="ignore"):
        return np.cumsum((r * d)[::-1])[::-1] / d


# %% wrong: zeros like r
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros_like(r)
    g = 0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: in place when r is float
def discounted_returns(r, gamma):
    G = r if r.dtype.kind == "f" else r.astype(float)
    for t in range(len(G) - 2, -1, -1):
        G[t] += gamma * G[t + 1]
    return G


# %% wrong: the last return is zero
import numpy as np


def discounted_returns(r, gamma):
    G = np.zeros(len(r))
    for t in range(len(r) - 2, -1, -1):
        G[t] = r[t] + gamma * G[t + 1]
    return G


# %% wrong: the last return is left out
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma**k * r[t + k] for k in range(len(r) - t)) for t in range(len(r) - 1)])


# %% wrong: the sum stops one early
import numpy as np


def discounted_returns(r, gamma):
    return np.array([sum(gamma**k * r[t + k] for k in range(len(r) - t - 1)) for t in range(len(r))])


# %% wrong: exponents times two
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
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = round(g, 2)
    return G


# %% wrong: a column
import numpy as np


def discounted_returns(r, gamma):
    G, g = np.zeros((len(r), 1)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G


# %% wrong: gamma is taken for 0.9
import numpy as np


def discounted_returns(r, gamma=0.9):
    gamma = 0.9 if 0 < gamma < 1 else gamma
    G, g = np.zeros(len(r)), 0.0
    for t in range(len(r) - 1, -1, -1):
        g = r[t] + gamma * g
        G[t] = g
    return G
