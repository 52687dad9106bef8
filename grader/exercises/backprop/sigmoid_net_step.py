"""`sigmoid_net_step`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.backprop import sigmoid_net_step as public
from course_utils.checks.public.backprop.sigmoid_net_step import step

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


def drawn_step(draw) -> tuple:
    """W1, W2, b1, b2, x, t, lr: different biases, a large step, targets in (0, 1)."""
    W1, W2 = 1.5 * draw.normal(2, 2), 1.5 * draw.normal(2, 2)
    b1, b2 = draw.uniform(0.2, 1.0), draw.uniform(-1.0, -0.2)
    return W1, W2, b1, b2, draw.normal(2), draw.uniform(0.05, 0.95, 2), draw.uniform(2, 5)


def by_autograd(W1, W2, b1, b2, x, t, lr) -> tuple:
    """E, W1_new and W2_new as torch's gradient and optimiser give them."""
    first, second = tensor(W1).requires_grad_(), tensor(W2).requires_grad_()
    optimiser = torch.optim.SGD([first, second], lr=lr)
    out = torch.sigmoid(second @ torch.sigmoid(first @ tensor(x) + b1) + b2)
    E = ((tensor(t) - out) ** 2).sum() / 2
    E.backward()
    optimiser.step()
    return E.item(), first.detach().numpy(), second.detach().numpy()


def three_close(got: tuple, want: tuple) -> None:
    """E and both matrices agree."""
    for name, part, value in zip(("E", "W1_new", "W2_new"), got, want, strict=True):
        expect.close(part, value, rtol=1e-8, what=name)


@secret.case("agrees with torch's gradient and optimiser", weight=2)
def _(student, draw):
    for _ in range(4):
        drawn = drawn_step(draw)
        three_close(step(student, *drawn), by_autograd(*drawn))


@secret.case("ten steps in a row arrive where torch arrives")
def _(student, draw):
    W1, W2, *rest = drawn_step(draw)
    mine = theirs = (0.0, W1, W2)
    for _ in range(10):
        mine, theirs = step(student, *mine[1:], *rest), by_autograd(*theirs[1:], *rest)
    for name, part, value in zip(("E", "W1", "W2"), mine, theirs, strict=True):
        expect.close(part, value, what=f"{name} after ten steps")


@secret.case("a learning rate of 0 leaves the weights as they are, and another one does not")
def _(student, draw):
    W1, W2, *rest, lr = drawn_step(draw)
    E, *same = step(student, W1, W2, *rest, 0.0)
    for layer, (W, kept) in enumerate(zip((W1, W2), same, strict=True), 1):
        expect.close(kept, W, what=f"W{layer}_new for a learning rate of 0")
    three_close(step(student, W1, W2, *rest, lr), by_autograd(W1, W2, *rest, lr))
    expect.greater(E, 1e-6, what="E")


@secret.case("the arguments are left as they were, at a large learning rate")
def _(student, draw):
    drawn = drawn_step(draw)
    found = step(student, *drawn)
    expect.unchanged(student)
    three_close(found, by_autograd(*drawn))


@secret.misconception(
    "sends the error back through the new W2",
    hint="All gradients belong to the old weights: compute both before you change either. The example's W1 shows it in the 5th digit.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    new = W2 - lr * np.outer(delta2, h)
    delta1 = (new.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), new


@secret.misconception(
    "returns the error after the step", hint="E is the error of the weights that came in, before they are changed."
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    W1, W2 = W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    return 0.5 * np.sum((t - o) ** 2), W1, W2


@secret.misconception(
    "goes back through W2 instead of its transpose",
    hint="Unit j of the hidden layer is blamed by column j of W2: W2.T @ delta2.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2 @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "blames a hidden unit through one output only",
    hint="Each hidden unit feeds both outputs: add up what comes back along both edges.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = np.diag(W2) * delta2 * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "leaves out the slope of the output units",
    hint="The outputs are sigmoids as well: dE/da = (o - t) o (1 - o), not o - t alone.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta1 = (W2.T @ (o - t)) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(o - t, h)


@secret.misconception(
    "leaves out the slope of the hidden units",
    hint="Between W2 and W1 stands a sigmoid: multiply the blame by h (1 - h).",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(W2.T @ delta2, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "takes the slope of the sigmoid at the output",
    hint="The slope at a is s(a) (1 - s(a)) = o (1 - o). Putting o into the sigmoid once more gives another number.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    again_o, again_h = 1 / (1 + np.exp(-o)), 1 / (1 + np.exp(-h))
    delta2 = (o - t) * again_o * (1 - again_o)
    delta1 = (W2.T @ delta2) * again_h * (1 - again_h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception("climbs", hint="A step against the gradient makes E smaller: subtract lr times the gradient.")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 + lr * np.outer(delta1, x), W2 + lr * np.outer(delta2, h)


@secret.misconception(
    "forgets the factor 1/2 of the error", hint="E = 1/2 sum (t - o)^2: with the 1/2, and its gradient without a 2."
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = 2 * (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "takes the 1/2 of the error into the gradient",
    hint="The derivative of 1/2 (t - o)^2 by o is o - t: the 1/2 and the 2 of the square cancel.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = 0.5 * (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "transposes the gradients", hint="Row i of a gradient belongs to unit i: np.outer(delta, input), in this order."
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(x, delta1), W2 - lr * np.outer(h, delta2)


@secret.misconception(
    "multiplies the input by columns",
    hint="Row i of W1 holds the weights of hidden unit i: a = W1 @ x + b1, not x @ W1.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(x @ W1 + b1)))
    o = 1 / (1 + np.exp(-(h @ W2 + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2 @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(x, delta1), W2 - lr * np.outer(h, delta2)


@secret.misconception("uses b1 in both layers", hint="The second layer has a bias of its own, b2.")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b1)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - lr * np.outer(delta1, x), W2 - lr * np.outer(delta2, h)


@secret.misconception(
    "returns the gradients in place of the new weights", hint="The new weights are the old ones less lr times these."
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), np.outer(delta1, x), np.outer(delta2, h)


@secret.misconception("ignores lr", hint="The step is lr times the gradient: take it from the arguments.")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    return 0.5 * np.sum((t - o) ** 2), W1 - 0.5 * np.outer(delta1, x), W2 - 0.5 * np.outer(delta2, h)


@secret.misconception(
    "changes W1 and W2 in place",
    hint="`W2 -= ...` changes the caller's array: write W2_new = W2 - ... and return that.",
)
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = 1 / (1 + np.exp(-(W1 @ x + b1)))
    o = 1 / (1 + np.exp(-(W2 @ h + b2)))
    delta2 = (o - t) * o * (1 - o)
    delta1 = (W2.T @ delta2) * h * (1 - h)
    W2 -= lr * np.outer(delta2, h)
    W1 -= lr * np.outer(delta1, x)
    return 0.5 * np.sum((t - o) ** 2), W1, W2


@secret.alternative("torch's autograd")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    A, B, x, t = (torch.tensor(v, dtype=torch.float64) for v in (W1, W2, x, t))
    A.requires_grad_()
    B.requires_grad_()
    E = 0.5 * torch.sum((t - torch.sigmoid(B @ torch.sigmoid(A @ x + b1) + b2)) ** 2)
    dA, dB = torch.autograd.grad(E, (A, B))
    return E.item(), (A - lr * dA).detach().numpy(), (B - lr * dB).detach().numpy()


@secret.alternative("weight by weight, as the published example does it")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    def squashed(rows, inputs, bias):
        return [1 / (1 + math.exp(-(row[0] * inputs[0] + row[1] * inputs[1] + bias))) for row in rows]

    h = squashed(W1, x, b1)
    o = squashed(W2, h, b2)
    new1, new2 = W1.copy(), W2.copy()
    for k in range(2):
        for j in range(2):
            new2[k, j] -= lr * (o[k] - t[k]) * o[k] * (1 - o[k]) * h[j]
    for j in range(2):
        total = sum((o[k] - t[k]) * o[k] * (1 - o[k]) * W2[k, j] for k in range(2))
        for i in range(2):
            new1[j, i] -= lr * total * h[j] * (1 - h[j]) * x[i]
    return sum((t[k] - o[k]) ** 2 for k in range(2)) / 2, new1, new2


@secret.alternative("sigmoid as a tanh, chain of Jacobians")
def sigmoid_net_step(W1, W2, b1, b2, x, t, lr):
    h = (1 + np.tanh((W1 @ x + b1) / 2)) / 2
    o = (1 + np.tanh((W2 @ h + b2) / 2)) / 2
    back = (o - t) @ np.diag(o - o**2)
    further = back @ W2 @ np.diag(h - h**2)
    return float((t - o) @ (t - o)) / 2, W1 - lr * further[:, None] * x, W2 - lr * back[:, None] * h
