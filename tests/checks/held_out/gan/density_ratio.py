# ruff: noqa
# Right and wrong ways to write `density_ratio` that grader/exercises does not hold. Each section is a file of its own.

# %% right: math.exp entry by entry
import math

import numpy as np


def density_ratio(logit):
    return np.vectorize(math.exp)(logit)


# %% right: a power of e
import numpy as np


def density_ratio(logit):
    return np.e**logit


# %% right: torch
import torch


def density_ratio(logit):
    return torch.from_numpy(logit).exp()


# %% right: nested lists
import numpy as np


def density_ratio(logit):
    return np.exp(logit).tolist()


# %% right: reciprocal of the ratio exchanged
import numpy as np


def density_ratio(logit):
    return 1 / np.exp(-logit)


# %% right: D by both signs, divided
import numpy as np


def density_ratio(logit):
    D = 1 / (1 + np.exp(-logit))
    not_D = 1 / (1 + np.exp(logit))
    return D / not_D


# %% right: a power of two
import numpy as np


def density_ratio(logit):
    return np.exp2(logit / np.log(2))


# %% right: square of the half
import numpy as np


def density_ratio(logit):
    return np.square(np.exp(logit / 2))


# %% right: expm1 and 1
import numpy as np


def density_ratio(logit):
    return np.where(logit > -1, np.expm1(logit) + 1, np.exp(np.minimum(logit, 0)))


# %% right: hyperbolic functions for the sign at hand
import numpy as np


def density_ratio(logit):
    size = np.abs(logit)
    large = np.cosh(size) + np.sinh(size)
    return np.where(logit < 0, 1 / large, large)


# %% wrong: D / (1 - D) with expit
# told: goes through D, which rounds to 1
from scipy.special import expit


def density_ratio(logit):
    D = expit(logit)
    return D / (1 - D)


# %% wrong: the same, infinities replaced
import numpy as np
from scipy.special import expit


def density_ratio(logit):
    D = expit(logit)
    with np.errstate(divide="ignore"):
        return np.nan_to_num(D / (1 - D), posinf=1e16)


# %% wrong: through D in tanh form
import numpy as np


def density_ratio(logit):
    t = np.tanh(logit / 2)
    return (1 + t) / np.maximum(1 - t, 1e-17)


# %% wrong: odds of forged
# told: has the sign of the logit turned
import numpy as np


def density_ratio(logit):
    D = 1 / (1 + np.exp(-logit))
    return (1 - D) / D


# %% wrong: balanced by a half
# told: halves the ratio
import numpy as np


def density_ratio(logit):
    return np.exp(logit) / 2


# %% wrong: softplus
# told: returns a softplus
import numpy as np


def density_ratio(logit):
    return np.logaddexp(0, logit)


# %% wrong: normalised over the batch
# told: normalises over the batch
import numpy as np


def density_ratio(logit):
    e = np.exp(logit - logit.max())
    return e / e.sum()


# %% wrong: the largest logit taken off
# told: takes the largest logit off
import numpy as np


def density_ratio(logit):
    return np.exp(logit - logit.max())


# %% wrong: float32 through D
import numpy as np


def density_ratio(logit):
    D = 1 / (1 + np.exp(-logit.astype(np.float32)))
    return D / np.maximum(1 - D, np.float32(1e-7))


# %% wrong: flattened
# told: returns a flat array
import numpy as np


def density_ratio(logit):
    return np.exp(logit).ravel()


# %% wrong: absolute value
# told: forgets the sign of the logit
import numpy as np


def density_ratio(logit):
    return np.exp(np.abs(logit))


# %% wrong: squared
# told: squares the ratio
import numpy as np


def density_ratio(logit):
    return np.exp(2 * logit)


# %% wrong: the first terms of the series
def density_ratio(logit):
    return 1 + logit + logit**2 / 2 + logit**3 / 6


# %% wrong: capped at 1e10
import numpy as np


def density_ratio(logit):
    return np.minimum(np.exp(logit), 1e10)


# %% wrong: the caller's array
# told: overwrites the logits
import numpy as np


def density_ratio(logit):
    logit[...] = np.exp(logit)
    return logit


# %% wrong: for a scalar
import math


def density_ratio(logit):
    return math.exp(logit.ravel()[0])
