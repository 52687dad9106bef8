"""What a run has done, and where its time went."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator
from time import monotonic

from grader.boundary.phases import Phases, added
from grader.shown import one_line
from grader.submission.records import GradedSubmission


class RunSummary:
    """Counts as results pass; times in seconds since `started`."""

    def __init__(self, started: float):
        self._started = started
        self.graded = 0
        self.failures: list[GradedSubmission] = []
        self.remarks: list[str] = []
        self._human: list[tuple[str, str]] = []
        self._first = self._worked = self._child = self._stored = 0.0
        self._phases: Phases = {}

    def watched(self, results: Iterable[GradedSubmission]) -> Iterator[GradedSubmission]:
        """The results, counted."""
        for result in results:
            self._first = self._first or monotonic() - self._started
            self._worked += result.seconds
            self._child += result.child_seconds
            self._phases = added(self._phases, result.phases)
            self.graded += not result.failure
            self.failures += [result] if result.failure else []
            self._human += [(result.student, reason) for reason in result.needs_human if not result.failure]
            yield result

    def failed(self, result: GradedSubmission) -> None:
        """What was counted as graded could not be stored."""
        self.graded -= 1
        self.failures.append(result)

    @property
    def status(self) -> int:
        """The exit status of the run: 1 if something was not graded, 3 if a person has to look into something else."""
        return 1 if self.failures else 3 if self._human or self.remarks else 0

    @contextlib.contextmanager
    def storing(self) -> Iterator[None]:
        """Time spent on folders and rows."""
        begun = monotonic()
        try:
            yield
        finally:
            self._stored += monotonic() - begun

    def print(self, assignment: str, skipped: int, *, timings: bool) -> None:
        """A line on stderr for each submission that needs a human, and a summary."""
        lines = [f"not graded: {failure.student}: {failure.failure}" for failure in self.failures]
        lines += [f"needs a human: {student}: {reason}" for student, reason in sorted(self._human)]
        for line in (*lines, *self.remarks):
            print(one_line(line), file=sys.stderr)
        seconds = monotonic() - self._started
        unchanged = f", {skipped} unchanged since they were graded" if skipped else ""
        rate = f", {60 * self.graded / seconds:.0f} a minute" if self.graded else ""
        print(f"{assignment}: {self.graded} submissions graded in {seconds:.1f} s{rate}{unchanged}")
        if timings and self.graded:
            self._print_timings()

    def _print_timings(self) -> None:
        """Milliseconds of a submission, phase by phase, the longest first. What it waits is mostly what its child computes."""
        each = 1000 / self.graded
        print(
            f"start-up {self._first:.1f} s; each submission {self._worked * each:.0f} ms in a worker, of it "
            f"{self._child * each:.0f} ms CPU of its child; folders and rows {self._stored * each:.1f} ms each in the main process"
        )
        print(f"{'ms of a submission':36}{'computing':>10}{'waiting':>10}")
        for name, (own, waiting) in sorted(self._phases.items(), key=lambda item: -sum(item[1])):
            print(f"{name:36}{own * each:10.1f}{waiting * each:10.1f}")
