"""`generator_logit_grads`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import expit

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gan import generator_logit_grads as public
from course_utils.checks.public.gan.generator_logit_grads import slopes

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def generator_logit_grads(a):
    half = 0.5 * np.tanh(0.5 * a)
    return {"minimax": -0.5 - half, "nonsat": half - 0.5}


@secret.case("agrees with torch's derivative of log(1 - D) and of -log D", weight=2)
def _(student, draw):
    a = draw.uniform(-6, 6, 24)
    for shape in ((24,), (4, 6), (2, 3, 4), (1, 24)):
        found = slopes(student, a.reshape(shape))
        for what, cost, got in zip(("minimax", "nonsat"), (1, -1), found, strict=True):
            logits = tensor(a.reshape(shape)).requires_grad_()
            # log(1 - D) = log sigma(-a), -log D = -log sigma(a)
            torch.sum(cost * F.logsigmoid(-cost * logits)).backward()
            expect.close(got, logits.grad.numpy(), what=f"`{what}`")


@secret.case("predicts how the costs move, with 60 digits, at logits from -30 to 30")
def _(student, draw):
    a = np.concatenate([draw.uniform(-30, 30, 4), [-30.0, -5.0, 0.0, 2.0, 30.0]])
    minimax, nonsat = slopes(student, a)
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20

        def moved(cost):
            sides = [[cost(1 / (1 + mpmath.exp(-mpmath.mpf(float(v)) - s))) for v in a] for s in (step, -step)]
            return [float((up - down) / (2 * step)) for up, down in zip(*sides, strict=True)]

        want = moved(lambda D: mpmath.log(1 - D)), moved(lambda D: -mpmath.log(D))
    expect.close(minimax, want[0], what="`minimax`")
    expect.close(nonsat, want[1], what="`nonsat`")


@secret.case("far out, to either side, both slopes have settled")
def _(student, draw):
    a = draw.uniform(200, 700, 5)  # e^a is still a number there
    for sign, minimax, nonsat in ((1, -1, 0), (-1, 0, -1)):
        found = slopes(student, sign * a)
        expect.close(found[0], np.full(5, minimax), what="`minimax` far out")
        expect.close(found[1], np.full(5, nonsat), what="`nonsat` far out")


@secret.misconception(
    "swaps the two costs",
    hint="Where D rejects the sample (a = -5) the minimax cost is nearly flat, and the non-saturating one is steep.",
)
def generator_logit_grads(a):
    return {"minimax": -expit(-a), "nonsat": -expit(a)}


@secret.misconception(
    "has the sign of both costs turned",
    hint="Both costs fall when the critic's logit rises: both derivatives are negative.",
)
def generator_logit_grads(a):
    return {"minimax": expit(a), "nonsat": expit(-a)}


@secret.misconception(
    "has the sign of the minimax cost turned",
    hint="The generator's minimax cost is +log(1 - D), which falls as D rises.",
)
def generator_logit_grads(a):
    return {"minimax": expit(a), "nonsat": -expit(-a)}


@secret.misconception(
    "has the sign of the non-saturating cost turned", hint="The cost is -log D: with the minus, its slope is negative."
)
def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": expit(-a)}


@secret.misconception(
    "takes the derivative with respect to D",
    hint="-1 / (1 - D) and -1 / D are slopes in D. The chain rule brings in dD/da = D (1 - D).",
)
def generator_logit_grads(a):
    D = np.clip(expit(a), 1e-12, 1 - 1e-12)
    return {"minimax": -1 / (1 - D), "nonsat": -1 / D}


@secret.misconception(
    "returns the costs", hint="log(1 - D) and -log D are the costs: return their derivatives with respect to a."
)
def generator_logit_grads(a):
    return {"minimax": -np.logaddexp(0, a), "nonsat": np.logaddexp(0, -a)}


@secret.misconception(
    "stops the chain rule at D", hint="D (1 - D) is dD/da alone: multiply it by the slope of the cost in D."
)
def generator_logit_grads(a):
    return {"minimax": -expit(a) * expit(-a), "nonsat": -expit(a) * expit(-a)}


@secret.misconception(
    "differentiates the logarithm of a D that rounds to 0 or 1",
    hint="Far out D is 0 or 1 and its logarithm infinite: 0 times infinity is NaN. Simplify on paper before you code.",
)
def generator_logit_grads(a):
    found = {}
    for key, cost in (("minimax", lambda D: torch.log(1 - D)), ("nonsat", lambda D: -torch.log(D))):
        logits = torch.tensor(a, requires_grad=True)
        cost(torch.sigmoid(logits)).sum().backward()
        found[key] = logits.grad.numpy()
    return found


@secret.misconception(
    "clips the logits", hint="No clipping: at a = 30 the slope of the minimax cost is -1 to twelve digits, the other 0."
)
def generator_logit_grads(a):
    a = np.clip(a, -10, 10)
    return {"minimax": -expit(a), "nonsat": -expit(-a)}


@secret.misconception(
    "divides by the number of samples",
    hint="Each entry is the slope of the cost of its own sample: no mean over the batch, no division.",
)
def generator_logit_grads(a):
    return {"minimax": -expit(a) / a.size, "nonsat": -expit(-a) / a.size}


@secret.misconception(
    "adds the slopes of the batch up", hint="Return one slope for each logit, in arrays shaped like `a`."
)
def generator_logit_grads(a):
    return {"minimax": -np.sum(expit(a)), "nonsat": -np.sum(expit(-a))}


@secret.misconception(
    "has the factor 1/2 of 2016",
    hint="The costs are log(1 - D) and -log D, without a factor 1/2: at a = 0 both are -1/2.",
)
def generator_logit_grads(a):
    return {"minimax": -0.5 * expit(a), "nonsat": -0.5 * expit(-a)}


@secret.misconception(
    "gives both costs the slope of log(1 - D)",
    hint="-log D is not log(1 - D): its slope is large exactly where the other is small.",
)
def generator_logit_grads(a):
    return {"minimax": -expit(a), "nonsat": -expit(a)}


@secret.misconception(
    "forgets to halve the logit in the tanh", hint="sigma(a) = (1 + tanh(a / 2)) / 2: the argument is halved too."
)
def generator_logit_grads(a):
    return {"minimax": -0.5 - 0.5 * np.tanh(a), "nonsat": 0.5 * np.tanh(a) - 0.5}


@secret.misconception("overwrites the logits", hint="`out=a` changes the caller's array: compute into a new one.")
def generator_logit_grads(a):
    expit(a, out=a)
    return {"minimax": -a.copy(), "nonsat": a - 1}


@secret.alternative("torch's derivative of stable costs")
def generator_logit_grads(a):
    found = {}
    for key, sign in (("minimax", 1), ("nonsat", -1)):
        logits = torch.tensor(a, requires_grad=True)
        (-sign * torch.nn.functional.softplus(sign * logits)).sum().backward()
        found[key] = logits.grad
    return found


@secret.alternative("an exponential that never exceeds 1")
def generator_logit_grads(a):
    small = np.exp(-np.abs(a))
    larger, smaller = 1 / (1 + small), small / (1 + small)
    return {"minimax": -np.where(a > 0, larger, smaller), "nonsat": -np.where(a > 0, smaller, larger)}


@secret.alternative("a complex step through log(1 + e^(-|a|))")
def generator_logit_grads(a):
    def slope(x):  # of log(1 + e^x) at x <= 0, then mirrored
        z = -np.abs(x) + 1e-30j
        left = np.log1p(np.exp(z)).imag / 1e-30
        return np.where(x <= 0, left, 1 - left)

    return {"minimax": -slope(a), "nonsat": -slope(-a)}


@secret.alternative("the quotient with e^a on top")
def generator_logit_grads(a):
    D = np.exp(a) / (1 + np.exp(a))
    return {"minimax": -D, "nonsat": -1 / (1 + np.exp(a))}
