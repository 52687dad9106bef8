"""Lines, points and bars. Every function draws into `ax`, or into a new figure, and returns the Axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from course_utils.plotting.style import (
    COLOURS,
    HATCHES,
    INK,
    LINE_STYLES,
    PAPER,
    figure,
)


def curves(
    x: ArrayLike,
    series: Mapping[str, ArrayLike],
    *,
    title: str,
    x_label: str,
    y_label: str,
    log_x: bool = False,
    log_y: bool = False,
    bands: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    lines: Mapping[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Curves over a common x, each with its own colour and line style.

    x: [n]. series: label -> y [n]. bands: label of a curve -> (low [n], high [n]), shaded behind it.
    lines: label -> value, drawn as thin horizontal reference lines. Labels carry the units.
    """
    ax = _axes(ax, title, x_label, y_label)
    for index, (label, y) in enumerate(series.items()):
        ax.plot(_numbers(x), _numbers(y), label=label, **_line(index))
        if bands and label in bands:
            low, high = bands[label]
            ax.fill_between(_numbers(x), _numbers(low), _numbers(high), color=_line(index)["color"], alpha=0.18, lw=0)
    _reference_lines(ax, lines or {})
    if log_x:
        ax.set_xscale("log")
    if log_y:
        ax.set_yscale("log")
    if len(series) + len(lines or {}) > 1:
        ax.legend()
    return ax


def loss_curve(
    history,
    *,
    title: str,
    y_label: str = "loss per image (nats)",
    baseline: tuple[str, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Training loss and, where there is one, held-out loss against the epoch.

    history: a `course_utils.training.History`. baseline: (label, value) of a reference to beat.
    """
    series = {"training": history.loss}
    if history.held_out:
        series["held out"] = history.held_out
    epochs = numpy.arange(1, len(history.loss) + 1)
    lines = dict([baseline]) if baseline else None
    ax = curves(epochs, series, title=title, x_label="epoch", y_label=y_label, lines=lines, ax=ax)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return ax


def latent_map(
    points: ArrayLike,
    labels: ArrayLike,
    *,
    title: str,
    x_label: str = "$z_1$",
    y_label: str = "$z_2$",
    ax: Axes | None = None,
) -> Axes:
    """A scatter plot of points in the plane by class; each class is named at its median.

    points: [n, 2]. labels: [n] integers; each point is drawn as its label, since colours repeat after seven classes.
    """
    plane, classes = _numbers(points), numpy.asarray(labels)
    if plane.ndim != 2 or plane.shape[1] != 2 or len(plane) != len(classes):
        raise ValueError(f"expected points [n, 2] and labels [n], got {plane.shape} and {classes.shape}")
    if ax is None:
        ax = figure(size=(6.4, 5.2))[1]
    ax = _axes(ax, title, x_label, y_label)
    kinds = numpy.unique(classes)
    for index, kind in enumerate(kinds):
        across, up = plane[classes == kind].T
        style: dict[str, Any] = {"color": COLOURS[index % len(COLOURS)], "marker": f"${kind}$"}
        ax.scatter(across, up, s=30, alpha=0.8, linewidths=0, **style)
    for kind in kinds:
        box = {"boxstyle": "circle,pad=0.2", "facecolor": PAPER, "edgecolor": INK, "linewidth": 0.8}
        x, y = numpy.median(plane[classes == kind], axis=0)
        ax.text(x, y, str(kind), ha="center", va="center", fontsize=10, fontweight="bold", bbox=box)
    return ax


def stacked_bars(
    parts: Mapping[str, float],
    *,
    title: str,
    y_label: str,
    total: tuple[str, float] | None = None,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A sum as a row of bars: each part starts at the height where the one before it ended.

    parts: label -> signed value. total: (label, value) of what the sum should be, drawn as a bar from 0 beside
    the parts, with a line to where the parts ended: the line is horizontal only if the sum is right.
    limits: of the vertical axis, to hold it still while a slider moves.
    """
    ax = _axes(ax, title, "", y_label)
    ends = numpy.cumsum([0.0, *parts.values()])
    for index, value in enumerate(parts.values()):
        _bar(ax, index, ends[index], value, COLOURS[index % len(COLOURS)], HATCHES[index % len(HATCHES)])
        if index:
            ax.plot([index - 0.7, index - 0.3], [ends[index]] * 2, color=INK, linestyle=":", linewidth=1)
    names = list(parts)
    if total:
        names.append(total[0])
        _bar(ax, len(parts), 0.0, total[1], INK, "")
        ax.plot([len(parts) - 0.7, len(parts) - 0.3], [ends[-1], total[1]], color=INK, linestyle=":", linewidth=1)
    ax.axhline(0, color=INK, linewidth=1, linestyle="-")
    ax.set_xticks(range(len(names)), names)
    ax.grid(False, axis="x")
    heights = [0.0, *ends, *([total[1]] if total else [])]
    room = 0.12 * (max(heights) - min(heights) or 1.0)
    ax.set_ylim(*(limits or (min(heights) - room, max(heights) + room)))
    return ax


def histograms(
    samples: Mapping[str, ArrayLike],
    *,
    title: str,
    x_label: str,
    bins: int = 40,
    density: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Outlined histograms over common bins, each of area 1, with density curves over them.

    samples: label -> values [n]. density: label -> (x [m], y [m]), y per unit of x.
    """
    ax = _axes(ax, title, x_label, "density (per unit of the horizontal axis)")
    values = {label: _numbers(sample).ravel() for label, sample in samples.items()}
    edges = numpy.histogram_bin_edges(numpy.concatenate(list(values.values())), bins=bins).tolist()
    for index, (label, sample) in enumerate(values.items()):
        line = _line(index)
        ax.hist(sample, edges, density=True, histtype="stepfilled", color=line["color"], alpha=0.15)
        ax.hist(
            sample,
            edges,
            density=True,
            histtype="step",
            label=label,
            edgecolor=line["color"],
            linestyle=line["linestyle"],
            linewidth=1.8,
        )
    for index, (label, (x, y)) in enumerate((density or {}).items(), start=len(values)):
        ax.plot(_numbers(x), _numbers(y), label=label, **_line(index))
    ax.legend()
    return ax


def _bar(ax: Axes, place: int, start: float, height: float, colour: str, hatch: str) -> None:
    ax.bar(place, height, bottom=start, width=0.6, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0)
    # The number stands beyond the end that the bar moves towards, where no bar can cover it.
    above = height >= 0
    number = f"{height:+.4f}".replace("-", "\N{MINUS SIGN}")
    ax.annotate(
        number,
        (place, start + height),
        xytext=(0, 4 if above else -4),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        fontsize=9,
    )


def _reference_lines(ax: Axes, lines: Mapping[str, float]) -> None:
    for index, (label, value) in enumerate(lines.items()):
        ax.axhline(value, label=label, color=INK, linewidth=1.1, linestyle=LINE_STYLES[(index + 3) % len(LINE_STYLES)])


def _axes(ax: Axes | None, title: str, x_label: str, y_label: str) -> Axes:
    if ax is None:
        ax = figure()[1]
    ax.set(title=title, xlabel=x_label, ylabel=y_label)
    return ax


def _line(index: int) -> dict:
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINE_STYLES[index % len(LINE_STYLES)]}


def _numbers(values: ArrayLike) -> numpy.ndarray:
    """An array of floats from a list, an array or a tensor on any device."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return numpy.asarray(values, dtype=float)
