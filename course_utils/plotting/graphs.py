"""Graphs of computations: nodes with their values and gradients, edges with their local derivatives."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course_utils.plotting.style import COLOURS, INK, PAPER, figure

HALF_WIDTH, HALF_HEIGHT = 0.45, 0.25
EMPTY = "?"


def computational_graph(
    values: Mapping[str, float | str],
    edges: Sequence[tuple],
    *,
    title: str,
    gradients: Mapping[str, float | str] | None = None,
    operations: Mapping[str, str] | None = None,
    positions: Mapping[str, tuple[float, float]] | None = None,
    shown: tuple[int, int] | None = None,
    highlight: Collection[str] = (),
    gradient_name: str = "gradient",
    flows: Mapping[tuple[str, str], str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A computation drawn as a graph, inputs on the left and result on the right, filled in node by node.

    values: node -> its value (or a text), in the order in which a forward pass computes them; every node must appear here.
    edges: (from, to) or (from, to, local derivative), "to" being computed from "from"; equal pairs are drawn apart.
    gradients: node -> derivative of the result by it, in the order in which a backward pass finishes them;
        a text is written as it is, so that a sum over paths can be shown.
    operations: node -> how it is computed, written above it.
    positions: node -> (x, y), a box being 0.9 wide and 0.5 high; without it nodes stand in columns by their distance from
        the inputs (give positions where an arrow would then pass behind a box).
    shown: (values, gradients), how many of each are filled in, from the first on; None for all. A local derivative is
        written once the value of the node that it leads to is filled in.
    highlight: nodes drawn with a thick, coloured, dashed frame; the edges that leave them are coloured too.
    gradient_name: what the legend below the graph calls the gradients.
    flows: edge (from, to) -> what goes back along it, a text on a dashed arrow beside the edge, drawn once the gradient
        of "to" is filled in; what "to" passed on last is drawn thick. Boxes need about 1.7 of room between them.
    Raises ValueError where an edge, gradient, operation, position or highlight names a node that is not in `values`, or
    where the edges form a cycle.
    """
    gradients, operations = dict(gradients or {}), dict(operations or {})
    flows = dict(flows or {})
    _check(values, [*edges, *flows], gradients, operations, positions, highlight)
    places = dict(positions) if positions is not None else layered(list(values), edges)
    n_values, n_gradients = shown if shown is not None else (len(values), len(gradients))
    there, done = list(values)[:n_values], list(gradients)[:n_gradients]
    ax = _frame(ax, places, title)
    for edge, bend in zip(edges, _bends(edges), strict=True):
        derivative = edge[2] if len(edge) > 2 and edge[1] in there else None
        _edge(ax, places[edge[0]], places[edge[1]], derivative, bend, edge[0] in highlight)
    for name in values:
        texts = (
            _text(values[name]) if name in there else EMPTY,
            _text(gradients[name]) if name in done else EMPTY if name in gradients else "",
        )
        _node(ax, places[name], name, operations.get(name, ""), texts, name in highlight)
    for (start, end), text in flows.items():
        if end in done:
            _flow(ax, places[end], places[start], text, end == done[-1])
    legend = "in each box: name, value" + (f", {gradient_name} (blue)" if gradients else "")
    legend += "; on each arrow: its local derivative" if any(len(edge) > 2 for edge in edges) else ""
    legend += f"; dashed: {gradient_name} going back" if flows else ""
    ax.text(0.0, -0.02, legend, transform=ax.transAxes, fontsize=8.5, ha="left", va="top")
    return ax


def layered(nodes: Sequence[str], edges: Sequence[tuple]) -> dict[str, tuple[float, float]]:
    """Node -> (x, y): columns by the longest path from an input, each column centred, its first node on top.

    nodes: names in any order. edges: (from, to, ...). Raises ValueError where the edges form a cycle.
    """
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        deeper = {
            end: depth[start] + 1
            for start, end, *_ in sorted(edges, key=lambda e: depth[e[0]])
            if depth[end] <= depth[start]
        }
        if not deeper:
            break
        depth.update(deeper)
    if any(depth[end] <= depth[start] for start, end, *_ in edges):
        raise ValueError("the edges form a cycle: a computation cannot use its own result")
    columns = {level: [name for name in nodes if depth[name] == level] for level in set(depth.values())}
    return {
        name: (1.8 * level, (len(column) - 1) / 2 - row)
        for level, column in columns.items()
        for row, name in enumerate(column)
    }


def _check(values, edges, gradients, operations, positions, highlight) -> None:
    named = [node for edge in edges for node in edge[:2]]
    for node in (*named, *gradients, *operations, *(positions or {}), *highlight):
        if node not in values:
            raise ValueError(f"{node!r} is not a node of this graph, whose nodes are: {', '.join(values)}")
    if positions is not None and (missing := [node for node in values if node not in positions]):
        raise ValueError(f"positions lacks {', '.join(missing)}")


def _frame(ax: Axes | None, places: Mapping, title: str) -> Axes:
    """The axes without scales, with a margin around the outermost nodes."""
    across, up = zip(*places.values(), strict=True)
    limits = (min(across) - 0.7, max(across) + 0.7), (min(up) - 0.4, max(up) + 0.6)
    if ax is None:
        width, height = (high - low for low, high in limits)
        scale = min(1.15, 9.0 / width)
        ax = figure(size=(max(scale * width, 4.8), max(scale * height, 1.4) + 0.7))[1]
    ax.set(title=title, xlim=limits[0], ylim=limits[1], xticks=[], yticks=[], aspect="equal")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def _bends(edges: Sequence[tuple]) -> list[float]:
    """A curvature for each edge: 0 for a single one, spread evenly where several join the same two nodes."""
    pairs = [tuple(edge[:2]) for edge in edges]
    return [0.8 * (pairs[:place].count(pair) - (pairs.count(pair) - 1) / 2) for place, pair in enumerate(pairs)]


def _edge(ax: Axes, start, end, derivative, bend: float, marked: bool) -> None:
    colour = COLOURS[1] if marked else INK
    (x0, y0), (x1, y1) = _clipped(start, end), _clipped(end, start)
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 2.2 if marked else 1.1, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=style | {"connectionstyle": f"arc3,rad={bend}"})
    if derivative is None:
        return
    # A quadratic curve of this curvature passes half-way between its chord and its control point.
    x, y = (x0 + x1) / 2 + bend * (y1 - y0) / 2, (y0 + y1) / 2 - bend * (x1 - x0) / 2
    box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
    ax.text(x, y, _text(derivative), ha="center", va="center", fontsize=9, color=colour, bbox=box)


def _flow(ax: Axes, start, end, text: str, newest: bool) -> None:
    """What goes back from one node to another, on an arrow that bends away from the edge between them."""
    (x0, y0), (x1, y1) = _clipped(start, end), _clipped(end, start)
    bend = -0.32
    style = {"arrowstyle": "-|>", "color": COLOURS[0], "linestyle": (0, (4, 2)), "shrinkA": 0, "shrinkB": 0}
    style |= {"linewidth": 2.2 if newest else 1.1, "connectionstyle": f"arc3,rad={bend}", "mutation_scale": 13}
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=style)
    x, y = (x0 + x1) / 2 + bend * (y1 - y0) / 2, (y0 + y1) / 2 - bend * (x1 - x0) / 2
    box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
    weight = "bold" if newest else "normal"
    ax.text(x, y, text, ha="center", va="center", fontsize=9, fontweight=weight, color=COLOURS[0], bbox=box)


def _clipped(start, end) -> tuple[float, float]:
    """Where the line from the middle of one node to the middle of another leaves the first one's box."""
    across, up = end[0] - start[0], end[1] - start[1]
    reach = min(
        (HALF_WIDTH + 0.04) / abs(across) if across else float("inf"),
        (HALF_HEIGHT + 0.04) / abs(up) if up else float("inf"),
    )
    return start[0] + reach * across, start[1] + reach * up


def _node(ax: Axes, place, name: str, operation: str, texts: tuple[str, str], marked: bool) -> None:
    x, y = place
    corner = (x - HALF_WIDTH, y - HALF_HEIGHT)
    frame: dict[str, Any] = {"edgecolor": COLOURS[1] if marked else INK, "linewidth": 2.2 if marked else 1.1}
    frame |= {"linestyle": "--" if marked else "-", "facecolor": PAPER, "zorder": 3}
    ax.add_patch(
        FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, boxstyle="round,pad=0,rounding_size=0.06", **frame)
    )
    value, gradient = texts
    middle: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
    head = f"{name} = {operation}" if operation else name
    ax.text(x, y + HALF_HEIGHT + 0.03, head, fontsize=9.5, fontstyle="italic", ha="center", va="bottom", zorder=4)
    ax.text(x, y + (0.11 if gradient else 0), value, fontsize=11, **middle)
    if gradient:
        small = 8.5 if len(gradient) > 8 else 11
        ax.text(x, y - 0.12, gradient, fontsize=small, fontweight="bold", color=COLOURS[0], **middle)


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.4g}".replace("-", "\N{MINUS SIGN}")
