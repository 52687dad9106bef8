"""nbgrader's late plugin, where the course configures one."""

from __future__ import annotations

import sqlite3

from grader.course import Course


class Lateness:
    """Asks the configured plugin as nbgrader's AssignLatePenalties does, whose import is paid for only where there is one.

    Our own plugin reads what it needs through the writer's connection, which holds the database's lock.
    """

    def __init__(self, course: Course, assignment: str, connection: sqlite3.Connection):
        self._course, self._assignment, self._db = course, assignment, connection
        self._preprocessor, self._policy = self._configured()

    def _configured(self):
        config = self._course.config
        stock = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none") == "none"
        if stock and "plugin_class" not in config.get("AssignLatePenalties", {}):
            return None, None
        from nbgrader.preprocessors import AssignLatePenalties

        preprocessor = AssignLatePenalties(config=config)
        preprocessor.assignment_id = self._assignment
        preprocessor.db_url = f"sqlite:///{self._course.database}"
        preprocessor.init_plugin()
        return preprocessor, getattr(preprocessor.plugin_inst, "policy", None)

    def penalty(self, student: str, notebook: str, score: float, seconds: float) -> float | None:
        """Points to take off a late notebook's score; None for none."""
        if self._preprocessor is None:
            return None
        if self._policy is not None:
            from grader.late.records import fraction

            return score * fraction(self._db.execute, self._policy, student, self._assignment)
        self._preprocessor.student_id, self._preprocessor.notebook_id = student, notebook
        self._preprocessor.init_plugin()
        return self._preprocessor.plugin_inst.late_submission_penalty(student, score, seconds)

    def spent(self, student: str) -> None:
        """A submission was stored: with slip days, what the student's later chapters lose may have changed."""
        if self._policy is not None and self._policy.slip_days:
            from grader.late.records import recompute_later

            recompute_later(self._db.execute, self._policy, student, self._assignment)
