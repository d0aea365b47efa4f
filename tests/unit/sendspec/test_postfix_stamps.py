"""Years and zones of a log that tells neither."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sendspec.sources import postfix
from sendspec.sources.records import BadLogError, Request

from tests.unit.sendspec.postfix_log import MEANINGS, queued, read, removed, times, told

ID = "4A1B2C3D4E5"


def log(begun: str, ended: str) -> list[str]:
    return [*queued(ID, time=begun), told(ID, "sent", time=ended), removed(ID, ended)]


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (datetime(2026, 11, 20, 10, 0, 1, tzinfo=UTC), 2026),
        (datetime(2026, 11, 20, 10, 0, 0, tzinfo=UTC), 2025),
        (datetime(2027, 1, 1, tzinfo=UTC), 2026),
    ],
)
def test_the_most_recent_year_in_which_the_log_does_not_end_in_the_future(
    tmp_path: Path, now: datetime, year: int
) -> None:
    reading = read(tmp_path, log("Nov 20 10:00:00", "Nov 20 10:00:01"), now=now)

    assert times(reading) == [f"{year}-11-20T10:00:00Z", f"{year}-11-20T10:00:01Z"]
    assert reading.remarks[0] == f"no year in the log: {year} was taken (--year)"


def test_new_year_within_a_log(tmp_path: Path) -> None:
    reading = read(tmp_path, log("Dec 31 23:59:59", "Jan  1 00:00:01"), now=datetime(2026, 1, 2, tzinfo=UTC))

    assert times(reading) == ["2025-12-31T23:59:59Z", "2026-01-01T00:00:01Z"]


def test_a_given_year_is_that_of_the_first_line(tmp_path: Path) -> None:
    reading = read(tmp_path, log("Dec 31 23:59:59", "Jan  1 00:00:01"), year=2019)

    assert times(reading) == ["2019-12-31T23:59:59Z", "2020-01-01T00:00:01Z"]


def test_a_clock_that_is_set_back_is_no_new_year(tmp_path: Path) -> None:
    reading = read(tmp_path, log("Nov 20 10:00:05", "Nov 20 10:00:04"))

    assert times(reading) == ["2026-11-20T10:00:05Z", "2026-11-20T10:00:04Z"]


def test_a_clock_that_is_set_back_over_new_year(tmp_path: Path) -> None:
    reading = read(tmp_path, log("Jan  1 00:00:00", "Dec 31 23:59:59"), now=datetime(2026, 6, 1, tzinfo=UTC))

    assert times(reading) == ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"]


def test_rotated_logs_are_dated_each_by_its_own_end(tmp_path: Path) -> None:
    (tmp_path / "maillog.1").write_text("".join(log("Dec 30 10:00:00", "Dec 30 10:00:01")))
    (tmp_path / "maillog.0").write_text("".join(log("Jan  2 10:00:00", "Jan  2 10:00:01")))
    now = datetime(2026, 1, 3, tzinfo=UTC)
    paths = (tmp_path / "maillog.0", tmp_path / "maillog.1")
    reading = postfix.read(Request(paths, MEANINGS, now=now))

    assert times(reading)[::2] == ["2026-01-02T10:00:00Z", "2025-12-30T10:00:00Z"]
    assert reading.events[2].place == "maillog.1:1"


def test_a_29_february_decides_the_year(tmp_path: Path) -> None:
    assert times(read(tmp_path, log("Feb 29 10:00:00", "Feb 29 10:00:01")))[0] == "2024-02-29T10:00:00Z"

    with pytest.raises(BadLogError, match="29 February"):
        read(tmp_path, log("Feb 29 10:00:00", "Feb 29 10:00:01"), year=2025)


def test_times_are_in_the_zone_that_is_given(tmp_path: Path) -> None:
    lines = log("Jul  1 10:00:00", "Dec  1 10:00:00")
    reading = read(tmp_path, lines, zone=ZoneInfo("Europe/Paris"), year=2025)

    assert times(reading) == ["2025-07-01T08:00:00Z", "2025-12-01T09:00:00Z"]


def test_the_hour_that_comes_twice_in_autumn(tmp_path: Path) -> None:
    lines = [
        *queued(ID, time="Oct 26 02:59:59"),
        told(ID, "deferred", time="Oct 26 02:00:00"),
        told(ID, "sent", time="Oct 26 02:00:01"),
    ]
    reading = read(tmp_path, lines, zone=ZoneInfo("Europe/Paris"), year=2025)

    assert times(reading) == ["2025-10-26T00:59:59Z", "2025-10-26T01:00:00Z", "2025-10-26T01:00:01Z"]


def test_stamps_with_year_and_zone(tmp_path: Path) -> None:
    lines = log("2024-05-06T07:08:09.123456+02:00", "2024-05-06T05:08:10Z")
    reading = read(tmp_path, lines)

    assert [event.time for event in reading.events] == [1714972089123456, 1714972090000000]
    assert reading.remarks == []


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_cannot_be_shown_is_not_understood(tmp_path: Path, time: str) -> None:
    lines = log("2024-05-06T07:08:09Z", "2024-05-06T07:08:10Z")
    reading = read(tmp_path, [*lines, removed(ID, time)])

    assert reading.records["not_understood"] == 1
    assert times(reading) == ["2024-05-06T07:08:09Z", "2024-05-06T07:08:10Z"]


def test_a_log_of_too_many_years_is_told(tmp_path: Path) -> None:
    back_and_forth = [removed(ID, "Dec 30 10:00:00"), removed(ID, "Jan  5 10:00:00")] * 9000

    with pytest.raises(BadLogError, match="too many years"):
        read(tmp_path, back_and_forth)
