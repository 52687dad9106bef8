"""`Value`: reference, hidden cases and accepted alternatives; the misconceptions are in value_slopes.py and value_order.py."""

from __future__ import annotations

import math

import numpy as np
import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.graphs import diamond, expect_node, leaf, long_side, slopes, turned_diamond, turned_long_side
from course_utils.checks.public.backprop import value as public

from ...exercise import Secret

secret = Secret(public.exercise)


# No class here is called Value, and each makes new nodes with type(self): `inspect` finds a class by its name.
@secret.alternative("RENAME ME: the former reference")
class Reference:
    def __init__(self, data, sources=()):
        self.data, self.grad, self._sources = data, 0.0, sources

    def __add__(self, other):
        other = other if isinstance(other, type(self)) else type(self)(other)
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, type(self)) else type(self)(other)
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node._sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node._sources:
                source.grad += slope * node.grad


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
    got = slopes(
        nodes[-1], tuple(expect_node(n, "an operation") for n in nodes[:count]), oracles[-1].value.item(), "out"
    )
    what = "`grad` of the nodes" if inside else "`grad` of the leaves"
    expect.close(got, [oracle.value.grad.item() for oracle in oracles[:count]], what=what)


@secret.case("agrees with torch on drawn expressions", weight=2)
def _(student, draw):
    for _ in range(6):
        steps = program(draw, 3, 10)
        compared(student, lambda leaves, steps=steps: run(steps, leaves), draw.uniform(-1.5, 1.5, 3))


@secret.case("nodes on the way hold their derivatives, too")
def _(student, draw):
    for _ in range(4):
        steps = program(draw, 2, 8)
        compared(student, lambda leaves, steps=steps: run(steps, leaves), draw.uniform(-1.5, 1.5, 2), inside=True)


@secret.case("diamonds with sides of equal and of different lengths, in every order")
def _(student, draw):
    for shape in (diamond, turned_diamond, long_side, turned_long_side):
        compared(student, lambda pair, shape=shape: [*pair, shape(*pair)], draw.uniform(0.4, 1.4, 2))


@secret.case("one weight in fifty steps of a recurrence")
def _(student, draw):
    def recurrence(leaves: list) -> list:
        state, weight, bias = leaves
        for _ in range(50):
            state = (state * weight + bias).call("tanh")
        return [*leaves, state]

    compared(student, recurrence, [draw.uniform(-1, 1), draw.uniform(0.9, 1.3), draw.uniform(-0.1, 0.1)])


@secret.case("two graphs side by side: each is sent back by itself")
def _(student, draw):
    numbers = draw.uniform(0.4, 1.4, 2, 2)
    pairs = [tuple(leaf(student, number) for number in row) for row in numbers]
    outs = [diamond(*pair) for pair in pairs]
    for (a, b), out, pair in zip(numbers, outs, pairs, strict=True):
        # a^2 b^2 + a^2 b
        want = [2 * a * b**2 + 2 * a * b, 2 * a**2 * b + a**2]
        expect.close(slopes(out, pair, (a * b) ** 2 + a**2 * b, "(ab)(ab + a)"), want, what="`grad` of a and b")


@secret.alternative("closures, and the order in which the nodes were made")
class Numbered:
    made = 0

    def __init__(self, data):
        self.data, self.grad, self.before = float(data), 0.0, []
        self.give = lambda: None
        self.number = type(self).made = type(self).made + 1

    def __add__(self, other):
        out = type(self)(self.data + other.data)
        out.before = [self, other]

        def give():
            self.grad += out.grad
            other.grad += out.grad

        out.give = give
        return out

    def __mul__(self, other):
        out = type(self)(self.data * other.data)
        out.before = [self, other]

        def give():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.give = give
        return out

    def tanh(self):
        out = type(self)(math.tanh(self.data))
        out.before = [self]

        def give():
            self.grad += out.grad / math.cosh(self.data) ** 2

        out.give = give
        return out

    def backward(self):
        found, todo = {}, [self]
        while todo:
            node = todo.pop()
            if node.number not in found:
                found[node.number] = node
                todo.extend(node.before)
        self.grad = 1.0
        for number in sorted(found, reverse=True):
            found[number].give()


@secret.alternative("a node is passed on when its last use has reported")
class Counted:
    def __init__(self, data, kind="leaf", of=()):
        self.data, self.grad, self.kind, self.of = data, 0.0, kind, of

    def __add__(self, other):
        return type(self)(self.data + other.data, "sum", (self, other))

    def __mul__(self, other):
        return type(self)(self.data * other.data, "product", (self, other))

    def tanh(self):
        return type(self)(math.tanh(self.data), "tanh", (self,))

    def locals(self):
        if self.kind == "sum":
            return 1.0, 1.0
        if self.kind == "product":
            return self.of[1].data, self.of[0].data
        return (1.0 - self.data**2,) * len(self.of)

    def backward(self):
        uses, seen, todo = {}, {self}, [self]
        while todo:
            for operand in todo.pop().of:
                uses[operand] = uses.get(operand, 0) + 1
                if operand not in seen:
                    seen.add(operand)
                    todo.append(operand)
        self.grad, ready = 1.0, [self]
        while ready:
            node = ready.pop()
            for operand, slope in zip(node.of, node.locals(), strict=True):
                operand.grad += slope * node.grad
                uses[operand] -= 1
                if uses[operand] == 0:
                    ready.append(operand)


@secret.alternative("a linear system: each node's derivative is the weighted sum of those of its uses")
class Solved:
    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = data, 0.0, list(edges)

    def __add__(self, other):
        return type(self)(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return type(self)(self.data * other.data, [(self, other.data), (other, self.data)])

    def tanh(self):
        t = np.tanh(self.data)
        return type(self)(t, [(self, (1 - t) * (1 + t))])

    def backward(self):
        places, nodes = {self: 0}, [self]
        for node in nodes:
            for operand, _ in node.edges:
                if operand not in places:
                    places[operand] = len(nodes)
                    nodes.append(operand)
        matrix = np.eye(len(nodes))
        for node in nodes:
            for operand, slope in node.edges:
                matrix[places[operand], places[node]] -= slope
        for node, value in zip(nodes, np.linalg.solve(matrix, np.eye(len(nodes))[0]), strict=True):
            node.grad = value
