"""What is known of a chapter's way: due, handed in, packed for an upload, returned. Nothing is said of what nobody knows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path

from course_utils.handin.dates import due
from course_utils.handin.exchange import Exchange, NoExchange, Sent
from course_utils.plain_file import MEGABYTE, NOTEBOOK, read_plain

PACKED = "hand-in"  # the folder of checked copies
# nbgrader's page, and ours: "Score: 14.0 / 26.0", "14.5 of 26 points".
POINTS = re.compile(r"([\d.]+) of ([\d.]+) points|Score:\s*([\d.]+)\s*/\s*([\d.]+)")
STAMPS = ("timestamp.txt", "submission_secret.txt")  # nbgrader's own, in each parcel
HEAD = MEGABYTE  # of a feedback page, in which the total is looked for


@dataclass(frozen=True)
class Desk:
    """What is known of one chapter. All times are this machine's; None where nothing is known.

    sent, packed: when it was handed in through the exchange, and when it was last copied for an upload.
    changed: whether the notebook differs from what was sent or packed last.
    feedback: the page that has come back, from the course's folder; got, worth: the points that it says.
    waits: whether a newer page lies in the exchange. parcel: the files that were sent.
    """

    due: datetime | None = None
    sent: datetime | None = None
    packed: datetime | None = None
    changed: bool = False
    feedback: str | None = None
    got: float | None = None
    worth: float | None = None
    waits: bool = False
    parcel: tuple[str, ...] = ()


def desks(course: Path, notebooks: dict[str, Path]) -> tuple[dict[str, Desk], str]:
    """By chapter what is known of it, and what is wrong with the exchange, in a sentence.

    notebooks: by chapter ("11_vae") the file that its reader works in.
    """
    dates, fault, sent = due(course), "", {}
    try:
        exchange = exchange_of(course)
        fault = exchange.fault() if exchange.configured else ""
        sent = {one.chapter: one for one in exchange.sent()} if exchange.configured and not fault else {}
    except NoExchange as error:
        fault = str(error)
    known = {chapter: _desk(course, file, dates.get(chapter), sent.get(chapter)) for chapter, file in notebooks.items()}
    return known, fault


@cache
def exchange_of(course: Path) -> Exchange:
    """The exchange of a course. Jupyter reads its configuration once, and so do we."""
    return Exchange(course)


def has_exchange(course: Path) -> bool:
    """Whether this machine's configuration knows of an exchange, even of one that is out of order."""
    try:
        return exchange_of(course).configured
    except NoExchange:  # the list of chapters says why
        return False


def _desk(course: Path, file: Path, dated: datetime | None, sent: Sent | None) -> Desk:
    copy = course / PACKED / file.name
    packed = _modified(copy)
    page = returned(file)
    got, worth = points(page) if page else (None, None)
    time = sent.time.astimezone() if sent else None
    last = sent.path / file.name if sent and time and (packed is None or time >= packed) else copy
    return Desk(
        due=dated,
        sent=time,
        packed=packed,
        changed=(packed or sent) is not None and _newer(file, last),
        feedback=page.relative_to(course).as_posix() if page else None,
        got=got,
        worth=worth,
        waits=bool(sent and sent.feedback),
        parcel=tuple(sorted(one.name for one in sent.path.iterdir() if one.name not in STAMPS)) if sent else (),
    )


def returned(notebook: Path) -> Path | None:
    """The newest page in the folder `feedback` beside a notebook, where nbgrader puts what it fetches."""
    pages = [page for page in (notebook.parent / "feedback").glob("**/*.html") if page.is_file()]
    named = [page for page in pages if page.stem == notebook.stem] or pages
    return max(named, key=lambda page: (page.parent.name, page.stat().st_mtime), default=None)


def points(page: Path) -> tuple[float | None, float | None]:
    """The total that a feedback page says, and of how many; (None, None) where it says none."""
    try:
        text = read_plain(page, 64 * MEGABYTE)[:HEAD].decode("utf-8", errors="replace")
        found = POINTS.search(unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", "", text, flags=re.DOTALL)))
        got, worth = filter(None, found.groups()) if found else (None, None)
        return (float(got), float(worth)) if got and worth else (None, None)
    except (OSError, ValueError):
        return None, None


def _modified(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    except OSError:
        return None


def _newer(file: Path, copy: Path) -> bool:
    """Whether the notebook has been saved since the copy was made, with something else in its cells."""
    try:
        return file.stat().st_mtime > copy.stat().st_mtime and _sources(file) != _sources(copy)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sources(file: Path) -> list[str]:
    """What stands in the cells; a copy for an upload may lack outputs."""
    cells = json.loads(read_plain(file, NOTEBOOK))["cells"]
    return ["".join(cell["source"]) for cell in cells]
