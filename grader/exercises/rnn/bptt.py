"""`bptt`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import bptt as public

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


def drawn(draw, steps: int, inputs: int, outputs: int, hidden: int) -> tuple[np.ndarray, ...]:
    """xs, ys, h0, Whh, Wxh, Why with normal entries."""
    shapes = ((steps, inputs), (steps, outputs), (hidden,), (hidden, hidden), (hidden, inputs), (outputs, hidden))
    xs, ys, h0, Whh, Wxh, Why = (draw.normal(*shape) for shape in shapes)
    return xs, ys, h0, 1.2 * Whh / np.sqrt(hidden), 0.7 * Wxh, Why / np.sqrt(hidden)


def loss(xs, ys, h0, Whh, Wxh, Why):
    """The loss, in torch; shape ()."""
    h, total = h0, 0.0
    for x, y in zip(xs, ys, strict=True):
        h = Whh @ torch.tanh(h) + Wxh @ x
        total = total + ((y - Why @ h) ** 2).sum()
    return total


@secret.case("agrees with automatic differentiation", weight=2)
def _(student, draw):
    for sizes in ((6, 2, 3, 4), (3, 4, 1, 2), (1, 2, 2, 3), (15, 1, 2, 5)):
        arguments = drawn(draw, *sizes)
        leaves = [tensor(a).requires_grad_() for a in arguments]
        (want,) = torch.autograd.grad(loss(*leaves), leaves[3])
        what = "dWhh for T = {}, D = {}, O = {}, H = {}".format(*sizes)
        expect.close(student(*arguments), want, atol=1e-8, what=what)


@secret.case("predicts how a nudge of Whh moves the loss")
def _(student, draw):
    # A complex step of 1e-30 has no rounding error: the imaginary part of the loss is the derivative.
    xs, ys, h0, Whh, Wxh, Why = arguments = drawn(draw, 8, 3, 2, 4)
    dWhh = expect.array(student(*arguments), "dWhh")
    expect.shape(dWhh, (4, 4), what="dWhh")
    for _ in range(3):
        direction, h, total = draw.normal(4, 4), h0 + 0j, 0j
        for x, y in zip(xs, ys, strict=True):
            h = (Whh + 1e-30j * direction) @ np.tanh(h) + Wxh @ x
            total += ((y - Why @ h) ** 2).sum()
        expect.close(
            (dWhh * direction).sum(), total.imag * 1e30, atol=1e-7, what="the slope of the loss in a direction"
        )


@secret.case("one late error reaches back through every step: the double sum over k <= t")
def _(student, draw):
    xs, ys, h0, Whh, Wxh, Why = drawn(draw, 7, 2, 3, 4)
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    ys = np.stack(hs[1:]) @ Why.T
    ys[-1] += draw.uniform(1, 2, 3)  # all other predictions are right
    want, row = np.zeros((4, 4)), 2 * (Why @ hs[7] - ys[6]) @ Why
    for k in range(7, 0, -1):
        want += np.einsum("a,b->ab", row, np.tanh(hs[k - 1]))
        row = row @ (Whh / np.cosh(hs[k - 1]) ** 2)
    expect.close(student(xs, ys, h0, Whh, Wxh, Why), want, atol=1e-8, what="dWhh")


@secret.misconception(
    "carries the error back by Whh untransposed",
    hint="Forward, unit b reaches unit a through Whh[a, b]. Backward the error of a returns to b: multiply by Whh.T.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh @ dh)
    return dWhh


@secret.misconception(
    "multiplies by the slopes before Whh.T",
    hint="Forward the tanh comes first, then Whh. Backward the order is reversed: Whh.T first, then the slopes.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = Whh.T @ ((1 - np.tanh(hs[t - 1]) ** 2) * dh)
    return dWhh


@secret.misconception(
    "transposes the forward pass",
    hint="The states follow h = Whh tanh(h) + ...: write `Whh @ np.tanh(h)`, not `np.tanh(h) @ Whh`.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(hs[-1]) @ Whh + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "takes the slopes at the wrong step",
    hint="From h_t the error passes the tanh of h_(t-1): take the slopes at hs[t - 1].",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "takes the states for squashed values in the slopes",
    hint="The slope of tanh at h is 1 - tanh(h)^2; 1 - h^2 holds only where h is itself a tanh, and it is none here.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - hs[t - 1] ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "leaves out the slopes of tanh", hint="From h_t to h_(t-1) the error is multiplied by the slopes of tanh."
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = Whh.T @ dh
    return dWhh


@secret.misconception(
    "pairs the error with the state before tanh",
    hint="Whh multiplies tanh(h_(t-1)), so that is what stands beside the error in the outer product.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, hs[t - 1])
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "pairs the error with the state of the same step",
    hint="At step t, Whh multiplies what came before, tanh(h_(t-1)): pair the error of h_t with that.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "truncates the way back to one step",
    hint="An error at step t also came through all earlier steps: carry it on, and add the new loss to what is carried.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    h, dWhh = h0, np.zeros_like(Whh)
    for x, y in zip(xs, ys, strict=True):
        squashed = np.tanh(h)
        h = Whh @ squashed + Wxh @ x
        dWhh += np.outer(2 * Why.T @ (Why @ h - y), squashed)
    return dWhh


@secret.misconception(
    "forgets the factor 2", hint="The derivative of a squared error is twice the error: the loss has no factor 1/2."
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "carries the last error alone", hint="Every step has a loss: add its error to what later steps send."
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), 2 * Why.T @ (Why @ hs[-1] - ys[-1])
    for t in range(len(xs), 0, -1):
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "carries back without the loss of the step",
    hint="Add the step's own error before the error is carried on: what is carried must hold both.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, carried = np.zeros_like(Whh), 2 * Why.T @ (Why @ hs[-1] - ys[-1])
    dWhh += np.outer(carried, np.tanh(hs[-2]))
    for t in range(len(xs) - 1, 0, -1):
        carried = (1 - np.tanh(hs[t]) ** 2) * (Whh.T @ carried)
        dWhh += np.outer(carried + 2 * Why.T @ (Why @ hs[t] - ys[t - 1]), np.tanh(hs[t - 1]))
    return dWhh


@secret.misconception("stops before the first step", hint="Step 1 uses Whh as well, on tanh(h_0): loop down to t = 1.")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 1, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "returns the transposed gradient",
    hint="Entry (a, b) belongs to Whh[a, b]: the error of unit a times what unit b sent, `np.outer(error, sent)`.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(np.tanh(hs[t - 1]), dh)
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception(
    "returns the gradient with the wrong sign",
    hint="The derivative of (y - p)^2 by p is 2 (p - y): the prediction less the target. Descent brings the minus sign.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (ys[t - 1] - Why @ hs[t])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.misconception("averages over the steps", hint="The loss is the sum over the steps: do not divide by T.")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh / len(xs)


@secret.misconception(
    "differentiates the network h = tanh(Whh h + Wxh x)",
    hint="Here the state is Whh tanh(h) + Wxh x, with tanh on the last state alone: forward and slopes differ.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(Whh @ hs[-1] + Wxh @ x))
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        da = (1 - hs[t] ** 2) * (dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1]))
        dWhh += np.outer(da, hs[t - 1])
        dh = Whh.T @ da
    return dWhh


@secret.misconception(
    "overwrites h_0",
    hint="`h = h0` makes no copy, so `h[:] = ...` changes the caller's array: bind a new one, `h = ...`.",
)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, h = [h0.copy()], h0
    for x in xs:
        h[:] = Whh @ np.tanh(h) + Wxh @ x
        hs.append(h.copy())
    dWhh, dh = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        dh = dh + 2 * Why.T @ (Why @ hs[t] - ys[t - 1])
        dWhh += np.outer(dh, np.tanh(hs[t - 1]))
        dh = (1 - np.tanh(hs[t - 1]) ** 2) * (Whh.T @ dh)
    return dWhh


@secret.alternative("torch's automatic differentiation")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    weights, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0.0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys), strict=True):
        h = weights @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + F.mse_loss(torch.tensor(Why) @ h, y, reduction="sum")
    total.backward()
    return weights.grad


@secret.alternative("forward in time, the derivative of the state carried along")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    H = len(h0)
    h, dh, dWhh = h0, np.zeros((H, H, H)), np.zeros((H, H))
    for x, y in zip(xs, ys, strict=True):
        s = np.tanh(h)
        dh = np.einsum("ab,bij->aij", Whh * (1 - s**2), dh) + np.einsum("ai,j->aij", np.eye(H), s)
        h = Whh @ s + Wxh @ x
        dWhh = dWhh + 2 * np.einsum("a,aij->ij", (Why @ h - y) @ Why, dh)
    return dWhh


@secret.alternative("the double sum, a product of Jacobians for each pair k <= t")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, total = [h0], np.zeros(Whh.shape)
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    for t in range(1, len(hs)):
        for k in range(1, t + 1):
            J = np.eye(len(h0))
            for i in range(k + 1, t + 1):
                J = Whh @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
            error = -2.0 * (ys[t - 1] - Why @ hs[t]) @ Why @ J
            total = total + np.outer(error, np.tanh(hs[k - 1]))
    return total
