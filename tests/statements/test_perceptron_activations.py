"""Certificates of the perceptron chapter's activations; each fails on the wrong variants named beside it."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from certify import certifies
from scipy.special import expit

Z = sp.symbols("z", real=True)
GRID = np.linspace(-8, 8, 1601)
SIGMOID = {
    "forms": (1 / (1 + sp.exp(-Z)), sp.exp(Z) / (1 + sp.exp(Z))),
    "slope": lambda s: s * (1 - s),
    "largest": 0.25,
}


def slopes(function):
    """Central differences of a function of arrays on GRID."""
    return (function(GRID + 1e-6) - function(GRID - 1e-6)) / 2e-6


@certifies(
    "perceptron.sigmoid",
    right=SIGMOID,
    wrong={
        "sign of the exponent": SIGMOID | {"forms": (1 / (1 + sp.exp(Z)), sp.exp(Z) / (1 + sp.exp(Z)))},
        "minus where plus": SIGMOID | {"forms": (1 / (1 + sp.exp(-Z)), sp.exp(Z) / (sp.exp(Z) - 1))},
        "slope of tanh": SIGMOID | {"slope": lambda s: 1 - s**2},
        "slope of the exponential": SIGMOID | {"slope": lambda s: s},
        "bound one": SIGMOID | {"largest": 1.0},
        "bound one half": SIGMOID | {"largest": 0.5},
    },
)
def test_the_sigmoid_its_slope_and_its_bound(statement):
    for form in statement["forms"]:
        assert np.allclose(sp.lambdify(Z, form, "numpy")(GRID), expit(GRID), rtol=1e-12)
    assert np.allclose(slopes(expit), statement["slope"](expit(GRID)), atol=1e-9)
    assert statement["slope"](expit(GRID)).max() == pytest.approx(statement["largest"])


@certifies(
    "perceptron.sigmoid",
    right=lambda s: s * (1 - s),
    wrong={"plus": lambda s: s * (1 + s), "one factor": lambda s: 1 - s},
)
def test_the_slope_of_the_sigmoid_by_sympy(statement):
    s = SIGMOID["forms"][0]
    assert sp.simplify(sp.diff(s, Z) - statement(s)) == 0


TANH = {
    "form": 2 / (1 + sp.exp(-2 * Z)) - 1,
    "slope": lambda t: 1 - t**2,
    "largest": 1.0,
}


@certifies(
    "perceptron.tanh",
    right=TANH,
    wrong={
        "the argument not doubled": TANH | {"form": 2 / (1 + sp.exp(-Z)) - 1},
        "the values not doubled": TANH | {"form": 1 / (1 + sp.exp(-2 * Z)) - 1},
        "slope of the sigmoid": TANH | {"slope": lambda t: t * (1 - t)},
        "plus": TANH | {"slope": lambda t: 1 + t**2},
        "bound 1/4": TANH | {"largest": 0.25},
    },
)
def test_tanh_its_slope_and_its_bound(statement):
    quotient = (sp.exp(Z) - sp.exp(-Z)) / (sp.exp(Z) + sp.exp(-Z))
    for form in (statement["form"], quotient):
        assert np.allclose(sp.lambdify(Z, form, "numpy")(GRID), np.tanh(GRID), atol=1e-13)
    assert np.allclose(slopes(np.tanh), statement["slope"](np.tanh(GRID)), atol=1e-9)
    assert statement["slope"](np.tanh(GRID)).max() == pytest.approx(statement["largest"])


@certifies(
    "perceptron.relu",
    right=(np.maximum, 0.0, 1.0),
    wrong={
        "zero only": (np.maximum, 0.0, 0.0),
        "minus one to one": (np.maximum, -1.0, 1.0),
        "up to two": (np.maximum, 0.0, 2.0),
        "the smaller of the two": (np.minimum, 0.0, 1.0),
    },
)
def test_the_subgradients_of_relu_at_its_corner(statement):
    choose, low, high = statement
    values = choose(0.0, GRID)
    assert values[GRID > 0] == pytest.approx(GRID[GRID > 0]) and not values[GRID < 0].any()
    for s in np.linspace(-2, 3, 101):
        assert (values >= s * GRID - 1e-12).all() == (low - 1e-9 <= s <= high + 1e-9)


@certifies(
    "perceptron.slopes",
    right={0: (0.5, 0.25), 2: (0.8808, 0.105), 5: (0.9933, 0.0066)},
    wrong={
        "slopes of tanh": {0: (0.5, 1.0), 2: (0.8808, 0.0707), 5: (0.9933, 0.0002)},
        "values for slopes": {0: (0.5, 0.5), 2: (0.8808, 0.8808), 5: (0.9933, 0.9933)},
    },
)
def test_the_sigmoid_and_its_slope_by_hand(statement):
    with mpmath.workdps(30):
        for z, (value, slope) in statement.items():
            assert float(1 / (1 + mpmath.exp(-z))) == pytest.approx(value, abs=5e-5)
            assert float(mpmath.diff(lambda x: 1 / (1 + mpmath.exp(-x)), z)) == pytest.approx(slope, abs=5e-5)
