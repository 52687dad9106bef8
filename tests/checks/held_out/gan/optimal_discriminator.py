# ruff: noqa
# Right and wrong ways to write `optimal_discriminator` that grader/exercises does not hold. Each section is a file of its own.

# %% right: a list, 0.5 where both vanish
def optimal_discriminator(pd, pg):
    return [float(a / (a + b)) if a + b > 0 else 0.5 for a, b in zip(pd, pg)]


# %% right: torch, zeros replaced in the denominator
import torch


def optimal_discriminator(pd, pg):
    a, b = torch.from_numpy(pd), torch.from_numpy(pg)
    total = a + b
    half = torch.full_like(total, 0.5)
    return torch.where(total == 0, half, a / torch.where(total == 0, torch.ones_like(total), total))


# %% right: exact fractions
from fractions import Fraction


def optimal_discriminator(pd, pg):
    def one(a, b):
        a, b = Fraction(float(a)), Fraction(float(b))
        return float(a / (a + b)) if a + b else 0.5

    return tuple(one(a, b) for a, b in zip(pd, pg))


# %% right: one minus the other share
import numpy as np


def optimal_discriminator(pd, pg):
    D = np.where(pd > 0, 1.0, 0.5)
    found = pg > 0
    D[found] = 1 - pg[found] / (pd[found] + pg[found])
    return D


# %% right: softmax of the logarithms
import numpy as np
from scipy.special import softmax


def optimal_discriminator(pd, pg):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(softmax(np.log(np.stack([pd, pg])), axis=0)[0], nan=0.5)


# %% right: angle in the plane of the two densities
import numpy as np


def optimal_discriminator(pd, pg):
    nowhere = (pd + pg == 0).astype(float)
    angle = np.arctan2(pd + nowhere, pg + nowhere)
    return np.sin(angle) / (np.sin(angle) + np.cos(angle))


# %% right: normalised columns by einsum
import numpy as np


def optimal_discriminator(pd, pg):
    both = np.array([pd, pg])
    total = np.einsum("ij->j", both)
    return (both * np.reciprocal(total, where=total > 0, out=np.zeros_like(total)))[0] + 0.5 * (total == 0)


# %% right: nested function, recursion
def optimal_discriminator(pd, pg):
    def share(k):
        if k == len(pd):
            return []
        whole = pd[k] + pg[k]
        return [pd[k] / whole if whole else 0.5] + share(k + 1)

    return share(0)


# %% wrong: division by the product
import numpy as np


def optimal_discriminator(pd, pg):
    return pd / np.where(pd * pg > 0, pd + pg, 1.0)


# %% wrong: small densities treated as zero
import numpy as np


def optimal_discriminator(pd, pg):
    total = pd + pg
    return np.where(total > 1e-6, pd / np.where(total > 0, total, 1), 0.5)


# %% wrong: epsilon on both sides
def optimal_discriminator(pd, pg):
    return (pd + 1e-9) / (pd + pg + 2e-9)


# %% wrong: zeros filled by nan_to_num of the ratio
import numpy as np


def optimal_discriminator(pd, pg):
    with np.errstate(all="ignore"):
        r = np.nan_to_num(pd / pg, posinf=0.0)
    return r / (1 + r)


# %% wrong: squares
def optimal_discriminator(pd, pg):
    return pd**2 / (pd**2 + pg**2 + ((pd + pg) == 0))


# %% wrong: single place for the whole
def optimal_discriminator(pd, pg):
    whole = (pd + pg).max()
    return pd / whole


# %% wrong: forged share where pd is zero
import numpy as np


def optimal_discriminator(pd, pg):
    total = np.where(pd + pg > 0, pd + pg, 1)
    return np.where(pd == 0, pg / total, pd / total)


# %% wrong: rounded to two digits
import numpy as np


def optimal_discriminator(pd, pg):
    return np.round(pd / np.where(pd + pg > 0, pd + pg, 1), 2)


# %% wrong: the logit
# told: returns the logit of D
import numpy as np


def optimal_discriminator(pd, pg):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.log(pd) - np.log(pg))


# %% wrong: the mean of D
import numpy as np


def optimal_discriminator(pd, pg):
    return float(np.mean(pd / np.where(pd + pg > 0, pd + pg, 1)))


# %% wrong: pg overwritten by the sum
import numpy as np


def optimal_discriminator(pd, pg):
    pg += pd
    return np.divide(pd, pg, out=np.full(pd.shape, 0.5), where=pg > 0)


# %% wrong: a column
import numpy as np


def optimal_discriminator(pd, pg):
    return (pd / np.where(pd + pg > 0, pd + pg, 1))[:, None]


# %% wrong: a python error where both vanish
def optimal_discriminator(pd, pg):
    return [float(a) / float(a + b) for a, b in zip(pd, pg)]


# %% wrong: each normalised by its own largest entry
import numpy as np


def optimal_discriminator(pd, pg):
    a, b = pd / pd.max(), pg / pg.max()
    return a / np.where(a + b > 0, a + b, 1)


# %% wrong: plain division, NaN where both vanish
# told: is NaN where neither is found
import numpy as np


def optimal_discriminator(pd, pg):
    with np.errstate(invalid="ignore"):
        return pd / (pd + pg)


# %% wrong: through the odds
# told: is NaN where the forger never is
def optimal_discriminator(pd, pg):
    odds = pd / pg
    return odds / (odds + 1)


# %% wrong: real and forged the wrong way round
# told: returns the share of the forged samples
def optimal_discriminator(pd, pg):
    D = np.zeros_like(pd)
    for k in range(len(pd)):
        s = pd[k] + pg[k]
        D[k] = pg[k] / s if s > 0 else 0.5
    return D


# %% wrong: odds
# told: returns the ratio of the densities
def optimal_discriminator(pd, pg):
    return np.array([a / b for a, b in zip(pd, pg)])


# %% wrong: halves the denominator
# told: divides by the mean of the two
def optimal_discriminator(pd, pg):
    m = 0.5 * pd + 0.5 * pg
    m[m == 0] = 1.0
    return np.where(pd + pg == 0, 0.5, pd / m)


# %% wrong: zero for nothing
# told: answers 0 where neither is found
def optimal_discriminator(pd, pg):
    return np.nan_to_num(pd / (pd + pg))


# %% wrong: normalised like a distribution
# told: normalises over the places
def optimal_discriminator(pd, pg):
    D = np.nan_to_num(pd / (pd + pg))
    return D / np.sum(D)


# %% wrong: into the argument
# told: overwrites pd
def optimal_discriminator(pd, pg):
    s = pd + pg
    pd[s > 0] = pd[s > 0] / s[s > 0]
    pd[s == 0] = 0.5
    return pd
