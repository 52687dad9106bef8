"""Grids of numbers, the sliding kernel, and the tree of pixels that a unit sees."""

import numpy
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import plotting
from course_utils.plotting.kernels import MARKED

IMAGE, KERNEL = numpy.arange(1.0, 13.0).reshape(3, 4), numpy.array([[1.0, 2.0], [0.0, 3.0]])


def written(ax) -> list[str]:
    """The numbers in a grid's cells, in reading order."""
    return [text.get_text() for text in ax.texts if not isinstance(text, Annotation)]


def tinted(ax) -> list[tuple[int, int]]:
    """(row, column) of the marked cells."""
    colour = tuple(int(MARKED[i : i + 2], 16) / 255 for i in (1, 3, 5))
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return [
        (round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)) for cell in cells if cell.get_facecolor()[:3] == colour
    ]


def panels(drawing) -> dict:
    """The panels of a figure by the first word of their titles."""
    return {ax.get_title(loc="left").split()[0].strip(","): ax for ax in drawing.axes}


def test_a_grid_shows_its_numbers_and_marks():
    ax = plotting.number_grid([[1.5, 0.0], [numpy.nan, -0.0]], title="t", marked=[[True, False], [False, False]])
    assert written(ax) == ["1.5", "0", "0"] and tinted(ax) == [(0, 0)]
    assert ax.get_title(loc="left") == "t" and (ax.get_xlabel(), ax.get_ylabel()) == ("column", "row")
    _, given = plotting.figure()
    assert plotting.number_grid([[1]], title="t", ax=given) is given


def test_rows_and_columns_have_labels():
    ax = plotting.number_grid(numpy.eye(2), title="t", rows=["a", "b"], columns=["x", "y"])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["x", "y"]


@pytest.mark.parametrize("wrong", [{"values": [1, 2]}, {"values": [[1, 2]], "marked": [[True]]}])
def test_wrong_shapes_are_named(wrong):
    with pytest.raises(ValueError, match="shape"):
        plotting.number_grid(**{"title": "t"} | wrong)


@pytest.mark.parametrize("flip", [False, True])
def test_the_output_so_far_is_the_correlation_or_the_convolution(flip):
    laid = KERNEL[::-1, ::-1] if flip else KERNEL
    want = (sliding_window_view(IMAGE, (2, 2)) * laid).sum(axis=(2, 3))
    for row, column in numpy.ndindex(want.shape):
        drawing = plotting.kernel_over_image(IMAGE, KERNEL, (row, column), flip=flip, title="t")
        found = panels(drawing)
        done = row * want.shape[1] + column + 1
        assert written(found["output"]) == [f"{value:g}" for value in want.ravel()[:done]]
        assert tinted(found["output"]) == [(row, column)]
        assert tinted(found["image"]) == [(row + i, column + j) for i in (0, 1) for j in (0, 1)]
        assert written(found["kernel"]) == ["1", "2", "0", "3"]
        assert written(found["rotated" if flip else "laid"]) == (["3", "0", "2", "1"] if flip else ["1", "2", "0", "3"])
        assert drawing.get_suptitle().endswith(f"= {want[row, column]:g}")


def test_the_kernel_lies_on_the_image_and_its_cells_are_as_large_as_pixels():
    drawing = plotting.kernel_over_image(IMAGE, KERNEL, (1, 2), flip=True, title="t")
    found = panels(drawing)
    assert [
        (text.get_text(), round(text.xy[1]), round(text.xy[0]))
        for text in found["image"].texts
        if isinstance(text, Annotation)
    ] == [("×3", 1, 2), ("×0", 1, 3), ("×2", 2, 2), ("×1", 2, 3)]
    drawing.draw_without_rendering()
    corners = [ax.transData.transform([(0, 0), (1, 1)]) for ax in drawing.axes]
    sizes = [abs(two - one) for one, two in corners]
    assert numpy.allclose(sizes, sizes[0], rtol=0.02)


def test_shared_weights_are_few_and_look_alike():
    drawing = plotting.weight_sharing(7, 3, title="t")
    assert [ax.get_title(loc="left").split(": ")[1] for ax in drawing.axes] == ["35 weights", "15 weights", "3 weights"]
    assert [len(ax.lines) for ax in drawing.axes] == [35, 15, 15]
    looks = {(line.get_color(), line.get_linestyle()) for line in drawing.axes[2].lines}
    assert len(looks) == 3 == len({style for _, style in looks})


def test_kernels_stand_above_their_maps():
    drawing = plotting.kernels_and_maps(numpy.ones((4, 2, 2)), numpy.zeros((4, 5, 5)), title="t")
    assert [ax.images[0].get_array().shape for ax in drawing.axes] == [(2, 2)] * 4 + [(5, 5)] * 4
    assert [ax.get_ylabel() for ax in drawing.axes if ax.get_ylabel()] == ["kernel", "map"]
    with pytest.raises(ValueError, match="expected kernels"):
        plotting.kernels_and_maps(numpy.ones((3, 2, 2)), numpy.zeros((4, 5, 5)), title="t")


def test_the_matrix_shows_the_row_in_use():
    drawing = plotting.kernel_over_image(IMAGE, KERNEL, (1, 0), flip=True, matrix=True, title="t")
    ax = panels(drawing)["the"]
    rows = numpy.array([float(text) for text in written(ax)]).reshape(6, 12)
    assert rows[3].tolist() == [0, 0, 0, 0, 3, 0, 0, 0, 2, 1, 0, 0]
    assert tinted(ax) == [(3, 4), (3, 8), (3, 9)]


@pytest.mark.parametrize("place", [(2, 0), (0, 3), (-1, 0)])
def test_a_place_outside_is_refused(place):
    with pytest.raises(ValueError, match="2 rows and 3 columns"):
        plotting.kernel_over_image(IMAGE, KERNEL, place, title="t")


def test_a_kernel_larger_than_the_image_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        plotting.kernel_over_image(KERNEL, IMAGE, (0, 0), title="t")


def pixels(ax) -> list[float]:
    """The places of the image's pixels in a tree."""
    return [
        float(x) for x in next(dots for dots in ax.collections if dots.get_offsets()[0][1] == 0).get_offsets()[:, 0]
    ]


def test_the_tree_ends_at_the_pixels_that_the_unit_depends_on():
    assert pixels(plotting.receptive_field_tree([(3, 2)] * 3, title="t")) == list(range(15))
    assert pixels(plotting.receptive_field_tree([(2, 3), (2, 1)], title="t")) == [0, 1, 3, 4]
    ax = plotting.receptive_field_tree([(3, 2)] * 2, title="t", claims={"right": 7, "wrong": 5})
    assert [text.get_text() for text in ax.texts] == ["right: 7", "wrong: 5"]
    assert [patch.get_width() for patch in ax.patches] == [7, 5]
    # The unit stands over the middle of what it sees.
    assert [dots.get_offsets()[0][0] for dots in ax.collections][-1] == 3


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plotting.number_grid(IMAGE, title="t"),
        lambda: plotting.kernel_over_image(IMAGE, KERNEL, (1, 1), title="t", matrix=True),
        lambda: plotting.receptive_field_tree([(3, 2)] * 3, title="t", claims={"a": 15}),
        lambda: plotting.weight_sharing(7, 3, title="t"),
        lambda: plotting.kernels_and_maps(numpy.eye(4).reshape(4, 2, 2), numpy.ones((4, 5, 5)), title="t"),
    ],
)
def test_a_picture_is_the_same_every_time_and_small(draw):
    one, two = (plotting.mimebundle(draw(), "alt")[0]["image/png"] for _ in range(2))
    assert one == two and len(one) < 80_000
