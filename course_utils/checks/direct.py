"""Asks the student's live function or class directly: what stands behind `student` in the notebook, and inside the sandbox."""

from __future__ import annotations

import dis
import inspect
import linecache
import operator
import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from .failures import Failure, NotAttempted, StudentError, TimeLimit
from .plain import copies, described, plain, same, text_of

OPERATORS = {
    name: getattr(operator, name)
    for name in ("add", "sub", "mul", "truediv", "pow", "neg", "matmul", "getitem", "eq", "lt")
} | {"len": len, "float": float, "bool": bool}


@dataclass(frozen=True)
class Reference:
    """Stands for an object that the student's code has made and keeps."""

    number: int


@dataclass(frozen=True)
class Ask:
    """One question to the student's code.

    do: "call" (the function), "new" (an object of the class), "method", "get", "set" (an attribute), "operate" (an operator
    on objects). member: name of the method, attribute or operator. pullback: also the gradients, for `cotangent` (ones if
    None) of the output `of` (None: the only one). seed: for random, numpy and torch before the call.
    """

    do: str = "call"
    args: tuple = ()
    kwargs: dict = field(default_factory=dict)
    member: str = ""
    pullback: bool = False
    cotangent: Any = None
    of: int | str | None = None
    seed: int | None = None
    only_torch: bool = False


@dataclass(frozen=True)
class Answer:
    """Plain data. changed: names of the arguments that the call changed in place."""

    value: Any
    changed: tuple[str, ...] = ()
    grads: tuple = ()


class Direct:
    """Answers an Ask by calling. Objects that the student's class makes stay here, under numbers, until the next case begins.

    caught: what counts as an error of the student's; in the notebook the reader's own interruption does not.
    """

    def __init__(self, function, name: str, caught=(Exception, SystemExit)):
        self._function, self.name, self._caught = function, name, caught
        self._objects: list = []
        self._entropy = random.Random()

    def begin(self, seed: int | None = None) -> None:
        """A new case begins: objects of the last one are forgotten; with a seed, all generators start from it."""
        self._objects.clear()
        if seed is not None:
            self._entropy = random.Random(seed)
            _seed_all(self._entropy.getrandbits(63), self._entropy.getrandbits(63))

    def __call__(self, ask: Ask) -> Answer:
        """The answer; Failure, StudentError or NotAttempted where there is none."""
        inputs = [self._objects[a.number] if isinstance(a, Reference) else a for a in copies(ask.args)]
        if ask.seed is not None:
            _seed_all(ask.seed, self._entropy.getrandbits(63) if ask.only_torch else ask.seed)
        leaves = _leaves(inputs) if ask.pullback else {}
        with torch.set_grad_enabled(torch.is_grad_enabled() or ask.pullback):
            value = self._carry_out(ask, inputs)
        keep = self._kept if ask.do != "call" else None
        moved = [i for i, (new, old) in enumerate(zip(inputs, ask.args, strict=True)) if not same(new, old)]
        changed = tuple(self._names(ask, len(inputs))[i] for i in moved) if moved else ()
        if not ask.pullback:
            return Answer(plain(value, self.name, keep), changed)
        grads = self._gradients(ask, value, leaves)
        return Answer(plain(value, self.name, keep), changed, _by_argument(inputs, grads))

    def _carry_out(self, ask: Ask, inputs: list):
        try:
            if ask.do in ("call", "new"):
                return self._function(*inputs, **ask.kwargs)
            if ask.do == "operate":
                return OPERATORS[ask.member](*inputs)
            if ask.do == "get":
                return getattr(inputs[0], ask.member)
            if ask.do == "set":
                return _set(inputs[0], ask.member, inputs[1])
            return getattr(inputs[0], ask.member)(*inputs[1:], **ask.kwargs)
        except NotImplementedError as error:
            if raised_by(error, self._function):
                raise NotAttempted(self.name) from None
            raise self._error(error, ask) from None
        except TimeLimit:
            raise
        except self._caught as error:
            raise self._error(error, ask) from None

    def _gradients(self, ask: Ask, value, leaves: dict) -> dict:
        try:
            value = value if ask.of is None else value[ask.of]
        except (LookupError, TypeError):
            raise Failure(f"`{self.name}` returned {described(value)}, which has no part {ask.of!r}") from None
        if not isinstance(value, torch.Tensor):
            raise Failure(f"`{self.name}` returned {described(value)} where gradients need a torch tensor")
        if not value.requires_grad:
            return {}
        if ask.cotangent is not None and tuple(value.shape) != tuple(ask.cotangent.shape):
            raise Failure(f"returned shape {list(value.shape)}, expected {list(ask.cotangent.shape)}")
        seed = torch.ones_like(value) if ask.cotangent is None else ask.cotangent.to(value)
        try:
            found = torch.autograd.grad(value, list(leaves.values()), seed, allow_unused=True)
        except Exception as error:
            # A tensor of the graph was changed in place, or a backward of the student's own failed.
            reason = (text_of(error).splitlines() or [""])[0][:300]
            raise Failure(f"the gradients of `{self.name}` cannot be taken: {reason}") from None
        return {key: None if g is None else g.detach().clone() for key, g in zip(leaves, found, strict=True)}

    def _kept(self, value) -> Reference:
        self._objects.append(value)
        return Reference(len(self._objects) - 1)

    def _error(self, error: BaseException, ask: Ask) -> StudentError:
        shown = [f"{n}={described(a)}" for n, a in zip(self._names(ask, len(ask.args)), ask.args, strict=True)]
        shown += [f"{name}={described(value)}" for name, value in ask.kwargs.items()]
        if ask.do in ("get", "set", "method"):
            shown = shown[1:]
        call = self.name if ask.do in ("call", "new") else f"{self.name}.{ask.member}"
        first_line = (text_of(error).splitlines() or [""])[0][:300]
        return StudentError(call, ", ".join(shown), error, first_line, last_line(error, self._function))

    def _names(self, ask: Ask, count: int) -> list[str]:
        try:
            names = [p.name for p in inspect.signature(self._function).parameters.values()] if ask.do == "call" else []
        except (TypeError, ValueError):
            names = []
        return [names[i] if i < len(names) else f"argument {i + 1}" for i in range(count)]


def _seed_all(seed: int, others: int) -> None:
    # torch.manual_seed looks for devices that are not there, which takes a hundred times as long.
    torch.default_generator.manual_seed(seed)
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(seed)
    random.seed(others)
    np.random.seed(others % 2**32)


def _leaves(inputs: list) -> dict:
    """What gradients are taken with respect to: floating-point tensors, and the parameters of modules, among the inputs."""
    leaves = {
        (i, ""): a.requires_grad_()
        for i, a in enumerate(inputs)
        if isinstance(a, torch.Tensor) and a.is_floating_point()
    }
    return leaves | {
        (i, n): p for i, a in enumerate(inputs) if isinstance(a, torch.nn.Module) for n, p in a.named_parameters()
    }


def _by_argument(inputs: list, grads: dict) -> tuple:
    def of(i: int, argument):
        if isinstance(argument, torch.nn.Module):
            return {name: grads.get((i, name)) for name, _ in argument.named_parameters()}
        return grads.get((i, ""))

    return tuple(of(i, argument) for i, argument in enumerate(inputs))


def _set(owner, member: str, value) -> None:
    current = getattr(owner, member, None)
    if isinstance(current, torch.nn.Parameter):
        with torch.no_grad():
            current.copy_(value)
    else:
        setattr(owner, member, value)


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


def last_line(error: BaseException, function) -> tuple[str, int, str]:
    """(file, line, text) of the last line of the student's own code on the way to the error; ("", 0, "") if there is none."""
    files = {code.co_filename for code in _codes(function)}
    found, trace = ("", 0, ""), error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename in files:
            found = filename, trace.tb_lineno, linecache.getline(filename, trace.tb_lineno).strip()[:100]
        trace = trace.tb_next
    return found
