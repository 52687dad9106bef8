"""`Value`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

import math

from ... import expect
from ...graphs import diamond, leaf, slopes, turned_diamond, used_again
from . import topic

exercise = topic.exercise("Value", level=3)
exercise.hints(
    "A value that is used twice influences the output along two paths. What should `.grad` hold then, and in "
    "which order must the nodes be visited so that nothing is passed on too early?",
    "Each node keeps, for each value it was made from, the local slope: 1 and 1 for a sum, the other factor "
    "for a product, 1 - tanh^2 for tanh. Going back, a node may pass its `grad` on only when all nodes that "
    "use it have done so: topological order.",
    "`backward`: a function `visit(node)` visits the sources first and then appends the node to a list, once "
    "each. Set the output's grad to ..., walk the list in ... order, and for each source: `source.grad += "
    "slope * ...`. Mind that it is += for every source.",
)


@exercise.case("e = (ab)(ab + a) at a = 2, b = 3: e = 48, slopes 48 and 28", weight=2)
def _(student, draw):
    for build, text in ((diamond, "(ab)(ab + a)"), (turned_diamond, "(a + ab)(ab)")):
        a, b = leaf(student, 2.0), leaf(student, 3.0)
        expect.close(slopes(build(a, b), (a, b), 48.0, text), [48.0, 28.0], what=f"`grad` of a and b for {text}")


@exercise.case("one path: the sum, the product and tanh by themselves")
def _(student, draw):
    a, b = leaf(student, 5.0), leaf(student, -3.0)
    expect.close(slopes(a + b, (a, b), 2.0, "5 + (-3)"), [1.0, 1.0], what="`grad` of a and b for a + b")
    a, b = leaf(student, 5.0), leaf(student, -3.0)
    expect.close(slopes(a * b, (a, b), -15.0, "5 * (-3)"), [-3.0, 5.0], what="`grad` of a and b for a * b")
    a = leaf(student, math.log(2))
    expect.close(slopes(a.call("tanh"), (a,), 0.6, "tanh(log 2)"), [0.64], what="`grad` of a for tanh(a)")


@exercise.case("(ab + a + b)(ab) at a = 2, b = 3: 66, and the slopes are 57 and 40, whichever way it is written")
def _(student, draw):
    # The way back from the product to ab is longer on one side.
    a, b = leaf(student, 2.0), leaf(student, 3.0)
    c = a * b
    expect.close(slopes((c + a + b) * c, (a, b), 66.0, "(ab + a + b)(ab)"), [57.0, 40.0], what="`grad` of a and b")
    a, b = leaf(student, 2.0), leaf(student, 3.0)
    c = a * b
    out = c * (b + (a + c))
    expect.close(slopes(out, (a, b), 66.0, "(ab)(b + (a + ab))"), [57.0, 40.0], what="`grad` of a and b, turned")


@exercise.case("what comes from above passes through tanh: b tanh(a) at a = log 3, b = 5, and tanh(2 x) at 0")
def _(student, draw):
    a, b = leaf(student, math.log(3)), leaf(student, 5.0)
    expect.close(slopes(a.call("tanh") * b, (a, b), 4.0, "b tanh(a)"), [1.8, 0.8], what="`grad` of a and b")
    x, two = leaf(student, 0.0), leaf(student, 2.0)
    expect.close(slopes((two * x).call("tanh"), (x, two), 0.0, "tanh(2 x)"), [2.0, 0.0], what="`grad` of x and 2")


@exercise.case("a + a has the slope 2, a a has 2 a, and a used three times adds up three paths")
def _(student, draw):
    a = leaf(student, 3.0)
    expect.close(slopes(a + a, (a,), 6.0, "a + a"), [2.0], what="`grad` of a for a + a")
    a = leaf(student, 3.0)
    expect.close(slopes(a * a, (a,), 9.0, "a a"), [6.0], what="`grad` of a for a a")
    a, b = leaf(student, 3.0), leaf(student, 4.0)
    out = (a * b + a) * a  # a^2 b + a^2
    expect.close(slopes(out, (a, b), 45.0, "(ab + a) a"), [30.0, 9.0], what="`grad` of a and b for (ab + a) a")


@exercise.case("two nodes that hold the same number are two nodes: (ab)(a + b) at a = b = 2")
def _(student, draw):
    a, b = leaf(student, 2.0), leaf(student, 2.0)
    expect.close(a.get("grad"), 0.0, what="`grad` of a before backward")
    expect.close(slopes((a * b) * (a + b), (a, b), 16.0, "(ab)(a + b)"), [12.0, 12.0], what="`grad` of a and b")


@exercise.case("backward starts at the node it is called on, whatever has been made of it since")
def _(student, draw):
    a, b = leaf(student, 2.0), leaf(student, 7.0)
    expect.close(slopes(used_again(a, b), (a, b), 14.0, "a b"), [7.0, 2.0], what="`grad` of a and b")


@exercise.case("sixty doublings have 2^60 paths and 120 edges: every edge is walked once", seconds=0.5)
def _(student, draw):
    a = leaf(student, 1.5)
    out = a
    for _ in range(60):
        out = out + out
    expect.close(slopes(out, (a,), 1.5 * 2.0**60, "the last sum"), [2.0**60], what="`grad` of a")
