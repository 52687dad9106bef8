"""Runs a saved chapter's answers and their checks: `python -m course_utils.handin.child NOTEBOOK [CELL...]`.

It answers on its standard output with one line of JSON for each thing that happens; what the reader's code prints goes nowhere.
The cells that are named are left out.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from course_utils.notebook.check_cell import checked
from course_utils.notebook.needed import names_in, statements


def main() -> None:
    """Run it."""
    path, *left_out = sys.argv[1:]
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    with open(path, encoding="utf-8") as file:
        cells = [cell for cell in json.load(file)["cells"] if cell.get("cell_type") == "code"]
    os.chdir(os.path.dirname(os.path.abspath(path)))
    for event in events(cells, left_out):
        print(json.dumps(event), file=answer, flush=True)


def events(cells: list[dict], left_out: list[str]) -> Iterator[dict]:
    """What happens when the chapter's answers run, and of the other cells what they need."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance(history_load_length=0)
    for cell, source in needed(cells):
        name, check = str(cell.get("id", "")), checked("".join(cell["source"]))
        if not source.strip() or name in left_out:
            continue
        yield {"runs": name, "exercise": check[0] if check else None}
        done = shell.run_cell(source, store_history=True)
        error = done.error_before_exec or done.error_in_exec
        if error is not None:
            yield {"stopped": name, "exercise": check[0] if check else None, "said": told(error)}
        elif check:
            yield {"checked": check[0], **found(done.result.report)}


def needed(cells: list[dict]) -> list[tuple[dict, str]]:
    """Each code cell with what is to run of it: answers and checks as they are, of the others what these depend on.

    Unlike grading, it also leaves out the imports that nothing needs: most of the time is theirs.
    """
    texts = ["".join(cell["source"]) for cell in cells]
    whole = [_marked(cell) for cell in cells]
    wanted, before = {name for text, runs in zip(texts, whole, strict=True) if runs for name in names_in(text)}, -1
    parts = [() if runs else statements(text) for text, runs in zip(texts, whole, strict=True)]
    while len(wanted) != before:
        before = len(wanted)
        for statement in (one for part in parts for one in part if one.binds & wanted):
            wanted |= statement.reads
    sliced = ["\n".join(one.source for one in part if one.binds & wanted or "import *" in one.source) for part in parts]
    return list(zip(cells, [t if runs else s for t, s, runs in zip(texts, sliced, whole, strict=True)], strict=True))


def _marked(cell: dict) -> bool:
    """Whether it is an answer or a check."""
    mark = cell.get("metadata", {}).get("nbgrader", {})
    return bool(mark.get("solution") or mark.get("grade"))


def found(report) -> dict:
    """What a check has found, as plain data."""
    cases = [outcome for outcome in report.outcomes if outcome.outcome != "passed"]
    return {
        "points": report.counted,
        "attempted": report.attempted,
        "passed": report.passed,
        "cases": len(report.outcomes),
        "failed": [outcome.case.name for outcome in cases],
        "looks": report.misconception.name if report.misconception else None,
        "notes": list(report.notes),
    }


def told(error: BaseException) -> str:
    """An error in one line."""
    where = f" in line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
    reason = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
    return f"{type(error).__name__}{where}: {reason}"[:300].encode(errors="replace").decode()


if __name__ == "__main__":
    main()
