"""`python -m grader export --format csv|canvas|moodle|gradescope`: a grade file for another system."""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from course_utils.plain_file import write_atomically
from grader.course import CourseError, load_course
from grader.gradebook.late import refresh
from grader.gradebook.layout import open_gradebook
from grader.gradebook.trouble import explained

from .formats import FORMATS, safe
from .grades import Grades, read_grades


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `export`."""
    parser.add_argument("--format", choices=FORMATS, default="csv", help="whose columns (default: nbgrader's own)")
    parser.add_argument("--chapter", action="append", metavar="NAME", help="only this chapter (may be repeated)")
    parser.add_argument("--to", type=Path, metavar="FILE", help="where to (default: grades-FORMAT.csv)")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def run(args: Namespace) -> int:
    """Write the file. 0, or 2 with one line on stderr."""
    target = args.to or Path(f"grades-{args.format}.csv")
    try:
        if target.exists() and not args.force:
            raise CourseError(f"{target} is there already: name another file with --to, or replace it with --force")
        course = load_course(Path.cwd())
        with closing(open_gradebook(course.database)) as connection:
            refresh(connection, course)
            grades = chosen(read_grades(connection), args.chapter)
        write_atomically(target, as_csv(FORMATS[args.format](grades)).encode())
    except (CourseError, OSError, sqlite3.Error) as error:
        print(f"grader export: {explained(error)}", file=sys.stderr)
        return 2
    waiting = sum(grade.waiting for student in grades.students for grade in student.grades.values())
    if waiting:
        print(
            f"grader export: {waiting} submissions wait for a person to grade: their points may grow", file=sys.stderr
        )
    nothing = sum(not grade.graded for student in grades.students for grade in student.grades.values())
    if nothing:
        told = f"submissions that held nothing to grade, whose fields are empty and not 0: {nothing}"
        print(f"grader export: {told}", file=sys.stderr)
    print(f"{len(grades.students)} students, {len(grades.assignments)} chapters: {target}")
    return 0


def chosen(grades: Grades, names: list[str] | None) -> Grades:
    """Only these chapters, all for None; CourseError for a name that is not there."""
    unknown = sorted(set(names or ()) - grades.assignments.keys())
    if unknown:
        raise CourseError(
            f"there is no chapter {unknown[0]!r} in the gradebook; it has {', '.join(grades.assignments) or 'none'}"
        )
    kept = {name: about for name, about in grades.assignments.items() if names is None or name in names}
    students = [
        replace(s, grades={name: grade for name, grade in s.grades.items() if name in kept}) for s in grades.students
    ]
    return Grades(kept, students)


def as_csv(rows: list[list]) -> str:
    """The rows as a CSV file that no spreadsheet takes for formulas."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([safe(value) for value in row] for row in rows)
    return text.getvalue()
