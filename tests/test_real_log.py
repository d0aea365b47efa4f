"""A real Postfix log and what must come out of it, through the command."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import zstandard
from click.testing import CliRunner, Result
from sendspec.cli import main
from sendspec.cli.project import compiled
from sendspec.replay import replay
from sendspec.sources import postfix
from sendspec.sources.records import Reading, Request

from tests.project import ROOT

SAMPLE = ROOT / "samples/postfix"
LOG = [str(SAMPLE / "maillog"), str(SAMPLE / "dsn")]
MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")
BECAME = {
    "sent": "delivered",
    "sent_after_deferral": "delivered",
    "bounced": "failed",
    "sent_then_oob_bounce": "failed",
    "expired": "expired",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["replay", *arguments, "--source", "postfix", "--project", str(ROOT)])


def answer(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json", "--year", "2026")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rates(found: dict[str, Any], kpi: str) -> dict[str, float]:
    return {mode: round(found["modes"][mode]["kpis"][kpi], 1) for mode in MODES}


def expected() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / "expected.jsonl").read_text().splitlines()]


def reading() -> Reading:
    spec = compiled(ROOT)
    return postfix.read(Request((SAMPLE / "maillog", SAMPLE / "dsn"), spec.sources["postfix"].events, year=2026))


def test_while_messages_are_under_way_the_modes_differ() -> None:
    found = answer(*LOG, "--as-of", "2026-11-21T01:58:36Z")

    assert found["as_of"] == "2026-11-21T01:58:36Z"
    assert rates(found, "delivered_rate") == {
        "native_mta": 71.4,
        "enhanced_mta": 83.6,
        "enhanced_mta_efs": 71.4,
        "enhanced_mta_efs_v8": 71.4,
    }
    assert rates(found, "bounces_errors_rate") == {
        "native_mta": 28.4,
        "enhanced_mta": 16.4,
        "enhanced_mta_efs": 28.4,
        "enhanced_mta_efs_v8": 16.4,
    }
    assert {mode: found["modes"][mode]["unsettled"] for mode in MODES} == dict.fromkeys(MODES, 59)


def test_at_the_end_the_modes_agree() -> None:
    found = answer(*LOG)

    assert rates(found, "delivered_rate") == dict.fromkeys(MODES, 77.2)
    assert rates(found, "bounces_errors_rate") == dict.fromkeys(MODES, 22.8)
    assert {mode: found["modes"][mode]["unsettled"] for mode in MODES} == dict.fromkeys(MODES, 0)
    for mode in MODES:
        assert found["modes"][mode]["statuses"]["sent"] == 373
        assert found["modes"][mode]["statuses"]["failed"] == 110
        assert found["modes"][mode]["counters"]["to_deliver"] == 483


def test_the_records_add_up() -> None:
    found = answer(*LOG)

    assert found["records"] == {
        "read": 4502 + 153,
        "events": 483 + 376 + 376 + 59 + 48 + 3,
        "duplicates": 0,
        "not_understood": 0,
        "unexpected": 0,
    }
    assert sum(found["account"]["records"].values()) == 4502 + 153
    assert found["account"]["reports"] == {"own_report": 107, "delay_notice": 48, "out_of_band": 3}
    assert found["account"]["incomplete"] == {}


@pytest.mark.parametrize("mode", MODES)
def test_every_row_ends_as_expected(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "statuses.jsonl"
    done = run(*LOG, "--mode", mode, "--statuses", str(file))
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    found = {(row["message"], row["recipient"]): row["state"] for row in rows}
    wanted = {
        (queue_id, row["recipient"]): BECAME[row["expected_terminal"]]
        for row in expected()
        for queue_id in row["queue_ids"]
    }

    assert done.exit_code == 0
    assert len(wanted) == len(rows) == 483
    assert found == wanted
    assert {row["mode"] for row in rows} == {mode}


def test_every_attempt_is_an_event() -> None:
    attempts: dict[tuple[str, str], list[str]] = {}
    words = {"delivered": "sent", "soft_bounced": "deferred", "hard_bounced": "bounced", "expired": "expired"}
    for event in reading().events:
        if event.event != "relayed" and "dsn" not in event.place:
            attempts.setdefault((event.message, event.recipient), []).append(words[event.event])
    rows = expected()
    shared = Counter((row["message_id"], row["recipient"]) for row in rows)
    # Where two messages share a Message-ID, the file lists the attempts of both for each.
    wanted = {
        (queue_id, row["recipient"]): row["attempt_statuses"][:: shared[row["message_id"], row["recipient"]]]
        for row in rows
        for queue_id in row["queue_ids"]
    }

    assert attempts == wanted


def test_one_message_of_five_fates() -> None:
    events = [event for event in reading().events if event.message == "9E37C25463F"]
    fates = {
        name: [event.event for event in events if event.recipient == f"{name}@mx.test"]
        for name in ("ok2", "nouser", "full", "grey2", "oob")
    }

    assert fates == {
        "ok2": ["relayed", "delivered"],
        "nouser": ["relayed", "hard_bounced"],
        "full": ["relayed", *["soft_bounced"] * 6, "expired"],
        "grey2": ["relayed", "soft_bounced", "soft_bounced", "delivered"],
        "oob": ["relayed", "delivered", "hard_bounced"],
    }


def test_counted_by_effects_and_by_states_is_the_same() -> None:
    spec = compiled(ROOT)
    events = reading().events
    for second in range(0, 360, 20):
        result = replay(events, spec.tables, spec.measures, as_of=1795226044000000 + second * 1_000_000)
        for found in result.modes.values():
            contributed: Counter[str] = Counter()
            for row in found.rows():
                contributed.update(found.table.states[row.state].contributes)

            assert {name: found.counters[name] for name in contributed} == contributed


def test_the_table_for_people() -> None:
    done = run(*LOG, "--as-of", "2026-11-21T01:58:36", "--locale", "fr", "--year", "2026")

    assert done.exit_code == 0
    assert "71.4 %" in done.output
    assert "83.6 %" in done.output
    assert "En suspens" in done.output
    assert "MTA natif" in done.output
    assert "4,655 enregistrements lus" in done.output
    assert "UTC was taken" in done.output


def test_a_time_zone_moves_the_log() -> None:
    assert answer(*LOG[:1], "--timezone", "America/New_York")["as_of"] == "2026-11-21T07:01:04Z"


def test_statuses_as_parquet(tmp_path: Path) -> None:
    file = tmp_path / "statuses.parquet"
    run(*LOG, "--statuses", str(file), "--year", "2026")
    rows = pyarrow.parquet.read_table(file).to_pylist()
    richest = {
        row["recipient"]: (row["state"], row["status"], row["since"].isoformat())
        for row in rows
        if row["message"] == "9E37C25463F" and row["mode"] == "enhanced_mta_efs"
    }

    assert len(rows) == 4 * 483
    assert richest == {
        "ok2@mx.test": ("delivered", "sent", "2026-11-21T01:58:35+00:00"),
        "nouser@mx.test": ("failed", "failed", "2026-11-21T01:58:35+00:00"),
        "full@mx.test": ("expired", "failed", "2026-11-21T01:59:54+00:00"),
        "grey2@mx.test": ("delivered", "sent", "2026-11-21T01:58:54+00:00"),
        "oob@mx.test": ("failed", "failed", "2026-11-21T01:58:35+00:00"),
    }


def test_statuses_as_csv(tmp_path: Path) -> None:
    file = tmp_path / "statuses.csv"
    run(*LOG, "--statuses", str(file), "--year", "2026")
    rows = list(csv.DictReader(file.open()))
    bounced = [row for row in rows if (row["message"], row["recipient"]) == ("9E37C25463F", "oob@mx.test")]

    assert list(rows[0]) == ["message", "recipient", "mode", "state", "status", "since", "reason"]
    assert len(rows) == 4 * 483
    assert [row["mode"] for row in bounced] == list(compiled(ROOT).tables)
    assert {(row["status"], row["since"], row["reason"]) for row in bounced} == {
        ("failed", "2026-11-21T01:58:35Z", "550 5.1.1 User unknown")
    }


def test_what_is_not_understood_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "maillog"
    log.write_bytes(b"caf\xe9\n" + (SAMPLE / "maillog").read_bytes() + b"Nov 21 02:0")
    aside = tmp_path / "aside"
    found = answer(str(log), "--aside", str(aside))

    assert found["records"]["not_understood"] == 2
    assert aside.read_bytes() == b"caf\xe9\nNov 21 02:0\n"


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_compressed_log_is_read_as_it_is(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    log = tmp_path / "maillog"
    log.write_bytes(compress((SAMPLE / "maillog").read_bytes()))

    assert answer(str(log)) == answer(str(SAMPLE / "maillog"))


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress])
def test_a_log_that_cannot_be_read_to_the_end_keeps_what_was_read(
    compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    log = tmp_path / "maillog.packed"
    whole = compress((SAMPLE / "maillog").read_bytes())
    log.write_bytes(whole[: len(whole) * 9 // 10])
    done = run(str(log), "--year", "2026")

    assert done.exit_code == 0
    assert "reading ended here" in done.output
    assert "To deliver" in done.output


def bad_logs(folder: Path) -> dict[str, tuple[Path, str]]:
    (folder / "empty").write_bytes(b"")
    (folder / "binary").write_bytes(bytes(range(256)) * 100)
    (folder / "other").write_text("Nov 21 01:53:54 out sshd[1]: Accepted publickey for root\n")
    (folder / "json").write_text('{"eventType": "Delivery"}\n')
    (folder / "mail").write_text("From: a@b.test\nSubject: x\n\nhello\n")
    (folder / "folder").mkdir()
    return {
        "empty": (folder / "empty", "it is empty"),
        "binary": (folder / "binary", "it is no text"),
        "other": (folder / "other", "no line of it was written by Postfix"),
        "json": (folder / "json", "no line of it was written by Postfix"),
        "mail": (folder / "mail", "give the log first"),
        "folder": (folder / "folder", "give the log first"),
        "missing": (folder / "missing", "there is no such file"),
    }


@pytest.mark.parametrize("kind", ["empty", "binary", "other", "json", "mail", "folder", "missing"])
def test_a_bad_log_is_told_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    path, words = bad_logs(tmp_path)[kind]
    before = sorted(tmp_path.iterdir())
    done = run(str(path), "--statuses", str(tmp_path / "out.csv"), "--aside", str(tmp_path / "aside"))

    assert done.exit_code == 1
    assert f"{path}" in done.stderr
    assert words in done.stderr
    assert done.stdout == ""
    assert isinstance(done.exception, SystemExit)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--mode", "native"], "did you mean `native_mta`?"),
        (["--as-of", "yesterday"], "write it as 2026-11-21T01:58:36Z"),
        (["--timezone", "Europe/Pariss"], "did you mean `Europe/Paris`?"),
        (["--locale", "xx"], "there are: en, fr, pt"),
        (["--statuses", "out.xlsx"], ".jsonl, .csv, .parquet"),
        (["--year", "0"], "--year"),
    ],
)
def test_wrong_usage_names_the_cure(arguments: list[str], words: str) -> None:
    done = run(*LOG, *arguments)

    assert done.exit_code == 2
    assert words in done.stderr


def test_an_unknown_source_names_the_nearest() -> None:
    done = CliRunner().invoke(main, ["replay", *LOG, "--source", "postfx", "--project", str(ROOT)])

    assert done.exit_code == 2
    assert "did you mean `postfix`?" in done.stderr
