"""What a new release has changed under an answer: the arguments, the docstring, the whole exercise."""

from __future__ import annotations

import ast
from difflib import unified_diff

from course_utils.update.cells import Function, arguments, definitions, digest, docstring_lines, tree


def changes(theirs: str, stub: str) -> tuple[str, bool, list[str]]:
    """(in words what differs between an answer and its new stub, whether its reader has to look, a diff of what the stub promises).

    theirs: an answer to an earlier stub, that may be no valid Python.
    """
    new, old = definitions(stub), definitions(theirs)
    if not new:
        return "the question is another one", True, _diff(theirs, stub)
    said = []
    for name, node in new.items():
        if name not in old:
            said.append(f"`{name}` is asked for, which your cell does not define")
        elif arguments(node) != arguments(old[name]):
            said.append(f"`{name}{arguments(old[name])}` is now `{name}{arguments(node)}`")
    if said:
        return "; ".join(said), True, _diff(promise(theirs), promise(stub))
    texts = [(ast.get_docstring(node), ast.get_docstring(old[name])) for name, node in new.items()]
    if any(ours != mine for ours, mine in texts):
        return "its docstring has changed", True, _diff(promise(theirs), promise(stub))
    return "its stub has changed", True, _diff(promise(theirs), promise(stub))


def same_but_for_docstring(theirs: str, stub: str, before: str) -> bool:
    """Whether an answer begins as its earlier stub did, word for word, and the new one differs from that in the docstring alone.

    before: the digest of the earlier stub. Its text is nowhere kept, but it can be told: the beginning of the answer and the end of
    the new stub.
    """
    mine, now = docstring_lines(theirs), docstring_lines(stub)
    if not mine or not now:
        return False
    lines, new = theirs.splitlines(), stub.splitlines()
    earlier = [*new[: now[0]], *lines[mine[0] : mine[2]], *new[now[2] :]]
    return lines[mine[0] : mine[1]] == new[now[0] : now[1]] and digest("\n".join(earlier)) == before


def mended(theirs: str, stub: str) -> str:
    """The answer with the new docstring in place of the old."""
    mine, now = docstring_lines(theirs), docstring_lines(stub)
    assert mine and now
    lines = theirs.splitlines()
    lines[mine[1] : mine[2]] = stub.splitlines()[now[1] : now[2]]
    return "\n".join(lines)


def promise(source: str) -> str:
    """What stands above the code of a cell's functions and classes: signatures and docstrings. All of what is no Python."""
    module = tree(source)
    if module is None:
        return source
    module.body = [node for node in module.body if isinstance(node, ast.ClassDef | Function)]
    for node in ast.walk(module):
        if isinstance(node, Function):
            node.body = [*node.body[: ast.get_docstring(node) is not None], ast.Expr(ast.Constant(...))]
    return ast.unparse(module)


def _diff(old: str, new: str) -> list[str]:
    return list(unified_diff(old.splitlines(), new.splitlines(), "before", "now", lineterm="", n=1))
