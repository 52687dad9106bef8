"""`gaussian_moment`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy import integrate

from course_utils.checks import expect
from course_utils.checks.public.divergences import gaussian_moment as public
from course_utils.checks.public.divergences.gaussian_moment import moments

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


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
    evens = np.arange(2, 13, 2)
    got = moments(student, [0, *evens.tolist()], 1.0)
    expect.greater(got, 0, what="the moment for even n")
    odds = 2 * got[1:] / got[:-1]  # 1, 3, 5, ...
    expect.close(np.prod(evens / odds * evens / (odds + 2)), 1048576 / 693693, what="Wallis's product to n = 12")


@secret.misconception(
    "takes the factorial for the double factorial",
    hint="(n - 1)!! takes every second factor: (n - 1)(n - 3) ... 1. At n = 2 the two agree, at n = 4 no longer.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.factorial(max(n - 1, 0)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "multiplies by (n + 2) / 2 where it is an exponent",
    hint="Each step from n to n + 2 brings a factor 2 below: 2 to a power, not 2 times a number. At n = 2 the two agree.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return 2 * math.prod(range(1, n, 2)) / (2 * (n + 2) / 2 * a ** (n / 2)) * math.sqrt(math.pi / a)


@secret.misconception(
    "makes both slips, factorial and product",
    hint="(n - 1)!! takes every second factor, and below stands a power of 2. At n = 2 neither slip shows.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return 2 * math.factorial(max(n - 1, 0)) / (2 * (n + 2) / 2 * a ** (n / 2)) * math.sqrt(math.pi / a)


@secret.misconception(
    "integrates over the half line",
    hint="From minus infinity to infinity: for even n twice the half line, for odd n the halves cancel.",
)
def gaussian_moment(n, a):
    return math.gamma((n + 1) / 2) / (2 * a ** ((n + 1) / 2))


@secret.misconception(
    "takes half of the even moments",
    hint="Both halves of the line count for even n: twice the integral from 0 to infinity.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return 0.5 * math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "does not give 0 for odd n",
    hint="For odd n the integrand is odd: what lies left of 0 cancels what lies right of it.",
)
def gaussian_moment(n, a):
    return math.gamma((n + 1) / 2) / a ** ((n + 1) / 2)


@secret.misconception(
    "uses the formula for even n with odd n",
    hint="The formula with the double factorial is for even n only: return 0 for odd n.",
)
def gaussian_moment(n, a):
    return math.prod(range(n - 1, 0, -2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "leaves a without its power",
    hint="Each step from n to n + 2 brings a factor 1 / (2a): a is raised to n / 2 as 2 is.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 ** (n / 2) * a) * math.sqrt(math.pi / a)


@secret.misconception(
    "forgets a in the power",
    hint="Each step from n to n + 2 brings a factor 1 / (2a), not 1 / 2.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / 2 ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "raises 2a to n",
    hint="There are n / 2 steps from 0 to n: the exponent of 2a is n / 2.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** n * math.sqrt(math.pi / a)


@secret.misconception(
    "takes the double factorial of n",
    hint="The first step, from 0 to 2, brings the factor 1: the double factorial is that of n - 1.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(2, n + 1, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "returns the moment of the normalised density",
    hint="exp(-a x^2) is not a density: its own integral, sqrt(pi / a), belongs to the answer.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2)


@secret.misconception(
    "takes a for the variance",
    hint="The exponent is -a x^2, so the variance is 1 / (2a): a large a makes a narrow bell.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) * a ** (n / 2) * math.sqrt(2 * math.pi * a)


@secret.misconception(
    "gives 0 for n = 0",
    hint="(-1)!! is 1, an empty product: for n = 0 the answer is the area under the bell.",
)
def gaussian_moment(n, a):
    if n % 2 or n == 0:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi / a)


@secret.misconception(
    "leaves a outside the root",
    hint="The area under exp(-a x^2) is sqrt(pi / a): the root covers a.",
)
def gaussian_moment(n, a):
    if n % 2:
        return 0.0
    return math.prod(range(1, n, 2)) / (2 * a) ** (n / 2) * math.sqrt(math.pi) / a


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


@secret.alternative("derivatives of the area with respect to a, by autograd")
def gaussian_moment(n, a):
    if n % 2 == 1:
        return 0.0
    slope = torch.tensor(a, dtype=torch.float64, requires_grad=True)
    value = (math.pi / slope) ** 0.5
    for _ in range(n // 2):
        (value,) = torch.autograd.grad(value, slope, create_graph=True)
        value = -value
    return value.item()
