"""`critical_gamma`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from itertools import product

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.bellman import critical_gamma as public
from course_utils.checks.public.bellman.critical_gamma import discount
from scipy.optimize import brentq

from ...exercise import Secret
from .oracles import LONG, SHORT, chain, policy_worth

secret = Secret(public.exercise)


@secret.case("lies where the two geometric series meet, to within 0.000001", weight=2)
def _(student, draw):
    meeting = brentq(lambda g: g / (1 - g**2) - 3 * g**2 / (1 - g**3), 0.05, 0.95, xtol=1e-14)
    expect.close(student(), meeting, rtol=0, atol=1e-6, what="the discount")


@secret.case("of all 16 policies the short one is best just below it, the long one just above")
def _(student, draw):
    gamma, (P, R) = discount(student), chain()
    for at, best in ((gamma - 1e-6, SHORT), (gamma + 1e-6, LONG)):
        worth = policy_worth(P, R, best, at)
        others = [policy_worth(P, R, list(p), at) for p in product((0, 1), repeat=4) if list(p) != best.tolist()]
        short = worth.sum() - np.sum(others, axis=1)
        expect.greater(short, 0, what="the summed values of the best policy less those of another one")


BISECTION = "bisection on the two discounted sums"


@secret.alternative(BISECTION)
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


ANSWER = "(math.sqrt(3) - 1) / 2"
ROOT = "2 g^2 + 2 g - 1 = 0 has the roots (-2 +- sqrt(12)) / 4, and the discount is the one between 0 and 1"
ROUNDS = (
    "From state 0 the short loop pays 1 one step ahead (gamma), and each round of 2 steps shrinks it by gamma^2; "
    "the long one pays 3 two steps ahead (gamma^2), and each round of 3 steps shrinks it by gamma^3."
)
NEAR = (
    "Some digits are right, but 0.000001 decides: do not round, no grid is fine enough, short sums are not exact; "
    "halve the interval until it is shorter than that."
)

for name, answer, hint in (
    ("is right to a few digits, a little too small", "0.366", NEAR),
    ("is right to a few digits, a little too large", "0.36603", NEAR),
    ("forgets to divide by 2 in the quadratic formula", "math.sqrt(3) - 1", f"{ROOT}: the divisor is 2 a."),
    ("forgets the -b of the quadratic formula", "math.sqrt(3) / 2", f"{ROOT}."),
    ("leaves out the parentheses of the quadratic formula", "math.sqrt(3) - 1 / 2", f"{ROOT}: the numerator is divided."),
    ("takes b with the wrong sign in the quadratic formula", "(math.sqrt(3) + 1) / 2", f"{ROOT}."),
    ("takes the negative root", "(-math.sqrt(3) - 1) / 2", f"{ROOT}."),
    ("returns a list", f"[{ANSWER}]", "The answer is a number, not a list or an array that holds one."),
    ("returns both roots", f"{ANSWER}, (-math.sqrt(3) - 1) / 2", f"{ROOT}: return one number."),
):
    secret.slip(name, (ANSWER, answer), hint=hint)
secret.slip(
    "counts each loop once",
    (ANSWER, "1 / 3"),
    hint="The loops are walked for ever: divide by 1 - gamma^2 and by 1 - gamma^3, the lengths of a round.",
)
secret.slip(
    "compares the rewards per step",
    (ANSWER, "1 / 2"),
    hint="1 in 2 steps and 3 in 3 steps are averages, which count when gamma is near 1: compare the discounted sums.",
)
secret.slip(
    "takes the root at 1",
    (ANSWER, "1.0"),
    hint="gamma = 1 solves the equation multiplied out, but both sums are infinite there: divide by (gamma - 1).",
)
secret.slip("swaps the lengths of the loops", ("2 * k + 1", "3 * k + 1"), ("3 * k + 2", "2 * k + 2"), of=BISECTION, hint=ROUNDS)
secret.slip("discounts the long loop's reward one step too often", ("3 * k + 2", "3 * k + 3"), of=BISECTION, hint=ROUNDS)
