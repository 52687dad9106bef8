"""The secret half of an exercise: reference, hidden cases, misconceptions, accepted alternatives."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from course_utils.checks.exercises import Case, Exercise, register


@dataclass(frozen=True)
class Implementation:
    """A right or wrong way to write an exercise. It uses nothing but its arguments and the chapter's imports."""

    exercise: str
    name: str
    function: Callable
    hint: str = ""

    @property
    def source(self) -> str:
        """The source of the function (or class) under the exercise's name, without its decorator."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.function)))
        definition = tree.body[0]
        definition.decorator_list = []
        definition.name = self.exercise.split(".")[1]
        return ast.unparse(tree) + "\n"


class Secret:
    """What instructors know about an exercise beyond its public half."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self.cases: list[Case] = []
        self.misconceptions: list[Implementation] = []
        self.alternatives: list[Implementation] = []
        self._reference: Implementation | None = None

    @property
    def reference(self) -> Implementation:
        """The one reference; ValueError if the module has none."""
        if self._reference is None:
            raise ValueError(f"{self.exercise.id} has no reference: mark one with @....is_reference")
        return self._reference

    def is_reference(self, function: Callable) -> Callable:
        """Mark the decorated function as the reference."""
        self._reference = Implementation(self.exercise.id, "reference", function)
        return function

    def case(self, name: str, *, weight: float = 1.0, seconds: float = 10.0):
        """Register the decorated `run(student, draw)` as a hidden case."""
        if any(case.name == name for case in self.exercise.cases):
            raise ValueError(f"{self.exercise.id} has a public case named {name!r} already")
        return register(self.cases, name, weight, seconds, hidden=True)

    def misconception(self, name: str, *, hint: str):
        """Register the decorated function as a named wrong answer. The name completes "your function ..."."""

        def decorate(function: Callable) -> Callable:
            self.misconceptions.append(Implementation(self.exercise.id, name, function, hint))
            return function

        return decorate

    def alternative(self, name: str):
        """Register the decorated function as a right answer written differently."""

        def decorate(function: Callable) -> Callable:
            self.alternatives.append(Implementation(self.exercise.id, name, function))
            return function

        return decorate

    @property
    def all_cases(self) -> list[Case]:
        """Public cases, then hidden ones: what grading runs."""
        return [*self.exercise.cases, *self.cases]
