"""`activation_grads`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.perceptron import activation_grads as public
from course_utils.checks.public.perceptron.activation_grads import NAMES, slopes

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def activation_grads(z):
    small = np.exp(-np.abs(z))
    return {"sigmoid": small / (1 + small) ** 2, "tanh": 1 - np.tanh(z) ** 2, "relu": np.where(z > 0, 1.0, 0.0)}


def off_zero(draw, *shape: int) -> np.ndarray:
    """Values of both signs with 0.05 < |z| < 3."""
    z = draw.uniform(0.05, 3, *shape) * np.where(draw.uniform(0, 1, *shape) < 0.5, 1, -1)
    z.flat[:2] = np.abs(z.flat[0]), -np.abs(z.flat[1])
    return z


@secret.case("agrees with automatic differentiation, in one, two and three dimensions", weight=2)
def _(student, draw):
    for shape in ((2, 3), (7,), (2, 2, 3)):
        z = off_zero(draw, *shape)
        found = slopes(student, z)
        for name in NAMES:
            leaf = torch.tensor(z, requires_grad=True)
            (want,) = torch.autograd.grad(getattr(torch, name)(leaf).sum(), leaf)
            expect.close(found[name], want.numpy(), what=f"`{name}`")


@secret.case("at z = 20 and -20 the slopes are small, not gone and not negative")
def _(student, draw):
    found = slopes(student, [20.0, -20.0])
    with mpmath.workdps(40):
        sigmoid_slope = float(mpmath.exp(-20) / (1 + mpmath.exp(-20)) ** 2)
    expect.close(found["sigmoid"], [sigmoid_slope] * 2, rtol=1e-6, atol=5e-10, what="`sigmoid`")
    expect.close(found["tanh"], [0.0, 0.0], what="`tanh`")
    expect.close(found["relu"], [1.0, 0.0], what="`relu`")


@secret.misconception(
    "returns the functions themselves", hint="Return the slopes d/dz of the three functions, not their values."
)
def activation_grads(z):
    return {"sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(z, 0)}


@secret.misconception(
    "puts z where sigma(z) stands in sigma (1 - sigma)",
    hint="In sigma (1 - sigma) the sigma is the function's value at z: compute it first.",
)
def activation_grads(z):
    return {"sigmoid": z * (1 - z), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


@secret.misconception(
    "puts z where tanh(z) stands in 1 - tanh^2", hint="In 1 - tanh^2 the tanh is the function's value at z."
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - z**2, "relu": (z > 0) * 1.0}


@secret.misconception("leaves out the square of tanh", hint="The slope of tanh is 1 - tanh^2: square it.")
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z), "relu": (z > 0) * 1.0}


@secret.misconception(
    "treats tanh like the sigmoid", hint="tanh (1 - tanh) is no slope: tanh = 2 sigma(2x) - 1 gives 1 - tanh^2."
)
def activation_grads(z):
    s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
    return {"sigmoid": s * (1 - s), "tanh": t * (1 - t), "relu": (z > 0) * 1.0}


@secret.misconception(
    "loses the inner derivatives of tanh = 2 sigma(2x) - 1",
    hint="The factor 2 in front and the 2 inside both come out: tanh' = 4 sigma'(2x), which is 1 at 0.",
)
def activation_grads(z):
    s, wide = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(-2 * z))
    return {"sigmoid": s * (1 - s), "tanh": wide * (1 - wide), "relu": (z > 0) * 1.0}


@secret.misconception(
    "forgets 1 - sigma", hint="The slope of sigma is sigma (1 - sigma), at most 1/4: it falls on both sides."
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s, "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


@secret.misconception(
    "gives the sigmoid a minus sign", hint="sigma rises, so its slope is positive: e^(-z) / (1 + e^(-z))^2."
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (s - 1), "tanh": 1 - np.tanh(z) ** 2, "relu": (z > 0) * 1.0}


@secret.misconception("takes max(0, z) for the slope of ReLU", hint="The slope of ReLU is 1 where z > 0, not z.")
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": np.maximum(z, 0.0)}


@secret.misconception(
    "gives ReLU the slope -1 on the left",
    hint="max(0, z) is constant for z < 0: its slope there is 0, not the sign of z.",
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": np.sign(z)}


@secret.misconception("lets ReLU leak", hint="That is the leaky ReLU: the slope of max(0, z) for z < 0 is exactly 0.")
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": np.where(z > 0, 1.0, 0.01)}


@secret.misconception(
    "divides by z",
    hint="max(0, z) / z is NaN at z = 0: write the slope as a comparison, with any value from 0 to 1 at 0.",
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": s * (1 - s), "tanh": 1 - np.tanh(z) ** 2, "relu": np.maximum(z, 0) / z}


@secret.misconception(
    "takes a coarse difference quotient",
    hint="A one-sided quotient with step 1e-4 is good to four digits only: differentiate by hand.",
)
def activation_grads(z):
    h = 1e-4
    rise = [1 / (1 + np.exp(-z - h)) - 1 / (1 + np.exp(-z)), np.tanh(z + h) - np.tanh(z)]
    return {"sigmoid": rise[0] / h, "tanh": rise[1] / h, "relu": (z > 0) * 1.0}


@secret.misconception(
    "sums over the entries", hint="Each entry of z has slopes of its own: return arrays of the shape of z."
)
def activation_grads(z):
    s = 1 / (1 + np.exp(-z))
    return {"sigmoid": (s * (1 - s)).sum(), "tanh": (1 - np.tanh(z) ** 2).sum(), "relu": (z > 0).sum()}


@secret.misconception(
    "overwrites z", hint="`out=z` and assignments to z[...] change the caller's array: compute into new ones."
)
def activation_grads(z):
    s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
    z[z < 0] = 0
    z[z > 0] = 1
    return {"sigmoid": s * (1 - s), "tanh": 1 - t**2, "relu": z}


@secret.alternative("automatic differentiation")
def activation_grads(z):
    slopes = {}
    for name in ("relu", "sigmoid", "tanh"):
        leaf = torch.tensor(z, requires_grad=True)
        getattr(torch, name)(leaf).backward(torch.ones_like(leaf))
        slopes[name] = leaf.grad.numpy()
    return slopes


@secret.alternative("hyperbolic cosines, and a half at the corner")
def activation_grads(z):
    return {
        "sigmoid": 0.25 / np.cosh(z / 2) ** 2,
        "tanh": 1 / np.cosh(z) ** 2,
        "relu": np.heaviside(z, 0.5),
    }


@secret.alternative("central differences with a fine step, one at the corner")
def activation_grads(z):
    h = 1e-5

    def slope(f):
        return (f(z + h) - f(z - h)) / (2 * h)

    return {"sigmoid": slope(lambda v: 1 / (1 + np.exp(-v))), "tanh": slope(np.tanh), "relu": (z >= 0).astype(float)}
