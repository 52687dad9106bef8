"""Public cases of chapter 10: properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from .. import expect
from ..draw import Draw
from ..exercises import Topic

topic = Topic("10_divergences")

kl_discrete = topic.exercise("kl_discrete", level=1)
kl_gauss = topic.exercise("kl_gauss", level=1)
js_divergence = topic.exercise("js_divergence", level=1)
gaussian_moment = topic.exercise("gaussian_moment", level=2)
forward_kl_gaussian = topic.exercise("forward_kl_gaussian", level=2)

LOG2 = math.log(2)


def changed(student, *arguments) -> list[str]:
    """Names of the arguments that a call changes in place."""
    student(*arguments)
    return list(student.changed)


def number(answer, what: str = "the result") -> float:
    """The answer as a float, if it is one finite number."""
    expect.shape(answer, (), what=what)
    expect.finite(answer, what=what)
    return float(expect.array(answer).real)


def drawn_distribution(draw, outcomes: int = 5) -> np.ndarray:
    """Probabilities [outcomes], none near 0."""
    weights = draw.positive(outcomes)
    return weights / weights.sum()


# ------------------------------------------------------------------- kl_discrete


def size(answer) -> str:
    """In one word how large a number is."""
    value = float(expect.array(answer))
    if not math.isfinite(value):
        return str(abs(value))
    return "zero" if abs(value) < 1e-9 else "small" if abs(value) < 100 else "large"


@kl_discrete.case("the worked example: (1/2, 1/2) against (1/4, 3/4), and the other way round", weight=2)
def _(student, draw):
    even, uneven = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    expect.close(student(even, uneven), 0.14384103622589045, what="KL of (1/2, 1/2) against (1/4, 3/4)")
    expect.close(student(uneven, even), 0.13081203594113697, what="KL of (1/4, 3/4) against (1/2, 1/2)")


@kl_discrete.case("an outcome that p never has adds nothing, whatever q gives it")
def _(student, draw):
    expect.close(student(np.array([1.0, 0.0]), np.array([0.4, 0.6])), 0.916290731874155, what="KL of (1, 0)")
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0])
    expect.close(student(p, q), 0.14384103622589045, what="KL with an outcome that neither has")


@kl_discrete.case("an outcome that p has and q rules out makes it infinite; the other way round it does not")
def _(student, draw):
    even, sure = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    expect.close(student(even, sure), math.inf, what="KL of (1/2, 1/2) against (1, 0)")
    expect.close(student(sure, even), LOG2, what="KL of (1, 0) against (1/2, 1/2)")


@kl_discrete.case("a probability of 2^-80 is not 0: the answer is 39 log 2")
def _(student, draw):
    p, q = np.array([0.5, 0.5]), np.array([2.0**-80, 1.0])
    expect.close(student(p, q), 39 * LOG2, what="KL of (1/2, 1/2) against (2^-80, 1)")


@kl_discrete.case("two independent experiments: their divergences add up")
def _(student, draw):
    p, q, r, s = (drawn_distribution(draw, n) for n in (3, 3, 4, 4))
    first, second = number(student(p, q)), number(student(r, s))
    joint = number(student(np.outer(p, r).ravel(), np.outer(q, s).ravel()))
    expect.greater([first, second], 1e-9, what="KL of one experiment")
    expect.close(joint, first + second, what="KL of both experiments together")


@kl_discrete.case("zero where p = q, above zero anywhere else")
def _(student, draw):
    p, q = drawn_distribution(draw), drawn_distribution(draw)
    expect.close(student(p, p), 0.0, what="KL of p against p")
    expect.greater(number(student(p, q)), 1e-9, what="KL of p against another q")


@kl_discrete.case("the arguments are left as they were")
def _(student, draw):
    p, q = np.append(drawn_distribution(draw), 0.0), drawn_distribution(draw, 6)
    expect.greater(number(student(p, q)), 1e-9, what="KL of p against another q")
    expect.unchanged(student)
    expect.close(student(p, p), 0.0, what="KL of p against p")


@kl_discrete.probed()
def _(student):
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.1, 0.3])
    none, sure = np.array([0.5, 0.5, 0.0]), np.array([0.0, 1.0, 0.0])
    return {
        "plain": lambda: student(p, q),
        "zero in p": lambda: student(none, q),
        "both zero": lambda: student(none, np.array([0.25, 0.75, 0.0])),
        "zero in q": lambda: size(student(none, sure)),
        "more zeros in q": lambda: size(student(p, sure)),
        "tiny q": lambda: bool(expect.array(student(np.array([0.5, 0.5]), np.array([1e-30, 1.0]))) > 30),
        "equal": lambda: student(p, p),
        "changed": lambda: changed(student, none, q),
    }


# ---------------------------------------------------------------------- kl_gauss


def divergences(student, mu1, s1, mu2, s2) -> np.ndarray:
    """The answer as finite numbers, of the shape that the arguments have together."""
    answer = student(mu1, s1, mu2, s2)
    expect.shape(answer, np.broadcast_shapes(*map(np.shape, (mu1, s1, mu2, s2))), what="KL")
    expect.finite(answer, what="KL")
    return expect.array(answer)


def drawn_gaussians(draw, *shape: int) -> list[np.ndarray]:
    """mu1, s1, mu2, s2, each [*shape]; the means are apart, and neither s1 nor s2 is near 1 or near the other."""
    mu1, mu2 = draw.normal(*shape), draw.normal(*shape)
    wide, factor = draw.uniform(1.3, 3.0, *shape), draw.uniform(0.2, 0.6, *shape)
    first = draw.rng.random(shape) < 0.5
    return [mu1, np.where(first, wide, factor), mu2 + 2 * np.sign(mu2 - mu1), np.where(first, factor, wide)]


@kl_gauss.case(
    "the worked example: N(0, 1) against N(0, 2^2), the other way round, and N(2, 0.5^2) against N(0, 1)", weight=2
)
def _(student, draw):
    expect.close(student(0.0, 1.0, 0.0, 2.0), 0.31814718055994, what="KL of N(0, 1) against N(0, 2^2)")
    expect.close(student(0.0, 2.0, 0.0, 1.0), 0.80685281944005, what="KL of N(0, 2^2) against N(0, 1)")
    expect.close(student(2.0, 0.5, 0.0, 1.0), 2.31814718055994, what="KL of N(2, 0.5^2) against N(0, 1)")


@kl_gauss.case("equal widths 1, 2 and 4, means 2 apart: 2, 1/2 and 1/8")
def _(student, draw):
    s, mu = np.array([1.0, 2.0, 4.0]), draw.normal(3)
    expect.close(divergences(student, mu, s, mu + 2, s), [2.0, 0.5, 0.125], what="KL")
    expect.close(divergences(student, mu, s, mu - 2, s), [2.0, 0.5, 0.125], what="KL, the means exchanged")


@kl_gauss.case("zero where the two agree, above zero where only the means or only the widths do")
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 6)
    expect.close(divergences(student, mu1, s1, mu1, s1), np.zeros(6), what="KL of a Gaussian against itself")
    expect.greater(divergences(student, mu1, s1, mu1, s2), 1e-6, what="KL with equal means")
    expect.greater(divergences(student, mu1, s1, mu2, s1), 1e-6, what="KL with equal widths")


@kl_gauss.case("in other units, and measured from another zero, it is the same number")
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 6)
    unit, zero = draw.uniform(2.0, 5.0), draw.uniform(1.0, 3.0)
    plain = divergences(student, mu1, s1, mu2, s2)
    expect.greater(plain, 1e-6, what="KL")
    moved = divergences(student, unit * mu1 + zero, unit * s1, unit * mu2 + zero, unit * s2)
    expect.close(moved, plain, what="KL in other units")


@kl_gauss.case("a column of means against a row of widths makes a table")
def _(student, draw):
    mu1, s1 = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [1.0], [1.0]])
    table = divergences(student, mu1, s1, 0.0, np.array([1.0, 2.0]))
    expect.close(table[:, 0], [0.0, 0.5, 2.0], what="the first column")
    expect.close(table[:, 1], [0.31814718055994, 0.44314718055994, 0.81814718055994], what="the second column")


@kl_gauss.case("the arguments are left as they were")
def _(student, draw):
    mu1, s1, mu2, s2 = drawn_gaussians(draw, 6)
    expect.greater(divergences(student, mu1, s1, mu2, s2), 1e-6, what="KL")
    expect.unchanged(student)
    expect.close(divergences(student, mu1, s1, mu1, s1), np.zeros(6), what="KL of a Gaussian against itself")


@kl_gauss.probed()
def _(student):
    mu1, s1 = np.array([0.3, -1.2, 0.0, 2.0]), np.array([0.5, 2.0, 1.5, 0.7])
    mu2, s2 = np.array([1.1, -0.4, -0.9, 2.0]), np.array([0.8, 0.6, 1.5, 3.0])
    return {
        "arrays": lambda: student(mu1, s1, mu2, s2),
        "numbers": lambda: student(0.3, 0.5, 1.1, 0.8),
        "table": lambda: student(mu1[:, None], s1[:, None], mu2[:2], s2[:2]),
        "changed": lambda: changed(student, mu1, s1, mu2, s2),
    }


# ----------------------------------------------------------------- js_divergence


@js_divergence.case("the worked example: (1, 0) and (1/2, 1/2), in either order", weight=2)
def _(student, draw):
    sure, even = np.array([1.0, 0.0]), np.array([0.5, 0.5])
    expect.close(student(sure, even), 0.21576155433883567, what="JS of (1, 0) and (1/2, 1/2)")
    expect.close(student(even, sure), 0.21576155433883567, what="JS of (1/2, 1/2) and (1, 0)")


@js_divergence.case("no outcome in common: log 2, however large a step apart; the same distribution: 0")
def _(student, draw):
    p, q = drawn_distribution(draw, 3), drawn_distribution(draw, 2)
    apart = np.append(p, np.zeros(2)), np.append(np.zeros(3), q)
    expect.close(student(*apart), LOG2, what="JS of two that share nothing")
    expect.close(student(p, p), 0.0, what="JS of p and p")


@js_divergence.case("a quarter, a half and three quarters of the mass in common leave that much less than log 2")
def _(student, draw):
    for shared in (0.25, 0.5, 0.75):
        p, q = np.array([shared, 1 - shared, 0.0]), np.array([shared, 0.0, 1 - shared])
        expect.close(student(p, q), (1 - shared) * LOG2, what=f"JS with {shared} in common")


@js_divergence.case("symmetric, and between 0 and log 2")
def _(student, draw):
    p, q, r = (drawn_distribution(draw) for _ in range(3))
    first, other = number(student(p, q)), number(student(p, r))
    expect.close(student(q, p), first, what="JS of q and p")
    expect.greater([first, other, LOG2 - first, LOG2 - other], 1e-9, what="JS, and log 2 less JS,")
    expect.differs(first, other, "the answer is the same for two different pairs")


@js_divergence.case("an outcome that neither has adds nothing")
def _(student, draw):
    p, q = drawn_distribution(draw), drawn_distribution(draw)
    plain = number(student(p, q))
    expect.greater(plain, 1e-9, what="JS")
    expect.close(student(np.insert(p, 2, 0.0), np.insert(q, 2, 0.0)), plain, what="JS with an outcome more")
    expect.close(student(np.append(p, 0.0), np.append(p, 0.0)), 0.0, what="JS of p and p with an outcome more")


@js_divergence.case("the arguments are left as they were")
def _(student, draw):
    p, q = np.append(drawn_distribution(draw), 0.0), np.insert(drawn_distribution(draw), 0, 0.0)
    answer = number(student(p, q))
    expect.unchanged(student)
    expect.greater([answer, LOG2 - answer], 1e-9, what="JS, and log 2 less JS,")
    expect.close(student(p, p), 0.0, what="JS of p and p")


@js_divergence.probed()
def _(student):
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.1, 0.3])
    none, sure = np.array([0.5, 0.5, 0.0]), np.array([0.0, 0.0, 1.0])
    return {
        "plain": lambda: student(p, q),
        "turned": lambda: student(q, p),
        "zero in one": lambda: student(none, q),
        "zero in the other": lambda: student(q, none),
        "both zero": lambda: student(none, np.array([0.25, 0.75, 0.0])),
        "disjoint": lambda: student(none, sure),
        "equal": lambda: student(none, none),
        "changed": lambda: changed(student, none, q),
    }


# --------------------------------------------------------------- gaussian_moment


def moments(student, orders, a: float) -> np.ndarray:
    """The answers for several n as finite numbers."""
    return np.array([number(student(n, a), f"the moment for n = {n}") for n in orders])


@gaussian_moment.case("the worked example: n = 0 and n = 2 at a = 1", weight=2)
def _(student, draw):
    expect.close(student(2, 1.0), 0.886226925452758, what="the moment for n = 2, a = 1")
    expect.close(student(0, 1.0), 1.772453850905516, what="the moment for n = 0, a = 1")


@gaussian_moment.case("the fourth and sixth moment of a standard normal variable are 3 and 15")
def _(student, draw):
    got = moments(student, (0, 2, 4, 6), 0.5)
    expect.greater(got, 0, what="the moment for even n")
    expect.close(
        got[1:] / got[0], [1.0, 3.0, 15.0], what="the moments for n = 2, 4 and 6 over that for n = 0, a = 1/2,"
    )
    expect.close(got[2], 7.519884823893, what="the moment for n = 4, a = 1/2")


@gaussian_moment.case("for odd n the two sides cancel: 0; for even n they do not")
def _(student, draw):
    a = draw.positive()
    expect.close(moments(student, (1, 3, 5, 7), a), np.zeros(4), what="the moments for n = 1, 3, 5 and 7")
    expect.greater(moments(student, (2, 4), a), 0, what="the moment for even n")


@gaussian_moment.case("substituting x = 2y: the moment at a is 2^(n+1) times that at 4a")
def _(student, draw):
    a = draw.positive()
    orders = np.array([0, 2, 4, 6, 8])
    wide, narrow = moments(student, orders.tolist(), a), moments(student, orders.tolist(), 4 * a)
    expect.greater(narrow, 0, what="the moment for even n")
    expect.close(wide, 2.0 ** (orders + 1) * narrow, what="the moments at a for n = 0, 2, 4, 6 and 8")


@gaussian_moment.case("n = 0 is the plain bell: 1 at a = pi, 2 at a = pi / 4")
def _(student, draw):
    expect.close(student(0, math.pi), 1.0, what="the moment for n = 0, a = pi")
    expect.close(student(0, math.pi / 4), 2.0, what="the moment for n = 0, a = pi / 4")


@gaussian_moment.probed()
def _(student):
    return {
        "zero": lambda: student(0, 1.0),
        "zero, a": lambda: student(0, 0.3),
        "two": lambda: student(2, 1.0),
        "four": lambda: student(4, 1.0),
        "six, a": lambda: student(6, 0.7),
        "one": lambda: student(1, 1.3),
        "five": lambda: student(5, 0.8),
    }


# ----------------------------------------------------------- forward_kl_gaussian


def fit(student, w, mu, s) -> np.ndarray:
    """[m, sd] of the answer, finite."""
    m, sd = expect.parts(student(w, mu, s), 2, "m and sd")
    return np.array([number(m, "m"), number(sd, "sd")])


def drawn_mixture(draw, components: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """w, mu, s [components]; the means lie apart."""
    apart = 3.0 * np.arange(components) * draw.choice([-1, 1])
    return drawn_distribution(draw, components), apart + draw.normal(components), draw.positive(components)


@forward_kl_gaussian.case("the worked example: two equal bells of width 1/2 at -2 and 2")
def _(student, draw):
    m, sd = fit(student, np.array([0.5, 0.5]), np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
    expect.close([m, sd], [0.0, 2.0615528128088303], what="[m, sd]")


@forward_kl_gaussian.case("1/4 N(0, 1) + 3/4 N(4, 2^2): m = 3, sd = 2.5", weight=2)
def _(student, draw):
    w, mu, s = np.array([0.25, 0.75]), np.array([0.0, 4.0]), np.array([1.0, 2.0])
    expect.close(fit(student, w, mu, s), [3.0, 2.5], what="[m, sd]")


@forward_kl_gaussian.case("two needles at -1 and 1 have width 1; widths 1 and 7 at the same place make 5")
def _(student, draw):
    even, place = np.array([0.5, 0.5]), draw.uniform(-3, 3)
    needles = fit(student, even, np.array([-1.0, 1.0]), np.array([1e-6, 1e-6]))
    expect.close(needles, [0.0, 1.0], what="[m, sd] of the needles")
    expect.close(fit(student, even, np.full(2, place), np.array([1.0, 7.0])), [place, 5.0], what="[m, sd]")


@forward_kl_gaussian.case("of a single Gaussian it is that Gaussian; of two that are alike, too")
def _(student, draw):
    mu, s, share = draw.normal(1), draw.positive(1), draw.uniform(0.2, 0.4)
    want = np.append(mu, s)
    expect.close(fit(student, np.ones(1), mu, s), want, what="[m, sd] of a single Gaussian")
    shares = np.array([share, 1 - share])
    expect.close(fit(student, shares, np.tile(mu, 2), np.tile(s, 2)), want, what="[m, sd] of two that are alike")


@forward_kl_gaussian.case("a mixture that is moved and stretched moves and stretches its fit")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    unit, zero = draw.uniform(1.5, 3.0), draw.uniform(2.0, 5.0)
    m, sd = fit(student, w, mu, s)
    expect.greater(sd, 1e-6, what="sd")
    expect.close(fit(student, w, unit * mu + zero, unit * s), [unit * m + zero, unit * sd], what="[m, sd] moved")


@forward_kl_gaussian.case("the arguments are left as they were")
def _(student, draw):
    w, mu, s = drawn_mixture(draw)
    m, sd = fit(student, w, mu, s)
    expect.unchanged(student)
    expect.greater([m - mu.min(), mu.max() - m, sd], 1e-6, what="m within the means, and sd,")


@forward_kl_gaussian.probed()
def _(student):
    w, mu, s = drawn_mixture(Draw(10, forward_kl_gaussian.id, "probe"))
    return {
        "three": lambda: student(w, mu, s),
        "uneven": lambda: student(np.array([0.3, 0.7]), np.array([-1.0, 2.5]), np.array([0.4, 1.6])),
        "same place": lambda: student(np.array([0.2, 0.8]), np.ones(2), np.array([0.5, 2.0])),
        "single": lambda: student(np.ones(1), np.array([1.5]), np.array([0.6])),
        "changed": lambda: changed(student, w, mu, s),
    }
