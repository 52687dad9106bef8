"""The secret halves of all exercises: one package per chapter, one module per exercise."""

from __future__ import annotations

import importlib
from functools import cache

from course_utils.checks import exercise, topics
from course_utils.checks.exercises import Case

from ..exercise import Secret


@cache
def secret_of(exercise_id: str) -> Secret:
    """The secret half of one exercise. KeyError where there is no such exercise; ValueError where it has no secret half."""
    public = exercise(exercise_id)
    name = f"{__name__}.{public.topic}.{public.module}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name not in (name, name.rpartition(".")[0]):
            raise
        path = f"grader/exercises/{public.topic}/{public.module}.py"
        raise ValueError(f"{exercise_id} has no secret half: it belongs in {path}") from None
    return module.secret


@cache
def secrets() -> dict[str, Secret]:
    """Every exercise's secret half by id, in the order of the chapters; ValueError if an exercise has none."""
    return {f"{t.name}.{name}": secret_of(f"{t.name}.{name}") for t in topics().values() for name in t.order}


def hidden(exercise_id: str) -> list[Case]:
    """The hidden cases of an exercise: the entry point that `check` asks under `nbgrader autograde`."""
    return secret_of(exercise_id).cases
