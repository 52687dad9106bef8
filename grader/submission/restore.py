"""Rebuilds a submission on the chapter's own source: our cells in our order, the student's where students write."""

from __future__ import annotations

import re
from collections import defaultdict

KINDS = ("code", "markdown", "raw")
START = -1  # the place before our first cell
HIDDEN = re.compile(r"^[^\n]*BEGIN (HIDDEN TESTS|MARK SCHEME).*?END \1[^\n]*(\n|\Z)", re.DOTALL | re.MULTILINE)


def restored(submitted: list, ours: list[dict], stubs: dict[str, str]) -> tuple[list[dict], list[str]]:
    """Our cells with the student's answers, and the student's own cells behind the cell of ours that they followed.

    submitted: the submission's cells; nothing is assumed about them.
    stubs: the text of each cell that nbgrader has registered, by grade id; it is what a locked cell runs, with its hidden
    and generated tests, and it stands in for an answer cell that is gone.
    Returns the cells, in the notebook's format, and a line for everything that had to be mended.
    """
    find = _Finder(ours)
    answers: dict[int, tuple] = {}
    added: defaultdict[int, list[tuple]] = defaultdict(list)
    notes: list[str] = []
    place = START
    for cell in submitted:
        text, kind = _text(cell), _kind(cell)
        found = find(cell, text)
        if found is None:
            if text.strip():
                added[place].append((kind, cell, text))
        elif found not in answers:
            answers[found] = (cell, text)
            place = found
        else:
            notes.append(f"the cell {_name(ours[found])} is there more than once: the first one counts")
            if _about(ours[found]).get("solution") and text.strip() != answers[found][1].strip():
                added[place].append((kind, cell, text))  # as in the notebook, the later definition wins
    cells, counter = _fresh_cells(added.pop(START, []), 0)
    for position, own in enumerate(ours):
        cell, note = _merged(own, answers.get(position), stubs)
        notes += note
        extra, counter = _fresh_cells(added.pop(position, []), counter)
        cells += [cell, *extra]
    return cells, notes


class _Finder:
    """Which of our cells is this one? By its grade id, else by its cell id, else by its very text."""

    def __init__(self, ours: list[dict]):
        self._by_grade_id = {_grade_id(cell): position for position, cell in enumerate(ours) if _grade_id(cell)}
        self._by_id = {cell["id"]: position for position, cell in enumerate(ours)}
        self._by_text = {cell["source"].strip(): position for position, cell in enumerate(ours) if not _grade_id(cell)}

    def __call__(self, cell, text: str) -> int | None:
        for known, key in ((self._by_grade_id, _grade_id(cell)), (self._by_id, _field(cell, "id"))):
            if isinstance(key, str) and key in known:
                return known[key]
        return self._by_text.get(text.strip())


def _merged(own: dict, theirs: tuple | None, stubs: dict[str, str]) -> tuple[dict, list[str]]:
    """One of our cells, with the student's text where it is theirs to write, and notes about it."""
    cell = dict(own)
    if _about(own).get("solution"):
        if theirs is None:
            cell["source"] = stubs[own["metadata"]["nbgrader"]["grade_id"]]
            return cell, [f"the answer cell {_name(own)} is missing: it counts as not answered"]
        cell["source"] = theirs[1]
        return _with_attachments(cell, theirs[0]), []
    if theirs is not None and own["cell_type"] == "markdown" and not _grade_id(own):
        cell["source"] = theirs[1]
        return _with_attachments(cell, theirs[0]), []
    cell["source"] = registered = stubs.get(_grade_id(own) or "", own["source"])
    if theirs is None:
        return cell, [f"the cell {_name(own)} was missing and has been put back"] if _grade_id(own) else []
    changed = theirs[1].strip() not in (registered.strip(), HIDDEN.sub("", registered).strip())
    return cell, [f"the provided cell {_name(own)} was changed: the original has been run"] if changed else []


def _fresh_cells(added: list[tuple], counter: int) -> tuple[list[dict], int]:
    """The student's own cells, without any of their metadata, under ids of ours."""
    cells = []
    for kind, cell, text in added:
        counter += 1
        cells.append(_with_attachments(new_cell(kind, text, f"added-by-student-{counter}"), cell))
    return cells, counter


def new_cell(kind: str, text: str, identity: str) -> dict:
    """A cell in the notebook's format."""
    code: dict = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": text, **code}


def bare_cells(submitted: list) -> list[dict]:
    """Valid cells with what `restored` takes from malformed ones: kind, text and names."""
    cells = []
    for number, cell in enumerate(submitted):
        named = new_cell(_kind(cell), _text(cell), f"submitted-{number + 1}")
        grade_id, identity = _grade_id(cell), _field(cell, "id")
        named["metadata"] = {"nbgrader": {"grade_id": grade_id}} if isinstance(grade_id, str) else {}
        cells.append(named | ({"id": identity} if isinstance(identity, str) else {}))
    return cells


def _with_attachments(cell: dict, theirs) -> dict:
    """`cell` with the pictures that the student pasted into a markdown cell, if they are valid."""
    attachments = _field(theirs, "attachments")
    if cell["cell_type"] != "markdown" or not attachments:
        return cell
    import nbformat  # costs more than a second, and is seldom needed

    candidate = cell | {"attachments": attachments}
    try:
        nbformat.validate(candidate, ref="markdown_cell", version=4, version_minor=5)
    except nbformat.ValidationError:
        return cell
    return candidate


def _field(cell, name: str):
    return cell.get(name) if isinstance(cell, dict) else None


def _text(cell) -> str:
    source = _field(cell, "source")
    return source if isinstance(source, str) else ""


def _kind(cell) -> str:
    kind = _field(cell, "cell_type")
    return kind if isinstance(kind, str) and kind in KINDS else "raw"


def _about(own: dict) -> dict:
    return own["metadata"].get("nbgrader", {})


def _grade_id(cell) -> str | None:
    about = _field(_field(cell, "metadata"), "nbgrader")
    return _field(about, "grade_id")


def _name(cell: dict) -> str:
    return f"`{_grade_id(cell) or cell['id']}`"
