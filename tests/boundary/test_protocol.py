"""Everything that an exercise may take or return crosses the wall: one test for each kind."""

import math

import numpy as np
import pytest
import sympy
import torch

from course_utils.checks.expression import Symbol
from course_utils.checks.failures import Failure, NotAttempted, StudentError, TimeLimit
from course_utils.checks.named import Named
from course_utils.checks.student import Handle

ECHO = "def echo(*args, **kwargs):\n    return args[0] if args else kwargs\n"
VALUE = """
class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self._parents = data, 0.0, parents
    def __add__(self, other):
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
    def __mul__(self, other):
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
    def tanh(self):
        t = float(np.tanh(self.data))
        return Value(t, ((self, 1 - t * t),))
    def backward(self, seed=1.0):
        self.grad += seed
        for parent, slope in self._parents:
            parent.backward(seed * slope)
"""


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -(2**80),
        2.5,
        math.inf,
        "word",
        1 + 2j,
        [1, (2.0, "x")],
        {"a": 1.0, (-1, 0): [True]},
        (),
        torch.arange(6.0).reshape(2, 3),
        torch.arange(6.0)[::2],
        torch.arange(6.0)[::2][1:2],
        torch.zeros(0, 3),
        torch.arange(6.0).reshape(2, 3).T,
        torch.tensor(2, dtype=torch.int64),
        torch.tensor([True]),
        torch.ones(2, dtype=torch.bfloat16),
        np.arange(6).reshape(2, 3).T,
        np.float64(0.5),
        np.zeros((0, 4)),
        {"matrices": [np.eye(2), torch.eye(2)]},
    ],
    ids=repr,
)
def test_values_come_back_as_they_went(value, student):
    got = student(ECHO, "echo")(value)
    assert type(got) is type(value) and repr(got) == repr(value)


def test_keywords_are_passed(student):
    assert student(ECHO, "echo")(a=1, b=[2.0]) == {"a": 1, "b": [2.0]}


def test_symbols_go_in_and_trees_come_out(student):
    f = student("def f(x, s):\n    return sympy.log(x / s) + sympy.sqrt(s) ** 2\n", "f")
    assert f(Symbol("x"), Symbol("s", positive=True)).evaluate({"x": 3.0, "s": 2.0}) == pytest.approx(math.log(1.5) + 2)
    with pytest.raises(Failure, match="unevaluated Integral"):
        student("def f(x):\n    return sympy.Integral(sympy.exp(x**x), x)\n", "f")(Symbol("x"))


def test_gradients_pass_through_the_function(student):
    f = student("def f(a, b, n):\n    return a * b.exp() * n, a.sum()\n", "f")
    a, b = torch.tensor([1.0, 2.0], dtype=torch.float64), torch.tensor([0.5, -0.5], dtype=torch.float64)
    value, (da, db, dn) = f.vjp((a, b, 3), torch.tensor([1.0, 10.0], dtype=torch.float64), of=0)
    assert torch.allclose(da, torch.tensor([3.0, 30.0]) * b.exp()) and torch.allclose(
        db, torch.tensor([3.0, 60.0]) * b.exp()
    )
    assert dn is None and len(value) == 2
    assert f.vjp((a, b, 3), torch.tensor(1.0), of=1).grads[1] is None


def test_callables_are_made_in_the_child(student):
    f = student("def f(g, x, module):\n    return g(x), module(x).sum()\n", "f")
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    affine = Named("checks.functions:Affine", (2.0, 1.0))
    (cubic, total), grads = f.vjp((Named("checks.functions:cubic"), x, affine), of=1)
    assert (float(cubic), float(total)) == (3.0, 8.0)
    assert {name: float(g) for name, g in grads[2].items()} == {"scale": 3.0, "shift": 2.0}
    with pytest.raises(Failure):
        f(Named("checks.nothing:cubic"), x, affine)


def test_objects_of_a_class_stay_in_the_child(student):
    value = student(VALUE, "Value")
    a, b = value.new(2.0), value.new(-3.0)
    out = (a * b + a).call("tanh")
    assert isinstance(out, Handle) and out.get("data") == pytest.approx(math.tanh(-4.0))
    out.call("backward")
    slope = 1 - math.tanh(-4.0) ** 2
    assert (a.get("grad"), b.get("grad")) == (pytest.approx(-2.0 * slope), pytest.approx(2.0 * slope))
    a.set("data", 7.0)
    assert (a + a).get("data") == 14.0
    value.begin(1)
    with pytest.raises(Failure):
        a.get("data")  # objects live as long as their case


def test_a_module_takes_parameters_and_gives_all_gradients(student):
    net = student(
        "class Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.w = torch.nn.Parameter(torch.zeros(2))\n"
        "    def forward(self, x):\n        return (self.w * x).sum()\n",
        "Net",
    ).new()
    net.set("w", torch.tensor([1.0, 2.0]))
    x = torch.tensor([3.0, 4.0])
    value, grads = net.vjp("forward", (x,))
    assert float(value) == 11.0
    assert torch.equal(grads[0]["w"], x) and torch.equal(grads[1], torch.tensor([1.0, 2.0]))


def test_changed_arguments_are_named_and_ours_stay(student):
    f = student("def f(x, y):\n    x += 1\n    y.append(3)\n    return 0\n", "f")
    x, y = torch.zeros(2), [1, 2]
    f(x, y)
    assert f.changed == ("x", "y") and x.sum() == 0 and y == [1, 2]


def test_noise_follows_the_seed(student):
    f = student("import random\ndef f():\n    return torch.randn(1).item(), np.random.rand(), random.random()\n", "f")
    assert f.seeded(5)() == f.seeded(5)() != f.seeded(6)()
    first, second = f.seeded(5, only_torch=True)(), f.seeded(5, only_torch=True)()
    assert first[0] == second[0] and first[1:] != second[1:]
    f.begin(9)
    once = [f(), f.seeded(1, only_torch=True)(), f()]
    f.begin(9)
    assert once == [f(), f.seeded(1, only_torch=True)(), f()]


def test_an_error_shows_call_and_line_and_hides_them_in_a_hidden_case(student):
    f = student("class Odd(Exception): pass\ndef f(x):\n    if x > 2: raise Odd(x)\n    return [0][int(x)]\n", "f")
    with pytest.raises(StudentError) as caught:
        f(1.0)
    assert str(caught.value) == "`f(x=1.0)` raised IndexError: list index out of range (line 5: `return [0][int(x)]`)"
    assert caught.value.bare == "`f` raised IndexError"
    with pytest.raises(StudentError) as caught:
        f(3.25)
    assert "Odd: 3.25" in str(caught.value)
    assert caught.value.bare == "`f` raised an error"


def test_a_stub_is_known_and_other_objects_are_refused(student):
    with pytest.raises(NotAttempted):
        student("def f(x):\n    raise NotImplementedError\n", "f")(1)
    with pytest.raises(Failure, match="object of type set"):
        student("def f(x):\n    return {x}\n", "f")(1)


def test_time_runs_out_for_the_function_and_not_for_the_next(student):
    f = student("def f(n):\n    while n: pass\n    return 1\n", "f")
    with pytest.raises(TimeLimit, match="longer than 0.3 s"), f.limited(0.3):
        f(1)
    assert f(0) == 1 if f.begin(0) is None else None


def test_sympy_gives_the_same_tree_on_both_sides(student):
    from course_utils.checks.student import Student

    def f(x):
        return sympy.Piecewise((sympy.Rational(1, 3) * x, x > 0), (sympy.pi, True))

    theirs = student(
        "def f(x):\n    return sympy.Piecewise((sympy.Rational(1, 3) * x, x > 0), (sympy.pi, True))\n", "f"
    )
    assert theirs(Symbol("x")) == Student(f)(Symbol("x"))
