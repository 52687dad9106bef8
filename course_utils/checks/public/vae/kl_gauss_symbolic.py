"""`kl_gauss_symbolic`: the expression's values at pairs worked by hand, and where the two Gaussians agree."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...expression import Symbol
from ...failures import Failure
from . import topic

exercise = topic.exercise("kl_gauss_symbolic", level=2)
exercise.hints(
    "KL(q || p) is a difference of two expectations under the same distribution. Which distribution, and of "
    "which two logarithms?",
    "Both expectations are under q. For a Gaussian log-density with mean m and deviation d you need E (z - "
    "m)^2 = s_q^2 + (mu_q - m)^2. No integral has to be done by sympy.",
    "Write a helper for E_q log N(z; m, d^2) = -log(2 pi d^2) / 2 - (s_q^2 + (mu_q - m)^2) / (2 d^2) in "
    "sympy's functions. The answer is the helper at (mu_q, s_q) minus the helper at ..., simplified.",
)

NAMED = (Symbol("m_1"), Symbol("s_1", positive=True), Symbol("m_2"), Symbol("s_2", positive=True))


def divergence(student, *points: tuple[float, float, float, float], symbols=NAMED) -> list[float]:
    """Values of the expression at points (mu_q, s_q, mu_p, s_p)."""
    answer = expect.expression(student.once(*symbols))
    names = [symbol.name for symbol in symbols]
    return [answer.evaluate(dict(zip(names, point, strict=True))) for point in points]


@exercise.case("N(1, 1) against N(2, 2^2) is 0.443147 nats, the other way round 1.306853", weight=2, seconds=60)
def _(student, draw):
    # No mean is 0 and none is many deviations from 0: sympy's integrals divide by mu_q and lose digits in exp(mu_q^2 / 2 s_q^2).
    there, back = divergence(student, (1, 1, 2, 2), (2, 2, 1, 1))
    expect.close(there, 0.4431472, rtol=0, atol=1e-6, what="KL(N(1, 1) || N(2, 4))")
    expect.close(back, 1.3068528, rtol=0, atol=1e-6, what="KL(N(2, 4) || N(1, 1))")


@exercise.case("N(3, 2^2) against N(1.5, 0.5^2) is 10.613706 nats, the other way round 1.198794", seconds=60)
def _(student, draw):
    # log(1/4) + (4 + 2.25) / 0.5 - 1/2, and log 4 + (0.25 + 2.25) / 8 - 1/2
    there, back = divergence(student, (3, 2, 1.5, 0.5), (1.5, 0.5, 3, 2))
    expect.close(there, 10.6137056, rtol=0, atol=1e-6, what="KL(N(3, 4) || N(1.5, 0.25))")
    expect.close(back, 1.1987944, rtol=0, atol=1e-6, what="KL(N(1.5, 0.25) || N(3, 4))")


@exercise.case("is zero where the two Gaussians agree and positive elsewhere", seconds=60)
def _(student, draw):
    mu, s = draw.uniform(-1, 1, 6), draw.positive(6)
    same = [(m, d, m, d) for m, d in zip(mu, s, strict=True)]
    apart = [(m, d, m + 1, d * 1.5) for m, d in zip(mu, s, strict=True)]
    expect.close(divergence(student, *same), np.zeros(6), what="the divergence at equal arguments")
    expect.greater(divergence(student, *apart), 0.01, what="the divergence at different arguments")


@exercise.probed()
def _(student):
    # Whoever leaves an integral or symbols of their own in the expression fails every case with an error, which is no evidence.
    def integrals() -> int:
        try:
            student.once(*NAMED)
        except Failure as failure:
            return int("unevaluated Integral" in str(failure))
        return 0

    def foreign_symbols() -> int:
        return len(expect.expression(student.once(*NAMED)).symbols() - {symbol.name for symbol in NAMED})

    return {"unevaluated integrals": integrals, "foreign symbols": foreign_symbols}
