"""`topological_order`: hidden cases, misconceptions and accepted alternatives."""

from __future__ import annotations

import graphlib

from course_utils.checks import expect
from course_utils.checks.public.backprop import topological_order as public
from course_utils.checks.public.backprop.topological_order import order_of, sent_back

from ...exercise import Secret

secret = Secret(public.exercise)


def drawn_graph(draw, nodes: int) -> dict:
    """Node -> [(source, slope)]; names say nothing about the order, and the last node of the computation is "out"."""
    names = [f"v{k}" for k in draw.rng.permutation(nodes - 1)] + ["out"]
    slopes: dict = {}
    for k, name in enumerate(names):
        count = min(k, int(draw.rng.integers(0, 4))) if name != "out" else min(k, 3)
        slopes[name] = [(names[int(draw.rng.integers(k))], float(draw.uniform(0.5, 1.5))) for _ in range(count)]
    shuffled = list(slopes)
    draw.rng.shuffle(shuffled)
    return {name: slopes[name] for name in shuffled}


def by_forward_sweeps(slopes: dict, out: str) -> dict:
    """Node -> the slope of out along it, carried forwards from that node; 0 for what out does not depend on."""
    order = list(graphlib.TopologicalSorter({n: [s for s, _ in pairs] for n, pairs in slopes.items()}).static_order())
    found = {}
    for start in slopes:
        tangent = dict.fromkeys(slopes, 0.0) | {start: 1.0}
        for node in order:
            if node != start:
                tangent[node] = sum(slope * tangent[source] for source, slope in slopes[node])
        found[start] = tangent[out]
    return found


@secret.case("drawn graphs: sent back in this order, the blames are what forward sweeps find", weight=2)
def _(student, draw):
    for nodes in (5, 9, 14, 20):
        slopes = drawn_graph(draw, nodes)
        want, order = by_forward_sweeps(slopes, "out"), order_of(student, "out", slopes)
        found = sent_back(order, "out", slopes)
        expect.close([found[n] for n in slopes], [want[n] for n in slopes], what=f"the blames of {nodes} nodes")
        expect.close(len(order), sum(value != 0 for value in want.values()), what="the number of names in the order")


@secret.case("each name once, out first, and every node before its sources")
def _(student, draw):
    slopes = drawn_graph(draw, 12)
    order = order_of(student, "out", slopes)
    expect.unchanged(student)
    expect.close(len(order) - len(set(order)), 0, what="how many names stand there again")
    places = {node: place for place, node in enumerate(order)}
    expect.close(places.get("out", -1), 0, what="the place of out in the order")
    too_early = [s for node in order for s, _ in slopes[node] if places.get(s, -1) < places[node]]
    expect.close(len(too_early), 0, what="how many arrows lead to a node that was there before")


VISIT = "            for source in sources[node]:\n                visit(source)\n            order.append(node)"

secret.slip(
    "lists the sources first", ("order[::-1]", "order"), hint="In this list a node stands after its sources. Blame goes the other way."
)
secret.slip(
    "writes a node down when it is met, before its sources",
    (VISIT, "            order.append(node)\n            for source in sources[node]:\n                visit(source)"),
    ("order[::-1]", "order"),
    hint="A node may be used by another one that is met only later. Write it down after its sources, and read the list from its end.",
)
secret.slip(
    "writes a node down when it is met, last source first",
    (VISIT, "            order.append(node)\n            for source in reversed(sources[node]):\n                visit(source)"),
    ("order[::-1]", "order"),
    hint="A stack, too, meets a node before all nodes that use it. Write a node down after its sources, and read the list from its end.",
)
secret.slip(
    "writes a node down every time that it is met",
    ("if node not in order", "if True"),
    hint="A node that is used twice would pass its blame on twice: when you come to a node that is in the list already, leave it.",
)
secret.slip(
    "leaves out the inputs",
    ("order.append(node)", "order.extend([node] * bool(sources[node]))"),
    hint="A node without sources belongs to the order as well: it is what the blame is for.",
)
secret.slip(
    "leaves out the result", ("order[::-1]", "order[-2::-1]"), hint="The order begins with out itself: it has the first blame to pass on."
)
secret.slip(
    "lists every node of the graph",
    ("    visit(out)", "    for node in sources:\n        visit(node)"),
    hint="Start at out, and go only where its sources lead. A node that out does not depend on has no blame.",
)
secret.slip(
    "sorts the names",
    ("order[::-1]", "sorted(order)[::-1]"),
    hint="The names say nothing about the order: what counts is which node was computed from which.",
)
secret.slip(
    "gets no further than the sources of out",
    ("visit(source)", "order.append(source)"),
    hint="Sources have sources themselves: go on until you arrive at inputs.",
)
secret.slip(
    "empties the lists of sources",
    ("order.append(node)", "order.append(node)\n            sources[node] = []"),
    hint="The caller still needs sources: keep what you have visited in a list or set of your own.",
)


@secret.misconception(
    "goes back level by level from out",
    hint="The nearest use may not be the only one: a node has to wait for its farthest use. Write a node down after its sources.",
)
def topological_order(out, sources):
    order = [out]
    for node in order:
        for source in sources[node]:
            if source not in order:
                order.append(source)
    return order


@secret.alternative("a node follows when its last use has been listed")
def topological_order(out, sources):
    uses, found = {}, [out]
    for node in found:
        for source in sources[node]:
            if source not in found:
                found.append(source)
            uses[source] = uses.get(source, 0) + 1
    order = [out]
    for node in order:
        for source in sources[node]:
            uses[source] -= 1
            if uses[source] == 0:
                order.append(source)
    return order


@secret.alternative("sorted by the longest way down to an input")
def topological_order(out, sources):
    height = {}
    todo = [out]
    while todo:
        node = todo[-1]
        missing = [source for source in sources[node] if source not in height]
        if missing:
            todo.extend(missing)
        else:
            height[node] = 1 + max((height[source] for source in sources[node]), default=0)
            todo.pop()
    return sorted(height, key=height.get, reverse=True)
