"""Pictures of arrays: grids of images and heat maps. Images are indexed (row, column)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.style import INK, figure

MOST_ACROSS = 12


def image_grid(
    images: ArrayLike,
    *,
    title: str,
    columns: int | None = None,
    row_labels: Sequence[str] | None = None,
    captions: Sequence[str] | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
) -> Figure:
    """Grey images side by side, dark ink on a light ground, as on paper.

    images: [n, r, c], laid out row by row, `columns` across; or [rows, across, r, c], already laid out.
    row_labels: one per row of the grid. captions: one per image, under it. limits: the values shown as paper and as ink.
    Returns the whole figure, since the grid fills it.
    """
    grid = _arranged(_numbers(images), columns)
    rows, across = len(grid), len(grid[0])
    size = min(0.85, 8.0 / across)
    extra = 0.22 if captions else 0.0
    # Row labels stand to the left of the images and need room of their own.
    left = 0.1 * max((len(label) for label in row_labels or [""]), default=0)
    drawing, axes = figure(
        rows, across, size=(max(across * size + left, 3.2), rows * (size + extra) + 0.45), title=title
    )
    axes = numpy.asarray(axes).reshape(rows, across)
    for place, ax in numpy.ndenumerate(axes):
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
        image = grid[place[0]][place[1]]
        if image is None:
            continue
        ax.imshow(image, cmap="Greys", vmin=limits[0], vmax=limits[1])
        ax.spines[:].set(visible=True, color=INK, linewidth=0.4)
        if captions:
            ax.set_xlabel(captions[place[0] * across + place[1]], fontsize=8)
    for ax, label in zip(axes[:, 0], row_labels or [], strict=False):
        ax.set_ylabel(label, rotation=0, ha="right", va="center")
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
