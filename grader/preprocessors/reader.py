"""Reads a submission, whatever the file turns out to be."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode, validator

from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import Unreadable, bounded, read_cells, read_notebook
from grader.submission.restore import bare_cells

from .limits import policy_of


class SubmissionReader(NotebookExporter):
    """nbgrader's notebook exporter, which takes a file that is no notebook for a notebook without cells.

    Stock nbgrader drops such a submission. Here `RestoreCells` puts the released cells back, so it gets its verdict like
    any other: 0 points, and a note that says what was wrong with the file.
    """

    def from_filename(self, filename: str, resources: dict | None = None, **kw) -> tuple[NotebookNode, dict]:
        """Convert the notebook in `filename`, as far as it is one."""
        resources = ResourcesDict() if resources is None else resources
        try:
            notebook = _read(Path(filename), policy_of(self))
        except Unreadable as unreadable:
            resources["nbgrader"]["unreadable"] = str(unreadable)
            notebook = nbformat.v4.new_notebook()
        return self.from_notebook_node(notebook, resources=resources, **kw)


def _read(path: Path, policy: SandboxPolicy) -> NotebookNode:
    """The notebook as nbformat reads it; where it cannot, its cells, as far as they are any. Raises Unreadable."""
    raw = read_notebook(path, policy)
    try:
        notebook = nbformat.reads(raw.decode("utf-8"), as_version=4)
        validator.normalize(notebook)  # what the exporter does next, outside any guard
        notebook.cells = [nbformat.from_dict(bounded(cell, policy)) for cell in notebook.cells]
        return notebook
    except Exception:  # the content is a stranger's: it can fail in any way
        cells = bare_cells(read_cells(path, policy))
        return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
