"""The frozen lake as a map: ice, holes, start and goal, with a plan's arrows, numbers, and a penguin on its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, Ellipse, FancyArrowPatch, Polygon, Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.grids import LAKE, _arrow, _taken
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

# Gymnasium's map of FrozenLake-v1: S start, F frozen, H hole, G goal.
CELLS = ("SFFF", "FHFH", "FFFH", "HFFG")
ICE, WATER, RIM = "#dfeaf2", "#1d3557", "#9fb4c4"


def lake(
    *,
    title: str,
    cells: Sequence[str] = CELLS,
    plan: ArrayLike | None = None,
    values: ArrayLike | None = None,
    trail: Sequence[int] = (),
    wanted: int | None = None,
    decimals: int = 2,
    ax: Axes | None = None,
) -> Axes:
    """The lake seen from above. Cells are numbered row by row from the upper left; actions: 0 left, 1 down, 2 right, 3 up.

    cells: rows of the letters S (start), F (frozen), H (hole), G (goal).
    plan: an arrow in every cell of ice: ints [r c], or booleans [r c, 4], all actions that are as good.
    values: [r c], a number in every cell of ice, with so many decimals.
    trail: numbers of the cells visited so far, the last of which holds the penguin. wanted: the action that led there,
    drawn dashed from the cell before, beside the way that the ice really took. Raises ValueError for a plan of another shape.
    """
    rows, columns = len(cells), len(cells[0])
    ice = [(row, column) for row, column in numpy.ndindex(rows, columns) if cells[row][column] in "SF"]
    if ax is None:
        ax = figure(size=(0.85 * columns + 0.3, 0.85 * rows + 0.5))[1]
    ax = _axes(ax, title, "", "")
    _ground(ax, cells)
    if plan is not None:
        given = numpy.asarray(plan)
        taken = _taken(given.reshape(rows, columns, *given.shape[1:]), (rows, columns), len(LAKE))
        for row, column in ice:
            actions = numpy.flatnonzero(taken[row, column])
            for down, right in (LAKE[action] for action in actions):
                back = 0.28 if len(actions) == 1 else -0.04
                start = (column - back * right, row - back * down)
                _arrow(ax, start, (column + 0.34 * right, row + 0.34 * down), COLOURS[0], 13, width=2.2)
    if values is not None:
        grid = _numbers(values).reshape(rows, columns)
        for row, column in ice:
            number = f"{grid[row, column]:.{decimals}f}"
            ax.text(column + 0.45, row + 0.45, number, ha="right", va="bottom", fontsize=8, color=INK)
    if len(trail):
        _walk(ax, [divmod(int(cell), columns) for cell in trail], wanted)
    ax.set(xlim=(-0.62, columns - 0.38), ylim=(rows - 0.38, -0.62), xticks=[], yticks=[], aspect="equal")
    ax.set_anchor("W")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def _ground(ax: Axes, cells: Sequence[str]) -> None:
    """Ice, holes, the start and the goal's flag; the thick frame is the wall."""
    for row, column in numpy.ndindex(len(cells), len(cells[0])):
        corner = (column - 0.5, row - 0.5)
        ax.add_patch(Rectangle(corner, 1, 1, facecolor=ICE, edgecolor=RIM, linewidth=0.8, zorder=1))
        kind = cells[row][column]
        if kind == "H":
            ax.add_patch(Ellipse((column, row), 0.78, 0.66, facecolor=WATER, edgecolor=RIM, zorder=2))
        if kind == "S":
            ax.text(column - 0.45, row - 0.44, "start", ha="left", va="top", fontsize=8, color=INK, zorder=3)
        if kind == "G":
            ax.text(column - 0.45, row - 0.44, "goal", ha="left", va="top", fontsize=8, color=INK, zorder=3)
            ax.plot([column - 0.12, column - 0.12], [row + 0.36, row - 0.3], color=INK, linewidth=2, linestyle="-")
            flag = [(column - 0.12, row - 0.3), (column + 0.3, row - 0.15), (column - 0.12, row)]
            ax.add_patch(Polygon(flag, facecolor=COLOURS[1], edgecolor=INK, linewidth=0.8, zorder=3))
    size = (len(cells[0]), len(cells))
    ax.add_patch(Rectangle((-0.5, -0.5), *size, fill=False, edgecolor=INK, linewidth=2.5, zorder=4))


def _walk(ax: Axes, places: list[tuple[int, int]], wanted: int | None) -> None:
    """The way so far, older steps fainter and none on top of another; the last step, and the penguin at its end."""
    aside = 0.12 * numpy.sin(2.4 * numpy.arange(len(places)))
    across = [column + shift for (_, column), shift in zip(places, aside, strict=True)]
    along = [row - shift for (row, _), shift in zip(places, aside, strict=True)]
    across[-1], along[-1] = places[-1][1], places[-1][0]
    points = numpy.column_stack([across, along])
    ages = numpy.arange(len(points) - 1)[::-1]
    colours = [to_rgba(COLOURS[1], max(0.35, 1 - 0.04 * age)) for age in ages]
    legs = numpy.stack([points[:-1], points[1:]], axis=1)
    ax.add_collection(LineCollection(list(legs), colors=colours, linewidths=1.8, zorder=5), autolim=False)
    if wanted is not None and len(places) > 1:
        (row, column), (down, right) = places[-2], LAKE[wanted]
        end = (column + 0.58 * right, row + 0.58 * down)
        look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 12, "linewidth": 1.6, "linestyle": (0, (3, 2))}
        ax.add_patch(FancyArrowPatch((column, row), end, color=INK, shrinkA=0, shrinkB=0, zorder=6, **look))
    _penguin(ax, *places[-1])


def _penguin(ax: Axes, row: float, column: float) -> None:
    """A penguin that looks at the reader."""
    black: dict[str, Any]
    white: dict[str, Any]
    black, white = {"facecolor": "#222222", "edgecolor": PAPER, "zorder": 7}, {"facecolor": "white", "zorder": 8}
    for side in (-1, 1):
        foot: dict[str, Any] = {"facecolor": COLOURS[4], "edgecolor": INK, "linewidth": 0.6, "zorder": 7}
        ax.add_patch(Ellipse((column + 0.1 * side, row + 0.32), 0.17, 0.09, **foot))
        ax.add_patch(Ellipse((column + 0.22 * side, row + 0.06), 0.13, 0.36, angle=22 * side, **black))
    ax.add_patch(Ellipse((column, row + 0.05), 0.44, 0.58, linewidth=1.2, **black))
    ax.add_patch(Circle((column, row - 0.2), 0.17, linewidth=1.2, **black))
    ax.add_patch(Ellipse((column, row + 0.1), 0.28, 0.42, **white))
    for side in (-1, 1):
        ax.add_patch(Circle((column + 0.065 * side, row - 0.23), 0.045, **white))
        ax.add_patch(Circle((column + 0.065 * side, row - 0.23), 0.02, facecolor="black", zorder=9))
    beak = [(column - 0.06, row - 0.17), (column + 0.06, row - 0.17), (column, row - 0.07)]
    ax.add_patch(Polygon(beak, facecolor=COLOURS[4], edgecolor=INK, linewidth=0.6, zorder=9))
