"""`kl_gauss_symbolic`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...expression import Symbol
from . import topic

exercise = topic.exercise("kl_gauss_symbolic", level=2)


NAMED = (Symbol("m_1"), Symbol("s_1", positive=True), Symbol("m_2"), Symbol("s_2", positive=True))


def divergence(student, *points: tuple[float, float, float, float], symbols=NAMED) -> list[float]:
    """Values of the expression at points (mu_q, s_q, mu_p, s_p)."""
    answer = expect.expression(student.once(*symbols))
    return [answer.evaluate(dict(zip((s.name for s in symbols), point, strict=True))) for point in points]


@exercise.case("N(1, 1) against N(2, 2^2) is 0.443147 nats, the other way round 1.306853", weight=2, seconds=60)
def _(student, draw):
    # No mean is 0 and none is far from 0 in deviations: what sympy integrates divides by mu_q, and loses digits in exp(mu_q^2 / 2 s_q^2).
    there, back = divergence(student, (1, 1, 2, 2), (2, 2, 1, 1))
    expect.close(there, 0.4431472, rtol=0, atol=1e-6, what="KL(N(1, 1) || N(2, 4))")
    expect.close(back, 1.3068528, rtol=0, atol=1e-6, what="KL(N(2, 4) || N(1, 1))")


@exercise.case("is zero where the two Gaussians agree and positive elsewhere", seconds=60)
def _(student, draw):
    mu, s = draw.uniform(-1, 1, 6), draw.positive(6)
    same = [(m, d, m, d) for m, d in zip(mu, s, strict=True)]
    apart = [(m, d, m + 1, d * 1.5) for m, d in zip(mu, s, strict=True)]
    expect.close(divergence(student, *same), np.zeros(6), what="the divergence at equal arguments")
    expect.greater(divergence(student, *apart), 0.01, what="the divergence at different arguments")


@exercise.probed()
def _(student):
    points = ((0.3, 0.8, -0.5, 1.7), (1.2, 2.1, 0.4, 0.9), (0.0, 1.3, 2.0, 1.3))
    names = {symbol.name for symbol in NAMED}
    return {
        "values": lambda: divergence(student, *points),
        "foreign symbols": lambda: not expect.expression(student.once(*NAMED)).symbols() <= names,
    }
