"""A class of twelve from its submissions to feedback and grades."""

from __future__ import annotations

import argparse
import csv
import html
import re

import pytest

from grader.authoring.chapters import topic_of
from grader.demo import command
from grader.demo.students import KINDS
from grader.demo.verdicts import table
from grader.exercises import secrets

from .conftest import CHAPTER, COURSE, contents

pytestmark = pytest.mark.sandbox
BY_HAND = "vae-written"


def grade_id(exercise: str) -> str:
    return exercise.replace(".", "-") + "-check"


def submitted_answers(verdict):
    """(exercise, answer) for every answer that is still in the submission."""
    answers = list(verdict.student.answers.items())
    return answers[:-1] if verdict.student.kind == "deleted cells" else answers


def page_text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def errors(notebook) -> list[str]:
    return [
        output.ename for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ]


def test_every_submission_gets_a_verdict(graded):
    assert sorted(verdict.student.kind for verdict in graded.verdicts) == sorted(KINDS)
    assert [verdict.student.id for verdict in graded.verdicts if not verdict.graded] == []


def test_right_answers_earn_all_points_whatever_else_is_in_the_notebook(graded):
    right = [
        (verdict, exercise)
        for verdict in graded.verdicts
        for exercise, answer in submitted_answers(verdict)
        if not answer.hint
    ]
    assert {verdict.student.kind for verdict, _ in right} >= {"reference", "alternatives"}
    for verdict, exercise in right:
        points, worth = verdict.points[grade_id(exercise)]
        assert points == worth > 0, (verdict.student, exercise, verdict.reasons)


def test_misconceptions_lose_points_and_their_hints_stand_on_the_feedback_page(graded):
    wrong = [
        (verdict, exercise, answer)
        for verdict in graded.verdicts
        for exercise, answer in submitted_answers(verdict)
        if answer.hint
    ]
    assert len(wrong) >= 10
    for verdict, exercise, answer in wrong:
        points, worth = verdict.points[grade_id(exercise)]
        assert points < worth, (verdict.student.id, exercise, answer.name)
        assert page_text(answer.hint.replace("`", "")) in page_text(graded.feedback(verdict)), (exercise, answer.name)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("untouched", r"\b{name}: not attempted"),
        ("half-done", r"\b{name}: not attempted"),
        ("syntax error", r"{name}: SyntaxError: expected ':' \(line 1\)"),
        ("endless loop", "{name}: .*took longer than 10 s"),
        ("dead kernel", "{name}: .*the process ended itself"),
        ("deleted cells", "the answer cell `vae-{name}` is missing: it counts as not answered"),
        ("no notebook", r"the submitted file is no notebook \(it is a PDF"),
    ],
)
def test_damage_costs_the_points_of_what_it_damages_and_is_explained(graded, kind, reason):
    verdict = graded.of(kind)
    exercise = verdict.student.broken or "vae.ppca_ml"  # the last one
    assert verdict.points[grade_id(exercise)][0] == 0
    assert re.search(reason.format(name=exercise.split(".")[1]), "\n".join(verdict.reasons)), verdict.reasons


@pytest.mark.parametrize(
    "kind", ["syntax error", "endless loop", "dead kernel", "half-done", "deleted cells", "duplicated cells"]
)
def test_damage_leaves_the_points_of_the_other_exercises(graded, kind):
    verdict = graded.of(kind)
    assert verdict.total > 0, verdict.reasons


def test_duplicated_and_deleted_cells_are_mended_and_said_on_the_feedback_page(graded):
    first = next(iter(graded.of("reference").points)).removesuffix("-check")
    assert f"the answer cell {first} is there more than once" in page_text(
        graded.feedback(graded.of("duplicated cells"))
    )
    assert f"the check of {first.removeprefix('vae-')} was missing and has been put back" in page_text(
        graded.feedback(graded.of("deleted cells"))
    )
    expected = [cell.id for cell in graded.autograded(graded.of("reference")).cells]
    for kind in ("duplicated cells", "deleted cells", "no notebook"):
        cells = graded.autograded(graded.of(kind)).cells
        assert [cell.id for cell in cells] == ["grading-notes", *expected], kind


def test_a_faultless_notebook_runs_without_an_error_though_its_demonstrations_are_left_out(graded):
    for kind in ("reference", "alternatives", "untouched"):
        notebook = graded.autograded(graded.of(kind))
        assert errors(notebook) == [], kind
        demonstrations = [cell for cell in notebook.cells if "demo" in cell.metadata.get("tags", [])]
        assert demonstrations
        assert not any(cell.outputs for cell in demonstrations)


def test_written_answers_wait_for_a_person_and_missing_ones_do_not(graded):
    assert graded.of("reference").points[BY_HAND][0] is None
    assert graded.of("untouched").points[BY_HAND][0] == 0


def test_the_feedback_page_has_a_row_for_each_answer_and_shows_every_case(graded):
    page = graded.feedback(graded.of("reference"))
    asked = [secret for secret in secrets().values() if secret.exercise.topic == topic_of(CHAPTER)]
    for secret in asked:
        for case in secret.all_cases:
            assert html.escape(case.name) in page, case.name
    assert page.count("<section ") == len(asked) + 1
    assert "&lt;div" not in page


def test_the_grade_file_has_everyone_with_the_points_of_the_table(graded):
    with open(graded.root / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows.keys() == {verdict.student.id for verdict in graded.verdicts}
    for verdict in graded.verdicts:
        row = rows[verdict.student.id]
        assert float(row["score"]) == pytest.approx(verdict.total)
        assert (row["first_name"], row["last_name"]) == (verdict.student.first, verdict.student.last)


def test_the_course_itself_is_left_as_it_was(graded):
    assert contents(graded.course) == graded.before
    ids = {verdict.student.id for verdict in graded.verdicts}
    assert [path for path in COURSE.glob("classroom/*/*") if path.name in ids] == []


def test_the_table_names_everyone_with_points_and_reason(graded):
    shown = table(graded.verdicts)
    assert "12 of 12 submissions graded" in shown
    for verdict in graded.verdicts:
        assert re.search(rf"^{verdict.student.id} +{verdict.student.kind} .*{verdict.total:.3g}$", shown, re.MULTILINE)


def test_a_class_is_graded_only_in_a_folder_of_its_own(graded, monkeypatch, capsys):
    monkeypatch.chdir(graded.course)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--root", str(graded.root)])) == 2
    assert (
        capsys.readouterr().err
        == f"grader demo: {graded.root} is not empty: a sample class needs a folder of its own\n"
    )
