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
# Someone has cut a short story into single letters and shuffled them. Here are sixty of them:
#
# > t o n n e t h t l u s l t i e a i a r n m m i e o p i o l i i n i c s i i d e l t z v c a t s v t c i t d s r r u c o n
#
# Was the story written in English, Dutch, German, Spanish or Italian? There is no word left to recognise, only letters.
#
# Below, five readers look at the letters one by one. Each of them knows how often every letter occurs in one language, and nothing else. A rare letter surprises a reader; a common
# one hardly does. We add up the surprises, and draw by how much each reader exceeds the least surprised one.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import partial
from itertools import pairwise

import numpy as np
import sympy
import torch
import torch.nn.functional as F
from scipy.stats import wasserstein_distance

from course_utils import begin, plotting
from course_utils.checks import check, needs
from course_utils.data.letters import ALPHABET, STORIES, letter_frequencies, letters_of
from course_utils.fits import (
    DIVERGENCES,
    divergence_on_grid,
    fit_gaussian,
    gaussian_log_density,
    two_bells,
)
from course_utils.symbolic import Derivation
from course_utils.widgets import Choice, Slider, explore, predict

begin("10_divergences", release="2026.1")

FREQUENCIES = letter_frequencies()
LANGUAGES, TABLES = list(FREQUENCIES), np.array(list(FREQUENCIES.values()))
LINE = np.linspace(-12, 12, 1201)

# %% tags=["hide-input"]
# Draws how the surprise of five readers grows, letter by letter.
shuffled = np.random.default_rng(3).permutation(letters_of(STORIES["Italian"]))[:60]
surprise = -np.log2(TABLES[:, shuffled]).cumsum(axis=1)
drawing, ax = plotting.figure(size=(8.4, 3.8))
axes = plotting.curves(
    np.arange(1, 61),
    dict(zip(LANGUAGES, surprise - surprise.min(axis=0), strict=True)),
    x_label="letters read",
    y_label="extra surprise (bits)",
    title="It looks like English for thirty letters; then one reader pulls ahead",
    ax=ax,
)
axes.set_xticks(range(1, 61), [ALPHABET[letter] for letter in shuffled])
axes.grid(False, axis="x")
plotting.show(
    axes,
    alt="Five lines over sixty shuffled letters. Up to the thirtieth letter the English reader is the "
    "least surprised, mostly; from then on it is the Italian one, and the others climb to 8 to 13 bits.",
)

# %% [markdown]
# The Italian reader ends up the least surprised, so the story is probably Italian, and it is. What the others pay, letter after letter, for expecting the wrong thing has a name:
# it is the **divergence** between what comes and what they expected. It measures how wrong a belief is. Nearly every loss in the rest of this course is one, or contains one.
#
# At the end of the chapter your own function names the language, and says how sure it is.
#
# **After this chapter you can**
#
# - say what a surprise of three bits is, and why surprises add up,
# - compute what it costs to believe the wrong thing, and say what a zero does to it,
# - show why that cost is never negative, and estimate it from samples without ever going below zero,
# - work it out for two bell curves,
# - tell by looking at a fitted model in which direction its loss measures.
#
# **You need** logarithms, averages over a distribution and the normal density. Gradients by autograd ([chapter 3](../03_backprop/backprop.ipynb)) are used
# once.
# **Time:** 190 minutes. **Points:** 25.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $p$, $q$ | `p`, `q` | two distributions of the same variable: $[K]$ probabilities, or densities |
# | $H(p)$, $H(p, q)$ | | the entropy of $p$; the cross-entropy of $q$ under $p$ |
# | $KL(p \,\Vert\, q)$ | `kl_discrete`, `kl_gauss` | the divergence of $q$ from $p$ |
# | $JS(p, q)$, $m$ | `js_divergence`, `m` | the Jensen-Shannon divergence, and the equal mixture $(p + q)/2$ in it |
# | $r$ | `log_r` (its logarithm) | the ratio $q(x) / p(x)$ at one outcome |
# | $w_k, \mu_k, s_k$ | `w`, `mu`, `s` | weights, means and standard deviations of a mixture of Gaussians |
# | $n!!$ | | the double factorial $n (n-2) (n-4) \cdots$, down to 1 or 2; $(-1)!! = 1$ |

# %% [markdown]
# ## 1 · Twenty questions
#
# A friend in Bergen tells you each evening what the weather was, and each yes or no that she sends costs you a coin. In Bergen half of all days are rainy, a quarter are cloudy, one in eight is
# sunny, and one in eight has snow. Which question do you ask first?
#
# "Did it rain?" The answer is yes on half of the days, and then one question was enough. Otherwise ask "Was it cloudy?", and only then about the sun. Write 0 for yes and 1 for no: every kind of
# weather gets a **code word**, and the questions form a tree.

# %% tags=["hide-input"]
# Draws the questions as a tree, with the code word of each kind of weather.
figure = plotting.code_tree(
    {"rain": "0", "cloud": "10", "sun": "110", "snow": "111"},
    title="Bergen: each question halves what is left",
)
plotting.show(
    figure,
    alt="A tree of three questions. Rain is reached by 0, over half of the width; cloud by 10, over a "
    "quarter; sun by 110 and snow by 111, over an eighth each.",
)

# %% [markdown]
# Look at the strip below the tree. A word of one digit takes up half of it, two digits a quarter, three digits an eighth. In a good code this share is the probability of the outcome: **an outcome of
# probability $p$ deserves a word of $-\log_2 p$ digits.** We call that number the *surprise* of the outcome, and one yes or no a **bit**. Rain surprises you by 1 bit, snow by 3 bits. Something certain surprises you by 0 bits.
#
# Why a logarithm, and no other decreasing function? Because surprises ought to add up. Two independent days of snow have the probability $\tfrac18 \cdot \tfrac18 = \tfrac1{64}$, and take $3 + 3 = 6$ questions. Probabilities
# multiply, questions add; the functions that turn products into sums are the logarithms, and their base is the choice of a unit. With base 2 a fair coin counts 1 bit. Mathematics prefers
# base $e$, and its unit is the **nat**: 1 bit is $\log 2 = 0.6931$ nats. From here on $\log$ is the natural logarithm; where we count bits, we divide by $\log 2$.
#
# What does an evening cost on average? $\tfrac12 \cdot 1 + \tfrac14 \cdot 2 + \tfrac18 \cdot 3 + \tfrac18 \cdot 3 = 1.75$ bits. A code that ignores the weather of Bergen, with two digits for each of the four kinds, costs 2.
# The mean surprise under one's own distribution is the **entropy**,
#
# $$H(p) = -\sum_k p_k \log p_k ,$$
#
# and no code can do better on average. Words have whole numbers of digits, and most probabilities are no powers of $\tfrac12$; but encode a hundred letters at once, and you come as near as you like (Shannon 1948).

# %%
BERGEN = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])  # rain, cloud, sun, snow
print("surprises in bits:", -np.log2(BERGEN))
print("entropy of Bergen's weather:", -(BERGEN @ np.log2(BERGEN)), "bits")
for language, table in FREQUENCIES.items():
    print(f"{language:8}: {-(table @ np.log2(table)):.2f} bits per letter")
print(f"26 letters, all equally frequent: {math.log2(26):.2f} bits per letter")

# %% [markdown]
# ## 2 · The wrong code
#
# The friend moves to Seville. There half of the days are sunny, a quarter cloudy, one in eight is rainy, and one in eight (she swears) has snow. Out of habit you keep Bergen's code: 0 for rain, 10 for
# cloud, 110 for sun, 111 for snow.

# %% tags=["hide-input"]
# Asks for your prediction.
seville_costs = predict(
    "How many bits does an evening in Seville cost on average, in Bergen's code?", unit="bits"
)

# %% tags=["hide-input"]
# Draws the cost of both codes as areas, and compares it with your prediction.
with seville_costs.withheld():
    SEVILLE, NAMES = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8]), ["sun", "cloud", "rain", "snow"]
    figure, panels = plotting.figure(
        1, 2, size=(8.4, 3.4), title="The area is the mean number of bits"
    )
    for ax, word, name in (
        (panels[0], [3, 2, 1, 3], "Bergen's"),
        (panels[1], [1, 2, 3, 3], "its own"),
    ):
        plotting.areas(
            SEVILLE,
            word,
            NAMES,
            title=f"Seville in {name} code: {SEVILLE @ np.array(word):g} bits",
            x_label="share of all days (1)",
            y_label="length of the word (bits)",
            top=4,
            ax=ax,
        )
    plotting.show(
        figure,
        alt="Two rows of four blocks, as wide as the share of days in Seville. In Bergen's code the "
        "widest block, sun, is 3 bits high, and the area is 2.5; in its own code it is 1 bit high, and "
        "the area is 1.75.",
    )
    seville_costs.reveal(
        float(SEVILLE @ np.array([3, 2, 1, 3])),
        why="1/2 x 3 for sun, 1/4 x 2 for cloud, 1/8 x 1 for rain and 1/8 x 3 for snow",
    )

# %% [markdown]
# Both places have an entropy of 1.75 bits, so the habit costs 0.75 bits each evening. Rain has even become cheaper, but it hardly ever rains.
#
# In general: the world draws from $p$, and you have prepared for $q$. Your mean surprise is the **cross-entropy** $H(p, q) = -\sum_k p_k \log q_k$. Had you believed $p$, it would have been $H(p)$. The difference is the price of your belief.
#
# <a id="divergences-kl"></a>
# **Definition (Kullback-Leibler divergence).**
#
# $$KL(p \,\Vert\, q) = H(p, q) - H(p) = \sum_k p_k \log \frac{p_k}{q_k}, \qquad KL(p \,\Vert\, q) = \int p(x) \log \frac{p(x)}{q(x)}\, dx,$$
#
# in nats. The average is taken over the first distribution, the one that the world draws from (Cover and Thomas 2006, section 2.3).
#
# **By hand.** $p = (\tfrac12, \tfrac12)$ and $q = (\tfrac34, \tfrac14)$. The terms are $\tfrac12 \log\tfrac{2}{3} = -0.2027$ and $\tfrac12 \log 2 = 0.3466$, together
# $0.1438$. The other way round: $\tfrac34 \log\tfrac32 + \tfrac14 \log\tfrac12 = 0.3041 - 0.1733 = 0.1308$. It is **not symmetric**: a belief and the world play different parts. And a single term may well be negative.

# %%
p, q = np.array([0.5, 0.5]), np.array([0.75, 0.25])
for name, first, second in (("KL(p || q)", p, q), ("KL(q || p)", q, p)):
    terms = first * np.log(first / second)
    print(f"{name}: terms {terms.round(4)}, sum {terms.sum():.4f} nats")

# %% [markdown]
# ### Two kinds of zero
#
# What if you made no word for snow at all, because you ruled it out: $q_k = 0$? The surprise $-\log q_k$ is infinite. If it then does snow, $p_k > 0$, your mean surprise is infinite too; no amount of good guessing elsewhere can make up for
# it. And a kind of weather that never comes, $p_k = 0$, costs nothing, whatever word you keep for it ($t \log t \to 0$ as $t \to 0$).
#
# | | $p_k = 0$ | $p_k > 0$ |
# | --- | --- | --- |
# | $q_k = 0$ | adds 0 | adds $\infty$ |
# | $q_k > 0$ | adds 0 | adds $p_k \log (p_k / q_k)$ |
#
# ### A bug hunt
#
# The function below is in use in many places, and it returns a number for any two distributions. In the test it snows on every second day, $p = (\tfrac12, \tfrac12)$. Seven forecasters believe less and less in snow; the last one rules it
# out.


# %% nbgrader={"grade": false, "grade_id": "divergences-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def price_of_belief(p, q):
    """Looks right, runs, and is wrong. p, q: [K], probabilities. Returns a float, in nats."""
    tiny = 1e-10
    return np.sum(p * (np.log(p + tiny) - np.log(q + tiny)))


even = np.array([0.5, 0.5])
for snow in (0.25, 1e-2, 1e-4, 1e-8, 1e-12, 1e-16, 0.0):
    print(
        f"snow believed at {snow:7}: {price_of_belief(even, np.array([1 - snow, snow])):.4f} nats"
    )

# %% [markdown]
# The first three prices are right. The others are not, and nothing complains. What should they be, and what happened to them?
#
# ### Exercise 10.1 · `kl_discrete` (level 1, about 15 minutes)
#
# Write it so that it is right for every forecaster: decide what each outcome adds.


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
    for snow in (0.25, 1e-8, 1e-12, 0.0):
        price = kl_discrete(even, np.array([1 - snow, snow]))
        print(f"snow believed at {snow:7}: {price:.4f} nats")
    print(
        "Seville in Bergen's code:", kl_discrete(BERGEN[[2, 1, 0, 3]], BERGEN) / math.log(2), "bits"
    )

# %% [markdown]
# A small number inside the logarithm is a well-known remedy against $\log 0$. But with $\varepsilon$ inside, the price can never exceed $\tfrac12 \log\tfrac1\varepsilon$ minus a constant: 10.82 nats for $\varepsilon = 10^{-10}$, 22.33 for $10^{-20}$.
# A number that depends on $\varepsilon$ is not a property of $p$ and $q$. Worse, it is finite, so nobody notices that a model has ruled out what it should explain.
#
# Now the five languages. How many bits per letter does it cost to send a text in one language with the code of another?

# %% tags=["hide-input", "demo"]
# Draws the price of each language in the code of each other one.
with needs(kl_discrete):
    prices = np.array([[kl_discrete(a, b) / math.log(2) for b in TABLES] for a in TABLES])
    axes = plotting.heat_map(
        prices,
        title="What a letter costs in the wrong language's code",
        x_label="the code is made for",
        y_label="the text is in",
        bar_label="extra bits per letter",
        annotate=True,
    )
    axes.set_xticks(range(len(LANGUAGES)), LANGUAGES)
    axes.set_yticks(range(len(LANGUAGES)), LANGUAGES)
    plotting.show(
        axes,
        alt="A 5 by 5 table. Its diagonal is 0. Spanish in Italian code costs 0.21 bits per letter and Italian in Spanish code "
        "0.11; Dutch in German code 0.13 and the reverse as much; English in Italian code 0.60, the most.",
    )

# %% [markdown]
# A letter of German takes 4.09 bits in its own code and 0.13 more in the Dutch one, but 0.53 more in the Italian one, which keeps very long words for k and w. The table is not symmetric: Italian is cheap to send in
# Spanish code, Spanish in Italian code costs twice as much.
#
# Libraries have their own argument order and their own averages. `torch.nn.functional.kl_div` takes the *log*-probabilities of $q$ first, then the probabilities of
# $p$, and by default divides by the number of entries. Given $(\tfrac12, \tfrac12)$ twice it returns $-1.193$, an impossible number. Why impossible is the subject of the next section.

# %%
half, three_to_one = torch.tensor([0.5, 0.5]), torch.tensor([0.75, 0.25])
print(f"kl_div(p, p): {F.kl_div(half, half, reduction='sum').item():.3f}")
right = F.kl_div(three_to_one.log(), half, reduction="sum").item()
print(f"kl_div(log q, p, reduction='sum'): {right:.4f} nats")

# %% [markdown]
# ## 3 · Never negative
#
# Can a wrong code be cheaper than the right one? Single terms of the sum are negative, as rain in Seville shows. Their sum is not, and one picture says why.
#
# Take $p = (\tfrac12, \tfrac12)$ and $q = (\tfrac34, \tfrac14)$ again, and look at the ratio $r = q/p$, which is $1.5$ for one outcome and $0.5$ for the other. Its mean under $p$ is
# $\tfrac12 \cdot 1.5 + \tfrac12 \cdot 0.5 = 1$, and that is no accident: in $\sum_k p_k \frac{q_k}{p_k}$ each $p_k$ cancels, and the $q_k$ add up to 1. The divergence is minus the mean of $\log r$.

# %% tags=["hide-input"]
# Draws the chord below the logarithm.
axes = plotting.jensen(
    [1.5, 0.5], [0.5, 0.5], title="The chord lies below the curve; the thick line is the divergence"
)
plotting.show(
    axes,
    alt="The curve of the logarithm and the chord between the ratios 0.5 and 1.5. Above the mean ratio "
    "1 the chord is at -0.1438, the curve at 0; a thick line joins them.",
)

# %% [markdown]
# The logarithm bends downwards (it is **concave**), so a chord lies below it: the mean of the logarithms is at most the logarithm of the mean. That is **Jensen's inequality**, and it holds for any number of points. Here the logarithm of the mean is $\log 1 = 0$, so
# the mean of the logarithms is below 0, and the divergence above. In formulas, leaving out the outcomes with $p_k = 0$, which contribute nothing:
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
# It is never *negative*. It is zero when the two agree, and only then; that is what makes it useful as a goal.

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
# **By hand:** $p = (1, 0)$ and $q = (0.4, 0.6)$ give $\log 0.4 = -0.9163$, and indeed $KL = 1 \cdot \log \tfrac{1}{0.4} = 0.9163$. Here Jensen's step loses nothing; the mass that $q$ wastes accounts for everything.

# %%
sure, spread = np.array([1.0, 0.0]), np.array([0.4, 0.6])
seen = sure > 0
minus_kl = -np.sum(sure[seen] * np.log(sure[seen] / spread[seen]))
print(f"-KL = {minus_kl:.4f}, log of q where p > 0: {math.log(spread[seen].sum()):.4f}")
print("'the bound is log 1 = 0' FAILS: it is lower")

# %% [markdown]
# ## 4 · Meeting in the middle
#
# An infinite price is awkward, and so is a number that depends on the order. So let both distributions be judged by the same third one, their
# mixture $m = (p + q)/2$. The **Jensen-Shannon divergence** is the mean of the two prices,
#
# $$JS(p, q) = \tfrac12 KL(p \,\Vert\, m) + \tfrac12 KL(q \,\Vert\, m) .$$
#
# **By hand.** $(1, 0)$ and $(\tfrac12, \tfrac12)$ have the mixture $m = (\tfrac34, \tfrac14)$. The two halves are $\tfrac12 \log\tfrac43 = 0.1438$ and
# $\tfrac12 (\tfrac12 \log\tfrac23 + \tfrac12 \log 2) = 0.0719$, together $0.2158$.
#
# We test it on two parallel lines. $P$ is spread evenly over a vertical line segment at 0, and $Q$ over the same segment at the place $\theta$. Beside $KL$ and $JS$ we take a third number, the least work that moves one
# onto the other, mass times distance, which is called $W_1$.

# %% tags=["hide-input"]
# Asks for your prediction.
slope = predict(
    "Q comes closer, from theta = 1 to theta = 0.1. What does JS do?",
    choices=["it shrinks in proportion", "it shrinks more slowly", "it stays where it is"],
)

# %% [markdown]
# ### Exercise 10.2 · `js_divergence` (level 1, about 10 minutes)
#
# Two divergences, half of each.


# %% nbgrader={"grade": false, "grade_id": "divergences-js_divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def js_divergence(p: np.ndarray, q: np.ndarray) -> float:
    """The Jensen-Shannon divergence of two distributions on the same K outcomes.

    p, q: [K] float64, probabilities that sum to 1, zeros allowed in both; they are not changed.
    Returns KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, a float in nats. This is the
    divergence, not the distance, which is its square root.
    """
    ### BEGIN SOLUTION
    m = 0.5 * (p + q)
    return (kl_discrete(p, m) + kl_discrete(q, m)) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-js_divergence-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.js_divergence", js_divergence)

# %% tags=["hide-input", "demo"]
# Measures the three at every shift, and compares JS with your prediction.
with needs(kl_discrete, js_divergence), slope.withheld():
    thetas = np.arange(-100, 101) / 100
    at_zero, js, work, kl = np.eye(201)[100], [], [], []
    for theta, moved in zip(thetas, np.eye(201), strict=True):
        js.append(js_divergence(at_zero, moved))
        kl.append(kl_discrete(at_zero, moved))
        work.append(wasserstein_distance(thetas, thetas, at_zero, moved))
    apart = np.where(thetas == 0, np.nan, js)
    axes = plotting.curves(
        thetas,
        {"JS (nats)": apart, "W1 (units of length)": work},
        x_label="shift theta (units of length)",
        y_label="difference between the two lines",
        title=f"KL is {max(kl)} for every shift but 0; only W1 says how far apart they are",
    )
    axes.plot(0, js[100], color=plotting.COLOURS[0], marker="o", linestyle="none")
    axes.plot(0, js[0], color=plotting.COLOURS[0], marker="o", fillstyle="none", linestyle="none")
    plotting.show(
        axes,
        alt="JS and W1 against the shift: JS is flat at 0.69 on both sides, with a single point at 0 "
        "for shift 0; W1 is shaped like a V with its tip at 0.",
    )
    slope.reveal(
        "it stays where it is" if math.isclose(js[0], js[90]) else "it shrinks in proportion",
        told=f"it stays at log 2 = {js[0]:.4f}",
        why="the two share nothing until they coincide",
    )

# %% [markdown]
# <a id="divergences-parallel-lines"></a>
# However small $\theta \ne 0$ is, the two lines share nothing, so $KL = \infty$ both ways
# and $JS = \log 2$; and $W_1 = \lvert\theta\rvert$ (Arjovsky, Chintala and Bottou 2017, example 1). A flat curve has no gradient. If you move $Q$ by following $JS$, you cannot tell which way to go; chapters 14 and 15 meet this problem in earnest.
#
# <a id="divergences-js"></a>
# **Statement (Jensen-Shannon divergence).** $JS(p, q) = \tfrac12 KL(p \,\Vert\, m) + \tfrac12 KL(q \,\Vert\, m)$ with $m = \tfrac{p + q}{2}$ is symmetric, $0 \le JS \le \log 2$, and its square root is a metric (Lin 1991; Endres and Schindelin 2003).
#
# The upper bound takes one line: $m \ge p/2$, so $\log \frac pm \le \log 2$, and likewise for $q$. It is reached when the two have no outcome in common.
#
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
        js_now = js_divergence(p_now, q_now)
        print(f"J = {jeffreys:.4f}, J/4 = {jeffreys / 4:.4f}, JS = {js_now:.4f}; 'J = JS' FAILS")

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
# ## 5 · When all you have is samples
#
# For images or sentences nobody can sum over all outcomes. But often we can draw $x$ from $p$, and evaluate $\log p(x)$ and $\log q(x)$ at the draws: a language model and an earlier version of it, say. Then we average $\log \frac{p(x)}{q(x)}$.
# Take $\mathcal{N}(0, 1)$ and $\mathcal{N}(0.1, 1)$, with a divergence of $\tfrac12 \cdot 0.1^2 = 0.005$ (section 6), and 100 draws.

# %% tags=["hide-input"]
# Asks for your prediction.
below = predict(
    "KL is never negative. What percentage of such estimates from 100 draws is negative?",
    unit="%",
)

# %%
DRAWS = np.random.default_rng(0).standard_normal((20_000, 100))  # each row is one experiment
LOG_P = gaussian_log_density(DRAWS, 0.0, 1.0)
LOG_Q = gaussian_log_density(DRAWS, 0.1, 1.0)
estimates = (LOG_P - LOG_Q).mean(axis=1)

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
    axes.axvspan(
        estimates.min(), 0, color=plotting.COLOURS[1], alpha=0.15, label="negative", zorder=0
    )
    axes.axvline(0, color=plotting.INK, linestyle="-", linewidth=1)
    axes.axvline(0.005, color=plotting.INK, linestyle=":", label="the divergence, 0.005")
    axes.legend()
    plotting.show(
        axes,
        alt="A bell-shaped histogram of estimates around a line at 0.005 nats, reaching from about "
        "-0.03 to 0.04; the part left of 0, almost a third of it, is shaded.",
    )

# %% [markdown]
# Nothing is wrong: the sum over all outcomes cannot be negative, but a mean over a few of them can. Still, a negative price is a nuisance, and the spread is twice the number that we want to know.
#
# We can do better for free. You may add to each draw's $\log\frac{p(x)}{q(x)}$ anything whose average over $p$ is 0: the mean of many estimates stays what it was. The right thing to add is nearly as large as the noise, with the other sign.
#
# ### Exercise 10.3 · `kl_from_samples` (level 2, about 20 minutes)
#
# Find an estimator that is right on average and to which **no single draw contributes a negative number**. Two questions lead there. Which simple function of $r = q(x)/p(x)$ has the mean 0 under $p$? (Section 3 computed its mean.) And how
# much of it do you have to add, so that the sum touches 0 where $r = 1$ and is positive elsewhere? Draw $-\log r$, and its tangent at $r = 1$.
#
# To compare: a draw at which $q$ is twice $p$ contributes $0.3069$, and one at which $q$ is half of $p$ contributes $0.1931$.


# %% nbgrader={"grade": false, "grade_id": "divergences-kl_from_samples", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_from_samples(log_p: np.ndarray, log_q: np.ndarray) -> float:
    """An estimate of KL(p || q) from n draws of p: right on average, and never negative.

    log_p, log_q: [n] float64, natural logarithms of both probabilities (or densities) at the
    draws, finite, possibly near -1000; they are not changed.
    Returns a float, in nats: the mean over the draws of the log-ratio plus a term that has the
    mean 0 under p, chosen so that every draw contributes 0 or more.
    """
    ### BEGIN SOLUTION
    log_r = log_q - log_p
    return float(np.mean(np.expm1(log_r) - log_r))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-kl_from_samples-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.kl_from_samples", kl_from_samples)

# %% tags=["hide-input", "demo"]
# Draws your estimates beside the plain ones.
with needs(kl_from_samples), below.withheld():
    yours = np.array(
        [kl_from_samples(*row) for row in zip(LOG_P[:2000], LOG_Q[:2000], strict=True)]
    )
    plain = (LOG_P[:2000] - LOG_Q[:2000]).mean(axis=1)
    print(f"plain: mean {plain.mean():.4f}, spread {plain.std():.4f} nats")
    print(f"yours: mean {yours.mean():.4f}, spread {yours.std():.4f} nats")
    axes = plotting.curves(
        np.linspace(0, 100, 2000),
        {"plain": np.sort(plain), "yours": np.sort(yours)},
        lines={"the divergence": 0.005},
        x_label="experiments with 100 draws each, in order of their estimates (%)",
        y_label="estimate (nats)",
        title="The same draws, but no estimate is negative and the spread has shrunk",
    )
    plotting.show(
        axes,
        alt="2,000 estimates in ascending order. The plain ones climb from about -0.03 to 0.04 and cross "
        "0 at 31%; yours stay close to 0.005 throughout.",
    )

# %% [markdown]
# Same draws, same mean, and a fourteenth of the spread. This estimator is widely used to keep a language model near its earlier self while it is trained on rewards (Schulman 2020). One condition is easy to forget: the mean of $r$ under $p$ is 1 only if $q$ has no mass where $p$ has none, as in section 3.

# %% [markdown]
# ## 6 · Two bell curves
#
# With densities the sum becomes an integral, and for two Gaussians it has a closed form. We call the one that draws $q = \mathcal{N}(\mu_q, \sigma_q^2)$ and the other one $p = \mathcal{N}(\mu, \sigma^2)$, as chapter 11 does.
#
# **The easy case: equal widths**, $\sigma_q = \sigma$. The two logarithms share their normalising constant, so
#
# $$\log\frac{q(z)}{p(z)} = \frac{(z - \mu)^2 - (z - \mu_q)^2}{2 \sigma^2} .$$
#
# Now average under $q$. The second square gives the variance $\sigma^2$. The first is measured from the wrong centre: $\mathbb{E} z^2 = \sigma_q^2 + \mu_q^2$, because the variance is $\mathbb{E} z^2 - \mu_q^2$; shifted by $\mu$
# this is $\mathbb{E}(z - \mu)^2 = \sigma_q^2 + (\mu_q - \mu)^2$. What remains is $KL = \frac{(\mu_q - \mu)^2}{2\sigma^2}$: half the squared distance, counted in widths. That was the $0.005$ of section 5.
#
# ### Exercise 10.4 · `kl_gauss` (level 1, about 15 minutes)
#
# And if the widths differ? Do the same: write down both logarithms, and average each under the Gaussian that draws. Now the constants do not cancel, and the squares are divided by different variances. To compare: from $\mathcal{N}(0, 1)$ to $\mathcal{N}(1, 2^2)$ it
# is $0.4431$, and reversed $1.3069$. The arguments are standard deviations. (Pass variances, and $0.4431$ becomes $0.9488$: a wrong number that looks as good as the right one.)


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
    there, back = kl_gauss(0.0, 1.0, 1.0, 2.0), kl_gauss(1.0, 2.0, 0.0, 1.0)
    print(f"forward {there:.4f}, reversed {back:.4f}")
    here, wide = gaussian_log_density(LINE, 0.0, 1.0), gaussian_log_density(LINE, 1.0, 2.0)
    print(f"by quadrature {divergence_on_grid('forward', here, wide, x=LINE):.4f}")

# %% [markdown]
# If you believe in a narrow bell, a wide world will surprise you badly. Sympy integrates the two pieces for us, as you did by hand.

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
# ### A common slip: the minus sign lost between two pieces
# <a id="divergences-slip-sign"></a>
#
# Call $\int q \log q$ the first piece. If the second is $\int q \log p$, the divergence is their *difference*; if the second is $-\int q \log p$, their *sum*. Define it one way and
# use it the other way, and the result is negative, which section 3 forbids.

# %%
first = -0.5 * (math.log(2 * math.pi) + 1)
second = -0.5 * math.log(2 * math.pi * 2**2) - (1 + 1) / (2 * 2**2)
print(f"pieces {first:.4f} and {second:.4f}")
print(f"difference {first - second:.4f} nats; the sum, {first + second:.4f}, FAILS: it is below 0")

# %% [markdown]
# ## 7 · The integrals underneath
#
# Averages of squares under a bell curve carried the last section; the spread of such averages needs fourth powers, and so on. All of them rest on $I_n = \int_{\mathbb{R}} x^n e^{-a x^2} dx$.
#
# **The smallest case.** $I_0 = \sqrt{\pi / a}$ is the area under the bell. For $I_2$ differentiate $x\, e^{-a x^2}$: the derivative is $e^{-a x^2} - 2 a x^2 e^{-a x^2}$. Integrated over the whole line a derivative gives the
# difference of the function's values at both ends, here $0$. So $0 = I_0 - 2 a I_2$, and $I_2 = \frac{1}{2a} I_0$. At $a = 1$ this is $\tfrac12\sqrt\pi = 0.8862$.
#
# ### Exercise 10.5 · `gaussian_moment` (level 2, about 15 minutes)
#
# Climb on. Which function do you differentiate to get from $I_2$ to $I_4$, and from $I_{n-2}$ to $I_n$? And what about odd $n$? To compare: $I_4 = 1.3293$ at $a = 1$.


# %% nbgrader={"grade": false, "grade_id": "divergences-gaussian_moment", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gaussian_moment(n: int, a: float) -> float:
    """The integral of x^n exp(-a x^2) over the whole line.

    n: a whole number, n >= 0. a: positive.
    Returns a float.
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

# %%
x, a = sympy.symbols("x", real=True), sympy.symbols("a", positive=True)
bell, LIMITS = sympy.exp(-a * x**2), (x, -sympy.oo, sympy.oo)
fourth = Derivation(sympy.Integral(x**4 * bell, LIMITS), because="the fourth moment")
fourth.step(3 / (2 * a) * sympy.Integral(x**2 * bell, LIMITS), because="by parts")
fourth.step(3 / (2 * a) * 1 / (2 * a) * sympy.Integral(bell, LIMITS), because="by parts again")
fourth.step(3 / (2 * a) ** 2 * sympy.sqrt(sympy.pi / a), because="the plain bell")

# %% [markdown]
# <a id="divergences-gaussian-moment"></a>
# **Statement.** Only every second number appears among the factors, which the double factorial writes as $(n-1)!! = (n-1)(n-3)\cdots 1$. For $a > 0$,
#
# $$\int_{\mathbb{R}} x^n e^{-a x^2} dx = \frac{(n-1)!!}{(2a)^{n/2}} \sqrt{\frac{\pi}{a}} \quad (n \text{ even}), \qquad 0 \quad (n \text{ odd})$$
#
# (Gradshteyn and Ryzhik 2007, 3.461). Test such a formula at $n = 4$, not at $n = 2$, where most wrong ones are right.
#
# <a id="divergences-wallis"></a>
# **A by-product: $\pi$.** At $a = \tfrac12$ the ratios of each even moment to the one before are $1, 3, 5, \dots$, the odd numbers. On the half-line, the odd powers have the moments
# $1, 2, 8, 48, \dots$, each $2, 4, 6, \dots$ times the one before: the even numbers. The half-line moments $J_n$ satisfy $J_n^2 \le J_{n-1} J_{n+1}$ (Cauchy and Schwarz), so
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
# ## 8 · Which way round to fit
#
# So far both distributions were given. Now we choose one: the best single bell $q$ for two hills $p$. One bell cannot be right about both, so what should it do?


# %% tags=["hide-input"]
# Prepares the drawing of two hills and the Gaussians that fit them best.
def fits_at(offset, kinds=DIVERGENCES):
    """The best single Gaussian for two bells at -offset and offset, by each divergence."""

    def hills(x):
        return two_bells(x, offset=offset)

    return {kind: fit_gaussian(hills, kind, x=LINE) for kind in kinds}


def draw_fits(offset, kinds=DIVERGENCES):
    """Two bells of width 1/2 at -offset and offset, and the Gaussians that fit them best."""
    shown = np.linspace(-6, 6, 601)
    density = {"two hills": np.exp(two_bells(shown, offset=offset))}
    for kind, fit in fits_at(offset, kinds).items():
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
# Draws two hills and the two Gaussians that fit them best.
plotting.show(
    draw_fits(2.0, DIVERGENCES[:2]),
    alt="Two equal hills at -2 and 2, filled, and two Gaussians. The forward one is low and wide and "
    "covers both hills and the valley in between; the reverse one lies on the right hill and is twice "
    "as high.",
)

# %% [markdown]
# Both are the *nearest* Gaussian. They differ only in which way round the divergence is taken: the wide one makes $KL(p \,\Vert\, q)$ smallest, the narrow one $KL(q \,\Vert\, p)$. A model trained with the wrong one will do exactly what it was asked to do, and not what
# you wanted. Look at what each direction punishes.
#
# <a id="divergences-forward-reverse"></a>
# **Statement.** The *forward* divergence $KL(p \,\Vert\, q)$ contains $-\int p \log q$, which goes to $\infty$ where $q \to 0$ and $p$ has mass: the fit must **cover** every mode. The
# *reverse* one, $KL(q \,\Vert\, p)$, punishes $q$ where $p \to 0$ and does not care what $q$ leaves out: once the modes are far enough apart, the fit **seeks one** of them
# (Minka 2005, section 3; Goodfellow 2016, section 3.2).
#
# The forward fit can be found without a search. Write $m$ and $v$ for the mean and the variance of $q$: $-\int p \log q = \tfrac12 \log 2\pi v + \frac{1}{2v} \mathbb{E}_p (x - m)^2$. The derivative with respect to $m$ vanishes at
# $m = \mathbb{E}_p x$, and the one with respect to $v$ at $v = \mathbb{E}_p (x - m)^2$. So the best Gaussian has the mean and the variance **of the mixture**.
#
# **By hand.** Here $p = \tfrac12 \mathcal{N}(-2, 0.5^2) + \tfrac12 \mathcal{N}(2, 0.5^2)$. So $m = 0$, and each half has $\mathbb{E} x^2 = 0.25 + 4$: the standard deviation is $\sqrt{4.25} = 2.0616$.
#
# ### Exercise 10.6 · `forward_kl_gaussian` (level 2, about 15 minutes)
#
# And for any number of hills, with any weights and widths, whose mean is not 0? To compare: weights $(\tfrac14, \tfrac34)$, means $(-2, 2)$ and standard deviations $(\tfrac12, 1)$ give $m = 1$ and a standard deviation of $1.953$. (Averaging the two variances gives $0.901$. What does
# that forget?)


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
# And Jensen-Shannon, which treats both alike?

# %% tags=["hide-input"]
# Asks for your prediction.
cover = predict(
    "Fit one Gaussian to these hills, at -2 and 2, by JS. Does it cover both hills or choose one?",
    choices=["it covers both", "it chooses one", "it sits between the middle and a hill"],
)

# %% tags=["hide-input"]
# Fits the hills at offset 2 by JS, and compares the fit with your prediction.
with cover.withheld():
    at_two = fits_at(2.0)["Jensen-Shannon"]
    cover.reveal(
        "it covers both" if abs(at_two.mean) < 0.1 else "it chooses one",
        told=f"it covers both: mean {abs(at_two.mean):.3f}, deviation {at_two.sd:.3f}",
        why=f"{at_two.value:.4f} nats are left, against 0.2157 for the best Gaussian on one hill",
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
    static=[{"offset": 3.0}, {"offset": 1.2}],
    predict=cover,
    answer="Find the offset where JS jumps, and where the reverse fit does.",
    offset=Slider("offset of the hills (units of x)", 0.5, 3.0, 0.02),
)

# %% tags=["hide-input"]
# Draws where each fit lets go of the middle.
with cover.withheld():
    offsets = np.array([0.6, 1.0, 1.2, 1.38, 1.42, 1.6, 1.8, 2.0, 2.1, 2.14, 2.3, 2.6, 3.0])
    tables = [fits_at(offset) for offset in offsets]
    means = {kind: np.array([abs(fits[kind].mean) for fits in tables]) for kind in DIVERGENCES}
    # A point that is not drawn breaks each curve where it jumps.
    jumps = np.flatnonzero(np.any([np.diff(line) > 1 for line in means.values()], axis=0)) + 1
    broken = {
        kind: np.insert(line, jumps, np.where(np.diff(line)[jumps - 1] > 1, np.nan, line[jumps]))
        for kind, line in means.items()
    }
    axes = plotting.curves(
        np.insert(offsets, jumps, offsets[jumps]),
        broken,
        x_label="offset of the hills (units of x)",
        y_label="distance of the fit from the middle (units of x)",
        title="Reverse KL lets go at 1.40, JS at 2.12, forward KL never",
    )
    plotting.show(
        axes,
        alt="Distance of the fitted mean from the middle against the offset. The forward curve stays "
        "at 0; the reverse one is 0 up to 1.4, then jumps and equals the offset; Jensen-Shannon does "
        "the same at 2.12.",
    )

# %% [markdown]
# <a id="divergences-jumps"></a>
# At offset 2 the JS fit is $(0, 2.042)$: it covers both hills. It jumps to one of them at $2.12$, and the reverse fit already at $1.40$; the forward fit never does. Neither move is gradual: the objective has two valleys, and at that
# offset the other one becomes the deeper. So "reverse seeks modes" is true only of modes that are far enough apart, and a search that starts at 0 and walks downhill may miss the jump.

# %% [markdown]
# ## 9 · What a training objective follows
#
# Nobody writes a divergence into a training loop. They write a loss, and the loss has a direction. **Maximum likelihood** averages $-\log q(x)$ over data, the surprise of the model. As the data set grows, that average becomes the cross-entropy
#
# $$-\mathbb{E}_p \log q = KL(p \,\Vert\, q) + H(p),$$
#
# and since $H(p)$ does not contain $q$, what is minimised is the *forward* divergence. (The loss of a classifier is called cross-entropy for that reason.) If instead we can evaluate $\log p$ and draw from $q$, as for the guess at the posterior in chapter 11, then
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
# Chapter 14 trains a generator $P_g$ against a discriminator that tells its samples from data $P_d$. With the best discriminator that game follows $2\,JS(P_d, P_g)$, not the reverse divergence (Arjovsky and Bottou 2017). The slopes differ, here for
# $P_d = \mathcal{N}(0, 1)$ and $P_g = \mathcal{N}(\mu, 0.7^2)$ at $\mu = 1.5$; chapter 14 shows why.

# %% tags=["hide-input"]
# Differentiates both divergences with respect to the generator's mean.
at = torch.linspace(-12, 12, 4001, dtype=torch.float64)
mean = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
data = torch.distributions.Normal(0.0, 1.0).log_prob(at).exp()
made = torch.distributions.Normal(mean, 0.7).log_prob(at).exp()
middle = (data + made) / 2
for name, integrand, verdict in (
    ("2 JS", data * (data / middle).log() + made * (made / middle).log(), "what the game follows"),
    ("KL(P_g || P_d)", made * (made / data).log(), "FAILS as its description"),
):
    area = torch.trapezoid(integrand, at)
    (gradient,) = torch.autograd.grad(area, mean, retain_graph=True)
    print(f"d/dmu of {name:14}: {gradient.item():.4f}, {verdict}")

# %% [markdown]
# ## 10 · Which language?
#
# Back to the shuffled letters. Before the first letter, each of the five languages is equally likely. Each reader gives the whole text a probability: the product of the letters' frequencies in that language, as if letters were drawn independently. By Bayes' rule the probability of a
# language, given the text, is proportional to that product.
#
# **By hand.** Take two "languages" with two letters: in one of them both are equally frequent, in the other they have the frequencies $(\tfrac34, \tfrac14)$. After the letter 0 the odds are $\tfrac12$ to $\tfrac34$, that is, the probabilities are $0.4$ and $0.6$. After 0 and 1 the odds are $\tfrac14$ to $\tfrac3{16}$: $\tfrac47$ and $\tfrac37$.
#
# It sounds like three lines. Here are the products for the whole story from which the letters were taken:

# %%
ITALIAN = letters_of(STORIES["Italian"])
print(len(ITALIAN), "letters:", np.prod(TABLES[:, ITALIAN], axis=1))

# %% [markdown]
# ### Exercise 10.7 · `language_odds` (level 2, about 20 minutes)
#
# Five times zero, and $\tfrac00$ is no probability. Write it so that it works for a text of any length. What would you rather add than multiply, and what can you change in all five sums without changing the result? You have used the trick before.


# %% nbgrader={"grade": false, "grade_id": "divergences-language_odds", "locked": false, "schema_version": 3, "solution": true, "task": false}
def language_odds(letters: np.ndarray, tables: np.ndarray) -> np.ndarray:
    """How probable each language is, given a text; before it, all are equally probable.

    letters: [n] int64, the text: letter number i of it is column letters[i] of the tables; n may
    be 0, or many thousands. tables: [L, K] float64, one row of letter probabilities per language,
    zeros allowed: a letter with a 0 rules its language out (never all of them). Neither is changed.
    Returns [L] float64, probabilities that sum to 1.
    """
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        log_odds = np.log(tables[:, letters]).sum(axis=1)
    odds = np.exp(log_odds - log_odds.max())
    return odds / odds.sum()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "divergences-language_odds-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("divergences.language_odds", language_odds)

# %% [markdown]
# Try a sentence of your own, then read one of the stories letter by letter.

# %% tags=["demo"]
SENTENCE = "Who left the garden door open last night"  # write your own here
with needs(language_odds):
    for name, chance in zip(LANGUAGES, language_odds(letters_of(SENTENCE), TABLES), strict=True):
        print(f"{name:8} {chance:6.1%}")


# %% tags=["hide-input", "demo"]
# Lets you read the story in any of the five languages, letter by letter.
def draw_reading(language, count, odds):
    """The probabilities of the five languages after the first letters of a story."""
    letters = letters_of(STORIES[language])[:count]
    chances = 100 * np.asarray(odds(letters, TABLES))
    drawing, ax = plotting.figure(size=(7.4, 3.2))
    colours = [plotting.COLOURS[1 if name == language else 0] for name in LANGUAGES]
    hatches = ["//" if name == language else "" for name in LANGUAGES]
    ax.barh(LANGUAGES, chances, color=colours, hatch=hatches, edgecolor=plotting.PAPER)
    for place, chance in enumerate(chances):
        ax.text(chance + 1, place, f"{chance:.0f}%", va="center", fontsize=9)
    shown = "".join(ALPHABET[letter] for letter in letters[-50:])
    ax.set(xlim=(0, 109), xlabel="probability (%); hatched: the right one", ylim=(4.6, -0.6))
    ax.set_title(f"{'...' if count > 50 else ''}{shown}", family="DejaVu Sans Mono")
    return drawing


with needs(language_odds):
    explore(
        partial(draw_reading, odds=language_odds),
        label="Read on",
        alt=lambda language, count: (
            f"Five bars: the probabilities of the languages after {count} letters of the {language} story."
        ),
        static=[{"language": "Dutch", "count": 20}, {"language": "Dutch", "count": 60}],
        language=Choice("story in", LANGUAGES),
        count=Slider("letters read", 0, 200, 1),
    )

# %% [markdown]
# ### How many letters does it take?
#
# Each letter of a Dutch text adds its $\log\frac{p}{q}$ to the logarithm of the odds of Dutch against German. On average that is $KL(\text{Dutch} \,\Vert\, \text{German})$, the price from the table in section 2. So the divergence has a second meaning: **it is the evidence that
# each observation brings against the wrong belief.**

# %% tags=["hide-input"]
# Asks for your prediction.
certain = predict(
    "About how many letters of Dutch does it take, on average, until the odds against German are 1000 to 1, "
    "which is 10 bits?",
    unit="letters",
)

# %% tags=["hide-input", "demo"]
# Divides ten bits by the price of a letter, and compares the result with your prediction.
with needs(kl_discrete), certain.withheld():
    per_letter = kl_discrete(FREQUENCIES["Dutch"], FREQUENCIES["German"]) / math.log(2)
    certain.reveal(
        round(10 / per_letter),
        within=15,
        why=f"each letter brings {per_letter:.3f} bits on average, and 10 bits are wanted",
    )

# %% tags=["hide-input", "demo"]
# Draws how often your function is right, by the number of letters that it reads.
with needs(language_odds), certain.withheld():
    LENGTHS = [1, 5, 10, 20, 30, 40, 60, 80, 100, 150]
    right = []
    for length in LENGTHS:
        hits = []
        for index, language in enumerate(LANGUAGES):
            letters = letters_of(STORIES[language])
            starts = range(0, len(letters) - length + 1, 5)
            hits += [
                language_odds(letters[s : s + length], TABLES).argmax() == index for s in starts
            ]
        right.append(100 * np.mean(hits))
    axes = plotting.curves(
        LENGTHS,
        {"your function": right},
        lines={"guessing": 20},
        x_label="letters read",
        y_label="languages named correctly (%)",
        title="Sixty letters are enough for nine guesses in ten",
    )
    axes.set_ylim(0, 103)
    plotting.show(
        axes,
        alt="Percentage of stretches of the five stories whose language is named correctly: about 30 "
        "with one letter, 57 with ten, 93 with sixty, 100 with 150.",
    )

# %% tags=["hide-input", "demo", "end-result"]
# Draws your function at work on the shuffled letters of the beginning.
with needs(language_odds):
    mixed = np.random.default_rng(3).permutation(letters_of(STORIES["Italian"]))[:60]
    chances = np.array([language_odds(mixed[:n], TABLES) for n in range(61)])
    drawing, ax = plotting.figure(size=(8.4, 3.8))
    axes = plotting.curves(
        np.arange(61),
        dict(zip(LANGUAGES, 100 * chances.T, strict=True)),
        x_label="letters read",
        y_label="probability (%)",
        title="Your function reads shuffled letters, and makes up its mind",
        ax=ax,
    )
    axes.set_xticks(range(61), ["", *(ALPHABET[letter] for letter in mixed)])
    axes.grid(False, axis="x")
    plotting.show(
        drawing,
        alt="The probabilities of five languages over sixty shuffled letters. All begin at 20%; English "
        "leads with about 60% up to the thirtieth letter, then Italian overtakes it and reaches 99%.",
    )

# %% [markdown]
# In real words letters are not independent, so your function is a little too sure of itself on running text. Real language detectors do the same with the frequencies of three letters in a row. And the loss by which a language model is trained is the surprise of a reader with a much better table: one who has read everything that came before.
#
# ## 11 · In your own words
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
# - An outcome of probability $p$ surprises by $-\log p$; surprises add up, and their mean is the length of the best code.
# - $KL(p \,\Vert\, q)$ is the extra surprise of believing $q$ when the world is $p$: never negative, not symmetric, infinite where $q$ rules out what happens. Estimated from samples it may come out negative, unless you add $r - 1$.
# - $JS$ is symmetric and at most $\log 2$; for distributions that share nothing it is exactly that, and gives no direction.
# - Two Gaussians have a closed form, and it rests on one integral with a double factorial.
# - Forward fits cover and match moments; reverse fits seek a mode once the modes are far enough apart; JS changes sides. A loss has a direction: maximum likelihood is forward, an expectation under the model is reverse.
#
# **The question of the opening.** The shuffled letters are Italian because the Italian reader is surprised least, and the others' extra surprise per letter is a divergence. In practice training follows the forward direction wherever data can be sampled and the model gives
# probabilities (classifiers, language models), the reverse one where the model is sampled and a target can be evaluated (variational inference, or a policy that is held near an earlier one), and something else where supports do not meet (chapter 15).
#
# **Where it goes from here.** Chapter 11 uses both directions, chapter 14 turns $JS$ into a game, chapter 15 asks for a distance that still has a slope, and chapter 20 fences in a policy with a divergence.
#
# **References.** Shannon (1948), A mathematical theory of communication, section 9. Cover and Thomas (2006), Elements of information theory, sections 2.3, 2.6 and 5.4. Lin (1991), Divergence measures based on the Shannon entropy. Endres and Schindelin (2003), A new metric for
# probability distributions. Jeffreys (1946), An invariant form for the prior probability in estimation problems. Minka (2005), Divergence measures and message passing, section 3. Goodfellow (2016), NIPS 2016 tutorial:
# generative adversarial networks, section 3.2. Kingma and Welling (2014), Auto-encoding variational Bayes, appendix B. Schulman (2020), Approximating KL divergence. Gradshteyn and Ryzhik (2007), Table of integrals, series, and products, 3.461. Arjovsky, Chintala and
# Bottou (2017), Wasserstein generative adversarial networks, example 1. Arjovsky and Bottou (2017), Towards principled methods for training generative adversarial networks, theorem 2.5. Wallis (1656), Arithmetica infinitorum.
#
# **Letter frequencies.** English: Lewand (2000), Cryptological mathematics, page 36. Dutch: Genootschap Onze Taal, Letterfrequenties. German: Beutelspacher (2005), Kryptologie, page 10. Spanish: Pratt (1942), Secret and urgent, pages 254 and 255. Italian: Singh and Galli (1999),
# Codici e segreti. As compiled in Wikipedia, Letter frequency (2025), with accents dropped.
