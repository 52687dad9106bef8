"""`mlp_grads`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.backprop import mlp_grads as public
from course_utils.checks.public.backprop.mlp_grads import each_close, gradients, small_network

from ...exercise import Secret

secret = Secret(public.exercise)


def by_autograd(x, t, Ws, bs) -> tuple[list, list]:
    """dWs and dbs as torch finds them."""
    Ws, bs = ([tensor(a).requires_grad_() for a in arrays] for arrays in (Ws, bs))
    out = tensor(x)
    for W, b in zip(Ws, bs, strict=True):
        out = torch.tanh(W @ out + b)
    grads = torch.autograd.grad(((out - tensor(t)) ** 2).sum() / 2, [*Ws, *bs])
    return [g.numpy() for g in grads[: len(Ws)]], [g.numpy() for g in grads[len(Ws) :]]


@secret.case("agrees with torch on widths 3-4-2-5", weight=2)
def _(student, draw):
    for _ in range(3):
        drawn = small_network(draw)
        each_close(gradients(student, *drawn), *by_autograd(*drawn))


@secret.case("agrees with torch on one layer, on six, and on layers of equal width")
def _(student, draw):
    for widths in ((4, 3), (2, 5, 3, 4, 1, 6, 2), (3, 3, 3)):
        drawn = small_network(draw, widths)
        each_close(gradients(student, *drawn), *by_autograd(*drawn), rtol=1e-5)


@secret.case("the cost falls along the gradient as fast as it says")
def _(student, draw):
    x, t, Ws, bs = small_network(draw)
    dWs, dbs = gradients(student, x, t, Ws, bs)
    length = np.sqrt(sum((g**2).sum() for g in (*dWs, *dbs)))
    expect.greater(length, 1e-6, what="the length of the gradient")

    def cost(way: float) -> float:
        out = x
        for W, b, dW, db in zip(Ws, bs, dWs, dbs, strict=True):
            out = np.tanh((W + way * dW / length) @ out + b + way * db / length)
        return float(((out - t) ** 2).sum() / 2)

    slope = (cost(1e-5) - cost(-1e-5)) / 2e-5
    expect.close(length, slope, rtol=1e-4, atol=1e-8, what="the length of the gradient, against the slope along it,")


@secret.case("weights, biases, input and target are left as they were, for square layers")
def _(student, draw):
    drawn = small_network(draw, (3, 3, 3))
    found = gradients(student, *drawn)
    expect.unchanged(student)
    each_close(found, *by_autograd(*drawn))


SLOPE = "(1 - output**2)"
FORWARD = "np.tanh(W @ outputs[-1] + b)"
PAIRS = "Ws[::-1], outputs[-2::-1], outputs[:0:-1]"
# Edits that keep the pre-activations, too.
KEPT = (
    ("outputs = [x]", "outputs, sums = [x], [x]"),
    ("        outputs.append(", "        sums.append(W @ outputs[-1] + b)\n        outputs.append("),
)

secret.slip(
    "takes the slope of tanh at the output",
    (SLOPE, "(1 - np.tanh(output) ** 2)"),
    hint="tanh'(a) is 1 - tanh(a)^2 = 1 - h^2. Putting h into the derivative again gives 1 - tanh(h)^2.",
)
secret.slip(
    "takes the slope of tanh at the output in the hidden layers",
    (SLOPE, "(1 - (output if output is outputs[-1] else np.tanh(output)) ** 2)"),
    hint="The last layer is right. In the hidden ones h is put into the derivative again: tanh'(a) is 1 - h^2, not 1 - tanh(h)^2.",
)
secret.slip(
    "squares the pre-activation where the output belongs",
    *KEPT,
    ("outputs[:0:-1]", "sums[:0:-1]"),
    hint="tanh'(a) is 1 - tanh(a)^2, not 1 - a^2: keep the outputs of the layers, or apply tanh first.",
)
secret.slip(
    "pairs the error with the pre-activation of the layer below",
    *KEPT,
    ("outputs[-2::-1]", "sums[-2::-1]"),
    hint="What comes into a layer is the output h of the one below, with its tanh: not its pre-activation a.",
)
secret.slip(
    "leaves the error out of the weights' gradients",
    ("np.outer(delta, below)", "np.outer(1 - output**2, below)"),
    hint="F'(a_i) h_j is only how much the output of unit i changes; times the error that reaches it, it is dC/dW_ij.",
)
secret.slip(
    "goes back through the inverse of W",
    ("delta @ W", "np.linalg.pinv(W) @ delta"),
    hint="Nothing is solved for on the way back: column j of W says where unit j's output went, so the blame is W^T delta.",
)
secret.slip(
    "goes back through W instead of its transpose",
    ("delta @ W", "W @ delta if len(W) == len(below) else W.T @ delta"),
    hint="Unit j of the layer below is blamed through column j of W: W.T @ delta. Square matrices hide the slip from an error.",
)
secret.slip(
    "leaves W out on the way back",
    ("delta @ W", "delta if len(W) == len(below) else W.T @ delta"),
    hint="What reaches the layer below has passed through its weights to the layer above: W.T @ delta.",
)
secret.slip(
    "passes on the blame without the slope of tanh",
    ("delta @ W", "blame @ W"),
    hint="What goes back through W is delta = blame * F'(a), the derivative by the pre-activation, not the blame of the output.",
)
secret.slip(
    "leaves out tanh' at the last layer",
    (SLOPE, "(1 if output is outputs[-1] else 1 - output**2)"),
    hint="The last layer has a tanh as well: delta^L = (h^L - t) times its slope.",
)
secret.slip(
    "leaves out tanh' of the hidden layers",
    (SLOPE, "(1 - output**2 if output is outputs[-1] else 1)"),
    hint="On the way back through each layer the blame is multiplied by the slope of tanh there, not by W^T alone.",
)
secret.slip(
    "leaves out tanh' everywhere",
    (f"blame * {SLOPE}", "blame"),
    hint="Every layer has a tanh, and the blame is multiplied by its slope 1 - h^2 on the way back.",
)
secret.slip(
    "makes the last layer linear",
    (FORWARD, "W @ outputs[-1] + b if len(outputs) == len(Ws) else np.tanh(W @ outputs[-1] + b)"),
    (SLOPE, "(1 if output is outputs[-1] else 1 - output**2)"),
    hint="Every layer has a tanh, the last one too: h^L = tanh(W^L h^(L-1) + b^L).",
)
secret.slip(
    "turns the sign of the error around",
    ("outputs[-1] - t", "t - outputs[-1]"),
    hint="C grows with h^L - t, so that is dC/dh^L; t - h^L points downhill.",
)
secret.slip(
    "forgets the factor 1/2 of the cost",
    ("outputs[-1] - t", "2 * (outputs[-1] - t)"),
    hint="C = 1/2 |h - t|^2: the 2 of the square and the 1/2 cancel.",
)
secret.slip(
    "averages the cost over the outputs",
    ("outputs[-1] - t", "(outputs[-1] - t) / len(t)"),
    hint="C is a sum over the outputs with a factor 1/2, not a mean.",
)
secret.slip(
    "starts from the output in place of the error",
    ("outputs[-1] - t", "outputs[-1]"),
    hint="The way back starts with dC/dh^L = h^L - t. Without the target the network would be pulled to 0.",
)
secret.slip(
    "lists the layers from last to first",
    ("dWs.insert(0, ", "dWs.append("),
    ("dbs.insert(0, ", "dbs.append("),
    hint="The layers are found from last to first, but belong in the order of Ws: turn the lists round at the end.",
)
secret.slip(
    "returns dbs before dWs",
    ("return dWs, dbs", "return dbs, dWs"),
    hint="The order is (dWs, dbs): first the gradients of the weights, then those of the biases.",
)
secret.slip(
    "returns a pair for each layer",
    ("return dWs, dbs", "return list(zip(dWs, dbs))"),
    hint="Two lists are asked for, (dWs, dbs), each with one gradient for each layer, not a list of pairs.",
)
secret.slip(
    "transposes the weights' gradients",
    ("np.outer(delta, below)", "np.outer(below, delta)"),
    hint="dC/dW_ij is delta_i h_j: np.outer(delta, h), not np.outer(h, delta). Its shape is that of W.",
)
secret.slip(
    "pairs the error with the layer's own output",
    ("np.outer(delta, below)", "np.outer(delta, output)"),
    hint="W^l multiplies what comes in, h^(l-1): that is what its gradient carries, not h^l.",
)
secret.slip(
    "pairs the error with x in every layer",
    ("np.outer(delta, below)", "np.outer(delta, x if len(x) == len(below) else below)"),
    hint="Only the first layer is fed with x. W^l multiplies h^(l-1), the output of the layer below.",
)
secret.slip(
    "gives the biases dC/dh",
    ("dbs.insert(0, delta)", "dbs.insert(0, blame)"),
    hint="The bias stands inside the tanh: its gradient is delta = dC/da, with the slope of tanh in it.",
)
secret.slip(
    "multiplies the biases' gradients by tanh' twice",
    ("dbs.insert(0, delta)", "dbs.insert(0, delta * (1 - output**2))"),
    hint="delta has the slope of tanh in it already: the gradient of the bias is delta itself.",
)
secret.slip(
    "returns the biases' gradients as columns",
    ("dbs.insert(0, delta)", "dbs.insert(0, delta[:, None])"),
    hint="Each gradient has the shape of what it belongs to: db is [d_l], as b is, not [d_l, 1].",
)
secret.slip(
    "uses the slope of the sigmoid",
    (SLOPE, "(output * (1 - output))"),
    hint="h (1 - h) is the slope of the sigmoid. The layers have a tanh, whose slope is 1 - h^2.",
)
secret.slip("takes 1 - h for the slope of tanh", (SLOPE, "(1 - output)"), hint="The slope of tanh is 1 - h^2: the square is missing.")
secret.slip(
    "forgets the biases on the way forward",
    (FORWARD, "np.tanh(W @ outputs[-1])"),
    hint="a^l = W^l h^(l-1) + b^l: the bias changes a, and so tanh'(a).",
)
secret.slip(
    "loses a unit that is far out to NaN",
    (FORWARD, "(lambda a: (np.exp(2 * a) - 1) / (np.exp(2 * a) + 1))(W @ outputs[-1] + b)"),
    hint="The exponentials of tanh overflow far out, and inf / inf is NaN: use np.tanh.",
)
secret.slip(
    "updates the weights while it goes back",
    ("        blame = delta", "        W -= 0.1 * dWs[0]\n        blame = delta"),
    hint="Only gradients are asked for. A weight that changes on the way spoils those below, and the caller's array too.",
)
secret.slip(
    "takes its layers out of the caller's list",
    (PAIRS, "[Ws.pop() for _ in bs], outputs[-2::-1], outputs[:0:-1]"),
    hint="`Ws.pop()` empties the caller's list: go through it backwards, with reversed(Ws) or Ws[::-1].",
)
secret.slip(
    "writes the error into t",
    ("outputs[-1] - t", "np.subtract(outputs[-1], t, out=t)"),
    hint="`t -= ...` changes the caller's array: give the error an array of its own, h - t.",
)


@secret.alternative("recursion over the layers")
def mlp_grads(x, t, Ws, bs):
    def back(h, rest):
        if not rest:
            return [], [], h - t
        (W, b), *above = rest
        out = np.tanh(W @ h + b)
        dWs, dbs, blame = back(out, above)
        delta = blame * (1 - out * out)
        return [delta[:, None] * h, *dWs], [delta, *dbs], delta @ W

    return back(x, list(zip(Ws, bs, strict=True)))[:2]


@secret.alternative("torch's autograd")
def mlp_grads(x, t, Ws, bs):
    leaves = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in (*Ws, *bs)]
    out = torch.tensor(x, dtype=torch.float64)
    for W, b in zip(leaves[: len(Ws)], leaves[len(Ws) :], strict=True):
        out = torch.tanh(torch.mv(W, out) + b)
    ((out - torch.tensor(t)) ** 2 / 2).sum().backward()
    return [a.grad for a in leaves[: len(Ws)]], [a.grad for a in leaves[len(Ws) :]]
