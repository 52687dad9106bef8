"""Which known misconceptions does a wrong answer behave like?

A misconception explains the failure of a case where each comparison that failed was found as wrong as the misconception
makes it. Two that show at once may both be named. What carries no information is no evidence: an error, a missing
value, a case that was not run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from .exercises import Exercise, Misconception
from .recording import PROBE, Recording, alike, recorded

ENOUGH = 2.0  # evidence for a misconception that does not explain everything
MOST = 4.0  # evidence that one comparison can give


@dataclass(frozen=True)
class Diagnosis:
    """A misconception that a wrong answer behaves like, the names of the failed public cases that it explains, and how many failed."""

    misconception: Misconception
    explained: tuple[str, ...]
    failed: int

    @property
    def partial(self) -> bool:
        """Whether there are failures that it does not explain."""
        return 0 < len(self.explained) < self.failed


def diagnose(exercise: Exercise, student) -> list[Diagnosis]:
    """The misconceptions that explain the failures of the student's function: none, one, or two at once."""
    known = exercise.misconceptions()
    seen = recorded(exercise, student) if known else {}
    return matched(known, seen) if seen else []


def matched(known: list[Misconception], seen: Recording) -> list[Diagnosis]:
    """The same, for failures that are recorded already."""
    candidates = [match for match in (_Match(m, seen) for m in known) if match.keys]
    best = max(candidates, key=_Match.rank, default=None)
    chosen = [best] if best and (best.exact or best.convincing) else []
    if not best or len(best.cases) < len(telling(seen)):
        chosen = _two(candidates, seen) or chosen
    failed = sum(case != PROBE for case in seen)
    return [Diagnosis(match.misconception, match.named_cases, failed) for match in chosen]


class _Match:
    """How far one misconception explains the failures that were seen."""

    def __init__(self, misconception: Misconception, seen: Recording):
        self.misconception = misconception
        stored = misconception.failures
        self.keys = {
            (case, what)
            for case, found in seen.items()
            for what, answer in found.items()
            if what in stored.get(case, {}) and alike(stored[case][what], answer)
        }
        self.weight = _weight(self.keys, seen)
        self.exact = self.weight > 0 and self.keys == _keys(stored) == _keys(seen)
        self.cases = list(seen) if self.exact else covered(self.keys, seen)
        self.failed, self.telling = len(seen), len(telling(seen))
        self.denied = sum(self._denied(case, stored[case], seen.get(case, {})) for case in stored)

    def _denied(self, case: str, stored: dict, seen: dict) -> bool:
        """Whether something in a case holds that the misconception would have failed."""
        return any(what not in seen for what in stored) and (not seen or case in self.cases)

    @property
    def named_cases(self) -> tuple[str, ...]:
        return tuple(case for case in self.cases if case != PROBE)

    @property
    def convincing(self) -> bool:
        """Whether it explains most failures, with enough evidence, and would not have failed as many cases that were passed.

        One case of several is no more than a coincidence: at a single input many wrong formulas agree. Two are more, where
        those that it does not explain tell nothing, such as errors.
        """
        explained = len(self.cases)
        most = 2 * explained > (self.telling if explained > 1 else self.failed)
        return most and self.weight >= ENOUGH and self.denied < explained + (explained == self.failed)

    def rank(self) -> tuple:
        """What explains more cases comes first, then what would have failed fewer others, then what is known more exactly."""
        return self.exact, len(self.cases), -self.denied, self.weight


def _two(candidates: list[_Match], seen: Recording) -> list[_Match]:
    """Two misconceptions that together explain every failure, each with evidence of its own; [] where there are none."""
    found: list[_Match] = []
    for one, other in combinations(candidates, 2):
        own = [_weight(a.keys - b.keys, seen) for a, b in ((one, other), (other, one))]
        together = covered(one.keys | other.keys, seen)
        enough = len(together) == len(telling(seen)) and 2 * len(together) > len(seen)
        if enough and min(own) >= MOST and max(one.denied, other.denied) == 0:
            pair = sorted((one, other), key=_Match.rank, reverse=True)
            found = max(found, pair, key=lambda matches: sum(match.weight for match in matches))
    return found


def _weight(keys: Iterable[tuple[str, str]], seen: Recording) -> float:
    return sum(evidence(seen[case][what].value) for case, what in keys)


def covered(keys: Iterable[tuple[str, str]], seen: Recording) -> list[str]:
    """The failed cases of which every failed comparison that is evidence is among the keys."""
    keys = set(keys)
    return [case for case, names in telling(seen).items() if all((case, what) in keys for what in names)]


def telling(seen: Recording) -> dict[str, list[str]]:
    """The failed comparisons that are evidence, by case: none in a case that only raised an error."""
    by_case = {case: [what for what, answer in found.items() if evidence(answer.value)] for case, found in seen.items()}
    return {case: names for case, names in by_case.items() if names}


def _keys(recording) -> set[tuple[str, str]]:
    return {(case, what) for case, found in recording.items() for what in found}


def evidence(value) -> float:
    """How much an equal answer tells: nothing for texts and errors, little for 0, 1 and infinity, most for a number of many digits."""
    if isinstance(value, dict):
        return ENOUGH if "fact" in value and not value["fact"].startswith("changed") else MOST
    if isinstance(value, list):
        numbers = {str(number) for number in _flat(value)}
        return min(MOST, sum(_of_number(number) for number in numbers))
    return _of_number(value)


def _flat(value) -> Iterable:
    if isinstance(value, list):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _of_number(value) -> float:
    if value is None or isinstance(value, bool):
        return 0.25 if value is not None else 0.0
    try:
        number = float(value)
    except ValueError:
        return 0.0
    if not math.isfinite(number) or number in (-1.0, 0.0, 1.0):
        return 0.25
    return 1.0 if number.is_integer() else ENOUGH
