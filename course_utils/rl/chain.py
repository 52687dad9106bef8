"""A Gymnasium environment that plays a finite decision problem from its tables."""

from __future__ import annotations

import gymnasium
import numpy
from gymnasium.spaces import Discrete
from numpy.typing import ArrayLike


class ChainEnv(gymnasium.Env):
    """The decision problem given by the tables P and R, played one step at a time.

    P: [S, A, S], P[s, a, n] the probability that action a in state s leads to state n; each row P[s, a] sums to 1,
    except that all rows of a state that ends an episode are zero.
    R: [S, A], the reward of action a in state s; it may be negative.
    start: the state in which an episode begins, or the probabilities [S] with which it is drawn.

    `reset(seed=...)` seeds the environment; `step` returns (state, reward, terminated, truncated, info), with
    truncated always False: wrap it in `gymnasium.wrappers.TimeLimit` to stop episodes that would never end.
    Raises ValueError if the tables do not describe a decision problem or start is not one of its states.
    """

    def __init__(self, P: ArrayLike, R: ArrayLike, *, start: int | ArrayLike = 0) -> None:
        self.P, self.R = checked_tables(P, R)
        states, actions = self.R.shape
        self.observation_space, self.action_space = Discrete(states), Discrete(actions)
        self.start = _start_probabilities(start, states)
        self._ended = self.P.sum(axis=(1, 2)) == 0
        self._state: int | None = None

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[int, dict]:
        """Begin an episode. seed: an integer makes everything after it repeatable. Returns (state, {})."""
        super().reset(seed=seed)
        self._state = int(self.np_random.choice(len(self.start), p=self.start))
        return self._state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict]:
        """Take an action: (new state, reward, terminated, False, {}). Raises RuntimeError if no episode is running."""
        if self._state is None or self._ended[self._state]:
            raise RuntimeError("no episode is running: call reset() first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} is not one of 0 to {self.R.shape[1] - 1}")
        reward = float(self.R[self._state, action])
        row = self.P[self._state, action]
        self._state = int(self.np_random.choice(len(row), p=row / row.sum()))
        return self._state, reward, bool(self._ended[self._state]), False, {}


def checked_tables(P: ArrayLike, R: ArrayLike) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The tables as new arrays of floats. Raises ValueError if they do not describe a decision problem."""
    transitions, rewards = numpy.array(P, dtype=float), numpy.array(R, dtype=float)
    if rewards.ndim != 2 or transitions.shape != (*rewards.shape, len(rewards)):
        raise ValueError(f"expected P [S, A, S] and R [S, A], got shapes {transitions.shape} and {rewards.shape}")
    if not numpy.isfinite(rewards).all():
        raise ValueError("R has entries that are not finite numbers")
    sums = transitions.sum(axis=2)
    ended = (transitions == 0).all(axis=(1, 2))
    if not (transitions >= 0).all() or not numpy.allclose(sums[~ended], 1, atol=1e-9):
        raise ValueError("every row P[s, a] must hold probabilities that sum to 1, or zeros if state s ends an episode")
    return transitions, rewards


def _start_probabilities(start: int | ArrayLike, states: int) -> numpy.ndarray:
    probabilities = numpy.array(start, dtype=float)
    if probabilities.ndim == 0:
        if probabilities not in numpy.arange(states):
            raise ValueError(f"start {start!r} is not one of the states 0 to {states - 1}")
        return numpy.eye(states)[int(probabilities)]
    if probabilities.shape != (states,) or (probabilities < 0).any() or abs(probabilities.sum() - 1) > 1e-9:
        raise ValueError(f"start must be a state or {states} probabilities that sum to 1")
    return probabilities / probabilities.sum()
