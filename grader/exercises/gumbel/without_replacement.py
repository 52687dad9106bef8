"""`without_replacement`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gumbel import without_replacement as public
from course_utils.checks.public.gumbel.shared import UNEVEN
from course_utils.checks.public.gumbel.without_replacement import noise_for, ordered
from scipy import integrate

from ...exercise import Secret

secret = Secret(public.exercise)

# Of the chapter's solution.
SORT = "np.argsort(-(logits + g), axis=1)[:, :k]"
STEP = "left[rows, place] - np.logaddexp.reduce(left, axis=1)"
OUT = "left[rows, place] = -np.inf"
RETURN = "return order, log_prob"


@secret.alternative("race by race, with lists")
def without_replacement(logits, g, k):
    orders, chances = [], []
    for row in g:
        keys = [float(a + b) for a, b in zip(logits, row, strict=True)]
        left, chance, order = list(range(len(keys))), 0.0, []
        while len(order) < k:
            first = max(left, key=keys.__getitem__)
            top = max(float(logits[i]) for i in left)
            chance += float(logits[first]) - top - math.log(sum(math.exp(float(logits[i]) - top) for i in left))
            left.remove(first)
            order.append(first)
        orders.append(order)
        chances.append(chance)
    return orders, chances


@secret.alternative("sums from the end: all sorted, logcumsumexp backwards")
def without_replacement(logits, g, k):
    order = torch.tensor(logits + g).argsort(dim=1, descending=True)
    sorted_logits = torch.tensor(logits)[order]
    rest = sorted_logits.flip(1).logcumsumexp(1).flip(1)
    return order[:, :k], (sorted_logits - rest)[:, :k].sum(1)


@secret.alternative("top-k of torch, each outcome masked once it has arrived")
def without_replacement(logits, g, k):
    order = torch.tensor(logits + g).topk(k, dim=1).indices
    masked, total = torch.tensor(logits).expand(g.shape), 0.0
    for j in range(k):
        total = total + torch.log_softmax(masked, dim=1).gather(1, order[:, j : j + 1])
        masked = masked.scatter(1, order[:, j : j + 1], -math.inf)
    return order, total[:, 0]


def first_two(pi: np.ndarray, i: int, j: int) -> float:
    """P(i arrives first and j second), by quadrature over the time at which j arrives."""
    others = pi.sum() - pi[i] - pi[j]

    def density(t: float) -> float:
        return (1 - math.exp(-pi[i] * t)) * pi[j] * math.exp(-(pi[j] + others) * t)

    return integrate.quad(density, 0, math.inf)[0]


@secret.case("agrees with an integral over the second arrival, for 3 and 5 outcomes", weight=2)
def _(student, draw):
    for K in (3, 5):
        logits = draw.normal(K)
        orders = list(permutations(range(K), 2))
        order, log_prob = ordered(student, logits + draw.choice([3.0, -3.0]), noise_for(orders, logits), 2)
        expect.close(order, orders, what=f"`order` among {K}")
        pi = np.exp(logits)
        want = np.log([first_two(pi, i, j) for i, j in orders])
        expect.close(log_prob, want, atol=1e-5, what=f"`log_prob` among {K}")


@secret.case("agrees with sorting for 6 outcomes, k from 1 to 6, and a single race")
def _(student, draw):
    logits, g = 2 * draw.normal(6), draw.rng.gumbel(size=(30, 6))
    want = np.array([sorted(range(6), key=lambda i, row=row: -(logits + row)[i]) for row in g])
    before = np.zeros(30)
    for k in range(1, 7):
        order, log_prob = ordered(student, logits, g, k)
        expect.close(order, want[:, :k], what=f"`order` for k = {k}")
        expect.greater(before - log_prob + 1e-9, 0.0, what=f"what one more arrival takes from log_prob, k = {k},")
        before = log_prob
    expect.close(ordered(student, logits, g[:1], 3)[0], want[:1, :3], what="`order` of a single race")


@secret.case("in 20,000 races each order comes up as often as its probability says", seconds=30)
def _(student, draw):
    n = 20_000
    order, log_prob = ordered(student, np.log(UNEVEN) + 2, draw.rng.gumbel(size=(n, 3)), 2)
    kinds = order[:, 0] * 3 + order[:, 1]
    for i, j in permutations(range(3), 2):
        pi, seen = UNEVEN[i] * UNEVEN[j] / (1 - UNEVEN[i]), kinds == 3 * i + j
        error = math.sqrt(pi * (1 - pi) / n)
        expect.statistic(np.array([seen.mean()]), [pi], error, what=f"the share of {i} then {j}, entry")
        if seen.any():
            expect.close(log_prob[seen], np.full(seen.sum(), math.log(pi)), atol=1e-6, what=f"log_prob of {i} then {j}")


@secret.case("three outcomes a thousand nats apart overflow nowhere")
def _(student, draw):
    logits, orders = np.array([-1000.0, 0.0, 1000.0]), [(2, 1, 0), (0, 1, 2), (1, 2, 0)]
    order, log_prob = ordered(student, logits, noise_for(orders, logits), 3)
    expect.close(order, orders, what="`order`")
    expect.close(log_prob, [0.0, -3000.0, -1000.0], atol=1e-6, what="`log_prob`")


for name, sort in {
    "begins with the last to arrive": "np.argsort(logits + g, axis=1)[:, :k]",
    "lists the arrivals from the k-th to the first": "np.argsort(-(logits + g), axis=1)[:, :k][:, ::-1]",
    "lists the arrivals by number": "np.sort(np.argsort(-(logits + g), axis=1)[:, :k], axis=1)",
    "returns the place of each outcome": "np.argsort(np.argsort(-(logits + g), axis=1), axis=1)[:, :k]",
}.items():
    secret.slip(name, (SORT, sort), hint="The outcome with the largest key comes first, the next largest second, as far as the k-th.")
secret.slip(
    "subtracts the noise",
    (SORT, "np.argsort(-(logits - g), axis=1)[:, :k]"),
    hint="The keys are logits plus noise: large noise means an early arrival.",
)
secret.slip(
    "sorts the logits, without noise",
    (SORT, "np.argsort(-(logits + 0 * g), axis=1)[:, :k]"),
    hint="Without the noise every race ends alike: the keys are logits + g.",
)
secret.slip(
    "adds the noise to probabilities",
    (SORT, "np.argsort(-(np.exp(logits - np.logaddexp.reduce(logits)) + g), axis=1)[:, :k]"),
    hint="Gumbel noise belongs on the logits as they are.",
)
secret.slip("counts the outcomes from 1", (RETURN, "return order + 1, log_prob"), hint="The outcomes are used as indices: they begin at 0.")
secret.slip(
    "draws with replacement", (OUT, "pass"), hint="Who has arrived cannot arrive again: every place is a softmax over those still left."
)
secret.slip(
    "takes those that arrived out too early",
    (STEP, "left[rows, place] - np.logaddexp.reduce(np.where(np.arange(len(logits)) == place[:, None], -np.inf, left), axis=1)"),
    hint="Whoever arrives next is itself still among those left: probability over the whole rest, itself included.",
)
secret.slip(
    "gives an outcome that has arrived the logit 0",
    (OUT, "left[rows, place] = 0.0"),
    hint="A logit of 0 is a weight of 1. One that cannot come has weight 0: its logit is minus infinity.",
)
secret.slip(
    "leaves out the sums over those still left",
    (STEP, "left[rows, place]"),
    hint="The logits are not normalised, and those left never are: subtract the logarithm of their sum of exponentials at each place.",
)
secret.slip(
    "overflows where the logits are large",
    (STEP, "left[rows, place] - np.log(np.exp(left).sum(axis=1))"),
    hint="`np.exp(1000)` is infinite. Take the largest out of the sum first, or use `np.logaddexp.reduce`.",
)
secret.slip(
    "loses those left beside a favourite",
    ("for place in order.T", "left = left - left.max(axis=1, keepdims=True)\n    for place in order.T"),
    (STEP, "left[rows, place] - np.log(np.exp(left).sum(axis=1) + 1e-12)"),
    hint="After the favourite has arrived, all that is left may be small: take the largest of *those left* out of the sum, and add no epsilon.",
)
secret.slip(
    "scores the keys, noise included",
    ("np.broadcast_to(logits, g.shape).copy()", "logits + g"),
    hint="The probability of an order is about the logits alone; the noise has been drawn.",
)
for name, wrapped, hint in (
    ("returns probabilities", "np.exp(log_prob)", "The logarithm of the probability is asked for."),
    ("has the sign of a loss", "-log_prob", "Return the log-probability itself, not its negative."),
    (
        "takes the mean over the places",
        "log_prob / k",
        "The probability of an order is a product over its places: in logarithms a sum, not a mean.",
    ),
    ("adds up the races", "log_prob.sum()", "One log-probability for each race."),
    (
        "counts all orders of the same outcomes",
        "log_prob + math.lgamma(k + 1)",
        "The order is given: other orders of the same outcomes are other events.",
    ),
):
    secret.slip(name, (RETURN, f"return order, {wrapped}"), hint=hint)
secret.slip(
    "overwrites the logits",
    (RETURN, "logits -= logits.max()\n    return order, log_prob"),
    hint="`logits -= ...` and `logits[i] = -np.inf` change the caller's array: work on a copy.",
)
secret.slip(
    "overwrites g", (RETURN, "g += logits\n    return order, log_prob"), hint="`g += logits` changes the caller's array: bind a new one."
)


@secret.misconception(
    "scores the last place only", hint="An order is k draws, one after the other: the log-probabilities of all places add up."
)
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    left = np.broadcast_to(logits, g.shape).copy()
    rows = np.arange(len(g))
    for place in order.T:
        log_prob = left[rows, place] - np.logaddexp.reduce(left, axis=1)
        left[rows, place] = -np.inf
    return order, log_prob


@secret.misconception(
    "takes the logits for normalised", hint="The first place too is a softmax, over all outcomes: the logits may have any constant added."
)
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    chosen = logits[order]
    log_prob = chosen[:, 0].copy()
    for j in range(1, k):
        left = np.broadcast_to(logits, g.shape).copy()
        np.put_along_axis(left, order[:, :j], -np.inf, axis=1)
        log_prob += chosen[:, j] - np.logaddexp.reduce(left, axis=1)
    return order, log_prob


@secret.misconception(
    "computes what is left as 1 minus what has arrived",
    hint="Beside a favourite of nearly 1, 1 - p loses all digits: add up those left instead, in logarithms.",
)
def without_replacement(logits, g, k):
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    p = np.exp(logits - np.logaddexp.reduce(logits))[order]
    rest = np.maximum(1 - (np.cumsum(p, axis=1) - p), 1e-300)
    return order, (np.log(p) - np.log(rest)).sum(axis=1)
