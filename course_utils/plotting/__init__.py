"""Figures in one style: small functions that return the axes, shown with alt text by `show`."""

from course_utils.plotting.backups import backup
from course_utils.plotting.blame import blamed_pixels, network_blame
from course_utils.plotting.charts import (
    curves,
    histograms,
    latent_map,
    loss_curve,
    stacked_bars,
)
from course_utils.plotting.codes import areas, code_tree, jensen
from course_utils.plotting.flows import one_legend, point_clouds, trajectories, vector_field
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
from course_utils.plotting.lake import lake
from course_utils.plotting.latents import autoencoder_boxes, latent_model
from course_utils.plotting.neurons import (
    arrow,
    digit_reader,
    margin_band,
    neuron,
    sectors,
    update_frames,
    weight_picture,
)
from course_utils.plotting.norms import gradient_norms
from course_utils.plotting.planes import decision_boundary
from course_utils.plotting.players import two_players
from course_utils.plotting.races import choices, race, sample_paths
from course_utils.plotting.recurrent import lstm_drawing, unrolled_network
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
from course_utils.plotting.texts import coloured_text, drafts

__all__ = [
    "COLOURS",
    "COMPASS",
    "INK",
    "LAKE",
    "LINE_STYLES",
    "MARKERS",
    "PAPER",
    "Layout",
    "areas",
    "arrow",
    "autoencoder_boxes",
    "backup",
    "blamed_pixels",
    "chain",
    "choices",
    "code_tree",
    "coloured_text",
    "computational_graph",
    "curves",
    "decision_boundary",
    "digit_reader",
    "drafts",
    "figure",
    "gradient_norms",
    "heat_map",
    "histograms",
    "image_grid",
    "image_html",
    "jensen",
    "kernel_over_image",
    "kernels_and_maps",
    "lake",
    "latent_map",
    "latent_model",
    "loss_curve",
    "lstm_drawing",
    "margin_band",
    "mimebundle",
    "network_blame",
    "neuron",
    "number_grid",
    "one_legend",
    "point_clouds",
    "quick_html",
    "race",
    "receptive_field_tree",
    "sample_paths",
    "sectors",
    "show",
    "simplex",
    "stacked_bars",
    "trajectories",
    "two_players",
    "unrolled_network",
    "update_frames",
    "use_style",
    "value_bars",
    "value_grid",
    "vector_field",
    "weight_picture",
    "weight_sharing",
]
