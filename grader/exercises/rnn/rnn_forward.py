"""`rnn_forward`: reference, hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import rnn_forward as public
from course_utils.checks.public.rnn.rnn_forward import states

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.alternative("RENAME ME: the former reference")
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.stack(hs)


def drawn(draw, steps: int, inputs: int, hidden: int) -> tuple[np.ndarray, ...]:
    """xs, h0, Whh, Wxh and b with normal entries; the recurrent weights leave the units unsaturated."""
    scale = 1 / np.sqrt(hidden)
    xs, h0 = draw.normal(steps, inputs), draw.normal(hidden)
    return xs, h0, scale * draw.normal(hidden, hidden), 0.5 * draw.normal(hidden, inputs), 0.5 * draw.normal(hidden)


def torch_states(xs, h0, Whh, Wxh, b) -> np.ndarray:
    """What torch.nn.RNN with these weights gives, [T, H]."""
    network = torch.nn.RNN(Wxh.shape[1], len(h0), dtype=torch.float64)
    weights = {"weight_ih_l0": Wxh, "weight_hh_l0": Whh, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
    network.load_state_dict({name: tensor(value) for name, value in weights.items()})
    return network(tensor(xs), tensor(h0)[None])[0].detach().numpy()


@secret.case("agrees with torch.nn.RNN", weight=2)
def _(student, draw):
    for steps, inputs, hidden in ((6, 3, 4), (3, 5, 2), (1, 2, 3), (40, 1, 6)):
        arguments = drawn(draw, steps, inputs, hidden)
        what = f"hs for T = {steps}, D = {inputs}, H = {hidden}"
        expect.close(student(*arguments), torch_states(*arguments), what=what)


@secret.case("a permutation for Whh hands the states round, one unit a step")
def _(student, draw):
    # Without inputs, unit i squashes what unit i + 1 held: after t steps tanh, t times over.
    h0, hidden = draw.uniform(0.5, 2.0, 5) * np.sign(draw.normal(5)), 5
    Whh, none = np.roll(np.eye(hidden), 1, axis=1), np.zeros((4, 2))
    hs = states(student, none, h0, Whh, np.ones((hidden, 2)), np.zeros(hidden))
    want = h0
    for t in range(4):
        want = np.tanh(want[[1, 2, 3, 4, 0]])
        expect.close(hs[t], want, what=f"h_{t + 1}")


@secret.misconception(
    "multiplies by the transposed recurrent weights",
    hint="Row i of Whh holds the weights into unit i: write `Whh @ h`. `h @ Whh` multiplies by the transpose.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(h @ Whh + Wxh @ x + b)
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "returns h_0 as the first row",
    hint="The answer has one row for each input, h_1 to h_T: leave h_0 out.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(Whh @ hs[-1] + Wxh @ x + b))
    return np.stack(hs)


@secret.misconception(
    "returns h_0 to h_(T-1)",
    hint="Row t holds the state after input t has been read: append the new state, not the old one.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        hs.append(h)
        h = np.tanh(Whh @ h + Wxh @ x + b)
    return np.stack(hs)


@secret.misconception(
    "starts from zeros", hint="The first step continues from `h0`, which need not be zero: start the loop with it."
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = np.zeros_like(h0), []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "computes every state from h_0",
    hint="Each step starts from the state before it: assign the new state to the name that the next step reads.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    return np.stack([np.tanh(Whh @ h0 + Wxh @ x + b) for x in xs])


@secret.misconception(
    "leaves out the recurrence",
    hint="Without `Whh` a state depends on its own input alone: add what the last state contributes.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    return np.tanh(xs @ Wxh.T + b)


@secret.misconception("leaves out the tanh", hint="The sum of the three terms goes through tanh before it is a state.")
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = Whh @ h + Wxh @ x + b
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "squashes by the logistic sigmoid", hint="The units of this network squash by tanh, which reaches from -1 to 1."
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = 1 / (1 + np.exp(-np.clip(Whh @ h + Wxh @ x + b, -500, 500)))
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "takes the tanh of the last state alone",
    hint="That is the form used for analysis, h = W tanh(h) + ...; here tanh encloses the whole sum.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = Whh @ np.tanh(h) + Wxh @ x + b
        hs.append(h)
    return np.stack(hs)


@secret.misconception("forgets the bias", hint="`b` is added to the sum before the tanh, at every step.")
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x)
        hs.append(h)
    return np.stack(hs)


@secret.misconception("adds the bias after the tanh", hint="The bias belongs inside the tanh, beside the two products.")
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x) + b
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "returns the last state alone", hint="Every state is needed later: return all T of them, one in each row."
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h = h0
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
    return h


@secret.misconception(
    "puts the steps into columns", hint="The result has shape (T, H): one row for each step, one column for each unit."
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.stack(hs, axis=1)


@secret.misconception(
    "collects the same array at every step",
    hint="`h[:] = ...` refills one array, and the list holds it T times: bind a new array, `h = ...`.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0.copy(), []
    for x in xs:
        h[:] = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h)
    return np.stack(hs)


@secret.misconception(
    "overwrites h_0", hint="`h = h0` makes no copy, so `h[:] = ...` changes the caller's array: bind a new one."
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    for x in xs:
        h[:] = np.tanh(Whh @ h + Wxh @ x + b)
        hs.append(h.copy())
    return np.stack(hs)


@secret.misconception(
    "writes the tanh as a quotient that overflows",
    hint="exp(1000) is infinite, and infinity over infinity is no number: use `np.tanh`.",
)
def rnn_forward(xs, h0, Whh, Wxh, b):
    h, hs = h0, []
    with np.errstate(over="ignore", invalid="ignore"):
        for x in xs:
            a = Whh @ h + Wxh @ x + b
            h = (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))
            hs.append(h)
    return np.stack(hs)


@secret.alternative("all inputs projected first, states filled into an array")
def rnn_forward(xs, h0, Whh, Wxh, b):
    hs = np.empty((len(xs), len(h0)))
    drive = np.einsum("td,hd->th", xs, Wxh) + b
    for t in range(len(xs)):
        hs[t] = np.tanh(drive[t] + (hs[t - 1] if t else h0) @ Whh.T)
    return hs


@secret.alternative("recursion on the rest of the sequence, in torch")
def rnn_forward(xs, h0, Whh, Wxh, b):
    joint = torch.tensor(np.hstack([Whh, Wxh, b[:, None]]))

    def run(h, rest):
        if not len(rest):
            return []
        state = torch.tanh(joint @ torch.cat([h, rest[0], torch.ones(1, dtype=h.dtype)]))
        return [state, *run(state, rest[1:])]

    return torch.stack(run(torch.tensor(h0), torch.tensor(xs)))
