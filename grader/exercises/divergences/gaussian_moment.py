"""`gaussian_moment`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
from course_utils.checks import expect
from course_utils.checks.public.divergences import gaussian_moment as public
from course_utils.checks.public.divergences.gaussian_moment import moments
from scipy import integrate

from ...exercise import Secret

secret = Secret(public.exercise)


def integrated(n: int, a: float) -> float:
    """The integral for even n: twice that over the right half, where 60 widths are infinitely far."""
    far = 30 / math.sqrt(a)
    half = integrate.quad(lambda x: x**n * math.exp(-a * x * x), 0, far, epsabs=0, epsrel=1e-11, limit=300)[0]
    return 2 * half


def drawn_slope(draw) -> float:
    """A positive a that is not near 1 or 1/2."""
    return draw.choice([draw.uniform(0.2, 0.4), draw.uniform(0.6, 0.85), draw.uniform(1.3, 3.0)])


@secret.case("agrees with quadrature for n = 0 to 12, at an a that is not 1", weight=2)
def _(student, draw):
    a, orders = drawn_slope(draw), [0, 2, 4, 6, 8, 10, 12]
    expect.close(moments(student, orders, a), [integrated(n, a) for n in orders], what="the moments for even n")


@secret.case("odd n gives 0 at any a, and the even n beside it does not")
def _(student, draw):
    a = drawn_slope(draw)
    expect.close(moments(student, (1, 5, 9, 11), a), np.zeros(4), what="the moments for odd n")
    expect.close(student(4, a), integrated(4, a), what="the moment for n = 4")


@secret.case("Wallis's product comes out of the ratios of the moments")
def _(student, draw):
    evens, a = np.arange(2, 13, 2), 0.75
    got = moments(student, [0, *evens.tolist()], a)
    expect.greater(got, 0, what="the moment for even n")
    odds = 2 * a * got[1:] / got[:-1]  # 1, 3, 5, ...
    expect.close(np.prod(evens / odds * evens / (odds + 2)), 1048576 / 693693, what="Wallis's product to n = 12")


CLOSED = "the closed form with a double factorial"
ODDS, BELOW = "math.prod(range(1, n, 2))", "(2 * a) ** (n / 2)"

secret.slip(
    "takes the factorial for the double factorial",
    (ODDS, "math.factorial(max(n - 1, 0))"),
    hint="(n - 1)!! takes every second factor: (n - 1)(n - 3) ... 1. At n = 2 the two agree, at n = 4 no longer.",
    of=CLOSED,
)
secret.slip(
    "takes only the first factor of the double factorial",
    (ODDS, "max(n - 1, 1)"),
    hint="Every step from n - 2 to n brings a factor: (n - 1)(n - 3) ... 1. At n = 2 one factor is all, at n = 4 no longer.",
    of=CLOSED,
)
secret.slip(
    "takes the double factorial of n",
    (ODDS, "math.prod(range(2, n + 1, 2))"),
    hint="The first step, from 0 to 2, brings the factor 1: the double factorial is that of n - 1.",
    of=CLOSED,
)
secret.slip(
    "goes one step too far in the double factorial",
    ("n, 2", "n + 2, 2"),
    hint="The double factorial ends with n - 1, not n + 1: for n = 0 the product is empty.",
    of=CLOSED,
)
secret.slip(
    "makes one step too many",
    ("range(1, n, 2)", "range(1, n + 2, 2)"),
    hint="There are n / 2 steps from 0 to n, with the factors 1, 3, ..., n - 1: for n = 0 there is none.",
)
secret.slip(
    "ends one step too early",
    ("n, 2", "n - 1, 2"),
    hint="There are n / 2 steps from 0 to n, with the factors 1, 3, ..., n - 1: `range` leaves its end out.",
)
secret.slip(
    "multiplies by (n + 2) / 2 where it is an exponent",
    (ODDS, f"2 * {ODDS}"),
    (BELOW, "((n + 2) * a ** (n / 2))"),
    hint="Each step from n to n + 2 brings a factor 2 below: 2 to a power, not 2 times a number. At n = 2 the two agree.",
    of=CLOSED,
)
secret.slip(
    "makes both slips, factorial and product",
    (ODDS, "2 * math.factorial(max(n - 1, 0))"),
    (BELOW, "((n + 2) * a ** (n / 2))"),
    hint="(n - 1)!! takes every second factor, and below stands a power of 2. At n = 2 neither slip shows.",
    of=CLOSED,
)
secret.slip(
    "integrates over the half line",
    ("0 if n % 2 else ", "0.5 * "),
    hint="From minus infinity to infinity: for even n twice the half line, for odd n the halves cancel.",
    of="the gamma function",
)
secret.slip(
    "takes half of the even moments",
    ("math.sqrt(", "0.5 * math.sqrt("),
    hint="Both halves of the line count for even n: twice the integral from 0 to infinity.",
)
secret.slip(
    "doubles the even moments",
    ("math.sqrt(", "2 * math.sqrt("),
    hint="sqrt(pi / a) is the integral over the whole line already: it needs no factor 2.",
)
secret.slip(
    "does not give 0 for odd n",
    ("0 if n % 2 else ", ""),
    hint="For odd n the integrand is odd: what lies left of 0 cancels what lies right of it.",
    of="the gamma function",
)
secret.slip(
    "uses the formula for even n with odd n",
    ("if n % 2:", "if False:"),
    ("range(1, n, 2)", "range(n - 1, 0, -2)"),
    hint="The formula with the double factorial is for even n only: return 0 for odd n.",
    of=CLOSED,
)
secret.slip(
    "multiplies 1, 3, 5, ... for odd n too",
    ("n % 2 == 1", "n < 0"),
    hint="The steps of 2 from n = 0 reach even n only: for odd n the two sides cancel, return 0.",
)
secret.slip(
    "has the sign of minus one to the n",
    ("0 if n % 2", "-math.gamma((n + 1) / 2) * a ** (-(n + 1) / 2) if n % 2"),
    hint="For odd n the two halves of the line have opposite signs and cancel: the integral is 0, not negative.",
    of="the gamma function",
)
secret.slip("mixes up even and odd", ("n % 2 == 1", "n % 2 == 0"), hint="x^n with odd n is odd and cancels: it is odd n that gives 0.")
secret.slip(
    "leaves a without its power",
    (BELOW, "(2 ** (n / 2) * a)"),
    hint="Each step from n to n + 2 brings a factor 1 / (2a): a is raised to n / 2 as 2 is.",
    of=CLOSED,
)
secret.slip(
    "leaves 2 without its power",
    (BELOW, "(2 * a ** (n / 2))"),
    hint="Each step from n to n + 2 brings a factor 1 / (2a): 2 is raised to n / 2 as a is. Mind the parentheses.",
    of=CLOSED,
)
secret.slip("forgets a in the power", ("odd / (2 * a)", "odd / 2"), hint="Each step from n to n + 2 brings a factor 1 / (2a), not 1 / 2.")
secret.slip(
    "forgets the 2 in the power",
    ("odd / (2 * a)", "odd / a"),
    hint="Each step from n to n + 2 brings a factor 1 / (2a), not 1 / a: the derivative of exp(-a x^2) has a factor 2.",
)
secret.slip(
    "multiplies by a for lack of parentheses",
    ("(2 * a)", "2 * a"),
    hint="`odd / 2 * a` divides by 2 and multiplies by a: write `odd / (2 * a)`.",
)
secret.slip(
    "multiplies by 2a",
    ("odd / (2 * a)", "odd * (2 * a)"),
    hint="A large a makes a narrow bell with small moments: each step divides by 2a.",
)
secret.slip("raises 2a to n", ("(n / 2)", "n"), hint="There are n / 2 steps from 0 to n: the exponent of 2a is n / 2.", of=CLOSED)
secret.slip(
    "forgets a",
    (" * a ** (-(n + 1) / 2)", ""),
    hint="Only at a = 1 does a not show: substituting y = a x^2 brings a to the power -(n + 1) / 2.",
    of="the gamma function",
)
secret.slip(
    "has sqrt(pi / (2a)) for the area",
    ("math.pi / a", "math.pi / (2 * a)"),
    hint="The area under exp(-a x^2) is sqrt(pi / a), without a 2.",
)
secret.slip(
    "has sqrt(2 pi / a) for the area",
    ("math.pi / a", "2 * math.pi / a"),
    hint="The area under exp(-a x^2) is sqrt(pi / a). The 2 belongs to exp(-a x^2 / 2).",
)
secret.slip(
    "has sqrt(pi) for the area",
    ("math.pi / a", "math.pi"),
    hint="The area under exp(-a x^2) is sqrt(pi / a), so that a is raised to (n + 1) / 2 in all.",
)
secret.slip(
    "forgets the root of the area", ("math.sqrt(math.pi / a)", "math.pi / a"), hint="The area under exp(-a x^2) is the root of pi / a."
)
secret.slip(
    "leaves a outside the root", ("math.pi / a)", "math.pi) / a"), hint="The area under exp(-a x^2) is sqrt(pi / a): the root covers a."
)
secret.slip(
    "returns the moment of the normalised density",
    ("math.sqrt(math.pi / a)", "1.0"),
    hint="exp(-a x^2) is not a density: its own integral, sqrt(pi / a), belongs to the answer.",
)
secret.slip(
    "takes a for the variance",
    ("math.pi / a", "2 * math.pi * a"),
    ("odd / (2 * a)", "odd * a"),
    hint="The exponent is -a x^2, so the variance is 1 / (2a): a large a makes a narrow bell.",
)
secret.slip(
    "gives 0 for n = 0",
    ("n % 2 == 1", "n % 2 == 1 or n == 0"),
    hint="(-1)!! is 1, an empty product: for n = 0 the answer is the area under the bell.",
)
secret.slip(
    "gives 1 for n = 0",
    ("if n", "if n == 0:\n        return 1.0\n    if n"),
    hint="exp(-a x^2) is not a density: for n = 0 the answer is the area under the bell, sqrt(pi / a).",
)
secret.slip(
    "multiplies n - 1, n - 3, ... for odd n too",
    ("n % 2 == 1", "n < 0"),
    ("range(1, n, 2)", "range(n - 1, 0, -2)"),
    hint="Steps of 2 from an odd n end at 1, whose integral is 0: for odd n the two sides cancel.",
)
for digits in ("3.14", "3.1416"):
    secret.slip(f"takes {digits} for pi", ("math.pi", digits), hint="Use all digits of pi: `math.pi`.")


@secret.alternative("the closed form with a double factorial")
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.alternative("the gamma function")
def gaussian_moment(n, a):
    return 0 if n % 2 else math.gamma((n + 1) / 2) * a ** (-(n + 1) / 2)


@secret.alternative("recursion by parts")
def gaussian_moment(n, a):
    def down(k):
        if k == 0:
            return np.sqrt(np.pi / a)
        return 0.0 if k == 1 else (k - 1) / (2 * a) * down(k - 2)

    return down(n)
