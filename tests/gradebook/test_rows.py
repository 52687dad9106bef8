"""The writer's rows and folders are those of stock nbgrader, given the same executed notebooks."""

import json
import shutil
import sqlite3
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from grader.course import load_course
from grader.gradebook.files import place
from grader.gradebook.layout import open_gradebook, read_assignment
from grader.gradebook.writer import Entry, Writer
from grader.submission.records import GradedNotebook, GradedSubmission
from grader.submission.scoring import cell_scores
from tests import small_course as course
from tests.small_course import about

# Nothing is run: what the submissions hold as outputs stands for what running them gave.
CONFIG = """
import os, sys
from pathlib import Path
c = get_config()
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
root = Path(__file__).absolute().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.db_url = f"sqlite:///{root / 'classroom/gradebook.db'}"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.LateSubmissionPlugin.penalty_method = "zero"
c.Autograde.exclude_overwriting = {"a1": ["data/own.txt"]}
stock = "nbgrader.preprocessors."
c.Autograde.sanitize_preprocessors = [stock + name for name in ("OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")]
c.Autograde.autograde_preprocessors = [stock + name for name in ("SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")]
"""
NAME = "a1"


def notebook():
    task = about("task", task=True, locked=True, points=5)
    cells = [
        new_code_cell("import math", id="imports"),
        new_code_cell("def f(x):\n    pass", id="f", metadata=about("f", solution=True)),
        new_code_cell("assert f(1)", id="f-test", metadata=about("f-test", grade=True, locked=True, points=4)),
        new_code_cell("f(2)", id="f-more", metadata=about("f-more", grade=True, locked=True, points=2.5)),
        new_code_cell("x = 0", id="sketch", metadata=about("sketch", grade=True, solution=True, points=2)),
        new_markdown_cell("Why?", id="essay", metadata=about("essay", grade=True, solution=True, points=3)),
        new_markdown_cell("Do it.", id="task", metadata=task),
    ]
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def value(text):
    return [new_output("execute_result", data={"text/plain": text}, execution_count=1)]


ERROR, WARNING = (
    [new_output("error", ename="E", evalue="", traceback=[])],
    [new_output("stream", name="stderr", text="careful")],
)
#: by student: time, and by notebook the cells' new texts (None: the cell is gone) and outputs; no entry: no notebook
FIRST = {
    "ann": (
        "2026-02-01 11:00:00 UTC",
        {"one": {"f-more": value("1.5"), "essay": "Because.", "task": "Done."}, "two": {"sketch": "x = 1"}},
    ),
    "ben": (
        "2026-02-03 13:00:00 UTC",
        {"one": {"f-test": ERROR, "f-more": value("0.5")}, "two": {"f-test": WARNING, "essay": "So."}},
    ),
    "cleo": (
        "2026-02-02 18:30:00 Europe/Paris",
        {"one": {"f-test": None, "essay": None, "f-more": value("-1")}, "two": {"task": None, "f": None}},
    ),
    "dan": ("2026-02-01 12:00:01.500 +0000", {"one": {"f-more": value("nan")}}),
    "eve": (None, {"one": {"f": "def f(x):\n    return x"}, "two": {"f-test": value("'text'"), "f-more": value("0")}}),
    "Żoë, jr": ("2026-02-01T13:00:00+01:00", {"two": {}}),
}
#: and handed in again, after a person has graded
SECOND = {
    "ann": (
        "2026-02-02 11:00:00 UTC",
        {"one": {"f-more": value("2.5"), "essay": "Why?", "task": None}, "two": {"f-test": None}},
    ),
    "ben": (None, {"one": {"f-test": ERROR, "f-more": None}}),
    "dan": ("2026-02-09 12:00:00 UTC", {"one": {"f-more": value("2")}, "two": {}}),
    "cleo": ("2026-02-02 18:30:00 Europe/Paris", {"one": {}, "two": {}}),
}
BY_HAND = """
UPDATE grade SET manual_score = 2 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'essay');
UPDATE grade SET manual_score = 0.5, extra_credit = 1.25 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'f-more');
UPDATE grade SET extra_credit = 3 WHERE cell_id IN (SELECT id FROM base_cell WHERE name = 'task');
UPDATE comment SET manual_comment = 'well said' WHERE cell_id IN (SELECT id FROM base_cell WHERE name IN ('essay', 'f'));
UPDATE submitted_notebook SET flagged = 1 WHERE notebook_id IN (SELECT id FROM notebook WHERE name = 'one');
UPDATE submitted_assignment SET extension = '1970-01-02 12:00:00.000000' WHERE student_id = 'cleo';
"""


def hand_in(root: Path, everyone: dict) -> None:
    for student, (time, answers) in everyone.items():
        folder = root / "classroom/submitted" / student / NAME
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "data").mkdir(parents=True)
        for name, changes in answers.items():
            nbformat.write(
                changed(json.loads((root / f"release/{NAME}/{name}.ipynb").read_text()), changes),
                folder / f"{name}.ipynb",
            )
        for file in ("data/own.txt", "data/given.txt", "mine.py", "old.pyc"):
            (folder / file).write_text(student)
        if time:
            (folder / "timestamp.txt").write_text(f"{time}\n")


def changed(released: dict, changes: dict):
    result = nbformat.from_dict(deepcopy(released))
    result.cells = [
        cell for cell in result.cells if changes.get(cell.metadata.get("nbgrader", {}).get("grade_id"), "") is not None
    ]
    for cell in result.cells:
        change = changes.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if isinstance(change, str):
            cell.source = change
        elif change:
            cell.outputs = change
    return result


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """The course roots after stock nbgrader has graded FIRST, and then SECOND; and one that is not graded."""
    root = tmp_path_factory.mktemp("stock") / "empty"
    for folder in (root / "source" / NAME / "data", root / "classroom"):
        folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    for name in ("one", "two"):
        nbformat.write(notebook(), root / f"source/{NAME}/{name}.ipynb")
    for file in ("own", "given"):
        (root / f"source/{NAME}/data/{file}.txt").write_text("the instructor's")
    course.run(root, "generate_assignment", NAME, module="nbgrader")
    script(root, "UPDATE assignment SET duedate = '2026-02-01 12:00:00.000000'")
    hand_in(root, FIRST)
    first, second = root.with_name("first"), root.with_name("second")
    shutil.copytree(root, first)
    course.run(first, "autograde", NAME, module="nbgrader")
    shutil.copytree(first, second)
    script(second, BY_HAND)
    hand_in(second, SECOND)
    course.run(second, "autograde", NAME, "--force", module="nbgrader")
    return root, first, second


def script(root: Path, text: str) -> None:
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.executescript(text)


def graded(root: Path, student: str, time_and_answers: tuple) -> GradedSubmission:
    """What stock has made of a submission, as if ours had."""
    folder = root / "classroom/autograded" / student / NAME
    notebooks = []
    with closing(open_gradebook(root / "classroom/gradebook.db")) as connection:
        layouts = read_assignment(connection, NAME).notebooks
    for layout in layouts:
        path = folder / f"{layout.name}.ipynb"
        if layout.name in time_and_answers[1] and path.exists():
            scores = cell_scores(nbformat.read(path, 4).cells, layout.checksums)
            notebooks.append(GradedNotebook(layout.name, path.read_text(), scores))
        else:
            notebooks.append(GradedNotebook(layout.name, "", missing=True))
    return GradedSubmission(student, NAME, notebooks)


def store(root: Path, results: list[GradedSubmission]) -> None:
    here = load_course(root)
    connection = open_gradebook(here.database)
    writer = Writer(connection, here, read_assignment(connection, NAME))
    writer.add_students([result.student for result in results])
    for result in results:
        place(here, result)
    writer.store([Entry(result, "digest", "output") for result in results])
    connection.close()


def files(root: Path) -> dict[str, tuple]:
    """Every autograded file: mode and content, notebooks as data."""
    found = [path for path in sorted((root / "classroom/autograded").rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(root)): (
            oct(path.stat().st_mode),
            json.loads(path.read_bytes()) if path.suffix == ".ipynb" else path.read_bytes(),
        )
        for path in found
    }


def export(root: Path) -> bytes:
    with Gradebook(f"sqlite:///{root / 'classroom/gradebook.db'}") as gradebook:
        plugin = CsvExportPlugin()
        plugin.to = str(root / "grades.csv")
        plugin.export(gradebook)
    return (root / "grades.csv").read_bytes()


def test_rows_folders_and_export_equal_stock_nbgraders_the_first_and_the_second_time(stock, tmp_path):
    empty, first, second = stock
    ours = tmp_path / "ours"
    shutil.copytree(empty, ours)
    store(ours, [graded(first, student, FIRST[student]) for student in reversed(FIRST)])
    rows = course.tables(first)
    assert {row[3] for row in rows["notebook"]} == {None, 0.5, 2.5, 6.5}
    assert {row[6] for row in rows["grade"]} == {0, 1} and {row[3] for row in rows["comment"]} == {None, "No response."}
    assert course.tables(ours) == rows and files(ours) == files(first) and export(ours) == export(first)
    script(ours, BY_HAND)
    hand_in(ours, SECOND)
    store(ours, [graded(second, student, (FIRST | SECOND)[student]) for student in FIRST])
    again = course.tables(second)
    assert {row[4] for row in again["grade"]} == {None, 0.5, 2} and {row[4] for row in again["comment"]} == {
        None,
        "well said",
    }
    assert course.tables(ours) == again and files(ours) == files(second) and export(ours) == export(second)
