# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
# %% [markdown]
# # 18 · Decisions, Bellman's equation, dynamic programming
#
# A penguin stands on a frozen lake. It wants to reach the flag without falling into a hole, and the ice is slippery: one step in three goes where the
# penguin wants, one goes to the left of that and one to the right. Around the lake is a wall; a step against it leaves the penguin where it is.
#
# The obvious plan is to take the shortest path. Here it is, with one of the walks that it leads to.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import partial
from itertools import product

import gymnasium
import numpy as np

from course_utils import begin, plotting
from course_utils.checks import check, needs
from course_utils.rl import (
    ChainEnv,
    frozen_lake,
    grid_to_corners,
    grid_with_jumps,
    rollout,
)
from course_utils.widgets import Choice, Slider, explore, predict

begin("18_bellman", release="2026.1")

# %% tags=["hide-input"]
# Draws the lake, the shortest path with one of its walks, and a walk by another plan.
SHORTEST = np.array([1, 2, 1, 0, 1, 0, 1, 0, 2, 1, 1, 0, 0, 2, 2, 0])
LAKE_ENV = gymnasium.make("FrozenLake-v1")
FELL = rollout(LAKE_ENV, SHORTEST, steps=100, seed=6)
CAME = [0, 4, 8, 9, 8, 8, 9, 10, 14, 14, 13, 13, 13, 14, 14, 14, 15]  # a walk by the best plan

figure, axes = plotting.figure(1, 3, size=(10.6, 3.8))
plotting.lake(title="The shortest path, as a plan", plan=SHORTEST, ax=axes[0])
plotting.lake(title="Beside the flag, then in a hole", trail=FELL.states, ax=axes[1])
plotting.lake(title="A walk by the plan that you will find", trail=CAME, ax=axes[2])
plotting.show(
    figure,
    alt="A lake of 4 by 4 cells, start at the upper left, flag at the lower right, four holes. Left: "
    "arrows down and to the right, around the holes. Middle: a walk by these arrows that comes "
    "beside the flag, slips back and ends in a hole. Right: another walk, which ends at the flag.",
)

# %% [markdown]
# With this plan 45 of 1,000 walks arrive; with every step picked at random, 14. At the end of this chapter your own functions find a plan that brings 740 of
# 1,000 walks to the flag within 100 steps, and you will watch the penguin follow it. It is an odd plan.

# %% tags=["hide-input"]
# Asks for your prediction, which section 11 comes back to.
first_step = predict(
    "The penguin stands at the start, in the upper left corner. Which step is best there? "
    "(The answer comes in section 11.)",
    choices=["right", "down", "right or down: they are equally good", "left", "up"],
)

# %% [markdown]
# **After this chapter you can**
#
# - write a world down as two tables,
# - say what a state and what an action are worth, and check it by hand,
# - find the best plan by sweeps and by improvement, and say when each is done,
# - stop an iteration when its *error* is small, not just its change.
#
# **You need** conditional probabilities, linear equations, and backpropagation ([chapter 3](../03_backprop/backprop.ipynb)).
# **Time:** 185 minutes. **Points:** 29.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $s$, $a$, $s'$ | `s`, `a` | a state, an action, the next state |
# | $p(s' \mid s, a)$ | `P[s, a, s']` | probability of the next state |
# | $r(s, a)$ | `R[s, a]` | expected reward of action $a$ in state $s$ |
# | $\pi(a \mid s)$ | `pi` | the policy, which says how we act; ints [S] or probabilities [S, A] |
# | $\gamma$ | `gamma` | the discount: how much a reward of 1 is worth one step later |
# | $G_t$ | `G` | the return: discounted rewards from time $t$ on |
# | $v_\pi$, $v_*$ | `V` | value of a state: the expected return under $\pi$, and under the best policy |
# | $q_\pi$, $q_*$ | `Q` | value of an action: take it once, then follow $\pi$, or the best policy |
# | $V_k$ | `V` | our $k$-th guess at $v_*$ |

# %% [markdown]
# ## 1 · One number for a walk
#
# To say that one plan is better than another, we need one number for each walk. The penguin is paid 1 when it reaches the flag and nothing before. Elsewhere there may be
# a reward at every step. Adding them up is a start, but it counts a reward in a hundred years as much as one now, and a walk that never ends may add up to infinity. So each step of waiting
# makes a reward worth less, by a factor $\gamma$ between 0 and 1.
#
# <a id="bellman-return"></a>
# **Statement (return).** $G_t = \sum_{k \ge 0} \gamma^k R_{t+k+1} = R_{t+1} + \gamma G_{t+1}$ (Sutton and Barto 2018, equations 3.8 and 3.9). $R_{t+1}$ is the reward for the step taken at time $t$;
# in code it is `r[t]`.
#
# **By hand.** Take $r = (1, 0, 2)$ and $\gamma = \tfrac12$. Starting from the end, $G_2 = 2$, $G_1 = 0 + \tfrac12 \cdot 2 = 1$, $G_0 = 1 + \tfrac12 \cdot 1 = 1.5$.

# %%
print("G_2 =", 2, " G_1 =", 0 + 0.5 * 2, " G_0 =", 1 + 0.5 * (0 + 0.5 * 2))

# %% [markdown]
# ### Exercise 18.1 · `discounted_returns` (level 1, about 10 minutes)
#
# Every method of the next chapters begins with this list. Which end do you start from?


# %% nbgrader={"grade": false, "grade_id": "bellman-discounted_returns", "locked": false, "schema_version": 3, "solution": true, "task": false}
def discounted_returns(r: np.ndarray, gamma: float) -> np.ndarray:
    """The return from every time step of one episode.

    r: [T], floats or integers; r[t] is the reward received after step t. It is not changed.
    gamma: the discount, from 0 to 1. Returns [T] floats: G_t = r[t] + gamma r[t + 1] + ...
    """
    ### BEGIN SOLUTION
    G, after = np.zeros(len(r)), 0.0
    for t in reversed(range(len(r))):
        after = r[t] + gamma * after
        G[t] = after
    return G
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-discounted_returns-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.discounted_returns", discounted_returns)

# %% [markdown]
# ## 2 · A world in two tables
#
# <a id="bellman-mdp"></a>
# **Definition.** A *Markov decision process* is $(S, A, r, p, S_0, \gamma)$: states, actions, rewards, for each state and action a *distribution* $p(s' \mid s, a)$ over next states, the distribution of
# the first state, and a discount. What comes next depends only on the current state and action (Sutton and Barto 2018, chapter 3).
#
# Different books write rewards as $r(s, a)$, $r(s')$ or $r(s, a, s')$. Here, and throughout the course, $R[s, a]$ is the *expected* reward of the step.
#
# The lake has 16 states and 4 actions. The smallest world with a real dilemma has four states in a row, and no chance in it.

# %% tags=["hide-input"]
# Draws the four states and what each move pays.
STATES = ("-1", "0", "1", "2")
MOVES = [(0, 1, 0, "-: 1"), (0, 1, 1, "+: 0"), (1, 0, 0, "-: 0"), (1, 2, 1, "+: 0")]
MOVES += [(2, 1, 0, "-: 0"), (2, 3, 1, "+: 0"), (3, 2, 0, "-: 0"), (3, 1, 1, "+: 3")]
axes = plotting.chain(
    STATES, MOVES, title="From 0: left and back pays 1 in two steps, right around pays 3 in three"
)
plotting.show(
    axes,
    alt="Four states in a row, -1, 0, 1, 2. Action minus moves one step to the left, plus one step to "
    "the right, with reward 0. Minus in -1 leads to 0 and pays 1; plus in 2 leads to 0 and pays 3.",
)

# %% [markdown]
# You can have 1 soon or 3 a little later, over and over again. Three in three steps is more per step than one in two. Yet anyone who values tomorrow's reward at a tenth of today's will take the short
# loop. How impatient must you be? Exercise 18.9 finds the exact discount at which you change your mind.
#
# **By hand.** $P[3, 1] = (0, 1, 0, 0)$: plus in state 2 (index 3) leads to state 0 (index 1). It pays $R[3, 1] = 3$ when state 2 is left.
#
# ### Exercise 18.2 · `chain_mdp` (level 1, about 10 minutes)
#
# Everything that follows reads these two tables and nothing else. So the first step with every decision problem is to write it down like this, and a wrong table gives you the right answer to another question.


# %% nbgrader={"grade": false, "grade_id": "bellman-chain_mdp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def chain_mdp() -> tuple[np.ndarray, np.ndarray]:
    """The chain: states -1, 0, 1, 2 (index 0 to 3), actions "-" (index 0) and "+" (index 1).

    "-" moves one step left, "+" one step right; stepping off either end leads to state 0.
    Stepping off on the left pays 1, stepping off on the right pays 3, everything else pays 0.
    Returns P [4, 2, 4], the probabilities of the next state, and R [4, 2], the rewards; floats.
    """
    ### BEGIN SOLUTION
    P, R = np.zeros((4, 2, 4)), np.zeros((4, 2))
    for s, (left, right) in enumerate([(1, 1), (0, 2), (1, 3), (2, 1)]):
        P[s, 0, left] = P[s, 1, right] = 1
    R[0, 0], R[3, 1] = 1, 3
    return P, R
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-chain_mdp-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.chain_mdp", chain_mdp)

# %% tags=["demo"]
SHORT, LONG = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
with needs(chain_mdp, discounted_returns):
    for name, policy in (("short", SHORT), ("long", LONG)):
        played = rollout(ChainEnv(*chain_mdp(), start=1), policy, steps=6, seed=0)
        G = discounted_returns(played.rewards, 0.5)
        print(f"{name}: states {played.states - 1}, rewards {played.rewards}, G_0 = {G[0]:.4f}")

# %% [markdown]
# ## 3 · What a state is worth
#
# A single walk on ice is luck. With the same plan the penguin arrives today and falls in tomorrow, so we ask for the average: the *value* $v_\pi(s)$ of a state is the expected return of all walks that start in $s$ and
# follow the policy $\pi$ (which is what a plan is called from here on). Averaging over all walks is hopeless, but there is a short cut: look one step ahead.

# %% tags=["hide-input"]
# Draws what the value of a state is made of.
axes = plotting.backup(
    "sas",
    title="The value of a state, one step unfolded",
    nodes=["here: state $s$", "an action $a$", "the next state $s'$, worth $v_\\pi(s')$"],
    edges=[
        "we choose, with probability $\\pi(a\\,|\\,s)$",
        "the world answers, with probability $p(s'\\,|\\,s, a)$",
    ],
)
plotting.show(
    axes,
    alt="A backup diagram: an open circle for the state at the top, lines to three filled dots for the "
    "actions, and from each dot lines to two open circles for the next states.",
)

# %% [markdown]
# Open circles are states, filled dots are actions. Such a drawing is called a *backup diagram*, because values are handed back up: each circle at the bottom holds a number; discount it, average over the world's answers, add the reward, average over our choices, and
# you have the number at the top. In symbols: take $G_t = R_{t+1} + \gamma G_{t+1}$ and average, first over $a$ and then over $s'$. Once $s'$ is known, the past can be
# forgotten (that is the Markov property), and the expectation of $G_{t+1}$ is $v_\pi(s')$.
#
# <a id="bellman-expectation-equation"></a>
# **Statement (Bellman expectation equation).**
#
# $$v_\pi(s) = \sum_a \pi(a \mid s) \sum_{s', r} p(s', r \mid s, a)\,[\,r + \gamma v_\pi(s')\,]$$
#
# for every state $s$. These are $|S|$ linear equations, and for $\gamma < 1$ they have exactly one solution (Sutton and Barto 2018, equation 3.14).
#
# **By hand.** Two states lead to each other, with rewards 1 and 0, and $\gamma = \tfrac12$: $v_1 = 1 + \tfrac12 v_2$ and $v_2 = \tfrac12 v_1$, so $v_1 = 4/3$, $v_2 = 2/3$.

# %%
print(np.linalg.solve([[1, -0.5], [-0.5, 1]], [1, 0]))

# %% [markdown]
# ### Exercise 18.3 · `policy_value` (level 1, about 15 minutes)
#
# From now on a plan has a number, and any two plans can be compared. Bring the unknown values to one side, as in the line above: which matrix stands on the left, and which vector on the right, when both the policy and the
# world may throw dice?


# %% nbgrader={"grade": false, "grade_id": "bellman-policy_value", "locked": false, "schema_version": 3, "solution": true, "task": false}
def policy_value(P: np.ndarray, R: np.ndarray, pi: np.ndarray, gamma: float) -> np.ndarray:
    """The value of every state under a stochastic policy.

    P: [S, A, S], probabilities of the next state. R: [S, A], expected rewards. pi: [S, A],
    probabilities of the actions. gamma: the discount. No argument is changed. Returns v_pi, [S].
    """
    ### BEGIN SOLUTION
    P_pi = np.einsum("sa,san->sn", pi, P)
    return np.linalg.solve(np.eye(len(P)) - gamma * P_pi, (pi * R).sum(axis=1))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-policy_value-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.policy_value", policy_value)

# %% [markdown]
# In matrices: with $P_\pi(s, s') = \sum_a \pi(a \mid s) P[s, a, s']$ and $R_\pi(s) = \sum_a \pi(a \mid s) R[s, a]$ the equations are $v_\pi = R_\pi + \gamma P_\pi v_\pi$, and
# $v_\pi = (I - \gamma P_\pi)^{-1} R_\pi$.
#
# Now the chain. Each state offers two actions, so there are $2^4 = 16$ policies, few enough to try them all.

# %% tags=["hide-input"]
# Asks for your prediction.
changed = predict(
    "First rewards lose nine tenths of their worth with every step (gamma = 0.10), then a hundredth "
    "(0.99). In how many of the four states does the best policy change its action?"
)


# %% tags=["hide-input"]
# Turns a policy into a table, and your answers into arrays.
def as_table(policy):
    """The policy of ints [S] as probabilities [S, 2]."""
    return np.eye(2)[np.array(policy)]


def chain_tables():
    """Your chain as two arrays, P [4, 2, 4] and R [4, 2], even if you return lists."""
    return [np.array(table, dtype=float) for table in chain_mdp()]


def values_of(P, R, pi, gamma):
    """Your values as an array [S], even if you return a list."""
    return np.array(policy_value(P, R, pi, gamma))


# %%
def best_of_sixteen(gamma):
    """The best policy of the chain, and the values of all: policy -> [4]."""
    worth = {p: values_of(*chain_tables(), as_table(p), gamma) for p in product((0, 1), repeat=4)}
    best = max(worth, key=lambda p: worth[p].sum())
    assert all((worth[best] >= values - 1e-12).all() for values in worth.values())
    return best, worth


# %% tags=["hide-input", "demo"]
# Tries all 16 policies at both discounts, and compares the result with your prediction.
with needs(chain_mdp, policy_value), changed.withheld():
    found = []
    for gamma in (0.10, 0.99):
        best, worth = best_of_sixteen(gamma)
        found.append(best)
        print(f"gamma {gamma}: best {''.join('-+'[a] for a in best)}, {worth[best].round(6)}")
        print("    short policy:", worth[0, 0, 1, 1].round(6))
    changed.reveal(
        int(np.not_equal(*found).sum()),
        told="1: only state 0",
        why="from -1 it is always best to take the 1, and from 1 and 2 the 3",
    )

# %% [markdown]
# In each case one policy is best in *every* state at once; the `assert` above would have stopped us otherwise.
#
# <a id="bellman-chain"></a>
# **The chain, solved.** Every value is a geometric series. The short policy $(-, -, +, +)$ earns 1 every second step:
# $v(-1) = 1 + \gamma^2 + \gamma^4 + \dots = 1/(1 - \gamma^2)$, $v(0) = \gamma/(1-\gamma^2)$, $v(1) = 3\gamma + \gamma^3/(1-\gamma^2)$, $v(2) = 3 + \gamma^2/(1 - \gamma^2)$. At $\gamma = 0.1$ these are
# $(1.010101, 0.101010, 0.301010, 3.010101)$, the best of all 16. At $\gamma = 0.99$ the long policy $(-, +, +, +)$ is best, with $v(0) = 3\gamma^2/(1-\gamma^3)$:
# $(99.006700, 98.996667, 99.996633, 101.006700)$. There the short policy is worth only $(50.251256, 49.748744, 51.728744, 52.251256)$.
#
# ### A common slip: the first reward undiscounted
# <a id="bellman-slip-closed-form"></a>
#
# From state 1 the reward 3 comes with the *second* step, so it counts as $3\gamma$. With $v(1) = 3 + \gamma^3/(1-\gamma^2)$, the value at $\gamma = 0.1$ would be 3.001 instead of 0.301. Bellman's equation catches such a slip, since it ties
# every value to its neighbours: plus in 1 pays nothing and leads to 2, so $v(1)$ must be $\gamma v(2)$.

# %%
GAMMA = 0.1
rest = GAMMA**3 / (1 - GAMMA**2)
print(f"3 + ...: {3 + rest:.6f}    3 gamma + ...: {3 * GAMMA + rest:.6f}")
print(f"gamma v(2) = {GAMMA * (3 + GAMMA**2 / (1 - GAMMA**2)):.6f}")

# %% [markdown]
# ## 4 · What an action is worth
#
# The value of a state says how good it is to be there. It does not say what to do. For that we ask one question more: what if I take action $a$ now, just once, and follow $\pi$ from then on? The answer is the
# *action value* $q_\pi(s, a)$. Its tree is the same one, begun one level lower.

# %% tags=["hide-input"]
# Draws what the values of a state and of an action are made of.
figure, axes = plotting.figure(1, 2, size=(10.4, 1.75))
plotting.backup(
    "sa",
    title="$v$ from $q$: an average over our choices",
    nodes=["state $s$: $v_\\pi(s)$", "action $a$: $q_\\pi(s, a)$"],
    edges=["we choose: $\\pi(a\\,|\\,s)$"],
    ax=axes[0],
)
plotting.backup(
    "as",
    title="$q$ from $v$: an average over the world's answers",
    nodes=["action $a$: $q_\\pi(s, a)$", "next state $s'$: $v_\\pi(s')$"],
    edges=["paid $R[s, a]$; the world answers: $p(s'\\,|\\,s, a)$"],
    ax=axes[1],
)
plotting.show(
    figure,
    alt="Two backup diagrams. Left: an open circle, a state, above three filled dots, its actions. "
    "Right: a filled dot, an action, above three open circles, the states that may follow.",
)

# %% [markdown]
# $$v_\pi(s) = \sum_a \pi(a \mid s)\, q_\pi(s, a), \qquad q_\pi(s, a) = R[s, a] + \gamma \sum_{s'} P[s, a, s']\, v_\pi(s').$$
#
# **By hand.** The chain at $\gamma = 0.1$ under the short policy. In state 0, minus pays nothing and leads to $-1$: $q(0, -) = 0.1 \cdot 1.0101 = 0.1010$, which is $v(0)$, since this is what the policy does. Plus leads to 1:
# $q(0, +) = 0.1 \cdot 0.3010 = 0.0301$. Worse, so the policy does well to go left.


# %%
def action_values(P, R, v, gamma):
    """q of every state and action, [S, A], from the values of the states, v [S]."""
    return R + gamma * P @ v


# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    q = action_values(P, R, values_of(P, R, as_table(SHORT), 0.1), 0.1)
    print("q of the short policy, columns - and +:")
    print(q.round(4))

# %% [markdown]
# Anyone who knows $q$ can act without knowing the world: take the action with the largest number in its row. Anyone who knows only $v$ needs $P$ as well, to see where each action leads. That is why chapter 19, which has no tables, learns $q$.
#
# ### Exercise 18.4 · `rewards_behind` (level 1, about 15 minutes)
#
# And back. You know a world and watch somebody act in it. They tell you how they act and what they think that each action is worth, but not what they are paid. Which rewards are behind their numbers?


# %% nbgrader={"grade": false, "grade_id": "bellman-rewards_behind", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rewards_behind(P: np.ndarray, q: np.ndarray, pi: np.ndarray, gamma: float) -> np.ndarray:
    """The rewards that explain the action values of a policy.

    P: [S, A, S], probabilities of the next state. q: [S, A], the values of the actions under the
    policy. pi: [S, A], the policy's probabilities. gamma: the discount. A state that ends an
    episode has rows of zeros in P. No argument is changed. Returns R, [S, A].
    """
    ### BEGIN SOLUTION
    v = (pi * q).sum(axis=1)
    return q - gamma * P @ v
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-rewards_behind-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.rewards_behind", rewards_behind)

# %% [markdown]
# A penguin that picks its steps at random has these action values on the lake. What is it paid for?

# %% tags=["demo"]
with needs(policy_value, rewards_behind):
    P, R = frozen_lake()
    at_random = np.full((16, 4), 0.25)
    q = action_values(P, R, values_of(P, R, at_random, 0.99), 0.99)
    print("q beside the flag (left, down, right, up):", q[14].round(4))
    found = np.array(rewards_behind(P, q, at_random, 0.99))
    paid = {(int(s), int(a)): round(float(found[s, a]), 4) for s, a in np.argwhere(found > 1e-9)}
    print("paid for (cell, step):", paid)

# %% [markdown]
# Only the cell beside the flag pays, one third for each step that may slip into it.
#
# ## 5 · The best policy: the max goes inside
#
# Now choose well. In the tree, our choice is no longer an average but the best branch; an arc marks it. The world still throws its dice.

# %% tags=["hide-input"]
# Draws what the best values are made of.
figure, axes = plotting.figure(1, 2, size=(10.4, 2.45))
plotting.backup(
    "sas",
    title="The best value of a state",
    nodes=["$v_*(s)$", "$q_*(s, a)$", "$v_*(s')$"],
    edges=["we choose the best", "the world answers"],
    best=True,
    ax=axes[0],
)
plotting.backup(
    "asa",
    title="The best value of an action",
    nodes=["$q_*(s, a)$", "$v_*(s')$", "$q_*(s', a')$"],
    edges=["the world answers", "there we choose the best"],
    best=True,
    ax=axes[1],
)
plotting.show(
    figure,
    alt="Two backup diagrams with an arc named max. Left, under a state: the arc across its actions, "
    "then next states. Right, under an action: next states, and under each an arc across its actions.",
)

# %% [markdown]
# The **Bellman optimality equation** is what the two trees say:
#
# $$v_*(s) = \max_a q_*(s, a), \qquad q_*(s, a) = R[s, a] + \gamma \sum_{s'} P[s, a, s']\, v_*(s').$$
#
# Because of the max it is not linear, and no matrix inverse solves it. And the order matters: first the average over
# $s'$, then the max over $a$; and inside $v_*(s')$ there is another max, taken *after* the coin has landed.
#
# **By hand.** The toss of a coin leads to one of two states whose best actions differ; in each of them the right action pays 1 and the wrong one 0. Let $\gamma = 0.9$. You see which state you are in, so you get $0.9 \cdot (\tfrac12 \cdot 1 + \tfrac12 \cdot 1)
# = 0.9$. Choosing one action for both states would give $0.9 \cdot \tfrac12 = 0.45$.

# %%
coin, pays = np.array([0.5, 0.5]), np.array([[1.0, 0.0], [0.0, 1.0]])
print("max after the coin:", 0.9 * coin @ pays.max(axis=1), " before:", 0.9 * (coin @ pays).max())

# %% [markdown]
# How to solve an equation that says "the right guess reproduces itself"? Put a wrong guess in and hope that what comes out is less wrong.
#
# <a id="bellman-value-iteration"></a>
# **Statement (value iteration).** From any $V_0$, sweep over all states:
#
# $$V_k(s) = \max_a \sum_{s', r} p(s', r \mid s, a)\,[\,r + \gamma V_{k-1}(s')\,].$$
#
# For $\gamma < 1$ a sweep is a *contraction*: it brings any two guesses closer by a factor of $\gamma$, so $\max_s |V_k - v_*| \le \gamma \max_s |V_{k-1} - v_*|$. (Neither an average nor a max can widen the largest difference; then $\gamma$
# shrinks it.) What can be seen is only the change. Before the sweep the error was at most the change plus the error left after it; so
# $\text{error} \le \gamma\,(\text{change} + \text{error})$, and $\max_s |V_k - v_*| \le \tfrac{\gamma}{1 - \gamma} \max_s |V_k - V_{k-1}|$. To be within `tol`, stop when the change is below `tol` $\cdot (1-\gamma)/\gamma$
# (Puterman 1994, section 6.3; Sutton and Barto 2018, section 4.4).


# %%
def sweep(P, R, V, gamma):
    """One sweep of value iteration; V: [S]. Returns the next guess, [S]."""
    return (R + gamma * P @ V).max(axis=1)


def errors_of_sweeps(P, R, gamma, truth, sweeps):
    """Largest error and largest change after each sweep from 0: two arrays [sweeps]."""
    V, errors, changes = np.zeros(len(P)), [], []
    for _ in range(sweeps):
        before, V = V, sweep(P, R, V, gamma)
        errors.append(np.abs(V - truth).max())
        changes.append(np.abs(V - before).max())
    return np.array(errors), np.array(changes)


LOOP = (np.ones((1, 1, 1)), np.ones((1, 1)))
errors, changes = errors_of_sweeps(*LOOP, 0.9, 10.0, 45)
print(f"a loop that pays 1, gamma 0.9, sweep 45: change {changes[-1]:.4f}, error {errors[-1]:.4f}")

# %% [markdown]
# The change is below 0.01, and the error is nine times as large: exactly $\gamma / (1 - \gamma) = 9$.
#
# ### Exercise 18.5 · `value_iteration` (level 2, about 20 minutes)
#
# One sweep you have seen. The skill is in knowing when to stop: a caller who asks for four right digits should get four, also at $\gamma = 0.99$, and also at $\gamma = 0$. Promise an accuracy and keep the promise.


# %% nbgrader={"grade": false, "grade_id": "bellman-value_iteration", "locked": false, "schema_version": 3, "solution": true, "task": false}
def value_iteration(
    P: np.ndarray, R: np.ndarray, gamma: float, tol: float = 1e-10
) -> tuple[np.ndarray, np.ndarray]:
    """Best values to within tol, and a greedy policy.

    P: [S, A, S], R: [S, A], gamma: the discount, at least 0 and below 1. tol: the largest error
    allowed in any state; it bounds the error, not the change. No argument is changed.
    Returns V [S] and pi [S], ints: an action with the largest R + gamma P V in each state.
    """
    ### BEGIN SOLUTION
    V = np.zeros(len(P))
    while True:
        before, V = V, (R + gamma * P @ V).max(axis=1)
        if gamma * np.abs(V - before).max() < tol * (1 - gamma):
            return V, (R + gamma * P @ V).argmax(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-value_iteration-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.value_iteration", value_iteration)

# %% tags=["hide-input"]
# Asks for your prediction.
sweeps_needed = predict(
    "The chain at gamma = 0.99, from V = 0: after how many sweeps is the greedy policy the best one?",
    choices=["2", "about 100", "about 1000, when the values have converged"],
)

# %% tags=["hide-input", "demo"]
# Makes three sweeps, and compares their policies with your prediction.
with needs(chain_mdp), sweeps_needed.withheld():
    P, R = chain_tables()
    V, right = np.zeros(4), []
    for k in range(1, 4):
        V = sweep(P, R, V, 0.99)
        greedy = (R + 0.99 * P @ V).argmax(axis=1)
        right += [k] if (greedy == LONG).all() else []
        print(f"sweep {k}: V = {V.round(4)}, greedy {''.join('-+'[a] for a in greedy)}")
    sweeps_needed.reveal(
        "2" if right == [2, 3] else "about 100",
        why="a policy needs only the order of the actions, not their values",
    )

# %% [markdown]
# ### A common slip: "the change is below tol, so the error is"
# <a id="bellman-slip-early-stop"></a>
#
# At $\gamma = 0.99$ the factor is 99. Stop after 972 sweeps, and the chain's values are $(99.001, 98.991, 99.991, 101.001)$. They look converged, and every one of them is too small by 0.0057.

# %% tags=["hide-input", "demo"]
# Draws the errors of both discounts, and where the change falls below tol.
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    figure, panels = plotting.figure(1, 2, size=(9.6, 3.9))
    for ax, gamma, policy, last in zip(panels, (0.1, 0.99), (SHORT, LONG), (12, 3000), strict=True):
        truth = values_of(P, R, as_table(policy), gamma)
        errors, changes = errors_of_sweeps(P, R, gamma, truth, last)
        stop, sweeps = int((changes < 1e-4).argmax()), np.arange(1, last + 1)
        print(f"gamma {gamma}: change < 1e-4 at sweep {stop + 1}, error {errors[stop]:.2g}")
        parts = {
            "error": np.where(sweeps <= stop + 1, errors, np.nan),
            "error, once change < tol": np.where(sweeps > stop, errors, np.nan),
        }
        labels = {"x_label": "sweep", "y_label": "largest error of a value"}
        title = f"gamma = {gamma}: stops at {errors[stop] / 1e-4:.2g} times tol"
        plotting.curves(
            sweeps, parts, lines={"tol = 1e-4": 1e-4}, log_y=True, title=title, ax=ax, **labels
        )
    errors = errors_of_sweeps(P, R, 0.99, values_of(P, R, as_table(LONG), 0.99), 972)[0]
    print(f"gamma 0.99, sweep 972: error {errors[-1]:.4f}")
    plotting.show(
        figure,
        alt="Two plots of the largest error against the sweep, the error on a logarithmic axis: both "
        "are straight lines downwards. At gamma 0.1 the change falls below 1e-4 at sweep 6, where "
        "the error is 1e-6; at gamma 0.99 at sweep 986, where the error is 0.005.",
    )

# %% [markdown]
# On a logarithmic axis both are straight lines, but for the first sweep, as they must be where every sweep multiplies the error by the same $\gamma$.
#
# ### In place
#
# A sweep may also use each new value at once, for the states that come after it. It needs no second array, and news travels several states in one sweep instead of one.


# %%
def sweeps_in_place(P, R, gamma, order, tol):
    """In how many sweeps, in place and in this order, the change of every value falls below tol."""
    V, sweeps, change = np.zeros(len(P)), 0, np.inf
    while change >= tol:
        before = V.copy()
        for s in order:
            V[s] = (R[s] + gamma * P[s] @ V).max()
        sweeps, change = sweeps + 1, np.abs(V - before).max()
    return sweeps


# %% tags=["demo"]
with needs(chain_mdp):
    for gamma in (0.1, 0.99):
        both = (errors_of_sweeps(*chain_tables(), gamma, 0.0, 1000)[1] < 1e-4).argmax() + 1
        right, left = (
            sweeps_in_place(*chain_tables(), gamma, order, 1e-4)
            for order in ((0, 1, 2, 3), (3, 2, 1, 0))
        )
        print(
            f"gamma {gamma}: {both} sweeps; in place {right} from the left, {left} from the right"
        )

# %% [markdown]
# 986 sweeps become 659, and only 343 from the right: the 3 is earned at the right end, and its news runs to the left.
#
# ### A common slip: "value iteration is done after finitely many sweeps"
# <a id="bellman-slip-finite"></a>
#
# On the loop that pays 1, $V_k = 10\,(1 - 0.9^k)$, which is never 10. The greedy *policy* is right after finitely many sweeps; the values are right only in the limit.

# %%
for k in (10, 100, 300):
    print(f"k = {k}: 10 - V_k = {errors_of_sweeps(*LOOP, 0.9, 10.0, k)[0][-1]:.1e}")

# %% [markdown]
# (The last line is as far as the digits of a float go.)
#
# ## 6 · A bug hunt: a best plan that is worse than chance
#
# Sweeps work on action values just as well: put the first half of the optimality equation into the second, as the right-hand tree of the last section does. Anyone who acts by $Q$ needs no tables. A friend has written such a
# sweep and tested it on the chain: after a hundred sweeps every best value agrees with the sweep of section 5. Then it meets the lake.


# %% nbgrader={"grade": false, "grade_id": "bellman-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def sweep_by_a_friend(table, pay, discount, old):
    """Looks right, runs, and is wrong. table: [S, A, S]; pay, old: [S, A]. Returns the next Q."""
    following = table * old.max(axis=1)
    return pay + discount * following.max(axis=2)


# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    for name, tables in (("chain", chain_tables()), ("lake", frozen_lake())):
        Q, V = np.zeros(tables[1].shape), np.zeros(len(tables[1]))
        for _ in range(100 if name == "chain" else 1000):
            Q, V = sweep_by_a_friend(*tables, 0.99, Q), sweep(*tables, V, 0.99)
        print(f"{name}: largest difference of a best value {np.abs(Q.max(axis=1) - V).max():.4f}")
    print(f"best value of the lake's start: {Q[0].max():.4f}, by the sweep of section 5 {V[0]:.4f}")
    chance = values_of(*frozen_lake(), np.full((16, 4), 0.25), 0.99)[0]
    print(f"a penguin that picks its steps at random is worth {chance:.4f}")

# %% [markdown]
# On the lake the "best" plan is worth less than a random one. Why does the chain not show it? Before you decide, try one step by hand: two states may follow, with
# probability $\tfrac12$ each, and both are worth 1.
#
# ### Exercise 18.6 · `q_sweep` (level 1, about 15 minutes)
#
# One sweep on action values, without that bug.


# %% nbgrader={"grade": false, "grade_id": "bellman-q_sweep", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_sweep(P: np.ndarray, R: np.ndarray, Q: np.ndarray, gamma: float) -> np.ndarray:
    """One sweep of value iteration on action values.

    P: [S, A, S], R: [S, A], Q: [S, A], the guess before the sweep; gamma: the discount.
    No argument is changed. Returns the next guess, [S, A].
    """
    ### BEGIN SOLUTION
    return R + gamma * (P * Q.max(axis=1)).sum(axis=2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-q_sweep-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.q_sweep", q_sweep)

# %% tags=["demo"]
with needs(q_sweep):
    Q, tables = np.zeros((16, 4)), frozen_lake()
    for _ in range(1000):
        Q = np.array(q_sweep(*tables, Q, 0.99))
    print(f"the lake's start after 1,000 of your sweeps: {Q[0].max():.4f}")

# %% [markdown]
# On the chain every action has one outcome, so there is nothing to average, so a world without chance cannot tell a maximum from an average. Always test with some dice.

# %% [markdown]
# ## 7 · Improve the policy instead
#
# <a id="bellman-dp-vs-td"></a>
# **Definition.** *Dynamic programming* computes with the tables $p$ and $r$ themselves, averaging over everything that may come next. *Temporal-difference* methods (chapter 19) do not know the tables: they
# use the one $s'$ that actually came instead of the average. Both use an estimate of $v(s')$ in the estimate of $v(s)$ (Sutton and Barto 2018, sections 4.1 and 6.1).
#
# Value iteration comes closer for ever and never arrives. *Policy iteration* (Howard 1960) arrives. It alternates: solve for $v_\pi$ exactly, as you do since exercise 18.3; then let each state switch to an action with a larger $q_\pi(s, a)$.
# Why is that an improvement, when $q_\pi$ is about taking the new action *once*? Because what is better once is better again at the next visit, and the next. No value falls, and as long as anything switches some value rises. There are finitely many policies and
# none comes up twice, so it ends, with $v_*$. Ties need care: switch only if the new action is *strictly* better, by more than rounding, or two equal actions may alternate forever.
#
# **By hand.** Start on the chain at $\gamma = 0.99$ from the short policy, with $v = (50.25, 49.75, 51.73, 52.25)$. In state 0, minus gives $0.99 \cdot 50.25 = 49.75$ and plus gives $0.99 \cdot 51.73 = 51.21$. So 0 switches to plus, and the result is the long policy.
#
# ### Exercise 18.7 · `policy_iteration` (level 2, about 20 minutes)
#
# This is the function that will lead the penguin over the lake. It is built from what you have: values from the policy, action values from the values, a new policy from the action values.


# %% nbgrader={"grade": false, "grade_id": "bellman-policy_iteration", "locked": false, "schema_version": 3, "solution": true, "task": false}
def policy_iteration(
    P: np.ndarray, R: np.ndarray, gamma: float, pi0: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Policy iteration from pi0: evaluate, switch wherever another action is strictly better.

    P: [S, A, S], R: [S, A], gamma: the discount. pi0: [S] ints. No argument is changed.
    Returns V [S], exact; pi [S] ints; and how many policies were evaluated, including the last.
    """
    ### BEGIN SOLUTION
    pi, states, evaluations = np.array(pi0), np.arange(len(P)), 0
    while True:
        V = np.linalg.solve(np.eye(len(P)) - gamma * P[states, pi], R[states, pi])
        evaluations += 1
        Q = R + gamma * P @ V
        better = Q.max(axis=1) > Q[states, pi] + 1e-9 * (1 + np.abs(V).max())
        if not better.any():
            return V, pi, evaluations
        pi = np.where(better, Q.argmax(axis=1), pi)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-policy_iteration-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.policy_iteration", policy_iteration)

# %% [markdown]
# ### A common slip: "value iteration is the more efficient one"
# <a id="bellman-slip-efficient"></a>
#
# A sweep is cheaper than solving linear equations, but it takes many more sweeps. On Gymnasium's slippery lake (section 11) at $\gamma = 0.99$, starting from "always left", it takes 7 evaluations, or 401 sweeps to bring the error down to $10^{-6}$.

# %% tags=["demo"]
with needs(chain_mdp, policy_iteration):
    for gamma in (0.1, 0.99):
        starts = [np.array(p) for p in product((0, 1), repeat=4)]
        most = max(policy_iteration(*chain_tables(), gamma, start)[2] for start in starts)
        print(f"chain, gamma {gamma}: at most {most} evaluations from any of the 16 starts")
    lake = frozen_lake()
    V, _, evaluations = policy_iteration(*lake, 0.99, np.zeros(16, dtype=int))
    errors = errors_of_sweeps(*lake, 0.99, np.array(V), 500)[0]
    print(f"lake: {evaluations} evaluations, or {(errors < 1e-6).argmax() + 1} sweeps")

# %% [markdown]
# ## 8 · Which reward matters
#
# Suppose you may raise one reward in the whole table by a little. Which one would the start feel most? Here is the smallest case. In the world of two states that follow each other, with $\gamma = \tfrac12$ and any rewards $R_0, R_1$,
# Bellman's equations give
#
# $$v(0) = \tfrac43 R_0 + \tfrac23 R_1, \qquad v(1) = \tfrac23 R_0 + \tfrac43 R_1 .$$
#
# So one more unit in $R_0$ is worth $\tfrac43$ at state 0. These numbers are slopes, $\partial v(0) / \partial R_0$.
#
# ### Exercise 18.8 · `value_slopes` (level 2, about 20 minutes)
#
# Find the slopes of one value with respect to *all* rewards, in any world. You could solve one linear system for each reward. One system is enough: you have met the tool that does this.


# %% nbgrader={"grade": false, "grade_id": "bellman-value_slopes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def value_slopes(P: np.ndarray, pi: np.ndarray, gamma: float, start: int) -> np.ndarray:
    """How much the value of one state rises for each unit that is added to a reward.

    P: [S, A, S], probabilities of the next state; rows of zeros end an episode. pi: [S, A], the
    policy's probabilities. gamma: the discount. start: index of the state whose value is meant.
    No argument is changed. Returns [S, A]: entry (s, a) is the derivative of v_pi(start) by R[s, a].
    """
    ### BEGIN SOLUTION
    P_pi = np.einsum("sa,san->sn", pi, P)
    matrix = np.eye(len(P)) - gamma * P_pi
    d = np.linalg.solve(matrix.T, np.eye(len(P))[start])
    return d[:, None] * pi
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-value_slopes-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.value_slopes", value_slopes)

# %% [markdown]
# The slopes have a meaning of their own. The return adds up $R[s, a]$, discounted, each time that $a$ is taken in $s$. So its slope is the expected, discounted *number of times* that this happens: where a walk spends its steps. Here they are for the penguin
# and its best plan, added up over the actions.

# %% tags=["hide-input", "demo"]
# Draws in which cells the penguin spends its steps.
with needs(policy_iteration, value_slopes):
    P, R = frozen_lake()
    plan = np.array(policy_iteration(P, R, 0.99, np.zeros(16, dtype=int))[1], dtype=int)
    steps = np.array(value_slopes(P, np.eye(4)[plan], 0.99, 0)).sum(axis=1)
    seen = np.where(P.any(axis=(1, 2)), steps, np.nan).reshape(4, 4)
    axes = plotting.value_grid(
        seen,
        labels={(0, 0): "start", (1, 1): "hole", (1, 3): "hole", (2, 3): "hole", (3, 0): "hole"}
        | {(3, 3): "flag"},
        title=f"A third of {steps.sum():.1f} discounted steps are spent at the start",
        bar_label="discounted visits",
    )
    plotting.show(
        axes,
        alt="The lake as a grid of expected, discounted visits: 11.2 at the start, 8.2 below it and 5.5 "
        "below that; between 0.1 and 2.9 elsewhere.",
    )

# %% [markdown]
# The penguin takes its time in the left column. Section 11 shows why.
#
# ## 9 · What the discount decides
#
# The discount is not a technicality: it decides what is best. Going round and round from state 0, the short loop of the chain is worth $\gamma/(1 - \gamma^2)$ and the long one $3\gamma^2/(1-\gamma^3)$.
#
# ### Exercise 18.9 · `critical_gamma` (level 2, about 15 minutes)
#
# Somewhere between 0.10 and 0.99 you change your mind. Where, exactly? Work it out on paper; six digits are checked.


# %% nbgrader={"grade": false, "grade_id": "bellman-critical_gamma", "locked": false, "schema_version": 3, "solution": true, "task": false}
def critical_gamma() -> float:
    """The discount, between 0 and 1, at which the chain's short and long loops are worth the same."""
    ### BEGIN SOLUTION
    return (math.sqrt(3) - 1) / 2  # 1 + g + g^2 = 3 g (1 + g), so 2 g^2 + 2 g - 1 = 0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-critical_gamma-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.critical_gamma", critical_gamma)


# %% tags=["hide-input"]
# Draws the chain and what both policies are worth, and describes it.
def draw_chain(gamma):
    """The chain with the arrows of its best policy, above the values of both policies."""
    P, R = chain_tables()
    short, long = (values_of(P, R, as_table(policy), gamma) for policy in (SHORT, LONG))
    best, name = (SHORT, "short") if short[1] >= long[1] else (LONG, "long")
    figure, (top, low) = plotting.figure(2, 1, size=(7.0, 5.6))
    arrows = [MOVES[2 * s + a] for s, a in enumerate(best)]
    title = f"gamma = {gamma:.3f}: the {name} loop is best"
    plotting.chain(STATES, arrows, faint=MOVES, title=title, ax=top)
    labels = {"title": "What each policy is worth", "x_label": "state", "y_label": "value"}
    plotting.value_bars({"short": short, "long": long}, STATES, decimals=3, ax=low, **labels)
    return figure


def describe_chain(gamma):
    """Alt text of draw_chain."""
    P, R = chain_tables()
    worth = {
        name: values_of(P, R, as_table(p), gamma)[1]
        for name, p in (("long", LONG), ("short", SHORT))
    }
    name = max(worth, key=worth.get)
    return f"The chain at gamma = {gamma:.3f}: arrows of the {name} policy; bars for both values."


# %% tags=["hide-input", "demo"]
# Shows the best policy as you move gamma.
with needs(chain_mdp, policy_value):
    explore(
        draw_chain,
        label="The chain and its discount",
        alt=describe_chain,
        static=[{"gamma": 0.36}, {"gamma": 0.37}],
        gamma=Slider("gamma", 0.0, 0.95, 0.001),
    )

# %% tags=["hide-input"]
# Asks for your prediction.
different = predict(
    "Draw what state 0 is worth against the discount, a curve for each of the 16 policies. How many "
    "different curves do you see?"
)

# %% tags=["hide-input", "demo"]
# Draws the value of state 0 under all policies, and compares it with your prediction.
with needs(chain_mdp, policy_value), different.withheld():
    discounts = np.linspace(0, 0.8, 161)
    drawn = {
        p: np.array([values_of(*chain_tables(), as_table(p), g)[1] for g in discounts])
        for p in product((0, 1), repeat=4)
    }
    kinds = {tuple(values.round(9)) for values in drawn.values()}
    named = {"4 policies: the short loop": drawn[0, 0, 1, 1], "2: the long loop": drawn[0, 1, 1, 1]}
    axes = plotting.curves(
        discounts,
        named | {"10: no reward at all": drawn[1, 0, 0, 0]},
        x_label="discount gamma",
        y_label="value of state 0",
        title="The best value has a kink where the loops are worth the same",
    )
    best = np.max(list(drawn.values()), axis=0)
    axes.plot(discounts, best, color=plotting.INK, linewidth=6, alpha=0.18, zorder=1, linestyle="-")
    axes.plot([math.sqrt(0.75) - 0.5], [best[73]], "o", color=plotting.INK, markersize=7, zorder=4)
    axes.annotate("0.366", (0.366, best[73]), xytext=(-12, 12), textcoords="offset points")
    plotting.show(
        axes,
        alt="The value of state 0 against the discount. Of 16 policies 4 share one rising curve, 2 "
        "another that starts flatter and crosses it at 0.366, and 10 stay at 0. The upper edge is shaded.",
    )
    different.reveal(
        len(kinds),
        why="from state 0 only what lies on the way counts: left needs minus in -1, right needs plus in 1 "
        "and in 2; all other policies go back and forth without pay",
    )

# %% [markdown]
# <a id="bellman-critical-discount"></a>
# **By hand.** With $1 - \gamma^2 = (1-\gamma)(1+\gamma)$ and $1 - \gamma^3 = (1-\gamma)(1+\gamma+\gamma^2)$ what is left of the equation is $2\gamma^2 + 2\gamma - 1 = 0$, so $\gamma_c = (\sqrt3 - 1)/2 = 0.3660254$: short at $0.3660$, long at $0.3661$.

# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    for gamma in (0.3660, 0.3661):
        worth = [values_of(P, R, as_table(policy), gamma)[1] for policy in (SHORT, LONG)]
        print(f"gamma {gamma}: v(0) short {worth[0]:.6f}, long {worth[1]:.6f}")

# %% [markdown]
# At the other end, as $\gamma$ approaches 1, the values of both loops grow without bound.

# %% tags=["hide-input"]
# Asks for your prediction.
near_one = predict("What does (1 - gamma) v(0) tend to for the long loop, as gamma goes to 1?")

# %% tags=["hide-input", "demo"]
# Computes it near 1, and compares the result with your prediction.
with needs(chain_mdp, policy_value), near_one.withheld():
    P, R = chain_tables()
    print("(1 - gamma) v at 0.999:", (0.001 * values_of(P, R, as_table(LONG), 0.999)).round(4))
    print("rank of I - P at gamma 1:", np.linalg.matrix_rank(np.eye(4) - P[np.arange(4), LONG]))
    near_one.reveal(1, why="it is the average reward per step, 3 in three steps")

# %% [markdown]
# At $\gamma = 1$ itself the loop never ends: $I - P_\pi$ has rank 3 instead of 4, and there is no value. But $(1 - \gamma)\,v$ tends to the average reward per step, $3/3 = 1$ for the long loop: at $\gamma = 0.999$ it lies between $0.9990$ and $1.0010$.

# %% [markdown]
# ## 10 · Published numbers
#
# <a id="bellman-grid-with-jumps"></a>
# **Sutton and Barto (2018), figures 3.2 and 3.5.** A 5 by 5 grid, $\gamma = 0.9$; leaving A pays 10, leaving B pays 5, and bumping into the edge costs 1. Under the equiprobable random policy the first row is worth $3.3, 8.8, 4.4, 5.3, 1.5$; under the best policy it is worth $22.0, 24.4,
# 22.0, 19.4, 17.5$, where A is exactly $10/(1 - 0.9^5) = 24.419$.

# %% tags=["demo"]
with needs(policy_value):
    P, R = grid_with_jumps()
    print(values_of(P, R, np.full((25, 4), 0.25), 0.9).reshape(5, 5).round(1))

# %% tags=["hide-input", "demo"]
# Draws the best values and the best actions.
with needs(value_iteration):
    P, R = grid_with_jumps()
    V = np.array(value_iteration(P, R, 0.9)[0])
    Q = R + 0.9 * P @ V
    axes = plotting.value_grid(
        V.reshape(5, 5),
        policy=(Q > Q.max(axis=1, keepdims=True) - 1e-6).reshape(5, 5, 4),
        labels={(0, 1): "A", (0, 3): "B"},
        title="Best values, and all best actions",
        bar_label="value",
    )
    plotting.show(
        axes,
        alt="A 5 by 5 grid of best values from 11.7 at the lower right to 24.4 at A; the arrows "
        "lead to A, and in A and B all four actions are best.",
    )

# %% [markdown]
# <a id="bellman-grid-to-corners"></a>
# **Figure 4.1.** A 4 by 4 grid where each step pays $-1$ until one of two opposite corners is reached, $\gamma = 1$. Nothing follows the end, so its row of $P$ is zero and $I - P_\pi$ can be inverted. Under the equiprobable random policy the rows are $0, -14, -20, -22$; $-14, -18, -20, -20$; and then the same backwards. (At $k = 2$ a cell is exactly $-1.75$, which the book prints as $-1.7$.)

# %% tags=["demo"]
with needs(policy_value):
    P, R = grid_to_corners()
    print(values_of(P, R, np.full((16, 4), 0.25), 1.0).reshape(4, 4).round(6))
    V = np.zeros(16)
    for k in range(1, 11):
        V = (R + P @ V).mean(axis=1)
        if k in (1, 2, 3, 10):
            print(f"k = {k}: first row {V[:4].round(2) + 0.0}")

# %% [markdown]
# ## 11 · The penguin and the lake
#
# Back to the lake, Gymnasium's FrozenLake-v1. The tables are Gymnasium's own; your policy iteration finds the best plan. You were asked for its first step at the very beginning.

# %% tags=["demo"]
with needs(policy_iteration):
    P, R = frozen_lake()
    found = policy_iteration(P, R, 0.99, np.zeros(16, dtype=int))
    V, plan = np.array(found[0]), np.array(found[1], dtype=int)

# %% tags=["hide-input", "demo"]
# Draws the best plan, and compares its first step with your prediction.
with needs(policy_iteration), first_step.withheld():
    Q = action_values(P, R, V, 0.99)
    equal = Q > Q.max(axis=1, keepdims=True) - 1e-9
    axes = plotting.lake(
        title="The best plan, and what each cell is worth", plan=equal, values=V, decimals=3
    )
    plotting.show(
        axes,
        alt="The lake with the arrows of the best plan. At the start and below it the arrow points left, "
        "into the wall; along the upper edge it points up, into the wall; beside holes it points away "
        "from them. Values rise from 0.542 at the start to 0.863 beside the flag.",
    )
    first_step.reveal(
        ("left", "down", "right", "up")[plan[0]],
        told="left, into the wall",
        why="a step to the left goes nowhere, or slips up, which is nowhere too, or slips down: the way "
        "along the left edge. It never slips to the right, towards the holes",
    )

# %% [markdown]
# At the start two steps of three are wasted, and no step can end in a hole. Check the other cells: by this plan the penguin can drown in one cell only, the one between two holes, where no step is safe and two are equally good.
#
# <a id="bellman-frozen-lake"></a>
# **Known numbers.** At $\gamma = 0.99$ the start is worth $0.542026$ under the best policy.
# That policy reaches the goal with probability $14/17 = 0.823529$ if it may take forever. Gymnasium stops after 100 steps: then it succeeds with probability $0.740165$, and the best that any policy can do is $0.744190$, by watching the clock.

# %% tags=["demo"]
with needs(policy_value, policy_iteration):
    for_ever = values_of(P, R, np.eye(4)[plan], 1.0)[0]
    best, mine, shortest = np.zeros(16), np.zeros(16), np.zeros(16)
    for _ in range(100):
        best = sweep(P, R, best, 1.0)
        mine = (R + P @ mine)[np.arange(16), plan]
        shortest = (R + P @ shortest)[np.arange(16), SHORTEST]
    print(f"value {V[0]:.6f}, success {for_ever:.6f}; in 100 steps {mine[0]:.6f}")
    print(f"watching the clock {best[0]:.6f}; by the shortest path {shortest[0]:.6f}")
    LAKE_ENV.reset(seed=0)
    wins = [rollout(LAKE_ENV, plan, steps=100).rewards.sum() for _ in range(1000)]
    print(f"played 1,000 times: {np.mean(wins):.2f}")

# %% [markdown]
# Now let it walk. The dashed arrow is the step that the penguin wanted; the orange line shows where the ice took it.


# %% tags=["hide-input"]
# Draws a plan beside a walk by it up to some step, and describes the picture.
WAYS = ("left", "down", "right", "up")


def news(found, step):
    """What happened at this step of a walk, in a few words."""
    if not step:
        return "at the start"
    if found.states[step] in (5, 7, 11, 12, 15):
        return f"{'arrived' if found.states[step] == 15 else 'fell in'} at step {step}"
    before, after = (divmod(int(cell), 4) for cell in found.states[step - 1 : step + 1])
    went = "stayed" if before == after else f"went {WAYS[_way(before, after)]}"
    return f"step {step}: wanted {WAYS[found.actions[step - 1]]}, {went}"


def _way(before, after):
    """The action that leads from one cell to its neighbour without slipping."""
    return plotting.LAKE.index((after[0] - before[0], after[1] - before[1]))


def draw_walk(plan, walk, step, plans):
    """The plan, and the penguin after so many steps of walk number `walk`. plans: name -> ints [16]."""
    found = rollout(LAKE_ENV, plans[plan], steps=100, seed=walk)
    step = min(step, len(found.actions))
    figure, axes = plotting.figure(1, 2, size=(7.6, 4.0))
    plotting.lake(title=f"the plan: {plan}", plan=plans[plan], ax=axes[0])
    wanted = int(found.actions[step - 1]) if step else None
    trail = found.states[: step + 1]
    plotting.lake(title=news(found, step), trail=trail, wanted=wanted, ax=axes[1])
    return figure


def describe_walk(plan, walk, step, plans):
    """Alt text of draw_walk."""
    found = rollout(LAKE_ENV, plans[plan], steps=100, seed=walk)
    step = min(step, len(found.actions))
    return (
        f"The lake twice: with the arrows of the plan ({plan}), and with a penguin and its track in walk {walk}, "
        f"{news(found, step)}."
    )


# %% tags=["hide-input", "demo", "end-result"]
# Lets the penguin walk by your plan, or by the shortest path.
with needs(policy_iteration):
    plans = {"yours": plan, "the shortest path": SHORTEST}
    explore(
        partial(draw_walk, plans=plans),
        label="Let the penguin walk",
        alt=partial(describe_walk, plans=plans),
        static=[
            {"plan": "yours", "walk": 16, "step": 8},
            {"plan": "yours", "walk": 7, "step": 16},
        ],
        plan=Choice("plan", list(plans)),
        walk=Slider("walk", 0, 30, 1),
        step=Slider("step", 0, 100, 1),
    )

# %% [markdown]
# ## 12 · In your own words
#
# <a id="bellman-question"></a>
# Why does value iteration never finish, while policy iteration does? Say what each of them moves among, and whether there are finitely or infinitely many of those; why neither goes astray; and what ties have to do with it. Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "bellman-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Policy iteration moves among policies, and there are finitely many. Each switch is a strict improvement, so no policy comes up twice and it must end; where it ends no action is better, which is Bellman's optimality equation. Because of ties
# it must switch only if an action is strictly better: otherwise two equally good actions may replace each other forever. Value iteration moves among vectors of real numbers. Each sweep shrinks the error by a factor of $\gamma$, so the error goes to 0, but
# a smaller error is in general still not 0, so the values are reached only in the limit. Its greedy policy does become optimal after finitely many sweeps.
#
# **Rubric.** 1 point: finitely many policies and strict improvement. 1 point: contraction, so the values are exact only in the limit. 1 point: ties, so switch only if strictly better.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - A world is two tables; a return is a sum taken from the end.
# - The value of a state averages over our choices and the world's answers. With the policy fixed, that is a system of linear equations; with a max it is not.
# - An action value $q$ tells what to do without the tables.
# - Average over what chance does, then take the max over what you do.
# - The error can be $\gamma/(1-\gamma)$ times the change: stop accordingly. Policy iteration stops by itself.
#
# **The questions of the opening.** On slippery ice the best first step goes into the wall: what counts is not where a step aims but where it may end. And you take the 1 rather than the 3 as long as your discount is below $(\sqrt3-1)/2$.
#
# **In practice** tables this small are solved by exactly these methods, in inventory, queues and route planning, and your policy iteration is a serious tool there. Where states cannot be listed any more (a game of Go, a robot's camera), nobody sweeps over all of them: the tables are replaced by samples of what happened, and the list of values by
# a network. The two equations stay.
#
# **Where it goes from here.** Chapter 19 replaces the tables with samples; chapter 20 drops values and follows the slopes of the policy, where the visits of section 8 return.
#
# **References.** Sutton and Barto (2018), Reinforcement learning: an introduction, chapters 3 and 4. Puterman (1994), Markov decision processes, section 6.3. Howard (1960), Dynamic programming and Markov processes. Towers et al. (2024), Gymnasium.
