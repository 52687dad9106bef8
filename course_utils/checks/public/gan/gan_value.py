"""`gan_value`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers, two_distributions

exercise = topic.exercise("gan_value", level=2)
exercise.hints(
    "What does a place contribute where pd is 0 and D is 0? What does numpy make of 0 * log 0?",
    "V is a sum over places of pd log D and of pg log(1 - D). A term whose probability is 0 is 0, whatever D "
    "is there. scipy's `xlogy(x, y)` is x log y with exactly that rule.",
    "Sum xlogy(pd, ...) + xlogy(pg, ...), and make it a float.",
)


def value(student, pd, pg, D) -> float:
    """The answer as a finite number."""
    arguments = (np.array(argument, dtype=float) for argument in (pd, pg, D))
    return float(numbers(student(*arguments), (), "V"))


@exercise.case("the worked example: pd = (1/2, 1/2), pg = (1/4, 3/4) and D = (1/2, 1/4)", weight=2)
def _(student, draw):
    # 1/2 log 1/2 + 1/2 log 1/4 + 1/4 log 1/2 + 3/4 log 3/4 = 3/4 log 3 - 13/4 log 2
    found = value(student, [0.5, 0.5], [0.25, 0.75], [0.5, 0.25])
    expect.close(found, -1.4287691, atol=1e-7, what="V")


@exercise.case("a perfect forger leaves -log 4 to a critic who shrugs, and less to any other")
def _(student, draw):
    pd, _ = two_distributions(draw)
    shrug = value(student, pd, pd, np.full(7, 0.5))
    expect.close(shrug, -1.3862944, atol=1e-7, what="V of D = 1/2 and pg = pd")
    for _ in range(3):
        other = draw.uniform(0.05, 0.4, 7)
        worse = value(student, pd, pd, np.where(draw.normal(7) > 0, other, 1 - other))
        expect.greater(shrug - worse, 1e-3, what="what another D loses")


@exercise.case("distributions apart: the critic who is always right has 0, the one who shrugs has -log 4")
def _(student, draw):
    pd, pg = [0.25, 0.75, 0.0, 0.0, 0.0], [0.0, 0.0, 0.5, 0.0, 0.5]
    for nowhere in (0.0, 1.0, 0.3):
        found = value(student, pd, pg, [1, 1, 0, nowhere, 0])
        expect.close(found, 0.0, what=f"V with D = {nowhere:g} where neither is found")
    expect.close(value(student, pd, pg, np.full(5, 0.5)), -1.3862944, atol=1e-7, what="V of D = 1/2")
    # 3/2 log 1/2, and nothing from the third place, where the critic is certain and right.
    mixed = value(student, [0.5, 0.5, 0.0], [0.25, 0.25, 0.5], [0.5, 0.5, 0.0])
    expect.close(mixed, -1.0397208, atol=1e-7, what="V with one certain verdict")


@exercise.case("a critic who is almost certain, and wrong, pays for it, without an upper bound")
def _(student, draw):
    # 1/2 log 2^-20 + 1/2 log 1/2 = -10.5 log 2 from the kind that is taken for the other; the other kind adds log 1/2.
    wrong, half = 2.0**-20, [0.5, 0.5]
    expect.close(value(student, half, [0.0, 1.0], [wrong, 0.5]), -11.5 * np.log(2), what="V of a wrong D = 2^-20")
    expect.close(
        value(student, [0.0, 1.0], half, [1 - wrong, 0.5]), -11.5 * np.log(2), what="V of a wrong D = 1 - 2^-20"
    )


@exercise.case("a place split into two halves with the same D leaves V as it was")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = draw.uniform(0.1, 0.9, 7)
    whole = value(student, pd, pg, D)
    expect.greater(-whole, 0.2, what="-V")
    expect.differs(value(student, pd, pg, D * D), whole, "V is the same for another D")
    halves = value(student, *(np.repeat(p, 2) / 2 for p in (pd, pg)), np.repeat(D, 2))
    expect.close(halves, whole, what="V with every place in two halves")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = draw.uniform(0.1, 0.9, 7)
    found = value(student, pd, pg, D)
    expect.unchanged(student)
    expect.greater(-found, 0.2, what="-V")
    expect.differs(value(student, pd, pg, D * D), found, "V is the same for another D")
