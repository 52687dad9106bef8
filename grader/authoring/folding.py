"""Which cells a reader sees folded: those that only draw, ask, reveal or set up. One line of prose stands for each.

The tag `hide-input` is what an author writes, and what Jupyter Book and MyST fold by; the build adds what JupyterLab and
Notebook 7 fold by. VS Code keeps its folds to itself and reads none from the file: there the first line still says it.
"""

import ast
import re

from nbformat import NotebookNode

from grader.authoring.trees import parse_cell

HIDE_INPUT = "hide-input"
FOLDED = {"source_hidden": True}
# What JupyterLab shows of a folded cell is its first line.
SENTENCE = re.compile(r"# [A-Z][^#]{8,88}\.")
ASKING = {"predict", "Prediction", "explore", "withheld", "reveal"}
DRAWING = {"title", "alt"}


def folded(cell: NotebookNode) -> bool:
    """True where the cell's input is folded when the chapter is opened."""
    return HIDE_INPUT in cell.metadata.get("tags", [])


def open_drawings(notebook: NotebookNode) -> list[str]:
    """A prediction's answer, and a figure's title or alternative text, stand in folded cells only: they tell the result."""
    code = [(cell, parse_cell(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]
    described = {name for _, tree in code for name in _describers(tree)}
    breaches = []
    for cell, tree in code:
        if not folded(cell) and (what := _tells(tree, described)):
            breaches.append(f"{cell.id} {what} in the open: put it into a cell of its own, tagged {HIDE_INPUT}")
    return breaches


def _describers(tree: ast.Module) -> set[str]:
    """The functions that a cell hands over to make an alternative text."""
    keywords = [keyword for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords]
    return {ast.unparse(keyword.value) for keyword in keywords if keyword.arg == "alt"}


def _tells(tree: ast.Module, described: set[str]) -> str | None:
    """What in a cell belongs into a folded one, or None. described: functions that make an alternative text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in described:
            return f"describes a figure in {node.name}()"
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            name, owner = ast.unparse(node).rpartition(".")[2], ast.unparse(node).partition(".")[0]
            if owner == "plotting" or name == "plotting":
                return "draws"
        if isinstance(node, ast.Call):
            if (name := ast.unparse(node.func).rpartition(".")[2]) in ASKING:
                return f"calls {name}"
            if named := sorted(DRAWING & {keyword.arg for keyword in node.keywords if keyword.arg}):
                return f"gives a figure its {named[0]}"
    return None


def silent_folds(notebook: NotebookNode) -> list[str]:
    """A folded cell holds nothing that the reader writes or is graded by, and its first line says what it does."""
    breaches = []
    for cell in filter(folded, notebook.cells):
        first = cell.source.split("\n", 1)[0]
        if cell.cell_type != "code":
            breaches.append(f"{cell.id} is text: only code is folded")
        elif "nbgrader" in cell.metadata:
            breaches.append(f"{cell.id} is the reader's, or graded: it cannot be folded")
        elif not SENTENCE.fullmatch(first):
            breaches.append(
                f"{cell.id} is folded: begin it with a comment of one line that says in a sentence what it does"
            )
    return breaches
