"""Which of a student's uploads and files are taken, and how they are stored."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path, PurePosixPath

from course_utils.plain_file import MEGABYTE
from grader.course import Course
from grader.gradebook.files import share
from grader.gradebook.times import timestamp
from grader.sandbox.policy import SandboxPolicy
from grader.submission.intake import TIMESTAMP, read_timestamp
from grader.submission.naming import is_notebook, meant

from .entries import ARCHIVES, Entry, Refused, in_archive, read_all
from .uploads import CANVAS, MOODLE, Chapter, Upload

#: files that were written within this of one another were written by the download
DOWNLOAD = timedelta(minutes=10)
OLDEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Taken:
    """What of a student is stored. time: when it was handed in, if that is known. notes: what a person may want to know; lost: which
    notebook, or archive that may hold one, was not taken, and why."""

    student: str
    files: dict[str, bytes]
    time: datetime | None
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def tell_times(uploads: Iterable[Upload], downloaded: datetime | None) -> None:
    """Give uploads of a platform the times of their files, where these are times of handing in: files that were all written at
    once, or just before the archive, carry the time of the download."""
    of_platform = [upload for upload in uploads if upload.platform in (CANVAS, MOODLE)]
    times = [entry.time for upload in of_platform for entry in upload.entries if entry.time]
    if not times:
        return
    together = max(times) - min(times) <= DOWNLOAD
    if together and (downloaded is None or downloaded - max(times) < timedelta(hours=26)):  # in whatever zone
        return
    for upload in of_platform:
        upload.time = max((entry.time for entry in upload.entries if entry.time), default=None)


def take(student: str, uploads: list[Upload], chapter: Chapter, policy: SandboxPolicy, zone: tzinfo) -> Taken:
    """The newest upload of a student, of each notebook the newest copy, a zip of the student's own opened. Refused where nothing
    in it can be kept."""
    newest = max(uploads, key=lambda upload: (upload.time or OLDEST, upload.attempt))
    notes = [f"{len(uploads)} uploads: `{newest.shown}` is the newest"] if len(uploads) > 1 else []
    entries, lost = _opened(newest.entries, policy, zone)
    entries, copies = _newest_copies(_without_folders(entries, chapter), chapter)
    files, left_out = read_all(entries, policy)
    lost += [note for note in left_out if ".ipynb" in note.casefold()]
    notes += [*copies, *(note for note in left_out if note not in lost)]
    if not files:
        raise Refused("; ".join([*notes, *lost]) or "it holds no file")
    return Taken(student, files, _handed_in(newest, chapter, notes), notes, lost)


def _opened(entries: list[Entry], policy: SandboxPolicy, zone: tzinfo) -> tuple[list[Entry], list[str]]:
    """The files, with those of each zip in its place where no notebook lies beside it; a zip within a zip stays closed."""
    found, notes = [], []
    if any(is_notebook(entry.name) for entry in entries):
        return list(entries), []
    for entry in entries:
        ending = PurePosixPath(entry.name.casefold()).suffix
        if ending in ARCHIVES:
            notes.append(f"`{entry.name}` was not opened: only zip archives are")
        if ending != ".zip":
            found.append(entry)
            continue
        try:
            most = int((policy.notebook_megabytes + policy.submitted_megabytes) * MEGABYTE)
            found += in_archive(entry.read(most), policy, zone, 10 * policy.submitted_files)
        except Refused as error:
            notes.append(f"`{entry.name}` was not opened: {error}")
    return found, notes


def _without_folders(entries: list[Entry], chapter: Chapter) -> list[Entry]:
    """The files as seen from the folder that holds the chapter's notebook; others keep their places."""
    tops = {e.path.parent for e in entries if meant(e.name, chapter.notebooks)} or {
        e.path.parent for e in entries if e.name.casefold().endswith(".ipynb")
    }
    if not tops or PurePosixPath(".") in tops:
        return entries
    top = min(tops, key=lambda path: (len(path.parts), str(path)))
    inside = [Entry(e.path.relative_to(top), e.read, e.time) for e in entries if top in e.path.parents]
    return inside + [e for e in entries if top not in e.path.parents]


def _newest_copies(entries: list[Entry], chapter: Chapter) -> tuple[list[Entry], list[str]]:
    """The files, each notebook of the chapter under its right name, the newest copy where there are several."""
    copies: dict[str, list[tuple]] = defaultdict(list)
    others = []
    for entry in entries:
        found = meant(entry.name, chapter.notebooks) if len(entry.path.parts) == 1 else None
        if found:
            copies[found[0]].append((entry.time or OLDEST, found[1], entry))
        else:
            others.append(entry)
    kept, notes = [], []
    for notebook, versions in copies.items():
        spread = max(time for time, *_ in versions) - min(time for time, *_ in versions)
        newest = max(versions, key=lambda v: (v[0] if spread > timedelta(minutes=1) else OLDEST, v[1]))[2]
        kept.append(Entry(PurePosixPath(f"{notebook}.ipynb"), newest.read, newest.time))
        if len(versions) > 1:
            notes.append(f"{len(versions)} copies of {notebook}: `{newest.name}` is the newest")
    return kept + others, notes


def _handed_in(upload: Upload, chapter: Chapter, notes: list[str]) -> datetime | None:
    """When it was handed in. Canvas says that an upload was late, and not when: then it was late by the least that can be."""
    due = chapter.due.replace(tzinfo=UTC) if chapter.due else None
    time = upload.time
    if upload.platform != CANVAS or due is None:
        if upload.late:
            notes.append("LATE, but the gradebook has no due time, so nothing is taken off")
        return time
    if not upload.late:
        return min(time, due) if time else None
    if time and time > due:
        return time
    notes.append("LATE, and the download does not say by how much: taken for a second, which costs one day")
    return due + timedelta(seconds=1)


def store(course: Course, taken: Taken, assignment: str) -> str:
    """Put a submission in its place, at once. Returns "new", "newer", "unchanged", or "older" where a newer one is there and stays."""
    target = course.folder("submitted", taken.student, assignment)
    files = dict(taken.files)
    files.pop(TIMESTAMP, None)
    if taken.time:
        files[TIMESTAMP] = f"{taken.time.astimezone(UTC).replace(tzinfo=None).isoformat(' ')} UTC\n".encode()
    there = {
        str(p.relative_to(target)): p.read_bytes() for p in target.rglob("*") if p.is_file() and not p.is_symlink()
    }
    if there == files:
        return "unchanged"
    if taken.time and (before := _time_of(target)) and before > taken.time:
        return "older"
    new, old = (target.with_name(f".{mark}-{target.name}") for mark in ("collecting", "replaced"))
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    write_files(new, files)
    share(course, new)
    known = target.exists()
    if known:
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return "newer" if known else "new"


def write_files(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write files by relative path, which are ours to name: none leads out of the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in files]


def _time_of(folder: Path) -> datetime | None:
    try:
        content = read_timestamp(folder)
        time = timestamp(content) if content else None
    except (OSError, ValueError):
        return None
    return time.replace(tzinfo=UTC) if time else None
