"""Small expressions of scalar nodes, and what a case asks of the class that differentiates them."""

from __future__ import annotations

from collections.abc import Callable

from . import expect
from .failures import Failure
from .plain import described
from .student import Handle


def expect_node(answer, what: str) -> Handle:
    """The answer, which must be an object of the student's class."""
    if not isinstance(answer, Handle):
        raise Failure(f"{what} is {described(answer)}, expected a Value", f"{what} is no Value")
    return answer


def leaf(student, number: float) -> Handle:
    """Value(number)."""
    return expect_node(student.new(number), f"Value({number:g})")


def slopes(out, nodes: tuple, want: float, what: str) -> list:
    """Derivatives of `out`, whose number must be `want`, by the nodes; sends `out` back once."""
    expect.close(expect_node(out, what).get("data"), want, what=f"`data` of {what}")
    out.call("backward")
    return [expect.array(n.get("grad"), "`grad`") for n in nodes]


def asked(student, build: Callable, *numbers: float) -> list:
    """The number of build(leaves), and its derivatives by the leaves: for probes."""
    leaves = [student.new(number) for number in numbers]
    out = build(*leaves)
    out.call("backward")
    return [out.get("data"), *(n.get("grad") for n in leaves)]


def diamond(a, b):
    """(ab)(ab + a), with the node ab used twice."""
    c = a * b
    return c * (c + a)


def turned_diamond(a, b):
    """(a + ab)(ab): every sum and product the other way round."""
    c = a * b
    return (a + c) * c


def long_side(a, b):
    """b c + tanh(a tanh c) with c = tanh a: the ways back to c are 1 and 4 nodes long."""
    c = a.call("tanh")
    return c * b + (c.call("tanh") * a).call("tanh")


def turned_long_side(a, b):
    """c tanh(b + tanh(a tanh c)) with c = tanh a, every sum and product the other way round."""
    c = a.call("tanh")
    return ((a * c.call("tanh")).call("tanh") + b).call("tanh") * c


def used_again(a, b):
    """The node ab, after which c a and c + c a have been made of it."""
    c = a * b
    c + c * a
    return c
