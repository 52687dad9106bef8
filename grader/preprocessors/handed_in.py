"""nbgrader's first sanitizing step: whose the submission is, as `grader autograde` has it."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.collect.owners import handed_in_by_another
from grader.course import load_course


class HandedIn(NbGraderPreprocessor):
    """Refuses a folder that is another student's."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """PermissionError, on which nbgrader goes on with the next submission, where the folder is not the student's."""
        about = resources["nbgrader"]
        course = load_course(Path(self.parent.parent.coursedir.root))  # converter > exporter > this
        folder = course.folder("submitted", about["student"], about["assignment"])
        with Gradebook(about["db_url"]) as gradebook:
            if problem := handed_in_by_another(course, folder, about["student"], [s.id for s in gradebook.students]):
                raise PermissionError(f"{about['student']} was not graded: {problem}")
        return nb, resources
