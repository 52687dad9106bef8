"""What an update will do, worked out before anything is touched."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from course_utils.update.chapter import Moved, Past, Row, moved
from course_utils.update.course import KEPT, STAMP, Course, Notebook, is_ours, known_texts, read_notebooks
from course_utils.update.errors import UpdateError
from course_utils.update.release import NOTEBOOK, Release

CASES = re.compile(r"course_utils/checks/public/(\w+)/(\w+)\.py")


@dataclass
class Chapter:
    """What becomes of one chapter. state: in words, where there is nothing to list."""

    title: str
    state: str = ""
    rows: list[Row] = field(default_factory=list)


@dataclass
class Plan:
    """changes: by path in the course, the new content, None for a file that goes. kept: where the old copies are put."""

    changes: dict[str, bytes | None]
    chapters: list[Chapter]
    files: list[Row]
    kept: str


class Planner:
    """Works out an update of a course to a release on a day, such as "2026-12-01"."""

    def __init__(self, course: Course, release: Release, day: str):
        self.course, self.release, self.day = course, release, day
        self.past = Past(release.versions, known_texts(course.root), self._other_checks())
        self.changes: dict[str, bytes | None] = {}
        self.chapters: list[Chapter] = []
        self.files: list[Row] = []
        self.kept = _free(course.root / course.notebooks / KEPT, day).relative_to(course.root).as_posix()

    def plan(self) -> Plan:
        """The plan. UpdateError where it could not be carried out."""
        notebooks = read_notebooks(self.course, self.release)
        for path, ours in self.release.notebooks.items():
            self._chapter(path, ours, notebooks.pop(path, None))
        for notebook in notebooks.values():
            self._gone(notebook)
        for name, content in self.release.files.items():
            if not NOTEBOOK.fullmatch(name) and (not self.course.note or name.startswith("notebooks/")):
                self._file(name, content)
        if not self.course.note:
            for name in self.release.earlier.keys() - self.release.files.keys():
                self._former(name)
        for name in self.changes:
            self._must_be_writable(name)
        return Plan(self.changes, self.chapters, self.files, self.kept)

    def _other_checks(self) -> frozenset[str]:
        """The exercises whose public cases are others than those that are here."""
        cases = {name: match for name in self.release.files if (match := CASES.fullmatch(name))}
        there = {name: _content(self.course.root / name) for name in cases}
        other = [name for name, old in there.items() if old is not None and old != self.release.files[name]]
        return frozenset(f"{cases[name][1]}.{cases[name][2]}" for name in other)

    def _chapter(self, path: str, ours: dict, theirs: Notebook | None) -> None:
        target = self._place(path)
        chapter = Chapter(_title(ours))
        if theirs is None:
            if self.course.notebooks or (self.course.root / target).parent.is_dir():
                self._put(target, self.release.files[path])
                self.chapters.append(Chapter(chapter.title, "new"))
            return
        self.chapters.append(chapter)
        if theirs.whole is None:
            self._keep(theirs)
            self._put(target, self.release.files[path])
            chapter.rows.append(
                Row(theirs.path, "kept aside", "it is damaged; a fresh copy is in its place", look=True)
            )
            return
        if theirs.path == target and theirs.content == self.release.files[path]:
            return
        work = moved(theirs.cells, ours["cells"], self.past, self.day, theirs.stamp)
        whole = _whole(theirs.whole, ours, work)
        if whole != theirs.whole or theirs.path != target:
            self._keep(theirs)
            self._put(target, _written(whole))
            chapter.rows += work.rows
            chapter.state = "" if work.rows else "replaced; you had written nothing in it"
        self._renamed(theirs, target, chapter)
        only = f"only {PurePosixPath(target).name} was updated: give that name to the one with your answers"
        chapter.rows += [Row(name, "left as it is", only, look=True) for name in theirs.others]

    def _renamed(self, theirs: Notebook, target: str, chapter: Chapter) -> None:
        """Where a chapter has another name or place now, its old files go there, too."""
        if theirs.path == target:
            return
        self.changes[theirs.path] = None
        chapter.rows.append(Row(theirs.path, "is now", target))
        old, new = Path(theirs.path).parent, Path(target).parent
        if old == new:
            return
        for file in sorted((self.course.root / old).rglob("*")):
            name = file.relative_to(self.course.root).as_posix()
            if file.is_file() and name not in self.changes and "__pycache__" not in file.parts:
                there = (new / file.relative_to(self.course.root / old)).as_posix()
                kept = f"{self.kept}/{old.name}/{file.relative_to(self.course.root / old).as_posix()}"
                hidden = any(part.startswith(".") for part in PurePosixPath(name).parts)
                self._put(kept if hidden or (self.course.root / there).exists() else there, file.read_bytes())
                self.changes[name] = None

    def _gone(self, notebook: Notebook) -> None:
        """A chapter that the new release does not have."""
        title = Path(notebook.path).parent.name
        if notebook.whole is not None and is_ours(notebook, self.release):
            self._keep(notebook)
            self.changes[notebook.path] = None
            self.chapters.append(
                Chapter(title, "removed: the course has it no longer, and you had written nothing in it")
            )
        else:
            self.chapters.append(Chapter(title, "left as it is: this release of the course does not have it"))

    def _file(self, name: str, content: bytes) -> None:
        path = self._place(name)
        there = _content(self.course.root / path)
        if there == content:
            return
        if there is not None and not self.release.is_ours(name, there):
            self._put(f"{self.kept}/course/{name}", there)
            self.files.append(Row(path, "replaced", f"yours is in {self.kept}/course", look=True))
        self._put(path, content)

    def _former(self, name: str) -> None:
        """A file that an earlier release had, and this one has not."""
        there = None if NOTEBOOK.fullmatch(name) else _content(self.course.root / name)
        if there is None:
            return
        if self.release.is_ours(name, there):
            self.changes[name] = None
        else:
            self.files.append(
                Row(name, "left as it is", "the course no longer has it, but you have changed it", look=True)
            )

    def _place(self, name: str) -> str:
        """Where a file of the release is in this course."""
        return name if self.course.notebooks else name.removeprefix("notebooks/")

    def _keep(self, notebook: Notebook) -> None:
        """Put a copy of the reader's notebook aside, unless it is just as it was released."""
        if self.release.is_ours(notebook.path, notebook.content):
            return
        file = PurePosixPath(notebook.path)
        self._put(f"{self.kept}/{file.parent.name}/{file.stem}-{self.day}{file.suffix}", notebook.content)

    def _put(self, name: str, content: bytes) -> None:
        self.changes[name] = content

    def _must_be_writable(self, name: str) -> None:
        target = self.course.root / name
        if target.is_dir() and not target.is_symlink():
            raise UpdateError(f"{name} is a folder where a file of the course belongs: rename it; nothing was changed")
        above = target if target.exists() else target.parent
        while not above.exists():
            above = above.parent
        for place in {above, target.parent if target.parent.is_dir() else above}:
            if not os.access(place, os.W_OK):
                shown = place.relative_to(self.course.root).as_posix()
                raise UpdateError(f"{shown} is read-only: make it writable and run it again; nothing was changed")


def _title(notebook: dict) -> str:
    """A chapter's heading without the mark: `01 The perceptron`."""
    first = next(("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"), "")
    return first.partition("\n")[0].lstrip("# ").replace(" · ", " ")


def _whole(theirs: dict, ours: dict, work: Moved) -> dict:
    """The notebook: ours, with what the reader's own keeps beside the cells."""
    course = theirs["metadata"].get("course")
    said = ours["metadata"].get("course", {}) | {STAMP: work.stamp}
    more = {"course": (course if isinstance(course, dict) else {}) | said}
    language = {name: theirs["metadata"][name] for name in ("language_info",) if name in theirs["metadata"]}
    return ours | {"metadata": theirs["metadata"] | ours["metadata"] | language | more, "cells": work.cells}


def _written(notebook: dict) -> bytes:
    """As Jupyter writes it: the source of a cell in lines."""
    cells = [cell | {"source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    text = json.dumps(notebook | {"cells": cells}, indent=1, sort_keys=True, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _free(folder: Path, day: str) -> Path:
    """A folder for this update's old copies that is not there yet."""
    names = [day, *(f"{day}-{number}" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())
