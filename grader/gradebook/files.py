"""Autograded folders: written aside, then put in place at once."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from grader.course import Course
from grader.submission.intake import SKIPPED, TIMESTAMP, ignored, read_files, read_timestamp
from grader.submission.records import GradedSubmission

NEW, OLD = ".new-", ".old-"  # beside the folder that is being written


def place(course: Course, graded: GradedSubmission) -> Path:
    """Write the autograded folder as nbgrader does: the submission's files, the instructor's over them, the notebooks, all
    read-only. A folder that is there already is replaced at once."""
    target = course.folder("autograded", graded.student, graded.assignment)
    new, old = target.with_name(NEW + target.name), target.with_name(OLD + target.name)
    clear(target)
    new.mkdir(parents=True)
    submitted = course.folder("submitted", graded.student, graded.assignment)
    source = course.folder("source", ".", graded.assignment)
    files, _ = read_files(str(submitted), str(source), course.policy, course.rules(graded.assignment).kept_back)
    kept = {name: content for name, content in files.items() if not _ignored(course, name)}
    with contextlib.suppress(OSError):
        stamp = read_timestamp(submitted)
        kept |= {} if stamp is None else {TIMESTAMP: stamp}
    for notebook in graded.notebooks:  # a folder of a notebook's name would stand in its way
        kept = {name: content for name, content in kept.items() if not name.startswith(f"{notebook.name}.ipynb/")}
        kept |= {} if notebook.missing else {f"{notebook.name}.ipynb": notebook.text.encode()}
    for name, content in kept.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o664 if course.settings["groupshared"] else 0o444)
    share(course, new)
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def share(course: Course, folder: Path) -> None:
    """With `CourseDirectory.groupshared`, let the group write to a folder, those below it and those above it, whatever the umask:
    instructors of one group grade for each other."""
    if course.settings["groupshared"]:
        _to_group([folder, *(path for path in folder.parents if course.root in path.parents), *folder.rglob("*")])


def share_course(course: Course) -> None:
    """The same for the gradebook, and for the folders in which every instructor makes new ones."""
    if course.settings["groupshared"]:
        steps = [course.root / course.settings[f"{step}_directory"] for step in ("submitted", "autograded", "feedback")]
        _to_group([course.database.parent, course.database, *steps])


def _to_group(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError, PermissionError):  # another instructor's, who has shared it
            mode = path.lstat().st_mode
            wanted = mode | (0o2770 if stat.S_ISDIR(mode) else 0o660)
            if wanted != mode and not stat.S_ISLNK(mode):
                path.chmod(wanted & 0o7777)


def clear(target: Path) -> None:
    """Remove what an interrupted run has left beside a folder. A folder that was moved aside and not replaced comes back."""
    new, old = target.with_name(NEW + target.name), target.with_name(OLD + target.name)
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)


def _ignored(course: Course, name: str) -> bool:
    return name.endswith(SKIPPED) or ignored(name, course.settings["ignore"])
