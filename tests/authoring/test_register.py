"""The gradebook knows every chapter, and a second registration is nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from grader.authoring.chapters import AuthoringError, Chapter
from grader.authoring.register import register

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own

CODE = """import sys; from pathlib import Path; from grader.authoring.register import register
print(register(Path(sys.argv[1])), 'nbgrader' in sys.modules)"""


def rows(chapter, query):
    with closing(sqlite3.connect(chapter.root / "classroom" / "gradebook.db")) as connection:
        return connection.execute(query).fetchall()


def everything(chapter):
    with closing(sqlite3.connect(chapter.root / "classroom" / "gradebook.db")) as connection:
        return list(connection.iterdump())


def add_submission(chapter):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{chapter.root}/classroom/gradebook.db") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(chapter.name, "ada")


@pytest.fixture(scope="module")
def _registered_once(_built_once, tmp_path_factory):
    root = tmp_path_factory.mktemp("registered") / "course"
    shutil.copytree(_built_once.root, root)
    assert register(root) == ["90_sample: registered in the gradebook"]
    return Chapter(root.resolve(), _built_once.name)


@pytest.fixture
def registered(_registered_once, tmp_path):
    """A course whose chapter is in the gradebook."""
    shutil.copytree(_registered_once.root, tmp_path, dirs_exist_ok=True)
    return Chapter(tmp_path.resolve(), _registered_once.name)


def test_the_classroom_is_made_and_the_chapter_registered(registered):
    classroom = registered.root / "classroom"
    assert {path.name for path in classroom.iterdir() if path.is_dir()} == {
        "submitted",
        "autograded",
        "feedback",
        "exchange",
    }
    assert (classroom / "exchange").stat().st_mode & 0o7777 == 0o1777
    assert (
        not (classroom / "gradebook.db").stat().st_mode & 0o077 and not (classroom / "submitted").stat().st_mode & 0o077
    )
    assert rows(registered, "SELECT name FROM assignment") == [("90_sample",)]
    assert rows(registered, "SELECT name FROM notebook") == [("sample",)]
    assert rows(registered, "SELECT max_score FROM grade_cells ORDER BY max_score") == [(3.0,), (4.0,)]
    assert not (registered.root / "notebooks").exists()


def test_the_second_time_takes_no_time_and_imports_no_nbgrader(registered):
    before = everything(registered)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(registered.root)], env=environment, text=True, capture_output=True, check=True
    )
    assert done.stdout == "[] False\n" and time.perf_counter() - started < 1
    assert everything(registered) == before


def test_a_lost_gradebook_is_made_again(registered):
    (registered.root / "classroom" / "gradebook.db").unlink()
    assert register(registered.root) == ["90_sample: registered in the gradebook"]
    assert rows(registered, "SELECT name FROM assignment") == [("90_sample",)]


def change_points(notebook):
    notebook.cells[4].metadata.nbgrader.points = 6


def drop_a_graded_cell(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell.id != "sample-words"]


def change(chapter, how):
    notebook = nbformat.read(chapter.notebook, as_version=4)
    how(notebook)
    nbformat.write(notebook, chapter.notebook)


def test_a_changed_chapter_is_registered_anew_beside_its_submissions(registered):
    add_submission(registered)
    change(registered, change_points)
    assert register(registered.root) == ["90_sample: registered in the gradebook"]
    assert rows(registered, "SELECT max_score FROM grade_cells ORDER BY max_score") == [(3.0,), (6.0,)]
    assert len(rows(registered, "SELECT id FROM submitted_assignment")) == 1


def test_other_cells_under_submissions_are_refused_and_the_gradebook_stays(registered):
    add_submission(registered)
    change(registered, drop_a_graded_cell)
    before = everything(registered)
    for _ in range(2):  # and the refusal is not forgotten
        with pytest.raises(AuthoringError) as caught:
            register(registered.root)
        assert "90_sample has other cells than the chapter for which classroom/gradebook.db" in str(caught.value)
        assert "nbgrader db assignment remove 90_sample --force" in str(caught.value)
        assert everything(registered) == before


def test_a_chapter_that_is_refused_keeps_no_other_from_the_gradebook(registered):
    add_submission(registered)
    change(registered, drop_a_graded_cell)
    other = registered.root / "solutions" / "91_other"
    other.mkdir()
    (other / "other.ipynb").write_bytes(registered.notebook.read_bytes())
    (registered.root / "solutions" / "92_unbuilt").mkdir()
    with pytest.raises(AuthoringError, match="90_sample has other cells"):
        register(registered.root)
    assert sorted(rows(registered, "SELECT name FROM assignment")) == [("90_sample",), ("91_other",)]
