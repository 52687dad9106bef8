"""The public half of the exercises of chapter 10, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "10_divergences",
    (
        "kl_discrete",
        "js_divergence",
        "kl_from_samples",
        "kl_gauss",
        "gaussian_moment",
        "forward_kl_gaussian",
        "language_odds",
    ),
)
