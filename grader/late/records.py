"""Lateness as the gradebook has it: what a student has handed in, and the penalties of the chapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .policy import HandedIn, LatePolicy, penalties

EPOCH = datetime(1970, 1, 1)  # SQLAlchemy stores an interval as a time after it


class Result(Protocol):
    """What sqlite3 and SQLAlchemy alike give for a query."""

    def fetchall(self) -> list: ...


Execute = Callable[[str, tuple], Result]  # runs SQL

_HANDED_IN = """SELECT a.name, a.duedate, s.timestamp, s.extension FROM submitted_assignment s
    JOIN assignment a ON a.id = s.assignment_id WHERE s.student_id = ?"""
_UPDATE = """UPDATE submitted_notebook SET late_submission_penalty = ? * (
        SELECT coalesce(sum(CASE WHEN manual_score IS NOT NULL THEN manual_score + coalesce(extra_credit, 0.0)
            WHEN auto_score IS NOT NULL THEN auto_score + coalesce(extra_credit, 0.0) ELSE 0.0 END), 0.0)
        FROM grade WHERE grade.notebook_id = submitted_notebook.id)
    WHERE assignment_id IN (SELECT s.id FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id
        WHERE s.student_id = ? AND a.name = ?) AND late_submission_penalty IS NOT NULL"""


def handed_in(execute: Execute, student: str) -> list[HandedIn]:
    """Everything that a student has handed in."""
    rows = execute(_HANDED_IN, (student,)).fetchall()
    return [HandedIn(name, _time(due), _time(at), (_time(extra) or EPOCH) - EPOCH) for name, due, at, extra in rows]


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


def _time(stored) -> datetime | None:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored
