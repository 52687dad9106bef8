"""Steps of help, one at a time: a question first, then the idea, then nearly the solution. They cost no points."""

from __future__ import annotations

from . import card
from .exercises import exercise

ENOUGH = 2  # failed attempts after which a card offers the first step

_shown: dict[str, int] = {}
_failed: dict[str, list] = {}


class Hint:
    """What `hint` returns: the steps so far."""

    def __init__(self, exercise_id: str, steps: tuple[str, ...], shown: int):
        self._id, self._steps, self._shown = exercise_id, steps, shown

    def __repr__(self) -> str:
        return card.hint_text(self._id, self._steps, self._shown)

    def _repr_html_(self) -> str:
        return card.hint_html(self._id, self._steps, self._shown)


def hint(exercise_id: str) -> Hint:
    """The next step of help with an exercise, below those that were shown before: run the cell again for one more.

    KeyError for an unknown exercise. How far one has got is forgotten when the kernel restarts.
    """
    steps = exercise(exercise_id).steps
    _shown[exercise_id] = min(_shown.get(exercise_id, 0) + 1, len(steps))
    return Hint(exercise_id, steps, _shown[exercise_id])


def note_failed(exercise_id: str, function) -> None:
    """Take note of an attempt that has failed. The same function counts once."""
    known = _failed.setdefault(exercise_id, [])
    if not any(function is one for one in known):
        known.append(function)


def offered(exercise_id: str) -> bool:
    """Whether there have been enough failed attempts to offer help."""
    return len(_failed.get(exercise_id, ())) >= ENOUGH
