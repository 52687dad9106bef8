# ruff: noqa
# Right and wrong ways to write `generator_logit_grads` that grader/exercises does not hold. Each section is a file of its own.

# %% right: expit of both signs
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


# %% right: nested lists
from scipy.special import log_expit


def generator_logit_grads(a):
    return {"minimax": (-np.exp(log_expit(a))).tolist(), "nonsat": (-np.exp(log_expit(-a))).tolist()}


# %% right: torch.sigmoid
import torch


def generator_logit_grads(a):
    t = torch.tensor(a)
    return {"minimax": -torch.sigmoid(t), "nonsat": -torch.sigmoid(-t)}


# %% right: math, entry by entry
import math

import numpy as np


def generator_logit_grads(a):
    def sigma(v):
        if v >= 0:
            return 1 / (1 + math.exp(-v))
        e = math.exp(v)
        return e / (1 + e)

    found = {"minimax": np.empty(a.shape), "nonsat": np.empty(a.shape)}
    for index, v in np.ndenumerate(a):
        found["minimax"][index] = -sigma(v)
        found["nonsat"][index] = -sigma(-v)
    return found


# %% right: a warning, and the right limit
import numpy as np


def generator_logit_grads(a):
    return {"minimax": -1 / (1 + np.exp(-a)), "nonsat": -1 / (1 + np.exp(a))}


# %% right: exponentials of log-sigmoids
import numpy as np


def generator_logit_grads(a):
    return {"minimax": -np.exp(-np.logaddexp(0, -a)), "nonsat": -np.exp(-np.logaddexp(0, a))}


# %% right: the logistic distribution of scipy
from scipy.stats import logistic


def generator_logit_grads(a):
    return {"minimax": -logistic.cdf(a), "nonsat": -logistic.sf(a)}


# %% right: torch.func.grad under vmap
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a.ravel())
    costs = {"minimax": lambda v: F.logsigmoid(-v), "nonsat": lambda v: -F.logsigmoid(v)}
    return {k: torch.func.vmap(torch.func.grad(c))(t).reshape(a.shape) for k, c in costs.items()}


# %% wrong: binary cross-entropy with logits, backward
# told: subtracts 1 from D
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a, requires_grad=True)
    (toward_real,) = torch.autograd.grad(F.binary_cross_entropy_with_logits(t, torch.ones_like(t), reduction="sum"), t)
    (toward_forged,) = torch.autograd.grad(
        F.binary_cross_entropy_with_logits(t, torch.zeros_like(t), reduction="sum"), t
    )
    return {"minimax": -toward_forged, "nonsat": toward_real}


# %% wrong: real and forged labels confused
# told: has the sign of the minimax cost turned
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a, requires_grad=True)
    (toward_forged,) = torch.autograd.grad(
        F.binary_cross_entropy_with_logits(t, torch.zeros_like(t), reduction="sum"), t
    )
    return {"minimax": toward_forged, "nonsat": toward_forged - 1}


# %% wrong: the mean of the cross-entropy
# told: divides by the number of samples
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a, requires_grad=True)
    F.softplus(-t).mean().backward()
    nonsat = t.grad.clone()
    t.grad = None
    (-F.softplus(t)).mean().backward()
    return {"minimax": t.grad, "nonsat": nonsat}


# %% wrong: gradients that add up
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a, requires_grad=True)
    F.softplus(-t).sum().backward()
    nonsat = t.grad.clone()
    (-F.softplus(t)).sum().backward()
    return {"minimax": t.grad, "nonsat": nonsat}


# %% wrong: chain rule through D, divided by zero
# told: differentiates the logarithm of a D that rounds to 0 or 1
import numpy as np
from scipy.special import expit


def generator_logit_grads(a):
    D = expit(a)
    slope = D * (1 - D)
    return {"minimax": -slope / (1 - D), "nonsat": -slope / D}


# %% wrong: chain rule with an epsilon
from scipy.special import expit


def generator_logit_grads(a):
    D = expit(a)
    slope = D * (1 - D)
    return {"minimax": -slope / (1 - D + 1e-8), "nonsat": -slope / (D + 1e-8)}


# %% wrong: finite differences of a cost that rounds
import numpy as np
from scipy.special import expit


def generator_logit_grads(a):
    h = 1e-4

    def slope(c):
        return (c(expit(a + h)) - c(expit(a - h))) / (2 * h)

    with np.errstate(all="ignore"):
        return {"minimax": slope(lambda D: np.log(1 - D)), "nonsat": slope(lambda D: -np.log(D))}


# %% wrong: other keys
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "non-saturating": -expit(-a)}


# %% wrong: a key too many
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -expit(-a), "D": expit(a)}


# %% wrong: a pair
from scipy.special import expit


def generator_logit_grads(a):
    return -expit(a), -expit(-a)


# %% wrong: -log(1 - D) for minimax
# told: has the sign of the minimax cost turned
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": 1 - expit(-a), "nonsat": expit(a) - 1}


# %% wrong: D and 1 - D exchanged in nonsat
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -1 / (1 - expit(a) + 1e-300)}


# %% wrong: flattened
# told: returns flat arrays
from scipy.special import expit


def generator_logit_grads(a):
    a = a.ravel()
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


# %% wrong: ascent
# told: returns D and 1 - D
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": expit(a), "nonsat": 1 - expit(a)}


# %% wrong: logits clipped at 15
import numpy as np
from scipy.special import expit


def generator_logit_grads(a):
    a = np.clip(a, -15, 15)
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


# %% wrong: logits negated in place
# told: overwrites the logits
import numpy as np
from scipy.special import expit


def generator_logit_grads(a):
    minimax = -expit(a)
    np.negative(a, out=a)
    return {"minimax": minimax, "nonsat": -expit(a)}


# %% wrong: D - 1, keys in another order
# told: subtracts 1 from D
from scipy.special import expit


def generator_logit_grads(a):
    D = expit(a)
    return dict(nonsat=D - 1, minimax=-D)


# %% wrong: tanh, and a difference
# told: loses the digits of a small slope
def generator_logit_grads(a):
    t = np.tanh(a / 2)
    return {"minimax": -(1 + t) / 2, "nonsat": -(1 - t) / 2}


# %% wrong: e^a over 1 + e^a
# told: overflows far out
def generator_logit_grads(a):
    e = np.exp(a)
    return {"minimax": -e / (1 + e), "nonsat": -1 / (1 + e)}


# %% wrong: the two keys exchanged
# told: swaps the two costs
def generator_logit_grads(a):
    D = 1 / (1 + np.exp(-a))
    return {"nonsat": -D, "minimax": -1 / (1 + np.exp(a))}


# %% wrong: slopes of log D and of log(1 - D)
# told: has the sign of the non-saturating cost turned
def generator_logit_grads(a):
    return {"minimax": -1 / (1 + np.exp(-a)), "nonsat": 1 / (1 + np.exp(a))}


# %% wrong: in D, not in the logit
# told: takes the derivative with respect to D
def generator_logit_grads(a):
    D = 1 / (1 + np.exp(-a))
    return {"minimax": -1 / (1 - D), "nonsat": -1 / D}


# %% wrong: costs
# told: returns the costs
def generator_logit_grads(a):
    return {"minimax": -np.log1p(np.exp(-np.abs(a))) - np.maximum(a, 0), "nonsat": np.log1p(np.exp(-np.abs(a))) + np.maximum(-a, 0)}
