"""`neuron_gradient`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import mpmath
import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.perceptron import neuron_gradient as public
from course_utils.checks.public.perceptron.neuron_gradient import gradient

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("torch differentiates the cost")
def neuron_gradient(w, X, t):
    import torch

    weights = torch.tensor(w, requires_grad=True)
    cost = ((torch.sigmoid(torch.tensor(X) @ weights) - torch.tensor(t)) ** 2).mean() / 2
    return torch.autograd.grad(cost, weights)[0]


@secret.alternative("row by row, with tanh, as a list")
def neuron_gradient(w, X, t):
    total = 0 * w
    for x, label in zip(X, t):
        half = np.tanh((x @ w) / 2)  # sigma is (1 + half) / 2
        total = total + ((1 + half) / 2 - label) * (1 - half**2) / 4 * x
    return (total / len(X)).tolist()


@secret.alternative("the matrix of all slopes, and the mean of its rows")
def neuron_gradient(w, X, t):
    s = np.exp(-np.logaddexp(0.0, -(X @ w)))
    jacobian = (s - s**2).reshape(-1, 1) * X
    return np.mean((s - t).reshape(-1, 1) * jacobian, axis=0)


@secret.case("agrees with the derivative of the cost at 40 digits", weight=2)
def _(student, draw):
    w, X, t = draw.normal(3), 2 * draw.normal(6, 3), (draw.uniform(0, 1, 6) > 0.4).astype(float)
    with mpmath.workdps(40):

        def cost(*weights):
            scores = [mpmath.fsum(a * mpmath.mpf(b) for a, b in zip(weights, x, strict=True)) for x in X.tolist()]
            errors = [1 / (1 + mpmath.exp(-z)) - label for z, label in zip(scores, t, strict=True)]
            return mpmath.fsum(e * e for e in errors) / (2 * len(errors))

        at = [mpmath.mpf(v) for v in w.tolist()]
        want = [float(mpmath.diff(cost, at, tuple(int(i == j) for j in range(3)))) for i in range(3)]
    expect.close(gradient(student, w, X, t), want, rtol=1e-7, what="the gradient")


@secret.case("downhill lowers the cost until the labels are met; where they are met already, the gradient is 0")
def _(student, draw):
    w, X = draw.normal(2), draw.normal(8, 2)
    t = 1 / (1 + np.exp(-X @ w))
    expect.close(gradient(student, w, X, t), np.zeros(2), atol=1e-12, what="the gradient where all answers equal the labels")
    start = w + np.array([0.8, -0.8])
    found = gradient(student, start, X, t)
    expect.greater(public.cost(start, X, t) - public.cost(start - 0.5 * found, X, t), 1e-6, what="what a step downhill takes off the cost")


# Of the chapter's solution.
ANSWERS, SLOPES = "np.asarray(sigmoid(scores))", 'np.asarray(activation_grads(scores)["sigmoid"])'
ERRORS, WHOLE = f"{ANSWERS} - t", "(errors * slopes) @ X / len(X)"

secret.slip(
    "leaves out the slope of the sigmoid",
    (SLOPES, "1.0"),
    hint="That is the gradient of another cost, which chapter 2 meets. Here the chain rule passes through the sigmoid: its slope at the score is a factor.",
)
secret.slip(
    "is that of a neuron without an activation",
    (ANSWERS, "scores"),
    (SLOPES, "1.0"),
    hint="The neuron answers sigmoid(w . x): its error is sigmoid(w . x) - t, and its slope is a factor.",
)
for name, wrong in {
    "takes the slope at the answer instead of the score": 'np.asarray(activation_grads(sigmoid(scores))["sigmoid"])',
    "takes the slope of tanh": 'np.asarray(activation_grads(scores)["tanh"])',
    "takes the sigmoid for its slope": ANSWERS,
    "squares the slope": f"{SLOPES} ** 2",
}.items():
    secret.slip(
        name,
        (SLOPES, wrong),
        hint="The factor in the middle is the slope of the sigmoid, taken at the score: s (1 - s) with s = sigmoid(w . x).",
    )
for name, edit in {
    "adds up over the rows": (WHOLE, "(errors * slopes) @ X"),
    "divides by the number of weights": ("/ len(X)", "/ X.shape[1]"),
    "forgets the factor 1/2 of the cost": (WHOLE, f"2 * {WHOLE}"),
    "halves the gradient": (WHOLE, f"{WHOLE} / 2"),
}.items():
    secret.slip(
        name,
        edit,
        hint="The cost is the mean over the n rows of half a square: the 2 of the derivative and the half cancel, and the mean stays.",
    )
for name, edit in {
    "points downhill": (ERRORS, f"t - {ANSWERS}"),
    "takes the errors as positive": (ERRORS, f"np.abs({ERRORS})"),
    "squares the errors": (ERRORS, f"({ERRORS}) ** 2"),
    "takes labels -1 and +1": (ERRORS, f"{ANSWERS} - (2 * t - 1)"),
    "takes the error of the step": (ERRORS, "(scores > 0) - t"),
}.items():
    secret.slip(name, edit, hint="The derivative of half a square is what is squared: sigmoid(w . x) - t, in this order, with t 0 or 1.")
secret.slip(
    "leaves out the inputs",
    (WHOLE, "np.full(len(w), np.mean(errors * slopes))"),
    hint="The score changes with weight j by the input x_j: each row is multiplied by its own number.",
)
secret.slip(
    "averages the rows before it multiplies them",
    (WHOLE, "np.mean(errors * slopes) * X.mean(axis=0)"),
    hint="A mean of products is not the product of means: each row has an error of its own.",
)
secret.slip(
    "overflows for scores that are far from 0",
    (ANSWERS, "np.exp(scores) / (1 + np.exp(scores))"),
    hint="e^1000 is infinite, and infinity over infinity is NaN: use your `sigmoid`, which avoids it.",
)
secret.slip(
    "overwrites t",
    (ERRORS, f"np.subtract({ANSWERS}, t, out=t)"),
    hint="`out=t` and `t -= ...` change the caller's array: compute into a new one.",
)
