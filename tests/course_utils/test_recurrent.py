"""Drawings of recurrent networks, and figures made of text."""

import numpy
import pytest
from matplotlib.patches import Rectangle

from course_utils import plotting
from course_utils.plotting.recurrent import BLAME


def _texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def _blame(ax) -> int:
    """How many dashed arrows there are."""
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    return sum(arrow.get_linestyle() == "--" for arrow in arrows)


def test_an_unrolled_network_has_a_column_per_step():
    ax = plotting.unrolled_network(["a", "b"], ["", "y"], title="t", weight="W")
    shown = _texts(ax)
    assert (
        shown.count("memory") == 2
        and shown.count("W") == 2
        and {"start", "a", "b", "y", "reads", "keeps"} <= set(shown)
    )
    assert ax.get_title(loc="left") == "t" and _blame(ax) == 0 and "blame" not in shown


def test_blame_travels_back_to_the_start_or_to_the_last_cut():
    arguments = (["1", "2", "3", "4"], ["", "", "", "L"])
    assert _blame(plotting.unrolled_network(*arguments, title="t", blame=True)) == 5
    cut = plotting.unrolled_network(*arguments, title="t", blame=True, cuts=[2])
    assert _blame(cut) == 2 and len(cut.lines) == 1
    assert any(text.get_color() == BLAME for text in cut.texts)


def test_labels_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="2 inputs need as many outputs and one state more"):
        plotting.unrolled_network(["a", "b"], ["y"], title="t")
    with pytest.raises(ValueError, match="one state more"):
        plotting.unrolled_network(["a", "b"], ["y", "z"], states=["h"], title="t")


def test_the_cell_has_three_gates_and_two_tanhs():
    shown = _texts(plotting.lstm_drawing(title="t"))
    assert shown.count(r"$\sigma$") == 3 and shown.count("tanh") == 2
    assert shown.count("×") == 3 and shown.count("+") == 1
    assert {"forget: f", "write: i", "candidate: g", "show: o"} <= set(shown)


def test_drafts_are_wrapped_below_their_labels_and_the_last_is_framed():
    ax = plotting.drafts({"one": "word " * 30, "two": "x"}, title="t")
    shown = _texts(ax)
    assert shown[0] == "one" and shown[-2:] == ["two", "x"] and max(map(len, shown)) <= 72
    assert len([patch for patch in ax.patches if isinstance(patch, Rectangle)]) == 1


def test_a_coloured_text_has_a_tint_per_character_and_breaks_between_words():
    text = "word " * 20
    ax = plotting.coloured_text(text, {"a": numpy.arange(100.0) - 50}, title="t")
    assert len(ax.patches) == 100 and _texts(ax) == ["a", *text.replace(" ", " ")]
    rows = {round(patch.get_y(), 3) for patch in ax.patches}
    assert len(rows) == 2
    red, _, blue, _ = ax.patches[-1].get_facecolor()
    assert red > blue
    with pytest.raises(ValueError, match="'a' has 3 numbers for 100 characters"):
        plotting.coloured_text(text, {"a": [1, 2, 3]}, title="t")
