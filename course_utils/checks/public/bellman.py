"""Public cases of chapter 18: properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from .. import expect
from ..exercises import Topic
from ..failures import Failure

topic = Topic("18_bellman")

discounted_returns = topic.exercise("discounted_returns", level=1)
chain_mdp = topic.exercise("chain_mdp", level=1)
policy_value = topic.exercise("policy_value", level=1)
value_iteration = topic.exercise("value_iteration", level=2)
policy_iteration = topic.exercise("policy_iteration", level=2)
critical_gamma = topic.exercise("critical_gamma", level=2)

# ------------------------------------------------------------- discounted_returns


@discounted_returns.case("the rewards 1, 0, 2 with gamma = 1/2 give 1.5, 1, 2", weight=2)
def _(student, draw):
    expect.close(student(np.array([1, 0, 2]), 0.5), [1.5, 1.0, 2.0], what="the returns")


@discounted_returns.case("gamma = 0 looks at one reward, gamma = 1 adds up all that follow")
def _(student, draw):
    r = np.array([3.0, -1.0, 4.0])
    expect.close(student(r, 0.0), r, what="the returns for gamma = 0")
    expect.close(student(r, 1.0), [6.0, 3.0, 4.0], what="the returns for gamma = 1")


@discounted_returns.case("a single reward of 8 at the end, gamma = 1/2: it halves with every step that it lies ahead")
def _(student, draw):
    expect.close(student(np.array([0.0, 0.0, 0.0, 8.0]), 0.5), [1.0, 2.0, 4.0, 8.0], what="the returns")


@discounted_returns.case("an array of integers has returns that are no integers")
def _(student, draw):
    expect.close(student(np.array([1, 1, 1]), 0.9), [2.71, 1.9, 1.0], what="the returns")


@discounted_returns.case("the rewards are left as they were")
def _(student, draw):
    returns = student(np.array([2.0, 4.0]), 0.25)
    expect.unchanged(student)
    expect.close(returns, [3.0, 4.0], what="the returns")


@discounted_returns.probed()
def _(student):
    r = np.array([0.7, -1.1, 2.3, 0.4, 1.9])

    def changed():
        student(r, 0.6)
        return list(student.changed)

    return {
        "returns": lambda: student(r, 0.6),
        "integers": lambda: student(np.array([3, -2, 5, 1]), 0.7),
        "one": lambda: student(np.array([1.5]), 0.6),
        "now": lambda: student(r, 0.0),
        "all": lambda: student(r, 1.0),
        "changed": changed,
    }


# ---------------------------------------------------------------------- chain_mdp


def tables(student) -> tuple[np.ndarray, np.ndarray]:
    """P [4, 2, 4] and R [4, 2] of the answer."""
    P, R = expect.parts(student(), 2, "P and R")
    expect.shape(P, (4, 2, 4), what="P")
    expect.shape(R, (4, 2), what="R")
    return expect.array(P).astype(float), expect.array(R).astype(float)


def walked(P: np.ndarray, R: np.ndarray, start: int, actions: str) -> tuple[list, list]:
    """Indices of the states and the rewards met from `start` on, the actions written as a text of + and -."""
    at, states, rewards = np.eye(4)[start], [start], []
    for action in actions:
        rewards.append(float(at @ R[:, "-+".index(action)]))
        at = at @ P[:, "-+".index(action)]
        states.append(float(at @ np.arange(4)))
    return states, rewards


@chain_mdp.case("every action leads to one state for certain: the rows of P hold one 1 and else 0")
def _(student, draw):
    P, _ = tables(student)
    expect.close(P.sum(axis=2), np.ones((4, 2)), what="the sums of P over the new state")
    expect.close(P.max(axis=2), np.ones((4, 2)), what="the largest entries of P's rows")


@chain_mdp.case("the walk + + + from state 0 passes the states 1 and 2, is paid 3 and is back in state 0", weight=2)
def _(student, draw):
    states, rewards = walked(*tables(student), 1, "+++")
    expect.close(states, [1, 2, 3, 1], what="the indices of the states")
    expect.close(rewards, [0, 0, 3], what="the rewards")


@chain_mdp.case("the walk - - from state 0 passes the state -1, is paid 1 and is back in state 0", weight=2)
def _(student, draw):
    states, rewards = walked(*tables(student), 1, "--")
    expect.close(states, [1, 0, 1], what="the indices of the states")
    expect.close(rewards, [0, 1], what="the rewards")


@chain_mdp.case("two pairs of state and action are paid, 4 together, and none costs anything")
def _(student, draw):
    _, R = tables(student)
    expect.close([(R != 0).sum(), R.sum(), R.min()], [2, 4, 0], what="number of rewards, their sum, the smallest")


@chain_mdp.probed()
def _(student):
    return {"P": lambda: student()[0], "R": lambda: student()[1]}


# ------------------------------------------------------------------- policy_value


def drawn_problem(draw, states: int, actions: int) -> tuple[np.ndarray, np.ndarray]:
    """P [S, A, S], skewed and nowhere symmetric, and R [S, A] between 0 and 2."""
    return draw.rng.dirichlet(np.full(states, 0.7), (states, actions)), draw.uniform(0.0, 2.0, states, actions)


@policy_value.case("two states that follow each other, rewards 1 and 0, gamma = 1/2: 4/3 and 2/3", weight=2)
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    v = student(P, np.array([[1.0], [0.0]]), np.ones((2, 1)), 0.5)
    expect.close(v, [4 / 3, 2 / 3], what="v")


@policy_value.case("one state, rewards 0 and 4, the second action three times in four, gamma = 0.9: 30")
def _(student, draw):
    v = student(np.ones((1, 2, 1)), np.array([[0.0, 4.0]]), np.array([[0.25, 0.75]]), 0.9)
    expect.close(v, [30.0], what="v")


@policy_value.case("a way of no return: state 0 leads to state 1, which pays 1 for ever; gamma = 1/2: 1 and 2")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[0.0, 1.0]]])
    expect.close(student(P, np.array([[0.0], [1.0]]), np.ones((2, 1)), 0.5), [1.0, 2.0], what="v")


@policy_value.case("gamma = 0: what the next action is expected to pay")
def _(student, draw):
    P, _ = drawn_problem(draw, 3, 2)
    R, pi = np.array([[1.0, 5.0], [2.0, -2.0], [0.0, 10.0]]), np.array([[0.5, 0.5], [0.75, 0.25], [0.9, 0.1]])
    expect.close(student(P, R, pi, 0.0), [3.0, 1.0, 1.0], what="v")


@policy_value.case("the arguments are left as they were")
def _(student, draw):
    P = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    v = student(P, np.array([[3.0], [0.0]]), np.ones((2, 1)), 0.5)
    expect.unchanged(student)
    expect.close(v, [4.0, 2.0], what="v")


# Three states, two actions, for the probes.
SKEW_P = np.array(
    [[[0.1, 0.6, 0.3], [0.8, 0.2, 0.0]], [[0.5, 0.0, 0.5], [0.0, 0.3, 0.7]], [[0.2, 0.1, 0.7], [0.4, 0.4, 0.2]]]
)
SKEW_R = np.array([[1.0, -0.5], [0.3, 2.0], [0.0, 0.8]])


@policy_value.probed()
def _(student):
    pi = np.array([[0.3, 0.7], [0.4, 0.6], [0.65, 0.35]])

    def changed():
        student(SKEW_P, SKEW_R, pi, 0.8)
        return list(student.changed)

    return {
        "value": lambda: student(SKEW_P, SKEW_R, pi, 0.8),
        "far": lambda: student(SKEW_P, SKEW_R, pi, 0.99),
        "now": lambda: student(SKEW_P, SKEW_R, pi, 0.0),
        "changed": changed,
    }


# ---------------------------------------------------------------- value_iteration


def actions_of(pi, states: int, actions: int) -> np.ndarray:
    """The policy as an array of action indices [S]."""
    expect.shape(pi, (states,), what="pi")
    indices = expect.array(pi, "pi")
    if not np.isin(indices, np.arange(actions)).all():
        raise Failure(f"pi holds entries that are no action: expected integers from 0 to {actions - 1}")
    return indices.astype(int)


def solved(student, P, R, *arguments) -> tuple[np.ndarray, np.ndarray]:
    """V and pi that value iteration answers with."""
    V, pi = expect.parts(student(P, R, *arguments), 2, "V and pi")
    expect.shape(V, (len(R),), what="V")
    return expect.array(V), actions_of(pi, *R.shape)


# A fair coin leads from state 0 to a state where the first action pays 1, or to one where the second does. Then it ends.
COIN_P = np.zeros((4, 2, 4))
COIN_P[0, :, 1:3] = 0.5
COIN_P[1:, :, 3] = 1.0
COIN_R = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])

# Action 0 stays and pays 1 in state 0, 2 in state 1; action 1 goes to the other state and pays nothing.
STAY_P = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]])
STAY_R = np.array([[1.0, 0.0], [2.0, 0.0]])


@value_iteration.case("a coin leads to two states with opposite best actions, gamma = 0.9: 0.9 in state 0", weight=2)
def _(student, draw):
    V, pi = solved(student, COIN_P, COIN_R, 0.9)
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")


@value_iteration.case("one state that pays 1 for ever: 10 to within 0.01 for gamma = 0.9, 100 to within 0.001 for 0.99")
def _(student, draw):
    for gamma, tol, value in ((0.9, 0.01, 10.0), (0.99, 0.001, 100.0)):
        V, _ = solved(student, np.ones((1, 1, 1)), np.ones((1, 1)), gamma, tol)
        expect.close(V, [value], rtol=1e-12, atol=tol, what=f"V for gamma = {gamma}, tol = {tol}")


@value_iteration.case("tol is 1e-10 if left out, and V is as near as that at gamma = 0.99")
def _(student, draw):
    V, _ = solved(student, STAY_P, STAY_R, 0.99)
    expect.close(V, [198.0, 200.0], rtol=1e-12, atol=1e-10, what="V")


@value_iteration.case("1 a step here or 2 a step next door: stay for gamma = 0.25, go for gamma = 0.9")
def _(student, draw):
    for gamma, values, policy in ((0.25, [4 / 3, 8 / 3], [0, 0]), (0.9, [18.0, 20.0], [1, 0])):
        V, pi = solved(student, STAY_P, STAY_R, gamma)
        expect.close(V, values, what=f"V for gamma = {gamma}")
        expect.close(pi, policy, what=f"pi for gamma = {gamma}")


@value_iteration.case("where every step costs, the least cost is best: -10 a round in the best of two rings")
def _(student, draw):
    V, pi = solved(student, np.ones((1, 2, 1)), np.array([[-5.0, -1.0]]), 0.9)
    expect.close(V, [-10.0], what="V")
    expect.close(pi, [1], what="pi")


@value_iteration.case("P and R are left as they were")
def _(student, draw):
    V, _ = solved(student, STAY_P, STAY_R, 0.5)
    expect.unchanged(student)
    expect.close(V, [2.0, 4.0], what="V")


@value_iteration.probed()
def _(student):
    def changed():
        student(SKEW_P, SKEW_R, 0.8)
        return list(student.changed)

    return {
        "solved": lambda: student(SKEW_P, SKEW_R, 0.8),
        "costs": lambda: student(SKEW_P, SKEW_R - 3.0, 0.8),
        "rough": lambda: student(SKEW_P, SKEW_R, 0.95, 0.01),
        "far": lambda: student(SKEW_P, SKEW_R, 0.99)[0],
        "coin": lambda: student(COIN_P, COIN_R, 0.9)[0],
        "next door": lambda: student(STAY_P, STAY_R, 0.9),
        "changed": changed,
    }


# --------------------------------------------------------------- policy_iteration


def improved(student, P, R, gamma, pi0) -> tuple[np.ndarray, np.ndarray, int]:
    """V, pi and n_iter that policy iteration answers with."""
    V, pi, n_iter = expect.parts(student(P, R, gamma, pi0), 3, "V, pi and n_iter")
    expect.shape(V, (len(R),), what="V")
    expect.shape(n_iter, (), what="n_iter")
    return expect.array(V), actions_of(pi, *R.shape), float(expect.array(n_iter))


@policy_iteration.case("from (stay, stay) at gamma = 0.9: V = (10, 20), then (18, 20), two evaluations", weight=2)
def _(student, draw):
    V, pi, n_iter = improved(student, STAY_P, STAY_R, 0.9, np.array([0, 0]))
    expect.close(V, [18.0, 20.0], what="V")
    expect.close(pi, [1, 0], what="pi")
    expect.close(n_iter, 2, what="n_iter")


@policy_iteration.case("from the best policy one evaluation is enough, from (go, go) it takes three")
def _(student, draw):
    for pi0, count in (([1, 0], 1), ([1, 1], 3)):
        V, _, n_iter = improved(student, STAY_P, STAY_R, 0.9, np.array(pi0))
        expect.close(n_iter, count, what=f"n_iter from {pi0}")
        expect.close(V, [18.0, 20.0], what=f"V from {pi0}")


@policy_iteration.case("a coin leads to two states with opposite best actions, gamma = 0.9: 0.9 in state 0")
def _(student, draw):
    V, pi, _ = improved(student, COIN_P, COIN_R, 0.9, np.array([0, 1, 0, 0]))
    expect.close(V, [0.9, 1.0, 1.0, 0.0], what="V")
    expect.close(pi[1:3], [0, 1], what="pi in the states 1 and 2")


@policy_iteration.case("two actions that do the same: it ends, whichever it starts with")
def _(student, draw):
    P, R = STAY_P[:, [0, 0, 1, 1]], STAY_R[:, [0, 0, 1, 1]]
    for pi0 in ([0, 0], [1, 1], [3, 2]):
        V, _, n_iter = improved(student, P, R, 0.9, np.array(pi0))
        expect.close(V, [18.0, 20.0], what=f"V from {pi0}")
        expect.greater(6 - n_iter, 0, what="6 less n_iter")


@policy_iteration.case("the arguments are left as they were, pi0 too")
def _(student, draw):
    V, _, _ = improved(student, STAY_P, STAY_R, 0.9, np.array([0, 1]))
    expect.unchanged(student)
    expect.close(V, [18.0, 20.0], what="V")


@policy_iteration.probed()
def _(student):
    def changed():
        student(SKEW_P, SKEW_R, 0.8, np.array([0, 0, 0]))
        return list(student.changed)

    twice = [0, 0, 1, 1]
    return {
        "solved": lambda: student(SKEW_P, SKEW_R, 0.8, np.array([0, 0, 0])),
        "other start": lambda: student(SKEW_P, SKEW_R, 0.95, np.array([1, 0, 1])),
        "best start": lambda: student(STAY_P, STAY_R, 0.9, np.array([1, 0])),
        "all go": lambda: student(STAY_P, STAY_R, 0.9, np.array([1, 1])),
        "coin": lambda: student(COIN_P, COIN_R, 0.9, np.array([0, 1, 0, 0]))[0],
        "twice": lambda: student(STAY_P[:, twice], STAY_R[:, twice], 0.9, np.array([3, 2]))[2],
        "changed": changed,
    }


# ----------------------------------------------------------------- critical_gamma


def worth(rewards: tuple, gamma: float) -> float:
    """What a round of these rewards, walked over and over, is worth at its start, by adding up 600 steps."""
    return sum(gamma**k * rewards[k % len(rewards)] for k in range(600))


def preferences(student, distance: float) -> list[float]:
    """How much better the short round is at `distance` below the answer, and the long round above it."""
    found = student()
    expect.shape(found, (), what="the discount")
    gamma = float(expect.array(found, "the discount"))
    expect.greater([gamma, 1 - gamma], 0.02, what="the discount, and what it lacks of 1,")
    below, above = gamma - distance, gamma + distance
    return [worth((0, 1), below) - worth((0, 0, 3), below), worth((0, 0, 3), above) - worth((0, 1), above)]


@critical_gamma.case("with gamma 0.01 smaller the short round is better, with gamma 0.01 larger the long one", weight=2)
def _(student, draw):
    expect.greater(preferences(student, 0.01), 0, what="what the better round gains below and above")


@critical_gamma.case("and so it is with gamma 0.000001 smaller or larger")
def _(student, draw):
    expect.greater(preferences(student, 1e-6), 0, what="what the better round gains below and above")


@critical_gamma.probed(rtol=1e-9)
def _(student):
    return {"gamma": lambda: student()}
