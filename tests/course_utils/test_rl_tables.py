"""Tables of the literature's worlds, held against Gymnasium itself and against the printed figures."""

import gymnasium
import numpy
import pytest

from course_utils.rl import (
    Rollout,
    frozen_lake,
    grid_to_corners,
    grid_with_jumps,
    rollout,
    tables_of,
)

FIGURE_3_2 = [
    [3.3, 8.8, 4.4, 5.3, 1.5],
    [1.5, 3.0, 2.3, 1.9, 0.5],
    [0.1, 0.7, 0.7, 0.4, -0.4],
    [-1.0, -0.4, -0.4, -0.6, -1.2],
    [-1.9, -1.3, -1.2, -1.4, -2.0],
]
FIGURE_4_1 = [[0, -14, -20, -22], [-14, -18, -20, -20], [-20, -20, -18, -14], [-22, -20, -14, 0]]


def values_of_chance(P, R, gamma):
    """v of the policy that takes every action equally often."""
    return numpy.linalg.solve(numpy.eye(len(P)) - gamma * P.mean(axis=1), R.mean(axis=1))


@pytest.mark.parametrize("slippery", [True, False])
def test_the_lake_is_gymnasiums(slippery):
    P, R = frozen_lake(slippery=slippery)
    env = gymnasium.make("FrozenLake-v1", is_slippery=slippery)
    holes = {5, 7, 11, 12}
    assert P.shape == (16, 4, 16) and {s for s in range(16) if not P[s].any()} == holes | {15}
    assert numpy.allclose(P.sum(axis=2)[[s for s in range(16) if s not in holes | {15}]], 1)
    assert (R[[s for s in range(16) if s != 14]] == 0).all()
    for s, a in numpy.argwhere(P.sum(axis=2) > 0):
        expected = numpy.zeros(16)
        for probability, new, _, _ in env.unwrapped.P[s][a]:
            expected[new] += probability
        assert numpy.allclose(P[s, a], expected)
    assert R[14] == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3] if slippery else [0, 0, 1, 0])


def test_the_tables_predict_what_gymnasium_plays():
    P, _ = frozen_lake()
    env = gymnasium.make("FrozenLake-v1")
    start = numpy.eye(16)[0]
    for _ in range(30):
        start = start @ P.mean(axis=1)
    env.reset(seed=1)
    running = sum(len(rollout(env, numpy.full((16, 4), 0.25), steps=30).states) == 31 and 1 for _ in range(3000))
    # start now holds the chance of each state in which the episode still runs or has just ended.
    alive = start[[s for s in range(16) if P[s].any()]].sum()
    just_ended = start.sum() - alive
    assert running / 3000 == pytest.approx(alive + just_ended, abs=0.02)


@pytest.mark.parametrize(("name", "states", "actions"), [("CliffWalking-v1", 48, 4), ("Taxi-v4", 500, 6)])
def test_other_environments_with_a_model_become_tables(name, states, actions):
    P, R = tables_of(gymnasium.make(name))
    sums = P.sum(axis=2)
    assert P.shape == (states, actions, states) and R.shape == (states, actions)
    assert (numpy.isclose(sums, 1) | (sums == 0)).all() and (sums == 0).any()


def test_an_environment_without_a_model_is_refused():
    with pytest.raises(ValueError, match="exposes no transition model"):
        tables_of(gymnasium.make("CartPole-v1"))


def test_the_grid_with_jumps_is_the_printed_one():
    P, R = grid_with_jumps()
    assert (P.sum(axis=2) == 1).all() and (R == -1).sum() == 20 - 2 and P[1, :, 21].all() and P[3, :, 13].all()
    assert values_of_chance(P, R, 0.9).reshape(5, 5) == pytest.approx(numpy.array(FIGURE_3_2), abs=0.05)


def test_the_grid_to_corners_is_the_printed_one():
    P, R = grid_to_corners()
    assert values_of_chance(P, R, 1.0).reshape(4, 4) == pytest.approx(numpy.array(FIGURE_4_1, dtype=float), abs=1e-9)
    assert P[4, 0, 0] == P[5, 1, 9] == P[5, 2, 6] == P[5, 3, 4] == P[3, 0, 3] == P[14, 2, 15] == 1


class Corridor(gymnasium.Env):
    """Three states from left to right; reward 1 for each step, and the end at the right."""

    observation_space, action_space = gymnasium.spaces.Discrete(3), gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = 0
        return 0, {}

    def step(self, action):
        self.state += action
        return self.state, 1, self.state == 2, False, {}


def test_a_rollout_holds_one_state_more_than_rewards_and_stops_at_the_end():
    found = rollout(Corridor(), [1, 1, 0], steps=10)
    assert isinstance(found, Rollout)
    assert [part.tolist() for part in found] == [[0, 1, 2], [1, 1], [1.0, 1.0]]
    assert rollout(Corridor(), [0, 1, 0], steps=4).states.tolist() == [0] * 5


def test_a_stochastic_policy_is_drawn_from():
    env = Corridor()
    env.reset(seed=0)
    lengths = [len(rollout(env, [[0.5, 0.5]] * 3, steps=1000).actions) for _ in range(2000)]
    assert numpy.mean(lengths) == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize("policy", [[0, 1], [[0.5, 0.5]], numpy.zeros((2, 3))])
def test_a_policy_of_another_shape_is_refused(policy):
    with pytest.raises(ValueError, match=r"expected a policy \[3\] or \[3, 2\]"):
        rollout(Corridor(), policy, steps=3)
