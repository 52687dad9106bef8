"""A time is right, or it is refused with the reason: never another moment than the one that was meant."""

from zoneinfo import ZoneInfo

import pytest

from grader.gradebook.times import timestamp


@pytest.mark.parametrize(
    "text, utc",
    [
        ("2026-10-01 10:00:00 UTC", "2026-10-01 10:00:00"),
        ("2026-10-01 10:00:00.5 UTC\n", "2026-10-01 10:00:00.500000"),
        ("2026-10-01 10:00:00", "2026-10-01 10:00:00"),
        ("2026-10-01 10:00:00 +0200", "2026-10-01 08:00:00"),
        ("2026-10-01 10:00:00 +02:00", "2026-10-01 08:00:00"),
        ("2026-10-01 10:00:00 -05", "2026-10-01 15:00:00"),
        ("2026-10-01 10:00:00 UTC+2", "2026-10-01 08:00:00"),
        ("2026-10-01T10:00:00Z", "2026-10-01 10:00:00"),
        ("2026-10-01T10:00:00-0330", "2026-10-01 13:30:00"),
        ("2026-10-01 10:00 CEST", "2026-10-01 08:00:00"),
        ("2026-10-01 10:00 PDT", "2026-10-01 17:00:00"),
        ("2026-02-02 18:30:00 Europe/Paris", "2026-02-02 17:30:00"),
        ("13/10/2026 10:00", "2026-10-13 10:00:00"),
        ("10/10/2026 10:00", "2026-10-10 10:00:00"),
        ("Thu, 01 Oct 2026 10:00:00 GMT", "2026-10-01 10:00:00"),
        ("Thu Oct 01 2026 10:00:00 GMT+0200 (Central European Summer Time)", "2026-10-01 08:00:00"),
        ("October 1, 2026 10:00 PM", "2026-10-01 22:00:00"),
        ("\ufeff2026-10-01 10:00:00 UTC\r\n", "2026-10-01 10:00:00"),
    ],
)
def test_what_can_mean_only_one_moment_is_taken(text, utc):
    assert str(timestamp(text.encode())) == utc


@pytest.mark.parametrize(
    "text, reason",
    [
        ("01/10/2026 10:00", "several ways"),
        ("01-10-26 10:00", "several ways"),
        ("2026-10-01 10:00 CST", "no zone with one meaning"),
        ("2026-10-01 10:00 EST", "no zone with one meaning"),
        ("2026-10-01 10:00 XYZ", "no zone with one meaning"),
        ("2026-10-01 10:00 Mars/Utopia", "no zone with one meaning"),
        ("2026-10-01 10:00 ../../etc/passwd", "no "),
        ("2026-10-01 10:00 +9900", "hours from UTC"),
        ("2026-10-25 02:30:00 Europe/Berlin", "comes twice"),
        ("2026-10-01", "time of day"),
        ("10:00", "not complete"),
        ("October 2026 10:00", "not complete"),
        ("1759312800", "no time"),
        ("no time", "no time"),
        ("2026-01-01 00:00 99999999", "no time"),
        ("9" * 500, "no time"),
        ("1 2 3", "several ways|no time"),
        ("(" * 99, "no time"),
        (b"\xff\xfe", "no text"),
    ],
)
def test_what_could_be_several_or_none_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        timestamp(text)


def test_an_abbreviation_means_what_it_does_in_the_courses_own_zone():
    assert str(timestamp("2026-12-01 10:00:00 EST", ZoneInfo("America/New_York"))) == "2026-12-01 15:00:00"
    assert str(timestamp("2026-10-01 10:00:00 IST", ZoneInfo("Asia/Kolkata"))) == "2026-10-01 04:30:00"
    assert str(timestamp("2026-10-25 02:30:00 CET", ZoneInfo("Europe/Berlin"))) == "2026-10-25 01:30:00"
    assert timestamp(b" \n") is None
