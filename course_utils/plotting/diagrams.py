"""What drawings of boxes and arrows are made of."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from course_utils.plotting.style import INK, PAPER

Place = tuple[float, float]


def bare(ax: Axes, across: Place, up: Place, **look: Any) -> Axes:
    """Axes without ticks, grid and frame, from across[0] to across[1] and from up[0] to up[1]. look: as for Axes.set."""
    ax.set(xlim=across, ylim=up, xticks=[], yticks=[], **look)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax


def box(ax: Axes, middle: Place, text: str, half: Place, *, corners: str = "0.1", **look: Any) -> None:
    """A box with rounded corners round a text. half: half of its width and of its height; look: of the frame and `words`."""
    words: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10, "zorder": 4} | look.pop("words", {})
    frame: dict[str, Any] = {"facecolor": PAPER, "edgecolor": INK, "zorder": 3} | look
    corner = (middle[0] - half[0], middle[1] - half[1])
    shape = corners if "=" in corners else f"round,pad=0,rounding_size={corners}"
    ax.add_patch(FancyBboxPatch(corner, 2 * half[0], 2 * half[1], boxstyle=shape, **frame))
    ax.text(*middle, text, **words)


def ball(ax: Axes, middle: Place, text: str, radius: float, *, size: float = 10, **look: Any) -> None:
    """A circle round a text. look: of its rim."""
    ax.add_patch(Circle(middle, radius, **{"facecolor": PAPER, "edgecolor": INK, "zorder": 3} | look))
    ax.text(*middle, text, ha="center", va="center", fontsize=size, zorder=4)


def arrow(ax: Axes, start: Place, end: Place, *, bend: float = 0.0, **look: Any) -> None:
    """An arrow that ends where it says. bend: how far to the side its middle lies, as a share of its length; look: of its line."""
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
    style["connectionstyle"] = f"arc3,rad={bend}"
    ax.annotate("", end, start, arrowprops=style | look, zorder=2)
