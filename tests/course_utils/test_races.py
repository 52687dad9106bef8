"""The race, the paths of a sample's gradient, and images told in choices: what stands where, and what is refused."""

import numpy
import pytest
from matplotlib.figure import Figure

from course_utils import plotting


def test_the_first_to_arrive_is_marked_and_the_places_are_written():
    ax = plotting.race([2.23, 6.02, numpy.inf, 4.28], title="t")
    assert [text.get_text().strip() for text in ax.texts] == ["2.23, 1st", "6.02, 3rd", "never", "4.28, 2nd"]
    stars = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "*"]
    assert stars == [2.23]
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"runner {k}" for k in (1, 2, 3, 4)]


def test_a_race_takes_names_and_axes():
    _, given = plotting.figure()
    ax = plotting.race([1.0, 0.5], title="t", names=["a", "b"], ax=given)
    assert ax is given and [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]


@pytest.mark.parametrize("times", [[-1.0, 2.0], [numpy.nan, 1.0], [[1.0]], []])
def test_times_that_are_none_are_refused(times):
    with pytest.raises(ValueError, match="none negative"):
        plotting.race(times, title="t")


def test_somebody_has_to_arrive():
    with pytest.raises(ValueError, match="nobody arrives"):
        plotting.race([numpy.inf, numpy.inf], title="t")


def test_the_paths_of_the_two_samples_are_drawn():
    drawing = plotting.sample_paths(title="t")
    texts = [text.get_text() for text in drawing.axes[0].texts]
    assert isinstance(drawing, Figure) and any(text.startswith("hard") for text in texts)


def test_a_choice_is_one_filled_cell_in_a_row_of_cells():
    images, codes = numpy.zeros((2, 4, 4)), numpy.array([[0, 2, 1], [1, 1, 0]])
    drawing = plotting.choices(images, codes, images, 3, title="t")
    panel = drawing.axes[2]
    filled = [patch.get_xy() for patch in panel.patches if patch.get_facecolor()[:3] < (0.5, 0.5, 0.5)]
    assert len(panel.patches) == 9 and filled == [(0, 0), (2, 1), (1, 2)]
    with pytest.raises(ValueError, match="between 0 and 1"):
        plotting.choices(images, codes, images, 2, title="t")
    with pytest.raises(ValueError, match="codes"):
        plotting.choices(images, codes[:1], images, 3, title="t")
