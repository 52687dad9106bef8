# ruff: noqa
# Right and wrong ways to write `critical_gamma` that grader/exercises does not hold. Each section is a file of its own.

# %% right: numpy scalar
import numpy as np


def critical_gamma():
    return (np.sqrt(3) - 1) / 2


# %% right: hard-coded
def critical_gamma():
    return 0.3660254


# %% right: scipy's root finder
from scipy.optimize import brentq


def critical_gamma():
    return brentq(lambda g: g / (1 - g * g) - 3 * g * g / (1 - g**3), 0.1, 0.9)


# %% right: sympy
def critical_gamma():
    import sympy as sp

    g = sp.symbols("g", positive=True)
    return float([x for x in sp.solve(2 * g**2 + 2 * g - 1, g) if x > 0][0])


# %% right: value iteration and bisection
def critical_gamma():
    nxt, rew = [[1, 1], [0, 2], [1, 3], [2, 1]], [[1, 0], [0, 0], [0, 0], [0, 3]]

    def long_is_better(g):
        v = [0.0] * 4
        for _ in range(80):
            v = [max(rew[s][a] + g * v[nxt[s][a]] for a in (0, 1)) for s in range(4)]
        return v[2] > v[0]

    lo, hi = 0.2, 0.6
    for _ in range(30):
        mid = (lo + hi) / 2
        lo, hi = (lo, mid) if long_is_better(mid) else (mid, hi)
    return hi


# %% right: iterated fixed point
def critical_gamma():
    g = 0.3
    for _ in range(200):
        g = 0.5 / (1 + g)
    return g


# %% right: a 0-d tensor
import torch


def critical_gamma():
    return (torch.sqrt(torch.tensor(3.0, dtype=torch.float64)) - 1) / 2


# %% right: np.roots of the cubic
import numpy as np


def critical_gamma():
    return min(x.real for x in np.roots([2, 0, -3, 1]) if x.real > 0)


# %% right: trigonometry
import math


def critical_gamma():
    return math.sin(math.pi / 3) - math.cos(math.pi / 3)


# %% wrong: one third
# told: counts each loop once
def critical_gamma():
    return 1 / 3


# %% wrong: four digits
# told: is right to a few digits, a little too small
def critical_gamma():
    return 0.3660


# %% wrong: two digits
# told: is right to a few digits, a little too large
def critical_gamma():
    return 0.37


# %% wrong: off by two millionths
# told: is right to a few digits, a little too large
import math


def critical_gamma():
    return (math.sqrt(3) - 1) / 2 + 2e-6


# %% wrong: off by three millionths below
# told: is right to a few digits, a little too small
def critical_gamma():
    return 0.366022


# %% wrong: a half
# told: compares the rewards per step
def critical_gamma():
    return 0.5


# %% wrong: the golden ratio
import math


def critical_gamma():
    return (math.sqrt(5) - 1) / 2


# %% wrong: one over the root of three
import math


def critical_gamma():
    return 1 / math.sqrt(3)


# %% wrong: one half of the root of three
# told: forgets the -b of the quadratic formula
import math


def critical_gamma():
    return math.sqrt(3) / 2


# %% wrong: a list
# told: returns a list
import math


def critical_gamma():
    return [(math.sqrt(3) - 1) / 2]


# %% wrong: both roots
# told: returns both roots
import math


def critical_gamma():
    return (math.sqrt(3) - 1) / 2, (-math.sqrt(3) - 1) / 2


# %% wrong: grid of thousandths
# told: is right to a few digits, a little too small
import numpy as np


def critical_gamma():
    gs = np.linspace(0.001, 0.999, 999)
    return gs[np.argmin(np.abs(gs / (1 - gs**2) - 3 * gs**2 / (1 - gs**3)))]


# %% wrong: bisection broken off
# told: is right to a few digits, a little too small
def critical_gamma():
    lo, hi = 0.1, 0.9
    while hi - lo > 1e-3:
        g = (lo + hi) / 2
        lo, hi = (g, hi) if g / (1 - g**2) > 3 * g**2 / (1 - g**3) else (lo, g)
    return (lo + hi) / 2


# %% wrong: short sums
# told: is right to a few digits, a little too small
def critical_gamma():
    lo, hi = 0.1, 0.9
    for _ in range(50):
        g = (lo + hi) / 2
        lo, hi = (g, hi) if g + g**3 > 3 * g**2 + 3 * g**5 else (lo, g)
    return lo


# %% wrong: text
def critical_gamma():
    return "(sqrt(3)-1)/2"


# %% wrong: a complex number
import numpy as np


def critical_gamma():
    return np.roots([2, 2, 2])[0]


# %% wrong: a rounded four-digit answer
# told: is right to a few digits, a little too small
def critical_gamma():
    return round((3**0.5 - 1) / 2, 4)


# %% wrong: the denominator of the formula is lost
# told: forgets to divide by 2 in the quadratic formula
import math


def critical_gamma():
    a, b, c = 2, 2, -1
    return (-b + math.sqrt(b * b - 4 * a * c)) / a


# %% wrong: b without its minus
# told: takes b with the wrong sign in the quadratic formula
import math


def critical_gamma():
    a, b, c = 2, 2, -1
    return (b + math.sqrt(b * b - 4 * a * c)) / (2 * a)


# %% wrong: the minus of the root
# told: takes the negative root
import math


def critical_gamma():
    a, b, c = 2, 2, -1
    return (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)


# %% wrong: np.roots as they come
import numpy as np


def critical_gamma():
    return np.roots([2, 2, -1])


# %% wrong: the first root of the cubic that is positive
# told: takes the root at 1
import numpy as np


def critical_gamma():
    return max(np.roots([2, 0, -3, 1]).real)


# %% wrong: loops of exchanged length, by bisection
# told: swaps the lengths of the loops
def critical_gamma():
    lo, hi = 0.01, 0.99
    for _ in range(100):
        g = (lo + hi) / 2
        if g / (1 - g**3) > 3 * g**2 / (1 - g**2):
            lo = g
        else:
            hi = g
    return (lo + hi) / 2


# %% wrong: an early stop of the bisection
# told: is right to a few digits, a little too small
def critical_gamma():
    lo, hi = 0.01, 0.99
    while hi - lo > 1e-4:
        g = (lo + hi) / 2
        if g / (1 - g**2) > 3 * g**2 / (1 - g**3):
            lo = g
        else:
            hi = g
    return lo
