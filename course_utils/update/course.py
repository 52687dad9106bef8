"""The reader's folder: what kind of copy of the course it is, and which notebook in it is which chapter."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.notebook.matching import KINDS, grade_id
from course_utils.plain_file import NOTEBOOK, read_plain
from course_utils.update.cells import digest, mark, source_of
from course_utils.update.errors import UpdateError
from course_utils.update.release import Release

FOLDER = re.compile(r"\d\d_(\w+)")
VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
KEPT, STAMP = "kept", "cells"
ASIDE = "-kept-"  # in the name of a copy that `make reset` and `make mend` have put aside


@dataclass(frozen=True)
class Course:
    """A folder with chapters. notebooks: the path of the chapters in it, "notebooks/" or "". note: why only these are updated."""

    root: Path
    notebooks: str
    number: str
    note: str = ""


@dataclass
class Notebook:
    """A reader's notebook. path: from the course's folder. whole: its JSON, None where it is damaged."""

    path: str
    content: bytes
    whole: dict | None = None
    others: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[dict]:
        """Its cells, in the notebook's format."""
        return self.whole["cells"] if self.whole else []

    @property
    def stamp(self) -> str:
        """The release that the last update has made it."""
        course = self.whole["metadata"].get("course") if self.whole else None
        return str(course.get(STAMP, "")) if isinstance(course, dict) else ""

    @property
    def chapter(self) -> str:
        """The chapter that it says it is, such as `11_vae`; of one that says nothing, its folder."""
        course = self.whole["metadata"].get("course") if self.whole else None
        said = course.get("chapter") if isinstance(course, dict) else None
        return said if isinstance(said, str) else Path(self.path).parent.name


def look(root: Path, installed: str) -> Course:
    """What kind of folder this is. installed: the release of the package that runs, where the folder holds none of its own."""
    if (root / "grader").is_dir():
        raise UpdateError(
            "this is the course's own repository: `git pull` updates it, `make release` makes its notebooks"
        )
    try:
        inside = sorted(path.name for path in root.iterdir() if path.is_dir())
    except OSError as error:
        raise UpdateError(
            f"{root} cannot be read ({error.strerror}): name the course's folder with --course"
        ) from error
    notebooks = "notebooks/" if "notebooks" in inside else ""
    if not notebooks and not any(FOLDER.fullmatch(name) for name in inside):
        raise UpdateError(f"there are no chapters in {root}: run it in the course's folder, or name that with --course")
    package = root / "course_utils/__init__.py"
    if not package.is_file() or not notebooks:
        note = f"The course's package is installed elsewhere (release {installed}): only the chapters are updated."
        return Course(root, notebooks, installed, note)
    found = VERSION.search(package.read_text(encoding="utf-8", errors="replace"))
    number = found[1] if found else "0"
    if (root / ".git").exists():
        note = "This folder is a git repository, whose files come with `git pull`: only the chapters are updated."
        return Course(root, notebooks, number, note)
    return Course(root, notebooks, number)


def read_notebooks(course: Course, release: Release) -> dict[str, Notebook]:
    """The reader's notebooks by the path of the release's chapter that each of them is, and by their own where it is none."""
    found = [notebook for folder in _folders(course) if (notebook := _notebook(folder, course, release))]
    chapters = list(release.notebooks)
    paired: dict[str, Notebook] = {}
    for alike in (_same_folder, _same_chapter, _same_topic, _same_exercises(release)):
        for chapter in chapters:
            same = (one for one in found if one not in paired.values() and alike(one, chapter))
            if chapter not in paired and (notebook := next(same, None)):
                paired[chapter] = notebook
    return paired | {one.path: one for one in found if one not in paired.values()}


def _folders(course: Course) -> list[Path]:
    inside = (course.root / course.notebooks).iterdir()
    return sorted(path for path in inside if path.is_dir() and FOLDER.fullmatch(path.name))


def _same_folder(notebook: Notebook, chapter: str) -> bool:
    return Path(notebook.path).parent.name == Path(chapter).parent.name


def _same_chapter(notebook: Notebook, chapter: str) -> bool:
    return notebook.chapter == Path(chapter).parent.name


def _same_topic(notebook: Notebook, chapter: str) -> bool:
    return Path(notebook.path).parent.name[3:] == Path(chapter).parent.name[3:]


def _same_exercises(release: Release):
    def alike(notebook: Notebook, chapter: str) -> bool:
        mine = {name for cell in notebook.cells if (name := grade_id(cell))}
        ours = {name for cell in release.notebooks[chapter]["cells"] if (name := grade_id(cell))}
        return bool(mine) and 2 * len(mine & ours) >= len(mine)

    return alike


def _notebook(folder: Path, course: Course, release: Release) -> Notebook | None:
    """The notebook of a chapter's folder: the one with the right name, else the only one that plainly is this chapter."""
    right = folder / f"{folder.name[3:]}.ipynb"
    there = sorted(path for path in folder.glob("*.ipynb") if path != right and ASIDE not in path.name)
    if os.path.lexists(right):
        read = [_read(right, course)]
    else:
        known = {one[0] for version in release.versions for one in version}
        read = [one for path in there if _plainly(one := _read(path, course), folder.name, known)]
        if len(read) > 1:
            names = " and ".join(Path(one.path).name for one in read[:3])
            raise UpdateError(
                f"{right.name} is missing in {folder.name}, and {names} could both be it: "
                f"rename the one with your answers to {right.name}, and run it again"
            )
    if not read:
        return None
    read[0].others = [path.name for path in there if path.name != Path(read[0].path).name]
    return read[0]


def _plainly(notebook: Notebook, folder: str, known: set[str]) -> bool:
    return notebook.whole is not None and (
        notebook.chapter == folder
        and any(grade_id(cell) in known or cell.get("id") in known for cell in notebook.cells)
    )


def _read(path: Path, course: Course) -> Notebook:
    """A notebook as it was saved last. UpdateError where it cannot be read; without its JSON where it is no notebook any more."""
    name = path.relative_to(course.root).as_posix()
    try:
        content = read_plain(path, NOTEBOOK)
    except OSError as error:
        raise UpdateError(
            f"{name} cannot be read ({error.strerror or error}): put that right and run it again"
        ) from error
    try:
        whole = json.loads(content.decode("utf-8-sig"))
        whole["cells"] = [_cell(cell) for cell in whole["cells"]]
        whole["metadata"] = dict(whole["metadata"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Notebook(name, content)
    return Notebook(name, content, whole)


def _cell(cell: dict) -> dict:
    """A cell with the parts that every cell has. TypeError or KeyError where it is none."""
    kind = cell["cell_type"] if cell["cell_type"] in KINDS else "raw"
    metadata = cell.get("metadata", {})
    if not isinstance(metadata, dict):
        raise TypeError("a cell's metadata is no object")
    whole = cell | {"cell_type": kind, "metadata": metadata, "source": source_of(cell)}
    if not isinstance(whole.get("id", ""), str) or not whole.get("id", "-"):
        del whole["id"]
    return {"execution_count": None, "outputs": []} | whole if kind == "code" else whole


def known_texts(root: Path) -> dict[str, str]:
    """The cells of the release that is here, by digest, where this release keeps its chapters as they were."""
    texts: dict[str, str] = {}
    for file in sorted(root.glob("course_utils/released/*/*.ipynb")):
        try:
            sources = [source_of(cell) for cell in json.loads(read_plain(file, NOTEBOOK))["cells"]]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        texts |= {digest(source): source for source in sources}
    return texts


def is_ours(notebook: Notebook, release: Release) -> bool:
    """Whether a notebook holds nothing but what some release had."""
    known = {one[:2] for version in release.versions for one in version}
    return all(mark(cell)[:2] in known for cell in notebook.cells)
