"""The public half of the exercises of chapter 01, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "01_perceptron",
    (
        "signed_distance",
        "novikoff_bound",
        "perceptron_fit",
        "linearly_separable",
        "sigmoid",
        "activation_grads",
        "neuron_gradient",
    ),
)
