"""Where a course keeps its things: what nbgrader_config.py says, read without importing nbgrader."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from traitlets.config import Config, PyFileConfigLoader

from grader.sandbox.policy import PolicyError, SandboxPolicy
from grader.submission.records import Rules

CONFIG = "nbgrader_config.py"
#: nbgrader's defaults
DEFAULTS = {
    "directory_structure": os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}"),
    "source_directory": "source",
    "submitted_directory": "submitted",
    "autograded_directory": "autograded",
    "feedback_directory": "feedback",
    "groupshared": False,
    "ignore": (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"),
}


class CourseError(Exception):
    """The course cannot be graded as it stands; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Course:
    """A course root and its settings. `settings` are those of nbgrader's CourseDirectory; `config` is the whole configuration."""

    root: Path
    database: Path
    settings: dict
    config: Config

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of an assignment in a step ("source", "submitted", "autograded"); the student of a source is "."."""
        name = self.settings[f"{step}_directory"]
        shape = self.settings["directory_structure"]
        inner = shape.format(nbgrader_step=name, student_id=student, assignment_id=assignment)
        return Path(os.path.normpath(self.root / inner))

    def rules(self, assignment: str) -> Rules:
        """What the configuration says of the submissions of an assignment."""
        own = self.config.get("Autograde", {}).get("exclude_overwriting", {}).get(assignment, [])
        ignoring, limit = self.config.get("IgnorePattern", {}), self.config.get("LimitOutput", {})
        given = {name: limit[name] for name in ("max_lines", "max_traceback") if name in limit}
        pattern = ignoring.get("pattern", "") if ignoring.get("enabled", False) else ""
        return Rules([*self.settings["ignore"], *own], pattern, **given)

    @cached_property
    def policy(self) -> SandboxPolicy:
        """The limits of grading that the configuration sets; CourseError where one of them cannot be."""
        return _policy(self.config)

    @cached_property
    def zone(self) -> tzinfo | None:
        """The zone that the exchange writes times in, where the course names one."""
        name = self.config.get("Exchange", {}).get("timezone", "")
        try:
            return ZoneInfo(name) if name else None
        except (ValueError, OSError):
            raise CourseError(f"c.Exchange.timezone = {name!r} is no time zone: write one as Europe/Paris") from None

    def students(self, assignment: str) -> list[str]:
        """The ids of those who have handed in, sorted."""
        return sorted(name for name in self._handed_in(assignment) if not _unwritable(name))

    def odd_folders(self, assignment: str) -> list[str]:
        """The names of folders that hold a submission and cannot be a student's id, as they can be shown."""
        odd = sorted(os.fsencode(name) for name in self._handed_in(assignment) if _unwritable(name))
        return [name.decode(errors="backslashreplace") for name in odd]

    def _handed_in(self, assignment: str) -> set[str]:
        pattern = Path(self.folder("submitted", "*", assignment)).relative_to(self.root)
        place = pattern.parts.index("*")
        return {path.relative_to(self.root).parts[place] for path in self.root.glob(str(pattern)) if path.is_dir()}


def _unwritable(name: str) -> bool:
    """Whether a name is no text: the bytes of one that is no UTF-8, as older systems write."""
    return any("\ud800" <= c <= "\udfff" for c in name)


def load_course(root: Path) -> Course:
    """The course in this folder. CourseError if its configuration does not load or names no SQLite file."""
    config = _load_config(root)
    given = config.get("CourseDirectory", {})
    settings = {name: given.get(name, default) for name, default in DEFAULTS.items()}
    where = Path(given.get("root") or root).resolve()
    address = given.get("db_url") or f"sqlite:///{where / 'gradebook.db'}"
    if not address.startswith("sqlite:///"):
        raise CourseError(
            f"the gradebook {address.split('@')[-1]} is no SQLite file: grade this course with `nbgrader autograde`"
        )
    return Course(where, where / address.removeprefix("sqlite:///"), settings, config)


def load_policy(root: Path) -> SandboxPolicy:
    """The limits of the course in this folder, the default ones where there is none. CourseError as for `load_course`."""
    return _policy(_load_config(root))


def _load_config(root: Path) -> Config:
    if not (root / CONFIG).is_file():
        return Config()
    try:
        return PyFileConfigLoader(CONFIG, path=str(root.resolve())).load_config()
    except (SystemExit, Exception) as error:  # whatever is written there
        raise CourseError(f"{root / CONFIG} does not load: {error}") from None


def _policy(config: Config) -> SandboxPolicy:
    try:
        return SandboxPolicy.of(config)
    except PolicyError as error:
        raise CourseError(str(error)) from None
