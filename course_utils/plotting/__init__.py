"""Figures in one style: small functions that return the axes, shown with alt text by `show`."""

from course_utils.plotting.charts import (
    curves,
    histograms,
    labelled_points,
    latent_map,
    loss_curve,
    stacked_bars,
)
from course_utils.plotting.images import heat_map, image_grid
from course_utils.plotting.simplex import simplex
from course_utils.plotting.style import (
    COLOURS,
    INK,
    LINE_STYLES,
    MARKERS,
    PAPER,
    figure,
    image_html,
    mimebundle,
    show,
    use_style,
)

__all__ = [
    "COLOURS",
    "INK",
    "LINE_STYLES",
    "MARKERS",
    "PAPER",
    "curves",
    "figure",
    "heat_map",
    "histograms",
    "image_grid",
    "image_html",
    "labelled_points",
    "latent_map",
    "loss_curve",
    "mimebundle",
    "show",
    "simplex",
    "stacked_bars",
    "use_style",
]
