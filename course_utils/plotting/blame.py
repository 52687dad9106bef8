"""Where blame goes: a small network twice, forwards and backwards; images with the blame of their pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

RADIUS, ACROSS = 0.24, 2.0
WIDEST = 4.5  # line, in points


def network_blame(weights: Sequence[ArrayLike], x: ArrayLike, target: ArrayLike, *, title: str) -> Figure:
    """A network of tanh units, drawn as circles and lines: its answer on the left, the blame for it on the right.

    weights: one matrix for each layer, [units, inputs]. x: the input. target: the outputs that were wanted.
    Forwards a unit is the darker the larger its output, whatever the sign, and a line the thicker the larger what it
    carries. Backwards the same is said of the derivative of half the squared error by the unit's output, and of the
    share of it that goes back along the line.
    """
    matrices = [_numbers(W) for W in weights]
    outputs = [_numbers(x)]
    for W in matrices:
        outputs.append(numpy.tanh(W @ outputs[-1]))
    carried = [W * h for W, h in zip(matrices, outputs, strict=False)]
    blame, shares = [outputs[-1] - _numbers(target)], list[numpy.ndarray]()
    for W, h in zip(reversed(matrices), reversed(outputs), strict=False):
        shares.insert(0, W * (blame[0] * (1 - h**2))[:, None])
        blame.insert(0, shares[0].sum(axis=0))
    drawing, axes = figure(1, 2, size=(9.0, 3.4), title=title)
    _panel(axes[0], outputs, carried, "forwards: numbers", INK, back=False)
    _panel(axes[1], blame, shares, "backwards: blame", COLOURS[0], back=True)
    for k, (ax, words) in enumerate(zip(axes, ("the answer", "how wrong it is"), strict=True)):
        ax.text(ACROSS * len(matrices), -1.55, words, ha="center", va="top", fontsize=9, color=(INK, COLOURS[0])[k])
        ax.text(0, -1.55, "the input", ha="center", va="top", fontsize=9)
    return drawing


def blamed_pixels(images: ArrayLike, blame: ArrayLike, *, captions: Sequence[str], title: str) -> Figure:
    """Images above the same images with the blame of their pixels.

    images, blame: [n, r, c]; blame is the derivative of a cost by each pixel, and ink is 1. captions: one per image.
    Orange is ink that makes the cost larger than it would be without; blue is paper where ink would make it smaller. So each pixel
    is coloured by blame times ink where that is positive, and by minus blame times paper where that is.
    """
    pictures, slopes = _numbers(images), _numbers(blame)
    if pictures.shape != slopes.shape or len(captions) != len(pictures):
        raise ValueError(f"expected as many blames as images, got {slopes.shape} and {pictures.shape}")
    at_fault = numpy.where(slopes > 0, slopes * pictures, slopes * (1 - pictures))
    largest = numpy.abs(at_fault).max(axis=(1, 2), keepdims=True)
    at_fault = at_fault / numpy.where(largest > 0, largest, 1)
    colours = LinearSegmentedColormap.from_list("fault", [COLOURS[0], PAPER, COLOURS[1]])
    drawing, axes = figure(2, len(pictures), size=(1.45 * len(pictures), 3.3), title=title)
    axes = numpy.reshape(axes, (2, len(pictures)))
    for ax, picture, caption in zip(axes[0], pictures, captions, strict=True):
        ax.imshow(picture, cmap="Greys", vmin=0, vmax=1)
        ax.set_title(caption, fontsize=9)
    for ax, fault, picture in zip(axes[1], at_fault, pictures, strict=True):
        ax.imshow(fault, cmap=colours, vmin=-1, vmax=1)
        ax.contour(picture, levels=[0.5], colors=[INK], linewidths=0.6)
    for ax in axes.ravel():
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
    return drawing


def _panel(ax: Axes, units: list, lines: list, title: str, colour: str, *, back: bool) -> None:
    shades = LinearSegmentedColormap.from_list("blame", [PAPER, colour])
    columns = [[(ACROSS * layer, 1.0 * y) for y in _heights(len(column))] for layer, column in enumerate(units)]
    for layer, shares in enumerate(lines):
        largest = numpy.abs(shares).max()
        for i, j in numpy.ndindex(shares.shape):
            lower, upper = columns[layer][j], columns[layer + 1][i]
            start, end = (upper, lower) if back else (lower, upper)
            _line(ax, start, end, abs(shares[i, j]) / largest, colour, back)
    for column, values in zip(columns, units, strict=True):
        for place, value in zip(column, values, strict=True):
            depth = abs(value) / max(numpy.abs(values).max(), 1e-9)
            ax.add_patch(Circle(place, RADIUS, facecolor=shades(0.85 * depth), edgecolor=colour, zorder=3))
    ax.set(xlim=(-0.7, ACROSS * len(lines) + 0.7), ylim=(-1.9, 1.5), xticks=[], yticks=[], aspect="equal", title=title)
    ax.grid(False)
    ax.spines[:].set_visible(False)


def _heights(count: int) -> numpy.ndarray:
    return numpy.linspace(1, -1, count) * (1.2 if count > 2 else 0.6) if count > 1 else numpy.zeros(1)


def _line(ax: Axes, start, end, share: float, colour: str, dashed: bool) -> None:
    """An arrow from circle to circle, the thicker the larger its share."""
    start, end = numpy.array(start), numpy.array(end)
    way = (end - start) / numpy.linalg.norm(end - start)
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 0.4 + WIDEST * share, "shrinkA": 0, "shrinkB": 0}
    style |= {
        "mutation_scale": 6 + 8 * share,
        "linestyle": (0, (3, 1.2)) if dashed else "-",
        "alpha": 0.35 + 0.6 * share,
    }
    ax.annotate("", end - (RADIUS + 0.03) * way, start + (RADIUS + 0.03) * way, arrowprops=style)
