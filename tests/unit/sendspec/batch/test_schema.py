"""Which columns an event log may have, and what they are read as."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from sendspec.batch.logs import open_log
from sendspec.batch.schema import NAMES, READ_AS, SCHEMA, normalised

from tests.unit.sendspec.batch.event_files import NOON_IN_MICROSECONDS, columns, parquet, refusal, rows_of

PARIS = ZoneInfo("Europe/Paris")
TEXT_CURE = "give text: string, large_string, string_view or a dictionary of these"
TIME_CURE = "give a timestamp with a time zone, as timestamp[us, tz=UTC]"


def test_the_schema_is_the_documented_one() -> None:
    documented = Path(__file__).parents[4].joinpath("docs/event-log.md").read_text()
    rows = [line.split("|")[1:4] for line in documented.splitlines() if line.startswith("| `")]
    told = {name.strip().strip("`"): (kind.strip().strip("`"), must.strip()) for name, kind, must in rows}

    assert told == {field.name: (str(field.type), "no" if field.nullable else "yes") for field in SCHEMA}


def test_columns_are_read_in_one_form(tmp_path: Path) -> None:
    log = open_log([parquet(tmp_path / "e.parquet", columns())])
    table = next(log.chunks(log.columns)).read(log.columns)

    assert {field.name: field.type for field in table.schema} == READ_AS
    assert {column.num_chunks for column in table.columns} == {1}
    assert table.to_pylist()[1] == {
        "message": "m2",
        "recipient": "b@x.test",
        "time": NOON_IN_MICROSECONDS,
        "event": "delivered",
        "event_id": None,
        "source": "s",
        "reason": "250 Ok",
    }


@pytest.mark.parametrize(
    "kind",
    [
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "time"])
def test_all_kinds_of_text_are_accepted(tmp_path: Path, kind: pa.DataType, name: str) -> None:
    usual = columns()
    expected = rows_of(parquet(tmp_path / "plain.parquet", usual))
    other = usual[name].dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else usual[name].cast(kind)

    assert rows_of(parquet(tmp_path / "other.parquet", columns(**{name: other}))) == expected


@pytest.mark.parametrize(
    ("unit", "zone", "value", "expected"),
    [
        ("s", "UTC", 1, 1_000_000),
        ("ms", "Europe/Paris", 1, 1_000),
        ("us", "+02:00", -1, -1),
        ("ns", "UTC", 1_999, 1),
        ("ns", "UTC", -1, -1),
        ("ns", "UTC", -1_001, -2),
        ("s", "UTC", -62_135_596_800, -62_135_596_800_000_000),
        ("s", "UTC", -62_135_596_801, None),
        ("us", "UTC", 253_402_300_799_999_999, 253_402_300_799_999_999),
        ("us", "UTC", 253_402_300_800_000_000, None),
        ("s", "UTC", 2**62, None),
        ("ms", "UTC", -(2**62), None),
    ],
)
def test_times_of_any_unit_are_microseconds_rounded_down(
    unit: str, zone: str, value: int, expected: int | None
) -> None:
    times = pa.array([value, 0], pa.int64()).cast(pa.timestamp(unit, tz=zone))
    read = normalised(pa.table({"time": times}), ["time"], None)

    assert read.column("time").to_pylist() == [expected, 0]


def local(*clocks: datetime) -> pa.Array:
    return pa.array(clocks, pa.timestamp("us"))


def test_times_without_a_zone_are_read_in_the_one_that_is_given(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", columns(time=local(datetime(2026, 1, 2, 13), datetime(2026, 7, 2, 14))))
    in_july = datetime(2026, 7, 2, 12, tzinfo=UTC)

    assert [row["time"] for row in rows_of(path, zone=PARIS)] == [
        NOON_IN_MICROSECONDS,
        int(in_july.timestamp()) * 1_000_000,
    ]


def test_of_an_hour_that_comes_twice_the_first_is_taken(tmp_path: Path) -> None:
    # In Paris the clock was set back from 3:00 to 2:00 on 25 October 2026; the first 2:30 was 0:30 in UTC.
    path = parquet(
        tmp_path / "e.parquet", columns(time=local(datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 3)))
    )

    assert [datetime.fromtimestamp(row["time"] / 1e6, UTC).hour for row in rows_of(path, zone=PARIS)] == [0, 2]


def test_dates_are_midnights_of_the_zone_that_is_given(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", columns(time=pa.array([date(2026, 1, 2), None], pa.date32())))

    assert [row["time"] for row in rows_of(path, zone=PARIS)] == [NOON_IN_MICROSECONDS - 13 * 3_600_000_000, None]


@pytest.mark.parametrize("name", ["message", "time", "event"])
def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path, name: str) -> None:
    path = parquet(tmp_path / "e.parquet", columns(**{name: None}))
    there = ", ".join(f"`{other}`" for other in NAMES if other != name)

    assert refusal(path) == f"{path}: it has no column `{name}`; its columns are: {there}"


def test_a_misspelt_column_is_guessed(tmp_path: Path) -> None:
    usual = columns(recipient=None, event_id=None, source=None, reason=None)
    path = parquet(tmp_path / "e.parquet", {"mesage" if name == "message" else name: usual[name] for name in usual})

    assert refusal(path) == (
        f"{path}: it has no column `message`; its columns are: `mesage`, `time`, `event`; did you mean `mesage`?"
    )


def test_extra_columns_are_left_alone_and_named(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", columns(reason=None, raeson=pa.array(["x", "y"]), mta=pa.array([1, 2])))

    assert open_log([path]).remarks == [
        f"{path}: columns that are no part of an event log are left alone: `raeson`, `mta`; "
        "did you mean `raeson` for `reason`?"
    ]
    assert "raeson" not in rows_of(path)[0]


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    names = ["message", "time", "event", "event"]
    usual = columns()
    path = parquet(tmp_path / "e.parquet", pa.table([usual[name] for name in names], names=names))

    assert refusal(path) == f"{path}: it has 2 columns `event`; rename all but one"


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("message", pa.array([1, 2]), f"column `message`: its type is int64; {TEXT_CURE}"),
        ("recipient", pa.array([["a"], ["b"]]), f"column `recipient`: its type is list<element: string>; {TEXT_CURE}"),
        ("event", pa.array([True, False]), f"column `event`: its type is bool; {TEXT_CURE}"),
        ("event_id", pa.array([1.0, 2.0]), f"column `event_id`: its type is double; {TEXT_CURE}"),
        ("source", pa.array([{"a": 1}] * 2), f"column `source`: its type is struct<a: int64>; {TEXT_CURE}"),
        ("reason", pa.array([date(2026, 1, 1)] * 2), f"column `reason`: its type is date32[day]; {TEXT_CURE}"),
        (
            "time",
            pa.array([1, 2]),
            f"column `time`: its type is int64, and a number does not tell its unit; {TIME_CURE}",
        ),
        ("time", pa.array(["2026-01-01T00:00:00Z"] * 2), f"column `time`: its type is string; {TIME_CURE}"),
        (
            "time",
            local(datetime(2026, 1, 1), datetime(2026, 1, 1)),
            "column `time`: its times tell no time zone (timestamp[us]); name it with --timezone, "
            "as --timezone Europe/Paris",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value in NAMES else "",
)
def test_a_column_of_another_type_is_refused_with_its_cure(
    tmp_path: Path, name: str, column: pa.Array, words: str
) -> None:
    path = parquet(tmp_path / "e.parquet", columns(**{name: column}))

    assert refusal(path) == f"{path}: {words}"


def not_utf8(*values: bytes) -> pa.Array:
    return pa.array(values, pa.binary()).view(pa.string())


@pytest.mark.parametrize("name", ["message", "recipient", "event"])
def test_a_key_that_is_no_utf8_is_none(tmp_path: Path, name: str) -> None:
    path = parquet(tmp_path / "e.parquet", columns(**{name: not_utf8(b"a\xff", "é".encode())}))

    assert [row[name] for row in rows_of(path)] == [None, "é"]


@pytest.mark.parametrize("name", ["event_id", "source", "reason"])
def test_other_text_that_is_no_utf8_is_shown_as_escapes(tmp_path: Path, name: str) -> None:
    path = parquet(tmp_path / "e.parquet", columns(**{name: not_utf8(b"a\xff", "é".encode())}))

    assert [row[name] for row in rows_of(path)] == ["a\\xff", "é"]


def test_a_byte_of_zero_is_text_as_any_other(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", columns(message=pa.array(["a\0b", "\0"])))

    assert [row["message"] for row in rows_of(path)] == ["a\0b", "\0"]


def test_a_column_of_nulls_without_a_type_is_a_column_of_nulls(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", columns(reason=pa.nulls(2), event_id=pa.nulls(2)))

    assert [(row["reason"], row["event_id"]) for row in rows_of(path)] == [(None, None)] * 2
