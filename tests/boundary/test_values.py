"""The decoder of the trusted side meets bytes that nobody has checked: a value, or Refused, and nothing else."""

import random

import msgspec
import numpy as np
import pytest
import torch

from course_utils.checks.expression import Expression
from course_utils.checks.failures import Failure
from course_utils.checks.plain import plain
from grader.inside import wire
from grader.inside.values import Refused, pack, unpack
from grader.sandbox.policy import SandboxPolicy

LIMITS = SandboxPolicy().inside

HOSTILE = {
    "shape without data": wire.Array("ndarray", "float64", [10**6, 10**6], memoryview(b"")),
    "huge empty shape": wire.Array("ndarray", "float64", [0, 10**12], memoryview(b"")),
    "negative shape": wire.Array("tensor", "float32", [-1, -4], memoryview(bytes(16))),
    "too many axes": wire.Array("ndarray", "int8", [1] * 60, memoryview(b"a")),
    "object dtype": wire.Array("ndarray", "object", [1], memoryview(bytes(8))),
    "text dtype": wire.Array("ndarray", "<U1", [1], memoryview(bytes(4))),
    "unknown kind": wire.Array("sparse", "float64", [1], memoryview(bytes(8))),
    "a scalar with axes": wire.Array("scalar", "float64", [1], memoryview(bytes(8))),
    "truth of another colour": wire.Array("tensor", "bool", [1], memoryview(b"\x07")),
    "unhashable keys": wire.Mapping([(wire.Sequence(False, []), 1)]),
    "a long integer": wire.BigInteger("0x" + "f" * 10**5),
    "no integer": wire.BigInteger("os.system"),
    "unknown node": wire.Tree(["Lambda", ["symbol", "x"]]),
    "empty node": wire.Tree([]),
    "a node without parts": wire.Tree(["Add"]),
    "a rational by zero": wire.Tree(["rational", 1, 0]),
    "a rational of floats": wire.Tree(["rational", 1.5, 2]),
    "text for a number": wire.Tree(["number", "1"]),
    "a branch of three": wire.Tree(["Piecewise", [["number", 1.0]] * 3]),
    "many parts": wire.Sequence(False, [0] * (LIMITS.answer_parts + 1)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_breaks_a_rule_is_refused(name):
    sent = wire.decode_reply(wire.encode(wire.Told(HOSTILE[name], [], [], ""))).value
    with pytest.raises(Refused):
        unpack(sent, LIMITS)


def test_depth_is_bounded():
    value = 0
    for _ in range(LIMITS.answer_depth + 2):
        value = wire.Sequence(False, [value])
    with pytest.raises(Refused):
        unpack(value, LIMITS)
    tree = ["number", 1.0]
    for _ in range(400):
        tree = ["Add", tree]
    with pytest.raises(Refused):
        unpack(wire.Tree(tree), LIMITS)


@pytest.mark.parametrize("value", [np.array([object()]), np.array(["a"]), torch.eye(2).to_sparse(), object(), {1, 2}])
def test_what_has_no_form_on_the_wire_is_refused_by_the_sender(value):
    with pytest.raises(Refused):
        pack(value)


def test_every_mangled_message_ends_in_a_value_or_a_refusal():
    rng = random.Random(0)
    value = [
        1.5,
        {"a": np.arange(4.0), (1, 2): torch.ones(2)},
        "x",
        2**70,
        Expression(("Add", ("symbol", "x"), ("number", 1.0))),
    ]
    good = wire.encode(wire.Told(pack(value), ["x"], [pack(torch.ones(3)), None], "printed"))
    survived = 0
    for _ in range(20_000):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        data = data[: rng.randint(1, len(data))] if rng.random() < 0.2 else data
        try:
            reply = wire.decode_reply(bytes(data))
            if isinstance(reply, wire.Told):
                unpack(reply.value, LIMITS), [unpack(g, LIMITS) for g in reply.grads]
                survived += 1
        except (msgspec.MsgspecError, Refused, RecursionError, UnicodeDecodeError):
            pass
    assert survived > 100  # the fuzzer reaches the inner decoder


class Agreeable(float):
    """Equal to everything, and near it."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __hash__ = float.__hash__
    __pos__ = __abs__ = __float__ = lambda self: self


class Always(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Agreeable(0.3), 0.3),
        (type("Word", (str,), {"__eq__": lambda *_: True, "__str__": lambda _: "other"})("word"), "word"),
        (type("Whole", (int,), {"__eq__": lambda *_: True, "__pos__": lambda _: 7})(3), 3),
        (np.longdouble("0.25"), np.float64(0.25)),
        (np.full(2, np.clongdouble(0.5j)), np.full(2, 0.5j)),
        (torch.eye(2).to_sparse(), torch.eye(2)),
        (torch.ones(2).as_subclass(Always), torch.ones(2)),
    ],
)
def test_a_value_is_its_data_in_the_notebook_as_in_grading(value, data):
    found = plain(value)
    assert type(found) is type(data) and getattr(found, "dtype", None) == getattr(data, "dtype", None)
    assert unpack(pack(found), LIMITS) is not None
    assert np.array_equal(np.asarray(found), np.asarray(data))


@pytest.mark.parametrize("value", [np.ma.masked_all(3), np.array([None]), np.zeros(2, dtype=[("a", float)]), object()])
def test_a_value_that_is_no_data_is_refused(value):
    with pytest.raises(Failure):
        plain(value)
