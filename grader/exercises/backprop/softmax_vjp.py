"""`softmax_vjp`: hidden cases, misconceptions and accepted alternatives."""

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


@secret.case("agrees with the Jacobian of each row, written out, and leaves p and g as they were")
def _(student, draw):
    p, g = drawn_rows(draw, 5, 4)
    product = student(p, g)
    expect.unchanged(student)
    want = [(np.diag(row) - np.outer(row, row)) @ by for row, by in zip(p, g, strict=True)]
    expect.close(product, want, what="the product")


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


BRACKET = "(g - (p * g).sum(axis=1, keepdims=True))"
INNER = "(p * g).sum(axis=1, keepdims=True)"
BY_ROW = "row by row, as a sum over pairs of classes"

secret.slip(
    "uses the diagonal of the Jacobian only",
    (BRACKET, "(1 - p) * g"),
    hint="p_i (1 - p_i) is the slope of p_i by its own logit; each p_j depends on that logit, too, by -p_i p_j. "
    "Or is a sum missing? <p, g> is one number for the row, and p_i g_i only one term of it.",
)
secret.slip(
    "uses the entries beside the diagonal only",
    ("p * (g - ", "-p * ("),
    hint="The Jacobian is diag(p) - p p^T: with the second part alone, the term p_i g_i is missing.",
)
secret.slip(
    "uses every pair of classes only once",
    ("for j in range(len(row))", "for j in range(i, len(row))"),
    of=BY_ROW,
    hint="Logit i acts on the probabilities of all classes, those before i and those after it: let j run over all of them.",
)
secret.slip(
    "loses the axis of the sum",
    (INNER, "np.reshape((p * g).sum(axis=1), (1, -1) if len(p) == p.shape[1] else (-1, 1))"),
    hint="Without keepdims=True the sums have shape [n], and numpy pairs them with the classes instead of the rows.",
)
secret.slip(
    "sums down the columns",
    (INNER, "(p * g).sum(axis=0)"),
    hint="The inner product <p, g> belongs to a row: sum over axis 1, the classes, and keep that axis.",
)
secret.slip(
    "takes one inner product for the whole batch",
    (INNER, "(p * g).sum()"),
    hint="Every row has an inner product of its own: .sum(axis=1, keepdims=True), not .sum().",
)
secret.slip(
    "takes the mean where the inner product belongs",
    (INNER, "(p * g).mean(axis=1, keepdims=True)"),
    hint="<p, g> is a sum over the classes. The probabilities are the weights already: do not divide by K.",
)
secret.slip(
    "subtracts the plain mean of g",
    (INNER, "g.mean(axis=1, keepdims=True)"),
    hint="What is subtracted is the mean of g under p, sum_j p_j g_j, not the plain mean.",
)
secret.slip(
    "subtracts the sum of g",
    (INNER, "g.sum(axis=1, keepdims=True)"),
    hint="Each g_j is weighted by p_j before they are summed: <p, g>, not the sum of g.",
)
secret.slip(
    "subtracts the inner product of g with itself",
    (INNER, "(g * g).sum(axis=1, keepdims=True)"),
    hint="The weights of the sum are the probabilities: <p, g>, not <g, g>.",
)
secret.slip(
    "subtracts the inner product of p with itself",
    (INNER, "(p * p).sum(axis=1, keepdims=True)"),
    hint="What is averaged is g, with the probabilities as weights: <p, g>, not <p, p>.",
)
secret.slip(
    "subtracts the inner product without the factor p",
    ("p * (g - (p * g).sum(axis=1, keepdims=True))", "p * g - (p * g).sum(axis=1, keepdims=True)"),
    hint="The factor p stands before the whole bracket: p * (g - <p, g>), not p * g - <p, g>.",
)
secret.slip(
    "adds the inner product",
    ("g - (p", "g + (p"),
    hint="Raising one logit takes from all other probabilities: the inner product is subtracted.",
)
secret.slip(
    "multiplies by p (1 - p)",
    ("p * (g", "p * (1 - p) * (g"),
    hint="1 - p_i is part of the bracket already: g_i - <p, g> holds the term (1 - p_i) g_i. In front stands p_i alone.",
)
secret.slip("forgets the factor p in front", ("p * (g - ", "(g - "), hint="g - <p, g> is only the bracket: entry i is multiplied by p_i.")
secret.slip(
    "turns the sign around", ("p * (g - ", "-p * (g - "), hint="The diagonal of the Jacobian is p (1 - p), positive: p * (g - <p, g>)."
)
secret.slip(
    "forgets what every other probability loses",
    (BRACKET, "g"),
    hint="p * g is the first part only. Raising one logit lowers all other probabilities: subtract p <p, g>.",
)
secret.slip(
    "differentiates the logarithm of the softmax",
    ("p * " + BRACKET, "g - p * g.sum(axis=1, keepdims=True)"),
    hint="g - p sum(g) belongs to log-probabilities. Here g holds the derivatives by the probabilities themselves.",
)
secret.slip(
    "takes p for logits",
    ("return", "p = np.exp(p) / np.exp(p).sum(axis=1, keepdims=True)\n    return"),
    hint="p is the softmax already: do not apply it again.",
)
secret.slip(
    "gives the gradient of the cross-entropy",
    ("p * " + BRACKET, "p - g"),
    hint="p less the label is what comes out for one cost, -log p of a class. Here g is any gradient by p: use it.",
)
secret.slip(
    "treats each probability as a sigmoid of its own logit and subtracts p",
    (INNER, "p * g * p"),
    hint="The inner product <p, g> is one number for the row; p_i g_i is only one term of it.",
)
secret.slip(
    "uses the probabilities of the first row for all rows",
    ("return", "p = p[:1]\n    return"),
    hint="Every row has probabilities of its own, and so a Jacobian of its own: do not take p[0] for all.",
)
secret.slip(
    "uses the probabilities of the last row for all rows",
    ("return", "p = p[-1:]\n    return"),
    hint="Every row has probabilities of its own, and so a Jacobian of its own. Does the loop overwrite it each time?",
)
secret.slip(
    "leaves the last row out",
    ("return p", "return (np.arange(len(p)) < len(p) - 1)[:, None] * p"),
    hint="The last row of the answer is 0 whatever g is: `range(len(p) - 1)` ends one row early.",
)
secret.slip(
    "averages over the batch",
    (BRACKET, BRACKET + " / len(p)"),
    hint="One row of the answer for each row of p: do not divide by the number of rows.",
)
secret.slip(
    "sums over the batch",
    ("keepdims=True))", "keepdims=True))).sum(axis=0)"),
    ("p * (g", "(p * (g"),
    hint="The answer has one row for each row of p: the derivatives by these logits. Nothing is summed over the batch.",
)
secret.slip(
    "keeps p away from 0",
    ("return", "p = np.maximum(p, 1e-12)\n    return"),
    hint="Nothing is divided by p and no logarithm is taken, so 0 needs no care: a number that replaces it only does harm.",
)
secret.slip(
    "divides the answer by p",
    (INNER, "(p * g).sum(axis=1, keepdims=True) * p / p"),
    hint="A probability may be 0, and 0 / 0 is NaN. The formula p * (g - <p, g>) divides by nothing.",
)
secret.slip(
    "divides by p under the sum",
    (INNER, "(p * (p * g / p)).sum(axis=1, keepdims=True)"),
    hint="A probability may be 0, and 0 / 0 is NaN, which spoils the whole row. p * (g - <p, g>) divides by nothing.",
)
secret.slip(
    "returns one long row", ("keepdims=True))", "keepdims=True))).ravel()"), ("p * (g", "(p * (g"), hint="Return [n, K], the shape of p."
)
secret.slip(
    "transposes the answer",
    ("keepdims=True))", "keepdims=True))).T"),
    ("p * (g", "(p * (g"),
    hint="Return [n, K], one row for each row of p, as the arguments have it.",
)
secret.slip(
    "overwrites g",
    ("return p * " + BRACKET, "g -= (p * g).sum(axis=1, keepdims=True)\n    return p * g"),
    hint="`g -= ...` and `g[:] = ...` change the caller's array: make a new one, `g - ...`.",
)
secret.slip(
    "overwrites p",
    ("return p * " + BRACKET, "p *= g - (p * g).sum(axis=1, keepdims=True)\n    return p"),
    hint="`p *= ...` and `p[:] = ...` change the caller's array: make a new one, `p * ...`.",
)


@secret.alternative("one Jacobian for each row, all at once")
def softmax_vjp(p, g):
    jacobians = np.einsum("ni,ij->nij", p, np.eye(p.shape[1])) - np.einsum("ni,nj->nij", p, p)
    return np.einsum("ni,nij->nj", g, jacobians)


@secret.alternative("row by row, as a sum over pairs of classes")
def softmax_vjp(p, g):
    rows = []
    for row, by in zip(p.tolist(), g.tolist(), strict=True):
        rows.append([sum(by[j] * row[j] * ((1.0 if i == j else 0.0) - row[i]) for j in range(len(row))) for i in range(len(row))])
    return np.array(rows)


@secret.alternative("differences of pairs, which vanish by themselves where g is constant")
def softmax_vjp(p, g):
    differences = g[:, :, None] - g[:, None, :]
    return (p[:, :, None] * p[:, None, :] * differences).sum(axis=2)
