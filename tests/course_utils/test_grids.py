"""Grids of values, states in a row, and groups of bars."""

import base64
import io

import numpy
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, FancyArrowPatch
from PIL import Image, ImageColor

from course_utils import plotting

VALUES = numpy.arange(6.0).reshape(2, 3)
ARROWS = [(0, 1, 1, "right"), (2, 0, 0, "back")]
DRAWINGS = {
    "value_grid": lambda **ax: plotting.value_grid(
        VALUES, title="t", bar_label="value", policy=[[0, 1, 2], [3, -1, 0]], labels={(0, 1): "A"}, **ax
    ),
    "chain": lambda **ax: plotting.chain(
        "abc", ARROWS, title="t", faint=[(0, 1, 0, ""), (1, 1, 0, "stay")], values=["1", "2", "3"], **ax
    ),
    "value_bars": lambda **ax: plotting.value_bars(
        {"p": [1, -2], "q": [3, 4]}, ["s", "t"], title="t", x_label="state", y_label="value", **ax
    ),
}


def arrows_of(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_returns_its_labelled_axes_and_takes_those_given(draw):
    ax = draw()
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t" and ax.get_xlabel()
    _, given = plotting.figure()
    assert draw(ax=given) is given


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_a_picture_is_opaque_small_and_the_same_every_time(draw):
    one, two = (plotting.mimebundle(draw(), "alt")[0]["image/png"] for _ in range(2))
    raw = base64.b64decode(one)
    picture = Image.open(io.BytesIO(raw))
    assert one == two and len(raw) < 60_000
    assert picture.convert("RGB").getpixel((0, 0)) == ImageColor.getrgb(plotting.PAPER)


def test_a_grid_writes_every_value_and_leaves_empty_cells_empty():
    values = VALUES.copy()
    values[1, 1] = numpy.nan
    ax = plotting.value_grid(values - 0.001, title="t", bar_label="v", labels={(1, 1): "wall"})
    assert [text.get_text() for text in ax.texts] == ["0.0", "1.0", "2.0", "3.0", "wall", "5.0"]
    assert {text.get_color() for text in ax.texts[:2]} == {"white"} and ax.texts[-1].get_color() == "black"


@pytest.mark.parametrize(("moves", "right"), [(plotting.COMPASS, 2), (plotting.LAKE, 2)])
def test_arrows_point_where_the_action_goes(moves, right):
    for action, (down, across) in enumerate(moves):
        ax = plotting.value_grid(VALUES, title="t", bar_label="v", moves=moves, policy=[[-1, action, -1], [-1, -1, -1]])
        (arrow,) = arrows_of(ax)
        start, end = arrow._posA_posB
        way = numpy.subtract(end, start)
        assert numpy.sign(way).tolist() == [across, down] and action != right or across == 1


def test_tied_actions_each_have_an_arrow():
    ties = numpy.zeros((2, 3, 4), dtype=bool)
    ties[0, 0] = True, False, True, True
    assert len(arrows_of(plotting.value_grid(VALUES, title="t", bar_label="v", policy=ties))) == 3


def test_every_action_of_a_chain_has_its_colour_and_what_is_not_done_is_grey():
    ax = plotting.chain("abc", ARROWS, title="t", faint=[*ARROWS, (1, 2, 1, "")])
    colours = sorted(to_hex(arrow.get_edgecolor()).lower() for arrow in arrows_of(ax))
    assert colours == sorted([plotting.COLOURS[0].lower(), plotting.COLOURS[1].lower(), "#bdb8ae"])
    assert sum(isinstance(patch, Circle) for patch in ax.patches) == 3


def test_two_arrows_between_the_same_states_do_not_cover_each_other():
    ax = plotting.chain("ab", [(0, 1, 0, "far"), (0, 1, 1, "near")], title="t")
    far, near = (next(text for text in ax.texts if text.get_text() == name) for name in ("far", "near"))
    assert far.get_position()[1] > near.get_position()[1] + 0.2


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="rows, columns"):
        plotting.value_grid(numpy.zeros(3), title="t", bar_label="v")
    with pytest.raises(ValueError, match="expected a policy of shape"):
        plotting.value_grid(VALUES, title="t", bar_label="v", policy=[0, 1, 2])
    with pytest.raises(ValueError, match="3 states, but 2 values"):
        plotting.chain("abc", ARROWS, title="t", values=["1", "2"])


def test_bars_stand_in_groups_with_their_numbers():
    ax = plotting.value_bars(
        {"p": [1, -2], "q": [3, 4]}, ["s", "t"], title="t", x_label="x", y_label="y", limits=(-3, 5)
    )
    assert [bar.get_height() for bar in ax.patches] == [1, -2, 3, 4] and ax.get_ylim() == (-3, 5)
    centres = [bar.get_x() + bar.get_width() / 2 for bar in ax.patches]
    assert numpy.add(centres[:2], centres[2:]) / 2 == pytest.approx([0, 1])
    assert [text.get_text() for text in ax.texts] == ["1.00", "-2.00", "3.00", "4.00"]
