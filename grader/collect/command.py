"""`python -m grader collect CHAPTER [SOURCE ...]`: takes in what a class has handed in, and says what became of everybody."""

from __future__ import annotations

import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.course import Course, CourseError, load_course
from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.trouble import explained
from grader.roster.people import odd_id, read_roster
from grader.shown import one_line

from .collecting import Outcome, collect
from .entries import Refused
from .exchange import inbound
from .uploads import Chapter

#: exit status: everything else was collected, and somebody's work was not
NOT_ALL = 3
SHOWN = 30  # lines of one kind


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `collect`."""
    parser.add_argument("chapter", metavar="CHAPTER", help="the assignment's name, e.g. 11_vae")
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help="a zip or a folder from Canvas, Moodle or Gradescope, or one with a folder or file for each student "
        "(default: what lies in nbgrader's folder for downloads, and the exchange)",
    )
    parser.add_argument(
        "--as",
        dest="told",
        action="append",
        default=[],
        metavar="NAME=ID",
        help="whose something is: a platform's number, a name or a file, and the student's id (may be repeated)",
    )
    parser.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="of the times in a zip, which tells none, e.g. Europe/Paris (default: this machine's)",
    )


def run(args: Namespace) -> int:
    """0 if everybody's work was collected, 3 with a line for each whose was not, 2 with one line where nothing was."""
    try:
        course = load_course(Path.cwd())
        told = dict(_told(text) for text in args.told)
        with closing(open_gradebook(course.database)) as connection:
            layout = read_assignment(connection, args.chapter)
            chapter = Chapter(layout.name, [notebook.name for notebook in layout.notebooks], layout.due)
            sources = args.sources or default_sources(course, args.chapter)
            outcome = collect(course, chapter, sources, read_roster(connection), told, zone_of(args.time_zone))
            found = [*outcome.lost, *((who, note) for who, note in outcome.notes if note.startswith("LATE"))]
            attention.replace(connection, args.chapter, attention.COLLECTING, found)
    except (CourseError, Refused, OSError, sqlite3.Error, ValueError) as error:
        print(f"grader collect: {explained(error)}", file=sys.stderr)
        return 2
    print(table(args.chapter, outcome))
    for who, reason in outcome.lost:
        print(one_line(f"grader collect: {who}: {reason}"), file=sys.stderr)
    return NOT_ALL if outcome.lost else 0


def _told(text: str) -> tuple[str, str]:
    name, _, student = text.rpartition("=")
    if not name or odd_id(student, enrolled=True):
        raise CourseError(f"--as takes NAME=ID, got {text!r}")
    return name, student


def zone_of(name: str | None) -> tzinfo:
    """The time zone of this name, this machine's for None."""
    try:
        zone = ZoneInfo(name) if name else datetime.now().astimezone().tzinfo
    except (KeyError, ValueError, OSError):  # an unknown name is a KeyError
        raise CourseError(f"there is no time zone {name!r}: write one as Europe/Paris") from None
    assert zone is not None
    return zone


def default_sources(course: Course, assignment: str) -> list[Path]:
    """nbgrader's folder for downloads, where something lies in it, and the exchange."""
    given = course.config.get("ZipCollectApp", {})
    shape = given.get("collect_directory_structure", "{downloaded}/{assignment_id}/{collect_step}")
    place = shape.format(
        downloaded=given.get("downloaded_directory", "downloaded"),
        assignment_id=assignment,
        collect_step=given.get("archive_directory", "archive"),
    )
    folder = course.root / place
    found = [folder] if folder.is_dir() and any(folder.iterdir()) else []
    exchange = inbound(course)
    found += [exchange] if exchange else []
    if not found:
        raise CourseError(f"there is nothing to collect: name a zip or a folder, or put it into {folder}")
    return found


def table(assignment: str, outcome: Outcome) -> str:
    """What became of everybody, the largest part as a number and everybody else by name."""
    counts = {
        kind: sum(value == kind for value in outcome.stored.values()) for kind in ("new", "newer", "unchanged", "older")
    }
    rows: list[tuple[str, int, list[tuple[str, str]]]] = [
        ("collected", len(outcome.stored), []),
        ("  new", counts["new"], []),
        ("  newer than before", counts["newer"], []),
        ("  unchanged", counts["unchanged"], []),
        ("  older than what is there, which stays", counts["older"], []),
        ("with a note", len({who for who, _ in outcome.notes}), outcome.notes),
        ("doubled", len({who for who, _ in outcome.doubled}), outcome.doubled),
        ("not understood", len(outcome.unclear), outcome.unclear),
        ("refused", len(outcome.refused), outcome.refused),
        ("unknown", len(outcome.unknown), outcome.unknown),
        ("in the roster but missing", len(outcome.missing), outcome.missing),
    ]
    lines = [f"{assignment}:"]
    for title, count, about in rows:
        if count or title in (
            "collected",
            "not understood",
            "in the roster but missing",
            "unknown",
            "doubled",
            "  new",
        ):
            lines.append(f"{title:40}{count:6}")
        lines += [one_line(f"    {who}{': ' if why else ''}{why}") for who, why in about[:SHOWN]]
        lines += [f"    and {len(about) - SHOWN} more"] if len(about) > SHOWN else []
    return "\n".join(lines)
