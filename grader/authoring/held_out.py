"""Held-out answers: right and wrong ones that an exercise was not written from, to try it on.

    python -m grader held-out TOPIC[.EXERCISE] ...

Each file of tests/checks/held_out/TOPIC/ holds one exercise. A section is a whole file as a student might hand it in, below
a line `# %% right: NAME` or `# %% wrong: NAME`. A wrong one says on the next line what it should be told, `# told: NAME`,
with `; ` between two names; without that line it is told nothing.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from course_utils.checks.limits import captured, random_states_kept
from course_utils.checks.runner import Report, run_exercise
from course_utils.checks.student import Student
from grader.chapter_code import IMPORTS, chapter_imports
from grader.exercises import secret_of

from .chosen import chosen

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "checks" / "held_out"
LEAST = {"right": 8, "wrong": 12}
HEADING = re.compile(r"^# %% (right|wrong): (.*)\n(?:# told: (.*)\n)?", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """One held-out answer. told: the names that it should be told."""

    right: bool
    name: str
    told: tuple[str, ...]
    source: str


def path_of(exercise_id: str) -> Path:
    """The file of an exercise."""
    topic, name = exercise_id.split(".")
    return FOLDER / topic / f"{name.lower()}.py"


def sections(exercise_id: str) -> list[Section]:
    """The answers in an exercise's file, in their order; none where there is no file."""
    path = path_of(exercise_id)
    parts = HEADING.split(path.read_text(encoding="utf-8"))[1:] if path.is_file() else []
    found = zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    return [
        Section(kind == "right", name, tuple(told.split("; ")) if told else (), code)
        for kind, name, told, code in found
    ]


def missing(exercise_id: str) -> list[str]:
    """A line for each kind of which there are too few."""
    count = Counter("right" if section.right else "wrong" for section in sections(exercise_id))
    where = path_of(exercise_id).relative_to(FOLDER.parents[2])
    return [
        f"{exercise_id}: {count[kind]} {kind} held-out answers in {where}, at least {least} are needed"
        for kind, least in LEAST.items()
        if count[kind] < least
    ]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercises", nargs="*", metavar="TOPIC[.EXERCISE]", help="default: all")
    parser.add_argument("--seed", type=int, default=17, help="seed of the drawn inputs (default 17)")


def run(args: Namespace) -> int:
    """Print what each answer is told. Exit status 1 where a verdict is wrong, or what is told is not what the file says."""
    try:
        ids = chosen(args.exercises)
    except LookupError as error:
        print(f"grader held-out: {error.args[0]}", file=sys.stderr)
        return 2
    wrong = named = off = 0
    for exercise_id in ids:
        print(exercise_id)
        for section in sections(exercise_id):
            report = judged(exercise_id, section, args.seed)
            told = names_told(report)
            as_said = (report.points == report.max_points) == section.right and told == section.told
            wrong, named, off = wrong + (not section.right), named + bool(told), off + (not as_said)
            print(_line(section, report, as_said))
    share = f", {named / wrong:.0%} of {wrong} wrong ones told a misconception" if wrong else ""
    print(f"{off} not as their file says{share}")
    return 1 if off else 0


def judged(exercise_id: str, section: Section, seed: int = 17) -> Report:
    """The report on an answer, in this process: these files are our own."""
    secret = secret_of(exercise_id)
    namespace: dict = {"__name__": "submission"}
    with captured(), random_states_kept():
        exec(compile(IMPORTS + chapter_imports(secret.exercise.topic), "<imports>", "exec"), namespace)
        exec(compile(section.source, f"<{section.name}>", "exec", dont_inherit=True), namespace)
        student = Student(namespace[secret.exercise.name], name=secret.exercise.name)
        return run_exercise(secret.exercise, secret.all_cases, student, seed=seed)


def names_told(report: Report) -> tuple[str, ...]:
    """The misconceptions that the report names."""
    return tuple(found.misconception.name for found in report.diagnoses)


def _line(section: Section, report: Report, as_said: bool) -> str:
    kind = "right" if section.right else "wrong"
    told = "; ".join(
        found.misconception.name + (f" [{len(found.explained)} of {found.failed}]" if found.partial else "")
        for found in report.diagnoses
    )
    points = f"{report.points:.2f}/{report.max_points}"
    return f"  {' ' if as_said else '!'} {kind} {points:>7}  {section.name}" + (
        "" if section.right else f"\n{'':20}told: {told or '-'}"
    )
