"""Real chapters, answered as in the solutions, and what a new release makes of them."""

import copy
import json
from functools import cache
from pathlib import Path

from course_utils.update.cells import digest, mark, source_of
from course_utils.update.chapter import Moved, Past, moved

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-12-01"


@cache
def _text(folder: str, chapter: str) -> str:
    return (ROOT / folder / chapter / f"{chapter[3:]}.ipynb").read_text()


def released(chapter: str = "01_perceptron") -> dict:
    """A chapter as students get it now."""
    notebook = json.loads(_text("notebooks", chapter))
    notebook["cells"] = [cell | {"source": source_of(cell)} for cell in notebook["cells"]]
    return notebook


def answered(chapter: str = "01_perceptron") -> dict:
    """The same with every answer written, and a result below every check."""
    notebook = released(chapter)
    solved = {cell["id"]: source_of(cell) for cell in json.loads(_text("solutions", chapter))["cells"]}
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            cell["source"] = solved[cell["id"]]
        elif about.get("grade"):
            cell["outputs"] = [{"output_type": "display_data", "data": {"text/plain": "2"}, "metadata": {}}]
    return notebook


def version(notebook: dict):
    """A chapter as a manifest knows it."""
    return tuple(mark(cell) for cell in notebook["cells"])


def find(notebook: dict | list, name: str) -> dict:
    """The cell with this id."""
    cells = notebook["cells"] if isinstance(notebook, dict) else notebook
    return next(cell for cell in cells if cell["id"] == name)


def place(notebook: dict | list, name: str) -> int:
    """Where the cell with this id stands."""
    cells = notebook["cells"] if isinstance(notebook, dict) else notebook
    return next(number for number, cell in enumerate(cells) if cell["id"] == name)


def added(text: str, name: str, kind: str = "code") -> dict:
    """A cell of the reader's own."""
    code: dict = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {}, "source": text, **code}


def updated(theirs: dict, new: dict, *, before: dict | None = None, texts: bool = False, **past) -> Moved:
    """A reader's chapter after the update. before: the release that they had, if not the present one; texts: it is known here."""
    before = before or released(new["metadata"]["course"]["chapter"])
    known = {digest(cell["source"]): cell["source"] for cell in before["cells"]} if texts else {}
    theirs, new = copy.deepcopy(theirs), copy.deepcopy(new)
    return moved(theirs["cells"], new["cells"], Past([version(before), version(new)], known, **past), DAY)


def rows(result: Moved) -> dict[str, tuple[str, str, bool]]:
    """The table by what it speaks of."""
    return {row.what: (row.happened, row.changed, row.look) for row in result.rows}
