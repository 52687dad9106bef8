"""Who has handed in is said: not in the roster, a folder that is another's, a name that is no text. Nobody else is stopped."""

import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from types import SimpleNamespace

import pytest

from grader.class_run.who import STEP, told_apart
from grader.collect import owners
from grader.course import load_course
from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook
from grader.preprocessors.plain_files import only_plain_files
from grader.roster.command import enrol
from grader.roster.people import Person, Roster
from grader.sandbox.policy import SandboxPolicy
from grader.submission.records import Job
from tests import small_course as course


@pytest.fixture(scope="module")
def made(small_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("who") / "course"
    shutil.copytree(small_course, root)
    for student in ("ada", "Ghopper", "ben"):
        course.hand_in(root, student, course.answered())
    return root


@pytest.fixture
def root(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path / "course")
    monkeypatch.setattr(owners, "login", lambda uid: {70001: "ada", 70002: "mallory", 70003: "ben"}.get(uid, ""))
    return tmp_path / "course"


def look(root) -> tuple[list[str], list[str]]:
    here = load_course(root)
    jobs = [
        Job(s, course.CHAPTER, str(here.folder("submitted", s, course.CHAPTER)), "", [], {}, {}, 0)
        for s in here.students(course.CHAPTER)
    ]
    with closing(open_gradebook(here.database)) as gradebook:
        fit, lines = told_apart(jobs, here, gradebook, course.CHAPTER)
        assert len(attention.read(gradebook, course.CHAPTER, STEP)) == len(lines)
    return [job.student for job in fit], lines


def test_who_is_not_in_the_roster_is_said_and_graded(root):
    assert look(root) == (["Ghopper", "ada", "ben"], [])  # there is no roster yet
    with closing(open_gradebook(root / "classroom/gradebook.db")) as gradebook:
        enrol(gradebook, [Person("ada"), Person("ghopper"), Person("ben", "Ben")], Roster([]))
    fit, lines = look(root)
    assert fit == ["Ghopper", "ada", "ben"] and len(lines) == 1
    assert "Ghopper is not in the roster, which has ghopper" in lines[0]


def test_a_folder_whose_name_is_no_text_stops_nobody_and_is_named(root):
    os.makedirs(os.fsencode(root / "classroom/submitted") + b"/M\xfcller/11_vae")
    fit, lines = look(root)
    assert fit == ["Ghopper", "ada", "ben"] and "M\\xfcller" in lines[0] and "UTF-8" in lines[0]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to another account")
def test_a_folder_that_is_another_students_is_refused(root):
    folders = {s: root / "classroom/submitted" / s / course.CHAPTER for s in ("ada", "ben")}
    os.chown(folders["ada"], 70001, -1)
    os.chown(folders["ben"], 70002, -1)
    assert look(root)[0] == ["Ghopper", "ada"]
    os.chown(folders["ben"], 0, -1)
    os.chown(folders["ada"] / "vae.ipynb", 70002, -1)
    fit, lines = look(root)
    assert fit == ["Ghopper", "ben"] and "belongs to mallory" in lines[0]
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.CourseDirectory.groupshared = True\n")
    assert look(root)[0] == ["Ghopper", "ada", "ben"]  # mallory is no student: an instructor of the group
    os.chown(folders["ada"] / "vae.ipynb", 70003, -1)
    assert look(root)[0] == ["Ghopper", "ben"]


@pytest.mark.sandbox
def test_the_whole_run_says_it_and_takes_a_notebook_under_another_name(root):
    with closing(open_gradebook(root / "classroom/gradebook.db")) as gradebook:
        enrol(gradebook, [Person("ada"), Person("ben")], Roster([]))
    folder = root / "classroom/submitted/ada" / course.CHAPTER
    (folder / "vae.ipynb").rename(folder / "vae (1).ipynb")
    shutil.rmtree(root / "classroom/submitted/ben")
    (root / "classroom/submitted/Ghopper" / course.CHAPTER / "timestamp.txt").write_text("2026-02-02 10:00:00 +0200")
    done = course.run(root, "autograde", course.CHAPTER, check=False)
    assert done.returncode == 3 and "Ghopper is not in the roster" in done.stderr and "2 submissions" in done.stdout
    note = b"handed in as `vae (1).ipynb`"
    assert note in (root / "classroom/autograded/ada" / course.CHAPTER / "vae.ipynb").read_bytes()
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        times = "SELECT timestamp FROM submitted_assignment WHERE student_id = 'Ghopper'"
        assert gradebook.execute(times).fetchone() == ("2026-02-02 08:00:00.000000",)


def test_nbgraders_own_autograding_reads_the_same_time(root):
    converter = SimpleNamespace(
        coursedir=SimpleNamespace(root=str(root)), init_assignment=None, log=logging.getLogger()
    )
    only_plain_files(converter, SandboxPolicy())
    folder = root / "classroom/submitted/ada" / course.CHAPTER
    for text, time in (("2026-02-02 10:00:00 +0200", datetime(2026, 2, 2, 8)), ("01/02/2026 10:00", None), ("", None)):
        (folder / "timestamp.txt").write_text(text)
        assert converter.coursedir.get_existing_timestamp(str(folder)) == time
