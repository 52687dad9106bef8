"""The public half of the exercises of chapter 03, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "03_backprop",
    (
        "num_grad",
        "Value",
        "mlp_grads",
        "softmax_vjp",
        "sigmoid_net_step",
    ),
)
