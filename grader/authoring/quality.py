"""`python -m grader quality`: proof, exercise by exercise, that right answers are accepted and wrong ones rejected and named."""

from __future__ import annotations

import ast
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
import torch
from tqdm.auto import tqdm

from course_utils.checks.diagnosis import agree, diagnose, probe
from course_utils.checks.draw import Draw
from course_utils.checks.limits import captured, random_states_kept
from course_utils.checks.runner import PASSED, run_case
from course_utils.checks.student import Student
from grader.exercise import Implementation, Secret
from grader.exercises import secrets

from .recording import values_of

FALSE_FAIL_LIMIT = 1e-6


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercises", nargs="*", metavar="TOPIC.EXERCISE", help="default: all")
    parser.add_argument("--seeds", type=int, default=50, help="seeds to draw inputs from (default 50)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="worker processes (default: one a core)")


@dataclass
class Findings:
    """What was found for one exercise."""

    exercise: str
    cases: int = 0
    rejected: int = 0
    misconceptions: int = 0
    named: int = 0
    accepted: int = 0
    alternatives: int = 0
    false_fail: float = 0.0
    gaps: list[str] = field(default_factory=list)


@dataclass
class Trial:
    """Outcomes of one implementation: for each seed, the names of the cases that it did not pass."""

    missed: list[set[str]]
    messages: dict[str, str]
    false_fail: float
    named: str | None
    probe: dict


def run(args: Namespace) -> int:
    known = secrets()
    unknown = [name for name in args.exercises if name not in known]
    if unknown:
        print(f"grader quality: there is no exercise {unknown[0]!r}; `python -m grader list` prints them all")
        return 2
    chosen = [known[name] for name in args.exercises or known]
    findings = examine(chosen, seeds=args.seeds, jobs=args.jobs)
    print(table(findings))
    total = sum(f.false_fail for f in findings)
    print(f"probability that a right answer fails anywhere in this run: {total:.1e} (limit {FALSE_FAIL_LIMIT:g})")
    gaps = [gap for f in findings for gap in f.gaps]
    if total >= FALSE_FAIL_LIMIT:
        gaps.append(f"the false-fail probability {total:.1e} is not below {FALSE_FAIL_LIMIT:g}")
    print(*(f"gap: {gap}" for gap in gaps), sep="\n")
    return 1 if gaps else 0


def table(findings: list[Findings]) -> str:
    """The findings as text."""
    lines = [
        f"{'exercise':28}{'cases':>6}{'misconceptions':>17}{'alternatives':>15}{'named rightly':>16}{'false fail':>13}"
    ]
    for f in findings:
        rejected, named = f"{f.rejected} / {f.misconceptions}", f"{f.named} / {f.misconceptions}"
        lines.append(
            f"{f.exercise:28}{f.cases:>6}{rejected:>17}{f'{f.accepted} / {f.alternatives}':>15}{named:>16}{f.false_fail:>13.1e}"
        )
    return "\n".join(lines)


def examine(chosen: list[Secret], *, seeds: int, jobs: int | None = None) -> list[Findings]:
    """Try every implementation of the exercises on every seed, on all cores."""
    tasks = [(secret.exercise.id, kind, index, seeds) for secret in chosen for kind, index in _implementations(secret)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        trials = dict(
            zip(tasks, tqdm(pool.map(_try, tasks), total=len(tasks), desc="implementations", disable=None), strict=True)
        )
    return [
        _findings(s, {(kind, i): t for (name, kind, i, _), t in trials.items() if name == s.exercise.id})
        for s in chosen
    ]


def _implementations(secret: Secret) -> list[tuple[str, int]]:
    counts = {
        "reference": 1,
        "misconception": len(secret.misconceptions),
        "alternative": len(secret.alternatives),
        "trivial": len(trivial_answers(secret)),
    }
    return [(kind, index) for kind, count in counts.items() for index in range(count)]


def _try(task: tuple[str, str, int, int]) -> Trial:
    exercise_id, kind, index, seeds = task
    torch.set_num_threads(1)
    secret = secrets()[exercise_id]
    function = {
        "reference": lambda: secret.reference.function,
        "misconception": lambda: secret.misconceptions[index].function,
        "alternative": lambda: secret.alternatives[index].function,
        "trivial": lambda: trivial_answers(secret)[index][1],
    }[kind]()
    return trial(secret, function, 1 if kind == "trivial" else seeds)


def trial(secret: Secret, function: Callable, seeds: int) -> Trial:
    """All cases on `seeds` seeds (a case that draws nothing runs once), the diagnosis, and the values on the probe."""
    student = Student(function, name=secret.exercise.name)
    missed, messages, level, fixed = [], {}, 0.0, {}
    with captured(), random_states_kept():
        for seed in range(seeds):
            missed.append(set())
            for case in secret.all_cases:
                outcome = fixed.get(case.name) or run_case(case, student, Draw(seed, secret.exercise.id, case.name))
                if not outcome.drew:
                    fixed[case.name] = outcome
                level += outcome.false_fail if outcome.drew or seed == 0 else 0.0
                if outcome.outcome != PASSED:
                    missed[-1].add(case.name)
                    messages.setdefault(case.name, outcome.message)
        named = diagnose(secret.exercise, student)
        values = probe(secret.exercise, student)
    return Trial(missed, messages, level, named.name if named else None, values)


def trivial_answers(secret: Secret) -> list[tuple[str, Callable]]:
    """Answers that must earn nothing: zeros, None, an empty list, the identity, a wrong shape, the stub."""

    def stub(*args, **kwargs):
        raise NotImplementedError

    def zeros(*args, **kwargs):
        return (
            torch.zeros_like(args[0])
            if isinstance(args[0], torch.Tensor)
            else np.zeros(np.shape(args[0]))
            if isinstance(args[0], np.ndarray)
            else 0.0
        )

    def zeros_by_key(*args, **kwargs):
        with captured(), random_states_kept():
            answer = secret.reference.function(*args, **kwargs)
        return (
            {key: 0.0 for key in answer}
            if isinstance(answer, dict)
            else tuple(0 * part for part in answer)
            if isinstance(answer, tuple)
            else 0 * answer
        )

    return [
        ("zeros", zeros),
        ("zeros of the right structure", zeros_by_key),
        ("None", lambda *args, **kwargs: None),
        ("an empty list", lambda *args, **kwargs: []),
        ("the first argument", lambda *args, **kwargs: args[0]),
        ("a wrong shape", lambda *args, **kwargs: np.ones((3, 1, 2))),
        ("the stub", stub),
    ]


def _findings(secret: Secret, trials: dict[tuple[str, int], Trial]) -> Findings:
    name = secret.exercise.id
    found = Findings(
        name, len(secret.all_cases), misconceptions=len(secret.misconceptions), alternatives=len(secret.alternatives)
    )
    found.false_fail = sum(
        tried.false_fail for (kind, _), tried in trials.items() if kind in ("reference", "alternative")
    )
    for kind, implementations in (("reference", [secret.reference]), ("alternative", secret.alternatives)):
        for index, implementation in enumerate(implementations):
            tried = trials[kind, index]
            right = not any(tried.missed)
            found.accepted += right and kind == "alternative"
            if not right:
                found.gaps.append(
                    f"{name}: the {kind} {implementation.name!r} is rejected: {next(iter(tried.messages.items()))}"
                )
    for index, implementation in enumerate(secret.misconceptions):
        _judge_misconception(found, secret, implementation, trials["misconception", index])
    for index, (what, _) in enumerate(trivial_answers(secret)):
        passed = {case.name for case in secret.all_cases} - trials["trivial", index].missed[0]
        found.gaps += [f"{name}: {what} passes {case!r}" for case in sorted(passed)]
    found.gaps += _idle_cases(secret, trials) + _too_few(secret) + _twins(secret)
    return found


def _judge_misconception(found: Findings, secret: Secret, wrong: Implementation, tried: Trial) -> None:
    rejected, named = all(tried.missed), tried.named == wrong.name
    found.rejected += rejected
    found.named += named
    if not rejected:
        found.gaps.append(f"{found.exercise}: {wrong.name!r} earns all points")
    if not named:
        found.gaps.append(
            f"{found.exercise}: {wrong.name!r} is told {tried.named!r}; run `make checks`, or widen the probe"
        )
    if "StudentError" in str(tried.probe):
        found.gaps.append(f"{found.exercise}: {wrong.name!r} raises an exception: a misconception runs and answers")
    stored = next((m for m in secret.exercise.misconceptions() if m.name == wrong.name), None)
    fresh = values_of(secret.exercise, wrong)
    if (
        stored is None
        or stored.hint != wrong.hint
        or not agree(fresh, stored.values, secret.exercise.probe_rtol, secret.exercise.probe_atol)
    ):
        found.gaps.append(f"{found.exercise}: the data file is out of date on {wrong.name!r}; run `make checks`")


def _idle_cases(secret: Secret, trials: dict) -> list[str]:
    """Cases that reject no misconception on some seed."""
    wrong = [tried for (kind, _), tried in trials.items() if kind == "misconception"]
    return [
        f"{secret.exercise.id}: the case {case.name!r} rejects no misconception"
        for case in secret.all_cases
        if not any(all(case.name in missed for missed in tried.missed) for tried in wrong)
    ]


def _too_few(secret: Secret) -> list[str]:
    needed = (("misconceptions", len(secret.misconceptions), 5), ("alternatives", len(secret.alternatives), 2))
    return [
        f"{secret.exercise.id}: {count} {what}, at least {least} are needed"
        for what, count, least in needed
        if count < least
    ]


def _twins(secret: Secret) -> list[str]:
    """Right answers that share a normalised syntax tree."""
    trees = [(i.name, normalised(i.source)) for i in (secret.reference, *secret.alternatives)]
    return [
        f"{secret.exercise.id}: {one!r} and {other!r} are the same program"
        for i, (one, a) in enumerate(trees)
        for other, b in trees[i + 1 :]
        if a == b
    ]


def normalised(source: str) -> str:
    """The syntax tree with local names numbered in the order of their appearance."""
    tree, names = ast.parse(source), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.setdefault(node.id, f"v{len(names)}")
        elif isinstance(node, ast.arg):
            node.arg = names.setdefault(node.arg, f"v{len(names)}")
    return ast.dump(tree)
