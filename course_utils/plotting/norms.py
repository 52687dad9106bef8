"""Norms of gradients on a logarithmic scale, beside the bounds that they must respect."""

from __future__ import annotations

from collections.abc import Mapping

import numpy
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _line, _numbers, _reference_lines


def gradient_norms(
    x: ArrayLike,
    norms: Mapping[str, ArrayLike],
    *,
    title: str,
    x_label: str,
    y_label: str,
    bounds: Mapping[str, ArrayLike] | None = None,
    lines: Mapping[str, float] | None = None,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Norms against lag or step on a logarithmic axis: growth or decay by a constant factor is a straight line.

    x: [n], the lags or steps, counted in whole numbers. norms: label -> values [n], not negative.
    bounds: label of one of `norms` -> values [n] that it cannot exceed, drawn thin and dotted in its colour.
    lines: label -> value of a horizontal reference line.
    limits: (low, high) of the vertical axis, both positive. A curve that falls below `low`, perhaps to zero, which
        has no logarithm, ends there in a downward triangle; one that rises above `high` ends in an upward one.
    Labels carry the units. Raises ValueError for a negative norm, for limits that are not positive and rising, and for
    a bound without a curve.
    """
    bounds, across = dict(bounds or {}), _numbers(x)
    if not bounds.keys() <= norms.keys():
        raise ValueError(f"bounds without a curve: {', '.join(sorted(bounds.keys() - norms.keys()))}")
    if limits is not None and not 0 < limits[0] < limits[1]:
        raise ValueError(f"limits must be positive and rising on a logarithmic axis, but are {limits}")
    ax = _axes(ax, title, x_label, y_label)
    ax.set_yscale("log")
    for index, (label, values) in enumerate(norms.items()):
        heights, style = _numbers(values), _line(index)
        if (heights < 0).any():
            raise ValueError(f"a norm is never negative, but {label!r} has {heights.min():.3g}")
        ax.plot(*_until_it_leaves(across, heights, limits, ax, style["color"]), label=label, **style)
        if label in bounds:
            ax.plot(across, _numbers(bounds[label]), color=style["color"], linestyle=":", linewidth=1.1)
    if bounds:
        ax.plot([], [], color="grey", linestyle=":", linewidth=1.1, label="bound")
    _reference_lines(ax, lines or {})
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if limits:
        ax.set_ylim(*limits)
    if len(norms) + len(bounds) + len(lines or {}) > 1:
        ax.legend()
    return ax


def _until_it_leaves(x, heights, limits, ax: Axes, colour: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The part of a curve up to the last point inside the limits, and a triangle where it leaves them for good."""
    low, high = limits or (numpy.nextafter(0, 1), numpy.inf)
    inside = numpy.flatnonzero((heights >= low) & (heights <= high))
    end = inside[-1] + 1 if len(inside) else 0
    if end == len(x):
        return x, numpy.where(heights > 0, heights, numpy.nan)
    falls = heights[end] < low
    edge = (low if limits else heights[heights > 0].min(initial=1.0)) if falls else high
    ax.plot(x[end], edge, marker="v" if falls else "^", color=colour, markersize=8, clip_on=False, linestyle="none")
    shown = numpy.append(heights[:end], edge)
    return x[: end + 1], numpy.where(shown > 0, shown, numpy.nan)
