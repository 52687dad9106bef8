"""Drawings of the latent-variable model: every name is there, and nothing leaves the picture."""

import pytest
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from course_utils import plotting

WORDS = {
    "latent_model": ["$z$", "$x$", "$p_\\theta(x \\mid z)$", "$q_\\phi(z \\mid x)$", "$p(z)$"],
    "autoencoder_boxes": [
        "encoder",
        "sample",
        "decoder",
        "$x$",
        "$z$",
        "logits",
        "noise",
        "divergence",
        "reconstruction",
    ],
}


@pytest.mark.parametrize("name", WORDS)
def test_every_name_is_drawn_inside_the_picture(name):
    ax = getattr(plotting, name)(title="t")
    assert isinstance(ax, Axes) and ax.get_title(loc="left") == "t"
    texts = [text for text in ax.texts if text.get_text()]
    assert all(any(word in text.get_text() for text in texts) for word in WORDS[name])
    ax.figure.draw_without_rendering()
    page = ax.figure.bbox
    assert all(page.contains(*corner) for text in texts for corner in text.get_window_extent().corners())


def test_only_the_guess_is_dashed():
    boxes = [patch for patch in plotting.autoencoder_boxes(title="t").patches if isinstance(patch, FancyBboxPatch)]
    assert [box.get_linestyle() == "-" or box.get_linestyle() == "solid" for box in boxes] == [False, True, True]
