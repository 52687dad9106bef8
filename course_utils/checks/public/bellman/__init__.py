"""The public half of the exercises of chapter 18, in the order in which they are met."""

from ...exercises import Topic

topic = Topic(
    "18_bellman",
    (
        "discounted_returns",
        "chain_mdp",
        "policy_value",
        "rewards_behind",
        "value_iteration",
        "q_sweep",
        "policy_iteration",
        "value_slopes",
        "critical_gamma",
    ),
)
