"""Which known misconception does a wrong answer behave like?"""

from __future__ import annotations

import numpy as np
import torch

from .exercises import Exercise, Misconception
from .expression import Expression


def probe(exercise: Exercise, student) -> dict:
    """What the student's function gives on the fixed inputs of the exercise: name -> number, nested list, or the text of a failure.

    The probe is a dict of name -> thunk, so that one failing call leaves the others standing.
    """
    values = {}
    for name, ask in exercise.probe(student).items():
        try:
            values[name] = _data(ask())
        except Exception as failure:  # also what an answer of an unforeseen kind does to the probe itself
            values[name] = type(failure).__name__
    return values


def _data(value):
    """The value as JSON data: numbers, lists, strings; NaN and infinities become strings."""
    if isinstance(value, torch.Tensor | np.ndarray | np.generic):
        value = np.asarray(value).tolist()
    if isinstance(value, dict):
        return {str(key): _data(v) for key, v in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, list | tuple):
        return [_data(v) for v in value]
    if isinstance(value, bool | str | type(None)):
        return value
    if isinstance(value, int | float):
        return float(value) if np.isfinite(value) else str(float(value))
    return "expression" if isinstance(value, Expression) else type(value).__name__


def agree(got, want, rtol: float, atol: float) -> bool:
    """Same structure, same texts, numbers within the tolerance."""
    if isinstance(want, dict):
        return (
            isinstance(got, dict)
            and got.keys() == want.keys()
            and all(agree(got[k], want[k], rtol, atol) for k in want)
        )
    if isinstance(want, list):
        return (
            isinstance(got, list)
            and len(got) == len(want)
            and all(agree(g, w, rtol, atol) for g, w in zip(got, want, strict=True))
        )
    if isinstance(want, float) and isinstance(got, float) and not isinstance(got, bool):
        return abs(got - want) <= atol + rtol * abs(want)
    return type(got) is type(want) and got == want


def diagnose(exercise: Exercise, student) -> Misconception | None:
    """The misconception whose stored values the student's answers reproduce, if there is one."""
    known = exercise.misconceptions()
    if not known or exercise.probe is None:
        return None
    values = probe(exercise, student)
    matches = (m for m in known if agree(values, m.values, exercise.probe_rtol, exercise.probe_atol))
    return next(matches, None)
