"""Derivations whose every displayed step is an equality that sympy confirms."""

from __future__ import annotations

import random

import sympy
from sympy import Expr

POINTS, DIGITS = 12, 30


class NotEqual(ValueError):
    """A step of a derivation that does not follow."""


class Undecided(ValueError):
    """Two expressions for which there is neither a proof that they are equal nor a point where they differ."""


def equal(lhs: Expr, rhs: Expr) -> bool:
    """Whether two expressions are equal for all values that their symbols may take.

    Unevaluated integrals, sums and derivatives are evaluated first. True means that sympy reduced the difference
    to zero; False, that the two differ at a point by more than rounding. Random points are fixed by a seed and
    respect the symbols' assumptions (real, positive, negative, integer).
    Raises Undecided if there is neither a proof nor such a point: a failure to simplify is never taken for False.
    """
    return _equal_values(_evaluated(lhs), _evaluated(rhs))


def _evaluated(expression: Expr) -> Expr:
    # 0.5 stands for one half: rounding must not keep sympy from a proof.
    return sympy.nsimplify(sympy.sympify(expression).doit(), rational=True)


def _equal_values(left: Expr, right: Expr) -> bool:
    difference = left - right
    if difference == 0:
        return True
    if _differs_somewhere(left, right):
        return False
    if _is_zero(difference):
        return True
    raise Undecided(
        f"sympy finds no proof that {left} equals {right}, and no point that tells them apart: take a smaller step"
    )


def _is_zero(difference: Expr) -> bool:
    attempts = (
        sympy.expand,
        sympy.simplify,
        lambda e: sympy.simplify(sympy.expand_log(e, force=False)),
        lambda e: sympy.simplify(sympy.expand(e, trig=True, func=True)),
        lambda e: sympy.radsimp(sympy.together(e)),
    )
    return any(attempt(difference) == 0 for attempt in attempts)


def _differs_somewhere(left: Expr, right: Expr) -> bool:
    """True if a random point gives the two sides different finite values."""
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    draw = random.Random(0)
    for _ in range(POINTS if symbols else 1):
        point = {symbol: _value(symbol, draw) for symbol in symbols}
        a, b = (side.evalf(DIGITS, subs=point) for side in (left, right))
        if not (a.is_number and b.is_number and a.is_finite and b.is_finite):
            continue
        if abs(a - b) > 1e-12 * (1 + abs(a) + abs(b)):
            return True
    return False


def _value(symbol: sympy.Symbol, draw: random.Random) -> sympy.Number:
    """A value that the symbol's assumptions allow, neither tiny nor huge."""
    sign = 1 if symbol.is_positive or symbol.is_nonnegative else -1 if symbol.is_negative else draw.choice((1, -1))
    if symbol.is_integer:
        return sympy.Integer(sign * draw.randint(1, 5))
    return sympy.Rational(sign * draw.randint(200, 3000), 1000)


class Derivation:
    """A chain of equal expressions, each with the reason why it equals the one before.

    start: where the derivation begins, often an unevaluated Integral; it is evaluated once.
    because: what this first expression is, shown beside it.
    A notebook shows the chain as aligned formulas; `result` is the last expression.

        Derivation(Integral(x * exp(-x), (x, 0, oo)), because="mean of an exponential").step(1, because="by parts")
    """

    def __init__(self, start: Expr, *, because: str = "") -> None:
        first = sympy.sympify(start)
        self.steps: list[tuple[Expr, str]] = [(first, because)]
        self._value = _evaluated(first)

    def step(self, expression: Expr, because: str) -> Derivation:
        """Add an expression equal to the last one, and return the derivation.

        because: why it is equal, in words; dollar signs enclose formulas.
        Raises NotEqual if it is not equal to the step before, Undecided if sympy cannot tell.
        """
        new = sympy.sympify(expression)
        value = _evaluated(new)
        if not _equal_values(self._value, value):
            raise NotEqual(f"step {len(self.steps)} ({because}) does not follow: {self.result} is not equal to {new}")
        self.steps.append((new, because))
        self._value = value
        return self

    @property
    def result(self) -> Expr:
        """The last expression."""
        return self.steps[-1][0]

    def latex(self) -> str:
        """The chain as one LaTeX formula, aligned at the equality signs."""
        rows = []
        for index, (expression, because) in enumerate(self.steps):
            sign = "&=" if index else "&\\phantom{=}"
            reason = f"&& \\text{{{because}}}" if because else "&&"
            rows.append(f"{sign} {sympy.latex(expression)} {reason}")
        return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"

    def __repr__(self) -> str:
        return "\n".join(
            f"{'  = ' if index else '    '}{expression}{f'    [{because}]' if because else ''}"
            for index, (expression, because) in enumerate(self.steps)
        )

    def _repr_latex_(self) -> str:
        return self.latex()
