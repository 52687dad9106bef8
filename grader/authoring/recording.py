"""`python -m grader record`: writes how each misconception fails, so that a student's copy names it without `grader`."""

from __future__ import annotations

import ast
import json
import random
import sys
from argparse import ArgumentParser, Namespace
from copy import copy
from importlib import resources
from itertools import combinations
from pathlib import Path

import numpy as np
import torch

from course_utils.checks import topics
from course_utils.checks.exercises import PUBLIC, Exercise, Misconception
from course_utils.checks.limits import captured, random_states_kept
from course_utils.checks.provided import FILE, marks
from course_utils.checks.recording import PROBE, Recording, Seen, alike, probe, recorded
from course_utils.checks.student import Student
from grader.chapter_code import SOLUTIONS
from grader.exercise import Implementation, Secret
from grader.exercises import secret_of
from grader.submission.chapter import current_chapter

from . import held_out
from .chosen import chosen

TELLING = 12  # characters of a statement that are more than a name
RUNS = (1, 2)  # what the generators start from: what differs between two runs is chance, and kept out


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercises", nargs="*", metavar="TOPIC[.EXERCISE]", help="default: all")


def run(args: Namespace) -> int:
    """Write the data files that are out of date. Exit status 1, with a line for each, where something has to be mended."""
    try:
        ids = chosen(args.exercises)
    except LookupError as error:
        print(f"grader record: {error.args[0]}", file=sys.stderr)
        return 2
    problems = []
    for exercise_id in ids:
        try:
            secret = secret_of(exercise_id)
            entries = entry(secret)
        except (LookupError, ValueError) as error:  # no secret half, no solution, a slip that does not apply
            problems.append(str(error))
            continue
        problems += clashes(secret, entries) + held_out.missing(exercise_id) + hint_problems(secret)
        print(f"{exercise_id}: {'written' if write(path_of(secret.exercise), entries) else 'unchanged'}", flush=True)
    for topic in dict.fromkeys(exercise_id.partition(".")[0] for exercise_id in ids):
        print(f"{topic}: names of the chapter's own {'written' if write_provided(topic) else 'unchanged'}")
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


def provided(topic: str) -> dict[str, list[str]]:
    """By name, marks of the statements with which the chapter's provided cells bind it; none where there is no chapter yet."""
    folder = SOLUTIONS / topics()[topic].chapter
    if not (folder / f"{topic}.ipynb").is_file():
        return {}
    chapter = current_chapter(folder, topic)
    found: dict[str, list[str]] = {}
    for cell in chapter.notebook["cells"]:
        if cell["cell_type"] == "code" and cell["id"] in chapter.provided:
            for name, mark in marks(cell["source"]).items():
                found.setdefault(name, []).append(mark)
    return dict(sorted(found.items()))


def write_provided(topic: str) -> bool:
    """Write the marks of a chapter's own names unless they are there already."""
    path, text = Path(str(resources.files(PUBLIC) / topic / FILE)), json.dumps(provided(topic), indent=0) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def path_of(exercise: Exercise) -> Path:
    """The data file of an exercise, beside its public half."""
    return Path(str(resources.files(PUBLIC) / exercise.topic / f"{exercise.module}.json"))


def entry(secret: Secret) -> dict:
    """The right answers on the probe, each misconception's name, hint and failures, and how much the hidden cases weigh."""
    right = expected(secret)
    known = [
        {"name": wrong.name, "hint": wrong.hint, "failures": failures(secret, wrong, right)}
        for wrong in secret.misconceptions
    ]
    return ({"expected": right} if right else {}) | {"hidden": hidden(secret), "misconceptions": known}


def hidden(secret: Secret) -> dict:
    """What a student's copy may know of the hidden cases: how many there are, and their weight beside the public ones."""
    return {"cases": len(secret.cases), "weight": sum(case.weight for case in secret.cases)}


def expected(secret: Secret) -> dict:
    """What the reference gives on the probe, as far as all accepted alternatives give the same."""
    rtol, atol = secret.exercise.probe_rtol, secret.exercise.probe_atol
    values = None
    for right in (secret.reference, *secret.alternatives):
        for seed in RUNS:
            found = _at_rest(seed, lambda student: probe(secret.exercise, student), secret, right)
            values = found if values is None else values
            values = {name: v for name, v in values.items() if alike(found.get(name), Seen(v, rtol, atol))}
    return _rounded(values or {})


def failures(secret: Secret, wrong: Implementation, right: dict) -> dict[str, dict[str, object]]:
    """How a misconception fails, case by case; what chance decides is left out."""
    return stable(*runs(secret, wrong, right))


def runs(secret: Secret, wrong: Implementation, right: dict) -> tuple[Recording, Recording]:
    """Two recordings of a misconception, between which only chance makes a difference."""
    exercise = _with(secret.exercise, right)
    first, second = (_at_rest(seed, lambda student: recorded(exercise, student), secret, wrong) for seed in RUNS)
    return first, second


def stable(first: Recording, second: Recording) -> dict[str, dict[str, object]]:
    """What both recordings say."""
    return {case: kept for case, seen in first.items() if (kept := _stable(seen, second.get(case, {})))}


def _stable(seen: dict[str, Seen], again: dict[str, Seen]) -> dict[str, object]:
    return {
        what: _rounded(answer.value)
        for what, answer in seen.items()
        if what in again and alike(again[what].value, answer)
    }


def _with(exercise: Exercise, right: dict) -> Exercise:
    """The exercise with these right answers on its probe, whatever the data file says."""
    twin = copy(exercise)
    twin.expected = right
    return twin


def _at_rest(seed: int, ask, secret: Secret, implementation: Implementation):
    """An answer to `ask(student)`, with generators that start from this seed."""
    with captured(), random_states_kept():
        torch.manual_seed(seed)
        np.random.seed(seed)
        random.seed(seed)
        return ask(Student(implementation.function, name=secret.exercise.name))


def _rounded(value):
    """The digits that matter."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


def hint_problems(secret: Secret) -> list[str]:
    """What is wrong with the steps of hints: not there, or a statement of the solution in one of them."""
    exercise = secret.exercise
    if not all(step.strip() for step in exercise.steps) or not exercise.steps:
        return [
            f"{exercise.id}: no hints: `exercise.hints(...)` takes three steps, from a question to nearly the solution"
        ]
    statements = [
        _squeezed(ast.unparse(node)).removeprefix("return") for node in _statements(secret.reference.definition)
    ]
    return [
        f"{exercise.id}: step {number} of the hints hands out a statement of the solution: leave a gap in it"
        for number, step in enumerate(exercise.steps, 1)
        if any(len(one) >= TELLING and one in _squeezed(step) for one in statements)
    ]


def _statements(code: str) -> list[ast.stmt]:
    kinds = ast.Return | ast.Assign | ast.AugAssign | ast.Expr
    return [node for node in ast.walk(ast.parse(code)) if isinstance(node, kinds)]


def _squeezed(text: str) -> str:
    """Without what may be written in one way or another."""
    return "".join(text.split()).replace("'", '"').replace("`", "")


def clashes(secret: Secret, entries: dict) -> list[str]:
    """Misconceptions that the public half cannot tell apart, or from a right answer."""
    known = [Misconception(**one) for one in entries["misconceptions"]]
    name = secret.exercise.id
    silent = [
        f"{name}: no public case fails on {one.name!r}: add one that does, or a probe that shows it"
        for one in known
        if not one.failures
    ]
    same = [
        f"{name}: {one.name!r} and {other.name!r} fail alike: add a public case or a probe that tells them apart"
        for one, other in combinations(known, 2)
        if one.failures and _same(secret.exercise, one, other)
    ]
    return silent + same


def _same(exercise: Exercise, one: Misconception, other: Misconception) -> bool:
    """Whether an answer that fails as the second one does would be told the first one's name, with nothing against it."""
    seen = as_seen(exercise, other.failures)
    return one.failures.keys() == other.failures.keys() and all(
        one.failures[case].keys() == seen[case].keys()
        and all(alike(value, seen[case][what]) for what, value in one.failures[case].items())
        for case in one.failures
    )


def as_seen(exercise: Exercise, stored: dict) -> Recording:
    """Stored failures with the narrowest tolerance."""
    rtol, atol = exercise.probe_rtol, exercise.probe_atol
    return {
        case: {what: Seen(value, *((rtol, atol) if case == PROBE else (1e-6, 1e-9))) for what, value in found.items()}
        for case, found in stored.items()
    }


def write(path: Path, entries: dict) -> bool:
    """Write the file unless the one that is there says the same but for the last digits."""
    if path.is_file() and says_the_same(json.loads(path.read_text(encoding="utf-8")), entries):
        return False
    path.write_text(_as_text(entries), encoding="utf-8")
    return True


def _as_text(entries: dict) -> str:
    """JSON with one line for each misconception, so that a change of one shows as one line."""

    def line(value) -> str:
        return json.dumps(value, ensure_ascii=False)

    expected = f'"expected": {line(entries["expected"])},\n' if "expected" in entries else ""
    known = ",\n ".join(line(one) for one in entries["misconceptions"])
    return f'{{{expected}"hidden": {line(entries["hidden"])},\n"misconceptions": [\n {known}\n]}}\n'


def says_the_same(old: dict, new: dict) -> bool:
    """Whether two data files agree: texts to the letter, numbers up to what another processor makes of them."""
    return alike(old, Seen(new, 1e-6, 1e-8))
