"""`lstm_cell`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy import special

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import lstm_cell as public
from course_utils.checks.public.rnn.lstm_cell import cell

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


def drawn(draw, inputs: int, hidden: int) -> tuple[np.ndarray, ...]:
    """x, h, c (entries of size 1 to 3), Wx, Wh, b."""
    c = draw.uniform(1, 3, hidden) * np.sign(draw.normal(hidden))
    weights = draw.normal(4 * hidden, inputs), draw.normal(4 * hidden, hidden), draw.normal(4 * hidden)
    return draw.normal(inputs), np.tanh(draw.normal(hidden)), c, *(0.6 * w for w in weights)


def torch_cell(Wx, Wh, b) -> torch.nn.LSTMCell:
    """torch's cell with these weights; its two biases add up to b."""
    network = torch.nn.LSTMCell(Wx.shape[1], Wh.shape[1], dtype=torch.float64)
    weights = {"weight_ih": Wx, "weight_hh": Wh, "bias_ih": 0.25 * b, "bias_hh": 0.75 * b}
    network.load_state_dict({name: tensor(value) for name, value in weights.items()})
    return network.requires_grad_(False)


@secret.case("agrees with torch.nn.LSTMCell", weight=2)
def _(student, draw):
    for inputs, hidden in ((3, 4), (5, 2), (1, 1), (2, 7)):
        x, h, c, *weights = drawn(draw, inputs, hidden)
        want = torch_cell(*weights)(tensor(x)[None], (tensor(h)[None], tensor(c)[None]))
        parts = expect.parts(student(x, h, c, *weights), 2, "h2 and c2")
        for value, wanted, name in zip(parts, want, ("h2", "c2"), strict=True):
            expect.close(value, wanted[0], what=f"{name} for D = {inputs}, H = {hidden}")


@secret.case("twelve steps in a row follow torch.nn.LSTMCell")
def _(student, draw):
    _, h, c, *weights = drawn(draw, 3, 4)
    network, want = torch_cell(*weights), (tensor(h)[None], tensor(c)[None])
    for _ in range(12):
        x = draw.normal(3)
        h, c = cell(student, x, h, c, *weights)
        want = network(tensor(x)[None], want)
    expect.close(h, want[0][0], what="h after twelve steps")
    expect.close(c, want[1][0], what="c after twelve steps")


@secret.case("gates driven to plus and minus 1000 saturate, and no number overflows")
def _(student, draw):
    x, h, c, Wx, Wh, _ = drawn(draw, 3, 4)
    signs = np.sign(draw.normal(16))
    gates = (signs + 1) / 2
    h2, c2 = cell(student, x, h, c, Wx, Wh, 1000 * signs)
    want = gates[4:8] * c + gates[:4] * signs[8:12]
    expect.close(c2, want, atol=1e-8, what="c2")
    expect.close(h2, gates[12:] * (1 - 2 * special.expit(-2 * want)), atol=1e-8, what="h2")


@secret.misconception(
    "squashes all four blocks by sigma",
    hint="g is what is written into memory, and it may be negative: it goes through tanh, only i, f and o through sigma.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(0.5 * (1 + np.tanh((Wx @ x + Wh @ h + b) / 2)), 4)
    c2 = f * c + i * g
    return o * np.tanh(c2), c2


@secret.misconception(
    "squashes all four blocks by tanh",
    hint="i, f and o say how far a gate is open, between 0 and 1: they go through sigma, only g through tanh.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(np.tanh(Wx @ x + Wh @ h + b), 4)
    c2 = f * c + i * g
    return o * np.tanh(c2), c2


@secret.misconception(
    "takes the blocks in the order i, f, o, g",
    hint="The rows are stacked i, f, g, o, as in torch: the third block is g and the last is o.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, o, g = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "takes the blocks in the order f, i, g, o",
    hint="The rows are stacked i, f, g, o, as in torch: the first block is the input gate, the second the forget gate.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    f, i, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "takes the four gates of a unit from neighbouring rows",
    hint="The rows come in four blocks of H: rows 0 to H - 1 belong to i, the next H to f. Use `np.split(a, 4)`.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = (Wx @ x + Wh @ h + b).reshape(len(h), 4).T
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "shows the old memory",
    hint="The output gate shows the memory after this step: use tanh(c2), not tanh(c).",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    return o * np.tanh(c), f * c + i * np.tanh(g)


@secret.misconception(
    "shows the memory without tanh",
    hint="h2 = o tanh(c2): the memory may grow beyond 1, the output may not.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * c2, c2


@secret.misconception(
    "squashes the memory that it keeps",
    hint="c2 is kept as it is, f c + i g; tanh acts only on the copy that is shown in h2.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = np.tanh(f * c + i * np.tanh(g))
    return o * c2, c2


@secret.misconception(
    "writes without the input gate", hint="What enters the memory is i times g: the input gate decides how much."
)
def lstm_cell(x, h, c, Wx, Wh, b):
    _, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (f, o))
    c2 = f * c + np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "keeps all memory", hint="The old memory is multiplied by the forget gate: f c, not c, is carried on."
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, _, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, o))
    c2 = c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "couples the gates as 1 - f",
    hint="The input gate has weights of its own here; 1 - f in its place belongs to another cell (the GRU's).",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    _, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (f, o))
    c2 = f * c + (1 - f) * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "lets the forget gate multiply 1 - f of the memory",
    hint="An open forget gate (f = 1) keeps the memory: the factor is f, not 1 - f.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = (1 - f) * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "carries h on in place of c",
    hint="The forget gate multiplies the memory c. h is only what was shown of it, and enters through Wh.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * h + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "transposes every block of Wh",
    hint="Row a of a block holds the weights into unit a: `Wh @ h`, not the product with the transposed blocks.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    turned = np.vstack([block.T for block in np.split(Wh, 4)])
    i, f, g, o = np.split(Wx @ x + turned @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception("forgets the bias", hint="All four blocks get their part of `b` before they are squashed.")
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception(
    "adds 1 to the bias of the forget gate",
    hint="That is a way to initialise b, not part of the cell: use `b` as it is given.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f + 1, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.misconception("returns the memory first", hint="The order of the results is h2, then c2.")
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return c2, o * np.tanh(c2)


@secret.misconception(
    "overwrites the memory",
    hint="`c *= f` changes the caller's array: compute c2 into a new one, `c2 = f * c + i * g`.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    i, f, o = (0.5 * (1 + np.tanh(a / 2)) for a in (i, f, o))
    c *= f
    c += i * np.tanh(g)
    return o * np.tanh(c), c


@secret.misconception(
    "writes sigma as a quotient that overflows",
    hint="exp(a) / (1 + exp(a)) is infinity over infinity for large a: 1 / (1 + exp(-a)) is safe there.",
)
def lstm_cell(x, h, c, Wx, Wh, b):
    i, f, g, o = np.split(Wx @ x + Wh @ h + b, 4)
    with np.errstate(over="ignore", invalid="ignore"):
        i, f, o = (np.exp(a) / (1 + np.exp(a)) for a in (i, f, o))
    c2 = f * c + i * np.tanh(g)
    return o * np.tanh(c2), c2


@secret.alternative("torch.nn.LSTMCell with the weights put in")
def lstm_cell(x, h, c, Wx, Wh, b):
    network = torch.nn.LSTMCell(len(x), len(h), dtype=torch.float64)
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), (Wx, Wh, b, 0 * b), strict=True):
            parameter.copy_(torch.tensor(value))
        h2, c2 = network(torch.tensor(x)[None], (torch.tensor(h)[None], torch.tensor(c)[None]))
    return h2[0], c2[0]


@secret.alternative("unit by unit with math")
def lstm_cell(x, h, c, Wx, Wh, b):
    H, shown, kept = len(h), [], []

    def drive(row):
        return float(b[row]) + math.fsum(Wx[row] * x) + math.fsum(Wh[row] * h)

    def sigma(a):
        return 1 / (1 + math.exp(-a)) if a > 0 else math.exp(a) / (1 + math.exp(a))

    for unit in range(H):
        kept.append(sigma(drive(H + unit)) * c[unit] + sigma(drive(unit)) * math.tanh(drive(2 * H + unit)))
        shown.append(sigma(drive(3 * H + unit)) * math.tanh(kept[-1]))
    return shown, kept
