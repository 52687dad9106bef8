"""Pictures of arrays: grids of images and heat maps. Images are indexed (row, column)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.style import COLOURS, INK, figure

MOST_ACROSS = 12
GAP = 0.1  # between images, in widths of one


def image_grid(
    images: ArrayLike,
    *,
    title: str,
    columns: int | None = None,
    row_labels: Sequence[str] | None = None,
    captions: Sequence[str] | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
    marked: Collection[int] = (),
) -> Figure:
    """Grey images side by side, dark ink on a light ground, as on paper.

    images: [n, r, c], laid out row by row, `columns` across; or [rows, across, r, c], already laid out.
    row_labels: one per row of the grid. captions: one per image, under it. limits: the values shown as paper and as ink.
    marked: numbers of the images, counted row by row, that get a thick dashed frame.
    Returns the whole figure, since the grid fills it.
    """
    grid = _arranged(_numbers(images), columns)
    rows, across = len(grid), len(grid[0])
    tall = grid[0][0].shape[0] / grid[0][0].shape[1]
    pitch = tall + (0.35 if captions else GAP)
    inches = min(0.85, 8.0 / across)
    # Row labels stand to the left of the images and need room of their own.
    left = 0.15 + 0.1 * max(map(len, row_labels)) if row_labels else 0
    size = (max(across * inches + left, 3.2), rows * pitch * inches / (1 + GAP) + 0.45)
    drawing, ax = figure(size=size, title=title)
    # All in one Axes: one for each image would take ten times as long to draw.
    for row, column in numpy.ndindex(rows, across):
        if (image := grid[row][column]) is None:
            continue
        x, y = column * (1 + GAP), row * pitch
        ax.imshow(image, cmap="Greys", vmin=limits[0], vmax=limits[1], extent=(x, x + 1, y + tall, y))
        colour, width, line = (COLOURS[1], 2.0, "--") if row * across + column in marked else (INK, 0.4, "-")
        ax.add_patch(Rectangle((x, y), 1, tall, fill=False, edgecolor=colour, linewidth=width, linestyle=line))
        if captions:
            ax.text(x + 0.5, y + tall + 0.05, captions[row * across + column], fontsize=8, ha="center", va="top")
    ax.set(xlim=(-0.02, across * (1 + GAP)), ylim=(rows * pitch, -0.02), xticks=[], aspect="equal")
    ax.set_yticks([row * pitch + tall / 2 for row in range(len(row_labels or []))], row_labels or [])
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return drawing


def _arranged(images: numpy.ndarray, columns: int | None) -> list[list]:
    """The images row by row, with None where the last row is not full."""
    if images.ndim == 4:
        return [list(row) for row in images]
    if images.ndim != 3 or not len(images):
        raise ValueError(f"expected images [n, rows, columns] or [rows, across, rows, columns], got {images.shape}")
    across = columns or min(len(images), MOST_ACROSS)
    padded = list(images) + [None] * (-len(images) % across)
    return [padded[start : start + across] for start in range(0, len(padded), across)]


def heat_map(
    matrix: ArrayLike,
    *,
    title: str,
    x_label: str,
    y_label: str,
    bar_label: str,
    annotate: bool = False,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A matrix as colours from dark blue (low) to yellow (high), which keep their order in greyscale.

    matrix: [rows, columns]. bar_label: what the colours mean, with its unit. annotate: write the numbers too.
    limits: the values at the ends of the colour bar.
    """
    values = _numbers(matrix)
    if values.ndim != 2:
        raise ValueError(f"expected a matrix [rows, columns], got shape {values.shape}")
    if ax is None:
        ax = figure(size=(5.4, 4.2))[1]
    low, high = limits or (float(values.min()), float(values.max()))
    picture = ax.imshow(values, cmap="cividis", vmin=low, vmax=high, aspect="equal")
    ax.set(title=title, xlabel=x_label, ylabel=y_label)
    ax.grid(False)
    # Inside the axes' own frame the bar is as tall as the map, whatever its shape.
    ax.figure.colorbar(picture, cax=ax.inset_axes((1.04, 0, 0.05, 1)), label=bar_label)
    if annotate:
        for (row, column), value in numpy.ndenumerate(values):
            dark = (value - low) < 0.5 * (high - low)
            ax.text(
                column, row, f"{value:.3g}", ha="center", va="center", color="white" if dark else "black", fontsize=8
            )
    return ax
