"""`softmax_vjp`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("softmax_vjp", level=2)
exercise.hints(
    "If logit i rises, p_i rises and all other p_j fall. How much of the blame g_j of those others comes back "
    "to logit i?",
    "dp_j/da_i is p_i (1 - p_i) for j = i and -p_i p_j otherwise. Sum g_j dp_j/da_i over j: the terms with "
    "p_i p_j together are p_i times one number for the row. Which?",
    "Row by row the answer is p * (g - s), where s is the inner product of the row of p with the row of ... "
    "Sum over the classes' axis and keep that axis, so that numpy subtracts s from its own row.",
)


@exercise.case("p = (0.2, 0.3, 0.5): (1, 0, 0) gives (0.16, -0.06, -0.1), (-5, 0, 0) gives (-0.8, 0.3, 0.5)", weight=2)
def _(student, draw):
    p = np.array([[0.2, 0.3, 0.5]] * 3)
    g = np.array([[1.0, 0.0, 0.0], [-5.0, 0.0, 0.0], [2.0, -1.0, 3.0]])
    want = [[0.16, -0.06, -0.1], [-0.8, 0.3, 0.5], [0.08, -0.78, 0.7]]
    expect.close(student(p, g), want, what="the product")


@exercise.case("each row sums to 0, and adding a number to a row of g changes nothing")
def _(student, draw):
    p, g = draw.rng.dirichlet(np.ones(3), 4), draw.normal(4, 3)
    product = expect.array(student(p, g), "the product")
    expect.shape(product, (4, 3), what="the product")
    expect.close(product.sum(axis=1), np.zeros(4), what="the sums of the rows")
    expect.close(student(p, g + np.array([[7.0], [-2.0], [0.5], [3.0]])), product, what="the product for the raised g")
    expect.greater(np.abs(product).max(axis=1), 1e-9, what="the largest entry of a row")


@exercise.case("a row of the batch gives what it gives by itself")
def _(student, draw):
    p, g = draw.rng.dirichlet(np.ones(3), 3), draw.normal(3, 3)
    whole = expect.array(student(p, g), "the product")
    expect.shape(whole, (3, 3), what="the product")
    for i in range(3):
        expect.close(student(p[i : i + 1], g[i : i + 1]), whole[i : i + 1], what=f"row {i} by itself")
    expect.differs(whole, g, "the product is g itself")
    expect.greater(np.abs(whole).max(axis=1), 1e-9, what="the largest entry of a row")
    expect.close(whole.sum(axis=1), np.zeros(3), what="the sums of the rows")


@exercise.case("a probability of 0 takes no blame, however large its g: (0, 0.25, 0.75) and (-4e6, 1, -1)")
def _(student, draw):
    p = np.array([[0.0, 0.25, 0.75], [0.5, 0.25, 0.25], [0.0, 1.0, 0.0]])
    g = np.array([[-4e6, 1.0, -1.0], [1.0, 2.0, -2.0], [3.0, 2.0, -1.0]])
    want = [[0.0, 0.375, -0.375], [0.25, 0.375, -0.625], [0.0, 0.0, 0.0]]
    expect.close(student(p, g), want, what="the product")


@exercise.case("p and g are left as they were")
def _(student, draw):
    product = student(np.array([[0.5, 0.25, 0.25]]), np.array([[1.0, 2.0, -2.0]]))
    expect.unchanged(student)
    expect.close(product, [[0.25, 0.375, -0.625]], what="the product")
