"""Public cases of chapter 03: properties and numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np

from .. import expect
from ..exercises import Topic
from ..graphs import asked, diamond, leaf, long_side, slopes, turned_diamond, turned_long_side, used_again
from ..named import Named

topic = Topic("03_backprop")

num_grad = topic.exercise("num_grad", level=1)
Value = topic.exercise("Value", level=3)
mlp_grads = topic.exercise("mlp_grads", level=2)
softmax_vjp = topic.exercise("softmax_vjp", level=2)
sigmoid_net_step = topic.exercise("sigmoid_net_step", level=2)

# ---------------------------------------------------------------------- num_grad

CUBIC = Named("checks.functions:cubic")  # its gradient is 3 x^2 - 2, and its third derivatives are 6
DETERMINANT = Named("checks.functions:determinant")


def cubed_sum(weights) -> Named:
    """f(x) = (sum of weights * x)^3 for x of the shape of the weights."""
    return Named("checks.functions:CubedSum", (np.asarray(weights, dtype=float),))


@num_grad.case("the determinant of [[1, 2], [3, 4]], an array of integers: [[4, -3], [-2, 1]]", weight=2)
def _(student, draw):
    gradient = student(DETERMINANT, np.array([[1, 2], [3, 4]]))
    expect.close(gradient, [[4, -3], [-2, 1]], atol=1e-7, what="the gradient")


@num_grad.case("for the sum of x^3 - 2 x a step of 0.1 gives 0.01 too much, a step of 0.2 gives 0.04")
def _(student, draw):
    x = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
    slopes = np.array([[1.0, 10.0, -1.25], [-2.0, 25.0, 1.0]])
    for h, excess in ((0.1, 0.01), (0.2, 0.04)):
        expect.close(student(CUBIC, x, h), slopes + excess, atol=1e-9, what=f"the gradient at h = {h}")


@num_grad.case("the step is 1e-5 if left out")
def _(student, draw):
    # At 0 the slope is 0, and what the differences give in its place is h^2 weight^3.
    f, x = cubed_sum([1000.0, 2000.0]), np.zeros(2)
    expect.close(student(f, x), [0.1, 0.8], what="the differences of a steep cubic without h")
    expect.close(student(f, x, 1e-4), [10.0, 80.0], what="the differences of a steep cubic for h = 1e-4")


@num_grad.case("(x + 2 y)^3 at (1, 1) with a step of 0.2: 27.04 and 54.32")
def _(student, draw):
    expect.close(student(cubed_sum([1.0, 2.0]), np.ones(2), 0.2), [27.04, 54.32], what="the gradient")


@num_grad.case("x is left as it was, to the last digit")
def _(student, draw):
    x = np.array([[0.1, 0.7], [1.3, -0.3]])
    gradient = student(DETERMINANT, x)
    expect.unchanged(student)
    expect.close(gradient, [[-0.3, -1.3], [-0.7, 0.1]], atol=1e-7, what="the gradient")


@num_grad.probed(atol=1e-7)
def _(student):
    skew = np.array([[0.1, -0.7, 1.1], [0.3, 0.9, -0.2]])
    tied = cubed_sum([[0.5, -1.0, 2.0], [1.5, 0.4, -0.3]])

    def changed():
        student(tied, skew, 0.2)
        return list(student.changed)

    def changed_at_last():
        student(DETERMINANT, np.array([[0.1, 0.7], [1.3, -0.3]]))
        return list(student.changed)

    return {
        "tied": lambda: student(tied, skew, 0.2),
        "separate": lambda: student(CUBIC, skew, 0.2),
        "integers": lambda: student(DETERMINANT, np.array([[2, -1], [5, 3]]), 0.25),
        "a row of integers": lambda: student(CUBIC, np.array([2, -1, 0]), 0.5),
        "a row": lambda: student(cubed_sum([2.0, -1.0, 0.5]), np.array([0.5, 0.25, 1.0]), 0.5),
        "default": lambda: student(cubed_sum([1000.0, -500.0]), np.zeros(2)),
        "changed": changed,
        "changed at last": changed_at_last,
    }


# ------------------------------------------------------------------------- Value


@Value.case("e = (ab)(ab + a) at a = 2, b = 3: e = 48, slopes 48 and 28", weight=2)
def _(student, draw):
    for build, text in ((diamond, "(ab)(ab + a)"), (turned_diamond, "(a + ab)(ab)")):
        a, b = leaf(student, 2.0), leaf(student, 3.0)
        expect.close(slopes(build(a, b), (a, b), 48.0, text), [48.0, 28.0], what=f"`grad` of a and b for {text}")


@Value.case("one path: the sum, the product and tanh by themselves")
def _(student, draw):
    a, b = leaf(student, 5.0), leaf(student, -3.0)
    expect.close(slopes(a + b, (a, b), 2.0, "5 + (-3)"), [1.0, 1.0], what="`grad` of a and b for a + b")
    a, b = leaf(student, 5.0), leaf(student, -3.0)
    expect.close(slopes(a * b, (a, b), -15.0, "5 * (-3)"), [-3.0, 5.0], what="`grad` of a and b for a * b")
    a = leaf(student, math.log(2))
    expect.close(slopes(a.call("tanh"), (a,), 0.6, "tanh(log 2)"), [0.64], what="`grad` of a for tanh(a)")


@Value.case("what lies above tanh passes through it: b tanh(a) at a = log 3, b = 5, and tanh(2 x) at 0")
def _(student, draw):
    a, b = leaf(student, math.log(3)), leaf(student, 5.0)
    expect.close(slopes(a.call("tanh") * b, (a, b), 4.0, "b tanh(a)"), [1.8, 0.8], what="`grad` of a and b")
    x, two = leaf(student, 0.0), leaf(student, 2.0)
    expect.close(slopes((two * x).call("tanh"), (x, two), 0.0, "tanh(2 x)"), [2.0, 0.0], what="`grad` of x and 2")


@Value.case("a + a has the slope 2, a a has 2 a, and a used three times adds up three paths")
def _(student, draw):
    a = leaf(student, 3.0)
    expect.close(slopes(a + a, (a,), 6.0, "a + a"), [2.0], what="`grad` of a for a + a")
    a = leaf(student, 3.0)
    expect.close(slopes(a * a, (a,), 9.0, "a a"), [6.0], what="`grad` of a for a a")
    a, b = leaf(student, 3.0), leaf(student, 4.0)
    out = (a * b + a) * a  # a^2 b + a^2
    expect.close(slopes(out, (a, b), 45.0, "(ab + a) a"), [30.0, 9.0], what="`grad` of a and b for (ab + a) a")


@Value.case("two nodes that hold the same number are two nodes: (ab)(a + b) at a = b = 2")
def _(student, draw):
    a, b = leaf(student, 2.0), leaf(student, 2.0)
    expect.close(slopes((a * b) * (a + b), (a, b), 16.0, "(ab)(a + b)"), [12.0, 12.0], what="`grad` of a and b")


@Value.case("backward starts at the node it is called on, whatever has been made of it since")
def _(student, draw):
    a, b = leaf(student, 2.0), leaf(student, 7.0)
    expect.close(slopes(used_again(a, b), (a, b), 14.0, "a b"), [7.0, 2.0], what="`grad` of a and b")


@Value.case("sixty doublings have 2^60 paths and 120 edges: every edge is walked once", seconds=4)
def _(student, draw):
    a = leaf(student, 1.5)
    out = a
    for _ in range(60):
        out = out + out
    expect.close(slopes(out, (a,), 1.5 * 2.0**60, "the last sum"), [2.0**60], what="`grad` of a")


@Value.probed()
def _(student):
    return {
        "diamond": lambda: asked(student, diamond, 2.0, 3.0),
        "turned": lambda: asked(student, turned_diamond, 2.0, 3.0),
        "equal": lambda: asked(student, lambda a, b: (a * b) * (a + b), 2.0, 2.0),
        "long side": lambda: asked(student, long_side, 0.7, -1.3),
        "long side turned": lambda: asked(student, turned_long_side, 0.7, -1.3),
        "sum": lambda: asked(student, lambda a, b: a + b, 1.25, -0.5),
        "double": lambda: asked(student, lambda a: a + a, 1.25),
        "square": lambda: asked(student, lambda a: a * a, 1.25),
        "through tanh": lambda: asked(student, lambda a, b: a.call("tanh") * b, 0.8, 1.7),
        "below": lambda: asked(student, used_again, 2.0, 7.0),
    }


# --------------------------------------------------------------------- mlp_grads


def gradients(student, x, t, Ws: list, bs: list) -> tuple[list, list]:
    """The two lists of gradients, with the shapes of Ws and bs."""
    answer = expect.parts(student(x, t, Ws, bs), 2, "dWs and dbs")
    for kind, found, given in (("dWs", answer[0], Ws), ("dbs", answer[1], bs)):
        expect.parts(found, len(given), f"one gradient in {kind} for each layer")
        for layer, (gradient, of) in enumerate(zip(found, given, strict=True)):
            expect.shape(gradient, of.shape, what=f"{kind}[{layer}]")
    return [expect.array(g) for g in answer[0]], [expect.array(g) for g in answer[1]]


def each_close(found: tuple[list, list], dWs: list, dbs: list, **tolerance) -> None:
    """All gradients have these values."""
    for kind, got, want in (("dWs", found[0], dWs), ("dbs", found[1], dbs)):
        for layer, (gradient, value) in enumerate(zip(got, want, strict=True)):
            expect.close(gradient, value, what=f"{kind}[{layer}]", **tolerance)


def small_network(draw, widths: tuple = (3, 4, 2, 5)) -> tuple:
    """x, t, Ws, bs with pre-activations that are not near 0."""
    pairs = list(zip(widths[1:], widths[:-1], strict=True))
    Ws = [draw.normal(m, n) / math.sqrt(n) for m, n in pairs]
    bs = [draw.choice((-1, 1)) * draw.uniform(0.4, 1.2, m) for m, _ in pairs]
    return draw.normal(widths[0]) + 1, draw.uniform(-1, 1, widths[-1]), Ws, bs


@mlp_grads.case("one layer with the outputs tanh(log 2) = 0.6 and tanh(log 3) = 0.8", weight=2)
def _(student, draw):
    # The errors are 0.5 and -0.2, the slopes of tanh 0.64 and 0.36.
    W, b = np.array([[0.5, 0.25], [-1.0, 0.5]]), np.array([math.log(2) - 1, math.log(3)])
    found = gradients(student, np.array([1.0, 2.0]), np.array([0.1, 1.0]), [W], [b])
    each_close(found, [[[0.32, 0.64], [-0.072, -0.144]]], [[0.32, -0.072]])


@mlp_grads.case("two layers at pre-activation 0: (1, -1) goes back through [[1, 2], [3, 4]] as (-2, -2)")
def _(student, draw):
    Ws = [np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([[1.0, 2.0], [3.0, 4.0]])]
    bs = [np.array([-1.0, -4.5]), np.zeros(2)]
    found = gradients(student, np.array([2.0, 1.0]), np.array([-1.0, 1.0]), Ws, bs)
    each_close(found, [[[-4.0, -2.0], [-4.0, -2.0]], np.zeros((2, 2))], [[-2.0, -2.0], [1.0, -1.0]])


@mlp_grads.case("a chain of two units with outputs 0.6 and 0.8 and target 0.3")
def _(student, draw):
    Ws, bs = [np.array([[math.log(2)]]), np.array([[2.0]])], [np.zeros(1), np.array([math.log(3) - 1.2])]
    found = gradients(student, np.ones(1), np.array([0.3]), Ws, bs)
    each_close(found, [[[0.2304]], [[0.108]]], [[0.2304], [0.18]])


@mlp_grads.case(
    "widths 3-4-2-5: shapes of Ws and bs; a target half-way between two has half the sum of their gradients"
)
def _(student, draw):
    x, t, Ws, bs = small_network(draw)
    near, far = gradients(student, x, t, Ws, bs), gradients(student, x, t - 2, Ws, bs)
    middle = gradients(student, x, t - 1, Ws, bs)
    each_close(middle, *([(n + f) / 2 for n, f in zip(near[i], far[i], strict=True)] for i in (0, 1)))
    for gradient in (*middle[0], *middle[1]):
        expect.greater(np.abs(gradient).max(), 1e-6, what="the largest entry of a gradient")


@mlp_grads.case("x, t, Ws and bs are left as they were")
def _(student, draw):
    x, t, Ws, bs = small_network(draw)
    found = gradients(student, x, t, Ws, bs)
    expect.unchanged(student)
    expect.greater(np.abs(found[0][0]).max(), 1e-6, what="the largest entry of dWs[0]")


@mlp_grads.probed()
def _(student):
    x, t = np.array([1.0, -0.5, 2.0]), np.array([0.5, -0.3, 0.9, -0.8])
    Ws = [
        np.array([[0.6, -0.4, 0.3], [0.2, 0.9, -0.5]]),
        np.array([[1.1, -0.7], [0.4, 0.8], [-0.9, 0.3]]),
        np.array([[0.5, -1.0, 0.2], [0.7, 0.3, -0.6], [-0.4, 0.9, 1.2], [0.1, -0.2, 0.8]]),
    ]
    bs = [np.array([0.3, -0.2]), np.array([0.1, 0.5, -0.4]), np.array([-0.3, 0.2, 0.6, -0.5])]

    def changed():
        student(x, t, Ws, bs)
        return list(student.changed)

    return {
        "three layers": lambda: student(x, t, Ws, bs),
        "one layer": lambda: student(x, t[:2], Ws[:1], bs[:1]),
        "changed": changed,
    }


# ------------------------------------------------------------------- softmax_vjp


@softmax_vjp.case(
    "p = (0.2, 0.3, 0.5): (1, 0, 0) gives (0.16, -0.06, -0.1), (-5, 0, 0) gives (-0.8, 0.3, 0.5)", weight=2
)
def _(student, draw):
    p, g = np.array([[0.2, 0.3, 0.5]] * 2), np.array([[1.0, 0.0, 0.0], [-5.0, 0.0, 0.0]])
    expect.close(student(p, g), [[0.16, -0.06, -0.1], [-0.8, 0.3, 0.5]], what="the product")


@softmax_vjp.case("each row sums to 0, and adding a number to a row of g changes nothing")
def _(student, draw):
    p, g = draw.rng.dirichlet(np.ones(3), 4), draw.normal(4, 3)
    product = expect.array(student(p, g), "the product")
    expect.shape(product, (4, 3), what="the product")
    expect.close(product.sum(axis=1), np.zeros(4), what="the sums of the rows")
    expect.close(student(p, g + np.array([[7.0], [-2.0], [0.5], [3.0]])), product, what="the product for the raised g")
    expect.greater(np.abs(product).max(axis=1), 1e-9, what="the largest entry of a row")


@softmax_vjp.case("a row of the batch gives what it gives by itself")
def _(student, draw):
    p, g = draw.rng.dirichlet(np.ones(4), 3), draw.normal(3, 4)
    whole = expect.array(student(p, g), "the product")
    expect.shape(whole, (3, 4), what="the product")
    for i in range(3):
        expect.close(student(p[i : i + 1], g[i : i + 1]), whole[i : i + 1], what=f"row {i} by itself")
    expect.differs(whole, g, "the product is g itself")
    expect.greater(np.abs(whole).max(axis=1), 1e-9, what="the largest entry of a row")
    expect.greater(1e-9 - np.abs(whole.sum(axis=1)), 0, what="1e-9 less the size of a row's sum")


@softmax_vjp.case("p and g are left as they were")
def _(student, draw):
    product = student(np.array([[0.5, 0.25, 0.25]]), np.array([[1.0, 2.0, -2.0]]))
    expect.unchanged(student)
    expect.close(product, [[0.25, 0.375, -0.625]], what="the product")


@softmax_vjp.probed()
def _(student):
    p = np.array([[0.2, 0.3, 0.5], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.3, 0.6, 0.1]])
    g = np.array([[1.0, -2.0, 0.5], [0.3, 0.8, -1.4], [2.0, 1.0, -0.6], [-0.9, 0.4, 1.7]])

    def changed():
        student(p, g)
        return list(student.changed)

    return {
        "batch": lambda: student(p, g),
        "row": lambda: student(p[:1], g[:1]),
        "two rows": lambda: student(p[1:3], g[1:3]),
        "certain": lambda: student(np.array([[1.0, 0.0, 0.0]]), g[:1]),
        "changed": changed,
    }


# -------------------------------------------------------------- sigmoid_net_step

# Mazur 2015: weights, biases, input, target, step.
MAZUR = (
    np.array([[0.15, 0.20], [0.25, 0.30]]),
    np.array([[0.40, 0.45], [0.50, 0.55]]),
    *(0.35, 0.60, np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5),
)


def step(student, *arguments) -> tuple[float, np.ndarray, np.ndarray]:
    """E, W1_new and W2_new of the answer."""
    E, W1, W2 = expect.parts(student(*arguments), 3, "E, W1_new and W2_new")
    for what, part, shape in (("E", E, ()), ("W1_new", W1, (2, 2)), ("W2_new", W2, (2, 2))):
        expect.shape(part, shape, what=what)
    return float(expect.array(E)), expect.array(W1), expect.array(W2)


@sigmoid_net_step.case("the published example: E = 0.298371109 and eight new weights", weight=2)
def _(student, draw):
    E, W1, W2 = step(student, *MAZUR)
    expect.close(E, 0.298371109, rtol=0, atol=6e-10, what="E")
    new = np.array([[0.35891648, 0.408666186], [0.51130127, 0.561370121]])
    expect.close(W2, new, rtol=0, atol=6e-9, what="W2_new")
    new = np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]])
    expect.close(W1, new, rtol=0, atol=6e-9, what="W1_new")


@sigmoid_net_step.case("from weights of 0 and biases of 0: all outputs are 1/2, and W1 stays where it is")
def _(student, draw):
    zero = np.zeros((2, 2))
    E, W1, W2 = step(student, zero, zero, 0.0, 0.0, np.array([3.0, -1.0]), np.array([0.0, 1.0]), 1.0)
    expect.close(E, 0.25, what="E")
    expect.close(W2, [[-0.0625, -0.0625], [0.0625, 0.0625]], what="W2_new")
    expect.close(W1, zero, what="W1_new")


@sigmoid_net_step.case("the next step starts from the error 0.291027774")
def _(student, draw):
    _, W1, W2 = step(student, *MAZUR)
    expect.close(step(student, W1, W2, *MAZUR[2:])[0], 0.291027774, rtol=0, atol=6e-10, what="E of the next step")


@sigmoid_net_step.case("twice the learning rate moves every weight twice as far, and leaves E as it is")
def _(student, draw):
    W1, W2 = draw.normal(2, 2), draw.normal(2, 2)
    rest = (0.3, -0.2, draw.normal(2), np.array([0.9, 0.2]))
    one, two = step(student, W1, W2, *rest, 0.7), step(student, W1, W2, *rest, 1.4)
    expect.close(two[0], one[0], what="E at twice the learning rate")
    for layer, W in ((1, W1), (2, W2)):
        expect.close(two[layer] - W, 2 * (one[layer] - W), what=f"the change of W{layer} at twice the learning rate")
        expect.greater(np.abs(one[layer] - W).max(), 1e-9, what=f"the largest change of W{layer}")


@sigmoid_net_step.case("the arguments are left as they were")
def _(student, draw):
    E, W1, _ = step(student, *MAZUR)
    expect.unchanged(student)
    expect.greater([E, MAZUR[0][0, 0] - W1[0, 0]], 1e-4, what="E, and the first weight less its new value,")


@sigmoid_net_step.probed()
def _(student):
    W1, W2 = np.array([[0.8, -1.2], [0.5, 1.9]]), np.array([[1.4, -0.6], [0.3, 2.1]])
    rest = (0.4, -0.9, np.array([1.3, -0.7]), np.array([0.2, 0.9]))

    def changed():
        student(W1, W2, *rest, 2.0)
        return list(student.changed)

    return {
        "step": lambda: student(W1, W2, *rest, 2.0),
        "small step": lambda: student(W1, W2, *rest, 0.25),
        "changed": changed,
    }
