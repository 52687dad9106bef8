"""Drawn expressions of scalar nodes, and what torch says of them: for the hidden cases of `Value`."""

from __future__ import annotations

import torch
from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.graphs import expect_node, leaf, slopes


class Oracle:
    """A torch number that is asked the same way as a handle."""

    def __init__(self, value: torch.Tensor):
        self.value = value
        if value.requires_grad:
            value.retain_grad()

    def __add__(self, other):
        return Oracle(self.value + other.value)

    def __mul__(self, other):
        return Oracle(self.value * other.value)

    def call(self, _method):
        """Its tanh."""
        return Oracle(torch.tanh(self.value))


def program(draw, leaves: int, steps: int) -> list[tuple]:
    """Steps ("add" or "mul", i, j) and ("tanh", i) on nodes that are numbered as they are made; the last one uses all of them."""
    bounds, made, unused = [1.5] * leaves, [], set(range(leaves))

    def append(kind: str, *of: int) -> None:
        sizes = [bounds[i] for i in of]
        bounds.append({"add": sum(sizes), "mul": sizes[0] * sizes[-1], "tanh": 1.0}[kind])
        made.append((kind, *of))
        unused.difference_update(of)
        unused.add(len(bounds) - 1)

    for _ in range(steps):
        kind = draw.choice(("add", "mul", "mul", "tanh"))
        append(kind, *(int(draw.rng.integers(len(bounds))) for _ in range(1 if kind == "tanh" else 2)))
        if bounds[-1] > 4:
            append("tanh", len(bounds) - 1)
    while len(unused) > 1:
        append("add", *sorted(unused)[:2])
    return made


def run(steps: list[tuple], leaves: list) -> list:
    """All nodes, leaves first."""
    nodes = list(leaves)
    for kind, *of in steps:
        first, last = nodes[of[0]], nodes[of[-1]]
        nodes.append(first + last if kind == "add" else first * last if kind == "mul" else first.call("tanh"))
    return nodes


def compared(student, build, numbers, *, inside: bool = False) -> None:
    """The derivatives of the last node of build(leaves) by the leaves, or by all nodes on the way, are those of torch."""
    oracles = build([Oracle(tensor(number).requires_grad_()) for number in numbers])
    nodes = build([leaf(student, number) for number in numbers])
    oracles[-1].value.backward()
    count = len(nodes) - 1 if inside else len(numbers)
    got = slopes(nodes[-1], tuple(expect_node(n, "an operation") for n in nodes[:count]), oracles[-1].value.item(), "out")
    what = "`grad` of the nodes" if inside else "`grad` of the leaves"
    expect.close(got, [oracle.value.grad.item() for oracle in oracles[:count]], what=what)
