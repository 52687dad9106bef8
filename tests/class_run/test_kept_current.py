"""What was graded is not run again, and yet everything read from the gradebook is of today: lateness, pages, rows."""

import csv
import shutil
import sqlite3
from contextlib import closing

import pytest

from grader.course import load_course
from grader.gradebook.late import refresh
from grader.gradebook.layout import open_gradebook
from grader.gradebook.regrading import graded_before, rows_digests
from tests import small_course as course

pytestmark = pytest.mark.sandbox
POLICY = """
c.AssignLatePenalties.plugin_class = "grader.late.plugin.LatePolicyPlugin"
c.LatePolicyPlugin.penalty_per_day = 0.25
"""
PENALTIES = """SELECT s.student_id, x.late_submission_penalty FROM submitted_notebook x
    JOIN submitted_assignment s ON s.id = x.assignment_id ORDER BY 1"""


@pytest.fixture(scope="module")
def graded(small_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("current") / "course"
    shutil.copytree(small_course, root)
    both = {name: course.reference(name) for name in course.EXERCISES}
    course.hand_in(root, "ada", course.answered(**both, written="Because."), time="2026-02-03 11:00:00 UTC")
    course.hand_in(root, "ben", course.answered(), time="2026-02-01 11:00:00 UTC")
    change(root, "UPDATE assignment SET duedate = '2026-02-01 12:00:00.000000'")
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write(POLICY)
    course.run(root, "autograde", course.CHAPTER)
    course.run(root, "generate_feedback", course.CHAPTER, module="nbgrader")
    return root


@pytest.fixture
def root(graded, tmp_path):
    shutil.copytree(graded, tmp_path / "course")
    return tmp_path / "course"


def change(root, script: str) -> None:
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.executescript(script)


def penalties(root) -> dict:
    """As whoever reads the gradebook first sees them."""
    with closing(open_gradebook(root / "classroom/gradebook.db")) as gradebook:
        refresh(gradebook, load_course(root))
        assert refresh(gradebook, load_course(root)) == 0
        return dict(gradebook.execute(PENALTIES))


def test_a_penalty_follows_the_rows(root):
    assert penalties(root) == {"ada": 4.0, "ben": None}  # two days of 0.25 of 8 points
    written = "cell_id IN (SELECT id FROM base_cell WHERE name = 'vae-written')"
    change(root, f"UPDATE grade SET manual_score = 4, needs_manual_grade = 0 WHERE {written} AND manual_score IS NULL")
    assert penalties(root)["ada"] == 6.0
    change(root, "UPDATE submitted_assignment SET extension = '1970-01-02 00:00:00.000000' WHERE student_id = 'ada'")
    assert penalties(root)["ada"] == 3.0
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("penalty_per_day = 0.25", "penalty_per_day = 0.5"))
    assert penalties(root)["ada"] == 6.0
    change(root, "UPDATE assignment SET duedate = '2026-02-09 12:00:00.000000'")
    assert penalties(root)["ada"] is None
    change(root, "UPDATE assignment SET duedate = '2026-02-02 12:00:00.000000'")
    config.write_text(config.read_text().replace("c.AssignLatePenalties.plugin_class", "c.AssignLatePenalties.unused"))
    assert penalties(root) == {"ada": None, "ben": None}


def test_an_export_and_a_run_that_grades_nothing_bring_penalties_up_to_date(root):
    change(root, "UPDATE assignment SET duedate = '2026-02-03 10:00:00.000000'")
    course.run(root, "export", "--format", "csv", "--to", "g.csv")
    with open(root / "g.csv", newline="") as file:
        assert {row["student_id"]: row["late_submission_penalty"] for row in csv.DictReader(file)} == {
            "ada": "2",
            "ben": "0",
        }
    change(root, "UPDATE assignment SET duedate = NULL")
    assert "0 submissions graded" in course.run(root, "autograde", course.CHAPTER).stdout
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        assert dict(gradebook.execute(PENALTIES)) == {"ada": None, "ben": None}


REMOVED = """
DELETE FROM grade WHERE notebook_id IN (SELECT x.id FROM submitted_notebook x JOIN submitted_assignment s ON s.id = x.assignment_id
    WHERE s.student_id = 'ada');
DELETE FROM submitted_notebook WHERE assignment_id IN (SELECT id FROM submitted_assignment WHERE student_id = 'ada');
DELETE FROM submitted_assignment WHERE student_id = 'ada';
DELETE FROM student WHERE id = 'ada';
INSERT INTO student (id) VALUES ('ada');
"""


def test_who_was_removed_and_enrolled_again_is_graded_again(root):
    rows = course.tables(root)
    change(root, REMOVED)
    change(root, "UPDATE grade SET auto_score = 99 WHERE auto_score = 0")  # ben's, by whomever
    assert "2 submissions graded" in course.run(root, "autograde", course.CHAPTER).stdout
    assert course.tables(root)["grade"] == rows["grade"]


def test_the_rows_of_an_assignment_that_was_registered_again_are_others(root):
    with closing(open_gradebook(root / "classroom/gradebook.db")) as gradebook:
        (identity,) = gradebook.execute("SELECT id FROM assignment").fetchone()
        known = {who: rows for who, (*_, rows) in graded_before(gradebook, course.CHAPTER).items()}
        assert known == rows_digests(gradebook, identity) and set(known) == {"ada", "ben"}
        gradebook.execute("UPDATE submitted_notebook SET id = 'another' || id")  # as nbgrader makes them anew
        assert not set(known.values()) & set(rows_digests(gradebook, identity).values())


def test_a_feedback_page_says_what_the_gradebook_says(root):
    def pages():
        course.run(root, "generate_feedback", course.CHAPTER, module="nbgrader")
        folder = root / "classroom/feedback"
        return {who: (folder / who / course.CHAPTER / "vae.html") for who in ("ada", "ben")}

    before = {who: (page.stat().st_mtime_ns, page.read_bytes()) for who, page in pages().items()}
    change(
        root,
        "UPDATE comment SET manual_comment = 'SEE ME' WHERE notebook_id IN (SELECT x.id FROM submitted_notebook x "
        "JOIN submitted_assignment s ON s.id = x.assignment_id WHERE s.student_id = 'ada')",
    )
    after = pages()
    assert b"SEE ME" in after["ada"].read_bytes() and b"SEE ME" not in before["ada"][1]
    assert after["ben"].stat().st_mtime_ns == before["ben"][0]  # nothing of ben's has changed
    change(root, "UPDATE assignment SET duedate = NULL")
    path = root / "classroom/autograded/ben" / course.CHAPTER / "vae.ipynb"
    path.chmod(0o644)
    path.write_text(path.read_text().replace("NotImplementedError", "GradedAgainError"))
    assert b"GradedAgainError" in pages()["ben"].read_bytes()
