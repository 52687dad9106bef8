"""`lstm_cell`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import lstm_cell as public
from course_utils.checks.public.rnn.lstm_cell import cell
from scipy import special

from ...exercise import Secret

secret = Secret(public.exercise)

GATES = "(Wx @ x + Wh @ h + b).reshape(4, -1)"  # of the chapter's solution
SIGMA = "0.5 + 0.5 * np.tanh(0.5 * a)"
MEMORY = "sigmoid(f) * c + sigmoid(i) * np.tanh(g)"


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


secret.slip(
    "squashes all four blocks by sigma",
    ("np.tanh(g)", "sigmoid(g)"),
    hint="g is what is written into memory, and it may be negative: it goes through tanh, only i, f and o through sigma.",
)
secret.slip(
    "squashes all four blocks by tanh",
    (SIGMA, "np.tanh(a)"),
    hint="i, f and o say how far a gate is open, between 0 and 1: they go through sigma, only g through tanh.",
)
secret.slip("leaves the three gates unsquashed", (SIGMA, "a"), hint="i, f and o lie between 0 and 1: squash them by sigma.")
secret.slip("writes the candidate unsquashed", ("np.tanh(g)", "g"), hint="g goes through tanh before it is written.")
secret.slip("writes sigma with the wrong sign", ("0.5 + 0.5", "0.5 - 0.5"), hint="sigma(a) is 1 / (1 + exp(-a)), with a minus.")
secret.slip(
    "writes sigma as a quotient that overflows",
    (SIGMA, "np.exp(a) / (1 + np.exp(a))"),
    hint="exp(a) / (1 + exp(a)) is infinity over infinity for large a: 1 / (1 + exp(-a)) is safe there.",
)
for order in ("i, f, o, g", "i, g, f, o", "i, o, f, g", "f, i, o, g", "o, i, f, g", "o, f, g, i"):
    secret.slip(
        f"takes the blocks in the order {order}",
        ("i, f, g, o =", f"{order} ="),
        hint="The rows are stacked i, f, g, o, as in torch: the third block is g and the last is o.",
    )
secret.slip(
    "swaps the input gate and the forget gate",
    ("i, f, g, o =", "f, i, g, o ="),
    hint="The rows are stacked i, f, g, o, as in torch: i writes the candidate, f keeps the memory.",
)
secret.slip(
    "takes the four gates of a unit from neighbouring rows",
    ("reshape(4, -1)", "reshape(-1, 4).T"),
    hint="The rows come in four blocks of H: rows 0 to H - 1 belong to i, the next H to f. Use `np.split(a, 4)`.",
)
secret.slip("shows the old memory", ("np.tanh(c2)", "np.tanh(c)"), hint="What is shown is the new memory: use tanh(c2).")
secret.slip("shows the memory without tanh", ("np.tanh(c2)", "c2"), hint="h2 = o tanh(c2): the memory may exceed 1, h2 may not.")
secret.slip("shows the memory through sigma", ("np.tanh(c2)", "sigmoid(c2)"), hint="h2 = o tanh(c2), which may be negative.")
secret.slip(
    "multiplies by the output gate inside the tanh",
    ("sigmoid(o) * np.tanh(c2)", "np.tanh(sigmoid(o) * c2)"),
    hint="h2 = o tanh(c2): first the tanh, then the gate.",
)
secret.slip("leaves out the output gate", ("sigmoid(o) * ", ""), hint="h2 = o tanh(c2): the output gate decides what is shown.")
secret.slip(
    "squashes the memory that it keeps",
    (MEMORY, f"np.tanh({MEMORY})"),
    ("np.tanh(c2)", "c2"),
    hint="c2 is kept as it is, f c + i g; tanh acts only on the copy that is shown in h2.",
)
secret.slip("squashes the old memory before it is kept", ("* c +", "* np.tanh(c) +"), hint="f multiplies c as it is.")
secret.slip("writes without the input gate", ("sigmoid(i) * ", ""), hint="What enters the memory is i times g, not all of g.")
secret.slip("keeps all memory", ("sigmoid(f) * c", "c"), hint="The forget gate decides what is kept: f c, not c.")
secret.slip(
    "lets the forget gate act on the candidate too",
    (MEMORY, "sigmoid(f) * (c + sigmoid(i) * np.tanh(g))"),
    hint="f multiplies the old memory alone: c2 = f c + i g.",
)
secret.slip(
    "couples the gates as 1 - f",
    ("sigmoid(i)", "(1 - sigmoid(f))"),
    hint="The input gate has weights of its own here; 1 - f in its place belongs to another cell (the GRU's).",
)
secret.slip(
    "lets the forget gate multiply 1 - f of the memory",
    ("sigmoid(f)", "(1 - sigmoid(f))"),
    hint="An open forget gate (f = 1) keeps the memory: the factor is f, not 1 - f.",
)
secret.slip("carries h on in place of c", ("* c +", "* h +"), hint="f multiplies the memory, c. h enters through Wh alone.")
secret.slip("lets the memory enter through Wh", ("Wh @ h", "Wh @ c"), hint="Wh multiplies h; c meets the forget gate alone.")
for name, part in {"leaves out the input": "Wx @ x + ", "leaves out the last state": " + Wh @ h", "forgets the bias": " + b"}.items():
    secret.slip(name, (part, ""), hint="Each block reads the input, the last state and its part of `b` before it is squashed.")
secret.slip(
    "transposes every block of Wh",
    ("Wh @ h", "np.hstack([block.T @ h for block in np.split(Wh, 4)])"),
    hint="Row a of a block holds the weights into unit a: `Wh @ h`, not the product with the transposed blocks.",
)
secret.slip("adds the bias twice", ("+ b)", "+ 2 * b)"), hint="torch keeps two bias vectors; here `b` is their sum, added once.")
secret.slip(
    "adds 1 to the bias of the forget gate",
    ("sigmoid(f)", "sigmoid(f + 1)"),
    hint="That is a way to initialise b, not part of the cell: use `b` as it is given.",
)
secret.slip(
    "returns the memory first",
    ("sigmoid(o) * np.tanh(c2), c2", "c2, sigmoid(o) * np.tanh(c2)"),
    hint="The order of the results is h2, then c2.",
)
secret.slip("returns h2 twice", ("np.tanh(c2), c2", "np.tanh(c2), sigmoid(o) * np.tanh(c2)"), hint="The second result is c2.")
secret.slip("returns h2 alone", ("np.tanh(c2), c2", "np.tanh(c2)"), hint="The next step needs the memory too: `return h2, c2`.")
for form, index in {"rows": "None", "columns": ":, None"}.items():
    secret.slip(
        f"returns {form}, with an axis too many",
        ("sigmoid(o) * np.tanh(c2), c2", f"(sigmoid(o) * np.tanh(c2))[{index}], c2[{index}]"),
        hint="h2 and c2 have shape [H], with no other axis: there is no batch here.",
    )
secret.slip(
    "overwrites the memory",
    ("c2 = ", "c[:] = "),
    ("np.tanh(c2), c2", "np.tanh(c), c"),
    hint="`c *= f` changes the caller's array: compute c2 into a new one, `c2 = f * c + i * g`.",
)
secret.slip(
    "overwrites the state",
    ("return sigmoid(o) * np.tanh(c2), c2", "h[:] = sigmoid(o) * np.tanh(c2)\n    return h, c2"),
    hint="`h[:] = ...` changes the caller's array: compute h2 into a new one.",
)
