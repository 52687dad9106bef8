"""Certificates of the backpropagation chapter's published and hand-worked numbers."""

import itertools
import math

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies

STEPS = (1e-1, 1e-3, 1e-5, 1e-9)


def rounded_exp(x: float) -> mpmath.mpf:
    """exp at the double x, rounded to a double, whatever this machine's library does."""
    return mpmath.mpf(float(mpmath.exp(x)))


@certifies(
    "backprop.step_size",
    right=("4.5e-03", "4.5e-07", "5.9e-11", "6.6e-09"),
    wrong={
        "one-sided difference": ("1.4e-01", "1.4e-03", "1.4e-05", "2.2e-07"),
        "no rounding": ("4.5e-03", "4.5e-07", "4.5e-11", "4.5e-19"),
        "first order": ("2.7e-01", "2.7e-03", "2.7e-05", "2.7e-09"),
    },
)
def test_the_error_of_central_differences(statement):
    with mpmath.workdps(50):
        for text, h in zip(statement, STEPS, strict=True):
            difference = float(rounded_exp(1 + h) - rounded_exp(1 - h))
            assert f"{abs(difference / (2 * h) - math.e):.1e}" == text
    for h, text in zip(STEPS[:2], statement, strict=False):
        assert math.e * h**2 / 6 == pytest.approx(float(text), rel=0.02)


@certifies(
    "backprop.diamond",
    right=(48, 28),
    wrong={"overwritten": (18, 12), "passed on at once": (72, 44), "visited too early": (30, 16)},
)
def test_the_diamond(statement):
    a, b = sp.symbols("a b")
    e = (a * b) * (a * b + a)
    assert tuple(sp.diff(e, z).subs({a: 2, b: 3}) for z in (a, b)) == statement
    leaves = [torch.tensor(value, requires_grad=True) for value in (2.0, 3.0)]
    c = leaves[0] * leaves[1]
    assert tuple(grad.item() for grad in torch.autograd.grad(c * (c + leaves[0]), leaves)) == statement


@certifies(
    "backprop.paths_and_edges",
    right=((120, 30), (10**6, 500)),
    wrong={
        "paths for edges": ((120, 120), (10**6, 10**6)),
        "one factor short": ((120, 30), (10**5, 500)),
        "units for edges": ((120, 14), (10**6, 60)),
    },
)
def test_paths_and_edges(statement):
    for widths, expected in zip(((3, 4, 2, 5), (10,) * 6), statement, strict=True):
        joined = [np.ones((n, m), dtype=int) for m, n in itertools.pairwise(widths)]
        paths = np.ones(widths[0], dtype=int)
        for matrix in joined:
            paths = matrix @ paths
        assert (paths.sum(), sum(matrix.sum() for matrix in joined)) == expected


@certifies(
    "backprop.layer_by_hand",
    right={"blame": (-2, -2), "delta": (-2, -0.84), "weights": ((2, 1), (-2, -1))},
    wrong={
        "inverse": {"blame": (-3, 2), "delta": (-3, 0.84), "weights": ((2, 1), (-2, -1))},
        "not transposed": {"blame": (-1, -1), "delta": (-1, -0.42), "weights": ((2, 1), (-2, -1))},
        "slope at the output": {"blame": (-2, -2), "delta": (-2, -1.1756), "weights": ((2, 1), (-2, -1))},
        "outer product transposed": {"blame": (-2, -2), "delta": (-2, -0.84), "weights": ((2, -2), (1, -1))},
    },
)
def test_a_layer_by_hand(statement):
    above = torch.tensor([1.0, -1.0], dtype=torch.float64)
    W = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
    a = torch.tensor([0.0, 1.0], dtype=torch.float64, requires_grad=True)
    h = torch.tanh(a)
    blame, delta = torch.autograd.grad(above @ (W @ h), (h, a))
    (weights,) = torch.autograd.grad(above @ (W @ torch.tensor([2.0, 1.0], dtype=torch.float64)), W)
    assert blame.tolist() == pytest.approx(statement["blame"])
    assert delta.tolist() == pytest.approx(statement["delta"], abs=1e-4)
    assert weights.tolist() == [list(row) for row in statement["weights"]]


class Counted(float):
    """A float that counts how often it is multiplied."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(float(self) * float(other))

    __rmul__ = __mul__

    def __add__(self, other):
        return Counted(float(self) + float(other))

    __radd__ = __add__


def counted(*shape):
    return np.array([Counted(0.5)] * math.prod(shape), dtype=object).reshape(shape)


@certifies(
    "backprop.cost",
    right=lambda products, first: 3 * products - first,
    wrong={
        "backwards as dear as forwards": lambda products, first: 2 * products,
        "the first layer passes on, too": lambda products, first: 3 * products,
        "two passes a weight": lambda products, first: 2 * products * products,
    },
)
def test_the_products_of_forward_and_backward_pass(statement):
    for widths in ((3, 4, 2, 5), (6, 3, 2), (4, 4)):
        weights = [counted(n, m) for m, n in itertools.pairwise(widths)]
        Counted.products, outputs = 0, [counted(widths[0])]
        for W in weights:
            outputs.append(W @ outputs[-1])
        forwards, delta = Counted.products, counted(widths[-1])
        for k in reversed(range(len(weights))):
            gradient = delta[:, None] * outputs[k][None, :]
            assert gradient.shape == weights[k].shape
            delta = delta @ weights[k] if k else delta
        assert forwards == sum(W.size for W in weights)
        assert Counted.products == statement(forwards, weights[0].size) <= 3 * forwards


# Mazur's network

STEP = {
    "E": 0.298371109,
    "W1": (0.149780716, 0.19956143, 0.24975114, 0.29950229),
    "W2": (0.35891648, 0.408666186, 0.51130127, 0.561370121),
}


def mazur(W1, W2):
    """Error and gradients of the 2-2-2 network at its published input and target, by torch."""
    weights = [torch.tensor(W, dtype=torch.float64).reshape(2, 2).requires_grad_() for W in (W1, W2)]
    h = torch.sigmoid(weights[0] @ torch.tensor([0.05, 0.10], dtype=torch.float64) + 0.35)
    o = torch.sigmoid(weights[1] @ h + 0.60)
    E = 0.5 * (torch.tensor([0.01, 0.99], dtype=torch.float64) - o).square().sum()
    return E.item(), [gradient.flatten().numpy() for gradient in torch.autograd.grad(E, weights)]


FIRST = (np.array([0.15, 0.20, 0.25, 0.30]), np.array([0.40, 0.45, 0.50, 0.55]))


@certifies(
    "backprop.mazur_step",
    right=STEP,
    wrong={
        "no factor 1/2": STEP | {"E": 0.596742218},
        "hidden blame through the updated weights": STEP | {"W1": (0.149817639, 0.19963528, 0.24978819, 0.29957637)},
        "uphill": STEP | {"W2": (0.44108352, 0.491333814, 0.48869873, 0.538629879)},
    },
)
def test_the_published_step(statement):
    E, gradients = mazur(*FIRST)
    assert E == pytest.approx(statement["E"], abs=5.1e-10)
    for name, W, gradient in zip(("W1", "W2"), FIRST, gradients, strict=True):
        assert W - 0.5 * gradient == pytest.approx(
            np.array(statement[name]), abs=5.1e-9
        )  # he prints eight or nine digits


@certifies("backprop.mazur_after", right=0.291027774, wrong={"as printed": 0.291027924, "before the step": 0.298371109})
def test_the_error_after_the_published_step(statement):
    _, gradients = mazur(*FIRST)
    after, _ = mazur(*(W - 0.5 * gradient for W, gradient in zip(FIRST, gradients, strict=True)))
    assert after == pytest.approx(statement, abs=5.1e-10)
