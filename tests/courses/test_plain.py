"""Plain test cells where ours does not do as stock nbgrader does, on purpose; and what else no quickstart course shows."""

from __future__ import annotations

import itertools
import json

import pytest
from nbformat import from_dict
from nbformat.v4 import new_output
from nbgrader.preprocessors import IgnorePattern, LimitOutput

from grader.exercises import secrets
from grader.submission.chapter import read_chapter
from grader.submission.grade import grade_submission
from grader.submission.records import Job, Rules
from grader.submission.trim import trimmed

RIGHT = secrets()["vae.log_px_importance"].reference.source
ANSWER = "def f(x): return x"


def cell(source: str, name: str = "", **about) -> dict:
    """A code cell; with a name, one that nbgrader knows."""
    known = (
        {"nbgrader": {"grade_id": name, "grade": False, "solution": False, "locked": False, **about}} if name else {}
    )
    return {"cell_type": "code", "metadata": known, "source": source, "outputs": [], "execution_count": None}


def a_test(source: str, name: str = "f-test", points: float = 2) -> dict:
    """A test cell."""
    return cell(source, name, grade=True, locked=True, points=points)


@pytest.fixture
def grade(fork, tmp_path):
    """Grades a submission of a notebook of one assignment; returns points by grade id, the notebook, and notes."""

    def graded(ours: list[dict], submitted: list[dict], stubs: dict | None = None, files: dict | None = None, **rules):
        for place, cells in (("source", ours), ("submitted", submitted)):
            (tmp_path / place).mkdir()
            whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
            (tmp_path / place / "one.ipynb").write_text(json.dumps(whole))
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text)
        known = {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in ours if c["metadata"]} | (stubs or {})
        job = Job(
            "ada",
            "a1",
            str(tmp_path / "submitted"),
            str(tmp_path / "source"),
            ["one"],
            {"one": known},
            {"one": {}},
            1,
            Rules(**rules),
        )
        result = grade_submission(job, fork)
        assert result.failure == ""
        notebook = json.loads(result.notebooks[0].text)
        points = {cell.grade_id: cell.score for cell in result.notebooks[0].cells if cell.graded}
        return points, notebook, notebook["metadata"]["grading"]["notes"]

    return graded


@pytest.mark.sandbox
def test_more_points_than_a_cell_is_worth_are_none_and_the_rest_of_the_submission_keeps_its_points(grade):
    ours = [cell(ANSWER, "f", solution=True), a_test("f(3)"), a_test("assert f(1)", "f-other")]
    points, _, notes = grade(ours, [cell(ANSWER, "f", solution=True)])
    assert points == {"f-test": 0, "f-other": 2}
    assert notes[-1] == "a test cell shows 3 points and is worth 2: the cell `f-test` counts as failed"


@pytest.mark.sandbox
def test_a_deleted_or_edited_test_is_put_back_and_run(grade):
    ours = [cell(ANSWER, "f", solution=True), a_test("assert f(1) == 2"), a_test("assert f(1) == 1", "f-other")]
    points, _, notes = grade(ours, [cell(ANSWER, "f", solution=True), a_test("2", "f-other")])
    assert points == {"f-test": 0, "f-other": 2}
    assert notes == [
        "the cell `f-test` was missing and has been put back",
        "the provided cell `f-other` was changed: the original has been run",
    ]


@pytest.mark.sandbox
def test_a_test_runs_as_it_is_registered_with_what_generate_assignment_made_of_it(grade):
    ours = [cell(ANSWER, "f", solution=True), a_test("### AUTOTEST f(1)")]
    registered = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 3\n### END HIDDEN TESTS"
    points, notebook, notes = grade(
        ours, [cell(ANSWER, "f", solution=True), a_test("assert f(1) == 1")], {"f-test": registered}
    )
    assert points == {"f-test": 0}
    assert notes == []
    assert "".join(notebook["cells"][1]["source"]) == registered


@pytest.mark.sandbox
def test_a_test_that_ends_the_process_fails_and_those_below_it_run(grade):
    ours = [cell(ANSWER, "f", solution=True), a_test("f(1)\nassert True"), a_test("assert f", "f-other")]
    points, _, notes = grade(ours, [cell("import os\ndef f(x): os._exit(0)", "f", solution=True)])
    assert points == {"f-test": 0, "f-other": 2}
    assert any("ended itself" in note for note in notes)


@pytest.mark.sandbox
def test_checks_and_plain_tests_in_one_notebook(grade):
    ours = [
        cell("import numpy as np"),
        cell("", "answer", solution=True),
        a_test('check("vae.log_px_importance", log_px_importance)', "answer-check", 4),
        a_test("assert isinstance(log_px_importance(np.zeros(3)), float)", "answer-kind"),
    ]
    submitted = [cell("import numpy as np"), cell(RIGHT, "answer", solution=True)]
    points, notebook, _ = grade(ours, submitted)
    assert points == {"answer-check": 4, "answer-kind": 2}
    grading = notebook["metadata"]["grading"]
    assert [verdict["grade_id"] for verdict in grading["verdicts"]] == ["answer-check"]
    assert grading["plain"] == ["answer-kind"]


@pytest.mark.sandbox
def test_the_instructors_notebooks_as_text_and_files_that_are_kept_back_are_not_there(grade):
    look = "import os\nprint(sorted(os.listdir()))"
    files = {"source/one.py": "solutions", "source/key.txt": "", "source/rows.csv": "", "submitted/mine.txt": ""}
    _, notebook, _ = grade([a_test("pass")], [a_test("pass"), cell(look)], files=files, kept_back=["key.*"])
    assert notebook["cells"][1]["outputs"][0]["text"] == ["['mine.txt', 'rows.csv']\n"]


def test_a_notebook_in_another_language_is_refused_and_not_graded_as_python(tmp_path):
    metadata = {"kernelspec": {"name": "ir", "language": "R"}}
    (tmp_path / "one.ipynb").write_text(
        json.dumps({"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    )
    with pytest.raises(ValueError, match=r"one.ipynb is written in R: only Python is run here"):
        read_chapter(str(tmp_path), "one")


@pytest.mark.parametrize(
    ("most", "trace", "pattern"), list(itertools.product([-1, 1, 2, 3, 7], [-1, 1, 2, 5], ["", "b"]))
)
def test_outputs_are_trimmed_as_nbgrader_trims_them(most, trace, pattern):
    outputs = [
        new_output("stream", name="stdout", text="a\nb\n"),
        new_output("stream", name="stderr", text="b"),
        new_output("display_data", data={"text/plain": "1\n2\n3"}),
        new_output("stream", name="stdout", text="c\nd\ne"),
        new_output("stream", name="stderr", text="a"),
        new_output("error", ename="E", evalue="e", traceback=list("123456")),
    ]
    theirs = from_dict({"cell_type": "code", "outputs": outputs})
    theirs, _ = IgnorePattern(pattern=pattern, enabled=True).preprocess_cell(theirs, {}, 0)
    theirs, _ = LimitOutput(max_lines=most, max_traceback=trace).preprocess_cell(theirs, {}, 0)
    assert trimmed([dict(output) for output in outputs], Rules([], pattern, most, trace)) == theirs.outputs
