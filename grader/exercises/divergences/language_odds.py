"""`language_odds`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.divergences import language_odds as public

from ...exercise import Secret

secret = Secret(public.exercise)


def exact(text, tables) -> list[float]:
    """The probabilities in fractions, without a rounding."""
    products = []
    for table in tables.tolist():
        product = Fraction(1)
        for letter in text.tolist():
            product *= Fraction(table[letter])
        products.append(product)
    return [float(product / sum(products)) for product in products]


@secret.case("agrees with fractions, from one letter to 600", weight=2)
def _(student, draw):
    for length in (1, 7, 40, 600):
        tables = draw.uniform(1, 1.3 if length > 100 else 3, 3, 5)
        tables = tables / tables.sum(axis=1, keepdims=True)
        text = draw.rng.integers(0, 5, length)
        expect.close(student(text, tables), exact(text, tables), what=f"the probabilities after {length} letters", rtol=1e-6)


@secret.case("a table with a 0 is ruled out only by that letter")
def _(student, draw):
    rest = draw.uniform(1, 3, 3)
    tables = np.array([[0.0, *rest / rest.sum()], [0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]])
    text = draw.rng.integers(1, 4, 9)
    expect.close(student(text, tables), exact(text, tables), what="the probabilities without that letter")
    text = np.append(text, 0)
    found = expect.array(student(text, tables))
    expect.close(found, exact(text, tables), what="the probabilities with that letter")


@secret.case("a second reading starts from the odds of the first: odds multiply")
def _(student, draw):
    tables = draw.uniform(1, 3, 2, 4)
    tables = tables / tables.sum(axis=1, keepdims=True)
    first, second = draw.rng.integers(0, 4, 5), draw.rng.integers(0, 4, 6)
    odds = [float(expect.array(v)[0] / expect.array(v)[1]) for v in (student(first, tables), student(second, tables))]
    both = expect.array(student(np.concatenate([first, second]), tables))
    expect.close(both.sum(), 1.0, what="the sum of the probabilities after both")
    expect.close(both[0] / both[1], odds[0] * odds[1], what="the odds after both")


LOGS = "np.log(tables[:, letters]).sum(axis=1)"
SHIFT, NORM = "log_odds - log_odds.max()", "odds / odds.sum()"

secret.slip(
    "lets the probability of a long text become 0",
    (LOGS, "np.prod(tables[:, letters], axis=1)"),
    (f"np.exp({SHIFT})", "log_odds"),
    hint="A product of thousands of probabilities is 0 for a computer, and 0 / 0 is not a number. Logarithms add up instead.",
)
secret.slip(
    "averages over the letters",
    (".sum(axis=1)", ".sum(axis=1) / max(len(letters), 1)"),
    hint="Each letter is new evidence: the logarithms add up. An average would never become surer.",
)
secret.slip(
    "has the sign of the surprise wrong",
    (LOGS, f"-{LOGS}"),
    hint="The least surprised reader is the likeliest: the largest sum of logarithms gets the largest probability.",
)
secret.slip(
    "counts every letter once",
    ("tables[:, letters]", "tables[:, np.unique(letters)]"),
    hint="A letter that comes three times is evidence three times.",
)
secret.slip(
    "exponentiates logarithms to the base 2 with e",
    ("np.log(", "np.log2("),
    hint="exp undoes the natural logarithm; with log2 the odds would be raised to the power 1.44. Use one base throughout.",
)
secret.slip(
    "adds the probabilities of the letters",
    (LOGS, "np.log(tables[:, letters].sum(axis=1) + (len(letters) == 0))"),
    hint="Independent letters: their probabilities are multiplied, or their logarithms added.",
)
secret.slip("does not divide by the sum", (NORM, "odds"), hint="The probabilities of the languages add up to 1: divide by their sum.")
secret.slip(
    "gives everything to the best language",
    (NORM, "(log_odds == log_odds.max()) / (log_odds == log_odds.max()).sum()"),
    hint="The best guess is one thing, how sure to be of it another: return the probabilities.",
)
secret.slip(
    "returns the logarithms of the probabilities", (NORM, f"np.log({NORM})"), hint="Return the probabilities themselves, which add up to 1."
)
secret.slip(
    "returns the surprise of each language",
    (NORM, f"-{LOGS}"),
    hint="The surprises are half of the way: turn them into probabilities that add up to 1.",
)
secret.slip(
    "adds a small number inside the logarithm",
    ("np.log(tables[:, letters])", "np.log(tables[:, letters] + 1e-10)"),
    hint="A letter that a table rules out rules its language out, however many others fit. The logarithm of 0 may stay minus infinity.",
)
secret.slip(
    "looks at the last letter only",
    ("tables[:, letters]", "tables[:, letters[-1:]]"),
    hint="All the letters are evidence, not only one of them.",
)
secret.slip(
    "leaves out the letters that some table rules out",
    ("    with np", "    letters = letters[(tables[:, letters] > 0).all(axis=0)]\n    with np"),
    hint="Such a letter is the strongest evidence of all: it rules a language out. Keep it.",
)
secret.slip(
    "writes into the tables",
    ("    with np", "    tables[tables == 0] = 1e-300\n    with np"),
    hint="`tables[...] = ...` changes the caller's array.",
)


@secret.alternative("torch's softmax")
def language_odds(letters, tables):
    logs = torch.as_tensor(tables).log()[:, torch.as_tensor(letters)].sum(dim=1)
    return logs.softmax(dim=0).numpy()


@secret.alternative("counts times log-probabilities, with log-sum-exp")
def language_odds(letters, tables):
    counts = np.bincount(letters, minlength=tables.shape[1])
    seen = counts > 0
    total = np.log(tables[:, seen]) @ counts[seen]
    return np.exp(total - np.logaddexp.reduce(total))


@secret.alternative("letter by letter, divided by the sum each time")
def language_odds(letters, tables):
    belief = np.full(len(tables), 1 / len(tables))
    for letter in letters:
        belief = belief * tables[:, letter]
        belief = belief / belief.sum()
    return belief
