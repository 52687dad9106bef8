"""Drawings of blame: over the lines of a network, and on the pixels of an image."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from course_utils import plotting

WEIGHTS = [np.array([[0.5, -1.0], [0.3, 0.8], [0.0, 0.2]]), np.array([[1.0, 0.0, -0.5]])]
X, TARGET = np.array([1.0, -0.5]), np.array([0.9])


def circles(ax):
    return [patch for patch in ax.patches if isinstance(patch, Circle)]


def test_a_network_is_drawn_twice_with_all_its_units_and_lines():
    drawing = plotting.network_blame(WEIGHTS, X, TARGET, title="t")
    assert isinstance(drawing, Figure)
    for ax in drawing.axes:
        assert len(circles(ax)) == 2 + 3 + 1
        assert sum(text.get_text() == "" for text in ax.texts) == 6 + 3  # arrows


def test_the_darkest_unit_of_a_layer_carries_most_blame():
    leaf = torch.tensor(X, requires_grad=True)
    hidden = torch.tanh(torch.tensor(WEIGHTS[0]) @ leaf)
    hidden.retain_grad()
    (0.5 * (torch.tanh(torch.tensor(WEIGHTS[1]) @ hidden) - torch.tensor(TARGET)).square().sum()).backward()
    shades = [
        sum(unit.get_facecolor()) for unit in circles(plotting.network_blame(WEIGHTS, X, TARGET, title="t").axes[1])
    ]
    for shown, by_torch in ((shades[:2], leaf.grad), (shades[2:5], hidden.grad)):
        assert np.argsort(shown).tolist() == np.argsort(-by_torch.abs().numpy()).tolist()


def test_ink_at_fault_and_missing_ink_have_opposite_signs_and_nothing_else_is_coloured():
    image = np.array([[1.0, 0.0], [1.0, 0.0]])
    blame = np.array([[2.0, 3.0], [-4.0, -1.0]])
    drawing = plotting.blamed_pixels(image[None], blame[None], captions=["c"], title="t")
    shown = drawing.axes[1].images[0].get_array()
    assert shown.tolist() == [[1.0, 0.0], [0.0, -0.5]]
    assert drawing.axes[0].get_title(loc="left") == "c"


def test_blame_where_there_is_none_and_blame_of_another_shape():
    plotting.blamed_pixels(np.ones((1, 3, 3)), np.zeros((1, 3, 3)), captions=["c"], title="t")
    with pytest.raises(ValueError, match="as many blames as images"):
        plotting.blamed_pixels(np.ones((1, 3, 3)), np.zeros((2, 3, 3)), captions=["c"], title="t")
