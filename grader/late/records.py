"""Lateness as the gradebook has it: what a student has handed in, and the penalties of the chapters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from grader.gradebook.layout import SCORE, interval, parsed

from .policy import HandedIn, LatePolicy, penalties


class Result(Protocol):
    """What sqlite3 and SQLAlchemy alike give for a query."""

    def fetchall(self) -> list: ...


Execute = Callable[[str, tuple], Result]  # runs SQL

_HANDED_IN = """SELECT a.name, a.duedate, s.timestamp, s.extension FROM submitted_assignment s
    JOIN assignment a ON a.id = s.assignment_id WHERE s.student_id = ?"""
_UPDATE = f"""UPDATE submitted_notebook SET late_submission_penalty = ? * (
        SELECT coalesce(sum({SCORE}), 0.0) FROM grade WHERE grade.notebook_id = submitted_notebook.id)
    WHERE assignment_id IN (SELECT s.id FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id
        WHERE s.student_id = ? AND a.name = ?) AND late_submission_penalty IS NOT NULL"""


def handed_in(execute: Execute, student: str) -> list[HandedIn]:
    """Everything that a student has handed in."""
    rows = execute(_HANDED_IN, (student,)).fetchall()
    return [HandedIn(name, parsed(due), parsed(at), interval(extra)) for name, due, at, extra in rows]


def fraction(execute: Execute, policy: LatePolicy, student: str, assignment: str) -> float:
    """What the student's submission of this assignment loses, as a fraction of its score."""
    return penalties(policy, handed_in(execute, student)).get(assignment, 0.0)


def recompute_later(execute: Execute, policy: LatePolicy, student: str, assignment: str) -> None:
    """Set anew what the chapters due after this one lose: it may have spent, or given back, slip days.

    Only chapters that were graded late have a penalty to set, be it 0.
    """
    submissions = handed_in(execute, student)
    due = {s.assignment: s.due for s in submissions if s.due}
    for name, fraction_lost in penalties(policy, submissions).items():
        if name != assignment and name in due and assignment in due and due[name] >= due[assignment]:
            execute(_UPDATE, (fraction_lost, student, name))
