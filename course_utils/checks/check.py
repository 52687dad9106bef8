"""`check("topic.name", function)`: the graded one-line cell of every exercise."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib.metadata import entry_points

from IPython.core.getipython import get_ipython

from course_utils.environment import grading

from ..checked import CHECKED
from . import card, stale
from .exercises import Case, Exercise, exercise, topics
from .hints import note_failed, offered
from .provided import changed
from .runner import Report, run_exercise
from .student import Student

LATER = "COURSE_CHECKS_LATER"  # set where a trusted process runs the cases when the reader's code has run
GROUP = "course_utils.hidden_cases"


class Checked:
    """What `check` returns: a card in the notebook; under grading, as text, the number of points, which nbgrader reads as partial credit.

    The output carries in its metadata what the card says in words: the state, and the points that count.
    """

    def __init__(self, report: Report, beforehand: Sequence[str] = (), *, offered: bool = False):
        self.report, self.beforehand, self._offered = report, beforehand, offered

    def __repr__(self) -> str:
        graded = os.environ.get("NBGRADER_EXECUTION") == "autograde"
        return (
            f"{self.report.points:g}" if graded else "\n".join([*card.plain(self.beforehand), card.text(self.report)])
        )

    def _repr_html_(self) -> str:
        return stale.html(self.beforehand) + card.html(self.report, offered=self._offered)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        data = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return data, {CHECKED: {"state": card.state(self.report), "points": round(self.report.counted, 9)}}


class Later:
    """What `check` returns where its cases run afterwards, elsewhere."""

    def __repr__(self) -> str:
        return "(graded when the notebook has run)"


class NotPassed(Exception):
    """Raised under nbgrader's Validate in place of a card; shows one line and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(exercise_id: str, function) -> Checked | Later:
    """Run the cases of an exercise on the reader's function (or class) and show what was found.

    In the notebook and under nbgrader's Validate only the public cases run. Under `nbgrader autograde` the hidden ones run
    too; they come from the installed `grader`, which in its own sandbox runs them itself when the code has run. What the code
    prints or warns is kept for the card, the states of random, numpy and torch are left as found. Grading asks the function
    by its name: where that is another one, the card says so beforehand, and Validate does not pass. KeyError for an unknown exercise, TypeError for something that cannot be called.
    """
    found = exercise(exercise_id)
    if not callable(function):
        raise TypeError(
            f'check("{exercise_id}", ...) needs the function or class itself, got {type(function).__name__}'
        )
    if os.environ.get(LATER):
        return Later()
    cases = [*found.cases, *_hidden(exercise_id)]
    report = run_exercise(found, cases, Student(function, name=found.name))
    beforehand, surely = _other_in_grading(found, function)
    report.notes.extend(beforehand)
    if os.environ.get("NBGRADER_VALIDATING") and (surely or not report.passed):
        raise NotPassed(" ".join([*beforehand, *([] if report.passed else [card.one_line(report)])]))
    if report.attempted and not report.passed:
        note_failed(exercise_id, function)
    shell = get_ipython()
    behind = [] if shell is None or grading() else stale.stale(found, topics()[found.topic].chapter, function, shell)
    return Checked(report, behind, offered=not report.passed and offered(exercise_id))


def _other_in_grading(found: Exercise, function) -> tuple[list[str], bool]:
    """What to tell beforehand of what will be, or may be, another in grading than in this notebook; and whether it will be."""
    shell = get_ipython()
    if shell is None:
        return [], False
    names = shell.user_ns
    told = _other_name(found.name, names.get(found.name), function)
    meddled = changed(found.topic, function, names, names.get("In", ()))
    if sure := _listed(name for name, surely in meddled.items() if surely):
        told.append(
            f"Grading runs the chapter's own {sure}, and not your change of it. What you add to a cell of the chapter's is run; "
            "make changes in a cell of your own."
        )
    if unsure := _listed(name for name, surely in meddled.items() if not surely):
        told.append(
            f"Your function uses {unsure}, which is not as the chapter has it. Where you changed that in a cell of the "
            "chapter's, grading runs the original."
        )
    return told, any(meddled.values()) or names.get(found.name) is not function


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _other_name(name: str, there, function) -> list[str]:
    """What to tell where the notebook's function of the asked name is another than the one that was checked."""
    if there is function:
        return []
    called = getattr(function, "__name__", type(function).__name__)
    if there is None:
        return [
            f"Grading looks for a function that is called `{name}`, and there is none: this one is called `{called}`."
        ]
    return [
        f"Grading asks the function that is called `{name}`, and that is another one than was checked here (`{called}`)."
    ]


def _hidden(exercise_id: str) -> list[Case]:
    """The hidden cases when nbgrader grades; elsewhere none, and the package that holds them is not even looked for."""
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        return []
    offered = entry_points(group=GROUP)
    try:
        return [case for point in offered for case in point.load()(exercise_id)] if offered else _refuse(exercise_id)
    except ModuleNotFoundError:  # a student's copy registers the name, but the package behind it is not there
        return _refuse(exercise_id)


def _refuse(exercise_id: str):
    raise RuntimeError(
        f"grading {exercise_id} needs its hidden cases: run it in the instructor's repository, after `make setup`"
    )
