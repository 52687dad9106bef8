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
from course_utils.plain_file import MEGABYTE, NotPlain, TooLarge, read_plain

NOT_ATTEMPTED, UNCHECKED, STOPPED = "not attempted", "written, not checked yet", "its check ended in an error"
ATTEMPTED, FULL = "attempted", "full points"
NOT_WRITTEN, WRITTEN = "not written yet", "written"
LARGEST = 100 * MEGABYTE
FOLDER = re.compile(r"(\d\d)_(\w+)")
CHECK = re.compile(r"""check\(\s*["']\w+\.(\w+)["']""")
TIME, POINTS = re.compile(r"\*\*Time:\*\* (\d+) minutes"), re.compile(r"\*\*Points:\*\* (\d+)")
AFRESH = "rename it, copy the chapter from your instructor's bundle again, and move your answers over"


@dataclass(frozen=True)
class ExerciseProgress:
    """One graded cell. earned: points at the last check, None for a written answer, which the instructor grades."""

    name: str
    points: float
    state: str
    earned: float | None = None


@dataclass(frozen=True)
class ChapterProgress:
    """One row of the list. path: the notebook's, from the course's folder. faults: what is wrong and what to do."""

    number: str
    title: str
    path: str
    minutes: int | None = None
    exercises: tuple[ExerciseProgress, ...] = ()
    faults: tuple[str, ...] = ()

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
        """How many exercises have full points."""
        return sum(exercise.state == FULL for exercise in self.exercises)

    @property
    def started(self) -> bool:
        """Whether anything has been written."""
        return any(exercise.state not in (NOT_ATTEMPTED, NOT_WRITTEN) for exercise in self.exercises)


def chapters(course: Path) -> list[ChapterProgress]:
    """The chapters under `course`/notebooks in order; missing ones are not listed."""
    folders = sorted(path for path in (course / "notebooks").glob("*") if path.is_dir() and FOLDER.fullmatch(path.name))
    return [_chapter(folder) for folder in folders]


def _chapter(folder: Path) -> ChapterProgress:
    number, _, topic = folder.name.partition("_")
    file = folder / f"{topic}.ipynb"
    known = ChapterProgress(number, topic.replace("_", " "), f"notebooks/{folder.name}/{file.name}")
    try:
        cells = [from_dict(cell) for cell in json.loads(read_plain(file, LARGEST).decode("utf-8"))["cells"]]
        return _read(known, [cell for cell in cells if _whole(cell)])
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
    minutes, stated = TIME.search(prose), POINTS.search(prose)
    graded, copies = _graded(cells)
    sources = {_grade_id(cell): cell for cell in cells if _mark(cell).get("solution")}
    exercises = tuple(_exercise(cell, sources) for cell in graded)
    faults = [f"The check of {name} appears more than once: delete the copy." for name in copies]
    present = sum(exercise.points for exercise in exercises)
    if stated and present < int(stated[1]):
        faults.append(
            f"Cells worth {int(stated[1]) - present:g} of {stated[1]} points are missing from this notebook: {AFRESH}."
        )
    return replace(
        known,
        title=heading[1] if heading else known.title,
        minutes=int(minutes[1]) if minutes else None,
        exercises=exercises,
        faults=tuple(faults),
    )


def _mark(cell: NotebookNode) -> dict:
    """What nbgrader knows about the cell."""
    mark = cell.metadata.get("nbgrader")
    return mark if isinstance(mark, dict) else {}


def _grade_id(cell: NotebookNode) -> str:
    return str(_mark(cell).get("grade_id", ""))


def _graded(cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[str]]:
    """The graded cells, each once, and the names of those that have copies. Only a copy may be deleted, never the original."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in cells:
        if _mark(cell).get("grade"):
            found.setdefault(_grade_id(cell), []).append(cell)
    first = [min(same, key=lambda cell: bool(cell.metadata.get("deletable", True))) for same in found.values()]
    return first, [_name(same[0]) for same in found.values() if len(same) > 1]


def _name(cell: NotebookNode) -> str:
    named = CHECK.search(cell.source) if cell.cell_type == "code" else None
    return named[1] if named else "your own words" if cell.cell_type == "markdown" else _grade_id(cell)


def _exercise(cell: NotebookNode, sources: dict[str, NotebookNode]) -> ExerciseProgress:
    points = _number(_mark(cell).get("points")) or 0.0
    if cell.cell_type == "markdown":
        return ExerciseProgress(_name(cell), points, WRITTEN if _edited(cell) else NOT_WRITTEN)
    source = sources.get(_grade_id(cell).removesuffix("-check"))
    state, earned = _outcome(cell, points, edited=source is not None and _edited(source))
    return ExerciseProgress(_name(cell), points, state, earned)


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
