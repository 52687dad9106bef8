"""The call that a card gives for a failed case: it can be pasted into the chapter, and asks what the case asked."""

import numpy as np
import pytest
import torch
from toy import report_on

from course_utils.checks import calls, expect, gradients, inputs, topics
from course_utils.checks.direct import Reference
from course_utils.checks.draw import Draw
from course_utils.checks.exercises import Topic
from course_utils.checks.plain import copies, same
from course_utils.checks.runner import run_exercise
from course_utils.checks.student import Student
from grader.chapter_code import chapter_imports
from grader.exercises import secrets


class Notebook:
    """Stands for IPython's shell."""

    def __init__(self, **names):
        self.user_ns = names


@pytest.mark.parametrize("topic", topics())
def test_the_call_of_every_public_case_can_be_pasted_and_asks_the_same(topic, monkeypatch):
    above: dict = {}
    exec(chapter_imports(topic), above)
    for exercise in topics()[topic].exercises.values():
        function, heard = secrets()[exercise.id].reference.function, []
        is_class = isinstance(function, type)

        def listening(*args, _function=function, _heard=heard, **kwargs):
            _heard.append((args, kwargs))
            return _function(*args, **kwargs)

        names = above | {exercise.name: function if is_class else listening}
        monkeypatch.setattr(calls, "get_ipython", lambda names=names: Notebook(**names))
        for case in exercise.cases:
            student = Student(function, name=exercise.name)
            student.begin(0)
            case.run(student, Draw(0, exercise.id, case.name))
            code = calls.failing_call(exercise, case, student)
            assert len(code) < 3000, (exercise.id, case.name)
            exec(code, dict(names))
            if not is_class:
                args, kwargs = heard[-1]
                last = next(one.ask for one in reversed(student.asked) if one.ask.do == "call")
                said = [
                    (arg, asked) for arg, asked in zip(args, last.args, strict=True) if not isinstance(asked, Reference)
                ]
                ours, theirs = [one for one, _ in said], copies(tuple(other for _, other in said))
                assert same(ours, theirs) and kwargs == last.kwargs, (exercise.id, case.name, code)


def test_of_an_answer_that_is_computed_from_several_calls_all_are_shown_and_else_the_one_that_was_wrong():
    def half(x):
        return 2 * x if isinstance(x, float) else x

    first, second, third = report_on(half).outcomes
    assert first.call == third.call == "" and second.call == "double(np.array([1.0, -2.0]))"
    exercise = Topic("99_toy", ["double"]).exercise("double", level=1)

    @exercise.case("adds up")
    def _(student, draw):
        expect.close(student(1.0) + student(2.0), 6.0)

    @exercise.case("the first of two")
    def _(student, draw):
        one, _ = student(np.full(300, 0.5)), student(5.0)
        expect.close(one, np.ones(300))

    adds, first = run_exercise(exercise, exercise.cases, Student(lambda x: x, name="double")).outcomes
    assert adds.call == "double(1.0)\ndouble(2.0)" and first.call == "double(np.full((300,), 0.5))"


def test_inputs_that_cannot_be_had_are_said_so(monkeypatch):
    with pytest.raises(LookupError, match="has the cases 1 to 4, and no case 5"):
        inputs("perceptron.novikoff_bound", case=5)
    monkeypatch.setattr(calls, "get_ipython", lambda: Notebook())
    with pytest.raises(LookupError, match="call 9: run the cell that defines novikoff_bound first"):
        inputs("perceptron.novikoff_bound", case=1, call=9)
    with pytest.raises(KeyError, match="there is no exercise"):
        inputs("perceptron.nothing", case=1)


def test_gradients_are_those_that_a_check_looks_at():
    value, (dx,) = gradients(lambda x: x**2, torch.tensor([3.0]), weights=torch.tensor([2.0]))
    assert value == 9 and dx == 12
