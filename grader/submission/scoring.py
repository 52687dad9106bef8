"""nbgrader's rules for the score of a cell, from its outputs (nbgrader 0.9.6, utils.determine_grade)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from course_utils.notebook.matching import about

from .records import CellScore


class TooManyPoints(ValueError):
    """A test cell shows more points than it is worth; stock nbgrader drops such a submission."""


def checksum(cell: dict) -> str:
    """nbgrader's checksum of a cell, by which it tells an unchanged one."""
    own = about(cell)
    grade, solution = own.get("grade", False), own.get("solution", False)
    locked = False if solution else True if grade else own.get("locked", False)
    parts = [_source(cell), cell["cell_type"], str(grade), str(solution), str(locked), own["grade_id"]]
    parts += [str(float(own["points"]))] if grade else []
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _source(cell: dict) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def cell_scores(cells: list[dict], released: Mapping[str, str | None]) -> list[CellScore]:
    """What the gradebook stores of a notebook's cells. released: by grade id, the checksum of the cell as it was handed out."""
    found = []
    for cell in cells:
        if name := about(cell).get("grade_id"):
            graded = bool(about(cell).get("grade"))
            score = auto_score(cell, released.get(name)) if graded else None
            unchanged = released.get(name) is not None and released[name] == checksum(cell)
            found.append(CellScore(name, graded, score, unchanged))
    return found


def auto_score(cell: dict, released: str | None) -> float | None:
    """The score of a graded cell; None where a person has to grade. released: the checksum of the cell as it was handed out."""
    worth = float(about(cell)["points"])
    if about(cell).get("solution"):
        return 0.0 if released is not None and released == checksum(cell) else None
    if cell["cell_type"] != "code":
        return None
    for output in cell["outputs"]:
        kind = output["output_type"]
        if kind == "error" or (kind == "stream" and output["name"] == "stderr"):
            return 0.0
        if kind == "execute_result":
            return _partial(output["data"].get("text/plain"), worth)
    return worth


def _partial(shown, worth: float) -> float:
    """Partial credit from a displayed value. nbgrader fails open: what is no number at or above 0 earns full points."""
    text = "".join(shown) if isinstance(shown, list) else shown
    try:
        score = float(text)
    except (TypeError, ValueError):
        return worth
    if score > worth:
        raise TooManyPoints(f"a test cell shows {score:g} points and is worth {worth:g}")
    return score if score >= 0.0 else worth
