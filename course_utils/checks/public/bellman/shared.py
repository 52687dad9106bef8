"""What several exercises of chapter 18 share: inputs, and how their answers are read."""

from __future__ import annotations

import numpy as np

from ... import expect
from ...failures import Failure


def drawn_problem(draw, states: int, actions: int) -> tuple[np.ndarray, np.ndarray]:
    """P [S, A, S], skewed and nowhere symmetric, and R [S, A] between 0 and 2."""
    return draw.rng.dirichlet(np.full(states, 0.7), (states, actions)), draw.uniform(0.0, 2.0, states, actions)


# Three states, two actions, for the probes.
SKEW_P = np.array(
    [[[0.1, 0.6, 0.3], [0.8, 0.2, 0.0]], [[0.5, 0.0, 0.5], [0.0, 0.3, 0.7]], [[0.2, 0.1, 0.7], [0.4, 0.4, 0.2]]]
)


SKEW_R = np.array([[1.0, -0.5], [0.3, 2.0], [0.0, 0.8]])


def actions_of(pi, states: int, actions: int) -> np.ndarray:
    """The policy as an array of action indices [S]."""
    expect.shape(pi, (states,), what="pi")
    indices = expect.array(pi, "pi")
    if not np.isin(indices, np.arange(actions)).all():
        raise Failure(f"pi holds entries that are no action: expected integers from 0 to {actions - 1}")
    return indices.astype(int)


# A fair coin leads from state 0 to a state where the first action pays 1, or to one where the second does. Then it ends.
COIN_P = np.zeros((4, 2, 4))


COIN_P[0, :, 1:3] = 0.5


COIN_P[1:, :, 3] = 1.0


COIN_R = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


# Action 0 stays and pays 1 in state 0, 2 in state 1; action 1 goes to the other state and pays nothing.
STAY_P = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]])


STAY_R = np.array([[1.0, 0.0], [2.0, 0.0]])
