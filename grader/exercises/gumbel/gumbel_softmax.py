"""`gumbel_softmax`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import torch
import torch.nn.functional as F
from scipy import special

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gumbel import gumbel_softmax as public
from course_utils.checks.public.gumbel.gumbel_softmax import sample

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    if not hard:
        return y
    one_hot = F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y)
    return one_hot + (y - y.detach())


def drawn_sample(draw, n: int = 6, K: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits [n, K] that no softmax has normalised, and Gumbel noise [n, K]."""
    return tensor(draw.normal(n, K) + draw.choice([3.0, -3.0])), tensor(draw.rng.gumbel(size=(n, K)))


def slopes(y: np.ndarray, weights: np.ndarray, tau: float) -> np.ndarray:
    """Gradient of <weights, y> by the logits, row by row from the Jacobian (diag y - y y^T) / tau."""
    return np.array([(np.diag(row) - np.outer(row, row)) @ w for row, w in zip(y, weights, strict=True)]) / tau


@secret.case("agrees with scipy's softmax, values and slopes, at tau = 0.1, 0.5 and 5", weight=2)
def _(student, draw):
    for tau in (0.1, 0.5, 5.0):
        (logits, g), weights = drawn_sample(draw), draw.normal(6, 4)
        want = special.softmax((logits.numpy() + g.numpy()) / tau, axis=1)
        value, grads = student.vjp((logits, g, tau), tensor(weights))
        expect.close(value, want, what=f"y at tau = {tau:g}")
        expect.gradient(grads[0], slopes(want, weights, tau), of="logits")


@secret.case("hard: one-hot at the largest logits + g, with the slopes of the soft sample", weight=2)
def _(student, draw):
    for tau in (0.1, 0.5, 5.0):
        (logits, g), weights = drawn_sample(draw), draw.normal(6, 4)
        keys = logits.numpy() + g.numpy()
        value, grads = student.vjp((logits, g, tau, True), tensor(weights))
        expect.close(value, np.eye(4)[keys.argmax(axis=1)], rtol=0, atol=1e-12, what=f"y at tau = {tau:g}")
        expect.gradient(grads[0], slopes(special.softmax(keys / tau, axis=1), weights, tau), of="logits")


@secret.case("tau = 0.001: far apart or close together, the shares are right to all digits")
def _(student, draw):
    keys = np.concatenate([draw.uniform(-30, 30, 3, 4), 5 + draw.uniform(-0.003, 0.003, 3, 4)])
    g = draw.uniform(-2, 2, 6, 4)
    logits = keys - g
    with mpmath.workdps(40):
        powers = [
            [mpmath.exp((mpmath.mpf(a) + mpmath.mpf(b)) / mpmath.mpf(0.001)) for a, b in zip(*rows, strict=True)]
            for rows in zip(logits.tolist(), g.tolist(), strict=True)
        ]
        want = np.array([[float(p / mpmath.fsum(row)) for p in row] for row in powers])
    expect.close(sample(student, tensor(logits), tensor(g), 1e-3), want, atol=1e-9, what="y at tau = 0.001")


@secret.case("20,000 samples of probability 0.9: rounding gives 0.9 at every tau, the mean at tau = 1 is 0.816")
def _(student, draw):
    n, logits = 20_000, tensor([math.log(0.9), math.log(0.1)]).expand(20_000, 2)
    g = tensor(draw.rng.gumbel(size=(n, 2)))
    first = sample(student, logits, g, 1.0)[:, 0]
    expect.statistic(first.mean(), 9 / 8 * (1 - math.log(9) / 8), 0.2125 / math.sqrt(n), what="the mean of y_1")
    expect.statistic((first > 0.5).mean(), 0.9, 0.3 / math.sqrt(n), what="the share of y_1 > 1/2 at tau = 1")
    wide = sample(student, logits, g, 5.0)[:, 0]
    expect.statistic((wide > 0.5).mean(), 0.9, 0.3 / math.sqrt(n), what="the share of y_1 > 1/2 at tau = 5")


@secret.misconception("multiplies by tau", hint="A low temperature sharpens: divide logits + g by tau.")
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) * tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception("forgets tau", hint="Divide logits + g by tau before the softmax.")
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits + g, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "divides only the logits by tau", hint="Noise and logits are divided together: (logits + g) / tau."
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits / tau + g, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "divides only the noise by tau", hint="Noise and logits are divided together: (logits + g) / tau."
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits + g / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "normalises over the batch", hint="Each row is one sample whose shares sum to 1: the softmax goes along dim=-1."
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=0)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "overflows at a low temperature",
    hint="exp(700 / 0.001) is infinite and inf / inf is NaN: use `torch.softmax`, or subtract each row's maximum first.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    e = torch.exp((logits + g) / tau)
    y = e / e.sum(dim=-1, keepdim=True)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "adds the noise to probabilities",
    hint="Gumbel noise belongs to log-probabilities: add it to the logits as they are.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((torch.softmax(logits, dim=-1) + g) / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "subtracts the noise", hint="The keys are logits + g: Gumbel noise is not symmetric, its sign counts."
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits - g) / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception("leaves out the noise", hint="Without g this is a softmax with temperature, no sample: add g.")
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax(logits / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception(
    "draws noise of its own",
    hint="`F.gumbel_softmax` draws its own noise. Here the noise is the argument g: the same g gives the same y.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    return F.gumbel_softmax(logits, tau=tau, hard=hard, dim=-1)


@secret.misconception(
    "takes g for uniform numbers", hint="g is Gumbel noise already: no further logarithms, only logits + g."
)
def gumbel_softmax(logits, g, tau, hard=False):
    noise = -torch.log(-torch.log(torch.sigmoid(g)))
    y = torch.softmax((logits + noise) / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception("returns log-shares", hint="y lies on the simplex: `softmax`, not `log_softmax`.")
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.log_softmax((logits + g) / tau, dim=-1)
    if not hard:
        return y
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) + (y - y.detach())


@secret.misconception("ignores hard", hint="With hard=True the forward value is one-hot, and only the slopes are soft.")
def gumbel_softmax(logits, g, tau, hard=False):
    return torch.softmax((logits + g) / tau, dim=-1)


@secret.misconception(
    "rounds the shares when hard",
    hint="A winner with a share below 1/2 rounds to 0: put the 1 at the largest entry, with `argmax`.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return y.round().detach() + (y - y.detach()) if hard else y


@secret.misconception(
    "sharpens the shares when hard",
    hint="A tiny temperature comes close to one-hot, but not exactly, and its slopes vanish or explode: use `argmax`.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    return torch.softmax((logits + g) / (1e-2 if hard else tau), dim=-1)


@secret.misconception(
    "passes no gradient when hard",
    hint="`argmax` has no slope. Add a term of value 0 that carries the soft slope: y - y.detach().",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) if hard else y


@secret.misconception(
    "lets the slopes cancel when hard",
    hint="one_hot + y - y has value and slope of one_hot alone: the y that is subtracted must be detached.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) + y - y if hard else y


@secret.misconception(
    "detaches the wrong term when hard",
    hint="The slope comes from the term that is not detached: add y and subtract y.detach(), or the sign flips.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) - y + y.detach() if hard else y


@secret.misconception(
    "adds the soft sample to the one-hot one",
    hint="The soft sample may lend its slope, not its value: subtract y.detach() again.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) + y if hard else y


@secret.misconception(
    "passes a slope to the winner alone",
    hint="one_hot * y / y.detach() has the right value, but the slope of log y_winner: add y - y.detach() to the one-hot rows.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) * y / y.detach().clamp_min(1e-300) if hard else y


@secret.misconception(
    "passes the identity as slope when hard",
    hint="The hard sample borrows the slope of the softmax y, not that of logits + g.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    keys = logits + g
    if not hard:
        return torch.softmax(keys / tau, dim=-1)
    return F.one_hot(keys.argmax(dim=-1), keys.shape[-1]) + keys - keys.detach()


@secret.misconception(
    "takes the slope at tau = 1 when hard", hint="The slope is that of the soft sample at the same tau: reuse y."
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / (1.0 if hard else tau), dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) + (y - y.detach()) if hard else y


@secret.misconception(
    "names the largest logit when hard",
    hint="The winner is the largest of logits + g, which is the largest entry of y.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits + g) / tau, dim=-1)
    return F.one_hot(logits.argmax(dim=-1), y.shape[-1]) + (y - y.detach()) if hard else y


@secret.misconception(
    "cuts the gradient to the logits",
    hint="The gradient is wanted with respect to the logits: no `detach`, `.data` or numpy on the way.",
)
def gumbel_softmax(logits, g, tau, hard=False):
    y = torch.softmax((logits.detach() + g) / tau, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) + (y - y.detach()) if hard else y


@secret.misconception(
    "overwrites the logits", hint="`logits += g` changes the caller's tensor: write logits + g, which makes a new one."
)
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    logits.data.copy_(keys)
    y = torch.softmax(keys, dim=-1)
    return F.one_hot(y.argmax(dim=-1), y.shape[-1]) + (y - y.detach()) if hard else y


@secret.alternative("exponentials less the row's maximum, torch's own form of straight-through")
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    e = torch.exp(keys - keys.max(dim=-1, keepdim=True).values)
    y = e / e.sum(dim=-1, keepdim=True)
    if hard:
        index = y.max(dim=-1, keepdim=True)[1]
        y = torch.zeros_like(logits).scatter_(-1, index, 1.0) - y.detach() + y
    return y


@secret.alternative("an autograd function whose backward is that of the softmax")
def gumbel_softmax(logits, g, tau, hard=False):
    class Hard(torch.autograd.Function):
        @staticmethod
        def forward(ctx, y):
            return torch.eye(y.shape[1], dtype=y.dtype)[y.argmax(dim=1)]

        @staticmethod
        def backward(ctx, slope):
            return slope

    y = torch.exp(torch.log_softmax((logits + g) / tau, dim=1))
    return Hard.apply(y) if hard else y


@secret.alternative("every share from the differences to the others")
def gumbel_softmax(logits, g, tau, hard=False):
    keys = (logits + g) / tau
    y = torch.exp(-torch.logsumexp(keys[:, None, :] - keys[:, :, None], dim=2))
    return y + ((keys == keys.amax(dim=1, keepdim=True)).double() - y).detach() if hard else y
