"""Where the time of a submission goes: for each phase what this process computes, and how long it waits for the child.

    with measured() as phases:
        with phase("cells"):
            ...

A phase inside another one counts for itself alone. Outside `measured` nothing is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter, process_time

Phases = dict[str, tuple[float, float]]  # name -> seconds of processor time here, seconds of waiting

_current: ContextVar[_Clock | None] = ContextVar("phases", default=None)


class _Clock:
    def __init__(self) -> None:
        self.spent: Phases = {}
        self._open: list[str] = []
        self._mark = process_time(), perf_counter()

    def begin(self, name: str) -> None:
        self._count()
        self._open.append(name)

    def end(self) -> None:
        self._count()
        self._open.pop()

    def _count(self) -> None:
        """Add what has passed since the last mark to the innermost phase."""
        own, wall = process_time(), perf_counter()
        (own_before, wall_before), self._mark = self._mark, (own, wall)
        if self._open:
            here, waiting = self.spent.get(self._open[-1], (0.0, 0.0))
            passed = own - own_before
            self.spent[self._open[-1]] = here + passed, waiting + max(wall - wall_before - passed, 0.0)


@contextmanager
def measured() -> Iterator[Phases]:
    """Measure the phases of what happens inside."""
    clock = _Clock()
    token = _current.set(clock)
    try:
        yield clock.spent
    finally:
        _current.reset(token)


@contextmanager
def phase(name: str) -> Iterator[None]:
    """What happens inside is this phase."""
    clock = _current.get()
    if clock is None:
        yield
        return
    clock.begin(name)
    try:
        yield
    finally:
        clock.end()


def added(one: Phases, other: Phases) -> Phases:
    """The sums, phase by phase."""
    names = dict.fromkeys((*one, *other))
    pairs = {name: (one.get(name, (0.0, 0.0)), other.get(name, (0.0, 0.0))) for name in names}
    return {name: (a[0] + b[0], a[1] + b[1]) for name, (a, b) in pairs.items()}
