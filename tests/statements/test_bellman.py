"""Certificates of the Bellman chapter's statements and numbers; each fails on the wrong variants named beside it."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
from certify import certifies
from scipy.optimize import brentq, linprog

from course_utils.rl import frozen_lake, grid_to_corners, grid_with_jumps

CHAIN_P, CHAIN_R = np.zeros((4, 2, 4)), np.zeros((4, 2))
for state, ends in enumerate([(1, 1), (0, 2), (1, 3), (2, 1)]):
    CHAIN_P[state, 0, ends[0]] = CHAIN_P[state, 1, ends[1]] = 1
CHAIN_R[0, 0], CHAIN_R[3, 1] = 1, 3
SHORT, LONG = (0, 0, 1, 1), (0, 1, 1, 1)
SIX_DIGITS = 5.1e-7


def drawn(seed=0, states=4, actions=3):
    rng = np.random.default_rng(seed)
    pi = rng.dirichlet(np.ones(actions), states)
    return rng.dirichlet(np.ones(states), (states, actions)), rng.normal(size=(states, actions)), pi


def walked(policy, gamma, start, steps=6000):
    """The chain's discounted reward, step by step."""
    total, weight, s = 0.0, 1.0, start
    for _ in range(steps):
        total += weight * CHAIN_R[s, policy[s]]
        weight *= gamma
        s = int(CHAIN_P[s, policy[s]].argmax())
    return total


def optimal(P, R, gamma):
    """Best values by linear programming, from no Bellman sweep at all."""
    states, actions = R.shape
    A = (gamma * P - np.eye(states)[:, None]).reshape(states * actions, states)
    found = linprog(np.ones(states), A_ub=A, b_ub=-R.ravel(), bounds=[(None, None)] * states)
    return found.x


def sweep(P, R, V, gamma):
    return (R + gamma * P @ V).max(axis=1)


@certifies(
    "bellman.return",
    right=lambda r, following, gamma: r + gamma * following,
    wrong={
        "first reward discounted too": lambda r, following, gamma: gamma * (r + following),
        "no discount": lambda r, following, gamma: r + following,
        "average": lambda r, following, gamma: (1 - gamma) * r + gamma * following,
    },
)
def test_the_recursion_gives_the_sum(statement):
    for r, gamma in (((1, 0, 2), 0.5), ((0.3, -1.0, 2.0, 5.0), 0.9)):
        found = 0.0
        for reward in reversed(r):
            found = statement(reward, found, gamma)
        assert found == pytest.approx(sum(gamma**k * reward for k, reward in enumerate(r)))


@certifies(
    "bellman.expectation_equation",
    right=lambda P, R, pi, g: np.linalg.solve(np.eye(4) - g * np.einsum("sa,san->sn", pi, P), (pi * R).sum(1)),
    wrong={
        "columns for rows": lambda P, R, pi, g: np.linalg.solve(
            np.eye(4) - g * np.einsum("sa,san->ns", pi, P), (pi * R).sum(1)
        ),
        "the likeliest action only": lambda P, R, pi, g: np.linalg.solve(
            np.eye(4) - g * P[np.arange(4), pi.argmax(1)], R[np.arange(4), pi.argmax(1)]
        ),
        "max for the average": lambda P, R, pi, g: optimal(P, R, g),
    },
)
def test_the_linear_equations_give_the_expected_return(statement):
    P, R, pi = drawn()
    expected, chance = np.zeros(4), np.eye(4)
    for k in range(600):
        expected += 0.9**k * chance @ (pi * R).sum(axis=1)
        chance = sum(np.diag(pi[:, a]) @ P[:, a] for a in range(3)).T.dot(chance.T).T
    assert np.allclose(statement(P, R, pi, 0.9), expected, atol=1e-9)


@certifies(
    "bellman.value_iteration",
    right=sweep,
    wrong={
        "max over next states": lambda P, R, V, g: (R + g * (P * V).max(axis=2)).max(axis=1),
        "average over actions": lambda P, R, V, g: (R + g * P @ V).mean(axis=1),
        "reward discounted too": lambda P, R, V, g: g * (R + P @ V).max(axis=1),
    },
)
def test_sweeps_contract_to_the_best_values(statement):
    P, R, _ = drawn(3)
    best = optimal(P, R, 0.9)
    V = np.zeros(4)
    for _ in range(400):
        before, V = V, statement(P, R, V, 0.9)
        assert np.abs(V - best).max() <= 0.9 * np.abs(before - best).max() + 1e-7
    assert np.allclose(V, best, atol=1e-7)


@certifies(
    "bellman.value_iteration",
    right=lambda tol, gamma: tol * (1 - gamma) / gamma,
    wrong={
        "change below tol": lambda tol, gamma: tol,
        "forgets gamma below": lambda tol, gamma: tol * (1 - gamma) / gamma**4,
    },
)
def test_the_stopping_rule_keeps_its_promise_and_is_tight(statement):
    value, change, tol = 0.0, math.inf, 0.01
    while change >= statement(tol, 0.9):
        value, before = 1 + 0.9 * value, value
        change = value - before
    assert 10 - value < tol < (10 - value) / 0.9**2


def series(g):
    """The chapter's closed forms of the short policy."""
    return 1 / (1 - g**2), g / (1 - g**2), 3 * g + g**3 / (1 - g**2), 3 + g**2 / (1 - g**2)


@certifies(
    "bellman.chain",
    right={0.10: SHORT, 0.99: LONG},
    wrong={"short for both": {0.10: SHORT, 0.99: SHORT}, "long for both": {0.10: LONG, 0.99: LONG}},
)
def test_the_best_of_sixteen_policies(statement):
    printed = {0.10: (1.010101, 0.101010, 0.301010, 3.010101), 0.99: (99.006700, 98.996667, 99.996633, 101.006700)}
    for gamma, policy in statement.items():
        worth = {p: [walked(p, gamma, s) for s in range(4)] for p in itertools.product((0, 1), repeat=4)}
        assert all(np.less_equal(values, np.add(worth[policy], 1e-9)).all() for values in worth.values())
        assert worth[policy] == pytest.approx(printed[gamma], abs=SIX_DIGITS)
        assert worth[SHORT] == pytest.approx(series(gamma), abs=1e-9)
    assert series(0.99) == pytest.approx((50.251256, 49.748744, 51.728744, 52.251256), abs=SIX_DIGITS)


@certifies(
    "bellman.slip_closed_form",
    right=lambda g: 3 * g + g**3 / (1 - g**2),
    wrong={
        "3 undiscounted": lambda g: 3 + g**3 / (1 - g**2),
        "discounted twice": lambda g: 3 * g**2 + g**3 / (1 - g**2),
    },
)
def test_the_value_of_state_1(statement):
    assert statement(0.1) == pytest.approx(walked(SHORT, 0.1, 2), abs=1e-12) and f"{statement(0.1):.3f}" == "0.301"


@certifies("bellman.slip_misread_digit", right=51.73, wrong={"7 read as 1": 51.13, "v(2)": 52.25})
def test_the_neighbour_confirms_the_value(statement):
    assert statement == pytest.approx(0.99 * walked(SHORT, 0.99, 3), abs=0.005)


@certifies(
    "bellman.slip_early_stop",
    right=(99.006700, 98.996667, 99.996633, 101.006700),
    wrong={"sweep 972": (99.001, 98.991, 99.991, 101.001), "50 sweeps more": (99.0033, 98.9933, 99.9933, 101.0033)},
)
def test_the_values_of_the_long_policy(statement):
    V = np.zeros(4)
    for _ in range(972):
        V = sweep(CHAIN_P, CHAIN_R, V, 0.99)
    assert pytest.approx((99.001, 98.991, 99.991, 101.001), abs=5.1e-4) == V
    assert statement == pytest.approx([walked(LONG, 0.99, s) for s in range(4)], abs=SIX_DIGITS)


@certifies(
    "bellman.slip_finite",
    right=lambda k: 10 * (1 - sp.Rational(9, 10) ** k),
    wrong={"exact from sweep 100 on": lambda k: 10 if k >= 100 else 10 * (1 - sp.Rational(9, 10) ** k)},
)
def test_no_sweep_reaches_the_value(statement):
    value = sp.Integer(0)
    for k in range(1, 201):
        value = 1 + sp.Rational(9, 10) * value
        assert statement(k) == value and value != 10


@certifies(
    "bellman.slip_efficient",
    right={"evaluations": 7, "sweeps": 401},
    wrong={
        "fewer sweeps": {"evaluations": 7, "sweeps": 6},
        "sweeps until the change is small": {"evaluations": 7, "sweeps": 305},
    },
)
def test_evaluations_and_sweeps_on_the_lake(statement):
    P, R = frozen_lake()
    best, rows = optimal(P, R, 0.99), np.arange(16)
    V, sweeps = np.zeros(16), 0
    while np.abs(V - best).max() >= 1e-6:
        V, sweeps = sweep(P, R, V, 0.99), sweeps + 1
    pi, evaluations, switched = np.zeros(16, dtype=int), 0, True
    while switched:
        v = np.linalg.solve(np.eye(16) - 0.99 * P[rows, pi], R[rows, pi])
        Q = R + 0.99 * P @ v
        better = Q.max(axis=1) > Q[rows, pi] + 1e-10
        pi, evaluations, switched = np.where(better, Q.argmax(axis=1), pi), evaluations + 1, better.any()
    assert {"evaluations": evaluations, "sweeps": sweeps} == statement


@certifies(
    "bellman.critical_discount",
    right=(math.sqrt(3) - 1) / 2,
    wrong={"one half": 0.5, "a third, from rewards alone": 1 / 3, "golden": (math.sqrt(5) - 1) / 2},
)
def test_the_discount_at_which_the_arrows_flip(statement):
    assert statement == pytest.approx(brentq(lambda g: walked(SHORT, g, 1) - walked(LONG, g, 1), 0.1, 0.9), abs=1e-9)
    assert walked(SHORT, 0.3660, 1) > walked(LONG, 0.3660, 1) and walked(SHORT, 0.3661, 1) < walked(LONG, 0.3661, 1)
    assert [0.001 * walked(LONG, 0.999, s, 40_000) for s in range(4)] == pytest.approx([1, 1, 1, 1], abs=0.00101)


JUMPS = {
    "chance": "3.3 8.8 4.4 5.3 1.5 1.5 3.0 2.3 1.9 0.5 0.1 0.7 0.7 0.4 -0.4 -1.0 -0.4 -0.4 -0.6 -1.2 -1.9 -1.3 -1.2 -1.4 -2.0",
    "best": "22.0 24.4 22.0 19.4 17.5 19.8 22.0 19.8 17.8 16.0 17.8 19.8 17.8 16.0 14.4 16.0 17.8 16.0 14.4 13.0 14.4 16.0 14.4 13.0 11.7",
}


@certifies("bellman.grid_with_jumps", right=0.9, wrong={"gamma 0.8": 0.8, "gamma 0.95": 0.95})
def test_figures_3_2_and_3_5(statement):
    P, R = grid_with_jumps()
    chance = np.zeros(25)
    for _ in range(500):
        chance = R.mean(axis=1) + statement * P.mean(axis=1) @ chance
    best = optimal(P, R, statement)
    assert chance == pytest.approx([float(number) for number in JUMPS["chance"].split()], abs=0.0501)
    assert best == pytest.approx([float(number) for number in JUMPS["best"].split()], abs=0.0501)
    assert best[1] == pytest.approx(10 / (1 - statement**5)) and f"{best[1]:.3f}" == "24.419"


GRID_ROWS = {
    1: (0, -1, -1, -1),
    2: (0, -1.7, -2, -2),
    3: (0, -2.4, -2.9, -3),
    10: (0, -6.1, -8.4, -9),
    3000: (0, -14, -20, -22),
}


@certifies("bellman.grid_to_corners", right=-1.0, wrong={"2 a step": -2.0, "the last step is free": None})
def test_figure_4_1(statement):
    P, R = grid_to_corners()
    pay = np.where(P[:, :, [0, 15]].any(axis=2), 0.0, R) if statement is None else -statement * R
    V = np.zeros(16)
    for k in range(1, 3001):
        V = (pay + P @ V).mean(axis=1)
        if k in GRID_ROWS:
            assert V[:4] == pytest.approx(GRID_ROWS[k], abs=0.0501) and pytest.approx(V[:4]) == V[:-5:-1]


@certifies(
    "bellman.frozen_lake",
    right=(0.542026, 14 / 17, 0.744190, 0.740165),
    wrong={"not slippery": (0.99**5, 1.0, 1.0, 1.0), "no clock": (0.542026, 14 / 17, 14 / 17, 14 / 17)},
)
def test_the_lake(statement):
    P, R = frozen_lake()
    value = optimal(P, R, 0.99)
    policy = (R + 0.99 * P @ value).argmax(axis=1)
    P_pi, R_pi = P[np.arange(16), policy], R[np.arange(16), policy]
    for_ever = sum(np.linalg.matrix_power(P_pi, k)[0] @ R_pi for k in range(3000))
    in_time, best = sum(np.linalg.matrix_power(P_pi, k)[0] @ R_pi for k in range(100)), np.zeros(16)
    for _ in range(100):
        best = np.array([max(R[s, a] + P[s, a] @ best for a in range(4)) for s in range(16)])
    assert statement == pytest.approx((value[0], for_ever, best[0], in_time), abs=2 * SIX_DIGITS)
