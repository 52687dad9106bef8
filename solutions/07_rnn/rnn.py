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
# A network reads a sequence one step at a time and carries a memory along with it. At step 100 it makes a mistake whose cause lies at step 1.
# How loudly can step 100 hear step 1?

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import cache

import numpy as np
import torch

from course_utils import begin, device, plotting
from course_utils.checks import check, needs
from course_utils.models import LSTM, RNN
from course_utils.sequences import ADDING_BASELINE, adding_problem, clipped, step_jacobians
from course_utils.training import evaluate, fit
from course_utils.widgets import Choice, Slider, explore, predict

begin("07_rnn", release="2026.1")


# %% tags=["hide-input"]
# Measures how loudly each state hears the first one.
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


LAGS = np.arange(101)
NILPOTENT = np.array([[0.0, 10.0], [0.0, 0.0]])
ORTHOGONAL = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
FAINT = 0.1 * np.random.default_rng(1).normal(size=6)

# %% tags=["hide-input"]
# Draws how loudly the past is heard, for five networks.
SCALES = {f"norm of W {scale:g}": scale for scale in (0.9, 1.0, 1.1)}
heard = {label: loudness(scale * ORTHOGONAL, FAINT, 100) for label, scale in SCALES.items()}
heard["rebel, norm 10: its square is 0"] = loudness(NILPOTENT, np.array([0.1, 0.1]), 100)
heard["rebel, norm 3: saturated"] = loudness(3 * np.eye(2), np.ones(2), 100)
axes = plotting.gradient_norms(
    LAGS,
    heard,
    bounds={label: scale**LAGS for label, scale in SCALES.items()},
    x_label="lag t - k (steps)",
    y_label="norm of d h_t / d h_k",
    limits=(1e-10, 1e5),
    title="The weights set how loud the past can be, not how loud it is",
)
plotting.show(
    axes,
    alt="Norm of the state's Jacobian against lag, on a log scale. For weights of norm 0.9 it falls "
    "along its bound to 3e-5 at lag 100; for norm 1 it stays near 1; for norm 1.1 it grows to about "
    "6 and stays there, far below its bound of 13781. Two rebels of norm 10 and 3 drop off the "
    "bottom of the figure within ten steps.",
)

# %% [markdown]
# Each curve follows a nudge to the state at step $k$ and measures what is left of it at step $t$. The dotted lines are bounds, and the bounds
# hold. Yet the two networks with the largest weights forget fastest of all. This chapter explains why.
#
# **After this chapter you can**
#
# - run a recurrent network and add up its gradient over time,
# - derive the Jacobian of the state, with its factors in the right order,
# - bound it, and say what the bound does not tell you,
# - keep an exploding gradient from ruining a training run,
# - build an LSTM cell, and say exactly which path it protects.
#
# **You need** matrix products, the chain rule, and backpropagation (chapter 3). Chapter 5 shared weights in space; here they are shared in time.
# **Time:** 130 minutes. **Points:** 21. Exercises come in the order in which you need them, so their numbers do not run in sequence.
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
# ## 1 · A state that is carried along
#
# A sequence has no fixed length, so no fixed number of weights can look at it all at once. A recurrent network applies the same weights at every step,
# to the new input and to its own previous state.
#
# <a id="rnn-vanilla"></a>
# **The model.** With $\hat y_t$ the network's output,
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
# ## 2 · One weight, used at every step
#
# To learn we need the gradient of the loss with respect to $W_{hh}$. But which $W_{hh}$? The loss at step $t$ has used it $t$ times.
#
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
# this *immediate* derivative. The change then travels from $h_k$ to $h_t$, and from there through the output into the loss.
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
# Take the analysis form and one step. Coordinate $a$ of the new state is $h_i[a] = \sum_c W_{hh}[a, c]\, f(h_{i-1}[c]) + \dots$, so
#
# $$\frac{\partial h_i[a]}{\partial h_{i-1}[b]} = W_{hh}[a, b]\; f'(h_{i-1}[b]).$$
#
# Column $b$ of $W_{hh}$ is multiplied by the slope at coordinate $b$: the matrix is $W_{hh} \operatorname{diag} f'(h_{i-1})$. Composing
# several steps multiplies their Jacobians, with the latest on the left because it acts last.
#
# <a id="rnn-state-jacobian"></a>
# **Statement.** For $h_t = W_{hh} f(h_{t-1}) + W_{xh} x_t$ and $t \ge k$,
#
# $$\frac{\partial h_t}{\partial h_k} = \prod_{i=t}^{k+1} W_{hh} \operatorname{diag} f'(h_{i-1})
# = \big(W_{hh} \operatorname{diag} f'(h_{t-1})\big) \cdots \big(W_{hh} \operatorname{diag} f'(h_k)\big),$$
#
# with the latest factor on the left, and the identity for $t = k$.
#
# <a id="rnn-tanh-jacobian"></a>
# **Statement.** In the other form, $h_t = \tanh(W_{hh} h_{t-1} + \dots)$, the activation acts last, so the slopes multiply the rows:
# $\partial h_t / \partial h_{t-1} = \operatorname{diag}(1 - h_t^2)\, W_{hh}$, where the square is taken entry by entry.
#
# **By hand.** $W = \begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix}$ and slopes $f' = (1, \tfrac12)$: halve the second column. The Jacobian is
# $\begin{pmatrix} 1 & 1 \\ 0 & \tfrac12 \end{pmatrix}$. (The slope of $\tanh$ is $1$ at $0$ and $\tfrac12$ where $\tanh h = 1/\sqrt2$, at $h = 0.8814$.)
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
#
# ### Exercise 7.3 · `state_jacobian` (level 2, about 15 minutes)
#
# Multiply the steps together. The widget in the next section runs on this one function.


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

# %% tags=["demo"]
with needs(state_jacobian):
    worked = state_jacobian(np.stack([state.numpy(), np.zeros(2)]), W.numpy(), 1, 0)
    print("the worked example:", np.asarray(worked).round(4).tolist())

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

# %%
print(f"0.9^100 = {0.9**100:.2e}, 1.1^100 = {1.1**100:.1f}, 0.25^10 = {0.25**10:.1e}")
measured = np.linalg.norm(np.linalg.matrix_power(0.9 * ORTHOGONAL, 10), 2)
print(f"norm of (0.9 Q)^10: {measured:.3f}, bound {0.9**10:.3f}")

# %% [markdown]
# <a id="rnn-exploding"></a>
# **Statement (exploding gradients).** $\lambda > 1/\ell$ is *necessary* for $\Vert \partial h_t / \partial h_k \Vert$ to grow without bound: if $\lambda \le 1/\ell$, then
# $\eta \le 1$ and the bound forbids it. It is **not sufficient** (Pascanu et al. 2013, section 2.1, say "necessary").
#
# An upper bound cannot promise that anything is large. The next example takes neither side: both its eigenvalues are $0.9$, yet its norm is above 10. Eigenvalues tell you
# what happens in the end; the norm tells you what can happen in one step.

# %% tags=["hide-input"]
# Asks for your prediction.
hump = predict(
    "The matrix [[0.9, 10], [0, 0.9]] has both eigenvalues 0.9. Where is the norm of its k-th power largest?",
    choices=["at k = 1", "at k = 2", "at k = 9", "at k = 90"],
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

# %% [markdown]
# Now vary $\lambda$ and the activation yourself. Your `state_jacobian` knows only $\tanh$, and that is enough. The identity has slope 1 everywhere, as $\tanh$ does at $h = 0$. And
# $\sigma(h) = \tfrac12 + \tfrac12 \tanh \tfrac h2$, so the sigmoid's Jacobian is that of $\tanh$ with $W/4$ at the states $h/2$.

# %% tags=["hide-input"]
# Lists what the drawing below can be set to.
SHOWN = np.arange(41)
# Name -> (the function, factor on the states, bound on the slope)
ACTIVATIONS = {
    "tanh": (np.tanh, 1.0, 1.0),
    "sigmoid": (lambda h: 1 / (1 + np.exp(-h)), 0.5, 0.25),
    "identity": (lambda h: h, 0.0, 1.0),
}
PRESETS = {"nilpotent, norm 10": np.kron(np.eye(3), NILPOTENT), "3 I, saturated": 3 * np.eye(6)}


# %% tags=["hide-input"]
# Draws the norm of the Jacobian, and describes it.
def draw_norms(scale, activation, matrix):
    """Norm of d h_t / d h_0 against t, with its bound, from h_0 = (1, ..., 1) without inputs."""
    W = PRESETS.get(matrix, scale * ORTHOGONAL)
    f, factor, slope = ACTIVATIONS[activation]
    hs = [np.ones(6)]
    for _ in SHOWN[1:]:
        hs.append(W @ f(hs[-1]))
    inner = factor * np.array(hs)
    norms = [np.linalg.norm(state_jacobian(inner, slope * W, t, 0), 2) for t in SHOWN]
    eta = slope * np.linalg.norm(W, 2)
    title = f"{matrix}, {activation}: eta = {eta:.3g}, norm at lag 40 is {norms[-1]:.2g}"
    labels = {"x_label": "lag t - k (steps)", "y_label": "norm of d h_t / d h_k", "title": title}
    bound = {"measured": eta**SHOWN}
    return plotting.gradient_norms(
        SHOWN, {"measured": norms}, bounds=bound, limits=(1e-12, 1e6), **labels
    )


def describe_norms(scale, activation, matrix):
    """Alt text of draw_norms."""
    size = f"{scale:g} times an orthogonal matrix" if matrix not in PRESETS else matrix
    return (
        f"Norm of the state's Jacobian against lag, on a log scale, for weights {size} and {activation}, "
        "with the dotted bound, which it never crosses."
    )


# %% tags=["hide-input"]
# Asks for your prediction.
rebel = predict(
    "With tanh and W twice an orthogonal matrix, the bound at lag 40 is 2^40, about 1e12. What is the norm itself?",
    choices=["about 1e12", "about 1e6", "about 1", "below 1e-12"],
)

# %% tags=["hide-input", "demo"]
# Shows the norm as you choose, and compares it with your prediction.
with needs(state_jacobian):
    explore(
        draw_norms,
        label="Choose the weights and the activation",
        alt=describe_norms,
        static=[
            {"scale": 1.1, "activation": "tanh", "matrix": "orthogonal"},
            {"scale": 1.1, "activation": "tanh", "matrix": "nilpotent, norm 10"},
            {"scale": 1.1, "activation": "tanh", "matrix": "3 I, saturated"},
        ],
        predict=rebel,
        answer="Set the scale to 2, and read the title.",
        scale=Slider("scale of the orthogonal W", 0.5, 4.0, 0.05),
        activation=Choice("activation", list(ACTIVATIONS)),
        matrix=Choice("weights", ["orthogonal", *PRESETS]),
    )
    left = loudness(2 * ORTHOGONAL, np.ones(6), 40)[-1]
    rebel.reveal(
        "about 1" if 0.3 < left < 3 else "below 1e-12",
        told=f"about 1: {left:.1f}",
        why="an upper bound promises nothing: where the state has settled, the slopes of tanh make up "
        "for the factor of 2",
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
# ### Exercise 7.2 · `clip_grad_norm` (level 1, about 10 minutes)
#
# Write it once; both training runs below call it at every step.


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
# ### Exercise 7.5 · `bptt` (level 3, about 30 minutes)
#
# Write the gradient for the analysis form. Nothing in it is new; all of it has to be right at once.


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


# %%
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
# ## 7 · A memory with gates
#
# Clipping tames what is too loud. Nothing you do to the gradient can bring back what has vanished; for that the network itself must change. The long short-term memory
# keeps a second state, the *cell* $c_t$, that is not squeezed through an activation at every step. Instead it is scaled by a gate and added to.
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
# **By hand.** Let each be one number, with all weights and biases 0 and $c_{t-1} = 2$. The gates are $\sigma(0) = \tfrac12$ and $g = \tanh 0 = 0$. So $c_t = \tfrac12 \cdot 2 + \tfrac12 \cdot 0 = 1$ and $h_t
# = \tfrac12 \tanh 1 = 0.3808$. Programs stack the four blocks in one matrix, but not all in the same order; ours, like torch's, is $i, f, g, o$.
#
# ### A bug hunt
#
# The cell below runs, and its shapes are right. We feed it 50 random inputs and look at its memory.


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
# The inputs are negative as often as positive, and so are the weights. A memory that is never below zero can only ever be pushed up. Where does the sign get lost?
#
# ### Exercise 7.4 · `lstm_cell` (level 2, about 15 minutes)
#
# Write the cell as it should be. The trained network at the end of the chapter will give its answers through it.


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


# %%
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


# %%
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

# %%
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
# We train two networks with 32 units each, on the same 2,048 sequences of 60 steps, with the same optimizer, for the same 896 steps, and with your clipping at norm 1. The
# LSTM starts with a forget bias of 2, which is a half-life of 5.5 steps.

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
# The last word goes to your own cell. It runs the trained network's weights, step by step, on sequences that the network has never seen.

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
#
# ## 9 · In your own words
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
# - A weight that is used at every step collects its gradient from every step; the contributions are added.
# - $\partial h_t / \partial h_k$ is a product of $W_{hh} \operatorname{diag} f'$, with the latest factor on the left and no transpose.
# - $\lambda\ell < 1$ makes it vanish. $\lambda\ell > 1$ permits growth and promises none.
# - Clipping by the joint norm shortens a step without turning it.
# - An LSTM protects one path, the product of its forget gates; the whole derivative may still vanish or grow.
#
# **Where it goes from here.** The same product runs through the layers of chapter 6's networks, where a skip connection plays the part of the cell. Chapter 17
# needs the determinants of such Jacobians. In chapters 18 to 20 credit has to travel back in time once more, from a reward to the move that earned it.
#
# **References.** Elman (1990), Finding structure in time. Werbos (1990), Backpropagation through time: what it does and how to do it. Bengio, Simard and Frasconi (1994), Learning
# long-term dependencies with gradient descent is difficult. Hochreiter and Schmidhuber (1997), Long short-term memory, section 5.4. Gers, Schmidhuber and Cummins (2000), Learning to forget, section 2. Pascanu,
# Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, sections 1 to 3. Le, Jaitly and Hinton (2015), A simple way to
# initialize recurrent networks of rectified linear units, section 4.1. Jozefowicz, Zaremba and Sutskever (2015), An empirical exploration of recurrent network
# architectures. Arjovsky, Shah and Bengio (2016), Unitary evolution recurrent neural networks, section 5.
