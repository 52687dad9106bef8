"""Grids of numbers, kernels at work and learned, weights shared, and the pixels that a unit sees. Images are indexed (row, column)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

MARKED, FAINT = "#fbdcb5", "#a09c94"
CELL = 0.42  # inches
ROOM = 3.4  # cells that a panel is wide at least, so that its title has room


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
    """A kernel at one position on an image, at true size: what it covers, the kernel as given and as laid on, the output.

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
    _lay_on(panels["image"], laid, place)
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
    _same_cells([panels[name] for name in ("image", "given", "laid", "output")])
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


def _lay_on(ax: Axes, laid: numpy.ndarray, place: tuple[int, int]) -> None:
    """The kernel on the image at its true size: each weight in a corner of the pixel that it multiplies."""
    for (row, column), weight in numpy.ndenumerate(laid):
        ax.annotate(
            f"\N{MULTIPLICATION SIGN}{weight:.3g}",
            (place[1] + column + 0.46, place[0] + row + 0.44),
            ha="right",
            va="bottom",
            fontsize=6.5,
            color=COLOURS[0],
            fontweight="bold",
            zorder=4,
        )


def _same_cells(panels: Sequence[Axes]) -> None:
    """Show as many rows in each panel, and at least as many columns as `_panels` has room for: cells of one size."""
    rows = max(ax.get_ylim()[0] for ax in panels)
    for ax in panels:
        ax.set(xlim=(-0.55, max(ax.get_xlim()[1], ROOM - 0.45)), ylim=(rows, -0.55), anchor="NW")
        ax.set(xlabel="", ylabel="")


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
    widths = [max(columns, ROOM) for _, columns in shapes.values()]
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


def weight_sharing(pixels: int, kernel: int, *, title: str) -> Figure:
    """Units above a row of pixels, three times: fully connected, local, and local with shared weights.

    A line is a weight. Lines of the same colour and style in the last panel are one weight. Returns the whole figure.
    """
    units = pixels - kernel + 1
    drawing, axes = figure(1, 3, size=(8.4, 2.6), title=title)
    names = ("fully connected", "local", "local and shared")
    for ax, name in zip(axes, names, strict=True):
        full, shared = name == names[0], name == names[2]
        lines = [
            (unit, pixel) for unit in range(units) for pixel in (range(pixels) if full else range(unit, unit + kernel))
        ]
        for unit, pixel in lines:
            look = (
                {"color": COLOURS[pixel - unit], "ls": ("-", "--", ":", "-.")[(pixel - unit) % 4], "lw": 2.0}
                if shared
                else {"color": FAINT, "ls": "-", "lw": 1.0}
            )
            ax.plot([unit + (kernel - 1) / 2, pixel], [1, 0], zorder=1, **look)
        middles = [unit + (kernel - 1) / 2 for unit in range(units)]
        ax.scatter(middles, [1] * units, s=60, color=PAPER, edgecolors=INK, zorder=2)
        ax.scatter(range(pixels), [0] * pixels, s=60, marker="s", color=INK, zorder=2)
        ax.set(title=f"{name}: {kernel if shared else len(lines)} weights", xticks=[], yticks=[0, 1])
        ax.set(yticklabels=["pixels", "units"] if full else [], ylim=(-0.2, 1.2))
        ax.tick_params(length=0)
        ax.grid(False)
        ax.spines[:].set_visible(False)
    return drawing


def kernels_and_maps(kernels: ArrayLike, maps: ArrayLike, *, title: str) -> Figure:
    """Learned kernels in the upper row, and below each the map that it makes of an image.

    kernels: [n, kh, kw]; orange is positive, blue negative, paper 0, on one scale for all. maps: [n, r, c], not negative:
    paper is 0, ink the largest response of all maps. Returns the whole figure.
    """
    weights, responses = _numbers(kernels), _numbers(maps)
    if weights.ndim != 3 or responses.ndim != 3 or len(weights) != len(responses):
        raise ValueError(f"expected kernels [n, kh, kw] and maps [n, r, c], got {weights.shape} and {responses.shape}")
    drawing, axes = figure(2, len(weights), size=(max(0.95 * len(weights) + 0.8, 3.2), 2.5), title=title)
    axes = numpy.asarray(axes).reshape(2, len(weights))
    colours = LinearSegmentedColormap.from_list("sign", [COLOURS[0], PAPER, COLOURS[1]])
    largest, strongest = numpy.abs(weights).max(), max(responses.max(), 1e-12)
    for ax, kernel in zip(axes[0], weights, strict=True):
        ax.imshow(kernel, cmap=colours, vmin=-largest, vmax=largest)
    for ax, response in zip(axes[1], responses, strict=True):
        ax.imshow(response, cmap="Greys", vmin=0, vmax=strongest)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color=INK, linewidth=0.4)
    for ax, label in zip(axes[:, 0], ("kernel", "map"), strict=True):
        ax.set_ylabel(label, rotation=0, ha="right", va="center")
    return drawing
