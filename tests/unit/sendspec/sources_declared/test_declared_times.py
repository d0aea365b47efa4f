"""Times in every form that senders write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.sources.declared.meaning import Time
from sendspec.sources.declared.times import Clock

from tests.unit.sendspec.sources_declared.declaring import EIGHT, value

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def read(form: str, written: Any, zone: str | None = None, clock: Clock | None = None) -> int | None:
    return (clock or Clock(None, None, NOW)).reader(Time(value("at"), form, zone))(written)


@pytest.mark.parametrize(
    ("written", "after_eight"),
    [
        ("2026-03-02T08:00:00Z", 0),
        ("2026-03-02T08:00:00z", 0),
        ("2026-03-02t08:00:00Z", 0),
        ("2026-03-02 08:00:00Z", 0),
        ("2026-03-02T08:00Z", 0),
        ("2026-03-02T09:00:00+01:00", 0),
        ("2026-03-02T09:00:00+0100", 0),
        ("2026-03-02T09:00:00+01", 0),
        ("2026-03-02T03:00:00 -0500", 0),
        ("2026-03-02T08:00:00 +0000", 0),
        ("2026-03-02 08:00:00 UTC", 0),
        ("2026-03-02T08:00:00", 0),
        (" 2026-03-02T08:00:00Z", None),
        ("2026-03-02T08:00:00.5Z", 500_000),
        ("2026-03-02T08:00:00,5Z", 500_000),
        ("2026-03-02T08:00:00.25Z", 250_000),
        ("2026-03-02T08:00:00.904Z", 904_000),
        ("2026-03-02T08:00:00.9041Z", 904_100),
        ("2026-03-02T08:00:00.90412Z", 904_120),
        ("2026-03-02T08:00:00.904123Z", 904_123),
        ("2026-03-02T08:00:00.9041239Z", 904_123),
        ("2026-03-02T08:00:00.90412399Z", 904_123),
        ("2026-03-02T03:00:00.904123999-05:00", 904_123),
        ("2026-03-02T07:59:60Z", 0),
        ("2026-03-02T07:59:60.5 +0000", 500_000),
        ("2026-03-02T07:59:61Z", None),
        ("2026-02-30T08:00:00Z", None),
        ("2026-03-02T25:00:00Z", None),
        ("2026-03-02T08:00:00+99:00", None),
        ("2026-03-02", None),
        ("1772438400", None),
        ("yesterday", None),
        ("", None),
        ("2026-03-02T08:00:00Z" + " " * 1000, None),
        ("0001-01-01T00:00:00+23:00", None),
        ("9999-12-31T23:59:59-23:00", None),
        (1_772_438_400, None),
        (None, None),
        ([], None),
    ],
)
def test_iso8601(written: Any, after_eight: int | None) -> None:

    assert (None if after_eight is None else EIGHT + after_eight) == read("iso8601", written)


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        ("seconds", 1_772_438_400, EIGHT),
        ("seconds", 1_772_438_400.123456, EIGHT + 123_456),
        ("seconds", "1772438400", EIGHT),
        ("seconds", " 1772438400.123456 ", EIGHT + 123_456),
        ("seconds", "1772438400.1234567", EIGHT + 123_457),
        ("seconds", 0, 0),
        ("seconds", -1, -1_000_000),
        ("seconds", 1e300, None),
        ("seconds", 10**40, None),
        ("seconds", "9" * 5000, None),
        ("seconds", "12 o'clock", None),
        ("seconds", "", None),
        ("seconds", True, None),
        ("seconds", {"a": 1}, None),
        ("seconds", 1_772_438_400_000, None),
        ("milliseconds", 1_772_438_400_123, EIGHT + 123_000),
        ("milliseconds", 1_772_438_400_123.25, EIGHT + 123_250),
        ("milliseconds", "1772438400123", EIGHT + 123_000),
        ("microseconds", 1_772_438_400_123_456, EIGHT + 123_456),
        ("microseconds", "1772438400123456", EIGHT + 123_456),
        ("rfc5322", "Mon, 02 Mar 2026 08:00:00 +0000", EIGHT),
        ("rfc5322", "Mon, 2 Mar 2026 03:00:00 -0500 (EST)", EIGHT),
        ("rfc5322", "2 Mar 2026 08:00:00 GMT", EIGHT),
        ("rfc5322", "Mon, 02 Mar 2026 08:00:00 -0000", EIGHT),
        ("rfc5322", "Mon, 99 Mar 2026 08:00:00 +0000", None),
        ("rfc5322", "nonsense", None),
        ("rfc5322", 5, None),
        ("%d/%m/%Y %H:%M:%S", "02/03/2026 08:00:00", EIGHT),
        ("%d/%m/%Y %H:%M:%S %z", "02/03/2026 09:00:00 +0100", EIGHT),
        ("%d/%m/%Y %H:%M:%S", "2026-03-02", None),
        ("%b %d %H:%M:%S", "Mar 02 08:00:00", EIGHT),
        ("%b %d %H:%M:%S", "Dec 31 00:00:00", 1_767_139_200_000_000),
        ("%b %d %H:%M:%S", "Feb 29 00:00:00", 1_709_164_800_000_000),
    ],
)
def test_other_forms(form: str, written: Any, expected: int | None) -> None:

    assert expected == read(form, written)


def test_zones_of_times_that_tell_none() -> None:
    in_paris = "2026-03-02T09:00:00"
    clock = Clock(ZoneInfo("Europe/Paris"), None, NOW)

    assert (read("iso8601", in_paris, "Europe/Paris"), read("iso8601", in_paris, None, clock)) == (EIGHT, EIGHT)
    assert read("iso8601", "2026-03-02T08:00:00", "UTC", clock) == EIGHT
    assert not clock.assumed_zone


def test_a_zone_that_is_assumed_is_told() -> None:
    clock = Clock(None, None, NOW)

    assert read("iso8601", "2026-03-02T08:00:00Z", None, clock) == EIGHT
    assert not clock.assumed_zone
    assert read("iso8601", "2026-03-02T08:00:00", None, clock) == EIGHT
    assert clock.assumed_zone


def test_the_year_that_is_given() -> None:

    assert read("%b %d %H:%M:%S", "Mar 02 08:00:00", None, Clock(None, 2026, datetime(2020, 1, 1, tzinfo=UTC))) == EIGHT


def test_a_zone_that_is_none() -> None:
    with pytest.raises(ValueError, match="no time zone is called `Mars/Base`"):
        read("iso8601", "2026-03-02T08:00:00", "Mars/Base")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["iso8601", "rfc5322", "seconds", "%d %b %Y"]), st.text(max_size=40) | st.floats() | st.integers()
)
def test_nonsense_raises_nothing(form: str, written: Any) -> None:
    found = read(form, written)

    assert found is None or isinstance(found, int)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["auto", "milliseconds", "seconds"]))
def test_iso8601_as_python_writes_it(at: datetime, digits: str) -> None:
    written = at.isoformat(timespec=digits)
    passed = datetime.fromisoformat(written) - datetime(1970, 1, 1, tzinfo=UTC)

    assert passed.days * 86_400_000_000 + passed.seconds * 1_000_000 + passed.microseconds == read("iso8601", written)


DAYS = (
    "2026-03-02T08:00:00",
    "2026-03-02 23:59:59",
    "2026-12-31T24:00:00",
    "2026-03-02T08:00:60",
    "2026-W10-1T08:00:00",
)
PARTS = ("Z", ".904Z", "+01:00", "-0500", ".5+01:00", "", ".Z", "Z ", ":00Z", "+01:00:30")


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(PARTS)), max_size=12))
def test_what_was_read_before_decides_nothing(written: list[tuple[str, str]]) -> None:
    reader = Clock(None, None, NOW).reader(Time(value("at"), "iso8601", None))

    assert [read("iso8601", day + part) for day, part in written] == [reader(day + part) for day, part in written]
