"""The same collecting behind nbgrader's own commands: `nbgrader collect`, Formgrader's Collect, `nbgrader zip_collect`.

`nbgrader_config.py` names these classes.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from grader.course import Course, load_course
from grader.gradebook.files import share
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.times import timestamp
from grader.roster.people import odd_id, read_roster
from grader.shown import one_line

from .collecting import Outcome, chosen
from .command import table
from .entries import Refused, in_folder, read_all
from .owners import forged
from .take import write_files
from .uploads import Chapter


class OwnedCollect(ExchangeCollect):
    """nbgrader's collecting from the exchange, which warns of a folder that is another account's, takes it, and follows links.

    Here such a folder is refused, a link is never followed, and nothing but plain files is taken.
    """

    @cached_property
    def _course(self) -> Course:
        return load_course(Path(self.coursedir.root))

    def init_src(self) -> None:
        """Leave out what is refused before the newest of each student is chosen: a forged folder hides no honest one."""
        self._refused: list[str] = []
        self.src_records: list[dict] = []
        super().init_src()

    def _sort_by_timestamp(self, records: list[dict]) -> list[dict]:
        return super()._sort_by_timestamp([record for record in records if record["honest"]] or records)

    def _path_to_record(self, path: str) -> dict:
        name = os.path.basename(path)
        student, _, told, *_ = [*name.rsplit("+", 3 if name.count("+") > 2 else 2), "", ""]
        problem = self._problem(path, student)
        try:
            time = timestamp(told, self._course.zone)
        except ValueError as error:
            problem, time = problem or f"its name tells no time ({error})", None
        if problem:
            self.log.error("Refused %s: %s", one_line(name), problem)
            self._refused.append(name)
        return {"username": student, "filename": name, "timestamp": time or datetime.min, "honest": not problem}

    def _problem(self, path: str, student: str) -> str:
        if problem := odd_id(student, enrolled=True):
            return f"the id {problem}"
        if self.check_owner and (problem := forged(path, student)):
            return problem
        return "it is a link or no folder" if os.path.islink(path) or not os.path.isdir(path) else ""

    def copy_files(self) -> None:
        """SystemExit where something was refused: everything else is collected first."""
        self.src_records = [record for record in self.src_records if record["honest"]]
        super().copy_files()
        if self._refused:
            self.fail(f"{len(self._refused)} submissions were refused, see above; everybody else's was collected")

    def do_copy(self, src: str, dest: str, log=None) -> None:
        """Copy the plain files of a submission that are its owner's."""
        try:
            entries = in_folder(
                Path(src), self._course.policy, owner=os.lstat(src).st_uid if self.check_owner else None
            )
        except (Refused, OSError) as error:  # it has become something else since it was looked at
            self.log.error("Refused %s: %s", one_line(os.path.basename(src)), error)
            self._refused.append(src)
            return
        files, left_out = read_all(entries, self._course.policy)
        for note in left_out:
            self.log.warning("%s: %s", one_line(os.path.basename(src)), note)
        Path(dest).mkdir(parents=True, exist_ok=True)
        write_files(Path(dest), files)
        share(self._course, Path(dest))


class SafeExtractor(ExtractorPlugin):
    """Reads downloads as `python -m grader collect` does, prints its table, and lays out what is to be stored: a folder for each
    student, nothing in it but plain files."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Called by nbgrader once, with the folder of the downloads and an empty one."""
        app = self.parent
        course = load_course(Path(app.coursedir.root))
        connection = open_gradebook(course.database)
        try:
            layout = read_assignment(connection, app.coursedir.assignment_id)
            roster = read_roster(connection)
        finally:
            connection.close()
        chapter = Chapter(layout.name, [notebook.name for notebook in layout.notebooks], layout.due)
        outcome, zone = Outcome(), datetime.now().astimezone().tzinfo
        assert zone is not None
        try:
            taken = chosen(course, chapter, [Path(archive_path)], roster, {}, zone, outcome)
        except Refused as error:
            app.fail(f"{archive_path}: {error}")
        for one in taken:
            outcome.stored[one.student] = "new"
            for path in write_files(Path(extracted_path, one.student), one.files):
                # Nbgrader stores the time that the collector tells it, which reads it here.
                os.utime(path, (0, one.time.timestamp() if one.time else 0))
        self.log.info("%s", table(layout.name, outcome))
        for who, reason in outcome.lost:
            self.log.error("Not collected: %s", one_line(f"{who}: {reason}"))


class RosterCollector(FileNameCollectorPlugin):
    """Tells nbgrader whose a file is that `SafeExtractor` has laid out, and when it was handed in."""

    def collect(self, submitted_file: str) -> dict | None:
        """What nbgrader asks of each file; None for what is no notebook, which it leaves out."""
        extracted = self.parent._format_collect_path(self.parent.extracted_directory)
        path = Path(submitted_file)
        student, *inside = path.relative_to(extracted).parts
        if path.suffix not in self.valid_ext or not inside:
            return None
        about = {"student_id": student, "file_id": os.path.join(*inside)}
        time = path.stat().st_mtime
        return about | ({"timestamp": datetime.fromtimestamp(time, UTC).replace(tzinfo=None)} if time else {})
