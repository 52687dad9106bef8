"""What to say before a card where the notebook's function is not what its cell says now.

The kernel knows which cells have run, and from which of them a function came; it does not know what was typed since. So
this finds a cell whose last run did not get as far as its function, a function that another cell has made since, and names
of the chapter that are missing after a restart. JupyterLab's own part of the course tells of a cell that was edited and not run.
"""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from types import CodeType, FunctionType

from course_utils.notebook.comeback import absent
from course_utils.notebook.matching import beginning
from course_utils.notebook.released import cells_of, released
from course_utils.notebook.syntax import MAGIC, answers, defines, tree

from .exercises import Exercise
from .provided import used

NOTE = "border-left: 6px dotted #b7791f; padding: 2px 14px; margin-bottom: 8px; max-width: 920px"


def stale(found: Exercise, chapter: str, function, shell) -> list[str]:
    """One line for each reason why a card would judge something else than what the reader sees; none where all is well."""
    names, history = shell.user_ns, [str(cell) for cell in shell.user_ns.get("In", ())]
    if names.get(found.name) is not function:
        return []  # the reader checks another function on purpose, and is told of that
    others = {name: names.get(name) for name in sorted(used(function, names))}
    functions = {found.name: function} | {name: other for name, other in others.items() if _origin(other, shell)}
    told = [_not_run(name, other, history, shell) for name, other in functions.items()]
    told.append(_made_elsewhere(found, function, history, shell))
    cells = cells_of(released(chapter))
    check = next((n for n, cell in enumerate(cells) if cell["id"] == f"{found.topic}-{found.name}-check"), len(cells))
    told += [absent(name, cells, check, history) for name in _missing(functions.values(), names)[:1]]
    return [line for line in told if line]


def html(lines: Sequence[str]) -> str:
    """The lines as they stand above a card."""
    marked = "".join(f"<p><strong>⚠ Look here first.</strong> {_prose(line)}</p>" for line in lines)
    return f'<div role="note" style="{NOTE}">{marked}</div>' if lines else ""


def _prose(text: str) -> str:
    parts = [f"<code>{escape(part)}</code>" if odd % 2 else escape(part) for odd, part in enumerate(text.split("`"))]
    return "".join(parts)


def _not_run(name: str, function, history: Sequence[str], shell) -> str:
    """What to tell where the newest cell that defines a name did not get as far as that."""
    newest = next((number for number in range(len(history) - 1, 0, -1) if _defines(history[number], name)), 0)
    from_cell = _origin(function, shell)
    if not newest or not from_cell or from_cell >= newest:
        return ""
    why = _syntax_error(history[newest]) or f"an error before it came to `{name}`"
    return (
        f"The cell that defines `{name}` was run last with {why}. So what it says now does not count yet: this is about the "
        f"`{name}` of an earlier run. Mend the cell, run it, then run this one again."
    )


def _defines(cell: str, name: str) -> bool:
    """Whether the cell defines a function or class of this name, or would if it could be read."""
    if name not in cell or not defines(cell, name):
        return False
    module = tree(cell)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return module is None or any(isinstance(node, kinds) and node.name == name for node in module.body)


def _syntax_error(cell: str) -> str:
    try:
        ast.parse(MAGIC.sub(r"\1pass", cell))
    except SyntaxError as error:
        return f"a {type(error).__name__} in line {error.lineno}"
    except (ValueError, RecursionError, MemoryError):
        return "an error"
    return ""


def _made_elsewhere(found: Exercise, function, history: Sequence[str], shell) -> str:
    """What to tell where a cell that is not the answer cell has made the function since that one ran."""
    ran: dict[int, str] = getattr(getattr(shell, "course_desk", None), "ran", {})
    answer = f"{found.topic}-{found.name}"
    own = [number for number, cell in ran.items() if cell == answer and number < len(history)]
    made = _origin(function, shell)
    if not own or ran.get(made, answer) == answer or max(own) > made or not answers(history[max(own)], found.name):
        return ""
    return (
        f"This `{found.name}` is the one of {beginning(history[made])}, which ran after the answer cell. If you mean the "
        "answer cell's, run that one again. Grading runs the cells from top to bottom: the lower one counts."
    )


def _origin(function, shell) -> int:
    """The execution count of the cell from whose run a function or class comes; 0 where that is none."""
    files: dict[str, int] = getattr(getattr(shell, "compile", None), "_filename_map", {})
    return max((files.get(code.co_filename, 0) for code in _codes(function)), default=0)


def _codes(function) -> Iterator[CodeType]:
    parts = vars(function).values() if isinstance(function, type) else [function]
    yield from (part.__code__ for part in parts if isinstance(part, FunctionType))


def _missing(functions: Iterable, names: dict) -> list[str]:
    """Names that these functions read and that are nowhere."""
    reads = {name for function in functions for code in _codes(function) for name in _globals(code)}
    return sorted(name for name in reads if name not in names and not hasattr(builtins, name))


def _globals(code: CodeType) -> Iterator[str]:
    yield from (step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _globals(part)
