"""Grade files: the right columns, nbgrader's points, and nothing that a spreadsheet evaluates."""

import csv
import io
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from nbgrader.api import Gradebook

from grader.export.command import as_csv
from grader.export.formats import FORMATS, Key, safe
from grader.export.grades import Grades, StudentGrades, read_grades
from grader.gradebook import attention
from grader.gradebook.layout import open_gradebook

EVIL = '=cmd|"/C calc"!A0'


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for name, due in (("ps2", "2026-03-01 12:00:00 UTC"), ("ps1", "2026-02-01 12:00:00 UTC")):
            gradebook.add_assignment(name, duedate=due)
            gradebook.add_notebook("p", name)
            gradebook.add_grade_cell("code", "p", name, max_score=10, cell_type="code")
            gradebook.add_grade_cell("words", "p", name, max_score=5, cell_type="markdown")
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@x.org", lms_user_id="17")
        gradebook.add_student("ben", first_name=EVIL, last_name='O"Hara, Jr.\nII', email="+ben@x.org")
        gradebook.add_student("cleo")
        gradebook.add_submission("ps1", "ada", timestamp="2026-02-02 13:01:01 UTC")
        gradebook.add_submission("ps1", "ben", timestamp="2026-02-01 11:00:00 UTC", extension=timedelta(hours=1))
        for student, auto, manual, extra in (("ada", 7.5, 4, 1.0), ("ben", 10, None, None)):
            grade = gradebook.find_grade("code", "p", "ps1", student)
            grade.auto_score, grade.needs_manual_grade = auto, False
            words = gradebook.find_grade("words", "p", "ps1", student)
            words.manual_score, words.extra_credit, words.needs_manual_grade = manual, extra, manual is None
        gradebook.find_submission_notebook("p", "ps1", "ada").late_submission_penalty = 2.5
        gradebook.db.commit()
    return root


def table(root, name) -> list[list[str]]:
    connection = open_gradebook(root / "gradebook.db")
    rows = FORMATS[name](read_grades(connection))
    connection.close()
    return list(csv.reader(io.StringIO(as_csv(rows))))


def test_canvas(root):
    head, possible, ada, ben, cleo = table(root, "canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ps1", "ps2"]
    assert possible == ["Points Possible", "", "", "", "", "15", "15"]
    assert ada == ["Lovelace, Ada", "17", "", "ada", "", "10", ""]
    assert ben[3:] == ["ben", "", "10", ""] and cleo == ["cleo", "", "", "cleo", "", "", ""]


def test_moodle(root):
    head, ada, ben, _ = table(root, "moodle")
    assert head == ["Username", "ID number", "Email address", "First name", "Last name", "ps1", "ps2"]
    assert ada == ["ada", "17", "ada@x.org", "Ada", "Lovelace", "10", ""]
    assert ben[2:4] == ["'+ben@x.org", "'" + EVIL]


def test_gradescope(root):
    head, ada, ben, cleo = table(root, "gradescope")
    assert head[:9] == [
        "First Name",
        "Last Name",
        "SID",
        "Email",
        "Sections",
        "ps1",
        "ps1 - Max Points",
        "ps1 - Submission Time",
        "ps1 - Lateness (H:M:S)",
    ]
    assert (
        ada[2:9] == ["17", "ada@x.org", "", "10", "15", "2026-02-02 13:01:01 +0000", "25:01:01"]
        and ada[-1] == "25:01:01"
    )
    assert ben[8] == "00:00:00" and cleo[5:9] == ["", "15", "", "00:00:00"]


def test_the_points_are_those_of_nbgraders_own_export(root):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", "stock.csv"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with open(root / "stock.csv", newline="") as file:
        stock = {(row["assignment"], row["student_id"]): row for row in csv.DictReader(file)}
    head, *rows = table(root, "csv")
    ours = {(row["assignment"], row["student_id"]): row for row in (dict(zip(head, r, strict=True)) for r in rows)}
    assert len(ours) == 6
    for key in ours:
        if key[1] == "ben":
            continue  # nbgrader quotes nothing: this name breaks its file
        row = stock[key]
        if not row["timestamp"]:  # nothing was handed in: nbgrader says 0
            assert [ours[key][column] for column in ("raw_score", "late_submission_penalty", "score")] == ["", "", ""]
            continue
        for column in ("raw_score", "late_submission_penalty", "score", "max_score"):
            assert float(row[column] or 0) == float(ours[key][column]), (key, column)
        assert (row["timestamp"], row["duedate"]) == (ours[key]["timestamp"], ours[key]["duedate"])


@pytest.mark.parametrize("name", FORMATS)
def test_who_was_not_graded_has_an_empty_field_until_a_person_gives_points(root, tmp_path, name):
    course = shutil.copytree(root, tmp_path / "course")
    before = table(course, name)
    with closing(open_gradebook(course / "gradebook.db")) as gradebook:
        for student in ("ada", "ben"):  # a person has graded ada
            attention.of_one(gradebook, "ps1", student, attention.NOT_GRADED, ["the submitted file is no notebook"])
    emptied = [
        (old, new) for a, b in zip(before, table(course, name), strict=True) for old, new in zip(a, b, strict=True)
    ]
    changed = [pair for pair in emptied if pair[0] != pair[1]]
    assert changed == ([("10", ""), ("0", ""), ("10", "")] if name == "csv" else [("10", "")])


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "  =1",
        "\r=1",
        "\n-1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\ufeff=1",
        "\u200b=1",
        "|x",
        "%0",
    ],
)
def test_a_text_that_looks_like_a_formula_is_none(value):
    assert safe(value).startswith("'")


@pytest.mark.parametrize("name", ["-dash", "%7", "@home", "-", "a-b", "0123"])
@pytest.mark.parametrize("columns", FORMATS)
def test_an_id_is_the_one_that_the_other_system_knows(columns, name):
    who = StudentGrades(name, "-First", "=1+1", "", "")
    fields = list(csv.reader(io.StringIO(as_csv(FORMATS[columns](Grades({"ps1": (1.0, None)}, [who]))))))[-1]
    assert name in fields and f"'{name}" not in fields and any("'" in field for field in fields)


@pytest.mark.parametrize("value", ["=cmd|'/C calc'!A0", "-2+3+cmd|x", "@SUM(A1)|x", "\t=1"])
def test_an_id_that_is_none_is_no_formula_either(value):
    assert str(safe(Key(value))).startswith("'")


@pytest.mark.parametrize(
    "value, shown",
    [("O'Hara", "O'Hara"), ("a=b", "a=b"), ("\x1b[31mred\x07", " [31mred "), (7.0, 7), (-2.5, -2.5), (1 / 3, 0.333333)],
)
def test_other_texts_and_numbers_stay(value, shown):
    assert safe(value) == shown


def test_a_file_that_is_there_is_not_replaced_and_waiting_work_is_said(root):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "grader", "export", *arguments],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

    first = run("--format", "moodle", "--chapter", "ps1")
    assert first.returncode == 0 and "1 submissions wait for a person" in first.stderr
    assert (root / "grades-moodle.csv").read_text().splitlines()[0].endswith("Last name,ps1")
    again = run("--format", "moodle")
    assert again.returncode == 2 and "--force" in again.stderr
    assert run("--format", "moodle", "--force").returncode == 0
    assert "it has ps1, ps2" in run("--chapter", "ps9", "--to", "x.csv").stderr
