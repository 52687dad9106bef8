"""Drawings in the plane: clouds of points, a field of arrows, and the paths that follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _line, _numbers
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

Field = Callable[[numpy.ndarray], ArrayLike]
Limits = tuple[tuple[float, float], tuple[float, float]]

CLOUDS = (".", "x", "^", "+")  # markers


def vector_field(
    field: Field,
    *,
    limits: Limits,
    title: str,
    x_label: str,
    y_label: str,
    arrows: int = 13,
    ax: Axes | None = None,
) -> Axes:
    """Arrows that say where a point moves and, by their length, how fast.

    field: called with points [m, 2] as a float64 array, returns the velocity at each, [m, 2].
    limits: ((left, right), (bottom, top)). arrows: how many across and up; the longest spans about one of their gaps.
    Raises ValueError for velocities of another shape, or that are not finite.
    """
    if ax is None:
        ax = figure(size=(5.2, 4.6))[1]
    ax = _axes(ax, title, x_label, y_label)
    across, up = (numpy.linspace(*span, arrows + 2)[1:-1] for span in limits)
    places = numpy.stack(numpy.meshgrid(across, up), axis=-1).reshape(-1, 2)
    velocities = _numbers(field(places))
    if velocities.shape != places.shape or not numpy.isfinite(velocities).all():
        raise ValueError(f"the field must return finite velocities {places.shape}, got {velocities.shape}")
    longest = numpy.linalg.norm(velocities, axis=1).max() or 1.0
    gap = min(across[1] - across[0], up[1] - up[0]) if arrows > 1 else 1.0
    ax.quiver(
        *places.T,
        *(gap / longest * velocities).T,
        angles="xy",
        scale_units="xy",
        scale=1.0,
        color=INK,
        alpha=0.35,
        width=0.004,
        pivot="mid",
    )
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.grid(False)
    return ax


def trajectories(
    paths: Mapping[str, ArrayLike],
    *,
    title: str,
    x_label: str,
    y_label: str,
    field: Field | None = None,
    rest: tuple[float, float] | None = None,
    limits: Limits | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Paths in the plane, each with its own colour and line style: a ring where it starts, a dot where it ends.

    paths: label -> [T + 1, 2], the points in order of time. field: as for `vector_field`, drawn behind the paths.
    rest: a point of equilibrium, marked by a cross. limits: of the view; by default all paths with a margin.
    Both axes have the same scale, so that a circle is a circle. Raises ValueError for paths of another shape.
    """
    points = {label: _numbers(path) for label, path in paths.items()}
    for label, path in points.items():
        if path.ndim != 2 or path.shape[1] != 2 or not len(path):
            raise ValueError(f"expected a path [T + 1, 2] for {label!r}, got {path.shape}")
    view = limits or _view(numpy.concatenate([*points.values(), [rest or next(iter(points.values()))[0]]]))
    if ax is None:
        ax = figure(size=(5.6, 5.0))[1]
    ax = _axes(ax, title, x_label, y_label)
    if field:
        vector_field(field, limits=view, title=title, x_label=x_label, y_label=y_label, ax=ax)
    for index, (label, path) in enumerate(points.items()):
        line = _line(index)
        ax.plot(*path.T, label=label, linewidth=1.6, **line)
        ax.plot(*path[0], marker="o", markersize=8, markerfacecolor=PAPER, markeredgecolor=INK, linestyle="none")
        ax.plot(*path[-1], marker="o", markersize=7, color=line["color"], markeredgecolor=PAPER, linestyle="none")
    if rest is not None:
        ax.plot(*rest, marker="x", markersize=9, markeredgewidth=2, color=INK, linestyle="none")
    ax.set(xlim=view[0], ylim=view[1])
    ax.set_aspect("equal")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return ax


def point_clouds(
    clouds: Mapping[str, ArrayLike],
    *,
    title: str,
    x_label: str,
    y_label: str,
    limits: Limits | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Samples of several distributions on top of each other, each with its own colour and marker.

    clouds: label -> [n, 2], at most four of them; later ones lie on top. limits: of the view; by default all points
    with a margin. Both axes have the same scale. Raises ValueError for clouds of another shape, or more than four.
    """
    points = {label: _numbers(cloud) for label, cloud in clouds.items()}
    for label, cloud in points.items():
        if cloud.ndim != 2 or cloud.shape[1] != 2 or not len(cloud):
            raise ValueError(f"expected points [n, 2] for {label!r}, got {cloud.shape}")
    if not 1 <= len(points) <= len(CLOUDS):
        raise ValueError(f"expected one to {len(CLOUDS)} clouds, got {len(points)}")
    if ax is None:
        ax = figure(size=(5.2, 5.0))[1]
    ax = _axes(ax, title, x_label, y_label)
    for (label, cloud), marker, colour in zip(points.items(), CLOUDS, COLOURS, strict=False):
        ax.plot(*cloud.T, marker, color=colour, label=label, markersize=3.5, markeredgewidth=0.8, alpha=0.6)
    view = limits or _view(numpy.concatenate(list(points.values())))
    ax.set(xlim=view[0], ylim=view[1])
    ax.set_aspect("equal")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, markerscale=1.8, handletextpad=0.2)
    return ax


def one_legend(drawing: Figure) -> None:
    """One legend below all panels, that of the first, in place of one in each."""
    legends = [ax.get_legend() for ax in drawing.axes]
    handles, labels = drawing.axes[0].get_legend_handles_labels()
    for legend in legends:
        if legend is not None:
            legend.remove()
    drawing.legend(handles, labels, loc="outside lower center", ncols=len(labels), markerscale=1.8, handletextpad=0.2)


def _view(points: numpy.ndarray) -> Limits:
    """A window with a margin around finite points [m, 2]."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.08 * max((high - low).max(), 1e-9)
    across, up = numpy.stack([low - room, high + room], axis=1).tolist()
    return tuple(across), tuple(up)
