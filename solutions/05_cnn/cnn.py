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
# # 05 · Convolutional networks
#
# Move a picture three pixels to the right. You would hardly notice: a five is a five, wherever it stands. A network may see something entirely different.
#
# Below, two networks read the same five. Both learned from the same 2,000 digits, each digit in the middle of its image, and both read 99% of new, centred
# digits correctly. Network A is the fully connected network that you know from chapter 3: it has one weight for every pixel. Network B is the kind that you build in this chapter. Now
# the five begins to wander.

# %% tags=["hide-input"]
# Loads what this chapter uses, and sets it up.
from functools import partial
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F

from course_utils import begin, device, plotting
from course_utils.adapter import differentiable
from course_utils.checks import check, needs
from course_utils.data import load
from course_utils.models import MLP, GlyphCNN
from course_utils.training import fit
from course_utils.widgets import Choice, Slider, explore, predict

begin("05_cnn", release="2026.1")

# %% tags=["hide-input"]
# Trains both networks on digits that all stand in the middle; this takes a few seconds.
GLYPHS = load(
    "glyphs", n=2000, held_out=500, angle=(-10, 10), size=(0.8, 1), slant=(-0.1, 0.1), shift=0
)


def trained(model, lr, epochs=10):
    """The model, trained on the centred glyphs."""
    data = (GLYPHS.train, GLYPHS.train_labels)
    settings = {"reduction": "mean", "epochs": epochs, "batch_size": 64, "lr": lr}
    fit(model.to(device()), type(model).loss, data, **settings)
    return model.cpu().eval()


def moved(images, right, down=0):
    """The images [n, 784], moved by whole pixels; what leaves on one side is lost."""
    square = images.reshape(-1, 28, 28)
    return F.pad(square, (right, -right, down, -down)).flatten(1)


def right_after(model, pixels):
    """Share of the held-out glyphs read correctly after a move by `pixels`, mean of four ways."""
    ways = ((1, 0), (-1, 0), (0, 1), (0, -1))
    found = [moved(GLYPHS.held_out, pixels * x, pixels * y) for x, y in ways]
    return np.mean([model.accuracy(images, GLYPHS.held_out_labels) for images in found])


torch.manual_seed(0)
NETWORK_A = trained(MLP([784, 64, 10]), lr=1e-3)
torch.manual_seed(0)
NETWORK_B = trained(GlyphCNN(), lr=3e-3)

# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may read an image more or less correctly"
# Draws a five that wanders, and how many wandering digits both networks read.
STEPS = [moved(GLYPHS.held_out[2:3], right) for right in range(5)]
answers = [[int(net(step).argmax()) for step in STEPS] for net in (NETWORK_A, NETWORK_B)]
figure = plotting.image_grid(
    torch.cat(STEPS).reshape(-1, 28, 28),
    columns=5,
    captions=[f"A: {a}   B: {b}" for a, b in zip(*answers, strict=True)],
    title="A five moves to the right, one pixel at a time",
)
plotting.show(
    figure,
    alt="Five images of the same digit 5, each a pixel further to the right. Network A reads "
    f"{answers[0]}, network B reads {answers[1]}.",
)

MOVES = np.arange(4)
shares = {
    name: [100 * right_after(net, move) for move in MOVES]
    for name, net in (("A: a weight for every pixel", NETWORK_A), ("B: convolutional", NETWORK_B))
}
axes = plotting.curves(
    MOVES,
    shares,
    x_label="all digits moved by (pixels)",
    y_label="read correctly (%)",
    title="Three pixels are enough to blind network A",
)
axes.set(ylim=(0, 103), xticks=MOVES)
plotting.show(
    axes,
    alt="Percentage of 500 new digits read correctly, against a move of 0 to 3 pixels. Network A "
    "falls from 99 to about 85, 32 and 12; network B stays at 95 or more.",
)

# %% [markdown]
# Nobody showed network B a digit that was off its place. It was *built* so that it need not learn every place anew, and it has an eighth of
# the weights: 6,218 against 50,890. This chapter takes it apart. At its end every layer of network B is made of your own functions, and it reads wandering digits as above.
#
# **After this chapter you can**
#
# - say which two assumptions about images a convolutional layer builds in, and what they save,
# - write the layer, and send gradients back through stride, padding and pooling,
# - see the layer as a matrix, and say when the flip of the kernel matters,
# - count a network's parameters, and design one whose units see as much of the image as they need.
#
# **You need** the chain rule and backpropagation ([chapter 3](../03_backprop/backprop.ipynb)).
# **Time:** 210 minutes. **Points:** 31.
#
# These names are used throughout; each is explained where it first appears.
#
# | symbol | name in code | meaning |
# | --- | --- | --- |
# | $x$, $h$ | `x`, `h` | an image; what a layer gets from the layer before it. Indexed (row, column) |
# | $w$, $W$ | `w` | the kernel, a few numbers that are used at every position |
# | $a$, $b$ | `a`, `b` | the layer's output before its activation $F$; its bias |
# | $\delta$ | `delta`, `dout` | the error $\partial C / \partial a$, with $C$ the cost (others write $\delta$ for $\partial C / \partial h$) |
# | $k$, $s$, $p$ | `k`, `stride`, `pad` | size of the kernel, step by which it moves, zeros added on each side |
# | $c_{in}$, $c_{out}$, $g$ | `c_in`, `c_out`, `groups` | channels in and out; number of groups of channels |
# | $T$ | `T` | the layer as a matrix |
# | $r$, $j$ | `r`, `jump` | number of pixels that a unit sees; distance between neighbouring units, in pixels |

# %% [markdown]
# ## 1 · Look nearby, and use what you know everywhere
#
# Why does network A fail? In its first layer every unit has a weight for every pixel. The weight for pixel (10, 12) has learned that ink there speaks for
# a five. About pixel (10, 15) it has learned nothing: that is another weight, and it was trained on other evidence. What network A knows, it knows in one place.
#
# Two observations about pictures help.
#
# 1. **Locality.** Whether there is an edge, a corner or the end of a stroke can be seen from a few neighbouring pixels. So a unit need not read the whole image.
# 2. **Sharing.** An edge at the top left looks like an edge at the bottom right. So what is useful in one place is useful in all of them, and units in different
#    places can use the *same* weights.

# %% tags=["hide-input"]
# Draws five units with all weights, with local and with shared ones.
figure = plotting.weight_sharing(
    7, 3, title="Seven pixels, five units: how many different weights?"
)
plotting.show(
    figure,
    alt="Three drawings of five units above seven pixels. Fully connected: 35 lines, each a weight of "
    "its own. Local: each unit reads three neighbouring pixels, 15 weights. Shared: the same lines, "
    "but every unit uses the same three weights, told apart by colour and line style.",
)

# %% [markdown]
# For an image of $28 \times 28$ pixels and as many units, the counts are $784 \cdot 784 = 614{,}656$ weights, then $784 \cdot 9 = 7{,}056$ if each unit reads
# only $3 \times 3$ pixels, and 9 if they all share. Sharing is the assumption that saves most, and the one that carries what was learnt from one place to the others.
#
# The few shared weights form a small pattern, the **kernel**. Lay it on the image, multiply the numbers that lie on top of each other, add up the products, write the sum
# down, move on by one pixel.
#
# **By hand.** The pixels 1 to 9 under the kernel with rows $(1, 2)$ and $(0, 3)$. The first number is
# $1 \cdot 1 + 2 \cdot 2 + 0 \cdot 4 + 3 \cdot 5 = 20$; the last of the four is drawn here.

# %% tags=["hide-input"]
# Draws the kernel on the image in the last of its four positions.
NINE, K = np.arange(1.0, 10).reshape(3, 3), np.array([[1.0, 2], [0, 3]])
figure = plotting.kernel_over_image(NINE, K, (1, 1), title="The last of four positions")
plotting.show(
    figure,
    alt="The pixels 1 to 9 with the kernel 1 2 / 0 3 laid on the lower right 2 by 2 window, and the "
    "output 20 26 / 38 44, whose last number is 1 x 5 + 2 x 6 + 0 x 8 + 3 x 9 = 44.",
)

# %% [markdown]
# In a formula: with a kernel $w$ of $k_h \times k_w$ numbers, entry $(i, j)$ of the output is
#
# $$a_{ij} = \sum_{m=0}^{k_h - 1} \sum_{n=0}^{k_w - 1} w_{mn}\; x_{i+m,\, j+n} .$$
#
# ### Exercise 5.1 · `correlate2d` (level 1, about 10 minutes)
#
# The first rung: one image, one channel, one kernel. Everything else in this chapter is built on these few lines.


# %% nbgrader={"grade": false, "grade_id": "cnn-correlate2d", "locked": false, "schema_version": 3, "solution": true, "task": false}
def correlate2d(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Slide a kernel over an image, by one pixel at a time, wherever the whole kernel fits.

    x: [H, W], the image. w: [kh, kw], the kernel, no larger than x. Neither is changed.
    Returns [H - kh + 1, W - kw + 1]: entry (i, j) is the sum of w times the window of x whose upper
    left corner is at (i, j).
    """
    ### BEGIN SOLUTION
    kh, kw = w.shape
    a = np.empty((x.shape[0] - kh + 1, x.shape[1] - kw + 1))
    for i, j in np.ndindex(*a.shape):
        a[i, j] = (x[i : i + kh, j : j + kw] * w).sum()
    return a
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-correlate2d-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.correlate2d", correlate2d)

# %% [markdown]
# What is a kernel good for? Two hand-picked ones take differences, along rows and along columns. On a glyph, your function finds the vertical and the horizontal
# strokes.

# %% tags=["demo"]
SOBEL = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
THREE = GLYPHS.held_out[[25, 16, 19]].double().numpy().reshape(3, 28, 28)
with needs(correlate2d):
    edges = np.array([[correlate2d(image, w) for image in THREE] for w in (SOBEL, SOBEL.T)])

# %% tags=["hide-input", "demo"]
# Draws the three glyphs and what the two kernels find in them.
with needs(correlate2d):
    rows = np.concatenate([THREE[None, :, 1:-1, 1:-1], np.abs(edges) / 4])
    figure = plotting.image_grid(
        rows, row_labels=["image", "along rows", "along columns"], title="What two kernels find"
    )
    plotting.show(
        figure,
        alt="Three digits; under each the size of its differences along rows, dark beside vertical "
        "strokes, and along columns, dark above and below horizontal ones.",
    )

# %% [markdown]
# ### The same thing, elsewhere
#
# Now the property that network A lacks. Move the image, then slide the kernel; or slide the kernel first, then move what comes out.
#
# <a id="cnn-equivariance"></a>
# **Statement.** With steps of one pixel both give the same: $\operatorname{conv}(\operatorname{shift} x) = \operatorname{shift}(\operatorname{conv} x)$, except
# where something has left the image. A layer with this property is **equivariant** under shifts. If the kernel moves in steps of $s$ pixels, the property holds
# for shifts by multiples of $s$ (Goodfellow, Bengio and Courville 2016, section 9.2).
#
# Why: the image moved by $t$ has the pixel $x_{i-t}$ at place $i$. So its output at place $i$ is $\sum_m w_m x_{i+m-t}$, which is the old output at place $i - t$.
# Equality holds for *every* kernel, trained or not: nothing has to be learned for it.

# %% tags=["hide-input"]
# Asks for your prediction.
every_second = predict(
    "Keep only every second output, in rows and in columns (a step of 2). The image is moved by one "
    "pixel. Are the outputs the old ones, moved by some whole number of places?",
    choices=["yes, moved by one place", "yes, not moved at all", "no, they are different numbers"],
)

# %% tags=["demo"]
FIVE = THREE[0]
MOVED = np.roll(FIVE, (2, 1), axis=(0, 1))  # two pixels down, one to the right; the rim is empty
with needs(correlate2d):
    here, there = (correlate2d(image, SOBEL) for image in (FIVE, MOVED))
    equal = np.allclose(np.roll(here, (2, 1), axis=(0, 1)), there)
    print("conv(shift x) = shift(conv x):", equal)
    layer = np.random.default_rng(0).normal(size=(784, 784))  # a layer with a weight for each pixel
    first, second = ((layer @ image.ravel()).reshape(28, 28) for image in (FIVE, MOVED))
    print(
        "the same for a fully connected layer:", np.allclose(np.roll(first, (2, 1), (0, 1)), second)
    )

# %% tags=["hide-input", "demo"]
# Shows what a step of 2 does to the property, and compares it with your prediction.
with needs(correlate2d), every_second.withheld():
    one = correlate2d(np.roll(FIVE, 1, axis=1), SOBEL)[::2, ::2]
    two = correlate2d(np.roll(FIVE, 2, axis=1), SOBEL)[::2, ::2]
    kept = here[::2, ::2]
    moves = [np.allclose(np.roll(kept, by, axis=1), one) for by in (0, 1)]
    print(
        "after a shift by two pixels, moved by one place:",
        np.allclose(np.roll(kept, 1, axis=1), two),
    )
    print("after a shift by one pixel, moved by 0 or 1 place:", any(moves))
    every_second.reveal(
        "yes, not moved at all"
        if moves[0]
        else "yes, moved by one place"
        if moves[1]
        else "no, they are different numbers",
        why="the outputs that are kept now come from the columns that were skipped before; only a "
        "shift by a multiple of the step brings the same ones back",
    )

# %% [markdown]
# Being equivariant is not yet being *invariant*: the features move along with the five. Network B becomes indifferent to the place at its very end, where it keeps the largest
# response of each feature and forgets where it was (section 7).

# %% [markdown]
# ## 2 · With a flip or without
#
# Give torch and numpy the same image and the same kernel, and ask both for a "convolution". They disagree.

# %%
IMPULSE, TAPS = np.array([0.0, 0, 0, 1, 0, 0, 0]), np.array([1.0, 2, 3])
from_torch = F.conv1d(torch.tensor(IMPULSE)[None], torch.tensor(TAPS)[None, None], padding=1)[0]
from_numpy = np.convolve(IMPULSE, TAPS, mode="same")

# %% tags=["hide-input"]
# Shows the three rows of numbers.
rows = np.array([IMPULSE, from_torch.numpy(), from_numpy])
axes = plotting.number_grid(
    rows,
    rows=["image", "torch", "numpy"],
    marked=rows > 0,
    x_label="pixel",
    y_label="",
    title="One bright pixel under the kernel (1, 2, 3)",
)
plotting.show(
    axes,
    alt="Three rows of seven numbers. The image is 0 except for a 1 in the middle. Around it torch "
    "prints 3, 2, 1 and numpy prints 1, 2, 3.",
)

# %% [markdown]
# Both do what they promise. Numpy convolves, and a convolution stamps its kernel onto every bright pixel. Torch slides the kernel over the image
# as it is, as you did, which is called a correlation, and that stamps the kernel back to front. Users have reported each of them as broken.
#
# <a id="cnn-sliding"></a>
# **Definition.** The **correlation** of $x$ with $w$ has the entries $\sum_m w_m\, x_{i+m}$, the **convolution** $\sum_m w_m\, x_{i-m}$. In a
# convolution the index of $x$ runs in the opposite direction to that of $w$, so it is the correlation with the kernel reversed. In two dimensions
# the kernel is rotated by 180 degrees: $\sum_{mn} W_{mn}\, x_{i+m,\,j+n}$ against $\sum_{mn} W_{mn}\, x_{i-m,\,j-n}$ (Dumoulin and Visin 2016, section
# 1.1; Goodfellow, Bengio and Courville 2016, section 9.1).
#
# <a id="cnn-one-dimension"></a>
# **By hand.** $x = (1, 2, 3, 4, 5)$ and $w = (1, 0, 2)$. The correlation starts with $1 \cdot 1 + 0 \cdot 2 + 2 \cdot 3 = 7$ and continues with $10, 13$. For the
# convolution, lay on $(2, 0, 1)$: $2 \cdot 1 + 0 \cdot 2 + 1 \cdot 3 = 5$, then $8, 11$.

# %%
ROW, W3 = np.arange(1.0, 6), np.array([1.0, 0, 2])


def correlate(x, w):
    """Correlation of a row x [n] with w [k], wherever w fits. Returns [n - k + 1]."""
    return np.array([w @ x[i : i + len(w)] for i in range(len(x) - len(w) + 1)])


print("correlation", correlate(ROW, W3), " convolution", correlate(ROW, W3[::-1]))
print("numpy:     ", np.correlate(ROW, W3), "             ", np.convolve(ROW, W3, mode="valid"))

# %% tags=["hide-input"]
# Asks for your prediction.
first = predict(
    "A 4 by 4 image holds 1 to 16. The same kernel is rotated by 180 degrees and laid on the "
    "corner 1, 2 / 5, 6. Which number comes out?",
)


# %% tags=["hide-input"]
# Draws the kernel in one position, and describes it.
def draw_window(place, way):
    """The 4 x 4 image with window number `place`; way: "correlation" or "convolution"."""
    where, image = divmod(place, 3), np.arange(1.0, 17).reshape(4, 4)
    title = f"{way} at row {where[0]}, column {where[1]}"
    return plotting.kernel_over_image(
        image, K, where, flip=way == "convolution", matrix=True, title=title
    )


def describe_window(place, way):
    """Alt text of draw_window."""
    return (
        f"A 4 by 4 image with window number {place} marked, the kernel, the kernel as the {way} "
        "lays it on, the outputs so far, and the 9 by 16 matrix with the row in use marked."
    )


# %% tags=["hide-input"]
# Slides the kernel over an image, and compares the result with your prediction.
explore(
    draw_window,
    label="Slide the kernel, and flip it",
    alt=describe_window,
    static=[{"place": 0, "way": "correlation"}, {"place": 4, "way": "convolution"}],
    predict=first,
    answer="Lay it on as a convolution, at position 0.",
    place=Slider("position of the window", 0, 8, 1),
    way=Choice("laid on as a", ["correlation", "convolution"]),
)
first.reveal(19, why="3 x 1 + 0 x 2 + 2 x 5 + 1 x 6 = 19")

# %% [markdown]
# Move the window and watch the matrix below it: each position is one row, and every row holds the same four numbers, shifted. We come back to
# this matrix in section 5.
#
# ### Does training care?
#
# Let us make data with a true convolution by $(1, 2, 3)$, and train a layer that slides its kernel unflipped to imitate it.

# %% tags=["hide-input"]
# Asks for your prediction.
learned = predict(
    "Where do the weights of the layer end up?",
    choices=["at (1, 2, 3)", "at (3, 2, 1)", "nowhere: it cannot imitate a flip"],
)

# %%
signal = torch.randn(1, 1, 300, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
target = torch.tensor(np.convolve(signal[0, 0], TAPS, mode="valid"))[None, None]
weights = torch.zeros(1, 1, 3, dtype=torch.float64, requires_grad=True)
for _ in range(200):
    loss = ((F.conv1d(signal, weights) - target) ** 2).mean()
    (slope,) = torch.autograd.grad(loss, weights)
    weights.data -= 0.2 * slope

# %% tags=["hide-input"]
# Shows the weights, and compares them with your prediction.
found = weights.detach().numpy().round(6).ravel()
learned.reveal(
    "at (3, 2, 1)" if (found == TAPS[::-1]).all() else "at (1, 2, 3)",
    told=f"weights {found}, loss below 1e-20: {loss.item() < 1e-20}",
    why="a convolution is a correlation with the mirrored kernel, and the mirrored kernel is as "
    "easy to find as any other",
)

# %% [markdown]
# <a id="cnn-learned-flip"></a>
# **Statement.** Layers that compute correlations and layers that compute convolutions can represent exactly the same functions; a learned kernel comes out
# mirrored (Goodfellow, Bengio and Courville 2016, section 9.1). So every framework leaves out the flip and keeps the name.
#
# A *given* filter is another matter. The derivative filter $(-1, 0, 1)$ on the rising edge $0, 0, 5, 5$ gives $5, 5$ as a correlation and $-5, -5$ as a
# convolution: one of them says that the edge is falling.

# %% [markdown]
# ## 3 · How many positions there are
#
# <a id="cnn-output-size"></a>
# **Statement.** With $p$ zeros added on each side and steps of $s$, a kernel of size $k$ has $\left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1$ positions along $H$
# pixels (Dumoulin and Visin 2016, section 2.4).
#
# The last position must start no later than $H + 2p - k$, and positions start at multiples of $s$, counting from 0. The brackets round down, so pixels at the end
# may never be read. **By hand:** six pixels $1 \dots 6$, $k = 3$, $s = 2$: $\lfloor 3 / 2 \rfloor + 1 = 2$ positions, $(1, 2, 3)$ and $(3, 4, 5)$. Under $w = (1, 0, 2)$
# they give $(7, 13)$, and the 6 is never read. With padding: take a $2 \times 2$ image of ones, a $3 \times 3$ kernel holding 1 to 9, and $p = 1$. In the first window only
# the kernel's lower right corner lies on the image: $5 + 6 + 8 + 9 = 28$.

# %%
print("stride 2:", correlate(np.arange(1.0, 7), W3)[::2])
framed = np.pad(np.ones((2, 2)), 1)
print("padding: ", (framed[:3, :3] * np.arange(1.0, 10).reshape(3, 3)).sum())

# %% [markdown]
# ## 4 · Channels, and what they cost
#
# A colour image has three channels, a hidden layer has dozens. A **filter** has one kernel per input channel, adds up their results and one
# bias, and so produces one output channel. A layer has $c_{out}$ filters,
#
# $$a_{f,i,j} = b_f + \sum_{c,m,n} W_{f,c,m,n}\; x_{c,\; s i + m - p,\; s j + n - p}, \qquad x = 0 \text{ outside the image.}$$
#
# A kernel of $1 \times 1$ looks at no neighbours at all. It mixes the channels of each pixel by the same weights: a small fully connected layer, applied at every
# pixel. Networks use it to change the number of channels cheaply.
#
# In a layer with $g$ **groups** the channels are split, and a filter sees only the $c_{in} / g$ channels of its own group.
#
# **By hand.** Five filters of $2 \times 3$ pixels over 4 channels, one group: each has $2 \cdot 3 \cdot 4 = 24$ weights and a bias, together $(24 + 1) \cdot 5 = 125$. The size
# of the image does not enter.

# %% [markdown]
# ### Exercise 5.2 · `conv_params` (level 1, about 10 minutes)
#
# How large is a network before anybody has trained it? Count one layer, with groups.


# %% nbgrader={"grade": false, "grade_id": "cnn-conv_params", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv_params(kh: int, kw: int, c_in: int, c_out: int, bias: bool = True, groups: int = 1) -> int:
    """The number of parameters of a convolutional layer.

    kh, kw: height and width of the kernels, in pixels. c_in, c_out: channels in and out.
    bias: whether each filter has one. groups: divides c_in and c_out.
    Returns an int: weights and biases together.
    """
    ### BEGIN SOLUTION
    weights_of_a_filter = kh * kw * (c_in // groups)
    return c_out * (weights_of_a_filter + (1 if bias else 0))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-conv_params-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.conv_params", conv_params)

# %% [markdown]
# <a id="cnn-parameter-count"></a>
# **Statement.** A layer has $(k_w k_h\, c_{in} / g + 1)\, c_{out}$ parameters; without biases the 1 drops out (Krizhevsky, Sutskever and Hinton 2012, section 3.5,
# for the groups).
#
# <a id="cnn-published-parameters"></a>
# A fully connected layer is a convolution whose kernel covers all that is left of the image. So your function can count whole networks: LeNet-5 has 61,706
# parameters if its second layer sees all maps of the first (the original leaves some out: LeCun et al. 1998, section II.B), AlexNet on its two GPUs 60,965,224
# (Krizhevsky et al. 2012, section 3.5: 60 million), VGG-16 138,357,544 (Simonyan and Zisserman 2015, table 2: 138 million).

# %%
LENET5 = [(5, 5, 1, 6), (5, 5, 6, 16), (5, 5, 16, 120), (1, 1, 120, 84), (1, 1, 84, 10)]
ALEXNET = [(11, 11, 3, 96), (5, 5, 96, 256, True, 2), (3, 3, 256, 384), (3, 3, 384, 384, True, 2)]
ALEXNET += [(3, 3, 384, 256, True, 2), (6, 6, 256, 4096), (1, 1, 4096, 4096), (1, 1, 4096, 1000)]
VGG_WIDTHS = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
VGG16 = [(3, 3, c_in, c_out) for c_in, c_out in pairwise(VGG_WIDTHS)]
VGG16 += [(7, 7, 512, 4096), (1, 1, 4096, 4096), (1, 1, 4096, 1000)]

# %% tags=["demo"]
with needs(conv_params):
    for name, layers in (("LeNet-5", LENET5), ("AlexNet", ALEXNET), ("VGG-16", VGG16)):
        counts = [conv_params(*layer) for layer in layers]
        share = counts[-3] / sum(counts)
        print(
            f"{name:8} {sum(counts):12,} parameters, {share:.0%} of them in the first fully connected layer"
        )

# %% [markdown]
# ### Exercise 5.3 · `conv2d_forward` (level 2, about 25 minutes)
#
# Now the whole layer. Climb to it rung by rung, and run the check after each: its cases are numbered like the rungs, and the first one that fails says where you are.
#
# 1. one image, one channel, one filter: `correlate2d` in an array of shape [1, 1, H, W], plus the bias;
# 2. steps of `stride` pixels;
# 3. a border of `pad` zeros around the image, before anything else;
# 4. several channels, which are added up, and several filters, each with its own bias;
# 5. several images, each by itself.


# %% nbgrader={"grade": false, "grade_id": "cnn-conv2d_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int, pad: int
) -> np.ndarray:
    """A convolutional layer as frameworks define it: a correlation, summed over the channels.

    x: [N, C, H, W], images. w: [F, C, kh, kw], filters. b: [F], biases. None of them is changed.
    stride: step in pixels, in both directions. pad: zeros added on each of the four sides.
    Returns [N, F, Ho, Wo] with Ho = floor((H + 2 pad - kh) / stride) + 1, and Wo likewise.
    """
    ### BEGIN SOLUTION
    images = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    filters, _, kh, kw = w.shape
    rows = (images.shape[2] - kh) // stride + 1
    columns = (images.shape[3] - kw) // stride + 1
    a = np.empty((len(x), filters, rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = images[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        a[:, :, i, j] = np.einsum("ncmk,fcmk->nf", window, w) + b
    return a
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-conv2d_forward-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.conv2d_forward", conv2d_forward)

# %% [markdown]
# **How frameworks make it fast.** They copy every window of the image into a column of a large matrix (*im2col*) and multiply it by the matrix of the filters, one filter
# per row: one product of two matrices, which is what processors do best. The price is memory: with $3 \times 3$ kernels every pixel is stored nine times.

# %% tags=["demo"]
with needs(conv2d_forward):
    x, w = torch.randn(2, 3, 6, 7).double(), torch.randn(4, 3, 3, 2).double()
    columns = F.unfold(x, (3, 2), padding=1, stride=2)  # [2, 3 * 3 * 2, windows]
    product = (w.flatten(1) @ columns).reshape(2, 4, 3, -1)
    yours = conv2d_forward(x.numpy(), w.numpy(), np.zeros(4), 2, 1)
    print("filters", tuple(w.flatten(1).shape), "times columns", tuple(columns.shape))
    print("the same numbers as yours:", np.allclose(product, yours))

# %% [markdown]
# ## 5 · One matrix, and its transpose
#
# Every number that the layer outputs is a weighted sum of pixels. So the layer is a matrix, whose rows we have seen in the widget.
#
# <a id="cnn-toeplitz"></a>
# **Statement.** For a row of $n$ pixels and stride 1 the correlation is $a = T x$ with $T_{ij} = w_{j-i}$, and 0 where $w$ has no such entry: constant
# along its diagonals, a **Toeplitz** matrix. Transposed, it is the full *convolution* with the same kernel: $T^\top \delta = \delta * w$ (Goodfellow, Bengio and Courville
# 2016, section 9.1).
#
# The second half is one line: $(T^\top \delta)_j = \sum_i \delta_i\, w_{j-i}$, and in that sum the indices run in opposite directions.

# %%
T = np.array([[W3[j - i] if 0 <= j - i < 3 else 0 for j in range(5)] for i in range(3)])

# %% tags=["hide-input"]
# Draws the matrix and its transpose.
_, axes = plotting.figure(1, 2, size=(7.4, 3.2), title="One row of T, one column of its transpose")
marks = (T != 0) & (np.arange(3) == 1)[:, None]
plotting.number_grid(
    T, marked=marks, title="T: from x to a", x_label="pixel", y_label="output", ax=axes[0]
)
plotting.number_grid(
    T.T, marked=marks.T, title="transpose: back", x_label="output", y_label="pixel", ax=axes[1]
)
plotting.show(
    axes,
    alt="The 3 by 5 matrix T with 1, 0, 2 in each row, shifted by one from row to row, and beside "
    "it its 5 by 3 transpose with 1, 0, 2 in each column.",
)

# %% [markdown]
# What is the derivative of the cost with respect to a pixel? The pixel acts on the cost through every output that reads it:
#
# $$\frac{\partial C}{\partial x_j} = \sum_i \frac{\partial C}{\partial a_i} \frac{\partial a_i}{\partial x_j} = \sum_i \delta_i\, T_{ij} = (T^\top \delta)_j .$$
#
# **By hand.** $\delta = (1, 2, 3)$ and $w = (1, 0, 2)$: three copies of the kernel, shifted and weighted, $(1, 0, 2, 0, 0) + (0, 2, 0, 4, 0) + (0, 0, 3, 0, 6) = (1, 2, 5, 4, 6)$.
# Why copies? Because on the way forwards each output *gathered* a window through $w$, and on the way back it *scatters* its error into that window, through the same $w$.

# %%
DELTA = np.array([1.0, 2, 3])
print("transpose:", T.T @ DELTA, "  full convolution:", np.convolve(DELTA, W3))
pixels = torch.tensor(ROW, requires_grad=True)
outputs = F.conv1d(pixels[None, None], torch.tensor(W3)[None, None])[0, 0]
(by_autograd,) = torch.autograd.grad(outputs, pixels, torch.tensor(DELTA))
print("autograd: ", by_autograd.numpy())

# %% [markdown]
# ## 6 · The way back
#
# A second dimension adds an index and nothing else. Textbooks derive the gradient for a layer with a true convolution; our layers correlate. Both
# derivations take two lines, and they end with opposite answers to "flip or not".
#
# <a id="cnn-backward-pass"></a>
# **Statement.** *The layer convolves*, with full padding: $a_{i'j'} = \sum_{mn} W_{mn}\, h_{i'-m,\,j'-n} + b$. The pixel $h_{ij}$ enters the
# outputs with $i' - m = i$, $j' - n = j$, and its factor there is $W_{i'-i,\,j'-j}$:
#
# $$\frac{\partial C}{\partial h_{ij}} = \sum_{i'j'} \delta_{i'j'}\, W_{i'-i,\,j'-j} = \sum_{mn} \delta_{i+m,\,j+n}\, W_{mn}
# = \operatorname{corr}(\delta, W) = \delta * \operatorname{rot180}(W).$$
#
# *The layer correlates*: $a_{i'j'} = \sum_{mn} W_{mn}\, h_{i'+m,\,j'+n} + b$, the factor is $W_{i-i',\,j-j'}$, and
#
# $$\frac{\partial C}{\partial h_{ij}} = \sum_{i'j'} \delta_{i'j'}\, W_{i-i',\,j-j'} = \sum_{mn} \delta_{i-m,\,j-n}\, W_{mn} = \delta * W \quad \text{(full convolution)}.$$
#
# Then $\delta^{l-1} = \frac{\partial C}{\partial h^{l-1}} \odot F'(a^{l-1})$ as in chapter 3 (Goodfellow, Bengio and Courville 2016, section 9.5; LeCun et al. 1998).
#
# A convolution rotates its kernel by 180 degrees and slides it. So in our layers the *rotated* kernel slides over $\delta$, which is padded with $k - 1$ zeros on every side.

# %%
BELOW = np.arange(1.0, 10).reshape(3, 3)

# %% tags=["hide-input"]
# Draws which errors reach one pixel.
figure = plotting.kernel_over_image(
    np.pad(BELOW, 1),
    K,
    (1, 2),
    flip=True,
    names=("padded delta", "kernel", "gradient"),
    title="Which four deltas reach pixel (1, 2), and through which weights",
)
plotting.show(
    figure,
    alt="The 3 by 3 errors 1 to 9 in a border of zeros with a 2 by 2 window on 2 3 / 5 6, the kernel "
    "1 2 / 0 3, rotated to 3 0 / 2 1, and the gradients so far, the last of them 22.",
)

# %% [markdown]
# Here are both operations for tensors, so that autograd can judge what follows:


# %%
def correlation(x, w, full=False):
    """Correlation of two tensors [h, w] and [kh, kw]; full: pad x with k - 1 zeros."""
    pad = (w.shape[0] - 1, w.shape[1] - 1) if full else (0, 0)
    return F.conv2d(x[None, None], w[None, None], padding=pad)[0, 0]


def convolution(x, w, full=False):
    """The same with w rotated by 180 degrees."""
    return correlation(x, w.flip(0, 1), full)


# %% [markdown]
# ### A common slip: rot180 always
# <a id="cnn-slip-rot180"></a>
#
# "The backward pass is a convolution with the kernel rotated by 180 degrees" holds for a layer that convolves. In a layer that correlates, the kernel is then
# rotated twice: our row gives $(2, 4, 7, 2, 3)$ instead of $(1, 2, 5, 4, 6)$. For a symmetric kernel nobody would notice, so test with one that is not.

# %%
draw = torch.Generator().manual_seed(1)
H, W = (torch.randn(shape, dtype=torch.float64, generator=draw) for shape in ((5, 5), (3, 2)))
for name, layer, full in (("convolves", convolution, True), ("correlates", correlation, False)):
    h = H.clone().requires_grad_()
    a = layer(h, W, full)
    delta = torch.randn(a.shape, dtype=torch.float64, generator=draw)
    (truth,) = torch.autograd.grad(a, h, delta)
    for rule in (correlation, convolution):
        error = (rule(delta, W, not full) - truth).abs().max().item()
        print(f"the layer {name}: {rule.__name__} of delta and W is off by {error:.2f}")
print("our row, kernel rotated twice:", np.convolve(DELTA, W3[::-1]))

# %% [markdown]
# ### The gradient of the kernel
#
# One weight is used at every position. Its gradient is the sum over all of them: the price and the point of sharing weights.
#
# <a id="cnn-kernel-gradient"></a>
# **Statement.** In the layer that convolves, $W_{mn}$ multiplies $h_{i-m,\,j-n}$ in output $(i, j)$, so
#
# $$\frac{\partial C}{\partial W_{mn}} = \sum_{ij} \delta_{ij}\, h_{i-m,\,j-n} = \delta * \operatorname{rot180}(h):$$
#
# slide $h$ over $\delta$. In the layer that correlates it is $\sum_{ij} \delta_{ij}\, h_{i+m,\,j+n}$: slide $\delta$ over $h$, wherever it fits. And
# $\partial C / \partial b = \sum_{ij} \delta_{ij}$ (Goodfellow, Bengio and Courville 2016, section 9.5).
#
# **By hand.** $x = (1, 2, 3, 4, 5)$, $\delta = (1, 2, 3)$: $1 \cdot 1 + 2 \cdot 2 + 3 \cdot 3 = 14$, then $20$ and $26$; for the bias $6$.

# %%
print("delta over x:", correlate(ROW, DELTA), "  bias:", DELTA.sum())

# %% [markdown]
# ### Stride and padding
#
# With stride 2 every second row of $T$ is missing, and nothing else changes. **By hand:** six pixels, $w = (1, 0, 2)$, $s = 2$, $\delta = (1, 2)$. The two copies of the
# kernel start at pixels 0 and 2: $(1, 0, 2, 0, 0, 0) + (0, 0, 2, 0, 4, 0) = (1, 0, 4, 0, 4, 0)$. That is the full convolution of $w$ with $(1, 0, 2)$, the errors
# with $s - 1$ zeros between them.

# %% tags=["hide-input"]
# Asks for your prediction.
zeros = predict(
    "Three of the six gradients are 0. For how many of them is the reason a 0 in the kernel, "
    "rather than that no window covers the pixel?",
    unit="of the three",
)

# %% tags=["hide-input"]
# Shows the matrix and the gradient, and compares them with your prediction.
T6 = np.array([[W3[j - i] if 0 <= j - i < 3 else 0 for j in range(6)] for i in range(4)])[::2]
with zeros.withheld():
    print("the matrix at stride 2:", *T6, sep="\n")
    print("gradient:", T6.T @ np.array([1.0, 2]))
    zeros.reveal(
        2,
        why="pixels 1 and 3 lie under the kernel's 0; the last pixel lies under no window, since the "
        "size is rounded down",
    )

# %% [markdown]
# Padding needs no equation of its own. The border of zeros is part of what the layer reads: compute the gradient for the padded image, then cut the border off.
# Four pixels with $p = 2$ make eight; a kernel of 2 has 7 positions; $7 + 2 - 1 = 8$ gradients come back, of which the middle 4 are kept.
#
# ### Exercise 5.4 · `conv2d_backward` (level 3, about 40 minutes)
#
# All three gradients. The formulas above are for one channel and one filter; the rest follows from asking, at each rung, *which outputs did this number act on?*
#
# 1. one image, one channel, one filter, stride 1;
# 2. steps of `stride` pixels;
# 3. a border of `pad` zeros;
# 4. several channels, filters and images;
# 5. all of it together.


# %% nbgrader={"grade": false, "grade_id": "cnn-conv2d_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def conv2d_backward(
    dout: np.ndarray, x: np.ndarray, w: np.ndarray, stride: int, pad: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of sum(dout * conv2d_forward(x, w, b, stride, pad)).

    dout: [N, F, Ho, Wo], the errors. x: [N, C, H, W], images. w: [F, C, kh, kw], filters.
    stride, pad: as in the forward pass. Nothing is changed.
    Returns (dx, dw, db) of the shapes [N, C, H, W], [F, C, kh, kw] and [F].
    """
    ### BEGIN SOLUTION
    images = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    dimages, dw = np.zeros_like(images), np.zeros_like(w)
    kh, kw = w.shape[2:]
    for i, j in np.ndindex(*dout.shape[2:]):
        here = np.s_[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
        dimages[here] += np.einsum("nf,fcmk->ncmk", dout[:, :, i, j], w)
        dw += np.einsum("nf,ncmk->fcmk", dout[:, :, i, j], images[here])
    dx = dimages[:, :, pad : images.shape[2] - pad, pad : images.shape[3] - pad]
    return dx, dw, dout.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-conv2d_backward-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.conv2d_backward", conv2d_backward)

# %% [markdown]
# ## 7 · Max pooling
#
# Pooling keeps the strongest response in a neighbourhood and forgets exactly where it was. So a feature may move a little without changing what the next layer
# gets: here equivariance begins to turn into invariance.
#
# <a id="cnn-max-pooling"></a>
# **Statement.** Over a window, $h^l = \max_i h^{l-1}_i$, and $\dfrac{\partial h^l}{\partial h^{l-1}_k} = 1$ if $k = \arg\max_i h^{l-1}_i$ and $0$ otherwise
# (Goodfellow, Bengio and Courville 2016, section 9.3).
#
# **By hand.** The row $0, 2, 9, 3, 1, 4$ with windows of 3 and steps of 3: $(0, 2, 9)$ gives 9 and $(3, 1, 4)$ gives 4. With $\delta = (5, 7)$ the gradients are
# $(0, 0, 5, 0, 0, 7)$: each error goes to the pixel that won its window.
#
# ### A bug hunt: where has part of the gradient gone?
# <a id="cnn-slip-overlap"></a>
#
# The function below sends errors back through max pooling. It looks right, it runs, and a network trained with it may well learn. One sanity check: every
# error belongs to one pixel, so as much must come out as went in.


# %% nbgrader={"grade": false, "grade_id": "cnn-bug-hunt", "locked": true, "schema_version": 3, "solution": false, "task": false}
def route_back(x, k, s, dout):
    """Looks right, runs, and is wrong. x: [N, C, H, W]; dout: [N, C, Ho, Wo]. Returns dx like x."""
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        window = x[n, c, i * s : i * s + k, j * s : j * s + k]
        row, column = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, i * s + row, j * s + column] = dout[n, c, i, j]
    return dx


random = np.random.default_rng(0).normal(size=(2, 3, 9, 9))
for k, s in ((3, 3), (3, 2)):
    pooled = F.max_pool2d(torch.tensor(random), k, s)
    found = route_back(random, k, s, np.ones(pooled.shape))
    print(f"window {k}, stride {s}: {pooled.numel()} errors of 1 go in, {found.sum():.0f} come out")
PEAK = np.array([[[[-1.0] * 5, [0, 2, 9, 3, 1], [-1] * 5]]])
print("the row with the 9:", route_back(PEAK, 3, 2, np.ones((1, 1, 1, 2)))[0, 0, 1])

# %% [markdown]
# In the first line all 54 errors arrive. In the second, many are lost. What is different there, and which line of the function loses them? Try the row
# of the last line by hand before you decide.
#
# ### Exercise 5.5 · `maxpool` (level 2, about 25 minutes)
#
# Forwards, and backwards without that bug.


# %% nbgrader={"grade": false, "grade_id": "cnn-maxpool", "locked": false, "schema_version": 3, "solution": true, "task": false}
def maxpool(
    x: np.ndarray, k: int, s: int, dout: np.ndarray | None = None
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Max pooling over windows of k x k pixels with stride s, and its gradient.

    x: [N, C, H, W], of any sign; it is not changed. k, s: in pixels; windows overlap where s < k.
    dout: [N, C, Ho, Wo], the errors of the output, or None.
    Returns y [N, C, Ho, Wo] with Ho = floor((H - k) / s) + 1; where dout is given, (y, dx) with
    dx [N, C, H, W]. Where several pixels tie for the largest of a window, any of them may win.
    """
    ### BEGIN SOLUTION
    images, channels, height, width = x.shape
    rows, columns = (height - k) // s + 1, (width - k) // s + 1
    y, dx = np.empty((images, channels, rows, columns), x.dtype), np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*y.shape):
        seen = x[n, c, i * s :, j * s :][:k, :k]
        row, column = divmod(int(seen.argmax()), k)
        y[n, c, i, j] = seen[row, column]
        if dout is not None:
            dx[n, c, i * s + row, j * s + column] += dout[n, c, i, j]
    return y if dout is None else (y, dx)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-maxpool-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.maxpool", maxpool)

# %% tags=["demo"]
with needs(maxpool):
    print("the row with the 9:", maxpool(PEAK, 3, 2, np.ones((1, 1, 1, 2)))[1][0, 0, 1])
    found = maxpool(random, 3, 2, np.ones((2, 3, 4, 4)))[1]
    print(f"{2 * 3 * 4 * 4} errors of 1 go in, {found.sum():.0f} come out")

# %% [markdown]
# Windows that share pixels are not a curiosity: AlexNet pools with windows of 3 and steps of 2 (Krizhevsky et al. 2012, section 3.4), and so does network B.

# %% [markdown]
# ## 8 · What a unit sees
#
# A unit of the first layer sees $k$ pixels. A unit of the second sees $k$ units of the first, which together see more pixels, and so on. Two numbers are enough to
# keep track: $r$, how many pixels a unit sees along a row, and $j$, the **jump**, how many pixels apart the windows of two neighbouring units are.
#
# **By hand**, without steps: a layer of 3 sees 3 pixels; a second one lays its kernel over three neighbours, whose windows begin one pixel apart, and sees 5; a third sees 7.
# With steps of 2 everywhere: the first layer sees 3 pixels, and its units are 2 pixels apart. So three neighbours together see $3 + 2 + 2 = 7$ pixels, and the units of the second
# layer are 4 apart.
#
# ### Exercise 5.6 · `receptive_field` (level 1, about 10 minutes)
#
# A few lines of code tell you whether a network can see a whole face or only an eye. Find the rule that turns $(r, j)$ before a layer into $(r, j)$ after it; the two
# examples above, continued by one layer, give 9 with $j = 1$, and 15 with $j = 8$.


# %% nbgrader={"grade": false, "grade_id": "cnn-receptive_field", "locked": false, "schema_version": 3, "solution": true, "task": false}
def receptive_field(layers: list[tuple[int, int]]) -> tuple[int, int]:
    """What one unit of the last layer sees along a row of the image.

    layers: (kernel, stride) of each layer, from the image on; the list may be empty.
    Returns (r, jump), both ints, in pixels: the width of the receptive field, and the distance
    between the fields of two neighbouring units.
    """
    ### BEGIN SOLUTION
    r = jump = 1
    for k, s in layers:
        r, jump = r + (k - 1) * jump, jump * s
    return r, jump
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-receptive_field-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.receptive_field", receptive_field)

# %% tags=["hide-input"]
# Asks for your prediction.
pixels_seen = predict(
    "Two layers with k = 3 and s = 3, one after the other: how many pixels does a unit see?",
    unit="pixels",
)

# %% [markdown]
# <a id="cnn-receptive-field"></a>
# **Statement.** $r_{out} = r_{in} + (k - 1)\, j_{in}$ and $j_{out} = j_{in}\, s$, from $r_0 = j_0 = 1$: the jump into a layer is the product of all *earlier* strides
# (Araujo, Norris and Sim 2019).
#
# ### A common slip: the layer's own stride for the jump
# <a id="cnn-slip-jump"></a>
#
# "$j$ is the stride of the layer" gives $r_{out} = r_{in} + (k - 1)\, s$. For three layers (3, stride 2) that is 13, but gradients reach 15 pixels. Beware of examples
# that hide it: (7, stride 2), (3, stride 2), (3, stride 1) gives 19 either way.


# %%
def own_stride(layers):
    """The slip: r grows by (k - 1) times the layer's own stride."""
    return 1 + sum((k - 1) * s for k, s in layers)


def reached(layers):
    """How many pixels of a row get a gradient from one unit of the last layer."""
    x = torch.ones(1, 1, 400, dtype=torch.float64, requires_grad=True)
    h = x
    for k, s in layers:
        h = F.conv1d(h, torch.ones(1, 1, k, dtype=h.dtype), stride=s)
    return int((torch.autograd.grad(h[0, 0, 0], x)[0] != 0).sum())


for layers in ([(3, 2)] * 3, [(3, 2), (5, 2), (3, 1)], [(7, 2), (3, 2), (3, 1)]):
    print(f"{layers}: gradients reach {reached(layers)} pixels, the slip says {own_stride(layers)}")

# %% [markdown]
# Follow one unit down to the pixels. The bar for the correct rule ends where the pixels end; the other does so only by chance.


# %% tags=["hide-input"]
# Draws what one unit sees, and describes it.
def draw_field(depth, k, s):
    """The tree under one unit after `depth` layers (k, s), and what two rules say."""
    layers = [(k, s)] * depth
    r, jump = receptive_field(layers)
    claims = {"product of earlier strides": r, "own stride": own_stride(layers)}
    title = f"One unit sees {r} pixels, and its neighbour starts {jump} further on"
    return plotting.receptive_field_tree(layers, claims=claims, title=title)


def describe_field(depth, k, s):
    """Alt text of draw_field."""
    return (
        f"A tree from one unit after {depth} layers of kernel {k} and stride {s} down "
        "to the pixels it depends on. Below it, a bar as long as each of the two rules claims."
    )


# %% tags=["hide-input", "demo"]
# Shows what a unit sees, and compares it with your prediction.
with needs(receptive_field):
    explore(
        draw_field,
        label="Choose the layers, all of one kind",
        alt=describe_field,
        static=[{"depth": 3, "k": 3, "s": 2}, {"depth": 2, "k": 3, "s": 3}],
        predict=pixels_seen,
        answer="Choose two layers with k = 3 and s = 3.",
        depth=Slider("layers", 1, 3, 1),
        k=Slider("kernel k (units)", 2, 4, 1),
        s=Slider("stride s (units)", 1, 3, 1),
    )
    pixels_seen.reveal(
        receptive_field([(3, 3)] * 2)[0],
        why="3 + 2 x 3 = 9; with each layer's own stride it would be 1 + 6 + 6 = 13",
    )

# %% [markdown]
# <a id="cnn-published-fields"></a>
# **Published numbers.** At their last pooling layer, AlexNet sees 195 pixels and VGG-16 sees 212; ResNet-50 sees 483 (Araujo, Norris and Sim 2019, in their table of
# architectures). For ResNet it matters where a block puts its stride: in the first $1 \times 1$ layer, as published (He et al. 2016, table 1), or in the $3 \times 3$ layer, as in
# torchvision, which makes it 427.

# %%
ALEXNET_STEPS = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
VGG_STEPS = [(3, 1), (3, 1), (2, 2)] * 2 + [(3, 1), (3, 1), (3, 1), (2, 2)] * 3


def resnet50(early):
    """(kernel, stride) of ResNet-50; early: stride in the first 1 x 1 layer, not the 3 x 3."""
    layers = [(7, 2), (3, 2)]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            s = 2 if stage and not block else 1
            layers += [(1, s if early else 1), (3, 1 if early else s), (1, 1)]
    return layers


# %% tags=["demo"]
with needs(receptive_field):
    for name, layers in (
        ("AlexNet", ALEXNET_STEPS),
        ("VGG-16", VGG_STEPS),
        ("ResNet-50, early strides", resnet50(True)),
        ("ResNet-50, late strides", resnet50(False)),
    ):
        r, jump = receptive_field(layers)
        print(f"{name:25} {r} pixels, jump {jump}; with own strides {own_stride(layers)}")

# %% [markdown]
# ### Exercise 5.7 · `layers_that_see` (level 2, about 20 minutes)
#
# Now the other way round: you design the network. A unit should see at least $n$ pixels. All kernels are 3 wide, a layer may take steps of 1 or 2, and neighbouring units at the top must
# not be too far apart, or small things would fall between them. What is the smallest number of layers? **For example**, 15 pixels take three layers if the units may be 4 pixels apart, four
# if they may be 2 apart, and seven if they must be neighbours.


# %% nbgrader={"grade": false, "grade_id": "cnn-layers_that_see", "locked": false, "schema_version": 3, "solution": true, "task": false}
def layers_that_see(n: int, finest: int) -> list[tuple[int, int]]:
    """The fewest layers whose units see at least n pixels and are at most `finest` pixels apart.

    n: pixels to be seen along a row, at least 1. finest: the largest jump allowed, at least 1.
    Returns a list of (3, stride), from the image on, with strides of 1 or 2; empty for n = 1. Where
    several lists are equally short, any of them.
    """
    ### BEGIN SOLUTION
    layers, r, jump = [], 1, 1
    while r < n:
        stride = 2 if 2 * jump <= finest else 1
        layers.append((3, stride))
        r, jump = r + 2 * jump, jump * stride
    return layers
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-layers_that_see-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.layers_that_see", layers_that_see)

# %% tags=["demo"]
with needs(layers_that_see):
    for finest in (1, 2, 4, 8):
        layers = layers_that_see(224, finest)
        print(f"to see 224 pixels with units at most {finest} apart: {len(layers)} layers")

# %% [markdown]
# ### Exercise 5.8 · `one_kernel` (level 2, about 20 minutes)
#
# Which pixels a unit sees is one question; how much each of them counts is another. Leave the activations out for a moment. Then layers on top of each other are a single layer with a larger kernel. Two layers
# of stride 1 with the kernels $(1, 2)$ and $(1, 3)$: the first makes $a_i = x_i + 2 x_{i+1}$, the second $a_i + 3 a_{i+1} = x_i + 5 x_{i+1} + 6 x_{i+2}$, so the single kernel is
# $(1, 5, 6)$. The 5 collects two paths from the unit down to the middle pixel. What is the kernel if the layers take larger steps?


# %% nbgrader={"grade": false, "grade_id": "cnn-one_kernel", "locked": false, "schema_version": 3, "solution": true, "task": false}
def one_kernel(kernels: list[np.ndarray], strides: list[int]) -> np.ndarray:
    """The kernel of the single layer that does what several layers without activations do.

    kernels: one [k] per layer, from the image on, laid on a row as they are (correlation, no bias).
    strides: one int per layer. Both lists are equally long, may be empty, and are not changed.
    Returns [r], the weight of each pixel in the first unit of the last layer, from the first pixel
    of its receptive field to the last; [1] where there is no layer.
    """
    ### BEGIN SOLUTION
    weights = np.ones(1)
    for kernel, stride in zip(kernels[::-1], strides[::-1], strict=True):
        below = np.zeros((len(weights) - 1) * stride + len(kernel))
        for unit, weight in enumerate(weights):
            below[unit * stride : unit * stride + len(kernel)] += weight * kernel
        weights = below
    return weights
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-one_kernel-check", "locked": true, "schema_version": 3, "solution": false, "task": false}
check("cnn.one_kernel", one_kernel)

# %% [markdown]
# <a id="cnn-effective-field"></a>
# Seeing is not looking. Ten layers with kernels of size 3 see 21 pixels, but many paths lead in from the middle pixel and only one from a pixel at the edge. With uniform weights
# the middle 11 pixels carry 97% of the influence (Luo et al. 2016, section 2, show that it tends to a bell curve).

# %% tags=["demo"]
with needs(one_kernel):
    influence = one_kernel([np.full(3, 1 / 3)] * 10, [1] * 10)
    print(f"{len(influence)} pixels; share of the middle 11: {influence[5:16].sum():.3f}")

# %% tags=["hide-input", "demo"]
# Draws how the influence is spread.
with needs(one_kernel):
    axes = plotting.curves(
        np.arange(-10, 11),
        {"ten layers": influence},
        lines={"equal shares": 1 / 21},
        x_label="distance from the middle (pixels)",
        y_label="share of the influence (1)",
        title="A unit sees 21 pixels and looks mostly at the middle ones",
    )
    axes.set_xticks(range(-10, 11, 5))
    plotting.show(
        axes,
        alt="A bell curve over 21 pixels: about 0.15 in the middle, near 0 from 7 pixels on; a "
        "horizontal line marks equal shares at 0.048.",
    )

# %% [markdown]
# ## 9 · A network made of your layers
#
# Now put it together. Network B has three layers of $3 \times 3$ kernels with a ReLU after each. After the first two it pools with windows of 3 and steps of 2, so that maps of
# $28 \times 28$ shrink to $13 \times 13$ and $6 \times 6$. Of each of the 32 last maps it keeps only the largest number, *wherever it is*: a pooling window as large as the map. One
# linear layer reads the digit off these 32 numbers.
#
# How much does a unit of the last map see, and how far apart are two of them?

# %% tags=["demo"]
with needs(receptive_field):
    r, jump = receptive_field([(3, 1), (3, 2), (3, 1), (3, 2), (3, 1)])
    print(
        f"a unit of network B sees {r} x {r} pixels, its neighbour begins {jump} pixels further on"
    )

# %% [markdown]
# 21 pixels: a whole digit. First a small copy of the network learns with *your* functions, forwards and backwards, beside one that uses torch's layers: same start, same data, same steps.


# %%
def conv_gradients(dout, x, w, b, stride, pad):
    """The reader's gradients, in the order of the inputs x, w, b; b itself is not needed."""
    return conv2d_backward(dout, x, w, stride, pad)


def pool_gradient(dout, x, k, s):
    """The reader's gradient of pooling."""
    return maxpool(x, k, s, dout)[1]


def own_pool(x, k, s):
    """The reader's pooling, forwards and backwards."""
    return differentiable(maxpool, pool_gradient, k=k, s=s)(x)


def small_run(**layers):
    """Losses of six steps of gradient descent on 24 glyphs; layers: conv and pool."""
    torch.manual_seed(0)
    model, losses = GlyphCNN(channels=(4, 6, 8), **layers).double(), []
    batch = (GLYPHS.train[:24].double(), GLYPHS.train_labels[:24])
    for _ in range(6):
        loss = model.loss(batch)
        slopes = torch.autograd.grad(loss, list(model.parameters()))
        for parameter, slope in zip(model.parameters(), slopes, strict=True):
            parameter.data -= 0.3 * slope
        losses.append(loss.item())
    return losses


# %% tags=["demo"]
with needs(conv2d_forward, conv2d_backward, maxpool):
    own_conv = differentiable(conv2d_forward, conv_gradients, stride=1, pad=1)
    yours, torchs = small_run(conv=own_conv, pool=own_pool), small_run()
    for step, (mine, theirs) in enumerate(zip(yours, torchs, strict=True), start=1):
        print(f"step {step}: your layers {mine:.6f}, torch's {theirs:.6f} nats")

# %% [markdown]
# Your layers *are* torch's layers, only slower. So torch's may do the long training, as they did at the beginning of the chapter; the weights that it found now go into a network
# made of your functions. Move the glyph, and read along.

# %% tags=["demo"]
with needs(conv2d_forward, conv2d_backward, maxpool):
    yours = GlyphCNN(conv=own_conv, pool=own_pool).eval()
    yours.load_state_dict(NETWORK_B.state_dict())
    some = moved(GLYPHS.held_out[:20], right=3)
    labels = GLYPHS.held_out_labels[:20]
    agree = (yours(some).argmax(1) == NETWORK_B(some).argmax(1)).sum()
    print(
        f"your layers and torch's give the same answer to {agree} of 20 digits, moved by 3 pixels"
    )
    print("at least nine in ten right:", yours.accuracy(some, labels) >= 0.9)


# %% tags=["hide-input"]
# Draws one glyph after a move, and how sure both networks are of each digit.
def draw_wandering(which, right, down, model=NETWORK_B):
    """Glyph number `which`, moved, and the probabilities that both networks give to the ten digits."""
    image = moved(GLYPHS.held_out[which : which + 1], right, down)
    drawing, axes = plotting.figure(1, 3, size=(8.4, 2.9), title="The same digit, somewhere else")
    axes[0].imshow(image.reshape(28, 28), cmap="Greys", vmin=0, vmax=1)
    axes[0].set(xticks=[], yticks=[], title=f"{right} to the right, {down} down")
    axes[0].grid(False)
    for ax, net, name in (
        (axes[1], NETWORK_A, "network A"),
        (axes[2], model, "made of your layers"),
    ):
        chances = net(image).softmax(1)[0].detach().numpy()
        seen = int(chances.argmax())
        ax.bar(range(10), 100 * chances, color=plotting.COLOURS[0], edgecolor=plotting.INK)
        ax.set(ylim=(0, 105), xticks=range(10), xlabel="digit", ylabel="probability (%)")
        ax.set(title=f"{name} reads {seen}")
    return drawing


def describe_wandering(which, right, down):
    """Alt text of draw_wandering."""
    return (
        f"Glyph number {which} moved {right} pixels to the right and {down} down, and two bar charts: "
        "the probability of each digit according to network A and to the network of your layers."
    )


# %% tags=["hide-input", "demo"]
# Lets you move a glyph and see what both networks read.
with needs(conv2d_forward, conv2d_backward, maxpool):
    explore(
        partial(draw_wandering, model=yours),
        label="Move the digit",
        alt=describe_wandering,
        static=[{"which": 2, "right": 0, "down": 0}, {"which": 2, "right": 3, "down": 0}],
        which=Slider("which glyph", 0, 60, 1),
        right=Slider("to the right (pixels)", -6, 6, 1),
        down=Slider("down (pixels)", -6, 6, 1),
    )

# %% [markdown]
# You saw above that network B reads about 96% after a move by three pixels, and a little less after two. Before you look at larger moves:

# %% tags=["hide-input"]
# Asks for your prediction.
four = predict(
    "After a move by four pixels, is network B right more or less often than after three?",
    choices=["less often: further away is harder", "just as often", "more often"],
)

# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may read an image more or less correctly"
# Draws how far both networks can follow, and compares it with your prediction.
with four.withheld():
    FAR = np.arange(7)
    far = {
        name: [100 * right_after(net, move) for move in FAR]
        for name, net in (
            ("A: a weight for every pixel", NETWORK_A),
            ("B: convolutional", NETWORK_B),
        )
    }
    axes = plotting.curves(
        FAR,
        far,
        x_label="all digits moved by (pixels)",
        y_label="read correctly (%)",
        title="Network B recovers at a move of 4, the distance between its units",
    )
    axes.set(ylim=(0, 103), xticks=FAR)
    plotting.show(
        axes,
        alt="Percentage of 500 new digits read correctly, against a move of 0 to 6 pixels. Network A "
        "falls to 10, as good as guessing. Network B stays above 90 up to 5 pixels, with a small peak at 4.",
    )
    ahead = far["B: convolutional"][4] - far["B: convolutional"][3]
    four.reveal(
        "more often"
        if ahead > 0.5
        else "just as often"
        if ahead > -0.5
        else "less often: further away is harder",
        why="its units are 4 pixels apart: a move by 4 is a multiple of all strides together, so every "
        "feature comes out the same, one place further on. What is then lost has left the image",
    )

# %% [markdown]
# ### What it has learned
#
# Nobody chose these kernels. Here are the eight of the first layer, each with the map that it makes of a five. Several answer to horizontal edges, as the second
# hand-picked kernel of section 1 does; some to strokes as a whole; one to empty paper.

# %% tags=["hide-input", "demo", "end-result"]
# Draws the learned kernels above their feature maps.
with needs(conv2d_forward, conv2d_backward, maxpool):
    kernels = yours.layers[0].weight[:, 0].detach()
    maps = yours.maps(GLYPHS.held_out[25:26])[0][0].detach()
    figure = plotting.kernels_and_maps(
        kernels, maps, title="Eight learned kernels, and what each finds in the five"
    )
    plotting.show(
        figure,
        alt="Two rows of eight pictures. Above, 3 by 3 kernels in orange for positive and blue for "
        "negative weights; below, the five as each of them sees it: the edges of its horizontal strokes, its "
        "strokes as a whole, or the paper around it.",
    )

# %% [markdown]
# ### The flip, once more
#
# Now the trained network is moved to a library that really convolves.

# %% tags=["hide-input"]
# Asks for your prediction.
elsewhere = predict(
    "What share of the held-out, centred digits does it still get right, if nobody rotates its kernels?",
    unit="%",
)


# %%
def convolving(x, w, b):
    """A layer that rotates its kernels by 180 degrees and then does what torch does."""
    return F.conv2d(x, w.flip(2, 3), b, padding=1)


# %% tags=["hide-input", "nbval-ignore-output"] reason="another processor may read an image more or less correctly"
# Moves the network, and compares the result with your prediction.
with elsewhere.withheld():
    held_out = (GLYPHS.held_out, GLYPHS.held_out_labels)
    other = GlyphCNN(conv=convolving)
    other.load_state_dict(NETWORK_B.state_dict())
    without = other.accuracy(*held_out)
    for layer in other.layers:
        layer.weight.data = layer.weight.data.flip(2, 3)
    print(f"with its kernels rotated: {other.accuracy(*held_out):.1%}")
    elsewhere.reveal(
        round(100 * without, 1),
        within=10,
        why="the kernels were learned for sliding as they are; rotated by hand, they fit again",
    )

# %% [markdown]
# ## 10 · In your own words
#
# <a id="cnn-question"></a>
# A signal-processing engineer reads your code and says: "This is not a convolution: you forgot to flip the kernel. With my motion-blur kernel it will smear the wrong
# way." Explain why the flip can be dropped in a layer that learns, why it cannot be dropped in his filter, and what must match in the layer if you do drop it.
# Answer in five to eight sentences. (3 points)

# %% [markdown] nbgrader={"grade": true, "grade_id": "cnn-written", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# A convolution with a kernel is a correlation with the kernel rotated by 180 degrees, so both kinds of layer can compute exactly the same functions. The weights are
# not given but learned: an optimiser that slides without the flip ends up at the mirrored weights, as our layer ended up at $(3, 2, 1)$, with the same loss. A
# motion-blur kernel is given, and it has a direction. Sliding it unflipped applies the mirrored filter and smears the image the other way; the engineer
# is right about his filter. If the forward pass correlates, the backward pass must be its transpose: the full convolution of the errors with the unrotated kernel. A
# backward pass written for the other kind of layer gives a wrong gradient, and weights that were trained without the flip must be rotated before they move to a library that
# flips.
#
# **Rubric.** 1 point: the optimiser finds the mirrored weights, so nothing is lost. 1 point: a given filter has an orientation, and dropping the flip mirrors it.
# 1 point: the backward pass must match the forward pass (the transpose).
# ### END SOLUTION

# %% [markdown]
# ## What you have learnt
#
# - A convolutional layer looks nearby and uses the same few weights everywhere: what it learns in one place it knows in all of them.
# - It moves its output along with its input. Pooling over all places then forgets the place: that is how network B reads digits where it has never seen any.
# - The layer is a matrix with few different numbers in it, and its backward pass is the transpose: a full convolution with the same kernel. Learning makes up for the missing flip.
# - Shared weights add up their gradients over all positions, and pixels over all windows: `+=`, never `=`.
# - A unit sees $r + (k - 1) j$ pixels, with the product of *earlier* strides for $j$, and looks mostly at the middle ones.
#
# **The question of the opening.** Network A must learn every place anew; a five that has wandered three pixels is news to it. Network B hardly tells places apart, and there its help
# ends: turned, enlarged or mirrored digits it must still learn from examples. Practice therefore shifts, turns and crops training images at random. And where data are plentiful, networks with
# fewer built-in assumptions have caught up (transformers, which cut the image into patches: Dosovitskiy et al. 2021). What locality and sharing save is data.
#
# **Where it goes from here.** Chapter 6 builds the well-known architectures, and upsamples with $T^\top$. Chapter 7 shares weights across time, with the same sum of gradients.
# Chapter 16 masks kernels so that they see only the past.
#
# **References.** LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition, section II. Krizhevsky, Sutskever and Hinton
# (2012), ImageNet classification with deep convolutional neural networks, section 3. Simonyan and Zisserman (2015), Very deep convolutional networks, table 2. He, Zhang, Ren and Sun
# (2016), Deep residual learning for image recognition, table 1. Goodfellow, Bengio and Courville (2016), Deep learning, chapter 9. Dumoulin and Visin (2016), A guide to
# convolution arithmetic for deep learning. Luo, Li, Urtasun and Zemel (2016), Understanding the effective receptive field in deep convolutional neural
# networks, section 2. Araujo, Norris and Sim (2019), Computing receptive fields of convolutional neural networks, Distill. Dosovitskiy et al. (2021), An image is
# worth 16x16 words, section 4.
