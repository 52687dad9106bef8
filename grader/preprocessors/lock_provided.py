"""What readers cannot change or delete by accident in a released chapter. nbgrader does the same for the cells that it knows."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course_utils.notebook.needed import names_in, statements

DEMO = "demo"


class LockProvided(NbGraderPreprocessor):
    """A step of `nbgrader generate_assignment`, before solutions are cut out: they tell what later cells build on."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """As `lock` says."""
        lock(nb)
        return nb, resources


def lock(notebook: NotebookNode) -> None:
    """Mark our cells in place: none can be deleted; text, and code on which later cells build, cannot be typed in.

    What only shows something stays open, and every cell with the tag `demo`: there readers try things. An author's own
    marks stand.
    """
    later: set[str] = set()
    for cell in reversed(notebook.cells):
        code = cell.cell_type == "code"
        built_upon = code and any(statement.binds & later for statement in statements(cell.source))
        if "nbgrader" not in cell.metadata:
            cell.metadata.setdefault("deletable", False)
            if not code or (built_upon and DEMO not in cell.metadata.get("tags", [])):
                cell.metadata.setdefault("editable", False)
        if code:
            later |= names_in(cell.source)
