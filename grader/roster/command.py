"""`python -m grader roster FILE`: enrols the students of a CSV file, all of them or none."""

from __future__ import annotations

import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from grader.course import Course, CourseError, load_course
from grader.gradebook.layout import open_gradebook
from grader.gradebook.trouble import explained

from .people import Person, Roster, read_roster
from .table import RosterError, people_in

#: exit status: the file is imported, and somebody should be looked at
NEEDS_A_LOOK = 3


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `roster`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file, as Excel, Canvas or Moodle saves it")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be imported")


def run(args: Namespace) -> int:
    """0 if all are enrolled, 3 if they are and somebody needs a look, 2 with one line on stderr where nobody is."""
    try:
        course = load_course(Path.cwd())
        people = people_in(args.file.read_bytes())
        with closing(open_gradebook(course.database)) as connection:
            before = read_roster(connection)
            if not args.dry_run:
                enrol(connection, people, before)
            strangers = unlisted(course, connection, people)
    except RosterError as error:
        print(f"grader roster: {args.file}: {error}; nothing was imported", file=sys.stderr)
        return 2
    except (CourseError, OSError, sqlite3.Error) as error:
        print(f"grader roster: {explained(error)}; nothing was imported", file=sys.stderr)
        return 2
    return _tell(people, before, strangers, dry_run=args.dry_run)


def enrol(connection: sqlite3.Connection, people: list[Person], before: Roster) -> None:
    """Write everybody in one transaction. A field that the file has not stays as it is; nobody is removed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for person in people:
            values = (person.first or None, person.last or None, person.email or None, person.number or None, person.id)
            connection.execute("INSERT OR IGNORE INTO student (id) VALUES (?)", (person.id,))
            connection.execute(
                "UPDATE student SET first_name = coalesce(?, first_name), last_name = coalesce(?, last_name), "
                "email = coalesce(?, email), lms_user_id = coalesce(?, lms_user_id) WHERE id = ?",
                values,
            )
        gone = [(person.id, False) for person in before.people.values()]
        enrolled = [(person.id, True) for person in people]
        connection.executemany("INSERT OR REPLACE INTO grader_roster VALUES (?, ?)", [*gone, *enrolled])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def unlisted(course: Course, connection: sqlite3.Connection, people: list[Person]) -> list[str]:
    """A line for each student who has handed in and is not in the file."""
    listed = Roster(people)
    chapters = [row[0] for row in connection.execute("SELECT name FROM assignment ORDER BY name")]
    handed_in: dict[str, list[str]] = defaultdict(list)
    for chapter in chapters:
        for student in course.students(chapter):
            if student not in listed.people:
                handed_in[student].append(chapter)
    return [stranger(student, listed) + f": has handed in {', '.join(c)}" for student, c in sorted(handed_in.items())]


def stranger(student: str, roster: Roster) -> str:
    """That a student is not in the roster, with the one who may be meant."""
    twins = roster.with_id(student)
    if twins:
        return f"{student} is not in the roster, which has {', '.join(sorted(twins))} (only the case differs)"
    near = roster.nearest(student)
    return f"{student} is not in the roster" + (f" (is it {near}?)" if near else "")


def _tell(people: list[Person], before: Roster, strangers: list[str], *, dry_run: bool) -> int:
    now = Roster(people)
    new = [person for person in people if person.id not in before.people]
    gone = [person for person in before.people.values() if person.id not in now.people]
    print(f"{len(people)} students {'in the file' if dry_run else 'enrolled'}: {len(new)} new, {len(gone)} gone")
    for title, some in (("new", new), ("gone", gone)):
        for person in some:
            print(f"  {title:5} {person.id:20} {person.name if person.name != person.id else ''}".rstrip())
    if gone:
        print(
            "Who is gone stays in the gradebook, grades and all: `nbgrader db student remove ID --force` removes them."
        )
    doubts = [*strangers, *_twins(people, gone)]
    for line in doubts:
        print(f"grader roster: {line}", file=sys.stderr)
    return NEEDS_A_LOOK if doubts else 0


def _twins(people: list[Person], gone: list[Person]) -> list[str]:
    """A line for those whose ids differ in case alone, among themselves or from who is gone."""
    by_case: dict[str, list[str]] = defaultdict(list)
    for person in [*people, *gone]:
        by_case[person.id.casefold()].append(person.id)
    return [
        f"{' and '.join(ids)} differ in case alone: they are two students until one of them is removed"
        for ids in by_case.values()
        if len(ids) > 1
    ]
