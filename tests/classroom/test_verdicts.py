"""Why points are missing, read from what nbgrader left behind."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_utils.checks import check
from grader.classroom.students import sample_class
from grader.classroom.verdicts import Verdict, card_reason, failure, reasons, table
from grader.exercises import secrets

LOG = """\
[AutogradeApp | ERROR] There was an error processing assignment: /c/classroom/submitted/ada-abe/11_vae
[AutogradeApp | ERROR] Traceback (most recent call last):
      File "/c/base.py", line 386, in convert_notebooks
        self.init_assignment(gd['assignment_id'], gd['student_id'])
    ValueError: partial credit cannot be greater than maximum points for cell

[AutogradeApp | WARNING] Removing failed assignment: /c/classroom/autograded/ada-abe/11_vae
"""


def test_the_reason_why_nbgrader_dropped_a_submission_is_the_exception_in_its_log():
    assert failure(LOG, "ada-abe") == "ValueError: partial credit cannot be greater than maximum points for cell"
    assert failure(LOG, "ben-ito") == "see the log about ben-ito"


def test_a_dropped_submission_is_listed_with_its_reason():
    student = sample_class(1, 0, secrets())[0]
    shown = table([Verdict(student, False, reasons=["could not be graded: ValueError: five"])])
    assert shown.endswith(f"0 of 1 submissions graded\n  not graded: {student.id}, could not be graded: ValueError: five")


def stub(mu, logvar):
    raise NotImplementedError


def unknown_mistake(mu, logvar):
    return mu + 3.7 * logvar


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (stub, "not attempted"),
        (secrets()["vae.reparameterize"].misconceptions[0].function, secrets()["vae.reparameterize"].misconceptions[0].name + "."),
        (unknown_mistake, "z scatters around mu with standard deviation exp(logvar / 2) (the standard deviation of column"),
    ],
)
def test_a_card_is_told_in_one_line(function, reason):
    shown = check("vae.reparameterize", function)
    output = new_output("execute_result", data={"text/html": shown._repr_html_(), "text/plain": repr(shown)}, execution_count=1)
    assert card_reason(new_code_cell("", outputs=[output])).startswith(reason)


def test_an_error_above_a_graded_cell_explains_why_the_name_is_not_there():
    def cell(source: str, name: str, text: str, **about):
        return new_code_cell(source, metadata={"nbgrader": about}, outputs=[new_output("error", ename=name, evalue=text, traceback=[])])

    notebook = new_notebook(cells=[
        cell("def f(", "SyntaxError", "'(' was never closed (123456.py, line 1)", grade_id="t-f", grade=False, solution=True),
        cell('check("t.f", f)', "NameError", "name 'f' is not defined", grade_id="t-f-check", grade=True, solution=False),
    ])
    assert reasons(notebook, {"t-f-check": (0.0, 2.0)}) == ["f: SyntaxError: '(' was never closed (line 1)"]
