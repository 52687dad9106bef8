"""Recurrent networks drawn as what they are: the network unrolled in time, and the inside of an LSTM cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course_utils.plotting.diagrams import arrow, ball, bare, box
from course_utils.plotting.style import COLOURS, INK, figure

TINT, BLAME = "#dbe8f1", COLOURS[1]
THIN: dict[str, Any] = {"linewidth": 1.2, "mutation_scale": 12}
BACK: dict[str, Any] = THIN | {"color": BLAME, "linewidth": 2.0, "linestyle": "--"}
STEP, BOX = 2.1, (0.62, 0.3)  # from one state to the next; half width and half height of a box


def unrolled_network(
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    title: str,
    states: Sequence[str] | None = None,
    weight: str = "same weights",
    blame: bool = False,
    cuts: Collection[int] = (),
) -> Axes:
    """A recurrent network, one column per step: an input below, the state in a box, an output above.

    inputs, outputs: [T] labels; an empty output is not drawn. states: [T + 1] labels, the first of the state before the
    first input. weight: written on each arrow from state to state.
    blame: draw how the last output's error travels back, dashed, below the states' arrows.
    cuts: steps after which the sequence is cut, so that no blame crosses; drawn as vertical lines.
    """
    count = len(inputs)
    names = list(states) if states is not None else ["start", *["memory"] * count]
    if len(outputs) != count or len(names) != count + 1:
        raise ValueError(f"{count} inputs need as many outputs and one state more")
    size = (min(1.15 * STEP * count / 2 + 1.6, 9.0), 2.7)
    ax = bare(figure(size=size)[1], (-1.0, STEP * count + 1.0), (-0.55, 2.55), title=title)
    for step, name in enumerate(names):
        box(ax, (STEP * step, 1.0), name, BOX, facecolor=TINT, linewidth=1.1)
    for step in range(1, count + 1):
        x = STEP * step
        raised = 0.11 if blame else 0.0
        arrow(ax, (x - STEP + BOX[0], 1 + raised), (x - BOX[0], 1 + raised), **THIN)
        height = 1.8 if step - 1 in cuts else 1.16 + raised  # above the line that cuts
        ax.text(x - STEP / 2, height, weight, ha="center", va="bottom", fontsize=8.5, color=INK)
        arrow(ax, (x, 0.12), (x, 1 - BOX[1]), **THIN)
        ax.text(x, 0.0, inputs[step - 1], ha="center", va="top", fontsize=11)
        if outputs[step - 1]:
            arrow(ax, (x, 1 + BOX[1]), (x, 1.92), **THIN)
            ax.text(x, 2.0, outputs[step - 1], ha="center", va="bottom", fontsize=11)
    for cut in cuts:
        ax.plot([STEP * (cut + 0.5)] * 2, [0.35, 1.75], color=INK, linewidth=1.4, linestyle=(0, (2, 2)))
    if blame:
        _blame(ax, count, max(cuts, default=0))
    labels = [(0.0, "reads"), (1.0, "keeps")] + ([(2.1, "answers")] if any(outputs) else [])
    for height, text in labels:
        ax.text(-1.0, height, text, ha="right", va="center", fontsize=9, fontstyle="italic")
    return ax


def _blame(ax: Axes, last: int, first: int) -> None:
    """Dashed arrows from the last output back to the state of step `first`."""
    x = STEP * last + 0.14
    arrow(ax, (x, 1.95), (x, 1 + BOX[1]), **BACK)
    ax.text(x + 0.1, 1.62, "blame", color=BLAME, fontsize=9.5, fontweight="bold", va="center")
    for step in range(last, first, -1):
        if step - 1 > first or first == 0:
            arrow(ax, (STEP * step - BOX[0], 0.87), (STEP * (step - 1) + BOX[0], 0.87), **BACK)


def lstm_drawing(*, title: str) -> Axes:
    """One LSTM cell: the memory's road above, four small layers below, and where their answers act."""
    ax = bare(figure(size=(8.6, 4.2))[1], (-1.9, 12.4), (-0.5, 6.1), title=title)
    frame = FancyBboxPatch(
        (0.3, 0.15),
        10.3,
        5.6,
        boxstyle="round,pad=0,rounding_size=0.3",
        facecolor="#f1efe9",
        edgecolor=INK,
        linewidth=1.0,
    )
    ax.add_patch(frame)
    _roads(ax)
    gates = {
        1.7: (r"$\sigma$", "forget: f"),
        3.7: (r"$\sigma$", "write: i"),
        5.5: ("tanh", "candidate: g"),
        7.4: (r"$\sigma$", "show: o"),
    }
    for x, (symbol, name) in gates.items():
        arrow(ax, (x, 0.6), (x, 1.55), **THIN)
        box(ax, (x, 1.9), symbol, (0.55, 0.35), facecolor=TINT, linewidth=1.1)
        ax.text(x + 0.12, 1.2, name, fontsize=9, ha="left", va="center")
    for (x, y), symbol in {(1.7, 4.9): "×", (4.6, 4.9): "+", (4.6, 3.4): "×", (9.2, 1.9): "×"}.items():
        ball(ax, (x, y), symbol, 0.35, size=13, linewidth=1.1)
    box(ax, (9.2, 3.5), "tanh", (0.55, 0.35), linewidth=1.1)
    for x, y, text, side in (
        (-0.3, 4.9, "old memory c", "right"),
        (11.2, 4.9, "new memory c", "left"),
        (-0.3, 0.6, "old state h", "right"),
        (11.2, 1.9, "new state h", "left"),
    ):
        ax.text(
            x, y, text.replace(" memory", "\nmemory").replace(" state", "\nstate"), ha=side, va="center", fontsize=9.5
        )
    ax.text(1.0, -0.3, "input x", ha="center", va="center", fontsize=9.5)
    return ax


def _roads(ax: Axes) -> None:
    """All lines of the cell: the memory's thick, the others thin."""
    road: dict[str, Any] = {"color": COLOURS[0], "linewidth": 4.5, "mutation_scale": 22}
    arrow(ax, (-0.2, 4.9), (1.35, 4.9), **road)
    arrow(ax, (2.05, 4.9), (4.25, 4.9), **road)
    arrow(ax, (4.95, 4.9), (11.1, 4.9), **road)
    line: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": "-", "solid_capstyle": "round"}
    for path in (
        [(-0.2, 0.6), (7.4, 0.6)],
        [(1.0, -0.1), (1.0, 0.6)],
        [(3.7, 2.25), (3.7, 3.4)],
        [(5.5, 2.25), (5.5, 3.4)],
    ):
        ax.plot(*zip(*path, strict=True), zorder=2, **line)
    for start, end in (
        ((1.7, 2.25), (1.7, 4.55)),
        ((3.7, 3.4), (4.25, 3.4)),
        ((5.5, 3.4), (4.95, 3.4)),
        ((4.6, 3.75), (4.6, 4.55)),
        ((9.2, 4.9), (9.2, 3.85)),
        ((9.2, 3.15), (9.2, 2.25)),
        ((7.95, 1.9), (8.85, 1.9)),
        ((9.55, 1.9), (11.1, 1.9)),
    ):
        arrow(ax, start, end, **THIN)
