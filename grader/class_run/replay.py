"""`python -m grader replay STUDENT CHAPTER`: grades one submission again with the logged seed and compares the verdicts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from grader.course import Course, CourseError, load_course
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.regrading import chapter_seed
from grader.sandbox.server import ForkServer
from grader.sandbox.wall import IsolationError
from grader.submission.records import Job


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `replay`."""
    parser.add_argument("student", metavar="STUDENT")
    parser.add_argument("assignment", metavar="CHAPTER")
    parser.add_argument("--no-sandbox", action="store_true", help="run the submission with all rights of this account")


def run(args: Namespace) -> int:
    """Print the verdicts as JSON, one notebook a line. 0 if they are those that are stored, 1 if not, 2 with one line on stderr
    where nothing can be compared. Nothing is written."""
    try:
        course = load_course(Path.cwd())
        job = _job(course, args.student, args.assignment)
        with ForkServer(course.policy, sandboxed=not args.no_sandbox, hidden=(course.root,)) as server:
            from grader.submission.grade import grade_surely

            again = grade_surely(job, server.forker())
    except (CourseError, IsolationError, ValueError) as error:
        print(f"grader replay: {error}", file=sys.stderr)
        return 2
    if again.failure:
        print(f"grader replay: {again.failure}", file=sys.stderr)
        return 2
    stored = {path.stem: path for path in course.folder("autograded", args.student, args.assignment).glob("*.ipynb")}
    different = []
    for notebook in again.notebooks:
        if notebook.missing:
            continue
        print(json.dumps({"notebook": notebook.name, **_grading(notebook.text)}, ensure_ascii=False))
        if notebook.name not in stored or _grading(stored[notebook.name].read_text(encoding="utf-8")) != _grading(
            notebook.text
        ):
            different.append(notebook.name)
    told = f"other verdicts are stored for {', '.join(different)}" if different else "the stored verdicts are the same"
    print(f"grader replay: {told}", file=sys.stderr)
    return 1 if different else 0


def _job(course: Course, student: str, assignment: str) -> Job:
    connection = open_gradebook(course.database)
    try:
        layout = read_assignment(connection, assignment)
        seed = chapter_seed(connection, assignment)
    finally:
        connection.close()
    folder = course.folder("submitted", student, assignment)
    if not folder.is_dir():
        raise CourseError(f"there is no submission of {assignment} by {student}: {folder} is missing")
    stubs = {notebook.name: notebook.stubs for notebook in layout.notebooks}
    checksums = {notebook.name: notebook.checksums for notebook in layout.notebooks}
    names = [notebook.name for notebook in layout.notebooks]
    source, rules = course.folder("source", ".", assignment), course.rules(assignment)
    return Job(student, assignment, str(folder), str(source), names, stubs, checksums, seed, rules)


def _grading(text: str) -> dict:
    grading = json.loads(text)["metadata"].get("grading", {})
    return {"verdicts": grading.get("verdicts", []), "notes": grading.get("notes", [])}
