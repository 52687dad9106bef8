"""`activation_grads`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.perceptron import activation_grads as public
from course_utils.checks.public.perceptron.activation_grads import NAMES, slopes

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("automatic differentiation, as tensors")
def activation_grads(z):
    import torch

    grads = {}
    for name in ("relu", "sigmoid", "tanh"):
        leaf = torch.tensor(z, requires_grad=True)
        getattr(torch, name)(leaf).backward(torch.ones_like(leaf))
        grads[name] = leaf.grad
    return grads


@secret.alternative("hyperbolic cosines, and a half at the corner, as nested lists")
def activation_grads(z):
    with np.errstate(over="ignore"):
        grads = {"sigmoid": 0.25 / np.cosh(z / 2) ** 2, "tanh": 1 / np.cosh(z) ** 2, "relu": np.heaviside(z, 0.5)}
    return {name: grad.tolist() for name, grad in grads.items()}


@secret.alternative("central differences with a fine step, one at the corner")
def activation_grads(z):
    h = 1e-5

    def slope(f):
        return (f(z + h) - f(z - h)) / (2 * h)

    return {"sigmoid": slope(lambda v: 1 / (1 + np.exp(-v))), "tanh": slope(np.tanh), "relu": (z >= 0).astype(float)}


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


@secret.case("at z = 20 and -20 the slopes are small, not gone and not negative; far out they are 0 and 1")
def _(student, draw):
    far = draw.uniform(40, 990)
    found = slopes(student, [20.0, -20.0, far, -far])
    with mpmath.workdps(40):
        slope = float(mpmath.exp(-20) / (1 + mpmath.exp(-20)) ** 2)
    expect.close(found["sigmoid"], [slope, slope, 0, 0], rtol=1e-6, atol=5e-10, what="`sigmoid`")
    expect.close(found["tanh"], np.zeros(4), what="`tanh`")
    expect.close(found["relu"], [1.0, 0.0, 1.0, 0.0], what="`relu`")


# Of the chapter's solution; and what slips put in their place, with nothing that overflows.
SIGMOID, TANH, RELU = "shrunk / (1.0 + shrunk) ** 2", "1.0 - np.tanh(z) ** 2", "np.heaviside(z, 0.0)"
SIGMA = "0.5 * (1 + np.tanh(z / 2))"
WIDE = "0.25 / np.cosh(np.clip(z, -300, 300)) ** 2"  # sigma'(2z)

secret.slip(
    "returns the functions themselves",
    (SIGMOID, SIGMA),
    (TANH, "np.tanh(z)"),
    (RELU, "np.maximum(z, 0)"),
    hint="Return the slopes d/dz of the three functions, not their values.",
)
secret.slip(
    "returns second derivatives",
    (SIGMOID, f"{SIGMOID} * -np.tanh(z / 2)"),
    (TANH, f"-2 * np.tanh(z) * ({TANH})"),
    (RELU, "0 * z"),
    hint="The first derivatives are asked for: sigma (1 - sigma), 1 - tanh^2, and a step.",
)
secret.slip(
    "exchanges sigmoid and tanh",
    ('"sigmoid"', '"other"'),
    ('"tanh"', '"sigmoid"'),
    ('"other"', '"tanh"'),
    hint="sigma' is at most 1/4 and tanh' at most 1: look which of the two stands under which key.",
)
secret.slip(
    "puts z where sigma(z) stands in sigma (1 - sigma)",
    (SIGMOID, "z * (1 - z)"),
    hint="In sigma (1 - sigma) the sigma is the function's value at z: compute it first.",
)
secret.slip(
    "computes the slope of the sigmoid at sigma(z) instead of at z",
    (SIGMOID, "0.25 / np.cosh((1 + np.tanh(z / 2)) / 4) ** 2"),
    hint="The sigmoid is applied twice: s (1 - s) with s = sigma(z) is the whole slope.",
)
secret.slip("forgets 1 - sigma", (SIGMOID, SIGMA), hint="The slope of sigma is sigma (1 - sigma), at most 1/4: it falls on both sides.")
secret.slip(
    "forgets the factor sigma, or the square in e^(-z) / (1 + e^(-z))^2",
    (SIGMOID, "0.5 * (1 - np.tanh(z / 2))"),
    hint="e^(-z) / (1 + e^(-z)) is 1 - sigma; the slope has another factor 1 / (1 + e^(-z)), which is sigma.",
)
secret.slip(
    "forgets the factor e^(-z), the inner derivative of the sigmoid",
    (SIGMOID, "0.25 * (1 + np.tanh(z / 2)) ** 2"),
    hint="By the chain rule the slope of 1 / (1 + e^(-z)) is 1 / (1 + e^(-z))^2 times e^(-z).",
)
secret.slip(
    "treats the sigmoid like tanh",
    (SIGMOID, "1 - 0.25 * (1 + np.tanh(z / 2)) ** 2"),
    hint="1 - f^2 is the slope of tanh. For the sigmoid it is f (1 - f).",
)
secret.slip(
    "gives the sigmoid a minus sign", (SIGMOID, f"-{SIGMOID}"), hint="sigma rises, so its slope is positive: e^(-z) / (1 + e^(-z))^2."
)
secret.slip(
    "adds where sigma (1 - sigma) subtracts",
    (SIGMOID, f"{SIGMA} * (1 + {SIGMA})"),
    hint="The second factor is 1 - sigma: the slope goes to 0 on both sides.",
)
secret.slip(
    "overflows in e^(-z) / (1 + e^(-z))^2",
    (SIGMOID, "np.exp(-z) / (1 + np.exp(-z)) ** 2"),
    hint="At z = -1000 that is inf / inf. Compute sigma without overflow and take s (1 - s), or use e^(-|z|): the slope is symmetric.",
)
secret.slip(
    "overflows for large z",
    (SIGMOID, "np.exp(z) / (1 + np.exp(z)) ** 2"),
    hint="At z = 1000 that is inf / inf. Compute sigma without overflow and take s (1 - s), or use e^(-|z|): the slope is symmetric.",
)
secret.slip(
    "overflows for large z, in sigmoid and tanh",
    (SIGMOID, "np.exp(z) / (1 + np.exp(z)) ** 2"),
    (TANH, "4 * np.exp(2 * z) / (np.exp(2 * z) + 1) ** 2"),
    hint="At z = 1000 both are inf / inf. Both slopes are symmetric: e^(-|z|) does not overflow.",
)
secret.slip(
    "overflows in tanh",
    (TANH, "1 - ((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))) ** 2"),
    hint="At z = 1000 the quotient of exponentials is inf / inf: `np.tanh` is right everywhere.",
)
for name, wrong in {
    "puts z where tanh(z) stands in 1 - tanh^2": "1 - z**2",
    "squares z instead of tanh(z)": "1 - np.tanh(z**2)",
    "leaves out the square of tanh": "1 - np.tanh(z)",
    "forgets 1 - in the slope of tanh": "np.tanh(z) ** 2",
    "has a plus sign in 1 - tanh^2": "1 + np.tanh(z) ** 2",
    "has the sign of 1 - tanh^2 turned around": "np.tanh(z) ** 2 - 1",
    "treats tanh like the sigmoid, as f (1 - f)": "np.tanh(z) * (1 - np.tanh(z))",
    "forgets the square in 1 / cosh^2": "1 / np.cosh(np.clip(z, -700, 700))",
}.items():
    hint = "The slope of tanh is 1 minus the square of its value at z: it is 1 at 0, positive, and goes to 0 on both sides."
    secret.slip(name, (TANH, wrong), hint=hint)
for name, wrong in {
    "takes the slope of the sigmoid for that of tanh": SIGMOID,
    "loses both factors 2 of tanh z = 2 sigma(2z) - 1": WIDE,
    "loses one factor 2 of tanh z = 2 sigma(2z) - 1": f"2 * {WIDE}",
    "takes 4 sigma'(z) for 4 sigma'(2z) in the slope of tanh": f"4 * {SIGMOID}",
}.items():
    hint = "In tanh z = 2 sigma(2z) - 1 the 2 in front and the 2 inside both come out as factors, and sigma' is taken at 2z."
    secret.slip(name, (TANH, wrong), hint=hint)
for name, wrong in {
    "takes max(0, z) for the slope of ReLU": "np.maximum(z, 0.0)",
    "gives ReLU the slope -1 on the left": "np.sign(z)",
    "gives ReLU its slope on the wrong side": "(z < 0) * 1.0",
    "gives ReLU the slope 1 everywhere": "np.ones_like(z)",
    "takes the smooth softplus for ReLU": SIGMA,
    "lets ReLU leak": "np.where(z > 0, 1.0, 0.01)",
    "puts the corner of ReLU at 1": "(z > 1) * 1.0",
    "stops ReLU at 6": "((z > 0) & (z < 6)) * 1.0",
    "adds up two slopes at the corner of ReLU": "(z >= 0) * 1.0 + (z == 0)",
    "divides by z, which is NaN at the corner of ReLU": "np.maximum(z, 0) / z",
}.items():
    hint = "max(0, z) is constant for z < 0 and rises like z for every z > 0. At the corner any slope from 0 to 1 will do."
    secret.slip(name, (RELU, wrong), hint=hint)
secret.slip(
    "takes a coarse difference quotient",
    (SIGMOID, "(0.5 * np.tanh((z + 1e-4) / 2) - 0.5 * np.tanh(z / 2)) / 1e-4"),
    (TANH, "(np.tanh(z + 1e-4) - np.tanh(z)) / 1e-4"),
    hint="A one-sided quotient with step 1e-4 is good to four digits only: differentiate by hand.",
)
for name, ending in {
    "sums over the entries": ".sum()",
    "averages over the entries": ".mean()",
    "averages over the rows": ".mean(axis=0)",
    "sums over the rows": ".sum(axis=0)",
}.items():
    edits = [(old, f"({old}){ending}") for old in (SIGMOID, TANH, RELU)]
    secret.slip(name, *edits, hint="Each entry of z has slopes of its own: return arrays of the shape of z.")
secret.slip(
    "adds up the gradients of all three functions",
    (TANH, f"{SIGMOID}+ {TANH}"),
    (RELU, f"{RELU} + {SIGMOID} + {TANH}"),
    hint="`backward` adds to `grad`: start with a new leaf, or with `grad = None`, for each function.",
)
secret.slip(
    "overwrites z",
    (RELU, f"{RELU} + 0 * z.__imul__(0)"),
    hint="`out=z` and assignments to z[...] change the caller's array: compute into new ones.",
)
