"""Grading on a Dask cluster: each worker has a grading process with its own sandbox, and answers with data."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

import course_utils
import grader
from grader.course import CourseError
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import laid_out
from grader.submission.records import GradedSubmission, Job

from .dask_worker import Parcel

CHUNK = 4  # submissions a task


def grade_on_dask(
    jobs: list[Job], *, address: str, policy: SandboxPolicy, sandboxed: bool = True
) -> Iterator[GradedSubmission]:
    """The graded submissions as they are ready. The files travel with the jobs: workers need no access to the course.

    Raises CourseError where the cluster cannot be used; the message says why.
    """
    try:
        from distributed import Client, as_completed
    except ModuleNotFoundError:
        raise CourseError("--dask needs the package distributed: pip install distributed") from None
    try:
        client = Client(address, timeout=policy.scheduler_seconds)
    except (OSError, TimeoutError, ValueError) as error:
        wait = f"{policy.scheduler_seconds:g} s"
        raise CourseError(f"no Dask scheduler answers at {address} within {wait} ({error})") from None
    with client:
        source = laid_out(jobs[0].source, policy)
        parcels = [msgspec.msgpack.encode(Parcel(job, laid_out(job.folder, policy), source)) for job in jobs]
        chunks = [parcels[i : i + CHUNK] for i in range(0, len(parcels), CHUNK)]
        about = code_digest(), policy.numbers, sandboxed
        tasks = [client.submit(grade_chunk, chunk, *about, pure=False, retries=1) for chunk in chunks]
        try:
            for _, results in as_completed(tasks, with_results=True):
                yield from (msgspec.msgpack.decode(result, type=GradedSubmission) for result in results)
        except OtherRelease as error:
            raise CourseError(str(error)) from None


class OtherRelease(Exception):
    """A worker has other code than the client."""


def code_digest() -> str:
    """The digest of the grader's and the course's code."""
    total = hashlib.sha256()
    for package in (grader, course_utils):
        (folder,) = map(Path, package.__path__)
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.json"))):
            total.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def grade_chunk(parcels: list[bytes], release: str, limits: dict[str, float], sandboxed: bool) -> list[bytes]:
    """What a Dask worker runs: it hands the parcels to its grading process, one after the other."""
    if code_digest() != release:
        raise OtherRelease(
            f"the Dask worker on {socket.gethostname()} has another release of the course: install the same everywhere"
        )
    with _at_work:
        process = _grading_process(limits, sandboxed)
        return [process.grade(parcel) for parcel in parcels]


class GradingProcess:
    """A fresh process, for a Dask worker has threads and must not fork. It is replaced when it dies.

    limits: the course's policy as numbers.
    """

    def __init__(self, limits: dict[str, float], sandboxed: bool):
        self.limits, self.sandboxed = limits, sandboxed
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "grader.class_run.dask_worker", str(theirs.fileno()), json.dumps(self.limits)]
        command += [] if self.sandboxed else ["--open"]
        with theirs:
            self.process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)
        self._connection = Connection(ours.detach())

    def grade(self, parcel: bytes) -> bytes:
        """The graded submission, as bytes. One that kills the process again and again comes back as a failure."""
        tries = int(self.limits["tries"])
        for _ in range(tries):
            try:
                self._connection.send_bytes(parcel)
                return self._connection.recv_bytes()
            except (EOFError, OSError):
                self.close()
                self._start()
        job = msgspec.msgpack.decode(parcel, type=Parcel).job
        reason = f"the grading process ended {tries} times while it worked on this submission"
        return msgspec.msgpack.encode(GradedSubmission(job.student, job.assignment, [], failure=reason))

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._connection.close()
        self.process.kill()
        self.process.wait()


_at_work = threading.Lock()  # a worker with several threads still has one grading process
_processes: list[GradingProcess] = []


def _grading_process(limits: dict[str, float], sandboxed: bool) -> GradingProcess:
    """The one of this worker; another takes its place where the course's limits are others than before."""
    if _processes and (_processes[0].limits, _processes[0].sandboxed) != (limits, sandboxed):
        _processes.pop().close()
    if not _processes:
        _processes.append(GradingProcess(limits, sandboxed))
    return _processes[0]
