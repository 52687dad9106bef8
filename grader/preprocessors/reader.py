"""Reads a submission, whatever the file turns out to be."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode, validator

from grader.submission.intake import Unreadable, read_cells
from grader.submission.restore import bare_cells


class SubmissionReader(NotebookExporter):
    """nbgrader's notebook exporter, which takes a file that is no notebook for a notebook without cells.

    Stock nbgrader drops such a submission. Here `RestoreCells` puts the released cells back, so it gets its verdict like
    any other: 0 points, and a note that says what was wrong with the file.
    """

    def from_filename(self, filename: str, resources: dict | None = None, **kw) -> tuple[NotebookNode, dict]:
        """Convert the notebook in `filename`, as far as it is one."""
        resources = ResourcesDict() if resources is None else resources
        try:
            notebook = nbformat.read(filename, as_version=4)
            validator.normalize(notebook)  # what the exporter does next, outside any guard
        except Exception:  # the content is a stranger's: it can fail in any way
            try:
                cells = bare_cells(read_cells(Path(filename)))
            except Unreadable as unreadable:
                return self._without_cells(str(unreadable), resources, **kw)
            notebook = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        return self.from_notebook_node(notebook, resources=resources, **kw)

    def _without_cells(self, reason: str, resources: dict, **kw) -> tuple[NotebookNode, dict]:
        resources["nbgrader"]["unreadable"] = reason
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources=resources, **kw)
