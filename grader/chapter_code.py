"""The published solution of an exercise, as the chapter's text source has it, and what it needs of the chapter."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_utils.checks import topics
from course_utils.notebook.needed import names_in, needed

SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"
MARKER = re.compile(r"^# %%.*$", re.MULTILINE)
# What a file that holds a single answer may use beside the chapter's own imports.
IMPORTS = "import math\nimport numpy as np\nimport sympy\nimport torch\nimport torch.nn.functional as F\n"
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")


class NoSolution(LookupError):
    """The chapter has no solution of this exercise; the message says where one is looked for."""


@dataclass(frozen=True)
class Cell:
    """One code cell of a chapter's source: its marker line and its code."""

    marker: str
    code: str


@cache
def cells(topic: str) -> tuple[Cell, ...]:
    """The code cells of a chapter's text source; none where there is no such chapter."""
    path = source_of(topic) if topic in topics() else None
    if path is None or not path.is_file():
        return ()
    text = path.read_text(encoding="utf-8")
    markers = list(MARKER.finditer(text))
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    found = [Cell(marker[0], text[marker.end() : end]) for marker, end in zip(markers, ends, strict=True)]
    return tuple(cell for cell in found if "[markdown]" not in cell.marker and "[raw]" not in cell.marker)


def source_of(topic: str) -> Path:
    """The chapter's text source."""
    return SOLUTIONS / topics()[topic].chapter / f"{topic}.py"


@cache
def solution(exercise_id: str) -> str:
    """The solution cell of an exercise without docstrings and markers. NoSolution where the chapter has none."""
    topic, name = exercise_id.split(".")
    grade_id = f'"grade_id": "{topic}-{name}"'
    found = [cell.code for cell in cells(topic) if grade_id in cell.marker]
    if len(found) != 1:
        count = "no solution cell" if not found else f"{len(found)} solution cells"
        raise NoSolution(f"{exercise_id}: {count} with {grade_id} in {source_of(topic).relative_to(SOLUTIONS.parent)}")
    return without_docstrings("\n".join(line for line in found[0].splitlines() if not line.lstrip().startswith("###")))


def without_docstrings(code: str) -> str:
    """The code as it is written, its docstrings left out."""
    lines: list[str | None] = list(code.splitlines())
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None and node.body[1:]:
            first = node.body[0]
            for number in range(first.lineno - 1, first.end_lineno or first.lineno):
                lines[number] = None
    return "\n".join(line for line in lines if line is not None).strip() + "\n"


def surroundings(topic: str, code: str) -> str:
    """The imports, constants and functions of the chapter that this code needs, however indirectly, as one text."""
    defined = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    provided = _definitions(topic)
    wanted = names_in(code) - defined
    imports: list[str] = []
    kept: list[str] = []
    for text in needed(provided, wanted):
        for statement in ast.parse(text).body:
            (imports if isinstance(statement, ast.Import | ast.ImportFrom) else kept).append(ast.unparse(statement))
    rest = "\n".join(kept)
    used = wanted | names_in(rest) if rest else wanted
    return "\n".join([*_only(imports, used), rest]) + "\n"


@cache
def chapter_imports(topic: str) -> str:
    """The import statements at the top level of a chapter's source, as text."""
    statements = [node for cell in cells(topic) for node in ast.parse(_no_magics(cell.code)).body]
    return "\n".join(ast.unparse(node) for node in statements if isinstance(node, ast.Import | ast.ImportFrom))


@cache
def _definitions(topic: str) -> list[str]:
    """Of each code cell what a function may use: imports, functions, classes, and constants in capitals."""
    return [
        "\n".join(ast.unparse(node) for node in ast.parse(_no_magics(cell.code)).body if _defines(node))
        for cell in cells(topic)
    ]


def _no_magics(code: str) -> str:
    return re.sub(r"^\s*[%!].*$", "", code, flags=re.MULTILINE)


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        names = [inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
        return bool(names) and all(CONSTANT.fullmatch(name) for name in names)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def _only(imports: list[str], used: set[str] | frozenset[str]) -> list[str]:
    """The import statements that bind a name that is used."""
    kept = []
    for text in imports:
        aliases = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.alias)]
        names = {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
        if names & set(used):
            kept.append(text)
    return kept
