"""What protects the notebook from the code that a check runs: time limit, captured output, random states."""

from __future__ import annotations

import contextlib
import io
import random
import signal
import sys
import threading
import warnings
from collections.abc import Iterator

import numpy as np
import torch

from .failures import TimeLimit

MAX_OUTPUT = 4000


def too_long(seconds: float) -> str:
    """What a reader is told when the time is up."""
    return f"took longer than {seconds:g} s and was stopped: look for a loop that does not end or does too much work"


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit in the running code after `seconds` of wall time.

    The signal is repeated, so code that swallows it is stopped the next time round. Where there is no SIGALRM (Windows),
    or outside the main thread, nothing can interrupt a running call: there the kernel's interrupt button is the limit.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum, frame):
        raise TimeLimit(too_long(seconds))

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
