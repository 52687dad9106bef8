"""Times as people and systems write them: what can mean only one moment is taken, everything else refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import dateutil.parser

# Abbreviations with one meaning, in hours from UTC. CST, IST, BST, EST, PST and others have several.
_ZONES: dict[str, float] = {
    "UTC": 0,
    "GMT": 0,
    "UT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
}
_ZONES |= {
    "NDT": -2.5,
    "MDT": -6,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "JST": 9,
    "AEST": 10,
    "NZST": 12,
    "NZDT": 13,
}
_OFFSET = re.compile(r"^(.*?\d)\s*(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$")
_NAMED = re.compile(r"^(.*\d)\s*([A-Za-z][A-Za-z_/+-]*[A-Za-z0-9_]|[Zz])$")
_DEFAULTS = datetime(2001, 2, 3, 4, 5), datetime(1999, 7, 8, 9, 10)  # whatever a text leaves out differs between these


def timestamp(content: bytes | str, local: tzinfo | None = None) -> datetime | None:
    """When a submission was handed in, from the text of its timestamp.txt: naive UTC; None where it is empty. ValueError, with the
    reason, where it is no time, or could be several.

    A time without a zone is UTC. local: the course's own zone, which decides what an abbreviation of its own means.
    """
    try:
        text = " ".join((content.decode("utf-8-sig") if isinstance(content, bytes) else content).split())
        return _utc(text, local) if text else None
    except UnicodeDecodeError:
        raise ValueError("it is no text") from None
    except ValueError:
        raise
    except Exception as error:  # whatever the text is, and whatever dateutil makes of it
        raise ValueError(f"it is no time ({type(error).__name__})") from None


def _utc(text: str, local: tzinfo | None) -> datetime:
    text = re.sub(r"\s*\([^)]*\)$", "", text)  # "... GMT+0200 (CEST)", as browsers write
    if (found := _OFFSET.match(text)) and ":" in found[1]:
        hours, minutes = int(found[3]), int(found[4] or 0)
        if hours > 14 or minutes > 59:
            raise ValueError(f"no zone is {found[2]}{found[3]} hours from UTC")
        offset = timedelta(hours=hours, minutes=minutes)
        return _moment(found[1]) - (offset if found[2] == "+" else -offset)
    if (found := _NAMED.match(text)) and found[2].upper() not in ("AM", "PM"):
        return _in_zone(_moment(found[1]), found[2], local)
    return _moment(text)


def _in_zone(moment: datetime, name: str, local: tzinfo | None) -> datetime:
    if local is not None:
        for fold in (0, 1):  # the hour that clocks repeat has both names
            there = moment.replace(tzinfo=local, fold=fold)
            if there.tzname() == name:
                return there.astimezone(UTC).replace(tzinfo=None)
    if name.upper() in _ZONES:
        return moment - timedelta(hours=_ZONES[name.upper()])
    try:
        if "/" not in name:
            raise KeyError(name)
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name} is no zone with one meaning: write one as +0200, or as Europe/Paris") from None
    both = {moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(both) > 1:
        raise ValueError(f"in {name} this hour comes twice, or never: write the zone as +0200")
    return both.pop().replace(tzinfo=None)


def _moment(text: str) -> datetime:
    """A date and a time of day without a zone, that can be read in one way only."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _loosely(text)
    if not re.search(r"\d[T ]\d", text):
        raise ValueError("it does not say the time of day")
    return moment


def _loosely(text: str) -> datetime:
    """In any format, where day, month and year can only be what they are."""
    readings = set()
    for default in _DEFAULTS:
        for day_first in (False, True):
            for year_first in (False, True):
                try:
                    readings.add(
                        dateutil.parser.parse(
                            text, default=default, dayfirst=day_first, yearfirst=year_first, ignoretz=True
                        )
                    )
                except dateutil.parser.ParserError as error:
                    raise ValueError(f"it is no time ({' '.join(str(error).split())[:100]})") from None
    if len({moment.date() for moment in readings}) > 1:
        raise ValueError("its day can be read in several ways, or is not complete: write it as 2026-10-01")
    if len(readings) > 1:
        raise ValueError("it does not say the time of day")
    return readings.pop()
