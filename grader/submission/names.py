"""Cells and functions as their reader knows them, and what became of a function that is not there."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Iterable

from course_utils.notebook.matching import beginning, grade_id
from course_utils.notebook.syntax import answers, bound, defines, is_stub, tree

from .chapter import ChapterNotebook
from .records import NeedsHuman


def cell_names(cells: list[dict], chapter: ChapterNotebook) -> list[str]:
    """What each cell is called in an error: by the exercise, or by its first line; no two alike."""
    names: list[str] = []
    known: Counter[str] = Counter()
    for cell in cells:
        asked = chapter.answers.get(grade_id(cell) or "")
        name = f"the answer to {asked}" if asked else beginning(cell["source"]).replace("/", "|")
        names.append(f"{name} (again, {known[name] + 1})" if known[name] else name)
        known[name] += 1
    return names


def places_of_checks(cells: list[dict], chapter: ChapterNotebook) -> dict[int, list[int]]:
    """Behind which cell which checks run: at its own place, or, where the function is only defined below, behind that cell."""
    places: dict[int, list[int]] = {}
    for number, cell in enumerate(cells):
        if question := chapter.checks.get(grade_id(cell) or ""):
            places.setdefault(_place(question[1], number, cells, chapter), []).append(number)
    return places


def _place(name: str, number: int, cells: list[dict], chapter: ChapterNotebook) -> int:
    theirs = [p for p in students(cells, chapter) if name in cells[p]["source"]]
    if any(defines(cells[p]["source"], name) for p in theirs if p < number):
        return number
    places = [p for p in theirs if answers(cells[p]["source"], name)]
    return number if any(p < number for p in places) else max(places, default=number)


def students(cells: list[dict], chapter: ChapterNotebook) -> list[int]:
    """The positions of the code cells that a student has written, or may write."""
    provided = chapter.provided
    return [p for p, cell in enumerate(cells) if cell["cell_type"] == "code" and cell["id"] not in provided]


def why_not_there(name: str, cells: list[dict], chapter: ChapterNotebook) -> str:
    """What to tell of an asked function that nothing has defined; NeedsHuman where it is no fault of the answer."""
    theirs = [cells[p] for p in students(cells, chapter)]
    own = [cell for cell in theirs if chapter.answers.get(grade_id(cell) or "") == name]
    for cell in [*own, *(cell for cell in theirs if answers(cell["source"], name))]:
        for error in (output for output in cell["outputs"] if output["output_type"] == "error"):
            text = f"`{name}` is not defined, for its cell stopped with {error['ename']}: {error['evalue'][:200]}"
            return text if error["ename"] in ("SyntaxError", "IndentationError", "TabError") else NeedsHuman(text)
    asked = set(chapter.answers.values())
    other = next((n for n in _functions(own) if n not in asked), "")
    other = other or _alike(name, [n for n in _functions(theirs) if n not in asked])
    if other:
        return NeedsHuman(f"`{name}` is not defined, but `{other}` is: the function has to be called `{name}`")
    return f"`{name}` is not defined in any cell"


def _functions(cells: Iterable[dict]) -> list[str]:
    """The functions and classes that cells define, those that nobody asked for."""
    modules = [module for cell in cells if (module := tree(cell["source"]))]
    nodes = [node for module in modules for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [name for node in nodes if not is_stub(node) for name in bound(node)]


def _alike(name: str, known: list[str]) -> str:
    return next(iter(difflib.get_close_matches(name, known, 1, 0.75)), "")
