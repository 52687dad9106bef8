"""Symbolic answers as data: a tree of known node types, evaluated by an interpreter of our own.

A sympy object is never rebuilt from an answer and no text is evaluated, so a tree can cross a process boundary. The
interpreter works with many digits, for what sympy integrates may be right and yet lose all sixteen of a float: it is full
of terms that cancel, and of quotients that are 0/0 where two arguments agree.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import mpmath

from .failures import Failure

MAX_NODES = 20_000
MAX_DEPTH = 200
DIGITS = 100
ASIDE = 1e-15  # how far to step aside where a value is 0/0
LARGEST = 10**6  # of an exponent; beyond it the value is taken for no number

_GROWING = {"exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "gamma", "loggamma", "erf", "erfc"}
_FUNCTIONS = {name: getattr(mpmath, name) for name in (_GROWING | {"log", "sign"})} | {
    "Abs": abs,
    "Max": max,
    "Min": min,
    "Pow": lambda base, exponent: _power(base, exponent),
    "Add": lambda *terms: mpmath.fsum(terms),
    "Mul": lambda *factors: mpmath.fprod(factors),
}
_RELATIONS = {
    "Equality": operator.eq,
    "Unequality": operator.ne,
    "StrictLessThan": operator.lt,
    "LessThan": operator.le,
    "StrictGreaterThan": operator.gt,
    "GreaterThan": operator.ge,
    "And": lambda *parts: all(parts),
    "Or": lambda *parts: any(parts),
    "Not": operator.not_,
}
_KNOWN = _FUNCTIONS | _RELATIONS
NODES = _KNOWN.keys()
_CONSTANTS = {"Pi": mpmath.pi, "Exp1": mpmath.e, "EulerGamma": mpmath.euler}


@dataclass(frozen=True)
class Symbol:
    """A sympy symbol to be made where the student's function runs: real, and positive if asked."""

    name: str
    positive: bool = False


@dataclass(frozen=True)
class Expression:
    """A symbolic answer. `tree` is nested tuples: ("symbol", name), ("constant", name), ("number", float),
    ("rational", numerator, denominator), or (node name, *children).

    A Piecewise has one pair (value, condition) for each branch; conditions are trees of relations, And, Or, Not and numbers.
    """

    tree: tuple

    def symbols(self) -> set[str]:
        """Names of the symbols that occur."""
        return _symbols(self.tree)

    def evaluate(self, values: dict[str, float]) -> float:
        """The value at a point; NaN where it is not a real number."""
        unknown = self.symbols() - set(values)
        if unknown:
            raise Failure(
                f"the expression contains {_listed(unknown)}, which is not among the arguments ({_listed(values)}): "
                "build it from the symbols that your function is given"
            )
        exact = self._at(values)
        if exact is not None:
            return exact
        near, far = (self._at(_aside(values, step)) for step in (ASIDE, -2 * ASIDE))
        if near is None or far is None or abs(near - far) > 1e-9 * max(1.0, abs(near)):
            return math.nan
        return near

    def _at(self, values: dict) -> float | None:
        with mpmath.workdps(DIGITS):
            try:
                value = _evaluate(self.tree, values)
                real = not isinstance(value, mpmath.mpc) or abs(value.imag) <= 1e-30 * (1 + abs(value.real))
                value = float(value.real) if real else math.nan
            except (ValueError, OverflowError, ZeroDivisionError, TypeError, mpmath.libmp.ComplexResult):
                return None
        return value if math.isfinite(value) else None


def _aside(values: dict, step: float) -> dict:
    """The point moved a little, each coordinate by another amount, so that equal arguments part."""
    with mpmath.workdps(DIGITS):
        return {
            name: mpmath.mpf(value) + (i + 1) ** 2 * mpmath.mpf(step) for i, (name, value) in enumerate(values.items())
        }


def _power(base, exponent):
    if base != 0 and abs(exponent * mpmath.log(abs(base))) > LARGEST:
        raise OverflowError
    return mpmath.power(base, exponent)


def _listed(names) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _symbols(tree: tuple) -> set[str]:
    if tree[0] == "symbol":
        return {tree[1]}
    if isinstance(tree[0], tuple):  # a branch of a Piecewise
        return _symbols(tree[0]) | _symbols(tree[1])
    return set().union(*(_symbols(child) for child in tree[1:] if isinstance(child, tuple)))


def _evaluate(tree: tuple, values: dict[str, float]) -> float:
    kind, *children = tree
    if kind == "symbol":
        return mpmath.mpf(values[children[0]])
    if kind == "number":
        return mpmath.mpf(children[0])
    if kind == "rational":
        return mpmath.mpf(children[0]) / children[1]
    if kind == "constant":
        return +_CONSTANTS[children[0]]
    if kind == "Piecewise":
        chosen = next((value for value, condition in children if _evaluate(condition, values)), ("number", math.nan))
        return _evaluate(chosen, values)
    arguments = [_evaluate(child, values) for child in children]
    if kind in _GROWING and abs(arguments[0]) > LARGEST:
        raise OverflowError
    return _KNOWN[kind](*arguments)


def from_sympy(expression) -> Expression:
    """The tree of a sympy expression; Failure where it holds anything but symbols, numbers and known functions."""
    budget = [MAX_NODES]
    return Expression(_tree(expression, budget, 0))


def _tree(node, budget: list[int], depth: int) -> tuple:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise Failure("the expression is too large to be read: simplify it before you return it")
    kind = type(node).__name__
    if kind in ("Integral", "Derivative", "Sum", "Limit"):
        raise Failure(f"the expression still contains an unevaluated {kind}: carry it out before you return the result")
    if getattr(node, "is_Symbol", False):
        # The symbols that are handed out are real: one of the same name that is not, or a Dummy, is another symbol.
        own = node.is_real and kind == "Symbol"
        return ("symbol", node.name if own else f"{node.name} (another symbol of that name)")
    if kind in ("BooleanTrue", "BooleanFalse"):
        return ("number", float(bool(node)))
    if kind == "Piecewise":
        return (kind, *((_tree(v, budget, depth + 1), _tree(c, budget, depth + 1)) for v, c in node.args))
    if kind in _CONSTANTS:
        return ("constant", kind)
    if getattr(node, "is_Rational", False) and max(abs(node.p), node.q) < 10**DIGITS:
        return ("rational", int(node.p), int(node.q))
    if getattr(node, "is_Number", False):
        return ("number", float(node))
    if kind in _FUNCTIONS or kind in _RELATIONS:
        return (kind, *(_tree(child, budget, depth + 1) for child in node.args))
    raise Failure(f"the expression contains {kind}, which cannot be evaluated to a number here: simplify it further")
