"""The public half of the exercises of chapter 13, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "13_gumbel",
    (
        "exp_from_uniform",
        "exp_race",
        "gumbel_max",
        "without_replacement",
        "gumbel_softmax",
        "concrete_logpdf",
    ),
)
