"""Rebuilds a submission on the chapter's own source: our cells in our order, the student's where students write."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
START = -1  # the place before our first cell


class RestoreCells(NbGraderPreprocessor):
    """The first sanitizing step. What it hands on is a valid notebook, whatever came in.

    From the submission come the sources of the answer cells, the added cells, and the text of markdown cells; everything
    else (order, metadata, tags, locked and provided cells) comes from the chapter's notebook in the source directory.
    What had to be mended is said in a cell on top, so that the feedback page shows it, and in `metadata.grading.notes`.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Raises ValueError where the chapter's own notebook cannot be used; the message says what to do."""
        about = resources["nbgrader"]
        source = self._source(about["assignment"], about["notebook"])
        stubs = _registered_cells(about)
        unknown = sorted(_graded_ids(source) ^ stubs.keys())
        if unknown:
            raise ValueError(f"the gradebook and {about['assignment']} disagree about {', '.join(unknown[:3])}: "
                             "run `make setup` to register the chapter, then grade again")
        cells, notes = restored(nb.cells, source.cells, stubs)
        if "unreadable" in about:
            notes = [f"the submitted file is no notebook ({about['unreadable']}), so nothing in it could be graded"]
        for note in notes:
            self.log.warning("%s: %s", about["student"], note)
        if notes:
            text = "**Notes from the grader**\n\n" + "\n".join(f"- {note}" for note in notes)
            cells.insert(0, new_markdown_cell(text, id="grading-notes"))
        nb = NotebookNode(cells=cells, metadata=deepcopy(source.metadata), nbformat=4, nbformat_minor=5)
        nb.metadata["grading"] = {"notes": notes}
        return nb, resources

    def _source(self, assignment: str, notebook: str) -> NotebookNode:
        course = self.parent.parent.coursedir  # converter > exporter > this
        path = Path(course.format_path(course.source_directory, ".", assignment), f"{notebook}.ipynb")
        if not path.is_file():
            raise ValueError(f"{path} is missing: run `make notebooks`, then grade again")
        return nbformat.read(path, as_version=4)


def restored(submitted: list, ours: list[NotebookNode], stubs: dict[str, str]) -> tuple[list[NotebookNode], list[str]]:
    """Our cells with the student's answers, and the student's own cells behind the cell of ours that they followed.

    submitted: the submission's cells; nothing is assumed about them.
    stubs: the released text of each cell that nbgrader knows, by grade id; it stands in for an answer cell that is gone.
    Returns the cells and a line for everything that had to be mended.
    """
    find = _Finder(ours)
    answers, added, notes, place = {}, defaultdict(list), [], START
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
            if is_solution(ours[found]) and text.strip() != answers[found][1].strip():
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

    def __init__(self, ours: list[NotebookNode]):
        self._by_grade_id = {_grade_id(cell): position for position, cell in enumerate(ours) if _grade_id(cell)}
        self._by_id = {cell.id: position for position, cell in enumerate(ours)}
        self._by_text = {cell.source.strip(): position for position, cell in enumerate(ours) if not _grade_id(cell)}

    def __call__(self, cell, text: str) -> int | None:
        for known, key in ((self._by_grade_id, _grade_id(cell)), (self._by_id, _field(cell, "id"))):
            if isinstance(key, str) and key in known:
                return known[key]
        return self._by_text.get(text.strip())


def _merged(own: NotebookNode, theirs: tuple | None, stubs: dict[str, str]) -> tuple[NotebookNode, list[str]]:
    """One of our cells, with the student's text where it is theirs to write, and notes about it."""
    cell = deepcopy(own)
    if is_solution(own):
        if theirs is None:
            cell.source = stubs[_grade_id(own)]
            return cell, [f"the answer cell {_name(own)} is missing: it counts as not answered"]
        cell.source = theirs[1]
        return _with_attachments(cell, theirs[0]), []
    if theirs is None:
        return cell, [f"the cell {_name(own)} was missing and has been put back"] if _grade_id(own) else []
    if own.cell_type == "markdown" and not _grade_id(own):
        cell.source = theirs[1]
        return _with_attachments(cell, theirs[0]), []
    released = stubs.get(_grade_id(own), own.source)
    changed = theirs[1].strip() != released.strip()
    return cell, [f"the provided cell {_name(own)} was changed: the original has been run"] if changed else []


def _fresh_cells(added: list[tuple], counter: int) -> tuple[list[NotebookNode], int]:
    """The student's own cells, without any of their metadata, under ids of ours."""
    cells = []
    for kind, cell, text in added:
        counter += 1
        cells.append(_with_attachments(NEW_CELL[kind](text, id=f"added-by-student-{counter}"), cell))
    return cells, counter


def _with_attachments(cell: NotebookNode, theirs) -> NotebookNode:
    """`cell` with the pictures that the student pasted into a markdown cell, if they are valid."""
    attachments = _field(theirs, "attachments")
    if cell.cell_type != "markdown" or not attachments:
        return cell
    candidate = NotebookNode(cell | {"attachments": attachments})
    try:
        nbformat.validate(candidate, ref="markdown_cell", version=4, version_minor=5)
    except ValidationError:
        return cell
    return candidate


def _field(cell, name: str):
    return cell.get(name) if isinstance(cell, dict) else None


def _text(cell) -> str:
    source = _field(cell, "source")
    return source if isinstance(source, str) else ""


def _kind(cell) -> str:
    kind = _field(cell, "cell_type")
    return kind if isinstance(kind, str) and kind in NEW_CELL else "raw"


def _grade_id(cell) -> str | None:
    about = _field(_field(cell, "metadata"), "nbgrader")
    return _field(about, "grade_id")


def _name(cell: NotebookNode) -> str:
    return f"`{_grade_id(cell) or cell.id}`"


def _graded_ids(notebook: NotebookNode) -> set[str]:
    known = (is_grade, is_solution, is_locked, is_task)
    return {_grade_id(cell) for cell in notebook.cells if any(test(cell) for test in known)}


def _registered_cells(about: dict) -> dict[str, str]:
    """The text of the released cells that the gradebook knows, by grade id."""
    with Gradebook(about["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
        return {cell.name: cell.source for cell in notebook.source_cells}
