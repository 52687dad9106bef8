"""A small exercise of the tests' own: `double(x)` returns 2 x."""

import numpy as np

from course_utils.checks import expect
from course_utils.checks.draw import Draw
from course_utils.checks.exercises import Exercise, Topic
from course_utils.checks.runner import run_case, run_exercise
from course_utils.checks.student import Student


def double_exercise() -> Exercise:
    """Three cases of weights 2, 1, 1, and a probe."""
    exercise = Topic("99_toy", ["double"]).exercise("double", level=2)

    @exercise.case("two threes are six", weight=2)
    def _(student, draw):
        expect.close(student(3.0), 6.0)

    @exercise.case("an array, left as it was")
    def _(student, draw):
        expect.close(student(np.array([1.0, -2.0])), [2.0, -4.0])
        expect.unchanged(student)

    @exercise.case("a drawn number")
    def _(student, draw):
        value = draw.uniform(1, 2)
        expect.close(student(value), 2 * value)

    @exercise.probed()
    def _(student):
        return {"five": lambda: student(5.0)}

    return exercise


def report_on(function, **options):
    """The report on a function that should double."""
    exercise = double_exercise()
    return run_exercise(exercise, exercise.cases, Student(function, name="double"), **options)


def outcome_of(run, function=None, *, seconds=10.0):
    """The outcome of a single case, given as `run(student, draw)`."""
    exercise = Topic("99_toy", ["single"]).exercise("single", level=1)
    exercise.case("the case", seconds=seconds)(run)
    case = exercise.cases[0]
    return run_case(case, Student(function, name="single"), Draw(0, "toy.single", case.name))
