"""The public half of the exercises of chapter 03, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "03_backprop",
    (
        "num_grad",
        "topological_order",
        "Value",
        "mlp_grads",
        "sigmoid_net_step",
        "softmax_vjp",
    ),
)
