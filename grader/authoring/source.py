"""A chapter's text source, completed: cell ids, nbgrader metadata, points. Nothing is executed here."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from course_utils.notebook.check_cell import checked
from grader.authoring.chapters import AuthoringError, Chapter
from grader.authoring.folding import FOLDED, folded

SCHEMA_VERSION = 3
ID_LENGTH = 64
SLUG_LENGTH = 48
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_CELL_METADATA = ("nbgrader", "tags", "reason", "deletable", "editable", "slideshow")
ID_PATTERN = re.compile(r"[A-Za-z0-9_-]+")
SECTION = re.compile(r"^##?\s+(.+?)\s*$", re.MULTILINE)
LEADING_ANCHOR = re.compile(r"<a\s[^>]*>\s*</a>")

Points = Callable[[str], int]


def exercise_points(exercise_id: str) -> int:
    """The points of the exercise, which alone knows them."""
    from course_utils.checks import exercise

    return exercise(exercise_id).points


def course_release() -> str:
    """The release of the course that the notebooks carry."""
    from course_utils import __version__

    return __version__


def complete_notebook(chapter: Chapter, points: Points = exercise_points, release: str | None = None) -> NotebookNode:
    """The chapter's notebook as its text says it, without outputs.

    points: from an exercise's id ("vae.reparameterize") to its points.
    release: what `metadata.course` records; by default the installed course's.
    Raises AuthoringError where the text or its metadata cannot become a notebook for nbgrader.
    """
    import jupytext  # late: it takes a while, and only the build needs it

    if not chapter.source.is_file():
        raise AuthoringError(f"{chapter.shown(chapter.source)} is missing: a chapter is one text source of that name")
    try:
        notebook = jupytext.read(chapter.source, fmt="py:percent")
    except (ValueError, SyntaxError) as error:
        raise AuthoringError(f"{chapter.shown(chapter.source)} cannot be read by jupytext: {error}") from error
    notebook.metadata = _notebook_metadata(chapter, notebook.metadata, release or course_release())
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells, start=1):
        where = f"{chapter.shown(chapter.source)}, cell {position}"
        if not cell.source.strip():
            raise AuthoringError(f"{where} is empty: delete it")
        cell.metadata = _cell_metadata(cell, where, points)
    for cell, name in zip(notebook.cells, cell_ids(notebook.cells, chapter), strict=True):
        cell.id = name
    nbformat.validate(notebook)
    return notebook


def cell_lines(chapter: Chapter) -> list[int]:
    """The line of the text source at which each cell begins."""
    lines = chapter.source.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if line.startswith("# %%")]


def cell_ids(cells: list[NotebookNode], chapter: Chapter) -> list[str]:
    """One id per cell that does not change from build to build.

    A cell with a grade id has it for its id; any other has its section's title and a counter.
    Raises AuthoringError where two cells ask for the same grade id.
    """
    taken = [cell.metadata.nbgrader.grade_id for cell in cells if "nbgrader" in cell.metadata]
    for name, times in Counter(taken).items():
        if times > 1:
            raise AuthoringError(f"{chapter.shown(chapter.source)}: {times} cells have the grade id {name}")
    used = set(taken)
    counters: Counter[str] = Counter()
    ids: list[str] = []
    section = slug(chapter.topic)
    for cell in cells:
        if "nbgrader" in cell.metadata:
            ids.append(cell.metadata.nbgrader.grade_id)
            continue
        if cell.cell_type == "markdown" and (title := SECTION.search(cell.source)):
            section = slug(title.group(1)) or section
        name = None
        while name is None or name in used:
            counters[section] += 1
            name = f"{section}-{counters[section]}"
        used.add(name)
        ids.append(name)
    return ids


def slug(title: str) -> str:
    """`title` in small letters, digits and hyphens, without its number, short enough for a counter behind it."""
    text = unicodedata.normalize("NFKD", LEADING_ANCHOR.sub("", title)).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^[\s\d.:]+(?=\D)", "", text)).strip("-")
    if len(text) > SLUG_LENGTH:
        text = text[: SLUG_LENGTH + 1].rpartition("-")[0] or text[:SLUG_LENGTH]
    return text


def text_difference_of(chapter: Chapter, notebook: NotebookNode) -> str | None:
    """One line that says where the chapter's text and a built notebook disagree; None where they agree."""
    import jupytext

    cells = jupytext.read(chapter.source, fmt="py:percent").cells
    if len(cells) != len(notebook.cells):
        return f"the text has {len(cells)} cells, the notebook {len(notebook.cells)}"
    for text, built in zip(cells, notebook.cells, strict=True):
        if (text.cell_type, text.source) != (built.cell_type, built.source):
            return f"cell {built.id} is not what the text says"
    return None


def _notebook_metadata(chapter: Chapter, written: NotebookNode, release: str) -> NotebookNode:
    metadata = {"course": {"chapter": chapter.name, "release": release}, "kernelspec": dict(KERNELSPEC)}
    if formats := written.get("jupytext", {}).get("formats"):  # an author's choice; everything else is jupytext's own
        metadata["jupytext"] = {"formats": formats}
    return nbformat.from_dict(metadata)


def _cell_metadata(cell: NotebookNode, where: str, points: Points) -> NotebookNode:
    metadata = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
    if "nbgrader" in metadata:
        metadata["nbgrader"] = _grading_metadata(cell, dict(metadata["nbgrader"]), where, points)
    if folded(cell):
        metadata["jupyter"] = dict(FOLDED)
    return nbformat.from_dict(metadata)


def _grading_metadata(cell: NotebookNode, written: dict, where: str, points: Points) -> dict:
    """nbgrader's metadata in full. Points come from the exercise, or from the text where a person grades."""
    known = {"grade", "solution", "locked", "task", "grade_id", "points", "schema_version"}
    if unknown := sorted(set(written) - known):
        raise AuthoringError(f"{where}: nbgrader knows no metadata key {unknown[0]}")
    complete: dict = {key: bool(written.get(key, False)) for key in ("grade", "solution", "locked", "task")}
    complete |= {"schema_version": SCHEMA_VERSION, "grade_id": written.get("grade_id", "")}
    by_hand = complete["task"] or (complete["grade"] and complete["solution"])
    if complete["grade"] and not by_hand:
        asked = checked(cell.source)
        if asked is None:
            raise AuthoringError(f'{where}: a graded cell is one line, check("topic.name", name)')
        exercise, _ = asked
        if "points" in written:
            raise AuthoringError(f'{where}: delete "points": they stand in the exercise {exercise} only')
        expected = exercise.replace(".", "-") + "-check"
        if complete["grade_id"] not in ("", expected):
            raise AuthoringError(f"{where}: its grade id is {complete['grade_id']}, the exercise asks for {expected}")
        complete["grade_id"] = expected
        complete["points"] = _points_of(exercise, where, points)
    elif by_hand:
        if not isinstance(written.get("points"), int | float):
            raise AuthoringError(f'{where}: a cell that is graded by hand says its "points"')
        complete["points"] = written["points"]
    if not ID_PATTERN.fullmatch(complete["grade_id"]) or len(complete["grade_id"]) > ID_LENGTH:
        raise AuthoringError(
            f"{where}: its grade_id {complete['grade_id']!r} is not 1 to {ID_LENGTH} letters, "
            "digits, hyphens and underscores"
        )
    return complete


def _points_of(exercise: str, where: str, points: Points) -> int:
    try:
        return points(exercise)
    except (KeyError, LookupError, ValueError) as error:
        reason = str(error.args[0] if error.args else error).splitlines()[0]
        raise AuthoringError(f"{where} checks {exercise}, which is no exercise: {reason}") from error
