"""The race whose winner is a sample, the paths by which a sample sends blame back, and images told in choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.diagrams import arrow, box
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

FAINT = "#a09c94"
PLACES = ("1st", "2nd", "3rd")
CORNERS = "round,pad=0.02,rounding_size=0.08"


def race(
    times: ArrayLike,
    *,
    title: str,
    names: Sequence[str] | None = None,
    x_label: str = "time",
    ax: Axes | None = None,
) -> Axes:
    """One lane for each runner, from the start at time 0 to its arrival; whoever arrives first has won.

    times: [K], when each arrives; an infinite time never does, and its lane has no end.
    names: one for each lane, from the top; "runner 1", ... by default.
    Raises ValueError for times that are negative or no number, and where nobody arrives.
    """
    arrival = _numbers(times)
    if arrival.ndim != 1 or not len(arrival) or numpy.isnan(arrival).any() or (arrival < 0).any():
        raise ValueError(f"expected times [K], none negative, got {arrival.tolist()}")
    if numpy.isinf(arrival).all():
        raise ValueError("nobody arrives: at least one time must be finite")
    if ax is None:
        ax = figure(size=(7.0, 0.55 * len(arrival) + 1.2))[1]
    end = 1.18 * arrival[numpy.isfinite(arrival)].max() or 1.0
    order = arrival.argsort(kind="stable")
    ax.axvline(arrival[order[0]], color=INK, linestyle=":", linewidth=1.2)
    for lane, time in enumerate(arrival):
        place = int(numpy.flatnonzero(order == lane)[0])
        _lane(ax, lane, time, end, place)
    ax.set_yticks(range(len(arrival)), names or [f"runner {k + 1}" for k in range(len(arrival))])
    ax.set(xlim=(0, end), ylim=(len(arrival) - 0.45, -0.6), xlabel=x_label, title=title)
    ax.grid(False)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_linewidth(2)
    return ax


def _lane(ax: Axes, lane: int, time: float, end: float, place: int) -> None:
    """The track, the way of the runner, and where it arrives."""
    first = place == 0
    colour = COLOURS[1] if first else COLOURS[0]
    ax.plot([0, end], [lane, lane], color=FAINT, linewidth=0.6, linestyle="-", zorder=1)
    if numpy.isinf(time):
        ax.text(end, lane - 0.12, "never ", ha="right", va="bottom", fontsize=9, color=FAINT)
        return
    ax.plot([0, time], [lane, lane], color=colour, linewidth=3.2 if first else 1.8, linestyle="-", zorder=2)
    ax.plot([time], [lane], marker="*" if first else "o", color=colour, markersize=15 if first else 8, zorder=3)
    text = f"  {time:.2f}" + (f", {PLACES[place]}" if place < len(PLACES) else "")
    weight = "bold" if first else "normal"
    ax.text(time, lane - 0.16, text, ha="left", va="bottom", fontsize=9, color=INK, fontweight=weight)


def sample_paths(*, title: str) -> Figure:
    """How logits and noise become a hard and a soft sample, and which way of the two a gradient can go back."""
    drawing, ax = figure(size=(7.6, 2.9), title=title)
    boxes = {
        "logits": (0.0, 1.0),
        "noise g": (0.0, 0.0),
        "keys:\nlogits + g": (2.1, 0.5),
        "hard: argmax\n(1, 0, 0)": (4.6, 1.0),
        "soft: softmax\n(.53, .20, .28)": (4.6, 0.0),
        "the rest of\nthe model": (7.0, 0.5),
    }
    for text, place in boxes.items():
        box(ax, place, text, (0.68, 0.2), corners=CORNERS, linewidth=1.2, words={"fontsize": 9})
    logits, noise, keys, hard, soft, rest = boxes.values()
    for start, stop in ((logits, keys), (noise, keys), (keys, hard), (keys, soft), (hard, rest), (soft, rest)):
        _way(ax, start, stop, color=INK, linewidth=1.2)
    for start, stop in ((rest, soft), (soft, keys), (keys, logits)):
        _way(ax, start, stop, color=COLOURS[1], linewidth=1.8, linestyle="--", bend=0.28)
    _way(ax, rest, hard, color=COLOURS[1], linewidth=1.8, linestyle="--", bend=-0.28)
    ax.text(3.35, 0.76, "\N{MULTIPLICATION X}", color=COLOURS[1], fontsize=17, ha="center", va="center", zorder=4)
    ax.text(3.35, 0.98, "slope 0:\nno way back", fontsize=8.5, ha="center", va="bottom", color=COLOURS[1])
    ax.text(0.0, -0.52, "solid: values, forwards   dashed: gradients, backwards", fontsize=8.5, ha="left", color=INK)
    ax.set(xlim=(-0.75, 7.8), ylim=(-0.62, 1.5))
    ax.axis("off")
    return drawing


def _way(ax: Axes, start: tuple[float, float], stop: tuple[float, float], bend: float = 0.0, **line: Any) -> None:
    """From the edge of one box to the edge of another."""
    side = 0.7 if stop[0] > start[0] else -0.7
    arrow(ax, (start[0] + side, start[1]), (stop[0] - side, stop[1]), bend=bend, mutation_scale=11, **line)


def choices(
    images: ArrayLike,
    codes: ArrayLike,
    redrawn: ArrayLike,
    n_classes: int,
    *,
    title: str,
) -> Figure:
    """Images, the choices that describe each of them, and what is drawn from these choices alone.

    images, redrawn: [n, r, c], in [0, 1]. codes: [n, M] integers from 0 to n_classes - 1: each choice is a row of cells, the chosen filled.
    Raises ValueError for codes that are not among the classes.
    """
    before, after, chosen = _numbers(images), _numbers(redrawn), numpy.asarray(codes)
    if chosen.ndim != 2 or len(chosen) != len(before) or before.shape != after.shape:
        raise ValueError(
            f"expected images and redrawn [n, r, c] and codes [n, M], got {before.shape}, {after.shape}, {chosen.shape}"
        )
    if (chosen < 0).any() or (chosen >= n_classes).any():
        raise ValueError(f"codes must lie between 0 and {n_classes - 1}")
    drawing, panels = figure(3, len(before), size=(1.35 * len(before) + 0.9, 4.5), title=title)
    for column in range(len(before)):
        for row, picture in ((0, before[column]), (2, after[column])):
            ax = panels[row, column]
            ax.imshow(picture, cmap="Greys", vmin=0, vmax=1)
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
        _code(panels[1, column], chosen[column], n_classes)
    for row, name in enumerate(("image", "choices", "redrawn")):
        panels[row, 0].set_ylabel(name)
    return drawing


def _code(ax: Axes, code: numpy.ndarray, n_classes: int) -> None:
    """One row of cells for each choice; all is drawn in one Axes as tall as it is wide."""
    for row, choice in enumerate(code):
        for cell in range(n_classes):
            colour = INK if cell == choice else PAPER
            ax.add_patch(Rectangle((cell, row), 1, 1, facecolor=colour, edgecolor=FAINT, linewidth=0.5))
    ax.set(xlim=(0, n_classes), ylim=(len(code), 0), xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
