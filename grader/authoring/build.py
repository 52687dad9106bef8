"""`python -m grader build`: the solved notebooks with their outputs, from the chapters' text sources."""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_utils.plain_file import write_atomically
from grader.authoring import rules, sanitise
from grader.authoring.chapters import AuthoringError, Chapter, find_chapters, read_notebook
from grader.authoring.compare_outputs import outputs_difference
from grader.authoring.execute import execute
from grader.authoring.rules import IGNORE_OUTPUT
from grader.authoring.source import Points, cell_lines, complete_notebook, exercise_points


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `build`."""
    parser.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="a chapter's folder, such as 11_vae; without one, every chapter"
    )
    parser.add_argument("--root", type=Path, default=Path("."), help="the course's root (default: here)")


def run(args: argparse.Namespace) -> int:
    """Build the chapters asked for and say what became of each. Returns 0, or 1 with one line on stderr."""
    try:
        for chapter in find_chapters(args.root, args.chapters):
            print(f"{chapter.name}: {build(chapter)}", flush=True)
    except AuthoringError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


def build(chapter: Chapter, points: Points = exercise_points, release: str | None = None) -> str:
    """Execute the chapter afresh and write its notebook, unless the one that is there already says the same.

    Returns what happened, in words. Raises AuthoringError where the chapter cannot be built; nothing is written then.
    """
    _hold(chapter, complete_notebook(chapter, points, release), rules.STATIC)
    fresh = fresh_notebook(chapter, points, release)
    _hold(chapter, fresh, rules.RULES)
    content = nbformat.writes(fresh).rstrip("\n").encode() + b"\n"
    difference = (
        "there was none"
        if not chapter.notebook.exists()
        else notebook_difference(read_notebook(chapter.notebook), fresh)
    )
    if difference is None:
        return "nothing differs, notebook kept"
    write_atomically(chapter.notebook, content)
    return f"notebook written ({difference})"


def _hold(chapter: Chapter, notebook: NotebookNode, which) -> None:
    """Raise AuthoringError where the notebook breaks one of these rules: a line for each breach, with the source's line."""
    places = dict(zip((cell.id for cell in notebook.cells), cell_lines(chapter), strict=True))
    breaches = []
    for breach in (breach for rule in which for breach in rule(notebook)):
        line = places.get(re.split(r"[\s:]", breach)[0])
        breaches.append(f"{chapter.shown(chapter.source)}{f':{line}' if line else ''}: {breach}")
    if breaches:
        raise AuthoringError("a rule of the chapters is broken, and nothing was written\n" + "\n".join(breaches))


def fresh_notebook(chapter: Chapter, points: Points = exercise_points, release: str | None = None) -> NotebookNode:
    """The chapter's notebook with the outputs of a run made now. Raises AuthoringError."""
    notebook = complete_notebook(chapter, points, release)
    metadata = notebook.metadata.copy()
    execute(notebook, chapter)
    language = dict(notebook.metadata.get("language_info", {}))
    language.pop("version", None)  # the build must not depend on which Python 3 built it
    notebook.metadata = nbformat.from_dict(metadata | {"language_info": language})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _finish(cell, chapter)
    return notebook


def notebook_difference(stored: NotebookNode, fresh: NotebookNode) -> str | None:
    """One line that says how two notebooks differ beyond the tolerances; None where they agree."""
    if stored.metadata != fresh.metadata or stored.nbformat_minor != fresh.nbformat_minor:
        return "the notebook's metadata differ"
    if [cell.get("id") for cell in stored.cells] != [cell.id for cell in fresh.cells]:
        return "other cells, or in another order"
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        for part in ("cell_type", "source", "metadata"):
            if old[part] != new[part]:
                return f"cell {new.id}: its {part.replace('_', ' ')} differs"
        if new.cell_type == "code":
            if old.execution_count != new.execution_count:
                return f"cell {new.id}: its execution count differs"
            if IGNORE_OUTPUT in new.metadata.get("tags", []):
                continue
            if difference := outputs_difference(old.outputs, new.outputs):
                return f"cell {new.id}: {difference}"
    return None


def _finish(cell: NotebookNode, chapter: Chapter) -> None:
    """Strip what no reader sees and refuse what no reader should see."""
    where = f"{chapter.name}, cell {cell.id}"
    cell.outputs = sanitise.strip_widgets(cell.outputs)
    cell.metadata.pop("execution", None)
    if cell.execution_count is None:
        raise AuthoringError(f"{where} was not executed: every code cell needs an execution count")
    for text in _texts(cell.outputs):
        if trace := sanitise.machine_trace(text, chapter.root):
            raise AuthoringError(f"{where}: its output shows {trace}: print something that every machine shows alike")


def _texts(outputs: list[NotebookNode]):
    """Every text in the outputs, pictures excepted."""
    for output in outputs:
        yield output.get("text", "")
        yield "\n".join([output.get("ename", ""), output.get("evalue", ""), *output.get("traceback", [])])
        for kind, value in output.get("data", {}).items():
            if not kind.startswith("image/") or kind == "image/svg+xml":
                yield value if isinstance(value, str) else repr(value)
