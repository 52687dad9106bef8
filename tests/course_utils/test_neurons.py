"""Drawings of one neuron: its numbers, its line and margin, one update, and the sectors of the plane of weights."""

import numpy
import pytest
from matplotlib.patches import Circle, Polygon

from course_utils import plotting
from course_utils.plotting import neurons

POINTS, LABELS = numpy.array([[2.0, 1.0], [1.0, 2.0]]), numpy.array([1.0, -1.0])
VIEW = ((-3, 3), (-3, 3))
IMAGES = numpy.linspace(0, 1, 18).reshape(2, 3, 3)


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_a_neuron_shows_its_inputs_its_weights_its_score_and_its_answer():
    words = written(plotting.neuron((2, 1), (1, -1.5), title="t").axes[0])
    assert words[:4] == ["2", "$\\times\\,$+1", "1", "$\\times\\,$\N{MINUS SIGN}1.5"]
    assert "+0.5" in words and "+1" in words
    assert "\N{MINUS SIGN}1" in written(plotting.neuron((2, 1), (-1, 0), title="t").axes[0])
    with pytest.raises(ValueError, match="as many weights"):
        plotting.neuron((1, 2), (1, 2, 3), title="t")


def test_a_reader_shows_image_weights_products_sum_and_answer():
    weights = numpy.arange(9.0).reshape(3, 3) - 4
    ax = plotting.digit_reader(IMAGES, weights, (-30.2, 29), title="t", answers=("8", "3")).axes[0]
    shown = [numpy.asarray(image.get_array()) for image in ax.images]
    for image, found in zip(IMAGES, (shown[:3], shown[3:]), strict=True):
        for got, want in zip(found, (image, weights, image * weights), strict=True):
            assert numpy.array_equal(got, want)
    words = written(ax)
    assert words.index("\N{MINUS SIGN}30") < words.index(
        "\N{LEFT DOUBLE QUOTATION MARK}3\N{RIGHT DOUBLE QUOTATION MARK}"
    )
    assert words.index("+29") < words.index("\N{LEFT DOUBLE QUOTATION MARK}8\N{RIGHT DOUBLE QUOTATION MARK}")
    with pytest.raises(ValueError, match="expected images"):
        plotting.digit_reader(IMAGES, weights, (1, 2, 3), title="t", answers=("8", "3"))


def test_weights_are_coloured_round_0_as_the_two_sides_are():
    weights = numpy.array([[0.0, -1.0], [3.0, 0.0]])
    drawing = plotting.weight_picture(
        numpy.zeros((3, 2, 2)), numpy.ones((3, 2, 2)), weights, title="t", names=("3", "8")
    )
    picture = drawing.axes[0].images[-1]
    assert picture.get_clim() == (-3, 3)
    low, middle, high = (neurons.SIGNED(value)[:3] for value in (0.0, 0.5, 1.0))
    assert low[0] > low[2] and high[2] > high[0] and min(middle) > 0.9


def test_the_band_is_as_wide_as_the_margin_and_the_circle_holds_all_points():
    ax = plotting.margin_band(POINTS, LABELS, (1, -1), title="t", limits=VIEW)
    assert ax.get_aspect() == 1
    (circle,) = (patch for patch in ax.patches if isinstance(patch, Circle))
    assert circle.radius == pytest.approx(5**0.5)
    (band,) = (patch for patch in ax.patches if isinstance(patch, Polygon))
    across = band.get_xy() @ numpy.array([1, -1]) / 2**0.5
    assert numpy.abs(across) == pytest.approx(0.5**0.5)
    bare = plotting.margin_band(POINTS, LABELS, (1, -1), title="t", limits=VIEW, band=False)
    assert not bare.patches


def test_an_update_is_shown_before_during_and_after():
    axes = plotting.update_frames((2, 1), (1, 2), -1, title="t", limits=VIEW)
    titles = [ax.get_title(loc="left") for ax in axes]
    assert titles == ["before: score +4", "add \N{MINUS SIGN}1 times the point", "after: score \N{MINUS SIGN}1"]
    tips = [tuple(text.xy) for text in axes[1].texts if getattr(text, "arrow_patch", None)]
    assert tips == [(2, 1), (1, -1), (1, -1)]
    assert {ax.get_aspect() for ax in axes} == {1}


def test_every_sector_is_a_labelling_that_its_weights_produce():
    points = numpy.array([(2.0, 1), (1, 2), (1, -1)])
    _, axes = plotting.figure(1, 2)
    plotting.sectors(points, axes, titles=["two", "three"])
    for ax, count in zip(axes, (2, 3), strict=True):
        labels = [text for text in ax.texts if "score" not in text.get_text()]
        assert len({text.get_text() for text in labels}) == len(labels) == 2 * count
        for text in labels:
            signs = numpy.array([1 if sign == "+" else -1 for sign in text.get_text().split()])
            assert (signs * (points[:count] @ text.get_position()) > 0).all()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plotting.neuron((2, 1), (1, -1), title="t"),
        lambda: plotting.digit_reader(IMAGES, IMAGES[0] - 0.5, (1, -1), title="t", answers=("8", "3")),
        lambda: plotting.margin_band(POINTS, LABELS, (1, -1), title="t", limits=VIEW),
        lambda: plotting.update_frames((2, 1), (1, 2), -1, title="t", limits=VIEW),
    ],
)
def test_a_picture_is_the_same_every_time_and_small(draw):
    one, two = (plotting.mimebundle(draw(), "alt")[0]["image/png"] for _ in range(2))
    assert one == two and len(one) < 80_000
