"""Stock nbgrader on the same forgeries: a small course of plain asserts, one student for each attack, one autograde run."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from .harness import ATTACKS, WRONG

ASSIGNMENT = "weights"
VISIBLE = "assert np.isclose(log_px_importance(np.log([0.1, 0.3])), -1.6094379)"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
TESTS = {  # each is worth 2 points; WRONG earns none
    "plain": f"{VISIBLE}\n"
    + HIDDEN.format("assert np.isclose(log_px_importance(np.array([-1000.0, -1001.0])), -1000.3798855)"),
    "helper": HIDDEN.format(
        "np.testing.assert_allclose(log_px_importance(np.array([-1000.0, -1001.0])), -1000.3798855)"
    ),
}


def forgeries() -> list[str]:
    """Names of the attacks that stock nbgrader is tried with."""
    return [name for name, found in ATTACKS.items() if found.stock is not None]


def _notebook(answer: str) -> nbformat.NotebookNode:
    about = {
        "schema_version": 3,
        "grade": False,
        "solution": True,
        "locked": False,
        "task": False,
        "grade_id": "answer",
    }
    cells = [new_code_cell("import numpy as np"), new_code_cell(answer, metadata={"nbgrader": about})]
    for name, source in TESTS.items():
        about = about | {"grade": True, "solution": False, "locked": True, "grade_id": name, "points": 2}
        cells.append(new_code_cell(source, metadata={"nbgrader": about}))
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def run(root: Path) -> None:
    """Make the course and let stock nbgrader grade it, which takes some seconds an attack; log.txt tells what it said."""
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    stub = "def log_px_importance(logw):\n    ### BEGIN SOLUTION\n    return 0.0\n    ### END SOLUTION"
    nbformat.write(_notebook(stub), source / "weights.ipynb")
    for number, name in enumerate(["", *forgeries()]):
        folder = root / "submitted" / f"student-{number:02}" / ASSIGNMENT
        folder.mkdir(parents=True)
        notebook = _notebook(ATTACKS[name].code if name else WRONG)
        (folder / "weights.ipynb").write_text(json.dumps(notebook))
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(root / "jupyter"),
        "IPYTHONDIR": str(root / "ipython"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    environment.pop("PYTEST_CURRENT_TEST", None)
    with open(root / "log.txt", "wb") as log:
        for command in ("generate_assignment", "autograde"):
            nbgrader = [sys.executable, "-m", "nbgrader", command, ASSIGNMENT]
            subprocess.run(nbgrader, cwd=root, env=environment, stdout=log, stderr=log, timeout=400)


def scores(root: Path) -> dict[str, float]:
    """Points by the name of the attack, "" for the wrong answer alone; 0 where stock nbgrader gave up on the submission."""
    query = """SELECT submitted_assignment.student_id, SUM(grade.auto_score) FROM grade
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        GROUP BY submitted_assignment.student_id"""
    with sqlite3.connect(root / "gradebook.db") as gradebook:
        found = dict(gradebook.execute(query))
    return {name: found.get(f"student-{number:02}") or 0.0 for number, name in enumerate(["", *forgeries()])}
