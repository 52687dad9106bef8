"""`sigmoid`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.perceptron import sigmoid as public
from course_utils.checks.public.perceptron.sigmoid import curve
from scipy import special

from ...exercise import Secret

secret = Secret(public.exercise)


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


@secret.alternative("number by number, with math, as nested lists")
def sigmoid(z):
    def one(v):
        return 1 / (1 + math.exp(-v)) if v > 0 else math.exp(v) / (1 + math.exp(v))

    return np.array([one(float(v)) for v in z.flat]).reshape(z.shape).tolist()


@secret.alternative("torch, as a tensor")
def sigmoid(z):
    import torch

    return torch.sigmoid(torch.tensor(z))


@secret.case("agrees with an independent implementation for |z| up to 30, in one, two and three dimensions", weight=2)
def _(student, draw):
    z = np.concatenate([draw.uniform(-5, 5, 12), draw.uniform(-30, 30, 12)])
    for shape in ((24,), (4, 6), (2, 3, 4)):
        shaped = z.reshape(shape)
        expect.close(curve(student, shaped), special.expit(shaped), rtol=1e-9, atol=0)


@secret.case("from z = -30 to -100 it has the digits of an evaluation with 60 digits, and out to 1000 it has settled")
def _(student, draw):
    small = np.append(draw.uniform(-100, -40, 6), [-30.0, 30.0])
    with mpmath.workdps(60):
        want = [float(1 / (1 + mpmath.exp(-z))) for z in small]
    expect.close(curve(student, small), want, rtol=1e-9, atol=0)
    far = np.append(draw.uniform(100, 1000, 6), 1000.0)
    expect.close(curve(student, far), np.ones(7), rtol=1e-12, what="sigma far to the right")
    expect.close(curve(student, -far), np.zeros(7), atol=1e-40, what="sigma far to the left")


SIGMA = "np.where(z >= 0, 1.0, small) / (1.0 + small)"  # of the chapter's solution

secret.slip(
    "overflows for large z",
    (SIGMA, "np.exp(z) / (1 + np.exp(z))"),
    hint="e^z overflows near z = 710, and inf / inf is NaN. For z > 0 use the form with e^(-z): no exponential then exceeds 1.",
)
secret.slip(
    "returns 0 where z is very large",
    (SIGMA, "np.nan_to_num(np.exp(z) / (1 + np.exp(z)))"),
    hint="e^z overflows near z = 710, and a NaN replaced by 0 is still wrong: sigma(1000) is 1. Use the form with e^(-z) there.",
)
secret.slip(
    "falls instead of rising",
    ("1.0, small", "small, 1.0"),
    hint="Large z must give values near 1, not near 0: check the sign in the exponent, or which form stands on which side.",
)
secret.slip(
    "falls, and overflows on the left",
    (SIGMA, "np.exp(-z) / (1 + np.exp(-z))"),
    hint="e^(-z) / (1 + e^(-z)) is sigma(-z): the numerator is 1. And e^(-z) overflows on the left.",
)
secret.slip(
    "treats positive and negative z alike, so that it is never below 1/2",
    (SIGMA, "1.0 / (1.0 + small)"),
    hint="1 / (1 + e^(-|z|)) is right for z >= 0 only: for z < 0 the numerator is e^z.",
)
secret.slip(
    "treats positive and negative z alike, so that it is never above 1/2",
    (SIGMA, "small / (1.0 + small)"),
    hint="e^(-|z|) / (1 + e^(-|z|)) is right for z < 0 only: for z >= 0 the numerator is 1.",
)
for name, wrong in {
    "adds e^(-z) to 1 instead of dividing by the sum": "1 / 1 + np.exp(-z)",
    "leaves out the 1 in the denominator": "1 / np.exp(-z)",
    "has a minus sign in the denominator": "1 / (1 - np.exp(-z))",
    "computes with powers of 10": "1 / (1 + 10.0 ** np.clip(-z, -300, 300))",
}.items():
    secret.slip(name, (SIGMA, wrong), hint="sigma is 1 divided by a sum, 1 + e^(-z): mind brackets, sign and base.")
for name, wrong in {
    "returns tanh": "np.tanh(z)",
    "forgets to halve z in the formula with tanh": "(1 + np.tanh(z)) / 2",
    "runs from -1 to 1": "np.tanh(z / 2)",
    "is made of straight lines": "np.clip(0.5 + z / 4, 0, 1)",
    "takes z / (1 + |z|) for tanh": "0.5 * (1 + z / (1 + np.abs(z)))",
}.items():
    hint = "sigma runs from 0 to 1, with no corners: sigma(z) = (1 + tanh(z / 2)) / 2, which loses small values."
    secret.slip(name, (SIGMA, wrong), hint=hint)
for name, wrong in {
    "returns its derivative": "small / (1.0 + small) ** 2",
    "returns its slope sigma (1 - sigma)": "(1.0 - 1.0 / (1.0 + small)) / (1.0 + small)",
}.items():
    secret.slip(name, (SIGMA, wrong), hint="sigma (1 - sigma) is the slope; return sigma itself.")
secret.slip("returns its logarithm", (SIGMA, "-np.logaddexp(0, -z)"), hint="-log(1 + e^(-z)) is log sigma: one exponential is missing.")
for name, axis in {"normalises over all entries": "None", "normalises along the last axis": "-1"}.items():
    weights = f"np.exp(z - z.max({axis}, keepdims=True))"
    hint = "Each entry has a sigma of its own; dividing by a sum over entries makes it a softmax."
    secret.slip(name, (SIGMA, f"{weights} / {weights}.sum({axis}, keepdims=True)"), hint=hint)
secret.slip(
    "clips z or sigma, so that it stops falling on the left",
    (SIGMA, "1 / (1 + np.exp(-np.clip(z, -20, 20)))"),
    hint="Below the clip sigma stands still: at z = -40 it must be 4.25e-18. Without the clip, choose the form by the sign of z.",
)
secret.slip(
    "replaces small values by 0",
    (SIGMA, "np.where(z < -25, 0.0, np.where(z > 25, 1.0, 1 / (1 + np.exp(-np.clip(z, -25, 25)))))"),
    hint="At z = -30 sigma is small but not 0, and its logarithm is needed: -30, not -infinity.",
)
secret.slip(
    "replaces very small values by 0",
    (SIGMA, "np.where(z < -36, 0.0, np.exp(-np.logaddexp(0, -z)))"),
    hint="At z = -40 sigma is 4.25e-18, not 0: e^z / (1 + e^z) has all its digits there.",
)
secret.slip(
    "loses small values by subtracting numbers near 1",
    (SIGMA, "0.5 * (1.0 + np.tanh(0.5 * z))"),
    hint="For very negative z both 1 + tanh(z / 2) and 1 - 1 / (1 + e^z) are differences of numbers near 1, of which no digit "
    "remains at z = -40. For z < 0 use e^z / (1 + e^z).",
)
secret.slip(
    "adds a small constant to the denominator",
    ("(1.0 + small)", "(1.0 + small + 1e-8)"),
    hint="1 + e^(-z) is never 0: the constant only makes sigma too small.",
)
secret.slip(
    "computes in single precision",
    ("np.exp(-np.abs(z))", "np.exp(-np.abs(z.astype(np.float32)))"),
    ("1.0, small", "np.float32(1), small"),
    hint="The result must be float64, as z is: float32 keeps seven digits.",
)
secret.slip("flattens the array", (SIGMA, f"({SIGMA}).ravel()"), hint="The result has the shape of z: do not ravel it.")
secret.slip(
    "overwrites z",
    ("np.exp(-np.abs(z))", "np.exp(-np.abs(z))\n    z0 = z.copy()\n    z *= -1"),
    ("z >= 0", "z0 >= 0"),
    hint="`z *= -1` and `out=z` change the caller's array: compute into a new one, as `-z` does.",
)
