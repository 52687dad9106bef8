"""Everybody's grades, read from the gradebook."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from grader.gradebook import attention
from grader.gradebook.layout import SCORE, interval, lateness, parsed

_POINTS = f"""SELECT submitted_notebook.assignment_id, sum({SCORE}), max(needs_manual_grade), count(manual_score)
    FROM grade JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id GROUP BY submitted_notebook.assignment_id"""
_PENALTIES = "SELECT assignment_id, sum(late_submission_penalty) FROM submitted_notebook GROUP BY assignment_id"
_WORTH = """SELECT notebook.assignment_id, sum(worth.max_score) FROM (SELECT id, max_score FROM grade_cells UNION ALL
    SELECT id, max_score FROM task_cells) worth JOIN base_cell ON base_cell.id = worth.id
    JOIN notebook ON notebook.id = base_cell.notebook_id GROUP BY notebook.assignment_id"""


@dataclass(frozen=True)
class Grade:
    """What a student has for an assignment. points: as nbgrader counts them, less the late penalty and never below 0."""

    raw: float
    penalty: float
    handed_in: datetime | None
    late: timedelta
    waiting: bool  # for a person to grade
    graded: bool = True  # False where there was nothing to grade, and nobody has given points by hand

    @property
    def points(self) -> float:
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class StudentGrades:
    """A student and their grades by assignment; none for what they have not handed in."""

    id: str
    first: str
    last: str
    email: str
    lms_id: str
    grades: dict[str, Grade] = field(default_factory=dict)


@dataclass(frozen=True)
class Grades:
    """assignments: name -> (maximum, due time), in the order of the due dates, then of the names."""

    assignments: dict[str, tuple[float, datetime | None]]
    students: list[StudentGrades]


def read_grades(connection: sqlite3.Connection) -> Grades:
    """All grades, students by id."""
    worth = dict(connection.execute(_WORTH))
    rows = [(i, name, parsed(due)) for i, name, due in connection.execute("SELECT id, name, duedate FROM assignment")]
    rows.sort(key=lambda row: (row[2] or datetime.max, row[1]))
    names = {identity: (name, due) for identity, name, due in rows}
    points = {
        identity: (raw or 0.0, bool(waits), by_hand) for identity, raw, waits, by_hand in connection.execute(_POINTS)
    }
    nothing = attention.not_graded(connection)
    penalties = {identity: penalty or 0.0 for identity, penalty in connection.execute(_PENALTIES)}
    grades: dict[str, dict[str, Grade]] = {}
    query = "SELECT id, assignment_id, student_id, timestamp, extension FROM submitted_assignment"
    for identity, assignment, student, time, extension in connection.execute(query):
        name, due = names[assignment]
        raw, waits, by_hand = points.get(identity, (0.0, False, 0))
        late = lateness(parsed(time), due, interval(extension))
        graded = bool(by_hand) or (name, student) not in nothing
        grade = Grade(raw, penalties.get(identity, 0.0), parsed(time), late, waits, graded)
        grades.setdefault(student, {})[name] = grade
    people = connection.execute("SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id")
    students = [
        StudentGrades(who, first or "", last or "", email or "", lms_id or "", grades.get(who, {}))
        for who, first, last, email, lms_id in people
    ]
    return Grades({name: (worth.get(identity, 0.0), due) for identity, name, due in rows}, students)
