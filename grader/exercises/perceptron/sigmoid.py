"""`sigmoid`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import torch
from scipy import special

from course_utils.checks import expect
from course_utils.checks.public.perceptron import sigmoid as public
from course_utils.checks.public.perceptron.sigmoid import curve

from ...exercise import Secret

secret = Secret(public.exercise)

# What rounding numbers near 1 costs: (1 + tanh(z / 2)) / 2 has no more than this in the left tail, and is right.
ROUNDING = 1e-15


@secret.case("agrees with an independent implementation for |z| up to 30, in one, two and three dimensions", weight=2)
def _(student, draw):
    z = np.concatenate([draw.uniform(-5, 5, 12), draw.uniform(-30, 30, 12)])
    for shape in ((24,), (4, 6), (2, 3, 4)):
        shaped = z.reshape(shape)
        expect.close(curve(student, shaped), special.expit(shaped), rtol=1e-9, atol=ROUNDING)


@secret.case("at z = 30 and -30 it has the digits of an evaluation with 30 digits, and at 40 to 1000 it has settled")
def _(student, draw):
    with mpmath.workdps(30):
        near = [float(1 / (1 + mpmath.exp(-z))) for z in (30, -30)]
    far = np.append(draw.uniform(40, 1000, 6), 1000.0)
    expect.close(curve(student, [30.0, -30.0]), near, rtol=1e-9, atol=ROUNDING)
    expect.close(curve(student, far), np.ones(7), rtol=1e-12, what="sigma far to the right")
    expect.close(curve(student, -far), np.zeros(7), atol=ROUNDING, what="sigma far to the left")


@secret.misconception(
    "overflows for large z",
    hint="e^z overflows near z = 710 and inf / inf is NaN. For z > 0 use the form with e^(-z): no exponential then exceeds 1.",
)
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


@secret.misconception(
    "falls instead of rising", hint="The exponent is -z: large z must give values near 1, not near 0."
)
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small, 1.0) / (1.0 + small)


@secret.misconception(
    "returns tanh", hint="tanh runs from -1 to 1; a probability runs from 0 to 1: tanh x = 2 sigma(2x) - 1."
)
def sigmoid(z):
    return np.tanh(z)


@secret.misconception(
    "forgets to halve z in the formula with tanh", hint="sigma(z) = (1 + tanh(z / 2)) / 2: the argument is halved too."
)
def sigmoid(z):
    return (1 + np.tanh(z)) / 2


@secret.misconception(
    "shifts it to the range from -1 to 1", hint="sigma(0) is 1/2: nothing is subtracted and nothing doubled."
)
def sigmoid(z):
    return np.tanh(z / 2)


@secret.misconception("returns its derivative", hint="sigma (1 - sigma) is the slope; return sigma itself.")
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return small / (1 + small) ** 2


@secret.misconception(
    "normalises over all entries",
    hint="Each entry has a sigma of its own; dividing by a sum over the array makes it a softmax.",
)
def sigmoid(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()


@secret.misconception(
    "clips z so early that it shows",
    hint="Below the clip sigma stands still: at z = -30 it must be 9.36e-14. Without the clip, choose the form by the sign of z.",
)
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


@secret.misconception(
    "replaces the far ends by 0 and 1",
    hint="At z = -30 sigma is small but not 0, and its logarithm is needed: -30, not -infinity.",
)
def sigmoid(z):
    middle = 1 / (1 + np.exp(-np.clip(z, -25, 25)))
    return np.where(z < -25, 0.0, np.where(z > 25, 1.0, middle))


@secret.misconception(
    "adds a small constant to the denominator", hint="1 + e^(-z) is never 0: the constant only makes sigma too small."
)
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small + 1e-8)


@secret.misconception(
    "computes in single precision", hint="The result must be float64, as z is: float32 keeps seven digits."
)
def sigmoid(z):
    small = np.exp(-np.abs(z.astype(np.float32)))
    return np.where(z >= 0, np.float32(1), small) / (1 + small)


@secret.misconception("flattens the array", hint="The result has the shape of z: do not ravel it.")
def sigmoid(z):
    flat = np.ravel(z)
    small = np.exp(-np.abs(flat))
    return np.where(flat >= 0, 1.0, small) / (1.0 + small)


@secret.misconception(
    "overwrites z", hint="`z *= -1` and `out=z` change the caller's array: compute into a new one, as `-z` does."
)
def sigmoid(z):
    positive = z >= 0
    np.abs(z, out=z)
    small = np.exp(-z)
    return np.where(positive, 1.0, small) / (1.0 + small)


@secret.misconception("takes a straight line for it", hint="sigma is smooth: 1 / (1 + e^(-z)), with no corners.")
def sigmoid(z):
    return np.clip(0.5 + z / 4, 0, 1)


@secret.alternative("the formula with tanh")
def sigmoid(z):
    return 0.5 * (1.0 + np.tanh(0.5 * z))


@secret.alternative("the exponential of a log-sum")
def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


@secret.alternative("two masks")
def sigmoid(z):
    result = np.empty(z.shape)
    right = z > 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    e = np.exp(z[~right])
    result[~right] = e / (1 + e)
    return result


@secret.alternative("number by number, with math")
def sigmoid(z):
    def one(v):
        return 1 / (1 + math.exp(-v)) if v > 0 else math.exp(v) / (1 + math.exp(v))

    return np.array([one(float(v)) for v in z.flat]).reshape(z.shape)


@secret.alternative("torch")
def sigmoid(z):
    return torch.sigmoid(torch.from_numpy(z)).numpy()
