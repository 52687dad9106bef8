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
# # 14 · Generative adversarial networks
#
# How would you learn to draw letters if nobody told you what a letter is, nor what is wrong with yours? All that you ever hear about a drawing is one number: how
# likely it is to be real, in the opinion of a critic who is still learning as well.
#
# That turns out to be enough. In the top row below are letters from printed fonts. All the others were drawn by one network, a *forger*. It starts from noise, and it has never seen a
# letter.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
from functools import cache, partial
from itertools import combinations

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import expit, rel_entr, xlogy

from course_utils import begin, device, plotting
from course_utils.adapter import differentiable
from course_utils.checks import check, needs
from course_utils.data import load
from course_utils.models import GAN, GlyphGAN, fit_gan, play_gan
from course_utils.training import fit
from course_utils.widgets import Choice, Slider, explore, predict

begin("14_gan", release="2026.1")

# %% tags=["hide-input"]
# Trains a forger and its critic on the letters G, A and N; this takes about ten seconds.
LETTERS = load(
    "glyphs",
    n=3000,
    held_out=400,
    characters="GAN",
    fonts="upright",
    angle=(-10, 10),
    size=(0.9, 1.1),
    slant=(-0.1, 0.1),
    shift=0,
)
ROUNDS = (0, 30, 100, 500)
SAME_NOISE = torch.randn(36, 32, generator=torch.Generator().manual_seed(0))


def drawings_of(play):
    """A forger of letters, and what it drew from the same noise on the way: round -> [12, 28, 28].

    play: called as play(model, images, **settings); trains the model.
    """
    torch.manual_seed(0)
    model, drawn = GlyphGAN().to(device()), {}

    def look(number):
        if number in ROUNDS:
            with torch.no_grad():
                made = model.generate(SAME_NOISE[:12].to(device())).cpu()
            drawn[number] = made.reshape(-1, 28, 28)

    play(model, LETTERS.train, batch_size=64, lr=2e-3, look=look, progress="letters")
    return model, drawn


def by_the_library(model, images, **settings):
    """The game of the opening."""
    fit_gan(
        model,
        lambda real, fake: (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2,
        lambda fake: F.softplus(-fake).mean(),
        images,
        steps=ROUNDS[-1],
        **settings,
    )


_, FIRST_DRAWINGS = drawings_of(by_the_library)

# %% tags=["hide-input", "nbval-ignore-output"] reason="the game magnifies the last bit of a rounding, and another processor rounds differently"
# Draws real letters, and the forger's drawings after 0, 30, 100 and 500 rounds.
rows = [LETTERS.held_out[:12].reshape(-1, 28, 28), *FIRST_DRAWINGS.values()]
figure = plotting.image_grid(
    torch.stack(rows),
    row_labels=["real", *(f"round {number}" for number in FIRST_DRAWINGS)],
    title="A forger that never saw a letter",
)
plotting.show(
    figure,
    alt="A row of printed letters G, A and N. Below it what the forger draws: grey noise at the start, "
    "a pattern of dots after 30 rounds, dark smudges of a letter's size after 100, and after 500 "
    "mostly recognisable letters with ragged edges.",
)

# %% [markdown]
# Every column starts from the same noise. Nothing told the forger which letter to draw; there is no right answer to compare with. At the end of this chapter you train such a forger with a step
# that you have written yourself. On the way we find out what its critic knows, which is more than it was asked for, and what the forger is really after: *which distance*
# between forgeries and real things shrinks here?
#
# **After this chapter you can**
#
# - write the training step of both players, and find the bug that keeps one of them from learning,
# - derive the best critic for any forger, and read a ratio of densities off it,
# - test whether two sets of samples differ, with nothing but a critic,
# - compare the forger's costs by their slopes, and name the divergence that each descends,
# - say where two players go who both walk downhill.
#
# **You need** expectations, the sigmoid $\sigma(a) = 1/(1 + e^{-a})$, the chain rule ([chapter 3](../03_backprop/backprop.ipynb)), and the divergences of
# [chapter 10](../10_divergences/divergences.ipynb) ($KL$ and Jensen-Shannon; repeated below).
# **Time:** 165 minutes. **Points:** 27.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $p_d$, $p_g$ | `pd`, `pg` | the distribution of the data, and that of the generator's samples |
# | $G$, $D$ | `generator`, `discriminator` | the forger: $z \mapsto x$; the critic: $x \mapsto$ probability that $x$ is real |
# | $a(x)$ | `a`, `logit` | the critic's logit: $D(x) = \sigma(a(x))$, so $a = \log \frac{D}{1 - D}$ |
# | $J^{(D)}$, $J^{(G)}$ | | what the critic and the forger minimise |
# | $V(G, D)$ | `gan_value` | the value of the game: the critic wants it large, the forger small |
# | $D^*$ | `optimal_discriminator` | the best critic for a given forger |
# | $JS$ | | Jensen-Shannon divergence, $\tfrac12 KL(p_d \Vert m) + \tfrac12 KL(p_g \Vert m)$ with $m = \tfrac12(p_d + p_g)$ |
# | $\theta$, $\psi$, $\eta$ | `theta`, `psi`, `eta` | in a tiny game: the forger's number, the critic's number, and the step size |

# %% [markdown]
# ## 1 · Two players
#
# <a id="gan-players"></a>
# **The players.** The forger, or *generator*, turns noise into a sample, $x = G(z; \theta^{(G)})$ with $z \sim p_z$; the distribution of its samples is called $p_g$. The
# critic, or *discriminator*, gives each $x$ a number $D(x; \theta^{(D)}) \in (0, 1)$, the probability that $x$ is real. They take turns.

# %% tags=["hide-input", "nbval-ignore-output"] reason="shows a forged letter, which another processor draws a little differently"
# Draws both turns of the game.
figure = plotting.two_players(
    np.random.default_rng(0).uniform(size=(4, 8)),
    FIRST_DRAWINGS[max(FIRST_DRAWINGS)][0],
    LETTERS.held_out[0].reshape(28, 28),
    title="Each player learns in its own turn: how far does the blame flow back?",
)
plotting.show(
    figure,
    alt="Two rows of boxes: noise, forger, forged picture, critic, verdict, joined by arrows. In the upper row "
    "the critic learns, a real picture goes to the critic as well, and a dashed arrow of blame leads from the "
    "verdict back to the critic. In the lower row the forger learns, and the blame goes on from the critic "
    "through the picture to the forger.",
)

# %% [markdown]
# In its turn the critic sees real and forged pictures, pays for every wrong verdict, and becomes better at telling them apart. Then the forger draws, the critic judges, and the blame for being found out flows back: through the critic, to the pixels
# ("darker here, and you would have fooled me"), and through the pixels to the forger's weights. The blame is a gradient. It is all the forger ever hears; a real picture never reaches it.
#
# Nobody ever writes down $p_g(x)$: all we can do is sample from the generator. That is the point. Chapter 11 needed a likelihood; here it is enough to compare samples.
#
# <a id="gan-why"></a>
# **Why learn to generate at all?** Five reasons (Goodfellow 2016, section 1): it tests whether we can represent and manipulate distributions in many dimensions; it can help
# reinforcement learning by imagining what might come next; it can learn when labels or inputs are missing; it copes with tasks that have many right answers, where the
# average answer is wrong; and some tasks simply ask for samples: sharper images, other styles, drawings turned into photographs.
#
# Two expectations will appear, one over $z$ and one over $x$, and they are the same. If $x = G(z)$, then for any function $f$,
#
# <a id="gan-lotus"></a>
# $$\mathbb{E}_{z \sim p_z} f(G(z)) = \mathbb{E}_{x \sim p_g} f(x),$$
#
# because both average $f$ over the samples that the generator makes. $G$ need not be invertible.
#
# **By hand.** Let $z$ be $1, 2, 3$ or $4$ with probability $\tfrac14$ each, and let $G(z) = z \bmod 2$, so that $p_g = (\tfrac12, \tfrac12)$ on $\{0, 1\}$. With $D(0) = 0.3$ and $D(1) = 0.8$, the mean of
# $\log(1 - D(G(z)))$ is $\tfrac14(\log 0.2 + \log 0.7 + \log 0.2 + \log 0.7) = -0.9831$, and over $x$ it is $\tfrac12 \log 0.7 + \tfrac12 \log 0.2 = -0.9831$.

# %%
verdicts = np.array([0.3, 0.8])
over_z = np.mean([np.log(1 - verdicts[z % 2]) for z in (1, 2, 3, 4)])
over_x = np.sum(np.array([0.5, 0.5]) * np.log(1 - verdicts))
print(f"over z: {over_z:.4f}, over x: {over_x:.4f}")

# %% [markdown]
# ### A common slip: "the generator makes $G(D(z))$ near 1"
# <a id="gan-slip-composition"></a>
#
# The order matters: $z$ goes into $G$, an $x$ comes out, and that goes into $D$. The generator wants $D(G(z))$ near 1. The other way round, the shapes do not fit.

# %%
model, z = GAN(n_latent=2, n_data=5), torch.zeros(3, 2)
print(
    "D(G(z)): three probabilities, shape",
    tuple(torch.sigmoid(model.logits(model.generate(z))).shape),
)
try:
    model.generate(torch.sigmoid(model.logits(z)))
except RuntimeError:
    print("G(D(z)): impossible, D takes 5 numbers and z has 2")

# %% [markdown]
# ### How many latent coordinates?
#
# The output of a smooth $G$ can move in at most as many directions as $z$ has coordinates: the Jacobian $\partial x / \partial z$ has $d_x$ rows and $d_z$ columns, so its rank is at most $d_z$.
#
# <a id="gan-full-support"></a>
# **Statement.** For a differentiable $G: \mathbb{R}^{d_z} \to \mathbb{R}^{d_x}$, $p_g$ can have full support on $\mathbb{R}^{d_x}$ (no direction missing) only if $d_z \ge d_x$ (Goodfellow 2016, section 3.1).
#
# ### A common slip: "$z$ must have more dimensions than $x$"
# <a id="gan-slip-dimension"></a>
#
# The condition is only for full support, and even there $d_z = d_x$ is enough. If the data lie on a thin surface, fewer latents will do: a famous generator of photographs makes $64 \cdot 64 \cdot 3 =
# 12{,}288$ numbers out of $100$ (Radford, Metz and Chintala 2016).

# %%
for n_latent, n_data in ((2, 5), (5, 5), (8, 5)):
    torch.manual_seed(0)
    smooth = torch.nn.Sequential(
        torch.nn.Linear(n_latent, 32), torch.nn.Tanh(), torch.nn.Linear(32, n_data)
    )
    jacobian = torch.func.jacfwd(smooth)(torch.zeros(n_latent))
    rank = torch.linalg.matrix_rank(jacobian).item()
    print(f"z has {n_latent} coordinates, x has {n_data}: x moves in {rank} directions")

# %% [markdown]
# ## 2 · The critic's task
#
# For the critic all this is ordinary classification.
#
# <a id="gan-data-set"></a>
# **The data set.** Take $N$ real samples with label 1 and $N$ forged ones with label 0: $\{(x^n, 1)\} \cup \{(G(z^n), 0)\}$, $2N$ points in all.
#
# <a id="gan-discriminator-cost"></a>
# **Statement.** The cross-entropy averaged over those $2N$ points is, for large $N$,
#
# $$J^{(D)} = -\tfrac12\, \mathbb{E}_{p_d} \log D(x) - \tfrac12\, \mathbb{E}_{z} \log\big(1 - D(G(z))\big)$$
#
# (Goodfellow 2016, section 3.2). Each half comes from $N$ of the $2N$ points; that is where the $\tfrac12$ comes from.
#
# ### A common slip: both sums run to $N$
# <a id="gan-slip-sum"></a>
#
# With labels $y_n$, the cost is $-\frac{1}{2N} \sum_n \big[y_n \log D(x_n) + (1 - y_n) \log(1 - D(x_n))\big]$. The sum has to run to $2N$. If it stops at $N$, only real points have been seen, the second
# half is missing, and a critic that answers "real" to everything pays nothing. **By hand:** $N = 2$, with verdicts $0.8$ and $0.6$ on the real points and $0.3$ and $0.1$ on the forged ones:
# $-\tfrac14(\log 0.8 + \log 0.6 + \log 0.7 + \log 0.9) = 0.2990$.

# %%
LABELS = np.array([1, 1, 0, 0])


def literal_sum(verdicts, last):
    """The cross-entropy of the four labels, summed over n = 1..last and divided by 2N = 4."""
    log_p = np.where(LABELS == 1, np.log(verdicts), np.log(1 - verdicts))
    return -np.sum(log_p[:last]) / 4


for name, verdicts in (
    ("careful critic", np.array([0.8, 0.6, 0.3, 0.1])),
    ("always real", np.full(4, 0.99)),
):
    print(
        f"{name}: sum to 2N {literal_sum(verdicts, 4):.4f}, sum to N {literal_sum(verdicts, 2):.4f}"
    )

# %% [markdown]
# ## 3 · The value of the game
#
# Multiply $J^{(D)}$ by $-2$ and call the result the value.
#
# <a id="gan-value"></a>
# **Statement.** With
#
# $$V(G, D) = \mathbb{E}_{p_d} \log D(x) + \mathbb{E}_{p_z} \log\big(1 - D(G(z))\big), \qquad G^* = \arg\min_G \max_D V(G, D),$$
#
# the critic maximises $V$, which is the same as minimising $J^{(D)} = -\tfrac12 V$, and in the *minimax* game the forger minimises what the critic maximises: $J^{(G)} = -J^{(D)}$, so
# the two costs always add up to zero (Goodfellow et al. 2014, equation 1).
#
# ### The best critic
#
# At a single $x$ the value has two terms, $p_d(x) \log y + p_g(x) \log(1 - y)$ with $y = D(x)$. The critic is free to choose $y$ at each $x$, so it can maximise point by point. Write $\alpha = p_d$ and $\beta = p_g$. The derivative
# $\frac{\alpha}{y} - \frac{\beta}{1 - y}$ is zero where $\alpha (1 - y) = \beta y$, at $y = \frac{\alpha}{\alpha + \beta}$; and the second derivative, $-\frac{\alpha}{y^2} - \frac{\beta}{(1 - y)^2}$, is negative, so this is
# the maximum, for all $\alpha, \beta \ge 0$ that are not both zero.
#
# <a id="gan-optimal-discriminator"></a>
# **Statement.** For *every* fixed $G$, $V(G, D)$ is largest at
#
# $$D^*(x) = \frac{p_d(x)}{p_d(x) + p_g(x)}$$
#
# (Goodfellow et al. 2014, proposition 1). Where both densities are zero, the critic is never asked and any answer will do.
#
# **By hand.** $\tfrac34 \log y + \tfrac14 \log(1 - y)$ is largest at $y = \tfrac34$.

# %% tags=["hide-input"]
# Draws what each answer of the critic is worth.
y = np.linspace(0.01, 0.99, 99)
heights = 0.75 * np.log(y) + 0.25 * np.log(1 - y)
axes = plotting.curves(
    y,
    {"3/4 log y + 1/4 log(1 - y)": heights},
    lines={"at 3/4": heights.max()},
    x_label="y, the critic's answer",
    y_label="value at this x (nats)",
    title=f"The best answer is the fraction of real samples: y = {y[heights.argmax()]:.2f}",
)
plotting.show(
    axes,
    alt="A concave curve of the value against the answer y, with its maximum, about -0.56, at y = 0.75.",
)

# %% tags=["hide-input"]
# Writes down two normal densities, and the logit of the best critic between them.
GRID = np.linspace(-14, 20, 6801)
STEP = GRID[1] - GRID[0]
FORGER, WIDTH = 1.5, 0.7  # mean and standard deviation of p_g


def log_normal(x, mean, sd):
    """Log-density of N(mean, sd^2) at x; the arguments broadcast."""
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd * np.sqrt(2 * np.pi))


def perfect_logit(x, mean=FORGER, sd=WIDTH):
    """log p_d(x) / p_g(x) for p_d = N(0, 1) and p_g = N(mean, sd^2)."""
    return log_normal(x, 0.0, 1.0) - log_normal(x, mean, sd)


# %% [markdown]
# ### A common slip: "$D^* = p_d / (p_d + p_g)$ if $p_d = p_g$"
# <a id="gan-slip-optimal"></a>
#
# The formula needs no such condition; it holds for every forger, good or bad. If $p_d = p_g$ were assumed, all it could ever say is $\tfrac12$. Below, brute force finds the best answer at $x = 0$, for $p_d = \mathcal{N}(0, 1)$ and $p_g =
# \mathcal{N}(1.5, 0.7^2)$, two densities that are far from equal.

# %%
alpha, beta = np.exp(log_normal(0.0, 0.0, 1.0)), np.exp(log_normal(0.0, FORGER, WIDTH))
fine = np.linspace(0.001, 0.999, 999)
best = fine[np.argmax(alpha * np.log(fine) + beta * np.log(1 - fine))]
print(
    f"p_d(0) = {alpha:.4f}, p_g(0) = {beta:.4f}: best answer {best:.3f}, formula {alpha / (alpha + beta):.3f}"
)
for answer in (best, 0.5):
    print(
        f"value at x = 0 with the answer {answer:.3f}: {alpha * np.log(answer) + beta * np.log(1 - answer):.4f}"
    )

# %% [markdown]
# ### Exercise 14.1 · `optimal_discriminator` (level 1, about 5 minutes)
#
# One line of code, if you take care of the places where both densities are 0.


# %% nbgrader={"grade": false, "grade_id": "gan-optimal_discriminator", "locked": false, "schema_version": 3, "solution": true, "task": false}
def optimal_discriminator(pd: np.ndarray, pg: np.ndarray) -> np.ndarray:
    """The best critic for a fixed generator at K places.

    pd, pg: [K] float64, probabilities (or densities) of real and of generated samples, >= 0;
    neither is changed.
    Returns D: [K], the probability that a sample at each place is real; 0.5 where both are 0.
    """
    ### BEGIN SOLUTION
    total = pd + pg
    return np.divide(pd, total, out=np.full(total.shape, 0.5), where=total > 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-optimal_discriminator-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.optimal_discriminator", optimal_discriminator)

# %% [markdown]
# ### What is the game worth?
#
# Your best critic has a value for every forger. Before you compute it, guess.

# %% tags=["hide-input"]
# Asks for your prediction.
apart = predict(
    "p_g moves away until it does not overlap with p_d. Where does V(G, D*) go?",
    choices=["to minus infinity", "to -1.386", "to 0", "to plus infinity"],
)

# %% [markdown]
# ### Exercise 14.2 · `gan_value` (level 2, about 10 minutes)
#
# Compute the value for *any* critic, so that you can see the best one win. A place that a distribution never visits contributes nothing to its expectation, whatever the critic says there, and you have met what computers make of that.


# %% nbgrader={"grade": false, "grade_id": "gan-gan_value", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gan_value(pd: np.ndarray, pg: np.ndarray, D: np.ndarray) -> float:
    """The value of the game, V = E_pd log D + E_pg log(1 - D), at K places.

    pd, pg: [K] float64, probabilities of real and of generated samples, each sums to 1.
    D: [K], the critic's probabilities of "real", in [0, 1]. None of the three is changed.
    Returns V, a float, in nats; it can be -inf. A place of probability 0 adds 0, whatever D is there.
    """
    ### BEGIN SOLUTION
    return float(np.sum(xlogy(pd, D) + xlogy(pg, 1 - D)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-gan_value-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.gan_value", gan_value)

# %% [markdown]
# Now move $p_g$ about, and watch the value. Densities on a fine grid, times the width of a cell, are probabilities, so your functions can compute it. (Densities under $10^{-14}$ count as 0 here, so that the two can be truly
# disjoint.)


# %%
def density(mean, sd):
    """N(mean, sd^2) on GRID, with densities below 1e-14 set to 0."""
    p = np.exp(log_normal(GRID, mean, sd))
    return np.where(p < 1e-14, 0.0, p)


PRESETS = {"equal": (0.0, 1.0), "disjoint": (9.0, 0.2)}


# %% tags=["hide-input"]
# Draws the densities, the best critic and the value, and describes them.
def draw_game(mean, sd, preset):
    """p_d, p_g and the reader's D*; below, what each x adds to V."""
    m, s = PRESETS.get(preset, (mean, sd))
    pd, pg = density(0.0, 1.0), density(m, s)
    D = np.asarray(optimal_discriminator(pd, pg))
    V = round(float(gan_value(STEP * pd, STEP * pg, D)), 4) + 0.0  # 0.0 turns -0.0 into 0.0
    drawing, (above, below) = plotting.figure(2, 1, size=(6.4, 6.0))
    sides = {"p_d": pd, "p_g": pg, "D*": np.where(pd + pg > 0, D, np.nan)}
    label, title = "density, probability", f"p_g = N({m:g}, {s:g}^2) and the best critic"
    plotting.curves(GRID, sides, ax=above, title=title, x_label="x", y_label=label)
    parts = {"p_d log D* + p_g log(1 - D*)": xlogy(pd, D) + xlogy(pg, 1 - D)}
    label, title = "nats per unit of x", f"What each x adds; the area is V = {V:.4f}"
    plotting.curves(GRID, parts, ax=below, title=title, x_label="x", y_label=label)
    above.set_xlim(-6, 10.5)
    below.set(xlim=(-6, 10.5), ylim=(-0.7, 0.1))
    return drawing


def describe_game(mean, sd, preset):
    """Alt text of draw_game."""
    m, s = PRESETS.get(preset, (mean, sd))
    return (
        f"Above, the densities of p_d = N(0, 1) and p_g = N({m:g}, {s:g} squared), and the best critic, 1 where only p_d is, "
        "0 where only p_g is, one half where they are equal. Below, the integrand of V, negative where the two overlap "
        "and zero elsewhere; its area, V, is given in the title."
    )


# %% tags=["hide-input", "demo"]
# Shows the value as you move p_g, and compares it with your prediction.
with needs(optimal_discriminator, gan_value):
    explore(
        draw_game,
        label="Move p_g, or choose a preset",
        alt=describe_game,
        static=[{"mean": 1.5, "sd": 0.7, "preset": preset} for preset in ("sliders", "disjoint")],
        predict=apart,
        answer="Choose the preset that is disjoint, and read the title.",
        mean=Slider("mean of p_g", -5.0, 9.0, 0.1),
        sd=Slider("standard deviation of p_g", 0.2, 3.0, 0.1),
        preset=Choice("p_g is set by", ["sliders", *PRESETS]),
    )
    parted = STEP * density(0.0, 1.0), STEP * density(*PRESETS["disjoint"])
    found = gan_value(*parted, np.asarray(optimal_discriminator(*parted)))
    apart.reveal(
        "to 0" if abs(found) < 1e-6 else "to -1.386",
        why="only places where both densities are positive contribute to V, and they lower it: a critic that is "
        "never wrong pays nothing",
    )

# %% [markdown]
# ### What the forger gets out of it
#
# Why is the value largest there? Plug the best critic into it:
#
# $$V(G, D^*) = \mathbb{E}_{p_d} \log \frac{p_d}{p_d + p_g} + \mathbb{E}_{p_g} \log \frac{p_g}{p_d + p_g}.$$
#
# The denominators are twice the mean $m = \tfrac12(p_d + p_g)$. Take the 2 out of each logarithm: that gives $-\log 2$ twice, and what is left is two divergences from the mean, $KL(p_d \Vert m) + KL(p_g \Vert m)$.
#
# <a id="gan-global-optimum"></a>
# **Statement.** $V(G, D^*) = 2\, JS(p_d, p_g) - \log 4$. Its minimum over $G$ is $-\log 4$, reached if and only if $p_g = p_d$, because $JS \ge 0$ with equality only there (Goodfellow et al. 2014, theorem 1).
#
# If the densities do not overlap, $JS$ is at its largest, $\log 2$, and $V = 0$: that is what you saw.
#
# **By hand.** Take $p_d = (\tfrac34, \tfrac14)$ and $p_g = (\tfrac14, \tfrac34)$. Then $D^* = (\tfrac34, \tfrac14)$ and $V = 2\,(\tfrac34 \log \tfrac34 + \tfrac14 \log \tfrac14) = -1.1247$. The mean is $(\tfrac12, \tfrac12)$, $JS = 0.1308$, and
# $2 \cdot 0.1308 - 1.3863 = -1.1247$.
#
# <a id="gan-minimum"></a>
# **The smallest value.** If $p_g = p_d$, then $D^* = \tfrac12$ everywhere and $V = 2 \log \tfrac12 = -\log 4 = -1.386294$.
#
# <a id="gan-gaussian-value"></a>
# **A number to reach.** For $p_d = \mathcal{N}(0, 1)$ and $p_g = \mathcal{N}(1.5, 0.7^2)$, $2\, JS - \log 4 = -0.8107568$.

# %% tags=["demo"]
with needs(optimal_discriminator, gan_value):
    real, forged = np.array([0.75, 0.25]), np.array([0.25, 0.75])
    mean = (real + forged) / 2
    js = (rel_entr(real, mean).sum() + rel_entr(forged, mean).sum()) / 2
    best = np.asarray(optimal_discriminator(real, forged))
    print(
        f"the best critic: V = {gan_value(real, forged, best):.4f}, 2 JS - log 4 = {2 * js - np.log(4):.4f}"
    )
    print(f"a critic that shrugs, D = 1/2: V = {gan_value(real, forged, np.full(2, 0.5)):.4f}")
    masses = STEP * density(0.0, 1.0), STEP * density(FORGER, WIDTH)
    D = np.asarray(optimal_discriminator(*masses))
    print(f"N(0, 1) against N(1.5, 0.7^2): {gan_value(*masses, D):.7f}")

# %% [markdown]
# Look at the line in the middle. A critic that answers $\tfrac12$ always gets $-1.3863$, *whatever* $p_g$ is. So a reported value of $-\log 4$ can mean a perfect forger or a useless critic. The value is a distance only if the critic is the best
# one.
#
# ### A common slip: $-\log 2$ and $-\log 4$
# <a id="gan-slip-normalisation"></a>
#
# Some texts call $-J^{(D)}$ the value and keep the $\tfrac12$. Then everything is half as large, and the minimum is $-\log 2 = -0.693147$. Both conventions are right; a formula from one with a number from the other is not.

# %%
indifferent = np.log(0.5) + np.log(1 - 0.5)
print(
    f"without the 1/2: minimum {indifferent:.6f} = -log 4; with it: {indifferent / 2:.6f} = -log 2"
)
print(
    f"mixed up: 2 JS - log 4 at JS = 0 minus the other minimum leaves {indifferent - indifferent / 2:.6f}, not 0"
)

# %% [markdown]
# ## 4 · A critic is a ratio
#
# Suppose that of six samples that look like $x$, five are real and one is forged. A perfect critic says $D = \tfrac56$. So real samples are five times as frequent there: $p_d(x) / p_g(x) = 5$. Neither density is known, and
# yet their ratio can be learnt by telling samples apart.
#
# ### Exercise 14.3 · `density_ratio` (level 1, about 5 minutes)
#
# A network outputs logits, not probabilities. What is the ratio, in terms of the logit? At $a = 40$, $D$ rounds to 1 and $D / (1 - D)$ divides by zero, so find a way that does not go through $D$.


# %% nbgrader={"grade": false, "grade_id": "gan-density_ratio", "locked": false, "schema_version": 3, "solution": true, "task": false}
def density_ratio(logit: np.ndarray) -> np.ndarray:
    """p_d / p_g, read off the logits of a perfect critic.

    logit: float64 array of any shape, the logits a with D = sigmoid(a), of a critic trained on
    equally many real and generated samples; it is not changed.
    Returns an array of the same shape, the ratio at each place, positive.
    """
    ### BEGIN SOLUTION
    return np.exp(logit)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-density_ratio-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.density_ratio", density_ratio)

# %% [markdown]
# <a id="gan-density-ratio"></a>
# **Statement.** $\dfrac{D^*(x)}{1 - D^*(x)} = \dfrac{p_d(x)}{p_g(x)}$, that is, the best critic's logit is $a(x) = \log \dfrac{p_d(x)}{p_g(x)}$ (Goodfellow 2016, section 3.2.5).
#
# **By hand.** $D = \tfrac56$ has the logit $\log 5 = 1.609$. For our two normals the logit is a parabola in $x$, $-\tfrac{x^2}{2} + \tfrac{(x - 1.5)^2}{0.98} + \log 0.7$. Here is a critic that has seen nothing but samples: a
# parabola $w_0 + w_1 x + w_2 x^2$, fitted by logistic regression to 20,000 real and 20,000 forged numbers.


# %%
def fit_critic(cost, real, fake):
    """Weights [3] of the logits that minimise cost(logits of real, logits of fake); real: [n], fake: [m]."""
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    steps = torch.optim.LBFGS([weights], max_iter=60, line_search_fn="strong_wolfe")
    powers = [torch.stack([torch.ones_like(x), x, x**2]) for x in (real, fake)]

    def closure():
        steps.zero_grad()
        value = cost(weights @ powers[0], weights @ powers[1])
        value.backward()
        return value

    steps.step(closure)
    return weights.detach().numpy()


def cross_entropy(real, fake):
    """J^(D) from the logits of real [n] and of equally many fake [n] samples: the mean over all 2n."""
    labels = torch.cat([torch.ones_like(real), torch.zeros_like(fake)])
    return F.binary_cross_entropy_with_logits(torch.cat([real, fake]), labels)


NOISE = torch.from_numpy(np.random.default_rng(0).standard_normal((2, 20_000)))
learnt = fit_critic(cross_entropy, NOISE[0], FORGER + WIDTH * NOISE[1])

# %% tags=["demo"]
with needs(density_ratio):
    places = np.array([-1.0, 0.0, 0.75, 1.5, 3.0])
    estimate = density_ratio(learnt @ np.stack([places**0, places, places**2]))
    truth = density_ratio(perfect_logit(places))
    for x, found, exact in zip(places, estimate, truth, strict=True):
        print(f"x = {x:5.2f}: ratio learnt from samples {found:8.3g}, exact {exact:8.3g}")

# %% [markdown]
# ### Something is off
#
# Forgeries cost nothing, so someone trains the critic on batches of a size of their own choosing. It runs, the loss falls as it should, and the critic tells real from forged. To be sure, it is tried on a perfect forger: real and forged numbers come from the
# *same* $\mathcal{N}(0, 1)$.


# %% nbgrader={"grade": false, "grade_id": "gan-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def batch_cost(real, fake):
    """Looks right, runs, and is wrong. real: [n], fake: [m] logits. Returns the critic's cost."""
    logits = torch.cat([real, fake])
    labels = torch.cat([torch.ones_like(real), torch.zeros_like(fake)])
    return F.binary_cross_entropy_with_logits(logits, labels)


def verdict_on_equals(cost):
    """Mean D and mean logit of a critic fitted with this cost to p_g = p_d = N(0, 1)."""
    drawn = torch.from_numpy(np.random.default_rng(1).standard_normal(60_000))
    weights = fit_critic(cost, drawn[:20_000], drawn[20_000:])
    logits = weights @ np.stack([drawn**0, drawn, drawn**2])
    return expit(logits).mean(), logits.mean()


suspect = verdict_on_equals(batch_cost)
print(f"mean D = {suspect[0]:.3f}, so the ratio reads {np.exp(suspect[1]):.2f}")

# %% [markdown]
# Nothing can be told apart here, so every ratio should be 1. It reads half of that, everywhere. Why? Mend the cost (this is not graded; the cell after it says whether the critic is fair again).


# %% nbgrader={"grade": false, "grade_id": "gan-mended_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mended_cost(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """J^(D) for any numbers of samples. real: [n], fake: [m] logits. Returns a scalar, in nats."""
    ### BEGIN SOLUTION
    return (F.softplus(-real).mean() + F.softplus(fake).mean()) / 2
    ### END SOLUTION


# %% tags=["demo"]
with needs(mended_cost):
    fair = verdict_on_equals(mended_cost)
    print(f"mean D = {fair[0]:.3f}, the ratio reads {np.exp(fair[1]):.2f}")

# %% [markdown]
# With $k$ forgeries for each real sample the mean over the batch is largest at $D = p_d / (p_d + k\, p_g)$, so the logit is the log-ratio minus $\log k$; here $\log 2 = 0.693$. No loss curve would show it.
#
# ### Forgery or chance?
#
# Here is another use for a critic. Two piles of samples lie before you: do they come from the same distribution? Train a critic on some samples of both piles, and let it judge *fresh* ones. If it gives the real ones higher logits, the piles differ;
# unless it was luck. How much luck would that take?
#
# Fisher (1935) asked this about a lady who claimed to taste whether milk or tea had been poured first. She was given eight cups, four of each kind, and chose four. If she cannot taste a thing, all ways to choose four cups of eight are equally probable,
# and there are $\binom84 = 70$ of them. Only one is entirely right. So naming all four by luck has the probability $1/70 = 0.014$.
#
# ### Exercise 14.4 · `two_sample_test` (level 2, about 20 minutes)
#
# A critic does better than the lady: it says *how sure* it is of each sample. If the two piles are alike, its logits have nothing to do with the labels, and every way to hand out the labels is equally probable. Given the logits at a few fresh samples of both piles, how
# probable is it that labels handed out by chance would look at least as good as the true ones?


# %% nbgrader={"grade": false, "grade_id": "gan-two_sample_test", "locked": false, "schema_version": 3, "solution": true, "task": false}
def two_sample_test(real: np.ndarray, fake: np.ndarray) -> float:
    """The probability that chance alone would separate two sets of logits as well as their labels do.

    real: [n], fake: [m], float64, at least one each and at most 16 together: a critic's logits at
    samples that it was not trained on. Neither is changed.
    Returns p: if every choice of n of the n + m samples were equally probable, the probability that
    the mean logit of the chosen ones is at least the mean of `real`.
    """
    ### BEGIN SOLUTION
    pooled, n = np.concatenate([real, fake]), len(real)
    sums = np.array([pooled[list(chosen)].sum() for chosen in combinations(range(len(pooled)), n)])
    return float((sums >= real.sum()).mean())
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-two_sample_test-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.two_sample_test", two_sample_test)

# %% [markdown]
# Three forgers against $\mathcal{N}(0, 1)$, each with a critic fitted as above, and eight fresh samples of either kind.


# %% tags=["demo"]
def fresh_logits(mean, sd, seed):
    """Logits at 8 real and 8 forged samples, of a critic fitted to others; the forger is N(mean, sd^2)."""
    w = fit_critic(cross_entropy, NOISE[0], mean + sd * NOISE[1])
    x = np.random.default_rng(seed).standard_normal((2, 8)) * [[1], [sd]] + [[0], [mean]]
    return w[0] + w[1] * x + w[2] * x**2


with needs(two_sample_test):
    for name, mean, sd in (("far off", 3.0, 0.7), ("close", 0.7, 1.0), ("perfect", 0.0, 1.0)):
        p = [two_sample_test(*fresh_logits(mean, sd, seed)) for seed in range(5)]
        print(f"{name:8} N({mean}, {sd}^2): p =", ", ".join(f"{value:.4f}" for value in p))

# %% [markdown]
# A small $p$ says "these differ". A large one says only that eight samples did not show it: the forger that is close often passes. With a perfect forger $p$ may be anything, and falls below $0.05$ about once in twenty times, as it does in the first of these five. At the end of the chapter this function judges your letters.

# %% [markdown]
# ## 5 · What the forger hears
#
# The forger wants $D(G(z))$ large. There is more than one way to write that as a cost, and the choice decides whether it learns at all. What comes back from the critic to the forger starts with one number per forgery: the slope of the cost with respect to the critic's
# logit $a$.
#
# **A worked case.** Take the plainest cost, $1 - D$: the probability of being found out. At the start the critic sees through every forgery; say $a = -5$. Write the computation as a graph, as in chapter 3, and multiply the local derivatives on the way back. The sigmoid's is $D (1 - D)$.

# %% tags=["hide-input"]
# Draws the worked case as a graph, with its local derivatives.
D5 = expit(-5.0)
values = {"a": -5.0, "D": round(D5, 4), "cost": round(1 - D5, 4)}
gradients = {"cost": 1.0, "D": -1.0, "a": round(-D5 * (1 - D5), 4)}
axes = plotting.computational_graph(
    values,
    [("a", "D", round(D5 * (1 - D5), 4)), ("D", "cost", -1.0)],
    gradients=gradients,
    operations={"D": "sigmoid(a)", "cost": "1 - D"},
    gradient_name="slope of the cost",
    title="The blame that reaches the logit is 0.0066: next to nothing",
)
plotting.show(
    axes,
    alt="Three boxes: the logit a = -5, D = 0.0067, the cost 1 - D = 0.9933. The local derivatives "
    "are 0.0066 and -1; the slopes of the cost are 1 at the cost, -1 at D and -0.0066 at a.",
)

# %% [markdown]
# So $\frac{d}{da}(1 - D) = -D(1 - D)$. The forgery is as bad as can be, and the forger hears almost nothing: the sigmoid is flat out there. Two other costs are in use. The *minimax* cost is what the critic loses, $\log(1 - D)$; the *non-saturating* cost is $-\log D$.
# Both are small when $D$ is large. Which of them still speaks at $a = -5$?
#
# ### Exercise 14.5 · `generator_logit_grads` (level 2, about 15 minutes)
#
# Climb in three steps. On paper, find the slope of each cost with respect to $D$, and multiply by $D (1 - D)$ as above; something cancels in both. Then compute them at $a = -5$ and $a = 5$, and look at which one is nearly zero where. Then make the code hold
# for logits of any size: at $a = 40$ the machine's $1 - D$ is exactly 0, although the slope is not.


# %% nbgrader={"grade": false, "grade_id": "gan-generator_logit_grads", "locked": false, "schema_version": 3, "solution": true, "task": false}
def generator_logit_grads(a: np.ndarray) -> dict:
    """Slopes of the generator's two costs with respect to the critic's logit.

    a: float64 array of any shape, logits of any size at generated samples, D = sigmoid(a); it is
    not changed.
    Returns a dict of two arrays shaped like a: "minimax", d/da log(1 - D), and "nonsat",
    d/da (-log D). No overflow, and small slopes keep their digits.
    """
    ### BEGIN SOLUTION
    return {"minimax": -expit(a), "nonsat": -expit(-a)}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-generator_logit_grads-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.generator_logit_grads", generator_logit_grads)

# %% [markdown]
# <a id="gan-logit-slopes"></a>
# **In numbers.** With $D = \sigma(a)$ the slopes are $-\sigma(a)$ for $\log(1 - D)$ and $-(1 - \sigma(a))$ for $-\log D$. At $a = -5$, where $D = 0.0067$, the minimax cost has the slope $-0.0067$: the worse the forgery, the less the forger learns. The non-saturating cost
# has $-0.9933$. At $a = 0$ both are $-\tfrac12$. At $a = 5$ they have changed places: $-0.9933$ against $-0.0067$. So the minimax cost saturates at $D \approx 0$, not at $D \approx 1$ (Goodfellow et al. 2014, section 3).

# %% tags=["hide-input"]
# Draws the slopes of both costs.
a = np.linspace(-8, 8, 161)
axes = plotting.curves(
    a,
    {"log(1 - D), minimax": -expit(a), "-log D, non-saturating": -expit(-a)},
    x_label="the critic's logit a at a forgery",
    y_label="d cost / d a",
    title="Where the critic is sure of a forgery, only one cost still has a slope",
)
plotting.show(
    axes,
    alt="Two mirrored S curves of slope against logit: the minimax slope goes from 0 on the left to -1 on the "
    "right, the non-saturating one from -1 to 0; they cross at logit 0 and slope -1/2.",
)

# %% [markdown]
# ## 6 · One round of the game
#
# Time to play. One round is algorithm 1 of Goodfellow et al. (2014), with one step for each player and the non-saturating cost:
#
# 1. Take $n$ real samples, and forge $n$ from fresh noise. **The critic** takes a step down $J^{(D)} = \tfrac12\, \mathbb{E}_{p_d}[-\log D] + \tfrac12\, \mathbb{E}_{p_g}[-\log(1 - D)]$.
# 2. Forge $n$ more from fresh noise. **The forger** takes a step down $\mathbb{E}_{p_g}[-\log D]$, with the critic as it is now.
#
# In terms of logits, $-\log D = \log(1 + e^{-a})$ and $-\log(1 - D) = \log(1 + e^{a})$; torch has $\log(1 + e^a)$, safe for every $a$, as `F.softplus(a)`.
#
# ### A bug hunt
#
# Here is a round that a colleague wrote. It runs without complaint. We play it on a toy: real points lie in eight clusters on a circle, and the forger turns two numbers of noise into a point.

# %%
CENTRES = 2 * np.stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)], axis=1)


def ring(n, seed):
    """Points [n, 2] float32 from a mixture of eight normals of width 0.15, and their components [n]."""
    rng = np.random.default_rng(seed)
    component = rng.integers(8, size=n)
    points = CENTRES[component] + 0.15 * rng.standard_normal((n, 2))
    return torch.tensor(points, dtype=torch.float32), component


def shares(points):
    """Fraction of points [n, 2] within 0.6 of each centre, [8]."""
    near = np.linalg.norm(points.cpu().numpy()[:, None] - CENTRES, axis=-1) < 0.6
    return near.mean(axis=0)


def fresh_players():
    """A forger and a critic that know nothing yet, always the same."""
    torch.manual_seed(0)
    return GAN(n_latent=2, n_data=2).to(device())


# %% nbgrader={"grade": false, "grade_id": "gan-round-bug", "locked": true, "schema_version": 3, "solution": false, "task": false}
def colleagues_round(forger, critic, optimizers, x, noise):
    """Looks right, runs, and is wrong. x: [n, d] real, noise: [n, k]. Returns both costs."""
    forged = forger(noise).detach()
    critic_pays = (F.softplus(-critic(x)).mean() + F.softplus(critic(forged)).mean()) / 2
    optimizers["critic"].zero_grad()
    critic_pays.backward()
    optimizers["critic"].step()

    forger_pays = F.softplus(-critic(forged)).mean()
    optimizers["forger"].zero_grad()
    forger_pays.backward()
    optimizers["forger"].step()
    return [cost.item() for cost in (critic_pays, forger_pays)]


# %%
def colleagues_step(model, critic_optimizer, forger_optimizer, real, z):
    """The colleague's round, called as `play_gan` calls a step."""
    optimizers = {"critic": critic_optimizer, "forger": forger_optimizer}
    return colleagues_round(model.generate, model.logits, optimizers, real, z[0])


def made(model, n, seed=0):
    """Samples [n, 2] of the forger, from the same noise every time."""
    return model.sample(n, torch.Generator().manual_seed(seed))


start, stuck = fresh_players(), fresh_players()
history = play_gan(colleagues_step, stuck, ring(4000, 1)[0], rounds=300, progress="colleague's")
print(
    f"the critic's cost fell from {history.discriminator[0]:.2f} to {history.discriminator[-1]:.2f}"
)
print(f"the forger's cost rose from {history.generator[0]:.2f} to {history.generator[-1]:.2f}")
moved = (made(stuck, 300) - made(start, 300)).abs().max().item()
print(f"in 300 rounds no forged point has moved further than {moved:.1f}")

# %% [markdown]
# The critic becomes sure of itself, the forger pays more and more, and yet its work is the same to the last digit. Its optimizer made 300 steps, and nothing raised an error. Compare the code with the drawing of section 1: where does the blame end?
#
# ### Exercise 14.6 · `gan_step` (level 2, about 25 minutes)
#
# Write the round so that both players learn. It is called with fresh noise for each of the two steps.


# %% nbgrader={"grade": false, "grade_id": "gan-gan_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gan_step(model, critic_optimizer, forger_optimizer, real, z) -> tuple[float, float]:
    """One round of the game: the critic takes a step, then the forger answers.

    model: model.generate maps noise [n, k] to samples [n, d], model.logits samples to logits [n].
    critic_optimizer, forger_optimizer: torch optimizers, each of its own player's weights.
    real: [n, d], a tensor of real samples. z: [2, n, k], noise: z[0] for the critic's step, z[1] for
    the forger's.
    Returns (J^(D), mean of -log D): each player's cost just before its own step, finite at any logit.
    """
    ### BEGIN SOLUTION
    critic_z, forger_z = z
    real_logits, fake_logits = model.logits(real), model.logits(model.generate(critic_z).detach())
    critic_cost = (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2
    critic_optimizer.zero_grad()
    critic_cost.backward()
    critic_optimizer.step()

    forger_cost = F.softplus(-model.logits(model.generate(forger_z))).mean()
    forger_optimizer.zero_grad()
    forger_cost.backward()
    forger_optimizer.step()
    return critic_cost.item(), forger_cost.item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-gan_step-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.gan_step", gan_step)

# %% [markdown]
# That is the whole algorithm. From here on `play_gan` calls your step again and again, with fresh samples and fresh noise. Before you watch:

# %% tags=["hide-input"]
# Asks for your prediction.
losses = predict(
    "Both players learn now, and the forgeries become good. Where do the two costs end?",
    choices=[
        "both near 0",
        "the critic's near 0, the forger's large",
        "the forger's near 0, the critic's large",
        "both near 0.7",
    ],
)

# %%
SNAPS = (50, 200, 1000)


@cache
def ring_run(gan_step):
    """1000 rounds on the ring with the reader's step: the history, and 4000 samples at each of SNAPS."""
    model, seen = fresh_players(), {}

    def look(number):
        if number in SNAPS:
            seen[number] = made(model, 4000)

    history = play_gan(gan_step, model, ring(4000, 1)[0], rounds=1000, look=look, progress="ring")
    return history, seen or {1: made(model, 4000)}


# %% tags=["hide-input", "demo"]
# Plays 1000 rounds, and draws the forger's work after 50, 200 and 1000 of them.
with needs(gan_step), losses.withheld():
    title = "The forger wanders about, then settles on the eight clusters"
    _, seen = ring_run(gan_step)
    drawing, panels = plotting.figure(1, len(seen), size=(9.0, 3.6), title=title)
    for ax, number in zip(np.atleast_1d(panels), seen, strict=True):
        labels = {"x_label": "$x_1$", "y_label": "$x_2$", "title": f"{number} rounds"}
        clouds = {"real": ring(400, 2)[0], "forged": seen[number][:400]}
        plotting.point_clouds(clouds, limits=((-3, 3), (-3, 3)), ax=ax, **labels)
    plotting.one_legend(drawing)
    plotting.show(
        drawing,
        alt="Real points in eight clusters on a circle, and forged points after 50, 200 and 1000 rounds: first a streak to "
        "one side, then a cloud over some of the clusters, finally all eight clusters with thin threads between neighbours.",
    )
    found = shares(seen[max(seen)])
    print("every cluster has at least 5% of the samples:", bool(found.min() > 0.05))


# %% tags=["hide-input"]
# Smooths a curve for the drawing below.
def averaged(values, width=25):
    """Moving average over `width` values, or over all of them where there are fewer."""
    width = min(width, len(values))
    return np.convolve(values, np.full(width, 1 / width), "valid")


# %% tags=["hide-input", "demo"]
# Draws both costs while they play, and compares them with your prediction.
with needs(gan_step), losses.withheld():
    history, _ = ring_run(gan_step)
    smooth = {
        "critic, J^(D)": averaged(history.discriminator),
        "forger, -log D": averaged(history.generator),
    }
    axes = plotting.curves(
        np.arange(len(smooth["critic, J^(D)"])),
        smooth,
        lines={"log 2": np.log(2)},
        x_label="round",
        y_label="cost (nats, mean of 25 rounds)",
        title="Neither cost falls to 0: both players settle near log 2",
    )
    plotting.show(
        axes,
        alt="The critic's and the forger's costs against the round: both swing for 300 rounds and then "
        "stay near log 2 = 0.69, the forger's a little above it, the critic's a little below.",
    )
    ends = [curve[-1] for curve in smooth.values()]
    losses.reveal(
        "both near 0.7"
        if all(0.4 < end < 1.2 for end in ends)
        else "the critic's near 0, the forger's large",
        why="against a good forger the best critic can only say 1/2, and then both pay -log(1/2) = 0.69",
    )

# %% [markdown]
# Once more: *no cost has to fall in a game*. What one player wins the other loses, and a cost that stays at $0.69$ may be the best news there is. So look at samples, not at losses.
#
# The library's own training loop, `fit_gan`, plays the same round. It takes the two costs as functions of logits, which we need in a moment: for the critic the cross-entropy of section 4, for the forger $-\log D$.


# %% tags=["demo"]
def forger_cost(fake):
    """Mean of -log D from the logits of forged samples [n]."""
    return F.softplus(-fake).mean()


with needs(gan_step):
    yours = play_gan(gan_step, fresh_players(), ring(4000, 1)[0], rounds=20)
    library = fit_gan(fresh_players(), cross_entropy, forger_cost, ring(4000, 1)[0], steps=20)
    same = np.allclose(yours.generator, library.generator, atol=1e-3)
    print("20 rounds of yours and of the library's have the same costs:", same)

# %% [markdown]
# ## 7 · Which distance is that?
#
# You chose $-\log D$ for the forger because its slope survives. But a cost does more than give slopes: it decides *what the forger is after*. Here are four costs on one critic, perfect and frozen. The first two you know. The others are the logit itself, $-a$, and $-e^a$.

# %% tags=["hide-input"]
# Writes down the four costs, and computes what the picture below shows.
COSTS = {  # name -> the forger's cost as a function of the critic's logit a, with D = sigmoid(a)
    "log(1 - D)": lambda a: -np.logaddexp(0, a),
    "-log D": lambda a: np.logaddexp(0, -a),
    "-a": lambda a: -a,
    "-e^a": lambda a: -np.exp(a),
}
across = GRID[(GRID > -3) & (GRID < 4.5)]
logit = perfect_logit(across)
densities = {
    "p_d, real": np.exp(log_normal(across, 0.0, 1.0)),
    "p_g, forged": np.exp(log_normal(across, FORGER, WIDTH)),
    "D, the perfect critic": expit(logit),
}
pulls = {name: np.gradient(cost(logit), across) for name, cost in COSTS.items()}

# %% tags=["hide-input"]
# Draws the critic between the two densities, and the pull of each cost.
TOP, BOTTOM = (
    "The perfect critic compares the two densities",
    "One frozen critic, four costs, four different pulls on a forgery at x",
)
drawing, (above, below) = plotting.figure(2, 1, size=(6.4, 6.4))
labels = {"x_label": "x", "y_label": "density (per unit), probability", "title": TOP}
plotting.curves(across, densities, ax=above, **labels)
labels = {"x_label": "x", "y_label": "slope of the cost (nats per unit)", "title": BOTTOM}
plotting.curves(across, pulls, ax=below, **labels)
below.set_ylim(-2, 8)
plotting.show(
    drawing,
    alt="Above: the density of the real data about 0, the narrower one of the forgeries about 1.5, "
    "and the critic's probability between them, near 1 on the left, 0.2 at 1.5, rising again on the "
    "far right. Below: the slopes of four costs at this critic; at x = 0 they are near 2.7, 0.4, "
    "3.1 and above 8; beyond x = 3 all four change sign.",
)

# %% [markdown]
# The critic is the same all four times; what differs is the cost that the forger computes from it. Each curve leads the forger downhill towards something. Towards what?
#
# The forger takes one small step down its cost, from its present $p_g^*$. Each cost has the form $\mathbb{E}_{p_g} c(a(x))$ with a fixed function of $x$ inside, so its
# gradient is $\int \nabla p_g(x)\, c(a(x))\, dx$, taken at $p_g = p_g^*$, where $a = \log p_d / p_g^*$.
#
# - $c = -a$: $\int \nabla p_g \log \frac{p_g^*}{p_d}$. This is $\nabla KL(p_g \Vert p_d)$, since the other part, $\int p_g \nabla \log p_g = \nabla \int p_g$, is zero.
# - $c = -e^a$: $-\int \nabla p_g \frac{p_d}{p_g^*} = -\nabla\, \mathbb{E}_{p_d} \log p_g = \nabla KL(p_d \Vert p_g)$: maximum likelihood.
# - $c = \log(1 - D)$: $1 - D^* = \frac{p_g^*}{p_d + p_g^*}$, which is $\tfrac12 \frac{p_g^*}{m}$ with $m = \tfrac12(p_d + p_g^*)$. As in the first case this gives $\nabla KL(p_g \Vert m)$, with $m$ held fixed.
# - $c = -\log D$: from $a = \log D - \log(1 - D)$ we have $-\log D = -a - \log(1 - D)$, so its gradient is the first minus the third.
#
# <a id="gan-frozen-discriminator"></a>
# **Statement.** At $p_g = p_g^*$, with $p_g^*$ and $D^* = p_d / (p_d + p_g^*)$ held fixed inside,
#
# $$\nabla KL\Big(p_g \,\Big\Vert\, \frac{p_d + p_g^*}{2}\Big) = \nabla\, \mathbb{E}_{p_g} \log(1 - D^*) = \nabla\, 2\, JS(p_d, p_g)$$
#
# (Arjovsky and Bottou 2017, section 2.2). The last equality is an instance of a general rule: $2\,JS - \log 4 = \max_D V$, and the slope of a maximum is the slope with the maximiser held fixed; how the maximiser moves does not matter to first order.

# %%
REAL = log_normal(GRID, 0.0, 1.0)


def frozen_slope(cost, mean, sd):
    """d/d mean of E_pg cost(a(x)) for p_g = N(mean, sd^2), with the critic's logit a held fixed."""
    moving = np.exp(log_normal(GRID, mean, sd)) * (GRID - mean) / sd**2
    return STEP * np.sum(moving * cost(perfect_logit(GRID, mean, sd)))


def divergences(mean, sd):
    """2 JS, KL(p_g || p_d) and KL(p_d || p_g) in nats, for p_d = N(0, 1) and p_g = N(mean, sd^2)."""
    forged = log_normal(GRID, mean, sd)
    middle = np.logaddexp(REAL, forged) - np.log(2)
    pairs = ((REAL, middle), (forged, middle), (forged, REAL), (REAL, forged))
    kl = [STEP * np.sum(np.exp(p) * (p - q)) for p, q in pairs]
    return np.array([kl[0] + kl[1], kl[2], kl[3]])


# %% [markdown]
# <a id="gan-frozen-gradients"></a>
# **The numbers.** $p_d = \mathcal{N}(0, 1)$, $p_g = \mathcal{N}(\mu, 0.7^2)$ at $\mu = 1.5$, derivatives with respect to $\mu$: frozen $\log(1 - D^*)$, $2\,JS$, and $KL(p_g \Vert m)$ all give $0.5243703$. The others can be done by hand: $KL(p_g \Vert
# p_d)$ contains $\tfrac12\mu^2$, whose slope is $\mu = 1.5$; $KL(p_d \Vert p_g)$ contains $\tfrac{\mu^2}{2 \cdot 0.49}$, whose slope is $3.0612$; and $-\log D^*$ has the slope $1.5 - 0.5243703 = 0.9756297$.

# %%
h = 1e-4
slopes = (divergences(FORGER + h, WIDTH) - divergences(FORGER - h, WIDTH)) / (2 * h)
names = {
    "log(1 - D)": slopes[0],
    "-log D": slopes[1] - slopes[0],
    "-a": slopes[1],
    "-e^a": slopes[2],
}
owners = ("2 JS", "KL(p_g || p_d) - 2 JS", "KL(p_g || p_d)", "KL(p_d || p_g)")
for (name, exact), owner in zip(names.items(), owners, strict=True):
    print(
        f"{name:10} frozen critic {frozen_slope(COSTS[name], FORGER, WIDTH):.7f}   {owner:21} {exact:.7f}"
    )
middle = np.logaddexp(REAL, log_normal(GRID, FORGER, WIDTH)) - np.log(2)
moved = [log_normal(GRID, FORGER + s, WIDTH) for s in (h, -h)]
to_middle = [STEP * np.sum(np.exp(p) * (p - middle)) for p in moved]
print(f"KL(p_g || m) with m frozen: {(to_middle[0] - to_middle[1]) / (2 * h):.7f}")

# %% [markdown]
# The cost, not the critic, chooses the divergence. The third and the fourth are rare because $-a$ and $-e^a$ have no floor: where the critic is sure that a sample is real, the reward has no limit, and the $e^a$ of a few lucky samples
# drowns out all the others.
#
# ### A common slip: "GANs minimise the reverse KL"
# <a id="gan-slip-reverse-kl"></a> <a id="gan-reverse-kl"></a>
#
# The story goes: maximum likelihood minimises $KL(p_d \Vert p_g)$ and blurs; GANs minimise $KL(p_g \Vert p_d)$ and pick a mode.
#
# **Statement.** With the best critic, the minimax game minimises $2\,JS - \log 4$; the non-saturating cost at $D^*$ has the gradient of $KL(p_g \Vert p_d) - 2\,JS$; only the cost $-a$ has the gradient of the reverse KL (Goodfellow et al. 2014, theorem 1; Arjovsky and Bottou
# 2017, theorem 2.5).
#
# To see the difference, let $p_g$ be a normal of any mean and width, and the data a mixture of two normals at $-2$ and $2$, each of width $\tfrac12$. The reverse KL and $JS$ are smallest at different normals.

# %%
MIXTURE = np.logaddexp(log_normal(GRID, -2.0, 0.5), log_normal(GRID, 2.0, 0.5)) - np.log(2)
KINDS = ("KL(p_d || p_g)", "2 JS", "KL(p_g || p_d)")


def to_mixture(mean, sd):
    """The three divergences of KINDS between MIXTURE and N(mean, sd^2), in nats, [3]."""
    forged = log_normal(GRID, mean, sd)
    middle = np.logaddexp(MIXTURE, forged) - np.log(2)
    pairs = ((MIXTURE, forged), (MIXTURE, middle), (forged, middle), (forged, MIXTURE))
    kl = [STEP * np.sum(np.exp(p) * (p - q)) for p, q in pairs]
    return np.array([kl[0], kl[1] + kl[2], kl[3]])


candidates = [(m, s) for m in np.linspace(0, 2.4, 49) for s in np.linspace(0.4, 2.4, 41)]
table = np.array([to_mixture(m, s) for m, s in candidates])
for kind, column in zip(KINDS, table.T, strict=True):
    m, s = candidates[column.argmin()]
    others = ", ".join(
        f"{name} {value:.3f}" for name, value in zip(KINDS, table[column.argmin()], strict=True)
    )
    print(f"{kind:15} is smallest at N({m:.2f}, {s:.2f}^2); there {others}")

# %% [markdown]
# That $JS$ sides with the forward KL here is not a rule either: with clusters at $-2.5$ and $2.5$ its best normal sits on one of them. So a dropped mode is no proof that a reverse KL was minimised.
#
# ### The frozen critic, further on
#
# All this was about one small step. What if the critic stays frozen, and the forger walks on?

# %% tags=["hide-input"]
# Asks for your prediction.
onward = predict(
    "The critic is perfect for mu = 1.5 and stays frozen. We minimise E log(1 - D) over mu all the way. Where does mu go?",
    choices=["to 0, the mean of the data", "it stays near 1.5", "past 0 and on, without end"],
)


# %%
def carried_on(mean):
    """E log(1 - D) for p_g = N(mean, WIDTH^2) and the critic that was perfect at FORGER, in nats."""
    cost = COSTS["log(1 - D)"](perfect_logit(GRID))
    return STEP * np.sum(np.exp(log_normal(GRID, mean, WIDTH)) * cost)


means = np.linspace(-4, 4, 81)
frozen = np.array([carried_on(mean) for mean in means])
moving = np.array([divergences(mean, WIDTH)[0] for mean in means]) - np.log(4)
lifted = frozen + divergences(FORGER, WIDTH)[0] - np.log(4) - carried_on(FORGER)

# %% tags=["hide-input"]
# Draws the frozen cost beside the moving one, and compares it with your prediction.
with onward.withheld():
    onward.reveal(
        "past 0 and on, without end" if frozen.argmin() == 0 else "to 0, the mean of the data",
        told=f"past 0 and on: from {carried_on(FORGER):.3f} at 1.5 to {frozen[0]:.1f} at -4",
        why="the critic has never seen forgeries there and is sure that they are real; it has to be "
        "retrained after every step",
    )
    axes = plotting.curves(
        means,
        {"critic frozen at 1.5": lifted, "critic perfect everywhere: 2 JS - log 4": moving},
        x_label="mean of p_g",
        y_label="cost (nats; equal at 1.5)",
        title="The frozen cost has the right slope at only one point",
    )
    axes.set_ylim(-6, 0.5)
    plotting.show(
        axes,
        alt="Two curves against the mean of p_g. The value with a perfect critic has its minimum at 0. "
        "The frozen cost touches it at 1.5 with the same slope, and to the left of 0 it drops steeply out "
        "of the figure.",
    )

# %% [markdown]
# And what if the forger is far off? Let $p_d = \mathcal{N}(0, 1)$ and $p_g = \mathcal{N}(\theta, 1)$ with $\theta = 8$. There is next to no overlap.

# %% tags=["hide-input"]
# Asks for your prediction.
pull = predict(
    "At theta = 8, with the perfect critic, which cost still pulls, and how hard?",
    choices=[
        "log(1 - D), slope about 8",
        "-log D, slope about 8",
        "both, slope about 1",
        "neither",
    ],
)

# %%
thetas = np.linspace(0, 12, 49)
far = {
    name: np.array([frozen_slope(COSTS[name], theta, 1.0) for theta in thetas])
    for name in ("log(1 - D)", "-log D")
}
at_eight = {name: slope[thetas == 8.0].item() for name, slope in far.items()}

# %% tags=["hide-input"]
# Draws both slopes, and compares them with your prediction.
with pull.withheld():
    print(", ".join(f"{name}: slope {slope:.4f} at theta = 8" for name, slope in at_eight.items()))
    print(f"JS = {divergences(8.0, 1.0)[0] / 2:.5f}, its largest value log 2 = {np.log(2):.5f}")
    pull.reveal(
        "-log D, slope about 8" if round(at_eight["-log D"]) == 8 else "neither",
        told=f"-log D, slope {at_eight['-log D']:.1f}",
        why="JS is flat where nothing overlaps; KL(p_g || p_d) = theta^2 / 2 is not",
    )
    axes = plotting.curves(
        thetas,
        far,
        x_label="theta, distance of p_g from the data (standard deviations)",
        y_label="d cost / d theta (nats per unit)",
        title="The better the critic, the less the minimax cost says",
    )
    plotting.show(
        axes,
        alt="Slope against theta from 0 to 12. The minimax slope rises to about 0.5 near 1.6 and "
        "is back to 0 by 6; the non-saturating one grows like theta.",
    )

# %% [markdown]
# ### The same in training
#
# Back to the ring. Give the critic a head start of 600 steps, so that it recognises every forgery with certainty, and let the forger take plain gradient steps, without an optimizer that rescales them. Its cost is computed with your slopes; torch only carries them from the logits
# to the weights. At the start the forgeries have logits near $-9$.

# %% tags=["hide-input"]
# Asks for your prediction.
sinking = predict(
    "The forger descends log(1 - D) for 400 steps, while the critic goes on learning. Where is the mean logit of its forgeries then?",
    choices=["near 0", "still near -9", "well below -9"],
)

# %%
PLAIN = {"head_start": 600, "generator_optimizer": torch.optim.SGD, "generator_lr": 0.01}


@cache
def fake_logits(generator_logit_grads):
    """Dict from each cost to the mean logit of the forgeries before each step of the forger, [400]."""
    paths = {}
    for label, name in (("log(1 - D)", "minimax"), ("-log D", "nonsat")):
        slopes = partial(slope_of, generator_logit_grads, name)
        cost = differentiable(COSTS[label], lambda dout, a, slopes=slopes: dout * slopes(a))
        run = fit_gan(
            fresh_players(),
            cross_entropy,
            lambda logits, cost=cost: cost(logits).mean(),
            ring(4000, 1)[0],
            steps=400,
            progress=name,
            **PLAIN,
        )
        paths[label] = np.array(run.fake_logit)
    return paths


def slope_of(generator_logit_grads, name, a):
    """The reader's slope of one cost at logits a [n], [n]."""
    return np.asarray(generator_logit_grads(a)[name])


# %% tags=["hide-input", "demo"]
# Trains both forgers, and compares the critic's verdicts with your prediction.
with needs(generator_logit_grads), sinking.withheld():
    logits = fake_logits(generator_logit_grads)
    fading = slope_of(generator_logit_grads, "minimax", logits["log(1 - D)"])
    print("log(1 - D): every slope is smaller than 0.001:", bool(np.abs(fading).max() < 0.001))
    axes = plotting.curves(
        np.arange(len(logits["-log D"])),
        logits,
        lines={"critic undecided": 0.0},
        x_label="step of the forger",
        y_label="mean logit of the forgeries",
        title="With log(1 - D) the forger falls further and further behind",
    )
    plotting.show(
        axes,
        alt="Mean logit of the forgeries against the step. Both start at -9. With -log D it rises "
        "within 50 steps, overshoots and settles just below 0; with log(1 - D) it sinks steadily "
        "to about -12.",
    )
    end = logits["log(1 - D)"][-1]
    sinking.reveal(
        "near 0" if end > -4 else "well below -9" if end < -10 else "still near -9",
        why="a slope of 0.0001 moves the forger nowhere, and meanwhile the critic becomes surer",
    )

# %% [markdown]
# Optimizers like Adam divide by the recent size of the gradient and can hide this for a while: $0.0001$ turns into a full step again. But they cannot make up for a slope that rounds to 0, and they amplify whatever noise is in it.

# %% [markdown]
# ## 8 · Two players, two numbers
#
# With the perfect critic the game was a descent: each step of the forger went down a divergence. In practice both take small steps, each down its own cost, and neither waits for the other.
#
# <a id="gan-nash"></a>
# **Nash equilibrium.** A pair $(\theta^{(D)}, \theta^{(G)})$ is a (local, differential) Nash equilibrium if $\theta^{(D)}$ is a local minimum of $J^{(D)}$ with $\theta^{(G)}$ held fixed, and $\theta^{(G)}$ is one of $J^{(G)}$ with
# $\theta^{(D)}$ held fixed (Goodfellow 2016, section 3.2; Ratliff, Burden and Sastry 2013): neither gains by moving alone. Gradient steps need not reach it, since each step of one player moves the ground under the other. Where do they lead?
#
# The smallest example has one number on each side: in $V = \theta\psi$ the forger moves $\theta$ to make it small, and the critic moves $\psi$ to make it large. The only equilibrium is $(0, 0)$. If both step at once, with step size $\eta$,
#
# $$\theta \leftarrow \theta - \eta\,\psi, \qquad \psi \leftarrow \psi + \eta\,\theta .$$

# %% tags=["hide-input"]
# Asks for your prediction.
spiral = predict(
    "V = theta psi: from (1, 0), both players take steps of size 0.1 at once. Where are they after 100 steps?",
    choices=["close to (0, 0)", "still at radius 1", "at radius 1.64", "beyond radius 100"],
)

# %% [markdown]
# **By hand.** Take $\eta = 0.1$ and start from $(1, 0)$. If both step at once: $(1, 0.1)$, then $(0.99, 0.2)$. If they take turns, so that the critic already sees the new $\theta$: $(1, 0.1)$, then $(0.99, 0.199)$.
#
# ### Exercise 14.7 · `simgda_bilinear` (level 2, about 10 minutes)
#
# Play it both ways. Watch out for which $\theta$ the critic sees.


# %% nbgrader={"grade": false, "grade_id": "gan-simgda_bilinear", "locked": false, "schema_version": 3, "solution": true, "task": false}
def simgda_bilinear(
    theta0: float, psi0: float, eta: float, T: int, alternating: bool = False
) -> np.ndarray:
    """Gradient steps of two players in min over theta, max over psi, of theta * psi.

    theta0, psi0: where they start. eta: step size, positive. T: number of steps, T >= 0.
    alternating: if False, both move at once from the old pair; if True, theta moves first and psi
    responds to the new theta.
    Returns the path, [T + 1, 2] float64, rows (theta, psi), the start first.
    """
    ### BEGIN SOLUTION
    path = [(theta0, psi0)]
    for _ in range(T):
        theta, psi = path[-1]
        seen = theta - eta * psi if alternating else theta
        path.append((theta - eta * psi, psi + eta * seen))
    return np.array(path, dtype=float)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gan-simgda_bilinear-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("gan.simgda_bilinear", simgda_bilinear)

# %% [markdown]
# Below, a third way joins yours: *extragradient* steps look at the slopes in the place where a simultaneous step would lead, and take their step with those (Korpelevich 1976).


# %%
def extragradient(theta, psi, eta, steps):
    """The path [steps + 1, 2], with slopes taken where a simultaneous step would lead."""
    path = [(theta, psi)]
    for _ in range(steps):
        ahead = theta - eta * psi, psi + eta * theta
        theta, psi = theta - eta * ahead[1], psi + eta * ahead[0]
        path.append((theta, psi))
    return np.array(path)


def three_ways(simgda_bilinear):
    """The paths of 100 steps of 0.1 from (1, 0), [101, 2] each."""
    return {
        "simultaneous": np.asarray(simgda_bilinear(1.0, 0.0, 0.1, 100)),
        "alternating": np.asarray(simgda_bilinear(1.0, 0.0, 0.1, 100, alternating=True)),
        "extragradient": extragradient(1.0, 0.0, 0.1, 100),
    }


def rotation(points):
    """The direction in which the players move at points [m, 2]: (-psi, theta)."""
    return np.stack([-points[:, 1], points[:, 0]], axis=1)


# %% tags=["hide-input", "demo"]
# Draws the three paths.
with needs(simgda_bilinear), spiral.withheld():
    axes = plotting.trajectories(
        three_ways(simgda_bilinear),
        field=rotation,
        rest=(0.0, 0.0),
        limits=((-1.9, 1.9), (-1.9, 1.9)),
        x_label="theta, the forger",
        y_label="psi, the critic",
        title="The arrows go round the equilibrium, and none points at it",
    )
    plotting.show(
        axes,
        alt="Three paths in the plane from (1, 0) over arrows that circle the origin: the simultaneous one spirals out to "
        "radius 1.64, the alternating one stays on a near circle, the extragradient one spirals in to 0.61.",
    )

# %% tags=["hide-input", "demo"]
# Lists the radii, and compares one with your prediction.
with needs(simgda_bilinear), spiral.withheld():
    paths = three_ways(simgda_bilinear)
    for name, path in paths.items():
        radius = np.hypot(*path.T)
        print(
            f"{name:13} radius after 100 steps {radius[-1]:.6f}, between {radius.min():.3f} and {radius.max():.3f}"
        )
    found = np.hypot(*paths["simultaneous"][-1])
    spiral.reveal(
        "at radius 1.64" if round(found, 2) == 1.64 else "beyond radius 100",
        told=f"at radius {found:.6f}",
        why="each step is at right angles to the radius",
    )

# %% [markdown]
# <a id="gan-bilinear"></a>
# **Statement.** *Simultaneous* steps multiply $r^2 = \theta^2 + \psi^2$ by $1 + \eta^2$ each time: they spiral outwards at every step size. *Alternating* steps, where $\psi$ already sees the new $\theta$, keep $\theta^2 + \psi^2 - \eta\,\theta\psi$ constant: they orbit, for $\eta < 2$. *Extragradient* steps
# multiply $r^2$ by $1 - \eta^2 + \eta^4$: they spiral in, for $\eta < 1$ (Gidel et al. 2019, section 3; Korpelevich 1976).
#
# Check the first with the steps that you did by hand: after the second, $r^2 = 0.9801 + 0.04 = 1.0201 = 1.01^2$. And for the alternating ones $0.9801 + 0.0396 - 0.0197 = 1$.
#
# <a id="gan-bilinear-radius"></a>
# After 100 steps of $0.1$ the simultaneous radius is $1.01^{50} = 1.644632$. A smaller step only makes the spiral slower.
#
# The game of section 6 took turns, and so the forger wandered round the ring before it settled. Real games are not bilinear, and the networks' curvature damps the orbit; but nothing in the algorithm promises that it will.
#
# ## 9 · Letters
#
# The game of the opening, on images of $28 \times 28$ pixels. Only the networks are larger: the forger turns 32 numbers of noise into maps of $7 \times 7$ and enlarges them twice by transposed convolutions (chapter 5), and the critic is a small convolutional network. The step is yours.


# %%
@cache
def your_forger(gan_step):
    """The forger of letters after 500 rounds of the reader's step."""

    def play(model, images, **settings):
        play_gan(gan_step, model, images, rounds=ROUNDS[-1], **settings)

    return drawings_of(play)[0]


# %% tags=["hide-input", "demo", "end-result", "nbval-ignore-output"] reason="the game magnifies the last bit of a rounding, and another processor rounds differently"
# Plays 500 rounds with your step, and draws what your forger makes.
with needs(gan_step):
    forger = your_forger(gan_step)
    with torch.no_grad():
        letters = forger.generate(SAME_NOISE.to(device())).cpu().reshape(3, 12, 28, 28)
    figure = plotting.image_grid(
        letters, title="Letters, from a game in which nobody said what a letter is"
    )
    plotting.show(
        figure,
        alt="Three rows of twelve images drawn by the forger: most are ragged but readable letters G, A or N; "
        "some are torn, or stand between two letters.",
    )

# %% [markdown]
# Are they good? Ask a critic; not the forger's own, which is its sparring partner, but a fresh one. It trains on 400 real and 400 forged letters, and then judges eight of each that it has never seen.


# %% tags=["demo"]
def fresh_critic(forged):
    """A critic trained from nothing on LETTERS.held_out and as many forged letters [n, 784]."""
    torch.manual_seed(1)
    critic = GlyphGAN()

    def cost(model, batch):
        x, y = batch
        return F.binary_cross_entropy_with_logits(model.logits(x), y)

    x, y = torch.cat([LETTERS.held_out, forged]), torch.arange(2 * len(forged)) < len(forged)
    fit(critic, cost, (x, y.float()), reduction="mean", epochs=6, batch_size=64)
    return critic


with needs(gan_step, two_sample_test):
    forger = your_forger(gan_step)
    forged = forger.sample(408, torch.Generator().manual_seed(2)).cpu()
    critic = fresh_critic(forged[:400])
    judged = [critic.logits(x).detach().double().numpy() for x in (LETTERS.train[:8], forged[400:])]
    p = two_sample_test(*judged)
    print("a fresh critic tells your forgeries from real letters (p below 0.01):", p < 0.01)

# %% [markdown]
# It does: what looks like a letter to you has ragged edges that no font has. The test gives you what the game itself does not, a verdict that means the same for every forger. There is still no $\log p(x)$ to report. How to judge samples by more than a test, and what to do about dropped modes and unstable
# training, is the subject of chapter 15.
#
# The noise is not just noise, by the way. Walk in a straight line from one $z$ to another, and look at the letters on the way.

# %% tags=["hide-input", "demo"]
# Draws the letters on straight lines between two points of noise.
with needs(gan_step):
    forger = your_forger(gan_step)
    way = torch.linspace(0, 1, 12)[:, None]
    walks = [(1 - way) * SAME_NOISE[i] + way * SAME_NOISE[j] for i, j in ((1, 2), (3, 4))]
    with torch.no_grad():
        letters = forger.generate(torch.cat(walks).to(device())).cpu().reshape(2, 12, 28, 28)
    figure = plotting.image_grid(
        letters, title="From one letter to another, by way of letters that nobody drew"
    )
    plotting.show(
        figure,
        alt="Two rows of twelve images: in each a letter changes step by step into another one, "
        "with hybrids of the two in the middle.",
    )

# %% [markdown]
# ## 10 · In your own words
#
# <a id="gan-question"></a>
# "GANs minimise the reverse KL divergence." When is this sentence true, and when is it false? Say which cost and which critic you mean, and what the gradient is. Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "gan-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Everything here is about the gradient at a perfect critic $D^*$, frozen at the current $p_g$; with any other critic none of it holds. The minimax cost $\log(1 - D)$ then has the gradient of $2\,JS(p_d, p_g)$, and with the critic always at its best the game minimises
# $2\,JS - \log 4$: the sentence is false. The non-saturating cost $-\log D$ has the gradient of $KL(p_g \Vert p_d) - 2\,JS$: the reverse KL is in it, but a JS is subtracted, so the sentence is still false; in the example, $0.9756$ and not $1.5$. It is true for the cost $-a$, minus the logit,
# whose gradient is that of $KL(p_g \Vert p_d)$. And each of these is a statement about one point: followed further, a frozen critic leads astray (to $-22.8$ at $\mu = -4$).
#
# **Rubric.** 1 point: minimax at $D^*$ gives JS, not the reverse KL. 1 point: $-\log D$ gives $KL(p_g \Vert p_d) - 2\,JS$, and $-a$ the reverse KL itself. 1 point: all of this holds only for the optimal, frozen critic, and at one point.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - One round: the critic takes a step on real and forged samples, then the forger takes one *through* the critic. The blame must flow back to the player that learns.
# - For every forger the best critic is $p_d / (p_d + p_g)$, and its logit is the log-ratio of the densities, learnt from samples alone. On fresh samples, a critic tests whether two distributions differ.
# - With the best critic the value is $2\,JS - \log 4$; with another critic the value says little, and $-\log 4$ may just mean that the critic shrugs.
# - Where the critic is sure of a forgery, $\log(1 - D)$ has no slope and $-\log D$ has its largest.
# - Two players descending at once can circle or spiral out; in a game, no cost has to fall.
#
# **The question of the opening.** Which distance shrinks? The cost decides, not the critic, and each answer holds at one point only: with a perfect, frozen critic $\log(1 - D)$ descends $2\,JS$, and $-\log D$, which drew your letters, descends $KL(p_g \Vert p_d) - 2\,JS$. In between, the two players simply
# play. Practice today still uses $-\log D$ or a relative of it where a picture has to be sharp and made in one pass; for most other purposes diffusion models have taken over, because their loss is one that falls.
#
# **Where it goes from here.** Chapter 15 deals with saturation, rotation and dropped modes in practice. The logit as a log-ratio returns in chapter 20 as an importance weight. Chapter 17 generates with a likelihood and without a gap.
#
# **References.** Goodfellow et al. (2014), Generative adversarial nets, sections 3 and 4, algorithm 1. Goodfellow (2016), NIPS tutorial: generative adversarial networks, sections 1 and 3. Fisher (1935), The design of experiments, chapter 2. Lopez-Paz and Oquab (2017), Revisiting classifier two-sample
# tests. Arjovsky and Bottou (2017), Towards principled methods for training generative adversarial networks, section 2. Radford, Metz and Chintala (2016), Unsupervised representation learning with deep convolutional generative adversarial networks, section 3. Ratliff, Burden and Sastry (2013), Characterization and
# computation of local Nash equilibria in continuous games. Gidel et al. (2019), A variational inequality perspective on generative adversarial networks, section 3. Korpelevich (1976), The extragradient method for finding saddle points and other problems.
