"""What the names of a download say: whose an upload is, when it came, which attempt it is.

Only what a platform has put in front of a student's own file name is believed; that name itself says nothing of who it is from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

import yaml

from course_utils.plain_file import MEGABYTE
from grader.gradebook.times import timestamp
from grader.roster.people import Roster
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import LONGEST_TIME, TIMESTAMP
from grader.submission.naming import meant

from .entries import Entry, Refused, litter

CANVAS, MOODLE, GRADESCOPE, PLAIN, EXCHANGE = "Canvas", "Moodle", "Gradescope", "a folder", "the exchange"
METADATA = "submission_metadata.yml"
# name_LATE_user_attachment_file and name_number_assignsubmission_file_file; a lookahead, so that every reading is found
_CANVAS = re.compile(r"(?=(?P<late>_late)?_(?P<number>\d+)_(?P<attachment>\d+)_(?P<file>.+)$)", re.IGNORECASE)
_MOODLE = re.compile(r"(?=_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?$)", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """Who a name says that it is from: a name or id, and the platform's number for that person."""

    who: str
    number: str = ""


@dataclass
class Upload:
    """What one student has handed in at one time. rivals: other ways to read its name. attempt: later ones are larger."""

    shown: str
    platform: str
    claim: Claim
    entries: list[Entry] = field(default_factory=list)
    rivals: list[Claim] = field(default_factory=list)
    late: bool = False
    time: datetime | None = None
    attempt: tuple = ()


@dataclass(frozen=True)
class Chapter:
    """What collecting knows of a chapter."""

    name: str
    notebooks: list[str]
    due: datetime | None = None


def uploads_in(entries: list[Entry], chapter: Chapter, roster: Roster, policy: SandboxPolicy) -> list[Upload]:
    """The uploads of one source, each with its files relative to the submission's folder."""
    entries = _without_wrappers([e for e in entries if not litter(e.path)], chapter, roster)
    for entry in entries:
        if entry.name == METADATA:
            return _gradescope(entry, entries, policy)
    by_top: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_top[entry.path.parts[0]].append(entry)
    found: dict[object, Upload] = {}
    for top, inside in by_top.items():
        upload = _of_platform(top, inside) or _plain(top, inside, chapter, roster, policy)
        # Canvas gives every file of an attempt a name of its own.
        key = (upload.platform, upload.claim) if upload.platform in (CANVAS, MOODLE) else (upload.platform, top)
        known = found.setdefault(key, upload)
        if known is not upload:
            known.entries += upload.entries
            known.late, known.rivals = known.late or upload.late, known.rivals + upload.rivals
    return list(found.values())


def archives_in(entries: list[Entry], chapter: Chapter, roster: Roster) -> list[Entry]:
    """The zips in a folder or an archive, where nothing else lies in it and none is a student's: downloads of a class. Beside
    students' own uploads a zip with any name may be one of these, and what it holds is not believed."""
    entries = _without_wrappers([e for e in entries if not litter(e.path)], chapter, roster)
    for entry in entries:
        top = entry.path.parts[0]
        student = _of_platform(top, [entry]) or roster.called(_split(top, chapter, roster)[0])
        if student or len(entry.path.parts) > 1 or not top.casefold().endswith(".zip"):
            return []
    return entries


def _without_wrappers(entries: list[Entry], chapter: Chapter, roster: Roster) -> list[Entry]:
    """The entries below the folders around all of them, which a download has and which name no student."""
    while len({entry.path.parts[0] for entry in entries}) == 1 and all(len(e.path.parts) > 1 for e in entries):
        top = entries[0].path.parts[0]
        inner = {e.path.parts[1] for e in entries}
        whole = any(name == chapter.name or meant(name, chapter.notebooks) for name in inner)
        others = {student for name in inner for student in roster.called(_split(name, chapter, roster)[0])}
        student = roster.called(top) or (whole and len(others) < 2)
        if student or _MOODLE.search(top) or _CANVAS.search(top):
            break
        entries = [_moved(entry, PurePosixPath(*entry.path.parts[1:])) for entry in entries]
    return entries


def _moved(entry: Entry, path: PurePosixPath) -> Entry:
    return Entry(path, entry.read, entry.time)


def _of_platform(top: str, inside: list[Entry]) -> Upload | None:
    """The upload, if a platform has named it: a file, or in Moodle's case a folder, too."""
    folder = len(inside[0].path.parts) > 1
    for platform, pattern in ((MOODLE, _MOODLE), (CANVAS, _CANVAS)):
        readings = [m for m in pattern.finditer(top) if m.start()]
        if not readings or (folder and platform == CANVAS):
            continue
        claims = [Claim(top[: m.start()].strip(), m["number"]) for m in readings]
        first = readings[0]
        upload = Upload(top, platform, claims[0], [], claims[1:])
        if platform == CANVAS:
            upload.late = bool(first["late"])
            upload.attempt = (int(first["attachment"]),)
        name = PurePosixPath(first["file"] or top)
        upload.entries = [_moved(e, PurePosixPath(*e.path.parts[1:]) if folder else name) for e in inside]
        return upload
    return None


def _plain(top: str, inside: list[Entry], chapter: Chapter, roster: Roster, policy: SandboxPolicy) -> Upload:
    """A folder that is named after a student, or a file whose name begins with one."""
    if len(inside[0].path.parts) == 1:
        who, file = _split(top, chapter, roster)
        return Upload(top, PLAIN, Claim(who), [_moved(inside[0], PurePosixPath(file))])
    below = [_moved(entry, PurePosixPath(*entry.path.parts[1:])) for entry in inside]
    own = [e for e in below if len(e.path.parts) > 1 and e.path.parts[0] == chapter.name]
    if own:  # nbgrader's own order of folders: the student's, then the chapter's
        below = [_moved(entry, PurePosixPath(*entry.path.parts[1:])) for entry in own]
    upload = Upload(top, PLAIN, Claim(top), [e for e in below if str(e.path) != TIMESTAMP])
    for entry in below:
        if str(entry.path) == TIMESTAMP:
            upload.time = _told_time(entry)
    return upload


def _told_time(entry: Entry) -> datetime | None:
    try:
        time = timestamp(entry.read(LONGEST_TIME))
    except (Refused, ValueError):
        return None
    return time.replace(tzinfo=UTC) if time else None


def _split(name: str, chapter: Chapter, roster: Roster) -> tuple[str, str]:
    """(who, file) of a name such as `ada_l_vae.ipynb`: the longest beginning that is somebody's, where what is left is the
    chapter's notebook, or else the longest one; ("", name) where there is none: nobody is guessed."""
    stem = re.sub(r"\.(ipynb|zip)(\.txt)?$", "", name, flags=re.IGNORECASE)
    zipped = name.casefold().endswith(".zip")
    if roster.called(stem) and meant(name, chapter.notebooks) is None:
        return stem, name if zipped else f"{(*chapter.notebooks, stem)[0]}.ipynb"
    nobody = "", name
    for place in reversed([m.start() for m in re.finditer(r"[_\-. +]", stem)]):
        who, file = name[:place], name[place + 1 :]
        left = f"{stem[place + 1 :]}.ipynb"
        ours = meant(left, chapter.notebooks) or left.casefold().startswith(chapter.name.casefold())
        if ours and (roster.called(who) or not roster):
            return who, file
        nobody = (who, file) if ours and not nobody[0] else nobody
    return nobody


def _gradescope(metadata: Entry, entries: list[Entry], policy: SandboxPolicy) -> list[Upload]:
    """Gradescope's export: a folder for each submission, and a file that says whose they are and when they came."""
    try:
        about = yaml.safe_load(metadata.read(int(policy.notebook_megabytes * MEGABYTE)))
        pairs = [(str(key), dict(value)) for key, value in about.items()]
    except (yaml.YAMLError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Refused(f"its {METADATA} cannot be read ({type(error).__name__})") from None
    found, base = [], metadata.path.parent
    for folder, told in pairs:
        place = base / folder
        inside = [_moved(e, e.path.relative_to(place)) for e in entries if place in e.path.parents]
        created = told.get(":created_at") or told.get("created_at")
        for person in told.get(":submitters") or told.get("submitters") or [{}]:
            claims = [str(person.get(f":{key}", person.get(key)) or "") for key in ("email", "sid", "name")]
            upload = Upload(folder, GRADESCOPE, Claim(claims[0], claims[1]), list(inside), [])
            upload.rivals = [Claim(claims[2])] if claims[2] else []
            if isinstance(created, datetime):
                upload.time = created.replace(tzinfo=created.tzinfo or UTC)
            found.append(upload)
    return found
