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
# # 10 · Divergences
#
# You believe $q$, but the world is $p$. How surprised are you, on average? And why is the answer so different when
# you believe $p$ and the world is $q$?

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from itertools import pairwise

import numpy as np
import sympy
import torch
import torch.nn.functional as F
from scipy.stats import wasserstein_distance

from course_utils import begin, plotting
from course_utils.checks import check, needs
from course_utils.fits import (
    DIVERGENCES,
    divergence_on_grid,
    fit_gaussian,
    gaussian_log_density,
    two_bells,
)
from course_utils.symbolic import Derivation
from course_utils.widgets import Slider, explore, predict

begin("10_divergences", release="2026.1")

LINE = np.linspace(-12, 12, 1201)


# %% tags=["hide-input"]
# Fits one Gaussian to two hills, by each of the divergences.
def fits_at(offset):
    """The best single Gaussian for two bells at -offset and offset, by each divergence."""

    def hills(x):
        return two_bells(x, offset=offset)

    return {kind: fit_gaussian(hills, kind, x=LINE) for kind in DIVERGENCES}


# %% tags=["hide-input"]
# Prepares the drawing of the two hills and their fits.
def draw_fits(offset):
    """Two bells of width 1/2 at -offset and offset, and the three Gaussians that fit them best."""
    shown = np.linspace(-6, 6, 601)
    density = {"two hills": np.exp(two_bells(shown, offset=offset))}
    for kind, fit in fits_at(offset).items():
        density[f"{kind}: N({abs(fit.mean):.2f}, {fit.sd:.2f}$^2$)"] = np.exp(
            gaussian_log_density(shown, fit.mean, fit.sd)
        )
    axes = plotting.curves(
        shown,
        density,
        bands={"two hills": (0 * shown, density["two hills"])},
        x_label="x (arbitrary units)",
        y_label="density (per unit of x)",
        title=f"Hills at -{offset:g} and {offset:g}, and the best single Gaussians",
    )
    axes.set_ylim(0, 1.15)
    return axes


# %% tags=["hide-input"]
# Draws two hills and the three Gaussians that fit them best.
plotting.show(
    draw_fits(2.5),
    alt="Two equal hills at -2.5 and 2.5, filled, and three Gaussians. The forward one is low and "
    "wide and covers both hills and the valley in between; the reverse one and the Jensen-Shannon "
    "one lie on top of each other on the right hill, twice as high as the hill.",
)

# %% [markdown]
# One picture, three best answers. Each curve is the Gaussian *nearest* to the two hills; they differ only in what "near" means. A model trained with
# the wrong one will do exactly what it was asked to do, and not what you wanted.
#
# **After this chapter you can**
#
# - compute a divergence by hand, and say what a zero in it means,
# - derive why it is never negative, and when it is zero,
# - tell the forward from the reverse direction by looking at a fit,
# - work out the divergence between two Gaussians, and the integrals that it rests on,
# - say which divergence a training objective follows.
#
# **You need** logarithms, expectations and the normal density. Maximum likelihood (chapter 2) and gradients by autograd (chapter 3) are used once each.
# **Time:** 110 minutes. **Points:** 17. Exercises come in the order in which you need them, so their numbers do not run in sequence.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $p$, $q$ | `p`, `q` | two distributions of the same variable: $[K]$ probabilities, or densities |
# | $KL(p \,\Vert\, q)$ | `kl_discrete`, `kl_gauss` | the divergence of $q$ from $p$, in nats (units of the natural logarithm) |
# | $m$ | `m` | the equal mixture $(p + q)/2$; also, when we fit a Gaussian, its mean |
# | $JS(p, q)$ | `js_divergence` | the Jensen-Shannon divergence |
# | $w_k, \mu_k, s_k$ | `w`, `mu`, `s` | weights, means and standard deviations of a mixture of Gaussians |
# | $n!!$ | | the double factorial $n (n-2) (n-4) \cdots$, down to 1 or 2; $(-1)!! = 1$ |

# %% [markdown]
# ## 1 · Surprise
#
# An outcome to which you gave the probability $q_k$ surprises you by $-\log q_k$: not at all if you were sure of it, and the more, the less you expected it.
# If the world draws from $p$, your mean surprise is $-\sum_k p_k \log q_k$. Someone who believes $p$ itself has a mean surprise of $-\sum_k p_k \log p_k$. The
# difference is what your belief costs you.
#
# <a id="divergences-kl"></a>
# **Definition (Kullback-Leibler divergence).**
#
# $$KL(p \,\Vert\, q) = \sum_k p_k \log \frac{p_k}{q_k}, \qquad KL(p \,\Vert\, q) = \int p(x) \log \frac{p(x)}{q(x)}\, dx,$$
#
# in nats. The average is taken over the first distribution (Cover and Thomas 2006, section 2.3).
#
# **By hand.** $p = (\tfrac12, \tfrac12)$ and $q = (\tfrac34, \tfrac14)$. The terms are $\tfrac12 \log\tfrac{2}{3} = -0.2027$ and $\tfrac12 \log 2 = 0.3466$, together
# $0.1438$. The other way round: $\tfrac34 \log\tfrac32 + \tfrac14 \log\tfrac12 = 0.3041 - 0.1733 = 0.1308$. It is **not symmetric**. And a single term may well be negative.

# %%
p, q = np.array([0.5, 0.5]), np.array([0.75, 0.25])
for name, first, second in (("KL(p || q)", p, q), ("KL(q || p)", q, p)):
    terms = first * np.log(first / second)
    print(f"{name}: terms {terms.round(4)}, sum {terms.sum():.4f} nats")

# %% [markdown]
# ## 2 · Never negative
#
# Drop the outcomes with $p_k = 0$; they contribute nothing, since $t \log t \to 0$ as $t \to 0$. The logarithm is concave, so the mean of logarithms is at most
# the logarithm of the mean (Jensen):
#
# $$-KL(p \,\Vert\, q) = \sum_{p_k > 0} p_k \log \frac{q_k}{p_k} \;\le\; \log \sum_{p_k > 0} p_k\, \frac{q_k}{p_k} = \log \sum_{p_k > 0} q_k \;\le\; \log 1 = 0.$$
#
# <a id="divergences-gibbs"></a>
# **Statement (Gibbs' inequality).** $-KL(p \,\Vert\, q) \le \log \int_{p > 0} q \le 0$. So $KL(p \,\Vert\, q) \ge 0$, with equality exactly when $p = q$
# almost everywhere: Jensen's step is an equality only if $q/p$ is constant where $p > 0$, and the second step only if $q$ has no mass elsewhere (Cover and Thomas 2006, section 2.6).
#
# ### A common slip: "KL is always positive"
# <a id="divergences-slip-positive"></a>
#
# It is never *negative*. It can be zero, and being zero when the two agree, and only then, is all that makes it useful as a goal.

# %%
for name, second in (("p itself", p), ("almost p", np.array([0.5001, 0.4999])), ("q", q)):
    value = np.sum(p * np.log(p / second))
    verdict = "holds" if value > 0 else "FAILS"
    print(f"against {name:9}: KL = {value:.9f}; 'KL > 0' {verdict}, 'KL >= 0' holds")

# %% [markdown]
# ### A common slip: "the bound is $\log 1$"
# <a id="divergences-slip-support"></a>
#
# The sum inside the last logarithm runs only over the outcomes that are possible under $p$. If $q$ puts mass elsewhere, the sum is less than 1 and the bound is strictly below 0.
# **By hand:** $p = (1, 0)$ and $q = (0.4, 0.6)$ give $\log 0.4 = -0.9163$, and indeed $KL = 1 \cdot \log \tfrac{1}{0.4} = 0.9163$. Here Jensen's step loses nothing; the missing support accounts for everything.

# %%
sure, spread = np.array([1.0, 0.0]), np.array([0.4, 0.6])
seen = sure > 0
minus_kl = -np.sum(sure[seen] * np.log(sure[seen] / spread[seen]))
print(f"-KL = {minus_kl:.4f}, log of q where p > 0: {math.log(spread[seen].sum()):.4f}, not 0")

# %% [markdown]
# ### The other zero
#
# What about $q_k = 0 < p_k$? You ruled an outcome out, and it happens anyway. Then $-\log q_k = \infty$, and so is the divergence: no amount of good
# guessing elsewhere can make up for it. Here are both kinds of zero, side by side:
#
# | | $p_k = 0$ | $p_k > 0$ |
# | --- | --- | --- |
# | $q_k = 0$ | adds 0 | adds $\infty$ |
# | $q_k > 0$ | adds 0 | adds $p_k \log (p_k / q_k)$ |
#
# ### A bug hunt
#
# Computers dislike $\log 0$, and a well-known remedy is to add a small number inside the logarithm. The function below does that. It runs, it never
# complains, and where no probability is zero it is right to nine digits.


# %% nbgrader={"grade": false, "grade_id": "divergences-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def smoothed_kl(p, q, eps=1e-10):
    """Looks right, runs, and is wrong. p, q: [K], probabilities. Returns a float, in nats."""
    return np.sum(p * (np.log(p + eps) - np.log(q + eps)))


even, certain = np.array([0.5, 0.5]), np.array([1.0, 0.0])
print(f"no zeros: {smoothed_kl(even, np.array([0.75, 0.25])):.4f}")
for eps in (1e-10, 1e-20, 1e-40):
    print(f"eps = {eps:g}: KL((1/2, 1/2) || (1, 0)) = {smoothed_kl(even, certain, eps):.2f}")

# %% [markdown]
# Two distributions, three answers. A number that depends on $\varepsilon$ is not a property of $p$ and $q$: it is $\tfrac12 \log \tfrac{1}{\varepsilon}$ minus a constant, in disguise.
# Worse, it is finite, so nobody notices that a model has ruled out what it should explain. Use the table above instead.
#
# ### Exercise 10.1 · `kl_discrete` (level 1, about 15 minutes)
#
# Fix it, without small numbers: decide what each outcome adds.


# %% nbgrader={"grade": false, "grade_id": "divergences-kl_discrete", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_discrete(p: np.ndarray, q: np.ndarray) -> float:
    """The divergence KL(p || q) of two distributions on the same K outcomes.

    p, q: [K] float64, probabilities that sum to 1, zeros allowed in both; they are not changed.
    Returns sum_k p_k log(p_k / q_k) as a float, in nats: an outcome with p_k = 0 adds 0, and an
    outcome with q_k = 0 < p_k makes the sum math.inf.
    """
    ### BEGIN SOLUTION
    possible = p > 0
    if (q[possible] == 0).any():
        return math.inf
    return float(p[possible] @ np.log(p[possible] / q[possible]))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-kl_discrete-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.kl_discrete", kl_discrete)

# %% tags=["demo"]
with needs(kl_discrete):
    print(f"(1/2, 1/2) against (3/4, 1/4): {kl_discrete(even, np.array([0.75, 0.25])):.4f}")
    print(f"(1, 0) against (0.4, 0.6): {kl_discrete(sure, spread):.4f}")
    print(f"(0.4, 0.6) against (1, 0): {kl_discrete(spread, sure)}")

# %% [markdown]
# Libraries have their own argument order and their own averages. `torch.nn.functional.kl_div` takes the *log*-probabilities of $q$ first, then the probabilities of
# $p$, and by default divides by the number of entries. Given $(\tfrac12, \tfrac12)$ twice it returns $-1.193$, an impossible number.

# %%
half, three_to_one = torch.tensor([0.5, 0.5]), torch.tensor([0.75, 0.25])
print(f"kl_div(p, p): {F.kl_div(half, half, reduction='sum').item():.3f}")
right = F.kl_div(three_to_one.log(), half, reduction="sum").item()
print(f"kl_div(log q, p, reduction='sum'): {right:.4f} nats")

# %% [markdown]
# ## 3 · A divergence that is sampled
#
# Often all we have are draws from $p$, and we average $\log \frac{p(x)}{q(x)}$ over them. Take $\mathcal{N}(0, 1)$ and $\mathcal{N}(0.1, 1)$, with a divergence of
# $\tfrac12 \cdot 0.1^2 = 0.005$, and 100 draws.

# %% tags=["hide-input"]
# Asks for your prediction.
below = predict(
    "KL is never negative. What percentage of such estimates from 100 draws is negative?",
    unit="%",
)

# %%
draws = np.random.default_rng(0).standard_normal((20_000, 100))
log_ratio = gaussian_log_density(draws, 0.0, 1.0) - gaussian_log_density(draws, 0.1, 1.0)
estimates = log_ratio.mean(axis=1)

# %% tags=["hide-input"]
# Draws the estimates, and compares them with your prediction.
with below.withheld():
    print(f"mean of the estimates {estimates.mean():.4f} nats, spread {estimates.std():.4f} nats")
    below.reveal(
        round(100 * (estimates < 0).mean()),
        why="the log-ratio is 0.005 - 0.1 x, and its average over 100 draws has mean 0.005 and spread "
        "0.01; a normal variable centred half a spread above 0 is negative with probability 0.309",
    )
    axes = plotting.histograms(
        {"estimates": estimates},
        x_label="mean log-ratio of 100 draws (nats)",
        title="The divergence is 0.005; three estimates in ten are negative",
    )
    plotting.show(
        axes,
        alt="A bell-shaped histogram of estimates centred at 0.005 nats and reaching from about -0.03 "
        "to 0.04; almost a third of it lies left of zero.",
    )

# %% [markdown]
# Nothing is wrong: the sum over all outcomes cannot be negative, but a mean over a few of them can. A negative estimate is a sign of too few draws.

# %% [markdown]
# ## 4 · Meeting in the middle
#
# An infinite price is awkward when supports differ, and so is a number that depends on the order. So we compare both distributions with their
# mixture $m = (p + q)/2$. Wherever $p$ has mass, $m$ has at least half as much.
#
# <a id="divergences-js"></a>
# **Statement (Jensen-Shannon divergence).**
#
# $$JS(p, q) = \tfrac12 KL(p \,\Vert\, m) + \tfrac12 KL(q \,\Vert\, m), \qquad m = \tfrac{p + q}{2},$$
#
# is symmetric, $0 \le JS \le \log 2$, and its square root is a metric (Lin 1991; Endres and Schindelin 2003).
#
# The upper bound takes one line: $m \ge p/2$, so $\log \frac pm \le \log 2$, and likewise for $q$. It is reached when the two have no outcome in common.
#
# **By hand.** $(1, 0)$ and $(\tfrac12, \tfrac12)$ have the mixture $m = (\tfrac34, \tfrac14)$. The two halves are $\tfrac12 \log\tfrac43 = 0.1438$ and
# $\tfrac12 (\tfrac12 \log\tfrac23 + \tfrac12 \log 2) = 0.0719$, together $0.2158$.
#
# ### Exercise 10.3 · `js_divergence` (level 1, about 10 minutes)
#
# Two divergences, half of each. You will use it to measure how far apart two distributions are when they share nothing.


# %% nbgrader={"grade": false, "grade_id": "divergences-js_divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def js_divergence(p: np.ndarray, q: np.ndarray) -> float:
    """The Jensen-Shannon divergence of two distributions on the same K outcomes.

    p, q: [K] float64, probabilities that sum to 1, zeros allowed in both; they are not changed.
    Returns KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, a float between 0 and log 2, in
    nats. This is the divergence, not the distance, which is its square root.
    """
    ### BEGIN SOLUTION
    m = 0.5 * (p + q)
    return (kl_discrete(p, m) + kl_discrete(q, m)) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-js_divergence-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.js_divergence", js_divergence)

# %% [markdown]
# ### A common slip: two ways to be symmetric
# <a id="divergences-slip-symmetrised"></a>
#
# You can also simply add the two directions. That is a different divergence, due to Jeffreys, and it keeps the infinities.
#
# <a id="divergences-symmetrisations"></a>
# **Statement.** $J(p, q) = KL(p \,\Vert\, q) + KL(q \,\Vert\, p)$ is unbounded, while $JS \le \log 2$; and $JS \le \tfrac14 J$ (Jeffreys 1946; Lin 1991).
# The last bound follows from convexity: $KL(p \,\Vert\, m) \le \tfrac12 KL(p \,\Vert\, p) + \tfrac12 KL(p \,\Vert\, q) = \tfrac12 KL(p \,\Vert\, q)$.

# %% tags=["demo"]
with needs(kl_discrete, js_divergence):
    for p_now, q_now in (([0.5, 0.4, 0.1], [0.1, 0.3, 0.6]), ([0.5, 0.5, 0.0], [0.0, 0.0, 1.0])):
        p_now, q_now = np.array(p_now), np.array(q_now)
        jeffreys = kl_discrete(p_now, q_now) + kl_discrete(q_now, p_now)
        js = js_divergence(p_now, q_now)
        print(f"J = {jeffreys:.4f}, J/4 = {jeffreys / 4:.4f}, JS = {js:.4f}; 'J = JS' FAILS")

# %% [markdown]
# ### A common slip: "it measures how far, so it is a distance"
# <a id="divergences-slip-metric"></a>
#
# <a id="divergences-distances"></a>
# **Definition.** A *metric* $d$ is zero only between equals, is symmetric, $d(x, y) = d(y, x)$, and satisfies the triangle inequality $d(x, z) \le d(x, y) + d(y, z)$: no detour
# is shorter than the direct path. $\Vert x - y \Vert$ is one.
#
# $KL$ is not symmetric. $\Vert x - y \Vert^2$ and $1 - \cos$ are symmetric but violate the triangle inequality. (The cosine itself is a similarity: it is largest between equals.) $\sqrt{JS}$ obeys
# all three rules; $JS$ itself does not. Careful with names: `scipy.spatial.distance.jensenshannon` returns the root, 0.8326 where the divergence is 0.6931.

# %%
print(f"squares, points 0, 1, 2: direct {(2 - 0) ** 2}, by a detour {1**2 + 1**2}: FAILS")
turn = 1 - math.cos(math.pi / 4)
print(f"1 - cos, 45 + 45 degrees: direct {1 - 0:.3f}, by a detour {2 * turn:.3f}: FAILS")

# %% tags=["demo"]
with needs(js_divergence):
    triples = np.random.default_rng(0).dirichlet(np.ones(3), size=(2_000, 3))
    worst = {"JS": 0, "root of JS": 0}
    for a, b, c in triples:
        ab, bc, ac = js_divergence(a, b), js_divergence(b, c), js_divergence(a, c)
        worst["JS"] += ac > ab + bc + 1e-12
        worst["root of JS"] += math.sqrt(ac) > math.sqrt(ab) + math.sqrt(bc) + 1e-12
    print("triangle violated in 2,000 triples:", {k: int(v) for k, v in worst.items()})

# %% [markdown]
# ### Two parallel lines
#
# Let $P$ be spread evenly over a vertical line segment at 0, and $Q$ over the same segment at $\theta$. As a third number beside $KL$ and $JS$ we take the least work that moves one
# onto the other, mass times distance, which is called $W_1$.

# %% tags=["hide-input"]
# Asks for your prediction.
slope = predict(
    "Q comes closer, from 1 to 0.1. What does JS do?",
    choices=["it shrinks in proportion", "it shrinks more slowly", "it stays where it is"],
)

# %% tags=["hide-input", "demo"]
# Measures the three at every shift, and compares JS with your prediction.
with needs(kl_discrete, js_divergence), slope.withheld():
    thetas = np.arange(-100, 101) / 100
    at_zero, js, work, kl = np.eye(201)[100], [], [], []
    for theta, moved in zip(thetas, np.eye(201), strict=True):
        js.append(js_divergence(at_zero, moved))
        kl.append(kl_discrete(at_zero, moved))
        work.append(wasserstein_distance(thetas, thetas, at_zero, moved))
    axes = plotting.curves(
        thetas,
        {"JS (nats)": js, "W1 (units of length)": work},
        x_label="shift theta (units of length)",
        y_label="difference between the two lines",
        title=f"KL is {max(kl)} for every shift but 0; only W1 says how far apart they are",
    )
    plotting.show(
        axes,
        alt="JS and W1 against the shift: JS is flat at 0.69 with a spike down to 0 at shift 0; W1 is "
        "shaped like a V with its tip at 0.",
    )
    slope.reveal(
        "it stays where it is" if math.isclose(js[0], js[90]) else "it shrinks in proportion",
        told=f"it stays at log 2 = {js[0]:.4f}",
        why="the two share nothing until they coincide",
    )

# %% [markdown]
# <a id="divergences-parallel-lines"></a>
# However small $\theta \ne 0$ is, the two lines share nothing, so $KL = \infty$ both ways
# and $JS = \log 2$; and $W_1 = \lvert\theta\rvert$ (Arjovsky, Chintala and Bottou 2017, example 1).
#
# A flat curve has no gradient. If you move $Q$ by following $JS$, you cannot tell which way to go; chapters 14 and 15 meet this problem in earnest.

# %% [markdown]
# ## 5 · Two Gaussians
#
# With densities the sum becomes an integral, and for two Gaussians it has a closed form. We need three expectations under $q = \mathcal{N}(\mu_q, \sigma_q^2)$.
# The first: $\mathbb{E} z^2 = \sigma_q^2 + \mu_q^2$, because the variance is $\mathbb{E} z^2 - \mu_q^2$. Shifted by $\mu$ it becomes
# $\mathbb{E} (z - \mu)^2 = \sigma_q^2 + (\mu_q - \mu)^2$. The other two are the pieces of the divergence, and sympy checks each line.

# %%
z, mu_q, mu_p = sympy.symbols("z mu_q mu", real=True)
s_q, s_p = sympy.symbols("sigma_q sigma", positive=True)
WHOLE = (z, -sympy.oo, sympy.oo)
density_q = sympy.exp(-((z - mu_q) ** 2) / (2 * s_q**2)) / (sympy.sqrt(2 * sympy.pi) * s_q)
log_q = -sympy.log(2 * sympy.pi * s_q**2) / 2 - (z - mu_q) ** 2 / (2 * s_q**2)
log_p = -sympy.log(2 * sympy.pi * s_p**2) / 2 - (z - mu_p) ** 2 / (2 * s_p**2)

negative_entropy = Derivation(sympy.Integral(density_q * log_q, WHOLE), because="log q under q")
negative_entropy.step(
    -(sympy.log(2 * sympy.pi * s_q**2) + 1) / 2, because="the square averages to the variance"
)

# %%
cross_entropy = Derivation(sympy.Integral(-density_q * log_p, WHOLE), because="minus log p under q")
cross_entropy.step(
    sympy.log(2 * sympy.pi * s_p**2) / 2 + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2),
    because="the square is measured from the mean of p",
)

# %% [markdown]
# <a id="divergences-gaussian-kl"></a>
# **Statement.** With $\int q \log q = -\tfrac12 (\log 2\pi\sigma_q^2 + 1)$ and $-\int q \log p = \tfrac12 \log 2\pi\sigma^2 + \frac{\sigma_q^2 + (\mu_q - \mu)^2}{2\sigma^2}$, their sum is
#
# $$KL(\mathcal{N}(\mu_q, \sigma_q^2) \,\Vert\, \mathcal{N}(\mu, \sigma^2)) = \log \frac{\sigma}{\sigma_q} + \frac{\sigma_q^2 + (\mu_q - \mu)^2}{2 \sigma^2} - \frac12$$
#
# (Kingma and Welling 2014, appendix B).
#
# **By hand.** From $\mathcal{N}(0, 1)$ to $\mathcal{N}(1, 2^2)$: $\log 2 + \tfrac{1 + 1}{8} - \tfrac12 = 0.4431$. Reversed: $-\log 2 + \tfrac{4 + 1}{2} - \tfrac12 = 1.3069$. If
# you believe in a narrow bell, a wide world will surprise you badly.
#
# ### A common slip: the minus sign lost between two pieces
# <a id="divergences-slip-sign"></a>
#
# Call $\int q \log q$ the first piece. If the second is $\int q \log p$, the divergence is their *difference*; if the second is $-\int q \log p$, their *sum*. Define it one way and
# use it the other way, and the result is negative, which section 2 forbids.

# %%
first = -0.5 * (math.log(2 * math.pi) + 1)
second = -0.5 * math.log(2 * math.pi * 2**2) - (1 + 1) / (2 * 2**2)
print(f"pieces {first:.4f} and {second:.4f}")
print(f"difference {first - second:.4f} nats; the sum, {first + second:.4f}, FAILS: it is below 0")

# %% [markdown]
# ### Exercise 10.2 · `kl_gauss` (level 1, about 10 minutes)
#
# The arguments are standard deviations. Pass variances, and $0.4431$ becomes $0.9488$: a wrong number that looks as good as the right one.


# %% nbgrader={"grade": false, "grade_id": "divergences-kl_gauss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_gauss(
    mu1: np.ndarray | float,
    s1: np.ndarray | float,
    mu2: np.ndarray | float,
    s2: np.ndarray | float,
) -> np.ndarray | float:
    """KL(N(mu1, s1^2) || N(mu2, s2^2)), in nats, entry by entry.

    mu1, mu2: means. s1, s2: standard deviations, positive. Numbers or float64 arrays whose shapes
    broadcast together; they are not changed.
    Returns the divergences in the common shape of the arguments.
    """
    ### BEGIN SOLUTION
    ratio, shift = s1 / s2, (mu1 - mu2) / s2
    return 0.5 * (ratio**2 + shift**2 - 1) - np.log(ratio)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-kl_gauss-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.kl_gauss", kl_gauss)

# %% tags=["demo"]
with needs(kl_gauss):
    print(
        f"forward {kl_gauss(0.0, 1.0, 1.0, 2.0):.4f}, reversed {kl_gauss(1.0, 2.0, 0.0, 1.0):.4f}"
    )
    here, there = gaussian_log_density(LINE, 0.0, 1.0), gaussian_log_density(LINE, 1.0, 2.0)
    print(f"by quadrature {divergence_on_grid('forward', here, there, x=LINE):.4f}")
    print(f"with variances in their place {kl_gauss(0.0, 1.0, 1.0, 4.0):.4f}")

# %% [markdown]
# ## 6 · The integrals underneath
#
# All of this rests on $I_n = \int_{\mathbb{R}} x^n e^{-a x^2} dx$. For odd $n$ the two halves of the line cancel. For even $n$, differentiate
# $x^{n-1} e^{-a x^2}$ and integrate the result over the line, which gives zero: $0 = (n - 1)\, I_{n-2} - 2a\, I_n$. So
#
# $$I_n = \frac{n - 1}{2a}\, I_{n-2}, \qquad I_0 = \sqrt{\pi / a}.$$
#
# Only **every second** number appears: from 4 you step down to 2 and then to 0, multiplying by 3 and by 1.

# %%
x, a = sympy.symbols("x", real=True), sympy.symbols("a", positive=True)
bell, LIMITS = sympy.exp(-a * x**2), (x, -sympy.oo, sympy.oo)
fourth = Derivation(sympy.Integral(x**4 * bell, LIMITS), because="the fourth moment")
fourth.step(3 / (2 * a) * sympy.Integral(x**2 * bell, LIMITS), because="by parts")
fourth.step(3 / (2 * a) * 1 / (2 * a) * sympy.Integral(bell, LIMITS), because="by parts again")
fourth.step(3 / (2 * a) ** 2 * sympy.sqrt(sympy.pi / a), because="the plain bell")

# %% [markdown]
# <a id="divergences-gaussian-moment"></a>
# **Statement.** For $a > 0$,
#
# $$\int_{\mathbb{R}} x^n e^{-a x^2} dx = \frac{(n-1)!!}{(2a)^{n/2}} \sqrt{\frac{\pi}{a}} \quad (n \text{ even}), \qquad 0 \quad (n \text{ odd})$$
#
# (Gradshteyn and Ryzhik 2007, 3.461).
#
# **By hand.** $n = 2$, $a = 1$: $\tfrac12\sqrt\pi = 0.8862$. $n = 4$, $a = 1$: $\tfrac34\sqrt\pi = 1.3293$.
#
# ### A common slip: one exclamation mark too few
# <a id="divergences-slip-factorial"></a>
#
# With $(n-1)!$ in place of $(n-1)!!$ the formula is right at $n = 2$, the one case that most people test. So it is with $2\,\tfrac{n+2}{2}$ in place of $2^{(n+2)/2}$ in the denominator.

# %%
for n in (2, 4, 6):
    true = float(sympy.integrate(x**n * bell.subs(a, 1), LIMITS))
    factorial = 2 * math.factorial(n - 1) / 2 ** ((n + 2) / 2) * math.sqrt(math.pi)
    misread = 2 * math.factorial(n - 1) / (2 * (n + 2) / 2) * math.sqrt(math.pi)
    verdict = "all agree" if n == 2 else "both FAIL"
    print(
        f"n = {n}: true {true:.4f}, with (n-1)! {factorial:.4f}, misread {misread:.4f}: {verdict}"
    )

# %% [markdown]
# ### Exercise 10.4 · `gaussian_moment` (level 2, about 10 minutes)
#
# Write the integral as a function. The next cell gets $\pi$ out of it.


# %% nbgrader={"grade": false, "grade_id": "divergences-gaussian_moment", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gaussian_moment(n: int, a: float) -> float:
    """The integral of x^n exp(-a x^2) over the whole line.

    n: a whole number, n >= 0. a: positive.
    Returns a float: 0 for odd n; (-1)!! counts as 1.
    """
    ### BEGIN SOLUTION
    if n % 2 == 1:
        return 0.0
    moment = math.sqrt(math.pi / a)
    for odd in range(1, n, 2):
        moment *= odd / (2 * a)
    return moment
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-gaussian_moment-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.gaussian_moment", gaussian_moment)

# %% [markdown]
# <a id="divergences-wallis"></a>
# **Wallis's product.** At $a = \tfrac12$ the ratios of each even moment to the one before are $1, 3, 5, \dots$: the odd numbers. On the half-line, odd powers have the moments
# $2, 8, 48, \dots$, each $2, 4, 6, \dots$ times the one before: the even numbers. The half-line moments $J_n$ satisfy $J_n^2 \le J_{n-1} J_{n+1}$ (Cauchy and Schwarz), so
# the even ones are squeezed between the odd ones, and the squeeze gives (Wallis 1656)
#
# $$\prod_{k \ge 1} \frac{2k}{2k - 1} \cdot \frac{2k}{2k + 1} = \frac{\pi}{2}.$$
#
# After 2,000 factors the product is $1.570600$, and $\tfrac\pi2 = 1.570796$.

# %% tags=["demo"]
with needs(gaussian_moment):
    moments = [gaussian_moment(n, 0.5) for n in range(0, 124, 2)]
    odds = [later / earlier for earlier, later in pairwise(moments)]
    print("ratios of your moments:", [round(odd, 6) for odd in odds[:6]])
    product = math.prod((2 * k) ** 2 / (odds[k - 1] * odds[k]) for k in range(1, 61))
    print(f"60 factors from your moments: {product:.6f}")
    product = math.prod((2 * k) ** 2 / ((2 * k - 1) * (2 * k + 1)) for k in range(1, 2001))
    print(f"2,000 factors: {product:.6f}, pi / 2 = {math.pi / 2:.6f}")

# %% [markdown]
# ## 7 · Which way round to fit
#
# Back to the two hills, $p = \tfrac12 \mathcal{N}(-2, 0.5^2) + \tfrac12 \mathcal{N}(2, 0.5^2)$, and one Gaussian $q$. Look at what each direction punishes.
#
# <a id="divergences-forward-reverse"></a>
# **Statement.** The *forward* divergence $KL(p \,\Vert\, q)$ contains $-\int p \log q$, which goes to $\infty$ where $q \to 0$ and $p$ has mass: the fit must **cover** every mode. The
# *reverse* one, $KL(q \,\Vert\, p)$, punishes $q$ where $p \to 0$ and does not care what $q$ leaves out: once the modes are far enough apart, the fit **seeks one** of them
# (Minka 2005, section 3; Goodfellow 2016, section 3.2).
#
# The forward fit can be found without a search. Write $v$ for the variance of $q$: $-\int p \log q = \tfrac12 \log 2\pi v + \frac{1}{2v} \mathbb{E}_p (x - m)^2$. The derivative with respect to $m$ vanishes at
# $m = \mathbb{E}_p x$, and the one with respect to $v$ at $v = \mathbb{E}_p (x - m)^2$. So the best Gaussian has the mean and the variance **of the mixture**.
#
# **By hand.** Here $m = 0$, and each half has $\mathbb{E} x^2 = 0.25 + 4$, so the standard deviation is $\sqrt{4.25} = 2.0616$. With unequal hills, of weights $(\tfrac14, \tfrac34)$, means $(-2, 2)$ and standard deviations $(\tfrac12, 1)$, we get $m = 1$ and
# $v = \tfrac14 (0.25 + 9) + \tfrac34 (1 + 1) = 3.8125$: the standard deviation is $1.953$. The mean of the variances alone gives $0.901$, because it forgets that the means differ.
#
# ### Exercise 10.5 · `forward_kl_gaussian` (level 2, about 15 minutes)
#
# Find the forward fit to any mixture of Gaussians. Further down it tells us where maximum likelihood must end, before it has started.


# %% nbgrader={"grade": false, "grade_id": "divergences-forward_kl_gaussian", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward_kl_gaussian(w: np.ndarray, mu: np.ndarray, s: np.ndarray) -> tuple[float, float]:
    """The Gaussian N(m, sd^2) that minimises KL(mixture || N), for sum_k w_k N(mu_k, s_k^2).

    w: [K] float64, weights that sum to 1. mu: [K], means. s: [K], standard deviations, positive.
    None of them is changed.
    Returns (m, sd), two floats: the mean and the standard deviation, in the units of mu.
    """
    ### BEGIN SOLUTION
    m = w @ mu
    second_moment = w @ (s**2 + mu**2)
    return float(m), math.sqrt(second_moment - m**2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-forward_kl_gaussian-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.forward_kl_gaussian", forward_kl_gaussian)

# %% [markdown]
# ### Published fits, by your own functions
# <a id="divergences-fits"></a>
#
# The forward fit should be $(0, 2.0616)$, the reverse one $(2.000, 0.500)$ with $0.69305$ nats left. Why almost $\log 2$? On its hill, $q$ is twice as high as $p$, and $\log \frac qp = \log 2$. (The comparison is
# that of Minka 2005, section 3, and Goodfellow 2016, section 3.2.) The search below uses only your `kl_discrete`, on bins of width 0.02.

# %% tags=["demo"]
with needs(kl_discrete, forward_kl_gaussian):
    found = forward_kl_gaussian(np.array([0.5, 0.5]), np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
    print(f"moments: ({found[0]:.4f}, {found[1]:.4f})")
    directions = {"forward": kl_discrete, "reverse": lambda p, q: kl_discrete(q, p)}
    for name, measure in directions.items():
        fit = fit_gaussian(lambda at: two_bells(at, offset=2.0), measure, x=LINE)
        print(f"{name}: ({abs(fit.mean):.4f}, {fit.sd:.4f}), {fit.value:.5f} nats left")

# %% [markdown]
# <a id="divergences-prices"></a>
# **The price in the other direction.** What does the broad fit cost in the reverse divergence, and the narrow one in the forward? $2.10$ and $15.31$ nats. The second is the price of
# a missing mode: if the narrow bell had no tail at all, it would be infinite.

# %% tags=["demo"]
with needs(kl_discrete):
    step = LINE[1] - LINE[0]
    hills = np.exp(two_bells(LINE, offset=2.0)) * step
    for name, mean, sd in (("broad", 0.0, math.sqrt(4.25)), ("narrow", 2.0, 0.5)):
        bell_now = np.exp(gaussian_log_density(LINE, mean, sd)) * step
        forward, reverse = kl_discrete(hills, bell_now), kl_discrete(bell_now, hills)
        print(f"{name:6}: forward {forward:5.2f}, reverse {reverse:.2f} nats")

# %% [markdown]
# And Jensen-Shannon, which stands between the two? In the picture at the top, with hills at $\pm 2.5$, it sits on one hill.

# %% tags=["hide-input"]
# Asks for your prediction.
cover = predict(
    "Bring the hills closer. At offset 2, does JS cover both hills or choose one?",
    choices=["it covers both", "it chooses one", "it sits between the middle and a hill"],
)

# %% tags=["hide-input", "demo"]
# Shows the fits as you move the hills.
explore(
    draw_fits,
    label="Move the hills apart",
    alt=lambda offset: (
        f"Two hills at -{offset:g} and {offset:g} and the Gaussians that fit them best by the "
        "forward, reverse and Jensen-Shannon divergence; their means and widths are in the legend."
    ),
    static=[{"offset": 3.0}, {"offset": 2.0}, {"offset": 1.2}],
    predict=cover,
    answer="Find the offset where it jumps, and where the reverse fit does.",
    offset=Slider("offset of the hills (units of x)", 0.5, 3.0, 0.02),
)

# %% tags=["hide-input"]
# Fits the hills at offset 2, and compares the fit with your prediction.
at_two = fits_at(2.0)["Jensen-Shannon"]
cover.reveal(
    "it covers both" if abs(at_two.mean) < 0.1 else "it chooses one",
    told=f"it covers both: mean {abs(at_two.mean):.3f}, deviation {at_two.sd:.3f}",
    why=f"{at_two.value:.4f} nats are left, against 0.2157 for the best Gaussian on one hill",
)

# %% [markdown]
# <a id="divergences-jumps"></a>
# At offset 2 the JS fit is $(0, 2.042)$: it covers both hills. It moves to one mode at $2.12$, and the reverse fit already at $1.40$; the forward fit never does. Neither move is gradual: the objective has two valleys, and at that
# offset the other one becomes the deeper. So "reverse seeks modes" is true only of modes that are far enough apart, and a search that starts at 0 and walks downhill may miss the jump.

# %% tags=["hide-input"]
# Draws where each fit lets go of the middle.
with cover.withheld():
    offsets = np.array([0.6, 1.0, 1.2, 1.3, 1.38, 1.42, 1.6, 1.8, 2.0, 2.1, 2.14, 2.3, 2.6, 3.0])
    tables = [fits_at(offset) for offset in offsets]
    axes = plotting.curves(
        offsets,
        {kind: [abs(fits[kind].mean) for fits in tables] for kind in DIVERGENCES},
        x_label="offset of the hills (units of x)",
        y_label="distance of the fit from the middle (units of x)",
        title="Reverse KL lets go at 1.40, JS at 2.12, forward KL never",
    )
    plotting.show(
        axes,
        alt="Distance of the fitted mean from the middle against the offset. The forward curve stays "
        "at 0; the reverse one is 0 up to 1.4 and then equals the offset; Jensen-Shannon does the "
        "same at 2.1.",
    )

# %% [markdown]
# ## 8 · What a training objective follows
#
# Nobody writes a divergence into a training loop. They write a loss, and the loss has a direction. **Maximum likelihood** averages $-\log q(x)$ over data. As the data set grows, that average becomes
#
# $$-\mathbb{E}_p \log q = KL(p \,\Vert\, q) - \mathbb{E}_p \log p,$$
#
# and since the last term does not contain $q$, what is minimised is the *forward* divergence. If instead we can evaluate $\log p$ and draw from $q$, as for the guess at the posterior in chapter 11, then
# $\mathbb{E}_q [\log q - \log p]$ is the *reverse* one. Below, one Gaussian is trained both ways, from the same starting point.

# %%
GENERATOR = np.random.default_rng(0)
SIDES = GENERATOR.choice([-2.0, 2.0], size=20_000)
DATA = torch.from_numpy(SIDES + 0.5 * GENERATOR.standard_normal(20_000))


def likelihood_loss(bell):
    """Minus the mean log-likelihood of DATA under the torch distribution bell, in nats."""
    return -bell.log_prob(DATA).mean()


def reverse_loss(bell):
    """Mean of log q - log p over 500 draws that move with the parameters, in nats."""
    drawn = bell.rsample((500,))
    parts = [torch.distributions.Normal(centre, 0.5).log_prob(drawn) for centre in (-2.0, 2.0)]
    log_mixture = torch.logsumexp(torch.stack(parts), dim=0) - math.log(2)
    return (bell.log_prob(drawn) - log_mixture).mean()


# %%
def train(loss, mean=0.5, sd=1.0, steps=500):
    """(mean, sd) of the Gaussian after gradient steps on loss(bell) from N(mean, sd^2)."""
    torch.manual_seed(0)
    m = torch.tensor(mean, dtype=torch.float64, requires_grad=True)
    log_sd = torch.tensor(math.log(sd), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([m, log_sd], lr=0.03)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(torch.distributions.Normal(m, log_sd.exp())).backward()
        optimizer.step()
    return m.item(), log_sd.exp().item()


# %% tags=["demo"]
with needs(kl_gauss, forward_kl_gaussian):
    target = forward_kl_gaussian(np.array([0.5, 0.5]), np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
    for name, loss in (("maximum likelihood", likelihood_loss), ("reverse", reverse_loss)):
        trained = train(loss)
        away = kl_gauss(*target, *trained)
        print(
            f"{name:18}: N({trained[0] + 0.0:.1f}, {trained[1]:.2f}^2), "
            f"{away:.1f} nats from your forward fit"
        )

# %% [markdown]
# Likelihood ends where your moments said it would before a single step was taken. The other objective, on the same two hills, never learns that there is a second one.
#
# ### A common slip: "a GAN minimises the reverse KL"
# <a id="divergences-slip-gan"></a>
#
# In chapter 14 a generator $P_g$ plays against a discriminator $D$. At the best discriminator, $D^* = \frac{p_d}{p_d + p_g}$, the value of the game is $2\,JS(P_d, P_g) - \log 4$. The generator's cost, $\mathbb{E}_g \log(1 - D^*)$ with $D^*$ held fixed, has the gradient
# of $2\,JS$, and so does $KL(P_g \,\Vert\, \tfrac{P_d + P_g^*}{2})$ with the mixture held fixed. The other common cost, $-\mathbb{E}_g \log D^*$, has the gradient of $KL(P_g \,\Vert\, P_d) - 2\,JS$ (Arjovsky and Bottou 2017, theorem 2.5). Neither is the reverse divergence.
# Take $P_d = \mathcal{N}(0, 1)$, $P_g = \mathcal{N}(\mu, 0.7^2)$, and differentiate at $\mu = 1.5$, where the slope of the reverse divergence is $\mu = 1.5$.

# %%
at = torch.linspace(-12, 12, 4001, dtype=torch.float64)
mean = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
data = torch.distributions.Normal(0.0, 1.0).log_prob(at).exp()
made = torch.distributions.Normal(mean, 0.7).log_prob(at).exp()
still = made.detach()
middle = (data + made) / 2
costs = {
    "2 JS": data * (data / middle).log() + made * (made / middle).log(),
    "KL(P_g || (P_d + P_g*) / 2)": made * (2 * made / (data + still)).log(),
    "E log(1 - D*)": made * (still / (data + still)).log(),
    "-E log D*": -made * (data / (data + still)).log(),
    "KL(P_g || P_d)": made * (made / data).log(),
    "KL(P_g || P_d) - 2 JS": made * (middle / data).log() - data * (data / middle).log(),
}
for name, integrand in costs.items():
    area = torch.trapezoid(integrand, at)
    (gradient,) = torch.autograd.grad(area, mean, retain_graph=True)
    print(f"{name:27} d/dmu = {gradient.item():.7f}")

# %% [markdown]
# ## 9 · In your own words
#
# <a id="divergences-question"></a>
# Which direction of the divergence does maximum likelihood minimise, and why? What happens to a model that leaves out one mode of the data, and what does a model do when it is too simple to follow all the modes?
# Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "divergences-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# The forward one, $KL(p_{data} \,\Vert\, q)$. Maximum likelihood averages $\log q(x)$ over data, that is, under $p_{data}$; minus that average is the divergence plus the entropy of the data, which
# does not depend on $q$. A mode that the data have but $q$ rules out costs $-\log q = \infty$ whenever it occurs, and if $q$ is merely tiny there, the price is still large: 15.31 nats for the narrow bell on one hill. So the model must
# put mass on every mode. If it is too simple to follow them all, it spreads over them, and over the valley in between, where there are no data at all.
#
# **Rubric.** 1 point: forward, because the expectation runs over the data (and the entropy of the data is a constant). 1 point: a missing mode has an infinite, or very large, price. 1 point: hence
# coverage; a simple model spreads, and puts mass where there are no data.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - $KL(p \,\Vert\, q)$ is the extra surprise of believing $q$ when the world is $p$: never negative, not symmetric, infinite where $q$ rules out what happens.
# - $JS$ is symmetric and at most $\log 2$; for distributions that share nothing it is exactly that, and gives no direction.
# - Two Gaussians have a closed form, and it rests on one integral with a double factorial.
# - Forward fits cover and match moments; reverse fits seek a mode once the modes are far enough apart; JS changes sides.
# - A loss has a direction: maximum likelihood is forward, an expectation under the model is reverse.
#
# **Where it goes from here.** Chapter 11 uses both directions, chapter 14 turns $JS$ into a game, chapter 15 asks for a distance that still has a slope, and chapter 20 fences in a policy with a divergence.
#
# **References.** Cover and Thomas (2006), Elements of information theory, sections 2.3 and 2.6. Lin (1991), Divergence measures based on the Shannon entropy. Endres and Schindelin (2003), A new metric for
# probability distributions. Jeffreys (1946), An invariant form for the prior probability in estimation problems. Minka (2005), Divergence measures and message passing, section 3. Goodfellow (2016), NIPS 2016 tutorial:
# generative adversarial networks, section 3.2. Kingma and Welling (2014), Auto-encoding variational Bayes, appendix B. Gradshteyn and Ryzhik (2007), Table of integrals, series, and products, 3.461. Arjovsky, Chintala and
# Bottou (2017), Wasserstein generative adversarial networks, example 1. Arjovsky and Bottou (2017), Towards principled methods for training generative adversarial networks, theorem 2.5. Wallis (1656), Arithmetica infinitorum.
