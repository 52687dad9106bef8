"""A class of hostile and honest submissions, graded at once into one gradebook."""

from __future__ import annotations

import shutil
import sqlite3
from argparse import ArgumentParser

import pytest

from grader.authoring.register import register
from grader.class_run import autograde

from .harness import (
    ATTACKS,
    CHAPTER,
    COURSE,
    RIGHT,
    WRONG,
    Attack,
    hand_in,
    honest_points,
)

pytestmark = pytest.mark.sandbox
HONEST = {
    "ada": (RIGHT, 4.0),
    "ben": (WRONG, 0.5),
    "zoe": (RIGHT, 4.0),
}  # the first and the last of the class among them


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of its own, with the class's submissions."""
    shutil.copy(COURSE / "nbgrader_config.py", tmp_path)
    shutil.copytree(
        COURSE / "solutions" / CHAPTER, tmp_path / "solutions" / CHAPTER, ignore=shutil.ignore_patterns(".*")
    )
    register(tmp_path)
    monkeypatch.chdir(tmp_path)
    limits = {"grace_seconds": 0.5, "notebook_seconds": 12.0, "cell_seconds": 3.0}
    with open(tmp_path / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.writelines(f"c.SandboxPolicy.{name} = {value}\n" for name, value in limits.items())
    return tmp_path


def _chosen() -> dict[str, Attack]:
    hostile = [
        a
        for a in ATTACKS.values()
        if not a.limits and (a.stock or a.change or a.plant or a.raw or "process" in a.evidence)
    ]
    return {f"mallory-{number:03}": found for number, found in enumerate(hostile)}


def _points(course, student: str) -> dict[str, float | None]:
    query = """SELECT grade_cell_name, auto_score FROM (
        SELECT base_cell.name AS grade_cell_name, grade.auto_score, submitted_assignment.student_id FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id) WHERE student_id = ?"""
    with sqlite3.connect(course / "classroom/gradebook.db") as gradebook:
        return dict(gradebook.execute(query, (student,)))


def test_hostile_submissions_change_no_score_of_the_class(course, fork):
    submitted = course / "classroom/submitted"
    hostile = _chosen()
    for student, found in hostile.items():
        hand_in(found, submitted / student / CHAPTER)
    for student, (answer, _) in HONEST.items():
        hand_in(Attack(student, answer, ""), submitted / student / CHAPTER)
    parser = ArgumentParser()
    autograde.add_arguments(parser)
    assert autograde.run(parser.parse_args([CHAPTER, "--jobs", "2"])) == 3  # a person is told of them
    for student, (_, points) in HONEST.items():
        scores = _points(course, student)
        assert (scores["vae-log_px_importance-check"], scores["vae-vae_loss-check"]) == (points, 2.0)
    for student, found in hostile.items():
        honest = honest_points(found.honest, fork) if isinstance(found.honest, str) else found.honest
        scored = _points(course, student)["vae-log_px_importance-check"]
        assert scored is not None and (scored == honest), (found.name, scored, honest)
