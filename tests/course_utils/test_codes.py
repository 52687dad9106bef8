"""The code tree, areas of bits, and Jensen's chord."""

import math

import numpy
import pytest
from matplotlib.patches import Rectangle

from course_utils import plotting
from course_utils.plotting.codes import _middle

WORDS = {"rain": "0", "cloud": "10", "sun": "110", "snow": "111"}


def test_each_word_has_its_share_of_the_width():
    ax = plotting.code_tree(WORDS, title="t")
    strips = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert [round(strip.get_width(), 2) for strip in strips] == pytest.approx([0.49, 0.24, 0.12, 0.12], abs=0.01)
    assert {"rain\n0", "snow\n111"} <= {text.get_text() for text in ax.texts}
    assert [_middle(word) for word in ("", "0", "10", "111")] == [0.5, 0.25, 0.625, 0.9375]


@pytest.mark.parametrize("words", [{"a": "1", "b": "10"}, {"a": ""}, {"a": "02"}])
def test_a_code_that_nobody_can_read_is_refused(words):
    with pytest.raises(ValueError, match="word"):
        plotting.code_tree(words, title="t")


def test_areas_are_the_mean_price():
    ax = plotting.areas([0.5, 0.25, 0.25], [1, 2, 2], ["a", "b", "c"], title="t", x_label="x", y_label="y")
    blocks = [patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    assert sum(block.get_width() * block.get_height() for block in blocks) == pytest.approx(1.5)
    assert [block.get_x() for block in blocks] == pytest.approx([0, 0.5, 0.75])


def test_the_chord_lies_below_the_logarithm():
    ax = plotting.jensen([1.5, 0.5], [0.5, 0.5], title="t")
    gap = ax.lines[2].get_ydata()
    assert gap == pytest.approx([(math.log(1.5) + math.log(0.5)) / 2, math.log(1.0)]) and gap[0] < gap[1]
    assert numpy.allclose(ax.lines[2].get_xdata(), 1.0)
