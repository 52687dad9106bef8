"""Right answers written differently must carry the whole chapter: each is put into it, and every cell has to run."""

from __future__ import annotations

import contextlib
import importlib
import io
import multiprocessing
import os
import tempfile
from collections.abc import Iterable

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.checks import topics
from course_utils.notebook.check_cell import checked
from course_utils.plotting import style
from grader.chapter_code import cells, chapter_imports
from grader.exercise import Implementation
from grader.exercises import secret_of

SECONDS = 120.0  # for a cell


def broken(exercises: Iterable[str], jobs: int) -> list[str]:
    """A line for each accepted alternative of these exercises with which some cell of its chapter fails.

    One run of a chapter takes an alternative of each of its exercises; only where a cell fails is each tried alone.
    """
    runs = _runs(list(exercises))
    _import_what_chapters_import({topic for topic, _ in runs})
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        failed = [run for run, found in zip(runs, pool.map(_errors, runs, chunksize=1), strict=True) if found]
        alone = [(topic, [answer]) for topic, answers in failed for answer in answers]
        return [
            f"{exercise}: with the alternative {name!r} the chapter fails in {error}"
            for (_, [(exercise, name)]), found in zip(alone, pool.map(_errors, alone, chunksize=1), strict=True)
            for error in found
        ]


def _runs(exercises: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(topic, (exercise, alternative) pairs) for each run."""
    runs = []
    for topic in topics():
        queues = {
            exercise: [alternative.name for alternative in secret_of(exercise).alternatives]
            for exercise in exercises
            if exercise.split(".")[0] == topic
        }
        while any(queues.values()):
            runs.append((topic, [(exercise, names.pop(0)) for exercise, names in queues.items() if names]))
    return runs


def _import_what_chapters_import(topics: Iterable[str]) -> None:
    """Import it once, here: every run is a fork of this process, and would otherwise spend half of its time on that."""
    for topic in topics:
        exec(chapter_imports(topic), {})
    for late in ("matplotlib.pyplot", "matplotlib_inline.backend_inline", "sklearn.datasets", "torch._dynamo"):
        importlib.import_module(late)  # those that are imported on first use


def _errors(run: tuple[str, list[tuple[str, str]]]) -> list[str]:
    """What fails in a chapter with these answers in it: at most one line, for later cells only follow."""
    topic, answers = run
    written = {exercise: _named(exercise, name).definition for exercise, name in answers}
    os.environ |= {"NBGRADER_EXECUTION": "alternatives", "COURSE_STATIC": "1"}  # training makes a single step
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        os.chdir(folder)
        return _first_error(topic, written)


def _named(exercise: str, name: str) -> Implementation:
    return next(known for known in secret_of(exercise).alternatives if known.name == name)


def _first_error(topic: str, written: dict[str, str]) -> list[str]:
    from grader.inside.cells import Cells, make_shell
    from grader.inside.limits import UNLIMITED

    shell = Cells(make_shell(), UNLIMITED)
    style._png = _drawn_roughly
    for number, cell in enumerate(cells(topic), start=1):
        if checked(cell.code.strip()):
            continue  # the cases are tried elsewhere
        own = next((code for name, code in written.items() if _solves(cell.marker, name)), cell.code)
        for output in shell.run(own, f"cell {number}", SECONDS).outputs:
            if output.kind == "error":
                line = cell.code.strip().splitlines()[0][:80]
                return [f"code cell {number} (`{line}`): {output.ename}: {output.evalue[:200]}"]
    return []


def _drawn_roughly(drawing: Figure) -> tuple[str, int]:
    """In place of a picture: everything in the figure is drawn once, but small and without finding room for it."""
    drawing.set_layout_engine("none")
    drawing.set_dpi(10)
    FigureCanvasAgg(drawing).draw()
    return "", 0


def _solves(marker: str, exercise: str) -> bool:
    return f'"grade_id": "{exercise.replace(".", "-")}"' in marker
