"""`without_replacement`: public cases, orders of arrival worked by hand and the law that they follow."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from ... import expect
from . import topic
from .shared import UNEVEN, numbers, steady_parts

exercise = topic.exercise("without_replacement", level=2)
exercise.hints(
    "In a race the first k arrivals are wanted. Which keys do they have? And once the first has arrived, who can still "
    "come second, and with what probability?",
    "Each draw is a softmax over the outcomes that are still left, the first one over all of them. The logarithm of a "
    "product is a sum; the logarithm of a sum of exponentials needs care when the logits are large.",
    "Sort the keys downwards and keep k columns. Then, place by place: add logit[chosen] - logsumexp(logits still left), "
    "and set the logit of the chosen to ... before the next place.",
)

RACES = np.array([[-0.8026 + 2.3026, -1.7951 + 1.6094, -1.4539 + 0.3567], [0.0, 0.0, 0.0], [-1.0, 3.0, 0.5]])
# With the logarithms of (0.1, 0.2, 0.7) the keys are (-0.80, -1.80, -1.45), (-2.3, -1.6, -0.36) and (-3.3, 1.4, 0.14).
ORDERS = ((0, 2, 1), (2, 1, 0), (1, 2, 0))
CHANCES = ((0.1, 0.1 * 7 / 9), (0.7, 0.7 * 2 / 3), (0.2, 0.2 * 7 / 8))


def ordered(student, logits, g, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The answer as order, int [n, k], and finite log-probabilities [n]."""
    order, log_prob = steady_parts(student, logits, g, k, names="order and log_prob")
    found = numbers(order, (len(g), k), "order")
    nearest = np.round(found).clip(0, len(logits) - 1)
    expect.close(found - nearest, np.zeros(found.shape), what="how far `order` is from whole numbers below K")
    return nearest.astype(int), numbers(log_prob, (len(g),), "log_prob")


def noise_for(orders, logits: np.ndarray) -> np.ndarray:
    """Noise [n, K] with which the outcomes arrive in these orders, whatever the logits are."""
    keys = np.zeros((len(orders), len(logits)))
    for row, order in enumerate(orders):
        keys[row, list(order)] = -np.arange(len(order), dtype=float)
        keys[row, [i for i in range(len(logits)) if i not in order]] = -2.0 * len(logits)
    return keys - logits


@exercise.case("three races by hand, probabilities (0.1, 0.2, 0.7): the first arrivals, in order", weight=2)
def _(student, draw):
    for k in (1, 2, 3):
        order, _ = ordered(student, np.log(UNEVEN), np.tile(RACES, (8, 1)), k)
        expect.close(order, np.tile(np.array(ORDERS)[:, :k], (8, 1)), what=f"`order` for k = {k}")


@exercise.case("the chances of these orders by hand: 0.1 for 1, 0.1 times 0.7 / 0.9 for 1 then 3", weight=2)
def _(student, draw):
    for k in (1, 2, 3):
        want = np.log([chance[min(k, 2) - 1] for chance in CHANCES])  # who is left over for the third place is certain
        _, log_prob = ordered(student, np.log(UNEVEN), RACES, k)
        expect.close(log_prob, want, atol=1e-6, what=f"`log_prob` for k = {k}")


@exercise.case("the probabilities of all orders of 2 out of 4 add up to 1, from logits that are not normalised")
def _(student, draw):
    logits, orders = draw.normal(4) + 2, list(permutations(range(4), 2))
    order, log_prob = ordered(student, logits, noise_for(orders, logits), 2)
    expect.close(order, orders, what="`order` in twelve races, one for each order")
    expect.close(np.exp(log_prob.clip(max=50)).sum(), 1.0, atol=1e-6, what="the sum of the probabilities of all orders")
    expect.greater(log_prob.max() - log_prob.min(), 0.01, what="what log_prob varies by")


@exercise.case("5 or 1000 more or less for all logits changes nothing")
def _(student, draw):
    for shift in (5.0, -5.0, 1000.0, -1000.0):
        order, log_prob = ordered(student, np.log(UNEVEN) + shift, RACES, 2)
        expect.close(order, np.array(ORDERS)[:, :2], what=f"`order` with {shift:g} added to each logit")
        want = np.log([chance[1] for chance in CHANCES])
        expect.close(log_prob, want, atol=1e-6, what=f"`log_prob` with {shift:g} added to each logit")


@exercise.case("a favourite of 1 - e^-50: what comes after it still has its odds")
def _(student, draw):
    logits = np.array([50.0, 1.0, 0.0])
    orders = [(0, 1), (0, 2), (1, 0)]
    order, log_prob = ordered(student, logits, noise_for(orders, logits), 2)
    expect.close(order, orders, what="`order` beside the favourite")
    expect.close(log_prob, [-0.3132617, -1.3132617, -49.0], atol=1e-6, what="`log_prob` beside the favourite")


@exercise.case("logits and g are left as they were")
def _(student, draw):
    order, log_prob = ordered(student, np.array([1.0, 1.5, 2.0]), RACES, 2)
    expect.unchanged(student)
    expect.close(order[:, 0], [0, 2, 1], what="the first column of `order`")
    expect.greater(-log_prob, 0.1, what="minus log_prob")
