# ruff: noqa
# Right and wrong ways to write `gan_value` that grader/exercises does not hold. Each section is a file of its own.

# %% right: nansum of the products
import numpy as np


def gan_value(pd, pg, D):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nansum(pd * np.log(D)) + np.nansum(pg * np.log(1 - D))


# %% right: torch.xlogy, a tensor
import torch


def gan_value(pd, pg, D):
    pd, pg, D = map(torch.from_numpy, (pd, pg, D))
    return (torch.xlogy(pd, D) + torch.special.xlog1py(pg, -D)).sum()


# %% right: fsum over a generator
import math


def gan_value(pd, pg, D):
    real = (p * math.log(d) for p, d in zip(pd, D) if p > 0)
    forged = (p * math.log(1 - d) for p, d in zip(pg, D) if p > 0)
    return math.fsum(real) + math.fsum(forged)


# %% right: the logarithm of a product of powers
import numpy as np


def gan_value(pd, pg, D):
    return np.log(np.prod(D**pd)) + np.log(np.prod((1 - D) ** pg))


# %% right: where inside the logarithm
import numpy as np


def gan_value(pd, pg, D):
    logs = np.log(D, where=pd > 0, out=np.zeros_like(D)), np.log(1 - D, where=pg > 0, out=np.zeros_like(D))
    return np.einsum("ik,ik->", np.array([pd, pg]), np.array(logs))


# %% right: data set of 2K weighted samples
import numpy as np


def gan_value(pd, pg, D):
    weight, says = np.concatenate([pd, pg]), np.concatenate([D, 1 - D])
    kept = weight != 0
    return np.asarray(np.dot(weight[kept], np.log(says[kept])))


# %% right: recursion
import numpy as np


def gan_value(pd, pg, D):
    if len(D) == 0:
        return 0.0
    here = 0.0
    if pd[0]:
        here += pd[0] * np.log(D[0])
    if pg[0]:
        here += pg[0] * np.log(1 - D[0])
    return here + gan_value(pd[1:], pg[1:], D[1:])


# %% right: twice the value with the half
import numpy as np
from scipy.special import xlog1py, xlogy


def gan_value(pd, pg, D):
    cost = -0.5 * xlogy(pd, D).sum() - 0.5 * xlog1py(pg, -D).sum()
    return np.float64(-2 * cost)


# %% right: from divergences
import numpy as np
from scipy.special import kl_div, rel_entr, entr


def gan_value(pd, pg, D):
    says = np.where(pd > 0, D, 1.0), np.where(pg > 0, 1 - D, 1.0)
    return sum(-rel_entr(p, s).sum() - entr(p).sum() for p, s in zip((pd, pg), says))


# %% right: an epsilon too small to see
import numpy as np


def gan_value(pd, pg, D):
    tiny = np.finfo(float).tiny
    return np.sum(pd * np.log(np.maximum(D, tiny))) + np.sum(pg * np.log(np.maximum(1 - D, tiny)))


# %% wrong: an average of the two terms
# told: halves both terms, as a mean over 2N labels does
import numpy as np
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return np.mean([xlogy(pd, D).sum(), xlogy(pg, 1 - D).sum()])


# %% wrong: nan_to_num of the whole
# told: answers 0 where 0 log 0 made it NaN
import numpy as np


def gan_value(pd, pg, D):
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.sum(pd * np.log(D) + pg * np.log(1 - D))))


# %% wrong: only places where both are found
# told: counts only the places where both are found
import numpy as np


def gan_value(pd, pg, D):
    k = (pd > 0) & (pg > 0)
    return np.sum(pd[k] * np.log(D[k]) + pg[k] * np.log(1 - D[k]))


# %% wrong: epsilon of 1e-7
import numpy as np


def gan_value(pd, pg, D):
    return np.sum(pd * np.log(D + 1e-7)) + np.sum(pg * np.log(1 - D + 1e-7))


# %% wrong: D kept away from its ends
import numpy as np


def gan_value(pd, pg, D):
    D = np.clip(D, 1e-5, 1 - 1e-5)
    return np.dot(pd, np.log(D)) + np.dot(pg, np.log(1 - D))


# %% wrong: non-saturating second term
# told: has the non-saturating term in place of the second
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return float(xlogy(pd, D).sum() - xlogy(pg, D).sum())


# %% wrong: 1 minus log D
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return float(xlogy(pd, D).sum() + (pg * 1).sum() - xlogy(pg, D).sum())


# %% wrong: the logarithm of 1 - D of real samples too
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return float(xlogy(pd, D).sum() + xlogy(pd, 1 - D).sum())


# %% wrong: plus log 4
# told: adds log 4
import numpy as np
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return float((xlogy(pd, D) + xlogy(pg, 1 - D)).sum() + np.log(4))


# %% wrong: a constant for pg = pd
import numpy as np


def gan_value(pd, pg, D):
    return -np.log(4)


# %% wrong: log10
# told: takes logarithms to base 10
import numpy as np
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return float((xlogy(pd, D) + xlogy(pg, 1 - D)).sum() / np.log(10))


# %% wrong: an array of one
import numpy as np
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return (xlogy(pd, D) + xlogy(pg, 1 - D)).sum(keepdims=True)


# %% wrong: both terms, as a pair
# told: returns both terms as a pair
from scipy.special import xlogy


def gan_value(pd, pg, D):
    return xlogy(pd, D).sum(), xlogy(pg, 1 - D).sum()


# %% wrong: the accuracy
# told: returns the probability of a right answer
def gan_value(pd, pg, D):
    return float((pd * D).sum() + (pg * (1 - D)).sum())


# %% wrong: D changed where nobody is
import numpy as np


def gan_value(pd, pg, D):
    first = np.sum(pd * np.log(np.where(pd > 0, D, 1.0)))
    np.subtract(1, D, out=D)
    return first + np.sum(pg * np.log(np.where(pg > 0, D, 1.0)))
