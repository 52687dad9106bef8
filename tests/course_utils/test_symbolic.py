"""Derivations: what follows is accepted and shown, what does not follow is refused."""

import pytest
from sympy import (
    Function,
    Integral,
    Rational,
    Symbol,
    cos,
    cosh,
    exp,
    gamma,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

from course_utils.symbolic import Derivation, NotEqual, Undecided, equal

x = Symbol("x", real=True)
a, b = symbols("a b", positive=True)
y = Symbol("y")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (log(a * b), log(a) + log(b)),
        (sin(x) ** 2, 1 - cos(x) ** 2),
        (sqrt(a**2), a),
        (2, 2),
        (cosh(a), (exp(a) + exp(-a)) / 2),
        (0.5 * log(a), log(sqrt(a))),
        (gamma(Rational(1, 2)), sqrt(pi)),
        (Integral(x * exp(-x / a), (x, 0, oo)), a**2),
        (sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3)),
    ],
)
def test_equal_expressions(left, right):
    assert equal(left, right) is True


@pytest.mark.parametrize(
    ("left", "right"),
    [(x, x + 1), (sqrt(x**2), x), (sqrt(y**2), y), (pi, 22 / 7), (log(a), a), (exp(Integral(x, (x, 0, 1))), 1)],
)
def test_unequal_expressions(left, right):
    assert equal(left, right) is False


def test_what_can_be_neither_proved_nor_refuted_is_said():
    f = Function("f")
    with pytest.raises(Undecided, match="no proof that f"):
        equal(f(x), f(-x))


def _derivation():
    start = Derivation(Integral(x * exp(-x / a) / a, (x, 0, oo)), because="mean of an exponential")
    return start.step(Integral(exp(-x / a), (x, 0, oo)), because="by parts, $x e^{-x/a} \\to 0$").step(
        a, because="the integral of $e^{-x/a}$"
    )


def test_a_derivation_shows_every_step_with_its_reason():
    shown = _derivation()
    assert shown.result == a and shown.latex() == _derivation()._repr_latex_()
    assert (
        shown.latex().count("&=") == 2
        and "\\int" in shown.latex()
        and "\\text{by parts, $x e^{-x/a} \\to 0$}" in shown.latex()
    )
    assert repr(shown).splitlines()[2] == "  = a    [the integral of $e^{-x/a}$]"


def test_a_step_that_does_not_follow_is_refused_with_its_place():
    with pytest.raises(NotEqual, match=r"step 3 \(dropped a factor\) does not follow: a is not equal to a\*\*2"):
        _derivation().step(a**2, because="dropped a factor")
