"""The secret halves of all exercises: one package per chapter, one module per exercise."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from course_utils.checks import topics
from course_utils.checks.exercises import Case

from ..exercise import Secret


@cache
def secrets() -> dict[str, Secret]:
    """Every exercise's secret half by id, in the order of the chapters; ValueError if an exercise has none."""
    found = {}
    for info in pkgutil.walk_packages(__path__, f"{__name__}."):
        module = importlib.import_module(info.name)
        found |= {value.exercise.id: value for value in vars(module).values() if isinstance(value, Secret)}
    known = [exercise.id for topic in topics().values() for exercise in topic.exercises.values()]
    missing = [exercise_id for exercise_id in known if exercise_id not in found]
    if missing:
        raise ValueError(f"no secret half in grader/exercises for: {', '.join(missing)}")
    return {exercise_id: found[exercise_id] for exercise_id in known}


def hidden(exercise_id: str) -> list[Case]:
    """The hidden cases of an exercise: the entry point that `check` asks under `nbgrader autograde`."""
    return secrets()[exercise_id].cases
