"""`python -m grader serve`: keeps a fork server, so that other commands need not wait for its imports.

Commands of the same account find it by its address, in a folder that nobody else may enter. The address says for which
course, code and packages it was started; where there is none that fits, a command starts its own, as it does without this.
"""

from __future__ import annotations

import hashlib
import os
import select
import shutil
import site
import stat
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from .policy import SandboxPolicy
from .wall import COURSE, PACKAGE, IsolationError
from .zygote import Forker, Zygote, connect

MINUTES = 60.0  # without work, after which it ends
MOMENT = 2.0  # seconds in which a fork server that is ready says so


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--idle",
        type=float,
        default=MINUTES,
        metavar="MINUTES",
        help=f"end after so long without work (default {MINUTES:g})",
    )


def run(args: Namespace) -> int:
    """0 when it has ended for want of work, or was interrupted; 2 with one line where it cannot start."""
    from grader.course import CourseError, load_course

    if not 0 < args.idle <= 7 * 24 * 60:
        return _complain(f"--idle must be more than 0 and at most a week of minutes, got {args.idle:g}")
    try:
        course = load_course(Path.cwd())
        place = _place((course.root,))
        if Standing.at(place / SOCKET, course.policy):
            print("grader serve: one is running for this course already", file=sys.stderr)
            return 0
        _make_private(place)
        with Zygote(course.policy, hidden=(course.root,), place=place, idle=args.idle * 60) as zygote:
            zygote.forker()
            print(
                f"ready: the commands that grade this course start at once. Ctrl-C ends it, and {args.idle:g} minutes without work"
            )
            zygote.wait()
    except (CourseError, IsolationError, OSError) as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        pass
    return 0


def _complain(text: str) -> int:
    print(f"grader serve: {text}", file=sys.stderr)
    return 2


SOCKET = "fork-server"


def fork_server(policy: SandboxPolicy, *, sandboxed: bool = True, hidden: tuple[Path, ...] = ()) -> Zygote | Standing:
    """The fork server that `grader serve` keeps for this course, or one of the caller's own. Raises as Zygote does."""
    found = Standing.at(_place(hidden) / SOCKET, policy) if sandboxed else None
    return found or Zygote(policy, sandboxed=sandboxed, hidden=hidden)


class Standing:
    """A fork server that another process keeps: used like a Zygote, and left running."""

    def __init__(self, address: Path, policy: SandboxPolicy):
        self.address, self._policy = str(address), policy
        self._line = connect(self.address, MOMENT)  # open as long as the fork server lives
        Forker.forget(self.address)

    @classmethod
    def at(cls, address: Path, policy: SandboxPolicy) -> Standing | None:
        """The one at this address; None where nobody answers there, or where another account could have put it."""
        try:
            return cls(address, policy) if _is_private(address.parent) else None
        except OSError:
            return None

    def forker(self) -> Forker:
        """What makes children."""
        return Forker(self.address, self._policy)

    @property
    def running(self) -> bool:
        """Whether the fork server is still there."""
        return not select.select([self._line], [], [], 0)[0]

    def close(self) -> None:
        """Let go of it."""
        self._line.close()


def age_of_the_code() -> int:
    """Changes when what the fork server has imported changes: the course's own code, or the packages."""
    folders = (COURSE / "course_utils", PACKAGE / "inside", PACKAGE / "sandbox")
    files = (path for folder in folders for path in folder.rglob("*.py"))
    packages = (Path(path) for path in site.getsitepackages())
    return max(path.stat().st_mtime_ns for path in (*files, *packages) if path.exists())


def _place(hidden: Iterable[Path]) -> Path:
    """The folder of the fork server for this course, code and Python."""
    also = sorted({str(Path(folder).resolve()) for folder in (COURSE, *hidden)})
    words = "\n".join([sys.executable, str(age_of_the_code()), *also])
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base, f"grading-{os.getuid()}-{hashlib.sha256(words.encode()).hexdigest()[:16]}")


def _make_private(place: Path) -> None:
    """A new folder that only this account may enter. What an earlier fork server has left is cleared away."""
    if _is_private(place):
        shutil.rmtree(place)
    place.mkdir(mode=0o700)


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
