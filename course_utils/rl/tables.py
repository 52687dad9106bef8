"""Worlds from the literature as exact tables P [S, A, S] and R [S, A], and episodes played in an environment."""

from __future__ import annotations

from typing import NamedTuple

import gymnasium
import numpy
from gymnasium.spaces import Discrete
from numpy.typing import ArrayLike

# (rows down, columns right) of the actions 0 to 3 of Sutton and Barto's grids: north, south, east, west.
COMPASS = ((-1, 0), (1, 0), (0, 1), (0, -1))


class Rollout(NamedTuple):
    """One episode. states: [T + 1] ints, the first and those after each step. actions: [T] ints. rewards: [T] floats."""

    states: numpy.ndarray
    actions: numpy.ndarray
    rewards: numpy.ndarray


def tables_of(env: gymnasium.Env) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The exact tables P [S, A, S] and R [S, A] of an environment that exposes its transition model.

    env: one whose `env.unwrapped.P[s][a]` lists (probability, new state, reward, terminated), as those of Gymnasium's
    toy-text environments do; time limits are not part of the tables. R holds expected rewards. A state whose arrival
    can end the episode counts as an end: its rows are zero. Raises ValueError if there is no such model.
    """
    if not hasattr(env.unwrapped, "P"):
        raise ValueError(f"{type(env.unwrapped).__name__} exposes no transition model: it has no table P")
    model = env.unwrapped.P
    states, actions = len(model), len(model[0])
    P, R = numpy.zeros((states, actions, states)), numpy.zeros((states, actions))
    outcomes = [(s, a, *outcome) for s in model for a in model[s] for outcome in model[s][a]]
    ends = {new for s, _, _, new, _, terminated in outcomes if terminated}
    for s, a, probability, new, reward, _ in outcomes:
        if s in ends:
            continue
        P[s, a, new] += probability
        R[s, a] += probability * reward
    return P, R


def frozen_lake(*, slippery: bool = True) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Gymnasium's FrozenLake-v1, 4 by 4: P [16, 4, 16], R [16, 4].

    States are cells, row by row from the start at 0 to the goal at 15; actions: 0 left, 1 down, 2 right, 3 up.
    slippery: a move goes where it should, or to either side of that, with probability 1/3 each. Reaching the goal pays 1.
    """
    env = gymnasium.make("FrozenLake-v1", is_slippery=slippery)
    tables = tables_of(env)
    env.close()
    return tables


def grid_with_jumps() -> tuple[numpy.ndarray, numpy.ndarray]:
    """The 5 by 5 grid of Sutton and Barto (2018), examples 3.5 and 3.8: P [25, 4, 25], R [25, 4].

    Cells row by row; actions: 0 north, 1 south, 2 east, 3 west. Every action in A = (0, 1) pays 10 and leads to (4, 1),
    every action in B = (0, 3) pays 5 and leads to (2, 3); a step off the grid pays -1 and changes nothing.
    """
    P, R = _moves((5, 5), COMPASS)
    R[_stays(P)] = -1
    for source, target, reward in ((1, 21, 10), (3, 13, 5)):
        P[source], R[source] = numpy.eye(25)[target], reward
    return P, R


def grid_to_corners() -> tuple[numpy.ndarray, numpy.ndarray]:
    """The 4 by 4 grid of Sutton and Barto (2018), example 4.1: P [16, 4, 16], R [16, 4].

    Cells row by row; actions: 0 north, 1 south, 2 east, 3 west. Every step pays -1, and one off the grid changes
    nothing. The upper left and the lower right cell end the episode: their rows are zero.
    """
    P, R = _moves((4, 4), COMPASS)
    R[:] = -1
    P[[0, 15]] = R[[0, 15]] = 0
    return P, R


def rollout(env: gymnasium.Env, policy: ArrayLike, *, steps: int, seed: int | None = None) -> Rollout:
    """Play one episode of at most `steps` steps.

    env: one whose states and actions are numbered from 0. policy: [S] ints, the action in each state, or [S, A], the
    probabilities of the actions. seed: seeds the environment and the draws of the actions; None continues the
    environment's own random numbers, so that one seeded episode makes all later ones repeatable.
    Raises ValueError if the policy has any other shape, TypeError if states or actions are not numbered.
    """
    table = numpy.asarray(policy)
    if not isinstance(env.observation_space, Discrete) or not isinstance(env.action_space, Discrete):
        raise TypeError(f"expected an environment whose states and actions are numbered, got {env}")
    sizes = (int(env.observation_space.n), int(env.action_space.n))
    if table.shape not in ((sizes[0],), sizes):
        raise ValueError(f"expected a policy [{sizes[0]}] or [{sizes[0]}, {sizes[1]}], got shape {table.shape}")
    state, _ = env.reset(seed=seed)
    random = env.np_random if seed is None else numpy.random.default_rng([seed, 1])
    states, actions, rewards = [int(state)], list[int](), list[float]()
    over = False
    while not over and len(actions) < steps:
        row = table[states[-1]]
        action = int(row) if table.ndim == 1 else int(random.choice(sizes[1], p=row))
        state, reward, terminated, truncated, _ = env.step(action)
        over = terminated or truncated
        states.append(int(state))
        actions.append(action)
        rewards.append(float(reward))
    return Rollout(numpy.array(states), numpy.array(actions, dtype=int), numpy.array(rewards))


def _moves(shape: tuple[int, int], moves: tuple) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Deterministic moves on a grid whose edges stop you, and rewards of 0."""
    cells = shape[0] * shape[1]
    P = numpy.zeros((cells, len(moves), cells))
    for cell, (row, column) in enumerate(numpy.ndindex(shape)):
        for action, (down, right) in enumerate(moves):
            inside = 0 <= row + down < shape[0] and 0 <= column + right < shape[1]
            P[cell, action, cell + (down * shape[1] + right if inside else 0)] = 1
    return P, numpy.zeros((cells, len(moves)))


def _stays(P: numpy.ndarray) -> numpy.ndarray:
    """[S, A]: whether the action leaves the state as it is."""
    return numpy.diagonal(P, axis1=0, axis2=2).T == 1
