"""The sample class: who is in it, and the same class for the same seed."""

from __future__ import annotations

import math

import nbformat
import pytest
import torch

from grader.demo.simulate import LOOP, chapter_secrets, simulate, submission, submitted_folder
from grader.demo.students import KINDS, SampleStudent, sample_class
from grader.exercise import Written
from grader.exercises import secrets

from .conftest import CHAPTER, COURSE, contents


def test_the_same_seed_gives_the_same_class():
    assert sample_class(30, 5, secrets()) == sample_class(30, 5, secrets())
    assert sample_class(12, 5, secrets()) != sample_class(12, 6, secrets())


def test_twelve_students_are_one_of_each_kind():
    students = sample_class(12, 3, secrets())
    assert sorted(student.kind for student in students) == sorted(KINDS)
    assert len({student.id for student in students}) == 12
    assert all(student.id.replace("-", "").isalpha() for student in students), "an underscore would confuse zip_collect"


def test_a_large_class_holds_every_misconception_and_every_alternative():
    # Of twelve students one writes an alternative, and at least five hold a misconception of each exercise.
    rounds = max(max(len(s.alternatives), math.ceil(len(s.misconceptions) / 5)) for s in secrets().values())
    students = sample_class(12 * rounds, 0, secrets())
    answered = {(exercise, answer.name) for student in students for exercise, answer in student.answers.items()}
    for exercise, secret in secrets().items():
        for implementation in [secret.reference, *secret.alternatives, *secret.misconceptions]:
            assert (exercise, implementation.name) in answered


def test_twelve_students_hold_at_least_five_misconceptions_of_each_exercise():
    students = sample_class(12, 0, secrets())
    for exercise in secrets():
        held = {
            student.answers[exercise].name
            for student in students
            if exercise in student.answers and student.answers[exercise].hint
        }
        assert len(held) >= 5, exercise


def test_the_class_must_not_be_larger_than_the_names_allow():
    with pytest.raises(ValueError, match="1 to 224 students, not 0"):
        sample_class(0, 0, secrets())


def test_submissions_are_the_same_for_the_same_seed_and_are_never_overwritten(notebook, tmp_path):
    for name in ("one", "two"):
        simulate(tmp_path / name, CHAPTER, notebook, 12, 1)
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "two")
    assert sum(path.endswith(f"{CHAPTER}/vae.ipynb") for path in one) == 12
    assert "students.csv" in one
    with pytest.raises(ValueError, match="is there already: name an empty folder"):
        simulate(tmp_path / "one", CHAPTER, notebook, 12, 1)


def test_submissions_go_where_the_course_roots_own_configuration_says(tmp_path):
    assert submitted_folder(COURSE) == COURSE / "classroom/submitted"
    assert submitted_folder(tmp_path) == tmp_path / "submitted"


def test_answers_stand_in_the_answer_cells(notebook):
    released = nbformat.read(notebook, as_version=4)
    for student in sample_class(12, 0, chapter_secrets(CHAPTER, released)):
        if student.kind in ("no notebook", "deleted cells", "duplicated cells"):
            continue
        cells = {
            cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source
            for cell in nbformat.reads(submission(student, released), as_version=4).cells
        }
        for exercise, answer in student.answers.items():
            assert cells[exercise.replace(".", "-")] == answer.definition.rstrip("\n")
        if student.kind == "endless loop":
            assert cells[student.broken.replace(".", "-")] == LOOP.format(name=student.broken.split(".")[1])


def novikoff_bound(X, y, w_star):
    X, y, w = (torch.as_tensor(a) for a in (X, y, w_star))
    return (X * X).sum(1).max() * w.dot(w) / (y * torch.mv(X, w)).min() ** 2


def test_an_answer_brings_the_imports_that_its_chapter_does_not_make():
    notebook = nbformat.read(COURSE / "notebooks/01_perceptron/perceptron.ipynb", as_version=4)
    answer = Written("perceptron.novikoff_bound", "in torch", "", novikoff_bound)
    student = SampleStudent("ada", "Ada", "Abe", "alternatives", {answer.exercise: answer})
    written = nbformat.reads(submission(student, notebook), as_version=4)
    cell = next(
        c for c in written.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "perceptron-novikoff_bound"
    )
    assert cell.source.startswith("import torch\ndef novikoff_bound(") and "import numpy" not in cell.source
