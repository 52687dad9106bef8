"""What several exercises of chapter 18 share: small decision problems, and how a policy is read."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure

# In state 0 a fair coin leads to a state where the first action pays 1, or to one where the second does. Then it ends.
COIN_P = np.zeros((4, 2, 4))
COIN_P[0, :, 1:3] = 0.5
COIN_P[1:, :, 3] = 1.0
COIN_R = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])

# Action 0 stays and pays 1 in state 0, 2 in state 1; action 1 goes to the other state and pays nothing.
STAY_P = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]])
STAY_R = np.array([[1.0, 0.0], [2.0, 0.0]])

# Four states in a row: action 0 stays and pays 1 (2 in the last state); action 1 goes on, and from the last to the first.
ROW_P = np.stack([np.eye(4), np.roll(np.eye(4), 1, axis=1)], axis=1)
ROW_R = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [2.0, 0.0]])

# Chance, and actions that lead to the better state 1 more or less often. At gamma = 1/2 the best ones are 2 and 3, with
# the values 74/21 and 38/7; by the next reward alone 1 and 3, by the next state alone 3 and 2.
MIXED_P = np.array([[[1.0, 0.0], [0.6, 0.4], [0.2, 0.8], [0.0, 1.0]], [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.3, 0.7]]])
MIXED_R = np.array([[1.1, 1.2, 1.0, 0.75], [0.5, 0.0, 1.5, 3.0]])

# Chance in the world and in the policy. At gamma = 1/2 the policy is worth 37/86 and 197/86.
CHANCE_P = np.array([[[0.2, 0.8], [0.6, 0.4]], [[1.0, 0.0], [0.3, 0.7]]])
CHANCE_R = np.array([[2.0, -1.0], [0.5, 3.0]])
CHANCE_PI = np.array([[0.25, 0.75], [0.5, 0.5]])


def drawn_problem(draw, states: int, actions: int) -> tuple[np.ndarray, np.ndarray]:
    """P [S, A, S], skewed and nowhere symmetric, and R [S, A] between 0 and 2."""
    return draw.rng.dirichlet(np.full(states, 0.7), (states, actions)), draw.uniform(0.0, 2.0, states, actions)


def actions_of(pi, states: int, actions: int) -> np.ndarray:
    """The policy as an array of action indices [S]."""
    expect.shape(pi, (states,), what="pi")
    indices = expect.array(pi, "pi")
    if not np.isin(indices, np.arange(actions)).all():
        raise Failure(f"pi holds entries that are no action: expected integers from 0 to {actions - 1}")
    return indices.astype(int)
