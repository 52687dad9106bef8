"""`state_jacobian`: reference, hidden cases, misconceptions and accepted alternatives."""

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


@secret.alternative("RENAME ME: the former reference")
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W * (1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


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
        expect.close(
            jacobian(student, hs, W, t, k) @ direction,
            h.imag * 1e30,
            rtol=1e-6,
            atol=1e-8,
            what=f"J times a direction, t = {t}, k = {k},",
        )


@secret.case("at states of zero it is the power of W")
def _(student, draw):
    W = draw.normal(4, 4)
    for lag in (1, 2, 5):
        want = np.linalg.matrix_power(W, lag)
        expect.close(student(np.zeros((8, 4)), W, lag + 1, 1), want, what=f"J over {lag} steps")


@secret.misconception(
    "transposes W",
    hint="Entry (a, b) of W says how unit b reaches unit a, and so does entry (a, b) of the Jacobian: W stays as it is.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W.T @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


@secret.misconception(
    "puts the earliest factor on the left",
    hint="The chain rule reads from the end: the factor of the latest step stands on the left, so multiply `factor @ J`.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = J @ W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2)
    return J


@secret.misconception(
    "returns the transposed Jacobian",
    hint="Row a belongs to the entry of h_t, column b to that of h_k. In the gradient's layout both are swapped.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = J @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ W.T
    return J


@secret.misconception(
    "takes the slope at the state after the step",
    hint="h_i = W tanh(h_(i-1)) + u_i: the tanh sees the state before the step, hs[i - 1].",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i]) ** 2) @ J
    return J


@secret.misconception(
    "takes the slope at the first state throughout",
    hint="Every step has its own slopes: those at hs[i - 1], which change with i.",
)
def state_jacobian(hs, W, t, k):
    return np.linalg.matrix_power(W * (1 - np.tanh(hs[k]) ** 2), t - k)


@secret.misconception(
    "takes hs for values that are squashed already",
    hint="The slope of tanh at h is 1 - tanh(h)^2. 1 - h^2 is right only where h is itself a tanh, and it is none here.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - hs[i - 1] ** 2) @ J
    return J


@secret.misconception(
    "uses the Jacobian of h = tanh(W h + u)",
    hint="Here tanh acts before W, so the slopes scale the columns of W; in the other form they scale its rows.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = np.diag(1 - hs[i] ** 2) @ W @ J
    return J


@secret.misconception(
    "scales the rows of W",
    hint="W diag(s) scales the columns. In numpy that is `W * s`; `s[:, None] * W` scales the rows.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = (1 - np.tanh(hs[i - 1]) ** 2)[:, None] * W @ J
    return J


@secret.misconception(
    "leaves out the slopes of tanh",
    hint="W^(t-k) is the Jacobian of the linear network: each factor also carries the slope of tanh, entry by entry.",
)
def state_jacobian(hs, W, t, k):
    return np.linalg.matrix_power(W, t - k)


@secret.misconception(
    "puts tanh where its slope belongs", hint="The derivative of tanh(h) is 1 - tanh(h)^2, not tanh(h)."
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(np.tanh(hs[i - 1])) @ J
    return J


@secret.misconception(
    "multiplies one factor too many",
    hint="From k to t there are t - k steps, i = k + 1 to t. For t = k there is none, and the product is the identity.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


@secret.misconception(
    "multiplies one factor too few",
    hint="`range` stops before its end: the steps i = k + 1 to t are `range(k + 1, t + 1)`.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(k + 1, t):
        J = W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


@secret.misconception(
    "returns zeros for t = k",
    hint="A state depends on itself with derivative 1: the empty product is the identity matrix.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W)) if t > k else np.zeros((len(W), len(W)))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


@secret.misconception(
    "starts from step 0 whatever k is",
    hint="The product runs over the steps between k and t alone: start at i = k + 1.",
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W))
    for i in range(1, t + 1 if t > k else 1):
        J = W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2) @ J
    return J


@secret.misconception(
    "multiplies the factors entry by entry",
    hint="`*` between matrices multiplies entry by entry; the chain rule needs the matrix product, `@`.",
)
def state_jacobian(hs, W, t, k):
    if t == k:
        return np.eye(len(W))
    return np.prod([W * (1 - np.tanh(hs[i - 1]) ** 2) for i in range(k + 1, t + 1)], axis=0)


@secret.misconception(
    "adds the factors up", hint="The chain rule multiplies the Jacobians of the steps; sums belong to several paths."
)
def state_jacobian(hs, W, t, k):
    J = np.eye(len(W)) if t == k else np.zeros((len(W), len(W)))
    for i in range(k + 1, t + 1):
        J = J + W @ np.diag(1 - np.tanh(hs[i - 1]) ** 2)
    return J


@secret.misconception("overwrites the states", hint="`hs` belongs to the caller: compute the slopes into a new array.")
def state_jacobian(hs, W, t, k):
    np.tanh(hs, out=hs)
    J = np.eye(len(W))
    for i in range(k + 1, t + 1):
        J = W @ np.diag(1 - hs[i - 1] ** 2) @ J
    return J


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
