"""Files that a student hands in neither stop the class, nor take the place of the course's own."""

import os

import pytest

from grader.course import Course, load_course
from grader.gradebook.files import place
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import read_files
from grader.submission.records import GradedNotebook, GradedSubmission


@pytest.fixture
def here(tmp_path) -> Course:
    (tmp_path / "source/a1/data").mkdir(parents=True)
    (tmp_path / "source/a1/data/given.txt").write_text("the course's")
    (tmp_path / "source/a1/helper.py").write_text("LIMIT = 10")
    (tmp_path / "submitted/ada/a1").mkdir(parents=True)
    (tmp_path / "submitted/ada/a1/notes.txt").write_text("mine")
    return load_course(tmp_path)


def placed(course: Course) -> dict[str, str]:
    target = place(course, GradedSubmission("ada", "a1", [GradedNotebook("nb", "{}")]))
    return {str(path.relative_to(target)): path.read_text() for path in target.rglob("*") if path.is_file()}


def a_file_where_the_course_has_a_folder(folder):
    (folder / "data").write_text("mine")


def a_folder_where_the_course_has_a_file(folder):
    (folder / "data/given.txt").mkdir(parents=True)
    (folder / "data/given.txt/deep").write_text("mine")


def a_folder_named_as_the_notebook(folder):
    (folder / "nb.ipynb").mkdir()
    (folder / "nb.ipynb/deep").write_text("mine")


def a_link_to_the_course(folder):
    (folder / "stolen.txt").symlink_to(folder.parents[2] / "source/a1/helper.py")
    (folder / "data").symlink_to(folder.parents[2] / "source")


def a_pipe(folder):
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "timestamp.txt")


def many_files(folder):
    (folder / "helper.py").write_text("LIMIT = 1")
    (folder / "data").mkdir()
    (folder / "data/given.txt").write_text("mine")
    for number in range(SandboxPolicy().submitted_files + 50):
        (folder / f"z{number:03}").symlink_to("nowhere") if number % 2 else (folder / f"z{number:03}").write_text(
            "mine"
        )


def a_giant_time(folder):
    with open(folder / "timestamp.txt", "wb") as file:
        file.truncate(2**40)


@pytest.mark.parametrize(
    "spoil",
    [
        a_file_where_the_course_has_a_folder,
        a_folder_where_the_course_has_a_file,
        a_folder_named_as_the_notebook,
        a_link_to_the_course,
        a_pipe,
        many_files,
        a_giant_time,
    ],
)
def test_the_courses_files_are_there_whatever_is_handed_in(spoil, here):
    spoil(here.root / "submitted/ada/a1")
    found = placed(here)
    given = {"data/given.txt": "the course's", "helper.py": "LIMIT = 10", "nb.ipynb": "{}"}
    assert found.items() >= given.items() and found["notes.txt"] == "mine"
    assert (
        set(found.values()) <= {"mine", *given.values()}
        and "stolen.txt" not in found
        and len(found) <= here.policy.submitted_files + 2
    )
    files, notes = read_files(str(here.root / "submitted/ada/a1"), str(here.root / "source/a1"), here.policy)
    assert files["helper.py"] == b"LIMIT = 10" and len(notes) <= here.policy.submitted_files
    if spoil not in (a_giant_time, a_folder_named_as_the_notebook):
        assert any("left out" in note for note in notes)


def test_a_folder_that_was_moved_aside_when_the_grader_was_killed_comes_back(here):
    placed(here)
    target = here.root / "autograded/ada/a1"
    target.rename(target.with_name(".old-a1"))
    (target.with_name(".new-a1")).mkdir()
    assert placed(here)["notes.txt"] == "mine"
    assert [path.name for path in target.parent.iterdir()] == ["a1"]
