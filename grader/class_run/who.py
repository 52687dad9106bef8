"""Who has handed in: whose folder is not theirs, whose name is none, who is not in the roster."""

from __future__ import annotations

import sqlite3

from grader.collect.owners import handed_in_by_another
from grader.course import Course
from grader.gradebook import attention
from grader.roster.command import stranger
from grader.roster.people import odd_id, read_roster
from grader.submission.records import Job

STEP = "who has handed in"


def told_apart(
    jobs: list[Job], course: Course, connection: sqlite3.Connection, assignment: str
) -> tuple[list[Job], list[str]]:
    """The jobs without those that are somebody else's work; and a line for each of these, for each folder that is nobody's, and
    for each student who is not in the roster, and is graded all the same. The report tells of them, too."""
    roster, students = read_roster(connection), course.students(assignment)
    everybody = {*students, *roster.people}
    found = [
        (name, "not graded: the folder's name is no text in UTF-8: rename it to the student's id")
        for name in course.odd_folders(assignment)
    ]
    refused = {}
    for student in students:
        problem = odd_id(student, enrolled=True)
        if problem:  # Formgrader's pages would take it for more than a name
            problem = f"the id {problem}: rename the folder"
        else:
            problem = handed_in_by_another(course, course.folder("submitted", student, assignment), student, everybody)
        if problem:
            refused[student] = problem
            found.append((student, f"not graded: {problem}"))
        elif roster and student not in roster.people:
            found.append((student, f"graded, but {stranger(student, roster)}"))
    if attention.read(connection, assignment, STEP) != sorted(found):
        attention.replace(connection, assignment, STEP, found)
    return [job for job in jobs if job.student not in refused], [f"{who}: {reason}" for who, reason in found]
