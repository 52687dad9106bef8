"""The public half of the exercises of chapter 18, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "18_bellman",
    (
        "discounted_returns",
        "chain_mdp",
        "policy_value",
        "value_iteration",
        "policy_iteration",
        "critical_gamma",
    ),
)
