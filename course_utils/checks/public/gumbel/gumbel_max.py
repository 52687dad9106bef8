"""`gumbel_max`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...draw import Draw
from . import topic
from .shared import ERROR, UNEVEN, changed, frequencies, winners

exercise = topic.exercise("gumbel_max", level=2)


@exercise.case("the worked example: probabilities (0.1, 0.2, 0.7), four rows of u", weight=2)
def _(student, draw):
    # Keys (-0.80, -1.80, -1.45), (-1.94, -1.24, 0.01), (-3.40, 0.64, -1.19) and (2.30, 1.29, 0.01).
    u = np.array([[0.8, 0.3, 0.05], [0.5, 0.5, 0.5], [0.05, 0.9, 0.1], [0.99, 0.946, 0.5]])
    expect.close(winners(student, np.log(UNEVEN), u), [0, 2, 1, 0], what="the winners")


@exercise.case("over 20,000 rows the classes win as often as softmax says, from logits 5 too high")
def _(student, draw):
    found = winners(student, np.log(UNEVEN) + 5, draw.uniform(1e-12, 1, 20_000, 3))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of class")


@exercise.case("the same number added to all logits, even 1000, moves no winner")
def _(student, draw):
    u = draw.uniform(0.001, 0.999, 60, 3)
    u[:3] = 0.02 + np.eye(3) * 0.97  # one row for each class
    found = winners(student, np.log(UNEVEN), u)
    expect.close(found[:3], [0, 1, 2], what="the winners of the first three rows")
    for shift in (5.0, -5.0, 1000.0, -1000.0):
        moved = winners(student, np.log(UNEVEN) + shift, u)
        expect.close(moved, found, what=f"the winners with {shift:g} added to each logit")


@exercise.case("strongly uneven logits: rare noise still beats them, and hopeless classes do no harm")
def _(student, draw):
    # u = 1 - 1e-13, 1 - 1e-9, 1e-5 and 1e-12 are noise of 29.9, 20.7, -2.44 and -3.32.
    rare = np.array([[1 - 1e-13, 1 - 1e-9], [1 - 1e-9, 1 - 1e-9], [1 - 1e-13, 1 - 1e-10]])
    expect.close(winners(student, np.array([0.0, 8.0]), rare), [0, 1, 1], what="the winners with logits (0, 8)")
    low = np.array([[1e-12, 1e-5], [1e-5, 1e-12]])
    expect.close(winners(student, np.array([0.8, 0.0]), low), [1, 0], what="the winners with logits (0.8, 0)")
    found = winners(student, np.array([-900.0, 3.0, 1.0]), np.array([[0.9, 0.5, 0.5], [0.9, 0.01, 0.9]]))
    expect.close(found, [1, 2], what="the winners with logits (-900, 3, 1)")


@exercise.case("logits and u are left as they were")
def _(student, draw):
    found = winners(student, np.array([1.0, 1.5]), np.tile([[0.9, 0.1], [0.1, 0.9]], (20, 1)))
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")


@exercise.probed()
def _(student):
    seeded = student.seeded(5)
    u = Draw(13, exercise.id, "probe").uniform(0.001, 0.999, 40, 4)
    logits = np.array([0.2, 1.1, -0.9, 0.6])
    return {
        "winners": lambda: seeded(logits, u),
        "higher": lambda: seeded(logits + 3, u),
        "parts": lambda: [expect.array(seeded(logits, part))[:1] for part in (u[3:9], u[9:21], u[21:40], u[::-1])],
        "uneven": lambda: seeded(4 * logits, u),
        "far up": lambda: seeded(logits + 1000, u),
        "rare": lambda: seeded(np.array([0.0, 8.0]), np.array([[1 - 1e-13, 1 - 1e-9]])),
        "low": lambda: seeded(np.array([0.8, 0.0]), np.array([[1e-12, 1e-5]])),
        "changed": lambda: changed(seeded, logits, u),
    }
