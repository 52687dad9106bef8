"""`topological_order`: public cases, properties and numbers worked by hand."""

from __future__ import annotations

from ... import expect
from ...failures import Failure
from ...plain import described
from . import topic

exercise = topic.exercise("topological_order", level=2)
exercise.hints(
    "Walk from out to its sources, and from them to theirs. When you arrive at a node, what must be in your list "
    "before the node itself may be?",
    "Write a node down after all its sources, never twice, and read the finished list from its end. "
    "A function inside yours can do the walking, and call itself for each source.",
    "An empty list; `def visit(node)`: if the node is not in the list, visit each of its ..., and only then append "
    "the node. Call `visit(out)`. The list has the sources first, so what you return is ...",
)

# Node -> its sources, each with the slope on that arrow.
Slopes = dict[str, list[tuple[str, float]]]
DIAMOND: Slopes = {"a": [], "b": [], "c": [("a", 3), ("b", 2)], "d": [("c", 1), ("a", 1)], "e": [("c", 8), ("d", 6)]}


def order_of(student, out: str, slopes: Slopes) -> list[str]:
    """The answer for this graph, which must be a list of its nodes."""
    answer = student(out, {node: [source for source, _ in pairs] for node, pairs in slopes.items()})
    if not isinstance(answer, list | tuple):
        raise Failure(f"the order is {described(answer)}, expected a list of names", "the order is no list")
    strangers = [node for node in answer if not isinstance(node, str) or node not in slopes]
    if strangers:
        raise Failure(
            f"the order holds {described(strangers[0])}, which is not a node of the graph", "a stranger in the order"
        )
    return list(answer)


def sent_back(order: list[str], out: str, slopes: Slopes) -> dict[str, float]:
    """The blame of every node, passed on in this order."""
    blame = dict.fromkeys(slopes, 0.0) | {out: 1.0}
    for node in order:
        for source, slope in slopes[node]:
            blame[source] += slope * blame[node]
    return blame


def each_blamed(student, out: str, slopes: Slopes, want: dict[str, float], where: str) -> None:
    """Sent back in the student's order, out blames these nodes by these numbers; the order has no other nodes."""
    order = order_of(student, out, slopes)
    blame = sent_back(order, out, slopes)
    expect.close([blame[node] for node in want], list(want.values()), what=f"the blame of {', '.join(want)} {where}")
    expect.close(len(order), len(want), what=f"the number of names in the order {where}")


def turned(slopes: Slopes) -> Slopes:
    """The same graph, the sources of every node the other way round."""
    return {node: pairs[::-1] for node, pairs in slopes.items()}


@exercise.case("e = (ab)(ab + a) at a = 2, b = 3, sent back in your order: 48 and 28, and c has 14", weight=2)
def _(student, draw):
    want = {"e": 1, "d": 6, "c": 14, "b": 28, "a": 48}
    each_blamed(student, "e", DIAMOND, want, "in (ab)(ab + a)")
    each_blamed(student, "e", turned(DIAMOND), want, "in (a + ab)(ab)")
    expect.unchanged(student)


# z = y + 7 u with u = t + s, t = 5 s, s = 2 y, y = 3 x: y is one arrow away from z, and four through u, t and s.
LONG: Slopes = {"x": [], "y": [("x", 3)], "s": [("y", 2)], "t": [("s", 5)], "u": [("t", 1), ("s", 1)]}
LONG |= {"z": [("y", 1), ("u", 7)]}


@exercise.case("a node that is near to the result and far from it, too, waits for the longest way")
def _(student, draw):
    want = {"z": 1, "u": 7, "t": 7, "s": 42, "y": 85, "x": 255}
    each_blamed(student, "z", LONG, want, "where the long way comes last")
    each_blamed(student, "z", turned(LONG), want, "where the long way comes first")


@exercise.case("p = m m, q = p + p at m = 5: a node that is used twice stands in the order once")
def _(student, draw):
    slopes: Slopes = {"q": [("p", 1), ("p", 1)], "p": [("m", 5), ("m", 5)], "m": []}
    each_blamed(student, "q", slopes, {"q": 1, "p": 2, "m": 20}, "in m m + m m")


@exercise.case("it begins at out, and leaves out what out does not depend on")
def _(student, draw):
    slopes = {"k": [], "f": [("e", 9), ("k", 4), ("c", 2)]} | DIAMOND
    each_blamed(student, "c", slopes, {"c": 1, "b": 2, "a": 3}, "from c")
    each_blamed(student, "b", slopes, {"b": 1}, "from an input")
    want = {"f": 1, "k": 4, "e": 9, "d": 54, "c": 128, "b": 256, "a": 438}
    each_blamed(student, "f", slopes, want, "from f")


@exercise.case("fourteen doublings have 16,384 paths and 28 arrows: every node stands in the order once")
def _(student, draw):
    slopes: Slopes = {"n0": []} | {f"n{k}": [(f"n{k - 1}", 1)] * 2 for k in range(1, 15)}
    order = order_of(student, "n14", slopes)
    expect.close(len(order), 15, what="the number of names in the order of 15 nodes")
    expect.close(sent_back(order, "n14", slopes)["n0"], 2.0**14, what="the blame of the first node")
