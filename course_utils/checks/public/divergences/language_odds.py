"""`language_odds`: public cases, numbers worked by hand and properties."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic

exercise = topic.exercise("language_odds", level=2)
exercise.hints(
    "How probable is the whole text under one table? And what turns several such numbers into probabilities that add up to 1?",
    "A product of thousands of probabilities is 0 for a computer, its logarithm is an ordinary number. Only ratios between the "
    "languages matter, so you may multiply all products by the same number, that is, add the same number to all logarithms. Which one "
    "makes sure that the best language does not vanish? A layer at the end of many networks does the same.",
    "Add up the logarithms of the letters' probabilities, one sum per table; subtract the largest of the sums; "
    "exponentiate; divide by ...",
)

COINS = np.array([[0.5, 0.5], [0.75, 0.25]])


def letters(*values: int) -> np.ndarray:
    """Letters as numbers."""
    return np.array(values, dtype=np.int64)


@exercise.case("the worked example: after the letter 0 the odds are 2 to 3, after 0 and 1 they are 4 to 3", weight=2)
def _(student, draw):
    expect.close(student(letters(0), COINS), [0.4, 0.6], what="the probabilities after one letter")
    expect.close(student(letters(0, 1), COINS), np.array([4, 3]) / 7, what="the probabilities after two letters")


@exercise.case("before the first letter all languages are equally likely")
def _(student, draw):
    tables = np.array([[0.5, 0.5], [0.75, 0.25], [0.1, 0.9]])
    expect.close(student(letters(), tables), np.full(3, 1 / 3), what="the probabilities of three languages")
    expect.close(student(letters(0), tables), np.array([10, 15, 2]) / 27, what="the probabilities after one letter")


@exercise.case("a letter that comes three times counts three times; the order does not matter")
def _(student, draw):
    expect.close(student(letters(0, 0, 0), COINS), np.array([8, 27]) / 35, what="the probabilities after 0 0 0")
    expect.close(student(letters(1, 0, 0), COINS), np.array([8, 9]) / 17, what="the probabilities after 1 0 0")
    expect.close(student(letters(0, 0, 1), COINS), np.array([8, 9]) / 17, what="the probabilities after 0 0 1")


@exercise.case("4001 letters, all but one of which cancel: 1/4 and 3/4")
def _(student, draw):
    tables, text = np.array([[0.75, 0.25], [0.25, 0.75]]), np.arange(1, 4002) % 2
    expect.close(student(text, tables), [0.25, 0.75], what="the probabilities after 4001 letters")


@exercise.case("one letter that a table rules out rules out its language, whatever else was read")
def _(student, draw):
    tables = np.array([[0.5, 0.5, 0.0], [0.25, 0.25, 0.5]])
    expect.close(student(letters(0, 2), tables), [0.0, 1.0], what="the probabilities after 0 2")
    text = np.append(np.arange(60) % 2, 2)
    expect.close(student(text, tables), [0.0, 1.0], what="the probabilities after 60 letters and a 2")


@exercise.case("they add up to 1, and nothing is changed")
def _(student, draw):
    tables = draw.positive(4, 6)
    tables[1, 5] = 0.0  # a letter that is not read
    tables = tables / tables.sum(axis=1, keepdims=True)
    text = draw.rng.integers(0, 5, 12)
    found = expect.array(student(text, tables))
    expect.unchanged(student)
    expect.shape(found, (4,), what="the probabilities")
    expect.close(found.sum(), 1.0, what="the sum of the probabilities")
    expect.greater(found, 0.0, what="each probability")
    odds = np.prod(tables[0][text] / tables[3][text])
    expect.close(found[0] / found[3], odds, what="the odds of the first against the last language")
