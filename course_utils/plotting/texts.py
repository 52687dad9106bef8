"""Figures whose contents are text: drafts of a network that writes, and a text coloured by a number per character."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import wrap

import numpy
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_utils.plotting.charts import _numbers
from course_utils.plotting.diagrams import bare
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

FONT = "DejaVu Sans Mono"
WIDTH, POINTS = 72, 9.5  # characters per line; size of the font
LETTER, LINE = POINTS * 0.602 / 72, 0.2  # inches: width of a character, height of a line


def drafts(texts: Mapping[str, str], *, title: str) -> Axes:
    """Several texts under each other, each below its label, in a typewriter's font; the last one in a frame.

    texts: label -> text, wrapped at 72 characters.
    """
    lines = {label: wrap(text, WIDTH) or [""] for label, text in texts.items()}
    height = sum(len(found) + 1.6 for found in lines.values())
    ax = figure(size=(LETTER * WIDTH + 0.75, LINE * height + 0.4))[1]
    bare(ax, (-1.5, WIDTH + 1.5), (height, 0), title=title)
    row = 0.6
    for index, (label, found) in enumerate(lines.items()):
        ax.text(0, row, label, fontsize=9.5, fontweight="bold", color=COLOURS[0], va="center")
        for line in found:
            row += 1
            _write(ax, 0, row, line)
        if index == len(lines) - 1:
            top = row - len(found) + 0.4
            ax.add_patch(
                Rectangle((-1, top), WIDTH + 2, len(found) + 0.2, facecolor="none", edgecolor=COLOURS[0], linewidth=1.2)
            )
        row += 1.6
    return ax


def coloured_text(text: str, values: Mapping[str, ArrayLike], *, title: str) -> Axes:
    """A text once per label, the paper behind each character coloured by a number: orange positive, blue negative.

    values: label -> [n], one number per character, on one scale for each label. Lines hold 72 characters at most and
    break after spaces.
    """
    places = _places(text)
    rows = places[-1][0] + 1 if places else 1
    ax = figure(size=(LETTER * WIDTH + 0.75, 1.2 * LINE * (rows + 1.4) * len(values) + 0.4))[1]
    bare(ax, (-1.5, WIDTH + 1.5), ((rows + 1.4) * len(values), 0), title=title)
    colours = LinearSegmentedColormap.from_list("sign", [COLOURS[0], PAPER, COLOURS[1]])
    for panel, (label, given) in enumerate(values.items()):
        numbers, top = _numbers(given), panel * (rows + 1.4)
        if len(numbers) != len(text):
            raise ValueError(f"{label!r} has {len(numbers)} numbers for {len(text)} characters")
        ax.text(0, top + 0.6, label, fontsize=9.5, fontweight="bold", color=INK, va="center")
        tints = colours(0.5 + 0.45 * numbers / max(float(numpy.abs(numbers).max()), 1e-12))
        for (row, column), character, tint in zip(places, text, tints, strict=True):
            ax.add_patch(Rectangle((column, top + row + 1.1), 1, 1, facecolor=tint, edgecolor="none"))
            _write(ax, column + 0.5, top + row + 1.6, character, ha="center")
    return ax


def _places(text: str) -> list[tuple[int, int]]:
    """(row, column) of each character, a word that does not fit beginning the next row."""
    places: list[tuple[int, int]] = []
    row = column = 0
    for word in re.findall(r"\S*\s?", text):
        if column + len(word.rstrip()) > WIDTH and column:
            row, column = row + 1, 0
        for _ in word:
            places.append((row, column))
            column += 1
    return places


def _write(ax: Axes, x: float, y: float, text: str, **look) -> None:
    """Text in a typewriter's font. It is left out of the layout, which would make the axes narrower by it."""
    ax.text(x, y, text, family=FONT, fontsize=POINTS, va="center", **look).set_in_layout(False)
