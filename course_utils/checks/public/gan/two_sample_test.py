"""`two_sample_test`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers

exercise = topic.exercise("two_sample_test", level=2)
exercise.hints(
    "Take three cups, one with milk first, and the logits 2, 1 and 0. In how many ways can one of them be called real? In how "
    "many of these is its logit at least as high as the one that really is?",
    "Put all logits into one array. Every choice of n places out of n + m is a way to label them; "
    "`itertools.combinations(range(n + m), n)` lists them all. The labels as they are is one of these ways.",
    "For each choice take the mean (or the sum) of the chosen logits. The answer is the share of choices whose mean is ... the "
    "mean of `real`; does an equal one count?",
)


def chance(student, real, fake) -> float:
    """The answer as a finite number."""
    return float(numbers(student(np.array(real, dtype=float), np.array(fake, dtype=float)), (), "the probability"))


def logits(draw, n: int) -> np.ndarray:
    """[n] multiples of 1/16, all different, so that sums of them are exact and no two are equal by chance alone."""
    return draw.rng.choice(np.arange(-64, 65), size=n, replace=False) / 16


@exercise.case("four cups and four: all right is 1 in 70, the best but one 2 in 70, all wrong is certain", weight=2)
def _(student, draw):
    above, below = [4.0, 3.0, 2.0, 1.0], [0.0, -1.0, -2.0, -3.0]
    expect.close(chance(student, above, below), 1 / 70, what="the probability of a perfect order")
    expect.close(
        chance(student, [4.0, 3.0, 2.0, 0.0], [1.0, -1.0, -2.0, -3.0]),
        2 / 70,
        what="the probability of the second best",
    )
    expect.close(chance(student, below, above), 1.0, what="the probability of the worst order")


@exercise.case("a critic that gives everything the same logit proves nothing, and equal logits count")
def _(student, draw):
    expect.close(chance(student, [2.0, 2.0, 2.0], [2.0, 2.0]), 1.0, what="the probability where all logits are equal")
    # Of the six pairs from 1, 1, 1, 0 three add up to 2.
    expect.close(chance(student, [1.0, 1.0], [1.0, 0.0]), 0.5, what="the probability with three equal logits")


@exercise.case("one real sample among four, and three among four")
def _(student, draw):
    expect.close(chance(student, [3.0], [2.0, -1.0, 0.0]), 1 / 4, what="the probability for one real sample on top")
    expect.close(
        chance(student, [1.0], [2.0, -1.0, 0.0]), 2 / 4, what="the probability for one real sample in second place"
    )
    expect.close(chance(student, [3.0, 2.0, -1.0], [0.0]), 2 / 4, what="the probability for three real samples of four")


@exercise.case("all logits moved by the same amount, or doubled: the same probability")
def _(student, draw):
    real, fake = np.abs(logits(draw, 3)) + 2, logits(draw, 4)
    found = chance(student, real, fake)
    expect.greater(
        chance(student, fake, real) - found, 0.1, what="what the probability gains with real and forged exchanged"
    )
    expect.close(chance(student, real - 9.5, fake - 9.5), found, what="the probability with all logits moved")
    expect.close(chance(student, 2 * real, 2 * fake), found, what="the probability with all logits doubled")


@exercise.case("the mean decides, not the number above 0: one large logit can outweigh three small ones")
def _(student, draw):
    # Sums of two of 8, -1, 1, 2: 7, 9, 10, 0, 1, 3; those of at least 7 are three.
    expect.close(chance(student, [8.0, -1.0], [1.0, 2.0]), 3 / 6, what="the probability with one large logit")
    expect.close(
        chance(student, [-8.0, 1.0, 2.0], [-1.0, -2.0]), 5 / 10, what="the probability with one very low logit"
    )


@exercise.case("the logits are left as they were")
def _(student, draw):
    found = chance(student, [3.0, 0.0], [1.0, 0.5, -2.0])
    expect.unchanged(student)
    expect.close(found, 3 / 10, what="the probability of the unsorted logits")
