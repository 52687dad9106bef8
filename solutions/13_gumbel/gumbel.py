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
# # 13 · Gumbel noise and discrete latents
#
# Somebody has to redraw 2,000 digits for you, in eighteen typefaces, and you may send only one number between 1 and 64 for each of them. Which 64 drawings should the two of
# you agree on beforehand?
#
# Below is the answer of a network. Nobody told it what a digit or a typeface is; it saw nothing but the images. One half of it looks at an image and *chooses*
# one of 64 codes, and the other half draws from the code alone. The number under each drawing says how many of the 2,000 digits it stands in for.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

from course_utils import begin, device, plotting
from course_utils.checks import check, needs
from course_utils.data import load
from course_utils.models import MLP, CategoricalVAE, fit_annealed
from course_utils.models.categorical_vae import gumbel_noise
from course_utils.training import evaluate, fit
from course_utils.widgets import Slider, explore, predict

begin("13_gumbel", release="2026.1")

# %% tags=["hide-input"]
# Trains a network that chooses among 64 codes; this takes a few seconds.
GLYPHS = load("glyphs", n=2000, held_out=500, angle=0, size=(0.85, 1.05), slant=0, shift=0)
PIXELS, HIDDEN, EPOCHS = 784, 128, 40
WARM, COLD = 2.0, 0.5


@cache
def trained(relax, start, end, n_latents, n_classes, hard=False):
    """A model that tells each glyph in choices, trained through `relax` while the temperature falls."""
    torch.manual_seed(0)
    model = CategoricalVAE(
        PIXELS, HIDDEN, n_latents, n_classes, gumbel_softmax=relax, hard=hard
    ).start_undecided(GLYPHS.train)
    fit_annealed(model.to(device()), GLYPHS.train, start=start, end=end, epochs=EPOCHS)
    return model


def torchs_own(logits, g, tau, hard=False):
    """What you write in this chapter, by torch, which draws its noise itself."""
    return F.gumbel_softmax(logits, tau=tau, hard=hard)


def chosen_codes(model, images):
    """The most probable class of each latent, [n, M]."""
    return model.encode(images.to(device())).argmax(dim=-1).cpu()


def alphabet(model):
    """(drawings [64, 28, 28], how many training images chose each [64]), the most used first."""
    used = torch.bincount(chosen_codes(model, GLYPHS.train)[:, 0], minlength=64)
    best = used.argsort(descending=True, stable=True)
    codes = F.one_hot(best, 64).float()[:, None].to(device())
    drawn = torch.sigmoid(model.decode(codes)).detach().cpu()
    return drawn.reshape(64, 28, 28), used[best]


# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may train to other drawings"
# Shows the 64 drawings, and how many digits each of them stands in for.
drawn, used = alphabet(trained(torchs_own, WARM, COLD, 1, 64))
figure = plotting.image_grid(
    drawn,
    columns=16,
    captions=[str(int(count)) for count in used],
    title="An alphabet that nobody designed: 64 drawings for 2,000 digits",
)
plotting.show(
    figure,
    alt="Sixty-four small drawings, most of them clear digits in different typefaces, bold, light or "
    "slanted, with the number of digits that each stands in for: from about 70 down to a dozen. The last few "
    "stand in for none and are blurred.",
)

# %% [markdown]
# It found bold eights and slanted sevens by itself. But how could it *learn* to choose? Learning follows slopes: nudge a weight a little, see whether the drawing gets a little better. A choice
# has no slope. Nudge the network, and it still says 17, and 17, and 17, and then suddenly 42.
#
# The way out is chance. Instead of choosing, let the network set the odds of a die with 64 faces; odds can be nudged. That leaves two questions, and they make up this
# chapter. How does one throw a die with given odds so that all the chance comes from outside? And how does one send a gradient through the throw? The answer is a race. At the end your own functions
# make an alphabet like this one.
#
# **After this chapter you can**
#
# - draw from any list of odds by a race, one outcome or several without replacement,
# - move the race into logarithms, and say which noise belongs there and why,
# - soften the throw, send a gradient through it, and say what the temperature costs,
# - train a model whose hidden variables are choices, and tell which of them it uses.
#
# **You need** logarithms, the density of a continuous variable, and the reparameterized gradient of the VAE ([chapter 11](../11_vae/vae.ipynb)). Chapter 12
# inverts distribution functions; what we need from it is repeated here.
# **Time:** 150 minutes. **Points:** 25.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $\pi = (\pi_1, \dots, \pi_K)$ | `pi`, `PI` | the probabilities of $K$ outcomes; $\mathrm{Cat}(\pi)$ is the distribution that they define |
# | $\log \pi_i$ | `logits` | their logarithms, up to a common constant |
# | $u_i$ | `u` | uniform random numbers between 0 and 1 |
# | $C_i$ | `C` | clocks: random waiting times, exponential with rate 1 |
# | $g_i$ | `g` | Gumbel noise, $g_i = -\log C_i$ |
# | $y$ | `y` | the soft outcome, $K$ positive numbers that add up to 1 |
# | $T$ | `tau` | the temperature, positive |

# %% [markdown]
# ## 1 · A clock without a memory
#
# You wait for a bus that keeps no timetable: however long you have stood there, the rest of the wait is as long as it was at the beginning. In a formula: the chance of waiting at least $t$ minutes more,
# given that $s$ minutes have passed, is the chance of waiting at least $t$ minutes in the first place:
#
# $$\frac{P(C > s + t)}{P(C > s)} = P(C > t), \qquad\text{that is}\qquad P(C > s + t) = P(C > s)\, P(C > t).$$
#
# Which waiting times do that? Cut one minute into $n$ equal pieces: the chance of waiting out the whole minute is the chance of waiting out one piece, to the power $n$. Sums of times become products of
# probabilities, and the only decreasing functions that turn sums into products are exponentials: $P(C > t) = e^{-\lambda t}$ with some rate $\lambda > 0$. This is the **exponential distribution**,
# $\mathrm{Exp}(\lambda)$. A clock of rate $\lambda$ is a clock of rate 1 that runs $\lambda$ times as fast: $P(C / \lambda > t) = P(C > \lambda t) = e^{-\lambda t}$.
#
# To make such times out of uniform random numbers, ask by what time $c$ a fraction $u$ of all clocks has rung, and solve for $c$.
#
# <a id="gumbel-sampling-exponential"></a>
# **Statement.** With $F(c) = 1 - e^{-c} = u$ and $u$ uniform, $c = -\log(1 - u)$ is $\mathrm{Exp}(1)$. Since $1 - u$ is uniform as well,
# $-\log u$ is $\mathrm{Exp}(1)$ too: equal in distribution, though not the same number (Devroye 1986, section II.2).
#
# **By hand.** $u = (0.2, 0.7, 0.95)$ gives $1 - u = (0.8, 0.3, 0.05)$ and $C = (0.2231, 1.2040, 2.9957)$. The later a clock rings, the larger its $u$.
#
# Random number generators return numbers in $[0, 1)$: 0 can occur, 1 cannot. So $-\log(1 - u)$ is always finite, and $-\log u$ is not. But in floating point $1 - u$ loses a small
# $u$: at $u = 10^{-18}$ it is exactly 1, and the time comes out as 0 instead of $10^{-18}$. numpy has a function for $\log(1 + x)$ that does not lose it.
#
# ### Exercise 13.1 · `exp_from_uniform` (level 1, about 5 minutes)
#
# Wind up the clocks that the rest of the chapter runs on.


# %% nbgrader={"grade": false, "grade_id": "gumbel-exp_from_uniform", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exp_from_uniform(u: np.ndarray) -> np.ndarray:
    """Exponential times of rate 1 by inverting F(c) = 1 - exp(-c).

    u: float64 of any shape, in [0, 1); it is not changed.
    Returns c of the same shape, finite, with F(c) = u to full relative precision, even for u
    close to 0.
    """
    ### BEGIN SOLUTION
    return -np.log1p(-u)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-exp_from_uniform-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.exp_from_uniform", exp_from_uniform)

# %% tags=["demo"]
with needs(exp_from_uniform):
    print("three clocks:", np.asarray(exp_from_uniform(np.array([0.2, 0.7, 0.95]))).round(4))

# %% tags=["hide-input", "demo"]
# Draws a hundred thousand of your times.
with needs(exp_from_uniform):
    times = np.asarray(exp_from_uniform(np.random.default_rng(0).random(100_000)))
    axis = np.linspace(0, 8, 200)
    axes = plotting.histograms(
        {"your times": times[times < 8]},
        density={"exp(-c)": (axis, np.exp(-axis))},
        x_label="time c (in units of 1 / rate)",
        title="In every second the same fraction of the waiting clocks rings",
    )
    plotting.show(
        axes,
        alt="Histogram of 100,000 times: it falls from 1 at time 0 along the curve exp(-c).",
    )

# %% [markdown]
# ## 2 · A race
#
# Now let clocks race each other. Three runners; runner $i$ arrives when its clock rings, and the first to arrive wins.

# %% tags=["hide-input"]
# Draws one race.
PI = np.array([0.1, 0.2, 0.7])
axes = plotting.race(
    np.array([0.2231, 1.2040, 2.9957]) / PI,
    names=[f"runner {k + 1}, rate {rate:g}" for k, rate in enumerate(PI)],
    x_label="time of arrival C / rate",
    title="One race: the slowest runner got off to a lucky start, and wins",
)
plotting.show(
    axes,
    alt="Three lanes. Runner 1, of rate 0.1, arrives first, at time 2.23; runner 3, of rate 0.7, second, "
    "at 4.28; runner 2, of rate 0.2, third, at 6.02.",
)

# %% [markdown]
# <a id="gumbel-race-by-hand"></a>
# **By hand.** These are the three clocks of section 1, at the rates $\pi = (0.1, 0.2, 0.7)$: $C / \pi = (2.231, 6.020, 4.280)$. Runner 1 wins, although its rate is the smallest. How often will it?

# %% tags=["hide-input"]
# Asks for your prediction.
slow = predict(
    "Only two runners, of rates 0.1 and 0.7. What fraction of the races does the slow one win?",
    choices=["none, in the long run", "one in eight", "one in seven", "half"],
)

# %% tags=["hide-input"]
# Runs 100,000 races, and compares the share with your prediction.
rings = np.random.default_rng(0).exponential(size=(100_000, 2)) / np.array([0.1, 0.7])
share = np.mean(rings[:, 0] < rings[:, 1])
slow.reveal(
    "one in eight" if abs(share - 1 / 8) < 0.005 else "one in seven",
    told=f"{share:.3f}, one in eight",
    why="0.1 out of 0.1 + 0.7: what counts is its share of the sum, not its ratio to the other",
)

# %% [markdown]
# Why? Let the rates be $\lambda$ and $\mu$. The first runner wins at time $s$ if it arrives just then, which has the density $\lambda e^{-\lambda s}$, and the other is still on its way, which has
# probability $e^{-\mu s}$. Add up over all times:
#
# $$\int_0^\infty \lambda\, e^{-\lambda s} \cdot e^{-\mu s}\, ds = \frac{\lambda}{\lambda + \mu} .$$
#
# With $K$ runners there are only more factors. The probability that runner $i$ wins, and does so after time $t$, is
#
# $$\int_t^\infty \pi_i\, e^{-\pi_i s} \prod_{j \ne i} e^{-\pi_j s}\, ds = \int_t^\infty \pi_i\, e^{-s \sum_j \pi_j}\, ds
# = \frac{\pi_i}{\sum_j \pi_j} \cdot e^{-t \sum_j \pi_j}.$$
#
# The result is a product: one factor depends only on $i$, the other only on $t$. *Who* wins and *when* are independent.
#
# <a id="gumbel-exponential-race"></a>
# **Statement (the exponential race).** Let $\pi_i \ge 0$ with $\sum_{i=1}^K \pi_i = 1$, and let $C_1, \dots, C_K \sim \mathrm{Exp}(1)$ be independent. Then
#
# $$\arg\min_i \frac{C_i}{\pi_i} = \arg\max_i\, (\log \pi_i - \log C_i) \sim \mathrm{Cat}(\pi)$$
#
# (Maddison 2016). A clock with $\pi_i = 0$ never rings. Without the condition on the sum, outcome $i$ has probability $\pi_i / \sum_j \pi_j$.
#
# <a id="gumbel-min-arrival"></a>
# **A known number.** The winning time $\min_i C_i / \pi_i$ is $\mathrm{Exp}(\sum_j \pi_j)$, here $\mathrm{Exp}(1)$, with mean 1 and variance 1, *whoever wins* (the density above; Maddison 2016).
#
# ### Exercise 13.2 · `exp_race` (level 1, about 10 minutes)
#
# Run $n$ races at once. A probability may be exactly zero, and then $C / 0$ must neither win nor raise a warning.


# %% nbgrader={"grade": false, "grade_id": "gumbel-exp_race", "locked": false, "schema_version": 3, "solution": true, "task": false}
def exp_race(pi: np.ndarray, C: np.ndarray) -> np.ndarray:
    """The winners of n races between K clocks with rates pi.

    pi: [K] float64, the rates, non-negative, at least one positive; they need not sum to 1.
    C: [n, K] float64, independent Exp(1) times, non-negative. Neither argument is changed.
    Returns winners: [n] integers in 0..K-1, the clock with the smallest C / pi in each row; a
    clock with rate 0 never wins.
    """
    ### BEGIN SOLUTION
    times = np.full(C.shape, np.inf)
    np.divide(C, pi, out=times, where=pi > 0)
    return times.argmin(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-exp_race-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.exp_race", exp_race)

# %%
UNIFORM = np.random.default_rng(2).random((100_000, 3))


def frequencies(winners):
    """Fraction of the races that each of three runners wins; winners: [n]. Returns [3]."""
    return np.bincount(np.asarray(winners, dtype=int), minlength=3) / len(winners)


# %% tags=["hide-input"]
# Draws how the shares settle, and describes it.
def draw_race(n):
    """Each runner's share of the wins as the first n races are run."""
    C = np.asarray(exp_from_uniform(UNIFORM[:n]))
    won = np.asarray(exp_race(PI, C))[:, None] == np.arange(3)
    shown = np.unique(np.geomspace(1, n, 400).astype(int))
    shares = (won.cumsum(axis=0) / np.arange(1, n + 1)[:, None])[shown - 1]
    named = {f"runner {k + 1}: {shares[-1, k]:.3f}": shares[:, k] for k in range(3)}
    labels = {"x_label": "number of races", "y_label": "share of the wins", "log_x": True}
    rates = {f"rate {rate:g}": rate for rate in PI}
    title = f"Each runner's share of the wins settles at its rate: {n} races"
    axes = plotting.curves(shown, named, lines=rates, title=title, **labels)
    axes.set_ylim(-0.02, 1.02)
    axes.legend(ncols=2, loc="upper right")
    return axes


def describe_race(n):
    """Alt text of draw_race."""
    shares = frequencies(exp_race(PI, np.asarray(exp_from_uniform(UNIFORM[:n]))))
    won = ", ".join(f"{share:.3f}" for share in shares)
    return f"Shares of the wins for runners with rates 0.1, 0.2 and 0.7 after {n} races: {won}."


# %% tags=["demo"]
with needs(exp_from_uniform, exp_race):
    print(
        "the race worked by hand is won by runner",
        exp_race(PI, np.array([[0.2231, 1.2040, 2.9957]]))[0] + 1,
    )

# %% tags=["hide-input", "demo"]
# Shows the shares after as many races as you choose.
with needs(exp_from_uniform, exp_race):
    explore(
        draw_race,
        label="Race the three again and again",
        alt=describe_race,
        static=[{"n": 2000}],
        n=Slider("number of races", 10, 20_000, 10),
    )

# %% [markdown]
# After ten races anything is possible. The error of the shares shrinks like $1/\sqrt n$: for two decimals you need thousands of races.

# %% tags=["demo"]
with needs(exp_from_uniform, exp_race):
    C = np.asarray(exp_from_uniform(UNIFORM))
    winner, first = np.asarray(exp_race(PI, C)), (C / PI).min(axis=1)
    print(f"winning time: mean {first.mean():.3f}, variance {first.var():.3f}")
    for k in range(3):
        print(f"  when runner {k + 1} wins: mean {first[winner == k].mean():.2f}")

# %% [markdown]
# Isn't that strange? On its own, runner 1 takes 10 units of time on average, and yet when it wins, it arrives after 1, like everybody else. A slow runner can win only by being early for once, and the
# product above says that the winner, whoever it is, is equally early.

# %% [markdown]
# ## 3 · The same race in logarithms
#
# A network does not give you rates. It gives **logits**: numbers of either sign, of any size, that are $\log \pi_i$ up to a common constant. You could take exponentials and run the race, until the first
# logit of 1000 comes along, and $e^{1000}$ is infinite. So the race has to be run on the logits as they are.
#
# ### A bug hunt
#
# Somebody has tried. In the die below noise is added, and the largest sum wins. The noise is of the right kind: it is $-\log C$ for exponential clocks $C$, known as Gumbel noise. We test the
# die as any die is tested: throw it $n$ times, and add up $(\text{seen} - \text{expected})^2 / \text{expected}$ over the faces. For three faces the sum is 2 on average, and with a correct die it exceeds 6 in one
# test out of twenty (Pearson's $\chi^2$ test).


# %% nbgrader={"grade": false, "grade_id": "gumbel-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def loaded_die(scores, throws, seed):
    """Looks right, runs, and is wrong. scores: [K], logits. Returns the faces: [throws]."""
    shifted = scores - scores.max()  # nothing overflows
    weights = np.exp(shifted)
    chances = weights / weights.sum()
    noise = np.random.default_rng(seed).gumbel(size=(throws, len(chances)))
    return np.argmax(chances + noise, axis=1)


def chi_square(winners, pi):
    """Sum of (seen - expected)^2 / expected over the K faces; winners: [n], pi: [K]."""
    expected = len(winners) * pi
    seen = np.bincount(np.asarray(winners, dtype=int), minlength=len(pi))
    return ((seen - expected) ** 2 / expected).sum()


for pi in (np.array([0.32, 0.33, 0.35]), PI):
    thrown = loaded_die(np.log(pi), 3000, seed=0)
    print(
        f"pi = {pi}: seen {frequencies(thrown).round(3)}, chi-square {chi_square(thrown, pi):.1f}"
    )

# %% [markdown]
# With nearly equal odds nobody notices. With uneven odds the die is far off, and always in the same way: the weak faces come up too often. To find out why, leave the code and go back to the race. It is
# won by the smallest $C_i / \pi_i$. Which function turns small times into large keys, and the division into a sum? What does it make of the clocks, and what of the rates?
#
# ### Exercise 13.3 · `gumbel_max` (level 2, about 15 minutes)
#
# Write the die that was meant. It draws nothing itself: the uniform numbers are given, so that the same numbers always give the same throw.


# %% nbgrader={"grade": false, "grade_id": "gumbel-gumbel_max", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gumbel_max(logits: np.ndarray, u: np.ndarray) -> np.ndarray:
    """The winners of n races between K clocks, whose rates are given by their logarithms.

    logits: [K] float64, log rates up to a common constant, of any size: exp(logits) may overflow.
    u: [n, K] float64, independent uniform numbers in (0, 1); in each row the clocks of rate 1 ring
    at the times C = -log u. Neither argument is changed.
    Returns winners: [n] integers in 0..K-1, the clock of each row with the smallest C / rate.
    """
    ### BEGIN SOLUTION
    return np.argmax(logits - np.log(-np.log(u)), axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-gumbel_max-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.gumbel_max", gumbel_max)

# %% tags=["demo"]
with needs(gumbel_max):
    print("by hand: runner", gumbel_max(np.log(PI), np.array([[0.8, 0.3, 0.05]]))[0] + 1)
    for shift in (0.0, 5.0):
        thrown = gumbel_max(np.log(PI) + shift, UNIFORM[:3000])
        print(
            f"logits + {shift:g}: seen {frequencies(thrown).round(3)}, chi-square {chi_square(thrown, PI):.1f}"
        )
    print("what the wrong die threw:", (np.exp(PI) / np.exp(PI).sum()).round(3), "= softmax(pi)")

# %% [markdown]
# Add 5 to every logit, and not a single throw changes. What you have written has a name.
#
# <a id="gumbel-gumbel-max"></a>
# **Statement (Gumbel-max).** With $u_i$ uniform and $g_i = -\log C_i = -\log(-\log u_i) \sim \mathrm{Gumbel}(0, 1)$, independent,
#
# $$z = \arg\max_i\, (\log \pi_i + g_i) \sim \mathrm{Cat}(\pi)$$
#
# (Gumbel 1954; Maddison, Tarlow and Minka 2014, section 2). Adding the same constant to all logits does not change which **key** $\log\pi_i + g_i$ is the largest, so they need not be normalised.
#
# What is this noise? $P(g \le x) = P(C \ge e^{-x}) = e^{-e^{-x}}$. This is the standard **Gumbel distribution**; its mean is $0.5772$ (Euler's constant) and its variance $\pi^2/6 = 1.6449$, where $\pi$ is, for once, $3.1416$.
#
# **By hand.** $u = (0.8, 0.3, 0.05)$ gives $-\log u = (0.2231, 1.2040, 2.9957)$, the clocks from before. The keys are $(-0.8026, -1.7951, -1.4539)$: the first is the largest, so the
# same runner wins.
#
# <a id="gumbel-max-moments"></a>
# **A known number.** The largest key is minus the logarithm of the winning time, which is $\mathrm{Exp}(1)$. So the largest of $\log\pi_i + g_i$ is itself a Gumbel variable, with mean $0.5772$ and variance $\pi^2/6$, and
# it is independent of which key it is (Gumbel 1954). For logits that are not normalised, add $\log \sum_j e^{\text{logit}_j}$ to the mean.

# %%
g = np.random.default_rng(4).gumbel(size=(400_000, 3))
keys = np.log(PI) + g
best, top = keys.argmax(axis=1), keys.max(axis=1)
print(
    f"largest key: mean {top.mean():.3f}, variance {top.var():.3f} (pi^2 / 6 = {np.pi**2 / 6:.3f})"
)
for k in range(3):
    print(
        f"  key {k + 1} is the largest in {np.mean(best == k):.3f} of the draws; "
        f"its mean is then {top[best == k].mean():.2f}"
    )

# %% [markdown]
# ### A common slip: "any noise will do"
# <a id="gumbel-slip-noise"></a>
#
# It will not. With normal noise of the same variance the die is nearly right, which is still wrong. With the sign of $\log C$ flipped the noise has the same variance again, but its long tail is on the other side.

# %%
normal = np.random.default_rng(5).standard_normal(g.shape)
noises = {
    "Gumbel, g = -log C": g,
    "sign flipped, +log C": -g,
    "normal, same variance": normal * np.pi / math.sqrt(6),
}
for name, noise in noises.items():
    print(f"{name:22}", frequencies((np.log(PI) + noise).argmax(axis=1)).round(3))

# %% [markdown]
# ### A common slip: "a softmax with a low temperature does the same"
# <a id="gumbel-slip-no-noise"></a>
#
# Without noise, $\mathrm{softmax}(\log\pi / T)$ is not a sample of anything. At $T = 0.1$ it picks runner 3, with a share of $0.999996$, in every single race; a die shows 3 only seven times out of ten. The noise
# makes the draw; the temperature, which comes next, only decides how sharply the draw is rounded.

# %%
sharp = PI**10 / (PI**10).sum()
print("without noise, T = 0.1, always:", np.array2string(sharp, precision=6, suppress_small=True))
print("with noise, share of each winner:", frequencies(best).round(3))

# %% [markdown]
# ## 4 · Who comes second?
#
# So far we looked at the winner only. In the race of section 2 runner 3 came second. The clocks have no memory: at the moment when the winner arrives, the others are as far from ringing as they were at the start.
# So a new race begins among those that are left, at their old rates. With $\pi = (0.1, 0.2, 0.7)$,
#
# $$P(\text{3 first, then 2}) = 0.7 \cdot \frac{0.2}{0.1 + 0.2} = 0.4667 .$$
#
# In other words, the first $k$ arrivals are $k$ draws **without replacement**: draw, put the outcome aside, draw among the rest. One race does all $k$ at once.

# %%
arrival = np.random.default_rng(3).exponential(size=(100_000, 3)) / PI
order = arrival.argsort(axis=1)
print(f"runner 3, then runner 2: {np.mean((order[:, 0] == 2) & (order[:, 1] == 1)):.4f}")

# %% [markdown]
# ### Exercise 13.4 · `without_replacement` (level 2, about 25 minutes)
#
# The race again has to be run on logits of any size, with the noise given. A language model that proposes ten *different* next words does this; if it is to be trained on what it proposed, it also needs to know how likely that was.


# %% nbgrader={"grade": false, "grade_id": "gumbel-without_replacement", "locked": false, "schema_version": 3, "solution": true, "task": false}
def without_replacement(logits: np.ndarray, g: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The first k arrivals of n races, and how likely each of these orders was.

    logits: [K] float64, of any size, not necessarily normalised.
    g: [n, K] float64, standard Gumbel noise, one row for each race. Neither is changed.
    k: how many arrivals, from 1 to K.
    Returns (order, log_prob). order: [n, k] integers in 0..K-1, each row's outcomes as they arrive.
    log_prob: [n], the log-probability, in nats, that a race brings just these k in just this order.
    """
    ### BEGIN SOLUTION
    order = np.argsort(-(logits + g), axis=1)[:, :k]
    left = np.broadcast_to(logits, g.shape).copy()
    rows, log_prob = np.arange(len(g)), np.zeros(len(g))
    for place in order.T:
        log_prob += left[rows, place] - np.logaddexp.reduce(left, axis=1)
        left[rows, place] = -np.inf
    return order, log_prob
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-without_replacement-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.without_replacement", without_replacement)

# %% tags=["demo"]
with needs(without_replacement):
    g = np.random.default_rng(9).gumbel(size=(50_000, 3))
    order, log_prob = without_replacement(np.log(PI) + 5, g, k=2)
    pairs = np.asarray(order) @ (10, 1) + 11  # runner 3, then 2 becomes 32
    for pair in np.unique(pairs):
        here = pairs == pair
        print(
            f"{pair // 10}, then {pair % 10}: seen {here.mean():.3f}, "
            f"by your log_prob {np.exp(np.asarray(log_prob)[here]).mean():.3f}"
        )

# %% [markdown]
# <a id="gumbel-order-of-arrival"></a>
# **Statement.** The first $k$ arrivals of the race are $i_1, \dots, i_k$, in this order, with probability
#
# $$\prod_{j=1}^k \frac{\pi_{i_j}}{1 - \pi_{i_1} - \dots - \pi_{i_{j-1}}}$$
#
# (Plackett 1975; with Gumbel noise this is the Gumbel-top-$k$ trick of Kool, van Hoof and Welling 2019). Beside a favourite of nearly 1 the denominators lose all their digits; hence the sum over those left.
#
# The same race draws from a stream of unknown length: give every item its time of arrival as it comes by, and keep only the $k$ earliest so far. The sum of the weights is never needed (Efraimidis and Spirakis
# 2006; Vieira 2014). This is how one takes a weighted sample of a table that is too long to be read twice.

# %% [markdown]
# ## 5 · A die with a slope
#
# All the randomness now comes from outside: $g$ does not depend on $\pi$, as in the reparameterization of chapter 11. One obstacle is left. $\arg\max$ jumps: nudge a logit, and the winner stays the same until it suddenly
# changes, so the derivative is 0 or does not exist. The remedy is to soften the maximum into a softmax.

# %% tags=["hide-input"]
# Draws the hard and the soft way from logits and noise to the rest of the model.
figure = plotting.sample_paths(
    title="Values run forwards along both ways; only the soft one lets a gradient back"
)
plotting.show(
    figure,
    alt="Boxes and arrows. Logits and noise g are added to keys. Upper way: argmax makes the hard sample "
    "(1, 0, 0); on the way back its slope is 0. Lower way: softmax makes the soft sample (.53, .20, .28), "
    "and the gradient comes back to the logits. Both lead on to the rest of the model.",
)

# %% [markdown]
# <a id="gumbel-gumbel-softmax"></a>
# **Statement (Gumbel-softmax, or Concrete).** For a temperature $T > 0$,
#
# $$y_i = \frac{\exp((\log \pi_i + g_i) / T)}{\sum_{j=1}^K \exp((\log \pi_j + g_j) / T)}.$$
#
# The sum is over *all* $j$, noise included. As $T \to 0$ the vector $y$ tends to the one-hot vector of $\arg\max_i (\log\pi_i + g_i)$, an exact sample; as $T \to \infty$ it tends to $(\tfrac1K, \dots, \tfrac1K)$
# (Jang, Gu and Poole 2017, section 2; Maddison, Mnih and Teh 2017, section 3).
#
# **By hand.** At $T = 1$ the exponentials cancel the logarithms: $e^{\log\pi_i + g_i} = \pi_i / C_i$, so $y$ is just the *speeds* $\pi / C$, divided by their sum. For our clocks $\pi / C = (0.4481, 0.1661, 0.2337)$, which
# sums to $0.8479$, so $y = (0.529, 0.196, 0.276)$. At $T = 0.1$ the speeds are raised to the tenth power, and $y = (0.998, 0.000, 0.001)$.
#
# Some models cannot use a mixture of outcomes and need a real *choice*. They want the best of both ways in the picture: the value of the hard sample, and the slope of the soft one. Is there a sum of terms with this
# value and this slope? All you need is a way to tell autograd that a tensor is a constant: `t.detach()` has the value of `t` and no slope.
#
# ### Exercise 13.5 · `gumbel_softmax` (level 2, about 20 minutes)
#
# Write both versions. The noise is an argument, so that you can look at the same throw at every temperature.


# %% nbgrader={"grade": false, "grade_id": "gumbel-gumbel_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gumbel_softmax(
    logits: torch.Tensor, g: torch.Tensor, tau: float, hard: bool = False
) -> torch.Tensor:
    """Soft samples of n categorical variables, for given Gumbel noise.

    logits: [n, K], not necessarily normalised. g: [n, K], standard Gumbel noise. Neither is changed.
    tau: the temperature, positive, possibly as small as 1e-3.
    hard: False returns the soft samples. True returns samples that are one-hot in value, a 1 where the
    soft sample is largest, and have the gradient of the soft sample.
    Returns [n, K], each row adding up to 1; gradients reach the logits.
    """
    ### BEGIN SOLUTION
    y = torch.softmax((logits + g) / tau, dim=-1)
    if not hard:
        return y
    one_hot = F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y)
    return one_hot + (y - y.detach())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-gumbel_softmax-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.gumbel_softmax", gumbel_softmax)

# %% tags=["demo"]
with needs(gumbel_softmax):
    log_pi = torch.tensor(np.log(PI)[None], requires_grad=True)
    noise = -torch.log(torch.tensor([[0.2231, 1.2040, 2.9957]], dtype=torch.float64))
    for tau, hard in ((1.0, False), (0.1, False), (1.0, True)):
        y = gumbel_softmax(log_pi, noise, tau, hard)
        (slope,) = torch.autograd.grad(y[0, 0], log_pi)
        print(
            f"T = {tau:g}, hard = {hard!s:5}: y = {y.detach().numpy()[0].round(3)}, "
            f"d y_1 / d logits = {slope.numpy()[0].round(3)}"
        )

# %% [markdown]
# The third line has the value of the die and the slope of the first line. Check one slope by hand: for a softmax at $T = 1$, $\partial y_1 / \partial\, \text{logit}_1 = y_1 (1 - y_1) = 0.529 \cdot 0.471 = 0.249$.
#
# <a id="gumbel-straight-through"></a>
# **Statement (straight-through).** Let $h$ be the one-hot vector of the largest entry of $y$, and $\bar y$ the value of $y$, which autograd takes for a constant. Then $h + (y - \bar y)$ has exactly the value $h$, since $y - \bar y = 0$ in the forward pass.
# In the backward pass $h$ and $\bar y$ are constants, so the derivative is that of $y$ (Jang et al. 2017, section 2.2; Bengio, Léonard and Courville 2013).
#
# Why the brackets? In floating point $(h + y) - \bar y$ need not be exactly 1 where $h$ is, because $1 + y$ is rounded; a number minus itself is exactly 0. And be warned: value and slope belong to two different functions, so this gradient is the
# gradient of neither. It is biased, and often works well.
#
# ### A common slip: the ends of the range
# <a id="gumbel-slip-ends"></a>
#
# $T = 0$ is a limit, not a value to plug in: dividing by it gives $\pm\infty$, and then the softmax computes $\infty / \infty$. A clock that rings at time 0 has the same effect, $-\log 0 = \infty$, and with 32-bit numbers
# draws of exactly 0 do occur. (In 32 bits the largest $u$ below 1 is $1 - 2^{-24}$, so the noise $-\log(-\log u)$ stops at $-\log(2^{-24}) = 16.64$.)

# %%
key = torch.log(torch.tensor([0.1, 0.2, 0.7])) + 0.3
print("T = 0:            ", torch.softmax(key / 0.0, dim=0).tolist())
print("two clocks at 0:  ", torch.softmax(-torch.tensor([0.0, 0.0, 1.0]).log(), dim=0).tolist())
largest = torch.tensor(1 - 2.0**-24)
print(f"largest noise in 32 bits: {-torch.log(-torch.log(largest)).item():.2f}")

# %% [markdown]
# ## 6 · Rounding is exact, averaging is not
#
# One thing survives the softening intact. A softmax preserves the order of its inputs at every temperature, so its largest entry is the winner of the race.

# %% tags=["hide-input"]
# Asks for your prediction.
average = predict(
    "At T = 1 the largest entry of y is that of runner 3 in 70% of the draws. What is the mean of y_3?",
    choices=["0.43", "0.51", "0.59", "0.67"],
)


# %%
def soft_samples(relax, tau, n=20_000):
    """n soft samples for PI at this temperature, from the same noise each time. Returns [n, 3]."""
    g = torch.from_numpy(np.random.default_rng(6).gumbel(size=(n, 3)))
    return relax(torch.from_numpy(np.log(PI)).expand(n, 3), g, tau).numpy()


# %% tags=["hide-input", "demo"]
# Averages soft samples at four temperatures, and compares one mean with your prediction.
with needs(gumbel_softmax), average.withheld():
    for tau in (0.1, 0.5, 1.0, 5.0):
        y = soft_samples(gumbel_softmax, tau, 400_000)
        shares = frequencies(y.argmax(axis=1))
        print(f"T = {tau:3g}: mean of y {y.mean(axis=0).round(3)}, largest entry {shares.round(3)}")
    middle = soft_samples(gumbel_softmax, 1.0, 400_000).mean(axis=0)[2]
    average.reveal(
        f"{middle:.2f}", why="the mean of a curved function is not the function of the mean"
    )

# %% [markdown]
# <a id="gumbel-rounding"></a>
# **Statement.** $P(\arg\max_i y_i = k) = \pi_k$ for every $T > 0$. But $\mathbb{E}\, y \ne \pi$ in general: the mean moves from $\pi$ as $T \to 0$ to the uniform distribution as $T \to \infty$
# (Maddison et al. 2017, proposition 1, for the rounding and the limit).
#
# ### A common slip: "soft samples average to $\pi$"
# <a id="gumbel-slip-mean"></a>
#
# $T = 1$ looks like the natural choice, since nothing is rescaled. It is biased, like every other temperature. The average even looks plausible, which is why the slip survives.
#
# <a id="gumbel-mean-two-classes"></a>
# **A number to check.** Take two outcomes, $\pi = (0.9, 0.1)$, and $T = 1$. With $w = C_2 / (C_1 + C_2)$, which is uniform for two exponential clocks,
#
# $$y_1 = \frac{0.9 / C_1}{0.9 / C_1 + 0.1 / C_2} = \frac{9 w}{1 + 8 w}, \qquad
# \mathbb{E}\, y_1 = \int_0^1 \frac{9 w}{1 + 8 w}\, dw = \frac98 \left(1 - \frac{\log 9}{8}\right) = 0.816015,$$
#
# and not $0.9$ (the density is that of Maddison et al. 2017, section 3.2). Where 90% was meant, the average says 82%.

# %%
w = (np.arange(100_000) + 0.5) / 100_000
print(
    f"midpoint rule {np.mean(9 * w / (1 + 8 * w)):.6f}, formula {9 / 8 * (1 - np.log(9) / 8):.6f}"
)

# %% [markdown]
# All this can be seen at a glance. Three probabilities that add up to 1 are a point of a triangle: in a corner one runner wins for certain, the centre is $(\tfrac13, \tfrac13, \tfrac13)$. Every dot below is one soft sample. The orange square, the mean of the samples, should lie inside the circle, which marks
# $\pi$; as $T$ grows it drifts out. Move the temperature, and watch the share of dots nearest to each corner: it does not change at all.


# %% tags=["hide-input"]
# Draws soft samples at one temperature, and describes them.
def draw_temperature(tau):
    """600 soft samples on the triangle, their mean and the target."""
    y = soft_samples(gumbel_softmax, tau)
    mean, nearest = y.mean(axis=0), frequencies(y.argmax(axis=1))
    title = (
        f"T = {tau:.3g}: mean of y ({mean[0]:.2f}, {mean[1]:.2f}, {mean[2]:.2f})\nnearest corner "
        f"({nearest[0]:.2f}, {nearest[1]:.2f}, {nearest[2]:.2f})"
    )
    corners = [f"runner {k + 1}" for k in range(3)]
    return plotting.simplex(y[:600], title=title, labels=corners, mean=mean, target=PI)


def describe_temperature(tau):
    """Alt text of draw_temperature."""
    m = soft_samples(gumbel_softmax, tau).mean(axis=0)
    return (
        f"A triangle with 600 soft samples at temperature {tau:.3g}; their mean is ({m[0]:.2f}, "
        f"{m[1]:.2f}, {m[2]:.2f}), the target (0.10, 0.20, 0.70)."
    )


# %% tags=["hide-input", "demo"]
# Shows soft samples as you heat and cool them.
with needs(gumbel_softmax):
    explore(
        draw_temperature,
        label="Heat and cool the samples",
        alt=describe_temperature,
        static=[{"tau": 0.3}, {"tau": 2.0}],
        predict=average,
        answer="Look at T = 1 first.",
        tau=Slider("temperature T", 0.05, 6.0, 0.05),
    )

# %% [markdown]
# ## 7 · What the temperature costs
#
# So can we just cool the samples and be done? What we want is a gradient, and each draw estimates it by one slope of $y$. Take two outcomes again, $\pi = (0.9, 0.1)$, and let $a = \log 9$ be the logit of the first relative to the second. The true derivative of
# its probability is $\frac{d}{da} \sigma(a) = 0.9 \cdot 0.1 = 0.09$, and the estimate from one draw is
# $\frac{\partial y_1}{\partial a} = \frac{y_1 (1 - y_1)}{T}$.

# %% tags=["hide-input"]
# Asks for your prediction.
cooling = predict(
    "We cool from T = 1 to T = 0.01. What happens to the bias of the gradient, and to its noise?",
    choices=[
        "both shrink",
        "the bias shrinks, the noise grows",
        "the bias grows, the noise shrinks",
        "both grow",
    ],
)


# %%
def logit_slopes(relax, tau, n=1_000_000):
    """n one-draw estimates of d pi_1 / d logit, at pi = (0.9, 0.1). Returns [n]."""
    a = torch.full((n,), math.log(9), dtype=torch.float64, requires_grad=True)
    g = torch.from_numpy(np.random.default_rng(7).gumbel(size=(n, 2)))
    y = relax(torch.stack([a, torch.zeros_like(a)], dim=1), g, tau)
    return torch.autograd.grad(y[:, 0].sum(), a)[0].numpy()


# %% tags=["hide-input", "demo"]
# Measures a million slopes at four temperatures, and compares them with your prediction.
with needs(gumbel_softmax), cooling.withheld():
    bias, noise = {}, {}
    for tau in (5.0, 1.0, 0.1, 0.01):
        slopes = logit_slopes(gumbel_softmax, tau)
        bias[tau], noise[tau] = abs(slopes.mean() - 0.09), slopes.std()
        error = slopes.std() / math.sqrt(len(slopes))
        print(
            f"T = {tau:4g}: mean slope {slopes.mean():.4f} (+- {error:.4f}), standard deviation "
            f"{slopes.std():.2g}"
        )
    cooling.reveal(
        "the bias shrinks, the noise grows"
        if bias[0.01] < bias[1.0] and noise[0.01] > noise[1.0]
        else "both shrink",
        told="the bias shrinks, from 0.015 to less than we can measure; the noise grows, from 0.08 to 1.2",
        why="a cold sample is flat almost everywhere and very steep in between: most draws say "
        "0, a few say 1 / (4 T)",
    )

# %% [markdown]
# <a id="gumbel-gradient-moments"></a>
# Both moments can be computed without sampling. Let $v = (a + L)/T$, where $L = g_1 - g_2$ has the density $\sigma'$, the slope of the sigmoid. Then $y_1 = \sigma(v)$ and
#
# $$\mathbb{E}\, \frac{\partial y_1}{\partial a} = \int \sigma'(v)\, \sigma'(T v - a)\, dv, \qquad
# \mathbb{E} \left(\frac{\partial y_1}{\partial a}\right)^2 = \frac1T \int \sigma'(v)^2\, \sigma'(T v - a)\, dv .$$
#
# As $T \to 0$ the second factors become $\sigma'(a) = 0.09$. The first integral tends to $0.09 \cdot 1$, so the bias vanishes, and the second behaves like $0.09 / (6 T)$, since $\int \sigma'^2 = \tfrac16$.
# At $T = 0.01$ that is $1.5$, and its square root, $1.22$, is the standard deviation that we measured.


# %%
def sigmoid_slope(v):
    """Derivative of the sigmoid: 1 / (4 cosh^2(v / 2))."""
    return 0.25 / np.cosh(v / 2) ** 2


def slope_moments(tau):
    """(mean, standard deviation) of one estimate, by quadrature over v."""
    v, step = np.linspace(-60, 60, 24_001, retstep=True)
    weight = sigmoid_slope(tau * v - math.log(9))
    mean = (sigmoid_slope(v) * weight).sum() * step
    second = (sigmoid_slope(v) ** 2 * weight).sum() * step / tau
    return mean, math.sqrt(second - mean**2)


for tau in (5.0, 1.0, 0.1, 0.01):
    mean, deviation = slope_moments(tau)
    print(f"T = {tau:4g}: mean slope {mean:.4f}, standard deviation {deviation:.3g}")

# %%
temperatures = np.geomspace(0.01, 1, 60)
mean, deviation = np.array([slope_moments(tau) for tau in temperatures]).T
bias, spread = mean - 0.09, deviation / math.sqrt(1000)
errors = {
    "bias": bias,
    "noise of the average": spread,
    "both together": np.hypot(bias, spread),
}

# %% tags=["hide-input"]
# Draws bias and noise against the temperature.
with cooling.withheld():
    axes = plotting.curves(
        temperatures,
        errors,
        log_x=True,
        log_y=True,
        x_label="temperature T",
        y_label="error of the slope (true value 0.09)",
        title="Averaging 1000 draws: too cold is noisy, too warm is biased",
    )
    plotting.show(
        axes,
        alt="Errors against temperature from 0.01 to 1, both axes logarithmic: the bias rises from "
        "below 1e-5 to 0.015, the noise of an average of 1000 draws falls from 0.04 to 0.0025, and the two "
        "together are smallest near T = 0.27, a little below where the curves cross.",
    )
    print(
        f"smallest error {errors['both together'].min():.4f} at T = {temperatures[errors['both together'].argmin()]:.2f}"
    )

# %% [markdown]
# No single temperature is the best: with more draws the noise falls but the bias does not, so it pays to go colder.
#
# To be fair, for a function as simple as $f(y) = y_1$ the score function of chapter 11 does better than all of these. Its estimate $[z = 1] \cdot (1 - 0.9)$ is $0.1$ or $0$, with a mean of exactly $0.09$ and a
# standard deviation of $0.03$. Soft samples pay off when $f$ is a network: its slope says which way to move each of many latents, while the score function knows only how good the outcome was as a whole.
#
# ## 8 · The density of a soft sample
#
# A soft sample is a random point, so it has a density, and the race tells us which. First for $K = 2$, where $y = (y_1, 1 - y_1)$ is a single number. Let the rates be $\alpha_1$ and $\alpha_2$, which are the $\pi_i$ times any
# one constant. Since $y_i$ is proportional to $(\alpha_i / C_i)^{1/T}$, the clocks are
#
# $$C_1 = s\, \alpha_1\, y_1^{-T}, \qquad C_2 = s\, \alpha_2\, (1 - y_1)^{-T}$$
#
# for some $s > 0$. So two clocks $(C_1, C_2)$ are the same as a pair $(y_1, s)$, and densities change by the determinant of the derivatives:
#
# $$\left| \det \begin{pmatrix} -T s\, \alpha_1 y_1^{-T-1} & \alpha_1 y_1^{-T} \\ T s\, \alpha_2 (1 - y_1)^{-T-1} & \alpha_2 (1 - y_1)^{-T} \end{pmatrix} \right|
# = T s\, \alpha_1 \alpha_2\, y_1^{-T-1} (1 - y_1)^{-T-1} \underbrace{\big[ (1 - y_1) + y_1 \big]}_{1} .$$
#
# (Multiply out the determinant: both of its products have all the factors in front of the bracket, and one has $(1 - y_1)$ left over, the other $y_1$.) The clocks have the density $e^{-C_1} e^{-C_2} = e^{-sA}$, where
# $A = \alpha_1 y_1^{-T} + \alpha_2 (1 - y_1)^{-T}$. Nobody asks for $s$, so integrate it out: $\int_0^\infty s\, e^{-sA}\, ds = 1 / A^2$. Together
#
# $$p(y_1) = T\, \frac{\alpha_1 y_1^{-T-1}\; \alpha_2 (1 - y_1)^{-T-1}}{\big( \alpha_1 y_1^{-T} + \alpha_2 (1 - y_1)^{-T} \big)^2} .$$
#
# **By hand.** Equal weights, $T = 1$: $p(y_1) = \dfrac{y_1^{-2} (1 - y_1)^{-2}}{(1/y_1 + 1/(1 - y_1))^2} = \dfrac{1}{(1 - y_1 + y_1)^2} = 1$. The soft coin is uniform between 0 and 1: its density is 1 at $y_1 = \tfrac14$ and at $\tfrac12$ alike.
# In the middle, at $y_1 = \tfrac12$, the density equals $T$ at every temperature: cooling empties the middle.
#
# ### Exercise 13.6 · `concrete_logpdf` (level 3, about 30 minutes)
#
# Now for $K$ outcomes: change variables from the $K$ clocks to $(y_1, \dots, y_{K-1}, s)$. Every further outcome adds a row to the matrix, and the determinant keeps its form, with $\sum_i y_i = 1$ in place of the bracket: $T^{K-1} s^{K-1} \prod_{i=1}^K \alpha_i\, y_i^{-T-1}$. The rest is yours: the density of the clocks, the integral over $s$ (try $K = 2, 3, 4$ by parts, and
# a pattern appears), and the logarithm of it all. Near the edges $y_i^{-T-1}$ is enormous, and the logits may be of any size, so no power and no exponential may stand alone.


# %% nbgrader={"grade": false, "grade_id": "gumbel-concrete_logpdf", "locked": false, "schema_version": 3, "solution": true, "task": false}
def concrete_logpdf(y: np.ndarray, logits: np.ndarray, tau: float) -> np.ndarray:
    """Log-density of soft samples with respect to dy_1 ... dy_(K-1).

    y: [n, K] float64, each row inside the simplex: positive, adding up to 1.
    logits: [K] float64, log alpha, not necessarily normalised. Neither argument is changed.
    tau: the temperature, positive.
    Returns [n], in nats.
    """
    ### BEGIN SOLUTION
    K, log_y = y.shape[1], np.log(y)
    log_A = np.logaddexp.reduce(logits - tau * log_y, axis=1)
    constant = math.lgamma(K) + (K - 1) * math.log(tau)
    return constant + (logits - (tau + 1) * log_y).sum(axis=1) - K * log_A
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gumbel-concrete_logpdf-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gumbel.concrete_logpdf", concrete_logpdf)

# %% tags=["demo"]
with needs(concrete_logpdf):
    points = np.array([[0.25, 0.75], [0.5, 0.5]])
    for tau in (0.5, 1.0, 2.0):
        density = np.exp(np.asarray(concrete_logpdf(points, np.zeros(2), tau)))
        inner = (np.arange(200_000) + 0.5) / 200_000
        edge = np.stack([inner, 1 - inner], axis=1)
        whole = np.exp(np.asarray(concrete_logpdf(edge, np.log(PI[1:]), tau)))
        print(
            f"T = {tau:3g}: density at 1/4 and 1/2: {density.round(4)}; "
            f"area under one with unequal weights: {whole.mean():.2f}"
        )

# %% [markdown]
# <a id="gumbel-concrete-density"></a>
# **Statement (the Concrete density).** With respect to $dy_1 \cdots dy_{K-1}$,
#
# $$p(y) = (K-1)!\; T^{K-1}\, \frac{\prod_{i=1}^K \alpha_i\, y_i^{-T-1}}{\left(\sum_{i=1}^K \alpha_i\, y_i^{-T}\right)^K}$$
#
# (Maddison et al. 2017, section 3.2, definition 1). Multiplying all $\alpha_i$ by the same factor changes nothing.
#
# Two of your functions can now test each other: one draws, the other says how often each value should come up.

# %% tags=["hide-input", "demo"]
# Draws your samples over your density.
with needs(gumbel_softmax, concrete_logpdf):
    inner = np.linspace(0.004, 0.996, 249)
    both, coin = np.stack([inner, 1 - inner], axis=1), torch.log(torch.tensor([0.6, 0.4]).double())
    noise = torch.from_numpy(np.random.default_rng(8).gumbel(size=(100_000, 2)))
    samples, density = {}, {}
    for tau in (0.5, 2.0):
        samples[f"drawn, T = {tau:g}"] = gumbel_softmax(coin.expand_as(noise), noise, tau)[:, 0]
        log_density = np.asarray(concrete_logpdf(both, coin.numpy(), tau))
        density[f"density, T = {tau:g}"] = (inner, np.exp(log_density))
    title = "Your draws follow your density: cold at the ends, warm in the middle"
    labels = {"x_label": "y_1, for pi = (0.6, 0.4)", "title": title}
    axes = plotting.histograms(samples, density=density, bins=50, **labels)
    axes.set_ylim(0, 4)
    plotting.show(
        axes,
        alt="Histograms of the first entry of soft coins, with the density curves along them. At T = 0.5 "
        "the density is lowest in the middle and rises towards both ends, more so at 1; at T = 2 it is a "
        "single hump a little right of one half.",
    )

# %% tags=["hide-input", "demo"]
# Draws soft samples over the density on the triangle.
with needs(gumbel_softmax, concrete_logpdf):
    drawing, panels = plotting.figure(
        1,
        2,
        size=(8.4, 4.0),
        title="Dots are likely where it is dark; corner k is a certain win of runner k",
    )
    for ax, tau in zip(panels, (0.4, 2.0), strict=True):
        plotting.simplex(
            soft_samples(gumbel_softmax, tau)[:300],
            title=f"T = {tau:g}",
            density=lambda y, tau=tau: np.exp(np.asarray(concrete_logpdf(y, np.log(PI), tau))),
            ax=ax,
        )
    plotting.show(
        drawing,
        alt="Two triangles with 300 soft samples over the shaded density. At T = 0.4 both crowd along the "
        "edges and at corner 3; at T = 2 both form one hump between the centre and corner 3.",
    )

# %% [markdown]
# ## 9 · A model that makes choices
#
# Back to the alphabet. The **encoder** reads an image and gives the logits of a choice among 64 codes; the code is drawn by the race; the **decoder** gets the code and nothing else, and draws. It is the VAE of chapter 11 with a die in place of the normal
# noise. Its bound holds as it stands, with a sum over codes in place of the integral. Before it has seen an image, it takes all codes for equally likely: the prior is uniform.
#
# <a id="gumbel-categorical-kl"></a>
# **Statement.** For $q = \mathrm{Cat}(\pi)$ and the uniform prior on $K$ classes, $KL(q \,\Vert\, \text{uniform}) = \log K + \sum_{i=1}^K \pi_i \log \pi_i$. It is exact, needs no sample, and lies between $0$ and $\log K$.
# Over several latents it adds up (Jang et al. 2017, section 4.2).
#
# **By hand.** For $\pi = (0.1, 0.2, 0.7)$: $\log 3 - 0.8018 = 0.2968$ nats. Only the reconstruction needs a sample, and a gradient through it: your `gumbel_softmax`. The whole loss of one training step:


# %%
def loss_of_a_step(model, x, relax, tau):
    """Reconstruction plus divergence of a batch x [n, d], in nats; relax: your gumbel_softmax."""
    logits = model.encode(x)  # [n, M, K]: M choices, each among K classes
    rows = logits.flatten(0, 1)
    y = relax(rows, gumbel_noise(rows.shape, rows), tau)
    drawn = model.decode(y.reshape(logits.shape))
    reconstruction = F.binary_cross_entropy_with_logits(drawn, x, reduction="none").sum()
    log_q = F.log_softmax(logits, dim=-1)
    divergence = (log_q.exp() * (log_q + math.log(logits.shape[-1]))).sum()
    return reconstruction + divergence


# %% tags=["demo"]
print(f"KL to the uniform distribution: {np.log(3) + (PI * np.log(PI)).sum():.4f}")
with needs(gumbel_softmax):
    torch.manual_seed(0)
    model = CategoricalVAE(PIXELS, HIDDEN, 1, 64, gumbel_softmax=gumbel_softmax, temperature=2.0)
    batch = GLYPHS.train[:64]
    torch.manual_seed(1)
    written = loss_of_a_step(model, batch, gumbel_softmax, 2.0).item() / 64
    torch.manual_seed(1)
    ready_made = model.loss(batch).item() / 64
    print(f"per image: written out {written:.3f}, in course_utils {ready_made:.3f} nats")

# %% [markdown]
# The rest is Adam, 40 times through the data. One detail: the decoder starts by drawing the mean of all images, whatever the code, and the encoder starts undecided; otherwise one lucky code wins all images in the first seconds and never gives them back.
#
# Two losses have to be kept apart. In training the decoder reads soft samples, and the *relaxed* loss is what the optimizer sees. But a mixture of codes cannot be sent. Only the
# *honest* loss, in which the decoder reads one-hot samples (`hard=True`, and no gradient is needed), is minus a bound on $\log p(x)$.

# %% tags=["hide-input"]
# Trains a network that reads digits, and defines what is measured of a model.
torch.manual_seed(0)
READER = MLP([PIXELS, 64, 10]).to(device())
fit(
    READER,
    MLP.loss,
    (GLYPHS.train, GLYPHS.train_labels),
    reduction="mean",
    epochs=12,
    batch_size=64,
    lr=2e-3,
)
READER.eval()


def two_losses(model):
    """(relaxed, honest) loss on the held-out images, in nats per image."""
    return tuple(
        evaluate(model, lambda net, x, h=h: net.loss(x, h), GLYPHS.held_out, reduction="sum")
        for h in (False, True)
    )


def share_read(model):
    """Share of the held-out glyphs that the reader recognises after they were redrawn."""
    return READER.accuracy(model.reconstruct(GLYPHS.held_out.to(device())), GLYPHS.held_out_labels)


def codes_in_use(model):
    """How many of the codes some training image chooses."""
    return len(chosen_codes(model, GLYPHS.train).unique())


def report(name, model):
    """One line about a model with one choice of 64."""
    relaxed, honest = two_losses(model)
    print(
        f"{name:>16}: relaxed {relaxed:5.1f}, honest {honest:5.1f} nats, {codes_in_use(model)} codes in use, "
        f"{share_read(model):.0%} read"
    )


mean = GLYPHS.train.mean(dim=0).clamp(0.01, 0.99)
constant = F.binary_cross_entropy(mean.expand_as(GLYPHS.held_out), GLYPHS.held_out, reduction="sum")
CONSTANT = constant.item() / len(GLYPHS.held_out)
print(f"the mean image, whatever the image: {CONSTANT:.0f} nats per image")
print(
    f"held-out digits that the reader recognises: {READER.accuracy(GLYPHS.held_out, GLYPHS.held_out_labels):.0%}"
)

# %% tags=["hide-input"]
# Asks for your prediction.
hot = predict(
    "Trained at T = 5 throughout, a model reaches a relaxed loss of about 65 nats, while the mean image costs about "
    "103. Now it has to send real codes. What is its honest loss?",
    choices=["about 65", "between 65 and 103", "above 103: worse than the mean image"],
)

# %% tags=["hide-input", "demo", "nbval-ignore-output"] reason="another processor may train to other codes"
# Trains at four temperatures, and compares the warmest with your prediction.
TEMPERATURES = (0.1, 0.5, 1.0, 5.0)
with needs(gumbel_softmax), hot.withheld():
    losses = {}
    for tau in TEMPERATURES:
        model = trained(gumbel_softmax, tau, tau, 1, 64)
        losses[tau] = two_losses(model)
        report(f"T = {tau:g}", model)
    warm = losses[5.0][1]
    hot.reveal(
        "above 103: worse than the mean image"
        if warm > CONSTANT
        else "between 65 and 103"
        if warm > 72
        else "about 65",
        told=f"{warm:.0f} nats",
        why="its decoder has learnt to draw from mixtures of many codes; a single code is something it has never seen",
    )
    relaxed, honest = zip(*losses.values(), strict=True)
    axes = plotting.curves(
        TEMPERATURES,
        {"relaxed loss": relaxed, "honest loss": honest},
        lines={"the mean image": CONSTANT},
        log_x=True,
        x_label="temperature T in training",
        y_label="held-out loss, per image (nats)",
        title="Warm samples flatter the model; what counts is the upper curve",
    )
    plotting.show(
        axes,
        alt="Held-out losses against the temperature of training. The honest loss falls from nearly 70 at "
        "T = 0.1 to about 58 at T = 1 and then rises above that of the mean image, 103. The relaxed loss lies "
        "below it, by far at T = 5.",
    )

# %% [markdown]
# Both ends fail, each in its own way.
#
# - **Too cold**, and most codes are never used. A cold sample is flat almost everywhere (section 7), so a code that draws badly gets no slope by which it could improve. The first few that draw well take all the images.
# - **Too warm**, and most codes are used, but the decoder learns to read mixtures that cannot be sent.
#
# So begin warm, when every code gets its share of the slopes, and end cold, when the mixtures disappear. This is called **annealing**, after what smiths do with steel. The alphabet of the opening was made so, from $T = 2$ down to $0.5$, by a
# small factor at every step. Here is yours.

# %% tags=["hide-input", "demo", "end-result", "nbval-ignore-output"] reason="another processor may train to other drawings"
# Trains through your function while the temperature falls, and shows the alphabet.
with needs(gumbel_softmax):
    model = trained(gumbel_softmax, WARM, COLD, 1, 64)
    report("T from 2 to 0.5", model)
    drawn, used = alphabet(model)
    figure = plotting.image_grid(
        drawn,
        columns=16,
        captions=[str(int(count)) for count in used],
        title="An alphabet that your die has found: 64 drawings, and how many digits each stands in for",
    )
    plotting.show(
        figure,
        alt="Sixty-four small drawings of digits in different typefaces, bold, light or slanted, with the "
        "number of digits that each stands in for, from about 60 down to a handful; the last few stand in for none.",
    )

# %% [markdown]
# The annealed model beats all four fixed temperatures: in the honest loss, in the number of codes that it uses, and in what can still be read. A code that nobody chooses is **dead**; a few are left, at the end of the list, with a 0. A reader of digits
# recognises more than nine out of ten that went through this one number, six bits.
#
# ### Twenty questions
#
# Why only one choice? Twenty yes-or-no questions are $2^{20}$, a million codes, and the encoder has fewer numbers to give than before: 40 logits in place of 64. Nobody writes the questions; training does.

# %% tags=["hide-input", "demo"]
# Trains a model with twenty yes-or-no choices, and shows what it sends.
with needs(gumbel_softmax):
    model = trained(gumbel_softmax, WARM, COLD, 20, 2)
    some = GLYPHS.held_out[:6]
    figure = plotting.choices(
        some.reshape(-1, 28, 28),
        chosen_codes(model, some),
        model.reconstruct(some.to(device())).reshape(-1, 28, 28).cpu(),
        2,
        title="Six new digits, each told in twenty answers (left or right), and redrawn from these",
    )
    plotting.show(
        figure,
        alt="Six held-out digits, under each twenty rows of two cells, one of them filled, and the digit "
        "redrawn from these: typeface and weight are kept, a few strokes are blurred.",
    )
    print(f"read after redrawing: {share_read(model):.0%}")
    log_q = F.log_softmax(model.encode(GLYPHS.held_out.to(device())), dim=-1)
    told = (log_q.exp() * (log_q + math.log(2))).sum(dim=-1).mean(dim=0).detach().cpu().numpy()
    dead = np.flatnonzero(told < 0.05)
    print(
        f"together {told.sum():.1f} of {20 * math.log(2):.1f} nats; dead: {[int(d) + 1 for d in dead]}"
    )
    drawing, axes = plotting.figure(
        size=(7.0, 2.8), title="What each question tells; those near 0 are dead"
    )
    axes.bar(range(1, 21), told, color=plotting.COLOURS[0], edgecolor=plotting.INK)
    axes.axhline(math.log(2), color=plotting.INK, linestyle=":", linewidth=1.2)
    axes.annotate(
        "log 2, a full yes or no", (20.6, math.log(2)), ha="right", va="bottom", fontsize=9
    )
    axes.set(xticks=range(1, 21), ylim=(0, 0.82), xlabel="question", ylabel="divergence (nats)")
    plotting.show(
        drawing,
        alt="Bars of the divergence of each of twenty questions, most between 0.3 and 0.7 nats, "
        "the most that a yes or no can tell; three are nearly 0.",
    )

# %% [markdown]
# The divergence of each latent from the prior says how much the model tells through it. A question whose bar is near 0 gets the same fifty-fifty answer for every image: it is **dead**, the decoder has learnt to ignore it, and the
# other questions carry the message. A dead latent is no mistake. Each nat told costs a nat in the loss and has to earn it back in the drawing, and a question that does not earn it is better not asked. But look before you claim that your model uses all its
# latents.

# %% [markdown]
# ## 10 · In your own words
#
# <a id="gumbel-question"></a>
# Round a Gumbel-softmax sample to its largest entry, and the outcome has exactly the probabilities $\pi$, at every temperature. Average the samples, and the mean is not $\pi$. Why is one exact and the other biased? What
# happens to both as $T \to 0$ and as $T \to \infty$? Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "gumbel-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Dividing by $T > 0$ and taking a softmax preserves the order of the keys $\log\pi_i + g_i$. So the largest entry of $y$ belongs to the largest key, which is an exact sample by the Gumbel-max theorem, whatever $T$ is.
# The mean is another matter: $y$ is a curved function of the keys, and the expectation of a non-linear function is not the function of the expectation; only where $y$ is one-hot is its mean the vector of outcome
# probabilities. For $\pi = (0.9, 0.1)$ and $T = 1$ it is $0.816$. As $T \to 0$ each $y$ becomes one-hot and the mean tends to $\pi$; as $T \to \infty$ each $y$, and so the mean, tends to the uniform distribution, while
# rounding stays exact all the way.
#
# **Rubric.** 1 point: rounding is exact because the softmax preserves the order, so the winner is the Gumbel-max winner. 1 point: the mean is the expectation of a non-linear map, and so differs from $\pi$. 1 point: both limits, $\pi$ as
# $T \to 0$ and uniform as $T \to \infty$, with rounding unaffected.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - Among clocks with rates $\pi_i$ that sum to 1, clock $i$ rings first with probability $\pi_i$, and who wins is independent of when. The first $k$ to ring are $k$ draws without replacement.
# - In logarithms: the largest of $\log\pi_i + g_i$ is an exact sample. The noise belongs on the logits, has to be Gumbel, and its sign matters.
# - A softmax in place of the maximum gives the sample a slope. Rounded, it is exact; averaged, it is biased at every $T > 0$.
# - Cooling trades the bias of the gradient for noise, whose variance grows like $1/T$. Training begins warm and ends cold.
# - A relaxed loss is not a bound. Report the loss with one-hot samples, and how many codes and latents are in use.
#
# **The question of the opening.** Which 64 drawings should you agree on? You need not know. Set the odds of a die, throw it by a race whose chance comes from outside, soften the throw until it has a slope, and let training find out. Practice does this at
# large: the image codes of the first DALL-E, 8,192 of them, were learnt with Gumbel-softmax and a falling temperature (Ramesh et al. 2021, section 2.1). Others drop the noise, take the nearest code and send the gradient straight through (van den Oord et al. 2017).
# Language models draw their next word by Gumbel-max, or by sums and a search, which is the same die.
#
# **Where it goes from here.** Chapter 16 draws every pixel from logits, one after the other. In chapter 20 an agent draws its actions from logits, and there the score function of chapter 11 is all we have, since nobody can differentiate the world.
#
# **References.** Gumbel (1954), Statistical theory of extreme values and some practical applications. Devroye (1986), Non-uniform random variate generation, section II.2. Efraimidis and Spirakis (2006), Weighted random sampling with a reservoir.
# Plackett (1975), The analysis of permutations. Kool, van Hoof and Welling (2019), Stochastic beams and where to find them. Bengio, Léonard and Courville (2013), Estimating or propagating gradients through stochastic neurons. Maddison, Tarlow and Minka (2014), A* sampling, section 2. Vieira (2014), Gumbel-max trick and weighted reservoir sampling. Maddison (2016), A Poisson process
# model for Monte Carlo. Jang, Gu and Poole (2017), Categorical reparameterization with Gumbel-softmax, sections 2 and 4.2. Maddison, Mnih and Teh (2017), The Concrete distribution: a continuous relaxation of
# discrete random variables, section 3. Van den Oord, Vinyals and Kavukcuoglu (2017), Neural discrete representation learning. Ramesh et al. (2021), Zero-shot text-to-image generation, section 2.1.
