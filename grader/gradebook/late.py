"""What lateness costs, by the policy that the course configures: a function of the gradebook's rows, computed anew by whoever reads
them. An extension, a moved due time, points by hand or another policy count at once, and nothing is run again.
"""

from __future__ import annotations

import sqlite3

from grader.course import Course

from .layout import SCORE, interval, lateness, parsed

_NOTEBOOKS = """SELECT x.id, s.student_id, a.name, n.name, s.timestamp, a.duedate, s.extension, x.late_submission_penalty
    FROM submitted_notebook x JOIN notebook n ON n.id = x.notebook_id
    JOIN submitted_assignment s ON s.id = x.assignment_id JOIN assignment a ON a.id = s.assignment_id"""
_SCORES = f"SELECT notebook_id, sum({SCORE}) FROM grade GROUP BY notebook_id"


def refresh(connection: sqlite3.Connection, course: Course) -> int:
    """Bring every penalty of the gradebook up to date, where nbgrader's own pages and exports read it, too. Returns how many have
    changed; nothing is written where none has."""
    rows = connection.execute(_NOTEBOOKS).fetchall()
    policy, scores = Lateness(course, connection), dict(connection.execute(_SCORES))
    changed = []
    for row, student, assignment, notebook, time, due, extension, stored in rows:
        late = lateness(parsed(time), parsed(due), interval(extension)).total_seconds()
        score = scores.get(row) or 0.0
        penalty = policy.penalty(student, assignment, notebook, score, late)
        # A notebook that is not there or is worth nothing loses nothing, whether that is written as 0 or as none.
        if penalty != stored and (penalty or stored):
            changed.append((penalty, row))
    if changed:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE submitted_notebook SET late_submission_penalty = ? WHERE id = ?", changed)
        connection.execute("COMMIT")
    return len(changed)


class Lateness:
    """Asks the configured plugin as nbgrader's AssignLatePenalties does, whose import is paid for only where there is one.

    Our own plugin reads what it needs through this connection, which may hold the database's lock.
    """

    def __init__(self, course: Course, connection: sqlite3.Connection):
        self._course, self._db = course, connection
        self._preprocessor, self._policy = self._configured()
        self._fractions: dict[str, dict[str, float]] = {}

    def _configured(self):
        config = self._course.config
        stock = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none") == "none"
        if stock and "plugin_class" not in config.get("AssignLatePenalties", {}):
            return None, None
        from nbgrader.preprocessors import AssignLatePenalties

        preprocessor = AssignLatePenalties(config=config)
        preprocessor.db_url = f"sqlite:///{self._course.database}"
        preprocessor.init_plugin()
        return preprocessor, getattr(preprocessor.plugin_inst, "policy", None)

    def penalty(self, student: str, assignment: str, notebook: str, score: float, seconds: float) -> float | None:
        """Points to take off a notebook's score that was handed in so many seconds late; None for none."""
        if self._preprocessor is None or seconds <= 0:
            return None
        if self._policy is not None:
            if student not in self._fractions:
                self._fractions[student] = self._lost(student)
            penalty = score * self._fractions[student].get(assignment, 0.0)
        else:
            self._preprocessor.assignment_id = assignment
            self._preprocessor.student_id, self._preprocessor.notebook_id = student, notebook
            self._preprocessor.init_plugin()
            penalty = self._preprocessor.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if penalty is None else min(max(penalty, 0.0), score)

    @property
    def policy(self):
        """Our own policy, where it is the one that is configured; else None."""
        return self._policy

    def forget(self, student: str) -> None:
        """A submission of this student was stored, and may have spent slip days, or given some back."""
        self._fractions.pop(student, None)

    def _lost(self, student: str) -> dict[str, float]:
        from grader.late.policy import penalties
        from grader.late.records import handed_in

        return penalties(self._policy, handed_in(self._db.execute, student))
