"""The student's function or class as a case sees it: asked with copies, answering with plain data."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from .direct import Answer, Ask, Direct, Reference
from .limits import time_limit
from .named import Named

KEPT = 200  # questions of a case


class Pullback(NamedTuple):
    """Value of a call and the gradients of <cotangent, value>.

    grads: one entry for each argument, None where no gradient reaches it, a dict by parameter name for a module.
    """

    value: Any
    grads: tuple


class Asked(NamedTuple):
    """One question of a case, its number, and the answer, None where there was none."""

    number: int
    ask: Ask
    answer: Answer | None


class Student:
    """What a case asks. In the notebook a live function stands behind it, in grading the trust boundary; cases are the same.

    Cases get plain data back and never hold an object of the student's. Callables are passed as `Named`.
    asked: the questions of the running case, for the card; None in grading, where no card shows them.
    """

    asked: deque[Asked] | None = None

    def __init__(self, function: Callable, *, name: str | None = None):
        self.name = name or getattr(function, "__name__", "your function")
        self.changed: tuple[str, ...] = ()
        self._answer: Callable[[Ask], Answer] = Direct(function, self.name)
        self._answers: dict = {}
        self.asked = deque(maxlen=KEPT)

    def begin(self, seed: int) -> None:
        """A new case begins. The notebook's generators go on as they are, so the seed counts only in grading."""
        self.asked.clear()
        self._answer.begin()

    def limited(self, seconds: float) -> contextlib.AbstractContextManager:
        """A limit of CPU time for what is asked inside; raises TimeLimit."""
        return time_limit(seconds)

    def __call__(self, *args, **kwargs):
        """Call the function; what it changed in place is named in `changed` afterwards."""
        return self._ask(Ask(args=args, kwargs=kwargs)).value

    def once(self, *args):
        """Like a call, but an earlier answer to the same (hashable) arguments is used again: for slow deterministic functions."""
        if args not in self._answers:
            self._answers[args] = self(*args)
        return self._answers[args]

    def vjp(self, args: tuple, cotangent=None, *, of: int | str | None = None) -> Pullback:
        """Value and gradients with respect to every floating-point tensor (and module's parameter) among the arguments.

        cotangent: shape of the value; ones if not given. of: index or key of the output, where there are several.
        """
        return _pullback(self._ask(Ask(args=args, pullback=True, cotangent=cotangent, of=of)))

    def new(self, *args, **kwargs) -> Handle:
        """An object of the student's class, which stays where their code runs."""
        return self._ask(Ask("new", args, kwargs)).value

    def hold(self, thing: Named) -> Handle:
        """An object of ours, which stays where their code runs, so that a case sees what their function did to it.

        thing: names something with an attribute `itself`, which is the object.
        """
        return self._ask(Ask("get", (thing,), member="itself")).value

    def seeded(self, seed: int, *, only_torch: bool = False) -> Student:
        """The same function, with random, numpy and torch seeded before every call.

        only_torch: random and numpy are seeded afresh each time, so that noise taken from them does not repeat.
        """
        return _Seeded(self, seed, only_torch)

    def _ask(self, ask: Ask) -> Answer:
        referred = replace(ask, args=tuple(_referred(a) for a in ask.args))
        if self.asked is not None:
            number = self.asked[-1].number + 1 if self.asked else 1
            self.asked.append(Asked(number, referred, None))
        answer = self._answer(referred)
        self.changed = answer.changed
        answer = replace(answer, value=self._held(answer.value))
        if self.asked is not None:
            self.asked[-1] = self.asked[-1]._replace(answer=answer)
        return answer

    def _held(self, value):
        if isinstance(value, Reference):
            return Handle(self, value.number)
        if isinstance(value, list | tuple):
            return type(value)(self._held(v) for v in value)
        return value


class _Seeded(Student):
    def __init__(self, base: Student, seed: int, only_torch: bool):  # all questions go through the base
        self.name, self.changed, self._answers = base.name, (), {}
        self._base, self._seed, self._only_torch = base, seed, only_torch

    def _ask(self, ask: Ask) -> Answer:
        answer = self._base._ask(replace(ask, seed=self._seed, only_torch=self._only_torch))
        self.changed = answer.changed
        return answer


class Handle:
    """An object of the student's class: methods, attributes and operators, each answering with data or another handle."""

    def __init__(self, student: Student, number: int):
        self._student, self.number = student, number

    def call(self, method: str, *args, **kwargs):
        """Call a method."""
        return self._student._ask(Ask("method", (self, *args), kwargs, method)).value

    def get(self, attribute: str):
        """The value of an attribute."""
        return self._student._ask(Ask("get", (self,), member=attribute)).value

    def set(self, attribute: str, value) -> None:
        """Set an attribute; a torch parameter keeps its identity and takes the values."""
        self._student._ask(Ask("set", (self, value), member=attribute))

    def vjp(self, method: str, args: tuple, cotangent=None, *, of: int | str | None = None) -> Pullback:
        """Value and gradients of a method of a torch module: entry 0 of `grads` belongs to the object itself."""
        ask = Ask("method", (self, *args), member=method, pullback=True, cotangent=cotangent, of=of)
        return _pullback(self._student._ask(ask))

    def _operate(self, name: str, *args):
        return self._student._ask(Ask("operate", args, member=name)).value

    def __add__(self, other):
        return self._operate("add", self, other)

    def __radd__(self, other):
        return self._operate("add", other, self)

    def __sub__(self, other):
        return self._operate("sub", self, other)

    def __rsub__(self, other):
        return self._operate("sub", other, self)

    def __mul__(self, other):
        return self._operate("mul", self, other)

    def __rmul__(self, other):
        return self._operate("mul", other, self)

    def __truediv__(self, other):
        return self._operate("truediv", self, other)

    def __rtruediv__(self, other):
        return self._operate("truediv", other, self)

    def __pow__(self, other):
        return self._operate("pow", self, other)

    def __neg__(self):
        return self._operate("neg", self)

    def __len__(self) -> int:
        return self._operate("len", self)


def _referred(value):
    return Reference(value.number) if isinstance(value, Handle) else value


def _pullback(answer: Answer) -> Pullback:
    return Pullback(answer.value, answer.grads)
