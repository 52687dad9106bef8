"""Stores ready-made results as `grader autograde` does, for the test that kills it: python replayed.py ROOT RESULTS."""

import sys
from pathlib import Path

import msgspec

from grader.class_run import autograde
from grader.class_run.summary import RunSummary
from grader.course import load_course
from grader.gradebook.files import clear
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.regrading import graded_before, output_digest, rows_digests
from grader.gradebook.writer import Writer
from grader.submission.records import GradedSubmission

autograde.BATCH = 3


def main(root: Path, results: Path) -> None:
    course = load_course(root)
    everything = msgspec.json.decode(results.read_bytes(), type=list[GradedSubmission])
    connection = open_gradebook(course.database)
    name = everything[0].assignment
    assignment = read_assignment(connection, name)
    before, rows, left = graded_before(connection, name), rows_digests(connection, assignment.id), []
    for graded in everything:
        target = course.folder("autograded", graded.student, name)
        clear(target)
        if before.get(graded.student) != ("digest", output_digest(target), rows.get(graded.student, "")):
            left.append(graded)
    writer = Writer(connection, course, assignment)
    print("begins", flush=True)
    writer.add_students([graded.student for graded in left])
    summary = RunSummary(0.0)
    autograde._store_all(
        summary.watched(left), writer, course, dict.fromkeys((g.student for g in everything), "digest"), summary
    )
    print("ends", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
