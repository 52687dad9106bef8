"""One implementation of an exercise, tried: on many seeds, with inputs moved by one rounding, and in another memory layout."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from course_utils.checks.direct import Answer, Ask
from course_utils.checks.draw import Draw
from course_utils.checks.exercises import Case
from course_utils.checks.limits import captured, random_states_kept
from course_utils.checks.runner import PASSED, Outcome, run_case
from course_utils.checks.student import Student
from grader.exercise import Secret

EXACT = 2.0**-10  # multiples of this are exact by intention, as 0, 1 or 2.5 are: they are not moved


@dataclass
class Trial:
    """Outcomes of one implementation: for each seed, the names of the cases that it did not pass.

    messages: the first failure of each case, with its seed. unsteady: cases whose verdict hangs on the last bit of an input,
    or on how it lies in memory, with what changed it. failures, named: how a misconception fails, as it is recorded, and what
    an answer that fails so is told.
    """

    missed: list[set[str]] = field(default_factory=list)
    messages: dict[str, str] = field(default_factory=dict)
    false_fail: float = 0.0
    unsteady: dict[str, str] = field(default_factory=dict)
    failures: dict = field(default_factory=dict)
    named: list[str] = field(default_factory=list)


def trial(secret: Secret, function: Callable, seeds: int, *, steadily: bool = True) -> Trial:
    """All cases on `seeds` seeds (a case that draws nothing runs once), and how steady the verdicts are."""
    student, tried = Student(function, name=secret.exercise.name), Trial()
    first: dict[str, Outcome] = {}
    with captured(), random_states_kept():
        for seed in range(seeds):
            tried.missed.append(set())
            for case in secret.all_cases:
                known = first.get(case.name)
                outcome = known if known and not known.drew else _outcome(case, student, seed, secret)
                first.setdefault(case.name, outcome)
                tried.false_fail += outcome.false_fail if outcome.drew or seed == 0 else 0.0
                if outcome.outcome != PASSED:
                    tried.missed[-1].add(case.name)
                    tried.messages.setdefault(case.name, f"seed {seed}: {outcome.message}")
        if steadily:
            tried.unsteady = _unsteady(secret, function, first)
    return tried


def _outcome(case: Case, student: Student, seed: int, secret: Secret) -> Outcome:
    return run_case(case, student, Draw(seed, secret.exercise.id, case.name))


def _unsteady(secret: Secret, function: Callable, first: dict[str, Outcome]) -> dict[str, str]:
    """Cases whose verdict on the first seed is another one where the inputs are the same numbers, or nearly.

    A case that ran out of time says nothing about numbers.
    """
    others = {
        "with inputs moved by one rounding": Moved(function, name=secret.exercise.name),
        "with inputs in another memory layout": Student(relaid(function), name=secret.exercise.name),
    }
    found = {}
    for what, student in others.items():
        for case in secret.all_cases:
            if first[case.name].late:
                continue
            outcome = _outcome(case, student, 0, secret)
            if (outcome.outcome == PASSED) != (first[case.name].outcome == PASSED):
                found[case.name] = f"{what} {'fails' if outcome.outcome != PASSED else 'passes'}: {outcome.message}"
    return found


class Moved(Student):
    """A student that is asked with floating-point inputs of which every one that carries a rounding is moved by another one."""

    def _ask(self, ask: Ask) -> Answer:
        return super()._ask(replace(ask, args=_moved(ask.args), kwargs=_moved(ask.kwargs)))


def _moved(value):
    if isinstance(value, torch.Tensor):
        return torch.from_numpy(_moved(value.detach().numpy())) if value.is_floating_point() else value
    if isinstance(value, np.ndarray):
        return _moved_entries(value) if value.dtype.kind == "f" else value
    if isinstance(value, float):
        return float(_moved_entries(np.array(value)))
    if isinstance(value, list | tuple):
        return type(value)(_moved(part) for part in value)
    if isinstance(value, dict):
        return {key: _moved(part) for key, part in value.items()}
    return value


def _moved_entries(values: np.ndarray) -> np.ndarray:
    """Every second entry up, the others down."""
    ends = np.where(np.arange(values.size).reshape(values.shape) % 2, -np.inf, np.inf).astype(values.dtype)
    with np.errstate(invalid="ignore"):
        exact = ~np.isfinite(values) | (np.remainder(values, EXACT) == 0)
    return np.where(exact, values, np.nextafter(values, ends))


def relaid(function: Callable) -> Callable:
    """The function, given arrays and tensors whose entries do not lie one behind the other. A class is left as it is."""
    if inspect.isclass(function):
        return function

    @functools.wraps(function)
    def asked(*args, **kwargs):
        others = [_relaid(argument) for argument in args]
        answer = function(*others, **kwargs)
        for argument, other in zip(args, others, strict=True):
            _give_back(argument, other)
        return answer

    return asked


def _relaid(value):
    """The same entries, the first axis running fastest and a gap between neighbours."""
    if isinstance(value, torch.Tensor) and value.dim():
        turned = tuple(reversed(range(value.dim())))
        return torch.stack([value.permute(turned)] * 2, dim=-1)[..., 0].permute(turned)
    if isinstance(value, np.ndarray) and value.ndim:
        return np.asfortranarray(np.stack([value, value]))[0]
    if isinstance(value, list | tuple):
        return type(value)(_relaid(part) for part in value)
    return value


def _give_back(value, other) -> None:
    """What the function changed in place, it changed in the caller's own."""
    if isinstance(value, torch.Tensor) and value.dim():
        with torch.no_grad():
            value.copy_(other)
    elif isinstance(value, np.ndarray) and value.ndim:
        np.copyto(value, other)
    elif isinstance(value, list):  # it may have grown or shrunk
        value[:] = other
    elif isinstance(value, tuple):
        for part, changed in zip(value, other, strict=True):
            _give_back(part, changed)
