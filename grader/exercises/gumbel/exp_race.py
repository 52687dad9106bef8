"""`exp_race`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.gumbel import exp_race as public
from course_utils.checks.public.gumbel.shared import UNEVEN, frequencies, winners

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def exp_race(pi, C):
    arrival = np.full(C.shape, np.inf)
    np.divide(C, pi, out=arrival, where=np.broadcast_to(pi > 0, C.shape))
    return arrival.argmin(axis=1)


def beats_all(pi, C) -> np.ndarray:
    """The winners [n] without a division: i beats j where C_i pi_j < C_j pi_i."""
    ahead = C[:, :, None] * pi[None, None, :] <= C[:, None, :] * pi[None, :, None]
    return (ahead.all(axis=2) & (pi > 0)).argmax(axis=1)


@secret.case("agrees with comparing every two runners, for rates of any sum and one of 0", weight=2)
def _(student, draw):
    for K in (2, 3, 6):
        pi, C = draw.positive(K) * draw.choice([0.05, 4.0]), draw.rng.exponential(size=(50, K))
        expect.close(winners(student, pi, C), beats_all(pi, C), what=f"the winners of {K}")
        pi[draw.rng.integers(K)] = 0.0
        expect.close(winners(student, pi, C), beats_all(pi, C), what=f"the winners of {K}, one having rate 0,")
    expect.close(winners(student, pi, C[:1]), beats_all(pi, C[:1]), what="the winner of a single race")


@secret.case(
    "100,000 races: shares as pi, and the winner arrives after 1 / sum(pi) on average, whoever it is", seconds=30
)
def _(student, draw):
    n, pi = 100_000, UNEVEN * draw.uniform(2, 4)
    C = draw.rng.exponential(size=(n, 3))
    found = np.concatenate([winners(student, pi, part) for part in np.split(C, 5)])
    expect.statistic(frequencies(found, 3), UNEVEN, np.sqrt(UNEVEN * (1 - UNEVEN) / n), what="the share of runner")
    first = np.take_along_axis(C / pi, found[:, None], axis=1)[:, 0] * pi.sum()
    means = np.array([first[found == k].mean() for k in range(3)])
    expect.statistic(means, np.ones(3), 1 / np.sqrt(0.95 * n * UNEVEN), slack=1, what="mean time times sum(pi), runner")


@secret.misconception("takes the last runner", hint="The first to arrive wins: the smallest time, `argmin`.")
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmax(C / pi, axis=1)


@secret.misconception(
    "multiplies by pi", hint="A high rate means an early arrival: divide C by pi. Times pi, the slow would win."
)
def exp_race(pi, C):
    return np.argmin(C * pi, axis=1)


@secret.misconception(
    "lets a runner of probability 0 win when C is 0",
    hint="0 / 0 is NaN, and `argmin` returns the first NaN it meets. Give runners of rate 0 an arrival time of infinity.",
)
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmin(C / pi, axis=1)


@secret.misconception(
    "gives a runner of probability 0 a small rate",
    hint="An epsilon in the denominator is a rate: with a C small enough it wins. A rate of 0 never arrives.",
)
def exp_race(pi, C):
    return np.argmin(C / (pi + 1e-10), axis=1)


@secret.misconception(
    "counts only the runners that can win",
    hint="Without the runners of rate 0 the columns are renumbered: return places in the full pi.",
)
def exp_race(pi, C):
    return np.argmin(C[:, pi > 0] / pi[pi > 0], axis=1)


@secret.misconception(
    "turns the NaN of a runner of probability 0 into 0",
    hint="`nan_to_num` makes 0 of NaN, the earliest time of all. A rate of 0 means a time of infinity.",
)
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmin(np.nan_to_num(C / pi), axis=1)


@secret.misconception("adds log C", hint="log(C / pi) is log C - log pi: the largest of log pi - log C wins.")
def exp_race(pi, C):
    with np.errstate(divide="ignore"):
        return np.argmax(np.log(pi) + np.log(np.maximum(C, 1e-300)), axis=1)


@secret.misconception("subtracts the rate", hint="The wait of a runner with rate pi is C / pi, not C - pi.")
def exp_race(pi, C):
    return np.argmin(C - pi, axis=1)


@secret.misconception(
    "finds the best race of each runner", hint="Every row is one race: the minimum goes along axis=1, one winner a row."
)
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.argmin(C / pi, axis=0)


@secret.misconception(
    "has one winner for the whole batch",
    hint="`argmin` without an axis looks at all races as one: give axis=1, one winner a row.",
)
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.full(len(C), np.argmin(C / pi) % len(pi))


@secret.misconception("returns the winning time", hint="Return who wins, `argmin`, not when, `min`.")
def exp_race(pi, C):
    return np.min(np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf), axis=1)


@secret.misconception("counts the runners from 1", hint="The result is used as an index, and indices begin at 0.")
def exp_race(pi, C):
    return np.argmin(np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf), axis=1) + 1


@secret.misconception("ignores pi", hint="Divide C by the rates first: a fast runner arrives early.")
def exp_race(pi, C):
    return np.argmin(C, axis=1)


@secret.misconception(
    "always names the likeliest runner", hint="That is the mode of pi. The race is decided by C / pi, row by row."
)
def exp_race(pi, C):
    return np.full(len(C), np.argmax(pi))


@secret.misconception(
    "draws noise of its own", hint="The race is in C already: the same C gives the same winners. Draw nothing inside."
)
def exp_race(pi, C):
    return np.random.choice(len(pi), size=len(C), p=pi / pi.sum())


@secret.misconception(
    "takes the rates for logits",
    hint="pi holds rates, not logits: no exponential, no softmax. Divide C by pi, or compare log pi - log C.",
)
def exp_race(pi, C):
    return np.argmin(C / (np.exp(pi) / np.exp(pi).sum()), axis=1)


@secret.misconception(
    "returns one-hot rows", hint="Return the place of the winner, one whole number a row: argmin itself."
)
def exp_race(pi, C):
    return np.eye(len(pi))[np.argmin(np.where(pi > 0, C / np.where(pi > 0, pi, 1), np.inf), axis=1)]


@secret.misconception("overwrites C", hint="`C /= pi` changes the caller's array: compute the times into a new one.")
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        C /= pi
    C[:, pi == 0] = np.inf
    return np.argmin(C, axis=1)


@secret.alternative("race by race, with a loop over the runners")
def exp_race(pi, C):
    result = []
    for row in C.tolist():
        best, when = 0, math.inf
        for k, rate in enumerate(pi.tolist()):
            if rate > 0 and row[k] / rate < when:
                best, when = k, row[k] / rate
        result.append(best)
    return result


@secret.alternative("logarithms in torch, rates of 0 masked")
def exp_race(pi, C):
    keys = torch.log(torch.tensor(pi)) - torch.log(torch.tensor(C))
    return keys.masked_fill(torch.tensor(pi == 0), -math.inf).argmax(dim=1)


@secret.alternative("the smallest time that is a number")
def exp_race(pi, C):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nanargmin(C / pi, axis=1)
