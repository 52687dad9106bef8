"""The column formats of the systems that take grade files. Each function returns rows of texts and numbers.

Who has not handed in, or in whose submission there was nothing to grade, has an empty field, which the systems read as
"no grade" and not as 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from grader.roster.people import odd_id

from .grades import Grades, StudentGrades

Row = list[str | float]
# What a spreadsheet takes for the start of a formula, behind blanks and control characters too; the wide forms count alike.
_FORMULA = re.compile(r"^[\s\x00-\x20\ufeff\u200b]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Key(str):
    """What a system finds a student by. An apostrophe before `-dash`, `%7` or `@home` would make it nobody's."""


def safe(value: str | float) -> str | float:
    """A field that no spreadsheet evaluates: a text that looks like a formula gets an apostrophe before it; a plain id stays."""
    if not isinstance(value, str):
        return int(value) if value == int(value) else round(value, 6)
    text = _CONTROL.sub(" ", value)
    formula = _FORMULA.match(value) and not (isinstance(value, Key) and not odd_id(value))
    return f"'{text}" if formula else text


def nbgrader_csv(grades: Grades) -> list[Row]:
    """The columns of nbgrader's own export, one row for each student and assignment."""
    head: Row = [
        "assignment",
        "duedate",
        "timestamp",
        "student_id",
        "last_name",
        "first_name",
        "email",
        "raw_score",
        "late_submission_penalty",
        "score",
        "max_score",
    ]
    rows: list[Row] = [head]
    for name, (worth, due) in grades.assignments.items():
        for who in grades.students:
            grade = who.grades.get(name)
            times = [str(due) if due else "", str(grade.handed_in) if grade and grade.handed_in else ""]
            scores: Row = [grade.raw, grade.penalty, grade.points] if grade and grade.graded else ["", "", ""]
            rows.append([name, *times, Key(who.id), who.last, who.first, who.email, *scores, worth])
    return rows


def canvas(grades: Grades) -> list[Row]:
    """Canvas' gradebook file: five columns that identify the student, one for each assignment, maxima in the second row."""
    head: Row = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *grades.assignments]
    possible: Row = ["Points Possible", "", "", "", "", *(worth for worth, _ in grades.assignments.values())]
    rows = [head, possible]
    for who in grades.students:
        name = ", ".join(part for part in (who.last, who.first) if part) or Key(who.id)
        rows.append([name, Key(who.lms_id), "", Key(who.id), "", *_points(who, grades)])
    return rows


def moodle(grades: Grades) -> list[Row]:
    """Moodle's grade import: username, id number and address to match by, one column for each grade item."""
    rows: list[Row] = [["Username", "ID number", "Email address", "First name", "Last name", *grades.assignments]]
    for who in grades.students:
        rows.append([Key(who.id), Key(who.lms_id), who.email, who.first, who.last, *_points(who, grades)])
    return rows


def gradescope(grades: Grades) -> list[Row]:
    """Gradescope's grade file: four columns for each assignment, the lateness of all at the end."""
    head: Row = ["First Name", "Last Name", "SID", "Email", "Sections"]
    for name in grades.assignments:
        head += [name, f"{name} - Max Points", f"{name} - Submission Time", f"{name} - Lateness (H:M:S)"]
    rows: list[Row] = [[*head, "Total Lateness (H:M:S)"]]
    for who in grades.students:
        row: Row = [who.first, who.last, Key(who.lms_id or who.id), who.email, ""]
        for name, (worth, _) in grades.assignments.items():
            grade = who.grades.get(name)
            time = f"{grade.handed_in:%Y-%m-%d %H:%M:%S} +0000" if grade and grade.handed_in else ""
            row += [
                grade.points if grade and grade.graded else "",
                worth,
                time,
                _clock(grade.late if grade else timedelta(0)),
            ]
        rows.append([*row, _clock(sum((grade.late for grade in who.grades.values()), timedelta(0)))])
    return rows


def _points(who: StudentGrades, grades: Grades) -> Row:
    found = [who.grades.get(name) for name in grades.assignments]
    return [grade.points if grade and grade.graded else "" for grade in found]


def _clock(late: timedelta) -> str:
    minutes, seconds = divmod(int(late.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


FORMATS: dict[str, Callable[[Grades], list[Row]]] = {
    "csv": nbgrader_csv,
    "canvas": canvas,
    "moodle": moodle,
    "gradescope": gradescope,
}
