"""The chapter that is graded, and a class of twelve that is graded once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from grader.authoring.chapters import find_chapters
from grader.demo.command import grade_sample_class
from grader.demo.verdicts import StudentVerdict

COURSE = Path(__file__).parents[2]
CHAPTER = "11_vae"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@dataclass(frozen=True)
class GradedClass:
    """course: the course's root, `before` its files before grading. root: where the class lies."""

    course: Path
    before: dict[str, bytes]
    root: Path
    verdicts: list[StudentVerdict]

    def of(self, kind: str) -> StudentVerdict:
        """The verdict of the first student of that kind."""
        return next(verdict for verdict in self.verdicts if verdict.student.kind == kind)

    def autograded(self, verdict: StudentVerdict) -> nbformat.NotebookNode:
        path = self.root / "classroom/autograded" / verdict.student.id / CHAPTER / "vae.ipynb"
        return nbformat.read(path, as_version=4)

    def feedback(self, verdict: StudentVerdict) -> str:
        path = self.root / "classroom/feedback" / verdict.student.id / CHAPTER / "vae.html"
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def notebook() -> Path:
    """The chapter's notebook; its answer cells are those of the released one."""
    return find_chapters(COURSE, [CHAPTER])[0].notebook


@pytest.fixture(scope="session")
def graded(tmp_path_factory) -> GradedClass:
    """The class of twelve, through the real nbgrader commands. Its tests stand in one file: each worker would grade its own.

    The course is a copy, so that other work in the checkout meanwhile is not taken for something that grading did.
    """
    course, root = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("class")
    shutil.copy(COURSE / "nbgrader_config.py", course)
    shutil.copytree(COURSE / "solutions" / CHAPTER, course / "solutions" / CHAPTER)
    before = contents(course)
    return GradedClass(course, before, root, grade_sample_class(course, root, CHAPTER, 12, 0))
