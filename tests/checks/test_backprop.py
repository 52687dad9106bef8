"""What the cases of chapter 03 tell a reader apart: the diamond (ab)(ab + a) at a = 2, b = 3 has one wrong answer for each mistake."""

from functools import cache

import numpy as np
import pytest

from course_utils.checks.functions import CubedSum, determinant
from course_utils.checks.graphs import asked, diamond
from course_utils.checks.runner import run_exercise
from course_utils.checks.student import Student
from grader.exercises import secrets

SECRET = secrets()["backprop.Value"]

DIAMOND = {
    SECRET.reference.name: (48.0, 28.0),
    "assigns the gradient instead of adding to it": (18.0, 12.0),
    "passes a gradient on before all of it has arrived": (72.0, 44.0),
    "visits each node once, but before its gradient is complete": (30.0, 16.0),
}


def implementation(name: str):
    return next(i.function for i in (SECRET.reference, *SECRET.misconceptions) if i.name == name)


@cache
def report(written_as):
    return run_exercise(SECRET.exercise, SECRET.exercise.cases, Student(written_as, name="Value"))


@pytest.mark.parametrize("name", DIAMOND)
def test_the_diamond_names_the_mistake(name):
    written_as = implementation(name)
    assert asked(Student(written_as), diamond, 2.0, 3.0) == [48.0, *DIAMOND[name]]
    found = report(written_as).misconception
    assert (found.name if found else SECRET.reference.name) == name


def test_an_operation_that_returns_a_number_is_told_so():
    class Value:
        def __init__(self, data):
            self.data = data

        def __add__(self, other):
            return self.data + other.data

        __mul__ = __add__

    messages = [outcome.message for outcome in report(Value).outcomes]
    assert "5 + (-3) is 2.0, expected a Value" in messages
    assert any("AttributeError" in message for message in messages)  # a number has no tanh


def test_the_cost_grows_with_edges_and_not_with_paths():
    doublings = report(implementation("passes a gradient on before all of it has arrived")).outcomes[-1]
    assert doublings.outcome == "failed" and doublings.late


def test_functions_of_the_cases():
    assert determinant(np.array([[1, 2], [3, 4]])) == -2
    tied = CubedSum(np.array([1.0, 2.0]))
    assert tied(np.array([1, 1])) == 27
    with pytest.raises(ValueError, match=r"shape \[2\], not \[1, 2\]"):
        tied(np.ones((1, 2)))
