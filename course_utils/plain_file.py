"""Opens what other people hand in: plain files of a bounded size, and nothing else that a path may lead to."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MEGABYTE = 2**20


def read_plain(path: str | Path, most: int) -> bytes:
    """The content of a plain file of at most `most` bytes.

    OSError with the reason for anything else: a link is not followed, and a pipe or a device is never waited for.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise OSError(0, f"it is {_kind(status.st_mode)} and no plain file")
            if status.st_size > most:
                raise OSError(0, f"it is larger than {_size(most)}")
            return file.read(most)
    except OSError:
        if os.path.islink(path):
            raise OSError(0, "it is a link to another place and no plain file") from None
        raise


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)


def _kind(mode: int) -> str:
    known = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return known.get(stat.S_IFMT(mode), "a device")


def _size(most: int) -> str:
    return f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most:,} bytes"
