"""`simgda_bilinear`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers

exercise = topic.exercise("simgda_bilinear", level=2)
exercise.hints(
    "theta goes down the gradient of theta * psi and psi goes up it. What is that gradient with respect to "
    "each of the two?",
    "theta moves by -eta psi, psi by +eta theta. If both move at once psi sees the old theta; in turns it "
    "sees the new one. Keep the old pair until both are known.",
    "A list of pairs, the start first. T times, from its last pair: new = theta - eta * psi; seen = ... if "
    "alternating else ...; append (new, psi + eta * ...). The array has T + 1 rows.",
)


def path(student, theta0: float, psi0: float, eta: float, T: int, *mode: bool) -> np.ndarray:
    """The answer as finite numbers [T + 1, 2]."""
    return numbers(student(theta0, psi0, eta, T, *mode), (T + 1, 2), "the path")


@exercise.case("the worked steps: from (1, 2) with eta = 1/2, both at once and in turns", weight=2)
def _(student, draw):
    together, turns = path(student, 1.0, 2.0, 0.5, 2, False), path(student, 1.0, 2.0, 0.5, 2, True)
    expect.close(together, [[1, 2], [0, 2.5], [-1.25, 2.5]], what="the path, both at once,")
    expect.close(turns, [[1, 2], [0, 2], [-1, 1.5]], what="the path, in turns,")


@exercise.case("the path starts at the start, with no step, with one and with four, and moves at the second row")
def _(student, draw):
    theta0, psi0 = draw.positive(), -draw.positive()
    for mode in (False, True):
        expect.close(path(student, theta0, psi0, 0.1, 0, mode), [[theta0, psi0]], what="the path of no step")
        one, four = path(student, theta0, psi0, 0.1, 1, mode), path(student, theta0, psi0, 0.1, 4, mode)
        expect.close(four[:2], one, what="the first two rows of four steps")
        expect.close(one[0], [theta0, psi0], what="the first row")
        expect.greater(np.abs(one[1] - one[0]), 1e-3, what="what a step moves")


@exercise.case("both at once, from (3, 4) with eta = 0.1: after 100 steps 1.644632 times as far out")
def _(student, draw):
    for mode in ((False,), ()):
        radius = np.hypot(*path(student, 3.0, 4.0, 0.1, 100, *mode).T)
        expect.close(radius[[0, 100]], [5.0, 8.22316], rtol=1e-6, what="the distance from (0, 0) at the ends")
        expect.greater(np.diff(radius), 0, what="what a step adds to the distance from (0, 0)")


@exercise.case("in turns, 100 steps stay on the ellipse of the start and go round more than once")
def _(student, draw):
    theta0, psi0 = draw.positive(), draw.positive()
    theta, psi = path(student, theta0, psi0, 0.1, 100, True).T
    expect.close(
        theta**2 + psi**2 - 0.1 * theta * psi,
        np.full(101, theta0**2 + psi0**2 - 0.1 * theta0 * psi0),
        what="theta^2 + psi^2 - eta theta psi",
    )
    turned = np.unwrap(np.arctan2(psi, theta))
    expect.greater(turned[-1] - turned[0], 2 * np.pi, what="the angle from the first point to the last")
