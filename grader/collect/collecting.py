"""Collects a chapter: from sources to each student's folder, and what became of everybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.course import Course
from grader.gradebook.files import share_course
from grader.roster.people import Roster

from .entries import Refused, in_archive, in_folder
from .exchange import inbound, uploads_in_exchange
from .matching import match
from .take import Taken, store, take, tell_times
from .uploads import CANVAS, EXCHANGE, MOODLE, Chapter, Upload, archives_in, uploads_in

MOST_FILES = 200_000  # of a class's download
LARGEST = 2**30  # bytes of a download in a folder, or in another archive


@dataclass
class Outcome:
    """What became of everybody. stored: by student, "new", "newer", "unchanged" or "older". Each of the others: (who, why)."""

    stored: dict[str, str] = field(default_factory=dict)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unclear: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Whose work was not taken, or is nobody's in the roster."""
        return [*self.unclear, *self.refused, *self.unknown]


def collect(
    course: Course, chapter: Chapter, sources: list[Path], roster: Roster, told: dict[str, str], zone: tzinfo
) -> Outcome:
    """Take in what lies in the sources, or in the exchange where there are none. CourseError or Refused where a source cannot be
    read; whatever is wrong with one student's upload stops nobody else's."""
    outcome = Outcome()
    share_course(course)
    taken = sorted(chosen(course, chapter, sources, roster, told, zone, outcome), key=lambda taken: taken.student)
    for one in taken:
        outcome.stored[one.student] = store(course, one, chapter.name)
    there = {*course.students(chapter.name), *outcome.stored}
    missing = [person for student, person in roster.people.items() if student not in there]
    outcome.missing = [(person.id, person.name if person.name != person.id else "") for person in missing]
    return outcome


def chosen(
    course: Course,
    chapter: Chapter,
    sources: list[Path],
    roster: Roster,
    told: dict[str, str],
    zone: tzinfo,
    outcome: Outcome,
) -> list[Taken]:
    """What is to be stored of each student; everything else goes into the outcome."""
    uploads = _uploads(course, chapter, sources, roster, zone, outcome)
    by_student = _whose(uploads, roster, told, outcome)
    found = []
    for student, theirs in by_student.items():
        try:
            taken = take(student, theirs, chapter, course.policy, zone)
        except Refused as error:
            outcome.refused.append((theirs[-1].shown, f"{student}: {error}"))
            continue
        outcome.refused += [(student, reason) for reason in taken.lost]
        doubled = len(theirs) > 1 or any("copies of" in note for note in taken.notes)
        (outcome.doubled if doubled else outcome.notes).extend((student, note) for note in taken.notes)
        found.append(taken)
    return found


def _uploads(
    course: Course, chapter: Chapter, sources: list[Path], roster: Roster, zone: tzinfo, outcome: Outcome
) -> list[Upload]:
    uploads: list[Upload] = []
    for number, source in enumerate(sources):
        source = source.resolve()
        if source == inbound(course):
            found, refused = uploads_in_exchange(source, chapter.name, course, course.policy)
            outcome.refused += refused
        else:
            found = _downloaded(source, course, chapter, roster, zone)
        for upload in found:
            upload.attempt = (number, *upload.attempt)
        uploads += found
    return uploads


def _unlisted(platform: str, roster: Roster) -> str:
    if roster:
        return f"has handed in through {platform} and is not in the roster: collected all the same"
    return (
        f"collected under the name that {platform} gives, as there is no roster: enrol the class (`python -m grader roster "
        "FILE`), remove that folder, and collect again"
    )


def _downloaded(source: Path, course: Course, chapter: Chapter, roster: Roster, zone: tzinfo) -> list[Upload]:
    """What lies in a folder or an archive, or in the archives in it, where it holds nothing else."""
    policy = course.policy
    if source.is_dir():
        entries, written = in_folder(source, policy), None
    else:
        entries = in_archive(source, policy, zone, MOST_FILES)
        written = datetime.fromtimestamp(source.stat().st_mtime, UTC)
    archives = archives_in(entries, chapter, roster)
    if not archives:
        found = uploads_in(entries, chapter, roster, policy)
        tell_times(found, written)
        return found
    found = []
    for archive in archives:
        inner = uploads_in(in_archive(archive.read(LARGEST), policy, zone, MOST_FILES), chapter, roster, policy)
        tell_times(inner, archive.time)
        found += inner
    return found


def _whose(uploads: list[Upload], roster: Roster, told: dict[str, str], outcome: Outcome) -> dict[str, list[Upload]]:
    """The uploads of each student. Where two people of a platform seem to be one student, neither is taken."""
    numbers = any(u.platform == CANVAS and roster.with_number(u.claim.number) for u in uploads)
    by_student: dict[str, list[Upload]] = defaultdict(list)
    for upload in uploads:
        found = match(upload, roster, told, numbers=numbers)
        if found.student:
            by_student[found.student].append(upload)
            if found.stranger and (roster or upload.platform != EXCHANGE):
                outcome.unknown.append((found.student, _unlisted(upload.platform, roster)))
        else:
            (outcome.unknown if found.stranger else outcome.unclear).append((upload.shown, found.reason))
    for student, theirs in list(by_student.items()):
        people = {u.claim.number for u in theirs if u.platform in (CANVAS, MOODLE) and u.claim.number not in told}
        sources = {u.attempt[0] for u in theirs}
        if len(people) > 1 and len(sources) == 1:
            del by_student[student]
            reason = (
                f"{student} is the only one of this name in the roster, and the download has {len(people)} people of it"
            )
            outcome.unclear += [(upload.shown, reason) for upload in theirs]
    return by_student
