"""An exercise as data: an id, a level, public cases, a probe for misconceptions."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources


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
    """A known wrong idea: what it is called, what helps, and what a function that holds it gives on the probe."""

    name: str
    hint: str
    values: dict = field(default_factory=dict)


class Exercise:
    """The public half of an exercise. A level-n exercise is worth 2n points."""

    def __init__(self, topic: str, name: str, level: int):
        self.id = f"{topic}.{name}"
        self.topic, self.name, self.level = topic, name, level
        self.cases: list[Case] = []
        self.probe: Callable | None = None
        self.probe_rtol = self.probe_atol = 0.0

    @property
    def points(self) -> int:
        """Points of the graded cell."""
        return 2 * self.level

    def case(self, name: str, *, weight: float = 1.0, seconds: float = 10.0):
        """Register the decorated `run(student, draw)` as a case."""
        return register(self.cases, name, weight, seconds)

    def probed(self, *, rtol: float = 1e-6, atol: float = 1e-9):
        """Register the decorated `probe(student) -> dict` whose fixed-input values tell the misconceptions apart.

        Deterministic functions answer with their outputs, random ones with statistics and a wider tolerance.
        """

        def decorate(probe: Callable) -> Callable:
            self.probe, self.probe_rtol, self.probe_atol = probe, rtol, atol
            return probe

        return decorate

    def misconceptions(self) -> list[Misconception]:
        """The named misconceptions of the generated data file; empty before `make checks` has written it."""
        return [Misconception(**entry) for entry in _data(self.topic).get(self.name, {}).get("misconceptions", [])]


class Topic:
    """The exercises of one chapter, in their order. `chapter` is the folder's name, e.g. "11_vae"."""

    def __init__(self, chapter: str):
        self.chapter = chapter
        self.name = chapter.split("_", 1)[1]
        self.exercises: dict[str, Exercise] = {}

    def exercise(self, name: str, *, level: int) -> Exercise:
        """A new exercise of this chapter."""
        self.exercises[name] = Exercise(self.name, name, level)
        return self.exercises[name]


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
    from . import public as package

    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    ]
    return {module.topic.name: module.topic for module in sorted(modules, key=lambda m: m.topic.chapter)}


def exercise(exercise_id: str) -> Exercise:
    """The exercise with this id, e.g. "vae.reparameterize"; KeyError with the known ids otherwise."""
    known = {found.id: found for topic in topics().values() for found in topic.exercises.values()}
    if exercise_id not in known:
        raise KeyError(f"there is no exercise {exercise_id!r}; the exercises are: {', '.join(known)}")
    return known[exercise_id]


@cache
def _data(topic: str) -> dict:
    file = resources.files(f"{__package__}.public") / f"{topic}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
