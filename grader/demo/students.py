"""Who is in the sample class, and what each of them answers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from grader.exercise import Implementation, Secret

# One round of the class. Beyond twelve students the round starts again, with other names and other answers.
KINDS = (
    "reference",
    "alternatives",
    "misconceptions",
    "misconceptions",
    "duplicated cells",
    "deleted cells",
    "syntax error",
    "endless loop",
    "dead kernel",
    "half-done",
    "untouched",
    "no notebook",
)
SILENT = ("untouched", "no notebook")

FIRST = (
    "Ada",
    "Ben",
    "Chen",
    "Dina",
    "Elif",
    "Femi",
    "Gita",
    "Hugo",
    "Ines",
    "Jun",
    "Kofi",
    "Lena",
    "Mila",
    "Noor",
    "Omar",
    "Pia",
)
LAST = (
    "Abe",
    "Brandt",
    "Castro",
    "Diallo",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ito",
    "Jansen",
    "Kim",
    "Lopez",
    "Moreau",
    "Novak",
)


@dataclass(frozen=True)
class SampleStudent:
    """One member of the class.

    answers: by exercise id, what the student wrote; an exercise that is not in it was not attempted.
    broken: the exercise whose answer is replaced by what the kind says (a syntax error, a loop, a crash); "" for none.
    """

    id: str
    first: str
    last: str
    kind: str
    answers: dict[str, Implementation]
    broken: str = ""


def sample_class(count: int, seed: int, secrets: dict[str, Secret]) -> list[SampleStudent]:
    """`count` students, the same ones for the same seed and exercises.

    secrets: the chapter's exercises in order, by id. The misconceptions are dealt out like cards, one to a student and
    exercise, to the students of that kind and to those whose notebooks are damaged in other ways, until each has occurred.
    Twelve students show six to eight of an exercise; an exercise with fifteen needs thirty. Raises ValueError for more
    students than there are names.
    """
    if not 1 <= count <= len(FIRST) * len(LAST):
        raise ValueError(f"a sample class has 1 to {len(FIRST) * len(LAST)} students, not {count}")
    rng = random.Random(seed)
    names = rng.sample([(first, last) for first in FIRST for last in LAST], count)
    deal = _Deal(secrets, rng)
    kinds = [KINDS[i % len(KINDS)] for i in range(count)]
    students = []
    for kind, (first, last) in zip(kinds, names, strict=True):
        broken = _broken(kind, list(secrets))
        answers = (
            {}
            if kind in SILENT
            else {exercise: deal(exercise, kind) for exercise in _attempted(kind, list(secrets)) if exercise != broken}
        )
        students.append(SampleStudent(f"{first}-{last}".lower(), first, last, kind, answers, broken))
    return sorted(students, key=lambda student: student.id)


class _Deal:
    """Hands out right and wrong answers so that each occurs."""

    def __init__(self, secrets: dict[str, Secret], rng: random.Random):
        self._secrets, self._rng = secrets, rng
        self._wrong = {exercise: self._shuffled(secret.misconceptions) for exercise, secret in secrets.items()}
        self._right = {exercise: self._shuffled(secret.alternatives) for exercise, secret in secrets.items()}

    def __call__(self, exercise: str, kind: str) -> Implementation:
        secret = self._secrets[exercise]
        if kind == "reference":
            return secret.reference
        if kind == "alternatives":
            return self._next(self._right, exercise, secret.alternatives)
        if kind == "misconceptions" or self._wrong[exercise]:
            return self._next(self._wrong, exercise, secret.misconceptions)
        return self._rng.choice([secret.reference, *secret.alternatives])

    def _next(self, piles: dict, exercise: str, everything: list[Implementation]) -> Implementation:
        piles[exercise] = piles[exercise] or self._shuffled(everything)
        return piles[exercise].pop()

    def _shuffled(self, implementations: list[Implementation]) -> list[Implementation]:
        return self._rng.sample(implementations, len(implementations))


def _attempted(kind: str, exercises: list[str]) -> list[str]:
    return exercises[: (len(exercises) + 1) // 2] if kind == "half-done" else exercises


def _broken(kind: str, exercises: list[str]) -> str:
    """The exercise that the kind ruins: an early one, one in the middle, the last one."""
    place = {"syntax error": 0, "endless loop": len(exercises) // 2, "dead kernel": -1}.get(kind)
    return "" if place is None else exercises[place]
