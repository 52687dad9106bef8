"""nbgrader's own autograde is given nothing of a submission but its plain files."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.preprocessors.plain_files import only_plain_files
from grader.sandbox.policy import SandboxPolicy


@pytest.fixture
def course(tmp_path):
    """A run of nbgrader's that keeps what it would have read: a stand-in for its converter and its course."""
    (tmp_path / "source/ps1").mkdir(parents=True)
    (tmp_path / "source/ps1/data.csv").write_text("the course's")
    folder = tmp_path / "submitted/ada/ps1"
    (folder / "inner").mkdir(parents=True)
    seen: dict[str, str] = {}

    def init(assignment: str, student: str) -> None:
        place = Path(stand_in.format_path(stand_in.submitted_directory, student, assignment))
        files = [path for path in place.rglob("*") if not path.is_dir()]
        seen.update({str(path.relative_to(place)): path.read_text() for path in files})

    stand_in = SimpleNamespace(
        root=str(tmp_path),
        ignore=[],
        submitted_directory="submitted",
        source_directory="source",
        format_path=lambda step, student, assignment: str(tmp_path / step / student / assignment),
    )
    converter = SimpleNamespace(coursedir=stand_in, init_assignment=init, exclude_overwriting={})
    only_plain_files(converter, SandboxPolicy())
    return SimpleNamespace(run=converter, folder=folder, seen=seen)


def test_links_pipes_and_devices_stay_where_they_are(course):
    secret = course.folder.parents[2] / "secret.txt"
    secret.write_text("the solution")
    (course.folder / "own.txt").write_text("kept")
    (course.folder / "inner/deep.txt").write_text("kept too")
    (course.folder / "link.txt").symlink_to(secret)
    (course.folder / "zero.txt").symlink_to("/dev/zero")
    (course.folder / "vae.ipynb").symlink_to(secret)
    os.mkfifo(course.folder / "pipe.txt")
    os.mkfifo(course.folder / "timestamp.txt")
    course.run.init_assignment("ps1", "ada")
    assert course.seen == {"own.txt": "kept", "inner/deep.txt": "kept too", "data.csv": "the course's", "vae.ipynb": ""}
    assert course.run.coursedir.submitted_directory == "submitted"
    assert course.run.coursedir.get_existing_timestamp(str(course.folder)) is None


def test_a_time_that_is_a_plain_file_is_read(course):
    (course.folder / "timestamp.txt").write_text("2026-02-02 09:00:00 UTC")
    course.run.init_assignment("ps1", "ada")
    assert course.seen["timestamp.txt"] == "2026-02-02 09:00:00 UTC"
    assert course.run.coursedir.get_existing_timestamp(str(course.folder)) == datetime(2026, 2, 2, 9)


def test_a_linked_folder_gives_nothing(course):
    (course.folder / "own.txt").write_text("ada's")
    course.folder.parent.with_name("eve").symlink_to(course.folder.parent)
    course.run.init_assignment("ps1", "eve")
    assert course.seen == {"data.csv": "the course's"}
