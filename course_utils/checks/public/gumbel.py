"""Public cases of chapter 13: properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import torch

from .. import expect
from ..draw import Draw, tensor
from ..exercises import Topic
from ..failures import Failure

topic = Topic("13_gumbel")

exp_from_uniform = topic.exercise("exp_from_uniform", level=1)
exp_race = topic.exercise("exp_race", level=1)
gumbel_max = topic.exercise("gumbel_max", level=2)
gumbel_softmax = topic.exercise("gumbel_softmax", level=2)
concrete_logpdf = topic.exercise("concrete_logpdf", level=3)

UNEVEN = np.array([0.1, 0.2, 0.7])
ERROR = np.sqrt(UNEVEN * (1 - UNEVEN) / 20_000)  # of a share in 20,000 draws


def changed(student, *arguments) -> list[str]:
    """Names of the arguments that a call changes in place."""
    student(*arguments)
    return list(student.changed)


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


def winners(student, weights: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """The answer as int [n], if each row of noise [n, K] has one of the K runners for a winner."""
    answer = student(weights, noise)
    expect.shape(answer, noise.shape[:1], what="the winners")
    found = expect.array(answer)
    if not np.isin(found, np.arange(noise.shape[1])).all():
        text = "the winners: expected whole numbers from 0 to K - 1, the columns where they stand"
        raise Failure(text, text)
    return found.astype(int)


def frequencies(found: np.ndarray, K: int) -> np.ndarray:
    """Shares [K] of the winners."""
    return np.bincount(found, minlength=K) / len(found)


# -------------------------------------------------------------- exp_from_uniform


def times(student, u) -> np.ndarray:
    """The answer as finite numbers of the shape of u."""
    return numbers(student(np.asarray(u, dtype=float)), np.shape(u), "c")


@exp_from_uniform.case(
    "the worked example: half of all clocks have rung after 0.693, three quarters after 1.386", weight=2
)
def _(student, draw):
    c = times(student, [0.5, 0.75, 0.9, 0.2, 0.7, 0.95])
    expect.close(c, [0.6931472, 1.3862944, 2.3025851, 0.2231436, 1.2039728, 2.9957323], atol=1e-7, what="c")


@exp_from_uniform.case("clocks forget: where chances of still waiting multiply, times add")
def _(student, draw):
    # 1 - u is the chance of still waiting, so this w stands for waiting through both.
    u, v = draw.uniform(0.1, 0.9, 2, 3), draw.uniform(0.1, 0.9, 2, 3)
    first, second, both = (times(student, x) for x in (u, v, u + v - u * v))
    expect.close(both, first + second, what="c of both waits, one after the other,")
    expect.greater([first, second], 0.05, what="c")


@exp_from_uniform.case("the ends: u = 0 is no wait at all, and u = 1 - 1e-16 waits 36.7")
def _(student, draw):
    c = times(student, [0.0, 1 - 1e-16, 0.0, 1 - 2.0**-40])
    expect.close(c, [0.0, 36.7368006, 0.0, 27.7258872], atol=1e-7, rtol=0, what="c")


@exp_from_uniform.case("a u of 1e-18 waits 1e-18, and not 0")
def _(student, draw):
    c = times(student, [1e-18, 1e-12, 1e-6])
    expect.close(c, [1e-18, 1e-12, 1.0000005e-6], rtol=1e-9, atol=0, what="c")


@exp_from_uniform.case("u is left as it was")
def _(student, draw):
    excess = times(student, np.linspace(0.25, 0.95, 40)) - np.linspace(0.25, 0.95, 40)
    expect.unchanged(student)
    expect.greater(excess, 0.03, what="c - u")


@exp_from_uniform.probed()
def _(student):
    seeded = student.seeded(5)
    u = np.array([0.3, 0.1, 0.62, 0.97])
    return {
        "times": lambda: seeded(u),
        "ends": lambda: [np.isfinite(expect.array(seeded(np.array([0.0])))).all(), seeded(np.array([1 - 1e-16]))],
        "small": lambda: expect.array(seeded(np.array([1e-18]))) > 5e-19,
        "fairly small": lambda: expect.array(seeded(np.array([1e-8]))) * 1e6,
        "changed": lambda: changed(seeded, u),
    }


# ---------------------------------------------------------------------- exp_race


@exp_race.case("the worked example: rates (0.1, 0.2, 0.7), four races", weight=2)
def _(student, draw):
    # Arrival times (2.23, 6.02, 4.28), (10, 5, 1.43), (10, 2, 4.29) and (0.5, 1.5, 1).
    C = np.array([[0.2231, 1.2040, 2.9957], [1.0, 1.0, 1.0], [1.0, 0.4, 3.0], [0.05, 0.3, 0.7]])
    expect.close(winners(student, UNEVEN, C), [0, 2, 1, 0], what="the winners")


@exp_race.case("over 20,000 races the runners win as often as pi says")
def _(student, draw):
    found = winners(student, UNEVEN, draw.rng.exponential(size=(20_000, 3)))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of runner")


@exp_race.case("five times the rates: everyone arrives sooner, and the winners stay")
def _(student, draw):
    C = draw.rng.exponential(size=(60, 3))
    C[:3] = 2 - np.eye(3) * 1.9  # one race for each runner
    expect.close(winners(student, np.ones(3), C)[:3], [0, 1, 2], what="the winners of three even races")
    found = winners(student, UNEVEN, C)
    for factor in (5.0, 0.01):
        expect.close(winners(student, factor * UNEVEN, C), found, what=f"the winners with {factor:g} times the rates")


@exp_race.case("a runner of probability 0 never wins, not even with C = 0")
def _(student, draw):
    C = np.tile([[1.0, 0.0, 2.0], [2.0, 1e-300, 1.0], [3.0, 1e-12, 0.1], [0.5, 3.0, 1.5]], (10, 1))
    expect.close(winners(student, np.array([0.5, 0.0, 0.5]), C), [0, 2, 2, 0] * 10, what="the winners")


@exp_race.case("pi and C are left as they were")
def _(student, draw):
    found = winners(student, 3 * UNEVEN, np.tile([[0.1, 1.0, 1.0], [5.0, 0.1, 5.0]], (20, 1)))
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")


@exp_race.probed()
def _(student):
    seeded = student.seeded(5)
    C = Draw(13, exp_race.id, "probe").rng.exponential(size=(12, 4))
    pi, still = np.array([0.15, 0.4, 0.1, 0.35]), np.array([0.3, 0.0, 0.5, 0.2])
    return {
        "winners": lambda: seeded(pi, C),
        "scaled": lambda: seeded(20 * pi, C),
        "other rates": lambda: seeded(np.array([0.05, 0.05, 0.8, 0.1]), C),
        "zero": lambda: seeded(still, C),
        "zero and zero": lambda: [seeded(still, np.array([[c, 0.0, 2.0, 3.0]])) for c in (1.0, 0.0)],
        "zero and tiny": lambda: seeded(still, np.array([[1.0, 1e-14, 2.0, 3.0]])),
        "changed": lambda: changed(seeded, pi, C),
    }


# -------------------------------------------------------------------- gumbel_max


@gumbel_max.case("the worked example: probabilities (0.1, 0.2, 0.7), four rows of u", weight=2)
def _(student, draw):
    # Keys (-0.80, -1.80, -1.45), (-1.94, -1.24, 0.01), (-3.40, 0.64, -1.19) and (2.30, 1.29, 0.01).
    u = np.array([[0.8, 0.3, 0.05], [0.5, 0.5, 0.5], [0.05, 0.9, 0.1], [0.99, 0.946, 0.5]])
    expect.close(winners(student, np.log(UNEVEN), u), [0, 2, 1, 0], what="the winners")


@gumbel_max.case("over 20,000 rows the classes win as often as softmax says, from logits 5 too high")
def _(student, draw):
    found = winners(student, np.log(UNEVEN) + 5, draw.uniform(1e-12, 1, 20_000, 3))
    expect.statistic(frequencies(found, 3), UNEVEN, ERROR, what="the share of class")


@gumbel_max.case("the same number added to all logits, even 1000, moves no winner")
def _(student, draw):
    u = draw.uniform(0.001, 0.999, 60, 3)
    u[:3] = 0.02 + np.eye(3) * 0.97  # one row for each class
    found = winners(student, np.log(UNEVEN), u)
    expect.close(found[:3], [0, 1, 2], what="the winners of the first three rows")
    for shift in (5.0, -5.0, 1000.0, -1000.0):
        moved = winners(student, np.log(UNEVEN) + shift, u)
        expect.close(moved, found, what=f"the winners with {shift:g} added to each logit")


@gumbel_max.case("strongly uneven logits: rare noise still beats them, and hopeless classes do no harm")
def _(student, draw):
    # u = 1 - 1e-13, 1 - 1e-9, 1e-5 and 1e-12 are noise of 29.9, 20.7, -2.44 and -3.32.
    rare = np.array([[1 - 1e-13, 1 - 1e-9], [1 - 1e-9, 1 - 1e-9], [1 - 1e-13, 1 - 1e-10]])
    expect.close(winners(student, np.array([0.0, 8.0]), rare), [0, 1, 1], what="the winners with logits (0, 8)")
    low = np.array([[1e-12, 1e-5], [1e-5, 1e-12]])
    expect.close(winners(student, np.array([0.8, 0.0]), low), [1, 0], what="the winners with logits (0.8, 0)")
    found = winners(student, np.array([-900.0, 3.0, 1.0]), np.array([[0.9, 0.5, 0.5], [0.9, 0.01, 0.9]]))
    expect.close(found, [1, 2], what="the winners with logits (-900, 3, 1)")


@gumbel_max.case("logits and u are left as they were")
def _(student, draw):
    found = winners(student, np.array([1.0, 1.5]), np.tile([[0.9, 0.1], [0.1, 0.9]], (20, 1)))
    expect.unchanged(student)
    expect.close(found, [0, 1] * 20, what="the winners")


@gumbel_max.probed()
def _(student):
    seeded = student.seeded(5)
    u = Draw(13, gumbel_max.id, "probe").uniform(0.001, 0.999, 40, 4)
    logits = np.array([0.2, 1.1, -0.9, 0.6])
    return {
        "winners": lambda: seeded(logits, u),
        "higher": lambda: seeded(logits + 3, u),
        "parts": lambda: [expect.array(seeded(logits, part))[:1] for part in (u[3:9], u[9:21], u[21:40], u[::-1])],
        "uneven": lambda: seeded(4 * logits, u),
        "far up": lambda: seeded(logits + 1000, u),
        "rare": lambda: seeded(np.array([0.0, 8.0]), np.array([[1 - 1e-13, 1 - 1e-9]])),
        "low": lambda: seeded(np.array([0.8, 0.0]), np.array([[1e-12, 1e-5]])),
        "changed": lambda: changed(seeded, logits, u),
    }


# ---------------------------------------------------------------- gumbel_softmax

# exp(logits + g) is (1, 2, 5) and (3, 2, 1), twenty times each.
WORKED = tuple(tensor(np.log(w)).repeat(20, 1) for w in ([[1, 2, 4], [3, 1, 2]], [[1, 1, 1.25], [1, 2, 0.5]]))


def sample(student, *arguments) -> np.ndarray:
    """The answer as finite numbers of the shape of the logits."""
    return numbers(student(*arguments), tuple(arguments[0].shape), "y")


@gumbel_softmax.case("the worked example: weights (1, 2, 5) and (3, 2, 1), squared at tau = 0.5, rooted at 2", weight=2)
def _(student, draw):
    roots = [[0.2150407, 0.3041134, 0.4808456], [0.4177377, 0.3410814, 0.2411809]]
    squares = [[1 / 30, 4 / 30, 25 / 30], [9 / 14, 4 / 14, 1 / 14]]
    for tau, want in ((1.0, [[1 / 8, 2 / 8, 5 / 8], [3 / 6, 2 / 6, 1 / 6]]), (0.5, squares), (2.0, roots)):
        expect.close(
            sample(student, *WORKED, tau), np.tile(want, (20, 1)), atol=2e-7, rtol=0, what=f"y at tau = {tau:g}"
        )


def slopes_by_hand(student, *hard) -> None:
    """y = (1/4, 3/4) at tau = 1 and (1/10, 9/10) at tau = 1/2: y_1 moves by y_1 y_2 / tau."""
    logits, g, pick = (tensor(r).repeat(60, 1) for r in ([0.0, math.log(2)], [0.0, math.log(1.5)], [1.0, 0.0]))
    for tau, y, slope in ((1.0, 1 / 4, 3 / 16), (0.5, 1 / 10, 0.09 / 0.5)):
        value, grads = student.vjp((logits, g, tau, *hard), pick)
        expect.close(value, [[0, 1] if hard else [y, 1 - y]] * 60, rtol=1e-6, atol=1e-12, what=f"y at tau = {tau:g}")
        expect.gradient(grads[0], [[slope, -slope]] * 60, of="logits")


@gumbel_softmax.case("soft slopes: y = (1/4, 3/4) moves by 3/16, divided by tau")
def _(student, draw):
    slopes_by_hand(student)


@gumbel_softmax.case("hard: 1 for the winner and 0 for the rest, though its share may be below one half")
def _(student, draw):
    for tau in (0.1, 1.0, 2.0, 5.0):
        y = sample(student, *WORKED, tau, True)
        expect.close(y, [[0, 0, 1], [1, 0, 0]] * 20, rtol=0, atol=1e-12, what=f"y at tau = {tau:g} with hard=True")


@gumbel_softmax.case("hard: the slopes are those of the soft sample")
def _(student, draw):
    slopes_by_hand(student, True)


@gumbel_softmax.case("tau = 0.001 overflows nowhere")
def _(student, draw):
    logits = tensor([[0.0, 0.0010986123], [700.0, -700.0], [-3.0, 4.0]])  # 0.001 log 3
    y = sample(student, logits, torch.zeros(3, 2, dtype=torch.float64), 1e-3)
    expect.close(y, [[0.25, 0.75], [1, 0], [0, 1]], what="y at tau = 0.001")


@gumbel_softmax.case("at every tau the rows sum to 1 and the largest entry is where logits + g is largest")
def _(student, draw):
    logits, g = tensor(2 * draw.normal(40, 4)), tensor(draw.rng.gumbel(size=(40, 4)))
    largest = (logits + g).numpy().argmax(axis=1)
    for tau in (0.1, 0.5, 5.0):
        y = sample(student, logits, g, tau)
        expect.close(y.sum(axis=1), np.ones(40), what=f"the sums of the rows at tau = {tau:g}")
        expect.close(y.argmax(axis=1), largest, what=f"the places of the largest entries at tau = {tau:g}")


@gumbel_softmax.case("logits and g are left as they were")
def _(student, draw):
    for hard in (False, True):
        y = sample(student, *WORKED, 1.0, hard)
        expect.unchanged(student)
        expect.close(y.sum(axis=1), np.ones(40), what="the sums of the rows")
        expect.greater(
            [y[::2, 2] - y[::2, 0], y[1::2, 0] - y[1::2, 2]], 0.2, what="the largest share less the smallest"
        )


@gumbel_softmax.probed()
def _(student):
    seeded, draw = student.seeded(5), Draw(13, gumbel_softmax.id, "probe")
    logits, g, pick = tensor(draw.normal(3, 4)), tensor(draw.rng.gumbel(size=(3, 4))), tensor(draw.normal(3, 4))

    def slopes(hard):
        slope = seeded.vjp((logits, g, 0.7, hard), pick).grads[0]
        return "none" if slope is None else slope

    return {
        "soft": lambda: seeded(logits, g, 0.7),
        "soft slopes": lambda: slopes(False),
        "hard": lambda: seeded(logits, g, 0.7, True),
        "hard and wide": lambda: seeded(logits, g, 6.0, True),
        "hard slopes": lambda: slopes(True),
        "cold": lambda: seeded(0 * logits, 0.004 * pick, 0.001),
        "far": lambda: seeded(800 + logits, g, 0.7),
        "changed": lambda: changed(seeded, logits, g, 0.7),
    }


# --------------------------------------------------------------- concrete_logpdf

# exp(logits), tau, a point of the simplex, and the density there.
DENSITIES = (
    ((1, 1), 1.0, (0.3, 0.7), 1.0),
    ((1, 1, 1), 1.0, (0.5, 0.25, 0.25), 2.048),
    ((1, 3), 1.0, (0.25, 0.75), 4 / 3),
    ((1, 1), 2.0, (1 / 3, 2 / 3), 1.44),
    ((1, 1), 0.5, (0.5, 0.5), 0.5),
)


def log_density(student, y, logits, tau: float) -> np.ndarray:
    """The answer as finite numbers [n] at the points y [n, K]."""
    answer = student(np.asarray(y, dtype=float), np.asarray(logits, dtype=float), tau)
    return numbers(answer, (len(y),), "the log-densities")


@concrete_logpdf.case("the worked examples: at tau = 1 the density of two even classes is 1 everywhere", weight=2)
def _(student, draw):
    for weights, tau, y, density in DENSITIES:
        got = log_density(student, [y], np.log(weights), tau)
        what = f"the log-density at y = {tuple(round(v, 2) for v in y)}, exp(logits) = {weights}, tau = {tau:g}"
        expect.close(got, [math.log(density)], atol=1e-6, what=what)


@concrete_logpdf.case("the density of two classes integrates to 1", weight=2)
def _(student, draw):
    t = np.linspace(-100, 100, 801)  # y is the sigmoid of t, and dy = y (1 - y) dt
    y = 1 / (1 + np.exp(-np.stack([t, -t], axis=1)))
    for tau in (0.4, 2.0):
        found = log_density(student, y, draw.uniform(-1, 1) + np.array([0.0, 1.5]), tau)
        density = np.exp(found.clip(max=600))
        expect.close((density * y.prod(axis=1)).sum() * 0.25, 1.0, what=f"the integral at tau = {tau:g}")
        expect.greater(density.max() - density.min(), 0.1, what="what the density varies by")


@concrete_logpdf.case("the same number added to all logits changes nothing; added to one, it does")
def _(student, draw):
    logits, y = draw.normal(3), draw.rng.dirichlet(np.full(3, 3.0), size=5)
    plain = log_density(student, y, logits, 0.8)
    for shift in (5.0, -3.0):
        moved = log_density(student, y, logits + shift, 0.8)
        expect.close(moved, plain, atol=1e-6, what=f"the log-densities with {shift:g} added to each logit")
    one = log_density(student, y, logits + np.array([2.0, 0.0, 0.0]), 0.8)
    expect.greater(np.abs(one - plain).max(), 0.01, what="what 2 more for the first logit changes")


@concrete_logpdf.case("far in a corner, y = (1e-200, 1), nothing overflows")
def _(student, draw):
    y, even = [[1e-200, 1.0], [0.5, 0.5]], [0.0, 0.0]
    for tau, want in ((2.0, [-459.8238714, 0.6931472]), (0.4, [275.3939205, -0.9162907])):
        expect.close(log_density(student, y, even, tau), want, what=f"the log-densities at tau = {tau:g}")


@concrete_logpdf.case("y and logits are left as they were")
def _(student, draw):
    got = log_density(student, [[0.3, 0.7], [0.5, 0.5]], [math.log(2), math.log(2)], 2.0)
    expect.unchanged(student)
    expect.greater([got[1], got[1] - got[0]], 0.1, what="the second log-density, and how far it is above the first,")


@concrete_logpdf.probed()
def _(student):
    y = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3], [0.05, 0.9, 0.05], [0.4, 0.35, 0.25]])
    logits = np.array([0.4, -0.3, 1.2])
    return {
        "three classes": lambda: student(y, logits, 0.7),
        "wide": lambda: student(y, logits, 2.5),
        "two classes": lambda: student(y[:, :2] / y[:, :2].sum(axis=1, keepdims=True), logits[:2], 0.4),
        "higher": lambda: student(y[:2], logits + 2, 1.0),
        "corner": lambda: student(np.array([[1e-200, 1.0]]), np.array([0.5, 0.1]), 2.0),
        "changed": lambda: changed(student, y, logits, 0.7),
    }
