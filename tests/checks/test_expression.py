"""Symbolic answers cross as trees: what is read, what is evaluated, and what is refused with a reason."""

import math
import time

import pytest
import sympy

from course_utils.checks.expression import MAX_NODES, Expression, from_sympy
from course_utils.checks.failures import Failure

x, y = sympy.Symbol("x", real=True), sympy.Symbol("y", real=True, positive=True)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.log(y / 2) + x**2 / 3 - sympy.Rational(1, 2),
        sympy.expand((x + y) ** 5) / sympy.sqrt(y),
        sympy.exp(-(x**2)) * sympy.pi + sympy.E + sympy.Float(0.25),
        sympy.Max(x, y) - sympy.Min(x, y) + sympy.Abs(x) + sympy.sign(x),
        sympy.erf(x) + sympy.erfc(y) + sympy.loggamma(y) + sympy.gamma(y),
        sympy.sin(x) * sympy.cosh(y) + sympy.tanh(x),
        sympy.Piecewise((x, x > y), (y**2, True)),
        sympy.Piecewise((x, sympy.And(sympy.Ne(x, y), sympy.Not(x >= 1))), (y**2, sympy.Or(x <= 0, x < 1)), (3, True)),
        sympy.Piecewise((7, sympy.Eq(x, sympy.Rational(3, 4))), (8, True)),
        sympy.Integer(3),
        sympy.log(x, 2).subs(x, y),
    ],
)
@pytest.mark.parametrize("point", [(0.75, 1.5), (-2.0, 0.3), (2.5, 2.5)])
def test_a_tree_has_the_value_that_sympy_gives(expression, point):
    values = dict(zip((x, y), point, strict=True))
    wanted = float(expression.subs(values).evalf(30))
    assert from_sympy(expression).evaluate({"x": point[0], "y": point[1]}) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    "expression, said",
    [
        (sympy.Integral(sympy.exp(-(x**2)), (x, 0, y)), "unevaluated Integral"),
        (1 + sympy.Derivative(sympy.Function("f")(x), x), "unevaluated Derivative"),
        (sympy.Sum(x, (x, 1, sympy.Symbol("n"))), "unevaluated Sum"),
        (sympy.Function("f")(x), "contains f"),
        (sympy.I * x, "contains ImaginaryUnit"),
        (sympy.Matrix([[x]]), "Matrix"),
    ],
)
def test_what_is_no_closed_form_is_refused_by_name(expression, said):
    with pytest.raises(Failure, match=said):
        from_sympy(expression)


@pytest.mark.parametrize("foreign", [sympy.Symbol("z", real=True), sympy.Symbol("x"), sympy.Dummy("x", real=True)])
def test_only_the_symbols_that_were_given_count(foreign):
    with pytest.raises(Failure, match="not among the arguments"):
        from_sympy(foreign + y).evaluate({"x": 1.0, "y": 1.0})


def test_the_arguments_are_known_again_under_weaker_words():
    assert from_sympy(sympy.Symbol("y", positive=True)).evaluate({"y": 2.0}) == 2.0


def test_symbols_are_found_in_the_branches_of_a_piecewise():
    tree = from_sympy(sympy.Piecewise((x, y > 1), (sympy.Symbol("z", real=True), True)))
    assert tree.symbols() == {"x", "y", "z"}


@pytest.mark.parametrize(
    "expression, values",
    [
        (sympy.log(x), {"x": -1.0}),
        (sympy.exp(x), {"x": 1e6}),
        (1 / x, {"x": 0.0}),
        (1 / x**2, {"x": 0.0}),
        (sympy.sqrt(x), {"x": -1.0}),
        (sympy.Piecewise((1, x > 0)), {"x": -1.0}),
    ],
)
def test_where_the_value_is_no_real_number_it_is_nan(expression, values):
    assert math.isnan(from_sympy(expression).evaluate(values))


@pytest.mark.parametrize(
    "expression, values, wanted",
    [
        (sympy.sin(x) / x, {"x": 0.0}, 1.0),
        ((1 - sympy.cos(x)) / x**2, {"x": 0.0}, 0.5),
        ((x**2 - y**2) / (x - y), {"x": 1.5, "y": 1.5}, 3.0),
        ((sympy.exp(x - y) - 1 - (x - y) - (x - y) ** 2 / 2) / (x / y - 1) ** 3, {"x": 2.0, "y": 2.0}, 8 / 6),
    ],
)
def test_a_quotient_that_is_zero_by_zero_has_its_limit(expression, values, wanted):
    assert from_sympy(expression).evaluate(values) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(
    "expression, values, wanted",
    [
        (sympy.exp(x**2) * sympy.erfc(x) * sympy.sqrt(sympy.pi) * x, {"x": 30.0}, 0.999445367),
        (sympy.log(y ** (200 * y)) / (200 * y), {"y": 20.0}, math.log(20)),
        (x + 10**20 - sympy.Integer(10) ** 20 * sympy.sqrt(y), {"x": 0.25, "y": 1.0}, 0.25),
        (sympy.log(-y) - sympy.log(-2 * y), {"y": 1.5}, -math.log(2)),
    ],
)
def test_terms_that_cancel_or_overflow_a_float_do_no_harm(expression, values, wanted):
    assert from_sympy(expression).evaluate(values) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.exp(sympy.exp(sympy.exp(sympy.exp(x)))),
        sympy.Pow(x, sympy.Pow(x, sympy.Pow(x, x**9, evaluate=False), evaluate=False), evaluate=False),
        sympy.gamma(sympy.exp(x**2)),
    ],
)
def test_a_tower_of_powers_is_nan_at_once(expression):
    started = time.monotonic()
    assert math.isnan(from_sympy(expression).evaluate({"x": 9.0}))
    assert time.monotonic() - started < 1


def test_large_trees_are_refused():
    wide = sympy.Add(*(sympy.Symbol(f"s{i}", real=True) for i in range(MAX_NODES + 1)), evaluate=False)
    deep = x
    for _ in range(250):
        deep = sympy.sin(deep, evaluate=False)
    doubled = x  # a few nodes that are shared stand for 2^40
    for _ in range(40):
        doubled = sympy.Add(sympy.exp(doubled), sympy.sin(doubled), evaluate=False)
    for tree in (wide, deep, doubled):
        with pytest.raises(Failure, match="too large"):
            from_sympy(tree)


def test_a_number_too_large_for_a_float_is_no_crash():
    assert math.isnan(from_sympy(sympy.Integer(10) ** 400).evaluate({}))


def test_a_tree_is_plain_data():
    assert from_sympy(2 * y) == Expression(("Mul", ("rational", 2, 1), ("symbol", "y")))
