"""`generator_logit_grads`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import LOG3, LOG4, numbers

exercise = topic.exercise("generator_logit_grads", level=2)
exercise.hints(
    "d/da of log sigma(a) is 1 - sigma(a). Which of the two costs is that, up to a sign?",
    "minimax: log(1 - D) = log sigma(-a); its slope is -sigma(a). nonsat: -log D; its slope is -(1 - D), and "
    "1 - D loses all digits at a = 40. Which other way is there to write 1 - sigma(a)?",
    'scipy\'s `expit` is sigma without overflow. "minimax": -expit(...), "nonsat": -expit(...). In one of them '
    "the logit changes its sign.",
)


def slopes(student, a) -> tuple[np.ndarray, np.ndarray]:
    """("minimax", "nonsat") of the answer, finite and shaped like a."""
    a = np.array(a, dtype=float)
    found = student(a)
    expect.keys(found, {"minimax", "nonsat"})
    return tuple(numbers(found[key], a.shape, f"`{key}`") for key in ("minimax", "nonsat"))


@exercise.case("the worked values: at D = 1/2, 3/4 and 1/5, and at a logit of -5", weight=2)
def _(student, draw):
    minimax, nonsat = slopes(student, [0.0, LOG3, -LOG4, -5.0])
    expect.close(minimax, [-0.5, -0.75, -0.2, -0.0066929], atol=5e-8, what="`minimax`")
    expect.close(nonsat, [-0.5, -0.25, -0.8, -0.9933071], atol=5e-8, what="`nonsat`")


@exercise.case("one cost at logit a is as steep as the other at -a, and what one loses the other gains")
def _(student, draw):
    a = draw.uniform(0.3, 4.0, 6) * np.sign(draw.normal(6))
    for shape in ((6,), (2, 3)):
        (minimax, nonsat), (_, opposite) = slopes(student, a.reshape(shape)), slopes(student, -a.reshape(shape))
        expect.close(opposite, minimax, what="`nonsat` at -a")
        sizes = np.abs(minimax) - np.abs(nonsat)
        expect.greater(sizes * np.sign(a.reshape(shape)), 0, what="|minimax| - |nonsat|, times the sign of a,")
        expect.close(np.abs(minimax) + np.abs(nonsat), np.ones(shape), what="|minimax| + |nonsat|")


@exercise.case("at logits of 30 and -30 the small slope is 9.357623 e-14, and at 800 nothing overflows")
def _(student, draw):
    minimax, nonsat = slopes(student, [30.0, -30.0, 800.0, -800.0])
    expect.close(minimax[[0, 2, 3]], [-1, -1, 0], what="`minimax` at 30, 800 and -800")
    expect.close(nonsat[[1, 2, 3]], [-1, 0, -1], what="`nonsat` at -30, 800 and -800")
    expect.close(1e14 * minimax[1], -9.357622968840175, what="10^14 times `minimax` at -30")
    expect.close(1e14 * nonsat[0], -9.357622968840175, what="10^14 times `nonsat` at 30")


@exercise.case("the logits are left as they were")
def _(student, draw):
    minimax, nonsat = slopes(student, draw.uniform(1.0, 3.0, 5))
    expect.unchanged(student)
    expect.greater(np.abs(minimax) - np.abs(nonsat), 0, what="|minimax| - |nonsat| at positive logits")
