"""`gumbel_softmax`: public cases, shares and slopes worked by hand."""

from __future__ import annotations

import math

import numpy as np
import torch

from ... import expect
from ...draw import tensor
from . import topic
from .shared import numbers, steady

exercise = topic.exercise("gumbel_softmax", level=2)
exercise.hints(
    "At a low temperature the sample should be nearly one-hot. Is (logits + g) divided by tau or multiplied? "
    "What value and what gradient should the hard one have?",
    "Soft: torch.softmax of (logits + g) / tau along the classes; it subtracts the largest by itself. Hard: "
    "the value of the one-hot vector and the gradient of y: add something to the one-hot vector that is 0 in "
    "value but has y's gradient.",
    "y = torch.softmax(..., dim=-1). If hard: one_hot = F.one_hot(y.argmax(dim=-1), K).to(y), and return "
    "one_hot + (y - ...), where the second y is cut off from the gradient.",
)

# exp(logits + g) is (1, 2, 5) and (4, 2, 3), twenty times each. The winner of the second has neither the largest logit nor
# the largest noise.
WORKED = tuple(tensor(np.log(w)).repeat(20, 1) for w in ([[2, 4, 2.5], [2, 4, 1]], [[0.5, 0.5, 2], [2, 0.5, 3]]))


def sample(student, *arguments) -> np.ndarray:
    """The answer as finite numbers of the shape of the logits."""
    return numbers(steady(student, *arguments), tuple(arguments[0].shape), "y")


@exercise.case("the worked example: weights (1, 2, 5) and (4, 2, 3), squared at tau = 0.5, rooted at 2", weight=2)
def _(student, draw):
    roots = [[0.2150407, 0.3041134, 0.4808456], [0.3886314, 0.2748039, 0.3365647]]
    squares = [[1 / 30, 4 / 30, 25 / 30], [16 / 29, 4 / 29, 9 / 29]]
    for tau, want in ((1.0, [[1 / 8, 2 / 8, 5 / 8], [4 / 9, 2 / 9, 3 / 9]]), (0.5, squares), (2.0, roots)):
        y = sample(student, *WORKED, tau)
        expect.close(y, np.tile(want, (20, 1)), atol=2e-7, rtol=0, what=f"y at tau = {tau:g}")


def slopes_by_hand(student, *hard) -> None:
    """y = (1/4, 3/4) at tau = 1 and (1/10, 9/10) at tau = 1/2: y_1 moves by y_1 y_2 / tau, and y_2 by as much the other way."""
    logits, g, weights = (tensor(r).repeat(60, 1) for r in ([0.0, math.log(2)], [0.0, math.log(1.5)], [2.0, 1.0]))
    for tau, y, slope in ((1.0, 1 / 4, 3 / 16), (0.5, 1 / 10, 0.09 / 0.5)):
        value = sample(student, logits, g, tau, *hard)
        expect.close(value, [[0, 1] if hard else [y, 1 - y]] * 60, rtol=1e-6, atol=1e-12, what=f"y at tau = {tau:g}")
        expect.gradient(student.vjp((logits, g, tau, *hard), weights).grads[0], [[slope, -slope]] * 60, of="logits")


@exercise.case("soft slopes: 2 y_1 + y_2 with y = (1/4, 3/4) moves by 3/16, divided by tau")
def _(student, draw):
    slopes_by_hand(student)


@exercise.case("hard: 1 for the winner and 0 for the rest, though its share may be below one half")
def _(student, draw):
    for tau in (0.1, 1.0, 2.0, 5.0):
        y = sample(student, *WORKED, tau, True)
        expect.close(y, [[0, 0, 1], [1, 0, 0]] * 20, rtol=0, atol=1e-7, what=f"y at tau = {tau:g} with hard=True")
    y = sample(student, tensor([[0.0, 0.001]] * 20), torch.zeros(20, 2, dtype=torch.float64), 1.0, True)
    expect.close(y, [[0, 1]] * 20, rtol=0, atol=1e-7, what="y of nearly equal logits with hard=True")


@exercise.case("hard: the slopes are those of the soft sample")
def _(student, draw):
    slopes_by_hand(student, True)


@exercise.case("tau = 0.001 overflows nowhere, and a share of e^-100 keeps its digits")
def _(student, draw):
    logits = tensor([[0.0, 0.0010986123], [700.0, -700.0], [-3.0, 4.0], [-0.1, 0.0]])  # 0.001 log 3
    y = sample(student, logits, torch.zeros(4, 2, dtype=torch.float64), 1e-3)
    expect.close(y[:3], [[0.25, 0.75], [1, 0], [0, 1]], what="y at tau = 0.001")
    with np.errstate(all="ignore"):
        exponent = np.log(y[3, 0])
    expect.close(exponent, -100.0, rtol=0, atol=1e-6, what="the logarithm of the share e^-100 at tau = 0.001")


@exercise.case("at every tau the rows sum to 1 and the largest entry is where logits + g is largest")
def _(student, draw):
    logits, g = tensor(2 * draw.normal(40, 4)), tensor(draw.rng.gumbel(size=(40, 4)))
    largest = (logits + g).numpy().argmax(axis=1)
    for tau in (0.1, 0.5, 5.0):
        y = sample(student, logits, g, tau)
        expect.close(y.sum(axis=1), np.ones(40), what=f"the sums of the rows at tau = {tau:g}")
        expect.close(y.argmax(axis=1), largest, what=f"the places of the largest entries at tau = {tau:g}")


@exercise.case("logits and g are left as they were, hard and soft")
def _(student, draw):
    for hard in (False, True):
        y = sample(student, *WORKED, 1.0, hard)
        expect.unchanged(student)
        expect.greater(
            [y[::2, 2] - y[::2, 0], y[1::2, 0] - y[1::2, 1]], 0.2, what="the winner's share less another one"
        )
