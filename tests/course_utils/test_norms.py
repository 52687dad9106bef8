"""Norms on a logarithmic axis: what is drawn, where a curve leaves the figure, and what is refused."""

import base64
import io

import numpy
import pytest
import torch
from PIL import Image

from course_utils import plotting

LAGS = numpy.arange(11)
LABELS = {"title": "t", "x_label": "lag (steps)", "y_label": "norm"}


def lines_of(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def test_it_returns_its_labelled_logarithmic_axes_and_takes_those_given():
    ax = plotting.gradient_norms(LAGS, {"a": 0.9**LAGS}, **LABELS)
    assert (ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == (
        "t",
        "lag (steps)",
        "norm",
        "log",
    )
    assert ax.get_legend() is None
    _, given = plotting.figure()
    assert plotting.gradient_norms(LAGS, {"a": 0.9**LAGS}, ax=given, **LABELS) is given


def test_a_constant_factor_is_a_straight_line():
    ax = plotting.gradient_norms(torch.arange(11), {"a": torch.tensor(0.5) ** torch.arange(11)}, **LABELS)
    across, heights = ax.transData.transform(ax.lines[0].get_xydata()).T
    assert numpy.allclose(numpy.diff(heights) / numpy.diff(across), numpy.diff(heights)[0] / numpy.diff(across)[0])


def test_a_bound_has_the_colour_of_its_curve_and_reference_lines_their_value():
    ax = plotting.gradient_norms(
        LAGS, {"a": 0.5**LAGS, "b": 0.8**LAGS}, bounds={"b": 0.9**LAGS}, lines={"one": 1.0}, **LABELS
    )
    curve, bound = ax.lines[1], ax.lines[2]
    assert curve.get_color() == bound.get_color() and numpy.allclose(bound.get_ydata(), 0.9**LAGS)
    assert bound.get_linestyle() != curve.get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "bound", "one"]
    assert list(ax.lines[-1].get_ydata()) == [1.0, 1.0]


def test_a_curve_that_falls_to_zero_ends_in_a_triangle_at_the_floor():
    ax = plotting.gradient_norms(LAGS, {"a": [1, 10] + [0] * 9}, limits=(1e-6, 1e2), **LABELS)
    (triangle,) = lines_of(ax, "v")
    assert (triangle.get_xdata()[0], triangle.get_ydata()[0]) == (2, 1e-6)
    (curve,) = [line for line in ax.lines if line.get_label() == "a"]
    assert list(curve.get_ydata()) == [1, 10, 1e-6] and ax.get_ylim() == (1e-6, 1e2)


def test_a_curve_that_rises_out_of_the_figure_ends_in_an_upward_triangle():
    ax = plotting.gradient_norms(LAGS, {"a": 10.0**LAGS}, limits=(1e-6, 1e4), **LABELS)
    assert lines_of(ax, "^")[0].get_xdata()[0] == 5 and not lines_of(ax, "v")


def test_a_curve_that_comes_back_is_drawn_to_its_end():
    ax = plotting.gradient_norms(LAGS, {"a": [1.0] * 5 + [0.0] + [1.0] * 5}, limits=(1e-6, 1e4), **LABELS)
    heights = ax.lines[0].get_ydata()
    assert len(heights) == 11 and numpy.isnan(heights[5]) and not lines_of(ax, "v")


def test_zero_without_limits_is_marked_at_the_smallest_norm():
    ax = plotting.gradient_norms(LAGS[:3], {"a": [1, 0.1, 0]}, **LABELS)
    assert lines_of(ax, "v")[0].get_ydata()[0] == 0.1
    assert plotting.gradient_norms(LAGS[:3], {"a": [0, 0, 0]}, **LABELS).lines


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"norms": {"a": -(0.5**LAGS)}}, "never negative"),
        ({"bounds": {"b": 0.5**LAGS}}, "bounds without a curve: b"),
        ({"limits": (0, 1)}, "positive and rising"),
        ({"limits": (1, 0.1)}, "positive and rising"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes, says):
    with pytest.raises(ValueError, match=says):
        plotting.gradient_norms(**({"x": LAGS, "norms": {"a": 0.5**LAGS}} | LABELS | changes))


def test_the_picture_is_small_and_the_same_every_time():
    def draw():
        ax = plotting.gradient_norms(LAGS, {"a": 0.5**LAGS, "b": 0 * LAGS}, bounds={"a": 0.6**LAGS}, **LABELS)
        return plotting.mimebundle(ax, "alt")[0]["image/png"]

    one, two = draw(), draw()
    assert one == two and len(base64.b64decode(one)) < 60_000
    assert Image.open(io.BytesIO(base64.b64decode(one))).size[0] > 900
