"""The two players of a generative adversarial network: what goes forward, and how far the blame flows back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.diagrams import arrow, bare, box
from course_utils.plotting.style import COLOURS, INK, figure

NOISE, FORGER, PICTURE, CRITIC, VERDICT = 0.0, 2.3, 4.6, 6.9, 9.2  # middles, from left to right
SIDE = 0.55  # half of a picture's side, and half of a box's height
WIDTH = 0.75  # half of a box's width
TURN = 3.3  # how far the second turn is drawn below the first
REAL = 1.7  # how far above the forged picture the real one stands
BLAME = -0.9  # where the blame flows, below the boxes
BACK: dict[str, Any] = {"color": COLOURS[1], "linewidth": 2.0, "linestyle": (0, (4, 2))}


def two_players(noise: ArrayLike, forged: ArrayLike, real: ArrayLike, *, title: str) -> Figure:
    """Above, the critic's turn: it sees a real and a forged picture, and the blame stops at it. Below, the forger's.

    noise, forged, real: pictures [r, c] with values in [0, 1]. Arrows in ink go forward; thick dashed ones carry the blame
    back. The player that learns has a thick frame. Returns the whole figure.
    """
    pictures = [_numbers(picture) for picture in (noise, forged, real)]
    if any(picture.ndim != 2 for picture in pictures):
        raise ValueError(f"expected three pictures [r, c], got {', '.join(str(picture.shape) for picture in pictures)}")
    drawing, ax = figure(size=(8.2, 4.8), title=title)
    bare(ax, (-0.9, 10.2), (-TURN - 1.4, 2.7), aspect="equal")
    _turn(ax, 0.0, *pictures, learns="critic")
    _turn(ax, -TURN, *pictures, learns="forger")
    return drawing


def _turn(ax: Axes, y: float, noise, forged, real, *, learns: str) -> None:
    ax.text(NOISE - SIDE, y + 1.35, f"the {learns}'s turn", fontsize=10, fontweight="bold", va="center")
    _picture(ax, NOISE, y, noise, "noise")
    _box(ax, FORGER, y, "forger", learns == "forger")
    _picture(ax, PICTURE, y, forged, "forged")
    _box(ax, CRITIC, y, "critic", learns == "critic")
    ax.text(VERDICT, y, "how likely\nis it real?", ha="center", va="center", fontsize=10, fontstyle="italic")
    for start, end in pairwise((NOISE, FORGER, PICTURE, CRITIC, VERDICT)):
        arrow(ax, (start + WIDTH, y), (end - WIDTH - 0.05, y), linewidth=1.1)
    if learns == "critic":
        _picture(ax, PICTURE, y + REAL, real, "real")
        arrow(ax, (PICTURE + WIDTH, y + REAL), (CRITIC - WIDTH - 0.05, y + 0.35), linewidth=1.1)
    stops = (VERDICT, CRITIC) if learns == "critic" else (VERDICT, CRITIC, PICTURE, FORGER)
    for start, end in pairwise(stops):
        arrow(ax, (start - 0.1, y + BLAME), (end + 0.1, y + BLAME), **BACK)
    words: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 9, "color": COLOURS[1]}
    ax.text((VERDICT + CRITIC) / 2, y + BLAME - 0.12, "blame", **words)


def _picture(ax: Axes, x: float, y: float, pixels: numpy.ndarray, name: str) -> None:
    extent = (x - SIDE, x + SIDE, y - SIDE, y + SIDE)
    ax.imshow(pixels, cmap="Greys", vmin=0, vmax=1, extent=extent, zorder=2, aspect="equal")
    ax.plot(
        [extent[0], extent[1], extent[1], extent[0], extent[0]],
        [extent[2], extent[2], extent[3], extent[3], extent[2]],
        color=INK,
        linewidth=0.8,
        linestyle="-",
    )
    ax.text(x, y + SIDE + 0.06, name, ha="center", va="bottom", fontsize=9)


def _box(ax: Axes, x: float, y: float, name: str, learns: bool) -> None:
    look: dict[str, Any] = {"edgecolor": COLOURS[0] if learns else INK, "linewidth": 3 if learns else 1.1}
    look["words"] = {"fontsize": 11, "fontweight": "bold" if learns else "normal"}
    box(ax, (x, y), name, (WIDTH, SIDE), corners="0.15", **look)
