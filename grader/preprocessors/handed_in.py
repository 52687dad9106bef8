"""nbgrader's first sanitizing step: whose the submission is, and when it was handed in, as `grader autograde` has it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.collect.owners import handed_in_by_another
from grader.course import Course, load_course
from grader.gradebook.times import timestamp
from grader.submission.intake import read_timestamp


class HandedIn(NbGraderPreprocessor):
    """Refuses a folder that is another student's, and stores the right time: nbgrader takes `+0200` for 200 seconds, and a zone that
    it does not know for UTC."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """PermissionError, on which nbgrader goes on with the next submission, where the folder is not the student's."""
        about = resources["nbgrader"]
        course = load_course(Path(self.parent.parent.coursedir.root))  # converter > exporter > this
        folder = course.folder("submitted", about["student"], about["assignment"])
        with Gradebook(about["db_url"]) as gradebook:
            if problem := handed_in_by_another(course, folder, about["student"], [s.id for s in gradebook.students]):
                raise PermissionError(f"{about['student']} was not graded: {problem}")
            self._store_time(gradebook, course, folder, about)
        return nb, resources

    def _store_time(self, gradebook: Gradebook, course: Course, folder: Path, about: dict) -> None:
        try:
            content = read_timestamp(folder)
            time = timestamp(content, course.zone) if content else None
        except (OSError, ValueError) as error:
            self.log.warning("%s: the time handed in cannot be used: %s", about["student"], error)
            return
        with contextlib.suppress(MissingEntry):
            submission = gradebook.find_submission(about["assignment"], about["student"])
            if time is not None and submission.timestamp != time:
                submission.timestamp = time
                gradebook.db.commit()
