"""CSV, lines and syslog as records."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendspec.sources.declared import lines
from sendspec.sources.declared.rows import rows_of

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


PARTS = ["a,b\n", "x,y\n", '"', '""', ",", "\n", "\r\n", "\r", " \n", "é", "1,2\n", '"1\n2",3\n', "1,2,3\n", "1\n"]


@given(st.lists(st.sampled_from(PARTS), max_size=25), st.data())
def test_rows_are_the_same_however_they_are_read(parts: list[str], data: st.DataObject) -> None:
    content = "".join(parts).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6)))
    pieces = [content[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    expected = list(rows_of([content], CSV))

    with pytest.MonkeyPatch.context() as patch:
        # Every line by itself, and records that are made at once.
        patch.setattr(lines, "RUN", 1)
        patch.setattr("sendspec.sources.declared.rows.RUN", 1)
        assert list(rows_of([content], CSV)) == expected
    assert list(rows_of([piece for piece in pieces if piece], CSV)) == expected


@given(st.lists(st.lists(st.text('ab,"\n\u00e9 ', min_size=1, max_size=4), min_size=2, max_size=3), max_size=30))
def test_rows_are_those_of_the_library(cells: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["first", "second", "third"], *cells])
    expected = [
        dict(zip(("first", "second", "third"), row, strict=False))
        for row in csv.reader(io.StringIO(written.getvalue(), newline=""))
    ]

    found = [value for _, _, value, _ in rows_of([written.getvalue().encode()], CSV)]

    assert found == expected[1:]


def test_many_rows_and_some_that_are_odd(tmp_path: Path) -> None:
    good = [row(f"m{number}") for number in range(3_000)]
    good[1_500] += ",,"
    good[2_000] = row('"m,2000"')
    good[2_500] = row('"m\n2500"')
    good.insert(2_900, row("m") + ",x")
    reading = told(tmp_path, HEADER + "\n".join(good), CSV)

    assert [event.message.replace(",", "").replace("\n", "") for event in reading.events] == [
        f"m{number}" for number in range(3_000)
    ]
    assert [event.place for event in reading.events[2_498:2_503]] == [
        f"log:{line}" for line in (2500, 2501, 2502, 2504, 2505)
    ]
    assert aside(reading) == [("log:2903", row("m") + ",x", "it has 5 cells, and there are 4 columns")]


def test_rows_that_are_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 100)
    long = row("m" * 100)
    content = "\n".join([HEADER + row("m1"), long, row("m2"), row('"m3') + "\n" + long, row("m4")])
    reading = told(tmp_path, content, CSV)

    assert seen(reading) == [
        ("delivered", name, "a@x.test", f"log:{line}") for name, line in (("m1", 2), ("m2", 4), ("m4", 7))
    ]
    assert [(place, why) for place, _, why in aside(reading)] == [
        ("log:3", "it is longer than 10 MB"),
        ("log:5", "it is no row: unexpected end of data"),
        ("log:6", "it is longer than 10 MB"),
    ]


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
