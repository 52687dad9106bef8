"""`Value`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import math

from course_utils.checks import expect
from course_utils.checks.graphs import diamond, leaf, long_side, slopes, turned_diamond, turned_long_side
from course_utils.checks.public.backprop import value as public

from ...exercise import Secret
from .expressions import compared, program, run

secret = Secret(public.exercise)


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


ADD, MUL = "((self, 1.0), (other, 1.0))", "((self, other.data), (other, self.data))"
TANH = "1 - math.tanh(self.data) ** 2"
GIVE = "source.grad += slope * node.grad"
CLOSURES = "closures, and the order in which the nodes were made"

secret.slip(
    "assigns the gradient instead of adding to it",
    ("source.grad += ", "source.grad = "),
    hint="A node that is used twice gets a share along each path: `grad += ...`, not `grad = ...`.",
)
secret.slip(
    "assigns the gradient in products",
    ("self.grad += other.data", "self.grad = other.data"),
    ("other.grad += self.data", "other.grad = self.data"),
    of=CLOSURES,
    hint="A factor may be used elsewhere as well: add to its grad in __mul__ too, `+=` and not `=`.",
)
secret.slip(
    "assigns the gradient in sums",
    ("self.grad += out.grad\n            other", "self.grad = out.grad\n            other"),
    ("other.grad += out.grad", "other.grad = out.grad"),
    of=CLOSURES,
    hint="A term may be used elsewhere as well: add to its grad in __add__ too, `+=` and not `=`.",
)
secret.slip(
    "passes a gradient on before all of it has arrived",
    ("for node in reversed(order)", "def give(node)"),
    (GIVE, f"{GIVE}\n                give(source)\n\n        give(self)"),
    hint="A node that is reached twice passes its first share on twice: go through the nodes in topological order, each once, out first.",
)
secret.slip(
    "hands a node's gradient on once for every use of the node",
    ("for node in reversed(order)", "def give(node)"),
    (GIVE, f"{GIVE}\n            for source, _ in node._sources:\n                give(source)\n\n        give(self)"),
    hint="A node that is used twice would pass its gradient on twice, and the first part of it again: go through the nodes in topological order, each once.",
)
secret.slip(
    "visits each node once, but before its gradient is complete",
    ("if node not in order:", "if node not in order:\n                order[node] = None"),
    ("reversed(order)", "order"),
    hint="Once is right, but not at the first visit: a node comes after all nodes that use it. List operands first, then turn the list round.",
)
secret.slip(
    "visits each node once, last operand first, but before its gradient is complete",
    ("if node not in order:", "if node not in order:\n                order[node] = None"),
    ("reversed(order)", "order"),
    ("source, _ in node._sources", "source, _ in reversed(node._sources)"),
    hint="A stack, too, meets a node before all its uses have reported. A node comes after all nodes that use it: order them topologically.",
)
secret.slip(
    "goes back level by level from the output",
    ("for node in reversed(order)", "queue = [self]\n        for node in queue"),
    (GIVE, f"{GIVE}\n                queue += [source] * (source not in queue)"),
    hint="The nearest use may not be the only one: a node has to wait for its farthest use. Order the nodes topologically.",
)
secret.slip(
    "gets no further than the operands of out",
    ("reversed(order)", "order"),
    hint="Begin with out and go on to the leaves, so that each node has something to pass on: turn the topological order round.",
)
secret.slip(
    "leaves every gradient at 0",
    ("float(node is self)", "0.0"),
    hint="Set self.grad = 1.0 before the first step, or there is nothing to pass on; and keep each derivative in its node's .grad.",
)
secret.slip(
    "starts from its own value",
    ("float(node is self)", "self.data * (node is self)"),
    hint="The derivative of out by itself is 1, whatever its value.",
)
secret.slip(
    "starts every gradient at 1",
    ("data, 0.0", "data, 1.0"),
    ("order[node], node.grad = None, float(node is self)", "order[node] = None"),
    hint="Only the node that backward is called on starts at 1. All others collect what arrives, from 0.",
)
secret.slip(
    "keeps the operands in a set or dict, where a + a has only one",
    ("0.0, sources", "0.0, tuple(dict(sources).items())"),
    hint="In a + a both operands are the same node, and both slopes count: keep the operands in a list or tuple of pairs.",
)
secret.slip(
    "gives a square only one of its two paths",
    (MUL, f"((self, other.data),) if self is other else {MUL}"),
    hint="In a a the node a is both factors, and each gives a share: the slope is 2 a.",
)
secret.slip(
    "takes nodes that hold the same number for one node",
    ("node not in order", "all(node.data != known.data for known in order)"),
    hint="Two nodes may hold the same number. Tell them apart by identity (`is`, id), not by their data.",
)
secret.slip(
    "marks numbers as visited, and not nodes",
    ("order = {}", "order, seen = {}, set()"),
    ("node not in order", "node.data not in seen"),
    ("for source, _ in", "seen.add(node.data)\n                for source, _ in"),
    hint="Two nodes may hold the same number, and the second is never visited: put the nodes into the set, not their data.",
)
secret.slip(
    "starts from the node that was made last",
    ("0.0, sources", "0.0, sources\n        Value.last = self"),
    ("node is self", "node is Value.last"),
    ("visit(self)", "visit(Value.last)"),
    hint="backward starts at the node it is called on, self, and reaches only what self was computed from.",
)
secret.slip(
    "pairs each factor with its own value",
    (MUL, "((self, self.data), (other, other.data))"),
    hint="The slope of a b by a is b: each factor gets the value of the other one.",
)
secret.slip("treats a sum like a product", (ADD, MUL), hint="The slope of a + b is 1 by a and 1 by b, whatever their values.")
secret.slip(
    "treats a product like a sum", (MUL, ADD), hint="The slope of a b by a is b, and by b it is a. A slope of 1 by each belongs to a sum."
)
secret.slip(
    "splits what comes back between the terms of a sum",
    (ADD, "((self, 0.5), (other, 0.5))"),
    hint="A sum passes the whole derivative on to each of its terms: the slope is 1 by each, not 1/2.",
)
secret.slip(
    "sends nothing to the second operand",
    (ADD, "((self, 1.0),)"),
    (MUL, "((self, other.data),)"),
    hint="Both operands of + and * get a share of the derivative: add one to other.grad as well.",
)
secret.slip(
    "sends nothing to the second term of a sum",
    (ADD, "((self, 1.0),)"),
    hint="Both terms of a sum get what comes back: add it to other.grad as well.",
)
secret.slip(
    "changes the first term of a sum",
    ("        return Value(self.data + other.data", "        self.data += other.data\n        return Value(self.data"),
    hint="`self.data += ...` changes the node a in a + b, which may be used again: compute the sum into a new Value.",
)
secret.slip("cuts its number to an integer", ("= data, 0.0", "= int(data), 0.0"), hint="data is a float, and stays one: do not convert it.")
secret.slip(
    "takes 1 - a^2 for the slope of tanh",
    (TANH, "1 - self.data**2"),
    hint="tanh'(a) is 1 - tanh(a)^2: square the output of tanh, not its input.",
)
secret.slip(
    "takes 1 - tanh(a) for the slope of tanh", (TANH, "1 - math.tanh(self.data)"), hint="tanh'(a) is 1 - tanh(a)^2: the square is missing."
)
secret.slip(
    "takes the slope of tanh at the output",
    (TANH, "1 - math.tanh(math.tanh(self.data)) ** 2"),
    hint="The output t already is tanh(a), and the slope is 1 - t^2: with tanh applied once more it is another number.",
)
secret.slip(
    "uses the slope of the sigmoid",
    (TANH, "math.tanh(self.data) * (1 - math.tanh(self.data))"),
    hint="t (1 - t) is the slope of the sigmoid; that of tanh is 1 - t^2.",
)
secret.slip(
    "passes nothing back through tanh",
    (f", ((self, {TANH}),)", ""),
    hint="The result of tanh has to remember what it was computed from, with the slope 1 - t^2.",
)
secret.slip(
    "leaves out what comes from above",
    ("slope * node.grad", "slope"),
    hint="The chain rule multiplies: a node passes on its own grad times the slope of the operation.",
)
secret.slip(
    "leaves out what comes from above at tanh",
    ("slope * node.grad", "slope * (node.grad if len(node._sources) == 2 else 1)"),
    hint="Behind a tanh the derivative is out.grad times 1 - t^2, not 1 - t^2 alone.",
)
secret.slip(
    "leaves out what comes from above at products",
    ("other.data * out.grad", "other.data"),
    ("self.data * out.grad", "self.data"),
    of=CLOSURES,
    hint="In a product the share of a is b times out.grad, not b alone: the chain rule multiplies along the path.",
)
secret.slip(
    "takes a factor's own gradient for that of the product",
    ("other.data * out.grad", "other.data * self.grad"),
    ("self.data * out.grad", "self.data * other.grad"),
    of=CLOSURES,
    hint="What comes from above is the gradient of the product: out.grad, not the grad of self or other.",
)
secret.slip(
    "adds the slope where the chain rule multiplies",
    ("slope * node.grad", "slope + node.grad"),
    hint="Along a path the slopes are multiplied: source.grad += slope * node.grad.",
)


# No class here is called Value, and each makes new nodes with type(self): `inspect` finds a class by its name.
@secret.alternative(CLOSURES)
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
            self.grad += (1 - out.data) * (1 + out.data) * out.grad

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
