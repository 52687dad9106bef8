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
# # 03 · Backpropagation
#
# A network looks at a seven and says one. It has 24,000 weights. Which of them are to blame, and how much is each?
#
# What went wrong can be seen only at the very end: one output is too large, another too small. So start there, and hand the blame back. An output is what it is because of
# the units that it listens to, and they because of the units that *they* listen to. Layer by layer the blame arrives at the input, and on its way it has passed through every
# single weight.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
import math
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from sklearn.datasets import make_moons

from course_utils import begin, device, plotting
from course_utils.adapter import differentiable
from course_utils.checks import check, needs
from course_utils.data import load
from course_utils.models import MLP
from course_utils.training import evaluate, fit
from course_utils.widgets import Slider, explore, predict

begin("03_backprop", release="2026.1")

# %% tags=["hide-input"]
# Draws a small network twice: numbers going forwards, and blame coming back.
rng = np.random.default_rng(3)
layers = [rng.normal(size=(4, 5)), rng.normal(size=(3, 4))]
figure = plotting.network_blame(
    layers,
    rng.normal(size=5),
    [0.9, -0.9, -0.9],
    title="An answer on its way out, and the blame for it on its way back",
)
plotting.show(
    figure,
    alt="The same network of 5, 4 and 3 units twice. Left: arrows from the input to the answer, thick where "
    "much is carried. Right: dashed arrows over the same lines in the opposite direction, thick where much blame is "
    "handed back; two outputs are wrong, and most of their blame ends at one hidden unit and two inputs.",
)

# %% [markdown]
# The darker a circle and the thicker a line, the more it carries. Once every weight has its blame, each is moved a little the other way, and the network is a little less
# wrong. That is all there is to learning. Repeat it, and this happens:

# %% tags=["hide-input"]
# Trains a small network to tell two moons apart, and draws the line that it finds.
MOONS, WHICH_MOON = make_moons(80, noise=0.12, random_state=1)
MOONS, MOON_TARGETS = MOONS - [0.5, 0.25], 0.9 - 1.8 * WHICH_MOON
MOON_START, LR, SWEEPS = np.random.default_rng(0).normal(size=33), 0.1, 40
WINDOW = ((-2.2, 2.2), (-1.5, 1.5))


def split(numbers):
    """(hidden weights and biases [H, 3], output weights and bias [H + 1]) out of 4H + 1 numbers."""
    units = len(numbers) // 4
    return numbers[: 3 * units].reshape(units, 3), numbers[3 * units :]


def answers_at(numbers, places):
    """What the network with these 4H + 1 numbers says at places [n, 2]: [n]."""
    hidden, last = split(numbers)
    return np.tanh(np.tanh(places @ hidden[:, :2].T + hidden[:, 2]) @ last[:-1] + last[-1])


def moon_order():
    """The 80 points in a new order for each sweep."""
    rng = np.random.default_rng(0)
    return [rng.permutation(len(MOONS)) for _ in range(SWEEPS)]


def learn_moons_in_torch():
    """The numbers of the network after 0, 1, ... sweeps over the points."""
    found = [MOON_START]
    for order in moon_order():
        numbers = found[-1].copy()
        for point in order:
            leaf = torch.tensor(numbers, requires_grad=True)
            hidden, last = split(leaf)
            h = torch.tanh(hidden[:, :2] @ torch.from_numpy(MOONS[point]) + hidden[:, 2])
            cost = (torch.tanh(last[:-1] @ h + last[-1]) - MOON_TARGETS[point]) ** 2
            numbers -= LR * torch.autograd.grad(cost, leaf)[0].numpy()
        found.append(numbers)
    return found


def draw_moons(sweeps, ax=None, *, found):
    """The points and the two sides of the line after this many sweeps."""
    wrong = np.flatnonzero(answers_at(found[sweeps], MOONS) * MOON_TARGETS < 0)
    return plotting.decision_boundary(
        MOONS,
        MOON_TARGETS,
        partial(answers_at, found[sweeps]),
        title=f"After {sweeps} {'sweep' if sweeps == 1 else 'sweeps'}: {len(wrong)} of 80 wrong",
        names=("upper moon", "lower moon"),
        highlight=wrong,
        limits=WINDOW,
        ax=ax,
    )


by_torch = learn_moons_in_torch()
figure, panels = plotting.figure(
    1, 3, size=(10.5, 3.4), title="A network of nine units learns to tell two moons apart"
)
for ax, sweeps in zip(panels, (0, 1, 40), strict=True):
    draw_moons(sweeps, ax, found=by_torch)
plotting.show(
    figure,
    alt="Eighty points in two interlocking half-moons, three times, with the line that the network draws "
    "between them: before training it cuts through both moons, after one sweep over the points it is almost straight, "
    "and after forty it winds between them without a mistake.",
)

# %% [markdown]
# Here torch did the work. In section 4 you write an engine of your own, in about twenty lines, and it finds the same line between the moons. In section 9 your gradients
# teach a network of 24,000 weights to read, and show you which pixels lead it astray.
#
# Why hand anything back? One could also *try*: move a weight up a little, then down a little, and look at the error. That takes two runs of the network for each weight. If a run takes
# one second, a million weights take 23 days. Handing back the blame takes as long as two more runs, for *all* weights together: three seconds, the answer included.
#
# **After this chapter you can**
#
# - check any gradient by finite differences, and choose the step,
# - carry derivatives through a graph: multiply along a path, add across paths,
# - write an engine that differentiates anything computed with it,
# - derive the gradients of a layered network, and code them from four equations,
# - catch a wrong gradient that training hides.
#
# **You need** derivatives of functions of one variable, matrix-vector products, and the neuron and its activations ([chapter 1](../01_perceptron/perceptron.ipynb)).
# **Time:** 175 minutes. **Points:** 27.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $C$ | `cost` | the cost, also called loss: one number, to be made small |
# | $x = h^0$, $t$ | `x`, `t` | the input, and the output that we want |
# | $W^l$, $b^l$ | `W`, `b` | weights and biases of layer $l$; $l$ is a superscript, not a power |
# | $a^l$ | `a` | pre-activation of layer $l$ |
# | $h^l$ | `h` | output of layer $l$; $h^L$ is the network's output |
# | $F$, $F'$ | | the activation, here mostly $\tanh$, and its derivative; $\tanh' = 1 - \tanh^2$ |
# | $\delta^l$ | `delta` | the error of layer $l$: $\delta^l := \partial C / \partial a^l$, a vector as long as $a^l$ |
# | $\odot$ | `*` | entry-by-entry product |
# | $\eta$ | `lr` | the learning rate: each step is $-\eta$ times the gradient |

# %% [markdown]
# ## 1 · A derivative is a difference
#
# We begin with trying. It is slow, but it cannot be wrong in clever ways, and everything that comes later is checked against it.
#
# A derivative says how much a result moves when an input moves a little. So move the input, and look. Moving it both ways is better than moving it one way:
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}.$$
#
# **By hand.** $f(x) = x^3$ at $x = 2$ with $h = 0.1$: $(9.261 - 6.859) / 0.2 = 12.01$, and the truth is $3 \cdot 2^2 = 12$. With half the step the error
# is a quarter as large. Taylor says why: $f(x \pm h) = f \pm h f' + \tfrac{h^2}{2} f'' \pm \tfrac{h^3}{6} f''' + \dots$ In the difference the even terms
# cancel, and the error that is left is $\tfrac{h^2}{6} f'''$, here exactly $h^2$.


# %%
def cube(x):
    """The third power."""
    return x**3


for h in (0.1, 0.05):
    rise = cube(2 + h) - cube(2 - h)
    print(f"h = {h:.2f}: {rise:.6f} / {2 * h:.1f} = {rise / (2 * h):.4f}, the truth is 12")

# %% tags=["hide-input"]
# Asks for your prediction.
tiny = predict(
    "Take the slope of exp at 1, in ordinary numbers of 16 digits. With h = 0.001 it is off by 4.5e-7. By how "
    "much is it off with a step a million times smaller, h = 0.000000001?",
    choices=["about 4.5e-19", "about 1e-16, the last digit", "about 1e-12", "about 1e-8"],
)

# %% [markdown]
# A function of many inputs has one such slope for each of them; together they are the **gradient**. Move one entry, hold the others still, and put it back before you move the next.
#
# ### Exercise 3.1 · `num_grad` (level 1, about 10 minutes)
#
# The slow way, for a function of any number of inputs.


# %% nbgrader={"grade": false, "grade_id": "backprop-num_grad", "locked": false, "schema_version": 3, "solution": true, "task": false}
def num_grad(f, x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x by central differences, one entry of x at a time.

    f: takes an array shaped like x, returns a float. x: floats or integers, of any shape;
    it is not changed.
    h: the step, positive; an entry is moved by +h and by -h.
    Returns an array of floats shaped like x: entry i is the slope of f along x[i].
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = np.array(x, dtype=float), np.array(x, dtype=float)
        up[place], down[place] = x[place] + h, x[place] - h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-num_grad-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.num_grad", num_grad)


# %% tags=["demo"]
def error_of_exp(num_grad, h):
    """|difference - derivative| for exp at 1, where the derivative is e."""
    slope = num_grad(lambda x: math.exp(x[0]), np.array([1.0]), h)
    return abs(slope[0] - math.e)


# %% tags=["hide-input", "demo"]
# Tries four steps, and compares the smallest with your prediction.
with needs(num_grad), tiny.withheld():
    errors = {h: error_of_exp(num_grad, h) for h in (1e-1, 1e-3, 1e-5, 1e-9)}
    for h, error in errors.items():
        print(f"h = {h:.0e}: error {error:.1e}")
    tiny.reveal(
        "about 1e-8" if 3e-9 < errors[1e-9] < 3e-8 else "about 1e-12",
        told=f"{errors[1e-9]:.1e}, worse than with h = 1e-5",
        why="f(x + h) and f(x - h) are rounded, by about 1e-16 each, and that is divided by a tiny 2h",
    )

# %% [markdown]
# <a id="backprop-step-size"></a>
# **Two errors.** The formula is off by $\tfrac{h^2}{6} f'''$, which shrinks with $h$. Each value of $f$ is rounded in its sixteenth digit, and dividing by $2h$ makes
# that error grow as $1/h$. The two are equal near $h = (3\,\epsilon)^{1/3} \approx 10^{-5}$ with $\epsilon = 2.2 \cdot 10^{-16}$ the
# gap between neighbouring floats (Nocedal and Wright 2006, section 8.1). For $e^x$ at 1 the errors
# are $4.5 \cdot 10^{-3}$, $4.5 \cdot 10^{-7}$, $5.9 \cdot 10^{-11}$ and $6.6 \cdot 10^{-9}$ at $h = 10^{-1}, 10^{-3}, 10^{-5}, 10^{-9}$.

# %% tags=["hide-input", "demo"]
# Draws the error against the step.
with needs(num_grad):
    steps = np.logspace(-1, -11, 41)
    series = {"measured error": [error_of_exp(num_grad, h) for h in steps]}
    series["formula: e h^2 / 6"] = np.where(steps > 1e-7, math.e * steps**2 / 6, np.nan)
    series["rounding: 2.2e-16 e / 2h"] = np.where(steps < 1e-3, 1.1e-16 * math.e / steps, np.nan)
    axes = plotting.curves(
        steps,
        series,
        log_x=True,
        log_y=True,
        x_label="step h",
        y_label="error of the slope of exp at 1",
        title="Large steps suffer from the formula's error, small ones from rounding",
    )
    plotting.show(
        axes,
        alt="Error against step, both logarithmic. From h = 0.1 down to 1e-5 the error falls along "
        "the line e h squared over 6; below 1e-5 it rises again, jagged, around the rounding line.",
    )

# %% [markdown]
# So a gradient can be checked to about ten digits, at the price of two runs of the network for every weight. It is a check, not a way to train.

# %% [markdown]
# ## 2 · One path: multiply
#
# A computation is a chain of small steps, and the slope of each step is known. Let $y = f(x)$ and $u = g(y)$. Move $x$ by a little $dx$: then $y$ moves by
# $f'(x)\,dx$, and $u$ by $g'(y)$ times that. Slopes along a path multiply: $\dfrac{du}{dx} = \dfrac{du}{dy} \dfrac{dy}{dx}$, each
# taken at the value that the step before it *produced*.
#
# **By hand.** $u = \tanh(2x)$ at $x = 0$: the first step has slope 2, the second $1 - \tanh^2(0) = 1$, so the slope is 2. At $x = \tfrac12$ the second
# step is at $y = 1$, where $\tanh' = 0.41997$, and the slope is $0.8399$.

# %%
for x in (0.0, 0.5):
    y = 2 * x
    along = 2 * (1 - math.tanh(y) ** 2)
    difference = (math.tanh(2 * x + 2e-5) - math.tanh(2 * x - 2e-5)) / 2e-5
    print(f"x = {x}: multiplied along the path {along:.4f}, by differences {difference:.4f}")

# %% [markdown]
# ## 3 · Several paths: add
#
# Now let a number be used twice. Take
#
# $$c = a b, \qquad d = c + a, \qquad e = c\, d \qquad \text{at } a = 2,\; b = 3,$$
#
# so that $c = 6$, $d = 8$ and $e = 48$. A drawing of a computation, with a box for each number and an arrow for each use, is called its **graph**. On each arrow stands the slope
# of that single step, its **local derivative**: in $e = c\,d$, for example, $e$ rises $d = 8$ times as fast as $c$ if $d$ is held still.

# %% tags=["hide-input"]
# Lists the graph for the drawings: arrows, places, values, and what goes back.
GRAPH = [("a", "d", "1"), ("a", "c", "b = 3"), ("b", "c", "a = 2"), ("c", "d", "1")]
GRAPH += [("d", "e", "c = 6"), ("c", "e", "d = 8")]
PLACES = {"a": (0, 1.7), "b": (0, 0), "c": (2.7, 0), "d": (5.4, 1.7), "e": (8.1, 0.85)}
VALUES = {"a": 2, "b": 3, "c": 6, "d": 8, "e": 48}
BLAME = {"e": "1", "d": "6", "c": "8+6 = 14", "b": "28", "a": "6+42 = 48"}
SHARES = {("d", "e"): "6·1 = 6", ("c", "e"): "8·1 = 8", ("c", "d"): "1·6 = 6"}
SHARES |= {("a", "d"): "1·6 = 6", ("a", "c"): "3·14 = 42", ("b", "c"): "2·14 = 28"}
HOW = {"c": "a b", "d": "c + a", "e": "c d"}
USED_TWICE = ("c", "a")

# %% tags=["hide-input"]
# Draws the graph with its values and local derivatives.
axes = plotting.computational_graph(
    VALUES, GRAPH, operations=HOW, positions=PLACES, title="A computation as a graph"
)
plotting.show(
    axes,
    alt="Five boxes: a = 2 and b = 3 on the left, c = a b = 6, d = c + a = 8, and e = c d = 48 on the right. "
    "Arrows with local derivatives: a to c 3, b to c 2, c to d 1, a to d 1, c to e 8, d to e 6.",
)

# %% tags=["hide-input"]
# Asks for your prediction.
both_ways = predict(
    "c rises by a tiny amount, and a and b stay where they are. How many times as much does e rise?",
    unit="times as much",
)

# %% tags=["hide-input"]
# Moves c, and compares the result with your prediction.
with both_ways.withheld():
    moved = [c * (c + 2) for c in (6 + 1e-6, 6 - 1e-6)]
    both_ways.reveal(
        round((moved[0] - moved[1]) / 2e-6),
        why="8 times as much along the arrow to e, and another 1 times 6 along the detour through d",
    )

# %% [markdown]
# A change reaches $e$ along every path that there is, and to first order these changes add up.
#
# <a id="backprop-chain-rules"></a>
# **Statement (chain rules).** $\dfrac{du}{dx} = \dfrac{du}{dy}\dfrac{dy}{dx}$ along one path, and when $x$ acts on $u$ through several $y_m$,
#
# $$\frac{\partial u_j}{\partial x_i} = \sum_m \frac{\partial u_j}{\partial y_m} \frac{\partial y_m}{\partial x_i}$$
#
# (Goodfellow, Bengio and Courville 2016, section 6.5.2). Applied over and over: multiply along each path, add over all paths.
#
# <a id="backprop-diamond"></a>
# **By hand.** From $a$: through $c$ alone $3 \cdot 8 = 24$; through $c$ and $d$: $3 \cdot 1 \cdot 6 = 18$; through $d$ alone $1 \cdot 6 = 6$. Together $48$. From $b$: $2 \cdot
# 8 + 2 \cdot 1 \cdot 6 = 28$. The formula $e = a^2 b (b + 1)$ agrees: $2ab(b+1) = 48$ and $a^2(2b+1) = 28$.

# %%
ARROWS = {"a": [("c", 3), ("d", 1)], "b": [("c", 2)], "c": [("e", 8), ("d", 1)], "d": [("e", 6)]}


def path_products(node):
    """For every path from node to e, the product of the slopes along it."""
    if node == "e":
        return [1]
    return [slope * rest for after, slope in ARROWS[node] for rest in path_products(after)]


for node in "ab":
    print(f"from {node}: {path_products(node)}, in total {sum(path_products(node))}")

# %% [markdown]
# Listing paths wastes work: both ways from $c$ to $e$ were walked for $a$, and again for $b$. Go backwards instead, and let every node know one number, its **blame**: how much the
# result moves if the node does, $\partial e / \partial c$ for the node $c$. The result's own blame is 1. Every other node hears from the nodes that use it:

# %% tags=["hide-input"]
# Draws a single node, what it hears, and what it passes on.
axes = plotting.computational_graph(
    {"a": 2, "b": 3, "c": 6, "later": "..."},
    [("a", "c", "local: 3"), ("b", "c", "local: 2"), ("c", "later")],
    gradients={"later": "", "c": "14"},
    operations={"c": "a b"},
    positions={"a": (0, 1.6), "b": (0, 0), "c": (3.2, 0.8), "later": (6.0, 0.8)},
    flows={("a", "c"): "3·14 = 42", ("b", "c"): "2·14 = 28", ("c", "later"): "upstream: 14"},
    gradient_name="blame",
    title="A node need not know the network: upstream blame times local derivative",
)
plotting.show(
    axes,
    alt="The node c = a b in close-up. From the right it hears the upstream blame 14. Back to a it passes the local "
    "derivative 3 times 14, which is 42, and back to b it passes 2 times 14, which is 28.",
)

# %% [markdown]
# What arrives at a node from the nodes after it is called the **upstream gradient**. The node multiplies it by its local derivatives and passes the products on. It need not know the
# rest of the network. Here is the whole computation; step through it.


# %% tags=["hide-input"]
# Draws one step of the computation, and describes it.
def draw_stage(stage):
    """The graph after this many of its ten steps: five values forwards, five blames backwards."""
    forwards, backwards = min(stage, 5), max(stage - 5, 0)
    newest = list(BLAME)[backwards - 1] if backwards else ""
    titles = ("Forwards: values", "Backwards: slope times blame", "Backwards: two arrows, one sum")
    return plotting.computational_graph(
        VALUES,
        GRAPH,
        gradients=BLAME,
        operations=HOW,
        positions=PLACES,
        shown=(forwards, backwards),
        highlight=(newest,) if newest in USED_TWICE else (),
        gradient_name="blame",
        flows=SHARES,
        title=titles[0 if not backwards else 1 + (newest in USED_TWICE)],
    )


def describe_stage(stage):
    """Alt text of draw_stage."""
    known = [f"{name} = {VALUES[name]}" for name in list(VALUES)[:stage]]
    blames = [f"{name}: {BLAME[name]}" for name in list(BLAME)[: max(stage - 5, 0)]]
    text = f"The graph of c = ab, d = c + a, e = cd; filled in: {', '.join(known) or 'nothing'}"
    return text + (f"; blame of {', '.join(blames)}." if blames else ".")


# %% tags=["hide-input"]
# Shows the computation, forwards and then backwards.
explore(
    draw_stage,
    label="Step through the computation",
    alt=describe_stage,
    static=[{"stage": 3}, {"stage": 7}, {"stage": 8}, {"stage": 10}],
    stage=Slider("step", 0, 10, 1),
)

# %% [markdown]
# At step 8 the two shares of $c$ are added up, and only then does $c$ pass its 14 on, once. So every arrow is used just once. Doing it this way round is called **reverse mode**, or
# backpropagation. How much does it save?

# %% tags=["hide-input"]
# Asks for your prediction.
guess = predict(
    "Six rows of ten units, each row fully connected to the next, so five times 10 x 10 arrows. How "
    "many paths run from the first row to the last?",
    unit="paths",
)

# %% tags=["hide-input"]
# Counts paths and arrows, and compares the result with your prediction.
with guess.withheld():
    for widths in ((3, 4, 2, 5), (10,) * 6):
        arrows = sum(m * n for m, n in pairwise(widths))
        print(f"widths {widths}: {math.prod(widths):,} paths, {arrows} arrows")
    guess.reveal(
        math.prod(widths),
        told=f"{math.prod(widths):,} paths",
        why=f"ten choices in each of six rows; going backwards uses {arrows} arrows, once each",
    )

# %% [markdown]
# <a id="backprop-paths-and-edges"></a>
# **Paths against arrows.** In a layered network every unit is joined to every unit of the next layer, so the number of paths is the product of the
# widths, while the number of arrows is a sum. With widths 3, 4, 2, 5 there are $3 \cdot 4 \cdot 2 \cdot 5 = 120$ paths and $12 + 8 + 10 = 30$ arrows.
#
# **Forwards or backwards?** The sum can also be built up from the front: carry along, for every node, its slope with respect to *one* input. This is **forward mode**. It gives the slopes of every output
# with respect to one input, and nothing has to be kept; a second input needs a second sweep. Reverse mode gives the slopes of one output with respect to every input, but
# the local derivatives ($b = 3$, $d = 8$ and so on) are values of the forward pass, so those have to be kept. In this sense a network has a million inputs, its weights, and
# one output, its cost (Baydin et al. 2018, section 3).

# %% [markdown]
# ## 4 · An engine on one screen
#
# Let the numbers themselves remember how they were made. A `Number` holds its value and, for each Number that it was computed from, the local derivative on that arrow. Here is
# addition, and the first `backward` that comes to mind: each number adds what arrives to its own `grad`, and hands every source its share, which does the same in turn.


# %%
class Number:
    """A number that remembers its sources: pairs (Number, local derivative)."""

    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0, sources

    def __add__(self, other):
        return Number(self.data + other.data, ((self, 1), (other, 1)))

    def __repr__(self):
        return f"{type(self).__name__}({self.data:g}, grad={self.grad:g})"

    def backward(self, upstream=1):
        self.grad += upstream
        for source, slope in self.sources:
            source.backward(slope * self.grad)


a, b = Number(5), Number(-3)
total = a + b
total.backward()
print(total, a, b)

# %% [markdown]
# That is right: $a + b$ moves as much as $a$ does, and as much as $b$ does. Now the graph of section 3. The two products are put in by hand, with their sources and slopes.

# %% tags=["hide-input"]
# Asks for your prediction.
naive = predict(
    "The slope of e along a is 48. Which slope does this backward find?",
    choices=["48", "less than 48", "more than 48"],
)

# %%
a, b = Number(2), Number(3)
c = Number(6, ((a, 3), (b, 2)))
d = c + a
e = Number(48, ((c, 8), (d, 6)))
e.backward()

# %% tags=["hide-input"]
# Shows what it finds, and compares it with your prediction.
with naive.withheld():
    print(a, b)
    naive.reveal(
        "48" if a.grad == 48 else "less than 48" if a.grad < 48 else "more than 48",
        told=f"more: {a.grad}, and {b.grad} in place of 28 for b",
        why="c is told of its two shares one after the other, and passes on what it has each time: first 8, then "
        "the whole 14, together 22. So a hears 3 · 22 from c and 6 from d",
    )

# %% [markdown]
# One could pass on only the *new* share each time, 8 and then 6. That is right, and it walks every path on its own: a million of them in six rows of ten.
#
# ### Who goes first?
#
# So $c$ has to wait until it has heard from both $e$ and $d$. What we need is a list of the nodes in which each stands *before* everything that it was computed from. Such a list is
# called a **topological order**, and there may be several: for our graph $e, d, c, b, a$ and $e, d, c, a, b$.
#
# Here is how to find one. Walk from the result to its sources, to theirs, and so on; write a node down only when all its sources have been written down; never write one twice. On our graph:
#
# | at | its sources | so | written so far |
# | --- | --- | --- | --- |
# | $e$ | $c, d$ | first go to $c$ | |
# | $c$ | $a, b$ | first go to $a$ | |
# | $a$ | none | write $a$, go back to $c$, and on to $b$ | $a$ |
# | $b$ | none | write $b$, back to $c$: both are there, write $c$, back to $e$ | $a, b, c$ |
# | $d$ | $c, a$ | both are there already: write $d$, back to $e$, write $e$ | $a, b, c, d, e$ |
#
# In this list every node stands *after* its sources. Read it from the end.
#
# ### Exercise 3.2 · `topological_order` (level 2, about 20 minutes)
#
# Any graph, any node as its result. A function that calls itself is the shortest way; a list of nodes still to be visited works, too.


# %% nbgrader={"grade": false, "grade_id": "backprop-topological_order", "locked": false, "schema_version": 3, "solution": true, "task": false}
def topological_order(out: str, sources: dict[str, list[str]]) -> list[str]:
    """An order in which `out` can send blame back, each node once.

    out: the name of the result.
    sources: node -> the nodes that it was computed from, [] for an input; a node that was used
    twice for it stands there twice. No node depends on itself. It is not changed.
    Returns the names of out and of everything that it was computed from, directly or not, and of
    no other node: each name once, and before the names of its own sources.
    """
    ### BEGIN SOLUTION
    order = []

    def visit(node):
        if node not in order:
            for source in sources[node]:
                visit(source)
            order.append(node)

    visit(out)
    return order[::-1]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-topological_order-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.topological_order", topological_order)

# %% tags=["demo"]
SLOPES = {
    "e": [("c", 8), ("d", 6)],
    "d": [("c", 1), ("a", 1)],
    "c": [("a", 3), ("b", 2)],
    "a": [],
    "b": [],
}
with needs(topological_order):
    used = {node: [source for source, _ in pairs] for node, pairs in SLOPES.items()}
    blame = dict.fromkeys(SLOPES, 0) | {"e": 1}
    for node in topological_order("e", used):
        for source, slope in SLOPES[node]:
            blame[source] += slope * blame[node]
    print(blame)

# %% [markdown]
# 48 and 28. Now put everything together. Three mistakes are so common that our graph can tell them apart:
#
# | $\partial e/\partial a$, $\partial e/\partial b$ | what the program does |
# | --- | --- |
# | 48, 28 | adds up, and lets a node pass its blame on only once all of it has arrived |
# | 18, 12 | overwrites: `grad =` where `grad +=` belongs, so $c$ keeps only the 6 that came last, and $a$ only the $3 \cdot 6$ |
# | 72, 44 | passes blame on whenever some arrives |
# | 30, 16 | visits every node once, but $c$ before $d$: so $c$ sends 8 and never hears of the 6 |
#
# The smallest case of overwriting is $a + a$: its slope is $1 + 1 = 2$, and overwriting makes it 1. Most tests miss it, because as long as no
# number is used twice, adding and overwriting are the same.
#
# ### Exercise 3.3 · `Value` (level 3, about 30 minutes)
#
# Build the engine: products, $\tanh$, and a `backward` that waits. Addition stands there already, and a Value prints as a Number does. What is the local derivative on each
# arrow, and where does a node keep its sources?


# %% nbgrader={"grade": false, "grade_id": "backprop-Value", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Value(Number):
    """A number that remembers how it was computed, and can send derivatives back.

    data: a float, kept as .data.
    sources: yours to use, for what the value was computed from and the local derivatives.
    u + v, u * v (of two Values) and u.tanh() return new Values.
    After out.backward(), .grad of every Value that out was computed from is the float
    d out / d that value; before that, .grad is 0. backward runs once per graph.
    """

    def __init__(self, data: float, sources: tuple = ()):
        self.data, self.grad, self._sources = data, 0.0, sources

    def __add__(self, other: "Value") -> "Value":
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: "Value") -> "Value":
        ### BEGIN SOLUTION
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def tanh(self) -> "Value":
        ### BEGIN SOLUTION
        return Value(math.tanh(self.data), ((self, 1 - math.tanh(self.data) ** 2),))
        ### END SOLUTION

    def backward(self) -> None:
        ### BEGIN SOLUTION
        order = {}

        def visit(node):
            if node not in order:
                for source, _ in node._sources:
                    visit(source)
                order[node], node.grad = None, float(node is self)

        visit(self)
        for node in reversed(order):
            for source, slope in node._sources:
                source.grad += slope * node.grad
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-Value-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.Value", Value)

# %% tags=["demo"]
with needs(Value):
    a, b = Value(2.0), Value(3.0)
    c = a * b
    e = c * (c + a)
    e.backward()
    print(f"e = {e.data:g}, de/da = {a.grad:g}, de/db = {b.grad:g}, de/dc = {c.grad:g}")

# %% [markdown]
# ### Your engine learns
#
# Exclusive or, XOR, is the smallest task that no single neuron can solve: the output should be high where the two inputs differ. Below is a network of two inputs, some hidden
# neurons and one output, built from nothing but your `+`, `*` and `tanh`, and one step of learning.


# %%
def neuron(weights, inputs):
    """tanh(w . inputs + bias); weights: one Value per input, then the bias."""
    total = weights[-1]
    for weight, value in zip(weights, inputs):
        total = total + weight * value
    return total.tanh()


def network(parameters, x):
    """The output for the point x, a Value; parameters: 3 for each of H hidden neurons, then H + 1."""
    inputs, units = [Value(float(number)) for number in x], len(parameters) // 4
    hidden = [neuron(parameters[3 * k : 3 * k + 3], inputs) for k in range(units)]
    return neuron(parameters[3 * units :], hidden)


def training_step(numbers, examples, lr=LR):
    """Forwards, backwards, and every number a little against its blame. Returns them, and the cost."""
    parameters, cost = [Value(float(number)) for number in numbers], Value(0.0)
    for x, target in examples:
        miss = network(parameters, x) + Value(-target)
        cost = cost + miss * miss
    cost.backward()
    return numbers - lr * np.array([parameter.grad for parameter in parameters]), cost.data


# %% [markdown]
# Every parameter starts as a random number. The cost is the sum of squared misses over the four corners. With three hidden neurons there are 13 parameters.

# %% tags=["demo"]
CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
DIFFERENT = np.array([-0.9, 0.9, 0.9, -0.9])
with needs(Value):
    numbers, costs = np.random.default_rng(1).normal(size=13), []
    for _ in range(201):
        xor_numbers = numbers
        numbers, cost = training_step(numbers, list(zip(CORNERS, DIFFERENT.tolist())))
        costs.append(cost)
    print("cost:", ", ".join(f"{costs[k]:.4f} after {k} steps" for k in (0, 20, 50, 100, 200)))

# %% tags=["hide-input", "demo"]
# Draws what your engine has learned.
with needs(Value):
    axes = plotting.decision_boundary(
        CORNERS,
        DIFFERENT,
        partial(answers_at, xor_numbers),
        title="XOR, learned by your engine: one line would not do",
        names=("inputs differ", "inputs agree"),
        limits=WINDOW,
    )
    plotting.show(
        axes,
        alt="The four corners of a square. A band runs from the upper left corner to the lower right "
        "one and contains both, where the inputs differ; the other two corners lie outside it.",
    )

# %% [markdown]
# Now the two moons of the opening, one point at a time: a forward pass, a backward pass and a step for each. Eight hidden neurons make 33 parameters.


# %%
def learn_moons():
    """The 33 numbers after 0, 1, ... sweeps over the points, by your engine."""
    found = [MOON_START]
    for order in moon_order():
        numbers = found[-1]
        for point in order:
            numbers, _ = training_step(numbers, [(MOONS[point], float(MOON_TARGETS[point]))])
        found.append(numbers)
    return found


# %% tags=["demo"]
with needs(Value):
    by_value = learn_moons()
    apart = np.abs(by_value[-1] - by_torch[-1]).max()
    print(
        f"after {SWEEPS * len(MOONS):,} steps your numbers and torch's agree to 1e-6: {apart < 1e-6}"
    )


# %% tags=["hide-input"]
# Describes the drawing of the moons.
def describe_moons(sweeps):
    """Alt text of draw_moons."""
    return f"The two moons and the line that the network draws between them after {sweeps} sweeps."


# %% tags=["hide-input", "demo", "end-result"]
# Shows how your engine bends the line between the moons; move the slider.
with needs(Value):
    explore(
        partial(draw_moons, found=by_value),
        label="Watch your engine learn",
        alt=describe_moons,
        static=[{"sweeps": 1}, {"sweeps": 5}, {"sweeps": 40}],
        sweeps=Slider("sweeps over the 80 points", 0, 40, 1),
    )

# %% [markdown]
# You have written a complete scalar autograd engine: it differentiates whatever is computed with its `+`, `*` and `tanh`, and the networks above are only two things that one can compute with them. It spends a
# Python object on every single product. The rest of the chapter handles whole layers at once.

# %% [markdown]
# ## 5 · A layer at a time
#
# <a id="backprop-layer-equations"></a>
# **Statement (layer equations).** $a^l = W^l h^{l-1} + b^l$ and $h^l = F(a^l)$, for $l = 1, \dots, L$, with $h^0 = x$. Here $W^l$ has one row for each unit of layer $l$ and one
# column for each unit of layer $l - 1$.
#
# Collect the blame at the pre-activations: $\delta^l_i := \partial C / \partial a^l_i$. How does $a^l_j$ reach the cost? It determines $h^l_j = F(a^l_j)$, and $h^l_j$ enters
# *every* $a^{l+1}_i$ of the next layer, with weight $W^{l+1}_{ij}$. There is one path for each $i$, with two arrows on each:
#
# $$\delta^l_j = \sum_i \frac{\partial C}{\partial a^{l+1}_i}\, \frac{\partial a^{l+1}_i}{\partial h^l_j}\, \frac{\partial h^l_j}{\partial a^l_j}
# = \Big(\sum_i \delta^{l+1}_i W^{l+1}_{ij}\Big)\, F'(a^l_j).$$
#
# <a id="backprop-backward-recursion"></a>
# **Statement (backward recursion).** With $\delta^l := \partial C / \partial a^l$,
#
# $$\delta^L = \frac{\partial C}{\partial h^L} \odot F'(a^L), \qquad \delta^l = \big(W^{l+1\top} \delta^{l+1}\big) \odot F'(a^l)$$
#
# (Rumelhart, Hinton and Williams 1986; Nielsen 2015, chapter 2, equations BP1 and BP2).
#
# *The other convention, once.* Some books call $\varepsilon^l := \partial C / \partial h^l$ the error. Then $\varepsilon^l = W^{l+1\top}\big(\varepsilon^{l+1} \odot F'(a^{l+1})\big)$, and
# $\delta^l = \varepsilon^l \odot F'(a^l)$ takes you from one to the other. Never mix formulas of the two kinds.
#
# In the drawing, two weights lead away from unit 1 of a layer, and the blame comes back over the same two.

# %% tags=["hide-input"]
# Draws how the blame of two units comes back to one unit below them.
axes = plotting.computational_graph(
    {"h": "2", "a1": "4", "a2": "10"},
    [("h", "a1", "weight 1"), ("h", "a2", "weight 3")],
    gradients={"a1": "1", "a2": "\N{MINUS SIGN}1", "h": "1\N{MINUS SIGN}3 = \N{MINUS SIGN}2"},
    positions={"h": (0, 0.9), "a1": (4, 1.8), "a2": (4, 0)},
    highlight=("h",),
    flows={("h", "a1"): "1·1 = 1", ("h", "a2"): "3·(\N{MINUS SIGN}1) = \N{MINUS SIGN}3"},
    gradient_name="blame",
    title="The weights that carried the output away carry the blame back",
)
plotting.show(
    axes,
    alt="A unit with output 2 feeds two units of the next layer through the weights 1 and 3. Their blames 1 and "
    "minus 1 come back along the same arrows as 1 times 1 and 3 times minus 1, and add up to minus 2.",
)

# %% [markdown]
# <a id="backprop-layer-by-hand"></a>
# **By hand.** $W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$ and $\delta^{l+1} = (1, -1)$: $W^\top \delta^{l+1} = (1 - 3,\, 2 - 4) = (-2, -2)$. With $a^l = (0, 1)$ and
# $\tanh' = (1, 0.41997)$ that gives $\delta^l = (-2, -0.8399)$.

# %%
W, delta_above = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, -1.0])
blame_below = W.T @ delta_above
print("W^T delta =", blame_below, " inverse of W times delta =", np.linalg.solve(W, delta_above))
print("delta of the layer below =", (blame_below * (1 - np.tanh([0.0, 1.0]) ** 2)).round(4))

# %% [markdown]
# **Why the transpose, and not the inverse?** Going back does not undo the layer. "Which input would have given this output?" is the inverse's question:
# it needs a square matrix, and its answer here is $(-3, 2)$. We ask how much blame flows to unit $j$. Column $j$ of $W$ lists the weights with which the output of unit $j$ was
# passed on (1 and 3 in the drawing); the blame at all its destinations, weighted by them, is summed. That is row $j$ of $W^\top$ times $\delta$.
#
# Now the weights. $W^l_{ij}$ enters only $a^l_i = \sum_j W^l_{ij} h^{l-1}_j + b^l_i$, with slope $h^{l-1}_j$. So there is one path, of two arrows, and the bias is a weight
# whose input is always 1.
#
# <a id="backprop-weight-gradients"></a>
# **Statement (weight and bias gradients).**
#
# $$\frac{\partial C}{\partial W^l_{ij}} = \delta^l_i\, h^{l-1}_j, \qquad \frac{\partial C}{\partial b^l_i} = \delta^l_i, \qquad \text{in matrix form}\quad
# \frac{\partial C}{\partial W^l} = \delta^l\, h^{l-1\top}$$
#
# (Rumelhart, Hinton and Williams 1986; Nielsen 2015, chapter 2, equations BP3 and BP4). Written out, $\delta^l h^{l-1\top}$ is the sum over the units $i$ of $\delta^l_i$ times
# the matrix that has $h^{l-1\top}$ in row $i$ and zeros elsewhere. In the other convention, the factor $\delta^l_i$ reads $\varepsilon^l_i F'(a^l_i)$.
#
# **By hand.** $\delta = (1, -1)$ and $h = (2, 1)$: the gradient is $\begin{pmatrix} 2 & 1 \\ -2 & -1 \end{pmatrix}$.

# %%
print(np.outer([1.0, -1.0], [2.0, 1.0]))

# %% [markdown]
# ### A common slip: the slope without the blame
# <a id="backprop-slip-missing-blame"></a>
#
# You will sometimes read $\partial C / \partial W_{ij} = F'(a_i)\, h_j$. That is how much the *unit's output* moves with the weight, $\partial h_i / \partial W_{ij}$.
# It does not say whether the cost cares, and it does not even contain the target $t$: whatever we asked of the network, it would learn the same thing. Below, both versions are compared with torch's own gradients,
# for a network of widths 3, 4, 2, 5 and two targets.

# %%
rng = np.random.default_rng(0)
WIDTHS = (3, 4, 2, 5)
weights = [torch.tensor(rng.normal(size=(n, m))) for m, n in zip(WIDTHS, WIDTHS[1:])]
for target in (0.5, -0.5):
    outputs, sums = [torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)], []
    for weight in weights:
        weight.grad = None
        sums.append(weight.requires_grad_() @ outputs[-1])
        sums[-1].retain_grad()  # so that torch keeps delta, the gradient of this a
        outputs.append(torch.tanh(sums[-1]))
    (0.5 * (outputs[-1] - target).square().sum()).backward()
    right = torch.outer(sums[1].grad, outputs[1])
    wrong = torch.outer(1 - outputs[2] ** 2, outputs[1])
    for name, gradient in (("torch", weights[1].grad), ("with blame", right), ("without", wrong)):
        print(
            f"t = {target:4}: second layer, first row {name:10}",
            gradient[0].detach().numpy().round(4),
        )

# %% [markdown]
# The line without the blame is the same for both targets.
#
# ### Exercise 3.4 · `mlp_grads` (level 2, about 25 minutes)
#
# Four equations, one loop forwards and one back. Which numbers from the forward pass will you need again?


# %% nbgrader={"grade": false, "grade_id": "backprop-mlp_grads", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mlp_grads(
    x: np.ndarray, t: np.ndarray, Ws: list[np.ndarray], bs: list[np.ndarray]
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Gradients of C = 1/2 |h^L - t|^2 for the network h^l = tanh(W^l h^(l-1) + b^l), h^0 = x.

    x: [d_0], one input. t: [d_L], its target.
    Ws: L matrices, W^l [d_l, d_(l-1)]. bs: L vectors, b^l [d_l]. Nothing is changed.
    Returns (dWs, dbs): the derivatives of C, as lists with the lengths and shapes of Ws and bs.
    """
    ### BEGIN SOLUTION
    outputs = [x]
    for W, b in zip(Ws, bs):
        outputs.append(np.tanh(W @ outputs[-1] + b))
    blame, dWs, dbs = outputs[-1] - t, [], []
    for W, below, output in zip(Ws[::-1], outputs[-2::-1], outputs[:0:-1]):
        delta = blame * (1 - output**2)
        dWs.insert(0, np.outer(delta, below))
        dbs.insert(0, delta)
        blame = delta @ W
    return dWs, dbs
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-mlp_grads-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.mlp_grads", mlp_grads)

# %% [markdown]
# Your slow function can now judge your fast one.


# %%
def network_cost(x, t, Ws, bs):
    """C = 1/2 |h^L - t|^2 of the tanh network; arguments as in mlp_grads."""
    h = x
    for W, b in zip(Ws, bs):
        h = np.tanh(W @ h + b)
    return 0.5 * np.sum((h - t) ** 2)


def cost_of_layer(k, x, t, Ws, bs):
    """The cost as a function of the k-th matrix alone, counting from 0; the rest stays fixed."""
    return lambda W: network_cost(x, t, Ws[:k] + [W] + Ws[k + 1 :], bs)


# %% tags=["demo"]
with needs(num_grad, mlp_grads):
    rng = np.random.default_rng(1)
    Ws = [rng.normal(size=(n, m)) for m, n in zip(WIDTHS, WIDTHS[1:])]
    bs = [rng.normal(size=n) for n in WIDTHS[1:]]
    x, t = rng.normal(size=3), rng.normal(size=5)
    dWs, _ = mlp_grads(x, t, Ws, bs)
    for k, W in enumerate(Ws):
        slow = num_grad(cost_of_layer(k, x, t, Ws, bs), W)
        close = np.allclose(slow, dWs[k], rtol=0, atol=1e-8)
        print(
            f"layer {k + 1}: {2 * W.size} runs of the network against one, agree to 1e-8: {close}"
        )

# %% [markdown]
# <a id="backprop-cost"></a>
# **What it costs.** A layer with $m$ inputs and $n$ outputs takes $m n$ multiplications forwards. Backwards it takes $m n$ for $\delta\, h^\top$ and, if there is a layer with weights below it, $m n$
# for $W^\top \delta$. So cost and gradient together take at most three forward passes, however many weights there are. (Baur and Strassen 1983 prove
# the same factor of three for every program made of $+$, $-$, $\times$ and $\div$, counting multiplications and divisions.) Differences take two passes for each weight.

# %%
for widths in ((3, 4, 2, 5), (784, 30, 10), (1000, 1000, 1000)):
    pairs = list(pairwise(widths))
    forwards = sum(m * n for m, n in pairs)
    backwards = 2 * forwards - pairs[0][0] * pairs[0][1]
    ratio = (forwards + backwards) / forwards
    print(f"{widths}: {ratio:.2f} forward passes, by differences {2 * forwards:,}")

# %% [markdown]
# ## 6 · Is this gradient right?
#
# A colleague hands you the gradient of a network with one hidden layer of $\tanh$ units and a linear output, for a batch of inputs at once. It runs. Read it, and decide whether you would
# merge it.


# %% nbgrader={"grade": false, "grade_id": "backprop-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def tanh_slope(a):
    """The derivative of tanh at a."""
    return 1 - np.tanh(a) ** 2


def batch_gradients(X, T, W1, b1, W2, b2):
    """X: [n, d], T: [n, k]. Returns the gradients of W1, b1, W2 and b2."""
    H = np.tanh(X @ W1.T + b1)
    delta2 = (H @ W2.T + b2 - T) / len(X)
    delta1 = (delta2 @ W2) * tanh_slope(H)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ H, delta2.sum(axis=0)


# %% tags=["hide-input"]
# Asks for your prediction.
betrayed = predict(
    "A network learns a sine with these gradients. What does its cost do?",
    choices=[
        "it grows",
        "it stays where it is",
        "it falls a little, then sticks",
        "it falls to almost 0",
    ],
)


# %%
def batch_cost(X, T, W1, b1, W2, b2):
    """Half the mean squared error of the network that batch_gradients differentiates."""
    misses = np.tanh(X @ W1.T + b1) @ W2.T + b2 - T
    return 0.5 * np.sum(misses**2) / len(X)


def first_layer_cost(X, T, b1, W2, b2):
    """batch_cost as a function of W1 alone."""
    return lambda W1: batch_cost(X, T, W1, b1, W2, b2)


# %%
def learn_sine(gradients, steps=2000, lr=0.1):
    """Costs of a network of 8 hidden units that fits sin(2x) at 16 points, one per step."""
    rng = np.random.default_rng(0)
    X = np.linspace(-2, 2, 16)[:, None]
    T, costs = np.sin(2 * X), []
    parameters = [rng.normal(size=(8, 1)), rng.normal(size=8)]
    parameters += [0.5 * rng.normal(size=(1, 8)), np.zeros(1)]
    for _ in range(steps):
        costs.append(batch_cost(X, T, *parameters))
        found = gradients(X, T, *parameters)
        parameters = [p - lr * slope for p, slope in zip(parameters, found)]
    return costs


suspect = learn_sine(batch_gradients)

# %% tags=["hide-input"]
# Shows the cost, and compares it with your prediction.
with betrayed.withheld():
    print("cost:", ", ".join(f"{suspect[k]:.4f} after {k} steps" for k in (0, 100, 500, 1999)))
    betrayed.reveal(
        "it falls to almost 0" if suspect[-1] < 1e-4 else "it falls a little, then sticks",
        told=f"it falls, from {suspect[0]:.2f} to {suspect[-1]:.5f}",
        why="that says little about the gradient, as the next check shows",
    )

# %% [markdown]
# So it works? Hold it against differences. Below, three hidden units sit at $a = 0$, $1$ and $2$, and the reported gradient is divided by the one from `num_grad`. If it is right,
# all three ratios are 1.

# %% tags=["demo"]
with needs(num_grad):
    one, T = np.ones((1, 1)), np.zeros((1, 1))
    W1, b1 = np.array([[0.0], [1.0], [2.0]]), np.zeros(3)
    W2, b2 = np.ones((1, 3)), np.zeros(1)
    reported = batch_gradients(one, T, W1, b1, W2, b2)[0]
    slow = np.asarray(num_grad(first_layer_cost(one, T, b1, W2, b2), W1))
    print("reported / by differences at a = 0, 1, 2:", (reported / slow).ravel().round(2))

# %% [markdown]
# The gradient is wrong, and no loss curve would have said so. Nor would a check at small random weights, with every $a$ near 0. What in the code is right at 0 and the more wrong the larger $a$
# is? Mend it in the next cell; the cell after that shows whether the three ratios are 1. (It is not graded.)


# %% nbgrader={"grade": false, "grade_id": "backprop-mended_gradients", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mended_gradients(
    X: np.ndarray, T: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of batch_cost. X: [n, d], T: [n, k], W1: [m, d], b1: [m], W2: [k, m], b2: [k].

    Returns the derivatives with respect to W1, b1, W2 and b2, each in its own shape.
    """
    ### BEGIN SOLUTION
    A = X @ W1.T + b1
    misses = (np.tanh(A) @ W2.T + (b2 - T)) / len(X)
    blame = tanh_slope(A) * (misses @ W2)
    return blame.T @ X, blame.sum(0), misses.T @ np.tanh(A), misses.sum(0)
    ### END SOLUTION


# %% tags=["demo"]
with needs(num_grad, mended_gradients):
    reported = mended_gradients(one, T, W1, b1, W2, b2)[0]
    print("reported / by differences at a = 0, 1, 2:", (reported / slow).ravel().round(2))

# %% tags=["hide-input", "demo"]
# Draws both learning curves.
with needs(num_grad, mended_gradients):
    axes = plotting.curves(
        np.arange(2000),
        {"mended": learn_sine(mended_gradients), "with the bug": suspect},
        log_y=True,
        x_label="step",
        y_label="cost (half the mean squared error)",
        title="The loss does not say which gradient is right",
    )
    plotting.show(
        axes,
        alt="Cost against step on a logarithmic scale for the mended gradient and the wrong one: "
        "both fall from 0.27; the wrong one lags at first but ends lower.",
    )

# %% [markdown]
# The bug multiplies the blame of each hidden unit by $F'(h)/F'(a) \ge 1$, so its steps are longer where $\tanh$ is flat. On this task that even pays off in the end.
# It is still not the gradient of this cost, nor of any cost that anyone chose, and from another start it falls behind. The loss is a poor judge of gradients; differences at $|a| \approx 1$ are a good one.

# %% [markdown]
# ## 7 · A published step
#
# Checking against oneself is good; checking against somebody else is better. Mazur (2015) works one step of backpropagation through by hand and prints what comes out to nine digits: two
# inputs, two hidden units, two outputs, the sigmoid $\sigma(a) = 1/(1 + e^{-a})$ in place of $\tanh$ in both layers, one untrained bias per layer, cost $E = \tfrac12 \sum_k (t_k - o_k)^2$ with
# $o = h^2$ the outputs, and one step with $\eta = 0.5$.

# %%
MAZUR_W1, MAZUR_W2 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])
MAZUR_B1, MAZUR_B2, MAZUR_LR = 0.35, 0.60, 0.5
MAZUR_X, MAZUR_T = np.array([0.05, 0.10]), np.array([0.01, 0.99])


def sigmoid(a):
    """1 / (1 + exp(-a)), entry by entry."""
    return 1 / (1 + np.exp(-a))


sums = MAZUR_W1 @ MAZUR_X + MAZUR_B1
hidden = sigmoid(sums)
print("hidden:", hidden.round(9), " outputs:", sigmoid(MAZUR_W2 @ hidden + MAZUR_B2).round(9))

# %% [markdown]
# ### Exercise 3.5 · `sigmoid_net_step` (level 2, about 15 minutes)
#
# One step through both layers, to be compared with the published numbers to the ninth digit. The equations of section 5 hold for any activation; this one you have differentiated before.


# %% nbgrader={"grade": false, "grade_id": "backprop-sigmoid_net_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sigmoid_net_step(
    W1: np.ndarray, W2: np.ndarray, b1: float, b2: float, x: np.ndarray, t: np.ndarray, lr: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """One gradient step of h = sigmoid(W1 x + b1), o = sigmoid(W2 h + b2), E = 1/2 |t - o|^2.

    W1, W2: [2, 2], one row per unit. b1, b2: floats, the same for both units of a layer.
    x, t: [2]. lr: the learning rate. No argument is changed, and the biases are not trained.
    Returns (E before the step, new W1 [2, 2], new W2 [2, 2]).
    """
    ### BEGIN SOLUTION
    hidden = sigmoid(W1 @ x + b1)
    output = sigmoid(W2 @ hidden + b2)
    delta_output = (output - t) * output * (1 - output)
    delta_hidden = (delta_output @ W2) * hidden * (1 - hidden)
    E = float(0.5 * ((t - output) ** 2).sum())
    return E, W1 - lr * np.outer(delta_hidden, x), W2 - lr * np.outer(delta_output, hidden)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-sigmoid_net_step-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.sigmoid_net_step", sigmoid_net_step)

# %% [markdown]
# <a id="backprop-mazur-step"></a>
# **Published numbers.** $E = 0.298371109$; the new $W^1$ is $\begin{pmatrix} 0.149780716 & 0.19956143 \\ 0.24975114 & 0.29950229 \end{pmatrix}$ and the new $W^2$ is $\begin{pmatrix} 0.35891648 & 0.408666186 \\ 0.51130127 &
# 0.561370121 \end{pmatrix}$ (Mazur 2015). All nine agree, up to rounding in the last printed digit.

# %% tags=["demo"]
REST = (MAZUR_B1, MAZUR_B2, MAZUR_X, MAZUR_T, MAZUR_LR)
with needs(sigmoid_net_step):
    before, new_W1, new_W2 = sigmoid_net_step(MAZUR_W1, MAZUR_W2, *REST)
    after = sigmoid_net_step(new_W1, new_W2, *REST)[0]
    print(f"E before the step {before:.9f}, after it {after:.9f}")
    for name, matrix in (("W1", new_W1), ("W2", new_W2)):
        print(f"new {name}:", " ".join(f"{weight:.9f}" for weight in np.ravel(matrix)))

# %% [markdown]
# <a id="backprop-mazur-after"></a>
# **One number does not.** The error after the step is printed as $0.291027924$, but we get $0.291027774$. Which is right? The printed number appears if the hidden layer's blame
# is sent back through the $W^2$ that has *just been updated*. That contradicts the post's own new $W^1$: its first entry is $0.149780716$ with the old $W^2$, and
# $0.149817639$ with the new one. (Below, the outputs' $\delta$ is read off the step: old minus new $W^2$ is $\eta\,\delta\, h^\top$.)

# %% tags=["demo"]
with needs(sigmoid_net_step):
    new_W2 = np.asarray(sigmoid_net_step(MAZUR_W1, MAZUR_W2, *REST)[2])
    error = (MAZUR_W2 - new_W2)[:, 0] / (MAZUR_LR * hidden[0])  # delta of the outputs
    for name, W2 in (("old W2", MAZUR_W2), ("updated W2", new_W2)):
        slope = np.outer((W2.T @ error) * hidden * (1 - hidden), MAZUR_X)
        early_W1 = MAZUR_W1 - MAZUR_LR * slope
        later = sigmoid_net_step(early_W1, new_W2, *REST)[0]
        print(f"blame sent back through the {name}: W1[0, 0] {early_W1[0, 0]:.9f}, E {later:.9f}")

# %% [markdown]
# All derivatives belong to one point. Compute them all, then move. The difference is in the seventh digit here, so no training run would show it; in
# a deeper network with longer steps it is larger.

# %% [markdown]
# ## 8 · Softmax: every output depends on every input
#
# So far each $h_i$ depended on its own $a_i$ only, and $F'$ was a list of numbers. The *softmax* turns $K$ numbers into probabilities, $p_k = e^{a_k} / \sum_m e^{a_m}$, and
# through the sum each $p_k$ depends on every $a_j$ (these inputs of a softmax are called **logits**). Now there are $K$ times $K$ slopes; the matrix that holds them all is called the **Jacobian**.
#
# **Two classes first.** With $s = e^{a_1} + e^{a_2}$ and $p_1 = e^{a_1} / s$, the quotient rule gives
#
# $$\frac{\partial p_1}{\partial a_1} = \frac{e^{a_1} s - e^{a_1} e^{a_1}}{s^2} = p_1 - p_1^2 = p_1 (1 - p_1), \qquad
# \frac{\partial p_1}{\partial a_2} = \frac{0 - e^{a_1} e^{a_2}}{s^2} = -p_1 p_2.$$
#
# What one class gains, the other loses. With $K$ classes the calculation is the same: $\partial p_k / \partial a_j = p_k\,([k = j] - p_j)$, with $[k = j]$ equal to one if $k = j$ and to zero otherwise.
#
# **By hand.** $p = (0.2, 0.3, 0.5)$. The first row of the Jacobian is $0.2 \cdot (1 - 0.2,\; -0.3,\; -0.5) = (0.16, -0.06, -0.10)$. Every row adds up to 0, and must: adding the same number to all $a$
# changes no probability.

# %%
p = np.array([0.2, 0.3, 0.5])
jacobian = np.diag(p) - np.outer(p, p)
print(jacobian)

# %% [markdown]
# How does blame go back through it? As through any graph: multiply along each arrow, add where arrows meet. If $g_k = \partial C / \partial p_k$ is the upstream gradient, input $j$ receives
# $\sum_k g_k\, \partial p_k / \partial a_j$. Such a sum, blame times the matrix of slopes, is called a **vector-Jacobian product** (Goodfellow, Bengio and Courville 2016, section 6.5.2).
#
# For $g = (1, 0, 0)$ that is the first row itself. The diagonal alone, $p_j (1 - p_j)\, g_j$, would give $(0.16, 0, 0)$: it forgets that what class 1 gains, the others lose.

# %% tags=["hide-input"]
# Asks for your prediction.
logits = predict(
    "The cost is minus the logarithm of the probability of the right class, the first one: C = -log 0.2, and so "
    "g = (-1/0.2, 0, 0) = (-5, 0, 0). What is the blame of the first logit?",
    choices=["-5", "-1", "-0.8", "0.16", "0.2"],
)

# %% tags=["hide-input"]
# Multiplies by the Jacobian, and compares the result with your prediction.
with logits.withheld():
    back = np.array([-5.0, 0, 0]) @ jacobian
    print("blame of the three logits:", back)
    logits.reveal(
        f"{back[0]:g}",
        why="all that is left is p - (1, 0, 0), the probabilities minus the ones we want: the 1/p of the logarithm "
        "and the p of the softmax cancel",
    )

# %% [markdown]
# ### Exercise 3.6 · `softmax_vjp` (level 2, about 20 minutes)
#
# A language model chooses among 50,000 words, for hundreds of places in a text at once. The Jacobian of a single place would have 2.5 billion entries, and all we want of it is
# 50,000 numbers. Take pen and paper, put the slopes into the sum, and see what is left of it: something with a handful of operations on arrays that are no larger than $p$. Each row is a place of its own.


# %% nbgrader={"grade": false, "grade_id": "backprop-softmax_vjp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_vjp(p: np.ndarray, g: np.ndarray) -> np.ndarray:
    """The blame of the logits, computed from that of the probabilities, row by row.

    p: [n, K], each row the softmax of its logits. g: [n, K], the derivatives of a cost with
    respect to p. Neither is changed.
    Returns [n, K]: the derivatives of the cost with respect to the logits.
    """
    ### BEGIN SOLUTION
    return p * (g - (p * g).sum(axis=1, keepdims=True))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-softmax_vjp-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("backprop.softmax_vjp", softmax_vjp)

# %% [markdown]
# <a id="backprop-softmax-vjp"></a>
# **Statement.** $\partial p_k / \partial a_j = p_k\,([k = j] - p_j)$, so if $g_k = \partial C / \partial p_k$ is the blame of the outputs, the blame of the inputs is
#
# $$\frac{\partial C}{\partial a_j} = \sum_k g_k\, p_k\,([k = j] - p_j) = p_j \Big(g_j - \sum_k g_k p_k\Big), \qquad\text{in vector form}\quad p \odot (g - \langle p, g \rangle).$$
#
# In words: a class is blamed for how much its own $g_j$ differs from the average of all of them, weighted by probability. The $K \times K$ matrix itself is never needed.

# %% [markdown]
# ## 9 · Reading digits with your gradients
#
# Back to the opening: a network that reads digits, and misreads some. The images are 2,500 digits of 28 by 28 pixels, drawn from eighteen fonts, turned, slanted and moved a little; the network never
# trains on 500 of them. It has 784 inputs, 30 hidden units and 10 outputs, all $\tanh$; the output for the right digit should be
# $0.8$ and the others $-0.8$ ($\pm 1$ would be out of reach: $\tanh$ gets there only at infinity). We take the images one at a time, with one step for each: *stochastic gradient descent*, using
# nothing but `mlp_grads`.

# %%
DIGITS = load(
    "glyphs", n=2000, held_out=500, angle=(-15, 15), size=(0.8, 1), slant=(-0.2, 0.2), shift=(-1, 1)
)
TRAIN, TRAIN_LABELS = DIGITS.train.double().numpy(), DIGITS.train_labels.numpy()
HELD_OUT, HELD_OUT_LABELS = DIGITS.held_out.double().numpy(), DIGITS.held_out_labels.numpy()
SIZES = (784, 30, 10)
TARGETS = 1.6 * np.eye(10) - 0.8


def first_weights(seed):
    """Weights with standard deviation 1 over the square root of the inputs, and zero biases."""
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(size=(n, m)) / math.sqrt(m) for m, n in zip(SIZES, SIZES[1:])]
    return Ws, [np.zeros(n) for n in SIZES[1:]]


def learn_digits(gradients, epochs=4, lr=0.02):
    """Ws, bs after stochastic gradient descent on the training images with these gradients."""
    order, (Ws, bs) = np.random.default_rng(0), first_weights(0)
    for _ in range(epochs):
        for image in order.permutation(len(TRAIN)):
            dWs, dbs = gradients(TRAIN[image], TARGETS[TRAIN_LABELS[image]], Ws, bs)
            for parameter, slope in zip(Ws + bs, dWs + dbs):
                parameter -= lr * np.asarray(slope)
    return Ws, bs


# %%
def read(images, Ws, bs):
    """The digit with the largest output, for each of the images [n, 784]."""
    h = images
    for W, b in zip(Ws, bs):
        h = np.tanh(h @ W.T + b)
    return h.argmax(axis=1)


# %% tags=["demo"]
with needs(mlp_grads):
    digit_network = learn_digits(mlp_grads)
    for name, trained in (("before", first_weights(0)), ("after", digit_network)):
        share = np.mean(read(HELD_OUT, *trained) == HELD_OUT_LABELS)
        print(f"{name} training: {share:.2f} of the held-out digits are read correctly")

# %% tags=["hide-input", "demo"]
# Shows ten digits that your network reads, and ten that it gets wrong.
with needs(mlp_grads):
    answers = read(HELD_OUT, *digit_network)
    misread = np.flatnonzero(answers != HELD_OUT_LABELS)[:10]
    chosen = np.concatenate([np.flatnonzero(answers == HELD_OUT_LABELS)[:10], misread])
    figure = plotting.image_grid(
        HELD_OUT[chosen].reshape(len(chosen), *DIGITS.image_shape),
        columns=10,
        captions=[
            f"{answers[i]}"
            if answers[i] == HELD_OUT_LABELS[i]
            else f"{answers[i]}, is {HELD_OUT_LABELS[i]}"
            for i in chosen
        ],
        marked=range(10, len(chosen)),
        title="Ten digits that your network reads, and ten that it misreads (framed)",
    )
    plotting.show(
        figure,
        alt="Ten held-out digits that are read correctly, and below them, in thick dashed frames, ten that are "
        "not, each with what the network says and what it is; several of these are slanted or tightly drawn.",
    )

# %% [markdown]
# ### Who is to blame?
#
# Now the question of the opening has an answer. The blame of the bias of a hidden unit is that unit's $\delta^1$, and from there it is one more step back to the pixels:
# $\partial C / \partial x = W^{1\top} \delta^1$. It says of each pixel whether more ink there would make the answer worse or better.

# %% tags=["demo"]
with needs(mlp_grads):
    pixel_blame = []
    for image in misread:
        _, dbs = mlp_grads(HELD_OUT[image], TARGETS[HELD_OUT_LABELS[image]], *digit_network)
        pixel_blame.append(np.asarray(dbs[0]) @ digit_network[0][0])

# %% tags=["hide-input", "demo"]
# Draws which pixels led your network astray.
with needs(mlp_grads):
    pair = zip(answers[misread[:6]], HELD_OUT_LABELS[misread[:6]], strict=True)
    figure = plotting.blamed_pixels(
        HELD_OUT[misread[:6]].reshape(-1, *DIGITS.image_shape),
        np.reshape(pixel_blame[:6], (-1, *DIGITS.image_shape)),
        captions=[f"read as {said}, is {truth}" for said, truth in pair],
        title="Ink that led the network astray (orange), and ink that it misses (blue)",
    )
    plotting.show(
        figure,
        alt="Six misread digits, and under each the same image with the blame of its pixels: orange where ink "
        "speaks for the wrong digit, blue where more ink would have helped the right one.",
    )

# %% [markdown]
# To the network an orange pixel speaks for the wrong digit, and a blue one is missing from the right one: a five needs ink in one place and none in another to be told from an eight. Training uses the
# same blame, of the weights in place of the pixels, and moves each of them a little the other way, 8,000 times.

# %% [markdown]
# ### The same network in torch
#
# The course's `MLP` is built from torch's layers; its last layer returns $a^L$, so we apply the last $\tanh$ ourselves. Torch keeps the graph as your `Value` does, with a
# whole array in each node. Given your weights, it computes your gradients.

# %% tags=["demo"]
with needs(mlp_grads):
    Ws, bs = first_weights(0)
    model = MLP(SIZES, torch.tanh).double()
    with torch.no_grad():
        for layer, W, b in zip(model.layers, Ws, bs):
            layer.weight.copy_(torch.from_numpy(W))
            layer.bias.copy_(torch.from_numpy(b))
    target = torch.from_numpy(TARGETS[TRAIN_LABELS[0]])
    cost = 0.5 * (torch.tanh(model(torch.from_numpy(TRAIN[:1]))) - target).square().sum()
    cost.backward()
    dWs, dbs = mlp_grads(TRAIN[0], TARGETS[TRAIN_LABELS[0]], Ws, bs)
    for layer, dW, db in zip(model.layers, dWs, dbs):
        same = np.allclose(layer.weight.grad, dW) and np.allclose(layer.bias.grad, db)
        print(
            f"layer of {layer.in_features} inputs and {layer.out_features} outputs: same gradients, {same}"
        )

# %% [markdown]
# ### Your softmax inside torch
#
# `differentiable` turns two numpy functions, one for the value and one for the blame, into one torch operation. The second is your `softmax_vjp`. The first run below
# trains through it on the cost $-\log p$; the second uses torch's own cross-entropy.


# %%
def softmax(logits):
    """Probabilities from logits [n, K], row by row; subtracting the largest avoids overflow."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def loss_through(vjp):
    """The loss -log p of the right class, in nats, with its softmax differentiated by vjp."""
    probabilities = differentiable(softmax, lambda g, logits: np.asarray(vjp(softmax(logits), g)))

    def loss(model, batch):
        images, labels = batch
        chosen = probabilities(model(images)).gather(1, labels[:, None])
        return -chosen.clamp_min(1e-12).log().mean()

    return loss


def train(loss, epochs=8):
    """A classifier of the digits trained with this loss."""
    torch.manual_seed(0)
    model = MLP(SIZES, torch.tanh).to(device())
    data, settings = (DIGITS.train, DIGITS.train_labels), {"batch_size": 32, "lr": 5e-3}
    fit(model, loss, data, reduction="mean", epochs=epochs, **settings)
    return model


# %% tags=["demo"]
with needs(softmax_vjp):
    pair = (DIGITS.held_out, DIGITS.held_out_labels)
    for name, loss in (("your softmax", loss_through(softmax_vjp)), ("torch's own", MLP.loss)):
        model = train(loss)
        nats, share = evaluate(model, MLP.loss, pair, reduction="mean"), model.accuracy(*pair)
        print(f"{name:12} held-out cross-entropy {nats:.2f} nats, read correctly {share:.2f}")

# %% [markdown]
# ## 10 · In your own words
#
# <a id="backprop-question"></a>
# A network has a million weights and one cost. The chain rule can be summed forwards from the inputs or backwards from the cost. Why do we go backwards in training? Say what each
# way would cost, what price the backward way pays in return, and when you would go forwards. Answer in four to seven sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "backprop-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Both ways multiply along paths and add across them; they differ in what one sweep answers. A forward sweep carries the slopes with respect to one input, so a million weights need a million sweeps,
# each about as expensive as running the network. A backward sweep carries the slopes of one output with respect to everything, and there is only one output, the cost: one sweep, about two
# forward passes, however many weights there are. In return, the slopes on the arrows are values of the forward pass ($h^{l-1}$, $F'(a^l)$), which are needed in
# reverse order and must be kept until then; the memory grows with depth and batch. Going forwards is better where there are few inputs and many outputs, such as one parameter of a simulation, and it needs no such memory.
#
# **Rubric.** 1 point: one scalar output and many inputs, so one backward sweep gives all derivatives. 1 point: the cost of each way: forwards it grows with the number of
# inputs, backwards with the number of outputs. 1 point: the backward way must keep (or recompute) the values of the forward pass.
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - Slopes multiply along a path and add across paths; in reverse mode each arrow is used once.
# - A node adds up all its blame before it passes any on: `+=`, and a topological order.
# - $\delta^l = (W^{l+1\top} \delta^{l+1}) \odot F'(a^l)$, and then $\partial C/\partial W^l = \delta^l h^{l-1\top}$, $\partial C/\partial b^l = \delta^l$.
# - The cost and all its derivatives take three forward passes, and the memory of one.
# - A falling loss does not prove that a gradient is right. Differences with $h \approx 10^{-5}$, taken at $|a| \approx 1$, can.
#
# **The question of the opening.** Every weight is to blame by $\partial C / \partial W^l_{ij} = \delta^l_i h^{l-1}_j$: the blame of the unit that it feeds, times what it carried. One forward and one
# backward pass give all 24,000 of these numbers.
#
# **What practice does.** Torch, JAX and TensorFlow are engines like your `Value`, with arrays in the nodes, a few hundred operations in place of three, and the backward pass of each supplied as you supplied that of the softmax: never as a matrix. What limits them is
# memory, because the values of the forward pass must be kept. Large models therefore throw most of them away and compute them again on the way back (*checkpointing*).
#
# **Where it goes from here.** [Chapter 5](../05_cnn/cnn.ipynb) shares one weight across all positions in an image, [chapter 7](../07_rnn/rnn.ipynb) across all steps of a sequence: the blame of a shared
# weight is the sum over its uses, as for $a$ in section 3. Chapter 12 goes forwards instead, and chapters [11](../11_vae/vae.ipynb) to [13](../13_gumbel/gumbel.ipynb) ask what to do with a node that draws a random number.
#
# **References.** Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors, Nature 323. Nielsen (2015), Neural networks and deep learning, chapter 2. Goodfellow, Bengio and Courville
# (2016), Deep learning, section 6.5. Baur and Strassen (1983), The complexity of partial derivatives. Baydin, Pearlmutter, Radul and Siskind (2018), Automatic differentiation in machine learning: a survey, section 3. Nocedal and Wright
# (2006), Numerical optimization, section 8.1. Mazur (2015), A step by step backpropagation example. Karpathy (2020), micrograd.
