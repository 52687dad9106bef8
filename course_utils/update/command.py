"""`python -m course_utils.update FILE.zip`: what `make update FILE.zip` runs."""

from __future__ import annotations

import argparse
import errno
import sys
from datetime import date
from pathlib import Path

from course_utils import __version__
from course_utils.update import replace, table
from course_utils.update.course import Course, look
from course_utils.update.errors import UpdateError
from course_utils.update.plan import Plan, Planner
from course_utils.update.release import Release, numbers, read_release
from course_utils.update.servers import open_notebooks

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REPORT = "update.md"


def main(arguments: list[str]) -> int:
    """Update the course, and say what has become of the reader's work. Returns 0, or 1 with one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):  # a terminal without UTF-8 must not stop an update
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    file = Path(options.file).expanduser()
    try:
        for line in update(replace.folder_named(arguments).resolve(), file, date.today().isoformat()):
            print(line)
    except UpdateError as error:
        print(f"update: {error}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("update: stopped. Run it again: it carries on where it stopped.", file=sys.stderr)
    except OSError as error:
        print(f"update: {replace.why(error)}.", file=sys.stderr)
    else:
        return 0
    return 1


def update(root: Path, file: Path, day: str) -> list[str]:
    """Put a release over the course in a folder; what there is to say, in lines. UpdateError where nothing has been changed."""
    release = read_release(file)
    course = look(root, __version__)
    if numbers(release.number) < numbers(course.number):
        raise UpdateError(
            f"{file.name} is release {release.number}, older than the one here ({course.number}): nothing was changed"
        )
    if opened := open_notebooks(root):
        raise UpdateError(
            f"{_listed(opened)} open in JupyterLab: save, close the tab, shut down its kernel (the square in the list at the "
            "left), and run it again; nothing was changed"
        )
    plan = Planner(course, release, day).plan()
    note = [course.note] if course.note else []
    if not plan.changes:
        return [*note, f"Everything is as in release {release.number} already: nothing was changed."]
    plan.changes[f"{plan.kept}/{REPORT}"] = table.as_file(plan, release.number, day).encode()
    left = _carried_out(course, plan)
    return [*note, table.in_terminal(plan), "", *_closing(course, release, plan, left)]


def _carried_out(course: Course, plan: Plan) -> list[str]:
    try:
        replace.stage(course.root, plan.changes)
    except OSError as error:
        if error.errno in FULL:
            size = sum(len(content) for content in plan.changes.values() if content) // 10**6 + 1
            raise UpdateError(
                f"the disk is full: make room for {size} MB and run it again; nothing was changed"
            ) from error
        raise UpdateError(
            f"nothing can be written to {course.root} ({error.strerror or error}): make it writable; nothing was changed"
        ) from error
    return replace.finish(course.root) or []


def _closing(course: Course, release: Release, plan: Plan, left: list[str]) -> list[str]:
    lines = []
    if left:
        lines += [f"{_listed(left, 'was', 'were')} saved while the update ran, and left alone: run it once more.", ""]
    lines += [f"This is release {release.number} now. Run your checks again: an exercise may ask for more."]
    lines += ["Your notebooks as they were, and this table with every change, are in", f"  {plan.kept}/{REPORT}"]
    if "requirements.lock" in plan.changes:
        lines += ["The next `make lab` brings the packages up to date."]
    return lines


def _listed(names: list[str], one: str = "is", many: str = "are") -> str:
    return f"{' and '.join(names[:3])}{' and others' if len(names) > 3 else ''} {one if len(names) == 1 else many}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.update",
        description="Put a new release of the course over this one; your work stays.",
    )
    parser.add_argument("file", metavar="FILE.zip", help="the new bundle, as your instructor gave it to you")
    parser.add_argument("--course", metavar="FOLDER", help="the course's folder (default: this one)")
    return parser
