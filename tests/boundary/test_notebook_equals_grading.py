"""What works in the notebook works in grading, and what fails there fails here, case by case and with the same words."""

import re

import pytest

from course_utils.checks.runner import run_exercise
from course_utils.checks.student import Student
from grader.boundary.session import Session
from grader.chapter_code import IMPORTS, chapter_imports, surroundings
from grader.exercises import secrets
from grader.submission.grade import examine

pytestmark = pytest.mark.sandbox
SEED = 3


class AsGraded(Student):
    """The notebook's student whose generators start as in grading, so that an answer that draws noise of its own draws the same."""

    def begin(self, seed):
        self._answer.begin(seed)


def seen(report):
    """What both sides must agree on; the words of a hidden case say less in grading where the child alone knows more."""
    cases = [(o.case.name, o.outcome, "" if o.case.hidden else o.message) for o in report.outcomes]
    return report.points, [(d.misconception.name, d.explained) for d in report.diagnoses], cases, report.printed


def in_notebook(exercise_id: str, cells: list[str], namespace: dict):
    secret = secrets()[exercise_id]
    for number, source in enumerate(cells):
        exec(compile(source, f"cell {number}", "exec"), namespace)
    function = namespace[secret.exercise.name]
    return run_exercise(secret.exercise, secret.all_cases, AsGraded(function, name=secret.exercise.name), seed=SEED)


def in_grading(exercise_id: str, cells: list[str], session: Session):
    for number, source in enumerate(cells):
        session.run(f"cell {number}", source)
    return examine(exercise_id, secrets()[exercise_id].exercise.name, session, SEED)


@pytest.fixture
def session(fork_under):
    """A child for all answers to one exercise, which take its name one after the other."""
    session = Session(fork_under(notebook_seconds=3600))
    yield session
    session.close()


@pytest.mark.parametrize("exercise_id", secrets())
def test_right_and_wrong_answers_get_the_same_report(exercise_id, session):
    secret, above = secrets()[exercise_id], {}
    imports = IMPORTS + chapter_imports(secret.exercise.topic)
    exec(imports, above)
    session.run("imports", imports)
    for answer in (secret.reference, *secret.alternatives, *secret.misconceptions):
        notebook = in_notebook(exercise_id, [answer.source], dict(above))
        grading = in_grading(exercise_id, [answer.source], session)
        assert without_lines(seen(notebook)) == without_lines(seen(grading)), answer.name


def without_lines(what):
    """The notebook here has no text of its cells to show beside a line's number."""
    points, misconception, cases, printed = what
    told = [(n, o, m.partition(" (line")[0]) for n, o, m in cases]
    return points, misconception, told, printed


@pytest.mark.parametrize("exercise_id", secrets())
def test_helpers_imports_and_constants_in_cells_of_the_students_own(exercise_id, session):
    secret = secrets()[exercise_id]
    name = secret.exercise.name
    own = re.sub(rf"\b{name}\b", "_helper", secret.reference.definition)
    cells = [
        IMPORTS + chapter_imports(secret.exercise.topic) + "\n" + surroundings(secret.exercise.topic, own),
        "from functools import partial as _partial\nREADY = True",
        own,
        f"def {name}(*args, **kwargs):\n    print('asked')\n    return _partial(_helper, *args)(**kwargs) if READY else None",
    ]
    notebook, grading = in_notebook(exercise_id, cells, {}), in_grading(exercise_id, cells, session)
    assert grading.points == grading.max_points
    assert seen(notebook) == seen(grading)
    assert "asked" in grading.printed
