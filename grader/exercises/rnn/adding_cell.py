"""`adding_cell`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import numpy as np
from course_utils.checks.public.rnn import adding_cell as public
from course_utils.checks.public.rnn.adding_cell import adds, sequence

from ...exercise import Secret

secret = Secret(public.exercise)


@secret.case("drawn numbers, marks and lengths", weight=2)
def _(student, draw):
    for steps, largest in ((2, 1.0), (30, 3.0), (200, 0.2)):
        first, second = sorted(draw.rng.choice(steps, 2, replace=False))
        signs = np.sign(draw.normal(steps))
        xs = sequence(signs * draw.uniform(0.3 * largest, largest, steps), (first, second))
        xs[second, 0] = abs(xs[second, 0]) * np.sign(xs[first, 0])  # the sum is not small by chance
        adds(student, largest, xs, f"for {steps} steps up to {largest:g}")


@secret.case("marks at the two ends of 200 steps, large numbers between them")
def _(student, draw):
    for sign in (1.0, -1.0):
        noise = sign * draw.uniform(1.5, 2.0, 198)
        xs = sequence([draw.uniform(1, 2), *noise, draw.uniform(1, 2)], (0, 199))
        adds(student, 2.0, xs, f"with numbers of sign {sign:g} between")


@secret.alternative("the output gate left at one half, and the sign turned over")
def adding_cell(largest):
    Wx = np.zeros((4, 2))
    Wx[0, 1], Wx[2, 0] = 100.0, -0.001 / largest
    return Wx, np.zeros((4, 1)), np.array([-50.0, 50.0, 0.0, 0.0]), -2000.0 * largest


@secret.alternative("an input gate that a mark opens half")
def adding_cell(largest):
    rows = [[0.0, 30.0], [0.0, 0.0], [0.02 / largest, 0.0], [0.0, 0.0]]
    return np.array(rows), np.zeros((4, 1)), np.array([-30.0, 25.0, 0.0, 30.0]), largest / 0.01


@secret.alternative("the candidate and the forget gate read the mark as well")
def adding_cell(largest):
    Wx, Wh, b = np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4)
    Wx[:, 1] = 60.0, 3.0, 0.0, 5.0
    Wx[2, 0] = 1e-4 / largest
    b[[0, 1, 3]] = -30.0, 22.0, 18.0
    return Wx, Wh, b, 1e4 * largest


ROWS = "[[0, 40], [0, 0], [small, 0], [0, 0]]"
BIASES = "[-20.0, 20, 0, 20]"
KEEP = "What f multiplies at every step must still be there after 200 of them: f has to be as good as 1, at every step."
OPEN = "Only marked numbers may enter: i is as good as 1 where the mark is 1 and as good as 0 where it is 0."

secret.slip("leaves the forget gate half open", (BIASES, "[-20.0, 0, 0, 20]"), hint=KEEP)
secret.slip("opens the forget gate by a bias that is too small", (BIASES, "[-20.0, 4, 0, 20]"), hint=KEEP)
secret.slip("closes the forget gate", (BIASES, "[-20.0, -20, 0, 20]"), hint=KEEP)
secret.slip(
    "forgets the first number when the second comes",
    (ROWS, "[[0, 40], [0, -40], [small, 0], [0, 0]]"),
    hint="A mark must not close the forget gate: the second number is added to the first.",
)
secret.slip(
    "opens the forget gate for marks alone", (ROWS, "[[0, 40], [0, 40], [small, 0], [0, 0]]"), (BIASES, "[-20.0, -20, 0, 20]"), hint=KEEP
)
secret.slip("lets every number in", (BIASES, "[20.0, 20, 0, 20]"), hint=OPEN)
secret.slip("leaves the input gate half open without a mark", (BIASES, "[0.0, 20, 0, 20]"), hint=OPEN)
secret.slip("leaves the input gate ajar without a mark", (BIASES, "[-5.0, 20, 0, 20]"), hint=OPEN)
secret.slip("never opens the input gate", (ROWS, "[[0, 0], [0, 0], [small, 0], [0, 0]]"), hint=OPEN)
secret.slip(
    "opens the input gate for unmarked numbers", (ROWS, "[[0, -40], [0, 0], [small, 0], [0, 0]]"), (BIASES, "[20.0, 20, 0, 20]"), hint=OPEN
)
secret.slip("opens the input gate by the number", (ROWS, "[[40, 0], [0, 0], [small, 0], [0, 0]]"), hint=OPEN)
secret.slip(
    "writes the number as it is",
    ("small = 0.01 / largest", "small = 1.0"),
    hint="tanh(1) is 0.76: tanh leaves only small numbers as they are. Scale the number down, and the answer up.",
)
secret.slip(
    "scales the numbers to 1, where tanh bends them",
    ("0.01 / largest", "1 / largest"),
    hint="tanh(1) is 0.76: tanh leaves only small numbers as they are. Scale further down.",
)
secret.slip(
    "scales the numbers to 0.3, where tanh still bends them",
    ("0.01 / largest", "0.3 / largest"),
    hint="tanh(0.6) is 0.54: two numbers together must stay where tanh is straight to 1 %. Scale further down.",
)
secret.slip(
    "scales by the same factor however large the numbers are",
    ("0.01 / largest", "0.01"),
    hint="Numbers up to 50 times 0.01 are no longer small: scale by `largest` too.",
)
secret.slip("does not scale the answer back up", ("1 / small", "1.0"), hint="The memory holds the scaled sum: v has to undo the scaling.")
secret.slip(
    "scales the answer down a second time", ("1 / small", "small"), hint="The memory holds the scaled sum: v has to undo the scaling."
)
secret.slip(
    "shows half of the memory and does not make up for it",
    (BIASES, "[-20.0, 20, 0, 0]"),
    hint="sigma(0) is one half: open the output gate, or let v make up for it.",
)
secret.slip(
    "shows the memory at marked steps alone",
    (ROWS, "[[0, 40], [0, 0], [small, 0], [0, 40]]"),
    (BIASES, "[-20.0, 20, 0, -20]"),
    hint="The answer is read after the last step, marked or not: o has to be open there.",
)
secret.slip("counts the marks", (ROWS, "[[0, 40], [0, 0], [0, small], [0, 0]]"), hint="The candidate is the number, column 0 of the input.")
secret.slip(
    "takes the blocks in the order i, f, o, g",
    (ROWS, "[[0, 40], [0, 0], [0, 0], [small, 0]]"),
    (BIASES, "[-20.0, 20, 20, 0]"),
    hint="The rows are stacked i, f, g, o.",
)
secret.slip(
    "takes the blocks in the order f, i, g, o",
    (ROWS, "[[0, 0], [0, 40], [small, 0], [0, 0]]"),
    (BIASES, "[20.0, -20, 0, 20]"),
    hint="The rows are stacked i, f, g, o.",
)
secret.slip(
    "gives the candidate a bias", (BIASES, "[-20.0, 20, 0.01, 20]"), hint="A bias of g is written at every mark, whatever the number is."
)
secret.slip(
    "feeds the state back into the candidate",
    ("np.zeros((4, 1))", "np.array([[0.0], [0], [1], [0]])"),
    hint="At the second mark g would hold the first number once more: the row of g in Wh is 0.",
)
secret.slip(
    "opens the input gate to one half and does not make up for it",
    (BIASES, "[-40.0, 20, 0, 20]"),
    hint="sigma(0) is one half: open the input gate wide at a mark, or let v make up for it.",
)
