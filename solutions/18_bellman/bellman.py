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
# You can have 1 soon or 3 a little later, over and over again. How impatient must you be to take the 1?

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
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
from course_utils.widgets import Slider, explore, predict

begin("18_bellman", release="2026.1")

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
# Three in three steps is more per step than one in two. Yet anyone who values tomorrow's reward at a tenth of today's will take the short loop. Somewhere
# in between is a discount at which the arrows flip, and you will find it exactly: $(\sqrt3 - 1)/2 = 0.3660$.
#
# **After this chapter you can**
#
# - write a decision problem as two tables,
# - solve for the value of a policy and check it by hand,
# - find the best policy by sweeps and by improvement, and say when each is done,
# - stop an iteration when its *error* is small, not just its change.
#
# **You need** conditional probabilities and linear equations. **Time:** 130 minutes. **Points:** 21.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $s$, $a$, $s'$ | `s`, `a` | a state, an action, the next state |
# | $p(s' \mid s, a)$ | `P[s, a, s']` | probability of the next state |
# | $r(s, a)$ | `R[s, a]` | expected reward of action $a$ in state $s$ |
# | $\pi(a \mid s)$ | `pi` | the policy, which says how we act; ints [S] or probabilities [S, A] |
# | $\gamma$ | `gamma` | the discount: how much a reward of 1 is worth one step later |
# | $G_t$ | `G` | the return: discounted rewards from time $t$ on |
# | $v_\pi$, $v_*$ | `V` | expected return under $\pi$, and under the best policy |
# | $V_k$ | `V` | our $k$-th guess at $v_*$ |

# %% [markdown]
# ## 1 · The return
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
# **By hand.** In the chain of the opening, $P[3, 1] = (0, 1, 0, 0)$: plus in state 2 (index 3) leads to state 0 (index 1). It pays $R[3, 1] = 3$ when state 2 is left.
#
# ### Exercise 18.2 · `chain_mdp` (level 1, about 10 minutes)


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
# ## 3 · The value of a policy: linear equations
#
# The value $v_\pi(s)$ is the expected return from $s$. Take $G_t = R_{t+1} + \gamma G_{t+1}$ and average, first over $a$ and then over $s'$. Once $s'$ is known, the past can be
# forgotten (that is the Markov property), and the expectation of $G_{t+1}$ is $v_\pi(s')$.
#
# <a id="bellman-expectation-equation"></a>
# **Statement (Bellman expectation equation).**
#
# $$v_\pi(s) = \sum_a \pi(a \mid s) \sum_{s', r} p(s', r \mid s, a)\,[\,r + \gamma v_\pi(s')\,], \qquad v_\pi = R_\pi + \gamma P_\pi v_\pi$$
#
# with $R_\pi(s) = \sum_a \pi(a \mid s) R[s, a]$ and $P_\pi(s, s') = \sum_a \pi(a \mid s) P[s, a, s']$. These are $|S|$ linear equations, and for $\gamma < 1$ they have exactly one solution,
# $v_\pi = (I - \gamma P_\pi)^{-1} R_\pi$ (Sutton and Barto 2018, equation 3.14).
#
# **By hand.** Two states lead to each other, with rewards 1 and 0, and $\gamma = \tfrac12$: $v_1 = 1 + \tfrac12 v_2$ and $v_2 = \tfrac12 v_1$, so $v_1 = 4/3$, $v_2 = 2/3$.

# %%
print(np.linalg.solve([[1, -0.5], [-0.5, 1]], [1, 0]))

# %% [markdown]
# ### Exercise 18.3 · `policy_value` (level 1, about 15 minutes)


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
# <a id="bellman-chain"></a>
# **The chain, solved.** Each state offers two actions, so there are $2^4 = 16$ policies, and every value is a geometric series. The short policy $(-, -, +, +)$ earns 1 every second step:
# $v(-1) = 1 + \gamma^2 + \gamma^4 + \dots = 1/(1 - \gamma^2)$, $v(0) = \gamma/(1-\gamma^2)$, $v(1) = 3\gamma + \gamma^3/(1-\gamma^2)$, $v(2) = 3 + \gamma^2/(1 - \gamma^2)$. At $\gamma = 0.1$ these are
# $(1.010101, 0.101010, 0.301010, 3.010101)$, the best of all 16. At $\gamma = 0.99$ the long policy $(-, +, +, +)$ is best, with $v(0) = 3\gamma^2/(1-\gamma^3)$:
# $(99.006700, 98.996667, 99.996633, 101.006700)$. There the short policy is worth only $(50.251256, 49.748744, 51.728744, 52.251256)$.


# %%
def as_table(policy):
    """The policy of ints [S] as probabilities [S, 2]."""
    return np.eye(2)[np.array(policy)]


def chain_tables():
    """Your chain as two arrays, P [4, 2, 4] and R [4, 2], even if you return lists."""
    return [np.array(table, dtype=float) for table in chain_mdp()]


def values_of(P, R, pi, gamma):
    """Your values as an array [S], even if you return a list."""
    return np.array(policy_value(P, R, pi, gamma))


# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    for gamma in (0.10, 0.99):
        all_values = {p: values_of(P, R, as_table(p), gamma) for p in product((0, 1), repeat=4)}
        best = list(all_values)[np.argmax([values.sum() for values in all_values.values()])]
        beaten = all((all_values[best] >= v - 1e-12).all() for v in all_values.values())
        signs = "".join("-+"[a] for a in best)
        print(f"gamma {gamma}: best {signs}, never beaten: {beaten}, {all_values[best].round(6)}")
        print("    short policy:", all_values[0, 0, 1, 1].round(6))

# %% [markdown]
# ### A common slip: the first reward undiscounted
# <a id="bellman-slip-closed-form"></a>
#
# From state 1 the reward 3 comes with the *second* step, so it counts as $3\gamma$. With $v(1) = 3 + \gamma^3/(1-\gamma^2)$, the value at $\gamma = 0.1$ would be 3.001 instead of 0.301.

# %%
GAMMA = 0.1
rest = GAMMA**3 / (1 - GAMMA**2)
print(f"3 + ...: {3 + rest:.6f}    3 gamma + ...: {3 * GAMMA + rest:.6f}")
print(f"gamma v(2) = {GAMMA * (3 + GAMMA**2 / (1 - GAMMA**2)):.6f}")

# %% [markdown]
# ### A common slip: a number that no neighbour confirms
# <a id="bellman-slip-misread-digit"></a>
#
# Suppose someone reports $51.13$ for the short policy's $v(1)$ at $\gamma = 0.99$. Bellman's equation ties it to its neighbour: plus in 1 pays nothing and leads to 2, so $v(1) = \gamma v(2)$.

# %%
v_2 = 3 + 0.99**2 / (1 - 0.99**2)
for reported in (51.13, 51.73):
    print(
        f"reported {reported}, gamma v(2) = {0.99 * v_2:.6f}, off by {reported - 0.99 * v_2:+.3f}"
    )

# %% [markdown]
# ## 4 · The best policy: the max goes inside
#
# The best value obeys an equation of its own, $v_*(s) = \max_a \big(R[s, a] + \gamma \sum_{s'} P[s, a, s'] v_*(s')\big)$. Because of the max it is not linear. And the order matters: first the average over
# $s'$, then the max over $a$; and inside $v_*(s')$ there is another max, taken *after* the coin has landed.
#
# **By hand.** The toss of a coin leads to one of two states whose best actions differ; the right action pays 1, the wrong one 0. Let $\gamma = 0.9$. You see which state you are in, so you get $0.9 \cdot (\tfrac12 \cdot 1 + \tfrac12 \cdot 1)
# = 0.9$. Choosing one action for both states would give $0.9 \cdot \tfrac12 = 0.45$.

# %%
coin, pays = np.array([0.5, 0.5]), np.array([[1.0, 0.0], [0.0, 1.0]])
print("max after the coin:", 0.9 * coin @ pays.max(axis=1), " before:", 0.9 * (coin @ pays).max())

# %% [markdown]
# <a id="bellman-value-iteration"></a>
# **Statement (value iteration).** From any $V_0$, sweep over all states:
#
# $$V_k(s) = \max_a \sum_{s', r} p(s', r \mid s, a)\,[\,r + \gamma V_{k-1}(s')\,].$$
#
# For $\gamma < 1$ a sweep is a *contraction*: it brings any two guesses closer by a factor of $\gamma$, so $\max_s |V_k - v_*| \le \gamma \max_s |V_{k-1} - v_*|$. (Neither an average nor a max can widen the largest difference; then $\gamma$
# shrinks it.) It follows that $\max_s |V_k - v_*| \le \tfrac{\gamma}{1 - \gamma} \max_s |V_k - V_{k-1}|$: to be within `tol`, stop when the change is below `tol` $\cdot (1-\gamma)/\gamma$
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
# ### Exercise 18.4 · `value_iteration` (level 2, about 20 minutes)
#
# Promise an accuracy and keep the promise.


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


# %% tags=["hide-input"]
# Draws the error against the sweep.
def draw_errors(curves):
    """Plot the errors against the sweep; curves: label -> errors [3000]."""
    axes = plotting.curves(
        np.arange(1, 3001),
        curves,
        lines={"tol = 1e-4": 1e-4},
        log_x=True,
        log_y=True,
        x_label="sweep",
        y_label="largest error of a value",
        title="At gamma = 0.99, 'change < tol' stops 50 times above tol",
    )
    plotting.show(
        axes,
        alt="Largest error against sweep, both logarithmic; each curve changes its line style where "
        "the change falls below 1e-4. For gamma 0.1 that is at sweep 6, with an error of 1e-6; for "
        "gamma 0.99 at sweep 986, with an error of 0.005, far above the line at 1e-4.",
    )


# %% tags=["hide-input"]
# Prepares the curves of that drawing.
def before_and_after(errors, changes, tol):
    """The errors up to the sweep whose change is below tol, and from there on; NaN elsewhere."""
    stop, shown = int((changes < tol).argmax()), np.where(errors > 1e-12, errors, np.nan)
    sweeps = np.arange(len(errors))
    print(f"change < {tol} at sweep {stop + 1}, where the error is {errors[stop]:.2g}")
    return np.where(sweeps <= stop, shown, np.nan), np.where(sweeps >= stop, shown, np.nan)


# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    curves = {}
    for gamma, policy in ((0.1, SHORT), (0.99, LONG)):
        truth = values_of(P, R, as_table(policy), gamma)
        errors, changes = errors_of_sweeps(P, R, gamma, truth, 3000)
        parts = before_and_after(errors, changes, 1e-4)
        curves[f"gamma {gamma}"], curves[f"gamma {gamma}, change < tol"] = parts
    print(f"gamma 0.99, sweep 972: error {errors[971]:.4f}")
    draw_errors(curves)

# %% [markdown]
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
# ## 5 · A bug that certainty hides
#
# Below is a sweep for arbitrary tables. On the chain it is right at every sweep. Once a coin is tossed, it is not.


# %% nbgrader={"grade": false, "grade_id": "bellman-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def hopeful_sweep(P, R, V, gamma):
    """Looks right, runs, and is wrong. P: [S, A, S], R: [S, A], V: [S]. Returns the next guess."""
    return (R + gamma * (P * V).max(axis=2)).max(axis=1)


# %% tags=["demo"]
with needs(chain_mdp):
    V = np.array([1.0, 2.0, 0.5, 3.0])
    print("chain:", sweep(*chain_tables(), V, 0.9), hopeful_sweep(*chain_tables(), V, 0.9))

# %% [markdown]
# Fix it in the next cell (this is not graded; the cell after it prints the value, at $\gamma = 0.9$, of a fair coin toss between two states that are worth 1 each).


# %% nbgrader={"grade": false, "grade_id": "bellman-mended_sweep", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mended_sweep(P: np.ndarray, R: np.ndarray, V: np.ndarray, gamma: float) -> np.ndarray:
    """One sweep of value iteration. P: [S, A, S], R: [S, A], V: [S]. Returns the next guess, [S]."""
    ### BEGIN SOLUTION
    return (R + gamma * (P * V).sum(axis=2)).max(axis=1)
    ### END SOLUTION


# %% tags=["demo"]
FAIR = np.array([[[0.0, 0.5, 0.5]], [[0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0]]])
with needs(mended_sweep):
    for name, one_sweep in (("with the bug", hopeful_sweep), ("fixed", mended_sweep)):
        value = one_sweep(FAIR, np.zeros((3, 1)), np.array([0.0, 1.0, 1.0]), 0.9)[0]
        print(f"{name}: the coin is worth {value:.2f}")

# %% [markdown]
# The bug takes the max over *next states* where an average belongs: as if you could choose how the coin lands, but were paid only half for it. Always test with some randomness.

# %% [markdown]
# ## 6 · Improve the policy instead
#
# <a id="bellman-dp-vs-td"></a>
# **Definition.** *Dynamic programming* computes with the tables $p$ and $r$ themselves, averaging over everything that may come next. *Temporal-difference* methods (chapter 19) do not know the tables: they
# use the one $s'$ that actually came instead of the average. Both use an estimate of $v(s')$ in the estimate of $v(s)$ (Sutton and Barto 2018, sections 4.1 and 6.1).
#
# *Policy iteration* alternates: solve for $v_\pi$ exactly; then let each state switch to an action with a larger $R[s, a] + \gamma \sum_{s'} P[s, a, s'] v_\pi(s')$. No value falls, and as long as anything switches some value rises. There are finitely many policies and
# none comes up twice, so it ends, with $v_*$. Ties need care: switch only if the new action is *strictly* better, by more than rounding, or two equal actions may alternate forever.
#
# **By hand.** Start on the chain at $\gamma = 0.99$ from the short policy, with $v = (50.25, 49.75, 51.73, 52.25)$. In state 0, minus gives $0.99 \cdot 50.25 = 49.75$ and plus gives $0.99 \cdot 51.73 = 51.21$. So 0 switches to plus, and the result is the long policy.
#
# ### Exercise 18.5 · `policy_iteration` (level 2, about 20 minutes)


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
# A sweep is cheaper than solving linear equations, but it takes many more sweeps. On Gymnasium's slippery lake (section 8) at $\gamma = 0.99$, starting from "always left", it takes 7 evaluations, or 401 sweeps to bring the error down to $10^{-6}$.

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
# ## 7 · What the discount decides
#
# The discount is not a technicality: it decides what is best. Going round and round from state 0, the short loop is worth $\gamma/(1 - \gamma^2)$ and the long one $3\gamma^2/(1-\gamma^3)$.
#
# ### Exercise 18.6 · `critical_gamma` (level 2, about 15 minutes)
#
# Set them equal and solve for $\gamma$: with $1 - \gamma^2 = (1-\gamma)(1+\gamma)$ and $1 - \gamma^3 = (1-\gamma)(1+\gamma+\gamma^2)$, what is left is a quadratic equation.


# %% nbgrader={"grade": false, "grade_id": "bellman-critical_gamma", "locked": false, "schema_version": 3, "solution": true, "task": false}
def critical_gamma() -> float:
    """The discount, between 0 and 1, at which the chain's short and long loops are worth the same."""
    ### BEGIN SOLUTION
    return (math.sqrt(3) - 1) / 2  # 1 + g + g^2 = 3 g (1 + g), so 2 g^2 + 2 g - 1 = 0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "bellman-critical_gamma-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("bellman.critical_gamma", critical_gamma)

# %% tags=["hide-input"]
# Asks for your prediction.
flip = predict(
    "You slide gamma from 0 to 1. How many states of the chain change their best action?"
)


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
# Shows the best policy as you move gamma, and compares it with your prediction.
with needs(chain_mdp, policy_value):
    explore(
        draw_chain,
        label="The chain and its discount",
        alt=describe_chain,
        static=[{"gamma": 0.36}, {"gamma": 0.37}],
        predict=flip,
        answer="Watch the arrows as you move gamma.",
        gamma=Slider("gamma", 0.0, 0.95, 0.001),
    )
    flip.reveal(
        1,
        told="1: only state 0",
        why="from -1 it is always best to take the 1, and from 1 and 2 the 3",
    )

# %% [markdown]
# <a id="bellman-critical-discount"></a>
# **By hand.** $\gamma_c = (\sqrt3 - 1)/2 = 0.3660254$: short at $0.3660$, long at $0.3661$. And at $\gamma = 1$ the loop never ends: $I - P_\pi$ has rank 3 instead of 4, and there is no value. But as $\gamma \to 1$, $(1 - \gamma)\,v$
# tends to the average reward per step, $3/3 = 1$ for the long loop: at $\gamma = 0.999$ it lies between $0.9990$ and $1.0010$.

# %% tags=["demo"]
with needs(chain_mdp, policy_value):
    P, R = chain_tables()
    for gamma in (0.3660, 0.3661):
        worth = [values_of(P, R, as_table(policy), gamma)[1] for policy in (SHORT, LONG)]
        print(f"gamma {gamma}: v(0) short {worth[0]:.6f}, long {worth[1]:.6f}")
    print("(1 - gamma) v at 0.999:", (0.001 * values_of(P, R, as_table(LONG), 0.999)).round(4))
    print("rank at gamma 1:", np.linalg.matrix_rank(np.eye(4) - P[np.arange(4), LONG]))

# %% [markdown]
# ## 8 · Published numbers, and a slippery lake
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
# <a id="bellman-frozen-lake"></a>
# **FrozenLake-v1.** A 4 by 4 lake with holes; each move goes where it should with probability 1/3, and to either side with probability 1/3 each. The tables are Gymnasium's own. At $\gamma = 0.99$ the start is worth $0.542026$ under the best policy.
# That policy reaches the goal with probability $14/17 = 0.823529$ if it may take forever. Gymnasium stops after 100 steps: then it succeeds with probability $0.740165$, and the best that any policy can do is $0.744190$, by watching the clock.

# %% tags=["demo"]
with needs(policy_value, policy_iteration):
    P, R = frozen_lake()
    V, policy, _ = policy_iteration(P, R, 0.99, np.zeros(16, dtype=int))
    policy = np.array(policy, dtype=int)
    for_ever = values_of(P, R, np.eye(4)[policy], 1.0)[0]
    best, mine = np.zeros(16), np.zeros(16)
    for _ in range(100):
        best = sweep(P, R, best, 1.0)
        mine = (R + P @ mine)[np.arange(16), policy]
    print(
        f"value {V[0]:.6f}, success {for_ever:.6f}; in 100 steps {mine[0]:.6f}, at best {best[0]:.6f}"
    )
    env = gymnasium.make("FrozenLake-v1")
    env.reset(seed=0)
    wins = [rollout(env, policy, steps=100).rewards.sum() for _ in range(1000)]
    print(f"played 1,000 times: {np.mean(wins):.2f}")

# %% [markdown]
# ## 9 · In your own words
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
# - With the policy fixed, the values solve linear equations; with a max they do not.
# - Average over what chance does, then take the max over what you do.
# - The error can be $\gamma/(1-\gamma)$ times the change: stop accordingly.
# - The discount decides what is best: at $(\sqrt3-1)/2$ the chain changes its mind.
#
# **Where it goes from here.** Chapter 19 replaces the tables with samples; chapter 20 drops values and follows the slopes of the policy.
#
# **References.** Sutton and Barto (2018), Reinforcement learning: an introduction, chapters 3 and 4. Puterman (1994), Markov decision processes, section 6.3. Howard (1960), Dynamic programming and Markov processes. Towers et al. (2024), Gymnasium.
