"""CSV, lines and syslog as records."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.sendspec.sources_declared.declaring import EIGHT, aside, declared, equal, rule, seen, told

CSV = declared(rule("delivery", equal("type", "d"), event="delivered"), format="csv")
AT = "2026-03-02T08:00:00Z"


def row(message: str, recipient: str = "a@x.test") -> str:
    return f"d,{message},{recipient},{AT}"


HEADER = "type,id,to,at\n"


@pytest.mark.parametrize(
    ("content", "expected", "why"),
    [
        (HEADER + row("m1") + "\n" + row("m2"), ["m1@2", "m2@3"], []),
        ("\ufeff" + HEADER.replace("\n", "\r\n") + row("m1") + "\r\n\r\n" + row("m2") + "\r\n", ["m1@2", "m2@4"], []),
        (HEADER + row('"m,1"') + "\n" + row("m2"), ["m,1@2", "m2@3"], []),
        (HEADER + row('"m\n1"') + "\n" + row("m2"), ["m\n1@2", "m2@4"], []),
        (HEADER + row('"m ""1"""') + "\n", ['m "1"@2'], []),
        (HEADER + row("m1") + "\n" + HEADER + row("m2"), ["m1@2", "m2@4"], []),
        (HEADER + row("m1") + ",,\n", ["m1@2"], []),
        (HEADER + row("m1") + ",x\n" + row("m2"), ["m2@3"], [("log:2", "it has 5 cells, and there are 4 columns")]),
        (HEADER + "d,m1,a@x.test\n" + row("m2"), ["m2@3"], [("log:2", "no time can be read at `at`")]),
        (HEADER + row('"m1') + "\n" + row("m2"), ["m2@3"], [("log:2", "it is no row: unexpected end of data")]),
        (HEADER + row('"m"1') + "\n" + row("m2"), ["m2@3"], [("log:2", "it is no row: ',' expected after '\"'")]),
    ],
)
def test_csv(tmp_path: Path, content: str, expected: list[str], why: list[tuple[str, str]]) -> None:
    reading = told(tmp_path, content, CSV)

    assert expected == [f"{event.message}@{event.place.partition(':')[2]}" for event in reading.events]
    assert why == [(place, told_why) for place, _, told_why in aside(reading)]


def test_csv_without_header_and_with_another_delimiter(tmp_path: Path) -> None:
    source = CSV._replace(columns=("type", "id", "to", "at"), delimiter=";")
    reading = told(tmp_path, row("m1").replace(",", ";"), source)

    assert seen(reading) == [("delivered", "m1", "a@x.test", "log:1")]


LINES = declared(
    rule("delivery", equal("type", "D"), event="delivered"),
    rule("heartbeat", equal("type", "M")),
    format="lines",
    patterns=(r"(?P<at>[^@]+)@(?P<id>[^@]+)@(?P<type>D)@(?P<to>.+)", r"(?P<at>[^@]+)@@(?P<type>M)"),
)


def test_lines(tmp_path: Path) -> None:
    reading = told(tmp_path, f"{AT}@m1@D@a@x.test\r\n{AT}@@M\nwrong\n\n{AT}@m2@D@b@x.test".encode() + b"\xff\n", LINES)

    assert seen(reading) == [("delivered", "m1", "a@x.test", "log:1"), ("delivered", "m2", "b@x.test\udcff", "log:5")]
    assert aside(reading) == [("log:3", "wrong", "no pattern of the source matches it")]
    assert reading.records == {"delivery": 2, "heartbeat": 1, "not_understood": 1}


def test_lines_that_are_too_long(tmp_path: Path) -> None:
    reading = told(tmp_path, "x" * 70_000 + f"\n{AT}@m1@D@a@x.test\n", LINES)

    assert [event.place for event in reading.events] == ["log:2"]
    assert [record.why for record in reading.not_understood] == ["it is longer than 65,536 characters"]


SYSLOG = declared(
    rule("delivery", equal("program", "mta"), equal("kind", "ok"), event="delivered", time=None),
    rule("service", equal("program", "mta", "cron")),
    format="syslog",
    patterns=(r"(?P<id>\w+): (?P<kind>ok) to=<(?P<to>[^>]*)>",),
)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_syslog(tmp_path: Path) -> None:
    content = (
        "Dec 31 23:59:59 host mta[12]: M1: ok to=<a@x.test>\n"
        "\n"
        "Mar  2 08:00:00 host mta[12]: M2: ok to=<b@x.test>\n"
        "Mar  2 08:00:00 host mta[12]: started\n"
        "Mar  2 08:00:00 host cron: done\n"
        "Mar  2 08:00:00 host other[1]: done\n"
        "no time\n"
        "2026-03-02T08:00:00.5Z host mta: M3: ok to=<c@x.test>\n"
    )
    reading = told(tmp_path, content, SYSLOG, now=NOW)
    new_year = 1_767_225_600_000_000

    assert [("M1", new_year - 1_000_000), ("M2", EIGHT), ("M3", EIGHT + 500_000)] == [
        (event.message, event.time) for event in reading.events
    ]
    assert reading.records == {"delivery": 3, "service": 2, "not_understood": 2}
    assert [(place, why) for place, _, why in aside(reading)] == [
        ("log:6", "no rule of the source fits it"),
        ("log:7", "it does not begin with a time"),
    ]
    assert reading.remarks == [
        "no year in the log: 2025 was taken (--year)",
        "no time zone in the log: UTC was taken (--timezone)",
    ]


def test_syslog_in_the_year_that_is_given(tmp_path: Path) -> None:
    reading = told(tmp_path, "Mar  2 08:00:00 host mta: M2: ok to=<b@x.test>\n", SYSLOG, year=2026)

    assert [event.time for event in reading.events] == [EIGHT]
