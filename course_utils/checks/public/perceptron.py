"""Public cases of chapter 1: properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from .. import expect
from ..exercises import Topic
from ..failures import Failure

topic = Topic("01_perceptron")

novikoff_bound = topic.exercise("novikoff_bound", level=2)
perceptron_fit = topic.exercise("perceptron_fit", level=2)
linearly_separable = topic.exercise("linearly_separable", level=3)
sigmoid = topic.exercise("sigmoid", level=1)
activation_grads = topic.exercise("activation_grads", level=1)

LOG2, LOG3 = math.log(2), math.log(3)

# The two points of the chapter's first example, and AND with the bias as a first column of ones.
PAIR, PAIR_LABELS = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
BIASED = np.column_stack([np.ones(4), SQUARE])
AND, OR, XOR = (np.array(labels) for labels in ([-1.0, -1, -1, 1], [-1.0, 1, 1, 1], [-1.0, 1, 1, -1]))


def changed_by(student, ask) -> list[str]:
    """Names of the arguments that a call changed in place."""
    ask()
    return list(student.changed)


# ---------------------------------------------------------------- novikoff_bound


def bound(student, X, y, w_star) -> float:
    """The answer as one number."""
    answer = student(np.asarray(X, float), np.asarray(y, float), np.asarray(w_star, float))
    expect.shape(answer, (), what="the bound")
    return float(expect.array(answer))


@novikoff_bound.case("the worked examples: 10 for the two points, 51 for AND", weight=2)
def _(student, draw):
    expect.close(bound(student, PAIR, PAIR_LABELS, [1, -1]), 10.0, rtol=1e-9, what="the bound of the two points")
    expect.close(bound(student, BIASED, AND, [-3, 2, 2]), 51.0, rtol=1e-9, what="the bound of AND")


@novikoff_bound.case("neither the length of w* nor the unit of X changes the bound")
def _(student, draw):
    X, y, w_star = planted(draw, 12)
    value = bound(student, X, y, w_star)
    expect.greater([value, 1e9 - value], 1.1, what="the bound, and 10^9 less the bound,")
    expect.close(bound(student, X, y, 7 * w_star), value, what="the bound with 7 w*")
    expect.close(bound(student, 3 * X, y, w_star), value, what="the bound of 3 X")


@novikoff_bound.case("inf where w* puts a point on the wrong side, or on the line itself")
def _(student, draw):
    expect.greater(
        1e6 - bound(student, PAIR, PAIR_LABELS, [5, -5]), 0, what="10^6 less the bound of a w* that separates"
    )
    for w_star, where in (([-1, 1], "both points"), ([1, 1], "one point"), ([2, -1], "a point on the line")):
        value = bound(student, PAIR, PAIR_LABELS, w_star)
        expect.close(value, math.inf, what=f"the bound where w* fails for {where}")


@novikoff_bound.case("X, y and w* are left as they were")
def _(student, draw):
    value = bound(student, PAIR, PAIR_LABELS, [2, -2])
    expect.unchanged(student)
    expect.close(value, 10.0, what="the bound")


@novikoff_bound.probed()
def _(student):
    X = np.array([[1.0, 2.0, -0.5], [3.0, -1.0, 0.2], [-2.0, 1.5, 1.0], [-4.0, -0.3, 2.5]])
    y, w_star = np.array([1.0, 1.0, -1.0, -1.0]), np.array([2.0, 0.4, -1.0])

    return {
        "separating": lambda: bound(student, X, y, w_star),
        "wrong side": lambda: bound(student, X, y, -w_star),
        "one wrong": lambda: bound(student, X, y * np.array([-1, 1, 1, 1]), w_star),
        "on the line": lambda: bound(student, PAIR, PAIR_LABELS, [2, -1]),
        "changed": lambda: changed_by(student, lambda: bound(student, X, y, w_star)),
    }


# ---------------------------------------------------------------- perceptron_fit


def planted(draw, n: int = 40, margin: float = 0.3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X [n, 3] with a first column of ones, labels [n] (a quarter positive), a unit w_star with y w_star.x >= margin."""
    turn, offset = draw.uniform(0, 2 * np.pi), draw.uniform(-0.8, 0.8)
    across = np.array([np.cos(turn), np.sin(turn)])
    y = np.where(np.arange(n) < max(1, n // 4), 1.0, -1.0)[draw.rng.permutation(n)]
    points = 1.5 * draw.normal(n, 2)
    height = y * (margin * math.hypot(1, offset) + np.abs(draw.normal(n)))
    points += np.outer(height - offset - points @ across, across)
    w_star = np.append(offset, across) / math.hypot(1, offset)
    return np.column_stack([np.ones(n), points]), y, w_star


def fitted(student, X: np.ndarray, y: np.ndarray, *options) -> tuple[np.ndarray, int]:
    """(w, n_updates) of the answer; options: eta, max_updates."""
    w, n_updates = expect.parts(student(X, y, *options), 2, "w and n_updates")
    expect.shape(w, (X.shape[1],), what="w")
    expect.finite(w, what="w")
    expect.shape(n_updates, (), what="n_updates")
    count = float(expect.array(n_updates))
    if not count.is_integer():
        raise Failure(f"n_updates: expected a whole number, got {count:g}", "n_updates: expected a whole number")
    return expect.array(w).astype(float), int(count)


def separates(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> None:
    """Every point lies strictly on its side."""
    expect.greater(y * (X @ w) + 0.0, 0, what="the smallest y_i w.x_i after training")


@perceptron_fit.case("the worked example: two points, two mistakes, w = (1, -1)", weight=2)
def _(student, draw):
    for order in ([0, 1], [1, 0]):
        w, n_updates = fitted(student, PAIR[order], PAIR_LABELS[order])
        expect.close(w, [1.0, -1.0], what="w")
        expect.close(n_updates, 2, what="n_updates")


@perceptron_fit.case("from w = 0 the learning rate scales w and nothing else")
def _(student, draw):
    for eta in (0.25, 3.0):
        w, n_updates = fitted(student, PAIR, PAIR_LABELS, eta)
        expect.close(w, [eta, -eta], what=f"w with eta = {eta:g}")
        expect.close(n_updates, 2, what=f"n_updates with eta = {eta:g}")


@perceptron_fit.case("three points in a narrow cone, turned to their labels: the first mistake is the last")
def _(student, draw):
    # For each two of the points x.x' > 0: whichever is first, its update puts all three right.
    cone = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 1.0]])
    for y in (-np.ones(3), np.array([1.0, -1.0, -1.0])):
        w, n_updates = fitted(student, y[:, None] * cone, y)
        separates(w, y[:, None] * cone, y)
        expect.close(n_updates, 1, what="n_updates")
        expect.close(np.abs(cone - w).sum(axis=1).min(), 0.0, what="the distance of w from the nearest y_i x_i")


@perceptron_fit.case("XOR is never learnt: training stops after max_updates mistakes")
def _(student, draw):
    for limit in (1, 6, 25):
        w, n_updates = fitted(student, BIASED, XOR, 1.0, limit)
        expect.close(n_updates, limit, what=f"n_updates with max_updates = {limit}")
        # Each mistake moves the weight of the column of ones by 1, up or down.
        expect.close((n_updates - w[0]) % 2, 0.0, what="the remainder of (n_updates - bias) / 2")


@perceptron_fit.case(
    "drawn points with a gap between the classes all end on their sides; X and y are left as they were"
)
def _(student, draw):
    X, y, _ = planted(draw)
    w, n_updates = fitted(student, X, y)
    expect.unchanged(student)
    separates(w, X, y)
    expect.greater(n_updates, 0, what="n_updates")


@perceptron_fit.probed()
def _(student):
    cone = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 1.0]])
    four = np.array([[1.0, 1.0, 0.2], [1.0, 1.3, 0.1], [1.0, -0.2, 0.9], [1.0, 0.4, -0.6]])
    labels = np.array([1.0, -1.0, 1.0, -1.0])

    def cones(y):
        w, n_updates = fitted(student, cone, y)
        return [n_updates, np.abs(y[:, None] * cone - w).sum(axis=1).min()]

    def ends():
        w, n_updates = fitted(student, four, labels, 1.0, 500)
        return [bool((labels * (four @ w) > 0).all()), n_updates >= 500, n_updates > 500]

    return {
        "pair": lambda: student(PAIR, PAIR_LABELS),
        "turned": lambda: student(PAIR[::-1].copy(), PAIR_LABELS[::-1].copy(), 0.25),
        "cone": lambda: cones(-np.ones(3)),
        "cone of positives": lambda: cones(np.ones(3)),
        "single negative": lambda: student(PAIR[:1], -np.ones(1), 0.5),
        "stops": lambda: [fitted(student, BIASED, XOR, 1.0, limit)[1] for limit in (1, 6, 25)],
        "one mistake": lambda: np.sort(np.abs(fitted(student, PAIR, PAIR_LABELS, 1.0, 1)[0])),
        "ends": ends,
        "changed": lambda: changed_by(student, lambda: fitted(student, PAIR, PAIR_LABELS)),
    }


# ------------------------------------------------------------ linearly_separable


def decision(student, X, y) -> bool:
    """The answer, True or False (or 1 or 0)."""
    answer = student(np.asarray(X, float), np.asarray(y, float))
    expect.shape(answer, (), what="the answer")
    value = expect.array(answer)
    if value not in (0, 1):
        raise Failure(f"expected True or False, got {value:.7g}", "expected True or False")
    return bool(value)


def decides(student, X, y, want: bool, what: str) -> None:
    """The answer is the expected one."""
    found = decision(student, X, y)
    if found != want:
        text = f"{what}: expected {want}, got {found}"
        raise Failure(text, text)


@linearly_separable.case("AND and OR are separable, XOR and its negation are not", weight=2, seconds=30)
def _(student, draw):
    decides(student, SQUARE, AND, True, "AND")
    decides(student, SQUARE, OR, True, "OR")
    decides(student, SQUARE, XOR, False, "XOR")
    decides(student, SQUARE, -XOR, False, "XNOR")


@linearly_separable.case("on a line one threshold must do, wherever it lies")
def _(student, draw):
    line = np.array([[3.0], [4.0], [6.0]])
    decides(student, line, [-1, -1, 1], True, "-, -, + along a line")
    decides(student, line, [1, -1, -1], True, "+, -, - along a line")
    decides(student, line, [1, -1, 1], False, "+, -, + along a line")


@linearly_separable.case("equal labels are separable; one point with both labels is not")
def _(student, draw):
    decides(student, SQUARE, np.ones(4), True, "all labels +1")
    decides(student, SQUARE, -np.ones(4), True, "all labels -1")
    decides(student, [[1.0, 2.0], [3.0, 1.0], [1.0, 2.0]], [1, 1, -1], False, "a point that carries both labels")


@linearly_separable.case("X and y are left as they were")
def _(student, draw):
    decides(student, SQUARE + 1, OR, True, "OR")
    expect.unchanged(student)
    decides(student, SQUARE + 1, XOR, False, "XOR")
    expect.unchanged(student)


@linearly_separable.probed()
def _(student):
    touching = [[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.0, 3.0]]
    ring = np.array([[np.cos(t), np.sin(t)] for t in np.arange(6)])
    near = np.array([[0.499], [0.0], [0.501], [1.0]])
    cube = np.array([[i, j, k] for i in (0.0, 1.0) for j in (0.0, 1.0) for k in (0.0, 1.0)])

    def boolean():
        codes = [np.where([c >> i & 1 for i in range(4)], 1.0, -1.0) for c in range(16)]
        return [decision(student, SQUARE, y) for y in codes]

    return {
        "boolean": boolean,
        "value": lambda: student(SQUARE, AND),
        "far": lambda: [decision(student, SQUARE + 4, y) for y in (AND, OR, XOR)],
        "near": lambda: [decision(student, near, [-1, -1, 1, 1]), decision(student, 100 * near, [-1, -1, 1, 1])],
        "overlap": lambda: decision(student, near, [1, -1, -1, 1]),
        "touching": lambda: decision(student, touching, [1, 1, -1, -1]),
        "opposite": lambda: decision(student, [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], [1, -1, -1]),
        "ring": lambda: [decision(student, ring, y) for y in ([1, 1, 1, -1, -1, -1], [1, -1, 1, 1, -1, 1])],
        "cube": lambda: [decision(student, cube, np.where(f, 1, -1)) for f in (cube.sum(1) % 2 > 0, cube.sum(1) > 1)],
        "unequal": lambda: decision(student, [[0.0], [1.0], [2.0], [100.0]], [-1, -1, 1, 1]),
        "skewed": lambda: decision(student, [[0.0, 0], [0, 1], [0, 2], [1, 9], [1.5, -40]], [-1, -1, -1, 1, 1]),
        "changed": lambda: changed_by(student, lambda: decision(student, SQUARE + 1, OR)),
    }


# ----------------------------------------------------------------------- sigmoid


def curve(student, z) -> np.ndarray:
    """The answer as an array of the shape of z, with no NaN in it."""
    z = np.asarray(z, float)
    values = student(z)
    expect.shape(values, z.shape)
    expect.finite(values)
    values = expect.array(values)
    if values.dtype.kind == "f" and values.dtype != np.float64:
        raise Failure(f"the result has dtype {values.dtype}, expected float64", "the result: expected dtype float64")
    return values


@sigmoid.case("the worked values: odds e^z of 3 to 1 are a probability of 3/4, 1 to 9 are 1/10", weight=2)
def _(student, draw):
    z = [[0.0, LOG3, -LOG3], [LOG2, 2 * LOG3, -2 * LOG3]]
    expect.close(curve(student, z), [[0.5, 0.75, 0.25], [2 / 3, 0.9, 0.1]], rtol=1e-9)


@sigmoid.case("sigma(z) + sigma(-z) = 1, rising all the way, for one dimension and for two")
def _(student, draw):
    z = np.sort(6 * draw.normal(30))
    for values, mirrored in (
        (curve(student, z), curve(student, -z)),
        (curve(student, z.reshape(5, 6)).ravel(), curve(student, -z.reshape(5, 6)).ravel()),
    ):
        expect.close(values + mirrored, np.ones(30), rtol=1e-12, what="sigma(z) + sigma(-z)")
        expect.greater(np.diff(values)[z[1:] < 15], 0, what="the rise of sigma from one z to the next")


@sigmoid.case("z = 1000 gives 1, z = -1000 gives 0, and z = -30 gives 9.36e-14")
def _(student, draw):
    values = curve(student, [1000.0, -1000.0, -30.0, 30.0])
    expect.unchanged(student)
    expect.close(values, [1.0, 0.0, 9.36e-14, 1.0], rtol=1e-12, atol=2e-15)


@sigmoid.case("z is left as it was")
def _(student, draw):
    values = curve(student, [LOG3, -LOG3])
    expect.unchanged(student)
    expect.close(values, [0.75, 0.25])


@sigmoid.probed(atol=1e-6)
def _(student):
    z = np.array([[0.3, -1.2, 2.0], [-0.7, 4.0, -6.0]])

    return {
        "values": lambda: student(z),
        "row": lambda: student(z[1]),
        "far": lambda: student(np.array([12.0, -12.0])),
        "left tail": lambda: 1e12 * expect.array(student(np.array([-24.0, -30.0]))),
        "mirrored": lambda: 1e9 * (expect.array(student(z)) + expect.array(student(-z)) - 1),
        "farther": lambda: student(np.array([1000.0, -1000.0])),
        "dtype": lambda: str(expect.array(student(z)).dtype),
        "changed": lambda: changed_by(student, lambda: curve(student, z)),
    }


# -------------------------------------------------------------- activation_grads

NAMES = ("sigmoid", "tanh", "relu")


def slopes(student, z) -> dict[str, np.ndarray]:
    """The three derivatives, each of the shape of z."""
    z = np.asarray(z, float)
    answer = student(z)
    expect.keys(answer, set(NAMES))
    for name in NAMES:
        expect.shape(answer[name], z.shape, what=f"`{name}`")
        expect.finite(answer[name], what=f"`{name}`")
    return {name: expect.array(answer[name]).astype(float) for name in NAMES}


@activation_grads.case("the worked values: 3/16, 9/25 and 1 at log 3; 2/9, 16/25 and 1 at log 2", weight=2)
def _(student, draw):
    found = slopes(student, [[LOG3, -LOG3], [LOG2, -LOG2]])
    expect.close(found["sigmoid"], [[3 / 16, 3 / 16], [2 / 9, 2 / 9]], what="`sigmoid`")
    expect.close(found["tanh"], [[0.36, 0.36], [0.64, 0.64]], what="`tanh`")
    expect.close(found["relu"], [[1.0, 0.0], [1.0, 0.0]], what="`relu`")


@activation_grads.case("at 0 the slopes are 1/4 and 1, and that of ReLU is anything from 0 to 1")
def _(student, draw):
    found = slopes(student, [0.0])
    expect.close(found["sigmoid"], [0.25], what="`sigmoid`")
    expect.close(found["tanh"], [1.0], what="`tanh`")
    expect.greater([found["relu"], 1 - found["relu"]], -1e-9, what="`relu` at 0, and 1 less it,")


@activation_grads.case("slopes at z and -z: equal for sigmoid and tanh, adding up to 1 for ReLU; flatter farther out")
def _(student, draw):
    z = np.cumsum(draw.uniform(0.1, 0.6, 3, 2), axis=0)
    right, left = slopes(student, z), slopes(student, -z)
    for name in ("sigmoid", "tanh"):
        expect.close(left[name], right[name], what=f"`{name}` at -z")
        expect.greater(-np.diff(right[name], axis=0), 0, what=f"the fall of `{name}` from one z to a larger one")
    expect.close(left["relu"] + right["relu"], np.ones((3, 2)), what="`relu` at z plus `relu` at -z")


@activation_grads.case("z is left as it was")
def _(student, draw):
    found = slopes(student, [LOG3, -LOG3])
    expect.unchanged(student)
    expect.close(found["tanh"], [0.36, 0.36], what="`tanh`")


@activation_grads.probed()
def _(student):
    z = np.array([[0.3, -1.2, 2.0], [-0.7, 1.4, -2.6]])

    return {
        "values": lambda: student(z),
        "at 0": lambda: {name: bool(0 <= value[0] <= 1) for name, value in student(np.zeros(1)).items()},
        "far": lambda: student(np.array([20.0, -20.0])),
        "changed": lambda: changed_by(student, lambda: slopes(student, z)),
    }
