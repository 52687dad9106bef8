"""nbgrader's first sanitizing step: the submission is rebuilt on the chapter's own source."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.submission.chapter import ChapterNotebook, current_chapter
from grader.submission.compose import grading, notes_cell
from grader.submission.notebook_file import of_assignment
from grader.submission.restore import restored


class RestoreCells(NbGraderPreprocessor):
    """The first sanitizing step. What it hands on is a valid notebook, whatever came in.

    From the submission come the sources of the answer cells, the added cells, and the text of markdown cells; everything
    else (order, metadata, tags, locked and provided cells) comes from the chapter's notebook in the source directory.
    What had to be mended is said in a cell on top, so that the feedback page shows it, and in `metadata.grading.notes`.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Raises ValueError where the chapter's own notebook cannot be used; the message says what to do."""
        about = resources["nbgrader"]
        chapter, stubs = self._chapter(about["assignment"], about["notebook"]), _registered_cells(about)
        chapter.hold_against(stubs)
        submitted = of_assignment(about["submitted"], about["assignment"], stubs)
        cells, mended = restored(submitted.cells, chapter.cells, stubs)
        notes = [*submitted.notes, *(mended if submitted.graded else [])]
        for note in notes:
            self.log.warning("%s: %s", about["student"], note)
        metadata = chapter.notebook["metadata"] | grading(notes, [], chapter, submitted.graded)
        cells = [*notes_cell(notes), *cells]
        nb = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
        return nb, resources

    def _chapter(self, assignment: str, notebook: str) -> ChapterNotebook:
        course = self.parent.parent.coursedir  # converter > exporter > this
        return current_chapter(Path(course.format_path(course.source_directory, ".", assignment)), notebook)


def _registered_cells(about: dict) -> dict[str, str]:
    """The text of the released cells that the gradebook knows, by grade id."""
    with Gradebook(about["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(about["notebook"], about["assignment"])
        return {cell.name: cell.source for cell in notebook.source_cells}
