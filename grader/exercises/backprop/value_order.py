"""Misconceptions of `Value` about the way back: what adds up, in which order, and where it starts."""

from __future__ import annotations

import math

from .value import secret

# Class names differ: `inspect` finds the source of a class by its name.


@secret.misconception(
    "assigns the gradient instead of adding to it",
    hint="A node that is used twice gets a share along each path: `grad += ...`, not `grad = ...`.",
)
class Assigns:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad = slope * node.grad


@secret.misconception(
    "passes a gradient on before all of it has arrived",
    hint="A node that is reached twice passes its first share on twice: go through the nodes in topological order, each once, out first.",
)
class PassesOnAtOnce:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        self.grad = 1.0

        def give(node):
            for source, slope in node.sources:
                source.grad += slope * node.grad
                give(source)

        give(self)


@secret.misconception(
    "visits each node once, but before its gradient is complete",
    hint="Once is right, but not at the first visit: a node comes after all nodes that use it. List operands first, then turn the list round.",
)
class VisitsTooEarly:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        self.grad, seen = 1.0, set()

        def give(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, slope in node.sources:
                    source.grad += slope * node.grad
                for source, _ in node.sources:
                    give(source)

        give(self)


@secret.misconception(
    "goes back level by level from the output",
    hint="The nearest use may not be the only one: a node has to wait for its farthest use. Order the nodes topologically.",
)
class Levels:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        self.grad, queue = 1.0, [self]
        for node in queue:
            for source, slope in node.sources:
                source.grad += slope * node.grad
                if all(source is not known for known in queue):
                    queue.append(source)


@secret.misconception(
    "gets no further than the operands of out",
    hint="Begin with out and go on to the leaves, so that each node has something to pass on: turn the topological order round.",
)
class LeavesFirst:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in order:
            for source, slope in node.sources:
                source.grad += slope * node.grad


@secret.misconception(
    "does not set its own gradient to 1",
    hint="The derivative of out by itself is 1: set self.grad = 1.0 before the first step, or all others stay 0.",
)
class NoSeed:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad += slope * node.grad


@secret.misconception(
    "starts from its own value",
    hint="The derivative of out by itself is 1, whatever its value.",
)
class SeedsWithData:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = self.data
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad += slope * node.grad


@secret.misconception(
    "keeps the operands in a set or dict, where a + a has only one",
    hint="In a + a both operands are the same node, and both slopes count: keep the operands in a list or tuple of pairs.",
)
class OneOperandOfTwo:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, tuple(dict(sources).items())

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad += slope * node.grad


@secret.misconception(
    "takes nodes that hold the same number for one node",
    hint="Two nodes may hold the same number. Tell them apart by identity (`is`, id), not by their data.",
)
class EqualValues:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node.data not in seen:
                seen.add(node.data)
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad += slope * node.grad


@secret.misconception(
    "starts from the node that was made last",
    hint="backward starts at the node it is called on, self, and reaches only what self was computed from.",
)
class LastMade:
    def __init__(self, data, sources=()):
        self.data, self.grad, self.sources = data, 0.0, sources
        type(self).last = self

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for source, _ in node.sources:
                    visit(source)
                order.append(node)

        visit(type(self).last)
        type(self).last.grad = 1.0
        for node in reversed(order):
            for source, slope in node.sources:
                source.grad += slope * node.grad
