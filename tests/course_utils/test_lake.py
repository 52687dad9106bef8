"""The lake with its arrows, numbers and penguin, and backup diagrams."""

import base64
import io
from typing import Any

import numpy
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Arc, Circle, Ellipse, FancyArrowPatch
from PIL import Image

from course_utils import plotting
from course_utils.plotting.lake import WATER

PLAN = numpy.arange(16) % 4
TEXTS: dict[str, Any] = {"nodes": ["one", "two", "three"], "edges": ["first", "second"]}


def of_kind(ax, kind):
    return [patch for patch in ax.patches if type(patch) is kind]


def holes(ax):
    return [patch.center for patch in of_kind(ax, Ellipse) if to_hex(patch.get_facecolor()) == WATER]


def penguin(ax):
    """Where the penguin stands, (column, row), or None."""
    white = [patch for patch in of_kind(ax, Ellipse) if to_hex(patch.get_facecolor()) == "#ffffff"]
    return tuple(round(value) for value in white[0].center) if white else None


def test_the_lake_has_its_holes_and_an_arrow_on_every_cell_of_ice():
    ax = plotting.lake(title="t", plan=PLAN)
    assert ax.get_title(loc="left") == "t" and penguin(ax) is None
    assert holes(ax) == [(1, 1), (3, 1), (3, 2), (0, 3)]
    arrows = of_kind(ax, FancyArrowPatch)
    assert len(arrows) == 11
    (start, end) = arrows[1]._posA_posB  # action 1 in cell 1 is down
    assert start[0] == end[0] == 1 and end[1] > start[1]
    _, given = plotting.figure()
    assert plotting.lake(title="t", ax=given) is given


def test_actions_that_are_as_good_each_have_an_arrow():
    equal = numpy.zeros((16, 4), dtype=bool)
    equal[6, [0, 2]] = True
    assert len(of_kind(plotting.lake(title="t", plan=equal), FancyArrowPatch)) == 2


def test_values_stand_on_the_ice_only():
    ax = plotting.lake(title="t", values=numpy.arange(16) / 10, decimals=1)
    assert [text.get_text() for text in ax.texts if "." in text.get_text()][:5] == ["0.0", "0.1", "0.2", "0.3", "0.4"]
    assert len(ax.texts) == 11 + 2


def test_the_penguin_stands_at_the_end_of_its_trail():
    ax = plotting.lake(title="t", trail=[0, 0, 4, 8, 9], wanted=1)
    assert penguin(ax) == (1, 2) and len(of_kind(ax, FancyArrowPatch)) == 1
    (way,) = ax.collections
    assert len(way.get_segments()) == 4 and len({tuple(colour) for colour in way.get_colors()}) == 4
    assert not of_kind(plotting.lake(title="t", trail=[0]), FancyArrowPatch)


def test_another_lake_has_its_own_size():
    ax = plotting.lake(title="t", cells=("SHG",), plan=[2, 0, 0], values=[0.5, 0, 0])
    assert len(of_kind(ax, FancyArrowPatch)) == 1 and holes(ax) == [(1, 0)]


def test_a_backup_is_a_tree_of_open_circles_and_filled_dots():
    ax = plotting.backup("sas", title="t", **TEXTS)
    fills = [to_hex(circle.get_facecolor()) for circle in of_kind(ax, Circle)]
    assert fills.count(plotting.PAPER) == 1 + 6 and fills.count(plotting.INK) == 3
    assert [text.get_text() for text in ax.texts] == ["first", "second", "one", "two", "three"]
    assert not of_kind(ax, Arc)


@pytest.mark.parametrize(("kinds", "arcs"), [("sas", 1), ("asa", 3)])
def test_an_arc_marks_every_choice_of_an_action(kinds, arcs):
    ax = plotting.backup(kinds, title="t", best=True, **TEXTS)
    assert len(of_kind(ax, Arc)) == arcs
    assert [text.get_text() for text in ax.texts].count("max") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": "sxs"} | TEXTS, "letters s and a"),
        ({"kinds": "sa"} | TEXTS, "takes 2 texts for nodes and 1 for edges"),
    ],
)
def test_what_is_no_tree_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        plotting.backup(title="t", **options)
    with pytest.raises(ValueError, match="expected a policy of shape"):
        plotting.lake(title="t", plan=numpy.zeros((16, 3), dtype=bool))


@pytest.mark.parametrize(
    "draw",
    [lambda: plotting.lake(title="t", plan=PLAN, trail=[0, 4]), lambda: plotting.backup("sas", title="t", **TEXTS)],
)
def test_a_picture_is_small_and_the_same_every_time(draw):
    one, two = (plotting.mimebundle(draw(), "alt")[0]["image/png"] for _ in range(2))
    raw = base64.b64decode(one)
    assert one == two and len(raw) < 60_000 and Image.open(io.BytesIO(raw)).width > 300
