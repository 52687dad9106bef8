"""How an answer fails: each comparison of the public cases that does not hold, and the answer that was found there.

Wrong answers of one kind fail alike. The same recording is made of every known misconception, by `make checks`, and of
an answer that has lost points: `diagnosis.py` compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from . import expect
from .draw import Draw
from .exercises import Exercise
from .expression import Expression
from .failures import Ended, NotAttempted, TimeLimit

SEED = 0  # of the inputs: the notebook's own
LARGEST = 16  # entries of an array that is kept as it is; of a larger one a few sums
TURNS = (0.7, 1.3, 2.9)
PROBE = "probe"  # stands in a recording where the name of a case does


@dataclass(frozen=True)
class Seen:
    """A wrong answer as JSON data, and how far another one may be from it that is wrong in the same way."""

    value: object
    rtol: float
    atol: float


Recording = dict[str, dict[str, Seen]]  # case -> what was compared -> what was found


def recorded(exercise: Exercise, student) -> Recording:
    """The failed comparisons of the public cases, and of the probe where there is one.

    A comparison that fails is written down and the case goes on, so that one mistake does not hide another. Where a case
    runs out of time, or ends the process that it runs in, nothing more is asked. Of a function that was not attempted nothing
    is recorded.
    """
    found: Recording = {}
    try:
        for case in exercise.cases:
            notes = _Notes()
            if not _run(exercise, case, student, notes):
                return found
            if notes.seen:
                found[case.name] = notes.seen
        off = _off_the_probe(exercise, student)
    except NotAttempted:
        return {}
    return found | ({PROBE: off} if off else {})


class _Notes:
    def __init__(self):
        self.seen: dict[str, Seen] = {}

    def add(self, what: str, got, tolerance: float) -> None:
        """A comparison failed; one that is made again has a number behind its name."""
        key, again = what, 1
        while key in self.seen:
            again += 1
            key = f"{what} ({again})"
        self.seen[key] = Seen(data(got), 0.0, float(tolerance))


def _run(exercise: Exercise, case, student, notes: _Notes) -> bool:
    """Run a case to its end, or to where it cannot go on; False where no other can be run either."""
    draw = Draw(SEED, exercise.id, case.name)
    before = expect.recorder.set(notes.add)
    try:
        student.begin(draw.state)
        with student.limited(case.seconds):
            case.run(student, draw)
    except NotAttempted:
        raise
    except (TimeLimit, Ended):
        return False
    except Exception as failure:  # the answer is of a kind with which the case cannot go on
        notes.add("the answer", type(failure).__name__, 0.0)
    finally:
        expect.recorder.reset(before)
    return True


def probe(exercise: Exercise, student) -> dict[str, object]:
    """What the student's function gives on the probe: name -> data, or the name of an error. Dicts are taken apart."""
    values: dict[str, object] = {}
    if exercise.probe is None:
        return values
    for name, ask in exercise.probe(student).items():
        try:
            values |= _apart(name, ask())
        except NotAttempted:
            raise
        except Exception as failure:  # one failing call leaves the others standing
            values[name] = type(failure).__name__
    return values


def _off_the_probe(exercise: Exercise, student) -> dict[str, Seen]:
    rtol, atol, right = exercise.probe_rtol, exercise.probe_atol, exercise.expected
    try:
        with student.limited(max(case.seconds for case in exercise.cases)):
            values = probe(exercise, student)
    except TimeLimit:
        return {}
    return {
        name: Seen(value, rtol, atol)
        for name, value in values.items()
        if name in right and not alike(value, Seen(right[name], rtol, atol))
    }


def _apart(name: str, value) -> dict[str, object]:
    if isinstance(value, dict):
        return {f"{name}.{key}": data(part) for key, part in value.items()}
    return {name: data(value)}


def data(value):
    """A value as JSON data: numbers, lists, texts; of a large array its shape and a few weighted sums."""
    if isinstance(value, expect.Fact):
        return {"fact": str(value)}
    if isinstance(value, list | tuple):
        return [data(part) for part in value]
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray) and value.ndim:
        value = np.stack([value.real, value.imag], axis=-1) if value.dtype.kind == "c" else value
        return [data(part) for part in value] if 0 < value.size <= LARGEST else _sums(value)
    if isinstance(value, np.ndarray | np.generic):
        value = value.item()
    if isinstance(value, complex):
        return [data(value.real), data(value.imag)]
    if isinstance(value, bool | str | type(None)):
        return value
    if isinstance(value, int | float):
        return float(value) if np.isfinite(value) else str(float(value))
    return "expression" if isinstance(value, Expression) else type(value).__name__


def _sums(values: np.ndarray) -> dict:
    flat = values.ravel().astype(float)
    finite, places = np.isfinite(flat), (1.0 + np.arange(flat.size)) ** 2
    kept = np.where(finite, flat, 0.0)
    sums = [float((kept * np.sin(turn * places)).sum()) for turn in TURNS]
    return {"shape": list(values.shape), "sums": sums, "not finite": int((~finite).sum())}


def alike(value, other: Seen) -> bool:
    """Whether two wrong answers are the same: structure and texts equal, numbers within the tolerance."""
    return _alike(value, other.value, other.rtol, other.atol)


def _alike(a, b, rtol: float, atol: float) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key], rtol, atol) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_alike(x, y, rtol, atol) for x, y in zip(a, b, strict=True))
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (a, b))
    return abs(a - b) <= atol + rtol * abs(b) if numbers else type(a) is type(b) and a == b
