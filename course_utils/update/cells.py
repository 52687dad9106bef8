"""What a cell says, told from its text and never run."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator

from course_utils.notebook.matching import grade_id, joined

Function = ast.FunctionDef | ast.AsyncFunctionDef
DEFINED = re.compile(r"^(?:async +def|def|class) +(\w+)|^(\w+)\b[^=\n()]*=(?!=)", re.MULTILINE)
ASKS = ("predict", "Prediction")


def digest(text: str) -> str:
    """The short name of a cell's text by which releases know it; blank lines around it do not count."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:12]


def mark(cell: dict) -> tuple[str, str, str]:
    """By what releases know a cell: its id, the digest of its text, and what nbgrader noted of it as it was released.

    nbgrader's mark stays with a cell whose text the reader has changed: so it tells which release an answer was begun in.
    """
    about = cell["metadata"].get("nbgrader")
    checksum = about.get("checksum") if isinstance(about, dict) else None
    return str(cell.get("id", "")), digest(source_of(cell)), str(checksum or "")[:12]


def is_answer(cell: dict) -> bool:
    """Whether the cell is there for the reader to write in."""
    return bool(grade_id(cell)) and cell["metadata"]["nbgrader"].get("solution") is True


def is_locked(cell: dict) -> bool:
    """Whether the cell is the chapter's alone: Jupyter and grading put it back anyway."""
    return cell["metadata"].get("editable") is False or bool(grade_id(cell)) and not is_answer(cell)


def points(cell: dict) -> float:
    """The points that nbgrader's metadata gives to a cell, 0 if none."""
    worth = cell["metadata"]["nbgrader"].get("points") if grade_id(cell) else None
    return worth if isinstance(worth, int | float) else 0


def defined(source: str) -> list[str]:
    """The names that a cell defines at its left margin, even where it is no valid Python."""
    return list(dict.fromkeys(match[1] or match[2] for match in DEFINED.finditer(source)))


def uses(source: str, names: list[str]) -> bool:
    """Whether one of the names occurs as a word of the source."""
    return any(re.search(rf"\b{re.escape(name)}\b", source) for name in names)


def tree(source: str) -> ast.Module | None:
    """The syntax tree; None for what is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def definitions(source: str) -> dict[str, ast.ClassDef | Function]:
    """Functions, classes and their methods by their names, as in `Value.backward`."""
    module = tree(source)
    return dict(_named(module.body, "")) if module else {}


def _named(body: list[ast.stmt], above: str) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    for node in body:
        if isinstance(node, ast.ClassDef | Function):
            yield above + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _named(node.body, f"{above}{node.name}.")


def arguments(node: ast.AST) -> str:
    """The arguments of a function without types, as they are called: `(X, y, eta=1.0)`."""
    if not isinstance(node, Function):
        return ""
    bare = ast.parse(ast.unparse(node.args).join(("def f(", "): pass"))).body[0]
    for inner in ast.walk(bare):
        if isinstance(inner, ast.arg):
            inner.annotation = None
    return f"({ast.unparse(bare.args)})"  # type: ignore[attr-defined]


def head(source: str) -> str:
    """A stub without its body: from the first line to the end of its docstring. All of the text where that is not to be told."""
    span = docstring_lines(source)
    return "\n".join(source.splitlines()[: span[2]]) if span else source


def docstring_lines(source: str) -> tuple[int, int, int] | None:
    """Of the cell's only function or class: how many lines stand before it, before its docstring, and before its body."""
    module = tree(source)
    nodes = [node for node in module.body if isinstance(node, ast.ClassDef | Function)] if module else []
    if len(nodes) != 1:
        return None
    first = min([nodes[0].lineno, *(decorator.lineno for decorator in nodes[0].decorator_list)])
    match nodes[0].body[0]:
        case ast.Expr(ast.Constant(str())) as text:
            return first - 1, text.lineno - 1, text.end_lineno or text.lineno
    return None


def question(source: str) -> tuple[str, ...]:
    """The questions of the predictions that a cell asks for."""
    if not any(name in source for name in ASKS) or (module := tree(source)) is None:
        return ()
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args)
    asked = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ASKS)
    return tuple(node.value for node in asked if isinstance(node, ast.Constant) and isinstance(node.value, str))


def source_of(cell: object) -> str:
    """The text of any cell, whose source may be a list of lines."""
    return joined(cell.get("source") if isinstance(cell, dict) else None)
