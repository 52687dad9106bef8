"""What the chapters contain and how far the reader has got, read from the notebooks as they were last saved.

Nothing is run and nothing is written, and nothing in a notebook can break the list: if something is wrong with a chapter,
its row says what, and what to do about it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbgrader.utils import compute_checksum

from course_utils.checked import CHECKED, PASSED
from course_utils.checked import NOT_ATTEMPTED as STUB
from course_utils.notebook.damage import Finding, damage
from course_utils.notebook.released import released
from course_utils.plain_file import NOTEBOOK, NotPlain, TooLarge, read_plain

NOT_ATTEMPTED, UNCHECKED, STOPPED = "not attempted", "written, not checked", "its check ended in an error"
ATTEMPTED, FULL = "attempted", "all checks pass"
NOT_WRITTEN, WRITTEN = "not written yet", "written"
NAMED = 2  # kinds of damage that are told apart in one breath
FOLDER = re.compile(r"(\d\d)_(\w+)")
CHECK = re.compile(r"""check\(\s*["'](\w+\.(\w+))["']""")
# What a chapter's opening states.
TIME, POINTS = re.compile(r"\*\*Time:\*\* (\d+) minutes"), re.compile(r"\*\*Points:\*\* (\d+)")
AFRESH = "rename it, copy the chapter from your instructor's bundle again, and move your answers over"


@dataclass(frozen=True)
class ExerciseProgress:
    """One graded cell. earned: points at the last check, None for a written answer, which the instructor grades.

    cell: the id of the cell in which the reader answers. exercise: such as "vae.reparameterize", "" for a written answer.
    """

    name: str
    points: float
    state: str
    earned: float | None = None
    cell: str = ""
    exercise: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do for the reader."""
        return self.state in (FULL, WRITTEN)


@dataclass(frozen=True)
class ChapterProgress:
    """One row of the list. path: the notebook's, from the course's folder. faults: what is wrong and what to do.

    saved: when the notebook was last written, in seconds. mends: whether mending the chapter helps.
    """

    number: str
    title: str
    path: str
    minutes: int | None = None
    exercises: tuple[ExerciseProgress, ...] = ()
    faults: tuple[str, ...] = ()
    saved: float = 0.0
    mends: bool = False

    @property
    def folder(self) -> str:
        """What nbgrader calls the chapter, such as "11_vae"."""
        return self.path.split("/")[1]

    @property
    def points(self) -> float:
        """Points that can be earned, including those for written answers."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def earned(self) -> float:
        """Points earned at the last checks."""
        return sum(exercise.earned or 0 for exercise in self.exercises)

    @property
    def checked(self) -> list[ExerciseProgress]:
        """The exercises that have a check."""
        return [exercise for exercise in self.exercises if exercise.state not in (NOT_WRITTEN, WRITTEN)]

    @property
    def solved(self) -> int:
        """How many exercises pass all their checks."""
        return sum(exercise.state == FULL for exercise in self.exercises)

    @property
    def started(self) -> bool:
        """Whether anything has been written."""
        return any(exercise.state not in (NOT_ATTEMPTED, NOT_WRITTEN) for exercise in self.exercises)

    @property
    def left(self) -> list[ExerciseProgress]:
        """What is still to do, in order."""
        return [exercise for exercise in self.exercises if not exercise.done]


@dataclass(frozen=True)
class Resumed:
    """Where to go on: a chapter, and the exercise in it that comes next; None where the chapter is not begun."""

    chapter: ChapterProgress
    exercise: ExerciseProgress | None = None


def chapters(course: Path) -> list[ChapterProgress]:
    """The chapters under `course`/notebooks in order; missing ones are not listed."""
    folders = sorted(path for path in (course / "notebooks").glob("*") if path.is_dir() and FOLDER.fullmatch(path.name))
    return [chapter(folder) for folder in folders]


def resumed(found: list[ChapterProgress]) -> Resumed | None:
    """Where the reader goes on: in the chapter worked on last; where that is done, in the next one that is not.

    None where all is done, or where there is nothing to do.
    """
    begun = [chapter for chapter in found if chapter.started]
    last = max(begun, key=lambda chapter: chapter.saved, default=None)
    start = found.index(last) if last else 0
    for chapter in found[start:] + found[:start]:
        if chapter.left:
            return Resumed(chapter, chapter.left[0] if chapter.started else None)
    return None


def chapter(folder: Path) -> ChapterProgress:
    """One chapter, by its folder."""
    number, _, topic = folder.name.partition("_")
    file = folder / f"{topic}.ipynb"
    known = ChapterProgress(number, topic.replace("_", " "), f"notebooks/{folder.name}/{file.name}")
    try:
        notebook = json.loads(read_plain(file, NOTEBOOK).decode("utf-8"))
        cells = [from_dict(cell) for cell in notebook["cells"]]
        known = _read(known, [cell for cell in cells if _whole(cell)])
        found = damage(notebook, released(folder.name))
        mends = any(finding.mends for finding in found)
        return replace(known, saved=file.stat().st_mtime, faults=_faults(found), mends=mends)
    except FileNotFoundError:
        return replace(known, faults=(_missing(file),))
    except TooLarge:
        large = f"{file.name} is too large to be looked at: in JupyterLab, clear the outputs of its cells, and save it."
        return replace(known, faults=(large,))
    except NotPlain as error:
        return replace(known, faults=(f"{file.name} is no notebook, for {error.strerror}: {AFRESH}.",))
    except OSError as error:
        return replace(known, faults=(f"{file.name} cannot be read ({error.strerror}): fix its permissions.",))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError):
        fault = f"{file.name} is damaged and is no longer a notebook: {AFRESH}."
        return replace(known, faults=(fault,))


def _faults(found: list[Finding]) -> tuple[str, ...]:
    """The damage of a notebook, a paragraph for each thing that is to do about it."""
    by_remedy: dict[str, list[str]] = {}
    for finding in found:
        by_remedy.setdefault(finding.to_do, []).append(finding.what)
    return tuple(f"{_some(whats)} {to_do}" for to_do, whats in by_remedy.items())


def _some(whats: list[str]) -> str:
    return " ".join(whats[:NAMED]) + (f" And {len(whats) - NAMED} more like this." if len(whats) > NAMED else "")


def _missing(file: Path) -> str:
    others = sorted(path.name for path in file.parent.glob("*.ipynb"))
    if others:
        return f"{file.name} is missing, but {others[0]} is there: rename it to {file.name}, or it cannot be handed in."
    return f"{file.name} is missing: copy it from your instructor's bundle."


def _whole(cell: NotebookNode) -> bool:
    """Does the cell have the parts that every cell has? Its source may be a list of lines."""
    cell.source = "".join(cell.source)
    return isinstance(cell.metadata, dict) and isinstance(cell.cell_type, str)


def _read(known: ChapterProgress, cells: list[NotebookNode]) -> ChapterProgress:
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    heading = re.match(r"# (?:\d+ · )?(.+)", prose)
    minutes = TIME.search(prose)
    sources = {_grade_id(cell): cell for cell in cells if _mark(cell).get("solution")}
    exercises = tuple(_exercise(cell, sources) for cell in _graded(cells))
    return replace(
        known,
        title=heading[1] if heading else known.title,
        minutes=int(minutes[1]) if minutes else None,
        exercises=exercises,
    )


def _mark(cell: NotebookNode) -> dict:
    """What nbgrader knows about the cell."""
    mark = cell.metadata.get("nbgrader")
    return mark if isinstance(mark, dict) else {}


def _grade_id(cell: NotebookNode) -> str:
    return str(_mark(cell).get("grade_id", ""))


def _graded(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The graded cells, each once: of copies the original, which alone cannot be deleted."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in cells:
        if _mark(cell).get("grade"):
            found.setdefault(_grade_id(cell), []).append(cell)
    return [min(same, key=lambda cell: bool(cell.metadata.get("deletable", True))) for same in found.values()]


def _name(cell: NotebookNode) -> str:
    named = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return named[2] if named else "your own words" if cell.cell_type == "markdown" else _grade_id(cell)


def _exercise(cell: NotebookNode, sources: dict[str, NotebookNode]) -> ExerciseProgress:
    points = _number(_mark(cell).get("points")) or 0.0
    if cell.cell_type == "markdown":
        return ExerciseProgress(_name(cell), points, WRITTEN if _edited(cell) else NOT_WRITTEN, cell=_id(cell))
    source = sources.get(_grade_id(cell).removesuffix("-check"))
    state, earned = _outcome(cell, points, edited=source is not None and _edited(source))
    named = CHECK.search(cell.source)
    return ExerciseProgress(_name(cell), points, state, earned, _id(source or cell), named[1] if named else "")


def _id(cell: NotebookNode) -> str:
    """The cell's id, by which JupyterLab finds it; old notebooks have none."""
    return str(cell.get("id", ""))


def _edited(cell: NotebookNode) -> bool:
    """Has the reader changed the cell since it was released?"""
    return _mark(cell).get("checksum") != compute_checksum(cell)


def _outcome(cell: NotebookNode, points: float, *, edited: bool) -> tuple[str, float]:
    """State and points from the stored output of a check."""
    waiting = UNCHECKED if edited else NOT_ATTEMPTED
    for output in _outputs(cell):
        if output.get("output_type") == "error":
            return STOPPED, 0.0
        said = (output.get("metadata") or {}).get(CHECKED)
        told = said if isinstance(said, dict) else {}
        got = _number(told.get("points"))
        if got is not None:
            state = {PASSED: FULL, STUB: waiting}.get(str(told.get("state")), ATTEMPTED)
            return state, min(max(got, 0.0), points)
    return waiting, 0.0


def _outputs(cell: NotebookNode) -> Iterator[dict]:
    """The outputs of a code cell, last one first."""
    outputs = cell.get("outputs")
    return reversed([output for output in outputs or [] if isinstance(output, dict)])


def _number(value) -> float | None:
    """The value as a finite number, or None if it is not one."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
