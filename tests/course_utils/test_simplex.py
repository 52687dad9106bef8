"""The triangle of three probabilities: where points, marks and density stand."""

import numpy
import pytest
import torch
from matplotlib.axes import Axes

from course_utils import plotting
from course_utils.plotting.simplex import CORNERS

UNIFORM = numpy.full(3, 1 / 3)
DRAWN = numpy.random.default_rng(0).dirichlet(numpy.ones(3), size=50)


def test_certainties_stand_in_the_corners_and_the_uniform_in_the_centre():
    ax = plotting.simplex([*numpy.eye(3), UNIFORM], title="t")
    places = ax.collections[0].get_offsets()
    assert numpy.allclose(places[:3], CORNERS) and numpy.allclose(places[3], CORNERS.mean(axis=0))
    assert numpy.allclose(numpy.linalg.norm(CORNERS - numpy.roll(CORNERS, 1, axis=0), axis=1), 1), "equal sides"


def test_it_returns_its_axes_takes_those_given_and_labels_the_corners():
    ax = plotting.simplex(torch.from_numpy(DRAWN), title="t", labels=("a", "b", "c"))
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t" and ax.get_legend() is None
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c"]
    _, given = plotting.figure()
    assert plotting.simplex(DRAWN, title="t", ax=given) is given


@pytest.mark.parametrize("legend", [True, False])
def test_marks_stand_where_they_should_and_are_named(legend):
    ax = plotting.simplex(DRAWN, title="t", mean=DRAWN.mean(axis=0), target=UNIFORM, legend=legend)
    offsets = [mark.get_offsets()[0] for mark in ax.collections[1:]]
    assert numpy.allclose(offsets, [DRAWN.mean(axis=0) @ CORNERS, UNIFORM @ CORNERS])
    assert (ax.get_legend() is not None) == legend
    if legend:
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["mean of the samples", "target"]


def test_the_density_is_asked_inside_the_triangle_only():
    asked = []

    def density(y):
        asked.append(y)
        return 1 / y.prod(axis=1)

    ax = plotting.simplex(numpy.empty((0, 3)), title="t", density=density)
    (grid,) = asked
    assert grid.min() > 0 and numpy.allclose(grid.sum(axis=1), 1) and len(ax.collections) > 1
    first, again = (plotting.mimebundle(plotting.simplex(DRAWN, title="t", density=density), "alt") for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (DRAWN[:, :2], r"expected points \[n, 3\], got \(50, 2\)"),
        (DRAWN * 2, "adding up to 1"),
        (-DRAWN, "not negative"),
    ],
)
def test_what_is_not_on_the_simplex_is_refused(points, message):
    with pytest.raises(ValueError, match=message):
        plotting.simplex(points, title="t")


def test_a_density_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="one number per point"):
        plotting.simplex(DRAWN, title="t", density=lambda y: y)
