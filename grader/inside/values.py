"""Values as they cross the trust boundary: arrays from raw bytes, known types only, every size checked."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import torch

from course_utils.checks.direct import Reference
from course_utils.checks.expression import MAX_DEPTH as TREE_DEPTH
from course_utils.checks.expression import MAX_NODES as TREE_NODES
from course_utils.checks.expression import NODES, Expression, Symbol
from course_utils.checks.named import Named

from . import wire
from .limits import Limits

TORCH_TYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.complex64,
        torch.complex128,
        torch.bool,
        torch.uint8,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
    )
}
NUMPY_TYPES = {
    np.dtype(code).name: np.dtype(code)
    for code in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
}


class Refused(Exception):
    """A value that does not cross: too large, too deep, or of no known kind."""


def pack(value) -> wire.Value:
    """The value as a message part; Refused for what has no form on the wire."""
    if isinstance(value, np.ndarray | np.generic):
        return _packed_array(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**63 else wire.BigInteger(hex(value))
    if isinstance(value, float | str):
        return float(value) if isinstance(value, float) else "".join(value)
    if isinstance(value, torch.Tensor):
        return _packed_tensor(value)
    if isinstance(value, list | tuple):
        return wire.Sequence(isinstance(value, tuple), [pack(v) for v in value])
    if isinstance(value, dict):
        return wire.Mapping([(pack(k), pack(v)) for k, v in value.items()])
    return _packed_object(value)


def _packed_tensor(value: torch.Tensor) -> wire.Array:
    name = str(value.dtype).removeprefix("torch.")
    if name not in TORCH_TYPES or value.layout is not torch.strided:
        raise Refused(f"a tensor of dtype {name} or this layout cannot be handed over")
    if value.dim() > 1 and value.stride(0) == 0 and len(value) > 1:
        return msgspec.structs.replace(_packed_tensor(value[0]), rows=len(value))
    if not value.numel():
        return wire.Array("tensor", name, list(value.shape), memoryview(b""))
    dense = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    raw = dense.as_strided((dense.numel(),), (1,)).view(torch.uint8).numpy()  # one entry may have any stride
    return wire.Array("tensor", name, list(value.shape), raw.data)


def _packed_array(value) -> wire.Array:
    array = np.ascontiguousarray(value)
    if array.dtype.name not in NUMPY_TYPES:
        raise Refused(f"an array of dtype {array.dtype} cannot be handed over")
    kind = "ndarray" if isinstance(value, np.ndarray) else "scalar"
    native = array.astype(array.dtype.newbyteorder("="), copy=False).reshape(-1)
    return wire.Array(kind, array.dtype.name, list(np.shape(value)), native.view(np.uint8).data)


def _packed_object(value) -> wire.Value:
    if isinstance(value, complex):
        return wire.ComplexNumber(value.real, value.imag)
    if isinstance(value, Symbol):
        return wire.SymbolName(value.name, value.positive)
    if isinstance(value, Expression):
        return wire.Tree(_nested(value.tree, list))
    if isinstance(value, Named):
        return wire.Name(value.path, None if value.make is None else [pack(v) for v in value.make])
    if isinstance(value, Reference):
        return wire.Kept(value.number)
    raise Refused(f"an object of type {type(value).__name__} cannot be handed over")


def _nested(tree, make):
    if not isinstance(tree, list | tuple):
        return _plain_number(tree)
    return make(_nested(part, make) for part in tree)


def _plain_number(leaf):
    """Numbers of a tree may have a hundred digits: those go as text."""
    return hex(leaf) if isinstance(leaf, int) and abs(leaf) >= 2**63 else leaf


def unpack(part: wire.Value, limits: Limits, *, most_rows: int = 1):
    """The value of a message part, whatever its sender made of it; Refused for what breaks a rule or a limit.

    most_rows: how many equal rows a tensor may be repeated to.
    """
    return _Reader(limits, most_rows).read(part, 0)


class _Reader:
    def __init__(self, limits: Limits, most_rows: int):
        self._limits, self._left, self._most_rows = limits, limits.answer_parts, most_rows

    def read(self, part, depth: int):
        self._left -= 1
        if self._left < 0 or depth > self._limits.answer_depth:
            raise Refused("the answer has too many parts, or nests them too deeply")
        if part is None or isinstance(part, bool | int | float | str):
            return part
        if isinstance(part, wire.Array):
            if not 1 <= part.rows <= self._most_rows:
                raise Refused("the answer is an array of repeated rows")
            array = _array(part, self._limits)
            return array if part.rows == 1 else array.expand(part.rows, *part.shape)
        if isinstance(part, wire.Sequence):
            return (tuple if part.is_tuple else list)(self.read(item, depth + 1) for item in part.items)
        if isinstance(part, wire.Mapping):
            return self._mapping(part, depth)
        return self._object(part, depth)

    def _mapping(self, part: wire.Mapping, depth: int) -> dict:
        try:
            return {self.read(k, depth + 1): self.read(v, depth + 1) for k, v in part.items}
        except TypeError:
            raise Refused("the answer is a dict with keys that are no plain values") from None

    def _object(self, part, depth: int):
        if isinstance(part, wire.BigInteger):
            return _integer(part.text, self._limits)
        if isinstance(part, wire.ComplexNumber):
            return complex(part.real, part.imag)
        if isinstance(part, wire.SymbolName):
            return Symbol(part.name, part.positive)
        if isinstance(part, wire.Tree):
            return Expression(_Tree(self._limits).read(part.tree, 0))
        if isinstance(part, wire.Name):
            make = None if part.make is None else tuple(self.read(v, depth + 1) for v in part.make)
            return Named(part.path, make)
        return Reference(part.number)


def _integer(text: str, limits: Limits) -> int:
    if len(text) > limits.integer_digits:
        raise Refused("the answer is an integer with too many digits")
    try:
        return int(text, 16)
    except ValueError:
        raise Refused("the answer holds a malformed integer") from None


def _array(part: wire.Array, limits: Limits):
    dtype = TORCH_TYPES.get(part.dtype) if part.kind == "tensor" else NUMPY_TYPES.get(part.dtype)
    if part.kind not in ("tensor", "ndarray", "scalar") or dtype is None:
        raise Refused("the answer is an array of an unknown kind")
    shape = tuple(part.shape)
    if (
        len(shape) > limits.array_dimensions
        or any(not 0 <= n <= limits.message_bytes for n in shape)
        or (part.kind == "scalar" and shape)
    ):
        raise Refused("the answer is an array of an impossible shape")
    if math.prod(shape) * dtype.itemsize != part.data.nbytes:
        raise Refused("the answer is an array whose shape does not fit its data")
    raw = np.frombuffer(part.data, dtype=np.uint8).copy()
    if part.dtype == "bool" and raw.size and raw.max() > 1:
        raise Refused("the answer is an array of truth values that are neither")
    if isinstance(dtype, torch.dtype):
        return torch.from_numpy(raw).view(dtype).reshape(shape) if raw.size else torch.empty(shape, dtype=dtype)
    array = raw.view(dtype).reshape(shape)
    return array[()] if part.kind == "scalar" else array


class _Tree:
    """Reads a tree that the interpreter can evaluate: known nodes, right leaves, bounded."""

    def __init__(self, limits: Limits):
        self._limits, self._left = limits, TREE_NODES

    def read(self, node, depth: int) -> tuple:
        self._left -= 1
        if self._left < 0 or depth > TREE_DEPTH:
            raise Refused("the expression is too large to be read")
        kind, *parts = node if isinstance(node, list) and node else ("",)
        if kind == "symbol" and len(parts) == 1 and isinstance(parts[0], str):
            return (kind, parts[0][:200])
        if kind == "constant" and parts in (["Pi"], ["Exp1"], ["EulerGamma"]):
            return (kind, parts[0])
        if kind == "number" and len(parts) == 1 and isinstance(parts[0], float):
            return (kind, parts[0])
        if kind == "rational" and len(parts) == 2:
            numbers = tuple(_integer(p, self._limits) if isinstance(p, str) else p for p in parts)
            if all(isinstance(n, int) and not isinstance(n, bool) for n in numbers) and numbers[1] > 0:
                return (kind, *numbers)
        if kind == "Piecewise" and all(isinstance(p, list) and len(p) == 2 for p in parts):
            return (kind, *(tuple(self.read(half, depth + 1) for half in p) for p in parts))
        if isinstance(kind, str) and kind in NODES and parts:
            return (kind, *(self.read(p, depth + 1) for p in parts))
        raise Refused("the expression holds a node that is not known")
