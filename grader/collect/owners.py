"""Whose a folder is, by the account that it belongs to."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path

from grader.course import Course


def checks_owner(course: Course) -> bool:
    """nbgrader's own setting: where all students share an account, as in some containers, a folder's owner says nothing."""
    return bool(course.config.get("ExchangeCollect", {}).get("check_owner", True))


def forged(folder: str | os.PathLike, student: str) -> str:
    """Why a folder in the exchange is not the student's; "" where it is: it belongs to the account of that name, or to the one
    that collects, who could put it anywhere."""
    try:
        owner = os.lstat(folder).st_uid
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"
    return "" if owner == os.getuid() or login(owner) == student else _belongs(owner, student)


def handed_in_by_another(course: Course, folder: Path, student: str, students: Container[str]) -> str:
    """Why a folder among the submissions, or a notebook in it, is not the student's; "" where it is: it belongs to the student, or
    to those who run the course, as all do that were collected. students: the ids of the class."""
    if not checks_owner(course):
        return ""
    trusted = {0, os.getuid(), os.lstat(course.root).st_uid}
    for path in (folder, *folder.glob("*.ipynb")):
        owner = os.lstat(path).st_uid
        name = login(owner)
        if owner in trusted or name == student:
            continue
        # Instructors of one group share the folders: whoever is no student is one of them.
        if not course.settings["groupshared"] or name in students:
            return _belongs(owner, student)
    return ""


def _belongs(owner: int, student: str) -> str:
    return f"it says that it is {student}'s, and belongs to {login(owner) or f'an unknown account ({owner})'}"


def login(uid: int) -> str:
    """The name of an account; "" where there is none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""
