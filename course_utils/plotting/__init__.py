"""Figures in one style: small functions that return the axes, shown with alt text by `show`."""

from course_utils.plotting.charts import (
    curves,
    histograms,
    labelled_points,
    latent_map,
    loss_curve,
    stacked_bars,
)
from course_utils.plotting.flows import point_clouds, trajectories, vector_field
from course_utils.plotting.graphs import computational_graph
from course_utils.plotting.grids import COMPASS, LAKE, chain, value_bars, value_grid
from course_utils.plotting.images import heat_map, image_grid
from course_utils.plotting.kernels import (
    kernel_over_image,
    kernels_and_maps,
    number_grid,
    receptive_field_tree,
    weight_sharing,
)
from course_utils.plotting.latents import autoencoder_boxes, latent_model
from course_utils.plotting.norms import gradient_norms
from course_utils.plotting.planes import decision_boundary
from course_utils.plotting.simplex import simplex
from course_utils.plotting.style import (
    COLOURS,
    INK,
    LINE_STYLES,
    MARKERS,
    PAPER,
    Layout,
    figure,
    image_html,
    mimebundle,
    quick_html,
    show,
    use_style,
)

__all__ = [
    "COLOURS",
    "COMPASS",
    "INK",
    "LAKE",
    "LINE_STYLES",
    "MARKERS",
    "PAPER",
    "Layout",
    "autoencoder_boxes",
    "chain",
    "computational_graph",
    "curves",
    "decision_boundary",
    "figure",
    "gradient_norms",
    "heat_map",
    "histograms",
    "image_grid",
    "image_html",
    "kernel_over_image",
    "kernels_and_maps",
    "labelled_points",
    "latent_map",
    "latent_model",
    "loss_curve",
    "mimebundle",
    "number_grid",
    "point_clouds",
    "quick_html",
    "receptive_field_tree",
    "show",
    "simplex",
    "stacked_bars",
    "trajectories",
    "use_style",
    "value_bars",
    "value_grid",
    "vector_field",
    "weight_sharing",
]
