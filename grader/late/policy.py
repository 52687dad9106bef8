"""What a late submission costs: grace, slip days, a penalty for each day, a cap."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.gradebook.layout import lateness

DAY = timedelta(days=1)


@dataclass(frozen=True)
class LatePolicy:
    """grace: how late counts as in time. per_day: fraction of the score that each late day costs. cap: the most that is lost,
    as a fraction. slip_days: late days in the whole course that cost nothing. ValueError for values out of range."""

    grace: timedelta = timedelta(0)
    per_day: float = 0.0
    cap: float = 1.0
    slip_days: int = 0

    def __post_init__(self):
        if self.grace < timedelta(0) or not 0 <= self.per_day <= 1 or not 0 <= self.cap <= 1 or self.slip_days < 0:
            raise ValueError(f"grace and slip_days must be 0 or more, per_day and cap between 0 and 1, got {self}")


@dataclass(frozen=True)
class HandedIn:
    """One submission. Times are UTC, with or without saying so alike. handed_in or due None: it cannot be late."""

    assignment: str
    due: datetime | None
    handed_in: datetime | None
    extension: timedelta = timedelta(0)


def late_days(policy: LatePolicy, submission: HandedIn) -> int:
    """Days that a submission is late; a day is 24 h after the due time plus extension, and one that has begun counts.

    Within the grace period it is 0; after it, the days are counted from the due time plus extension, grace included.
    """
    late = lateness(submission.handed_in, submission.due, submission.extension)
    return math.ceil(late / DAY) if late > policy.grace else 0


@dataclass(frozen=True)
class Account:
    """What lateness makes of one submission: days late, how many of them slip days paid for, how many of those are left, the
    fraction of the score that is lost."""

    days: int
    slipped: int
    left: int
    lost: float


def accounts(policy: LatePolicy, submissions: Iterable[HandedIn]) -> dict[str, Account]:
    """The account of each of one student's submissions.

    Slip days are spent in the order of the due dates, whole days, as far as they go; what is left of a submission's late
    days is paid for. Submissions with the same due date follow their names.
    """
    left, found = policy.slip_days, {}
    for submission in sorted(submissions, key=lambda s: (s.due or datetime.max, s.assignment)):
        days = late_days(policy, submission)
        slipped = min(days, left)
        left -= slipped
        lost = min((days - slipped) * policy.per_day, policy.cap)
        found[submission.assignment] = Account(days, slipped, left, lost)
    return found


def penalties(policy: LatePolicy, submissions: Iterable[HandedIn]) -> dict[str, float]:
    """What each of one student's submissions loses, as a fraction of its score."""
    return {name: account.lost for name, account in accounts(policy, submissions).items()}
