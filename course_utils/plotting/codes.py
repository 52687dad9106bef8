"""Codes, what they cost, and why a wrong one costs more: the code tree, areas of bits, and Jensen's chord."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _axes, _numbers
from course_utils.plotting.style import COLOURS, HATCHES, INK, PAPER, figure


def code_tree(words: Mapping[str, str], *, title: str, ax: Axes | None = None) -> Axes:
    """A binary code as a tree of yes-or-no questions, with the share of all cases that each word takes up.

    words: outcome -> code word of 0s and 1s, none the beginning of another. A word of n digits stands over a stretch of
    the width 2^-n, so the words of a code never need more than the whole width.
    Raises ValueError where a word begins another, or is empty.
    """
    _prefix_free(list(words.values()))
    deepest = max(len(word) for word in words.values())
    if ax is None:
        ax = figure(size=(6.8, 0.75 * deepest + 1.6))[1]
    ax = _axes(ax, title, "", "")
    inner = {word[:n] for word in words.values() for n in range(len(word))}
    for stem in sorted(inner):
        for digit in "01":
            if stem + digit in inner or stem + digit in words.values():
                _branch(ax, stem, digit)
        ax.plot(_middle(stem), -len(stem), marker="o", markersize=9, color=INK, zorder=3)
    for index, (name, word) in enumerate(words.items()):
        _leaf(ax, name, word, index, deepest)
    ax.set(xlim=(-0.02, 1.02), ylim=(-deepest - 1.55, 0.3), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.grid(False)
    return ax


def _prefix_free(words: Sequence[str]) -> None:
    for index, word in enumerate(words):
        if not word or set(word) - {"0", "1"}:
            raise ValueError(f"{word!r} is no word of 0s and 1s")
        if any(other.startswith(word) for place, other in enumerate(words) if place != index):
            raise ValueError(f"{word!r} begins another word: nobody could tell where it ends")


def _middle(word: str) -> float:
    """Where a word stands: the middle of the stretch of [0, 1] that begins with its digits."""
    return sum(int(digit) / 2**place for place, digit in enumerate(word, start=1)) + 0.5 ** (len(word) + 1)


def _branch(ax: Axes, stem: str, digit: str) -> None:
    ends = (_middle(stem), _middle(stem + digit)), (-len(stem), -len(stem) - 1)
    ax.plot(*ends, color=INK, linewidth=1.4, linestyle="-", zorder=1)
    box = {"boxstyle": "circle,pad=0.15", "facecolor": PAPER, "edgecolor": PAPER}
    x, y = (0.5 * (ends[0][0] + ends[0][1]), 0.5 * (ends[1][0] + ends[1][1]))
    ax.text(x, y, digit, ha="center", va="center", fontsize=10, fontweight="bold", bbox=box, zorder=2)


def _leaf(ax: Axes, name: str, word: str, index: int, deepest: int) -> None:
    """An outcome at the end of its branches, and its share of the whole at the foot of the tree."""
    colour, x, width = COLOURS[index % len(COLOURS)], _middle(word), 0.5 ** len(word)
    ax.plot([x, x], [-len(word), -deepest - 0.85], color=colour, linewidth=1, linestyle=":", zorder=1)
    box = {"boxstyle": "round,pad=0.35", "facecolor": PAPER, "edgecolor": colour, "linewidth": 2}
    ax.text(x, -len(word), f"{name}\n{word}", ha="center", va="center", fontsize=9, bbox=box, zorder=4)
    look: dict[str, Any] = {
        "facecolor": PAPER,
        "edgecolor": colour,
        "hatch": HATCHES[index % len(HATCHES)],
        "linewidth": 1.6,
    }
    ax.add_patch(Rectangle((x - width / 2 + 0.004, -deepest - 1.15), width - 0.008, 0.3, **look))
    ax.text(x, -deepest - 1.22, f"1/{2 ** len(word)}", ha="center", va="top", fontsize=9)


def areas(
    shares: ArrayLike,
    heights: ArrayLike,
    names: Sequence[str],
    *,
    title: str,
    x_label: str,
    y_label: str,
    top: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Blocks side by side, as wide as their shares and as high as their prices: the area is the mean price.

    shares: [K], adding up to 1. heights: [K], not negative. names: K strings. top: end of the vertical axis.
    """
    widths, prices = _numbers(shares), _numbers(heights)
    ax = _axes(ax, title, x_label, y_label)
    lefts = numpy.cumsum(widths) - widths
    for index, (left, width, price, name) in enumerate(zip(lefts, widths, prices, names, strict=True)):
        look: dict[str, Any] = {
            "facecolor": COLOURS[index % len(COLOURS)],
            "edgecolor": INK,
            "linewidth": 1.2,
            "alpha": 0.35,
        }
        ax.add_patch(Rectangle((left, 0), width, price, **look))
        ax.add_patch(Rectangle((left, 0), width, price, fill=False, edgecolor=INK, linewidth=1.2))
        ax.text(left + width / 2, price, f"{price:g}\n{name}", ha="center", va="bottom", fontsize=8.5)
    highest = float(prices.max())
    ax.set(xlim=(0, 1), ylim=(0, top or 1.3 * highest), xticks=[0, 0.25, 0.5, 0.75, 1])
    return ax


def jensen(points: ArrayLike, weights: ArrayLike, *, title: str, ax: Axes | None = None) -> Axes:
    """Two points on the curve of the logarithm and their weighted mean: on the chord, and above it on the curve.

    points: two positive numbers. weights: two, adding up to 1.
    """
    x, w = _numbers(points), _numbers(weights)
    mean, level = float(w @ x), float(w @ numpy.log(x))
    grid = numpy.linspace(0.45 * x.min(), 1.2 * x.max(), 200)
    ax = _axes(ax, title, "ratio q / p (1)", "log of the ratio (nats)")
    ax.plot(grid, numpy.log(grid), color=COLOURS[0], linestyle="-", label="the logarithm")
    ax.plot(x, numpy.log(x), color=COLOURS[1], linestyle="--", marker="o", label="chord between the two ratios")
    ax.plot([mean, mean], [level, math.log(mean)], color=INK, linestyle="-", linewidth=2.6)
    for height, text, shift, where in (
        (math.log(mean), f"log of the mean: {math.log(mean) + 0.0:.4f}", (-10, 12), "right"),
        (level, f"mean of the logs: {level:.4f}", (10, -14), "left"),
    ):
        ax.plot(mean, height, marker="s", markersize=8, color=INK, linestyle="none", zorder=4)
        ax.annotate(text, (mean, height), xytext=shift, textcoords="offset points", ha=where, fontsize=9)
    ax.axhline(0, color=INK, linewidth=0.8, linestyle=":")
    ax.legend(loc="lower right")
    return ax
