"""Figures: what is shown, with which alt text, and that it is the same every time."""

import base64
import io
from types import SimpleNamespace
from typing import Any

import numpy
import pytest
import torch
from matplotlib import pyplot
from matplotlib.axes import Axes
from nbconvert import HTMLExporter
from nbformat import v4
from PIL import Image, ImageColor

from course_utils import plotting
from course_utils.training import History

X = numpy.linspace(0, 1, 20)
LABELS: dict[str, Any] = {"title": "t", "x_label": "x (s)", "y_label": "y (m)"}
DRAWINGS = {
    "curves": lambda **ax: plotting.curves(
        X, {"a": X, "b": X**2}, bands={"a": (X - 0.1, X + 0.1)}, lines={"c": 0.5}, **LABELS, **ax
    ),
    "loss_curve": lambda **ax: plotting.loss_curve(
        History([3.0, 2.0], [3.1, 2.2]), title="t", baseline=("mean", 2.5), **ax
    ),
    "latent_map": lambda **ax: plotting.latent_map(
        torch.arange(40.0).reshape(20, 2), torch.arange(20) % 10, title="t", **ax
    ),
    "stacked_bars": lambda **ax: plotting.stacked_bars(
        {"a": -1.0, "b": 0.25}, title="t", y_label="nats", total=("sum", -0.75), **ax
    ),
    "histograms": lambda **ax: plotting.histograms(
        {"a": X, "b": 2 * X}, title="t", x_label="x", density={"d": (X, X)}, **ax
    ),
    "heat_map": lambda **ax: plotting.heat_map(numpy.eye(3), bar_label="v", annotate=True, **LABELS, **ax),
}


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_returns_its_labelled_axes_and_takes_those_given(draw):
    ax = draw()
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t" and ax.get_ylabel()
    _, given = plotting.figure()
    assert draw(ax=given) is given


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_a_picture_is_opaque_small_and_the_same_every_time(draw):
    one, two = (plotting.mimebundle(draw(), "alt")[0]["image/png"] for _ in range(2))
    raw = base64.b64decode(one)
    picture = Image.open(io.BytesIO(raw))
    assert one == two and len(raw) < 60_000
    assert picture.info.keys() <= {"dpi"}, "no date and no version may be stored"
    assert picture.convert("RGB").getpixel((0, 0)) == ImageColor.getrgb(plotting.PAPER)


def test_show_displays_one_output_with_alt_text_and_closes_the_figure(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **options: shown.append((data, options)))
    figure, ax = pyplot.subplots()
    plotting.show(ax, 'two "curves" & <one> line')
    ((data, options),) = shown
    assert data["text/plain"] == 'two "curves" & <one> line' and options["raw"]
    assert options["metadata"]["image/png"]["alt"] == data["text/plain"]
    assert 'alt="two &quot;curves&quot; &amp; &lt;one&gt; line"' in data["text/html"]
    assert not pyplot.fignum_exists(figure.number)


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_the_alt_text_reaches_the_page(template):
    data, metadata = plotting.mimebundle(DRAWINGS["curves"](), "two rising curves")
    cell = v4.new_code_cell("", outputs=[v4.new_output("display_data", data, metadata=metadata)])
    page, _ = HTMLExporter(template_name=template).from_notebook_node(v4.new_notebook(cells=[cell]))
    assert page.count('alt="two rising curves"') == 1 and "No description has been provided" not in page


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_alt_text_is_refused(alt):
    with pytest.raises(ValueError, match="alt is empty"):
        plotting.show(DRAWINGS["curves"](), alt)


def test_what_is_no_figure_is_refused():
    with pytest.raises(TypeError, match="expected a figure or its axes, got int"):
        plotting.show(3, "three")


def test_bars_start_where_the_one_before_ended():
    ax = plotting.stacked_bars(
        {"a": -1.0, "b": -0.5, "c": 0.25}, title="t", y_label="nats", total=("sum", -1.25), limits=(-2, 1)
    )
    spans = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in ax.patches]
    assert spans == [(0, -1), (-1, -1.5), (-1.5, -1.25), (0, -1.25)] and ax.get_ylim() == (-2, 1)


def test_the_total_line_is_level_only_if_the_sum_is_right():
    def tilt(total):
        ax = plotting.stacked_bars({"a": -1.0, "b": 0.25}, title="t", y_label="nats", total=("sum", total))
        return numpy.ptp([line for line in ax.lines if len(line.get_ydata()) == 2][1].get_ydata())

    assert tilt(-0.75) == 0 and tilt(-1) == 0.25


def test_curves_differ_in_colour_and_in_line_style():
    ax = plotting.curves(X, {str(k): k * X for k in range(7)}, **LABELS)
    assert len({line.get_color() for line in ax.lines}) == 7
    assert len({str(line._dash_pattern) for line in ax.lines}) == 7


def test_inks_are_legible_on_paper():
    def light(colour):
        parts = [v / 255 for v in ImageColor.getrgb(colour)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    contrast = (light(plotting.PAPER) + 0.05) / (light(plotting.INK) + 0.05)
    assert contrast > 7


@pytest.mark.parametrize(
    ("images", "columns", "across"),
    [((30, 8, 8), 10, 10), ((5, 8, 8), None, 5), ((2, 6, 8, 8), None, 6), ((7, 3, 5), 4, 4)],
)
def test_an_image_grid_has_a_place_for_every_image(images, columns, across):
    drawn = plotting.image_grid(torch.rand(images), title="t", columns=columns, row_labels=["first"])
    count = int(numpy.prod(images[:-2]))
    (ax,) = drawn.axes
    places = {tuple(numpy.round(picture.get_extent(), 6)) for picture in ax.images}
    assert len(ax.images) == len(places) == count and len({left for left, *_ in places}) == min(across, count)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first"]


def test_a_marked_image_is_told_by_colour_and_by_line():
    (ax,) = plotting.image_grid(torch.rand(4, 8, 8), title="t", columns=2, marked=[2]).axes
    frames = [(frame.get_edgecolor(), frame.get_linestyle()) for frame in ax.patches]
    assert frames[0] == frames[1] == frames[3] and all(a != b for a, b in zip(frames[0], frames[2], strict=True))


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match=r"expected images .* got \(5, 64\)"):
        plotting.image_grid(torch.rand(5, 64), title="t")
    with pytest.raises(ValueError, match="expected a matrix"):
        plotting.heat_map(X, bar_label="v", **LABELS)
    with pytest.raises(ValueError, match=r"points \[n, 2\]"):
        plotting.latent_map(torch.rand(5, 3), torch.arange(5), title="t")


def test_a_loss_curve_without_held_out_data_has_one_line():
    ax = plotting.loss_curve(SimpleNamespace(loss=[2.0, 1.0], held_out=[]), title="t")
    assert len(ax.lines) == 1 and ax.get_legend() is None
