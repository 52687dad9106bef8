"""One grader at a time for a course."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from filelock import FileLock, Timeout

from grader.course import Course, CourseError

from .trouble import holders


@contextlib.contextmanager
def alone(course: Course) -> Iterator[None]:
    """The lock of a course: the second of two graders waits, and grades what the first has left. CourseError with who holds the
    lock where that takes too long, or where it cannot be had at all.

    Only those who grade may open the file: whoever can read a file can hold a lock on it.
    """
    path = course.database.with_name(course.database.name + ".grading.lock")
    mode = 0o660 if course.settings["groupshared"] else 0o600
    lock = FileLock(path, mode=mode)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            by = holders(path) or "another grader"
            print(f"grader autograde: waiting for {by}, who grades this course", file=sys.stderr)
            lock.acquire(timeout=course.policy.lock_seconds)
        with contextlib.suppress(OSError):  # another instructor's, who has shared it
            if path.stat().st_mode & 0o777 != mode:
                path.chmod(mode)
    except Timeout:
        raise CourseError(
            f"{holders(path) or 'another grader'} still holds {path} after {course.policy.lock_seconds:g} s: wait until that "
            "is done, or end it, then run this again"
        ) from None
    except PermissionError:
        raise CourseError(
            f"{path} cannot be opened by this account: where several instructors grade, set "
            "c.CourseDirectory.groupshared = True, and let its owner grade once"
        ) from None
    try:
        yield
    finally:
        lock.release()
