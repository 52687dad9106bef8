"""`optimal_discriminator`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers, two_distributions

exercise = topic.exercise("optimal_discriminator", level=1)
exercise.hints(
    "At one place 6 real samples and 2 forged ones lie. How probable is it that a sample there is real? And "
    "where nothing lies?",
    "D = pd / (pd + pg), place by place. Where both are 0 the division is 0 / 0: these places get 1/2 and "
    "must not be divided at all.",
    "total = pd + pg; np.divide(..., total, out=np.full(total.shape, ...), where=total > 0).",
)


def critic(student, pd, pg, what: str = "D") -> np.ndarray:
    """The answer as finite numbers [K]."""
    pd, pg = np.array(pd, dtype=float), np.array(pg, dtype=float)
    return numbers(student(pd, pg), pd.shape, what)


@exercise.case("the worked example: 6 real to 2 forged, 3 to 3, 1 to none, none to 5", weight=2)
def _(student, draw):
    D = critic(student, [0.6, 0.3, 0.1, 0.0], [0.2, 0.3, 0.0, 0.5])
    expect.close(D, [0.75, 0.5, 1.0, 0.0], what="D")


@exercise.case("real and forged exchanged: the verdict at every place is the opposite")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D, other = critic(student, pd, pg), critic(student, pg, pd)
    expect.greater((D - 0.5)[pd > 1.2 * pg], 0, what="D - 1/2 where real samples are more frequent")
    expect.close(D + other, np.ones(7), what="the sum of both verdicts")


@exercise.case("densities in another unit, or a millionth as large, give the same D")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = critic(student, pd, pg)
    expect.greater([np.ptp(D), D.min(), 1 - D.max()], 0.01, what="the spread of D, and its distance from 0 and 1,")
    for unit in (1e-6, 1e-3, 40.0):
        expect.close(critic(student, unit * pd, unit * pg), D, what=f"D for densities {unit:g} times as large")


@exercise.case("where neither is found D is 1/2, and the other places stay right")
def _(student, draw):
    answer = student(np.array([0, 0.6, 0.0, 0.4]), np.array([0, 0.2, 0.0, 0.8]))
    expect.shape(answer, (4,), what="D")
    D = expect.array(answer)
    expect.close(D[[1, 3]], [0.75, 1 / 3], what="D where something is found")
    expect.close(D[[0, 2]], [0.5, 0.5], what="D where neither is found")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = critic(student, pd, pg)
    expect.unchanged(student)
    expect.greater((D - 0.5)[pd > 1.2 * pg], 0, what="D - 1/2 where real samples are more frequent")
    expect.greater((0.5 - D)[pg > 1.2 * pd], 0, what="1/2 - D where forged samples are more frequent")
    expect.greater([D.min(), np.abs(D - pd).max()], 0.01, what="D, and D - pd")
