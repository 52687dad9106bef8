"""Public cases of chapter 14: properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from .. import expect
from ..draw import Draw
from ..exercises import Topic

topic = Topic("14_gan")

optimal_discriminator = topic.exercise("optimal_discriminator", level=1)
gan_value = topic.exercise("gan_value", level=2)
density_ratio = topic.exercise("density_ratio", level=1)
generator_logit_grads = topic.exercise("generator_logit_grads", level=2)
simgda_bilinear = topic.exercise("simgda_bilinear", level=2)

LOG3, LOG4 = np.log(3), np.log(4)  # sigma(log 3) = 3/4, sigma(-log 4) = 1/5


def changed(student, *arguments) -> list[str]:
    """Names of the arguments that a call changes in place."""
    student(*arguments)
    return list(student.changed)


def numbers(answer, shape: tuple, what: str) -> np.ndarray:
    """The answer as an array, if it is finite and of this shape."""
    expect.shape(answer, shape, what=what)
    expect.finite(answer, what=what)
    return expect.array(answer)


# --------------------------------------------------------- optimal_discriminator


def critic(student, pd, pg, what: str = "D") -> np.ndarray:
    """The answer [K]; finite wherever pd or pg is positive, 1/2 put where both are zero and any answer is right."""
    pd, pg = np.array(pd, dtype=float), np.array(pg, dtype=float)
    answer = student(pd, pg)
    expect.shape(answer, pd.shape, what=what)
    answer = np.where((pd > 0) | (pg > 0), expect.array(answer, what), 0.5)
    return numbers(answer, pd.shape, what)


def two_distributions(draw, places: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Two distributions [places], no probability near zero, one well above the other at some places and below at others."""
    pg = draw.uniform(0.3, 1.0, places)
    ratio = draw.uniform(2.0, 4.0, places)
    pd = pg * np.where(np.arange(places) % 2, ratio, 1 / ratio)
    return pd / pd.sum(), pg / pg.sum()


@optimal_discriminator.case("the worked example: 6 real to 2 forged, 3 to 3, 1 to none, none to 5", weight=2)
def _(student, draw):
    D = critic(student, [0.6, 0.3, 0.1, 0.0], [0.2, 0.3, 0.0, 0.5])
    expect.close(D, [0.75, 0.5, 1.0, 0.0], what="D")


@optimal_discriminator.case("real and forged exchanged: the verdict at every place is the opposite")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D, other = critic(student, pd, pg), critic(student, pg, pd)
    expect.greater((D - 0.5)[pd > 1.2 * pg], 0, what="D - 1/2 where real samples are more frequent")
    expect.close(D + other, np.ones(7), what="the sum of both verdicts")


@optimal_discriminator.case("densities in another unit, or a millionth as large, give the same D")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = critic(student, pd, pg)
    expect.greater([np.ptp(D), D.min(), 1 - D.max()], 0.01, what="the spread of D, and its distance from 0 and 1,")
    for unit in (1e-6, 1e-3, 40.0):
        expect.close(critic(student, unit * pd, unit * pg), D, what=f"D for densities {unit:g} times as large")


@optimal_discriminator.case("where neither is found any answer will do, and the other places stay right")
def _(student, draw):
    expect.close(critic(student, [0, 0.6, 0.0, 0.4], [0, 0.2, 0.0, 0.8]), [0.5, 0.75, 0.5, 1 / 3], what="D")
    expect.close(critic(student, [0, 1.0, 0.0], [0, 0.0, 1.0]), [0.5, 1, 0], what="D of distributions apart")


@optimal_discriminator.case("the arguments are left as they were")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = critic(student, pd, pg)
    expect.unchanged(student)
    expect.greater((D - 0.5)[pd > 1.2 * pg], 0, what="D - 1/2 where real samples are more frequent")
    expect.greater((0.5 - D)[pg > 1.2 * pd], 0, what="1/2 - D where forged samples are more frequent")
    expect.greater([D.min(), np.abs(D - pd).max()], 0.01, what="D, and D - pd")


@optimal_discriminator.probed()
def _(student):
    pd, pg = two_distributions(Draw(14, optimal_discriminator.id, "probe"))
    return {
        "positive": lambda: critic(student, pd, pg),
        "tiny": lambda: critic(student, 1e-6 * pd, 1e-6 * pg),
        "one vanishes": lambda: np.nan_to_num(student(np.array([0.5, 0.5, 0]), np.array([0.3, 0, 0.7])), nan=-7),
        "shape": lambda: np.shape(student(pd, pg)),
        "changed": lambda: changed(student, pd, pg),
    }


# --------------------------------------------------------------------- gan_value


def value(student, pd, pg, D) -> float:
    """The answer as a finite number."""
    arguments = (np.array(argument, dtype=float) for argument in (pd, pg, D))
    return float(numbers(student(*arguments), (), "V"))


@gan_value.case("the worked example: pd = (1/2, 1/2), pg = (1/4, 3/4) and D = (1/2, 1/4)", weight=2)
def _(student, draw):
    # 1/2 log 1/2 + 1/2 log 1/4 + 1/4 log 1/2 + 3/4 log 3/4 = 3/4 log 3 - 13/4 log 2
    found = value(student, [0.5, 0.5], [0.25, 0.75], [0.5, 0.25])
    expect.close(found, -1.4287691, atol=1e-7, what="V")


@gan_value.case("a perfect forger leaves -log 4 to a critic who shrugs, and less to any other")
def _(student, draw):
    pd, _ = two_distributions(draw)
    shrug = value(student, pd, pd, np.full(7, 0.5))
    expect.close(shrug, -1.3862944, atol=1e-7, what="V of D = 1/2 and pg = pd")
    for _ in range(3):
        other = draw.uniform(0.05, 0.4, 7)
        worse = value(student, pd, pd, np.where(draw.normal(7) > 0, other, 1 - other))
        expect.greater(shrug - worse, 1e-3, what="what another D loses")


@gan_value.case("distributions apart: the critic who is always right has 0, the one who shrugs has -log 4")
def _(student, draw):
    pd, pg = [0.25, 0.75, 0.0, 0.0, 0.0], [0.0, 0.0, 0.5, 0.0, 0.5]
    for nowhere in (0.0, 1.0, 0.3):
        found = value(student, pd, pg, [1, 1, 0, nowhere, 0])
        expect.close(found, 0.0, what=f"V with D = {nowhere:g} where neither is found")
    expect.close(value(student, pd, pg, np.full(5, 0.5)), -1.3862944, atol=1e-7, what="V of D = 1/2")


@gan_value.case("a place split into two halves with the same D leaves V as it was")
def _(student, draw):
    pd, pg = two_distributions(draw)
    D = draw.uniform(0.1, 0.9, 7)
    whole = value(student, pd, pg, D)
    expect.greater(-whole, 0.2, what="-V")
    halves = value(student, *(np.repeat(p, 2) / 2 for p in (pd, pg)), np.repeat(D, 2))
    expect.close(halves, whole, what="V with every place in two halves")


@gan_value.case("the arguments are left as they were")
def _(student, draw):
    pd, pg = two_distributions(draw)
    found = value(student, pd, pg, draw.uniform(0.1, 0.9, 7))
    expect.unchanged(student)
    expect.greater(-found, 0.2, what="-V")


@gan_value.probed(atol=1e-10)
def _(student):
    draw = Draw(14, gan_value.id, "probe")
    (pd, pg), D = two_distributions(draw), draw.uniform(0.1, 0.9, 7)
    apart = [np.array(p) for p in ([0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0])]
    return {
        "inside": lambda: student(pd, pg, D),
        "apart": lambda: student(*apart),
        "shape": lambda: np.shape(student(pd, pg, D)),
        "changed": lambda: changed(student, pd, pg, D),
    }


# ----------------------------------------------------------------- density_ratio


def ratio(student, logit) -> np.ndarray:
    """The answer as finite numbers of the logits' shape."""
    logit = np.array(logit, dtype=float)
    return numbers(student(logit), logit.shape, "the ratio")


@density_ratio.case("the worked values: D = 1/2, 3/4, 1/5 and 9/10 are ratios of 1, 3, 1/4 and 9", weight=2)
def _(student, draw):
    found = ratio(student, [0.0, LOG3, -LOG4, 2 * LOG3])
    expect.close(found, [1, 3, 0.25, 9], what="the ratio")


@density_ratio.case("logits of 40 and -40, where D rounds to 1 or nearly to 0")
def _(student, draw):
    found = ratio(student, [40.0, -40.0, 20.0, 38.0])
    expect.close(
        found / [1e17, 1e-18, 1e8, 1e16], [2.35385267, 4.24835426, 4.85165195, 3.18559318], what="the ratio's digits"
    )


@density_ratio.case(
    "real and forged exchanged: the sign of the logit turns and the ratio with it, in one dimension or two"
)
def _(student, draw):
    logit = draw.uniform(0.5, 6.0, 12)
    for shape in ((12,), (3, 4)):
        above, below = ratio(student, logit.reshape(shape)), ratio(student, -logit.reshape(shape))
        expect.greater(above, 1.1, what="the ratio at positive logits")
        expect.close(above * below, np.ones(shape), what="the product of the ratio and the one exchanged")


@density_ratio.case("the logits are left as they were")
def _(student, draw):
    found = ratio(student, draw.uniform(0.3, 0.9, 6))
    expect.unchanged(student)
    expect.greater([np.ptp(found), found.min() - 1], 0, what="the spread of the ratio, and its smallest less 1,")


@density_ratio.probed()
def _(student):
    logit = np.array([-2.5, -0.7, 0.0, 0.4, 1.9, 12.0])
    return {
        "near": lambda: student(logit),
        "at 40": lambda: student(np.array([40.0, 38.0])),
        "at 25": lambda: student(np.array([25.0])),
        "matrix": lambda: np.shape(student(logit.reshape(2, 3))),
        "changed": lambda: changed(student, logit),
    }


# --------------------------------------------------------- generator_logit_grads


def slopes(student, a) -> tuple[np.ndarray, np.ndarray]:
    """("minimax", "nonsat") of the answer, finite and shaped like a."""
    a = np.array(a, dtype=float)
    found = student(a)
    expect.keys(found, {"minimax", "nonsat"})
    return tuple(numbers(found[key], a.shape, f"`{key}`") for key in ("minimax", "nonsat"))


@generator_logit_grads.case("the worked values: at D = 1/2, 3/4 and 1/5, and at a logit of -5", weight=2)
def _(student, draw):
    minimax, nonsat = slopes(student, [0.0, LOG3, -LOG4, -5.0])
    expect.close(minimax, [-0.5, -0.75, -0.2, -0.0066929], atol=5e-8, what="`minimax`")
    expect.close(nonsat, [-0.5, -0.25, -0.8, -0.9933071], atol=5e-8, what="`nonsat`")


@generator_logit_grads.case("one cost at logit a is as steep as the other at -a, and what one loses the other gains")
def _(student, draw):
    a = draw.uniform(0.3, 4.0, 6) * np.sign(draw.normal(6))
    for shape in ((6,), (2, 3)):
        (minimax, nonsat), (_, opposite) = slopes(student, a.reshape(shape)), slopes(student, -a.reshape(shape))
        expect.close(opposite, minimax, what="`nonsat` at -a")
        sizes = np.abs(minimax) - np.abs(nonsat)
        expect.greater(sizes * np.sign(a.reshape(shape)), 0, what="|minimax| - |nonsat|, times the sign of a,")
        expect.close(np.abs(minimax) + np.abs(nonsat), np.ones(shape), what="|minimax| + |nonsat|")


@generator_logit_grads.case("at logits of 30, -30, 600 and -600 one slope is -1, the other 0, and nothing overflows")
def _(student, draw):
    minimax, nonsat = slopes(student, [30.0, -30.0, 600.0, -600.0])
    expect.close(minimax, [-1, 0, -1, 0], what="`minimax`")
    expect.close(nonsat, [0, -1, 0, -1], what="`nonsat`")


@generator_logit_grads.case("the logits are left as they were")
def _(student, draw):
    minimax, nonsat = slopes(student, draw.uniform(1.0, 3.0, 5))
    expect.unchanged(student)
    expect.greater(np.abs(minimax) - np.abs(nonsat), 0, what="|minimax| - |nonsat| at positive logits")


@generator_logit_grads.probed()
def _(student):
    a = np.array([-4.0, -1.2, -0.3, 0.0, 0.8, 2.5])

    def both(logits):
        found = student(np.array(logits))
        return [found[key] for key in ("minimax", "nonsat")]

    return {
        "near": lambda: both(a),
        "at 30": lambda: both([-30.0, 30.0]),
        "far": lambda: np.isfinite(both([-600.0, 600.0])),
        "shape": lambda: [np.shape(part) for part in both(a)],
        "changed": lambda: changed(student, a),
    }


# --------------------------------------------------------------- simgda_bilinear


def path(student, theta0: float, psi0: float, eta: float, T: int, *mode: bool) -> np.ndarray:
    """The answer as finite numbers [T + 1, 2]."""
    return numbers(student(theta0, psi0, eta, T, *mode), (T + 1, 2), "the path")


@simgda_bilinear.case("the worked steps: from (1, 2) with eta = 1/2, both at once and in turns", weight=2)
def _(student, draw):
    together, turns = path(student, 1.0, 2.0, 0.5, 2, False), path(student, 1.0, 2.0, 0.5, 2, True)
    expect.close(together, [[1, 2], [0, 2.5], [-1.25, 2.5]], what="the path, both at once,")
    expect.close(turns, [[1, 2], [0, 2], [-1, 1.5]], what="the path, in turns,")


@simgda_bilinear.case("the path starts at the start, with no step, with one and with four, and moves at the second row")
def _(student, draw):
    theta0, psi0 = draw.positive(), -draw.positive()
    for mode in (False, True):
        expect.close(path(student, theta0, psi0, 0.1, 0, mode), [[theta0, psi0]], what="the path of no step")
        one, four = path(student, theta0, psi0, 0.1, 1, mode), path(student, theta0, psi0, 0.1, 4, mode)
        expect.close(four[:2], one, what="the first two rows of four steps")
        expect.close(one[0], [theta0, psi0], what="the first row")
        expect.greater(np.abs(one[1] - one[0]), 1e-3, what="what a step moves")


@simgda_bilinear.case("both at once, from (3, 4) with eta = 0.1: after 100 steps 1.644632 times as far out")
def _(student, draw):
    for mode in ((False,), ()):
        radius = np.hypot(*path(student, 3.0, 4.0, 0.1, 100, *mode).T)
        expect.close(radius[[0, 100]], [5.0, 8.22316], rtol=1e-6, what="the distance from (0, 0) at the ends")
        expect.greater(np.diff(radius), 0, what="what a step adds to the distance from (0, 0)")


@simgda_bilinear.case("in turns, 100 steps stay on the ellipse of the start and go round more than once")
def _(student, draw):
    theta0, psi0 = draw.positive(), draw.positive()
    theta, psi = path(student, theta0, psi0, 0.1, 100, True).T
    expect.close(
        theta**2 + psi**2 - 0.1 * theta * psi,
        np.full(101, theta0**2 + psi0**2 - 0.1 * theta0 * psi0),
        what="theta^2 + psi^2 - eta theta psi",
    )
    turned = np.unwrap(np.arctan2(psi, theta))
    expect.greater(turned[-1] - turned[0], 2 * np.pi, what="the angle from the first point to the last")


@simgda_bilinear.probed()
def _(student):
    return {
        "both at once": lambda: student(1.3, -0.7, 0.3, 5, False),
        "in turns": lambda: student(1.3, -0.7, 0.3, 5, True),
        "by default": lambda: student(1.3, -0.7, 0.3, 3),
        "no step": lambda: student(1.3, -0.7, 0.3, 0, False),
    }
