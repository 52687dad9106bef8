"""A small course: two exercises and a written question of chapter 11, and a class that hands it in."""

import os
import shutil
import sqlite3
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.authoring.register import register
from grader.exercises import secrets

COURSE = Path(__file__).parents[1]
CHAPTER = "11_vae"
IMPORTS = "import math\n\nimport numpy as np\nimport torch\n\nfrom course_utils.checks import check"
EXERCISES = ("log_px_importance", "elbo_linear_gaussian")
STUB = "def {name}(*args):\n    ### BEGIN SOLUTION\n    return None\n    ### END SOLUTION"

TABLES = {
    "student": "SELECT id, first_name, last_name FROM student ORDER BY rowid",
    "submission": "SELECT a.name, s.student_id, s.timestamp, s.extension FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id",
    "notebook": "SELECT n.name, s.student_id, x.flagged, x.late_submission_penalty FROM submitted_notebook x "
    "JOIN notebook n ON n.id = x.notebook_id JOIN submitted_assignment s ON s.id = x.assignment_id",
    "grade": "SELECT b.name, n.name, s.student_id, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade FROM grade g "
    "JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook x ON x.id = g.notebook_id "
    "JOIN notebook n ON n.id = x.notebook_id JOIN submitted_assignment s ON s.id = x.assignment_id",
    "comment": "SELECT b.name, n.name, s.student_id, g.auto_comment, g.manual_comment FROM comment g "
    "JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook x ON x.id = g.notebook_id "
    "JOIN notebook n ON n.id = x.notebook_id JOIN submitted_assignment s ON s.id = x.assignment_id",
}
# A written answer that nobody has begun, as `nbgrader_config.py` has it released.
NOT_WRITTEN = "Your answer.\n*Your answer goes here: double-click this line, or press Enter, and write in its place.*"


def about(name: str, **flags) -> dict:
    settings = {
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "grade_id": name,
        "schema_version": 3,
    }
    return {"nbgrader": settings | flags}


def source_notebook():
    cells = [new_code_cell(IMPORTS, id="imports")]
    for name in EXERCISES:
        cells.append(
            new_code_cell(STUB.format(name=name), id=f"vae-{name}", metadata=about(f"vae-{name}", solution=True))
        )
        check = about(f"vae-{name}-check", grade=True, locked=True, points=4)
        cells.append(new_code_cell(f'check("vae.{name}", {name})', id=f"vae-{name}-check", metadata=check))
    written = about("vae-written", grade=True, solution=True, points=4)
    cells.append(
        new_markdown_cell(
            "Your answer.\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION", id="vae-written", metadata=written
        )
    )
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def make(root: Path) -> Path:
    """The course root, with the notebook registered in a gradebook."""
    folder = root / "solutions" / CHAPTER
    folder.mkdir(parents=True)
    shutil.copy(COURSE / "nbgrader_config.py", root)
    nbformat.write(source_notebook(), folder / "vae.ipynb")
    shutil.copy(COURSE / "solutions" / CHAPTER / "vae.py", folder)
    register(root)
    return root


def answered(**answers: str):
    """The released notebook with these answers; "written" is the text of the written one."""
    notebook = deepcopy(source_notebook())
    for cell in notebook.cells:
        name = cell.id.removeprefix("vae-")
        if name in answers:
            cell.source = answers[name]
        elif name in EXERCISES:
            cell.source = STUB.format(name=name).replace(
                "### BEGIN SOLUTION\n    return None\n    ### END SOLUTION", "raise NotImplementedError"
            )
        elif name == "written":
            cell.source = NOT_WRITTEN
    return notebook


def reference(name: str) -> str:
    return secrets()[f"vae.{name}"].reference.source


def wrong(name: str, number: int = 0) -> str:
    return secrets()[f"vae.{name}"].misconceptions[number].source


def hand_in(root: Path, student: str, notebook, *, time: str = "2026-02-02 09:00:00 UTC", **files: bytes) -> None:
    folder = root / "classroom/submitted" / student / CHAPTER
    folder.mkdir(parents=True, exist_ok=True)
    content = nbformat.writes(notebook) if not isinstance(notebook, bytes) else notebook
    (folder / "vae.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "timestamp.txt").write_text(time + "\n")
    for name, data in files.items():
        (folder / name).write_bytes(data)


def class_of_eight(root: Path) -> None:
    """Right, wrong, silent, damaged and dying submissions."""
    both = {name: reference(name) for name in EXERCISES}
    hand_in(root, "ada", answered(**both, written="Because the gap is a divergence."), notes=b"kept")
    hand_in(
        root,
        "ben",
        answered(log_px_importance=wrong("log_px_importance"), elbo_linear_gaussian=wrong("elbo_linear_gaussian", 2)),
    )
    hand_in(root, "cleo", answered())
    hand_in(root, "dan", b"%PDF-1.7 no notebook")
    deleted = answered(**both)
    del deleted.cells[2], deleted.cells[-1]
    hand_in(root, "eve", deleted, time="2026-02-02 18:30:00 Europe/Paris")
    hand_in(
        root,
        "fay",
        answered(**both | {"log_px_importance": "def log_px_importance(w):\n    import os\n    os._exit(0)"}),
    )
    noisy = "import sys\nprint('note', file=sys.stderr)\n" + both["elbo_linear_gaussian"]
    hand_in(root, "gus", answered(**both | {"elbo_linear_gaussian": noisy}))
    hand_in(root, "hal", answered(**both | {"log_px_importance": "def log_px_importance(w:\n    return 1"}))


def tables(root: Path) -> dict[str, list]:
    """Every row that matters, ids and times of grading apart."""
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        found = {name: gradebook.execute(query).fetchall() for name, query in TABLES.items()}
    return {name: rows if name == "student" else sorted(rows, key=repr) for name, rows in found.items()}


def notebooks(root: Path) -> dict[str, bytes]:
    """The autograded notebooks."""
    folder = root / "classroom/autograded"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.ipynb"))}


def run(root: Path, *arguments: str, module: str = "grader", check: bool = True) -> subprocess.CompletedProcess:
    """A command in the course root."""
    environment = os.environ | {"TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    fine = (0, 3) if arguments[0] == "autograde" else (0,)  # 3: somebody's submission needs a human
    assert not check or done.returncode in fine, done.stdout + done.stderr
    return done


def seeded(root: Path, seed: int) -> Path:
    """The course with this secret seed, so that two of them can be compared."""
    run(root, "autograde", CHAPTER, "--student", "nobody", check=False)  # makes our tables
    with sqlite3.connect(root / "classroom/gradebook.db") as gradebook:
        gradebook.execute("DELETE FROM grader_seed")
        gradebook.execute("INSERT INTO grader_seed VALUES (?, ?, '2026-01-01')", (CHAPTER, seed))
    return root
