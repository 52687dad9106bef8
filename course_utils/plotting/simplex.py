"""Points on the triangle of all probability distributions over three outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.tri import Triangulation
from numpy.typing import ArrayLike

from course_utils.plotting.style import COLOURS, INK, PAPER, figure

CORNERS = numpy.array([[0.0, 0.0], [1.0, 0.0], [0.5, numpy.sqrt(3) / 2]])


def simplex(
    points: ArrayLike,
    *,
    title: str,
    labels: Sequence[str] = ("1", "2", "3"),
    mean: ArrayLike | None = None,
    target: ArrayLike | None = None,
    density: Callable[[numpy.ndarray], numpy.ndarray] | None = None,
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """A scatter plot on the 2-simplex: a corner is a certainty, the centre the uniform distribution.

    points: [n, 3], probabilities, each row adding up to 1; n may be 0.
    labels: the texts at the three corners.
    mean, target: [3], marked by a filled square and by an open circle.
    density: function of [m, 3] inside the triangle -> [m], shaded under the points, dark where it is large.
    legend: False leaves naming the marks to another panel.
    Raises ValueError for points that do not lie on the simplex.
    """
    if ax is None:
        ax = figure(size=(5.0, 4.6))[1]
    places = _plane(points, "points")
    if density is not None:
        _shade(ax, density)
    ax.plot(*numpy.vstack([CORNERS, CORNERS[:1]]).T, color=INK, linewidth=1.2, linestyle="-")
    across, up = places.T
    ax.scatter(across, up, s=9, alpha=0.35, linewidths=0, color=COLOURS[0], clip_on=False)
    marks: list[tuple[ArrayLike | None, str, dict[str, Any]]] = [
        (mean, "mean of the samples", {"marker": "s", "color": COLOURS[1], "s": 60, "edgecolors": PAPER}),
        (target, "target", {"marker": "o", "s": 130, "facecolors": "none", "edgecolors": INK, "linewidths": 1.8}),
    ]
    for mark, name, style in marks:
        if mark is not None:
            across, up = _plane([mark], name).T
            ax.scatter(across, up, label=name, zorder=3, clip_on=False, **style)
    for corner, label, (dx, dy), align in zip(CORNERS, labels, ((-8, -4), (8, -4), (0, 6)), "rlc", strict=True):
        across = {"r": "right", "l": "left", "c": "center"}[align]
        ax.annotate(
            label,
            corner,
            xytext=(dx, dy),
            textcoords="offset points",
            ha=across,
            va="top" if dy < 0 else "bottom",
            fontsize=10,
            fontweight="bold",
        )
    ax.set(title=title, aspect="equal", xlim=(-0.08, 1.08), ylim=(-0.21, 0.98))
    ax.axis("off")
    if legend and (mean is not None or target is not None):
        ax.legend(loc="lower center", ncols=2, frameon=False, handletextpad=0.2, columnspacing=1.0)
    return ax


def _plane(points: ArrayLike | list[ArrayLike], name: str) -> numpy.ndarray:
    """The places [n, 2] of probabilities [n, 3] in the triangle."""
    if hasattr(points, "detach"):
        points = points.detach().cpu()
    rows = numpy.asarray(points, dtype=float)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise ValueError(f"expected {name} [n, 3], got {rows.shape}")
    if (rows < -1e-6).any() or (abs(rows.sum(axis=1) - 1) > 1e-6 * 10).any():
        raise ValueError(f"{name} must be probabilities: not negative, each row adding up to 1")
    return rows @ CORNERS


def _shade(ax: Axes, density: Callable[[numpy.ndarray], numpy.ndarray], steps: int = 60) -> None:
    """Filled contours of the density, on a grid that stays away from the edges, where it may be infinite."""
    first, second = numpy.meshgrid(numpy.arange(steps + 1), numpy.arange(steps + 1), indexing="ij")
    inside = first + second <= steps
    grid = numpy.stack([first[inside], second[inside], (steps - first - second)[inside]], axis=1) / steps
    grid = grid * (1 - 0.03) + 0.01
    heights = numpy.asarray(density(grid), dtype=float)
    if heights.shape != (len(grid),):
        raise ValueError(f"the density must return one number per point, [{len(grid)}], but returned {heights.shape}")
    # A few huge values near a corner would leave the rest of the triangle one colour.
    capped = numpy.minimum(heights, numpy.quantile(heights, 0.98))
    ax.tricontourf(Triangulation(*(grid @ CORNERS).T), capped, levels=12, cmap="Greys", alpha=0.75, zorder=0)
