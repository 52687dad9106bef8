"""What protects the notebook from the code that a check runs: time limit, captured output, random states."""

from __future__ import annotations

import contextlib
import io
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from time import monotonic, process_time

import numpy as np
import torch

from .failures import TimeLimit

MAX_OUTPUT = 4000
WAITING = 4.0  # times a limit that the clock may go on while code computes less than it
SOONEST, AGAIN = 0.01, 0.5  # seconds until a limit is looked at, and until it is said again to code that goes on


def too_long(seconds: float, *, waited: bool = False) -> str:
    """What a reader is told when the time is up. waited: the clock has stopped the code, which had hardly computed."""
    why = (
        "it waits more than it computes, for a file, an input, the network or a thread"
        if waited
        else "look for a loop that does not end or does too much work"
    )
    return f"took longer than {seconds:g} s and was stopped: {why}"


@contextlib.contextmanager
def time_limit(seconds: float, *, wall: float | None = None, cores: int = 1, told: int = 0) -> Iterator[None]:
    """Raise TimeLimit in the running code when this process has computed for `seconds`, all its threads together.

    So a busy machine takes nothing from anybody. Code that waits is stopped when the clock has gone on for `wall` seconds,
    WAITING times as many if not given. cores: how many threads may compute at once; with 1 the limit is never hit sooner
    than `seconds` on the clock, which is fair to a torch that spreads one computation over many cores. told: a signal by
    which another process may say that the time is up.
    """
    begun, until = process_time(), monotonic() + (WAITING * seconds if wall is None else wall)

    def left() -> float:
        return min((seconds - (process_time() - begun)) / cores, until - monotonic())

    def message() -> str:
        return too_long(seconds, waited=process_time() - begun < seconds)

    with stopped(left, message, first=seconds / cores, told=told):
        yield


@contextlib.contextmanager
def stopped(left: Callable[[], float], message: Callable[[], str], *, first: float, told: int = 0) -> Iterator[None]:
    """Raise TimeLimit in the running code when `left` says 0; else it is asked again after as many seconds as it says.

    first: seconds before it is asked at all. The signal is repeated, so code that swallows it is stopped the next time round.
    Where there is no SIGALRM (Windows), or outside the main thread, nothing can interrupt a running call: there the kernel's
    interrupt button is the limit.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def look(signum, frame):
        remaining = left() if signum == signal.SIGALRM else 0.0
        signal.setitimer(signal.ITIMER_REAL, max(remaining, SOONEST) if remaining > 0 else AGAIN)
        if remaining <= 0:
            raise TimeLimit(message())

    before = {number: signal.signal(number, look) for number in (signal.SIGALRM, told) if number}
    signal.setitimer(signal.ITIMER_REAL, max(first, SOONEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


class CappedText(io.TextIOBase):
    """A text stream that keeps the first MAX_OUTPUT characters and counts nothing else."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = MAX_OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        return len(text)

    def text(self) -> str:
        """What was kept, with a note where something was cut."""
        return "".join(self._parts) + ("\n[cut here]" if self._left < 0 else "")


@contextlib.contextmanager
def captured(kept: CappedText | None = None) -> Iterator[CappedText]:
    """Keep what the code prints or warns, in `kept` if given (nbgrader takes any text on stderr for a failure)."""
    kept = CappedText() if kept is None else kept

    def keep(message, category, *_, **__) -> None:
        kept.write(f"{category.__name__}: {message}\n")

    with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept), warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = keep
        yield kept


@contextlib.contextmanager
def random_states_kept() -> Iterator[None]:
    """Leave the generators of random, numpy and torch as they were found."""
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    cuda = torch.cuda.get_rng_state_all() if "torch.cuda" in sys.modules and torch.cuda.is_initialized() else None
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])
        if cuda is not None:
            torch.cuda.set_rng_state_all(cuda)
