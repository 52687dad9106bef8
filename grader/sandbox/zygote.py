"""The fork server from outside: started once, asked for one child a submission."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ClassVar, Self

import msgspec

from grader.inside.limits import TIME_IS_UP, Limits

from . import wall
from .policy import SandboxPolicy

PROGRAM = (sys.executable, "-m", "grader.inside.fork_server")
CPU_CLOCK = 2  # CPUCLOCK_SCHED of Linux: with a process id, the clock that clock_getcpuclockid(3) gives
NO_SANDBOX = "WARNING: no sandbox: submissions run with all the rights of this account"


class Zygote:
    """A running fork server, as a context manager. `address` is where workers connect; it is a path.

    policy: the limits of the children that `forker` makes. sandboxed: False leaves out the wall and every protection, and says
    so on stderr. hidden: folders that must not be seen. place: an empty folder for its socket, which goes when it ends; by
    default a new one. idle: seconds without a client after which it ends by itself; 0 for never.
    Raises wall.IsolationError where this machine cannot isolate.
    """

    def __init__(
        self,
        policy: SandboxPolicy,
        *,
        sandboxed: bool = True,
        hidden: tuple[Path, ...] = (),
        place: Path | None = None,
        idle: float = 0.0,
    ):
        self._policy = policy
        self._folder = place or Path(tempfile.mkdtemp(prefix="grading-"))
        self.address = str(self._folder / "fork-server")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the fork server runs
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listening.bind(self.address)
        os.chmod(self.address, 0o600)
        listening.listen(64)
        inner = [*PROGRAM, str(listening.fileno()), f"--idle={idle:g}"]
        if not sandboxed:
            print(NO_SANDBOX, file=sys.stderr)
        try:
            self._process = subprocess.Popen(
                wall.command(*inner, hidden=hidden) if sandboxed else [*inner, "--open"],
                env={} if sandboxed else self._open_environment(),
                pass_fds=(listening.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
            )
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        finally:
            listening.close()

    def _open_environment(self) -> dict[str, str]:
        scratch = self._folder / "scratch"
        scratch.mkdir()
        return wall.environment() | {"PYTHONPATH": str(wall.COURSE), "TMPDIR": str(scratch), "HOME": str(scratch)}

    def forker(self) -> Forker:
        """What makes children, when the fork server answers; IsolationError with its reason if it does not."""
        try:
            connect(self.address, self._policy.start_seconds).close()
        except (OSError, TimeoutError):
            self._process.poll()
            raise wall.IsolationError(self._reason()) from None
        return Forker(self.address, self._policy)

    @property
    def running(self) -> bool:
        """Whether the fork server is still there."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Return when the fork server has ended."""
        self._process.wait()

    def _reason(self) -> str:
        self._log.seek(0)
        lines = [line for line in self._log.read().decode(errors="replace").splitlines() if line.strip()]
        return f"the sandbox did not start: {lines[-1] if lines else 'it gave no reason'}; `python -m grader doctor` tells more"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server, and with it every child."""
        self._process.kill()
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def connect(address: str, seconds: float) -> socket.socket:
    """A client's connection to the fork server. It says something only when it is ready."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    client.settimeout(seconds)
    client.connect(address)
    if not client.recv(16):
        raise ConnectionError("the fork server ended")
    client.settimeout(None)
    return client


class Child:
    """One forked child: a channel for messages, and a way to end it.

    `channel` has the framing of multiprocessing.connection. Raises wall.IsolationError if no child could be made.
    """

    def __init__(self, client: socket.socket, limits: Limits):
        ours, theirs = socket.socketpair()
        self._status, status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, status:
            socket.send_fds(client, [msgspec.msgpack.encode(limits)], [theirs.fileno(), status.fileno()])
        self.channel = Connection(ours.detach())
        message, descriptors, _, _ = socket.recv_fds(self._status, 200, 1)
        if not descriptors:
            self.channel.close()
            raise wall.IsolationError(message.decode() or "the fork server ended")
        self._process = descriptors[0]
        self._number = _number(self._process)

    def cpu(self) -> float:
        """Seconds of CPU that it has used so far, all its threads together; 0.0 once it has ended."""
        if self._number > 0:
            with contextlib.suppress(OSError):
                return time.clock_gettime(~self._number << 3 | CPU_CLOCK)
        return 0.0

    def queued(self) -> float:
        """Seconds that it was ready to run while others had the processors; 0.0 where the system does not tell."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(Path(f"/proc/{self._number}/schedstat").read_text().split()[1]) / 1e9
        return 0.0

    def threads(self) -> int:
        """How many threads it has; 0 once it has ended."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self._number}/task").stat().st_nlink - 2
        return 0

    def interrupt(self) -> None:
        """Tell its code that the time is up."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, TIME_IS_UP)

    def kill(self) -> None:
        """End the child now, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def ended(self, seconds: float = 5.0) -> tuple[int, float] | None:
        """Exit status (-11 for signal 11) and seconds of CPU; None if it has not ended, or nobody knows how."""
        if not select.select([self._status], [], [], seconds)[0]:
            return None
        words = self._status.recv(200).split()
        return (int(words[0]), float(words[1])) if len(words) == 2 else None

    def close(self) -> None:
        """End the child and let go of it."""
        self.kill()
        self.channel.close()
        self._status.close()
        os.close(self._process)


def _number(process: int) -> int:
    """The process id, as this process sees it, that a process descriptor stands for; -1 if it has ended."""
    about = Path(f"/proc/self/fdinfo/{process}").read_text()
    return next(int(line.split()[1]) for line in about.splitlines() if line.startswith("Pid:"))


class Forker:
    """Makes children at a fork server, under a policy. Each process has one connection to it, made at first use; a Forker can be pickled."""

    _clients: ClassVar[dict[tuple[str, int], socket.socket]] = {}

    def __init__(self, address: str, policy: SandboxPolicy):
        self._address, self.policy = address, policy

    @classmethod
    def forget(cls, address: str) -> None:
        """Let go of this process's connection to a fork server that was at this address before."""
        client = cls._clients.pop((address, os.getpid()), None)
        if client is not None:
            client.close()

    def __call__(self) -> Child:
        """A new child; wall.IsolationError or OSError if there can be none."""
        key = self._address, os.getpid()
        if key not in self._clients:
            self._clients[key] = connect(self._address, self.policy.start_seconds)
        return Child(self._clients[key], self.policy.inside)
