"""`python -m grader quality`: proof, exercise by exercise, that right answers are accepted and wrong ones rejected and named."""

from __future__ import annotations

import ast
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context

import numpy as np
import torch
from tqdm.auto import tqdm

from course_utils.checks.diagnosis import matched
from course_utils.checks.limits import captured, random_states_kept
from grader.exercise import Implementation, Secret
from grader.exercises import secret_of

from . import held_out, recording
from .chosen import chosen
from .trials import Trial, trial
from .whole_chapter import broken

FALSE_FAIL_LIMIT = 1e-6
MISCONCEPTIONS, ALTERNATIVES = 5, 2  # at least


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("exercises", nargs="*", metavar="TOPIC[.EXERCISE]", help="default: all")
    parser.add_argument("--seeds", type=int, default=20, help="seeds to draw inputs from (default 20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="worker processes (default: one per core)")
    parser.add_argument(
        "--no-chapters", action="store_true", help="do not run the chapters with each alternative in them"
    )


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


def run(args: Namespace) -> int:
    """Print the table and the gaps. Exit status 1 where there is a gap, 2 for a word that names no exercise."""
    try:
        secrets = [secret_of(name) for name in chosen(args.exercises)]
        findings = examine(secrets, seeds=args.seeds, jobs=args.jobs)
    except (LookupError, ValueError) as error:  # an unknown word, no secret half, a slip that does not apply
        print(f"grader quality: {error.args[0]}", file=sys.stderr)
        return 2
    print(table(findings))
    total = sum(f.false_fail for f in findings)
    print(f"probability that a right answer fails anywhere in this run: {total:.1e} (limit {FALSE_FAIL_LIMIT:g})")
    gaps = [gap for f in findings for gap in f.gaps]
    if total >= FALSE_FAIL_LIMIT:
        gaps.append(f"the false-fail probability {total:.1e} is not below {FALSE_FAIL_LIMIT:g}")
    if not args.no_chapters:
        gaps += broken([secret.exercise.id for secret in secrets], args.jobs)
    print(*(f"gap: {gap}" for gap in gaps), sep="\n", end="\n" if gaps else "")
    return 1 if gaps else 0


def table(findings: list[Findings]) -> str:
    """The findings as text."""
    lines = [
        f"{'exercise':34}{'cases':>6}{'misconceptions':>17}{'alternatives':>15}{'named rightly':>16}{'false fail':>13}"
    ]
    for f in findings:
        rejected, named = f"{f.rejected} / {f.misconceptions}", f"{f.named} / {f.misconceptions}"
        accepted = f"{f.accepted} / {f.alternatives}"
        lines.append(f"{f.exercise:34}{f.cases:>6}{rejected:>17}{accepted:>15}{named:>16}{f.false_fail:>13.1e}")
    return "\n".join(lines)


def examine(secrets: list[Secret], *, seeds: int, jobs: int | None = None) -> list[Findings]:
    """Try every implementation of the exercises on every seed, on all cores."""
    tasks = [(secret.exercise.id, kind, i, seeds) for secret in secrets for kind, i in _implementations(secret)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        bar = tqdm(pool.map(_try, tasks), total=len(tasks), desc="implementations", disable=None)
        trials = dict(zip(tasks, bar, strict=True))
    return [
        _findings(s, {(kind, i): t for (name, kind, i, _), t in trials.items() if name == s.exercise.id})
        for s in secrets
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
    secret = secret_of(exercise_id)
    if kind == "trivial":
        return trial(secret, trivial_answers(secret)[index][1], 1, steadily=False)
    group = {
        "reference": [secret.reference],
        "misconception": secret.misconceptions,
        "alternative": secret.alternatives,
    }
    found = trial(secret, group[kind][index].function, seeds)
    if kind == "misconception":
        runs = recording.runs(secret, secret.misconceptions[index], _expected(exercise_id))
        found.failures = recording.stable(*runs)
        found.named = [told.misconception.name for told in matched(secret.exercise.misconceptions(), runs[0])]
    return found


@cache
def _expected(exercise_id: str) -> dict:
    return recording.expected(secret_of(exercise_id))


def trivial_answers(secret: Secret) -> list[tuple[str, Callable]]:
    """Answers that must earn nothing: zeros, None, an empty list, the identity, a wrong shape, one number everywhere, the stub."""

    def stub(*args, **kwargs):
        raise NotImplementedError

    def zeros(*args, **kwargs):
        first = args[0] if args else 0.0
        if isinstance(first, torch.Tensor):
            return torch.zeros_like(first)
        return np.zeros(np.shape(first)) if isinstance(first, np.ndarray) else 0.0

    def zeros_by_key(*args, **kwargs):
        with captured(), random_states_kept():
            answer = secret.reference.function(*args, **kwargs)
        if isinstance(answer, dict):
            return dict.fromkeys(answer, 0.0)
        return tuple(0 * part for part in answer) if isinstance(answer, tuple) else 0 * answer

    def one_number(number: float) -> Callable:
        def everywhere(*args, **kwargs):
            with captured(), random_states_kept():
                return _filled(secret.reference.function(*args, **kwargs), number)

        return everywhere

    return [
        ("zeros", zeros),
        ("zeros of the right structure", zeros_by_key),
        ("None", lambda *args, **kwargs: None),
        ("an empty list", lambda *args, **kwargs: []),
        ("the first argument", lambda *args, **kwargs: args[0] if args else None),
        ("a wrong shape", lambda *args, **kwargs: np.ones((3, 1, 2))),
        ("1 everywhere", one_number(1.0)),
        ("5 everywhere", one_number(5.0)),
        ("the stub", stub),
    ]


def _filled(answer, number: float):
    """An answer of the same structure that knows but one number."""
    if isinstance(answer, dict):
        return {key: _filled(part, number) for key, part in answer.items()}
    if isinstance(answer, tuple | list):
        return type(answer)(_filled(part, number) for part in answer)
    if isinstance(answer, torch.Tensor):
        return torch.full_like(answer, number)
    return np.full_like(answer, number) if isinstance(answer, np.ndarray) else number


def _findings(secret: Secret, trials: dict[tuple[str, int], Trial]) -> Findings:
    name = secret.exercise.id
    found = Findings(
        name, len(secret.all_cases), misconceptions=len(secret.misconceptions), alternatives=len(secret.alternatives)
    )
    for kind, implementations in (("reference", [secret.reference]), ("alternative", secret.alternatives)):
        for index, implementation in enumerate(implementations):
            tried = trials[kind, index]
            found.false_fail += tried.false_fail
            found.accepted += kind == "alternative" and not any(tried.missed)
            found.gaps += _rejections(name, kind, implementation, tried)
    for index, implementation in enumerate(secret.misconceptions):
        _judge_misconception(found, secret, implementation, trials["misconception", index])
    found.gaps += _passed_by_trivial_answers(secret, trials)
    found.gaps += _idle_cases(secret, trials) + _too_few(secret) + _twins(secret) + _stale(secret, trials)
    return found


def _passed_by_trivial_answers(secret: Secret, trials: dict[tuple[str, int], Trial]) -> list[str]:
    """A line for each case that an answer passes which is none."""
    lines = []
    for case in secret.all_cases:
        passing = [
            what
            for index, (what, _) in enumerate(trivial_answers(secret))
            if case.name not in trials["trivial", index].missed[0]
        ]
        if passing:
            lines.append(
                f"{secret.exercise.id}: {', '.join(passing)} passes {case.name!r} on seed 0: join it with a comparison "
                "that this fails, such as `expect.greater`"
            )
    return lines


def _rejections(name: str, kind: str, right: Implementation, tried: Trial) -> list[str]:
    """A line for each way in which a right answer fails, with cases and seed, and for each verdict that is not steady."""
    what, reasons = f"{name}: the {kind} {right.name!r}", {}
    for case, message in tried.messages.items():
        reasons.setdefault(message, []).append(case)
    failed = [f"{what} fails {', '.join(map(repr, cases))}, {message}" for message, cases in reasons.items()]
    return failed + _unsteady(what, tried)


def _unsteady(what: str, tried: Trial) -> list[str]:
    return [f"{what}: the verdict of {case!r} hangs on a rounding: {how}" for case, how in tried.unsteady.items()]


def _judge_misconception(found: Findings, secret: Secret, wrong: Implementation, tried: Trial) -> None:
    what = f"{found.exercise}: {wrong.name!r}"
    rejected, named = all(tried.missed), tried.named[:1] == [wrong.name]
    found.rejected += rejected
    found.named += named
    if not rejected:
        seed = next(seed for seed, missed in enumerate(tried.missed) if not missed)
        found.gaps.append(f"{what} earns all points on seed {seed}: add a case that it fails on every seed")
    if not named:
        told = " and ".join(map(repr, tried.named)) or "nothing"
        found.gaps.append(f"{what} is told {told}; run `make checks`, or add a public case or a probe that shows it")
    if "StudentError" in json.dumps(tried.failures):
        found.gaps.append(f"{what} raises an exception: a misconception runs and answers")
    found.gaps += _unsteady(what, tried)


def _stale(secret: Secret, trials: dict[tuple[str, int], Trial]) -> list[str]:
    """Where the data file is not what `make checks` would write."""
    name, path = secret.exercise.id, recording.path_of(secret.exercise)
    stored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = [
        {"name": wrong.name, "hint": wrong.hint, "failures": trials["misconception", index].failures}
        for index, wrong in enumerate(secret.misconceptions)
    ]
    old = {one["name"]: one for one in stored.get("misconceptions", [])}
    off = [one["name"] for one in known if not recording.says_the_same(old.get(one["name"], {}), one)]
    off += [other for other in old if other not in {one["name"] for one in known}]
    if not recording.says_the_same(stored.get("expected", {}), _expected(name)):
        off.append("the probe")
    return [f"{name}: the data file is out of date on {one!r}; run `make checks ARGS={name}`" for one in off]


def _idle_cases(secret: Secret, trials: dict) -> list[str]:
    """Cases that reject no misconception on some seed."""
    wrong = [tried for (kind, _), tried in trials.items() if kind == "misconception"]
    return [
        f"{secret.exercise.id}: the case {case.name!r} rejects no misconception: delete it, or write the slip that it is for"
        for case in secret.all_cases
        if not any(all(case.name in missed for missed in tried.missed) for tried in wrong)
    ]


def _too_few(secret: Secret) -> list[str]:
    needed = (
        ("misconceptions", len(secret.misconceptions), MISCONCEPTIONS),
        ("alternatives", len(secret.alternatives), ALTERNATIVES),
    )
    return [
        f"{secret.exercise.id}: {count} {what}, at least {least} are needed"
        for what, count, least in needed
        if count < least
    ] + held_out.missing(secret.exercise.id)


def _twins(secret: Secret) -> list[str]:
    """Right answers that share a normalised syntax tree."""
    trees = [(i.name, normalised(i.definition)) for i in (secret.reference, *secret.alternatives)]
    return [
        f"{secret.exercise.id}: {one!r} and {other!r} are the same program"
        for i, (one, a) in enumerate(trees)
        for other, b in trees[i + 1 :]
        if a == b
    ]


def normalised(source: str) -> str:
    """The syntax tree without annotations, with local names numbered in the order of their appearance."""
    tree, names = ast.parse(source), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.setdefault(node.id, f"v{len(names)}")
        elif isinstance(node, ast.arg):
            node.arg = names.setdefault(node.arg, f"v{len(names)}")
    return ast.dump(tree)
