"""Reads a submission, whatever the file turns out to be."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import Autograde

from grader.submission.notebook_file import read_notebook
from grader.submission.restore import bare_cells

from .limits import policy_of
from .plain_files import only_plain_files


class SubmissionReader(NotebookExporter):
    """nbgrader's notebook exporter, which reads a submission as `python -m grader autograde` does.

    Stock nbgrader drops a file that is no notebook. Here it is one without cells: `RestoreCells` puts the released cells
    back, so it gets its verdict like any other, and a note that says what is wrong with the file.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if isinstance(self.parent, Autograde):
            only_plain_files(self.parent, policy_of(self))

    def from_filename(self, filename: str, resources: dict | None = None, **kw) -> tuple[NotebookNode, dict]:
        """Convert the notebook in `filename`, as far as it is one."""
        resources = ResourcesDict() if resources is None else resources
        if not getattr(self.parent, "_sanitizing", True):  # the second pass: this is what the first one wrote
            return super().from_filename(filename, resources=resources, **kw)
        submitted = resources["nbgrader"]["submitted"] = read_notebook(Path(filename), policy_of(self))
        whole = {"cells": bare_cells(submitted.cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return self.from_notebook_node(nbformat.from_dict(whole), resources=resources, **kw)
