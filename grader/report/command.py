"""`python -m grader report CHAPTER`: one self-contained page on how the class did."""

from __future__ import annotations

import re
import sqlite3
import statistics
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from tqdm.auto import tqdm

from course_utils.plain_file import write_atomically
from grader.boundary.remote import readable
from grader.course import CourseError, load_course
from grader.gradebook.late import refresh
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.trouble import explained

from .data import ClassReport, collect


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `report`."""
    parser.add_argument("chapter", metavar="CHAPTER")
    parser.add_argument("--to", type=Path, metavar="FILE", help="where to (default: classroom/report-CHAPTER.html)")


def run(args: Namespace) -> int:
    """Write the page. 0, or 2 with one line on stderr."""
    try:
        course = load_course(Path.cwd())
        with closing(open_gradebook(course.database)) as connection:
            read_assignment(connection, args.chapter)
            refresh(connection, course)
            graded = [row[0] for row in connection.execute("SELECT id FROM student ORDER BY id")]
            graded = [student for student in graded if course.folder("autograded", student, args.chapter).is_dir()]
            watched = tqdm(graded, desc="notebooks", unit="student", disable=None)
            report = collect(course, connection, args.chapter, watched)
        target = args.to or course.database.parent / f"report-{args.chapter}.html"
        write_atomically(target, page(report).encode())
    except (CourseError, OSError, ValueError, sqlite3.Error) as error:
        print(f"grader report: {explained(error)}", file=sys.stderr)
        return 2
    print(f"{len(report.grades)} students: {target}")
    return 0


def page(report: ClassReport) -> str:
    """The report as HTML. Every text is escaped; control characters and terminal escapes are dropped."""
    environment = Environment(loader=PackageLoader("grader.report", ""), autoescape=True, trim_blocks=False)
    environment.filters["clean"] = lambda text: readable(str(text))[:300]
    environment.filters["code"] = lambda text: Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))
    histogram, scores = report.histogram(), report.scores or [0.0]
    misconceptions = [
        (count, exercise.name, name, exercise.hints[name])
        for exercise in report.exercises
        for name, count in exercise.misconceptions.items()
    ]
    bars = ", ".join(f"{count} with {low:g} to {high:g}" for low, high, count in histogram if count)
    return environment.get_template("page.html.j2").render(
        report=report,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        late=sum(bool(grade.late) for grade in report.grades.values()),
        mean=statistics.mean(scores),
        median=statistics.median(scores),
        people=len({student for student, _ in report.attention}),
        attention=_by_reason(report.attention),
        notes=_by_reason(report.notes),
        histogram=histogram,
        highest=max(max(count for _, _, count in histogram), 1),
        histogram_text=f"Histogram of the scores of {len(report.grades)} students, in points: {bars or 'nobody'}.",
        misconceptions=sorted(misconceptions, key=lambda row: (-row[0], row[1], row[2])),
    )


def _by_reason(found: list[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """(reason, students), sorted."""
    by_reason: dict[str, list[str]] = {}
    for student, what in found:
        by_reason.setdefault(what, []).append(student)
    return sorted(by_reason.items())
