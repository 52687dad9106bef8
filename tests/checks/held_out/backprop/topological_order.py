# ruff: noqa
# Right and wrong ways to write `topological_order` that grader/exercises does not hold. Each section is a file of its own.

# %% right: a visited set and a list in front of which nodes are put
def topological_order(out, sources):
    order, visited = [], set()

    def visit(node):
        if node in visited:
            return
        visited.add(node)
        for source in sources[node]:
            visit(source)
        order.insert(0, node)

    visit(out)
    return order


# %% right: graphlib
from graphlib import TopologicalSorter


def topological_order(out, sources):
    needed, todo = {out}, [out]
    while todo:
        for source in sources[todo.pop()]:
            if source not in needed:
                needed.add(source)
                todo.append(source)
    sorter = TopologicalSorter({node: sources[node] for node in needed})
    return list(sorter.static_order())[::-1]


# %% right: a generator
def topological_order(out, sources):
    done = set()

    def walk(node):
        if node not in done:
            done.add(node)
            for source in sources[node]:
                yield from walk(source)
            yield node

    return tuple(reversed(list(walk(out))))


# %% right: a stack with marks
def topological_order(out, sources):
    order, seen, stack = [], set(), [(out, False)]
    while stack:
        node, finished = stack.pop()
        if finished:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((source, False) for source in sources[node])
    order.reverse()
    return order


# %% right: levels pushed down until nothing moves
def topological_order(out, sources):
    level, moved = {out: 0}, True
    while moved:
        moved = False
        for node in list(level):
            for source in sources[node]:
                if level.get(source, -1) < level[node] + 1:
                    level[source], moved = level[node] + 1, True
    return sorted(level, key=lambda node: level[node])


# %% right: takes whatever nobody waits for
def topological_order(out, sources):
    left, todo = set(), [out]
    while todo:
        node = todo.pop()
        if node not in left:
            left.add(node)
            todo += sources[node]
    order = []
    while left:
        used = {source for node in left for source in sources[node]}
        free = min(left - used)
        order.append(free)
        left.remove(free)
    return order


# %% right: the orders of the sources, one after the other
def topological_order(out, sources):
    memo = {}

    def below(node):
        if node not in memo:
            found = {}
            for source in sources[node]:
                found |= below(source)
            memo[node] = found | {node: None}
        return memo[node]

    return list(below(out))[::-1]


# %% right: a matrix of who depends on whom
def topological_order(out, sources):
    names = list(sources)
    place = {name: k for k, name in enumerate(names)}
    reach = np.eye(len(names), dtype=bool)
    for k, name in enumerate(names):
        reach[k, [place[source] for source in sources[name]]] = True
    for _ in names:
        reach = (reach.astype(float) @ reach) > 0
    wanted = [name for name in names if reach[place[out], place[name]]]
    return sorted(wanted, key=lambda name: -reach[place[name]].sum())


# %% wrong: forgets to reverse
# told: lists the sources first
def topological_order(out, sources):
    order, visited = [], set()

    def build(node):
        if node not in visited:
            visited.add(node)
            for source in sources[node]:
                build(source)
            order.append(node)

    build(out)
    return order


# %% wrong: reversed twice
# told: lists the sources first
def topological_order(out, sources):
    order = []

    def visit(node):
        if node in order:
            return
        for source in sources[node]:
            visit(source)
        order.insert(0, node)

    visit(out)
    order.reverse()
    return order


# %% wrong: a queue
# told: goes back level by level from out
from collections import deque


def topological_order(out, sources):
    order, queue, seen = [], deque([out]), {out}
    while queue:
        node = queue.popleft()
        order.append(node)
        for source in sources[node]:
            if source not in seen:
                seen.add(source)
                queue.append(source)
    return order


# %% wrong: a stack
# told: writes a node down when it is met, last source first
def topological_order(out, sources):
    order, stack = [], [out]
    while stack:
        node = stack.pop()
        if node in order:
            continue
        order.append(node)
        stack.extend(sources[node])
    return order


# %% wrong: listed on the way down
# told: writes a node down when it is met, before its sources
def topological_order(out, sources):
    order = []

    def visit(node):
        if node in order:
            return
        order.append(node)
        for source in sources[node]:
            visit(source)

    visit(out)
    return order


# %% wrong: every visit is listed
# told: writes a node down every time that it is met
def topological_order(out, sources):
    order = []

    def visit(node):
        for source in sources[node]:
            visit(source)
        order.append(node)

    visit(out)
    return list(reversed(order))


# %% wrong: only nodes that were computed
# told: leaves out the inputs
def topological_order(out, sources):
    order = []

    def visit(node):
        if not sources[node] or node in order:
            return
        for source in sources[node]:
            visit(source)
        order.insert(0, node)

    visit(out)
    return order


# %% wrong: only the sources, not the result
# told: leaves out the result
def topological_order(out, sources):
    order = []

    def visit(node):
        for source in sources[node]:
            if source not in order:
                visit(source)
                order.append(source)

    visit(out)
    return order[::-1]


# %% wrong: the whole graph
# told: lists every node of the graph
from graphlib import TopologicalSorter


def topological_order(out, sources):
    return list(TopologicalSorter(sources).static_order())[::-1]


# %% wrong: from z to a
# told: sorts the names
def topological_order(out, sources):
    found = {out}
    while True:
        more = found | {source for node in found for source in sources[node]}
        if more == found:
            return sorted(found, reverse=True)
        found = more


# %% wrong: one level
# told: gets no further than the sources of out
def topological_order(out, sources):
    return [out, *dict.fromkeys(reversed(sources[out]))]


# %% wrong: the keys from last to first
def topological_order(out, sources):
    return list(sources)[::-1]


# %% wrong: pops from the caller's lists
# told: empties the lists of sources
def topological_order(out, sources):
    order, stack = [], [out]
    while stack:
        node = stack[-1]
        if sources[node]:
            source = sources[node].pop()
            if source not in order and source not in stack:
                stack.append(source)
        else:
            order.append(stack.pop())
    return order[::-1]


# %% wrong: the first source of the first source
def topological_order(out, sources):
    order = [out]
    while sources[order[-1]]:
        order.append(sources[order[-1]][0])
    return order
