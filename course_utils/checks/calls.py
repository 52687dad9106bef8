"""The call that failed, as code that a reader can paste into a cell of the chapter, and the inputs of a case where they are long."""

from __future__ import annotations

import contextlib
import math
from typing import NamedTuple

import numpy as np
import torch
from IPython.core.getipython import get_ipython

from . import expect
from .direct import Ask, Reference
from .draw import Draw
from .exercises import Case, Exercise, exercise
from .expression import Symbol
from .named import HOME, Named
from .student import Asked, Handle, Student

HERE = "course_utils.checks"
LONGEST = 420  # characters of a call that is written out
WIDE = 88  # characters of a line
SHOWN = 2  # calls, where it cannot be told which of them failed
SIGNS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@", "eq": "==", "lt": "<"}


class TooLong(Exception):
    """Written out, the call would fill a screen."""


def failing_call(known: Exercise, case: Case, student: Student, got=None) -> str:
    """The code of the call that a case failed on; "" where nothing was called. got: the answer that was found wrong, if any."""
    asked = list(student.asked or ())
    if not asked:
        return ""
    if any(one.ask.do != "call" for one in asked):
        return _program(known.name, asked)
    place = 1 + [c.name for c in known.cases].index(case.name)
    lines = _Lines()
    for one in _culprits(asked, got):
        lines.call(known, place, one)
    return lines.text()


def _culprits(asked: list[Asked], got) -> list[Asked]:
    """The calls whose answer holds what was found wrong; the last ones where it was computed from several."""
    last = asked[-1]
    if last.answer is None or got is None:
        return [last]
    for one in reversed(asked):
        if one.answer and any(part is got or _equal(part, got) for part in _parts(one.answer.value)):
            return [one]
    calls = {_key(one): one for one in asked}  # the same call again tells nothing
    return list(calls.values())[-SHOWN:]


def _key(one: Asked) -> str:
    return repr((one.ask.args, one.ask.kwargs, one.ask.pullback))


def _parts(value):
    yield value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part)


def _equal(part, got) -> bool:
    try:
        one, other = np.asarray(part), np.asarray(got)
        return one.shape == other.shape and one.size > 0 and bool(np.array_equal(one, other, equal_nan=True))
    except (TypeError, ValueError, RuntimeError):
        return False


class _Lines:
    """A piece of code, its imports on top."""

    def __init__(self) -> None:
        self.imports: dict[str, list[str]] = {}  # module: names
        self.lines: list[str] = []

    def add(self, *lines: str) -> None:
        self.lines += [line for line in lines if line]

    def needs(self, module: str, name: str) -> None:
        names = self.imports.setdefault(module, [])
        names += [] if name in names else [name]

    def text(self) -> str:
        imports = [f"from {module} import {', '.join(sorted(names))}" for module, names in self.imports.items()]
        return "\n".join([*imports, *([""] if imports else []), *self.lines])

    def call(self, known: Exercise, place: int, one: Asked) -> None:
        """The lines of one call of a function."""
        ask = one.ask
        weighted = ask.cotangent is not None
        self.add(_seeds(ask))
        try:
            arguments = [self.literal(value) for value in ask.args]
            weights = [f"weights={self.literal(ask.cotangent)}"] if weighted else []
            if sum(map(len, arguments + weights)) > LONGEST:
                raise TooLong
        except TooLong:
            self.needs(HERE, "inputs")
            number = f", call={one.number}" if one.number > 1 else ""
            arguments, weights = [f'*inputs("{known.id}", case={place}{number})'], []
            if weighted:
                self.add(f"asked = {arguments[0][1:]}")
                arguments, weights = ["*asked"], ["weights=asked.weights"]
        named = [f"{name}={self.literal(value)}" for name, value in ask.kwargs.items()]
        if ask.pullback:
            self.needs(HERE, "gradients")
            of = [] if ask.of is None else [f"of={ask.of!r}"]
            self.add(_called("gradients", [known.name, *arguments, *weights, *of]))
        else:
            self.add(_called(known.name, [*arguments, *named]))

    def literal(self, value) -> str:
        """The value as an expression; TooLong where it holds too many numbers."""
        if isinstance(value, torch.Tensor):
            kind = str(value.dtype)
            return _array(
                "torch", "tensor", value.detach().numpy(), "" if kind == "torch.float32" else f", dtype={kind}"
            )
        if isinstance(value, np.ndarray):
            usual = value.dtype in (np.float64, np.int64, np.bool_)
            return _array("np", "array", value, "" if usual else f", dtype=np.{value.dtype}")
        if isinstance(value, np.generic):
            return self.literal(value.item())
        if isinstance(value, float) and not math.isfinite(value):
            return f'float("{value}")'
        if isinstance(value, list | tuple):
            inner = ", ".join(self.literal(part) for part in value)
            return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {self.literal(part)}" for key, part in value.items()) + "}"
        if isinstance(value, Symbol):
            self.needs("sympy", "Symbol")
            return f'Symbol("{value.name}", real=True{", positive=True" if value.positive else ""})'
        if isinstance(value, Named):
            module, _, name = value.path.partition(":")
            self.needs(HOME + module, name)
            return name if value.make is None else f"{name}({', '.join(self.literal(part) for part in value.make)})"
        return repr(value)


def _called(name: str, arguments: list[str]) -> str:
    """A call in one line, or with a line for each argument where it would be too wide."""
    line = f"{name}({', '.join(arguments)})"
    return line if len(line) <= WIDE else "\n".join([f"{name}(", *(f"    {one}," for one in arguments), ")"])


def _array(module: str, maker: str, values: np.ndarray, dtype: str) -> str:
    first = values.flat[0] if values.size else 0.0
    if values.size > 4 and (values == first).all() or not values.size:
        return f"{module}.full({values.shape}, {_number(first)}{dtype})"
    if values.size * 4 > LONGEST:
        raise TooLong
    return f"{module}.{maker}({_nested(values)}{dtype})"


def _nested(values: np.ndarray) -> str:
    if values.ndim:
        return "[" + ", ".join(_nested(part) for part in values) + "]"
    return _number(values[()])


def _number(value) -> str:
    number = value.item() if isinstance(value, np.generic) else value
    return f'float("{number}")' if isinstance(number, float) and not math.isfinite(number) else repr(number)


def _seeds(ask: Ask) -> str:
    if ask.seed is None:
        return ""
    return f"torch.manual_seed({ask.seed})" + ("" if ask.only_torch else f"; np.random.seed({ask.seed % 2**32})")


def _program(name: str, asked: list[Asked]) -> str:
    """What was asked of objects of the student's class, from the first to the last."""
    lines, number = _Lines(), 0

    def said(value) -> str:
        return f"v{value.number}" if isinstance(value, Reference) else lines.literal(value)

    for one in asked:
        ask = one.ask
        each = [*map(said, ask.args), *(f"{k}={said(v)}" for k, v in ask.kwargs.items())]
        arguments, owner, rest = ", ".join(each), each[0] if each else "", ", ".join(each[1:])
        code = {
            "call": f"{name}({arguments})",
            "new": f"{name}({arguments})",
            "method": f"{owner}.{ask.member}({rest})",
            "get": f"{owner}.{ask.member}",
            "set": f"{owner}.{ask.member} = {rest}",
        }.get(ask.do) or _operation(ask.member, *map(said, ask.args))
        made = isinstance(one.answer.value, Handle) if one.answer else ask.do in ("new", "operate")
        lines.add(f"v{number} = {code}" if made and ask.do != "set" else code)
        number += made
    kept = [line for line in lines.lines[:-1] if "=" in line or "(" in line]  # a look at an attribute changes nothing
    lines.lines = [*kept, *lines.lines[-1:]]
    return lines.text()


def _operation(member: str, *said: str) -> str:
    if member in SIGNS:
        return f" {SIGNS[member]} ".join(said)
    return f"-{said[0]}" if member == "neg" else f"{member}({', '.join(said)})"


class _Reached(BaseException):
    """The call that was looked for. Not an Exception: no case may take it for a fault of the answer's."""

    def __init__(self, ask: Ask):
        super().__init__()
        self.inputs = Inputs(ask.args)
        self.inputs.weights = ask.cotangent


class Inputs(tuple):
    """The arguments of a call. weights: of the sum whose gradients are asked for, None where they are all 1 or none are asked for."""

    weights: torch.Tensor | None = None


class _Until(Student):
    """A student that stops at a call, before it is made."""

    def __init__(self, function, name: str, call: int):
        super().__init__(function, name=name)
        self._left = call

    def _ask(self, ask: Ask):
        self._left -= 1
        if not self._left:
            raise _Reached(ask)
        return super()._ask(ask)


def inputs(exercise_id: str, case: int, call: int = 1) -> Inputs:
    """The arguments of a call that a public case makes: `f(*inputs("topic.f", case=2))` repeats its first.

    case: its place among the cases of the card, from 1. The case is run again as far as that call, with the notebook's own
    function, so calls whose inputs are made of earlier answers have theirs. LookupError where there is no such call.
    """
    known = exercise(exercise_id)
    if not 1 <= case <= len(known.cases):
        raise LookupError(f"{exercise_id} has the cases 1 to {len(known.cases)}, and no case {case}")
    shell, chosen = get_ipython(), known.cases[case - 1]
    function = shell.user_ns.get(known.name) if shell else None
    student = _Until(function or (lambda *_, **__: None), known.name, call)
    before = expect.recorder.set(lambda *_: None)  # a comparison that fails does not end the case
    try:
        student.begin(0)
        with contextlib.suppress(Exception):  # the case cannot go on with the answers that it gets
            chosen.run(student, Draw(0, known.id, chosen.name))
    except _Reached as reached:
        return reached.inputs
    finally:
        expect.recorder.reset(before)
    missing = "" if function else f": run the cell that defines {known.name} first"
    raise LookupError(f"case {case} of {exercise_id} does not get as far as its call {call}{missing}")


class Gradients(NamedTuple):
    """What a call returns, and the gradients of its weighted sum by each argument: None where none arrives."""

    value: object
    grads: tuple


def gradients(function, *args, weights=None, of=None) -> Gradients:
    """The gradients that a check looks at: of sum(weights * function(*args)) with respect to each tensor among the arguments.

    weights: a tensor of the answer's shape, ones if not given. of: index or key of the answer, where it has several.
    """
    return Gradients(*Student(function).vjp(args, weights, of=of))
