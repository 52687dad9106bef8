"""Certificates of the chapter on recurrent networks; each fails on the wrong variants named beside it."""

import math

import numpy as np
import pytest
import torch
from certify import certifies
from scipy import optimize

T, D, H, O = 6, 2, 4, 3  # steps, inputs, states, outputs


def task(seed=0, scale=0.9):
    """(xs [T, D], ys [T, O], h0 [H], Whh, Wxh, Why), drawn without symmetry."""
    rng = np.random.default_rng(seed)
    shapes = ((T, D), (T, O), (H,), (H, H), (H, D), (O, H))
    return [rng.normal(size=shape) * (scale if shape == (H, H) else 1.0) for shape in shapes]


def tensors(arrays):
    return [torch.as_tensor(array) for array in arrays]


def slope(h):
    return 1 - np.tanh(h) ** 2


def analysis_states(xs, h0, Whh, Wxh, f=np.tanh):
    """h_0, ..., h_T of h_t = Whh f(h_(t-1)) + Wxh x_t, [T + 1, H]."""
    hs = [h0]
    for x in xs:
        hs.append(Whh @ f(hs[-1]) + Wxh @ x)
    return np.array(hs)


# The model


@certifies(
    "rnn.vanilla",
    right=lambda h, x, Whh, Wxh, b: np.tanh(Whh @ h + Wxh @ x + b),
    wrong={
        "transposed weights": lambda h, x, Whh, Wxh, b: np.tanh(Whh.T @ h + Wxh @ x + b),
        "no activation": lambda h, x, Whh, Wxh, b: Whh @ h + Wxh @ x + b,
        "activation of the last state only": lambda h, x, Whh, Wxh, b: Whh @ np.tanh(h) + Wxh @ x + b,
        "no bias": lambda h, x, Whh, Wxh, b: np.tanh(Whh @ h + Wxh @ x),
    },
)
def test_the_model_is_torchs(statement):
    xs, _, h0, Whh, Wxh, _ = task()
    b = np.linspace(-1, 1, H)
    layer = torch.nn.RNN(D, H, batch_first=True).double()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    layer.load_state_dict(dict(zip(names, tensors([Wxh, Whh, b / 3, 2 * b / 3]), strict=True)))
    expected = layer(torch.as_tensor(xs)[None], torch.as_tensor(h0)[None, None])[0][0].detach().numpy()
    h = h0
    for x, known in zip(xs, expected, strict=True):
        h = statement(h, x, Whh, Wxh, b)
        assert h == pytest.approx(known, abs=1e-12)


@certifies(
    "rnn.vanilla",
    right=np.tanh,
    wrong={"the two states are the same": lambda h: h, "inverse": lambda h: np.arctanh(np.clip(h, -0.99, 0.99))},
)
def test_one_form_of_the_state_is_the_activation_of_the_other(statement):
    xs, _, inner, Whh, Wxh, _ = task(1)
    outer = np.tanh(inner)
    for x in xs:
        inner, outer = Whh @ np.tanh(inner) + Wxh @ x, np.tanh(Whh @ outer + Wxh @ x)
        assert statement(inner) == pytest.approx(outer, abs=1e-12)


# Backpropagation through time


def product(hs, Whh, t, k):
    """The Jacobian of h_t by h_k, by autograd through the steps between them."""

    def last(h):
        for i in range(k, t):
            h = torch.as_tensor(Whh) @ torch.tanh(h) + torch.as_tensor(drive[i])
        return h

    drive = [hs[i + 1] - Whh @ np.tanh(hs[i]) for i in range(len(hs) - 1)]
    return torch.autograd.functional.jacobian(last, torch.as_tensor(hs[k])).numpy()


def summed(terms):
    """terms(t, k) -> [H, H], the share of copy k in the gradient of L_t, added over all k <= t."""
    return sum(terms(t, k) for t in range(1, T + 1) for k in range(1, t + 1))


@certifies(
    "rnn.bptt",
    right=lambda terms: summed(terms),
    wrong={
        "the last copy only": lambda terms: sum(terms(t, t) for t in range(1, T + 1)),
        "the last loss only": lambda terms: sum(terms(T, k) for k in range(1, T + 1)),
        "averaged over the copies": lambda terms: sum(
            terms(t, k) / t for t in range(1, T + 1) for k in range(1, t + 1)
        ),
        "the first copy left out": lambda terms: sum(terms(t, k) for t in range(1, T + 1) for k in range(2, t + 1)),
    },
)
def test_the_shares_of_all_copies_add_up_to_autograds_gradient(statement):
    xs, ys, h0, Whh, Wxh, Why = task(2)
    hs = analysis_states(xs, h0, Whh, Wxh)

    def term(t, k):
        to_state = -2 * (ys[t - 1] - Why @ hs[t]) @ Why @ product(hs, Whh, t, k)
        return np.outer(to_state, np.tanh(hs[k - 1]))

    def loss(matrix):
        h, total = torch.as_tensor(h0), 0.0
        for x, y in zip(*tensors([xs, ys]), strict=True):
            h = matrix @ torch.tanh(h) + torch.as_tensor(Wxh) @ x
            total = total + ((y - torch.as_tensor(Why) @ h) ** 2).sum()
        return total

    expected = torch.autograd.functional.jacobian(loss, torch.as_tensor(Whh)).numpy()
    assert statement(term) == pytest.approx(expected, rel=1e-9, abs=1e-9)


# The Jacobian of the state

SLIP = {"transposed weights": lambda W, h: W.T @ np.diag(slope(h))}


@certifies(
    "rnn.state_jacobian",
    right=lambda factors: np.linalg.multi_dot([*factors[::-1], np.eye(H)]),
    wrong={
        "latest factor on the right": lambda factors: np.linalg.multi_dot([*factors, np.eye(H)]),
        "every factor transposed": lambda factors: np.linalg.multi_dot([*(F.T for F in factors[::-1]), np.eye(H)]),
        "one factor too few": lambda factors: np.linalg.multi_dot([*factors[:0:-1], np.eye(H), np.eye(H)]),
    },
)
def test_the_order_of_the_factors(statement):
    xs, _, h0, Whh, Wxh, _ = task(3)
    hs = analysis_states(xs, h0, Whh, Wxh)
    for t, k in ((3, 2), (5, 2), (6, 0)):
        factors = [Whh @ np.diag(slope(hs[i])) for i in range(k, t)]
        assert statement(factors) == pytest.approx(product(hs, Whh, t, k), abs=1e-10)


@certifies(
    "rnn.slip_transposed",
    right=lambda W, h: W @ np.diag(slope(h)),
    wrong=SLIP | {"slopes on the rows": lambda W, h: np.diag(slope(h)) @ W},
)
def test_the_factor_of_one_step_by_differences(statement):
    W, h = task(4)[3], np.array([0.1, -1.2, 0.6, 2.0])
    step = 1e-6
    columns = [(W @ np.tanh(h + e) - W @ np.tanh(h - e)) / (2 * step) for e in step * np.eye(H)]
    assert statement(W, h) == pytest.approx(np.array(columns).T, abs=1e-8)
    shown = statement(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([0.0, math.atanh(math.sqrt(0.5))]))
    assert shown == pytest.approx(np.array([[1.0, 1.0], [0.0, 0.5]]))


@certifies(
    "rnn.tanh_jacobian",
    right=lambda W, before, after: np.diag(1 - after**2) @ W,
    wrong={
        "slopes at the old state": lambda W, before, after: np.diag(1 - before**2) @ W,
        "slopes on the columns": lambda W, before, after: W @ np.diag(1 - after**2),
        "activated twice": lambda W, before, after: np.diag(slope(after)) @ W,
        "transposed weights": lambda W, before, after: np.diag(1 - after**2) @ W.T,
    },
)
def test_the_jacobian_of_the_other_form(statement):
    xs, _, _, Whh, Wxh, _ = task(5)
    before = np.array([0.3, -0.5, 0.8, 0.1])
    W, drive = torch.as_tensor(Whh), torch.as_tensor(Wxh @ xs[0])
    exact = torch.autograd.functional.jacobian(lambda h: torch.tanh(W @ h + drive), torch.as_tensor(before)).numpy()
    after = np.tanh(Whh @ before + Wxh @ xs[0])
    assert statement(Whh, before, after) == pytest.approx(exact, abs=1e-12)


# Vanishing and exploding

FUNCTIONS = {
    "tanh": (torch.tanh, 1.0),
    "sigmoid": (torch.sigmoid, 0.25),
    "identity": (lambda h: h, 1.0),
}


def measured_norms(W, f, h0, steps):
    """Spectral norms of the Jacobian of h_t by h_0 for t = 1..steps, by autograd of each whole map."""

    def state(t):
        def run(h):
            for _ in range(t):
                h = torch.as_tensor(W) @ f(h)
            return h

        return run

    found = [torch.autograd.functional.jacobian(state(t), torch.as_tensor(h0)) for t in range(1, steps + 1)]
    return np.array([torch.linalg.matrix_norm(J, 2).item() for J in found])


@certifies(
    "rnn.vanishing",
    right=lambda norm, ell, lag: (norm * ell) ** lag,
    wrong={
        "one factor too many": lambda norm, ell, lag: (norm * ell) ** (lag + 1),
        "the slope's bound once": lambda norm, ell, lag: ell * norm ** (lag + 1),
        "half the weights": lambda norm, ell, lag: (norm * ell / 2) ** lag,
        "a sum for a product": lambda norm, ell, lag: norm * ell / lag,
    },
)
def test_the_bound_holds_and_is_reached(statement):
    rng = np.random.default_rng(0)
    lags = np.arange(1, 11)
    for f, ell in FUNCTIONS.values():
        for scale in (0.5, 0.9):
            W = rng.normal(size=(3, 3))
            W *= scale / ell / np.linalg.norm(W, 2)
            bound = np.array([statement(np.linalg.norm(W, 2), ell, lag) for lag in lags])
            assert (measured_norms(W, f, rng.normal(size=3), 10) <= bound + 1e-12).all()
    # Orthogonal weights and no activation: equality at every lag, so that nothing smaller is a bound.
    rotation = 0.9 * np.linalg.qr(rng.normal(size=(3, 3)))[0]
    exact = measured_norms(rotation, FUNCTIONS["identity"][0], np.ones(3), 10)
    assert exact == pytest.approx(np.array([statement(0.9, 1.0, lag) for lag in lags]), rel=1e-9)
    assert exact[-1] == pytest.approx(0.349, abs=5e-4)


@certifies(
    "rnn.vanishing",
    right={"tanh": 1.0, "sigmoid": 0.25},
    wrong={
        "sigmoid as tanh": {"tanh": 1.0, "sigmoid": 1.0},
        "half for the sigmoid": {"tanh": 1.0, "sigmoid": 0.5},
        "a quarter for tanh": {"tanh": 0.25, "sigmoid": 0.25},
    },
)
def test_the_largest_slopes(statement):
    for name, largest in statement.items():
        f = {"tanh": np.tanh, "sigmoid": lambda a: 1 / (1 + np.exp(-a))}[name]
        steepest = optimize.minimize_scalar(
            lambda a, f=f: -(f(a + 1e-4) - f(a - 1e-4)) / 2e-4, bounds=(-3, 3), method="bounded"
        )
        assert -steepest.fun == pytest.approx(largest, abs=1e-6)


EXAMPLES = {
    # weights, first state, whether the norms grow without bound
    "below the threshold": (0.9 * np.eye(2), np.zeros(2), False),
    "at the threshold": (np.array([[0.0, 1.0], [-1.0, 0.0]]), np.zeros(2), False),
    "nilpotent": (np.array([[0.0, 10.0], [0.0, 0.0]]), np.zeros(2), False),
    "saturated": (3 * np.eye(2), np.ones(2), False),
    "unstable at rest": (1.3 * np.eye(2), np.zeros(2), True),
}


@certifies(
    "rnn.exploding",
    right=lambda norm, ell, grows: not grows or norm > 1 / ell,
    wrong={
        "sufficient": lambda norm, ell, grows: grows or norm <= 1 / ell,
        "necessary and sufficient": lambda norm, ell, grows: grows == (norm > 1 / ell),
        "never": lambda norm, ell, grows: not grows,
        "necessary already twice above": lambda norm, ell, grows: not grows or norm > 2 / ell,
    },
)
def test_the_threshold_is_necessary_and_not_sufficient(statement):
    for W, h0, grows in EXAMPLES.values():
        norms = measured_norms(W, torch.tanh, h0, 40)
        assert (norms[-1] > 1e3) == grows
        assert statement(np.linalg.norm(W, 2), 1.0, bool(norms[-1] > 1e3))


@certifies(
    "rnn.slip_explodes",
    right={"nilpotent": 0.0, "saturated": 6.2e-44},
    wrong={
        "the bound is reached": {"nilpotent": 10.0**30, "saturated": 3.0**30},
        "saturation ignored": {"nilpotent": 0.0, "saturated": 3.0**30},
        "the other form of the state": {"nilpotent": 0.0, "saturated": 3.3e-46},
    },
)
def test_the_two_counterexamples(statement):
    for name, expected in statement.items():
        W, h0, _ = EXAMPLES[name]
        assert np.linalg.norm(W, 2) > 1
        assert measured_norms(W, torch.tanh, h0, 30)[-1] == pytest.approx(expected, rel=0.01, abs=1e-300)
    rest = optimize.brentq(lambda h: h - 3 * np.tanh(h), 1, 4)
    assert (rest, slope(rest)) == (pytest.approx(2.9847, abs=1e-4), pytest.approx(0.0102, abs=1e-4))
