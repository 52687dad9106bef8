"""Certificates of the backpropagation chapter's statements; each fails on the wrong variants named beside it."""

import itertools

import numpy as np
import pytest
import sympy as sp
import torch
from certify import certifies

# Units where tanh' at a, at h and h itself are all far apart; square layers, so that no wrong variant breaks on a shape.
SQUARE = np.array(
    [
        [[0.9, -0.4, 0.3], [0.2, 1.1, -0.6], [-0.8, 0.5, 0.7]],
        [[-0.3, 0.8, 0.6], [1.2, 0.1, -0.5], [0.4, -0.9, 1.0]],
        [[0.6, 0.2, -1.0], [-0.7, 0.9, 0.3], [0.5, 1.1, -0.2]],
    ]
)
INPUT, TARGET, BIAS = np.array([1.0, -1.2, 0.8]), np.array([0.3, -0.7, 0.1]), 0.3


def slope(u):
    return 1 - np.tanh(u) ** 2


class Net:
    """Every intermediate value of a tanh network with cost |h^L - t|^2 / 2, and torch's derivatives of the cost by it."""

    def __init__(self, weights, x, t, bias=BIAS):
        self.W = [torch.tensor(W, dtype=torch.float64, requires_grad=True) for W in weights]
        self.b = [torch.full((len(W),), bias, dtype=torch.float64, requires_grad=True) for W in weights]
        self.h, self.a = [torch.tensor(x, dtype=torch.float64, requires_grad=True)], []
        for W, b in zip(self.W, self.b, strict=True):
            self.a.append((W @ self.h[-1] + b).requires_grad_())
            self.h.append(torch.tanh(self.a[-1]))
        for node in (*self.a, *self.h[1:]):
            node.retain_grad()
        (0.5 * (self.h[-1] - torch.tensor(t)).square().sum()).backward()

    def value(self, name, layer):
        return getattr(self, name)[layer].detach().numpy()

    def grad(self, name, layer):
        return getattr(self, name)[layer].grad.numpy()


@certifies(
    "backprop.chain_rules",
    right=lambda outer, inner: outer * inner,
    wrong={
        "one path only": lambda outer, inner: outer[:, :1] * inner[:1, :],
        "mean over the paths": lambda outer, inner: outer * inner / outer.shape[1],
        "the outer slopes only": lambda outer, inner: outer * sp.ones(*inner.shape),
        "slopes added along a path": lambda outer, inner: outer * sp.ones(*inner.shape) + sp.ones(*outer.shape) * inner,
    },
)
def test_slopes_multiply_along_a_path_and_add_over_paths(statement):
    x, y = sp.Matrix(sp.symbols("x1:3")), sp.Matrix(sp.symbols("y1:4"))
    inner = sp.Matrix([x[0] * x[1], sp.sin(x[0]) + x[1], x[1] ** 3])
    outer = sp.Matrix([y[0] * y[1] + y[2], sp.exp(y[0]) - y[1] * y[2]])
    at = dict(zip(y, inner, strict=True))
    direct = outer.subs(at).jacobian(x)
    assert sp.simplify(direct - statement(outer.jacobian(y).subs(at), inner.jacobian(x))) == sp.zeros(2, 2)


@certifies(
    "backprop.chain_rules",
    right=lambda f, g, x: f(x)[1] * g(f(x)[0])[1],
    wrong={
        "the outer slope taken at x": lambda f, g, x: f(x)[1] * g(x)[1],
        "slopes added": lambda f, g, x: f(x)[1] + g(f(x)[0])[1],
        "the outer slope alone": lambda f, g, x: g(f(x)[0])[1],
    },
)
def test_each_slope_is_taken_where_the_step_before_it_led(statement):
    found = [statement(lambda x: (2 * x, 2), lambda y: (np.tanh(y), slope(y)), x) for x in (0.0, 0.5, 1.0)]
    z = sp.symbols("z")
    exact = [float(sp.diff(sp.tanh(2 * z), z).subs(z, x)) for x in (0, sp.Rational(1, 2), 1)]
    assert found == pytest.approx(exact, abs=1e-12) and exact[:2] == pytest.approx([2, 0.8399], abs=5.1e-5)


@certifies(
    "backprop.layer_equations",
    right=lambda W, b, h: np.tanh(W @ h + b),
    wrong={
        "activation before the weights": lambda W, b, h: W @ np.tanh(h) + b,
        "bias after the activation": lambda W, b, h: np.tanh(W @ h) + b,
        "one column for each unit": lambda W, b, h: np.tanh(W.T @ h + b),
        "no bias": lambda W, b, h: np.tanh(W @ h),
    },
)
def test_a_layer_sums_over_the_units_below_it(statement):
    h = INPUT
    torch_layers = torch.nn.Sequential()
    for W in SQUARE:
        layer = torch.nn.Linear(3, 3, dtype=torch.float64)
        layer.load_state_dict({"weight": torch.tensor(W), "bias": torch.full((3,), BIAS)})
        torch_layers.extend([layer, torch.nn.Tanh()])
        h = statement(W, np.full(3, BIAS), h)
    assert np.allclose(h, torch_layers(torch.tensor(INPUT)).detach().numpy(), atol=1e-7)


# The recursion

RECURSION_SLIPS = {
    "inverse for transpose": lambda W, delta, a, above: np.linalg.solve(W, delta) * slope(a),
    "not transposed": lambda W, delta, a, above: (W @ delta) * slope(a),
    "no slope": lambda W, delta, a, above: W.T @ delta,
    "slope taken at the output": lambda W, delta, a, above: (W.T @ delta) * slope(np.tanh(a)),
    "slope of the layer above": lambda W, delta, a, above: W.T @ (delta * slope(above)),
    "both conventions at once": lambda W, delta, a, above: (W.T @ (delta * slope(above))) * slope(a),
}


@certifies(
    "backprop.backward_recursion", right=lambda W, delta, a, above: (W.T @ delta) * slope(a), wrong=RECURSION_SLIPS
)
def test_the_error_of_a_layer_follows_from_the_layer_above(statement):
    net = Net(SQUARE, INPUT, TARGET)
    for k in (0, 1):
        found = statement(net.value("W", k + 1), net.grad("a", k + 1), net.value("a", k), net.value("a", k + 1))
        assert np.allclose(found, net.grad("a", k), rtol=1e-9)


@certifies(
    "backprop.backward_recursion",
    right=lambda blame, a: blame * slope(a),
    wrong={
        "the miss alone": lambda blame, a: blame,
        "slope taken at the output": lambda blame, a: blame * slope(np.tanh(a)),
        "divided by the slope": lambda blame, a: blame / slope(a),
    },
)
def test_the_error_of_the_last_layer(statement):
    net = Net(SQUARE, INPUT, TARGET)
    assert np.allclose(statement(net.value("h", 3) - TARGET, net.value("a", 2)), net.grad("a", 2), rtol=1e-9)


@certifies(
    "backprop.backward_recursion",
    right=lambda W, epsilon, above: W.T @ (epsilon * slope(above)),
    wrong={
        "slope of the layer below": lambda W, epsilon, above: (W.T @ epsilon) * slope(above),
        "no slope": lambda W, epsilon, above: W.T @ epsilon,
    },
)
def test_the_other_convention(statement):
    net = Net(SQUARE, INPUT, TARGET)
    for k in (0, 1):
        found = statement(net.value("W", k + 1), net.grad("h", k + 2), net.value("a", k + 1))
        assert np.allclose(found, net.grad("h", k + 1), rtol=1e-9)
        assert np.allclose(net.grad("h", k + 1) * slope(net.value("a", k)), net.grad("a", k), rtol=1e-9)


# Weights and biases

WEIGHT_SLIPS = {
    "transposed": lambda delta, h, a: (np.outer(h, delta), delta),
    "slope twice": lambda delta, h, a: (np.outer(delta * slope(a), h), delta * slope(a)),
    "output of the unit itself": lambda delta, h, a: (np.outer(delta, np.tanh(a)), delta),
    "bias weighed by the input": lambda delta, h, a: (np.outer(delta, h), delta * h),
}


@certifies("backprop.weight_gradients", right=lambda delta, h, a: (np.outer(delta, h), delta), wrong=WEIGHT_SLIPS)
def test_weights_and_biases_against_autograd(statement):
    net = Net(SQUARE, INPUT, TARGET)
    for k in range(3):
        weights, biases = statement(net.grad("a", k), net.value("h", k), net.value("a", k))
        assert np.allclose(weights, net.grad("W", k), rtol=1e-9) and np.allclose(biases, net.grad("b", k), rtol=1e-9)


@certifies(
    "backprop.weight_gradients",
    right=lambda delta, h: sum(d * np.outer(np.eye(len(delta))[i], h) for i, d in enumerate(delta)),
    wrong={
        "columns for rows": lambda delta, h: sum(d * np.outer(h, np.eye(len(delta))[i]) for i, d in enumerate(delta)),
        "every row in full": lambda delta, h: sum(d * np.outer(np.ones(len(delta)), h) for d in delta),
    },
)
def test_the_sum_of_matrices_with_one_row_each(statement):
    net, step = Net(SQUARE, INPUT, TARGET), 1e-6
    numeric = np.zeros((3, 3))
    for place in np.ndindex(3, 3):
        costs = []
        for sign in (1, -1):
            moved = SQUARE.copy()
            moved[1][place] += sign * step
            h = INPUT
            for W in moved:
                h = np.tanh(W @ h + BIAS)
            costs.append(0.5 * np.sum((h - TARGET) ** 2))
        numeric[place] = (costs[0] - costs[1]) / (2 * step)
    assert np.allclose(statement(net.grad("a", 1), net.value("h", 1)), numeric, atol=1e-9)


@certifies(
    "backprop.slip_missing_blame",
    right=lambda delta, a, h: np.outer(delta, h),
    wrong={"the slope without the blame": lambda delta, a, h: np.outer(slope(a), h)},
)
def test_the_blame_belongs_to_the_weight_gradient(statement):
    rng = np.random.default_rng(0)
    widths = (3, 4, 2, 5)
    weights = [rng.normal(size=(n, m)) for m, n in itertools.pairwise(widths)]
    found = []
    for target in (0.5, -0.5):
        net = Net(weights, [0.5, -1.0, 2.0], np.full(5, target))
        for k in range(3):
            found.append(statement(net.grad("a", k), net.value("a", k), net.value("h", k)))
            assert np.allclose(found[-1], net.grad("W", k), rtol=1e-9)
    assert not np.allclose(found[1], found[4]), "another target, another gradient"


# Softmax


@certifies(
    "backprop.softmax_vjp",
    right=lambda p, g: p * (g - np.sum(p * g, axis=-1, keepdims=True)),
    wrong={
        "diagonal of the Jacobian only": lambda p, g: p * (1 - p) * g,
        "mean of the blame": lambda p, g: p * (g - np.mean(g, axis=-1, keepdims=True)),
        "sum over the batch": lambda p, g: p * (g - np.sum(p * g, axis=0, keepdims=True)),
        "nothing taken off": lambda p, g: p * g,
    },
)
def test_the_softmax_in_a_batch(statement):
    logits = torch.tensor([[0.1, -1.0, 2.0], [1.5, 0.3, 0.3], [-2.0, 0.0, 1.0], [0.7, 0.7, -3.0]], dtype=torch.float64)
    g = torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [-1.0, 0.2, 2.0], [0.4, 0.0, 0.0]], dtype=torch.float64)
    p = torch.softmax(logits.requires_grad_(), dim=1)
    (blame,) = torch.autograd.grad(p, logits, g)
    found = statement(p.detach().numpy(), g.numpy())
    assert np.allclose(found, blame.numpy(), atol=1e-12) and np.allclose(found.sum(axis=1), 0, atol=1e-12)


@certifies(
    "backprop.softmax_vjp",
    right=[(0.16, -0.06, -0.10), (-0.8, 0.3, 0.5)],
    wrong={
        "diagonal of the Jacobian only": [(0.16, 0.0, 0.0), (-0.8, 0.0, 0.0)],
        "wanted less found": [(0.16, -0.06, -0.10), (0.8, -0.3, -0.5)],
    },
)
def test_the_softmax_by_hand(statement):
    a = sp.Matrix(sp.symbols("a1:4"))
    p = a.applyfunc(sp.exp) / sum(a.applyfunc(sp.exp))
    at = dict(zip(a, map(sp.log, (2, 3, 5)), strict=True))
    for cost, expected in zip((p[0], -sp.log(p[0])), statement, strict=True):
        assert [float(sp.diff(cost, z).subs(at)) for z in a] == pytest.approx(expected, abs=1e-12)
