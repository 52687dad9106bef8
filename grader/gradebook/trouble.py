"""Words for what keeps a course's files from being read or written, and who holds a lock."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}
_SQLITE_BUSY = ("locked", "busy")


def explained(error: BaseException, gradebook: Path | None = None) -> str:
    """An error of the disk or the gradebook in one line: what was wrong, and what to do."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.errno in FULL:
        where = f" in {Path(os.fsdecode(error.filename)).parent}" if error.filename else ""
        return f"the disk is full{where}: make room"
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{os.fsdecode(error.filename)}: {error.strerror.lower()}"
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(text, gradebook)
    return text


def _of_sqlite(text: str, gradebook: Path | None) -> str:
    name = f"the gradebook {gradebook}" if gradebook else "the gradebook"
    if "full" in text:
        return f"the disk is full: {name} cannot grow; make room"
    if any(word in text for word in _SQLITE_BUSY):
        by = holders(gradebook) if gradebook else ""
        return f"{name} is locked{f' by {by}' if by else ''}: end that, or wait until it is done"
    if "readonly" in text:
        return f"{name} cannot be written by this account: check the owner and the mode of it and of its folder"
    return f"{name} cannot be used ({text})"


def holders(path: Path) -> str:
    """Who holds a lock on a file, as far as this machine tells: "ben (process 4711: python -m grader ...)"."""
    with contextlib.suppress(OSError):
        status = path.stat()
        wanted = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        # "1: POSIX ADVISORY WRITE 4711 fe:01:1234 0 EOF"; one who waits has an arrow behind the number
        found = {int(f[4]) for f in lines if len(f) > 5 and f[1] != "->" and f[5] == wanted}
        return ", ".join(_process(number) for number in sorted(found - {os.getpid()}))
    return ""


def _process(number: int) -> str:
    import psutil

    try:
        process = psutil.Process(number)
        return f"{process.username()} (process {number}: {' '.join(process.cmdline())[:100]})"
    except (psutil.Error, ValueError):  # of another namespace, or gone
        return "another account or machine" if number <= 0 else f"process {number}"
