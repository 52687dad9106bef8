"""Reads a submission's folder, whatever lies in it."""

from __future__ import annotations

import contextlib
import fnmatch
import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox.policy import SandboxPolicy

MEGABYTE = 2**20
SKIPPED = (".ipynb", ".pyc")
TIMESTAMP, LONGEST_TIME = "timestamp.txt", 1000  # no time is written in so many bytes


class Unreadable(Exception):
    """The file cannot be taken for a notebook; the message says why."""


def read_cells(path: Path, policy: SandboxPolicy) -> list:
    """The cells of a submitted notebook, of which nothing else is assumed; Unreadable with the reason if there are none."""
    raw = read_notebook(path, policy)
    try:
        notebook = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {_short(error)}") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return [bounded(cell, policy) for cell in cells] if isinstance(cells, list) else _upgraded(notebook)


def read_notebook(path: Path, policy: SandboxPolicy) -> bytes:
    """The content of a submitted notebook's file; Unreadable with the reason where there is none to read."""
    try:
        return _read_regular(path, policy.notebook_megabytes * MEGABYTE)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None


def bounded(cell, policy: SandboxPolicy):
    """The cell, its source joined, as on disk it is a list of lines. What cannot be written as UTF-8 is replaced, and a giant
    source is left out."""
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return cell
    if len(source) > policy.cell_characters:
        source = f"raise ValueError('this cell was left out: it is longer than {policy.cell_characters:,} characters')"
    return cell | {"source": source.encode("utf-8", "replace").decode()}


def _upgraded(notebook) -> list:
    """The cells of a notebook in an older format."""
    import nbformat  # costs more than a second, and is seldom needed

    try:
        cells = nbformat.convert(nbformat.from_dict(notebook), 4)["cells"]
        if not isinstance(cells, list):
            raise TypeError("its cells are no list")
        return cells
    except Exception as error:  # the content is a stranger's: it can fail in any way
        raise Unreadable(f"it is not in a notebook's format ({_short(error)})") from None


def _short(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file; a link, a pipe or a device is an OSError, and so is more than `most` bytes."""

    def opener(name, flags):
        return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)

    with open(path, "rb", opener=opener) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no regular file")
        if status.st_size > most:
            raise OSError(0, f"it is larger than {most // 2**20} MB")
        return file.read(most)


def read_files(
    submitted: str, source: str, policy: SandboxPolicy, ignore: Iterable[str] = ()
) -> tuple[dict[str, bytes], list[str]]:
    """The files beside the notebooks, by relative path, the instructor's over the student's; and notes on what was left out.

    ignore: patterns of the course for files that are handed to nobody. The text form of a notebook of the instructor's,
    which holds the solutions, is never handed out. The instructor's files come first: whatever else a student hands in, and
    however much of it, they are there.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for folder in (source, submitted):
        paths = _walk(folder, policy.folder_depth)
        if folder == source:
            paths = (path for path in paths if not _kept_back(path, folder, ignore))
        _add(files, notes, folder, paths, policy)
    return files, notes


def _kept_back(path: Path, folder: str, ignore: Iterable[str]) -> bool:
    return ignored(str(path.relative_to(folder)), ignore) or path.with_suffix(".ipynb").exists()


def _add(files: dict[str, bytes], notes: list[str], folder: str, paths: Iterable[Path], policy: SandboxPolicy) -> None:
    """Read more files, as many as the limits allow. What is there already stays."""
    there, total = set(files), sum(map(len, files.values()))
    folders = {str(above) for name in there for above in Path(name).parents}
    for path in paths:
        name = str(path.relative_to(folder))
        if name.endswith(SKIPPED) or name == TIMESTAMP or name in there:
            continue
        try:
            if not name.isprintable():
                raise OSError(0, "its name cannot be written")
            if name in folders or any(str(above) in there for above in Path(name).parents):
                raise OSError(0, "it stands in the way of a file of the course")
            content = _read_regular(path, policy.submitted_file_megabytes * MEGABYTE)
        except OSError as error:
            shown = "".join(c if c.isprintable() and c not in "`<>&" else "?" for c in name[:100])
            notes.append(f"the file `{shown}` was left out: {error.strerror or error}")
        else:
            total += len(content)
            files[name] = content
        too_large = total > policy.submitted_megabytes * MEGABYTE
        if len(files) + len(notes) > policy.submitted_files or too_large:
            files.pop(name, None)
            notes.append("some files were left out: the submission has too many, or too large ones")
            return


def read_timestamp(folder: Path) -> bytes | None:
    """The content of a submission's timestamp.txt; None where there is none. OSError where it is more than a time, or no file."""
    try:
        return _read_regular(folder / TIMESTAMP, LONGEST_TIME)
    except FileNotFoundError:
        return None


def ignored(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file is named, or a part of its path fits a pattern, which is how nbgrader's CourseDirectory.ignore works."""
    return any(name == pattern or fnmatch.fnmatch(part, pattern) for part in Path(name).parts for pattern in patterns)


def _walk(folder: str, most: int):
    """Files in a folder and those below it, sorted; links to folders are not followed, what is hidden or too deep is left out."""
    left = [(Path(folder), 0)]
    while left:
        place, depth = left.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)
            elif depth < most:
                left.append((Path(entry.path), depth + 1))


def read_tree(place: str | Path, policy: SandboxPolicy):
    """(relative name, content) of a file, or of every regular file in a folder, sorted; links and unreadable ones by name alone."""
    place = Path(place)
    for path in [place] if place.is_file() else sorted(_walk(str(place), policy.folder_depth)):
        try:
            content = _read_regular(path, policy.notebook_megabytes * MEGABYTE)
        except OSError as error:
            content = f"unreadable: {error}".encode()
        yield str(path.relative_to(place) if path != place else path.name), content


def laid_out(folder: str, policy: SandboxPolicy) -> dict[str, bytes]:
    """The regular files of a folder by relative name, those left out that could not be laid out elsewhere."""
    files: dict[str, bytes] = {}
    total = 0
    largest = policy.notebook_megabytes * MEGABYTE
    for path in _walk(folder, policy.folder_depth):
        name = str(path.relative_to(folder))
        with contextlib.suppress(OSError):
            content = _read_regular(path, largest)
            total += len(content)
            fits = len(files) < policy.submitted_files and total <= largest + policy.submitted_megabytes * MEGABYTE
            if name.isprintable() and fits:
                files[name] = content
    return files
