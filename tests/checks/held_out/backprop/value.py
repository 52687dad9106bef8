# ruff: noqa
# Right and wrong ways to write `Value` that grader/exercises does not hold. Each section is a file of its own.

# %% right: closures and a recursive order
class Value:
    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        x = self.data
        t = math.copysign(1 - 2 / (math.exp(min(2 * abs(x), 700)) + 1), x)
        out = Value(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1
        for v in reversed(topo):
            v._backward()


# %% right: derivatives carried forward
class Value:
    def __init__(self, data):
        self.data, self.grad, self.slopes = data, 0.0, {}

    def _made(self, data, *parts):
        out = Value(data)
        for node, slope in parts:
            for above, value in [(node, 1.0), *node.slopes.items()]:
                out.slopes[above] = out.slopes.get(above, 0.0) + slope * value
        return out

    def __add__(self, other):
        return self._made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return self._made(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return self._made(t, (self, 1 - t**2))

    def backward(self):
        self.grad = 1.0
        for node, slope in self.slopes.items():
            node.grad += slope


# %% right: torch inside
class Value:
    def __init__(self, data, node=None):
        self.node = torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if node is None else node
        self.node.retain_grad()

    @property
    def data(self):
        return self.node.item()

    @property
    def grad(self):
        return 0.0 if self.node.grad is None else self.node.grad

    def __add__(self, other):
        return Value(0, self.node + other.node)

    def __mul__(self, other):
        return Value(0, self.node * other.node)

    def tanh(self):
        return Value(0, self.node.tanh())

    def backward(self):
        self.node.backward(retain_graph=True)


# %% right: a heap by height
import heapq


class Value:
    def __init__(self, data, edges=()):
        self.data, self.grad, self.edges = np.float64(data), np.float64(0), edges
        self.height = 1 + max((n.height for n, _ in edges), default=0)

    def __add__(self, o):
        return Value(self.data + o.data, [(self, 1), (o, 1)])

    def __mul__(self, o):
        return Value(self.data * o.data, [(self, o.data), (o, self.data)])

    def tanh(self):
        return Value(np.tanh(self.data), [(self, 1 - np.tanh(self.data) ** 2)])

    def backward(self):
        self.grad = np.float64(1)
        heap, queued = [(-self.height, id(self), self)], {id(self)}
        while heap:
            _, _, node = heapq.heappop(heap)
            for n, w in node.edges:
                n.grad = n.grad + w * node.grad
                if id(n) not in queued:
                    queued.add(id(n))
                    heapq.heappush(heap, (-n.height, id(n), n))


# %% right: every use asks its users
class Value:
    def __init__(self, data):
        self.data, self.users, self._grad, self.of = data, [], 0.0, []

    def _out(self, data, *pairs):
        out = Value(data)
        for node, slope in pairs:
            node.users.append((out, slope))
            out.of.append(node)
        return out

    def __add__(self, other):
        return self._out(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return self._out(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return self._out(t, (self, 1.0 - t * t))

    @property
    def grad(self):
        return self._grad

    def backward(self):
        reached, stack = [], [self]
        while stack:
            node = stack.pop()
            if node not in reached:
                reached.append(node)
                stack.extend(node.of)
        memo = {self: 1.0}

        def ask(node):
            if node not in memo:
                memo[node] = sum(slope * ask(user) for user, slope in node.users if user in reached)
            return memo[node]

        for node in reached:
            node._grad = ask(node)


# %% right: an iterative order, slots, a subclass for leaves
class Value:
    __slots__ = ("data", "grad", "parts")

    def __init__(self, data, *parts):
        self.data, self.grad, self.parts = float(data), 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = 2 / (1 + np.exp(-2 * self.data)) - 1
        return Value(t, (self, 1 - t * t))

    def backward(self):
        order, done, stack = [], set(), [(self, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif id(node) not in done:
                done.add(id(node))
                stack.append((node, True))
                stack.extend((n, False) for n, _ in node.parts)
        self.grad = 1.0
        while order:
            node = order.pop()
            for n, w in node.parts:
                n.grad += w * node.grad


# %% right: a tape of the whole class, cut at the node
class Value:
    tape = []

    def __init__(self, data, *edges):
        self.data, self.edges, self.grad = data, edges, 0.0
        self.place = len(Value.tape)
        Value.tape.append(self)

    def __add__(self, other):
        return Value(self.data + other.data, (self.place, 1.0), (other.place, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self.place, other.data), (other.place, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self.place, 1 - t * t))

    def backward(self):
        shares = np.zeros(self.place + 1)
        shares[self.place] = 1.0
        for place in range(self.place, -1, -1):
            for before, slope in Value.tape[place].edges:
                shares[before] += slope * shares[place]
        for place in np.flatnonzero(shares):
            Value.tape[place].grad = float(shares[place])


# %% right: a dataclass compared by identity
from dataclasses import dataclass, field


@dataclass(eq=False)
class Value:
    data: float
    sources: list = field(default_factory=list, repr=False)
    grad: float = 0.0

    def __add__(self, other):
        return Value(self.data + other.data, [(self, lambda: 1.0), (other, lambda: 1.0)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, lambda: other.data), (other, lambda: self.data)])

    def tanh(self):
        out = Value(float(np.tanh(self.data)))
        out.sources = [(self, lambda: 1 - out.data**2)]
        return out

    def backward(self):
        waiting = {}

        def count(node):
            for source, _ in node.sources:
                waiting[source] = waiting.get(source, 0) + 1
                if waiting[source] == 1:
                    count(source)

        def give(node):
            for source, slope in node.sources:
                source.grad += slope() * node.grad
                waiting[source] -= 1
                if not waiting[source]:
                    give(source)

        count(self)
        self.grad = 1.0
        give(self)


# %% right: sweeps until nothing is left to hand on
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        return Value(math.tanh(self.data), ((self, 1 / np.cosh(self.data) ** 2),))

    def backward(self):
        front = {self: 1.0}
        while front:
            following = {}
            for node, share in front.items():
                node.grad += share
                for part, slope in node.parts:
                    following[part] = following.get(part, 0.0) + slope * share
            front = following


# %% wrong: a set of operands, each passed on when it is met
# told: visits each node once, last operand first, but before its gradient is complete
class Value:
    def __init__(self, data, prev=()):
        self.data, self.grad, self.prev, self.back = data, 0.0, list(prev), lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out.back = back
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.back = back
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def back():
            self.grad += (1 - t * t) * out.grad

        out.back = back
        return out

    def backward(self):
        self.grad, stack, seen = 1.0, [self], set()
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                node.back()
                stack.extend(node.prev)


# %% wrong: every path by itself
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self, share=1.0):
        self.grad += share
        for part, slope in self.parts:
            part.backward(slope * share)


# %% wrong: sorted by the distance from out
# told: goes back level by level from the output
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        distance, queue = {self: 0}, [self]
        for node in queue:
            for part, _ in node.parts:
                if part not in distance:
                    distance[part] = distance[node] + 1
                    queue.append(part)
        self.grad = 1.0
        for node in sorted(distance, key=distance.get):
            for part, slope in node.parts:
                part.grad += slope * node.grad


# %% wrong: assigns in the product only
# told: assigns the gradient in products
class Value:
    def __init__(self, data, prev=()):
        self.data, self.grad, self.prev, self.back = data, 0.0, prev, lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out.back = back
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def back():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out.back = back
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def back():
            self.grad += (1 - t * t) * out.grad

        out.back = back
        return out

    def backward(self):
        order, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for p in v.prev:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1.0
        for v in order[::-1]:
            v.back()


# %% wrong: a square is taken for a product of two
# told: gives a square only one of its two paths
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        if self is other:
            return Value(self.data**2, ((self, self.data),))
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for p, _ in v.parts:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1.0
        for v in order[::-1]:
            for p, s in v.parts:
                p.grad += s * v.grad


# %% wrong: integers
# told: cuts its number to an integer
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = int(data), 0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1), (other, 1)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for p, _ in v.parts:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1
        for v in order[::-1]:
            for p, s in v.parts:
                p.grad += s * v.grad


# %% wrong: leaves only, by differences
class Value:
    def __init__(self, data, rule=None, of=()):
        self.value, self.grad, self.rule, self.of = data, 0.0, rule, of

    @property
    def data(self):
        return self.rule(*(o.data for o in self.of)) if self.rule else self.value

    def __add__(self, other):
        return Value(0, lambda a, b: a + b, (self, other))

    def __mul__(self, other):
        return Value(0, lambda a, b: a * b, (self, other))

    def tanh(self):
        return Value(0, math.tanh, (self,))

    def backward(self):
        leaves, stack = set(), [self]
        while stack:
            node = stack.pop()
            stack.extend(node.of)
            if not node.of:
                leaves.add(node)
        for leaf in leaves:
            old, base = leaf.value, self.data
            leaf.value = old + 1e-7
            leaf.grad = (self.data - base) / 1e-7
            leaf.value = old


# %% wrong: a sum that changes its first operand
# told: changes the first term of a sum
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        out = Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        self.data = out.data
        return out

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for p, _ in v.parts:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1.0
        for v in order[::-1]:
            for p, s in v.parts:
                p.grad += s * v.grad


# %% wrong: one list of operands for all
# told: leaves out what comes from above
class Value:
    def __init__(self, data, parts=[]):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        out = Value(self.data + other.data)
        out.parts += [(self, 1.0), (other, 1.0)]
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data)
        out.parts += [(self, other.data), (other, self.data)]
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t)
        out.parts += [(self, 1 - t * t)]
        return out

    def backward(self):
        self.grad = 1.0
        for p, s in self.parts:
            p.grad += s * self.grad


# %% wrong: all gradients of the tape from the last node
# told: starts from the node that was made last
class Value:
    tape = []

    def __init__(self, data, *edges):
        self.data, self.edges, self.grad = data, edges, 0.0
        Value.tape.append(self)

    def __add__(self, other):
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self, 1 - t * t))

    def backward(self):
        Value.tape[-1].grad = 1.0
        while Value.tape:
            node = Value.tape.pop()
            for part, slope in node.edges:
                part.grad += slope * node.grad


# %% wrong: a floor under the slope of tanh
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, max(1 - t * t, 0.3)),))

    def backward(self):
        order, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for p, _ in v.parts:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1.0
        for v in order[::-1]:
            for p, s in v.parts:
                p.grad += s * v.grad


# %% wrong: equality by number
# told: takes nodes that hold the same number for one node
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __eq__(self, other):
        return self.data == other.data

    def __hash__(self):
        return hash(self.data)

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        order = []

        def build(v):
            if v not in order:
                for p, _ in v.parts:
                    build(p)
                order.append(v)

        build(self)
        self.grad = 1.0
        for v in order[::-1]:
            for p, s in v.parts:
                p.grad += s * v.grad


# %% wrong: the gradient is returned and not kept
# told: leaves every gradient at 0
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        shares, front = {}, {self: 1.0}
        while front:
            following = {}
            for node, share in front.items():
                shares[node] = shares.get(node, 0.0) + share
                for part, slope in node.parts:
                    following[part] = following.get(part, 0.0) + slope * share
            front = following
        return list(shares.values())


# %% wrong: tanh by a short series
class Value:
    def __init__(self, data, parts=()):
        self.data, self.grad, self.parts = data, 0.0, parts

    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        x = self.data
        t = x - x**3 / 3 + 2 * x**5 / 15 if abs(x) < 0.5 else math.tanh(x)
        return Value(t, ((self, 1 - t * t),))

    def backward(self):
        front = {self: 1.0}
        while front:
            following = {}
            for node, share in front.items():
                node.grad += share
                for part, slope in node.parts:
                    following[part] = following.get(part, 0.0) + slope * share
            front = following


# %% wrong: = in every closure
# told: assigns the gradient instead of adding to it
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad = out.grad
            other.grad = out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad = (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: = in the sum
# told: assigns the gradient in sums
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad = out.grad
            other.grad = out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: the order as it is
# told: gets no further than the operands of out
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in topo:
            v._backward()


# %% wrong: recursion without an order
# told: hands a node's gradient on once for every use of the node
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        self.grad = 1.0
        self._propagate()

    def _propagate(self):
        self._backward()
        for child in self._prev:
            child._propagate()


# %% wrong: the node is listed before its children
# told: visits each node once, but before its gradient is complete
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                topo.append(v)
                for child in v._prev:
                    build(child)

        build(self)
        self.grad = 1.0
        for v in topo:
            v._backward()


# %% wrong: no seed
# told: leaves every gradient at 0
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        for v in reversed(topo):
            v._backward()


# %% wrong: its own gradient in the product
# told: takes a factor's own gradient for that of the product
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * self.grad
            other.grad += self.data * other.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: factors the wrong way
# told: pairs each factor with its own value
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += self.data * out.grad
            other.grad += other.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: no upstream in tanh
# told: leaves out what comes from above at tanh
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += 1 - t**2

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: the slope of tanh from its input
# told: takes 1 - a^2 for the slope of tanh
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - self.data**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: no square
# told: takes 1 - tanh(a) for the slope of tanh
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% right: tanh by numpy's exponentials
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = (np.exp(2 * self.data) - 1) / (np.exp(2 * self.data) + 1)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: a sum without its second term
# told: sends nothing to the second term of a sum
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: visited by number
# told: marks numbers as visited, and not nodes
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v.data not in visited:
                visited.add(v.data)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


# %% wrong: seeded with its value
# told: starts from its own value
class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def _backward():
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build(child)
                topo.append(v)

        build(self)
        self.grad = self.data
        for v in reversed(topo):
            v._backward()
