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
# # 01 · The perceptron
#
# Here is a machine that reads. Nobody told it what a loop is, or a stroke. It has 784 numbers, one for each pixel of an image, and these numbers were changed a little
# each time it took a 3 for an 8, or an 8 for a 3. When it was right, nothing was changed.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import itertools
import math

import numpy as np
import sympy
from scipy.optimize import linprog
from sklearn.linear_model import Perceptron

from course_utils import begin, plotting
from course_utils.checks import check, needs
from course_utils.data import load
from course_utils.symbolic import Derivation
from course_utils.widgets import Choice, Slider, explore, predict

begin("01_perceptron", release="2026.1")

# %% tags=["hide-input"]
# Draws digits, and lets a ready-made machine learn two of them.
GLYPHS = load(
    "glyphs", n=2000, held_out=500, angle=(-10, 10), size=(0.8, 1), slant=(-0.2, 0.2), shift=1
)


def with_ones(images):
    """The images [n, d] as rows [n, d + 1] that begin with a 1."""
    return np.column_stack([np.ones(len(images)), np.asarray(images, dtype=float)])


def two_digits(images, labels, minus, plus):
    """The images of two digits as rows [m, d + 1] that begin with a 1, and labels -1 and +1 [m]."""
    kept = np.isin(labels, (minus, plus))
    return with_ones(images[kept]), np.where(labels[kept] == plus, 1.0, -1.0)


TRAIN_X, TRAIN_Y = two_digits(GLYPHS.train, GLYPHS.train_labels, 3, 8)
MACHINE = Perceptron(fit_intercept=False, shuffle=False, tol=None, max_iter=50)
READY = MACHINE.fit(TRAIN_X, TRAIN_Y).coef_[0]  # its weights, the constant first

# %% tags=["hide-input"]
# Draws two images on their way through the machine.
HELD_OUT, HELD_LABELS = with_ones(GLYPHS.held_out), GLYPHS.held_out_labels.numpy()
SHOWN = [np.flatnonzero(HELD_LABELS == digit)[0] for digit in (3, 8)]
figure = plotting.digit_reader(
    HELD_OUT[SHOWN, 1:].reshape(-1, 28, 28),
    READY[1:].reshape(28, 28),
    HELD_OUT[SHOWN] @ READY,
    answers=("8", "3"),
    title="How it reads two images that it has never seen",
)
plotting.show(
    figure,
    alt="Two rows. An image of a 3 is multiplied, pixel by pixel, by a map of weights; what is left is "
    "mostly orange, the sum is -30, which is below 0, and the answer is 3. An image of an 8 is "
    "multiplied by the same map; what is left is mostly blue, the sum is +29, and the answer is 8.",
)

# %% [markdown]
# Follow a row from left to right. Each pixel's ink is multiplied by that pixel's number, its **weight**. All the products are added up. If the sum is above 0 the machine says
# 8, otherwise 3. Ink on blue pixels raises the sum, ink on orange pixels lowers it. An 8 has ink where it closes its loops on the left, and there the weights are blue.
#
# That is all. Such a unit is called a **neuron**, and networks of any size are made of them. What it has learned is in its weights, and the rule of learning is as simple as can be:
# change them only after a mistake. But a change that mends one mistake may well cause another. If a machine changes only when it is wrong, must it ever stop being wrong?
#
# This chapter answers that question, and then a second one: what if some of the labels that it learns from are themselves wrong? Along the way 45 such neurons, all trained by a function of yours, will together
# read all ten digits.
#
# **After this chapter you can**
#
# - follow a neuron from its inputs to its answer, by hand and as a picture,
# - write the perceptron, and prove that its mistakes come to an end,
# - use a proof as a test that catches a bug,
# - decide whether labels can be separated at all, and count how often they can,
# - train a neuron by its slope where labels cannot be separated.
#
# **You need** dot products, lengths of vectors, numpy arrays, and derivatives for the last part. **Time:** 150 minutes. **Points:** 27.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $x_i$ | row of `X` | what a neuron sees, $d$ numbers; `X` holds $n$ such rows |
# | $y_i$ | `y` | its label, $+1$ or $-1$ |
# | $w$, $b$ | `w`, `b` | the weights, $d$ numbers, and a constant; from section 2 on the constant is $w_0$ |
# | $\eta$ | `eta` | the step size, positive |
# | $k$ | `n_updates` | mistakes made so far, which is also the number of updates |
# | $R$ | | length of the longest row, $\max_i \lVert x_i \rVert$ |
# | $w^*$, $\gamma$ | `w_star` | weights that get everything right, and the margin by which they do |
# | $\sigma(z)$ | `sigmoid` | a step with its edge smoothed |

# %% [markdown]
# ## 1 · A neuron
#
# Nerve cells gather signals from many others, and fire when enough has come together. The neuron of this chapter is a sketch of that (Rosenblatt 1958). Here is one with two
# inputs instead of 784, so that every number can be checked.

# %% tags=["hide-input"]
# Draws a neuron with two inputs.
figure = plotting.neuron((2, 1), (1, -1), title="A neuron that sees the point (2, 1)")
plotting.show(
    figure,
    alt="Two circles with the inputs 2 and 1. An arrow with the weight +1 leads from the first, one with "
    "-1 from the second, to a circle with their sum, +1. From there an arrow leads to a box with a "
    "step, and on to the answer, +1.",
)

# %% [markdown]
# It multiplies each input by a weight and adds up the products. The sum is the **score**, $w^\top x = \sum_j w_j x_j$. Then comes the **step**: where the score is
# positive the neuron answers $+1$, where it is negative $-1$.
#
# **By hand.** With the weights $w = (1, -1)$ the point $(2, 1)$ scores $2 - 1 = +1$, as drawn, and the point $(1, 2)$ scores $1 - 2 = -1$. Suppose that the right answers, the
# **labels** $y$, are $+1$ and $-1$. Then it is right about both. One number tells: $y\, w^\top x$, label times score, is positive exactly where the neuron is right.

# %%
PAIR, PAIR_LABELS = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, -1.0])
print("scores:", PAIR @ [1, -1], " label times score:", PAIR_LABELS * (PAIR @ [1, -1]))

# %% [markdown]
# ### What the weights look like
#
# The points with score 0 form a line: for $w = (1, -1)$ all points with $x_1 = x_2$. It divides the plane into two sides, one for each answer. With more inputs it is a plane,
# or a flat surface in more dimensions. (For 28 by 28 pixels it cuts a space of 784 dimensions in two.) Now draw the weights themselves as an arrow.

# %% tags=["hide-input"]
# Draws the line of score 0 and the weights as an arrow.
axes = plotting.margin_band(
    PAIR,
    PAIR_LABELS,
    (1, -1),
    limits=((-1.5, 3), (-1.5, 3)),
    band=False,
    title="The weights stand at a right angle to the line",
)
plotting.show(
    axes,
    alt="The plane cut in two by its diagonal. The arrow w from the origin to (1, -1) is perpendicular to "
    "the diagonal and points to the plus side, where the point (2, 1) lies; (1, 2) lies on the minus "
    "side. A dotted line leads from each point to the diagonal, at a right angle.",
)

# %% [markdown]
# The arrow is **perpendicular** to the line, and it points to the plus side. This is always so: for two points $p$ and $q$ on the line both scores are 0, so $w^\top (p - q) = 0$, and a dot product of 0
# means a right angle.
#
# So the score measures how far a point is from the line. Start on the line and walk a distance $t$ straight along the arrow. A step of length 1 in that direction is $w / \lVert w \rVert$, and it
# raises the score by $w^\top w / \lVert w \rVert = \lVert w \rVert$. After the distance $t$ the score is $t \lVert w \rVert$. Hence
#
# $$\text{distance} = \frac{\text{score}}{\lVert w \rVert},$$
#
# positive on the plus side, negative on the other. **By hand.** $\lVert (1, -1) \rVert = \sqrt 2$, so our two points are $1/\sqrt 2 = 0.707$ and $-0.707$ from the line, the lengths of the dotted
# lines. Doubling $w$ doubles every score and moves nothing: no side changes, and no distance.
#
# ### Turn it and move it
#
# All lines so far go through the origin. Most useful ones do not: a neuron also adds a constant $b$, so that its score is $w^\top x + b$. Turn the arrow and change the constant
# until all eight points are right. Which of the two turns the line, and which one moves it?

# %% tags=["hide-input"]
# Draws eight points and the line of a neuron, and describes them.
EIGHT = np.array(
    [[2.2, 0.6], [2.6, 2], [1.4, 2.4], [0.9, 2.2], [-1, 0.5], [0.2, -1.4], [-0.5, 1.6], [0.8, 0.2]]
)
EIGHT_LABELS = np.array([1.0, 1, 1, 1, -1, -1, -1, -1])


def draw_turned(angle, constant):
    """The eight points and the line of w = (cos, sin) of the angle, in degrees, with the constant."""
    w = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    wrong = np.flatnonzero(EIGHT_LABELS * (EIGHT @ w + constant) <= 0)
    drawing, ax = plotting.figure(size=(5.4, 5.0))
    title = f"w = ({w[0]:.2f}, {w[1]:.2f}), b = {constant:g}: {8 - len(wrong)} of 8 right"
    plotting.decision_boundary(
        EIGHT,
        EIGHT_LABELS,
        (constant, *w),
        limits=((-3, 4), (-3, 4)),
        highlight=wrong,
        equal=True,
        title=title,
        ax=ax,
    )
    plotting.arrow(ax, -constant * w, w, "w")
    return drawing


def describe_turned(angle, constant):
    """Alt text of draw_turned."""
    return (
        "Four points of each class and the line of a neuron whose arrow w stands at "
        f"{angle} degrees, with the constant {constant:g}; points on the wrong side are ringed."
    )


# %% tags=["hide-input"]
# Lets you turn the arrow and move the line.
explore(
    draw_turned,
    label="Get all eight points right",
    alt=describe_turned,
    static=[{"angle": -40, "constant": 0.0}, {"angle": -40, "constant": -1.0}],
    angle=Slider("direction of the arrow (degrees)", -180, 180, 10),
    constant=Slider("constant b", -3.0, 3.0, 0.5),
)

# %% [markdown]
# ### Exercise 1.1 · `signed_distance` (level 1, about 10 minutes)
#
# The formula for the distance holds for lines through the origin. How far is a point from the line when there is a constant? Go through the argument above again: what changes,
# and what does not?


# %% nbgrader={"grade": false, "grade_id": "perceptron-signed_distance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def signed_distance(X: np.ndarray, w: np.ndarray, b: float = 0.0) -> np.ndarray:
    """How far points lie from the line on which w . x + b is 0.

    X: [n, d] float64, one point per row. w: [d], not all 0. b: the constant. None of them is changed.
    Returns [n]: the distances, in the units of X; positive on the side to which w points, negative
    on the other one, 0 on the line.
    """
    ### BEGIN SOLUTION
    return (X @ w + b) / np.linalg.norm(w)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-signed_distance-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.signed_distance", signed_distance)

# %% [markdown]
# What does that mean for images? In a space of 784 dimensions every image is a point, and your function says how far it is from the surface that separates the threes from the
# eights. Sort new images by that number. Those near 0 are the ones about which the machine of the opening is least sure. Would you be?

# %% tags=["demo"]
PIXELS = HELD_OUT[np.isin(HELD_LABELS, (3, 8)), 1:]  # 107 new threes and eights
with needs(signed_distance):
    far = np.array(signed_distance(PIXELS, READY[1:], READY[0]))
    order = np.argsort(far)

# %% tags=["hide-input", "demo"]
# Draws ten of the images, sorted by their distances.
with needs(signed_distance):
    some = order[np.linspace(0, len(order) - 1, 10).astype(int)]
    figure = plotting.image_grid(
        PIXELS[some].reshape(-1, 28, 28),
        columns=10,
        captions=[f"{far[i]:+.2f}" for i in some],
        title="From the surest three to the surest eight: signed distances (units of ink)",
    )
    plotting.show(
        figure,
        alt="Ten images of threes and eights with their signed distances: "
        f"{', '.join(f'{far[i]:+.2f}' for i in some)}. The threes are negative, the eights positive.",
    )

# %% [markdown]
# ## 2 · One mistake, one update
#
# How should the weights change after a mistake at $x$ with label $y$? Add $y$ times the point:
#
# $$w \leftarrow w + \eta\, y\, x .$$
#
# The **step size** $\eta$ is 1 for now. If the label is $+1$, the arrow $w$ is pulled towards the point; if it is $-1$, it is pushed away from it.
#
# **By hand.** Let $w = (2, 1)$, and let the point $(1, 2)$ have the label $-1$. Its score is $2 + 2 = 4$, on the wrong side. The update gives $w = (2, 1) - (1, 2) = (1, -1)$,
# and the score becomes $1 - 2 = -1$.

# %% tags=["hide-input"]
# Draws one update in three frames.
axes = plotting.update_frames(
    (2, 1), (1, 2), -1, limits=((-2, 3), (-2, 3)), title="One mistake, one update"
)
plotting.show(
    axes,
    alt="Three frames with equal axes. Before: the point (1, 2) with label -1 on the plus side of the "
    "line at a right angle to w = (2, 1). The step: from the tip of w an arrow, minus the point, leads "
    "to (1, -1), the new w. After: the line stands at a right angle to the new w, and the point is on the minus side.",
)

# %% [markdown]
# Since $y^2 = 1$, the number that ought to be positive becomes $y\,(w + y x)^\top x = y\, w^\top x + \lVert x \rVert^2$. So one update moves the score
# of $x$ by exactly $\lVert x \rVert^2$ in the right direction, whatever the weights were. Here that is $1 + 4 = 5$, from $4$ to $-1$.
#
# <a id="perceptron-learning"></a>
# **Statement (perceptron learning).** Start at $w = 0$. While there is an $i$ with $y_i\, w^\top x_i \le 0$, set $w \leftarrow w + \eta\, y_i x_i$. (Rosenblatt
# 1958; in this form Novikoff 1962.)
#
# **By hand.** The two points of section 1, from $w = (0, 0)$. First point: score 0, a mistake, $w = (2, 1)$. Second point: the mistake that is drawn above, $w = (1, -1)$.
# Now label times score is $1$ for both points, so it stops, after two mistakes.
#
# ### The constant as a column
#
# Where is the constant $b$? Give every row a first entry of 1. Then $w_0 \cdot 1$ is the constant, and it is learned like any other weight. Here is the logical *and* of two
# inputs, which is $+1$ only at $(1, 1)$, and, for later, their *exclusive or*, XOR:

# %%
CORNERS = np.array([[1.0, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
PLANE = CORNERS[:, 1:]
AND, XOR = np.array([-1.0, -1, -1, 1]), np.array([-1.0, 1, 1, -1])
for x, y in zip(CORNERS, AND):
    print(f"x = {x}, AND: {y:+g}, score under (-3, 2, 2): {x @ [-3, 2, 2]:+g}")

# %% [markdown]
# Now an update where the constant matters too. The line of $w = (-10, 1, 1.5)$ passes just below the point $(6, 6)$. The point has label $-1$ and lies on the plus side, a mistake.

# %% tags=["hide-input"]
# Asks for your prediction.
where_to = predict(
    "One update is made for this point. Where does the line go?",
    choices=[
        "just past the point",
        "towards the point, not quite reaching it",
        "away from the point",
    ],
)


# %%
def updated(w, x, y):
    """The weights after a mistake at x [d] with label y; w: [d]."""
    return y * x + w


BEFORE, POINT = np.array([-10, 1, 1.5]), np.array([1.0, 6.0, 6.0])
AFTER = updated(BEFORE, POINT, -1)

# %% tags=["hide-input"]
# Draws the line before and after the update, and compares it with your prediction.
with where_to.withheld():
    _, axes = plotting.figure(1, 2, size=(9.2, 4.6))
    for ax, w, when in (
        (axes[0], BEFORE, "before: 5"),
        (axes[1], AFTER, "after: \N{MINUS SIGN}68"),
    ):
        plotting.decision_boundary(
            [POINT[1:]],
            [-1],
            w,
            limits=((-8, 12), (-8, 12)),
            title=f"score of the point {when}",
            equal=True,
            ax=ax,
        )
    plotting.show(
        axes,
        alt="Left: a point at (6, 6) with label -1 on the plus side, near the line. Right: after "
        "the update the line has moved away to the lower left, and the point lies deep on "
        "the minus side.",
    )
    apart = [abs(w @ POINT) / np.linalg.norm(w[1:]) for w in (BEFORE, AFTER)]
    print(f"distance of the point from the line: {apart[0]:.2f}, then {apart[1]:.2f}")
    where_to.reveal(
        "away from the point" if apart[1] > apart[0] else "just past the point",
        why="an update does not drag the line across the point; it corrects a score, and here it swaps the sides",
    )

# %% [markdown]
# <a id="perceptron-one-update"></a>
# **By hand.** With $x = (1, 6, 6)$ the score is $-10 + 6 + 9 = 5$. The update gives $w = (-11, -5, -4.5)$, and the score becomes $-11 - 30 - 27 = -68$. The difference
# is $73 = 1 + 36 + 36$, the squared length of $x$.
#
# The step was large, the line is now far from where it was, and it may well be wrong about points that were right before. It is not at all obvious that this ever ends.

# %% [markdown]
# ## 3 · Why it must stop
#
# Suppose somebody knows weights $w^*$ that get everything right. Then the line of $w^*$ can be widened into a band that no point enters. Half the width of the widest such band
# is the distance of the nearest point, the **margin** of $w^*$. With section 1 it is
#
# $$\gamma = \min_i \frac{y_i\, w^{*\top} x_i}{\lVert w^* \rVert}, \qquad \text{and we write } u = \frac{w^*}{\lVert w^* \rVert}, \quad R = \max_i \lVert x_i \rVert .$$

# %% tags=["hide-input"]
# Draws the margin and the radius of the two points.
axes = plotting.margin_band(
    PAIR,
    PAIR_LABELS,
    (1, -1),
    limits=((-3, 3), (-3, 3)),
    title="No point enters the band; no point leaves the circle",
)
plotting.show(
    axes,
    alt="The line of w* = (1, -1) with a shaded band on both sides, whose edges pass through the points "
    "(2, 1) and (1, 2); half its width is marked gamma. A circle around the origin, its radius marked "
    "R, passes through both points.",
)

# %% [markdown]
# Two lengths are all that we shall need: $\gamma$, half the width of the band, and $R$, the radius of the circle that holds all points. A wide band in a small circle is an easy problem.
#
# **By hand.** For the two points and $w^* = (1, -1)$, $\gamma = 1/\sqrt 2$ and $R = \sqrt 5$. For AND and $w^* = (-3, 2, 2)$ the products $y_i\, w^{*\top} x_i$ are $3, 1, 1, 1$ and the length
# is $\sqrt{17}$, so $\gamma = 1/\sqrt{17} = 0.2425$. The longest row is $(1, 1, 1)$, so $R = \sqrt 3$.
#
# The idea of the proof: every mistake pushes the weights by at least $\gamma$ in the direction of $u$. That is a floor, which rises steadily. And no mistake can make them much
# longer, since the step points away from the side that they favour. That is a ceiling, which flattens.
#
# <a id="perceptron-convergence"></a>
# **Statement (Novikoff 1962).** If $\lVert x_i \rVert \le R$ for all $i$ and a unit vector $u$ has $y_i\, u^\top x_i \ge \gamma > 0$ for all $i$, the perceptron makes at most $(R / \gamma)^2$
# mistakes, in whatever order the rows are visited. If no weights get everything right, it never stops.
#
# **Proof.** Take $\eta = 1$ (from $w = 0$, another $\eta$ only multiplies all weights by it). Let $w_k$ be the weights after $k$ mistakes, the last of them at $x$ with label $y$.
#
# 1. *The floor.* $u^\top w_k = u^\top w_{k-1} + y\, u^\top x \ge u^\top w_{k-1} + \gamma$. From 0, after $k$ mistakes, $u^\top w_k \ge k \gamma$.
# 2. *The ceiling.* $\lVert w_k \rVert^2 = \lVert w_{k-1} \rVert^2 + 2\, y\, w_{k-1}^\top x + \lVert x \rVert^2 \le \lVert w_{k-1} \rVert^2 + R^2$. The middle term is not positive,
#    because *it was a mistake*. So $\lVert w_k \rVert \le \sqrt k\, R$.
# 3. *The squeeze.* A projection is no longer than the vector: $u^\top w_k \le \lVert w_k \rVert$. Together
#
# $$k \gamma \;\le\; u^\top w_k \;\le\; \lVert w_k \rVert \;\le\; \sqrt k\, R ,$$
#
# and $k \gamma \le \sqrt k\, R$ means $k \le (R / \gamma)^2$. And if it stops, every product is positive, so its last weights get everything right: where no weights do, it cannot stop. $\blacksquare$
#
# <a id="perceptron-mistake-bound"></a>
# **By hand.** For AND, $3 \cdot 17 = 51$. For the two points, $R^2 = 5$ and $w^* = (1, -1)$ has $\gamma = 1/\sqrt 2$: the bound is $5 \cdot 2 = 10$, and the run made 2. No better bound of this form
# exists: for the $d$ unit vectors, all labelled $+1$, $R = 1$ and $w^* = (1, \dots, 1)$ has $\gamma = 1/\sqrt d$, and each of the $d$ rows scores 0 until its own mistake. That makes exactly $d = (R/\gamma)^2$ mistakes.
#
# ### Exercise 1.2 · `novikoff_bound` (level 2, about 15 minutes)
#
# The theorem will be our test for every run in this chapter. So compute the bound first.


# %% nbgrader={"grade": false, "grade_id": "perceptron-novikoff_bound", "locked": false, "schema_version": 3, "solution": true, "task": false}
def novikoff_bound(X: np.ndarray, y: np.ndarray, w_star: np.ndarray) -> float:
    """The largest number of mistakes that the perceptron can make, by Novikoff's theorem.

    X: [n, d] float64, one observation per row. y: [n], labels +1 and -1.
    w_star: [d], weights of any length other than 0. None of the three is changed.
    Returns (R / gamma)^2 as a float, with R the length of the longest row and gamma the margin of
    w_star; math.inf if w_star does not get every row right (a score of 0 does not count as right).
    """
    ### BEGIN SOLUTION
    margin = np.min(y * (X @ w_star)) / np.linalg.norm(w_star)
    if margin <= 0:
        return math.inf
    return float(np.max(np.sum(X**2, axis=1)) / margin**2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-novikoff_bound-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.novikoff_bound", novikoff_bound)

# %% tags=["demo"]
with needs(novikoff_bound):
    best = np.array([-3.0, 2.0, 2.0])
    print(f"two points: {novikoff_bound(PAIR, PAIR_LABELS, np.array([1.0, -1.0])):.1f}")
    print(f"AND, w* = (-3, 2, 2): {novikoff_bound(CORNERS, AND, best):.1f}")
    print(f"AND, w* = (-5, 3, 3): {novikoff_bound(CORNERS, AND, np.array([-5.0, 3, 3])):.1f}")
    print(f"XOR, w* = (-3, 2, 2): {novikoff_bound(CORNERS, XOR, best)}")

# %% tags=["hide-input"]
# Draws the floor and the ceiling for AND.
MISTAKES = np.arange(61)
axes = plotting.curves(
    MISTAKES,
    {
        "ceiling: sqrt(k) R, no weights are longer": np.sqrt(3 * MISTAKES),
        "floor: k gamma, they reach at least this far": MISTAKES / math.sqrt(17),
    },
    x_label="mistakes made so far, k",
    y_label="length (units of the weights)",
    title="AND: floor and ceiling meet at 51 mistakes",
)
plotting.show(
    axes,
    alt="Two curves against the number of mistakes: a ceiling that grows like a square root and a "
    "floor that is a straight line. The floor starts below and crosses the ceiling at 51.",
)

# %% [markdown]
# Any $w^*$ that separates the classes gives a valid bound. The one with the widest band gives the tightest.
#
# ## 4 · The perceptron at work
#
# ### A bug hunt
#
# The function below is meant to be the perceptron: it looks at the products, updates where one is not positive, and stops when all are
# positive. It runs, and it separates the classes.


# %% nbgrader={"grade": false, "grade_id": "perceptron-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def fit_in_sweeps(X, y):
    """Looks right, runs, and is wrong. X: [n, d], y: [n]. Returns (w: [d], number of updates)."""
    w, n_updates = np.zeros(X.shape[1]), 0
    while True:
        products = y * (X @ w)
        if (products > 0).all():
            return w, n_updates
        for i in np.flatnonzero(products <= 0):
            w, n_updates = w + y[i] * X[i], n_updates + 1


w, n_updates = fit_in_sweeps(CORNERS, AND)
print(f"AND: w = {w}, {n_updates} updates, products {AND * (CORNERS @ w)}")

# %% [markdown]
# That stays below the bound of 51. Now try clouds of forty points, drawn with a margin of at least 0.3: first one, then 300.


# %% tags=["hide-input"]
# Draws points at random that a known line separates.
def cloud(n, margin, seed):
    """X [n, 3] with a column of ones, y [n] and the unit vector u [3] that separates them."""
    random = np.random.default_rng(seed)
    u = random.normal(size=3)
    u /= np.linalg.norm(u)
    X = np.column_stack([np.ones(50 * n), random.uniform(-1, 1, (50 * n, 2))])
    X = X[np.abs(X @ u) >= margin][:n]
    return X, np.sign(X @ u), u


# %% tags=["demo"]
with needs(novikoff_bound):
    X, y, u = cloud(40, 0.3, seed=0)
    print(f"one cloud: {fit_in_sweeps(X, y)[1]} updates, bound {novikoff_bound(X, y, u):.1f}")
    beyond = 0
    for seed in range(300):
        X, y, u = cloud(40, 0.3, seed)
        beyond += fit_in_sweeps(X, y)[1] > novikoff_bound(X, y, u)
    print(f"above the proven bound in {beyond} of 300 clouds")

# %% [markdown]
# A theorem cannot be broken, so this is not the perceptron. Every cloud came out separated, so no test of the *answers* would have noticed. Which step of the
# proof does not hold for this function?
#
# ### Exercise 1.3 · `perceptron_fit` (level 2, about 20 minutes)
#
# Write the perceptron that the theorem is about.


# %% nbgrader={"grade": false, "grade_id": "perceptron-perceptron_fit", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron_fit(
    X: np.ndarray, y: np.ndarray, eta: float = 1.0, max_updates: int = 10000
) -> tuple[np.ndarray, int]:
    """Perceptron learning from w = 0; a row whose score is 0 counts as a mistake.

    X: [n, d] float64, one observation per row; a constant, if any, is a column of X.
    y: [n], labels +1 and -1. Neither is changed. eta: the step size, positive.
    max_updates: stop after this many updates, even if rows are still wrong.
    Rows may be visited in any order; the chapter's numbers come from sweeps, first row to last.
    Returns (w, n_updates): the weights, a numpy array [d], and the number of mistakes made.
    """
    ### BEGIN SOLUTION
    weights, mistakes, right = np.zeros(X.shape[1]), 0, 0
    for row, label in itertools.cycle(zip(X, y)):
        if right == len(X) or mistakes == max_updates:
            break
        if label * row.dot(weights) > 0:
            right += 1
        else:
            weights, mistakes, right = weights + eta * label * row, mistakes + 1, 0
    return weights, mistakes
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-perceptron_fit-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.perceptron_fit", perceptron_fit)

# %% tags=["demo"]
with needs(novikoff_bound, perceptron_fit):
    X, y, u = cloud(40, 0.3, seed=0)
    w, n_updates = perceptron_fit(X, y)
    print(f"your run: {n_updates} mistakes, bound {novikoff_bound(X, y, u):.1f}")
    counts = []
    for seed in range(300):
        X, y, u = cloud(40, 0.3, seed)
        counts.append((perceptron_fit(X, y)[1], novikoff_bound(X, y, u)))
    beyond = sum(made > bound for made, bound in counts)
    typical = np.median([made for made, _ in counts])
    print(f"300 clouds: a median of {typical:g} mistakes, above the bound in {beyond}")

# %% tags=["hide-input"]
# Asks for your prediction.
mistakes_on_and = predict(
    "AND can cost at most 51 mistakes. How many does your perceptron make, sweeping through the "
    "four rows in order?",
    unit="mistakes",
)

# %% tags=["hide-input", "demo"]
# Runs your perceptron on AND, and compares the result with your prediction.
with needs(perceptron_fit), mistakes_on_and.withheld():
    w, n_updates = perceptron_fit(CORNERS, AND)
    mistakes_on_and.reveal(n_updates, why="the bound covers the worst case, and AND is not it")
    print("weights:", w, " products:", AND * (CORNERS @ w))
    every = [list(order) for order in itertools.permutations(range(4))]
    made = [perceptron_fit(CORNERS[order], AND[order])[1] for order in every]
    print(f"all {len(every)} orders of the rows: {min(made)} to {max(made)} mistakes")

# %% [markdown]
# ### The proof, drawn from your own run
#
# `max_updates=k` stops your perceptron after $k$ mistakes, so you can get every $w_k$ of the run. Before you step through them, a prediction.


# %% tags=["hide-input"]
# Prepares the drawing: the weights after each mistake, and the curves of the proof.
def weights_after(fit, test, last):
    """[w_0, ..., w_last] of a run of `fit` on AND; with the strict test nothing ever moves."""
    if test == "score < 0" and not (AND * (CORNERS @ np.zeros(3)) < 0).any():
        return np.zeros((1, 3))
    return np.array([fit(CORNERS, AND, max_updates=k)[0] for k in range(last + 1)])


def squeeze(run):
    """Curves for 0 to 51 mistakes: the bounds, and between them what the run [k + 1, 3] did."""
    k_axis, rest = np.arange(52), [math.nan] * (52 - len(run))
    return {
        "ceiling, sqrt(k) R": np.sqrt(3 * k_axis),
        "length of w_k": [*np.linalg.norm(run, axis=1), *rest],
        "reach of w_k, its component along w*": [*(run @ [-3, 2, 2] / math.sqrt(17)), *rest],
        "floor, k gamma": k_axis / math.sqrt(17),
    }


# %% tags=["hide-input"]
# Draws one step of the run, and describes it.
def draw_run(k, test):
    """The line after k mistakes, beside the squeeze up to that point."""
    run, unit = weights_after(perceptron_fit, test, k), "length (units of the weights)"
    wrong = np.flatnonzero(AND * (CORNERS @ run[-1]) <= 0)
    when, news = f"k = {k}", "Length and reach stay between the bounds"
    if test == "score < 0":
        when, news = "For ever", "No mistake is seen, so no step is taken"
    title = f"{when}: w = ({', '.join(f'{v + 0:g}' for v in run[-1])}), {len(wrong)} wrong"
    view = ((-0.6, 1.6), (-0.6, 1.6))
    _, axes = plotting.figure(1, 2, size=(10, 4.6))
    plotting.decision_boundary(
        PLANE, AND, run[-1], title=title, limits=view, highlight=wrong, equal=True, ax=axes[0]
    )
    axes[0].set(xticks=(0, 1), yticks=(0, 1))
    plotting.curves(
        np.arange(52), squeeze(run), title=news, x_label="mistakes k", y_label=unit, ax=axes[1]
    )
    return axes


def describe_run(k, test):
    """Alt text of draw_run."""
    if test == "score < 0":
        return (
            "With the strict test w stays at (0, 0, 0): no side, all four points ringed as wrong."
        )
    return (
        f"Left: the four points of AND and the line after {k} mistakes, wrong points ringed. "
        "Right: the length of the weights and their reach along w*, between the ceiling "
        "and the floor, which meet at 51."
    )


# %% tags=["hide-input"]
# Asks for your prediction.
what_grows = predict(
    "Which of these gets better at every single mistake?",
    choices=[
        "the number of wrong points falls",
        "the reach of w along w* grows",
        "the length of w grows",
        "all three",
    ],
)

# %% tags=["hide-input", "demo"]
# Shows your run on AND, mistake by mistake.
with needs(perceptron_fit):
    explore(
        draw_run,
        label="Step through the mistakes of your run on AND, and choose what counts as a mistake",
        alt=describe_run,
        static=[
            {"k": 18, "test": "score <= 0"},
            {"k": 18, "test": "score < 0"},
        ],
        predict=what_grows,
        answer="Step through all 18 mistakes, and watch each of the three.",
        k=Slider("mistakes k", 0, 18, 1),
        test=Choice("a mistake is a label times", ["score <= 0", "score < 0"]),
    )

# %% tags=["hide-input", "demo"]
# Lists the run in numbers, and compares it with your prediction.
with needs(perceptron_fit), what_grows.withheld():
    run = weights_after(perceptron_fit, "score <= 0", 18)
    print("wrong points:", *((AND * (CORNERS @ w) <= 0).sum() for w in run))
    print(" k  k gamma  <= reach  <= length <= sqrt(k) R")
    for k in (1, 2, 6, 12, 17, 18):
        reach = run[k] @ [-3, 2, 2] / math.sqrt(17)
        length, ceiling = np.linalg.norm(run[k]), math.sqrt(3 * k)
        print(f"{k:2}  {k / math.sqrt(17):6.3f}  {reach:8.3f}  {length:9.3f}  {ceiling:9.3f}")
    what_grows.reveal(
        "the reach of w along w* grows",
        why="by at least gamma at every mistake; the other two also step back",
    )

# %% [markdown]
# The number of wrong points goes up and down without a pattern, and the length shrinks once, from 3.16 to 3, at the eighth mistake. Only the reach never steps back. When a method improves
# something at every step, find out what that is: it is seldom what you hoped.
#
# ### A common slip: a strict test
# <a id="perceptron-slip-strict"></a>
#
# "Update where $y\, w^\top x < 0$" sounds right: at score 0 the neuron has not said anything wrong. But it starts at $w = 0$, where *every* score is 0.
# With the strict test no row is ever a mistake, and nothing is ever learned. (Choose it in the figure above.)

# %%
start = np.zeros(3)
for test, wrong in (("< 0", AND * (CORNERS @ start) < 0), ("<= 0", AND * (CORNERS @ start) <= 0)):
    print(f"label times score {test:4} at w = 0: {wrong.sum()} of 4 rows are mistakes")
says_plus = CORNERS @ start >= 0
print(f"frozen at w = 0, +1 for a score of at least 0: {(says_plus == (AND > 0)).sum()} of 4 right")

# %% [markdown]
# ### A common slip: half of one labelling, half of the other
# <a id="perceptron-slip-labels"></a>
#
# Other texts use the labels $t_i \in \{0, 1\}$. With answers $\hat t_i = 1$ where $w^\top x_i \ge 0$, else 0, the same step reads
# $w \leftarrow w + \eta\,(t_i - \hat t_i)\, x_i$ where $\hat t_i \ne t_i$ (Minsky and Papert 1969, chapter 11). The two forms differ only at score 0: the first
# counts it as a mistake for both classes, the second only for class 0.
#
# Both are right. Mixed, they fail in two ways. With labels 0 and 1 in the product, every row of
# class 0 has product 0, which is always a "mistake", with a step of length 0. With labels $\pm 1$ in the step $y - \hat t$, the step is $-2$ for one class and $+1$
# for the other, and 0 for a positive row at score 0, which is then wrong for ever.

# %%
w, touched = np.zeros(3), 0
for x, t in list(zip(CORNERS, (AND > 0).astype(float))) * 1000:
    if t * (x @ w) <= 0:
        w, touched = w + t * x, touched + 1
print(f"labels 0 and 1: after 1000 sweeps w = {w}, {touched} 'mistakes', scores {CORNERS @ w}")

w, steps = np.zeros(3), []
for x, y in list(zip(CORNERS, AND)) * 1000:
    if y * (x @ w) <= 0:
        steps.append(float(y - (x @ w >= 0)))
        w = w + steps[-1] * x
print(f"labels -1 and +1, step y - t: w = {w}, scores {CORNERS @ w}")
print(f"steps taken: {steps[:7]} ... and {steps.count(0.0)} of length 0")

# %% [markdown]
# ### A common slip: "a smaller step is safer"
#
# For many methods it is. Here, starting from $w = 0$, $\eta$ merely multiplies all the weights, and no score changes its sign: same mistakes, same line.

# %% tags=["demo"]
with needs(perceptron_fit):
    X, y, _ = cloud(40, 0.05, seed=2)
    for eta in (0.01, 1.0, 100.0):
        w, n_updates = perceptron_fit(X, y, eta=eta)
        direction = (w / np.linalg.norm(w)).round(4)
        print(f"eta = {eta:6g}: {n_updates} mistakes, w / length = {direction}")

# %% [markdown]
# (On data like AND, where scores are exactly 0 now and then, a step like 0.1, which a computer cannot store exactly, can break such a tie. That is rounding, not learning.)
#
# ## 5 · What no line can do
#
# XOR is $+1$ where exactly one input is 1. Do one sweep by hand before you read on.

# %% tags=["hide-input"]
# Asks for your prediction.
after_one_sweep = predict(
    "One sweep through the four rows of XOR, starting at (0, 0, 0): which weights does it leave?",
    choices=["(0, 0, 0) again", "(1, 1, 1)", "(-1, 2, 2)", "(0, 1, 1)"],
)

# %% tags=["hide-input", "demo"]
# Runs your perceptron on XOR, and compares the result with your prediction.
with needs(perceptron_fit), after_one_sweep.withheld():
    run = [perceptron_fit(CORNERS, XOR, max_updates=k)[0] for k in range(9)]
    print(" -> ".join("(" + ", ".join(f"{v + 0:g}" for v in w) + ")" for w in run))
    after_one_sweep.reveal(
        "(0, 0, 0) again", why="four mistakes, and the four updates add up to zero"
    )
    print(f"stopped by max_updates after {perceptron_fit(CORNERS, XOR)[1]} mistakes")

# %% [markdown]
# <a id="perceptron-xor-cycle"></a>
# **By hand.** $(0, 0, 0)$: row 1 scores 0, label $-1$, so $(-1, 0, 0)$. Row 2 scores $-1$, label $+1$: $(0, 0, 1)$. Row 3 scores 0, label $+1$: $(1, 1, 1)$. Row 4 scores 3, label
# $-1$: $(0, 0, 0)$. The weights are back where they started, so the cycle repeats for ever. That is no accident: XOR would need $w_0 < 0$, $w_0 + w_2 > 0$, $w_0 + w_1 > 0$ and
# $w_0 + w_1 + w_2 < 0$. Adding the two in the middle gives $2 w_0 + w_1 + w_2 > 0$; adding the other two gives $2 w_0 + w_1 + w_2 < 0$.
#
# A perceptron that has not stopped proves nothing, since it might stop after the next mistake. To *decide* whether labels can be separated, ask for weights
# $(w, b)$ with $y_i (w^\top x_i + b) > 0$ for all $i$. If there are any, scale them until the smallest product is 1. So the question is whether the linear inequalities $y_i
# (w^\top x_i + b) \ge 1$ have a solution, and a *linear program* with nothing to minimise answers exactly that.
#
# ### Exercise 1.4 · `linearly_separable` (level 3, about 25 minutes)
#
# Decide it for any set of points. `scipy.optimize.linprog` is imported; read how it treats signs and bounds.


# %% nbgrader={"grade": false, "grade_id": "perceptron-linearly_separable", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linearly_separable(X: np.ndarray, y: np.ndarray) -> bool:
    """Whether some (w, b) has y_i (w . x_i + b) > 0 for all i.

    X: [n, d] float64, one observation per row, without a constant column.
    y: [n], labels +1 and -1; they may all be equal. Neither is changed.
    Returns True or False.
    """
    ### BEGIN SOLUTION
    signed = y[:, None] * np.column_stack([X, np.ones(len(X))])
    unknowns = signed.shape[1]
    answer = linprog(
        np.zeros(unknowns),
        A_ub=-signed,
        b_ub=np.full(len(X), -1.0),
        bounds=[(None, None)] * unknowns,
    )
    return bool(answer.status == 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-linearly_separable-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.linearly_separable", linearly_separable)

# %% [markdown]
# <a id="perceptron-boolean-functions"></a>
# **Statement.** Of the 16 Boolean functions of two inputs, 14 are linearly separable; XOR and its negation are not (Minsky and Papert 1969). With
# one input it is 4 of 4, with three inputs 104 of 256 (sequence A000609 of the On-Line Encyclopedia of Integer Sequences).

# %% tags=["demo"]
with needs(linearly_separable):
    for inputs in (1, 2, 3):
        corners = np.array(list(itertools.product([0.0, 1.0], repeat=inputs)))
        labellings = [np.array(y) for y in itertools.product([-1.0, 1.0], repeat=2**inputs)]
        separable = [linearly_separable(corners, y) for y in labellings]
        print(f"inputs {inputs}: {sum(separable)} of {len(labellings)} functions separable")
        if inputs == 2:
            print("  not:", *(y.tolist() for y, is_so in zip(labellings, separable) if not is_so))

# %% [markdown]
# ### A way out: give it another column
#
# The boundary is straight in the numbers that the neuron is given. Give it one more, the product $x_1 x_2$, and XOR becomes separable: in the plane of $x_1$ and
# $x_2$ the boundary is then a curve.
# Chapter 3 will *learn* such columns.


# %%
def with_product(places):
    """Rows (1, x1, x2, x1 x2) for places [m, 2]."""
    return np.column_stack([np.ones(len(places)), places, places[:, 0] * places[:, 1]])


# %% tags=["demo"]
with needs(perceptron_fit):
    bent, n_updates = perceptron_fit(with_product(PLANE), XOR)
    print(f"{n_updates} mistakes, w = {bent}, products {XOR * (with_product(PLANE) @ bent)}")

# %% tags=["hide-input", "demo"]
# Draws the boundary that the extra column allows.
with needs(perceptron_fit):
    axes = plotting.decision_boundary(
        PLANE,
        XOR,
        lambda places, w=bent: with_product(places) @ w,
        limits=((-0.6, 1.6), (-0.6, 1.6)),
        equal=True,
        title="XOR with one more column: x1 x2",
    )
    plotting.show(
        axes,
        alt="The four corners of XOR and two curved boundaries: the two corners of class +1, upper left "
        "and lower right, are each cut off by a curve; the two of class -1 lie in the band between.",
    )

# %% [markdown]
# ## 6 · How many labellings can be separated?
#
# Fourteen of sixteen sounds like a lot. With more points, how often can a neuron produce the labels that you want? Let $C(N, d)$ be the number of labellings of $N$ points that
# some $w$ with $d$ weights can produce, counting a constant as one of the $d$.
#
# Start as small as possible: two weights, no constant. Now look not at the points but at the weights. Each possible $w$ is a point of the plane below. Where the score of the point A is 0, a line runs through the
# origin; on one side of it $w$ labels A with $+$, on the other with $-$. Two points make two lines, and these cut the plane into four **sectors**. All $w$ in a sector give the same labels. Then comes a third
# point C, with a line of its own.

# %% tags=["hide-input"]
# Draws the plane of weights, cut by two points and by three.
_, axes = plotting.figure(
    1, 2, size=(8.8, 4.6), title="Each sector is a labelling that some weights produce"
)
plotting.sectors(
    [(2, 1), (1, 2), (1, -1)],
    axes,
    titles=["A and B: four sectors", "C: its line cuts two of them in two"],
)
plotting.show(
    axes,
    alt="The plane of the weights w1 and w2. Left: two lines through the origin cut it into four sectors, "
    "labelled with the signs of A and B: + +, + -, - +, - -. Right: a third, bold line passes through "
    "two of the sectors, those of + + and - -, and splits each, so that there are six.",
)

# %% [markdown]
# The line of C runs through two of the four sectors and cuts each in two. The other two sectors it misses. So three points have $4 + 2 = 6$ labellings out of 8. **By hand:** there is no $w$ with
# labels $+$, $-$, $-$, because $(2, 1) = (1, 2) + (1, -1)$: if the scores of B and C are negative, so is that of A.
#
# How many sectors does a new line run through? As many as the old lines cut *it* into. On the line of C the weights have only one free number left, and there the old points can be labelled in
# $C(2, 1) = 2$ ways. With $d$ weights the same holds: the weights with score 0 at the new point have $d - 1$ free numbers, and they label the $N$ old points in $C(N, d - 1)$ ways. Hence
#
# $$C(N + 1, d) = C(N, d) + C(N, d - 1), \qquad C(1, d) = 2, \quad C(N, 0) = 0 .$$
#
# Here the points must be in *general position*: any $d$ of the rows are linearly independent. This is the rule of Pascal's triangle, and its solution is a sum of binomial coefficients.
#
# <a id="perceptron-cover-count"></a>
# **Statement (Cover 1965, theorem 1).** $\displaystyle C(N, d) = 2 \sum_{k=0}^{d-1} \binom{N-1}{k}$. At $N = 2d$ this is exactly half of all $2^N$ labellings: of the coefficients $\binom{2d-1}{0}, \dots, \binom{2d-1}{2d-1}$ the
# first $d$ mirror the last $d$, so they add up to half of $2^{2d-1}$.
#
# **By hand.** $C(3, 2) = 2\,(1 + 2) = 6$, as drawn, and $C(4, 3) = 2\,(1 + 3 + 3) = 14$: the corners of the square are in general position, and this is our fourteen. (The corners of the cube are not, since each face of the cube
# has four corners in one plane: there we counted 104, not $C(8, 4) = 128$.)


# %%
def cover_count(n, d):
    """How many labellings of n points in general position some weights [d] can produce."""
    return 2 * sum(math.comb(n - 1, k) for k in range(d))


for d in (2, 5, 20):
    print(f"d = {d:2}, N = {2 * d:2}: {cover_count(2 * d, d)} of {2 ** (2 * d)}")

# %% tags=["demo"]
with needs(linearly_separable):
    for n in (3, 4, 5, 6):
        points = np.random.default_rng(5).normal(size=(n, 2))
        labellings = itertools.product([-1.0, 1.0], repeat=n)
        counted = sum(linearly_separable(points, np.array(y)) for y in labellings)
        print(f"{n} points in the plane: counted {counted}, Cover {cover_count(n, 3)} of {2**n}")

# %% tags=["hide-input"]
# Draws the share of separable labellings for three numbers of weights.
LOAD = np.linspace(0.2, 4, 20)
shares = {
    f"d = {d}": [cover_count(round(r * d), d) / 2 ** round(r * d) for r in LOAD]
    for d in (5, 20, 100)
}
axes = plotting.curves(
    LOAD,
    shares,
    lines={"one half": 0.5},
    x_label="points per weight, N / d",
    y_label="share of labellings that are separable",
    title="Up to one point per weight everything fits; at two, exactly half",
)
plotting.show(
    axes,
    alt="Three falling curves, for 5, 20 and 100 weights: all are 1 up to one point per weight, "
    "cross one half at two points per weight, and fall to 0, more steeply the larger d is.",
)

# %% [markdown]
# So whether a fit is an achievement depends on how many points there are per weight. The next section puts that to use.
#
# ## 7 · Two digits, and all ten
#
# Back to the machine of the opening. A ready-made perceptron, that of scikit-learn, found its weights. Now train it with yours: 403 images of threes and eights, each with 784 pixels and
# a constant, and 107 new ones to try it on.

# %% tags=["hide-input"]
# Asks for your prediction.
how_many = predict(
    "785 weights start at 0. How many mistakes does your perceptron make before it gets all 403 images right?",
    unit="mistakes",
)

# %% tags=["demo"]
TEST_X, TEST_Y = two_digits(GLYPHS.held_out, GLYPHS.held_out_labels, 3, 8)
with needs(perceptron_fit):
    reader, n_updates = perceptron_fit(TRAIN_X, TRAIN_Y)
    right = int((TEST_Y * (TEST_X @ reader) > 0).sum())

# %% tags=["hide-input", "demo"]
# Counts the mistakes, and compares them with your prediction.
with needs(perceptron_fit), how_many.withheld():
    how_many.reveal(
        n_updates,
        why="each mistake adds a whole image to the weights, or subtracts one, and so it teaches all the pixels at once",
    )
    print(f"held out: {right} of {len(TEST_Y)} right")
    print("the same weights as scikit-learn's:", np.allclose(reader, READY))

# %% tags=["hide-input", "demo", "end-result"]
# Draws threes, eights, and the weights that tell them apart.
with needs(perceptron_fit):
    threes, eights = (TEST_X[side, 1:][:9].reshape(-1, 28, 28) for side in (TEST_Y < 0, TEST_Y > 0))
    figure = plotting.weight_picture(
        threes,
        eights,
        np.array(reader[1:]).reshape(28, 28),
        names=("3", "8"),
        title="What your neuron has learned from its mistakes",
    )
    plotting.show(
        figure,
        alt="Nine threes, nine eights, and between them the 28 by 28 weights as a picture. Blue for an 8: the "
        "left side of both loops, which a 3 leaves open. Orange for a 3: strokes to the right of the "
        "middle. Paper, near 0, where neither has ink.",
    )

# %% [markdown]
# Nobody told it where the difference lies. All that it knows is a sum of images: the eights that it got wrong, minus the threes that it got wrong.
#
# One neuron answers only one question: this digit or that one? So train one for each of the 45 pairs of digits, and let them vote. The digit that wins most of its nine duels is the answer.


# %%
def read_by_vote(neurons, rows):
    """The digit that wins most duels, for each row [m, d + 1]; neurons: (minus, plus) -> weights."""
    votes = np.zeros((len(rows), 10))
    for (minus, plus), w in neurons.items():
        votes[np.arange(len(rows)), np.where(rows @ w > 0, plus, minus)] += 1
    return votes.argmax(axis=1)


# %% tags=["demo"]
with needs(perceptron_fit):
    neurons, made = {}, {}
    for pair in itertools.combinations(range(10), 2):
        X, y = two_digits(GLYPHS.train, GLYPHS.train_labels, *pair)
        neurons[pair], made[pair] = perceptron_fit(X, y)
    answers = read_by_vote(neurons, HELD_OUT)
    hardest = max(made, key=made.get)
    print(f"ten digits, held out: {(answers == HELD_LABELS).mean():.1%} of {len(answers)} right")
    print(f"most mistakes in training: {made[hardest]}, for {hardest[0]} against {hardest[1]}")

# %% tags=["hide-input", "demo"]
# Draws new digits and what your 45 neurons read.
with needs(perceptron_fit):
    wrong = np.flatnonzero(answers != HELD_LABELS)
    right = np.flatnonzero(answers == HELD_LABELS)
    some = np.append(right[: 33 - len(wrong[:5])], wrong[:5])
    marks = ["" if answers[i] == HELD_LABELS[i] else " wrong" for i in some]
    figure = plotting.image_grid(
        HELD_OUT[some, 1:].reshape(-1, 28, 28),
        columns=11,
        captions=[f"{answers[i]}{mark}" for i, mark in zip(some, marks, strict=True)],
        title="What 45 of your neurons read in new images, their mistakes last",
    )
    plotting.show(
        figure,
        alt="Three rows of digits in many fonts, each with the answer below it. All are right except the "
        f"last {len(wrong[:5])}, which are marked as wrong.",
    )

# %% [markdown]
# ### Does a perfect fit mean anything?
#
# Every training image was right in the end. Is that an achievement? Take the first 100 images only, and shuffle their labels, so that a label says nothing about its image.

# %% tags=["hide-input"]
# Asks for your prediction.
nonsense = predict(
    "How many of the 100 shuffled labels can your perceptron learn?",
    choices=["about 50, it can only guess", "about 75", "all 100"],
)

# %% tags=["demo"]
FEW_X, FEW_Y = TRAIN_X[:100], np.random.default_rng(0).permutation(TRAIN_Y[:100])
with needs(perceptron_fit):
    w, n_updates = perceptron_fit(FEW_X, FEW_Y)
    learned = int((FEW_Y * (FEW_X @ w) > 0).sum())

# %% tags=["hide-input", "demo"]
# Counts the labels that were learned, and compares them with your prediction.
with needs(perceptron_fit), nonsense.withheld():
    print(f"{n_updates} mistakes, then {learned} of 100 right")
    print(f"held out, with true labels: {(TEST_Y * (TEST_X @ w) > 0).mean():.0%} right")
    nonsense.reveal(
        "all 100" if learned == 100 else "about 75",
        told=f"{learned} of 100",
        why="there are more weights than images, and up to one point per weight any labels can be separated",
    )

# %% [markdown]
# A perfect fit to nonsense, and new images are read hardly better than by tossing a coin. What showed that your neuron had learned something was the images that it had never seen, not the fit.
#
# Where images outnumber weights, a fit means more. Here is real handwriting: scikit-learn's digits, written on forms and scanned at 8 by 8 pixels.

# %%
SMALL = load("digits")
SMALL_X, SMALL_Y = two_digits(SMALL.train, SMALL.train_labels, 3, 8)
SMALL_TEST_X, SMALL_TEST_Y = two_digits(SMALL.held_out, SMALL.held_out_labels, 3, 8)
print(f"{len(SMALL_X)} images to train on, {len(SMALL_TEST_X)} held out, 65 weights")

# %% tags=["demo"]
with needs(perceptron_fit, novikoff_bound):
    w, n_updates = perceptron_fit(SMALL_X, SMALL_Y)
    right = int((SMALL_TEST_Y * (SMALL_TEST_X @ w) > 0).sum())
    print(f"{n_updates} mistakes, then all are right; held out: {right} of {len(SMALL_TEST_Y)}")
    print(f"the theorem, with your w as w*: at most {novikoff_bound(SMALL_X, SMALL_Y, w):,.0f}")

# %% [markdown]
# (Any weights that separate the classes can serve as $w^*$, so your own result proves a bound on its own run. Its
# margin is small, so the bound is generous.)
#
# Is it luck that 65 weights separate almost 300 images? You have the tool to find out.

# %% tags=["hide-input"]
# Asks for your prediction.
shuffled_labels = predict(
    "Shuffle the labels of the 298 images, so that they mean nothing. Can 65 weights still separate them?",
    choices=["yes, 65 weights are enough for anything", "about half the time", "practically never"],
)

# %% tags=["hide-input", "demo"]
# Tries 20 shuffles, and compares the result with your prediction.
with needs(linearly_separable), shuffled_labels.withheld():
    random = np.random.default_rng(0)
    true = linearly_separable(SMALL_X[:, 1:], SMALL_Y)
    trials = [linearly_separable(SMALL_X[:, 1:], random.permutation(SMALL_Y)) for _ in range(20)]
    n, rank = len(SMALL_X), np.linalg.matrix_rank(SMALL_X)
    share = math.log10(cover_count(n, rank)) - n * math.log10(2)
    print(f"true labels: {true}; shuffled: {sum(trials)} of {len(trials)}")
    shuffled_labels.reveal(
        "practically never" if not any(trials) else "about half the time",
        told=f"{sum(trials)} of {len(trials)} times; Cover's share for {n} points and {rank} weights is 10^{share:.0f}",
        why=f"some pixels never carry ink or follow from others, so only {rank} weights count; "
        f"{n} points are {n / rank:.1f} per weight",
    )

# %% [markdown]
# (Cover's count is for points in general position. Others have at most as many separable labellings, and the cube had fewer, so the true share can only be smaller.)
# The real labels are one of these exceedingly rare labellings: the pixels *know* the digit.
#
# ## 8 · Labels that nothing separates
#
# Real labels have errors. Suppose that whoever labelled the 298 images was tired, and got 30 of them wrong.

# %%
TIRED_Y = SMALL_Y.copy()
TIRED_Y[np.random.default_rng(0).choice(len(TIRED_Y), 30, replace=False)] *= -1  # 30 are wrong now


def percent_right(w):
    """Share of the held-out images (8 x 8, correctly labelled) that the weights w get right, in %."""
    return 100 * float((SMALL_TEST_Y * (SMALL_TEST_X @ w) > 0).mean())


# %% tags=["demo"]
with needs(linearly_separable, perceptron_fit):
    print("can these labels be separated?", linearly_separable(SMALL_X[:, 1:], TIRED_Y))
    STOPS = np.arange(100, 3001, 100)
    runs = [perceptron_fit(SMALL_X, TIRED_Y, max_updates=int(stop))[0] for stop in STOPS]
    jumps = [percent_right(w) for w in runs]

# %% tags=["hide-input", "demo"]
# Draws how well the perceptron reads while it is misled.
with needs(linearly_separable, perceptron_fit):
    axes = plotting.curves(
        STOPS,
        {"perceptron, 30 labels wrong": jumps},
        x_label="mistakes made so far",
        y_label="held-out images right (%)",
        title="It never settles",
    )
    axes.set_ylim(40, 102)
    plotting.show(
        axes,
        alt="Percentage of held-out images that are right, after 100 to 3000 mistakes: a jagged line "
        f"between {min(jumps):.0f} and {max(jumps):.0f}, without a trend.",
    )

# %% [markdown]
# It cannot stop, since no weights are right about everything. Each wrong label knocks it off course again. To a perceptron every mistake counts the same, and its step is as long as the image, however wrong the
# answer was. It is told only *whether* it was wrong.
#
# ### From a step to a slope
#
# A better neuron would know *how* wrong it is, and how the error changes with its weights: it needs a slope. A step has none to offer, since it is flat on both sides. So
# replace the step by a curve that bends, an **activation**. With labels $t \in \{0, 1\}$, the smoothed step from 0 to 1 is the **sigmoid**.
#
# <a id="perceptron-sigmoid"></a>
# **Statement (sigmoid).** $\displaystyle \sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^z}{1 + e^z}$, with $\sigma' = \sigma\,(1 - \sigma) \le \tfrac14$ (Goodfellow, Bengio and Courville 2016, section 3.10).
#
# The two forms are equal: multiply numerator and denominator by $e^z$. We derive the slope, and sympy confirms every line:

# %%
z = sympy.symbols("z", real=True)
s = 1 / (1 + sympy.exp(-z))
slope = Derivation(sympy.Derivative(s, z), because="the slope of the sigmoid")
slope.step(sympy.exp(-z) / (1 + sympy.exp(-z)) ** 2, because="the chain rule")
slope.step(s * (1 - s), because="one factor is the sigmoid, the other 1 minus it")

# %% [markdown]
# <a id="perceptron-slopes"></a>
# The product $s\,(1 - s)$ is largest at $s = \tfrac12$, that is at $z = 0$, where it is $\tfrac14$. **By hand:** at $z = 0, 2, 5$ the sigmoid is $0.5, 0.8808, 0.9933$ and its slope $0.25, 0.105, 0.0066$.
#
# Equal formulas are not equal programs. At $z = 1000$ the second form divides infinity by infinity; at $z = -1000$ the first one asks for $e^{1000}$.

# %%
with np.errstate(over="ignore", invalid="ignore"):
    for z_value in (2.0, 1000.0, -1000.0):
        grown = np.exp(z_value)
        print(
            f"z = {z_value:6g}: e^z / (1 + e^z) = {grown / (1 + grown):.4f}, e^-z = {np.exp(-z_value):.4g}"
        )

# %% [markdown]
# ### Exercise 1.5 · `sigmoid` (level 1, about 10 minutes)
#
# Write it so that nothing overflows. You may choose the form entry by entry.


# %% nbgrader={"grade": false, "grade_id": "perceptron-sigmoid", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), entry by entry, without overflow.

    z: float64 of any shape, entries up to 1000 in magnitude; it is not changed.
    Returns a float64 array of the same shape as z, with every entry finite. Small values keep their
    digits: at z = -40 it is 4.2484e-18, not 0.
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-sigmoid-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.sigmoid", sigmoid)

# %% [markdown]
# <a id="perceptron-tanh"></a>
# **Statement (tanh).** $\displaystyle \tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = 2\,\sigma(2z) - 1$, with $\tanh' = 1 - \tanh^2 \le 1$ (Goodfellow, Bengio and
# Courville 2016, section 6.3). For the second form, divide
# numerator and denominator by $e^z$: $\frac{1 - e^{-2z}}{1 + e^{-2z}} = \frac{2}{1 + e^{-2z}} - 1$. The chain rule then gives the slope $4\,\sigma(2z)(1 - \sigma(2z)) = 1 - \tanh^2 z$.
#
# <a id="perceptron-relu"></a>
# **Statement (ReLU).** $g(z) = \max\{0, z\}$ has slope 0 to the left of 0 and 1 to the right. At 0 it has a corner, and every number from 0 to 1 is a *subgradient*:
# a slope $s$ with $g(z) \ge s z$ for all $z$ (Nair and Hinton 2010).
#
# ### Exercise 1.6 · `activation_grads` (level 1, about 10 minutes)
#
# The sigmoid is one of three activations that you will meet everywhere. Their slopes are what chapter 3 will send backwards through a network. At 0 you may return any subgradient of ReLU.


# %% nbgrader={"grade": false, "grade_id": "perceptron-activation_grads", "locked": false, "schema_version": 3, "solution": true, "task": false}
def activation_grads(z: np.ndarray) -> dict[str, np.ndarray]:
    """The derivatives of three activations at z, entry by entry.

    z: float64 of any shape, entries up to 1000 in magnitude; it is not changed.
    Returns a dict of three float64 arrays of the same shape as z: "sigmoid", "tanh", "relu". Every
    entry is finite.
    """
    ### BEGIN SOLUTION
    shrunk = np.exp(-np.abs(z))
    return {
        "sigmoid": shrunk / (1.0 + shrunk) ** 2,
        "tanh": 1.0 - np.tanh(z) ** 2,
        "relu": np.heaviside(z, 0.0),
    }
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-activation_grads-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.activation_grads", activation_grads)

# %% tags=["hide-input", "demo"]
# Draws the three activations and their slopes.
with needs(sigmoid, activation_grads):
    z_axis = np.linspace(-5, 5, 401)
    values = {"sigmoid": sigmoid(z_axis), "tanh": 2 * np.array(sigmoid(2 * z_axis)) - 1}
    values["ReLU"] = np.maximum(z_axis, 0)
    grads, names = activation_grads(z_axis), {"x_label": "z", "title": "Activations"}
    _, axes = plotting.figure(1, 2, size=(10, 4))
    plotting.curves(z_axis, values, y_label="g(z)", ax=axes[0], **names)
    axes[0].set_ylim(-1.2, 2.6)
    slopes = {"sigmoid": grads["sigmoid"], "tanh": grads["tanh"], "ReLU": grads["relu"]}
    bounds = {"bound 1/4": 0.25, "bound 1": 1.0}
    names["title"] = "Their slopes: at most 1/4, 1 and 1"
    plotting.curves(z_axis, slopes, lines=bounds, y_label="dg/dz", ax=axes[1], **names)
    axes[1].set_ylim(-0.05, 1.45)
    plotting.show(
        axes,
        alt="Left: sigmoid from 0 to 1, tanh from -1 to 1, ReLU flat and then rising. Right: their "
        "slopes; the sigmoid's is a low bump of height 1/4, tanh's a bump of height 1, and ReLU's "
        "a step from 0 to 1.",
    )

# %% tags=["demo"]
with needs(activation_grads):
    print(
        "slopes of the sigmoid at 0, 2, 5:",
        np.array(activation_grads(np.array([0.0, 2, 5]))["sigmoid"]).round(4),
    )

# %% [markdown]
# A slope of at most $\tfrac14$ is a hard limit: through ten sigmoids in a row, a slope is at most $(\tfrac14)^{10}$, about one in a million. This number returns in chapter 7.
#
# ### A neuron that learns from its slope
#
# Now the neuron answers $\sigma(w^\top x)$, a number between 0 and 1, and the label is $t = 1$ or $0$. How wrong are the answers, as one number? Take the mean of half the squared errors, the **cost**
#
# $$J(w) = \frac1n \sum_{i=1}^n \tfrac12 \bigl(\sigma(w^\top x_i) - t_i\bigr)^2 .$$
#
# Follow its slope downhill: $w \leftarrow w - \eta\, \nabla J(w)$, where the **gradient** $\nabla J$ holds the derivative of $J$ with respect to each weight. For a neuron *without* an activation, which answers $w^\top x$ itself, the
# chain rule gives
#
# $$\nabla J(w) = \frac1n \sum_i (w^\top x_i - t_i)\, x_i .$$
#
# **By hand.** One row, $x = (1, 2)$, with $w = (0, 0)$ and $t = 1$. Without an activation the answer is 0 and the gradient $(0 - 1)\,(1, 2) = (-1, -2)$: downhill means to *add* the row, as the perceptron does. With
# the sigmoid the answer is $\tfrac12$, and the gradient is $(-\tfrac18, -\tfrac14)$. Where does the factor come from?
#
# ### Exercise 1.7 · `neuron_gradient` (level 2, about 20 minutes)
#
# Find the gradient for the neuron with the sigmoid. You have already written all that it needs.


# %% nbgrader={"grade": false, "grade_id": "perceptron-neuron_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def neuron_gradient(w: np.ndarray, X: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The gradient of the mean of (sigmoid(w . x_i) - t_i)^2 / 2 over the rows of X.

    w: [d], the weights. X: [n, d] float64, one observation per row. t: [n], labels 0 and 1, or
    numbers between them. None of them is changed. Scores may be as large as 1000.
    Returns [d]: the derivative with respect to each weight.
    """
    ### BEGIN SOLUTION
    scores = X @ w
    errors = np.asarray(sigmoid(scores)) - t
    slopes = np.asarray(activation_grads(scores)["sigmoid"])
    return (errors * slopes) @ X / len(X)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "perceptron-neuron_gradient-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("perceptron.neuron_gradient", neuron_gradient)

# %% tags=["hide-input"]
# Asks for your prediction.
strongest = predict(
    "Three images are eights, so t = 1. Your neuron gives them the scores -6, -1 and +2. "
    "Which of them has the largest say in the gradient (their rows being equally long)?",
    choices=["-6: it is the most wrong", "-1", "+2", "all the same"],
)

# %% tags=["hide-input", "demo"]
# Computes the three shares, and compares them with your prediction.
with needs(neuron_gradient), strongest.withheld():
    said, shares = (-6.0, -1.0, 2.0), []
    for score in said:
        slope = neuron_gradient(np.array([score]), np.ones((1, 1)), np.ones(1))
        shares.append(abs(float(np.array(slope)[0])))
        print(f"score {score:+g}: size of its gradient {shares[-1]:.4f}")
    strongest.reveal(
        ["-6: it is the most wrong", "-1", "+2"][int(np.argmax(shares))],
        why="the error is multiplied by the slope of the sigmoid, which is nearly 0 far out on both sides",
    )

# %% [markdown]
# An image that is far on the wrong side hardly counts: its error is large, but the sigmoid is flat there. If the label is wrong, as with our tired colleague, that is a blessing. If it is right, the neuron learns
# from it far too slowly. Chapter 2 finds a cost without this flaw. Here we want the blessing. This is the whole algorithm, **gradient descent**:


# %%
def descend(gradient, X, t, eta=2.0, steps=300):
    """The weights [steps + 1, d] of a neuron that starts at 0 and follows its slope downhill."""
    path = [np.zeros(X.shape[1])]
    for _ in range(steps):
        path.append(path[-1] - eta * np.array(gradient(path[-1], X, t)))
    return np.array(path)


# %% tags=["demo"]
with needs(neuron_gradient):
    path = descend(neuron_gradient, SMALL_X, (TIRED_Y + 1) / 2)
    reached = [percent_right(w) for w in path[10::10]]
    print(f"held out, after 300 steps: {reached[-1]:.1f}% right")

# %% tags=["hide-input", "demo"]
# Draws both neurons' progress on the same wrong labels.
with needs(linearly_separable, perceptron_fit, neuron_gradient):
    axes = plotting.curves(
        np.arange(1, 31),
        {"perceptron (100 mistakes each)": jumps, "sigmoid neuron (10 steps each)": reached},
        x_label="round of training",
        y_label="held-out images right (%)",
        title="With 30 of 298 labels wrong, one jumps and the other settles",
    )
    axes.set_ylim(40, 102)
    plotting.show(
        axes,
        alt=f"Percentage of held-out images that are right, over 30 rounds. The perceptron jumps between {min(jumps):.0f} and "
        f"{max(jumps):.0f}; the neuron with a sigmoid rises at once and stays at about {reached[-1]:.0f}.",
    )

# %% [markdown]
# The same neuron, the same wrong labels; only the step has become a slope. What was lost is the theorem: nothing says any more after how many steps it must be done.
#
# And it can do one more thing. Where the trained neuron contradicts the label that it was given, who is right?

# %% tags=["demo"]
with needs(neuron_gradient):
    contradicted = np.flatnonzero(TIRED_Y * (SMALL_X @ path[-1]) < 0)
    truly = TIRED_Y[contradicted] != SMALL_Y[contradicted]
    print(f"{len(contradicted)} labels contradicted; {truly.sum()} of these are wrong labels")

# %% tags=["hide-input", "demo"]
# Draws the images whose labels the neuron contradicts.
with needs(neuron_gradient):
    given = np.where(TIRED_Y[contradicted] > 0, 8, 3)
    figure = plotting.image_grid(
        SMALL_X[contradicted, 1:].reshape(-1, 8, 8),
        columns=10,
        captions=[f"label {label}" for label in given],
        title="The labels that your neuron does not believe",
    )
    plotting.show(
        figure,
        alt=f"{len(contradicted)} scanned digits, each with the label that was given. Most of those "
        "labelled 3 are plainly eights, and most of those labelled 8 plainly threes.",
    )

# %% [markdown]
# It has found most of the 30 wrong labels, though it was trained on them. In practice such a list is given to people to look at again.
#
# ## 9 · In your own words
#
# <a id="perceptron-question"></a>
# Multiply $x_2$ by 10 in AND: the rows become $(1, 0, 0), (1, 0, 10), (1, 1, 0), (1, 1, 10)$. The bound, with the best $w^*$, rises from 51 to 1330.08, and the
# perceptron makes 504 mistakes instead of 18. Why does scaling an input
# change the bound, even though the same labels are separable before and after? Answer in four to six sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "perceptron-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Scaling makes the longest row longer: with $x_2$ multiplied by $s$, $R^2 = 2 + s^2$, so it goes from 3 to 102. Weights that separated the classes still do once
# $w_2$ is divided by $s$: the scores are the same. But the length of $w^*$ has changed, and with it the margin:
# $(-3, 2, 2/s)$ gives $1/\gamma^2 = 13 + 4/s^2$, which falls from 17 to 13.04. So $R$ grows by one factor and $\gamma$ by another, and the bound $(2 + s^2)(13 +
# 4/s^2)$ is $102 \cdot 13.04 = 1330.08$. Whether labels are separable asks only whether
# *some* weights get the signs right; no length enters, so scale does not matter. The perceptron, however, moves by lengths: a step along the long coordinate is
# large, and the constant needs many small steps to catch up.
#
# **Rubric.** 1 point: $R$ changes with the scale. 1 point: $\gamma$ changes too, by a different factor, so the ratio does not stay the same. 1 point:
# separability does not depend on scale, with the reason (divide the weight
# by the same factor, and every score is as before).
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - A neuron adds up weighted inputs; the sign of the sum puts a point on one side. Its weights stand perpendicular to its line, and score divided by $\lVert w \rVert$ is a distance.
# - A mistake moves the score of its row by $\lVert x \rVert^2$. The reach of the weights grows by at least $\gamma$ each time and their length only slowly, so there are at most $(R/\gamma)^2$ mistakes.
# - A theorem is a test: it found a bug that every separated cloud had hidden.
# - A linear program decides whether labels are separable. Up to one point per weight all labellings are; at two, exactly half.
# - Where nothing separates, a neuron with a slope still learns. Slopes are bounded: by $\tfrac14$ for the sigmoid, by 1 for tanh and ReLU.
#
# **The question of the opening.** Must it ever stop being wrong? Yes, if some weights are right about everything, and after at most $(R/\gamma)^2$ mistakes. If none are, never. Practice therefore follows slopes, with neurons by the million,
# and asks not for zero mistakes but for few on new data. The perceptron lives on as the simplest case of it, and where data arrive one at a time and a bound on mistakes is worth having.
#
# **Where it goes from here.** Chapter 2 turns scores into probabilities, and finds the cost that goes with them. Chapter 3 carries slopes through layers, which learn the columns that XOR lacks. Chapter 5 asks what happens when the digit is not in its
# place. The $\tfrac14$ comes back in chapter 7.
#
# **References.** Rosenblatt (1958), The perceptron: a probabilistic model for information storage and organization in the brain. Novikoff (1962), On convergence proofs on perceptrons. Cover
# (1965), Geometrical and statistical properties of systems of linear inequalities with applications in pattern recognition, theorem 1. Minsky and Papert (1969), Perceptrons, chapter 11. Nair and Hinton (2010), Rectified linear units improve restricted Boltzmann machines. Goodfellow, Bengio and Courville (2016), Deep learning, sections 3.10 and 6.3.
