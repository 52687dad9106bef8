"""The child's own clock: it counts what the submission computes, and leaves it to the trusted side to say how long it may wait."""

from __future__ import annotations

import math
import os
import signal
from contextlib import AbstractContextManager

from course_utils.checks.limits import time_limit

from .limits import TIME_IS_UP

CORES = os.cpu_count() or 1


def computing(seconds: float) -> AbstractContextManager[None]:
    """A limit of CPU for the submission's code, all its threads together."""
    return time_limit(seconds, wall=math.inf, cores=CORES, told=TIME_IS_UP)


def ignore_late_signals() -> None:
    """The trusted side's signal may come when the code is through already: it must not end the process."""
    signal.signal(TIME_IS_UP, lambda *_: None)
