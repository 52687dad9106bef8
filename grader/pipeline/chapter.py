"""A chapter's own notebook, read once: its cells in order, and what each graded cell asks for."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from course_utils.checks import topics


@dataclass(frozen=True)
class Chapter:
    """The instructor's notebook as it is on disk, its sources joined. checks: by grade id, (exercise id, name of the function) of a graded one-line cell."""

    name: str
    notebook: dict
    checks: dict[str, tuple[str, str]]
    plain: tuple[str, ...]  # grade ids of graded code cells that are code of another kind


@lru_cache(maxsize=64)
def read_chapter(folder: str, name: str, age: int = 0) -> Chapter:
    """The notebook `name` of an assignment's source folder. ValueError where it is missing or cannot be read.

    age: of the file; a caller that lives long passes it, so that a changed notebook is read again.
    """
    path = Path(folder, f"{name}.ipynb")
    try:
        notebook = json.loads(path.read_bytes())
        notebook["cells"] = [cell | {"source": "".join(cell["source"])} for cell in notebook["cells"]]
    except FileNotFoundError:
        raise ValueError(f"{path} is missing: run `make notebooks`, then grade again") from None
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} cannot be read as a notebook of format 4: build it again") from None
    checks, plain = {}, []
    for number, cell in enumerate(notebook["cells"]):
        cell.setdefault("id", f"cell-{number + 1}")  # format 4.4 had none
        about = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and about.get("grade"):
            asked = asked_by(cell["source"])
            if asked and not about.get("solution"):
                checks[about["grade_id"]] = asked
            else:
                plain.append(about["grade_id"])
    return Chapter(name, notebook, checks, tuple(plain))


def asked_by(source: str) -> tuple[str, str] | None:
    """(exercise id, function name) of a cell that is the one line `check("topic.name", name)`; None for any other."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    match body:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(exercise)), ast.Name(name)], []))]:
            known = {found.id for topic in topics().values() for found in topic.exercises.values()}
            return (exercise, name) if exercise in known else None
    return None
