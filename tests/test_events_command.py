"""`sendspec events` writes logs as columns, and `sendspec replay --source events` reads them."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from sendspec.cli import logs, main

from tests.project import ROOT

SAMPLE = (ROOT / "samples/postfix/maillog", ROOT / "samples/postfix/dsn")
AT = "2026-01-02T12:00:00Z"
HEAD = "message,recipient,time,event\n"
FORMS = ("parquet", "csv", "jsonl")


def run(verb: str, *arguments: str | Path, source: str = "events", project: Path = ROOT) -> Result:
    return CliRunner().invoke(main, [verb, *map(str, arguments), "--source", source, "--project", str(project)])


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def answer(verb: str, *arguments: str | Path, **options: Any) -> dict[str, Any]:
    done = run(verb, *arguments, "--json", **options)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The events of the sample log, as Parquet."""
    out = tmp_path_factory.mktemp("sample") / "events.parquet"
    assert run("events", *SAMPLE, "--out", out, "--year", "2025", source="postfix").exit_code == 0
    return out


# ── what is written ──


def test_the_events_of_a_postfix_log_are_written_with_their_source(sample: Path) -> None:
    table = pq.read_table(sample)

    assert table.column("source").unique().to_pylist() == ["postfix"]
    assert table.num_rows == 1345
    assert set(table.column("event").to_pylist()) <= {"relayed", "delivered", "soft_bounced", "hard_bounced", "expired"}


@pytest.mark.parametrize("form", FORMS)
def test_events_say_the_same_as_the_log_that_they_are_from(tmp_path: Path, sample: Path, form: str) -> None:
    until = ("--as-of", "2030-01-01T00:00:00Z")
    log = answer("replay", *SAMPLE, "--year", "2025", *until, source="postfix")
    events = tmp_path / f"events.{form}"
    assert run("events", sample, "--out", events).exit_code == 0

    assert answer("replay", events, *until)["modes"] == log["modes"]


def test_a_file_that_is_converted_to_and_fro_is_the_same_to_the_byte(tmp_path: Path, sample: Path) -> None:
    before = sample
    for number, form in enumerate(("jsonl", "csv", "parquet")):
        after = tmp_path / f"{number}.{form}"
        assert run("events", before, "--out", after).exit_code == 0
        before = after

    assert before.read_bytes() == sample.read_bytes()


def test_the_account_adds_up(tmp_path: Path) -> None:
    log = write(
        tmp_path / "log.csv",
        f"m1,a@x.test,{AT},relayed",
        f"m1,a@x.test,{AT},delivred",
        f"m1,a@x.test,{AT},delivred",
        f"m1,a@x.test,{AT},zzz",
        f",a@x.test,{AT},relayed",
        "m1,a@x.test,soon,relayed",
        "too few",
    )
    aside = tmp_path / "aside.txt"
    told = run("events", log, "--out", tmp_path / "out.jsonl", "--aside", aside)

    assert told.stdout.splitlines() == [
        f"{tmp_path}/out.jsonl",
        "7 records read, 1 events written; 3 not understood",
        "Records: 3 not understood, 3 events that the source does not name, 1 events",
        f"{log}:6: no `message` can be read in it: ,…@…,{AT},relayed",
        f"{log}:7: no `time` can be read in it: m1,…@…,soon,relayed",
        f"{log}:8: no `message` and no `time` and no `event` and no `recipient` can be read in it: too few",
        "note: the source names no event `delivred` (× 2); did you mean `delivered`?",
        "note: the source names no event `zzz` (× 1)",
    ]
    assert told.exit_code == 0
    assert aside.read_text() == f",a@x.test,{AT},relayed\nm1,a@x.test,soon,relayed\ntoo few\n"


def test_json_tells_the_same(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", f"m1,a@x.test,{AT},relayed", f"m1,a@x.test,{AT},zzz", "too few")

    assert answer("events", log, "--out", tmp_path / "out.parquet") == {
        "out": f"{tmp_path}/out.parquet",
        "records": {"read": 3, "events": 1, "not_understood": 1},
        "account": {
            "records": {"not_understood": 1, "event": 1, "event_not_named": 1},
            "reports": {},
            "incomplete": {},
        },
    }


def test_replay_counts_what_is_no_event_and_goes_on(tmp_path: Path) -> None:
    late = "2026-01-02T13:00:00Z"
    log = write(tmp_path / "log.csv", f"m1,a,{AT},relayed", f"m1,a,{late},zzz", "too few", f"m1,a,{AT},delivered")
    found = answer("replay", log, "--mode", "enhanced_mta")

    assert found["records"] == {"read": 4, "events": 2, "duplicates": 0, "not_understood": 1, "unexpected": 0}
    assert found["account"]["records"] == {"event": 2, "event_not_named": 1, "not_understood": 1}
    assert found["as_of"] == late
    assert found["modes"]["enhanced_mta"]["statuses"]["sent"] == 1


def test_a_source_of_ones_own_maps_its_names(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "spec", project / "spec")
    (project / "spec/sources/ours.yaml").write_text(
        "source: ours\nlabel: {en: Ours, fr: Le nôtre, pt: Nosso}\nreader: events\n"
        "events:\n  handed_over: relayed\n  ok: delivered\n"
    )
    log = write(tmp_path / "log.csv", f"m1,a,{AT},handed_over", f"m1,a,{AT},ok", f"m1,a,{AT},relayed")
    found = answer("events", log, "--out", tmp_path / "out.parquet", source="ours", project=project)

    assert found["account"]["records"] == {"event": 2, "event_not_named": 1}
    assert pq.read_table(tmp_path / "out.parquet").column("event").to_pylist() == ["relayed", "delivered"]


def test_rows_of_parquet_that_are_not_understood_are_told_with_row_group_and_row(tmp_path: Path) -> None:
    columns = {"message": ["a", None, "c", "d"], "recipient": ["x"] * 3 + [None], "event": ["relayed"] * 4}
    times = pa.array([1, 2, None, 4], pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    log = tmp_path / "log.parquet"
    pq.write_table(pa.table(columns | {"time": times}), log, row_group_size=3)
    told = run("events", log, "--out", tmp_path / "out.csv")

    assert [line.partition(" can be")[0] for line in told.stdout.splitlines() if " can be" in line] == [
        f"{log}: row group 1, row 2: no `message`",
        f"{log}: row group 1, row 3: no `time`",
        f"{log}: row group 2, row 1: no `recipient`",
    ]


# ── what is refused ──


def refused(*arguments: str | Path, **options: Any) -> tuple[int, str]:
    done = run("events", *arguments, **options)
    return done.exit_code, done.stderr.strip().splitlines()[-1]


def test_a_log_that_cannot_be_read_ends_the_command_and_leaves_the_old_file(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv", f"m,a,{AT},relayed", "m,a,2026-01-02T12:00:00,relayed")
    out = tmp_path / "out.parquet"
    out.write_text("old")

    assert refused(log, "--out", out) == (
        1,
        f"error: {log}:3: its time tells no time zone; name it with --timezone, as --timezone Europe/Paris",
    )
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"log.csv", "out.parquet"}
    assert run("events", log, "--out", out, "--timezone", "Europe/Paris").exit_code == 0


@pytest.mark.parametrize("verb", ["replay", "events"])
def test_a_missing_column_is_told_in_words(tmp_path: Path, verb: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text("message,when,event\n")
    done = run(verb, log, *(("--out", tmp_path / "out.csv") if verb == "events" else ()))

    assert (done.exit_code, done.stderr) == (
        1,
        f"error: {log}: it has no column `time`; its columns are: `message`, `when`, `event`\n",
    )


def test_a_form_that_is_not_written_is_wrong_usage(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv")

    assert refused(log, "--out", tmp_path / "out.txt") == (
        2,
        f"Error: Invalid value for --out: {tmp_path}/out.txt: events are written as one of .parquet, .csv, .jsonl",
    )


def test_a_file_of_the_log_is_not_written(tmp_path: Path) -> None:
    log = write(tmp_path / "log.csv")
    code, words = refused(f"{tmp_path}/*.csv", "--out", log)

    assert (code, "which is in use; name another one" in words) == (2, True)


def test_what_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "find_spec", lambda name: None if name == "duckdb" else name)
    log = write(tmp_path / "log.csv")

    assert refused(log, "--out", tmp_path / "out.csv") == (
        2,
        f"Error: Invalid value for --out: {tmp_path}/out.csv needs duckdb: pip install 'sendspec[batch]'",
    )
    assert run("replay", log).stderr.endswith("needs duckdb: pip install 'sendspec[batch]'\n")


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full_is_told_and_leaves_the_old_file(tmp_path: Path, form: str) -> None:
    log = write(tmp_path / "log.csv", *(f"{os.urandom(18).hex()},a{number},{AT},relayed" for number in range(5000)))
    out = tmp_path / f"out.{form}"
    out.write_text("old")
    command = [sys.executable, "-c", "from sendspec.cli import main; main()", "events", str(log), "--source", "events"]
    done = subprocess.run(
        [*command, "--out", str(out), "--project", str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
        # No file may be longer than this, for root neither.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"error: {out}: it cannot be written: File too large\n",
    )
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"log.csv", out.name}
