"""`from_echo`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
import torch
from course_utils.checks import expect
from course_utils.checks.public.rnn import from_echo as public
from course_utils.checks.public.rnn.from_echo import answers, found, linear_network

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("longer sequences and larger networks, step by step", weight=2)
def _(student, draw):
    for steps, hidden in ((1, 2), (2, 1), (60, 5)):
        network, xs = linear_network(draw, hidden), draw.normal(steps)
        echo = answers(network, np.eye(steps)[0])
        expect.close(found(student, echo, xs), answers(network, xs), what=f"ys for T = {steps}")


@secret.case("an echo is one input's answer, however late and loud the input is")
def _(student, draw):
    echo = draw.uniform(0.5, 1.5, 12) * np.sign(draw.normal(12))
    size = draw.uniform(2, 3)
    for late in (0, 1, 7):
        want = np.concatenate([np.zeros(late), size * echo[: 12 - late]])
        expect.close(found(student, echo, size * np.eye(12)[late]), want, what=f"ys for an input {late} steps later")


@secret.alternative("a sum of shifted echoes")
def from_echo(echo, xs):
    ys = np.zeros(len(xs))
    for k, x in enumerate(xs):
        ys[k:] += x * echo[: len(xs) - k]
    return ys


@secret.alternative("one dot product per step, the past reversed")
def from_echo(echo, xs):
    return np.array([echo[: t + 1] @ xs[t::-1] for t in range(len(xs))])


@secret.alternative("torch's layer with the kernel reversed, padded on the left")
def from_echo(echo, xs):
    padded = torch.nn.functional.pad(torch.tensor(xs), (len(echo) - 1, 0))
    return torch.nn.functional.conv1d(padded[None, None], torch.tensor(echo[::-1].copy())[None, None])[0, 0].numpy()


LINE = "np.convolve(xs, echo)[: len(xs)]"
LATE = "An input k steps ago is answered by echo[k]: the latest input meets echo[0], the first one meets the last entry in use."

secret.slip("lays the echo on without reversing it", (LINE, "np.array([echo[: t + 1] @ xs[: t + 1] for t in range(len(xs))])"), hint=LATE)
secret.slip(
    "slides the echo over later inputs",
    (LINE, "np.correlate(xs, echo, 'full')[len(xs) - 1 :]"),
    hint="Every answer depends on this input and on earlier ones: an echo comes after its sound.",
)
secret.slip("slides the echo as it is over the inputs so far", (LINE, "np.convolve(xs, echo[::-1])[: len(xs)]"), hint=LATE)
secret.slip(
    "cuts out the middle of the answer",
    (LINE, "np.convolve(xs, echo, 'same')"),
    hint="The first answer is xs[0] echo[0]. Numpy's mode 'same' starts further on.",
)
secret.slip(
    "takes the end of the answer",
    (LINE, "np.convolve(xs, echo)[-len(xs) :]"),
    hint="The first answer is xs[0] echo[0]: keep the first T entries.",
)
secret.slip(
    "goes on after the last step",
    ("[: len(xs)]", ""),
    hint="There is one answer per input. What is still to be heard afterwards is not asked for.",
)
secret.slip("multiplies entry by entry", (LINE, "xs * echo"), hint="An input is heard in every later answer too, not only at its own step.")
secret.slip(
    "hears the present input alone", (LINE, "xs * echo[0]"), hint="An input is heard in every later answer too, not only at its own step."
)
secret.slip(
    "leaves out the present input",
    (LINE, "np.concatenate([[0], np.convolve(xs, echo[1:])])[: len(xs)] if len(xs) > 1 else 0 * xs"),
    hint="The answer at step t already hears x_t, by echo[0].",
)
secret.slip(
    "answers one step late",
    (LINE, "np.concatenate([[0], np.convolve(xs, echo)])[: len(xs)]"),
    hint="The answer at step t already hears x_t, by echo[0].",
)
secret.slip(
    "hears the present input and the one before",
    ("echo)[", "echo[:2])["),
    hint="An echo lasts: the input of k steps ago counts echo[k], for all k.",
)
secret.slip(
    "adds up the inputs before it weights them",
    (LINE, "np.cumsum(xs) * echo"),
    hint="Each input has its own age, and so its own entry of the echo, at each step.",
)
secret.slip(
    "lets the echoes wrap round to the first steps",
    (LINE, "np.fft.ifft(np.fft.fft(xs) * np.fft.fft(echo)).real"),
    hint="An echo that goes on after the last step is cut off there: it does not come in again at the beginning.",
)
secret.slip(
    "takes the network for a single unit",
    (LINE, "np.convolve(xs, echo[0] * (echo[1:2].sum() / echo[0]) ** np.arange(len(xs)))[: len(xs)]"),
    hint="With several units the echo is no power of one number: use all its entries.",
)
secret.slip(
    "reads the inputs from the last to the first",
    ("convolve(xs,", "convolve(xs[::-1],"),
    hint="xs[0] comes first. Only its weight is looked up backwards in time.",
)
secret.slip(
    "adds the echo to the inputs", (LINE, "xs + echo"), hint="The echo is the answer to a 1. The answer to a 3 is three times as loud."
)
secret.slip(
    "divides by the sum of the echo",
    ("[: len(xs)]", "[: len(xs)] / echo.sum()"),
    hint="The answer to a single 1 is the echo itself: nothing is averaged.",
)
secret.slip(
    "overwrites the inputs",
    (f"return {LINE}", f"xs[:] = {LINE}\n    return xs"),
    hint="`xs` belongs to the caller: compute the answer into a new array.",
)
