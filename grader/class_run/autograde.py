"""`python -m grader autograde CHAPTER`: grades a whole class in isolation and stores it in nbgrader's gradebook."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

from msgspec.structs import replace
from tqdm.auto import tqdm

from grader.course import Course, CourseError, load_course
from grader.gradebook.files import clear, place, share_course
from grader.gradebook.late import refresh
from grader.gradebook.layout import Assignment, open_gradebook, read_assignment
from grader.gradebook.lock import alone
from grader.gradebook.regrading import (
    chapter_seed,
    graded_before,
    output_digest,
    release_digest,
    rows_digests,
    submission_digest,
)
from grader.gradebook.trouble import explained
from grader.gradebook.writer import Entry, Writer
from grader.sandbox.server import ForkServer
from grader.sandbox.wall import IsolationError
from grader.submission.records import GradedSubmission, Job

from .summary import RunSummary
from .who import told_apart

# Errors in writing one submission's folder that would meet every other one, too.
NOT_ITS_OWN = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
}
BATCH, SECONDS = 25, 1.0  # a transaction holds so many submissions, or those of so long a time


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `autograde`."""
    parser.add_argument("assignment", metavar="CHAPTER", help="the assignment's name, e.g. 11_vae")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="worker processes (default: one a core)"
    )
    parser.add_argument(
        "--force", action="store_true", help="grade again what was graded with the same submission, release and seed"
    )
    parser.add_argument(
        "--new-seed", action="store_true", help="draw and log a new secret seed, and grade everything with it"
    )
    parser.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")
    parser.add_argument("--timings", action="store_true", help="also print where the time went")
    parser.add_argument("--dask", metavar="ADDRESS", help="send the submissions to the Dask scheduler at this address")
    parser.add_argument("--no-sandbox", action="store_true", help="run submissions with all rights of this account")


def run(args: Namespace) -> int:
    """0 if every submission got its verdict, 1 if the grader failed on some, 2 with one line where nothing could be graded, 3 if
    some have lost points, or may have, to something that is no answer: each has a line on stderr, and a row in the report."""
    if args.jobs < 1:
        return _complain(f"--jobs must be 1 or more, got {args.jobs}")
    try:
        course = load_course(Path.cwd())
        open_gradebook(course.database).close()
        share_course(course)
        with alone(course):
            return autograde(course, args)
    except (CourseError, IsolationError, ValueError) as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return _complain("interrupted: what was graded before that is stored, run it again for the rest")
    except (OSError, sqlite3.OperationalError) as error:
        why = explained(error, course.database)
        return _complain(f"{why}. What was graded before that is stored; run it again for the rest")


def _complain(text: str) -> int:
    print(f"grader autograde: {' '.join(text.split())}", file=sys.stderr)
    return 2


def autograde(course: Course, args: Namespace) -> int:
    """Grade the submissions of one assignment; the caller holds the course's lock."""
    started = monotonic()
    connection = open_gradebook(course.database)
    try:
        assignment = read_assignment(connection, args.assignment)
        seed = chapter_seed(connection, args.assignment, new=args.new_seed)
        summary = RunSummary(started)
        with _grading(course, args) as grade:
            jobs, digests, skipped = _jobs(course, connection, assignment, seed, args)
            jobs, summary.remarks = told_apart(jobs, course, connection, assignment.name)
            writer = Writer(connection, course, assignment)
            writer.add_students([job.student for job in jobs])
            if jobs:
                _store_all(summary.watched(grade(jobs)), writer, course, digests, summary)
            summary.remarks += writer.remarks
            refresh(connection, course)
    finally:
        connection.close()
    summary.print(args.assignment, skipped, timings=args.timings)
    return summary.status


def _jobs(
    course: Course, connection, assignment: Assignment, seed: int, args: Namespace
) -> tuple[list[Job], dict[str, str], int]:
    """What is to grade, the digest of each submission, and how many are left out because nothing has changed."""
    students = course.students(assignment.name)
    unknown = sorted(set(args.student or ()) - set(students))
    if not students or unknown:
        who = f" by {', '.join(unknown)}" if unknown else ""
        raise CourseError(
            f"there is no submission of {assignment.name}{who} in {course.folder('submitted', '*', assignment.name)}"
        )
    from grader.exercises import secret_of  # with the exercises comes torch, while the fork server is at work
    from grader.submission.chapter import read_chapter

    source = course.folder("source", ".", assignment.name)
    names = [notebook.name for notebook in assignment.notebooks]
    chapters = [read_chapter(str(source), name) for name in names]
    asked = {exercise for chapter in chapters for exercise, _ in chapter.checks.values()}
    topics = {secret_of(exercise).exercise.topic for exercise in asked}  # imported before the workers are forked
    stubs = {notebook.name: notebook.stubs for notebook in assignment.notebooks}
    checksums = {notebook.name: notebook.checksums for notebook in assignment.notebooks}
    rules = course.rules(assignment.name)
    release = release_digest(source, topics, stubs, seed, rules, course.policy)
    before = {} if args.force else graded_before(connection, assignment.name)
    rows = rows_digests(connection, assignment.id)
    jobs, digests, skipped = [], {}, 0
    for student in dict.fromkeys(args.student or students):
        folder, target = (course.folder(step, student, assignment.name) for step in ("submitted", "autograded"))
        clear(target)
        digest = submission_digest(release, folder, course.policy)
        if before.get(student) == (digest, output_digest(target), rows.get(student, "")):
            skipped += 1
            continue
        digests[student] = digest
        jobs.append(Job(student, assignment.name, str(folder), str(source), names, stubs, checksums, seed, rules))
    return jobs, digests, skipped


@contextlib.contextmanager
def _grading(course: Course, args: Namespace) -> Iterator[Callable[[list[Job]], Iterable[GradedSubmission]]]:
    """What grades jobs. The fork server starts first: it imports for seconds, and so does this process meanwhile."""
    if args.dask:
        from .dask import grade_on_dask

        yield partial(grade_on_dask, address=args.dask, policy=course.policy, sandboxed=not args.no_sandbox)
        return
    with ForkServer(course.policy, sandboxed=not args.no_sandbox, hidden=(course.root,)) as server:
        from .local import grade_locally

        yield partial(grade_locally, server=server, workers=args.jobs)


def _store_all(
    results: Iterable[GradedSubmission], writer: Writer, course: Course, digests: dict[str, str], summary: RunSummary
) -> None:
    """Put folders in place as results come in, and rows in batches."""
    batch, last = [], monotonic()
    try:
        for graded in tqdm(results, total=len(digests), desc="grading", unit="submission", disable=None):
            if graded.failure:
                writer.not_graded(graded)
                continue
            with summary.storing():
                try:
                    target = place(course, graded)
                except (OSError, ValueError) as error:
                    if getattr(error, "errno", None) in NOT_ITS_OWN:
                        raise
                    graded = replace(graded, notebooks=[], failure=f"its folder cannot be written: {error}")
                    summary.failed(graded)
                    writer.not_graded(graded)
                    continue
                batch.append(Entry(graded, digests[graded.student], output_digest(target)))
                if len(batch) >= BATCH or monotonic() - last > SECONDS:
                    writer.store(batch)
                    batch, last = [], monotonic()
    finally:  # an interruption or an error keeps what is done
        if batch:
            with summary.storing():
                writer.store(batch)
