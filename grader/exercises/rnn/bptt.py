"""`bptt`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import bptt as public

from ...exercise import Secret

secret = Secret(public.exercise)

OUTER, BACK = "np.outer(G, before)", "(1 - before**2) * (Whh.T @ G)"  # of the chapter's solution
DOUBLE_SUM = "the double sum, a product of Jacobians for each pair k <= t"


@secret.alternative("torch's automatic differentiation")
def bptt(xs, ys, h0, Whh, Wxh, Why):
    weights, h, total = torch.tensor(Whh, requires_grad=True), torch.tensor(h0), 0.0
    for x, y in zip(torch.tensor(xs), torch.tensor(ys), strict=True):
        h = weights @ torch.tanh(h) + torch.tensor(Wxh) @ x
        total = total + (torch.tensor(Why) @ h - y).square().sum()
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


@secret.alternative(DOUBLE_SUM)
def bptt(xs, ys, h0, Whh, Wxh, Why):
    hs, total = [h0], np.zeros(Whh.shape)
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    for t in range(1, len(hs)):
        J = np.eye(len(h0))
        for k in range(t, 0, -1):
            error = -2.0 * (ys[t - 1] - Why @ hs[t]) @ Why @ J
            total = total + np.outer(error, np.tanh(hs[k - 1]))
            J = J @ (Whh @ np.diag(1 - np.tanh(hs[k - 1]) ** 2))
    return total


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
        expect.close((dWhh * direction).sum(), total.imag * 1e30, atol=1e-7, what="the slope of the loss")


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


secret.slip(
    "carries the error back by Whh untransposed",
    ("Whh.T @ G", "Whh @ G"),
    hint="Forward, unit b reaches unit a through Whh[a, b]. Backward the error of a returns to b: multiply by Whh.T.",
)
secret.slip(
    "multiplies by the slopes before Whh.T",
    (BACK, "Whh.T @ ((1 - before**2) * G)"),
    hint="Forward the tanh comes first, then Whh; backward Whh.T comes first, then the slopes.",
)
secret.slip(
    "multiplies the step's own error by a slope as well",
    ("before = ", "G, before = (1 - np.tanh(hs[t]) ** 2) * G, "),
    (BACK, "Whh.T @ G"),
    hint="The output reads h_t itself, with no tanh between: only what comes back through Whh meets a slope.",
)
secret.slip(
    "multiplies the Jacobians in the order of time",
    ("J @ (Whh @ np.diag(1 - np.tanh(hs[k - 1]) ** 2))", "Whh @ np.diag(1 - np.tanh(hs[k - 1]) ** 2) @ J"),
    of=DOUBLE_SUM,
    hint="The latest factor stands on the left, next to the error: `factor @ J`.",
)
secret.slip(
    "transposes the forward pass",
    ("Whh @ np.tanh(hs[-1])", "np.tanh(hs[-1]) @ Whh"),
    hint="The states follow h = Whh tanh(h) + ...: write `Whh @ np.tanh(h)`, not `np.tanh(h) @ Whh`.",
)
secret.slip(
    "uses the transposed weights forward and backward",
    ("weights @ torch.tanh(h)", "torch.tanh(h) @ weights"),
    of="torch's automatic differentiation",
    hint="The states follow h = Whh tanh(h) + ...: write `Whh @ torch.tanh(h)`.",
)
secret.slip("leaves the inputs out of the forward pass", (" + Wxh @ x", ""), hint="The states read the inputs: add `Wxh @ x`.")
secret.slip("starts from zeros", ("hs = [h0]", "hs = [np.zeros_like(h0)]"), hint="The first state is `h0`, zero or not.")
secret.slip(
    "predicts from the state before the step",
    ("Why @ hs[t]", "Why @ hs[t - 1]"),
    hint="The prediction of step t comes from h_t; hs[0] is h_0, so `hs[t]` belongs to `ys[t - 1]`.",
)
secret.slip(
    "takes the slopes at the wrong step",
    ("1 - before**2", "1 - np.tanh(hs[t]) ** 2"),
    hint="From h_t the error passes the tanh of h_(t-1): take the slopes at hs[t - 1].",
)
secret.slip(
    "takes the states for squashed values in the slopes",
    ("1 - before**2", "1 - hs[t - 1] ** 2"),
    hint="The slope of tanh at h is 1 - tanh(h)^2; 1 - h^2 holds only where h is itself a tanh, and it is none here.",
)
secret.slip("forgets the square in the slopes", ("before**2", "before"), hint="The slope of tanh at h is 1 - tanh(h)^2.")
secret.slip("leaves out the slopes of tanh", (BACK, "Whh.T @ G"), hint="From h_t to h_(t-1) the error meets the slope of tanh.")
secret.slip(
    "pairs the error with the state before tanh",
    (OUTER, "np.outer(G, hs[t - 1])"),
    hint="Whh multiplies tanh(h_(t-1)), so that is what stands beside the error in the outer product.",
)
secret.slip(
    "pairs the error with the state of the same step",
    (OUTER, "np.outer(G, np.tanh(hs[t]))"),
    hint="At step t, Whh multiplies what came before, tanh(h_(t-1)): pair the error of h_t with that.",
)
secret.slip(
    "pairs the first error with h_0 before tanh",
    (OUTER, "np.outer(G, before if t > 1 else h0)"),
    hint="Step 1 squashes as every step does: pair its error with tanh(h_0).",
)
secret.slip("truncates the way back to one step", (BACK, "0"), hint="Carry the error on, and add each loss to what is carried.")
secret.slip("forgets the factor 2", ("2 * Why.T", "Why.T"), hint="The derivative of e^2 is 2e: the loss has no factor 1/2.")
secret.slip(
    "takes the length of the error for its square",
    ("(ys[t - 1] - Why @ hs[t])", "(lambda e: e / max(2 * np.linalg.norm(e), 1e-9))(ys[t - 1] - Why @ hs[t])"),
    hint="The loss adds up squared errors: the derivative of e^2 is 2e, whatever the length of e.",
)
secret.slip(
    "counts the last loss alone",
    ("from_future - 2", "from_future - 2 * (t == len(xs))"),
    hint="Every step has a loss: add its error to what later steps send.",
)
secret.slip(
    "carries back without the loss of the step",
    ("(Whh.T @ G)", "(Whh.T @ (G if t == len(xs) else from_future))"),
    hint="Add the step's own error before the error is carried on: what is carried must hold both.",
)
secret.slip("stops before the first step", ("0, -1)", "1, -1)"), hint="Step 1 uses Whh too, on tanh(h_0): loop down to t = 1.")
secret.slip("leaves out the last step", ("range(len(xs)", "range(len(xs) - 1"), hint="The last loss counts too: begin at t = T.")
secret.slip("keeps one term of the sum over the steps", ("dWhh += ", "dWhh = "), hint="Every step uses Whh: add up with `+=`.")
secret.slip(
    "returns the transposed gradient",
    (OUTER, "np.outer(before, G)"),
    hint="Entry (a, b) belongs to Whh[a, b]: the error of unit a times what unit b sent, `np.outer(error, sent)`.",
)
secret.slip(
    "returns the gradient with the wrong sign",
    ("from_future - 2", "from_future + 2"),
    hint="The derivative of (y - p)^2 by p is 2 (p - y): the prediction less the target. Descent brings the minus sign.",
)
for over, count in {"the steps": "len(xs)", "the outputs": "len(Why)", "steps and outputs": "ys.size"}.items():
    secret.slip(
        f"averages over {over}",
        ("return dWhh", f"return dWhh / {count}"),
        hint="The loss is a sum over the steps and over the squares of all outputs: divide by nothing.",
    )
secret.slip(
    "differentiates the network h = tanh(Whh h + Wxh x)",
    ("Whh @ np.tanh(hs[-1]) + Wxh @ x", "np.tanh(Whh @ hs[-1] + Wxh @ x)"),
    ("before = np.tanh(hs[t - 1])", "G, before = (1 - hs[t] ** 2) * G, hs[t - 1]"),
    (BACK, "Whh.T @ G"),
    hint="Here the state is Whh tanh(h) + Wxh x, with tanh on the last state alone: forward and slopes differ.",
)
secret.slip(
    "overwrites h_0",
    ("np.tanh(hs[-1]) + Wxh @ x)", "np.tanh(h0) + Wxh @ x)\n        h0[:] = hs[-1]"),
    ("[h0]", "[h0.copy()]"),
    hint="`h = h0` makes no copy, so `h[:] = ...` changes the caller's array: bind a new one, `h = ...`.",
)
secret.slip(
    "overwrites the targets",
    ("(ys[t - 1] - Why @ hs[t])", "ys[t - 1]"),
    ("G = from", "ys[t - 1] -= Why @ hs[t]\n        G = from"),
    hint="`ys -= ...` changes the caller's array: compute the errors into a new one.",
)
