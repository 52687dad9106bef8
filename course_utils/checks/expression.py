"""Symbolic answers as data: a tree of known node types, evaluated by an interpreter of our own.

A sympy object is never rebuilt from an answer and no text is evaluated, so a tree can cross a process boundary.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

from .failures import Failure

MAX_NODES = 20_000
MAX_DEPTH = 200

_FUNCTIONS = {
    "exp": math.exp, "log": math.log, "Abs": abs, "erf": math.erf, "erfc": math.erfc, "sign": lambda v: math.copysign(1.0, v) if v else 0.0,
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "gamma": math.gamma, "loggamma": math.lgamma, "Max": max, "Min": min, "Pow": math.pow,
    "Add": lambda *terms: math.fsum(terms), "Mul": lambda *factors: math.prod(factors),
}  # fmt: skip
_RELATIONS = {
    "Equality": operator.eq, "Unequality": operator.ne, "StrictLessThan": operator.lt, "LessThan": operator.le,
    "StrictGreaterThan": operator.gt, "GreaterThan": operator.ge,
    "And": lambda *parts: all(parts), "Or": lambda *parts: any(parts), "Not": operator.not_,
}  # fmt: skip
_CONSTANTS = {
    "Pi": math.pi,
    "Exp1": math.e,
    "Half": 0.5,
    "One": 1.0,
    "Zero": 0.0,
    "NegativeOne": -1.0,
    "EulerGamma": 0.5772156649015329,
}


@dataclass(frozen=True)
class Symbol:
    """A sympy symbol to be made where the student's function runs: real, and positive if asked."""

    name: str
    positive: bool = False


@dataclass(frozen=True)
class Expression:
    """A symbolic answer. `tree` is nested tuples: ("symbol", name), ("number", float), or (node name, *children).

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
        try:
            return float(_evaluate(self.tree, values))
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            return math.nan


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
        return values[children[0]]
    if kind == "number":
        return children[0]
    if kind == "Piecewise":
        chosen = next((value for value, condition in children if _evaluate(condition, values)), ("number", math.nan))
        return _evaluate(chosen, values)
    return (_FUNCTIONS | _RELATIONS)[kind](*(_evaluate(child, values) for child in children))


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
        return ("number", _CONSTANTS[kind])
    if getattr(node, "is_Number", False):
        return ("number", float(node))
    if kind in _FUNCTIONS or kind in _RELATIONS:
        return (kind, *(_tree(child, budget, depth + 1) for child in node.args))
    raise Failure(f"the expression contains {kind}, which cannot be evaluated to a number here: simplify it further")
