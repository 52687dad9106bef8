"""Opens what other people hand in: plain files of a bounded size, and nothing else that a path may lead to. Writes whole files."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

MEGABYTE = 2**20
NOTEBOOK = 100 * MEGABYTE  # the largest that is looked at


class NotPlain(OSError):
    """What the path leads to is no plain file; `strerror` says what it is."""


class TooLarge(OSError):
    """The file has more bytes than it may; `strerror` says how many it may have."""


def read_plain(path: str | Path, most: int) -> bytes:
    """The content of a plain file of at most `most` bytes.

    NotPlain or TooLarge for anything else: a link is not followed, and a pipe or a device is never waited for. OSError where
    there is nothing, or nothing that may be read.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotPlain(0, f"it is {_kind(status.st_mode)} and no plain file")
            if status.st_size > most:
                raise TooLarge(0, f"it is larger than {_size(most)}")
            return file.read(min(most, status.st_size))  # to read up to `most` takes that much memory at once
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            mode = os.lstat(path).st_mode
            if not stat.S_ISREG(mode):
                raise NotPlain(0, f"it is {_kind(mode)} and no plain file") from None
        raise


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` into `path`; a reader, a crash or a full disk meets the old file or the new one, and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content)
        if path.exists():
            shutil.copymode(path, fresh)
        os.replace(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def is_linked(folder: Path) -> bool:
    """Whether the folder of a submission, or of its student, is a link to another place."""
    return folder.is_symlink() or folder.parent.is_symlink()


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)


def _kind(mode: int) -> str:
    known = {
        stat.S_IFDIR: "a folder",
        stat.S_IFLNK: "a link to another place",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
    }
    return known.get(stat.S_IFMT(mode), "a device")


def _size(most: int) -> str:
    return f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most:,} bytes"
