"""nbgrader's exchange: whose a folder is, and what of it is taken."""

from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path, PurePosixPath

from grader.course import Course
from grader.gradebook.times import timestamp
from grader.sandbox.policy import SandboxPolicy

from .entries import Refused, in_folder, litter
from .owners import checks_owner, forged
from .uploads import EXCHANGE, Claim, Upload


def inbound(course: Course) -> Path | None:
    """Where students hand in, if this course has an exchange."""
    root = course.config.get("Exchange", {}).get("root", "/usr/local/share/nbgrader/exchange")
    name = course.config.get("CourseDirectory", {}).get("course_id", "")
    folder = Path(root, name, "inbound")
    return folder if name and folder.is_dir() else None


def uploads_in_exchange(
    folder: Path, assignment: str, course: Course, policy: SandboxPolicy
) -> tuple[list[Upload], list[tuple[str, str]]]:
    """What is handed in of an assignment, and (folder, reason) of what is refused. A folder is `student+assignment+time+random`."""
    uploads, refused = [], []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        # The last parts cannot hold a plus sign, a student's id may.
        parts = entry.name.rsplit("+", 3)
        if len(parts) < 4 or parts[1] != assignment:
            parts = entry.name.rsplit("+", 2)
        if len(parts) < 3 or parts[1] != assignment or litter(PurePosixPath(entry.name)):
            continue
        student = parts[0]
        problem = forged(entry.path, student) if checks_owner(course) else ""
        if not entry.is_dir(follow_symlinks=False):
            problem = problem or "it is a link or no folder"
        try:
            time = timestamp(parts[2], course.zone)
        except ValueError as error:
            problem, time = problem or f"its name tells no time ({error})", None
        if problem:
            refused.append((entry.name, problem))
            continue
        owner = os.lstat(entry.path).st_uid
        try:
            found = in_folder(Path(entry.path), policy, owner=owner)
        except Refused as error:  # it has become something else since it was looked at
            refused.append((entry.name, str(error)))
            continue
        when = time.replace(tzinfo=UTC) if time else None
        uploads.append(Upload(entry.name, EXCHANGE, Claim(student), found, time=when))
    return uploads, refused
