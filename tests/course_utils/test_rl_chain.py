"""The environment made of tables: Gymnasium's own checks, its seeds, its ends, and what it refuses."""

import gymnasium
import numpy
import pytest
from gymnasium.utils.env_checker import check_env
from scipy.stats import chisquare

from course_utils.rl import ChainEnv, grid_to_corners, grid_with_jumps, rollout

COIN = numpy.array([[[0.0, 0.25, 0.75], [0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]] * 2, [[0.0, 0.0, 0.0]] * 2])
PAY = numpy.array([[1.0, -2.0], [0.5, 0.5], [0.0, 0.0]])


def random_tables(states, actions, seed):
    rng = numpy.random.default_rng(seed)
    return rng.dirichlet(numpy.ones(states), (states, actions)), rng.normal(size=(states, actions))


@pytest.mark.filterwarnings("ignore:.*alternative render modes.*")
@pytest.mark.parametrize(
    "tables",
    [random_tables(4, 2, 0), random_tables(1, 1, 1), random_tables(6, 3, 2), grid_with_jumps(), grid_to_corners()],
)
@pytest.mark.parametrize("start", ["a state", "a distribution"])
def test_gymnasium_accepts_it(tables, start):
    states = len(tables[0])
    check_env(ChainEnv(*tables, start=states // 2 if start == "a state" else numpy.full(states, 1 / states)))


def test_steps_follow_the_tables():
    env = ChainEnv(COIN, PAY, start=0)
    ends = numpy.zeros(3)
    env.reset(seed=5)
    for _ in range(4000):
        env.reset()
        state, reward, terminated, truncated, _ = env.step(0)
        ends[state] += 1
        assert reward == 1.0 and terminated == (state == 2) and not truncated
    assert ends[0] == 0 and chisquare(ends[1:], [1000, 3000]).pvalue > 1e-6


def test_starts_are_drawn_from_the_distribution():
    env = ChainEnv(COIN, PAY, start=(0.3, 0.7, 0.0))
    env.reset(seed=3)
    starts = numpy.bincount([env.reset()[0] for _ in range(4000)], minlength=3)
    assert starts[2] == 0 and chisquare(starts[:2], [1200, 2800]).pvalue > 1e-6


def test_a_seed_repeats_an_episode_and_another_does_not():
    tables = random_tables(8, 2, 4)
    policy = numpy.full((8, 2), 0.5)
    one, same, other = (rollout(ChainEnv(*tables), policy, steps=50, seed=seed) for seed in (1, 1, 2))
    assert all((left == right).all() for left, right in zip(one, same, strict=True))
    assert (one.states != other.states).any()


def test_the_tables_are_copied():
    P, R = COIN.copy(), PAY.copy()
    env = ChainEnv(P, R)
    R[:] = 9
    env.reset(seed=0)
    assert env.step(0)[1] == 1.0


def test_no_step_before_reset_after_the_end_or_with_an_unknown_action():
    env = ChainEnv(COIN, PAY, start=2)
    with pytest.raises(RuntimeError, match="call reset"):
        env.step(0)
    env.reset(seed=0)
    with pytest.raises(RuntimeError, match="call reset"):
        env.step(0)
    env = ChainEnv(COIN, PAY)
    env.reset(seed=0)
    with pytest.raises(ValueError, match="action 2 is not one of 0 to 1"):
        env.step(2)


def test_a_time_limit_ends_what_has_no_end():
    env = gymnasium.wrappers.TimeLimit(ChainEnv(*random_tables(4, 2, 0)), 7)
    assert len(rollout(env, [0, 1, 1, 0], steps=100, seed=0).rewards) == 7


@pytest.mark.parametrize(
    ("P", "R", "start", "message"),
    [
        (COIN[:, :, :2], PAY, 0, r"expected P \[S, A, S\] and R \[S, A\], got shapes \(3, 2, 2\) and \(3, 2\)"),
        (COIN, PAY[:, 0], 0, "got shapes"),
        (COIN * 1.1, PAY, 0, "sum to 1"),
        (COIN - numpy.eye(3)[:, None] * 0.1, PAY, 0, "probabilities that sum to 1"),
        (COIN * [[[1], [0]]] * 1.0, PAY, 0, "sum to 1, or zeros if state s ends an episode"),
        (COIN, PAY * numpy.nan, 0, "not finite numbers"),
        (COIN, PAY, 3, "start 3 is not one of the states 0 to 2"),
        (COIN, PAY, -1, "start -1"),
        (COIN, PAY, (0.5, 0.4, 0.0), "3 probabilities that sum to 1"),
    ],
)
def test_what_is_no_decision_problem_is_refused(P, R, start, message):
    with pytest.raises(ValueError, match=message):
        ChainEnv(P, R, start=start)
