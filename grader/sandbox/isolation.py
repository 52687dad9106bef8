"""`python -m grader doctor`: what this machine can isolate, tried out and not only looked up."""

from __future__ import annotations

import platform
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from functools import cache
from pathlib import Path

from grader.course import CourseError, load_policy
from grader.inside import wire

from .policy import SandboxPolicy, table
from .wall import IsolationError, command
from .zygote import Forker, Zygote

#: What a confined child must not be able to do, whatever the limits are -> code that raises where it cannot.
TRIALS = {
    "no network, not even loopback": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "no other processes": "import os; os.fork()",
    "no other programs": "import os; os.execv('/bin/true', ['true'])",
    "a read-only file system": "open('/usr/x', 'w')",
    "nothing of the grader but its inner part": "open('/course/grader/exercises/__init__.py')",
    "no view of processes": "open('/proc/self/environ')",
    "no anonymous files": "import os; os.memfd_create('x')",
    "no new namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
}
WORKS = "open('/scratch/x', 'w').write('y'); import torch; torch.ones(2).sum()"


def add_arguments(parser: ArgumentParser) -> None:
    """The command line of `doctor`."""
    parser.add_argument("--limits", action="store_true", help="print the limits that hold for this course, and no more")


def run(args: Namespace) -> int:
    """Print a line for each protection; 0 if all hold, 2 with one line on stderr where the course's limits are wrong."""
    try:
        policy = load_policy(Path.cwd())
    except CourseError as error:
        print(f"grader doctor: {error}", file=sys.stderr)
        return 2
    if args.limits:
        print(table(policy))
        return 0
    reason = problem()
    print(f"{'system':42}{platform.system()} {platform.release()}, {platform.machine()}")
    if reason:
        print(f"{'isolation':42}MISSING: {reason}")
        return 1
    failed = 0
    for what, found in tried(policy).items():
        print(f"{what:42}{found or 'holds'}")
        failed += bool(found)
    print(
        "Submissions can be graded in isolation." if not failed else "Submissions are NOT isolated as they should be."
    )
    return 1 if failed else 0


@cache
def problem() -> str:
    """Why submissions cannot be isolated here, in one line; "" if they can."""
    try:
        import pyseccomp  # noqa: F401 - it loads libseccomp
    except (ImportError, OSError, RuntimeError) as error:
        return f"libseccomp cannot be loaded ({error}): install it (Debian: apt-get install libseccomp2)"
    try:
        done = subprocess.run(command("/bin/true"), env={}, capture_output=True, text=True, timeout=30, check=False)
    except IsolationError as error:
        return str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run: {error}"
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
    return (
        f"bubblewrap cannot make namespaces ({said}): allow unprivileged user namespaces "
        "(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)"
    )


def trials(policy: SandboxPolicy) -> dict[str, str]:
    """TRIALS, and those that depend on the limits."""
    full = f"for i in range({policy.scratch_megabytes + 1}): open(f'/scratch/{{i}}', 'wb').write(bytes(1 << 20))"
    return TRIALS | {
        "a scratch folder of limited size": full,
        "limited memory": f"bytearray({policy.memory_megabytes} << 20)",
    }


def tried(policy: SandboxPolicy) -> dict[str, str]:
    """Each protection and "" if it holds, else what happened."""
    with Zygote(policy) as zygote:
        fork = zygote.forker()
        found = {"Python and torch work inside": _error(fork, WORKS)}
        return found | {what: "" if _error(fork, code) else "BROKEN" for what, code in trials(policy).items()}


def _error(fork: Forker, code: str) -> str:
    """The error that the code ends with in a child of its own; "" if it runs through."""
    child = fork()
    try:
        child.channel.send_bytes(wire.encode(wire.Start({}, 0)))
        child.channel.send_bytes(wire.encode(wire.Run("trial", code, 10.0)))
        if not child.channel.poll(20):
            return "no answer"
        reply = wire.decode_reply(child.channel.recv_bytes())
        if not isinstance(reply, wire.Ran):
            return f"an answer that is none ({type(reply).__name__})"
        return next((f"{o.ename}: {o.evalue}" for o in reply.outputs if o.kind == "error"), "")
    except EOFError:
        return "the child died"
    finally:
        child.close()
