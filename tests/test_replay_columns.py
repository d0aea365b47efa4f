"""`sendspec replay` of logs of events: the columnar engine at the command line, and a run that was cut off."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from sendspec.batch.partitions import locked
from sendspec.cli import main
from sendspec.sources.records import BadLogError

from benchmarks.logs import write as write_log
from tests.project import ROOT

DAY = 86_400_000_000


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["replay", *map(str, arguments), "--source", "events", "--project", str(ROOT)])


def answer(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output + result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "events.parquet"
    write_log(path, 60_000, seed=7, columns="full")
    return path


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in pq.read_table(path).to_pylist()), key=repr)


def test_both_engines_answer_alike(log: Path) -> None:
    columns, live = answer(log), answer(log, "--engine", "live")

    assert columns == live
    assert columns["records"]["duplicates"] > 0
    assert columns["modes"]["native_mta"]["unsettled"] > 0


def test_both_engines_write_the_same_statuses(log: Path, tmp_path: Path) -> None:
    for engine in ("columns", "live"):
        answer(log, "--engine", engine, "--statuses", tmp_path / f"{engine}.parquet")

    assert rows_of(tmp_path / "live.parquet") == rows_of(tmp_path / "columns.parquet")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_statuses_are_the_same_in_every_form(log: Path, tmp_path: Path, suffix: str) -> None:
    for engine in ("columns", "live"):
        answer(log, "--engine", engine, "--statuses", tmp_path / f"{engine}{suffix}")

    live, columns = (tmp_path / f"{engine}{suffix}" for engine in ("live", "columns"))
    assert sorted(live.read_text().splitlines()) == sorted(columns.read_text().splitlines())


def test_both_engines_write_the_same_series(log: Path, tmp_path: Path) -> None:
    for engine in ("columns", "live"):
        answer(log, "--engine", engine, "--series", tmp_path / f"{engine}.csv", "--every", "1h")

    assert (tmp_path / "live.csv").read_text() == (tmp_path / "columns.csv").read_text()
    with (tmp_path / "live.csv").open() as stream:
        times = list(dict.fromkeys(row["time"] for row in csv.DictReader(stream)))
    assert times[0].endswith(":59:59.999999Z")
    assert len(times) == 24


def test_a_run_in_parts_answers_as_one_in_memory(log: Path, tmp_path: Path) -> None:
    whole = answer(log, "--statuses", tmp_path / "whole.parquet", "--series", tmp_path / "whole.csv")
    parts = answer(
        *(log, "--statuses", tmp_path / "parts.parquet", "--series", tmp_path / "parts.csv"),
        *("--memory", "1MiB", "--work", tmp_path / "work"),
    )

    assert whole == parts
    assert rows_of(tmp_path / "whole.parquet") == rows_of(tmp_path / "parts.parquet")
    assert (tmp_path / "whole.csv").read_text() == (tmp_path / "parts.csv").read_text()
    assert not (tmp_path / "work").exists()


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    log, work = tmp_path / "events.parquet", tmp_path / "work"
    write_log(log, 400_000, seed=8, columns="full")
    options = ["--memory", "1MiB", "--work", str(work), "--statuses", str(tmp_path / "statuses.parquet")]
    command = [
        str(Path(sys.executable).parent / "sendspec"),
        "replay",
        str(log),
        "--source",
        "events",
        "--json",
        *options,
    ]
    running = subprocess.Popen([*command, "--project", str(ROOT)], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(work.glob("part-*.npz")) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    done = {file.name: file.stat().st_mtime_ns for file in work.glob("part-*.npz")}

    assert done
    assert not (tmp_path / "statuses.parquet").exists()
    first = next(iter(done))
    after = answer(log, *options)
    whole = answer(log, "--statuses", tmp_path / "whole.parquet")
    assert whole == after
    assert rows_of(tmp_path / "whole.parquet") == rows_of(tmp_path / "statuses.parquet")
    assert first
    assert not work.exists()


def test_parts_of_another_log_are_not_taken_for_this_one(log: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "part-000.npz").write_bytes(b"of something else")
    (work / "mine.txt").write_text("let alone")

    assert answer(log) == answer(log, "--work", work, "--memory", "1MiB")
    assert [path.name for path in work.iterdir()] == ["mine.txt"]


def test_logs_in_the_work_folder_are_let_alone(log: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(log).slice(0, 5_000), tmp_path / "part-001.parquet")
    whole = answer(tmp_path)

    assert answer(tmp_path, "--work", tmp_path, "--memory", "1MiB") == whole
    assert [path.name for path in tmp_path.iterdir()] == ["part-001.parquet"]


def test_a_run_in_parts_goes_on_with_its_account_of_the_log(tmp_path: Path) -> None:
    bad, statuses = tmp_path / "bad.parquet", tmp_path / "statuses.csv"
    times = pa.array([1, 2, 3, None, 9], pa.timestamp("us", tz="UTC"))
    events = ["relayed", "strange", "delivered", "delivered", "strange"]
    pq.write_table(pa.table({"message": ["a", "a", "a", "b", "c"], "time": times, "event": events}), bad)
    options = ["--memory", "1MiB", "--work", tmp_path / "work"]
    failed = run(bad, *options, "--statuses", tmp_path / "missing" / "x.csv")

    assert failed.exit_code == 1
    assert "it cannot be written" in failed.stderr
    after = answer(bad, *options, "--statuses", statuses)
    assert after == answer(bad)
    assert after["account"]["records"] == {"event": 2, "event_not_named": 2, "not_understood": 1}
    assert after["as_of"] == "1970-01-01T00:00:00.000009Z"
    assert "a,,native_mta,delivered,sent,1970-01-01T00:00:00.000003Z," in statuses.read_text().splitlines()
    assert not (tmp_path / "work").exists()


def test_nobody_else_works_in_the_folder_until_statuses_are_written(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_run(*_: object) -> None:
        with pytest.raises(BadLogError, match="another run is at work there"), locked(tmp_path / "work"):
            pass

    monkeypatch.setattr("sendspec.cli.statuses.write_status_tables", another_run)
    answer(log, "--work", tmp_path / "work", "--statuses", tmp_path / "x.csv")

    with locked(tmp_path / "work"):
        pass


def test_a_log_that_changes_before_statuses_are_written_is_told(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object) -> None:
        raise BadLogError("events.parquet: it changed while it was read")

    monkeypatch.setattr("sendspec.cli.statuses.write_status_tables", changed)
    result = run(log, "--statuses", tmp_path / "x.csv")

    assert (result.exit_code, result.stderr) == (1, "error: events.parquet: it changed while it was read\n")


@pytest.mark.parametrize("option", ["--statuses", "--series"])
def test_parquet_is_refused_at_once_where_nothing_writes_it(
    log: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sendspec.cli.statuses.find_spec", lambda _: None)
    result = run(log, "--engine", "live", option, "x.parquet")

    assert result.exit_code == 2
    assert "Parquet needs pyarrow" in result.output


def test_an_unknown_locale_is_told_before_anything_is_done(log: Path, tmp_path: Path) -> None:
    result = run(log, "--state", tmp_path / "state", "--locale", "xx")

    assert result.exit_code == 2
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("engine", ["columns", "live"])
def test_what_the_source_does_not_name_is_counted_once(tmp_path: Path, engine: str) -> None:
    times = pa.array([1, 2], pa.timestamp("us", tz="UTC"))
    table = pa.table({"message": ["a", "b"], "time": times, "event": ["strange", "strange"]})
    pq.write_table(table, tmp_path / "strange.parquet")
    account = answer(tmp_path / "strange.parquet", "--engine", engine)["account"]

    assert account["records"] == {"event_not_named": 2}
    assert account["events_unknown"] == 0


def test_rows_that_lack_something_are_counted_and_told(tmp_path: Path) -> None:
    table = pa.table(
        {
            "message": ["m1", None, "m2", "m3", "m4"],
            "recipient": ["a@x", "b@x", None, "c@x", "d@x"],
            "time": pa.array([1, 2, 3, None, 5], pa.timestamp("us", tz="UTC")),
            "event": ["relayed", "relayed", "relayed", "relayed", "relaid"],
        }
    )
    pq.write_table(table, tmp_path / "bad.parquet")
    result = run(tmp_path / "bad.parquet", "--aside", tmp_path / "aside.txt")

    assert result.exit_code == 0
    assert "3 not understood" in result.output
    assert "bad.parquet: row group 1, row 2" in result.output
    assert "did you mean `relayed`" in result.output
    assert len((tmp_path / "aside.txt").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--every", "1m"], "say where to write it: --series"),
        (["--series", "x.csv", "--every", "soon"], "`soon` is no duration"),
        (["--series", "x.txt"], "a series is written as one of .jsonl, .csv, .parquet"),
        (["--memory", "much"], "`much` is no size"),
        (["--memory", "0GiB"], "`0GiB` is no size"),
        (["--memory", "9" * 400], "is no size"),
        (["--series", "x.csv", "--every", "999999999999d"], "`999999999999d` is no duration"),
        (["--series", "x.csv", "--every", "9" * 5_000 + "d"], "is no duration"),
        (["--state", "x", "--keep", "999999999999d"], "`999999999999d` is no duration"),
        (["--engine", "live", "--memory", "1GiB"], "it is for the engine `columns`"),
        (["--master", "local"], "it is for the engine `spark`"),
        (["--keep", "10d"], "--state DIR"),
        (["--state", "x", "--memory", "1GiB"], "leave one of the two out"),
        (["--engine", "columns", "--recording", "x.yaml"], "only the engine `live` keeps what a recording tells"),
    ],
)
def test_wrong_usage_is_told_with_its_cure(log: Path, arguments: list[str], words: str) -> None:
    result = run(log, *arguments)

    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())


def test_the_log_of_a_server_is_first_written_as_events() -> None:
    arguments = ["replay", "samples/postfix/maillog", "--source", "postfix", "--engine", "columns"]
    result = CliRunner().invoke(main, [*arguments, "--project", str(ROOT)])

    assert result.exit_code == 2
    assert "sendspec events" in result.output


def test_a_series_too_long_to_be_held_is_refused(tmp_path: Path) -> None:
    times = pa.array([0, 400_000 * DAY], pa.timestamp("us", tz="UTC"))
    pq.write_table(
        pa.table({"message": ["a", "b"], "time": times, "event": ["relayed"] * 2}), tmp_path / "long.parquet"
    )
    result = run(tmp_path / "long.parquet", "--series", tmp_path / "x.csv", "--every", "1m")

    assert result.exit_code == 1
    assert "take steps so long that" in result.stderr
    assert not (tmp_path / "x.csv").exists()


def test_days_that_are_added_one_after_the_other_come_to_all_of_them_at_once(log: Path, tmp_path: Path) -> None:
    table = pq.read_table(log)
    for number, part in enumerate((table.slice(0, 20_000), table.slice(20_000, 25_000), table.slice(45_000))):
        pq.write_table(part, tmp_path / f"{number}.parquet")
    state = ["--state", tmp_path / "state"]
    runs = [
        answer(tmp_path / f"{number}.parquet", *state, "--series", tmp_path / f"{number}.csv", "--every", "1h")
        for number in range(3)
    ]
    whole = answer(log, "--series", tmp_path / "whole.csv", "--every", "1h")

    assert whole == runs[-1]
    assert whole != runs[0]
    assert (tmp_path / "whole.csv").read_text() == (tmp_path / "2.csv").read_text()


def test_a_state_of_another_step_is_told_with_its_cure(log: Path, tmp_path: Path) -> None:
    pq.write_table(pq.read_table(log).slice(0, 500), tmp_path / "first.parquet")
    answer(tmp_path / "first.parquet", "--state", tmp_path / "state", "--series", tmp_path / "x.csv", "--every", "1h")
    result = run(log, "--state", tmp_path / "state", "--series", tmp_path / "x.csv", "--every", "1m")

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "3600 seconds" in result.stderr


def test_statuses_of_files_of_which_only_some_have_recipients_and_reasons(tmp_path: Path) -> None:
    times = pa.array([1, 1, 2], pa.timestamp("us", tz="UTC"))
    plain = {"message": ["m", "m", "n"], "time": times, "event": ["relayed", "relayed", "relayed"]}
    pq.write_table(pa.table(plain), tmp_path / "a.parquet")
    told = {**plain, "message": ["o", "o", "p"], "recipient": ["A@x", "a@x", "b@x"], "reason": ["z", "y", None]}
    pq.write_table(pa.table(told), tmp_path / "b.parquet")
    for engine in ("columns", "live"):
        answer(tmp_path, "--engine", engine, "--statuses", tmp_path.parent / f"{engine}.parquet")

    rows = rows_of(tmp_path.parent / "columns.parquet")
    assert rows_of(tmp_path.parent / "live.parquet") == rows
    assert {row[:2] for row in rows} == {("m", ""), ("n", ""), ("o", "a@x"), ("p", "b@x")}
