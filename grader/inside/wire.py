"""The messages between the trusted process and the child, and their encoding: msgpack with a schema, no pickle."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class Array(Struct, tag="array", forbid_unknown_fields=True):
    """Raw bytes, C order. kind: "tensor", "ndarray" or "scalar" (a numpy one).

    rows: equal rows of a tensor that only the first is sent of; nothing but the trusted side may ask for them.
    """

    kind: str
    dtype: str
    shape: list[int]
    data: memoryview
    rows: int = 1


class Sequence(Struct, tag="sequence", forbid_unknown_fields=True):
    """A list or a tuple."""

    is_tuple: bool
    items: list[Value]


class Mapping(Struct, tag="mapping", forbid_unknown_fields=True):
    """A dict as pairs, for its keys may be tuples."""

    items: list[tuple[Value, Value]]


class BigInteger(Struct, tag="integer", forbid_unknown_fields=True):
    """An integer of more than 63 bits, in hexadecimal."""

    text: str


class ComplexNumber(Struct, tag="complex", forbid_unknown_fields=True):
    """A Python complex."""

    real: float
    imag: float


class SymbolName(Struct, tag="symbol", forbid_unknown_fields=True):
    """A sympy symbol to be made in the child."""

    name: str
    positive: bool


class Tree(Struct, tag="tree", forbid_unknown_fields=True):
    """A symbolic expression as nested lists."""

    tree: list


class Name(Struct, tag="named", forbid_unknown_fields=True):
    """A callable of course_utils."""

    path: str
    make: list[Value] | None


class Kept(Struct, tag="kept", forbid_unknown_fields=True):
    """An object that stays in the child."""

    number: int


Value = (
    None | bool | int | float | str
    | Array | Sequence | Mapping | BigInteger | ComplexNumber | SymbolName | Tree | Name | Kept
)  # fmt: skip


class Start(Struct, tag="start"):
    """First of all: files for the working folder, and what numpy's and Python's generators start from. No reply."""

    files: dict[str, bytes]
    seed: int


class Run(Struct, tag="run"):
    """Run a cell. Reply: Ran.

    rescue: where it raises, run the imports, definitions and assignments of new names below that line one by one.
    """

    name: str
    source: str
    seconds: float
    rescue: bool = False


class Take(Struct, tag="take"):
    """The function or class that the next questions are about. Reply: Taken.

    keep: not empty to remember it, and what the names mean now, under this word.
    """

    name: str
    keep: str = ""


class Return(Struct, tag="return"):
    """Take up again what was kept: function and names are as they were then. Reply: Taken."""

    keep: str


class Begin(Struct, tag="begin"):
    """A new case begins. No reply."""

    seed: int


class Question(Struct, tag="question"):
    """An Ask of `course_utils.checks.direct`. Reply: Told or Sorry."""

    do: str
    args: list[Value]
    kwargs: dict[str, Value]
    member: str
    pullback: bool
    cotangent: Value
    of: int | str | None
    seed: int | None
    only_torch: bool
    seconds: float


class Output(Struct, tag="output", forbid_unknown_fields=True):
    """One output of a cell. kind: "stdout", "stderr", "result", "display" or "error"."""

    kind: str
    text: str = ""
    png: bytes = b""
    ename: str = ""
    evalue: str = ""
    line: int = 0  # of the cell, where it raised


class Ran(Struct, tag="ran", forbid_unknown_fields=True):
    """What a cell put out. rescued: names that were bound below the line where it raised."""

    outputs: list[Output]
    late: bool = False
    rescued: list[str] = []


class Taken(Struct, tag="taken", forbid_unknown_fields=True):
    """Whether the name is there and can be called."""

    there: bool
    callable: bool


class Told(Struct, tag="told", forbid_unknown_fields=True):
    """An answer."""

    value: Value
    changed: list[str]
    grads: list[Value]
    printed: str


class Sorry(Struct, tag="sorry", forbid_unknown_fields=True):
    """No answer. kind: "failure", "raised", "stub" or "late"; the rest describes what was raised, and where."""

    kind: str
    text: str = ""
    call: str = ""
    shown: str = ""
    ename: str = ""
    file: str = ""
    line: int = 0
    printed: str = ""


Request = Start | Run | Take | Return | Begin | Question
Reply = Ran | Taken | Told | Sorry

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_replies = msgspec.msgpack.Decoder(Reply)


def encode(message: Any) -> bytes:
    """The bytes of a request or a reply."""
    return _encoder.encode(message)


def decode_request(data: bytes) -> Request:
    """A request from the trusted process."""
    return _requests.decode(data)


def decode_reply(data: bytes) -> Reply:
    """A reply from the child; msgspec.DecodeError or ValidationError for anything else."""
    return _replies.decode(data)
