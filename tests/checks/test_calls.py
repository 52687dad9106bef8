"""The call that a card gives for a failed case: it can be pasted into the chapter, and asks what the case asked."""

import pytest

from course_utils.checks import calls, topics
from course_utils.checks.draw import Draw
from course_utils.checks.plain import copies, same
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
            code, last = calls.failing_call(exercise, case, student), student.asked[-1].ask
            assert len(code) < 3000, (exercise.id, case.name)
            exec(code, dict(names))
            if not is_class:
                args, kwargs = heard[-1]
                assert same(list(args), copies(last.args)) and kwargs == last.kwargs, (exercise.id, case.name, code)
