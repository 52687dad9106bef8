# ruff: noqa
# Right and wrong ways to write `generator_logit_grads` that grader/exercises does not hold. Each section is a file of its own.

# %% right: expit of both signs
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


# %% right: D - 1, keys in another order
from scipy.special import expit


def generator_logit_grads(a):
    D = expit(a)
    return dict(nonsat=D - 1, minimax=-D)


# %% right: nested lists
import numpy as np


def generator_logit_grads(a):
    D = (1 + np.tanh(a / 2)) / 2
    return {"minimax": (-D).tolist(), "nonsat": (D - 1).tolist()}


# %% right: torch.sigmoid
import torch


def generator_logit_grads(a):
    t = torch.tensor(a)
    return {"minimax": -torch.sigmoid(t), "nonsat": torch.sigmoid(t) - 1}


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


# %% right: torch.func.grad under vmap
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a.ravel())
    costs = {"minimax": lambda v: F.logsigmoid(-v), "nonsat": lambda v: -F.logsigmoid(v)}
    return {k: torch.func.vmap(torch.func.grad(c))(t).reshape(a.shape) for k, c in costs.items()}


# %% right: binary cross-entropy with logits, backward
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
import torch
import torch.nn.functional as F


def generator_logit_grads(a):
    t = torch.tensor(a, requires_grad=True)
    (toward_forged,) = torch.autograd.grad(
        F.binary_cross_entropy_with_logits(t, torch.zeros_like(t), reduction="sum"), t
    )
    return {"minimax": toward_forged, "nonsat": toward_forged - 1}


# %% wrong: the mean of the cross-entropy
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
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": 1 - expit(-a), "nonsat": expit(a) - 1}


# %% wrong: D and 1 - D exchanged in nonsat
from scipy.special import expit


def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -1 / (1 - expit(a) + 1e-300)}


# %% wrong: flattened
from scipy.special import expit


def generator_logit_grads(a):
    a = a.ravel()
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


# %% wrong: ascent
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
import numpy as np
from scipy.special import expit


def generator_logit_grads(a):
    minimax = -expit(a)
    np.negative(a, out=a)
    return {"minimax": minimax, "nonsat": -expit(a)}
