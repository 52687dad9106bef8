"""Whose file a notebook under another name is: by what browsers, systems and platforms make of a name, and by what it holds."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from course_utils.notebook.check_cell import checked
from course_utils.notebook.matching import grade_id
from grader.sandbox.policy import SandboxPolicy
from grader.shown import file_name

from .chapter import ChapterNotebook
from .notebook_file import Unreadable, read_submitted

# What is added when a file is saved a second time: "vae (1)", "vae-1", "vae - Copy", "Copy of vae", "vae-Copy1", "vae_2".
_COPIED = re.compile(r"^copy[ _]of[ _]|([ _-]*\((\d+)\)|[ _-]+copy(\d*)|[ _-](\d+)|[ _]+)$", re.IGNORECASE)
# What is added behind the ending by browsers that take a notebook for text.
_ENDINGS = re.compile(r"\.ipynb(\.(txt|json|html|download))?$", re.IGNORECASE)
MOST = 50  # files that are looked at


def is_notebook(name: str) -> bool:
    """Whether a file is named as a notebook, or as what browsers make of one."""
    return bool(_ENDINGS.search(name))


def meant(name: str, notebooks: Iterable[str]) -> tuple[str, int] | None:
    """(the notebook that a file's name means, which copy of it), as far as the name tells: "VAE (1).ipynb" is copy 1 of "vae"."""
    stem, copy = unicodedata.normalize("NFC", _ENDINGS.sub("", name)).strip(), 0
    known = {notebook.casefold(): notebook for notebook in notebooks}
    while stem.casefold() not in known:
        mark = _COPIED.search(stem)
        if not mark or not is_notebook(name):
            return None
        copy = max([copy, *(int(number) for number in mark.groups()[1:] if number and number.isdecimal())])
        stem = stem[: mark.start()] + stem[mark.end() :]
    return (known[stem.casefold()], copy) if is_notebook(name) else None


def find_notebook(folder: Path, chapter: ChapterNotebook, names: list[str], policy: SandboxPolicy) -> tuple[Path, str]:
    """(the file that holds a notebook of an assignment, a note). The note is "" where the file has its right name; where it has
    another, and is plainly this notebook, it names that; where there is none, the path does not exist and the note says what was
    handed in instead. names: of all notebooks of the assignment."""
    right = folder / f"{chapter.name}.ipynb"
    if os.path.lexists(right):
        return right, ""
    named = {f"{name}.ipynb" for name in names if name != chapter.name}
    others = [path for path in _notebooks(folder) if path.name not in named]
    found = [path for path in others if _plainly(path, chapter, policy)]
    if len(found) == 1:
        return found[0], f"it was handed in as `{file_name(found[0].name)}`, and taken for `{chapter.name}.ipynb`"
    seen = " and ".join(f"`{file_name(path.name)}`" for path in (found or others)[:3])
    there = f", but {seen}" + (", and which one is meant cannot be told" if found else "") if seen else ""
    return right, f"there is no `{chapter.name}.ipynb` in what was handed in{there}: it was not graded"


def _notebooks(folder: Path) -> list[Path]:
    """What could be a notebook in the folder, and one folder further down."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)[:MOST]
        inner = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
        paths = [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]
        for place in inner:
            if not place.name.startswith((".", "__")):
                paths += [Path(e.path) for e in list(os.scandir(place))[:MOST] if e.is_file(follow_symlinks=False)]
    except OSError:
        return []
    return [path for path in paths if is_notebook(path.name) and path.name.isprintable()]


def _plainly(path: Path, chapter: ChapterNotebook, policy: SandboxPolicy) -> bool:
    """Whether a file is this notebook: it says so itself, or holds cells or checks of it, or is named so and says nothing else."""
    try:
        found = read_submitted(path, policy)
    except Unreadable:
        return False
    ours = chapter.notebook["metadata"].get("course", {}).get("chapter")
    if found.chapter and ours:
        return found.chapter == ours
    known = {*chapter.checks, *chapter.plain, *chapter.answers}
    exercises = {exercise for exercise, _ in chapter.checks.values()}
    asked = (checked(cell["source"].strip()) for cell in found.cells if "check(" in cell["source"])
    if any(grade_id(cell) in known for cell in found.cells) or any(q and q[0] in exercises for q in asked):
        return True
    return meant(path.name, [chapter.name]) is not None
