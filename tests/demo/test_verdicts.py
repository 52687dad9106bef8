"""Why points are missing, read from what grading left behind."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.demo.students import sample_class
from grader.demo.verdicts import StudentVerdict, failure, reasons, table, why
from grader.exercises import secrets


def test_the_reason_why_a_submission_was_not_graded_is_what_the_grader_said():
    log = "grading: 3\nnot graded: ada-abe: OSError: no space left\n"
    assert failure(log, "ada-abe") == "OSError: no space left"
    assert failure(log, "ben-ito") == "see the log"


def test_a_dropped_submission_is_listed_with_its_reason():
    student = sample_class(1, 0, secrets())[0]
    shown = table([StudentVerdict(student, False, reasons=["could not be graded: ValueError: five"])])
    assert shown.endswith(
        f"0 of 1 submissions graded\n  not graded: {student.id}, could not be graded: ValueError: five"
    )


def case(outcome: str, message: str = "") -> dict:
    return {"name": "halves", "outcome": outcome, "message": message}


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (None, "no verdict"),
        ({"misconception": "forgets the half", "cases": [case("failed")]}, "forgets the half"),
        ({"misconception": None, "cases": [case("not attempted")] * 2}, "not attempted"),
        (
            {"misconception": None, "cases": [case("passed"), case("failed", "expected 1, got 2")]},
            "halves (expected 1, got 2)",
        ),
    ],
)
def test_a_verdict_is_told_in_one_line(verdict, reason):
    assert why(verdict) == reason


def test_an_error_above_a_graded_cell_explains_why_the_name_is_not_there():
    def cell(source: str, name: str, text: str, **about):
        return new_code_cell(
            source, metadata={"nbgrader": about}, outputs=[new_output("error", ename=name, evalue=text, traceback=[])]
        )

    notebook = new_notebook(
        cells=[
            cell(
                "def f(",
                "SyntaxError",
                "'(' was never closed (the answer to f, line 1)",
                grade_id="t-f",
                grade=False,
                solution=True,
            ),
            new_code_cell(
                'check("t.f", f)', metadata={"nbgrader": {"grade_id": "t-f-check", "grade": True, "solution": False}}
            ),
        ]
    )
    assert reasons(notebook, {"t-f-check": (0.0, 2.0)}) == ["f: SyntaxError: '(' was never closed (line 1)"]
