"""`softmax_vjp`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.backprop import softmax_vjp as public

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_rows(draw, n: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """p, g [n, classes]: probabilities of drawn logits, and cotangents that are not constant."""
    return torch.softmax(tensor(1.5 * draw.normal(n, classes)), 1).numpy(), draw.normal(n, classes)


@secret.case("agrees with the gradient that torch sends through its softmax", weight=2)
def _(student, draw):
    for n, classes in ((4, 3), (3, 5), (3, 3), (1, 7), (6, 2)):
        logits = tensor(1.5 * draw.normal(n, classes)).requires_grad_()
        p, g = torch.softmax(logits, 1), draw.normal(n, classes)
        (want,) = torch.autograd.grad(p, logits, tensor(g))
        expect.close(student(p.detach().numpy(), g), want.numpy(), what=f"the product for n = {n}, K = {classes}")


@secret.case("agrees with the Jacobian of each row, written out")
def _(student, draw):
    p, g = drawn_rows(draw, 5, 4)
    want = [(np.diag(row) - np.outer(row, row)) @ by for row, by in zip(p, g, strict=True)]
    expect.close(student(p, g), want, what="the product")


@secret.case("with the gradient of -log p of one class it gives p less that class")
def _(student, draw):
    p, _ = drawn_rows(draw, 4, 6)
    y = np.eye(6)[draw.rng.integers(0, 6, 4)]
    expect.close(student(p, -y / p), p - y, what="the product")


@secret.case("a probability of 0 or 1 is a number like any other")
def _(student, draw):
    p, g = np.array([[1.0, 0.0, 0.0], [0.0, 0.25, 0.75]]), draw.normal(2, 3)
    along = 0.1875 * (g[1, 1] - g[1, 2])
    expect.close(student(p, g), [[0.0, 0.0, 0.0], [0.0, along, -along]], what="the product")


@secret.case("p and g are left as they were, for several rows")
def _(student, draw):
    p, g = drawn_rows(draw, 4, 3)
    product = expect.array(student(p, g), "the product")
    expect.unchanged(student)
    expect.shape(product, (4, 3), what="the product")
    # p-weighted mean of product / p is 0 in each row, and product / p is g less a number.
    ratio = product / p - g
    expect.close(ratio - ratio[:, :1], np.zeros((4, 3)), what="what product / p - g varies by in a row")
    expect.close(product.sum(axis=1), np.zeros(4), what="the sums of the rows")


@secret.misconception(
    "uses the diagonal of the Jacobian only",
    hint="p_i (1 - p_i) is the slope of p_i by its own logit; each p_j depends on that logit, too, by -p_i p_j.",
)
def softmax_vjp(p, g):
    return p * (1 - p) * g


@secret.misconception(
    "uses the entries beside the diagonal only",
    hint="The Jacobian is diag(p) - p p^T: with the second part alone, the term p_i g_i is missing.",
)
def softmax_vjp(p, g):
    return -p * (p * g).sum(axis=1, keepdims=True)


@secret.misconception(
    "sums down the columns",
    hint="The inner product <p, g> belongs to a row: sum over axis 1, the classes, and keep that axis.",
)
def softmax_vjp(p, g):
    return p * (g - (p * g).sum(axis=0))


@secret.misconception(
    "takes one inner product for the whole batch",
    hint="Every row has an inner product of its own: .sum(axis=1, keepdims=True), not .sum().",
)
def softmax_vjp(p, g):
    return p * (g - (p * g).sum())


@secret.misconception(
    "takes the mean where the inner product belongs",
    hint="<p, g> is a sum over the classes. The probabilities are the weights already: do not divide by K.",
)
def softmax_vjp(p, g):
    return p * (g - (p * g).mean(axis=1, keepdims=True))


@secret.misconception(
    "subtracts the plain mean of g",
    hint="What is subtracted is the mean of g under p, sum_j p_j g_j, not the plain mean.",
)
def softmax_vjp(p, g):
    return p * (g - g.mean(axis=1, keepdims=True))


@secret.misconception(
    "subtracts the sum of g", hint="Each g_j is weighted by p_j before they are summed: <p, g>, not the sum of g."
)
def softmax_vjp(p, g):
    return p * (g - g.sum(axis=1, keepdims=True))


@secret.misconception(
    "forgets the factor p in front", hint="g - <p, g> is only the bracket: entry i is multiplied by p_i."
)
def softmax_vjp(p, g):
    return g - (p * g).sum(axis=1, keepdims=True)


@secret.misconception(
    "turns the sign around", hint="The diagonal of the Jacobian is p (1 - p), positive: p * (g - <p, g>)."
)
def softmax_vjp(p, g):
    return p * ((p * g).sum(axis=1, keepdims=True) - g)


@secret.misconception(
    "forgets what every other probability loses",
    hint="p * g is the first part only. Raising one logit lowers all other probabilities: subtract p <p, g>.",
)
def softmax_vjp(p, g):
    return p * g


@secret.misconception(
    "differentiates the logarithm of the softmax",
    hint="g - p sum(g) belongs to log-probabilities. Here g holds the derivatives by the probabilities themselves.",
)
def softmax_vjp(p, g):
    return g - p * g.sum(axis=1, keepdims=True)


@secret.misconception(
    "takes p for logits",
    hint="p is the softmax already: do not apply it again.",
)
def softmax_vjp(p, g):
    q = np.exp(p - p.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    return q * (g - (q * g).sum(axis=1, keepdims=True))


@secret.misconception(
    "gives the gradient of the cross-entropy",
    hint="p less the label is what comes out for one cost, -log p of a class. Here g is any gradient by p: use it.",
)
def softmax_vjp(p, g):
    return p - g


@secret.misconception(
    "treats each probability as a sigmoid of its own logit and subtracts p",
    hint="The inner product <p, g> is one number for the row; p_i g_i is only one term of it.",
)
def softmax_vjp(p, g):
    return p * (g - p * g * p)


@secret.misconception(
    "averages over the batch", hint="One row of the answer for each row of p: do not divide by the number of rows."
)
def softmax_vjp(p, g):
    return p * (g - (p * g).sum(axis=1, keepdims=True)) / len(p)


@secret.misconception(
    "overwrites g",
    hint="`g -= ...` changes the caller's array: make a new one, `g - ...`.",
)
def softmax_vjp(p, g):
    g -= (p * g).sum(axis=1, keepdims=True)
    return p * g


@secret.alternative("one Jacobian for each row, all at once")
def softmax_vjp(p, g):
    jacobians = np.einsum("ni,ij->nij", p, np.eye(p.shape[1])) - np.einsum("ni,nj->nij", p, p)
    return np.einsum("ni,nij->nj", g, jacobians)


@secret.alternative("row by row, as a sum over pairs of classes")
def softmax_vjp(p, g):
    rows = []
    for row, by in zip(p.tolist(), g.tolist(), strict=True):
        rows.append(
            [
                sum(by[j] * row[j] * ((1.0 if i == j else 0.0) - row[i]) for j in range(len(row)))
                for i in range(len(row))
            ]
        )
    return np.array(rows)


@secret.alternative("differences of pairs, which vanish by themselves where g is constant")
def softmax_vjp(p, g):
    differences = g[:, :, None] - g[:, None, :]
    return (p[:, :, None] * p[:, None, :] * differences).sum(axis=2)
