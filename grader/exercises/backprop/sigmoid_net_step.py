"""`sigmoid_net_step`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.backprop import sigmoid_net_step as public
from course_utils.checks.public.backprop.sigmoid_net_step import step

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_step(draw) -> tuple:
    """W1, W2, b1, b2, x, t, lr: different biases, a large step, targets in (0, 1)."""
    W1, W2 = 1.5 * draw.normal(2, 2), 1.5 * draw.normal(2, 2)
    b1, b2 = draw.uniform(0.2, 1.0), draw.uniform(-1.0, -0.2)
    return W1, W2, b1, b2, draw.normal(2), draw.uniform(0.05, 0.95, 2), draw.uniform(2, 5)


def by_autograd(W1, W2, b1, b2, x, t, lr) -> tuple:
    """E, W1_new and W2_new with torch's gradient."""
    first, second = tensor(W1).requires_grad_(), tensor(W2).requires_grad_()
    out = torch.sigmoid(second @ torch.sigmoid(first @ tensor(x) + b1) + b2)
    E = ((tensor(t) - out) ** 2).sum() / 2
    slopes = torch.autograd.grad(E, (first, second))
    return E.item(), *((W - lr * slope).detach().numpy() for W, slope in zip((first, second), slopes, strict=True))


def three_close(got: tuple, want: tuple) -> None:
    """E and both matrices agree."""
    for name, part, value in zip(("E", "W1_new", "W2_new"), got, want, strict=True):
        expect.close(part, value, rtol=1e-8, what=name)


@secret.case("agrees with a step along torch's gradient", weight=2)
def _(student, draw):
    for _ in range(4):
        drawn = drawn_step(draw)
        three_close(step(student, *drawn), by_autograd(*drawn))


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


ERROR = "float(0.5 * ((t - output) ** 2).sum())"
DELTA = "(output - t) * output * (1 - output)"
BLAME = "(delta_output @ W2) * hidden * (1 - hidden)"
NEW_W1, NEW_W2 = "W1 - lr * np.outer(delta_hidden, x)", "W2 - lr * np.outer(delta_output, hidden)"

secret.slip(
    "sends the error back through the new W2",
    ("    delta_hidden", "    W2 = W2 - lr * np.outer(delta_output, hidden)\n    delta_hidden"),
    (f", {NEW_W2}", ", W2"),
    hint="All gradients belong to the old weights: compute both before you change either. The example's W1 shows it in the 5th digit.",
)
secret.slip(
    "takes the gradient of W2 at the new hidden outputs",
    ("    return", f"    hidden = sigmoid(({NEW_W1}) @ x + b1)\n    return"),
    hint="All gradients belong to the old weights: W2's needs the hidden outputs from before W1 was changed.",
)
secret.slip(
    "returns the error after the step",
    ("    E = ", f"    output = sigmoid(({NEW_W2}) @ sigmoid(({NEW_W1}) @ x + b1) + b2)\n    E = "),
    hint="E is the error of the weights that came in, before they are changed.",
)
secret.slip(
    "goes back through W2 instead of its transpose",
    ("delta_output @ W2", "W2 @ delta_output"),
    hint="Unit j of the hidden layer is blamed by column j of W2: W2.T @ delta2.",
)
secret.slip(
    "blames a hidden unit through one output only",
    ("delta_output @ W2", "delta_output * np.diag(W2)"),
    hint="Each hidden unit feeds both outputs: add up what comes back along both edges.",
)
secret.slip(
    "leaves W2 out on the way back",
    ("delta_output @ W2", "delta_output"),
    hint="What reaches hidden unit j has passed through the weights of column j of W2: W2.T @ delta2.",
)
secret.slip(
    "leaves out the slope of the output units",
    (DELTA, "output - t"),
    hint="The outputs are sigmoids as well: dE/da = (o - t) o (1 - o), not o - t alone.",
)
secret.slip(
    "leaves out the slope of the output units on the way to W1",
    ("delta_output @ W2", "(output - t) @ W2"),
    hint="The blame of the hidden units comes through the output's sigmoid, too: send back (o - t) o (1 - o), not o - t.",
)
secret.slip(
    "leaves out the slope of the hidden units",
    (BLAME, "delta_output @ W2"),
    hint="Between W2 and W1 stands a sigmoid: multiply the blame by h (1 - h).",
)
secret.slip(
    "multiplies by the hidden slope before it goes back through W2",
    (BLAME, "(delta_output * hidden * (1 - hidden)) @ W2"),
    hint="Going back, W2 comes first and the hidden sigmoid after it: (W2.T @ delta2) * h * (1 - h). Mind the brackets.",
)
secret.slip(
    "takes the slope of the sigmoid at the output",
    ("output * (1 - output)", "sigmoid(output) * (1 - sigmoid(output))"),
    ("hidden * (1 - hidden)", "sigmoid(hidden) * (1 - sigmoid(hidden))"),
    hint="The slope at a is s(a) (1 - s(a)) = o (1 - o). Putting o into the sigmoid once more gives another number.",
)
secret.slip(
    "uses the slope of tanh",
    ("output * (1 - output)", "(1 - output**2)"),
    ("hidden * (1 - hidden)", "(1 - hidden**2)"),
    hint="1 - h^2 is the slope of tanh. The units are sigmoids, whose slope is h (1 - h).",
)
secret.slip(
    "leaves the biases out of the slopes",
    ("output * (1 - output)", "sigmoid(W2 @ hidden) * (1 - sigmoid(W2 @ hidden))"),
    ("hidden * (1 - hidden)", "sigmoid(W1 @ x) * (1 - sigmoid(W1 @ x))"),
    hint="A slope is taken where the unit stands, at W h + b: keep h and o of the forward pass, and use h (1 - h), o (1 - o).",
)
secret.slip(
    "climbs",
    ("W1 - lr", "W1 + lr"),
    ("W2 - lr", "W2 + lr"),
    hint="A step against the gradient makes E smaller: subtract lr times the gradient. Is the error o - t, or t - o?",
)
secret.slip(
    "forgets the factor 1/2 of the error",
    (ERROR, "float(((t - output) ** 2).sum())"),
    ("= (output - t)", "= 2 * (output - t)"),
    hint="E = 1/2 sum (t - o)^2: with the 1/2, and its gradient without a 2.",
)
secret.slip(
    "returns E without its factor 1/2",
    (ERROR, "float(((t - output) ** 2).sum())"),
    hint="The gradients are those of E = 1/2 sum (t - o)^2, but what is returned as E has lost the 1/2.",
)
secret.slip(
    "doubles the gradient",
    ("= (output - t)", "= 2 * (output - t)"),
    hint="The derivative of 1/2 (t - o)^2 by o is o - t: the 1/2 and the 2 of the square cancel.",
)
secret.slip(
    "takes the 1/2 of the error into the gradient",
    ("= (output - t)", "= 0.5 * (output - t)"),
    hint="The derivative of 1/2 (t - o)^2 by o is o - t: the 1/2 and the 2 of the square cancel.",
)
secret.slip(
    "averages E over the outputs",
    (ERROR, "float(0.5 * ((t - output) ** 2).mean())"),
    hint="E is a sum over the outputs with a factor 1/2, not a mean.",
)
secret.slip("returns an error for each output", (ERROR, "0.5 * (t - output) ** 2"), hint="E is one number: the sum over both outputs.")
secret.slip(
    "takes the cross-entropy for E",
    (ERROR, "float(-(t * np.log(output) + (1 - t) * np.log(1 - output)).sum())"),
    (DELTA, "output - t"),
    hint="E is the squared error here, 1/2 sum (t - o)^2. Its delta keeps the slope o (1 - o); the cross-entropy's loses it.",
)
secret.slip(
    "transposes the gradients",
    ("np.outer(delta_hidden, x)", "np.outer(x, delta_hidden)"),
    ("np.outer(delta_output, hidden)", "np.outer(hidden, delta_output)"),
    hint="Row i of a gradient belongs to unit i: np.outer(delta, input), in this order.",
)
secret.slip(
    "multiplies the input by columns",
    ("W1 @ x", "x @ W1"),
    ("W2 @ hidden", "hidden @ W2"),
    ("delta_output @ W2", "W2 @ delta_output"),
    ("np.outer(delta_hidden, x)", "np.outer(x, delta_hidden)"),
    ("np.outer(delta_output, hidden)", "np.outer(hidden, delta_output)"),
    hint="Row i of W1 holds the weights of hidden unit i: a = W1 @ x + b1, not x @ W1.",
)
secret.slip(
    "pairs the outputs' error with x",
    ("np.outer(delta_output, hidden)", "np.outer(delta_output, x)"),
    hint="W2 multiplies the hidden outputs, not x: its gradient is the outer product of delta2 and h.",
)
secret.slip(
    "pairs the hidden error with the hidden outputs",
    ("np.outer(delta_hidden, x)", "np.outer(delta_hidden, hidden)"),
    hint="W1 multiplies x: its gradient is the outer product of delta1 and x, what comes in, not h, what goes out.",
)
secret.slip("uses b1 in both layers", ("hidden + b2", "hidden + b1"), hint="The second layer has a bias of its own, b2.")
secret.slip(
    "forgets the biases",
    ("W1 @ x + b1", "W1 @ x"),
    ("W2 @ hidden + b2", "W2 @ hidden"),
    hint="The biases are not trained, but they are there: h = s(W1 x + b1), o = s(W2 h + b2).",
)
secret.slip(
    "makes the outputs linear",
    ("sigmoid(W2 @ hidden + b2)", "W2 @ hidden + b2"),
    (DELTA, "output - t"),
    hint="The output layer has a sigmoid as well: o = s(W2 h + b2), and its slope o (1 - o) stands in delta2.",
)
secret.slip(
    "loses a unit that is far out to NaN",
    ("sigmoid(W1 @ x + b1)", "np.exp(W1 @ x + b1) / (1 + np.exp(W1 @ x + b1))"),
    hint="e^a / (1 + e^a) is inf / inf from a = 710 on. 1 / (1 + e^-a) is the same number, and 1 there.",
)
secret.slip(
    "rounds on the way",
    ("sigmoid(W1 @ x + b1)", "sigmoid(W1 @ x + b1).round(6)"),
    ("sigmoid(W2 @ hidden + b2)", "sigmoid(W2 @ hidden + b2).round(6)"),
    hint="Keep all digits while you compute, and round only what you print.",
)
secret.slip(
    "returns the gradients in place of the new weights",
    (NEW_W1, "np.outer(delta_hidden, x)"),
    (NEW_W2, "np.outer(delta_output, hidden)"),
    hint="The new weights are the old ones less lr times these.",
)
secret.slip("returns W2 before W1", (f"{NEW_W1}, {NEW_W2}", f"{NEW_W2}, {NEW_W1}"), hint="The order is E, new W1, new W2.")
secret.slip(
    "leaves W1 as it is", (NEW_W1, "W1.copy()"), hint="Both layers learn: W1 moves as well, by lr times the outer product of delta1 and x."
)
secret.slip(
    "ignores lr", ("W1 - lr", "W1 - 0.5"), ("W2 - lr", "W2 - 0.5"), hint="The step is lr times the gradient: take it from the arguments."
)
secret.slip(
    "takes a step of 1, without lr",
    ("W1 - lr *", "W1 -"),
    ("W2 - lr *", "W2 -"),
    hint="The gradient is multiplied by the learning rate before it is subtracted: W - lr * gradient.",
)
secret.slip(
    "changes W1 and W2 in place",
    (f"return E, {NEW_W1}, {NEW_W2}", f"W1[:], W2[:] = {NEW_W1}, {NEW_W2}\n    return E, W1, W2"),
    hint="`W2 -= ...` changes the caller's array: write W2_new = W2 - ... and return that.",
)
secret.slip(
    "changes W1 in place",
    (f"return E, {NEW_W1}", "W1 -= lr * np.outer(delta_hidden, x)\n    return E, W1"),
    hint="`W1 -= ...` changes the caller's array: write W1_new = W1 - ... and return that.",
)


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
