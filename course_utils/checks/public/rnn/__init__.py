"""The public half of the exercises of chapter 07, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "07_rnn",
    (
        "rnn_forward",
        "from_echo",
        "state_jacobian",
        "clip_grad_norm",
        "bptt",
        "lstm_cell",
        "adding_cell",
    ),
)
