"""Which statements of the provided cells grading needs: those on which the student's own code depends, and no demonstration."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a provided cell. binds: names that it binds or changes; reads: names that it uses."""

    source: str
    binds: frozenset[str]
    reads: frozenset[str]
    imports: bool


@lru_cache(maxsize=4096)
def statements(cell: str) -> tuple[Statement, ...]:
    """The statements of a provided cell; none where it holds magics, which no provided cell needs for its definitions."""
    try:
        body = ast.parse(cell).body
    except SyntaxError:
        return ()
    return tuple(_statement(node) for node in body)


def _statement(node: ast.stmt) -> Statement:
    reads, binds = set(), set()
    local = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    if local:
        binds.add(node.name)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            (reads if isinstance(inner.ctx, ast.Load) else binds if not local else reads).add(inner.id)
        elif isinstance(inner, ast.alias):
            binds.add((inner.asname or inner.name).split(".")[0])
        elif isinstance(inner, ast.Attribute | ast.Subscript) and not local:
            changed = _changed_by(inner)
            if changed:
                binds.add(changed)
    return Statement(
        ast.unparse(node), frozenset(binds), frozenset(reads), isinstance(node, ast.Import | ast.ImportFrom)
    )


def _changed_by(node: ast.Attribute | ast.Subscript) -> str:
    """The name whose object an assignment to its part changes: `x` in `x[0] = 1` and `x.y = 1`."""
    base = node
    while isinstance(base, ast.Attribute | ast.Subscript):
        base = base.value
    return base.id if isinstance(node.ctx, ast.Store) and isinstance(base, ast.Name) else ""


def names_in(source: str) -> frozenset[str]:
    """Every name that a cell of the student's reads anywhere; with magics in it, every word."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(word for word in "".join(c if c.isalnum() or c == "_" else " " for c in source).split())
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def needed(provided: list[str], wanted: Iterable[str]) -> list[str]:
    """What to run of each provided cell, "" for nothing: imports, and what binds a wanted name, however indirectly."""
    cells = [statements(cell) for cell in provided]
    wanted, before = set(wanted), -1
    while len(wanted) != before:
        before = len(wanted)
        for cell in cells:
            for statement in cell:
                if statement.binds & wanted:
                    wanted |= statement.reads
    return ["\n".join(s.source for s in cell if s.imports or s.binds & wanted) for cell in cells]
