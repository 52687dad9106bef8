"""Puts many files in place, all or none: first beside them on the same disk, then one by one, by a plan that outlives a crash.

It stands alone on Python's own library: a run that was killed may have left this package half new and half old, and the next run
finishes the plan with this module before it imports another.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

STAGE = ".update-unfinished"
PLAN = "plan.json"


def folder_named(arguments: list[str]) -> Path:
    """The course's folder, as the command line names it."""
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        if option == "--course":
            return Path(value)
        if option.startswith("--course="):
            return Path(option.partition("=")[2])
    return Path.cwd()


def digest(content: bytes) -> str:
    """The name of a file's content, the one that git gives it."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def stage(course: Path, changes: dict[str, bytes | None]) -> None:
    """Write all new contents beside the course's files, and last of all the plan: from then on the update is decided.

    changes: by path in the course with `/`, the new content; None for a file that goes. OSError where they do not fit or cannot be
    written; nothing is left of them then.
    """
    place = course / STAGE
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        plan = []
        for number, (name, content) in enumerate(changes.items()):
            staged = f"{number:05}" if content is not None else None
            if staged and content is not None:
                _write(place / staged, content)
            plan.append({"path": name, "staged": staged, "before": _digest_of(course / name)})
        _write(place / "plan.part", json.dumps(plan).encode())
        os.replace(place / "plan.part", place / PLAN)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def finish(course: Path) -> list[str] | None:
    """Carry out the plan that is there, from wherever it stopped. None where there is none.

    A file that has changed since the plan was made stays as it is; these are returned. OSError where a file cannot be put in its
    place: the plan stays, and the next call carries on.
    """
    place = course / STAGE
    try:
        plan = json.loads((place / PLAN).read_bytes())
    except FileNotFoundError:
        shutil.rmtree(place, ignore_errors=True)  # its plan was never made: nothing has been touched
        return None
    changed = []
    for step in plan:
        target, staged = course / step["path"], step["staged"]
        if staged and not (place / staged).exists():
            continue  # done before
        if _digest_of(target) != step["before"]:
            if staged or target.exists():
                changed.append(step["path"])
        elif staged:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(place / staged, target)
        else:
            target.unlink(missing_ok=True)
            _without_empty_folders(target.parent, course)
    shutil.rmtree(place)
    return changed


def why(error: OSError) -> str:
    """An error of the disk in one sentence that says what to do."""
    name = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{name}: put that right and run it again, it carries on where it stopped"


def _write(path: Path, content: bytes) -> None:
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _digest_of(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _without_empty_folders(folder: Path, course: Path) -> None:
    """Remove folders in which nothing is left but what Python and Jupyter keep for themselves."""
    own = {"__pycache__", ".ipynb_checkpoints"}
    with contextlib.suppress(OSError):
        while folder != course and {entry.name for entry in folder.iterdir()} <= own:
            shutil.rmtree(folder)
            folder = folder.parent
