"""`state_jacobian`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import state_jacobian as public
from course_utils.checks.public.rnn.state_jacobian import jacobian

from ...exercise import Secret

secret = Secret(public.exercise)


STEP, SLOPE = "W @ ((1 - np.tanh(h) ** 2)[:, None] * J)", "1 - np.tanh(h) ** 2"  # of the chapter's solution


@secret.alternative("factors from the latest to the earliest, slopes by 1 / cosh^2")
def state_jacobian(hs, W, t, k):
    factors = [W @ np.diag(np.cosh(hs[i - 1]) ** -2.0) for i in range(t, k, -1)]
    return np.linalg.multi_dot([np.eye(len(W)), *factors, np.eye(len(W))]) if factors else np.eye(len(W))


@secret.alternative("recursion on t, sums written out")
def state_jacobian(hs, W, t, k):
    if t == k:
        return [[float(a == b) for b in range(len(W))] for a in range(len(W))]
    before, units = state_jacobian(hs, W, t - 1, k), range(len(W))
    slopes = [1 - math.tanh(h) ** 2 for h in hs[t - 1]]
    return [[sum(W[a, m] * slopes[m] * before[m][b] for m in units) for b in units] for a in units]


@secret.alternative("torch's automatic differentiation of the steps, inputs recovered from hs")
def state_jacobian(hs, W, t, k):
    weights = torch.tensor(W)

    def run(h):
        for i in range(k, t):
            h = weights @ torch.tanh(h)
            h = torch.tensor(hs[i + 1]) + (h - h.detach())
        return h

    return torch.autograd.functional.jacobian(run, torch.tensor(hs[k]))


def drawn_run(draw, steps: int, hidden: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """hs [steps + 1, hidden] of h_i = W tanh(h_(i-1)) + u_i, W, and the inputs u [steps, hidden]."""
    W, u = 1.5 * draw.normal(hidden, hidden) / np.sqrt(hidden), draw.normal(steps, hidden)
    hs = [draw.normal(hidden)]
    for row in u:
        hs.append(W @ np.tanh(hs[-1]) + row)
    return np.stack(hs), W, u


@secret.case("agrees with torch.autograd.functional.jacobian", weight=2)
def _(student, draw):
    for steps, hidden in ((5, 3), (8, 4), (3, 1)):
        hs, W, u = drawn_run(draw, steps, hidden)
        for t, k in ((steps, 0), (steps, steps - 2), (steps - 1, 1), (2, 1), (2, 2)):

            def from_k(h, inputs=tensor(u[k:t]), weights=tensor(W)):
                for row in inputs:
                    h = weights @ torch.tanh(h) + row
                return h

            want = torch.autograd.functional.jacobian(from_k, tensor(hs[k])).numpy()
            expect.close(student(hs, W, t, k), want, what=f"J for H = {hidden}, t = {t}, k = {k}")


@secret.case("predicts how a nudge of h_k moves h_t")
def _(student, draw):
    # A complex step of 1e-30 has no rounding error: the imaginary part of the run is the derivative.
    hs, W, u = drawn_run(draw, 9, 5)
    for t, k in ((9, 2), (7, 4), (6, 5)):
        direction = draw.normal(5)
        h = hs[k] + 1e-30j * direction
        for row in u[k:t]:
            h = W @ np.tanh(h) + row
        moved = jacobian(student, hs, W, t, k) @ direction
        expect.close(moved, h.imag * 1e30, atol=1e-8, what=f"J times a direction for t = {t}, k = {k}")


@secret.case("at states of zero it is the power of W")
def _(student, draw):
    W = draw.normal(4, 4)
    for lag in (1, 2, 5):
        want = np.linalg.matrix_power(W, lag)
        expect.close(student(np.zeros((8, 4)), W, lag + 1, 1), want, what=f"J over {lag} steps")


secret.slip("transposes W", ("W @", "W.T @"), hint="W[a, b] says how unit b reaches unit a; so does J[a, b]. Leave W as it is.")
secret.slip(
    "puts the earliest factor on the left",
    ("hs[k:t]", "hs[k:t][::-1]"),
    hint="The factor of the latest step stands on the left, for it acts last: multiply `factor @ J`.",
)
secret.slip(
    "returns the transposed Jacobian",
    ("return J", "return J.T"),
    hint="Row a belongs to the entry of h_t, column b to that of h_k. In the gradient's layout both are swapped.",
)
secret.slip(
    "carries a nudge forward by the factors that carry a gradient back",
    (STEP, f"({SLOPE})[:, None] * (W.T @ J)"),
    hint="diag(s) W^T carries a gradient from h_t back to h_k; the Jacobian is a product of W diag(s).",
)
secret.slip(
    "takes the slope at the state after the step",
    ("hs[k:t]", "hs[k + 1 : t + 1]"),
    hint="h_i = W tanh(h_(i-1)) + u_i: the tanh sees the state before the step, hs[i - 1].",
)
secret.slip("takes the slope one state too early", ("hs[k:t]", "np.roll(hs, 1, axis=0)[k:t]"), hint="Step i reads hs[i - 1].")
for which, step in {"first": "k", "last": "t"}.items():
    hint = "Every step has its own slopes: those at hs[i - 1], which change with i."
    secret.slip(f"takes the slope at the {which} state throughout", ("np.tanh(h)", f"np.tanh(hs[{step}])"), hint=hint)
secret.slip(
    "scales the columns of what it has so far",
    ("[:, None]", ""),
    hint="`s * J` scales the columns of J: scale its rows, `s[:, None] * J`, or the columns of W, before the product.",
)
secret.slip(
    "takes hs for values that are squashed already",
    ("np.tanh(h)", "h"),
    hint="The slope of tanh at h is 1 - tanh(h)^2. 1 - h^2 is right only where h is itself a tanh, and it is none here.",
)
for name, slope in {
    "squashes the states twice": "1 - np.tanh(np.tanh(h)) ** 2",
    "forgets the square in the slope": "1 - np.tanh(h)",
    "takes 1 / cosh for the slope": "1 / np.cosh(h)",
    "writes the slope as a quotient that overflows": "4 * np.exp(2 * h) / (np.exp(2 * h) + 1) ** 2",
    "puts tanh where its slope belongs": "np.tanh(h)",
    "takes the slope of the logistic sigmoid": "0.25 - np.tanh(h / 2) ** 2 / 4",
}.items():
    secret.slip(name, (SLOPE, slope), hint="The derivative of tanh(h) is 1 - tanh(h)^2, which is also 1 / cosh(h)^2.")
secret.slip(
    "uses the Jacobian of h = tanh(W h + u)",
    (STEP, "(1 - h**2)[:, None] * (W @ J)"),
    ("hs[k:t]", "hs[k + 1 : t + 1]"),
    hint="Here tanh acts before W, so the slopes scale the columns of W; in the other form they scale its rows.",
)
secret.slip(
    "scales the rows of W",
    (STEP, f"({SLOPE})[:, None] * (W @ J)"),
    hint="W diag(s) scales the columns. In numpy that is `W * s`; `s[:, None] * W` scales the rows.",
)
secret.slip(
    "leaves out the slopes of tanh",
    (STEP, "W @ J"),
    hint="W^(t-k) is the Jacobian of the linear network: each factor also carries the slope of tanh, entry by entry.",
)
secret.slip("leaves out W", ("W @ ", ""), hint="A step squashes and then multiplies by W: each factor is W diag(slopes).")
for name, used in {
    "multiplies one factor too many": "[hs[k - 1], *hs[k:t]]",
    "goes on to the slopes at h_t": "hs[k : t + 1]",
    "multiplies one factor too few": "hs[k:t][:-1]",
    "leaves out the first step": "hs[k:t][1:]",
}.items():
    hint = "From k to t there are t - k steps: step i, from k + 1 to t, has its slopes at hs[i - 1]. For t = k there is none."
    secret.slip(name, ("hs[k:t]", used), hint=hint)
secret.slip("counts from t up to k, which takes no step", ("hs[k:t]", "hs[t:k]"), hint="t is the later step: go from k to t.")
secret.slip("starts from step 0 whatever k is", ("hs[k:t]", "hs[:t]"), hint="Only steps between k and t count: start at k.")
secret.slip("keeps the last factor alone", ("* J", "* np.eye(len(W))"), hint="Multiply the earlier factors: `J = factor @ J`.")
for what, start in {"zeros": "np.eye(len(W)) * (t > k)", "W": "np.eye(len(W)) if t > k else W"}.items():
    hint = "A state depends on itself with derivative 1: the empty product is the identity matrix."
    secret.slip(f"returns {what} for t = k", ("np.eye(len(W))", start), hint=hint)
secret.slip(
    "starts from the first factor even for t = k",
    ("np.eye(len(W))", "W * (1 - np.tanh(hs[k]) ** 2)"),
    ("hs[k:t]", "hs[k + 1 : t]"),
    hint="For t = k there is no factor: start from `np.eye(len(W))`, and let the loop do the first step too.",
)
secret.slip(
    "multiplies the factors entry by entry",
    (STEP, f"W * ({SLOPE}) * J"),
    hint="`*` between matrices multiplies entry by entry; the chain rule needs the matrix product, `@`.",
)
secret.slip("adds the factors up", (STEP, f"J + W * ({SLOPE})"), hint="The chain rule multiplies; sums belong to several paths.")
secret.slip(
    "overwrites the states",
    (STEP, "W @ ((1 - h**2)[:, None] * J)"),
    ("        J", "        h[:] = np.tanh(h)\n        J"),
    hint="`hs` belongs to the caller: compute the slopes into a new array.",
)
secret.slip(
    "overwrites W",
    ("J = W", "W *= 1 - np.tanh(h) ** 2\n        J = W"),
    ("((1 - np.tanh(h) ** 2)[:, None] * J)", "J"),
    hint="`W *= slopes` changes the caller's matrix, and the next step scales it again: use a new array.",
)
