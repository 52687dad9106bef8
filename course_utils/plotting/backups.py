"""Backup diagrams: what a value is made of, one level down the tree of what may happen (Sutton and Barto's drawings)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Arc, Circle

from course_utils.plotting.charts import _axes
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

STATE, ACTION = 0.115, 0.075  # radii
DROP, WIDTH = 0.95, 2.9


def backup(
    kinds: str,
    *,
    title: str,
    nodes: Sequence[str],
    edges: Sequence[str],
    best: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """A tree of states (open circles) and actions (filled dots), its root at the top.

    kinds: a letter for each level, "s" for states and "a" for actions, for example "sas". nodes: a text for each level,
    to its right. edges: a text for each gap between levels. best: mark the choice of an action with an arc, which says
    that the best branch counts and not the average. Raises ValueError if there are not as many texts as levels and gaps.
    """
    if set(kinds) - {"s", "a"}:
        raise ValueError(f"kinds holds the letters s and a, got {kinds!r}")
    if len(nodes) != len(kinds) or len(edges) != len(kinds) - 1:
        raise ValueError(f"{kinds!r} takes {len(kinds)} texts for nodes and {len(kinds) - 1} for edges")
    if ax is None:
        ax = figure(size=(5.9, 0.72 * len(kinds) + 0.15))[1]
    ax = _axes(ax, title, "", "")
    places = [WIDTH / 2]
    _node(ax, kinds[0], places[0], 0.0)
    for level, kind in enumerate(kinds[1:], start=1):
        below, height = [], -DROP * level
        for place in places:
            spread = WIDTH / (2.6 if level == 1 else 8.4)
            ends = [place - spread, place + spread] if level > 1 else [place - spread, place, place + spread]
            for end in ends:
                ax.plot([place, end], [height + DROP, height], color=INK, linewidth=1.3, linestyle="-", zorder=1)
                _node(ax, kind, end, height)
            if best and kind == "a":
                _choice(ax, place, height + DROP, spread, named=place == places[-1])
            below += ends
        places = below
        ax.text(WIDTH + 0.45, height + DROP / 2, edges[level - 1], va="center", fontsize=9.5, color=COLOURS[0])
    for level, text in enumerate(nodes):
        ax.text(WIDTH + 0.45, -DROP * level, text, va="center", fontsize=10.5)
    ax.set(
        xlim=(-0.15, WIDTH + 4.1), ylim=(-DROP * (len(kinds) - 1) - 0.25, 0.25), xticks=[], yticks=[], aspect="equal"
    )
    ax.set_anchor("W")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def _node(ax: Axes, kind: str, across: float, up: float) -> None:
    radius, fill = (STATE, PAPER) if kind == "s" else (ACTION, INK)
    ax.add_patch(Circle((across, up), radius, facecolor=fill, edgecolor=INK, linewidth=1.4, zorder=3))


def _choice(ax: Axes, across: float, up: float, spread: float, named: bool) -> None:
    """The arc across the branches of a choice, and its name."""
    half = math.degrees(math.atan2(spread, DROP))
    size = 0.42 * DROP * 2
    look: dict[str, Any] = {"color": COLOURS[1], "linewidth": 2.2, "zorder": 2}
    ax.add_patch(Arc((across, up), size, size, theta1=270 - half, theta2=270 + half, **look))
    if named:
        ax.text(
            across + 0.45 * spread + 0.08,
            up - 0.3 * DROP,
            "max",
            fontsize=8.5,
            color=COLOURS[1],
            ha="left",
            va="center",
        )
