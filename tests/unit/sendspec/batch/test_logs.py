"""Files, globs and folders as one log, and what is told of those that cannot be read."""

from __future__ import annotations

import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sendspec.batch import log_files, logs, parquet_logs
from sendspec.batch.logs import open_log
from sendspec.sources.records import BadLogError

from tests.unit.sendspec.batch.event_files import (
    NOON,
    NOON_IN_MICROSECONDS,
    UTC_MICROSECONDS,
    columns,
    parquet,
    refusal,
    rows_of,
)

AT = "2026-01-02T12:00:00Z"
KNOWN = ".parquet, .csv, .tsv, .jsonl, .ndjson and .json, the text ones also with .gz or .zst"


def many(rows: int, first: int = 0) -> dict[str, Any]:
    return {
        "message": pa.array([f"message {number:06}" for number in range(first, first + rows)]),
        "time": pa.array([NOON] * rows, UTC_MICROSECONDS),
        "event": pa.array(["relayed", "delivered"] * (rows // 2)),
    }


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def messages(*paths: Path | str, **options: Any) -> list[str | None]:
    return [row["message"] for row in rows_of(*paths, **options)]


# ── chunks ──


def test_row_groups_are_joined_to_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_logs, "CHUNK_ROWS", 250)
    path = parquet(tmp_path / "e.parquet", many(1000), row_group_size=100)
    log = open_log([path])
    chunks = list(log.chunks(["message"]))

    assert [(chunk.first_row, chunk.rows) for chunk in chunks] == [
        (0, 200), (200, 200), (400, 200), (600, 200), (800, 200)
    ]  # fmt: skip
    assert log.estimated_rows == 1000
    assert chunks[2].read(["message"]).column("message")[0].as_py() == "message 000400"


def test_chunks_are_read_in_any_thread_and_more_than_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_logs, "CHUNK_ROWS", 100)
    chunks = list(open_log([parquet(tmp_path / "e.parquet", many(1000), row_group_size=100)]).chunks(["message"]))
    with ThreadPoolExecutor(4) as threads:
        read = list(threads.map(lambda chunk: chunk.read(["message"]).column("message").to_pylist(), chunks * 3))

    assert sum(read[:10], []) == [f"message {number:06}" for number in range(1000)]  # noqa: RUF017
    assert read[:10] == read[10:20] == read[20:]


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_rows_are_taken_by_number_across_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(parquet_logs, "CHUNK_ROWS", 10)
    for file in range(3):
        names = [f"message {number:06}" for number in range(file * 50, file * 50 + 50)]
        path = tmp_path / f"{file}.{suffix}"
        if suffix == "parquet":
            parquet(path, many(50, file * 50), row_group_size=10)
        elif suffix == "csv":
            write(path, "message,time,event\n" + "".join(f"{name},{AT},relayed\n" for name in names))
        else:
            write(path, "".join(json.dumps({"message": n, "time": AT, "event": "relayed"}) + "\n" for n in names))
    log = open_log([tmp_path])
    rows = np.array([0, 1, 49, 50, 99, 149])
    taken = log.take(rows, ["message", "event"])

    assert taken.column("message").to_pylist() == [f"message {number:06}" for number in rows]
    assert taken.column("event").to_pylist()[0] == "relayed"
    assert log.take(rows[:0], ["message"]).num_rows == 0
    with pytest.raises(IndexError):
        log.take(np.array([150]), ["message"])


def test_places_in_several_files(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", many(30), row_group_size=10)
    write(tmp_path / "b.csv", f"message,time,event\nm,{AT},relayed\n")
    write(tmp_path / "c.jsonl", json.dumps({"message": "m", "time": AT, "event": "relayed"}))
    log = open_log([tmp_path])

    assert list(log.places([0, 9, 10, 29, 30, 31])) == [
        f"{tmp_path}/a.parquet: row group 1, row 1",
        f"{tmp_path}/a.parquet: row group 1, row 10",
        f"{tmp_path}/a.parquet: row group 2, row 1",
        f"{tmp_path}/a.parquet: row group 3, row 10",
        f"{tmp_path}/b.csv:2",
        f"{tmp_path}/c.jsonl:1",
    ]
    assert log.place(10) == f"{tmp_path}/a.parquet: row group 2, row 1"


# ── which files ──


def test_a_folder_is_read_with_those_in_it_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.csv", "a/x.csv", ".hidden.csv", ".git/y.csv", "_temporary/z.csv", "_SUCCESS", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, f"message,time,event\n{name},{AT},relayed\n")

    assert messages(tmp_path) == ["b.csv", "a/x.csv"]


def test_forms_are_mixed_and_files_given_twice_are_read_once(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", columns())
    with gzip.open(tmp_path / "b.csv.gz", "wt") as packed:
        packed.write(f"message;time;event;recipient\nfrom csv;{AT};relayed;a\n")
    (tmp_path / "c.jsonl.zst").write_bytes(
        pa.compress(
            json.dumps({"message": "from json", "time": AT, "event": "e", "recipient": "b"}).encode(),
            "zstd",
            asbytes=True,
        )
    )
    write(tmp_path / "d.tsv", f"message\ttime\tevent\trecipient\nfrom tsv\t{AT}\trelayed\tc\n")

    assert messages(tmp_path, tmp_path / "a.parquet", f"{tmp_path}/*.tsv") == [
        "m1", "m2", "from csv", "from json", "from tsv"
    ]  # fmt: skip


def test_a_glob_finds_files_in_their_order(tmp_path: Path) -> None:
    for name in ("2.csv", "1.csv", "10.txt"):
        write(tmp_path / name, f"message,time,event\n{name},{AT},relayed\n")

    assert messages(f"{tmp_path}/*") == ["1.csv", "2.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_read(tmp_path: Path) -> None:
    write(tmp_path / "a[1].csv", f"message,time,event\nhere,{AT},relayed\n")
    write(tmp_path / "a1.csv", f"message,time,event\nnot here,{AT},relayed\n")

    assert messages(tmp_path / "a[1].csv") == ["here"]


def test_a_folder_that_is_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "x.parquet"
    folder.mkdir()

    assert refusal(folder) == f"{folder}: no file in this folder is a log by its name: {KNOWN}"

    parquet(folder / "part-0.parquet", columns())

    assert messages(folder) == ["m1", "m2"]


def test_nothing_that_matches_is_told(tmp_path: Path) -> None:
    assert refusal(f"{tmp_path}/*.parquet") == (
        f"{tmp_path}/*.parquet: nothing matches it that is a log by its name: {KNOWN}"
    )


def test_a_file_that_is_not_there_is_told_with_one_like_it(tmp_path: Path) -> None:
    parquet(tmp_path / "events.parquet", columns())

    assert refusal(tmp_path / "event.parquet") == (
        f"{tmp_path}/event.parquet: there is no such file or folder; did you mean `events.parquet`?"
    )


def test_a_name_that_tells_no_form_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "events.log", "x")) == (
        f"{tmp_path}/events.log: its name does not tell its form; events are read from {KNOWN}"
    )


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "e.csv")

    assert refusal(tmp_path / "e.csv") == (
        f"{tmp_path}/e.csv: it is no regular file, but a pipe or a device; save it to a file first"
    )


def test_an_address_needs_an_extension_that_is_not_fetched() -> None:
    address = "s3://bucket/events.parquet"

    # A path on its way through the command has lost a slash.
    for given in (address, Path(address)):
        assert refusal(given) == (
            f"{address}: addresses are read by DuckDB's extension httpfs, which is not installed: "
            "run `INSTALL httpfs` in DuckDB once, or copy the file here first"
        )


def test_what_only_some_files_have_is_empty_in_the_others(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", columns())
    parquet(tmp_path / "b.parquet", columns(recipient=None, reason=None))
    log = open_log([tmp_path])
    read = rows_of(tmp_path)

    assert [(row["recipient"], row["reason"]) for row in read] == [
        ("a@x.test", None), ("b@x.test", "250 Ok"), ("", None), ("", None)
    ]  # fmt: skip
    assert log.remarks == [
        f"{tmp_path}/b.parquet: it has no column `recipient`, unlike other files: its events are taken for those of "
        "the message as a whole"
    ]


def test_a_second_file_of_another_type_is_refused_by_its_name(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet", columns())
    parquet(tmp_path / "b.parquet", columns(event=pa.array([1, 2])))

    assert refusal(tmp_path).startswith(f"{tmp_path}/b.parquet: column `event`: its type is int64; ")


# ── Parquet that is damaged ──


def test_an_empty_file_is_no_parquet(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "e.parquet", "")) == (
        f"{tmp_path}/e.parquet: it is empty; a Parquet file without rows still says its columns"
    )


def test_parquet_without_rows_is_a_log_without_rows(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", pa.table(columns()).slice(0, 0))

    assert (rows_of(path), open_log([path]).estimated_rows) == ([], 0)


def test_something_else_is_no_parquet(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "e.parquet", "message,time,event\n")) == (
        f"{tmp_path}/e.parquet: it is no Parquet file, whatever its name says; name it by what it is"
    )


def test_parquet_that_is_cut_in_half_lacks_its_end(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", many(1000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert refusal(path) == (
        f"{path}: its end is missing, where Parquet says what the file holds; copy it again from where it was written"
    )


def test_a_footer_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", many(1000))
    content = bytearray(path.read_bytes())
    content[-200:-8] = b"\xff" * 192
    path.write_bytes(content)

    assert refusal(path) == (
        f"{path}: its footer, which says what it holds, is damaged; copy it again from where it was written"
    )


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_bytes_that_were_overwritten_are_told_with_column_and_row_group(tmp_path: Path, compression: str) -> None:
    path = parquet(tmp_path / "e.parquet", many(3000), row_group_size=1000, compression=compression)
    damage(path, group=1, column=2)

    assert refusal(path) == (
        f"{path}: row group 2, column `event`: its bytes are damaged; copy it again from where it was written"
    )


def test_the_other_columns_of_a_damaged_file_are_read(tmp_path: Path) -> None:
    path = parquet(tmp_path / "e.parquet", many(3000), row_group_size=1000, compression="zstd")
    damage(path, group=1, column=2)
    log = open_log([path])

    assert sum(chunk.read(["message"]).num_rows for chunk in log.chunks(["message"])) == 3000


def test_a_letter_that_changed_is_found_where_pages_have_checksums(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "e.parquet",
        many(100),
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    content = path.read_bytes()
    assert content.count(b"message 000050") == 1
    path.write_bytes(content.replace(b"message 000050", b"message 000051"))

    assert refusal(path).startswith(f"{path}: row group 1, column `message`: its bytes are damaged")


def damage(path: Path, group: int, column: int) -> None:
    found = pq.read_metadata(path).row_group(group).column(column)
    start = min(offset for offset in (found.dictionary_page_offset, found.data_page_offset) if offset is not None)
    content = bytearray(path.read_bytes())
    content[start : start + found.total_compressed_size] = b"\xff" * found.total_compressed_size
    path.write_bytes(content)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"e.{suffix}"
    if suffix == "parquet":
        parquet(path, many(100))
    else:
        write(path, f"message,time,event\nm,{AT},relayed\n")
    log = open_log([path])
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(BadLogError) as refused:
        [chunk.read(["message"]) for chunk in log.chunks(["message"])]

    assert str(refused.value) == f"{path}: it changed while it was read; read it again when nobody writes it"


# ── CSV ──


def csv(folder: Path, *lines: str, name: str = "e.csv") -> Path:
    return write(folder / name, "".join(f"{line}\n" for line in lines))


def test_values_of_csv(tmp_path: Path) -> None:
    path = csv(tmp_path, "event,message,time,recipient", f'relayed,"a,""b""\nc",{AT},""', f" x ,m\0,{AT},é")

    assert rows_of(path) == [
        {"message": 'a,"b"\nc', "recipient": "", "time": NOON_IN_MICROSECONDS, "event": "relayed"},
        {"message": "m\0", "recipient": "é", "time": NOON_IN_MICROSECONDS, "event": " x "},
    ]


def test_lines_of_csv_that_are_not_understood_keep_their_place(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "message,time,event",
        f'"m\n1",{AT},relayed',
        "",
        "too few",
        f",{AT},relayed",
        f"too,{AT},many,values",
        f"m2,{AT},relayed",
        f'"x"y,{AT},relayed',
    )
    log = open_log([path])
    read = rows_of(path)

    assert [row["message"] for row in read] == ["m\n1", None, "m2", None, None, None]
    assert list(log.places(range(6))) == [f"{path}:{line}" for line in (2, 6, 8, 5, 7, 9)]
    assert [told.text for told in log.tell([1, 3])] == [f",{AT},relayed", "too few"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_csv_may_end_in_any_one_way(tmp_path: Path, end: str) -> None:
    path = write(tmp_path / "e.csv", end.join(["\ufeffmessage,time,event", f"m1,{AT},relayed", f"m2,{AT},relayed", ""]))

    assert messages(path) == ["m1", "m2"]


def test_lines_that_end_in_different_ways_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "e.csv", f"message,time,event\nm1,{AT},relayed\r\nm2,{AT},relayed\n")

    assert refusal(path) == (
        f"{path}: it cannot be read as CSV: its lines end in different ways; end each of them with one line feed"
    )


@pytest.mark.parametrize("rows", [3, 200_000])
def test_a_quotation_mark_that_is_not_closed_swallows_no_lines(tmp_path: Path, rows: int) -> None:
    path = csv(tmp_path, "message,time,event", f"m0,{AT},relayed", *[f'"m1,{AT},relayed', *[f"m,{AT},relayed"] * rows])

    assert refusal(path) == (
        f"{path}: record 3: a quotation mark is opened, and not closed as it should be, so that nobody can tell where "
        'the record ends; write a mark within a value as ""'
    )


def test_an_empty_csv_and_one_without_columns(tmp_path: Path) -> None:
    assert refusal(csv(tmp_path)) == f"{tmp_path}/e.csv: it is empty; its first line must name the columns"
    assert refusal(csv(tmp_path, f"m,{AT},relayed")) == (
        f"{tmp_path}/e.csv: it has no column `message`; its columns are: `m`, `{AT}`, `relayed`"
    )
    assert rows_of(csv(tmp_path, "message,time,event")) == []


def test_csv_that_is_no_utf8_is_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(f"message,time,event\nm\xff,{AT},relayed\nm2,{AT},relayed\n".encode("latin-1"))

    assert messages(path) == ["m2", None]
    assert open_log([path]).place(1) == f"{path}:2"


def test_a_packed_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "e.csv.gz"
    lines = "".join(f"{os.urandom(18).hex()},{AT},relayed\n" for _ in range(50_000))
    path.write_bytes(gzip.compress(f"message,time,event\n{lines}".encode())[:-500_000])

    assert refusal(path).startswith(f"{path}: it cannot be read as CSV: ")


# ── JSON Lines ──


def test_values_of_json(tmp_path: Path) -> None:
    lines = [
        {"message": 'a\0"\n', "time": AT, "event": "relayed", "reason": None, "mta": [1]},
        {"message": 7, "time": "2026-01-02 14:00:00.0000019+02:00", "event": "é", "reason": "\U0001f600"},
    ]
    path = write(tmp_path / "e.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    read = rows_of(path)

    assert [(row["message"], row["time"] - NOON_IN_MICROSECONDS, row["event"], row["reason"]) for row in read] == [
        ('a\0"\n', 0, "relayed", None),
        ("7", 1, "é", "\U0001f600"),
    ]
    assert open_log([path]).columns == ("message", "time", "event", "event_id", "source", "reason")
    assert open_log([path]).remarks == [f"{path}: columns that are no part of an event log are left alone: `mta`"]


def test_lines_of_json_that_are_not_understood_keep_their_place(tmp_path: Path) -> None:
    good = json.dumps({"message": "m", "time": AT, "event": "relayed"})
    path = tmp_path / "e.jsonl"
    path.write_bytes(
        "\n".join([good, "", '{"message": "m"', "  ", "[1]", f"{good}{good}", "\xff", good]).encode("latin-1")
    )
    log = open_log([path])

    assert messages(path) == ["m", None, None, None, None, "m"]
    assert list(log.places(range(6))) == [f"{path}:{line}" for line in (1, 3, 5, 6, 7, 8)]
    assert next(log.tell([1])).text == '{"message": "m"'


def test_json_that_is_not_one_object_a_line_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "e.json", json.dumps([{"message": "m", "time": AT, "event": "e"}], indent=1))

    assert refusal(path) == f"{path}: none of its first lines is a JSON object; write one object a line"


def test_an_empty_file_of_json_is_a_log_without_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "e.jsonl", "")

    assert (rows_of(path), open_log([path]).remarks) == ([], [f"{path}: it is empty"])


def test_a_missing_key_is_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "e.jsonl", json.dumps({"message": "m", "tiem": AT, "event": "relayed"}))

    assert refusal(path) == (
        f"{path}: it has no column `time`; its columns are: `message`, `tiem`, `event`; did you mean `tiem`?"
    )


def test_a_recipient_that_comes_late_is_refused(tmp_path: Path) -> None:
    line = {"message": "m", "time": AT, "event": "relayed"}
    late = json.dumps(line | {"recipient": "a"})
    path = write(tmp_path / "e.jsonl", f"{json.dumps(line)}\n" * 20_480 + late)

    assert refusal(path) == (
        f"{path}:20481: it has a recipient, while the first lines have none; give every line a recipient, or none"
    )


# ── times that are text ──


def as_text(folder: Path, form: str, *times: Any) -> Path:
    if form == "csv":
        return csv(folder, "message,time,event", *(f"m,{time},relayed" for time in times))
    lines = [json.dumps({"message": "m", "time": time, "event": "relayed"}) + "\n" for time in times]
    return write(folder / "e.jsonl", "".join(lines))


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_times_with_a_zone_are_read_to_the_microsecond(tmp_path: Path, form: str) -> None:
    written = {
        "2026-01-02T12:00:00Z": 0,
        "2026-01-02 12:00:00z": 0,
        "2026-01-02T14:00:00+02:00": 0,
        "2026-01-02T14:00:00+0200": 0,
        "2026-01-02T09:00:00-03": 0,
        "2026-01-02T12:00:00.1234567Z": 123_456,
        "2026-01-02T12:00:00.123456999Z": 123_456,
        "2026-01-02T12:00:00.9-00:00": 900_000,
    }
    read = rows_of(as_text(tmp_path, form, *written))

    assert {time: row["time"] - NOON_IN_MICROSECONDS for time, row in zip(written, read, strict=True)} == written


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize(
    "time", ["", "soon", "infinity", "epoch", "2026-13-01T00:00:00Z", "2026-01-02T25:00:00Z", "+Z"]
)
def test_what_is_no_time_is_none(tmp_path: Path, form: str, time: str) -> None:
    assert [row["time"] for row in rows_of(as_text(tmp_path, form, AT, time))] == [NOON_IN_MICROSECONDS, None]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("time", ["2026-01-02T12:00:00", "2026-01-02 12:00", "2026-01-02"])
def test_a_time_without_zone_is_refused_at_its_line(tmp_path: Path, form: str, time: str) -> None:
    path = as_text(tmp_path, form, AT, AT, time)
    line = 4 if form == "csv" else 3

    assert refusal(path) == (
        f"{path}:{line}: its time tells no time zone; name it with --timezone, as --timezone Europe/Paris"
    )


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_time_without_zone_is_read_in_the_one_that_is_given(tmp_path: Path, form: str) -> None:
    path = as_text(tmp_path, form, "2026-01-02T13:00:00", AT, "2026-01-02 13:00", "nothing")
    read = rows_of(path, zone=ZoneInfo("Europe/Paris"))

    assert [row["time"] for row in read] == [*[NOON_IN_MICROSECONDS] * 3, None]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("time", [1767355200, "1767355200000", "1767355200.5", "-1"])
def test_a_number_is_no_time(tmp_path: Path, form: str, time: Any) -> None:
    path = as_text(tmp_path, form, AT, time)
    line = 3 if form == "csv" else 2

    assert refusal(path) == (
        f"{path}:{line}: its time is a number, which does not tell its unit; write it as 2026-11-21T01:58:36Z"
    )


def test_places_do_not_depend_on_what_was_read_before(tmp_path: Path) -> None:
    path = csv(tmp_path, "message,time,event", "too few", f"m,{AT},relayed", "m,2026-01-02T12:00:00,relayed")

    assert refusal(path).startswith(f"{path}:4: its time tells no time zone")
    assert log_files.form_of("E.CSV.GZ") == "csv"
    assert logs.CHUNK_ROWS > 1
