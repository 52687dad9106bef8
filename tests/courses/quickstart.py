"""Somebody else's course: nbgrader's quickstart with its `ps1`, and a `ps2` with the kinds of tests that `ps1` lacks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbgrader
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

EXAMPLE = Path(nbgrader.__file__).parent / "docs/source/user_guide/source"
ASSIGNMENTS = ("ps1", "ps2")
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "course101"
c.IncludeHeaderFooter.header = "source/header.ipynb"
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "harmless"
c.Autograde.exclude_overwriting = {"ps2": ["settings.py"]}
"""
HOOKS = """
from grader.hooks import AUTOGRADE, READER, SANITIZE
c.Autograde.exporter_class = READER
c.Autograde.sanitize_preprocessors = SANITIZE
c.Autograde.autograde_preprocessors = AUTOGRADE
"""
PICTURE = "import matplotlib.pyplot as plt\n"


def _cell(name: str, source: str, make=new_code_cell, **flags) -> dict:
    about = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": name, "schema_version": 3}
    return make(source, metadata={"nbgrader": about | flags})


def _answer(name: str, body: str, arguments: str = "x") -> dict:
    solved = f"def {name}({arguments}):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
    return _cell(name, solved, solution=True)


def _test(name: str, source: str, points: float) -> dict:
    return _cell(name, source, grade=True, locked=True, points=points)


def _solved() -> dict:
    """The instructor's `ps2`: each answer with the tests that call it."""
    return new_notebook(
        cells=[
            new_code_cell("from helper import LIMIT\nimport math\nimport warnings"),
            _cell("data", "rows = [float(line) for line in open('data/rows.txt')]", locked=True),
            _answer("total", "return sum(x)"),
            new_code_cell("total(rows)"),
            _test(
                "total-test",
                "assert total([1, 2]) == 3\n### BEGIN HIDDEN TESTS\nassert total(rows) == 6\n### END HIDDEN TESTS",
                2,
            ),
            _answer("share", "return min(1.0, x / LIMIT)"),
            _test("share-partial", "5 * share(LIMIT)", 5),
            _test("share-silenced", "share(LIMIT);  # no value", 1),
            _test("share-text", "f'{share(LIMIT)}'", 1),
            _test("share-display", "from IPython.display import display\ndisplay(share(LIMIT) - 1)", 1),
            _answer("noisy", "return x"),
            _test("noisy-test", "assert noisy(3) == 3", 2),
            _test("noisy-again", "assert noisy(3) == 3", 1),
            _answer("drawn", "plt.plot(x)"),
            _test("drawn-figure", PICTURE + "drawn([1, 2])\nassert len(plt.gcf().axes[0].lines) == 1", 1),
            _test(
                "magic", "%matplotlib inline\nseconds = %timeit -n1 -r1 -q -o total([1])\nassert seconds.best >= 0", 1
            ),
            _test("timed", "%%time\nassert total([2]) == 2", 1),
            _answer("annotated", "return x", "x: int"),
            _test("annotated-test", "assert annotated(3) == 3 and annotated.__annotations__ == {'x': int}", 1),
            _answer("long", "return x"),
            _test("long-test", "assert long(3) == 3", 1),
            new_code_cell("chosen = 0  # yours to choose"),
            new_code_cell("chosen = 2", metadata={"tags": ["skip-execution"]}),
            _test("chosen-test", "assert chosen == 1", 1),
            _test("settings", "from settings import CHOICE\nassert CHOICE == 1", 1),
            _cell("essay", "Because.", new_markdown_cell, grade=True, solution=True, points=3),
            _cell("sketch", "x = 3", grade=True, solution=True, points=2),
            _cell("task", "Do it.", new_markdown_cell, task=True, locked=True, points=4),
        ],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )


#: What a student makes of a notebook: by the cell's grade id its new text; None takes the cell away.
PS1 = {
    "untouched": {},
    "wrong": {
        "squares": "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]",
        "sum_of_squares": "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6",
        "sum_of_squares_equation": "$$n^2$$",
    },
}
PS2 = {
    "untouched": {},
    "wrong": {
        "total": "def total(x):\n    raise KeyError(x)",
        "share": "def share(x):\n    print('a share')\n    return 0.5",
        "noisy": "def noisy(x):\n    print('careful', file=__import__('sys').stderr)\n    return x",
        "drawn": "def drawn(x):\n    plt.plot(x); plt.plot(x); plt.show()",
        "annotated": "def annotated(x: Undefined):\n    return x",
        "essay": "I do not know.",
    },
    "warned": {
        "total": "helped = 6\ndef total(x):\n    return helped if len(x) == 3 else sum(x)",
        "share": "def share(x):\n    return float('nan')",
        "noisy": "import warnings\ndef noisy(x):\n    warnings.warn('careful', stacklevel=1)\n    return x",
        "drawn": "def drawn(x):\n    for _ in range(80):\n        display('again')\n    plt.plot(x)\n    plt.plot(x)",
        "annotated": "def annotated(x: 'int'):\n    return x",
        "sketch": "x = 4",
        "long": "import sys\ndef long(x):\n    print('a harmless remark', file=sys.stderr)\n    return x",
    },
    "quiet": {
        "total": "from mine import add\ndef total(x):\n    return add(x)",
        "share": "def share(x):\n    return -1",
        "noisy": "import warnings\nwarnings.filterwarnings('ignore')\ndef noisy(x):\n    warnings.warn('careful')\n    return x",
        "drawn": "def drawn(x):\n    print('line\\n' * 30_000)\n    plt.plot(x)\n    plt.plot(x)",
        "annotated": "import logging\ndef annotated(x: int):\n    logging.warning('careful')\n    return x",
        "long": "import sys\ndef long(x):\n    print('line\\n' * 1200, file=sys.stdout)\n    print('left out', file=sys.stderr)\n    return x",
    },
}


def make_course(root: Path) -> None:
    """The course with both assignments generated and handed in."""
    shutil.copytree(EXAMPLE, root / "source", ignore=shutil.ignore_patterns("ps1_autotest", "*.html", "autotests.yml"))
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = root / "source/ps2"
    (folder / "data").mkdir(parents=True)
    (folder / "ps2.ipynb").write_text(json.dumps(_solved()))
    (folder / "helper.py").write_text("LIMIT = 10\n")
    (folder / "settings.py").write_text("CHOICE = 0\n")
    (folder / "data/rows.txt").write_text("1\n2\n3\n")
    nbgrader_command(root, "generate_assignment", "ps1")
    nbgrader_command(root, "generate_assignment", "ps2")
    hand_in(root, "ps1", "solution", {}, solved=True)
    hand_in(root, "ps2", "solution", {}, solved=True)
    for assignment, students in (("ps1", PS1), ("ps2", PS2)):
        for student, answers in students.items():
            hand_in(root, assignment, student, answers)
    ps2 = root / "submitted/quiet/ps2"
    (ps2 / "mine.py").write_text("def add(x):\n    return sum(x)\n")
    (ps2 / "helper.py").write_text("LIMIT = 1\n")  # the instructor's own takes its place
    (ps2 / "settings.py").write_text("CHOICE = 1\n")  # which the configuration leaves to the student
    (ps2 / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")


def hand_in(root: Path, assignment: str, student: str, answers: dict, *, solved: bool = False) -> None:
    """A submission: the released notebooks with these answers, and with cells of the student's own; or the instructor's solved ones."""
    target = root / "submitted" / student / assignment
    shutil.copytree(root / "release" / assignment, target)
    for path in target.glob("*.ipynb"):
        notebook = json.loads(path.read_text())
        if solved:
            _solve(notebook, json.loads((root / "source" / assignment / path.name).read_text()))
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(name, "".join(cell["source"]))
            if (answers or solved) and name is None:  # a provided cell is the student's to change
                cell["source"] = (
                    cell["source"]
                    .replace('NAME = ""', f"NAME = {student!r}\nmine = 1")
                    .replace("chosen = 0", "chosen = 1")
                )
        if answers:
            added = [new_code_cell("assert mine == 1\nprint(NAME)"), new_markdown_cell("That is all.")]
            notebook["cells"] += [{key: value for key, value in cell.items() if key != "id"} for cell in added]
        path.write_text(json.dumps(notebook))


def _solve(notebook: dict, source: dict) -> None:
    solved = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in source["cells"]
        if "nbgrader" in cell["metadata"]
    }
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            cell["source"] = solved[about["grade_id"]]


def nbgrader_command(root: Path, *arguments: str) -> str:
    """Run a stock nbgrader command in the course; its log."""
    return command(root, "-m", "nbgrader", *arguments)


def command(root: Path, *arguments: str, check: bool = True) -> str:
    """Run Python with these arguments in the course; what it says on stderr. AssertionError if it fails and should not."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"} | {"PATH": path}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or not check, done.stderr[-3000:]
    return done.stderr
