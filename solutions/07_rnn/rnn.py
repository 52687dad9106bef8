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
# # 07 · Recurrent networks and the LSTM
#
# *The network learns to predict the next lett*. You know how this sentence ends, because you remember how it began. A network that sees one letter at a time has to
# remember as well.
#
# Below, two machines write English. Both learned from 67,000 characters of this course, in small letters, by guessing each next character. **Machine A** knows only the
# last character: it continues the way the text did after that character. **Machine B** is a network with a memory, of the kind that you build in this chapter. You see what it writes
# before it has learned anything, after 50 steps of training, and after 800, a few seconds later.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

from course_utils import begin, device, plotting
from course_utils.checks import check, needs
from course_utils.data import ALPHABET, prose
from course_utils.models import LSTM, RNN, Writer, fit_writer
from course_utils.sequences import ADDING_BASELINE, adding_problem, clipped, step_jacobians
from course_utils.training import evaluate, fit
from course_utils.widgets import Choice, Slider, explore, predict

begin("07_rnn", release="2026.1")

# %% tags=["hide-input"]
# Counts which character follows which, and trains machine B; this takes a few seconds.
TEXT, NEW_TEXT = prose()[:-7400], prose()[-7400:]
FOLLOWS = np.full((34, 34), 0.1)
CODES = np.array([ALPHABET.index(letter) for letter in TEXT])
np.add.at(FOLLOWS, (CODES[:-1], CODES[1:]), 1)
FOLLOWS /= FOLLOWS.sum(axis=1, keepdims=True)


def without_memory(n, seed=0):
    """n characters of machine A, which draws each from those that follow the last one in the text."""
    written, draw = "the ", np.random.default_rng(seed)
    for _ in range(n):
        written += ALPHABET[draw.choice(34, p=FOLLOWS[ALPHABET.index(written[-1])])]
    return written


torch.manual_seed(0)
MACHINE_B = Writer(ALPHABET).to(device())
DRAFTS = {}
fit_writer(
    MACHINE_B,
    TEXT,
    steps=800,
    stops=(0, 50, 800),
    then=lambda step: DRAFTS.update({step: MACHINE_B.write(210)}),
)
MACHINE_B = MACHINE_B.cpu()

# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may train to slightly different weights, and so write another text"
# Shows what both machines write.
axes = plotting.drafts(
    {
        "A, knows only the last character": without_memory(210),
        "B, before its first step": DRAFTS[0],
        "B, after 50 steps": DRAFTS[50],
        "B, after 800 steps": DRAFTS[800],
    },
    title="Two machines write, one letter after the other",
)
plotting.show(
    axes,
    alt="Four samples of generated text. Machine A strings together syllables without words. Machine B "
    "first writes random characters, after 50 steps short scraps such as 'the', and after 800 steps "
    "mostly English words in an order that almost makes sense.",
)

# %% [markdown]
# Nobody told machine B what a word is. It carries a few numbers along the text, its memory, and it has learned what to keep there. At the end of this chapter every letter is
# written by a cell that you wrote.
#
# Learning *what* to keep is the hard part. Suppose the network is wrong at character 100, and the cause lies at character 1: something that it should have kept and did not. To learn from the mistake, the step
# at character 1 has to hear of it. **How loudly can step 100 hear step 1?** Most of this chapter is about that question.
#
# **After this chapter you can**
#
# - run a recurrent network, and add up its gradient over time,
# - say how loudly a late step hears an early one, and what that depends on,
# - keep an exploding gradient from ruining a training run,
# - build an LSTM cell, set its gates by hand, and say which path it protects,
# - train a network that writes, and measure how far back it looks.
#
# **You need** matrix products, the chain rule, and backpropagation ([chapter 3](../03_backprop/backprop.ipynb)). [Chapter 5](../05_cnn/cnn.ipynb) shared
# weights in space; here they are shared in time.
# **Time:** 190 minutes. **Points:** 27.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $x_t$, $y_t$ | `xs`, `ys` | input and target at step $t = 1, \dots, T$; rows of an array |
# | $h_t$ | `h`, `hs` | the state, $H$ numbers; $h_0$ is where it starts |
# | $W_{hh}$, $W_{xh}$, $W_{hy}$ | `Whh`, `Wxh`, `Why` | weights from state to state, input to state, state to output |
# | $f$, $\ell$ | | the activation, and a bound on its slope: $\lvert f' \rvert \le \ell$ |
# | $\lambda$, $\eta$ | `scale` | $\lambda = \Vert W_{hh} \Vert$, the largest factor by which $W_{hh}$ stretches a vector; $\eta = \lambda \ell$ |
# | $\partial h_t / \partial h_k$ | `state_jacobian` | entry $(a, b)$: what a nudge to $h_k[b]$ does to $h_t[a]$ |
# | $c_t$; $i, f, g, o$ | `c`; `i`, `f`, `g`, `o` | the LSTM's memory; its three gates and its candidate (in an LSTM, $f$ is a gate) |

# %% [markdown]
# ## 1 · A memory that is carried along
#
# A sequence has no fixed length, so no fixed number of weights can look at it all at once. A recurrent network takes it step by step. At every step it combines two things, the new input and its own memory
# of what came before, into a new memory, and it does so with the *same weights* every time (W in the drawing). Drawn out in time, the one network becomes a long chain.

# %% tags=["hide-input"]
# Draws the network at four moments.
axes = plotting.unrolled_network(
    ["t", "h", "e", "(space)"],
    ["h", "e", "(space)", "n"],
    weight="W",
    title="One network at four moments: it reads a letter and guesses the next",
)
plotting.show(
    axes,
    alt="A chain of boxes from left to right: start, then four memories, joined by arrows that all carry "
    "the same weights W. Below the boxes are the letters that are read, t, h, e and a space; above them "
    "the guesses h, e, space and n.",
)

# %% [markdown]
# <a id="rnn-vanilla"></a>
# **The model.** The memory is called the **state**, $h_t$. With $\hat y_t$ the network's output,
#
# $$h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b), \qquad \hat y_t = W_{hy} h_t, \qquad L = \sum_t \Vert y_t - \hat y_t \Vert^2$$
#
# (Elman 1990). For analysis it is often easier to follow what is *inside* the activation. Call that the state, leave out $b$, and the same network becomes
#
# $$h_t = W_{hh}\, f(h_{t-1}) + W_{xh} x_t$$
#
# (Pascanu, Mikolov and Bengio 2013, section 1). These are two definitions of "state": with $f = \tanh$, the first is $\tanh$ of the second. Both appear
# below, and each time we say which one is meant.
#
# **By hand.** Take a state of one number and no activation: $h_t = 2 h_{t-1} + x_t$, starting from $h_0 = 0$ and fed $x = (1, 1, 1)$. The states are $h = 1$, $2 \cdot 1 + 1 = 3$, $2 \cdot 3 + 1 = 7$.


# %%
def unroll(w, xs):
    """The states of h = w h + x, starting from h = 0; each is one number. xs: the inputs."""
    h, states = 0.0, []
    for x in xs:
        h = w * h + x
        states.append(h)
    return states


print("states:", unroll(2.0, [1.0, 1.0, 1.0]))

# %% [markdown]
# ### Exercise 7.1 · `rnn_forward` (level 1, about 10 minutes)
#
# This is the same loop, with vectors and an activation. The rest of the chapter examines the states that it returns.


# %% nbgrader={"grade": false, "grade_id": "rnn-rnn_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rnn_forward(
    xs: np.ndarray, h0: np.ndarray, Whh: np.ndarray, Wxh: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """The states of a recurrent network, h_t = tanh(Whh h_(t-1) + Wxh x_t + b).

    xs: [T, D] float64, one input per row, T >= 1. h0: [H], the state before the first input.
    Whh: [H, H]. Wxh: [H, D]. b: [H]. None of them is changed.
    Returns hs: [T, H]; row t - 1 is the state after the t-th input, and h0 is not included.
    """
    ### BEGIN SOLUTION
    h, states = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        states.append(h)
    return np.stack(states)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-rnn_forward-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.rnn_forward", rnn_forward)

# %% [markdown]
# The course's `RNN` is torch's layer with a linear readout of the last state. Here your function computes the states with the
# layer's own weights. The answers must match torch's, up to the rounding of its 32-bit numbers.

# %% tags=["demo"]
with needs(rnn_forward):
    torch.manual_seed(0)
    network, (sequences, _) = RNN(n_inputs=2, n_hidden=32), adding_problem(5, 20)
    with torch.no_grad():
        difference = network(sequences) - network.answer_with(rnn_forward, sequences)
    print("your states reproduce torch's answers:", bool(difference.abs().max() < 1e-5))

# %% [markdown]
# ### Without the activation
#
# Leave out the $\tanh$ for a moment. A network whose state is $h_t = A h_{t-1} + B x_t$, with the answer $C h_t$, knows only sums and multiples. That makes it easy to know completely. Clap once in an
# empty hall and listen: 1 at the first step, silence afterwards. Its answers to that one clap are its **echo**. In the example above, $h_t = 2 h_{t-1} + x_t$, the echo is $1, 2, 4, \dots$
#
# ### Exercise 7.2 · `from_echo` (level 1, about 15 minutes)
#
# You know the echo of a linear network, and nothing else: not its weights, not even how many units it has. What does it answer to *any* sequence of inputs?


# %% nbgrader={"grade": false, "grade_id": "rnn-from_echo", "locked": false, "schema_version": 3, "solution": true, "task": false}
def from_echo(echo: np.ndarray, xs: np.ndarray) -> np.ndarray:
    """What a linear recurrent network answers, from its echo alone.

    The network takes one number per step and gives one: h_t = A h_(t-1) + B x_t from h_0 = 0, and the
    answer C h_t. A, B and C are not known.
    echo: [T] float64, its answers to the inputs 1, 0, 0, ..., 0. xs: [T], its inputs. Neither is changed.
    Returns ys: [T], its answers to xs.
    """
    ### BEGIN SOLUTION
    return np.convolve(xs, echo)[: len(xs)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-from_echo-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.from_echo", from_echo)

# %% [markdown]
# You have just computed all answers at once, without going from step to step. With a $\tanh$ between the steps that is impossible: there each step has to wait for the one before. Hold on to the thought. It is one reason why
# recurrent networks went out of use, and why a kind *without* an activation between its steps has come back; the closing says more.

# %% tags=["demo"]
with needs(from_echo):
    rng = np.random.default_rng(0)
    A, B, C = rng.normal(size=(5, 5)) / 3, rng.normal(size=5), rng.normal(size=5)
    echo = np.array([C @ np.linalg.matrix_power(A, lag) @ B for lag in range(1000)])
    xs, state, answers = rng.normal(size=1000), np.zeros(5), []
    for x in xs:
        state = A @ state + B * x
        answers.append(C @ state)
    print(
        "1000 answers from the echo, all as step by step:",
        np.allclose(from_echo(echo, xs), answers),
    )

# %% [markdown]
# ## 2 · One weight, used at every step
#
# To learn we need the gradient of the loss with respect to $W_{hh}$. But which $W_{hh}$? The loss at step $t$ has used it $t$ times.

# %% tags=["hide-input"]
# Draws how the blame for one mistake travels back through time.
STATES = [f"$h_{step}$" for step in range(5)]
INPUTS = [f"$x_{step}$" for step in range(1, 5)]
axes = plotting.unrolled_network(
    INPUTS,
    ["", "", "", "$L_4$"],
    states=STATES,
    weight="$W_{hh}$",
    blame=True,
    title="The loss at step 4 blames every use of the weights before it",
)
plotting.show(
    axes,
    alt="The unrolled network with states h0 to h4. From the loss at step 4 a dashed arrow leads down to "
    "h4 and on to the left, from state to state, against the direction of the computation.",
)

# %% [markdown]
# Give every step its own copy, $W_1, \dots, W_t$. The chain rule for several variables differentiates with respect to each copy, and since all the copies
# are the same number and move together, their contributions are **added**. This is the rule from chapter 3 for a value that is used twice.
#
# **By hand.** In the example above, $h_3 = w^2 + w + 1$, so $dh_3/dw = 2w + 1 = 5$ at $w = 2$. Copy by copy: the last step multiplies $h_2 = 3$, so its
# contribution is $3$. The step before multiplied $h_1 = 1$, and what it changes passes through one more factor $w = 2$: its contribution is $2$. The
# first multiplied $h_0 = 0$ and contributes $0$. And $3 + 2 + 0 = 5$. Stop at the last step, as many first attempts do, and you get $3$.

# %%
copies = torch.full((3,), 2.0, requires_grad=True)
h = torch.tensor(0.0)
for copy, x in zip(copies, (1.0, 1.0, 1.0), strict=True):
    h = copy * h + x
(shares,) = torch.autograd.grad(h, copies)
print("contributions of the three copies:", shares.tolist(), "sum:", shares.sum().item())

# %% [markdown]
# With matrices the contribution of copy $k$ has the same parts. Nudging $W_k$ first changes $h_k$, with $h_{k-1}$ held fixed; write $\partial^+ h_k / \partial W$ for
# this *immediate* derivative. In the analysis form $h_k[a] = \sum_c W[a, c]\, f(h_{k-1}[c]) + \dots$, so the weight $W[a, b]$ acts on entry $a$ of the state alone, and its factor there is $f(h_{k-1}[b])$:
#
# $$\frac{\partial^+ h_k[a']}{\partial W[a, b]} = f(h_{k-1}[b]) \text{ if } a' = a, \text{ and } 0 \text{ otherwise.}$$
#
# The change then travels from $h_k$ to $h_t$, and from there through the output into the loss.
#
# <a id="rnn-bptt"></a>
# **Statement (backpropagation through time).** With $L = \sum_t L_t$,
#
# $$\frac{\partial L_t}{\partial W_{hh}} = \frac{\partial L_t}{\partial \hat y_t}\, \frac{\partial \hat y_t}{\partial h_t}
# \sum_{k=1}^{t} \frac{\partial h_t}{\partial h_k}\, \frac{\partial^+ h_k}{\partial W_{hh}}$$
#
# (Werbos 1990). In the example the sum over $k$ is $4 \cdot 0 + 2 \cdot 1 + 1 \cdot 3$.
#
# One factor deserves our attention: $\partial h_t / \partial h_k$. It is the only one that reaches back in time, and it decides how loudly step $t$ hears step $k$.

# %% [markdown]
# ## 3 · The Jacobian of the state
#
# How does a nudge travel through one step? Take the first form, $h_t = \tanh(W_{hh} h_{t-1} + \dots)$. A nudge to $h_{t-1}[b]$ changes the sum inside the activation of unit $a$ by $W_{hh}[a, b]$ times as much, and the
# $\tanh$ passes that on with its slope, which is $1 - h_t[a]^2$. So row $a$ of the weights is multiplied by the slope of unit $a$:
#
# <a id="rnn-tanh-jacobian"></a>
# **Statement.** For $h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b)$ the Jacobian of one step is
# $\partial h_t / \partial h_{t-1} = \operatorname{diag}(1 - h_t^2)\, W_{hh}$, where the square is taken entry by entry (Goodfellow, Bengio and Courville 2016, section 10.2.2).
#
# **By hand.** $W = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}$ and the slopes $(1, \tfrac12)$ after the step: halve the second row. The Jacobian is
# $\begin{pmatrix} 1 & 2 \\ 0 & \tfrac12 \end{pmatrix}$. (The slope of $\tanh$ is $1$ at $0$ and $\tfrac12$ where $\tanh h = 1/\sqrt2$, at $h = 0.8814$.)
#
# ### Exercise 7.3 · `state_jacobian` (level 2, about 20 minutes)
#
# Now the analysis form, $h_i = W f(h_{i-1}) + \dots$ with $f = \tanh$. Two things change. The activation acts *before* the weights: what does it multiply now, and at which state is its slope taken? And between $h_k$ and $h_t$ there are
# several steps. For the same $W$ and slopes $(1, \tfrac12)$ before the step, one step has the Jacobian $\begin{pmatrix} 1 & 1 \\ 0 & \tfrac12 \end{pmatrix}$.


# %% nbgrader={"grade": false, "grade_id": "rnn-state_jacobian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def state_jacobian(hs: np.ndarray, W: np.ndarray, t: int, k: int) -> np.ndarray:
    """The Jacobian d h_t / d h_k of the recurrence h_i = W tanh(h_(i-1)) + u_i.

    hs: [T + 1, H] float64, the states h_0, ..., h_T, so that hs[i] is h_i; it is not changed.
    W: [H, H], not symmetric in general; it is not changed. t, k: steps, 0 <= k <= t <= T.
    Returns J: [H, H], J[a, b] = d h_t[a] / d h_k[b]; the identity for t = k.
    """
    ### BEGIN SOLUTION
    J = np.eye(len(W))
    for h in hs[k:t]:
        J = W @ ((1 - np.tanh(h) ** 2)[:, None] * J)
    return J
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-state_jacobian-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.state_jacobian", state_jacobian)

# %% [markdown]
# In formulas: coordinate $a$ of the new state is $h_i[a] = \sum_c W_{hh}[a, c]\, f(h_{i-1}[c]) + \dots$, so
# $\partial h_i[a] / \partial h_{i-1}[b] = W_{hh}[a, b]\; f'(h_{i-1}[b])$: column $b$ of $W_{hh}$ is multiplied by the slope at coordinate $b$.
#
# <a id="rnn-state-jacobian"></a>
# **Statement.** For $h_t = W_{hh} f(h_{t-1}) + W_{xh} x_t$ and $t \ge k$,
#
# $$\frac{\partial h_t}{\partial h_k} = \prod_{i=t}^{k+1} W_{hh} \operatorname{diag} f'(h_{i-1})
# = \big(W_{hh} \operatorname{diag} f'(h_{t-1})\big) \cdots \big(W_{hh} \operatorname{diag} f'(h_k)\big),$$
#
# with the latest factor on the left, because it acts last, and the identity for $t = k$.
#
# ### A common slip: the transposed weights
# <a id="rnn-slip-transposed"></a>
#
# Published texts, including a famous paper, write $W_{hh}^\top \operatorname{diag} f'$. The transpose does have its place: gradients written as
# *columns* travel backwards through the transpose of the whole Jacobian, and that is $\operatorname{diag} f'\, W_{hh}^\top$. The mixture is neither of the two.

# %%
W = torch.tensor([[1.0, 2.0], [0.0, 1.0]], dtype=torch.float64)
state = torch.tensor([0.0, math.atanh(math.sqrt(0.5))], dtype=torch.float64)
slopes = torch.diag(1 - torch.tanh(state) ** 2)

exact = torch.func.jacfwd(lambda h, matrix: matrix @ torch.tanh(h))(state, W)
candidates = {
    "W diag f'": W @ slopes,
    "(diag f' W^T)^T": (slopes @ W.T).T,
    "W^T diag f'": W.T @ slopes,
}
for name, matrix in candidates.items():
    verdict = "agrees with autograd" if torch.allclose(matrix, exact) else "WRONG"
    norm = torch.linalg.matrix_norm(matrix, 2).item()
    print(f"{name:16} {matrix.numpy().round(4).tolist()}  norm {norm:.3f}  {verdict}")

# %% [markdown]
# With a symmetric $W$ nobody would notice. The bound in the next section survives the slip too, because $\Vert W^\top \Vert = \Vert W \Vert$. The gradients do not.

# %% [markdown]
# ## 4 · A bound, and what it does not say
#
# $\Vert A \Vert$ is the largest factor by which $A$ stretches any vector. So $\Vert A B \Vert \le \Vert A \Vert \Vert B \Vert$: two stretches in a row stretch
# by at most the product. A diagonal matrix stretches by its largest entry, so $\Vert \operatorname{diag} f' \Vert \le \ell$. Every factor of the Jacobian then has norm at most
# $\lambda \ell = \eta$, and there are $t - k$ factors.
#
# <a id="rnn-vanishing"></a>
# **Statement (vanishing gradients).** If $\lvert f' \rvert \le \ell$ and $\Vert W_{hh} \Vert = \lambda < 1/\ell$, then with $\eta = \lambda\ell < 1$
#
# $$\left\Vert \frac{\partial h_t}{\partial h_k} \right\Vert \le \eta^{\,t-k},$$
#
# which vanishes as the lag $t - k$ grows; $\ell = 1$ for $\tanh$ and $\tfrac14$ for the sigmoid (Bengio, Simard and Frasconi 1994;
# Pascanu et al. 2013, section 2.1).
#
# The sign is $\le$ and not $<$: for $W = \lambda Q$ with $Q$ orthogonal (a rotation or reflection, which stretches nothing) and no activation, every step multiplies by exactly $\lambda$.
# At $\lambda = 0.9$ and ten steps, $0.9^{10} = 0.349$.
#
# <a id="rnn-powers"></a>
# **By hand, with a calculator.** Over a hundred steps, $0.9^{100} = 2.66 \cdot 10^{-5}$ and $1.1^{100} = 13{,}781$. A tenth more or less per step separates a whisper
# from a scream. With the sigmoid and $\lambda = 1$, ten steps already give $(\tfrac14)^{10} = 9.5 \cdot 10^{-7}$.

# %% tags=["hide-input"]
# Sets up this section, and measures how loudly each state hears the first one.
LAGS, SHOWN = np.arange(101), np.arange(41)
ORTHOGONAL = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
START = 0.1 * np.random.default_rng(1).normal(size=6)


def loudness(W, h0, steps):
    """Norms of d h_t / d h_0, t = 0..steps, by torch, for h = W tanh(h) from h0 [H]; W: [H, H]."""
    matrix, start = torch.as_tensor(W), torch.as_tensor(h0)
    silence = torch.zeros(steps, 1, dtype=start.dtype)
    _, jacobians = step_jacobians(lambda h, _: matrix @ torch.tanh(h), start, silence)
    product, norms = torch.eye(len(start), dtype=start.dtype), [1.0]
    for jacobian in jacobians:
        product = jacobian @ product
        norms.append(torch.linalg.matrix_norm(product, 2).item())
    return np.array(norms)


# %%
print(f"0.9^100 = {0.9**100:.2e}, 1.1^100 = {1.1**100:.1f}, 0.25^10 = {0.25**10:.1e}")
measured = np.linalg.norm(np.linalg.matrix_power(0.9 * ORTHOGONAL, 10), 2)
print(f"norm of (0.9 Q)^10: {measured:.3f}, bound {0.9**10:.3f}")

# %% [markdown]
# So a norm below 1 silences the past. And a norm above 1? Take six units with $\tanh$ and a $W$ of norm 2, in fact twice an orthogonal matrix. Without inputs, and from a small
# first state, let it run for 40 steps.

# %% tags=["hide-input"]
# Asks for your prediction.
rebel = predict(
    "The bound at lag 40 is 2^40, about 10^12. What is the norm of d h_40 / d h_0 itself?",
    choices=["about 10^12", "about 10^6", "between 1 and 100", "below 10^-12"],
)

# %% tags=["hide-input"]
# Measures it, and compares the result with your prediction.
with rebel.withheld():
    left = loudness(2 * ORTHOGONAL, START, 40)[-1]
    rebel.reveal(
        "between 1 and 100" if 1 < left < 100 else "below 10^-12" if left < 1e-12 else "about 10^6",
        told=f"between 1 and 100: {left:.0f}",
        why="the bound takes the largest slope of tanh, 1, at every step. The state grows, and where it has "
        "settled the slopes make up for most of the factor 2",
    )

# %% [markdown]
# <a id="rnn-exploding"></a>
# **Statement (exploding gradients).** $\lambda > 1/\ell$ is *necessary* for $\Vert \partial h_t / \partial h_k \Vert$ to grow without bound: if $\lambda \le 1/\ell$, then
# $\eta \le 1$ and the bound forbids it. It is **not sufficient** (Pascanu et al. 2013, section 2.1, say "necessary").
#
# An upper bound cannot promise that anything is large. Do the eigenvalues say more? Here is a network without activation, whose Jacobian over $k$ steps is the power $W^k$.

# %% tags=["hide-input"]
# Asks for your prediction.
hump = predict(
    "The matrix [[0.9, 10], [0, 0.9]] has both eigenvalues 0.9. Where is the norm of its k-th power largest?",
    choices=["at k = 0: it only falls", "at k = 1", "at k = 9", "at k = 90"],
)

# %%
SLANTED = np.array([[0.9, 10.0], [0.0, 0.9]])
powers = np.array([np.linalg.norm(np.linalg.matrix_power(SLANTED, k), 2) for k in range(101)])

# %% tags=["hide-input"]
# Shows some of the norms, and compares the largest with your prediction.
with hump.withheld():
    for k in (1, 5, 9, 30, 100):
        print(f"k = {k:3}: norm {powers[k]:.3g}")
    hump.reveal(
        f"at k = {powers.argmax()}",
        told=f"at k = {powers.argmax()}, where the norm is {powers.max():.1f}",
        why="the corner entry of the power is 10 k 0.9^(k-1), which grows until the shrinking 0.9^k wins",
    )

# %% [markdown]
# Eigenvalues tell you what happens in the end; the norm tells you what can happen in one step.
#
# ### A common slip: "if $\lambda > 1/\ell$, gradients explode"
# <a id="rnn-slip-explodes"></a>
#
# Here are two rebels, both far above the threshold $1/\ell = 1$ of $\tanh$.
#
# 1. **Nilpotent.** $W = \begin{pmatrix} 0 & 10 \\ 0 & 0 \end{pmatrix}$ has norm 10, but $W^2 = 0$. It sends the second coordinate into the first, and the first nowhere. After two
#    steps nothing is left.
# 2. **Saturated.** $W = 3I$ with $\tanh$. The state settles at $h = 2.98$, where $h = 3\tanh h$. There the slope is $1 - \tanh^2 h = 0.0102$, and three times
#    that is $0.03$: each step keeps 3 %. Large weights push the state to where the activation is flat.

# %%
NILPOTENT = np.array([[0.0, 10.0], [0.0, 0.0]])
print(
    "nilpotent:  norm of W 10, norms at lags 0 to 3:", loudness(NILPOTENT, np.zeros(2), 3).tolist()
)
h, kept = 1.0, 1.0
for step in range(1, 31):
    kept, h = kept * 3 * (1 - math.tanh(h) ** 2), 3 * math.tanh(h)
    if step in (1, 2, 30):
        print(
            f"saturated:  h_{step} = {h:.4f}, d h_{step} / d h_0 = {kept:.1e}, bound {3.0**step:.1e}"
        )

# %% tags=["hide-input"]
# Draws how loudly the past is heard, for five networks.
SCALES = {f"norm of W {scale:g}": scale for scale in (0.9, 1.0, 1.1)}
heard = {label: loudness(scale * ORTHOGONAL, START, 100) for label, scale in SCALES.items()}
heard["rebel, norm 10: its square is 0"] = loudness(np.kron(np.eye(3), NILPOTENT), START, 100)
heard["rebel, norm 3: saturates"] = loudness(3 * np.eye(6), START, 100)
axes = plotting.gradient_norms(
    LAGS,
    heard,
    bounds={label: scale**LAGS for label, scale in SCALES.items()},
    x_label="lag t - k (steps)",
    y_label="norm of d h_t / d h_k",
    limits=(1e-10, 1e5),
    title="The weights set how loud the past can be, not how loud it is",
)
axes.legend(loc="lower right")
plotting.show(
    axes,
    alt="Norm of the state's Jacobian against lag, on a log scale. For weights of norm 0.9 it falls "
    "along its bound; for norm 1 it stays near 1; for norm 1.1 it grows to about "
    "7 and stays near 5, far below its bound of 13781. The rebel of norm 10 is 0 after two steps; the one of "
    "norm 3 first grows to 38 and then drops out of the figure.",
)

# %% [markdown]
# Now vary $\lambda$ and the activation yourself; every network starts from the same small state as in the figure above. Your `state_jacobian` knows only $\tanh$, and that is enough. The identity has slope 1 everywhere, as $\tanh$ does at $h = 0$. And
# $\sigma(h) = \tfrac12 + \tfrac12 \tanh \tfrac h2$, so the sigmoid's Jacobian is that of $\tanh$ with $W/4$ at the states $h/2$.

# %% tags=["hide-input"]
# Lists what the drawing below can be set to.
# Name -> (the function, factor on the states, bound on the slope)
ACTIVATIONS = {
    "tanh": (np.tanh, 1.0, 1.0),
    "sigmoid": (lambda h: 1 / (1 + np.exp(-h)), 0.5, 0.25),
    "identity": (lambda h: h, 0.0, 1.0),
}
PRESETS = {"nilpotent, norm 10": np.kron(np.eye(3), NILPOTENT), "3 I, saturates": 3 * np.eye(6)}


# %% tags=["hide-input"]
# Draws the norm of the Jacobian, and describes it.
def draw_norms(scale, activation, matrix):
    """Norm of d h_t / d h_0 against t, with its bound, from START without inputs."""
    W = PRESETS.get(matrix, scale * ORTHOGONAL)
    f, factor, slope = ACTIVATIONS[activation]
    hs = [START]
    for _ in SHOWN[1:]:
        hs.append(W @ f(hs[-1]))
    inner = factor * np.array(hs)
    norms = [np.linalg.norm(state_jacobian(inner, slope * W, t, 0), 2) for t in SHOWN]
    eta = slope * np.linalg.norm(W, 2)
    title = f"{matrix}, {activation}: eta = {eta:.3g}, norm at lag 40 is {norms[-1]:.2g}"
    labels = {"x_label": "lag t - k (steps)", "y_label": "norm of d h_t / d h_k", "title": title}
    bound = {"measured": eta**SHOWN}
    return plotting.gradient_norms(
        SHOWN, {"measured": norms}, bounds=bound, limits=(1e-4, 1e4), **labels
    )


def describe_norms(scale, activation, matrix):
    """Alt text of draw_norms."""
    size = f"{scale:g} times an orthogonal matrix" if matrix not in PRESETS else matrix
    return (
        f"Norm of the state's Jacobian against lag, on a log scale, for weights {size} and {activation}, "
        "with the dotted bound, which it never crosses."
    )


# %% tags=["hide-input", "demo"]
# Shows the norm as you choose.
with needs(state_jacobian):
    explore(
        draw_norms,
        label="Choose the weights and the activation",
        alt=describe_norms,
        static=[
            {"scale": 1.1, "activation": "tanh", "matrix": "orthogonal"},
            {"scale": 1.1, "activation": "tanh", "matrix": "3 I, saturates"},
        ],
        scale=Slider("scale of the orthogonal W", 0.5, 4.0, 0.05),
        activation=Choice("activation", list(ACTIVATIONS)),
        matrix=Choice("weights", ["orthogonal", *PRESETS]),
    )

# %% [markdown]
# Take the orthogonal matrix with the sigmoid, and change the scale. Why does the measured norm stay below the bound even at $\lambda = 4$, where $\eta = 1$?
# Because the slope is $\tfrac14$ only at $h = 0$, and the state does not stay there.

# %% [markdown]
# ## 5 · When it does explode: a shorter step
#
# Sometimes the norm does grow, and a single training step wrecks the weights. The cure is crude but works: if the gradient is longer than a
# limit, shorten it to that limit and keep its direction (Pascanu et al. 2013, section 3.2).
#
# Together, all the gradients of a network are *one* vector, so its length is taken over all of them. **By hand:** $(3, 4)$ and $(12)$ have the joint norm
# $\sqrt{9 + 16 + 144} = 13$. With the limit $6.5$ everything is halved: $(1.5, 2)$ and $(6)$. With the limit $20$ nothing happens.
#
# Clipping each *entry* at 1 instead turns $(3, 4)$ into $(1, 1)$: a different direction. Clipped by norm it becomes $(0.6, 0.8)$. And clipping has to happen before the
# optimizer's step; afterwards it changes nothing.
#
# ### Exercise 7.4 · `clip_grad_norm` (level 1, about 10 minutes)
#
# Write it once; every training run below calls it at every step.


# %% nbgrader={"grade": false, "grade_id": "rnn-clip_grad_norm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clip_grad_norm(grads: list[np.ndarray], max_norm: float) -> tuple[list[np.ndarray], float]:
    """Shorten a gradient that is too long, without turning it.

    grads: float64 arrays of any shapes, together one gradient; none of them is changed.
    max_norm: the limit on their joint Euclidean norm, positive.
    Returns (clipped, norm): new arrays of the same shapes, all multiplied by max_norm / norm if
    the joint norm exceeds max_norm and equal to grads otherwise; and the norm before clipping.
    """
    ### BEGIN SOLUTION
    norm = math.sqrt(sum((grad**2).sum() for grad in grads))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [factor * grad for grad in grads], norm
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-clip_grad_norm-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.clip_grad_norm", clip_grad_norm)

# %% tags=["demo"]
with needs(clip_grad_norm):
    for limit in (6.5, 20.0):
        shortened, norm = clip_grad_norm([np.array([3.0, 4.0]), np.array([12.0])], limit)
        print(f"limit {limit:g}: {[grad.tolist() for grad in shortened]}, norm before {norm:.0f}")
    (by_norm,), _ = clip_grad_norm([np.array([3.0, 4.0])], 1.0)
    print(
        "limit 1, by norm:",
        by_norm.round(4).tolist(),
        " by value:",
        np.clip([3, 4], -1, 1).tolist(),
    )

# %% [markdown]
# ## 6 · The whole gradient
#
# The sum in section 2 runs over all pairs $k \le t$: with 100 steps, 5,050 products of Jacobians. A single pass backwards is enough. Let $G_t$ be the derivative of
# the *whole* loss with respect to $h_t$. It comes from two sources, the output at step $t$ and the next state:
#
# $$G_t = \underbrace{-2\, W_{hy}^\top (y_t - \hat y_t)}_{\text{from } L_t} + \underbrace{\Big(\frac{\partial h_{t+1}}{\partial h_t}\Big)^{\!\top} G_{t+1}}_{\text{from the future}},
# \qquad G_{T+1} = 0.$$
#
# You know the Jacobian, and you know what the weight multiplies at step $t$. The rest is the rule from section 2: add over time.
#
# ### Exercise 7.5 · `bptt` (level 3, about 35 minutes)
#
# Write the gradient for the analysis form. Climb to it rung by rung, and run the check after each: its cases are numbered like the rungs, and the first one that fails says where you are.
#
# 1. one step: the error of the output, brought back to the state, times what the weight multiplied;
# 2. one unit, several steps: each state also answers for what comes after it;
# 3. several units: which index is which, and where the transpose belongs;
# 4. all of it, for any number of steps.


# %% nbgrader={"grade": false, "grade_id": "rnn-bptt", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bptt(
    xs: np.ndarray,
    ys: np.ndarray,
    h0: np.ndarray,
    Whh: np.ndarray,
    Wxh: np.ndarray,
    Why: np.ndarray,
) -> np.ndarray:
    """dL/dWhh for L = sum_t ||y_t - Why h_t||^2 and h_t = Whh tanh(h_(t-1)) + Wxh x_t.

    xs: [T, D] float64, inputs. ys: [T, O], targets. h0: [H], the state before the first input.
    Whh: [H, H], not symmetric in general. Wxh: [H, D]. Why: [O, H]. None of them is changed.
    Returns dWhh: [H, H], the derivative of the loss with respect to each entry of Whh.
    """
    ### BEGIN SOLUTION
    hs = [h0]
    for x in xs:
        hs.append(Whh @ np.tanh(hs[-1]) + Wxh @ x)
    dWhh, from_future = np.zeros_like(Whh), np.zeros_like(h0)
    for t in range(len(xs), 0, -1):
        G = from_future - 2 * Why.T @ (ys[t - 1] - Why @ hs[t])
        before = np.tanh(hs[t - 1])
        dWhh += np.outer(G, before)
        from_future = (1 - before**2) * (Whh.T @ G)
    return dWhh
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-bptt-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.bptt", bptt)

# %% [markdown]
# Now let it learn. A teacher network with known weights, $1.5$ times an orthogonal matrix, answers six random sequences of 20 steps. A student network starts nearby and has to recover
# the teacher's $W_{hh}$ from those answers, by plain gradient descent with your `bptt`.


# %% tags=["hide-input"]
# Makes the task: sequences, and the answers of the teacher.
def teacher_task(seed):
    """(true Whh, first guess, Wxh, Why, inputs [6, 20, 2], targets [6, 20, 3])."""
    rng = np.random.default_rng(seed)
    true = 1.5 * np.linalg.qr(rng.normal(size=(4, 4)))[0]
    Wxh, Why, inputs = rng.normal(size=(4, 2)), rng.normal(size=(3, 4)), rng.normal(size=(6, 20, 2))
    targets = np.array([outputs(xs, true, Wxh, Why) for xs in inputs])
    return true, true + 0.3 * rng.normal(size=(4, 4)), Wxh, Why, inputs, targets


def outputs(xs, Whh, Wxh, Why):
    """The network's answers [T, 3] to xs [T, 2], starting from state 0."""
    h, answers = np.zeros(len(Whh)), []
    for x in xs:
        h = Whh @ np.tanh(h) + Wxh @ x
        answers.append(Why @ h)
    return np.array(answers)


# %%
def learn(bptt, clip_grad_norm, max_norm, steps=300):
    """Gradient descent on Whh. Returns (losses [steps], gradient norms [steps], largest error)."""
    true, Whh, Wxh, Why, inputs, targets = teacher_task(0)
    losses, norms = [], []
    for _ in range(steps):
        errors = [ys - outputs(xs, Whh, Wxh, Why) for xs, ys in zip(inputs, targets, strict=True)]
        grads = [
            bptt(xs, ys, np.zeros(4), Whh, Wxh, Why) for xs, ys in zip(inputs, targets, strict=True)
        ]
        (step,), norm = clip_grad_norm([np.mean(grads, axis=0)], max_norm)
        Whh = Whh - 0.02 * step
        losses.append(np.square(errors).sum() / len(inputs))
        norms.append(norm)
    return losses, norms, np.abs(Whh - true).max()


# %% tags=["demo"]
with needs(bptt, clip_grad_norm):
    free, free_norms, _ = learn(bptt, clip_grad_norm, 1e100, steps=20)  # no norm gets there
    losses, norms, error = learn(bptt, clip_grad_norm, 1.0)
    print(f"without clipping: loss {free[0]:.0f}, after 20 steps over 1e12: {free[-1] > 1e12}")
    print(f"clipped at 1: loss {losses[0]:.0f}, after 300 steps below 0.1: {losses[-1] < 0.1}")
    print(f"every entry of W within 0.05 of the teacher's: {error < 0.05}")

# %% tags=["hide-input", "demo"]
# Draws the norm of the gradient, with clipping and without.
with needs(bptt, clip_grad_norm):
    axes = plotting.gradient_norms(
        np.arange(20),
        {"without clipping": free_norms, "clipped at 1": norms[:20]},
        lines={"limit": 1.0},
        x_label="step of gradient descent",
        y_label="norm of dL/dW before clipping",
        title="Unclipped steps run away, steps of bounded length do not",
    )
    plotting.show(
        axes,
        alt="Norm of the gradient against training step, on a log scale. Without clipping it starts near "
        "200, passes 1e4 at step 10 and 1e10 at step 19; clipped, it falls slowly from 200.",
    )

# %% [markdown]
# The runaway feeds itself: a step that is too long makes $W_{hh}$ larger, and a larger $W_{hh}$ makes the next gradient longer. With the limit 1 no step moves the weights by more
# than $0.02$, and the student network gets there.
#
# ### When the sequence is too long
#
# The backward pass keeps every state of the forward pass. For a book of a million characters nobody does that. **Truncated backpropagation through time** cuts the sequence into pieces: the state is
# carried across the cut, the blame is not (Williams and Peng 1990).

# %% tags=["hide-input"]
# Draws where the blame stops.
axes = plotting.unrolled_network(
    INPUTS,
    ["", "", "", "$L_4$"],
    states=STATES,
    weight="$W_{hh}$",
    blame=True,
    cuts=[2],
    title="Cut after step 2: the state crosses, the blame does not",
)
plotting.show(
    axes,
    alt="The unrolled network with a dotted vertical line between h2 and h3. The arrow from h2 to h3 "
    "crosses it; the dashed arrows of the blame lead from the loss at step 4 to h4 and h3 and end there.",
)

# %% [markdown]
# With your function that takes a few lines. Each piece is a short sequence with its own first state.


# %%
def truncated(bptt, xs, ys, Whh, Wxh, Why, length):
    """The gradient [H, H] when blame stops at the borders of pieces of `length` steps."""
    h, total = np.zeros(len(Whh)), np.zeros_like(Whh)
    for start in range(0, len(xs), length):
        inputs, targets = xs[start : start + length], ys[start : start + length]
        total += np.asarray(bptt(inputs, targets, h, Whh, Wxh, Why))
        for x in inputs:
            h = Whh @ np.tanh(h) + Wxh @ x
    return total


# %% tags=["hide-input"]
# Compares the truncated gradient with the whole one.
def lost(bptt, scale, seed):
    """Distance of each truncated gradient from the whole one over 30 steps, in percent of the whole one."""
    rng = np.random.default_rng(seed)
    Whh, Wxh = scale * np.linalg.qr(rng.normal(size=(4, 4)))[0], rng.normal(size=(4, 2)) / 2
    network = (Whh, Wxh, rng.normal(size=(3, 4)))
    xs, ys = rng.normal(size=(30, 2)), rng.normal(size=(30, 3))
    *cut, whole = (truncated(bptt, xs, ys, *network, length) for length in PIECES)
    return [100 * np.linalg.norm(found - whole) / np.linalg.norm(whole) for found in (*cut, whole)]


PIECES = (1, 2, 5, 10, 15, 30)

# %% tags=["hide-input", "demo"]
# Draws what the truncation costs.
with needs(bptt):
    errors = {
        f"W of norm {scale:g}": np.median([lost(bptt, scale, seed) for seed in range(3)], axis=0)
        for scale in (0.5, 1.0, 1.5)
    }
    axes = plotting.curves(
        np.array(PIECES),
        errors,
        x_label="length of the pieces (steps)",
        y_label="error of the gradient (%)",
        title="Truncation is cheap where the network forgets anyway",
    )
    plotting.show(
        axes,
        alt="Error of the truncated gradient in percent of the whole one, against the length of the pieces of "
        "a sequence of 30 steps, for weights of norm 0.5, 1 and 1.5. All three fall to 0 at length 30. At length 5 "
        "they are about 13, 26 and 40.",
    )

# %% [markdown]
# A network that is trained on pieces can still *use* a longer memory, because the state crosses the cuts. But it is never told that it should have kept something for longer than one
# piece. Machine B learned from pieces of 32 characters, and it even began each of them with an empty memory.
#
# ## 7 · A memory with gates
#
# Clipping tames what is too loud. Nothing you do to the gradient can bring back what has vanished; for that the network itself must change. What would a better memory look like? In the network so
# far every step multiplies the whole state by $W_{hh}$ and squeezes it through $\tanh$, even if nothing has happened. A better memory is left alone by default, and there is
# something that decides when to write to it, when to wipe it, and when to show it.
#
# The **long short-term memory** keeps a second state for this, the *memory* $c$. Four small layers look at the input $x$ and the old state $h$, each with its own weights and bias. Three of them are **gates**: their sigmoid
# answers between 0 (shut) and 1 (open), one number for each cell of the memory.

# %% tags=["hide-input"]
# Draws the inside of an LSTM cell.
axes = plotting.lstm_drawing(title="An LSTM cell: follow the thick line")
plotting.show(
    axes,
    alt="Drawing of an LSTM cell. A thick line, the memory, runs along the top from the old memory c "
    "through a multiplication and an addition to the new memory c. The input x and the old state h "
    "feed four boxes: forget f with a sigmoid, which leads to the multiplication; write i with a "
    "sigmoid and candidate g with tanh, which are multiplied with each other and lead to the addition; show o with a "
    "sigmoid. The new memory, passed through tanh and multiplied by o, is the new state h.",
)

# %% [markdown]
# Follow the thick line: it meets one multiplication and one addition, and no layer and no weights. On its way each number of the memory is scaled by the forget gate, and something is added to it: the candidate, as far as the
# gate lets it in. The copy that leaves downwards is squashed and shown; the memory itself is not squashed.
#
# **By hand.** Let each be one number, with all weights and biases 0 and an old memory of 2. The gates are $\sigma(0) = \tfrac12$, and the candidate is $\tanh 0 = 0$. So the new memory is $\tfrac12 \cdot 2 + \tfrac12 \cdot 0 = 1$, and
# the new state is $\tfrac12 \tanh 1 = 0.3808$.
#
# ### A bug hunt
#
# The cell below runs, and its shapes are right. We feed it 50 random inputs, negative as often as positive, with random weights, and look at its memory.


# %% nbgrader={"grade": false, "grade_id": "rnn-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def gated_step(x, h, c, Wx, Wh, b):
    """Looks right, runs, and is wrong. x: [D]; h, c: [H]; Wx: [4H, D]; Wh: [4H, H]; b: [4H]."""
    gates = 1 / (1 + np.exp(-(Wx @ x + Wh @ h + b)))
    i, f, g, o = np.split(gates, 4)
    c = f * c + i * g
    return o * np.tanh(c), c


def memories(cell, steps=50):
    """The memory c after each of `steps` random inputs, [steps, 16], for fixed random weights."""
    rng = np.random.default_rng(0)
    Wx, Wh, b = rng.normal(size=(64, 3)), rng.normal(size=(64, 16)) / 4, np.zeros(64)
    h, c, kept = np.zeros(16), np.zeros(16), []
    for x in rng.normal(size=(steps, 3)):
        h, c = cell(x, h, c, Wx, Wh, b)
        kept.append(c)
    return np.array(kept)


suspect = memories(gated_step)
print(f"smallest memory {suspect.min():.4f}, share below zero {np.mean(suspect < 0):.0%}")

# %% [markdown]
# Is that plausible, for a memory that is to count up *and* down? Compare the code with the drawing before you go on.
#
# ### Exercise 7.6 · `lstm_cell` (level 2, about 20 minutes)
#
# Turn the drawing into code. The network that writes will draw each letter through it. Programs stack the four layers in one matrix, but not all in the same order; ours, like torch's, is
# $i, f, g, o$. One thing to watch: a gate may be shut so firmly that a careless formula for the sigmoid overflows.


# %% nbgrader={"grade": false, "grade_id": "rnn-lstm_cell", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lstm_cell(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of an LSTM.

    x: [D] float64, the input. h, c: [H], the previous state and the previous memory.
    Wx: [4H, D]. Wh: [4H, H]. b: [4H]. Their four blocks of H rows belong to i, f, g and o, in
    that order. None of the arguments is changed.
    Returns (h2, c2), [H] each: the next state and the next memory.
    """
    ### BEGIN SOLUTION
    i, f, g, o = (Wx @ x + Wh @ h + b).reshape(4, -1)

    def sigmoid(a):
        return 0.5 + 0.5 * np.tanh(0.5 * a)

    c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c2), c2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-lstm_cell-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.lstm_cell", lstm_cell)

# %% tags=["demo"]
with needs(lstm_cell):
    nothing = np.zeros((4, 1))
    shown, memory = lstm_cell(
        np.zeros(1), np.zeros(1), np.array([2.0]), nothing, nothing, np.zeros(4)
    )
    print(f"the worked example: c = {memory[0]:.4f}, h = {shown[0]:.4f}")
    mended = memories(lstm_cell)
    print(
        f"your cell: smallest memory {mended.min():.2f}, share below zero {np.mean(mended < 0):.0%}"
    )

# %% [markdown]
# In formulas, which are the drawing once more:
#
# <a id="rnn-lstm"></a>
# **The model.** Four vectors of $H$ numbers are computed from the input and the previous state, each with its own weights $W_x$, $W_h$ and bias $b$:
#
# $$\begin{aligned}
# i &= \sigma(W_x^i x_t + W_h^i h_{t-1} + b^i) && \text{how much of the candidate to write} \\
# f &= \sigma(W_x^f x_t + W_h^f h_{t-1} + b^f) && \text{how much of the memory to keep} \\
# g &= \tanh(W_x^g x_t + W_h^g h_{t-1} + b^g) && \text{the candidate, of either sign} \\
# o &= \sigma(W_x^o x_t + W_h^o h_{t-1} + b^o) && \text{how much to show}
# \end{aligned}$$
#
# $$c_t = f \odot c_{t-1} + i \odot g, \qquad h_t = o \odot \tanh c_t .$$
#
# With the gates held still, $\partial c_t / \partial c_{t-1} = \operatorname{diag} f$: this is the direct path (Hochreiter and Schmidhuber 1997; the forget
# gate $f$ is from Gers, Schmidhuber and Cummins 2000).
#
# <a id="rnn-lstm-parameters"></a>
# **A number to check in your head.** Four blocks, each with $H(D + H)$ weights and $H$ biases: for $D = 10$ and $H = 20$ that is $4 (20 \cdot 30 + 20) = 2480$. Torch's
# `nn.LSTM(10, 20)` has $2560$, because it keeps two bias vectors that are only ever added. So a forget bias set to 1 in *both* is a forget bias of 2.

# %%
D, H = 10, 20
count = sum(weight.numel() for weight in torch.nn.LSTM(D, H).parameters())
print(
    f"as written above {4 * (H * (D + H) + H)}, torch {count}, difference {count - 4 * (H * (D + H) + H)}"
)

# %% [markdown]
# **A smaller cousin.** The gated recurrent unit, GRU, has one state and two gates (Cho et al. 2014). One gate, $z$, does both: it lets in as much of the candidate as it wipes of the state,
# $h_t = (1 - z) \odot h_{t-1} + z \odot g$ (torch swaps $z$ and $1 - z$). The other one decides how much of the old state the candidate sees. The thick line is there too, and the multiplication on it is by $1 - z$. Three blocks make three quarters of the LSTM's parameters:
# 1,920 for `nn.GRU(10, 20)`. Neither is better throughout (Jozefowicz, Zaremba and Sutskever 2015).
#
# ### How long does it remember?
#
# Along the direct path the memory is multiplied by $f$ at every step. At the start of training the weights are small, and the gate is about $\sigma(b)$, where $b$
# is the bias of the forget gate.
#
# <a id="rnn-half-life"></a>
# **By hand.** At $b = 0$ the gate is $\tfrac12$: the memory halves every step. At $b = 3$ it is $0.9526$, and half is gone after $\log \tfrac12 / \log 0.9526 = 14.3$ steps. For $b = 0, 1, 3, 5$
# the half-lives are $1$, $2.2$, $14.3$ and $103$ steps, and the fractions left after 100 steps are $7.9 \cdot 10^{-31}$, $2.5 \cdot 10^{-14}$, $0.0078$ and $0.51$. (Starting
# with an open forget gate is the advice of Gers et al. 2000 and of Jozefowicz, Zaremba and Sutskever 2015.)

# %%
BIASES = (0, 1, 3, 5)
gates = {b: 1 / (1 + math.exp(-b)) for b in BIASES}
for b, gate in gates.items():
    half = math.log(0.5) / math.log(gate)
    print(
        f"b = {b}: gate {gate:.4f}, half-life {half:5.1f} steps, left after 100 steps {gate**100:.1e}"
    )

# %% tags=["hide-input"]
# Draws how much of the memory is left.
axes = plotting.gradient_norms(
    LAGS,
    {f"b = {b}: gate {gate:.3f}": gate**LAGS for b, gate in gates.items()},
    lines={"half": 0.5},
    limits=(1e-15, 10),
    x_label="lag (steps)",
    y_label="fraction of the memory left, direct path",
    title="The bias of the forget gate sets the half-life of the memory",
)
plotting.show(
    axes,
    alt="Fraction of the memory left against lag, on a log scale: four straight lines. For forget bias 0 it falls "
    "below 1e-15 after 50 steps, for bias 1 to 2.5e-14 at 100, for bias 3 to 0.008, for bias 5 to 0.51.",
)

# %% [markdown]
# ### A common slip: "the LSTM adds, so nothing is multiplied"
# <a id="rnn-slip-additive"></a>
#
# The update is a sum, but the path through it is still a product, $\prod_t f_t$, and you have just seen it vanish. Nor is it the only path: $c_{t-1}$ also appears
# in $h_{t-1}$, and $h_{t-1}$ opens and closes the gates at $t$. So over several steps the derivative of the memory with respect to an earlier memory is not diagonal.
#
# The state of the cell is $(h, c)$, so its one-step Jacobian has four blocks. The block from $c$ to $c$ is $\operatorname{diag} f_t$ exactly. Multiply two whole Jacobians and look again.

# %%
torch.manual_seed(0)
cell = LSTM(n_inputs=2, n_hidden=16, forget_bias=1.0).double()
signal = adding_problem(1, 100)[0][0].double()
_, jacobians = step_jacobians(cell.step, torch.zeros(32, dtype=torch.float64), signal)
direct = torch.diagonal(jacobians[:, 16:, 16:], dim1=1, dim2=2)
one, two = jacobians[9][16:, 16:].detach(), (jacobians[10] @ jacobians[9])[16:, 16:].detach()
for name, block in (("one step ", one), ("two steps", two)):
    aside = block - torch.diag(torch.diagonal(block))
    print(f"{name}: largest entry off the diagonal {aside.abs().max().item():.4f}")
gap = (torch.diagonal(two) - (direct[10] * direct[9])).abs().max().item()
print(f"two steps: the diagonal itself differs from f f by up to {gap:.4f}")

# %% [markdown]
# The extra paths look small. Do they matter over 100 steps?

# %% tags=["hide-input"]
# Asks for your prediction.
whole = predict(
    "At forget bias 5 the largest direct product over 100 steps is about 0.6. How large is the norm of the whole "
    "derivative of c_100 with respect to c_0, in an untrained LSTM with 16 cells?",
    choices=["below 0.1", "about 0.6", "well above 1"],
)


# %% tags=["hide-input"]
# Measures the whole derivative and the direct path in untrained networks.
def memory_norms(bias, seed):
    """(norm of d c_t / d c_0, largest direct product of f) for t = 0..100, in an untrained LSTM."""
    torch.manual_seed(seed)
    model = LSTM(n_inputs=2, n_hidden=16, forget_bias=float(bias)).double()
    inputs = adding_problem(1, 100, seed=seed)[0][0].double()
    with torch.no_grad():
        _, steps = step_jacobians(model.step, torch.zeros(32, dtype=torch.float64), inputs)
    product, direct = torch.eye(32, dtype=torch.float64), torch.ones(16, dtype=torch.float64)
    norms, largest = [1.0], [1.0]
    for step in steps:
        product, direct = step @ product, torch.diagonal(step[16:, 16:]) * direct
        norms.append(torch.linalg.matrix_norm(product[16:, 16:], 2).item())
        largest.append(direct.max().item())
    return np.array(norms), np.array(largest)


runs = {b: np.array([memory_norms(b, seed) for seed in range(8)]) for b in BIASES}
medians = {b: np.median(run, axis=0) for b, run in runs.items()}

# %% tags=["hide-input"]
# Draws the whole derivative, and compares it with your prediction.
with whole.withheld():
    for b, (norms, direct) in medians.items():
        worst = runs[b][:, 0, -1].max()
        print(f"b = {b}: whole {norms[-1]:.0e} (largest {worst:.0e}), direct path {direct[-1]:.0e}")
    axes = plotting.gradient_norms(
        LAGS,
        {f"forget bias {b}": norms for b, (norms, _) in medians.items()},
        lines={"no loss": 1.0},
        limits=(1e-20, 1e5),
        x_label="lag (steps)",
        y_label="norm of d c_t / d c_0 (median of 8)",
        title="The whole derivative can vanish, and it can grow",
    )
    plotting.show(
        axes,
        alt="Norm of the derivative of the memory with respect to the first memory, against lag, on a "
        "log scale: the median of eight untrained LSTMs. With bias 0 it falls to 3e-18 at lag 100, with "
        "bias 1 to 3e-6; with bias 3 and bias 5 it rises above 1, to about 13 and 60.",
    )
    whole.reveal(
        "well above 1" if medians[5][0][-1] > 2 else "about 0.6",
        told=f"well above 1: {medians[5][0][-1]:.0f} in the median",
        why="the direct path can only shrink, but the paths through the gates are not bounded by 1",
    )

# %% [markdown]
# So an LSTM **protects one path**; it solves neither vanishing nor exploding for good. With closed gates it forgets, and with open gates its gradient can
# grow. That is why its training is clipped too. A plain recurrent network has no such path: with torch's initial weights the norm at lag 100 is about $10^{-22}$.

# %% tags=["hide-input"]
# Measures the same in eight plain networks.
plain = []
for seed in range(8):
    torch.manual_seed(seed)
    network, inputs = RNN(2, 16).double(), adding_problem(1, 100, seed=seed)[0][0].double()
    with torch.no_grad():
        _, steps = step_jacobians(network.step, torch.zeros(16, dtype=torch.float64), inputs)
    plain.append(torch.linalg.matrix_norm(torch.linalg.multi_dot(list(steps.flip(0))), 2).item())
print(f"plain network, lag 100: median {np.median(plain):.0e}, largest of 8 {max(plain):.0e}")

# %% [markdown]
# ## 8 · The adding problem
#
# Here is a task designed to measure memory (Hochreiter and Schmidhuber 1997, section 5.4; in this form Arjovsky, Shah and Bengio 2016, section 5.2). Every input has two
# numbers: a random one between 0 and 1, and a mark that is 1 at two of the steps, one in each half, and 0 elsewhere. After the last step the
# network has to give the sum of the two marked numbers.
#
# <a id="rnn-adding-baseline"></a>
# **The score to beat, by hand.** A network that remembers nothing can do no better than answer 1, the mean of the sum. The squared error is then the variance of the sum. Each number
# has variance $\tfrac1{12}$, so the sum has $\tfrac16 \approx 0.167$.
#
# <a id="rnn-copy-baseline"></a>
# A sister task is copying: read 10 symbols from an alphabet of 8, wait $T$ steps, then repeat them. Of the $T + 20$ answers only the last 10 are unknown, and guessing each costs $\log 8$ nats, so the
# score to beat is $\frac{10 \log 8}{T + 20}$, which is $0.1733$ nats per step at $T = 100$ (Arjovsky et al. 2016, section 5.1).

# %%
_, sums = adding_problem(100_000, 60, seed=3)
print(f"always 1: squared error {((sums - 1) ** 2).mean().item():.3f}, 1/6 = {ADDING_BASELINE:.4f}")
print(f"copy task at T = 100, guessing: {10 * math.log(8) / 120:.4f} nats per step")

# %% [markdown]
# ### Exercise 7.7 · `adding_cell` (level 2, about 20 minutes)
#
# Before a network learns this, do it by hand. An LSTM with a *single* cell can add the marked numbers, if its twelve weights and four biases are right, and here you may choose them. Think through a step with a mark
# and a step without one: what should each gate do? And what does $\tanh$ do to your numbers?


# %% nbgrader={"grade": false, "grade_id": "rnn-adding_cell", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adding_cell(largest: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Weights of an LSTM with one cell that adds up the two marked numbers of a sequence.

    Each input is (number, mark). Numbers lie between -largest and largest, largest > 0; the mark is
    1 at two of the steps and 0 at the others. There are up to 200 steps, from h_0 = c_0 = 0.
    Returns (Wx [4, 2], Wh [4, 1], b [4], v), with rows in the order i, f, g, o. After the last step
    v h_T is to be the sum of the two marked numbers, to within largest / 100.
    """
    ### BEGIN SOLUTION
    small = 0.01 / largest
    Wx = np.array([[0, 40], [0, 0], [small, 0], [0, 0]])
    b = np.array([-20.0, 20, 0, 20])
    return Wx, np.zeros((4, 1)), b, 1 / small
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-adding_cell-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("rnn.adding_cell", adding_cell)

# %% tags=["demo"]
with needs(adding_cell, lstm_cell):
    Wx, Wh, b, v = adding_cell(1.0)
    sequences, sums = (values.double().numpy() for values in adding_problem(50, 60, seed=7))
    errors = []
    for sequence, total in zip(sequences, sums, strict=True):
        h, c = np.zeros(1), np.zeros(1)
        for x in sequence:
            h, c = lstm_cell(x, h, c, Wx, Wh, b)
        errors.append(v * h[0] - total[0])
    print("one cell, weights by hand: squared error below 1e-4:", np.mean(np.square(errors)) < 1e-4)

# %% [markdown]
# So the road exists: a single cell is enough. Can training find it?
#
# We train two networks with 32 units each, on the same 2,048 sequences of 60 steps, with the same optimizer, for the same 896 steps, and with your clipping at norm 1. (They do not have equally many parameters: the plain network has
# 1,185, the LSTM 4,641.) The LSTM starts with a forget bias of 2, which is a half-life of 5.5 steps.

# %% tags=["hide-input"]
# Asks for your prediction.
solved = predict(
    "Which of them gets its squared error below 0.02, an eighth of 1/6?",
    choices=["both", "only the plain network", "only the LSTM", "neither"],
)

# %%
LENGTH, EPOCHS, LIMIT = 60, 14, 1.0


@cache
def train(kind, clip_grad_norm, length, epochs=EPOCHS):
    """A network trained on the adding problem. Returns (model, history, gradient norms)."""
    torch.manual_seed(0)
    model = LSTM(2, 32, forget_bias=2.0) if kind == "LSTM" else RNN(2, 32)
    steps = clipped(torch.optim.Adam, clip_grad_norm, LIMIT)
    settings = {"epochs": epochs, "batch_size": 32, "lr": 0.01, "optimizer": steps}
    settings |= {"held_out": adding_problem(1000, length, seed=2), "progress": kind}
    data = adding_problem(2048, length, seed=1)
    history = fit(model.to(device()), type(model).loss, data, reduction="mean", **settings)
    return model, history, np.array(steps.norms)


# %% tags=["hide-input", "demo"]
# Trains both networks, and draws how they learn once you have predicted.
with needs(clip_grad_norm), solved.withheld():
    held_out = {
        kind: train(kind, clip_grad_norm, LENGTH)[1].held_out for kind in ("plain network", "LSTM")
    }
    axes = plotting.curves(
        np.arange(1, len(held_out["LSTM"]) + 1),
        held_out,
        lines={"always answering 1": ADDING_BASELINE},
        x_label="epoch (64 steps)",
        y_label="squared error, held out",
        title=f"Adding over {LENGTH} steps: the LSTM finds the sum, the plain network does not",
    )
    axes.set_ylim(0, 0.25)
    plotting.show(
        axes,
        alt="Held-out squared error against epoch. The plain network stays at the horizontal line of 1/6 "
        "throughout; the LSTM stays there for about six epochs and then falls close to 0.",
    )

# %% tags=["hide-input", "demo"]
# Lists the errors, and compares them with your prediction.
with needs(clip_grad_norm), solved.withheld():
    learned = []
    for kind in ("plain network", "LSTM"):
        _, history, norms = train(kind, clip_grad_norm, LENGTH)
        print(f"{kind:13} held-out squared error {history.held_out[-1]:.2f}", end=", ")
        print(f"some gradients had to be clipped: {bool((norms > LIMIT).any())}")
        learned += [kind] if history.held_out[-1] < 0.02 else []
    solved.reveal(
        f"only the {learned[0]}" if len(learned) == 1 else "both" if learned else "neither",
        why="the error at the end has to reach the first mark, up to 59 steps back, and in the plain "
        "network next to nothing of it gets that far",
    )

# %% [markdown]
# The LSTM's curve is worth a second look: nothing for several epochs, and then everything at once. Keeping a number for 30 steps is of no use if the mark
# was 50 steps back. The pieces pay off only together.
#
# Is the plain network just too weak to add? No. Give it the same task over 10 steps.

# %% tags=["demo"]
with needs(clip_grad_norm):
    _, short, _ = train("plain network", clip_grad_norm, 10, epochs=10)
    print(
        f"plain network over 10 steps: below half of 1/6: {min(short.held_out) < ADDING_BASELINE / 2}"
    )

# %% [markdown]
# And now your own cell. It runs the trained network's weights, step by step, on sequences that the network has never seen.

# %% tags=["demo"]
with needs(clip_grad_norm, lstm_cell):
    model, _, _ = train("LSTM", clip_grad_norm, LENGTH)
    fresh, sums = adding_problem(200, LENGTH, seed=7)
    with torch.no_grad():
        answers, layer = model.answer_with(lstm_cell, fresh.to(device())), model(fresh.to(device()))
    print("your cell matches torch's layer:", bool((answers - layer).abs().max() < 1e-4))
    print(
        f"and its squared error is below 0.02: {((answers.cpu() - sums) ** 2).mean().item() < 0.02}"
    )
    error = evaluate(model, LSTM.loss, adding_problem(200, 90, seed=8), reduction="mean")
    print(
        f"over 90 steps, which it was never trained for, still better than 1/6: {error < ADDING_BASELINE}"
    )

# %% [markdown]
# This does not prove that a plain network cannot do it. With an identity matrix to start from, another activation and longer training it solves the task too (Le, Jaitly and Hinton
# 2015, section 4.1), and Arjovsky et al. (2016) preserve the norm of the state by construction. What you have seen is what happens in the same number of steps.

# %% [markdown]
# ## 9 · A network that writes
#
# Back to machine B. Every character enters as 34 numbers, a 1 at its own place in the alphabet and 0 elsewhere; 128 cells read it; and a linear layer turns their state into one score per character. Softmax makes
# probabilities of the scores, and the loss is the cross-entropy of the character that really comes next: minus the logarithm of its probability.
#
# Its exponential is the **perplexity**: among how many equally likely characters the machine hesitates, on average. Blind guessing among 34 characters has the perplexity 34. Here is machine A, on text that neither machine has learned from.

# %%
codes = np.array([ALPHABET.index(letter) for letter in NEW_TEXT])
of_a = math.exp(-np.log(FOLLOWS[codes[:-1], codes[1:]]).mean())
print(f"A, knows only the last character: perplexity {of_a:.1f}")

# %% tags=["hide-input"]
# Asks for your prediction.
hesitates = predict(
    "What is the perplexity of machine B after its 800 steps, on the same new text?",
    unit="characters",
)

# %% [markdown]
# This is the whole training: draw pieces of text, guess each next character, send the blame back through the piece, clip, take a step. The clipping is yours. (For the 800 steps of the opening, the steps also became smaller and smaller towards the end.)


# %%
def train_writer(clip_grad_norm, text, steps, length=32):
    """A network that has learned for `steps` steps to guess the next character of the text."""
    torch.manual_seed(0)
    writer, draw = Writer(ALPHABET), torch.Generator().manual_seed(0)
    letters = writer.encode(text)
    optimizer = clipped(torch.optim.Adam, clip_grad_norm, 1.0)(writer.parameters(), lr=0.012)
    for _ in range(steps):
        starts = torch.randint(len(letters) - length, (32,), generator=draw)
        pieces = letters[starts[:, None] + torch.arange(length + 1)]  # [32, length + 1]
        scores = writer(pieces[:, :-1])  # [32, length, 34]
        loss = F.cross_entropy(scores.flatten(0, 1), pieces[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return writer


# %% tags=["demo"]
with needs(clip_grad_norm):
    beginner = train_writer(clip_grad_norm, TEXT, steps=50)
    print(f"after 50 steps with your clipping: perplexity {beginner.perplexity(NEW_TEXT):.0f}")

# %% tags=["hide-input"]
# Measures the perplexity after all 800 steps, and compares it with your prediction.
with hesitates.withheld():
    of_b = MACHINE_B.perplexity(NEW_TEXT)
    hesitates.reveal(
        round(of_b, 1),
        within=1,
        why=f"machine A has {of_a:.1f}. What the memory holds beyond the last character more than halves the doubt",
    )

# %% [markdown]
# To write, it reads a few characters, draws the next one from its probabilities, reads what it has drawn, and goes on. Machine B learned through torch's layer; now each step is taken by
# *your* `lstm_cell`.

# %% tags=["demo"]
with needs(lstm_cell):
    same = MACHINE_B.write(210, lstm_cell) == DRAFTS[800]
    print("your cell writes what torch's cell wrote at the beginning of the chapter:", same)

# %% tags=["hide-input", "demo", "nbval-ignore-output", "end-result"] reason="another processor may train to slightly different weights, and so write another text"
# Shows a text that your cell writes, and colours it by one of its memories.
with needs(lstm_cell):
    written = MACHINE_B.write(330, lstm_cell, temperature=0.5, seed=3)
    written = written[: written.rfind(" ")]
    memory = MACHINE_B.memories(written, lstm_cell)
    since = np.array(
        [len(written[: n + 1]) - 1 - written[: n + 1].rfind(" ") for n in range(len(written))]
    )
    counts = [abs(np.corrcoef(cell, since)[0, 1]) for cell in memory.T]
    counter = memory[:, int(np.argmax(counts))]
    axes = plotting.coloured_text(
        written,
        {
            "written by your LSTM cell; coloured by one of its 128 memories": counter
            - np.median(counter)
        },
        title="One memory has learned to follow the letters of a word",
    )
    plotting.show(
        axes,
        alt="Five lines of generated text, mostly English words. Behind each character is a tint from blue to "
        "orange, which changes from one end of most words to the other and starts again after a space.",
    )

# %% [markdown]
# Nobody asked for a memory that follows the letters of a word. It helps to guess when the word will end, and so it came about. (Karpathy, Johnson and Fei-Fei 2015 found memories that count the length of a line, or
# that stay on between quotation marks.)
#
# ### How far back does it look?
#
# The opening asked how loudly a late step hears an early one. Now we can ask a network that has learned. Give it a window of new text with an empty memory, and see how well it guesses after 1, 2, 3, ... characters.

# %% tags=["hide-input"]
# Asks for your prediction.
window = predict(
    "After how many characters is its perplexity within 5 % of the best that it reaches?",
    choices=["2", "about 6", "about 20", "more than 30"],
)

# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may train to slightly different weights"
# Draws how the perplexity falls, and compares it with your prediction.
with window.withheld():
    SEEN = np.arange(1, 41)
    by_context = MACHINE_B.perplexity_by_context(NEW_TEXT, 40)
    axes = plotting.curves(
        SEEN,
        {"machine B": by_context},
        lines={"A, knows only the last character": of_a},
        x_label="characters seen since the memory was empty",
        y_label="perplexity on new text (characters)",
        title="After a word or so, more context no longer helps machine B",
    )
    axes.set_ylim(0, 12)
    plotting.show(
        axes,
        alt="Perplexity against the number of characters seen. It starts at about 11, machine A's value, "
        "falls below 5 within about six characters, and then stays level up to 40.",
    )
    enough = int(np.argmax(by_context <= 1.05 * by_context.min())) + 1
    window.reveal(
        "2"
        if enough < 4
        else "about 6"
        if enough < 12
        else "about 20"
        if enough < 30
        else "more than 30",
        told=f"after {enough}",
        why="most of what can be guessed with 800 steps of training is spelling, and that needs the word so far. The memory could "
        "hold more; the text has not taught it to, yet",
    )

# %% [markdown]
# The machine spells, and that is nearly all: it does not know how its sentence began. With more text, more cells and more training such networks do learn to close quotation marks and brackets
# (Karpathy, Johnson and Fei-Fei 2015). But step by step and squeezed into a vector of fixed size, the beginning of a sentence stays far away.
#
# ## 10 · In your own words
#
# <a id="rnn-question"></a>
# A text says: "If the largest singular value $\lambda$ of $W_{hh}$ exceeds $1/\ell$, gradients explode." Repair the sentence. Give an example that breaks it as it stands,
# and say what saturation does to the argument. Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "rnn-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Repaired: gradients can explode *only if* $\lambda > 1/\ell$; the condition is necessary, not sufficient. The proof bounds $\Vert \partial h_t / \partial h_k \Vert$ from above by $\eta^{t-k}$ with $\eta =
# \lambda\ell$. If $\eta \le 1$ this forbids growth; if $\eta > 1$ it only fails to forbid it. The nilpotent $W$ with a single entry 10 above the diagonal has norm 10, and its Jacobian is exactly
# zero after two steps, since $W^2 = 0$. Saturation is the second reason: $\ell$ is the largest slope of $f$, reached by $\tanh$ only at 0. Large weights drive the states to where $\tanh$ is
# flat, so the actual factors are far below $\lambda\ell$; with $W = 3I$ each step keeps 3 % and 30 steps keep about $10^{-43}$.
#
# **Rubric.** 1 point: necessary, not sufficient, with the reason (an upper bound). 1 point: a counterexample that works, with its numbers. 1 point: saturation makes the true slopes
# much smaller than $\ell$, so the bound is not attained.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - A recurrent network uses the same weights at every step and carries a state along; a weight collects its gradient from every step, and the contributions are added.
# - $\partial h_t / \partial h_k$ is a product of $W_{hh} \operatorname{diag} f'$, with the latest factor on the left and no transpose.
# - $\lambda\ell < 1$ makes it vanish. $\lambda\ell > 1$ permits growth and promises none. Clipping by the joint norm shortens a step without turning it.
# - An LSTM protects one path, the product of its forget gates; the whole derivative may still vanish or grow.
# - Asked for the next character again and again, such a network writes.
#
# **The question of the opening.** As loudly as a product of a hundred factors allows: in a plain network a whisper of $10^{-22}$, along the thick line of an LSTM as much as its forget gates leave. Machine B, in the end, listened to
# about one word.
#
# **What replaced them.** Since 2017 most networks that read and write text are *transformers* (Vaswani et al. 2017, section 4). There every step looks at all earlier steps directly, so nothing has to survive a hundred
# multiplications, and all steps of a training text are computed at once, which a $\tanh$ from step to step forbids. The price is work that grows with the square of the length, and a memory that grows with it. Recurrence returned
# without the activation: in state-space layers the state moves by sums and multiples only, so that training can use the echo of exercise 7.2, all steps at once, and writing still goes step by step with a state of fixed size (Gu, Goel and Ré 2022, section 2;
# Gu and Dao 2023, with gates).
#
# **Where it goes from here.** The same product runs through the layers of chapter 6's networks, where a skip connection plays the part of the thick line. Chapter 16 writes images as this one writes text. Chapter 17
# needs the determinants of such Jacobians. In chapters 18 to 20 credit has to travel back in time once more, from a reward to the move that earned it.
#
# **References.** Elman (1990), Finding structure in time. Werbos (1990), Backpropagation through time: what it does and how to do it. Williams and Peng (1990), An efficient gradient-based algorithm for on-line training of recurrent network trajectories. Bengio, Simard and Frasconi (1994), Learning
# long-term dependencies with gradient descent is difficult. Hochreiter and Schmidhuber (1997), Long short-term memory, section 5.4. Gers, Schmidhuber and Cummins (2000), Learning to forget, section 2. Pascanu,
# Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, sections 1 to 3. Cho et al. (2014), Learning phrase representations using RNN encoder-decoder for statistical machine translation, section 2.3. Le, Jaitly and Hinton (2015), A simple way to
# initialize recurrent networks of rectified linear units, section 4.1. Jozefowicz, Zaremba and Sutskever (2015), An empirical exploration of recurrent network
# architectures. Karpathy, Johnson and Fei-Fei (2015), Visualizing and understanding recurrent networks, section 4. Arjovsky, Shah and Bengio (2016), Unitary evolution recurrent neural networks, section 5. Goodfellow, Bengio and Courville (2016), Deep learning,
# section 10.2. Vaswani et al. (2017), Attention is all you need. Gu, Goel and Ré (2022), Efficiently modeling long sequences with structured state spaces. Gu and Dao (2023), Mamba: linear-time sequence modeling with selective state spaces.
