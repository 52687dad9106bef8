"""One neuron: how it computes its answer, what its line and its margin look like, and what its weights have learnt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting import diagrams
from course_utils.plotting.charts import _numbers
from course_utils.plotting.planes import ABOVE, BELOW, decision_boundary
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

# The colours of the two sides in `decision_boundary`: blue where a weight speaks for +1, orange for -1.
SIGNED = LinearSegmentedColormap.from_list("sign", [COLOURS[1], PAPER, COLOURS[0]])
FAINT = "#9a968c"
MINUS = "\N{MINUS SIGN}"


def neuron(
    inputs: ArrayLike,
    weights: ArrayLike,
    *,
    title: str,
    answers: tuple[str, str] = ("+1", f"{MINUS}1"),
) -> Figure:
    """A neuron with its numbers: inputs on the left, an arrow with a weight for each, their sum, a step, the answer.

    inputs, weights: [d], at most six. answers: what it says above and below 0.
    """
    x, w = _numbers(inputs), _numbers(weights)
    if x.shape != w.shape or x.ndim != 1 or not 1 <= len(x) <= 6:
        raise ValueError(f"expected up to six inputs and as many weights, got {x.shape} and {w.shape}")
    score = float(x @ w)
    drawing, ax = figure(size=(7.6, 0.75 * len(x) + 1.0), title=title)
    heights = numpy.linspace(0.8 * (len(x) - 1), 0, len(x)) if len(x) > 1 else numpy.zeros(1)
    middle = float(heights.mean())
    for place, value, weight in zip(heights, x, w, strict=True):
        _arrow(ax, (0.3, place), (2.67, middle + 0.12 * (place - middle)), strength=2.0)
        _ball(ax, (0, place), f"{value:g}", COLOURS[0])
        between = (1.35, place + (middle - place) * 0.42)
        ax.text(
            *between,
            rf"$\times\,${_signed(weight)}",
            ha="center",
            va="center",
            bbox={"boxstyle": "round,pad=0.2", "fc": PAPER, "ec": "none"},
        )
    _arrow(ax, (3.35, middle), (4.35, middle))
    _ball(ax, (3.02, middle), _signed(score), INK, radius=0.36)
    _step_box(ax, (4.75, middle), score)
    _arrow(ax, (5.15, middle), (6.0, middle))
    says = answers[0] if score > 0 else answers[1] if score < 0 else "?"
    ax.text(6.1, middle, says, fontsize=15, fontweight="bold", ha="left", va="center")
    foot = min(heights.min(), middle - 0.4) - 0.55
    for where, what in ((0, "inputs"), (1.4, "weights"), (3.02, "sum: the score"), (4.75, "step"), (6.25, "answer")):
        ax.text(where, foot, what, ha="center", va="center", fontsize=9, color=INK)
    diagrams.bare(ax, (-0.5, 6.8), (foot - 0.25, max(heights.max(), middle + 0.4) + 0.4), aspect="equal")
    return drawing


def digit_reader(
    images: ArrayLike, weights: ArrayLike, scores: ArrayLike, *, title: str, answers: tuple[str, str]
) -> Figure:
    """What happens to each image on its way through one neuron: times the weights, summed, and a step.

    images: [n, r, c], 0 to 1. weights: [r, c]. scores: [n], of the images, a constant included. answers: above and below 0.
    """
    pictures, table, totals = _numbers(images), _numbers(weights), _numbers(scores)
    if pictures.ndim != 3 or pictures.shape[1:] != table.shape or totals.shape != (len(pictures),):
        raise ValueError(
            f"expected images [n, r, c], weights [r, c] and scores [n], got {pictures.shape}, {table.shape}"
        )
    drawing, ax = figure(size=(8.2, 1.25 * len(pictures) + 0.8), title=title)
    largest, most = numpy.abs(table).max(), numpy.abs(pictures * table).max()
    for row, (image, total) in enumerate(zip(pictures, totals, strict=True)):
        up = -1.2 * row
        _picture(ax, image, (0, up), "Greys", (0, 1))
        ax.text(1.25, up + 0.5, r"$\times$", ha="center", va="center", fontsize=15)
        _picture(ax, table, (1.5, up), SIGNED, (-largest, largest))
        ax.text(2.75, up + 0.5, "=", ha="center", va="center", fontsize=15)
        _picture(ax, image * table, (3.0, up), SIGNED, (-most, most))
        _arrow(ax, (4.1, up + 0.5), (4.72, up + 0.5))
        _ball(ax, (5.1, up + 0.5), _signed(total, 0), INK, radius=0.36)
        _arrow(ax, (5.48, up + 0.5), (5.95, up + 0.5))
        _step_box(ax, (6.35, up + 0.5), float(total))
        _arrow(ax, (6.76, up + 0.5), (7.25, up + 0.5))
        says = answers[0] if total > 0 else answers[1]
        ax.text(
            7.36,
            up + 0.5,
            f"\N{LEFT DOUBLE QUOTATION MARK}{says}\N{RIGHT DOUBLE QUOTATION MARK}",
            fontsize=15,
            va="center",
        )
    places = (0.5, "the image"), (2.0, "the weights"), (3.5, "each product"), (5.1, "their sum"), (6.35, "a step")
    for where, what in (*places, (7.65, "the answer")):
        ax.text(where, 1.2, what, ha="center", va="center", fontsize=9)
    diagrams.bare(ax, (-0.05, 8.1), (-1.2 * (len(pictures) - 1) - 0.08, 1.4), aspect="equal")
    return drawing


def weight_picture(
    below: ArrayLike, above: ArrayLike, weights: ArrayLike, *, title: str, names: tuple[str, str]
) -> Figure:
    """Images of two classes on both sides of the weights that tell them apart.

    below, above: [n, r, c] with the same n, a multiple of 3. weights: [r, c]; blue speaks for the class `above`,
    orange for `below`, and paper is 0. names: of the two classes, in this order.
    """
    table = _numbers(weights)
    drawing, ax = figure(size=(8.4, 3.3), title=title)
    largest = numpy.abs(table).max()
    for images, left, name in ((_numbers(below), 0.0, names[0]), (_numbers(above), 7.2, names[1])):
        for index, image in enumerate(images[:9]):
            _picture(ax, image, (left + 1.05 * (index % 3), 2.1 - 1.05 * (index // 3)), "Greys", (0, 1))
        ax.text(left + 1.55, 3.32, name, ha="center", va="center")
    picture = _picture(ax, table, (3.6, 0), SIGNED, (-largest, largest), side=3.1)
    ax.text(5.15, 3.32, "the weights", ha="center", va="center")
    diagrams.bare(ax, (-0.05, 10.4), (-0.85, 3.55), aspect="equal")
    bar = drawing.colorbar(picture, cax=ax.inset_axes((0.35, 0.06, 0.29, 0.04)), orientation="horizontal")
    bar.ax.tick_params(labelsize=8)
    ax.text(3.3, -0.42, f"ink here says {names[0]}", ha="right", va="center", fontsize=9, color=COLOURS[1])
    ax.text(7.0, -0.42, f"ink here says {names[1]}", ha="left", va="center", fontsize=9, color=COLOURS[0])
    return drawing


def margin_band(
    points: ArrayLike,
    labels: ArrayLike,
    w: ArrayLike,
    *,
    title: str,
    limits: tuple[tuple[float, float], tuple[float, float]],
    band: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """A line through the origin, its weights as an arrow, each point's way to it, and the band that no point enters.

    points: [n, 2]. labels: [n], +1 and -1. w: [2]. band: draw the margin and the circle of the longest point, too.
    """
    places, weights = _numbers(points), _numbers(w)
    ax = decision_boundary(places, labels, weights, title=title, limits=limits, equal=True, ax=ax)
    unit = weights / numpy.linalg.norm(weights)
    for place in places:
        foot = place - (place @ unit) * unit
        ax.plot(*numpy.array([place, foot]).T, color=INK, lw=1.3, ls=":", zorder=1)
    arrow(ax, (0, 0), weights, "w")
    if band:
        gamma = float(numpy.abs(places @ unit).min())
        along = 20 * numpy.array([-unit[1], unit[0]])
        sides = numpy.array([along + gamma * unit, -along + gamma * unit, -along - gamma * unit, along - gamma * unit])
        ax.add_patch(Polygon(sides, closed=True, facecolor=COLOURS[4], alpha=0.25, edgecolor="none", zorder=0.5))
        for edge in (gamma, -gamma):
            ax.plot(*numpy.array([along + edge * unit, -along + edge * unit]).T, color=INK, lw=1.0, ls="--")
        radius = float(numpy.linalg.norm(places, axis=1).max())
        ax.add_patch(Circle((0, 0), radius, fill=False, edgecolor=COLOURS[2], ls="-.", lw=1.8))
        ends = {"arrowstyle": "<|-|>", "color": INK, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
        away = along / 20 * (0.62 * radius)
        ax.annotate("", xy=_pair(away), xytext=_pair(away + gamma * unit), arrowprops=ends, zorder=4)
        _write(ax, away + 0.5 * gamma * unit + along / 20 * 0.3, r"$\gamma$", fontsize=14, zorder=5)
        ax.annotate("", xy=(-radius, 0), xytext=(0, 0), arrowprops=ends | {"color": COLOURS[2]}, zorder=4)
        ax.text(-0.62 * radius, 0.2, "R", color=COLOURS[2], fontweight="bold", ha="center", va="bottom", zorder=5)
    return ax


def update_frames(w: ArrayLike, x: ArrayLike, y: float, *, title: str, limits) -> numpy.ndarray:
    """One update of a perceptron without a constant, in three frames on equal axes: before, the step, after. Returns the axes."""
    before, point = _numbers(w), _numbers(x)
    after = before + y * point
    _, axes = figure(1, 3, size=(10.4, 4.4), title=title)
    for ax, weights, name in (
        (axes[0], before, f"before: score {_signed(before @ point)}"),
        (axes[1], before, f"add {_signed(y)} times the point"),
        (axes[2], after, f"after: score {_signed(after @ point)}"),
    ):
        score = None if ax is axes[1] else weights
        wrong = [0] if ax is not axes[2] or y * (after @ point) <= 0 else []
        decision_boundary([point], [y], score, title=name, limits=limits, highlight=wrong, equal=True, ax=ax)
        arrow(ax, (0, 0), weights, "w" if ax is not axes[2] else "new w")
    arrow(axes[1], before, y * point, f"{'+' if y > 0 else MINUS} x", colour=COLOURS[1])
    arrow(axes[1], (0, 0), after, "new w", colour=COLOURS[2])
    return axes


def arrow(ax: Axes, start, way, label: str, *, colour: str = INK) -> None:
    """An arrow from `start` along `way`, both [2], with a label beside its middle."""
    origin, step = numpy.asarray(start, dtype=float), numpy.asarray(way, dtype=float)
    style = {"arrowstyle": "-|>", "color": colour, "lw": 2.0, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 15}
    ax.annotate("", xy=_pair(origin + step), xytext=_pair(origin), arrowprops=style, zorder=4)
    aside = numpy.array([-step[1], step[0]]) / (numpy.linalg.norm(step) or 1)
    span = ax.get_xlim()[1] - ax.get_xlim()[0]
    beside = origin + 0.5 * step + (0.04 + 0.013 * len(label)) * span * aside
    _write(ax, beside, label, color=colour, fontweight="bold", zorder=5)


def sectors(points: ArrayLike, axes: Sequence[Axes], *, titles: Sequence[str]) -> None:
    """The plane of weights, cut by the first points into sectors: all weights of a sector give the same labels.

    points: [n, 2], n = 2 or 3. axes: one for each number of points from 2 on; the line of the last point is drawn bold.
    """
    places = _numbers(points)
    for ax, count, title in zip(axes, range(2, 2 + len(axes)), titles, strict=True):
        normals = places[:count]
        ways = numpy.sort(
            numpy.concatenate(
                [numpy.arctan2(-normals[:, 0], normals[:, 1]), numpy.arctan2(normals[:, 0], -normals[:, 1])]
            )
        )
        middles = ways + numpy.diff(numpy.append(ways, ways[0] + 2 * numpy.pi)) / 2
        for first, middle, last in zip(ways, middles, numpy.append(ways[1:], ways[0] + 2 * numpy.pi), strict=True):
            around = numpy.linspace(first, last, 30)
            corner = numpy.concatenate([[[0, 0]], numpy.column_stack([numpy.cos(around), numpy.sin(around)])])
            toward = numpy.array([numpy.cos(middle), numpy.sin(middle)])
            signs = normals @ toward > 0
            old = normals[:2] @ toward > 0
            colour = COLOURS[(0, 2, 4, 1)[2 * old[0] + old[1]]]
            ax.add_patch(Polygon(corner, closed=True, facecolor=colour, alpha=0.22, edgecolor="none"))
            label = " ".join("+" if sign else MINUS for sign in signs)
            _write(ax, 0.68 * toward, label, fontsize=11, fontweight="bold")
        for index, normal in enumerate(normals):
            along = 1.12 * numpy.array([-normal[1], normal[0]]) / numpy.linalg.norm(normal)
            new = index == 2
            ax.plot(*numpy.array([along, -along]).T, color=INK, lw=3.0 if new else 1.4, ls="-" if new else "--")
            end = along if along[1] > 0 else -along
            _write(ax, 1.1 * end, f"score of {'ABC'[index]} = 0", va="bottom", fontsize=9)
        ax.set(xlim=(-1.45, 1.45), ylim=(-1.2, 1.45), xlabel="$w_1$", ylabel="$w_2$", title=title, aspect="equal")
        ax.set(xticks=[0], yticks=[0])
        ax.grid(False)


def _signed(value: float, digits: int = 2) -> str:
    text = f"{round(float(value), digits):+g}"
    return text.replace("-", MINUS)


def _pair(place: numpy.ndarray) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _write(ax: Axes, place: numpy.ndarray, text: str, **look) -> None:
    """Text in the middle of a place [2]."""
    x, y = _pair(place)
    ax.text(x, y, text, **{"ha": "center", "va": "center"} | look)


def _picture(ax: Axes, image: numpy.ndarray, corner: tuple[float, float], colours, limits: tuple, side: float = 1.0):
    x, y = corner
    shown = ax.imshow(image, cmap=colours, vmin=limits[0], vmax=limits[1], extent=(x, x + side, y, y + side))
    ax.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=INK, linewidth=0.5))
    return shown


def _ball(ax: Axes, place: tuple[float, float], text: str, colour: str, radius: float = 0.3) -> None:
    diagrams.ball(ax, place, text, radius, edgecolor=colour, linewidth=2.0)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], strength: float = 1.6) -> None:
    diagrams.arrow(ax, start, end, color=FAINT, linewidth=strength, mutation_scale=13)


def _step_box(ax: Axes, place: tuple[float, float], score: float) -> None:
    """A box with a step drawn in it, and a dot on the side that the score is on."""
    x, y = place
    ax.add_patch(Rectangle((x - 0.4, y - 0.36), 0.8, 0.72, facecolor=PAPER, edgecolor=INK, linewidth=1.6, zorder=3))
    ax.plot([x - 0.3, x, x, x + 0.3], [y - 0.2, y - 0.2, y + 0.2, y + 0.2], color=INK, lw=1.8, ls="-", zorder=4)
    if score:
        look = ABOVE if score > 0 else BELOW
        side = 0.19 if score > 0 else -0.19
        ax.plot([x + side], [y + (0.2 if score > 0 else -0.2)], look[1], color=look[0], markersize=8, zorder=5)
