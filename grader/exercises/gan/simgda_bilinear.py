"""`simgda_bilinear`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.gan import simgda_bilinear as public
from course_utils.checks.public.gan.simgda_bilinear import path

from ...exercise import Secret

secret = Secret(public.exercise)


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
            expect.close(path(student, *start, T, alternating), want, what=f"the path, alternating={alternating}, T = {T},")


@secret.case("eta = 0.1 and T = 100: the closed forms of both")
def _(student, draw):
    theta0, psi0, t = draw.positive(), draw.positive(), np.arange(101)
    # Both at once, theta + i psi is multiplied by 1 + i eta. In turns, every coordinate solves
    # u(t + 1) + u(t - 1) = (2 - eta^2) u(t): it swings with the angle phi a step, cos phi = 1 - eta^2 / 2.
    spiral = (theta0 + 1j * psi0) * (1 + 0.1j) ** t
    expect.close(path(student, theta0, psi0, 0.1, 100, False), np.stack([spiral.real, spiral.imag], 1), what="the spiral")
    phi = np.arccos(1 - 0.1**2 / 2)
    first = theta0 - 0.1 * psi0, psi0 + 0.1 * (theta0 - 0.1 * psi0)
    orbit = [
        u0 * np.cos(phi * t) + (u1 - u0 * np.cos(phi)) / np.sin(phi) * np.sin(phi * t) for u0, u1 in zip((theta0, psi0), first, strict=True)
    ]
    expect.close(path(student, theta0, psi0, 0.1, 100, True), np.stack(orbit, 1), what="the orbit")


@secret.case("twice the start gives twice the path; without the fifth argument both move at once")
def _(student, draw):
    theta0, psi0, eta = draw.positive(), draw.positive(), draw.uniform(0.1, 0.4)
    plain, double = path(student, theta0, psi0, eta, 9), path(student, 2 * theta0, 2 * psi0, eta, 9)
    expect.close(double, 2 * plain, what="the path from twice the start")
    expect.close(np.hypot(*plain[1:].T) / np.hypot(*plain[:-1].T), np.full(9, np.hypot(1, eta)), what="the growth a step")
    named = student(theta0, psi0, eta, 9, alternating=True)
    expect.greater(np.abs(expect.array(named) - plain)[-1].max(), 1e-6, what="the difference that alternating=True makes")


# The lines of the chapter's step.
SEEN = "theta - eta * psi if alternating else theta"
STEP = "(theta - eta * psi, psi + eta * seen)"

secret.slip(
    "lets psi answer to the new theta where both move at once",
    (SEEN, "theta - eta * psi"),
    hint="Both gradients belong to the old pair: keep the old theta until psi has moved, or assign both in one line.",
)
secret.slip(
    "ignores the request to alternate",
    (SEEN, "theta"),
    hint="With alternating=True, psi moves second and uses the theta that has just been computed.",
)
secret.slip(
    "swaps the two modes",
    (SEEN, "theta if alternating else theta - eta * psi"),
    hint="The condition is the wrong way round: alternating=True uses the new theta for psi.",
)
secret.slip(
    "alternates by default",
    ("alternating: bool = False", "alternating: bool = True"),
    hint="Without the fifth argument both move at once: its default is False.",
)
secret.slip(
    "alternates with psi first",
    (SEEN, "psi + eta * theta if alternating else psi"),
    (STEP, "(theta - eta * seen, psi + eta * theta)"),
    hint="In turns, theta moves first; then psi, with the new theta.",
)
secret.slip(
    "moves psi downhill", ("psi + eta * seen", "psi - eta * seen"), hint="psi maximises: its step goes up the gradient, psi + eta * theta."
)
secret.slip(
    "moves theta uphill",
    (SEEN, "theta + eta * psi if alternating else theta"),
    (STEP, "(theta + eta * psi, psi + eta * seen)"),
    hint="theta minimises: its step goes down the gradient, theta - eta * psi.",
)
secret.slip(
    "has the two players swapped",
    (SEEN, "theta + eta * psi if alternating else theta"),
    (STEP, "(theta + eta * psi, psi - eta * seen)"),
    hint="theta minimises and psi maximises: theta - eta * psi, psi + eta * theta.",
)
secret.slip(
    "leaves the start out",
    ("np.array(path,", "np.array(path[1:],"),
    hint="The path has T + 1 rows: begin with (theta0, psi0), then add a row for each step.",
)
secret.slip("stops one step short", ("range(T)", "range(T - 1)"), hint="T steps and the start make T + 1 rows: the last step is missing.")
secret.slip("takes one step too many", ("range(T)", "range(T + 1)"), hint="T steps and the start make T + 1 rows.")
secret.slip(
    "steps by eta squared",
    ("= path[-1]", "= path[-1]\n        step = eta**2"),
    (SEEN, "theta - step * psi if alternating else theta"),
    (STEP, "(theta - step * psi, psi + step * seen)"),
    hint="The step is eta times the gradient: eta enters each update once.",
)
secret.slip(
    "forgets the step size",
    (SEEN, "theta - psi if alternating else theta"),
    (STEP, "(theta - psi, psi + seen)"),
    hint="The step is eta times the gradient.",
)
secret.slip(
    "takes half a step",
    ("= path[-1]", "= path[-1]\n        half = eta / 2"),
    (SEEN, "theta - half * psi if alternating else theta"),
    (STEP, "(theta - half * psi, psi + half * seen)"),
    hint="Each player moves by eta times its gradient, not by half of it.",
)
secret.slip(
    "takes each parameter for its own gradient",
    (SEEN, "theta"),
    (STEP, "(theta - eta * theta, psi + eta * psi)"),
    hint="The derivative of theta * psi with respect to theta is psi, and with respect to psi it is theta.",
)
secret.slip(
    "takes the value of the game for the gradient",
    (SEEN, "theta"),
    (STEP, "(theta - eta * theta * psi, psi + eta * theta * psi)"),
    hint="theta * psi is the value. Its derivative with respect to theta is psi, and with respect to psi it is theta.",
)
secret.slip(
    "puts psi into the first column",
    ("np.array(path, dtype=float)", "np.array(path, dtype=float)[:, ::-1]"),
    hint="Each row is (theta, psi), in this order.",
)
secret.slip(
    "puts the steps into columns",
    ("np.array(path, dtype=float)", "np.array(path, dtype=float).T"),
    hint="The path has shape (T + 1, 2): a row for each step.",
)
secret.slip("returns the last point alone", ("np.array(path,", "np.array(path[-1],"), hint="Keep every point: T + 1 rows, the start first.")
secret.slip(
    "rounds the path to integers",
    ("dtype=float", "dtype=int"),
    hint="An array made of integers cuts off all that follows the point: make it of floats.",
)
secret.slip("keeps the path in half precision", ("dtype=float", "dtype=np.float16"), hint="The path is asked for in float64.")
secret.slip(
    "lets the step decay",
    ("for _ in range(T):", "for t in range(T):\n        eta = eta if t == 0 else eta * t / (t + 1)"),
    hint="The step size is the same in every step.",
)
secret.slip(
    "looks a step ahead",
    (SEEN, "theta"),
    (STEP, "(theta - eta * (psi + eta * theta), psi + eta * (theta - eta * psi))"),
    hint="That is extragradient, which spirals in. Take the gradient at the present pair.",
)


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
