"""Stores graded submissions in nbgrader's gradebook, with the rows that stock nbgrader would write."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass

from grader.course import Course
from grader.submission.intake import TIMESTAMP, read_timestamp
from grader.submission.records import GradedNotebook, GradedSubmission

from . import attention
from .late import Lateness
from .layout import SCORE, Assignment, Notebook, interval, lateness, parsed
from .regrading import now, rows_digests
from .times import timestamp

NAMES = uuid.UUID("5d0a7f7e-3f2b-4c0e-9d55-0f4a6a4f3a11")
# the table has an index by cell only: without the cells, all grades of the course would be looked through
OF_NOTEBOOK = "cell_id IN (SELECT id FROM base_cell WHERE notebook_id = ?) AND notebook_id = ?"
SCORE_OF_NOTEBOOK = f"SELECT coalesce(sum({SCORE}), 0.0) FROM grade WHERE {OF_NOTEBOOK}"


@dataclass(frozen=True)
class Entry:
    """A graded submission with what the ledger says of it."""

    graded: GradedSubmission
    digest: str
    output: str


class Writer:
    """The one writer of a run."""

    def __init__(self, connection: sqlite3.Connection, course: Course, assignment: Assignment):
        self._db, self._course, self._assignment = connection, course, assignment
        self._lateness = Lateness(course, connection)
        self.remarks: list[str] = []  # a line for each submission that a person should look at

    def add_students(self, students: list[str]) -> None:
        """Rows for those who are not known yet, in the order of their ids, which exports follow."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR IGNORE INTO student (id) VALUES (?)", [(s,) for s in sorted(students)])
        self._db.execute("COMMIT")

    def store(self, entries: list[Entry]) -> None:
        """Store a batch in one transaction: all of it, or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                self._submission(entry.graded)
                self._log(entry)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self._db.execute("ROLLBACK")
            raise

    def _log(self, entry: Entry) -> None:
        """The ledger's row: what was graded with what, and which rows it gave."""
        graded = entry.graded
        rows = rows_digests(self._db, self._assignment.id, graded.student).get(graded.student, "")
        self._db.execute(
            "INSERT OR REPLACE INTO grader_ledger (student, assignment, digest, output, seconds, child_seconds, graded, rows) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                graded.student,
                graded.assignment,
                entry.digest,
                entry.output,
                graded.seconds,
                graded.child_seconds,
                now(),
                rows,
            ),
        )

    def not_graded(self, failed: GradedSubmission) -> None:
        """Store that a submission has no grade, and why. What an earlier one has got stays."""
        self._db.execute("BEGIN IMMEDIATE")
        attention.of_one(self._db, failed.assignment, failed.student, attention.NOT_GRADED, failed.needs_human)
        self._db.execute("COMMIT")

    def _submission(self, graded: GradedSubmission) -> None:
        identity = self._row(
            "submitted_assignment", {"assignment_id": self._assignment.id, "student_id": graded.student}, {}
        )
        untimely = self._time(graded, identity)
        results = {notebook.name: notebook for notebook in graded.notebooks}
        rows = [(layout, self._notebook(layout, identity)) for layout in self._assignment.notebooks]
        for layout, row in rows:
            if (result := results.get(layout.name)) is not None:
                self._result(layout, row, result)
        self._lateness.forget(graded.student)
        late = self._seconds_late(identity)
        for layout, row in rows:
            if (result := results.get(layout.name)) is not None and not result.missing:
                self._penalty(graded.student, layout, row, late)
        step = attention.GRADING if any(n.graded for n in graded.notebooks) else attention.NOT_GRADED
        reasons = [*graded.needs_human, *untimely]
        attention.of_one(self._db, graded.assignment, graded.student, step, reasons)

    def _time(self, graded: GradedSubmission, submission: str) -> list[str]:
        """Store when it was handed in; why not, if not. Without a timestamp.txt the time stays what it was, as in nbgrader."""
        folder = self._course.folder("submitted", graded.student, graded.assignment)
        try:
            content = read_timestamp(folder)
            time = None if content is None else timestamp(content, self._course.zone)
        except (OSError, ValueError) as error:
            reason = f"{TIMESTAMP} holds no time that can be used ({error}), so the time handed in stays as it was"
            self.remarks.append(f"{graded.student}: {reason}")
            return [reason]
        if time is not None:
            stored = time.isoformat(" ", "microseconds")
            self._db.execute("UPDATE submitted_assignment SET timestamp = ? WHERE id = ?", (stored, submission))
        return []

    def _notebook(self, layout: Notebook, submission: str) -> str:
        """The submission's row of a notebook, with a row for each cell that is graded or commented."""
        row = self._row("submitted_notebook", {"assignment_id": submission, "notebook_id": layout.id}, {"flagged": 0})
        for cell in layout.grades.values():
            self._row("grade", {"notebook_id": row, "cell_id": cell}, {"needs_manual_grade": 1})
        for cell in layout.comments.values():
            self._row("comment", {"notebook_id": row, "cell_id": cell}, {})
        return row

    def _row(self, table: str, key: dict, rest: dict) -> str:
        """The id of the row with this key, made if it is not there; the same key gives the same id."""
        a, b = key
        found = self._db.execute(f"SELECT id FROM {table} WHERE {a} = ? AND {b} = ?", (key[a], key[b])).fetchone()
        if found:
            return found[0]
        values = {"id": uuid.uuid5(NAMES, json.dumps([table, *key.values()])).hex, **key, **rest}
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
        return values["id"]

    def _result(self, layout: Notebook, row: str, result: GradedNotebook) -> None:
        if result.missing:
            none = f"UPDATE grade SET auto_score = 0, needs_manual_grade = 0 WHERE {OF_NOTEBOOK}"
            self._db.execute(none, (layout.id, row))
            return
        for cell in result.cells:
            name = cell.grade_id
            if cell.graded and name in layout.grades:
                self._db.execute(
                    "UPDATE grade SET auto_score = ?, needs_manual_grade = (? IS NULL OR manual_score IS NOT NULL) "
                    "WHERE notebook_id = ? AND cell_id = ?",
                    (cell.score, cell.score, row, layout.grades[name]),
                )
            if name in layout.comments:
                silent = name not in layout.tasks and cell.unchanged
                self._db.execute(
                    "UPDATE comment SET auto_comment = ? WHERE notebook_id = ? AND cell_id = ?",
                    ("No response." if silent else None, row, layout.comments[name]),
                )

    def _seconds_late(self, submission: str) -> float:
        query = "SELECT timestamp, extension FROM submitted_assignment WHERE id = ?"
        handed_in, extension = self._db.execute(query, (submission,)).fetchone()
        return lateness(parsed(handed_in), self._assignment.due, interval(extension)).total_seconds()

    def _penalty(self, student: str, layout: Notebook, row: str, late: float) -> None:
        score = self._db.execute(SCORE_OF_NOTEBOOK, (layout.id, row)).fetchone()[0]
        penalty = self._lateness.penalty(student, self._assignment.name, layout.name, score, late)
        self._db.execute("UPDATE submitted_notebook SET late_submission_penalty = ? WHERE id = ?", (penalty, row))
