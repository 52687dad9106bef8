"""Small worlds for reinforcement learning: finite decision problems as tables, and Gymnasium environments for them.

A decision problem with S states and A actions is two tables: P [S, A, S], where P[s, a, n] is the probability that
action a in state s leads to state n, and R [S, A], the expected reward of that step. A state that ends an episode has
rows of zeros in P and in R: nothing follows it.
"""

from course_utils.rl.chain import ChainEnv
from course_utils.rl.tables import (
    Rollout,
    frozen_lake,
    grid_to_corners,
    grid_with_jumps,
    rollout,
    tables_of,
)

__all__ = [
    "ChainEnv",
    "Rollout",
    "frozen_lake",
    "grid_to_corners",
    "grid_with_jumps",
    "rollout",
    "tables_of",
]
