"""A grading process of its own, for machines where the work comes from elsewhere.

    python -m grader.class_run.dask_worker DESCRIPTOR LIMITS [--open]

LIMITS are those of the course, as JSON. It owns a fork server, takes parcels over the socket that it inherits, and answers each with a graded submission.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from msgspec import Struct

from grader.sandbox.policy import SandboxPolicy
from grader.sandbox.server import ForkServer
from grader.submission.records import GradedSubmission, Job
from grader.threads import ONE_THREAD


class Parcel(Struct, frozen=True):
    """A job with the files that it needs, by relative name: the submission's and the instructor's."""

    job: Job
    submitted: dict[str, bytes]
    source: dict[str, bytes]


def main() -> None:
    """Serve parcels until the socket closes."""
    os.environ |= ONE_THREAD
    connection, policy = Connection(int(sys.argv[1])), SandboxPolicy(**json.loads(sys.argv[2]))
    server = ForkServer(policy, sandboxed="--open" not in sys.argv[3:])
    with server, tempfile.TemporaryDirectory(prefix="grading-parcels-") as folder:
        while True:
            try:
                parcel = msgspec.msgpack.decode(connection.recv_bytes(), type=Parcel)
            except EOFError:
                break
            connection.send_bytes(msgspec.msgpack.encode(graded(parcel, Path(folder), server)))


def graded(parcel: Parcel, folder: Path, server: ForkServer) -> GradedSubmission:
    """Lay the files out and grade. The source is laid out once for all submissions that share it."""
    from grader.submission.grade import grade_surely  # with torch, while the fork server imports the same

    from .local import lost_for_good

    digest = hashlib.sha256(msgspec.msgpack.encode(parcel.source, order="sorted")).hexdigest()[:16]
    source = folder / digest
    if not source.exists():
        _lay_out(parcel.source, source)
    with tempfile.TemporaryDirectory(dir=folder) as submitted:
        _lay_out(parcel.submitted, Path(submitted))
        job = msgspec.structs.replace(parcel.job, folder=submitted, source=str(source))
        return server.surely(partial(grade_surely, job)) or lost_for_good(job, server)


def _lay_out(files: dict[str, bytes], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
