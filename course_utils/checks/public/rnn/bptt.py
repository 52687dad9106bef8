"""`bptt`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG3, numbers

exercise = topic.exercise("bptt", level=3)
exercise.hints(
    "The loss at time t sees h_t directly, and every later loss sees it through h_(t+1). What must be known "
    "before the gradient of h_t is complete?",
    "Go forward first and keep all states. Then go backward and carry one vector: the gradient that reaches "
    "h_t from the future. Add the direct part, -2 Why^T (y_t - Why h_t). That is G_t. W meets tanh(h_(t-1)) "
    "at step t: what is its share of the gradient?",
    "For t from T down to 1: G is what comes from the future plus the direct part above (mind its sign); dWhh "
    "grows by np.outer(G, ...); what goes on to the past is the slopes of tanh at h_(t-1) times (... @ G). "
    "The tanh is applied before W, so going back W transposed comes ...",
)

HALF = LOG3 / 2  # tanh is 1/2 there and its slope 3/4


def weight_gradient(student, xs, ys, h0, Whh, Wxh, Why) -> np.ndarray:
    """The answer as finite numbers [H, H]."""
    return numbers(student(xs, ys, h0, Whh, Wxh, Why), Whh.shape, "dWhh")


def drawn_problem(draw, steps: int = 6, inputs: int = 2, outputs: int = 3, hidden: int = 4) -> tuple[np.ndarray, ...]:
    """xs [steps, inputs], ys [steps, outputs], h0 [hidden], Whh, Wxh [hidden, inputs], Why [outputs, hidden]."""
    shapes = ((steps, inputs), (steps, outputs), (hidden,), (hidden, hidden), (hidden, inputs), (outputs, hidden))
    return tuple(draw.uniform(0.3, 0.9, *s) * np.sign(draw.normal(*s)) for s in shapes)


@exercise.case("rung 1, one step: the errors (3, 8) of the units meet the squashed state (0.5, 0.8)")
def _(student, draw):
    # The state and the predictions are (1, 0), the targets (-0.5, -1): output errors of (3, 2).
    xs, ys, h0 = np.array([[1.0]]), np.array([[-0.5, -1.0]]), np.array([HALF, LOG3])
    Wxh, Why = np.array([[1.0], [0.0]]), np.array([[1.0, 2.0], [0.0, 1.0]])
    dWhh = weight_gradient(student, xs, ys, h0, np.zeros((2, 2)), Wxh, Why)
    expect.close(dWhh, [[1.5, 2.4], [4.0, 6.4]], what="dWhh")


@exercise.case("rung 2, one unit: of two steps, 1 of the first loss, 3 and 4.5 of the second", weight=2)
def _(student, draw):
    # tanh is 1/2 at h_0 and h_1, h_2 = 1; the predictions are 1 and 3 above their targets: errors of 2 and 6.
    xs, ys = np.array([[HALF - 1.0], [0.0]]), np.array([[HALF - 1.0], [-2.0]])
    one = np.ones((1, 1))
    expect.close(weight_gradient(student, xs, ys, np.array([HALF]), 2 * one, one, one), [[8.5]], what="dWhh")


@exercise.case("rung 3, several units: the second feeds the first, and both rows of the gradient are there", weight=2)
def _(student, draw):
    # The first prediction is right; the second, 0.5, is 0.75 too high: an error of 1.5. tanh(0.5) = 0.4621172.
    xs, ys, h0 = np.array([[HALF], [0.0]]), np.array([[0.5], [-0.25]]), np.array([HALF, HALF])
    Whh, Wxh, Why = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.array([[1.0, 0.0]])
    dWhh = weight_gradient(student, xs, ys, h0, Whh, Wxh, Why)
    expect.close(dWhh, [[0.6931757, 0.75], [0.5625, 0.5625]], atol=1e-7, what="dWhh")


@exercise.case("rung 3, several units: an error of (3, -1) at the end, (3, 3.75) and (2.25, 9.75) before it")
def _(student, draw):
    # The states log(3) / 2 and log(3) are squashed to 0.5 and 0.8. The first two predictions are right.
    h0, ys = np.array([0.0, LOG3]), np.array([[HALF, 0.0], [0.0, HALF], [-0.5, 0.5]])
    xs = np.array([[HALF - 1.6, -0.8], [-0.5, HALF], [0.0, -0.5]])  # bring the states to (log(3) / 2, 0) and so on
    dWhh = weight_gradient(student, xs, ys, h0, np.array([[1.0, 2.0], [0.0, 1.0]]), np.eye(2), np.eye(2))
    expect.close(dWhh, [[1.5, 3.3], [1.875, 7.3]], what="dWhh")


@exercise.case("rung 4, any number of steps: what the last one adds does not depend on the targets before it")
def _(student, draw):
    xs, ys, *rest = drawn_problem(draw)
    added = []
    for targets in (ys, ys + np.vstack([draw.uniform(1, 2, 5, 3), np.zeros((1, 3))])):
        longer = weight_gradient(student, xs, targets, *rest)
        added.append(longer - weight_gradient(student, xs[:5], targets[:5], *rest))
    expect.greater(np.abs(added[0]).max(), 1e-4, what="what the last step adds")
    expect.close(added[1], added[0], atol=1e-8, what="what the last step adds with other targets before it")


@exercise.case("rung 4, any number of steps: the arguments are left as they were")
def _(student, draw):
    answer = student(*drawn_problem(draw))
    expect.unchanged(student)
    dWhh = numbers(answer, (4, 4), "dWhh")
    expect.greater(np.ptp(dWhh), 1e-4, what="how far the entries of dWhh lie apart")
