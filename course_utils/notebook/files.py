"""Resets, mends and restores notebooks on the disk; a dated copy of what was there is kept beside each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from course_utils.plain_file import NOTEBOOK, read_plain, write_atomically

from .damage import damage
from .released import cells_of, chapter_of, file_name, released, released_bytes
from .restore import mended, restored


class CannotRestore(Exception):
    """Nothing was changed; the message says why, and what to do."""


def reset(file: Path, now: datetime | None = None) -> Path | None:
    """Put the released chapter in place of a notebook, whatever became of that; returns the kept copy, None where none was."""
    chapter = chapter_of(None, file)
    content = released_bytes(chapter)
    if content is None or file.name != file_name(chapter):
        raise CannotRestore(_unknown(chapter or file.name))
    kept = keep(file, now) if file.exists() else None
    write_atomically(file, content)
    return kept


def mend(file: Path, now: datetime | None = None) -> list[str]:
    """Put right what is missing, changed or unmarked in a notebook; returns a line for each finding, and says what it kept."""
    found: list[str] = []

    def change(notebook: dict, release: dict) -> dict:
        found.extend(x.what + (" Mended." if x.mends else f" {x.to_do}") for x in damage(notebook, release))
        return mended(notebook, release)

    _change(file, change, now)
    return found


def restore(file: Path, cell: str, now: datetime | None = None) -> None:
    """Put one cell of a notebook back as it was released; what stood there is kept below it."""

    def change(notebook: dict, release: dict) -> dict:
        try:
            return restored(notebook, release, cell)
        except KeyError:
            known = ", ".join(c["id"] for c in release["cells"] if "nbgrader" in c["metadata"])
            raise CannotRestore(f"the chapter has no cell {cell}; answers and checks are: {known}") from None

    _change(file, change, now)


def keep(file: Path, now: datetime | None = None) -> Path:
    """Copy a notebook to a dated name beside it, which is returned. Never over another copy."""
    stamp = f"{now or datetime.now():%Y-%m-%d-%H%M%S}"
    content, number = file.read_bytes(), 1
    while True:
        copy = file.with_name(f"{file.stem}-kept-{stamp}{f'-{number}' if number > 1 else ''}{file.suffix}")
        try:
            with copy.open("xb") as opened:
                opened.write(content)
            return copy
        except FileExistsError:
            number += 1


def _change(file: Path, change: Callable[[dict, dict], dict], now: datetime | None) -> None:
    try:
        notebook = json.loads(read_plain(file, NOTEBOOK))
    except OSError as error:
        raise CannotRestore(f"{file} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise CannotRestore(
            f"{file} is damaged and is no longer a notebook: reset the chapter, a copy is kept"
        ) from None
    chapter = chapter_of(notebook, file)
    release = released(chapter)
    if release is None or not isinstance(notebook, dict):
        raise CannotRestore(_unknown(chapter or file.name))
    after = change(notebook, release)
    if cells_of(after) != cells_of(notebook):
        keep(file, now)
        write_atomically(file, json.dumps(after, indent=1, ensure_ascii=False).encode() + b"\n")


def _unknown(chapter: str) -> str:
    return (
        f"this copy of the course has no chapter {chapter} to restore from: take the file from your instructor's bundle"
    )
