"""`mlp_grads`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.backprop import mlp_grads as public
from course_utils.checks.public.backprop.mlp_grads import each_close, gradients, small_network

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def mlp_grads(x, t, Ws, bs):
    outputs = [x]
    for W, b in zip(Ws, bs, strict=True):
        outputs.append(np.tanh(W @ outputs[-1] + b))
    dWs, dbs, blame = [], [], outputs[-1] - t
    for layer in reversed(range(len(Ws))):
        delta = blame * (1 - outputs[layer + 1] ** 2)
        dWs.insert(0, np.outer(delta, outputs[layer]))
        dbs.insert(0, delta)
        blame = Ws[layer].T @ delta
    return dWs, dbs


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
    along = [*dWs, *dbs]
    length = np.sqrt(sum((g**2).sum() for g in along))
    expect.greater(length, 1e-6, what="the length of the gradient")

    def cost(way: float) -> float:
        out, moved = x, [a + way * g / length for a, g in zip((*Ws, *bs), along, strict=True)]
        for W, b in zip(moved[: len(Ws)], moved[len(Ws) :], strict=True):
            out = np.tanh(W @ out + b)
        return float(((out - t) ** 2).sum() / 2)

    slope = (cost(1e-5) - cost(-1e-5)) / 2e-5
    expect.close(length, slope, rtol=1e-4, atol=1e-8, what="the length of the gradient, against the slope along it,")


@secret.case("weights, biases, input and target are left as they were, for square layers")
def _(student, draw):
    drawn = small_network(draw, (3, 3, 3))
    found = gradients(student, *drawn)
    expect.unchanged(student)
    each_close(found, *by_autograd(*drawn))


@secret.misconception(
    "takes the slope of tanh at the output",
    hint="tanh'(a) is 1 - tanh(a)^2 = 1 - h^2. Putting h into the derivative again gives 1 - tanh(h)^2.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - np.tanh(hs[k + 1]) ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "squares the pre-activation where the output belongs",
    hint="tanh'(a) is 1 - tanh(a)^2, not 1 - a^2: keep the outputs of the layers, or apply tanh first.",
)
def mlp_grads(x, t, Ws, bs):
    hs, pre = [x], []
    for W, b in zip(Ws, bs, strict=True):
        pre.append(W @ hs[-1] + b)
        hs.append(np.tanh(pre[-1]))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - pre[k] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "leaves the error out of the weights' gradients",
    hint="F'(a_i) h_j is only how much the output of unit i changes; times the error that reaches it, it is dC/dW_ij.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(1 - hs[k + 1] ** 2, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "goes back through the inverse of W",
    hint="Nothing is solved for on the way back: column j of W says where unit j's output went, so the blame is W^T delta.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = np.linalg.pinv(Ws[k]) @ delta
    return dWs, dbs


@secret.misconception(
    "leaves out tanh' at the last layer",
    hint="The last layer has a tanh as well: delta^L = (h^L - t) times its slope.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, delta = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        delta = (Ws[k].T @ delta) * (1 - hs[k] ** 2)
    return dWs, dbs


@secret.misconception(
    "leaves out tanh' of the hidden layers",
    hint="On the way back through each layer the blame is multiplied by the slope of tanh there, not by W^T alone.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, delta = [None] * len(Ws), [None] * len(Ws), (hs[-1] - t) * (1 - hs[-1] ** 2)
    for k in range(len(Ws) - 1, -1, -1):
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        delta = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "makes the last layer linear",
    hint="Every layer has a tanh, the last one too: h^L = tanh(W^L h^(L-1) + b^L).",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        hs.append(W @ hs[-1] + b if k == len(Ws) - 1 else np.tanh(W @ hs[-1] + b))
    dWs, dbs, delta = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        delta = (Ws[k].T @ delta) * (1 - hs[k] ** 2)
    return dWs, dbs


@secret.misconception(
    "turns the sign of the error around", hint="C grows with h^L - t, so that is dC/dh^L; t - h^L points downhill."
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), t - hs[-1]
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "forgets the factor 1/2 of the cost", hint="C = 1/2 |h - t|^2: the 2 of the square and the 1/2 cancel."
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), 2 * (hs[-1] - t)
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "averages the cost over the outputs", hint="C is a sum over the outputs with a factor 1/2, not a mean."
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), (hs[-1] - t) / len(t)
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "lists the layers from last to first",
    hint="The layers are found from last to first, but belong in the order of Ws: turn the lists round at the end.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [], [], hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs.append(np.outer(delta, hs[k]))
        dbs.append(delta)
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "transposes the weights' gradients",
    hint="dC/dW_ij is delta_i h_j: np.outer(delta, h), not np.outer(h, delta). Its shape is that of W.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(hs[k], delta), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "pairs the error with the layer's own output",
    hint="W^l multiplies what comes in, h^(l-1): that is what its gradient carries, not h^l.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k + 1]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "gives the biases dC/dh",
    hint="The bias stands inside the tanh: its gradient is delta = dC/da, with the slope of tanh in it.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), blame
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "uses the slope of the sigmoid",
    hint="h (1 - h) is the slope of the sigmoid. The layers have a tanh, whose slope is 1 - h^2.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * hs[k + 1] * (1 - hs[k + 1])
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "forgets the biases on the way forward", hint="a^l = W^l h^(l-1) + b^l: the bias changes a, and so tanh'(a)."
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W in Ws:
        hs.append(np.tanh(W @ hs[-1]))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        blame = Ws[k].T @ delta
    return dWs, dbs


@secret.misconception(
    "updates the weights while it goes back",
    hint="Only gradients are asked for. A weight that changes on the way spoils those below, and the caller's array too.",
)
def mlp_grads(x, t, Ws, bs):
    hs = [x]
    for W, b in zip(Ws, bs, strict=True):
        hs.append(np.tanh(W @ hs[-1] + b))
    dWs, dbs, blame = [None] * len(Ws), [None] * len(Ws), hs[-1] - t
    for k in range(len(Ws) - 1, -1, -1):
        delta = blame * (1 - hs[k + 1] ** 2)
        dWs[k], dbs[k] = np.outer(delta, hs[k]), delta
        Ws[k] -= 0.1 * dWs[k]
        blame = Ws[k].T @ delta
    return dWs, dbs


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


@secret.alternative("the Jacobian of the output by the pre-activations of a layer, multiplied forward")
def mlp_grads(x, t, Ws, bs):
    inputs, slopes, out = [], [], x
    for W, b in zip(Ws, bs, strict=True):
        inputs.append(out)
        out = np.tanh(W @ out + b)
        slopes.append(1 / np.cosh(W @ inputs[-1] + b) ** 2)
    dbs = []
    for k in range(len(Ws)):
        jacobian = np.diag(slopes[k])
        for W, slope in zip(Ws[k + 1 :], slopes[k + 1 :], strict=True):
            jacobian = slope[:, None] * (W @ jacobian)
        dbs.append((out - t) @ jacobian)
    return [np.einsum("i,j->ij", db, before) for db, before in zip(dbs, inputs, strict=True)], dbs
