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
# # 11 · The variational autoencoder
#
# An autoencoder squeezes a picture into a few numbers and unfolds them again. So it should also be able to invent: throw dice for the numbers, unfold them, and look
# at a digit that nobody has ever drawn.
#
# Below, a network has learned to pack each digit into eight numbers. The upper two rows show that it does this well. The third row is what it makes of eight numbers
# thrown by dice. The last row comes from the same dice, but is unfolded by a second network, of the same size and trained in another way.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import cache

import numpy as np
import sympy
import torch
import torch.nn.functional as F

from course_utils import begin, device, plotting
from course_utils.checks import check, needs
from course_utils.data import glyph, load
from course_utils.models import MLP, VAE
from course_utils.symbolic import Derivation, equal
from course_utils.training import evaluate, fit
from course_utils.widgets import Choice, Slider, explore, predict

begin("11_vae", release="2026.1")

# %% tags=["hide-input"]
# Trains both networks on digits from ten fonts; this takes a few seconds.
GLYPHS = load("glyphs", n=3000, fonts="upright", angle=(-25, 25), size=1.0, slant=0.0, shift=0)


def opening_network(draw, cost, epochs):
    """A network 784-256-8-256-784 trained with this way to draw z, and this cost of a batch."""
    torch.manual_seed(0)
    model = VAE(784, 256, 8, reparameterize=draw, vae_loss=cost).to(device())
    settings = {"reduction": "sum", "epochs": epochs, "batch_size": 32, "lr": 2e-3}
    fit(model, VAE.loss, GLYPHS.train, **settings)
    return model.cpu()


def misfit(logits, x, *_):
    """What rebuilding costs, and nothing else."""
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum")


def blurred(centre, raw):
    """A point drawn around the centre."""
    return torch.distributions.Normal(centre, F.softplus(raw)).rsample()


def misfit_and_order(logits, x, centre, raw, _):
    """What rebuilding costs, and what it costs to lie where the dice do not fall."""
    cloud, dice = (torch.distributions.Normal(*two) for two in ((centre, F.softplus(raw)), (0, 1)))
    return misfit(logits, x) + torch.distributions.kl_divergence(cloud, dice).sum()


PLAIN = opening_network(lambda centre, raw: centre, misfit, 12)
ORDERED = opening_network(blurred, misfit_and_order, 20)

# %% tags=["hide-input", "nbval-ignore-output"] reason="the last digits of trained weights differ between processors, and with them grey pixels"
# Draws what both networks make of the same dice.
some, dice = GLYPHS.held_out[:12], torch.randn(12, 8, generator=torch.Generator().manual_seed(0))
with torch.no_grad():
    unfolded = [torch.sigmoid(net.decode(dice)) for net in (PLAIN, ORDERED)]
rows = torch.stack([some, PLAIN.reconstruct(some), *unfolded])
figure = plotting.image_grid(
    rows.reshape(4, 12, 28, 28),
    row_labels=["picture", "rebuilt", "dice: first", "dice: second"],
    title="Eight numbers by dice: one network invents digits, the other does not",
)
plotting.show(
    figure,
    alt="Four rows of twelve images of 28 by 28 pixels: digits in several fonts; the same, rebuilt from "
    "eight numbers, almost as sharp; what a plain autoencoder makes of dice, grey scraps and no digit; "
    "what this chapter's network makes of the same dice, most of them digits, a few between two.",
)

# %% [markdown]
# Why does the first network fail? Nobody told it where to put its numbers. It spreads them as it likes, leaves holes, and the dice fall into the holes. The second one was told what the
# dice will do. To tell a network that, we need a model of *how pictures come about*, and a way to say how good such a model is. A good one gives a high probability to the digits that we
# have seen. But nobody can compute the probability that it gives to a picture. What we can compute is a number that is certainly below it. **How far below?** At the end of this chapter you measure
# it, on a model that your own functions have trained.
#
# **After this chapter you can**
#
# - derive the bound and say in words what closes its gap,
# - compute it exactly in a model that is small enough, and use that to catch bugs,
# - move randomness out of the way of a gradient,
# - write a variational autoencoder in twelve lines, train it, and read the two terms of its loss,
# - say what $\beta$, a weight between the two terms, buys and what it costs.
#
# **You need** expectations and the normal density. [Chapter 10](../10_divergences/divergences.ipynb) (divergences) and the autoencoder of chapter 9 help; what we need from them is repeated here.
# **Time:** 170 minutes. **Points:** 30.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $x$ | `x` | what we observe, an image of $d$ pixels |
# | $z$ | `z` | the latent variable, $k$ numbers that nobody observes |
# | $p(z)$, $p_\theta(x \mid z)$ | prior, decoder | how the model makes an image: draw $z$, then $x$ |
# | $p_\theta(z \mid x)$ | posterior | what $x$ tells us about its $z$; it belongs to the model, like everything that carries $\theta$ |
# | $q_\phi(z \mid x)$ | encoder | our guess at the posterior, a normal distribution with mean `mu` and log-variance `logvar`; $\phi$ is ours to choose |
# | $KL(q \,\Vert\, p)$ | `divergence`, `to_prior` | how far $q$ is from $p$, in nats (units of the natural logarithm) |
# | $\mathcal{L}$ | `elbo` | the bound, to be maximised; the loss is $J = -\mathcal{L}$ |
# | $\beta$ | `beta` | weight of the divergence in the loss |

# %% [markdown]
# ## 1 · A cause that we do not see
#
# Somebody picks a digit, a font and an angle; then the picture is drawn. We see the picture, and not what was picked. The model has the same two steps: it draws a hidden cause $z$ from a fixed
# distribution, the **prior** $p(z)$ (these are the dice), and then the image from $p_\theta(x \mid z)$. That is the solid arrow. The dashed arrow goes back: given the picture, what was its cause? The exact answer is
# called the **posterior**, $p_\theta(z \mid x)$. We shall not be able to compute it, and put a guess $q_\phi(z \mid x)$ in its place.

# %% tags=["hide-input"]
# Draws the model: a hidden cause, an image, and the way back.
axes = plotting.latent_model(title="One arrow is the model, the other is our guess")
plotting.show(
    axes,
    alt="Two circles: z, the hidden cause, drawn from the prior, above; x, the image that we see, shaded, "
    "below. A solid arrow leads from z to x: the model draws an image. A dashed arrow leads back from x "
    "to z: our guess at the cause.",
)

# %% [markdown]
# So the probability of an image is a sum, or an integral, over all the causes it might have had.
#
# <a id="vae-intractability"></a>
# **Statement.** $p_\theta(x) = \int p_\theta(x \mid z)\, p(z)\, dz$. When the decoder is a neural network the integral has no
# closed form, and therefore neither does the posterior $p_\theta(z \mid x) = p_\theta(x \mid z)\, p(z) / p_\theta(x)$
# (Kingma and Welling 2014, section 2.1).
#
# <a id="vae-two-state"></a>
# **By hand.** Let $z$ be a coin, $p(z) = (\tfrac12, \tfrac12)$, and let the image that we observed have $p(x \mid z) = (0.6, 0.2)$. Then
# $p(x) = 0.3 + 0.1 = 0.4$, so $\log p(x) = -0.9163$, and the posterior is $(0.3, 0.1) / 0.4 = (\tfrac34, \tfrac14)$.

# %%
PRIOR = np.array([0.5, 0.5])
LIKELIHOOD = np.array([0.6, 0.2])

joint = PRIOR * LIKELIHOOD
posterior = joint / joint.sum()
print(f"p(x) = {joint.sum():.2f}, log p(x) = {np.log(joint.sum()):.4f}, posterior = {posterior}")

# %% [markdown]
# ### A common slip: "a continuous $z$ makes the integral intractable"
# <a id="vae-slip-continuous-integral"></a>
#
# Integrals over continuous variables are solved every day. Take $z \sim \mathcal{N}(0, 1)$ and $x \mid z \sim \mathcal{N}(a z, t^2)$. Then
# $x$ is a sum of two independent normals and $p(x)$ is exactly $\mathcal{N}(x; 0, a^2 + t^2)$. Bend the decoder and the formula is lost,
# although $z$ is as continuous as before.

# %%
A, T, X = 1.5, 0.8, 1.1
GRID = np.linspace(-25, 25, 50_001)


def log_normal(x, mean, sd):
    """Log-density of N(mean, sd^2) at x; the arguments broadcast."""
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd * np.sqrt(2 * np.pi))


def integral(values):
    """Integral over z of values on GRID, by the trapezoidal rule."""
    return np.trapezoid(values, GRID)


formula = np.exp(log_normal(X, 0, np.hypot(A, T)))
for name, mean in (("linear decoder", A * GRID), ("bent decoder", A * np.tanh(2 * GRID))):
    p_x = integral(np.exp(log_normal(GRID, 0, 1) + log_normal(X, mean, T)))
    print(f"{name}: integral {p_x:.6f}, formula for the linear one {formula:.6f}")

# %% [markdown]
# One number $z$ can be integrated on a grid. Twenty numbers cannot: a grid with 100 points per coordinate would have $10^{40}$ points. We need
# a different idea.

# %% [markdown]
# ## 2 · A bound from below
#
# Guess where $z$ might be: choose any density $q(z)$ that is positive where the posterior is. Multiply and divide $p(x, z)$ by it inside the integral.
#
# <a id="vae-importance-identity"></a>
# **Statement.** $\displaystyle \log p(x) = \log \mathbb{E}_{q}\!\left[\frac{p(x, z)}{q(z)}\right]$ for every such $q$
# (Burda, Grosse and Salakhutdinov 2016, section 3).
#
# The logarithm is concave, so the logarithm of a mean is at least the mean of the logarithms (Jensen). Moving it inside gives something
# that can be averaged sample by sample:
#
# $$\log p(x) \;\ge\; \mathbb{E}_q \log \frac{p(x, z)}{q(z)} =: \mathcal{L}.$$
#
# Here $\mathbb{E}_q$ is the mean over $z$ drawn from $q$. The bound is called the **evidence lower bound**, the ELBO, because $\log p(x)$ is the
# evidence. The distance we shall need is $KL(q \,\Vert\, p) = \mathbb{E}_q \log\frac{q(z)}{p(z)}$: never negative, and zero only when
# $q = p$ (chapter 10). (While $x$ stays fixed we write $q(z)$ for $q_\phi(z \mid x)$.) With the coin and $q = (\tfrac12, \tfrac12)$ the bound is
# $\tfrac12 \log\tfrac{0.3}{0.5} + \tfrac12 \log\tfrac{0.1}{0.5} = -0.2554 - 0.8047 = -1.0601$, and indeed $-1.0601 \le -0.9163$.

# %% tags=["hide-input"]
# Asks for your prediction.
touch = predict(
    "We move q(z = 0) from 0 to 1. Where does the bound touch log p(x)?",
    choices=["at 1/4", "at 3/4", "at 1", "nowhere"],
)


# %%
def coin_bound(q):
    """ELBO of the coin model; q: [2], probabilities of the two states."""
    return np.sum(q * np.log(PRIOR * LIKELIHOOD / q))


def divergence(q, p):
    """KL(q || p) of two distributions on the same states, [K] each, all entries positive."""
    return np.sum(q * np.log(q / p))


# %% tags=["hide-input"]
# Draws the bound for every q, and compares it with your prediction.
with touch.withheld():
    share = np.linspace(0.01, 0.99, 99)
    bounds = np.array([coin_bound(np.array([s, 1 - s])) for s in share])
    axes = plotting.curves(
        share,
        {"bound": bounds},
        lines={"log p(x)": np.log(joint.sum())},
        x_label="q(z = 0)",
        y_label="nats",
        title="The bound touches log p(x) where q is the posterior",
    )
    plotting.show(
        axes,
        alt="The bound as a function of q(z = 0): a concave curve that rises to -0.92 at 0.75, "
        "touching the horizontal line log p(x) there, and falls again.",
    )
    touch.reveal(
        "at 3/4" if round(share[bounds.argmax()], 2) == 0.75 else "nowhere",
        told=f"the largest bound is at q(z = 0) = {share[bounds.argmax()]:.2f}, where q is the posterior",
        why="the gap is the divergence to the posterior, and it closes only there",
    )

# %%
q = np.array([0.5, 0.5])
print(
    f"bound {coin_bound(q):.4f}, log p(x) {np.log(joint.sum()):.4f}, difference "
    f"{np.log(joint.sum()) - coin_bound(q):.4f}"
)
print(
    f"KL to the prior {divergence(q, PRIOR):.4f}, KL to the posterior "
    f"{divergence(q, posterior):.4f}"
)

# %% [markdown]
# Look at the last line. This $q$ *is* the prior, so its divergence to the prior is 0. Its divergence to the posterior is 0.1438, and that
# is exactly what the bound lacks. There are two divergences in this chapter: one is part of the loss, the other is the distance that remains.

# %% [markdown]
# ### Why the gap is a divergence
#
# Write $p(x, z) = p(z \mid x)\, p(x)$ inside the bound. The factor $p(x)$ does not depend on $z$, so it comes out of the expectation:
#
# $$\mathcal{L} = \mathbb{E}_q \log \frac{p(z \mid x)\, p(x)}{q(z)} = \log p(x) - \mathbb{E}_q \log \frac{q(z)}{p(z \mid x)}.$$
#
# Write instead $p(x, z) = p(x \mid z)\, p(z)$, and the same bound splits into the two parts that we can compute.
#
# <a id="vae-elbo-decomposition"></a>
# **Statement.** For every $q_\phi(z \mid x)$,
#
# $$\log p_\theta(x) = \underbrace{\mathbb{E}_q \log p_\theta(x \mid z) - KL(q_\phi(z \mid x) \,\Vert\, p(z))}_{\mathcal{L}}
# \;+\; KL(q_\phi(z \mid x) \,\Vert\, p_\theta(z \mid x)),$$
#
# and since the last divergence is not negative, $\mathcal{L} \le \log p_\theta(x)$, with equality when $q$ is the posterior
# (Kingma and Welling 2014, section 2.2).

# %% tags=["hide-input"]
# Draws the three parts of log p(x).
PARTS = {"reconstruction": -1.3306, "minus KL\nto the prior": -0.4358, "gap": 0.1075}
axes = plotting.stacked_bars(
    PARTS,
    total=("log p(x)", -1.6589),
    y_label="nats",
    title="Two numbers we can compute, plus one we cannot, make log p(x)",
)
plotting.show(
    axes,
    alt="A running sum of bars: the reconstruction term goes down to -1.33, minus the KL to the "
    "prior goes further down to -1.77, "
    "and the gap of 0.11 leads back up to log p(x) = -1.66.",
)

# %% [markdown]
# These bars belong to the model of section 3. The first two make up the bound: we can compute them, differentiate them, and push them up. The third we cannot see in general, but we know what it is:
# how wrong our guess about the hidden cause of $x$ is.
#
# ### A common slip: the gap written with the likelihood
# <a id="vae-slip-posterior-term"></a>
#
# $p(z \mid x)$ and $p(x \mid z)$ look alike. Put the wrong one into the last term and the sum still looks like a law of nature: it
# comes out the same for every $q$. It is just not $\log p(x)$.

# %%
for first in (0.1, 0.5, 0.75, 0.9):
    q = np.array([first, 1 - first])
    right, wrong = divergence(q, posterior), np.sum(q * np.log(q / LIKELIHOOD))
    print(
        f"q = ({first:.2f}, {1 - first:.2f}): bound + right term = {coin_bound(q) + right:.4f}, "
        f"bound + wrong term = {coin_bound(q) + wrong:.4f}"
    )

# %% [markdown]
# $-0.6931 = \log \tfrac12$: the likelihood cancels and what is left is $\mathbb{E}_q \log p(z)$, which is the same for every $q$ only because this prior is flat.

# %% [markdown]
# ### A common slip: the bound without its logarithm
# <a id="vae-slip-missing-log"></a>
#
# $\mathbb{E}_q \frac{p(x, z)}{q(z)}$ is not a bound. It is $p(x)$ itself, whatever $q$ is, so maximising it over $q$ does nothing at all.

# %%
for m, s in ((0.7, 0.6), (0.0, 1.0), (-0.5, 1.3)):
    log_q = log_normal(GRID, m, s)
    log_weight = log_normal(GRID, 0, 1) + log_normal(X, A * GRID, T) - log_q
    without, with_it = integral(np.exp(log_q + log_weight)), integral(np.exp(log_q) * log_weight)
    print(f"q = N({m:4.1f}, {s:.1f}^2): without the log {without:.6f}, with it {with_it:.6f}")

# %% [markdown]
# ## 3 · A model in which everything is known
#
# Before we train anything, we want one model in which all four numbers (the two parts, the gap, and $\log p(x)$) have formulas. Then a
# bug in any one of them breaks the sum.
#
# <a id="vae-linear-gaussian"></a>
# **The linear-Gaussian model.** $z \sim \mathcal{N}(0, 1)$ and $x \mid z \sim \mathcal{N}(a z, t^2)$. We already know that $x \sim
# \mathcal{N}(0, a^2 + t^2)$. The posterior is normal too: completing the square in $-\tfrac12 z^2 - \tfrac{(x - a z)^2}{2 t^2}$ gives
#
# $$p(z \mid x) = \mathcal{N}\!\left(\frac{a x}{a^2 + t^2},\; \frac{t^2}{a^2 + t^2}\right).$$
#
# With $a = 1.5$, $t = 0.8$, $x = 1.1$ it has mean $1.65 / 2.89 = 0.5709$ and standard deviation $0.8 / 1.7 = 0.4706$. Take
# $q = \mathcal{N}(0.7, 0.6^2)$, a little off in both. For the reconstruction term you need one expectation: under $q$, the number $a z$
# has mean $a m$ and variance $a^2 s^2$, so $\mathbb{E}_q (x - a z)^2 = (x - a m)^2 + a^2 s^2$. With our numbers, $0.0025 + 0.81$.

# %% [markdown]
# ### Exercise 11.1 · `elbo_linear_gaussian` (level 2, about 20 minutes)
#
# Compute the bound, the evidence and the gap, each from its own formula. Then a mistake in one of them cannot hide: bound and gap must add up to the evidence.


# %% nbgrader={"grade": false, "grade_id": "vae-elbo_linear_gaussian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def elbo_linear_gaussian(x: float, a: float, t: float, m: float, s: float) -> dict:
    """Bound, evidence and gap for z ~ N(0, 1), x | z ~ N(a z, t^2) and q(z) = N(m, s^2).

    x: the observation. a: slope of the decoder. t: its standard deviation, positive.
    m, s: mean and standard deviation of q, s positive.
    Returns a dict of three floats, in nats: "elbo", E_q log p(x | z) - KL(q || p(z));
    "logpx", log p(x); "gap", KL(q || p(z | x)).
    """
    ### BEGIN SOLUTION
    reconstruction = -0.5 * math.log(2 * math.pi * t**2) - ((x - a * m) ** 2 + (a * s) ** 2) / (
        2 * t**2
    )
    to_prior = 0.5 * (m**2 + s**2 - 1) - math.log(s)
    variance = a**2 + t**2
    logpx = -0.5 * math.log(2 * math.pi * variance) - 0.5 * x**2 / variance
    mean, sd = a * x / variance, t / math.sqrt(variance)
    gap = math.log(sd / s) + (s**2 + (m - mean) ** 2) / (2 * sd**2) - 0.5
    return {"elbo": reconstruction - to_prior, "logpx": logpx, "gap": gap}
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-elbo_linear_gaussian-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.elbo_linear_gaussian", elbo_linear_gaussian)

# %% [markdown]
# Now move $q$. The dotted line from the last part to the total is level only if the sum is right. Turn on the wrong term from section 2
# and watch it tilt.


# %% tags=["hide-input"]
# Draws the three parts beside their total, and describes them.
def draw_sum(m, s, term):
    """The three parts for q = N(m, s^2) beside their total; term: what the gap is written with."""
    found = elbo_linear_gaussian(X, A, T, m, s)
    to_prior = elbo_linear_gaussian(0.0, 0.0, 1.0, m, s)[
        "gap"
    ]  # at a = 0 the posterior is the prior
    reconstruction = found["elbo"] + to_prior
    entropy = -0.5 * math.log(2 * math.pi * math.e * s**2)
    gap = found["gap"] if term == "posterior" else entropy - reconstruction
    parts = {"reconstruction": reconstruction, "minus KL\nto the prior": -to_prior, "gap": gap}
    title = f"{reconstruction:.4f} - {to_prior:.4f} + {gap:.4f} against {found['logpx']:.4f}"
    return plotting.stacked_bars(
        parts, total=("log p(x)", found["logpx"]), y_label="nats", limits=(-4, 1), title=title
    )


def describe_sum(m, s, term):
    """Alt text of draw_sum."""
    parts = "reconstruction, minus the divergence to the prior, and the gap"
    return (
        f"Bars for q = N({m:g}, {s:g} squared): {parts} written with the {term}, beside log p(x)."
    )


# %% tags=["hide-input", "demo"]
# Shows the three parts as you move q.
with needs(elbo_linear_gaussian):
    explore(
        draw_sum,
        label="Move q = N(m, s^2), and choose what the gap is written with",
        alt=describe_sum,
        static=[
            {"m": 0.7, "s": 0.6, "term": "posterior"},
            {"m": 0.7, "s": 0.6, "term": "likelihood"},
        ],
        m=Slider("mean m", -2.0, 2.0, 0.05),
        s=Slider("standard deviation s", 0.2, 2.0, 0.05),
        term=Choice("the gap is written with the", ["posterior", "likelihood"]),
    )

# %% [markdown]
# Find the $q$ at which the gap is smallest. You should land at $m = 0.55$ or $0.6$ and $s = 0.45$, close to $(0.5709, 0.4706)$. Why is the bound largest
# exactly there? Because $\log p(x)$ does not move with $q$: what the gap loses, the bound gains.

# %% [markdown]
# ## 4 · The divergence of two Gaussians, derived
#
# The encoder's $q$ is normal and so is the prior. Their divergence is the one integral that we do once and for all. We
# let sympy confirm every line: each step below was accepted only after sympy found it equal to the step before.
#
# <a id="vae-gaussian-second-moment"></a>
# **Statement.** If $z \sim \mathcal{N}(\mu_q, \sigma_q^2)$ then $\mathbb{E}_q (z - \mu_p)^2 = \sigma_q^2 + (\mu_q - \mu_p)^2$.
# (Kingma and Welling 2014, appendix B, for this and the next three.)

# %%
z, mu_1, mu_2 = sympy.symbols("z mu_q mu_p", real=True)
s_1, s_2 = sympy.symbols("sigma_q sigma_p", positive=True)
LINE = (z, -sympy.oo, sympy.oo)
density_q = sympy.exp(-((z - mu_1) ** 2) / (2 * s_1**2)) / (sympy.sqrt(2 * sympy.pi) * s_1)

second_moment = Derivation(
    sympy.Integral(density_q * (z - mu_2) ** 2, LINE), because="the expectation under q"
)
second_moment.step(mu_1**2 - 2 * mu_1 * mu_2 + mu_2**2 + s_1**2, because="from E z and E z squared")
second_moment.step(s_1**2 + (mu_1 - mu_2) ** 2, because="completing the square")

# %% [markdown]
# ### Exercise 11.2 · `kl_gauss_symbolic` (level 2, about 15 minutes)
#
# Now the divergence itself: $\mathbb{E}_q \log \frac{q(z)}{p(z)}$ for two normal densities. Write the logarithm of a normal density as a constant minus a square, and you have met the
# expectation of every square already. Give the result as a sympy expression in whatever symbols the caller hands you, without integrals.


# %% nbgrader={"grade": false, "grade_id": "vae-kl_gauss_symbolic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_gauss_symbolic(
    mu_q: sympy.Symbol, s_q: sympy.Symbol, mu_p: sympy.Symbol, s_p: sympy.Symbol
) -> sympy.Expr:
    """KL(N(mu_q, s_q^2) || N(mu_p, s_p^2)) as a sympy expression in the four symbols, in nats.

    mu_q, mu_p: real symbols. s_q, s_p: positive symbols, the standard deviations.
    Returns an expression without unevaluated integrals.
    """
    ### BEGIN SOLUTION

    def expected_log_density(mean, deviation):
        return -sympy.log(2 * sympy.pi * deviation**2) / 2 - (s_q**2 + (mu_q - mean) ** 2) / (
            2 * deviation**2
        )

    return sympy.simplify(expected_log_density(mu_q, s_q) - expected_log_density(mu_p, s_p))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-kl_gauss_symbolic-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.kl_gauss_symbolic", kl_gauss_symbolic)

# %% [markdown]
# Here is the same derivation in two pieces, each checked.
#
# <a id="vae-gaussian-entropy"></a>
# **Statement.** $\int q \log q \, dz = -\tfrac12 \left(\log 2\pi\sigma_q^2 + 1\right)$: the logarithm of a Gaussian is a constant minus a
# square, and the expectation of that square is the statement above with $\mu_p = \mu_q$.

# %%
log_density_q = -sympy.log(2 * sympy.pi * s_1**2) / 2 - (z - mu_1) ** 2 / (2 * s_1**2)
negative_entropy = Derivation(
    sympy.Integral(density_q * log_density_q, LINE), because="the expectation of log q under q"
)
negative_entropy.step(
    -(1 + sympy.log(2 * sympy.pi * s_1**2)) / 2, because="the variance of q over itself is 1"
)

# %% [markdown]
# <a id="vae-gaussian-cross-entropy"></a>
# **Statement.** $-\int q \log p \, dz = \tfrac12 \log 2\pi\sigma_p^2 + \dfrac{\sigma_q^2 + (\mu_q - \mu_p)^2}{2 \sigma_p^2}$: now the constant is
# that of $p$, and the square is measured from $\mu_p$.

# %%
log_density_p = -sympy.log(2 * sympy.pi * s_2**2) / 2 - (z - mu_2) ** 2 / (2 * s_2**2)
cross_entropy = Derivation(
    sympy.Integral(-density_q * log_density_p, LINE),
    because="minus the expectation of log p under q",
)
cross_entropy.step(
    sympy.log(2 * sympy.pi * s_2**2) / 2 + second_moment.result / (2 * s_2**2),
    because="the second moment from above",
)

# %% [markdown]
# <a id="vae-gaussian-kl"></a>
# **Statement.** The divergence is the sum of the two,
#
# $$KL(\mathcal{N}(\mu_q, \sigma_q^2) \,\Vert\, \mathcal{N}(\mu_p, \sigma_p^2)) = \log \frac{\sigma_p}{\sigma_q}
# + \frac{\sigma_q^2 + (\mu_q - \mu_p)^2}{2 \sigma_p^2} - \frac12 .$$
#
# **By hand.** From $\mathcal{N}(0, 1)$ to $\mathcal{N}(1, 2^2)$: $\log 2 + \tfrac{1 + 1}{8} - \tfrac12 = 0.4431$. The other way round:
# $-\log 2 + \tfrac{4 + 1}{2} - \tfrac12 = 1.3069$. Describing a narrow density by a wide one is cheap; the other way round is expensive.

# %% [markdown]
# Your expression can now be checked against three witnesses that know nothing of it: the pieces derived above, a numerical
# integral, and the closed form that comes with `torch.distributions`.

# %% tags=["demo"]
with needs(kl_gauss_symbolic):
    expression = kl_gauss_symbolic(mu_1, s_1, mu_2, s_2)
    print(
        "equal to the sum of the derived pieces:",
        equal(expression, negative_entropy.result + cross_entropy.result),
    )
    for m1, d1, m2, d2 in ((0.0, 1.0, 1.0, 2.0), (1.0, 2.0, 0.0, 1.0), (0.3, 0.7, -0.4, 0.5)):
        here, there = log_normal(GRID, m1, d1), log_normal(GRID, m2, d2)
        pair = [
            torch.distributions.Normal(torch.tensor(m).double(), torch.tensor(d).double())
            for m, d in ((m1, d1), (m2, d2))
        ]
        values = {
            "your expression": float(expression.subs({mu_1: m1, s_1: d1, mu_2: m2, s_2: d2})),
            "quadrature": integral(np.exp(here) * (here - there)),
            "torch": torch.distributions.kl_divergence(*pair).item(),
        }
        print("  ".join(f"{name} {value:.6f}" for name, value in values.items()))

# %% [markdown]
# <a id="vae-gaussian-kl-standard"></a>
# **Statement.** To the standard normal, with independent coordinates and $\log\sigma_j^2$ called `logvar`$_j$,
#
# $$KL(q \,\Vert\, \mathcal{N}(0, I)) = \tfrac12 \sum_j \left(\mu_j^2 + e^{\text{logvar}_j} - 1 - \text{logvar}_j\right).$$
#
# **By hand.** $\mu = (1, 0)$ and logvar $= (0, \log 4)$: the first coordinate costs $\tfrac12 = 0.5$, the second $\tfrac12 (4 - 1 - \log 4) = 0.8069$.
# A coordinate that equals the prior costs nothing, and says nothing about $x$.

# %% [markdown]
# ## 5 · A gradient that passes through a sample
#
# The bound is an expectation under $q_\phi$, and $\phi$ is what we want to improve. The difficulty is its gradient with respect to the parameters *of the
# distribution that is sampled*: a sample is a number, and a number has no derivative with respect to the mean it was drawn with.
#
# There are two ways out. Take $\frac{d}{d\mu}\, \mathbb{E}_{\mathcal{N}(\mu, \sigma^2)} f(z)$.
#
# 1. **Score function.** Differentiate the density: $\frac{d}{d\mu} \int q(z)\, f(z)\, dz = \int \frac{dq(z)}{d\mu}\, f(z)\, dz$. Since $\frac{d}{d\mu} \log q = \frac1q \frac{dq}{d\mu}$,
#    this is $\int q(z)\, \frac{d \log q(z)}{d\mu}\, f(z)\, dz$, an expectation again: $\mathbb{E}\big[f(z)\, \frac{z - \mu}{\sigma^2}\big]$.
# 2. **Reparameterization.** Write $z = \mu + \sigma\varepsilon$ with $\varepsilon \sim \mathcal{N}(0, 1)$. Now the randomness does not depend on
#    $\mu$, and the derivative goes inside: $\mathbb{E}_\varepsilon\big[f'(\mu + \sigma\varepsilon)\big]$.
#
# Both are unbiased: for $f(z) = z^2$ and $\mu = \sigma = 1$ both average to $2\mu = 2$.

# %% tags=["hide-input"]
# Asks for your prediction.
samples = predict(
    "For f(z) = z^2 and mu = sigma = 1: for an equally good estimate of the gradient, how many samples do "
    "the two ways need?",
    choices=[
        "equally many: both are unbiased",
        "the score function about 7 times as many",
        "the reparameterization about 7 times as many",
        "the score function about 100 times as many",
    ],
)

# %%
noise = np.random.default_rng(0).standard_normal(400_000)
drawn = 1 + noise
score, pathwise = drawn**2 * (drawn - 1), 2 * drawn

# %% tags=["hide-input"]
# Draws the spread of both, and compares it with your prediction.
with samples.withheld():
    for name, values in (("score function", score), ("reparameterized", pathwise)):
        print(f"{name:16} mean {values.mean():.2f}  variance {values.var():.1f}")
    ratio = score.var() / pathwise.var()
    samples.reveal(
        "the score function about 7 times as many"
        if 5 < ratio < 10
        else "the score function about 100 times as many",
        told=f"the score function needs {ratio:.1f} times as many",
        why="the squared error of a mean is variance / samples, and only the ratio of the variances counts",
    )
    averages = {
        "score function": score.reshape(-1, 100).mean(axis=1),
        "reparameterized": pathwise.reshape(-1, 100).mean(axis=1),
    }
    axes = plotting.histograms(
        averages,
        bins=60,
        x_label="mean of 100 one-sample estimates (true value 2)",
        title="Same mean, very different spread",
    )
    plotting.show(
        axes,
        alt="Two histograms around 2: means of 100 reparameterized estimates lie within about 0.6 of "
        "it, while those of the score function spread almost three times as wide, from 0.4 to 4.9.",
    )

# %% [markdown]
# <a id="vae-gradient-variance"></a>
# For $f(z) = z^2$ and $\mu = \sigma = 1$, a single sample of the second has variance
# $\operatorname{Var}(2z) = 4$, and a single sample of the first $\mu^4 + 14\mu^2 + 15 = 30$ (Mohamed et al. 2020, section 4, compare many such pairs).
#
# <a id="vae-reparameterized-gradient"></a>
# **Statement.** With $z = \mu + \sigma \odot \varepsilon$ and $w = \log \frac{p_\theta(x, z)}{q_\phi(z \mid x)}$,
#
# $$\nabla_{\theta, \phi}\, \mathcal{L} = \mathbb{E}_\varepsilon\, \nabla_{\theta, \phi}\, w
# \approx \frac1S \sum_{s=1}^{S} \nabla_{\theta, \phi}\, w(x, \theta, \phi, \varepsilon^{(s)}),$$
#
# and where the divergence has a closed form, as here, the estimate is
# $\frac1S \sum_s \nabla \log p_\theta(x \mid \mu + \sigma \odot \varepsilon^{(s)}) - \nabla KL(q_\phi \,\Vert\, p)$
# (Kingma and Welling 2014, section 2.4).
#
# ### A common slip: the samples held fixed
# <a id="vae-slip-frozen-samples"></a>
#
# Draw $z$ first, then differentiate $\log \frac{p(x, z)}{q_\phi(z)}$ with $z$ held fixed. That can be computed, but it is useless: what remains is
# $-\mathbb{E}_q \nabla_\phi \log q = 0$. The exact gradient below is $-0.5828$.

# %%
mu = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
sigma = torch.tensor(0.6, dtype=torch.float64)
eps = torch.from_numpy(noise)
moving = mu + sigma * eps
for name, latent in (("path kept", moving), ("samples held fixed", moving.detach())):
    q_now = torch.distributions.Normal(mu, sigma)
    log_joint = torch.distributions.Normal(0.0, 1.0).log_prob(latent) + torch.distributions.Normal(
        A * latent, T
    ).log_prob(torch.tensor(X))
    (slope,) = torch.autograd.grad((log_joint - q_now.log_prob(latent)).mean(), mu)
    print(f"{name}: d/dmu = {round(slope.item(), 2) + 0.0:.2f}")

# %% [markdown]
# ### A common slip: the sign taken twice
# <a id="vae-slip-kl-sign"></a>
#
# The bound *subtracts* the divergence. Write its gradient as $-\nabla KL$ and then subtract that, and the divergence is rewarded. The
# supposed bound then climbs above $\log p(x)$, which no bound may do.

# %%
for s in (0.4706, 0.1, 0.001):
    q_now, prior = torch.distributions.Normal(0.5709, s), torch.distributions.Normal(0.0, 1.0)
    to_prior = torch.distributions.kl_divergence(q_now, prior).item()
    likelihood_term = -0.5 * math.log(2 * math.pi * T**2) - (
        (X - A * 0.5709) ** 2 + A**2 * s**2
    ) / (2 * T**2)
    print(
        f"s = {s}: right sign {likelihood_term - to_prior:.2f}, wrong sign "
        f"{likelihood_term + to_prior:.2f}, log p(x) = -1.66"
    )

# %% [markdown]
# With the right sign the bound is best at the posterior's standard deviation, 0.4706. With the wrong one a $q$ that shrinks to a point looks better and better.
#
# ### A bug hunt
#
# The encoder says how wide $q$ is by `logvar`, the logarithm of its variance. The function below draws latents from what the encoder says. It runs, it trains, and its pictures
# look fine. Then we ask it for the bound at the exact posterior of section 3, where the bound must equal $\log p(x) = -1.6589$.


# %% nbgrader={"grade": false, "grade_id": "vae-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def draw_latents(mu, logvar):
    """Looks right, runs, and is wrong. mu, logvar: [n, k]. Returns z: [n, k]."""
    std = logvar.exp()
    return mu + std * torch.randn_like(std)


def reported_bound(sampler, n):
    """The bound of the linear-Gaussian model at its posterior, from n draws of the sampler."""
    mean, logvar = (
        torch.full((n, 1), A * X / (A**2 + T**2)),
        torch.full((n, 1), math.log(T**2 / (A**2 + T**2))),
    )
    latents = sampler(mean.double(), logvar.double())
    log_likelihood = torch.distributions.Normal(A * latents, T).log_prob(torch.tensor(X)).mean()
    q_now = torch.distributions.Normal(mean[0].double(), (logvar[0] / 2).exp().double())
    return (
        log_likelihood
        - torch.distributions.kl_divergence(q_now, torch.distributions.Normal(0.0, 1.0))
    ).item()


torch.manual_seed(0)
print(
    f"reported bound {reported_bound(draw_latents, 100_000):.2f}, log p(x) "
    f"{log_normal(X, 0, np.hypot(A, T)):.2f}"
)

# %% [markdown]
# A bound above what it bounds is impossible, so there is a bug. Training hides it, because the decoder adapts to whatever noise it
# gets. On the digits its own report looks better than the correct sampler's, 24.5 nats against 25.7, while its true loss is 26.2. Find the bug.
#
# ### Exercise 11.3 · `reparameterize` (level 1, about 10 minutes)
#
# Fix the sampler: the rest of the chapter draws its samples through it.


# %% nbgrader={"grade": false, "grade_id": "vae-reparameterize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def reparameterize(mu: torch.Tensor, logvar: torch.Tensor) -> torch.Tensor:
    """A draw from N(mu, exp(logvar)), written so that gradients reach mu and logvar.

    mu, logvar: any shape, the same for both; logvar is the logarithm of the variance.
    Neither is changed. Returns z with the shape, dtype and device of mu; the noise is fresh on
    every call and comes from torch's generator.
    """
    ### BEGIN SOLUTION
    deviation = (0.5 * logvar).exp()
    return torch.randn_like(mu).mul(deviation).add(mu)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-reparameterize-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.reparameterize", reparameterize)

# %% [markdown]
# <a id="vae-reparameterize-code"></a>
# **Statement.** `reparameterize` returns $z = \mu + e^{\text{logvar}/2} \odot \varepsilon$ with $\varepsilon \sim \mathcal{N}(0, I)$, so that
# $\partial z / \partial \mu = 1$ and $\partial z / \partial\, \text{logvar} = \tfrac12 \sigma \varepsilon = \tfrac12 (z - \mu)$. **By hand:** at $\mu = 1$,
# logvar $= 0$, $\varepsilon = \tfrac12$ it gives $z = 1.5$ with $\partial z / \partial\, \text{logvar} = 0.25$.

# %% tags=["demo"]
with needs(reparameterize):
    torch.manual_seed(0)
    print(
        f"reported bound with your sampler {reported_bound(reparameterize, 100_000):.2f}, log "
        f"p(x) {log_normal(X, 0, np.hypot(A, T)):.2f}"
    )

# %% [markdown]
# ## 6 · Closer to the evidence with more samples
#
# The identity of section 2 is an expectation *inside* the logarithm. Draw $S$ latents from $q$, average the weights $p(x, z) / q(z)$, and take the
# logarithm last. With $S = 1$ this is the bound, on average; with more samples it climbs towards $\log p(x)$.
#
# There is one obstacle. For an image, the log-weight $\log\frac{p(x, z)}{q(z)}$ can be $-1000$, and $e^{-1000}$ is 0 in floating point. The weights themselves must never be
# computed.
#
# ### Exercise 11.4 · `log_px_importance` (level 2, about 15 minutes)
#
# Average the weights without ever forming one of them.


# %% nbgrader={"grade": false, "grade_id": "vae-log_px_importance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def log_px_importance(logw: np.ndarray) -> float:
    """The importance-sampling estimate log (1/S) sum_s exp(logw_s).

    logw: [S] float64, log p(x, z_s) - log q(z_s | x) for S >= 1 draws from q, numbers of any
    size; it is not changed.
    Returns a float, in nats.
    """
    ### BEGIN SOLUTION
    largest = logw.max()
    return float(largest + math.log(np.exp(logw - largest).sum() / logw.size))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-log_px_importance-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.log_px_importance", log_px_importance)

# %% [markdown]
# <a id="vae-importance-samples"></a>
# In the linear-Gaussian model we know where the climb ends. With $q = \mathcal{N}(0.7, 0.6^2)$, averaged over many repetitions, 1, 10 and 100 samples
# give $-1.766$, $-1.665$ and $-1.659$ to within the printed error, and $\log p(x) = -1.6589$ (the effect is the one described by Burda et al. 2016, section 3).

# %% tags=["demo"]
with needs(log_px_importance):
    draws = 0.7 + 0.6 * np.random.default_rng(1).standard_normal(2_000_000)
    logw = log_normal(draws, 0, 1) + log_normal(X, A * draws, T) - log_normal(draws, 0.7, 0.6)
    for size in (1, 10, 100):
        estimates = [log_px_importance(row) for row in logw[: 20_000 * size].reshape(-1, size)]
        error = np.std(estimates) / math.sqrt(len(estimates))
        print(f"S = {size:3}: mean estimate {np.mean(estimates):.3f} (+- {error:.3f})")

# %% [markdown]
# ## 7 · The autoencoder
#
# Now the decoder becomes a network, and nothing is known exactly any more, except that the bound is a bound. The dashed arrow becomes a network, too: the encoder. It reads an image and answers
# with the mean and the log-variance of $q_\phi(z \mid x)$.

# %% tags=["hide-input"]
# Draws encoder, sample and decoder.
axes = plotting.autoencoder_boxes(title="The encoder's guess, one draw from it, and the decoder")
plotting.show(
    axes,
    alt="A row of boxes. The image x enters the encoder (dashed); mu and logvar leave it; a box called "
    "sample adds noise and makes z; the decoder turns z into logits. Below mu and logvar: the divergence, "
    "how far q is from the prior. Below the logits: the reconstruction, how well they explain x.",
)

# %% [markdown]
# We could instead look for the best mean and variance anew for every image, by gradient ascent on its own bound. One network that answers for all images at once, also for those it has never seen, is
# called **amortised** inference: its cost is paid once, in training. The price is that its answer for a single image is somewhat worse than the best one.
#
# <a id="vae-training-objective"></a>
# **Statement.** Training maximises $\sum_i \mathcal{L}(x^{(i)}; \theta, \phi)$ over the decoder's $\theta$ and the encoder's $\phi$ together; the loss is
# $J = -\sum_i \mathcal{L}(x^{(i)}; \theta, \phi)$ (Kingma and Welling 2014, section 2.3).
#
# The pixels are independent given $z$, each with its own probability of being ink, and the decoder outputs the *logits*, the log-odds, of those
# probabilities. So $-\log p_\theta(x \mid z)$ is the binary cross-entropy, summed over the pixels. **By hand:** a logit of 0 is a probability of
# $\tfrac12$ and costs $\log 2 = 0.6931$ whatever the pixel is. A logit of 50 on a pixel without ink costs 50. Computed through the
# probability it would cost $-\log(1 - 1) = \infty$, because the sigmoid $\sigma(50)$ rounds to 1. (Our pixels are grey. The same formula is then the expected
# cost when each pixel is inked with probability $x$, so we are bounding the mean $\log p$ of images drawn that way.)
#
# <a id="vae-deterministic-decoder"></a>
# **Statement.** Without that noise, for $x = G(z)$, the images lie on a surface of dimension $k$: the distribution of $x$ has no density, and $\log p(x \mid z) =
# -\infty$ for almost every $x$. No likelihood is left to maximise, which is why chapters 14 and 17 take other routes (Arjovsky and
# Bottou 2017, section 2).
#
# ### Exercise 11.5 · `vae_loss` (level 1, about 10 minutes)
#
# This is the one number that training sees.


# %% nbgrader={"grade": false, "grade_id": "vae-vae_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vae_loss(
    logits: torch.Tensor, x: torch.Tensor, mu: torch.Tensor, logvar: torch.Tensor, beta: float = 1.0
) -> torch.Tensor:
    """The negative bound of a batch, with the divergence weighted by beta.

    logits, x: [n, d], the decoder's logits and the pixels in [0, 1].
    mu, logvar: [n, k], the encoder's mean and log-variance.
    Returns a scalar tensor: binary cross-entropy + beta * KL(N(mu, exp(logvar)) || N(0, I)),
    summed over the batch, in nats.
    """
    ### BEGIN SOLUTION
    cross_entropy = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * (1 + logvar - mu**2 - torch.exp(logvar)).sum()
    return cross_entropy + beta * kl
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-vae_loss-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.vae_loss", vae_loss)

# %% [markdown]
# ### The whole thing on one page
#
# A step of training takes a batch of images from left to right through the boxes, adds up the two costs, and sends blame back. With one hidden layer on each side there
# are five matrices: three for the encoder (its hidden layer, the mean and the log-variance) and two for the decoder.
#
# $$h = \operatorname{relu}(x\, W_{\text{in}}), \quad \mu = h\, W_{\text{mu}}, \quad \text{logvar} = h\, W_{\text{logvar}}, \qquad
# \text{logits} = \operatorname{relu}(z\, W_{\text{back}})\, W_{\text{out}} .$$
#
# ### Exercise 11.6 · `vae_step` (level 2, about 20 minutes)
#
# Write the variational autoencoder, all of it: about twelve lines. The noise is handed to you so that the answer can be checked; the gradients you may leave to torch.


# %% nbgrader={"grade": false, "grade_id": "vae-vae_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vae_step(weights: dict, x: torch.Tensor, eps: torch.Tensor, lr: float) -> tuple[float, dict]:
    """One step of gradient descent on a variational autoencoder with one hidden layer on each side.

    weights: dict of float64 tensors, "in" [d, h], "mu" [h, k], "logvar" [h, k], "back" [k, h] and
    "out" [h, d]; not changed. Both hidden layers have a ReLU, and no layer has a bias.
    x: [n, d], pixels in [0, 1]. eps: [n, k], standard normal noise for z. lr: the step size.
    Returns (loss, new): the loss before the step, minus the bound *averaged over the n images*, a
    float in nats; and a dict with the same names, the weights after one step against the gradient.
    """
    ### BEGIN SOLUTION
    w = {name: value.detach().clone().requires_grad_() for name, value in weights.items()}
    h = torch.relu(x @ w["in"])
    mu, logvar = h @ w["mu"], h @ w["logvar"]
    z = mu + (0.5 * logvar).exp() * eps
    logits = torch.relu(z @ w["back"]) @ w["out"]
    reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum()
    loss = (reconstruction + divergence) / len(x)
    slopes = torch.autograd.grad(loss, list(w.values()))
    new = {name: w[name].detach() - lr * slope for name, slope in zip(w, slopes, strict=True)}
    return loss.item(), new
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-vae_step-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.vae_step", vae_step)

# %% [markdown]
# ### Training with your functions
#
# Two networks will be trained. The small one has only two latent coordinates, so that we can draw them; its images are scikit-learn's 1,797 handwritten digits of 8 by 8 pixels. The large one
# packs the glyphs of the opening into eight. (`cache` keeps a trained model until you change one of your functions.)

# %%
IMAGES = {"digits": load("digits"), "glyphs": GLYPHS}
DIGITS = IMAGES["digits"]
SIZES = {"digits": (128, 2, 15), "glyphs": (256, 8, 20)}  # hidden units, latents, epochs


@cache
def train(reparameterize, vae_loss, beta, data="digits"):
    """A VAE trained with these functions at this beta. Returns (model, history)."""
    torch.manual_seed(0)
    images, (hidden, latent, epochs) = IMAGES[data], SIZES[data]
    d = images.train.shape[1]
    model = VAE(d, hidden, latent, reparameterize=reparameterize, vae_loss=vae_loss).to(device())
    settings = {"epochs": epochs, "batch_size": 32, "lr": 2e-3, "held_out": images.held_out}
    history = fit(
        model, lambda net, x: net.loss(x, beta), images.train, reduction="sum", **settings
    )
    return model, history


# %% [markdown]
# Inside, `fit` does what your `vae_step` does, with biases and a cleverer optimiser. Without these two it *is* your step: from the same start, with the same noise for every image, both give the same losses.


# %% tags=["hide-input"]
# Trains a small VAE of the course, without biases, by plain gradient descent.
def beside(vae_loss, noise, steps=5):
    """Losses of a VAE of the course without biases, trained by `fit`, and its weights at the start."""
    torch.manual_seed(1)
    given = iter(noise)

    def draw(mu, logvar):
        return torch.addcmul(mu, (logvar / 2).exp(), next(given))

    model = VAE(64, 16, 2, reparameterize=draw, vae_loss=vae_loss).double()
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            parameter.requires_grad_(False).zero_()
    layers = (model.encoder[0], model.mu, model.logvar, model.decoder[0], model.decoder[2])
    names = ("in", "mu", "logvar", "back", "out")
    start = {n: layer.weight.detach().T.clone() for n, layer in zip(names, layers, strict=True)}
    batch = DIGITS.train[:50].double()
    settings = {"epochs": steps, "batch_size": 50, "lr": 0.05, "optimizer": torch.optim.SGD}
    history = fit(model, lambda net, x: net.loss(x) / len(x), batch, reduction="mean", **settings)
    return history.loss, start


# %% tags=["demo"]
with needs(vae_loss, vae_step):
    noise = torch.randn(5, 1, 2, generator=torch.Generator().manual_seed(0)).double()
    theirs, weights = beside(vae_loss, noise)
    for step, (eps, loss) in enumerate(zip(noise, theirs, strict=False), start=1):
        mine, weights = vae_step(weights, DIGITS.train[:50].double(), eps.expand(50, 2), 0.05)
        print(f"step {step}: your step {mine:.6f}, the course's {loss:.6f} nats per image")

# %% [markdown]
# ### Two numbers for a digit
#
# First the small network. To know what its latents are worth, compare with a model that has none: it predicts the mean image, whatever $x$ is.


# %%
def two_terms(model, data="digits"):
    """(minus E log p(x | z), KL to the prior) on the held-out images, in nats per image."""
    without, whole = (
        evaluate(model, lambda net, x, b=b: net.loss(x, b), IMAGES[data].held_out, reduction="sum")
        for b in (0.0, 1.0)
    )
    return without, whole - without


mean_image = DIGITS.train.mean(dim=0).clamp(0.001, 0.999).expand_as(DIGITS.held_out)
NO_LATENT = F.binary_cross_entropy(mean_image, DIGITS.held_out, reduction="sum").item()
NO_LATENT = NO_LATENT / len(DIGITS.held_out)
print(f"the mean image, whatever x is: {NO_LATENT:.1f} nats per image")

# %% tags=["demo"]
with needs(reparameterize, vae_loss):
    model, history = train(reparameterize, vae_loss, 1.0)
    reconstruction, to_prior = two_terms(model)
    print(
        f"held out, in nats per image: reconstruction {reconstruction:.1f} + divergence "
        f"{to_prior:.2f} = -bound {reconstruction + to_prior:.1f}"
    )

# %% tags=["hide-input", "demo"]
# Draws the learning curves.
with needs(reparameterize, vae_loss):
    axes = plotting.loss_curve(
        history,
        title="Most of the improvement comes in the first epochs",
        y_label="minus the bound, per image (nats)",
        baseline=("mean image", NO_LATENT),
    )
    plotting.show(
        axes,
        alt="Loss against epochs: training falls from 33 and held-out from 29 to below 27 nats "
        "within four epochs, then both slowly to about 25.5; a horizontal line marks the "
        "mean image at 27.2.",
    )

# %% [markdown]
# The first term is large because grey pixels cost something even when they are predicted perfectly, 13.7 nats per image here. The second says how many nats an
# encoding carries beyond the prior.

# %% tags=["hide-input", "demo"]
# Draws where the encoder puts each digit.
with needs(reparameterize, vae_loss):
    model, _ = train(reparameterize, vae_loss, 1.0)
    means = model.encode(DIGITS.held_out.to(device()))[0].detach().cpu()
    axes = plotting.latent_map(
        means,
        DIGITS.held_out_labels,
        title="Where the encoder puts each digit: it was never told the labels",
    )
    plotting.show(
        axes,
        alt="Every held-out digit written at its two latent coordinates: most digits form "
        "clusters; 0, 4, 6, 7, 2 and 3 lie apart, 5, 8 and 9 overlap in the middle.",
    )

# %% [markdown]
# ### Why the sum matters
#
# Many programs average the cross-entropy over the pixels but leave the divergence as a sum. With 64 pixels that weights the divergence 64 times
# as heavily: it is $\beta = 64$ in disguise.

# %% tags=["hide-input"]
# Asks for your prediction.
collapse = predict(
    "With the cross-entropy averaged over 64 pixels, what becomes of the divergence, which has "
    "been about 2 nats so far?",
    choices=["it stays near 2 nats", "it grows", "it shrinks, to about a quarter", "it vanishes"],
)

# %% tags=["hide-input", "demo"]
# Trains with the average, and compares the divergence with your prediction.
with needs(reparameterize, vae_loss), collapse.withheld():
    summed, _ = train(reparameterize, vae_loss, 1.0)
    averaged, _ = train(reparameterize, vae_loss, 64.0)
    reconstruction, flat, nothing = two_terms(summed)[0], *two_terms(averaged)
    collapse.reveal(
        "it vanishes" if abs(nothing) < 0.05 else "it shrinks, to about a quarter",
        told=f"it vanishes: {abs(nothing):.1f} nats, and the reconstruction costs {flat:.1f} instead "
        f"of {reconstruction:.1f} nats (mean image: {NO_LATENT:.1f})",
        why="the encoder maps every image to the prior, so z says nothing about x, and the decoder "
        "draws the mean image every time",
    )

# %% [markdown]
# This has a name: **posterior collapse**. It also happens at $\beta = 1$, above all when the decoder is strong enough to do without $z$: at the start of training the latents say nothing useful yet, giving them
# up saves the divergence at once, and there the search may stay. The usual remedy is a **warm-up**: begin with $\beta = 0$, and raise it to 1 during the first epochs, when the decoder has learned to listen
# (Bowman et al. 2016, section 3). Watch the divergence when you train: a latent whose share of it is 0 is not used.

# %% [markdown]
# ## 8 · Eight numbers for a character
#
# Back to the opening, with your functions in place of the library's. The images are digits in ten fonts, turned by up to 25 degrees, 784 pixels each. They go through eight numbers.

# %% tags=["demo"]
with needs(reparameterize, vae_loss):
    glyph_model, _ = train(reparameterize, vae_loss, 1.0, "glyphs")
    reconstruction, to_prior = two_terms(glyph_model, "glyphs")
    print(
        f"held out, in nats per image: reconstruction {reconstruction:.1f} + divergence "
        f"{to_prior:.1f} = -bound {reconstruction + to_prior:.1f}"
    )

# %% [markdown]
# Is what comes back still legible? Let somebody else judge: a classifier that has learned from the originals, and reads nearly all held-out originals correctly. It has never seen a reconstruction.

# %% tags=["hide-input"]
# Asks for your prediction.
legible = predict(
    "Each held-out image is packed into eight numbers and unfolded. What share does the classifier still "
    "read correctly?",
    unit="%",
)


# %%
def reader_of_originals():
    """A classifier 784-64-10 trained on the original glyphs."""
    torch.manual_seed(0)
    reader, data = MLP([784, 64, 10]), (GLYPHS.train, GLYPHS.train_labels)
    fit(reader, MLP.loss, data, reduction="mean", epochs=8, batch_size=64, lr=2e-3)
    return reader


READER = reader_of_originals()

# %% tags=["hide-input", "demo", "nbval-ignore-output"] reason="another processor may read an image more or less correctly"
# Lets the classifier read the reconstructions, and compares the share with your prediction.
with needs(reparameterize, vae_loss), legible.withheld():
    glyph_model = train(reparameterize, vae_loss, 1.0, "glyphs")[0].cpu()
    rebuilt = glyph_model.reconstruct(GLYPHS.held_out)
    original, share = (
        READER.accuracy(images, GLYPHS.held_out_labels) for images in (GLYPHS.held_out, rebuilt)
    )
    figure = plotting.image_grid(
        torch.stack([GLYPHS.held_out[:12], rebuilt[:12]]).reshape(2, 12, 28, 28),
        row_labels=["image", "from 8 numbers"],
        title="Eight numbers keep the digit, its angle and most of its font",
    )
    plotting.show(
        figure,
        alt="Twelve held-out digits in several fonts above their reconstructions, which show the same "
        "digit at the same angle, a little softer; thin strokes suffer most.",
    )
    print(f"read correctly: {original:.1%} of the originals, {share:.1%} of the reconstructions")
    legible.reveal(
        round(100 * share, 1),
        within=3,
        why="what the two terms agree to keep is what most pixels depend on: which digit it is, how it "
        "is turned, how thick its strokes are",
    )

# %% [markdown]
# ### A knob that nobody built
#
# We know how every glyph was made, so we can ask whether the eight numbers know it, too. Take all training images of one digit and ask: by how much does the code change, on average, per degree? That
# is a direction in latent space, the slope of a straight line fitted to each coordinate.


# %%
def per_degree(codes, factors, digit):
    """Mean change of the codes [n, k] per degree of turning, among the images of this digit: [k]."""
    chosen = factors.character == digit
    angles, points = factors.angle[chosen], codes[chosen]
    angles, points = angles - angles.mean(), points - points.mean(dim=0)
    return angles @ points / (angles @ angles)


def turned(model, which, degrees):
    """Held-out image number `which`, encoded, walked to each of these angles, and decoded: [n, 784]."""
    model, factors = model.cpu(), GLYPHS.held_out_factors[which]
    with torch.no_grad():
        codes, code = (model.encode(x)[0] for x in (GLYPHS.train, GLYPHS.held_out[[which]]))
        direction = per_degree(codes, GLYPHS.train_factors, factors.character)
        return torch.sigmoid(model.decode(code + (degrees - factors.angle)[:, None] * direction))


# %% [markdown]
# Now walk along it. The upper row of each pair is drawn with the font, turned in truth. The lower row starts from the code of *one* image and only adds multiples of the direction, then
# decodes.

# %% tags=["hide-input", "demo", "end-result", "nbval-ignore-output"] reason="the last digits of trained weights differ between processors, and with them grey pixels"
# Draws three glyphs, turned in truth and turned in latent space.
with needs(reparameterize, vae_loss):
    glyph_model, _ = train(reparameterize, vae_loss, 1.0, "glyphs")
    DEGREES, rows, names = torch.linspace(-25, 25, 9), [], []
    for which in (0, 3, 10):
        factors = GLYPHS.held_out_factors[which]
        name, font = GLYPHS.characters[factors.character], GLYPHS.fonts[factors.font]
        rows.append(torch.stack([glyph(name, font, angle=float(a)).flatten() for a in DEGREES]))
        rows.append(turned(glyph_model, which, DEGREES))
        names += ["in truth", "decoded walk"]
    figure = plotting.image_grid(
        torch.stack(rows).reshape(len(rows), len(DEGREES), 28, 28),
        row_labels=names,
        title="The network was never told about angles, and yet has a knob for them (-25 to 25 degrees)",
    )
    plotting.show(
        figure,
        alt="Three pairs of rows of nine images, turning from 25 degrees clockwise to 25 degrees "
        "anticlockwise. In each pair the upper row is a digit drawn at each angle, the lower row the "
        "decoded walk, which turns the same digit in the same way, with softer edges.",
    )

# %% [markdown]
# The knob is not one of the eight coordinates: it is a direction across several of them, and we needed the true angles to find it. Section 9 says why that is no accident.
#
# ### How far below?
#
# Now the question of the opening. The bound on $\log p(x)$ is what we can compute. Your `log_px_importance` comes closer with every sample. Take 100 held-out images and
# 500 samples for each.

# %% tags=["hide-input"]
# Asks for your prediction.
below = predict(
    "The bound of these images is about -60 nats each. By how much does the estimate from 500 samples lie above it?",
    choices=["less than 0.1 nats", "between 0.5 and 5 nats", "between 10 and 20 nats", "more"],
)


# %%
def log_weights(model, x, draws, generator):
    """log p(x, z) - log q(z | x) for `draws` latents from q(z | x); x: [d]. Returns [draws]."""
    mu, logvar = model.encode(x[None])
    eps = torch.randn(draws, mu.shape[1], generator=generator)
    z = mu + (logvar / 2).exp() * eps
    logits = model.decode(z)
    log_likelihood = (x * logits - F.softplus(logits)).sum(dim=1)
    prior, q = -(z**2) / 2, -(eps**2) / 2 - logvar / 2  # log 2 pi / 2 cancels
    return log_likelihood + (prior - q).sum(dim=1)


# %% tags=["hide-input", "demo"]
# Takes 500 samples for each image, and compares the result with your prediction.
with needs(reparameterize, vae_loss, log_px_importance), below.withheld():
    glyph_model = train(reparameterize, vae_loss, 1.0, "glyphs")[0].cpu()
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        logw = [log_weights(glyph_model, x, 500, generator) for x in GLYPHS.held_out[:100]]
    logw = torch.stack(logw).double().numpy()
    bound, estimate = logw.mean(), np.mean([log_px_importance(row) for row in logw])
    print(f"bound {bound:.1f}, estimate from 500 samples {estimate:.1f} nats per image")
    lifted = estimate - bound
    below.reveal(
        "between 0.5 and 5 nats" if 0.5 <= lifted <= 5 else "less than 0.1 nats",
        told=f"it lies {lifted:.1f} nats above the bound",
        why="the encoder's guess is a normal distribution with independent coordinates, and the true "
        "posterior is not quite one; and one network guesses for all images",
    )

# %% [markdown]
# The estimate is itself a bound from below, on average; with more samples it climbs further, but slowly. That is the answer to the opening, as far as anybody can give it:
# compared with the bound itself, little is lost to the guess.

# %% [markdown]
# <a id="vae-training-log"></a>
# ### A published run
#
# The reference for this model is the VAE example of the PyTorch project (pytorch/examples, folder `vae`, in its version with the binary
# cross-entropy): 784 pixels, 400 hidden units, 20 latents, Adam with step size $10^{-3}$, batches of 128. An epoch has 469 batches, the last one of 96 images, and a
# line is printed every 100 batches, or 12,800 images. Its average training loss after epoch 29 was 103.68 nats per image. On a machine that has
# MNIST or can download it, your own functions repeat the run (about ten minutes on two cores; expect 103.7 to within 0.5):
#
#     python -m course_utils.reproduce vae --notebook notebooks/11_vae/vae.ipynb --data mnist --batch-size 128 --epochs 29 --hidden 400 --latent 20

# %% [markdown]
# ## 9 · Rate against distortion
#
# <a id="vae-beta-vae"></a>
# **Statement.** Allow the divergence at most $\kappa$ nats: maximise $\mathbb{E}_q \log p_\theta(x \mid z)$ subject to $KL(q_\phi \Vert p) \le \kappa$. The Lagrangian is
#
# $$\mathcal{F} = \mathbb{E}_q \log p_\theta(x \mid z) - \beta\,(KL - \kappa) \;\ge\; \mathcal{L}_\beta = \mathbb{E}_q \log p_\theta(x \mid z) - \beta\, KL,
# \qquad \beta, \kappa \ge 0,$$
#
# and for a fixed $\beta$ the constant $\beta\kappa$ changes nothing (Higgins et al. 2017, section 2).
#
# Call the divergence the *rate*: it is what an encoding costs. Call minus the reconstruction term, without its constant, the *distortion*: it is what the
# encoding loses. In the linear-Gaussian model, with the decoder held fixed and the best encoder $\mathcal{N}(b x, s^2)$ for each $\beta$, both can be computed by hand:
# the best encoder has $b = \frac{a}{a^2 + \beta t^2}$ and $s^2 = \frac{\beta t^2}{a^2 + \beta t^2}$.
#
# <a id="vae-rate-distortion"></a>
# For $\beta = \tfrac14, 1, 4, 16$ the pairs are $1.449 / 0.127$, $0.754 / 0.5$, $0.222 / 1.575$ and $0.030 / 2.959$ nats (the curve is that of Alemi et al.
# 2018, section 2).


# %%
def rate_and_distortion(beta):
    """(KL, E (x - a z)^2 / (2 t^2)) in nats, averaged over x, for the best encoder at this beta."""
    total, denominator = A**2 + T**2, A**2 + beta * T**2
    b, variance = A / denominator, beta * T**2 / denominator
    rate = 0.5 * (b**2 * total + variance - 1 - np.log(variance))
    return rate, ((1 - A * b) ** 2 * total + A**2 * variance) / (2 * T**2)


pairs = {beta: rate_and_distortion(beta) for beta in (0.25, 1.0, 4.0, 16.0)}
for beta, (rate, distortion) in pairs.items():
    print(f"beta = {beta:5g}: rate {rate:.3f}, distortion {distortion:.3f}")

# %% tags=["hide-input"]
# Draws distortion against rate.
rates, distortions = zip(
    *(rate_and_distortion(beta) for beta in np.geomspace(0.2, 24, 80)), strict=True
)
axes = plotting.curves(
    rates,
    {"best encoder for each beta": distortions},
    x_label="rate: KL(q || prior) (nats)",
    y_label="distortion (nats)",
    title="A larger beta buys a smaller rate at the price of a larger distortion",
)
for beta, (rate, distortion) in pairs.items():
    axes.plot(rate, distortion, "o", color=plotting.INK)
    axes.annotate(f"beta = {beta:g}", (rate, distortion), (8, 4), textcoords="offset points")
plotting.show(
    axes,
    alt="A falling convex curve of distortion against rate, with four marked points, from (1.45, 0.13) "
    "at beta 1/4 to (0.03, 2.96) at beta 16.",
)

# %% [markdown]
# On the coin of section 1 with $\beta = 4$, the posterior scores $-0.9163 - 3 \cdot 0.1308 = -1.3087$ and the prior $-1.0601$: the prior wins, although it says
# nothing about $x$.
#
# The digits show the same trade-off. The last number of each line is the bound itself, at $\beta = 1$: the model
# trained for it is best. At $\beta = 4$ two latents are no longer worth their price, and the rate is zero.

# %% tags=["demo"]
BETAS = (0.25, 1.0, 2.0, 4.0)
with needs(reparameterize, vae_loss):
    for beta in BETAS:
        distortion, rate = two_terms(train(reparameterize, vae_loss, beta)[0])
        print(
            f"beta = {beta:5g}: rate {rate:.1f}, reconstruction {distortion:.1f}, bound at beta = "
            f"1: {-rate - distortion:.1f} nats"
        )


# %% tags=["hide-input"]
# Draws decoded latents at one beta, and describes them.
def walk(beta):
    """A grid of decoded latents, both coordinates from -2 to 2, for the model at this beta."""
    steps = torch.linspace(-2, 2, 7)
    grid = torch.stack(torch.meshgrid(steps.flip(0), steps, indexing="ij"), dim=-1).reshape(-1, 2)[
        :, [1, 0]
    ]
    net, _ = train(reparameterize, vae_loss, beta)
    decoded = (
        torch.sigmoid(net.decode(grid.to(device())))
        .detach()
        .cpu()
        .reshape(7, 7, *DIGITS.image_shape)
    )
    return plotting.image_grid(
        decoded, title=f"beta = {beta:g}: decoded latents, each coordinate from -2 to 2"
    )


def describe_walk(beta):
    """Alt text of walk."""
    trend = (
        "the larger beta is, the more alike the images are, and at beta = 4 they are all the same"
    )
    return f"Seven by seven decoded images over the latent plane for beta = {beta:g}: {trend}."


# %% tags=["hide-input", "demo"]
# Shows decoded latents as you choose beta.
with needs(reparameterize, vae_loss):
    explore(
        walk,
        label="Choose beta",
        alt=describe_walk,
        static=[{"beta": 0.25}, {"beta": 4.0}],
        beta=Choice("beta", BETAS),
    )

# %% [markdown]
# ### A common slip: "a large beta finds the true causes"
# <a id="vae-slip-disentangled"></a>
#
# It is tempting to read the coordinates of $z$ as the causes behind the data. But rotate the latents of a linear decoder $x = W z + $ noise by any
# rotation $R$: the prior looks the same, and so does every image. No amount of data can tell $W$ from $W R$; a $q$ with independent coordinates may prefer
# one of them, but that is our choice of $q$, not the data (Locatello et al. 2019, theorem 1).

# %%
angle = 0.6
rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
W = np.random.default_rng(3).normal(size=(6, 2))
turned = W @ rotation
print(
    "covariance of x with W and with W R differs by at most",
    np.abs(W @ W.T - turned @ turned.T).max().round(9),
)
print("the axes themselves differ by up to", np.abs(W - turned).max().round(2))

# %% [markdown]
# ## 10 · A linear autoencoder that is solved exactly
#
# Let the decoder be linear and its noise the same in all directions: $x = W z + \mu + \text{noise}$ (here $\mu$ is the mean of the data), noise $\sim \mathcal{N}(0, \sigma^2 I)$, $z \sim \mathcal{N}(0, I)$. Then
# $x \sim \mathcal{N}(\mu, W W^\top + \sigma^2 I)$, the posterior is normal, an encoder can match it, and the gap closes. The maximum of the likelihood is known in closed form.
#
# <a id="vae-ppca"></a>
# **Statement.** With $\lambda_1 \ge \dots \ge \lambda_d$ the eigenvalues of the covariance (divided by $n$) and $U_k$ the first $k$ eigenvectors, the
# likelihood is largest at $W = U_k (\Lambda_k - \sigma^2 I)^{1/2} R$ for any orthogonal $R$, with $\Lambda_k = \operatorname{diag}(\lambda_1, \dots, \lambda_k)$ and $\sigma^2$ the mean of the discarded eigenvalues (Tipping and
# Bishop 1999, section 3). At that point the bound equals the likelihood: for $R = I$ the posterior has independent coordinates, so an
# encoder with a diagonal covariance can match it (Lucas et al. 2019, section 4).
#
# ### Exercise 11.7 · `ppca_ml` (level 3, about 30 minutes)
#
# Solve the model that needs no training.


# %% nbgrader={"grade": false, "grade_id": "vae-ppca_ml", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ppca_ml(X: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """Maximum-likelihood probabilistic PCA.

    X: [n, d] float64, one observation per row, with any mean; it is not changed.
    k: latent dimension, 1 <= k < d.
    Returns (W, sigma2): W [d, k] (any rotation of its columns), and the noise variance, a float.
    """
    ### BEGIN SOLUTION
    deviations = X - X.mean(axis=0)
    _, singular, directions = np.linalg.svd(deviations, full_matrices=False)
    spectrum = singular**2 / len(X)
    sigma2 = spectrum[k:].sum() / (X.shape[1] - k)
    return directions[:k].T * np.sqrt(spectrum[:k] - sigma2), float(sigma2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "vae-ppca_ml-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("vae.ppca_ml", ppca_ml)

# %% [markdown]
# The closed form of the likelihood at the maximum is $-\tfrac n2 \left(d \log 2\pi + \sum_{j \le k} \log\lambda_j + (d - k) \log\sigma^2 + d\right)$. Your $W$ and $\sigma^2$
# must reach it to the last digit, and so must the bound, with the exact posterior as its $q$.


# %%
def ppca_bound(X, W, sigma2):
    """Average bound per row of X [n, d] under W [d, k] and sigma2, q the posterior, in nats."""
    n, d = X.shape
    centred, precision = X - X.mean(axis=0), np.eye(W.shape[1]) + W.T @ W / sigma2
    covariance = np.linalg.inv(precision)
    means = centred @ W @ covariance / sigma2
    residual = ((centred - means @ W.T) ** 2).sum(axis=1) + np.trace(W @ covariance @ W.T)
    likelihood = -0.5 * d * np.log(2 * np.pi * sigma2) - residual / (2 * sigma2)
    to_prior = 0.5 * (
        (means**2).sum(axis=1)
        + np.trace(covariance)
        - len(covariance)
        - np.linalg.slogdet(covariance)[1]
    )
    return (likelihood - to_prior).mean()


# %% tags=["demo"]
with needs(ppca_ml):
    pixels = load("digits").train.double().numpy()
    pixels = pixels[:, pixels.std(axis=0) > 0.05]  # a pixel that never changes has no density
    n, d = pixels.shape
    eigenvalues = np.linalg.eigvalsh(np.cov(pixels.T, bias=True))[::-1]
    for k in (2, 5, 10):
        W, sigma2 = ppca_ml(pixels, k)
        closed = -0.5 * (
            d * np.log(2 * np.pi) + np.log(eigenvalues[:k]).sum() + (d - k) * np.log(sigma2) + d
        )
        print(
            f"k = {k:2}: Tipping and Bishop {closed:.6f}, bound "
            f"{ppca_bound(pixels, W, sigma2):.6f} nats per image"
        )

# %% [markdown]
# The two columns agree: with a decoder that can be solved exactly, nothing is lost. Part of what the digits' VAE loses is the price of an encoder that
# cannot follow the true posterior.
#
# ## 11 · In your own words
#
# <a id="vae-question"></a>
# With $\beta = 4$ we maximise $\mathcal{L}_4 = \mathbb{E}_q \log p_\theta(x \mid z) - 4\, KL(q_\phi(z \mid x) \Vert p(z))$. Is that still a lower bound on $\log p_\theta(x)$?
# What is its gap made of, and when is the gap zero? What has been traded for what? Answer in five to eight sentences. (4 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "vae-written", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Yes. $\mathcal{L}_4 = \mathcal{L} - 3\, KL(q \Vert p(z))$, and a divergence is never negative, so $\mathcal{L}_4 \le \mathcal{L} \le \log p_\theta(x)$.
# Its gap is $KL(q \Vert p_\theta(z \mid x)) + 3\, KL(q \Vert p(z))$. It is zero only if both divergences vanish, that is, if the posterior equals the
# prior and $z$ says nothing about $x$. So the bound is loose wherever the latents are useful. What it buys is a smaller rate: encodings closer to the prior, at the price of
# distortion. In the coin model the posterior scores $-1.3087$ and the prior $-1.0601$, so at $\beta = 4$ the prior wins.
#
# **Rubric.** 1 point: still a bound, with the reason (subtracts $3\,KL \ge 0$ more). 1 point: both parts of the gap named. 1 point: tight only if both vanish,
# so that $z$ carries nothing. 1 point: trades rate for distortion, in words that show what each means.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - The ELBO is the reconstruction term minus the divergence to the prior; what it lacks is the divergence to the posterior, and nothing else.
# - A model with known answers finds bugs that training hides: a bound above $\log p(x)$ is impossible.
# - Writing $z = \mu + \sigma\varepsilon$ moves the randomness out of the gradient's way, which spares you most of its variance.
# - Sums and means are not interchangeable in a loss of two terms: their ratio is $\beta$, and too large a $\beta$ makes the posterior collapse.
# - $\beta$ trades rate against distortion, and the data cannot tell a latent space from its rotation.
#
# **The question of the opening.** How far below $\log p(x)$ is the bound? In the linear-Gaussian model 0.1075 nats, exactly; for a linear autoencoder at its best, nothing. For your glyphs you have
# measured it, as far as 500 samples can see: little, beside the bound itself. And the dice work because the divergence has pulled all codes to where the dice fall.
#
# **Where it goes from here.** Images by themselves are rarely made this way today: they come out soft, since a decoder with independent pixels can only blur what it is not sure of. But the encoder and the
# decoder live on inside image generators: latent diffusion (Rombach et al. 2022) invents in the latent space of an autoencoder like yours. Chapter 12 extends the trick to other distributions,
# [chapter 13](../13_gumbel/gumbel.ipynb) to discrete latents. [Chapter 14](../14_gan/gan.ipynb) drops the likelihood;
# chapter 17 keeps it and drops the gap. The score function returns in chapter 20, where nothing can be reparameterized.
#
# **References.** Kingma and Welling (2014), Auto-encoding variational Bayes, sections 2.1 to 2.4 and appendix B. Burda, Grosse and Salakhutdinov
# (2016), Importance weighted autoencoders, section 3. Bowman et al. (2016), Generating sentences from a continuous space, section 3. Mohamed, Rosca, Figurnov and Mnih (2020), Monte Carlo gradient estimation in machine learning, section 4. Higgins et al.
# (2017), beta-VAE, section 2. Alemi et al. (2018), Fixing a broken ELBO, section 2. Locatello et al. (2019), Challenging common assumptions in the unsupervised learning of
# disentangled representations, theorem 1. Tipping and Bishop (1999), Probabilistic principal component analysis, section 3. Lucas et al. (2019), Don't blame the
# ELBO, section 4. Arjovsky and Bottou (2017), Towards principled methods for training generative adversarial networks, section 2. Rombach et al. (2022), High-resolution image
# synthesis with latent diffusion models, section 3.
