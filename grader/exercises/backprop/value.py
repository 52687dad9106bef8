"""`Value`: reference, hidden cases and accepted alternatives; the misconceptions are in value_wrong.py."""

from __future__ import annotations

import math

import torch

from course_utils.checks import expect
from course_utils.checks.draw import tensor
from course_utils.checks.graphs import leaf, node, slopes
from course_utils.checks.public import backprop as public

from ...exercise import Secret

secret = Secret(public.Value)


# No class here is called Value, and each makes new nodes with type(self): `inspect` finds a class by its name.
@secret.is_reference
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
