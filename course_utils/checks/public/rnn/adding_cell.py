"""`adding_cell`: public cases. The weights are run by torch's layer; any weights that add are right."""

from __future__ import annotations

import numpy as np
import torch

from ... import expect
from . import topic
from .shared import numbers

exercise = topic.exercise("adding_cell", level=2)
exercise.hints(
    "Go through a step with mark 0 and a step with mark 1. What must each of the gates f, i and o do in either? What must the "
    "candidate g be, and what does tanh do to a number as large as 1?",
    "f stays open, i opens only for a mark, o stays open: sigma(20) is 1 as far as you can see, sigma(-20) is 0. The candidate is "
    "the number, but tanh must not bend it, neither here nor on the way out: make it small first, and make up for it in v.",
    "All of Wh is 0. Row i: -20, and +40 for the mark. Rows f and o: 0 and a bias of 20. Row g: ... / largest for the number, so "
    "that two of them stay far below 1. v is one over ...",
)


def sequence(numbers_, marked) -> np.ndarray:
    """Inputs [T, 2]: the numbers, and a mark at the given steps."""
    return np.column_stack([numbers_, [float(step in marked) for step in range(len(numbers_))]])


def answer(student, largest: float, xs: np.ndarray) -> float:
    """What an LSTM with the student's weights answers to xs [T, 2]."""
    Wx, Wh, b, v = expect.parts(student.once(largest), 4, "Wx, Wh, b and v")
    layer = torch.nn.LSTM(2, 1, batch_first=True, dtype=torch.float64)
    given = {
        "weight_ih_l0": numbers(Wx, (4, 2), "Wx"),
        "weight_hh_l0": numbers(Wh, (4, 1), "Wh"),
        "bias_ih_l0": numbers(b, (4,), "b"),
        "bias_hh_l0": np.zeros(4),
    }
    layer.load_state_dict({name: torch.tensor(value) for name, value in given.items()})
    with torch.no_grad():
        return float(layer(torch.tensor(xs)[None])[0][0, -1, 0]) * float(numbers(v, (), "v"))


def adds(student, largest: float, xs: np.ndarray, what: str) -> None:
    """The answer is within a hundredth of `largest` of the sum of the marked numbers."""
    error = abs(answer(student, largest, xs) - float((xs[:, 0] * xs[:, 1]).sum()))
    expect.greater(
        1 - error / (0.01 * largest), 0, what=f"1 less the error of the answer in hundredths of `largest`, {what}"
    )


@exercise.case("three steps: 0.5 and -0.25 are marked, 0.9 is not: 0.25", weight=2)
def _(student, draw):
    adds(student, 1.0, sequence([0.5, 0.9, -0.25], (0, 2)), "for 0.5, 0.9 and -0.25")


@exercise.case("both marked numbers as large as they may be, of either sign")
def _(student, draw):
    for sign in (1.0, -1.0):
        adds(student, 1.0, sequence([sign, sign], (0, 1)), f"for {sign:g} and {sign:g}")


@exercise.case("200 steps: what was marked at the beginning is still there at the end")
def _(student, draw):
    adds(student, 1.0, sequence([0.8, 0.6, *np.zeros(198)], (0, 1)), "after 198 zeros")


@exercise.case("numbers without a mark leave no trace")
def _(student, draw):
    adds(student, 1.0, sequence([0.7, *np.full(60, 0.9), 0.2], (0, 61)), "with sixty unmarked numbers of 0.9 between")


@exercise.case("numbers up to 50, and up to a thousandth", weight=2)
def _(student, draw):
    for largest in (50.0, 0.001):
        adds(student, largest, sequence(largest * np.array([0.9, -0.4, 0.7]), (0, 2)), f"for numbers up to {largest:g}")
