"""Certificates of the LSTM's statements and of the chapter's published and hand-worked numbers."""

import itertools
import math

import numpy as np
import pytest
import torch
from certify import certifies
from scipy import optimize

from course_utils.sequences import adding_problem

D, H = 3, 4


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def combine(i, f, g, o, c):
    """(h, c) from the four pre-activations and the last memory."""
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@certifies(
    "rnn.lstm",
    right=combine,
    wrong={
        "sigmoid on all four": lambda i, f, g, o, c: (
            (m := sigmoid(f) * c + sigmoid(i) * sigmoid(g)) * 0 + sigmoid(o) * np.tanh(m),
            m,
        ),
        "input and forget exchanged": lambda i, f, g, o, c: combine(f, i, g, o, c),
        "candidate and output exchanged": lambda i, f, g, o, c: combine(i, f, o, g, c),
        "memory shown unsqueezed": lambda i, f, g, o, c: (
            sigmoid(o) * combine(i, f, g, o, c)[1],
            combine(i, f, g, o, c)[1],
        ),
        "no forget gate": lambda i, f, g, o, c: combine(i, np.full_like(f, 40.0), g, o, c),
    },
)
def test_the_cell_is_torchs(statement):
    rng = np.random.default_rng(0)
    cell = torch.nn.LSTMCell(D, H).double()
    Wx, Wh, b = (getattr(cell, name).detach().numpy() for name in ("weight_ih", "weight_hh", "bias_ih"))
    b = b + cell.bias_hh.detach().numpy()
    for _ in range(5):
        x, h, c = 2 * rng.normal(size=D), rng.normal(size=H), 3 * rng.normal(size=H)
        blocks = [Wx[n * H : (n + 1) * H] @ x + Wh[n * H : (n + 1) * H] @ h + b[n * H : (n + 1) * H] for n in range(4)]
        expected = cell(torch.as_tensor(x)[None], tuple(torch.as_tensor(v)[None] for v in (h, c)))
        for found, known in zip(statement(*blocks, c), expected, strict=True):
            assert found == pytest.approx(known[0].detach().numpy(), abs=1e-12)


def torch_memory(weights, x, h, c):
    """The next memory of torch's cell, [H]."""
    return torch.lstm_cell(x[None], (h[None], c[None]), *weights)[1][0]


def fresh(seed=0):
    """(weights of torch's cell, its two inputs [2, D], h [H], c [H])."""
    torch.manual_seed(seed)
    cell = torch.nn.LSTMCell(D, H).double()
    weights = [p.detach() for p in (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)]
    return weights, torch.randn(2, D).double(), torch.randn(H).double(), torch.randn(H).double()


@certifies(
    "rnn.lstm",
    right=lambda f, i, g, c: np.diag(f),
    wrong={
        "identity": lambda f, i, g, c: np.eye(H),
        "input gate": lambda f, i, g, c: np.diag(i),
        "slope of tanh as well": lambda f, i, g, c: np.diag(f * (1 - np.tanh(c) ** 2)),
    },
)
def test_the_direct_path_is_the_forget_gate(statement):
    weights, xs, h, c = fresh()
    i, f, g, _ = (weights[0] @ xs[0] + weights[1] @ h + weights[2] + weights[3]).numpy().reshape(4, H)
    exact = torch.autograd.functional.jacobian(lambda memory: torch_memory(weights, xs[0], h, memory), c).numpy()
    assert statement(sigmoid(f), sigmoid(i), np.tanh(g), c.numpy()) == pytest.approx(exact, abs=1e-12)


@certifies(
    "rnn.slip_additive",
    right={"direct path is a product": True, "whole derivative is diagonal": False},
    wrong={
        "additive, no product": {"direct path is a product": False, "whole derivative is diagonal": False},
        "one path only": {"direct path is a product": True, "whole derivative is diagonal": True},
    },
)
def test_the_memory_reaches_the_next_memory_by_more_than_one_path(statement):
    weights, xs, h, c = fresh(1)

    def second(memory, through_state):
        state, first = torch.lstm_cell(xs[0][None], (h[None], memory[None]), *weights)
        return torch_memory(weights, xs[1], state[0] if through_state else state[0].detach(), first[0])

    def forget(x, state):
        return torch.sigmoid((weights[0] @ x + weights[1] @ state + weights[2] + weights[3])[H : 2 * H])

    state = torch.lstm_cell(xs[0][None], (h[None], c[None]), *weights)[0][0]
    product = torch.diag(forget(xs[1], state) * forget(xs[0], h))
    direct = torch.autograd.functional.jacobian(lambda memory: second(memory, False), c)
    whole = torch.autograd.functional.jacobian(lambda memory: second(memory, True), c)
    assert bool(torch.allclose(direct, product)) is statement["direct path is a product"]
    aside = (whole - torch.diag(torch.diagonal(whole))).abs().max().item()
    assert (aside < 1e-9) is statement["whole derivative is diagonal"]


# Numbers


@certifies(
    "rnn.half_life",
    right={0: (1.0, 7.9e-31), 1: (2.2, 2.5e-14), 3: (14.3, 7.8e-3), 5: (103, 0.51)},
    wrong={
        "bias in both of torch's vectors": {0: (1.0, 7.9e-31), 1: (5.5, 3.1e-6), 3: (280, 0.78), 5: (15267, 0.995)},
        "tanh gate": {1: (2.5, 1.5e-12), 3: (140, 0.61), 5: (7634, 0.991)},
        "time to 1/e": {0: (1.4, 7.9e-31), 1: (3.2, 2.5e-14), 3: (20.6, 7.8e-3), 5: (149, 0.51)},
    },
)
def test_half_lives_of_a_memory(statement):
    for bias, (half_life, left) in statement.items():
        cell = torch.nn.LSTMCell(1, 1).double()
        for parameter in cell.parameters():
            torch.nn.init.zeros_(parameter)
        with torch.no_grad():
            cell.bias_ih[1] = bias
        memory, kept = torch.ones(1, 1).double(), [1.0]
        while len(kept) <= 110:
            # Without weights and candidate, the memory is multiplied by the forget gate and nothing else.
            _, memory = cell(torch.zeros(1, 1).double(), (torch.zeros(1, 1).double(), memory))
            kept.append(memory.item())
        assert kept[100] == pytest.approx(left, rel=0.01)
        log_two = optimize.brentq(lambda t, kept=kept: np.interp(t, range(111), np.log(kept)) + math.log(2), 0, 110)
        assert log_two == pytest.approx(half_life, rel=0.01)


@certifies(
    "rnn.powers",
    right=(2.66e-5, 13780.6, 9.54e-7, 0.349),
    wrong={
        "99 steps": (2.95e-5, 12527.8, 3.8e-6, 0.387),
        "exp of a tenth per step": (4.54e-5, 22026.5, 9.54e-7, 0.368),
        "slope one half": (2.66e-5, 13780.6, 9.8e-4, 0.349),
    },
)
def test_powers_by_repeated_products(statement):
    factors = ((0.9, 100), (1.1, 100), (0.25, 10), (0.9, 10))
    for shown, (factor, steps) in zip(statement, factors, strict=True):
        product = 1.0
        for _ in range(steps):
            product *= factor
        assert shown == pytest.approx(product, rel=2.5e-3)
    assert statement[1] == pytest.approx(1.1**100, abs=0.05)


@certifies(
    "rnn.lstm_parameters",
    right=lambda d, h: (4 * (h * (d + h) + h), 4 * (h * (d + h) + 2 * h)),
    wrong={
        "three gates": lambda d, h: (3 * (h * (d + h) + h), 3 * (h * (d + h) + 2 * h)),
        "one bias in torch": lambda d, h: (4 * (h * (d + h) + h), 4 * (h * (d + h) + h)),
        "no recurrent weights": lambda d, h: (4 * (h * d + h), 4 * (h * d + 2 * h)),
    },
)
def test_the_parameters_are_counted(statement):
    for d, h in ((10, 20), (3, 7)):
        layer = torch.nn.LSTM(d, h)
        total = sum(p.numel() for p in layer.parameters())
        assert statement(d, h) == (total - layer.bias_hh_l0.numel(), total)
    assert statement(10, 20) == (2480, 2560)


@certifies(
    "rnn.adding_baseline",
    right=1 / 6,
    wrong={"one number's variance": 1 / 12, "always answering 0": 7 / 6, "numbers from -1 to 1": 2 / 3},
)
def test_always_one_costs_a_sixth(statement):
    # The sum has the triangular density 1 - |s - 1| on [0, 2]; the error is integrated by the midpoint rule.
    sums = (np.arange(200_000) + 0.5) / 100_000
    assert statement == pytest.approx(np.mean((sums - 1) ** 2 * (1 - np.abs(sums - 1))) * 2, rel=1e-6)
    drawn = adding_problem(100_000, 20)[1].double()
    assert ((drawn - 1) ** 2).mean().item() == pytest.approx(statement, abs=5e-3)
    best = optimize.minimize_scalar(lambda answer: ((drawn - answer) ** 2).mean().item())
    assert best.x == pytest.approx(1.0, abs=5e-3)


@certifies(
    "rnn.copy_baseline",
    right=lambda wait: 10 * math.log(8) / (wait + 20),
    wrong={
        "without the answers' own steps": lambda wait: 10 * math.log(8) / (wait + 10),
        "in bits": lambda wait: 10 * 3 / (wait + 20),
        "every step guessed": lambda wait: math.log(8),
        "ten symbols": lambda wait: 10 * math.log(10) / (wait + 20),
    },
)
def test_guessing_the_copy_costs_log_8_a_symbol(statement):
    # Exact mean of the cross-entropy over every string of 2 symbols, in the same task with 2 in place of 10.
    for wait in (3, 100):
        total = 0.0
        for string in itertools.product(range(8), repeat=2):
            target = torch.tensor([8] * (wait + 2) + list(string))  # 8 is the blank
            logits = torch.full((wait + 4, 9), -1e9, dtype=torch.float64)
            logits[: wait + 2, 8], logits[wait + 2 :, :8] = 0.0, 0.0
            total += torch.nn.functional.cross_entropy(logits, target, reduction="sum").item() / 64
        assert statement(wait) * (wait + 20) == pytest.approx(10 * total / 2, rel=1e-9)
    assert statement(100) == pytest.approx(0.1733, abs=5e-5)
