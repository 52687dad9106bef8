"""`exp_race`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gumbel import exp_race as public
from course_utils.checks.public.gumbel.shared import UNEVEN, frequencies, winners

from ...exercise import Secret

secret = Secret(public.exercise)

DIVISION = "np.divide(C, pi, out=times, where=pi > 0)"  # of the chapter's solution
WINNER = "times.argmin(axis=1)"


@secret.alternative("race by race, with a loop over the clocks")
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


def beats_all(pi, C) -> np.ndarray:
    """The winners [n] without a division: i beats j where C_i pi_j < C_j pi_i."""
    ahead = C[:, :, None] * pi[None, None, :] <= C[:, None, :] * pi[None, :, None]
    return (ahead.all(axis=2) & (pi > 0)).argmax(axis=1)


@secret.case("agrees with comparing every two clocks, for rates of any sum and one of 0", weight=2)
def _(student, draw):
    for K in (2, 3, 6):
        pi, C = draw.positive(K) * draw.choice([0.05, 4.0]), draw.rng.exponential(size=(50, K))
        expect.close(winners(student, pi, C), beats_all(pi, C), what=f"the winners of {K}")
        pi[draw.rng.integers(K)] = 0.0
        expect.close(winners(student, pi, C), beats_all(pi, C), what=f"the winners of {K}, one having rate 0,")
    expect.close(winners(student, pi, C[:1]), beats_all(pi, C[:1]), what="the winner of a single race")


@secret.case("20,000 races: shares as pi, and the winner arrives after 1 / sum(pi) on average, whoever it is", seconds=30)
def _(student, draw):
    n, pi = 20_000, UNEVEN * draw.uniform(2, 4)
    C = draw.rng.exponential(size=(n, 3))
    found = np.concatenate([winners(student, pi, part) for part in np.split(C, 5)])
    expect.statistic(frequencies(found, 3), UNEVEN, np.sqrt(UNEVEN * (1 - UNEVEN) / n), what="the share of clock")
    first = np.take_along_axis(C / pi, found[:, None], axis=1)[:, 0] * pi.sum()
    means = np.array([first[found == k].mean() for k in range(3)])
    expect.statistic(means, np.ones(3), 1 / np.sqrt(0.95 * n * UNEVEN), slack=1, what="mean time times sum(pi), clock")


secret.slip(
    "takes the last clock",
    (WINNER, "np.where(pi > 0, times, -1).argmax(axis=1)"),
    hint="The first to ring wins: the smallest time, `argmin`.",
)
secret.slip(
    "takes the second clock to ring",
    (WINNER, "times.argsort(axis=1)[:, 1]"),
    hint="The first to ring wins, which sorting puts in column 0.",
)
for name, formula in {
    "multiplies by pi": "np.multiply(C, pi, out=times)",
    "subtracts the rate": "np.subtract(C, pi, out=times)",
    "takes the rates for logits": "np.divide(C, np.exp(pi), out=times)",
    "divides by the square root of the rates": "np.divide(C, np.sqrt(pi), out=times, where=pi > 0)",
    "ignores pi": "times = C",
}.items():
    hint = "Clock i runs pi_i times as fast and rings at C_i / pi_i: a high rate means an early ring."
    secret.slip(name, (DIVISION, formula), hint=hint)
secret.slip(
    "adds log C",
    (DIVISION, "np.add(np.log(C), np.log(pi), out=times)"),
    ("argmin", "argmax"),
    hint="log(C / pi) is log C - log pi: the largest of log pi - log C wins.",
)
secret.slip(
    "lets a clock of rate 0 win when C is 0",
    (", where=pi > 0", ""),
    hint="0 / 0 is NaN, and `argmin` returns the first NaN it meets. Give clocks of rate 0 the time infinity.",
)
secret.slip(
    "takes the last clock, or one of rate 0",
    (", where=pi > 0", ""),
    ("argmin", "argmax"),
    hint="The first to ring wins, `argmin`, and a clock of rate 0 never rings: give it the time infinity.",
)
for name, formula in {
    "gives a clock of rate 0 a small rate": "np.divide(C, pi + 1e-10, out=times)",
    "puts a floor under rates and times": "np.divide(np.maximum(C, 1e-10), np.maximum(pi, 1e-10), out=times)",
    "adds a small number to C": "np.divide(C + 1e-10, pi, out=times, where=pi > 0)",
}.items():
    hint = "However small a rate is, its clock wins when C is small enough, and C may be 0. Only rates of 0 need care: they never win."
    secret.slip(name, (DIVISION, formula), hint=hint)
for name, edit in {
    "gives a clock of rate 0 the time 0": ("np.inf", "0.0"),
    "gives a clock of rate 0 the time 0 when C is 0": (DIVISION, "times = np.nan_to_num(C / pi)"),
    "gives a clock of rate 0 the rate 1": ("np.full(C.shape, np.inf)", "C.copy()"),
}.items():
    secret.slip(name, edit, hint="A clock of rate 0 never rings: its time is infinity, whatever its C.")
secret.slip(
    "counts only the clocks that can win",
    (DIVISION, "times = C[:, pi > 0] / pi[pi > 0]"),
    hint="Without the clocks of rate 0 the columns are renumbered: return places in the full pi.",
)
for name, winner in {
    "finds the best race of each clock": "times.argmin(axis=0)",
    "has one winner for the whole batch": "np.full(len(C), times.argmin() % len(pi))",
    "returns a single place": "times.argmin()",
}.items():
    secret.slip(name, (WINNER, winner), hint="Every row is one race: the minimum goes along axis=1, one winner per row.")
for name, answer, hint in (
    ("returns the winning time", "times.min(axis=1)", "Return who wins, `argmin`, not when, `min`."),
    ("counts the clocks from 1", "times.argmin(axis=1) + 1", "The result is used as an index, and indices begin at 0."),
    ("returns one-hot rows", "np.eye(len(pi))[times.argmin(axis=1)]", "Return the place of the winner: `argmin` itself."),
    ("returns a column", "times.argmin(axis=1)[:, None]", "The winners are one row of n numbers: no `keepdims`."),
    ("always names the fastest clock", "np.full(len(C), pi.argmax())", "The race is decided by C / pi, row by row."),
    (
        "draws noise of its own",
        "np.random.choice(len(pi), size=len(C), p=pi / pi.sum())",
        "The race is in C already: the same C gives the same winners. Draw nothing inside.",
    ),
):
    secret.slip(name, (WINNER, answer), hint=hint)
secret.slip(
    "overwrites C",
    ("np.full(C.shape, np.inf)", "C\n    times[:, pi == 0] = np.inf"),
    hint="`C /= pi` and `C[:, pi == 0] = ...` change the caller's array: compute the times into a new one.",
)
secret.slip(
    "overwrites pi",
    ("times = np", "pi /= pi.sum()\n    times = np"),
    hint="`pi /= ...` and `pi[pi == 0] = ...` change the caller's array: compute into a new one.",
)
