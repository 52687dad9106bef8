"""The look of every figure of the course, and the way a figure is shown with alt text.

The background is opaque: a transparent figure would lose its contrast in one of JupyterLab's two themes.
Colours are those of Okabe & Ito (2008); every colour has its own line style, marker and hatch, so that nothing
is told apart by colour alone.
"""

from __future__ import annotations

import base64
import html
import io

import matplotlib
import numpy
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from PIL import Image

PAPER, INK = "#fbfaf7", "#333333"
# Okabe-Ito without its yellow, which is too faint on paper; black is the ink.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", INK)
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
HATCHES = ("", "//", "..", "xx", "\\\\", "--", "++")

# Twice the pixels that are shown, so that text is sharp on fine screens and in print.
PIXELS_PER_INCH, SHOWN_PER_INCH = 160, 100

_RULES: dict = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.titlecolor": INK,
    "axes.prop_cycle": cycler(color=COLOURS, linestyle=LINE_STYLES),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "font.family": "DejaVu Sans",
    "lines.linewidth": 1.8,
    "legend.facecolor": PAPER,
    "legend.edgecolor": PAPER,
    "legend.framealpha": 0.85,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#d9d6cf",
    "grid.linewidth": 0.6,
    "image.cmap": "cividis",
    "image.interpolation": "nearest",
    "figure.constrained_layout.use": True,
    "figure.figsize": (6.4, 4.0),
    "hatch.linewidth": 0.6,
}


def use_style() -> None:
    """Set the course style for all figures drawn from now on, the reader's own included."""
    matplotlib.rcParams.update(_RULES)


def figure(rows: int = 1, columns: int = 1, *, size: tuple[float, float] | None = None, title: str | None = None):
    """A new figure in the course style; it is seen only when `show` is called.

    rows, columns: the number of panels. size: (width, height) in inches. title: shown above all panels.
    Returns (figure, axes): one Axes, or an array of Axes [columns] or [rows, columns] as matplotlib's subplots.
    """
    use_style()
    # Outside pyplot no notebook shows a figure by itself, without its alt text.
    drawing = Figure(figsize=size or (6.4, 4.0 if columns == 1 else 3.2 * rows))
    axes = drawing.subplots(rows, columns)
    if title:
        drawing.suptitle(title, x=0.01, ha="left", fontsize=11)
    return drawing, axes


def show(drawing: Figure | Axes | numpy.ndarray, alt: str) -> None:
    """Display a figure with alt text, and close it.

    drawing: a figure, one of its axes, or an array of its axes.
    alt: one or two sentences that say what the figure shows, for readers who do not see it.
    Raises ValueError if alt is empty.
    """
    from IPython.display import display
    from matplotlib import pyplot

    found = _figure_of(drawing)
    data, metadata = mimebundle(found, alt)
    display(data, metadata=metadata, raw=True)
    pyplot.close(found)


def mimebundle(drawing: Figure | Axes | numpy.ndarray, alt: str) -> tuple[dict, dict]:
    """The data and the metadata of a notebook output that shows the figure.

    JupyterLab gives image/png outputs no alt text of their own, so the picture also comes as text/html with
    a real alt attribute, which JupyterLab and nbconvert prefer, in untrusted notebooks too. The image/png is for
    what reads pixels: comparison with stored outputs, diffs, PDF. text/plain is the alt text.
    """
    if not alt.strip():
        raise ValueError("alt is empty: say in a sentence what the figure shows")
    picture, width = _png(_figure_of(drawing))
    data = {"text/html": _image_element(picture, width, alt), "image/png": picture, "text/plain": alt}
    return data, {"image/png": {"width": width, "alt": alt}}


class Layout:
    """Where the axes of a figure stand, so that the next one of its kind need not work it out, and does not jump."""

    def __init__(self) -> None:
        self._known: dict[tuple, list] = {}

    def apply(self, drawing: Figure) -> None:
        """Put the axes where they stood in the first figure of the same size and number of axes."""
        kind = (tuple(drawing.get_size_inches()), len(drawing.axes))
        if kind not in self._known:
            drawing.draw_without_rendering()
            self._known[kind] = [axes.get_position() for axes in drawing.axes]
        drawing.set_layout_engine("none")
        for axes, place in zip(drawing.axes, self._known[kind], strict=True):
            axes.set_position(place)


def quick_html(drawing: Figure | Axes | numpy.ndarray, alt: str, layout: Layout) -> str:
    """The figure as an HTML image element, made for speed: in the pixels of an ordinary screen, with a known layout."""
    found, buffer = _figure_of(drawing), io.BytesIO()
    layout.apply(found)
    found.savefig(buffer, format="png", dpi=SHOWN_PER_INCH, pil_kwargs={"compress_level": 1})
    picture = base64.b64encode(buffer.getvalue()).decode("ascii")
    return _image_element(picture, round(found.get_figwidth() * SHOWN_PER_INCH), alt)


def image_html(drawing: Figure | Axes | numpy.ndarray, alt: str) -> str:
    """The figure as one HTML image element with alt text."""
    return mimebundle(drawing, alt)[0]["text/html"]


def _image_element(picture: str, width: int, alt: str) -> str:
    return f'<img src="data:image/png;base64,{picture}" width="{width}" alt="{html.escape(alt)}">'


def _figure_of(drawing: Figure | Axes | numpy.ndarray) -> Figure:
    found: object = drawing.flat[0] if isinstance(drawing, numpy.ndarray) and drawing.size else drawing
    if isinstance(found, Axes):
        found = found.get_figure(root=True)
    if not isinstance(found, Figure):
        raise TypeError(f"expected a figure or its axes, got {type(found).__name__}")
    return found


def _png(drawing: Figure) -> tuple[str, int]:
    """The figure as base64 PNG, the same bytes for the same figure, and the width to show it at in pixels."""
    canvas, packed = FigureCanvasAgg(drawing), io.BytesIO()
    drawing.set_dpi(PIXELS_PER_INCH)
    canvas.draw()  # `savefig` would lay the figure out twice and encode it only for us to decode it
    image = Image.fromarray(numpy.asarray(canvas.buffer_rgba())).convert("RGB")
    # A palette halves the file; it also drops the metadata, which name matplotlib's version.
    image.quantize(255, dither=Image.Dither.NONE).save(packed, format="png", optimize=True)
    width = round(drawing.get_figwidth() * SHOWN_PER_INCH)
    return base64.b64encode(packed.getvalue()).decode("ascii"), width
