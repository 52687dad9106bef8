"""Rebuilds a submission on the chapter's own source: our cells in our order, the student's where students write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from course_utils.notebook.matching import (
    START,
    Matched,
    Theirs,
    about,
    called,
    field_of,
    grade_id,
    kind_of,
    matched,
    text_of,
)

from .elsewhere import asked, find_written, take_additions, take_stubs_out
from .notebook_file import clean

HIDDEN = re.compile(r"^[^\n]*BEGIN (HIDDEN TESTS|MARK SCHEME).*?END \1[^\n]*(\n|\Z)", re.DOTALL | re.MULTILINE)


def restored(submitted: list, ours: list[dict], stubs: dict[str, str]) -> tuple[list[dict], list[str]]:
    """Our cells with the student's answers, and the student's own cells behind the cell of ours that they followed.

    submitted: the submission's cells; nothing is assumed about them.
    stubs: the text of each cell that nbgrader has registered, by grade id; it is what a locked cell runs, with its hidden
    and generated tests, and it stands in for an answer cell that is gone.
    Where all tests are checks, what the reader wrote elsewhere than in the answer cells counts too. Where they are plain
    code, cells are restored as nbgrader would.
    Returns the cells, in the notebook's format, and a line for everything that had to be mended.
    """
    found = matched(submitted, ours, stubs)
    gone = [p for p, own in enumerate(ours) if grade_id(own) and p not in found.answers]
    if names := asked(ours):
        take_additions(found, ours, _forms(ours, stubs))
        take_stubs_out(found, names, ours)
        find_written(found, ours, stubs)
    for position in gone:
        if position not in found.answers:
            found.notes.append(_gone(ours[position]))
    own_cells = _own_cells(found)
    cells = own_cells.get(START, [])
    for position, own in enumerate(ours):
        cell, changed = _merged(own, found.answers.get(position), stubs)
        if changed and not names:
            found.notes.append(
                f"the provided cell `{grade_id(own) or own['id']}` was changed: the original has been run"
            )
        cells += [cell, *own_cells.get(position, [])]
    return cells, found.notes


def _gone(own: dict) -> str:
    if about(own).get("solution"):
        return f"{called(own)} is missing: it counts as not answered"
    return f"{called(own)} was missing and has been put back"


def _forms(ours: list[dict], stubs: dict[str, str]) -> dict[int, tuple[str, ...]]:
    """By position, what our code cells run, and how the reader was given them."""
    provided = [(p, own) for p, own in enumerate(ours) if own["cell_type"] == "code" and not about(own).get("solution")]
    texts = [(p, stubs.get(grade_id(own) or "", own["source"])) for p, own in provided]
    return {position: (text, HIDDEN.sub("", text)) for position, text in texts}


def _merged(own: dict, theirs: Theirs | None, stubs: dict[str, str]) -> tuple[dict, bool]:
    """One of our cells, with the student's text where it is theirs to write, and whether they changed one that is not."""
    cell = dict(own)
    written_by_students = about(own).get("solution") or (own["cell_type"] == "markdown" and not grade_id(own))
    if written_by_students and theirs is not None:
        cell["source"] = theirs.text
        return _with_attachments(cell, theirs.cell), False
    cell["source"] = registered = stubs.get(grade_id(own) or "", own["source"])
    if theirs is None or written_by_students:
        return cell, False
    return cell, theirs.text.strip() not in (registered.strip(), HIDDEN.sub("", registered).strip())


def _own_cells(found: Matched) -> dict[int, list[dict]]:
    """The student's own cells by place, without any of their metadata, under ids of ours."""
    cells: dict[int, list[dict]] = {}
    for number, theirs in enumerate(sorted(found.own, key=lambda t: t.place), 1):
        cell = new_cell(theirs.kind, theirs.text, f"added-by-student-{number}")
        cells.setdefault(theirs.place, []).append(_with_attachments(cell, theirs.cell))
    return cells


def new_cell(kind: str, text: str, identity: str) -> dict:
    """A cell in the notebook's format."""
    code: dict = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": text, **code}


def bare_cells(submitted: Iterable) -> list[dict]:
    """Valid cells with what `restored` takes from malformed ones: kind, text, names and pictures."""
    cells = []
    for number, cell in enumerate(submitted):
        named = new_cell(kind_of(cell), text_of(cell), f"submitted-{number + 1}")
        name, identity = grade_id(cell), field_of(cell, "id")
        named["metadata"] = {"nbgrader": {"grade_id": name}} if isinstance(name, str) else {}
        named = _with_attachments(named, cell)
        cells.append(named | ({"id": identity} if isinstance(identity, str) else {}))
    return cells


def _with_attachments(cell: dict, theirs) -> dict:
    """`cell` with the pictures that the student pasted into a markdown cell, if they are valid."""
    attachments = field_of(theirs, "attachments")
    if cell["cell_type"] != "markdown" or not attachments:
        return cell
    import nbformat  # costs more than a second, and is seldom needed

    candidate = cell | {"attachments": json.loads(clean(json.dumps(attachments, ensure_ascii=False)))}
    try:
        nbformat.validate(candidate, ref="markdown_cell", version=4, version_minor=5)
    except nbformat.ValidationError:
        return cell
    return candidate
