"""A student's copy, before and after set-up."""

from pathlib import Path

import pytest

from grader.authoring.bundle import README, SET_UP
from tests.doctor.bad_days import set_up
from tests.newcomer import copy


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A student's copy with two chapters and no environment."""
    course = copy(tmp_path / "course", "course_utils", "notebooks/01_perceptron", "notebooks/11_vae", *SET_UP, README)
    (course / README).rename(course / "README.md")
    (tmp_path / "home").mkdir()
    return course


@pytest.fixture
def ready(course: Path) -> Path:
    """The same copy, set up."""
    return set_up(course)
