"""Grades many submissions in worker processes, whatever becomes of the workers."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from grader.submission.records import GradedSubmission, Job

PR_SET_PDEATHSIG = 1
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's mallopt
Grade = Callable[[Job], GradedSubmission]


def grade_all(jobs: Iterable[Job], grade: Grade, workers: int) -> Iterator[GradedSubmission]:
    """The graded submissions as they are ready, in any order.

    Workers are forked from this process, which must have no other thread. When one is killed, the jobs that were under way
    are each tried in a worker of their own; a job that kills two of these comes back as a failure.
    """
    doubtful = []
    remaining = list(jobs)
    while remaining:
        done: set[str] = set()
        try:
            for result in _in_pool(remaining, grade, workers):
                done.add(result.student)
                yield result
            remaining = []
        except BrokenProcessPool:
            left = [job for job in remaining if job.student not in done]
            doubtful, remaining = left[: 2 * workers], left[2 * workers :]
        for job in doubtful:
            yield _alone(job, grade)
        doubtful = []


def _in_pool(jobs: list[Job], grade: Grade, workers: int) -> Iterator[GradedSubmission]:
    """Results in the order in which they are ready; BrokenProcessPool when a worker dies.

    Jobs are handed in a few at a time, in their order: what was under way is then among the first that are not done.
    """
    waiting, running = iter(jobs), set[Future]()
    with _pool(workers) as pool:
        for job in waiting:
            running.add(pool.submit(grade, job))
            if len(running) < 2 * workers:
                continue
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
        while running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _alone(job: Job, grade: Grade) -> GradedSubmission:
    """The result of a job that may not have begun when its worker died: it has two tries of its own."""
    for _ in range(2):
        with contextlib.suppress(BrokenProcessPool), _pool(1) as pool:
            return pool.submit(grade, job).result()
    reason = "the grading process was killed twice while it worked on this submission, perhaps because memory ran out"
    return GradedSubmission(job.student, job.assignment, [], failure=reason)


def _pool(workers: int) -> ProcessPoolExecutor:
    gc.freeze()
    return ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("fork"), initializer=_end_with_the_parent
    )


def _end_with_the_parent() -> None:
    """A worker whose parent is killed must not wait for work for ever; an interruption is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # Keep the memory of large answers when it is freed: taken anew, page by page, it costs more than comparing them.
    libc.mallopt(M_MMAP_THRESHOLD, 64 * 2**20)
    libc.mallopt(M_TRIM_THRESHOLD, 512 * 2**20)
