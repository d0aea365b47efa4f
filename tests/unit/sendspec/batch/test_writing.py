"""Events that are written come back as they were; files are whole, or not there."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec.batch import writing
from sendspec.batch.schema import NAMES, SCHEMA
from sendspec.batch.writing import can_write, tables_of, write_events
from sendspec.sources.records import EventRecord

from tests.unit.sendspec.batch.event_files import NOON, NOON_IN_MICROSECONDS, rows_of

FORMS = ("parquet", "csv", "jsonl")
ODD = ('"', '"a', "\n", "\r", "\r\n", ",", "\0", "\\", "#", "NULL", "\ufeff")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(ODD)
MAYBE = st.none() | TEXT
EVENTS = st.fixed_dictionaries(
    {
        "message": TEXT,
        "recipient": TEXT,
        # From the year 1 to 9999, by `date -u -d 0001-01-01 +%s` and `date -u -d '9999-12-31 23:59:59' +%s`.
        "time": st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
        "event": TEXT,
        "event_id": MAYBE,
        "source": MAYBE,
        "reason": MAYBE,
    }
)
FIRST = EventRecord(NOON_IN_MICROSECONDS, "m1", "a@x.test", "delivered", None, '250 "Ok", é', "log:1")


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(EVENTS, max_size=8))
def test_what_is_written_comes_back(tmp_path_factory: pytest.TempPathFactory, form: str, rows: list[Any]) -> None:
    path = tmp_path_factory.mktemp("events") / f"e.{form}"
    written = write_events(path, [table(rows)])

    assert (written, rows_of(path)) == (len(rows), rows)


def test_parquet_is_the_documented_form(tmp_path: Path) -> None:
    write_events(tmp_path / "e.parquet", tables_of([FIRST], "postfix"))
    file = pq.ParquetFile(tmp_path / "e.parquet")
    chunks = {column.path_in_schema: column for column in map(file.metadata.row_group(0).column, range(len(NAMES)))}

    assert file.schema_arrow == SCHEMA
    assert {column.compression for column in chunks.values()} == {"ZSTD"}
    assert [name for name, column in chunks.items() if column.has_dictionary_page] == ["event", "source", "reason"]
    assert chunks["time"].statistics.min == NOON
    assert file.read().to_pylist() == [
        {
            "message": "m1",
            "recipient": "a@x.test",
            "time": NOON,
            "event": "delivered",
            "event_id": None,
            "source": "postfix",
            "reason": '250 "Ok", é',
        }
    ]


def test_csv_is_read_by_others(tmp_path: Path) -> None:
    write_events(tmp_path / "e.csv", tables_of([FIRST], "postfix"))
    with (tmp_path / "e.csv").open(newline="") as file:
        rows = list(csv.reader(file))

    assert rows == [
        ["message", "recipient", "time", "event", "event_id", "source", "reason"],
        ["m1", "a@x.test", "2026-01-02T12:00:00.000000Z", "delivered", "", "postfix", '250 "Ok", é'],
    ]


def test_json_is_read_by_others(tmp_path: Path) -> None:
    write_events(tmp_path / "e.jsonl", tables_of([FIRST, FIRST._replace(message="m\0\n2")]))
    rows = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text().split("\n")[:-1]]

    assert [row["message"] for row in rows] == ["m1", "m\0\n2"]
    assert rows[0] == {
        "message": "m1",
        "recipient": "a@x.test",
        "time": "2026-01-02T12:00:00.000000Z",
        "event": "delivered",
        "event_id": None,
        "source": None,
        "reason": '250 "Ok", é',
    }


def test_bytes_that_were_no_utf8_are_shown_as_escapes(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    write_events(path, tables_of([FIRST._replace(message="\udcff", reason="a\udc80")]))

    assert [(row["message"], row["reason"]) for row in rows_of(path)] == [("\\xff", "a\\x80")]


@pytest.mark.parametrize("form", FORMS)
def test_bytes_do_not_depend_on_how_rows_are_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(writing, "GROUP_ROWS", 40)
    rows = table([FIRST._asdict() | {"message": str(n), "event": str(n % 7), "event_id": None} for n in range(100)])
    one, other = tmp_path / f"one.{form}", tmp_path / f"other.{form}"
    write_events(one, [rows])
    write_events(other, (rows.slice(start, 17) for start in range(0, 100, 17)))

    assert one.read_bytes() == other.read_bytes()
    if form == "parquet":
        groups = pq.read_metadata(one)
        assert [groups.row_group(group).num_rows for group in range(groups.num_row_groups)] == [40, 40, 20]


def test_names_tell_the_form(tmp_path: Path) -> None:
    assert [can_write(name) for name in ("e.parquet", "e.csv", "e.jsonl", "e.txt", "parquet")] == [
        True, True, True, False, False
    ]  # fmt: skip
    with pytest.raises(ValueError, match="events are written as one of"):
        write_events(tmp_path / "e.txt", [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError])
def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path, form: str, fault: Any) -> None:
    path = tmp_path / f"e.{form}"
    path.write_text("old")

    def tables() -> Iterator[pa.Table]:
        yield from tables_of([FIRST])
        raise fault

    with pytest.raises((KeyboardInterrupt, OSError)):
        write_events(path, tables())

    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(path.name, "old")]
