"""How long a reader waits for the picture after moving a control, for every widget of every chapter.

Runs each solved chapter, moves each control to its other values, and times the kernel's part: the drawing and the encoding of
the quick picture. The first move of a widget, which works out the layout, is left out. The goal is 0.2 s on a quiet machine.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import statistics
import sys
import time
from pathlib import Path

from grader.authoring.chapters import Chapter, find_chapters

ROOT = Path(__file__).resolve().parent.parent
GOAL = 0.2  # seconds
MOVES = 9


def moves(start: dict, controls: dict) -> list[dict]:
    """Settings that differ from `start` in one control, spread over its values."""
    found = []
    for name, control in controls.items():
        values = control.values if hasattr(control, "values") else [value for _, value in control.named]
        found += [start | {name: value} for value in values[:: max(1, len(values) // MOVES)]]
    return found


def measured(chapter: Chapter) -> list[tuple[str, float, float]]:
    """(label, median seconds of drawing, median seconds of drawing and encoding) for each widget of a chapter."""
    os.environ["COURSE_STATIC"] = "1"
    import jupytext
    from IPython.testing.globalipapp import start_ipython

    from course_utils import plotting, widgets

    start_ipython()
    rows = []

    def explore(draw, *, label, static, predict=None, alt="", answer="", **controls):
        start, layout, times = dict(static if isinstance(static, dict) else static[0]), plotting.Layout(), []
        plotting.quick_html(draw(**start), "start", layout)
        for values in moves(start, controls):
            begun = time.perf_counter()
            figure = draw(**values)
            drawn = time.perf_counter()
            plotting.quick_html(figure, "moved", layout)
            times.append((drawn - begun, time.perf_counter() - begun))
        rows.append((label, *(statistics.median(column) for column in zip(*times, strict=True))))

    widgets.explore = explore
    names: dict = {"__name__": "__main__"}
    os.chdir(chapter.folder)
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in jupytext.read(chapter.source, fmt="py:percent").cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, str(chapter.source), "exec"), names)  # noqa: S102 our own chapter
    return rows


def main() -> int:
    """Print the table; 1 if a widget takes longer than the goal."""
    print(f"{'chapter':16}{'drawing':>9}{'picture':>9}  widget")
    over = False
    for chapter in find_chapters(ROOT):
        with multiprocessing.get_context("spawn").Pool(1) as fresh:  # each chapter as in a kernel of its own
            for label, drawn, shown in fresh.apply(measured, (chapter,)):
                over |= shown > GOAL
                print(f"{chapter.name:16}{drawn:9.3f}{shown:9.3f}  {label}", flush=True)
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
