"""Answers that stand elsewhere than in their cells: in a cell of the reader's own, in another answer's, in a cell of ours."""

from __future__ import annotations

import ast

from course_utils.notebook.check_cell import checked
from course_utils.notebook.matching import Matched, Theirs, about, called, grade_id
from course_utils.notebook.needed import statements
from course_utils.notebook.syntax import answers, bound, defines, imported, same_code, tree, without_stubs

from .records import NeedsHuman

POINTER = "# Graded in place of this cell: your definition of `{}` in another one."
WORDS = "\n\n*(Not written here. The reader's own texts around this cell are the answer.)*"


def asked(ours: list[dict]) -> dict[str, int | None]:
    """The names that the checks of a chapter ask for, and the positions of their answer cells."""
    graded = [cell for cell in ours if about(cell).get("grade") and cell["cell_type"] == "code"]
    names = [question[1] for cell in graded if (question := checked(cell["source"]))]
    cells = [(p, cell["source"]) for p, cell in enumerate(ours) if about(cell).get("solution")]
    return {name: next((p for p, source in cells if defines(source, name)), None) for name in names}


def take_stubs_out(found: Matched, names: dict[str, int | None], ours: list[dict]) -> None:
    """Where the reader has defined an asked name, no stub of it is run, wherever either of them stands."""
    for name, position in names.items():
        texts = [t for p, t in found.answers.items() if about(ours[p]).get("solution")]
        texts = [t for t in [*texts, *(t for t in found.own if t.kind == "code")] if name in t.text]
        gone = position is not None and position not in found.answers
        if not gone and not any("NotImplementedError" in t.text for t in texts):
            continue
        if not any(answers(t.text, name) for t in texts):
            continue
        for theirs in texts:
            theirs.text = without_stubs(theirs.text, {name})
        if position is not None and not (here := found.answers.get(position)):
            found.answers[position] = Theirs("code", POINTER.format(name), {}, position)
        elif position is not None and here and not here.text.strip():
            here.text = POINTER.format(name)
        else:
            continue
        found.notes.append(f"`{name}` is not defined in its answer cell but in another one: that definition was graded")
    found.own[:] = [theirs for theirs in found.own if theirs.text.strip()]


def find_written(found: Matched, ours: list[dict], stubs: dict[str, str]) -> None:
    """Where a written answer's cell is untouched or gone, and there are words of the reader's near it, a person reads them."""
    graded = [p for p, cell in enumerate(ours) if grade_id(cell)]
    for position in graded:
        own = ours[position]
        if own["cell_type"] == "code" or not (about(own).get("solution") and about(own).get("grade")):
            continue
        stub, here = stubs[grade_id(own) or ""], found.answers.get(position)
        if here is not None and here.text.strip() != stub.strip():
            continue
        first = max((p for p in graded if p < position), default=-1)
        last = min((p for p in graded if p > position), default=len(ours))
        near = [t for t in found.own if (here is None or first <= t.place < last) and _is_prose(t)]
        near += [found.answers[p] for p in range(first + 1, last) if _rewritten(found.answers.get(p), ours[p])]
        if any(t.text.strip() != stub.strip() for t in near):
            found.answers[position] = Theirs("markdown", stub + WORDS, {}, position)
            found.notes.append("your written answer stands beside its own cell: a person reads it there")


def _is_prose(theirs: Theirs) -> bool:
    if theirs.kind != "code":
        return True
    module = tree(theirs.text)
    return module is None or all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in module.body
    )


def _rewritten(theirs: Theirs | None, own: dict) -> bool:
    """Whether the reader has written into a text of ours."""
    ours_to_change = own["cell_type"] == "markdown" and not grade_id(own)
    return theirs is not None and ours_to_change and theirs.text.strip() != own["source"].strip()


def take_additions(found: Matched, ours: list[dict], texts: dict[int, tuple[str, ...]]) -> None:
    """What the reader has added to our code cells becomes a cell of their own behind each; what they changed is said.

    texts: by position, the forms in which each of our code cells may have been handed out, the one that is run first.
    """
    changed = [p for p in texts if p in found.answers and found.answers[p].text.strip() not in _stripped(texts[p])]
    if not changed:
        return
    bound_by_us = frozenset(n for forms in texts.values() for s in statements(forms[0]) for n in s.binds)
    for position in changed:
        theirs, forms = found.answers[position], texts[position]
        if any(same_code(theirs.text, form) for form in forms):
            continue
        code, meddled = additions(theirs.text, forms, bound_by_us)
        name = called(ours[position])
        if code:
            own = next((i for i, t in enumerate(found.own) if t.place >= position), len(found.own))
            found.own.insert(own, Theirs("code", code, {}, position))
        _tell(found, ours[position], name, code, meddled, theirs.text)


def _stripped(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts)


def _tell(found: Matched, own: dict, name: str, code: str, meddled: bool, text: str) -> None:
    added = ", ".join(f"`{word}`" for word in _names(code))
    if meddled:
        beside = f", and beside it what you added ({added})" if added else ""
        found.notes.append(f"{name} was changed: the original has been run{beside}")
    elif added:
        found.notes.append(f"what you added to {name} was run after it: {added}")
    question, theirs = checked(own["source"]), checked(text.strip())
    if question and theirs and question[1] != theirs[1]:
        found.notes.append(
            NeedsHuman(f"{name} was made to check `{theirs[1]}`: the function has to be called `{question[1]}`")
        )


def _names(code: str) -> list[str]:
    module = tree(code) if code else None
    return list(dict.fromkeys(n for node in module.body for n in bound(node)))[:10] if module else []


def additions(theirs: str, forms: tuple[str, ...], ours: frozenset[str]) -> tuple[str, bool]:
    """The imports, definitions and assignments to new names that somebody added to a cell, and whether they changed its own.

    forms: the cell as it was handed out. ours: every name that provided cells bind; what binds one of them is not taken.
    """
    module = tree(theirs)
    if module is None:
        return "", True
    known = {ast.dump(node) for form in forms if (m := tree(form)) for node in m.body}
    own = tree(forms[-1])
    there = {ast.dump(node) for node in module.body}
    meddled = own is None or any(ast.dump(node) not in there for node in own.body if not _imports(node))
    taken = []
    for node in module.body:
        if ast.dump(node) in known:
            continue
        kept = _added(node, ours)
        taken += [kept] if kept else []
        meddled = meddled or bool(not kept and set(bound(node)) & ours and not _imports(node))
    return "\n".join(ast.unparse(node) for node in taken), meddled


def _imports(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _added(node: ast.stmt, ours: frozenset[str]) -> ast.stmt | None:
    """The statement if it only adds something; of an import, the names that are new."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        new = [alias for alias in node.names if imported(alias) not in ours]
        if not new:
            return None
        module = ast.Import(new) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, new, node.level)
        return ast.copy_location(module, node)
    defines = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign | ast.Try | ast.If
    names = set(bound(node))
    return node if isinstance(node, defines) and names and not names & ours and _only_names(node) else None


def _only_names(node: ast.stmt) -> bool:
    """Whether an assignment binds names and changes no part of anything."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return not any(isinstance(i, ast.Attribute | ast.Subscript) for t in targets for i in ast.walk(t))
