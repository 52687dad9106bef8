"""The student's function as a case sees it: called with copies, answering with plain data."""

from __future__ import annotations

import dis
import inspect
import linecache
import random
import sys
from typing import Any, NamedTuple

import numpy as np
import torch

from .expression import Expression, Symbol, from_sympy
from .failures import Failure, NotAttempted, StudentError


class Pullback(NamedTuple):
    """Value of a call and the gradients of <cotangent, value>, one for each argument (None: no gradient reaches it)."""

    value: Any
    grads: tuple


class Student:
    """Calls a live function directly: what stands behind `student` in the notebook.

    In grading the same four ways of asking (`student(...)`, `student.vjp`, `student.seeded`, `student.once`) go through
    the trust boundary. Cases get plain data back and never hold an object of the student's.
    """

    def __init__(self, function, *, name: str | None = None):
        self._function = function
        self.name = name or getattr(function, "__name__", "your function")
        self.changed: tuple[str, ...] = ()
        self._answers: dict = {}

    def __call__(self, *args, **kwargs):
        """Call with copies of the arguments; what was changed in place is named in `changed` afterwards."""
        return plain(self._call(_copies(args), kwargs, args), self.name)

    def once(self, *args):
        """Like a call, but an earlier answer to the same (hashable) arguments is used again: for slow deterministic functions."""
        if args not in self._answers:
            self._answers[args] = self(*args)
        return self._answers[args]

    def seeded(self, seed: int, *, only_torch: bool = False) -> Student:
        """The same function, with random, numpy and torch seeded before every call.

        only_torch: random and numpy are seeded afresh each time, so that noise taken from them does not repeat.
        """
        return _Seeded(self, seed, only_torch)

    def vjp(self, args: tuple, cotangent=None) -> Pullback:
        """Value and gradients with respect to every floating-point tensor among the arguments.

        cotangent: shape of the value; ones if not given.
        """
        inputs = _copies(args)
        leaves = {
            i: a.requires_grad_() for i, a in enumerate(inputs) if isinstance(a, torch.Tensor) and a.is_floating_point()
        }
        with torch.enable_grad():
            value = self._call(inputs, {}, args)
        if not isinstance(value, torch.Tensor):
            raise Failure(f"`{self.name}` returned {described(value)} where gradients need a torch tensor")
        if not value.requires_grad:
            return Pullback(plain(value, self.name), (None,) * len(args))
        if cotangent is not None and tuple(value.shape) != tuple(cotangent.shape):
            raise Failure(f"returned shape {list(value.shape)}, expected {list(cotangent.shape)}")
        seed = torch.ones_like(value) if cotangent is None else cotangent.to(value)
        found = torch.autograd.grad(value, list(leaves.values()), seed, allow_unused=True)
        grads = dict(zip(leaves, found, strict=True))
        return Pullback(plain(value, self.name), tuple(_detached(grads.get(i)) for i in range(len(args))))

    def _call(self, inputs: list, kwargs: dict, originals: tuple):
        try:
            value = self._function(*inputs, **kwargs)
        except NotImplementedError as error:
            if raised_by(error, self._function):
                raise NotAttempted(self.name) from None
            raise self._error(error, originals, kwargs) from None
        except (Exception, SystemExit) as error:
            raise self._error(error, originals, kwargs) from None
        self.changed = tuple(
            name
            for name, new, old in zip(self._names(len(inputs)), inputs, originals, strict=True)
            if not _same(new, old)
        )
        return value

    def _error(self, error: BaseException, args: tuple, kwargs: dict) -> StudentError:
        shown = [f"{name}={described(a)}" for name, a in zip(self._names(len(args)), args, strict=True)]
        shown += [f"{name}={described(value)}" for name, value in kwargs.items()]
        first_line = (text_of(error).splitlines() or [""])[0][:300]
        kind, line = type(error).__name__, _line_of(error, self._function)
        return StudentError(
            f"`{self.name}({', '.join(shown)})` raised {kind}: {first_line}{line}", f"`{self.name}` raised {kind}{line}"
        )

    def _names(self, count: int) -> list[str]:
        try:
            names = [p.name for p in inspect.signature(self._function).parameters.values()]
        except (TypeError, ValueError):
            names = []
        return [names[i] if i < len(names) else f"argument {i + 1}" for i in range(count)]


class _Seeded(Student):
    def __init__(self, base: Student, seed: int, only_torch: bool):
        super().__init__(base._function, name=base.name)
        self._seed, self._only_torch = seed, only_torch

    def _call(self, inputs, kwargs, originals):
        random.seed(None if self._only_torch else self._seed)
        np.random.seed(None if self._only_torch else self._seed % 2**32)
        torch.manual_seed(self._seed)
        return super()._call(inputs, kwargs, originals)


def raised_by(error: BaseException, *functions) -> bool:
    """True if a `raise` in the innermost frame is the error's origin, and the frame belongs to one of these functions (or classes)."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_code not in {code for function in functions for code in _codes(function)}:
        return False
    # What torch raises in compiled code has no frame of its own: there the instruction is a call, not a raise.
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def _codes(function) -> set:
    function = inspect.unwrap(function) if callable(function) else function
    if inspect.isclass(function):
        return {code for member in vars(function).values() for code in _codes(getattr(member, "__func__", member))}
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return {code} if code else set()


def text_of(error: BaseException) -> str:
    """The message of an error that the student's code may have defined."""
    try:
        return str(error).strip()
    except Exception:  # it may be of the student's own making
        return "(its message cannot be shown)"


def _line_of(error: BaseException, function) -> str:
    """The last line of the student's own code on the way to the error, as ' (line 3: `...`)'."""
    files = {code.co_filename for code in _codes(function)}
    found, trace = "", error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename in files:
            text = linecache.getline(filename, trace.tb_lineno).strip()[:100]
            found = f" (line {trace.tb_lineno}: `{text}`)" if text else f" (line {trace.tb_lineno})"
        trace = trace.tb_next
    return found


def _copies(args: tuple) -> list:
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
    return value


def _same(new, old) -> bool:
    if isinstance(old, torch.Tensor):
        return new.shape == old.shape and torch.equal(torch.nan_to_num(new.detach()), torch.nan_to_num(old.detach()))
    if isinstance(old, np.ndarray):
        return new.shape == old.shape and np.array_equal(new, old, equal_nan=old.dtype.kind == "f")
    if isinstance(old, list | tuple):
        return len(new) == len(old) and all(_same(n, o) for n, o in zip(new, old, strict=True))
    if isinstance(old, dict):
        return new.keys() == old.keys() and all(_same(new[k], old[k]) for k in old)
    return True


def _detached(gradient):
    return None if gradient is None else gradient.detach().clone()


def plain(value, name: str = "your function"):
    """The value as data: base tensors and arrays, numbers, strings, None, lists, tuples, dicts, expressions; Failure for anything else."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu().clone().as_subclass(torch.Tensor)
    if isinstance(value, np.ndarray | np.generic):
        if np.asarray(value).dtype.kind not in "biufc":
            raise Failure(f"`{name}` returned an array of dtype {np.asarray(value).dtype}: its entries must be numbers")
        return np.array(value)[()]
    if value is None or isinstance(value, bool | int | float | complex | str | Expression):
        return value
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(plain(v, name) for v in value)
    if isinstance(value, dict):
        return {key: plain(v, name) for key, v in value.items()}
    sympy = sys.modules.get("sympy")
    if sympy is not None and isinstance(value, sympy.Basic):
        return from_sympy(value)
    raise Failure(
        f"`{name}` returned an object of type {type(value).__name__}, which is none of the types that its docstring names"
    )


def described(value) -> str:
    """A short text for a value in a message: type, dtype and shape of an array, the value of anything small."""
    if isinstance(value, torch.Tensor):
        return f"Tensor {str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"ndarray {value.dtype}{list(value.shape)}"
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, int | float | str | type(None)):
        return repr(value) if len(repr(value)) <= 40 else repr(value)[:37] + "..."
    return type(value).__name__
