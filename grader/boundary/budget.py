"""Time as the trusted side counts it: what a submission's children compute, and how long they wait of their own accord."""

from __future__ import annotations

import os
from time import monotonic, process_time

from grader.sandbox.zygote import Child

CORES = os.cpu_count() or 1
SOONEST = 0.01  # seconds


class Meter:
    """Counts what the children of one session use, one child after the other."""

    def __init__(self):
        self._child: Child | None = None
        self._cpu = self._queued = self._queued_before = 0.0

    def follow(self, child: Child) -> None:
        """From here on this child is the one that is at work."""
        self._child, self._queued_before = child, self._queued

    def leave(self, cpu: float) -> None:
        """The child is at its end; it has used so much CPU."""
        self._child, self._cpu = None, self._cpu + cpu

    def cpu(self) -> float:
        """Seconds of CPU, of all threads of all children."""
        return self._cpu + (self._child.cpu() if self._child else 0.0)

    def clock(self) -> float:
        """Seconds on a clock that stands still while the child is in the queue for a processor, as far as `look` knows."""
        return monotonic() - self._queued

    def look(self) -> None:
        """Find out how long the child has been in the queue. It costs as much as several questions: only for code that is late."""
        if self._child:
            self._queued = max(self._queued, self._queued_before + self._child.queued())


class Budget:
    """What a notebook has for one kind of work: seconds of CPU, and of the clock meanwhile."""

    def __init__(self, seconds: float, waiting: float):
        self.cpu, self.clock = seconds, waiting * seconds

    @property
    def over(self) -> bool:
        return self.cpu <= 0 or self.clock <= 0


class Limit:
    """What one cell or case may use of a budget. It takes from the budget when it is `settled`."""

    def __init__(self, meter: Meter, budget: Budget, seconds: float, waiting: float, grace: float):
        self._meter, self._budget, self._grace = meter, budget, grace
        self._begun = meter.cpu(), meter.clock()
        self._most = min(seconds, budget.cpu), min(waiting * seconds, budget.clock)
        self._own = process_time() + self._most[0] + grace

    @property
    def cpu(self) -> float:
        """Seconds of CPU that are left."""
        return self._begun[0] + self._most[0] - self._meter.cpu()

    @property
    def clock(self) -> float:
        """Seconds of the clock that are left; asked again when there seem to be none."""
        left = self._begun[1] + self._most[1] - self._meter.clock()
        if left > 0:
            return left
        self._meter.look()
        return self._begun[1] + self._most[1] - self._meter.clock()

    def patience(self) -> float:
        """Seconds until the child can be overdue at the soonest; none are left of one that has not heeded the limit, nor where
        this process itself has computed too long on its answers."""
        heeded = min((self.cpu + self._grace) / CORES, self.clock + self._grace)
        return min(heeded, self._own - process_time())

    def settled(self) -> None:
        """The work is done, one way or another."""
        self._budget.cpu -= self._meter.cpu() - self._begun[0]
        self._budget.clock -= self._meter.clock() - self._begun[1]
