"""What the gradebook and the late policy say about one submitted notebook, as the feedback page tells it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from grader.course import Course
from grader.gradebook.late import Lateness
from grader.gradebook.layout import interval, parsed
from grader.late.policy import Account, LatePolicy, accounts
from grader.late.records import handed_in

_SUBMISSION = """SELECT t.first_name, t.last_name, a.duedate, s.timestamp, s.extension, x.late_submission_penalty, x.id
    FROM submitted_notebook x JOIN notebook n ON n.id = x.notebook_id
    JOIN submitted_assignment s ON s.id = x.assignment_id JOIN assignment a ON a.id = s.assignment_id
    LEFT JOIN student t ON t.id = s.student_id WHERE s.student_id = ? AND a.name = ? AND n.name = ?"""
_WAITING = """SELECT b.name FROM grade g JOIN base_cell b ON b.id = g.cell_id
    WHERE g.notebook_id = ? AND g.needs_manual_grade AND g.manual_score IS NULL ORDER BY b.name"""


@dataclass(frozen=True)
class Facts:
    """Who, when, and what lateness cost. waiting: graded cells that wait for a person. account: None where the course's late
    policy is not ours. cells: of the instructor's own chapter, for each graded cell (grade id, heading above it, rubric), and
    for "" its title."""

    student: str
    chapter: str
    name: str = ""
    due: datetime | None = None
    handed_in: datetime | None = None
    extension: timedelta = timedelta(0)
    penalty: float = 0.0
    waiting: tuple[str, ...] = ()
    policy: LatePolicy | None = None
    account: Account | None = None
    cells: tuple[tuple[str, str, str], ...] = ()
    zone: tzinfo | None = None

    @property
    def times(self) -> str:
        """When it was due and handed in, and how late that is."""
        if self.handed_in is None:
            return f"Due {self._told(self.due)}." if self.due else ""
        handed = f"handed in {self._told(self.handed_in)}"
        if self.due is None:
            return f"{handed[0].upper()}{handed[1:]}."
        extra = f", extended by {_span(self.extension)}" if self.extension else ""
        late = self.handed_in - self.due - self.extension
        how = f"{_span(late)} late" if late > timedelta(0) else "in time"
        return f"Due {self._told(self.due)}{extra}; {handed}: {how}."

    @property
    def reason(self) -> str:
        """What the late policy made of it; "" where it was in time."""
        policy, account = self.policy, self.account
        if policy is None or account is None:
            return "The course's late policy takes points for this." if self.penalty else ""
        if self.due and self.handed_in and timedelta(0) < self.handed_in - self.due - self.extension <= policy.grace:
            return f"That is within the {_span(policy.grace)} of grace and costs nothing."
        if not account.days:
            return ""
        told = f"That counts as {_count(account.days, 'late day')}"
        if account.slipped:
            told += f", {account.slipped} of them paid for with slip days ({account.left} left for the course)"
        paid = account.days - account.slipped
        if not paid:
            return f"{told}: it costs nothing."
        share = f"{100 * policy.per_day:g} % of the score" + (" each" if paid > 1 else "")
        most = f", at most {100 * policy.cap:g} %" if account.lost < paid * policy.per_day else ""
        return f"{told}. {_count(paid, 'day')} at {share}{most}: {100 * account.lost:g} % are taken off."

    def _told(self, time: datetime | None) -> str:
        if time is None:
            return ""
        there = time.replace(tzinfo=UTC).astimezone(self.zone or UTC)
        return f"{there.day} {there:%B %Y, %H:%M} {there:%Z}"


def read_facts(gradebook: sqlite3.Connection, course: Course, student: str, chapter: str, notebook: str) -> Facts:
    """The facts of one submitted notebook; only names where the gradebook has none."""
    row = gradebook.execute(_SUBMISSION, (student, chapter, notebook)).fetchone()
    if row is None:
        return Facts(student, chapter)
    first, last, due, time, extension, penalty, identity = row
    policy = Lateness(course, gradebook).policy
    account = accounts(policy, handed_in(gradebook.execute, student)).get(chapter) if policy else None
    return Facts(
        student,
        chapter,
        " ".join(part for part in (first, last) if part),
        parsed(due),
        parsed(time),
        interval(extension),
        penalty or 0.0,
        tuple(name for (name,) in gradebook.execute(_WAITING, (identity,))),
        policy,
        account,
        zone=course.zone,
    )


def _span(time: timedelta) -> str:
    """A span in the two largest units that it has."""
    minutes = max(round(time.total_seconds() / 60), 1)
    parts = [
        _count(amount, unit)
        for amount, unit in ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
        if amount
    ]
    return " and ".join(parts[:2])


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
