"""Reads a submission's folder, whatever lies in it."""

from __future__ import annotations

import fnmatch
import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path

MAX_NOTEBOOK = 32 * 2**20  # bytes
MAX_FILES, MAX_FILE, MAX_TOTAL = 200, 8 * 2**20, 24 * 2**20
SKIPPED = (".ipynb", ".pyc")


class Unreadable(Exception):
    """The file cannot be taken for a notebook; the message says why."""


def read_cells(path: Path) -> list:
    """The cells of a submitted notebook, of which nothing else is assumed; Unreadable with the reason if there are none."""
    try:
        raw = _read_regular(path, MAX_NOTEBOOK)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    try:
        notebook = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {_short(error)}") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return [_joined(cell) for cell in cells] if isinstance(cells, list) else _upgraded(notebook)


def _joined(cell):
    """On disk a source is a list of lines."""
    lines = cell.get("source") if isinstance(cell, dict) else None
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return cell
    return cell | {"source": "".join(lines)}


def _upgraded(notebook) -> list:
    """The cells of a notebook in an older format."""
    import nbformat  # costs more than a second, and is seldom needed

    try:
        cells = nbformat.convert(nbformat.from_dict(notebook), 4)["cells"]
        if not isinstance(cells, list):
            raise TypeError("its cells are no list")
        return cells
    except Exception as error:  # noqa: BLE001 - the content is a stranger's: it can fail in any way
        raise Unreadable(f"it is not in a notebook's format ({_short(error)})") from None


def _short(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file; a link, a pipe or a device is an OSError, and so is more than `most` bytes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        if status.st_size > most:
            raise OSError(0, f"it is larger than {most // 2**20} MB")
        return file.read(most)


def read_files(submitted: str, source: str, ignore: Iterable[str] = ()) -> tuple[dict[str, bytes], list[str]]:
    """The files beside the notebooks, by relative path, the instructor's over the student's; and notes on what was left out.

    ignore: patterns of the course for files that are handed to nobody. The text form of a notebook of the instructor's,
    which holds the solutions, is never handed out.
    """
    files, notes, total = {}, [], 0
    for folder in (submitted, source):
        for path in _walk(folder):
            relative = str(path.relative_to(folder))
            if relative.endswith(SKIPPED) or relative == "timestamp.txt":
                continue
            if folder == source and (ignored(relative, ignore) or path.with_suffix(".ipynb").exists()):
                continue
            try:
                content = _read_regular(path, MAX_FILE)
            except OSError as error:
                notes.append(f"the file `{relative[:100]}` was left out: {error.strerror or error}")
                continue
            total += len(content)
            if len(files) >= MAX_FILES or total > MAX_TOTAL:
                return files, [*notes, "some files were left out: the submission has too many, or too large ones"]
            files[relative] = content
    return files, notes


def ignored(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file is named, or a part of its path fits a pattern, which is how nbgrader's CourseDirectory.ignore works."""
    return any(name == pattern or fnmatch.fnmatch(part, pattern) for part in Path(name).parts for pattern in patterns)


def _walk(folder: str):
    for place, folders, names in os.walk(folder):  # links to folders are not followed
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__pycache__")
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def read_tree(place: str | Path):
    """(relative name, content) of a file, or of every regular file in a folder, sorted; links and unreadable ones by name alone."""
    place = Path(place)
    paths = [place] if place.is_file() else sorted(p for p in place.rglob("*") if "__pycache__" not in p.parts)
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            continue
        try:
            content = _read_regular(path, MAX_NOTEBOOK)
        except OSError as error:
            content = f"unreadable: {error}".encode()
        yield str(path.relative_to(place) if path != place else path.name), content
