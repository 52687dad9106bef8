"""Certificates of the perceptron chapter's statements; each fails on the wrong variants named beside it."""

import itertools
import math

import numpy as np
import pytest
from certify import certifies
from scipy.optimize import linprog, minimize

CORNERS = np.array([[1.0, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
AND, XOR = np.array([-1.0, -1, -1, 1]), np.array([-1.0, 1, 1, -1])
LIMIT = 3000


def product_test(label, score):
    return label * score <= 0


def product_step(label, score):
    return label


def sweeps(X, y, mistake=product_test, step=product_step, limit=LIMIT):
    """Weights [k + 1, d] after each of the k updates of a run in sweeps; ends after `limit` updates."""
    run = [np.zeros(X.shape[1])]
    while True:
        before = len(run)
        for x, label in zip(X, y, strict=True):
            score = x @ run[-1]
            if mistake(label, score):
                run.append(run[-1] + step(label, score) * x)
                if len(run) > limit:
                    return np.array(run)
        if len(run) == before:
            return np.array(run)


def clouds():
    """Separable data (X [n, 3], y [n]) with a column of ones."""
    for seed in range(12):
        random = np.random.default_rng(seed)
        u = random.normal(size=3)
        X = np.column_stack([np.ones(400), random.uniform(-1, 1, (400, 2))])
        X = X[np.abs(X @ u) > 0.15 * np.linalg.norm(u)][:30]
        yield X, np.sign(X @ u)


def largest_margin(X, y):
    """The largest margin over all weights, by quadratic programming; y * X @ w >= 1 at the shortest w."""
    rows = y[:, None] * X
    found = minimize(
        lambda w: w @ w / 2,
        np.zeros(X.shape[1]),
        jac=lambda w: w,
        constraints={"type": "ineq", "fun": lambda w: rows @ w - 1, "jac": lambda w: rows},
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    assert found.success
    return 1 / np.linalg.norm(found.x)


def radius(X):
    return np.linalg.norm(X, axis=1).max()


# Learning


@certifies(
    "perceptron.learning",
    right=product_step,
    wrong={
        "the label left out": lambda label, score: 1.0,
        "away from the mistake": lambda label, score: -label,
        "only one class moves": lambda label, score: max(label, 0.0),
    },
)
def test_the_run_ends_where_every_row_is_right(statement):
    for X, y in [(CORNERS, AND), *clouds()]:
        w = sweeps(X, y, step=statement)[-1]
        assert (y * (X @ w) > 0).all()


@certifies(
    "perceptron.learning",
    right=lambda t, said: t - said,
    wrong={"sign turned": lambda t, said: said - t, "twice the step": lambda t, said: 2 * (t - said)},
)
def test_the_forms_with_two_labellings_take_the_same_steps(statement):
    for score in (-2.0, -0.1, 0.0, 0.1, 2.0):
        for t in (0.0, 1.0):
            label, said = 2 * t - 1, float(score >= 0)
            # At score 0 the form with 0 and 1 says 1, and so is right about class 1.
            is_tie = score == 0 and t == 1
            expected = label if product_test(label, score) and not is_tie else 0.0
            assert statement(t, said) == expected


@certifies(
    "perceptron.slip_strict",
    right=product_test,
    wrong={"strict": lambda label, score: label * score < 0},
)
def test_a_run_from_zero_learns(statement):
    for X, y in [(CORNERS, AND), *clouds()]:
        run = sweeps(X, y, mistake=statement)
        assert len(run) > 1 and (y * (X @ run[-1]) > 0).all()


def answer_test(t, score):
    return t != (score >= 0)


def answer_step(t, score):
    return t - float(score >= 0)


@certifies(
    "perceptron.slip_labels",
    right=[(AND, product_test, product_step), ((AND > 0) * 1.0, answer_test, answer_step)],
    wrong={
        "labels 0 and 1 in the product": [((AND > 0) * 1.0, product_test, product_step)],
        "labels -1 and +1 in the difference": [(AND, product_test, answer_step)],
        "labels -1 and +1 against answers 0 and 1": [(AND, answer_test, answer_step)],
    },
)
def test_a_labelling_goes_with_its_step(statement):
    for labels, mistake, step in statement:
        run = sweeps(CORNERS, labels, mistake, step)
        lengths = np.abs(np.diff(run, axis=0)[:, 0])
        assert len(run) <= LIMIT, "it never stops"
        assert set(lengths) == {1.0}, "both classes take steps of the same size"
        assert ((CORNERS @ run[-1] >= 0) == (AND > 0)).all()


# Convergence


@certifies(
    "perceptron.convergence",
    right=lambda R, gamma: (R / gamma) ** 2,
    wrong={
        "without the square": lambda R, gamma: R / gamma,
        "half of it": lambda R, gamma: (R / gamma) ** 2 / 2,
        "the margin without its radius": lambda R, gamma: 0.9 / gamma**2,
        "upside down": lambda R, gamma: (gamma / R) ** 2,
    },
)
def test_no_run_makes_more_mistakes_and_some_make_as_many(statement):
    for X, y in [(CORNERS, AND), *clouds()]:
        assert len(sweeps(X, y)) - 1 <= statement(radius(X), largest_margin(X, y)) + 1e-6
    for d in (2, 5, 9):
        X, y = 3.0 * np.eye(d), np.ones(d)
        assert len(sweeps(X, y)) - 1 == pytest.approx(statement(radius(X), largest_margin(X, y)), rel=1e-5)


@certifies(
    "perceptron.convergence",
    right=(lambda k, gamma: k * gamma, lambda k, R: math.sqrt(k) * R),
    wrong={
        "a floor that grows like the square": (lambda k, gamma: k**2 * gamma, lambda k, R: math.sqrt(k) * R),
        "a ceiling that does not grow": (lambda k, gamma: k * gamma, lambda k, R: R),
        "floor and ceiling exchanged": (lambda k, gamma: math.sqrt(k) * math.sqrt(3), lambda k, R: k / math.sqrt(17)),
    },
)
def test_every_weight_vector_lies_between_floor_and_ceiling(statement):
    floor, ceiling = statement
    run, u = sweeps(CORNERS, AND), np.array([-3, 2, 2]) / math.sqrt(17)
    for k, w in enumerate(run):
        chain = [floor(k, 1 / math.sqrt(17)), u @ w, np.linalg.norm(w), ceiling(k, math.sqrt(3))]
        assert (np.diff(chain) >= -1e-12).all()


@certifies(
    "perceptron.convergence", right=lambda X, y: not separable(X, y), wrong={"it always stops": lambda X, y: False}
)
def test_a_run_is_endless_exactly_where_nothing_separates(statement):
    for y in itertools.product([-1.0, 1.0], repeat=4):
        assert (len(sweeps(CORNERS, y)) > LIMIT) == statement(CORNERS, np.array(y))


def separable(X, y):
    """Whether some w has y * (X @ w) > 0, by a linear program; X holds its own constant."""
    free = [(None, None)] * X.shape[1]
    return linprog(np.zeros(X.shape[1]), A_ub=-(y[:, None] * X), b_ub=-np.ones(len(X)), bounds=free).status == 0


# Numbers


@certifies("perceptron.one_update", right=(5, -68, 73), wrong={"the line is dragged": (5, -5, 10), "sign": (5, 78, 73)})
def test_an_update_repairs_the_score_by_the_squared_length(statement):
    w, x, y = np.array([-10, 1, 1.5]), np.array([1.0, 6, 6]), -1
    assert (w @ x, (w + y * x) @ x, x @ x) == statement
    assert y * (w + y * x) @ x - y * w @ x == pytest.approx(statement[2])


@certifies(
    "perceptron.mistake_bound",
    right={"AND": (51, 18, 18, 22, [-4, 3, 2]), "pair": (10, 2)},
    wrong={
        "the bound is reached": {"AND": (51, 51, 51, 51, [-4, 3, 2]), "pair": (10, 10)},
        "margin not divided by the length": {"AND": (3, 18, 18, 22, [-4, 3, 2]), "pair": (5, 2)},
    },
)
def test_the_bounds_and_the_runs_of_the_examples(statement):
    bound, made, least, most, end = statement["AND"]
    run = sweeps(CORNERS, AND)
    orders = [len(sweeps(CORNERS[list(o)], AND[list(o)])) - 1 for o in itertools.permutations(range(4))]
    assert (radius(CORNERS) / largest_margin(CORNERS, AND)) ** 2 == pytest.approx(bound, rel=1e-6)
    assert (len(run) - 1, min(orders), max(orders), run[-1].tolist()) == (made, least, most, end)
    X, y = np.array([[2.0, 1], [1, 2]]), np.array([1.0, -1])
    assert (radius(X) / largest_margin(X, y)) ** 2 == pytest.approx(statement["pair"][0], rel=1e-6)
    assert len(sweeps(X, y)) - 1 == statement["pair"][1]


@certifies(
    "perceptron.xor_cycle",
    right=([[0, 0, 0], [-1, 0, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]], 29),
    wrong={
        "no mistake at score 0": ([[0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]], 29),
        "the product does not help": ([[0, 0, 0], [-1, 0, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]], LIMIT),
    },
)
def test_xor_comes_back_to_where_it_began(statement):
    cycle, made = statement
    assert sweeps(CORNERS, XOR)[:9].tolist() == cycle + cycle[1:]
    assert len(sweeps(np.column_stack([CORNERS, CORNERS[:, 1] * CORNERS[:, 2]]), XOR)) - 1 == made


@certifies(
    "perceptron.boolean_functions",
    right={1: 4, 2: 14, 3: 104},
    wrong={"only XOR fails": {1: 4, 2: 15, 3: 104}, "Cover's count at the cube": {1: 4, 2: 14, 3: 128}},
)
def test_linear_programs_and_small_integer_weights_count_the_same(statement):
    for inputs, count in statement.items():
        corners = np.array([(1.0, *bits) for bits in itertools.product([0, 1], repeat=inputs)])
        labellings = itertools.product([-1.0, 1.0], repeat=2**inputs)
        assert sum(separable(corners, np.array(y)) for y in labellings) == count
        # Every threshold function of three inputs has integer weights up to 2 and a threshold between integers.
        thresholds = np.arange(-6.5, 7)
        weights = itertools.product(thresholds, *[range(-2, 3)] * inputs)
        assert len({tuple(corners @ w > 0) for w in weights}) == count


@certifies(
    "perceptron.cover_count",
    right=lambda n, d: 2 * sum(math.comb(n - 1, k) for k in range(d)),
    wrong={
        "one term more": lambda n, d: 2 * sum(math.comb(n - 1, k) for k in range(d + 1)),
        "without the factor 2": lambda n, d: sum(math.comb(n - 1, k) for k in range(d)),
        "choices among n": lambda n, d: 2 * sum(math.comb(n, k) for k in range(d)),
    },
)
def test_the_count_by_linear_programs_and_by_the_recursion(statement):
    for n, d in ((4, 2), (4, 3), (6, 3), (5, 4)):
        X = np.random.default_rng(n * d).normal(size=(n, d))
        labellings = itertools.product([-1.0, 1.0], repeat=n)
        assert sum(separable(X, np.array(y)) for y in labellings) == statement(n, d)
    for n, d in itertools.product(range(1, 12), range(1, 8)):
        assert statement(n + 1, d) == statement(n, d) + (statement(n, d - 1) if d > 1 else 0)
    for d in (2, 5, 20):
        assert 2 * statement(2 * d, d) == 2 ** (2 * d)


@certifies(
    "perceptron.question",
    right=lambda s: (2 + s**2) * (13 + 4 / s**2),
    wrong={
        "only the radius changes": lambda s: (2 + s**2) * 17,
        "only the margin changes": lambda s: 3 * (13 + 4 / s**2),
        "scale does not matter": lambda s: 51.0,
    },
)
def test_scaling_an_input_changes_radius_and_margin(statement):
    for s in (0.5, 1.0, 2.0, 10.0):
        X = CORNERS * [1, 1, s]
        assert (radius(X) / largest_margin(X, AND)) ** 2 == pytest.approx(statement(s), rel=1e-5)
    assert (statement(1.0), round(statement(10.0), 2)) == (51.0, 1330.08)
    assert len(sweeps(CORNERS * [1, 1, 10], AND)) - 1 == 504
