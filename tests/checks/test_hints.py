"""The steps of hints: every exercise has three, and none of them is the solution."""

import re
from copy import copy

import pytest

from course_utils.checks.runner import run_exercise
from course_utils.checks.student import Student
from grader.authoring.recording import hint_problems
from grader.exercises import secrets


def test_every_exercise_has_three_steps_and_none_hands_out_a_statement_of_the_solution():
    assert [problem for secret in secrets().values() for problem in hint_problems(secret)] == []
    for secret in secrets().values():
        question, _, nearly = secret.exercise.steps
        assert "?" in question, secret.exercise.id
        assert "..." in nearly or "?" in nearly, secret.exercise.id


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((), "no hints"),
        (("Why?", " ", "x"), "no hints"),
        (
            ("Why?", "So.", "Write `return float(largest + math.log(np.exp(logw - largest).sum() / logw.size))`."),
            "step 3",
        ),
    ],
)
def test_missing_hints_and_those_that_tell_all_are_named(steps, said):
    secret = copy(secrets()["vae.log_px_importance"])
    secret.exercise = copy(secret.exercise)
    secret.exercise.steps = steps
    (problem,) = hint_problems(secret)
    assert said in problem and "vae.log_px_importance" in problem


def test_the_code_of_a_hint_earns_not_all_points_as_an_answer():
    for secret in secrets().values():
        code = "\n".join(re.findall(r"`([^`]+)`", secret.exercise.steps[2]))
        body = "".join(f"    {line}\n" for line in code.splitlines())
        names = dict(vars(__import__("numpy")))
        try:
            exec(f"def answer(*arguments):\n{body}", names)
        except SyntaxError:
            continue
        cases = secret.exercise.cases[:1]
        assert not run_exercise(secret.exercise, cases, Student(names["answer"])).passed, secret.exercise.id
