"""Grids of numbers, a kernel at work on one, and the pixels that a unit sees. Images are indexed (row, column)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

MARKED, FAINT = "#fbdcb5", "#a09c94"
CELL = 0.42  # inches


def number_grid(
    values: ArrayLike,
    *,
    title: str,
    x_label: str = "column",
    y_label: str = "row",
    marked: ArrayLike | None = None,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A small matrix with its numbers written out; zeros are faint, so that patterns stand out.

    values: [r, c]; NaN leaves a cell empty. marked: [r, c] booleans, cells with a thick frame and a tint.
    rows, columns: labels of the rows and columns; none by default.
    """
    table = _numbers(values)
    if table.ndim != 2:
        raise ValueError(f"expected a matrix [rows, columns], got shape {table.shape}")
    chosen = numpy.zeros(table.shape, dtype=bool) if marked is None else numpy.asarray(marked, dtype=bool)
    if chosen.shape != table.shape:
        raise ValueError(f"marked has shape {chosen.shape}, but the matrix has {table.shape}")
    if ax is None:
        ax = figure(size=(max(CELL * table.shape[1], 2.4) + 1.2, CELL * table.shape[0] + 1.0))[1]
    ax = _axes(ax, title, x_label, y_label)
    for (row, column), value in numpy.ndenumerate(table):
        _cell(ax, row, column, value, bool(chosen[row, column]))
    ax.set(xlim=(-0.55, table.shape[1] - 0.45), ylim=(table.shape[0] - 0.45, -0.55), aspect="equal")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set_xticks(range(len(columns or [])), columns or [])
    ax.set_yticks(range(len(rows or [])), rows or [])
    return ax


def _cell(ax: Axes, row: int, column: int, value: float, chosen: bool) -> None:
    look: dict[str, Any] = (
        {"facecolor": MARKED, "edgecolor": COLOURS[1], "linewidth": 2.2, "zorder": 2}
        if chosen
        else {"facecolor": PAPER, "edgecolor": FAINT, "linewidth": 0.6, "zorder": 1}
    )
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **look))
    if not numpy.isnan(value):
        # Adding 0 turns minus zero into zero.
        text, colour = f"{value + 0.0:.3g}", INK if value or chosen else FAINT
        font = "bold" if chosen else "normal"
        ax.text(column, row, text, ha="center", va="center", fontsize=9, color=colour, fontweight=font, zorder=3)


def kernel_over_image(
    image: ArrayLike,
    kernel: ArrayLike,
    place: tuple[int, int],
    *,
    title: str,
    flip: bool = False,
    matrix: bool = False,
    names: tuple[str, str, str] = ("image", "kernel", "output"),
) -> Figure:
    """A kernel at one position on an image: the window, the kernel as given and as laid on, the output so far.

    image: [h, w]. kernel: [kh, kw], no larger. place: (row, column) of the output, from (0, 0) to
    (h - kh, w - kw); outputs are computed in reading order up to this one.
    flip: rotate the kernel by 180 degrees first, which makes the correlation a convolution.
    matrix: show below it the matrix that maps the image, read row by row, to the output, the row in use marked.
    names: what image, kernel and output are called. Returns the whole figure.
    Raises ValueError for a position outside the output.
    """
    pixels, given = _numbers(image), _numbers(kernel)
    laid = given[::-1, ::-1] if flip else given
    operator, size = _sliding_matrix(laid, pixels.shape)
    if not all(0 <= where < end for where, end in zip(place, size, strict=True)):
        raise ValueError(f"place is {tuple(place)}, but the output has {size[0]} rows and {size[1]} columns")
    index = place[0] * size[1] + place[1]
    output = (operator @ pixels.ravel()).reshape(size)
    weights = operator[index].reshape(pixels.shape)
    window = numpy.zeros(pixels.shape, dtype=bool)
    window[place[0] : place[0] + len(given), place[1] : place[1] + given.shape[1]] = True

    drawing, panels = _panels(pixels.shape, given.shape, size, operator.shape if matrix else None, title)
    number_grid(pixels, title=names[0], marked=window, ax=panels["image"])
    number_grid(given, title=names[1], ax=panels["given"])
    way = "rotated by 180\N{DEGREE SIGN}" if flip else "laid on as it is"
    number_grid(laid, title=way, marked=numpy.ones(laid.shape), ax=panels["laid"])
    done = numpy.where(numpy.arange(output.size).reshape(size) <= index, output, numpy.nan)
    number_grid(
        done, title=f"{names[2]} so far", marked=numpy.arange(output.size).reshape(size) == index, ax=panels["output"]
    )
    terms = [
        f"{weight:g}\N{MULTIPLICATION SIGN}{pixel:g}"
        for weight, pixel in zip(weights[window], pixels[window], strict=True)
    ]
    drawing.suptitle(f"{title}\n{' + '.join(terms)} = {output[tuple(place)]:g}", x=0.01, ha="left", fontsize=11)
    if matrix:
        number_grid(
            operator,
            title=f"the same as a matrix: this row times the {names[0]}, read row by row",
            x_label=f"pixel of the {names[0]}, in reading order",
            y_label=f"number of the {names[2]}",
            marked=(operator != 0) & (numpy.arange(len(operator)) == index)[:, None],
            ax=panels["matrix"],
        )
    return drawing


def _sliding_matrix(laid: numpy.ndarray, shape: tuple[int, int]) -> tuple[numpy.ndarray, tuple[int, int]]:
    """The matrix [outputs, pixels] that slides `laid` over an image of this shape, and the output's shape."""
    if laid.ndim != 2 or len(shape) != 2 or laid.shape[0] > shape[0] or laid.shape[1] > shape[1]:
        raise ValueError(f"a kernel of shape {laid.shape} does not fit into an image of shape {shape}")
    size = shape[0] - laid.shape[0] + 1, shape[1] - laid.shape[1] + 1
    operator = numpy.zeros((*size, *shape))
    for row, column in numpy.ndindex(size):
        operator[row, column, row : row + laid.shape[0], column : column + laid.shape[1]] = laid
    return operator.reshape(size[0] * size[1], -1), size


def _panels(image, kernel, output, matrix, title) -> tuple[Figure, dict[str, Axes]]:
    """A figure with the panels image, given, laid, output and, under them, matrix if it has a shape."""
    shapes = {"image": image, "given": kernel, "laid": kernel, "output": output}
    widths = [max(columns, 3.4) for _, columns in shapes.values()]
    layout, heights = [list(shapes)], [max(rows for rows, _ in shapes.values()) + 2.0]
    if matrix is not None:
        layout.append(["matrix"] * len(shapes))
        heights.append(matrix[0] + 1.5)
    size = max(sum(widths) + 3.0, matrix[1] + 2.0 if matrix else 0) * CELL, sum(heights) * CELL + 0.4
    drawing, whole = figure(size=size, title=title)
    whole.remove()
    return drawing, drawing.subplot_mosaic(layout, width_ratios=widths, height_ratios=heights)


def receptive_field_tree(
    layers: Sequence[tuple[int, int]],
    *,
    title: str,
    claims: Mapping[str, int] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One unit of the last layer and, layer by layer, everything it depends on, down to the pixels of a row.

    layers: (kernel, stride) of each layer, from the image on. claims: label -> number of pixels, drawn as
    bars under the pixels, so that a rule can be compared with what the unit depends on.
    """
    read = [[0]]
    for kernel, stride in reversed(layers):
        read.append(sorted({unit * stride + step for unit in read[-1] for step in range(kernel)}))
    read.reverse()
    # place[u] of a layer is the middle, in pixels, of what its unit u sees.
    start, jump, offsets = 0.0, 1, [(0.0, 1)]
    for kernel, stride in layers:
        start, jump = start + (kernel - 1) / 2 * jump, jump * stride
        offsets.append((start, jump))
    if ax is None:
        ax = figure(size=(6.8, 0.75 * len(layers) + 1.6 + 0.3 * len(claims or {})))[1]
    ax = _axes(ax, title, "pixel of a row of the image", "layer")
    for level, units in enumerate(read):
        origin, step = offsets[level]
        if level:
            below, spacing = offsets[level - 1]
            kernel, stride = layers[level - 1]
            for unit in units:
                for child in range(unit * stride, unit * stride + kernel):
                    ax.plot(
                        [origin + step * unit, below + spacing * child],
                        [level, level - 1],
                        color=FAINT,
                        lw=0.8,
                        linestyle="-",
                        zorder=1,
                    )
        places = [origin + step * unit for unit in units]
        ax.scatter(
            places,
            [level] * len(units),
            s=36,
            marker="s" if level == 0 else "o",
            zorder=2,
            color=COLOURS[1 if level == 0 else 0],
        )
    _claims(ax, claims or {}, (read[0][0] + read[0][-1]) / 2)
    names = ["image", *[f"{number}: k = {k}, s = {s}" for number, (k, s) in enumerate(layers, start=1)]]
    ax.set_yticks(range(len(names)), names)
    ax.grid(False)
    widest = max([len(range(read[0][0], read[0][-1] + 1)), *(claims or {}).values()])
    middle = (read[0][0] + read[0][-1]) / 2
    ax.set_xlim(middle - widest / 2 - 0.7, middle + widest / 2 + 0.7)
    ax.set_ylim(-0.6 - 0.55 * len(claims or {}), len(layers) + 0.4)
    return ax


def _claims(ax: Axes, claims: Mapping[str, int], middle: float) -> None:
    """A bar of each claimed length around `middle`, one below the other, with its label inside."""
    for index, (label, length) in enumerate(claims.items()):
        height, colour = -0.65 - 0.55 * index, COLOURS[(2, 3, 4)[index % 3]]
        ax.add_patch(
            Rectangle(
                (middle - length / 2, height - 0.2),
                length,
                0.4,
                facecolor=PAPER,
                edgecolor=colour,
                linewidth=1.8,
                linestyle=("-", "--", "-.")[index % 3],
            )
        )
        ax.text(middle, height, f"{label}: {length}", ha="center", va="center", fontsize=8.5)
