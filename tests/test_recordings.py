"""The recordings of the shipped spec are what was read from the samples, and give the numbers of the samples."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main, recording
from sendspec.cli.project import Compiled, compiled_of
from sendspec.replay import ModeResult, replay
from sendspec.sources.records import EventRecord
from sendspec_gen.disk import read_spec
from sendspec_gen.pipeline import compile_spec

from tests.project import ROOT, shipped_model
from tests.unit.sendspec.postfix_log import line, queued, told

SHIPPED = ROOT / "spec/recordings/postfix.yaml"
LOG = (ROOT / "samples/postfix/maillog", ROOT / "samples/postfix/dsn")
SECOND = 1_000_000
MODES = ("native_mta", "enhanced_mta", "enhanced_mta_efs", "enhanced_mta_efs_v8")

BUSY = "host mx.x.test[5.2.3.4] said: 450-4.2.1 <u@x.test> is busy 450 4.2.1 (in reply to RCPT TO command)"
TWO = """\
# yaml-language-server: $schema=../../generated/schema/recording.schema.json
# Written by `sendspec replay LOG --source postfix --recording FILE`: to the second, and without addresses.
recording: two
label:
  en: "Log of Postfix"
  fr: "Log de Postfix"
  pt: "Log do Postfix"
start: 2025-11-20T10:00:07Z
messages: 2
events:
  - 0s 1 relayed
  - 2s 2 relayed
  - 1m2s 2 delivered 250 2.0.0
  - 1m3s 1 soft_bounced 450 4.2.1
  - 1h1m3s 1 hard_bounced
"""


def run(*arguments: str | Path, year: str = "2026") -> Result:
    options = ["--source", "postfix", "--year", year, "--project", str(ROOT)]
    return CliRunner().invoke(main, ["replay", *map(str, arguments), *options])


def write(folder: Path, lines: list[str]) -> Path:
    log = folder / "maillog"
    log.write_text("".join(lines))
    return log


@cache
def shipped() -> Compiled:
    return compiled_of(shipped_model())


def played(mode: str, seconds: int) -> ModeResult:
    """What a mode makes of the shipped recording, so long after its start."""
    recording = shipped_model().recordings["postfix"]
    events = [
        EventRecord(recording.start + one.at, str(one.message), "", one.event, str(number), one.reason, "")
        for number, one in enumerate(recording.events)
    ]
    spec = shipped()
    until = recording.start + seconds * SECOND
    return replay(events, {mode: spec.tables[mode]}, spec.measures, as_of=until).modes[mode]


# ── the shipped recording ──


def test_the_recording_is_what_is_read_from_the_sample(tmp_path: Path) -> None:
    done = run(*LOG, "--recording", tmp_path / "postfix.yaml")

    assert done.exit_code == 0
    assert (tmp_path / "postfix.yaml").read_text("utf-8") == SHIPPED.read_text("utf-8")


def test_the_recording_names_nobody() -> None:
    """Each address, host and queue id of the log would break the form of a row."""
    head, _, rows = SHIPPED.read_text("utf-8").partition("\nevents:\n")
    row = re.compile(r"  - (?:[0-9]+m)?(?:[0-9]+s)? [0-9]{1,3} [a-z_]+(?: [245][0-9]{2} [245]\.[0-9]\.[0-9])?")

    assert "@" not in head
    assert [line for line in rows.splitlines() if not row.fullmatch(line)] == []


def test_the_recording_tells_all_of_the_sample() -> None:
    recording = shipped_model().recordings["postfix"]

    assert recording.start == 1_795_226_064 * SECOND
    assert recording.messages == 483
    assert len(recording.events) == 483 + 376 + 376 + 59 + 48 + 3
    assert recording.events[-1].at == 330 * SECOND


@pytest.mark.parametrize("mode", MODES)
def test_the_recording_gives_the_numbers_of_the_sample(mode: str) -> None:
    found = played(mode, 330)

    assert (found.statuses["sent"], found.statuses["failed"]) == (373, 110)
    assert found.counters["to_deliver"] == 483
    assert (found.unsettled, found.unexpected) == (0, 0)


@pytest.mark.parametrize(
    ("mode", "delivered", "bounces"),
    [
        ("native_mta", 71.4, 28.4),
        ("enhanced_mta", 83.6, 16.4),
        ("enhanced_mta_efs", 71.4, 28.4),
        ("enhanced_mta_efs_v8", 71.4, 16.4),
    ],
)
def test_the_recording_shows_the_modes_apart_on_the_way(mode: str, delivered: float, bounces: float) -> None:
    found = played(mode, 252)

    assert round(found.kpis["delivered_rate"] or 0, 1) == delivered
    assert round(found.kpis["bounces_errors_rate"] or 0, 1) == bounces
    assert found.unsettled == 59


# ── what `--recording` writes ──


def test_messages_are_numbered_by_their_first_event(tmp_path: Path) -> None:
    first, second = queued("4A1B2C3D4E5", time="Nov 20 10:00:07"), queued("4A1B2C3D4E6", time="Nov 20 10:00:09")
    lines = [*first, *second]
    lines += [told("4A1B2C3D4E6", "sent", time="Nov 20 10:01:09")]
    lines += [told("4A1B2C3D4E5", "deferred", time="Nov 20 10:01:10", reason=BUSY)]
    lines += [told("4A1B2C3D4E5", "bounced", time="Nov 20 11:01:10", reason="host mx.x.test[2.2.3.4] said: no")]
    run(write(tmp_path, lines), "--recording", tmp_path / "two.yaml", year="2025")

    assert (tmp_path / "two.yaml").read_text("utf-8") == TWO


def test_events_of_one_second_stand_in_the_order_of_the_spec(tmp_path: Path) -> None:
    stamps = ("2025-11-20T10:01:09.900000Z", "2025-11-20T10:01:09.100000Z")
    lines = queued("4A1B2C3D4E5", time="2025-11-20T10:00:07.000000Z")
    lines += [told("4A1B2C3D4E5", "sent", time=stamps[0]), told("4A1B2C3D4E5", "deferred", time=stamps[1], reason=BUSY)]
    run(write(tmp_path, lines), "--recording", tmp_path / "two.yaml", year="2025")

    assert (
        (tmp_path / "two.yaml")
        .read_text("utf-8")
        .endswith("  - 0s 1 relayed\n  - 1m2s 1 delivered 250 2.0.0\n  - 1m2s 1 soft_bounced 450 4.2.1\n")
    )


def test_a_recording_by_hand_is_played_in_the_order_of_the_spec(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    rows = ["0s 2 relayed", "1s 1 delivered", "1s 2 cancelled", "1s 1 soft_bounced 450 4.2.1", "1s 1 soft_bounced"]
    head = TWO.partition("  - ")[0]
    (tmp_path / "spec/recordings/two.yaml").write_text(head + "".join(f"  - {row}\n" for row in rows), "utf-8")
    model = compile_spec(read_spec(tmp_path)).model
    assert model is not None

    assert [(row.message, row.event, row.reason) for row in model.recordings["two"].events] == [
        (2, "relayed", None),
        (1, "delivered", None),
        (1, "soft_bounced", None),
        (1, "soft_bounced", "450 4.2.1"),
        (2, "cancelled", None),
    ]


@pytest.mark.parametrize("name", ["Two.yaml", "two.yml", "two", "2.yaml", "a-b.yaml"])
def test_a_recording_is_named_by_its_file(tmp_path: Path, name: str) -> None:
    done = run(*LOG, "--recording", tmp_path / name)

    assert done.exit_code == 2
    assert "lower case, digits and underscores, and .yaml" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_only_a_recording_is_written_over(tmp_path: Path) -> None:
    other = tmp_path / "project.yaml"
    other.write_text("package: sendlogs\n")
    done = run(*LOG, "--recording", other)

    assert done.exit_code == 2
    assert "it is no recording; name another file" in done.stderr
    assert other.read_text() == "package: sendlogs\n"


def test_a_log_without_events_is_no_recording(tmp_path: Path) -> None:
    log = write(tmp_path, [line("Nov 20 10:00:00", "smtpd", "connect from localhost[127.0.0.1]")])
    done = run(log, "--recording", tmp_path / "none.yaml")

    assert done.exit_code == 1
    assert "none.yaml: the log tells no event, so there is nothing to record" in done.stderr
    assert not (tmp_path / "none.yaml").exists()


def test_what_no_file_of_a_spec_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LARGEST_FILE", 20_000)
    done = run(*LOG, "--recording", tmp_path / "postfix.yaml")
    sooner = run(*LOG, "--as-of", "2026-11-21T01:54:30Z", "--recording", tmp_path / "postfix.yaml")

    assert (done.exit_code, sooner.exit_code) == (1, 0)
    assert "1,345 events are too many for a file of the spec; end sooner with --as-of" in done.stderr


def test_a_log_given_twice_is_recorded_once(tmp_path: Path) -> None:
    done = run(LOG[0], *LOG, "--recording", tmp_path / "postfix.yaml")

    assert done.exit_code == 0
    assert (tmp_path / "postfix.yaml").read_text("utf-8") == SHIPPED.read_text("utf-8")
