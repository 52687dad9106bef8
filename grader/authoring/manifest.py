"""What a bundle says about itself, for `make update`: its files, and what every file and chapter of the course has ever been.

So an update knows a reader's change from ours, even in a copy that was made from an older bundle. Only digests are kept: an
earlier chapter may have shown what is an answer now.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from course_utils import __version__
from course_utils.update.cells import mark
from course_utils.update.release import COURSE, NOTEBOOK
from course_utils.update.replace import digest

Cell = tuple[str, str, str]


def manifest(root: Path, files: dict[str, bytes], tops: list[str], names: dict[str, str]) -> bytes:
    """The manifest of a bundle with these files.

    files: content by path. tops: the paths in git that they come from. names: what a file in git is called in the bundle, where that
    is something else.
    """
    earlier: dict[str, set[str]] = {}
    chapters: dict[str, list[list[Cell]]] = {}
    blobs = list(_blobs(root, tops))
    notebooks = [(blob, path) for blob, path in blobs if NOTEBOOK.fullmatch(path)]
    for blob, path in blobs:
        earlier.setdefault(names.get(path, path), set()).add(blob)
    for (_, path), content in zip(notebooks, _contents(root, [blob for blob, _ in notebooks]), strict=True):
        chapters.setdefault(path, []).append(_cells(content))
    for path, content in files.items():
        if NOTEBOOK.fullmatch(path):
            chapters.setdefault(path, []).append(_cells(content))
    known = {
        "course": COURSE,
        "release": __version__,
        "files": {path: digest(content) for path, content in files.items()},
        "earlier": {path: sorted(blobs) for path, blobs in sorted(earlier.items())},
        "chapters": {path: _numbered(versions) for path, versions in sorted(chapters.items())},
    }
    return json.dumps(known, separators=(",", ":")).encode() + b"\n"


def _blobs(root: Path, tops: list[str]) -> Iterator[tuple[str, str]]:
    """(git's name of a content, path) for all that these paths have ever held, the oldest first; as far back as git goes here."""
    history = ["log", "--full-history", "--reverse", "-m", "--raw", "--no-renames", "--no-abbrev", "--format="]
    seen = set()
    for line in _git(root, *history, "HEAD", "--", *tops).decode().splitlines():
        about, _, path = line.partition("\t")
        blob = about.split()[3]
        if blob.strip("0") and (blob, path) not in seen:
            seen.add((blob, path))
            yield blob, path


def _contents(root: Path, blobs: list[str]) -> Iterator[bytes]:
    answered = _git(root, "cat-file", "--batch", given="\n".join(blobs).encode()) if blobs else b""
    place = 0
    for _ in blobs:
        end = answered.index(b"\n", place)
        size = int(answered[place:end].split()[2])
        yield answered[end + 1 : end + 1 + size]
        place = end + size + 2


def _cells(content: bytes) -> list[Cell]:
    """The cells of a chapter as it was; none of one that is no notebook of cells with ids."""
    try:
        return [mark(cell) for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError):
        return []


def _numbered(versions: list[list[Cell]]) -> dict:
    """Each cell once, and each version as the numbers of its cells."""
    numbers: dict[Cell, int] = {}
    lists = [[numbers.setdefault(cell, len(numbers)) for cell in version] for version in versions if version]
    return {"cells": list(numbers), "versions": [one for n, one in enumerate(lists) if one not in lists[n + 1 :]]}


def _git(root: Path, *command: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", *command], cwd=root, input=given, capture_output=True, check=True).stdout
