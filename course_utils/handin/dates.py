"""When chapters are due, by `notebooks/dates.toml` where the instructor has put one into the bundle; and how times are written."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

FILE = "dates.toml"


def due(course: Path) -> dict[str, datetime]:
    """By chapter ("11_vae") when it is due; nothing of what is missing or cannot be read: no list may break for it.

    The file's table `due` has a line for each chapter, a date with time and offset: `11_vae = 2026-12-15T23:59:00+01:00`.
    Without an offset, the time is this machine's.
    """
    try:
        named = tomllib.loads((course / "notebooks" / FILE).read_text(encoding="utf-8"))["due"]
        return {chapter: time.astimezone() for chapter, time in named.items() if isinstance(time, datetime)}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}


def when(time: datetime) -> str:
    """A time as people write it: "Tue 15 Dec 2026, 23:59"."""
    return f"{time:%a} {time.day} {time:%b %Y, %H:%M}"


def shortly(time: datetime) -> str:
    """The same where the year is clear: "Tue 15 Dec, 23:59"."""
    return f"{time:%a} {time.day} {time:%b, %H:%M}"
