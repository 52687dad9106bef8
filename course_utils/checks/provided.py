"""What a notebook has made of the chapter's own names, as far as the cells that have run can tell.

Grading runs the chapter's own cells as they were handed out, and what was added to them. So a function that uses a name which
somebody has changed there may do one thing in the notebook and another in grading; the card says so beforehand.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from types import CodeType, FunctionType

from .exercises import PUBLIC

FILE = "provided.json"


def marks(cell: str) -> dict[str, str]:
    """By name that the cell's statements define or assign: a mark of the statement's text, without what a formatter changes."""
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # magics, and whatever else a cell may hold
        return {}
    return {name: _mark(ast.get_source_segment(cell, node) or "") for node in body for name in _bound(node)}


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for part in (part for target in targets for part in ast.walk(target)):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id


def _mark(text: str) -> str:
    plain = re.sub(r",(?=[)\]}])", "", "".join(text.replace("'", '"').split()))
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:12]


@cache
def as_handed_out(topic: str) -> dict[str, list[str]]:
    """By name, the marks of the statements with which the chapter's own cells bind it; none where nothing is recorded."""
    file = resources.files(PUBLIC) / topic / FILE
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def changed(topic: str, function, names: dict, cells: Iterable[str]) -> dict[str, bool]:
    """The chapter's own names that a function uses, and that the notebook has last bound otherwise; whether surely in a cell of
    the chapter's, as others of its statements show: in the reader's own cells a name is theirs to bind.

    names: the notebook's; cells: what has run in it, in order.
    """
    known = as_handed_out(topic)
    ours = {name for name in used(function, names) if name in known}
    last: dict[str, tuple[str, bool]] = {}
    for cell in cells if ours else ():
        found = marks(cell) if any(name in cell for name in ours) else {}
        if getattr(function, "__name__", "") not in found:  # what stands with the function is the reader's own
            theirs = any(mark in known.get(name, ()) for name, mark in found.items())
            last |= {name: (mark, theirs) for name, mark in found.items()}
    return {name: last[name][1] for name in sorted(ours) if name in last and last[name][0] not in known[name]}


def used(function, names: dict) -> set[str]:
    """The names that a function or class uses, and those that the notebook's own functions among them use."""
    return _used(function, names, set())


def _used(function, names: dict, seen: set[int]) -> set[str]:
    if id(function) in seen:
        return set()
    seen.add(id(function))
    parts = vars(function).values() if isinstance(function, type) else [function]
    found: set[str] = set()
    for code in [part.__code__ for part in parts if isinstance(part, FunctionType) and part.__globals__ is names]:
        found |= set(_names(code))
    inner = (
        _used(names[name], names, seen) for name in sorted(found) if isinstance(names.get(name), FunctionType | type)
    )
    return found.union(*inner)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)
