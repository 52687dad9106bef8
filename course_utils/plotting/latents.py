"""Drawings of a latent-variable model: who causes whom, and the boxes that an image passes through."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from course_utils.plotting.style import COLOURS, INK, PAPER, figure

SEEN = "#dddad2"  # a node that is observed is shaded, one that is not is empty
SOLID: dict[str, Any] = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
DASHED = SOLID | {"color": COLOURS[1], "linestyle": (0, (4, 3))}


def latent_model(*, title: str) -> Axes:
    """The latent variable z above the image x that it causes: a solid arrow down, a dashed one, the guess, back up."""
    ax = _canvas((6.4, 3.5), title, (-2.9, 4.1), (-0.75, 2.75))
    for place, name, shade in (((0, 2), "z", PAPER), ((0, 0), "x", SEEN)):
        ax.add_patch(Circle(place, 0.45, facecolor=shade, edgecolor=INK, linewidth=1.6, zorder=3))
        _word(ax, *place, f"${name}$", size=15)
    _arrow(ax, (-0.25, 1.6), (-0.25, 0.4), bend=0.25)
    _arrow(ax, (0.25, 0.4), (0.25, 1.6), bend=0.25, style=DASHED)
    _word(ax, -0.65, 1.0, "the model draws\nan image:\n$p_\\theta(x \\mid z)$", ha="right")
    _word(ax, 0.65, 1.0, "our guess at the cause:\n$q_\\phi(z \\mid x)$", ha="left", color=COLOURS[1])
    _word(ax, 0.65, 2.12, "the hidden cause, drawn\nfrom the prior $p(z)$", ha="left")
    _word(ax, 0.65, 0.0, "the image that we see", ha="left")
    return ax


def autoencoder_boxes(*, title: str) -> Axes:
    """Encoder, sample and decoder as boxes in a row, with what travels between them and what each costs."""
    ax = _canvas((9.0, 3.0), title, (-0.75, 12.1), (-1.75, 1.85))
    for x, name, colour in ((2.2, "encoder", COLOURS[1]), (5.6, "sample", INK), (9.0, "decoder", COLOURS[0])):
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": colour, "linewidth": 2.2, "zorder": 3}
        look["linestyle"] = (0, (4, 3)) if name == "encoder" else "-"
        ax.add_patch(FancyBboxPatch((x - 0.75, -0.5), 1.5, 1.0, boxstyle="round,pad=0,rounding_size=0.1", **look))
        _word(ax, x, 0, name, size=11)
    stations = ((-0.3, "$x$"), (3.9, "$\\mu$, logvar"), (7.3, "$z$"), (11.1, "logits"))
    for start, end in ((0.05, 1.4), (3.0, 4.8), (6.4, 8.2), (9.8, 10.5)):
        _arrow(ax, (start, 0), (end, 0))
    for x, name in stations:
        lifted = name not in ("$x$", "logits")
        _word(ax, x, 0.28 if lifted else 0, name, size=12 if not lifted else 11)
    _arrow(ax, (5.6, 1.3), (5.6, 0.55))
    _word(ax, 5.6, 1.5, "noise $\\varepsilon$")
    for x, end, text, reach in (
        (3.9, -0.12, "divergence: how far is\n$q_\\phi(z \\mid x)$ from the prior?", 1.0),
        (11.1, -0.3, "reconstruction: how well\ndo they explain $x$?", 1.0),
    ):
        _arrow(ax, (x, end), (x, -reach))
        _word(ax, x, -reach - 0.1, text, va="top")
    return ax


def _canvas(size, title, across, up) -> Axes:
    ax = figure(size=size)[1]
    ax.set(title=title, xlim=across, ylim=up, xticks=[], yticks=[], aspect="equal")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def _arrow(ax: Axes, start, end, *, bend: float = 0.0, style: dict = SOLID) -> None:
    ax.annotate("", end, start, arrowprops=style | {"connectionstyle": f"arc3,rad={bend}"}, zorder=2)


def _word(ax: Axes, x: float, y: float, text: str, *, size: float = 10, color: str = INK, ha="center", va="center"):
    ax.text(x, y, text, fontsize=size, color=color, ha=ha, va=va, zorder=4)
