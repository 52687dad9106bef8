"""The public half of the exercises of chapter 05, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "05_cnn",
    (
        "correlate2d",
        "conv_params",
        "conv2d_forward",
        "conv2d_backward",
        "maxpool",
        "receptive_field",
        "layers_that_see",
        "one_kernel",
    ),
)
