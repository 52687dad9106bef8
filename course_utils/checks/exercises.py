"""An exercise as data: an id, a level, public cases, and what is known of its misconceptions."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

PUBLIC = f"{__package__}.public"


@dataclass(frozen=True)
class Case:
    """One thing that is checked. `run(student, draw)` returns quietly or raises Failure. Inputs of a hidden case are never shown."""

    name: str
    run: Callable
    weight: float = 1.0
    seconds: float = 10.0
    hidden: bool = False


@dataclass(frozen=True)
class Misconception:
    """A known wrong idea: what it is called, what helps, and how a function that holds it fails.

    failures: case -> comparison -> the answer that was found wrong there, as `recording.py` writes it down.
    """

    name: str
    hint: str
    failures: dict = field(default_factory=dict)


class Exercise:
    """The public half of an exercise. A level-n exercise is worth 2n points."""

    def __init__(self, topic: str, name: str, level: int):
        self.id = f"{topic}.{name}"
        self.topic, self.name, self.level = topic, name, level
        self.cases: list[Case] = []
        self.probe: Callable | None = None
        self.probe_rtol = self.probe_atol = 0.0
        self.steps: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The name of the exercise's files, in small letters."""
        return self.name.lower()

    @property
    def points(self) -> int:
        """Points of the graded cell."""
        return 2 * self.level

    def hints(self, question: str, idea: str, nearly: str) -> None:
        """Register three steps for who is stuck: a question, the idea that answers it, and nearly the solution, with a gap."""
        self.steps = (question, idea, nearly)

    def case(self, name: str, *, weight: float = 1.0, seconds: float = 10.0):
        """Register the decorated `run(student, draw)` as a case."""
        return register(self.cases, name, weight, seconds)

    def probed(self, *, rtol: float = 1e-6, atol: float = 1e-9):
        """Register the decorated `probe(student) -> dict` of name -> thunk: answers on fixed inputs, which nobody is graded by.

        It is asked for only where the public cases do not tell the misconceptions apart: for random functions (statistics,
        with a wider tolerance) and for what only large inputs show.
        """

        def decorate(probe: Callable) -> Callable:
            self.probe, self.probe_rtol, self.probe_atol = probe, rtol, atol
            return probe

        return decorate

    @cached_property
    def expected(self) -> dict:
        """The right answers on the probe; empty where there is none."""
        return _data(self.topic, self.module).get("expected", {})

    @property
    def hidden_cases(self) -> int:
        """How many cases grading adds, as the generated data file says."""
        return _data(self.topic, self.module).get("hidden", {}).get("cases", 0)

    @property
    def hidden_weight(self) -> float:
        """The weight that they have together, beside that of the public ones."""
        return _data(self.topic, self.module).get("hidden", {}).get("weight", 0.0)

    def misconceptions(self) -> list[Misconception]:
        """The named misconceptions of the generated data file; empty before `make checks` has written it."""
        return [Misconception(**entry) for entry in _data(self.topic, self.module).get("misconceptions", [])]


class Topic:
    """The exercises of one chapter. `chapter` is the folder's name, e.g. "11_vae"; `order` names them as they are met.

    Each stands in a module of its own beside the topic's, which is imported when it is asked for.
    """

    def __init__(self, chapter: str, order: Sequence[str]):
        self.chapter = chapter
        self.name = chapter.split("_", 1)[1]
        self.order = tuple(order)
        self._known: dict[str, Exercise] = {}

    def exercise(self, name: str, *, level: int) -> Exercise:
        """A new exercise of this chapter; ValueError where the topic does not list it."""
        if name not in self.order:
            raise ValueError(f"{self.name}.{name} is not in the order of the topic: add it in public/{self.name}")
        self._known[name] = Exercise(self.name, name, level)
        return self._known[name]

    def load(self, name: str) -> Exercise:
        """One exercise of the topic; its module is imported at the first time."""
        if name not in self._known:
            importlib.import_module(f"{PUBLIC}.{self.name}.{name.lower()}")
        return self._known[name]

    @property
    def exercises(self) -> dict[str, Exercise]:
        """All exercises by name, in their order."""
        return {name: self.load(name) for name in self.order}


def register(cases: list[Case], name: str, weight: float, seconds: float, *, hidden: bool = False):
    """A decorator that appends the function to `cases`; names are unique within a list."""
    if any(case.name == name for case in cases):
        raise ValueError(f"there is already a case named {name!r}")

    def decorate(run: Callable) -> Callable:
        cases.append(Case(name, run, weight, seconds, hidden))
        return run

    return decorate


@cache
def topics() -> dict[str, Topic]:
    """All topics by name, in the order of the chapters."""
    package = importlib.import_module(PUBLIC)
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if info.ispkg]
    found = [importlib.import_module(f"{PUBLIC}.{name}").topic for name in names]
    return {topic.name: topic for topic in sorted(found, key=lambda topic: topic.chapter)}


def exercise(exercise_id: str) -> Exercise:
    """The exercise with this id, e.g. "vae.reparameterize"; KeyError with the known ids otherwise."""
    topic, _, name = exercise_id.partition(".")
    if topic in topics() and name in topics()[topic].order:
        return topics()[topic].load(name)
    known = [f"{topic.name}.{name}" for topic in topics().values() for name in topic.order]
    raise KeyError(f"there is no exercise {exercise_id!r}; the exercises are: {', '.join(known)}")


@cache
def _data(topic: str, module: str) -> dict:
    file = resources.files(PUBLIC) / topic / f"{module}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
