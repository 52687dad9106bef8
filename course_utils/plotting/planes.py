"""Classifiers in the plane: labelled points, and the two sides into which a score divides them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

Score = Callable[[numpy.ndarray], ArrayLike]

# Colour, marker, hatch and sign of the side where the score is above the threshold, and of the other one.
ABOVE, BELOW = (COLOURS[0], "o", "", "+"), (COLOURS[1], "s", "//", "\N{MINUS SIGN}")
STROKES = {ABOVE[3]: "+", BELOW[3]: "_"}
STEPS = 241


def decision_boundary(
    points: ArrayLike,
    labels: ArrayLike,
    score: ArrayLike | Score | None = None,
    *,
    title: str,
    x_label: str = "$x_1$",
    y_label: str = "$x_2$",
    threshold: float = 0.0,
    names: tuple[str, str] = ("class +1", "class \N{MINUS SIGN}1"),
    highlight: Sequence[int] = (),
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None,
    equal: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Two classes of points in the plane, and the two sides into which a classifier cuts it.

    points: [n, 2]. labels: [n]; positive numbers are the first class, 0 and negative numbers the second.
    score: what decides the side. None: the points only. Two numbers (w1, w2): w1 x1 + w2 x2. Three numbers (w0, w1, w2), the
        constant first: w0 + w1 x1 + w2 x2. A function: called with points [m, 2] as a float64 array, returns m scores.
    threshold: a point lies on the first class's side where its score is above it (0.5 for probabilities). A score that equals
        the threshold everywhere, like that of w = 0, has no sides: nothing is shaded.
    names: the two classes in the legend. highlight: indices of points to ring, for example the misclassified ones.
    limits: ((left, right), (bottom, top)), to hold the view still while a slider moves; by default the points with a margin.
    equal: both axes have the same scale, so that a right angle is one.
    Classes differ in colour, in marker and in a sign inside it; sides in colour, in hatch and in a large sign.
    Raises ValueError for shapes other than these, and for scores that are not finite.
    """
    plane, positive = _checked(points, labels)
    decide = _score_function(score)
    if ax is None:
        ax = figure(size=(5.2, 4.4))[1]
    ax = _axes(ax, title, x_label, y_label)
    window = limits or tuple(_with_room(plane[:, axis]) for axis in (0, 1))
    ax.set(xlim=window[0], ylim=window[1])
    ax.grid(False)
    if equal:
        ax.set_aspect("equal")
    if decide is not None:
        _shade(ax, decide, threshold, window, plane)
    _scatter(ax, plane, positive, names, highlight)
    return ax


def _checked(points: ArrayLike, labels: ArrayLike) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The points [n, 2] as floats, and which of them are of the first class [n]."""
    plane, classes = _numbers(points), _numbers(labels)
    if plane.ndim != 2 or plane.shape[1] != 2 or not len(plane) or classes.shape != (len(plane),):
        raise ValueError(f"expected points [n, 2] and labels [n], got {plane.shape} and {classes.shape}")
    return plane, classes > 0


def _score_function(score: ArrayLike | Score | None) -> Score | None:
    if score is None or callable(score):
        return score
    weights = _numbers(score)
    if weights.shape not in ((2,), (3,)):
        raise ValueError(
            f"expected a function, (w1, w2), or (w0, w1, w2) with the constant first, got shape {weights.shape}"
        )
    constant = weights[0] if len(weights) == 3 else 0.0
    return lambda places: constant + places @ weights[-2:]


def _with_room(values: numpy.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.3 * (high - low) or 1.0
    return low - room, high + room


def _shade(ax: Axes, decide: Score, threshold: float, window, plane: numpy.ndarray) -> None:
    """Both sides, the line between them, and a sign on each side where there is room for it."""
    across, up = (numpy.linspace(low, high, STEPS) for low, high in window)
    places = numpy.stack(numpy.meshgrid(across, up), axis=-1)
    heights = _numbers(decide(places.reshape(-1, 2)))
    if heights.size != STEPS**2:
        raise ValueError(f"the score function returned {heights.size} scores for {STEPS**2} points")
    if not numpy.isfinite(heights).all():
        raise ValueError("the score is not finite everywhere in the figure")
    heights = heights.reshape(STEPS, STEPS) - threshold
    edge = 1 + numpy.abs(heights).max()
    for (colour, _, hatch, _), span, there in (
        (ABOVE, (0, edge), heights.max() > 0),
        (BELOW, (-edge, 0), heights.min() < 0),
    ):
        if there:
            side = ax.contourf(across, up, heights, levels=span, colors=[colour], hatches=[hatch], alpha=0.16)
            side.set(edgecolor=colour, linewidth=0)
    if heights.min() < 0 < heights.max():
        ax.contour(across, up, heights, levels=[0], colors=[INK], linewidths=1.8)
    for (colour, _, _, sign), mine in ((ABOVE, heights > 0), (BELOW, heights < 0)):
        place = _roomiest(places, mine, plane, window)
        if place is not None:
            x, y = place
            ax.text(x, y, sign, color=colour, fontsize=24, fontweight="bold", ha="center", va="center")


def _roomiest(places: numpy.ndarray, mine: numpy.ndarray, plane: numpy.ndarray, window) -> numpy.ndarray | None:
    """The place of a side that is farthest from the other side, the points and the frame; None if there is no room."""
    lows, highs = numpy.array(window, dtype=float).T

    def scaled(where: numpy.ndarray) -> numpy.ndarray:
        return (where - lows) / (highs - lows)

    # A coarse grid will do for a letter; it keeps the distances few.
    coarse, inside = scaled(places[::8, ::8].reshape(-1, 2)), mine[::8, ::8].ravel()
    obstacles = numpy.concatenate([scaled(plane), coarse[~inside]])
    rooms = numpy.linalg.norm(coarse[:, None] - obstacles, axis=-1).min(axis=1)
    rooms = numpy.where(inside, numpy.minimum(rooms, numpy.minimum(coarse, 1 - coarse).min(axis=1)), 0.0)
    best = rooms.argmax()
    return coarse[best] * (highs - lows) + lows if rooms[best] > 0.05 else None


def _scatter(ax: Axes, plane: numpy.ndarray, positive: numpy.ndarray, names, highlight: Sequence[int]) -> None:
    size = 120 if len(plane) <= 60 else 40
    for (colour, marker, _, sign), mine, name in ((ABOVE, positive, names[0]), (BELOW, ~positive, names[1])):
        if not mine.any():
            continue
        across, up = plane[mine].T
        ax.scatter(across, up, s=size, color=colour, marker=marker, edgecolors=PAPER, linewidths=0.8, label=name)
        ax.scatter(across, up, s=0.36 * size, color=PAPER, marker=STROKES[sign], linewidths=1.5)
    ringed = plane[list(highlight)]
    if len(ringed):
        across, up = ringed.T
        ax.scatter(across, up, s=3.2 * size, facecolors="none", edgecolors=INK, linewidths=1.6, label="mistake")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, markerscale=0.7 if size > 100 else 1.2)
