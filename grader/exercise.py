"""The secret half of an exercise: hidden cases, misconceptions, accepted alternatives. The reference is the chapter's solution."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from course_utils.checks.exercises import Case, Exercise, register
from grader.chapter_code import solution, surroundings

REFERENCE = "the chapter's solution"


class DoesNotApply(ValueError):
    """A slip whose edits no longer fit what they edit; the message says which, where, and what to do."""


@dataclass(frozen=True)
class Implementation:
    """A right or wrong way to write an exercise."""

    exercise: str
    name: str
    hint: str = ""

    @property
    def definition(self) -> str:
        """The text of the function or class under the exercise's name, as a student's cell would hold it."""
        raise NotImplementedError

    @cached_property
    def source(self) -> str:
        """The definition, and before it what it uses of the chapter."""
        return surroundings(self.exercise.split(".")[0], self.definition) + self.definition

    @cached_property
    def function(self) -> Callable:
        """The function or class itself."""
        where = f"<{self.exercise}: {self.name}>"
        linecache.cache[where] = len(self.source), None, self.source.splitlines(keepends=True), where
        namespace: dict = {"__name__": "submission"}
        exec(compile(self.source, where, "exec", dont_inherit=True), namespace)
        return namespace[self.exercise.split(".")[1]]


class Published(Implementation):
    """The solution that stands in the chapter."""

    @property
    def definition(self) -> str:
        """The chapter's solution cell without docstrings. NoSolution where there is none."""
        return solution(self.exercise)


@dataclass(frozen=True)
class Written(Implementation):
    """A function (or class) written out in the module of the exercise. It uses nothing but its arguments and the chapter's imports."""

    written: Callable | None = None

    @property
    def definition(self) -> str:
        """The source of the function under the exercise's name, without its decorator."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.written)))
        tree.body[0].decorator_list = []
        tree.body[0].name = self.exercise.split(".")[1]
        return ast.unparse(tree) + "\n"

    @property
    def function(self) -> Callable:
        """The function as it was written."""
        return self.written


@dataclass(frozen=True)
class Slip(Implementation):
    """Another implementation with a few edits, each a pair (old text, new text)."""

    base_of: Callable[[], Implementation] | None = None
    edits: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> Implementation:
        """What is edited. ValueError where there is no implementation of that name."""
        return self.base_of()

    @cached_property
    def definition(self) -> str:
        """The edited text. DoesNotApply where an edit does not fit."""
        text = before = self.base.definition
        for old, new in self.edits:
            times = text.count(old)
            if times != 1:
                reason = "does not occur" if not times else f"occurs {times} times"
                raise DoesNotApply(
                    f"{self.exercise}: the slip {self.name!r} edits {self.base.name!r}, where {old!r} {reason}: "
                    f"an edit names text that stands there once. The text is:\n{text}"
                )
            text = text.replace(old, new)
        try:
            same = ast.dump(ast.parse(text)) == ast.dump(ast.parse(before))
        except SyntaxError as error:
            raise DoesNotApply(f"{self.exercise}: the slip {self.name!r} leaves no Python: {error}\n{text}") from None
        if same:
            raise DoesNotApply(f"{self.exercise}: the slip {self.name!r} changes nothing")
        return text


class Secret:
    """What instructors know about an exercise beyond its public half."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self.cases: list[Case] = []
        self.misconceptions: list[Implementation] = []
        self.alternatives: list[Implementation] = []
        self.reference: Implementation = Published(exercise.id, REFERENCE)

    def case(self, name: str, *, weight: float = 1.0, seconds: float = 10.0):
        """Register the decorated `run(student, draw)` as a hidden case."""
        if any(case.name == name for case in self.exercise.cases):
            raise ValueError(f"{self.exercise.id} has a public case named {name!r} already")
        return register(self.cases, name, weight, seconds, hidden=True)

    def misconception(self, name: str, *, hint: str):
        """Register the decorated function as a named wrong answer. The name completes "your function ..."."""

        def decorate(function: Callable) -> Callable:
            self._add(Written(self.exercise.id, name, hint, function))
            return function

        return decorate

    def slip(self, name: str, *edits: tuple[str, str], hint: str, of: str = REFERENCE) -> None:
        """Register a named wrong answer as edits (old, new) of the chapter's solution, or of the alternative named in `of`.

        Each `old` stands exactly once in the text that is edited, docstrings left out. The edits are applied in order.
        All this is looked at when the slip is used: ValueError where there is no such alternative, DoesNotApply where an
        edit does not fit.
        """

        def base() -> Implementation:
            known = {known.name: known for known in (self.reference, *self.alternatives)}
            if of not in known:
                there = ", ".join(map(repr, known))
                raise DoesNotApply(f"{self.exercise.id}: the slip {name!r} edits {of!r}, which is none of {there}")
            return known[of]

        self._add(Slip(self.exercise.id, name, hint, base, edits))

    def slips(self, wrong: dict[str, tuple], *, hint: str, of: str = REFERENCE) -> None:
        """Register named wrong answers that share a hint: name -> its edit (old, new), or a tuple of several."""
        for name, edit in wrong.items():
            edits = (edit,) if isinstance(edit[0], str) else edit
            self.slip(name, *edits, hint=hint, of=of)

    def _add(self, wrong: Implementation) -> None:
        if any(known.name == wrong.name for known in self.misconceptions):
            raise ValueError(f"{self.exercise.id} has a misconception named {wrong.name!r} already")
        self.misconceptions.append(wrong)

    def alternative(self, name: str):
        """Register the decorated function as a right answer written differently."""

        def decorate(function: Callable) -> Callable:
            self.alternatives.append(Written(self.exercise.id, name, "", function))
            return function

        return decorate

    @property
    def all_cases(self) -> list[Case]:
        """Public cases, then hidden ones: what grading runs."""
        return [*self.exercise.cases, *self.cases]
