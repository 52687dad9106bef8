"""What a piece of somebody's code defines, read from its syntax and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Python's parser takes time and memory that grow with the square of a dotted name's length: 10 GB for 200 KB of it.
TOO_DOTTED = re.compile(r"\b(?:\w++[\s\\]*+\.[\s\\]*+){100}")
# And with the length of an f-string, times what it formats: seconds for 200 KB.
FORMATTED, MOST_FORMATTED = re.compile(r"""[fF][rR]?['"]"""), 10**9
MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
COMPOUND = (ast.If, ast.Try, ast.With, ast.For, ast.While)


def parseable(source: str) -> bool:
    """Whether Python's parser may be given this text; what it makes of it is another question."""
    formatted = source.count("{") * len(source) > MOST_FORMATTED and FORMATTED.search(source)
    return not formatted and not TOO_DOTTED.search(source)


def tree(source: str) -> ast.Module | None:
    """The syntax tree of a cell, its magics and shell escapes taken for nothing; None for what is no Python."""
    if not parseable(source):
        return None
    for text in (source, MAGIC.sub(r"\1pass", source)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds at the top level of a cell."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (imported(alias) for alias in node.names)
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case _:
            for inner in ast.iter_child_nodes(node):
                yield from bound(inner)


def imported(alias: ast.alias) -> str:
    """The name that an import binds."""
    return alias.asname or alias.name.partition(".")[0]


def defines(source: str, name: str) -> bool:
    """Whether the cell has a line that defines this name, as far as a line can tell."""
    return bool(re.search(rf"^(?:async +)?(?:def|class) +{name}\b|^{name}\b[^=\n]*=", source, re.MULTILINE))


def is_stub(node: ast.AST) -> bool:
    """Whether this defines a function or class that only raises NotImplementedError, as exercises are handed out."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return bool(rest := _without_docstring(node.body)) and _raises(rest[0])
        case ast.ClassDef():
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            return bool(methods) and all(is_stub(method) for method in methods)
    return False


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(ast.Constant(str())), *rest]:
            return rest
    return body


def _raises(node: ast.stmt) -> bool:
    match node:
        case ast.Raise(ast.Name("NotImplementedError")) | ast.Raise(ast.Call(ast.Name("NotImplementedError"))):
            return True
    return False


def answers(source: str, name: str) -> bool:
    """Whether this cell gives the asked name a meaning of its own: any but the stub's, or one made from the name itself."""
    module = tree(source) if name in source else None
    return module is not None and any(_gives(node, name) for node in module.body)


def _gives(node: ast.stmt, name: str) -> bool:
    if name not in bound(node) or is_stub(node):
        return False
    from_itself = isinstance(node, ast.Assign | ast.AnnAssign) and any(
        isinstance(inner, ast.Name) and inner.id == name and isinstance(inner.ctx, ast.Load) for inner in ast.walk(node)
    )
    return not from_itself


def without_stubs(source: str, names: set[str]) -> str:
    """The cell with empty lines where stubs of these names stood."""
    if "NotImplementedError" not in source or (module := tree(source)) is None:
        return source
    lines = source.split("\n")
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names and is_stub(node):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines[first - 1 : node.end_lineno] = [""] * ((node.end_lineno or node.lineno) - first + 1)
    return "\n".join(lines)


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same but for comments, blanks and line breaks."""
    first, second = tree(one), tree(other)
    return first is not None and second is not None and ast.dump(first) == ast.dump(second)
