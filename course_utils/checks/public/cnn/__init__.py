"""The public half of the exercises of chapter 05, in the order in which they are met."""

from ...exercises import Topic

topic = Topic("05_cnn", ("receptive_field", "conv_params", "conv2d_forward", "maxpool", "conv2d_backward"))
