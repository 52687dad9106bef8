"""nbgrader's first sanitizing step: the submission is rebuilt on the chapter's own source."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from grader.pipeline.compose import notes_cell
from grader.pipeline.restore import restored


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
            raise ValueError(
                f"the gradebook and {about['assignment']} disagree about {', '.join(unknown[:3])}: "
                "run `make setup` to register the chapter, then grade again"
            )
        cells, notes = restored(nb.cells, source.cells, stubs)
        if "unreadable" in about:
            notes = [f"the submitted file is no notebook ({about['unreadable']}), so nothing in it could be graded"]
        for note in notes:
            self.log.warning("%s: %s", about["student"], note)
        metadata = deepcopy(source.metadata) | {"grading": {"notes": notes}}
        cells = [*notes_cell(notes), *cells]
        nb = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
        return nb, resources

    def _source(self, assignment: str, notebook: str) -> NotebookNode:
        course = self.parent.parent.coursedir  # converter > exporter > this
        path = Path(course.format_path(course.source_directory, ".", assignment), f"{notebook}.ipynb")
        if not path.is_file():
            raise ValueError(f"{path} is missing: run `make notebooks`, then grade again")
        return nbformat.read(path, as_version=4)


def _graded_ids(notebook: NotebookNode) -> set[str]:
    known = (is_grade, is_solution, is_locked, is_task)
    return {cell.metadata.nbgrader.grade_id for cell in notebook.cells if any(test(cell) for test in known)}


def _registered_cells(about: dict) -> dict[str, str]:
    """The text of the released cells that the gradebook knows, by grade id."""
    with Gradebook(about["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
        return {cell.name: cell.source for cell in notebook.source_cells}
