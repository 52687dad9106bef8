"""Which statements of the provided cells grading needs: those on which the student's own code depends, and no demonstration."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .syntax import imported, parseable

AUGMENTED = re.compile(r"[-+*/%&|^@]=|<<=|>>=")  # as in `x += 1`, which symtable does not count as reading x


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a provided cell. binds: names that it binds or changes; reads: global names that it uses."""

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
    source = ast.unparse(node)
    reads, binds = _globals(symtable.symtable(source, "cell", "exec"))
    changed = {_base(inner) for inner in ast.walk(node) if isinstance(inner, ast.Attribute | ast.Subscript)}
    imports = isinstance(node, ast.Import | ast.ImportFrom)
    return Statement(source, frozenset(binds | changed - {""}), frozenset(reads), imports)


def _globals(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """Global names that a piece of code reads and binds, its functions and classes included."""
    top = table.get_type() == "module"
    own = [s for s in table.get_symbols() if top or s.is_global()]
    reads = {s.get_name() for s in own if s.is_referenced()}
    binds = {s.get_name() for s in own if s.is_assigned() or s.is_imported()}
    for inner in table.get_children():
        more_reads, more_binds = _globals(inner)
        reads |= more_reads
        binds |= more_binds
    return reads, binds


def _base(node: ast.Attribute | ast.Subscript) -> str:
    """The name whose object an assignment to its part changes: `x` in `x[0] = 1` and `x.y = 1`."""
    base: ast.expr = node
    while isinstance(base, ast.Attribute | ast.Subscript):
        base = base.value
    return base.id if isinstance(node.ctx, ast.Store) and isinstance(base, ast.Name) else ""


def names_in(source: str) -> frozenset[str]:
    """Global names that a cell of the student's reads before it binds them, if it does; with magics in it, every word."""
    if not source:
        return frozenset()
    try:
        if not parseable(source):
            raise SyntaxError
        reads, binds = _globals(symtable.symtable(source, "cell", "exec"))
        first = _read_first(ast.parse(source)) if reads & binds or AUGMENTED.search(source) else set()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in source).split())
    return frozenset(reads - binds | first)


def _read_first(module: ast.Module) -> set[str]:
    """Names that the top level of a cell reads before it binds them, as `X` in `X = X + 1`."""
    names: dict[str, bool] = {}  # whether it is read where it comes first
    for node in _as_run(module):
        names.setdefault(node.id, isinstance(node.ctx, ast.Load))
    return {name for name, read in names.items() if read}


def _as_run(node: ast.AST) -> Iterator[ast.Name]:
    """The names outside functions in the order in which they are read and bound: of an assignment, the value comes first."""
    match node:
        case ast.Name():
            yield node
        case ast.AugAssign(ast.Name(name)):
            yield ast.Name(name, ast.Load())
            yield from _as_run(node.value)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            for part in [*getattr(node, "decorator_list", []), node.args]:
                yield from _as_run(part)
            if not isinstance(node, ast.Lambda):
                yield ast.Name(node.name, ast.Store())
        case ast.Import() | ast.ImportFrom():
            yield from (ast.Name(imported(alias), ast.Store()) for alias in node.names)
        case _:
            last = {"targets", "target"} if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) else set()
            fields = sorted(ast.iter_fields(node), key=lambda field: field[0] in last)
            if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
                fields.sort(key=lambda field: field[0] != "iter")
            for _, value in fields:
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        yield from _as_run(part)


def needed(provided: list[str], wanted: Iterable[str]) -> list[str]:
    """What to run of each provided cell, "" for nothing: imports, and what binds a wanted name, however indirectly."""
    cells, every = [statements(cell) for cell in provided], every_name(provided, wanted)
    return ["\n".join(s.source for s in cell if s.imports or s.binds & every) for cell in cells]


def every_name(cells: list[str], wanted: Iterable[str]) -> set[str]:
    """The wanted names, and all that the statements of these cells read which bind one, however indirectly."""
    known = [statement for cell in cells for statement in statements(cell)]
    wanted, before = set(wanted), -1
    while len(wanted) != before:
        before = len(wanted)
        for statement in known:
            if statement.binds & wanted:
                wanted |= statement.reads
    return wanted
