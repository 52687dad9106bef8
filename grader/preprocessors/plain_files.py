"""Lets nbgrader touch nothing of a submission but its plain files."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from nbgrader.converters import Autograde

from grader.course import load_course
from grader.gradebook.times import timestamp
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import TIMESTAMP, read_files, read_timestamp


def only_plain_files(converter: Autograde, policy: SandboxPolicy) -> None:
    """From here on this run of `nbgrader autograde` copies what `python -m grader autograde` would.

    nbgrader itself follows every link out of a submission, waits for pipes and reads devices to their end.
    """
    course, init = converter.coursedir, converter.init_assignment
    zone = load_course(Path(course.root)).zone

    def init_assignment(assignment_id: str, student_id: str) -> None:
        handed_in, source = (
            Path(course.format_path(folder, student, assignment_id))
            for folder, student in ((course.submitted_directory, student_id), (course.source_directory, "."))
        )
        kept_back = [*course.ignore, *converter.exclude_overwriting.get(assignment_id, [])]
        files, _ = read_files(str(handed_in), str(source), policy, kept_back)
        own = course.submitted_directory
        with tempfile.TemporaryDirectory() as place:
            course.submitted_directory = place
            try:
                _lay_out(files, handed_in, Path(course.format_path(place, student_id, assignment_id)))
                init(assignment_id, student_id)
            finally:
                course.submitted_directory = own

    def get_existing_timestamp(folder: str) -> datetime | None:
        """nbgrader itself takes `+0200` for 200 seconds, and a zone that it does not know for UTC."""
        try:
            return timestamp(_time_in(Path(folder)) or b"", zone)
        except ValueError as error:
            converter.log.warning("The time in %s cannot be used: %s", folder, error)
            return None

    converter.init_assignment, course.get_existing_timestamp = init_assignment, get_existing_timestamp


def _lay_out(files: dict[str, bytes], handed_in: Path, place: Path) -> None:
    """Write the files where nbgrader looks for them, with an empty one for each notebook: those the exporter reads itself."""
    place.mkdir(parents=True)
    for notebook in handed_in.glob("*.ipynb"):
        (place / notebook.name).touch()
    time = _time_in(handed_in)
    for name, content in (files | ({} if time is None else {TIMESTAMP: time})).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def _time_in(folder: Path) -> bytes | None:
    try:
        return read_timestamp(folder)
    except OSError:
        return None
