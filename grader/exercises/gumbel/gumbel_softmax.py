"""`gumbel_softmax`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.gumbel import gumbel_softmax as public
from course_utils.checks.public.gumbel.gumbel_softmax import sample
from scipy import special

from ...exercise import Secret

secret = Secret(public.exercise)

# Of the chapter's solution.
SHARES = "torch.softmax((logits + g) / tau, dim=-1)"
HARD = "one_hot + (y - y.detach())"
ONE_HOT = "F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y)"


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


for name, shares in {
    "multiplies by tau": "torch.softmax((logits + g) * tau, dim=-1)",
    "forgets tau": "torch.softmax(logits + g, dim=-1)",
    "divides the shares by tau": "torch.softmax(logits + g, dim=-1) / tau",
    "divides only the logits by tau": "torch.softmax(logits / tau + g, dim=-1)",
    "divides only the noise by tau": "torch.softmax(logits + g / tau, dim=-1)",
    "adds a small number to tau": "torch.softmax((logits + g) / (tau + 1e-10), dim=-1)",
    "bends a low tau": "torch.softmax((logits + g) / (tau + 1e-4), dim=-1)",
    "raises finished shares to the power 1 / tau": "torch.softmax(logits + g, dim=-1) ** (1 / tau)",
}.items():
    hint = "A low temperature sharpens: divide by tau, as it is, the whole of logits + g, before the softmax."
    secret.slip(name, (SHARES, shares), hint=hint)
for name, shares in {
    "adds the noise to probabilities": "torch.softmax((torch.softmax(logits, dim=-1) + g) / tau, dim=-1)",
    "takes the logarithm of the logits": "torch.softmax((torch.log(logits) + g) / tau, dim=-1)",
    "subtracts the noise": "torch.softmax((logits - g) / tau, dim=-1)",
    "leaves out the noise": "torch.softmax(logits / tau, dim=-1)",
    "takes g for uniform numbers": "torch.softmax((logits - torch.log(-torch.log(torch.sigmoid(g)))) / tau, dim=-1)",
    "makes Gumbel noise of g": "torch.softmax((logits - torch.log(-torch.log(g))) / tau, dim=-1)",
}.items():
    hint = "The keys are logits + g: logits are log-probabilities already, and g is Gumbel noise already, whose sign counts."
    secret.slip(name, (SHARES, shares), hint=hint)
for name, shares in {
    "overflows at a low temperature": "torch.exp((logits + g) / tau)\n    y = y / y.sum(dim=-1, keepdim=True)",
    "subtracts the largest key of the batch": "torch.exp((logits + g - (logits + g).max()) / tau)\n"
    "    y = y / (y.sum(dim=-1, keepdim=True) + 1e-20)",
    "clamps the keys": "torch.softmax(((logits + g) / tau).clamp(-50, 50), dim=-1)",
}.items():
    hint = "exp(700 / 0.001) is infinite and inf / inf is NaN: use `torch.softmax`, or subtract each row's own maximum first."
    secret.slip(name, (SHARES, shares), hint=hint)
for name, shares in {
    "normalises over the batch": "torch.softmax((logits + g) / tau, dim=0)",
    "divides by the largest term in place of the sum": "((logits + g - (logits + g).amax(-1, True)) / tau).exp()",
    "returns log-shares": "torch.log_softmax((logits + g) / tau, dim=-1)",
}.items():
    hint = "Each row is one sample whose shares sum to 1: a `softmax` along dim=-1."
    secret.slip(name, (SHARES, shares), hint=hint)
secret.slip(
    "computes in single precision",
    (SHARES, "torch.softmax(((logits + g) / tau).float(), dim=-1)"),
    hint="float32 keeps seven digits, too few for keys of 700,000: stay with the dtype of the arguments.",
)
secret.slip(
    "draws noise of its own",
    (SHARES, "torch.softmax((logits - torch.empty_like(logits).exponential_().log()) / tau, dim=-1)"),
    hint="`F.gumbel_softmax` draws its own noise. Here the noise is the argument g: the same g gives the same y.",
)
secret.slip(
    "cuts the gradient to the logits",
    (SHARES, "torch.softmax((logits.detach() + g) / tau, dim=-1)"),
    hint="The gradient is wanted with respect to the logits: no `detach`, `.data` or numpy on the way.",
)
for name, value in {
    "rounds the shares when hard": "y.round().detach() + (y - y.detach())",
    "rounds the shares when hard, slopes and all": "y.round()",
    "sharpens the shares when hard": "torch.softmax((logits + g) / 1e-2, dim=-1)",
    "sharpens the value when hard": "torch.softmax((logits + g) / min(tau, 0.05), -1).detach() + (y - y.detach())",
    "ignores hard": "y",
    "returns the winners' places when hard": "y.argmax(dim=-1)",
}.items():
    hint = "The value is exactly one-hot: a 1 at the largest entry, found with `argmax`, though its share may be below 1/2."
    secret.slip(name, (HARD, value), hint=hint)
secret.slip(
    "passes no gradient when hard",
    (HARD, "one_hot"),
    hint="`argmax` has no slope. Add a term of value 0 that carries the soft slope: y - y.detach().",
)
secret.slip(
    "lets the slopes cancel when hard",
    (HARD, "one_hot + y - y"),
    hint="one_hot + y - y has value and slope of one_hot alone: the y that is subtracted must be detached.",
)
secret.slip(
    "adds the soft sample to the one-hot one",
    (HARD, "one_hot + y"),
    hint="The soft sample may lend its slope, not its value: subtract y.detach() again.",
)
for name, value in {
    "detaches the wrong term when hard": "one_hot - y + y.detach()",
    "passes a slope to the winner alone": "one_hot * y / y.detach().clamp_min(1e-300)",
    "passes the identity as slope when hard": "one_hot + logits + g - (logits + g).detach()",
    "takes the slope of the log-shares when hard": "one_hot + (y.log() - y.log().detach())",
    "doubles the slope when hard": "one_hot + 2 * (y - y.detach())",
    "takes the slope without the noise when hard": "one_hot + (logits / tau).softmax(-1) - (logits / tau).softmax(-1).detach()",
    "takes the slope at tau = 1 when hard": "one_hot + (logits + g).softmax(-1) - (logits + g).softmax(-1).detach()",
}.items():
    hint = "The slope is that of the soft sample y, once and with its sign: add y to the one-hot rows, and subtract y.detach()."
    secret.slip(name, (HARD, value), hint=hint)
for name, chosen in {
    "names the largest logit when hard": "F.one_hot(logits.argmax(dim=-1), y.shape[-1])",
    "marks the largest share of each class when hard": "(y == y.max(dim=0).values).to(y)",
    "marks the largest share of the batch when hard": "(y == y.max()).to(y)",
}.items():
    hint = "Each row has one winner, the largest of its logits + g, which is the largest entry of y along dim=-1."
    secret.slip(name, (ONE_HOT, chosen), hint=hint)
secret.slip("swaps hard and soft", ("if not hard", "if hard"), hint="hard=True returns one-hot rows, hard=False the softmax.")
for name, change in {
    "overwrites the logits": "logits.data.copy_(logits + g)\n    y = torch.softmax(logits / tau, dim=-1)",
    "overwrites the noise": "g.data.copy_(logits + g)\n    y = torch.softmax((g + logits - logits.detach()) / tau, dim=-1)",
}.items():
    hint = "`logits += g` changes the caller's tensor: write logits + g, which makes a new one."
    secret.slip(name, ("y = " + SHARES, change), hint=hint)
