"""The late policy by hand-worked numbers and by properties."""

import random
from datetime import datetime, timedelta

import pytest

from grader.late.policy import DAY, HandedIn, LatePolicy, late_days, penalties

DUE = datetime(2026, 2, 1, 12)
HOUR = timedelta(hours=1)


def handed(late: timedelta, *, name: str = "a", due: datetime = DUE, extension: timedelta = timedelta(0)) -> HandedIn:
    return HandedIn(name, due, due + late, extension)


@pytest.mark.parametrize(
    "late, days",
    [
        (-HOUR, 0),
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (DAY, 1),
        (DAY + timedelta(seconds=1), 2),
        (3 * DAY - HOUR, 3),
    ],
)
def test_a_day_that_has_begun_counts(late, days):
    assert late_days(LatePolicy(), handed(late)) == days


def test_within_the_grace_nothing_is_late_and_after_it_all_of_it():
    policy = LatePolicy(grace=timedelta(minutes=15))
    assert late_days(policy, handed(timedelta(minutes=15))) == 0
    assert late_days(policy, handed(timedelta(minutes=15, seconds=1))) == 1
    assert late_days(policy, handed(DAY + timedelta(minutes=10))) == 2


def test_days_are_counted_from_the_extended_time():
    assert late_days(LatePolicy(), handed(50 * HOUR, extension=48 * HOUR)) == 1
    assert late_days(LatePolicy(), handed(48 * HOUR, extension=48 * HOUR)) == 0


def test_what_has_no_due_time_or_no_time_is_not_late():
    assert late_days(LatePolicy(), HandedIn("a", None, DUE)) == late_days(LatePolicy(), HandedIn("a", DUE, None)) == 0


def test_each_day_costs_its_share_up_to_the_cap():
    policy = LatePolicy(per_day=0.1, cap=0.25)
    assert [penalties(policy, [handed(n * DAY)])["a"] for n in range(5)] == pytest.approx([0, 0.1, 0.2, 0.25, 0.25])


def test_slip_days_are_spent_in_the_order_of_the_due_dates():
    policy = LatePolicy(per_day=0.1, slip_days=3)
    later = DUE + 30 * DAY
    first, second, third = (
        handed(2 * DAY, name="z"),
        handed(2 * DAY, name="b", due=later),
        handed(DAY, name="c", due=later + 30 * DAY),
    )
    assert penalties(policy, [third, second, first]) == pytest.approx({"z": 0.0, "b": 0.1, "c": 0.1})
    assert penalties(policy, [third, second]) == pytest.approx({"b": 0.0, "c": 0.0})


def test_nothing_is_ever_lost_twice_nor_gained_by_being_later():
    rng = random.Random(0)
    for _ in range(300):
        policy = LatePolicy(timedelta(hours=rng.choice([0, 1])), rng.random(), rng.random(), rng.randrange(4))
        sent = [handed(timedelta(hours=rng.uniform(-20, 100)), name=str(i), due=DUE + i * DAY) for i in range(4)]
        lost = penalties(policy, sent)
        assert all(0 <= share <= policy.cap for share in lost.values())
        later = [*sent[:3], HandedIn("3", sent[3].due, sent[3].handed_in + DAY)]
        assert all(penalties(policy, later)[name] >= share for name, share in lost.items())
        generous = LatePolicy(policy.grace, policy.per_day, policy.cap, policy.slip_days + 1)
        assert sum(penalties(generous, sent).values()) <= sum(lost.values()) + 1e-12


@pytest.mark.parametrize(
    "wrong", [{"per_day": -0.1}, {"per_day": 1.5}, {"cap": 2}, {"slip_days": -1}, {"grace": -HOUR}]
)
def test_values_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="must be 0 or more"):
        LatePolicy(**wrong)
