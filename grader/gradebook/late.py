"""nbgrader's late plugin, where the course configures one."""

from __future__ import annotations

from grader.pipeline.course import Course


class Lateness:
    """Asks the configured plugin as nbgrader's AssignLatePenalties does, whose import is paid for only where there is one."""

    def __init__(self, course: Course, assignment: str):
        self._course, self._assignment = course, assignment
        self._preprocessor = self._configured()

    def _configured(self):
        config = self._course.config
        stock = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none") == "none"
        if stock and "plugin_class" not in config.get("AssignLatePenalties", {}):
            return None
        from nbgrader.preprocessors import AssignLatePenalties

        preprocessor = AssignLatePenalties(config=config)
        preprocessor.assignment_id = self._assignment
        preprocessor.db_url = f"sqlite:///{self._course.database}"
        return preprocessor

    def penalty(self, student: str, notebook: str, score: float, seconds: float) -> float | None:
        """Points to take off a late notebook's score; None for none."""
        if self._preprocessor is None:
            return None
        self._preprocessor.student_id, self._preprocessor.notebook_id = student, notebook
        self._preprocessor.init_plugin()
        return self._preprocessor.plugin_inst.late_submission_penalty(student, score, seconds)
