"""`simgda_bilinear`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.public.gan import simgda_bilinear as public
from course_utils.checks.public.gan.simgda_bilinear import path

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows, dtype=float)


def stepped(theta0: float, psi0: float, eta: float, T: int, alternating: bool) -> np.ndarray:
    """The path with the two gradients taken by torch from the value theta * psi."""
    theta, psi = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (theta0, psi0))
    rows = [(theta0, psi0)]
    for _ in range(T):
        down, up = torch.autograd.grad(theta * psi, (theta, psi))
        with torch.no_grad():
            theta -= eta * down
        if alternating:
            (up,) = torch.autograd.grad(theta * psi, (psi,))
        with torch.no_grad():
            psi += eta * up
        rows.append((theta.item(), psi.item()))
    return np.array(rows)


@secret.case("agrees with torch's gradients of theta * psi, both at once and in turns", weight=2)
def _(student, draw):
    for T in (1, 2, 7, 40):
        start = draw.positive() * draw.choice((-1, 1)), draw.positive() * draw.choice((-1, 1)), draw.uniform(0.05, 0.6)
        for alternating in (False, True):
            want = stepped(*start, T, alternating)
            expect.close(
                path(student, *start, T, alternating), want, what=f"the path, alternating={alternating}, T = {T},"
            )


@secret.case("eta = 0.1 and T = 100: the closed forms of both")
def _(student, draw):
    theta0, psi0, t = draw.positive(), draw.positive(), np.arange(101)
    # Both at once, theta + i psi is multiplied by 1 + i eta. In turns, every coordinate solves
    # u(t + 1) + u(t - 1) = (2 - eta^2) u(t): it swings with the angle phi a step, cos phi = 1 - eta^2 / 2.
    spiral = (theta0 + 1j * psi0) * (1 + 0.1j) ** t
    expect.close(
        path(student, theta0, psi0, 0.1, 100, False), np.stack([spiral.real, spiral.imag], 1), what="the spiral"
    )
    phi = np.arccos(1 - 0.1**2 / 2)
    first = theta0 - 0.1 * psi0, psi0 + 0.1 * (theta0 - 0.1 * psi0)
    orbit = [
        u0 * np.cos(phi * t) + (u1 - u0 * np.cos(phi)) / np.sin(phi) * np.sin(phi * t)
        for u0, u1 in zip((theta0, psi0), first, strict=True)
    ]
    expect.close(path(student, theta0, psi0, 0.1, 100, True), np.stack(orbit, 1), what="the orbit")


@secret.case("twice the start gives twice the path; without the fifth argument both move at once")
def _(student, draw):
    theta0, psi0, eta = draw.positive(), draw.positive(), draw.uniform(0.1, 0.4)
    plain, double = path(student, theta0, psi0, eta, 9), path(student, 2 * theta0, 2 * psi0, eta, 9)
    expect.close(double, 2 * plain, what="the path from twice the start")
    expect.close(
        np.hypot(*plain[1:].T) / np.hypot(*plain[:-1].T), np.full(9, np.hypot(1, eta)), what="the growth a step"
    )
    named = student(theta0, psi0, eta, 9, alternating=True)
    expect.greater(
        np.abs(expect.array(named) - plain)[-1].max(), 1e-6, what="the difference that alternating=True makes"
    )


@secret.misconception(
    "lets psi answer to the new theta where both move at once",
    hint="Both gradients belong to the old pair: keep the old theta until psi has moved, or assign both in one line.",
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta, psi, rows = theta0, psi0, [(theta0, psi0)]
    for _ in range(T):
        theta = theta - eta * psi
        psi = psi + eta * theta
        rows.append((theta, psi))
    return np.array(rows, dtype=float)


@secret.misconception(
    "ignores the request to alternate",
    hint="With alternating=True, psi moves second and uses the theta that has just been computed.",
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        rows.append((theta - eta * psi, psi + eta * theta))
    return np.array(rows, dtype=float)


@secret.misconception(
    "swaps the two modes", hint="The condition is the wrong way round: alternating=True uses the new theta for psi."
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (theta if alternating else new)))
    return np.array(rows, dtype=float)


@secret.misconception("alternates with psi first", hint="In turns, theta moves first; then psi, with the new theta.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = psi + eta * theta
        rows.append((theta - eta * (new if alternating else psi), new))
    return np.array(rows, dtype=float)


@secret.misconception("moves psi downhill", hint="psi maximises: its step goes up the gradient, psi + eta * theta.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi - eta * (new if alternating else theta)))
    return np.array(rows, dtype=float)


@secret.misconception("moves theta uphill", hint="theta minimises: its step goes down the gradient, theta - eta * psi.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta + eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows, dtype=float)


@secret.misconception(
    "has the two players swapped", hint="theta minimises and psi maximises: theta - eta * psi, psi + eta * theta."
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta + eta * psi
        rows.append((new, psi - eta * (new if alternating else theta)))
    return np.array(rows, dtype=float)


@secret.misconception(
    "leaves the start out", hint="The path has T + 1 rows: begin with (theta0, psi0), then add a row for each step."
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta, psi, rows = theta0, psi0, np.empty((T, 2))
    for t in range(T):
        new = theta - eta * psi
        theta, psi = new, psi + eta * (new if alternating else theta)
        rows[t] = theta, psi
    return rows


@secret.misconception("stops one step short", hint="T steps and the start make T + 1 rows: the last step is missing.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T - 1):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows, dtype=float)


@secret.misconception("steps by eta squared", hint="The step is eta times the gradient: eta enters each update once.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta**2 * psi
        rows.append((new, psi + eta**2 * (new if alternating else theta)))
    return np.array(rows, dtype=float)


@secret.misconception(
    "takes each parameter for its own gradient",
    hint="The derivative of theta * psi with respect to theta is psi, and with respect to psi it is theta.",
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        rows.append((theta - eta * theta, psi + eta * psi))
    return np.array(rows, dtype=float)


@secret.misconception(
    "moves one player a step when alternating",
    hint="In turns, both players move in every step, theta first: a row of the path holds the pair after both.",
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for t in range(T):
        theta, psi = rows[-1]
        if not alternating:
            rows.append((theta - eta * psi, psi + eta * theta))
        elif t % 2 == 0:
            rows.append((theta - eta * psi, psi))
        else:
            rows.append((theta, psi + eta * theta))
    return np.array(rows, dtype=float)


@secret.misconception("puts psi into the first column", hint="Each row is (theta, psi), in this order.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(psi0, theta0)]
    for _ in range(T):
        psi, theta = rows[-1]
        new = theta - eta * psi
        rows.append((psi + eta * (new if alternating else theta), new))
    return np.array(rows, dtype=float)


@secret.misconception("puts the steps into columns", hint="The path has shape (T + 1, 2): a row for each step.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        new = theta - eta * psi
        rows.append((new, psi + eta * (new if alternating else theta)))
    return np.array(rows, dtype=float).T


@secret.misconception("returns the last point alone", hint="Keep every point: T + 1 rows, the start first.")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    theta, psi = theta0, psi0
    for _ in range(T):
        new = theta - eta * psi
        theta, psi = new, psi + eta * (new if alternating else theta)
    return np.array([theta, psi])


@secret.misconception(
    "collects the same array at every step",
    hint="One array refilled in place is in the list T + 1 times: append a copy, or make a new one for every step.",
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    point = np.array([theta0, psi0], dtype=float)
    rows = [point]
    for _ in range(T):
        new = point[0] - eta * point[1]
        point[:] = new, point[1] + eta * (new if alternating else point[0])
        rows.append(point)
    return np.array(rows)


@secret.misconception(
    "looks a step ahead", hint="That is extragradient, which spirals in. Take the gradient at the present pair."
)
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    rows = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = rows[-1]
        ahead = theta - eta * psi, psi + eta * theta
        rows.append((theta - eta * ahead[1], psi + eta * ahead[0]))
    return np.array(rows, dtype=float)


@secret.alternative("powers of the matrix of one step")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    step = np.array([[1, -eta], [eta, 1 - eta**2 if alternating else 1.0]])
    return np.stack([np.linalg.matrix_power(step, t) @ [theta0, psi0] for t in range(T + 1)])


@secret.alternative("recursion on the rest of the path, torch's gradients")
def simgda_bilinear(theta0, psi0, eta, T, alternating=False):
    if T == 0:
        return [[theta0, psi0]]

    def slope(theta, psi, of):
        pair = [torch.tensor(float(v), dtype=torch.float64, requires_grad=True) for v in (theta, psi)]
        return torch.autograd.grad(pair[0] * pair[1], pair[of])[0].item()

    theta = theta0 - eta * slope(theta0, psi0, 0)
    psi = psi0 + eta * slope(theta if alternating else theta0, psi0, 1)
    return [[theta0, psi0], *simgda_bilinear(theta, psi, eta, T - 1, alternating)]
