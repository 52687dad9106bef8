"""Small worlds: a grid of values with a policy's arrows, states in a row, and values side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.style import COLOURS, HATCHES, INK, PAPER, figure

FAINT = "#bdb8ae"
# (rows down, columns right) of actions 0 to 3: Sutton and Barto's grids, and Gymnasium's FrozenLake.
COMPASS = ((-1, 0), (1, 0), (0, 1), (0, -1))
LAKE = ((0, -1), (1, 0), (0, 1), (-1, 0))


def value_grid(
    values: ArrayLike,
    *,
    title: str,
    bar_label: str,
    policy: ArrayLike | None = None,
    moves: Sequence[tuple[int, int]] = COMPASS,
    labels: Mapping[tuple[int, int], str] | None = None,
    decimals: int = 1,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The value of every cell of a grid, as a colour and a number, with arrows for the actions of a policy.

    values: [r, c]; NaN leaves a cell empty. policy: [r, c] ints, an action for each cell (negative: none), or
    [r, c, A] booleans, all actions that are taken there. moves: (rows down, columns right) of each action.
    labels: (row, column) -> a short text in the cell's corner; a labelled cell without a value shows only its label.
    decimals: of the numbers. limits: the values at the ends of the colour bar. Raises ValueError for a policy of another shape.
    """
    grid = _numbers(values)
    if grid.ndim != 2:
        raise ValueError(f"expected values [rows, columns], got shape {grid.shape}")
    taken = _taken(policy, grid.shape, len(moves))
    if ax is None:
        ax = figure(size=(0.82 * grid.shape[1] + 1.9, 0.82 * grid.shape[0] + 0.9))[1]
    ax = _axes(ax, title, "column", "row")
    low, high = limits or (float(numpy.nanmin(grid)), float(numpy.nanmax(grid)))
    picture = ax.imshow(grid, cmap="cividis", vmin=low, vmax=high, aspect="equal")
    ax.figure.colorbar(picture, cax=ax.inset_axes((1.04, 0, 0.05, 1)), label=bar_label)
    ax.set(xticks=range(grid.shape[1]), yticks=range(grid.shape[0]))
    ax.grid(False)
    for (row, column), value in numpy.ndenumerate(grid):
        ink = "white" if value - low < 0.5 * (high - low) else "black"
        ink = INK if numpy.isnan(value) else ink
        if not numpy.isnan(value):
            # Adding 0 turns minus zero into zero.
            ax.text(
                column,
                row,
                f"{round(value, decimals) + 0.0:.{decimals}f}",
                color=ink,
                ha="center",
                va="center",
                fontsize=9,
            )
        for down, right in (move for move, used in zip(moves, taken[row, column], strict=True) if used):
            _arrow(ax, (column + 0.2 * right, row + 0.24 * down), (column + 0.47 * right, row + 0.47 * down), ink, 8)
        if text := (labels or {}).get((row, column)):
            ax.text(column - 0.44, row - 0.42, text, color=ink, ha="left", va="top", fontsize=8, fontweight="bold")
    return ax


def chain(
    labels: Sequence[str],
    arrows: Sequence[tuple[int, int, int, str]],
    *,
    title: str,
    faint: Sequence[tuple[int, int, int, str]] = (),
    values: Sequence[str] | None = None,
    row_label: str = "state",
    ax: Axes | None = None,
) -> Axes:
    """States in a row with arrows between them: rightward ones above the row, leftward ones below it.

    labels: of the states, from left to right. arrows: (from, to, action, text): places and actions counted from 0;
    each action has its colour, and the text stands beside the arrow and may be empty. Of several arrows between the same
    two states the later ones swing out further, as do arrows that pass over a state.
    faint: arrows drawn thin and grey, for what could be done but is not. values: a text below each state.
    """
    if values is not None and len(values) != len(labels):
        raise ValueError(f"there are {len(labels)} states, but {len(values)} values")
    if ax is None:
        ax = figure(size=(1.6 * len(labels) + 0.6, 2.9))[1]
    ax = _axes(ax, title, row_label, "")
    strong = {arrow[:3] for arrow in arrows}
    drawn: list[tuple[int, int, int]] = []
    for start, end, action, text in sorted([*arrows, *faint], key=lambda arrow: -arrow[2]):
        chosen = (start, end, action) in strong
        if (start, end, action) not in drawn:
            rank = sum(arrow[:2] == (start, end) for arrow in drawn)
            _step(ax, start, end, text, COLOURS[action] if chosen else FAINT, rank)
            drawn.append((start, end, action))
    for place, label in enumerate(labels):
        ax.add_patch(Circle((place, 0), 0.17, facecolor=PAPER, edgecolor=INK, linewidth=1.4, zorder=4))
        ax.text(place, 0, label, ha="center", va="center", fontsize=11, zorder=5)
        if values is not None:
            ax.text(place, -1.0, values[place], ha="center", va="center", fontsize=10)
    ax.set(xlim=(-0.6, len(labels) - 0.4), ylim=(-1.15 if values is not None else -0.85, 0.75), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.set_anchor("W")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def value_bars(
    series: Mapping[str, ArrayLike],
    names: Sequence[str],
    *,
    title: str,
    x_label: str,
    y_label: str,
    decimals: int = 2,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Groups of bars: the values of several series (of policies, for example), side by side for each state.

    series: label -> values [n]. names: n texts under the groups. decimals: of the numbers on the bars.
    limits: of the vertical axis, to hold it still while a slider moves.
    """
    ax = _axes(ax, title, x_label, y_label)
    width = 0.8 / len(series)
    for index, (label, values) in enumerate(series.items()):
        places = numpy.arange(len(names)) + (index - (len(series) - 1) / 2) * width
        bars = ax.bar(
            places,
            _numbers(values),
            0.92 * width,
            label=label,
            color=COLOURS[index % len(COLOURS)],
            hatch=HATCHES[index % len(HATCHES)],
            edgecolor=PAPER,
            linewidth=0,
        )
        ax.bar_label(bars, fmt=f"%.{decimals}f", fontsize=8, padding=2)
    ax.axhline(0, color=INK, linewidth=1, linestyle="-")
    ax.set_xticks(range(len(names)), names)
    ax.grid(False, axis="x")
    ax.margins(y=0.16)
    if limits:
        ax.set_ylim(*limits)
    ax.legend()
    return ax


def _taken(policy: ArrayLike | None, shape: tuple, actions: int) -> numpy.ndarray:
    """Booleans [r, c, A]: the actions that the policy takes in each cell."""
    if policy is None:
        return numpy.zeros((*shape, actions), dtype=bool)
    given = numpy.asarray(policy)
    if given.shape == shape:
        return given[..., None] == numpy.arange(actions)
    if given.shape == (*shape, actions):
        return given.astype(bool)
    raise ValueError(f"expected a policy of shape {shape} or {(*shape, actions)}, got {given.shape}")


def _arrow(
    ax: Axes, start, end, colour: str, size: float, bend: float = 0.0, width: float = 1.4, layer: int = 3
) -> None:
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=size,
            color=colour,
            linewidth=width,
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
            zorder=layer,
        )
    )


def _step(ax: Axes, start: int, end: int, text: str, colour: str, rank: int) -> None:
    """One arrow of a chain; rank: how many arrows between these two states it has to pass."""
    width, layer, ink = (1.2, 2, "#8a857b") if colour == FAINT else (2.4, 3, INK)
    if start == end:
        _arrow(ax, (start - 0.1, 0.16), (start + 0.1, 0.16), colour, 12, bend=-2.2, width=width, layer=layer)
        ax.text(start, 0.62, text, ha="center", va="center", fontsize=9, color=ink)
        return
    way, span = (1, abs(end - start)) if end > start else (-1, abs(end - start))
    near = span == 1 and not rank
    bend = -0.16 if near else (-0.36 if span > 1 else -0.75)
    lift, side = (0.09, 0.155) if near else (0.165, 0.06)
    _arrow(ax, (start + side * way, lift * way), (end - side * way, lift * way), colour, 14, bend, width, layer)
    height = lift + abs(bend) * (span - 2 * side) / 2
    ax.text((start + end) / 2, way * (height + 0.1), text, ha="center", va="center", fontsize=9, color=ink)
