"""The wall, from the other side: nothing that students are given, and nothing trivial, earns a point."""

import contextlib
import functools
import importlib
import inspect
import math
import multiprocessing
import pkgutil
import subprocess
from unittest import mock

import numpy as np
import pytest
import torch

import course_utils
from course_utils.checks.runner import Report, run_cases
from course_utils.checks.student import Student
from grader.exercises import secrets


@functools.cache
def public_callables() -> dict:
    """Every public function and class of course_utils by its full name, methods of its classes included."""
    modules = [course_utils]
    modules += [
        importlib.import_module(info.name)
        for info in pkgutil.walk_packages(course_utils.__path__, "course_utils.")
        if not info.name.endswith("_config")  # Jupyter and IPython run these; they cannot be imported
    ]
    found = {}
    for module in modules:
        for name, value in vars(module).items():
            if (
                name.startswith("_")
                or not callable(value)
                or not getattr(value, "__module__", "").startswith("course_utils")
            ):
                continue
            found[f"{module.__name__}.{name}"] = value
            if isinstance(value, type):
                methods = {
                    n: getattr(value, n)
                    for n, m in vars(value).items()
                    if not n.startswith("_") and callable(getattr(value, n))
                }
                found |= {f"{module.__name__}.{name}.{n}": m for n, m in methods.items()}
    # Under how many names something can be imported is all the same: one will do.
    return {name: value for value, name in {value: name for name, value in found.items()}.items()}


def takes_as_many(function, model) -> bool:
    """Whether a function can be called with as many arguments as another one: otherwise every case ends in a TypeError."""
    asked = inspect.signature(model).parameters.values()
    least = sum(parameter.default is parameter.empty for parameter in asked)
    try:
        signature = inspect.signature(function)
    except ValueError:  # written in C: it has none
        return True
    for count in range(least, len(asked) + 1):
        with contextlib.suppress(TypeError):
            signature.bind(*range(count))
            return True
    return False


def points(task: tuple[str, str]) -> tuple[str, float]:
    """Points that a callable earns, tried where it can do no harm: a function may train, plot, seed or download."""
    exercise_id, name = task
    secret = secrets()[exercise_id]
    report = Report(secret.exercise, [])
    with mock.patch.object(subprocess, "Popen", side_effect=OSError):  # what looks after a set-up would start many
        run_cases(report, secret.all_cases, Student(public_callables()[name]), seconds=0.3)
    return name, report.points


def test_the_walk_finds_the_shared_library():
    names = {name.rsplit(".", 1)[1] for name in public_callables()}
    assert {"begin", "check", "needs", "fit", "load", "VAE", "close", "time_limit", "equal"} <= names


@pytest.mark.parametrize("exercise_id", secrets())
def test_no_public_callable_is_an_answer(exercise_id, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reference = secrets()[exercise_id].reference.function
    names = [name for name, value in public_callables().items() if takes_as_many(value, reference)]
    assert names
    with multiprocessing.get_context("fork").Pool(1) as pool:
        earned = dict(pool.map(points, [(exercise_id, name) for name in names]))
    assert {name: got for name, got in earned.items() if got} == {}


TRIVIAL = {
    "one": lambda *a: 1.0,
    "nan": lambda *a: math.nan,
    "infinity": lambda *a: math.inf,
    "true": lambda *a: True,
    "text": lambda *a: "0",
    "an empty dict": lambda *a: {},
    "an object": lambda *a: object(),
    "the arguments": lambda *a: a,
    "the last argument": lambda *a: a[-1],
    "nan of the first shape": lambda *a: a[0] * math.nan,
    "zero, connected": lambda *a: a[0] * 0 if not isinstance(a[0], np.ndarray) else np.zeros(()),
    "a tensor of zeros": lambda *a: torch.zeros_like(a[0]) if isinstance(a[0], torch.Tensor) else torch.zeros(()),
    "the keys with zeros": lambda *a: {"elbo": 0.0, "logpx": 0.0, "gap": 0.0},
    "the keys with nan": lambda *a: {"elbo": math.nan, "logpx": math.nan, "gap": math.nan},
    "a pair of nothing": lambda *a: (
        np.zeros((np.shape(a[0])[-1] if np.ndim(a[0]) == 2 else 1, a[-1] if isinstance(a[-1], int) else 1)),
        0.0,
    ),
    "a pair of identities": lambda *a: (
        np.eye(np.shape(a[0])[-1] if np.ndim(a[0]) == 2 else 1)[:, : a[-1] if isinstance(a[-1], int) else 1],
        1.0,
    ),
}


@pytest.mark.parametrize("what", TRIVIAL)
def test_trivial_answers_earn_nothing(what):
    for secret in secrets().values():
        report = Report(secret.exercise, [])
        run_cases(report, secret.all_cases, Student(TRIVIAL[what]))
        assert (secret.exercise.id, [o.case.name for o in report.outcomes if o.outcome == "passed"]) == (
            secret.exercise.id,
            [],
        )
