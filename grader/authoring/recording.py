"""`python -m grader checks`: writes the data file from which a student's copy names misconceptions without `grader`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from importlib import resources
from pathlib import Path

from course_utils.checks import topics
from course_utils.checks.diagnosis import agree, probe
from course_utils.checks.exercises import Exercise
from course_utils.checks.limits import captured, random_states_kept
from course_utils.checks.student import Student
from grader.exercise import Implementation, Secret
from grader.exercises import secrets


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(args: Namespace) -> int:
    problems = []
    for topic in topics().values():
        data = {name: entry(secrets()[exercise.id]) for name, exercise in topic.exercises.items()}
        problems += [problem for name, found in data.items() for problem in clashes(topic.exercises[name], found)]
        path = Path(str(resources.files("course_utils.checks.public") / f"{topic.name}.json"))
        print(f"{path.name}: {'written' if write(path, data, topic.exercises) else 'unchanged'}")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def entry(secret: Secret) -> dict:
    """Expected values on the fixed inputs, and each misconception's name, hint and values there."""
    known = [{"name": m.name, "hint": m.hint, "values": values_of(secret.exercise, m)} for m in secret.misconceptions]
    return {"expected": values_of(secret.exercise, secret.reference), "misconceptions": known}


def values_of(exercise: Exercise, implementation: Implementation) -> dict:
    """What an implementation gives on the probe, rounded to the digits that matter."""
    with captured(), random_states_kept():
        found = probe(exercise, Student(implementation.function, name=exercise.name))
    return _rounded(found, 9 if exercise.probe_rtol < 1e-3 else 3)


def _rounded(value, digits: int):
    if isinstance(value, dict):
        return {key: _rounded(v, digits) for key, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v, digits) for v in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def clashes(exercise: Exercise, data: dict) -> list[str]:
    """Pairs that the probe cannot tell apart."""
    signatures = [("the right answer", data["expected"]), *((m["name"], m["values"]) for m in data["misconceptions"])]
    rtol, atol = exercise.probe_rtol, exercise.probe_atol
    return [
        f"{exercise.id}: the probe cannot tell {first!r} from {second!r}: add an input to it"
        for i, (first, one) in enumerate(signatures)
        for second, other in signatures[i + 1 :]
        if agree(one, other, rtol, atol)
    ]


def write(path: Path, data: dict, exercises: dict[str, Exercise]) -> bool:
    """Write the file unless the one that is there says the same within the probes' tolerances."""
    if path.is_file() and _says_the_same(json.loads(path.read_text(encoding="utf-8")), data, exercises):
        return False
    path.write_text(_as_text(data), encoding="utf-8")
    return True


def _as_text(data: dict) -> str:
    """JSON with one line for each misconception, so that a change of one shows as one line."""

    def line(value) -> str:
        return json.dumps(value, ensure_ascii=False)

    exercises = [
        f'{line(name)}: {{\n "expected": {line(found["expected"])},\n "misconceptions": [\n  '
        + ",\n  ".join(line(known) for known in found["misconceptions"])
        + "\n ]}"
        for name, found in data.items()
    ]
    return "{" + ",\n".join(exercises) + "}\n"


def _says_the_same(old: dict, new: dict, exercises: dict[str, Exercise]) -> bool:
    return old.keys() == new.keys() and all(
        agree(old[name], new[name], exercises[name].probe_rtol / 2, exercises[name].probe_atol / 2) for name in new
    )
