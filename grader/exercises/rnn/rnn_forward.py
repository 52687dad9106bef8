"""`rnn_forward`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.public.rnn import rnn_forward as public
from course_utils.checks.public.rnn.rnn_forward import states

from ...exercise import Secret

secret = Secret(public.exercise)

STEP = "np.tanh(Whh @ h + Wxh @ x + b)"  # of the chapter's solution


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


@secret.case("a permutation for Whh passes the states around, one unit per step")
def _(student, draw):
    # Without inputs, unit i squashes what unit i + 1 held: after t steps tanh, t times over.
    h0, hidden = draw.uniform(0.5, 2.0, 5) * np.sign(draw.normal(5)), 5
    Whh, none = np.roll(np.eye(hidden), 1, axis=1), np.zeros((4, 2))
    hs = states(student, none, h0, Whh, np.ones((hidden, 2)), np.zeros(hidden))
    want = h0
    for t in range(4):
        want = np.tanh(want[[1, 2, 3, 4, 0]])
        expect.close(hs[t], want, what=f"h_{t + 1}")


secret.slip(
    "multiplies by the transposed recurrent weights",
    ("Whh @ h", "h @ Whh"),
    hint="Row i of Whh holds the weights into unit i: write `Whh @ h`. `h @ Whh` multiplies by the transpose.",
)
secret.slip("multiplies Whh and the state entry by entry", ("Whh @ h", "Whh * h"), hint="The matrix product is `Whh @ h`.")
secret.slip("returns h_0 as the first row", ("h0, []", "h0, [h0]"), hint="There is a row for each input: leave h_0 out.")
secret.slip(
    "returns h_0 to h_(T-1)",
    (f"h = {STEP}\n        states.append(h)", f"states.append(h)\n        h = {STEP}"),
    hint="Row t holds the state after input t has been read: append the new state, not the old one.",
)
secret.slip(
    "puts h_0 in the first row and never reads the first input",
    ("h0, []", "h0, [h0]"),
    ("x in xs:", "x in xs[1:]:"),
    hint="The first input already makes a new state, from h_0: the first row is h_1, not h_0.",
)
secret.slip("starts from zeros", ("h0, []", "np.zeros_like(h0), []"), hint="The first step continues from `h0`.")
secret.slip("squashes h_0 before the first step", ("h0, []", "np.tanh(h0), []"), hint="h_0 is a state already: use it as it is.")
secret.slip(
    "computes every state from h_0",
    ("Whh @ h +", "Whh @ h0 +"),
    hint="Each step starts from the state before it: assign the new state to the name that the next step reads.",
)
secret.slip("leaves out the recurrence", ("Whh @ h + ", ""), hint="A state also depends on the last one: add `Whh @ h`.")
secret.slip("leaves out the inputs", (" + Wxh @ x", ""), hint="Every step reads its input too: add `Wxh @ x` inside the tanh.")
secret.slip("reads the inputs from the last to the first", ("x in xs:", "x in xs[::-1]:"), hint="Row 0 is the first input.")
secret.slip(
    "reads the input of the step before",
    ("x in xs:", "x in [xs[0], *xs[:-1]]:"),
    hint="State t is made from input t and the state before it: only the state comes from the step before.",
)
secret.slip("leaves out the tanh", (STEP, "Whh @ h + Wxh @ x + b"), hint="The sum of the three terms goes through tanh.")
for name, squashed in {
    "squashes by the logistic sigmoid": "np.exp(-np.logaddexp(0, -(Whh @ h + Wxh @ x + b)))",
    "squashes by tanh(a / 2), or 2 sigma(a) - 1": "np.tanh((Whh @ h + Wxh @ x + b) / 2)",
    "takes ReLU for tanh": "np.maximum(0, Whh @ h + Wxh @ x + b)",
}.items():
    secret.slip(name, (STEP, squashed), hint="The units of this network squash by tanh, which reaches from -1 to 1.")
secret.slip(
    "takes the tanh of the last state alone",
    (STEP, "Whh @ np.tanh(h) + Wxh @ x + b"),
    hint="That is the form used for analysis, h = W tanh(h) + ...; here tanh encloses the whole sum.",
)
secret.slip(
    "carries on the sum before the tanh",
    (STEP, "Whh @ h + Wxh @ x + b"),
    ("append(h)", "append(np.tanh(h))"),
    hint="The next step reads the state, which is squashed: assign the tanh to `h`, not only to what you collect.",
)
secret.slip(
    "squashes the two parts separately",
    (STEP, "np.tanh(Whh @ h) + np.tanh(Wxh @ x + b)"),
    hint="One tanh encloses the whole sum; two may add up to more than 1.",
)
secret.slip("adds the input after the tanh", (STEP, "np.tanh(Whh @ h + b) + Wxh @ x"), hint="The input belongs inside the tanh.")
secret.slip(
    "adds the new state to the old one",
    (STEP, f"h + {STEP}"),
    hint="A step replaces the state: `h = np.tanh(...)`, with no `h +` in front. That belongs to residual networks.",
)
secret.slip("forgets the bias", ("Wxh @ x + b", "Wxh @ x"), hint="`b` is added to the sum before the tanh, at every step.")
secret.slip(
    "adds the bias at the first step alone",
    ("+ b)", "+ (b if h is h0 else 0))"),
    hint="`b` is added to the sum at every step, not only at the first.",
)
secret.slip(
    "adds the bias after the tanh", ("Wxh @ x + b)", "Wxh @ x) + b"), hint="The bias belongs inside the tanh, beside the two products."
)
secret.slip(
    "updates the units one after the other",
    ("h0, []", "h0.copy(), []"),
    (f"h = {STEP}", "for i in range(len(h)):\n            h[i] = np.tanh(Whh[i] @ h + Wxh[i] @ x + b[i])"),
    ("append(h)", "append(h.copy())"),
    hint="All units read the old state: compute the whole new state before you replace any entry of the old one.",
)
secret.slip("returns the last state alone", ("np.stack(states)", "h"), hint="Return all T states, one in each row.")
for name, turned in {"puts the steps into columns": ".T", "returns every state as a column": "[:, :, None]"}.items():
    hint = "The result has shape (T, H): one row for each step, one column for each unit."
    secret.slip(name, ("np.stack(states)", f"np.stack(states){turned}"), hint=hint)
secret.slip(
    "collects the same array at every step",
    ("h0, []", "h0.copy(), []"),
    ("h = np", "h[:] = np"),
    hint="`h[:] = ...` refills one array, and the list holds it T times: bind a new array, `h = ...`.",
)
secret.slip(
    "overwrites h_0",
    ("h = np", "h[:] = np"),
    ("append(h)", "append(h.copy())"),
    hint="`h = h0` makes no copy, so `h[:] = ...` changes the caller's array: bind a new one.",
)
secret.slip(
    "writes the tanh as a quotient that overflows",
    (STEP, "(lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)))(Whh @ h + Wxh @ x + b)"),
    hint="exp(1000) is infinite, and infinity over infinity is no number: use `np.tanh`.",
)
secret.slip(
    "writes the tanh as (exp(2a) - 1) / (exp(2a) + 1), which overflows",
    (STEP, "(lambda e: (e - 1) / (e + 1))(np.exp(2 * (Whh @ h + Wxh @ x + b)))"),
    hint="exp(2000) is infinite, and infinity over infinity is no number: use `np.tanh`.",
)
