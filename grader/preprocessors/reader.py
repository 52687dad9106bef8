"""Reads a submission, whatever the file turns out to be."""

from __future__ import annotations

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode, validator


class SubmissionReader(NotebookExporter):
    """nbgrader's notebook exporter, which takes a file that is no notebook for a notebook without cells.

    Stock nbgrader drops such a submission. Here `RestoreCells` puts the released cells back, so it gets its verdict like
    any other: 0 points, and a note that says what was wrong with the file.
    """

    def from_filename(self, filename: str, resources: dict | None = None, **kw) -> tuple[str, dict]:
        """Convert the notebook in `filename`; a file that cannot be opened counts as one that is no notebook."""
        resources = ResourcesDict() if resources is None else resources
        try:
            return super().from_filename(filename, resources=resources, **kw)
        except OSError as error:
            return self._without_cells(f"the file cannot be opened ({error.strerror})", resources, **kw)

    def from_file(self, file_stream, resources: dict | None = None, **kw) -> tuple[str, dict]:
        """Convert the notebook in an open file."""
        try:
            notebook = nbformat.read(file_stream, as_version=4)
            validator.normalize(notebook)  # what the exporter does next, outside any guard
        except Exception as error:  # noqa: BLE001 - the content is a stranger's: it can fail in any way
            reason = (str(error).strip().splitlines() or [""])[0][:200]
            return self._without_cells(f"{type(error).__name__}: {reason}", resources, **kw)
        return self.from_notebook_node(notebook, resources=resources, **kw)

    def _without_cells(self, reason: str, resources: dict, **kw) -> tuple[NotebookNode, dict]:
        resources["nbgrader"]["unreadable"] = reason
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources=resources, **kw)
