"""Reads a submission's folder, whatever lies in it."""

from __future__ import annotations

import contextlib
import fnmatch
import os
from collections.abc import Iterable
from pathlib import Path

from course_utils.plain_file import MEGABYTE, NotPlain, is_linked, read_plain
from grader.sandbox.policy import SandboxPolicy
from grader.shown import file_name

LONGEST_NAME = 1000  # bytes of a path in a submission, which is laid out below longer ones than its own
SKIPPED = (".ipynb", ".pyc")
TIMESTAMP, LONGEST_TIME = "timestamp.txt", 1000  # no time is written in so many bytes


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
    for folder in (source, submitted) if not is_linked(Path(submitted)) else (source,):
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
            if len(name.encode()) > LONGEST_NAME:
                raise OSError(0, "its name is too long, its folders included")
            if name in folders or any(str(above) in there for above in Path(name).parents):
                raise OSError(0, "it stands in the way of a file of the course")
            content = read_plain(path, policy.submitted_file_megabytes * MEGABYTE)
        except OSError as error:
            notes.append(f"the file `{file_name(name)}` was left out: {error.strerror or error}")
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
    if is_linked(folder):
        raise NotPlain(0, "its folder is a link to another place")
    try:
        return read_plain(folder / TIMESTAMP, LONGEST_TIME)
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
            content = read_plain(path, policy.notebook_megabytes * MEGABYTE)
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
            content = read_plain(path, largest)
            total += len(content)
            fits = len(files) < policy.submitted_files and total <= largest + policy.submitted_megabytes * MEGABYTE
            if name.isprintable() and fits:
                files[name] = content
    return files
