"""`critical_gamma`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy.optimize import brentq

from course_utils.checks import expect
from course_utils.checks.public.bellman import critical_gamma as public

from ...exercise import Secret
from .oracles import LONG, SHORT, chain, policy_worth

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def critical_gamma():
    return (math.sqrt(3) - 1) / 2


@secret.case("lies where the two geometric series meet, to within 0.000001", weight=2)
def _(student, draw):
    meeting = brentq(lambda g: g / (1 - g**2) - 3 * g**2 / (1 - g**3), 0.05, 0.95, xtol=1e-14)
    expect.close(student(), meeting, rtol=0, atol=1e-6, what="the discount")


@secret.case("of all 16 policies the short one is best just below it, the long one just above")
def _(student, draw):
    found = student()
    expect.shape(found, (), what="the discount")
    gamma = float(expect.array(found, "the discount"))
    expect.greater([gamma, 1 - gamma], 0.02, what="the discount, and what it lacks of 1,")
    P, R = chain()
    for at, best in ((gamma - 1e-6, SHORT), (gamma + 1e-6, LONG)):
        worth = policy_worth(P, R, best, at)
        others = [policy_worth(P, R, list(p), at) for p in product((0, 1), repeat=4) if list(p) != best.tolist()]
        short = worth.sum() - np.sum(others, axis=1)
        expect.greater(short, 0, what="the summed values of the best policy less those of another one")


@secret.misconception(
    "counts each loop once",
    hint="The loops are walked for ever: divide by 1 - gamma^2 and by 1 - gamma^3, the lengths of a round.",
)
def critical_gamma():
    return 1 / 3


@secret.misconception(
    "compares the rewards per step",
    hint="1 in 2 steps and 3 in 3 steps are averages, which count when gamma is near 1: compare the discounted sums.",
)
def critical_gamma():
    return 1 / 2


@secret.misconception(
    "exchanges the lengths of the loops",
    hint="The short loop is back in state 0 after 2 steps, so its rounds shrink by gamma^2; the long one's by gamma^3.",
)
def critical_gamma():
    low, high = 0.1, 0.9
    for _ in range(60):
        g = (low + high) / 2
        low, high = (g, high) if g / (1 - g**3) > 3 * g**2 / (1 - g**2) else (low, g)
    return low


@secret.misconception(
    "discounts the long loop's reward one step too often",
    hint="Count both from state 0: the 1 is paid one step ahead (gamma), the 3 two steps ahead (gamma^2).",
)
def critical_gamma():
    low, high = 0.1, 0.9
    for _ in range(60):
        g = (low + high) / 2
        low, high = (g, high) if g / (1 - g**2) > 3 * g**3 / (1 - g**3) else (low, g)
    return low


@secret.misconception("rounds to three digits", hint="Give the number in full, not rounded: 0.000001 decides here.")
def critical_gamma():
    return 0.366


@secret.misconception(
    "rounds to five digits", hint="Give the number in full, not rounded: it must be right to within 0.000001."
)
def critical_gamma():
    return 0.36603


@secret.misconception(
    "searches on a grid of hundredths",
    hint="The first grid point past the switch is not the switch: halve the interval until it is shorter than 0.000001.",
)
def critical_gamma():
    return next(g for g in np.arange(0.01, 1, 0.01) if 3 * g**2 / (1 - g**3) > g / (1 - g**2))


@secret.misconception(
    "forgets to divide by 2 in the quadratic formula",
    hint="2 g^2 + 2 g - 1 = 0 has the roots (-2 +- sqrt(12)) / 4: the divisor is 2 a.",
)
def critical_gamma():
    return math.sqrt(3) - 1


@secret.misconception(
    "takes the root at 1",
    hint="gamma = 1 solves the equation after multiplying out, but both sums are infinite there: divide by (gamma - 1).",
)
def critical_gamma():
    return 1.0


@secret.alternative("bisection on the two discounted sums")
def critical_gamma():
    low, high = 0.0, 0.9
    while high - low > 1e-10:
        g = (low + high) / 2
        short = sum(g ** (2 * k + 1) for k in range(300))
        long = sum(3 * g ** (3 * k + 2) for k in range(300))
        low, high = (g, high) if short > long else (low, g)
    return (low + high) / 2


@secret.alternative("the root of the polynomial in (0, 1)")
def critical_gamma():
    roots = np.roots([2, 2, -1])
    return roots[(roots > 0) & (roots < 1)][0]


@secret.alternative("Newton's method on 2 g^3 - 3 g + 1")
def critical_gamma():
    g = 0.3
    for _ in range(30):
        g -= (2 * g**3 - 3 * g + 1) / (6 * g**2 - 3)
    return g
