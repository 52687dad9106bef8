"""`from_echo`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import numpy as np

from ... import expect
from . import topic
from .shared import numbers

exercise = topic.exercise("from_echo", level=1)
exercise.hints(
    "A single 1 at step 1 is answered by the echo. What is the answer to a 3 at step 2 and nothing else? And to both inputs "
    "together?",
    "Each input starts an echo of its own, later by as many steps as the input came later, and louder by its size. The answer "
    "is the sum of all echoes, as far as they are heard by the last step. You have met sums of shifted, weighted copies before.",
    "ys = zeros. For each step k: the part of ys from ... on grows by xs[k] times the first ... entries of the echo. There is a "
    "function of numpy that does this; it goes on after the last step, so cut its answer to ...",
)


def linear_network(draw, hidden: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A [hidden, hidden], which neither dies out nor grows within ten steps, B [hidden] and C [hidden]."""
    turn = np.linalg.qr(draw.normal(hidden, hidden))[0]
    return draw.uniform(0.8, 0.95) * turn, draw.uniform(0.3, 1, hidden), draw.uniform(0.3, 1, hidden)


def answers(network, xs: np.ndarray) -> np.ndarray:
    """What the linear network answers to xs [T], step by step, [T]."""
    A, B, C = network
    h, ys = np.zeros(len(B)), []
    for x in xs:
        h = A @ h + B * x
        ys.append(C @ h)
    return np.array(ys)


def found(student, echo, xs) -> np.ndarray:
    """The answer as finite numbers [T]."""
    return numbers(student(echo, xs), (len(xs),), "ys")


@exercise.case("the states of section 1: the echo 1, 2, 4 and the inputs 1, 1, 1 give 1, 3, 7", weight=2)
def _(student, draw):
    expect.close(found(student, np.array([1.0, 2, 4]), np.array([1.0, 1, 1])), [1, 3, 7], what="ys")


@exercise.case("two inputs, at steps 2 and 4: their echoes overlap")
def _(student, draw):
    ys = found(student, np.array([5.0, 3, 1, 0.5, 0.2]), np.array([0.0, 2, 0, -1, 0]))
    expect.close(ys, [0, 10, 6, -3, -2], what="ys")


@exercise.case("a network of three units, of which only the echo is known")
def _(student, draw):
    network, xs = linear_network(draw), draw.normal(10)
    echo = answers(network, np.eye(10)[0])
    expect.close(found(student, echo, xs), answers(network, xs), what="ys")


@exercise.case("an input moves all later answers and none before it, and the arguments are left as they were")
def _(student, draw):
    echo, xs = draw.uniform(0.5, 1, 8), draw.normal(8)
    answer = student(echo, xs)
    expect.unchanged(student)
    before, after = numbers(answer, (8,), "ys"), found(student, echo, xs + np.eye(8)[2])
    expect.close(after[:2], before[:2], what="the first two answers when the third input changes")
    expect.greater(np.abs(after[2:] - before[2:]).min(), 0.1, what="how far each later answer moves")
