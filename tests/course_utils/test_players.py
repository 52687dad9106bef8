"""The drawing of the two players, and the one legend of several panels."""

import numpy as np
import pytest

from course_utils import plotting


def test_the_blame_reaches_the_forger_only_in_its_own_turn():
    picture = np.zeros((4, 4))
    drawing = plotting.two_players(picture, picture, picture, title="two turns")
    (ax,) = drawing.axes
    arrows = [one for one in ax.texts if getattr(one, "arrow_patch", None) is not None]
    blame = [one for one in arrows if one.arrow_patch.get_edgecolor()[:3] != arrows[0].arrow_patch.get_edgecolor()[:3]]
    assert len(blame) == 1 + 3 and len(ax.images) == 3 + 2


def test_a_picture_is_a_matrix():
    with pytest.raises(ValueError, match="three pictures"):
        plotting.two_players(np.zeros(16), np.zeros((4, 4)), np.zeros((4, 4)), title="x")


def test_panels_share_one_legend():
    drawing, panels = plotting.figure(1, 2)
    for ax in panels:
        plotting.point_clouds({"one": [[0.0, 1.0]], "two": [[1.0, 0.0]]}, title="", x_label="", y_label="", ax=ax)
    plotting.one_legend(drawing)
    assert [ax.get_legend() for ax in panels] == [None, None] and len(drawing.legends) == 1
