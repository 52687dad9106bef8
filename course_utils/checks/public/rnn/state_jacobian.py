"""`state_jacobian`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from ... import expect
from . import topic
from .shared import numbers

exercise = topic.exercise("state_jacobian", level=2)
exercise.hints(
    "For one step, h_i = W tanh(h_(i-1)) + u_i: by how much does h_i[a] move when h_(i-1)[b] moves? At which "
    "state is the slope of tanh taken?",
    "One step has the Jacobian W diag(1 - tanh(h_(i-1))^2). Several steps are a product of such factors; the "
    "step that acts last stands on the left. No step at all is the identity.",
    "J = np.eye(H). For each state h from hs[k] up to, and without, hs[...]: J = W @ (slopes[:, None] * ...), "
    "with slopes = 1 - np.tanh(h)**2.",
)


ROOT = math.atanh(math.sqrt(0.5))  # the slope of tanh is 1/2 there
SHEAR = np.array([[1.0, 2.0], [0.0, 1.0]])


def drawn_trajectory(draw, steps: int = 6, hidden: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """States [steps + 1, hidden] with slopes well away from 0 and 1, and W [hidden, hidden]."""
    signs = np.sign(draw.normal(steps + 1, hidden))
    return draw.uniform(0.3, 1.2, steps + 1, hidden) * signs, draw.normal(hidden, hidden)


def jacobian(student, hs, W, t: int, k: int) -> np.ndarray:
    """The answer as finite numbers [H, H]."""
    return numbers(student(hs, W, t, k), W.shape, f"J for t = {t}, k = {k}")


def not_trivial(J: np.ndarray, told: str) -> None:
    """J is neither 0 nor the identity, nor one number everywhere."""
    expect.greater(np.ptp(J), 1e-6, what=f"how far the entries of J lie apart {told}")
    expect.greater(np.abs(J).max(), 1e-6, what=f"the largest entry of J {told}")
    expect.greater(np.abs(J - np.eye(*J.shape)).max(), 1e-6, what=f"the largest entry of J - I {told}")


@exercise.case("the worked example: W = [[1, 2], [0, 1]] with slopes (1, 1/2), then (1/2, 1)", weight=2)
def _(student, draw):
    hs = np.array([[0.0, ROOT], [ROOT, 0.0], [3.0, -2.0]])
    expect.close(jacobian(student, hs, SHEAR, 1, 0), [[1, 1], [0, 0.5]], what="J for t = 1, k = 0")
    expect.close(jacobian(student, hs, SHEAR, 2, 1), [[0.5, 2], [0, 1]], what="J for t = 2, k = 1")
    expect.close(jacobian(student, hs, SHEAR, 2, 0), [[0.5, 1.5], [0, 0.5]], what="J for t = 2, k = 0")


@exercise.case("a state depends on itself by the identity; one step on, it does not")
def _(student, draw):
    hs, W = drawn_trajectory(draw)
    for t in (0, 3, 6):
        expect.close(jacobian(student, hs, W, t, t), np.eye(3), what=f"J for t = k = {t}")
    moved = np.abs(jacobian(student, hs, W, 4, 3) - np.eye(3)).max()
    expect.greater(moved, 1e-6, what="the largest entry of J - I for t = 4, k = 3")


@exercise.case("from step 1 to 3 and on from 3 to 6 is from 1 to 6")
def _(student, draw):
    hs, W = drawn_trajectory(draw)
    whole = jacobian(student, hs, W, 6, 1)
    chained = jacobian(student, hs, W, 6, 3) @ jacobian(student, hs, W, 3, 1)
    not_trivial(whole, "for t = 6, k = 1")
    expect.close(chained, whole, what="J(6, 3) J(3, 1)")


@exercise.case("two rebels: norm 10 that dies in two steps, eigenvalues 0.9 that grow to 38.7")
def _(student, draw):
    zero, nilpotent = np.zeros((10, 2)), np.array([[0.0, 10.0], [0.0, 0.0]])
    expect.close(jacobian(student, zero, nilpotent, 6, 5), nilpotent, what="J of the first rebel after one step")
    expect.close(jacobian(student, zero, nilpotent, 6, 4), 0 * nilpotent, what="J of the first rebel after two steps")
    grown = jacobian(student, zero, np.array([[0.9, 10.0], [0.0, 0.9]]), 9, 0)
    expect.close(grown, [[0.3874205, 38.7420489], [0, 0.3874205]], rtol=1e-6, what="J of the second rebel, 9 steps")


@exercise.case("with W a rotation no vector grows, however large the states are")
def _(student, draw):
    W = np.array([[0.6, -0.8], [0.8, 0.6]])
    hs = draw.uniform(2.0, 3.0, 6, 2) * np.sign(draw.normal(6, 2))
    for t in (3, 4):
        norm = np.linalg.norm(jacobian(student, hs, W, t, 2), 2)
        expect.greater(norm, 0, what=f"the norm of J for t = {t}, k = 2")
        expect.greater(1 - norm, 0, what=f"1 less the norm of J for t = {t}, k = 2")
    far = np.tile([1000.0, -1000.0], (6, 1))
    expect.close(jacobian(student, far, W, 4, 2), np.zeros((2, 2)), what="J at states of 1000 and -1000")


@exercise.case("the arguments are left as they were")
def _(student, draw):
    hs, W = drawn_trajectory(draw)
    answer = student(hs, W, 5, 2)
    expect.unchanged(student)
    not_trivial(numbers(answer, (3, 3), "J for t = 5, k = 2"), "for t = 5, k = 2")
