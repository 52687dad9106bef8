"""Drawings of a latent-variable model: who causes whom, and the boxes that an image passes through."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from course_utils.plotting.diagrams import arrow, ball, bare, box
from course_utils.plotting.style import COLOURS, INK, PAPER, figure

SEEN = "#dddad2"  # a node that is observed is shaded, one that is not is empty
SOLID: dict[str, Any] = {"linewidth": 1.8}
DASHED = SOLID | {"color": COLOURS[1], "linestyle": (0, (4, 3))}


def latent_model(*, title: str) -> Axes:
    """The latent variable z above the image x that it causes: a solid arrow down, a dashed one, the guess, back up."""
    ax = bare(figure(size=(6.4, 3.5))[1], (-2.9, 4.1), (-0.75, 2.75), title=title, aspect="equal")
    for place, name, shade in (((0, 2), "z", PAPER), ((0, 0), "x", SEEN)):
        ball(ax, place, f"${name}$", 0.45, size=15, facecolor=shade, linewidth=1.6)
    arrow(ax, (-0.25, 1.6), (-0.25, 0.4), bend=0.25, **SOLID)
    arrow(ax, (0.25, 0.4), (0.25, 1.6), bend=0.25, **DASHED)
    _word(ax, -0.65, 1.0, "the model draws\nan image:\n$p_\\theta(x \\mid z)$", ha="right")
    _word(ax, 0.65, 1.0, "our guess at the cause:\n$q_\\phi(z \\mid x)$", ha="left", color=COLOURS[1])
    _word(ax, 0.65, 2.12, "the hidden cause, drawn\nfrom the prior $p(z)$", ha="left")
    _word(ax, 0.65, 0.0, "the image that we see", ha="left")
    return ax


def autoencoder_boxes(*, title: str) -> Axes:
    """Encoder, sample and decoder as boxes in a row, with what travels between them and what each costs."""
    ax = bare(figure(size=(9.0, 3.0))[1], (-0.75, 12.1), (-1.75, 1.85), title=title, aspect="equal")
    for x, name, colour in ((2.2, "encoder", COLOURS[1]), (5.6, "sample", INK), (9.0, "decoder", COLOURS[0])):
        line = (0, (4, 3)) if name == "encoder" else "-"
        look: dict[str, Any] = {"edgecolor": colour, "linewidth": 2.2, "linestyle": line, "words": {"fontsize": 11}}
        box(ax, (x, 0), name, (0.75, 0.5), **look)
    stations = ((-0.3, "$x$"), (3.9, "$\\mu$, logvar"), (7.3, "$z$"), (11.1, "logits"))
    for start, end in ((0.05, 1.4), (3.0, 4.8), (6.4, 8.2), (9.8, 10.5)):
        arrow(ax, (start, 0), (end, 0), **SOLID)
    for x, name in stations:
        lifted = name not in ("$x$", "logits")
        _word(ax, x, 0.28 if lifted else 0, name, size=12 if not lifted else 11)
    arrow(ax, (5.6, 1.3), (5.6, 0.55), **SOLID)
    _word(ax, 5.6, 1.5, "noise $\\varepsilon$")
    for x, end, text, reach in (
        (3.9, -0.12, "divergence: how far is\n$q_\\phi(z \\mid x)$ from the prior?", 1.0),
        (11.1, -0.3, "reconstruction: how well\ndo they explain $x$?", 1.0),
    ):
        arrow(ax, (x, end), (x, -reach), **SOLID)
        _word(ax, x, -reach - 0.1, text, va="top")
    return ax


def _word(ax: Axes, x: float, y: float, text: str, *, size: float = 10, color: str = INK, ha="center", va="center"):
    ax.text(x, y, text, fontsize=size, color=color, ha=ha, va=va, zorder=4)
