"""Values on their way into the student's code and back: copies in, plain data out."""

from __future__ import annotations

import cmath
import sys
from collections.abc import Callable

import numpy as np
import torch

from .expression import Expression, Symbol, from_sympy
from .failures import Failure
from .named import Named

#: What Python's own types are as data, by functions that a subclass of the student's cannot replace.
BASES: dict[type, Callable] = {int: int.__pos__, float: float.__pos__, complex: complex.__pos__, str: str.__str__}


def copies(args: tuple) -> list:
    """Copies of the arguments, so that what the student's code does to them changes nothing here; names become objects."""
    return [_copy(a) for a in args]


def _copy(value):
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list | tuple):
        return type(value)(_copy(v) for v in value)
    if isinstance(value, dict):
        return {key: _copy(v) for key, v in value.items()}
    if isinstance(value, Symbol):
        import sympy

        return sympy.Symbol(value.name, real=True, **({"positive": True} if value.positive else {}))
    return value.resolve() if isinstance(value, Named) else value


def same(new, old) -> bool:
    """True if a copied argument still is what it was."""
    try:
        return _same(new, old)
    except Exception:  # what a list or a dict holds now may be of any kind
        return False


def _same(new, old) -> bool:
    if isinstance(old, torch.Tensor):
        if new.shape != old.shape:
            return False
        new = new.detach()
        return torch.equal(new, old) or torch.equal(torch.nan_to_num(new), torch.nan_to_num(old.detach()))
    if isinstance(old, np.ndarray):
        return new.shape == old.shape and np.array_equal(new, old, equal_nan=old.dtype.kind == "f")
    if isinstance(old, list | tuple):
        return len(new) == len(old) and all(_same(n, o) for n, o in zip(new, old, strict=True))
    if isinstance(old, dict):
        return new.keys() == old.keys() and all(_same(new[k], old[k]) for k in old)
    if isinstance(old, int | float | complex | str):
        return bool(new == old) or (isinstance(old, float | complex) and cmath.isnan(old) and cmath.isnan(new))
    return True


def plain(value, name: str = "your function", keep=None):
    """The value as data: base tensors and arrays, numbers, strings, None, lists, tuples, dicts, expressions; Failure for anything else.

    keep: called with an object of no such type; what it returns stands in its place, None for "not known either".
    """
    if isinstance(value, torch.Tensor):
        return _plain_tensor(value)
    if isinstance(value, np.ndarray | np.generic):
        return _plain_array(value, name)
    if value is None or isinstance(value, bool | Expression):
        return value
    for kind, itself in BASES.items():
        if isinstance(value, kind):
            return itself(value)
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(plain(v, name, keep) for v in value)
    if isinstance(value, dict):
        return {plain(key, name): plain(v, name, keep) for key, v in value.items()}
    sympy = sys.modules.get("sympy")
    if sympy is not None and isinstance(value, sympy.Basic):
        return from_sympy(value)
    kept = keep(value) if keep else None
    if kept is None:
        raise Failure(
            f"`{name}` returned an object of type {type(value).__name__}, which is none of the types that its docstring names",
            f"`{name}` returned an object of a type that its docstring does not name",
        )
    return kept


def _plain_tensor(value: torch.Tensor) -> torch.Tensor:
    with torch._C.DisableTorchFunctionSubclass():  # a subclass may have its own mind of what it is equal to
        dense = value.detach() if value.layout is torch.strided else value.detach().to_dense()
        return dense.cpu().clone().as_subclass(torch.Tensor)


def _plain_array(value, name: str):
    if np.ma.is_masked(value):
        raise Failure(f"`{name}` returned an array some entries of which are masked: return its data")
    array = np.array(value)
    if array.dtype.kind not in "biufc":
        raise Failure(f"`{name}` returned an array of dtype {array.dtype}: its entries must be numbers")
    wide = {np.dtype(np.longdouble): np.float64, np.dtype(np.clongdouble): np.complex128}.get(array.dtype)
    return array.astype(wide)[()] if wide else array[()]


def described(value) -> str:
    """A short text for a value in a message: type, dtype and shape of an array, the value of anything small."""
    if isinstance(value, torch.Tensor):
        return f"Tensor {str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"ndarray {value.dtype}{list(value.shape)}"
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, Named):
        return value.path.rpartition(":")[2]
    if isinstance(value, int | float | str | type(None)):
        return repr(value) if len(repr(value)) <= 40 else repr(value)[:37] + "..."
    return type(value).__name__


def text_of(error: BaseException) -> str:
    """The message of an error that the student's code may have defined."""
    try:
        return str(error).strip()
    except Exception:  # it may be of the student's own making
        return "(its message cannot be shown)"
