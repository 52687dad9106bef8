"""Somebody else's course, graded three ways: by stock nbgrader, by our hook in nbgrader, and by `python -m grader autograde`."""

from __future__ import annotations

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from .quickstart import ASSIGNMENTS, HOOKS, command, make_course, nbgrader_command

ROWS = """
SELECT sa.student_id || ' ' || n.name || ' ' || b.name, {columns} FROM {table} x
JOIN submitted_notebook sn ON x.notebook_id = sn.id JOIN notebook n ON sn.notebook_id = n.id
JOIN submitted_assignment sa ON sn.assignment_id = sa.id JOIN base_cell b ON x.cell_id = b.id
LEFT JOIN grade_cells g ON g.id = b.id LEFT JOIN task_cells t ON t.id = b.id
"""


@dataclass(frozen=True)
class Graded:
    """A course after grading."""

    root: Path

    def rows(self, table: str, columns: str) -> dict[str, tuple]:
        """The gradebook's rows by "student notebook cell"."""
        with closing(sqlite3.connect(self.root / "gradebook.db")) as gradebook:
            return {row[0]: row[1:] for row in gradebook.execute(ROWS.format(table=table, columns=columns))}

    def grades(self) -> dict[str, tuple]:
        """(auto_score, needs_manual_grade, max_score) of every graded cell."""
        return self.rows("grade", "x.auto_score, x.needs_manual_grade, coalesce(g.max_score, t.max_score)")

    def comments(self) -> dict[str, tuple]:
        """(auto_comment,) of every cell that takes a comment."""
        return self.rows("comment", "x.auto_comment")

    def notebook(self, student: str, assignment: str, name: str) -> dict:
        """An autograded notebook."""
        return json.loads((self.root / "autograded" / student / assignment / f"{name}.ipynb").read_text())

    def notebooks(self) -> dict[str, dict]:
        """All autograded notebooks by their path."""
        return {
            str(path.relative_to(self.root)): json.loads(path.read_text())
            for path in sorted(self.root.glob("autograded/*/*/*.ipynb"))
        }


def _stock(root: Path) -> Graded:
    for assignment in ASSIGNMENTS:
        nbgrader_command(root, "autograde", assignment)
    return Graded(root)


def _ours(hook: Path, own: Path) -> tuple[Graded, Graded]:
    config = hook / "nbgrader_config.py"
    config.write_text(config.read_text() + HOOKS)
    for assignment in ASSIGNMENTS:
        nbgrader_command(hook, "autograde", assignment)
        command(own, "-m", "grader", "autograde", assignment)
    return Graded(hook), Graded(own)


@pytest.fixture(scope="session")
def three_ways(tmp_path_factory) -> dict[str, Graded]:
    """The course graded by "stock", "hook" and "own". Its tests stand in one file: each worker would grade its own."""
    folder = tmp_path_factory.mktemp("courses")
    roots = {name: folder / name for name in ("stock", "hook", "own")}
    make_course(roots["stock"])
    for name in ("hook", "own"):
        shutil.copytree(roots["stock"], roots[name])
    with ThreadPoolExecutor() as pool:
        stock, ours = pool.submit(_stock, roots["stock"]), pool.submit(_ours, roots["hook"], roots["own"])
        return {"stock": stock.result(), "hook": ours.result()[0], "own": ours.result()[1]}
